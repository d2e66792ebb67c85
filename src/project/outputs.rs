//! What a project writes: graph, tables, dossier and figures, as files that may go to a disk or be held against one.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::Serialize;

use super::listing::{LISTING, OutputFile, sealed};
use super::load::Project;
use super::publish::{Comparison, Generation, PublishError, Published};
use super::stream::stream;
use super::{parts, threads, views};
use crate::compile::read::Format;
use crate::derive::graph::Graph;
use crate::derive::rdf::GraphRef;
use crate::derive::selection::Selection;
use crate::derive::store::Store;
use crate::explore::{self, Basis, promised_among};
use crate::model::claim::PropertyId;
use crate::model::diagnostic::Diagnostic;
use crate::model::standing::Standing;
use crate::render::draw::{self, Theme};
use crate::render::figure::{self, Figure};
use crate::render::write::{self, Adder, Expected};

/// Takes files.
pub(super) trait Sink {
    /// What takes the bytes of a file.
    type Target: Write + Send;

    /// Begins a file.
    fn open(&mut self, path: &str) -> Result<Self::Target, PublishError>;

    /// Ends a file, with its length and digest, or why it could not be written.
    fn close(
        &mut self,
        path: &str,
        target: Self::Target,
        written: io::Result<(u64, String)>,
    ) -> Result<(), PublishError>;

    /// Takes one file; the function writes it piece by piece.
    fn file(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), PublishError> {
        let mut target = self.open(path)?;
        let written = stream(&mut target, write);
        self.close(path, target, written)
    }

    /// The files taken so far, sorted by path.
    fn files(&self) -> Vec<OutputFile>;
}

/// What may be as large as the graph, so that it is written piece by piece.
#[derive(Clone, Copy)]
enum Large {
    Graph(Format),
    Table(fn(GraphRef<'_>, &mut dyn Write) -> io::Result<()>),
}

/// A piece of the work.
enum Made<T> {
    /// Files that readers see, by path.
    ForReaders(Vec<(String, String)>),
    /// What took a file, how that ended, how many quads it has, and these added up.
    Written(T, io::Result<(u64, String)>, u64, Adder),
}

/// What `manifest.json` holds, its seal apart.
#[derive(Serialize)]
struct Manifest<'a> {
    title: &'a str,
    base: &'a str,
    licence: &'a str,
    made_by: String,
    counts: Counts,
    files: Vec<OutputFile>,
}

/// How many there are of what a graph is made of.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Entities.
    pub entities: usize,
    /// Claims.
    pub claims: usize,
    /// Claims, by how they stand.
    pub standings: BTreeMap<Standing, usize>,
    /// `, 5 of them announced or planned`: how many of the facts are promises; empty where none is.
    #[serde(skip)]
    pub promised: String,
    /// Disagreements among claims.
    pub disagreements: usize,
    /// Disagreements without a resolution.
    pub open: usize,
    /// Sources that a claim cites.
    pub sources_cited: usize,
    /// Passages that are quoted.
    pub passages: usize,
    /// Derived triples, each once for each of its rules.
    pub derived: usize,
    /// Quads of the graph.
    pub quads: u64,
}

/// The outputs of a project, ready to be written: nothing in its views, themes and manifest is wrong.
pub struct Outputs<'a> {
    project: &'a Project,
    graph: &'a Graph,
    figures: Vec<(String, Figure)>,
    warnings: Vec<Diagnostic>,
    themes: Vec<Theme>,
    pictures: Vec<(String, Vec<u8>)>,
    dossier: Option<PropertyId>,
    /// The graph that the dossier speaks of, where that is a part.
    told: Option<Graph>,
}

impl<'a> Outputs<'a> {
    /// The outputs of a project whose graph is known; a store is needed where a view has a query.
    ///
    /// # Errors
    ///
    /// Every fault of its views, of its themes, and of what its manifest says of outputs.
    pub fn of(
        project: &'a Project,
        graph: &'a Graph,
        store: Option<&Store>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let figures = views::figures(graph, store);
        let themes = views::themes(graph.input());
        let dossier = views::dossier(graph).map_err(|fault| vec![*fault]);
        match (figures, themes, dossier) {
            (Ok((figures, warnings)), Ok(themes), Ok(dossier)) => {
                let pictures = views::pictures(graph.input(), &figures, &themes)?;
                let told = views::told_in_dossier(graph)?;
                Ok(Self { project, graph, figures, warnings, themes, pictures, dossier, told })
            }
            (figures, themes, dossier) => {
                let faults = [figures.err(), themes.err(), dossier.err()];
                Err(faults.into_iter().flatten().flatten().collect())
            }
        }
    }

    /// The figures of all views, by name, in the order of the views.
    pub fn figures(&self) -> &[(String, Figure)] {
        &self.figures
    }

    /// What in the views finds nothing.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The themes in which figures are drawn; the first where none is named.
    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    /// Writes all of them in the place of those of the last time, whole or not at all. With `force`, what was changed by
    /// hand in files that are written anew is lost. Waits for another build, and says so by `waiting`.
    ///
    /// # Errors
    ///
    /// Where they cannot be written, or something would be lost; the old ones are as they were.
    pub fn publish(&self, force: bool, waiting: &dyn Fn()) -> Result<(Counts, Published), PublishError> {
        let output = &self.project.input.manifest.folders.output;
        let mut generation = Generation::begin(&self.project.root, output, waiting)?;
        let (counts, written) = self.write(&mut generation)?;
        self.read_back(&generation, written)?;
        Ok((counts, generation.commit(force)?))
    }

    /// Reads what was written as others will, so that nothing is published that says other than the graph.
    fn read_back(&self, generation: &Generation, written: Adder) -> Result<(), PublishError> {
        let scope = self.graph.scope();
        let manifest = &self.project.input.manifest;
        let expected = Expected::of(scope, manifest, written).map_err(|source| PublishError::Io {
            what: "read back",
            path: manifest.folders.output.clone(),
            source,
        })?;
        let read = |format: Format| {
            generation.read_back(write::file_name(format), |file| expected.read_back(format, file))
        };
        // Each form on a thread of its own, where there is one; told in the order of the manifest.
        thread::scope(|threads| {
            let start = |format: &Format| {
                let format = *format;
                let thread = thread::Builder::new().spawn_scoped(threads, move || read(format));
                (format, thread.ok())
            };
            let started: Vec<_> = manifest.formats.iter().map(start).collect();
            started.into_iter().try_for_each(|(format, thread)| match thread {
                Some(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                None => read(format),
            })
        })?;
        if manifest.tables_written {
            let (entities, claims) = (scope.dataset.entities().len(), scope.dataset.claims().len());
            let rows = [
                ("entities", Some(entities)),
                ("claims", Some(claims)),
                ("derived", None),
                ("disagreements", None),
            ];
            for (table, rows) in rows {
                let path = format!("tables/{table}.csv");
                generation.read_back(&path, |file| write::read_back_table(rows, file))?;
            }
        }
        generation.read_back(LISTING, |file| {
            let read: Result<serde_json::Value, _> = serde_json::from_reader(BufReader::new(file));
            read.map(drop).map_err(|error| error.to_string())
        })
    }

    /// The files that would be written otherwise than they are, each with what is different; writes nothing.
    ///
    /// # Errors
    ///
    /// Where the output folder cannot be read.
    pub fn differences(&self) -> Result<Vec<String>, PublishError> {
        let mut comparison =
            Comparison::begin(&self.project.root, &self.project.input.manifest.folders.output)?;
        self.write(&mut comparison)?;
        Ok(comparison.differences())
    }

    /// What readers see, by path: the dossier and the figures, pictures apart.
    fn for_readers(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        if let Some(by) = self.dossier {
            let part = self.told.as_ref();
            let title = &self.project.input.manifest.title;
            let title = part.map_or(title.clone(), |part| {
                format!("{title} ({})", parts::basis(part, self.graph, &Selection::default()))
            });
            let dossier = explore::dossier(&title, part.unwrap_or(self.graph).scope(), by);
            files.push(("dossier.md".to_owned(), dossier.markdown()));
            files.push(("dossier.html".to_owned(), dossier.html()));
        }
        for (name, figure) in &self.figures {
            forms(name, figure, &self.themes, &mut files);
        }
        files
    }

    /// What is as large as the graph, with the paths.
    fn large(&self) -> Vec<(&'static str, Large)> {
        let manifest = &self.project.input.manifest;
        let graphs = manifest.formats.iter().map(|format| (write::file_name(*format), Large::Graph(*format)));
        let tables: [(_, Large); 4] = [
            ("tables/entities.csv", Large::Table(write::entities_table)),
            ("tables/claims.csv", Large::Table(write::claims_table)),
            ("tables/derived.csv", Large::Table(write::derived_table)),
            ("tables/disagreements.csv", Large::Table(write::disagreements_table)),
        ];
        graphs.chain(tables.into_iter().filter(|_| manifest.tables_written)).collect()
    }

    /// Writes one of these.
    fn write_large<T: Write + Send>(&self, what: Large, mut target: T) -> Made<T> {
        let (mut quads, mut sums) = (0, Adder::default());
        let written = stream(&mut target, |out| match what {
            Large::Table(table) => table(self.graph.scope(), out),
            Large::Graph(format) => {
                let (scope, manifest) = (self.graph.scope(), &self.project.input.manifest);
                let prefixes = self.graph.prefixes();
                quads = write::graph_added_up(format, scope, manifest, prefixes, &mut sums, out)?;
                Ok(())
            }
        });
        Made::Written(target, written, quads, sums)
    }

    /// Writes all of them; how many there are of what, and the quads of the graph added up.
    fn write<S: Sink>(&self, sink: &mut S) -> Result<(Counts, Adder), PublishError> {
        let manifest = &self.project.input.manifest;
        let large = self.large();
        let opened = large.iter().map(|(path, _)| Ok(Mutex::new(Some(sink.open(path)?))));
        let opened: Vec<Mutex<Option<S::Target>>> = opened.collect::<Result<_, PublishError>>()?;
        let made = threads::each(large.len() + 1, |at| {
            let target = opened.get(at).map(|t| t.lock().unwrap_or_else(PoisonError::into_inner).take());
            match (target.flatten(), large.get(at)) {
                (Some(target), Some((_, what))) => self.write_large(*what, target),
                _ => Made::ForReaders(self.for_readers()),
            }
        });
        let (mut quads, mut sums, mut for_readers) = (0, Adder::default(), Vec::new());
        let mut paths = large.iter();
        for made in made {
            match (made, paths.next()) {
                (Made::Written(target, written, count, sum), Some((path, what))) => {
                    sink.close(path, target, written)?;
                    quads = quads.max(count);
                    if matches!(what, Large::Graph(Format::Nq)) {
                        sums = sum;
                    }
                }
                (Made::ForReaders(files), _) => for_readers = files,
                (Made::Written(..), None) => {}
            }
        }
        for (path, text) in for_readers {
            sink.file(&path, |out| out.write_all(text.as_bytes()))?;
        }
        for (path, bytes) in &self.pictures {
            sink.file(&format!("figures/{path}"), |out| out.write_all(bytes))?;
        }
        let content = Manifest {
            title: &manifest.title,
            base: &manifest.base,
            licence: &manifest.licence,
            made_by: format!("remit {}", env!("CARGO_PKG_VERSION")),
            counts: counts(self.graph, quads),
            files: sink.files(),
        };
        sink.file(LISTING, |out| {
            let object = serde_json::to_string_pretty(&content)?;
            out.write_all(sealed(&object).as_bytes())
        })?;
        Ok((content.counts, sums))
    }
}

/// A figure in every form that is text; SVG in every theme, those after the first in folders of their own.
fn forms(name: &str, figure: &Figure, themes: &[Theme], files: &mut Vec<(String, String)>) {
    let mut file = |name: &str, text: String| files.push((format!("figures/{name}"), text));
    for (number, theme) in themes.iter().enumerate() {
        for (page, svg) in draw::linked_svg(figure, theme, name).into_iter().enumerate() {
            file(&views::path_of(name, page, "svg", theme, themes), svg);
        }
        if number == 0 {
            file(&format!("{name}.dot"), draw::dot(figure, theme));
        }
    }
    file(&format!("{name}.txt"), draw::text(figure));
    file(&format!("{name}.csv"), write::csv(&figure::COLUMNS, &figure::table(figure)));
    file(&format!("{name}.md"), views::markdown(figure));
}

fn counts(graph: &Graph, quads: u64) -> Counts {
    let dataset = graph.dataset();
    let claims = dataset.claims();
    let mut standings: BTreeMap<Standing, usize> = BTreeMap::new();
    for id in dataset.claim_ids() {
        *standings.entry(graph.scope().standing(id)).or_default() += 1;
    }
    let mut sources: Vec<_> = claims.iter().map(|c| c.source).collect();
    sources.sort_unstable();
    sources.dedup();
    let scope = graph.scope();
    let facts = dataset.claim_ids().filter(|id| scope.is_fact(*id));
    let promised = promised_among(facts.filter_map(|id| Basis::Claim(id).promise(scope)));
    Counts {
        promised,
        entities: dataset.entities().len(),
        claims: claims.len(),
        standings,
        disagreements: graph.disagreements().len(),
        open: graph.disagreements().iter().filter(|d| d.resolution.is_none()).count(),
        sources_cited: sources.len(),
        passages: dataset.passages().len(),
        derived: graph.derived().count(),
        quads,
    }
}
