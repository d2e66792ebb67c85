//! What a reader wants first: the sources, how firm what is said is, what is missing, what disagrees, money and dates.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Group, Inline, Line, Writer, listed, text};
use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::explore::published::publication;
use crate::explore::sentence::{date_in_words, sentence, value_in_words};
use crate::explore::{Citation, disputes};
use crate::model::claim::{ClaimId, EntityId, PropertyId, StatusId, Thing, Value};
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::standing::Standing;
use crate::model::template::Template;
use crate::model::{english, template::Slot};

/// Claims by their status.
type ByStatus = BTreeMap<StatusId, BTreeSet<ClaimId>>;

impl Writer<'_> {
    /// Every source that is cited, with what is recorded of its publication.
    pub(super) fn sources(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut cited: BTreeMap<EntityId, usize> = BTreeMap::new();
        for claim in dataset.claims() {
            *cited.entry(claim.source).or_default() += 1;
        }
        self.heading(2, "Sources");
        for (id, claims) in cited {
            let entity = dataset.entity(id);
            let mut parts = publication(id, self.scope);
            parts.extend(entity.voice.map(|voice| format!("in the words of {}", dataset.mention(voice))));
            parts.push(if claims == 1 { "1 claim".to_owned() } else { format!("{claims} claims") });
            let class = &ontology.class(entity.class).label;
            let mut line = vec![
                Inline::Strong(self.name(id)),
                text(format!(" ({class}). {}.", capital(&parts.join("; ")))),
            ];
            line.extend(entity.note.map(|note| text(format!(" {}", dataset.text(note)))));
            self.blocks.push(Block::Entry(line));
        }
    }

    pub(super) fn findings(&mut self, groups: &[Group]) {
        self.heading(2, "Findings");
        let dataset = self.scope.dataset;
        let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
        for id in dataset.claim_ids() {
            *counts.entry(self.scope.standing(id)).or_default() += 1;
        }
        let all = dataset.claims().len();
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(standing, n)| match (standing, n) {
                (Standing::Fact, 1) => "1 counts as stated".to_owned(),
                (Standing::Fact, _) => format!("{n} count as stated"),
                _ => standing.count(n),
            })
            .collect();
        let derived = self.scope.derived;
        let inferred = derived.iter().filter(|(_, d)| !derived.rule(d).restates).count();
        let mut words = match all {
            0 => "There are no claims.".to_owned(),
            1 => format!("One claim: {}.", listed(&counts, "and")),
            _ => format!("{all} claims: {}.", listed(&counts, "and")),
        };
        words += &match inferred {
            0 => String::new(),
            1 => " One further statement is inferred by a rule; the rules are listed at the end with what a reader must know of each.".to_owned(),
            _ => format!(" {inferred} further statements are inferred by rules, which are listed at the end with what a reader must know of each."),
        };
        self.paragraph(vec![text(words)]);
        self.firmness(groups);
        self.missing();
        let is_denial = |found: &Disagreement| found.kind == DisagreementKind::Denial;
        if self.scope.disagreements.iter().any(|found| !is_denial(found)) {
            self.heading(3, "Where claims disagree");
        }
        for (found, told) in self.scope.disagreements.iter().zip(disputes(self.scope)) {
            if is_denial(found) {
                continue;
            }
            let state = if found.resolution.is_some() { "settled" } else { "open" };
            // One claim alone says what is in question better than the reason why it is.
            let what = match found.claims.as_slice() {
                [only] => sentence(*only, self.scope),
                _ => super::stopped(&capital(&told.why)),
            };
            let mut line =
                vec![Inline::Strong(told.name), text(format!(": {} ({state}). {what}", told.kind))];
            if let [only] = found.claims.as_slice() {
                let note = self.note(*only);
                line.push(note);
            }
            self.blocks.push(Block::Entry(line));
        }
        let denied = self.scope.disagreements.iter().filter(|found| is_denial(found));
        let denied: Vec<ClaimId> = denied.flat_map(|found| found.claims.iter().copied()).collect();
        if !denied.is_empty() {
            self.heading(3, "What is denied");
        }
        for id in denied {
            let note = self.note(id);
            self.blocks.push(Block::Entry(vec![text(sentence(id, self.scope)), note]));
        }
    }

    /// How many facts of each status each group has, with its things.
    fn firmness(&mut self, groups: &[Group]) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut rows: Vec<(EntityId, usize, ByStatus, usize)> = Vec::new();
        for (group, members) in groups {
            let mut facts = ByStatus::new();
            let things: BTreeSet<EntityId> = members.iter().map(|m| m.0).chain([*group]).collect();
            for id in things.iter().flat_map(|thing| self.of(*thing)) {
                facts.entry(dataset.claim(id).status).or_default().insert(id);
            }
            let open = things.iter().map(|id| self.open.get(self.key(*id)).map_or(0, Vec::len)).sum();
            rows.push((*group, members.len(), facts, open));
        }
        let statuses: BTreeSet<StatusId> = rows.iter().flat_map(|row| row.2.keys().copied()).collect();
        if statuses.is_empty() {
            return;
        }
        self.heading(3, "How firm it is");
        self.paragraph(vec![text(
            "How many claims that count as stated are about each part, or about what is placed there, by their status.",
        )]);
        let label = |id: StatusId, ontology: &Ontology| ontology.status(id).label.clone();
        let mut head = vec!["Part".to_owned(), "Placed there".to_owned()];
        head.extend(statuses.iter().map(|id| capital(&label(*id, ontology))));
        head.push("Open questions".to_owned());
        let cell = |n: usize| vec![text(if n == 0 { "\u{2013}".to_owned() } else { n.to_string() })];
        let rows = rows.into_iter().map(|(group, members, facts, open)| {
            let of_each = statuses.iter().map(|id| cell(facts.get(id).map_or(0, BTreeSet::len)));
            let first = [vec![text(self.name(group))], cell(members)];
            first.into_iter().chain(of_each).chain([cell(open)]).collect()
        });
        let rows: Vec<Vec<Line>> = rows.collect();
        self.blocks.push(Block::Table(head, rows));
    }

    /// What no source says, by the question that stays open.
    fn missing(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut kinds: BTreeMap<&str, (Vec<String>, usize)> = BTreeMap::new();
        for gap in self.open.values().flatten() {
            let Some(Thing::Entity(id)) = dataset.find(&gap.id) else { continue };
            let (unsaid, unsettled) = kinds.entry(gap.property.as_str()).or_default();
            if gap.not_facts.is_empty() {
                unsaid.push(dataset.mention(id));
            } else {
                *unsettled += 1;
            }
        }
        let mut kinds: Vec<(String, Vec<String>, usize)> = kinds
            .into_iter()
            .map(|(key, (mut names, unsettled))| {
                names.sort_by_key(|name| name.to_lowercase());
                (
                    ontology.find_property(key).map_or_else(String::new, |p| asked(p, ontology)),
                    names,
                    unsettled,
                )
            })
            .collect();
        kinds.sort_by_key(|(question, names, _)| (std::cmp::Reverse(names.len()), question.clone()));
        if kinds.is_empty() {
            return;
        }
        self.heading(3, "What no source says");
        for (question, names, unsettled) in kinds {
            let mut parts: Vec<String> = Vec::new();
            parts.extend(
                (!names.is_empty())
                    .then(|| format!("not stated for {} ({})", names.len(), listed(&names, "and"))),
            );
            parts.extend(
                (unsettled > 0)
                    .then(|| format!("unresolved for {unsettled}, as no claim on it counts as a fact")),
            );
            let line = vec![Inline::Strong(format!("{question}:")), text(format!(" {}.", parts.join("; ")))];
            self.blocks.push(Block::Entry(line));
        }
    }

    /// The amounts of money and the times that claims give.
    pub(super) fn tables(&mut self) {
        let dataset = self.scope.dataset;
        let (mut money, mut times) = (Vec::new(), Vec::new());
        for id in dataset.claim_ids() {
            let claim = dataset.claim(id);
            let details = dataset.details(claim);
            let amount = match claim.value {
                Value::Money(_) => Some(claim.value),
                _ => details.and_then(|d| d.money).map(Value::Money),
            };
            if let Some(amount) = amount {
                money.push((id, value_in_words(amount, self.scope)));
            }
            times.extend(self.time(id).map(|time| (id, time)));
        }
        if !money.is_empty() {
            self.heading(2, "Money");
            self.paragraph(vec![text(
                "Each amount as it is stated. They are never added: two of them may be the same money, reported twice.",
            )]);
            self.table("Amount", money);
        }
        if !times.is_empty() {
            self.heading(2, "Dates and periods");
            self.table("When", times);
        }
    }

    /// The times that a claim gives, in words.
    fn time(&self, id: ClaimId) -> Option<String> {
        let dataset = self.scope.dataset;
        let claim = dataset.claim(id);
        let details = dataset.details(claim);
        let in_words = |date| date_in_words(date, self.scope);
        let mut times: Vec<String> = Vec::new();
        match claim.value {
            Value::Date(date) => times.push(in_words(date)),
            Value::Duration(_) => times.push(value_in_words(claim.value, self.scope)),
            _ => {}
        }
        if let Some(details) = details {
            match (details.from, details.until) {
                // A year or month at both ends is one time: nothing ends with it.
                (Some(from), Some(until)) if from == until => times.push(format!("in {}", in_words(from))),
                (from, until) => {
                    times.extend(from.map(|date| format!("from {}", in_words(date))));
                    times.extend(until.map(|date| format!("until {}", in_words(date))));
                }
            }
            times.extend(details.deadline.map(|date| format!("by {}", in_words(date))));
            times.extend(details.when.map(|words| format!("\u{201c}{}\u{201d}", dataset.text(words))));
        }
        (!times.is_empty()).then(|| times.join(", "))
    }

    /// A table of claims: the part of them that the table is about, the whole of them, how firm that is, and who says it.
    fn table(&mut self, what: &str, claims: Vec<(ClaimId, String)>) {
        let mut rows = Vec::new();
        for (id, value) in claims {
            let citation = Citation::of(id, self.scope);
            let status = citation.standing.marks(citation.status.clone());
            let note = self.note(id);
            let cells =
                [value, sentence(id, self.scope), status, citation.who()].map(|cell| vec![text(cell)]);
            rows.push(cells.into_iter().chain([vec![note]]).collect());
        }
        let head = [what, "What is said", "Status", "Who says so", "Note"].map(str::to_owned);
        self.blocks.push(Block::Table(head.into(), rows));
    }
}

/// The question of a property about anything.
fn asked(property: PropertyId, ontology: &Ontology) -> String {
    let entry = ontology.property(property);
    let Some(question) = &entry.asks else { return entry.label.clone() };
    let indirect = english::indirect(question).and_then(|q| Template::parse(&q).ok());
    let words = indirect.and_then(|template| {
        template.fill(english::joined, &mut |slot| match slot {
            Slot::Subject => Some("it".to_owned()),
            Slot::Verb(verb) => Some(verb.clone()),
            _ => None,
        })
    });
    capital(&words.unwrap_or_else(|| question.replace("{subject}", "\u{2026}")))
}

fn capital(text: &str) -> String {
    crate::model::words::sentence_case(text)
}
