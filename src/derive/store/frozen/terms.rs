//! Terms in their order, each as what it does not share with the one before.
//!
//! Blank nodes come first, then IRIs, then literals: those of one datatype or language together, by their text. A block of
//! sixteen begins with a whole term, so that one is found by halving and read by going over fifteen others at the most.

use std::cmp::Ordering;
use std::io;

use super::blocks::{Blocks, Writer};
use super::{TERM_STARTS, TERMS};

/// How many terms a block has.
const BLOCK: usize = 16;

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
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b))
}

/// Writes terms that are sorted: where each block begins, and the blocks.
pub(super) fn write<'t>(
    terms: impl Iterator<Item = &'t str> + Clone,
    writer: &mut Writer<'_>,
) -> io::Result<()> {
    let (mut at, mut length) = (0u64, Vec::new());
    for (number, term, shared) in shared(terms.clone()) {
        if number % BLOCK == 0 {
            writer.bytes(&at.to_le_bytes())?;
        }
        length.clear();
        lengths(&mut length, shared, term.len() - shared);
        at += (length.len() + term.len() - shared) as u64;
    }
    writer.bytes(&at.to_le_bytes())?;
    writer.end();
    for (_, term, shared) in shared(terms) {
        length.clear();
        lengths(&mut length, shared, term.len() - shared);
        writer.bytes(&length)?;
        writer.bytes(&term.as_bytes()[shared..])?;
    }
    writer.end();
    Ok(())
}

/// Each term with its number and how many bytes it shares with the one before, none at the beginning of a block.
fn shared<'t>(terms: impl Iterator<Item = &'t str>) -> impl Iterator<Item = (usize, &'t str, usize)> {
    let mut before = "";
    terms.enumerate().map(move |(number, term)| {
        let same = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
        before = term;
        (number, term, if number % BLOCK == 0 { 0 } else { same })
    })
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
pub(super) struct Block<'a> {
    rest: &'a [u8],
    term: Vec<u8>,
}

impl<'a> Block<'a> {
    fn of(blocks: &'a Blocks, number: usize) -> Self {
        Self { rest: bytes(blocks, number), term: Vec::new() }
    }

    /// Goes on to the next term.
    fn next(&mut self) -> Option<&str> {
        let (shared, rest) = length(self.rest)?;
        let (own, rest) = length(rest)?;
        let (own, rest) = rest.split_at_checked(own)?;
        self.rest = rest;
        self.term.truncate(shared);
        self.term.extend_from_slice(own);
        std::str::from_utf8(&self.term).ok()
    }
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
    for _ in 0..number % BLOCK {
        block.next();
    }
    block.next().map(str::to_owned).unwrap_or_default()
}

/// The number of a term.
pub(super) fn find(blocks: &Blocks, term: &str) -> Option<usize> {
    let (mut low, mut high) = (0, count(blocks));
    // The last block that begins with no later term.
    while low < high {
        let middle = low + (high - low) / 2;
        let is_later = Block::of(blocks, middle).next().is_none_or(|first| compare(first, term).is_gt());
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
