//! The graph for other tools: things as nodes, facts and derived links as edges, each edge with its citation.
//!
//! Goes in: a [`Network`], made of a [`Scope`](crate::derive::rdf::Scope). Comes out: bytes, the same for the same graph. A form is
//! one file here and one line of [`FORMS`]. Deliberately knows no folder and no argument, and never asks the store: it
//! rewrites literals.

mod cite;
mod csv;
mod cypher;
mod dot;
mod gexf;
mod graphml;
mod json;
mod mermaid;
mod network;
mod parquet;
mod thrift;
mod xml;

use std::io::{self, Write};

pub use network::{Column, Edge, Kind, Layers, Network, Node};

/// Writes one file of a form.
pub type Writer = fn(&Network<'_>, &mut dyn Write) -> io::Result<()>;

/// A form that another tool reads.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The word by which it is asked for.
    pub name: &'static str,
    /// What it is, and who reads it.
    pub what: &'static str,
    /// Its files: the name of each, and what writes it.
    pub parts: &'static [(&'static str, Writer)],
}

/// All forms.
pub const FORMS: [Form; 8] = [
    Form {
        name: "graphml",
        what: "GraphML: yEd, Gephi, Cytoscape, networkx, igraph",
        parts: &[("graph.graphml", graphml::write)],
    },
    Form { name: "gexf", what: "GEXF 1.3: Gephi", parts: &[("graph.gexf", gexf::write)] },
    Form {
        name: "cypher",
        what: "Cypher statements: Neo4j, Memgraph",
        parts: &[("graph.cypher", cypher::write)],
    },
    Form { name: "json-graph", what: "JSON Graph Format 2: programs", parts: &[("graph.json", json::write)] },
    Form {
        name: "mermaid",
        what: "a Mermaid flowchart: Markdown pages",
        parts: &[("graph.mmd", mermaid::write)],
    },
    Form { name: "dot", what: "DOT: Graphviz", parts: &[("graph.dot", dot::write)] },
    Form {
        name: "csv",
        what: "two tables: spreadsheets, data frames, Gephi",
        parts: &[("nodes.csv", csv::nodes), ("edges.csv", csv::edges)],
    },
    Form {
        name: "parquet",
        what: "two typed tables: pandas, DuckDB, Spark",
        parts: &[("nodes.parquet", parquet::nodes), ("edges.parquet", parquet::edges)],
    },
];

/// The form with a name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|f| f.name == name)
}
