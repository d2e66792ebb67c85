//! What an installed Graphviz draws.

use std::path::Path;

use super::super::Failure;
use super::super::args::{DrawFormat, Renderer};
use super::super::ui::Ui;
use crate::project;
use crate::render::draw::{self, RenderError};

/// Whether a name is that of a DOT file.
pub(super) fn is_dot(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("dot") || e.eq_ignore_ascii_case("gv"))
}

/// Any DOT file.
pub(super) fn foreign(
    name: &str,
    renderer: Renderer,
    format: DrawFormat,
    ui: &Ui,
) -> Result<Vec<u8>, Failure> {
    let format = match (renderer, format) {
        (Renderer::Dot, DrawFormat::Svg) => "svg",
        (Renderer::Dot, DrawFormat::Png) => "png",
        (Renderer::Dot, DrawFormat::Pdf) => "pdf",
        _ => {
            let help = "add --renderer dot, with -f svg, png or pdf";
            return Err(Failure::with_help("only an installed Graphviz draws DOT files", help));
        }
    };
    let dot = project::read_text(Path::new(name)).map_err(|fault| Failure::new(fault.message))?;
    render(&dot, format, ui)
}

/// DOT in a format of Graphviz.
pub(super) fn render(dot: &str, format: &str, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let result = draw::version().and_then(|version| {
        ui.talk(&format!("drawn by {version}\n"));
        draw::render(dot, format)
    });
    result.map_err(|error| match error {
        RenderError::Absent(..) => Failure::with_help(
            error.to_string(),
            "install Graphviz (Debian and Ubuntu: apt install graphviz; macOS: brew install graphviz; Windows: winget install graphviz), \
             or leave out --renderer dot: this program draws the figure itself",
        ),
        other => Failure::from_error(&other),
    })
}
