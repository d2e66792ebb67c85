//! The rows of a frozen store that a pattern matches, read some at a time.

use std::ops::Range;

use super::super::index::{Hidden, Seen, Triple};
use super::{Frozen, Order};
use crate::model::text::Symbol;

/// How many rows are read at a time: who wants ten does not wait for the checksums of a million.
const SOME: usize = 1024;

/// The quads that a pattern matches.
pub(in super::super) struct Found<'a> {
    frozen: &'a Frozen,
    order: Order,
    /// The first terms whose rows are still to come, where all are asked for.
    keys: Range<usize>,
    key: u32,
    /// Its rows that are not read yet.
    rows: Range<usize>,
    third: Option<u32>,
    /// What is read: second terms, third terms, graphs.
    some: (&'a [[u8; 4]], &'a [[u8; 4]], &'a [u8]),
    /// The bits of the graphs that are asked.
    mask: u8,
    /// Whether each graph of a triple is an answer of its own.
    is_each: bool,
    /// The last triple, with the bits of its graphs that are still to be told.
    left: (Triple, u8),
    hidden: Option<&'a Hidden>,
}

impl<'a> Found<'a> {
    pub(super) fn new(frozen: &'a Frozen, order: Order, seen: Seen, hidden: Option<&'a Hidden>) -> Self {
        let bits = frozen.graphs.iter().enumerate().map(|(bit, graph)| (1u8 << bit, graph));
        let asked = bits.filter(|(_, (name, used))| match seen {
            Seen::Union(most) => *used <= most,
            Seen::One(one) => *name == one,
            Seen::Each => true,
        });
        let mask = asked.fold(0, |mask, (bit, _)| mask | bit);
        Self {
            frozen,
            order,
            keys: 0..0,
            key: 0,
            rows: 0..0,
            third: None,
            some: Default::default(),
            mask,
            is_each: matches!(seen, Seen::Each),
            left: ([Symbol::at(0); 3], 0),
            hidden,
        }
    }

    /// Some rows of one first term.
    pub(super) fn of(self, key: u32, rows: Range<usize>) -> Self {
        Self { key, rows, ..self }
    }

    /// All rows.
    pub(super) fn of_all(self) -> Self {
        Self { keys: 0..self.frozen.keys(self.order), ..self }
    }

    /// Those that have a third term.
    pub(super) fn with_third(self, third: u32) -> Self {
        Self { third: Some(third), ..self }
    }

    /// Reads on; whether there is more.
    fn read(&mut self) -> bool {
        if self.mask == 0 {
            return false;
        }
        while self.rows.is_empty() {
            let Some(at) = self.keys.next() else { return false };
            (self.key, self.rows) = (self.frozen.key(self.order, at), self.frozen.rows_at(self.order, at));
        }
        let rows = self.rows.start..self.rows.end.min(self.rows.start + SOME);
        self.rows.start = rows.end;
        let blocks = &self.frozen.blocks;
        self.some = (
            blocks.numbers(self.order.seconds(), rows.clone()),
            blocks.numbers(self.order.thirds(), rows.clone()),
            blocks.get(self.order.masks(), rows),
        );
        true
    }

    /// The bits of the graphs in which a triple is not hidden.
    fn shown(&self, subject: Symbol, mask: u8) -> u8 {
        let Some(hidden) = self.hidden else { return mask };
        let bits = self.frozen.graphs.iter().enumerate().map(|(bit, (name, _))| (1u8 << bit, *name));
        bits.filter(|(_, name)| !hidden.contains(&(subject, *name))).fold(0, |m, (bit, _)| m | bit) & mask
    }

    /// The next graph of the last triple.
    fn told(&mut self) -> Option<(Triple, Symbol)> {
        let (triple, mask) = self.left;
        let bit = mask.trailing_zeros();
        let (graph, _) = self.frozen.graphs.get(bit as usize)?;
        self.left.1 = if self.is_each { mask & (mask - 1) } else { 0 };
        Some((triple, *graph))
    }
}

impl Iterator for Found<'_> {
    type Item = (Triple, Symbol);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.left.1 != 0 {
                return self.told();
            }
            let ([second, seconds @ ..], [third, thirds @ ..], [mask, masks @ ..]) = self.some else {
                if self.read() {
                    continue;
                }
                return None;
            };
            self.some = (seconds, thirds, masks);
            let (third, mask) = (u32::from_le_bytes(*third), mask & self.mask);
            if mask == 0 || self.third.is_some_and(|wanted| wanted != third) {
                continue;
            }
            let triple = self
                .order
                .triple([self.key, u32::from_le_bytes(*second), third])
                .map(|n| Symbol::at(n as usize));
            self.left = (triple, self.shown(triple[0], mask));
        }
    }
}
