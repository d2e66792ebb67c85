//! Records of entities, sources and sections.

use unicode_normalization::UnicodeNormalization;

use super::called::{labelled, to_write, told};
use super::keys::{self, ENTITY, SECTION};
use super::sentences::WordFields;
use super::{Binding, Mapper, NamedElsewhere, head_of, value_of};
use crate::model::claim::{ClassId, EntityId, PropertyId, SectionId};
use crate::model::code::Code;
use crate::model::dataset::{Entity, Section};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::lexical::is_language_tag;
use crate::model::published::PublishedField;
use crate::model::record::{Field, Kind, Record};
use crate::model::text::{Symbol, with_article};

/// The field that names what an entity is told from.
const DIFFERENT_FROM: &str = "different-from";

/// The fields of an entity, by what they are for.
#[derive(Default)]
struct EntityFields<'r> {
    id: Option<&'r Field<'r>>,
    class: Option<&'r Field<'r>>,
    name: Option<&'r Field<'r>>,
    in_languages: Vec<&'r Field<'r>>,
    note: Option<&'r Field<'r>>,
    notes_in: Vec<&'r Field<'r>>,
    also: Vec<&'r Field<'r>>,
    also_in: Vec<&'r Field<'r>>,
    words: WordFields<'r>,
    plural: Option<&'r Field<'r>>,
    text: Option<&'r Field<'r>>,
    voice: Option<&'r Field<'r>>,
    different: Vec<&'r Field<'r>>,
    published: Vec<(PublishedField, &'r Field<'r>)>,
    /// A field of those that a claim in a column needs.
    citing: Option<&'r Field<'r>>,
    has_columns: bool,
}

impl Mapper<'_> {
    /// Takes an entity or source; a fault leaves it out and remembers its id.
    pub(super) fn entity(&mut self, record: &Record<'_>) {
        if self.try_entity(record).is_none() {
            self.mark_faulty(record);
        }
    }

    /// The property that a field of an entity is called by. In TOML what is said of the publication of a source comes first: nothing
    /// there has the words and the speaker that a claim needs.
    pub(super) fn column(&self, record: &Record<'_>, name: &str) -> Option<PropertyId> {
        let is_publication = record.kind == Kind::Source
            && record.columns.is_empty()
            && PublishedField::from_key(name).is_some();
        self.columns.get(name).copied().filter(|_| !is_publication)
    }

    /// The name that readers see: the one without a language, else that in the language of the project, else the first.
    fn own_name<'r>(
        &mut self,
        record: &Record<'_>,
        name: Option<&'r Field<'r>>,
        in_languages: &[&'r Field<'r>],
    ) -> Option<&'r Field<'r>> {
        let name = name.or(self.in_own_language(in_languages)).filter(|n| !n.value.trim().is_empty());
        if name.is_none() {
            let message = format!("this {} has no name", record.kind.word());
            self.fault(Code::R023, head_of(record), message, "name = \"…\": what readers call it");
        }
        name
    }

    /// Sorts the fields of a record; those that it cannot have are told.
    fn entity_fields<'r>(&mut self, record: &'r Record<'_>) -> EntityFields<'r> {
        let mut found = EntityFields::default();
        let known: &[&str] = if record.kind == Kind::Source { &keys::of_source() } else { ENTITY };
        for field in &record.fields {
            match field.name {
                "id" => self.only(record, &mut found.id, field),
                "type" => self.only(record, &mut found.class, field),
                "name" if field.language.is_some() => found.in_languages.push(field),
                "name" => self.only(record, &mut found.name, field),
                "note" if field.language.is_some() => found.notes_in.push(field),
                "note" => self.only(record, &mut found.note, field),
                "plural" => self.only(record, &mut found.plural, field),
                "article" => self.only(record, &mut found.words.article, field),
                "proper" => self.only(record, &mut found.words.proper, field),
                "short" => self.only(record, &mut found.words.short, field),
                "infinitive" => self.only(record, &mut found.words.infinitive, field),
                "different-from" => found.different.push(field),
                "text" if record.kind == Kind::Source => self.only(record, &mut found.text, field),
                "voice" if record.kind == Kind::Source => self.only(record, &mut found.voice, field),
                "also" if field.language.is_some() => found.also_in.push(field),
                "also" => found.also.push(field),
                other if self.column(record, other).is_some() => found.has_columns = true,
                other if record.kind == Kind::Source && PublishedField::from_key(other).is_some() => {
                    found.published.extend(PublishedField::from_key(other).map(|part| (part, field)));
                }
                other if record.kind == Kind::Entity && keys::of_columns(other).is_some() => {
                    found.citing = Some(field);
                }
                _ => self.unknown_key(record, field, known),
            }
        }
        found
    }

    /// Other names: a list in TOML, one field in CSV.
    fn other_names(&mut self, record: &Record<'_>, fields: &[&Field<'_>]) -> Vec<Symbol> {
        if record.columns.is_empty() {
            return fields.iter().map(|field| self.draft.texts.intern(field.value.trim())).collect();
        }
        let several = |field: &&Field<'_>| -> Vec<Symbol> {
            let names = field.value.split(';').map(str::trim).filter(|n| !n.is_empty());
            names.map(|name| self.draft.texts.intern(name)).collect()
        };
        fields.iter().flat_map(several).collect()
    }

    fn try_entity(&mut self, record: &Record<'_>) -> Option<()> {
        let fields = self.entity_fields(record);
        let EntityFields { id, class, name, note, text, voice, plural, has_columns, .. } = fields;
        // A row that leaves all its properties empty may still say who would have said them.
        let may_have = || record.columns.iter().any(|c| self.columns.contains_key(c));
        if let Some(field) = fields.citing.filter(|_| !has_columns && !may_have()) {
            self.unknown_key(record, field, ENTITY);
        }
        self.columns_seen |= has_columns;
        let plural = plural.and_then(|field| self.is_so(record, field));
        let class = self.class(record, class);
        let tagged = self.tagged(record, "name", &fields.in_languages);
        let mut also = self.other_names(record, &fields.also);
        let also_tagged = self.tagged(record, "also", &fields.also_in);
        also.extend(also_tagged.iter().map(|(_, name)| *name));
        let notes = self.tagged(record, "note", &fields.notes_in);
        let note = note.or(self.in_own_language(&fields.notes_in));
        let name = self.own_name(record, name, &fields.in_languages);
        let Some(id) = id else {
            self.fault(
                Code::R006,
                head_of(record),
                format!("this {} has no id", record.kind.word()),
                "id = \"…\"",
            );
            return None;
        };
        let key = self.take_id(record, id)?;
        let (class, name) = (class?, name?);
        let words = self.name_words(record, class, &fields.words);
        also.sort_by(|a, b| self.draft.texts.get(*a).cmp(self.draft.texts.get(*b)));
        also.dedup();
        let entity = Entity {
            key,
            class,
            // One in a language is among `names` too, by the same symbol.
            name: if tagged.is_empty() {
                self.draft.texts.push(name.value.trim())
            } else {
                self.draft.texts.intern(name.value.trim())
            },
            names: tagged,
            also: also.into(),
            also_tagged,
            notes,
            note: note.map(|n| self.draft.texts.intern(&n.value)),
            text: text.map(|t| self.draft.texts.intern(&t.value.nfc().collect::<String>())),
            voice: None,
            different: Box::default(),
            published: self.published(record, &fields.published),
            plural: plural.unwrap_or(self.ontology.class(class).plural),
            words,
            is_agent: self.ontology.class(class).is_agent,
            origin: record.origin,
        };
        let own = EntityId(self.draft.entities.len() as u32);
        self.ids.insert(key, own, &self.draft.texts);
        self.classes.push(class);
        for (field, key) in voice
            .map(|voice| (voice, "voice"))
            .into_iter()
            .chain(fields.different.iter().map(|f| (*f, DIFFERENT_FROM)))
        {
            self.named.push(NamedElsewhere {
                of: own,
                key,
                name: field.value.clone().into_owned(),
                place: value_of(record, field),
                is_written: to_write(record, field).is_some(),
            });
        }
        self.draft.entities.push(entity);
        Some(())
    }

    /// The text in the language of the project, else the first.
    fn in_own_language<'r>(&self, texts: &[&'r Field<'r>]) -> Option<&'r Field<'r>> {
        let is_own = |l: &str| l.eq_ignore_ascii_case(&self.manifest.language);
        let own = texts.iter().find(|text| text.language.is_some_and(is_own));
        own.or(texts.first()).copied()
    }

    /// Texts in several languages, each with its tag in small letters: one for each, but of other names any number.
    fn tagged(&mut self, record: &Record<'_>, key: &str, fields: &[&Field<'_>]) -> Box<[(Symbol, Symbol)]> {
        let what = if key == "note" { "note" } else { "name" };
        let mut tagged: Vec<(Symbol, Symbol)> = Vec::new();
        for field in fields {
            let Some(symbol) = self.tag(record, field) else { continue };
            let (tag, text) = (field.language.unwrap_or_default(), field.value.trim());
            let cause = if key != "also" && tagged.iter().any(|(other, _)| *other == symbol) {
                Some(format!("there are two {what}s in the language `{tag}`"))
            } else {
                text.is_empty().then(|| format!("the {what} in the language `{tag}` is empty"))
            };
            if let Some(message) = cause {
                let expected = format!("one {what} for each tag, such as en, cy or en-GB");
                self.fault(Code::R078, value_of(record, field), message, &expected);
            } else {
                tagged.push((symbol, self.draft.texts.intern(text)));
            }
        }
        tagged.sort_by(|a, b| {
            [a.0, a.1].map(|s| self.draft.texts.get(s)).cmp(&[b.0, b.1].map(|s| self.draft.texts.get(s)))
        });
        tagged.dedup();
        tagged.into()
    }

    /// The tag of the language of a field, in small letters.
    pub(super) fn tag(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<Symbol> {
        let tag = field.language?;
        if !is_language_tag(tag) {
            let message = format!("`{tag}` is not the tag of a language");
            self.fault(Code::R078, value_of(record, field), message, "a tag such as en, cy or en-GB");
            return None;
        }
        Some(self.draft.texts.intern(&tag.to_ascii_lowercase()))
    }

    /// A fault for each text in a language that is none of those keys.
    pub(super) fn no_language(&mut self, record: &Record<'_>, allowed: &[&str]) {
        for field in record.fields.iter().filter(|f| f.language.is_some() && !allowed.contains(&f.name)) {
            let message = format!("`{}` of {} has no language", field.name, with_article(record.kind.word()));
            self.fault(Code::R078, value_of(record, field), message, "a text without a tag");
        }
    }

    fn class(&mut self, record: &Record<'_>, field: Option<&Field<'_>>) -> Option<ClassId> {
        let Some(field) = field else {
            self.fault(
                Code::R006,
                head_of(record),
                format!("this {} has no type", record.kind.word()),
                "type = \"…\": a class of the ontology",
            );
            return None;
        };
        let Some(class) = self.ontology.find_class(&field.value) else {
            let keys = self.ontology.class_keys();
            let usable = self.ontology.classes().iter().filter(|c| !c.external);
            let called = labelled(&field.value, "class", usable.map(|c| (&*c.label, &*c.key)));
            let message = format!("there is no class `{}`", field.value);
            let fault = Diagnostic::new(Code::R010, value_of(record, field), message)
                .expected("the key of a class of the ontology");
            self.faults.push(told(fault, &called, to_write(record, field), (&field.value, keys)));
            return None;
        };
        let is_source = self.ontology.is_source(class);
        let fits = match record.kind {
            Kind::Source => is_source,
            _ => !self.ontology.is_a(class, self.ontology.claim_class()),
        };
        if !fits {
            self.fault(
                Code::R010,
                value_of(record, field),
                format!("{} cannot be of class `{}`", with_article(record.kind.word()), field.value),
                if record.kind == Kind::Source { "a class below remit:Source" } else { "a class of things" },
            );
            return None;
        }
        Some(class)
    }

    /// Finds the voices of sources, and what entities are told from: any entity, wherever it is declared.
    pub(super) fn resolve_named(&mut self) {
        for NamedElsewhere { of, key, name, place, is_written } in std::mem::take(&mut self.named) {
            let Some(found) = self.entity_called(&name, place.clone(), is_written.then_some(key)) else {
                continue;
            };
            if key != DIFFERENT_FROM {
                self.draft.entities[of.index()].voice = Some(found);
            } else if found == of {
                self.fault(
                    Code::R011,
                    place,
                    format!("`{name}` is this entity itself"),
                    "the id of another entity",
                );
            } else {
                let mut all = std::mem::take(&mut self.draft.entities[of.index()].different).into_vec();
                all.push(found);
                self.draft.entities[of.index()].different = all.into();
            }
        }
    }

    /// Takes a section of a source.
    pub(super) fn section(&mut self, record: &Record<'_>) {
        let (mut id, mut source, mut name, mut starts, mut voice) = (None, None, None, None, None);
        for field in &record.fields {
            match field.name {
                "id" => self.only(record, &mut id, field),
                "source" => self.only(record, &mut source, field),
                "name" => self.only(record, &mut name, field),
                "starts" => self.only(record, &mut starts, field),
                "voice" => self.only(record, &mut voice, field),
                _ => self.unknown_key(record, field, SECTION),
            }
        }
        for (field, what) in [(id, "id"), (source, "source"), (name, "name")] {
            if field.is_none() {
                let code = if what == "source" { Code::R008 } else { Code::R006 };
                self.fault(
                    code,
                    head_of(record),
                    format!("this section has no {what}"),
                    &format!("{what} = \"…\""),
                );
            }
        }
        let (Some(id), Some(source), Some(name)) = (id, source, name) else { return };
        let Some(source) = self.source(record, source) else { return };
        if !id.value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            let message = format!("`{}` cannot be an id", id.value);
            self.fault(Code::R034, value_of(record, id), message, "letters, digits, `-`, `_` and `.`");
            return;
        }
        let key = self.draft.texts.intern(&id.value);
        if let Some(first) = self.sections.get(&(source, key)) {
            let origin = self.draft.sections[first.index()].origin;
            self.faults.push(
                Diagnostic::new(
                    Code::R022,
                    value_of(record, id),
                    format!("the section `{}` is declared already", id.value),
                )
                .expected("one record for each section of a source")
                .related(Location::Field(origin, "id"), "first declared here"),
            );
            return;
        }
        self.sections.insert((source, key), SectionId(self.draft.sections.len() as u32));
        let section = Section {
            key,
            source,
            name: self.draft.texts.intern(&name.value),
            starts: self.draft.texts.intern(&starts.unwrap_or(name).value),
            voice: voice.and_then(|a| self.entity_named(record, a)),
            origin: record.origin,
        };
        self.draft.sections.push(section);
    }

    /// Keeps the value of a field that may have one only.
    pub(super) fn only<'r, 'a>(
        &mut self,
        record: &Record<'_>,
        slot: &mut Option<&'r Field<'a>>,
        field: &'r Field<'a>,
    ) {
        if slot.replace(field).is_some() {
            self.second_value(record, field);
        }
    }

    /// The source that a field names.
    pub(super) fn source(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<EntityId> {
        match self.bound(&field.value) {
            Some(Binding::Entity(id)) if self.ontology.is_source(self.class_of(id)) => Some(id),
            Some(Binding::Faulty) => None,
            bound if bound.is_some() || self.claim_called(&field.value).is_some() => {
                self.fault(
                    Code::R012,
                    value_of(record, field),
                    format!("`{}` is not a source", field.value),
                    "an entity whose class is below remit:Source",
                );
                None
            }
            _ => {
                let is_source =
                    |m: &Self, id: EntityId| m.ontology.is_source(m.draft.entities[id.index()].class);
                let called = self.entities_called(&field.value, is_source);
                let sources = self.draft.entities.iter().filter(|e| self.ontology.is_source(e.class));
                let keys = sources.map(|e| self.draft.texts.get(e.key));
                let message = format!("there is no source `{}`", field.value);
                let fault = Diagnostic::new(Code::R012, value_of(record, field), message)
                    .expected("the id of a [[source]]");
                self.faults.push(told(fault, &called, to_write(record, field), (&field.value, keys)));
                None
            }
        }
    }
}
