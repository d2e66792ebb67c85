//! DOT (<https://graphviz.org/doc/info/lang.html>) through the syntax tree of graphviz-rust, which escapes nothing:
//! [`quote`] does.

use std::io::{self, Write};

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::network::{Column, Network};
use crate::model::standing::Standing;
use crate::render::draw::quote;

fn text(name: &str, value: &str) -> Attribute {
    Attribute(Id::Escaped(quote(name)), Id::Escaped(quote(value)))
}

fn node_id(key: &str) -> NodeId {
    NodeId(Id::Escaped(quote(key)), None)
}

/// The attributes that are there. `data-` keeps them apart from those that Graphviz draws by, such as `size`.
fn data<'a>(columns: &'a [Column], cells: &'a [String]) -> impl Iterator<Item = Attribute> + 'a {
    let there = columns.iter().zip(cells).filter(|(c, cell)| c.name != "label" && !cell.is_empty());
    there.map(|(column, cell)| text(&format!("data-{}", column.name), cell))
}

/// Writes the one file. The tree of the whole graph is in memory.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut stmts = vec![
        Stmt::GAttribute(GraphAttributes::Graph(vec![
            text("label", network.title()),
            text("rankdir", "LR"),
            text("fontname", "Arial"),
        ])),
        Stmt::GAttribute(GraphAttributes::Node(vec![text("shape", "box"), text("fontname", "Arial")])),
        Stmt::GAttribute(GraphAttributes::Edge(vec![text("fontname", "Arial"), text("fontsize", "10")])),
    ];
    for node in network.nodes() {
        let mut attributes = vec![text("label", &node.label), text("tooltip", &node.class)];
        attributes.extend(data(network.node_columns(), &node.cells));
        stmts.push(Stmt::Node(Node::new(node_id(&node.id), attributes)));
    }
    for edge in network.edges() {
        let (style, mark) = match edge.standing {
            Standing::Fact => ("solid", edge.promise.map(|p| format!(" ({p})")).unwrap_or_default()),
            Standing::Inferred => ("dashed", String::new()),
            other => ("dotted", format!(" ({})", other.word())),
        };
        let mut attributes = vec![
            text("id", &edge.id),
            text("label", &format!("{}{mark}", edge.label)),
            text("style", style),
            text("tooltip", &edge.citation),
        ];
        attributes.extend(data(network.edge_columns(), &edge.cells));
        let ends = EdgeTy::Pair(Vertex::N(node_id(&edge.from)), Vertex::N(node_id(&edge.to)));
        stmts.push(Stmt::Edge(Edge { ty: ends, attributes }));
    }
    let graph = Graph::DiGraph { id: Id::Escaped(quote(network.title())), strict: false, stmts };
    out.write_all(graph.print(&mut PrinterContext::default()).as_bytes())?;
    out.write_all(b"\n")
}
