//! Standard output and standard error, and whether they take colours.

use std::io::{self, IsTerminal, Write};

use super::Failure;
use super::args::ColorChoice;

/// Where results and talk go.
pub(super) struct Ui {
    out: io::BufWriter<io::Stdout>,
    err: io::Stderr,
    colour: bool,
    terminal: bool,
}

/// Whether a character could act on a terminal or turn the direction of its text.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Ui {
    /// Looks at the terminal once.
    pub(super) fn new(choice: ColorChoice) -> Self {
        let terminal = io::stdout().is_terminal();
        let colour = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        Self { out: io::BufWriter::new(io::stdout()), err: io::stderr(), colour, terminal }
    }

    /// Whether results are read on a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether talk takes colours.
    pub(super) fn colour(&self) -> bool {
        self.colour
    }

    /// Writes a result. On a terminal, control characters from data are shown as U+FFFD, so that they cannot act on it.
    pub(super) fn result(&mut self, text: &str) -> Result<(), Failure> {
        if self.terminal && text.chars().any(is_harmful) {
            let shown: String = text.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect();
            return self.bytes(shown.as_bytes());
        }
        self.bytes(text.as_bytes())
    }

    /// Writes a result as bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes)?;
        Ok(self.out.flush()?)
    }

    /// Writes talk; a closed standard error is no reason to fail.
    pub(super) fn talk(&self, text: &str) {
        let _ = self.err.lock().write_all(text.as_bytes());
    }

    /// Tells why the program stops.
    pub(super) fn error(&self, message: &str, help: Option<&str>) {
        let (on, off) = if self.colour { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        self.talk(&format!("{on}error{off}: {message}\n"));
        if let Some(help) = help {
            self.talk(&format!("help: {help}\n"));
        }
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
