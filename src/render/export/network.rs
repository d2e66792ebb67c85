//! A graph as nodes and edges with flat attributes: what every form writes, row by row.
//!
//! A node is an entity, or a claim that is an end of an edge or has values of its own. An edge is one claim between two
//! things, or one derivation: several claims that say the same are edges side by side, each with its own words.

use std::collections::{BTreeMap, BTreeSet};

use super::cite;
use crate::compile::ontology::Range;
use crate::derive::rdf::{GraphRef, IriFamily, Node as Iri};
use crate::explore::{Basis, promised_among};
use crate::model::claim::{ClaimId, DerivationId, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::standing::Standing;
use crate::model::triple::Triple;

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Whole numbers of 64 bits.
    Whole,
    /// `true` or `false`.
    Flag,
}

/// An attribute of all nodes or all edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
}

/// A node. An empty cell is a value that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its key.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// The key of its class.
    pub class: String,
    /// The values of the columns of nodes, in their order.
    pub cells: Vec<String>,
}

/// An edge. An empty cell is a value that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The key of the claim or derivation.
    pub id: String,
    /// The key of the node where it begins.
    pub from: String,
    /// The key of the node where it ends.
    pub to: String,
    /// The key of its property.
    pub predicate: String,
    /// The name of its property for readers.
    pub label: String,
    /// How it stands.
    pub standing: Standing,
    /// The status of a promise.
    pub promise: Option<String>,
    /// What it rests on, in one line.
    pub citation: String,
    /// The values of the columns of edges, in their order.
    pub cells: Vec<String>,
}

/// Which edges are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Claims that are plain facts.
    pub facts: bool,
    /// What rules derived.
    pub derived: bool,
    /// Claims that are denied, disputed or opinions.
    pub claims: bool,
}

/// The attributes that every node has.
const NODE_COLUMNS: [&str; 7] = ["label", "class", "class-label", "iri", "also", "note", "citations"];

/// A graph as nodes and edges.
pub struct Network<'a> {
    pub(super) scope: GraphRef<'a>,
    title: &'a str,
    layers: Layers,
    /// The disagreements that each claim is party to.
    pub(super) disagreements: BTreeMap<ClaimId, Vec<String>>,
    node_columns: Vec<Column>,
    edge_columns: Vec<Column>,
    /// For each property with values that are no things, its column.
    value_columns: BTreeMap<PropertyId, usize>,
    /// Claims with such values, by subject.
    values: BTreeMap<Thing, Vec<ClaimId>>,
    /// Derivations with such values, by subject.
    derived_values: BTreeMap<Thing, Vec<DerivationId>>,
    claim_nodes: BTreeSet<ClaimId>,
    edge_count: usize,
    left_out: usize,
}

impl<'a> Network<'a> {
    /// Looks through the graph once for what its nodes and columns are.
    ///
    /// Costs memory in proportion to the values that are no things; nodes and edges are made as they are asked for.
    pub fn new(scope: GraphRef<'a>, title: &'a str, layers: Layers) -> Self {
        let mut network = Self {
            scope,
            title,
            layers,
            disagreements: BTreeMap::new(),
            node_columns: NODE_COLUMNS
                .iter()
                .map(|name| Column { name: (*name).to_owned(), kind: Kind::Text })
                .collect(),
            edge_columns: cite::columns(),
            value_columns: BTreeMap::new(),
            values: BTreeMap::new(),
            derived_values: BTreeMap::new(),
            claim_nodes: BTreeSet::new(),
            edge_count: 0,
            left_out: 0,
        };
        for disagreement in scope.disagreements {
            let told = format!("{} {}", disagreement.kind.word(), disagreement.key);
            for id in &disagreement.claims {
                network.disagreements.entry(*id).or_default().push(told.clone());
            }
        }
        network.look_at_claims();
        network.look_at_derivations();
        network.add_value_columns();
        network
    }

    fn look_at_claims(&mut self) {
        let dataset = self.scope.dataset;
        for id in dataset.claim_ids() {
            if !self.is_wanted(id) {
                continue;
            }
            let claim = dataset.claim(id);
            self.see(claim.subject);
            if let Value::Thing(object) = claim.value {
                self.see(object);
                self.edge_count += 1;
            } else {
                self.values.entry(claim.subject).or_default().push(id);
            }
        }
    }

    fn look_at_derivations(&mut self) {
        if !self.layers.derived {
            return;
        }
        for (id, derivation) in self.scope.derived.iter() {
            let Triple { subject, object, .. } = derivation.triple;
            match (subject.thing(), object.thing()) {
                (Some(from), Some(to)) => {
                    self.see(from);
                    self.see(to);
                    self.edge_count += 1;
                }
                (Some(from), None) => {
                    self.see(from);
                    self.derived_values.entry(from).or_default().push(id);
                }
                _ => self.left_out += 1,
            }
        }
    }

    /// A column for each property with plain values; one of whole numbers where no node has two of them.
    fn add_value_columns(&mut self) {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let mut several: BTreeMap<PropertyId, bool> = BTreeMap::new();
        for claims in self.values.values() {
            let mut of_node: BTreeMap<PropertyId, BTreeSet<String>> = BTreeMap::new();
            for claim in claims.iter().filter(|id| self.scope.is_fact(**id)).map(|id| dataset.claim(*id)) {
                let text = written(claim.value, dataset);
                of_node.entry(claim.predicate).or_default().insert(text);
            }
            for (property, texts) in of_node {
                *several.entry(property).or_default() |= texts.len() > 1;
            }
        }
        let mut named: Vec<(&str, PropertyId, bool)> =
            several.iter().map(|(id, s)| (ontology.property(*id).key.as_str(), *id, *s)).collect();
        named.sort_unstable();
        for (key, id, several) in named {
            let mut name = key.to_owned();
            while name == "id" || self.node_columns.iter().any(|c| c.name == name) {
                name.insert_str(0, "value-");
            }
            let whole = matches!(ontology.property(id).range, Range::Count) && !several;
            self.value_columns.insert(id, self.node_columns.len());
            self.node_columns.push(Column { name, kind: if whole { Kind::Whole } else { Kind::Text } });
        }
    }

    fn see(&mut self, thing: Thing) {
        if let Thing::Claim(id) = thing {
            self.claim_nodes.insert(id);
        }
    }

    /// Whether a claim is asked for. What does not hold at the date that is asked about is not in the graph of that date.
    fn is_wanted(&self, id: ClaimId) -> bool {
        match self.scope.standing(id) {
            Standing::OutOfDate => false,
            standing if standing.is_fact() => self.layers.facts,
            _ => self.layers.claims,
        }
    }

    /// The title of the graph.
    pub fn title(&self) -> &str {
        self.title
    }

    /// The attributes of nodes, the first of which is the label.
    pub fn node_columns(&self) -> &[Column] {
        &self.node_columns
    }

    /// The attributes of edges.
    pub fn edge_columns(&self) -> &[Column] {
        &self.edge_columns
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.scope.dataset.entities().len() + self.claim_nodes.len()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.edge_count
    }

    /// `, 2 of them announced`: how many edges are facts by a promise; nothing where none is.
    pub fn promised(&self) -> String {
        let dataset = self.scope.dataset;
        let is_edge = |id: &ClaimId| matches!(dataset.claim(*id).value, Value::Thing(_));
        let edges =
            dataset.claim_ids().filter(|id| self.is_wanted(*id) && self.scope.is_fact(*id)).filter(is_edge);
        promised_among(edges.filter_map(|id| Basis::Claim(id).promise(self.scope)))
    }

    /// How many derivations are about nothing that is a node, and therefore in no form.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The nodes: entities, then claims, each in the order of keys.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        let entities = self.scope.dataset.entity_ids().map(Thing::Entity);
        entities.chain(self.claim_nodes.iter().map(|id| Thing::Claim(*id))).map(|thing| self.node(thing))
    }

    /// The edges: claims in the order of keys, then derivations.
    pub fn edges(&self) -> impl Iterator<Item = Edge> + '_ {
        let claims = self.scope.dataset.claim_ids().filter(|id| self.is_wanted(*id));
        let derivations = self.scope.derived.ids().filter(|_| self.layers.derived);
        claims
            .filter_map(|id| cite::claim_edge(self, id))
            .chain(derivations.filter_map(|id| cite::derived_edge(self, id)))
    }

    fn node(&self, thing: Thing) -> Node {
        let GraphRef { dataset, ontology, base, .. } = self.scope;
        let key = dataset.key(thing).to_owned();
        let (class, also, note, space, label) = match thing {
            Thing::Entity(id) => {
                let entity = dataset.entity(id);
                let also = dataset.other_names(entity);
                let note = entity.note.map_or("", |n| dataset.text(n));
                (entity.class, also.join("; "), note, IriFamily::Id, dataset.name(thing).to_owned())
            }
            Thing::Claim(_) => {
                let label = crate::explore::thing_in_words(thing, self.scope);
                (ontology.claim_class(), String::new(), "", IriFamily::Claim, label)
            }
        };
        let class = ontology.class(class);
        let iri = Iri::minted(space, &key).iri(base);
        let (values, citations) = self.values_of(thing);
        let mut cells = vec![
            label.clone(),
            class.key.clone(),
            class.label.clone(),
            iri,
            also,
            note.to_owned(),
            citations.join(" | "),
        ];
        cells.resize(self.node_columns.len(), String::new());
        for (column, texts) in values {
            cells[column] = texts.into_iter().collect::<Vec<_>>().join("; ");
        }
        Node { id: key, label, class: class.key.clone(), cells }
    }

    /// The plain values of a thing by column, and the citations of all its values, plain or not.
    fn values_of(&self, thing: Thing) -> (BTreeMap<usize, BTreeSet<String>>, Vec<String>) {
        let dataset = self.scope.dataset;
        let mut values: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut citations = Vec::new();
        for id in self.values.get(&thing).into_iter().flatten() {
            let claim = dataset.claim(*id);
            citations.push(cite::claim_in_a_line(*id, self.scope));
            let column = self.value_columns.get(&claim.predicate);
            if let (true, Some(column)) = (self.scope.is_fact(*id), column) {
                values.entry(*column).or_default().insert(written(claim.value, dataset));
            }
        }
        for id in self.derived_values.get(&thing).into_iter().flatten() {
            citations.push(cite::derivation_in_a_line(*id, self.scope));
        }
        (values, citations)
    }
}

/// A value as other tools take it: as it is written in data files, never rounded or put into words.
fn written(value: Value, dataset: &Dataset) -> String {
    match value {
        Value::Thing(thing) => dataset.name(thing).to_owned(),
        Value::Text(s) | Value::Decimal(s) | Value::Duration(s) | Value::Iri(s) => dataset.text(s).to_owned(),
        Value::Count(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Money(m) => {
            format!("{} {}, {}", dataset.text(m.currency), dataset.amount(m.amount), dataset.text(m.per))
        }
    }
}
