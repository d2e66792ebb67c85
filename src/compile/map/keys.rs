//! The keys that records may have.

use crate::model::fields::ClaimField;
use crate::model::record::Field;

/// The keys of an entity.
pub(super) const ENTITY: &[&str] = &["id", "type", "name", "also", "note"];
/// The keys of a source.
pub(super) const SOURCE: &[&str] = &["id", "type", "name", "also", "note", "text"];
/// The keys of a section.
pub(super) const SECTION: &[&str] = &["id", "source", "name", "starts"];

/// The keys of a resolution.
pub(super) const RESOLUTION: &[&str] = &["claims", "kind", "holds", "by", "on", "reason"];

/// The keys of a claim.
pub(super) fn of_claim() -> Vec<&'static str> {
    ClaimField::of_records().map(ClaimField::key).collect()
}

/// What a record of a claim has in each field.
pub(super) struct Fields<'r, 'a> {
    by_key: [Option<&'r Field<'a>>; ClaimField::ALL.len()],
}

impl<'r, 'a> Fields<'r, 'a> {
    /// No field at all.
    pub(super) fn none() -> Self {
        Self { by_key: [None; ClaimField::ALL.len()] }
    }

    /// Puts a field under its key; false if there is one already.
    pub(super) fn set(&mut self, key: ClaimField, field: &'r Field<'a>) -> bool {
        self.by_key[key as usize].replace(field).is_none()
    }

    /// The field under a key.
    pub(super) fn get(&self, key: ClaimField) -> Option<&'r Field<'a>> {
        self.by_key[key as usize]
    }
}
