//! `remit matrix`: things by the values of a property.

use super::args::Args;
use super::args_explore::MatrixArgs;
use super::count::rows;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::explore::{Cell, Matrix, NAMES_NONE, matrix};
use crate::model::standing::Standing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &MatrixArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.as_of, ui)?;
    let scope = graph.scope();
    // The sign of SPARQL for a path that is walked from its value to its subject.
    let step = |name: &String| {
        let back = name.strip_prefix('^');
        Ok((session::property(back.unwrap_or(name), scope, ui)?, back.is_some()))
    };
    let through: Result<Vec<_>, Failure> = options.through.iter().map(step).collect();
    let class = |name: &Option<String>| name.as_deref().map(|c| session::class(c, scope, ui)).transpose();
    let mut found = matrix(
        session::property(&options.property, scope, ui)?,
        &through?,
        class(&options.rows)?,
        class(&options.columns)?,
        scope,
        &session::supposed(&graph)?,
    );
    if let Some(date) = options.as_of {
        found.rule.push_str(&format!("; as of {date}"));
    }
    let columns: Vec<&str> =
        [""].into_iter().chain(found.columns.iter().map(|c| c.name.as_str())).chain(["total"]).collect();
    rows(options.format, std::slice::from_ref(&found.rule), (&columns, &lines(&found)), &found, ui)?;
    Ok(Outcome::Good)
}

/// Rows with their totals, and a last row with the totals of columns. Absence is told in words, never as a zero.
fn lines(matrix: &Matrix) -> Vec<Vec<String>> {
    let total =
        |count: usize, others: &[Standing]| Standing::total(count, others.iter().copied(), NAMES_NONE);
    let mark = |cell: &Cell| cell.marks.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let mut lines: Vec<Vec<String>> = matrix
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(mark);
            [row.name.clone()].into_iter().chain(cells).chain([total(row.total, &row.others)]).collect()
        })
        .collect();
    let totals = matrix.columns.iter().map(|c| total(c.total, &c.others));
    let all = matrix.columns.iter().map(|c| c.total).sum();
    let others: Vec<Standing> = matrix.columns.iter().flat_map(|c| c.others.iter().copied()).collect();
    lines.push(["total".to_owned()].into_iter().chain(totals).chain([total(all, &others)]).collect());
    lines
}
