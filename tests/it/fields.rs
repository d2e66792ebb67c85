//! Each field of a claim is wherever fields of claims are: what follows from the table is seen from outside, field by field.

use std::collections::BTreeMap;
use std::fs;

use remit::compile::read::Format;
use remit::derive::graph::{BuildError, Graph};
use remit::explore::fact;
use remit::model::code::Code;
use remit::model::diagnostic::{Diagnostic, Location};
use remit::model::fields::{Block, ClaimField, Presence};
use remit::model::vocab::{self, PREFIXES};
use remit::project;
use remit::render::export::{Layers, Network};
use remit::render::write;
use tempfile::TempDir;

use crate::support::{put, repository};

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "book" .
x:Node a owl:Class ; rdfs:subClassOf <http://www.w3.org/ns/prov#Agent> ; rdfs:label "node" .
x:to a owl:ObjectProperty ; rdfs:label "leads to" ; remit:ordered true ; rdfs:range x:Node .
x:counted a owl:DatatypeProperty ; rdfs:label "counted" ; rdfs:range xsd:nonNegativeInteger .
"#;

const THINGS: &str = r#"
[[source]]
id = "book"
type = "Book"
name = "The book"
text = "book.txt"
voice = "bob"

[[section]]
id = "one"
source = "book"
name = "Chapter one"
"#;

/// A claim that has every field, each on a line of its own; what it holds, and how a reader is shown it.
const FULL: &[(ClaimField, &str, &str)] = &[
    (ClaimField::Id, "full", "full"),
    (ClaimField::Subject, "here", "The here"),
    (ClaimField::Predicate, "to", "leads to"),
    (ClaimField::Object, "there", "The there"),
    (ClaimField::Amount, "12.50", "12.50"),
    (ClaimField::Currency, "CHF", "CHF"),
    (ClaimField::Per, "month", "month"),
    (ClaimField::Count, "77", "77"),
    (ClaimField::Qualifier, "extra", "extra"),
    (ClaimField::Source, "book", "The book"),
    (ClaimField::Section, "one", "Chapter one"),
    (ClaimField::Page, "folio 7r", "folio 7r"),
    (ClaimField::Quote, "leads over there", "leads over there"),
    (ClaimField::Prefix, "The way", ""),
    (ClaimField::Suffix, "by night", ""),
    (ClaimField::Speaker, "ann", "The ann"),
    (ClaimField::ReportedBy, "bob", "The bob"),
    (ClaimField::Status, "planned", "planned"),
    (ClaimField::Polarity, "affirmed", "affirmed"),
    (ClaimField::From, "2001", "2001"),
    (ClaimField::Until, "2002-02", "2002-02"),
    (ClaimField::Deadline, "2003-03-03", "2003-03-03"),
    (ClaimField::When, "one of these days", "one of these days"),
    (ClaimField::Position, "1", "1"),
    (ClaimField::Note, "CHF 12.50 per month for 77", "CHF 12.50 per month for 77"),
    (ClaimField::Doubt, "a doubt", "a doubt"),
];

/// A graph with one claim that has every field but some, and perhaps rules and shapes; or what is wrong with it.
fn graph(left_out: &[ClaimField], rules: &[(&str, String)], shapes: &str) -> Result<Graph, Vec<Diagnostic>> {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "remit.toml", "title = \"t\"\nbase = \"https://example.org/\"\n");
    put(folder.path(), "ontology/x.ttl", ONTOLOGY);
    put(
        folder.path(),
        "sources/book.txt",
        "Chapter one\n\n\u{201c}The way leads over there by night.\u{201d}\n",
    );
    let mut things = THINGS.to_owned();
    for node in ["here", "there", "ann", "bob"] {
        things.push_str(&format!("\n[[entity]]\nid = \"{node}\"\ntype = \"Node\"\nname = \"The {node}\"\n"));
    }
    put(folder.path(), "data/things.toml", &things);
    let mut claim = String::from("[[claim]]\n");
    for (field, value, _) in FULL.iter().filter(|(field, ..)| !left_out.contains(field)) {
        claim.push_str(&format!("{} = \"{value}\"\n", field.key()));
    }
    put(folder.path(), "data/claims.toml", &claim);
    for (name, text) in rules {
        put(folder.path(), &format!("ontology/rules/{name}.rq"), text);
    }
    if !shapes.is_empty() {
        put(folder.path(), "ontology/shapes/x.ttl", shapes);
    }
    let project = project::open(folder.path(), None).map_err(|e| e.1).unwrap();
    Graph::build(project.input, None).map_err(|error| match error {
        // What is quoted word for word is not reported too, save where every field is filled in.
        BuildError::Faults(faults) => {
            faults.diagnostics.into_iter().filter(|f| f.code != Code::R035).collect()
        }
        BuildError::Store(error) => panic!("{error}"),
    })
}

/// The full graph, without a fault; what is quoted word for word and yet reported is a slip.
fn full() -> Graph {
    let graph = graph(&[], &[], "").unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(graph.warnings().iter().all(|w| w.code == Code::R035), "{:?}", graph.warnings());
    graph
}

/// The fields with a property of claim nodes.
fn with_property() -> impl Iterator<Item = (ClaimField, &'static str)> {
    ClaimField::ALL.iter().filter_map(|f| Some((*f, f.property()?)))
}

#[test]
fn a_record_may_have_each_field_and_needs_what_the_table_says() {
    let told: Vec<ClaimField> = FULL.iter().map(|(field, ..)| *field).collect();
    assert_eq!(told, ClaimField::of_records().collect::<Vec<_>>());
    full();
    for field in told {
        let built = graph(&[field], &[], "");
        match field.presence() {
            Presence::Required => assert!(built.is_err(), "a claim without `{}`", field.key()),
            Presence::Optional => {
                assert!(built.is_ok(), "a claim without `{}`: {:?}", field.key(), built.err());
            }
            Presence::Conditional => {}
            Presence::Computed(_) => panic!("no record has `{}`", field.key()),
        }
    }
}

#[test]
fn a_claim_node_has_each_property_and_the_vocabulary_declares_it() {
    let graph = full();
    let mut quads = Vec::new();
    write::graph(Format::Nq, graph.scope(), &graph.input().manifest, graph.prefixes(), &mut quads).unwrap();
    let quads = String::from_utf8(quads).unwrap();
    let of_claim = quads.lines().filter_map(|l| l.strip_prefix("<https://example.org/claim/full> <"));
    let properties: Vec<&str> = of_claim.filter_map(|l| Some(l.split_once('>')?.0)).collect();
    assert!(properties.is_sorted(), "{properties:?}");
    let core = fs::read_to_string(repository().join("ontology/core.ttl")).unwrap();
    for (field, iri) in with_property() {
        let beginning = format!("<https://example.org/claim/full> <{iri}> ");
        let count = quads.lines().filter(|line| line.starts_with(&beginning)).count();
        assert_eq!(count, 1, "`{}` is not once in the node of a claim", field.key());
        if let Some(local) = iri.strip_prefix(vocab::remit::NAMESPACE) {
            let declared = core.lines().any(|l| l.starts_with(&format!("remit:{local} a owl:")));
            assert!(declared, "core.ttl does not declare remit:{local}");
        }
    }
}

#[test]
fn tables_and_exports_have_a_column_for_each_field() {
    let graph = full();
    let mut table = Vec::new();
    write::claims_table(graph.scope(), &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    let (head, row) = table.split_once('\n').unwrap();
    let table: BTreeMap<&str, &str> = head.split(',').zip(row.trim_end().split(',')).collect();
    let layers = Layers { facts: true, derived: true, claims: true };
    let network = Network::new(graph.scope(), "t", layers);
    let edge = network.edges().next().unwrap();
    let export: BTreeMap<&str, &str> = network
        .edge_columns()
        .iter()
        .map(|c| c.name.as_str())
        .zip(edge.cells.iter().map(String::as_str))
        .collect();
    let written: BTreeMap<ClaimField, &str> = FULL.iter().map(|(field, value, _)| (*field, *value)).collect();
    for field in ClaimField::ALL {
        let key = field.key();
        let holds = |value: &str| match written.get(field) {
            Some(written) => value == *written,
            None => !value.is_empty(),
        };
        // What makes words unique is of the passage; what is disputed is not plain, which has a column.
        if !matches!(field.block(), Block::Context | Block::Dispute) {
            assert!(table.get(key).is_some_and(|v| holds(v)), "`{key}` in tables/claims.csv: {table:?}");
        }
        // The statement of an edge is the edge itself.
        if !matches!(field.block(), Block::Context | Block::Statement) {
            let name = if field.block() == Block::Place { format!("cited-{key}") } else { key.to_owned() };
            assert!(export.get(name.as_str()).is_some_and(|v| holds(v)), "`{name}` in exports: {export:?}");
        }
    }
}

#[test]
fn readers_are_shown_each_field() {
    let graph = full();
    let told = serde_json::to_value(fact("full", graph.scope()).unwrap()).unwrap();
    let mut texts = Vec::new();
    let mut todo = vec![&told];
    while let Some(next) = todo.pop() {
        match next {
            serde_json::Value::String(text) => texts.push(text.as_str()),
            serde_json::Value::Array(items) => todo.extend(items),
            serde_json::Value::Object(fields) => todo.extend(fields.values()),
            _ => {}
        }
    }
    for (field, _, words) in FULL {
        assert!(texts.iter().any(|t| t.contains(words)), "`{}` is not shown: {texts:?}", field.key());
    }
}

#[test]
fn a_rule_may_count_over_each_property_that_only_claims_have() {
    for (field, iri) in with_property() {
        let count = format!(
            "CONSTRUCT {{ ?s x:counted ?n }}\nWHERE {{ SELECT ?s (COUNT(?c) AS ?n) WHERE {{ ?c <{iri}> ?v ; rdf:subject ?s }} GROUP BY ?s }}"
        );
        let built = graph(&[], &[("10-count", count)], "");
        // Derivations have a subject, entities a note and a position.
        let others = [
            ClaimField::Subject,
            ClaimField::Predicate,
            ClaimField::Object,
            ClaimField::Position,
            ClaimField::Note,
        ];
        match built {
            Ok(graph) => {
                assert!(!others.contains(&field), "`{}` is accepted", field.key());
                assert_eq!(graph.derived().count(), 1, "`{}`", field.key());
            }
            Err(faults) => {
                assert!(others.contains(&field), "`{}`: {faults:?}", field.key());
                assert_eq!(faults[0].code, Code::R059);
            }
        }
    }
}

#[test]
fn a_shape_points_at_the_line_of_each_field() {
    for (field, iri) in with_property() {
        for wrong in ["sh:nodeKind sh:BlankNode", "sh:maxCount 0"] {
            let shape = format!(
                "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix s: <https://example.org/shapes#> .\n\
                 s:Full a sh:NodeShape ; sh:targetNode <https://example.org/claim/full> ; sh:property [ sh:path <{iri}> ; {wrong} ] .\n"
            );
            let faults = graph(&[], &[], &shape).err().unwrap_or_default();
            let [Diagnostic { code: Code::R060, anchor: Location::Field(_, key), .. }] = faults.as_slice()
            else {
                panic!("`{}`: {faults:?}", field.key());
            };
            assert_eq!(*key, field.given_by().key(), "{iri}");
        }
    }
}

#[test]
fn the_page_of_formats_tells_each_field() {
    let page = fs::read_to_string(repository().join("docs/format.md")).unwrap();
    let part = page.split("### The fields of a claim\n").nth(1).unwrap().split("\n#").next().unwrap();
    let rows = part.lines().filter(|l| l.starts_with("| `")).map(|l| l.split(" | ").collect::<Vec<_>>());
    let rows: Vec<Vec<&str>> = rows.collect();
    let told: Vec<&str> = rows.iter().map(|row| row[0].trim_start_matches("| ").trim_matches('`')).collect();
    assert_eq!(told, ClaimField::of_records().map(ClaimField::key).collect::<Vec<_>>());
    for (row, field) in rows.iter().zip(ClaimField::of_records()) {
        if let Some(iri) = field.property() {
            let short = |(prefix, namespace): &(&str, &str)| {
                Some(format!("`{prefix}:{}`", iri.strip_prefix(namespace)?))
            };
            let short = PREFIXES.iter().find_map(short).unwrap();
            assert!(row[1].starts_with(&short), "{row:?} does not begin with {short}");
        }
        let needed = row[3].trim_end_matches(" |");
        let presence = match needed {
            "yes" => Presence::Required,
            no if no == "no" || no.starts_with("no:") => Presence::Optional,
            _ => Presence::Conditional,
        };
        assert_eq!(presence, field.presence(), "{row:?}");
    }
}
