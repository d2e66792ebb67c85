//! A relation with its citation, as people read it.

use super::page::{Line, Page};
use crate::explore::{Citation, Evidence, Fact};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// The sentence of a relation, how it is read and how it stands; below it words, voice, place and key.
pub(super) fn evidence(evidence: &Evidence, indent: usize, page: &mut Page) {
    let line = page.line(indent).text(&evidence.fact.words);
    match (evidence.backwards, evidence.fact.standing) {
        (false, Standing::Fact) => line,
        (true, Standing::Fact) => line.note("  (read backwards)"),
        (false, standing) => line.caution(format!("  ({})", standing.word())),
        (true, standing) => line.note("  (read backwards, ").caution(standing.word()).note(")"),
    };
    citation(&evidence.fact, indent + 4, page);
}

/// The words of a fact, whose they are, where they stand and the key; or the rule and what it rests on.
pub(super) fn citation(fact: &Fact, indent: usize, page: &mut Page) {
    if fact.standing.is_inferred() {
        for (i, rests_on) in fact.rests_on.iter().enumerate() {
            let line = page.line(indent).text(rests_on);
            if i == 0 {
                line.key(&fact.id);
            }
        }
        return;
    }
    if let Some(quoted) = fact.citation.quoted() {
        page.line(indent).quote(quoted);
    }
    page.line(indent).text(fact.citation.voice("")).key(&fact.id);
}

/// Time, numbers and remarks of a fact, dates in words.
pub(super) fn details(fact: &Fact, indent: usize, page: &mut Page) {
    for (name, value) in &fact.details {
        let date = PartialDate::parse(value).map(PartialDate::words);
        page.line(indent).note(format!("{name}: ")).text(date.as_ref().unwrap_or(value));
    }
}

/// A relation within a line: its words or its rule, how it stands, and its key.
pub(super) fn short(evidence: &Evidence, line: &mut Line) {
    let fact = &evidence.fact;
    if fact.standing != Standing::Fact {
        line.caution(format!("{}: ", fact.standing.word()));
    }
    if fact.standing.is_inferred() {
        line.text(fact.rests_on.first().map_or("", |r| r.split(':').next().unwrap_or(r)));
    } else {
        brief(&fact.citation, line);
    }
    line.note(format!(" [{}]", fact.id));
}

/// The words of a citation, whose they are and how firm.
pub(super) fn brief(citation: &Citation, line: &mut Line) {
    let (brief, quoted) = (citation.brief(), citation.quoted().unwrap_or_default());
    line.quote(&quoted).text(&brief[quoted.len()..]);
}

/// `1 hop`, `2 hops`.
pub(super) fn number(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The columns of a fact in tables for other programs.
pub(super) const COLUMNS: [&str; 7] = ["statement", "standing", "status", "who", "quote", "place", "key"];

/// A fact as [`COLUMNS`] have it; what is inferred has its rule as its place.
pub(super) fn cells(fact: &Fact) -> [String; 7] {
    let citation = &fact.citation;
    let rule = || fact.rests_on.first().cloned().unwrap_or_default();
    let place = if fact.standing.is_inferred() { rule() } else { citation.place() };
    let standing = fact.standing.word().to_owned();
    let (quote, status) = (citation.quote.clone(), citation.status.clone());
    [fact.words.clone(), standing, status, citation.who(), quote, place, fact.id.clone()]
}
