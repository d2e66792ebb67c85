//! A grid in one column: each row with its cards below it.

use super::words::{card_title, edge_title, spoken};
use crate::model::words::sentence_case;
use crate::render::draw::phone::{Card, Picture, Section};
use crate::render::figure::{self, Absent, Citation, Grid};

/// How cards were placed, for the head of the figure.
pub(in crate::render::draw) fn remarks(grid: &Grid) -> Vec<String> {
    let rules = grid.rules.iter().map(|rule| format!("Inferred: {rule}."));
    std::iter::once(format!("{}.", grid.rows_title)).chain(rules).collect()
}

/// The rows with their cards.
pub(in crate::render::draw) fn sections(grid: &Grid) -> Vec<Section> {
    let of_row = |(number, row): (usize, &figure::Row)| {
        let head = format!("{} {}", row.number, row.label);
        let cite = row.cite.as_ref().map(Citation::note).unwrap_or_default();
        let own = grid.cards.iter().filter(|card| card.row == number);
        let cards: Vec<Card> = own.map(|c| card(grid, c)).collect();
        let is_whole = !cards.is_empty() && row.left_out.is_empty();
        Section {
            id: format!("row-{}", row.key),
            title: format!("{head}. {cite}").trim().to_owned(),
            head,
            remark: (!is_whole).then(|| row.left_out.or("nothing found here")),
            picture: Picture::default(),
            cards,
        }
    };
    grid.rows.iter().enumerate().map(of_row).collect()
}

fn card(grid: &Grid, own: &figure::Card) -> Card {
    let columns: Vec<&figure::Column> = own.columns.iter().filter_map(|c| grid.columns.get(*c)).collect();
    let mut card = Card {
        id: format!("card-{}", own.number),
        class: "card",
        spoken: spoken(grid, own),
        title: format!("{} {}", card_title(own), edge_title(grid, own)),
        note: Some(own.number),
        hue: columns.first().map_or(figure::Hue::Grey, |c| c.colour),
        frame: (own.frame(), own.border),
        picture: Picture::default(),
        lines: Vec::new(),
        money: own.money.clone(),
        after: Vec::new(),
    };
    let titles: Vec<&str> = columns.iter().map(|c| c.title.as_str()).collect();
    card.coloured(titles.join(" and "));
    if !own.bodies.is_empty() {
        card.bold(own.bodies.join(" + "));
    }
    for title in &own.titles {
        if own.bodies.is_empty() { card.bold(title) } else { card.plain(title) }
    }
    card.coloured(own.status.to_uppercase());
    own.facts.iter().for_each(|fact| card.plain(sentence_case(&own.fact(fact))));
    let place = sentence_case(own.ground.words("placed here by the source itself"));
    let absent = own.absent.iter().map(Absent::words).map(|words| sentence_case(&words));
    card.after = absent.chain([place]).collect();
    card
}
