//! What can be typed. Doc comments are the help texts.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(super) use super::args_draw::{DrawArgs, DrawFormat, Renderer};
use super::args_explore::{
    AskArgs, BridgesArgs, CompareArgs, FindArgs, GroupsArgs, MatrixArgs, NearArgs, PathArgs, RankArgs,
    TableFormat, WithoutArgs,
};
use super::complete::{Known, known};
pub(super) use super::tool_args::{
    CompletionsArgs, ExportArgs, LinkLayer, ManArgs, MapArgs, PushArgs, ServeArgs,
};
use crate::model::date::PartialDate;
use crate::model::disagreement::DisagreementKind;

/// Build knowledge graphs in which every fact can be checked.
#[derive(Debug, Parser)]
#[command(
    name = "remit",
    version,
    about,
    max_term_width = 100,
    after_help = "Example: remit init library && cd library && remit build\nExit codes: 0 good, 1 findings or the answer is no, 2 could not run."
)]
pub(super) struct Args {
    /// The folder with remit.toml; the nearest one above the current folder if left out
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) project: Option<PathBuf>,
    /// A further folder with the texts of sources
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) sources: Option<PathBuf>,
    /// Answer from this source alone, by its key; may be given several times (`remit sources` lists them)
    #[arg(long = "source", global = true, value_name = "KEY", add = known(Known::Source))]
    pub(super) only_sources: Vec<String>,
    /// Answer from sources of this kind alone; may be given several times
    #[arg(long = "source-kind", global = true, value_name = "KIND")]
    pub(super) only_kinds: Vec<String>,
    /// Answer only from sources published by this date: a year, month or day
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub(super) known_by: Option<PartialDate>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    /// Hide progress and the count of warnings; errors are still shown
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Keep to the limits of a query: for a process that was started to do so
    #[arg(long, hide = true)]
    pub(super) limited: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new graph: a small document, cited claims, a question and a figure
    Init(InitArgs),
    /// Read, check and verify everything, then write the output folder
    Build(BuildArgs),
    /// Report everything that is wrong, with file, line and column
    Check(CheckArgs),
    /// Look for every quote in the texts at hand, and record where it stands
    Verify(VerifyArgs),
    /// Give an entity, source or claim another key, wherever it is named
    Rename(RenameArgs),
    /// Write data files in one layout, with all comments kept
    Fmt(FmtArgs),
    /// Print what data files may say as a JSON Schema, for editors
    #[command(after_help = "Example: remit schema > remit.schema.json")]
    Schema,
    /// Check the project whenever a file changes, tell what that changes in the graph, and write the output anew
    Watch(WatchArgs),
    /// Tell which sentences of a source carry claims, and which carry none
    Coverage(CoverageArgs),
    /// Write a work sheet for a text: what carries no claim yet, and records for it that pass the checks of data
    Draft(DraftArgs),
    /// Say where words stand in the sources, what they name, and which records they could give
    Quote(QuoteArgs),
    /// Add one claim, from words of a source
    Add(AddArgs),
    /// Decide on the records of a draft one by one; what is accepted goes into the data
    Review(ReviewArgs),
    /// Ask the graph in SPARQL
    Query(QueryArgs),
    /// Ask every question of data/questions and hold the answers against those expected
    Test(TestArgs),
    /// List the answers that depend on a single claim, and those that rest on secondary sources alone
    Fragile(FragileArgs),
    /// Find things, classes and properties by a name, initials or parts of a name, and say which it was
    Find(FindArgs),
    /// Print everything about one thing, each fact with its words
    Show(ShowArgs),
    /// Tell why a triple holds: the rules, the claims and the words below it
    Why(WhyArgs),
    /// List the open questions: what the ontology expects and no source states
    Gaps(GapsArgs),
    /// List the sources: when and by whom each was published, how many claims it has, and what it alone states
    Sources(SourcesArgs),
    /// Tell what changed between two states of a graph
    Diff(DiffArgs),
    /// List where claims disagree: who says what, in which words, and what was decided
    Conflicts(ConflictsArgs),
    /// List what is promised: who, what, by when, how firmly, for how much, and what became of it
    Promises(PromisesArgs),
    /// Ask a question in plain English
    Ask(AskArgs),
    /// Find how two things are connected, hop by hop with the words
    Path(PathArgs),
    /// Print what is around a thing, as a tree
    Near(NearArgs),
    /// Rank things by how central they are
    Rank(RankArgs),
    /// Find the things and connections that hold the graph together
    Bridges(BridgesArgs),
    /// Tell what would be lost without a thing
    Without(WithoutArgs),
    /// Group things that hang together
    Groups(GroupsArgs),
    /// Print a table of things by the values of a property
    Matrix(MatrixArgs),
    /// Tell what two things share, and what each has alone
    Compare(CompareArgs),
    /// Draw a figure
    Draw(DrawArgs),
    /// Write things and links, each with its citation, for other tools
    Export(ExportArgs),
    /// Turn CSV, JSON and XML into RDF by a mapping in RML
    Map(MapArgs),
    /// Put the graph into a SPARQL store elsewhere, verified there before old graphs are replaced
    Push(PushArgs),
    /// Write the graph as pages that open from a disk, or on any host of files
    Site(SiteArgs),
    /// Open the graph in a browser: its pages, figures and data, served to this computer alone
    Serve(ServeArgs),
    /// Help in an editor: faults while typing, completion, fixes, renaming; over standard input and output
    #[command(
        after_help = "Example, in Neovim: vim.lsp.config('remit', { cmd = { 'remit', 'lsp' }, root_markers = { 'remit.toml' } })\nAn editor starts it: docs/editors.md has settings for VS Code, Neovim, Helix and Zed."
    )]
    Lsp,
    /// Explain a code such as R007
    Explain(ExplainArgs),
    /// Tell what is present, what is missing, and how to get it
    #[command(after_help = "Example: remit doctor\nEnds with 1 if something is missing that is needed.")]
    Doctor,
    /// Print what makes a shell complete commands, and keys and names of the graph at hand
    Completions(CompletionsArgs),
    /// Write the manual: one page to standard output, or all into a folder
    Man(ManArgs),
    /// Answer queries over standard input, for a server
    #[command(hide = true)]
    Worker,
}

impl Command {
    /// Why a command is about all sources whatever was typed; none where it can be about some.
    pub(super) fn why_of_all_sources(&self) -> Option<&'static str> {
        match self {
            Self::Build(_) => Some("a build writes the whole graph"),
            Self::Check(_) | Self::Verify(_) => Some("checks look at the whole project"),
            Self::Query(options) if options.name.is_none() && options.text.is_none() => {
                Some("the list of saved queries is not from sources")
            }
            Self::Query(options) if options.endpoint.is_some() => Some("a store elsewhere is asked as it is"),
            Self::Push(_) => Some("a push sends the whole graph"),
            Self::Rename(_) => Some("a key is renamed in the whole project"),
            Self::Fmt(_) => Some("files are laid out, whatever they say"),
            Self::Schema => Some("the schema is of the ontology"),
            Self::Watch(_) => Some("the whole project is watched"),
            Self::Diff(_) => Some("both states are compared whole"),
            Self::Coverage(_) => Some("`remit coverage SOURCE` names its source itself"),
            Self::Draft(_) => Some("`remit draft SOURCE` names its source itself"),
            Self::Quote(_) | Self::Add(_) => {
                Some("words are looked for in all texts, or in one that is named")
            }
            Self::Review(_) => Some("`remit review SOURCE` names its source itself"),
            Self::Init(_)
            | Self::Explain(_)
            | Self::Doctor
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Map(_)
            | Self::Lsp
            | Self::Worker => Some("this command reads no sources"),
            _ => None,
        }
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit init library && cd library && remit build")]
pub(super) struct InitArgs {
    /// The folder to make
    pub(super) dir: PathBuf,
}

/// The form of what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people
    Text,
    /// Notes on a release, in Markdown
    Md,
    /// For programs
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit diff HEAD~1\nEnds with 1 if anything differs. Of two graph files, or of one and a project, the statements are compared."
)]
pub(super) struct DiffArgs {
    /// The old state: a folder with a project, a graph file or the folder of outputs, or a revision of Git
    pub(super) old: String,
    /// The new state; the project at hand if left out
    pub(super) new: Option<String>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: DiffFormat,
    /// Draw a view of kind grid or network instead, with all that either state has, each thing in one place and marked: new, gone, changed
    #[arg(long, value_name = "VIEW", conflicts_with = "format", add = known(Known::View))]
    pub(super) figure: Option<String>,
    /// With --figure: the file to write, in the form of its ending
    #[arg(long, short, value_name = "FILE", requires = "figure")]
    pub(super) output: Option<PathBuf>,
    /// With --figure: the theme
    #[arg(long, value_name = "THEME", requires = "figure", default_value = "light")]
    pub(super) theme: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit site -o ../pages, then open ../pages/index.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option by itself")]
pub(super) struct SiteArgs {
    /// The folder to write; what a run before wrote there is replaced. With --single-file the file
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Write one page that has all the others and can be mailed
    #[arg(long, conflicts_with_all = ["base_url", "force"])]
    pub(super) single_file: bool,
    /// The address at which the site is published: adds a map of the site and pictures for previews of links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(super) base_url: Option<String>,
    /// Show the texts of sources that are at hand, and not their quotations alone: see to it that you may publish them
    #[arg(long)]
    pub(super) with_texts: bool,
    /// Add a page that answers SPARQL in the browser, without a server: 2.4 MB more, and the whole graph once more
    #[arg(long, conflicts_with = "single_file")]
    pub(super) with_queries: bool,
    /// Replace files that were changed since they were written
    #[arg(long)]
    pub(super) force: bool,
}

/// The address of a site: of the web, with a closing slash.
fn base_url(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let fault = crate::model::address::fault(text);
    match fault {
        None if is_web && !text.contains(['?', '#']) => Ok(format!("{}/", text.trim_end_matches('/'))),
        _ => Err("an address of the web is needed, such as https://example.org/graph/".to_owned()),
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit build --sources ../texts")]
pub(super) struct BuildArgs {
    /// Write nothing; say whether the output folder is what a build would write
    #[arg(long)]
    pub(super) check: bool,
    /// Replace output files that were changed by hand; files that this program never wrote stay protected
    #[arg(long, conflicts_with = "check")]
    pub(super) force: bool,
}

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(
    after_help = "Examples:\n  remit check --figures\n  remit check --fix --dry-run\n  remit check --format sarif > findings.sarif"
)]
pub(super) struct CheckArgs {
    /// Look at every figure in every theme too: order, overlap, what is cut off, contrast, citations
    #[arg(long)]
    pub(super) figures: bool,
    /// Print every fault; without it the first hundred, how many more there are, and many warnings of one kind as one
    #[arg(long, short = 'v', visible_alias = "verbose")]
    pub(super) all: bool,
    /// The form of the report
    #[arg(long, short, value_name = "FORM", default_value = "text")]
    pub(super) format: ReportFormat,
    /// Write into the files what mends a fault without a choice: a name that was meant, a longer quotation. Then check again
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix: print what would change as a diff, and write nothing; ends with 1 if anything would
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit rename reading-room reading-hall --dry-run\nData, queries, questions with their answers, views, rules, shapes, the manifest and the lock file are changed, or none. Claims keep their keys."
)]
pub(super) struct RenameArgs {
    /// The key as it is
    #[arg(add = known(Known::Thing))]
    pub(super) old: String,
    /// The key as it is to be, which nothing else has
    pub(super) new: String,
    /// Print what would change as a diff, and write nothing; ends with 1
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit watch --no-output\nFaults, and what differs from the last graph without faults, are told after each change. Ctrl+C ends it."
)]
pub(super) struct WatchArgs {
    /// Only check, and write nothing
    #[arg(long)]
    pub(super) no_output: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit fmt --dry-run\nKeys are put into the order in which a record is best read. The order of records, and what they say, stay. Only TOML files of the data have a layout."
)]
pub(super) struct FmtArgs {
    /// Data files; all where none is named
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(super) files: Vec<String>,
    /// Print what would change as a diff, and write nothing; ends with 1 if anything would
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code review tools (SARIF 2.1.0)
    Sarif,
    /// What shapes found, as a SHACL validation report in Turtle
    Shacl,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit verify --sources ../texts --record")]
pub(super) struct VerifyArgs {
    /// Write the positions found to remit.lock
    #[arg(long)]
    pub(super) record: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit coverage annual-report --fail-under 80")]
pub(super) struct CoverageArgs {
    /// The source; the only one if left out
    #[arg(add = known(Known::Source))]
    pub(super) source: Option<String>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
    /// End with 1 if fewer sentences than this carry claims, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) fail_under: Option<u8>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit draft annual-report\n  remit draft annual-report --sentence 'opened in 2019'\n  remit draft annual-report --with 'python3 propose.py'"
)]
pub(super) struct DraftArgs {
    /// The source, declared in the data, with its text at hand
    #[arg(add = known(Known::Source))]
    pub(super) source: String,
    /// Look only at the sentences that have these words, even if they carry claims, and print the sheet
    #[arg(long, value_name = "WORDS")]
    pub(super) sentence: Option<String>,
    /// The file to write; draft/SOURCE.toml if left out
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The form: toml, or json on standard output with all that was seen
    #[arg(short, long, value_name = "FORM", default_value = "toml", conflicts_with = "output")]
    pub(super) format: DraftFormat,
    /// Replace the sheet that is there
    #[arg(long)]
    pub(super) force: bool,
    /// Take the proposals of a program instead: it reads one JSON object and writes one a line; words are split at spaces, no shell runs
    #[arg(long, value_name = "COMMAND")]
    pub(super) with: Option<String>,
    /// Stop the program after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600, requires = "with", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit quote 'opened in 2019'\nThe records are printed as a data file has them; `remit add` puts one into the data."
)]
pub(super) struct QuoteArgs {
    /// The words, as a source has them
    pub(super) words: String,
    /// The source; all if left out
    #[arg(add = known(Known::Source))]
    pub(super) source: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit add --quote 'Line 4 serves the harbour'\nThe claim is shown as it would read; fields are set by typing them, such as `status = \"planned\"`, until it is accepted."
)]
pub(super) struct AddArgs {
    /// The source; all are looked at if left out
    #[arg(add = known(Known::Source))]
    pub(super) source: Option<String>,
    /// The words that carry the claim; asked for if left out
    #[arg(long, value_name = "WORDS")]
    pub(super) quote: Option<String>,
    /// The data file to add to, by its path in the project; if left out, the one with most claims of the source, or a new one
    #[arg(long, value_name = "FILE")]
    pub(super) into: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit draft annual-report && remit review annual-report --by 'R. Editor'\nEach record is shown with its sentence, as it would read, and on what it rests. What was accepted or rejected, and by whom, is kept in draft/SOURCE.decisions.toml, and never asked again."
)]
pub(super) struct ReviewArgs {
    /// The source that was drafted
    #[arg(add = known(Known::Source))]
    pub(super) source: String,
    /// The sheet; draft/SOURCE.toml if left out
    #[arg(long, value_name = "FILE")]
    pub(super) sheet: Option<PathBuf>,
    /// The data file to add to, by its path in the project; if left out, the one with most claims of the source, or a new one
    #[arg(long, value_name = "FILE")]
    pub(super) into: Option<String>,
    /// Who decides; the user of this computer if left out
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
}

/// The forms of a draft.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DraftFormat {
    /// A data file to work on
    Toml,
    /// Everything that was seen
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit query money\n  remit query -e 'SELECT ?who WHERE { ?who a ?class } LIMIT 3'\n  remit query question.rq -f csv > answer.csv\n  remit query money --endpoint http://127.0.0.1:7878"
)]
pub(super) struct QueryArgs {
    /// A file with a query, or the name of one in data/queries; without it the saved ones are listed
    #[arg(add = known(Known::Query))]
    pub(super) name: Option<String>,
    /// A query, typed here
    #[arg(short = 'e', long = "execute", value_name = "SPARQL", conflicts_with = "name")]
    pub(super) text: Option<String>,
    /// The form of the answer: a table on a terminal, else CSV
    #[arg(short, long, value_name = "FORM")]
    pub(super) format: Option<QueryFormat>,
    /// What the default graph is
    #[arg(long, value_name = "LAYER", default_value = "all")]
    pub(super) layer: LayerChoice,
    /// Exit with status 1 if the answer is empty or no
    #[arg(long)]
    pub(super) exit_status: bool,
    /// Stop the query after this many seconds of CPU time; reading the graph is not counted. Of a store elsewhere: how long it may be silent
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: Option<u64>,
    /// Stop the query if it needs more memory than this, the graph not included
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(16..=1 << 20))]
    pub(super) memory: Option<u64>,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
    /// Ask a SPARQL store elsewhere instead; quotations and standings are not resolved there
    #[arg(long, value_name = "URL", conflicts_with_all = ["layer", "memory", "as_of"])]
    pub(super) endpoint: Option<String>,
    /// A graph of that store that the query sees as its default graph; may be given several times
    #[arg(long, value_name = "IRI", requires = "endpoint")]
    pub(super) default_graph: Vec<String>,
    /// The user at that store; the password is read from `REMIT_PASSWORD`, or asked for on a terminal
    #[arg(long, value_name = "NAME", requires = "endpoint")]
    pub(super) user: Option<String>,
    /// Certificates of the authorities to trust for that store instead of the usual ones, in PEM
    #[arg(long, value_name = "FILE", requires = "endpoint")]
    pub(super) ca: Option<PathBuf>,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum QueryFormat {
    /// For people
    Table,
    /// SPARQL 1.1 CSV
    Csv,
    /// SPARQL 1.1 TSV
    Tsv,
    /// SPARQL 1.1 JSON
    Json,
    /// SPARQL XML
    Xml,
    /// A Markdown table
    Md,
    /// Turtle, for CONSTRUCT and DESCRIBE
    Ttl,
    /// N-Triples, for CONSTRUCT and DESCRIBE
    Nt,
}

/// What the default graph of a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LayerChoice {
    /// All layers and the ontology; narrower classes and properties count where the query names wider ones
    All,
    /// All layers and the ontology, without what follows by wider classes and properties
    Stated,
    /// Entities and plain triples
    Facts,
    /// Claim nodes and their evidence
    Claims,
    /// What rules derived
    Derived,
    /// What follows from the others by wider classes and properties
    Wider,
    /// Classes and properties
    Ontology,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit test who-targets")]
pub(super) struct TestArgs {
    /// Only the questions whose name begins so
    #[arg(add = known(Known::Question))]
    pub(super) name: Option<String>,
    /// Write the answers that differ beside their questions, for review
    #[arg(long)]
    pub(super) update: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit show 'Reading room'")]
pub(super) struct ShowArgs {
    /// A key, a name, another name, initials, or words of a name
    #[arg(add = known(Known::Thing))]
    pub(super) name: String,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
}

/// The form of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example: remit why reading-room belongs-to\nEnds with 1 if the triple is no fact of the graph."
)]
pub(super) struct WhyArgs {
    /// What it is about: a key or a name
    #[arg(add = known(Known::Thing))]
    pub(super) subject: String,
    /// A property: its key or its label
    #[arg(add = known(Known::Property))]
    pub(super) predicate: String,
    /// The value: a key, a name or a text; all values if left out
    #[arg(add = known(Known::Thing))]
    pub(super) object: Option<String>,
    /// Unfold the other proofs of what is derived too
    #[arg(long)]
    pub(super) all: bool,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit gaps --by belongs-to")]
pub(super) struct GapsArgs {
    /// A property, by key or label: its values are the headings; the classes if left out
    #[arg(long, value_name = "PROPERTY", add = known(Known::Property))]
    pub(super) by: Option<String>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit conflicts --open --kind conflict")]
pub(super) struct ConflictsArgs {
    /// Only disagreements of this kind
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub(super) kind: Option<String>,
    /// Only those that nobody has settled
    #[arg(long)]
    pub(super) open: bool,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit promises --as-of 2027")]
pub(super) struct PromisesArgs {
    /// The date on which the state of each promise is told: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

/// What is left out to see which answers are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// One claim
    Claim,
    /// One source, with all its claims
    Source,
}

impl By {
    /// The word for what is left out.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Source => "source",
        }
    }

    /// The same for several, at the beginning of a sentence.
    pub(super) fn several(self) -> &'static str {
        match self {
            Self::Claim => "Claims",
            Self::Source => "Sources",
        }
    }
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit fragile\n  remit fragile who-targets\n  remit fragile --by source"
)]
pub(super) struct FragileArgs {
    /// Only the questions whose name begins so, row by row
    #[arg(add = known(Known::Question))]
    pub(super) question: Option<String>,
    /// What is left out at a time: each claim, or all claims of each source
    #[arg(long, value_name = "WHAT", default_value = "claim")]
    pub(super) by: By,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  remit sources\n  remit sources --known-by 2022")]
pub(super) struct SourcesArgs {
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

/// The kinds of disagreement, with what each is.
fn kinds() -> PossibleValuesParser {
    DisagreementKind::ALL.map(|kind| PossibleValue::new(kind.word()).help(kind.meaning())).into()
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit explain R007")]
pub(super) struct ExplainArgs {
    /// The code; without it all codes are listed
    #[arg(add = known(Known::Code))]
    pub(super) code: Option<String>,
}

/// A date as it is typed.
pub(super) fn date(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "a date is 2024, 2024-06 or 2024-06-30".to_owned())
}
