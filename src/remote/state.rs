//! What a store has taken, kept beside the data so that a push goes on where it stopped. Never holds a password.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::endpoints::Endpoints;
use crate::model::text::hex;

/// How far a push has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct State {
    /// Where graphs are put.
    pub(super) store: String,
    /// The digest of the data that is being sent, or was sent last.
    pub(super) data: String,
    /// The digests of the parts that the store took.
    pub(super) parts: BTreeSet<String>,
    /// The graphs that are being filled for it.
    pub(super) fresh: BTreeSet<String>,
    /// Graphs of pushes that came to nothing, to be removed.
    pub(super) left: BTreeSet<String>,
    /// The graphs that were put in place last.
    pub(super) placed: BTreeSet<String>,
}

impl State {
    /// The state that a text holds.
    ///
    /// # Errors
    ///
    /// Where it is none, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The state as a text.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The graphs that a push that came to nothing has left in the store.
    pub fn left(&self) -> impl Iterator<Item = &str> {
        self.left.union(&self.fresh).map(String::as_str)
    }
}

/// The name of the file for the state of some data at a store.
pub fn file_name(data: &str, endpoints: &Endpoints) -> String {
    let digest = hex(&Sha256::digest(&endpoints.graphs));
    let data = if data.is_empty() { String::new() } else { format!("{data}-") };
    format!(".remit-push-{data}{}.json", &digest[..8])
}

/// Keeps the state of a push.
pub trait Journal {
    /// Keeps a state; what was kept before is replaced whole.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    fn keep(&mut self, state: &State) -> io::Result<()>;
}
