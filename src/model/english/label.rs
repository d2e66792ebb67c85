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
    /// An entity or a claim.
    Thing,
    /// Anything else.
    Other,
}

/// How a label reads with a subject and a value: what stands before the subject, between the two, and behind the value.
///
/// It claims no more than the label: a noun whose value is a thing gives *has … as author*, since there may be others.
pub fn around(label: &str, kind: Kind, is_plural: bool) -> [String; 3] {
    let label = &tidy(label);
    let words: Vec<&str> = label.split(' ').collect();
    let (first, last) = (verb_of(label), words.last().copied().unwrap_or_default());
    let leads_on = words.len() > 1 && (is_in("joining", last) || is_in("leading", last));
    if let Some(counted) = counted(label, kind, leads_on) {
        return counted;
    }
    if let Some(having) = label.strip_prefix("has ").filter(|_| !leads_on).and_then(|noun| having(noun, kind))
    {
        return having;
    }
    let is_past = [first, last].iter().any(|w| is_participle(w) || is_in("past", w)) && !leads_on;
    let before_date = match kind {
        Kind::Day if is_past => "on ",
        Kind::Period if is_past => "in ",
        _ => "",
    };
    let is_bare = is_in("bare", first) && (is_plural || words.len() > 1);
    let between = if is_done_to(first, last, !before_date.is_empty() && words.len() == 1) {
        let is_over = is_in("passed", first) || !before_date.is_empty();
        format!(" {} {label} {before_date}", if is_over { "was" } else { "is" })
    } else if is_bare || is_verb(first) {
        format!(" {label} {before_date}")
    } else if leads_on {
        let is_noun = last == "of" && !is_in("bareof", first);
        let mut between = if is_noun && !is_plural { " is a ".to_owned() } else { " is ".to_owned() };
        super::joined(&mut between, label);
        format!("{between}{label} ")
    } else if kind == Kind::Thing {
        return [String::new(), " has ".to_owned(), format!(" as {label}")];
    } else {
        return [format!("the {label} of "), " is ".to_owned(), String::new()];
    };
    [String::new(), between, String::new()]
}

/// `voices` or `has voices` with 4: has four voices.
fn counted(label: &str, kind: Kind, leads_on: bool) -> Option<[String; 3]> {
    let noun = label.strip_prefix("has ").unwrap_or(label);
    let head = noun.split(' ').take_while(|w| !is_in("joining", w)).last();
    let is_several = head.is_some_and(is_in_s)
        && !is_in("counting", verb_of(label))
        && !is_in("auxiliaries", verb_of(noun));
    let is_counted = is_several && !leads_on && matches!(kind, Kind::One | Kind::Number);
    is_counted.then(|| {
        let noun = if kind == Kind::One { plural_first(noun) } else { noun.to_owned() };
        [String::new(), " has ".to_owned(), format!(" {noun}")]
    })
}

/// `has colour` with red: has the colour red. None of what has its own words before the noun.
fn having(noun: &str, kind: Kind) -> Option<[String; 3]> {
    let first = noun.split(' ').next().unwrap_or_default();
    if super::is_determiner(first)
        || is_in("joining", first)
        || is_participle(first)
        || is_in("auxiliaries", first)
    {
        return None;
    }
    let [between, behind] = match kind {
        Kind::Thing => [" has ".to_owned(), format!(" as {noun}")],
        Kind::One | Kind::Number => {
            let mut between = " has a ".to_owned();
            super::joined(&mut between, noun);
            [format!("{between}{noun} of "), String::new()]
        }
        _ => [format!(" has the {noun} "), String::new()],
    };
    Some([String::new(), between, behind])
}

/// Whether what a label tells is done to its subject, and it lacks the verb: `owned by`, `located in`, `founded` with a date.
fn is_done_to(first: &str, last: &str, is_dated: bool) -> bool {
    let is_done = is_participle(first) && !is_in("past", first);
    let is_dated = is_dated && !is_in("happening", first);
    let made = is_in("past", first) && last == "by";
    made || (is_done && (last == "by" || last == "as" || is_in("states", first) || is_dated))
        || (is_in("participles", first) && !is_in("past", first))
}

/// A label as words: `hasRoof` in two of them, and `Part of` in small letters.
fn tidy(label: &str) -> String {
    let label = label.trim();
    let mut out = String::new();
    let mut letters = label.chars().peekable();
    let is_camel = !label.contains(' ');
    while let Some(c) = letters.next() {
        let starts_word = c.is_uppercase() && letters.peek().is_none_or(|next| next.is_lowercase());
        if out.is_empty() && starts_word {
            out.extend(c.to_lowercase());
        } else if is_camel && starts_word && out.ends_with(char::is_lowercase) {
            out.push(' ');
            out.extend(c.to_lowercase());
        } else {
            out.push(if is_camel && c == '_' { ' ' } else { c });
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a word is one in `-s` that can be a verb or stand for several.
fn is_in_s(word: &str) -> bool {
    word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

/// Whether a label begins with a verb.
fn is_verb(first: &str) -> bool {
    is_in("auxiliaries", first)
        || is_in("past", first)
        || is_in_s(first)
        || (first.ends_with("ed") && !first.ends_with("eed"))
        || !first.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The clause of a label whose value is true or false, behind its subject: `vegan` is `is vegan`.
pub fn whether(label: &str) -> String {
    let label = &tidy(label);
    let first = verb_of(label);
    if is_in("auxiliaries", first) || is_in_s(first) { format!(" {label}") } else { format!(" is {label}") }
}

/// The first word of a label, adverbs and commas apart.
fn verb_of(label: &str) -> &str {
    let words = label.split_whitespace().map(|w| w.trim_end_matches(','));
    words.into_iter().find(|w| !w.ends_with("ly")).unwrap_or_default()
}

fn is_participle(word: &str) -> bool {
    word.ends_with("ed") || is_in("participles", word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_as_people_write_them_read_between_their_ends() {
        for (label, kind, expected) in [
            ("runs", Kind::Thing, "S runs V"),
            ("is run by", Kind::Thing, "S is run by V"),
            ("owned by", Kind::Thing, "S is owned by V"),
            ("written by", Kind::Thing, "S was written by V"),
            ("built by", Kind::Thing, "S is built by V"),
            ("located in", Kind::Thing, "S is located in V"),
            ("moved to", Kind::Thing, "S moved to V"),
            ("Part of", Kind::Thing, "S is part of V"),
            ("member of", Kind::Thing, "S is a member of V"),
            ("isPartOf", Kind::Thing, "S is part of V"),
            ("ancestor of", Kind::Thing, "S is an ancestor of V"),
            ("similar to", Kind::Thing, "S is similar to V"),
            ("author", Kind::Thing, "S has V as author"),
            ("CEO", Kind::Thing, "S has V as CEO"),
            ("hasCapital", Kind::Thing, "S has V as capital"),
            ("has its heart in", Kind::Other, "S has its heart in V"),
            ("has colour", Kind::Other, "S has the colour V"),
            ("has been near", Kind::Thing, "S has been near V"),
            ("height", Kind::Other, "the height of S is V"),
            ("Date of birth", Kind::Day, "the date of birth of S is V"),
            ("population", Kind::Number, "the population of S is V"),
            ("has age", Kind::Number, "S has an age of V"),
            ("status", Kind::Other, "the status of S is V"),
            ("doors", Kind::Number, "S has V doors"),
            ("doors", Kind::One, "S has V door"),
            ("has square metres", Kind::Number, "S has V square metres"),
            ("serves", Kind::Number, "S serves V"),
            ("founded", Kind::Period, "S was founded in V"),
            ("opened", Kind::Day, "S opened on V"),
            ("runs until", Kind::Day, "S runs until V"),
            ("born", Kind::Period, "S was born in V"),
            ("mainly repeats", Kind::Other, "S mainly repeats V"),
            ("is, or is to be,", Kind::Other, "S is, or is to be, V"),
        ] {
            let [before, between, behind] = around(label, kind, false);
            assert_eq!(format!("{before}S{between}V{behind}"), expected, "{label}");
        }
        for (label, expected) in
            [("use", "S use V"), ("adapt methods to", "S adapt methods to V"), ("owner", "S has V as owner")]
        {
            let [before, between, behind] = around(label, Kind::Thing, true);
            assert_eq!(format!("{before}S{between}V{behind}"), expected, "{label}");
        }
        for (label, expected) in [
            ("vegan", " is vegan"),
            ("is open", " is open"),
            ("hasRoof", " has roof"),
            ("staffed", " is staffed"),
        ] {
            assert_eq!(whether(label), expected);
        }
    }
}
