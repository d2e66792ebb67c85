//! The names in a query, held against the graph: what stands nowhere in it, what nothing has, and prefixes declared anew.
//!
//! Goes in: a query as text and algebra, and the store. Comes out: warnings, each at the name. A query is answered all the same; its
//! reader learns that the question was wrong and not the world.

use std::collections::BTreeMap;

use oxrdf::Literal;
use spargebra::Query;
use spargebra::algebra::GraphPattern;

use super::algebra::{Part, pattern_of};
use super::quads::Use;
use super::uses::{Place, Role, Uses};
use super::{
    DefaultGraph, QueryText, Store, dates, kinds, on_large_stack, parse_query, sums, unbound, wider,
};
use crate::derive::rdf::{IriFamily, Layer, to_ntriples};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::header::Header;
use crate::model::nearest::nearest;
use crate::model::standard;
use crate::model::tokens::{Kind, Token, tokens};
use crate::model::vocab::rdf;

/// What is doubtful in a query that can be read: nothing for one that cannot.
///
/// Costs a look-up per name, and one pass over the terms of the store for each unknown one.
pub fn doubts(query: QueryText<'_>, view: DefaultGraph, store: &Store) -> Vec<Diagnostic> {
    // The slots of a question in words have values when it is asked.
    let header = Header::parse(query.text);
    let slots = header.all("ask").flat_map(|e| e.value.split('{').skip(1));
    let given: Vec<&str> = slots.filter_map(|slot| slot.split([':', '}']).next()).map(str::trim).collect();
    doubts_with(query, (store.prefixes(), &given), view, store)
}

/// As [`doubts`], for a query with prefixes of its own, some variables of which have values beforehand.
pub fn doubts_with(
    query: QueryText<'_>,
    (prefixes, given): (&[(String, String)], &[&str]),
    view: DefaultGraph,
    store: &Store,
) -> Vec<Diagnostic> {
    let found = on_large_stack(|| {
        let Ok(parsed) = parse_query(query.text, prefixes) else { return Vec::new() };
        let mut faults = kinds::unlike(query, &parsed, given, store);
        let is_new = |fault: &Diagnostic| faults.iter().all(|f| f.anchor != fault.anchor);
        let names: Vec<_> = names(query, &parsed, prefixes, view, store).into_iter().filter(is_new).collect();
        faults.extend(names);
        faults.extend(unbound::variables(query, &parsed, given));
        faults.extend(silent(query, &parsed));
        faults.extend(dates::compared(query, &parsed, store));
        faults.extend(sums::unlike(query, &parsed, view, store));
        faults
    });
    found.unwrap_or_default()
}

/// The names that a rule makes and that stand nowhere in the graph, which is that before any rule ran: what a rule makes is in it.
pub fn heads(rule: QueryText<'_>, store: &Store) -> Vec<Diagnostic> {
    let found = on_large_stack(|| {
        let Ok(parsed) = parse_query(rule.text, store.prefixes()) else { return Vec::new() };
        let uses = Uses::read(&parsed).of;
        let fault = |name: &Written<'_>| {
            let roles = uses.get(&name.iri)?;
            roles.iter().find(|r| r.role == Role::Made)?;
            unknown(name, roles, true, store)
        };
        let mut told: Vec<String> = Vec::new();
        let names = written(rule, store.prefixes()).0;
        let once = names.iter().filter(|name| {
            let is_new = !told.contains(&name.iri);
            told.push(name.iri.clone());
            is_new
        });
        once.filter_map(fault).collect()
    });
    found.unwrap_or_default()
}

/// A name as it is written.
struct Written<'a> {
    text: &'a str,
    iri: String,
    /// How many bytes of the IRI its prefix stands for; all but the last part where it is written in full.
    namespace: usize,
    anchor: Location,
}

/// The names of a query and the faults of its prefixes.
fn written<'a>(query: QueryText<'a>, known: &[(String, String)]) -> (Vec<Written<'a>>, Vec<Diagnostic>) {
    let anchor = |t: Token<'_>| Location::Span(query.file, Span::new(t.at, t.at + t.text.len()));
    let mut prefixes: BTreeMap<&str, &str> = known.iter().map(|(p, n)| (p.as_str(), n.as_str())).collect();
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let tokens: Vec<Token<'a>> = tokens(query.text).collect();
    let (mut at, mut base) = (0, "");
    while let Some(&token) = tokens.get(at) {
        at += 1;
        let declares = |word: &str| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word);
        if declares("BASE") {
            base = tokens.get(at).map_or("", |iri| inside(iri.text));
            at += 1;
        } else if declares("PREFIX")
            && let [prefix, iri, ..] = &tokens[at..]
        {
            at += 2;
            let (name, namespace) = (prefix.text.trim_end_matches(':'), inside(iri.text));
            if let Some(other) = prefixes.insert(name, namespace).filter(|other| *other != namespace) {
                faults.push(
                    Diagnostic::new(
                        Code::R097,
                        anchor(*iri),
                        format!("`{name}:` stands for <{namespace}> here, and for <{other}> in this graph"),
                    )
                    .expected(format!("<{other}>, or another prefix"))
                    .help("leave the line out: the prefixes of the graph need not be declared"),
                );
            }
        } else if token.kind == Kind::Iri {
            let iri = match inside(token.text) {
                relative if !relative.contains(':') && !base.is_empty() => {
                    format!("{}{relative}", &base[..base.rfind(['/', '#']).map_or(base.len(), |end| end + 1)])
                }
                whole => whole.to_owned(),
            };
            let namespace = iri.rfind(['#', '/']).map_or(0, |end| end + 1);
            found.push(Written { text: token.text, iri, namespace, anchor: anchor(token) });
        } else if token.kind == Kind::Word
            && let Some((prefix, local)) = token.text.split_once(':')
            && let Some(namespace) = prefixes.get(prefix)
            // What is escaped in a name is not told apart here.
            && !query.text[token.at + token.text.len()..].starts_with(['\\', '%'])
        {
            let (iri, namespace) = (format!("{namespace}{local}"), namespace.len());
            found.push(Written { text: token.text, iri, namespace, anchor: anchor(token) });
        }
    }
    (found, faults)
}

fn inside(iri: &str) -> &str {
    iri.trim_start_matches('<').trim_end_matches('>')
}

/// What is doubtful of the names of a query, each name once.
fn names(
    query: QueryText<'_>,
    parsed: &Query,
    prefixes: &[(String, String)],
    view: DefaultGraph,
    store: &Store,
) -> Vec<Diagnostic> {
    let Uses { of: uses, values, .. } = Uses::read(parsed);
    let has_dataset = parsed.dataset().is_some();
    let (written, mut faults) = written(query, prefixes);
    faults.extend(values.iter().filter_map(|value| value_fault(query, value, store)));
    faults.extend(reified(query, &uses, store));
    let mut told: Vec<&str> = Vec::new();
    for name in &written {
        if told.contains(&name.iri.as_str()) {
            continue;
        }
        let roles = uses.get(&name.iri).map(Vec::as_slice).unwrap_or_default();
        let fault = graph_fault(name, roles, store)
            .or_else(|| unknown(name, roles, false, store))
            .or_else(|| roles.iter().find_map(|r| empty(name, r, view, has_dataset, store)));
        if let Some(fault) = fault {
            told.push(&name.iri);
            faults.push(fault);
        }
    }
    faults
}

/// Triples that a query writes in `<< … >>` to ask what is said of them: claims are nodes, and say so in other words.
fn reified(query: QueryText<'_>, uses: &BTreeMap<String, Vec<Place>>, store: &Store) -> Option<Diagnostic> {
    let reifies = format!("{}reifies", rdf::NAMESPACE);
    let places = uses.get(&reifies)?;
    if places.iter().all(|p| p.optional) || store.has(&[format!("<{reifies}>")], None, Use::Wider) {
        return None;
    }
    let at = ["<<", "{|", "reifies"].iter().find_map(|mark| query.text.find(mark))?;
    let anchor = Location::Span(query.file, Span::new(at, at + 2));
    let message = "nothing is said of a triple in this form".to_owned();
    let fault = Diagnostic::new(Code::R096, anchor, message).expected("the claim that states the triple");
    Some(fault.help("?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; remit:speaker ?who"))
}

/// A value that nothing in the graph has, perhaps because it has another datatype or language there.
fn value_fault(query: QueryText<'_>, value: &Literal, store: &Store) -> Option<Diagnostic> {
    let held = store.read();
    let quads = held.index();
    if quads.find(&to_ntriples(value)).is_some() {
        return None;
    }
    let inside = |t: &Token<'_>| t.text.trim_matches(['"', '\'']) == value.value();
    let token = tokens(query.text).find(|t| t.kind == Kind::Text && inside(t)).map(|t| (t.at, t.text.len()));
    let (at, length) = token.or_else(|| Some((query.text.find(value.value())?, value.value().len())))?;
    let plain = to_ntriples(&Literal::new_simple_literal(value.value()));
    let other = quads.texts().find(|t| t.strip_prefix(plain.as_str()).is_some_and(|r| !r.starts_with('"')));
    let anchor = Location::Span(query.file, Span::new(at, at + length));
    let shown = to_ntriples(value);
    let fault =
        Diagnostic::new(Code::R056, anchor, format!("no triple of this graph has the value `{shown}`"))
            .expected("a value that the graph has, in the form that it has there");
    if let Some(other) = other {
        return Some(fault.help(format!(
            "the graph has `{other}`: write it so, or bind a variable and compare, FILTER(STR(?value) = {plain})"
        )));
    }
    let texts = quads.texts().filter_map(|t| Some(t.strip_prefix('"')?.strip_suffix('"')?.to_owned()));
    let texts: Vec<String> = texts.collect();
    let near = nearest(value.value(), texts.iter().map(String::as_str)).map(|near| format!("\"{near}\""));
    Some(fault.suggest(near.as_deref()))
}

/// The name of a graph that there is not.
fn graph_fault(name: &Written<'_>, roles: &[Place], store: &Store) -> Option<Diagnostic> {
    let known = store.graphs();
    if !roles.iter().any(|r| r.role == Role::Graph) || known.contains(&name.iri) {
        return None;
    }
    let prefix = format!("{}:", IriFamily::Graph.path().trim_end_matches('/'));
    let start = store.graph_iri("");
    let is_short = !name.text.starts_with('<');
    let shown = |iri: &str| if is_short { iri.replacen(&start, &prefix, 1) } else { format!("<{iri}>") };
    let near = nearest(&name.iri, known.iter().map(String::as_str)).map(shown);
    let all: Vec<String> = known.iter().map(|iri| iri.replacen(&start, &prefix, 1)).collect();
    Some(
        Diagnostic::new(Code::R056, name.anchor.clone(), format!("there is no graph `{}`", name.text))
            .expected(format!("one of {}", all.join(", ")))
            .suggest(near.as_deref()),
    )
}

/// A name that stands nowhere in the graph, and that nothing else gives a meaning in the query. What a rule makes is in the graph
/// then, under names that the ontology has.
fn unknown(name: &Written<'_>, roles: &[Place], is_rule: bool, store: &Store) -> Option<Diagnostic> {
    let (namespace, local) = name.iri.split_at(name.namespace);
    if local.is_empty() || store.contains(&name.iri) || roles.iter().any(|r| r.role == Role::Graph) {
        return None;
    }
    let is_wrong = standard::missing(&name.iri).is_some();
    // What such a vocabulary has is right, whether or not the graph uses it.
    if !is_wrong && standard::vocabulary(&name.iri).is_some() {
        return None;
    }
    let is_matched = roles.iter().any(|r| !matches!(r.role, Role::Made | Role::Datatype));
    let is_made = !is_matched && !roles.is_empty();
    let is_datatype = is_made && roles.iter().all(|r| r.role == Role::Datatype);
    let is_own = !is_datatype && store.own().iter().any(|own| name.iri.starts_with(own.as_str()));
    if !(is_matched || is_own || is_wrong) {
        return None;
    }
    let near = near(name, namespace, local, store);
    // What a query makes may be new; a name that is all but one of the graph is hardly meant to be.
    if is_made && near.is_none() && !is_wrong && !(is_rule && is_own) {
        return None;
    }
    let (message, expected) = if is_wrong {
        (format!("there is no `{}`", name.text), "a term that the vocabulary has")
    } else {
        (format!("`{}` stands nowhere in this graph", name.text), "a name that the graph has")
    };
    let fault = Diagnostic::new(Code::R056, name.anchor.clone(), message);
    Some(fault.expected(expected).suggest(near.as_deref()))
}

/// The nearest name of the same namespace, or the one with the same last part in another, as it would be written.
fn near(name: &Written<'_>, namespace: &str, local: &str, store: &Store) -> Option<String> {
    let known = store.iris_with_prefix(namespace);
    let standard = standard::vocabulary(&name.iri).map_or("", |v| v.1).split_whitespace();
    let locals: Vec<&str> = known.iter().map(|iri| &iri[namespace.len()..]).chain(standard).collect();
    // Classes begin with a capital letter where properties do not.
    let is_alike = |l: &&str| l.starts_with(char::is_uppercase) == local.starts_with(char::is_uppercase);
    let alike = nearest(local, locals.iter().copied().filter(is_alike));
    if let Some(near) = alike.or_else(|| nearest(local, locals.iter().copied())) {
        return Some(match name.text.split_once(':') {
            Some((prefix, _)) if !name.text.starts_with('<') => format!("{prefix}:{near}"),
            _ => format!("<{namespace}{near}>"),
        });
    }
    let elsewhere = store.iris_with_prefix("");
    let same =
        elsewhere.iter().find(|iri| iri.strip_suffix(local).is_some_and(|n| n.ends_with(['#', '/'])))?;
    let prefixes = store.prefixes().iter();
    let short = prefixes.filter_map(|(p, n)| Some(format!("{p}:{}", same.strip_prefix(n.as_str())?)));
    // Where the query declares a prefix anew, the same letters are another name.
    let short = short.filter(|short| short != name.text);
    Some(short.min_by_key(String::len).unwrap_or_else(|| format!("<{same}>")))
}

/// A name of the graph by which a pattern finds nothing, where the query needs a match.
fn empty(
    name: &Written<'_>,
    at: &Place,
    view: DefaultGraph,
    has_dataset: bool,
    store: &Store,
) -> Option<Diagnostic> {
    let layer = match (&at.graph, view) {
        (Some(graph), _) => Some(graph.clone()),
        (None, DefaultGraph::Layer(layer)) if !has_dataset => Some(layer.iri(store.base())),
        (None, DefaultGraph::Ontology) if !has_dataset => Some(store.graph_iri("ontology")),
        (None, DefaultGraph::Wider) if !has_dataset => Some(store.graph_iri(wider::NAME)),
        (None, _) => None,
    };
    let term = |iri: &str| format!("<{iri}>");
    let (pattern, message, expected) = match at.role {
        Role::Predicate => (vec![term(&name.iri)], "has the property", "a property that something has"),
        Role::Class => {
            (vec![term(rdf::TYPE), term(&name.iri)], "is of the class", "a class that something is of")
        }
        Role::Stated => (
            vec![term(rdf::PREDICATE), term(&name.iri)],
            "states the property",
            "a property that claims state",
        ),
        Role::Graph | Role::Node | Role::Made | Role::Datatype => return None,
    };
    let most = if view == DefaultGraph::Stated { Use::Data } else { Use::Wider };
    let is_told = layer.as_ref().is_some_and(|graph| !store.graphs().contains(graph));
    if at.optional || is_told || store.has(&pattern, layer.as_deref(), most) {
        return None;
    }
    let place = match &layer {
        Some(iri) => format!("the graph `{}`", iri.trim_start_matches(&store.graph_iri(""))),
        None => "this graph".to_owned(),
    };
    let message = format!("nothing in {place} {message} `{}`", name.text);
    let fault = Diagnostic::new(Code::R096, name.anchor.clone(), message).expected(expected);
    Some(if layer.is_some() && store.has(&pattern, None, most) {
        fault.help("other graphs have it: ask without naming one")
    } else if store.has(&pattern, None, Use::Wider) {
        fault.help("only narrower ones are there, and these do not count here: name them, or ask all layers")
    } else {
        fault
    })
}

/// A service that is to be asked and whose failure is to be passed over: nothing is ever asked.
fn silent(query: QueryText<'_>, parsed: &Query) -> Option<Diagnostic> {
    let mut parts = Part::Pattern(pattern_of(parsed)).all();
    parts.find(|p| matches!(p, Part::Pattern(GraphPattern::Service { silent: true, .. })))?;
    let token =
        tokens(query.text).find(|t| t.kind == Kind::Word && t.text.eq_ignore_ascii_case("SERVICE"))?;
    let anchor = Location::Span(query.file, Span::new(token.at, token.at + token.text.len()));
    let message = "no service is asked: this part gives nothing".to_owned();
    Some(
        Diagnostic::new(Code::R099, anchor, message)
            .expected("a query over this graph")
            .help("this program has no network: remove SERVICE SILENT"),
    )
}

impl Store {
    /// The IRIs of all graphs that there are.
    fn graphs(&self) -> Vec<String> {
        let layers = Layer::ALL.iter().map(|layer| layer.iri(&self.base));
        layers.chain(["ontology", wider::NAME].map(|name| self.graph_iri(name))).collect()
    }

    /// Whether some triple of the data, of one graph if one is named, has a predicate, and an object if two terms are given.
    fn has(&self, terms: &[String], graph: Option<&str>, most: Use) -> bool {
        let held = self.read();
        let quads = held.index();
        let found: Option<Vec<_>> = terms.iter().map(|term| quads.find(term)).collect();
        let graph = graph.map(|iri| quads.find(&format!("<{iri}>")));
        match (found.as_deref(), graph) {
            (None | Some([]), _) | (_, Some(None)) => false,
            (Some([predicate, rest @ ..]), graph) => {
                quads.has(*predicate, rest.first().copied(), graph.flatten(), most)
            }
        }
    }
}
