//! Which shapes use which: circles, idle shapes, and the shapes by whose names others are called.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Reader;
use super::shape::{Shape, ShapeId};
use crate::compile::ontology::triples::iri_of;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};

/// How deep shapes may be nested.
const DEEPEST: usize = 100;

impl Reader<'_> {
    /// Shapes that refer to themselves are not supported, as the specification leaves open what they mean. Returns whether
    /// there are none.
    pub(super) fn recursion(&mut self) -> bool {
        let mut faults = Vec::new();
        let mut told: BTreeSet<ShapeId> = BTreeSet::new();
        for (start, edges) in &self.edges {
            for (next, anchor) in edges {
                let mut seen = BTreeSet::new();
                let mut todo = vec![*next];
                while let Some(at) = todo.pop() {
                    if seen.insert(at) {
                        todo.extend(self.edges.get(&at).into_iter().flatten().map(|e| e.0));
                    }
                }
                if seen.contains(start) && seen.is_disjoint(&told) {
                    told.insert(*start);
                    faults.push(
                        Diagnostic::new(
                            Code::R062,
                            anchor.clone(),
                            format!("{} refers to itself, over {}", self.name(*start), self.name(*next)),
                        )
                        .expected("shapes that do not come back to themselves")
                        .help("SHACL leaves open what such shapes mean; a path such as [ sh:zeroOrMorePath … ] often says it"),
                    );
                }
            }
        }
        let is_none = faults.is_empty();
        self.faults.extend(faults);
        is_none
    }

    /// Shapes nested too deeply: each level takes a part of the stack. Asked only where none refers to itself.
    pub(super) fn depth(&mut self) {
        let mut depths: BTreeMap<ShapeId, usize> = BTreeMap::new();
        let mut todo: Vec<(ShapeId, usize)> = self.edges.keys().map(|id| (*id, 0)).collect();
        while let Some((id, depth)) = todo.pop() {
            for (next, anchor) in self.edges.get(&id).into_iter().flatten() {
                let known = depths.entry(*next).or_insert(0);
                if *known > depth {
                    continue;
                }
                *known = depth + 1;
                if depth + 1 > DEEPEST {
                    let fault = Diagnostic::new(
                        Code::R062,
                        anchor.clone(),
                        format!("shapes are nested more than {DEEPEST} deep"),
                    )
                    .expected("a flatter shape");
                    self.faults.push(fault);
                    return;
                }
                todo.push((*next, depth + 1));
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
        let owner = |mut id: ShapeId| {
            // Shapes that refer to themselves are refused, and still must not keep this going.
            for _ in 0..self.nodes.len() {
                match self.nodes.get(id.0).filter(|n| iri_of(n).is_none()).and_then(|_| user.get(&id)) {
                    Some(next) => id = *next,
                    None => break,
                }
            }
            self.nodes.get(id.0).cloned().unwrap_or_default()
        };
        (0..self.nodes.len()).map(|i| owner(ShapeId(i))).collect()
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
