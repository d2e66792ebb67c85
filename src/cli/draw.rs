//! `remit draw`: a figure that a view declares.

use std::path::Path;

use super::args::{Args, DrawArgs, DrawFormat, Renderer};
use super::session;
use super::table::table;
use super::ui::Ui;
use super::{Failure, Outcome, Run};
use crate::draw::{self, RenderError};
use crate::figure;
use crate::files::{self, Project};
use crate::model::file::FileId;
use crate::model::nearest::nearest;
use crate::store::QueryText;

/// Runs the command.
pub(super) fn run(args: &Args, options: &DrawArgs, ui: &mut Ui) -> Run {
    let Some(name) = &options.view else { return list(args, ui) };
    if options.renderer == Renderer::Own && matches!(options.format, DrawFormat::Png | DrawFormat::Pdf) {
        let help = "add --renderer dot, or turn the SVG into one with a browser or rsvg-convert";
        return Err(Failure::with_help("this program itself draws SVG, DOT and text", help));
    }
    let bytes =
        if has_dot_ending(name) { foreign(name, options, ui)? } else { own(name, args, options, ui)? };
    match &options.output {
        Some(path) => files::write_whole(path, &bytes).map_err(|e| Failure::from_error(&e))?,
        None => ui.bytes(&bytes)?,
    }
    Ok(Outcome::Good)
}

fn has_dot_ending(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("dot") || e.eq_ignore_ascii_case("gv"))
}

/// Any DOT file, drawn by an installed Graphviz.
fn foreign(name: &str, options: &DrawArgs, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let format = match (options.renderer, options.format) {
        (Renderer::Dot, DrawFormat::Svg) => "svg",
        (Renderer::Dot, DrawFormat::Png) => "png",
        (Renderer::Dot, DrawFormat::Pdf) => "pdf",
        _ => {
            let help = "add --renderer dot, with -f svg, png or pdf";
            return Err(Failure::with_help("only an installed Graphviz draws DOT files", help));
        }
    };
    let dot = files::read_text(Path::new(name)).map_err(|fault| Failure::new(fault.message))?;
    graphviz(&dot, format, ui)
}

/// A figure that a view declares.
fn own(name: &str, args: &Args, options: &DrawArgs, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let (project, knowledge) = session::know_as_of(args, true, options.as_of, ui)?;
    let id = find(name, &project)?;
    let file = project.input.files.get(id);
    let text = QueryText { file: id, text: &file.text };
    let store = session::store(&knowledge)?;
    let grid = figure::parse(id, file).and_then(|view| figure::build(&view, text, knowledge.scope(), store));
    let grid = grid.map_err(|fault| {
        session::tell(&project.input.files, Some(&project.input.manifest), vec![*fault], ui);
        Failure::Told(Outcome::Findings)
    })?;
    match (options.renderer, options.format) {
        (_, DrawFormat::Dot) => Ok(draw::dot(&grid).into_bytes()),
        (_, DrawFormat::Text) => Ok(draw::text(&grid).into_bytes()),
        (Renderer::Own, _) => Ok(draw::svg(&grid).into_bytes()),
        (Renderer::Dot, DrawFormat::Svg) => graphviz(&draw::dot(&grid), "svg", ui),
        (Renderer::Dot, DrawFormat::Png) => graphviz(&draw::dot(&grid), "png", ui),
        (Renderer::Dot, DrawFormat::Pdf) => graphviz(&draw::dot(&grid), "pdf", ui),
    }
}

fn graphviz(dot: &str, format: &str, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let result = draw::version().and_then(|version| {
        ui.talk(&format!("drawn by {version}\n"));
        draw::render(dot, format)
    });
    result.map_err(|error| match error {
        RenderError::Absent(_) => Failure::with_help(
            error.to_string(),
            "install Graphviz (Debian and Ubuntu: apt install graphviz; macOS: brew install graphviz; Windows: winget install graphviz), \
             or leave out --renderer dot: this program draws the figure itself",
        ),
        other => Failure::from_error(&other),
    })
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml")
}

fn find(name: &str, project: &Project) -> Result<FileId, Failure> {
    let files = &project.input.files;
    let found = project.views.iter().copied().find(|id| stem(&files.get(*id).path) == name);
    found.ok_or_else(|| {
        let names = project.views.iter().map(|id| stem(&files.get(*id).path));
        let near = nearest(name, names).map(|n| format!("did you mean `{n}`?"));
        Failure::with_help(
            format!("there is no view `{name}`"),
            near.unwrap_or_else(|| "`remit draw` lists the views".to_owned()),
        )
    })
}

/// The views, each with the question that it answers.
fn list(args: &Args, ui: &mut Ui) -> Run {
    let project = session::open(args, ui)?;
    let mut rows = Vec::new();
    for id in &project.views {
        let file = project.input.files.get(*id);
        let title = figure::parse(*id, file).map_or_else(|f| f.message, |v| v.title);
        rows.push(vec![stem(&file.path).to_owned(), title]);
    }
    ui.result(&table(&["view".to_owned(), "question".to_owned()], &rows))?;
    Ok(Outcome::Good)
}
