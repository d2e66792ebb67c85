//! What was asked for and the graph to a [`Network`]: every edge gets the words that it rests on, or is a fault.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Border;
use crate::derive::rdf::GraphRef;
use crate::derive::store::{QueryText, Store};
use crate::explore::{
    Basis, Citation, Relation, Relations, derived_sentence, promised_among, sentence, thing_in_words, turn,
};
use crate::model::claim::{ClaimId, ClassId, PropertyId, Thing, Value};
use crate::model::diagnostic::Checked;
use crate::model::disagreement::DisagreementKind;
use crate::model::file::Span;
use crate::model::nearest::nearest;
use crate::model::standing::Standing;
use crate::model::triple::Triple;
use crate::model::words;
use crate::render::figure::citation::{amount, derived_by, lead, marked, premises, same_amounts};
use crate::render::figure::grid::{Column, Money};
use crate::render::figure::groups::Groups;
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::{Absent, LeftOut};
use crate::render::figure::names::Names;
use crate::render::figure::network::named;
use crate::render::figure::network::query::{ToldThing, Wanted, WantedEdge, extra_of};
use crate::render::figure::network::{Edge, EdgeKind, Network, Vertex};
use crate::render::figure::rows::{EdgeLabel, EdgeRow, asked, wrong_answer};
use crate::render::figure::view::{Chosen, EdgesView, Extra, Hue, Kind, Name, NetworkView};

/// What can be drawn and is no fact.
const NO_FACTS: [Extra; 3] = [Extra::Denied, Extra::Disputed, Extra::Opinion];

/// What the edge between two amounts that probably say the same is called.
const SAME: &str = "probably the same amount";

/// Builds the network that a view declares; none where the view has faults, which are told among its names.
pub(in crate::render::figure) fn build(
    view: &NetworkView,
    names: &mut Names<'_>,
    store: Option<&Store>,
) -> Option<Network> {
    let scope = names.scope;
    let groups = Groups::of(&view.groups, names);
    let mut amounts = names.classes(&view.asked);
    let (query, properties) = match &view.edges {
        EdgesView::Query(query) => (Some(query), &[][..]),
        EdgesView::Named(properties) => (None, &properties[..]),
    };
    let mut rows = named::edges(properties, &view.things, names);
    let asked = query.map(|query| asked::<EdgeRow>(query, names, store));
    // Of what is not looked for nobody can say that it is not stated.
    if view.amounts.is_empty() && !asked.as_ref().is_some_and(|a| a.asks("money")) {
        amounts.clear();
    }
    rows.extend(asked.into_iter().flat_map(|a| a.rows).map(|row| row.0));
    let mut wanted = Wanted::default();
    let told = rows.into_iter().try_for_each(|row| wanted.learn(row, &view.show, scope));
    let (of_things, elsewhere) = named::told(view, &wanted.drawn(), names);
    let told =
        told.and_then(|()| of_things.into_iter().try_for_each(|row| wanted.learn(row, &view.show, scope)));
    let told_of = wanted.things.clone();
    let mut builder = Builder { show: &view.show, told: told_of, amounts, elsewhere, ..Builder::new(scope) };
    if let (Err(message), Some(query)) = (told.and_then(|()| builder.want(&wanted)), query) {
        let fault = wrong_answer(query, names, message, "edges that claims or rules give");
        names.faults.push(*fault);
    }
    check_groups(&groups, &builder.told, names);
    if view.show.contains(&Extra::Restatement) {
        builder.restatements();
    }
    names.is_clean().then(|| builder.finish(&view.title, &lead(view.subtitle.as_deref()), &groups))
}

/// The network that a query gives, a CONSTRUCT or a SELECT with the variables of a view, with warnings of what is doubtful in it.
///
/// # Errors
///
/// What is wrong with the query, or with its answer.
pub fn of_query(title: &str, text: QueryText<'_>, scope: GraphRef<'_>, store: &Store) -> Checked<Network> {
    let view = NetworkView {
        kind: Kind::Network,
        title: title.to_owned(),
        finding: None,
        subtitle: None,
        also: Vec::new(),
        sources: Chosen::default(),
        kinds: Chosen::default(),
        known_by: None,
        show: Vec::new(),
        groups: Vec::new(),
        edges: EdgesView::Query(Name { text: text.text.to_owned(), span: Span::new(0, 0) }),
        things: Vec::new(),
        leads: Vec::new(),
        amounts: Vec::new(),
        asked: Vec::new(),
    };
    let mut names = Names::new(text, scope);
    match build(&view, &mut names, Some(store)) {
        Some(network) => Ok((network, names.faults)),
        None => Err(names.faults),
    }
}

/// The network of relations of the graph; `things` are drawn even where no relation has them.
///
/// Every relation is drawn, whatever it rests on, in its manner: what is to count was decided before. `note` says so in the
/// subtitle, after the counts.
pub fn of_relations(
    (title, note): (&str, &str),
    things: &[Thing],
    relations: &[Relation],
    scope: GraphRef<'_>,
) -> Network {
    let mut builder = Builder { show: &NO_FACTS, ..Builder::new(scope) };
    builder.told.extend(things.iter().map(|t| (*t, ToldThing::default())));
    for relation in relations {
        let said = scope.ontology.property(relation.property).label.clone();
        builder.add(relation.from, said, relation.to, relation.basis);
    }
    let mut network = builder.finish(title, "", &Groups::default());
    let asked: Vec<&str> = things.iter().map(|t| scope.dataset.key(*t)).collect();
    for node in &mut network.nodes {
        node.is_asked = asked.contains(&node.key.as_str());
    }
    columns(&mut network, &asked);
    by_class(&mut network);
    network.heading.subtitle.push_str(&format!("; {note}"));
    network
}

/// Groups things by their classes, the most frequent first, each with a colour as far as there are any; what is left is one group.
fn by_class(network: &mut Network) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &network.nodes {
        *counts.entry(&node.class).or_default() += 1;
    }
    let mut classes: Vec<(&str, usize)> = counts.into_iter().collect();
    classes.sort_by_key(|(class, count)| (Reverse(*count), *class));
    let colours = [Hue::Blue, Hue::Brown, Hue::Green, Hue::Grey];
    let own = if classes.len() > colours.len() { colours.len() - 1 } else { classes.len() };
    let column = |title: String, colour: Hue| Column { title: words::sentence_case(&title), colour };
    let own: Vec<String> = classes.iter().take(own).map(|(class, _)| (*class).to_owned()).collect();
    let mut groups: Vec<Column> =
        own.iter().zip(colours).map(|(class, colour)| column(class.clone(), colour)).collect();
    if own.len() < classes.len() {
        groups.push(column("other classes".to_owned(), Hue::Grey));
    }
    for node in &mut network.nodes {
        node.group = Some(own.iter().position(|class| *class == node.class).unwrap_or(own.len()));
    }
    network.groups = groups;
}

/// Puts each thing into a column by how many hops it is away from the first that was asked about; where there is a second, that
/// one stands last.
fn columns(network: &mut Network, asked: &[&str]) {
    let place = |key: &&str| network.nodes.iter().position(|n| n.key == *key);
    let mut asked = asked.iter().filter_map(place);
    let Some(first) = asked.next() else { return };
    let last = asked.next();
    let mut hops: Vec<Option<usize>> = vec![None; network.nodes.len()];
    hops[first] = Some(0);
    let mut reached = vec![first];
    let mut at = 0;
    while let Some(&node) = reached.get(at) {
        at += 1;
        let next = hops[node].map(|hop| hop + 1);
        for edge in network.edges.iter().filter(|e| e.from == node || e.to == node) {
            let other = if edge.from == node { edge.to } else { edge.from };
            if hops[other].is_none() {
                hops[other] = next;
                reached.push(other);
            }
        }
    }
    if let Some(last) = last.filter(|last| *last != first) {
        let others = hops.iter().enumerate().filter(|(node, _)| *node != last).filter_map(|(_, hop)| *hop);
        hops[last] = others.max().map(|most| most + 1).max(hops[last]);
    }
    for (node, hop) in network.nodes.iter_mut().zip(hops) {
        node.column = hop;
    }
}

/// What makes an edge the edge it is.
type EdgeKey = (Thing, String, Thing, EdgeKind);

struct Builder<'a> {
    show: &'a [Extra],
    scope: GraphRef<'a>,
    told: BTreeMap<Thing, ToldThing>,
    edges: BTreeMap<EdgeKey, (BTreeSet<Basis>, Option<String>)>,
    left_out: LeftOut,
    /// The classes whose things show an amount, or that none is stated.
    amounts: Vec<ClassId>,
    /// The things whose amounts stand on others.
    elsewhere: BTreeSet<Thing>,
}

impl<'a> Builder<'a> {
    fn new(scope: GraphRef<'a>) -> Self {
        let (told, edges, left_out) = (BTreeMap::new(), BTreeMap::new(), LeftOut::default());
        Self { show: &[], scope, told, edges, left_out, amounts: Vec::new(), elsewhere: BTreeSet::new() }
    }

    /// Finds what each edge rests on.
    fn want(&mut self, wanted: &Wanted) -> Result<(), String> {
        let ontology = self.scope.ontology;
        let mut known: BTreeMap<(Thing, PropertyId, Thing), Vec<Basis>> = BTreeMap::new();
        if wanted.edges.iter().any(|e| e.basis.is_none()) {
            let relations = Relations::new(self.scope);
            let from: BTreeSet<Thing> = wanted.edges.iter().map(|e| e.from).collect();
            for relation in from.into_iter().flat_map(|t| relations.from(t)) {
                let triple = (relation.from, relation.property, relation.to);
                known.entry(triple).or_default().push(relation.basis);
            }
        }
        for WantedEdge { from, said, to, basis } in &wanted.edges {
            let words = match said {
                EdgeLabel::Property(property) => ontology.property(*property).label.clone(),
                EdgeLabel::Words(words) => words.clone(),
            };
            let found = match (basis, said) {
                (Some(basis), EdgeLabel::Property(property)) if !self.says(*basis, *from, *property, *to) => {
                    Vec::new()
                }
                (Some(basis), _) => vec![*basis],
                (None, EdgeLabel::Property(property)) => {
                    known.get(&(*from, *property, *to)).cloned().unwrap_or_default()
                }
                (None, EdgeLabel::Words(_)) => Vec::new(),
            };
            if found.is_empty() {
                let key = |thing: Thing| self.scope.dataset.key(thing);
                let edge = format!("{} {words} {}", key(*from), key(*to));
                return Err(match basis.and_then(Basis::claim) {
                    Some(claim) => format!("the claim `{}` does not say `{edge}`", key(Thing::Claim(claim))),
                    None => format!("no claim and no rule gives the edge `{edge}`"),
                });
            }
            for basis in found {
                self.add(*from, words.clone(), *to, basis);
            }
        }
        Ok(())
    }

    /// Whether a claim or a rule says an edge: by its property, one below it, or the inverse from the other end.
    fn says(&self, basis: Basis, from: Thing, property: PropertyId, to: Thing) -> bool {
        let found = match basis {
            Basis::Claim(id) => {
                let claim = self.scope.dataset.claim(id);
                let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
                Some((claim.subject, claim.predicate, object))
            }
            Basis::Derivation(id) => {
                let Triple { subject, predicate, object } = self.scope.derived.get(id).triple;
                subject.thing().zip(predicate.property()).map(|(s, p)| (s, p, object.thing()))
            }
        };
        found.is_some_and(|(subject, own, object)| match turn(own, property, self.scope.ontology) {
            Some(false) => (subject, object) == (from, Some(to)),
            Some(true) => (subject, object) == (to, Some(from)),
            None => false,
        })
    }

    /// Adds what an edge rests on, unless it is no fact and the view does not ask for it.
    fn add(&mut self, from: Thing, said: String, to: Thing, basis: Basis) {
        let standing = basis.standing(self.scope);
        if standing.is_fact() || extra_of(standing).is_some_and(|beside| self.show.contains(&beside)) {
            let said = self.qualified(said, basis);
            let edge = self.edges.entry((from, said, to, EdgeKind::Link(standing))).or_default();
            edge.0.insert(basis);
        } else {
            self.left_out.add(basis, self.scope);
        }
    }

    /// What an edge is called, with the qualifier of its claim where the words do not have that already.
    fn qualified(&self, said: String, basis: Basis) -> String {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let details = basis.claim().and_then(|id| dataset.details(dataset.claim(id)));
        let Some(qualifier) = details.and_then(|d| d.qualifier) else { return said };
        let word = &ontology.qualifier(qualifier).label;
        let is_told = said.split_whitespace().any(|own| own == word);
        if is_told { said } else { format!("{said} ({word})") }
    }

    /// Edges between things whose amounts probably say the same.
    fn restatements(&mut self) {
        let shown: BTreeSet<Thing> =
            self.edges.keys().flat_map(|e| [e.0, e.2]).chain(self.told.keys().copied()).collect();
        let scope = self.scope;
        for found in scope.disagreements.iter().filter(|d| d.kind == DisagreementKind::Restatement) {
            let subjects: BTreeMap<Thing, ClaimId> =
                found.claims.iter().map(|c| (scope.dataset.claim(*c).subject, *c)).collect();
            let subjects: Vec<(Thing, ClaimId)> = subjects.into_iter().collect();
            for pair in subjects.windows(2) {
                if let [(a, first), (b, second)] = pair
                    && shown.contains(a)
                    && shown.contains(b)
                {
                    let entry =
                        self.edges.entry((*a, SAME.to_owned(), *b, EdgeKind::Restatement)).or_default();
                    entry.0.extend([Basis::Claim(*first), Basis::Claim(*second)]);
                    entry.1 = Some(found.why.clone());
                }
            }
        }
    }

    fn finish(self, title: &str, subtitle: &str, groups: &Groups) -> Network {
        let things: BTreeSet<Thing> =
            self.edges.keys().flat_map(|e| [e.0, e.2]).chain(self.told.keys().copied()).collect();
        let mut places: BTreeMap<Thing, usize> = BTreeMap::new();
        let mut nodes = Vec::new();
        for thing in things {
            places.insert(thing, nodes.len());
            nodes.push(self.vertex(thing, groups));
        }
        let place = |thing: &Thing| places.get(thing).copied().unwrap_or(0);
        let mut edges: Vec<Edge> = self
            .edges
            .iter()
            .map(|((from, said, to, kind), (bases, why))| {
                let edge = self.edge(said, *kind, bases, why.clone());
                Edge { from: place(from), to: place(to), ..edge }
            })
            .collect();
        let first = |cites: &[Citation]| cites.iter().map(|c| c.spans.last().map_or(u32::MAX, |p| p.0)).min();
        edges.sort_by_key(|e| (first(&e.cites), e.from, e.to, e.label.clone(), e.kind));
        for (i, edge) in edges.iter_mut().enumerate() {
            edge.number = i + 1;
        }
        let with_words = nodes.iter_mut().filter(|n: &&mut Vertex| n.cited().next().is_some());
        for (i, node) in with_words.enumerate() {
            node.number = Some(edges.len() + i + 1);
        }
        Money::refer(nodes.iter_mut().flat_map(|n| n.money.iter_mut().map(|m| (n.number, m))));
        let subtitle = self.subtitle(subtitle, nodes.len(), &edges);
        let groups = groups.columns.clone();
        Network { heading: Heading::new(title, subtitle), notice: None, groups, nodes, edges }
    }

    fn vertex(&self, thing: Thing, groups: &Groups) -> Vertex {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let nothing = ToldThing::default();
        let told = self.told.get(&thing).unwrap_or(&nothing);
        let (name, class, group, has_amount) = match thing {
            Thing::Entity(id) => {
                let class = dataset.entity(id).class;
                let label = ontology.class(class).label.clone();
                let has_amount = !self.amounts.is_empty() && ontology.is_one_of(class, &self.amounts);
                let named = told.group.as_ref();
                let named = named.and_then(|g| groups.columns.iter().position(|c| c.title == *g));
                let group = named.or_else(|| groups.place(Some(class), self.scope));
                (dataset.name(thing).to_owned(), label, group, has_amount)
            }
            Thing::Claim(_) => (thing_in_words(thing, self.scope), "claim".to_owned(), None, false),
        };
        let lead = told.lead.map(|l| l.1);
        let status = lead.map(|l| ontology.status(dataset.claim(l).status));
        let standing = lead.map(|l| self.scope.standing(l)).unwrap_or_default();
        let status = status.map(|s| (marked(&s.label, standing), s.border));
        let mut money = Vec::new();
        let cites: Vec<Citation> = lead.into_iter().map(|l| Citation::of(l, self.scope)).collect();
        for (claim, span) in &told.money {
            let Some(text) = amount(*claim, span.as_deref(), self.scope) else { continue };
            let word = &ontology.status(dataset.claim(*claim).status).label;
            let word = &marked(word, self.scope.standing(*claim));
            let own = (status.as_ref().map(|s| &s.0) != Some(word)).then(|| word.clone());
            let cites = vec![Citation::of(*claim, self.scope)];
            let (standing, same) = (self.scope.standing(*claim), same_amounts(*claim, self.scope));
            money.push(Money { text, standing, status: own, cites, same });
        }
        let money = Money::merged(money);
        let key = dataset.key(thing).to_owned();
        let lacks = has_amount && !self.elsewhere.contains(&thing);
        let absent = Absent::amount(lacks, !money.is_empty(), told.no_money.clone()).into_iter().collect();
        Vertex {
            key,
            name,
            class,
            group,
            is_asked: false,
            beyond: 0,
            count: 1,
            column: None,
            status,
            money,
            absent,
            cites,
            number: None,
        }
    }

    fn edge(&self, said: &str, kind: EdgeKind, bases: &BTreeSet<Basis>, why: Option<String>) -> Edge {
        let GraphRef { dataset, ontology, derived, .. } = self.scope;
        let mut cites = Vec::new();
        let mut statuses: Vec<(String, Border)> = Vec::new();
        let mut reasons: Vec<String> = why.into_iter().collect();
        let mut sentences: Vec<String> = Vec::new();
        for basis in bases {
            let told = match basis {
                Basis::Claim(id) => sentence(*id, self.scope),
                Basis::Derivation(id) => derived_sentence(derived.get(*id), self.scope),
            };
            if kind != EdgeKind::Restatement && !sentences.contains(&told) {
                sentences.push(told);
            }
            match basis {
                Basis::Claim(id) => {
                    cites.push(Citation::of(*id, self.scope));
                    let status = ontology.status(dataset.claim(*id).status);
                    let status = (status.label.clone(), status.border);
                    if !statuses.contains(&status) {
                        statuses.push(status);
                    }
                }
                Basis::Derivation(id) => {
                    let derivation = derived.get(*id);
                    let rule = derived.rule(derivation);
                    cites.extend(premises(*id, self.scope));
                    let caution = rule.caution.as_deref().filter(|_| !derivation.standing.is_fact());
                    reasons.push(derived_by(rule, caution));
                }
            }
        }
        statuses.sort_by_key(|s| s.1 as u8);
        let mut seen = BTreeSet::new();
        cites.retain(|c: &Citation| seen.insert(c.claim.clone()));
        Edge {
            number: 0,
            from: 0,
            to: 0,
            label: said.to_owned(),
            sentence: (!sentences.is_empty()).then(|| sentences.join(" ")),
            kind,
            statuses,
            cites,
            why: (!reasons.is_empty()).then(|| reasons.join(" ")),
            count: 1,
        }
    }

    /// How many of the facts are drawn by promises alone.
    fn promised(&self, edges: &[Edge]) -> String {
        let statuses = self.scope.ontology.statuses();
        let is_promise = |label: &str| statuses.iter().any(|s| s.promise && s.label == label);
        let facts = edges.iter().filter(|e| e.kind == EdgeKind::Link(Standing::Fact));
        let promised = facts.filter(|e| e.statuses.iter().all(|s| is_promise(&s.0)));
        promised_among(promised.filter_map(|e| e.statuses.first()).map(|s| s.0.as_str()))
    }

    fn subtitle(&self, lead: &str, things: usize, edges: &[Edge]) -> String {
        let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        let counts: Vec<String> = EdgeKind::all()
            .filter_map(|kind| {
                let number = edges.iter().filter(|e| e.kind == kind).count();
                let counted = || match kind {
                    EdgeKind::Link(Standing::Fact) => {
                        let promised = self.promised(edges);
                        // `4 facts, all announced`, not `4 facts, 4 of them announced`.
                        let promised = match promised.strip_prefix(&format!(", {number} of them ")) {
                            Some(how) if number > 1 => format!(", all {how}"),
                            _ => promised,
                        };
                        format!("{}{promised}", Standing::Fact.count(number))
                    }
                    EdgeKind::Link(standing) => standing.count(number),
                    EdgeKind::Restatement => plural(number, "probable restatement"),
                };
                (number > 0).then(counted)
            })
            .collect();
        let between = if counts.iter().any(|c| c.contains(',')) { "; " } else { ", " };
        let counts = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(between)) };
        let mut left_out = self.left_out.clone();
        for told in self.told.values() {
            left_out.extend(&told.no_money);
            left_out.extend(&told.no_lead);
        }
        let (things, number) = (plural(things, "thing"), plural(edges.len(), "edge"));
        format!("{lead}{things}, {number}{counts}{}", left_out.note())
    }
}

/// A group that the query names has to be one of the view.
fn check_groups(groups: &Groups, told: &BTreeMap<Thing, ToldThing>, names: &mut Names<'_>) {
    let titles = || groups.columns.iter().map(|c| c.title.as_str());
    let unknown = told.values().filter_map(|t| t.group.as_deref()).find(|g| !titles().any(|t| t == *g));
    if let Some(group) = unknown {
        let near = nearest(group, titles());
        let span = names.place(group, 0);
        let message = format!("there is no group `{group}`");
        names.fault(span, message, "the title of a [[group]] of this view").add_near(near);
    }
}
