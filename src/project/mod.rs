//! The project: a folder to files as values, and what is made of them back to the disk, whole or not at all.
//!
//! The only part that reads or writes files, and what every front-end needs: [`Outputs`] names all that a project writes,
//! [`views`] makes its figures and finds what is wrong with its queries, [`parts`] makes the graph of some of its sources.

mod create;
mod folder;
mod frozen;
mod inspect;
mod listing;
mod load;
mod mapping;
mod outputs;
mod pages;
pub mod parts;
mod publish;
mod revision;
mod rewrite;
mod save;
mod stream;
pub(crate) mod threads;
pub mod views;
mod watch;
mod work;

pub use create::create;
pub use folder::names_in;
pub use frozen::{FrozenGraph, NotFrozen, frozen, keep, kept, lend};
pub use inspect::{Inspection, inspect};
pub use listing::OutputFile;
pub use load::{Overlay, Project, find_root, from_here, is_root, locate, open, open_with, read_text, reader};
pub use mapping::{MappingFolders, mapping_report, real_path};
pub use outputs::{Counts, Outputs};
pub use publish::{PublishError, Published, not_in_project, publish_folder};
pub use revision::{Revision, RevisionError, revision, statements};
pub use rewrite::{NotRewritten, rewrite};
pub use save::{Writing, make_folder, write_files, write_whole};
pub use watch::{Look, Watch};
