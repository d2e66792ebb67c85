//! Quads in a file that is opened and not read: terms sorted and numbered in their order, triples in three orders.
//!
//! Goes in: the bytes of a store, mapped or in memory. Comes out: what the evaluator asks for. Each triple is there once, with one bit
//! for each graph that it is in, so that all graphs together are asked as quickly as one. Numbers are little-endian on every
//! machine. Three of the six orders of RDF-3X (Neumann and Weikum, 2008) are enough for every pattern.

mod blocks;
mod found;
mod terms;
mod write;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use blocks::Blocks;
pub use blocks::Bytes;
pub(super) use found::Found;
pub(super) use write::{Content, write};

use super::index::{Hidden, Pattern, Seen};
use super::quads::Use;
use crate::model::standing::Standing;
use crate::model::text::Symbol;

/// What [`About`] says, as JSON.
const ABOUT: usize = 0;
/// Where each block of terms begins, 8 bytes each, and where the last one ends.
const TERM_STARTS: usize = 1;
/// The terms.
const TERMS: usize = 2;
/// The claims and derivations that are no facts, sorted.
const NOT_FACTS: usize = 3;
/// For each of them the bit of its graph and how it stands, a byte each.
const STANDINGS: usize = 4;
/// The first section of the first order; each order has five.
const FIRST_ORDER: usize = 5;

/// How many graphs a store can have: each is a bit of a byte.
const MOST_GRAPHS: usize = 8;
/// From how many rows on a term is looked for by single looks, not in all of them at once.
const MANY: usize = 4096;

/// Why bytes are no store that can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// They are something else.
    #[error("it is no store")]
    Foreign,
    /// They are a store of another version of this program.
    #[error("it is a store of version {0}; this program reads version {version}", version = blocks::VERSION)]
    Version(u32),
    /// They cannot be had.
    #[error("it cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// Its end is not there, or not as it was written.
    #[error("it is cut off or damaged")]
    Cut,
    /// Some of its bytes are not those that were written.
    #[error("it is damaged")]
    Changed,
}

/// One of the orders in which triples are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Subject, predicate, object.
    Spo,
    /// Predicate, subject, object.
    Pso,
    /// Object, predicate, subject.
    Ops,
}

impl Order {
    /// The section of the first terms: each once and sorted; one alone where all numbers from it on have rows or none.
    fn keys(self) -> usize {
        FIRST_ORDER + 5 * self as usize
    }

    /// The section of where the rows of each first term begin, and where the last ones end.
    fn starts(self) -> usize {
        self.keys() + 1
    }

    fn seconds(self) -> usize {
        self.keys() + 2
    }

    fn thirds(self) -> usize {
        self.keys() + 3
    }

    fn masks(self) -> usize {
        self.keys() + 4
    }

    /// The first, second and third term of a row as subject, predicate and object.
    fn triple(self, [first, second, third]: [u32; 3]) -> [u32; 3] {
        match self {
            Self::Spo => [first, second, third],
            Self::Pso => [second, first, third],
            Self::Ops => [third, second, first],
        }
    }
}

/// What a store says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct About {
    pub(super) base: String,
    pub(super) prefixes: Vec<(String, String)>,
    pub(super) own: Vec<String>,
    /// The numbers of the names of graphs in the order of their bits, each with what it is for.
    pub(super) graphs: Vec<(u32, Use)>,
    /// What the maker of the store keeps with it.
    pub(super) note: String,
}

/// A store that is asked and never changed.
pub(super) struct Frozen {
    blocks: Blocks,
    about: About,
    /// The graphs in the order of their bits.
    graphs: Vec<(Symbol, Use)>,
}

impl fmt::Debug for Frozen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frozen").field("about", &self.about).finish_non_exhaustive()
    }
}

impl Frozen {
    /// Opens a store. Costs a look at its beginning and its end.
    ///
    /// # Errors
    ///
    /// Where the bytes are no whole store of this version.
    pub(super) fn open(bytes: Bytes) -> Result<Self, Damage> {
        let blocks = Blocks::open(bytes)?;
        let about: About = serde_json::from_slice(blocks.whole(ABOUT)).map_err(|_| Damage::Changed)?;
        let graphs: Vec<_> =
            about.graphs.iter().map(|(name, used)| (Symbol::at(*name as usize), *used)).collect();
        if graphs.len() > MOST_GRAPHS { Err(Damage::Changed) } else { Ok(Self { blocks, about, graphs }) }
    }

    /// What the store says of itself.
    pub(super) fn about(&self) -> &About {
        &self.about
    }

    /// What is wrong with the bytes that were looked at so far: then no answer that rests on them holds.
    pub(super) fn damage(&self) -> Option<Damage> {
        self.blocks.is_damaged().then_some(Damage::Changed)
    }

    /// What is wrong with any of its bytes. Costs a look at all of them.
    pub(super) fn check(&self) -> Option<Damage> {
        self.blocks.check();
        self.damage()
    }

    /// The symbol of a term.
    pub(super) fn find(&self, term: &str) -> Option<Symbol> {
        terms::find(&self.blocks, term).map(Symbol::at)
    }

    /// A term in N-Triples form.
    pub(super) fn text(&self, term: Symbol) -> String {
        terms::get(&self.blocks, term.index())
    }

    /// All terms in N-Triples form, in their order.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        terms::all(&self.blocks)
    }

    /// The graphs, in the order of their bits.
    pub(super) fn graphs(&self) -> impl Iterator<Item = (Symbol, Use)> {
        self.graphs.iter().copied()
    }

    /// The claims and derivations that are no facts, sorted, each with its graph and how it stands.
    pub(super) fn not_facts(&self) -> impl Iterator<Item = (Symbol, Symbol, Standing)> {
        (0..self.blocks.count(NOT_FACTS)).filter_map(|at| self.not_fact(at))
    }

    /// How a claim or derivation stands that is no fact.
    pub(super) fn standing(&self, term: Symbol) -> Option<Standing> {
        let at = self.partition(NOT_FACTS, 0..self.blocks.count(NOT_FACTS), |t| (t as usize) < term.index());
        self.not_fact(at).filter(|found| found.0 == term).map(|found| found.2)
    }

    fn not_fact(&self, at: usize) -> Option<(Symbol, Symbol, Standing)> {
        if at >= self.blocks.count(NOT_FACTS) {
            return None;
        }
        let [bit, standing] = self.blocks.get(STANDINGS, 2 * at..2 * at + 2) else { return None };
        let (graph, _) = self.graphs.get(usize::from(*bit))?;
        let term = Symbol::at(self.blocks.number(NOT_FACTS, at) as usize);
        Some((term, *graph, *Standing::ALL.get(usize::from(*standing))?))
    }

    /// The quads that a pattern matches.
    pub(super) fn matching<'a>(
        &'a self,
        given: Pattern,
        seen: Seen,
        hidden: Option<&'a Hidden>,
    ) -> Found<'a> {
        let [subject, predicate, object] = given.map(|term| term.map(|t| t.index() as u32));
        let rows = |order: Order, key, second: Option<u32>, third| {
            let rows = self.rows(order, key);
            let rows = second.map_or(rows.clone(), |second| self.part(order.seconds(), rows, second));
            match third {
                Some(third) if second.is_some() => self.part(order.thirds(), rows, third),
                _ => rows,
            }
        };
        let found = |order, key, rows| Found::new(self, order, seen, hidden).of(key, rows);
        match (subject, predicate, object) {
            (Some(s), None, Some(o)) => {
                let (by_subject, by_object) =
                    (rows(Order::Spo, s, None, None), rows(Order::Ops, o, None, None));
                if by_subject.len() <= by_object.len() {
                    found(Order::Spo, s, by_subject).with_third(o)
                } else {
                    found(Order::Ops, o, by_object).with_third(s)
                }
            }
            (Some(s), p, o) => found(Order::Spo, s, rows(Order::Spo, s, p, o)),
            (None, p, Some(o)) => found(Order::Ops, o, rows(Order::Ops, o, p, None)),
            (None, Some(p), None) => found(Order::Pso, p, rows(Order::Pso, p, None, None)),
            (None, None, None) => Found::new(self, Order::Spo, seen, hidden).of_all(),
        }
    }

    /// How many first terms an order has, those without rows included.
    fn keys(&self, order: Order) -> usize {
        self.blocks.count(order.starts()).saturating_sub(1)
    }

    /// A first term of an order.
    fn key(&self, order: Order, at: usize) -> u32 {
        if self.blocks.count(order.keys()) == 1 {
            self.blocks.number(order.keys(), 0).wrapping_add(at as u32)
        } else {
            self.blocks.number(order.keys(), at)
        }
    }

    /// The rows of a first term of an order.
    fn rows_at(&self, order: Order, at: usize) -> Range<usize> {
        let [start, end] = self.blocks.numbers(order.starts(), at..at + 2) else { return 0..0 };
        u32::from_le_bytes(*start) as usize..u32::from_le_bytes(*end) as usize
    }

    fn rows(&self, order: Order, key: u32) -> Range<usize> {
        let count = self.blocks.count(order.keys());
        let at = if count == 1 {
            key.checked_sub(self.blocks.number(order.keys(), 0)).map(|at| at as usize)
        } else {
            let at = self.partition(order.keys(), 0..count, |k| k < key);
            (at < count && self.blocks.number(order.keys(), at) == key).then_some(at)
        };
        at.filter(|at| *at < self.keys(order)).map_or(0..0, |at| self.rows_at(order, at))
    }

    /// The part of some sorted rows that have a term in a section.
    fn part(&self, section: usize, rows: Range<usize>, term: u32) -> Range<usize> {
        let start = self.partition(section, rows.clone(), |t| t < term);
        let end = self.partition(section, start..rows.end, |t| t <= term);
        start..end
    }

    /// Where in some sorted rows a condition ends to hold.
    fn partition(&self, section: usize, rows: Range<usize>, holds: impl Fn(u32) -> bool) -> usize {
        let (mut low, mut high) = (rows.start, rows.end);
        while high.saturating_sub(low) > MANY {
            let middle = low + (high - low) / 2;
            if holds(self.blocks.number(section, middle)) { low = middle + 1 } else { high = middle }
        }
        let some = self.blocks.numbers(section, low..high.max(low));
        low + some.partition_point(|bytes| holds(u32::from_le_bytes(*bytes)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use oxrdf::vocab::xsd;
    use oxrdf::{BlankNode, Literal, NamedNode, Term};
    use proptest::prelude::*;

    use super::super::index::Index;
    use super::super::quads::Quads;
    use super::*;

    /// Terms of every kind, some of which begin alike.
    fn term(number: usize) -> Term {
        let texts = ["", "a", "a\"b", "ab\n", "1", "1.0", "\u{e9}"];
        let text = texts[number % texts.len()];
        match number % 5 {
            0 => NamedNode::new_unchecked(format!("https://a.example/{}", number / 5)).into(),
            1 => BlankNode::new_unchecked(format!("b{number}")).into(),
            2 => Literal::new_simple_literal(text).into(),
            3 => Literal::new_typed_literal(text, xsd::DECIMAL).into(),
            _ => Literal::new_language_tagged_literal_unchecked(text, "en").into(),
        }
    }

    const GRAPHS: [(&str, Use); 4] =
        [("g", Use::Data), ("h", Use::Data), ("w", Use::Wider), ("x", Use::Aside)];

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://graph.example/{name}"))
    }

    fn quads(of: &[(usize, usize, usize, usize)]) -> Quads {
        let mut quads = Quads::default();
        add(&mut quads, of);
        quads.settle();
        quads
    }

    fn add(quads: &mut Quads, of: &[(usize, usize, usize, usize)]) {
        for (s, p, o, g) in of {
            let (name, used) = GRAPHS[*g];
            let triple = [*s, *p, *o].map(|number| quads.term(term(number).as_ref()));
            let graph = quads.term(node(name).as_ref());
            quads.add(graph, used, vec![triple]);
        }
    }

    fn frozen(quads: &Quads) -> Vec<u8> {
        let mut out = Vec::new();
        let not_facts: Vec<_> = quads
            .graphs()
            .iter()
            .min_by_key(|graph| quads.text(graph.name))
            .into_iter()
            .flat_map(|g| g.all().map(|t| (t[0], g.name, Standing::Opinion)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let content = Content { quads, not_facts: &not_facts, base: "b", prefixes: &[], own: &[], note: "n" };
        write(&content, &mut out).expect("memory takes all");
        out
    }

    fn thawed(bytes: Vec<u8>) -> Result<Frozen, Damage> {
        Frozen::open(Arc::new(bytes))
    }

    fn answers(
        index: Index<'_>,
        of: [Option<usize>; 3],
        seen: Option<usize>,
        most: Option<Use>,
    ) -> Vec<String> {
        let mut given = [None; 3];
        for (place, number) in of.into_iter().enumerate() {
            if let Some(number) = number {
                let Some(found) = index.find(&term(number).to_string()) else { return Vec::new() };
                given[place] = Some(found);
            }
        }
        let seen = match (most, seen) {
            (Some(most), _) => Seen::Union(most),
            (_, Some(graph)) => match index.find(&node(GRAPHS[graph].0).to_string()) {
                Some(name) => Seen::One(name),
                None => return Vec::new(),
            },
            _ => Seen::Each,
        };
        let shown = |(triple, graph): ([Symbol; 3], Symbol)| {
            let graph = if matches!(seen, Seen::Union(_)) { "".into() } else { index.text(graph) };
            format!("{} {graph}", triple.map(|t| index.text(t)).join(" "))
        };
        let mut found: Vec<String> = index.matching(given, seen, None).map(shown).collect();
        found.sort();
        found
    }

    proptest! {
        #[test]
        fn a_frozen_store_answers_as_its_quads_do(
            some in prop::collection::vec((0usize..12, 0usize..4, 0usize..12, 0usize..3), 0..60),
            is_asked: bool,
        ) {
            let quads = quads(&some);
            let bytes = frozen(&quads);
            let mut turned = some.clone();
            turned.reverse();
            prop_assert_eq!(&bytes, &frozen(&self::quads(&turned)), "the order in which they came is to be seen");
            let mut added = Quads::default();
            add(&mut added, &some[..some.len() / 2]);
            prop_assert!(some.len() < 2 || !added.is_settled());
            if is_asked {
                added.settle();
            }
            add(&mut added, &some[some.len() / 3..]);
            prop_assert_eq!(&bytes, &frozen(&added), "whether they are in order is to be seen");
            let frozen = thawed(bytes).expect("a whole store");
            let open = |end: usize| std::iter::once(None).chain((0..end).map(Some));
            let asked = [(None, None), (Some(0), None), (Some(2), None), (None, Some(Use::Data)), (None, Some(Use::Wider))];
            for (s, p, o) in open(12).flat_map(|s| open(4).flat_map(move |p| open(12).map(move |o| (s, p, o)))) {
                for (seen, most) in asked {
                    prop_assert_eq!(
                        answers(Index::Memory(&quads), [s, p, o], seen, most),
                        answers(Index::Frozen(&frozen), [s, p, o], seen, most)
                    );
                }
            }
            for (number, text) in frozen.texts().enumerate() {
                let symbol = Symbol::at(number);
                prop_assert_eq!(frozen.find(&text), Some(symbol));
                prop_assert_eq!(&frozen.text(symbol), &text);
            }
            prop_assert_eq!(frozen.check(), None);
        }
    }

    /// All that a store says.
    fn said(frozen: &Frozen) -> (Vec<String>, Vec<(Symbol, Symbol, Standing)>, String) {
        let all = answers(Index::Frozen(frozen), [None; 3], None, None);
        (all, frozen.not_facts().collect(), format!("{:?}", frozen.about()))
    }

    #[test]
    fn no_changed_byte_and_no_lost_one_gives_another_answer() {
        let some: Vec<_> = (0..400).map(|n| (n * 5 % 700, 5 * (n % 3), n % 90, n % 3)).collect();
        let bytes = frozen(&quads(&some));
        let right = said(&thawed(bytes.clone()).expect("a whole store"));
        assert!(right.0.len() > 300 && !right.1.is_empty());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= if at % 2 == 0 { 1 } else { 0x80 };
            if let Ok(frozen) = thawed(changed) {
                let said = said(&frozen);
                assert!(frozen.damage().is_some() || said == right, "byte {at}");
                assert_eq!(frozen.check(), Some(Damage::Changed), "byte {at}");
            }
        }
        for length in 0..bytes.len() {
            assert!(thawed(bytes[..length].to_vec()).is_err(), "{length} bytes");
        }
        let mut other = bytes;
        other[8] = 200;
        assert_eq!(thawed(other).err(), Some(Damage::Version(200)));
        assert_eq!(thawed(b"no store at all, but long enough".to_vec()).err(), Some(Damage::Foreign));
    }

    /// Many rows of one term, so that they are looked for by halves and read in several parts.
    #[test]
    fn long_runs_of_rows_are_found() {
        let some: Vec<_> = (0..10_000).map(|n| (5 * n, 5 * (n % 2), 5 * (n % 7), n % 2)).collect();
        let quads = quads(&some);
        let frozen = thawed(frozen(&quads)).expect("a whole store");
        for of in
            [[None, Some(0), None], [None, Some(5), Some(5)], [None, None, Some(10)], [Some(500), None, None]]
        {
            let (memory, file) = (Index::Memory(&quads), Index::Frozen(&frozen));
            let [a, b] = [memory, file].map(|index| answers(index, of, None, Some(Use::Data)));
            assert!(!a.is_empty() && a == b, "{of:?}");
        }
    }
}
