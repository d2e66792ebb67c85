//! The theme that a figure is drawn in, and the page that is wanted of it.

use super::super::ui::Ui;
use super::super::{Failure, Outcome, session};
use crate::model::nearest::nearest;
use crate::project::{Project, views};
use crate::render::draw::{self, FigureIssue, PictureError, Theme};
use crate::render::figure::Figure;

/// The theme of a name.
pub(super) fn named(name: &str, project: &Project, ui: &Ui) -> Result<Theme, Failure> {
    let themes = views::themes(&project.input).map_err(|faults| {
        session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
        Failure::AlreadyReported(Outcome::Findings)
    })?;
    let names: Vec<&str> = themes.iter().map(|t| t.name.as_str()).collect();
    let near = nearest(name, names.iter().copied()).map(|n| format!("did you mean `{n}`? "));
    let help = format!("{}there are {}", near.unwrap_or_default(), names.join(", "));
    let found = themes.into_iter().find(|t| t.name == name);
    found.ok_or_else(|| Failure::with_help(format!("there is no theme `{name}`"), help))
}

/// Says where text would be too small on the paper of a theme, and what the figure is there instead.
pub(super) fn tell_of_size(figure: &Figure, theme: &Theme, ui: &Ui) {
    if theme.page.is_none() {
        return;
    }
    for issue in draw::inspect(figure, theme) {
        if let FigureIssue::Small(words) = issue {
            ui.talk(&format!("warning: {words}\n"));
        }
    }
}

/// One of the pages, the first where none is asked for; what else there is is told.
pub(super) fn page(pages: Vec<Vec<u8>>, number: Option<usize>, ui: &Ui) -> Result<Vec<u8>, Failure> {
    let (count, number) = (pages.len(), number.unwrap_or(1));
    if count > 1 {
        ui.talk(&format!("page {number} of {count}; --page gives another\n"));
    }
    let wanted = pages.into_iter().nth(number - 1);
    let message = format!("the figure has {count} page{}", if count == 1 { "" } else { "s" });
    wanted.ok_or_else(|| Failure::new(message))
}

/// Why there is no picture, and what to do.
pub(super) fn not_made(error: &PictureError) -> Failure {
    let help = error.help();
    Failure::with_help(error.to_string(), help)
}
