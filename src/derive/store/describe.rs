//! DESCRIBE: what the graph says of things, with the claims that say it, their quotations and sources.
//!
//! Goes in: the things. Comes out: triples. The plain triples of a thing alone would pass over all that is denied, disputed or an
//! opinion, and say nothing of who says the rest.

use std::collections::BTreeSet;

use oxrdf::{Term, Triple};
use spargebra::Query;

use super::answer::BlankNames;
use super::index::Index;
use super::{Answer, DefaultGraph, Limits, Store, StoreError};
use crate::derive::rdf::Parsed;
use crate::model::text::Symbol;
use crate::model::vocab::{oa, rdf, remit, skos};

impl Store {
    /// The answer to a DESCRIBE over all layers, as many triples of it as it may have, and whether it has more; none for another
    /// query, or one that names its own graphs.
    pub(super) fn described(
        &self,
        query: &Query,
        view: DefaultGraph,
        limits: Limits,
    ) -> Result<Option<(Answer, bool)>, StoreError> {
        let Query::Describe { dataset: None, pattern, base_iri } = query else { return Ok(None) };
        if !matches!(view, DefaultGraph::Union | DefaultGraph::Stated) {
            return Ok(None);
        }
        let select = Query::Select { dataset: None, pattern: pattern.clone(), base_iri: base_iri.clone() };
        let Answer::Solutions { rows, .. } = self.run(select, view, None)? else { return Ok(None) };
        let named = rows.into_iter().flatten().flatten().filter(Term::is_named_node);
        let things: BTreeSet<String> = named.map(|term| term.to_string()).collect();
        let held = self.read();
        let quads = held.index();
        let found = Described::of(quads, things.iter().filter_map(|thing| quads.find(thing)));
        let term = |symbol: Symbol| Parsed::read(&quads.text(symbol)).map(Parsed::into_term);
        let triple = |[s, p, o]: [Symbol; 3]| Triple::from_terms(term(s)?, term(p)?, term(o)?).ok();
        let mut triples: Vec<Triple> = found.triples.into_iter().filter_map(triple).collect();
        let mut blanks = BlankNames::default();
        for triple in &mut triples {
            blanks.rename_subject(&mut triple.subject);
            blanks.rename(&mut triple.object);
        }
        triples.sort_by_cached_key(ToString::to_string);
        let is_cut = triples.len() > limits.matches;
        triples.truncate(limits.matches);
        self.sound(Some((Answer::Triples(triples), is_cut)))
    }
}

struct Described<'a> {
    quads: Index<'a>,
    triples: BTreeSet<[Symbol; 3]>,
}

impl<'a> Described<'a> {
    fn of(quads: Index<'a>, things: impl Iterator<Item = Symbol>) -> Self {
        let known = |iri: &str| quads.find(&format!("<{iri}>"));
        let ends = [rdf::SUBJECT, rdf::OBJECT].into_iter().filter_map(known);
        let ends: Vec<Symbol> = ends.collect();
        let [evidence, selector, source, label] =
            [remit::EVIDENCE, oa::HAS_SELECTOR, oa::HAS_SOURCE, skos::PREF_LABEL].map(known);
        let mut me = Self { quads, triples: BTreeSet::new() };
        for thing in things {
            me.whole(thing, None);
            let claims = ends.iter().flat_map(|end| quads.subjects(*end, thing));
            // A claim that is described itself has its evidence too.
            for claim in claims.chain([thing]) {
                me.whole(claim, None);
                for passage in me.whole(claim, evidence) {
                    me.whole(passage, None);
                    me.whole(passage, selector).into_iter().for_each(|s| drop(me.whole(s, None)));
                    for source in me.whole(passage, source) {
                        me.triples.extend(quads.about(source).filter(|t| Some(t[1]) == label));
                    }
                }
            }
        }
        me
    }

    /// Takes all triples of a subject, and gives the objects of those with a predicate.
    fn whole(&mut self, subject: Symbol, predicate: Option<Symbol>) -> Vec<Symbol> {
        let found: Vec<[Symbol; 3]> = self.quads.about(subject).collect();
        self.triples.extend(&found);
        found.into_iter().filter(|t| Some(t[1]) == predicate).map(|t| t[2]).collect()
    }
}
