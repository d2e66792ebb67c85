//! XML: rows are the nodes that the iterator finds. A document, or each piece of a large one, is a tree in memory, so that a path can
//! go up.

use std::io::{Cursor, Read};

use roxmltree::{Document, Node};

use super::xml_split::{Split, too_deep};
use super::xpath::{Found, XPath};
use super::{LineCount, Open, Opened, PIECE, Piece, Pieces, Reader, Whole, bytes, compiled, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{NotAValue, Row, RowPlace, Value, Values};
use crate::model::code::Code;

struct Element<'d, 'i> {
    document: &'d Document<'i>,
    node: Node<'d, 'i>,
    paths: &'d [XPath],
    nulls: &'d [String],
    place: RowPlace,
}

impl Row for Element<'_, '_> {
    fn values(&self, reference: usize) -> Result<Values<'_>, NotAValue> {
        let found = self.paths.get(reference).map(|path| path.select(self.document, self.node));
        let texts = found.into_iter().flatten().map(Found::text);
        Ok(texts.filter(|text| !self.nulls.iter().any(|null| null == text)).map(Value::text).collect())
    }

    fn place(&self) -> RowPlace {
        self.place
    }

    fn spot(&self, reference: Option<usize>) -> Spot {
        let path = reference.and_then(|reference| self.paths.get(reference));
        let found = path.and_then(|path| path.select(self.document, self.node).into_iter().next());
        let range = match found {
            Some(Found::Node(node)) => node.range(),
            _ => self.node.range(),
        };
        let known = (self.node.range().start, self.place.line);
        Spot::near(self.document.input_text(), range, known)
    }
}

struct XmlReader<'p> {
    source: &'p LogicalSource,
    iterator: XPath,
    paths: Vec<XPath>,
    /// Whether the document is in one piece, of which nothing is known yet.
    is_whole: bool,
}

/// What is said of a document type.
pub(super) const DOCUMENT_TYPE: &str = "a document type (DTD) is not read";

pub(super) fn opened<'p>(
    source: &'p LogicalSource,
    namespaces: &[(String, String)],
    open: &dyn Open,
) -> Result<Opened<'p>, Vec<Fault>> {
    let iterator = source.iterator.as_deref().unwrap_or("/");
    let iterator = XPath::new(iterator, namespaces)
        .map_err(|wrong| vec![Fault::new(wrong, source.at).code(Code::R103)])?;
    let paths = compiled(source, |reference| {
        XPath::new(&reference.text, namespaces).map_err(|wrong| Fault::new(wrong, reference.at))
    })?;
    let failed = |error: &dyn std::fmt::Display| {
        vec![unreadable(source, format!("this file cannot be read: {error}"), Spot::default())]
    };
    let mut stream = bytes::stream(source, open).map_err(|fault| vec![fault])?;
    let mut start = Vec::new();
    let length = (&mut stream).take(PIECE as u64).read_to_end(&mut start).map_err(|error| failed(&error))?;
    let depth = iterator.depth().filter(|_| length == PIECE && paths.iter().all(XPath::stays_in_row));
    let pieces: Box<dyn Pieces> = if let Some(depth) = depth {
        Box::new(Split::new(source, depth, Box::new(Cursor::new(start).chain(stream))))
    } else {
        stream.read_to_end(&mut start).map_err(|error| failed(&error))?;
        Box::new(Whole::new(bytes::utf8(source, start).map_err(|fault| vec![fault])?))
    };
    Ok(Opened { pieces, reader: Box::new(XmlReader { source, iterator, paths, is_whole: depth.is_none() }) })
}

impl Reader for XmlReader<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let Ok(text) = std::str::from_utf8(&piece.text) else {
            return Err(unreadable(self.source, "this file is not UTF-8", Spot::line(piece.lines + 1)));
        };
        let wrong = |what: &str, spot| unreadable(self.source, format!("this is not XML: {what}"), spot);
        if let Some(at) = too_deep(text).filter(|_| self.is_whole) {
            return Err(wrong("it is nested too deeply", Spot::of(text, at - 1..at, piece.lines)));
        }
        let document = Document::parse(text).map_err(|error| {
            let (place, told) = (error.pos(), error.to_string());
            let spot = Spot::at(text, (place.row, place.col), piece.lines);
            match error {
                roxmltree::Error::DtdDetected => wrong(DOCUMENT_TYPE, spot),
                // The place is told beside it.
                _ => wrong(told.rsplit_once(" at ").map_or(told.as_str(), |(what, _)| what), spot),
            }
        })?;
        let mut number = 0;
        let mut lines = LineCount::new(text, piece.lines);
        let nulls = &self.source.access.nulls;
        for found in self.iterator.select(&document, document.root()) {
            let Found::Node(node) = found else { continue };
            number += 1;
            let line = lines.line(node.range().start);
            let place = RowPlace { piece: piece.number, number, before: piece.rows, line };
            each(Ok(&Element { document: &document, node, paths: &self.paths, nulls, place }));
        }
        Ok(number)
    }
}
