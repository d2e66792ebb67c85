//! Which relations count as connections, and the compact network of those that do.
//!
//! Goes in: the graph, and what is to count. Comes out: a [`Network`] of numbered things, walked by the algorithms of this
//! folder, from which the evidence of every connection is found again. What is denied, disputed or an opinion never
//! counts unless asked for; several relations between the same two things are one connection.

use std::collections::BTreeSet;

use serde::Serialize;

use super::algo::adjacency::Adjacency;
use super::describe::{Fact, claim_fact, derived_fact};
use super::sentence::thing_in_words;
use super::{Basis, Relation, Relations, promised_among};
use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{PropertyId, Thing};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// What counts as a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeFilter {
    /// Relations that stand in one of these ways.
    pub standings: BTreeSet<Standing>,
    /// Only these properties, those below them and their inverses; all where empty.
    pub only: Vec<PropertyId>,
    /// None of these properties, nor those below them, nor their inverses.
    pub without: Vec<PropertyId>,
    /// The date that is asked of, for the words: the graph is as of it already.
    pub as_of: Option<PartialDate>,
}

impl Default for EdgeFilter {
    fn default() -> Self {
        Self {
            standings: [Standing::Fact, Standing::Inferred].into(),
            only: Vec::new(),
            without: Vec::new(),
            as_of: None,
        }
    }
}

impl EdgeFilter {
    /// Every relation, whatever its standing and property.
    pub fn everything() -> Self {
        Self { standings: Standing::ALL.into(), ..Self::default() }
    }

    /// Whether a relation counts.
    pub fn counts(&self, relation: Relation, scope: GraphRef<'_>) -> bool {
        self.takes(relation.property, scope.ontology) && self.takes_standing(relation, scope)
    }

    /// Whether a relation counts by how it stands, and how the claims stand that it joins.
    fn takes_standing(&self, relation: Relation, scope: GraphRef<'_>) -> bool {
        standings(relation, scope).all(|standing| self.standings.contains(&standing))
    }

    /// Whether a property counts.
    pub(super) fn takes(&self, property: PropertyId, ontology: &Ontology) -> bool {
        let is = |wanted: &PropertyId| turn(property, *wanted, ontology).is_some();
        (self.only.is_empty() || self.only.iter().any(is)) && !self.without.iter().any(is)
    }

    /// The rule in words.
    pub fn words(&self, ontology: &Ontology) -> String {
        self.words_with(ontology, "")
    }

    /// The rule in words, with how many of the facts are promises.
    fn words_with(&self, ontology: &Ontology, promised: &str) -> String {
        let layers = [
            (Standing::Fact, "facts"),
            (Standing::Inferred, "inferred links"),
            (Standing::Opinion, "claims that are denied, disputed or opinions"),
        ];
        let layers: Vec<&str> =
            layers.iter().filter(|l| self.standings.contains(&l.0)).map(|l| l.1).collect();
        let names = |ids: &[PropertyId]| {
            ids.iter().map(|p| format!("`{}`", ontology.property(*p).key)).collect::<Vec<_>>().join(", ")
        };
        let layers_in_words = match layers.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            few => few.join(", "),
        };
        let mut words = format!("includes {layers_in_words}");
        if !promised.is_empty() {
            let more = if layers.len() > 1 { "," } else { "" };
            words = words.replacen("facts", &format!("facts{promised}{more}"), 1);
        }
        if !self.only.is_empty() {
            words.push_str(&format!("; only {}", names(&self.only)));
        }
        if !self.without.is_empty() {
            words.push_str(&format!("; without {}", names(&self.without)));
        }
        if let Some(date) = self.as_of {
            words.push_str(&format!("; as of {date}"));
        }
        words.push_str("; parallel links count once");
        words
    }
}

impl Relation {
    /// How it counts: as it stands itself, or as a claim does that is one of its ends, whichever is further from a fact.
    pub fn counted(self, scope: GraphRef<'_>) -> Standing {
        standings(self, scope).max().unwrap_or_default()
    }
}

/// How a relation stands, and the claims at its ends: what is said of a claim that is no fact joins nothing to what that one speaks of.
pub(super) fn standings(relation: Relation, scope: GraphRef<'_>) -> impl Iterator<Item = Standing> {
    let of_end = move |thing| match thing {
        Thing::Claim(id) => Some(scope.standing(id)),
        Thing::Entity(_) => None,
    };
    [Some(relation.basis.standing(scope)), of_end(relation.from), of_end(relation.to)].into_iter().flatten()
}

/// Whether a property says what is wanted: itself or below it (`Some(false)`), or from the other end (`Some(true)`).
pub fn turn(property: PropertyId, wanted: PropertyId, ontology: &Ontology) -> Option<bool> {
    let above = &ontology.property(property).ancestors;
    if above.contains(&wanted) {
        return Some(false);
    }
    let is_wanted = |p: PropertyId| ontology.property(p).ancestors.contains(&wanted);
    let inverse = |p: PropertyId| ontology.property(p).inverse.is_some_and(is_wanted);
    let declared = |p: PropertyId| {
        let of_wanted = ontology.property(wanted).inverse;
        of_wanted.is_some_and(|i| ontology.property(p).ancestors.contains(&i))
    };
    above.iter().any(|a| inverse(*a) || declared(*a)).then_some(true)
}

/// A thing as reports call it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its key.
    pub id: String,
}

/// A thing with its name and key.
pub(super) fn named(thing: Thing, scope: GraphRef<'_>) -> Named {
    Named { name: thing_in_words(thing, scope), id: scope.dataset.key(thing).to_owned() }
}

/// The label of the class of a thing.
pub(super) fn class_label(thing: Thing, scope: GraphRef<'_>) -> String {
    let class = match thing {
        Thing::Entity(id) => scope.dataset.entity(id).class,
        Thing::Claim(_) => scope.ontology.claim_class(),
    };
    scope.ontology.class(class).label.clone()
}

/// One relation that stands behind a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Evidence {
    /// The relation itself.
    #[serde(skip)]
    pub relation: Relation,
    /// Whether it is read from its value to its subject.
    pub backwards: bool,
    /// Its words, and how it stands.
    pub fact: Fact,
}

/// A relation as evidence, seen from one of its ends.
pub(super) fn evidence(relation: Relation, seen_from: Thing, scope: GraphRef<'_>) -> Evidence {
    let fact = match relation.basis {
        Basis::Claim(id) => claim_fact(id, scope),
        Basis::Derivation(id) => derived_fact(id, scope),
    };
    let backwards = relation.from != seen_from;
    Evidence { relation, backwards, fact }
}

/// The number of a thing among sorted ones. Entities stand where their ids say, claims are searched for.
fn number(things: &[Thing], thing: Thing) -> Option<u32> {
    let here = match thing {
        Thing::Entity(id) => things.get(id.index()).filter(|t| **t == thing).map(|_| id.0),
        Thing::Claim(_) => None,
    };
    here.or_else(|| things.binary_search(&thing).ok().map(|i| i as u32))
}

/// The things of a graph, numbered in the order of keys, and their connections.
pub struct Network<'a> {
    /// What the names and words come from.
    pub scope: GraphRef<'a>,
    /// The graph with all relations.
    pub graph: &'a Relations,
    /// What counts.
    pub counting: EdgeFilter,
    /// The connections, walked both ways.
    pub links: Adjacency,
    things: Vec<Thing>,
    pairs: Vec<(u32, u32)>,
}

impl<'a> Network<'a> {
    /// Numbers the things and keeps what counts. A claim is a thing of the network where a relation that counts begins or
    /// ends at it. Costs two passes over the relations, and a search for each end that is a claim.
    pub fn new(scope: GraphRef<'a>, graph: &'a Relations, counting: EdgeFilter) -> Self {
        let properties = 0..scope.ontology.properties().len() as u16;
        let taken: Vec<bool> = properties.map(|p| counting.takes(PropertyId(p), scope.ontology)).collect();
        let counts = |r: &Relation| taken[r.property.index()] && counting.takes_standing(*r, scope);
        let counted = || graph.each().filter(counts);
        let is_claim = |thing: &Thing| matches!(thing, Thing::Claim(_));
        let mut claims: Vec<Thing> = counted().flat_map(|r| [r.from, r.to]).filter(is_claim).collect();
        claims.sort_unstable();
        claims.dedup();
        let things: Vec<Thing> = graph.all().filter(|t| !is_claim(t)).chain(claims).collect();
        let pair = |r: Relation| Some((number(&things, r.from)?, number(&things, r.to)?));
        let pairs: Vec<(u32, u32)> = counted().filter_map(pair).collect();
        let links = Adjacency::undirected(things.len(), &pairs);
        Self { scope, graph, counting, links, things, pairs }
    }

    /// What counts, in words, with how many of the facts are promises. Costs a pass over the relations.
    pub fn words(&self) -> String {
        let counted = self.graph.each().filter(|r| self.counting.counts(*r, self.scope));
        let facts = counted.map(|r| r.basis).filter(|b| b.standing(self.scope) == Standing::Fact);
        let promised = promised_among(facts.filter_map(|b| b.promise(self.scope)));
        self.counting.words_with(self.scope.ontology, &promised)
    }

    /// The connections, walked from subject to value only.
    pub fn forwards(&self) -> Adjacency {
        Adjacency::directed(self.things.len(), &self.pairs)
    }

    /// The number of a thing, if it is in the network.
    pub fn number(&self, thing: Thing) -> Option<u32> {
        number(&self.things, thing)
    }

    /// The thing with a number.
    pub fn thing(&self, number: u32) -> Thing {
        self.things[number as usize]
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// The relations that count at a thing: first those that begin there, then those that end there.
    pub fn at(&self, thing: Thing) -> Vec<Relation> {
        let mut relations = self.graph.from(thing);
        relations.extend(self.graph.to(thing).into_iter().filter(|r| r.from != r.to));
        relations.retain(|r| self.counting.counts(*r, self.scope));
        relations
    }

    /// The relations that count between two things, those that begin at the first before the others.
    pub fn between(&self, a: Thing, b: Thing) -> Vec<Relation> {
        let mut relations = self.at(a);
        relations.retain(|r| r.from == b || r.to == b);
        relations
    }

    /// The relations that count among some things, each once, thing by thing. Costs all relations of those things.
    pub fn among(&self, things: &BTreeSet<Thing>) -> Vec<Relation> {
        let counts = |r: &Relation| things.contains(&r.to) && self.counting.counts(*r, self.scope);
        things.iter().flat_map(|t| self.graph.from(*t)).filter(counts).collect()
    }

    pub(super) fn named(&self, number: u32) -> Named {
        named(self.thing(number), self.scope)
    }
}
