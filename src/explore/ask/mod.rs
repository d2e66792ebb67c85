//! Questions in words: answered by a saved query whose template they follow, or by the claims that cover most of their words.
//!
//! Goes in: what somebody typed, queries with lines such as `# ask: who runs {line:Line}`, and a graph. Comes out: the template
//! and the thing for each of its slots; else what was understood, and the claims or the command that answer. Deliberately runs
//! no query and knows no terminal.

mod beside;
mod english;
mod evidence;
mod free;
mod headline;
mod lexicon;
mod life;
mod limits;
mod numbers;
mod outcome;
mod phrases;
mod picked;
mod ranked;
mod reading;
mod reply;
mod spoken;
mod sure;
mod template;
mod understood;
mod verdict;
mod words;

pub use english::asks_when;
pub use reading::{Miss, Reading, read};
pub use reply::{Reply, Told, reply};
pub use template::{Part, Slot, Template, templates};
