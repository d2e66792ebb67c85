//! Mappings of a project: the triples that each makes of tables, JSON and XML, as records with their places in the data.
//!
//! Goes in: a mapping in RML, the files that it reads, a table of links, and the ontology. Comes out: [`Mapped`], records as a reader
//! of TOML or CSV finds them, and a fault for each triple that cannot be one. In steps: which files (`files.rs`), where a value stands
//! (`cells.rs`), triples (`triples.rs`), what is the same as what (`links.rs`), records (`records.rs`).
//! Deliberately does not know which entities there are: see `map`.

mod cells;
mod files;
mod links;
mod records;
mod triples;

use std::collections::{BTreeMap, BTreeSet};

use crate::bulk::{self, Plan};
use crate::compile::ontology::Ontology;
use crate::compile::read::{Manifest, MappingLayout};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, Span};
use crate::model::record::{Field, Kind, Origin, Record};
use crate::model::vocab;

pub use files::{MappingFiles, paths_of_sources};
pub use links::{Decision, Links};

/// What a mapping of a project comes to.
#[derive(Debug)]
pub struct Mapped<'a> {
    /// Its part of the manifest.
    pub layout: &'a MappingLayout,
    /// The manifest.
    pub manifest: Option<FileId>,
    /// Entities, then claims, in the order of the data.
    pub records: Vec<MappedRecord>,
    /// What was decided on names and ids of the data.
    pub links: Links,
    /// The file of the mapping.
    pub file: FileId,
}

/// A record that a mapping makes.
#[derive(Clone, Debug)]
pub struct MappedRecord {
    /// What it declares.
    pub kind: Kind,
    /// The value that it rests on, in the data.
    pub origin: Origin,
    /// Its bytes.
    pub head: Span,
    /// The term map in the mapping.
    pub mapping: Span,
    /// Its values; those that all records of the mapping have are left out.
    pub fields: Vec<MappedField>,
    /// For an entity: how the data names it, as a table of links would.
    pub called: Option<String>,
}

/// A value of a mapped record.
#[derive(Clone, Debug)]
pub struct MappedField {
    /// The key.
    pub name: &'static str,
    /// The value as text.
    pub value: String,
    /// Where it stands in the data.
    pub span: Span,
    /// The language that it is said to be in.
    pub language: Option<String>,
}

impl MappedRecord {
    /// The record, with what all claims of its mapping have.
    pub fn record<'r>(&'r self, layout: &'r MappingLayout) -> Record<'r> {
        let mut fields: Vec<Field<'r>> = Vec::with_capacity(self.fields.len() + layout.set.len() + 1);
        fields.extend(self.fields.iter().map(|field| Field {
            name: field.name,
            value: field.value.as_str().into(),
            name_span: field.span,
            span: field.span,
            language: field.language.as_deref(),
            is_default: false,
        }));
        if self.kind == Kind::Claim {
            let set = layout.set.iter().map(|(name, (value, _))| (name.as_str(), value.as_str()));
            for (name, value) in set {
                if !self.fields.iter().any(|field| field.name == name) {
                    fields.push(Field {
                        name,
                        value: value.into(),
                        name_span: self.head,
                        span: self.head,
                        language: None,
                        is_default: true,
                    });
                }
            }
        }
        // As in a row of a table, what a field says cannot be written as `key = "value"`.
        let columns: &[&str] = if self.kind == Kind::Claim { &["object"] } else { &[] };
        Record { kind: self.kind, origin: self.origin, head: self.head, fields, columns }
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }
}

/// What every mapping of a project comes to, and what is wrong with them.
pub fn read<'a>(
    files: &Files,
    of: &[MappingFiles],
    manifest: &'a Manifest,
    ontology: &Ontology,
) -> (Vec<Mapped<'a>>, Vec<Diagnostic>) {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (layout, of) in manifest.mappings.iter().zip(of) {
        all.extend(one((files, of), layout, (manifest, ontology), &mut faults));
    }
    (all, faults)
}

fn one<'a>(
    (files, of): (&Files, &MappingFiles),
    layout: &'a MappingLayout,
    (manifest, ontology): (&Manifest, &Ontology),
    faults: &mut Vec<Diagnostic>,
) -> Option<Mapped<'a>> {
    let in_manifest = files.find("remit.toml");
    let at = |span: Span| {
        in_manifest.map_or(Location::Path("remit.toml".to_owned()), |id| Location::Span(id, span))
    };
    let Some(file) = of.mapping else {
        let message = format!("there is no mapping `{}{}`", manifest.folders.data, layout.file.0);
        faults.push(
            Diagnostic::new(Code::R101, at(layout.file.1), message).expected("a file in the data folder"),
        );
        return None;
    };
    let links = match (&layout.links, of.links) {
        (None, _) => Links::default(),
        (Some(_), Some(id)) => links::parse(id, files.get(id), manifest, faults),
        (Some((name, span)), None) => {
            let message = format!("there is no table of links `{}{name}`", manifest.folders.data);
            let fault = Diagnostic::new(Code::R108, at(*span), message);
            faults.push(fault.expected("a table in SSSOM form (.tsv) in the data folder"));
            Links::default()
        }
    };
    let base = base(manifest);
    let plan = match bulk::load(&files.get(file).text, &base) {
        Ok(plan) => plan,
        Err(found) => {
            faults.extend(found.iter().map(|fault| of_mapping(file, fault)));
            return None;
        }
    };
    remarks(file, &plan, faults);
    let before = faults.len();
    let triples = triples::read((files, of), (file, &plan), &base, faults)?;
    let is_whole = faults.len() == before;
    let (records, known) = records::of(triples, &links, (manifest, ontology), (files, file, layout), faults);
    // A row with bad data makes nothing, so what it would be called is not known.
    if is_whole {
        faults.extend(links.idle(&known));
    }
    Some(Mapped { layout, manifest: in_manifest, records, links, file })
}

/// Which term map each mapped record is of, by the place of the record in the data.
#[derive(Clone, Debug, Default)]
pub struct MappedPlaces {
    term_maps: BTreeMap<Origin, (FileId, Span)>,
    /// The data.
    files: BTreeSet<FileId>,
    /// For each mapping its table of links.
    links: BTreeMap<FileId, String>,
}

impl MappedPlaces {
    /// The places of all records.
    pub fn new(mapped: &[Mapped<'_>]) -> Self {
        let mut places = Self::default();
        for mapped in mapped {
            let records = mapped.records.iter();
            places.term_maps.extend(records.map(|record| (record.origin, (mapped.file, record.mapping))));
            places.links.extend(mapped.layout.links.iter().map(|(links, _)| (mapped.file, links.clone())));
        }
        places.files = places.term_maps.keys().map(|origin| origin.file).collect();
        places
    }

    /// Tells of each fault in mapped data which term map its record is of, once.
    pub fn tell(&self, faults: &mut [Diagnostic]) {
        for fault in faults {
            let Some(origin) = origin_of(&fault.anchor).filter(|origin| self.files.contains(&origin.file))
            else {
                continue;
            };
            // The data is not written by whoever keeps the graph: what helps is said of the mapping and its table of links.
            if fault.code != Code::R109 {
                fault.fixes.clear();
            }
            let Some((mapping, span)) = self.term_maps.get(&origin) else { continue };
            if !fault.related.iter().any(|(_, why)| why == MAPPED) {
                fault.related.push((Location::Span(*mapping, *span), MAPPED.to_owned()));
            }
            if let (Code::R011, Some(links)) = (fault.code, self.links.get(mapping)) {
                let help =
                    format!("if it is another name of an entity, add a row to the table of links {links}");
                if !fault.help.contains(&help) {
                    fault.help.push(help);
                }
            }
        }
    }
}

/// Where a record would begin that a fault points at.
fn origin_of(place: &Location) -> Option<Origin> {
    match place {
        Location::Field(origin, _) => Some(*origin),
        Location::Span(file, span) => Some(Origin { file: *file, start: span.start }),
        Location::Path(_) => None,
    }
}

/// Of an entity whose identity is undecided it is not told again that it shares a name.
pub fn settle(faults: &mut Vec<Diagnostic>) {
    let of_undecided = faults.iter().filter(|fault| fault.code == Code::R109);
    let undecided: BTreeSet<Origin> = of_undecided.filter_map(|fault| origin_of(&fault.anchor)).collect();
    let is_told = |place: &Location| origin_of(place).is_some_and(|origin| undecided.contains(&origin));
    faults.retain(|fault| {
        let of_names = [Code::R024, Code::R036].contains(&fault.code);
        !of_names || !is_told(&fault.anchor) && !fault.related.iter().any(|(place, _)| is_told(place))
    });
}

/// Why the place of a mapping is told beside a fault of the data.
pub const MAPPED: &str = "mapped here";

/// What was decided in the table of links of a mapping, without what is wrong with it.
pub fn decisions(files: &Files, of: &MappingFiles, manifest: &Manifest) -> Links {
    of.links.map(|id| links::parse(id, files.get(id), manifest, &mut Vec::new())).unwrap_or_default()
}

/// What the IRIs of entities begin with, and relative IRIs of mappings.
fn base(manifest: &Manifest) -> String {
    format!("{}{}", manifest.base, vocab::ENTITIES)
}

/// What is odd in a mapping, and what it may not do in a project.
fn remarks(file: FileId, plan: &Plan, faults: &mut Vec<Diagnostic>) {
    faults.extend(plan.remarks().iter().map(|remark| of_mapping(file, remark)));
    for target in plan.targets() {
        let message =
            format!("this mapping writes `{}`, and a mapping of a project writes no files", target.path);
        let fault = Diagnostic::new(Code::R101, Location::Span(file, Span::new(0, 0)), message);
        faults.push(fault.expected("no rml:logicalTarget").help("`remit map` writes targets"));
    }
}

/// A fault of a mapping at its place.
fn of_mapping(file: FileId, fault: &bulk::Fault) -> Diagnostic {
    let span = fault.mapping.map_or(Span::new(0, 0), |place| Span::new(place.start, place.end));
    let expected = match &*fault.expected {
        "" => "a mapping as docs/mapping.md describes it",
        expected => expected,
    };
    let mut found =
        Diagnostic::new(fault.code, Location::Span(file, span), fault.message.clone()).expected(expected);
    found.help.extend(fault.help.as_deref().map(str::to_owned));
    found
}
