//! Queries of shapes: read with their prefixes, held against what pre-binding allows, and asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, Variable};

use super::literal::Literal;
use super::path::Path;
use super::prebind;
use super::read::Reader;
use super::shape::{Evaluation, Message, Shapes};
use super::validate::Validator;
use super::vocabulary::sh;
use crate::compile::ontology::triples::{Located, iri_of};
use crate::derive::store::algebra::pattern_of;
use crate::derive::store::{
    Answer, Bound, DefaultGraph, QueryText, Solution, Store, StoreError, Values, check_size, doubts_with,
    fault_in, on_large_stack, parse_query,
};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Span};
use crate::model::text::Symbol;
use crate::model::vocab;

/// The name of the graph that holds the shapes while a query asks for it.
pub(super) const SHAPES_GRAPH: &str = "shapes";

/// Variables that stand for something in every query of shapes.
const FIXED: [&str; 3] = ["this", "currentShape", "shapesGraph"];

/// A query, ready to be asked.
#[derive(Clone)]
pub(super) struct SparqlConstraint {
    /// Its number among the queries of all shapes.
    number: usize,
    query: Query,
    /// Whether it can be asked for several focus nodes at once.
    separable: bool,
    /// The names of variables that its text has.
    mentions: BTreeSet<String>,
    /// Where it stands.
    pub(super) anchor: Location,
}

/// A query as it is written.
pub(super) struct Written {
    text: String,
    /// The statement that has it.
    place: Location,
    file: FileId,
    /// Where its text begins in the file, if it stands there as it is.
    start: Option<usize>,
    prefixes: Vec<(String, String)>,
    /// Variables that have values beforehand.
    given: Vec<String>,
}

/// What is doubtful in the queries of shapes: warnings.
pub fn doubts(shapes: &Shapes, store: &Store) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    for query in &shapes.queries {
        let text = QueryText { file: query.file, text: &query.text };
        let given: Vec<&str> = query.given.iter().map(String::as_str).collect();
        for fault in doubts_with(text, (&query.prefixes, &given), DefaultGraph::Stated, store) {
            let fault = match query.start {
                Some(start) => fault.moved(query.file, start),
                None => Diagnostic { anchor: query.place.clone(), ..fault },
            };
            // Shapes of one constraint share its query.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

/// What a query is for.
pub(super) struct Role<'a> {
    /// The path of the shape that it belongs to.
    pub(super) path: Option<&'a Path>,
    /// Variables that stand for parameters.
    pub(super) parameters: &'a [String],
    /// Whether it says yes or no of one value, instead of answering with what is wrong.
    pub(super) asks: bool,
}

/// Reads a query from the triple that holds its text; `node` has its prefixes.
pub(super) fn read(
    reader: &mut Reader<'_>,
    triple: &Located,
    node: &str,
    role: &Role<'_>,
) -> Option<SparqlConstraint> {
    let text = reader.text(triple)?;
    let prefixes = prefixes(reader, node);
    let mentions = mentions(&text);
    let query = match parse_query(&text, &prefixes) {
        Ok(query) => {
            let mut given: Vec<String> = FIXED.iter().map(|v| (*v).to_owned()).collect();
            given.extend(
                ["value".to_owned(), "PATH".to_owned()].into_iter().chain(role.parameters.iter().cloned()),
            );
            let start = start_of(reader, triple, &text);
            let place = reader.source.place(triple);
            reader.queries.push(Written {
                text: text.clone(),
                place,
                file: triple.file,
                start,
                prefixes,
                given,
            });
            query
        }
        Err(error) => {
            let at = QueryText { file: triple.file, text: &text };
            let mut fault = fault_in(Code::R061, at, &error, &prefixes);
            fault.expected = fault.expected.replace(
                "a prefix of the ontology or of remit.toml, or one that the query declares",
                "a prefix that sh:prefixes gives, or one that the query declares",
            );
            relocate(reader, triple, &text, &mut fault);
            reader.faults.push(fault);
            return None;
        }
    };
    let (word, pattern) = match query {
        Query::Select { pattern, .. } if !role.asks => ("SELECT", pattern),
        Query::Ask { pattern, .. } if role.asks => ("ASK", pattern),
        _ => {
            let expected = if role.asks { "ASK { … }" } else { "SELECT $this … WHERE { … }" };
            reader.fault(triple, "this query is of another form".to_owned(), expected);
            return None;
        }
    };
    if word == "SELECT" && !prebind::answered(&pattern).contains(&"this") {
        reader.fault(triple, "the query does not return $this".to_owned(), "SELECT $this … WHERE { … }");
        return None;
    }
    if !is_bindable(reader, triple, &pattern, role) {
        return None;
    }
    let pattern = placed(reader, triple, &text, pattern, role.path)?;
    reader.sparql = true;
    if mentions.contains("shapesGraph") {
        reader.asks_shapes = true;
    }
    let query = if role.asks {
        Query::Ask { dataset: None, pattern, base_iri: None }
    } else {
        Query::Select { dataset: None, pattern, base_iri: None }
    };
    if let Err(error) = check_size(&query) {
        reader.fault(triple, error.to_string(), "a shorter path for the place of $PATH");
        return None;
    }
    let separable = !role.asks && prebind::is_separable(pattern_of(&query), FIXED[0]);
    let anchor = first_line(reader, triple, &text);
    Some(SparqlConstraint { number: reader.queries.len(), query, separable, mentions, anchor })
}

/// Where the text of a query begins in its file, if it stands there as it is.
fn start_of(reader: &Reader<'_>, triple: &Located, text: &str) -> Option<usize> {
    let file = &reader.source.files.get(triple.file).text;
    let before = file.get(..triple.line.end as usize).unwrap_or_default();
    before.rfind(text).filter(|_| !text.is_empty())
}

/// The place of the first line of a query.
fn first_line(reader: &Reader<'_>, triple: &Located, text: &str) -> Location {
    let Some(start) = start_of(reader, triple, text) else { return reader.source.place(triple) };
    let start = start + text.len() - text.trim_start().len();
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    Location::Span(triple.file, Span::new(start, start + line.len()))
}

/// Tells what of a query cannot be asked with variables bound beforehand.
fn is_bindable(reader: &mut Reader<'_>, triple: &Located, pattern: &GraphPattern, role: &Role<'_>) -> bool {
    let mut returned = vec!["this".to_owned()];
    returned.extend(role.asks.then(|| "value".to_owned()));
    returned.extend(role.parameters.iter().cloned());
    let mut variables: Vec<String> = FIXED.iter().map(|v| (*v).to_owned()).collect();
    variables.extend(returned.iter().skip(1).cloned());
    let problems = prebind::problems(pattern, &variables, &returned);
    for problem in &problems {
        let message = format!("{problem} cannot be used in a query of shapes");
        let fault = Diagnostic::new(Code::R062, reader.source.place(triple), message)
            .expected("a query whose variables can be bound beforehand")
            .help("https://www.w3.org/TR/shacl/#pre-binding tells what such a query may have");
        reader.faults.push(fault);
    }
    problems.is_empty()
}

/// Puts the path of the shape in the place of `$PATH`.
fn placed(
    reader: &mut Reader<'_>,
    triple: &Located,
    text: &str,
    pattern: GraphPattern,
    path: Option<&Path>,
) -> Option<GraphPattern> {
    let written = variables(text).filter(|v| *v == "PATH").count();
    if written == 0 {
        return Some(pattern);
    }
    let Some(path) = path.and_then(|p| p.to_sparql(&reader.terms)) else {
        reader.fault(
            triple,
            "$PATH stands in a query of a shape without a path".to_owned(),
            "a property shape",
        );
        return None;
    };
    let Some((pattern, count)) = on_large_stack(|| prebind::with_path(pattern, &path)) else {
        reader.fault(triple, StoreError::Thread.to_string(), "memory for a thread");
        return None;
    };
    if count != written {
        let message = "$PATH can only be the predicate of a triple pattern".to_owned();
        reader.fault(triple, message, "$this $PATH ?value");
        return None;
    }
    Some(pattern)
}

/// The names of variables as they are written, comments and texts included.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split(['?', '$']).skip(1).map(|part| {
        let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
        part.get(..end).unwrap_or_default()
    })
}

fn mentions(text: &str) -> BTreeSet<String> {
    variables(text).filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

/// The prefixes that a node gives by `sh:prefixes`, those that it imports included.
fn prefixes(reader: &mut Reader<'_>, node: &str) -> Vec<(String, String)> {
    let source = reader.source;
    let mut todo: Vec<String> = source.values(node, &sh("prefixes")).map(|t| t.object.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut found: Vec<(String, String)> = Vec::new();
    while let Some(next) = todo.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        todo.extend(source.values(&next, vocab::owl::IMPORTS).map(|t| t.object.clone()));
        for declared in source.values(&next, &sh("declare")) {
            let text = |local: &str| {
                let triple = source.values(&declared.object, &sh(local)).next()?;
                Literal::parse(&triple.object).map(|l| l.value.into_owned())
            };
            let (Some(prefix), Some(namespace)) = (text("prefix"), text("namespace")) else {
                reader.fault(
                    declared,
                    "a prefix is not whole".to_owned(),
                    "sh:prefix and sh:namespace, both texts",
                );
                continue;
            };
            match found.iter().find(|(name, _)| *name == prefix) {
                Some((_, other)) if *other != namespace => {
                    let message = format!("the prefix `{prefix}:` stands for two namespaces");
                    reader.fault(declared, message, "one namespace for each prefix");
                }
                Some(_) => {}
                None => found.push((prefix, namespace)),
            }
        }
    }
    found
}

/// Moves a fault from its place in a query to that in the file.
fn relocate(reader: &Reader<'_>, triple: &Located, text: &str, fault: &mut Diagnostic) {
    let start = start_of(reader, triple, text);
    let whole = reader.source.place(triple);
    let moved = |anchor: &Location| match (anchor, start) {
        (Location::Span(file, span), Some(start)) => {
            Location::Span(*file, Span::new(start + span.start as usize, start + span.end as usize))
        }
        _ => whole.clone(),
    };
    fault.anchor = moved(&fault.anchor);
    for (anchor, _) in &mut fault.related {
        *anchor = moved(anchor);
    }
}

impl SparqlConstraint {
    /// The values of its variables: those of every query, and the given ones (terms in N-Triples form).
    fn values(
        &self,
        store: &Store,
        at: &Evaluation<'_>,
        focus: &str,
        given: &[(&str, &str)],
    ) -> Option<Values> {
        let graph = format!("<{}>", store.graph_iri(SHAPES_GRAPH));
        let fixed =
            [("this", focus), ("currentShape", at.shape.node.as_str()), ("shapesGraph", graph.as_str())];
        let mut values = Values::new();
        for (name, term) in fixed.iter().chain(given) {
            if !self.mentions.contains(*name) {
                continue;
            }
            let value = Bound::of(term, |blank| Some(store.skolemize(blank)))?;
            values.push((Variable::new_unchecked(*name), value));
        }
        Some(values)
    }

    /// The rows of the answer for a focus node; a query that fails is kept among the failures of the validation.
    ///
    /// Where that makes no difference it is asked for some of the focus nodes that follow too.
    pub(super) fn rows(
        &self,
        run: &Validator<'_>,
        at: &Evaluation<'_>,
        given: &[(&str, &str)],
    ) -> Option<Vec<Solution>> {
        if let Some(rows) = self.rows_of_several(run, at, given) {
            return Some(rows);
        }
        let Some(Reply::Rows(mut rows)) = self.ask(run, at, given) else { return None };
        rows.sort();
        Some(rows)
    }

    /// The rows for a focus node, out of the answer for several; none where it has to be asked about alone.
    fn rows_of_several(
        &self,
        run: &Validator<'_>,
        at: &Evaluation<'_>,
        given: &[(&str, &str)],
    ) -> Option<Vec<Solution>> {
        if !self.separable || iri_of(run.show(at.focus)).is_none() {
            return None;
        }
        let mut several = run.several.borrow_mut();
        let Several { all, answers } = &mut *several;
        let part = all.binary_search(&at.focus).ok()? / AT_ONCE;
        let ask = || self.ask_several(run, at, given, all.chunks(AT_ONCE).nth(part)?);
        let rows = answers.entry((self.number, part)).or_insert_with(ask).as_ref()?;
        Some(rows.get(run.show(at.focus)).cloned().unwrap_or_default())
    }

    /// The rows for several focus nodes, by node; none where the query fails, or makes blank nodes, which are called by their
    /// number in an answer.
    fn ask_several(
        &self,
        run: &Validator<'_>,
        at: &Evaluation<'_>,
        given: &[(&str, &str)],
        nodes: &[Symbol],
    ) -> Option<RowsByNode> {
        let iris = nodes.iter().filter_map(|node| iri_of(run.show(*node)));
        let terms: Vec<GroundTerm> = iris.map(|iri| NamedNode::new_unchecked(iri).into()).collect();
        if terms.len() < 2 {
            return None;
        }
        let store = run.store?;
        let mut values = self.values(store, at, run.show(at.focus), given)?;
        let focus = values.iter_mut().find(|(variable, _)| variable.as_str() == FIXED[0])?;
        focus.1 = Bound::Each(terms);
        let rows = store.answer(&self.query, &values, DefaultGraph::Stated).ok()?.rows();
        let mut found = RowsByNode::new();
        for row in rows {
            if row.values().any(|term| term.starts_with("_:")) {
                return None;
            }
            found.entry(row.get(FIXED[0])?.clone()).or_default().push(row);
        }
        for rows in found.values_mut() {
            rows.sort();
        }
        Some(found)
    }

    /// Asks the store; a query that fails is kept among the failures of the validation.
    pub(super) fn ask(
        &self,
        run: &Validator<'_>,
        at: &Evaluation<'_>,
        given: &[(&str, &str)],
    ) -> Option<Reply> {
        let failed = |message: String| {
            let fault = Diagnostic::new(Code::R061, self.anchor.clone(), message)
                .expected("a query that this graph can answer");
            run.failures.borrow_mut().push(fault);
            None
        };
        let Some(store) = run.store else { return failed("there is no store to ask".to_owned()) };
        let Some(values) = self.values(store, at, run.show(at.focus), given) else {
            return failed(format!("{} cannot be put into the query", run.show(at.focus)));
        };
        match store.answer(&self.query, &values, DefaultGraph::Stated) {
            Ok(Answer::Boolean(yes)) => Some(Reply::Boolean(yes)),
            Ok(answer) => Some(Reply::Rows(answer.rows())),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(|c| format!(": {c}")).unwrap_or_default();
                failed(format!("{error}{cause}"))
            }
        }
    }
}

/// How many focus nodes a query is asked for at once: so many that the query itself costs little of the time, and so few that what
/// is tried for each of them with each other costs little too.
const AT_ONCE: usize = 128;

/// The focus nodes of the shape that is looked at, and what queries answer for several of them.
#[derive(Default)]
pub(super) struct Several {
    /// The focus nodes, sorted.
    all: Vec<Symbol>,
    /// By the number of a query, and that of a part of the focus nodes; none where each has to be asked about alone.
    answers: HashMap<(usize, usize), Option<RowsByNode>>,
}

/// Rows by focus node.
type RowsByNode = BTreeMap<String, Vec<Solution>>;

impl Several {
    pub(super) fn new(all: Vec<Symbol>) -> Self {
        Self { all, answers: HashMap::new() }
    }
}

/// What the store replies.
pub(super) enum Reply {
    /// Yes or no.
    Boolean(bool),
    /// Rows of terms in N-Triples form.
    Rows(Vec<Solution>),
}

/// Messages with `{?name}` and `{$name}` filled from a row and from given values.
pub(super) fn filled(messages: &[Message], row: &Solution, given: &[(&str, &str)]) -> Vec<Message> {
    let shown = |term: &str| match Literal::parse(term) {
        Some(literal) => literal.value.into_owned(),
        None => term.to_owned(),
    };
    let fill = |message: &Message| {
        let mut text = message.text.clone();
        let values = row.iter().map(|(n, t)| (n.as_str(), t.as_str())).chain(given.iter().copied());
        for (name, term) in values {
            for sign in ['?', '$'] {
                text = text.replace(&format!("{{{sign}{name}}}"), &shown(term));
            }
        }
        Message { text, language: message.language.clone() }
    };
    messages.iter().map(fill).collect()
}
