//! The page of queries for files: the graph and the engine are scripts beside it, as files of a disk can be read in no other way.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use askama::Template;
use miniz_oxide::deflate::compress_to_vec;
use oxrdf::Term;
use serde::Serialize;

use super::complete::Offer;
use super::{MOST_ROWS, Pages, Site};
use crate::compile::ontology::triples::local_name;
use crate::derive::rdf::{IriFamily, Node};
use crate::derive::store::{Answer, STATED, not_facts};
use crate::model::claim::Thing;
use crate::model::escape::{in_xml, markup};
use crate::model::standing::Standing;
use crate::model::text::base64;
use crate::model::vocab::rdf;
use crate::site::address::Kind;
use crate::site::html::{Frame, Markup, Table, for_script};
use crate::site::{Content, rendered};

/// The address of the page, from the top.
pub(in crate::site) const PAGE: &str = "query.html";
/// The engine.
pub(in crate::site) const ENGINE: &str = "assets/engine.js";
/// The graph, and what the page knows of it.
pub(in crate::site) const GRAPH: &str = "assets/quads.js";
/// How long a query may take, in seconds.
const SECONDS: u64 = 10;
/// How hard the graph is packed: as hard as there is.
const LEVEL: u8 = 9;
/// Oxigraph for browsers, packed; and what calls it.
const WASM: &[u8] = include_bytes!("../assets/engine.wasm.deflated");
const GLUE: &str = include_str!("../assets/engine.js");

#[derive(Template)]
#[template(path = "offline.html")]
struct OfflinePage {
    frame: Frame,
    text: String,
    saved: Vec<(String, Vec<(String, String)>)>,
    limits: Vec<String>,
    prefixes: Table,
}

#[derive(Serialize)]
struct Engine {
    glue: &'static str,
    wasm: String,
}

/// What the script of the page knows.
#[derive(Serialize)]
struct Known<'a> {
    base: &'a str,
    prefixes: BTreeMap<&'a str, &'a str>,
    /// The pages of what the graph describes, by what comes behind the base of its IRI.
    pages: BTreeMap<String, String>,
    offers: Vec<Offer>,
    saved: BTreeMap<&'a str, &'a str>,
    /// Those that are asked otherwise than they are written, since what follows by wider classes and properties counts in some of
    /// their patterns only; and the graph of what the others see.
    asked: BTreeMap<&'a str, String>,
    stated: &'static str,
    seconds: u64,
    most: usize,
    graphs: Vec<String>,
    /// The graph of what follows by wider classes and properties.
    wider: String,
    /// The classes and properties that it names: it counts where a query does too.
    wide: BTreeSet<String>,
    /// The statements, packed, in parts by how the claims or derivations that they tell of stand: facts first.
    graph: Vec<Statements>,
    /// The claims and derivations that are not of the date that the site is of, by what comes behind the base of their IRIs.
    out_of_date: (&'static str, Vec<String>),
}

#[derive(Serialize)]
struct Statements {
    standing: &'static str,
    packed: String,
}

fn packed((standing, quads): (&Standing, &String)) -> Statements {
    let packed = base64(&compress_to_vec(quads.as_bytes(), LEVEL));
    Statements { standing: standing.word(), packed }
}

impl Site {
    /// The page.
    pub(in crate::site) fn offline_page(&self) -> String {
        let pages = Pages::new(self, PAGE);
        let frame = pages.frame("Query", "Queries of this graph in SPARQL, answered in the browser.", "");
        let first = self.graph.input().queries.first();
        let text = first.map(|id| self.graph.input().files.get(*id).text.as_str()).unwrap_or_default();
        let limits = vec![
            "The engine is Oxigraph, in this browser: nothing is sent anywhere.".to_owned(),
            format!("A query may take {SECONDS} seconds, and the table shows the first {MOST_ROWS} rows of its answer."),
            "A row says how it stands where it rests on a claim that is no fact: the query is asked again without such claims, and then with more and more of them.".to_owned(),
            "Numbers and dates are shown as the engine writes them: 1.50 as 1.5.".to_owned(),
            "All layers and the ontology are asked together.".to_owned(),
        ];
        let page = OfflinePage {
            frame,
            text: markup(text, |c, out| out.push(in_xml(c))),
            saved: pages.saved(),
            limits,
            prefixes: pages.prefixes(),
        };
        rendered(&page)
    }

    /// The engine as a script.
    pub(in crate::site) fn offline_engine() -> Content {
        let text = format!("remitEngine = {};\n", for_script(&Engine { glue: GLUE, wasm: base64(WASM) }));
        Content::text("text/javascript; charset=utf-8", text)
    }

    /// The graph as a script; none where it cannot be written. Costs the graph in memory.
    pub(in crate::site) fn offline_graph(&self) -> Option<Content> {
        let input = self.graph.input();
        let (scope, prefixes) = (self.graph.scope(), self.graph.prefixes().prefixes());
        // What a server would ask, graph by graph: what follows by wider classes and properties is one of them, and in no file.
        let store = self.graph.store().ok()?;
        let wider = format!("{}graph/wider", scope.base);
        let mut standings = HashMap::new();
        let mut out_of_date = Vec::new();
        for (iri, layer, standing) in not_facts(scope) {
            if standing == Standing::OutOfDate {
                out_of_date.push(iri.strip_prefix(scope.base).unwrap_or(&iri).to_owned());
            } else {
                standings.insert((format!("<{iri}>"), layer.iri(scope.base)), standing);
            }
        }
        let mut wide = BTreeSet::new();
        let mut parts = BTreeMap::from([(Standing::Fact, String::new())]);
        let graphs = store.named_graphs();
        for graph in &graphs {
            let (answer, _) = store.first_rows(store.asked_for_graph(Some(graph))?, usize::MAX).ok()?;
            let Answer::Triples(triples) = answer else { return None };
            for triple in triples {
                if *graph == wider {
                    let named = match (&triple.predicate, &triple.object) {
                        (predicate, Term::NamedNode(class)) if predicate.as_str() == rdf::TYPE => class,
                        (predicate, _) => predicate,
                    };
                    wide.insert(named.as_str().to_owned());
                }
                let told_of = (triple.subject.to_string(), graph.clone());
                let standing = standings.get(&told_of).copied().unwrap_or_default();
                let _ = writeln!(parts.entry(standing).or_default(), "{triple} <{graph}> .");
            }
        }
        let name = |family, thing| {
            let iri = Node::minted(family, scope.dataset.key(thing)).iri(scope.base);
            iri.strip_prefix(scope.base).unwrap_or(&iri).to_owned()
        };
        let dataset = scope.dataset;
        let entities = dataset.entity_ids().map(|id| (IriFamily::Id, Thing::Entity(id)));
        let claims = dataset.claim_ids().map(|id| (IriFamily::Claim, Thing::Claim(id)));
        let pages = entities.chain(claims).map(|(family, thing)| (name(family, thing), self.page_of(thing)));
        let queries = input.queries.iter().chain(&input.questions).map(|id| input.files.get(*id));
        let queries: Vec<_> = queries.map(|file| (file.stem(), file.text.as_str())).collect();
        let asked = queries.iter().filter_map(|(name, text)| Some((*name, store.written_as_asked(text)?)));
        let known = Known {
            base: scope.base,
            prefixes: prefixes.iter().map(|(name, iri)| (name.as_str(), iri.as_str())).collect(),
            pages: pages.collect(),
            offers: self.offline_offers(),
            asked: asked.collect(),
            saved: queries.iter().copied().collect(),
            stated: STATED,
            seconds: SECONDS,
            most: MOST_ROWS,
            graphs,
            wider,
            wide,
            graph: parts.iter().map(packed).collect(),
            out_of_date: (Standing::OutOfDate.word(), out_of_date),
        };
        let text = format!("remitQueries = {};\n", for_script(&known));
        Some(Content::text("text/javascript; charset=utf-8", text))
    }

    /// The page of a thing, from the top.
    fn page_of(&self, thing: Thing) -> String {
        let dataset = self.graph.dataset();
        let kind = match thing {
            Thing::Claim(_) => Kind::Claim,
            Thing::Entity(id) if self.graph.ontology().is_source(dataset.entity(id).class) => Kind::Source,
            Thing::Entity(_) => Kind::Thing,
        };
        kind.page(dataset.key(thing))
    }

    /// Classes, properties and things by name.
    fn offline_offers(&self) -> Vec<Offer> {
        let scope = self.graph.scope();
        let shortened = |iri: &str| {
            let (name, long) = self.graph.prefixes().prefixes().iter().find(|(_, long)| {
                iri.strip_prefix(long.as_str())
                    .is_some_and(|rest| rest == local_name(iri) && !rest.is_empty())
            })?;
            Some(format!("{name}:{}", &iri[long.len()..]))
        };
        let ontology = scope.ontology;
        let classes = ontology.classes().iter().map(|class| (&class.label, &class.iri, "class"));
        let properties = ontology.properties().iter().map(|p| (&p.label, &p.iri, "property"));
        let terms = classes.chain(properties).filter_map(|(label, iri, kind)| {
            Some(Offer { label: label.clone(), apply: shortened(iri)?, kind, ..Offer::default() })
        });
        let things = scope.dataset.entity_ids().map(|id| {
            let iri = Node::minted(IriFamily::Id, scope.dataset.key(Thing::Entity(id))).iri(scope.base);
            let class = scope.ontology.class(scope.dataset.entity(id).class).label.clone();
            let label = scope.dataset.name(Thing::Entity(id)).to_owned();
            Offer {
                label,
                apply: shortened(&iri).unwrap_or(format!("<{iri}>")),
                kind: "text",
                detail: class,
                ..Offer::default()
            }
        });
        terms.chain(things).collect()
    }
}
