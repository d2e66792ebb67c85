//! Figures that the views of a project declare.

use super::super::args::Args;
use super::super::table::Table;
use super::super::ui::Ui;
use super::super::{CommandResult, Failure, Outcome, session};
use crate::derive::graph::Graph;
use crate::project::{Project, views};
use crate::render::figure::{self, Figure};

/// The figure that a view declares.
pub(in crate::cli) fn declared(
    name: &str,
    args: &Args,
    project: &Project,
    graph: &Graph,
    ui: &Ui,
) -> Result<Figure, Failure> {
    let id = views::find(&project.input, name).map_err(|near| {
        let near = near.map(|n| format!("did you mean `{n}`?"));
        Failure::with_help(
            format!("there is no view `{name}`"),
            near.unwrap_or_else(|| "`remit draw` lists the views".to_owned()),
        )
    })?;
    let own = figure::parse(id, project.input.files.get(id)).ok();
    if !session::selection(args).is_all() && own.is_some_and(|view| !view.sources().concat().is_empty()) {
        let help = "leave out --source, --source-kind and --known-by, or draw a view that names no sources";
        return Err(Failure::with_help(
            format!("the view `{name}` says itself of which sources it is"),
            help,
        ));
    }
    let tell = |faults| session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
    match views::figure(graph, id, session::store_for_views(graph)?) {
        Ok((figure, warnings)) => {
            tell(warnings);
            Ok(figure)
        }
        Err(faults) => {
            tell(faults);
            Err(Failure::AlreadyReported(Outcome::Findings))
        }
    }
}

/// The views, each with the question that it answers.
pub(super) fn list(args: &Args, ui: &mut Ui) -> CommandResult {
    let project = session::open(args, ui)?;
    let mut rows = Vec::new();
    for id in &project.input.views {
        let file = project.input.files.get(*id);
        let title = figure::parse(*id, file)
            .map_or_else(|_| "(cannot be read: `remit check` says why)".to_owned(), |v| v.title().to_owned());
        rows.push(vec![file.stem().to_owned(), title]);
    }
    ui.table(Table::new(&["view", "question"], &rows))?;
    Ok(Outcome::Good)
}
