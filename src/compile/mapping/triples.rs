//! The triples that a mapping makes of the data of a project, each with its place.

use std::collections::HashMap;
use std::io::{self, Cursor, ErrorKind, Read};
use std::rc::Rc;

use super::cells::Cells;
use super::files::MappingSource;
use super::{MappingFiles, of_mapping};
use crate::bulk::{self, FilePlace, MadeValue, Open, Options, Plan};
use crate::compile::read::has_ending;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, Span};

/// A triple with its place.
pub(super) struct Triple {
    pub(super) subject: MadeValue,
    /// Its IRI.
    pub(super) predicate: Rc<str>,
    pub(super) object: MadeValue,
    /// Whether it is in a graph with a name.
    pub(super) is_in_graph: bool,
    /// The data.
    pub(super) file: FileId,
    /// What the subject rests on.
    pub(super) of_subject: Span,
    /// What the object rests on, else the subject.
    pub(super) span: Span,
    pub(super) row: u64,
    /// The column or path of `span`.
    pub(super) column: Option<Rc<str>>,
    /// The term map.
    pub(super) mapping: Span,
}

/// The files of a project, as a mapping opens them.
struct InProject<'f> {
    files: &'f Files,
    of: &'f MappingFiles,
}

impl InProject<'_> {
    fn id(&self, file: &FilePlace) -> Option<FileId> {
        self.of.sources.iter().find(|source| source.place == *file).and_then(|source| source.file)
    }
}

impl Open for InProject<'_> {
    fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
        let id = self.id(file).ok_or_else(|| {
            let source = self.of.sources.iter().find(|source| source.place == *file);
            io::Error::new(ErrorKind::NotFound, source.map(MappingSource::missing).unwrap_or_default())
        })?;
        Ok(Box::new(Cursor::new(self.files.get(id).text.clone().into_bytes())))
    }
}

/// Texts that many triples have, each once.
#[derive(Default)]
struct Names(HashMap<String, Rc<str>>);

impl Names {
    fn get(&mut self, text: &str) -> Rc<str> {
        if let Some(known) = self.0.get(text) {
            return Rc::clone(known);
        }
        let new: Rc<str> = text.into();
        self.0.insert(text.to_owned(), Rc::clone(&new));
        new
    }
}

/// All triples; none where the data cannot be read.
pub(super) fn read(
    (files, of): (&Files, &MappingFiles),
    (mapping, plan): (FileId, &Plan),
    base: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<Vec<Triple>> {
    let open = InProject { files, of };
    let mut cells: HashMap<FileId, Cells<'_>> = HashMap::new();
    let mut names = Names::default();
    let mut triples = Vec::new();
    let visited = bulk::visit(plan, &open, Options::new(base), &mut |(triple, graph), made| {
        let Some(file) = open.id(made.file) else { return };
        let [subject, predicate, object] = triple.map(|term| term.value());
        let cells = cells.entry(file).or_insert_with(|| Cells::new(&files.get(file).text, made.delimiter));
        triples.push(Triple {
            subject,
            predicate: names.get(match &predicate {
                MadeValue::Iri(iri) => iri,
                MadeValue::Blank(_) | MadeValue::Literal { .. } => "",
            }),
            object,
            is_in_graph: graph.is_some(),
            file,
            of_subject: cells.span(made.line, made.of_subject),
            span: cells.span(made.line, made.rests_on()),
            row: made.row,
            column: made.rests_on().first().map(|column| names.get(column)),
            mapping: Span::new(made.mapping.start, made.mapping.end),
        });
    });
    match visited {
        Ok(visited) => {
            faults.extend(visited.faults.iter().map(|fault| of_data(&open, mapping, fault, &mut cells)));
            faults.extend(visited.remarks.iter().map(|remark| of_mapping(mapping, remark)));
            Some(triples)
        }
        Err(found) => {
            faults.extend(found.iter().map(|fault| of_data(&open, mapping, fault, &mut cells)));
            None
        }
    }
}

/// A fault of data under a mapping, at its place in the data.
fn of_data<'f>(
    open: &InProject<'f>,
    mapping: FileId,
    fault: &bulk::Fault,
    cells: &mut HashMap<FileId, Cells<'f>>,
) -> Diagnostic {
    let in_mapping = of_mapping(mapping, fault);
    let Some(data) = &fault.data else { return in_mapping };
    let mut of_file = open.of.sources.iter().filter(|source| source.place.path == data.file);
    let Some(file) = of_file.find_map(|source| source.file) else { return in_mapping };
    let text = &open.files.get(file).text;
    let columns: Vec<&str> = data.reference.as_deref().into_iter().collect();
    let span = match data.spot.line {
        0 => Span::new(0, 0),
        line => {
            let delimiter = has_ending(&open.files.get(file).path, "csv").then_some(b',');
            cells.entry(file).or_insert_with(|| Cells::new(text, delimiter)).span(line, &columns)
        }
    };
    let mut found = Diagnostic::new(fault.code, Location::Span(file, span), fault.message.clone())
        .expected(in_mapping.expected)
        .related(in_mapping.anchor, "the mapping asks for it here");
    found.help = in_mapping.help;
    found
}
