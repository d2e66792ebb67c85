//! What can be typed after the commands that explore a graph. Doc comments are the help texts.

use clap::{Args as ClapArgs, ValueEnum};

use super::args::{ShowFormat, date};
use super::complete::{Known, known};
use crate::model::date::PartialDate;

/// The form of an answer that is a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// CSV
    Csv,
    /// A Markdown table
    Md,
}

/// What counts as a connection.
#[derive(Debug, ClapArgs)]
pub(super) struct CountArgs {
    /// What counts: facts, derived, and claims that give no fact (denied, disputed, opinions), which are marked
    #[arg(long, value_name = "LAYERS", value_delimiter = ',', default_value = "facts,derived")]
    pub(super) layers: Vec<CountLayer>,
    /// Count only this property, those below it and their inverses; may be given several times
    #[arg(long, value_name = "PROPERTY", add = known(Known::Property))]
    pub(super) only: Vec<String>,
    /// Do not count this property, those below it and their inverses; may be given several times
    #[arg(long = "without", value_name = "PROPERTY", add = known(Known::Property))]
    pub(super) without: Vec<String>,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
}

/// How far around a thing.
#[derive(Debug, ClapArgs)]
pub(super) struct DepthArgs {
    /// How many hops away, at most 64
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=64))]
    pub(super) depth: u8,
}

/// Which paths.
#[derive(Debug, ClapArgs)]
pub(super) struct WayArgs {
    /// How many paths, shortest first
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max: u32,
    /// How many hops a path may have
    #[arg(long, value_name = "HOPS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) longest: u32,
    /// A thing that each path must pass through
    #[arg(long, value_name = "THING", add = known(Known::Thing))]
    pub(super) via: Option<String>,
    /// A thing that no path may pass through; may be given several times
    #[arg(long, value_name = "THING", add = known(Known::Thing))]
    pub(super) avoid: Vec<String>,
}

/// A layer that can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CountLayer {
    /// Claims that give facts
    Facts,
    /// What rules derived
    Derived,
    /// Claims that give no fact
    Claims,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit path 'Reading room' 'Mobile library'\n  remit path library county --max 5 --avoid workshop\n  remit path library county --only runs --layers facts,derived,claims\nEnds with 1 if there is no path."
)]
pub(super) struct PathArgs {
    /// Where paths begin: a key or a name
    #[arg(add = known(Known::Thing))]
    pub(super) from: String,
    /// Where they end
    #[arg(add = known(Known::Thing))]
    pub(super) to: String,
    #[command(flatten)]
    pub(super) ways: WayArgs,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit find reading room\n  remit find council -f csv\nEnds with 1 if nothing is found."
)]
pub(super) struct FindArgs {
    /// A name, other name, initials, words of a name in their order or the beginnings of them; typing errors are forgiven
    #[arg(required = true, add = known(Known::Thing))]
    pub(super) words: Vec<String>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit near 'Reading room' --depth 2")]
pub(super) struct NearArgs {
    /// A key or a name
    #[arg(add = known(Known::Thing))]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) steps: DepthArgs,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit rank --by betweenness --class Service --top 10")]
pub(super) struct RankArgs {
    /// The measure
    #[arg(long, value_name = "MEASURE", default_value = "degree")]
    pub(super) by: MeasureChoice,
    /// List only things of this class, or of one below it; they are still measured among all
    #[arg(long, value_name = "CLASS")]
    pub(super) class: Option<String>,
    /// How many things
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

/// A measure of how central a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MeasureChoice {
    /// How many other things it is connected to
    Degree,
    /// How many shortest paths pass through it
    Betweenness,
    /// Where one arrives who follows relations
    Pagerank,
    /// How near all others are
    Closeness,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit bridges --top 5")]
pub(super) struct BridgesArgs {
    /// How many things and connections, those that hold most first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit without 'Town council' --groups belongs-to")]
pub(super) struct WithoutArgs {
    /// A key or a name
    pub(super) name: String,
    /// A property whose values are groups: those left without any member are told
    #[arg(long, value_name = "PROPERTY")]
    pub(super) groups: Option<String>,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: ShowFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit groups --by communities -f csv")]
pub(super) struct GroupsArgs {
    /// How things are grouped
    #[arg(long, value_name = "HOW", default_value = "components")]
    pub(super) by: GroupChoice,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

/// How things are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GroupChoice {
    /// Things that some path connects
    Components,
    /// Things more closely connected with each other than with the rest
    Communities,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit matrix belongs-to\n  remit matrix belongs-to --through ^pays-for -f md"
)]
pub(super) struct MatrixArgs {
    /// A property, by key or label: its values are the columns
    pub(super) property: String,
    /// The class whose things are rows; what the ontology gives the property if left out
    #[arg(long, value_name = "CLASS")]
    pub(super) rows: Option<String>,
    /// The class whose things are columns; what the ontology gives the property if left out
    #[arg(long, value_name = "CLASS")]
    pub(super) columns: Option<String>,
    /// A property that leads from the subject to what stands in the rows, or to the subject if `^` stands before it; may be
    /// given several times
    #[arg(long, value_name = "PROPERTY")]
    pub(super) through: Vec<String>,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example: remit compare 'Reading room' 'Mobile library'")]
pub(super) struct CompareArgs {
    /// A key or a name
    pub(super) a: String,
    /// Another one
    pub(super) b: String,
    #[command(flatten)]
    pub(super) count: CountArgs,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  remit ask --list\n  remit ask who pays for the reading room --show-query\nEnds with 1 if the answer is no or has no rows."
)]
pub(super) struct AskArgs {
    /// The question, in any words
    #[arg(required_unless_present = "list")]
    pub(super) question: Vec<String>,
    /// List the templates of saved queries, which answer questions in their words
    #[arg(long)]
    pub(super) list: bool,
    /// Print the query in SPARQL that was run
    #[arg(long)]
    pub(super) show_query: bool,
    /// Only what can hold on a date: 2024, 2024-06 or 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<PartialDate>,
    /// The form of the answer
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub(super) format: TableFormat,
}
