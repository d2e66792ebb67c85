//! Joins: the subjects of parent maps, found by the values that a condition compares.
//!
//! The parents are read once into tables by key; the rows of the child are then looked up one by one. A join over several
//! conditions has one key of all their values. Keys and subjects stand in one text, which the table points into.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::fault::Fault;
use super::plan::{Plan, TermMap};
use super::row::Natural;
use super::source::{Open, rows};
use super::term::{Context, Kind, Maker, Terms};

/// The subjects of the parent map of one join, by key.
#[derive(Default)]
pub(super) struct Table {
    text: String,
    keys: HashTable<Key>,
    subjects: Vec<Subject>,
    hasher: DefaultHashBuilder,
}

struct Key {
    text: Range<usize>,
    /// The first and the last of its subjects.
    first: usize,
    last: usize,
}

struct Subject {
    kind: Kind,
    text: Range<usize>,
    /// The next subject with the same key.
    next: Option<usize>,
}

impl Table {
    fn add(&mut self, key: &str, kind: Kind, subject: &str) {
        let Self { text, keys, subjects, hasher } = self;
        let start = text.len();
        text.push_str(subject);
        let number = subjects.len();
        subjects.push(Subject { kind, text: start..text.len(), next: None });
        let hash = hasher.hash_one(key);
        if let Some(known) = keys.find_mut(hash, |known| &text[known.text.clone()] == key) {
            subjects[known.last].next = Some(number);
            known.last = number;
            return;
        }
        let start = text.len();
        text.push_str(key);
        let known = Key { text: start..text.len(), first: number, last: number };
        keys.insert_unique(hash, known, |known| hasher.hash_one(&text[known.text.clone()]));
    }

    /// The subjects for a row of the child, each with its kind, in the order of their rows.
    pub(super) fn find(&self, key: &str) -> impl Iterator<Item = (Kind, &str)> {
        let hash = self.hasher.hash_one(key);
        let known = self.keys.find(hash, |known| &self.text[known.text.clone()] == key);
        let first = known.map(|known| known.first);
        std::iter::successors(first, |number| self.subjects[*number].next).map(|number| {
            let subject = &self.subjects[number];
            (subject.kind, &self.text[subject.text.clone()])
        })
    }
}

impl Table {
    /// About how many bytes it takes.
    fn size(&self) -> usize {
        self.text.capacity()
            + self.subjects.capacity() * size_of::<Subject>()
            + self.keys.capacity() * (size_of::<Key>() + 1)
    }
}

/// The tables of all joins of a plan, which may take so many bytes together; and how many they take. Faults of the rows of parents are told when these rows are mapped themselves.
pub(super) fn tables(
    plan: &Plan,
    base: &str,
    open: &dyn Open,
    (maker, memory): (&mut Maker, usize),
) -> Result<(Vec<Table>, usize), Vec<Fault>> {
    let mut tables: Vec<Table> = plan.joins.iter().map(|_| Table::default()).collect();
    for (number, source) in plan.sources.iter().enumerate() {
        let here: Vec<usize> = (0..plan.joins.len())
            .filter(|join| plan.maps[plan.joins[*join].parent].source == number)
            .collect();
        if here.is_empty() {
            continue;
        }
        let mut subjects = Terms::default();
        let mut is_full = false;
        rows(source, open, &mut |row| {
            let Ok(row) = row else { return };
            if is_full {
                return;
            }
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
                    for subject in subjects.iter() {
                        tables[*join].add(&key, subject.kind, subject.text);
                    }
                }
            }
            is_full = tables.iter().map(Table::size).sum::<usize>() > memory;
        })?;
        if is_full {
            let message = format!("the parents of joins need more than {} MiB of memory", memory >> 20);
            let fault = Fault::new(message, plan.maps[plan.joins[here[0]].parent].subject.at);
            return Err(vec![fault.help("give more with `--memory`: three quarters of it are for joins")]);
        }
    }
    let size = tables.iter().map(Table::size).sum();
    Ok((tables, size))
}

/// The keys of a row: one for each combination of the values of its ends.
pub(super) fn keys(ends: &[&TermMap], context: Context<'_>, maker: &mut Maker) -> Vec<String> {
    let mut keys = vec![String::new()];
    for end in ends {
        let values = maker.values(end, None, context);
        // The length keeps apart what is joined: `a` and `bc` are not `ab` and `c`.
        let longer = |key: &String| -> Vec<String> {
            let values = values.as_slice().iter().filter(|value| value.natural != Natural::Blank);
            values.map(|value| format!("{key}{}:{}", value.text.len(), value.text)).collect()
        };
        keys = keys.iter().flat_map(longer).collect();
    }
    keys
}
