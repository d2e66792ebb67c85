//! Answers of the frozen store held against those of the store in memory that it was made from, of Oxigraph's own store, and of
//! the W3C test suite for SPARQL 1.1, whose cases are in `tests/w3c/sparql`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxsdatatypes::{Decimal, Double};
use oxttl::TurtleParser;
use remit::derive::rdf::Layer;
use remit::derive::store::{Answer, AnswerFormat, DefaultGraph, Store};

use super::support::{repository, skip};

const BASE: &str = "https://remit.example/test/";

/// What is compared of an answer: the columns, and the rows in an order that the names of blank nodes do not change.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Rows(Vec<String>, Vec<Vec<String>>),
    Yes(bool),
    Failed,
}

/// Rows with blank nodes called by where they stand, and columns by name: `SELECT *` has them in any order.
fn rows(mut columns: Vec<String>, rows: &[Vec<Option<Term>>]) -> Came {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|at| &columns[*at]);
    let shown =
        |row: &Vec<Option<Term>>, at: usize| row[at].as_ref().map(Term::to_string).unwrap_or_default();
    let mut rows: Vec<Vec<String>> =
        rows.iter().map(|row| order.iter().map(|at| shown(row, *at)).collect()).collect();
    columns.sort();
    for round in 0..3 {
        let nodes: BTreeSet<String> = rows.iter().flatten().filter(|t| is_blank(t)).cloned().collect();
        let place = |node: &String| {
            let shown = |term: &String| match term {
                term if term == node => "_:this".to_owned(),
                // In the first round nothing is known of the others but that they are blank.
                term if round == 0 && is_blank(term) => "_:".to_owned(),
                term => term.clone(),
            };
            let with = rows.iter().filter(|row| row.contains(node));
            let mut with: Vec<Vec<String>> = with.map(|row| row.iter().map(shown).collect()).collect();
            with.sort();
            with
        };
        let places: BTreeMap<String, Vec<Vec<String>>> =
            nodes.iter().map(|node| (node.clone(), place(node))).collect();
        let all: BTreeSet<&Vec<Vec<String>>> = places.values().collect();
        let all: Vec<&Vec<Vec<String>>> = all.into_iter().collect();
        for term in rows.iter_mut().flatten() {
            if let Some(place) = places.get(term) {
                *term = format!("_:p{}", all.binary_search(&place).unwrap());
            }
        }
    }
    rows.sort();
    Came::Rows(columns, rows)
}

fn is_blank(term: &str) -> bool {
    term.starts_with("_:")
}

fn triples(triples: impl IntoIterator<Item = Triple>) -> Came {
    let row = |t: Triple| vec![Some(t.subject.into()), Some(t.predicate.into()), Some(t.object)];
    let columns = ["subject", "predicate", "object"].map(str::to_owned);
    rows(columns.to_vec(), &triples.into_iter().map(row).collect::<Vec<_>>())
}

fn ours(store: &Store, query: &str, view: DefaultGraph) -> Came {
    came(store.query(query, view).ok())
}

fn came(answer: Option<Answer>) -> Came {
    match answer {
        Some(Answer::Solutions { variables, rows: found }) => rows(variables, &found),
        Some(Answer::Boolean(yes)) => Came::Yes(yes),
        Some(Answer::Triples(found)) => triples(found),
        Some(other) => panic!("{other:?}"),
        None => Came::Failed,
    }
}

fn theirs(store: &oxigraph::store::Store, query: &str, is_union: bool) -> Came {
    let Ok(mut prepared) = SparqlEvaluator::new().parse_query(query) else { return Came::Failed };
    if is_union {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    let came = match prepared.on_store(store).execute() {
        Ok(QueryResults::Solutions(found)) => {
            let columns = found.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let found: Result<Vec<_>, _> = found.map(|row| row.map(|row| row.values().to_vec())).collect();
            found.map(|found| rows(columns, &found))
        }
        Ok(QueryResults::Boolean(yes)) => Ok(Came::Yes(yes)),
        Ok(QueryResults::Graph(found)) => {
            let found: Result<BTreeMap<String, Triple>, _> =
                found.map(|t| t.map(|t| (t.to_string(), t))).collect();
            found.map(|found| triples(found.into_values()))
        }
        Err(error) => Err(error),
    };
    came.unwrap_or(Came::Failed)
}

/// The same quads in memory, and frozen.
fn both(quads: &[Quad]) -> [Store; 2] {
    let memory = Store::new(BASE, Vec::new()).unwrap();
    memory.add(|give| quads.iter().for_each(|quad| give(quad.as_ref())));
    let frozen = frozen(&memory);
    [memory, frozen]
}

fn frozen(memory: &Store) -> Store {
    let mut bytes = Vec::new();
    memory.freeze("", &mut bytes).unwrap();
    Store::thaw(Arc::new(bytes)).unwrap().0
}

fn oxigraph(quads: &[Quad]) -> oxigraph::store::Store {
    let store = oxigraph::store::Store::new().unwrap();
    store.extend(quads.iter().cloned()).unwrap();
    store
}

#[test]
fn literals_that_are_kept_as_they_are_written_are_terms_of_their_own() {
    let node = |name: &str| NamedNode::new_unchecked(format!("https://x.example/{name}"));
    let quad = |subject: &str, number: &str| {
        let literal = Literal::new_typed_literal(number, xsd::INTEGER);
        Quad::new(node(subject), node("n"), literal, node("g"))
    };
    let quads = [quad("a", "042"), quad("b", "42")];
    let [memory, frozen] = both(&quads);
    let oxigraph = oxigraph(&quads);
    for (query, here, there) in [
        ("SELECT ?s { ?s x:n 42 }", 1, 2),
        ("SELECT ?s { VALUES ?n { 042 } ?s x:n ?n }", 1, 2),
        ("SELECT DISTINCT ?n { ?s x:n ?n }", 2, 1),
        ("SELECT ?n (COUNT(*) AS ?c) { ?s x:n ?n } GROUP BY ?n", 2, 1),
        ("SELECT ?s { ?s x:n ?n FILTER(?n = 42) }", 2, 2),
        ("SELECT ?sum { { SELECT (SUM(?n) AS ?sum) { ?s x:n ?n } } FILTER(?sum = 84) }", 1, 1),
    ] {
        let query = format!("PREFIX x: <https://x.example/> {query}");
        let count = |came: Came| if let Came::Rows(_, rows) = came { rows.len() } else { 99 };
        let [one, two] = [&memory, &frozen].map(|store| count(ours(store, &query, DefaultGraph::Union)));
        assert_eq!([one, two, count(theirs(&oxigraph, &query, true))], [here, here, there], "{query}");
    }
}

/// An order by a variable is made of the rows, one by an expression by the evaluator.
#[test]
fn rows_are_sorted_as_the_evaluator_sorts_them() {
    let values = "1 2.5 1.0E1 -3 \"042\"^^xsd:integer 0.5 \"b\" \"a\"@en \"a\"@de \"a\" \"10\" \"\" UNDEF x:a x:B <urn:z> \
        \"2020\"^^xsd:gYear \"2020-05\"^^xsd:gYearMonth \"2020-05-01\"^^xsd:date \"2019-12-31\"^^xsd:date \"1999\"^^xsd:gYear";
    // What only the evaluator sorts.
    let others = "true false \"P1Y\"^^xsd:yearMonthDuration \"2020-05-01Z\"^^xsd:date \"5\"^^xsd:int \"x\"^^x:own \"NaN\"^^xsd:double";
    let [memory, frozen] = both(&data(false));
    for values in [values.to_owned(), format!("{values} {others}")] {
        for (turn, end) in
            [("ASC", ""), ("DESC", ""), ("ASC", "LIMIT 5"), ("DESC", "LIMIT 7 OFFSET 3"), ("ASC", "OFFSET 9")]
        {
            let query = |by: &str| {
                let [x, xsd] = ["https://x.example/", "http://www.w3.org/2001/XMLSchema#"];
                format!(
                    "PREFIX x: <{x}> PREFIX xsd: <{xsd}> SELECT ?w {{ VALUES ?v {{ {values} }} BIND(STR(?v) AS ?w) }} ORDER BY {turn}({by}) {end}"
                )
            };
            for store in [&memory, &frozen] {
                let [ours, theirs] =
                    ["?v", "COALESCE(?v)"].map(|by| store.query(&query(by), DefaultGraph::Union).unwrap());
                assert!(!ours.is_empty() && ours == theirs, "{}: {ours:?}\n{theirs:?}", query("?v"));
            }
        }
    }
}

// ---------------------------------------------------------------- W3C

/// The quads of a file of triples, in a graph.
fn read(path: &str, graph: &GraphName) -> Vec<Quad> {
    let bytes = fs::read(repository().join("tests/w3c/sparql").join(path)).unwrap();
    // Blank nodes of two files are two.
    let scope: String = path.chars().filter(char::is_ascii_alphanumeric).collect();
    let own = |node: BlankNode| BlankNode::new_unchecked(format!("{scope}{}", node.as_str()));
    let format = RdfFormat::from_extension(path.rsplit_once('.').unwrap().1).unwrap();
    let parser = RdfParser::from_format(format).with_base_iri(address(path)).unwrap();
    let quads = parser.for_slice(&bytes).map(|quad| quad.unwrap_or_else(|e| panic!("{path}: {e}")));
    let quad = |quad: Quad| {
        let subject = match quad.subject {
            NamedOrBlankNode::BlankNode(node) => own(node).into(),
            other @ NamedOrBlankNode::NamedNode(_) => other,
        };
        let object = match quad.object {
            Term::BlankNode(node) => own(node).into(),
            other => other,
        };
        Quad::new(subject, quad.predicate, object, graph.clone())
    };
    quads.map(quad).collect()
}

fn address(path: &str) -> String {
    format!("https://w3c.example/{path}")
}

/// Values with numbers in one form: a case may expect `2.0`, where any form of 2 is right.
fn by_value(rows: Vec<Vec<Option<Term>>>) -> Vec<Vec<Option<Term>>> {
    let one = |term: Term| match term {
        Term::Literal(literal) => {
            let (value, datatype) = (literal.value(), literal.datatype().into_owned());
            let number = match datatype.as_ref() {
                xsd::DECIMAL => value.parse().ok().map(|n: Decimal| n.to_string()),
                xsd::DOUBLE | xsd::FLOAT => value.parse().ok().map(|n: Double| n.to_string()),
                _ => None,
            };
            number.map_or(literal, |number| Literal::new_typed_literal(number, datatype)).into()
        }
        other => other,
    };
    rows.into_iter().map(|row| row.into_iter().map(|term| term.map(one)).collect()).collect()
}

/// What a case expects.
fn expected(path: &str) -> Came {
    let bytes = fs::read(repository().join("tests/w3c/sparql").join(path)).unwrap();
    let format = match path.rsplit_once('.').unwrap().1 {
        "srx" => QueryResultsFormat::Xml,
        "srj" => QueryResultsFormat::Json,
        "tsv" => QueryResultsFormat::Tsv,
        _ => return triples(read(path, &GraphName::DefaultGraph).into_iter().map(Triple::from)),
    };
    match QueryResultsParser::from_format(format).for_slice(&bytes).unwrap() {
        SliceQueryResultsParserOutput::Boolean(yes) => Came::Yes(yes),
        SliceQueryResultsParserOutput::Solutions(found) => {
            let columns = found.variables().iter().map(|v| v.as_str().to_owned()).collect();
            rows(columns, &by_value(found.map(|row| row.unwrap().values().to_vec()).collect()))
        }
    }
}

/// One case: query, data of the default graph, named graphs, result.
fn case([query, data, named, result]: [&str; 4]) -> Result<(), String> {
    let text = fs::read_to_string(repository().join("tests/w3c/sparql").join(query)).unwrap();
    let text = format!("BASE <{}>\n{text}", address(query));
    let facts = GraphName::from(NamedNode::new_unchecked(Layer::Facts.iri(BASE)));
    let graph = |path: &str| GraphName::from(NamedNode::new_unchecked(address(path)));
    let quads = |own: &GraphName| -> Vec<Quad> {
        let own = data.split_whitespace().flat_map(|path| read(path, own));
        own.chain(named.split_whitespace().flat_map(|path| read(path, &graph(path)))).collect()
    };
    let [memory, thawed] = both(&quads(&facts));
    let view = DefaultGraph::Layer(Layer::Facts);
    let came = ours(&thawed, &text, view);
    if came != ours(&memory, &text, view) {
        return Err(format!("memory and frozen differ: {came:?} {:?}", ours(&memory, &text, view)));
    }
    // Data in the form in which Oxigraph keeps it.
    let oxigraph = oxigraph(&quads(&GraphName::DefaultGraph));
    let canonical = oxigraph.iter().map(Result::unwrap).map(|quad| {
        let graph = if quad.graph_name.is_default_graph() { facts.clone() } else { quad.graph_name };
        Quad::new(quad.subject, quad.predicate, quad.object, graph)
    });
    let [_, canonical] = both(&canonical.collect::<Vec<_>>());
    let (one, two) = (ours(&canonical, &text, view), theirs(&oxigraph, &text, false));
    if one != two {
        return Err(format!("unlike Oxigraph: {one:?}\n  not {two:?}"));
    }
    if let Some(path) = result.strip_suffix(".csv").map(|_| result) {
        let wanted = fs::read_to_string(repository().join("tests/w3c/sparql").join(path)).unwrap();
        let mut out = Vec::new();
        thawed.query(&text, view).unwrap().write(AnswerFormat::Csv, &mut out).unwrap();
        let name = |cell: &str| if is_blank(cell) { "_:".to_owned() } else { cell.to_owned() };
        let lines = |text: &str| -> BTreeSet<BTreeSet<String>> {
            text.lines().map(|line| line.split(',').map(name).collect()).collect()
        };
        let out = String::from_utf8(out).unwrap();
        return if lines(&out) == lines(&wanted) { Ok(()) } else { Err(out) };
    }
    let wanted = expected(result);
    let came = self::came(thawed.query(&text, view).ok().map(|answer| match answer {
        Answer::Solutions { variables, rows } => Answer::Solutions { variables, rows: by_value(rows) },
        other => other,
    }));
    if came == wanted { Ok(()) } else { Err(format!("{came:?}\n  not {wanted:?}")) }
}

#[test]
fn the_cases_of_the_w3c_come_out_as_expected() {
    let folder = repository().join("tests/w3c/sparql");
    let manifest = fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in manifest.lines().skip(1) {
        let mut fields = line.splitn(6, ',');
        let [name, query, data, named, result, reason] = [(); 6].map(|()| fields.next().unwrap());
        count += 1;
        match (case([query, data, named, result]), reason) {
            (Ok(()), "") => {}
            (Err(_), _) if !reason.is_empty() => skip(&format!("{name}: {reason}")),
            (Err(why), _) => wrong.push(format!("{name}: {why}")),
            (Ok(()), _) => wrong.push(format!("{name}: left out, and comes out as expected")),
        }
    }
    assert!(count > 150);
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
}

// ---------------------------------------------------------------- generated queries

/// A small generator with a fixed seed: the queries must be the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const PREDICATES: [&str; 6] = ["x:p", "x:q", "x:r", "x:n", "x:t", "a"];

/// Data on which no answer depends on the order of rows: equal values are equal terms, sums are exact.
fn data(is_overlapping: bool) -> Vec<Quad> {
    let mut random = Random(5);
    let mut text = String::new();
    for subject in 0..40 {
        text.push_str(&format!("x:s{subject} a x:C{} .\n", subject % 4));
        for _ in 0..2 + random.below(5) {
            let object = match random.below(9) {
                0..4 => format!("x:s{}", random.below(40)),
                4 => random.pick(&["-3", "-1", "0", "1", "2", "3", "5", "8"]).to_owned(),
                5 => format!("{}.5", random.below(6)),
                6 => format!("\"2020-0{}-11\"^^xsd:date", 1 + random.below(9)),
                7 => format!("\"w{}\"@en", random.below(4)),
                _ => format!("\"text {}\"", random.below(9)),
            };
            let predicate = if object.starts_with("x:") {
                PREDICATES[random.below(3)]
            } else if object.starts_with('"') && !object.contains("date") {
                "x:t"
            } else {
                "x:n"
            };
            text.push_str(&format!("x:s{subject} {predicate} {object} .\n"));
        }
        if subject % 7 == 0 {
            text.push_str(&format!(
                "x:s{subject} x:p _:b{} . _:b{} x:n {subject} .\n",
                subject % 3,
                subject % 3
            ));
        }
    }
    let parser = TurtleParser::new()
        .with_prefix("x", "https://x.example/")
        .unwrap()
        .with_prefix("xsd", "http://www.w3.org/2001/XMLSchema#")
        .unwrap();
    let graphs = ["facts", "claims", "derived"].map(|g| NamedNode::new_unchecked(format!("{BASE}graph/{g}")));
    let mut quads = Vec::new();
    for triple in parser.for_slice(text.as_bytes()).map(Result::unwrap) {
        let place = random.below(3);
        for (i, graph) in graphs.iter().enumerate() {
            if i == place || is_overlapping && random.is(25) {
                quads.push(triple.clone().in_graph(graph.clone()));
            }
        }
    }
    // A triple that was said twice is in one graph alone where graphs are apart.
    let mut seen = BTreeSet::new();
    quads.retain(|q| is_overlapping || seen.insert(Triple::from(q.clone()).to_string()));
    quads
}

const NAMES: [&str; 5] = ["?a", "?b", "?c", "?d", "?e"];

/// A triple pattern: things mostly lead to things by other variables than to values, so that most queries find something.
fn pattern(random: &mut Random) -> String {
    let from = random.below(3);
    let (from, to) = (NAMES[from], NAMES[(from + 1 + random.below(2)) % 3]);
    let from = if random.is(8) { format!("x:s{}", random.below(42)) } else { from.to_owned() };
    let to = if random.is(6) { format!("x:s{}", random.below(42)) } else { to.to_owned() };
    let value = random.pick(&NAMES[3..]);
    match random.below(14) {
        0 => format!("{from} ?p {} .", random.pick(&NAMES)),
        1 => format!("{from} a x:C{} .", random.below(5)),
        2 => format!(
            "{from} {} {to} .",
            random.pick(&["x:p/x:q", "x:p+", "^x:q", "x:p|x:r", "x:r*", "!(x:p)"])
        ),
        3 => format!("{from} x:n {} .", random.below(8)),
        4 => format!("{from} {} {} .", random.pick(&PREDICATES), random.pick(&NAMES)),
        5..9 => format!("{from} {} {value} .", random.pick(&PREDICATES[3..])),
        _ => format!("{from} {} {to} .", random.pick(&PREDICATES[..3])),
    }
}

fn patterns(random: &mut Random, most: usize) -> String {
    let count = 1 + random.below(most);
    (0..count).map(|_| pattern(random)).collect::<Vec<_>>().join(" ")
}

fn condition(random: &mut Random) -> String {
    let [a, b] = [(); 2].map(|()| random.pick(&NAMES));
    match random.below(9) {
        0 => format!("FILTER({a} = {b})"),
        1 => format!("FILTER({a} {} {})", random.pick(&["<", ">=", "=", "!="]), random.below(9)),
        2 => format!("FILTER(CONTAINS(STR({a}), \"{}\"))", random.below(9)),
        3 => format!("FILTER(!BOUND({a}) || {b} != x:s3)"),
        4 => format!("FILTER NOT EXISTS {{ {} }}", patterns(random, 2)),
        5 => format!("FILTER EXISTS {{ {} }}", patterns(random, 2)),
        6 => format!("FILTER({a} IN (x:s1, x:s2, 4, \"text 3\"))"),
        7 => format!("FILTER(isIRI({a}) && {a} != {b})"),
        _ => format!("FILTER({a} > \"2020-04-01\"^^xsd:date)"),
    }
}

fn group(random: &mut Random, depth: usize) -> String {
    let mut text = patterns(random, 3);
    for _ in 0..random.below(3) {
        text.push(' ');
        text.push_str(&match random.below(if depth == 0 { 4 } else { 9 }) {
            0 | 3 => condition(random),
            1 => format!("VALUES {} {{ x:s1 x:s{} \"text 1\" 3 }}", random.pick(&NAMES), random.below(40)),
            2 => format!("VALUES (?b ?c) {{ (x:s{} UNDEF) (UNDEF x:s2) (x:s4 x:s5) }}", random.below(9)),
            4 => format!("OPTIONAL {{ {} }}", group(random, depth - 1)),
            5 => format!("{{ {} }} UNION {{ {} }}", group(random, depth - 1), group(random, depth - 1)),
            6 => format!("MINUS {{ {} }}", group(random, depth - 1)),
            7 => format!("GRAPH ?g {{ {} }}", patterns(random, 2)),
            _ => format!("{{ SELECT DISTINCT ?a ?b {{ {} }} }}", group(random, depth - 1)),
        });
    }
    text
}

/// A query, and whether its rows depend on how values of several kinds are sorted, which SPARQL leaves open.
fn query(random: &mut Random) -> (String, bool) {
    let depth = random.below(3);
    let body = group(random, depth);
    let mut is_open = false;
    let text = match random.below(10) {
        0 => format!("ASK {{ {body} }}"),
        1 => format!("CONSTRUCT {{ ?a x:made ?b . ?b x:made ?c }} WHERE {{ {body} }}"),
        2..5 => {
            let by = random.pick(&NAMES);
            let of = random.pick(&NAMES);
            let sum = random.pick(&[
                "COUNT(*)",
                "COUNT(@)",
                "COUNT(DISTINCT @)",
                "SUM(@)",
                "AVG(@)",
                "MIN(@)",
                "MAX(@)",
            ]);
            is_open = sum.starts_with('M');
            let sum = sum.replace('@', of);
            let end = match random.below(3) {
                0 => format!(" HAVING({sum} > 2)"),
                1 => {
                    is_open = true;
                    format!(" ORDER BY DESC(?v) {by} LIMIT {}", 1 + random.below(9))
                }
                _ => String::new(),
            };
            let by_all = if random.is(15) { String::new() } else { format!(" GROUP BY {by}{end}") };
            let shown = if by_all.is_empty() { "" } else { by };
            format!("SELECT {shown} ({sum} AS ?v) {{ {body} }}{by_all}")
        }
        5 => {
            is_open = true;
            let distinct = random.pick(&["DISTINCT ", ""]);
            format!(
                "SELECT {distinct}?a ?b ?c {{ {body} }} ORDER BY ?a DESC(?b) ?c LIMIT {} OFFSET {}",
                1 + random.below(9),
                random.below(3)
            )
        }
        6 => format!("SELECT DISTINCT ?a ?b {{ {body} }}"),
        7 => format!("SELECT ?a ?z {{ {body} BIND(STR(?a) AS ?z) }}"),
        _ => format!("SELECT * {{ {body} }}"),
    };
    let prefixes = "PREFIX x: <https://x.example/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";
    (format!("{prefixes}{text}"), is_open)
}

#[test]
fn generated_queries_are_answered_alike_by_all_stores() {
    let count = std::env::var_os("REMIT_TEST_QUERIES").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(500);
    let (apart, overlapping) = (data(false), data(true));
    let ([memory, frozen], [two, thawed]) = (both(&apart), both(&overlapping));
    let oxigraph = oxigraph(&apart);
    let mut random = Random(1);
    let (mut filled, mut failed) = (0, 0);
    for number in 0..count {
        let (text, is_open) = query(&mut random);
        let came = ours(&memory, &text, DefaultGraph::Union);
        assert_eq!(came, ours(&frozen, &text, DefaultGraph::Union), "query {number}, frozen: {text}");
        assert_eq!(
            ours(&two, &text, DefaultGraph::Union),
            ours(&thawed, &text, DefaultGraph::Union),
            "query {number}, frozen, a triple in several graphs: {text}"
        );
        if !is_open {
            assert_eq!(came, theirs(&oxigraph, &text, true), "query {number}, Oxigraph: {text}");
        }
        filled += usize::from(matches!(&came, Came::Rows(_, rows) if !rows.is_empty()));
        failed += usize::from(came == Came::Failed);
    }
    assert!(filled * 3 > count, "only {filled} of {count} find something");
    assert!(failed * 10 < count, "{failed} of {count} fail");
}

#[test]
fn values_that_are_in_no_order_are_sorted_all_the_same() {
    let mut values = Vec::new();
    for hour in 0..24 {
        for zone in ["", "Z", "+14:00", "-14:00", "+01:00", "-05:00"] {
            values.push(format!("\"2021-01-01T{hour:02}:00:00{zone}\"^^xsd:dateTime"));
            values.push(format!("\"{hour:02}:30:00{zone}\"^^xsd:time"));
            values.push(format!("\"2021-01-{:02}{zone}\"^^xsd:date", hour + 1));
        }
        let days = hour + 20;
        values.extend([
            format!("\"P{days}D\"^^xsd:duration"),
            format!("\"P{}M{}D\"^^xsd:duration", hour % 3, 70 - hour),
            format!("\"P{}M\"^^xsd:yearMonthDuration", hour % 5),
            format!("\"{hour}{hour}00000000000000000000\"^^xsd:integer"),
            format!("{hour}.5"),
            format!("\"{hour}x\"^^xsd:date"),
            format!("\"word {hour}\"@en"),
            format!("<urn:x:{hour}>"),
        ]);
        values.extend(
            ["\"NaN\"^^xsd:double", "\"x\"^^xsd:double", "true", "\"-INF\"^^xsd:float"].map(str::to_owned),
        );
    }
    // In an order of no meaning, the same each time.
    values.sort_by_key(|value| {
        value.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(16_777_619) ^ u32::from(byte))
    });
    let store = Store::new(
        "https://remit.example/x/",
        vec![("xsd".to_owned(), "http://www.w3.org/2001/XMLSchema#".to_owned())],
    );
    let store = store.expect("a store");
    for count in [21, 60, 200, values.len()] {
        for start in (0..=values.len() - count).step_by(37) {
            let some = values[start..start + count].join(" ");
            for order in ["?x", "DESC(?x)"] {
                let query = format!("SELECT ?x {{ VALUES ?x {{ {some} }} }} ORDER BY {order}");
                let answer = store.query(&query, DefaultGraph::Union).expect("an answer");
                assert_eq!(answer.rows().len(), count);
            }
        }
    }
}
