//! `R035`: whose voice a claim is against whose words it quotes.

use crate::compile::ontology::Ontology;
use crate::model::claim::{Claim, EntityId, Thing};
use crate::model::code::Code;
use crate::model::dataset::{Dataset, Marks};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;

/// The words of a source are its own voice's outside quotation marks, and somebody else's inside: speaker and reporter have to go
/// with that. A source that does not say whose words it is in is not held against anything.
pub(super) fn against_words(dataset: &Dataset, _: &Ontology, faults: &mut Vec<Diagnostic>) {
    for claim in dataset.claims() {
        let Some(passage) = claim.passage.map(|p| dataset.passage(p)) else { continue };
        let Some((voice, marks)) = dataset.voice_of(passage).zip(passage.marks) else { continue };
        let reporter = dataset.details(claim).and_then(|d| d.reported_by);
        faults.extend(fault(dataset, claim, voice, (marks, reporter)));
    }
}

fn fault(
    dataset: &Dataset,
    claim: &Claim,
    voice: EntityId,
    (marks, reporter): (Marks, Option<EntityId>),
) -> Option<Diagnostic> {
    let voice_key = dataset.key(Thing::Entity(voice));
    let own = claim.speaker == voice;
    let (field, message, expected, help) = match marks {
        Marks::Inside if reporter.is_some() => (
            ClaimField::ReportedBy,
            "these words are inside quotation marks of the source: nobody puts them in words of their own"
                .to_owned(),
            "a claim without `reported-by`".to_owned(),
            "take `reported-by` out, or quote the words outside the quotation marks",
        ),
        Marks::Inside if own => (
            ClaimField::Speaker,
            format!(
                "these words are inside quotation marks, and the speaker is `{voice_key}`, who quotes them"
            ),
            "the entity whose words the source quotes".to_owned(),
            "if it is the source that speaks here, quote words outside the quotation marks",
        ),
        Marks::Outside if !own && reporter.is_none() => (
            ClaimField::Speaker,
            format!("these are words of `{voice_key}`, and the speaker is another"),
            format!("reported-by = \"{voice_key}\", or `{voice_key}` as speaker"),
            "the speaker is whose position it is, `reported-by` who puts it in words of their own",
        ),
        _ => return None,
    };
    Some(
        Diagnostic::new(Code::R035, Location::Field(claim.origin, field.key()), message)
            .expected(expected)
            .help(help),
    )
}
