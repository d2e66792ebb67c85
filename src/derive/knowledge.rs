//! A checked dataset, what rules derived from it, what shapes found, and the store that holds both: what every answer is made from.
//!
//! Goes in: a project. Comes out: [`Knowledge`], or its faults. Deliberately knows no output.

use crate::compile::build::{Built, build};
use crate::compile::disagree::{self, Link, Refused};
use crate::compile::evidence::Verification;
use crate::compile::input::Input;
use crate::compile::ontology::Ontology;
use crate::derive::rdf::Prefixes;
use crate::derive::rdf::{Scope, Space, project, project_disagreements, thing_of};
use crate::derive::rules::{self, Given};
use crate::derive::shapes::{self, Finding, Shapes};
use crate::derive::store::{QueryText, Store, StoreError, unknown_terms};
use crate::model::claim::{ClaimId, Thing};
use crate::model::dataset::Dataset;
use crate::model::date::PartialDate;
use crate::model::derivation::{Denied, Derived};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::disagreement::Disagreement;

/// A graph, complete.
pub struct Knowledge {
    /// Its ontology.
    pub ontology: Ontology,
    /// Its dataset.
    pub dataset: Dataset,
    /// What rules derived.
    pub derived: Derived,
    /// The store; none where nothing asked for it and there are neither rules nor views.
    pub store: Option<Store>,
    /// Its prefixes.
    pub names: Prefixes,
    /// What was verified.
    pub verification: Verification,
    /// Where claims disagree, sorted by kind and claims.
    pub disagreements: Vec<Disagreement>,
    /// What shapes found, where the data was good enough to be held against them.
    pub findings: Vec<Finding>,
    /// What is wrong; without errors the graph may be written.
    pub diagnostics: Vec<Diagnostic>,
    base: String,
}

impl Knowledge {
    /// Builds a project. With `with_store` the graph can be queried; rules and views need the store in any case.
    ///
    /// With a date, claims that cannot hold on any day of it give no facts.
    pub fn of(input: &Input, with_store: bool, as_of: Option<PartialDate>) -> Result<Self, StoreError> {
        let Built { ontology, dataset, disagreements, verification, diagnostics } = build(input);
        let dataset = match as_of {
            Some(date) => disagree::as_of(dataset.as_of(date), &disagreements),
            None => dataset,
        };
        let base = input.manifest.base.clone();
        let mut given = ontology.prefixes().clone();
        given.extend(input.manifest.prefixes.clone());
        let names = Prefixes::new(&base, &given);
        let derived = Derived::default();
        let mut knowledge = Self {
            ontology,
            dataset,
            derived,
            store: None,
            names,
            verification,
            disagreements,
            findings: Vec::new(),
            diagnostics,
            base,
        };
        if as_of.is_some() || input.shapes.is_empty() {
            // What is left at a date is not the whole: shapes speak of the whole.
            knowledge.complete(input, with_store)?;
            return Ok(knowledge);
        }
        let (shapes, faults) = shapes::load(&input.files, &input.shapes, knowledge.ontology.triples());
        knowledge.complete(input, with_store || shapes.uses_sparql())?;
        let is_good = faults.iter().all(|d| d.severity == Severity::Warning);
        knowledge.diagnostics.extend(faults);
        // Data with faults would only break shapes for reasons that are told already.
        if is_good && knowledge.is_clean() {
            knowledge.hold_against(&shapes);
        }
        Ok(knowledge)
    }

    /// The graph as it would be without some claims, with a store. Costs a build without reading and verifying.
    pub fn without(&self, input: &Input, left_out: impl Fn(ClaimId) -> bool) -> Result<Self, StoreError> {
        let (dataset, disagreements) = disagree::settle(self.dataset.without(left_out), &self.ontology);
        let mut knowledge = Self {
            ontology: self.ontology.clone(),
            dataset,
            derived: Derived::default(),
            store: None,
            names: self.names.clone(),
            verification: Verification::default(),
            disagreements,
            findings: Vec::new(),
            diagnostics: Vec::new(),
            base: self.base.clone(),
        };
        knowledge.complete(input, true)?;
        Ok(knowledge)
    }

    /// All that follows from the claims: the store, what rules derive, what restates what.
    fn complete(&mut self, input: &Input, with_store: bool) -> Result<(), StoreError> {
        // Rules over data with faults would only add faults that follow from them.
        let clean = self.is_clean();
        if with_store || !input.rules.is_empty() || !input.views.is_empty() {
            let store = Store::new(&self.base, self.names.prefixes().to_vec())?;
            store.add_ontology(self.ontology.triples())?;
            // What disagrees is known in full once rules have run.
            store.add(|sink| project(Scope { disagreements: &[], ..self.scope() }, sink))?;
            self.store = Some(store);
        }
        if clean {
            self.derive(input);
            let links = links(&self.derived, &self.dataset, &self.ontology, &self.base);
            disagree::refused(&self.dataset, self.refused(), &mut self.disagreements);
            disagree::restatements(&self.dataset, &self.ontology, &links, &mut self.disagreements);
            self.diagnostics.extend(disagree::unmatched(&self.dataset, &self.disagreements));
        }
        if let Some(store) = &self.store {
            store.add(|sink| project_disagreements(self.scope(), sink))?;
        }
        Ok(())
    }

    /// What rules would derive and claims deny.
    fn refused(&self) -> Vec<Refused> {
        let Scope { dataset, ontology, derived, base, .. } = self.scope();
        let claim = |key: &String| match dataset.find(key)? {
            Thing::Claim(id) => Some(id),
            Thing::Entity(_) => None,
        };
        let name = |term: &String| {
            thing_of(term, dataset, base).map_or(term.as_str(), |t| dataset.name(t)).to_owned()
        };
        let refused = |denied: &Denied| {
            let [subject, predicate, object] = &denied.derivation.triple;
            let property = ontology.find_property_iri(predicate.trim_matches(['<', '>']));
            let label = property.map_or(predicate.as_str(), |p| ontology.property(p).label.as_str());
            Some(Refused {
                about: thing_of(subject, dataset, base)?,
                claims: denied.claims.iter().chain(&denied.derivation.claims).filter_map(claim).collect(),
                words: format!("{} {label} {}", name(subject), name(object)),
            })
        };
        derived.denied.iter().filter_map(refused).collect()
    }

    /// Derives what follows, and looks whether rules name terms that the graph does not know.
    fn derive(&mut self, input: &Input) {
        let files = &input.files;
        let given = Given {
            rules: &input.rules,
            files,
            dataset: &self.dataset,
            ontology: &self.ontology,
            base: &self.base,
            limit: input.manifest.derived_limit,
        };
        let (derived, faults) = rules::derive(given, self.store.as_ref());
        self.derived = derived;
        self.diagnostics.extend(faults);
        let own = self.own_prefixes();
        for &id in &input.rules {
            let text = QueryText { file: id, text: &files.get(id).text };
            self.diagnostics.extend(self.store.iter().flat_map(|store| unknown_terms(text, &own, store)));
        }
    }

    /// Holds the graph against shapes.
    fn hold_against(&mut self, shapes: &Shapes) {
        let graph = shapes::data(shapes, self.scope());
        match shapes::validate(shapes, &graph, self.store.as_ref()) {
            Ok(found) => {
                let faults = shapes::tell(&found, shapes, &graph, self.scope());
                self.diagnostics.extend(faults);
                self.findings = found;
            }
            Err(failures) => self.diagnostics.extend(failures),
        }
    }

    /// Prefixes whose names this graph alone decides: its own families and the namespaces of its ontology.
    pub fn own_prefixes(&self) -> Vec<(String, String)> {
        own_prefixes(&self.names, &self.ontology, &self.base)
    }

    /// Whether the graph may be written.
    pub fn is_clean(&self) -> bool {
        self.diagnostics.iter().all(|d| d.severity == Severity::Warning)
    }

    /// What the graph is made from.
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            dataset: &self.dataset,
            ontology: &self.ontology,
            derived: &self.derived,
            disagreements: &self.disagreements,
            base: &self.base,
        }
    }
}

/// Derived links between things, for what is compared by them.
fn links(derived: &Derived, dataset: &Dataset, ontology: &Ontology, base: &str) -> Vec<Link> {
    let link = |triple: &[String; 3]| {
        let [subject, predicate, object] = triple;
        let property = ontology.find_property_iri(predicate.trim_matches(['<', '>']))?;
        Some((thing_of(subject, dataset, base)?, property, thing_of(object, dataset, base)?))
    };
    derived.derivations.iter().filter_map(|d| link(&d.triple)).collect()
}

fn own_prefixes(names: &Prefixes, ontology: &Ontology, base: &str) -> Vec<(String, String)> {
    let declared = |namespace: &str| {
        let classes = ontology.classes().iter().map(|c| &c.iri);
        classes.chain(ontology.properties().iter().map(|p| &p.iri)).any(|i| i.starts_with(namespace))
    };
    let families = [Space::Claim, Space::Id, Space::Rule].map(|s| format!("{base}{}", s.path()));
    let prefixes = names.prefixes().iter();
    prefixes.filter(|(_, n)| families.contains(n) || (declared(n) && n != base)).cloned().collect()
}
