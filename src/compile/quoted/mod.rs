//! What claims say, held against the words that they quote: their values, their ends, and how the words were cut.
//!
//! Goes in: a dataset, its ontology, and the quotes with what stands around them. Comes out: faults. Where the text of a source is
//! not at hand, a quote is looked at alone. Deliberately settles nothing: it compares what a curator typed with what was quoted.

mod addresses;
mod agree;
mod cut;
mod ends;
mod longer;
mod names;
mod splice;
mod value;

use crate::compile::evidence::{Around, Surroundings};
use crate::compile::ontology::Ontology;
use crate::model::claim::Claim;
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fix::Change;
use crate::model::quote::parts;
pub(super) use cut::negation_among as negation;
pub(super) use names::{Names, Word, is_telling, words};

/// A check of a claim and its quote.
type Check = fn(&Quoted<'_>, &mut Vec<Diagnostic>);

/// The checks of a quote as a whole.
const CHECKS: &[Check] = &[agree::check, addresses::check, ends::check];

/// A claim with its quote.
#[derive(Clone, Copy)]
struct Quoted<'a> {
    dataset: &'a Dataset,
    ontology: &'a Ontology,
    names: &'a Names<'a>,
    claim: &'a Claim,
    around: Around<'a>,
    /// The quote as it was typed.
    quote: &'a str,
    /// Which part of it `around` has.
    part: usize,
    /// How many words a quote may have.
    most: usize,
}

/// Holds every claim against its quote, if that stands in its source. `most` is how many words a quote may have.
pub fn check(
    dataset: &Dataset,
    ontology: &Ontology,
    surroundings: &Surroundings,
    most: usize,
) -> Vec<Diagnostic> {
    let names = Names::new(dataset);
    let mut faults = Vec::new();
    for claim in dataset.claims() {
        let Some(id) = claim.passage else { continue };
        let passage = dataset.passage(id);
        if passage.position.is_none() {
            continue;
        }
        let alone = Around {
            before: "",
            quote: dataset.text(passage.quote),
            after: "",
            left_out: "",
            is_apart: false,
        };
        let parts = surroundings.of(id);
        // No longer quote is offered for one in parts: each part has its own surroundings.
        let around = if let [whole] = parts.as_slice() { *whole } else { alone };
        let quoted =
            Quoted { dataset, ontology, names: &names, claim, around, quote: alone.quote, part: 0, most };
        for check in CHECKS {
            check(&quoted, &mut faults);
        }
        splice::check(&quoted, &parts, &mut faults);
        for (part, around) in parts.into_iter().enumerate() {
            cut::check(&Quoted { around, part, ..quoted }, &mut faults);
        }
    }
    faults
}

impl Quoted<'_> {
    fn at_quote(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::new(code, Location::Field(self.claim.origin, "quote"), message)
    }

    /// Adds a longer quote that is good, if there is one.
    fn with_longer(&self, fault: Diagnostic, is_good: impl Fn(&str) -> bool) -> Diagnostic {
        let mut parts = parts(self.quote);
        let others = parts.iter().enumerate().filter(|(i, _)| *i != self.part);
        let others: usize = others.map(|(_, part)| part.split_whitespace().count()).sum();
        let Some(words) = longer::longer(self.around, self.most.saturating_sub(others), is_good) else {
            return fault;
        };
        parts[self.part] = &words;
        let whole = parts.join(" [\u{2026}] ");
        let fault = fault.help(format!("longer: quote = \"{whole}\""));
        let passage = self.claim.passage.map(|id| self.dataset.passage(id));
        // With words around it, a longer quote may hold these twice.
        if passage.is_none_or(|p| p.prefix.is_some() || p.suffix.is_some()) {
            return fault;
        }
        let change = (Location::Field(self.claim.origin, "quote"), Change::Value(whole));
        fault.fix_at("take the longer quote", change)
    }
}
