//! A project as an editor has it: open texts over those of the disk, what is wrong with it, and where names are.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::text::{self, Lines};
use crate::compile::build::{Built, build};
use crate::compile::input::Input;
use crate::compile::read::Edit;
use crate::derive::graph::Graph;
use crate::explore::uses::{Use, uses};
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::file::{FileId, Files, Span};
use crate::project::{self, Overlay};
use crate::render::report::Report;

/// How many faults of one file are shown.
const MOST_SHOWN: usize = 1_000;

/// How much of a project has to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stale {
    Nothing,
    /// What is made of the data: rules, shapes, queries, views. It takes longer, and waits for a pause.
    Graph,
    /// All of it.
    Everything,
}

/// A fault at its place.
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) span: Span,
    /// As the protocol has it.
    pub(super) shown: Value,
    /// What mends it: words, edits, and whether a person has to choose it.
    pub(super) fixes: Vec<(String, Vec<Edit>, bool)>,
}

/// A project.
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    /// Open texts, by their paths in the project.
    pub(super) open: Overlay,
    /// What the editor calls them.
    pub(super) uris: BTreeMap<String, String>,
    pub(super) stale: Stale,
    /// The last state in which it could be read.
    pub(super) known: Option<Known>,
    /// The last graph that had no fault.
    pub(super) graph: Option<Graph>,
    /// The files that the faults are in.
    files: Files,
    pub(super) faults: Vec<Fault>,
    /// What was last found in what is made of the data, by paths: shown until it is looked at again.
    later: Vec<(String, Value)>,
    /// Whether there are faults that the editor was not told.
    pub(super) is_unshown: bool,
    /// Paths whose faults are shown.
    shown: Vec<String>,
}

/// What is known of a project.
pub(super) struct Known {
    pub(super) input: Arc<Input>,
    pub(super) built: Built,
    uses: OnceCell<Vec<Use>>,
}

impl Known {
    /// Every name of the project.
    pub(super) fn uses(&self) -> &[Use] {
        self.uses.get_or_init(|| uses(&self.input, &self.built.ontology))
    }
}

impl Workspace {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            open: Overlay::new(),
            uris: BTreeMap::new(),
            stale: Stale::Everything,
            known: None,
            graph: None,
            files: Files::default(),
            faults: Vec::new(),
            later: Vec::new(),
            is_unshown: false,
            shown: Vec::new(),
        }
    }

    pub(super) fn uri(&self, path: &str) -> String {
        self.uris.get(path).cloned().unwrap_or_else(|| text::uri_of(&self.root.join(path)))
    }

    /// Reads and checks the data again, where something was changed.
    pub(super) fn refresh(&mut self) {
        if self.stale != Stale::Everything {
            return;
        }
        let (files, faults) = match project::open_with(&self.root, None, &self.open) {
            Ok(project) => {
                let built = build(&project.input);
                let faults = built.diagnostics.clone();
                let known = Known { input: project.input, built, uses: OnceCell::new() };
                let files = known.input.files.clone();
                self.known = Some(known);
                (files, faults)
            }
            Err((files, faults)) => (files, faults),
        };
        // With errors there is no graph, so nothing more is found.
        let has_errors = faults.iter().any(|fault| fault.severity == Severity::Error);
        self.stale = if has_errors { Stale::Nothing } else { Stale::Graph };
        let manifest = self.known.as_ref().map(|known| Arc::clone(&known.input));
        self.faults =
            told(&Report::new(&files, manifest.as_ref().map(|input| &input.manifest), faults), &self.root);
        self.files = files;
        self.is_unshown = true;
    }

    /// Looks at all that is made of the data, too.
    pub(super) fn inspect(&mut self) {
        self.stale = Stale::Nothing;
        let Ok(found) = project::inspect(project::open_with(&self.root, None, &self.open), false) else {
            return;
        };
        let all = told(&Report::new(found.files(), found.manifest(), found.faults.clone()), &self.root);
        let is_later = |fault: &&Fault| !self.faults.iter().any(|other| other.shown == fault.shown);
        self.later = all.iter().filter(is_later).map(|f| (f.path.clone(), f.shown.clone())).collect();
        self.faults = all;
        self.files = found.files().clone();
        self.graph = found.graph.or(self.graph.take());
        self.is_unshown = true;
    }

    /// What editors are told of faults: files with some, and files that had some.
    pub(super) fn diagnostics(&mut self) -> Vec<Value> {
        let mut of_files: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for path in &self.shown {
            of_files.entry(path).or_default();
        }
        let later = self.later.iter().filter(|_| self.stale == Stale::Graph);
        let later = later.map(|(path, shown)| (path, shown));
        for (path, shown) in self.faults.iter().map(|fault| (&fault.path, &fault.shown)).chain(later) {
            let of_file = of_files.entry(path).or_default();
            if of_file.len() < MOST_SHOWN {
                of_file.push(shown);
            }
        }
        let shown =
            of_files.iter().filter(|(_, faults)| !faults.is_empty()).map(|(path, _)| (*path).to_owned());
        let shown: Vec<String> = shown.collect();
        let params =
            of_files.iter().map(|(path, faults)| json!({ "uri": self.uri(path), "diagnostics": faults }));
        let params = params.collect();
        self.shown = shown;
        self.is_unshown = false;
        params
    }

    /// Edits of several files, as the protocol has them.
    pub(super) fn edits(&self, files: &Files, edits: &[Edit]) -> Value {
        let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for edit in edits {
            let file = files.get(edit.file);
            let change = json!({ "range": text::range(&file.text, edit.span.range()), "newText": edit.text });
            changes.entry(self.uri(&file.path)).or_default().push(change);
        }
        json!({ "changes": changes })
    }

    /// Edits that mend faults.
    pub(super) fn mending(&self, edits: &[Edit]) -> Value {
        self.edits(&self.files, edits)
    }
}

/// The faults of a report, as editors show them.
fn told(report: &Report<'_>, root: &Path) -> Vec<Fault> {
    let mending = report.edits();
    let files = report.files();
    let mut known: BTreeMap<FileId, Lines<'_>> = BTreeMap::new();
    let mut place = |anchor: &Location| {
        let place = report.place(anchor);
        let Some((file, span)) = place.span else {
            return (place.path, Span::new(0, 0), text::range("", 0..0));
        };
        let lines = known.entry(file).or_insert_with(|| Lines::new(&files.get(file).text));
        (place.path, span, lines.range(span.range()))
    };
    let mut fault = |fault: &Diagnostic| {
        let (path, span, range) = place(&fault.anchor);
        let mut message = fault.message.clone();
        if !fault.expected.is_empty() {
            message.push_str(&format!("\nexpected {}", fault.expected));
        }
        fault.help.iter().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
        let related: Vec<Value> = fault
            .related
            .iter()
            .map(|(anchor, why)| {
                let (path, _, range) = place(anchor);
                json!({ "location": { "uri": text::uri_of(&root.join(path)), "range": range }, "message": why })
            })
            .collect();
        let shown = json!({
            "range": range,
            "severity": if fault.severity == Severity::Error { 1 } else { 2 },
            "code": fault.code.as_str(),
            "source": "remit",
            "message": message,
            "relatedInformation": related,
        });
        let mended = fault
            .fixes
            .iter()
            .filter_map(|fix| Some((fix.action.clone(), mending.of(fix)?, fix.asks)))
            .collect();
        Fault { path, span, shown, fixes: mended }
    };
    report.faults().iter().map(&mut fault).collect()
}
