//! The disk: folders to files as values, and finished outputs back, whole or not at all.
//!
//! The only part that reads or writes files. Deliberately knows no syntax but that of endings, and no meaning.

mod folder;
mod load;
mod publish;

pub use load::{Project, find_root, is_root, open, read_text};
pub use publish::{
    Generation, PublishError, Written, differences, make_folder, write_new, write_streamed, write_whole,
};
