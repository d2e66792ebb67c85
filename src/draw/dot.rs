//! DOT of figures, through the syntax tree of graphviz-rust, which escapes nothing: [`quote`] and [`html`] do.
//!
//! The trick for grids: rows and columns are held by invisible edges, facts are edges that pull on nothing. One more cluster around
//! everything would turn the chain of rows upside down, so there is none.

mod network;

use graphviz_rust::dot_generator::{attr, id};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Port, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

pub(super) use network::dot as network;

use super::layout::{cite, note};
use super::metrics::{Face, wrap};
use super::theme;
use crate::figure::{Card, Grid, Ground};
use crate::ontology::Border;

/// A DOT string: quotation marks around the text, and nothing in it that ends it.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Text inside an HTML-like label.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
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
fn page(more: Vec<Attribute>, [nodes, ranks]: [&str; 2], title: &str, heading: &str) -> Stmt {
    let mut attributes = vec![attr!("rankdir", "LR")];
    attributes.extend(more);
    attributes.extend([
        plain("nodesep", nodes),
        plain("ranksep", ranks),
        plain("pad", "0.2"),
        plain("bgcolor", theme::PAPER),
        plain("fontname", "Arial"),
        plain("fontsize", "9"),
        attr!("labelloc", "t"),
        attr!("labeljust", "l"),
        text_attribute("tooltip", title),
        label(heading),
    ]);
    Stmt::GAttribute(GraphAttributes::Graph(attributes))
}

/// What holds for every box: its label draws it.
fn nodes() -> Stmt {
    let attributes = vec![plain("fontname", "Arial"), plain("fontsize", "9"), attr!("shape", "plain")];
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

fn spine(row: usize) -> String {
    format!("row {row}")
}

fn cell(row: usize, column: usize) -> String {
    format!("cell {row} {column}")
}

/// Writes a grid as DOT.
pub(super) fn dot(grid: &Grid) -> String {
    let lines = vec![attr!("newrank", "true"), attr!("splines", "line"), attr!("outputorder", "edgesfirst")];
    let mut stmts = vec![
        page(lines, ["0.12", "0.35"], &grid.title, &heading(grid)),
        nodes(),
        Stmt::GAttribute(GraphAttributes::Edge(vec![plain("fontname", "Arial"), plain("arrowsize", "0.8")])),
        Stmt::Subgraph(rows(grid)),
    ];
    for column in 0..grid.columns.len() {
        stmts.push(Stmt::Subgraph(column_of(grid, column)));
    }
    skeleton(grid, &mut stmts);
    for card in &grid.cards {
        stmts.push(fact(grid, card));
    }
    let graph = Graph::DiGraph { id: Id::Escaped(quote(&grid.title)), strict: false, stmts };
    let mut out = graph.print(&mut PrinterContext::default());
    out.push('\n');
    out
}

fn bold(text: &str) -> String {
    format!("<B>{}</B>", html(text))
}

fn heading(grid: &Grid) -> String {
    let border = |b: Border| match b {
        Border::Solid => "solid",
        Border::Dashed => "dashed",
        Border::Dotted => "dotted",
    };
    let mut key = String::from("<TD ALIGN=\"LEFT\"><B>Key</B></TD>");
    for (status, b) in &grid.statuses {
        key.push_str(&format!(
            "<TD BORDER=\"2\" STYLE=\"{}\" COLOR=\"{}\" CELLPADDING=\"3\">{}</TD>",
            border(*b),
            theme::ROW_INK,
            html(&status.to_uppercase())
        ));
    }
    key.push_str(&format!("<TD ALIGN=\"LEFT\">thick arrow = {}: the source says so</TD>", html(&grid.verb)));
    key.push_str("<TD ALIGN=\"LEFT\">thin dashed arrow = derived by a rule</TD>");
    let span = grid.statuses.len() + 3;
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"5\">\
         <TR><TD COLSPAN=\"{span}\" ALIGN=\"LEFT\"><FONT POINT-SIZE=\"15\">{}</FONT></TD></TR>\
         <TR><TD COLSPAN=\"{span}\" ALIGN=\"LEFT\">{}</TD></TR><TR>{key}</TR></TABLE>",
        bold(&grid.title),
        html(&grid.subtitle)
    )
}

/// The spine: the rows, in their order.
fn rows(grid: &Grid) -> Subgraph {
    let mut stmts = vec![Stmt::Attribute(attr!("rank", "same"))];
    stmts.push(node("head rows", vec![label(&markup(&grid.rows_title, 11.0, Face::Bold, 110.0))]));
    for (i, row) in grid.rows.iter().enumerate() {
        let words = markup(&format!("{} {}", row.number, row.label), 11.0, Face::Bold, 110.0);
        let tooltip = row.cite.as_ref().map_or_else(|| row.label.clone(), cite);
        stmts.push(node(
            &spine(i),
            vec![
                attr!("shape", "box"),
                plain("style", "filled,rounded"),
                plain("fillcolor", theme::ROW_FILL),
                plain("color", theme::ROW_INK),
                plain("penwidth", "1.5"),
                label(&words),
                text_attribute("tooltip", &tooltip),
                text_attribute("id", &format!("row-{}", row.key)),
            ],
        ));
    }
    Subgraph { id: Id::Escaped(quote("rows")), stmts }
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

fn column_of(grid: &Grid, column: usize) -> Subgraph {
    let head = &grid.columns[column];
    let colour = theme::colour(head.colour);
    let mut stmts = vec![
        Stmt::Attribute(attr!("rank", "same")),
        Stmt::Attribute(plain("label", "")),
        Stmt::Attribute(text_attribute("tooltip", &head.title)),
        Stmt::Attribute(plain("style", "filled,rounded")),
        Stmt::Attribute(plain("color", colour.tint)),
        Stmt::Attribute(plain("fillcolor", colour.tint)),
        Stmt::Attribute(plain("margin", "8")),
    ];
    let title =
        format!("<FONT COLOR=\"{}\">{}</FONT>", colour.ink, markup(&head.title, 11.0, Face::Bold, 130.0));
    stmts.push(node(&format!("head {column}"), vec![label(&title)]));
    for row in 0..grid.rows.len() {
        let cards: Vec<&Card> = grid.cards.iter().filter(|c| c.row == row && c.column == column).collect();
        let name = cell(row, column);
        if cards.is_empty() {
            stmts.push(node(
                &name,
                vec![
                    plain("style", "invis"),
                    plain("label", ""),
                    plain("width", "0.1"),
                    plain("height", "0.6"),
                ],
            ));
            continue;
        }
        let inner: String = cards.iter().map(|c| card_markup(c, colour.ink)).collect();
        let table = format!(
            "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"0\">{inner}</TABLE>"
        );
        stmts.push(node(&name, vec![label(&table)]));
    }
    Subgraph { id: Id::Escaped(quote(&format!("cluster_{column}"))), stmts }
}

fn card_markup(card: &Card, ink: &str) -> String {
    let style = match card.border {
        Border::Solid => "solid",
        Border::Dashed => "dashed",
        Border::Dotted => "dotted",
    };
    let mut rows = String::new();
    let mut line = |words: &str, face: Face| {
        rows.push_str(&format!(
            "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD></TR>",
            markup(words, 9.0, face, 140.0)
        ));
    };
    if !card.bodies.is_empty() {
        line(&card.bodies.join(" + "), Face::Bold);
    }
    let face = if card.bodies.is_empty() { Face::Bold } else { Face::Regular };
    for title in &card.titles {
        line(title, face);
    }
    let money = if card.money.is_empty() {
        format!("<TD><FONT COLOR=\"{}\" POINT-SIZE=\"8\">amount not stated</FONT></TD>", theme::MUTED)
    } else {
        let chip = |m: &crate::figure::Money| {
            format!(
                "<TD BGCOLOR=\"{}\"><FONT COLOR=\"white\" POINT-SIZE=\"8\">{}</FONT></TD>",
                theme::INK,
                bold(&m.text)
            )
        };
        card.money.iter().map(chip).collect()
    };
    rows.push_str(&format!(
        "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\
         <TD><FONT COLOR=\"{ink}\" POINT-SIZE=\"8\">{}</FONT></TD>{money}</TR></TABLE></TD></TR>",
        bold(&card.status.to_uppercase())
    ));
    format!(
        "<TR><TD PORT=\"c{n}\" HREF=\"#card-{n}\" TOOLTIP=\"{}\"><TABLE BORDER=\"2\" STYLE=\"{style}\" COLOR=\"{ink}\" BGCOLOR=\"white\" \
         CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\" WIDTH=\"150\">{rows}</TABLE></TD></TR>",
        html(&note(card)),
        n = card.number,
    )
}

/// Invisible edges that hold rows and columns in place.
fn skeleton(grid: &Grid, stmts: &mut Vec<Stmt>) {
    let hidden = || vec![plain("style", "invis")];
    let heavy = || vec![plain("style", "invis"), plain("weight", "1000")];
    let last = grid.columns.len();
    stmts.push(edge(node_id("head rows"), node_id(&spine(0)), hidden()));
    for row in 1..grid.rows.len() {
        stmts.push(edge(node_id(&spine(row - 1)), node_id(&spine(row)), hidden()));
    }
    for column in 0..last {
        stmts.push(edge(node_id(&format!("head {column}")), node_id(&cell(0, column)), hidden()));
        for row in 1..grid.rows.len() {
            stmts.push(edge(node_id(&cell(row - 1, column)), node_id(&cell(row, column)), hidden()));
        }
    }
    let mut chain = |names: Vec<String>| {
        for pair in names.windows(2) {
            stmts.push(edge(node_id(&pair[0]), node_id(&pair[1]), heavy()));
        }
    };
    chain(std::iter::once("head rows".to_owned()).chain((0..last).map(|c| format!("head {c}"))).collect());
    for row in 0..grid.rows.len() {
        chain(std::iter::once(spine(row)).chain((0..last).map(|c| cell(row, c))).collect());
    }
}

/// The edge of a card, drawn back to front so that it never moves a node.
fn fact(grid: &Grid, card: &Card) -> Stmt {
    let port = Port(Some(Id::Escaped(quote(&format!("c{}", card.number)))), Some("w".to_owned()));
    let to = NodeId(Id::Escaped(quote(&cell(card.row, card.column))), Some(port));
    let words: Vec<String> = card.grounds.iter().map(cite).collect();
    let tooltip = format!(
        "{} {} {}. {}",
        card.titles.join(", "),
        grid.verb,
        grid.rows[card.row].label,
        words.join(" ")
    );
    let (thick, style) = match card.ground {
        Ground::Stated => ("2", "solid"),
        Ground::Derived { .. } => ("1", "dashed"),
    };
    edge(
        node_id(&spine(card.row)),
        to,
        vec![
            attr!("dir", "back"),
            attr!("constraint", "false"),
            plain("penwidth", thick),
            plain("style", style),
            plain("color", theme::MUTED),
            text_attribute("tooltip", &tooltip),
        ],
    )
}
