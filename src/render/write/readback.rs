//! Files read back as others will read them, and held against the quads that they were made of.
//!
//! Of each quad only a number counts, and of a file the sum of these: a missing, changed or further quad changes it. So memory
//! stays that of one quad.

mod lines;

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Mutex, PoisonError};
use std::thread;

use hashbrown::DefaultHashBuilder;
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, GraphNameRef, Quad, QuadRef, TermRef};
use oxttl::{NQuadsParser, TriGParser, TurtleParser};

use lines::Lines;

use super::published::{Extent, Published};
use super::turtle::each_once;
use crate::compile::read::{Format, Manifest};
use crate::derive::rdf::GraphRef;

/// What stands for some quads: how many they are, and the sum of a number for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(u64, u64);

impl Sum {
    fn and(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1.wrapping_add(other.1))
    }
}

/// Adds quads up, each by a number that this run chose for it.
#[derive(Clone, Debug, Default)]
pub struct Adder {
    hasher: DefaultHashBuilder,
    sum: Sum,
    /// The last subject and the last graph, with their numbers: what is written goes from subject to subject.
    last: [(String, u64); 2],
}

impl Adder {
    /// Adds a quad.
    pub(super) fn add(&mut self, quad: QuadRef<'_>) {
        let [subject, predicate, object, graph] = terms_of(quad);
        let [subject, graph] = [(0, subject), (1, graph)].map(|(place, term)| self.again(place, term));
        let [predicate, object] = [predicate, object].map(|term| term.map_or(0, |term| self.number(term)));
        self.add_numbers([subject, predicate, object, graph]);
    }

    /// The number of a term that is likely to be the last one of its place; 0 for none.
    fn again(&mut self, place: usize, term: Option<TermRef<'_>>) -> u64 {
        let Some(TermRef::NamedNode(iri)) = term else { return term.map_or(0, |term| self.number(term)) };
        if self.last[place].0 != iri.as_str() {
            self.last[place] = (iri.as_str().to_owned(), self.number(iri.into()));
        }
        self.last[place].1
    }

    fn number(&self, term: TermRef<'_>) -> u64 {
        self.hasher.hash_one(term)
    }

    /// Adds a quad by the numbers of its terms.
    fn add_numbers(&mut self, terms: [u64; 4]) {
        self.sum = self.sum.and(Sum(1, self.hasher.hash_one(terms)));
    }

    /// A number above 0 for a text.
    fn hash(&self, text: &[u8]) -> u64 {
        self.hasher.hash_one(text).max(1)
    }

    /// Adds other quads up by the same numbers.
    fn anew(&self) -> Self {
        Self { hasher: self.hasher.clone(), ..Self::default() }
    }

    fn all<E: std::fmt::Display>(
        mut self,
        quads: impl Iterator<Item = Result<Quad, E>>,
    ) -> Result<Sum, String> {
        for quad in quads {
            self.add(quad.map_err(unreadable)?.as_ref());
        }
        Ok(self.sum)
    }
}

/// Subject, predicate, object and graph.
fn terms_of(quad: QuadRef<'_>) -> [Option<TermRef<'_>>; 4] {
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(node) => Some(node.into()),
        GraphNameRef::BlankNode(node) => Some(node.into()),
        GraphNameRef::DefaultGraph => None,
    };
    [Some(quad.subject.into()), Some(quad.predicate.into()), Some(quad.object), graph]
}

fn unreadable(error: impl std::fmt::Display) -> String {
    format!("it cannot be read back: {error}")
}

/// What files of a graph have to hold.
#[derive(Clone, Debug)]
pub struct Expected {
    adder: Adder,
    quads: Sum,
    /// Without their graphs, each once.
    triples: Sum,
}

impl Expected {
    /// Adds a graph up, where what was written did not. Costs a pass over its quads, and another one for Turtle.
    ///
    /// # Errors
    ///
    /// When the quads cannot be sorted as Turtle needs them.
    pub fn of(scope: GraphRef<'_>, manifest: &Manifest, written: Adder) -> io::Result<Self> {
        let all = Published { scope, manifest, extent: Extent::Whole };
        let mut triples = written.anew();
        let mut quads = written;
        if quads.sum == Sum::default() {
            all.project(&mut |quad| quads.add(quad));
        }
        if manifest.formats.contains(&Format::Ttl) {
            each_once(all, &mut |quad| {
                let graph = GraphNameRef::DefaultGraph;
                triples.add(QuadRef::new(quad.subject, quad.predicate, quad.object, graph));
                Ok(())
            })?;
        }
        Ok(Self { quads: quads.sum, triples: triples.sum, adder: quads.anew() })
    }

    /// Whether a file, read back, has the quads that it was made of, and no others.
    ///
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn read_back(&self, format: Format, file: impl Read + Send) -> Result<(), String> {
        let expected = if format == Format::Ttl { self.triples } else { self.quads };
        let found = sum(&self.adder, format, file)?;
        if found == expected {
            return Ok(());
        }
        Err(format!("read back, it has {} statements that are not the {} of the graph", found.0, expected.0))
    }
}

/// The statements of a file as lines of N-Quads, each once.
///
/// # Errors
///
/// What is wrong with the file.
pub fn statements(format: Format, file: impl Read) -> Result<BTreeSet<String>, String> {
    fn all<E: std::fmt::Display>(
        quads: impl Iterator<Item = Result<Quad, E>>,
    ) -> Result<BTreeSet<String>, String> {
        quads.map(|quad| quad.map(|q| format!("{q} .")).map_err(|e| e.to_string())).collect()
    }
    let file = BufReader::new(file);
    match format {
        Format::Nq => all(NQuadsParser::new().for_reader(file)),
        Format::Trig => all(TriGParser::new().for_reader(file)),
        Format::Ttl => {
            let triples = TurtleParser::new().for_reader(file);
            all(triples.map(|triple| triple.map(|t| t.in_graph(GraphName::DefaultGraph))))
        }
        Format::Jsonld => all(JsonLdParser::new().for_reader(file)),
    }
}

/// Reads a file and adds its quads up.
fn sum(adder: &Adder, format: Format, file: impl Read + Send) -> Result<Sum, String> {
    let adder = adder.anew();
    match format {
        Format::Nq => sum_of_lines(&adder, file),
        Format::Trig => adder.all(TriGParser::new().for_reader(BufReader::new(file))),
        Format::Ttl => {
            let triples = TurtleParser::new().for_reader(BufReader::new(file));
            adder.all(triples.map(|triple| triple.map(|t| t.in_graph(GraphName::DefaultGraph))))
        }
        Format::Jsonld => adder.all(JsonLdParser::new().for_reader(BufReader::new(file))),
    }
}

/// How much of a file is parsed at a time.
const BLOCK: u64 = 1 << 20;

/// The lines of a file, block by block.
struct Blocks<R> {
    file: R,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    count: usize,
}

impl<R: Read> Blocks<R> {
    /// The number of the next block, and its lines; none at the end.
    fn next(&mut self) -> io::Result<Option<(usize, Vec<u8>)>> {
        let mut block = std::mem::take(&mut self.rest);
        loop {
            let read = (&mut self.file).take(BLOCK).read_to_end(&mut block)?;
            let end = block.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
            if read == 0 || end > 0 {
                let end = if read == 0 { block.len() } else { end };
                self.rest = block.split_off(end);
                self.count += 1;
                return Ok((!block.is_empty()).then_some((self.count, block)));
            }
        }
    }
}

/// Reads a file in which every quad is a line, on all threads, and adds its quads up. Of several faults the first one is told.
fn sum_of_lines(adder: &Adder, file: impl Read + Send) -> Result<Sum, String> {
    let blocks = Mutex::new(Blocks { file, rest: Vec::new(), count: 0 });
    let read = || {
        let (mut lines, mut last) = (Lines::new(adder.anew()), 0);
        loop {
            let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, block)) = next.map_err(|error| (usize::MAX, error.to_string()))? else {
                return lines.end().map_err(|why| (last, why));
            };
            lines.read(&block).map_err(|why| (number, why))?;
            last = number;
        }
    };
    let number = thread::available_parallelism().map_or(1, usize::from);
    let sums: Vec<Result<Sum, (usize, String)>> = thread::scope(|threads| {
        let others: Vec<_> =
            (1..number).filter_map(|_| thread::Builder::new().spawn_scoped(threads, read).ok()).collect();
        let own = read();
        let join = |other: thread::ScopedJoinHandle<'_, _>| {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        others.into_iter().map(join).chain([own]).collect()
    });
    let faults = sums.iter().filter_map(|sum| sum.as_ref().err());
    if let Some((_, why)) = faults.min_by_key(|(number, _)| *number) {
        return Err(why.clone());
    }
    Ok(sums.into_iter().flatten().fold(Sum::default(), Sum::and))
}

/// Whether a table, read back, has its head and so many rows, each with as many fields; any number of rows if none is given.
///
/// # Errors
///
/// What is wrong with the table.
pub fn read_back_table(rows: Option<usize>, table: impl Read) -> Result<(), String> {
    let (mut fields, mut lines, mut head) = (1, 0, None);
    let mut is_quoted = false;
    let mut table = BufReader::new(table);
    loop {
        let bytes = table.fill_buf().map_err(|error| error.to_string())?;
        if bytes.is_empty() {
            break;
        }
        for byte in bytes {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b',' if !is_quoted => fields += 1,
                b'\n' if !is_quoted => {
                    if *head.get_or_insert(fields) != fields {
                        return Err(format!("row {lines} has {fields} fields, not those of the head"));
                    }
                    (fields, lines) = (1, lines + 1);
                }
                _ => {}
            }
        }
        let length = bytes.len();
        table.consume(length);
    }
    match rows {
        _ if is_quoted || lines == 0 || fields > 1 => Err("it ends in the middle of a row".to_owned()),
        Some(rows) if rows + 1 != lines => Err(format!("it has {} rows, not {rows}", lines - 1)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_file_changes_what_is_read_back() {
        const LINES: [&str; 3] = [
            "<http://e/a> <http://e/b> \"c\"@en <http://e/g> .\n",
            "<http://e/a> <http://e/b> \"d\" <http://e/g> .\n",
            "<http://e/a> <http://e/b> \"d\" <http://e/h> .\n",
        ];
        let adder = Adder::default();
        let of = |text: String| sum(&adder, Format::Nq, text.as_bytes());
        let whole = of(LINES.concat()).unwrap();
        assert_eq!(whole.0, 3);
        assert_eq!(of(LINES.iter().rev().copied().collect()), Ok(whole));
        for (from, to) in [
            ("@en", ""),
            ("\"d\"", "\"D\""),
            ("<http://e/h>", "<http://e/g>"),
            (LINES[1], ""),
            (LINES[2], ""),
        ] {
            assert_ne!(of(LINES.concat().replacen(from, to, 1)), Ok(whole), "{from} {to}");
        }
        assert_ne!(of(LINES.concat() + LINES[0]), Ok(whole));
        assert!(of(LINES.concat().replace("\"c\"", "\"c")).is_err());
        for format in Format::ALL {
            assert!(sum(&adder, format, &b"{\"@id\": <"[..]).is_err(), "{format:?}");
        }
    }

    #[test]
    fn tables_have_all_their_rows_and_fields() {
        let table = "a,b\n1,\"x, \"\"y\"\"\nz\"\n2,\n";
        for (text, rows, is_good) in [
            (table, Some(2), true),
            (table, None, true),
            (table, Some(3), false),
            ("a,b\n", Some(0), true),
            ("", Some(0), false),
            ("a,b\n1\n", None, false),
            ("a,b\n1,\"2\n", None, false),
            ("a,b\n1,2\n3,", Some(1), false),
        ] {
            assert_eq!(read_back_table(rows, text.as_bytes()).is_ok(), is_good, "{text:?}");
        }
    }
}
