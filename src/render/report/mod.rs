//! Faults for readers: as text with carets, as JSON, as SARIF for code review tools.
//!
//! Goes in: diagnostics, and the files that they point into. Comes out: text, in file order, each fault once.
//! Deliberately decides nothing: severities and words come with the diagnostics.

mod diff;
mod json;
mod sarif;
mod text;

use std::collections::BTreeMap;

use crate::compile::read::{Edits, Manifest, Placed, TableLayout, edits, place_all};
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::file::{FileId, Files, Position};

pub use diff::unified;
pub use json::json;
pub use sarif::sarif;
pub use text::{MOST_SHOWN, text};

/// Diagnostics with their places, in file order, each once.
pub struct Report<'a> {
    files: &'a Files,
    manifest: Option<&'a Manifest>,
    faults: Vec<Diagnostic>,
    places: BTreeMap<Location, Placed>,
}

impl<'a> Report<'a> {
    /// Finds the places and sorts the faults by path, line and column.
    pub fn new(files: &'a Files, manifest: Option<&'a Manifest>, faults: Vec<Diagnostic>) -> Self {
        let (folder, tables) = layout(manifest);
        let places = place_all(files, folder, tables, &faults);
        let mut report = Self { files, manifest, faults, places };
        let mut faults = std::mem::take(&mut report.faults);
        faults.sort_by_cached_key(|f| {
            let place = report.place(&f.anchor);
            (place.path, place.position, f.code, f.message.clone())
        });
        faults.dedup();
        report.faults = faults;
        report
    }

    /// The faults, in file order.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// Where each fault is, in file order.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        self.faults.iter().map(|fault| self.place(&fault.anchor).position)
    }

    /// The edits that the fixes come to.
    pub fn edits(&self) -> Edits {
        let (folder, tables) = layout(self.manifest);
        edits(self.files, folder, tables, self.faults.iter().flat_map(|fault| &fault.fixes))
    }

    /// The files that the faults are in.
    pub fn files(&self) -> &Files {
        self.files
    }

    /// How many faults are errors.
    pub fn errors(&self) -> usize {
        self.faults.iter().filter(|f| f.severity == Severity::Error).count()
    }

    /// Where an anchor of a fault is.
    pub fn place(&self, anchor: &Location) -> Placed {
        self.places.get(anchor).cloned().unwrap_or_else(|| {
            Placed::whole(match anchor {
                Location::Path(path) => path.clone(),
                Location::Span(file, _) => self.path(*file),
                Location::Field(origin, _) => self.path(origin.file),
            })
        })
    }

    fn path(&self, file: FileId) -> String {
        self.files.get(file).path.clone()
    }
}

/// The folder of the data, and how its tables are read.
fn layout(manifest: Option<&Manifest>) -> (&str, &[TableLayout]) {
    manifest.map_or(("", &[]), |m| (m.folders.data.as_str(), m.tables.as_slice()))
}
