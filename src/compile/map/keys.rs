//! The keys that records may have.

use crate::model::fields::{Block, ClaimField, Presence};
use crate::model::published::PublishedField;
use crate::model::record::{Field, Kind};

/// The keys of an entity.
pub(super) const ENTITY: &[&str] = &[
    "id",
    "type",
    "name",
    "short",
    "infinitive",
    "plural",
    "proper",
    "article",
    "also",
    "different-from",
    "note",
];
/// The keys of a source.
pub(super) fn of_source() -> Vec<&'static str> {
    let mut keys = [ENTITY, &["text", "voice"], PublishedField::KEYS].concat();
    // A remark stands at the end.
    keys.sort_by_key(|key| *key == "note");
    keys
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

/// The keys of an entity beside its own, for the claims that its columns make.
pub fn columns_of_entities() -> impl Iterator<Item = &'static str> {
    OF_COLUMNS.iter().map(|field| field.key())
}

/// The field of the claims that the columns of an entity make.
pub(super) fn of_columns(key: &str) -> Option<ClaimField> {
    ClaimField::from_key(key).filter(|field| OF_COLUMNS.contains(field))
}

/// Whether a record of an entity has a field of that key.
pub(super) fn is_field(key: &str) -> bool {
    ENTITY.contains(&key) || of_columns(key).is_some()
}

/// The blocks of a claim in the order in which a record is read: what is said, how much, when, where and in which words, by whom.
const WRITTEN: [Block; 11] = [
    Block::Statement,
    Block::Quantity,
    Block::Order,
    Block::Time,
    Block::Place,
    Block::Words,
    Block::Context,
    Block::Firmness,
    Block::Polarity,
    Block::Voice,
    Block::Remark,
];

/// The keys of a claim.
pub(super) fn of_claim() -> Vec<&'static str> {
    let is_written = |field: &ClaimField| !matches!(field.presence(), Presence::Computed(_));
    ClaimField::of_blocks(&WRITTEN).filter(is_written).map(ClaimField::key).collect()
}

/// What the names of fields mean, as the last record had them: the rows of a table have the same ones in the same order.
#[derive(Default)]
pub(super) struct LastKeys(Vec<(String, Option<ClaimField>)>);

impl LastKeys {
    /// What the name of a field means, by where it is in its record.
    pub(super) fn meaning(
        &mut self,
        at: usize,
        name: &str,
        read: fn(&str) -> Option<ClaimField>,
    ) -> Option<ClaimField> {
        match self.0.get(at) {
            Some((last, field)) if last == name => *field,
            _ => {
                let field = read(name);
                self.0.truncate(at);
                self.0.push((name.to_owned(), field));
                field
            }
        }
    }
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

/// What keys hold: kinds of records, a key, and words.
const MEANINGS: &str = include_str!("keys.txt");

/// The rows of a table of texts, such as [`MEANINGS`].
fn table(text: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (kinds, rest) = line.split_once(" | ")?;
        let (words, help) = rest.split_once(" | ")?;
        Some([kinds, words, help])
    })
}

/// What a key of a kind of records holds, in a few words.
pub fn meaning(kind: Kind, key: &str) -> Option<&'static str> {
    let is_of = |kinds: &str| kinds.split(' ').any(|word| word == kind.word());
    table(MEANINGS).find(|[kinds, word, _]| *word == key && is_of(kinds)).map(|row| row[2])
}

/// What people write in place of a key: kinds of records, words, and what to write instead.
const MEANT: &str = include_str!("meant.txt");

/// The rows of that table.
fn meant_rows() -> impl Iterator<Item = [&'static str; 3]> {
    table(MEANT)
}

/// What to write in place of a key that a kind of records does not have, where people often write it.
pub(super) fn meant(kind: Kind, key: &str) -> Option<&'static str> {
    let key = key.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let has = |list: &str, word: &str| list.split(' ').any(|w| w == word);
    meant_rows().find(|[kinds, words, _]| has(kinds, kind.word()) && has(words, &key)).map(|row| row[2])
}

/// The key that such help names, where it names one alone and no value for it.
pub(super) fn only_key(help: &str) -> Option<&str> {
    let mut names = help.split('`').skip(1).step_by(2);
    names.next().filter(|name| !name.contains(' ') && names.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_meaning_and_nothing_else_has() {
        let mut known = 0;
        for kind in Kind::ALL {
            for key in super::super::keys_of(kind) {
                assert!(meaning(kind, key).is_some(), "{}: {key}", kind.word());
                known += 1;
            }
        }
        known += OF_COLUMNS.iter().filter(|field| meaning(Kind::Entity, field.key()).is_some()).count();
        let told: usize = table(MEANINGS).map(|[kinds, ..]| kinds.split(' ').count()).sum();
        assert_eq!(told, known);
        assert_eq!(MEANINGS.lines().count(), table(MEANINGS).count() + 1, "every line is read");
    }

    #[test]
    fn what_people_write_leads_to_a_key_that_there_is() {
        let kinds = [
            (Kind::Entity, ENTITY.to_vec()),
            (Kind::Source, of_source()),
            (Kind::Section, SECTION.to_vec()),
            (Kind::Resolution, RESOLUTION.to_vec()),
            (Kind::Claim, of_claim()),
        ];
        let mut read = 0;
        for [of, words, help] in meant_rows() {
            for name in of.split(' ') {
                let (kind, known) = kinds.iter().find(|(k, _)| k.word() == name).expect("a kind of records");
                let is_named =
                    |key: &str| help.contains(&format!("`{key}`")) || help.contains(&format!("`{key} = "));
                assert!(known.iter().any(|key| is_named(key)), "{name}: {help}");
                for word in words.split(' ') {
                    assert!(!known.contains(&word), "a {name} has `{word}`");
                    assert_eq!(meant(*kind, word), Some(help), "{name}: `{word}` stands in two rows");
                    read += 1;
                }
            }
        }
        assert_eq!(MEANT.lines().count(), meant_rows().count() + 1, "every line is read");
        assert!(read > 150, "{read}");
        assert_eq!(meant(Kind::Section, "From"), meant(Kind::Section, "begins"));
        assert_eq!(meant(Kind::Claim, "Start Date"), meant(Kind::Claim, "since"));
        assert_eq!(meant(Kind::Claim, "quot"), None);
    }
}
