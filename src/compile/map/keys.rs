//! The keys that records may have.

use crate::model::record::Field;

macro_rules! keys {
    ($($key:ident $name:literal;)+) => {
        /// A key of a claim record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Key { $($key,)+ }

        impl Key {
            const ALL: &[Self] = &[$(Self::$key,)+];
        }

        /// The keys of a claim, in the order of [`Key`].
        pub(super) const CLAIM: &[&str] = &[$($name,)+];
    };
}

keys! {
    Id "id";
    Subject "subject";
    Predicate "predicate";
    Object "object";
    Amount "amount";
    Currency "currency";
    Per "per";
    Count "count";
    Qualifier "qualifier";
    Source "source";
    Section "section";
    Quote "quote";
    Prefix "prefix";
    Suffix "suffix";
    Speaker "speaker";
    ReportedBy "reported-by";
    Status "status";
    Polarity "polarity";
    From "from";
    Until "until";
    Deadline "deadline";
    When "when";
    Position "position";
    Note "note";
    Doubt "doubt";
}

/// The keys of an entity.
pub(super) const ENTITY: &[&str] = &["id", "type", "name", "also", "note"];
/// The keys of a source.
pub(super) const SOURCE: &[&str] = &["id", "type", "name", "also", "note", "text"];
/// The keys of a section.
pub(super) const SECTION: &[&str] = &["id", "source", "name", "starts"];

/// The keys of a resolution.
pub(super) const RESOLUTION: &[&str] = &["claims", "kind", "holds", "by", "on", "reason"];

impl Key {
    /// The key that data files call by a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        CLAIM.iter().position(|k| *k == name).map(|i| Self::ALL[i])
    }

    /// The name by which data files call it.
    pub(super) fn name(self) -> &'static str {
        CLAIM[self as usize]
    }
}

/// The fields of a record by key.
#[derive(Default)]
pub(super) struct Fields<'r, 'a> {
    by_key: [Option<&'r Field<'a>>; CLAIM.len()],
}

impl<'r, 'a> Fields<'r, 'a> {
    /// Puts a field under its key; false if there is one already.
    pub(super) fn set(&mut self, key: Key, field: &'r Field<'a>) -> bool {
        self.by_key[key as usize].replace(field).is_none()
    }

    /// The field under a key.
    pub(super) fn get(&self, key: Key) -> Option<&'r Field<'a>> {
        self.by_key[key as usize]
    }
}
