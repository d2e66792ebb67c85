//! Where a quote stands: exactly, once, in its section, at word boundaries. Or how near it came.

use std::ops::Range;

use super::fold::{Folded, fold};
use super::words::{Budget, WordIndex};
use crate::model::claim::{PassageId, SectionId};
use crate::model::code::Code;
use crate::model::dataset::{DatasetBuilder, Section};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fix::Change;
use crate::model::quote::parts;
use crate::model::record::Origin;
use crate::model::text::Symbol;

/// A section of a source, as bytes of the folded text; none where its start was not found.
pub(super) type FoundSection = (SectionId, Option<Range<usize>>);

/// Finds where each section of a source starts; it ends where the next one starts.
pub(super) fn sections<'a>(
    of_source: &[(SectionId, &'a Section)],
    words: impl Fn(Symbol) -> &'a str,
    text: &str,
    folded: &Folded,
) -> (Vec<FoundSection>, Vec<Diagnostic>) {
    let mut starts: Vec<(SectionId, Option<usize>)> = Vec::new();
    let mut faults = Vec::new();
    let lines = lines(text);
    let mut from = 0;
    for &(id, section) in of_source {
        let wanted = fold(words(section.starts));
        let found = lines[from..].iter().position(|(_, line)| starts_line(line, &wanted));
        if let Some(at) = found {
            starts.push((id, Some(folded.byte_of(lines[from + at].0))));
            from += at + 1;
            continue;
        }
        starts.push((id, None));
        faults.push(
            Diagnostic::new(
                Code::R032,
                Location::Field(
                    section.origin,
                    if section.starts == section.name { "name" } else { "starts" },
                ),
                format!("no line after the section before it starts with `{}`", words(section.starts)),
            )
            .expected(
                "the first words of a line of the text; sections are declared in the order of the text",
            ),
        );
    }
    let mut end = folded.text().len();
    let mut found: Vec<FoundSection> = Vec::with_capacity(starts.len());
    for (id, start) in starts.into_iter().rev() {
        found.push((id, start.map(|s| s..end)));
        end = start.unwrap_or(end);
    }
    found.reverse();
    (found, faults)
}

/// Each line with its first code point.
fn lines(text: &str) -> Vec<(u32, String)> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let indent = line.chars().take_while(|c| c.is_whitespace() && *c != '\n').count() as u32;
        lines.push((at + indent, fold(line)));
        at += line.chars().count() as u32;
    }
    lines
}

fn starts_line(line: &str, wanted: &str) -> bool {
    !wanted.is_empty()
        && line.strip_prefix(wanted).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// The bytes in which a passage has to stand; none where its section was not found.
pub(super) fn range_of(
    draft: &DatasetBuilder,
    id: PassageId,
    sections: &[FoundSection],
    folded: &Folded,
) -> Option<Range<usize>> {
    match draft.passages[id.index()].section {
        None => Some(0..folded.text().len()),
        Some(section) => {
            let at = sections.binary_search_by_key(&section, |s| s.0).ok()?;
            sections[at].1.clone()
        }
    }
}

/// How many of several places are offered, and by how many words before them they are told apart.
const MOST_OFFERED: usize = 6;
const MOST_BEFORE: usize = 5;

/// What messages call a quote that leaves nothing out.
const WHOLE: &str = "this quote";

/// Why a quote is no evidence.
pub(super) enum QuoteError {
    /// It stands nowhere in its section; the section where it does stand, or the nearest words.
    NotFound { elsewhere: Option<SectionId>, nearest: Option<String> },
    /// It stands there, but not with the words that prefix and suffix give.
    ContextMismatch(String),
    /// It would cut a word or number, at its end or at its beginning.
    Cut(String, bool),
    /// It stands there several times: for each the words before it that no other one has, if it has some.
    Ambiguous(Vec<Option<String>>),
    /// One of its parts is no evidence; whether that was looked for before the section.
    Part { part: String, is_earlier: bool, why: Box<QuoteError> },
    /// This part stands there, but not after the part before it.
    Order(String),
    /// One of its parts has no words: it leaves some out where it begins or ends, or twice in a row.
    Empty,
}

/// Finds the parts of a passage: the last one within a range of the folded text, the others there too, or before it.
///
/// Each part stands once where it is looked for, and after the part before it.
pub(super) fn passage(
    draft: &DatasetBuilder,
    id: PassageId,
    words: &WordIndex<'_>,
    range: &Range<usize>,
    sections: &[FoundSection],
    budget: &mut Budget,
) -> Result<Vec<Range<usize>>, QuoteError> {
    let passage = &draft.passages[id.index()];
    let fold_symbol = |s| fold(draft.texts.get(s));
    let quote = fold_symbol(passage.quote);
    let prefix = passage.prefix.map(fold_symbol).unwrap_or_default();
    let suffix = passage.suffix.map(fold_symbol).unwrap_or_default();
    let parts = parts(&quote);
    let last = parts.len() - 1;
    if last > 0 && parts.contains(&"") {
        return Err(QuoteError::Empty);
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (i, quote) in parts.iter().copied().enumerate() {
        let wanted = Wanted {
            quote,
            prefix: if i == 0 { &prefix } else { "" },
            suffix: if i == last { &suffix } else { "" },
            section: passage.section,
        };
        let before = 0..range.start;
        let is_there = |range| !words.find(quote, range).is_empty();
        let is_earlier = i < last && !is_there(range) && is_there(&before);
        let place = one(words, &wanted, if is_earlier { &before } else { range }, sections, budget);
        let place = place.map_err(|why| match last {
            0 => why,
            _ => QuoteError::Part { part: quote.to_owned(), is_earlier, why: Box::new(why) },
        })?;
        if found.last().is_some_and(|part| place.start < part.end) {
            return Err(QuoteError::Order(quote.to_owned()));
        }
        found.push(place);
    }
    Ok(found)
}

/// A quote that is whole, or a part of one.
struct Wanted<'a> {
    quote: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    section: Option<SectionId>,
}

/// Finds words that have to stand once within a range of the folded text.
fn one(
    words: &WordIndex<'_>,
    Wanted { quote, prefix, suffix, section }: &Wanted<'_>,
    range: &Range<usize>,
    sections: &[FoundSection],
    budget: &mut Budget,
) -> Result<Range<usize>, QuoteError> {
    let text = words.text();
    let matches = |range: &Range<usize>| {
        let mut starts = words.find(quote, range);
        starts.retain(|start| {
            text[range.start..*start].trim_end().ends_with(prefix)
                && text[start + quote.len()..range.end].trim_start().starts_with(suffix)
        });
        starts
    };
    match matches(range).as_slice() {
        [start] => Ok(*start..start + quote.len()),
        [] => {
            if let Some(start) = words.find(quote, range).first() {
                return Err(QuoteError::ContextMismatch(surroundings(text, &(*start..start + quote.len()))));
            }
            if let Some((whole, at_end)) = words.cut(quote, range) {
                return Err(QuoteError::Cut(whole.to_owned(), at_end));
            }
            let anywhere = !words.find(quote, &(0..text.len())).is_empty();
            let others = sections.iter().filter(|s| anywhere && *section != Some(s.0));
            let elsewhere = others
                .filter_map(|(id, r)| Some((*id, r.as_ref()?)))
                .find(|(_, r)| !matches(r).is_empty())
                .map(|(id, _)| id);
            let nearest = if elsewhere.is_none() { words.nearest(quote, range, budget) } else { None };
            Err(QuoteError::NotFound { elsewhere, nearest: nearest.map(str::to_owned) })
        }
        several => Err(QuoteError::Ambiguous(told_apart(text, several, range.start))),
    }
}

/// The fewest words before each of several places that stand before no other of them.
fn told_apart(text: &str, places: &[usize], from: usize) -> Vec<Option<String>> {
    let before = |place: usize| text[from..place].trim_end();
    let apart = |(number, place): (usize, &usize)| {
        let ends =
            before(*place).rmatch_indices(' ').take(MOST_BEFORE).map(|(at, _)| &before(*place)[at + 1..]);
        let is_one =
            |words: &&str| !places.iter().any(|other| other != place && before(*other).ends_with(*words));
        ends.filter(|words| !words.is_empty())
            .find(is_one)
            .map(str::to_owned)
            .filter(|_| number < MOST_OFFERED)
    };
    places.iter().enumerate().map(apart).collect()
}

/// A field for the record that has a quote.
fn of_record(quote: &Location, key: &'static str, value: &str) -> (Location, Change) {
    let place = match quote {
        Location::Field(origin, _) => Location::Field(*origin, key),
        other => other.clone(),
    };
    (place, Change::Field(key, value.to_owned()))
}

/// A match with two words on either side.
fn surroundings(text: &str, found: &Range<usize>) -> String {
    let mut before: Vec<&str> = text[..found.start].split_whitespace().rev().take(2).collect();
    before.reverse();
    let after: Vec<&str> = text[found.end..].split_whitespace().take(2).collect();
    format!("{} {} {}", before.join(" "), &text[found.clone()], after.join(" ")).trim().to_owned()
}

impl QuoteError {
    /// The miss as a fault at the quote of the claim that has it.
    pub(super) fn diagnostic(&self, draft: &DatasetBuilder, id: PassageId, origin: Origin) -> Diagnostic {
        let passage = &draft.passages[id.index()];
        let anchor = Location::Field(origin, "quote");
        let section_key = |s: SectionId| draft.texts.get(draft.sections[s.index()].key);
        let place = passage.section.map_or_else(
            || format!("`{}`", draft.texts.get(draft.entities[passage.source.index()].key)),
            |s| format!("section `{}`", section_key(s)),
        );
        self.told(draft, anchor, (WHOLE, draft.texts.get(passage.quote)), &place)
    }

    /// The miss, of a quote or a part of one, with its words.
    fn told(
        &self,
        draft: &DatasetBuilder,
        anchor: Location,
        (what, words): (&str, &str),
        place: &str,
    ) -> Diagnostic {
        let fault = |code, message| Diagnostic::new(code, anchor.clone(), message);
        match self {
            Self::Part { part, is_earlier, why } => {
                let earlier = format!("the text before {place}");
                let place = if *is_earlier { &earlier } else { place };
                why.told(draft, anchor, (&format!("the part `{part}` of this quote"), part), place)
            }
            Self::Order(part) => fault(
                Code::R027,
                format!("the part `{part}` of this quote does not stand after the part before it"),
            )
            .expected("parts in the order of the source"),
            Self::Empty => fault(Code::R027, "a part of this quote has no words".to_owned())
                .expected("words of the source on both sides of `[\u{2026}]`"),
            Self::Ambiguous(prefixes) => {
                let message = format!("{what} stands {} times in {place}", prefixes.len());
                let fault = fault(Code::R028, message).expected("words that stand there once");
                if what != WHOLE {
                    return fault.help("take more words into this part");
                }
                let help = "add prefix = \"…\" or suffix = \"…\": the words just before or after";
                prefixes.iter().flatten().take(MOST_OFFERED).fold(fault.help(help), |fault, prefix| {
                    fault.offer(
                        format!("the one after \u{201c}{prefix}\u{201d}"),
                        of_record(&anchor, "prefix", prefix),
                    )
                })
            }
            Self::Cut(whole, at_end) => {
                let side = if *at_end { "ends" } else { "begins" };
                fault(Code::R027, format!("{what} {side} inside `{whole}`"))
                    .expected("whole words and numbers, as the source has them")
            }
            Self::ContextMismatch(words) => {
                fault(Code::R027, format!("{what} stands in {place}, but not between its prefix and suffix"))
                    .expected("the words just before and after it, as the source has them")
                    .help(format!("it stands there so: {words}"))
            }
            Self::NotFound { elsewhere, nearest } => {
                let fault = fault(Code::R027, format!("{what} does not stand in {place}"))
                    .expected("the exact words of the source");
                match (elsewhere, nearest) {
                    (Some(section), _) => {
                        let section = draft.texts.get(draft.sections[section.index()].key);
                        fault.help(format!("it stands in section `{section}`")).fix_at(
                            format!("say that it stands in `{section}`"),
                            of_record(&anchor, "section", section),
                        )
                    }
                    (None, Some(near)) => {
                        let mut fault = fault.help(format!("the nearest words there are: {near}"));
                        fault.help.extend(unseen(&fold(words), near));
                        // Its last sign of punctuation is no part of a quote that ends with a word.
                        let is_word = words.ends_with(char::is_alphanumeric);
                        let end = |c: char| is_word && c.is_ascii_punctuation();
                        let change = (anchor.clone(), Change::Value(near.trim_end_matches(end).to_owned()));
                        if what == WHOLE {
                            fault.offer("take the nearest words of the source", change)
                        } else {
                            fault
                        }
                    }
                    (None, None) => fault,
                }
            }
        }
    }
}

/// What a reader cannot see: the first sign in which words of a source and a quote differ, where it is outside of ASCII.
fn unseen(quote: &str, source: &str) -> Option<String> {
    let same = quote.chars().zip(source.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let sign = |text: &str| text[same..].chars().next().filter(|c| !c.is_ascii() && !c.is_whitespace());
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    let before = &quote[..same];
    let after = before
        .rsplit(' ')
        .next()
        .filter(|w| !w.is_empty())
        .map(|w| format!(", after `{w}`"))
        .unwrap_or_default();
    match (sign(quote), sign(source)) {
        (None, Some(source)) => Some(format!("the source has the sign {} there{after}", code(source))),
        (Some(quote), None) => Some(format!("the quote has the sign {}{after}", code(quote))),
        (Some(quote), Some(source)) => {
            Some(format!("the source has {}, the quote {}{after}", code(source), code(quote)))
        }
        (None, None) => None,
    }
}
