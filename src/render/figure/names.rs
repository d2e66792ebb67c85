//! What a view names, found in the ontology: each name in its place, and everything that is wrong at once.

use crate::compile::ontology::{Class, Property, Range};
use crate::derive::rdf::GraphRef;
use crate::derive::store::{QueryText, StandingAnswer};
use crate::explore::turn;
use crate::model::claim::{ClassId, PropertyId, Value};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location, is_clean};
use crate::model::file::Span;
use crate::model::nearest::nearest;
use crate::render::figure::view::Name;

/// The names of one view.
pub(super) struct Names<'a> {
    /// The view file.
    pub(super) text: QueryText<'a>,
    pub(super) scope: GraphRef<'a>,
    /// The answer to the query of the view, where that was asked elsewhere.
    pub(super) given: Option<&'a StandingAnswer>,
    /// What is wrong with the view, and, as warnings, which parts of it find nothing.
    pub(super) faults: Vec<Diagnostic>,
}

/// What a property has to give where it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    Anything,
    Things,
    OrderedThings,
    Amounts,
    Dates,
    Lengths,
}

impl Needs {
    fn words(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Things => "things",
            Self::OrderedThings => "things in an order (remit:ordered true)",
            Self::Amounts => "amounts",
            Self::Dates => "dates",
            Self::Lengths => "lengths of time",
        }
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(text: QueryText<'a>, scope: GraphRef<'a>) -> Self {
        Self { text, scope, given: None, faults: Vec::new() }
    }

    /// Whether the view can be drawn.
    pub(super) fn is_clean(&self) -> bool {
        is_clean(&self.faults)
    }

    fn add(&mut self, code: Code, span: Span, message: String, expected: &str) -> &mut Diagnostic {
        let anchor = Location::Span(self.text.file, span);
        self.faults.push(Diagnostic::new(code, anchor, message).expected(expected));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    /// Adds a fault of the view.
    pub(super) fn fault(&mut self, span: Span, message: String, expected: &str) -> &mut Diagnostic {
        self.add(Code::R052, span, message, expected)
    }

    /// Says that a part of the view finds nothing, and what it looked for.
    pub(super) fn nothing(&mut self, name: &Name, sought: &str) {
        // The text of a query is no name.
        let part = if name.contains('\n') { "the query".to_owned() } else { format!("`{}`", name.text) };
        self.add(Code::R094, name.span, format!("{part} finds nothing for this figure"), sought);
    }

    /// The place of a word in the file, from some place on.
    pub(super) fn place(&self, word: &str, from: u32) -> Span {
        let rest = self.text.text.get(from as usize..).unwrap_or_default();
        match rest.find(word) {
            Some(at) => Span::new(from as usize + at, from as usize + at + word.len()),
            None => Span::new(from as usize, from as usize),
        }
    }

    /// The classes of these names, as far as they are known.
    pub(super) fn classes(&mut self, names: &[Name]) -> Vec<ClassId> {
        names.iter().filter_map(|name| self.class(name)).collect()
    }

    fn class(&mut self, name: &Name) -> Option<ClassId> {
        let GraphRef { ontology, dataset, .. } = self.scope;
        // What data cannot use cannot be asked for.
        let is_usable = |id: u16, c: &Class| ontology.find_class(&c.key) == Some(ClassId(id));
        let of = |(id, c): (u16, &'a Class)| {
            if is_usable(id, c) { [c.key.as_str(), c.label.as_str()] } else { [""; 2] }
        };
        let named = (0..).zip(ontology.classes()).map(of);
        let found = ontology.find_class(name).or_else(|| labelled(name, named.clone()).map(ClassId));
        let Some(class) = found else {
            let is_property = ontology.find_property(name).is_some();
            self.unknown(name, ["class", "property"], is_property, named.flatten());
            return None;
        };
        if !dataset.entities().iter().any(|e| ontology.is_a(e.class, class)) {
            self.nothing(name, "something of this class, or of one below it");
        }
        Some(class)
    }

    /// The property of a name, if it gives what is needed.
    pub(super) fn property(&mut self, name: &Name, needs: Needs) -> Option<PropertyId> {
        self.property_or(name, needs, &[])
    }

    /// As [`Self::property`], where some words may stand in the place of a property.
    pub(super) fn property_or(&mut self, name: &Name, needs: Needs, words: &[&'a str]) -> Option<PropertyId> {
        let ontology = self.scope.ontology;
        let of = |p: &'a Property| if p.writable { [p.key.as_str(), p.label.as_str()] } else { [""; 2] };
        let named = ontology.properties().iter().map(of);
        let found = ontology.find_property(name).or_else(|| labelled(name, named.clone()).map(PropertyId));
        let Some(found) = found else {
            let is_class = ontology.find_class(name).is_some();
            let known = named.flatten().chain(words.iter().copied());
            self.unknown(name, ["property", "class"], is_class, known);
            return None;
        };
        if self.gives(found, needs) {
            return Some(found);
        }
        let all = (0..).map(PropertyId).zip(ontology.properties()).filter(|(_, p)| p.writable);
        let such = all.filter(|(id, _)| self.gives(*id, needs)).map(|(_, p)| format!("`{}`", p.key));
        let such: Vec<String> = such.take(3).collect();
        let message = if needs == Needs::OrderedThings {
            format!("`{}` has no order", name.text)
        } else {
            let own = given(&ontology.property(found).range);
            format!("`{}` gives {own}, and {} are needed here", name.text, needs.words())
        };
        let expected = format!("a property whose values are {}", needs.words());
        let fault = self.fault(name.span, message, &expected);
        fault.help.extend((!such.is_empty()).then(|| format!("there is {}", such.join(", "))));
        None
    }

    fn gives(&self, property: PropertyId, needs: Needs) -> bool {
        let GraphRef { ontology, dataset, .. } = self.scope;
        let own = ontology.property(property);
        match needs {
            Needs::Anything => true,
            Needs::Things => matches!(own.range, Range::Things(_)),
            Needs::OrderedThings => own.ordered,
            Needs::Dates => own.range == Range::Date,
            Needs::Lengths => own.range == Range::Duration,
            Needs::Amounts => {
                let has_amount = |claim: &_| dataset.details(claim).is_some_and(|d| d.money.is_some());
                own.range == Range::Money
                    || dataset.claims().iter().any(|c| {
                        turn(c.predicate, property, ontology).is_some()
                            && (matches!(c.value, Value::Money(_)) || has_amount(c))
                    })
            }
        }
    }

    fn unknown<'n>(
        &mut self,
        name: &Name,
        [what, other]: [&str; 2],
        is_other: bool,
        known: impl Iterator<Item = &'n str>,
    ) {
        let near = nearest(name, known.filter(|n| !n.is_empty()));
        let message = if is_other {
            format!("`{}` is a {other}, and a {what} is needed here", name.text)
        } else {
            format!("there is no {what} `{}`", name.text)
        };
        let fault =
            self.fault(name.span, message, &format!("the id or the label of a {what} of the ontology"));
        fault.add_near(near.filter(|_| !is_other));
    }
}

/// The only one that has a label.
fn labelled<'n>(label: &str, named: impl Iterator<Item = [&'n str; 2]>) -> Option<u16> {
    let mut found = (0..).zip(named).filter(|(_, [_, own])| *own == label).map(|(id, _)| id);
    found.next().filter(|_| found.next().is_none())
}

/// What a property gives, in words.
fn given(range: &Range) -> &'static str {
    match range {
        Range::Things(_) => "things",
        Range::Text => "texts",
        Range::Decimal | Range::Count => "numbers",
        Range::Boolean => "true or false",
        Range::Date => "dates",
        Range::Duration => "lengths of time",
        Range::Iri => "addresses",
        Range::Money => "amounts",
    }
}
