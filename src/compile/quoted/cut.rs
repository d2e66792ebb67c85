//! `R082`, `R083`: what a quote leaves out at its very edge: a part of a quantity or name, a negation, a hedge.

use super::Quoted;
use super::longer::ends_sentence;
use super::names::words;
use crate::compile::evidence::Around;
use crate::compile::ontology::Border;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::quantity::{What, read};

/// How much of the text on either side of a quote is looked at, in bytes: more than any quantity or name.
const NEAR: usize = 120;
const NEGATIONS: [&str; 11] =
    ["not", "no", "never", "nor", "neither", "without", "cannot", "nobody", "none", "hardly", "scarcely"];
/// Words that may stand between a negation and what it denies.
const BETWEEN: [&str; 20] = [
    "a",
    "an",
    "the",
    "be",
    "been",
    "to",
    "yet",
    "any",
    "also",
    "fully",
    "being",
    "have",
    "has",
    "had",
    "currently",
    "really",
    "even",
    "longer",
    "ever",
    "been",
];
/// With these behind it, `not` denies nothing: `not only`.
const NO_DENIALS: [&str; 7] = ["only", "just", "merely", "simply", "solely", "least", "doubt"];
/// What limits the quantity behind it.
const LIMITS: [&str; 33] = [
    "up to",
    "at least",
    "at most",
    "nearly",
    "almost",
    "about",
    "around",
    "approximately",
    "roughly",
    "some",
    "over",
    "more than",
    "less than",
    "fewer than",
    "under",
    "below",
    "above",
    "just over",
    "just under",
    "as many as",
    "as much as",
    "no more than",
    "an estimated",
    "estimated",
    "circa",
    "close to",
    "in excess of",
    "not more than",
    "no fewer than",
    "no less than",
    "maximum of",
    "minimum of",
    "not less than",
];
/// What makes the words behind it less than a fact, a phrase a line.
const HEDGES: &str = include_str!("hedges.txt");
/// What limits the quantity before it.
const AFTER: [&str; 6] = ["or more", "or less", "or fewer", "or so", "at least", "at most"];

/// Looks at both edges of a quote.
pub(super) fn check(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let Around { before, quote, after, left_out } = quoted.around;
    if before.is_empty() && after.is_empty() {
        return;
    }
    quantities(quoted, faults);
    names(quoted, faults);
    omission(quoted, left_out, faults);
    let before = tail(before);
    if let Some((words, is_negation)) = negation_before(before, quote).or_else(|| negation_after(after)) {
        negation(quoted, (&words, is_negation), faults);
        return;
    }
    let is_limited = quoted.claim_says(false);
    let starts_with_quantity = read(quote).first().is_some_and(|q| words(&quote[..q.span.start]).len() < 2);
    let limit = ends_with_one(before, LIMITS.iter().copied()).filter(|_| starts_with_quantity);
    let trailing = AFTER.iter().copied().find(|words| starts_with_words(after, words));
    if let Some(words) = limit.or(trailing).filter(|_| !is_limited) {
        hedge(quoted, words, "qualifier = \"…\" or a note that says so", faults);
    }
    let modal = ["may", "might", "could"].into_iter().find(|words| starts_with_words(after, words));
    if let Some(words) = ends_with_one(before, HEDGES.lines())
        .or(modal)
        .filter(|_| limit.is_none() && !quoted.claim_says(true))
    {
        hedge(quoted, words, "a status that is less than established, or a note that says so", faults);
    }
}

impl Quoted<'_> {
    /// Whether the claim says itself that it is limited: by its qualifier, a remark or, for a fact, by its status.
    fn claim_says(&self, by_status: bool) -> bool {
        let details = self.dataset.details(self.claim);
        let remarked = details.is_some_and(|d| d.note.is_some() || d.doubt.is_some());
        let qualifier = details.and_then(|d| d.qualifier).map(|q| self.ontology.qualifier(q).key.as_str());
        let status = self.ontology.status(self.claim.status);
        remarked || qualifier.is_some_and(|q| q != "exact") || (by_status && status.border != Border::Solid)
    }
}

/// A quantity that begins on one side of an edge and ends on the other.
fn quantities(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let (window, edges) = window(quoted.around);
    for quantity in read(&window).iter().filter(|q| q.is_sure) {
        let (start, end) = (quantity.span.start, quantity.span.end);
        let Some(edge) = edges.into_iter().find(|edge| start < *edge && *edge < end) else { continue };
        // `a third` may be taken without its article.
        if edge == edges[0] && matches!(window[start..edge].trim(), "a" | "A" | "an") {
            continue;
        }
        let whole = &window[start..end];
        let code = match quantity.what {
            What::Date(_) | What::Length(..) => Code::R083,
            _ => Code::R082,
        };
        let fault = quoted
            .at_quote(code, format!("the quote cuts `{whole}`"))
            .expected(format!("`{whole}` or nothing of it"));
        faults.push(quoted.with_longer(fault, |words| words.contains(whole)));
    }
}

/// A name of an entity that begins on one side of an edge and ends on the other.
fn names(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let (window, edges) = window(quoted.around);
    let found = words(&window);
    for edge in edges {
        let place = found.partition_point(|w| w.span.1 <= edge);
        if let Some(name) = quoted.names.across(&found, place, edge == edges[1]) {
            let whole = &window[found[name.start].span.0..found[name.end - 1].span.1];
            let fault = quoted
                .at_quote(Code::R083, format!("the quote cuts the name `{whole}`"))
                .expected(format!("`{whole}` or nothing of it"));
            let fault = quoted.with_longer(fault, |words| words.contains(whole));
            // Where no room is left for the rest of the name, nothing is to be done.
            faults.extend(Some(fault).filter(|f| !f.help.is_empty()));
        }
    }
}

fn negation(quoted: &Quoted<'_>, (words, at_start): (&str, bool), faults: &mut Vec<Diagnostic>) {
    let side = if at_start { "before" } else { "after" };
    let message = format!("the quote leaves out `{words}`, right {side} it");
    let mut fault = quoted
        .at_quote(Code::R082, message)
        .expected("words that say what the source says, and not the opposite");
    if !quoted.claim.affirmed {
        // The claim says that it is denied; only its words do not.
        fault.severity = Severity::Warning;
    }
    let first = words.split(' ').next().unwrap_or_default().to_lowercase();
    faults.push(quoted.with_longer(fault, |longer| longer.to_lowercase().split(' ').any(|w| w == first)));
}

/// A negation among the words that a quote in parts leaves out of one sentence.
fn omission(quoted: &Quoted<'_>, left_out: &str, faults: &mut Vec<Diagnostic>) {
    if left_out.split_whitespace().any(ends_sentence) || quoted.claim_says(false) {
        return;
    }
    let plain = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
        words.map(str::to_lowercase).collect()
    };
    let is_negation = |word: &str| NEGATIONS.contains(&word) || word.ends_with("n't");
    let said = plain(left_out);
    let next = |i: usize| said.get(i + 1).map_or("", String::as_str);
    let mut denied = said.iter().enumerate().filter(|(i, _)| !NO_DENIALS.contains(&next(*i)));
    let found = denied.find(|(_, word)| is_negation(word));
    if let Some((_, word)) = found.filter(|_| !plain(quoted.quote).iter().any(|w| is_negation(w))) {
        let message = format!("the quote leaves out `{word}` between its parts");
        let fault = quoted
            .at_quote(Code::R083, message)
            .expected(format!("`{word}` in the quote, or a note that says why it may be left out"));
        faults.push(fault);
    }
}

fn hedge(quoted: &Quoted<'_>, words: &str, remedy: &str, faults: &mut Vec<Diagnostic>) {
    let fault = quoted
        .at_quote(Code::R083, format!("the quote leaves out `{words}`, and the claim does not say it either"))
        .expected(format!("`{words}` in the quote, or {remedy}"));
    faults.push(quoted.with_longer(fault, |longer| longer.to_lowercase().contains(words)));
}

/// The quote with what is near it, and where it begins and ends there.
fn window(around: Around<'_>) -> (String, [usize; 2]) {
    let before = tail(around.before);
    let mut near = NEAR.min(around.after.len());
    while !around.after.is_char_boundary(near) {
        near -= 1;
    }
    let edges = [before.len(), before.len() + around.quote.len()];
    ([before, around.quote, &around.after[..near]].concat(), edges)
}

/// The end of a text.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(NEAR);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The words from a negation on that end right before a quote.
fn negation_before(before: &str, quote: &str) -> Option<(String, bool)> {
    let first = quote.split(' ').next().unwrap_or_default().to_lowercase();
    let mut taken: Vec<&str> = Vec::new();
    let mut words = before.split_whitespace().rev();
    for word in words.by_ref().take(3) {
        if !word.ends_with(char::is_alphanumeric) {
            return None;
        }
        let small = word.to_lowercase();
        taken.insert(0, word);
        if NEGATIONS.contains(&small.as_str()) || small.ends_with("n't") {
            let is_number = small == "no" && first.starts_with(|c: char| c.is_ascii_digit());
            let is_idle = taken.len() == 1 && (NO_DENIALS.contains(&first.as_str()) || is_number);
            let is_phrase =
                matches!(words.next().map(str::to_lowercase).as_deref(), Some("or" | "if" | "why"));
            return (!is_idle && !is_phrase).then(|| (taken.join(" "), true));
        }
        if !BETWEEN.contains(&small.as_str()) {
            return None;
        }
    }
    None
}

/// The negation that follows a quote without a sign between them.
fn negation_after(after: &str) -> Option<(String, bool)> {
    let mut words = after.strip_prefix(' ')?.split(' ');
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let is_negation =
        matches!(first, "not" | "never" | "no" | "neither" | "hardly") && !NO_DENIALS.contains(&second);
    is_negation.then(|| (first.to_owned(), false))
}

/// The longest of some phrases that a text ends with.
fn ends_with_one<'p>(text: &str, phrases: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    let text = text.trim_end().to_lowercase();
    let is_end = |phrase: &str| {
        let rest = text.strip_suffix(phrase);
        rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    phrases.filter(|p| is_end(p)).max_by_key(|p| p.len())
}

/// Whether a text goes on with some words, without a sign before them.
fn starts_with_words(text: &str, words: &str) -> bool {
    let rest = text.strip_prefix(' ').and_then(|t| t.strip_prefix(words));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
