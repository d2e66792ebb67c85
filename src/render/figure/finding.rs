//! The finding of a figure: words of its view, with what the figure itself counts in the places of them.

use std::collections::BTreeSet;

use crate::render::figure::grid::{Card, Row};
use crate::render::figure::names::Names;
use crate::render::figure::network::EdgeKind;
use crate::render::figure::view::Name;
use crate::render::figure::{Figure, Network, Timeline};

/// What a finding may count: its word, and what that stands for.
const PLACES: [(&str, &str); 16] = [
    ("things", "how many things a grid places as facts; of a network, how many it draws"),
    ("rows", "how many rows a grid has"),
    ("most", "the row in which most things are placed as facts"),
    ("in most", "how many these are"),
    ("with STATUS", "how many things placed as facts have this status"),
    ("rows with STATUS", "in how many rows one of them has it"),
    ("rows without STATUS", "in how many rows none of them has it"),
    ("rows without", "how many rows have none of them"),
    ("edges", "how many edges a network has"),
    ("edges LABEL", "how many of them are called so"),
    ("parts", "into how many parts that no edge joins its things fall"),
    ("same amount", "the two amounts that a network shows as probably the same"),
    ("asked", "how many things a timeline asks about"),
    ("untimed", "how many of them are given no time"),
    ("timed", "how many of them are given a time"),
    ("dated", "how many things stand on the axis of a timeline"),
];

/// The finding of a view, with everything counted; what cannot be counted in this figure is told among the names.
pub(super) fn told(finding: &Name, figure: &Figure, names: &mut Names<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = &*finding.text;
    let mut counted = false;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, after)) = after.split_once('}') else { break };
        let found = match figure {
            Figure::Grid(grid) => of_cards(place, &grid.cards, &grid.rows),
            Figure::Matrix(matrix) => of_cards(place, &matrix.cards, &matrix.columns),
            Figure::Network(network) => of_network(place, network),
            Figure::Timeline(timeline) => of_timeline(place, timeline),
        };
        let Some(found) = found else {
            let message = format!("this figure has nothing, or nothing alone, for `{{{place}}}`");
            let expected = PLACES.map(|(word, _)| format!("{{{word}}}")).join(", ");
            names.fault(finding.span, message, &expected);
            return None;
        };
        out.push_str(&found);
        (rest, counted) = (after, true);
    }
    out.push_str(rest);
    if !counted {
        // A number typed by hand stays when the graph has changed.
        let message = "nothing in this finding is counted from the figure".to_owned();
        names.fault(finding.span, message, "a place such as {things}, where the figure gives the number");
        return None;
    }
    Some(out)
}

/// The keys of the things that cards place as facts.
fn facts<'a>(cards: impl Iterator<Item = &'a Card>) -> BTreeSet<&'a str> {
    let facts = cards.filter(|c| c.ground.standing().is_fact());
    facts.flat_map(|c| c.keys.iter().map(String::as_str)).collect()
}

fn of_cards(place: &str, cards: &[Card], rows: &[Row]) -> Option<String> {
    let in_row = |row: usize| facts(cards.iter().filter(|c| c.row == row)).len();
    let most = || {
        let most = (0..rows.len()).map(in_row).max().filter(|n| *n > 0)?;
        let mut found = (0..rows.len()).filter(|row| in_row(*row) == most);
        let only = found.next()?;
        found.next().is_none().then_some((only, most))
    };
    let is_status = |status: &str| cards.iter().any(|c| c.status == status);
    let of_status = |status: &str, row: usize| {
        let own = cards.iter().filter(|c| c.row == row && c.status == status);
        facts(own).len()
    };
    let number = match place.split_once(' ') {
        Some(("with", status)) if is_status(status) => {
            facts(cards.iter().filter(|c| c.status == status)).len()
        }
        Some(("rows", "without")) => (0..rows.len()).filter(|row| in_row(*row) == 0).count(),
        Some(("rows", with)) => {
            let (status, has) = match with.split_once(' ')? {
                ("with", status) => (status, true),
                ("without", status) => (status, false),
                _ => return None,
            };
            if !is_status(status) {
                return None;
            }
            (0..rows.len()).filter(|row| (of_status(status, *row) > 0) == has).count()
        }
        Some(("in", "most")) => most()?.1,
        _ => match place {
            "things" => facts(cards.iter()).len(),
            "rows" => rows.len(),
            "most" => return rows.get(most()?.0).map(|row| row.label.clone()),
            _ => return None,
        },
    };
    Some(number.to_string())
}

fn of_network(place: &str, network: &Network) -> Option<String> {
    match place {
        "things" => Some(network.nodes.len().to_string()),
        "edges" => Some(network.edges.len().to_string()),
        "parts" => Some(parts(network).to_string()),
        "same amount" => {
            let mut same = network.edges.iter().filter(|e| e.kind == EdgeKind::Restatement);
            let only = same.next().filter(|_| same.next().is_none())?;
            let amount = |node: usize| Some(network.nodes.get(node)?.money.first()?.text.clone());
            Some(format!("{} and {}", amount(only.from)?, amount(only.to)?))
        }
        _ => {
            let label = place.strip_prefix("edges ")?;
            let count = network.edges.iter().filter(|e| e.label == label).map(|e| e.count).sum::<usize>();
            (count > 0).then(|| count.to_string())
        }
    }
}

/// How many parts a network has that no edge joins.
fn parts(network: &Network) -> usize {
    let mut above: Vec<usize> = (0..network.nodes.len()).collect();
    let top = |mut node: usize, above: &mut [usize]| {
        while above[node] != node {
            above[node] = above[above[node]];
            node = above[node];
        }
        node
    };
    for edge in &network.edges {
        let (from, to) = (top(edge.from, &mut above), top(edge.to, &mut above));
        above[from] = to;
    }
    above.iter().enumerate().filter(|(node, above)| node == *above).count()
}

fn of_timeline(place: &str, timeline: &Timeline) -> Option<String> {
    let missing = timeline.missing.as_ref();
    let number = match place {
        "asked" => missing?.asked,
        "untimed" => missing?.names.len(),
        "timed" => missing?.asked - missing?.names.len(),
        "dated" => timeline.lines.iter().filter(|l| l.bounds().next().is_some()).count(),
        _ => return None,
    };
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_place_is_in_the_docs() {
        let docs = include_str!("../../../docs/figures.md");
        for (place, words) in super::PLACES {
            let line = format!("| `{{{place}}}` | {words} |");
            assert!(docs.contains(&line), "docs/figures.md has no line {line}");
        }
    }
}
