//! Figures that the views of a project declare.

use super::super::args::Args;
use super::super::table::table;
use super::super::ui::Ui;
use super::super::{Failure, Outcome, Run, session};
use crate::derive::graph::Graph;
use crate::derive::store::QueryText;
use crate::model::file::FileId;
use crate::model::nearest::nearest;
use crate::project::Project;
use crate::render::figure::{self, Figure, Views};

/// The figure that a view declares.
pub(super) fn declared(name: &str, project: &Project, graph: &Graph, ui: &Ui) -> Result<Figure, Failure> {
    let id = find(name, project)?;
    let file = project.input.files.get(id);
    let text = QueryText { file: id, text: &file.text };
    let store = session::store(graph)?;
    let others = Views::new(&project.input.views, &project.input.files);
    let built =
        figure::parse(id, file).and_then(|view| figure::build(&view, text, others, graph.scope(), store));
    built.map_err(|fault| {
        session::tell(&project.input.files, Some(&project.input.manifest), vec![*fault], ui);
        Failure::Told(Outcome::Findings)
    })
}

fn find(name: &str, project: &Project) -> Result<FileId, Failure> {
    let files = &project.input.files;
    let found = project.input.views.iter().copied().find(|id| files.get(*id).stem() == name);
    found.ok_or_else(|| {
        let names = project.input.views.iter().map(|id| files.get(*id).stem());
        let near = nearest(name, names).map(|n| format!("did you mean `{n}`?"));
        Failure::with_help(
            format!("there is no view `{name}`"),
            near.unwrap_or_else(|| "`remit draw` lists the views".to_owned()),
        )
    })
}

/// The views, each with the question that it answers.
pub(super) fn list(args: &Args, ui: &mut Ui) -> Run {
    let project = session::open(args, ui)?;
    let mut rows = Vec::new();
    for id in &project.input.views {
        let file = project.input.files.get(*id);
        let title = figure::parse(*id, file).map_or_else(|f| f.message, |v| v.title().to_owned());
        rows.push(vec![file.stem().to_owned(), title]);
    }
    ui.result(&table(&["view".to_owned(), "question".to_owned()], &rows))?;
    Ok(Outcome::Good)
}
