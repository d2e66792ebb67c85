//! Linked data: what is handed out of one thing is what the graph says of it, in every form alike, and every IRI is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use oxttl::{NTriplesParser, TriGParser, TurtleParser};
use remit::Graph;
use remit::project;
use remit::site::{Form, Place, Site, SiteOptions};

use crate::support::repository;

fn site(folder: &Path) -> (Arc<Graph>, Site) {
    let project = project::open(folder, None).map_err(|e| e.1).expect("the project can be read");
    let graph = Arc::new(Graph::build(Arc::clone(&project.input), None).expect("the graph can be built"));
    let site = Site::new(Arc::new(project), Arc::clone(&graph), SiteOptions::default());
    (graph, site.expect("the pages can be made"))
}

fn projects() -> Vec<std::path::PathBuf> {
    let cases =
        ["kitchen", "signs", "museum", "terms"].map(|name| repository().join("tests/cases").join(name));
    cases.into_iter().chain([repository()]).collect()
}

fn bytes(site: &Site, address: &str) -> Vec<u8> {
    site.get(address, "").unwrap_or_else(|| panic!("nothing at {address}")).body
}

/// The triples of a file with their IRIs, read by the parser of its form; blank nodes have no name that could be compared.
fn triples(form: Form, bytes: &[u8]) -> BTreeSet<String> {
    let triples: Vec<Triple> = match form {
        Form::Turtle => TurtleParser::new().for_slice(bytes).map(|t| t.expect("Turtle")).collect(),
        Form::NTriples => NTriplesParser::new().for_slice(bytes).map(|t| t.expect("N-Triples")).collect(),
        Form::TriG => TriGParser::new().for_slice(bytes).map(|q| q.expect("TriG").into()).collect(),
        Form::JsonLd => {
            let parser = oxjsonld::JsonLdParser::new().for_slice(bytes);
            parser.map(|quad| quad.expect("JSON-LD").into()).collect()
        }
        Form::Json | Form::Csv => panic!("no RDF"),
    };
    let is_named = |t: &Triple| !t.subject.is_blank_node() && !t.object.is_blank_node();
    triples.iter().filter(|t| is_named(t)).map(ToString::to_string).collect()
}

#[test]
fn data_of_one_thing_are_what_the_graph_says_in_every_form() {
    for folder in projects() {
        let (_, site) = site(&folder);
        let whole = triples(Form::Turtle, &bytes(&site, "data/graph.ttl"));
        let stems: BTreeSet<String> = site
            .addresses()
            .iter()
            .filter_map(|address| address.strip_suffix(".jsonld"))
            .filter(|stem| !stem.starts_with("data/"))
            .map(str::to_owned)
            .collect();
        assert!(stems.len() > 20, "{folder:?} has things: {}", stems.len());
        // Of the large graph some things stand for all.
        let step = if folder == repository() { 17 } else { 1 };
        for stem in stems.iter().step_by(step) {
            let of = |form: Form| triples(form, &bytes(&site, &format!("{stem}.{}", form.ending())));
            let turtle = of(Form::Turtle);
            assert!(!turtle.is_empty(), "{stem}");
            let more: Vec<_> = turtle.difference(&whole).collect();
            assert!(more.is_empty(), "{folder:?} {stem} says more than the graph: {more:#?}");
            for form in [Form::NTriples, Form::TriG, Form::JsonLd] {
                assert_eq!(of(form), turtle, "{folder:?} {stem} as {}", form.name());
            }
            let json = bytes(&site, &format!("{stem}.json"));
            assert!(serde_json::from_slice::<serde_json::Value>(&json).expect("JSON").is_object(), "{stem}");
            let csv = bytes(&site, &format!("{stem}.csv"));
            let mut rows = csv::Reader::from_reader(csv.as_slice());
            let columns = rows.headers().expect("a head").len();
            assert!(rows.records().all(|row| row.expect("a row").len() == columns), "{stem}");
        }
    }
}

#[test]
fn every_iri_of_the_graph_leads_to_data_that_have_it() {
    for folder in projects() {
        let (graph, site) = site(&folder);
        let base = &graph.input().manifest.base;
        let root = base.find('/').map(|at| base[at + 2..].find('/').map_or(base.len(), |end| at + 2 + end));
        let root = root.expect("a base with a host");
        let whole = bytes(&site, "data/graph.nq");
        let mut subjects: BTreeSet<NamedNode> = BTreeSet::new();
        for quad in oxttl::NQuadsParser::new().for_slice(&whole) {
            if let NamedOrBlankNode::NamedNode(subject) = quad.expect("N-Quads").subject {
                subjects.insert(subject);
            }
        }
        let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut count = 0;
        for subject in subjects.iter().filter(|s| s.as_str().starts_with(base.as_str())) {
            let path = subject.as_str()[root..].split('#').next().unwrap_or_default();
            let place = site.place(path).unwrap_or_else(|| panic!("{subject} is answered nowhere"));
            if place == Place::Whole {
                continue;
            }
            let address = place.data(Form::Turtle).expect("Turtle");
            // Half a minute of the same; every seventh claim of the large graph shows it.
            count += 1;
            if folder == repository() && count % 7 != 0 {
                continue;
            }
            let told = read.entry(address.clone()).or_insert_with(|| {
                let text = bytes(&site, &address);
                let parsed =
                    TurtleParser::new().with_base_iri(base.as_str()).expect("a base").for_slice(&text);
                parsed.map(|t| t.expect("Turtle").subject.to_string()).collect()
            });
            assert!(told.contains(&subject.to_string()), "{folder:?}: {address} says nothing of {subject}");
        }
        assert!(count > 30, "{folder:?} has IRIs of its own: {count}");
        assert_eq!(site.place("/nowhere"), None);
        assert_eq!(site.place(&format!("{}id/nobody", &base[root..])), None);
    }
}

#[test]
fn the_description_counts_what_is_there() {
    for folder in projects() {
        let (graph, site) = site(&folder);
        let base = &graph.input().manifest.base;
        let void = |name: &str| format!("http://rdfs.org/ns/void#{name}");
        let whole: Vec<Triple> = TurtleParser::new()
            .for_slice(&bytes(&site, "data/graph.ttl"))
            .map(|t| t.expect("Turtle"))
            .collect();
        let told = bytes(&site, "data/void.ttl");
        let at = "http://localhost/data/void.ttl";
        let told: Vec<Triple> = TurtleParser::new()
            .with_base_iri(at)
            .expect("a base")
            .for_slice(&told)
            .map(|t| t.expect("Turtle"))
            .collect();
        let values = |subject: &str, predicate: &str| -> Vec<String> {
            let is_it = |t: &&Triple| {
                t.subject.to_string() == format!("<{subject}>") && t.predicate.as_str() == predicate
            };
            let value = |t: &Triple| match &t.object {
                Term::NamedNode(node) => node.as_str().to_owned(),
                Term::Literal(literal) => literal.value().to_owned(),
                _ => String::new(),
            };
            told.iter().filter(is_it).map(value).collect()
        };
        assert_eq!(values(base, &void("triples")), [whole.len().to_string()], "{folder:?}");
        let partitions = values(base, &void("propertyPartition"));
        let properties: BTreeSet<&str> = whole.iter().map(|t| t.predicate.as_str()).collect();
        assert_eq!(partitions.len(), properties.len());
        for partition in partitions {
            let [property] = &values(&partition, &void("property"))[..] else { panic!("one property") };
            let count = whole.iter().filter(|t| t.predicate.as_str() == property).count();
            assert_eq!(values(&partition, &void("triples")), [count.to_string()], "{property}");
        }
        let dumps = values(base, &void("dataDump"));
        assert!(!dumps.is_empty());
        for dump in dumps {
            let address = dump.strip_prefix("http://localhost/").expect("an address beside the description");
            assert!(site.addresses().iter().any(|known| known == address), "{address}");
        }
        let licences = values(base, "http://purl.org/dc/terms/license").len()
            + values(base, "http://purl.org/dc/terms/rights").len();
        assert_eq!(licences, usize::from(!graph.input().manifest.licence.is_empty()), "{folder:?}");
        let ontology = triples(Form::Turtle, &bytes(&site, "data/ontology.ttl"));
        assert!(ontology.iter().any(|t| t.contains("rdf-schema#label")), "{folder:?} publishes labels");
    }
}
