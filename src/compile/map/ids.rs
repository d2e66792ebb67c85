//! What ids stand for: entities by a table of their own, claims by another one that is made once it is needed.
//!
//! Nearly all look-ups of a table of relations are for entities. Registers number them, `ag1`, `ag2` and so on: of such ids only
//! the numbers are kept. Others lie inside the table where they are short. Either way a look-up is one look at the memory. Claims are
//! hardly ever looked up; that their ids are new is seen from sorted hashes at the end.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::model::claim::{Claim, ClaimId, EntityId};
use crate::model::text::{Interner, Symbol};

/// The ids of entities.
#[derive(Debug, Default)]
pub(super) struct Ids {
    numbered: Vec<Numbered>,
    /// None, or a power of two, at least half of them free.
    slots: Vec<Slot>,
    in_slots: usize,
    hasher: DefaultHashBuilder,
}

/// The ids that begin alike and end in a number.
#[derive(Debug, Default)]
struct Numbered {
    prefix: Prefix,
    /// Their entities, by number.
    values: Vec<EntityId>,
    taken: usize,
}

/// What is before the number of an id, filled up with zeros.
type Prefix = [u8; 8];

/// How many beginnings of numbered ids are told apart; ids with others lie in the table.
const PREFIXES: usize = 32;

/// Of a number without an id.
const FREE: EntityId = EntityId(u32::MAX);

/// A place for an id; free where it has no length.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The first eight bytes of a short id; of a long one half of its hash, and its symbol.
    first: u64,
    /// The further bytes of a short id, and one more than its length; or [`LONG`].
    rest: u32,
    /// Its entity.
    value: EntityId,
}

/// The longest id that lies in its slot.
const SHORT: usize = 11;
/// Marks one that does not.
const LONG: u32 = u32::MAX;

impl Ids {
    /// The entity with an id.
    pub(super) fn find(&self, id: &str, texts: &Interner) -> Option<EntityId> {
        let by_number = numbered(id).and_then(|(prefix, number)| {
            let run = self.numbered.iter().find(|run| run.prefix == prefix)?;
            run.values.get(number).copied().filter(|value| *value != FREE)
        });
        by_number.or_else(|| self.in_table(id, texts))
    }

    /// Takes the id of an entity, which is not there yet, and is kept as a text.
    pub(super) fn insert(&mut self, symbol: Symbol, entity: EntityId, texts: &Interner) {
        let id = texts.get(symbol);
        if let Some(value) = self.by_number(id) {
            *value = entity;
            return;
        }
        if 2 * (self.in_slots + 1) > self.slots.len() {
            self.grow();
        }
        let (mut slot, hash) = self.slot(id);
        let at = self.place(hash, |_| false);
        if slot.rest == LONG {
            slot.first |= u64::from(symbol.number());
        }
        slot.value = entity;
        self.slots[at] = slot;
        self.in_slots += 1;
    }

    /// Where the entity of a new id is to lie, if the ids that begin alike have few gaps up to it.
    fn by_number(&mut self, id: &str) -> Option<&mut EntityId> {
        let (prefix, number) = numbered(id)?;
        let known = self.numbered.iter().position(|run| run.prefix == prefix);
        if known.is_none() && self.numbered.len() < PREFIXES {
            self.numbered.push(Numbered { prefix, ..Numbered::default() });
        }
        let run = self.numbered.get_mut(known.unwrap_or(PREFIXES - 1)).filter(|run| run.prefix == prefix)?;
        if number >= 4 * run.taken + 64 {
            return None;
        }
        if number >= run.values.len() {
            run.values.resize(number + 1, FREE);
        }
        run.taken += 1;
        run.values.get_mut(number)
    }

    /// The slot of an id, without its value and the symbol of a long one; and its hash, of which the upper half counts.
    fn slot(&self, id: &str) -> (Slot, u64) {
        if id.len() > SHORT {
            let hash = self.hasher.hash_one(id) >> 32 << 32;
            return (Slot { first: hash, rest: LONG, ..Slot::default() }, hash);
        }
        let mut bytes = [0; 12];
        bytes[..id.len()].copy_from_slice(id.as_bytes());
        bytes[SHORT] = id.len() as u8 + 1;
        let first = bytes.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        let rest = bytes.last_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        let slot = Slot { first, rest, ..Slot::default() };
        (slot, self.hash(slot))
    }

    fn hash(&self, slot: Slot) -> u64 {
        if slot.rest == LONG { slot.first } else { self.hasher.hash_one((slot.first, slot.rest)) }
    }

    /// The first place for a hash that is free, or is the one that is wanted.
    fn place(&self, hash: u64, is_it: impl Fn(&Slot) -> bool) -> usize {
        let last = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize & last;
        while self.slots[at].rest != 0 && !is_it(&self.slots[at]) {
            at = (at + 1) & last;
        }
        at
    }

    fn in_table(&self, id: &str, texts: &Interner) -> Option<EntityId> {
        if self.slots.is_empty() {
            return None;
        }
        let (wanted, hash) = self.slot(id);
        let is_long = |slot: &Slot| {
            let is_alike = slot.rest == LONG && slot.first >> 32 == wanted.first >> 32;
            let symbol = Symbol::of_number(slot.first as u32).filter(|_| is_alike);
            symbol.is_some_and(|symbol| texts.get(symbol) == id)
        };
        let at = if wanted.rest == LONG {
            self.place(hash, is_long)
        } else {
            self.place(hash, |slot| (slot.first, slot.rest) == (wanted.first, wanted.rest))
        };
        Some(self.slots[at]).filter(|slot| slot.rest != 0).map(|slot| slot.value)
    }

    fn grow(&mut self) {
        let more = vec![Slot::default(); (2 * self.slots.len()).max(64)];
        for slot in std::mem::replace(&mut self.slots, more).into_iter().filter(|slot| slot.rest != 0) {
            let at = self.place(self.hash(slot), |_| false);
            self.slots[at] = slot;
        }
    }
}

/// An id as its beginning and its number; none where it does not end in a number that can be written in one way only.
fn numbered(id: &str) -> Option<(Prefix, usize)> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = id.split_at(id.len() - digits);
    let is_one = (1..10).contains(&digits) && (digits == 1 || !number.starts_with('0'));
    if !is_one || prefix.len() > 8 || prefix.contains('\0') {
        return None;
    }
    let mut padded = Prefix::default();
    padded[..prefix.len()].copy_from_slice(prefix.as_bytes());
    Some((padded, number.bytes().fold(0, |all, digit| 10 * all + usize::from(digit - b'0'))))
}

/// Whether it is certain that all of these ids differ.
pub(super) fn all_differ<'a>(ids: impl Iterator<Item = &'a str>) -> bool {
    let random = DefaultHashBuilder::default();
    let mut hashes: Vec<u64> = ids.map(|id| random.hash_one(id)).collect();
    hashes.sort_unstable();
    hashes.windows(2).all(|two| two[0] != two[1])
}

/// The ids of claims: a part of the hash of each, and which claim it is.
#[derive(Debug, Default)]
pub(super) struct ClaimIds {
    table: HashTable<(u32, ClaimId)>,
    hasher: DefaultHashBuilder,
}

impl ClaimIds {
    /// The claim with an id.
    pub(super) fn find(&self, id: &str, claims: &[Claim], texts: &Interner) -> Option<ClaimId> {
        let half = self.hasher.hash_one(id) as u32;
        let is_it =
            |(other, claim): &(u32, ClaimId)| *other == half && texts.get(claims[claim.index()].key) == id;
        self.table.find(spread(half), is_it).map(|(_, claim)| *claim)
    }

    /// Takes the id of a claim, which is not there yet.
    pub(super) fn insert(&mut self, id: &str, claim: ClaimId) {
        let half = self.hasher.hash_one(id) as u32;
        self.table.insert_unique(spread(half), (half, claim), |(half, _)| spread(*half));
    }
}

/// Half of a hash, spread over all bits.
fn spread(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_every_form_are_found_again() {
        let (mut ids, mut texts) = (Ids::default(), Interner::default());
        let forms = |i: usize| {
            [
                format!("ag{i}"),
                format!("ag0{i}"),
                format!("{i}"),
                format!("{}-{i}", "long-".repeat(3)),
                format!("x{}", i * 1_000_003),
                format!("p{i}-1"),
                format!("a{}", "b".repeat(i % 20)),
            ]
        };
        let mut all: Vec<String> = (0..2_000).flat_map(forms).collect();
        all.push(String::new());
        all.sort();
        all.dedup();
        for (i, id) in all.iter().enumerate() {
            assert_eq!(ids.find(id, &texts), None, "{id}");
            let symbol = texts.push(id);
            ids.insert(symbol, EntityId(i as u32), &texts);
        }
        for (i, id) in all.iter().enumerate() {
            assert_eq!(ids.find(id, &texts), Some(EntityId(i as u32)), "{id}");
        }
        for id in ["ag", "ag2000", "ag000", "ag\0", "long-long-long-", "é1", "18446744073709551617"] {
            assert_eq!(ids.find(id, &texts), None, "{id}");
        }
        assert!(all_differ(all.iter().map(String::as_str)));
        assert!(!all_differ(all.iter().chain(&all[5..6]).map(String::as_str)));
    }
}
