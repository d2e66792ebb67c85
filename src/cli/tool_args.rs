//! What can be typed for the commands that serve other tools. Doc comments are the help texts.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as ClapArgs, ValueEnum};

use super::args::date;
use super::complete::shells;
use crate::model::date::PartialDate;
use crate::render::export::FORMS;

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit export -f graphml -o graph.graphml\n  remit export -f csv -o tables\n  remit export -f json-graph --layers facts,derived,claims | jq '.graph.edges[0]'\ndocs/export.md tells what each form is for, and how to open it."
)]
pub(super) struct ExportArgs {
    /// The form
    #[arg(short, long, value_name = "FORM", value_parser = forms())]
    pub(super) format: String,
    /// The file to write, or the folder; standard output if left out and there is one file
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    /// Which links are written, and which values of things
    #[arg(long, value_name = "LAYERS", value_delimiter = ',', default_value = "facts,derived")]
    pub(super) layers: Vec<LinkLayer>,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
}

/// Which links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LinkLayer {
    /// Plain facts
    Facts,
    /// What rules derived
    Derived,
    /// Claims that are denied, disputed or opinions, marked as such
    Claims,
}

/// The forms of an export, with what each is.
fn forms() -> PossibleValuesParser {
    FORMS.iter().map(|form| PossibleValue::new(form.name).help(form.what)).into()
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit serve --open\n  remit serve --port 8080 --host graph.example.org\nThe address is printed; Ctrl+C ends the server. Files that change are seen within a second or two. docs/serve.md tells more."
)]
pub(super) struct ServeArgs {
    /// The port; the next free one is taken and printed where it is in use, and any free one for 0
    #[arg(long, value_name = "NUMBER", default_value_t = 7780)]
    pub(super) port: u16,
    /// Open the first page in a browser
    #[arg(long)]
    pub(super) open: bool,
    /// A further host name by which browsers may call it, such as that of a reverse proxy; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,
    /// The address of this computer to listen on; any other than the default lets other computers read the graph
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) listen: IpAddr,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  bash:        add to ~/.bashrc:  source <(remit completions bash)\n  zsh:         add to ~/.zshrc:   source <(remit completions zsh)\n  fish:        add to ~/.config/fish/config.fish:  remit completions fish | source\n  PowerShell:  add to $PROFILE:   remit completions powershell | Out-String | Invoke-Expression\n  elvish:      add to rc.elv:     eval (remit completions elvish | slurp)\nThe script asks this program each time, so it always fits the graph at hand; do not keep a copy of it over an update."
)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_parser = PossibleValuesParser::new(shells()))]
    pub(super) shell: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  remit man | man -l -\n  remit man ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// The folder that gets a page for each command
    pub(super) dir: Option<PathBuf>,
}
