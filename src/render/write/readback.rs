//! Files read back as others will read them, and held against the quads that they were made of.
//!
//! Of each quad only a number counts, and of a file the sum of these: a missing, changed or further quad changes it. So memory
//! stays that of one quad.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};

use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, GraphNameRef, Quad, QuadRef};
use oxttl::{NQuadsParser, TriGParser, TurtleParser};

use super::published::{Extent, Published};
use super::turtle::each_once;
use crate::compile::read::{Format, Manifest};
use crate::derive::rdf::GraphRef;

/// What stands for some quads: how many they are, and the sum of a number for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(u64, u64);

impl Sum {
    fn add(&mut self, quad: QuadRef<'_>) {
        let mut hasher = DefaultHasher::new();
        quad.hash(&mut hasher);
        self.0 += 1;
        self.1 = self.1.wrapping_add(hasher.finish());
    }
}

/// What files of a graph have to hold.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    quads: Sum,
    /// Without their graphs, each once.
    triples: Sum,
}

impl Expected {
    /// Adds a graph up. Costs two passes over its quads.
    ///
    /// # Errors
    ///
    /// When the quads cannot be sorted as Turtle needs them.
    pub fn of(scope: GraphRef<'_>, manifest: &Manifest) -> io::Result<Self> {
        let all = Published { scope, manifest, extent: Extent::Whole };
        let (mut quads, mut triples) = (Sum::default(), Sum::default());
        all.project(&mut |quad| quads.add(quad));
        if manifest.formats.contains(&Format::Ttl) {
            each_once(all, &mut |quad| {
                let graph = GraphNameRef::DefaultGraph;
                triples.add(QuadRef::new(quad.subject, quad.predicate, quad.object, graph));
                Ok(())
            })?;
        }
        Ok(Self { quads, triples })
    }

    /// Whether a file, read back, has the quads that it was made of, and no others.
    ///
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn read_back(&self, format: Format, file: impl Read) -> Result<(), String> {
        let expected = if format == Format::Ttl { self.triples } else { self.quads };
        let found = sum(format, file)?;
        if found == expected {
            return Ok(());
        }
        Err(format!("read back, it has {} statements that are not the {} of the graph", found.0, expected.0))
    }
}

/// Reads a file and adds its quads up.
fn sum(format: Format, file: impl Read) -> Result<Sum, String> {
    let file = BufReader::new(file);
    match format {
        Format::Nq => added(NQuadsParser::new().for_reader(file)),
        Format::Trig => added(TriGParser::new().for_reader(file)),
        Format::Ttl => {
            let triples = TurtleParser::new().for_reader(file);
            added(triples.map(|triple| triple.map(|t| t.in_graph(GraphName::DefaultGraph))))
        }
        Format::Jsonld => added(JsonLdParser::new().for_reader(file)),
    }
}

fn added<E: std::fmt::Display>(quads: impl Iterator<Item = Result<Quad, E>>) -> Result<Sum, String> {
    let mut sum = Sum::default();
    for quad in quads {
        sum.add(quad.map_err(|error| format!("it cannot be read back: {error}"))?.as_ref());
    }
    Ok(sum)
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
        let of = |text: String| sum(Format::Nq, text.as_bytes());
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
            assert!(sum(format, &b"{\"@id\": <"[..]).is_err(), "{format:?}");
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
