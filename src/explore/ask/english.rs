//! English as questions have it: stems, the words that carry no meaning of their own, and what a question asks for.
//!
//! Everything that belongs to the language alone stands here; what the words of a graph mean stands in its ontology.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::explore::names::{self, is_joining};
use crate::model::text::normal;

/// The stem of a word; a noun that is made of a verb has that of the verb: *closures* are what is closed.
pub(super) fn stem(word: &str) -> String {
    names::stem(of_verb(word).as_deref().unwrap_or(word))
}

/// A form of the verb that a noun such as *closure* or *departure* is made of.
pub(super) fn of_verb(word: &str) -> Option<String> {
    let one = word.strip_suffix('s').unwrap_or(word);
    let is_made = ["osure", "izure"].iter().any(|end| one.ends_with(end));
    one.strip_suffix("ure").filter(|_| is_made).map(|verb| format!("{verb}ing"))
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Whoever can act.
    Who,
    /// A place.
    Where,
    /// A date, a span or an expression of time.
    When,
    /// How long something lasts.
    HowLong,
    /// An amount of money.
    HowMuch,
    /// A number.
    HowMany,
    /// Whether it is so.
    Whether,
    /// A reason, or what something is for.
    Why,
    /// Whatever there is.
    What,
}

impl Kind {
    /// All of them that ask for something of their own, with the words by which an ontology can say that a property answers
    /// them.
    pub(super) const ASKING: [(Self, &str); 7] = [
        (Self::Who, "who"),
        (Self::Where, "where"),
        (Self::When, "when"),
        (Self::HowLong, "how long"),
        (Self::HowMuch, "how much"),
        (Self::HowMany, "how many"),
        (Self::Why, "why"),
    ];

    /// What is asked for, as the reader is told of it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Where => "where",
            Self::When => "when",
            Self::HowLong => "how long",
            Self::HowMuch => "how much money",
            Self::HowMany => "how many",
            Self::Whether => "whether it is so",
            Self::Why => "what for",
            Self::What => "what",
        }
    }
}

/// What a question is about apart from things and relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// How two things are connected.
    Connection,
    /// What would be lost without a thing.
    Loss,
    /// What does not go together.
    Disagreement,
    /// What is promised.
    Promise,
    /// What no source says.
    Unsaid,
    /// What is not so: which things lack something.
    Lack,
    /// What somebody says.
    Saying,
    /// What somebody thinks.
    Opinion,
    /// What is denied.
    Denial,
}

/// Words that tell the turn of a question, by their stems.
const TURNS: [(Turn, &str); 9] = [
    (Turn::Connection, "connect connection link relate relation relationship between path"),
    (Turn::Loss, "without lose loss disappear remove abolish vanish"),
    (
        Turn::Disagreement,
        "disagree agree doubt doubtful disagreement dispute conflict contradict contradiction contest inconsistent differ",
    ),
    (Turn::Promise, "promise pledge vow"),
    (Turn::Unsaid, "unknown missing gap unanswered"),
    (Turn::Lack, "no not without never lack none nobody"),
    (
        Turn::Saying,
        "say state claim report mention accord tell show admit acknowledge concede argue insist announce explain find found",
    ),
    (Turn::Opinion, "think believe opinion view judge consider feel reckon"),
    (Turn::Denial, "deny denial untrue false"),
];

/// Words that ask for something wherever they stand in a question, by their stems.
const ASKED: [(Kind, &str); 4] = [
    (Kind::HowMuch, "money cash cost budget fund spend price pay amount pound dollar euro"),
    (Kind::HowLong, "duration long period"),
    (Kind::When, "date year month day time"),
    (Kind::Why, "reason rationale"),
];

/// Words by which a remark may tell of what a kind of question asks for.
const REMARKED: [(Kind, &str); 6] = [
    (Kind::Who, "who author leader publisher host employer partner"),
    (Kind::Where, "where place region country location seat"),
    (Kind::When, "when date year start end"),
    (Kind::HowLong, "length period start end"),
    (Kind::HowMuch, "amount budget money"),
    (Kind::HowMany, "number size"),
];

/// Words that stand in questions and mean nothing of their own.
const EMPTY: &str = "a able about above actual actually after again all already also always am an and any anybody anyone anything are as ask \
    additional at basically be been before being both but by can come comes could currently did do does doing done each easily below beyond else entire \
    even every everybody everyone everything exactly extra far figure for from future get gets getting going go goes gone went got had happen happening \
    happens has have having he her here hers him his how i if in into involve involved is it its just kind least less let like list lot me \
    many matter matters may might more most much must my name named names need needs now nowadays of off on one only onto or other \
    our out over per please precisely presently put quickly really she should simply since so some somebody someone \
    something soon still such supposed talk talking tell than that the their them then there these they thing things this those \
    through throughout till to today together too top toward towards tried tries true try trying under until up upon us very via want wanted \
    wants was we were what when where whether which while who whom whose why will with within whole would yes yet you your across \
    give given gives against during despite among amid";

/// Words that change what a question asks, although they name nothing: with one of them no plain yes is given.
const QUALIFYING: &str = "extra additional more most all only less fewer no not never always again ever every each mainly main \
    first last same than or before after still since until till per under over least beyond";

/// Words that deny.
const DENYING: &str = "not no never nor none nothing nobody cannot without hardly";

/// Beginnings that turn a word into its opposite.
const OPPOSITE: [&str; 5] = ["un", "im", "in", "non", "dis"];

/// Words for small numbers.
const COUNTS: &str = "two three four five six seven eight nine ten eleven twelve";

/// Words for what is there, of which nothing else is told.
const EXISTING: &str = "existing current present";

/// Words for those whose own something is.
pub(super) const OWNERS: &str = "its their his her your our my";

/// Words that link a noun to what only says how or where.
const LINKING: &str = "by through of in on for from at to under over told covered";

/// Verbs that begin a question whose answer is yes or no.
pub(super) const AUXILIARY: &str =
    "is are am was were do does did will would can could has have had should shall may might must";

/// Words that ask for a size after *how*.
pub(super) const SIZES: &str = "many much long big large often far";

/// The words that mean nothing of their own.
static SILENT: LazyLock<BTreeSet<&str>> = LazyLock::new(|| EMPTY.split_whitespace().collect());

/// The turns that the stems of words give a question.
static TURNING: LazyLock<BTreeMap<String, Vec<Turn>>> = LazyLock::new(|| by_stem(&TURNS));

/// The kinds that the stems of words ask for.
static ASKING: LazyLock<BTreeMap<String, Vec<Kind>>> = LazyLock::new(|| by_stem(&ASKED));

fn by_stem<T: Copy>(lists: &[(T, &str)]) -> BTreeMap<String, Vec<T>> {
    let mut found: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (meant, list) in lists {
        list.split_whitespace().for_each(|word| found.entry(stem(word)).or_default().push(*meant));
    }
    found
}

/// The stems of the words of a text, those that mean nothing left out; of `not clear` also that of `unclear`.
pub(super) fn stems(text: &str) -> Vec<String> {
    let words = normal(text);
    let negated =
        words.windows(2).filter(|pair| pair[0] == "not").map(|pair| stem(&format!("un{}", pair[1])));
    words.iter().filter(|w| !is_empty_word(w)).map(|w| stem(w)).chain(negated).collect()
}

/// Whether a word means nothing of its own.
pub(super) fn is_empty_word(word: &str) -> bool {
    SILENT.contains(word)
}

/// Whether a word changes what a question asks, although it names nothing.
pub(super) fn is_qualifying(word: &str) -> bool {
    is_in(word, QUALIFYING)
}

/// Whether one of some words is in a list.
pub(super) fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|w| w == word)
}

/// Whether a text denies something.
pub(super) fn denies(words: &[String]) -> bool {
    words.iter().any(|w| is_in(w, DENYING) || w.strip_suffix("nt").is_some_and(|verb| is_in(verb, AUXILIARY)))
}

/// Whether a word helps another verb.
pub(super) fn is_auxiliary(word: &str) -> bool {
    is_in(word, AUXILIARY)
}

/// The stems of the words that would say the opposite of one.
pub(super) fn opposites(word: &str) -> impl Iterator<Item = String> {
    let longer = OPPOSITE.iter().map(move |before| format!("{before}{word}"));
    let shorter = OPPOSITE.iter().filter_map(move |before| word.strip_prefix(before));
    longer.chain(shorter.filter(|rest| rest.len() > 3).map(str::to_owned)).map(|word| stem(&word))
}

/// A word without the ending of its plural.
pub(super) fn singular(word: &str) -> &str {
    let is_short = word.chars().count() < 4;
    word.strip_suffix('s').filter(|w| !is_short && !w.ends_with('s')).unwrap_or(word)
}

/// Whether a word is a number.
pub(super) fn is_number(word: &str) -> bool {
    stem(word).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word may stand inside a name that is only partly given: `house of the sun`.
pub(super) fn joins(word: &str) -> bool {
    !is_empty_word(word) || is_joining(word)
}

/// What a question asks for, by the words that it begins with and those in it.
///
/// None where no word at its beginning says so.
pub(super) fn kind(words: &[String]) -> Option<Kind> {
    let is = |i: usize, word: &str| words.get(i).is_some_and(|w| w == word);
    let has = |word: &str| words.iter().any(|w| w == word);
    let many = |i: usize| match words.get(i).map(String::as_str) {
        Some("year" | "years" | "month" | "months" | "week" | "weeks" | "day" | "days") => Kind::HowLong,
        _ => Kind::HowMany,
    };
    for i in 0..words.len() {
        match words[i].as_str() {
            "how" if is(i + 1, "many") => return Some(many(i + 2)),
            "how" if is(i + 1, "long") => return Some(Kind::HowLong),
            "how" if is(i + 1, "much") && i > 0 && is(i - 1, "by") => return Some(Kind::What),
            "how" if is(i + 1, "much") => return Some(Kind::HowMuch),
            "how" if is(i + 1, "big") || is(i + 1, "large") => {
                let of_money = words.iter().any(|w| asks(w) == Some(Kind::HowMuch));
                return Some(if of_money { Kind::HowMuch } else { Kind::HowMany });
            }
            "how" if is(i + 1, "come") => return Some(Kind::Why),
            "number" if is(i + 1, "of") => return Some(many(i + 2)),
            _ => {}
        }
    }
    let first = words.first().map_or("", String::as_str);
    let open = ["who", "whom", "whose", "where", "when", "why"].into_iter().find(|w| has(w));
    match open {
        _ if is_auxiliary(first) => Some(Kind::Whether),
        Some("where") => Some(Kind::Where),
        Some("when") => Some(Kind::When),
        Some("why") => Some(Kind::Why),
        Some(_) => Some(Kind::Who),
        None => None,
    }
}

/// The turns that a word gives a question.
pub(super) fn turns(word: &str) -> Vec<Turn> {
    TURNING.get(&stem(word)).cloned().unwrap_or_default()
}

/// The kind that a word asks for wherever it stands.
pub(super) fn asks(word: &str) -> Option<Kind> {
    ASKING.get(&stem(word)).and_then(|kinds| kinds.first().copied())
}

/// The kind of a whole question, if it asks for something of its own.
pub(super) fn question_kind(question: &str) -> Option<Kind> {
    let words = words(question);
    kind(&words).or_else(|| is_what_for(&words).then_some(Kind::Why)).filter(|kind| *kind != Kind::Whether)
}

/// Whether a question asks for a date or a span of time: what holds later or earlier than a date can answer it.
pub fn asks_when(question: &str) -> bool {
    matches!(question_kind(question), Some(Kind::When | Kind::HowLong))
}

/// Whether a question begins with *what* and ends with *for*.
pub(super) fn is_what_for(words: &[String]) -> bool {
    words.first().is_some_and(|w| w == "what") && words.last().is_some_and(|w| w == "for")
}

/// The words of a label for what is counted, up to those that only say how or where: *number of workers through its offices*.
pub(super) fn counted(label: &str) -> Option<String> {
    let (_, counted) = label.split_once("number of ")?;
    let words = counted.split(' ').take_while(|word| !is_in(word, LINKING));
    Some(words.collect::<Vec<_>>().join(" "))
}

/// Whether a word is one for places in general.
pub(super) fn is_place_word(word: &str) -> bool {
    matches!(word, "place" | "location")
}

/// The stems of the words by which a remark may tell of what a kind of question asks for.
pub(super) fn remarked(kind: Kind) -> Vec<String> {
    let list = REMARKED.iter().find(|(k, _)| *k == kind).map_or("", |(_, list)| *list);
    list.split_whitespace().map(stem).collect()
}

/// The words of a question, contractions written out, without those by which it only asks for a number or a size.
pub(super) fn meant(words: &[String]) -> Vec<String> {
    let is_meant = |i: usize| {
        let before = i.checked_sub(1).map_or("", |i| words[i].as_str());
        let after = words.get(i + 1).map_or("", String::as_str);
        !(before == "how" && is_in(&words[i], SIZES) || words[i] == "number" && after == "of")
    };
    (0..words.len()).filter(|i| is_meant(*i)).map(|i| words[i].clone()).collect()
}

/// The definite article: names are compared without, but no part of a name goes across one.
pub(super) const ARTICLE: &str = "the";

/// What stands for the indefinite article: something new begins after it.
pub(super) const INDEFINITE: &str = "a";

/// Whether a word is an article.
pub(super) fn is_article(word: &str) -> bool {
    [ARTICLE, INDEFINITE].contains(&word)
}

/// A question in which *the three existing ones* are the three.
fn existing_ones(question: &str) -> String {
    let mut pieces: Vec<&str> = question.split_whitespace().collect();
    let is_ones = |p: &[&str]| {
        let [count, how, ones] = [0, 1, 2].map(|i| normal(p[i]).concat());
        (is_in(&count, COUNTS) || is_number(&count)) && is_in(&how, EXISTING) && ones == "ones"
    };
    if let Some(at) = pieces.windows(3).position(is_ones) {
        pieces.drain(at + 1..at + 3);
    }
    pieces.join(" ")
}

/// The words of a question, contractions written out.
pub(super) fn words(question: &str) -> Vec<String> {
    let apart = |word: String| -> Vec<String> {
        let of = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        match word.as_str() {
            "whats" => of(&["what", "is"]),
            "whos" => of(&["who", "is"]),
            "wheres" => of(&["where", "is"]),
            "whens" => of(&["when", "is"]),
            "hows" => of(&["how", "is"]),
            "thats" => of(&["that", "is"]),
            // What only points at what is named beside it.
            "itself" | "himself" | "herself" | "themselves" | "ones" => Vec::new(),
            "wont" => of(&["will", "not"]),
            "cannot" | "cant" => of(&["can", "not"]),
            _ if word.strip_suffix("nt").is_some_and(is_auxiliary) => of(&[&word[..word.len() - 2], "not"]),
            _ => vec![word],
        }
    };
    // What is somebody's is told with the name alone.
    let owned = |piece: &str| {
        let base = piece.strip_suffix("'s").or_else(|| piece.strip_suffix("\u{2019}s"));
        let is_verb =
            |base: &str| is_in(&base.to_lowercase(), "what who where when how it that there here let");
        base.filter(|base| !is_verb(base)).unwrap_or(piece).to_owned()
    };
    let plain = |piece: &str| match piece.to_lowercase().as_str() {
        "a" | "an" => vec![INDEFINITE.to_owned()],
        "the" => vec![ARTICLE.to_owned()],
        _ => normal(piece),
    };
    let question = existing_ones(question);
    let mut words: Vec<String> =
        question.split_whitespace().map(owned).flat_map(|piece| plain(&piece)).flat_map(apart).collect();
    // "Isn't it so?" asks whether it is so.
    let first = words.first().map_or("", String::as_str);
    if is_auxiliary(first) && words.get(1).is_some_and(|w| w == "not") {
        words.remove(1);
    }
    let mut out: Vec<String> = Vec::new();
    for word in words {
        let before = out.last().map_or("", String::as_str);
        let is_unsaid = matches!(before, "not" | "nobody")
            && matches!(&*word, "known" | "said" | "stated" | "says" | "told");
        if is_unsaid {
            out.pop();
        }
        out.push(if is_unsaid { "unknown".to_owned() } else { word });
    }
    // "One of its own" is one that it has.
    let of_its_own = |w: &[String]| w[0] == "of" && is_in(&w[1], OWNERS) && w[2] == "own";
    if let Some(at) = out.windows(3).position(of_its_own) {
        out.drain(at..at + 3);
    }
    out
}
