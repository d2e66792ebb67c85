//! Two states of a figure as one, in which everything has one place: what is new, gone or changed says so.
//!
//! Goes in: two figures of one view. Comes out: a figure with all that either has. Only grids and networks have places for that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Card, Column, Edge, Figure, Grid, Heading, Money, Network, Row, Vertex};

/// How many things are other ones than before, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// In the new state alone.
    pub new: usize,
    /// In the old state alone.
    pub gone: usize,
    /// In both, and told otherwise.
    pub changed: usize,
}

impl Differences {
    /// Whether both states are the same.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// `2 new, 1 gone; all else is the same in both`.
    fn words(self) -> String {
        let all = [(self.new, "new"), (self.gone, "gone"), (self.changed, "changed")];
        let told: Vec<String> =
            all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() {
            "the same in both".to_owned()
        } else {
            format!("{}; all else is the same in both", told.join(", "))
        }
    }
}

/// Both states of a figure, called by their names; none for kinds of figures that have no places, or two figures of different kinds.
pub fn compared(old: &Figure, new: &Figure, names: [&str; 2]) -> Option<(Figure, Differences)> {
    let mut found = Differences::default();
    let mut figure = match (old, new) {
        (Figure::Grid(old), Figure::Grid(new)) => Figure::Grid(grids(old, new, &mut found)),
        (Figure::Network(old), Figure::Network(new)) => Figure::Network(networks(old, new, &mut found)),
        _ => return None,
    };
    let heading = figure.heading_mut();
    let sources: BTreeSet<String> =
        [old, new].iter().flat_map(|figure| figure.heading().sources.iter().cloned()).collect();
    *heading = Heading {
        finding: None,
        title: format!("{} (from {} to {})", new.heading().title, names[0], names[1]),
        subtitle: found.words(),
        sources: sources.into_iter().collect(),
        language: new.heading().language.clone(),
    };
    Some((figure, found))
}

/// New ones in their order, and old ones that are gone where they stood: behind the one that stood before them.
fn merged<T: Clone>(old: &[T], new: &[T], key: impl Fn(&T) -> &str, gone: impl Fn(&T) -> T) -> Vec<T> {
    let mut all = new.to_vec();
    for (at, one) in old.iter().enumerate() {
        if all.iter().any(|other| key(other) == key(one)) {
            continue;
        }
        let before =
            at.checked_sub(1).and_then(|before| all.iter().position(|other| key(other) == key(&old[before])));
        all.insert(before.map_or(0, |before| before + 1), gone(one));
    }
    all
}

fn mark(word: &str, text: &str) -> String {
    format!("{word}: {text}")
}

fn grids(old: &Grid, new: &Grid, found: &mut Differences) -> Grid {
    let columns = merged(&old.columns, &new.columns, |column| &column.title, Column::clone);
    let rows = merged(
        &old.rows,
        &new.rows,
        |row| &row.key,
        |row| Row { label: mark("gone", &row.label), ..row.clone() },
    );
    let of = |grid: &Grid, card: &Card| {
        let titles = card.columns.iter().map(|at| grid.columns[*at].title.clone());
        (grid.rows[card.row].key.clone(), titles.collect::<Vec<_>>())
    };
    let place = |grid: &Grid, card: &Card| {
        let (row, titles) = of(grid, card);
        let row = rows.iter().position(|other| other.key == row).unwrap_or_default();
        let column = |title: &String| columns.iter().position(|column| column.title == *title);
        (row, titles.iter().filter_map(column).collect::<Vec<_>>())
    };
    let id = |grid: &Grid, card: &Card| {
        let mut keys = card.keys.clone();
        keys.sort();
        (of(grid, card).0, keys)
    };
    let before: BTreeMap<_, &Card> = old.cards.iter().map(|card| (id(old, card), card)).collect();
    let after: BTreeSet<_> = new.cards.iter().map(|card| id(new, card)).collect();
    let said =
        |grid: &Grid, card: &Card| (of(grid, card), card.titles.clone(), card.bodies.clone(), card.told());
    let mut cards: Vec<(Card, bool)> = Vec::new();
    for card in &new.cards {
        let word = match before.get(&id(new, card)) {
            None => Some("new"),
            Some(other) if said(old, other) != said(new, card) => Some("changed"),
            Some(_) => None,
        };
        found.new += usize::from(word == Some("new"));
        found.changed += usize::from(word == Some("changed"));
        cards.push((moved(card, place(new, card), word), true));
    }
    for card in old.cards.iter().filter(|card| !after.contains(&id(old, card))) {
        found.gone += 1;
        cards.push((moved(card, place(old, card), Some("gone")), false));
    }
    // In reading order; a card that is gone stands behind those that are there.
    cards.sort_by_key(|(card, is_new)| (card.row, card.columns.first().copied(), !is_new, card.number));
    let numbers: BTreeMap<usize, usize> = cards
        .iter()
        .enumerate()
        .filter(|(_, (_, is_new))| *is_new)
        .map(|(at, (card, _))| (card.number, at + 1))
        .collect();
    for (at, (card, is_new)) in cards.iter_mut().enumerate() {
        card.number = at + 1;
        card.money.iter_mut().for_each(|money| renumber(money, &numbers, *is_new));
    }
    let mut statuses = new.statuses.clone();
    statuses.extend(old.statuses.iter().filter(|status| !new.statuses.contains(status)).cloned());
    let mut rules = new.rules.clone();
    rules.extend(old.rules.iter().filter(|rule| !new.rules.contains(rule)).cloned());
    let nobody =
        columns.iter().position(|column| column.title == new.columns[new.nobody].title).unwrap_or(new.nobody);
    let row = |key: &str| rows.iter().position(|row| row.key == key);
    let unplaced = new
        .unplaced
        .iter()
        .map(|(at, body, why)| (at.and_then(|at| row(&new.rows[at].key)), body.clone(), why.clone()));
    let unplaced = unplaced.collect();
    let known_rows: BTreeSet<&String> = old.rows.iter().map(|row| &row.key).collect();
    let rows = rows.iter().map(|row| {
        let is_new = !known_rows.contains(&row.key);
        Row { label: if is_new { mark("new", &row.label) } else { row.label.clone() }, ..row.clone() }
    });
    Grid {
        rows: rows.collect(),
        cards: cards.into_iter().map(|(card, _)| card).collect(),
        columns,
        nobody,
        statuses,
        rules,
        unplaced,
        ..new.clone()
    }
}

/// A card in another place, each of its names with a word.
fn moved(card: &Card, (row, columns): (usize, Vec<usize>), word: Option<&str>) -> Card {
    let title = |title: &String| word.map_or_else(|| title.clone(), |word| mark(word, title));
    let mut card = Card { titles: card.titles.iter().map(title).collect(), row, ..card.clone() };
    // Columns of bodies are told by their place among those of the card.
    for body in card.behind.iter_mut().flatten() {
        let at = card.columns.iter().position(|column| *column == body.column);
        body.column = at.and_then(|at| columns.get(at)).copied().unwrap_or(body.column);
    }
    card.columns = columns;
    card
}

/// What is said of the same amount elsewhere in the figure, by its new number.
fn renumber(money: &mut Money, numbers: &BTreeMap<usize, usize>, is_new: bool) {
    for same in &mut money.same {
        same.number = same.number.filter(|_| is_new).and_then(|number| numbers.get(&number).copied());
    }
}

fn networks(old: &Network, new: &Network, found: &mut Differences) -> Network {
    let known =
        |network: &Network| network.nodes.iter().map(|node| node.key.clone()).collect::<BTreeSet<_>>();
    let (before_nodes, after_nodes) = (known(old), known(new));
    let groups = merged(&old.groups, &new.groups, |group| &group.title, Column::clone);
    let mut nodes: Vec<Vertex> = Vec::new();
    for (network, is_new) in [(new, true), (old, false)] {
        for node in network.nodes.iter().filter(|node| is_new || !after_nodes.contains(&node.key)) {
            let word =
                if is_new { Some("new").filter(|_| !before_nodes.contains(&node.key)) } else { Some("gone") };
            let title = node.group.map(|at| &network.groups[at].title);
            let group = title.and_then(|title| groups.iter().position(|group| group.title == *title));
            let name = word.map_or_else(|| node.name.clone(), |word| mark(word, &node.name));
            nodes.push(Vertex { name, group, ..node.clone() });
            found.new += usize::from(word == Some("new"));
            found.gone += usize::from(word == Some("gone"));
        }
    }
    nodes.sort_by(|one, other| one.key.cmp(&other.key));
    let at = |key: &str| nodes.iter().position(|node| node.key == key).unwrap_or_default();
    let id = |network: &Network, edge: &Edge| {
        let key = |at: usize| network.nodes[at].key.clone();
        (key(edge.from), key(edge.to), edge.label.clone(), edge.kind)
    };
    let ids = |network: &Network| network.edges.iter().map(|edge| id(network, edge)).collect::<BTreeSet<_>>();
    let (before, after) = (ids(old), ids(new));
    let mut edges: Vec<Edge> = Vec::new();
    for (network, is_new) in [(new, true), (old, false)] {
        for edge in network.edges.iter().filter(|edge| is_new || !after.contains(&id(network, edge))) {
            let own = id(network, edge);
            let word = if is_new { Some("new").filter(|_| !before.contains(&own)) } else { Some("gone") };
            let label = word.map_or_else(|| edge.label.clone(), |word| mark(word, &edge.label));
            let (from, to, number) = (at(&own.0), at(&own.1), edges.len() + 1);
            edges.push(Edge { number, from, to, label, ..edge.clone() });
            found.new += usize::from(word == Some("new"));
            found.gone += usize::from(word == Some("gone"));
        }
    }
    // Edges have the first numbers; what introduces a thing has those behind them.
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut next = edges.len();
    for node in nodes.iter_mut().filter(|node| node.number.is_some()) {
        next += 1;
        if let Some(number) = node.number.replace(next).filter(|_| after_nodes.contains(&node.key)) {
            numbers.insert(number, next);
        }
    }
    for node in &mut nodes {
        let is_new = after_nodes.contains(&node.key);
        node.money.iter_mut().for_each(|money| renumber(money, &numbers, is_new));
    }
    Network { groups, nodes, edges, ..new.clone() }
}
