//! DOT of a grid.
//!
//! Rows and columns are held by invisible edges, facts are edges that pull on nothing. One more cluster around everything
//! would turn the chain of rows upside down, so there is none.

use graphviz_rust::dot_generator::{attr, id};
use graphviz_rust::dot_structures::{Attribute, GraphAttributes, Id, Stmt, Subgraph};

use super::{
    WORDS, bold, edge, html, label, leads, line_style, markup, node, node_id, nodes, page, plain, printed,
    quote, text_attribute, words,
};
use crate::model::words::sentence_case;
use crate::render::draw::grid::{edge_title, note};
use crate::render::draw::metrics::Face;
use crate::render::draw::sheet::{ColourRole, Note};
use crate::render::draw::theme::Theme;
use crate::render::figure::{Absent, Card, Citation, Grid, Money, Provenance};

/// The signs of what a source itself places, and of what a rule does.
const FILLED: char = '\u{25cf}';
const HOLLOW: char = '\u{25cb}';

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
    for row in 0..grid.rows.len() {
        facts(grid, row, theme, &mut stmts);
    }
    let notes: Vec<Note> = grid.cards.iter().map(|c| Note { number: c.number, words: note(c) }).collect();
    if !notes.is_empty() {
        stmts.push(words(&notes, |number| format!("a_card-{number}"), theme));
        let last = cell(grid.rows.len() / 2, grid.columns.len().saturating_sub(1));
        stmts.push(edge(node_id(&last), node_id(WORDS), vec![plain("style", "invis"), plain("weight", "0")]));
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
    key.push_str(&format!("<TD ALIGN=\"LEFT\">{FILLED} {}: the source says so</TD>", html(&grid.verb)));
    key.push_str(&format!("<TD ALIGN=\"LEFT\">{HOLLOW} inferred by a rule</TD>"));
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
        let inner: String = cards.iter().map(|c| card_markup((grid, c, column), &ink, theme)).collect();
        let table = format!(
            "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"0\">{inner}</TABLE>"
        );
        stmts.push(node(&name, vec![label(&table)]));
    }
    Subgraph { id: Id::Escaped(quote(&format!("cluster_{column}"))), stmts }
}

fn card_markup((grid, card, column): (&Grid, &Card, usize), ink: &str, theme: &Theme) -> String {
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
    let ground = match card.ground {
        Provenance::Claim(_) => FILLED,
        Provenance::Rule { .. } => HOLLOW,
    };
    let money: String = card.money.iter().map(chip).chain(card.absent.iter().map(quiet)).collect();
    rows.push_str(&format!(
        "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\
         <TD><FONT COLOR=\"{ink}\" POINT-SIZE=\"8\">{}</FONT></TD>{money}</TR></TABLE></TD></TR>",
        bold(&format!("{ground} {} [{}]", card.status.to_uppercase(), card.number))
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
    // A card that stands in several columns has its id in the first of them.
    let id = format!("card-{}", card.number);
    let id = card.columns.first().is_some_and(|first| *first == column).then_some(id.as_str());
    let told = format!("{} {}", note(card), edge_title(grid, card));
    format!(
        "<TR><TD {}><TABLE BORDER=\"2\" STYLE=\"{style}\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\" CELLBORDER=\"0\" CELLSPACING=\"0\" \
         CELLPADDING=\"2\" WIDTH=\"150\">{rows}</TABLE></TD></TR>",
        leads(id, &format!("a_note-{}", card.number), &told)
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

/// What joins the cards of a row to it: one line from cell to cell, so that it runs behind no card, drawn back to front so that it
/// never moves a node. What each card rests on is told with the card.
fn facts(grid: &Grid, row: usize, theme: &Theme, stmts: &mut Vec<Stmt>) {
    let mut from = spine(row);
    for column in 0..grid.columns.len() {
        let cards: Vec<&Card> = grid.cards.iter().filter(|c| c.is_in(row, column)).collect();
        if cards.is_empty() {
            continue;
        }
        let told: Vec<String> = cards.iter().map(|card| edge_title(grid, card)).collect();
        let is_first = from == spine(row);
        let mut attributes = vec![
            plain("dir", if is_first { "back" } else { "none" }),
            attr!("constraint", "false"),
            plain("color", &theme.paint(ColourRole::Muted).to_string()),
            text_attribute("tooltip", &told.join(" ")),
        ];
        // The line begins and ends at the middle of a side.
        attributes.extend([attr!("tailport", "e"), attr!("headport", "w")]);
        let to = cell(row, column);
        stmts.push(edge(node_id(&from), node_id(&to), attributes));
        from = to;
    }
}
