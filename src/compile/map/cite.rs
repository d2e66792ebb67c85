//! The citation of a claim: source, section, quote, voice and status.

use super::called::{labelled, to_write, told};
use super::keys::Fields;
use super::{Binding, Mapper, head_of, value_of};
use crate::model::claim::{EntityId, PassageId, SectionId, StatusId};
use crate::model::code::Code;
use crate::model::dataset::Passage;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::quote::parts;
use crate::model::record::{Field, Record};
use crate::model::text::Symbol;

/// The longest page, in characters: it is repeated in every citation.
const LONGEST_PAGE: usize = 40;

/// How many times as long as another quote a title may be that is quoted whole.
const TITLE: usize = 5;

/// What makes two passages the same.
pub(super) type PassageKey = (EntityId, Option<SectionId>, Symbol, Option<Symbol>, Option<Symbol>);

/// Who says it, where, and how firmly.
pub(super) struct Citation {
    pub(super) source: EntityId,
    pub(super) passage: Option<PassageId>,
    pub(super) speaker: EntityId,
    pub(super) status: StatusId,
    pub(super) affirmed: bool,
}

impl Mapper<'_> {
    /// Reads the citation; every part that is missing or wrong is a fault of its own.
    pub(super) fn citation(&mut self, record: &Record<'_>, fields: &Fields<'_, '_>) -> Option<Citation> {
        let source = if let Some(field) = fields.get(ClaimField::Source) {
            self.source(record, field)
        } else {
            self.fault(
                Code::R008,
                head_of(record),
                "this claim has no source".into(),
                "source = \"…\": the document that says so",
            );
            None
        };
        let speaker = if let Some(field) = fields.get(ClaimField::Speaker) {
            self.entity_named(record, field)
        } else {
            self.fault(
                Code::R007,
                head_of(record),
                "this claim has no speaker".into(),
                "speaker = \"…\": the entity whose voice it is",
            );
            None
        };
        let status = self.status(record, fields.get(ClaimField::Status));
        let affirmed = self.polarity(record, fields.get(ClaimField::Polarity));
        let passage = source.and_then(|s| self.passage(record, fields, s));
        Some(Citation {
            source: source?,
            passage: passage?,
            speaker: speaker?,
            status: status?,
            affirmed: affirmed?,
        })
    }

    /// The entity that a field names.
    pub(super) fn entity_named(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<EntityId> {
        self.entity_called(&field.value, value_of(record, field), to_write(record, field))
    }

    /// The entity that is named at a place.
    pub(super) fn entity_called(
        &mut self,
        name: &str,
        place: Location,
        field: Option<&str>,
    ) -> Option<EntityId> {
        match self.bound(name) {
            Some(Binding::Entity(id)) => Some(id),
            Some(Binding::Faulty) => None,
            None => {
                let fault = Diagnostic::new(Code::R011, place, format!("there is no entity `{name}`"));
                self.unknown(fault.expected("the id of an entity"), name, field);
                None
            }
        }
    }

    fn status(&mut self, record: &Record<'_>, field: Option<&Field<'_>>) -> Option<StatusId> {
        let Some(field) = field else {
            self.fault(
                Code::R006,
                head_of(record),
                "this claim has no status".into(),
                "status = \"…\": how firm it is",
            );
            return None;
        };
        let found = self.ontology.find_status(&field.value);
        if found.is_none() {
            let known = self.ontology.statuses().iter().map(|s| (&*s.label, &*s.key));
            self.unknown_word(record, field, "status", &known.collect::<Vec<_>>());
        }
        found
    }

    fn polarity(&mut self, record: &Record<'_>, field: Option<&Field<'_>>) -> Option<bool> {
        match field.map(|f| (f, f.value.as_ref())) {
            None | Some((_, "affirmed")) => Some(true),
            Some((_, "denied")) => Some(false),
            Some((field, _)) => {
                self.unknown_word(
                    record,
                    field,
                    "polarity",
                    &["affirmed", "denied"].map(|word| (word, word)),
                );
                None
            }
        }
    }

    /// A word that is none of those that the ontology knows, which are given with label and key.
    pub(super) fn unknown_word(
        &mut self,
        record: &Record<'_>,
        field: &Field<'_>,
        what: &str,
        known: &[(&str, &str)],
    ) {
        let keys: Vec<&str> = known.iter().map(|(_, key)| *key).collect();
        let message = format!("there is no {what} `{}`", field.value);
        let fault = Diagnostic::new(Code::R015, value_of(record, field), message)
            .expected(format!("one of: {}", keys.join(", ")));
        let called = labelled(&field.value, what, known.iter().copied());
        let fault = told(fault, &called, to_write(record, field), (&field.value, keys));
        // Words of these two are those of the ontology.
        let class = match what {
            "status" => "Status",
            "qualifier" => "Qualifier",
            _ => return self.faults.push(fault),
        };
        let help = format!(
            "a further {what} is declared in ontology/: `ex:mine a remit:{class} ; skos:prefLabel \"mine\" .`; \
             `remit explain R015` tells more"
        );
        self.faults.push(fault.help(help));
    }

    /// `Some(None)` for a register, which is cited by row.
    fn passage(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        source: EntityId,
    ) -> Option<Option<PassageId>> {
        let is_register = self.ontology.is_register(self.class_of(source));
        let section = self.section_named(record, fields, source, is_register)?;
        let Some(quote) = fields.get(ClaimField::Quote).filter(|q| !q.value.trim().is_empty()) else {
            if is_register {
                return Some(None);
            }
            self.fault(
                Code::R009,
                head_of(record),
                "this claim has no quote".into(),
                "quote = \"…\": the exact words of the source, the shortest that carry the claim",
            );
            return None;
        };
        let words = parts(&quote.value).into_iter().flat_map(str::split_whitespace).count();
        let most = self.manifest.limits.quote_words;
        // A title is quoted whole where it is what the claim says.
        let is_title = words <= most.saturating_mul(TITLE)
            && fields.get(ClaimField::Object).is_some_and(|object| same_words(&object.value, &quote.value));
        if words > most && !is_title {
            let is_page = words > most.saturating_mul(2 * TITLE);
            let what = if is_page { "is a whole page:" } else { "has" };
            let message = format!("this quote {what} {words} words");
            let fault = Diagnostic::new(Code::R029, value_of(record, quote), message)
                .expected(format!("at most {most} words, or a title that is the value of the claim"))
                .help("keep the shortest words that carry the claim; prefix and suffix make them unique");
            self.faults.push(fault);
            return None;
        }
        let quote = self.draft.texts.intern(&quote.value);
        let [prefix, suffix] = [ClaimField::Prefix, ClaimField::Suffix]
            .map(|k| fields.get(k).map(|f| self.draft.texts.intern(&f.value)));
        let key = (source, section, quote, prefix, suffix);
        let next = PassageId(self.draft.passages.len() as u32);
        let id = *self.passages.entry(key).or_insert(next);
        if id == next {
            self.draft.passages.push(Passage {
                source,
                section,
                quote,
                prefix,
                suffix,
                position: None,
                parts: Box::default(),
                marks: None,
            });
        }
        Some(Some(id))
    }

    /// The page or place in the source; an empty one takes back the default of the file.
    pub(super) fn page(&mut self, record: &Record<'_>, fields: &Fields<'_, '_>) -> Option<Symbol> {
        let field = fields.get(ClaimField::Page)?;
        let page = field.value.trim();
        if page.chars().count() > LONGEST_PAGE || page.contains(char::is_control) {
            let message = format!("`{}` is not a page", page.escape_debug());
            let expected = "a page or place of at most 40 characters, such as `12` or `ch. 3`";
            self.fault(Code::R018, value_of(record, field), message, expected);
            return None;
        }
        (!page.is_empty()).then(|| self.draft.texts.intern(page))
    }

    fn section_named(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        source: EntityId,
        is_register: bool,
    ) -> Option<Option<SectionId>> {
        let Mapper { sections, draft, .. } = self.known();
        let mut known = sections.keys().filter(|(s, _)| *s == source).map(|(_, k)| draft.texts.get(*k));
        let Some(field) = fields.get(ClaimField::Section) else {
            if is_register || known.next().is_none() {
                return Some(None);
            }
            self.fault(
                Code::R006,
                head_of(record),
                "this claim has no section".into(),
                "section = \"…\": the part of the source where the words stand",
            );
            return None;
        };
        let symbol = draft.texts.find(&field.value);
        if let Some(section) = symbol.and_then(|s| sections.get(&(source, s))) {
            return Some(Some(*section));
        }
        let mut names: Vec<&str> = known.collect();
        names.sort_unstable();
        let of_source = draft.sections.iter().filter(|s| s.source == source);
        let of_source = of_source.map(|s| (draft.texts.get(s.name), draft.texts.get(s.key)));
        let called = labelled(&field.value, "section", of_source);
        let source_key = draft.texts.get(draft.entities[source.index()].key);
        let fault = Diagnostic::new(
            Code::R014,
            value_of(record, field),
            format!("`{source_key}` has no section `{}`", field.value),
        )
        .expected(if names.is_empty() {
            "a [[section]] of the source".into()
        } else {
            format!("one of: {}", names.join(", "))
        });
        let fault = told(fault, &called, to_write(record, field), (&field.value, names));
        self.faults.push(fault);
        None
    }
}

/// Whether two texts have the same words, whatever white space and quotation marks.
fn same_words(a: &str, b: &str) -> bool {
    let plain =
        |text: &str| text.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
    plain(a).split_whitespace().eq(plain(b).split_whitespace())
}
