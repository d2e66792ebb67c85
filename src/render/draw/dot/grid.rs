//! DOT of a grid.
//!
//! Rows and columns are held by invisible edges, facts are edges that pull on nothing. One more cluster around everything
//! would turn the chain of rows upside down, so there is none.

use graphviz_rust::dot_generator::{attr, id};
use graphviz_rust::dot_structures::{Attribute, GraphAttributes, Id, NodeId, Port, Stmt, Subgraph};

use super::{
    bold, edge, html, label, line_style, markup, node, node_id, nodes, page, plain, printed, quote,
    text_attribute,
};
use crate::model::words::sentence_case;
use crate::render::draw::grid::note;
use crate::render::draw::metrics::Face;
use crate::render::draw::sheet::ColourRole;
use crate::render::draw::theme::Theme;
use crate::render::figure::{Absent, Card, Citation, Grid, Money, Provenance};

fn spine(row: usize) -> String {
    format!("row {row}")
}

fn cell(row: usize, column: usize) -> String {
    format!("cell {row} {column}")
}

/// Writes a grid as DOT.
pub(in crate::render::draw) fn dot(grid: &Grid, theme: &Theme) -> String {
    let lines = vec![attr!("newrank", "true"), attr!("splines", "line"), attr!("outputorder", "edgesfirst")];
    let mut stmts = vec![
        page(lines, ["0.12", "0.35"], &grid.heading, &key(grid, theme), theme),
        nodes(theme),
        Stmt::GAttribute(GraphAttributes::Edge(vec![plain("fontname", "Arial"), plain("arrowsize", "0.8")])),
        Stmt::Subgraph(rows(grid, theme)),
    ];
    for column in 0..grid.columns.len() {
        stmts.push(Stmt::Subgraph(column_of(grid, column, theme)));
    }
    skeleton(grid, &mut stmts);
    for card in &grid.cards {
        stmts.extend(card.columns.iter().map(|column| fact(grid, card, *column, theme)));
    }
    printed(grid.heading.headline(), stmts)
}

fn key(grid: &Grid, theme: &Theme) -> String {
    let mut key = String::from("<TD ALIGN=\"LEFT\"><B>Key</B></TD>");
    for (status, b) in &grid.statuses {
        key.push_str(&format!(
            "<TD BORDER=\"2\" STYLE=\"{}\" COLOR=\"{}\" CELLPADDING=\"3\">{}</TD>",
            line_style(*b),
            theme.paint(ColourRole::RowInk),
            html(&status.to_uppercase())
        ));
    }
    key.push_str(&format!("<TD ALIGN=\"LEFT\">thick arrow = {}: the source says so</TD>", html(&grid.verb)));
    key.push_str("<TD ALIGN=\"LEFT\">thin dashed arrow = inferred by a rule</TD>");
    format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"5\"><TR>{key}</TR></TABLE>")
}

/// The spine: the rows, in their order.
fn rows(grid: &Grid, theme: &Theme) -> Subgraph {
    let mut stmts = vec![Stmt::Attribute(attr!("rank", "same"))];
    stmts.push(node("head rows", vec![label(&markup(&grid.rows_title, 11.0, Face::Bold, 110.0))]));
    for (i, row) in grid.rows.iter().enumerate() {
        let words = markup(&format!("{} {}", row.number, row.label), 11.0, Face::Bold, 110.0);
        let tooltip = row.cite.as_ref().map_or_else(|| row.label.clone(), Citation::note);
        stmts.push(node(
            &spine(i),
            vec![
                attr!("shape", "box"),
                plain("style", "filled,rounded"),
                plain("fillcolor", &theme.paint(ColourRole::RowFill).to_string()),
                plain("color", &theme.paint(ColourRole::RowInk).to_string()),
                plain("penwidth", "1.5"),
                label(&words),
                text_attribute("tooltip", &tooltip),
                text_attribute("id", &format!("row-{}", row.key)),
            ],
        ));
    }
    Subgraph { id: Id::Escaped(quote("rows")), stmts }
}

fn column_of(grid: &Grid, column: usize, theme: &Theme) -> Subgraph {
    let head = &grid.columns[column];
    let ink = theme.paint(ColourRole::Hue(head.colour)).to_string();
    let tint = theme.paint(ColourRole::Tint(head.colour)).to_string();
    let mut stmts = vec![
        Stmt::Attribute(attr!("rank", "same")),
        Stmt::Attribute(plain("label", "")),
        Stmt::Attribute(text_attribute("tooltip", &head.title)),
        Stmt::Attribute(plain("style", "filled,rounded")),
        Stmt::Attribute(plain("color", &tint)),
        Stmt::Attribute(plain("fillcolor", &tint)),
        Stmt::Attribute(plain("margin", "8")),
    ];
    let title = format!("<FONT COLOR=\"{ink}\">{}</FONT>", markup(&head.title, 11.0, Face::Bold, 130.0));
    stmts.push(node(&format!("head {column}"), vec![label(&title)]));
    for row in 0..grid.rows.len() {
        let cards: Vec<&Card> = grid.cards.iter().filter(|c| c.is_in(row, column)).collect();
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
        let inner: String = cards.iter().map(|c| card_markup(c, &ink, theme)).collect();
        let table = format!(
            "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"0\">{inner}</TABLE>"
        );
        stmts.push(node(&name, vec![label(&table)]));
    }
    Subgraph { id: Id::Escaped(quote(&format!("cluster_{column}"))), stmts }
}

fn card_markup(card: &Card, ink: &str, theme: &Theme) -> String {
    let style = line_style(card.border);
    let paper = theme.paint(ColourRole::Paper);
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
    let chip = |m: &Money| {
        let status = m.status.as_ref().map(|s| s.to_uppercase());
        let status = status.map(|s| format!("<TD><FONT POINT-SIZE=\"8\">{}</FONT></TD>", bold(&s)));
        format!(
            "<TD BGCOLOR=\"{}\"><FONT COLOR=\"{paper}\" POINT-SIZE=\"8\">{}</FONT></TD>{}",
            theme.paint(ColourRole::Ink),
            bold(&m.text),
            status.unwrap_or_default()
        )
    };
    let quiet = |a: &Absent| {
        let muted = theme.paint(ColourRole::Muted);
        format!("<TD><FONT COLOR=\"{muted}\" POINT-SIZE=\"8\">{}</FONT></TD>", html(&a.words()))
    };
    let money: String = card.money.iter().map(chip).chain(card.absent.iter().map(quiet)).collect();
    rows.push_str(&format!(
        "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\
         <TD><FONT COLOR=\"{ink}\" POINT-SIZE=\"8\">{}</FONT></TD>{money}</TR></TABLE></TD></TR>",
        bold(&card.status.to_uppercase())
    ));
    let facts = card.facts.iter().map(|fact| sentence_case(&card.fact(fact)));
    let same = card.money.iter().flat_map(|m| &m.same).map(|same| format!("= {}", same.words()));
    let doubt = card.ground.doubt().map(|doubt| format!("Placed here, {doubt}"));
    for words in facts.chain(same).chain(doubt) {
        rows.push_str(&format!(
            "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD></TR>",
            markup(&words, 8.0, Face::Regular, 140.0)
        ));
    }
    format!(
        "<TR><TD PORT=\"c{n}\" HREF=\"#card-{n}\" TOOLTIP=\"{}\"><TABLE BORDER=\"2\" STYLE=\"{style}\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\" \
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

/// The edge of a card in one of its columns, drawn back to front so that it never moves a node.
fn fact(grid: &Grid, card: &Card, column: usize, theme: &Theme) -> Stmt {
    let port = Port(Some(Id::Escaped(quote(&format!("c{}", card.number)))), Some("w".to_owned()));
    let to = NodeId(Id::Escaped(quote(&cell(card.row, column))), Some(port));
    let words: Vec<String> = card.grounds.iter().map(Citation::note).collect();
    let tooltip = format!(
        "{} {} {}. {}",
        card.titles.join(", "),
        grid.verb,
        grid.rows[card.row].label,
        words.join(" ")
    );
    let (thick, style) = match card.ground {
        Provenance::Claim(_) => ("2", "solid"),
        Provenance::Rule { .. } => ("1", "dashed"),
    };
    edge(
        node_id(&spine(card.row)),
        to,
        vec![
            attr!("dir", "back"),
            attr!("constraint", "false"),
            plain("penwidth", thick),
            plain("style", style),
            plain("color", &theme.paint(ColourRole::Muted).to_string()),
            text_attribute("tooltip", &tooltip),
        ],
    )
}
