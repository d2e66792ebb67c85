//! A part of a graph: some claims and derivations, with all that a reader needs to understand them alone.

use std::collections::BTreeSet;

use super::project::GraphRef;
use crate::model::claim::{ClaimId, DerivationId, EntityId, PassageId, SectionId, Thing, Value};
use crate::model::disagreement::Disagreement;
use crate::model::triple::{Term, Triple};

/// Which quads of a graph are meant: those of some claims and derivations, of the entities that these name, of the words that
/// they quote, and of the disagreements that they are party to.
#[derive(Clone, Debug, Default)]
pub struct Part {
    whole: BTreeSet<Thing>,
    claims: BTreeSet<ClaimId>,
    derivations: BTreeSet<DerivationId>,
    entities: BTreeSet<EntityId>,
    passages: BTreeSet<PassageId>,
    sections: BTreeSet<SectionId>,
}

impl Part {
    /// The part that some claims and derivations make. Of the things in `whole` all claims are among them, so that their
    /// ordered values are told as collections.
    pub fn new(
        whole: BTreeSet<Thing>,
        claims: BTreeSet<ClaimId>,
        derivations: BTreeSet<DerivationId>,
        scope: GraphRef<'_>,
    ) -> Self {
        let mut part = Self { whole, claims, derivations, ..Self::default() };
        part.add_ends(scope);
        part.add_evidence(scope);
        part
    }

    /// The part with a source and all its sections.
    #[must_use]
    pub fn with_source(mut self, source: EntityId, scope: GraphRef<'_>) -> Self {
        self.entities.insert(source);
        let sections = scope.dataset.sections().iter().zip(0..);
        self.sections.extend(sections.filter(|(s, _)| s.source == source).map(|(_, at)| SectionId(at)));
        self
    }

    /// Adds the entities that claims and derivations name.
    fn add_ends(&mut self, scope: GraphRef<'_>) {
        let mut ends = self.whole.clone();
        for id in &self.claims {
            let claim = scope.dataset.claim(*id);
            let reporter = scope.dataset.details(claim).and_then(|d| d.reported_by);
            let named = [Some(claim.source), Some(claim.speaker), reporter];
            ends.extend(named.into_iter().flatten().map(Thing::Entity));
            ends.insert(claim.subject);
            if let Value::Thing(object) = claim.value {
                ends.insert(object);
            }
        }
        for id in &self.derivations {
            let Triple { subject, object, .. } = scope.derived.get(*id).triple;
            ends.extend([subject, object].into_iter().filter_map(Term::thing));
        }
        let entity = |thing| match thing {
            Thing::Entity(id) => Some(id),
            Thing::Claim(_) => None,
        };
        self.entities.extend(ends.into_iter().filter_map(entity));
    }

    /// Adds the passages that claims quote, and the sections that they stand in.
    fn add_evidence(&mut self, scope: GraphRef<'_>) {
        for id in &self.claims {
            if let Some(id) = scope.dataset.claim(*id).passage {
                self.passages.insert(id);
                self.sections.extend(scope.dataset.passage(id).section);
            }
        }
    }

    /// Its claims, in the order of keys.
    pub fn claims(&self) -> impl Iterator<Item = ClaimId> + '_ {
        self.claims.iter().copied()
    }

    /// Its derivations, in the order of their triples.
    pub fn derivations(&self) -> impl Iterator<Item = DerivationId> + '_ {
        self.derivations.iter().copied()
    }

    /// The entities that it names, in the order of keys.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.entities.iter().copied()
    }

    pub(super) fn passages(&self) -> impl Iterator<Item = PassageId> + '_ {
        self.passages.iter().copied()
    }

    pub(super) fn has_section(&self, id: SectionId) -> bool {
        self.sections.contains(&id)
    }

    pub(super) fn has_derivation(&self, id: DerivationId) -> bool {
        self.derivations.contains(&id)
    }

    /// Whether all claims about a thing belong to it.
    pub(super) fn is_whole(&self, thing: Thing) -> bool {
        self.whole.contains(&thing)
    }

    /// Whether a disagreement is about something whole, or one of its claims belongs to it.
    pub(super) fn is_party_to(&self, disagreement: &Disagreement) -> bool {
        self.is_whole(disagreement.about) || disagreement.claims.iter().any(|id| self.claims.contains(id))
    }
}
