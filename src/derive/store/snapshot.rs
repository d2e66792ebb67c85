//! A store as bytes, by which another process has the same one: it answers about what the store holds now, whatever becomes of the
//! files that it was made from.

use super::quads::{Quads, Use};
use super::{Store, StoreError};
use crate::model::text::Symbol;

/// Bytes that are read from the front.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn number(&mut self) -> Option<usize> {
        let (first, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*first) as usize)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

fn push_number(number: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&(number as u32).to_le_bytes());
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    push_number(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

impl Store {
    /// The store as bytes. Costs one pass over its terms and quads.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut out = Vec::new();
        push_text(&self.base, &mut out);
        push_number(self.own.len(), &mut out);
        self.own.iter().for_each(|own| push_text(own, &mut out));
        push_number(self.prefixes.len(), &mut out);
        for (name, namespace) in &self.prefixes {
            push_text(name, &mut out);
            push_text(namespace, &mut out);
        }
        let quads = self.read();
        push_number(quads.texts().count(), &mut out);
        quads.texts().for_each(|term| push_text(term, &mut out));
        for (name, used, triples) in quads.whole_graphs() {
            push_number(name.index(), &mut out);
            push_number(used as usize, &mut out);
            push_number(triples.len(), &mut out);
            triples.iter().flatten().for_each(|term| push_number(term.index(), &mut out));
        }
        out
    }

    /// The store that was written as bytes; none where they are not those of a store.
    ///
    /// # Errors
    ///
    /// When a prefix stands for no IRI.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Option<Self>, StoreError> {
        let mut rest = Rest(bytes);
        let Some((base, own, prefixes)) = head(&mut rest) else { return Ok(None) };
        let store = Self::new(base, prefixes)?;
        let Some(quads) = quads(&mut rest) else { return Ok(None) };
        *store.write() = quads;
        Ok(Some(Self { own, ..store }))
    }
}

/// What stands before the terms: the base, the namespaces that the graph decides, and the prefixes.
type Head<'a> = (&'a str, Vec<String>, Vec<(String, String)>);

fn head<'a>(rest: &mut Rest<'a>) -> Option<Head<'a>> {
    let base = rest.text()?;
    let own = (0..rest.number()?).map(|_| rest.text().map(str::to_owned)).collect::<Option<_>>()?;
    let pair = |rest: &mut Rest<'a>| Some((rest.text()?.to_owned(), rest.text()?.to_owned()));
    let prefixes = (0..rest.number()?).map(|_| pair(rest)).collect::<Option<_>>()?;
    Some((base, own, prefixes))
}

fn quads(rest: &mut Rest<'_>) -> Option<Quads> {
    let mut quads = Quads::default();
    let terms: Vec<Symbol> =
        (0..rest.number()?).map(|_| rest.text().map(|text| quads.keep(text))).collect::<Option<_>>()?;
    while !rest.0.is_empty() {
        let name = *terms.get(rest.number()?)?;
        let used = *[Use::Data, Use::Wider, Use::Aside].get(rest.number()?)?;
        let count = rest.number()?;
        let mut term = || terms.get(rest.number()?).copied();
        let triples = (0..count).map(|_| Some([term()?, term()?, term()?])).collect::<Option<_>>()?;
        quads.add(name, used, triples);
    }
    Some(quads)
}

#[cfg(test)]
mod tests {
    use crate::derive::rdf::Layer;
    use crate::derive::store::{DefaultGraph, Store};

    #[test]
    fn a_store_is_the_same_after_it_was_bytes() {
        let prefixes = vec![("ex".to_owned(), "http://example.org/ns#".to_owned())];
        let store =
            Store::new("http://example.org/", prefixes).unwrap().deciding(vec!["urn:own:".to_owned()]);
        let triple = |s: &str, o: &str| [s, "<http://example.org/ns#p>", o].map(str::to_owned);
        store.add_to_layer(Layer::Facts, [triple("<urn:a>", "\"1.50\""), triple("<urn:b>", "<urn:a>")]);
        store.add_graph("aside", [triple("<urn:c>", "\"\u{e9}\"@fr")]);
        store.widen();
        let bytes = store.snapshot();
        let again = Store::from_snapshot(&bytes).unwrap().expect("a store");
        for query in ["SELECT * { ?s ex:p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"] {
            let [one, other] = [&store, &again].map(|store| store.query(query, DefaultGraph::Union).unwrap());
            assert!(one == other && !one.is_empty(), "{query}");
        }
        assert_eq!((again.base(), again.own(), again.snapshot() == bytes), (store.base(), store.own(), true));
        // What breaks off is no store, unless it breaks off between two graphs, and never more.
        for length in 0..bytes.len() {
            if let Ok(Some(part)) = Store::from_snapshot(&bytes[..length]) {
                assert!(part.snapshot() == bytes[..length]);
            }
        }
    }
}
