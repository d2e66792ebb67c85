//! What an ontology declares of its properties, as rules that derive triples.

use crate::compile::ontology::Ontology;
use crate::model::claim::PropertyId;
use crate::model::derivation::Rule;

/// How triples with a property follow from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AxiomKind {
    /// From the same property, turned round.
    Symmetric,
    /// From another property, turned round.
    Inverse(PropertyId),
    /// From a narrower property.
    Narrower(PropertyId),
    /// From two triples of the same property, one after the other.
    Transitive,
    /// From properties one after the other.
    Chain(Vec<PropertyId>),
}

/// One way in which triples with a property follow.
#[derive(Clone, Debug)]
pub struct Axiom {
    /// The property.
    pub head: PropertyId,
    /// How.
    pub form: AxiomKind,
    /// The axiom as readers see it.
    pub rule: Rule,
}

/// The axioms of an ontology, sorted by the key of their rule.
///
/// `remit:infer false` on a property takes away all of its axioms; only `remit:infer true` adds those by which it follows
/// from narrower ones.
pub fn axioms(ontology: &Ontology) -> Vec<Axiom> {
    let mut all = Vec::new();
    for (i, property) in ontology.properties().iter().enumerate() {
        let head = PropertyId(i as u16);
        let traits = &property.characteristics;
        if !property.writable || traits.infer == Some(false) {
            continue;
        }
        let mut add = |name: String, label: String, form: AxiomKind| {
            let restates = !matches!(form, AxiomKind::Transitive | AxiomKind::Chain(_));
            let rule = Rule { key: format!("{name}-{}", property.key), label, caution: None, restates };
            all.push(Axiom { head, form, rule });
        };
        let label = |p: PropertyId| format!("\u{201c}{}\u{201d}", ontology.property(p).label);
        let own = label(head);
        if traits.symmetric {
            add("symmetric".into(), format!("{own} holds in both directions"), AxiomKind::Symmetric);
        }
        if let Some(other) = property.inverse.filter(|o| *o != head && ontology.property(*o).writable) {
            let words = format!("{own} is {} seen from the other end", label(other));
            add("inverse".into(), words, AxiomKind::Inverse(other));
        }
        if traits.transitive {
            add(
                "transitive".into(),
                format!("{own} leads on from each thing to the next"),
                AxiomKind::Transitive,
            );
        }
        for (n, chain) in traits.chains.iter().enumerate() {
            let steps: Vec<String> = chain.iter().map(|p| label(*p)).collect();
            let name = if n == 0 { "chain".to_owned() } else { format!("chain-{}", n + 1) };
            add(name, format!("{} leads to {own}", steps.join(", then ")), AxiomKind::Chain(chain.clone()));
        }
        if traits.infer == Some(true) {
            for (j, narrower) in ontology.properties().iter().enumerate() {
                let id = PropertyId(j as u16);
                if id != head && narrower.writable && narrower.ancestors.contains(&head) {
                    let words = format!("{} is a way of {own}", label(id));
                    add(format!("wider-{}", narrower.key), words, AxiomKind::Narrower(id));
                }
            }
        }
    }
    all.sort_by(|a, b| a.rule.key.cmp(&b.rule.key));
    all
}
