//! All tests that run the whole program or look at the whole tree, in one binary.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod asked;
mod cases;
mod cli;
mod diff;
mod disk;
mod draft;
#[cfg(feature = "serve")]
mod endpoint;
mod explore;
mod facts;
mod fields;
mod figure;
mod floods;
mod fmt;
mod fragile;
mod frozen;
#[cfg(feature = "serve")]
mod hostile;
mod library;
mod limits;
mod linked;
mod lsp;
mod mapped;
mod marked;
mod matrix;
mod mend;
mod mistakes;
mod network;
mod pages;
mod parts;
mod picture;
mod proofs;
mod publish;
mod published;
#[cfg(feature = "serve")]
#[cfg(feature = "push")]
mod push;
mod query_page;
mod quotes;
mod rdf;
mod review;
mod review_page;
mod rml;
mod rules;
mod save;
mod sentences;
#[cfg(feature = "serve")]
mod serve;
mod shacl;
mod shown;
mod site;
mod sources;
mod sparql;
mod standing;
mod support;
#[cfg(target_os = "linux")]
mod terminal;
mod tidy;
mod timeline;
mod tools;
mod voices;
mod watch;
