//! `remit draw`: a figure that a view declares, or one of a part of the graph.

mod graphviz;
mod part;
mod theme;
mod view;

use std::path::Path;

use super::args::{Args, DrawArgs, DrawFormat, Renderer};
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, session};
use crate::project::{self, Project, views};
use crate::render::draw::{self, Theme};
use crate::render::figure::{self, Figure};
use crate::render::write;

pub(super) use view::declared;

/// Writes a figure into a file, in the form of its ending; without one as text for people, or SVG for programs.
pub(super) fn put(
    figure: &Figure,
    project: &Project,
    (output, theme): (Option<&Path>, &str),
    ui: &mut Ui,
) -> Result<(), Failure> {
    let own = DrawFormat::Svg;
    let format = match output {
        Some(path) => of_ending(path)?.unwrap_or(own),
        None if ui.is_terminal() => DrawFormat::Text,
        None => own,
    };
    let theme = theme::named(theme, project, ui)?;
    let bytes = written(figure, &theme, &Form { format, ..Form::default() }, ui)?;
    show(&bytes, format, output, ui)
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &DrawArgs, ui: &mut Ui) -> CommandResult {
    let of_graph = options.near.is_some() || !options.path.is_empty() || options.query.is_some();
    if options.view.is_none() && !of_graph {
        return view::list(args, ui);
    }
    let format = format(options, ui)?;
    if options.page.is_some() && format == DrawFormat::Pdf {
        let help = "leave out --page, or write a page as SVG or PNG";
        return Err(Failure::with_help("a PDF has all pages of its figure", help));
    }
    let bytes = match &options.view {
        Some(name) if graphviz::is_dot(name) => graphviz::foreign(name, options.renderer, format, ui)?,
        _ => {
            let (project, figure) = figure(args, options, ui)?;
            let theme = theme::named(&options.theme, &project, ui)?;
            theme::tell_of_size(&figure, &theme, ui);
            let form = Form { renderer: options.renderer, format, page: options.page, stem: stem(options) };
            written(&figure, &theme, &form, ui)?
        }
    };
    show(&bytes, format, options.output.as_deref(), ui)?;
    Ok(Outcome::Good)
}

fn show(bytes: &[u8], format: DrawFormat, output: Option<&Path>, ui: &mut Ui) -> Result<(), Failure> {
    match output {
        Some(path) => project::write_whole(path, bytes).map_err(|e| Failure::from_error(&e)),
        None if format == DrawFormat::Text => ui.result(&String::from_utf8_lossy(bytes)),
        None if matches!(format, DrawFormat::Png | DrawFormat::Pdf) => ui.bytes(bytes),
        None => ui.data(&String::from_utf8_lossy(bytes)),
    }
}

/// How a figure is to be written.
struct Form {
    renderer: Renderer,
    format: DrawFormat,
    /// The page that is wanted, the first one if none is named.
    page: Option<usize>,
    /// What the file of the first page is called: pages lead to each other by their names.
    stem: Option<String>,
}

impl Default for Form {
    fn default() -> Self {
        Self { renderer: Renderer::Own, format: DrawFormat::Svg, page: None, stem: None }
    }
}

/// The form that is asked for: by its name, or by the ending of the file to write.
fn format(options: &DrawArgs, ui: &Ui) -> Result<DrawFormat, Failure> {
    match (&options.output, options.format) {
        (_, Some(format)) => Ok(format),
        (Some(path), None) => Ok(of_ending(path)?.unwrap_or(DrawFormat::Svg)),
        // A person at a terminal reads words, not markup.
        (None, None) if ui.is_terminal() && options.renderer == Renderer::Own => Ok(DrawFormat::Text),
        (None, None) => Ok(DrawFormat::Svg),
    }
}

/// The form that the ending of a file tells; none where it has none.
fn of_ending(path: &Path) -> Result<Option<DrawFormat>, Failure> {
    let Some(ending) = path.extension() else { return Ok(None) };
    Ok(Some(match ending.to_string_lossy().to_ascii_lowercase().as_str() {
        "svg" => DrawFormat::Svg,
        "dot" | "gv" => DrawFormat::Dot,
        "txt" | "text" => DrawFormat::Text,
        "csv" => DrawFormat::Csv,
        "md" | "markdown" => DrawFormat::Md,
        "png" => DrawFormat::Png,
        "pdf" => DrawFormat::Pdf,
        other => {
            let help = "use the ending .svg, .png, .pdf, .dot, .txt, .csv or .md, or say which form with -f";
            return Err(Failure::with_help(format!("a figure cannot be written as .{other}"), help));
        }
    }))
}

/// The figure that is asked for.
fn figure(args: &Args, options: &DrawArgs, ui: &Ui) -> Result<(Project, Figure), Failure> {
    let (project, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let figure = match (&options.view, &options.near, options.path.as_slice(), &options.query) {
        (Some(name), ..) => declared(name, args, &project, &graph, ui)?.as_of(options.count.as_of),
        (_, Some(name), ..) => part::around(name, options, &graph, ui)?,
        (_, _, [from, to], _) => part::between((from, to), options, &graph, ui)?,
        (_, _, _, Some(file)) => part::asked_for(file, &graph, ui)?.as_of(options.count.as_of),
        _ => return Err(Failure::new("nothing was asked for")),
    };
    // A figure of some sources says so: it is read without the command.
    let figure = match session::typed_basis(args, &graph) {
        Some(basis) => figure.from(&basis),
        None => figure,
    };
    Ok((project, figure))
}

/// What the file of the first page is called, as far as the name of the one to write tells it: pages lead to each other by their
/// names.
fn stem(options: &DrawArgs) -> Option<String> {
    let own = options.output.as_ref()?.file_stem()?.to_str()?;
    match options.page.unwrap_or(1) {
        1 => Some(own.to_owned()),
        page => own.strip_suffix(&format!("-{page}")).map(str::to_owned),
    }
}

/// A figure in the form that is asked for.
fn written(
    figure: &Figure,
    theme: &Theme,
    Form { renderer, format, page, stem }: &Form,
    ui: &Ui,
) -> Result<Vec<u8>, Failure> {
    match (renderer, format) {
        (_, DrawFormat::Dot) => Ok(draw::dot(figure, theme).into_bytes()),
        (_, DrawFormat::Text) => Ok(draw::text(figure).into_bytes()),
        (_, DrawFormat::Csv) => Ok(write::csv(&figure::COLUMNS, &figure::table(figure)).into_bytes()),
        (_, DrawFormat::Md) => Ok(views::markdown(figure).into_bytes()),
        (Renderer::Own, DrawFormat::Svg) => {
            let pages = match stem {
                Some(stem) => draw::linked_svg(figure, theme, stem),
                None => draw::svg(figure, theme),
            };
            theme::page(pages.into_iter().map(String::into_bytes).collect(), *page, ui)
        }
        (Renderer::Own, DrawFormat::Png) => {
            theme::page(draw::png(figure, theme).map_err(|error| theme::not_made(&error))?, *page, ui)
        }
        (Renderer::Own, DrawFormat::Pdf) => draw::pdf(figure, theme).map_err(|error| theme::not_made(&error)),
        (Renderer::Dot, DrawFormat::Svg) => graphviz::render(&draw::dot(figure, theme), "svg", ui),
        (Renderer::Dot, DrawFormat::Png) => graphviz::render(&draw::dot(figure, theme), "png", ui),
        (Renderer::Dot, DrawFormat::Pdf) => graphviz::render(&draw::dot(figure, theme), "pdf", ui),
    }
}
