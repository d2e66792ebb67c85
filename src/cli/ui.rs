//! Standard output and standard error, and whether they take colours.

use std::cell::Cell;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use terminal_size::{Height, Width, terminal_size_of};

use super::Failure;
use super::args::ColorChoice;
use super::page::{Look, Page, Part, fitted};
use super::progress::Progress;
use super::table::Table;
use crate::model::escape::{in_json, visible, visible_lines};
use crate::render::report::{self, Report};

/// Where results and talk go.
pub(super) struct Ui {
    out: io::BufWriter<io::Stdout>,
    err: io::Stderr,
    /// How results are shown, and how talk is.
    shown: Look,
    told: Look,
    /// Whether nothing is said of progress and of how many warnings there are.
    pub(super) quiet: bool,
    /// How many warnings there are that nobody was told yet.
    warnings: Cell<usize>,
}

/// Whether talk takes colours: as asked for, else on a terminal unless `NO_COLOR` is set to anything
/// (<https://no-color.org>).
fn takes_colours(choice: ColorChoice, terminal: bool, no_color: Option<&OsStr>) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => terminal && no_color.is_none_or(OsStr::is_empty),
    }
}

/// How wide a terminal is that does not say so.
const USUAL_WIDTH: usize = 80;
/// How wide what is shown of a source is where no terminal shows it.
const WIDEST_SOURCE: usize = 120;

/// Faults with what is shown of their sources, broken where they fit.
fn in_words(report: &Report<'_>, most: usize, look: Look) -> String {
    fitted(&report::text(report, look.styled, look.width.unwrap_or(WIDEST_SOURCE), most), look.width)
}

/// What it means that standard output takes no more: a reader that went away is no fault.
pub(super) fn not_shown(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::Closed;
    }
    Failure::new(format!("cannot write to standard output: {error}"))
}

impl Ui {
    /// Looks at the terminal once.
    pub(super) fn new(choice: ColorChoice) -> Self {
        let no_color = std::env::var_os("NO_COLOR");
        // A terminal that does not say how wide it is is taken for the narrowest that is usual.
        let look = |is_terminal: bool, size: Option<(Width, Height)>| Look {
            width: is_terminal
                .then(|| size.map_or(USUAL_WIDTH, |(Width(width), _)| usize::from(width).max(1))),
            styled: takes_colours(choice, is_terminal, no_color.as_deref()),
        };
        let (out, err) = (io::stdout(), io::stderr());
        Self {
            shown: look(out.is_terminal(), terminal_size_of(&out)),
            told: look(err.is_terminal(), terminal_size_of(&err)),
            out: io::BufWriter::new(out),
            err,
            quiet: false,
            warnings: Cell::new(0),
        }
    }

    /// Counts warnings that `check` lists: who asks something of a graph is not drowned in what its curator may mend.
    pub(super) fn warned(&self, count: usize) {
        self.warnings.set(self.warnings.get() + count);
    }

    /// Tells in one line how many warnings were counted.
    pub(super) fn tell_warnings(&self) {
        match self.warnings.take() {
            count if count == 0 || self.quiet => {}
            1 => self.talk("1 warning about this graph: `remit check` shows it\n"),
            many => self.talk(&format!("{many} warnings about this graph: `remit check` shows them\n")),
        }
    }

    /// Whether results are read on a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.shown.width.is_some()
    }

    /// Whether talk is read on a terminal.
    pub(super) fn talks_to_terminal(&self) -> bool {
        self.told.width.is_some()
    }

    /// Begins work that may take long; a terminal is told of it after a second, until the value goes.
    pub(super) fn progress(&self, words: &str) -> Progress {
        let out: Option<Box<dyn Write + Send>> =
            if self.talks_to_terminal() && !self.quiet { Some(Box::new(io::stderr())) } else { None };
        Progress::begin(&visible(words), out)
    }

    /// Whether talk takes colours.
    pub(super) fn colour(&self) -> bool {
        self.told.styled
    }

    /// Writes a result for people.
    pub(super) fn page(&mut self, page: &Page) -> Result<(), Failure> {
        let text = page.shown(self.shown);
        self.bytes(text.as_bytes())
    }

    /// Writes a table for people.
    pub(super) fn table(&mut self, table: Table) -> Result<(), Failure> {
        let mut page = Page::default();
        page.table(table);
        self.page(&page)
    }

    /// Writes lines for people, as [`Ui::page`] does.
    pub(super) fn result(&mut self, text: &str) -> Result<(), Failure> {
        self.page(&Page::from(text))
    }

    /// Writes a result for programs as it is; what could act on a terminal is shown there as an escape, and nothing is broken.
    pub(super) fn data(&mut self, text: &str) -> Result<(), Failure> {
        let text = if self.is_terminal() { visible_lines(text) } else { text.into() };
        self.bytes(text.as_bytes())
    }

    /// Writes faults as a result.
    pub(super) fn faults(&mut self, report: &Report<'_>, most: usize) -> Result<(), Failure> {
        let text = in_words(report, most, self.shown);
        self.bytes(text.as_bytes())
    }

    /// Tells faults.
    pub(super) fn tell_faults(&self, report: &Report<'_>) {
        self.coloured(&in_words(report, report::MOST_SHOWN, self.told));
    }

    /// Writes an answer for programs.
    pub(super) fn json(&mut self, answer: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(answer).map_err(|e| Failure::from_error(&e))?;
        self.data(&format!("{}\n", in_json(&text)))
    }

    /// Writes a result as bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes).and_then(|()| self.out.flush()).map_err(|e| not_shown(&e))
    }

    /// Writes a result piece by piece, where it is not read on a terminal; there it is as [`Ui::data`].
    pub(super) fn streamed(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.is_terminal() {
            let mut bytes = Vec::new();
            write(&mut bytes).map_err(|e| not_shown(&e))?;
            return self.data(&String::from_utf8_lossy(&bytes));
        }
        write(&mut self.out).and_then(|()| self.out.flush()).map_err(|e| not_shown(&e))
    }

    /// Writes talk, as [`Ui::result`] does; a closed standard error is no reason to fail.
    pub(super) fn talk(&self, text: &str) {
        self.tell(&Page::from(text));
    }

    /// Tells a page.
    pub(super) fn tell(&self, page: &Page) {
        self.coloured(&page.shown(self.told));
    }

    /// Writes talk that was made harmless before it was coloured.
    pub(super) fn coloured(&self, text: &str) {
        let _ = self.err.lock().write_all(text.as_bytes());
    }

    /// Tells why the program stops.
    pub(super) fn error(&self, message: &str, help: Option<&str>) {
        let mut page = Page::default();
        page.line(0).part(Part::Error, "error").text(format!(": {message}"));
        if let Some(help) = help {
            page.line(0).text(format!("help: {help}"));
        }
        self.tell(&page);
    }

    /// What a first call without arguments prints.
    pub(super) fn welcome(&mut self) -> Result<(), Failure> {
        self.result(
            "remit: knowledge graphs in which every fact can be checked\n\
             \n\
             \x20 remit init DIR     make a small graph to start from\n\
             \x20 remit build        read, check, verify and write everything\n\
             \x20 remit query        ask; without a name it lists the saved questions\n\
             \x20 remit --help       all commands\n",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_off_when_piped_or_not_wanted() {
        let no = Some(OsStr::new("1"));
        let taken = |choice, terminal, no_color| takes_colours(choice, terminal, no_color);
        assert!(taken(ColorChoice::Auto, true, None) && taken(ColorChoice::Auto, true, Some(OsStr::new(""))));
        assert!(!taken(ColorChoice::Auto, false, None) && !taken(ColorChoice::Auto, true, no));
        assert!(taken(ColorChoice::Always, false, no) && !taken(ColorChoice::Never, true, None));
    }
}
