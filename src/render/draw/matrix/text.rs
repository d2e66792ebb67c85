//! A matrix as text: an aligned table, then the words that it rests on.

use unicode_width::UnicodeWidthStr;

use super::words::{SAID, ground_words};
use crate::render::draw::grid::note;
use crate::render::figure::{Card, Matrix, NONE, Provenance};

/// The widest a cell may be, and the name of a row, in characters.
const CELL: usize = 14;
const NAME: usize = 30;

/// What stands in the table from top to bottom.
enum Line {
    /// A line of dashes.
    Rule,
    /// Words across all columns.
    Across(String),
    /// A row: the name, the cells and the number at the end, each with its lines.
    Cells(Vec<Vec<String>>),
}

/// Writes a matrix as text.
pub(in crate::render::draw) fn text(matrix: &Matrix) -> String {
    let mut out = format!("{}\n{}:\n", matrix.heading.lines(), matrix.columns_title);
    for column in &matrix.columns {
        out.push_str(&format!("  {} {}\n", column.number, column.label));
    }
    out.push_str(&format!(
        "Cells: the status of each {}, with the number of its words below, and its amount if one is stated.\n\
         A dot: {NONE}. {}\n\n",
        matrix.word[0],
        matrix.rows_are.remark()
    ));
    out.push_str(&aligned(&lines(matrix)));
    out.push_str("\nThe words\n");
    for (i, rule) in matrix.rules.iter().enumerate() {
        out.push_str(&format!("  rule {}: {rule}\n", i + 1));
    }
    for card in &matrix.cards {
        out.push_str(&format!(
            "  [{}] {} ({})\n      {}\n      {}\n",
            card.number,
            card.titles.join(", "),
            card.told().join("; "),
            note(card),
            ground_words(matrix, card, &how(matrix, card))
        ));
    }
    out.push_str(&matrix.heading.foot());
    out
}

/// Why a card stands in its column, the rule by its number.
fn how(matrix: &Matrix, card: &Card) -> String {
    match &card.ground {
        Provenance::Claim(_) => SAID.to_owned(),
        Provenance::Rule { rule, .. } => {
            let place = matrix.rules.iter().position(|r| r == rule).unwrap_or(0);
            let doubt = card.ground.doubt().map(|d| format!("{d}, ")).unwrap_or_default();
            format!("{doubt}inferred by rule {} from", place + 1)
        }
    }
}

fn lines(matrix: &Matrix) -> Vec<Line> {
    let one = |text: String| vec![text];
    let head = matrix.columns.iter().map(|c| one(c.number.to_string()));
    let is_counted = matrix.rows_are.are_counted();
    let last = is_counted.then(|| one(matrix.word[1].clone()));
    let head = [one(String::new())].into_iter().chain(head).chain(last);
    let mut lines = vec![Line::Cells(head.collect()), Line::Rule];
    for group in &matrix.groups {
        lines.push(Line::Across(wrapped(&group.title, usize::MAX).concat()));
        if group.rows.is_empty() {
            lines.push(Line::Across(format!("  {}", group.none())));
        }
        for who in &group.rows {
            let name = wrapped(&who.shown(), NAME - 2).into_iter().map(|l| format!("  {l}")).collect();
            let cells = who.cells.iter().enumerate().map(|(column, cell)| {
                let marks: Vec<String> = cell.iter().flat_map(|m| mark(matrix.card(m))).collect();
                if marks.is_empty() { wrapped(&who.empty(column, "\u{b7}"), CELL) } else { marks }
            });
            let total = is_counted.then(|| wrapped(&who.total.shown(NONE), CELL));
            lines.push(Line::Cells([name].into_iter().chain(cells).chain(total).collect()));
        }
    }
    lines.push(Line::Rule);
    for totals in &matrix.totals {
        let shown = totals
            .columns
            .iter()
            .chain(is_counted.then_some(&totals.whole))
            .map(|c| wrapped(&c.shown(totals.nothing()), CELL));
        let title = wrapped(&matrix.totals_title(totals), NAME);
        lines.push(Line::Cells([title].into_iter().chain(shown).collect()));
    }
    lines
}

fn mark(card: &Card) -> Vec<String> {
    let mut lines = wrapped(&format!("{} [{}]", card.status, card.number), CELL);
    // The status of an amount stands beside it: what is established may wait for money that is only announced.
    lines.extend(card.money.iter().flat_map(|m| wrapped(&m.words(), CELL)));
    lines.extend(card.facts.iter().flat_map(|fact| wrapped(&fact.words, CELL)));
    lines.extend(card.left_out_words().flat_map(|words| wrapped(&words, CELL)));
    lines
}

/// Lines of at most so many characters, broken at spaces; a word that is longer stays whole.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The lines below one another, every column as wide as its widest cell.
fn aligned(lines: &[Line]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        let Line::Cells(cells) = line else { continue };
        widths.resize(widths.len().max(cells.len()), 0);
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = cell.iter().map(|l| l.width()).chain([*width]).max().unwrap_or(0);
        }
    }
    let mut out = String::new();
    for line in lines {
        match line {
            Line::Rule => {
                let rule: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
                out.push_str(&format!("{}\n", rule.join("  ")));
            }
            Line::Across(words) => out.push_str(&format!("{words}\n")),
            Line::Cells(cells) => padded(cells, &widths, &mut out),
        }
    }
    out
}

fn padded(cells: &[Vec<String>], widths: &[usize], out: &mut String) {
    for i in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let mut row = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let words = cell.get(i).map_or("", String::as_str);
            let pad = width.saturating_sub(words.width()) + 2;
            row.push_str(&format!("{words}{}", " ".repeat(pad)));
        }
        out.push_str(&format!("{}\n", row.trim_end()));
    }
}
