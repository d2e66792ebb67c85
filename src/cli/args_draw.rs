//! What can be typed after `draw`. Doc comments are the help texts.

use std::path::PathBuf;

use clap::{Arg, ArgGroup, Args as ClapArgs, ValueEnum};

use super::args_explore::{CountArgs, DepthArgs, WayArgs};
use super::complete::{Known, known};

#[derive(Debug, ClapArgs)]
#[command(
    group = ArgGroup::new("part").args(["near", "path"]),
    mut_args = with_its_part,
    after_help = "Examples:\n  remit draw\n  remit draw who-does-what -f text\n  remit draw --near 'Reading room' --depth 2 -o around.svg\n  remit draw --path 'Town council' 'Mobile library'\n  remit draw --query edges.rq -f md\n  remit draw who-targets-what --theme print -o figure.svg\n  remit draw who-targets-what -o figure.png\n  remit draw who-targets-what --theme print -o figure.pdf"
)]
pub(super) struct DrawArgs {
    /// The name of a view in ontology/views, or a DOT file; without it the views are listed
    #[arg(add = known(Known::View))]
    pub(super) view: Option<String>,
    /// Draw what is around a thing, by key or name, as `remit near` tells it
    #[arg(long, value_name = "THING", conflicts_with_all = ["view", "path", "query"], add = known(Known::Thing))]
    pub(super) near: Option<String>,
    /// Draw the shortest paths between two things, as `remit path` tells them
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], conflicts_with_all = ["view", "query"], add = known(Known::Thing))]
    pub(super) path: Vec<String>,
    /// Draw what a query gives: a CONSTRUCT, or a SELECT of ?from ?edge ?to
    #[arg(long, value_name = "FILE", conflicts_with = "view")]
    pub(super) query: Option<PathBuf>,
    /// The form of the figure; if left out, that of the ending of FILE, else SVG
    #[arg(short, long, value_name = "FORM")]
    pub(super) format: Option<DrawFormat>,
    /// What draws it
    #[arg(long, value_name = "WHAT", default_value = "own")]
    pub(super) renderer: Renderer,
    /// Its colours, and its page: light, dark, print (A4), or a theme of ontology/themes
    #[arg(long, value_name = "NAME", default_value = "light", add = known(Known::Theme))]
    pub(super) theme: String,
    /// The page to write, where the theme has pages: the words follow the figure; a PDF has all of them [default: 1]
    #[arg(long, value_name = "NUMBER", value_parser = page)]
    pub(super) page: Option<usize>,
    /// The file to write; standard output if left out
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten, next_help_heading = "With --near")]
    pub(super) steps: DepthArgs,
    #[command(flatten, next_help_heading = "With --path")]
    pub(super) ways: WayArgs,
    #[command(flatten, next_help_heading = "With --near or --path")]
    pub(super) count: CountArgs,
}

/// Options of a part of the graph mean nothing without it.
///
/// They conflict with what excludes it, too: clap does not ask for an argument that another one forbids.
fn with_its_part(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "depth" => arg.requires("near").conflicts_with_all(["view", "path", "query"]),
        "max" | "longest" | "via" | "avoid" => {
            arg.requires("path").conflicts_with_all(["view", "near", "query"])
        }
        "layers" | "only" | "without" => arg.requires("part").conflicts_with_all(["view", "query"]),
        _ => arg,
    }
}

/// The number of a page as it is typed.
fn page(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "pages are counted from 1".to_owned())
}

/// The form of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DrawFormat {
    /// SVG
    Svg,
    /// DOT
    Dot,
    /// Text, for terminals and screen readers
    Text,
    /// CSV: one row for each edge and claim below it
    Csv,
    /// Markdown: the same as a table
    Md,
    /// PNG, two pixels for each of the SVG
    Png,
    /// PDF, with all pages
    Pdf,
}

/// What draws a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Renderer {
    /// The renderer of this program
    Own,
    /// An installed Graphviz
    Dot,
}
