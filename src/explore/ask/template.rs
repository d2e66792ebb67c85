//! A template: words, and slots that stand for things of a class.

use crate::compile::ontology::Ontology;
use crate::derive::store::algebra::{assigned, pattern_of};
use crate::derive::store::{QueryText, Store, is_needed};
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Span};
use crate::model::header::Header;
use crate::model::nearest::nearest;
use crate::model::text::normal;
use crate::model::tokens::{Kind, tokens};

/// A question that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The file of the query.
    pub query: FileId,
    /// The question as it was written, slots in braces.
    pub text: String,
    /// Words and slots in their order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A word, as [`normal`] has it.
    Word(String),
    /// A slot.
    Slot(Slot),
}

/// A place in a question that names a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The variable of the query that stands for the thing.
    pub variable: String,
    /// The class of the thing; any where none is given.
    pub class: Option<ClassId>,
}

impl Template {
    /// Its slots in their order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.parts.iter().filter_map(|p| match p {
            Part::Slot(slot) => Some(slot),
            Part::Word(_) => None,
        })
    }

    /// How many of its parts are words.
    pub fn words(&self) -> usize {
        self.parts.iter().filter(|p| matches!(p, Part::Word(_))).count()
    }
}

/// The templates in the header of a query, or everything that is wrong with them.
///
/// The query itself must be one that can be read; with a value for each slot it is read again.
///
/// # Errors
///
/// Every template that cannot be used, each with its place.
pub fn templates(
    query: QueryText<'_>,
    ontology: &Ontology,
    store: &Store,
) -> Result<Vec<Template>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for entry in Header::parse(query.text).all("ask") {
        match (Reader { query, ontology, offset: entry.value_start }).template(entry.value, store) {
            Ok(template) => found.push(template),
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

struct Reader<'a> {
    query: QueryText<'a>,
    ontology: &'a Ontology,
    /// The first byte of the template in its file.
    offset: usize,
}

impl Reader<'_> {
    fn fault(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        let span = Span::new(self.offset + start, self.offset + end);
        Diagnostic::new(Code::R090, Location::Span(self.query.file, span), message)
    }

    fn template(&self, text: &str, store: &Store) -> Result<Template, Box<Diagnostic>> {
        let whole = |message: &str| {
            Box::new(self.fault(0, text.len(), message).expected("words, and slots such as {name:Class}"))
        };
        let mut parts: Vec<Part> = Vec::new();
        let mut at = 0;
        while let Some(open) = text[at..].find('{').map(|i| at + i) {
            self.words(&text[at..open], at, &mut parts)?;
            let Some(close) = text[open..].find('}').map(|i| open + i) else {
                let fault = self.fault(open, text.len(), "this slot is not closed");
                return Err(Box::new(fault.expected("`}` after the name of a class")));
            };
            let slot = self.slot(&text[open + 1..close], open)?;
            if let Some(Part::Slot(_)) = parts.last() {
                let fault = self.fault(open, close + 1, "two slots stand side by side");
                return Err(Box::new(
                    fault.expected("a word between them, so that a question can be read in one way"),
                ));
            }
            parts.push(Part::Slot(slot));
            at = close + 1;
        }
        self.words(&text[at..], at, &mut parts)?;
        let template = Template { query: self.query.file, text: text.to_owned(), parts };
        if template.words() == 0 {
            return Err(whole("a question template needs words"));
        }
        let mut seen: Vec<&str> = template.slots().map(|s| s.variable.as_str()).collect();
        seen.sort_unstable();
        let twice = |pair: &[&str]| matches!(pair, [a, b] if a == b);
        if seen.windows(2).any(twice) {
            return Err(whole("a variable stands in two slots"));
        }
        self.runs(&template, text, store)?;
        Ok(template)
    }

    fn words(&self, text: &str, at: usize, parts: &mut Vec<Part>) -> Result<(), Box<Diagnostic>> {
        if let Some(stray) = text.find('}') {
            let fault = self.fault(at + stray, at + stray + 1, "this brace closes nothing");
            return Err(Box::new(fault.expected("slots such as {name:Class}")));
        }
        parts.extend(normal(text).into_iter().map(Part::Word));
        Ok(())
    }

    /// A slot: a variable of the query, and perhaps a class.
    fn slot(&self, inner: &str, open: usize) -> Result<Slot, Box<Diagnostic>> {
        let (name, class) = inner.split_once(':').map_or((inner, None), |(n, c)| (n, Some(c.trim())));
        let variable = name.trim();
        let known = variables(self.query.text);
        let place = |at: usize, length: usize| (open + 1 + at, open + 1 + at + length.max(1));
        if !known.contains(variable) {
            let (start, end) = place(0, name.len());
            let fault = self.fault(start, end, format!("the query has no variable `?{variable}`"));
            let near = nearest(variable, known.iter().copied());
            return Err(Box::new(fault.expected("a variable of the query below").suggest(near)));
        }
        let class = class.map(|key| {
            self.ontology.find_class(key).ok_or_else(|| {
                let (start, end) = place(name.len() + 1, inner.len() - name.len() - 1);
                let keys = self.ontology.class_keys();
                let fault = self.fault(start, end, format!("there is no class `{key}`"));
                Box::new(fault.expected("the key of a class of the ontology").suggest(nearest(key, keys)))
            })
        });
        Ok(Slot { variable: variable.to_owned(), class: class.transpose()? })
    }

    /// Whether the query can be run with a value for each slot.
    fn runs(&self, template: &Template, text: &str, store: &Store) -> Result<(), Box<Diagnostic>> {
        // A query that cannot be read in any case is told where it is wrong, not here.
        let Ok(query) = store.parse(self.query.text) else { return Ok(()) };
        let fault = |message: &str| self.fault(0, text.len(), message);
        if !matches!(query, spargebra::Query::Select { .. } | spargebra::Query::Ask { .. }) {
            let fault = fault("the query below is no SELECT or ASK query");
            return Err(Box::new(fault.expected("a query whose answer is a table, or yes or no")));
        }
        let given = assigned(pattern_of(&query));
        if template.slots().any(|s| given.iter().any(|v| v.as_str() == s.variable)) {
            let fault = fault("the query below cannot be run with values for these slots");
            return Err(Box::new(fault.expected("slots that are variables of the pattern")));
        }
        if let Some(slot) = template.slots().find(|s| !is_needed(&query, &s.variable)) {
            let name = &slot.variable;
            let at = text.find(&format!("{{{name}")).unwrap_or(0);
            let end = text[at..].find('}').map_or(text.len(), |close| at + close + 1);
            let message = format!("the query has rows that do not depend on `?{name}`");
            let fault = self.fault(at, end, message).expected("a slot without which no row is found");
            let help = format!("match `?{name}` outside of OPTIONAL, and in every branch of UNION");
            return Err(Box::new(fault.help(help)));
        }
        Ok(())
    }
}

/// The variables of a query, without their sign.
fn variables(text: &str) -> std::collections::BTreeSet<&str> {
    tokens(text).filter(|t| t.kind == Kind::Variable).map(|t| &t.text[1..]).collect()
}
