//! What is said of the cells and totals of a matrix: the same words in every form.

use crate::model::words::sentence_case;
use crate::render::draw::grid::note;
use crate::render::figure::{
    Card, CellCard, Citation, Count, Group, Matrix, MatrixRow, NONE, Provenance, Row, RowsAre, TotalKind,
    Totals,
};

/// Who a row is for, with its group where nobody is named.
pub(super) fn who_words(group: &Group, who: &MatrixRow) -> String {
    if who.key.is_some() { who.shown() } else { format!("{}: {}", group.title, who.name) }
}

/// How it is told that a source places a card itself.
pub(super) const SAID: &str = "the source says so";

/// That a card stands in its column, why, and the words that this rests on.
pub(super) fn ground_words(matrix: &Matrix, card: &Card, how: &str) -> String {
    let column = matrix.columns.get(card.row).map_or("", |c| c.label.as_str());
    let words: Vec<String> = card.grounds.iter().map(Citation::note).collect();
    format!("{} {column}: {how}: {}", matrix.verb, words.join(" "))
}

/// Why a card stands in its column, with the words of the rule.
fn how(card: &Card) -> String {
    match &card.ground {
        Provenance::Claim(_) => SAID.to_owned(),
        Provenance::Rule { rule, .. } => {
            let doubt = card.ground.doubt().map(|d| format!("{d}, ")).unwrap_or_default();
            format!("{doubt}inferred by the rule \u{201c}{rule}\u{201d} from")
        }
    }
}

/// The words that introduce a card, under the names of its things.
pub(in crate::render::draw) fn card_note(matrix: &Matrix, card: &Card) -> String {
    let words = format!("{}. {}", card.titles.join(", ").trim_end_matches('.'), note(card));
    // An outcome is a judgement: by which rule, and what that leaves open, is said with it.
    match (&card.ground, matrix.rows_are) {
        (Provenance::Rule { rule, caution, .. }, RowsAre::Promises) => {
            let caution = caution.as_ref().map(|c| format!(" Caution: {c}")).unwrap_or_default();
            let state = sentence_case(&card.status);
            format!("{words} {state} by the rule: {rule}.{caution}")
        }
        _ => words,
    }
}

/// The heading of a column.
pub(super) fn column_title(matrix: &Matrix, column: &Row) -> String {
    match matrix.rows_are {
        RowsAre::Bodies => format!("{} {}", column.number, column.label),
        RowsAre::Promises => column.label.clone(),
    }
}

/// What a screen reader says of a card in a cell after the words that are seen on it.
pub(super) fn spoken(matrix: &Matrix, mark: &CellCard) -> String {
    let card = matrix.card(mark);
    let column = matrix.columns.get(card.row).map_or("", |c| c.label.as_str());
    let how = card.ground.words("as the source says");
    let (things, verb) = (matrix.things(mark), &matrix.verb);
    format!("{things}: {verb} {column}, {how}.")
}

/// What a card in a cell says, with all its words.
pub(in crate::render::draw) fn mark_words(
    matrix: &Matrix,
    group: &Group,
    who: &MatrixRow,
    mark: &CellCard,
) -> String {
    let card = matrix.card(mark);
    format!(
        "{}: {} ({}). {} Why it {}",
        who_words(group, who),
        matrix.things(mark),
        card.told().join("; "),
        note(card),
        ground_words(matrix, card, &how(card))
    )
}

/// What the number at the end of a row counts.
pub(in crate::render::draw) fn row_counts(matrix: &Matrix, group: &Group, who: &MatrixRow) -> String {
    counted(&format!("{} of {}", matrix.things_title(), who_words(group, who)), &who.total)
}

/// What a number in a line of totals counts: in a column, or in all of them.
pub(in crate::render::draw) fn column_counts(
    matrix: &Matrix,
    totals: &Totals,
    column: Option<usize>,
) -> String {
    let place = column.and_then(|c| matrix.columns.get(c)).map_or("all columns", |c| c.label.as_str());
    let nothing = Count::default();
    let count = column.map_or(&totals.whole, |c| totals.columns.get(c).unwrap_or(&nothing));
    let what = match &totals.of {
        TotalKind::Status(word, _) => format!("{}, {word}", matrix.things_title()),
        TotalKind::Things | TotalKind::Named => matrix.totals_title(totals),
    };
    counted(&format!("{what}, {place}"), count)
}

fn counted(what: &str, count: &Count) -> String {
    let others = count.others.iter().map(|(standing, name)| format!("{name} ({})", standing.word()));
    let names: Vec<String> = count.names.iter().cloned().chain(others).collect();
    if names.is_empty() {
        return format!("{what}: {NONE}.");
    }
    format!("{what}: {}: {}.", count.shown(NONE), names.join("; "))
}
