//! XML: rows are the nodes that the iterator finds. The document is a tree in memory, so that a path can go up.

use roxmltree::{Document, Node};

use super::xpath::{Found, XPath};
use super::{Open, Opened, Piece, Reader, Whole, bytes, compiled, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{NotAValue, Row, RowPlace, Value, Values};

struct Element<'d, 'i> {
    document: &'d Document<'i>,
    node: Node<'d, 'i>,
    paths: &'d [XPath],
    nulls: &'d [String],
    /// Its place, but for the line.
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
        Spot::of(self.document.input_text(), range, 0)
    }
}

struct XmlReader<'p> {
    source: &'p LogicalSource,
    iterator: XPath,
    paths: Vec<XPath>,
}

pub(super) fn opened<'p>(
    source: &'p LogicalSource,
    namespaces: &[(String, String)],
    open: &dyn Open,
) -> Result<Opened<'p>, Vec<Fault>> {
    let iterator = source.iterator.as_deref().unwrap_or("/");
    let iterator = XPath::new(iterator, namespaces).map_err(|wrong| vec![Fault::new(wrong, source.at)])?;
    let paths = compiled(source, |reference| {
        XPath::new(&reference.text, namespaces).map_err(|wrong| Fault::new(wrong, reference.at))
    })?;
    let text = bytes::text(source, open).map_err(|fault| vec![fault])?;
    let reader = XmlReader { source, iterator, paths };
    Ok(Opened { pieces: Box::new(Whole::new(text)), reader: Box::new(reader) })
}

impl Reader for XmlReader<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let text = String::from_utf8_lossy(&piece.text);
        let document = Document::parse(&text).map_err(|error| {
            let spot = Spot::line(error.pos().row.into());
            unreadable(self.source, format!("this is not XML: {error}"), spot)
        })?;
        let mut number = 0;
        let nulls = &self.source.access.nulls;
        for found in self.iterator.select(&document, document.root()) {
            let Found::Node(node) = found else { continue };
            number += 1;
            let place = RowPlace { piece: piece.number, number, before: piece.rows };
            each(Ok(&Element { document: &document, node, paths: &self.paths, nulls, place }));
        }
        Ok(number)
    }
}
