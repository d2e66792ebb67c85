//! `remit draw`: a figure that a view declares, or one of a part of the graph.

use std::path::Path;

use super::args::{Args, DrawArgs, DrawFormat, Renderer};
use super::name::resolve;
use super::table::{csv, table};
use super::ui::Ui;
use super::{Failure, Outcome, Run, asked, session};
use crate::draw::{self, RenderError, Theme};
use crate::figure::{self, Figure};
use crate::files::{self, Project};
use crate::graph::{Graph, neighbourhood, sentence, shortest};
use crate::knowledge::Knowledge;
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::{FileId, Files, SourceFile};
use crate::model::nearest::nearest;
use crate::store::QueryText;

/// Runs the command.
pub(super) fn run(args: &Args, options: &DrawArgs, ui: &mut Ui) -> Run {
    let of_graph = options.near.is_some() || !options.path.is_empty() || options.query.is_some();
    if options.view.is_none() && !of_graph {
        return list(args, ui);
    }
    if options.renderer == Renderer::Own && matches!(options.format, DrawFormat::Png | DrawFormat::Pdf) {
        let help = "add --renderer dot, or turn the SVG into one with a browser or rsvg-convert";
        return Err(Failure::with_help("this program itself draws SVG, DOT, text and tables", help));
    }
    let bytes = match &options.view {
        Some(name) if has_dot_ending(name) => foreign(name, options, ui)?,
        _ => own(args, options, ui)?,
    };
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

/// A figure of the graph, in the form that is asked for.
fn own(args: &Args, options: &DrawArgs, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let (project, knowledge) = session::know_as_of(args, true, options.as_of, ui)?;
    let theme = theme(&options.theme, &project, ui)?;
    let figure = match (&options.view, &options.near, options.path.as_slice(), &options.query) {
        (Some(name), ..) => declared(name, &project, &knowledge, ui)?,
        (_, Some(name), ..) => around(name, options.depth, &knowledge)?,
        (_, _, [from, to], _) => between(from, to, &knowledge, ui)?,
        (_, _, _, Some(file)) => asked_for(file, &knowledge, ui)?,
        _ => return Err(Failure::new("nothing was asked for")),
    };
    match (options.renderer, options.format) {
        (_, DrawFormat::Dot) => Ok(draw::dot(&figure, &theme).into_bytes()),
        (_, DrawFormat::Text) => Ok(draw::text(&figure).into_bytes()),
        (_, DrawFormat::Csv) => Ok(csv(&figure::COLUMNS, &figure::table(&figure)).into_bytes()),
        (_, DrawFormat::Md) => Ok(asked::markdown(&figure).into_bytes()),
        (Renderer::Own, _) => page(draw::svg(&figure, &theme), options.page, ui),
        (Renderer::Dot, DrawFormat::Svg) => graphviz(&draw::dot(&figure, &theme), "svg", ui),
        (Renderer::Dot, DrawFormat::Png) => graphviz(&draw::dot(&figure, &theme), "png", ui),
        (Renderer::Dot, DrawFormat::Pdf) => graphviz(&draw::dot(&figure, &theme), "pdf", ui),
    }
}

/// The theme of a name.
fn theme(name: &str, project: &Project, ui: &Ui) -> Result<Theme, Failure> {
    let themes = asked::themes(project).map_err(|faults| {
        session::tell(&project.input.files, Some(&project.input.manifest), faults, ui);
        Failure::Told(Outcome::Findings)
    })?;
    let names: Vec<&str> = themes.iter().map(|t| t.name.as_str()).collect();
    let near = nearest(name, names.iter().copied()).map(|n| format!("did you mean `{n}`? "));
    let help = format!("{}there are {}", near.unwrap_or_default(), names.join(", "));
    let found = themes.into_iter().find(|t| t.name == name);
    found.ok_or_else(|| Failure::with_help(format!("there is no theme `{name}`"), help))
}

/// One of the pages; what else there is is told.
fn page(pages: Vec<String>, number: usize, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let count = pages.len();
    if count > 1 {
        ui.talk(&format!("page {number} of {count}; --page gives another\n"));
    }
    let wanted = pages.into_iter().nth(number - 1);
    let message = format!("the figure has {count} page{}", if count == 1 { "" } else { "s" });
    wanted.map(String::into_bytes).ok_or_else(|| Failure::new(message))
}

/// The figure that a view declares.
fn declared(name: &str, project: &Project, knowledge: &Knowledge, ui: &Ui) -> Result<Figure, Failure> {
    let id = find(name, project)?;
    let file = project.input.files.get(id);
    let text = QueryText { file: id, text: &file.text };
    let store = session::store(knowledge)?;
    let built = figure::parse(id, file).and_then(|view| figure::build(&view, text, knowledge.scope(), store));
    built.map_err(|fault| {
        session::tell(&project.input.files, Some(&project.input.manifest), vec![*fault], ui);
        Failure::Told(Outcome::Findings)
    })
}

/// What stands around a thing.
fn around(name: &str, depth: u8, knowledge: &Knowledge) -> Result<Figure, Failure> {
    let scope = knowledge.scope();
    let thing = resolve(name, &knowledge.dataset)?;
    let relations = neighbourhood(thing, usize::from(depth), &Graph::new(scope), scope);
    let plural = if depth == 1 { "" } else { "s" };
    let title = format!("What stands at most {depth} step{plural} from {}?", title_of(thing, knowledge));
    Ok(Figure::Network(figure::of_relations(&title, &[thing], &relations, scope)))
}

/// A shortest way between two things.
fn between(from: &str, to: &str, knowledge: &Knowledge, ui: &Ui) -> Result<Figure, Failure> {
    let scope = knowledge.scope();
    let (from, to) = (resolve(from, &knowledge.dataset)?, resolve(to, &knowledge.dataset)?);
    let names = [from, to].map(|t| title_of(t, knowledge));
    let Some(relations) = shortest(from, to, &Graph::new(scope), scope) else {
        // An answer, and no failure: nothing is drawn.
        ui.talk(&format!("no facts lead from {} to {}\n", names[0], names[1]));
        return Err(Failure::Told(Outcome::Findings));
    };
    let title = format!("What joins {} and {}?", names[0], names[1]);
    Ok(Figure::Network(figure::of_relations(&title, &[from, to], &relations, scope)))
}

/// A name inside a title: a claim is called by its sentence.
fn title_of(thing: Thing, knowledge: &Knowledge) -> String {
    match thing {
        Thing::Entity(_) => knowledge.dataset.name(thing).to_owned(),
        Thing::Claim(id) => {
            format!("\u{201c}{}\u{201d}", sentence(id, knowledge.scope()).trim_end_matches('.'))
        }
    }
}

/// What a query gives, with the label in its first lines as title.
fn asked_for(path: &Path, knowledge: &Knowledge, ui: &Ui) -> Result<Figure, Failure> {
    let text = files::read_text(path).map_err(|fault| Failure::new(fault.message))?;
    let path = path.to_string_lossy().into_owned();
    let label = text.lines().find_map(|l| l.strip_prefix("# label:")).map(|l| l.trim().to_owned());
    let title = label.unwrap_or_else(|| format!("What does {} give?", stem(&path)));
    let files = Files::new(vec![SourceFile { path, text: text.clone() }]);
    let query = QueryText { file: FileId(0), text: &text };
    let built = figure::of_query(&title, query, knowledge.scope(), session::store(knowledge)?);
    built.map(Figure::Network).map_err(|fault| {
        session::tell(&files, None, vec![Diagnostic { code: Code::R053, ..*fault }], ui);
        Failure::Told(Outcome::CouldNotRun)
    })
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
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").trim_end_matches(".rq")
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
        let title = figure::parse(*id, file).map_or_else(|f| f.message, |v| v.title().to_owned());
        rows.push(vec![stem(&file.path).to_owned(), title]);
    }
    ui.result(&table(&["view".to_owned(), "question".to_owned()], &rows))?;
    Ok(Outcome::Good)
}
