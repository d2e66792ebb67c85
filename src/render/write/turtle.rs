//! Turtle and `TriG`, streamed by the serialisers of `oxttl`: a block for each subject, its classes first.

use std::collections::BTreeSet;
use std::io::{self, Write};

use oxrdf::vocab::rdf;
use oxrdf::{NamedOrBlankNode, Triple, TripleRef};
use oxttl::{TriGSerializer, TurtleSerializer};

use super::published::Published;
use super::subjects;
use crate::derive::rdf::{IriFamily, Prefixes, Usage};

/// Writes the layers as named graphs.
pub(super) fn trig(all: Published<'_>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let mut serializer = TriGSerializer::new();
    for (name, namespace) in prefixes.prefixes() {
        serializer = serializer.with_prefix(name, namespace).map_err(io::Error::other)?;
    }
    let mut serializer = serializer.for_writer(out);
    let count = subjects(all, &mut |block| block.iter().try_for_each(|q| serializer.serialize_quad(q)))?;
    serializer.finish()?;
    Ok(count)
}

/// Writes the layers as one graph, each triple once.
pub(super) fn turtle(all: Published<'_>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    // Only an amount of money is described in more than one layer, each time in the same words.
    let amount = format!("{}{}", all.scope.base, IriFamily::Money.path());
    let mut amounts = BTreeSet::new();
    let mut serializer = serializer(prefixes)?.for_writer(out);
    let mut repeated = 0;
    let count = subjects(all, &mut |block| {
        if let Some(NamedOrBlankNode::NamedNode(subject)) = block.first().map(|q| &q.subject)
            && subject.as_str().starts_with(&amount)
            && !amounts.insert(subject.clone())
        {
            repeated += block.len() as u64;
            return Ok(());
        }
        block.iter().try_for_each(|q| serializer.serialize_triple(TripleRef::from(q.as_ref())))
    })?;
    serializer.finish()?;
    Ok(count - repeated)
}

/// Writes triples as Turtle, with those prefixes that they use.
///
/// # Errors
///
/// The output cannot be written.
pub fn triples(mut triples: Vec<Triple>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<()> {
    let mut usage = Usage::default();
    for triple in &triples {
        usage.see(triple.as_ref(), prefixes);
    }
    // A stable sort: the order is otherwise that of the triples.
    triples.sort_by_key(|t| (t.subject.to_string(), t.predicate != rdf::TYPE));
    let mut serializer = serializer(&usage.of(prefixes))?.for_writer(out);
    triples.iter().try_for_each(|t| serializer.serialize_triple(t))?;
    serializer.finish()?;
    Ok(())
}

fn serializer(prefixes: &Prefixes) -> io::Result<TurtleSerializer> {
    prefixes.prefixes().iter().try_fold(
        TurtleSerializer::new(),
        |serializer: TurtleSerializer, (name, namespace)| {
            serializer.with_prefix(name, namespace).map_err(io::Error::other)
        },
    )
}
