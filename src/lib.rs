//! Remit builds knowledge graphs in which every fact can be checked.
//!
//! Cited claims in plain text files go in; a checked dataset comes out, and from it RDF in three layers, answers to SPARQL,
//! a typed graph, and figures in which every edge opens the words it rests on.
//!
//! ```
//! # fn main() -> Result<(), remit::Error> {
//! use remit::{Project, Theme, export_format};
//!
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/template");
//! let project = Project::open(folder)?; // every unreadable file at once
//! let graph = project.build()?; // or all that is wrong, in file order
//!
//! let answer = graph.query("ASK { ?who lib:paysFor ?what }")?;
//! assert!(!answer.is_empty());
//!
//! let reply = graph.ask("Who pays for the workshop?")?; // a question in any words
//! println!("{} {}", reply.answer, reply.facts[0].words);
//!
//! let found = graph.find("mobile library")?; // or the names that could be meant
//! for fact in graph.describe(found).facts {
//!     println!("{} {}", fact.words, fact.citation.quoted().unwrap_or_default());
//! }
//!
//! let figure = graph.figure("who-does-what")?; // a view of the project, each card with its words
//! assert!(figure.svg(&Theme::light())[0].starts_with("<svg"));
//!
//! let mut bytes = Vec::new();
//! let graphml = export_format("graphml").ok_or_else(|| std::io::Error::other("no such form"))?;
//! graph.export(graphml, &mut bytes)?;
//! # Ok(())
//! # }
//! ```
//!
//! `project.publish(&graph)` writes what `remit build` writes. A [`Graph`] never changes and can be shared between threads.
//!
//! # Floors
//!
//! Data flows one way, floor by floor: [`model`] holds plain values, [`compile`] makes a checked dataset of texts, [`derive`](mod@derive)
//! adds what follows, [`explore`] answers, [`render`] writes the answers down, [`worker`] answers strangers, [`project`] is the folder and its outputs, [`cli`] is
//! for people. ARCHITECTURE.md states the floors and the invariants; a test enforces them. The names above are stable in
//! meaning; what is deeper may move.
//!
//! # Features
//!
//! - `pictures` (on by default): figures as PNG and PDF, with an embedded font.
//! - `serve` (on by default): `remit serve`, the pages of a graph over HTTP, by hyper and tokio.
//! - `parquet`: the export form `parquet`, and Parquet as a source of mappings, by the crate of that name. Off by default: it brings
//!   twenty further crates.
//! - `sqlite`: databases of `SQLite` as sources of mappings, by rusqlite. Off by default: it compiles C.
//! - `push`: `remit push` and `remit query --endpoint`, by ureq and rustls. Off by default: thirteen crates, one of which compiles C.

pub mod bulk;
pub mod cli;
pub mod compile;
pub mod derive;
pub mod desk;
pub mod explore;
mod library;
pub mod lsp;
pub mod model;
pub mod project;
#[cfg(feature = "push")]
pub mod remote;
pub mod render;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;
pub mod worker;

pub use derive::graph::Graph;
pub use derive::store::{Answer, StandingAnswer};
pub use explore::ask::Reply;
pub use explore::{Citation, Description, Fact};
pub use library::Error;
pub use model::claim::Thing;
pub use model::diagnostic::Diagnostic;
pub use project::{Counts, Project};
pub use render::draw::Theme;
pub use render::export::{Form as ExportFormat, form as export_format};
pub use render::figure::Figure;
