//! English as sentences need it: articles, small letters, number, verbs, dates. Another language has none of this from here: there
//! names and values are as they are written, and what an ontology and its things declare is all that is known of their grammar.

mod label;

use std::collections::BTreeSet;
use std::sync::LazyLock;

pub use label::{Kind, around, whether};

use super::date::{MONTHS, PartialDate};

/// What is declared in place of an article where a name has none.
pub const NO_ARTICLE: &str = "none";
/// The articles of the language, and the word for none.
pub const ARTICLES: [&str; 4] = ["the", "a", "an", NO_ARTICLE];
const NUMBERS: [&str; 10] = ["0", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Words by what they do in a sentence.
static WORDS: LazyLock<BTreeSet<(&str, &str)>> = LazyLock::new(|| {
    let lists = include_str!("words.txt").lines().filter_map(|line| line.split_once(": "));
    lists.flat_map(|(list, words)| words.split(' ').map(move |word| (list, word))).collect()
});

/// Whether a word is in a list of `words.txt`.
fn is_in(list: &str, word: &str) -> bool {
    WORDS.contains(&(list, word))
}

/// The tag of the language.
pub const ENGLISH: &str = "en";

/// Whether a tag is that of the language; a graph that names none is taken to be in it.
pub fn is_english(tag: &str) -> bool {
    tag.is_empty() || tag.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

/// Whether a word in small letters stands before nouns as an article does.
pub fn is_determiner(word: &str) -> bool {
    is_in("determiners", word)
}

/// Whether a word can be one for a person: *minister*, *driver*. Some things are called so too, and are then named again.
pub fn may_be_person(word: &str) -> bool {
    let word = word.to_lowercase();
    is_in("people", &word) || ["eer", "er", "ess", "ian", "ist", "or"].iter().any(|end| word.ends_with(end))
}

/// Whether a name is written as words of the language are at the beginning of a sentence: a capital first, then small letters, and
/// not as a title, with all its words in capitals.
pub fn is_sentence_case(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let mut letters = first.chars();
    let is_word = letters.next().is_some_and(char::is_uppercase)
        && first.chars().nth(1).is_some_and(char::is_lowercase)
        && letters.all(|c| c.is_lowercase() || matches!(c, '-' | '\''));
    // Letters of an abbreviation tell nothing.
    let is_telling = |w: &&str| !is_in("joining", w) && w.chars().any(char::is_lowercase);
    let mut others = words.filter(is_telling).peekable();
    is_word && (others.peek().is_none() || others.any(|w| w.starts_with(char::is_lowercase)))
}

/// Whether a name in several words is one of words of the language, where nothing else tells: if the first is a word in `known`.
pub fn is_common(name: &str, known: &BTreeSet<String>) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
    let has_small_words = name.split_whitespace().skip(1).any(|w| w.starts_with(char::is_lowercase));
    // Of a compound each part has to be a word: *drug-related*.
    let is_known = || first.split('-').all(|part| known.contains(part)) || known.contains(&first);
    has_small_words && is_sentence_case(name) && is_known()
}

/// Whether a name has an article, where nothing else tells.
pub fn has_article(name: &str, is_common: bool, plural: bool, is_agent: bool) -> bool {
    // A year at the end is no noun: the Harbour Act 1872.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let joined = words.iter().position(|w| is_in("joining", w.as_str()));
    let Some(head) = joined.map_or(words.last(), |at| words[..at].last()) else { return false };
    let is_gerund = head.ends_with("ing") || words[0].ends_with("ing");
    let of = joined.is_some_and(|at| words[at] == "of") && !is_gerund;
    let is_head = is_in("heads", head.as_str());
    if words.len() < 2 || name.contains("'s ") || name.contains("\u{2019}s ") {
        return false;
    }
    if is_common { !plural && (of || is_head || is_agent) } else { is_head || of || words[0] == "river" }
}

/// A verb of the third person in the plural, with what is written behind it; what is not one as it is.
pub fn plural(word: &str) -> String {
    const OTHERS: [(&str, &str); 7] = [
        ("is", "are"),
        ("has", "have"),
        ("does", "do"),
        ("was", "were"),
        ("goes", "go"),
        ("focuses", "focus"),
        ("always", "always"),
    ];
    let end = word.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(word.len());
    let (verb, behind) = word.split_at(end);
    if let Some((_, other)) = OTHERS.iter().find(|(one, _)| *one == verb) {
        return format!("{other}{behind}");
    }
    let stem = match verb.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => return word.to_owned(),
    };
    let one = match stem.strip_suffix('e') {
        Some(root) if root.len() > 2 && root.ends_with('i') => format!("{}y", &root[..root.len() - 1]),
        Some(root) if ["ss", "sh", "ch", "x", "zz"].iter().any(|e| root.ends_with(e)) => root.to_owned(),
        _ => stem.to_owned(),
    };
    format!("{one}{behind}")
}

/// The first verb of a text in the plural, and a second one behind *or* or *and*: `is, or is to be, …`.
pub fn plural_first(text: &str) -> String {
    let (verb, rest) = text.split_at(text.find(' ').unwrap_or(text.len()));
    format!("{}{}", plural(verb), rest.replace(" or is ", " or are ").replace(" and is ", " and are "))
}

/// A verb in the number of its subject and in the mood of a status: `lasts`, `last`, `is to last`, `are to last`.
pub fn verb(one: &str, is_plural: bool, mood: Option<&str>) -> String {
    let (verb, rest) = one.split_at(one.find(' ').unwrap_or(one.len()));
    match mood {
        None if is_plural => plural_first(one),
        None => one.to_owned(),
        Some(mood) => {
            let mood = if is_plural { plural_first(mood) } else { mood.to_owned() };
            let base = if verb == "is" { "be".to_owned() } else { plural(verb) };
            format!("{mood} {base}{rest}")
        }
    }
}

/// `the author's`, `the teams'`; none of a name with words behind its head, to which `'s` would not belong.
pub fn possessive(name: &str, is_plural: bool) -> Option<String> {
    let is_long = name.split_whitespace().skip(1).any(|w| is_in("joining", w) && w != "the");
    let ends = name.ends_with(|c: char| c.is_alphanumeric());
    (!is_long && ends).then(|| {
        let sign = if is_plural && name.ends_with('s') { "\u{2019}" } else { "\u{2019}s" };
        format!("{name}{sign}")
    })
}

/// `a` before a vowel that is written as one becomes `an`, where it stands at the end of a text.
pub fn joined(text: &mut String, next: &str) {
    let next = next.trim_start_matches(['\u{201c}', '"', '(']).to_lowercase();
    let is_vowel = next.starts_with(['a', 'e', 'i', 'o', 'u'])
        && !["uni", "use", "usu", "eu", "one", "once"].iter().any(|start| next.starts_with(start));
    if is_vowel && (text.ends_with(" a ") || text == "a ") {
        text.truncate(text.len() - 1);
        text.push_str("n ");
    }
}

/// `a, b and c`; where one of them has an *and* of its own, a comma stands before the last.
pub fn listed(values: &[String]) -> String {
    let [first @ .., last] = values else { return String::new() };
    if first.is_empty() {
        return last.clone();
    }
    let comma = if values.iter().any(|value| value.contains(" and ")) { "," } else { "" };
    format!("{}{comma} and {last}", first.join(", "))
}

/// Whether a text has others, word for word, and more.
pub fn has_words(text: &str, others: &str) -> bool {
    text.len() > others.len() && format!(" {text} ").contains(&format!(" {others} "))
}

/// What something is for, as it stands behind *is*: a verb has *to* before it, a noun with its article and what is done have not.
pub fn goal(text: &str) -> String {
    let first =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').find(|w| !w.is_empty()).unwrap_or_default();
    let is_noun = is_determiner(first)
        || first.ends_with("ing")
        || first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || !text.starts_with(char::is_alphanumeric)
        || first == "to";
    if is_noun { text.to_owned() } else { format!("to {text}") }
}

/// A date in words: `5 March 2023`, `March 2023`, `2023`.
pub fn date(date: PartialDate) -> String {
    let written = date.to_string();
    let parts: Vec<&str> = written.split('-').collect();
    let month =
        parts.get(1).and_then(|m| m.parse::<usize>().ok()).and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    match (parts.as_slice(), month) {
        ([year, _], Some(month)) => format!("{month} {year}"),
        ([year, _, day], Some(month)) => format!("{} {month} {year}", day.trim_start_matches('0')),
        _ => written,
    }
}

/// A small number in words; others as they are written.
pub fn number(written: &str) -> &str {
    let at = written.parse::<usize>().ok().filter(|n| n.to_string() == written);
    at.and_then(|n| NUMBERS.get(n)).copied().unwrap_or(written)
}

/// A clause behind *that*; what stands before its subject is set off by commas on both sides.
pub fn that(clause: &str) -> String {
    let first = clause.split(' ').next().unwrap_or_default();
    let is_set_off = is_in("joining", first) && first != "the" && clause.contains(", ");
    format!("that{} {clause}", if is_set_off { "," } else { "" })
}

/// A question as it stands inside a sentence: `When is {subject} due?` is `when {subject} is due`. None of one whose verb is not
/// found.
pub fn indirect(question: &str) -> Option<String> {
    const ASKING: [&str; 6] = ["who ", "what ", "which ", "how ", "why ", "whose "];
    const SUBJECT: &str = "{subject}";
    let question = question.trim().strip_suffix('?')?;
    let mut letters = question.chars();
    let small: String = letters.next().map(|c| c.to_lowercase().chain(letters).collect())?;
    for verb in ["is", "are", "was", "were", "will", "has", "can"] {
        for next in [SUBJECT, "there"] {
            if let Some((before, behind)) = small.split_once(&format!(" {verb} {next}")) {
                return Some(format!("{before} {next} {verb}{behind}"));
            }
        }
    }
    if let Some((before, behind)) = small.split_once(&format!(" does {SUBJECT} ")) {
        let (base, rest) = behind.split_at(behind.find(' ').unwrap_or(behind.len()));
        return Some(format!("{before} {SUBJECT} {{verb:{}}}{rest}", third(base)));
    }
    if let Some((before, behind)) = small.split_once(&format!(" did {SUBJECT} ")) {
        return Some(format!("{before} {SUBJECT} did {behind}"));
    }
    ASKING.iter().any(|word| small.starts_with(word)).then_some(small)
}

/// A verb in the third person of the singular.
fn third(base: &str) -> String {
    let is_after_vowel = ["ay", "ey", "oy", "uy"].iter().any(|e| base.ends_with(e));
    match base {
        "have" => "has".to_owned(),
        "be" => "is".to_owned(),
        _ if base.ends_with('y') && !is_after_vowel => format!("{}ies", &base[..base.len() - 1]),
        _ if ["s", "x", "ch", "sh", "o"].iter().any(|e| base.ends_with(e)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_follow_number_and_mood() {
        for (one, several) in [
            ("is", "are"),
            ("is,", "are,"),
            ("has", "have"),
            ("was", "were"),
            ("does", "do"),
            ("denies", "deny"),
            ("lies", "lie"),
            ("says", "say"),
            ("contributes", "contribute"),
            ("reaches", "reach"),
            ("passes", "pass"),
            ("uses", "use"),
            ("promises:", "promise:"),
            ("focuses", "focus"),
            ("deploy", "deploy"),
            ("opened", "opened"),
            ("status", "status"),
            ("less", "less"),
            ("as", "as"),
            ("", ""),
        ] {
            assert_eq!(plural(one), several);
        }
        for (one, is_plural, mood, expected) in [
            ("lasts", false, None, "lasts"),
            ("lasts", true, None, "last"),
            ("lasts", false, Some("is to"), "is to last"),
            ("lasts", true, Some("is to"), "are to last"),
            ("is open", false, Some("is meant to"), "is meant to be open"),
            ("carries", true, Some("would"), "would carry"),
        ] {
            assert_eq!(verb(one, is_plural, mood), expected);
        }
    }

    #[test]
    fn questions_stand_inside_a_sentence() {
        for (question, expected) in [
            ("When is {subject} due?", Some("when {subject} is due")),
            ("Until when does {subject} run?", Some("until when {subject} {verb:runs}")),
            ("What does {subject} carry?", Some("what {subject} {verb:carries}")),
            ("How much money is there for {subject}?", Some("how much money there is for {subject}")),
            ("Who leads {subject}?", Some("who leads {subject}")),
            ("Where did {subject} end?", Some("where {subject} did end")),
            ("{subject}: length?", None),
            ("Length of {subject}", None),
        ] {
            assert_eq!(indirect(question).as_deref(), expected, "{question}");
        }
    }

    #[test]
    fn values_are_listed_and_names_found() {
        for (values, expected) in [
            (&["ports"][..], "ports"),
            (&["ports", "fraud"], "ports and fraud"),
            (&["ports", "fraud", "rope"], "ports, fraud and rope"),
            (&["ports", "bread and butter"], "ports, and bread and butter"),
        ] {
            assert_eq!(listed(&values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>()), expected);
        }
        for (text, words, expected) in
            [("mending the pier", "pier", true), ("mending piers", "pier", false), ("pier", "pier", false)]
        {
            assert_eq!(has_words(text, words), expected, "{text}");
        }
    }

    #[test]
    fn what_something_is_for_has_to_before_a_verb() {
        for (text, expected) in [
            ("break the chain", "to break the chain"),
            ("a better view", "a better view"),
            ("levelling up", "levelling up"),
            ("to see", "to see"),
            ("\u{201c}rolling\u{201d} up", "\u{201c}rolling\u{201d} up"),
            ("30 boats", "30 boats"),
        ] {
            assert_eq!(goal(text), expected);
        }
    }

    #[test]
    fn the_author_has_an_opinion_and_the_friends_of_the_pier_have_one() {
        for (name, is_plural, expected) in [
            ("the author", false, Some("the author\u{2019}s")),
            ("the teams", true, Some("the teams\u{2019}")),
            ("James", false, Some("James\u{2019}s")),
            ("the friends of the pier", true, None),
            ("the crew (old)", false, None),
        ] {
            assert_eq!(possessive(name, is_plural).as_deref(), expected);
        }
        for (name, is_common, is_plural, is_agent, expected) in [
            ("Harbour Police", false, false, true, true),
            ("Ministry of Ports", false, false, true, true),
            ("Lloyd's Register", false, false, true, false),
            ("Old Quay", false, false, false, false),
            ("United Nations", false, false, true, true),
            ("House of Lords", false, false, true, true),
            ("Harbour Act 1872", false, false, false, true),
            ("River Wye", false, false, false, true),
            ("New York", false, false, false, false),
            ("NASA", false, false, true, false),
            ("Town council", true, false, true, true),
            ("Evaluation of the pier", true, false, false, true),
            ("Port security", true, false, false, false),
            ("Mending of the pier", true, false, false, false),
            ("Fishing boats", true, true, false, false),
        ] {
            assert_eq!(has_article(name, is_common, is_plural, is_agent), expected, "{name}");
        }
    }
}
