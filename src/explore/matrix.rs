//! A table of things by the values of a property: what is stated, derived, denied or an opinion, and where nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::network::turn;
use super::sentence::claim_value_in_words;
use super::{Basis, Relations};
use crate::compile::ontology::Range;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClassId, PropertyId, Thing, Value};
use crate::model::derivation::Derived;
use crate::model::standing::Standing;

/// What is said where nothing is.
pub const NONE: &str = "none found";

/// What is said where only what is not a fact names something.
const NO_FACT: &str = "none as a fact";

/// The table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// What rows, columns and cells are, in words.
    pub rule: String,
    /// The columns: by position where an ordered property gives one, else by name.
    pub columns: Vec<Column>,
    /// The rows, in the same order.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The name of the value.
    pub name: String,
    /// How many rows have it as a fact.
    pub total: usize,
    /// How it stands for the others that have it.
    pub others: Vec<Standing>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The name of the thing.
    pub name: String,
    /// Its key; none for what is said of no thing.
    pub id: Option<String>,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// How many columns it has as a fact.
    pub total: usize,
    /// How it stands for the others that it has.
    pub others: Vec<Standing>,
}

/// A cell; empty where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The words of statuses for what is stated, `derived`, and what is no fact: `denied`, `disputed`, `opinion`.
    pub marks: BTreeSet<String>,
    /// Whether it is a fact, stated or derived.
    pub fact: bool,
    /// Whether something says so that is not a promise.
    #[serde(skip)]
    pub is_done: bool,
    /// How it stands, as the firmest of what says so; none where nothing does.
    pub standing: Option<Standing>,
    /// The keys of what says so.
    pub evidence: BTreeSet<String>,
}

/// A row or column before it has a name. What is said of no thing comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Axis<'a> {
    Thing(Thing),
    Text(&'a str),
    /// Joined to something by what is not a fact alone.
    NoFact,
    Nobody,
}

/// One link: what it leads from and to, how it stands, and what says so.
struct Link {
    from: Thing,
    to: Option<Thing>,
    text: String,
    mark: String,
    standing: Standing,
    is_promise: bool,
    key: String,
}

/// Makes the table of a property. With `through`, a row is not the subject but what these properties join it to; with
/// true, they are walked from their value to their subject.
///
/// `rows` and `columns` are the classes whose things are listed even where nothing is said of them; without them they
/// are those that the ontology gives the properties. What is not in the graph and would follow from claims that are not facts
/// (`supposed`) is told as such. Costs the relations of the properties.
pub fn matrix(
    property: PropertyId,
    through: &[(PropertyId, bool)],
    rows: Option<ClassId>,
    columns: Option<ClassId>,
    scope: GraphRef<'_>,
    supposed: &Derived,
) -> Matrix {
    let ontology = scope.ontology;
    let would = GraphRef { derived: supposed, ..scope };
    let (graph, more) = (Relations::new(scope), Relations::new(would));
    let links = |property, back| {
        let mut links = links(property, back, scope, &graph);
        let known: BTreeSet<(Thing, Option<Thing>)> = links.iter().map(|l| (l.from, l.to)).collect();
        let more = self::links(property, back, would, &more).into_iter();
        links.extend(more.filter(|l| !known.contains(&(l.from, l.to))));
        links
    };
    let joined: Vec<Link> = through.iter().flat_map(|(p, back)| links(*p, *back)).collect();
    let links = links(property, false);
    let entry = ontology.property(property);
    let domain = match (through, rows) {
        (_, Some(class)) => vec![class],
        ([], None) => entry.domain.clone(),
        (several, None) => several.iter().flat_map(|(p, back)| ends(*p, *back, scope)).collect(),
    };
    let range = columns.map_or_else(|| ends(property, false, scope), |class| vec![class]);
    let mut cells: BTreeMap<(Axis<'_>, Axis<'_>), Cell> = BTreeMap::new();
    for link in &links {
        let column = link.to.map_or(Axis::Text(&link.text), Axis::Thing);
        if through.is_empty() {
            add(&mut cells, (Axis::Thing(link.from), column), &[link]);
            continue;
        }
        let joins: Vec<&Link> = joined.iter().filter(|j| j.from == link.from).collect();
        for join in &joins {
            let row = join.to.map_or(Axis::Text(&join.text), Axis::Thing);
            add(&mut cells, (row, column), &[link, join]);
        }
        if !joins.iter().any(|j| j.standing.is_fact()) {
            let nobody = if joins.is_empty() { Axis::Nobody } else { Axis::NoFact };
            add(&mut cells, (nobody, column), &[link]);
        }
    }
    let fits = |axis: &Axis<'_>, classes: &[ClassId]| match axis {
        Axis::Thing(thing) => classes.is_empty() || is_one_of(*thing, classes, scope),
        _ => true,
    };
    cells.retain(|(row, column), _| {
        (rows.is_none() || fits(row, &domain)) && (columns.is_none() || fits(column, &range))
    });
    let row_axes = axes(cells.keys().map(|k| k.0), &domain, scope);
    let column_axes = axes(cells.keys().map(|k| k.1), &range, scope);
    let facts =
        || cells.iter().filter(|(at, cell)| !matches!(at.0, Axis::NoFact | Axis::Nobody) && cell.fact);
    let promised = facts().filter(|(_, cell)| !cell.is_done).count();
    let mut rule = rule(property, through, scope);
    if promised > 0 {
        rule.push_str(&format!("; {promised} of the {} facts are promises", facts().count()));
    }
    finish(&cells, &row_axes, &column_axes, rule, scope)
}

fn rule(property: PropertyId, through: &[(PropertyId, bool)], scope: GraphRef<'_>) -> String {
    let label = |p: PropertyId| format!("\u{201c}{}\u{201d}", scope.ontology.property(p).label);
    let subject = match through {
        [] => "its subject".to_owned(),
        several => {
            let words = |(p, back): &(PropertyId, bool)| {
                if *back {
                    format!("what {} its subject", label(*p))
                } else {
                    format!("what its subject {}", label(*p))
                }
            };
            several.iter().map(words).collect::<Vec<_>>().join(" or ")
        }
    };
    format!(
        "{}: rows are {subject}, columns are its values; totals count facts, stated or inferred, and tell what is not one",
        label(property)
    )
}

/// The classes of the values of a property; with `back`, of its subjects.
fn ends(property: PropertyId, back: bool, scope: GraphRef<'_>) -> Vec<ClassId> {
    let property = scope.ontology.property(property);
    match &property.range {
        _ if back => property.domain.clone(),
        Range::Things(classes) => classes.clone(),
        _ => Vec::new(),
    }
}

fn is_one_of(thing: Thing, classes: &[ClassId], scope: GraphRef<'_>) -> bool {
    let class = match thing {
        Thing::Entity(id) => scope.dataset.entity(id).class,
        Thing::Claim(_) => scope.ontology.claim_class(),
    };
    scope.ontology.is_one_of(class, classes)
}

/// Every claim and derivation of a property, of those below it, and of their inverses; `back` turns them round.
fn links(property: PropertyId, back: bool, scope: GraphRef<'_>, graph: &Relations) -> Vec<Link> {
    let GraphRef { dataset, ontology, .. } = scope;
    let link = |basis: Basis, from: Thing, to: Option<Thing>, text: String| {
        let standing = basis.standing(scope);
        let mark = match (standing, basis) {
            (Standing::Fact, Basis::Claim(id)) => ontology.status(dataset.claim(id).status).label.clone(),
            _ => standing.word().to_owned(),
        };
        let is_promise = basis.promise(scope).is_some();
        Link { from, to, text, mark, standing, is_promise, key: super::key(basis, scope) }
    };
    let mut links = Vec::new();
    for relation in graph.each() {
        let (from, to) = match turn(relation.property, property, ontology) {
            Some(turned) if turned == back => (relation.from, relation.to),
            Some(_) => (relation.to, relation.from),
            None => continue,
        };
        links.push(link(relation.basis, from, Some(to), String::new()));
    }
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let is_text = !matches!(claim.value, Value::Thing(_));
        if is_text && !back && turn(claim.predicate, property, ontology) == Some(false) {
            links.push(link(Basis::Claim(id), claim.subject, None, claim_value_in_words(id, scope)));
        }
    }
    links
}

/// Adds what a link, or a link and what joins it, says of a cell. It is as weak as its weakest part; of two
/// that are stated both statuses are told.
fn add<'a>(cells: &mut BTreeMap<(Axis<'a>, Axis<'a>), Cell>, at: (Axis<'a>, Axis<'a>), parts: &[&Link]) {
    let cell = cells.entry(at).or_default();
    let weakest = parts.iter().map(|p| p.standing).max();
    let mut marks: Vec<&str> =
        parts.iter().filter(|p| Some(p.standing) == weakest).map(|p| p.mark.as_str()).collect();
    marks.dedup();
    cell.marks.insert(marks.join(" + "));
    let is_fact = parts.iter().all(|p| p.standing.is_fact());
    cell.fact |= is_fact;
    cell.is_done |= is_fact && !parts.iter().any(|p| p.is_promise);
    cell.standing = cell.standing.into_iter().chain(weakest).min();
    cell.evidence.extend(parts.iter().map(|p| p.key.clone()));
}

/// All things of the classes and all that occur, in order: by position, then by name.
fn axes<'a>(
    occurring: impl Iterator<Item = Axis<'a>>,
    classes: &[ClassId],
    scope: GraphRef<'_>,
) -> Vec<Axis<'a>> {
    let mut axes: BTreeSet<Axis<'a>> = occurring.collect();
    if !classes.is_empty() {
        let things = scope.dataset.entity_ids().map(Thing::Entity).filter(|t| is_one_of(*t, classes, scope));
        axes.extend(things.map(Axis::Thing));
    }
    let positions = positions(scope);
    let mut axes: Vec<Axis<'a>> = axes.into_iter().collect();
    axes.sort_by_cached_key(|axis| {
        let position = match axis {
            Axis::Thing(thing) => positions.get(thing).copied().unwrap_or(u32::MAX),
            Axis::Text(_) | Axis::NoFact | Axis::Nobody => u32::MAX,
        };
        (matches!(axis, Axis::NoFact | Axis::Nobody), position, name(*axis, scope).to_owned(), *axis)
    });
    axes
}

/// The place of each thing in an order that facts give it; of several the first.
fn positions(scope: GraphRef<'_>) -> BTreeMap<Thing, u32> {
    let mut positions = BTreeMap::new();
    for id in scope.dataset.claim_ids() {
        let claim = scope.dataset.claim(id);
        let ordered = scope.ontology.property(claim.predicate).ordered;
        let position = scope.dataset.details(claim).and_then(|d| d.position);
        if let (true, Value::Thing(thing), Some(position)) = (ordered, claim.value, position)
            && scope.standing(id).is_fact()
        {
            positions.entry(thing).or_insert(position);
        }
    }
    positions
}

fn name<'a>(axis: Axis<'a>, scope: GraphRef<'a>) -> &'a str {
    match axis {
        Axis::Thing(thing) => scope.dataset.name(thing),
        Axis::Text(text) => text,
        Axis::NoFact => NO_FACT,
        Axis::Nobody => NONE,
    }
}

fn finish(
    cells: &BTreeMap<(Axis<'_>, Axis<'_>), Cell>,
    rows: &[Axis<'_>],
    columns: &[Axis<'_>],
    rule: String,
    scope: GraphRef<'_>,
) -> Matrix {
    let cell = |row: Axis<'_>, column: Axis<'_>| cells.get(&(row, column)).cloned().unwrap_or_default();
    // A cell counts once: as a fact, or as what it is else.
    let total = |ends: &mut dyn Iterator<Item = (Axis<'_>, Axis<'_>)>| {
        let standings: Vec<Standing> = ends.filter_map(|end| cells.get(&end)?.standing).collect();
        let (facts, others): (Vec<_>, Vec<_>) = standings.into_iter().partition(|s| s.is_fact());
        (facts.len(), others)
    };
    let things: Vec<Axis<'_>> =
        rows.iter().copied().filter(|r| !matches!(r, Axis::NoFact | Axis::Nobody)).collect();
    let column = |column: &Axis<'_>| {
        let (total, others) = total(&mut things.iter().map(|row| (*row, *column)));
        Column { name: name(*column, scope).to_owned(), total, others }
    };
    let row = |row: &Axis<'_>| {
        let id = match row {
            Axis::Thing(thing) => Some(scope.dataset.key(*thing).to_owned()),
            Axis::Text(_) | Axis::NoFact | Axis::Nobody => None,
        };
        let (total, others) = total(&mut columns.iter().map(|column| (*row, *column)));
        let cells = columns.iter().map(|c| cell(*row, *c)).collect();
        Row { name: name(*row, scope).to_owned(), id, cells, total, others }
    };
    Matrix { rule, columns: columns.iter().map(column).collect(), rows: rows.iter().map(row).collect() }
}
