//! Joins: the subjects of parent maps, found by the values that a condition compares.
//!
//! The parents are read once into tables by key; the rows of the child are then looked up one by one. A join over several
//! conditions has one key of all their values.

use std::collections::HashMap;

use super::fault::Fault;
use super::plan::{Plan, TermMap};
use super::source::{Open, rows};
use super::term::{Context, Kind, Maker, Terms};

/// The subjects of the parent map of one join, by key.
#[derive(Debug, Default)]
pub(super) struct Table(HashMap<String, Vec<(Kind, Box<str>)>>);

impl Table {
    /// The subjects for a row of the child, each with its kind.
    pub(super) fn find(&self, key: &str) -> &[(Kind, Box<str>)] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// The tables of all joins of a plan.
pub(super) fn tables(
    plan: &Plan,
    base: &str,
    open: &dyn Open,
    maker: &mut Maker,
) -> Result<Vec<Table>, Fault> {
    let mut tables: Vec<Table> = plan.joins.iter().map(|_| Table::default()).collect();
    for (number, source) in plan.sources.iter().enumerate() {
        let here: Vec<usize> = (0..plan.joins.len())
            .filter(|join| plan.maps[plan.joins[*join].parent].source == number)
            .collect();
        if here.is_empty() {
            continue;
        }
        let mut subjects = Terms::default();
        rows(source, open, &mut |row| {
            for join in &here {
                let parent = &plan.maps[plan.joins[*join].parent];
                let context = Context { row, source, base: parent.base.as_deref().unwrap_or(base) };
                let ends: Vec<&TermMap> = plan.joins[*join].conditions.iter().map(|c| &c.parent).collect();
                let keys = keys(&ends, context, maker);
                if keys.is_empty() {
                    continue;
                }
                subjects.clear();
                maker.make(&parent.subject, context, &mut subjects);
                for key in keys {
                    let known = tables[*join].0.entry(key).or_default();
                    known.extend(subjects.iter().map(|subject| (subject.kind, subject.text.into())));
                }
            }
        })?;
    }
    Ok(tables)
}

/// The keys of a row: one for each combination of the values of its ends.
pub(super) fn keys(ends: &[&TermMap], context: Context<'_>, maker: &mut Maker) -> Vec<String> {
    let mut keys = vec![String::new()];
    for end in ends {
        let values = maker.values(end, None, context);
        // The length keeps apart what is joined: `a` and `bc` are not `ab` and `c`.
        let longer = |key: &String| -> Vec<String> {
            values.iter().map(|value| format!("{key}{}:{}", value.text.len(), value.text)).collect()
        };
        keys = keys.iter().flat_map(longer).collect();
    }
    keys
}
