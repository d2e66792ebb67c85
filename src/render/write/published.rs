//! All quads that are published: the layers, the ontology, and what the graph is.
//!
//! So that a reader who has the file alone finds the label of every property, and every saved query its answer.

use std::collections::BTreeSet;

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, QuadRef, Term};

use crate::compile::ontology::Ontology;
use crate::compile::read::Manifest;
use crate::derive::rdf::{GraphRef, IriFamily, Layer, Node, Parsed, Part, project_layer};
use crate::model::licence::licence_iri;
use crate::model::vocab::{dcat, dcterms, remit, void};

/// A graph, or something of it, with what is said of it as a whole.
#[derive(Clone, Copy)]
pub(super) struct Published<'a> {
    pub(super) scope: GraphRef<'a>,
    pub(super) manifest: &'a Manifest,
    pub(super) extent: Extent<'a>,
}

/// What of a graph is written.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// All of it.
    Whole,
    /// What is said of some things, and the title and licence of the graph.
    Part(&'a Part),
    /// What the ontology says of one term, by its IRI, and the title and licence of the graph.
    Term(&'a str),
    /// The ontology.
    Ontology,
}

impl Published<'_> {
    /// Hands every quad to the sink, sorted by graph, subject and predicate.
    pub(super) fn project(self, sink: &mut dyn FnMut(QuadRef<'_>)) {
        let part = match self.extent {
            Extent::Whole => None,
            Extent::Part(part) => Some(part),
            Extent::Term(_) | Extent::Ontology => {
                if matches!(self.extent, Extent::Term(_)) {
                    self.description().iter().for_each(|quad| sink(quad.as_ref()));
                }
                return self.ontology(sink);
            }
        };
        project_layer(self.scope, part, Layer::Claims, sink);
        self.description().iter().for_each(|quad| sink(quad.as_ref()));
        project_layer(self.scope, part, Layer::Derived, sink);
        project_layer(self.scope, part, Layer::Facts, sink);
        if part.is_none() {
            self.ontology(sink);
        }
    }

    /// The IRIs of all graphs.
    pub(super) fn graphs(self) -> impl Iterator<Item = String> {
        let others = ["dataset", "ontology"].map(|name| self.graph(name).into_string());
        Layer::ALL.map(|layer| layer.iri(self.scope.base)).into_iter().chain(others)
    }

    fn graph(self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(Node::minted(IriFamily::Graph, name).iri(self.scope.base))
    }

    /// What the graph is: its title, licence and size, and what made it.
    fn description(self) -> Vec<Quad> {
        let Manifest { title, base, licence, .. } = self.manifest;
        let me = NamedNode::new_unchecked(base);
        let graph = GraphName::from(self.graph("dataset"));
        let text = |text: &str| Term::from(Literal::new_simple_literal(text));
        let node = |iri: &str| Term::from(NamedNode::new_unchecked(iri));
        let made_by = format!("remit {}", env!("CARGO_PKG_VERSION"));
        let entities = Literal::from(self.scope.dataset.entities().len() as u64);
        let mut said = vec![
            (dcterms::TITLE, text(title)),
            (rdf::TYPE.as_str(), node(void::DATASET)),
            (rdf::TYPE.as_str(), node(dcat::DATASET)),
            (void::ENTITIES, entities.into()),
            (void::URI_SPACE, text(base)),
            (remit::MADE_BY, text(&made_by)),
        ];
        if let Some(iri) = licence_iri(licence) {
            said.push((dcterms::LICENSE, node(&iri)));
        } else if !licence.is_empty() {
            said.push((dcterms::RIGHTS, text(licence)));
        }
        said.sort_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.to_string().cmp(&b.1.to_string())));
        let quad = |(predicate, object): (&str, Term)| {
            Quad::new(me.clone(), NamedNode::new_unchecked(predicate), object, graph.clone())
        };
        said.into_iter().map(quad).collect()
    }

    /// The ontology, the core vocabulary with it; or what it says of one term.
    fn ontology(self, sink: &mut dyn FnMut(QuadRef<'_>)) {
        let graph = self.graph("ontology");
        let iri = |term: &str| term.trim_start_matches('<').trim_end_matches('>').to_owned();
        let ontology = self.scope.ontology;
        let mut triples: Vec<&[String; 3]> = match self.extent {
            Extent::Term(iri) => of_term(iri, ontology),
            _ => ontology.triples().iter().chain(ontology.unnamed()).collect(),
        };
        triples.sort_by_cached_key(|[s, p, o]| (iri(s), iri(p), o.clone()));
        for triple in triples {
            let [subject, predicate, object] = triple.each_ref().map(|term| Parsed::read(term));
            if let (Some(Some(subject)), Some(object)) = (subject.as_ref().map(Parsed::as_subject), &object)
                && predicate.is_some()
            {
                let predicate = iri(&triple[1]);
                let predicate = NamedNodeRef::new_unchecked(&predicate);
                sink(QuadRef::new(subject, predicate, object.as_ref(), graph.as_ref()));
            }
        }
    }
}

/// What an ontology says of a term, with the nodes without a name that this leads to.
fn of_term<'a>(iri: &str, ontology: &'a Ontology) -> Vec<&'a [String; 3]> {
    let mut todo = vec![format!("<{iri}>")];
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(subject) = todo.pop().filter(|s| seen.insert(s.clone())) {
        let of_subject = |t: &&[String; 3]| t[0] == subject;
        for triple in ontology.triples().iter().chain(ontology.unnamed()).filter(of_subject) {
            found.push(triple);
            todo.extend(Some(&triple[2]).filter(|object| object.starts_with("_:")).cloned());
        }
    }
    found
}
