//! The graph for other tools: things as nodes, facts and derived links as edges, each edge with its citation.
//!
//! Goes in: a [`Network`], made of a [`GraphRef`](crate::derive::rdf::GraphRef). Comes out: bytes, the same for the same graph. A form is
//! one file here and one line of [`FORMS`]. Deliberately knows no folder and no argument, and never asks the store.

mod cite;
mod csv;
mod cypher;
mod dot;
mod gexf;
mod graphml;
mod json;
mod mermaid;
mod network;
#[cfg(feature = "parquet")]
mod parquet;
mod xml;

use std::io::{self, Write};

pub use network::{Column, Edge, Kind, Layers, Network, Node};

/// Writes one file of a form.
pub type Writer = fn(&Network<'_>, &mut dyn Write) -> io::Result<()>;

/// A form that another tool reads.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Form {
    /// The word by which it is asked for.
    pub name: &'static str,
    /// What it is, and who reads it.
    pub what: &'static str,
    /// Its files: the name of each, and what writes it. None if the program was built without the form.
    pub parts: &'static [(&'static str, Writer)],
    /// The Cargo feature without which the program was built, and that this form needs.
    pub missing_feature: Option<&'static str>,
}

impl Form {
    const fn new(name: &'static str, what: &'static str, parts: &'static [(&'static str, Writer)]) -> Self {
        Self { name, what, parts, missing_feature: None }
    }
}

/// All forms, those too that this program was built without.
pub const FORMS: &[Form] = &[
    Form::new(
        "graphml",
        "GraphML: yEd, Gephi, Cytoscape, networkx, igraph",
        &[("graph.graphml", graphml::write)],
    ),
    Form::new("gexf", "GEXF 1.3: Gephi", &[("graph.gexf", gexf::write)]),
    Form::new("cypher", "Cypher statements: Neo4j, Memgraph", &[("graph.cypher", cypher::write)]),
    Form::new("json-graph", "JSON Graph Format 2: programs", &[("graph.json", json::write)]),
    Form::new("mermaid", "a Mermaid flowchart: Markdown pages", &[("graph.mmd", mermaid::write)]),
    Form::new("dot", "DOT: Graphviz", &[("graph.dot", dot::write)]),
    Form::new(
        "csv",
        "two tables: spreadsheets, data frames, Gephi",
        &[("nodes.csv", csv::nodes), ("edges.csv", csv::edges)],
    ),
    PARQUET,
];

#[cfg(feature = "parquet")]
const PARQUET: Form = Form::new(
    "parquet",
    "two typed tables: pandas, DuckDB, Spark",
    &[("nodes.parquet", parquet::nodes), ("edges.parquet", parquet::edges)],
);
#[cfg(not(feature = "parquet"))]
const PARQUET: Form = Form {
    missing_feature: Some("parquet"),
    ..Form::new(
        "parquet",
        "two typed tables: pandas, DuckDB, Spark (not in this program: build it with `--features parquet`)",
        &[],
    )
};

/// The form with a name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|f| f.name == name)
}
