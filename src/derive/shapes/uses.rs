//! Which shapes use which: circles, idle shapes, and the shapes by whose names others are called.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Reader;
use super::shape::{Shape, ShapeId};
use crate::compile::ontology::triples::iri_of;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};

/// How deep shapes may be nested.
const DEEPEST: usize = 100;

/// Which shapes each shape uses, or is used by.
type Uses = BTreeMap<ShapeId, Vec<ShapeId>>;

impl Reader<'_> {
    /// Refuses shapes that use themselves, as the specification leaves open what they mean, and else those that are nested
    /// too deeply: each level takes a part of the stack.
    pub(super) fn nesting(&mut self) {
        let uses: Uses = self.edges.iter().map(|(id, e)| (*id, e.iter().map(|e| e.0).collect())).collect();
        let mut users = Uses::new();
        for (id, used) in &uses {
            for next in used {
                users.entry(*next).or_default().push(*id);
            }
        }
        let order = sources_first(&uses);
        let sorted: BTreeSet<ShapeId> = order.iter().copied().chain(sources_first(&users)).collect();
        let rest: Vec<ShapeId> = uses.keys().filter(|id| !sorted.contains(id)).copied().collect();
        if rest.is_empty() {
            self.depth(&order);
        } else {
            self.recursion(&uses, &users, &rest);
        }
    }

    /// Tells each circle of shapes once, at the first of them. `rest` holds all that are on one or between two.
    fn recursion(&mut self, uses: &Uses, users: &Uses, rest: &[ShapeId]) {
        let mut told: BTreeSet<ShapeId> = BTreeSet::new();
        for start in rest {
            if told.contains(start) {
                continue;
            }
            let back = reached(users, *start);
            let edges = self.edges.get(start).into_iter().flatten();
            let Some((next, anchor)) = edges.into_iter().find(|(n, _)| n == start || back.contains(n)) else {
                continue;
            };
            let fault = Diagnostic::new(
                Code::R062,
                anchor.clone(),
                format!("{} refers to itself, over {}", self.name(*start), self.name(*next)),
            )
            .expected("shapes that do not come back to themselves")
            .help("SHACL leaves open what such shapes mean; a path such as [ sh:zeroOrMorePath … ] often says it");
            told.extend(reached(uses, *start).intersection(&back));
            told.insert(*start);
            self.faults.push(fault);
        }
    }

    /// Shapes nested too deeply, told at the first one that is.
    fn depth(&mut self, order: &[ShapeId]) {
        let mut depths: BTreeMap<ShapeId, usize> = BTreeMap::new();
        for id in order {
            let depth = depths.get(id).copied().unwrap_or(0) + 1;
            for (next, anchor) in self.edges.get(id).into_iter().flatten() {
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

/// All shapes to which no circle leads, each after those that lead to it.
fn sources_first(uses: &Uses) -> Vec<ShapeId> {
    let mut open: BTreeMap<ShapeId, usize> = uses.keys().map(|id| (*id, 0)).collect();
    for next in uses.values().flatten() {
        *open.entry(*next).or_default() += 1;
    }
    let mut order: Vec<ShapeId> = open.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut at = 0;
    while let Some(id) = order.get(at).copied() {
        at += 1;
        for next in uses.get(&id).into_iter().flatten() {
            let count = open.entry(*next).or_default();
            *count -= 1;
            if *count == 0 {
                order.push(*next);
            }
        }
    }
    order
}

/// All that is reached from a shape in one step or more.
fn reached(uses: &Uses, start: ShapeId) -> BTreeSet<ShapeId> {
    let mut seen = BTreeSet::new();
    let mut todo = vec![start];
    while let Some(at) = todo.pop() {
        todo.extend(uses.get(&at).into_iter().flatten().filter(|n| seen.insert(**n)));
    }
    seen
}
