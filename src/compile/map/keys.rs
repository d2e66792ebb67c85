//! The keys that records may have.

use crate::model::fields::ClaimField;
use crate::model::published::PublishedField;
use crate::model::record::Field;

/// The keys of an entity.
pub(super) const ENTITY: &[&str] = &["id", "type", "name", "also", "plural", "note"];
/// The keys of a source.
pub(super) fn of_source() -> Vec<&'static str> {
    [ENTITY, &["text", "voice"], PublishedField::KEYS].concat()
}

/// The keys of a section.
pub(super) const SECTION: &[&str] = &["id", "source", "name", "starts", "voice"];

/// The keys of a resolution.
pub(super) const RESOLUTION: &[&str] = &["claims", "kind", "holds", "by", "on", "reason"];

/// The fields of claims that a record of an entity may have, for the claims that its columns make.
const OF_COLUMNS: [ClaimField; 11] = [
    ClaimField::Currency,
    ClaimField::Per,
    ClaimField::Source,
    ClaimField::Section,
    ClaimField::Page,
    ClaimField::Quote,
    ClaimField::Prefix,
    ClaimField::Suffix,
    ClaimField::Speaker,
    ClaimField::Status,
    ClaimField::Polarity,
];

/// The field of the claims that the columns of an entity make.
pub(super) fn of_columns(key: &str) -> Option<ClaimField> {
    ClaimField::from_key(key).filter(|field| OF_COLUMNS.contains(field))
}

/// Whether a record of an entity has a field of that key.
pub(super) fn is_field(key: &str) -> bool {
    ENTITY.contains(&key) || of_columns(key).is_some()
}

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
