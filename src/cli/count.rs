//! What counts as a connection, as it was typed; and answers in the form that was asked for.

use serde::Serialize;

use super::Failure;
use super::args_explore::{CountArgs, CountLayer, TableFormat};
use super::session;
use super::table::table;
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
    answer: &impl Serialize,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    match format {
        TableFormat::Json => ui.json(answer),
        TableFormat::Md => ui.data(&markdown(&columns, rows)),
        TableFormat::Csv => {
            let names: Vec<&str> = columns.iter().map(String::as_str).collect();
            ui.data(&csv(&names, rows))
        }
        TableFormat::Text => {
            let mut out: String = notes.iter().flat_map(|n| [n.as_str(), "\n"]).collect();
            if !notes.is_empty() {
                out.push('\n');
            }
            out.push_str(&table(&columns, rows));
            ui.result(&out)
        }
    }
}
