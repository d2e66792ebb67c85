//! Turtle and `TriG`, streamed by the serialisers of `oxttl`: a block for each subject, its classes first.

use std::collections::BTreeSet;
use std::io::{self, Write};

use oxrdf::vocab::rdf;
use oxrdf::{NamedOrBlankNode, Triple, TripleRef};
use oxttl::{TriGSerializer, TurtleSerializer};

use super::published::Published;
use super::subjects;
use crate::derive::rdf::{IriFamily, Prefixes, Usage};
use crate::model::escape::{coded, push_code};

/// Writes the layers as named graphs.
pub(super) fn trig(all: Published<'_>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let mut serializer = TriGSerializer::new();
    for (name, namespace) in prefixes.prefixes() {
        serializer = serializer.with_prefix(name, namespace).map_err(io::Error::other)?;
    }
    let mut serializer = serializer.for_writer(Coded::new(out));
    let count = subjects(all, &mut |block| block.iter().try_for_each(|q| serializer.serialize_quad(q)))?;
    serializer.finish()?;
    Ok(count)
}

/// Writes the layers as one graph, each triple once.
pub(super) fn turtle(all: Published<'_>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let mut serializer = serializer(prefixes)?.for_writer(Coded::new(out));
    let count = each_once(all, &mut |triple| serializer.serialize_triple(triple))?;
    serializer.finish()?;
    Ok(count)
}

/// Hands over each triple of the layers once, and counts them.
pub(super) fn each_once(
    all: Published<'_>,
    write: &mut dyn FnMut(TripleRef<'_>) -> io::Result<()>,
) -> io::Result<u64> {
    // Only an amount of money is described in more than one layer, each time in the same words.
    let amount = format!("{}{}", all.scope.base, IriFamily::Money.path());
    let mut amounts = BTreeSet::new();
    let mut repeated = 0;
    let count = subjects(all, &mut |block| {
        if let Some(NamedOrBlankNode::NamedNode(subject)) = block.first().map(|q| &q.subject)
            && subject.as_str().starts_with(&amount)
            && !amounts.insert(subject.clone())
        {
            repeated += block.len() as u64;
            return Ok(());
        }
        block.iter().try_for_each(|q| write(TripleRef::from(q.as_ref())))
    })?;
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
    let mut serializer = serializer(&usage.of(prefixes))?.for_writer(Coded::new(out));
    triples.iter().try_for_each(|t| serializer.serialize_triple(t))?;
    serializer.finish()?;
    Ok(())
}

/// Passes text on with what misleads the eye as codes, which only literals hold.
struct Coded<'a> {
    out: &'a mut dyn Write,
    /// The beginning of a character whose end is not written yet.
    part: Vec<u8>,
}

impl<'a> Coded<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self { out, part: Vec::new() }
    }
}

impl Write for Coded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.part.is_empty() && bytes.is_ascii() {
            return self.out.write(bytes);
        }
        self.part.extend_from_slice(bytes);
        let end = std::str::from_utf8(&self.part).map_or_else(|e| e.valid_up_to(), str::len);
        let text = String::from_utf8_lossy(&self.part[..end]);
        let coded = coded(&text, push_code);
        self.out.write_all(coded.as_bytes())?;
        self.part.drain(..end);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn serializer(prefixes: &Prefixes) -> io::Result<TurtleSerializer> {
    prefixes.prefixes().iter().try_fold(
        TurtleSerializer::new(),
        |serializer: TurtleSerializer, (name, namespace)| {
            serializer.with_prefix(name, namespace).map_err(io::Error::other)
        },
    )
}
