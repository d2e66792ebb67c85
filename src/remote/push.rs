//! A graph pushed to a store: into fresh graphs, verified there, then put in place; the old graphs stay until then.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Term, Triple};

use super::canonical::fingerprint;
use super::endpoints::likelier;
use super::error::RemoteError;
use super::inventory::{self, Group, Groups, Inventory};
use super::lines::{self, Lines, Part, Parts, Sending};
use super::state::{Journal, State};
use super::store::{RemoteStore, named};

const REMOVING: &str = "removing a graph";
/// How many triples are named where a store has others.
const MOST_EXAMPLES: usize = 3;
/// How many triples of a store that should not be there are remembered, to say what stands instead.
const MOST_ODD: usize = 1000;

/// How a graph is pushed.
#[derive(Clone, Debug)]
pub struct Options {
    /// The graph that triples of no graph go into; the default graph of the store if left out.
    pub graph: Option<NamedNode>,
    /// How many lines a part has.
    pub lines: u64,
    /// Whether a graph is put in place where the store keeps other values of literals, as long as their number is right.
    pub lenient: bool,
}

/// What happens on the way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A graph that an earlier push left behind was removed.
    Removed(&'a str),
    /// Some parts were taken by an earlier push, and are not sent again.
    GoesOn(usize),
    /// The store lost what an earlier push sent: all of it is sent again.
    Again,
    /// So many triples of so many are sent.
    Sent(u64, u64),
    /// The password goes over the network as it is.
    PasswordShown,
    /// A graph is in the store as it is here; with how many triples, and the digest of their values.
    Verified(&'a str, u64, &'a str),
    /// The store keeps other values of some literals.
    Changed(&'a Difference),
    /// The store takes no updates: graphs are put in place by PUT.
    NoUpdate(&'a str),
    /// A graph of the last push that this data no longer has.
    Stays(&'a str),
}

/// A push that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// How many graphs were put in place.
    pub graphs: usize,
    /// How many triples they have.
    pub triples: u64,
    /// How many parts were sent, without those that the store had.
    pub sent: usize,
}

/// In what a store differs from the data, for one graph and predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The graph as it is called in the data; none for the default graph.
    pub graph: String,
    /// The predicate.
    pub predicate: String,
    /// How many triples there are here.
    pub expected: u64,
    /// How many the store says that it has.
    pub found: u64,
    /// How many of ours the store does not have.
    pub missing: u64,
    /// Some of these, each with what the store has of the same subject, if anything.
    pub examples: Vec<(String, Option<String>)>,
    /// Whether each triple is there, with another value.
    pub is_of_values: bool,
    /// The numbers of those that are missing, to find them.
    prints: Vec<u128>,
    /// What the store has instead, by subject.
    odd: BTreeMap<String, String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { graph, predicate, expected, found, missing, .. } = self;
        if self.is_of_values {
            write!(
                out,
                "graph {graph}, predicate <{predicate}>: the store keeps another value of {missing}"
            )?;
        } else {
            write!(out, "graph {graph}, predicate <{predicate}>: expected {expected}, found {found}")?;
        }
        for (triple, instead) in &self.examples {
            write!(out, "\n  missing: {triple}")?;
            if let Some(instead) = instead {
                write!(out, "\n  instead: {instead}")?;
            }
        }
        Ok(())
    }
}

/// Why a graph was not pushed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The data cannot be read.
    #[error("the data cannot be read")]
    Read(#[source] io::Error),
    /// A line is none of N-Quads.
    #[error("line {line} is not N-Quads: {why}")]
    Line {
        /// The number of the line.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A triple about a triple, which few stores take.
    #[error("{0} is said of a triple (RDF 1.2), which cannot be pushed")]
    TripleTerm(String),
    /// There is nothing to push.
    #[error("there is no quad to push")]
    Nothing,
    /// What was taken cannot be kept.
    #[error("cannot keep how far the push has come")]
    Journal(#[source] io::Error),
    /// It is not known where the store takes queries.
    #[error("it is not known where the store of {url} takes queries, by which a push is verified")]
    NoQuery {
        /// Where graphs are put.
        url: String,
        /// An address that is likelier, or how stores name theirs.
        likelier: String,
    },
    /// The store failed before anything was put in place.
    #[error("{0}")]
    Sending(RemoteError),
    /// The store failed while graphs were put in place.
    #[error("{0}")]
    Placing(RemoteError),
    /// What is in the store is not what was sent.
    #[error("the store does not have what was sent")]
    Differs(Vec<Difference>),
    /// What is in place is not what was verified.
    #[error("{0} has not the triples that were verified")]
    NotPlaced(String),
    /// Everything is in place, but what was needed on the way could not be removed.
    #[error("everything is in place; {0}")]
    Removing(RemoteError),
}

/// Pushes data to a store.
///
/// # Errors
///
/// Whatever goes wrong; the graphs that were there before are as they were unless it is [`PushError::Placing`],
/// [`PushError::NotPlaced`] or [`PushError::Removing`].
pub fn push(
    store: &RemoteStore,
    data: &dyn Lines,
    state: State,
    journal: &mut dyn Journal,
    options: &Options,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Pushed, PushError> {
    if store.endpoints().query.is_none() {
        let url = store.endpoints().graphs.clone();
        return Err(PushError::NoQuery { likelier: likelier(&url, true), url });
    }
    let digest = lines::digest(data)?;
    let sending = Sending { digest: &digest, otherwise: options.graph.as_ref() };
    let mut inventory = Inventory::default();
    sending.each(data, &mut |graph, triple| {
        inventory.add(graph, &triple);
        Ok(())
    })?;
    let inventory = inventory.closed();
    if inventory.graphs().next().is_none() {
        return Err(PushError::Nothing);
    }
    let mut run = Run { store, data, sending, inventory, state, journal, options, tell, sent: 0 };
    run.begin()?;
    run.send_and_verify()?;
    run.place()?;
    run.end()
}

/// A push on its way.
struct Run<'a> {
    store: &'a RemoteStore,
    data: &'a dyn Lines,
    sending: Sending<'a>,
    inventory: Inventory,
    state: State,
    journal: &'a mut dyn Journal,
    options: &'a Options,
    tell: &'a mut dyn FnMut(Event<'_>),
    /// How many parts were sent.
    sent: usize,
}

impl Run<'_> {
    fn keep(&mut self) -> Result<(), PushError> {
        self.journal.keep(&self.state).map_err(PushError::Journal)
    }

    /// The graph in which a graph is made ready: its own for each data, so that no two pushes meet.
    fn fresh(&self, graph: &GraphName) -> String {
        let name = match graph {
            GraphName::NamedNode(node) => node.as_str(),
            _ => "urn:remit:default",
        };
        let between = if name.contains('#') { '.' } else { '#' };
        format!("{name}{between}remit-{}", &self.sending.digest[..12])
    }

    /// Removes what earlier pushes left, and says what this one will make.
    fn begin(&mut self) -> Result<(), PushError> {
        if self.state.data != self.sending.digest || self.state.store != self.store.endpoints().graphs {
            let fresh = std::mem::take(&mut self.state.fresh);
            self.state.left.extend(fresh);
            self.state.parts.clear();
            self.sending.digest.clone_into(&mut self.state.data);
            self.store.endpoints().graphs.clone_into(&mut self.state.store);
        }
        let fresh: BTreeSet<String> = self.inventory.graphs().map(|(graph, _)| self.fresh(graph)).collect();
        // The first request writes nothing and has no body: a store that asks for a login need not read one in vain.
        let none = format!("urn:remit:none:{}", self.sending.digest);
        self.store.delete(&none, "asking for a login").map_err(PushError::Sending)?;
        if self.store.shows_password() {
            (self.tell)(Event::PasswordShown);
        }
        // What is about to be made is written down first: a push that breaks off leaves nothing that is not known.
        self.state.left.extend(self.state.fresh.difference(&fresh).cloned().collect::<Vec<_>>());
        self.state.left.retain(|graph| !fresh.contains(graph));
        self.state.fresh = fresh;
        self.keep()?;
        for graph in self.state.left.clone() {
            self.store.delete(&graph, REMOVING).map_err(PushError::Sending)?;
            (self.tell)(Event::Removed(&graph));
            self.state.left.remove(&graph);
            self.keep()?;
        }
        if self.state.parts.is_empty() { self.clear() } else { Ok(()) }
    }

    /// Removes all that was sent.
    fn clear(&mut self) -> Result<(), PushError> {
        self.state.parts.clear();
        self.keep()?;
        let mut fresh = self.state.fresh.iter();
        fresh.try_for_each(|graph| self.store.delete(graph, REMOVING)).map_err(PushError::Sending)
    }

    fn send_and_verify(&mut self) -> Result<(), PushError> {
        let mut goes_on = !self.state.parts.is_empty();
        if goes_on {
            (self.tell)(Event::GoesOn(self.state.parts.len()));
        }
        loop {
            self.send()?;
            let mut differences = self.verify()?;
            if differences.is_empty() {
                return Ok(());
            }
            let is_lenient = self.options.lenient && differences.iter().all(|d| d.is_of_values);
            if goes_on && !is_lenient {
                (self.tell)(Event::Again);
                self.clear()?;
                goes_on = false;
                continue;
            }
            self.find_examples(&mut differences)?;
            if is_lenient {
                for difference in &differences {
                    (self.tell)(Event::Changed(difference));
                }
                return Ok(());
            }
            // What cannot be trusted is not kept; where it cannot be removed either, the next push does it.
            if self.clear().is_ok() {
                self.state.fresh.clear();
                self.keep()?;
            }
            return Err(PushError::Differs(differences));
        }
    }

    /// Sends the parts that the store has not taken.
    fn send(&mut self) -> Result<(), PushError> {
        let all: u64 = self.inventory.graphs().map(|(_, groups)| inventory::count(groups)).sum();
        let mut parts = Parts::of(self.options.lines);
        let mut done = 0;
        let (sending, data) = (Sending { ..self.sending }, self.data);
        sending.each(data, &mut |graph, triple| match parts.add(&graph, &triple) {
            Some(part) => self.send_part(&part, &mut done, all),
            None => Ok(()),
        })?;
        for part in parts.rest() {
            self.send_part(&part, &mut done, all)?;
        }
        Ok(())
    }

    fn send_part(&mut self, part: &Part, done: &mut u64, all: u64) -> Result<(), PushError> {
        let digest = part.digest();
        if !self.state.parts.contains(&digest) {
            let fresh = self.fresh(&part.graph);
            if let Err(error) = self.store.post(&fresh, &part.text, "sending a part") {
                if self.state.parts.is_empty() && error.took_nothing() {
                    self.state.fresh.clear();
                    self.keep()?;
                }
                return Err(PushError::Sending(error));
            }
            self.state.parts.insert(digest);
            self.keep()?;
            self.sent += 1;
        }
        *done += part.lines;
        (self.tell)(Event::Sent((*done).min(all), all));
        Ok(())
    }

    /// In what the fresh graphs differ from the data.
    fn verify(&mut self) -> Result<Vec<Difference>, PushError> {
        let mut all = Vec::new();
        for (graph, groups) in self.inventory.graphs() {
            let fresh = named(&self.fresh(graph));
            let found = differences(self.store, &fresh, graph, groups).map_err(PushError::Sending)?;
            if found.is_empty() {
                (self.tell)(Event::Verified(
                    &graph.to_string(),
                    inventory::count(groups),
                    &inventory::digest(groups),
                ));
            }
            all.extend(found);
        }
        Ok(all)
    }

    /// Finds some of the triples that are missing.
    fn find_examples(&self, differences: &mut [Difference]) -> Result<(), PushError> {
        self.sending.each(self.data, &mut |graph, triple| {
            let graph = graph.to_string();
            let wanted = differences.iter_mut().find(|d| {
                d.predicate == triple.predicate.as_str()
                    && d.graph == graph
                    && d.examples.len() < MOST_EXAMPLES
            });
            if let Some(difference) = wanted {
                let print = fingerprint(&triple.subject, &triple.predicate, &triple.object);
                if let Ok(place) = difference.prints.binary_search(&print) {
                    difference.prints.remove(place);
                    let instead = difference.odd.get(&triple.subject.to_string()).cloned();
                    difference.examples.push((triple.to_string(), instead));
                }
            }
            Ok(())
        })
    }

    /// Puts the fresh graphs where they belong: all by one update, or one by one where the store takes none.
    fn place(&mut self) -> Result<(), PushError> {
        let graphs: Vec<GraphName> = self.inventory.graphs().map(|(graph, _)| graph.clone()).collect();
        let copies: Vec<String> = graphs
            .iter()
            .map(|graph| {
                let to = match graph {
                    GraphName::NamedNode(node) => format!("GRAPH {node}"),
                    _ => "DEFAULT".to_owned(),
                };
                format!("COPY GRAPH <{}> TO {to}", self.fresh(graph))
            })
            .collect();
        match self.store.update(&copies.join(" ;\n"), "putting graphs in place") {
            Some(Ok(())) => {}
            Some(Err(error)) if !error.is_unknown_service() => return Err(PushError::Placing(error)),
            other => {
                let why = other.and_then(Result::err).map_or_else(
                    || "it is not known where the store takes updates".to_owned(),
                    |error| error.to_string(),
                );
                (self.tell)(Event::NoUpdate(&why));
                for graph in &graphs {
                    let text = self.text_of(graph)?;
                    self.store.put(graph, &text).map_err(PushError::Placing)?;
                }
            }
        }
        for (graph, groups) in self.inventory.graphs() {
            let counts = self.store.counts(graph).map_err(PushError::Placing)?;
            let has = |(predicate, group): (&String, &Group)| {
                let count = counts.get(predicate).copied().unwrap_or_default();
                // The default graph of some stores is all graphs together.
                group.may_be(count) || matches!(graph, GraphName::DefaultGraph) && count >= group.count()
            };
            let is_named = matches!(graph, GraphName::NamedNode(_));
            if !groups.iter().all(has) || is_named && counts.len() != groups.len() {
                return Err(PushError::NotPlaced(graph.to_string()));
            }
        }
        Ok(())
    }

    /// All of a graph, as it is sent at once.
    fn text_of(&self, wanted: &GraphName) -> Result<String, PushError> {
        let mut text = String::new();
        self.sending.each(self.data, &mut |graph, triple: Triple| {
            if graph == *wanted {
                text.push_str(&format!("{triple} .\n"));
            }
            Ok(())
        })?;
        Ok(text)
    }

    /// Removes what was needed on the way.
    fn end(mut self) -> Result<Pushed, PushError> {
        let placed: BTreeSet<String> = self.inventory.graphs().map(|(graph, _)| graph.to_string()).collect();
        for graph in self.state.placed.difference(&placed) {
            (self.tell)(Event::Stays(graph));
        }
        self.state.parts.clear();
        self.state.placed = placed;
        self.keep()?;
        for graph in self.state.fresh.clone() {
            self.store.delete(&graph, REMOVING).map_err(PushError::Removing)?;
            self.state.fresh.remove(&graph);
        }
        self.keep()?;
        let triples = self.inventory.graphs().map(|(_, groups)| inventory::count(groups)).sum();
        Ok(Pushed { graphs: self.inventory.graphs().count(), triples, sent: self.sent })
    }
}

/// In what a graph of a store differs from what it should hold.
fn differences(
    store: &RemoteStore,
    fresh: &GraphName,
    graph: &GraphName,
    groups: &Groups,
) -> Result<Vec<Difference>, RemoteError> {
    let counts = store.counts(fresh)?;
    let mut all = Vec::new();
    let nothing = Group::default();
    let predicates: BTreeSet<&String> = groups.keys().chain(counts.keys()).collect();
    for predicate in predicates {
        let group = groups.get(predicate).unwrap_or(&nothing);
        let count = counts.get(predicate).copied().unwrap_or_default();
        let name = NamedNode::new_unchecked(predicate.as_str());
        let (mut found, mut odd, mut odd_count) = (Vec::new(), BTreeMap::new(), 0_u64);
        store.triples(fresh, predicate, count, &mut |subject: NamedOrBlankNode, object: Term| {
            let print = fingerprint(&subject, &name, &object);
            if group.has(print) {
                found.push(print);
            } else {
                odd_count += 1;
                if odd.len() < MOST_ODD {
                    odd.insert(subject.to_string(), format!("{subject} {name} {object}"));
                }
            }
        })?;
        let read = found.len() as u64 + odd_count;
        let missing = group.missing(found);
        if missing.is_empty() && odd_count == 0 && read == count && group.may_be(count) {
            continue;
        }
        all.push(Difference {
            graph: graph.to_string(),
            predicate: predicate.clone(),
            expected: group.count(),
            found: count,
            missing: missing.len() as u64,
            examples: Vec::new(),
            is_of_values: read == count && group.may_be(count) && odd_count == missing.len() as u64,
            prints: missing,
            odd,
        });
    }
    Ok(all)
}
