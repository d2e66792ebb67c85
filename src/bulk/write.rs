//! Quads on their way out, as lines of N-Quads.

use std::fmt::Debug;
use std::hash::BuildHasher;
use std::io::{self, Read, Seek, Write};

use hashbrown::DefaultHashBuilder;

use super::distinct::Distinct;
use super::encode;
use super::term::{Kind, Term};

/// A file that is written, and read again.
pub trait Scratch: Read + Write + Seek + Send + Debug {}

impl<T: Read + Write + Seek + Send + Debug> Scratch for T {}

/// Makes the files of a run.
pub trait Spool: Send {
    /// A new, empty file for the default output (0) or a target (its number and 1), open for reading and writing. Where one is asked
    /// for again, the last one is the output.
    ///
    /// # Errors
    /// If it cannot be made.
    fn file(&mut self, output: usize) -> io::Result<Box<dyn Scratch>>;

    /// A new, empty file without a name, open for reading and writing, that is gone once it is closed.
    ///
    /// # Errors
    /// If it cannot be made.
    fn scratch(&mut self) -> io::Result<Box<dyn Scratch>>;
}

/// Files without names, for outputs that are read again through the summary.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unnamed;

impl Spool for Unnamed {
    fn file(&mut self, _: usize) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile()?))
    }

    fn scratch(&mut self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

/// The lines that a piece of a source gave, each with where it goes.
pub(super) struct Lines {
    text: Vec<u8>,
    lines: Vec<Line>,
    hasher: DefaultHashBuilder,
    /// The targets of a quad.
    targets: Vec<usize>,
}

#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) hash: u64,
    /// Where it ends in the text.
    pub(super) end: usize,
    /// The default output is 0, a target its number and 1.
    output: usize,
}

/// How many lines there were at some time.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl Lines {
    pub(super) fn new(hasher: DefaultHashBuilder) -> Self {
        Self { text: Vec::new(), lines: Vec::new(), hasher, targets: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.lines.len())
    }

    /// Takes back what was added.
    pub(super) fn undo(&mut self, mark: Mark) {
        self.lines.truncate(mark.0);
        self.text.truncate(self.lines.last().map_or(0, |line| line.end));
    }

    pub(super) fn quad(&mut self, triple: [Term<'_>; 3], graph: Term<'_>) {
        let start = self.text.len();
        self.targets.clear();
        for term in triple {
            if term.kind == Kind::Blank {
                self.text.extend_from_slice(b"_:");
                if graph.kind != Kind::Default {
                    self.text.extend_from_slice(scope(graph.text).as_bytes());
                }
            }
            self.text.extend_from_slice(term.text.as_bytes());
            self.text.push(b' ');
            self.targets.extend(term.targets);
        }
        if graph.kind != Kind::Default {
            self.text.extend_from_slice(if graph.kind == Kind::Blank { b"_:" } else { b"" });
            self.text.extend_from_slice(graph.text.as_bytes());
            self.text.push(b' ');
        }
        self.text.extend_from_slice(b".\n");
        self.targets.extend(graph.targets);
        let hash = self.hasher.hash_one(&self.text[start..]);
        let end = self.text.len();
        if self.targets.is_empty() {
            self.lines.push(Line { hash, end, output: 0 });
            return;
        }
        self.targets.sort_unstable();
        self.targets.dedup();
        for (copy, target) in self.targets.iter().enumerate() {
            if copy > 0 {
                self.text.extend_from_within(start..end);
            }
            self.lines.push(Line { hash, end: self.text.len(), output: target + 1 });
        }
    }

    /// Writes each line to where it goes, unless it is there.
    pub(super) fn write(&self, outputs: &mut [Distinct], spool: &mut dyn Spool) -> io::Result<()> {
        let mut start = 0;
        for lines in self.lines.chunks(BATCH) {
            // The slots of all are fetched before the first is used, so that the waits for memory overlap.
            for line in lines {
                outputs[line.output].touch(line.hash);
            }
            for line in lines {
                outputs[line.output].add(line.hash, &self.text[start..line.end], spool)?;
                start = line.end;
            }
        }
        Ok(())
    }
}

/// What the labels of blank nodes in a graph begin with: a blank node is in one graph.
pub(super) fn scope(graph: &str) -> String {
    let mut scope = String::from("g");
    encode::label(graph.trim_matches(['<', '>']), &mut scope);
    scope.push('.');
    scope
}

/// How many lines are looked up together.
const BATCH: usize = 32;
