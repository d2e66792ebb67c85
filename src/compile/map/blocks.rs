//! The rows of long tables on all threads: once all entities are known, a row of which nothing has to be told depends on no other.
//!
//! What is mapped is put together in the order of the rows, so that the number of threads shows in nothing. From the first block
//! on that holds a fault, a quote or the id of a claim, rows are taken one by one.

use std::ops::Range;
use std::thread;

use super::{CLAIMS, Mapper};
use crate::compile::read::{each_record, parts_of_table};
use crate::model::dataset::DatasetBuilder;
use crate::model::file::{FileId, Files};

/// How many bytes of a table are a block.
const BLOCK: usize = 2 << 20;

impl Mapper<'_> {
    /// Takes the claims of a long table; from which byte on its rows are left, if any were taken.
    pub(super) fn blocks(&mut self, files: &Files, id: FileId) -> Option<usize> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let file = files.get(id);
        // Once ids of claims are looked up, every row may depend on those before it.
        if self.claim_ids.is_some() || file.text.len() < 2 * BLOCK {
            return None;
        }
        let parts = parts_of_table(file, BLOCK);
        for round in parts.chunks(threads) {
            let taken = self.round(files, id, round);
            for (part, taken) in round.iter().zip(taken) {
                match taken {
                    Some(taken) => self.draft.append(taken),
                    None => return Some(part.start),
                }
            }
        }
        parts.last().map(|part| part.end)
    }

    /// What each of some blocks comes to.
    fn round(&self, files: &Files, id: FileId, round: &[Range<usize>]) -> Vec<Option<DatasetBuilder>> {
        thread::scope(|threads| {
            let start = |part: &Range<usize>| {
                let part = part.clone();
                thread::Builder::new().spawn_scoped(threads, move || self.block(files, id, part)).ok()
            };
            let (first, others) = round.split_at(1);
            let started: Vec<_> = others.iter().map(start).collect();
            let mut taken: Vec<_> = first.iter().map(|part| self.block(files, id, part.clone())).collect();
            taken.extend(started.into_iter().zip(others).map(|(thread, part)| match thread {
                Some(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                None => self.block(files, id, part.clone()),
            }));
            taken
        })
    }

    /// What the rows of a block come to; none where it depends on others, or something has to be told.
    fn block(&self, files: &Files, id: FileId, part: Range<usize>) -> Option<DatasetBuilder> {
        let mut mapper = Mapper {
            known: Some(self),
            columns: self.columns.clone(),
            properties: self.properties.clone(),
            ..Mapper::new(self.manifest, self.ontology)
        };
        let layouts = (self.manifest.folders.data.as_str(), self.manifest.tables.as_slice());
        let faults = each_record(id, files.get(id), layouts, part, &mut |record| {
            if mapper.is_independent() {
                mapper.record(&record, CLAIMS);
            }
        });
        (faults.is_empty() && mapper.is_independent()).then_some(mapper.draft)
    }

    fn is_independent(&self) -> bool {
        let DatasetBuilder { incomplete, passages, .. } = &self.draft;
        let is_whole = self.faults.is_empty() && self.first.is_empty() && incomplete.is_empty();
        is_whole && self.pending.is_empty() && passages.is_empty()
    }
}
