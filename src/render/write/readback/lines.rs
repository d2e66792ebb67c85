//! N-Quads read back line by line, by the parser that others have.
//!
//! Most terms of a line stood in lines before. The parser reads each term that is new, in the place where it stands; what it would say to
//! the line is known then, since a line of N-Quads is its terms, a space behind each, and a dot. A term is taken for one only if it is the
//! very text as which `oxrdf` writes what was read: lines in any other form are read by the parser as a whole.

use std::io::BufRead;

use oxrdf::{Quad, TermRef};
use oxttl::NQuadsParser;
use oxttl::nquads::LowLevelNQuadsParser;

use super::{Adder, Sum, terms_of, unreadable};

/// How many objects are kept, in 4 MiB: most that a graph of some million quads repeats.
const OBJECTS: usize = 1 << 18;
/// A term that stands where one is needed and none is looked at.
const ANY: &[u8] = b"<a:a>";

/// The text of a term as it was read, with what stands around it, and the number of what the parser made of it.
#[derive(Clone, Default)]
struct Known {
    text: Vec<u8>,
    number: u64,
}

impl Known {
    fn is(&mut self, number: u64, text: &[&[u8]]) {
        self.number = number;
        self.text.clear();
        for piece in text {
            self.text.extend_from_slice(piece);
        }
    }
}

/// A predicate, the object that it had last, and which predicate came after it then.
#[derive(Default)]
struct Followed {
    predicate: Known,
    object: Known,
    next: usize,
}

/// Reads lines and adds their quads up.
pub(super) struct Lines {
    adder: Adder,
    /// What reads whole lines.
    parser: LowLevelNQuadsParser,
    /// What reads lines with one term to look at, and such a line.
    of_terms: LowLevelNQuadsParser,
    line: Vec<u8>,
    subject: Known,
    predicates: Vec<Followed>,
    /// Which predicate came last.
    at: usize,
    /// The hashes of the texts of objects, each where it says, with their numbers: as sure as the sum is. No text has the hash 0.
    objects: Vec<(u64, u64)>,
    graph: Known,
}

impl Lines {
    pub(super) fn new(adder: Adder) -> Self {
        Self {
            adder,
            parser: NQuadsParser::new().low_level(),
            of_terms: NQuadsParser::new().low_level(),
            line: Vec::new(),
            subject: Known::default(),
            predicates: Vec::new(),
            at: 0,
            objects: vec![(0, 0); OBJECTS],
            graph: Known::default(),
        }
    }

    /// Reads some lines, the last of which need not end if it is that of the file.
    pub(super) fn read(&mut self, mut lines: &[u8]) -> Result<(), String> {
        while !lines.is_empty() {
            let all = lines;
            let length = lines.skip_until(b'\n').map_err(|error| error.to_string())?;
            let line = &all[..length];
            match self.known(line).or_else(|| self.by_terms(line)) {
                Some(terms) => self.adder.add_numbers(terms),
                None => self.whole(line)?,
            }
        }
        Ok(())
    }

    /// The sum of all quads, once no line is to come.
    pub(super) fn end(mut self) -> Result<Sum, String> {
        self.parser.end();
        while let Some(quad) = self.parser.parse_next() {
            self.adder.add(quad.map_err(unreadable)?.as_ref());
        }
        Ok(self.adder.sum)
    }

    /// Has the parser read a whole line.
    fn whole(&mut self, line: &[u8]) -> Result<(), String> {
        self.parser.extend_from_slice(line);
        while let Some(quad) = self.parser.parse_next() {
            self.adder.add(quad.map_err(unreadable)?.as_ref());
        }
        Ok(())
    }

    /// The numbers of the terms of a line, where all of them were read before.
    fn known(&mut self, line: &[u8]) -> Option<[u64; 4]> {
        let rest = line.strip_prefix(&*self.subject.text)?;
        let next = self.predicates.get(self.at)?.next;
        let is_it = |known: &Followed| rest.starts_with(&known.predicate.text);
        let is_next = self.predicates.get(next).is_some_and(is_it);
        let at = if is_next { next } else { self.predicates.iter().position(is_it)? };
        self.predicates[self.at].next = at;
        self.at = at;
        let Followed { predicate, object, .. } = &mut self.predicates[at];
        let text = rest[predicate.text.len()..].strip_suffix(&*self.graph.text)?;
        if object.text != text {
            let hash = self.adder.hash(text);
            let (known, number) = self.objects[hash as usize % OBJECTS];
            if known != hash {
                return None;
            }
            object.is(number, &[text]);
        }
        let is_there = !text.is_empty();
        is_there.then_some([self.subject.number, predicate.number, object.number, self.graph.number])
    }

    /// The numbers of the terms of a line, each read by itself where it is new; none where the line is not these terms, as they are
    /// written, with a space behind each and a dot.
    fn by_terms(&mut self, line: &[u8]) -> Option<[u64; 4]> {
        let rest = line.strip_suffix(b" .\n")?;
        let space = |text: &[u8]| text.iter().position(|byte| *byte == b' ');
        let (s, rest) = rest.split_at(space(rest)?);
        let (p, rest) = rest[1..].split_at(space(&rest[1..])?);
        let (o, g) = rest[1..].split_at(rest[1..].iter().rposition(|byte| *byte == b' ')?);
        if self.subject.text.strip_suffix(b" ") != Some(s) {
            let number = self.term(0, s)?;
            self.subject.is(number, &[s, b" "]);
        }
        let is_it = |known: &Followed| known.predicate.text.strip_suffix(b" ") == Some(p);
        let at = if let Some(at) = self.predicates.iter().position(is_it) {
            at
        } else {
            let mut new = Followed::default();
            new.predicate.is(self.term(1, p)?, &[p, b" "]);
            self.predicates.push(new);
            self.predicates.len() - 1
        };
        let hash = self.adder.hash(o);
        let (known, number) = self.objects[hash as usize % OBJECTS];
        let object = if known == hash { number } else { self.term(2, o)? };
        self.objects[hash as usize % OBJECTS] = (hash, object);
        self.predicates[at].object.is(object, &[o]);
        if self.graph.text.strip_suffix(b" .\n") != Some(g) {
            let number = self.term(3, &g[1..])?;
            self.graph.is(number, &[g, b" .\n"]);
        }
        self.predicates[self.at].next = at;
        self.at = at;
        Some([self.subject.number, self.predicates[at].predicate.number, object, self.graph.number])
    }

    /// The number of a term that the parser reads in a place of a line, if it is written as this text.
    fn term(&mut self, place: usize, text: &[u8]) -> Option<u64> {
        let mut terms = [ANY; 4];
        terms[place] = text;
        self.line.clear();
        for term in terms {
            self.line.extend_from_slice(term);
            self.line.push(b' ');
        }
        self.line.extend_from_slice(b".\n");
        self.of_terms.extend_from_slice(&self.line);
        let number = match (self.of_terms.parse_next(), self.of_terms.parse_next()) {
            (Some(Ok(quad)), None) => self.number_as(&quad, place, text),
            _ => None,
        };
        if number.is_none() {
            // It may wait for the end of something that it was given.
            self.of_terms = NQuadsParser::new().low_level();
        }
        number
    }

    fn number_as(&self, quad: &Quad, place: usize, text: &[u8]) -> Option<u64> {
        let term = terms_of(quad.as_ref())[place]?;
        let is_so = match term {
            TermRef::NamedNode(iri) => {
                text.strip_prefix(b"<").and_then(|t| t.strip_suffix(b">")) == Some(iri.as_str().as_bytes())
            }
            other => other.to_string().as_bytes() == text,
        };
        is_so.then(|| self.adder.number(term))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SUBJECTS: [&str; 4] = ["<http://e/a>", "<http://e/b>", "_:a", "<http://e/\\u0061>"];
    const PREDICATES: [&str; 4] = ["<http://e/p>", "<http://e/pp>", "<http://e/p> ", "_:p"];
    const OBJECTS: [&str; 16] = [
        "<http://e/a>",
        "\"a\"",
        "\"a\"@en",
        "\"a\"@EN",
        "\"a\\\"\"^^<http://e/d>",
        "\"a\\u0062\"",
        "\"\u{e9} .\\n\"",
        "_:a",
        "<http://e/a>  ",
        "\"<http://e/a> <http://e/g> .\"",
        // What the parser says to these depends on what follows, so none may be taken for a term.
        "<http://e/a> <http://e/h> . #",
        "<http://e/a> #",
        "<http://e/a> .\n<http://e/a> <http://e/p> \"c\"",
        "<http://e/a> .\r<http://e/a> <http://e/p> \"c\"",
        "\"a",
        "",
    ];
    const ENDS: [&str; 7] = [
        " <http://e/g> .\n",
        " <http://e/h> .\n",
        " .\n",
        " _:g .\n",
        "\t<http://e/g> .\n",
        " <http://e/g> . # x\n",
        "\n",
    ];

    fn whole(adder: &Adder, text: &[u8]) -> Result<Sum, String> {
        adder.anew().all(NQuadsParser::new().for_slice(text))
    }

    fn by_lines(adder: &Adder, text: &[u8]) -> Result<Sum, String> {
        let mut lines = Lines::new(adder.anew());
        lines.read(text)?;
        lines.end()
    }

    proptest! {
        /// Lines come to what the parser makes of the whole text, and are refused where it refuses that.
        #[test]
        fn lines_say_what_the_parser_reads(
            some in prop::collection::vec((0usize..7, 0usize..7, 0usize..40, 0usize..12), 0..40),
            cut in 0usize..3,
        ) {
            // What is ordinary comes often: only then is something known.
            let line = |(s, p, o, e): &(usize, usize, usize, usize)| {
                [
                    SUBJECTS.get(*s).unwrap_or(&SUBJECTS[0]),
                    " ",
                    PREDICATES.get(*p).unwrap_or(&PREDICATES[0]),
                    " ",
                    OBJECTS.get(*o).unwrap_or(&OBJECTS[*o % 3]),
                    ENDS.get(*e).unwrap_or(&ENDS[*e % 2]),
                ]
                .concat()
            };
            let mut text: String = some.iter().map(line).collect();
            text.truncate(text.len().saturating_sub(cut));
            let adder = Adder::default();
            let (lines, whole) = (by_lines(&adder, text.as_bytes()), whole(&adder, text.as_bytes()));
            prop_assert_eq!(lines.as_ref().ok(), whole.as_ref().ok(), "{:?} {:?}", text, (&lines, &whole));
        }
    }

    #[test]
    fn a_line_that_lacks_a_term_is_no_line_of_terms() {
        let adder = Adder::default();
        for line in ["<a:a> <a:p>  <a:g> .\n", "<a:a> <a:p> <a:g> .\n", "<a:a> <a:p>  .\n", " .\n", "\n"] {
            let text = ["<a:a> <a:p> \"o\" <a:g> .\n", line, line].concat();
            let (lines, whole) = (by_lines(&adder, text.as_bytes()), whole(&adder, text.as_bytes()));
            assert_eq!(lines.ok(), whole.ok(), "{line:?}");
        }
    }

    #[test]
    fn what_is_known_is_not_read_again_and_what_is_new_is() {
        let line = |s: &str, o: &str| format!("<http://e/{s}> <http://e/p> {o} <http://e/g> .\n");
        let mut lines = Lines::new(Adder::default());
        assert_eq!(lines.known(line("a", "\"x\"").as_bytes()), None);
        lines.read(line("a", "\"x\"").as_bytes()).unwrap();
        lines.read(line("a", "<http://e/x>").as_bytes()).unwrap();
        for (subject, object, is_known) in [
            ("a", "\"x\"", true),
            ("a", "<http://e/x>", true),
            ("b", "\"x\"", false),
            ("a", "\"y\"", false),
            ("a", "\"x\"@en", false),
            ("a", "\"x\" ", false),
        ] {
            assert_eq!(
                lines.known(line(subject, object).as_bytes()).is_some(),
                is_known,
                "{subject} {object}"
            );
        }
    }
}
