//! A matrix as tables: as it is drawn, and as one row for each cell and claim.

use crate::render::figure::grid::{Card, Money};
use crate::render::figure::matrix::{Matrix, NONE};
use crate::render::figure::network::EdgeKind;
use crate::render::figure::table::{amount_rows, fact_rows, rows as cited, uncited};

/// The matrix as it is drawn, for tables that are read: its head and its rows, totals last. An empty cell is a dot.
pub fn crosstab(matrix: &Matrix) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = matrix.columns.iter().map(|c| format!("{} {}", c.number, c.label));
    let is_counted = matrix.rows_are.are_counted();
    let last = |words: String| is_counted.then_some(words);
    let head = ["Group", matrix.rows_are.title()].map(str::to_owned);
    let head = head.into_iter().chain(columns).chain(last(matrix.things_title())).collect();
    let mut rows = Vec::new();
    for group in &matrix.groups {
        if group.rows.is_empty() {
            let dots = vec!["\u{b7}".to_owned(); matrix.columns.len()];
            let row = [group.title.clone(), group.none()].into_iter().chain(dots);
            rows.push(row.chain(last("none".to_owned())).collect());
        }
        for who in &group.rows {
            let cells = who.cells.iter().enumerate().map(|(column, cell)| {
                let marks: Vec<String> = cell.iter().map(|m| mark(matrix.card(m))).collect();
                if marks.is_empty() { who.empty(column, "\u{b7}") } else { marks.join("; ") }
            });
            let row = [group.title.clone(), who.shown()].into_iter().chain(cells);
            rows.push(row.chain(last(who.total.shown(NONE))).collect());
        }
    }
    for totals in &matrix.totals {
        let row = [String::new(), matrix.totals_title(totals)].into_iter();
        let whole = is_counted.then_some(&totals.whole);
        let row = row.chain(totals.columns.iter().chain(whole).map(|c| c.shown(totals.nothing())));
        rows.push(row.collect());
    }
    (head, rows)
}

/// The status of a card, the number of its words and its amounts.
fn mark(card: &Card) -> String {
    let told =
        card.money.iter().map(Money::words).chain(card.left_out_words()).map(|words| format!(", {words}"));
    format!("{} [{}]{}", card.status, card.number, told.collect::<String>()).trim_start().to_owned()
}

/// One row for each cell and claim, then who stands behind what, and amounts; empty cells are listed too.
pub(in crate::render::figure) fn table(matrix: &Matrix) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let [edge, introduced] = matrix.rows_are.edges(&matrix.verb);
    for (group, who) in matrix.rows() {
        let from = match &who.key {
            Some(_) => who.name.clone(),
            None if who.name == NONE => group.title.clone(),
            None => format!("{}: {}", group.title, who.name),
        };
        for (i, (column, cell)) in matrix.columns.iter().zip(&who.cells).enumerate() {
            if cell.is_empty() {
                out.push(uncited(["", &from, &edge, &column.label, &who.empty(i, NONE), ""]));
            }
            for mark in cell {
                let card = matrix.card(mark);
                let (number, things) = (card.number.to_string(), matrix.things(mark));
                let from = mark.qualifier.as_ref().map_or_else(|| from.clone(), |q| format!("{from} ({q})"));
                let shared = [&number, from.as_str(), &edge, &column.label];
                out.extend(cited(shared, Some(EdgeKind::Link(mark.standing)), &card.grounds));
                let shared = [&number, from.as_str(), &introduced, &things];
                out.extend(cited(shared, None, &card.cites));
            }
        }
    }
    for card in &matrix.cards {
        let (number, from) = (card.number.to_string(), card.titles.join(", "));
        out.extend(fact_rows(card, (&number, &from)));
        out.extend(amount_rows((&card.money, &card.absent), (&number, &from)));
    }
    out
}
