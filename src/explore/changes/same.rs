//! Which things and claims of two graphs are the same ones.

use std::collections::{BTreeMap, HashMap};

use super::fields::exact;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::fields::ClaimField as F;

/// What has to be alike for two claims to be taken as one that was changed, where one claim alone of each state is left that has it:
/// first what says most. Without words there is nothing to recognise a claim by where they are asked for.
const ALIKE: [&[F]; 5] = [
    &[F::Subject, F::Predicate, F::Source, F::Quote],
    &[F::Subject, F::Predicate, F::Source, F::Object],
    &[F::Subject, F::Object, F::Source, F::Quote],
    &[F::Predicate, F::Object, F::Source, F::Quote],
    &[F::Subject, F::Predicate, F::Source],
];

/// Two graphs, and what is the same in both.
pub(super) struct Same<'a> {
    pub(super) old: GraphRef<'a>,
    pub(super) new: GraphRef<'a>,
    /// The keys of what has another key now.
    renamed: HashMap<&'a str, &'a str>,
}

impl<'a> Same<'a> {
    pub(super) fn new(old: GraphRef<'a>, new: GraphRef<'a>) -> Self {
        let mut same = Self { old, new, renamed: HashMap::new() };
        same.find_things();
        // What is said of a claim is found once that claim is.
        while same.find_claims() {}
        same
    }

    /// The key that something of the old graph has in the new one, if it is there.
    pub(super) fn now<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.renamed.get(key).copied().unwrap_or(key)
    }

    /// The things of both: those that are the same together.
    pub(super) fn things(&self) -> impl Iterator<Item = (Option<EntityId>, Option<EntityId>)> {
        let entity = |key: &str, scope: GraphRef<'_>| match scope.dataset.find(key) {
            Some(Thing::Entity(id)) => Some(id),
            _ => None,
        };
        self.pairs(self.old.dataset.entity_ids(), self.new.dataset.entity_ids(), Thing::Entity, entity)
    }

    /// The claims of both: those that are the same together.
    pub(super) fn claims(&self) -> impl Iterator<Item = (Option<ClaimId>, Option<ClaimId>)> {
        let claim = |key: &str, scope: GraphRef<'_>| match scope.dataset.find(key) {
            Some(Thing::Claim(id)) => Some(id),
            _ => None,
        };
        self.pairs(self.old.dataset.claim_ids(), self.new.dataset.claim_ids(), Thing::Claim, claim)
    }

    fn pairs<I: Copy + Ord>(
        &self,
        old: impl Iterator<Item = I>,
        new: impl Iterator<Item = I>,
        thing: impl Fn(I) -> Thing,
        find: impl Fn(&str, GraphRef<'_>) -> Option<I>,
    ) -> impl Iterator<Item = (Option<I>, Option<I>)> {
        let mut pairs: Vec<(Option<I>, Option<I>)> =
            old.map(|id| (Some(id), find(self.now(self.old.dataset.key(thing(id))), self.new))).collect();
        let mut seen: Vec<I> = pairs.iter().filter_map(|pair| pair.1).collect();
        seen.sort_unstable();
        pairs.extend(new.filter(|id| seen.binary_search(id).is_err()).map(|id| (None, Some(id))));
        pairs.into_iter()
    }

    /// Finds things that have another key and the same class and name.
    fn find_things(&mut self) {
        let mut alike: BTreeMap<(&str, &str), [Vec<&'a str>; 2]> = BTreeMap::new();
        for (before, after) in self.things().collect::<Vec<_>>() {
            let (id, scope, side) = match (before, after) {
                (Some(id), None) => (id, self.old, 0),
                (None, Some(id)) => (id, self.new, 1),
                _ => continue,
            };
            let entity = scope.dataset.entity(id);
            let name = (&*scope.ontology.class(entity.class).iri, scope.dataset.text(entity.name));
            alike.entry(name).or_default()[side].push(scope.dataset.text(entity.key));
        }
        self.take(alike);
    }

    /// Finds claims that have another key and say the same in part; whether there were any.
    fn find_claims(&mut self) -> bool {
        let before = self.renamed.len();
        for fields in ALIKE {
            let mut alike: BTreeMap<Vec<String>, [Vec<&'a str>; 2]> = BTreeMap::new();
            for (before, after) in self.claims().collect::<Vec<_>>() {
                let (id, scope, side) = match (before, after) {
                    (Some(id), None) => (id, self.old, 0),
                    (None, Some(id)) => (id, self.new, 1),
                    _ => continue,
                };
                let claim = scope.dataset.claim(id);
                let said = fields.iter().map(|field| {
                    exact(*field, claim, scope, |key| {
                        if side == 0 { self.now(key).to_owned() } else { key.to_owned() }
                    })
                });
                if let Some(said) = said.collect::<Option<Vec<String>>>() {
                    alike.entry(said).or_default()[side].push(scope.dataset.text(claim.key));
                }
            }
            self.take(alike);
        }
        self.renamed.len() > before
    }

    /// Takes what is alone in both as one and the same.
    fn take<K>(&mut self, alike: BTreeMap<K, [Vec<&'a str>; 2]>) {
        for keys in alike.into_values() {
            if let [[before], [after]] = keys.each_ref().map(Vec::as_slice) {
                self.renamed.insert(before, after);
            }
        }
    }
}
