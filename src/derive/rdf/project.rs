//! A dataset to quads, subject by subject: nothing is collected but the values of one subject.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxrdf::vocab::xsd;
use oxrdf::{NamedNodeRef, QuadRef};

use super::evidence::PassageNames;
use super::part::Part;
use super::term::{IriFamily, Layer, Node, Parsed, Term, digest};
use super::triple::space_of;
use crate::compile::ontology::Ontology;
use crate::model::claim::{Claim, ClaimId, DerivationId, EntityId, Money, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::derivation::{DerivationKey, Derived, Rule};
use crate::model::disagreement::Disagreement;
use crate::model::fields::{ClaimField, Kind};
use crate::model::standing::{Standing, Standings};
use crate::model::text::{Symbol, first_bytes};
use crate::model::triple::Triple;
use crate::model::vocab::{owl, prov, rdf, remit, schema, skos};

/// What a graph is made from.
#[derive(Clone, Copy, Debug)]
pub struct GraphRef<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// All sources, where these are some of them: nothing of it is told, but that the others speak of something.
    pub whole: Option<&'a Whole>,
    /// Its ontology.
    pub ontology: &'a Ontology,
    /// What rules derived.
    pub derived: &'a Derived,
    /// Where claims disagree, sorted by kind and claims.
    pub disagreements: &'a [Disagreement],
    /// How each claim stands.
    pub standings: &'a Standings,
    /// What every IRI begins with.
    pub base: &'a str,
}

/// What a graph of some sources is a part of.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The dataset of all sources.
    pub dataset: Arc<Dataset>,
    /// The keys of the sources that were asked.
    pub asked: BTreeSet<String>,
}

impl GraphRef<'_> {
    /// Whether a source is among those that were asked; others may be spoken of.
    pub fn is_asked(&self, id: EntityId) -> bool {
        self.whole.is_none_or(|whole| whole.asked.contains(self.dataset.key(Thing::Entity(id))))
    }

    /// How a claim stands.
    pub fn standing(&self, id: ClaimId) -> Standing {
        self.standings.of(id)
    }

    /// Whether a claim gives a plain triple.
    pub fn is_fact(&self, id: ClaimId) -> bool {
        self.standing(id).is_fact()
    }
}

/// Hands every quad of a graph to the sink, sorted, each once.
///
/// Costs time in proportion to the quads; memory for one subject and an index of claims by subject.
pub fn project(scope: GraphRef<'_>, sink: &mut dyn FnMut(QuadRef<'_>)) {
    let mut projector = Projector::new(scope, sink);
    projector.claims();
    projector.derived();
    projector.facts();
}

/// Hands the quads of one layer alone to the sink, sorted, each once; of a part of the graph where one is given.
pub fn project_layer<'a>(
    scope: GraphRef<'a>,
    part: Option<&'a Part>,
    layer: Layer,
    sink: &mut dyn FnMut(QuadRef<'_>),
) {
    let mut projector = Projector { part, ..Projector::new(scope, sink) };
    match layer {
        Layer::Claims => projector.claims(),
        Layer::Derived => projector.derived(),
        Layer::Facts => projector.facts(),
    }
}

/// Hands the quads of the derived layer alone to the sink.
pub fn project_derived(scope: GraphRef<'_>, sink: &mut dyn FnMut(QuadRef<'_>)) {
    Projector::new(scope, sink).derived();
}

/// The triple that a claim states or denies, the terms of which are in N-Triples form.
pub fn claim_triple(claim: &Claim, dataset: &Dataset, ontology: &Ontology, base: &str) -> [String; 3] {
    let subject = Term::Node(node(claim.subject, dataset)).to_ntriples(base);
    let predicate = format!("<{}>", ontology.property(claim.predicate).iri);
    [subject, predicate, value_of(claim, dataset, ontology).term().to_ntriples(base)]
}

/// The key of a derivation: a digest of its rule and its triple, the terms of which are in N-Triples form.
pub fn derivation_key(rule: &str, [subject, predicate, object]: [&str; 3]) -> DerivationKey {
    DerivationKey(digest([rule, subject, predicate, object, ""]))
}

pub(super) struct Projector<'a, 's> {
    pub(super) scope: GraphRef<'a>,
    /// Which part of the graph is meant, where not all of it.
    pub(super) part: Option<&'a Part>,
    sink: &'s mut dyn FnMut(QuadRef<'_>),
    /// The IRIs of the layers.
    graphs: [String; 3],
    /// Where the IRIs of a quad are put together.
    buffers: [String; 2],
}

pub(super) fn node(thing: Thing, dataset: &Dataset) -> Node<'_> {
    Node::minted(space_of(thing), dataset.key(thing))
}

/// Sorts amounts of money by their names and leaves out what is there twice.
fn sort_amounts(amounts: Vec<Money>, dataset: &Dataset) -> Vec<Money> {
    // The order of the names: currencies are of one length, and neither a point nor a digit sorts before the `-`
    // that follows an amount.
    let parts = |m: &Money| (dataset.text(m.currency), dataset.amount(m.amount), dataset.text(m.per));
    // The first eight bytes of an amount decide nearly every comparison without a look at the texts.
    let mut keyed: Vec<(u64, Money)> =
        amounts.into_iter().map(|m| (first_bytes(&dataset.amount(m.amount)), m)).collect();
    keyed.sort_unstable_by(|a, b| {
        let same_currency = a.1.currency == b.1.currency;
        let by_first = if same_currency { a.0.cmp(&b.0) } else { Ordering::Equal };
        let is_same = a.1 == b.1;
        by_first.then_with(|| if is_same { Ordering::Equal } else { parts(&a.1).cmp(&parts(&b.1)) })
    });
    keyed.dedup_by_key(|(_, m)| *m);
    keyed.into_iter().map(|(_, m)| m).collect()
}

/// The name of an amount of money in its IRI: its content, so that equal amounts are one node.
pub fn money_name(money: Money, dataset: &Dataset) -> String {
    format!("{}-{}-{}", dataset.text(money.currency), dataset.amount(money.amount), dataset.text(money.per))
}

impl<'a, 's> Projector<'a, 's> {
    pub(super) fn new(scope: GraphRef<'a>, sink: &'s mut dyn FnMut(QuadRef<'_>)) -> Self {
        let graphs = Layer::ALL.map(|layer| layer.iri(scope.base));
        Self { scope, part: None, sink, graphs, buffers: Default::default() }
    }

    /// The claims that are meant, in the order of keys.
    pub(super) fn claim_ids(&self) -> Box<dyn Iterator<Item = ClaimId> + 'a> {
        match self.part {
            None => Box::new(self.scope.dataset.claim_ids()),
            Some(part) => Box::new(part.claims()),
        }
    }

    /// The entities that are meant, in the order of keys.
    pub(super) fn entity_ids(&self) -> Box<dyn Iterator<Item = EntityId> + 'a> {
        match self.part {
            None => Box::new(self.scope.dataset.entity_ids()),
            Some(part) => Box::new(part.entities()),
        }
    }

    pub(super) fn put(&mut self, layer: Layer, subject: Node<'_>, predicate: &str, object: Term<'_>) {
        self.emit(layer, Term::Node(subject), predicate, object);
    }

    fn emit(&mut self, layer: Layer, subject: Term<'_>, predicate: &str, object: Term<'_>) {
        let base = self.scope.base;
        let [first, second] = &mut self.buffers;
        let (subject, object) = (subject.resolve(base, first), object.resolve(base, second));
        if let (Some(subject), Some(object)) = (subject.as_ref().and_then(Parsed::as_subject), &object) {
            (self.sink)(QuadRef::new(
                subject,
                NamedNodeRef::new_unchecked(predicate),
                object.as_ref(),
                NamedNodeRef::new_unchecked(&self.graphs[layer as usize]),
            ));
        }
    }

    pub(super) fn text(&mut self, layer: Layer, subject: Node<'_>, predicate: &str, text: &str) {
        self.put(layer, subject, predicate, Term::text(text));
    }

    pub(super) fn link(&mut self, layer: Layer, subject: Node<'_>, predicate: &str, object: Node<'_>) {
        self.put(layer, subject, predicate, Term::Node(object));
    }

    fn claims(&mut self) {
        let names = self.passage_names();
        let fields = ClaimField::ALL.iter().filter_map(|f| Some((f.property()?, Some(*f))));
        let mut properties: Vec<_> = fields.chain([(rdf::TYPE, None)]).collect();
        properties.sort_unstable();
        let mut amounts = Vec::new();
        // What does not hold at the date asked about is not in the graph of that date.
        let scope = self.scope;
        for id in self.claim_ids().filter(|id| scope.standing(*id) != Standing::OutOfDate) {
            self.claim(id, &properties, &names, &mut amounts);
        }
        self.disagreements();
        self.sources();
        self.amounts(Layer::Claims, amounts);
        self.passages(&names);
        self.resolutions();
        self.sections();
    }

    /// One claim node, by its properties in the order of their IRIs.
    fn claim(
        &mut self,
        id: ClaimId,
        properties: &[(&str, Option<ClaimField>)],
        passages: &PassageNames,
        amounts: &mut Vec<Money>,
    ) {
        let dataset = self.scope.dataset;
        let claim = dataset.claim(id);
        let me = Node::minted(IriFamily::Claim, dataset.text(claim.key));
        if let (Value::Money(money), false) = (claim.value, self.scope.is_fact(id)) {
            amounts.push(money);
        }
        let value = ClaimField::of_value(claim.value);
        for (iri, field) in properties {
            let Some(field) = field else {
                self.link(Layer::Claims, me, iri, Node::Known(remit::CLAIM));
                continue;
            };
            // An amount or count that is the value is in `rdf:object`.
            if *field == value && value != ClaimField::Object {
                continue;
            }
            if let Kind::Money(get) = field.kind() {
                amounts.extend(get(claim, dataset));
            }
            if let Some(object) = self.field(id, *field, passages) {
                self.put(Layer::Claims, me, iri, object.term());
            }
        }
    }

    /// What a claim has in a field, as a term.
    fn field<'n>(&self, id: ClaimId, field: ClaimField, passages: &'n PassageNames) -> Option<Owned<'n>>
    where
        'a: 'n,
    {
        let GraphRef { dataset, ontology, standings, .. } = self.scope;
        let claim = dataset.claim(id);
        let known = |iri: &'a str| Owned::Term(Term::Node(Node::Known(iri)));
        Some(match field.kind() {
            Kind::Property(get) => known(&ontology.property(get(claim, dataset)?).iri),
            Kind::Qualifier(get) => known(&ontology.qualifier(get(claim, dataset)?).iri),
            Kind::Status(get) => known(&ontology.status(get(claim, dataset)?).iri),
            Kind::Polarity(get) => known(if get(claim, dataset)? { remit::AFFIRMED } else { remit::DENIED }),
            Kind::Section(get) => {
                let section = dataset.section(get(claim, dataset)?);
                let source = dataset.text(dataset.entity(section.source).key);
                let name = [source, "/", dataset.text(section.key)];
                Owned::Term(Term::Node(Node::Local(IriFamily::Section, name)))
            }
            Kind::Passage(get) => {
                let name = passages.of(get(claim, dataset)?);
                Owned::Term(Term::Node(Node::minted(IriFamily::Passage, name)))
            }
            // What is not so is left out.
            Kind::Flag(is) => {
                let is_so = is(claim, dataset, standings.all_of(id));
                owned(Value::Boolean(Some(true).filter(|_| is_so)?), None, dataset)
            }
            Kind::Value(_) => value_of(claim, dataset, ontology),
            Kind::Text(get) if field == ClaimField::Note => {
                in_language(get(claim, dataset)?, dataset.details(claim)?.note_language, dataset)
            }
            Kind::Standing(get) => Owned::Term(Term::text(get(standings.all_of(id)).word())),
            kind => owned(kind.value(claim, dataset)?, None, dataset),
        })
    }

    fn amounts(&mut self, layer: Layer, amounts: Vec<Money>) {
        let dataset = self.scope.dataset;
        for money in sort_amounts(amounts, dataset) {
            let name = money_name(money, dataset);
            let me = Node::minted(IriFamily::Money, &name);
            self.link(layer, me, rdf::TYPE, Node::Known(schema::MONETARY_AMOUNT));
            self.text(layer, me, schema::CURRENCY, dataset.text(money.currency));
            self.text(layer, me, schema::UNIT_TEXT, dataset.text(money.per));
            self.put(layer, me, schema::VALUE, Term::typed(&dataset.amount(money.amount), xsd::DECIMAL));
        }
    }

    fn derived(&mut self) {
        let GraphRef { derived, .. } = self.scope;
        let triple = |id: DerivationId| derived.get(id).triple;
        // As of claims, only what is a fact gives its triple.
        let is_fact = |id: &DerivationId| derived.get(*id).standing.is_fact();
        let part = self.part;
        let is_meant = |id: &DerivationId| part.is_none_or(|part| part.has_derivation(*id));
        let mut triples: Vec<DerivationId> = match part {
            None => derived.ids().filter(is_fact).collect(),
            Some(part) => part.derivations().filter(is_fact).collect(),
        };
        triples.dedup_by_key(|id| triple(*id));
        triples.sort_by(|a, b| self.scope.compare(&triple(*a), &triple(*b)));
        let mut triples = triples.into_iter().map(triple).peekable();
        // Triples about claims stand before the derivations, those about other things after them.
        let mut triples_before = |me: &mut Self, space: Option<IriFamily>| {
            while let Some(next) = triples.next_if(|t| space.is_none_or(|s| me.scope.is_before(t, s))) {
                me.derived_triple(next);
            }
        };
        triples_before(self, Some(IriFamily::Derived));
        for id in derived.by_key().iter().filter(|id| is_meant(id)) {
            self.derivation(*id);
        }
        triples_before(self, Some(IriFamily::Rule));
        let is_used = |rule: &Rule| {
            part.is_none_or(|p| p.derivations().any(|id| derived.rule(derived.get(id)).key == rule.key))
        };
        let mut rules: Vec<_> = derived.rules().iter().filter(|rule| is_used(rule)).collect();
        rules.sort_by_key(|r| &r.key);
        for rule in rules {
            let me = Node::minted(IriFamily::Rule, &rule.key);
            self.link(Layer::Derived, me, rdf::TYPE, Node::Known(remit::RULE_CLASS));
            self.text(Layer::Derived, me, skos::PREF_LABEL, &rule.label);
            if let Some(caution) = &rule.caution {
                self.text(Layer::Derived, me, remit::CAUTION, caution);
            }
        }
        triples_before(self, None);
    }

    fn derived_triple(&mut self, triple: Triple) {
        let [subject, object] = [triple.subject, triple.object].map(|t| self.scope.term(t));
        let predicate = self.scope.iri(triple.predicate);
        self.emit(Layer::Derived, subject, predicate, object);
    }

    fn derivation(&mut self, id: DerivationId) {
        let GraphRef { dataset, derived, .. } = self.scope;
        let derivation = derived.get(id);
        let key = derivation.key.to_string();
        let me = Node::minted(IriFamily::Derived, &key);
        let Triple { subject, predicate, object } = derivation.triple;
        self.put(Layer::Derived, me, rdf::OBJECT, self.scope.term(object));
        self.link(Layer::Derived, me, rdf::PREDICATE, Node::Known(self.scope.iri(predicate)));
        self.put(Layer::Derived, me, rdf::SUBJECT, self.scope.term(subject));
        self.link(Layer::Derived, me, rdf::TYPE, Node::Known(remit::DERIVATION));
        for claim in derived.best(id).claims() {
            self.link(Layer::Derived, me, prov::WAS_DERIVED_FROM, node(Thing::Claim(claim), dataset));
        }
        for other in derived.best(id).derivations() {
            let other = derived.get(other).key.to_string();
            self.link(Layer::Derived, me, prov::WAS_DERIVED_FROM, Node::minted(IriFamily::Derived, &other));
        }
        let cautions: BTreeSet<&str> = derived.cautions(derivation).collect();
        for caution in cautions {
            self.text(Layer::Derived, me, remit::CAUTION, caution);
        }
        let others = derived.others(id);
        if others > 0 {
            let others = others.to_string();
            self.put(Layer::Derived, me, remit::OTHER_PROOFS, Term::typed(&others, xsd::INTEGER));
        }
        let opinion = Term::boolean(derivation.standing == Standing::InferredFromOpinion);
        self.put(Layer::Derived, me, remit::RESTS_ON_OPINION, opinion);
        self.link(
            Layer::Derived,
            me,
            remit::RULE,
            Node::minted(IriFamily::Rule, &derived.rule(derivation).key),
        );
        self.text(Layer::Derived, me, remit::STANDING, derivation.standing.word());
    }

    fn facts(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut plain: Vec<(Thing, ClaimId)> = Vec::new();
        let mut amounts = Vec::new();
        let mut ordered: BTreeMap<String, (&Claim, BTreeMap<u32, Thing>)> = BTreeMap::new();
        let mut positions: Vec<(Thing, u32)> = Vec::new();
        for id in self.claim_ids() {
            let claim = dataset.claim(id);
            if !self.scope.is_fact(id) {
                continue;
            }
            plain.push((claim.subject, id));
            if let Value::Money(money) = claim.value {
                amounts.push(money);
            }
            let position = dataset.details(claim).and_then(|d| d.position);
            if let (Some(position), Value::Thing(member)) = (position, claim.value) {
                positions.push((member, position));
                // Some members of a collection would read as if they were all.
                if self.part.is_none_or(|part| part.is_whole(claim.subject)) {
                    let name =
                        format!("{}/{}", dataset.key(claim.subject), ontology.property(claim.predicate).key);
                    ordered.entry(name).or_insert((claim, BTreeMap::new())).1.insert(position, member);
                }
            }
        }
        plain.sort_unstable();
        positions.sort_unstable();
        let collections: Vec<Collection> = ordered
            .into_iter()
            .map(|(name, (claim, members))| Collection {
                name,
                of: (claim.subject, claim.predicate),
                // Four digits keep cells in order as text.
                numbers: members.keys().map(|n| format!("{n:04}")).collect(),
                members: members.into_values().collect(),
            })
            .collect();
        self.cells(&collections);
        let mut at = plain.partition_point(|(s, _)| matches!(s, Thing::Entity(_)));
        // Claims about claims come first: `claim/` sorts before `id/`.
        while at < plain.len() {
            at += self.subject_facts(plain[at].0, &plain[at..], &positions);
        }
        self.collections(&collections);
        let mut at = 0;
        for id in self.entity_ids() {
            at += self.subject_facts(Thing::Entity(id), &plain[at..], &positions);
        }
        self.amounts(Layer::Facts, amounts);
    }

    /// The facts of one subject, whose claims stand at the front of `plain`; returns how many they are.
    fn subject_facts(
        &mut self,
        subject: Thing,
        plain: &[(Thing, ClaimId)],
        positions: &[(Thing, u32)],
    ) -> usize {
        let GraphRef { dataset, ontology, base, .. } = self.scope;
        let count = plain.iter().take_while(|(s, _)| *s == subject).count();
        let me = node(subject, dataset);
        let mut values: Vec<(&str, Owned<'_>)> = Vec::with_capacity(count + 4);
        for (_, id) in &plain[..count] {
            let claim = dataset.claim(*id);
            values.push((&ontology.property(claim.predicate).iri, value_of(claim, dataset, ontology)));
        }
        if let Thing::Entity(id) = subject {
            let entity = dataset.entity(id);
            let known = |iri: &'a str| Owned::Term(Term::Node(Node::Known(iri)));
            let text = |s| Owned::Term(Term::text(dataset.text(s)));
            values.push((rdf::TYPE, known(&ontology.class(entity.class).iri)));
            if entity.names.is_empty() {
                values.push((skos::PREF_LABEL, text(entity.name)));
            }
            let tagged = |(tag, name): &(Symbol, Symbol)| in_language(*name, Some(*tag), dataset);
            let is_tagged = |s: &&Symbol| entity.also_tagged.iter().any(|(_, name)| name == *s);
            values.extend(entity.also.iter().filter(|s| !is_tagged(s)).map(|s| (skos::ALT_LABEL, text(*s))));
            values.extend(entity.also_tagged.iter().map(|also| (skos::ALT_LABEL, tagged(also))));
            values.extend(entity.names.iter().map(|name| (skos::PREF_LABEL, tagged(name))));
            values.extend(entity.notes.iter().map(|note| (skos::NOTE, tagged(note))));
            let other = |id: &EntityId| Owned::Term(Term::Node(node(Thing::Entity(*id), dataset)));
            values.extend(entity.different.iter().map(|id| (owl::DIFFERENT_FROM, other(id))));
            let note = entity.note.filter(|_| entity.notes.is_empty());
            values.extend(note.iter().map(|s| (skos::NOTE, text(*s))));
        }
        let from = positions.partition_point(|(t, _)| *t < subject);
        for (_, position) in positions[from..].iter().take_while(|(t, _)| *t == subject) {
            values.push((schema::POSITION, Owned::Typed(position.to_string(), xsd::INTEGER)));
        }
        values.sort_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.term().compare(b.1.term(), base)));
        values.dedup_by(|a, b| a.0 == b.0 && a.1.term().compare(b.1.term(), base).is_eq());
        for (predicate, value) in &values {
            self.put(Layer::Facts, me, predicate, value.term());
        }
        count
    }

    /// The list cells of ordered collections: named, not blank.
    fn cells(&mut self, collections: &[Collection]) {
        for collection in collections {
            let cell =
                |i: usize| Node::Local(IriFamily::Cell, [&collection.name, "/", &collection.numbers[i]]);
            for (i, thing) in collection.members.iter().enumerate() {
                self.link(Layer::Facts, cell(i), rdf::FIRST, node(*thing, self.scope.dataset));
                let rest = if i + 1 < collection.members.len() { cell(i + 1) } else { Node::Known(rdf::NIL) };
                self.link(Layer::Facts, cell(i), rdf::REST, rest);
            }
        }
    }

    /// Each ordered property of a subject as a `skos:OrderedCollection`.
    fn collections(&mut self, collections: &[Collection]) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        for collection in collections {
            let me = Node::minted(IriFamily::Collection, &collection.name);
            self.link(Layer::Facts, me, rdf::TYPE, Node::Known(skos::ORDERED_COLLECTION));
            let mut things = collection.members.clone();
            things.sort_by_key(|t| dataset.key(*t));
            things.dedup();
            for thing in things {
                self.link(Layer::Facts, me, skos::MEMBER, node(thing, dataset));
            }
            let first = Node::Local(IriFamily::Cell, [&collection.name, "/", &collection.numbers[0]]);
            self.link(Layer::Facts, me, skos::MEMBER_LIST, first);
            let (subject, property) = collection.of;
            self.link(Layer::Facts, me, remit::ORDER_OF, node(subject, dataset));
            self.link(Layer::Facts, me, remit::ORDERED_BY, Node::Known(&ontology.property(property).iri));
        }
    }
}

/// The members of an ordered property of one subject, in their order; never empty.
struct Collection {
    name: String,
    of: (Thing, PropertyId),
    numbers: Vec<String>,
    members: Vec<Thing>,
}

/// The value of a claim as a term, with the datatype that the ontology declares.
fn value_of<'a>(claim: &Claim, dataset: &'a Dataset, ontology: &'a Ontology) -> Owned<'a> {
    if let Value::Text(text) = claim.value
        && let Some(language) = dataset.details(claim).and_then(|d| d.language)
    {
        return in_language(text, Some(language), dataset);
    }
    owned(claim.value, ontology.property(claim.predicate).datatype.as_deref(), dataset)
}

/// A text, with the tag of its language if it has one.
fn in_language(text: Symbol, tag: Option<Symbol>, dataset: &Dataset) -> Owned<'_> {
    let text = dataset.text(text);
    Owned::Term(tag.map_or_else(|| Term::text(text), |tag| Term::tagged(text, dataset.text(tag))))
}

/// A value as a term.
fn owned<'a>(value: Value, declared: Option<&'a str>, dataset: &'a Dataset) -> Owned<'a> {
    let typed = |otherwise| declared.map_or(otherwise, NamedNodeRef::new_unchecked);
    match value {
        Value::Thing(thing) => Owned::Term(Term::Node(node(thing, dataset))),
        Value::Text(text) => Owned::Term(Term::text(dataset.text(text))),
        Value::Iri(iri) => {
            let iri = dataset.text(iri);
            Owned::Term(declared.map_or(Term::Node(Node::Known(iri)), |_| Term::typed(iri, xsd::ANY_URI)))
        }
        Value::Money(money) => Owned::Money(money_name(money, dataset)),
        Value::Count(number) => Owned::Typed(number.to_string(), typed(xsd::INTEGER)),
        Value::Date(date) => Owned::Typed(date.to_string(), date.datatype()),
        Value::Decimal(text) => Owned::Term(Term::typed(dataset.text(text), xsd::DECIMAL)),
        Value::Duration(text) => Owned::Term(Term::typed(dataset.text(text), xsd::DURATION)),
        Value::Boolean(flag) => Owned::Term(Term::boolean(flag)),
    }
}

/// A value that may hold text of its own.
enum Owned<'a> {
    Term(Term<'a>),
    Typed(String, NamedNodeRef<'a>),
    Money(String),
}

impl Owned<'_> {
    fn term(&self) -> Term<'_> {
        match self {
            Self::Term(term) => *term,
            Self::Typed(text, datatype) => Term::typed(text, *datatype),
            Self::Money(name) => Term::Node(Node::minted(IriFamily::Money, name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::amount::Amount;
    use crate::model::dataset::DatasetBuilder;

    #[test]
    fn amounts_stand_in_the_order_of_their_names() {
        let mut draft = DatasetBuilder::default();
        let mut amounts = Vec::new();
        for currency in ["GBP", "EUR"] {
            for amount in
                ["9", "10", "10.5", "100", "+9", "123456789", "12345678", "12345678.5", "1234567", "10"]
            {
                for per in ["year", "total"] {
                    let [currency, per] = [currency, per].map(|t| draft.texts.intern(t));
                    let amount = Amount::of(amount, &mut draft.texts);
                    amounts.push(Money { amount, currency, per });
                }
            }
        }
        let dataset = draft.finish();
        let names: Vec<String> =
            sort_amounts(amounts, &dataset).iter().map(|m| money_name(*m, &dataset)).collect();
        let expected: Vec<String> = names.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        assert_eq!(names, expected);
        assert_eq!(names.len(), 36);
    }
}
