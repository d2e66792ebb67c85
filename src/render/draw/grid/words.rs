//! What is said of the cards of a grid: the same words in every form.

use crate::render::figure::{Card, Citation, Grid, Ground, Money, UNSTATED};

/// What a card rests on, as one text.
pub(in crate::render::draw) fn note(card: &Card) -> String {
    let mut parts: Vec<String> = card.cited().map(Citation::note).collect();
    parts.dedup();
    let mut text = parts.join(" ");
    if let Ground::Rule { caution: Some(caution), on_opinion: true, .. } = &card.ground {
        text.push_str(" Caution: ");
        text.push_str(caution);
    }
    if text.is_empty() {
        text.push_str("No claim introduces this.");
    }
    text
}

/// The amounts of a card, each with its own status: what is established may wait for money that is only announced.
pub(in crate::render::draw) fn amounts(card: &Card) -> String {
    let amounts: Vec<String> = card.money.iter().map(Money::words).collect();
    if amounts.is_empty() { UNSTATED.to_owned() } else { amounts.join(", ") }
}

/// What a screen reader says of a card.
pub(super) fn spoken(grid: &Grid, card: &Card) -> String {
    let bodies =
        if card.bodies.is_empty() { String::new() } else { format!("{}: ", card.bodies.join(" and ")) };
    let row = &grid.rows[card.row].label;
    format!(
        "{bodies}{}. {}. {}. {} {row}, {}.",
        card.titles.join(", "),
        card.status,
        amounts(card),
        grid.verb,
        ground_word(card)
    )
}

fn ground_word(card: &Card) -> &'static str {
    match card.ground {
        Ground::Claim(_) => "as the source says",
        Ground::Rule { .. } => "inferred by a rule",
    }
}

/// The words that a card rests on.
pub(super) fn card_title(card: &Card) -> String {
    format!("{} {}", card.titles.join(", "), note(card)).trim().to_owned()
}

/// The words that the edge of a card rests on.
pub(super) fn edge_title(grid: &Grid, card: &Card) -> String {
    let row = &grid.rows[card.row].label;
    let words: Vec<String> = card.grounds.iter().map(Citation::note).collect();
    let how = match &card.ground {
        Ground::Claim(_) => "The source says so:".to_owned(),
        Ground::Rule { rule, .. } => format!("Inferred by the rule \u{201c}{rule}\u{201d} from:"),
    };
    format!("{} {} {row}. {how} {}", card.titles.join(", "), grid.verb, words.join(" "))
}
