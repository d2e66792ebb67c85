//! A matrix in one column: each body with what it stands behind, then the totals of each column.

use super::words::{column_counts, mark_words, row_counts, spoken, who_words};
use crate::compile::ontology::Border;
use crate::render::draw::phone::{Card, Picture, Section};
use crate::render::figure::{CellCard, Group, Hue, Matrix, MatrixRow, RowsAre, TotalKind};

/// How cards were placed, and what totals count, for the head of the figure.
pub(in crate::render::draw) fn remarks(matrix: &Matrix) -> Vec<String> {
    let is_named_below = matrix.rows_are == RowsAre::Promises;
    let rules = matrix.rules.iter().filter(|_| !is_named_below).map(|rule| format!("Inferred: {rule}."));
    let brackets = matrix.brackets().map(str::to_owned);
    rules.chain([matrix.rows_are.remark().to_owned()]).chain(brackets).collect()
}

/// The bodies, group by group, then the columns with their totals.
pub(in crate::render::draw) fn sections(matrix: &Matrix) -> Vec<Section> {
    let mut out = Vec::new();
    for (g, group) in matrix.groups.iter().enumerate() {
        if group.rows.is_empty() {
            let (head, title) = (group.title.clone(), group.title.clone());
            out.push(Section { head, title, remark: Some(group.none()), ..Section::default() });
        }
        for (i, who) in group.rows.iter().enumerate() {
            let marks = who.cells.iter().flatten().enumerate();
            let id = format!("{}-{}", g + 1, i + 1);
            out.push(Section {
                id: format!("row-{id}"),
                head: format!("{}: {}", group.title, who.shown()),
                title: who_words(group, who),
                remark: matrix.rows_are.are_counted().then(|| row_counts(matrix, group, who)),
                picture: Picture::default(),
                cards: marks
                    .map(|(n, mark)| card(matrix, (group, who), mark, format!("cell-{id}-{}", n + 1)))
                    .collect(),
            });
        }
    }
    let column = |(i, _)| {
        let totals =
            matrix.totals.iter().filter(|t| !matches!(t.of, TotalKind::Named) || t.columns.get(i).is_some());
        let lines: Vec<String> = totals.map(|t| column_counts(matrix, t, Some(i))).collect();
        let words = lines.join(" ");
        let mut card = Card {
            id: format!("total-0-{}", i + 1),
            class: "total",
            spoken: words.clone(),
            title: words,
            note: None,
            hue: Hue::Grey,
            frame: (1.0, Border::Solid),
            picture: Picture::default(),
            lines: Vec::new(),
            money: Vec::new(),
            after: Vec::new(),
        };
        for line in lines {
            card.plain(line);
        }
        card
    };
    let cards = matrix.columns.iter().enumerate().map(column).collect();
    out.push(Section { head: "In all".to_owned(), title: "In all".to_owned(), cards, ..Section::default() });
    out
}

fn card(matrix: &Matrix, (group, who): (&Group, &MatrixRow), mark: &CellCard, id: String) -> Card {
    let own = matrix.card(mark);
    let mut card = Card {
        id,
        class: "cell",
        spoken: spoken(matrix, mark),
        title: mark_words(matrix, group, who, mark),
        note: Some(own.number),
        hue: group.colour,
        frame: (own.frame(), own.border),
        picture: Picture::default(),
        lines: Vec::new(),
        money: own.money.clone(),
        after: own.left_out_words().collect(),
    };
    card.quiet(matrix.columns.get(own.row).map_or("", |c| c.label.as_str()));
    card.bold(matrix.things(mark));
    card.coloured(own.status.to_uppercase());
    card.after.push(own.ground.words("the source says so").to_owned());
    card
}
