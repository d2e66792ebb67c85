//! A relation with its citation, as people read it.

use std::fmt::Write;

use crate::explore::{Evidence, Fact};
use crate::model::standing::Standing;

/// The sentence of a relation, how it is read and how it stands; below it words, voice, place and key.
pub(super) fn evidence(evidence: &Evidence, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut remarks = Vec::new();
    if evidence.backwards {
        remarks.push("read backwards");
    }
    if evidence.fact.standing != Standing::Fact {
        remarks.push(evidence.fact.standing.word());
    }
    let remarks = if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join(", ")) };
    let mut out = format!("{pad}{}{remarks}\n", evidence.fact.words);
    out.push_str(&citation(&evidence.fact, indent + 4));
    out
}

/// The words of a fact, whose they are, where they stand and the key; or the rule and what it rests on.
pub(super) fn citation(fact: &Fact, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    if fact.standing.is_inferred() {
        for (i, line) in fact.rests_on.iter().enumerate() {
            let key = if i == 0 { format!("  [{}]", fact.id) } else { String::new() };
            let _ = writeln!(out, "{pad}{line}{key}");
        }
        return out;
    }
    if let Some(quoted) = fact.citation.quoted() {
        let _ = writeln!(out, "{pad}{quoted}");
    }
    let _ = writeln!(out, "{pad}{}  [{}]", fact.citation.voice(""), fact.id);
    out
}

/// A relation in one line: its words or its rule, how it stands, and its key.
pub(super) fn short(evidence: &Evidence) -> String {
    let fact = &evidence.fact;
    let mark = match evidence.fact.standing {
        Standing::Fact => String::new(),
        other => format!("{}: ", other.word()),
    };
    let words = if fact.standing.is_inferred() {
        fact.rests_on.first().map_or("", |r| r.split(':').next().unwrap_or(r)).to_owned()
    } else {
        fact.citation.brief()
    };
    format!("{mark}{words} [{}]", fact.id)
}

/// `1 hop`, `2 hops`.
pub(super) fn number(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
