//! A figure as a table: one row for each edge and each claim that it rests on.

use super::Figure;
use super::grid::{Card, Grid, Money};
use super::left_out::Absent;
use super::network::{EdgeKind, Network};
use super::timeline::{Line, Timeline};
use crate::explore::Citation;

/// The columns of the table.
pub const COLUMNS: [&str; 14] = [
    "number",
    "from",
    "edge",
    "to",
    "status",
    "standing",
    "quote",
    "speaker",
    "reported-by",
    "verbatim",
    "claim",
    "source",
    "section",
    "page",
];

/// The rows of the table; a large network is listed in full, whatever is drawn of it.
pub fn table(figure: &Figure) -> Vec<Vec<String>> {
    match figure {
        Figure::Grid(grid) => of_grid(grid),
        Figure::Network(network) => of_network(network),
        Figure::Matrix(matrix) => super::matrix::crosstab::table(matrix),
        Figure::Timeline(timeline) => of_timeline(timeline),
    }
}

/// What all claims of an edge share: number, from, edge, to, and how it stands; without it, each has its own. Each claim has its own
/// status, and what is inferred has none.
pub(super) fn rows<'a>(
    shared: [&'a str; 4],
    standing: Option<EdgeKind>,
    cites: &'a [Citation],
) -> impl Iterator<Item = Vec<String>> + 'a {
    let is_inferred = matches!(standing, Some(EdgeKind::Link(s)) if s.is_inferred());
    cites.iter().map(move |c| {
        let status = if is_inferred { "" } else { &c.status };
        let shared =
            shared.iter().copied().chain([status, standing.map_or(c.standing.word(), EdgeKind::word)]);
        let verbatim = if c.verbatim { "true" } else { "" };
        let own = [&c.quote, &c.speaker, &c.reporter, verbatim, &c.claim, &c.source, &c.section, &c.page];
        shared.chain(own).map(str::to_owned).collect()
    })
}

/// A row that no claim of its own is cited for.
pub(super) fn uncited(shared: [&str; 6]) -> Vec<String> {
    let mut row = shared.map(str::to_owned).to_vec();
    row.resize(COLUMNS.len(), String::new());
    row
}

/// The further facts of a card, with the claims that say them.
pub(super) fn fact_rows<'a>(
    card: &'a Card,
    (number, from): (&'a str, &'a str),
) -> impl Iterator<Item = Vec<String>> + 'a {
    card.facts
        .iter()
        .flat_map(move |fact| rows([number, from, "is told with", &fact.words], None, &fact.cites))
}

/// Amounts with the claims that state them, and what is left out of them.
pub(super) fn amount_rows<'a>(
    (money, absent): (&'a [Money], &'a [Absent]),
    (number, from): (&'a str, &'a str),
) -> impl Iterator<Item = Vec<String>> + 'a {
    let of = move |money: &'a Money| rows([number, from, "amount", &money.text], None, &money.cites);
    let left_out = absent.iter().filter(|a| !a.left_out.is_empty());
    let left_out = left_out.map(move |a| uncited([number, from, a.what, &a.left_out.or(""), "", ""]));
    let same = money.iter().flat_map(|m| &m.same);
    let same =
        same.map(move |s| uncited([number, from, "an amount that is probably the same as", &s.text, "", ""]));
    money.iter().flat_map(of).chain(same).chain(left_out)
}

fn of_grid(grid: &Grid) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for card in &grid.cards {
        let (number, from) = (card.number.to_string(), card.titles.join(", "));
        let standing = Some(EdgeKind::Link(card.ground.standing()));
        let to = &grid.rows[card.row].label;
        out.extend(rows([&number, &from, &grid.verb, to], standing, &card.grounds));
        let bodies = card.bodies.join(", ");
        out.extend(rows([&number, &from, "introduced by the words", &bodies], None, &card.cites));
        out.extend(fact_rows(card, (&number, &from)));
        out.extend(amount_rows((&card.money, &card.absent), (&number, &from)));
    }
    for row in grid.rows.iter().filter(|r| !r.left_out.is_empty()) {
        out.push(uncited(["", "", &grid.verb, &row.label, &row.left_out.or(""), ""]));
    }
    out
}

fn of_network(network: &Network) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for edge in &network.edges {
        let number = edge.number.to_string();
        let (from, to) = (&network.nodes[edge.from].name, &network.nodes[edge.to].name);
        let shared = [number.as_str(), from, &edge.label, to];
        out.extend(rows(shared, Some(edge.kind), &edge.cites));
    }
    for node in &network.nodes {
        let number = node.number.map(|n| n.to_string()).unwrap_or_default();
        let shared = [number.as_str(), &node.name, "introduced by the words", ""];
        // Where an amount is all that introduces it, that is said once.
        let own: Vec<Citation> = node.cites.iter().filter(|c| !node.states(c)).cloned().collect();
        out.extend(rows(shared, None, &own));
        out.extend(amount_rows((&node.money, &node.absent), (&number, &node.name)));
    }
    out
}

/// One row for each date, length or relative expression and each claim below it; then the things that nobody gives a time.
fn of_timeline(timeline: &Timeline) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for line in &timeline.lines {
        for (saying, edge, to) in times(line) {
            let Some(said) = timeline.sayings.get(saying) else { continue };
            let number = (saying + 1).to_string();
            let shared = [number.as_str(), &line.name, &edge, &to];
            out.extend(rows(shared, Some(EdgeKind::Link(said.standing)), &said.cites));
        }
    }
    for name in timeline.missing.iter().flat_map(|m| &m.names) {
        out.push(uncited(["", name, "has no stated time", "", "", ""]));
    }
    out
}

/// All that is said of the time of a thing: what says it, what it is, and the words of it.
fn times(line: &Line) -> Vec<(usize, String, String)> {
    let mut out = Vec::new();
    for period in &line.periods {
        let label = |word: &str| match &period.label {
            Some(label) => format!("{label}: {word}"),
            None => word.to_owned(),
        };
        out.extend(period.starts.iter().map(|b| (b.saying, label("from"), b.at.words.clone())));
        out.extend(period.ends.iter().map(|b| (b.saying, label("until"), b.at.words.clone())));
    }
    for mark in &line.marks {
        let edge = match (mark.deadline, mark.label.as_str()) {
            (true, "") => "by".to_owned(),
            (true, label) => format!("{label}: by"),
            (false, label) => label.to_owned(),
        };
        out.push((mark.at.saying, edge, mark.at.at.words.clone()));
    }
    for aside in &line.asides {
        out.push((aside.saying, aside.words.clone(), aside.quoted.clone().unwrap_or_default()));
    }
    out
}
