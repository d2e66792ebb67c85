//! Term maps: what a term is made of, and which kinds of terms can stand where.

use oxiri::Iri;
use oxrdf::{NamedOrBlankNode, Term};

use super::graph::Property;
use super::template::{self, Piece};
use super::{Loader, node, short};
use crate::bulk::encode;
use crate::bulk::fault::{Fault, Place};
use crate::bulk::plan::{Alphabet, Constant, Expression, Part, TermMap, TermType};
use crate::bulk::term::is_language;
use crate::model::vocab::rml;

/// Where the terms of a map stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Subject,
    Predicate,
    Object,
    Graph,
    Datatype,
    Language,
    /// An end of a join condition.
    Join,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Subject => "a subject",
            Self::Predicate => "a predicate",
            Self::Object => "an object",
            Self::Graph => "the name of a graph",
            Self::Datatype => "a datatype",
            Self::Language => "a language",
            Self::Join => "an end of a join condition",
        }
    }

    /// The property of its maps, and that of its constants.
    fn properties(self) -> (&'static str, &'static str) {
        match self {
            Self::Subject => (rml::SUBJECT_MAP, rml::SUBJECT),
            Self::Predicate => (rml::PREDICATE_MAP, rml::PREDICATE),
            Self::Object => (rml::OBJECT_MAP, rml::OBJECT),
            Self::Graph => (rml::GRAPH_MAP, rml::GRAPH),
            Self::Datatype => (rml::DATATYPE_MAP, rml::DATATYPE),
            Self::Language => (rml::LANGUAGE_MAP, rml::LANGUAGE),
            Self::Join => (rml::CHILD_MAP, rml::CHILD),
        }
    }

    fn takes(self, kind: TermType) -> bool {
        match kind {
            TermType::Iri(_) => self != Self::Language,
            TermType::BlankNode => matches!(self, Self::Subject | Self::Object | Self::Graph),
            TermType::Literal => matches!(self, Self::Object | Self::Language | Self::Join),
        }
    }

    /// The kind of its terms if the mapping does not say it.
    fn default_kind(self, value: &Expression, has_type: bool) -> TermType {
        let iri = TermType::Iri(Alphabet::Iri);
        match (self, value) {
            (_, Expression::Fresh(_)) => TermType::BlankNode,
            (Self::Language | Self::Join, _) | (Self::Object, Expression::Reference(_)) => TermType::Literal,
            (Self::Object, _) if has_type => TermType::Literal,
            _ => iri,
        }
    }
}

impl<'g> Loader<'g> {
    /// All term maps of a role at a node, written out or as constants.
    pub(super) fn role(&mut self, node: &NamedOrBlankNode, role: Role, source: usize) -> Vec<TermMap> {
        let graph = self.graph;
        let (map, shortcut) = role.properties();
        let mut found = Vec::new();
        for property in graph.all(node, map) {
            found.extend(self.term_map(property, role, source));
        }
        for property in graph.all(node, shortcut) {
            found.extend(self.shortcut(property, role));
        }
        found
    }

    /// A term map that is a constant.
    pub(super) fn shortcut(&mut self, property: &Property, role: Role) -> Option<TermMap> {
        let (kind, constant) = self.constant(property, role)?;
        let value = Expression::Constant(constant);
        Some(TermMap { value, kind, language: None, datatype: None, targets: Vec::new(), at: property.at })
    }

    /// A term map that is a reference.
    pub(super) fn referenced(&mut self, property: &Property, source: usize) -> Option<TermMap> {
        let Term::Literal(text) = &property.object else {
            self.fault(format!("`rml:{}` needs a text", short(&property.name)), property.at);
            return None;
        };
        let value = Expression::Reference(self.reference(source, text.value(), property.at));
        let kind = TermType::Literal;
        Some(TermMap { value, kind, language: None, datatype: None, targets: Vec::new(), at: property.at })
    }

    pub(super) fn term_map(&mut self, property: &'g Property, role: Role, source: usize) -> Option<TermMap> {
        let (_, shortcut) = role.properties();
        let Some(node) = node(&property.object) else {
            let fault = Fault::new(
                format!("`rml:{}` needs a node with an expression", short(&property.name)),
                property.at,
            );
            self.faults.push(fault.help(format!("for a constant write `rml:{}`", short(shortcut))));
            return None;
        };
        let at = property.at;
        let stated = self.term_type(&node);
        let (value, constant_kind) = self.expression(&node, role, source, at, stated)?;
        let languages = self.role(&node, Role::Language, source);
        let datatypes = self.role(&node, Role::Datatype, source);
        if languages.len() + datatypes.len() > 1 {
            self.fault("a literal has one language or one datatype", at);
        }
        let has_type = !(languages.is_empty() && datatypes.is_empty());
        let is = constant_kind.or(stated.map(|s| s.0)).unwrap_or_else(|| role.default_kind(&value, has_type));
        let kind_at = stated.map_or(at, |s| s.1);
        if let Some((kind, kind_at)) = stated
            && let Some(constant) = constant_kind
            && std::mem::discriminant(&kind) != std::mem::discriminant(&constant)
        {
            self.fault("the constant is not of this term type", kind_at);
        }
        if !role.takes(is) {
            let kind = match is {
                TermType::Iri(_) => "an IRI",
                TermType::BlankNode => "a blank node",
                TermType::Literal => "a literal",
            };
            self.fault(format!("{} cannot be {kind}", role.name()), kind_at);
        }
        if has_type && is != TermType::Literal {
            self.fault("a language or datatype needs the term type `rml:Literal`", kind_at);
        }
        let targets = self.targets_of(&node, &languages, &datatypes);
        let boxed = |mut maps: Vec<TermMap>| maps.pop().map(Box::new);
        Some(TermMap { value, kind: is, language: boxed(languages), datatype: boxed(datatypes), targets, at })
    }

    /// The targets of a map: its own, and those of its language and datatype.
    fn targets_of(
        &mut self,
        node: &NamedOrBlankNode,
        languages: &[TermMap],
        datatypes: &[TermMap],
    ) -> Vec<usize> {
        let mut targets = self.targets(node);
        targets.extend(languages.iter().chain(datatypes).flat_map(|map| map.targets.iter().copied()));
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// The term type that a map states, and where.
    fn term_type(&mut self, node: &NamedOrBlankNode) -> Option<(TermType, Place)> {
        let property = self.one(node, rml::TERM_TYPE)?;
        let kind = match &property.object {
            Term::NamedNode(iri) => match iri.as_str() {
                rml::IRI => Some(TermType::Iri(Alphabet::Iri)),
                rml::URI => Some(TermType::Iri(Alphabet::Uri)),
                rml::UNSAFE_IRI | rml::UNSAFE_URI => Some(TermType::Iri(Alphabet::Unsafe)),
                rml::BLANK_NODE => Some(TermType::BlankNode),
                rml::LITERAL => Some(TermType::Literal),
                _ => None,
            },
            _ => None,
        };
        if kind.is_none() {
            let fault = Fault::new(format!("{} is not a term type", property.object), property.at);
            let known = "it can be `rml:IRI`, `rml:URI`, `rml:UnsafeIRI`, `rml:UnsafeURI`, `rml:BlankNode` or `rml:Literal`";
            self.faults.push(fault.help(known));
        }
        Some((kind?, property.at))
    }

    /// The one expression of a map; of a constant, also the kind of its term.
    fn expression(
        &mut self,
        node: &NamedOrBlankNode,
        role: Role,
        source: usize,
        at: Place,
        kind: Option<(TermType, Place)>,
    ) -> Option<(Expression, Option<TermType>)> {
        let constant = self.one(node, rml::CONSTANT);
        let reference = self.one(node, rml::REFERENCE);
        let template = self.one(node, rml::TEMPLATE);
        match (constant, reference, template) {
            (Some(property), None, None) => {
                let (kind, constant) = self.constant(property, role)?;
                Some((Expression::Constant(constant), Some(kind)))
            }
            (None, Some(property), None) => Some((self.referenced(property, source)?.value, None)),
            (None, None, Some(property)) => Some((self.template(property, source)?, None)),
            (None, None, None) if matches!(kind, Some((TermType::BlankNode, _))) => {
                self.fresh += 1;
                Some((Expression::Fresh(self.fresh), None))
            }
            (None, None, None) => {
                let fault = Fault::new(format!("nothing says what {} is made of", role.name()), at);
                self.faults.push(fault.help("write `rml:constant`, `rml:reference` or `rml:template`"));
                None
            }
            _ => {
                self.fault("a term map has one of `rml:constant`, `rml:reference` and `rml:template`", at);
                None
            }
        }
    }

    fn template(&mut self, property: &Property, source: usize) -> Option<Expression> {
        let Term::Literal(text) = &property.object else {
            self.fault("a template is a text", property.at);
            return None;
        };
        match template::pieces(text.value()) {
            Ok(pieces) => {
                let is_whole_iri = is_whole_iri(&pieces);
                let part = |piece| match piece {
                    Piece::Text(text) => Part::Text(text),
                    Piece::Reference(text) => Part::Reference(self.reference(source, &text, property.at)),
                };
                Some(Expression::Template { parts: pieces.into_iter().map(part).collect(), is_whole_iri })
            }
            Err(wrong) => {
                self.fault(format!("this is not a template: {wrong}"), property.at);
                None
            }
        }
    }

    /// A constant and the kind of its term.
    fn constant(&mut self, property: &Property, role: Role) -> Option<(TermType, Constant)> {
        let mut term = String::new();
        let (kind, plain) = match &property.object {
            Term::NamedNode(iri) if role == Role::Graph && iri.as_str() == rml::DEFAULT_GRAPH => {
                (TermType::Iri(Alphabet::Iri), String::new())
            }
            Term::NamedNode(iri) => {
                encode::iri(iri.as_str(), &mut term);
                (TermType::Iri(Alphabet::Iri), iri.as_str().to_owned())
            }
            Term::Literal(literal) => {
                term = literal.to_string();
                (TermType::Literal, literal.value().to_owned())
            }
            _ => {
                self.fault(format!("a constant for {} is an IRI or a literal", role.name()), property.at);
                return None;
            }
        };
        if !role.takes(kind) {
            let what = if kind == TermType::Literal { "a literal" } else { "an IRI" };
            self.fault(format!("{} cannot be {what}", role.name()), property.at);
            return None;
        }
        if role == Role::Language && !is_language(&plain) {
            let fault = Fault::new(format!("`{plain}` is not the tag of a language"), property.at);
            self.faults.push(fault.help("a tag is as in BCP 47, such as `en` or `en-GB`"));
            return None;
        }
        Some((kind, Constant { term, plain }))
    }
}

/// Whether a template gives a well-formed IRI, in ASCII, whatever encoded values its references give: it begins with a scheme, an
/// authority and a slash, and behind them any character that stays in a value may stand (RFC 3987, section 2.2).
fn is_whole_iri(pieces: &[Piece]) -> bool {
    let Some(Piece::Text(start)) = pieces.first() else { return false };
    let path = start.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let filled: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Reference(_) => "a",
        })
        .collect();
    path.is_some() && filled.is_ascii() && Iri::parse(filled).is_ok()
}
