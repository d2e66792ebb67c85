//! What a query looked up in a graph: of another graph in which all of that is the same it need not be asked again.
//!
//! Goes in: the patterns that the evaluator asks for, and what one store has and another has not. Comes out: whether the answer may
//! be another one. The evaluator sees nothing of a graph but what it looks up, so an answer whose look-ups are the same is the same.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::RwLock;

use super::index::{Pattern, Seen, Triple};
use super::quads::{Quads, Use};
use super::{Kept, Reading, Store, graph_name};
use crate::derive::rdf::to_ntriples;
use crate::model::standing::Standing;
use crate::model::text::Symbol;

/// A claim or derivation that is no fact, with its graph and how it stands.
type NotFact = (Symbol, Symbol, Standing);

/// Which terms of a triple are given.
type Given = [bool; 3];

/// All that a query looked up.
#[derive(Debug, Default)]
pub struct Looks {
    /// By whose triples they are and which terms are given: these terms.
    patterns: HashMap<(Seen, Given), HashSet<Pattern>>,
    /// Whether it asked for a term that the graph does not have.
    unknown: bool,
    /// Whether it looked in a way that is not recorded.
    all: bool,
}

/// Where looks are recorded while a query is answered.
pub(super) type Recorder = RefCell<Looks>;

impl Looks {
    /// Of a query whose looks are not recorded: it depends on everything.
    pub(super) fn at_everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Notes a pattern; none is seen where a term of it, or its graph, is not there.
    pub(super) fn at(&mut self, seen: Option<Seen>, terms: Pattern) {
        match seen {
            Some(seen) => {
                let given = terms.map(|term| term.is_some());
                self.patterns.entry((seen, given)).or_default().insert(terms);
            }
            None => self.unknown = true,
        }
    }

    pub(super) fn at_names(&mut self) {
        self.all = true;
    }

    /// Whether some of this is other in the changed graph.
    pub fn differ(&self, changes: &Changes) -> bool {
        let looked = |(name, used, triple): &(Symbol, Use, Triple)| {
            self.patterns.iter().any(|((asked, given), patterns)| {
                let meant = match asked {
                    Seen::One(one) => one == name,
                    Seen::Union(most) => used <= most,
                    Seen::Each => true,
                };
                let pattern = || [0, 1, 2].map(|i| given[i].then_some(triple[i]));
                meant && patterns.contains(&pattern())
            })
        };
        let has_new_term = self.unknown && changes.has_new_terms;
        changes.everything
            || has_new_term
            || self.all && !changes.is_empty()
            || changes.quads.iter().any(looked)
    }
}

/// What one graph has and the other has not, and all that is said of what is a fact in one of them only.
#[derive(Debug, Default)]
pub struct Changes {
    quads: Vec<(Symbol, Use, Triple)>,
    has_new_terms: bool,
    /// The claims and derivations that stand otherwise.
    nodes: BTreeSet<String>,
    /// Whether it is not known what changed.
    everything: bool,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.quads.is_empty() && self.nodes.is_empty() && !self.everything
    }

    /// The IRIs of the claims and derivations that stand otherwise, or are not there.
    pub fn nodes(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(String::as_str)
    }
}

impl Store {
    /// The store with an ontology. It numbers terms as another one does that has the same, and those that it lacks after them, as long
    /// as that one is in memory.
    #[must_use]
    pub fn begun_as(self, other: &Self, ontology: &[[String; 3]]) -> Self {
        let name = to_ntriples(&graph_name(&self.base, "ontology"));
        let begun = match other.read() {
            Reading::Memory(quads) => quads.only(&name),
            Reading::Frozen(_) => {
                self.add_ontology(ontology);
                return self;
            }
        };
        Self { quads: Kept::Memory(RwLock::new(begun)), ..self }
    }

    /// What is other in a store that was [begun](Self::begun_as) as this one. Where one of them is not in memory, everything is.
    pub fn changes(&self, other: &Self) -> Changes {
        let (Reading::Memory(ours), Reading::Memory(theirs)) = (self.read(), other.read()) else {
            return Changes { everything: true, ..Changes::default() };
        };
        let mut changes = Changes { has_new_terms: theirs.len() > ours.len(), ..Changes::default() };
        ours.differences(&theirs, &mut changes.quads);
        let [before, after] =
            [self, other].map(|store| store.not_facts.iter().copied().collect::<BTreeSet<NotFact>>());
        for (node, graph, _) in before.symmetric_difference(&after) {
            let about = |quads: &Quads| -> Vec<_> {
                quads.about_in(*graph, *node).map(|triple| (*graph, Use::Data, triple)).collect()
            };
            changes.quads.extend([about(&ours), about(&theirs)].into_iter().flatten());
            let quads: &Quads = if node.index() < ours.len() { &ours } else { &theirs };
            changes.nodes.insert(quads.text(*node).trim_matches(['<', '>']).to_owned());
        }
        changes
    }
}
