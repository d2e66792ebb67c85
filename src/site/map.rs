//! The page of the map, and what its script draws: things and links, each link with the words that it rests on.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use serde::Serialize;

use super::address::{Kind, quotation};
use super::html::{Frame, Markup, Piece, Row, Table};
use super::{Pages, Site, lists, rendered};
use crate::derive::rdf::IriFamily;
use crate::explore::{Basis, Citation, Relation, derived_sentence, sentence, thing_in_words};
use crate::model::claim::{ClaimId, DerivationId, EntityId, PropertyId, Thing};

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    table: Table,
    note: Option<String>,
}

/// What the script of the map draws. Numbers are positions in the lists.
#[derive(Serialize)]
pub(super) struct Drawn {
    /// What stands before the keys of things, claims and derivations in their IRIs.
    iris: [String; 3],
    kinds: Vec<Term>,
    properties: Vec<Term>,
    statuses: Vec<Term>,
    things: Vec<Node>,
    claims: Vec<Said>,
    links: Vec<Link>,
}

/// A term of the ontology.
#[derive(Serialize)]
struct Term {
    key: String,
    name: String,
    iri: String,
}

/// A thing that can be drawn.
#[derive(Serialize)]
struct Node {
    key: String,
    name: String,
    /// Other names by which it is found.
    #[serde(skip_serializing_if = "String::is_empty")]
    also: String,
    kind: usize,
    address: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_claim: bool,
}

/// A claim that a link rests on.
#[derive(Serialize)]
struct Said {
    key: String,
    sentence: String,
    standing: &'static str,
    /// The word that stands beside it, where it is not plainly so.
    #[serde(skip_serializing_if = "str::is_empty")]
    mark: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_denied: bool,
    /// The thing that it is about.
    about: usize,
    status: usize,
    speaker: usize,
    source: usize,
    /// When its source was published, or taken where that is not recorded.
    #[serde(skip_serializing_if = "String::is_empty")]
    known: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    quote: String,
    who: String,
    place: String,
    /// Where its words stand.
    quoted: String,
    address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    until: String,
}

/// A link from a thing to another: a claim, or what follows from some.
#[derive(Serialize)]
struct Link {
    from: usize,
    to: usize,
    property: usize,
    /// How it stands, and the claims that are its ends.
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inferred: Option<Inferred>,
}

/// How a link follows.
#[derive(Serialize)]
struct Inferred {
    key: String,
    sentence: String,
    rule: String,
    address: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cautions: Vec<String>,
    /// The claims that its best proof rests on, through whatever steps.
    claims: Vec<usize>,
}

/// Where each thing stands in a list that keeps what is met first in front.
struct Numbers<K>(BTreeMap<K, usize>);

impl<K: Ord + Copy> Numbers<K> {
    fn new(of: impl IntoIterator<Item = K>) -> Self {
        Self(of.into_iter().zip(0..).collect())
    }

    fn of(&self, wanted: K) -> usize {
        self.0.get(&wanted).copied().unwrap_or_default()
    }
}

impl Site {
    /// The links that are drawn: what only says another one again, from the other end or in wider words, is left out.
    pub(super) fn drawn_links(&self) -> Vec<Relation> {
        let derived = self.graph.derived();
        let restates = |basis| match basis {
            Basis::Claim(_) => false,
            Basis::Derivation(id) => derived.rule(derived.get(id)).restates,
        };
        self.relations.each().filter(|relation| !restates(relation.basis)).collect()
    }

    /// Things and links for the script of the map.
    pub(super) fn drawn(&self) -> Drawn {
        let scope = self.scope();
        let (dataset, ontology) = (scope.dataset, scope.ontology);
        let links = self.drawn_links();
        let mut claims: BTreeSet<ClaimId> = BTreeSet::new();
        for link in &links {
            match link.basis {
                Basis::Claim(id) => _ = claims.insert(id),
                Basis::Derivation(id) => claims.extend(scope.derived.premises([id])),
            }
        }
        let properties: BTreeSet<PropertyId> = links.iter().map(|link| link.property).collect();
        let class = |thing| match thing {
            Thing::Entity(id) => dataset.entity(id).class,
            Thing::Claim(_) => ontology.claim_class(),
        };
        let kinds: BTreeSet<_> = self.relations.all().map(class).collect();
        let numbers = Positions {
            things: Numbers::new(self.relations.all()),
            claims: Numbers::new(claims.iter().copied()),
            properties: Numbers::new(properties.iter().copied()),
        };
        let of_kinds = Numbers::new(kinds.iter().copied());
        let things = self.relations.all().map(|thing| self.node(thing, of_kinds.of(class(thing))));
        let term = |key: &str, name: &str, iri: &str| Term {
            key: key.to_owned(),
            name: name.to_owned(),
            iri: iri.to_owned(),
        };
        let kind = |id| {
            let class = ontology.class(id);
            term(&class.key, &class.label, &class.iri)
        };
        let property = |id| {
            let property = ontology.property(id);
            term(&property.key, &property.label, &property.iri)
        };
        let base = |family: IriFamily| format!("{}{}", scope.base, family.path());
        Drawn {
            iris: [IriFamily::Id, IriFamily::Claim, IriFamily::Derived].map(base),
            kinds: kinds.iter().copied().map(kind).collect(),
            properties: properties.iter().copied().map(property).collect(),
            statuses: ontology.statuses().iter().map(|s| term(&s.key, &s.label, &s.iri)).collect(),
            things: things.collect(),
            claims: claims.iter().map(|id| self.said(*id, &numbers)).collect(),
            links: links.iter().map(|link| self.link(*link, &numbers)).collect(),
        }
    }

    fn node(&self, thing: Thing, kind: usize) -> Node {
        let scope = self.scope();
        let key = scope.dataset.key(thing);
        let (name, also, page) = match thing {
            Thing::Entity(id) => {
                let also = scope.dataset.other_names(scope.dataset.entity(id)).join("; ");
                (scope.dataset.name(thing).to_owned(), also, Kind::Thing)
            }
            Thing::Claim(_) => (thing_in_words(thing, scope), String::new(), Kind::Claim),
        };
        let is_claim = page == Kind::Claim;
        Node { name, also, kind, address: page.page(key), is_claim, key: key.to_owned() }
    }

    fn said(&self, id: ClaimId, numbers: &Positions) -> Said {
        let scope = self.scope();
        let dataset = scope.dataset;
        let claim = dataset.claim(id);
        let citation = Citation::of(id, scope);
        let details = dataset.details(claim);
        let date = |date: Option<crate::model::date::PartialDate>| {
            date.map(|date| date.to_string()).unwrap_or_default()
        };
        let number = |id: EntityId| numbers.things.of(Thing::Entity(id));
        let source = dataset.key(Thing::Entity(claim.source));
        Said {
            sentence: sentence(id, scope),
            standing: citation.standing.word(),
            mark: Basis::Claim(id).mark(scope).unwrap_or_default().to_owned(),
            is_denied: !claim.affirmed,
            about: numbers.things.of(claim.subject),
            status: claim.status.index(),
            speaker: number(claim.speaker),
            source: number(claim.source),
            known: date(dataset.time_of_source(claim.source)),
            who: citation.who(),
            place: citation.place(),
            quoted: quotation(source, &citation.claim),
            address: Kind::Claim.page(&citation.claim),
            from: date(details.and_then(|d| d.from)),
            until: date(details.and_then(|d| d.until)),
            quote: citation.quote,
            key: citation.claim,
        }
    }

    fn link(&self, link: Relation, numbers: &Positions) -> Link {
        let scope = self.scope();
        let (claim, inferred) = match link.basis {
            Basis::Claim(id) => (Some(numbers.claims.of(id)), None),
            Basis::Derivation(id) => (None, Some(self.inferred(id, numbers))),
        };
        Link {
            from: numbers.things.of(link.from),
            to: numbers.things.of(link.to),
            property: numbers.properties.of(link.property),
            standing: link.counted(scope).word(),
            claim,
            inferred,
        }
    }

    fn inferred(&self, id: DerivationId, numbers: &Positions) -> Inferred {
        let scope = self.scope();
        let derivation = scope.derived.get(id);
        let rule = scope.derived.rule(derivation);
        let premises = scope.derived.premises([id]);
        Inferred {
            key: derivation.key.to_string(),
            sentence: derived_sentence(derivation, scope),
            rule: rule.label.clone(),
            address: Kind::Rule.page(&rule.key),
            cautions: scope.derived.cautions(derivation).map(str::to_owned).collect(),
            claims: premises.into_iter().map(|id| numbers.claims.of(id)).collect(),
        }
    }
}

/// Where things, claims and properties stand in the lists.
struct Positions {
    things: Numbers<Thing>,
    claims: Numbers<ClaimId>,
    properties: Numbers<PropertyId>,
}

impl Pages<'_> {
    /// The page of the map; without a script it lists what could be drawn.
    pub(super) fn map(&self) -> String {
        let dataset = self.scope.dataset;
        let mut counts: BTreeMap<Thing, usize> = BTreeMap::new();
        for link in self.site.drawn_links() {
            let ends: BTreeSet<Thing> = [link.from, link.to].into();
            for end in ends {
                *counts.entry(end).or_default() += 1;
            }
        }
        let mut named: Vec<(String, EntityId)> = dataset
            .entity_ids()
            .map(|id| (dataset.name(Thing::Entity(id)).to_lowercase(), id))
            .filter(|(_, id)| counts.contains_key(&Thing::Entity(*id)))
            .collect();
        named.sort();
        let more = named.len().saturating_sub(lists::MOST_ROWS);
        let row = |(_, id): (String, EntityId)| {
            let class = &self.scope.ontology.class(dataset.entity(id).class).label;
            let count = counts.get(&Thing::Entity(id)).copied().unwrap_or_default();
            Row::new(vec![
                vec![self.named(Thing::Entity(id))],
                vec![Piece::plain(class.clone())],
                vec![Piece::plain(count.to_string())],
            ])
        };
        let head = ["name", "what it is", "links"].map(str::to_owned).to_vec();
        let rows = named.into_iter().take(lists::MOST_ROWS).map(row).collect();
        let about = "Things and the links between them: opened out one by one, each line with its words.";
        rendered(&MapPage {
            frame: self.frame("Map", about, "remit near NAME"),
            table: Table { caption: "Things that have links".to_owned(), head, rows },
            note: (more > 0).then(|| format!("{more} more are not listed here; the search finds them.")),
        })
    }
}
