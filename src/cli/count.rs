//! What counts as a connection, as it was typed; and answers in the form that was asked for.

use serde::Serialize;

use super::Failure;
use super::args_explore::{CountArgs, CountLayer, TableFormat};
use super::page::Page;
use super::session;
use super::table::Table;
use super::ui::Ui;
use crate::derive::rdf::GraphRef;
use crate::explore::EdgeFilter;
use crate::model::standing::Standing;
use crate::render::write::{csv, markdown};

/// What counts, or which property is not known.
pub(super) fn counting(args: &CountArgs, scope: GraphRef<'_>, ui: &Ui) -> Result<EdgeFilter, Failure> {
    let property = |name: &String| session::property(name, scope, ui);
    let properties = |names: &[String]| names.iter().map(property).collect::<Result<Vec<_>, _>>();
    // What is not of the date that is asked about never counts.
    let is_of = |layer: &CountLayer, standing: Standing| match layer {
        CountLayer::Facts => standing == Standing::Fact,
        CountLayer::Derived => standing == Standing::Inferred,
        CountLayer::Claims => !standing.is_fact() && standing != Standing::OutOfDate,
    };
    let standings = Standing::ALL.into_iter().filter(|s| args.layers.iter().any(|layer| is_of(layer, *s)));
    Ok(EdgeFilter {
        standings: standings.collect(),
        only: properties(&args.only)?,
        without: properties(&args.without)?,
        as_of: args.as_of,
    })
}

/// Writes an answer that is a table. Notes stand above it, for people only.
pub(super) fn rows(
    format: TableFormat,
    notes: &[String],
    (columns, rows): (&[&str], &[Vec<String>]),
    told: &impl Serialize,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let words = || {
        let mut page = Page::default();
        for note in notes {
            page.line(0).note(note);
        }
        if !notes.is_empty() {
            page.gap();
        }
        page.table(Table::new(columns, rows));
        page
    };
    answer(format, told, || (columns.to_vec(), rows.to_vec()), words, ui)
}

/// Writes an answer in the form that was asked for: as a table for other programs, or as `words` for people.
pub(super) fn answer<'a>(
    format: TableFormat,
    told: &impl Serialize,
    cells: impl FnOnce() -> (Vec<&'a str>, Vec<Vec<String>>),
    words: impl FnOnce() -> Page,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let table = |write: fn(&[&str], &[Vec<String>]) -> String| {
        let (columns, rows) = cells();
        write(&columns, &rows)
    };
    match format {
        TableFormat::Json => ui.json(told),
        TableFormat::Md => ui.data(&table(|columns, rows| {
            markdown(&columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(), rows)
        })),
        TableFormat::Csv => ui.data(&table(csv)),
        TableFormat::Text => ui.page(&words()),
    }
}
