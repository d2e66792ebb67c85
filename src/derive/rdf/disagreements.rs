//! Disagreements and the decisions on them, as nodes of the claims layer.

use super::project::{GraphRef, LABEL, Projector, TYPE, core, node};
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
        let mut by_key: Vec<&Disagreement> = disagreements.iter().collect();
        by_key.sort_by_key(|d| &d.key);
        for disagreement in by_key {
            let me = Node::minted(IriFamily::Disagreement, &disagreement.key);
            self.link(LAYER, me, TYPE, Node::Known(core!("Disagreement")));
            self.text(LAYER, me, LABEL, &disagreement.why);
            self.link(LAYER, me, core!("about"), node(disagreement.about, dataset));
            for id in &disagreement.claims {
                self.link(LAYER, me, core!("involves"), claim(*id));
            }
            let kind = [vocab::REMIT, disagreement.kind.local()].concat();
            self.link(LAYER, me, core!("kind"), Node::Known(&kind));
            if let Some(id) = disagreement.noted_by {
                self.link(LAYER, me, core!("notedBy"), claim(id));
            }
            self.put(LAYER, me, core!("open"), Term::boolean(disagreement.resolution.is_none()));
            if disagreement.resolution.is_some() {
                self.link(
                    LAYER,
                    me,
                    core!("resolution"),
                    Node::minted(IriFamily::Resolution, &disagreement.key),
                );
            }
        }
    }

    /// The decisions, each called after its disagreement.
    pub(super) fn resolutions(&mut self) {
        const LAYER: Layer = Layer::Claims;
        let GraphRef { dataset, disagreements, .. } = self.scope;
        let decided =
            disagreements.iter().filter_map(|d| Some((&d.key, &dataset.resolutions()[d.resolution?])));
        let mut decided: Vec<_> = decided.collect();
        decided.sort_by_key(|(key, _)| *key);
        for (key, resolution) in decided {
            let me = Node::minted(IriFamily::Resolution, key);
            self.link(LAYER, me, TYPE, Node::Known(core!("Resolution")));
            self.text(LAYER, me, core!("decidedBy"), dataset.text(resolution.by));
            if let Some(date) = resolution.on {
                self.put(LAYER, me, core!("decidedOn"), Term::typed(&date.to_string(), date.datatype()));
            }
            let mut holds = resolution.holds.clone();
            holds.sort_unstable();
            for id in holds {
                let claim = Node::minted(IriFamily::Claim, dataset.text(dataset.claim(id).key));
                self.link(LAYER, me, core!("holds"), claim);
            }
            self.text(LAYER, me, core!("reason"), dataset.text(resolution.reason));
        }
    }
}
