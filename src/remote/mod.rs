//! SPARQL stores elsewhere: a graph pushed to one in parts that can go on, and queries asked of one.
//!
//! Goes in: where a store is, who asks, and data as lines of N-Quads that can be read again. Comes out: a graph in its place,
//! verified before and after, or the fault and what is left. Deliberately neither prints nor touches the disk: what has been taken
//! is handed to a [`Journal`], what happens to a listener. Behind the Cargo feature `push`.

mod canonical;
mod endpoints;
mod error;
mod http;
mod inventory;
mod lines;
mod login;
mod push;
mod state;
mod store;

pub use endpoints::Endpoints;
pub use error::RemoteError;
pub use http::{Access, Login};
pub use lines::Lines;
pub use push::{Event, Options, PushError, Pushed, push};
pub use state::{Journal, State, file_name};
pub use store::RemoteStore;
