//! The graph as a graph: things joined by typed edges, each edge with the claim or derivation that it rests on.
//!
//! Goes in: a dataset and what rules derived. Comes out: neighbourhoods in terms of [`Thing`]s; the indices of petgraph
//! never leave this folder. Deliberately keeps claims that are denied or opinions as edges too, marked as such: what
//! counts is decided by who asks.

mod algo;
pub mod ask;
mod bridges;
mod changes;
mod citation;
mod compare;
mod describe;
mod disagreements;
mod dossier;
mod gaps;
mod groups;
mod matrix;
pub mod names;
mod near;
mod network;
mod path;
mod promises;
mod proof;
mod published;
pub mod questions;
mod rank;
pub mod sensitivity;
mod sentence;
mod sources;
pub mod uses;
mod without;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Serialize, Serializer};

pub use algo::adjacency::Adjacency;
pub use algo::centrality::{TOLERANCE, betweenness, closeness, page_rank, sources};
pub use algo::communities::{communities, modularity};
pub use algo::cuts::{ArticulationPoint, CutEdge, Cuts, cuts};
pub use algo::k_shortest_paths::{Paths, through};
pub use algo::search::{UNREACHED, components, distances, members, within};
pub use bridges::{Bridge, Connector, Connectors, Part, bridges};
pub use changes::{AnswerChange, Called, Change, Changes, FieldChange, Word, changes};
pub use citation::Citation;
pub use compare::{Comparison, Side, compare};
pub use describe::{Description, Fact, describe, fact};
pub use disagreements::{Decision, Dispute, disputes};
pub use dossier::{Document, dossier};
pub use gaps::{Gap, gaps};
pub use groups::{Crossing, Group, Grouping, groups};
pub use matrix::{Cell, Column, Matrix, NONE as NAMES_NONE, Row, matrix};
pub use near::{Around, Neighbourhood, beyond, near, reached};
pub use network::{EdgeFilter, Evidence, Named, Network, turn};
pub use path::{Excluded, Hop, Missing, PathAnswer, PathQuestion, paths};
pub use promises::{
    Outcome as PromiseOutcome, Promise, State as PromiseState, cited as promises_cited, promises,
};
pub use proof::{OtherProof, Place, Proof, Step, prove, unfolded};
pub use published::published;
pub use rank::{Measure, Ranked, Ranking, rank};
pub use sentence::{
    Teller, claim_value_in_words, derived_sentence, sentence, thing_in_text, thing_in_words, value_in_words,
};
pub use sources::{SourceReport, sources as source_reports};
pub use without::{EmptyGroup, Loss, OnlyValue, without};

use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, DerivationId, EntityId, PropertyId, Thing, Value};
use crate::model::standing::Standing;
use crate::model::triple::Triple;
use algo::grouped::Grouped;

/// What an edge rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A claim.
    Claim(ClaimId),
    /// A derivation.
    Derivation(DerivationId),
}

impl Basis {
    /// The claim, if it is one.
    pub fn claim(self) -> Option<ClaimId> {
        match self {
            Self::Claim(id) => Some(id),
            Self::Derivation(_) => None,
        }
    }

    /// How it stands.
    pub fn standing(self, scope: GraphRef<'_>) -> Standing {
        match self {
            Self::Claim(id) => scope.standing(id),
            Self::Derivation(id) => scope.derived.get(id).standing,
        }
    }

    /// The word of the status by which it is promised; none for what is so, and for what is inferred.
    pub fn promise(self, scope: GraphRef<'_>) -> Option<&str> {
        let status = scope.ontology.status(scope.dataset.claim(self.claim()?).status);
        status.promise.then_some(status.label.as_str())
    }

    /// The word that has to stand beside it: how it stands, and for a fact by which status it is promised.
    pub fn mark(self, scope: GraphRef<'_>) -> Option<&str> {
        match self.standing(scope) {
            Standing::Fact => self.promise(scope),
            other => Some(other.word()),
        }
    }
}

/// `, 5 of them announced or planned`, from the word of each fact that is a promise; nothing where none is.
pub fn promised_among<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let each: BTreeSet<&str> = words.iter().copied().collect();
    let each: Vec<&str> = each.into_iter().collect();
    match each.as_slice() {
        [] => String::new(),
        [only] => format!(", {} of them {only}", words.len()),
        [first @ .., last] => format!(", {} of them {} or {last}", words.len(), first.join(", ")),
    }
}

/// How things stand, as reports show it.
impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// An edge between two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Where it begins.
    pub from: Thing,
    /// What it says.
    pub property: PropertyId,
    /// Where it ends.
    pub to: Thing,
    /// What it rests on.
    pub basis: Basis,
}

/// Things and their relations.
pub struct Relations {
    inner: DiGraph<Thing, (PropertyId, Basis)>,
    /// How many entities there are: each stands in `inner` where its id says.
    entities: usize,
    /// Where claims stand that are an end of a relation.
    claims: BTreeMap<ClaimId, NodeIndex>,
    /// The claims about each entity.
    about: Grouped<ClaimId>,
    about_claims: BTreeMap<ClaimId, Vec<ClaimId>>,
    /// Derivations whose value is no thing.
    values: BTreeMap<Thing, Vec<(PropertyId, DerivationId)>>,
}

impl Relations {
    /// Makes the graph: one node for each entity, and for each claim at an end of a relation. Costs two passes over the claims.
    pub fn new(scope: GraphRef<'_>) -> Self {
        let GraphRef { dataset, derived, .. } = scope;
        let entities = dataset.entities().len();
        let of_entities = (0..).map(ClaimId).zip(dataset.claims());
        let of_entities = of_entities.filter_map(|(id, claim)| Some((entity(claim.subject)?, id)));
        let mut graph = Self {
            inner: DiGraph::with_capacity(entities, dataset.claims().len()),
            entities,
            claims: BTreeMap::new(),
            about: Grouped::new(entities, of_entities),
            about_claims: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for id in dataset.entity_ids() {
            graph.inner.add_node(Thing::Entity(id));
        }
        for id in dataset.claim_ids() {
            let claim = dataset.claim(id);
            if let Thing::Claim(subject) = claim.subject {
                graph.about_claims.entry(subject).or_default().push(id);
            }
            if let Value::Thing(object) = claim.value {
                graph.relate(claim.subject, claim.predicate, object, Basis::Claim(id));
            }
        }
        for (id, derivation) in derived.iter() {
            let Triple { subject, predicate, object } = derivation.triple;
            let (Some(from), Some(property)) = (subject.thing(), predicate.property()) else { continue };
            match object.thing() {
                Some(to) => graph.relate(from, property, to, Basis::Derivation(id)),
                None => graph.values.entry(from).or_default().push((property, id)),
            }
        }
        graph
    }

    fn node(&mut self, thing: Thing) -> NodeIndex {
        match thing {
            Thing::Entity(id) => NodeIndex::new(id.index()),
            Thing::Claim(id) => *self.claims.entry(id).or_insert_with(|| self.inner.add_node(thing)),
        }
    }

    fn find(&self, thing: Thing) -> Option<NodeIndex> {
        match thing {
            Thing::Entity(id) => (id.index() < self.entities).then(|| NodeIndex::new(id.index())),
            Thing::Claim(id) => self.claims.get(&id).copied(),
        }
    }

    fn relate(&mut self, from: Thing, property: PropertyId, to: Thing, basis: Basis) {
        let (from, to) = (self.node(from), self.node(to));
        self.inner.add_edge(from, to, (property, basis));
    }

    /// How many relations there are.
    pub fn relations(&self) -> usize {
        self.inner.edge_count()
    }

    /// All things, entities first, each sort in the order of keys.
    pub fn all(&self) -> impl Iterator<Item = Thing> {
        let entities = (0..self.entities as u32).map(|i| Thing::Entity(EntityId(i)));
        entities.chain(self.claims.keys().map(|id| Thing::Claim(*id)))
    }

    /// All relations, in the order in which they were made: claims by key, then derivations.
    pub fn each(&self) -> impl Iterator<Item = Relation> {
        self.inner.edge_references().map(|edge| Relation {
            from: self.inner[edge.source()],
            property: edge.weight().0,
            to: self.inner[edge.target()],
            basis: edge.weight().1,
        })
    }

    /// The claims about a thing, in the order of keys, whatever their value.
    pub fn about(&self, thing: Thing) -> &[ClaimId] {
        match thing {
            Thing::Entity(id) => self.about.of(id.index()),
            Thing::Claim(id) => self.about_claims.get(&id).map_or(&[], Vec::as_slice),
        }
    }

    /// What was derived about a thing that is no relation to another: a number, a date; by property.
    pub fn values(&self, thing: Thing) -> &[(PropertyId, DerivationId)] {
        self.values.get(&thing).map_or(&[], Vec::as_slice)
    }

    /// The relations that begin at a thing, sorted by what they rest on.
    pub fn from(&self, thing: Thing) -> Vec<Relation> {
        self.at(thing, Direction::Outgoing)
    }

    /// The relations that end at a thing, sorted by what they rest on.
    pub fn to(&self, thing: Thing) -> Vec<Relation> {
        self.at(thing, Direction::Incoming)
    }

    fn at(&self, thing: Thing, direction: Direction) -> Vec<Relation> {
        let Some(node) = self.find(thing) else { return Vec::new() };
        let mut relations: Vec<Relation> = self
            .inner
            .edges_directed(node, direction)
            .map(|edge| Relation {
                from: self.inner[edge.source()],
                property: edge.weight().0,
                to: self.inner[edge.target()],
                basis: edge.weight().1,
            })
            .collect();
        relations.sort_by_key(|r| r.basis);
        relations
    }
}

/// The number of a thing that is an entity.
fn entity(thing: Thing) -> Option<usize> {
    match thing {
        Thing::Entity(id) => Some(id.index()),
        Thing::Claim(_) => None,
    }
}

/// The key of a claim or derivation.
fn key(basis: Basis, scope: GraphRef<'_>) -> String {
    match basis {
        Basis::Claim(id) => scope.dataset.key(Thing::Claim(id)).to_owned(),
        Basis::Derivation(id) => scope.derived.get(id).key.to_string(),
    }
}
