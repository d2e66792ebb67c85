//! Records that mappings make: they are taken as those of data files are, once these are known.

use super::{CLAIMS, Mapper};
use crate::compile::mapping::{MAPPED, Mapped, MappedRecord};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::record::{Kind, Origin};

impl Mapper<'_> {
    /// Takes the records of all mappings that are taken in a pass.
    pub(super) fn mapped(&mut self, mappings: &[Mapped<'_>], pass: usize) {
        for mapped in mappings {
            match pass {
                0 => {
                    self.decided(mapped);
                    // An entity that somebody wrote a record of is known by that.
                    let is_new = |mapper: &Self, record: &&MappedRecord| {
                        record.value("id").is_some_and(|id| mapper.bound(id).is_none())
                    };
                    let records = || mapped.records.iter().filter(|record| record.kind != Kind::Claim);
                    let new: Vec<&MappedRecord> = records().filter(|record| is_new(self, record)).collect();
                    // Each is held against those that were there before any of them.
                    for record in &new {
                        self.undecided(mapped, record);
                    }
                    for record in new {
                        self.mapped_record(mapped, record, pass);
                    }
                    // The names of these are known from now on.
                    self.by_name = None;
                }
                CLAIMS if self.may_be_said(mapped) => {
                    let claims = mapped.records.iter().filter(|record| record.kind == Kind::Claim);
                    claims.for_each(|record| self.mapped_record(mapped, record, pass));
                }
                _ => {}
            }
        }
    }

    fn mapped_record(&mut self, mapped: &Mapped<'_>, record: &MappedRecord, pass: usize) {
        let before = self.faults.len();
        self.record(&record.record(mapped.layout), pass);
        for fault in &mut self.faults[before..] {
            // The data is not written by whoever keeps the graph: what helps is said of the mapping.
            fault.fixes.clear();
            fault.related.push((Location::Span(mapped.file, record.mapping), MAPPED.to_owned()));
        }
    }

    /// A fault for each decision that names no entity.
    fn decided(&mut self, mapped: &Mapped<'_>) {
        let Some(file) = mapped.links.file else { return };
        for decision in &mapped.links.decisions {
            let is_mapped = || {
                let mut records = mapped.records.iter().filter(|record| record.kind != Kind::Claim);
                records.any(|record| record.value("id") == Some(&decision.object))
            };
            if self.bound(&decision.object).is_some() || is_mapped() {
                continue;
            }
            let place = Location::Span(file, decision.object_span);
            let message = format!("there is no entity `{}`", decision.object);
            let fault = Diagnostic::new(Code::R108, place, message).expected("the id of an entity");
            self.unknown(fault, &decision.object, None);
            // It is told once, and not for each claim.
            self.declare(&decision.object, Origin { file, start: decision.object_span.start });
        }
        self.by_name = None;
    }

    /// A warning for an entity of the data that is called as another one, where nobody decided whether they are the same.
    fn undecided(&mut self, mapped: &Mapped<'_>, record: &MappedRecord) {
        let Some(name) = record.value("name") else { return };
        let called = self.entities_called(name, |_, _| true);
        let id = record.value("id").unwrap_or_default();
        let iri_names = [id, name, record.called.as_deref().unwrap_or_default()];
        let is_decided = |key: &str| mapped.links.on(&iri_names).any(|decision| decision.object == key);
        for (key, class) in called.into_iter().filter(|(key, _)| !is_decided(key)) {
            let message = format!(
                "`{id}` is called `{name}`, as is `{key}` ({class}); nothing says whether they are the same"
            );
            let table = match &mapped.layout.links {
                Some((links, _)) => format!("{}{links}", self.manifest.folders.data),
                None => "a table of links, which remit.toml names as `links` of this mapping".to_owned(),
            };
            let row = format!(
                "subject_id {id}, predicate_id skos:exactMatch, object_id {key}, mapping_justification semapv:ManualMappingCuration"
            );
            let fault = Diagnostic::new(Code::R109, Location::Span(record.origin.file, record.head), message)
                .expected("a decision in the table of links")
                .help(format!("if they are one, add to {table} the row: {row}"))
                .help("if they are two, the same row with Not as predicate_modifier")
                .related(Location::Span(mapped.file, record.mapping), MAPPED);
            let rows = [(true, "one"), (false, "two")].map(|(is_same, word)| {
                let action = format!("add a row to the table of links: they are {word}");
                Some((action, mapped.links.added(id, &key, is_same)?))
            });
            let fault =
                rows.into_iter().flatten().fold(fault, |fault, (action, row)| fault.offer(action, row));
            self.faults.push(fault);
        }
    }

    /// Whether the source and the speaker of a mapping are known: what is wrong with them is told once, not for each claim.
    fn may_be_said(&mut self, mapped: &Mapped<'_>) -> bool {
        let Some(file) = mapped.manifest else { return true };
        let before = self.faults.len();
        for field in [ClaimField::Source, ClaimField::Speaker, ClaimField::ReportedBy] {
            if let Some((name, span)) = mapped.layout.set.get(field.key()) {
                self.entity_called(name, Location::Span(file, *span), Some(field.key()));
            }
        }
        if let Some((status, span)) = mapped.layout.set.get(ClaimField::Status.key())
            && self.ontology.find_status(status).is_none()
        {
            self.no_status(status, Location::Span(file, *span));
        }
        if let Some((source, span)) = mapped.layout.set.get(ClaimField::Source.key()) {
            self.is_table(source, Location::Span(file, *span));
        }
        self.faults.len() == before
    }

    fn no_status(&mut self, status: &str, place: Location) {
        let keys: Vec<&str> = self.ontology.statuses().iter().map(|status| status.key.as_str()).collect();
        let fault = Diagnostic::new(Code::R015, place, format!("there is no status `{status}`"))
            .expected(format!("one of: {}", keys.join(", ")));
        let near = crate::model::nearest::nearest(status, keys);
        self.faults.push(fault.suggest(near));
    }

    /// Claims without words are those of a table.
    fn is_table(&mut self, source: &str, place: Location) {
        let Some(super::Binding::Entity(id)) = self.bound(source) else { return };
        if !self.ontology.is_register(self.class_of(id)) {
            let class = &self.ontology.class(self.class_of(id)).label;
            let message = format!("`{source}` ({class}) is cited by its words, and mapped claims have none");
            let fault = Diagnostic::new(Code::R009, place, message)
                .expected("a source of a class below remit:Register");
            self.faults.push(fault);
        }
    }
}
