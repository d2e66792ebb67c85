//! Queries as the SPARQL protocol asks them: with graphs that stand beside the text, and with a bound on the rows.
//!
//! Goes in: the text of a query, or the name of a graph. Comes out: [`Answer`]s, and whether they have more rows than they may.

use oxrdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, QueryDataset};

use super::algebra::{Part, pattern_of};
use super::{Answer, DefaultGraph, Limits, Store, StoreError, guard, large, parser};

/// The kind of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Rows.
    Table,
    /// Yes or no.
    Boolean,
    /// Triples.
    Graph,
}

/// A query that was read, and what it is asked of.
pub struct Asked {
    pub(super) query: Query,
    pub(super) view: DefaultGraph,
}

impl Asked {
    /// The kind of its answer.
    pub fn kind(&self) -> Kind {
        match self.query {
            Query::Select { .. } => Kind::Table,
            Query::Ask { .. } => Kind::Boolean,
            Query::Construct { .. } | Query::Describe { .. } => Kind::Graph,
        }
    }
}

impl Store {
    /// Reads a query. Graphs that are named beside it stand in the place of those that it names itself (SPARQL 1.1 Protocol, section
    /// 2.1.4); relative IRIs are below the base of the graph.
    ///
    /// # Errors
    ///
    /// When the query cannot be read, or is too large.
    pub fn asked(&self, text: &str, default: &[String], named: &[String]) -> Result<Asked, StoreError> {
        guard::check_text(text)?;
        large(|| {
            let parser = parser(&self.prefixes)?;
            let parser = match parser.clone().with_base_iri(&self.base) {
                Ok(based) => based,
                Err(_) => parser,
            };
            let mut query = parser.parse_query(text).map_err(StoreError::Syntax)?;
            guard::check(&query)?;
            let is_service = |part| matches!(part, Part::Pattern(GraphPattern::Service { .. }));
            if Part::Pattern(pattern_of(&query)).all().any(is_service) {
                // SILENT, it would be answered as if the other server had nothing to say.
                return Err(StoreError::Evaluation("SERVICE asks another server".into()));
            }
            if !default.is_empty() || !named.is_empty() {
                let all = |graphs: &[String]| graphs.iter().map(NamedNode::new_unchecked).collect();
                let beside = QueryDataset { default: all(default), named: Some(all(named)) };
                let (Query::Select { dataset, .. }
                | Query::Construct { dataset, .. }
                | Query::Describe { dataset, .. }
                | Query::Ask { dataset, .. }) = &mut query;
                *dataset = Some(beside);
            }
            Ok(Asked { query, view: DefaultGraph::Union })
        })
    }

    /// All triples of a graph, or of the default graph; none where the store has no such graph.
    pub fn asked_for_graph(&self, graph: Option<&str>) -> Option<Asked> {
        let all = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
        let named: Vec<String> = graph.iter().map(|iri| (*iri).to_owned()).collect();
        if !named.iter().all(|iri| self.named_graphs().contains(iri)) {
            return None;
        }
        let asked = self.asked(all, &named, &[]).ok()?;
        Some(Asked { view: DefaultGraph::Stated, ..asked })
    }

    /// The first rows of an answer, as many as are asked for at most, and whether it has more.
    ///
    /// # Errors
    ///
    /// When the query fails, or makes more work than it may.
    pub fn first_rows(&self, asked: Asked, most: usize) -> Result<(Answer, bool), StoreError> {
        let limits = Limits { matches: most.min(Limits::QUERY.matches), ..Limits::QUERY };
        large(|| self.run_within(asked.query, asked.view, limits, None))
    }

    /// The IRIs of the graphs that queries can name, sorted.
    pub fn named_graphs(&self) -> Vec<String> {
        let held = self.read();
        let quads = held.index();
        let iri = |name: &str| Some(name.strip_prefix('<')?.strip_suffix('>')?.to_owned());
        let mut graphs: Vec<String> =
            quads.filled().into_iter().filter_map(|name| iri(&quads.text(name))).collect();
        graphs.sort_unstable();
        graphs
    }
}
