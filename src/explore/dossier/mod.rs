//! The graph as a text that can be handed on: its sources, what is found, money and dates, then what is said of each thing, by whom,
//! and what is not said.
//!
//! Goes in: a graph, and the property that things are grouped by. Comes out: a [`Document`]. Every sentence is a claim or what was
//! inferred from claims, told once, with a note that has its words and its place. Deliberately adds no sentence of its own about the subject.

mod document;
mod findings;
mod notes;
mod prose;

use std::collections::{BTreeMap, BTreeSet};

pub use document::Document;
use document::{Block, Inline, Line};

use super::sentence::{Teller, is_it, sentence};
use super::{Basis, Citation, Gap, Relations, disputes, gaps};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, DerivationId, EntityId, PropertyId, Thing, Value};
use crate::model::derivation::DerivationKey;
use crate::model::disagreement::DisagreementKind;
use crate::model::standing::Standing;
use crate::model::words::sentence_case;

/// Makes the dossier of a graph; groups stand in the order of their position, where they have one.
pub fn dossier(title: &str, scope: GraphRef<'_>, by: PropertyId) -> Document {
    let graph = Relations::new(scope);
    let mut open: BTreeMap<String, Vec<Gap>> = BTreeMap::new();
    for gap in gaps(scope, &graph, None) {
        open.entry(gap.id.clone()).or_default().push(gap);
    }
    let mut party: BTreeMap<EntityId, BTreeSet<usize>> = BTreeMap::new();
    for (i, found) in scope.disagreements.iter().enumerate() {
        let ends = found.claims.iter().flat_map(|c| ends(*c, scope));
        for thing in ends.chain([found.about]) {
            if let Thing::Entity(id) = thing {
                party.entry(id).or_default().insert(i);
            }
        }
    }
    let mut writer = Writer {
        scope,
        graph,
        open,
        party,
        by,
        blocks: Vec::new(),
        notes: Vec::new(),
        numbers: BTreeMap::new(),
        told: BTreeSet::new(),
        inferred: BTreeSet::new(),
        cautions: BTreeSet::new(),
    };
    writer.write();
    Document { title: title.to_owned(), language: scope.dataset.language().to_owned(), blocks: writer.blocks }
}

struct Writer<'a> {
    scope: GraphRef<'a>,
    graph: Relations,
    /// Open questions by the key of the thing that they are about.
    open: BTreeMap<String, Vec<Gap>>,
    /// The disagreements that a thing is party to, by their index.
    party: BTreeMap<EntityId, BTreeSet<usize>>,
    by: PropertyId,
    blocks: Vec<Block>,
    /// The claims that have a note, in the order of their numbers.
    notes: Vec<ClaimId>,
    numbers: BTreeMap<ClaimId, usize>,
    /// The claims and derivations that were told.
    told: BTreeSet<ClaimId>,
    inferred: BTreeSet<DerivationId>,
    /// The cautions of rules that were told.
    cautions: BTreeSet<(String, String)>,
}

/// A group: the value of the grouping property, and the things that have it.
type Group = (EntityId, Vec<(EntityId, Basis)>);

fn text(words: impl Into<String>) -> Inline {
    Inline::Text(words.into())
}

impl Writer<'_> {
    fn write(&mut self) {
        let dataset = self.scope.dataset;
        let groups = self.groups();
        self.paragraph(vec![text(
            "Every sentence below is a claim of a source, an editor\u{2019}s note or decision, or was inferred from such claims, and is called so. The number behind a claim leads \
             to a note with the exact words, whose they are, where they are and the key of the claim. What is denied, disputed, doubted or an opinion is called so.",
        )]);
        self.sources();
        self.findings(&groups);
        self.tables();
        let mut placed: BTreeSet<EntityId> = groups.iter().map(|g| g.0).collect();
        for (group, members) in &groups {
            self.heading(2, self.name(*group));
            self.about(*group);
            self.placed_by(members);
            for (member, _) in members {
                self.heading(3, self.name(*member));
                self.about(*member);
                placed.insert(*member);
            }
        }
        let mut rest: Vec<EntityId> = dataset.entity_ids().filter(|id| !placed.contains(id)).collect();
        rest.sort_by_key(|id| (self.name(*id).to_lowercase(), *id));
        let at = self.blocks.len();
        for id in rest {
            let before = self.blocks.len();
            self.about(id);
            if self.blocks.len() > before {
                let name = self.name(id);
                self.blocks.insert(before, Block::Heading(3, name));
            }
        }
        if self.blocks.len() > at {
            self.blocks.insert(at, Block::Heading(2, "Further claims".to_owned()));
        }
        self.disagreements();
        self.opinions();
        self.rules();
        self.index();
        self.write_notes();
    }

    fn heading(&mut self, level: u8, words: impl Into<String>) {
        self.blocks.push(Block::Heading(level, words.into()));
    }

    fn paragraph(&mut self, line: Line) {
        self.blocks.push(Block::Paragraph(line));
    }

    fn name(&self, id: EntityId) -> String {
        self.scope.dataset.name(Thing::Entity(id)).to_owned()
    }

    fn key(&self, id: EntityId) -> &str {
        self.scope.dataset.key(Thing::Entity(id))
    }

    /// The sign of the note of a claim.
    fn note(&mut self, id: ClaimId) -> Inline {
        let next = self.notes.len() + 1;
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.notes.push(id);
        }
        Inline::Note(number)
    }

    /// Everything about a thing that was not told yet.
    fn about(&mut self, id: EntityId) {
        let facts = self.of(id);
        let (elsewhere, fresh): (Vec<ClaimId>, Vec<ClaimId>) =
            facts.into_iter().partition(|c| self.told.contains(c));
        self.paragraphs(&fresh);
        self.derived(id);
        self.not_facts(id);
        self.open_questions(id);
        let is_group = self.blocks.last().is_some_and(|b| matches!(b, Block::Heading(..)));
        if !elsewhere.is_empty() && is_group {
            let mut line = vec![text("See what is told elsewhere:")];
            for claim in elsewhere {
                let note = self.note(claim);
                line.extend([text(" "), note]);
            }
            line.push(text("."));
            self.paragraph(line);
        }
    }

    /// Claims as paragraphs: those of one voice and one status together, each with what is said of that claim.
    fn paragraphs(&mut self, claims: &[ClaimId]) {
        let mut voices: Vec<((String, String), Vec<ClaimId>)> = Vec::new();
        for claim in claims {
            let of_claim = self.graph.about(Thing::Claim(*claim)).to_vec();
            for id in [*claim].into_iter().chain(of_claim) {
                if !self.told.insert(id) {
                    continue;
                }
                let citation = Citation::of(id, self.scope);
                let voice = (citation.who(), citation.status.clone());
                match voices.iter_mut().find(|(known, _)| *known == voice) {
                    Some((_, claims)) => claims.push(id),
                    None => voices.push((voice, vec![id])),
                }
            }
        }
        for ((who, status), claims) in voices {
            self.of_one_voice(format!("{who} ({status}):"), &claims);
        }
    }

    /// How the things of a group came to be in it, where no source says so: by rule, once.
    fn placed_by(&mut self, members: &[(EntityId, Basis)]) {
        let derived = self.scope.derived;
        let mut rules: BTreeMap<(String, String, Standing), Vec<String>> = BTreeMap::new();
        for (member, basis) in members {
            let Basis::Derivation(id) = basis else { continue };
            let derivation = derived.get(*id);
            let caution: Vec<&str> = derived.cautions(derivation).collect();
            let rule = (derived.rule(derivation).label.clone(), caution.join(" "), derivation.standing);
            rules.entry(rule).or_default().push(self.scope.dataset.mention(*member));
        }
        for ((rule, caution, standing), names) in rules {
            let from = if standing.is_fact() { String::new() } else { format!(" ({})", standing.word()) };
            let placed = if names.len() == 1 { "is placed" } else { "are placed" };
            let words =
                format!("{} {placed} here{from} by a rule: {}", listed(&names, "and"), stopped(&rule));
            let mut line = vec![
                Inline::Emphasis("Inferred, not stated:".to_owned()),
                text(format!(" {}", sentence_case(&words))),
            ];
            // A caution is told in full where its rule is used first.
            if !caution.is_empty() {
                let is_new = self.cautions.insert((rule, caution.clone()));
                let told = format!(" Caution: {caution}");
                line.push(text(if is_new {
                    told
                } else {
                    " The caution given above for this rule holds here too.".to_owned()
                }));
            }
            self.paragraph(line);
        }
    }

    /// The facts about a thing, and the facts that name it as their value.
    fn of(&self, id: EntityId) -> Vec<ClaimId> {
        let mut claims: Vec<ClaimId> = self.graph.about(Thing::Entity(id)).to_vec();
        claims.extend(self.graph.to(Thing::Entity(id)).into_iter().filter_map(|r| match r.basis {
            Basis::Claim(claim) => Some(claim),
            Basis::Derivation(_) => None,
        }));
        claims.retain(|c| self.scope.is_fact(*c));
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// What was derived about a thing beside its place: called so, with the rule and its caution.
    fn derived(&mut self, id: EntityId) {
        let GraphRef { ontology, derived, .. } = self.scope;
        let thing = Thing::Entity(id);
        let related = self.graph.from(thing).into_iter().filter_map(|r| match r.basis {
            Basis::Derivation(id) => Some((r.property, id)),
            Basis::Claim(_) => None,
        });
        let all: Vec<(PropertyId, DerivationId)> =
            self.graph.values(thing).iter().copied().chain(related).collect();
        for (property, id) in all {
            let derivation = derived.get(id);
            let rule = derived.rule(derivation);
            let is_place = ontology.property(property).ancestors.contains(&self.by);
            if rule.restates || is_place || !self.inferred.insert(id) {
                continue;
            }
            let words = Teller::new(self.scope).derived(derivation);
            let how = if derivation.standing.is_fact() { "Inferred, not stated:" } else { "Not stated." };
            let mut line =
                vec![Inline::Emphasis(how.to_owned()), text(format!(" {words} (Rule: {}", rule.label))];
            let claims: Vec<ClaimId> = derived.best(id).claims().collect();
            if !claims.is_empty() {
                line.push(text("; from"));
            }
            for claim in claims {
                let note = self.note(claim);
                line.extend([text(" "), note]);
            }
            let cautions: Vec<&str> = derived.cautions(derivation).collect();
            let caution = if cautions.is_empty() {
                ")".to_owned()
            } else {
                format!(") Caution: {}", cautions.join(" "))
            };
            line.push(text(caution));
            self.paragraph(line);
        }
    }

    /// What is said of a thing and is denied, doubted or disputed, told where the thing is told, each claim once; and what its claims
    /// that are facts disagree about.
    fn not_facts(&mut self, id: EntityId) {
        let indexes: Vec<usize> = self.party.get(&id).into_iter().flatten().copied().collect();
        for index in indexes {
            let found = &self.scope.disagreements[index];
            // Opinions stand apart.
            let is_other =
                |c: &ClaimId| !matches!(self.scope.standing(*c), Standing::Fact | Standing::Opinion);
            let of_thing = |c: &ClaimId| ends(*c, self.scope).any(|t| t == Thing::Entity(id));
            let claims: Vec<ClaimId> =
                found.claims.iter().copied().filter(|c| is_other(c) && of_thing(c)).collect();
            let mut line = vec![Inline::Emphasis("Not counted as fact:".to_owned())];
            if claims.is_empty() {
                line = vec![
                    Inline::Emphasis("Claims disagree".to_owned()),
                    text(format!(" ({}): {}", found.kind.word(), stopped(&found.why))),
                ];
                if self.blocks.contains(&Block::Paragraph(line.clone())) {
                    continue;
                }
            } else if claims.iter().all(|c| self.told.contains(c)) {
                continue;
            }
            for claim in claims {
                self.told.insert(claim);
                let words = sentence(claim, self.scope);
                let note = self.note(claim);
                line.extend([text(format!(" {words}")), note]);
            }
            self.paragraph(line);
        }
    }

    fn open_questions(&mut self, id: EntityId) {
        let key = self.key(id).to_owned();
        let open = self.open.remove(&key).unwrap_or_default();
        let (unsaid, unsettled): (Vec<Gap>, Vec<Gap>) =
            open.into_iter().partition(|g| g.not_facts.is_empty());
        let (indirect, direct): (Vec<Gap>, Vec<Gap>) = unsaid.into_iter().partition(|g| g.indirect.is_some());
        let indirect: Vec<String> = indirect.into_iter().filter_map(|g| g.indirect).collect();
        if !indirect.is_empty() {
            let words = listed(&self.shortened(id, &indirect), "or");
            self.paragraph(vec![Inline::Emphasis("No source says".to_owned()), text(format!(" {words}."))]);
        }
        if !direct.is_empty() {
            let questions: Vec<String> = direct.into_iter().map(|g| g.question).collect();
            self.paragraph(vec![
                Inline::Emphasis("No source says:".to_owned()),
                text(format!(" {}", questions.join(" "))),
            ]);
        }
        for gap in unsettled {
            let question = gap.indirect.clone().unwrap_or_else(|| format!(": {}", gap.question));
            let mut line =
                vec![Inline::Emphasis("No fact says".to_owned()), text(format!(" {question}; but see"))];
            for key in &gap.not_facts {
                line.push(text(" "));
                if let Some(Thing::Claim(claim)) = self.scope.dataset.find(key) {
                    let note = self.note(claim);
                    line.extend([note, text(format!(" ({})", self.scope.standing(claim).word()))]);
                } else {
                    let derivation = DerivationKey::parse(key).and_then(|k| self.scope.derived.find(k));
                    let standing = derivation.map(|d| self.scope.derived.get(d).standing.word());
                    let how = standing.unwrap_or("not a fact");
                    line.extend([Inline::Code(key.clone()), text(format!(" ({how})"))]);
                }
            }
            line.push(text("."));
            self.paragraph(line);
        }
    }

    /// Clauses about one thing: it is named in the first of them alone.
    fn shortened(&self, id: EntityId, clauses: &[String]) -> Vec<String> {
        let dataset = self.scope.dataset;
        let entity = dataset.entity(id);
        let name = dataset.mention(id);
        let again = |clause: &str| match dataset.short_name(id) {
            Some(short) => clause.replace(&name, short),
            None if !dataset.is_english() => clause.to_owned(),
            None if !entity.plural && !is_it(id, self.scope) => clause.to_owned(),
            None if !entity.plural => clause.replace(&name, "it"),
            None if clause.ends_with(&name) => clause.replace(&name, "them"),
            None => clause.replace(&name, "they"),
        };
        clauses.iter().enumerate().map(|(at, c)| if at == 0 { c.clone() } else { again(c) }).collect()
    }

    /// Every disagreement with its voices, and the decision on it.
    fn disagreements(&mut self) {
        let scope = self.scope;
        let (denied, others): (Vec<_>, Vec<_>) = scope
            .disagreements
            .iter()
            .zip(disputes(scope))
            .partition(|(found, _)| found.kind == DisagreementKind::Denial);
        if !others.is_empty() {
            self.heading(2, "Where claims disagree");
        }
        for (found, told) in others {
            let state = if found.resolution.is_some() { "settled" } else { "open" };
            self.heading(3, format!("{}: {} ({state})", told.name, told.kind));
            self.paragraph(vec![text(sentence_case(&stopped(&told.why)))]);
            for claim in found.noted_by.into_iter().chain(found.claims.iter().copied()) {
                self.entry_of(claim);
            }
            if let Some(decision) = found.resolution.map(|i| &scope.dataset.resolutions()[i]) {
                let on = decision.on.map(|d| format!(" on {d}")).unwrap_or_default();
                let (by, reason) = (scope.dataset.text(decision.by), scope.dataset.text(decision.reason));
                self.paragraph(vec![text(format!("Decided by {by}{on}: {reason}"))]);
            }
            self.paragraph(vec![Inline::Emphasis(format!("{}.", sentence_case(&told.effect)))]);
        }
        if let Some((_, first)) = denied.first() {
            self.heading(2, "What is denied");
            self.paragraph(vec![Inline::Emphasis(format!("{}.", sentence_case(&first.effect)))]);
        }
        for claim in denied.iter().flat_map(|(found, _)| found.claims.iter()) {
            self.entry_of(*claim);
        }
    }

    /// A claim as an entry of a list, with its voice.
    fn entry_of(&mut self, id: ClaimId) {
        self.told.insert(id);
        let citation = Citation::of(id, self.scope);
        let words = sentence(id, self.scope);
        let note = self.note(id);
        let who = format!(" ({}; {})", citation.who(), citation.status);
        self.blocks.push(Block::Entry(vec![text(words), note, text(who)]));
    }

    /// What is no fact because it is an opinion: kept apart, and never above.
    fn opinions(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let is_opinion = |id: &ClaimId| {
            let claim = dataset.claim(*id);
            claim.affirmed && !ontology.status(claim.status).plain
        };
        let claims: Vec<ClaimId> =
            dataset.claim_ids().filter(|id| is_opinion(id) && !self.told.contains(id)).collect();
        if !claims.is_empty() {
            self.heading(2, "Opinions");
            for id in claims {
                self.entry_of(id);
            }
        }
    }

    /// The values of the grouping property with the things that have them, in order.
    fn groups(&self) -> Vec<Group> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut groups: BTreeMap<(u32, EntityId), BTreeMap<EntityId, Basis>> = BTreeMap::new();
        for id in dataset.entity_ids() {
            for relation in self.graph.to(Thing::Entity(id)) {
                // What places a thing without being a fact says so.
                let standing = relation.basis.standing(self.scope);
                let is_fact = standing.is_fact() || standing.is_inferred();
                let fits = ontology.property(relation.property).ancestors.contains(&self.by);
                if let (true, true, Thing::Entity(member)) = (is_fact, fits, relation.from) {
                    groups
                        .entry((self.position(id), id))
                        .or_default()
                        .entry(member)
                        .or_insert(relation.basis);
                }
            }
        }
        groups.into_iter().map(|((_, id), members)| (id, members.into_iter().collect())).collect()
    }

    /// The position of a thing in an ordered property; last if it has none.
    fn position(&self, id: EntityId) -> u32 {
        let dataset = self.scope.dataset;
        let relations = self.graph.to(Thing::Entity(id)).into_iter();
        let positions = relations.filter_map(|r| match r.basis {
            Basis::Claim(claim) => dataset.details(dataset.claim(claim)).and_then(|d| d.position),
            Basis::Derivation(_) => None,
        });
        positions.min().unwrap_or(u32::MAX)
    }
}

/// `a, b and c`.
fn listed(words: &[String], joining: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {joining} {last}", first.join(", ")),
    }
}

/// A text with one sign at its end.
fn stopped(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

/// What a claim is about, and what it says of it where that is a thing.
fn ends(id: ClaimId, scope: GraphRef<'_>) -> impl Iterator<Item = Thing> {
    let claim = scope.dataset.claim(id);
    let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
    [claim.subject].into_iter().chain(object)
}
