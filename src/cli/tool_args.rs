//! What can be typed for the commands that serve other tools. Doc comments are the help texts.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZero;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as ClapArgs, ValueEnum};

use super::args::date;
use super::complete::shells;
use crate::bulk::Shard;
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
    after_help = "Example: remit map mapping.ttl -o data.nq\nWrites N-Quads. Reads CSV, JSON, JSON lines, XML, and Parquet and SQLite if they were built in, below the folder of the mapping or the current folder."
)]
pub(super) struct MapArgs {
    /// The mapping: RML in Turtle
    #[arg(value_name = "MAPPING")]
    pub(super) mapping: PathBuf,
    /// The file to write; standard output if left out
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// A table (CSV) of where each triple comes from: file, row, columns, and line of the mapping
    #[arg(long, value_name = "FILE")]
    pub(super) provenance: Option<PathBuf>,
    /// What to put before relative IRIs, unless the mapping has rml:baseIRI
    #[arg(long, value_name = "IRI", default_value = "http://example.org/")]
    pub(super) base: String,
    /// Write nothing if any value is bad; this is the default
    #[arg(long, conflicts_with = "lenient")]
    pub(super) strict: bool,
    /// Leave out rows with bad values, with a warning for each
    #[arg(long)]
    pub(super) lenient: bool,
    /// Another folder that the mapping may read and write, besides its own folder and the current one
    #[arg(long, value_name = "FOLDER")]
    pub(super) allow: Vec<PathBuf>,
    /// Memory for the table that finds repeated quads; beyond it, the disk is used
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    pub(super) memory: u64,
    /// Number of threads (default: one for each processor); does not change the output
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZero<usize>>,
    /// Make one part of several, such as 2/8; a hash of the subject decides the part. All parts together make the whole
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(super) shard: Option<Shard>,
}

/// A part of several.
fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((number, of)) if (1..=NonZero::<u32>::get(of)).contains(&number) => Ok(Shard { number, of }),
        _ => Err("give a part and how many there are, such as 2/8".to_owned()),
    }
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit push http://127.0.0.1:7878\n  REMIT_PASSWORD=… remit push http://127.0.0.1:8890/sparql-graph-crud-auth --user dba\n  remit push https://example.org/ds/data --file data.nq --graph https://example.org/graph\nOld graphs stay until the new ones are verified in the store. A push that broke off goes on when run again. See docs/push.md."
)]
pub(super) struct PushArgs {
    /// Where the store takes graphs (SPARQL 1.1 Graph Store HTTP Protocol); a host alone is taken for Oxigraph
    #[arg(value_name = "ENDPOINT")]
    pub(super) endpoint: String,
    /// Push these N-Quads, such as `remit map` writes, instead of the graph of the project
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Where the store takes queries, if not where stores of its kind do
    #[arg(long, value_name = "URL")]
    pub(super) query: Option<String>,
    /// Where the store takes updates, if not where stores of its kind do
    #[arg(long, value_name = "URL")]
    pub(super) update: Option<String>,
    /// The graph for triples of no graph; the default graph of the store if left out
    #[arg(long, value_name = "IRI")]
    pub(super) graph: Option<String>,
    /// Number of lines in each part that is sent
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) lines: u64,
    /// Take the new graphs even where the store keeps other values of literals, with a warning for each predicate
    #[arg(long)]
    pub(super) lenient: bool,
    /// The user; the password is read from the environment variable `REMIT_PASSWORD`, or asked for on a terminal
    #[arg(long, value_name = "NAME")]
    pub(super) user: Option<String>,
    /// Certificates of the authorities to trust instead of the usual ones, in PEM
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// How long the store may be silent
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit serve --open\n  remit serve --port 8080 --host graph.example.org\n  curl -G --data-urlencode 'query=ASK {}' http://127.0.0.1:7780/sparql\nThe address is printed; Ctrl+C ends the server. Changed files appear within a few seconds. See docs/serve.md."
)]
pub(super) struct ServeArgs {
    /// The port, or an error where it is in use; 0 takes any free one [default: 7780, or the next free one]
    #[arg(long, value_name = "NUMBER")]
    pub(super) port: Option<u16>,
    /// Open the first page in a browser
    #[arg(long)]
    pub(super) open: bool,
    /// A further host name by which browsers may call it, such as that of a reverse proxy; may be given several times
    #[arg(long, value_name = "NAME", value_parser = host)]
    pub(super) host: Vec<String>,
    /// The address of this computer to listen on; any other than the default lets other computers read the graph
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) listen: IpAddr,
    /// Add a page on which NAME decides on the records of drafts; it writes into the data, and is for this computer alone
    #[arg(long, value_name = "NAME")]
    pub(super) review: Option<String>,
    /// How long a query may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
    /// Memory limit of a query, the graph not included
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(16..=1 << 20))]
    pub(super) memory: u64,
    /// How many queries that take longer than 0.1 s run at once [default: twice the number of processors, no more than 8]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(super) workers: Option<u16>,
    /// How many rows or triples an answer may have
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_rows: u32,
    /// Another site whose pages may read data and ask queries, such as `https://example.org`; may be given several times
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub(super) cors: Vec<String>,
    /// Print a line for each request to standard error
    #[arg(long)]
    pub(super) log: bool,
    /// Print the text of each query too: the same as --log, and more
    #[arg(long)]
    pub(super) log_queries: bool,
}

/// The name of a host, as browsers send it, without a port: any will do.
fn host(text: &str) -> Result<String, String> {
    let is_name = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let is_address = text
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'))
        .is_some_and(|t| t.parse::<Ipv6Addr>().is_ok());
    if is_name || is_address {
        return Ok(text.to_ascii_lowercase());
    }
    Err("a host is a name or an address alone, such as graph.example.org, without scheme and port".to_owned())
}

/// The origin of a site, as browsers send it.
fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host)
            if !host.is_empty()
                && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b)) =>
        {
            Ok(text.to_ascii_lowercase())
        }
        _ => {
            Err("an origin has a scheme and a host and nothing behind it, such as https://example.org"
                .to_owned())
        }
    }
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
