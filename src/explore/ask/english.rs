//! English as questions have it: stems, the words that carry no meaning of their own, and what a question asks for.
//!
//! Everything that belongs to the language alone stands here; what the words of a graph mean stands in its ontology.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::explore::names::is_joining;
pub(super) use crate::explore::names::stem;
use crate::model::text::normal;

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
            Self::Whether => "yes or no",
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
        "disagree disagreement dispute conflict contradict contradiction contest inconsistent differ",
    ),
    (Turn::Promise, "promise pledge vow"),
    (Turn::Unsaid, "unknown missing gap unanswered"),
    (Turn::Lack, "no not without never lack none nobody"),
    (
        Turn::Saying,
        "say state claim report mention accord tell show admit acknowledge concede argue insist announce explain",
    ),
    (Turn::Opinion, "think believe opinion view judge consider feel reckon"),
    (Turn::Denial, "deny denial untrue false"),
];

/// Words that ask for something wherever they stand in a question, by their stems.
const ASKED: [(Kind, &str); 4] = [
    (Kind::HowMuch, "money cash cost budget fund spend price pay amount pound dollar euro"),
    (Kind::HowLong, "duration long"),
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
    at basically be been before being both but by can come comes could currently did do does doing done each easily below beyond else entire \
    even everybody everyone everything exactly far figure for from future get gets getting going go goes got had happen happening \
    happens has have having he her here hers him his how i if in into involve involved is it its just kind least less let like list lot me \
    many matter matters may might more most much must my name named names need needs now nowadays of off on one only onto or other \
    our out over per please precisely presently put quickly really she should simply since so some somebody someone \
    something soon still such supposed talk talking tell than that the their them then there these they thing things this those \
    through throughout till to today together too top toward towards tried tries true try trying under until up upon us very via want wanted \
    wants was we were what when where whether which while who whom whose why will with within whole would yes yet you your across \
    give given gives";

/// Words that change what a question asks, although they name nothing: with one of them no plain yes is given.
const QUALIFYING: &str = "more most all only less fewer no not never always again ever every each mainly main \
    first last same than or before after still since until till per under over least beyond";

/// Words that deny.
const DENYING: &str = "not no never nor none nothing nobody cannot without hardly";

/// Beginnings that turn a word into its opposite.
const OPPOSITE: [&str; 5] = ["un", "im", "in", "non", "dis"];

/// Words that compare, and how the number that is stated has to stand to the one in the question.
const COMPARING: [(&str, Ordering, bool); 14] = [
    ("more than", Ordering::Greater, false),
    ("over", Ordering::Greater, false),
    ("above", Ordering::Greater, false),
    ("after", Ordering::Greater, false),
    ("beyond", Ordering::Greater, false),
    ("at least", Ordering::Greater, true),
    ("less than", Ordering::Less, false),
    ("fewer than", Ordering::Less, false),
    ("under", Ordering::Less, false),
    ("below", Ordering::Less, false),
    ("before", Ordering::Less, false),
    ("at most", Ordering::Less, true),
    ("up to", Ordering::Less, true),
    ("no more than", Ordering::Less, true),
];

/// Verbs that begin a question whose answer is yes or no.
const AUXILIARY: &str =
    "is are am was were do does did will would can could has have had should shall may might must";

/// Forms of the verb that makes a passive.
const BEING: &str = "is are was were be been being get gets got";

/// Participles that do not end in `ed`.
const PARTICIPLES: &str = "built sent made led run given taken held set put written paid spent done sold bought brought driven hit known";

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
fn is_in(word: &str, list: &str) -> bool {
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

/// Whether the words of a question are in the passive voice: who acts comes last, if at all.
pub(super) fn is_passive(words: &[String]) -> bool {
    let is_participle = |w: &String| w.ends_with("ed") && w.len() > 4 || is_in(w, PARTICIPLES);
    let is_being = |i: usize| {
        let rest = words[i + 1..].iter().filter(|w| !is_empty_word(w));
        is_in(&words[i], BEING) && rest.take(4).any(is_participle)
    };
    (0..words.len()).any(is_being)
}

/// How the number that is stated has to stand to a number at a place of a question, and whether it may be the same.
pub(super) fn compared(words: &[String], at: usize) -> Option<(Ordering, bool)> {
    let before = words[at.saturating_sub(3)..at].join(" ");
    let longest = COMPARING.iter().filter(|c| before == c.0 || before.ends_with(&format!(" {}", c.0)));
    longest.max_by_key(|c| c.0.len()).map(|(_, order, or_same)| (*order, *or_same))
}

/// A number as people write it: in figures, with a scale behind it, or in a word.
pub(super) fn number(word: &str) -> Option<f64> {
    let plain = stem(word).replace(',', "");
    let figures = plain.trim_start_matches(|c: char| !c.is_ascii_digit());
    let scale = figures.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let times = match scale {
        "" => 1.0,
        "k" => 1e3,
        "m" | "million" => 1e6,
        "bn" | "billion" => 1e9,
        _ => return None,
    };
    figures[..figures.len() - scale.len()].parse::<f64>().ok().map(|n| n * times)
}

/// The word of the language alone that a typing error stands for, by the word after it: two letters are exchanged, or one is
/// missing or too many.
pub(super) fn mistyped(word: &str, next: &str) -> Option<&'static str> {
    let sorted = |w: &str| {
        let mut letters: Vec<char> = w.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_near = |known: &&str| {
        let is_exchanged = word.len() == known.len() && known.len() > 2 && sorted(word) == sorted(known);
        let is_longer =
            word.len() != known.len() && word.len() > 2 && known.len() > 3 && word[..1] == known[..1];
        (is_exchanged || is_longer) && strsim::damerau_levenshtein(word, known) == 1
    };
    if !word.is_ascii() {
        return None;
    }
    let known = ASKING_WORDS.split_whitespace().chain(AUXILIARY.split_whitespace());
    // "how" and "who" have the same letters.
    let is_meant = |known: &&str| *known != "how" || is_in(next, SIZES);
    known.filter(is_near).max_by_key(|known| (word.len() == known.len(), is_meant(known)))
}

/// A question taken apart where it asks two things: `what is it and who runs it`. What only points back is what the first names.
pub(super) fn parts(question: &str) -> Vec<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let plain = |i: usize| words.get(i).map(|w| normal(w).concat()).unwrap_or_default();
    let asks = |i: usize| {
        is_in(&plain(i), "who what when where why how whose which")
            || is_auxiliary(&plain(i)) && is_in(&plain(i + 1), BACK)
    };
    let ends = |i: usize| words[i].ends_with(['?', ';']) || words[i].ends_with(',') && asks(i + 1);
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for i in 0..words.len() {
        let is_join = matches!(&*plain(i), "and") && asks(i + 1) && i > 1;
        if !is_join {
            parts.last_mut().into_iter().for_each(|part| part.push(words[i]));
        }
        if is_join || i + 1 < words.len() && ends(i) {
            parts.push(Vec::new());
        }
    }
    let is_asking = |w: &&str| {
        let word = normal(w).concat();
        is_in(&word, ASKING_WORDS) || is_auxiliary(&word)
    };
    if !parts[0].iter().any(is_asking) {
        return vec![question.to_owned()];
    }
    parts
        .into_iter()
        .filter(|p| p.len() > 1 || p.iter().any(|w| !is_empty_word(&normal(w).concat())))
        .map(|p| p.join(" "))
        .collect()
}

/// A part of a question with a name for what points back in it; at its end where nothing does.
pub(super) fn pointed(part: &str, name: &str) -> String {
    let is_back = |w: &&str| is_in(&normal(w).concat(), BACK);
    if part.split_whitespace().any(|w| is_back(&w)) {
        let word = |w: &str| if is_back(&w) { name.to_owned() } else { w.to_owned() };
        return part.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    }
    format!("{} {name}", part.trim_end_matches(['?', '.', '!']))
}

/// Words that ask.
const ASKING_WORDS: &str = "what who when where why how whose which many much long there";

/// Words that ask for a size after *how*.
const SIZES: &str = "many much long big large often far";

/// Words that point back to what was named before.
const BACK: &str = "it its they them their he she this these";

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

/// Whether a question begins with *what* and ends with *for*.
pub(super) fn is_what_for(words: &[String]) -> bool {
    words.first().is_some_and(|w| w == "what") && words.last().is_some_and(|w| w == "for")
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
            "wont" => of(&["will", "not"]),
            "cannot" | "cant" => of(&["can", "not"]),
            _ if word.strip_suffix("nt").is_some_and(is_auxiliary) => of(&[&word[..word.len() - 2], "not"]),
            _ => vec![word],
        }
    };
    let plain = |piece: &str| match piece.to_lowercase().as_str() {
        "a" | "an" => vec![INDEFINITE.to_owned()],
        "the" => vec![ARTICLE.to_owned()],
        _ => normal(piece),
    };
    let mut words: Vec<String> = question.split_whitespace().flat_map(plain).flat_map(apart).collect();
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
    out
}
