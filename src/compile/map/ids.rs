//! What ids stand for: entities by a table of their own, claims by another one that is made once it is needed.
//!
//! Nearly all look-ups of a table of relations are for entities, so ids lie inside the table where they are short: one look at the
//! memory for each. Claims are hardly ever looked up; that their ids are new is seen from sorted numbers at the end.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::model::claim::{Claim, ClaimId, EntityId};
use crate::model::text::{Interner, Symbol};

/// What an id stands for that is not one of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    Entity(EntityId),
    /// Declared by a record that has a fault.
    Faulty,
}

/// The ids of entities, and those of records with a fault.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// None, or a power of two, at least half of them free.
    slots: Vec<Slot>,
    taken: usize,
    hasher: DefaultHashBuilder,
}

/// A place for an id; free where it has no length.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The first eight bytes of a short id; of a long one half of its hash, and its symbol.
    first: u64,
    /// The further bytes of a short id, and one more than its length; or [`LONG`].
    rest: u32,
    /// What it stands for.
    value: u32,
}

/// The longest id that lies in its slot.
const SHORT: usize = 11;
/// Marks one that does not.
const LONG: u32 = u32::MAX;
/// What an id stands for that a record with a fault declares.
const FAULTY: u32 = u32::MAX;

impl Ids {
    /// The slot of an id, without its value and the symbol of a long one; and the hash of the id.
    fn slot(&self, id: &str) -> (Slot, u64) {
        if id.len() > SHORT {
            let hash = self.hasher.hash_one(id);
            return (Slot { first: hash >> 32 << 32, rest: LONG, value: 0 }, hash);
        }
        let mut bytes = [0; 12];
        bytes[..id.len()].copy_from_slice(id.as_bytes());
        bytes[SHORT] = id.len() as u8 + 1;
        let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
        let slot = Slot {
            first: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            rest: u32::from_le_bytes(rest),
            value: 0,
        };
        (slot, self.hash_of(slot))
    }

    /// The hash of an id in its slot; of a long one as much of it as places it.
    fn hash_of(&self, slot: Slot) -> u64 {
        if slot.rest == LONG { slot.first } else { self.hasher.hash_one((slot.first, slot.rest)) }
    }

    /// A number for an id: two ids with one number are hardly ever two.
    pub(super) fn number(&self, id: &str) -> u64 {
        self.slot(id).1
    }

    /// Where an id is, or would be.
    fn place(&self, wanted: Slot, hash: u64, is_it: impl Fn(&Slot) -> bool) -> usize {
        let last = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize & last;
        loop {
            let slot = &self.slots[at];
            if slot.rest == 0 || slot.rest == wanted.rest && is_it(slot) {
                return at;
            }
            at = (at + 1) & last;
        }
    }

    fn place_of(&self, id: &str, (wanted, hash): (Slot, u64), texts: &Interner) -> usize {
        let is_long = |slot: &Slot| {
            let symbol = Symbol::of_number(slot.first as u32);
            slot.first >> 32 == wanted.first >> 32 && symbol.is_some_and(|symbol| texts.get(symbol) == id)
        };
        if wanted.rest == LONG {
            self.place(wanted, hash, is_long)
        } else {
            self.place(wanted, hash, |slot| slot.first == wanted.first)
        }
    }

    /// What an id stands for.
    pub(super) fn find(&self, id: &str, texts: &Interner) -> Option<Binding> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slots[self.place_of(id, self.slot(id), texts)];
        match slot.value {
            _ if slot.rest == 0 => None,
            FAULTY => Some(Binding::Faulty),
            entity => Some(Binding::Entity(EntityId(entity))),
        }
    }

    /// Lets an id, which is kept as a text, stand for something.
    pub(super) fn set(&mut self, symbol: Symbol, binding: Binding, texts: &Interner) {
        if 2 * (self.taken + 1) > self.slots.len() {
            self.grow();
        }
        let id = texts.get(symbol);
        let (mut slot, hash) = self.slot(id);
        let at = self.place_of(id, (slot, hash), texts);
        if slot.rest == LONG {
            slot.first |= u64::from(symbol.number());
        }
        slot.value = match binding {
            Binding::Entity(id) => id.0,
            Binding::Faulty => FAULTY,
        };
        self.taken += usize::from(self.slots[at].rest == 0);
        self.slots[at] = slot;
    }

    fn grow(&mut self) {
        let more = vec![Slot::default(); (2 * self.slots.len()).max(64)];
        for slot in std::mem::replace(&mut self.slots, more).into_iter().filter(|slot| slot.rest != 0) {
            let at = self.place(slot, self.hash_of(slot), |_| false);
            self.slots[at] = slot;
        }
    }

    /// The numbers of all ids.
    fn numbers<'a>(&'a self, texts: &'a Interner) -> impl Iterator<Item = u64> + 'a {
        self.slots.iter().filter(|slot| slot.rest != 0).map(|slot| {
            let long = Symbol::of_number(slot.first as u32).filter(|_| slot.rest == LONG);
            long.map_or_else(|| self.hash_of(*slot), |symbol| self.number(texts.get(symbol)))
        })
    }

    /// Whether it is certain that no id of a claim is one of these or of another claim.
    pub(super) fn are_apart_from(&self, claims: &[Claim], texts: &Interner) -> bool {
        let of_claims = claims.iter().map(|claim| self.number(texts.get(claim.key)));
        let mut numbers: Vec<u64> = of_claims.chain(self.numbers(texts)).collect();
        numbers.sort_unstable();
        numbers.windows(2).all(|two| two[0] != two[1])
    }
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
        let hash = self.hasher.hash_one(id);
        let is_it = |(half, claim): &(u32, ClaimId)| {
            *half == hash as u32 && texts.get(claims[claim.index()].key) == id
        };
        self.table.find(spread(hash as u32), is_it).map(|(_, claim)| *claim)
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
