//! What can stand at a place of a query that is typed: classes, properties, entities and saved queries of this graph, and what the
//! query names already. Nothing else is offered, so what is taken finds something.
//!
//! Goes in: any text and a place in it. Comes out: what fits, the best first. No grammar is needed: subjects and predicates are told
//! by the signs between them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::compile::ontology::Range;
use crate::compile::ontology::triples::local_name;
use crate::derive::rdf::{IriFamily, Node, thing_of};
use crate::derive::store::DefaultGraph;
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::model::header::Header;
use crate::model::tokens::{Kind, tokens};
use crate::model::vocab::rdf;
use crate::site::Site;
use crate::site::search::words;

/// How many are offered.
const MOST: usize = 40;
/// The longest word that is looked for, in bytes.
const LONGEST: usize = 200;
/// How many names that begin alike are looked at.
const MOST_NAMES: usize = 2000;

/// What is offered for the word before a place.
#[derive(Debug, Serialize)]
pub(super) struct Completions {
    /// How many units of UTF-16 that word has.
    length: usize,
    options: Vec<Offer>,
}

/// Something that can stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Offer {
    /// What readers call it.
    pub(super) label: String,
    /// What is written.
    pub(super) apply: String,
    /// What it is.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// What else is to be known.
    pub(super) detail: String,
    /// The prefix in it, and what that stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix: Option<[String; 2]>,
}

/// Where a word stands in its triple.
#[derive(Debug, Default, PartialEq, Eq)]
struct Spot<'a> {
    /// The terms of the triple before it.
    before: Vec<&'a str>,
    /// Whether it is inside of parentheses, as of a filter.
    is_inside: bool,
    /// Whether nothing stands before it but comments.
    is_first: bool,
}

/// The terms of a triple that is being read, by the brackets that it stands in.
#[derive(Default)]
struct Frame<'a> {
    terms: Vec<&'a str>,
    is_parenthesis: bool,
}

/// Reads a text; tells each triple that is whole, and gives the spot at its end.
fn read<'a>(text: &'a str, mut told: impl FnMut(&[&'a str])) -> Spot<'a> {
    let mut frames = vec![Frame::default()];
    let (mut end, mut count) = (0, 0);
    for token in tokens(text) {
        signs(&text[end..token.at], &mut frames);
        end = token.at + token.text.len();
        count += 1;
        let Some(frame) = frames.last_mut() else { break };
        let is_name = token.text.contains(':') || ["a", "true", "false"].contains(&token.text);
        match (token.kind, token.text) {
            (Kind::Open, bracket) => {
                let terms = if bracket == "[" { vec!["[]"] } else { Vec::new() };
                frames.push(Frame { terms, is_parenthesis: bracket == "(" });
                continue;
            }
            (Kind::Close, bracket) => {
                if frames.len() > 1 {
                    frames.pop();
                }
                let Some(frame) = frames.last_mut() else { break };
                match bracket {
                    "]" => frame.terms.push("[]"),
                    ")" if frame.terms.len() == 1 => frame.terms.push("()"),
                    ")" => {}
                    _ => frame.terms.clear(),
                }
            }
            (Kind::Word, _) if !is_name => frame.terms.clear(),
            (Kind::Not, _) => {}
            (_, term) => frame.terms.push(term),
        }
        if let Some(frame) = frames.last().filter(|frame| frame.terms.len() == 3 && !frame.is_parenthesis) {
            told(&frame.terms);
        }
    }
    signs(&text[end..], &mut frames);
    let frame = frames.pop().unwrap_or_default();
    Spot { before: frame.terms, is_inside: frame.is_parenthesis, is_first: count == 0 }
}

/// What the signs between two tokens do to the triple around them.
fn signs(between: &str, frames: &mut [Frame<'_>]) {
    let Some(Frame { terms, .. }) = frames.last_mut() else { return };
    for line in between.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut was_digit = false;
        for sign in line.chars() {
            match sign {
                '.' if !was_digit => terms.clear(),
                // The predicate goes on behind the signs of a path.
                ';' | '/' | '|' | '^' => terms.truncate(1),
                ',' => terms.truncate(2),
                '0'..='9' if !was_digit && terms.len() == 2 => terms.push("0"),
                _ => {}
            }
            was_digit = sign.is_ascii_digit();
        }
    }
}

impl Site {
    /// What can stand at a place of a text, which is counted in units of UTF-16.
    pub(super) fn completed(&self, text: &str, at: usize) -> Completions {
        let mut units = 0;
        let place = text.char_indices().find(|(_, c)| {
            let is_there = units >= at;
            units += c.len_utf16();
            is_there
        });
        let (before, _) = text.split_at(place.map_or(text.len(), |(place, _)| place));
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || "?$_-:.".contains(c)));
        let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let spot = read(&before[..start], |_| {});
        let mut classes: BTreeSet<ClassId> = BTreeSet::new();
        if let Some(subject) = spot.before.first() {
            read(text, |triple| {
                if triple[0] == *subject && self.is_type(triple[1]) {
                    classes.extend(self.class_of(triple[2]));
                }
            });
            let thing = self.iri_of(subject).and_then(|iri| self.thing(&iri));
            if let Some(Thing::Entity(id)) = thing {
                classes.insert(self.graph.dataset().entity(id).class);
            }
        }
        let options = self.offers(word, &spot, &classes, text);
        Completions { length: word.encode_utf16().count(), options }
    }

    fn offers(&self, word: &str, spot: &Spot<'_>, classes: &BTreeSet<ClassId>, text: &str) -> Vec<Offer> {
        let mut found: Vec<Offer> = Vec::new();
        if word.starts_with(['?', '$']) {
            found.extend(variables(text, word).into_iter().take(MOST));
            return found;
        }
        if word.len() > LONGEST {
            return found;
        }
        if spot.is_first {
            found.extend(self.saved(word));
        }
        match (spot.before.as_slice(), spot.is_inside) {
            ([_], false) => found.extend(self.properties(word, classes)),
            ([_, predicate], false) if self.is_type(predicate) => found.extend(self.classes(word)),
            (before, _) => {
                let predicate = before.get(1).and_then(|predicate| self.property_of(predicate));
                if word.is_empty() {
                    found.extend(variables(text, "?"));
                }
                if !word.is_empty() || predicate.is_some() {
                    found.extend(self.entities(word, predicate));
                }
                if before.is_empty() && !word.is_empty() {
                    found.extend(self.classes(word));
                    found.extend(self.properties(word, classes));
                }
            }
        }
        if !word.is_empty() && !word.contains(':') {
            let prefixes = self.graph.prefixes().prefixes().iter().filter(|(name, _)| name.starts_with(word));
            found.extend(prefixes.map(|(name, iri)| Offer {
                label: format!("{name}:"),
                apply: format!("{name}:"),
                kind: "namespace",
                detail: iri.clone(),
                prefix: Some([name.clone(), iri.clone()]),
            }));
        }
        found.truncate(MOST);
        found
    }

    /// The IRI that a term of a query stands for, by the prefixes of the graph.
    fn iri_of(&self, term: &str) -> Option<String> {
        if let Some(iri) = term.strip_prefix('<') {
            return Some(iri.trim_end_matches('>').to_owned());
        }
        let (name, local) = term.split_once(':')?;
        let prefixes = self.graph.prefixes().prefixes().iter();
        let namespace = prefixes.into_iter().find(|(prefix, _)| prefix == name)?;
        Some(format!("{}{local}", namespace.1))
    }

    fn is_type(&self, term: &str) -> bool {
        term == "a" || self.iri_of(term).is_some_and(|iri| iri == rdf::TYPE)
    }

    fn class_of(&self, term: &str) -> Option<ClassId> {
        self.graph.ontology().find_class_iri(&self.iri_of(term)?)
    }

    fn property_of(&self, term: &str) -> Option<PropertyId> {
        self.graph.ontology().find_property_iri(&self.iri_of(term)?)
    }

    fn thing(&self, iri: &str) -> Option<Thing> {
        thing_of(&format!("<{iri}>"), self.graph.dataset(), self.graph.scope().base)
    }

    /// An IRI as it is written in a query, with the prefix in it.
    fn written(&self, iri: &str) -> (String, Option<[String; 2]>) {
        let prefixes = self.graph.prefixes();
        let is_plain = |local: &str| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            !local.starts_with('-') && !local.is_empty() && local.chars().all(is_part)
        };
        match prefixes.split(iri).filter(|(_, local)| is_plain(local)) {
            Some((name, local)) => {
                let namespace = iri[..iri.len() - local.len()].to_owned();
                (format!("{name}:{local}"), Some([name.to_owned(), namespace]))
            }
            None => (format!("<{iri}>"), None),
        }
    }

    fn offer(&self, label: &str, iri: &str, kind: &'static str, detail: String) -> Offer {
        let (apply, prefix) = self.written(iri);
        Offer { label: label.to_owned(), apply, kind, detail, prefix }
    }

    fn classes(&self, word: &str) -> Vec<Offer> {
        let dataset = self.graph.dataset();
        let count = |id: ClassId| {
            let of_it = |one: &EntityId| self.graph.ontology().is_a(dataset.entity(*one).class, id);
            dataset.entity_ids().filter(of_it).count()
        };
        let offers = self
            .graph
            .ontology()
            .classes()
            .iter()
            .map(|class| self.offer(&class.label, &class.iri, "class", String::new()));
        let fitting = fitting(word, offers);
        let counted = fitting.into_iter().take(MOST).map(|offer| {
            let id = self.class_of(&offer.apply);
            let is_external = id.is_some_and(|id| self.graph.ontology().class(id).external);
            match id.map_or(0, count) {
                0 => ((is_external, true), offer),
                things => ((is_external, false), Offer { detail: format!("{things} things"), ..offer }),
            }
        });
        let mut counted: Vec<_> = counted.collect();
        // Those of the graph before those of other vocabularies; what nothing is an instance of finds nothing.
        counted.sort_by_key(|(rank, _)| *rank);
        counted.into_iter().map(|(_, offer)| offer).collect()
    }

    /// Those first that the classes of the subject have.
    fn properties(&self, word: &str, classes: &BTreeSet<ClassId>) -> Vec<Offer> {
        let ontology = self.graph.ontology();
        let has = |domain: &[ClassId]| {
            let is_of = |class: &ClassId| domain.iter().any(|of| ontology.is_a(*class, *of));
            classes.is_empty() || domain.is_empty() || classes.iter().any(is_of)
        };
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for property in ontology.properties() {
            let names: Vec<&str> =
                property.domain.iter().map(|id| ontology.class(*id).label.as_str()).collect();
            let offer = self.offer(&property.label, &property.iri, "property", names.join(", "));
            if has(&property.domain) { own.push(offer) } else { others.push(offer) }
        }
        let further = self.found.predicates.get_or_init(|| self.further_predicates());
        others.extend(further.iter().map(|iri| self.offer(local_name(iri), iri, "property", String::new())));
        let by_type = Offer {
            label: "a".into(),
            apply: "a".into(),
            kind: "keyword",
            detail: "is of the class".into(),
            prefix: None,
        };
        // Of a class, those come first that are its own, before what anything may have.
        let mut own = fitting(word, own);
        own.sort_by_key(|offer| !classes.is_empty() && offer.detail.is_empty());
        let by_type = Some(by_type).filter(|_| "a".starts_with(word));
        by_type.into_iter().chain(own).chain(fitting(word, others)).collect()
    }

    /// The predicates of the graph that its ontology does not have: those by which claims, names and sources are written down.
    fn further_predicates(&self) -> Vec<String> {
        let ontology = self.graph.ontology();
        let all = "SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?p";
        let found = self.graph.store().and_then(|store| store.query(all, DefaultGraph::Stated));
        let found =
            found.map(|found| found.iris().concat().into_iter().flatten().map(str::to_owned).collect());
        let mut found: Vec<String> = found.unwrap_or_default();
        found.retain(|iri| ontology.find_property_iri(iri).is_none());
        found
    }

    /// Those first that the property before them can have.
    fn entities(&self, word: &str, predicate: Option<PropertyId>) -> Vec<Offer> {
        let (dataset, ontology) = (self.graph.dataset(), self.graph.ontology());
        let wanted: &[ClassId] = match predicate.map(|id| &ontology.property(id).range) {
            Some(Range::Things(classes)) => classes,
            Some(_) => return Vec::new(),
            None => &[],
        };
        let typed = words(word.rsplit(':').next().unwrap_or_default()).join(" ");
        let mut seen = BTreeSet::new();
        let names = self.found.beginnings.get_or_init(|| self.beginnings());
        let from = names.partition_point(|(name, _)| name.as_str() < typed.as_str());
        let found = names[from..].iter().take_while(|(name, _)| name.starts_with(&typed)).take(MOST_NAMES);
        let mut found: Vec<([bool; 3], String, EntityId)> = found
            .filter(|(_, id)| seen.insert(*id))
            .map(|(_, id)| {
                let is_wanted = wanted.is_empty() || ontology.is_one_of(dataset.entity(*id).class, wanted);
                let [key, name] = [dataset.key(Thing::Entity(*id)), dataset.name(Thing::Entity(*id))];
                let begins = |text: &str| words(text).join(" ").starts_with(&typed);
                ([!is_wanted, !begins(key), !begins(name)], name.to_owned(), *id)
            })
            .collect();
        found.sort();
        let offer = |(_, name, id): ([bool; 3], String, EntityId)| {
            let iri =
                Node::minted(IriFamily::Id, dataset.key(Thing::Entity(id))).iri(self.graph.scope().base);
            self.offer(&name, &iri, "constant", ontology.class(dataset.entity(id).class).label.clone())
        };
        let prefix = word.split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default();
        let all = found.into_iter().take(MOST_NAMES).map(offer);
        all.filter(|offer| offer.apply.starts_with(&prefix)).take(MOST).collect()
    }

    /// The words of all names with the entities that have them, and keys, sorted.
    fn beginnings(&self) -> Vec<(String, EntityId)> {
        let dataset = self.graph.dataset();
        let mut all: Vec<(String, EntityId)> = Vec::new();
        for id in dataset.entity_ids() {
            let thing = Thing::Entity(id);
            let names = dataset.other_names(dataset.entity(id));
            for name in names.iter().map(String::as_str).chain([dataset.name(thing), dataset.key(thing)]) {
                let words = words(name);
                all.extend((0..words.len()).map(|at| (words[at..].join(" "), id)));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Saved queries, whole.
    fn saved(&self, word: &str) -> Vec<Offer> {
        let input = self.graph.input();
        let offers = input.queries.iter().chain(&input.questions).map(|id| {
            let file = input.files.get(*id);
            let header = Header::parse(&file.text);
            let asks = header.get("question").or(header.get("label")).unwrap_or_default();
            Offer {
                label: file.stem().to_owned(),
                apply: file.text.clone(),
                kind: "text",
                detail: asks.to_owned(),
                prefix: None,
            }
        });
        fitting(word, offers)
    }
}

/// Those whose name or written form begins with a word, or has one that does; by their labels.
fn fitting(word: &str, offers: impl IntoIterator<Item = Offer>) -> Vec<Offer> {
    let lower = word.to_lowercase();
    let typed = words(word.rsplit(':').next().unwrap_or_default());
    let prefix = word.split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default();
    let fits = |offer: &Offer| {
        let apply = offer.apply.to_lowercase();
        let of_label = words(&offer.label);
        let has = |wanted: &String| of_label.iter().any(|word| word.starts_with(wanted.as_str()));
        apply.starts_with(&lower)
            || apply.starts_with(&prefix.to_lowercase())
                && (typed.iter().all(has)
                    || apply.rsplit(':').next().is_some_and(|local| local.starts_with(&typed.join("-"))))
    };
    let mut found: Vec<Offer> = offers.into_iter().filter(fits).collect();
    // What begins as it is written, then what is called so, then what has such a word.
    found.sort_by_cached_key(|offer| {
        let begins = |text: &str, with: &str| !text.to_lowercase().starts_with(with);
        let name = lower.rsplit(':').next().unwrap_or_default();
        (begins(&offer.apply, &lower), begins(&offer.label, name), offer.label.clone(), offer.apply.clone())
    });
    found
}

/// The variables of a text that begin alike, but for the one that is being typed.
fn variables(text: &str, word: &str) -> Vec<Offer> {
    let all: BTreeSet<&str> =
        tokens(text).filter(|t| t.kind == Kind::Variable && t.text.len() > 1).map(|t| t.text).collect();
    let begins = |name: &&str| name[1..].starts_with(&word[1..]) && name.len() > word.len();
    let offer = |name: &str| Offer {
        label: name.to_owned(),
        apply: name.to_owned(),
        kind: "variable",
        ..Offer::default()
    };
    all.into_iter().filter(begins).map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_signs() {
        for (text, before) in [
            ("SELECT * { ?m a b:C ; ", &["?m"][..]),
            ("SELECT ?m WHERE { ?m b:p ?o . ?x b:q", &["?x", "b:q"]),
            ("SELECT * { ?m b:p 5 . ", &[]),
            ("SELECT * { ?m b:p 1.5 ; b:q ", &["?m", "b:q"]),
            ("SELECT * { ?m b:p/b:q ", &["?m", "b:q"]),
            ("SELECT * { ?m b:p/", &["?m"]),
            ("SELECT * { ?m b:p [ b:q ", &["[]", "b:q"]),
            ("SELECT * { ?m b:p [ b:q ?x ] ; ", &["?m"]),
            ("SELECT * { ?m b:p \"a . b\" , ", &["?m", "b:p"]),
            ("SELECT * { ?m b:p ?o # a comment. with ; signs\n . ?n ", &["?n"]),
            ("SELECT * { FILTER (?x = 1) ?n ", &["?n"]),
            ("SELECT * { OPTIONAL { ?m b:p ?o } ?n ", &["?n"]),
            ("SELECT * { ?m (b:p|b:q)+ ", &["?m", "()"]),
        ] {
            assert_eq!(read(text, |_| {}).before, before, "{text}");
        }
        assert!(read("SELECT * { FILTER (", |_| {}).is_inside);
        let mut all = Vec::new();
        read("{ ?a a b:C ; b:p ?x , ?y }", |triple| all.push(triple.join(" ")));
        assert_eq!(all, ["?a a b:C", "?a b:p ?x", "?a b:p ?y"]);
    }
}
