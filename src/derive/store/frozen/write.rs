//! Quads in memory to the bytes of a store that stays as it is.
//!
//! The same quads give the same bytes, in whatever order they came, and whether or not they were put in order since.

use std::io;

use super::super::quads::{Quads, Use};
use super::blocks::Writer;
use super::{About, MOST_GRAPHS, terms};
use crate::model::standing::Standing;
use crate::model::text::Symbol;

/// What a store is made of.
pub(in super::super) struct Content<'a> {
    pub(in super::super) quads: &'a Quads,
    /// The claims and derivations that are no facts, with their graphs and how they stand.
    pub(in super::super) not_facts: &'a [(Symbol, Symbol, Standing)],
    pub(in super::super) base: &'a str,
    pub(in super::super) prefixes: &'a [(String, String)],
    pub(in super::super) own: &'a [String],
    pub(in super::super) note: &'a str,
}

/// The rows of an order, a column each.
struct Rows {
    keys: Vec<u32>,
    /// Where the rows of each first term begin, and where the last ones end.
    starts: Vec<u32>,
    seconds: Vec<u32>,
    thirds: Vec<u32>,
    masks: Vec<u8>,
}

/// Writes a store. Costs about 50 bytes of memory a quad beside what is given, and the length of all terms.
///
/// # Errors
///
/// Where `out` cannot be written, or there is more than a store can hold.
pub(in super::super) fn write(content: &Content<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let quads = content.quads;
    let mut graphs: Vec<_> = quads.graphs().iter().filter(|g| g.used != Use::Aside && g.most() > 0).collect();
    graphs.sort_by_key(|graph| quads.text(graph.name));
    let total: usize = graphs.iter().map(|g| g.most()).sum();
    if graphs.len() > MOST_GRAPHS || u32::try_from(total).is_err() {
        return Err(io::Error::other("there is more than a store can hold"));
    }
    let mut is_used = vec![false; quads.len()];
    for graph in &graphs {
        is_used[graph.name.index()] = true;
        graph.all().flatten().for_each(|term| is_used[term.index()] = true);
    }
    let used = (0..quads.len() as u32).filter(|term| is_used[*term as usize]);
    let text = |term: u32| quads.text(Symbol::at(term as usize));
    let sorted = terms::sort(used, &text);
    let mut numbers = vec![u32::MAX; quads.len()];
    for (number, term) in (0..).zip(&sorted) {
        numbers[*term as usize] = number;
    }
    let number = |term: Symbol| numbers[term.index()];
    let bit = |name: Symbol| graphs.iter().position(|graph| graph.name == name);

    let about = About {
        base: content.base.to_owned(),
        prefixes: content.prefixes.to_vec(),
        own: content.own.to_vec(),
        graphs: graphs.iter().map(|graph| (number(graph.name), graph.used)).collect(),
        note: content.note.to_owned(),
    };
    let mut writer = Writer::begin(out)?;
    writer.bytes(&serde_json::to_vec(&about)?)?;
    writer.end();
    let triples = (0..)
        .zip(&graphs)
        .flat_map(|(bit, graph)| graph.all().map(move |triple| (triple.map(number), 1u8 << bit)));
    let packing = || terms::Packed::of(sorted.iter().map(|term| text(*term)));
    let (by_subject, packed) = beside(packing, || by_subject(triples, sorted.len()));
    packed.write(&mut writer)?;
    drop(packed);

    // What is in no triple can be no answer and needs no standing.
    let not_facts = content.not_facts.iter().filter(|(term, _, _)| is_used[term.index()]);
    let mut not_facts: Vec<(u32, u8, u8)> = not_facts
        .filter_map(|(term, graph, standing)| Some((number(*term), bit(*graph)? as u8, *standing as u8)))
        .collect();
    not_facts.sort_unstable();
    let ids: Vec<u32> = not_facts.iter().map(|row| row.0).collect();
    writer.numbers(&ids)?;
    writer.end();
    let standings: Vec<u8> = not_facts.iter().flat_map(|row| [row.1, row.2]).collect();
    writer.bytes(&standings)?;
    writer.end();

    let turning = || {
        let by_predicate = by_subject.turned(sorted.len(), [1, 0, 2]);
        let by_object = by_predicate.turned(sorted.len(), [2, 0, 1]);
        [by_predicate, by_object]
    };
    let (written, others) = beside(turning, || write_rows(&by_subject, &mut writer));
    written?;
    drop(by_subject);
    others.iter().try_for_each(|rows| write_rows(rows, &mut writer))?;
    writer.finish()
}

/// Does one thing here and another on a thread of its own, or both here where none can be started.
fn beside<A, B: Send>(there: impl Fn() -> B + Sync, here: impl FnOnce() -> A) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, &there);
        let here = here();
        let there = match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => there(),
        };
        (here, there)
    })
}

/// Where the rows of each term would begin, by how many each has; one more for the end.
fn starts(terms: usize, firsts: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0u32; terms + 1];
    firsts.for_each(|term| starts[term as usize + 1] += 1);
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

/// The rows by subject, predicate and object, each triple once.
fn by_subject(triples: impl Iterator<Item = ([u32; 3], u8)> + Clone, terms: usize) -> Rows {
    let starts = starts(terms, triples.clone().map(|(triple, _)| triple[0]));
    let mut next = starts.clone();
    let mut all = vec![(0u32, 0u32, 0u8); starts.last().map_or(0, |end| *end as usize)];
    for ([subject, predicate, object], bit) in triples {
        let place = &mut next[subject as usize];
        all[*place as usize] = (predicate, object, bit);
        *place += 1;
    }
    let mut rows = Rows::of(all.len(), terms);
    for (subject, bounds) in starts.windows(2).enumerate() {
        let some = &mut all[bounds[0] as usize..bounds[1] as usize];
        some.sort_unstable();
        let first = rows.masks.len();
        for (predicate, object, bit) in some.iter() {
            let is_same = rows.masks.len() > first
                && rows.seconds.last() == Some(predicate)
                && rows.thirds.last() == Some(object);
            match rows.masks.last_mut().filter(|_| is_same) {
                Some(mask) => *mask |= bit,
                None => rows.push(*predicate, *object, *bit),
            }
        }
        rows.keys.push(subject as u32);
        rows.starts.push(first as u32);
    }
    rows.starts.push(rows.masks.len() as u32);
    rows
}

impl Rows {
    /// None, with room for so many.
    fn of(rows: usize, firsts: usize) -> Self {
        Self {
            keys: Vec::with_capacity(firsts),
            starts: Vec::with_capacity(firsts + 1),
            seconds: Vec::with_capacity(rows),
            thirds: Vec::with_capacity(rows),
            masks: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, second: u32, third: u32, mask: u8) {
        self.seconds.push(second);
        self.thirds.push(third);
        self.masks.push(mask);
    }

    /// All rows with their first terms, in order.
    fn all(&self) -> impl Iterator<Item = ([u32; 3], u8)> {
        self.keys.iter().zip(self.starts.windows(2)).flat_map(|(key, bounds)| {
            let some = bounds[0] as usize..bounds[1] as usize;
            some.map(|at| ([*key, self.seconds[at], self.thirds[at]], self.masks[at]))
        })
    }

    /// The rows by other terms: those of one first term stay in the order in which they are, which is that of the other two.
    fn turned(&self, terms: usize, [first, second, third]: [usize; 3]) -> Self {
        let starts = starts(terms, self.all().map(|(row, _)| row[first]));
        let mut next = starts.clone();
        let count = self.masks.len();
        let mut turned = Self {
            keys: (0..terms as u32).collect(),
            starts,
            seconds: vec![0; count],
            thirds: vec![0; count],
            masks: vec![0; count],
        };
        for (row, mask) in self.all() {
            let place = &mut next[row[first] as usize];
            let at = *place as usize;
            *place += 1;
            (turned.seconds[at], turned.thirds[at], turned.masks[at]) = (row[second], row[third], mask);
        }
        turned
    }
}

/// Writes the five sections of an order. Where most numbers between the first and the last term have rows, the terms themselves
/// need not be written.
fn write_rows(rows: &Rows, writer: &mut Writer<'_>) -> io::Result<()> {
    let has_rows = |at: &usize| rows.starts[*at] < rows.starts[*at + 1];
    let filled: Vec<usize> = (0..rows.keys.len()).filter(has_rows).collect();
    let (first, end) = (filled.first().copied().unwrap_or(0), filled.last().map_or(0, |last| last + 1));
    let is_dense = filled.len() * 2 >= end - first;
    let keys: Vec<u32> = if is_dense {
        rows.keys.get(first).copied().into_iter().collect()
    } else {
        filled.iter().map(|at| rows.keys[*at]).collect()
    };
    writer.numbers(&keys)?;
    writer.end();
    if is_dense {
        writer.numbers(&rows.starts[first..=end])?;
    } else {
        let mut starts: Vec<u32> = filled.iter().map(|at| rows.starts[*at]).collect();
        starts.extend(rows.starts.last());
        writer.numbers(&starts)?;
    }
    writer.end();
    writer.numbers(&rows.seconds)?;
    writer.end();
    writer.numbers(&rows.thirds)?;
    writer.end();
    writer.bytes(&rows.masks)?;
    writer.end();
    Ok(())
}
