//! A checked dataset, what rules derived from it, and the store that holds both: what every answer is made from.
//!
//! Goes in: a project. Comes out: [`Knowledge`], or its faults. Deliberately knows no output.

use crate::build::{Built, build};
use crate::disagree::{self, Link};
use crate::evidence::Verification;
use crate::files::Project;
use crate::model::dataset::Dataset;
use crate::model::date::PartialDate;
use crate::model::derivation::Derived;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::disagreement::Disagreement;
use crate::ontology::Ontology;
use crate::rdf::{Scope, Space, project, project_disagreements, thing_of};
use crate::rules;
use crate::store::{QueryText, Store, StoreError, unknown_terms};
use crate::write::Names;

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
    pub names: Names,
    /// What was verified.
    pub verification: Verification,
    /// Where claims disagree, sorted by kind and claims.
    pub disagreements: Vec<Disagreement>,
    /// What is wrong; without errors the graph may be written.
    pub diagnostics: Vec<Diagnostic>,
    base: String,
}

impl Knowledge {
    /// Builds a project. With `with_store` the graph can be queried; rules and views need the store in any case.
    ///
    /// With a date, claims that cannot hold on any day of it give no facts.
    pub fn of(input: &Project, with_store: bool, as_of: Option<PartialDate>) -> Result<Self, StoreError> {
        let Built { ontology, dataset, mut disagreements, verification, mut diagnostics } =
            build(&input.input);
        let dataset = match as_of {
            Some(date) => dataset.as_of(date),
            None => dataset,
        };
        let manifest = &input.input.manifest;
        let mut given = ontology.prefixes().clone();
        given.extend(manifest.prefixes.clone());
        let names = Names::new(&manifest.base, &given);
        let clean = diagnostics.iter().all(|d| d.severity == Severity::Warning);
        let mut derived = Derived::default();
        let mut store = None;
        if with_store || !input.rules.is_empty() || !input.views.is_empty() {
            let nothing = Derived::default();
            let scope = Scope {
                dataset: &dataset,
                ontology: &ontology,
                derived: &nothing,
                disagreements: &[],
                base: &manifest.base,
            };
            let new = Store::new(&manifest.base, names.prefixes().to_vec())?;
            new.add_ontology(ontology.triples())?;
            new.add(|sink| project(scope, sink))?;
            // Rules over data with faults would only add faults that follow from them.
            if clean {
                let (made, faults) =
                    rules::derive(&input.input.files, &input.rules, &dataset, &ontology, &new);
                derived = made;
                diagnostics.extend(faults);
                let own = own_prefixes(&names, &ontology, &manifest.base);
                for &id in &input.rules {
                    let text = QueryText { file: id, text: &input.input.files.get(id).text };
                    diagnostics.extend(unknown_terms(text, &own, &new));
                }
            }
            store = Some(new);
        }
        if clean {
            let links = links(&derived, &dataset, &ontology, &manifest.base);
            disagree::restatements(&dataset, &ontology, &links, &mut disagreements);
            diagnostics.extend(disagree::unmatched(&dataset, &disagreements));
        }
        if let Some(store) = &store {
            let (dataset, ontology, base) = (&dataset, &ontology, manifest.base.as_str());
            let scope = Scope { dataset, ontology, derived: &derived, disagreements: &disagreements, base };
            store.add(|sink| project_disagreements(scope, sink))?;
        }
        Ok(Self {
            ontology,
            dataset,
            derived,
            store,
            names,
            verification,
            disagreements,
            diagnostics,
            base: manifest.base.clone(),
        })
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

fn own_prefixes(names: &Names, ontology: &Ontology, base: &str) -> Vec<(String, String)> {
    let declared = |namespace: &str| {
        let classes = ontology.classes().iter().map(|c| &c.iri);
        classes.chain(ontology.properties().iter().map(|p| &p.iri)).any(|i| i.starts_with(namespace))
    };
    let families = [Space::Claim, Space::Id, Space::Rule].map(|s| format!("{base}{}", s.path()));
    let prefixes = names.prefixes().iter();
    prefixes.filter(|(_, n)| families.contains(n) || (declared(n) && n != base)).cloned().collect()
}
