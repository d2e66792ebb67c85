//! Strongly connected components of a directed graph: what leads to each other, and an order of the rest.
//!
//! Goes in: for each node the nodes that it leads to, all by number. Comes out: sets of nodes.

/// The nodes that lead to each other, each set sorted. A set comes after all sets that it leads to.
///
/// Tarjan's algorithm without recursion: costs one look at each node and edge.
pub fn components(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let (mut found, mut path, mut count) = (Vec::new(), Vec::new(), 0);
    // For each node when it was seen, from 1, and the earliest node on the path that it leads back to.
    let (mut seen, mut back) = (vec![0; next.len()], vec![0; next.len()]);
    let mut is_on_path = vec![false; next.len()];
    for start in 0..next.len() {
        let mut todo = if seen[start] == 0 { vec![(start, 0)] } else { Vec::new() };
        while let Some((node, edge)) = todo.last_mut() {
            let at = *node;
            if *edge == 0 {
                count += 1;
                (seen[at], back[at], is_on_path[at]) = (count, count, true);
                path.push(at);
            }
            let to = next[at].get(*edge).copied();
            *edge += 1;
            match to {
                Some(to) if seen[to] == 0 => todo.push((to, 0)),
                Some(to) if is_on_path[to] => back[at] = back[at].min(seen[to]),
                Some(_) => {}
                None => {
                    todo.pop();
                    if let Some((from, _)) = todo.last() {
                        back[*from] = back[*from].min(back[at]);
                    }
                    if back[at] == seen[at] {
                        let first = path.iter().rposition(|n| *n == at).unwrap_or(0);
                        let mut set = path.split_off(first);
                        set.sort_unstable();
                        for n in &set {
                            is_on_path[*n] = false;
                        }
                        found.push(set);
                    }
                }
            }
        }
    }
    found
}

/// Whether a component leads back into itself.
pub fn is_circle(component: &[usize], next: &[Vec<usize>]) -> bool {
    component.len() > 1 || component.iter().any(|n| next[*n].contains(n))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn reached(next: &[Vec<usize>], from: usize) -> BTreeSet<usize> {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
        while let Some(at) = todo.pop() {
            todo.extend(next[at].iter().filter(|n| seen.insert(**n)));
        }
        seen
    }

    proptest! {
        #[test]
        fn components_lead_to_each_other_and_only_to_earlier_ones(
            next in (1..9usize).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(0..n, 0..4), n)),
        ) {
            let found = components(&next);
            let of = |node: usize| found.iter().position(|c| c.contains(&node)).expect("each node is in one");
            prop_assert_eq!(found.iter().map(Vec::len).sum::<usize>(), next.len());
            for a in 0..next.len() {
                for b in reached(&next, a) {
                    prop_assert!(of(b) <= of(a));
                    prop_assert_eq!(of(a) == of(b) && a != b, a != b && reached(&next, b).contains(&a));
                }
                prop_assert_eq!(is_circle(&found[of(a)], &next), reached(&next, a).contains(&a));
            }
        }
    }
}
