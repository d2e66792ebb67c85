//! `R083`, `R084`: quotes that say of the subject of a claim what their source says of something else.

use std::ops::Range;

use super::Quoted;
use super::longer::ends_sentence;
use super::names::{Word, words};
use crate::compile::evidence::Around;
use crate::model::claim::{EntityId, Thing, Value};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// What begins a sentence that goes on about what was named before.
const PRONOUNS: &str = "it its they their he his she her this these";
/// What makes the name behind it no subject.
const PREPOSITIONS: &str =
    "of for to in at with by from on into under over near through about against between within";
/// What makes the name before it a subject after all.
const RELATIVES: &str = "who which that whose whom where";
/// Words that may stand in a list of names.
const IN_LISTS: &str = "and or the a an as well with together along";

/// Looks for what a quote in parts jumps to between its parts.
pub(super) fn check(quoted: &Quoted<'_>, parts: &[Around<'_>], faults: &mut Vec<Diagnostic>) {
    let Thing::Entity(subject) = quoted.claim.subject else { return };
    let named: Vec<bool> = parts.iter().map(|p| quoted.names.are_of(&words(p.quote), subject)).collect();
    let is = |named: &bool| *named;
    let (Some(first), Some(last)) = (named.iter().position(is), named.iter().rposition(is)) else { return };
    if quoted.is_noted(subject) {
        return;
    }
    let key = quoted.dataset.key(Thing::Entity(subject));
    let later = &parts[last + 1..];
    let jump = later.iter().find_map(|part| quoted.other_subject(part.left_out, subject, acts));
    let rest = later.last().and_then(|part| {
        let (rest, is_start) = own_sentence(part)?;
        let value = || quoted.value_first(part.quote).filter(|_| is_start && !quoted.says_of(rest, subject));
        quoted.other_subject(rest, subject, |_, _, _| true).or_else(value)
    });
    if let Some((other, name)) = jump.or(rest).filter(|(other, _)| !quoted.is_noted(*other)) {
        let message = format!(
            "the parts of this quote may be about two things: what follows may be about `{name}`, and not about `{key}`"
        );
        faults.push(quoted.at_quote(Code::R083, message).expected(format!(
            "a part that names `{key}` with what is said of it, or a note that names `{}` and says why it is not meant",
            quoted.dataset.key(Thing::Entity(other))
        )));
        return;
    }
    let apart = parts[..=first].iter().chain(later).any(|part| part.is_apart);
    if apart {
        let message =
            format!("the parts of this quote are in several paragraphs, and one alone names `{key}`");
        faults.push(quoted.at_quote(Code::R083, message).expected(format!(
            "parts of one paragraph, or a note that names `{key}` and says why all of them are about it"
        )));
    }
}

impl Quoted<'_> {
    fn is_noted(&self, thing: EntityId) -> bool {
        self.note().is_some_and(|note| self.says_of(note, thing))
    }

    fn says_of(&self, text: &str, thing: EntityId) -> bool {
        self.names.are_of(&words(text), thing)
    }

    /// The value of the claim and its name, where some words begin with that.
    fn value_first<'t>(&self, text: &'t str) -> Option<(EntityId, &'t str)> {
        let Value::Thing(Thing::Entity(value)) = self.claim.value else { return None };
        let said = words(text);
        let start = usize::from(said.first().is_some_and(|w| is_in(&w.stem, "the a an")));
        let (name, id) = self.names.within(&said[start..], &[]).into_iter().next()?;
        (id == value && name.start == 0).then(|| (value, &text[..said[start + name.end - 1].span.1]))
    }

    /// Whether an entity could be the subject of the claim as well.
    fn may_be_subject(&self, thing: EntityId, subject: EntityId) -> bool {
        let class = |id: EntityId| self.dataset.entity(id).class;
        let domain = &self.ontology.property(self.claim.predicate).domain;
        if domain.is_empty() {
            self.ontology.is_a(class(thing), class(subject))
        } else {
            self.ontology.is_one_of(class(thing), domain)
        }
    }

    /// The first name in some words of something else that may be the subject, where it does as is asked.
    pub(super) fn other_subject<'t>(
        &self,
        text: &'t str,
        subject: EntityId,
        does: impl Fn(&str, &[Word], &Range<usize>) -> bool,
    ) -> Option<(EntityId, &'t str)> {
        let value =
            if let Value::Thing(Thing::Entity(value)) = self.claim.value { Some(value) } else { None };
        let ends: Vec<EntityId> = [Some(subject), value].into_iter().flatten().collect();
        let said = words(text);
        let names = self.names.within(&said, &ends);
        let in_name = |at: usize| names.iter().any(|(name, _)| name.contains(&at));
        let is_list = (0..said.len()).all(|at| in_name(at) || is_in(&said[at].stem, IN_LISTS));
        if is_list || is_inserted(text) {
            return None;
        }
        let is_subject = |name: &(Range<usize>, EntityId)| {
            self.may_be_subject(name.1, subject) && does(text, &said, &name.0)
        };
        names
            .iter()
            .find(|name| is_subject(name))
            .map(|(name, id)| (*id, &text[said[name.start].span.0..said[name.end - 1].span.1]))
    }
}

fn is_in(word: &str, list: &str) -> bool {
    list.split(' ').any(|other| other == word)
}

/// Whether words stand between commas, brackets or dashes: what follows them is about what was named before.
fn is_inserted(text: &str) -> bool {
    let text = text.trim();
    let pairs = [(',', ','), ('(', ')'), ('\u{2013}', '\u{2013}'), ('\u{2014}', '\u{2014}'), ('-', '-')];
    let is_between =
        |(open, close): (char, char)| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    pairs.into_iter().any(is_between) && !text.contains(';') && !text.split(' ').any(ends_sentence)
}

/// Whether what follows some words may be about a name in them: it is not what a preposition is about, nor what the one that was
/// named before did something to before it did the next thing.
pub(super) fn acts(text: &str, said: &[Word], name: &Range<usize>) -> bool {
    let end = said[name.end - 1].span.1;
    let rest = &text[end..];
    if rest.split(' ').any(ends_sentence) {
        return true;
    }
    let next = said.get(name.end).map_or("", |w| w.stem.as_str());
    let mut before = said[..name.start].iter().rev().skip_while(|w| is_in(&w.stem, "the a an its their"));
    let is_of_preposition =
        before.next().is_some_and(|w| is_in(&w.stem, PREPOSITIONS)) && !is_in(next, RELATIVES);
    let goes_on = is_in(rest.trim_matches(|c: char| c == ',' || c == ' '), "and but then or");
    !is_of_preposition && !goes_on
}

/// What a sentence that begins after the part before says behind a part of it, and whether the part begins it; none where it goes on
/// about what was named.
fn own_sentence<'a>(part: &Around<'a>) -> Option<(&'a str, bool)> {
    let left_out = part.left_out;
    let mut start = None;
    let mut at = 0;
    for word in left_out.split_inclusive(' ') {
        at += word.len();
        start = if ends_sentence(word.trim_end()) { Some(at) } else { start };
    }
    let start = start.or_else(|| part.is_apart.then_some(0))?;
    let before = words(&left_out[start..]);
    let is_start = before.is_empty();
    let first = before.into_iter().chain(words(part.quote)).next()?;
    if is_in(&first.stem, PRONOUNS) {
        return None;
    }
    let mut end = 0;
    for word in part.after.split_inclusive(' ') {
        end += word.len();
        if ends_sentence(word.trim_end()) {
            break;
        }
    }
    let end = if ends_sentence(part.quote) { 0 } else { end };
    Some((&part.after[..end], is_start))
}
