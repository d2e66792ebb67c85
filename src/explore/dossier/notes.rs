//! What stands at the end: the rules, where each thing is named, and the notes with the words of the sources.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Inline, Writer, ends, text};
use crate::derive::rdf::GraphRef;
use crate::explore::Citation;
use crate::model::claim::{EntityId, Thing};
use crate::model::standing::Standing;

impl Writer<'_> {
    /// The rules, with what a reader must know of each; what only says a thing again is left out.
    pub(super) fn rules(&mut self) {
        let derived = self.scope.derived;
        if derived.rules().iter().all(|r| r.restates) {
            return;
        }
        self.heading(2, "Rules");
        for rule in derived.rules().iter().filter(|r| !r.restates) {
            let mut line = vec![Inline::Strong(rule.key.clone()), text(format!(": {}.", rule.label))];
            line.extend(rule.caution.as_ref().map(|c| text(format!(" Caution: {c}"))));
            self.blocks.push(Block::Entry(line));
        }
    }

    /// Each thing that a claim with a note is about or names, with the notes.
    pub(super) fn index(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut named: BTreeMap<EntityId, BTreeSet<usize>> = BTreeMap::new();
        for (claim, number) in &self.numbers {
            for thing in ends(*claim, self.scope) {
                if let Thing::Entity(id) = thing {
                    named.entry(id).or_default().insert(*number);
                }
            }
        }
        let mut named: Vec<(String, EntityId, BTreeSet<usize>)> =
            named.into_iter().map(|(id, numbers)| (self.name(id), id, numbers)).collect();
        named.sort_by_key(|(name, id, _)| (name.to_lowercase(), *id));
        if named.is_empty() {
            return;
        }
        self.heading(2, "Index");
        for (name, id, numbers) in named {
            let class = &ontology.class(dataset.entity(id).class).label;
            let mut line = vec![Inline::Strong(name), text(format!(" ({class}):"))];
            for number in numbers {
                line.extend([text(" "), Inline::Note(number)]);
            }
            self.blocks.push(Block::Entry(line));
        }
    }

    /// The notes: words, voice, status, place and key of each claim, and what the curator remarks on it.
    pub(super) fn write_notes(&mut self) {
        let dataset = self.scope.dataset;
        if self.notes.is_empty() {
            return;
        }
        self.heading(2, "Notes");
        for (at, id) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            let citation = Citation::of(id, self.scope);
            let standing = match citation.standing {
                Standing::Fact => String::new(),
                other => format!("; {}", other.word()),
            };
            let quoted = citation.quoted().map(|q| format!("{q} ")).unwrap_or_default();
            let words =
                format!("{quoted}({}; {}{standing}; {}) ", citation.who(), citation.status, citation.place());
            let mut line = vec![text(words), Inline::Code(citation.claim)];
            let note = dataset.details(dataset.claim(id)).and_then(|d| d.note).map(|n| dataset.text(n));
            line.extend(
                note.into_iter()
                    .flat_map(|n| [text(" "), Inline::Emphasis(format!("Editor\u{2019}s note: {n}"))]),
            );
            self.blocks.push(Block::Note(at + 1, line));
        }
    }
}
