//! What is said of the cards of a grid: the same words in every form.

use std::collections::BTreeSet;

use crate::model::words::sentence_case;
use crate::render::figure::{Card, Citation, Grid, Provenance};

/// What a card rests on, as one text.
pub(in crate::render::draw) fn note(card: &Card) -> String {
    let mut seen = BTreeSet::new();
    // Several claims may stand in the same words.
    let mut parts: Vec<String> = card.cited().map(Citation::note).collect();
    parts.retain(|part| seen.insert(part.clone()));
    let mut text = parts.join(" ");
    if let (Provenance::Rule { caution: Some(caution), .. }, Some(_)) = (&card.ground, card.ground.doubt()) {
        text.push_str(" Caution: ");
        text.push_str(caution);
    }
    // Where no status is asked for, nobody looked for what introduces it.
    if text.is_empty() && !card.status.is_empty() {
        text = format!("{}.", sentence_case(&card.status));
    }
    text
}

/// What a screen reader says of a card after the words that are seen on it.
pub(super) fn spoken(grid: &Grid, card: &Card) -> String {
    let row = &grid.rows[card.row].label;
    let how = card.ground.words("as the source says");
    sentence_case(&format!("{} {row}, {how}.", grid.verb))
}

/// The words that a card rests on.
pub(super) fn card_title(card: &Card) -> String {
    format!("{} {}", card.titles.join(", "), note(card)).trim().to_owned()
}

/// The words that the edge of a card rests on.
pub(in crate::render::draw) fn edge_title(grid: &Grid, card: &Card) -> String {
    let row = &grid.rows[card.row].label;
    let words: Vec<String> = card.grounds.iter().map(Citation::note).collect();
    let how = match &card.ground {
        Provenance::Claim(_) => "The source says so:".to_owned(),
        Provenance::Rule { rule, .. } => format!("Inferred by the rule \u{201c}{rule}\u{201d} from:"),
    };
    format!("{} {} {row}. {how} {}", card.titles.join(", "), grid.verb, words.join(" "))
}
