//! Labels of properties as they read in a sentence where the ontology gives none.

use super::{is_in, plural_first};

/// What a value is, as far as the words around it depend on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The number 1.
    One,
    /// Another number.
    Number,
    /// A date that is a day.
    Day,
    /// A month or a year.
    Period,
    /// Anything else.
    Other,
}

/// How a label reads with a subject and a value: what stands before the subject, between the two, and behind the value.
pub fn around(label: &str, kind: Kind, is_plural: bool) -> [String; 3] {
    let words: Vec<&str> = label.split_whitespace().collect();
    let (first, last) = (verb_of(label), words.last().copied().unwrap_or_default());
    // `has voices` or `voices` with 4: has four voices.
    let noun = label.strip_prefix("has ").unwrap_or(label);
    let head = noun.split(' ').take_while(|w| !is_in("joining", w)).last();
    let counted = head.is_some_and(|w| w.ends_with('s') && !w.ends_with("ss"));
    let is_counted = counted && !is_in("counting", first) && !is_in("auxiliaries", verb_of(noun));
    if is_counted && !is_in("joining", last) && matches!(kind, Kind::One | Kind::Number) {
        let noun = if kind == Kind::One { plural_first(noun) } else { noun.to_owned() };
        let has = if is_plural { " have " } else { " has " };
        return [String::new(), has.to_owned(), format!(" {noun}")];
    }
    let is_past =
        [first, last].iter().any(|w| is_participle(w) || is_in("past", w)) && !is_in("joining", last);
    let before_date = match kind {
        Kind::Day if is_past => "on ",
        Kind::Period if is_past => "in ",
        _ => "",
    };
    let is_done = is_participle(first) && !is_in("past", first);
    let is_dated = !before_date.is_empty() && words.len() == 1 && !is_in("happening", first);
    let is_passive = is_done && (last == "by" || last == "as" || is_in("states", first) || is_dated);
    if is_passive || (is_in("participles", first) && !is_in("past", first)) {
        let is_over = is_in("passed", first) || !before_date.is_empty();
        let verb = match (is_over, is_plural) {
            (true, true) => "were",
            (true, false) => "was",
            (false, true) => "are",
            (false, false) => "is",
        };
        return [String::new(), format!(" {verb} {label} {before_date}"), String::new()];
    }
    // Of a plural subject a label in several words may begin with the bare form of a verb.
    if (is_plural && words.len() > 1) || is_verbal(label) {
        return [String::new(), format!(" {label} {before_date}"), String::new()];
    }
    [format!("the {label} of "), " is ".to_owned(), String::new()]
}

/// The clause of a label whose value is true or false, behind its subject: `vegan` is `is vegan`.
pub fn whether(label: &str) -> String {
    let first = verb_of(label);
    let is_verb = is_in("auxiliaries", first) || (first.ends_with('s') && !first.ends_with("ss"));
    if is_verb { format!(" {label}") } else { format!(" is {label}") }
}

/// The first word of a label, adverbs and commas apart.
fn verb_of(label: &str) -> &str {
    let words = label.split_whitespace().map(|w| w.trim_end_matches(','));
    words.into_iter().find(|w| !w.ends_with("ly")).unwrap_or_default()
}

fn is_participle(word: &str) -> bool {
    word.ends_with("ed") || is_in("participles", word)
}

/// Whether a label can be read between a subject and a value: it begins with a verb, or ends in a word that leads to one.
fn is_verbal(label: &str) -> bool {
    let (first, last) = (verb_of(label), label.split_whitespace().next_back().unwrap_or_default());
    let is_verb = first.ends_with("ed") || (first.ends_with('s') && !first.ends_with("ss"));
    is_in("auxiliaries", first)
        || is_in("past", first)
        || is_in("bare", first)
        || is_verb
        || (last != first && (is_in("joining", last) || ["that", "who", "into", "than"].contains(&last)))
        || !first.starts_with(char::is_lowercase)
}
