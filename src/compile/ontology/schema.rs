//! Triples to an [`Ontology`], or located faults where they do not fit together.
//!
//! Reads the terms that `docs/format.md` lists (RDFS, OWL 2 restrictions, schema.org domain and range, core hints)
//! and leaves every other triple to the store. Deliberately knows no data.

mod characteristics;
mod concepts;
mod disjoint;
mod expressions;
mod hierarchy;
mod names;
mod profile;
mod restrictions;
mod sentences;
mod unread;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use expressions::{Named, Values};

use super::triples::{Located, iri_of, local_name, parse, text_of};
use super::{CORE, Characteristics, Class, Ontology, Property, Range, ValueKind};
use crate::model::claim::{ClassId, PropertyId};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files};
use crate::model::lexical;
use crate::model::template::Slot;
use crate::model::vocab::{self, AGENTS, dcterms, owl, rdf, rdfs, remit, schema, skos, xsd};

/// How many levels a hierarchy may have: each term knows all terms above it.
const MOST_LEVELS: usize = 256;
/// How many classes, and how many properties, there may be: their numbers are small.
const MOST_TERMS: usize = 65_535;

/// The types by which a term is a class.
const CLASS_KINDS: [&str; 2] = [owl::CLASS, rdfs::CLASS];
/// The types by which a term is a property.
const PROPERTY_KINDS: [&str; 10] = [
    owl::OBJECT_PROPERTY,
    owl::DATATYPE_PROPERTY,
    owl::FUNCTIONAL_PROPERTY,
    owl::INVERSE_FUNCTIONAL_PROPERTY,
    owl::SYMMETRIC_PROPERTY,
    owl::ASYMMETRIC_PROPERTY,
    owl::TRANSITIVE_PROPERTY,
    owl::REFLEXIVE_PROPERTY,
    owl::IRREFLEXIVE_PROPERTY,
    rdf::PROPERTY,
];

/// Reads an ontology from the files with the given ids; relative IRIs in them are below the base of the graph.
///
/// The ontology is whole only if no fault is an error; otherwise it holds what could be understood.
pub fn load(files: &Files, ids: &[FileId], base: &str) -> (Ontology, Vec<Diagnostic>) {
    let mut reader = Reader {
        files,
        index: BTreeMap::new(),
        own: BTreeSet::new(),
        read: RefCell::default(),
        unread_ranges: Vec::new(),
        ids: format!("{base}{}", vocab::ENTITIES),
        faults: Vec::new(),
    };
    let mut ontology = Ontology::default();
    for (prefix, namespace) in vocab::PREFIXES {
        ontology.prefixes.insert(prefix.into(), namespace.into());
    }
    let mut unnamed: BTreeMap<String, String> = BTreeMap::new();
    for &id in ids {
        let parsed = parse(id, files.get(id), base);
        reader.faults.extend(parsed.faults);
        for mut triple in parsed.triples {
            // The parser makes up names for nodes without one; the place in the files says the same each time.
            for term in [&mut triple.subject, &mut triple.object] {
                if term.starts_with("_:") {
                    let next = format!("_:n{:05}", unnamed.len() + 1);
                    term.clone_from(unnamed.entry(term.clone()).or_insert(next));
                }
            }
            reader.index.entry(triple.subject.clone()).or_default().push(triple);
        }
        for (prefix, namespace) in parsed.prefixes {
            ontology.prefixes.entry(prefix).or_insert(namespace);
        }
    }
    reader.own = reader.own_namespaces(base);
    reader.names_defined();
    reader.classes(&mut ontology);
    reader.properties(&mut ontology);
    reader.out_of_reach(&ontology);
    reader.characteristics(&mut ontology);
    reader.restrictions(&mut ontology);
    reader.profile(&ontology);
    reader.disjoint_classes(&ontology);
    reader.expectations(&mut ontology);
    reader.concepts(&mut ontology);
    reader.shared_keys(&ontology);
    reader.unread(&ontology);
    ontology.claim = ontology.find_class_iri(remit::CLAIM).unwrap_or_default();
    ontology.source = ontology.find_class_iri(remit::SOURCE).unwrap_or_default();
    ontology.register = ontology.find_class_iri(remit::REGISTER).unwrap_or_default();
    ontology.secondary = ontology.find_class_iri(remit::SECONDARY_SOURCE).unwrap_or_default();
    (ontology.triples, ontology.unnamed) = reader.all_triples();
    // What a file lacks that cannot be read to its end is no further fault.
    if reader.faults.iter().any(|fault| fault.code == Code::R040) {
        reader.faults.retain(|fault| fault.code == Code::R040);
    }
    (ontology, reader.faults)
}

pub(super) struct Reader<'a> {
    files: &'a Files,
    index: BTreeMap<String, Vec<Located>>,
    /// The namespaces that the files declare as their own.
    own: BTreeSet<String>,
    /// Nodes without a name that were understood, or told.
    read: RefCell<BTreeSet<String>>,
    /// Properties with a datatype whose values are not read.
    unread_ranges: Vec<(String, String)>,
    /// What the IRIs of entities begin with.
    ids: String,
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

    /// Notes that a node without a name needs no further word.
    fn mark(&self, node: &str) {
        self.read.borrow_mut().insert(node.to_owned());
    }

    /// Whether anything is said of a term.
    pub(super) fn is_declared(&self, term: &str) -> bool {
        self.index.contains_key(term)
    }

    pub(super) fn is_typed(&self, subject: &str, types: &[&str]) -> bool {
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

    fn label(&mut self, iri: &str) -> String {
        self.label_of(iri).unwrap_or_else(|| {
            if self.own.contains(namespace(iri)) {
                let anchor = self.declared(iri);
                let message = format!("`{}` has no label", local_name(iri));
                self.fault(Code::R047, anchor, message, "an rdfs:label, the name that readers see");
            }
            local_name(iri).to_owned()
        })
    }

    fn label_of(&self, iri: &str) -> Option<String> {
        self.text(iri, rdfs::LABEL).or_else(|| self.text(iri, skos::PREF_LABEL))
    }

    /// Whether a term is only named: one of another vocabulary, for which the ontology has no word.
    fn is_external(&self, iri: &str) -> bool {
        !self.own.contains(namespace(iri)) && self.label_of(iri).is_none()
    }

    fn key(&self, iri: &str, make: impl Fn(&str) -> String) -> String {
        self.text(iri, remit::KEY).unwrap_or_else(|| make(local_name(iri)))
    }

    fn classes(&mut self, ontology: &mut Ontology) {
        let mut iris = self.typed(&CLASS_KINDS);
        iris.extend(self.classes_elsewhere(&iris));
        let ancestors = self.hierarchy(&iris, rdfs::SUB_CLASS_OF, owl::EQUIVALENT_CLASS);
        let agents: Vec<bool> = iris.iter().map(|iri| AGENTS.contains(&iri.as_str())).collect();
        let plurals: Vec<bool> =
            iris.iter().map(|iri| self.flag(&format!("<{iri}>"), remit::PLURAL, false)).collect();
        let names = self.names_of_things(&iris, &ancestors);
        for ((iri, ancestors), (article, proper)) in iris.into_iter().zip(ancestors).zip(names) {
            ontology.add_class(Class {
                article,
                proper,
                plural: ancestors.iter().any(|a| plurals[usize::from(*a)]),
                is_agent: ancestors.iter().any(|a| agents[usize::from(*a)]),
                key: self.key(&iri, str::to_owned),
                label: self.label(&iri),
                ancestors: ancestors.into_iter().map(ClassId).collect(),
                limits: Vec::new(),
                expects: Vec::new(),
                promise: self.flag(&format!("<{iri}>"), remit::PROMISE, false),
                external: self.is_external(&iri),
                iri,
            });
        }
        ontology.name_classes();
    }

    fn properties(&mut self, ontology: &mut Ontology) {
        let mut iris = self.typed(&PROPERTY_KINDS);
        iris.dedup();
        let ancestors = self.hierarchy(&iris, rdfs::SUB_PROPERTY_OF, owl::EQUIVALENT_PROPERTY);
        for (iri, ancestors) in iris.iter().zip(ancestors) {
            let subject = format!("<{iri}>");
            if ontology.find_class_iri(iri).is_some_and(|c| !ontology.class(c).external) {
                let anchor = self.declared(iri);
                let message = format!("`{}` is declared as a class and as a property", local_name(iri));
                self.fault(Code::R049, anchor, message, "one or the other");
            }
            let domain = self.domain(&subject, ontology);
            let values = self.range(&subject, ontology);
            let is_read = !self.unread_ranges.iter().any(|(property, _)| property == iri);
            ontology.add_property(Property {
                key: self.key(iri, kebab),
                label: self.label(iri),
                domain,
                range: values.range,
                datatype: values.datatype,
                facets: values.facets,
                inverse: None,
                functional: self.is_typed(&subject, &[owl::FUNCTIONAL_PROPERTY]),
                ordered: self.flag(&subject, remit::ORDERED, false),
                comparison: self.comparison(&subject),
                role: self.role(&subject),
                ancestors: ancestors.into_iter().map(PropertyId).collect(),
                values: self.value_kind(&subject),
                asks: self.text(iri, remit::ASKS),
                sentence: self.template(&subject, &Slot::Subject),
                writable: namespace(iri) != remit::NAMESPACE && is_read && !self.is_external(iri),
                characteristics: Characteristics::default(),
                iri: iri.clone(),
            });
        }
        self.inverses(&iris, ontology);
        self.compared_properties(ontology);
    }

    /// Whether a property is declared right below the title of Dublin Core, which the ontology need not declare, or is it.
    fn value_kind(&self, subject: &str) -> ValueKind {
        let is_title = |term: &str| iri_of(term) == Some(dcterms::TITLE);
        let above = || self.about(subject, rdfs::SUB_PROPERTY_OF).any(|t| is_title(&t.object));
        if is_title(subject) || above() { ValueKind::Title } else { ValueKind::Any }
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

    /// What the triples that name a domain or range name.
    fn ends<'b>(&'b self, subject: &str, predicates: [&str; 2], ontology: &Ontology) -> Vec<Named<'b>> {
        let triples = predicates.into_iter().flat_map(|predicate| self.about(subject, predicate));
        triples.flat_map(|triple| self.named(triple, ontology)).collect()
    }

    fn domain(&mut self, subject: &str, ontology: &Ontology) -> Vec<ClassId> {
        self.twice(subject, rdfs::DOMAIN, "schema:domainIncludes");
        let mut classes = Vec::new();
        for named in self.ends(subject, [rdfs::DOMAIN, schema::DOMAIN_INCLUDES], ontology) {
            match named {
                Named::Class(class) => classes.push(class),
                // Anything at all, or something that is told: nothing is held against it.
                Named::Anything | Named::Data(_) | Named::Other(_) => return Vec::new(),
            }
        }
        classes
    }

    fn range(&mut self, subject: &str, ontology: &Ontology) -> Values {
        self.twice(subject, rdfs::RANGE, "schema:rangeIncludes");
        let (mut classes, mut values, mut faults) = (Vec::new(), Vec::<Values>::new(), Vec::new());
        let mut unread = Vec::new();
        let mut is_any = false;
        for named in self.ends(subject, [rdfs::RANGE, schema::RANGE_INCLUDES], ontology) {
            match named {
                Named::Class(class) => classes.push(class),
                Named::Anything => is_any = true,
                Named::Data(found) => values.push(found),
                Named::Other(triple) => {
                    is_any = true;
                    let Some(iri) = iri_of(&triple.object).filter(|_| !self.is_told(&triple.object)) else {
                        continue;
                    };
                    let is_described = self.about(&triple.object, rdf::TYPE).next().is_some();
                    if is_described && !self.is_typed(&triple.object, &[rdfs::DATATYPE]) {
                        let anchor = self.anchor(triple, &triple.object);
                        faults
                            .push((anchor, format!("`{iri}` is described, but not as a class or datatype")));
                    } else {
                        unread.push(iri.to_owned());
                    }
                }
            }
        }
        let name = local_name(iri_of(subject).unwrap_or_default());
        values.dedup_by(|next, first| first.takes_in(next));
        let is_mixed = values.len() > 1 || (!values.is_empty() && (is_any || !classes.is_empty()));
        let is_datatype = self.is_typed(subject, &[owl::DATATYPE_PROPERTY]);
        let is_object = self.is_typed(subject, &[owl::OBJECT_PROPERTY]);
        let has_datatype = values.iter().any(|v| v.datatype.is_some());
        let is = |wanted: &Range| !has_datatype && matches!(values.as_slice(), [v] if v.range == *wanted);
        let misfits = (is_datatype && (!classes.is_empty() || is(&Range::Iri)))
            || (is_object && !values.is_empty() && !is(&Range::Iri) && !is(&Range::Money));
        let what = match (is_mixed, misfits) {
            _ if !unread.is_empty() => None,
            (true, _) => Some("mixes kinds of value"),
            (false, true) => Some("does not fit its kind of property"),
            (false, false) => None,
        };
        let anchor = self.declared(iri_of(subject).unwrap_or_default());
        faults.extend(what.map(|what| (anchor, format!("the range of `{name}` {what}"))));
        for (anchor, message) in faults {
            self.fault(Code::R044, anchor, message, "classes of this ontology, or one datatype");
        }
        let property = iri_of(subject).unwrap_or_default();
        self.unread_ranges.extend(unread.into_iter().map(|iri| (property.to_owned(), iri)));
        match values.pop() {
            Some(value) => value,
            None if is_datatype && classes.is_empty() => Values::of(Range::Text),
            None if is_any => Values::of(Range::Things(Vec::new())),
            None => Values::of(Range::Things(classes)),
        }
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

    fn shared_keys(&mut self, ontology: &Ontology) {
        let usable = ontology.properties.iter().filter(|p| p.writable);
        let classes = ontology.classes.iter().filter(|c| ontology.has_key_of_its_own(c));
        self.one_key_each("classes", classes.map(|c| (&*c.key, &*c.iri)).collect());
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

    /// All triples: those between IRIs and literals, and those of nodes without a name.
    fn all_triples(&self) -> (Vec<[String; 3]>, Vec<[String; 3]>) {
        let all = self.index.values().flatten();
        let mut triples: Vec<[String; 3]> =
            all.map(|t| [t.subject.clone(), t.predicate.clone(), t.object.clone()]).collect();
        triples.sort();
        triples.dedup();
        triples.into_iter().partition(|[s, _, o]| !s.starts_with("_:") && !o.starts_with("_:"))
    }
}

/// Whether a class is that of everything that the graph knows.
fn is_anything(iri: &str) -> bool {
    iri == owl::THING
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
