//! XML: rows are the nodes that the iterator finds. The document is a tree in memory, so that a path can go up.

use roxmltree::{Document, Node};

use super::xpath::{Found, XPath};
use super::{Open, bytes, compiled, fault};
use crate::bulk::fault::Fault;
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{NotAValue, Row, Value};

struct Element<'d, 'i> {
    document: &'d Document<'i>,
    node: Node<'d, 'i>,
    paths: &'d [XPath],
    nulls: &'d [String],
    number: u64,
}

impl Row for Element<'_, '_> {
    fn values<'r>(&'r self, reference: usize, out: &mut Vec<Value<'r>>) -> Result<(), NotAValue> {
        let found = self.paths.get(reference).map(|path| path.select(self.document, self.node));
        let texts = found.into_iter().flatten().map(Found::text);
        out.extend(texts.filter(|text| !self.nulls.iter().any(|null| null == text)).map(Value::text));
        Ok(())
    }

    fn place(&self) -> (u64, u64) {
        (self.number, self.document.text_pos_at(self.node.range().start).row.into())
    }
}

pub(super) fn rows(
    source: &LogicalSource,
    namespaces: &[(String, String)],
    open: &dyn Open,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    let iterator = source.iterator.as_deref().unwrap_or("/");
    let iterator = XPath::new(iterator, namespaces).map_err(|wrong| Fault::new(wrong, source.at))?;
    let paths = compiled(source, |text| XPath::new(text, namespaces))?;
    let text = bytes::text(source, open)?;
    let document = Document::parse(&text)
        .map_err(|error| fault(source, format!("this is not XML: {error}"), (0, error.pos().row.into())))?;
    let mut number = 0;
    for found in iterator.select(&document, document.root()) {
        let Found::Node(node) = found else { continue };
        number += 1;
        each(&Element { document: &document, node, paths: &paths, nulls: &source.access.nulls, number });
    }
    Ok(())
}
