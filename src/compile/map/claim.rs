//! Records of claims, and the claims that columns of entity tables make.

use sha2::{Digest, Sha256};

use super::called::{labelled, to_write, told};
use super::keys::{self, Fields};
use super::value::Read;
use super::{Binding, ForwardRef, Mapper, head_of, value_of};
use crate::compile::ontology::{Property, Range};
use crate::model::amount::Amount;
use crate::model::claim::{Claim, ClaimDetails, ClaimId, DetailsId, PropertyId, Thing, Value};
use crate::model::code::Code;
use crate::model::date::PartialDate;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::fix::Change;
use crate::model::quantity::typed;
use crate::model::record::{Field, Record};
use crate::model::text::{Symbol, hex};
use crate::model::vocab::rdf;

/// Stands for a claim that is not known yet.
const UNKNOWN: Thing = Thing::Claim(ClaimId(u32::MAX));

impl Mapper<'_> {
    /// Takes a claim; a fault leaves it out and remembers its id.
    pub(super) fn claim_record(&mut self, record: &Record<'_>) {
        let mut fields = Fields::none();
        for (at, field) in record.fields.iter().enumerate() {
            match self.of_claims.meaning(at, field.name, ClaimField::from_key) {
                Some(key) => {
                    if !fields.set(key, field) {
                        self.second_value(record, field);
                    }
                }
                None => self.unknown_key(record, field, &keys::of_claim()),
            }
        }
        if self.try_claim(record, &fields).is_none() {
            self.mark_faulty(record);
            if let Some(subject) = fields.get(ClaimField::Subject) {
                self.draft.incomplete.insert(subject.value.to_string());
            }
        }
    }

    fn try_claim(&mut self, record: &Record<'_>, fields: &Fields<'_, '_>) -> Option<()> {
        // Every part is read before the first one that is missing ends it: all faults at once.
        let predicate = self.predicate(record, fields.get(ClaimField::Predicate));
        let subject = self.subject(record, fields.get(ClaimField::Subject), predicate);
        let value = predicate.and_then(|p| self.value(record, fields, p, None));
        let citation = self.citation(record, fields);
        let details = self.details(record, fields, predicate);
        let key = match fields.get(ClaimField::Id) {
            Some(id) => self.take_id(record, id),
            None => match self.derived_key(fields, None) {
                Some(key) => Some(key),
                None => return Some(()),
            },
        };
        // Names that no record above has are looked for at the end, also those of a claim that is left out.
        let whole = [predicate.is_some(), subject.is_some(), value.is_some(), citation.is_some()];
        let is_whole = whole.into_iter().all(|part| part) && details.is_some() && key.is_some();
        let claim = is_whole.then_some(ClaimId(self.draft.claims.len() as u32));
        let mut pend = |field: Option<&Field<'_>>, is_subject| {
            if let Some(field) = field {
                let name = self.draft.texts.intern(&field.value);
                let to_write = to_write(record, field).map(|key| self.draft.texts.intern(key));
                let anchor = value_of(record, field);
                self.pending.push(ForwardRef { claim, is_subject, name, anchor, field: to_write });
            }
        };
        if subject == Some(UNKNOWN) {
            pend(fields.get(ClaimField::Subject), true);
        }
        let value = match value? {
            Read::Value(value) => value,
            Read::Unresolved => {
                pend(fields.get(ClaimField::Object), false);
                Value::Thing(UNKNOWN)
            }
        };
        let (predicate, subject, citation) = (predicate?, subject?, citation?);
        let (details, key) = (details?, key?);
        self.push(key, subject, predicate, value, &citation, details, record);
        Some(())
    }

    /// The claims that columns of an entity record make.
    pub(super) fn claims_of_entity(&mut self, record: &Record<'_>) {
        let Some(Binding::Entity(entity)) =
            record.fields.iter().find(|f| f.name == "id").and_then(|f| self.bound(&f.value))
        else {
            return;
        };
        let columns: Vec<(PropertyId, &Field<'_>)> =
            record.fields.iter().filter_map(|f| Some((self.column(record, f.name)?, f))).collect();
        if columns.is_empty() {
            return;
        }
        let mut fields = Fields::none();
        for (at, field) in record.fields.iter().enumerate() {
            if let Some(key) = self.of_entities.meaning(at, field.name, keys::of_columns) {
                fields.set(key, field);
            }
        }
        let Some(citation) = self.citation(record, &fields) else { return };
        let details = ClaimDetails { page: self.page(record, &fields), ..ClaimDetails::default() };
        for (property, field) in columns {
            let class = self.class_of(entity);
            let ontology = self.ontology;
            let domain = &ontology.property(property).domain;
            if !ontology.is_one_of(class, domain) {
                let known = &self.known().draft;
                let name = known.texts.get(known.entities[entity.index()].key).to_owned();
                self.wrong_class(
                    Code::R016,
                    (record.origin, value_of(record, field)),
                    &name,
                    class,
                    property,
                    domain,
                );
                continue;
            }
            let Some(value) = self.value(record, &fields, property, Some(field)) else { continue };
            let subject = record.fields.iter().find(|f| f.name == "id");
            let Some(key) = self.derived_key(&fields, subject.map(|s| (s, field))) else { continue };
            let value = match value {
                Read::Value(value) => value,
                Read::Unresolved => {
                    let claim = Some(ClaimId(self.draft.claims.len() as u32));
                    let name = self.draft.texts.intern(&field.value);
                    let to_write = to_write(record, field).map(|key| self.draft.texts.intern(key));
                    let anchor = value_of(record, field);
                    self.pending.push(ForwardRef { claim, is_subject: false, name, anchor, field: to_write });
                    Value::Thing(UNKNOWN)
                }
            };
            self.push(key, Thing::Entity(entity), property, value, &citation, details.clone(), record);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "these are the parts of a claim, each read on its own")]
    fn push(
        &mut self,
        key: Symbol,
        subject: Thing,
        predicate: PropertyId,
        value: Value,
        citation: &super::cite::Citation,
        details: ClaimDetails,
        record: &Record<'_>,
    ) {
        if let Some(known) = &mut self.claim_ids {
            known.insert(self.draft.texts.get(key), ClaimId(self.draft.claims.len() as u32));
        }
        let has_details = details != ClaimDetails::default();
        let details_id = has_details.then(|| DetailsId::at(self.draft.details.len()));
        if has_details {
            self.draft.details.push(details);
        }
        self.draft.claims.push(Claim {
            key,
            subject,
            predicate,
            value,
            source: citation.source,
            passage: citation.passage,
            speaker: citation.speaker,
            status: citation.status,
            affirmed: citation.affirmed,
            details: details_id,
            origin: record.origin,
        });
    }

    fn predicate(&mut self, record: &Record<'_>, field: Option<&Field<'_>>) -> Option<PropertyId> {
        let Some(field) = field else {
            self.fault(
                Code::R006,
                head_of(record),
                "this claim has no predicate".into(),
                "predicate = \"…\": a property of the ontology",
            );
            return None;
        };
        let found = self.properties.get(field.value.as_ref()).copied();
        if found.is_some() {
            return found;
        }
        let is_closed = |p: &&Property| !p.writable && p.key == *field.value && p.is_of_graph();
        if let Some(property) = self.ontology.properties().iter().find(is_closed) {
            self.fault(
                Code::R013,
                value_of(record, field),
                format!("data cannot use the property `{}`", property.key),
                "a property with a label, whose values are read",
            );
        } else {
            let mut keys: Vec<&str> = self.properties.keys().copied().collect();
            keys.sort_unstable();
            let usable = self.ontology.properties().iter().filter(|p| p.writable);
            let called = labelled(&field.value, "property", usable.map(|p| (&*p.label, &*p.key)));
            let message = format!("there is no property `{}`", field.value);
            let fault = Diagnostic::new(Code::R013, value_of(record, field), message)
                .expected("the key of a property of the ontology");
            self.faults.push(told(fault, &called, to_write(record, field), (&field.value, keys)));
        }
        None
    }

    fn subject(
        &mut self,
        record: &Record<'_>,
        field: Option<&Field<'_>>,
        predicate: Option<PropertyId>,
    ) -> Option<Thing> {
        let Some(field) = field else {
            self.fault(
                Code::R006,
                head_of(record),
                "this claim has no subject".into(),
                "subject = \"…\": an entity or a claim",
            );
            return None;
        };
        match self.bound(&field.value) {
            Some(Binding::Entity(id)) => {
                let class = self.class_of(id);
                let ontology = self.ontology;
                if let Some(predicate) = predicate {
                    let domain = &ontology.property(predicate).domain;
                    if !ontology.is_one_of(class, domain) {
                        self.wrong_class(
                            Code::R016,
                            (record.origin, value_of(record, field)),
                            &field.value,
                            class,
                            predicate,
                            domain,
                        );
                        return None;
                    }
                }
                Some(Thing::Entity(id))
            }
            Some(Binding::Faulty) => None,
            None => Some(UNKNOWN),
        }
    }

    fn details(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        predicate: Option<PropertyId>,
    ) -> Option<ClaimDetails> {
        let before = self.faults.len();
        let property = predicate.map(|p| self.ontology.property(p));
        let is_money = property.is_some_and(|p| p.range == Range::Money);
        let is_count = property.is_some_and(|p| matches!(p.range, Range::Count));
        let ordered = property.is_some_and(|p| p.ordered);
        let dates = [ClaimField::From, ClaimField::Until, ClaimField::Deadline].map(|key| fields.get(key));
        let [from, until, deadline] = dates.map(|field| field.and_then(|f| self.date(record, f)));
        self.reversed(record, fields, from, until);
        let money = fields.get(ClaimField::Amount).filter(|_| !is_money && predicate.is_some());
        let count = fields.get(ClaimField::Count).filter(|_| !is_count);
        // `for 3 years`, typed with an amount, is a relative expression of time.
        let in_words = |f: &&Field<'_>| Amount::parse(&f.value).is_none();
        let amount = fields.get(ClaimField::Amount).filter(in_words);
        let lasting = amount.and_then(|f| typed(&f.value).ok()?.lasting);
        let when = fields.get(ClaimField::When).map(|f| f.value.as_ref()).or(lasting.as_deref());
        self.orphan_currency(record, fields, is_money);
        let details = ClaimDetails {
            page: self.page(record, fields),
            reported_by: fields.get(ClaimField::ReportedBy).and_then(|f| self.entity_named(record, f)),
            from,
            until,
            deadline,
            default_dates: dates.map(|field| field.is_some_and(|f| f.is_default)),
            when: when.map(|words| self.draft.texts.intern(words)),
            money: money.and_then(|f| self.money(record, fields, f)),
            count: count.and_then(|f| self.count(record, f, None)),
            qualifier: fields.get(ClaimField::Qualifier).and_then(|f| self.qualifier(record, f)),
            position: self.position(record, fields.get(ClaimField::Position), ordered),
            language: property.and_then(|p| self.language(record, fields.get(ClaimField::Object), p)),
            note_language: fields.get(ClaimField::Note).and_then(|f| self.tag(record, f)),
            note: fields.get(ClaimField::Note).map(|f| self.draft.texts.intern(&f.value)),
            doubt: fields.get(ClaimField::Doubt).map(|f| self.draft.texts.intern(&f.value)),
        };
        (self.faults.len() == before).then_some(details)
    }

    /// The language of a value, which has to be a text.
    fn language(
        &mut self,
        record: &Record<'_>,
        object: Option<&Field<'_>>,
        property: &Property,
    ) -> Option<Symbol> {
        let field = object.filter(|field| field.language.is_some())?;
        let declared = property.datatype.as_deref();
        if property.range != Range::Text || declared.is_some_and(|d| d != rdf::LANG_STRING) {
            let message = format!("values of `{}` have no language", property.key);
            let fault = Diagnostic::new(Code::R078, value_of(record, field), message)
                .expected("a value without a tag");
            let help = "a property takes texts in a language if its range is rdf:langString, or rdfs:Literal for texts with and without";
            self.faults.push(if property.range == Range::Text { fault.help(help) } else { fault });
            return None;
        }
        self.tag(record, field)
    }

    fn reversed(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        from: Option<PartialDate>,
        until: Option<PartialDate>,
    ) {
        if let (Some(from), Some(until), Some(field)) = (from, until, fields.get(ClaimField::Until))
            && from.is_after(until)
        {
            let message = format!("`until` {until} lies before `from` {from}");
            self.fault(Code::R033, value_of(record, field), message, "a date not before `from`");
        }
    }

    fn qualifier(
        &mut self,
        record: &Record<'_>,
        field: &Field<'_>,
    ) -> Option<crate::model::claim::QualifierId> {
        let found = self.ontology.find_qualifier(&field.value);
        if found.is_none() {
            let known = self.ontology.qualifiers().iter().map(|q| (&*q.label, &*q.key));
            self.unknown_word(record, field, "qualifier", &known.collect::<Vec<_>>());
        }
        found
    }

    fn position(&mut self, record: &Record<'_>, field: Option<&Field<'_>>, ordered: bool) -> Option<u32> {
        let Some(field) = field else {
            if ordered {
                self.fault(
                    Code::R025,
                    head_of(record),
                    "this claim has no position".into(),
                    "position = 1, 2, 3 …: the property is ordered",
                );
            }
            return None;
        };
        let number = field.value.parse::<u32>().ok().filter(|n| *n >= 1);
        if number.is_none() || !ordered {
            let expected =
                if ordered { "a whole number from 1" } else { "no position: the property is not ordered" };
            let message = format!("`{}` cannot be a position here", field.value);
            let fault = Diagnostic::new(Code::R025, value_of(record, field), message).expected(expected);
            let place = Location::Field(record.origin, ClaimField::Position.key());
            self.faults.push(if ordered {
                fault
            } else {
                fault.fix_at("take the position out", (place, Change::Remove))
            });
        }
        number
    }

    /// A key made from the content, so that it stays the same in any order of records; none where a record has said so already.
    fn derived_key(
        &mut self,
        fields: &Fields<'_, '_>,
        column: Option<(&Field<'_>, &Field<'_>)>,
    ) -> Option<Symbol> {
        let mut digest = Sha256::new();
        if let Some((subject, field)) = column {
            for part in [subject.value.as_ref(), field.name, field.value.as_ref()] {
                digest.update(part.as_bytes());
                digest.update([0]);
            }
        }
        // A currency by default, without an amount, is no part of the content.
        let has_amount = fields.get(ClaimField::Amount).is_some() || column.is_some();
        for key in ClaimField::of_records().filter(|k| *k != ClaimField::Id) {
            let is_idle = !has_amount && matches!(key, ClaimField::Currency | ClaimField::Per);
            if let Some(field) = fields.get(key).filter(|_| !is_idle) {
                digest.update(key.key().as_bytes());
                digest.update([1]);
                digest.update(field.value.as_bytes());
                digest.update([0]);
                if let Some(language) = field.language {
                    digest.update(language.to_ascii_lowercase().as_bytes());
                    digest.update([0]);
                }
            }
        }
        let key = format!("c-{}", hex(&digest.finalize()[..8]));
        (!self.is_taken(&key)).then(|| self.draft.texts.push(&key))
    }

    /// Puts the claim into the place that waited for it, if the property takes claims there.
    pub(super) fn resolve(&mut self, claim: ClaimId, pending: &ForwardRef, target: ClaimId) -> bool {
        let ontology = self.ontology;
        let predicate = self.draft.claims[claim.index()].predicate;
        let property = ontology.property(predicate);
        let (code, wanted): (Code, &[crate::model::claim::ClassId]) =
            match (&property.range, pending.is_subject) {
                (_, true) => (Code::R016, &property.domain),
                (Range::Things(classes), false) => (Code::R017, classes),
                (_, false) => (Code::R017, &[]),
            };
        let class = ontology.claim_class();
        if !ontology.is_one_of(class, wanted) {
            let name = self.draft.texts.get(pending.name).to_owned();
            let anchor: Location = pending.anchor.clone();
            let origin = self.draft.claims[claim.index()].origin;
            self.wrong_class(code, (origin, anchor), &name, class, predicate, wanted);
            return false;
        }
        let claim = &mut self.draft.claims[claim.index()];
        if pending.is_subject {
            claim.subject = Thing::Claim(target);
        } else {
            claim.value = Value::Thing(Thing::Claim(target));
        }
        true
    }

    /// Leaves out claims that refer to nothing, and every claim about them; the ids of the rest close up.
    pub(super) fn drop_claims(&mut self, lost: Vec<ClaimId>) {
        if lost.is_empty() {
            return;
        }
        let claims: Vec<(Symbol, Thing)> = self.draft.claims.iter().map(|c| (c.key, c.subject)).collect();
        let new_ids = self.draft.leave_out(lost);
        for ((key, subject), _) in claims.into_iter().zip(&new_ids).filter(|(_, new)| new.is_none()) {
            if let Thing::Entity(subject) = subject {
                let key = self.draft.texts.get(self.draft.entities[subject.index()].key);
                self.draft.incomplete.insert(key.to_owned());
            }
            self.first.insert(self.draft.texts.get(key).to_owned(), None);
        }
        // The others have new numbers: they are looked up anew.
        self.claim_ids = None;
    }
}
