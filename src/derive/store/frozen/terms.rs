//! Terms in their order, each as what it does not share with the one before.
//!
//! Blank nodes come first, then IRIs, then literals: those of one datatype or language together, by their text. A block of
//! sixteen begins with a whole term, so that one is found by halving and read by going over fifteen others at the most.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io;

use super::blocks::{Blocks, Writer};
use super::{TERM_STARTS, TERMS};

/// How many terms a block has.
const BLOCK: usize = 16;
/// Up to how many terms are sorted by comparing whole ones.
const FEW: usize = 24;

/// The kind of a term, what its text ends with, and its text, in N-Triples form: by these terms are sorted.
fn key(term: &str) -> (u8, &str, &str) {
    match term.as_bytes() {
        [b'_', ..] => (0, "", term),
        [b'<', b'<', ..] => (3, "", term),
        [b'"', ..] => {
            let end = term.rfind('"').unwrap_or_default();
            (2, &term[end..], &term[..end])
        }
        _ => (1, "", term),
    }
}

/// The order of two terms in N-Triples form.
fn compare(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b))
}

/// Sorts terms as [`compare`] does, by eight letters of all of them at a time.
pub(super) fn sort<'t>(
    terms: impl Iterator<Item = u32>,
    text: &(impl Fn(u32) -> &'t str + ?Sized),
) -> Vec<u32> {
    let mut groups: BTreeMap<(u8, &str), Vec<(u64, u32)>> = BTreeMap::new();
    for term in terms {
        let (kind, end, _) = key(text(term));
        groups.entry((kind, end)).or_default().push((0, term));
    }
    let letters = |term: u32| key(text(term)).2.as_bytes();
    for group in groups.values_mut() {
        sort_from(group, 0, &letters);
    }
    groups.into_values().flatten().map(|(_, term)| term).collect()
}

/// Sorts terms that share their first letters.
fn sort_from<'t>(group: &mut [(u64, u32)], from: usize, letters: &impl Fn(u32) -> &'t [u8]) {
    let rest = |term: u32| letters(term).get(from..).unwrap_or_default();
    let first = group.first().map_or(&[][..], |(_, term)| rest(*term));
    let more = group.iter().fold(first.len(), |same, (_, term)| shared(&first[..same], rest(*term)));
    if group.len() < FEW || group.iter().all(|(_, term)| rest(*term).len() <= more) {
        group.sort_unstable_by(|a, b| letters(a.1).cmp(letters(b.1)));
        return;
    }
    for (eight, term) in group.iter_mut() {
        let rest = &rest(*term)[more..];
        let mut bytes = [0; 8];
        let length = rest.len().min(8);
        bytes[..length].copy_from_slice(&rest[..length]);
        *eight = u64::from_be_bytes(bytes);
    }
    group.sort_unstable();
    for run in group.chunk_by_mut(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        sort_from(run, from + more + 8, letters);
    }
}

/// How many bytes two texts begin with in common.
fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Terms as they are written: where each block begins, and the blocks.
pub(super) struct Packed {
    starts: Vec<u8>,
    blocks: Vec<u8>,
}

impl Packed {
    /// Packs terms that are sorted.
    pub(super) fn of<'t>(terms: impl Iterator<Item = &'t str>) -> Self {
        let (mut starts, mut blocks, mut before) = (Vec::new(), Vec::new(), "");
        for (number, term) in terms.enumerate() {
            let same = if number % BLOCK == 0 {
                starts.extend_from_slice(&(blocks.len() as u64).to_le_bytes());
                0
            } else {
                shared(before.as_bytes(), term.as_bytes())
            };
            lengths(&mut blocks, same, term.len() - same);
            blocks.extend_from_slice(&term.as_bytes()[same..]);
            before = term;
        }
        starts.extend_from_slice(&(blocks.len() as u64).to_le_bytes());
        Self { starts, blocks }
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) -> io::Result<()> {
        for section in [&self.starts, &self.blocks] {
            writer.bytes(section)?;
            writer.end();
        }
        Ok(())
    }
}

fn lengths(out: &mut Vec<u8>, shared: usize, own: usize) {
    for mut number in [shared, own] {
        while number > 127 {
            out.push(number as u8 | 128);
            number >>= 7;
        }
        out.push(number as u8);
    }
}

/// A number of seven bits a byte, and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 127) << (7 * place);
        if byte & 128 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

/// The terms of one block, in order.
struct Block<'a> {
    rest: &'a [u8],
    term: Vec<u8>,
}

impl<'a> Block<'a> {
    fn of(blocks: &'a Blocks, number: usize) -> Self {
        Self { rest: bytes(blocks, number), term: Vec::new() }
    }

    /// Goes on to the next term.
    fn step(&mut self) -> Option<()> {
        let (shared, rest) = length(self.rest)?;
        let (own, rest) = length(rest)?;
        let (own, rest) = rest.split_at_checked(own)?;
        self.rest = rest;
        self.term.truncate(shared);
        self.term.extend_from_slice(own);
        Some(())
    }

    fn next(&mut self) -> Option<&str> {
        self.step()?;
        std::str::from_utf8(&self.term).ok()
    }
}

/// The first term of a block, which is there whole.
fn first(blocks: &Blocks, number: usize) -> Option<&str> {
    let (_, rest) = length(bytes(blocks, number))?;
    let (own, rest) = length(rest)?;
    std::str::from_utf8(rest.get(..own)?).ok()
}

fn starts(blocks: &Blocks, number: usize) -> &[[u8; 8]] {
    blocks.get(TERM_STARTS, 8 * number..8 * (number + 2)).as_chunks().0
}

/// The bytes of a block.
fn bytes(blocks: &Blocks, number: usize) -> &[u8] {
    let [start, end] = starts(blocks, number) else { return &[] };
    let [start, end] = [start, end].map(|at| u64::from_le_bytes(*at) as usize);
    blocks.get(TERMS, start..end)
}

/// How many blocks of terms there are.
pub(super) fn count(blocks: &Blocks) -> usize {
    (blocks.length(TERM_STARTS) / 8).saturating_sub(1)
}

/// The term of a number; empty where there is none.
pub(super) fn get(blocks: &Blocks, number: usize) -> String {
    let mut block = Block::of(blocks, number / BLOCK);
    for _ in 0..=number % BLOCK {
        if block.step().is_none() {
            return String::new();
        }
    }
    String::from_utf8(block.term).unwrap_or_default()
}

/// The number of a term.
pub(super) fn find(blocks: &Blocks, term: &str) -> Option<usize> {
    let (mut low, mut high) = (0, count(blocks));
    // The last block that begins with no later term.
    while low < high {
        let middle = low + (high - low) / 2;
        let is_later = first(blocks, middle).is_none_or(|first| compare(first, term).is_gt());
        if is_later { high = middle } else { low = middle + 1 }
    }
    let number = low.checked_sub(1)?;
    let mut block = Block::of(blocks, number);
    (0..BLOCK).find(|_| block.next() == Some(term)).map(|place| number * BLOCK + place)
}

/// All terms, in order.
pub(super) fn all(blocks: &Blocks) -> impl Iterator<Item = String> {
    (0..count(blocks)).flat_map(|number| {
        let mut block = Block::of(blocks, number);
        std::iter::from_fn(move || block.next().map(str::to_owned))
    })
}
