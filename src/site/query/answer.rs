//! An answer as the page shows it: a table, a matrix, bars, or a figure where its columns are those of one.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::Term;

use super::{MOST_ROWS, Piece, QueryAnswer, QueryRequest, plain};
use crate::derive::rdf::thing_of;
use crate::derive::store::{Answer, QueryText, STANDING, StandingAnswer};
use crate::model::claim::Thing;
use crate::model::file::{FileId, SourceFile};
use crate::model::standing::Standing;
use crate::model::tokens::{self, tokens};
use crate::project::parts::asked_of;
use crate::render::figure::{self, Figure, Views};
use crate::site::Pages;
use crate::site::address::Kind;
use crate::site::figure::Drawing;
use crate::site::html::{Line, web};

/// How many characters of a value are shown.
const MOST_SHOWN: usize = 2_000;
/// The most rows and columns of a matrix.
const MATRIX: [usize; 2] = [200, 40];
/// The most things of a map.
const MOST_THINGS: usize = 80;
/// The longest text in a figure, in bytes.
const MOST_WRITTEN: usize = 500;
/// The most edges and lines of a figure.
const MOST_DRAWN: usize = 400;

/// An answer in a page.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) title: String,
    /// How much there is, and what of it is no fact.
    pub(super) status: String,
    /// What a reader has to know: what is left out, what else is asked.
    pub(super) notes: Vec<Line>,
    pub(super) warnings: String,
    pub(super) shown: Shown,
    /// The forms in which it can be shown: name, words, whether it is this one.
    pub(super) forms: Vec<(&'static str, &'static str, bool)>,
    /// The forms in which it can be downloaded, by the names that the endpoint has for them.
    pub(super) downloads: &'static [(&'static str, &'static str)],
    pub(super) is_graph: bool,
    pub(super) is_empty: bool,
    /// The query, to be asked again with another form or about a row.
    pub(super) query: String,
    pub(super) is_posted: bool,
}

/// What is shown.
#[derive(Debug)]
pub(super) enum Shown {
    Table(Table),
    Drawing(Box<Drawing>),
    /// Why it cannot be shown so.
    Not(String),
}

/// A table of rows, or a matrix of them.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Whether a row of it is a row of the answer.
    pub(super) is_plain: bool,
    bars: Option<String>,
}

impl Table {
    /// The column whose numbers its bars show; none where it has no bars.
    pub(super) fn bars_of(&self) -> Option<&str> {
        self.bars.as_deref()
    }
}

/// A row with its number, and a bar for its number of the chart.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) cells: Vec<Cell>,
    pub(super) bar: Option<[String; 2]>,
}

/// A cell: its words, and of a matrix the rows of the answer in it.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) line: Line,
    /// What it is sorted by, where that is not its words.
    pub(super) value: String,
    pub(super) rows: Vec<usize>,
}

/// The forms of rows: name and words.
const FORMS: [(&str, &str); 6] = [
    ("table", "Table"),
    ("matrix", "Matrix"),
    ("chart", "Chart"),
    ("figure", "Figure"),
    ("timeline", "Timeline"),
    ("map", "Map"),
];
const DOWNLOADS: [&[(&str, &str)]; 2] = [
    &[("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML")],
    &[
        ("turtle", "Turtle"),
        ("nt", "N-Triples"),
        ("jsonld", "JSON-LD"),
        ("rdfxml", "RDF/XML"),
        ("nquads", "N-Quads"),
        ("trig", "TriG"),
    ],
];

/// An answer as columns of terms, whatever its kind.
struct Columns<'a> {
    answer: &'a StandingAnswer,
    head: Vec<String>,
    words: Vec<Vec<String>>,
    terms: Vec<Vec<Option<Term>>>,
}

impl<'a> Columns<'a> {
    fn of(answer: &'a StandingAnswer, prefixes: &[(String, String)]) -> Self {
        let (head, words) = answer.words(prefixes);
        let terms = match &**answer {
            Answer::Solutions { rows, .. } => rows.clone(),
            Answer::Triples(triples) => triples
                .iter()
                .map(|t| {
                    vec![
                        Some(t.subject.clone().into()),
                        Some(t.predicate.clone().into()),
                        Some(t.object.clone()),
                    ]
                })
                .collect(),
            _ => Vec::new(),
        };
        Self { answer, head, words, terms }
    }

    fn standing(&self, row: usize) -> Standing {
        self.answer.standings().get(row).copied().unwrap_or_default()
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.head.iter().any(|column| column == name))
    }

    /// The last column that has numbers alone, as numbers.
    fn numbers(&self) -> Option<(usize, Vec<Option<f64>>)> {
        (0..self.head.len()).rev().find_map(|column| {
            let number = |row: &Vec<Option<Term>>| match row.get(column)? {
                None => Some(None),
                Some(Term::Literal(literal)) if is_number(literal) => {
                    literal.value().parse().ok().filter(|n: &f64| n.is_finite()).map(Some)
                }
                Some(_) => None,
            };
            let all: Vec<Option<f64>> = self.terms.iter().map(number).collect::<Option<_>>()?;
            all.iter().any(Option::is_some).then_some((column, all))
        })
    }
}

fn is_number(literal: &oxrdf::Literal) -> bool {
    use oxrdf::vocab::xsd;
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&literal.datatype())
}

impl Pages<'_> {
    /// The answer to a query.
    pub(super) fn answered(&self, found: &QueryAnswer, request: &QueryRequest, title: &str) -> Answered {
        let columns = Columns::of(&found.answer, self.site.graph.prefixes().prefixes());
        let things = self.things_in(&columns);
        let is_graph = matches!(*found.answer, Answer::Triples(_));
        let is_table = matches!(*found.answer, Answer::Solutions { .. });
        let is_drawn = |form: &str| match form {
            _ if columns.terms.is_empty() => false,
            "figure" => is_graph || columns.has(&["from", "edge", "to"]),
            _ => columns.has(&["thing", "claim"]),
        };
        let can_draw = |form: &str| !matches!(self.figure_of(&found.answer, form, title), Shown::Not(_));
        let is_possible = |form: &str| match form {
            "table" => true,
            _ if columns.words.is_empty() || columns.terms.is_empty() => false,
            "matrix" => is_table && columns.head.len() > 1,
            "chart" => is_table && columns.head.len() > 1 && columns.numbers().is_some(),
            // Which other columns they bear is known to those who draw.
            "figure" | "timeline" => is_drawn(form) && (is_graph || can_draw(form)),
            _ => things.len() > 1,
        };
        let wanted = FORMS.iter().find(|(name, _)| *name == request.shown).map_or("table", |(name, _)| *name);
        let shown = match wanted {
            "figure" | "timeline" if is_drawn(wanted) => self.figure_of(&found.answer, wanted, title),
            form if !is_possible(form) => Shown::Not(not_possible(form).to_owned()),
            "matrix" => self.matrix(&columns, title),
            "chart" => self.chart(&columns, title),
            "map" => self.map_of(&things, title),
            _ => Shown::Table(self.table(&columns, title)),
        };
        let is_shown = |(name, _): &&(&str, &str)| is_possible(name) || *name == wanted;
        let forms = FORMS.iter().filter(is_shown).map(|(name, words)| (*name, *words, *name == wanted));
        Answered {
            title: title.to_owned(),
            status: status(&found.answer),
            notes: notes(found, request, wanted),
            warnings: found.warnings.clone(),
            shown,
            forms: forms.collect(),
            downloads: DOWNLOADS[usize::from(is_graph)],
            is_graph,
            is_empty: found.answer.is_empty(),
            query: request.query.clone(),
            is_posted: request.is_posted,
        }
    }

    /// The values of a row as one line.
    pub(super) fn values(&self, answer: &StandingAnswer, row: usize) -> Line {
        let columns = Columns::of(answer, self.site.graph.prefixes().prefixes());
        let cells = self.cells(&columns, row);
        let lines: Vec<Line> = cells.into_iter().map(|cell| cell.line).collect();
        lines.join(&Piece::plain(" \u{b7} "))
    }

    /// The cells of a row, without how it stands.
    fn cells(&self, columns: &Columns<'_>, row: usize) -> Vec<Cell> {
        let words = columns.words.get(row).into_iter().flatten();
        let cell = |(column, words): (usize, &String)| {
            let term = columns.terms.get(row).and_then(|row| row.get(column)).and_then(Option::as_ref);
            let value = match term {
                Some(Term::Literal(literal)) if literal.value() != words => literal.value().to_owned(),
                _ => String::new(),
            };
            if words.len() > MOST_SHOWN && words.chars().count() > MOST_SHOWN {
                let shown: String = words.chars().take(MOST_SHOWN).collect();
                let more = format!("\u{2026} (of {} characters; a download has all)", words.chars().count());
                let line = vec![Piece::plain(shown), Piece::of_class("caution", more)];
                return Cell { line, ..Cell::default() };
            }
            Cell { line: vec![self.of_term(term, words)], value, rows: Vec::new() }
        };
        words.enumerate().map(cell).collect()
    }

    /// A term in words, which lead to its page where it has one.
    fn of_term(&self, term: Option<&Term>, words: &str) -> Piece {
        let Some(Term::NamedNode(node)) = term else { return Piece::plain(words) };
        let iri = node.as_str();
        if let Some(thing) = self.of_iri(iri) {
            return match thing {
                Thing::Entity(_) => self.named(thing),
                Thing::Claim(_) => Piece::link(words, self.to_thing(thing)),
            };
        }
        let ontology = self.scope.ontology;
        let class = ontology.find_class_iri(iri).map(|id| ontology.class(id));
        if let Some(class) = class.filter(|class| !class.external) {
            return Piece::link(words, self.to(&Kind::Class.page(&class.key)));
        }
        let property = ontology.find_property_iri(iri).map(|id| ontology.property(id));
        if let Some(property) = property.filter(|property| property.writable) {
            return Piece::link(words, self.to(&Kind::Property.page(&property.key)));
        }
        match web(iri).filter(|iri| words.len() > iri.len()) {
            Some(iri) => Piece::link(iri, iri),
            None => Piece::plain(words),
        }
    }

    fn table(&self, columns: &Columns<'_>, caption: &str) -> Table {
        let is_marked = !columns.answer.not_facts().is_empty();
        let row = |at: usize| {
            let mut cells = self.cells(columns, at);
            if is_marked {
                cells.push(Cell { line: mark(columns.standing(at)), ..Cell::default() });
            }
            Row { number: at, cells, bar: None }
        };
        let mut head = columns.head.clone();
        head.extend(is_marked.then(|| STANDING.to_owned()));
        let rows = (0..columns.words.len()).map(row).collect();
        Table { caption: caption.to_owned(), head, rows, is_plain: true, bars: None }
    }

    /// The table with a bar for the number of each row.
    fn chart(&self, columns: &Columns<'_>, caption: &str) -> Shown {
        let Some((column, numbers)) = columns.numbers() else {
            return Shown::Not(not_possible("chart").to_owned());
        };
        let all = || numbers.iter().copied().flatten();
        let (least, most) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
        let scale = if most > least { 100.0 / (most - least) } else { 0.0 };
        let mut table = self.table(columns, caption);
        for (row, number) in table.rows.iter_mut().zip(&numbers) {
            let bar = number.map(|number| {
                let (from, to) = (number.min(0.0), number.max(0.0));
                [(from - least) * scale, (to - from) * scale].map(|length| format!("{length:.2}"))
            });
            row.bar = Some(bar.unwrap_or_default());
        }
        table.bars = columns.head.get(column).cloned();
        Shown::Table(table)
    }

    /// The first column by the second, with the third in the cells.
    fn matrix(&self, columns: &Columns<'_>, caption: &str) -> Shown {
        let text = |row: usize, column: usize| columns.words[row].get(column).cloned().unwrap_or_default();
        // In the order of the answer.
        let axis = |column: usize| {
            let mut places: BTreeMap<String, usize> = BTreeMap::new();
            let mut firsts = Vec::new();
            for row in 0..columns.words.len() {
                let next = places.len();
                if *places.entry(text(row, column)).or_insert(next) == next {
                    firsts.push(row);
                }
            }
            (places, firsts)
        };
        let ((down, first_rows), (across, first_columns)) = (axis(0), axis(1));
        let sizes = [down.len(), across.len()];
        if sizes[0] > MATRIX[0] || sizes[1] > MATRIX[1] {
            return Shown::Not(format!(
                "The matrix would have {} rows and {} columns; at most {} and {} are shown.",
                sizes[0], sizes[1], MATRIX[0], MATRIX[1]
            ));
        }
        let named = |row: usize, column: usize| {
            let mut cells = self.cells(columns, row);
            if column < cells.len() { cells.swap_remove(column) } else { Cell::default() }
        };
        let mut rows: Vec<Row> = first_rows
            .iter()
            .map(|row| {
                let empty = across.iter().map(|_| Cell::default());
                Row { number: 0, cells: std::iter::once(named(*row, 0)).chain(empty).collect(), bar: None }
            })
            .collect();
        for row in 0..columns.words.len() {
            let (Some(at), Some(to)) = (down.get(&text(row, 0)), across.get(&text(row, 1))) else { continue };
            let cell = &mut rows[*at].cells[to + 1];
            if !cell.line.is_empty() {
                cell.line.push(Piece::plain("; "));
            }
            if columns.head.len() > 2 {
                cell.line.extend(named(row, 2).line);
            } else {
                cell.line.push(Piece::plain("yes"));
            }
            if !columns.standing(row).is_fact() {
                cell.line.push(Piece::plain(" "));
                cell.line.extend(mark(columns.standing(row)));
            }
            cell.rows.push(row);
        }
        let head = std::iter::once(columns.head[0].clone()).chain(first_columns.iter().map(|row| {
            let text = named(*row, 1).line.into_iter().map(|piece| piece.text).collect::<String>();
            if text.is_empty() { "no value".to_owned() } else { text }
        }));
        Shown::Table(Table {
            caption: caption.to_owned(),
            head: head.collect(),
            rows,
            is_plain: false,
            bars: None,
        })
    }

    /// A figure whose rows are those of the answer.
    fn figure_of(&self, answer: &StandingAnswer, kind: &str, title: &str) -> Shown {
        if answer.standings().len() > MOST_DRAWN {
            return Shown::Not(format!("At most {MOST_DRAWN} rows are drawn."));
        }
        let is_long = |term: &&Term| matches!(term, Term::Literal(text) if text.value().len() > MOST_WRITTEN);
        if let Answer::Solutions { rows, .. } = &**answer
            && rows.iter().flatten().flatten().any(|term| is_long(&term))
        {
            return Shown::Not(format!("Texts of more than {MOST_WRITTEN} bytes are not drawn."));
        }
        // The view of `remit draw --query`, whose query was asked already.
        let (kind, part) = if kind == "timeline" { (kind, "periods") } else { ("network", "edges") };
        let title = serde_json::Value::from(title.replace('\u{7f}', " "));
        let text = format!("kind = \"{kind}\"\ntitle = {title}\n[{part}]\nquery = \"SELECT\"\n");
        let file = SourceFile { path: "query".to_owned(), text };
        let input = self.site.graph.input();
        let made = figure::parse(FileId(0), &file).and_then(|view| {
            let text = QueryText { file: FileId(0), text: &file.text };
            let others = Views::new(&[], &input.files);
            figure::build_from(&view, text, answer, (others, self.scope))
        });
        match made {
            Ok((figure, _)) => Shown::Drawing(Box::new(self.drawing(&figure, "answer"))),
            Err(faults) => {
                let told = faults.first().map(|fault| (fault.message.clone(), fault.expected.clone()));
                let (message, expected) = told.unwrap_or_default();
                Shown::Not(format!("It cannot be drawn: {message}. Expected: {expected}."))
            }
        }
    }

    /// What facts and inferred links join the things of the answer.
    fn map_of(&self, things: &BTreeSet<Thing>, title: &str) -> Shown {
        if things.len() > MOST_THINGS {
            return Shown::Not(format!(
                "The answer has {} things; a map has at most {MOST_THINGS}.",
                things.len()
            ));
        }
        let links = self.site.drawn_links().into_iter().filter(|link| {
            [link.from, link.to].iter().all(|end| things.contains(end))
                && link.basis.standing(self.scope).is_fact()
        });
        let (links, things): (Vec<_>, Vec<Thing>) = (links.collect(), things.iter().copied().collect());
        if links.is_empty() {
            return Shown::Not("No fact and no inferred link joins the things of this answer.".to_owned());
        }
        let note = "facts and inferred links between the things of the answer";
        let network = figure::of_relations((title, note), &[], &links, self.scope);
        let drawn: BTreeSet<Thing> = links.iter().flat_map(|link| [link.from, link.to]).collect();
        let alone = things.len() - drawn.len();
        let figure = Figure::Network(network).with_sources(self.scope);
        let figure = if alone == 0 {
            figure
        } else {
            figure.from(&format!("{alone} more things of the answer that none of these joins"))
        };
        Shown::Drawing(Box::new(self.drawing(&figure, "answer")))
    }

    /// The entities of an answer.
    fn things_in(&self, columns: &Columns<'_>) -> BTreeSet<Thing> {
        let entity = |term: &Term| {
            let Term::NamedNode(node) = term else { return None };
            let thing = thing_of(&node.to_string(), self.scope.dataset, self.scope.base);
            thing.filter(|thing| matches!(thing, Thing::Entity(_)))
        };
        columns.terms.iter().flatten().flatten().filter_map(entity).collect()
    }
}

/// The word for what is no fact.
fn mark(standing: Standing) -> Line {
    if standing.is_fact() { Vec::new() } else { vec![Piece::of_class("mark", standing.word())] }
}

fn not_possible(form: &str) -> &'static str {
    match form {
        "matrix" => {
            "A matrix needs two columns, and a third one for its cells if it is to show more than whether there is a row."
        }
        "chart" => "A chart needs a column of numbers beside another one.",
        "figure" => "A figure needs the columns ?from, ?edge and ?to, or a CONSTRUCT.",
        "timeline" => "A timeline needs the columns ?thing and ?claim.",
        _ => "A map needs two things of this graph or more.",
    }
}

/// How much there is, and what of it is no fact.
fn status(answer: &StandingAnswer) -> String {
    let count = answer.standings().len();
    let counted = match &**answer {
        Answer::Boolean(yes) => if *yes { "Yes." } else { "No." }.to_owned(),
        _ if count == 0 => "No rows: nothing in this graph matches.".to_owned(),
        Answer::Triples(_) => format!("{count} {}.", if count == 1 { "triple" } else { "triples" }),
        _ => format!("{count} {}.", if count == 1 { "row" } else { "rows" }),
    };
    let mut others: BTreeMap<Standing, usize> = BTreeMap::new();
    for standing in answer.standings().iter().filter(|s| !s.is_fact()) {
        *others.entry(*standing).or_default() += 1;
    }
    if others.is_empty() {
        return counted;
    }
    if matches!(**answer, Answer::Boolean(_)) {
        let words: Vec<&str> = others.keys().map(|standing| standing.word()).collect();
        return format!("{counted} This rests on claims that are not facts: {}.", words.join(", "));
    }
    let parts: Vec<String> = others.iter().map(|(s, count)| format!("{count} {}", s.word())).collect();
    format!("{counted} Not facts: {}.", parts.join(", "))
}

/// Whether the columns of a query count, add up or pick out of many.
fn has_totals(query: &str) -> bool {
    const TOTALS: [&str; 7] = ["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"];
    let mut head = tokens(query).take_while(|token| token.text != "{");
    head.any(|token| {
        token.kind == tokens::Kind::Word && TOTALS.iter().any(|total| total.eq_ignore_ascii_case(token.text))
    })
}

/// What a reader has to know of an answer.
fn notes(found: &QueryAnswer, request: &QueryRequest, form: &str) -> Vec<Line> {
    let mut notes = Vec::new();
    let shown = MOST_ROWS.min(request.rows);
    if found.is_cut {
        let made = if form == "table" { "shown" } else { "shown here, and the rest is left out" };
        notes.push(plain(format!(
            "This is not the whole answer: only the first {shown} rows are {made}. Add a LIMIT or ask for less; a download has up to {}.",
            request.rows
        )));
    }
    if form == "chart" {
        notes.push(plain("Bars compare the numbers as they stand, whatever their units."));
    }
    if has_totals(&request.query) && !found.answer.not_facts().is_empty() {
        notes.push(plain(
            "A row that counts or adds up is marked where something that it counts is no fact: the number is not itself an opinion, or denied.",
        ));
    }
    let text = QueryText { file: FileId(0), text: &request.query };
    if !asked_of(text).is_ok_and(|asked| asked.selection.is_all()) {
        notes.push(plain(
            "This query is written for certain sources; this page asked all of them. `remit query` asks those alone.",
        ));
    }
    notes
}
