//! Records to a [`DatasetBuilder`]: names become ids, texts become values, by what the ontology says.
//!
//! Goes in: the data files and the ontology. Comes out: the draft, and a fault for every record that does not fit.
//! A record with a fault is left out, but its id is remembered, so that what refers to it is not a fault as well.
//! Deliberately does not look at the texts of sources, nor at the dataset as a whole: see `evidence` and `check`.

mod blocks;
mod called;
mod cite;
mod claim;
mod entity;
mod ids;
mod keys;
mod mapped;
mod money;
mod published;
mod resolution;
mod sentences;
mod value;

use hashbrown::HashMap;

use ids::{ClaimIds, Ids};
use keys::LastKeys;
pub use keys::{columns_of_entities, meaning};

use crate::compile::mapping::Mapped;
use crate::compile::ontology::Ontology;
use crate::compile::read::{Manifest, each_record, may_hold};
use crate::model::claim::{ClaimId, ClassId, EntityId, PassageId, PropertyId, SectionId};
use crate::model::code::Code;
use crate::model::dataset::DatasetBuilder;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::escape::is_unseen;
use crate::model::file::{FileId, Files};
use crate::model::fix::Change;
use crate::model::record::{Field, Kind, Origin, Record};
use crate::model::text::{Symbol, with_article};

/// What an id stands for that is not one of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Binding {
    Entity(EntityId),
    /// Declared by a record that has a fault.
    Faulty,
}

/// A reference to something that was not declared yet when it was read: a claim, if anything.
struct ForwardRef {
    /// The claim that waits for it; none where another fault left that claim out.
    claim: Option<ClaimId>,
    is_subject: bool,
    name: Symbol,
    anchor: Location,
    /// The key of its field; none in a table.
    field: Option<Symbol>,
}

/// An entity that the record of another one names, which may be declared later.
struct NamedElsewhere {
    of: EntityId,
    /// The key of the field.
    key: &'static str,
    name: String,
    place: Location,
    /// Whether the field is written in a record, not in a table.
    is_written: bool,
}

/// The kinds of record that are taken together, in order: names have to be known before what refers to them.
const PASSES: &[&[Kind]] =
    &[&[Kind::Entity, Kind::Source], &[Kind::Section], &[Kind::Claim], &[Kind::Resolution]];
/// The pass in which claims are taken.
const CLAIMS: usize = 2;

/// How many unknown names get a suggestion: each costs a look at all known names.
const SUGGESTIONS: usize = 200;

struct Mapper<'a> {
    ontology: &'a Ontology,
    manifest: &'a Manifest,
    /// The mapper that knows the entities and sections, where this one takes a block of rows.
    known: Option<&'a Mapper<'a>>,
    properties: HashMap<&'a str, PropertyId>,
    /// The properties that can be columns of entity tables: those whose key is no field.
    columns: HashMap<&'a str, PropertyId>,
    draft: DatasetBuilder,
    ids: Ids,
    /// The ids of claims, from when on one is looked up.
    claim_ids: Option<ClaimIds>,
    /// Whether ids were taken to be new that may not be.
    has_taken_twice: bool,
    /// The class of each entity.
    classes: Vec<ClassId>,
    /// The ids of records with a fault, and where the first of them is.
    first: HashMap<String, Option<Origin>>,
    sections: HashMap<(EntityId, Symbol), SectionId>,
    passages: HashMap<cite::PassageKey, PassageId>,
    pending: Vec<ForwardRef>,
    /// Voices of sources, and what entities are told from, until all entities are known.
    named: Vec<NamedElsewhere>,
    /// What entities are called, once a record names one so.
    by_name: Option<called::ByName>,
    /// What the fields of the last record of a claim mean.
    of_claims: LastKeys,
    /// Those of the last record of an entity, for the claims that its columns make.
    of_entities: LastKeys,
    /// Entities whose record also makes claims, by a column that is a property.
    columns_seen: bool,
    suggestions: usize,
    faults: Vec<Diagnostic>,
}

/// The keys that records of a kind may have, in the order in which they are best read, but for properties as keys of entities.
pub fn keys_of(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Entity => keys::ENTITY.to_vec(),
        Kind::Source => keys::of_source(),
        Kind::Section => keys::SECTION.to_vec(),
        Kind::Claim => keys::of_claim(),
        Kind::Resolution => keys::RESOLUTION.to_vec(),
    }
}

/// Maps all records of the data files.
///
/// Ids of claims are taken to be new, which is looked at once all are there; where one was not, everything is mapped again and
/// each of them looked up, so that its fault is told where it belongs.
pub fn map(
    files: &Files,
    ids: &[FileId],
    mappings: &[Mapped<'_>],
    (manifest, ontology): (&Manifest, &Ontology),
) -> (DatasetBuilder, Vec<Diagnostic>) {
    let all = |claim_ids| mapped((files, ids), mappings, (manifest, ontology), claim_ids);
    all(None).or_else(|| all(Some(ClaimIds::default()))).unwrap_or_default()
}

/// Maps all records; none where an id was taken to be new that may not be.
fn mapped(
    (files, ids): (&Files, &[FileId]),
    mappings: &[Mapped<'_>],
    (manifest, ontology): (&Manifest, &Ontology),
    claim_ids: Option<ClaimIds>,
) -> Option<(DatasetBuilder, Vec<Diagnostic>)> {
    let usable = ontology.properties().iter().enumerate().filter(|(_, p)| p.writable);
    let properties: HashMap<&str, PropertyId> =
        usable.map(|(i, p)| (p.key.as_str(), PropertyId(i as u16))).collect();
    let columns = properties.iter().filter(|(key, _)| !keys::is_field(key));
    let mut mapper = Mapper {
        columns: columns.map(|(key, id)| (*key, *id)).collect(),
        properties,
        claim_ids,
        ..Mapper::new(manifest, ontology)
    };
    mapper.draft.language.clone_from(&manifest.language);
    mapper.keys_of_fields();
    // Names have to be known before what refers to them: entities, then sections, then claims.
    for pass in 0..=CLAIMS {
        for &id in ids {
            mapper.pass(files, id, pass);
        }
        mapper.mapped(mappings, pass);
        mapper.resolve_named();
    }
    if mapper.has_taken_twice || mapper.claim_ids.is_none() && !mapper.ids_differ() {
        return None;
    }
    mapper.resolve_pending();
    // Decisions name claims, so the claims that are left have to be known.
    for &id in ids {
        mapper.pass(files, id, CLAIMS + 1);
    }
    Some((mapper.draft, mapper.faults))
}

impl<'a> Mapper<'a> {
    /// One that has read nothing, and knows no property.
    fn new(manifest: &'a Manifest, ontology: &'a Ontology) -> Self {
        Self {
            ontology,
            manifest,
            known: None,
            properties: HashMap::new(),
            columns: HashMap::new(),
            draft: DatasetBuilder::default(),
            ids: Ids::default(),
            claim_ids: None,
            has_taken_twice: false,
            classes: Vec::new(),
            first: HashMap::new(),
            sections: HashMap::new(),
            passages: HashMap::new(),
            pending: Vec::new(),
            named: Vec::new(),
            by_name: None,
            of_claims: LastKeys::default(),
            of_entities: LastKeys::default(),
            columns_seen: false,
            suggestions: SUGGESTIONS,
            faults: Vec::new(),
        }
    }

    /// The one that knows the entities and sections.
    fn known(&self) -> &Mapper<'a> {
        self.known.unwrap_or(self)
    }

    fn class_of(&self, id: EntityId) -> ClassId {
        self.known().classes[id.index()]
    }

    fn pass(&mut self, files: &Files, id: FileId, pass: usize) {
        let kinds = PASSES[pass];
        let file = files.get(id);
        let (folder, tables) = (self.manifest.folders.data.as_str(), self.manifest.tables.as_slice());
        let holds = |kind: Kind| may_hold(file, folder, tables, kind);
        // Syntax faults are told once, in the first pass that reads the file.
        let first_pass =
            PASSES.iter().position(|kinds| kinds.iter().any(|k| holds(*k))).unwrap_or(PASSES.len() - 1);
        let again = pass == CLAIMS && self.columns_seen && holds(Kind::Entity);
        if pass != first_pass && !again && !kinds.iter().any(|k| holds(*k)) {
            return;
        }
        let start = if pass == CLAIMS { self.blocks(files, id) } else { None };
        let left = start.unwrap_or(0)..file.text.len();
        let faults = each_record(id, file, (folder, tables), left, &mut |record| self.record(&record, pass));
        if faults.iter().any(|f| f.code == Code::R003) {
            self.remember_unread(id, &file.text, kinds);
        }
        if pass == first_pass {
            self.faults.extend(faults);
        }
    }

    /// Takes a record, if it is of a kind that is taken in a pass.
    fn record(&mut self, record: &Record<'_>, pass: usize) {
        if PASSES[pass].contains(&record.kind) {
            self.unseen(record);
            self.no_language(
                record,
                match record.kind {
                    Kind::Entity | Kind::Source => &["name", "also", "note"],
                    Kind::Claim => &["object", "note"],
                    Kind::Section | Kind::Resolution => &[],
                },
            );
            match record.kind {
                Kind::Entity | Kind::Source => self.entity(record),
                Kind::Section => self.section(record),
                Kind::Claim => self.claim_record(record),
                Kind::Resolution => self.resolution(record),
            }
        } else if pass == CLAIMS && record.kind == Kind::Entity {
            self.claims_of_entity(record);
        }
    }

    /// Warns of signs that cannot be seen or turn what stands beside them; names stand in one line. Marks that scripts written
    /// from the right need are no fault, an address has a fault of its own, and a quote is as its source has it.
    fn unseen(&mut self, record: &Record<'_>) {
        const EXACT: [&str; 3] = ["quote", "prefix", "suffix"];
        let is_plain = |value: &str| value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        for field in record
            .fields
            .iter()
            .filter(|f| !f.is_default && !is_plain(&f.value))
            .filter(|f| !EXACT.contains(&f.name) && !f.value.starts_with("http"))
        {
            let is_name = ["id", "name", "also", "starts"].contains(&field.name);
            let is_told = |c: &char| {
                let is_free = matches!(c, '\n' | '\r' | '\t') && !is_name;
                is_unseen(*c) && !is_free && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
            };
            if let Some(sign) = field.value.trim().chars().find(is_told) {
                let message = format!(
                    "`{}` holds the sign U+{:04X}, which cannot be seen",
                    field.name,
                    u32::from(sign)
                );
                self.fault(Code::R076, value_of(record, field), message, "a text without it");
            }
        }
    }

    /// What follows a fault of syntax is not read; its ids are declared all the same, and its subjects lack claims.
    fn remember_unread(&mut self, file: FileId, text: &str, kinds: &[Kind]) {
        let mut kind = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some(header) = line.strip_prefix("[[") {
                kind = header.split_once("]]").and_then(|(word, _)| Kind::from_word(word.trim()));
            } else if let Some((key, value)) = line.split_once('=')
                && let Some(name) = value.trim().strip_prefix('"').and_then(|v| v.split('"').next())
                && kind.is_some_and(|k| kinds.contains(&k))
            {
                match key.trim() {
                    "id" if kind != Some(Kind::Section) => self.declare(name, Origin { file, start }),
                    "subject" => drop(self.draft.incomplete.insert(name.to_owned())),
                    _ => {}
                }
            }
            start += line.len() as u32;
        }
    }

    fn fault(&mut self, code: Code, anchor: Location, message: String, expected: &str) {
        self.faults.push(Diagnostic::new(code, anchor, message).expected(expected));
    }

    /// What an id stands for that is not one of a claim.
    fn bound(&self, id: &str) -> Option<Binding> {
        let known = self.known();
        let faulty = || known.first.contains_key(id).then_some(Binding::Faulty);
        known.ids.find(id, &known.draft.texts).map(Binding::Entity).or_else(faulty)
    }

    /// The claim with an id. From the first time on ids of claims are looked up.
    fn claim_called(&mut self, id: &str) -> Option<ClaimId> {
        let DatasetBuilder { claims, texts, .. } = &self.draft;
        if claims.is_empty() {
            return None;
        }
        if self.claim_ids.is_none() {
            self.has_taken_twice |= !self.ids_differ();
        }
        let known = self.claim_ids.get_or_insert_with(|| {
            let mut known = ClaimIds::default();
            for (i, claim) in claims.iter().enumerate() {
                known.insert(texts.get(claim.key), ClaimId(i as u32));
            }
            known
        });
        known.find(id, claims, texts)
    }

    /// Whether it is certain that no id was taken twice.
    fn ids_differ(&self) -> bool {
        let DatasetBuilder { claims, entities, texts, .. } = &self.draft;
        let keys = claims.iter().map(|c| c.key).chain(entities.iter().map(|e| e.key));
        ids::all_differ(keys.map(|key| texts.get(key)).chain(self.first.keys().map(String::as_str)))
    }

    /// Whether an id of a claim is known to be taken: as long as none is looked up, none is.
    fn is_taken(&self, id: &str) -> bool {
        let DatasetBuilder { claims, texts, .. } = &self.draft;
        self.claim_ids
            .as_ref()
            .is_some_and(|known| self.bound(id).is_some() || known.find(id, claims, texts).is_some())
    }

    /// Remembers an id that a record with a fault declares, unless it is taken.
    fn declare(&mut self, id: &str, origin: Origin) {
        if self.bound(id).is_none() && self.claim_called(id).is_none() {
            self.first.insert(id.to_owned(), Some(origin));
        }
    }

    /// Takes the id of a record, if it is well formed and new.
    fn take_id(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<Symbol> {
        let anchor = value_of(record, field);
        let good = !field.value.is_empty()
            && field.value.len() <= 200
            && field.value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            && field.value.as_bytes()[0].is_ascii_alphanumeric();
        if !good {
            let message = format!("`{}` cannot be an id", field.value);
            self.fault(
                Code::R034,
                anchor,
                message,
                "letters, digits, `-`, `_` and `.`, a letter or digit first",
            );
            return None;
        }
        let is_taken = if record.kind == Kind::Claim {
            self.is_taken(&field.value)
        } else {
            self.bound(&field.value).is_some()
        };
        if is_taken {
            let mut fault = Diagnostic::new(Code::R022, anchor, format!("the id `{}` is taken", field.value))
                .expected("an id of its own: entities, sources and claims share one set of ids");
            if let Some(origin) = self.origin_of(&field.value) {
                fault = fault.related(Location::Field(origin, "id"), "first used here");
            }
            self.faults.push(fault);
            return None;
        }
        Some(self.draft.texts.push(&field.value))
    }

    fn origin_of(&mut self, id: &str) -> Option<Origin> {
        match self.bound(id) {
            Some(Binding::Entity(id)) => Some(self.draft.entities[id.index()].origin),
            Some(Binding::Faulty) => self.first.get(id).copied().flatten(),
            None => self.claim_called(id).map(|id| self.draft.claims[id.index()].origin),
        }
    }

    fn mark_faulty(&mut self, record: &Record<'_>) {
        if let Some(field) = record.fields.iter().find(|f| f.name == "id") {
            self.declare(&field.value, record.origin);
        }
    }

    /// The fault of a name that no entity or claim has as its key: with the entities that are called so and the line to write, else
    /// with the nearest key, within the budget for suggestions.
    fn unknown(&mut self, fault: Diagnostic, name: &str, field: Option<&str>) {
        let called = self.entities_called(name, |_, _| true);
        let has_left = self.suggestions > 0;
        self.suggestions = self.suggestions.saturating_sub(1);
        let (entities, claims) = (self.draft.entities.iter(), self.draft.claims.iter());
        let keys = entities.map(|e| e.key).chain(claims.map(|c| c.key)).filter(|_| has_left);
        let keys = keys.map(|key| self.draft.texts.get(key));
        self.faults.push(called::told(fault, &called, field, (name, keys)));
    }

    /// A field that holds one value was given several.
    fn second_value(&mut self, record: &Record<'_>, field: &Field<'_>) {
        let message = format!("`{}` has more than one value", field.name);
        self.fault(Code::R003, value_of(record, field), message, "one value; write a record for each");
    }

    /// Faults for the keys of a record that are not among the known ones.
    fn unknown_key(&mut self, record: &Record<'_>, field: &Field<'_>, known: &[&str]) {
        // A key that the record has already is not what was meant, unless only the case is wrong.
        let is_free = |name: &&&str| {
            name.eq_ignore_ascii_case(field.name)
                || !record.fields.iter().any(|f| f.name == **name && !f.is_default)
        };
        let mut names: Vec<&str> = known.iter().filter(is_free).copied().collect();
        let mut called = Vec::new();
        if record.kind == Kind::Entity {
            let columns = self.columns.iter().map(|(key, id)| (&*self.ontology.property(*id).label, *key));
            called = called::labelled(field.name, "property", columns);
            called.sort_unstable();
            names.extend(self.columns.keys());
            names.sort_unstable();
        }
        let fault = Diagnostic::new(
            Code::R005,
            Location::Span(record.origin.file, field.name_span),
            format!("{} has no `{}`", with_article(record.kind.word()), field.name),
        )
        .expected(format!("one of: {}", known.join(", ")));
        let mut fault = match keys::meant(record.kind, field.name) {
            Some(meant) if called.is_empty() => match keys::only_key(meant) {
                Some(key) => fault.help(meant).fix(format!("write `{key}`"), Change::Name(key.to_owned())),
                None => fault.help(meant),
            },
            _ => called::told(fault, &called, None, (field.name, names)),
        };
        // No record has a key twice.
        let has = |name: &str| record.fields.iter().any(|f| f.name == name && !f.is_default);
        let is_free = |change: &Change| !matches!(change, Change::Name(name) if has(name));
        fault.fixes.retain(|fix| fix.changes.iter().all(|(_, change)| is_free(change)));
        self.faults.push(fault);
    }

    /// A warning for each property that no column can stand for, since records have a field of that name.
    fn keys_of_fields(&mut self) {
        let properties = self.ontology.properties().iter().filter(|p| p.writable && keys::is_field(&p.key));
        self.faults.extend(properties.filter_map(|property| {
            let message = format!("the key `{}` is that of a field of records", property.key);
            let fault = Diagnostic::new(Code::R073, property.characteristics.place.clone()?, message)
                .expected("a key that is no field")
                .help(format!(
                    "in tables of entities the column `{0}` is the field; for a column of its own give the property another \
                     key: remit:key \"has-{0}\"",
                    property.key
                ));
            Some(fault)
        }));
    }

    /// References that were not entities have to be claims.
    fn resolve_pending(&mut self) {
        let mut lost = Vec::new();
        for pending in std::mem::take(&mut self.pending) {
            let name = self.draft.texts.get(pending.name).to_owned();
            match (self.bound(&name), self.claim_called(&name)) {
                (None, Some(target)) => {
                    lost.extend(pending.claim.filter(|claim| !self.resolve(*claim, &pending, target)));
                }
                (Some(Binding::Faulty), _) => lost.extend(pending.claim),
                _ => {
                    let message = format!("there is no entity or claim `{name}`");
                    let fault = Diagnostic::new(Code::R011, pending.anchor, message)
                        .expected("the id of an entity or claim");
                    let field = pending.field.map(|f| self.draft.texts.get(f).to_owned());
                    self.unknown(fault, &name, field.as_deref());
                    lost.extend(pending.claim);
                }
            }
        }
        self.drop_claims(lost);
    }
}

/// Where the value of a field stands.
fn value_of(record: &Record<'_>, field: &Field<'_>) -> Location {
    Location::Span(record.origin.file, field.span)
}

/// Where the record begins.
fn head_of(record: &Record<'_>) -> Location {
    Location::Span(record.origin.file, record.head)
}
