//! DOT of figures, through the syntax tree of graphviz-rust, which escapes nothing: [`quote`] and [`html`] do.

mod grid;
mod matrix;
mod network;
mod timeline;

use graphviz_rust::dot_generator::{attr, id};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

pub(super) use grid::dot as grid;
pub(super) use matrix::dot as matrix;
pub(super) use network::dot as network;
pub(super) use timeline::dot as timeline;

use super::metrics::{Face, wrap};
use super::sheet::{ColourRole, Note};
use super::theme::Theme;
use crate::compile::ontology::Border;
use crate::model::escape;
use crate::render::figure::Heading;

/// The longest piece of a string that is written on one line: Graphviz reads no more than 16,384 bytes of one at once.
const LONGEST_PIECE: usize = 8_000;
/// The width of the lines of a heading.
const ROOM: f64 = 760.0;

/// A DOT string: quotation marks around the text, and nothing in it that ends it. What XML cannot hold becomes U+FFFD,
/// since Graphviz passes it on; a very long text goes on behind a backslash on the next line.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut piece = out.len();
    for c in text.chars() {
        if out.len() - piece > LONGEST_PIECE {
            out.push_str("\\\n");
            piece = out.len();
        }
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(escape::in_picture(c)),
        }
    }
    out.push('"');
    out
}

/// Text inside an HTML-like label.
fn html(text: &str) -> String {
    escape::markup(text, |c, out| out.push(escape::in_picture(c)))
}

fn text_attribute(name: &str, text: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), Id::Escaped(quote(text)))
}

fn plain(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), Id::Escaped(quote(value)))
}

fn label(markup: &str) -> Attribute {
    Attribute(Id::Plain("label".to_owned()), Id::Html(format!("<{markup}>")))
}

/// What holds for a figure as a whole: how far apart boxes of a column and columns stand, its title and its heading.
fn page(
    more: Vec<Attribute>,
    [nodes, ranks]: [&str; 2],
    heading: &Heading,
    key: &str,
    theme: &Theme,
) -> Stmt {
    let mut attributes = vec![attr!("rankdir", "LR")];
    attributes.extend(more);
    attributes.extend([
        plain("nodesep", nodes),
        plain("ranksep", ranks),
        plain("pad", "0.2"),
        plain("bgcolor", &theme.paint(ColourRole::Paper).to_string()),
        plain("fontcolor", &theme.paint(ColourRole::Ink).to_string()),
        plain("fontname", "Arial"),
        plain("fontsize", "9"),
        attr!("labelloc", "t"),
        attr!("labeljust", "l"),
        text_attribute("tooltip", heading.headline()),
        label(&head(heading, key)),
    ]);
    Stmt::GAttribute(GraphAttributes::Graph(attributes))
}

/// What holds for every box: its label draws it.
fn nodes(theme: &Theme) -> Stmt {
    let attributes = vec![
        plain("fontname", "Arial"),
        plain("fontsize", "9"),
        plain("fontcolor", &theme.paint(ColourRole::Ink).to_string()),
        attr!("shape", "plain"),
    ];
    Stmt::GAttribute(GraphAttributes::Node(attributes))
}

fn node_id(name: &str) -> NodeId {
    NodeId(Id::Escaped(quote(name)), None)
}

fn node(name: &str, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Node(Node::new(node_id(name), attributes))
}

fn edge(from: NodeId, to: NodeId, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Edge(Edge { ty: EdgeTy::Pair(Vertex::N(from), Vertex::N(to)), attributes })
}

fn bold(text: &str) -> String {
    format!("<B>{}</B>", html(text))
}

/// The finding or the question, what it rests on, the key, and the sources.
fn head(heading: &Heading, key: &str) -> String {
    let plain = |line: &str| markup(line, 9.0, Face::Regular, ROOM);
    let first = markup(heading.headline(), 15.0, Face::Bold, ROOM);
    let foot = heading.source_line().map(|line| plain(&line));
    let lines = std::iter::once(first).chain(heading.below().map(plain)).chain([key.to_owned()]).chain(foot);
    let row = |line: String| format!("<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{line}</TD></TR>");
    let rows: String = lines.map(row).collect();
    format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"4\">{rows}</TABLE>")
}

/// Where the link of a cell leads: Graphviz writes what has a link and an id of its own as `a_` and that id.
fn leads(id: Option<&str>, to: &str, tooltip: &str) -> String {
    let id = id.map(|id| format!("ID=\"{}\" ", html(id))).unwrap_or_default();
    format!("{id}HREF=\"#{}\" TOOLTIP=\"{}\"", html(to), html(tooltip))
}

/// The name of the node of the words.
const WORDS: &str = "words";

/// The words that a figure rests on, by number, each with a link back to what rests on it.
fn words(notes: &[Note], back: impl Fn(usize) -> String, theme: &Theme) -> Stmt {
    let row = |note: &Note| {
        let id = format!("note-{}", note.number);
        let link = leads(Some(&id), &back(note.number), "back to the figure");
        format!(
            "<TR><TD ALIGN=\"RIGHT\" VALIGN=\"TOP\" {link}>{}</TD><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD></TR>",
            markup(&format!("[{}]", note.number), 8.0, Face::Bold, 40.0),
            markup(&note.words, 8.0, Face::Regular, 340.0)
        )
    };
    let rows: String = notes.iter().map(row).collect();
    // Graphviz has no word for a table without rows.
    let rows = if rows.is_empty() { "<TR><TD></TD></TR>".to_owned() } else { rows };
    let paper = theme.paint(ColourRole::Paper);
    let table = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\" BGCOLOR=\"{paper}\">{rows}</TABLE>"
    );
    let what = "The words that the figure rests on";
    let node = node(WORDS, vec![label(&table), text_attribute("tooltip", what), text_attribute("id", WORDS)]);
    // In the last column, behind all that is drawn.
    let stmts = vec![Stmt::Attribute(plain("rank", "max")), node];
    Stmt::Subgraph(Subgraph { id: Id::Escaped(quote("last")), stmts })
}

/// Text in lines, since DOT does not wrap.
fn markup(text: &str, size: f64, face: Face, room: f64) -> String {
    let lines = wrap(text, size, face, room);
    let joined = lines.iter().map(|l| html(l)).collect::<Vec<_>>().join("<BR ALIGN=\"LEFT\"/>");
    let size = size as u32;
    match face {
        Face::Bold => format!("<FONT POINT-SIZE=\"{size}\"><B>{joined}</B></FONT>"),
        Face::Regular => format!("<FONT POINT-SIZE=\"{size}\">{joined}</FONT>"),
    }
}

/// The word of DOT for a line.
fn line_style(border: Border) -> &'static str {
    match border {
        Border::Solid => "solid",
        Border::Dashed => "dashed",
        Border::Dotted => "dotted",
    }
}

/// A whole directed graph as text.
fn printed(title: &str, stmts: Vec<Stmt>) -> String {
    let graph = Graph::DiGraph { id: Id::Escaped(quote(title)), strict: false, stmts };
    let mut out = graph.print(&mut PrinterContext::default());
    out.push('\n');
    out
}
