//! The straight line: files to ontology, records, claims, evidence, dataset, its disagreements and checks.
//!
//! Goes in: files as values. Comes out: [`Built`]. Names every step and holds no logic of its own; touches no disk,
//! clock or environment, and cannot fail: what is wrong with the data is in the diagnostics.

use crate::compile::check;
use crate::compile::disagree;
use crate::compile::evidence::{self, Verification};
use crate::compile::input::Input;
use crate::compile::map;
use crate::compile::mapping::{self, MappedPlaces};
use crate::compile::ontology::{self, Ontology};
use crate::compile::quoted;
use crate::compile::read::unknown_licence;
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::Diagnostic;
use crate::model::disagreement::Disagreement;

/// What a build comes to.
#[derive(Clone, Debug)]
pub struct Built {
    /// The ontology.
    pub ontology: Ontology,
    /// The dataset; whole only if no diagnostic is an error.
    pub dataset: Dataset,
    /// Where claims disagree, as far as the claims alone tell.
    pub disagreements: Vec<Disagreement>,
    /// What was verified.
    pub verification: Verification,
    /// Where mapped records come from.
    pub mapped: MappedPlaces,
    /// Everything that is wrong, not yet in file order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds and checks a graph.
pub fn build(input: &Input) -> Built {
    let (ontology, mut diagnostics) = ontology::load(&input.files, &input.ontology, &input.manifest.base);
    diagnostics.extend(input.unread_files());
    diagnostics
        .extend(input.files.find("remit.toml").and_then(|file| unknown_licence(file, &input.manifest)));
    let (mapped, faults) = mapping::read(&input.files, &input.mappings, &input.manifest, &ontology);
    diagnostics.extend(faults);
    let (mut draft, faults) = map::map(&input.files, &input.data, &mapped, (&input.manifest, &ontology));
    diagnostics.extend(faults);
    let (verification, surroundings, faults) =
        evidence::verify(&mut draft, &input.texts, &input.others, &input.lock);
    diagnostics.extend(faults);
    let dataset = draft.finish();
    diagnostics.extend(quoted::check(&dataset, &ontology, &surroundings, input.manifest.limits.quote_words));
    let disagreements = disagree::detect(&dataset, &ontology);
    check::check(&dataset, &ontology, !input.rules.is_empty(), &mut diagnostics);
    mapping::settle(&mut diagnostics);
    let mapped = MappedPlaces::new(&mapped);
    mapped.tell(&mut diagnostics);
    // An ontology that is read in part says nothing of what the data should be.
    if diagnostics.iter().any(|fault| fault.code == Code::R040) {
        diagnostics.retain(|fault| !fault.code.is_about_the_ontology());
    }
    Built { ontology, dataset, disagreements, verification, mapped, diagnostics }
}
