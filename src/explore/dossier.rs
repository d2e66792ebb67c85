//! The graph as a text to read from top to bottom: what is said of each thing, by whom, in which words, and what is not said.
//!
//! Goes in: a graph, and the property that things are grouped by. Comes out: Markdown. Every sentence is a claim with its
//! citation; pictures and words come from the same data. Deliberately adds no sentence of its own about the subject.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::citation::Citation;
use super::sentence::{derived_sentence, sentence};
use super::{Basis, Gap, Relations, disputes, gaps};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, DerivationId, EntityId, PropertyId, Thing, Value};
use crate::model::escape::markdown;
use crate::model::standing::Standing;
use crate::model::words::sentence_case;

/// Writes the dossier of a graph; groups stand in the order of their position, where they have one.
pub fn dossier(title: &str, scope: GraphRef<'_>, by: PropertyId) -> String {
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
    Writer { scope, graph, open, party, by }.write(title)
}

struct Writer<'a> {
    scope: GraphRef<'a>,
    graph: Relations,
    /// Open questions by the key of the thing that they are about.
    open: BTreeMap<String, Vec<Gap>>,
    /// The disagreements that a thing is party to, by their index.
    party: BTreeMap<EntityId, BTreeSet<usize>>,
    by: PropertyId,
}

impl Writer<'_> {
    fn write(&self, title: &str) -> String {
        let dataset = self.scope.dataset;
        let groups = self.groups();
        let mut out = format!("# {}\n\n", markdown(title));
        out.push_str(
            "Every sentence is a claim: its exact words, whose voice it is, where they stand, and its key. What is inferred, disputed, \
             denied or an opinion is called so. Nothing was added.\n",
        );
        let mut placed = BTreeSet::new();
        for (group, members) in &groups {
            let _ = write!(out, "\n## {}\n\n", self.name(*group));
            self.of_thing(self.of(*group), &mut out);
            self.derived(*group, &mut out);
            self.disputed(*group, &mut out);
            self.open_questions(*group, &mut out);
            for (member, basis) in members {
                placed.insert(*member);
                let _ = write!(out, "\n### {}\n\n", self.name(*member));
                if let Basis::Derivation(id) = basis {
                    self.placed_by(*id, &mut out);
                }
                self.of_thing(self.of(*member), &mut out);
                self.derived(*member, &mut out);
                self.disputed(*member, &mut out);
                self.open_questions(*member, &mut out);
            }
        }
        let rest =
            dataset.entity_ids().filter(|id| !placed.contains(id) && !groups.iter().any(|g| g.0 == *id));
        out.push_str("\n## Everything else\n");
        for id in rest {
            self.about(id, &mut out);
        }
        self.disagreements(&mut out);
        self.opinions(&mut out);
        self.rules(&mut out);
        out
    }

    /// How a thing came to stand where it does, if no source says so.
    fn placed_by(&self, id: DerivationId, out: &mut String) {
        let derivation = self.scope.derived.get(id);
        let rule = self.scope.derived.rule(derivation);
        let standing = derivation.standing;
        let from = if standing.is_fact() { String::new() } else { format!(" It is {}.", standing.word()) };
        let caution = rule.caution.as_ref().filter(|_| !standing.is_fact());
        let caution = caution.map(|c| format!("{from} {}", markdown(c))).unwrap_or(from);
        let _ = write!(out, "*Placed here by the rule {}.{caution}*\n\n", markdown(&rule.key));
    }

    /// The rules, with what a reader must know of each; what only says a thing again is left out.
    fn rules(&self, out: &mut String) {
        if self.scope.derived.rules().iter().all(|r| r.restates) {
            return;
        }
        out.push_str("\n## Rules\n\n");
        for rule in self.scope.derived.rules().iter().filter(|r| !r.restates) {
            let caution =
                rule.caution.as_ref().map(|c| format!(" Caution: {}", markdown(c))).unwrap_or_default();
            let _ = writeln!(out, "- **{}**: {}.{caution}", markdown(&rule.key), markdown(&rule.label));
        }
    }

    /// A thing with what is said of it, if anything is.
    fn about(&self, id: EntityId, out: &mut String) {
        let claims = self.of(id);
        let is_told = self.open.contains_key(self.key(id)) || self.party.contains_key(&id);
        if claims.is_empty() && !is_told {
            return;
        }
        let _ = write!(out, "\n### {}\n\n", self.name(id));
        self.of_thing(claims, out);
        self.derived(id, out);
        self.disputed(id, out);
        self.open_questions(id, out);
    }

    /// The name of a thing, in Markdown.
    fn name(&self, id: EntityId) -> String {
        markdown(self.scope.dataset.name(Thing::Entity(id)))
    }

    fn key(&self, id: EntityId) -> &str {
        self.scope.dataset.key(Thing::Entity(id))
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

    fn claims(&self, claims: Vec<ClaimId>, out: &mut String) {
        for claim in claims {
            self.line(claim, "", out);
        }
    }

    /// Claims about a thing, each with what is said of that claim.
    fn of_thing(&self, claims: Vec<ClaimId>, out: &mut String) {
        for claim in claims {
            self.line(claim, "", out);
            for about in self.graph.about(Thing::Claim(claim)) {
                self.line(*about, "  ", out);
            }
        }
    }

    /// A sentence with its citation, and what the curator remarks on it.
    fn line(&self, id: ClaimId, indent: &str, out: &mut String) {
        let dataset = self.scope.dataset;
        let citation = Citation::of(id, self.scope);
        let words = markdown(&citation.in_line(&citation.part()));
        let told = markdown(&sentence(id, self.scope));
        let note = dataset.details(dataset.claim(id)).and_then(|d| d.note).map(|n| dataset.text(n));
        let note = note.map(|n| format!(" *Note: {}*", markdown(n))).unwrap_or_default();
        let _ = writeln!(out, "{indent}- {told} {words} `{}`{note}", citation.claim);
    }

    /// What was derived about a thing beside its place: called so, with the rule and its caution.
    fn derived(&self, id: EntityId, out: &mut String) {
        let GraphRef { ontology, derived, .. } = self.scope;
        let thing = Thing::Entity(id);
        let related = self.graph.from(thing).into_iter().filter_map(|r| match r.basis {
            Basis::Derivation(id) => Some((r.property, id)),
            Basis::Claim(_) => None,
        });
        for (property, id) in self.graph.values(thing).iter().copied().chain(related) {
            let derivation = derived.get(id);
            let rule = derived.rule(derivation);
            if rule.restates || ontology.property(property).ancestors.contains(&self.by) {
                continue;
            }
            let cautions: Vec<&str> = derived.cautions(derivation).collect();
            let caution = if cautions.is_empty() {
                String::new()
            } else {
                format!(" Caution: {}", markdown(&cautions.join(" ")))
            };
            let words = derived_sentence(derivation, self.scope);
            let _ = writeln!(
                out,
                "- *Inferred, not stated:* {} (rule {}){caution}",
                markdown(&words),
                markdown(&rule.key)
            );
        }
    }

    fn open_questions(&self, id: EntityId, out: &mut String) {
        let open = self.open.get(self.key(id)).map_or(&[][..], Vec::as_slice);
        let (unsaid, unsettled): (Vec<&Gap>, Vec<&Gap>) = open.iter().partition(|g| g.not_facts.is_empty());
        if !unsaid.is_empty() {
            let questions: Vec<&str> = unsaid.iter().map(|g| g.question.as_str()).collect();
            let _ = write!(out, "\nNo source says: {}\n", markdown(&questions.join(" ")));
        }
        for gap in unsettled {
            let standing = |key: &String| match self.scope.dataset.find(key) {
                Some(Thing::Claim(id)) => self.scope.standing(id).word(),
                _ => "not a fact",
            };
            let claims: Vec<String> =
                gap.not_facts.iter().map(|key| format!("`{key}` ({})", standing(key))).collect();
            let question = markdown(&gap.question);
            let _ = write!(out, "\nNo fact says: {question} But see {}.\n", claims.join(", "));
        }
    }

    /// Every disagreement with its voices, and the decision on it.
    fn disagreements(&self, out: &mut String) {
        let dataset = self.scope.dataset;
        if self.scope.disagreements.is_empty() {
            return;
        }
        out.push_str("\n## Where claims disagree\n");
        for (found, told) in self.scope.disagreements.iter().zip(disputes(self.scope)) {
            let state = if found.resolution.is_some() { "settled" } else { "open" };
            let _ = write!(
                out,
                "\n### {}: {} ({state})\n\n{}\n\n",
                markdown(&told.name),
                told.kind,
                markdown(&sentence_case(&stopped(&told.why)))
            );
            self.claims(found.noted_by.into_iter().chain(found.claims.iter().copied()).collect(), out);
            if let Some(decision) = found.resolution.map(|i| &dataset.resolutions()[i]) {
                let on = decision.on.map(|d| format!(" on {d}")).unwrap_or_default();
                let by = markdown(dataset.text(decision.by));
                let _ = write!(out, "\nDecided by {by}{on}: {}\n", markdown(dataset.text(decision.reason)));
            }
            let _ = write!(out, "\n*{}.*\n", sentence_case(&told.effect));
        }
    }

    /// What is said of a thing and is denied, doubted or disputed, told where the thing is told, each claim once; and what its claims
    /// that are facts disagree about.
    fn disputed(&self, id: EntityId, out: &mut String) {
        let mut notes: Vec<String> = Vec::new();
        for index in self.party.get(&id).into_iter().flatten() {
            let found = &self.scope.disagreements[*index];
            // Opinions stand apart.
            let is_told =
                |c: &&ClaimId| !matches!(self.scope.standing(**c), Standing::Fact | Standing::Opinion);
            let not_facts = found.claims.iter().filter(is_told);
            let of_thing = |c: &&ClaimId| ends(**c, self.scope).any(|t| t == Thing::Entity(id));
            let mut words: Vec<String> =
                not_facts.filter(of_thing).map(|c| sentence(*c, self.scope)).collect();
            if words.is_empty() {
                words.push(format!("Claims disagree ({}): {}", found.kind.word(), stopped(&found.why)));
            }
            for words in words {
                if !notes.contains(&words) {
                    notes.push(words);
                }
            }
        }
        for words in notes {
            let gap = if out.ends_with("\n\n") { "" } else { "\n" };
            let _ = writeln!(out, "{gap}*{}*", markdown(&words));
        }
    }

    /// What is no fact because it is an opinion: kept apart, and never above.
    fn opinions(&self, out: &mut String) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let is_opinion = |id: &ClaimId| {
            let claim = dataset.claim(*id);
            claim.affirmed && !ontology.status(claim.status).plain
        };
        let claims: Vec<ClaimId> = dataset.claim_ids().filter(is_opinion).collect();
        if !claims.is_empty() {
            out.push_str("\n## Opinions\n\n");
            self.claims(claims, out);
        }
    }

    /// The values of the grouping property with the things that have them, in order.
    fn groups(&self) -> Vec<(EntityId, Vec<(EntityId, Basis)>)> {
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
