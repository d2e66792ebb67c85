//! Triples to an [`Ontology`], or located faults where they do not fit together.
//!
//! Reads the terms that `docs/format.md` lists (RDFS, OWL 2 restrictions, schema.org domain and range, core hints)
//! and leaves every other triple to the store. Deliberately knows no data.

mod characteristics;

use std::collections::{BTreeMap, BTreeSet};

use super::triples::{Located, iri_of, local_name, parse, text_of};
use super::{
    Border, CORE, Cardinality, Characteristics, Class, Ontology, Property, Qualifier, Range, Status,
};
use crate::model::claim::{ClassId, PropertyId};
use crate::model::code::Code;
use crate::model::components::{components, is_circle};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files};
use crate::model::lexical;
use crate::model::nearest::nearest;
use crate::model::vocab::{self, owl, rdf, rdfs, remit, schema, skos, xsd};

/// How many levels a hierarchy may have: each term knows all terms above it.
const MOST_LEVELS: usize = 256;
/// How many classes, and how many properties, there may be: their numbers are small.
const MOST_TERMS: usize = 65_535;

/// Reads an ontology from the files with the given ids.
///
/// The ontology is whole only if no fault is an error; otherwise it holds what could be understood.
pub fn load(files: &Files, ids: &[FileId]) -> (Ontology, Vec<Diagnostic>) {
    let mut reader = Reader { files, index: BTreeMap::new(), faults: Vec::new() };
    let mut ontology = Ontology::default();
    for (prefix, namespace) in vocab::PREFIXES {
        ontology.prefixes.insert(prefix.into(), namespace.into());
    }
    for &id in ids {
        let parsed = parse(id, files.get(id));
        reader.faults.extend(parsed.faults);
        for triple in parsed.triples {
            reader.index.entry(triple.subject.clone()).or_default().push(triple);
        }
        for (prefix, namespace) in parsed.prefixes {
            ontology.prefixes.entry(prefix).or_insert(namespace);
        }
    }
    reader.names_defined();
    reader.classes(&mut ontology);
    reader.properties(&mut ontology);
    reader.characteristics(&mut ontology);
    reader.restrictions(&mut ontology);
    reader.expectations(&mut ontology);
    reader.concepts(&mut ontology);
    reader.shared_keys(&ontology);
    ontology.claim = ontology.find_class_iri(remit::CLAIM).unwrap_or_default();
    ontology.source = ontology.find_class_iri(remit::SOURCE).unwrap_or_default();
    ontology.register = ontology.find_class_iri(remit::REGISTER).unwrap_or_default();
    ontology.secondary = ontology.find_class_iri(remit::SECONDARY_SOURCE).unwrap_or_default();
    ontology.triples = reader.plain_triples();
    (ontology, reader.faults)
}

pub(super) struct Reader<'a> {
    files: &'a Files,
    index: BTreeMap<String, Vec<Located>>,
    faults: Vec<Diagnostic>,
}

pub(super) fn namespace(iri: &str) -> &str {
    &iri[..iri.len() - local_name(iri).len()]
}

/// `runBy` to `run-by`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

impl Reader<'_> {
    pub(super) fn about<'b>(
        &'b self,
        subject: &str,
        predicate: &str,
    ) -> impl Iterator<Item = &'b Located> + use<'b> {
        let predicate = format!("<{predicate}>");
        self.index.get(subject).into_iter().flatten().filter(move |t| t.predicate == predicate)
    }

    /// Whether anything is said of a term.
    pub(super) fn is_declared(&self, term: &str) -> bool {
        self.index.contains_key(term)
    }

    fn is_typed(&self, subject: &str, types: &[&str]) -> bool {
        self.about(subject, rdf::TYPE).any(|t| iri_of(&t.object).is_some_and(|o| types.contains(&o)))
    }

    /// Subjects with one of the types, IRIs only, sorted.
    fn typed(&self, types: &[&str]) -> Vec<String> {
        let subjects = self.index.keys().filter(|s| self.is_typed(s, types));
        subjects.filter_map(|s| iri_of(s)).map(str::to_owned).collect()
    }

    pub(super) fn text(&self, iri: &str, predicate: &str) -> Option<String> {
        self.about(&format!("<{iri}>"), predicate).find_map(|t| text_of(&t.object))
    }

    /// The place of a term on the line of a triple.
    pub(super) fn anchor(&self, triple: &Located, term: &str) -> Location {
        triple.anchor(self.files, term)
    }

    /// The place where a term is declared.
    fn declared(&self, iri: &str) -> Location {
        let subject = format!("<{iri}>");
        let of_type = self.about(&subject, rdf::TYPE).next();
        match of_type.or_else(|| self.index.get(&subject).and_then(|t| t.first())) {
            Some(triple) => self.anchor(triple, &subject),
            None => Location::Path(iri.to_owned()),
        }
    }

    pub(super) fn fault(
        &mut self,
        code: Code,
        anchor: Location,
        message: String,
        expected: &str,
    ) -> &mut Diagnostic {
        self.faults.push(Diagnostic::new(code, anchor, message).expected(expected));
        self.faults.last_mut().expect("a fault was pushed on the line above")
    }

    /// Every term used from a namespace in which terms are declared must be declared itself.
    fn names_defined(&mut self) {
        let own: BTreeSet<String> = self
            .typed(&[owl::CLASS, owl::OBJECT_PROPERTY, owl::DATATYPE_PROPERTY])
            .iter()
            .map(|i| namespace(i).to_owned())
            .collect();
        let declared: BTreeSet<&str> = self.index.keys().filter_map(|s| iri_of(s)).collect();
        let mut faults = Vec::new();
        for triple in self.index.values().flatten() {
            for term in [&triple.predicate, &triple.object] {
                let Some(iri) = iri_of(term) else { continue };
                if !own.contains(namespace(iri)) || declared.contains(iri) || local_name(iri).is_empty() {
                    continue;
                }
                let near = declared.iter().filter(|d| namespace(d) == namespace(iri)).map(|d| local_name(d));
                faults.push(
                    Diagnostic::new(
                        Code::R041,
                        self.anchor(triple, term),
                        format!("`{}` is used but not declared", local_name(iri)),
                    )
                    .expected("a class, property or individual that the ontology declares")
                    .suggest(nearest(local_name(iri), near)),
                );
            }
        }
        self.faults.extend(faults);
    }

    fn label(&mut self, iri: &str) -> String {
        let label = self.text(iri, rdfs::LABEL).or_else(|| self.text(iri, skos::PREF_LABEL));
        label.unwrap_or_else(|| {
            let anchor = self.declared(iri);
            let message = format!("`{}` has no label", local_name(iri));
            self.fault(Code::R047, anchor, message, "an rdfs:label, the name that readers see");
            local_name(iri).to_owned()
        })
    }

    fn key(&self, iri: &str, make: impl Fn(&str) -> String) -> String {
        self.text(iri, remit::KEY).unwrap_or_else(|| make(local_name(iri)))
    }

    /// For each term, all terms above it and itself; a term that is above itself is a fault, and so is one with too many
    /// levels above it.
    fn hierarchy(&mut self, iris: &[String], predicate: &str) -> Vec<Vec<u16>> {
        let number: BTreeMap<&str, usize> = iris.iter().enumerate().map(|(i, s)| (s.as_str(), i)).collect();
        let direct = |iri: &String| {
            self.about(&format!("<{iri}>"), predicate)
                .filter_map(|t| iri_of(&t.object).and_then(|o| number.get(o)).copied())
                .collect()
        };
        let above: Vec<Vec<usize>> = iris.iter().map(direct).collect();
        let (mut all, mut levels) = (vec![Vec::new(); iris.len()], vec![0; iris.len()]);
        let (mut cyclic, mut deep) = (Vec::new(), None);
        for component in components(&above) {
            let is_other = |i: &&usize| component.binary_search(i).is_err();
            let others: Vec<usize> =
                component.iter().flat_map(|i| &above[*i]).filter(is_other).copied().collect();
            let level = others.iter().map(|i| levels[*i]).max().unwrap_or(0) + component.len();
            let is_deep = level > MOST_LEVELS;
            let mut known: Vec<u16> = component.iter().map(|i| *i as u16).collect();
            known.extend(others.iter().flat_map(|i| &all[*i]));
            known.sort_unstable();
            known.dedup();
            for i in &component {
                levels[*i] = level;
                // What is above those that are refused is of no use.
                all[*i] = if is_deep { vec![*i as u16] } else { known.clone() };
            }
            if is_circle(&component, &above) {
                cyclic.extend(component);
            } else if is_deep {
                deep = deep.or(component.first().copied());
            }
        }
        cyclic.sort_unstable();
        for i in cyclic {
            let message = format!("`{}` stands above itself", local_name(&iris[i]));
            self.told_at(&iris[i], predicate, Code::R042, message, "a hierarchy without circles");
        }
        if let Some(i) = deep {
            let message = format!("`{}` has more than {MOST_LEVELS} levels above it", local_name(&iris[i]));
            self.told_at(&iris[i], predicate, Code::R068, message, "a flatter hierarchy");
        }
        if let Some(iri) = iris.get(MOST_TERMS) {
            let message = format!("`{}` is one too many: the ontology has {}", local_name(iri), iris.len());
            let expected = format!("at most {MOST_TERMS} classes, and as many properties");
            self.told_at(iri, rdf::TYPE, Code::R068, message, &expected);
        }
        all
    }

    /// A fault of a term, at the first triple with a predicate.
    fn told_at(&mut self, iri: &str, predicate: &str, code: Code, message: String, expected: &str) {
        let triple = self.about(&format!("<{iri}>"), predicate).next();
        let anchor = triple.map_or_else(|| self.declared(iri), |t| self.anchor(t, &t.object));
        self.fault(code, anchor, message, expected);
    }

    fn classes(&mut self, ontology: &mut Ontology) {
        let iris = self.typed(&[owl::CLASS, rdfs::CLASS]);
        let ancestors = self.hierarchy(&iris, rdfs::SUB_CLASS_OF);
        for (iri, ancestors) in iris.into_iter().zip(ancestors) {
            ontology.add_class(Class {
                key: self.key(&iri, str::to_owned),
                label: self.label(&iri),
                ancestors: ancestors.into_iter().map(ClassId).collect(),
                limits: Vec::new(),
                expects: Vec::new(),
                promise: self.flag(&format!("<{iri}>"), remit::PROMISE, false),
                iri,
            });
        }
    }

    fn properties(&mut self, ontology: &mut Ontology) {
        let kinds = [
            owl::OBJECT_PROPERTY,
            owl::DATATYPE_PROPERTY,
            owl::FUNCTIONAL_PROPERTY,
            owl::SYMMETRIC_PROPERTY,
            owl::TRANSITIVE_PROPERTY,
            rdf::PROPERTY,
        ];
        let mut iris = self.typed(&kinds);
        iris.dedup();
        let ancestors = self.hierarchy(&iris, rdfs::SUB_PROPERTY_OF);
        for (iri, ancestors) in iris.iter().zip(ancestors) {
            let subject = format!("<{iri}>");
            if ontology.find_class_iri(iri).is_some() {
                let anchor = self.declared(iri);
                let message = format!("`{}` is declared as a class and as a property", local_name(iri));
                self.fault(Code::R049, anchor, message, "one or the other");
            }
            ontology.add_property(Property {
                key: self.key(iri, kebab),
                label: self.label(iri),
                domain: self.domain(&subject, ontology),
                range: self.range(&subject, ontology),
                datatype: self.datatype(&subject),
                inverse: None,
                functional: self.is_typed(&subject, &[owl::FUNCTIONAL_PROPERTY]),
                ordered: self.flag(&subject, remit::ORDERED, false),
                comparison: self.comparison(&subject),
                role: self.role(&subject),
                ancestors: ancestors.into_iter().map(PropertyId).collect(),
                asks: self.text(iri, remit::ASKS),
                sentence: self.text(iri, remit::SENTENCE),
                writable: namespace(iri) != remit::NAMESPACE,
                characteristics: Characteristics::default(),
                iri: iri.clone(),
            });
        }
        self.inverses(&iris, ontology);
        self.compared_properties(ontology);
    }

    /// The triples that name a domain or range, with the class or datatype each names.
    fn named<'b>(&'b self, subject: &str, predicates: [&str; 2]) -> Vec<(&'b Located, &'b str)> {
        let mut found = Vec::new();
        for predicate in predicates {
            found.extend(self.about(subject, predicate).filter_map(|t| Some((t, iri_of(&t.object)?))));
        }
        found
    }

    fn twice(&mut self, subject: &str, predicate: &str, instead: &str) {
        let second = self.about(subject, predicate).nth(1).map(|t| self.anchor(t, &t.object));
        if let Some(anchor) = second {
            let name = local_name(predicate).to_owned();
            let message = format!(
                "`{}` has more than one rdfs:{name}",
                local_name(iri_of(subject).unwrap_or_default())
            );
            self.fault(Code::R044, anchor, message, "one class")
                .help
                .push(format!("two of them mean that both hold; for one or the other write {instead}"));
        }
    }

    fn domain(&mut self, subject: &str, ontology: &Ontology) -> Vec<ClassId> {
        self.twice(subject, rdfs::DOMAIN, "schema:domainIncludes");
        let named = self.named(subject, [rdfs::DOMAIN, schema::DOMAIN_INCLUDES]);
        named.into_iter().filter_map(|(_, iri)| ontology.find_class_iri(iri)).collect()
    }

    fn range(&mut self, subject: &str, ontology: &Ontology) -> Range {
        self.twice(subject, rdfs::RANGE, "schema:rangeIncludes");
        let named = self.named(subject, [rdfs::RANGE, schema::RANGE_INCLUDES]);
        let mut classes = Vec::new();
        let mut values: Vec<Range> = Vec::new();
        let mut faults = Vec::new();
        let own = namespace(iri_of(subject).unwrap_or_default());
        for (triple, iri) in named {
            if let Some(class) = ontology.find_class_iri(iri) {
                classes.push(class);
            } else if let Some(range) = datatype(iri) {
                values.push(range);
            } else if namespace(iri) != own || self.index.contains_key(&triple.object) {
                // A term of the graph's own that is declared nowhere is told as such.
                faults.push((
                    self.anchor(triple, &triple.object),
                    format!("`{iri}` is no range that values can have"),
                ));
            }
        }
        let is_mixed = values.len() > 1 || (!values.is_empty() && !classes.is_empty());
        if is_mixed {
            let anchor = self.declared(iri_of(subject).unwrap_or_default());
            let name = local_name(iri_of(subject).unwrap_or_default());
            faults.push((anchor, format!("the range of `{name}` mixes kinds of value")));
        }
        let is_datatype = self.is_typed(subject, &[owl::DATATYPE_PROPERTY]);
        let is_object = self.is_typed(subject, &[owl::OBJECT_PROPERTY]);
        let has_datatype = self.datatype(subject).is_some();
        let is_resource = !has_datatype && matches!(values.as_slice(), [Range::Money | Range::Iri]);
        let misfits = (is_datatype && (!classes.is_empty() || values == [Range::Iri] && !has_datatype))
            || (is_object && !values.is_empty() && !is_resource);
        if misfits && !is_mixed {
            let anchor = self.declared(iri_of(subject).unwrap_or_default());
            let name = local_name(iri_of(subject).unwrap_or_default());
            faults.push((anchor, format!("the range of `{name}` does not fit its kind of property")));
        }
        for (anchor, message) in faults {
            self.fault(Code::R044, anchor, message, "classes of this ontology, or one datatype");
        }
        match values.pop() {
            Some(range) => range,
            None if is_datatype && classes.is_empty() => Range::Text,
            None => Range::Things(classes),
        }
    }

    /// The datatype of XML Schema that is declared for the values of a property.
    fn datatype(&self, subject: &str) -> Option<String> {
        let named = self.named(subject, [rdfs::RANGE, schema::RANGE_INCLUDES]);
        named.iter().find(|(_, iri)| iri.starts_with(xsd::NAMESPACE)).map(|(_, iri)| (*iri).to_owned())
    }

    fn inverses(&mut self, iris: &[String], ontology: &mut Ontology) {
        let mut pairs = Vec::new();
        for (i, iri) in iris.iter().enumerate() {
            let subject = format!("<{iri}>");
            for triple in self.about(&subject, owl::INVERSE_OF) {
                let Some(j) = iri_of(&triple.object).and_then(|o| iris.iter().position(|x| x == o)) else {
                    continue;
                };
                pairs.push((i, j, self.anchor(triple, &triple.object)));
            }
        }
        for (i, j, anchor) in pairs {
            let things = |k: usize| matches!(ontology.properties[k].range, Range::Things(_));
            let taken = [(i, j), (j, i)]
                .into_iter()
                .any(|(a, b)| ontology.properties[a].inverse.is_some_and(|known| known.index() != b));
            if !things(i) || !things(j) || taken {
                let message =
                    format!("`{}` cannot be the inverse of `{}`", local_name(&iris[j]), local_name(&iris[i]));
                self.fault(
                    Code::R045,
                    anchor,
                    message,
                    "two properties between things, each with one inverse",
                );
                continue;
            }
            ontology.properties[i].inverse = Some(PropertyId(j as u16));
            ontology.properties[j].inverse = Some(PropertyId(i as u16));
        }
    }

    pub(super) fn flag(&mut self, subject: &str, predicate: &str, otherwise: bool) -> bool {
        let found = self.about(subject, predicate).next();
        let Some(triple) = found else { return otherwise };
        match text_of(&triple.object).as_deref() {
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            _ => {
                let anchor = self.anchor(triple, &triple.object);
                let message = format!("remit:{} is neither true nor false", local_name(predicate));
                self.fault(Code::R046, anchor, message, "true or false");
                otherwise
            }
        }
    }

    fn restrictions(&mut self, ontology: &mut Ontology) {
        let mut found: Vec<(usize, Cardinality)> = Vec::new();
        let mut faults = Vec::new();
        for (class, entry) in ontology.classes.iter().enumerate() {
            for triple in self.about(&format!("<{}>", entry.iri), rdfs::SUB_CLASS_OF) {
                if !triple.object.starts_with("_:") {
                    continue;
                }
                match self.restriction(&triple.object, ontology) {
                    Ok(limit) => found.push((class, limit)),
                    Err(why) => faults.push((self.anchor(triple, ""), why)),
                }
            }
        }
        for (class, limit) in found {
            ontology.classes[class].limits.push(limit);
        }
        for (anchor, message) in faults {
            self.fault(
                Code::R048,
                anchor,
                message,
                "owl:onProperty with owl:maxCardinality, owl:minCardinality or owl:cardinality",
            );
        }
    }

    /// What things of a class ought to have.
    fn expectations(&mut self, ontology: &mut Ontology) {
        let mut found = Vec::new();
        let mut faults = Vec::new();
        for (class, entry) in ontology.classes.iter().enumerate() {
            for triple in self.about(&format!("<{}>", entry.iri), remit::EXPECTS) {
                match iri_of(&triple.object).and_then(|o| ontology.find_property_iri(o)) {
                    Some(property) => found.push((class, property)),
                    None => faults.push(self.anchor(triple, &triple.object)),
                }
            }
        }
        for (class, property) in found {
            ontology.classes[class].expects.push(property);
        }
        for anchor in faults {
            let message = "remit:expects names something that is no property".to_owned();
            self.fault(Code::R046, anchor, message, "a property of this ontology");
        }
    }

    fn restriction(&self, node: &str, ontology: &Ontology) -> Result<Cardinality, String> {
        let on = self.about(node, owl::ON_PROPERTY).find_map(|t| iri_of(&t.object));
        let on = on.ok_or_else(|| "a restriction names no property".to_owned())?;
        let property = ontology.find_property_iri(on).ok_or_else(|| {
            format!("a restriction names `{}`, which is no property of the ontology", local_name(on))
        })?;
        let number = |property: &str| {
            let triple = self.about(node, property).next()?;
            Some(
                text_of(&triple.object)
                    .and_then(|t| t.parse::<u32>().ok())
                    .ok_or_else(|| format!("owl:{} is not a whole number", local_name(property))),
            )
        };
        let exact = number(owl::CARDINALITY).transpose()?;
        let least = number(owl::MIN_CARDINALITY).transpose()?.or(exact);
        let most = number(owl::MAX_CARDINALITY).transpose()?.or(exact);
        if least.is_none() && most.is_none() {
            return Err("a restriction gives no number of values".to_owned());
        }
        let least = least.unwrap_or(0);
        if most.is_some_and(|m| m < least) {
            return Err("a restriction asks for more values than it allows".to_owned());
        }
        Ok(Cardinality { property, least, most })
    }

    fn concepts(&mut self, ontology: &mut Ontology) {
        for iri in self.typed(&[remit::STATUS_CLASS]) {
            let subject = format!("<{iri}>");
            let label = self.label(&iri);
            let border = self.border(&subject);
            ontology.statuses.push(Status {
                key: self.key(&iri, kebab),
                plain: self.flag(&subject, remit::PLAIN, true),
                promise: self.flag(&subject, remit::PROMISE, false),
                label,
                border,
                iri,
            });
        }
        for iri in self.typed(&[remit::QUALIFIER_CLASS]) {
            ontology.qualifiers.push(Qualifier { key: self.key(&iri, kebab), label: self.label(&iri), iri });
        }
    }

    fn border(&mut self, subject: &str) -> Border {
        let found = self.about(subject, remit::BORDER).next();
        let Some(triple) = found else { return Border::Solid };
        match text_of(&triple.object).as_deref() {
            Some("solid") => Border::Solid,
            Some("dashed") => Border::Dashed,
            Some("dotted") => Border::Dotted,
            _ => {
                let anchor = self.anchor(triple, &triple.object);
                self.fault(
                    Code::R046,
                    anchor,
                    "remit:border is no line".to_owned(),
                    "\"solid\", \"dashed\" or \"dotted\"",
                );
                Border::Solid
            }
        }
    }

    fn shared_keys(&mut self, ontology: &Ontology) {
        let usable = ontology.properties.iter().filter(|p| p.writable);
        self.one_key_each("classes", ontology.classes.iter().map(|c| (&*c.key, &*c.iri)).collect());
        self.one_key_each("properties", usable.map(|p| (&*p.key, &*p.iri)).collect());
        self.one_key_each("statuses", ontology.statuses.iter().map(|s| (&*s.key, &*s.iri)).collect());
        self.one_key_each("qualifiers", ontology.qualifiers.iter().map(|q| (&*q.key, &*q.iri)).collect());
    }

    fn one_key_each(&mut self, what: &str, keys: Vec<(&str, &str)>) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (key, iri) in keys {
            let Some(first) = seen.insert(key, iri) else { continue };
            // The second one in the order of files is told; never the core, which nobody can change.
            let mut places = [self.declared(iri), self.declared(first)];
            let is_core =
                |a: &Location| matches!(a, Location::Span(file, _) if self.files.get(*file).text == CORE);
            places.sort_by_key(|a| (!is_core(a), a.clone()));
            let [other, anchor] = places;
            self.fault(Code::R043, anchor, format!("two {what} have the key `{key}`"), "a key of its own")
                .related
                .push((other, "the first one".to_owned()));
        }
    }

    /// All triples between IRIs and literals, for the store.
    fn plain_triples(&self) -> Vec<[String; 3]> {
        let mut triples: Vec<[String; 3]> = self
            .index
            .values()
            .flatten()
            .filter(|t| !t.subject.starts_with("_:") && !t.object.starts_with("_:"))
            .map(|t| [t.subject.clone(), t.predicate.clone(), t.object.clone()])
            .collect();
        triples.sort();
        triples.dedup();
        triples
    }
}

fn datatype(iri: &str) -> Option<Range> {
    if iri == schema::MONETARY_AMOUNT {
        return Some(Range::Money);
    }
    if iri == remit::PARTIAL_DATE {
        return Some(Range::Date);
    }
    if iri == rdfs::RESOURCE {
        return Some(Range::Iri);
    }
    if iri == rdfs::LITERAL || iri == rdf::LANG_STRING {
        return Some(Range::Text);
    }
    Some(match iri.strip_prefix(xsd::NAMESPACE)? {
        "string" => Range::Text,
        "decimal" => Range::Decimal,
        local if lexical::is_integer_type(local) => Range::Count,
        "boolean" => Range::Boolean,
        "date" | "gYear" | "gYearMonth" => Range::Date,
        "duration" => Range::Duration,
        "anyURI" => Range::Iri,
        _ => return None,
    })
}
