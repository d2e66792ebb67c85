//! Disagreements and the decisions on them, as nodes of the claims layer.

use super::project::{GraphRef, Projector, node};
use oxrdf::QuadRef;

use super::term::{IriFamily, Layer, Node, Term};
use crate::model::claim::ClaimId;
use crate::model::disagreement::Disagreement;
use crate::model::vocab;

/// Hands the quads of disagreements and decisions alone to the sink.
pub fn project_disagreements(scope: GraphRef<'_>, sink: &mut dyn FnMut(QuadRef<'_>)) {
    let mut projector = Projector::new(scope, sink);
    projector.disagreements();
    projector.resolutions();
}

impl Projector<'_, '_> {
    /// The disagreements by key; the predicates stand in the order of their IRIs.
    pub(super) fn disagreements(&mut self) {
        const LAYER: Layer = Layer::Claims;
        let GraphRef { dataset, disagreements, .. } = self.scope;
        let claim = |id: ClaimId| Node::minted(IriFamily::Claim, dataset.text(dataset.claim(id).key));
        let part = self.part;
        let is_meant = |d: &&Disagreement| part.is_none_or(|part| part.is_party_to(d));
        let mut by_key: Vec<&Disagreement> = disagreements.iter().filter(is_meant).collect();
        by_key.sort_by_key(|d| &d.key);
        for disagreement in by_key {
            let me = Node::minted(IriFamily::Disagreement, &disagreement.key);
            self.link(LAYER, me, vocab::rdf::TYPE, Node::Known(vocab::remit::DISAGREEMENT));
            self.text(LAYER, me, vocab::skos::PREF_LABEL, &disagreement.why);
            self.link(LAYER, me, vocab::remit::ABOUT, node(disagreement.about, dataset));
            for id in &disagreement.claims {
                self.link(LAYER, me, vocab::remit::INVOLVES, claim(*id));
            }
            let kind = [vocab::remit::NAMESPACE, disagreement.kind.local()].concat();
            self.link(LAYER, me, vocab::remit::KIND, Node::Known(&kind));
            if let Some(id) = disagreement.noted_by {
                self.link(LAYER, me, vocab::remit::NOTED_BY, claim(id));
            }
            self.put(LAYER, me, vocab::remit::OPEN, Term::boolean(disagreement.resolution.is_none()));
            if disagreement.resolution.is_some() {
                self.link(
                    LAYER,
                    me,
                    vocab::remit::RESOLUTION,
                    Node::minted(IriFamily::Resolution, &disagreement.key),
                );
            }
        }
    }

    /// The decisions, each called after its disagreement.
    pub(super) fn resolutions(&mut self) {
        const LAYER: Layer = Layer::Claims;
        let GraphRef { dataset, disagreements, .. } = self.scope;
        let part = self.part;
        let meant = disagreements.iter().filter(|d| part.is_none_or(|part| part.is_party_to(d)));
        let decided = meant.filter_map(|d| Some((&d.key, &dataset.resolutions()[d.resolution?])));
        let mut decided: Vec<_> = decided.collect();
        decided.sort_by_key(|(key, _)| *key);
        for (key, resolution) in decided {
            let me = Node::minted(IriFamily::Resolution, key);
            self.link(LAYER, me, vocab::rdf::TYPE, Node::Known(vocab::remit::RESOLUTION_CLASS));
            self.text(LAYER, me, vocab::remit::DECIDED_BY, dataset.text(resolution.by));
            if let Some(date) = resolution.on {
                self.put(
                    LAYER,
                    me,
                    vocab::remit::DECIDED_ON,
                    Term::typed(&date.to_string(), date.datatype()),
                );
            }
            let mut holds = resolution.holds.clone();
            holds.sort_unstable();
            for id in holds {
                let claim = Node::minted(IriFamily::Claim, dataset.text(dataset.claim(id).key));
                self.link(LAYER, me, vocab::remit::HOLDS, claim);
            }
            self.text(LAYER, me, vocab::remit::REASON, dataset.text(resolution.reason));
        }
    }
}
