//! Everything that is wrong with a project: its data, and what is made of them.

use std::path::Path;
use std::sync::Arc;

use super::load::{Project, from_here};
use super::views;
use super::{NotFrozen, Outputs, frozen};
use crate::compile::input::Input;
use crate::compile::read::Manifest;
use crate::derive::graph::{BuildError, Graph};
use crate::derive::shapes::ValidationResult;
use crate::derive::store::{Store, StoreError};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{Files, Span};
use crate::render::draw::{self, FigureIssue};

/// What a look at a project came to.
pub struct Inspection {
    project: Option<Project>,
    files: Files,
    /// Everything that is wrong, not yet in file order.
    pub faults: Vec<Diagnostic>,
    /// What shapes found, where the graph was held against them.
    pub findings: Option<Vec<ValidationResult>>,
    /// How many figures were looked at, and in how many themes.
    pub looked_at: Option<(usize, usize)>,
    /// The graph, where nothing is wrong that stops it.
    pub graph: Option<Graph>,
}

impl Inspection {
    /// What the project is made of; none where it cannot be read.
    pub fn input(&self) -> Option<&Arc<Input>> {
        self.project.as_ref().map(|project| &project.input)
    }

    /// Its files, as far as they can be read.
    pub fn files(&self) -> &Files {
        self.input().map_or(&self.files, |input| &input.files)
    }

    /// Its manifest.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.input().map(|input| &input.manifest)
    }
}

/// Looks at everything in a project; with `figures` at each figure as it is drawn, too.
///
/// # Errors
///
/// Where the store of the graph cannot be made.
pub fn inspect(
    opened: Result<Project, (Files, Vec<Diagnostic>)>,
    figures: bool,
) -> Result<Inspection, StoreError> {
    let project = match opened {
        Ok(project) => project,
        Err((files, faults)) => {
            return Ok(Inspection {
                project: None,
                files,
                faults,
                findings: None,
                looked_at: None,
                graph: None,
            });
        }
    };
    let findings;
    let (mut looked_at, mut built) = (None, None);
    let faults = match Graph::build(Arc::clone(&project.input), None) {
        Ok(graph) => {
            let mut faults = graph.warnings().to_vec();
            let store = views::store(&graph, true)?;
            faults.extend(outputs((&project, &graph, store), figures.then_some(&mut looked_at)));
            faults.extend(views::query_faults(&graph, store));
            findings = Some(graph.findings().to_vec());
            faults.extend(kept(&project));
            built = Some(graph);
            faults
        }
        // Figures and queries over data with faults would only show what follows from them.
        Err(BuildError::Faults(faults)) => {
            findings = faults.findings;
            faults.diagnostics
        }
        Err(BuildError::Store(error)) => return Err(error),
    };
    Ok(Inspection {
        project: Some(project),
        files: Files::default(),
        faults,
        findings,
        looked_at,
        graph: built,
    })
}

/// What is wrong with the store that the last build kept of this state of the project.
fn kept(project: &Project) -> Option<Diagnostic> {
    let (path, damage) = match frozen::kept(project) {
        Ok(frozen) => (frozen.path, frozen.store.check().err()?),
        Err(NotFrozen::Damaged { path, source }) => (path, source),
        Err(_) => return None,
    };
    let name = from_here(Path::new(&path)).display().to_string();
    let fault = Diagnostic::new(
        Code::R100,
        Location::Path(name.clone()),
        format!("`{name}` cannot be used: {damage}"),
    );
    Some(fault.expected("a store as the last build wrote it").help("`remit build` writes it anew"))
}

/// Faults in what is made of the graph; with a place to count them, also in the figures as they are drawn.
fn outputs(
    (project, graph, store): (&Project, &Graph, Option<&Store>),
    looked_at: Option<&mut Option<(usize, usize)>>,
) -> Vec<Diagnostic> {
    let outputs = match Outputs::of(project, graph, store) {
        Ok(outputs) => outputs,
        Err(faults) => return faults,
    };
    let (figures, themes) = (outputs.figures(), outputs.themes());
    let mut faults = outputs.warnings().to_vec();
    let Some(looked_at) = looked_at else { return faults };
    for (id, (_, figure)) in project.input.views.iter().zip(figures) {
        let text = &project.input.files.get(*id).text;
        let start = text.find("title").unwrap_or(0);
        let place = Location::Span(*id, Span::new(start, (start + 5).min(text.len())));
        for flaw in themes.iter().flat_map(|theme| draw::inspect(figure, theme)) {
            let (code, message) = match flaw {
                FigureIssue::Broken(message) => (Code::R092, message),
                FigureIssue::Small(message) => (Code::R093, message),
            };
            let fault = Diagnostic::new(code, place.clone(), message);
            // What is wrong in one theme is often wrong in all.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    *looked_at = Some((figures.len(), themes.len()));
    faults
}
