//! Each triple that a plan makes, with where it comes from: one pass over the rows, for those who want terms as values.
//!
//! [`run()`](super::run()) writes quads as fast as it can; this tells of each of them the row, what it rests on there, and the line
//! of the mapping. Nothing is kept: a triple that two rows make comes twice, each time with its row.

use super::fault::{Fault, Place};
use super::join::{self, Table};
use super::nothing::Tally;
use super::plan::{
    Compression, Expression, FilePlace, Formulation, LogicalSource, ObjectMap, Part, Plan,
    PredicateObjectMap, TermMap, TriplesMap,
};
use super::row::Row;
use super::run::Options;
use super::source::{Open, rows};
use super::term::{Context, Kind, Lists, Maker, Term, Terms};
use super::write::scope;
use crate::model::vocab::rdf;

/// A term as a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MadeValue {
    /// An IRI.
    Iri(String),
    /// The label of a blank node.
    Blank(String),
    /// A literal.
    Literal {
        /// Its text.
        text: String,
        /// The tag of its language.
        language: Option<String>,
        /// The IRI of its datatype; none for a plain text.
        datatype: Option<String>,
    },
}

/// A term that was made of a row.
#[derive(Clone, Copy, Debug)]
pub struct MadeTerm<'t> {
    is_blank: bool,
    text: &'t str,
    /// The graph that it stands in, where this has a name.
    graph: Option<&'t str>,
}

impl<'t> MadeTerm<'t> {
    fn new(term: Term<'t>, graph: Option<&'t str>) -> Self {
        Self { is_blank: term.kind == Kind::Blank, text: term.text, graph }
    }

    /// The term as N-Quads writes it.
    pub fn written(&self) -> String {
        match (self.is_blank, self.graph) {
            (false, _) => self.text.to_owned(),
            (true, None) => format!("_:{}", self.text),
            (true, Some(graph)) => format!("_:{}{}", scope(graph), self.text),
        }
    }

    /// The term as a value.
    pub fn value(&self) -> MadeValue {
        if self.is_blank {
            return MadeValue::Blank(self.text.to_owned());
        }
        if let Some(iri) = self.text.strip_prefix('<') {
            return MadeValue::Iri(unescaped(iri.strip_suffix('>').unwrap_or(iri)));
        }
        // Neither a tag nor the IRI of a datatype has a quotation mark.
        let end = self.text.rfind('"').unwrap_or(self.text.len());
        let (text, after) =
            (self.text.get(1..end).unwrap_or_default(), self.text.get(end + 1..).unwrap_or_default());
        let datatype = after.strip_prefix("^^<").and_then(|iri| iri.strip_suffix('>'));
        MadeValue::Literal {
            text: unescaped(text),
            language: after.strip_prefix('@').map(str::to_owned),
            datatype: datatype.map(unescaped),
        }
    }
}

/// Where a triple comes from.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// The file, as the mapping names it.
    pub file: &'a FilePlace,
    /// What stands between the fields of the file, if it is a table.
    pub delimiter: Option<u8>,
    /// The number of the row, from 1, the header not counted.
    pub row: u64,
    /// The line on which the row begins, from 1; 0 where it is not known.
    pub line: u64,
    /// The columns or paths that the subject rests on.
    pub of_subject: &'a [&'a str],
    /// Those of the object; none where it is a constant.
    pub of_object: &'a [&'a str],
    /// The term map of the object; that of the subject for a class.
    pub mapping: Place,
}

impl<'a> Made<'a> {
    /// What the triple rests on: the object, or else the subject.
    pub fn rests_on(&self) -> &'a [&'a str] {
        if self.of_object.is_empty() { self.of_subject } else { self.of_object }
    }
}

/// A triple and its graph, none for the default graph.
pub type MadeQuad<'a> = ([MadeTerm<'a>; 3], Option<MadeTerm<'a>>);

/// Bad data that a pass found.
#[derive(Debug)]
pub struct Visited {
    /// Bad data, each with its place; a term that is bad gives no triple.
    pub faults: Vec<Fault>,
    /// How much bad data there was, also beyond what is listed.
    pub fault_count: u64,
    /// What found nothing in the data: iterators without a row, references that no row has, subjects that rows lack.
    pub remarks: Vec<Fault>,
}

/// Calls back with each triple that a plan makes, in the order of sources, rows and maps. A row with bad data gives none.
///
/// # Errors
/// If a source cannot be read or is not of its format.
pub fn visit(
    plan: &Plan,
    open: &dyn Open,
    options: Options<'_>,
    each: &mut dyn FnMut(MadeQuad<'_>, Made<'_>),
) -> Result<Visited, Vec<Fault>> {
    let mut maker = Maker::new(plan.natural_types);
    let (tables, _) = join::tables(plan, options.base, open, (&mut maker, options.memory))?;
    let mut pass = Pass { plan, options, tables, maker, lists: Lists::default(), is_trial: false, each };
    let mut remarks = Vec::new();
    for (number, source) in plan.sources.iter().enumerate() {
        let maps = plan.maps.iter().enumerate().filter(|(_, map)| map.source == number);
        let maps: Vec<Readied<'_>> = maps.map(|map| pass.readied(map, source)).collect();
        pass.maker.tally = Tally::new(plan, number);
        let mut count = 0;
        rows(source, open, &mut |row| {
            count += 1;
            match row {
                Ok(row) => pass.all_of_row(&maps, row, source),
                Err(fault) => pass.maker.keep(fault),
            }
        })?;
        remarks.extend(pass.maker.tally.remarks(plan, number, count));
    }
    Ok(Visited { faults: pass.maker.faults, fault_count: pass.maker.fault_count, remarks })
}

impl Plan {
    /// The files that a plan reads, each once, and whether they are files of text as they are.
    pub fn source_files(&self) -> Vec<(&FilePlace, bool)> {
        let mut found: Vec<(&FilePlace, bool)> = Vec::new();
        for source in &self.sources {
            let file = &source.access.file;
            if !found.iter().any(|(known, _)| *known == file) {
                let is_binary = matches!(
                    source.formulation,
                    Formulation::Parquet | Formulation::SqlTable | Formulation::SqlQuery
                );
                found.push((file, source.access.compression == Compression::None && !is_binary));
            }
        }
        found
    }

    /// Where a source that reads a file says so.
    pub fn place_of_source(&self, file: &FilePlace) -> Option<Place> {
        self.sources.iter().find(|source| source.access.file == *file).map(|source| source.at)
    }
}

/// A triples map, with what its terms read.
struct Readied<'p> {
    map: &'p TriplesMap,
    /// Its number in the plan.
    number: usize,
    subject: Vec<&'p str>,
    /// For each object of each pair.
    objects: Vec<Vec<(Vec<&'p str>, Place)>>,
}

struct Pass<'p, 'e> {
    plan: &'p Plan,
    options: Options<'p>,
    tables: Vec<Table>,
    maker: Maker,
    lists: Lists<'p>,
    /// Whether nothing is told: it is only looked whether the data is good.
    is_trial: bool,
    each: &'e mut dyn FnMut(MadeQuad<'_>, Made<'_>),
}

impl<'p> Pass<'p, '_> {
    fn readied(&self, (number, map): (usize, &'p TriplesMap), source: &'p LogicalSource) -> Readied<'p> {
        let of_object = |object: &'p ObjectMap| -> (Vec<&'p str>, Place) {
            match object {
                ObjectMap::Term(term) => (read_by(term, source), term.at),
                ObjectMap::SameRow(parent) => {
                    let term = &self.plan.maps[*parent].subject;
                    (read_by(term, source), term.at)
                }
                ObjectMap::Join(join) => {
                    let ends = || self.plan.joins[*join].conditions.iter().map(|condition| &condition.child);
                    let at = ends().next().map_or(map.subject.at, |end| end.at);
                    (ends().flat_map(|end| read_by(end, source)).collect(), at)
                }
            }
        };
        let of_pair = |pair: &'p PredicateObjectMap| pair.objects.iter().map(of_object).collect();
        Readied {
            map,
            number,
            subject: read_by(&map.subject, source),
            objects: map.pairs.iter().map(of_pair).collect(),
        }
    }

    /// All triples of a row, if nothing is wrong with it.
    fn all_of_row(&mut self, maps: &[Readied<'p>], row: &dyn Row, source: &LogicalSource) {
        let faults = self.maker.fault_count;
        for is_trial in [true, false] {
            self.is_trial = is_trial;
            for map in maps {
                let base = map.map.base.as_deref().unwrap_or(self.options.base);
                self.row(map, Context { row, source, base });
            }
            if self.maker.fault_count > faults {
                return;
            }
        }
    }

    /// All triples that a triples map makes of a row.
    fn row(&mut self, readied: &Readied<'p>, context: Context<'_>) {
        let map = readied.map;
        let mut lists = std::mem::take(&mut self.lists);
        lists.subjects.clear();
        let faults = self.maker.fault_count;
        self.maker.make(&map.subject, context, &mut lists.subjects);
        if lists.subjects.is_empty() && self.maker.fault_count == faults && !self.is_trial {
            self.maker.tally.without_subject(readied.number);
        }
        if let Some(shard) = self.options.shard {
            lists.subjects.keep(|subject| shard.holds(subject.text));
        }
        if !lists.subjects.is_empty() {
            self.fill(&map.graphs, context, &mut lists.subject_graphs);
            self.classes(readied, context, &mut lists);
            for (pair, objects) in map.pairs.iter().zip(&readied.objects) {
                self.pair(readied, (pair, objects), context, &mut lists);
            }
        }
        self.lists = lists;
    }

    /// Replaces a list by the terms of some maps.
    fn fill(&mut self, maps: &'p [TermMap], context: Context<'_>, out: &mut Terms<'p>) {
        out.clear();
        for map in maps {
            self.maker.make(map, context, out);
        }
    }

    fn classes(&mut self, readied: &Readied<'p>, context: Context<'_>, lists: &mut Lists<'p>) {
        let map = readied.map;
        lists.predicates.clear();
        lists.predicates.push(Kind::Whole, &[], |text| text.push_str(&format!("<{}>", rdf::TYPE)));
        lists.graphs.clear();
        lists.objects.clear();
        for class in &map.classes {
            lists.objects.push(Kind::Whole, &[], |text| text.push_str(class));
        }
        let made = made(context, &readied.subject, &[], map.subject.at);
        self.all(lists, map.graphs.is_empty(), made);
    }

    fn pair(
        &mut self,
        readied: &Readied<'p>,
        (pair, objects): (&'p PredicateObjectMap, &[(Vec<&'p str>, Place)]),
        context: Context<'_>,
        lists: &mut Lists<'p>,
    ) {
        self.fill(&pair.predicates, context, &mut lists.predicates);
        self.fill(&pair.graphs, context, &mut lists.graphs);
        let is_default = readied.map.graphs.is_empty() && pair.graphs.is_empty();
        for (object, (references, at)) in pair.objects.iter().zip(objects) {
            lists.objects.clear();
            self.objects(object, context, &mut lists.objects);
            self.all(lists, is_default, made(context, &readied.subject, references, *at));
        }
    }

    fn objects(&mut self, object: &'p ObjectMap, context: Context<'_>, out: &mut Terms<'p>) {
        match object {
            ObjectMap::Term(map) => self.maker.make(map, context, out),
            ObjectMap::SameRow(parent) => {
                let parent = &self.plan.maps[*parent];
                let base = parent.base.as_deref().unwrap_or(self.options.base);
                self.maker.make(&parent.subject, Context { base, ..context }, out);
            }
            ObjectMap::Join(join) => {
                let ends: Vec<&TermMap> =
                    self.plan.joins[*join].conditions.iter().map(|c| &c.child).collect();
                for key in join::keys(&ends, context, &mut self.maker) {
                    for (kind, text) in self.tables[*join].find(&key) {
                        out.push(kind, &[], |out| out.push_str(text));
                    }
                }
            }
        }
    }

    /// Calls back with each triple of the terms in the lists.
    fn all(&mut self, lists: &Lists<'_>, is_default: bool, made: Made<'_>) {
        if self.is_trial {
            return;
        }
        let default = is_default.then_some(Term { kind: Kind::Default, text: "", targets: &[] });
        for subject in lists.subjects.iter() {
            for predicate in lists.predicates.iter() {
                for object in lists.objects.iter() {
                    for graph in lists.subject_graphs.iter().chain(lists.graphs.iter()).chain(default) {
                        let name = (graph.kind != Kind::Default).then_some(graph.text);
                        let triple = [subject, predicate, object].map(|term| MadeTerm::new(term, name));
                        let graph = name.map(|_| MadeTerm::new(graph, None));
                        (self.each)((triple, graph), made);
                    }
                }
            }
        }
    }
}

fn made<'a>(
    context: Context<'a>,
    of_subject: &'a [&'a str],
    of_object: &'a [&'a str],
    mapping: Place,
) -> Made<'a> {
    let place = context.row.place();
    let (row, line) = (place.before + place.number, place.line);
    let access = &context.source.access;
    let delimiter = (context.source.formulation == Formulation::Csv).then_some(access.dialect.delimiter);
    Made { file: &access.file, delimiter, row, line, of_subject, of_object, mapping }
}

/// A text whose escapes of N-Quads are undone.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// The columns or paths that a term rests on, each once.
fn read_by<'p>(map: &'p TermMap, source: &'p LogicalSource) -> Vec<&'p str> {
    let mut found = Vec::new();
    let mut add = |reference: usize| {
        let text = source.references.get(reference).map(|reference| reference.text.as_str());
        found.extend(text.filter(|text| !found.contains(text)));
    };
    match &map.value {
        Expression::Reference(reference) => add(*reference),
        Expression::Template { parts, .. } => parts.iter().for_each(|part| {
            if let Part::Reference(reference) = part {
                add(*reference);
            }
        }),
        Expression::Constant(_) | Expression::Fresh(_) => {}
    }
    for further in map.language.iter().chain(&map.datatype) {
        for text in read_by(further, source) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor, Read};

    use super::*;
    use crate::bulk::{Unnamed, load, run};

    struct Table;

    impl Open for Table {
        fn open(&self, _: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(Cursor::new("id,name,of\n1,\"A \"\"b\"\"\nc\",2\n2,Zoë,2\n".as_bytes())))
        }
    }

    const MAPPING: &str = r#"@prefix rml: <http://w3id.org/rml/> . @prefix e: <http://e/> .
        e:m rml:logicalSource [ rml:source "a.csv" ; rml:referenceFormulation rml:CSV ] ;
          rml:subjectMap [ rml:template "{id}" ; rml:class e:C ; rml:graph e:g ] ;
          rml:predicateObjectMap [ rml:predicate e:name ; rml:objectMap [ rml:reference "name" ; rml:language "en" ] ] ;
          rml:predicateObjectMap [ rml:predicate e:of ; rml:objectMap
            [ rml:parentTriplesMap e:m ; rml:joinCondition [ rml:child "of" ; rml:parent "id" ] ] ,
            [ rml:template "b{id}" ; rml:termType rml:BlankNode ] ] ."#;

    #[test]
    fn each_triple_comes_with_its_row_and_columns_and_is_the_one_that_a_run_writes() {
        let plan = load(MAPPING, "http://e/").expect("the mapping is good");
        let options = Options::new("http://e/");
        let mut summary = run(&plan, &Table, options, &mut Unnamed).expect("the source is read");
        let (mut lines, mut told) = (String::new(), Vec::new());
        visit(&plan, &Table, options, &mut |(triple, graph), made| {
            let written: Vec<String> = triple.iter().chain(&graph).map(MadeTerm::written).collect();
            lines.push_str(&format!("{} .\n", written.join(" ")));
            told.push((made.row, made.line, made.rests_on().join(","), triple[2].value()));
        })
        .expect("the source is read");
        assert_eq!(lines, summary.text(None).expect("the output is read"));
        let text = "A \"b\"\nc".to_owned();
        let name = MadeValue::Literal { text, language: Some("en".to_owned()), datatype: None };
        assert_eq!(told[1], (1, 2, "name".to_owned(), name));
        assert_eq!(told[2], (1, 2, "of".to_owned(), MadeValue::Iri("http://e/2".to_owned())));
        assert_eq!(told[4], (2, 4, "id".to_owned(), MadeValue::Iri("http://e/C".to_owned())));
        assert_eq!(told.len(), 8);
    }
}
