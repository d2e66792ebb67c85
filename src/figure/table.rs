//! A figure as a table: one row for each edge and each claim that it rests on.

use super::Figure;
use super::grid::{Cite, Grid, Ground};
use super::network::Network;

/// The columns of the table.
pub const COLUMNS: [&str; 11] =
    ["number", "from", "edge", "to", "status", "ground", "quote", "speaker", "claim", "source", "section"];

/// The rows of the table; a large network is listed in full, whatever is drawn of it.
pub fn table(figure: &Figure) -> Vec<Vec<String>> {
    match figure {
        Figure::Grid(grid) => of_grid(grid),
        Figure::Network(network) => of_network(network),
        Figure::Matrix(matrix) => super::crosstab::table(matrix),
    }
}

/// What all claims of an edge share: number, from, edge, to, status, ground.
pub(super) fn rows<'a>(shared: [&'a str; 6], cites: &'a [Cite]) -> impl Iterator<Item = Vec<String>> + 'a {
    cites.iter().map(move |c| {
        let own = [&c.quote, &c.speaker, &c.claim, &c.source, &c.section];
        shared.iter().map(|s| (*s).to_owned()).chain(own.into_iter().cloned()).collect()
    })
}

fn of_grid(grid: &Grid) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for card in &grid.cards {
        let (number, from) = (card.number.to_string(), card.titles.join(", "));
        let ground = match &card.ground {
            Ground::Stated => "stated",
            Ground::Derived { .. } => "derived",
        };
        let to = &grid.rows[card.row].label;
        out.extend(rows([&number, &from, &grid.verb, to, &card.status, ground], &card.grounds));
        let bodies = card.bodies.join(", ");
        out.extend(rows(
            [&number, &from, "introduced by the words", &bodies, &card.status, "stated"],
            &card.cites,
        ));
        for money in &card.money {
            let status = money.status.as_deref().unwrap_or(&card.status);
            let row = [&number, from.as_str(), "amount", &money.text, status, "stated", "", "", "", "", ""];
            out.push(row.map(str::to_owned).to_vec());
        }
    }
    out
}

fn of_network(network: &Network) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for edge in &network.edges {
        let number = edge.number.to_string();
        let (from, to) = (&network.nodes[edge.from].name, &network.nodes[edge.to].name);
        let status: Vec<&str> = edge.statuses.iter().map(|s| s.0.as_str()).collect();
        let shared = [&number, from, &edge.label, to, &status.join("; "), edge.manner.word()];
        out.extend(rows(shared, &edge.cites));
    }
    for node in &network.nodes {
        let Some(number) = node.number.map(|n| n.to_string()) else { continue };
        let money: Vec<&str> = node.money.iter().map(|m| m.text.as_str()).collect();
        let status = node.status.as_ref().map_or("", |s| s.0.as_str());
        let edge = if money.is_empty() { "introduced by the words" } else { "amount" };
        let shared = [&number, node.name.as_str(), edge, &money.join("; "), status, "stated"];
        out.extend(rows(shared, &node.cites));
    }
    out
}
