//! What an endpoint can do, in the vocabulary of service descriptions (<https://www.w3.org/TR/sparql11-service-description/>).

use oxrdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};

use super::Form;
use crate::derive::rdf::Prefixes;
use crate::derive::store::{AnswerKind, Store};
use crate::model::vocab::{formats, rdf, sd};

/// The prefixes by which it is written.
pub(super) fn prefixes(store: &Store) -> Prefixes {
    let own = [("sd", sd::NAMESPACE), ("formats", formats::NAMESPACE)];
    let own = own.map(|(name, namespace)| (name.to_owned(), namespace.to_owned()));
    Prefixes::from_pairs(&[store.prefixes(), &own].concat())
}

/// The triples that describe the endpoint at an address over a store.
pub(super) fn of(address: &str, store: &Store) -> Vec<Triple> {
    let node = |iri: &str| NamedNode::new_unchecked(iri);
    let mut triples = Vec::new();
    let mut say = |subject: NamedOrBlankNode, predicate: &str, object: Term| {
        triples.push(Triple::new(subject, node(predicate), object));
    };
    let [service, dataset, default] =
        ["service", "dataset", "default"].map(|name| NamedOrBlankNode::from(BlankNode::new_unchecked(name)));
    say(service.clone(), rdf::TYPE, node(sd::SERVICE).into());
    say(service.clone(), sd::ENDPOINT, node(address).into());
    say(service.clone(), sd::SUPPORTED_LANGUAGE, node(sd::SPARQL_11_QUERY).into());
    say(service.clone(), sd::FEATURE, node(sd::UNION_DEFAULT_GRAPH).into());
    for form in [AnswerKind::Table, AnswerKind::Graph].into_iter().flat_map(Form::all) {
        say(service.clone(), sd::RESULT_FORMAT, node(name(*form)).into());
    }
    say(service, sd::DEFAULT_DATASET, dataset.clone().into());
    say(dataset.clone(), rdf::TYPE, node(sd::DATASET).into());
    say(dataset.clone(), sd::DEFAULT_GRAPH, default.clone().into());
    say(default, rdf::TYPE, node(sd::GRAPH).into());
    for (number, graph) in store.named_graphs().iter().enumerate() {
        let named = NamedOrBlankNode::from(BlankNode::new_unchecked(format!("graph{number}")));
        say(dataset.clone(), sd::NAMED_GRAPH, named.clone().into());
        say(named.clone(), rdf::TYPE, node(sd::NAMED_GRAPH_CLASS).into());
        say(named, sd::NAME, node(graph).into());
    }
    triples
}

/// The name of a form among those of the W3C.
fn name(form: Form) -> &'static str {
    match form {
        Form::Json => formats::JSON,
        Form::Xml => formats::XML,
        Form::Csv => formats::CSV,
        Form::Tsv => formats::TSV,
        Form::Turtle => formats::TURTLE,
        Form::NTriples => formats::N_TRIPLES,
        Form::RdfXml => formats::RDF_XML,
        Form::JsonLd => formats::JSON_LD,
        Form::NQuads => formats::N_QUADS,
        Form::TriG => formats::TRIG,
    }
}
