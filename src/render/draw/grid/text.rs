//! A grid as text, for terminals and screen readers: the same words as the picture.

use super::words::{amounts, note};
use crate::render::figure::{Grid, Ground};

/// Writes a grid as text: rows with their cards below them.
pub(in crate::render::draw) fn text(grid: &Grid) -> String {
    let mut out = format!("{}\n{}\n", grid.title, grid.subtitle);
    for (number, row) in grid.rows.iter().enumerate() {
        out.push_str(&format!("\n{} {}\n", row.number, row.label));
        let mut any = false;
        for card in grid.cards.iter().filter(|c| c.row == number) {
            any = true;
            let titles = card.columns.iter().filter_map(|c| grid.columns.get(*c));
            let column: Vec<&str> = titles.map(|c| c.title.as_str()).collect();
            let column = column.join(" and ");
            let bodies =
                if card.bodies.is_empty() { String::new() } else { format!("{}: ", card.bodies.join(" + ")) };
            let money = amounts(card);
            let ground = match &card.ground {
                Ground::Claim(_) => "the source says so",
                Ground::Rule { .. } => "inferred by a rule",
            };
            out.push_str(&format!(
                "  [{}] {bodies}{} ({}; {money}; {column}; {ground})\n      {}\n",
                card.number,
                card.titles.join(", "),
                card.status,
                note(card)
            ));
        }
        if !any {
            out.push_str("  nothing found here\n");
        }
    }
    out
}
