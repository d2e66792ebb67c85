//! Which shapes use which: circles, idle shapes, and the shapes by whose names others are called.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Reader;
use super::shape::{Shape, ShapeId};
use crate::compile::ontology::triples::iri_of;
use crate::model::code::Code;
use crate::model::components::{components, is_circle};
use crate::model::diagnostic::{Diagnostic, Severity};

/// How deep shapes may be nested.
const DEEPEST: usize = 100;

impl Reader<'_> {
    /// Refuses shapes that use themselves, as the specification leaves open what they mean, and else those that are nested
    /// too deeply: each level takes a part of the stack.
    pub(super) fn nesting(&mut self) {
        let below = |i| self.edges.get(&ShapeId(i)).into_iter().flatten().map(|e| e.0.0).collect();
        let uses: Vec<Vec<usize>> = (0..self.nodes.len()).map(below).collect();
        let components = components(&uses);
        let mut circles: Vec<&Vec<usize>> = components.iter().filter(|c| is_circle(c, &uses)).collect();
        if circles.is_empty() {
            return self.depth(components.iter().rev().flatten().map(|i| ShapeId(*i)));
        }
        circles.sort();
        for circle in circles {
            let first = ShapeId(circle[0]);
            let edges = self.edges.get(&first).into_iter().flatten();
            let Some((next, anchor)) = edges.into_iter().find(|(n, _)| circle.contains(&n.0)) else {
                continue;
            };
            let fault = Diagnostic::new(
                Code::R062,
                anchor.clone(),
                format!("{} refers to itself, over {}", self.name(first), self.name(*next)),
            )
            .expected("shapes that do not come back to themselves")
            .help("SHACL leaves open what such shapes mean; a path such as [ sh:zeroOrMorePath … ] often says it");
            self.faults.push(fault);
        }
    }

    /// Shapes nested too deeply, told at the first one that is. `order` has users before what they use.
    fn depth(&mut self, order: impl Iterator<Item = ShapeId>) {
        let mut depths: BTreeMap<ShapeId, usize> = BTreeMap::new();
        for id in order {
            let depth = depths.get(&id).copied().unwrap_or(0) + 1;
            for (next, anchor) in self.edges.get(&id).into_iter().flatten() {
                if depth > DEEPEST {
                    let message = format!("shapes are nested more than {DEEPEST} deep");
                    let fault = Diagnostic::new(Code::R062, anchor.clone(), message);
                    self.faults.push(fault.expected("a flatter shape"));
                    return;
                }
                let known = depths.entry(*next).or_insert(0);
                *known = depth.max(*known);
            }
        }
    }

    /// For each shape the node of the nearest one with a name: itself, or one that uses it.
    pub(super) fn owners(&self) -> Vec<String> {
        let mut user: BTreeMap<ShapeId, ShapeId> = BTreeMap::new();
        for (from, edges) in &self.edges {
            for (to, _) in edges {
                user.entry(*to).or_insert(*from);
            }
        }
        let mut owners: Vec<Option<usize>> = vec![None; self.nodes.len()];
        for i in 0..self.nodes.len() {
            let mut way = Vec::new();
            let mut at = i;
            let owner = loop {
                if let Some(known) = owners[at] {
                    break known;
                }
                way.push(at);
                let next = user.get(&ShapeId(at)).filter(|_| iri_of(&self.nodes[at]).is_none());
                match next {
                    // Shapes that refer to themselves are refused, and still must not keep this going.
                    Some(next) if way.len() <= self.nodes.len() => at = next.0,
                    _ => break at,
                }
            };
            for at in way {
                owners[at] = Some(owner);
            }
        }
        owners.iter().flatten().map(|i| self.nodes[*i].clone()).collect()
    }

    /// Shapes that have no target and that no other shape uses.
    pub(super) fn idle(&mut self, shapes: &[Shape]) {
        // A misspelt word is often the reason, and is told already.
        if self.faults.iter().any(|f| f.severity == Severity::Error) {
            return;
        }
        let used: BTreeSet<ShapeId> = self.edges.values().flatten().map(|e| e.0).collect();
        for (i, shape) in shapes.iter().enumerate() {
            if shape.targets.is_empty() && !used.contains(&ShapeId(i)) && !shape.deactivated {
                let message = format!(
                    "{} is never asked: it has no target, and no shape uses it",
                    self.name(ShapeId(i))
                );
                let fault = Diagnostic::new(Code::R064, shape.anchor.clone(), message)
                    .expected("sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf");
                self.faults.push(fault);
            }
        }
    }
}
