//! Answers to bytes: figures, files of the graph, exports for other tools, faults as text.
//!
//! Everything here takes values and gives texts or writes to a given writer; nothing here opens a file.

pub mod draw;
pub mod export;
pub mod figure;
pub mod report;
pub mod write;
