//! What stands at the head and at the foot of every figure: the finding, the question, what the figure rests on, its sources.

use std::collections::BTreeSet;

use crate::derive::rdf::GraphRef;
use crate::explore::{Citation, published};
use crate::model::claim::{EntityId, Thing};
use crate::render::figure::Figure;

/// How many sources are told in full below a figure; of more their number is.
const TOLD: usize = 3;

/// The head and the foot of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// What the figure shows, where its view says so: numbers in it are counted from the figure.
    pub finding: Option<String>,
    /// The question that it answers.
    pub title: String,
    /// What it rests on, with counts.
    pub subtitle: String,
    /// The sources that it cites, each with what is recorded of its publication.
    pub sources: Vec<String>,
    /// The tag of the language of the graph.
    pub language: String,
}

impl Heading {
    /// A question, and what the answer rests on.
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: subtitle.into(), ..Self::default() }
    }

    /// What stands first: the finding, else the question.
    pub fn headline(&self) -> &str {
        self.finding.as_deref().unwrap_or(&self.title)
    }

    /// What stands below it: the question where there is a finding, then what the figure rests on.
    pub fn below(&self) -> impl Iterator<Item = &str> {
        let question = self.finding.is_some().then_some(self.title.as_str());
        question.into_iter().chain([self.subtitle.as_str()]).filter(|line| !line.is_empty())
    }

    /// The line of sources; none where the figure cites nothing.
    pub fn source_line(&self) -> Option<String> {
        match self.sources.as_slice() {
            [] => None,
            [only] => Some(format!("Source: {only}")),
            few if few.len() <= TOLD => Some(format!("Sources: {}", few.join(" "))),
            many => Some(format!(
                "From {} sources, each named with its quotation. The Markdown table of this figure lists them with author, date \
                 and address.",
                many.len()
            )),
        }
    }

    /// All of it as lines of text, the foot apart.
    pub fn lines(&self) -> String {
        let lines: Vec<&str> = std::iter::once(self.headline()).chain(self.below()).collect();
        format!("{}\n", lines.join("\n"))
    }

    /// The sources as lines of text, below a figure.
    pub fn foot(&self) -> String {
        match self.sources.as_slice() {
            [] => String::new(),
            [only] => format!("\nSource: {only}\n"),
            all => format!("\nSources\n  {}\n", all.join("\n  ")),
        }
    }
}

impl Figure {
    /// Says of which language the figure is, and below it which sources it cites; where these are several, each citation names
    /// its own.
    #[must_use]
    pub fn with_sources(mut self, scope: GraphRef<'_>) -> Self {
        let dataset = scope.dataset;
        let mut all = self.citations_mut();
        let source = |claim: &str| match dataset.find(claim) {
            Some(Thing::Claim(id)) => Some(dataset.claim(id).source),
            _ => None,
        };
        let cited: BTreeSet<EntityId> = all.iter().filter_map(|c| source(&c.claim)).collect();
        for cite in &mut all {
            cite.is_of_several = cited.len() > 1;
        }
        dataset.language().clone_into(&mut self.heading_mut().language);
        self.heading_mut().sources = cited.into_iter().map(|id| published(id, scope)).collect();
        self
    }

    fn citations_mut(&mut self) -> Vec<&mut Citation> {
        match self {
            Self::Grid(grid) => {
                let rows = grid.rows.iter_mut().flat_map(|r| &mut r.cite);
                rows.chain(grid.cards.iter_mut().flat_map(super::Card::citations_mut)).collect()
            }
            Self::Matrix(matrix) => {
                let columns = matrix.columns.iter_mut().flat_map(|c| &mut c.cite);
                columns.chain(matrix.cards.iter_mut().flat_map(super::Card::citations_mut)).collect()
            }
            Self::Network(network) => {
                let edges = network.edges.iter_mut().flat_map(|e| &mut e.cites);
                let nodes = network.nodes.iter_mut().flat_map(|node| {
                    let money = node.money.iter_mut().flat_map(|m| &mut m.cites);
                    node.cites.iter_mut().chain(money)
                });
                edges.chain(nodes).collect()
            }
            Self::Timeline(timeline) => timeline.sayings.iter_mut().flat_map(|s| &mut s.cites).collect(),
        }
    }
}
