//! A grid as text, for terminals and screen readers: the same words as the picture.

use super::words::note;
use crate::render::figure::Grid;

/// Writes a grid as text: rows with their cards below them.
pub(in crate::render::draw) fn text(grid: &Grid) -> String {
    let mut out = grid.heading.lines();
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
            let mut told = card.told();
            told.extend([column, card.ground.words("the source says so").to_owned()]);
            let words = note(card);
            let words = if words.is_empty() { String::new() } else { format!("      {words}\n") };
            out.push_str(&format!(
                "  [{}] {bodies}{} ({})\n{words}",
                card.number,
                card.titles.join(", "),
                told.join("; "),
            ));
        }
        if !any || !row.left_out.is_empty() {
            out.push_str(&format!("  {}\n", row.left_out.or("nothing found here")));
        }
    }
    out.push_str(&grid.heading.foot());
    out
}
