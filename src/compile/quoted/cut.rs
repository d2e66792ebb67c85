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
/// What denies the words behind it, a phrase a line.
const NEGATIONS: &str = include_str!("negations.txt");
/// How many words may stand between a negation or hedge and what it is about, and which.
const MOST_BETWEEN: usize = 4;
const BETWEEN: &str = "a an the be been being to yet any also fully have has had currently really even longer ever of its their \
                       his her these those well then still soon now always already do does did is are was were";
/// With these behind it, `not` denies nothing: `not only`.
const NO_DENIALS: [&str; 7] = ["only", "just", "merely", "simply", "solely", "least", "doubt"];
/// What may stand between a subject and its negation.
const AUXILIARIES: &str =
    "is are was were be been do does did has have had will would can could may might should must shall";
/// Negations of what follows them alone.
const OF_WHAT_FOLLOWS: &str = "nor|neither|without|nobody|none|no one|nothing|few|little|instead of|rather than|other than|except|except for|excluding";
/// What denies all of its clause, at the beginning of one; these words begin another one.
const DENIED_SUBJECTS: &str = "no none neither nobody nothing few";
const CLAUSES: &str = "that which who whom whose where when while if because but although though as whether than and until unless";
/// The longest clause before a quote that a negation at its beginning is looked for in, in words.
const CLAUSE: usize = 7;
/// What limits the quantity behind it.
const LIMITS: &str = "before|after|up to|at least|at most|nearly|almost|about|around|approximately|roughly|some|over|more than|less than|fewer than|under|\
     below|above|just over|just under|as many as|as much as|no more than|an estimated|estimated|circa|close to|in excess of|\
     not more than|no fewer than|no less than|maximum of|minimum of|not less than";
/// What makes the words behind it less than a fact, a phrase a line.
const HEDGES: &str = include_str!("hedges.txt");
/// What limits the quantity before it.
const AFTER: [&str; 6] = ["or more", "or less", "or fewer", "or so", "at least", "at most"];
const MODALS: [&str; 5] = ["may", "might", "could", "if", "unless"];
/// What takes back what stands before it, behind a comma, to the end of a clause.
const DENIALS_BEHIND: &str = "never|not at all|no longer|which is false|which is untrue|which is not true|which is wrong|but this is not true|\
     but that is not true";
/// What makes what stands before it less than a fact, behind a comma or without one.
const HEDGES_BEHIND: &str = "allegedly|reportedly|perhaps|probably|possibly|supposedly|apparently|in theory|on paper|in principle|in part|according to|\
     until|it is said|or so|if|unless";
/// What changes the amount before it.
const CHANGES: &str = "less than|more than|plus|for each|for every|each|apiece";
/// What a sentence that is less than a fact begins with, up to a comma.
const OPENINGS: &[&str] =
    &["if", "unless", "according to", "assuming", "provided", "in theory", "on paper", "until"];
/// Of the hedges, what is of one word of the text alone: between the parts of a quote it tells nothing of the rest.
const OF_ONE_WORD: &[&str] = &["some", "most", "part of", "parts of", "can", "far from"];

/// Looks at both edges of a quote.
pub(super) fn check(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let Around { before, quote, after, left_out: between, .. } = quoted.around;
    if before.is_empty() && after.is_empty() {
        return;
    }
    quantities(quoted, faults);
    names(quoted, faults);
    omission(quoted, between, faults);
    let (before, after) = (tail(before), head(after));
    let denied = negation_before(before, quote).or_else(|| denied_subject(before));
    let denial_after = || negation_after(after).or_else(|| behind(after, DENIALS_BEHIND, true));
    if let Some(found) = denied.map(|words| (words, true)).or_else(|| Some((denial_after()?, false))) {
        negation(quoted, found, faults);
        return;
    }
    let starts_with_quantity = read(quote).first().is_some_and(|q| words(&quote[..q.span.start]).len() < 2);
    let limit = left_out(before, &LIMITS.split('|'), 0).filter(|_| starts_with_quantity);
    let trailing = AFTER.into_iter().find(|words| starts_with_words(after, words));
    if let Some(words) = limit.or(trailing.map(|words| (words, words))).filter(|w| !quoted.says(w.0, false)) {
        hedge(quoted, words, "qualifier = \"…\" or a note that says so", faults);
    }
    let modal = MODALS.into_iter().find(|words| starts_with_words(after, words));
    let vague = left_out(before, &HEDGES.lines(), MOST_BETWEEN)
        .or(modal.map(|words| (words, words)))
        .or_else(|| {
            behind(after, HEDGES_BEHIND, false).filter(|w| !quoted.says_when(w)).map(|words| (words, words))
        })
        .or_else(|| opening(before));
    if let Some(words) = range_cut(before, quote, after).filter(|w| !quoted.says(w, false)) {
        hedge(quoted, (words, words), "qualifier = \"…\" or a note that says so", faults);
    }
    if let Some(words) = vague.filter(|w| limit.is_none() && !quoted.says(w.0, true)) {
        hedge(quoted, words, "a status that is less than established, or a note that says so", faults);
    }
}

/// What follows a quote behind a comma, of some phrases; `ends` asks that its clause ends there.
fn behind<'t>(after: &'t str, phrases: &str, ends: bool) -> Option<&'t str> {
    let rest = after.trim_start_matches([',', ' ', '\u{2013}', '\u{2014}']);
    let comma = after.len() - rest.len();
    let small = rest.to_ascii_lowercase();
    let found =
        phrases.split('|').filter(|p| begins(&small, p)).max_by_key(|p| p.len()).filter(|_| comma > 0)?;
    let is_end =
        rest[found.len()..].starts_with(['.', ',', ';', ':', '!', '?', ')']) || rest.len() == found.len();
    (!ends || is_end && after.starts_with(',')).then(|| &rest[..found.len()])
}

/// The words that a sentence begins with, up to a comma right before a quote, where they make it less than a fact.
fn opening(before: &str) -> Option<(&str, &str)> {
    let whole = before.trim_end();
    let (whole, has_comma) = whole.strip_suffix(',').map_or((whole, false), |whole| (whole, true));
    let mut at = 0;
    let mut start = 0;
    for word in whole.split_inclusive(' ') {
        at += word.len();
        start = if ends_sentence(word.trim_end()) { at } else { start };
    }
    // A heading ends with no sign.
    let begins_at = |phrase: &str| {
        let found = start + whole[start..].to_ascii_lowercase().rfind(phrase)?;
        let words = &whole[found..];
        let is_near = has_comma || words.split(' ').count() <= 3;
        (is_near && words.starts_with(char::is_uppercase) && begins(&words.to_ascii_lowercase(), phrase))
            .then_some(words)
    };
    OPENINGS.iter().find_map(|phrase| Some((*phrase, begins_at(phrase)?)))
}

/// The other end of a range that a quote has one end of: `to £9m` behind `£5m`, or what changes an amount: `plus fees`.
fn range_cut<'t>(before: &'t str, quote: &str, after: &'t str) -> Option<&'t str> {
    let said = read(quote);
    let is_amount = |what: &What| matches!(what, What::Money(..) | What::Number | What::Percent);
    let is_alike = |a: &What, b: &What| {
        std::mem::discriminant(a) == std::mem::discriminant(b) || (is_amount(a) && is_amount(b))
    };
    let word_before = |text: &str| text.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    let joins = |text: &str, is_between: bool, is_date: bool| match text.trim() {
        "or" => true,
        "to" | "-" | "\u{2013}" => !is_date,
        "and" => is_between && !is_date,
        _ => false,
    };
    let is_date = |q: &crate::model::quantity::Quantity| matches!(q.what, What::Date(_));
    if let Some(last) = said.last().filter(|q| q.is_sure && q.span.end == quote.trim_end().len()) {
        let word = word_before(&quote[..last.span.start]);
        if is_amount(&last.what)
            && let Some(words) = behind(after, CHANGES, false)
        {
            return Some(words);
        }
        let other = read(after).into_iter().next().filter(|q| q.is_sure && is_alike(&q.what, &last.what));
        let found = other.filter(|q| joins(&after[..q.span.start], word == "between", is_date(last)));
        if let Some(other) = found.filter(|_| word != "from") {
            return Some(after[..other.span.end].trim());
        }
    }
    let first = said.first().filter(|q| q.is_sure && q.span.start == 0)?;
    let other = read(before).pop().filter(|q| q.is_sure && is_alike(&q.what, &first.what))?;
    let word = word_before(&before[..other.span.start]);
    let is_cut = joins(&before[other.span.end..], word == "between", is_date(first)) && word != "from";
    is_cut.then(|| before[other.span.start..].trim())
}

impl Quoted<'_> {
    /// Whether the claim says itself what its quote leaves out: by its qualifier, a doubt, a note that has the words or, for a
    /// fact, by its status.
    fn says(&self, words: &str, by_status: bool) -> bool {
        let details = self.dataset.details(self.claim);
        let is_noted = self.note().is_some_and(|note| has_words(&note.to_lowercase(), words));
        let qualifier = details.and_then(|d| d.qualifier).map(|q| self.ontology.qualifier(q).key.as_str());
        let status = self.ontology.status(self.claim.status);
        is_noted
            || details.is_some_and(|d| d.doubt.is_some())
            || qualifier.is_some_and(|q| q != "exact")
            || (by_status && status.border != Border::Solid)
    }
}

impl Quoted<'_> {
    /// Whether the claim says itself until when it holds.
    fn says_when(&self, words: &str) -> bool {
        let details = self.dataset.details(self.claim);
        words.eq_ignore_ascii_case("until") && details.is_some_and(|d| d.until.is_some() || d.when.is_some())
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
    faults.push(quoted.with_longer(fault, |longer| has_words(longer, words)));
}

/// The first negation among some words.
pub(crate) fn negation_among(text: &str) -> Option<&str> {
    let words: Vec<&str> =
        text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let is_negation = |word: &str| {
        let word = word.to_lowercase();
        NEGATIONS.lines().any(|n| n == word) || word.ends_with("n't")
    };
    let is_idle = |i: usize| words.get(i + 1).is_some_and(|next| NO_DENIALS.contains(next));
    words.iter().enumerate().find(|(i, word)| is_negation(word) && !is_idle(*i)).map(|(_, word)| *word)
}

/// A negation among the words that a quote in parts leaves out of one sentence.
fn omission(quoted: &Quoted<'_>, text: &str, faults: &mut Vec<Diagnostic>) {
    if text.split_whitespace().any(ends_sentence) {
        return;
    }
    let plain = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
        words.map(str::to_lowercase).collect()
    };
    let is_negation = |word: &str| NEGATIONS.lines().any(|n| n == word) || word.ends_with("n't");
    let said = plain(text);
    let next = |i: usize| said.get(i + 1).map_or("", String::as_str);
    let mut denied = said.iter().enumerate().filter(|(i, _)| !NO_DENIALS.contains(&next(*i)));
    let found = denied.find(|(_, word)| is_negation(word));
    let is_told = |word: &str| quoted.says(word, false) || plain(quoted.quote).iter().any(|w| is_negation(w));
    let small = said.join(" ");
    let phrase = |of: &'static str| {
        let of = of.lines().filter(|p| !OF_ONE_WORD.contains(p));
        of.filter(|p| has_words(&small, p)).max_by_key(|p| p.len())
    };
    let is_long = |words: &&str| words.contains(' ');
    let denial = found.map(|(_, word)| word.as_str()).or_else(|| phrase(NEGATIONS).filter(is_long));
    let hedge = phrase(HEDGES).or_else(|| has_words(&small, "until").then_some("until"));
    // What stands at an edge of a part is told there.
    let is_at_edge = |w: &str| {
        left_out(text, &std::iter::once(w), MOST_BETWEEN).is_some()
            || (begins(&small, w)
                && MODALS.into_iter().chain(HEDGES_BEHIND.split('|')).any(|other| other == w))
    };
    let hedge = hedge
        .filter(|w| !is_at_edge(w))
        .filter(|w| !quoted.says(w, true) && !has_words(&quoted.quote.to_lowercase(), w));
    if let Some(word) = denial.filter(|word| !is_told(word)).or(hedge) {
        let message = format!("the quote leaves out `{word}` between its parts");
        let fault = quoted.at_quote(Code::R083, message).expected(format!(
            "`{word}` in the quote, or a note that has it and says why it may be left out"
        ));
        faults.push(fault);
    }
}

fn hedge(quoted: &Quoted<'_>, (phrase, words): (&str, &str), remedy: &str, faults: &mut Vec<Diagnostic>) {
    let fault = quoted
        .at_quote(Code::R083, format!("the quote leaves out `{words}`, and the claim does not say it either"))
        .expected(format!("`{words}` in the quote, or {remedy}"));
    faults.push(quoted.with_longer(fault, |longer| has_words(&longer.to_lowercase(), phrase)));
}

/// The quote with what is near it, and where it begins and ends there.
fn window(around: Around<'_>) -> (String, [usize; 2]) {
    let before = tail(around.before);
    let edges = [before.len(), before.len() + around.quote.len()];
    ([before, around.quote, head(around.after)].concat(), edges)
}

/// The beginning of a text.
fn head(text: &str) -> &str {
    let mut end = NEAR.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
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
fn negation_before<'t>(before: &'t str, quote: &str) -> Option<&'t str> {
    let first = quote.split(' ').next().unwrap_or_default().to_lowercase();
    let (phrase, words) = left_out(before, &NEGATIONS.lines(), MOST_BETWEEN)?;
    let is_number = phrase == "no" && first.starts_with(|c: char| c.is_ascii_digit());
    let is_idle = phrase.len() == words.len() && (NO_DENIALS.contains(&first.as_str()) || is_number);
    let earlier = &before[..before.trim_end().len() - words.len()];
    let word = earlier.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    (!is_idle && !matches!(word.as_str(), "or" | "if" | "why")).then_some(words)
}

/// The words before a quote from a denied subject on, in the same clause: `None of the boats`.
fn denied_subject(before: &str) -> Option<&str> {
    let whole = before.trim_end();
    let mut start = whole.len();
    for _ in 0..CLAUSE {
        let word = whole[..start].trim_end().rsplit(' ').next().unwrap_or_default();
        start = whole[..start].trim_end().len() - word.len();
        let small = word.to_lowercase();
        let is_in = |words: &str| words.split(' ').any(|other| other == small);
        if !word.ends_with(char::is_alphanumeric) || is_in(CLAUSES) {
            return None;
        }
        let earlier = whole[..start].trim_end();
        let begins =
            word.starts_with(char::is_uppercase) || earlier.is_empty() || earlier.ends_with([',', ';', ':']);
        // One word alone is a negation right before the quote.
        if begins && start + word.len() < whole.len() && is_in(DENIED_SUBJECTS) {
            return Some(&whole[start..]);
        }
    }
    None
}

/// The negation that follows a quote without a sign between them.
fn negation_after(after: &str) -> Option<&str> {
    let rest = after.strip_prefix(' ')?;
    let past = rest.split_once(' ').filter(|(word, _)| AUXILIARIES.split(' ').any(|a| a == *word));
    let start = past.map_or(0, |(word, _)| word.len() + 1);
    // `the harbour rather than the town` denies nothing of the harbour.
    let is_verbal = |phrase: &&str| !OF_WHAT_FOLLOWS.split('|').any(|other| other == *phrase);
    let phrase =
        NEGATIONS.lines().filter(|p| is_verbal(p) && begins(&rest[start..], p)).max_by_key(|p| p.len())?;
    let end = start + phrase.len();
    let next = rest[end..].trim_start().split(' ').next().unwrap_or_default();
    (!NO_DENIALS.contains(&next)).then(|| &rest[..end])
}

/// The longest of some phrases that a text ends with, but for some idle words; and all its words from there on. `May` in the
/// middle of a sentence is a month.
fn left_out<'p, 't>(
    text: &'t str,
    phrases: &(impl Iterator<Item = &'p str> + Clone),
    between: usize,
) -> Option<(&'p str, &'t str)> {
    let whole = text.trim_end();
    let mut rest = whole;
    for _ in 0..=between {
        let small = rest.to_ascii_lowercase();
        let is_end = |phrase: &str| {
            let before = small.strip_suffix(phrase);
            before.is_some_and(|before| {
                let is_name = phrase == "may" && rest[before.len()..].starts_with('M');
                let is_passive = phrase == "used to" && is_passive(before);
                let before = before.trim_end_matches(['"', '(', ' ']);
                let starts = before.is_empty() || before.ends_with(['.', '!', '?', ':', ';']);
                !small[..small.len() - phrase.len()].ends_with(|c: char| c.is_alphanumeric() || c == '-')
                    && (starts || !is_name)
                    && !is_passive
            })
        };
        if let Some(phrase) = phrases.clone().filter(|p| is_end(p)).max_by_key(|p| p.len()) {
            return Some((phrase, &whole[rest.len() - phrase.len()..]));
        }
        let start = rest.rfind(' ')?;
        if !BETWEEN.split(' ').any(|word| word == &rest[start + 1..]) {
            return None;
        }
        rest = rest[..start].trim_end();
    }
    None
}

/// Whether a text ends so that `used to` behind it tells what something serves for.
fn is_passive(text: &str) -> bool {
    let last = text.trim_end().rsplit(' ').next().unwrap_or_default();
    ["is", "are", "was", "were", "be", "been", "being"].contains(&last)
}

/// Whether a text begins with some words.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// Whether some words stand in a text as words.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words)
        .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric) && begins(&text[at..], words))
}

/// Whether a text goes on with some words, without a sign before them.
fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(' ').is_some_and(|rest| begins(rest, words))
}
