//! XML: rows are the nodes that the iterator finds. The document is a tree in memory, so that a path can go up.

use roxmltree::{Document, Node};

use super::xpath::{Found, XPath};
use super::{Open, Opened, Piece, Reader, Whole, bytes, compiled, fault};
use crate::bulk::fault::Fault;
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
        let line = self.document.text_pos_at(self.node.range().start).row.into();
        RowPlace { line, ..self.place }
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
    let paths = compiled(source, |text| XPath::new(text, namespaces))?;
    let text = bytes::text(source, open).map_err(|fault| vec![fault])?;
    let reader = XmlReader { source, iterator, paths };
    Ok(Opened { pieces: Box::new(Whole::new(text)), reader: Box::new(reader) })
}

impl Reader for XmlReader<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let text = String::from_utf8_lossy(&piece.text);
        let document = Document::parse(&text).map_err(|error| {
            fault(self.source, format!("this is not XML: {error}"), (0, error.pos().row.into()))
        })?;
        let mut number = 0;
        let nulls = &self.source.access.nulls;
        for found in self.iterator.select(&document, document.root()) {
            let Found::Node(node) = found else { continue };
            number += 1;
            let place = RowPlace { piece: piece.number, number, before: piece.rows, line: 0 };
            each(Ok(&Element { document: &document, node, paths: &self.paths, nulls, place }));
        }
        Ok(number)
    }
}
