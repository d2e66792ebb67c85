//! The graphs that earlier commands of one process built, so that a further question about the same input costs no build.
//!
//! The program itself answers one command and ends; whoever calls [`run_within`](super::run_within) more than once keeps them.

use std::sync::{Arc, Mutex};

use crate::compile::input::Input;
use crate::derive::graph::{BuildError, Graph};
use crate::model::date::PartialDate;

/// How many graphs are kept; the oldest goes first.
const KEPT: usize = 8;

/// What a graph is built from: the input, and the date as of which it is built.
type Key = (Arc<Input>, Option<PartialDate>);

/// Graphs that were built already.
#[derive(Default)]
pub struct Graphs(Mutex<Vec<(Key, Arc<Graph>)>>);

impl Graphs {
    /// The graph of an input: one that is kept, or a new one.
    pub(super) fn build(
        &self,
        input: &Arc<Input>,
        as_of: Option<PartialDate>,
    ) -> Result<Arc<Graph>, BuildError> {
        let key = (Arc::clone(input), as_of);
        if let Ok(kept) = self.0.lock()
            && let Some((_, graph)) = kept.iter().find(|(known, _)| *known == key)
        {
            return Ok(Arc::clone(graph));
        }
        let graph = Arc::new(Graph::build(Arc::clone(input), as_of)?);
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() == KEPT {
                kept.remove(0);
            }
            kept.push((key, Arc::clone(&graph)));
        }
        Ok(graph)
    }
}
