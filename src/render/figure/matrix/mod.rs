//! The matrix as a value: who stands behind the cards of a grid, by the rows of that grid, with totals.
//!
//! It is made from a [`Grid`] alone, so that it can say nothing else than the grid does: the same things, numbers and
//! words, turned round. Rows are bodies, below the headings of the grid's columns; columns are the grid's rows.

pub(super) mod crosstab;
pub(super) mod scorecard;

use std::collections::BTreeSet;

use crate::compile::ontology::Border;
use crate::model::nearest::nearest;
use crate::model::standing::Standing;
use crate::render::figure::citation::lead;
use crate::render::figure::grid::{Body, Card, Grid, Row, things};
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::LeftOut;
use crate::render::figure::names::Names;
use crate::render::figure::view::{Hue, MatrixView};

/// What is said where nothing stands: what the view looks for is not in the graph, whatever a source may say.
pub const NONE: &str = "none found";

/// What is said where what would stand there is left out.
const NO_FACT: &str = "none as a fact";

/// A figure of bodies by the rows of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// What stands at its head and foot.
    pub heading: Heading,
    /// What its rows are.
    pub rows_are: RowsAre,
    /// What one thing is called, and several.
    pub word: [String; 2],
    /// The verb between a thing and its column.
    pub verb: String,
    /// The heading of the columns.
    pub columns_title: String,
    /// The columns, in their order: the rows of the grid.
    pub columns: Vec<Row>,
    /// The groups of rows: the columns of the grid.
    pub groups: Vec<Group>,
    /// The cards of the grid, by number.
    pub cards: Vec<Card>,
    /// The statuses that cards have: word and border.
    pub statuses: Vec<(String, Border)>,
    /// The rules by which cards were placed.
    pub rules: Vec<String>,
    /// What stands below the rows: all things, those of each status, and who is named.
    pub totals: Vec<Totals>,
}

/// What the rows of a matrix are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsAre {
    /// Bodies, which stand behind things: each has a number of them at its end.
    Bodies,
    /// Promises, each with its state at the dates that are columns.
    Promises,
}

impl RowsAre {
    /// What a row is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Bodies => "Who",
            Self::Promises => "Promise",
        }
    }

    /// What the key says of cells and totals.
    pub fn remark(self) -> &'static str {
        match self {
            Self::Bodies => "What has several bodies stands in the row of each; totals count it once.",
            Self::Promises => {
                "Each cell shows the latest outcome by its date, and when it was reported; nothing counts as done just because time has passed."
            }
        }
    }

    /// What stands between a row and a column in tables, for cells and for the words of their cards.
    fn edges(self, verb: &str) -> [String; 2] {
        match self {
            // The verb is that of things: it would be wrong of a body.
            Self::Bodies => [format!("stands behind what {verb}"), "stands behind".to_owned()],
            Self::Promises => [verb.to_owned(), "is promised and told of".to_owned()],
        }
    }

    /// Whether rows end with a number.
    pub fn are_counted(self) -> bool {
        self == Self::Bodies
    }
}

/// The rows that a column of the grid gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its heading.
    pub title: String,
    /// Its colour.
    pub colour: Hue,
    /// Whether who stands here counts as named.
    pub named: bool,
    /// Its rows, in the order in which the grid brings them up; who nobody is named for comes last.
    pub rows: Vec<MatrixRow>,
    /// Who would stand here by claims that are not shown.
    pub left_out: LeftOut,
}

/// A row: a body, or that none is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// The key of the body; none where none is named.
    pub key: Option<String>,
    /// Its name.
    pub name: String,
    /// Its qualifier, or those of some of its cards: `some`, `[4]: inferred`; empty where it has none.
    pub qualifier: String,
    /// What it stands behind, for each column.
    pub cells: Vec<Vec<CellCard>>,
    /// For each column, what would put it there and is not shown.
    pub left_out: Vec<LeftOut>,
    /// All that it stands behind.
    pub total: Count,
}

/// A card in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCard {
    /// The card, as an index into [`Matrix::cards`].
    pub card: usize,
    /// Which of its things the body stands behind.
    pub things: Vec<usize>,
    /// The qualifier of the body here.
    pub qualifier: Option<String>,
    /// How it stands that the body is behind them, and they in their column.
    pub standing: Standing,
}

/// A number of facts that tells what it counts, and what it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// What is counted, each once.
    pub names: Vec<String>,
    /// What is not counted, as it is not a fact.
    pub others: Vec<(Standing, String)>,
}

/// A line of totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// What it counts.
    pub of: TotalKind,
    /// The number for each column.
    pub columns: Vec<Count>,
    /// The number for all of them: what stands in several columns counts once.
    pub whole: Count,
}

/// What a line of totals counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TotalKind {
    /// Every thing.
    Things,
    /// The things of a status: word and border.
    Status(String, Border),
    /// The bodies that are named.
    Named,
}

impl Count {
    /// How many there are.
    pub fn number(&self) -> usize {
        self.names.len()
    }

    /// The number, and how many more are not facts; the words for nothing where there is neither.
    pub fn shown(&self, nothing: &str) -> String {
        Standing::total(self.number(), self.others.iter().map(|o| o.0), nothing)
    }

    /// The number, and how many more are not facts, where there is little room.
    pub fn brief(&self, nothing: &str) -> String {
        match (self.number(), self.others.len()) {
            (_, 0) => self.shown(nothing),
            (0, others) => format!("(+{others})"),
            (number, others) => format!("{number} (+{others})"),
        }
    }

    /// Counts what has a key, a standing and a name: a key counts once, as a fact if it is one anywhere.
    fn of<'a>(items: impl Iterator<Item = (&'a str, Standing, String)>) -> Self {
        let mut items: Vec<_> = items.collect();
        items.sort_by_key(|item| !item.1.is_fact());
        let (mut seen, mut count) = (BTreeSet::new(), Self::default());
        for (key, standing, name) in items {
            if !seen.insert(key) {
                continue;
            }
            if standing.is_fact() {
                count.names.push(name);
            } else {
                count.others.push((standing, name));
            }
        }
        count
    }
}

impl Group {
    /// What is said where it has no rows.
    pub fn none(&self) -> String {
        self.left_out.or(NONE)
    }
}

impl Totals {
    /// What stands in place of a number of this line where there is nothing: absence is shown as absence, never as a zero.
    pub fn nothing(&self) -> &'static str {
        if matches!(self.of, TotalKind::Status(..)) { "none" } else { NONE }
    }
}

impl MatrixRow {
    /// The name with its qualifiers: `Lines (some)`.
    pub fn shown(&self) -> String {
        if self.qualifier.is_empty() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, self.qualifier)
        }
    }

    /// What is said of a column where it stands behind nothing.
    pub fn empty(&self, column: usize, nothing: &str) -> String {
        self.left_out.get(column).map_or_else(|| nothing.to_owned(), |l| l.or(nothing))
    }
}

impl Matrix {
    /// The card of a mark.
    pub fn card(&self, mark: &CellCard) -> &Card {
        &self.cards[mark.card]
    }

    /// The names of the things of a mark.
    pub fn things(&self, mark: &CellCard) -> String {
        let titles = &self.card(mark).titles;
        let names = mark.things.iter().filter_map(|t| titles.get(*t));
        names.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// What things are called, as a heading.
    pub fn things_title(&self) -> String {
        let mut letters = self.word[1].chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// The heading of a line of totals.
    pub fn totals_title(&self, totals: &Totals) -> String {
        match &totals.of {
            TotalKind::Things => self.things_title(),
            TotalKind::Status(word, _) => format!("of which: {word}"),
            TotalKind::Named => "Bodies named".to_owned(),
        }
    }

    /// What a reader must know of numbers in brackets, where there are any.
    pub fn brackets(&self) -> Option<&'static str> {
        let totals = self.totals.iter().flat_map(|t| t.columns.iter().chain([&t.whole]));
        let mut all = totals.chain(self.rows().map(|(_, who)| &who.total));
        all.any(|c| !c.others.is_empty()).then_some("(+1): one more that is not a fact.")
    }

    /// The rows of all groups, each with its group.
    pub fn rows(&self) -> impl Iterator<Item = (&Group, &MatrixRow)> {
        self.groups.iter().flat_map(|g| g.rows.iter().map(move |r| (g, r)))
    }
}

/// Builds the matrix that a view declares of a grid; none where the view has faults, which are told among its names.
pub(in crate::render::figure) fn build(
    view: &MatrixView,
    grid: &Grid,
    names: &mut Names<'_>,
) -> Option<Matrix> {
    let titles = || grid.columns.iter().map(|c| c.title.as_str());
    for title in view.unnamed.iter().filter(|title| !titles().any(|t| t == &***title)) {
        let message = format!("the view `{}` has no column `{}`", view.grid.text, title.text);
        let near = nearest(title, titles());
        names.fault(title.span, message, "the title of a column of that grid").add_near(near);
    }
    names.is_clean().then(|| turned(view, grid))
}

/// Turns a grid round. Costs time in proportion to cards, bodies and rows.
pub fn turned(view: &MatrixView, grid: &Grid) -> Matrix {
    let groups: Vec<Group> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| Group {
            title: column.title.clone(),
            colour: column.colour,
            named: i != grid.nobody && !view.unnamed.iter().any(|title| **title == column.title),
            rows: rows(i, grid),
            left_out: left_out(grid, |_, body| body.column == i),
        })
        .enumerate()
        // Where everything has its body, a group for the rest would say the opposite.
        .filter(|(i, group)| !(*i == grid.nobody && group.rows.is_empty()))
        .map(|(_, group)| group)
        .collect();
    let totals = totals(grid, &groups);
    Matrix {
        heading: Heading::new(&view.title, subtitle(view, grid, &totals)),
        rows_are: RowsAre::Bodies,
        word: grid.word.clone(),
        verb: grid.verb.clone(),
        columns_title: grid.rows_title.clone(),
        columns: grid.rows.clone(),
        groups,
        cards: grid.cards.clone(),
        statuses: grid.statuses.clone(),
        rules: grid.rules.clone(),
        totals,
    }
}

/// What would put somebody behind cards and is not shown.
fn left_out(grid: &Grid, takes: impl Fn(Option<usize>, &Body) -> bool) -> LeftOut {
    let mut out = LeftOut::default();
    let own = all_left_out(grid).filter(|(row, body, _)| takes(*row, body));
    own.for_each(|(_, _, left)| out.extend(left));
    out
}

/// Who would stand behind cards and is not shown, each with its row where that is shown.
fn all_left_out(grid: &Grid) -> impl Iterator<Item = (Option<usize>, &Body, &LeftOut)> {
    let of_cards =
        grid.cards.iter().flat_map(|c| c.left_out.iter().map(|(body, left)| (Some(c.row), body, left)));
    of_cards.chain(grid.unplaced.iter().map(|(row, body, left)| (*row, body, left)))
}

/// A thing of a card: the card, which of its things, and who stands behind it here; nobody where none is named.
type Place<'a> = (usize, usize, Option<&'a Body>);

/// Every thing with everybody behind it, in the order of the cards, as far as it belongs to a column of the grid.
fn places(column: usize, grid: &Grid) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for (number, card) in grid.cards.iter().enumerate() {
        for thing in 0..card.keys.len() {
            let behind = card.behind.get(thing).map_or(&[][..], Vec::as_slice);
            let own = behind.iter().filter(|b| b.column == column);
            places.extend(own.map(|body| (number, thing, Some(body))));
            if behind.is_empty() && column == grid.nobody {
                places.push((number, thing, None));
            }
        }
    }
    places
}

fn rows(column: usize, grid: &Grid) -> Vec<MatrixRow> {
    let places = places(column, grid);
    let mut bodies: Vec<Option<&str>> = Vec::new();
    for body in places.iter().map(|p| p.2.map(|b| b.key.as_str())) {
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    bodies.sort_by_key(Option::is_none);
    let row = |key: Option<&str>| {
        let own: Vec<&Place<'_>> = places.iter().filter(|p| p.2.map(|b| b.key.as_str()) == key).collect();
        let behind: Vec<&Body> = own.iter().filter_map(|p| p.2).collect();
        // A qualifier that all cells share belongs to the row.
        let is_shared = behind.windows(2).all(|pair| pair[0].qualifier == pair[1].qualifier);
        let qualified = own.iter().filter_map(|p| Some((grid.cards[p.0].number, p.2?.qualifier.as_ref()?)));
        let mut qualified: Vec<String> = qualified.map(|(card, word)| format!("[{card}]: {word}")).collect();
        qualified.dedup();
        if is_shared {
            qualified = behind.first().and_then(|b| b.qualifier.clone()).into_iter().collect();
        }
        let mut cells: Vec<Vec<CellCard>> = vec![Vec::new(); grid.rows.len()];
        for &&(card, thing, body) in &own {
            let Some(cell) = cells.get_mut(grid.cards[card].row) else { continue };
            let here = body.and_then(|b| b.qualifier.clone());
            let standing = stands(&grid.cards[card], body);
            match cell.iter_mut().find(|m| m.card == card && m.qualifier == here) {
                Some(mark) => mark.things.push(thing),
                None => cell.push(CellCard { card, things: vec![thing], qualifier: here, standing }),
            }
        }
        let is_none = own.iter().all(|p| grid.cards[p.0].left_out.is_empty());
        let none = if is_none { NONE } else { NO_FACT };
        let is_own = |body: &Body| Some(body.key.as_str()) == key;
        let of = own.iter().map(|p| named(&grid.cards[p.0], p.1, stands(&grid.cards[p.0], p.2)));
        let others = grid.cards.iter().flat_map(|c| c.left_out.iter().map(move |(b, l)| (c, b, l)));
        let others = others.filter(|(_, body, _)| is_own(body)).filter_map(|(card, _, left)| {
            left.standings()
                .max()
                .map(|s| (card.keys.first().map_or("", String::as_str), s, card.titles.join(", ")))
        });
        MatrixRow {
            key: key.map(str::to_owned),
            name: behind.first().map_or(none, |b| b.name.as_str()).to_owned(),
            qualifier: qualified.join(", "),
            cells,
            left_out: (0..grid.rows.len())
                .map(|r| left_out(grid, |row, b| row == Some(r) && is_own(b)))
                .collect(),
            total: Count::of(of.chain(others)),
        }
    };
    bodies.into_iter().map(row).collect()
}

/// How it stands that somebody is behind a card, and the card in its row.
fn stands(card: &Card, body: Option<&Body>) -> Standing {
    card.ground.standing().max(body.map(|b| b.standing).unwrap_or_default())
}

/// The key of a thing, how it stands, and its name with the number of its words.
fn named(card: &Card, thing: usize, standing: Standing) -> (&str, Standing, String) {
    let part = |of: &'_ [String]| of.get(thing).cloned().unwrap_or_default();
    let key = card.keys.get(thing).map_or("", String::as_str);
    (key, standing, format!("{} [{}]", part(&card.titles), card.number))
}

fn totals(grid: &Grid, groups: &[Group]) -> Vec<Totals> {
    let things = |takes: &dyn Fn(&Card) -> bool| {
        let cards = grid.cards.iter().filter(|c| takes(c));
        Count::of(cards.flat_map(|c| (0..c.keys.len()).map(move |t| named(c, t, c.ground.standing()))))
    };
    let line = |of: TotalKind, takes: &dyn Fn(&Card) -> bool| Totals {
        of,
        columns: (0..grid.rows.len()).map(|row| things(&|c| c.row == row && takes(c))).collect(),
        whole: things(takes),
    };
    let mut totals = vec![line(TotalKind::Things, &|_| true)];
    for (column, row) in grid.rows.iter().enumerate() {
        // What would stand here and is placed by no fact: nobody may take it for absent.
        let others = || row.left_out.standings().map(|s| (s, "left out".to_owned()));
        totals[0].columns[column].others.extend(others());
        totals[0].whole.others.extend(others());
    }
    for (word, border) in &grid.statuses {
        totals.push(line(TotalKind::Status(word.clone(), *border), &|c| c.status == *word));
    }
    let rows: Vec<&MatrixRow> = groups.iter().filter(|g| g.named).flat_map(|g| &g.rows).collect();
    // What stands in no column that is shown counts for the whole alone.
    let bodies = |takes: &dyn Fn(Option<usize>) -> bool| {
        let marks = |r: &'_ MatrixRow| {
            let cells = r.cells.iter().enumerate().filter(|(column, _)| takes(Some(*column)));
            cells.flat_map(|(_, cell)| cell.iter().map(|m| m.standing)).min()
        };
        let shown = rows.iter().filter_map(|r| Some((r.key.as_deref()?, marks(r)?, r.name.clone())));
        let left_out = all_left_out(grid).filter(|(row, ..)| takes(*row)).filter_map(|(_, body, left)| {
            Some((body.key.as_str(), left.standings().max()?, body.name.clone()))
        });
        Count::of(shown.chain(left_out))
    };
    totals.push(Totals {
        of: TotalKind::Named,
        columns: (0..grid.rows.len()).map(|column| bodies(&|c| c == Some(column))).collect(),
        whole: bodies(&|_| true),
    });
    totals
}

fn subtitle(view: &MatrixView, grid: &Grid, totals: &[Totals]) -> String {
    let count = |of: &TotalKind| totals.iter().find(|t| t.of == *of);
    let things = things(&grid.cards, &grid.word);
    let named = count(&TotalKind::Named).map_or(0, |t| t.whole.number());
    let is_empty = |c: &&Count| c.names.is_empty() && c.others.is_empty();
    let without = count(&TotalKind::Named).map_or(0, |t| t.columns.iter().filter(is_empty).count());
    let is_none = count(&TotalKind::Named).is_none_or(|t| is_empty(&&t.whole));
    let lead = lead(view.subtitle.as_deref());
    let bodies = match named {
        0 if is_none => "nobody named".to_owned(),
        0 => "no body named as a fact".to_owned(),
        1 => "1 body named".to_owned(),
        several => format!("{several} bodies named"),
    };
    let mut told = format!("{lead}{things}; {bodies}");
    if without > 0 {
        told.push_str(&format!("; nobody named in {without} of {} columns", grid.rows.len()));
    }
    told + &grid.left_out.note()
}
