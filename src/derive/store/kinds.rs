//! Constants of the wrong kind: a text where a property has names of things, a text where it has numbers, one without a language where
//! all have one. SPARQL finds nothing by such, and says nothing.
//!
//! Goes in: a query and the store. Comes out: a warning for each constant, with how a value that the graph has is written. Looks only at
//! what an answer needs, and at the values that the graph has, so that a property of several kinds is left alone.

use std::collections::BTreeSet;

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

use super::algebra::{Part, pattern_of};
use super::{QueryText, Store};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::lexical;
use crate::model::tokens::{Kind as TokenKind, tokens};
use crate::model::vocab::xsd;

/// The kinds of values that never equal one another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Name,
    Text,
    Tagged(String),
    Number,
    Date,
    Other(String),
}

impl Kind {
    pub(super) fn of(term: &Term) -> Option<Self> {
        match term {
            Term::NamedNode(_) => Some(Self::Name),
            Term::Literal(literal) => Some(Self::of_literal(literal)),
            _ => None,
        }
    }

    pub(super) fn of_literal(literal: &Literal) -> Self {
        if let Some(language) = literal.language() {
            return Self::Tagged(language.to_owned());
        }
        let datatype = literal.datatype();
        let local = datatype.as_str().strip_prefix(xsd::NAMESPACE);
        match local {
            Some("string") => Self::Text,
            Some("decimal" | "double" | "float") => Self::Number,
            Some("date" | "dateTime" | "gYear" | "gYearMonth") => Self::Date,
            Some(local) if lexical::is_integer_type(local) => Self::Number,
            _ => Self::Other(datatype.as_str().to_owned()),
        }
    }

    /// The kind in words, of several values.
    fn words(&self) -> String {
        match self {
            Self::Name => "names of things".to_owned(),
            Self::Text => "texts without a language".to_owned(),
            Self::Tagged(language) => format!("texts in a language (@{language})"),
            Self::Number => "numbers".to_owned(),
            Self::Date => "dates".to_owned(),
            Self::Other(datatype) => match datatype.strip_prefix(xsd::NAMESPACE) {
                Some(local) => format!("values of xsd:{local}"),
                None => format!("values of <{datatype}>"),
            },
        }
    }
}

/// What an answer needs: constants as values of properties, and conditions.
#[derive(Default)]
struct Needed<'a> {
    constants: Vec<(&'a NamedNode, Term)>,
    conditions: Vec<&'a Expression>,
}

impl<'a> Needed<'a> {
    fn read(&mut self, pattern: &'a GraphPattern) {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => {
                for triple in patterns {
                    if let NamedNodePattern::NamedNode(property) = &triple.predicate {
                        self.constant(property, &triple.object);
                    }
                }
            }
            P::Path { path, object, .. } => {
                let mut last = path;
                while let PropertyPathExpression::Sequence(_, right) = last {
                    last = right;
                }
                if let PropertyPathExpression::NamedNode(property) = last {
                    self.constant(property, object);
                }
            }
            P::Filter { expr, inner } => {
                self.condition(expr);
                self.read(inner);
            }
            P::Join { left, right } | P::Lateral { left, right } => {
                self.read(left);
                self.read(right);
            }
            P::LeftJoin { left: inner, .. }
            | P::Minus { left: inner, .. }
            | P::Extend { inner, .. }
            | P::OrderBy { inner, .. }
            | P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. }
            | P::Graph { inner, .. }
            | P::Group { inner, .. } => self.read(inner),
            P::Union { .. } | P::Values { .. } | P::Service { .. } => {}
        }
    }

    fn constant(&mut self, property: &'a NamedNode, object: &TermPattern) {
        match object {
            TermPattern::NamedNode(name) => self.constants.push((property, name.clone().into())),
            TermPattern::Literal(literal) => self.constants.push((property, literal.clone().into())),
            _ => {}
        }
    }

    fn condition(&mut self, expression: &'a Expression) {
        if let Expression::And(left, right) = expression {
            self.condition(left);
            self.condition(right);
        } else {
            self.conditions.push(expression);
        }
    }
}

/// Warnings for the constants of a query that are of another kind than what they are held against; `given` variables have values
/// beforehand.
pub(super) fn unlike(query: QueryText<'_>, parsed: &Query, given: &[&str], store: &Store) -> Vec<Diagnostic> {
    let mut needed = Needed::default();
    needed.read(pattern_of(parsed));
    let mut faults = Vec::new();
    // A name that stands nowhere is told as such.
    let is_known = |term: &&(&NamedNode, Term)| match &term.1 {
        Term::NamedNode(name) => store.contains(name.as_str()),
        _ => true,
    };
    for (property, constant) in needed.constants.iter().filter(is_known) {
        let values = store.values(&[property]);
        if let Some(wrong) = wrong(constant, &values, true) {
            let of = store.short(property.as_str());
            faults.extend(warning(query, &of, constant, &values, &wrong, store));
        }
    }
    for condition in needed.conditions {
        faults.extend(of_condition(query, condition, parsed, given, store));
    }
    faults
}

/// The kinds that values have, if a constant can be none of them.
fn wrong(constant: &Term, values: &[Term], is_matched: bool) -> Option<BTreeSet<Kind>> {
    let kinds: BTreeSet<Kind> = values.iter().filter_map(Kind::of).collect();
    let kind = Kind::of(constant)?;
    let is_other = match (&kind, constant) {
        // Patterns match what is written, conditions compare what is meant.
        (Kind::Number | Kind::Date, Term::Literal(literal)) if is_matched && kinds.contains(&kind) => {
            !values.iter().any(|v| matches!(v, Term::Literal(l) if l.datatype() == literal.datatype()))
        }
        _ => !kinds.contains(&kind),
    };
    (!kinds.is_empty() && values.iter().all(|v| Kind::of(v).is_some()) && is_other).then_some(kinds)
}

/// Warnings for a condition that every row has to meet.
fn of_condition(
    query: QueryText<'_>,
    condition: &Expression,
    parsed: &Query,
    given: &[&str],
    store: &Store,
) -> Option<Diagnostic> {
    use Expression as E;
    let values_of = |variable: &Variable| {
        let properties =
            (!given.contains(&variable.as_str())).then(|| bound_by(variable, parsed)).flatten()?;
        Some((store.values(&properties), format!("?{}", variable.as_str())))
    };
    let held = |variable: &Expression, constants: &[&Expression]| {
        let E::Variable(variable) = variable else { return None };
        let constants: Vec<Term> = constants.iter().map(|e| constant_of(e)).collect::<Option<_>>()?;
        let (values, of) = values_of(variable)?;
        let wrong: Vec<_> = constants.iter().filter_map(|c| wrong(c, &values, false)).collect();
        let kinds = wrong.first().filter(|_| wrong.len() == constants.len())?;
        warning(query, &of, constants.first()?, &values, kinds, store)
    };
    match condition {
        E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b) => held(a, &[b]).or_else(|| held(b, &[a])),
        E::In(a, list) => held(a, &list.iter().collect::<Vec<_>>()),
        E::FunctionCall(function, arguments) => {
            let word = text_function(function)?;
            let E::Variable(variable) = arguments.first()? else { return None };
            let (values, of) = values_of(variable)?;
            let kinds: BTreeSet<Kind> = values.iter().map(Kind::of).collect::<Option<_>>()?;
            if kinds.is_empty() || kinds.iter().any(|k| matches!(k, Kind::Text | Kind::Tagged(_))) {
                return None;
            }
            let message = format!("values of {of} are {}, and {word} takes texts", words(&kinds));
            let fault = Diagnostic::new(Code::R087, query.variable(variable.as_str(), true), message);
            Some(fault.expected("a text").help(if kinds.contains(&Kind::Name) {
                format!("their names are values of another property: {of} skos:prefLabel {of}Name")
            } else {
                format!("write STR({of})")
            }))
        }
        _ => None,
    }
}

/// The functions that fail on what is no text.
fn text_function(function: &Function) -> Option<&'static str> {
    Some(match function {
        Function::Contains => "CONTAINS",
        Function::StrStarts => "STRSTARTS",
        Function::StrEnds => "STRENDS",
        Function::Regex => "REGEX",
        _ => return None,
    })
}

fn constant_of(expression: &Expression) -> Option<Term> {
    match expression {
        Expression::NamedNode(name) => Some(name.clone().into()),
        Expression::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

/// The properties whose values a variable has, if it has its values by these alone.
fn bound_by<'a>(variable: &Variable, parsed: &'a Query) -> Option<Vec<&'a NamedNode>> {
    use GraphPattern as P;
    let mut properties = Vec::new();
    let is = |term: &TermPattern| matches!(term, TermPattern::Variable(v) if v == variable);
    for part in Part::Pattern(pattern_of(parsed)).all() {
        match part {
            Part::Pattern(P::Bgp { patterns }) => {
                for triple in patterns {
                    let is_inside = |term: &TermPattern| matches!(term, TermPattern::Triple(_));
                    match &triple.predicate {
                        NamedNodePattern::NamedNode(property) if is(&triple.object) => {
                            properties.push(property);
                        }
                        NamedNodePattern::Variable(v) if v == variable || is(&triple.object) => return None,
                        _ if is(&triple.subject) || is_inside(&triple.object) => return None,
                        _ => {}
                    }
                }
            }
            Part::Pattern(P::Path { subject, path, object }) if is(subject) || is(object) => match path {
                PropertyPathExpression::NamedNode(property) if is(object) => properties.push(property),
                _ => return None,
            },
            Part::Pattern(P::Values { variables, .. }) if variables.contains(variable) => return None,
            Part::Pattern(P::Extend { variable: v, .. }) if v == variable => return None,
            Part::Pattern(P::Group { aggregates, .. }) if aggregates.iter().any(|(v, _)| v == variable) => {
                return None;
            }
            Part::Pattern(
                P::Graph { name: NamedNodePattern::Variable(v), .. }
                | P::Service { name: NamedNodePattern::Variable(v), .. },
            ) if v == variable => return None,
            _ => {}
        }
    }
    Some(properties).filter(|p| !p.is_empty())
}

fn words(kinds: &BTreeSet<Kind>) -> String {
    kinds.iter().map(Kind::words).collect::<Vec<_>>().join(" or ")
}

/// The warning for a constant, with how a value that the graph has is written. `of` is a property or a variable.
fn warning(
    query: QueryText<'_>,
    of: &str,
    constant: &Term,
    values: &[Term],
    kinds: &BTreeSet<Kind>,
    store: &Store,
) -> Option<Diagnostic> {
    let anchor = place(query, constant)?;
    let example = store.nearest_value(constant, values)?;
    let (shown, is_variable) = (store.written(constant), of.starts_with('?'));
    let is_alike = Kind::of(constant).is_some_and(|kind| kinds.contains(&kind));
    if is_alike {
        let message = format!(
            "values of {of} are written as {}, and `{shown}` has another datatype",
            store.written(&example)
        );
        let fault = Diagnostic::new(Code::R087, anchor, message).expected("a value as it is written");
        return Some(fault.help(format!("or compare what is meant: {of} ?value FILTER(?value = {shown})")));
    }
    let message = format!("values of {of} are {}, and `{shown}` is not one", words(kinds));
    let written = match &example {
        // Conditions compare numbers by what they mean.
        Term::Literal(literal) if is_variable && kinds.contains(&Kind::Number) => literal.value().to_owned(),
        other => store.written(other),
    };
    let fault = Diagnostic::new(Code::R087, anchor, message).expected(format!("a value such as {written}"));
    let path = if example.is_named_node() { store.path_to(constant, values) } else { None };
    Some(match (path, constant) {
        (Some((path, value)), _) if is_variable => {
            fault.help(format!("such values are those of another property: {of} {path} {value}"))
        }
        (Some((path, value)), _) => {
            fault.help(format!("such values are those of another property: {of}/{path} {value}"))
        }
        (None, Term::Literal(_))
            if is_variable && !kinds.contains(&Kind::Name) && !kinds.contains(&Kind::Text) =>
        {
            fault.help(format!("or compare texts: STR({of}) = \"\u{2026}\""))
        }
        _ => fault,
    })
}

/// The place of a constant in a query.
fn place(query: QueryText<'_>, constant: &Term) -> Option<Location> {
    let value = match constant {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(name) => name.as_str(),
        _ => return None,
    };
    let local = value.rsplit(['#', '/']).next().unwrap_or(value);
    let mut all = tokens(query.text);
    let token = match constant {
        Term::Literal(_) => {
            all.find(|t| t.kind == TokenKind::Text && t.text.trim_matches(['"', '\'']) == value)
        }
        _ => all.find(|t| match t.kind {
            TokenKind::Iri => t.text.trim_matches(['<', '>']) == value,
            _ => t.text.split_once(':').is_some_and(|(_, l)| l == local),
        }),
    };
    // Numbers and truth values have no marks around them.
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_.?:-\"".contains(c));
    let bare = || {
        let mut found = query.text.match_indices(value).filter(|(at, _)| {
            let after = query.text[at + value.len()..].trim_start_matches('.');
            !is_part(query.text[..*at].chars().next_back()) && !after.starts_with(char::is_alphanumeric)
        });
        found.next().map(|(at, text)| (at, text.len()))
    };
    let (at, length) = token.map(|t| (t.at, t.text.len())).or_else(bare)?;
    Some(Location::Span(query.file, Span::new(at, at + length)))
}
