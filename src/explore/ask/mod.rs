//! Questions in words: templates in the headers of saved queries, and which of them a reader means.
//!
//! Goes in: queries with lines such as `# ask: who runs {line:Line}`, and words that somebody typed. Comes out: the
//! template and the thing for each of its slots, or what was near. Deliberately runs no query and knows no terminal.

mod reading;
mod template;

pub use reading::{Miss, Reading, read};
pub use template::{Part, Slot, Template, templates};
