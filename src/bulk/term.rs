//! A row to terms. A term is kept as N-Quads writes it, in one text for all terms of a list: nothing is built twice.

use oxilangtag::LanguageTag;
use oxiri::Iri;

use std::borrow::Cow;

use super::fault::{DataPlace, Fault, Place};
use super::nothing::Tally;
use super::plan::{Alphabet, Expression, LogicalSource, Part, TermMap, TermType};
use super::row::{Natural, Row, Value, Values};
use super::{canonical, encode};
use crate::model::code::Code;
use crate::model::vocab::{rdf, xsd};

/// What a term is, as far as writing it depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An IRI or literal, ready to be written.
    Whole,
    /// The label of a blank node, which the graph has a part in.
    Blank,
    /// The default graph.
    Default,
}

/// A term in a list of terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// The targets that its map names.
    pub(super) targets: &'t [usize],
}

/// Terms that were made of a row, to be used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Terms<'p> {
    text: String,
    ends: Vec<(Kind, usize, &'p [usize])>,
}

impl<'p> Terms<'p> {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Term<'_>> + Clone {
        self.ends.iter().enumerate().map(|(number, (kind, end, targets))| {
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before].1);
            Term { kind: *kind, text: &self.text[start..*end], targets }
        })
    }

    pub(super) fn push(&mut self, kind: Kind, targets: &'p [usize], write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push((kind, self.text.len(), targets));
    }

    /// Adds a term, or nothing if `write` says that there is none.
    fn push_if(&mut self, kind: Kind, targets: &'p [usize], write: impl FnOnce(&mut String) -> bool) {
        let start = self.text.len();
        if write(&mut self.text) {
            self.ends.push((kind, self.text.len(), targets));
        } else {
            self.text.truncate(start);
        }
    }

    /// Leaves out some of the terms.
    pub(super) fn keep(&mut self, is_kept: impl Fn(Term<'_>) -> bool) {
        if self.iter().all(&is_kept) {
            return;
        }
        let mut kept = Self::default();
        for (term, (_, _, targets)) in self.iter().zip(&self.ends).filter(|(term, _)| is_kept(*term)) {
            kept.push(term.kind, targets, |text| text.push_str(term.text));
        }
        *self = kept;
    }
}

/// The terms of a row, each list used again for the next one.
#[derive(Default)]
pub(super) struct Lists<'p> {
    pub(super) subjects: Terms<'p>,
    pub(super) subject_graphs: Terms<'p>,
    pub(super) predicates: Terms<'p>,
    pub(super) objects: Terms<'p>,
    pub(super) graphs: Terms<'p>,
}

/// A row with what else a term depends on.
#[derive(Clone, Copy)]
pub(super) struct Context<'r> {
    pub(super) row: &'r dyn Row,
    pub(super) source: &'r LogicalSource,
    /// What an IRI begins with that is not one by itself.
    pub(super) base: &'r str,
}

/// The most faults of data that are kept; the rest is counted.
pub(super) const MOST_FAULTS: usize = 100;

/// Makes terms, and keeps what was wrong with the data.
#[derive(Debug, Default)]
pub(super) struct Maker {
    /// Whether numbers and booleans keep their datatype.
    pub(super) natural_types: bool,
    pub(super) faults: Vec<Fault>,
    pub(super) fault_count: u64,
    /// Whether enough faults are listed, so that they are counted alone.
    pub(super) only_counts: bool,
    /// What was found in the rows of the source.
    pub(super) tally: Tally,
}

impl Maker {
    pub(super) fn new(natural_types: bool) -> Self {
        Self { natural_types, ..Self::default() }
    }

    /// Adds the terms of a map; bad data gives none, and a fault.
    pub(super) fn make<'p>(&mut self, map: &'p TermMap, context: Context<'_>, out: &mut Terms<'p>) {
        match (&map.value, map.kind) {
            (Expression::Constant(constant), _) if map.language.is_none() && map.datatype.is_none() => {
                let kind = if constant.term.is_empty() { Kind::Default } else { Kind::Whole };
                out.push(kind, &map.targets, |text| text.push_str(&constant.term));
            }
            (Expression::Fresh(number), _) => {
                let place = context.row.place();
                out.push(Kind::Blank, &map.targets, |text| {
                    text.push_str(&format!("f{number}.{}.{}", place.piece, place.number));
                });
            }
            (Expression::Template { parts, is_whole_iri: true }, TermType::Iri(alphabet)) => {
                self.whole_iris(map, parts, alphabet, context, out);
            }
            (_, TermType::Iri(alphabet)) => {
                for value in self.values(map, Some(alphabet), context).as_slice() {
                    self.iri(map, value, alphabet, context, out);
                }
            }
            (_, TermType::BlankNode) => {
                for value in self.values(map, None, context).as_slice() {
                    if value.natural == Natural::Blank {
                        continue;
                    }
                    out.push(Kind::Blank, &map.targets, |text| {
                        text.push('n');
                        encode::label(&value.text, text);
                    });
                }
            }
            (_, TermType::Literal) => self.literals(map, context, out),
        }
    }

    /// The values of an expression; those of a template are texts, in which each reference is encoded for the alphabet.
    pub(super) fn values<'r>(
        &mut self,
        map: &'r TermMap,
        alphabet: Option<Alphabet>,
        context: Context<'r>,
    ) -> Values<'r> {
        match &map.value {
            Expression::Constant(constant) => Values::One(Value::text(constant.plain.as_str())),
            Expression::Fresh(_) => Values::None,
            Expression::Reference(reference) => self.referenced(map, *reference, context),
            Expression::Template { parts, .. } => self.filled(map, parts, alphabet, context),
        }
    }

    fn referenced<'r>(&mut self, map: &TermMap, reference: usize, context: Context<'r>) -> Values<'r> {
        match context.row.values(reference) {
            Ok(values) => {
                if !matches!(values, Values::None) {
                    self.tally.found(reference);
                }
                values
            }
            Err(what) => {
                let message = format!("this is {}, of which no term can be made", what.0);
                self.bad(map.at, context, Some(reference), (message, "a text, a number, true or false"));
                Values::None
            }
        }
    }

    /// IRIs of a template that needs no check: whatever its references give, it is an IRI.
    fn whole_iris<'p>(
        &mut self,
        map: &'p TermMap,
        parts: &[Part],
        alphabet: Alphabet,
        context: Context<'_>,
        out: &mut Terms<'p>,
    ) {
        let mut has_many = false;
        out.push_if(Kind::Whole, &map.targets, |text| {
            text.push('<');
            for part in parts {
                match part {
                    Part::Text(part) => text.push_str(part),
                    Part::Reference(reference) => {
                        match self.referenced(map, *reference, context).as_slice() {
                            [] | [Value { natural: Natural::Blank, .. }] => return false,
                            [value] => encode::percent(&value.text, alphabet, text),
                            _ => {
                                has_many = true;
                                return false;
                            }
                        }
                    }
                }
            }
            text.push('>');
            true
        });
        if has_many {
            for value in self.filled(map, parts, Some(alphabet), context).as_slice() {
                self.iri(map, value, alphabet, context, out);
            }
        }
    }

    /// Every way to fill a template: one for each combination of the values of its references.
    fn filled<'r>(
        &mut self,
        map: &TermMap,
        parts: &[Part],
        alphabet: Option<Alphabet>,
        context: Context<'r>,
    ) -> Values<'r> {
        let mut texts = vec![String::new()];
        for part in parts {
            match part {
                Part::Text(text) => texts.iter_mut().for_each(|filled| filled.push_str(text)),
                Part::Reference(reference) => {
                    let values = self.referenced(map, *reference, context);
                    let add = |mut filled: String, value: &Value<'_>| {
                        match alphabet {
                            Some(alphabet) => encode::percent(&value.text, alphabet, &mut filled),
                            None => filled.push_str(&value.text),
                        }
                        filled
                    };
                    texts = match values.as_slice() {
                        [] => return Values::None,
                        [Value { natural: Natural::Blank, .. }] if map.kind != TermType::Literal => {
                            return Values::None;
                        }
                        [value] => texts.into_iter().map(|filled| add(filled, value)).collect(),
                        values => {
                            if texts.len().saturating_mul(values.len()) > MOST_COMBINATIONS {
                                let message = format!(
                                    "this template can be filled in more than {MOST_COMBINATIONS} ways in one row"
                                );
                                self.bad(map.at, context, Some(*reference), (message, "fewer values"));
                                return Values::None;
                            }
                            texts
                                .iter()
                                .flat_map(|filled| values.iter().map(|v| add(filled.clone(), v)))
                                .collect()
                        }
                    };
                }
            }
        }
        texts.into_iter().map(Value::text).collect()
    }

    fn iri<'p>(
        &mut self,
        map: &'p TermMap,
        value: &Value<'_>,
        alphabet: Alphabet,
        context: Context<'_>,
        out: &mut Terms<'p>,
    ) {
        if value.natural == Natural::Blank {
            return;
        }
        let text = value.text.as_ref();
        let is_good = |text: &str| match alphabet {
            Alphabet::Iri => Iri::parse(text).is_ok(),
            Alphabet::Uri => text.is_ascii() && Iri::parse(text).is_ok(),
            Alphabet::Unsafe => has_scheme(text),
        };
        let absolute =
            if is_good(text) { Cow::Borrowed(text) } else { Cow::Owned(format!("{}{text}", context.base)) };
        if alphabet == Alphabet::Unsafe || matches!(absolute, Cow::Borrowed(_)) || is_good(&absolute) {
            out.push(Kind::Whole, &map.targets, |out| encode::iri(&absolute, out));
        } else {
            let what = if alphabet == Alphabet::Uri { "a URI" } else { "an IRI" };
            let message = format!("`{}` is not {what}, with or without the base", short(text));
            let expected = "a whole IRI, or what makes one behind the base";
            self.bad(map.at, context, reference_of(map), (message, expected));
        }
    }

    fn literals<'p>(&mut self, map: &'p TermMap, context: Context<'_>, out: &mut Terms<'p>) {
        let values = self.values(map, None, context);
        let values = values.as_slice();
        if values.is_empty() {
            return;
        }
        if let Some(language) = &map.language {
            let languages = self.languages(language, context);
            for value in values {
                for tag in &languages {
                    out.push(Kind::Whole, &map.targets, |out| {
                        encode::quoted(&value.text, out);
                        out.push('@');
                        out.push_str(tag);
                    });
                }
            }
        } else if let Some(datatype) = &map.datatype {
            if let Expression::Constant(constant) = &datatype.value {
                for value in values {
                    self.typed(map, value, &constant.plain, context, out);
                }
                return;
            }
            let mut datatypes = Terms::default();
            self.make(datatype, context, &mut datatypes);
            for value in values {
                for datatype in datatypes.iter() {
                    let datatype = datatype.text.trim_start_matches('<').trim_end_matches('>');
                    self.typed(map, value, datatype, context, out);
                }
            }
        } else {
            let keeps_type = self.natural_types && matches!(map.value, Expression::Reference(_));
            for value in values {
                let datatype = match value.natural {
                    Natural::Integer if keeps_type => Some(xsd::INTEGER),
                    Natural::Double if keeps_type => Some(xsd::DOUBLE),
                    Natural::Boolean if keeps_type => Some(xsd::BOOLEAN),
                    _ => None,
                };
                let text = match datatype {
                    Some(_) => canonical::natural(Cow::Borrowed(&value.text), value.natural),
                    None => Cow::Borrowed(value.text.as_ref()),
                };
                out.push(Kind::Whole, &map.targets, |out| literal(&text, datatype, out));
            }
        }
    }

    /// The tags that a language map gives.
    fn languages<'r>(&mut self, map: &'r TermMap, context: Context<'r>) -> Vec<Cow<'r, str>> {
        let mut found = Vec::new();
        for value in self.values(map, None, context).as_slice() {
            if is_language(&value.text) {
                found.push(value.text.clone());
            } else if value.natural != Natural::Blank {
                let message = format!("`{}` is not the tag of a language", short(&value.text));
                self.bad(map.at, context, reference_of(map), (message, "a tag as in BCP 47, such as en-GB"));
            }
        }
        found
    }

    /// A literal with a datatype, which is an IRI.
    fn typed<'p>(
        &mut self,
        map: &'p TermMap,
        value: &Value<'_>,
        datatype: &str,
        context: Context<'_>,
        out: &mut Terms<'p>,
    ) {
        if value.natural == Natural::Blank && datatype != xsd::STRING {
            return;
        }
        let text = Cow::Borrowed(value.text.as_ref());
        if let Some(text) =
            canonical::cast(text, value.natural, datatype).filter(|_| datatype != rdf::LANG_STRING)
        {
            out.push(Kind::Whole, &map.targets, |out| literal(&text, Some(datatype), out));
        } else {
            let name =
                datatype.strip_prefix(xsd::NAMESPACE).map_or(format!("<{datatype}>"), |n| format!("xsd:{n}"));
            let message = format!("`{}` is not a value of {name}", short(&value.text));
            self.bad(map.at, context, reference_of(map), (message, canonical::example(datatype)));
        }
    }

    /// Keeps a fault of a value, or of a row.
    fn bad(
        &mut self,
        at: Place,
        context: Context<'_>,
        reference: Option<usize>,
        (message, expected): (String, &str),
    ) {
        if self.only_counts || self.faults.len() >= MOST_FAULTS {
            self.fault_count += 1;
            return;
        }
        let place = context.row.place();
        let text = reference.and_then(|number| context.source.references.get(number));
        let place = DataPlace {
            file: context.source.access.file.path.clone(),
            row: place.before + place.number,
            reference: text.map(|reference| reference.text.clone()),
            spot: context.row.spot(reference),
        };
        self.keep(Fault::new(message, at).code(Code::R104).expected(expected).data(place));
    }

    /// Keeps a fault of a row; the same fault counts once.
    pub(super) fn keep(&mut self, fault: Fault) {
        if self.only_counts || self.faults.len() >= MOST_FAULTS {
            self.fault_count += 1;
        } else if !self.faults.contains(&fault) {
            self.fault_count += 1;
            self.faults.push(fault);
        }
    }
}

/// The most texts that a template may give in one row.
const MOST_COMBINATIONS: usize = 100_000;

/// Adds a literal; a plain one has no datatype, or that of texts.
fn literal(text: &str, datatype: Option<&str>, out: &mut String) {
    encode::quoted(text, out);
    if let Some(datatype) = datatype.filter(|datatype| *datatype != xsd::STRING) {
        out.push_str("^^");
        encode::iri(datatype, out);
    }
}

/// The reference that a map is, or the first one of its template.
fn reference_of(map: &TermMap) -> Option<usize> {
    match &map.value {
        Expression::Reference(reference) => Some(*reference),
        Expression::Template { parts, .. } => parts.iter().find_map(|part| match part {
            Part::Reference(reference) => Some(*reference),
            Part::Text(_) => None,
        }),
        Expression::Constant(_) | Expression::Fresh(_) => None,
    }
}

/// The beginning of a value, as far as a message shows it.
fn short(value: &str) -> String {
    const SHOWN: usize = 80;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Whether a text is a tag of BCP 47. Its first part has two or three letters, or is `x` or `i`: longer ones are well formed,
/// but none is registered.
pub(super) fn is_language(text: &str) -> bool {
    let first = text.split('-').next().unwrap_or_default();
    first.len() <= 3 && LanguageTag::parse(text).is_ok()
}

/// Whether a text begins as an absolute IRI does.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}
