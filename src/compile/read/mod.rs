//! Text of TOML and CSV files to records, and of HTML to plain text; places of fields found again when a fault needs them.
//!
//! Goes in: one [`SourceFile`]. Comes out: [`Record`]s handed to a sink one by one, and syntax faults.
//! Deliberately knows syntaxes and not meanings: any key is a good key here.

mod csv;
mod html;
mod licence;
mod manifest;
mod mend;
mod place;
mod toml;

pub use csv::{cells, parts as parts_of_table, row_at, table};
pub use html::text_of_html;
pub use licence::{licence_fault, unknown_licence};
pub use manifest::{
    Folders, Format, Limits, Manifest, MappingLayout, OUTPUT_FOLDER, TableLayout, parse as parse_manifest,
    unfit_for_output,
};
pub use mend::{Edit, Edits, Hunk, choose, edited, edits, hunks, toml_text};
pub use place::{Placed, place_all, placed};

use std::ops::Range;

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::record::{Field, Kind, Record};

/// Hands every record of a file to the sink, in the order of the file (for TOML: kind by kind); of a table only the rows that lie in
/// a part, where this does not begin with the file.
///
/// Returns the faults of syntax; what is good beside them is still handed out. `folder` is the data folder with
/// a closing `/`, from which the paths in table layouts are counted.
pub fn each_record(
    id: FileId,
    file: &SourceFile,
    (folder, layouts): (&str, &[TableLayout]),
    part: Range<usize>,
    sink: &mut dyn FnMut(Record<'_>),
) -> Vec<Diagnostic> {
    if !has_ending(&file.path, "csv") {
        return toml::each_record(id, file, sink);
    }
    let inside = file.path.strip_prefix(folder).unwrap_or(&file.path);
    let layout = layouts.iter().find(|l| l.file == inside);
    let Some(kind) = layout.map_or_else(|| kind_by_name(&file.path), |l| Some(l.kind)) else {
        return vec![
            Diagnostic::new(
                Code::R004,
                Location::Span(id, Span::new(0, 0)),
                "the kind of this table is not known",
            )
            .expected("a name that begins with entities, sources, sections, claims or resolutions")
            .help(format!(
                "rename the file, or add to remit.toml: [[table]] file = \"{inside}\", kind = \"claim\""
            )),
        ];
    };
    csv::each_record(id, file, (kind, layout), part, sink)
}

/// Hands the fields that the claims of a file have by default to the sink; the rows of a table have them one by one.
pub fn each_default(id: FileId, file: &SourceFile, sink: &mut dyn FnMut(&Field<'_>)) {
    if !has_ending(&file.path, "csv") {
        toml::each_default(id, file, sink);
    }
}

/// The kinds of record a file can hold: for CSV the one that its name or layout tells, for TOML all.
pub fn may_hold(file: &SourceFile, folder: &str, layouts: &[TableLayout], kind: Kind) -> bool {
    if !has_ending(&file.path, "csv") {
        return true;
    }
    let inside = file.path.strip_prefix(folder).unwrap_or(&file.path);
    let layout = layouts.iter().find(|l| l.file == inside);
    layout.map_or_else(|| kind_by_name(&file.path), |l| Some(l.kind)).is_none_or(|k| k == kind)
}

/// Whether a path has an ending, in any case.
pub fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case(ending))
}

fn kind_by_name(path: &str) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
    match stem.as_str() {
        "entity" | "entities" => Some(Kind::Entity),
        "source" | "sources" => Some(Kind::Source),
        "section" | "sections" => Some(Kind::Section),
        "claim" | "claims" => Some(Kind::Claim),
        "resolution" | "resolutions" => Some(Kind::Resolution),
        _ => None,
    }
}
