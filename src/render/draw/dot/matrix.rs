//! DOT of a matrix: one table, so that no layout can go wrong; the words as tooltips.

use super::{
    WORDS, bold, edge, html, label, leads, line_style, markup, node, node_id, nodes, page, plain, printed,
    text_attribute, words,
};
use crate::render::draw::matrix::{card_note, column_counts, mark_words, row_counts};
use crate::render::draw::metrics::Face;
use crate::render::draw::sheet::{ColourRole, Note};
use crate::render::draw::theme::Theme;
use crate::render::figure::{
    Card, CellCard, Count, Group, Matrix, MatrixRow, NONE, Provenance, TotalKind, Totals,
};

/// Writes a matrix as DOT.
pub(in crate::render::draw) fn dot(matrix: &Matrix, theme: &Theme) -> String {
    let mut rows = head(matrix, theme);
    let span = matrix.columns.len() + 2;
    for group in &matrix.groups {
        let (ink, tint) =
            (theme.paint(ColourRole::Hue(group.colour)), theme.paint(ColourRole::Tint(group.colour)));
        rows.push_str(&format!(
            "<TR><TD ALIGN=\"LEFT\" COLSPAN=\"{span}\" BGCOLOR=\"{}\" CELLPADDING=\"4\"><FONT COLOR=\"{}\">{}</FONT></TD></TR>",
            tint,
            ink,
            bold(&group.title)
        ));
        if group.rows.is_empty() {
            rows.push_str(&format!(
                "<TR><TD ALIGN=\"LEFT\" COLSPAN=\"{span}\"><FONT COLOR=\"{}\">{}</FONT></TD></TR>",
                theme.paint(ColourRole::Muted),
                html(&group.none())
            ));
        }
        for who in &group.rows {
            rows.push_str(&row(matrix, group, who, theme));
        }
    }
    rows.push_str(&format!(
        "<TR><TD COLSPAN=\"{span}\" BGCOLOR=\"{}\" HEIGHT=\"1\" CELLPADDING=\"0\"></TD></TR>",
        theme.paint(ColourRole::RowInk)
    ));
    for totals in &matrix.totals {
        rows.push_str(&line(matrix, totals, theme));
    }
    let table =
        format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">{rows}</TABLE>");
    let notes: Vec<Note> =
        matrix.cards.iter().map(|c| Note { number: c.number, words: card_note(matrix, c) }).collect();
    let stmts = vec![
        page(Vec::new(), ["0.25", "0.5"], &matrix.heading, &key(matrix), theme),
        nodes(theme),
        node(
            "matrix",
            vec![
                label(&table),
                text_attribute("tooltip", matrix.heading.headline()),
                text_attribute("id", "matrix"),
            ],
        ),
        words(&notes, |_| "matrix".to_owned(), theme),
        edge(node_id("matrix"), node_id(WORDS), vec![plain("style", "invis")]),
    ];
    printed(matrix.heading.headline(), stmts)
}

fn key(matrix: &Matrix) -> String {
    let key = format!(
        "A dot: {NONE}. \u{25cf} {}: the source says so; \u{25cb} inferred by a rule. {} {}",
        matrix.verb,
        matrix.rows_are.remark(),
        matrix.brackets().unwrap_or_default()
    );
    markup(&key, 9.0, Face::Regular, 760.0)
}

fn head(matrix: &Matrix, theme: &Theme) -> String {
    let mut cells = format!(
        "<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD>",
        markup(&matrix.columns_title, 9.0, Face::Bold, 140.0)
    );
    for column in &matrix.columns {
        let words = format!("{} {}", column.number, column.label);
        cells.push_str(&format!(
            "<TD BGCOLOR=\"{}\" COLOR=\"{}\" BORDER=\"1\" CELLPADDING=\"4\" WIDTH=\"84\" BALIGN=\"LEFT\">{}</TD>",
            theme.paint(ColourRole::RowFill),
            theme.paint(ColourRole::RowInk),
            markup(&words, 9.0, Face::Bold, 84.0)
        ));
    }
    if matrix.rows_are.are_counted() {
        cells.push_str(&format!("<TD>{}</TD>", bold(&matrix.things_title())));
    }
    format!("<TR>{cells}</TR>")
}

fn row(matrix: &Matrix, group: &Group, who: &MatrixRow, theme: &Theme) -> String {
    let mut cells = format!(
        "<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD>",
        markup(&who.shown(), 9.0, Face::Regular, 140.0)
    );
    for (column, cell) in who.cells.iter().enumerate() {
        if cell.is_empty() {
            cells.push_str(&format!(
                "<TD><FONT COLOR=\"{}\">{}</FONT></TD>",
                theme.paint(ColourRole::Muted),
                html(&who.empty(column, "\u{b7}"))
            ));
            continue;
        }
        let marks: String = cell.iter().map(|m| mark(matrix, (group, who), m, theme)).collect();
        cells.push_str(&format!(
            "<TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"0\">{marks}</TABLE></TD>"
        ));
    }
    if matrix.rows_are.are_counted() {
        cells.push_str(&number(&row_counts(matrix, group, who), &who.total.brief(NONE), Face::Bold));
    }
    format!("<TR>{cells}</TR>")
}

fn mark(matrix: &Matrix, (group, who): (&Group, &MatrixRow), mark: &CellCard, theme: &Theme) -> String {
    let card = matrix.card(mark);
    format!(
        "<TR><TD {}><TABLE BORDER=\"2\" STYLE=\"{}\" COLOR=\"{}\" BGCOLOR=\"{}\" \
         CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">{}</TABLE></TD></TR>",
        leads(None, &format!("a_note-{}", card.number), &mark_words(matrix, group, who, mark)),
        line_style(card.border),
        theme.paint(ColourRole::Hue(group.colour)),
        theme.paint(ColourRole::Paper),
        inside(card, theme),
    )
}

fn inside(card: &Card, theme: &Theme) -> String {
    let ground = match card.ground {
        Provenance::Claim(_) => '\u{25cf}',
        Provenance::Rule { .. } => '\u{25cb}',
    };
    let status = format!("{ground} {} [{}]", card.status.to_uppercase(), card.number);
    let mut rows = format!("<TR><TD BALIGN=\"LEFT\">{}</TD></TR>", markup(&status, 8.0, Face::Bold, 84.0));
    for money in &card.money {
        rows.push_str(&format!(
            "<TR><TD BGCOLOR=\"{}\"><FONT COLOR=\"{}\">{}</FONT></TD></TR>",
            theme.paint(ColourRole::Ink),
            theme.paint(ColourRole::Paper),
            markup(&money.text, 8.0, Face::Bold, 84.0)
        ));
        if let Some(status) = &money.status {
            let words = markup(&status.to_uppercase(), 8.0, Face::Bold, 84.0);
            rows.push_str(&format!("<TR><TD>{words}</TD></TR>"));
        }
    }
    let same = card.money.iter().flat_map(|m| &m.same).map(|same| format!("= {}", same.words()));
    for words in same.chain(card.left_out_words()) {
        rows.push_str(&format!("<TR><TD>{}</TD></TR>", markup(&words, 8.0, Face::Regular, 84.0)));
    }
    rows
}

fn line(matrix: &Matrix, totals: &Totals, theme: &Theme) -> String {
    let title = matrix.totals_title(totals);
    let border = match totals.of {
        TotalKind::Status(_, border) => {
            format!(
                " BORDER=\"2\" STYLE=\"{}\" COLOR=\"{}\"",
                line_style(border),
                theme.paint(ColourRole::RowInk)
            )
        }
        TotalKind::Things | TotalKind::Named => String::new(),
    };
    let mut cells =
        format!("<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"{border}>{}</TD>", markup(&title, 9.0, Face::Bold, 140.0));
    let face = if matches!(totals.of, TotalKind::Status(..)) { Face::Regular } else { Face::Bold };
    let cell = |column: Option<usize>, count: &Count| {
        number(&column_counts(matrix, totals, column), &count.brief(totals.nothing()), face)
    };
    for (column, count) in totals.columns.iter().enumerate() {
        cells.push_str(&cell(Some(column), count));
    }
    if matrix.rows_are.are_counted() {
        cells.push_str(&cell(None, &totals.whole));
    }
    format!("<TR>{cells}</TR>")
}

/// A number; what it counts is its tooltip, which Graphviz keeps where there is a link: it leads to the words.
fn number(counts: &str, shown: &str, face: Face) -> String {
    format!("<TD {} BALIGN=\"LEFT\">{}</TD>", leads(None, WORDS, counts), markup(shown, 9.0, face, 84.0))
}
