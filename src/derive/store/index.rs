//! What queries ask of quads, wherever these are kept: in memory, or frozen in a file.
//!
//! Goes in: patterns of terms. Comes out: quads, to the evaluator of SPARQL and to all who look something up beside it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::num::NonZeroU32;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term};
use oxsdatatypes::Integer;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::frozen::{self, Frozen};
use super::looks::Recorder;
use super::meter::Meter;
use super::quads::{self, Quads, Use};
use crate::derive::rdf::{Parsed, write_ntriples};
use crate::model::text::Symbol;

/// The graph that is all graphs of the data in one; each of its triples is there once.
pub(crate) const ALL: &str = "urn:remit:graph:all";
/// The same, with what follows by wider classes and properties.
pub(super) const WIDE: &str = "urn:remit:graph:wide";
/// How many quads found a term counts as that a query makes: it is kept until the query ends.
const MADE: usize = 8;

/// A triple of terms: subject, predicate, object.
pub(super) type Triple = [Symbol; 3];
/// A triple some terms of which are open.
pub(super) type Pattern = [Option<Symbol>; 3];
/// Subjects, each in a graph, of which nothing is seen.
pub(super) type Hidden = HashSet<(Symbol, Symbol)>;

/// Which graphs are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Seen {
    /// All up to a use, as one: a triple of several of them is there once.
    Union(Use),
    /// One.
    One(Symbol),
    /// All, each by itself.
    Each,
}

/// Quads that can be asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Index<'a> {
    Memory(&'a Quads),
    Frozen(&'a Frozen),
}

/// The quads that a pattern matches, each as its triple and its graph.
pub(super) enum Found<'a> {
    Memory(quads::Found<'a>),
    Frozen(frozen::Found<'a>),
}

impl Iterator for Found<'_> {
    type Item = (Triple, Symbol);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Memory(found) => found.next(),
            Self::Frozen(found) => found.next(),
        }
    }
}

impl<'a> Index<'a> {
    /// The symbol of a term, in N-Triples form, if it is kept.
    pub(super) fn find(self, term: &str) -> Option<Symbol> {
        match self {
            Self::Memory(quads) => quads.find(term),
            Self::Frozen(frozen) => frozen.find(term),
        }
    }

    /// A term in N-Triples form.
    pub(super) fn text(self, term: Symbol) -> Cow<'a, str> {
        match self {
            Self::Memory(quads) => Cow::Borrowed(quads.text(term)),
            Self::Frozen(frozen) => Cow::Owned(frozen.text(term)),
        }
    }

    /// All terms in N-Triples form.
    pub(super) fn texts(self) -> Box<dyn Iterator<Item = Cow<'a, str>> + 'a> {
        match self {
            Self::Memory(quads) => Box::new(quads.texts().map(Cow::Borrowed)),
            Self::Frozen(frozen) => Box::new(frozen.texts().map(Cow::Owned)),
        }
    }

    pub(super) fn matching(self, given: Pattern, seen: Seen, hidden: Option<&'a Hidden>) -> Found<'a> {
        match self {
            Self::Memory(quads) => Found::Memory(quads.matching(given, seen, hidden)),
            Self::Frozen(frozen) => Found::Frozen(frozen.matching(given, seen, hidden)),
        }
    }

    /// The graphs that have a triple.
    pub(super) fn filled(self) -> Vec<Symbol> {
        match self {
            Self::Memory(quads) => {
                quads.graphs().iter().filter(|g| !g.triples().is_empty()).map(|g| g.name).collect()
            }
            Self::Frozen(frozen) => frozen.graphs().map(|(name, _)| name).collect(),
        }
    }

    /// Whether some graph has a triple.
    pub(super) fn holds(self, triple: Triple) -> bool {
        self.matching(triple.map(Some), Seen::Each, None).next().is_some()
    }

    /// Whether some triple of one graph if one is given, else of those that are of some use, has a predicate, and an object if
    /// one is given.
    pub(super) fn has(
        self,
        predicate: Symbol,
        object: Option<Symbol>,
        graph: Option<Symbol>,
        most: Use,
    ) -> bool {
        let seen = graph.map_or(Seen::Union(most), Seen::One);
        self.matching([None, Some(predicate), object], seen, None).next().is_some()
    }

    /// The triples of the data with a subject.
    pub(super) fn about(self, subject: Symbol) -> impl Iterator<Item = Triple> {
        self.matching([Some(subject), None, None], Seen::Union(Use::Data), None).map(|(triple, _)| triple)
    }

    /// The subjects of the triples of the data with a predicate and an object.
    pub(super) fn subjects(self, predicate: Symbol, object: Symbol) -> impl Iterator<Item = Symbol> {
        let found = self.matching([None, Some(predicate), Some(object)], Seen::Union(Use::Data), None);
        found.map(|(triple, _)| triple[0])
    }

    /// The objects of all triples with a predicate, in N-Triples form.
    pub(super) fn objects(self, predicate: Symbol) -> impl Iterator<Item = Cow<'a, str>> {
        let found = self.matching([None, Some(predicate), None], Seen::Each, None);
        found.map(move |(triple, _)| self.text(triple[2]))
    }
}

/// A term while a query is answered: one that is kept, or another. Equal terms are equal values of this type.
///
/// It is a number that is never 0, so that a value that may be unbound takes no more: symbols count from 1, others have the highest bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct QueryTerm(NonZeroU32);

impl QueryTerm {
    const OTHER: u32 = 1 << 31;
    /// All graphs of the data in one.
    const ALL: Self = Self::other(0);
    /// The same, with what follows.
    const WIDE: Self = Self::other(1);

    fn of(symbol: Symbol) -> Self {
        // The texts of all terms are at most 4 GiB long, so there are not as many terms.
        Self(NonZeroU32::MIN.saturating_add(symbol.index() as u32))
    }

    const fn other(place: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(Self::OTHER | place))
    }

    fn kept(self) -> Option<Symbol> {
        let number = self.0.get() - 1;
        (number & Self::OTHER == 0).then(|| Symbol::at(number as usize))
    }

    /// The graphs that it names as one graph, by their use.
    fn all(self) -> Option<Use> {
        match self {
            Self::ALL => Some(Use::Data),
            Self::WIDE => Some(Use::Wider),
            _ => None,
        }
    }
}

/// The terms of one query that are not kept, by their numbers.
struct Others {
    terms: Vec<Term>,
    numbers: HashMap<Term, QueryTerm>,
}

impl Others {
    fn number(&mut self, term: Term) -> (QueryTerm, bool) {
        if let Some(known) = self.numbers.get(&term) {
            return (*known, false);
        }
        let number = QueryTerm::other(self.terms.len() as u32);
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        (number, true)
    }
}

/// Quads as the evaluator sees them.
pub(super) struct View<'a> {
    quads: Index<'a>,
    hidden: Option<&'a Hidden>,
    /// What counts the quads that are found, and the terms that are made.
    meter: Option<&'a Meter>,
    looks: Option<&'a Recorder>,
    others: RefCell<Others>,
    /// A text that is used again.
    buffer: RefCell<String>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        quads: Index<'a>,
        hidden: Option<&'a Hidden>,
        meter: Option<&'a Meter>,
        looks: Option<&'a Recorder>,
    ) -> Self {
        let mut others = Others { terms: Vec::new(), numbers: HashMap::new() };
        for name in [ALL, WIDE] {
            others.number(NamedNode::new_unchecked(name).into());
        }
        Self { quads, hidden, meter, looks, others: RefCell::new(others), buffer: RefCell::default() }
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = QueryTerm;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&QueryTerm>,
        predicate: Option<&QueryTerm>,
        object: Option<&QueryTerm>,
        graph_name: Option<Option<&QueryTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<QueryTerm>, Infallible>> + use<'a> {
        let terms = [subject, predicate, object];
        // A term that is not kept is in no triple, and a graph that is not kept has none.
        let is_known = terms.iter().flatten().all(|t| t.kept().is_some());
        let given = terms.map(|t| t.and_then(|t| t.kept()));
        let union = graph_name.flatten().copied().filter(|name| name.all().is_some());
        let seen = match (graph_name, union.and_then(QueryTerm::all)) {
            (_, Some(most)) => Some(Seen::Union(most)),
            (Some(name), None) => name.and_then(|name| name.kept()).map(Seen::One),
            (None, None) => Some(Seen::Each),
        };
        let seen = seen.filter(|_| is_known);
        if let Some(looks) = self.looks {
            looks.borrow_mut().at(seen, given);
        }
        let found = seen.map(|seen| self.quads.matching(given, seen, self.hidden));
        let meter = self.meter;
        found.into_iter().flatten().map(move |(triple, graph)| {
            // Who tried too much is ended by the evaluator, at the next quad.
            meter.and_then(|meter| meter.count(1));
            let [subject, predicate, object] = triple.map(QueryTerm::of);
            let graph_name = Some(union.unwrap_or_else(|| QueryTerm::of(graph)));
            Ok(InternalQuad { subject, predicate, object, graph_name })
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<QueryTerm, Infallible>> + use<'a> {
        if let Some(looks) = self.looks {
            looks.borrow_mut().at_names();
        }
        self.quads.filled().into_iter().map(|name| Ok(QueryTerm::of(name)))
    }

    fn internalize_term(&self, term: Term) -> Result<QueryTerm, Infallible> {
        let mut text = self.buffer.borrow_mut();
        text.clear();
        write_ntriples(&term, &mut text);
        if let Some(kept) = self.quads.find(&text) {
            return Ok(QueryTerm::of(kept));
        }
        let (number, is_new) = self.others.borrow_mut().number(term);
        if is_new {
            self.meter.and_then(|meter| meter.count(MADE));
        }
        Ok(number)
    }

    fn externalize_term(&self, term: QueryTerm) -> Result<Term, Infallible> {
        Ok(match term.kept() {
            None => {
                let place = (term.0.get() - 1) & !QueryTerm::OTHER;
                let others = self.others.borrow();
                others.terms.get(place as usize).cloned().unwrap_or_else(|| Literal::from("").into())
            }
            Some(symbol) => {
                let text = self.quads.text(symbol);
                // Every text that is kept was written from a term.
                Parsed::read(&text).map_or_else(|| Literal::from(&*text).into(), Parsed::into_term)
            }
        })
    }

    fn externalize_expression_term(&self, term: QueryTerm) -> Result<ExpressionTerm, Infallible> {
        let text = term.kept().map(|symbol| self.quads.text(symbol));
        // What is reckoned with most is read without a term made of it.
        match text.and_then(|text| integer(&text)) {
            Some(integer) => Ok(ExpressionTerm::IntegerLiteral(integer)),
            None => Ok(self.externalize_term(term)?.into()),
        }
    }
}

/// The value of a whole number in N-Triples form.
fn integer(term: &str) -> Option<Integer> {
    let typed = term.strip_prefix('"')?.strip_suffix('>')?.strip_suffix(xsd::INTEGER.as_str())?;
    typed.strip_suffix("\"^^<")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oxrdf::Quad;

    use super::*;

    fn quads() -> Quads {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        let mut quads = Quads::default();
        for (subject, value, graph, used) in [
            ("a", "1.50", "g", Use::Data),
            ("a", "1.5", "g", Use::Data),
            ("a", "1.50", "h", Use::Data),
            ("b", "2", "h", Use::Data),
            ("b", "3", "aside", Use::Aside),
        ] {
            let literal = Literal::new_typed_literal(value, xsd::DECIMAL);
            let quad = Quad::new(node(subject), node("p"), literal, node(graph));
            let (graph, triple) = quads.terms(quad.as_ref()).expect("a graph with a name");
            quads.add(graph, used, vec![triple]);
        }
        quads.settle();
        quads
    }

    /// Runs a test over quads in memory and over the same ones frozen.
    fn both(test: impl Fn(Index<'_>)) {
        let quads = quads();
        test(Index::Memory(&quads));
        let mut bytes = Vec::new();
        let content =
            frozen::Content { quads: &quads, not_facts: &[], base: "", prefixes: &[], own: &[], note: "" };
        frozen::write(&content, &mut bytes).expect("memory takes all");
        test(Index::Frozen(&Frozen::open(std::sync::Arc::new(bytes)).expect("a whole store")));
    }

    fn asked(view: &View<'_>, of: [Option<&str>; 3], graph: Option<&str>) -> Vec<String> {
        let term = |text: &str| view.internalize_term(text.parse().expect("a term")).expect("a term");
        let [s, p, o] = of.map(|t| t.map(term));
        let graph = graph.map(term);
        let found =
            view.internal_quads_for_pattern(s.as_ref(), p.as_ref(), o.as_ref(), graph.as_ref().map(Some));
        let text = |term| view.externalize_term(term).expect("a term").to_string();
        found.flatten().map(|q| format!("{} {}", text(q.subject), text(q.object))).collect()
    }

    #[test]
    fn literals_keep_their_form_and_a_triple_of_two_graphs_is_one_of_all() {
        both(|quads| {
            let view = View::new(quads, None, None, None);
            let decimal = |text: &str| format!("\"{text}\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
            let [long, short, two] = ["1.50", "1.5", "2"].map(decimal);
            let all = Some("<urn:remit:graph:all>");
            let a = |value: &str| format!("<urn:a> {value}");
            let of_a = BTreeSet::from(
                <[String; 2]>::try_from(asked(&view, [Some("<urn:a>"), None, None], all)).expect("two"),
            );
            assert_eq!(of_a, BTreeSet::from([a(&long), a(&short)]));
            assert_eq!(asked(&view, [None, Some("<urn:p>"), Some(&short)], all), [a(&short)]);
            assert_eq!(asked(&view, [None, None, Some(&long)], None).len(), 2, "in two graphs with a name");
            assert_eq!(asked(&view, [None; 3], Some("<urn:h>")), [a(&long), format!("<urn:b> {two}")]);
            assert_eq!(asked(&view, [None, None, Some("\"1.50\"")], all), Vec::<String>::new());
        });
        let quads = quads();
        let view = View::new(Index::Memory(&quads), None, None, None);
        assert_eq!(asked(&view, [None; 3], Some("<urn:aside>")).len(), 1);
    }

    #[test]
    fn what_is_hidden_in_one_graph_is_seen_in_another() {
        both(|quads| {
            let [a, g, h] = ["<urn:a>", "<urn:g>", "<urn:h>"].map(|t| quads.find(t).expect("a term"));
            let count = |hidden: &[(Symbol, Symbol)]| {
                let hidden = hidden.iter().copied().collect();
                let view = View::new(quads, Some(&hidden), None, None);
                asked(&view, [Some("<urn:a>"), None, None], Some("<urn:remit:graph:all>")).len()
            };
            assert_eq!([count(&[(a, g)]), count(&[(a, h)]), count(&[(a, g), (a, h)])], [1, 2, 0]);
        });
    }
}
