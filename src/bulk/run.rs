//! A plan over its sources: every row once, terms to quads, each quad once to where it goes.

use std::collections::HashMap;
use std::io;

use super::fault::Fault;
use super::join::{self, Table};
use super::plan::{Condition, ObjectMap, Plan, PredicateObjectMap, TermMap, TriplesMap};
use super::seen::Seen;
use super::source::{Open, rows};
use super::term::{Context, Kind, Maker, Term, Terms};
use super::write::Sink;
use crate::model::vocab::rdf;

/// How a plan is run.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What IRIs begin with that are not whole, where a triples map does not say it.
    pub base: &'a str,
}

/// What a run gave.
#[derive(Debug)]
pub struct Summary {
    /// How many quads were written, each counted once for every target.
    pub quads: u64,
    /// Bad data, each with its place; a term that is bad gives no triple.
    pub faults: Vec<Fault>,
    /// How much bad data there was, also beyond what is listed.
    pub fault_count: u64,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A source cannot be read.
    #[error("{0}")]
    Source(Fault),
    /// The quads cannot be written.
    #[error("the quads cannot be written")]
    Write(#[from] io::Error),
}

/// Runs a plan: its sources are read by `open`, its quads go to `sink`.
///
/// Bad data does not end a run; it is listed in the summary, and whether it is an error is for the caller to say.
///
/// # Errors
/// If a source cannot be read or is not of its format, or a quad cannot be written.
pub fn run(
    plan: &Plan,
    open: &dyn Open,
    options: Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Summary, RunError> {
    let mut maker = Maker::new(plan.natural_types);
    let tables = join::tables(plan, options.base, open, &mut maker).map_err(RunError::Source)?;
    let mut run =
        Run { plan, base: options.base, tables, maker, lists: Lists::default(), out: Out::new(plan, sink) };
    for (number, source) in plan.sources.iter().enumerate() {
        let maps: Vec<&TriplesMap> = plan.maps.iter().filter(|map| map.source == number).collect();
        let mut result = Ok(());
        rows(source, open, &mut |row| {
            for map in &maps {
                if result.is_ok() {
                    let base = map.base.as_deref().unwrap_or(options.base);
                    result = run.row(map, Context { row, source, base });
                }
            }
        })
        .map_err(RunError::Source)?;
        result?;
    }
    Ok(Summary { quads: run.out.quads, faults: run.maker.faults, fault_count: run.maker.fault_count })
}

struct Run<'p, 's> {
    plan: &'p Plan,
    base: &'p str,
    tables: Vec<Table>,
    maker: Maker,
    lists: Lists<'p>,
    out: Out<'s>,
}

/// The terms of a row, each list used again for the next one.
#[derive(Default)]
struct Lists<'p> {
    subjects: Terms<'p>,
    subject_graphs: Terms<'p>,
    predicates: Terms<'p>,
    objects: Terms<'p>,
    graphs: Terms<'p>,
}

/// The graph of a triple that names none.
const DEFAULT_GRAPH: Term<'static> = Term { kind: Kind::Default, text: "", targets: &[] };

impl<'p> Run<'p, '_> {
    /// All quads that a triples map makes of a row.
    fn row(&mut self, map: &'p TriplesMap, context: Context<'_>) -> io::Result<()> {
        let mut lists = std::mem::take(&mut self.lists);
        lists.subjects.clear();
        self.maker.make(&map.subject, context, &mut lists.subjects);
        let mut result = Ok(());
        if !lists.subjects.is_empty() {
            self.fill(&map.graphs, context, &mut lists.subject_graphs);
            result = self.classes(map, &lists);
            for pair in &map.pairs {
                result = result.and_then(|()| self.pair(map, pair, context, &mut lists));
            }
        }
        self.lists = lists;
        result
    }

    /// Replaces a list by the terms of some maps.
    fn fill(&mut self, maps: &'p [TermMap], context: Context<'_>, out: &mut Terms<'p>) {
        out.clear();
        for map in maps {
            self.maker.make(map, context, out);
        }
    }

    fn classes(&mut self, map: &TriplesMap, lists: &Lists<'_>) -> io::Result<()> {
        let name = format!("<{}>", rdf::TYPE);
        let predicate = Term { kind: Kind::Whole, text: &name, targets: &[] };
        let default = map.graphs.is_empty().then_some(DEFAULT_GRAPH);
        for subject in lists.subjects.iter() {
            for class in &map.classes {
                let object = Term { kind: Kind::Whole, text: class, targets: &[] };
                for graph in lists.subject_graphs.iter().chain(default) {
                    self.out.quad([subject, predicate, object], graph)?;
                }
            }
        }
        Ok(())
    }

    fn pair(
        &mut self,
        map: &'p TriplesMap,
        pair: &'p PredicateObjectMap,
        context: Context<'_>,
        lists: &mut Lists<'p>,
    ) -> io::Result<()> {
        self.fill(&pair.predicates, context, &mut lists.predicates);
        self.fill(&pair.graphs, context, &mut lists.graphs);
        lists.objects.clear();
        for object in &pair.objects {
            self.objects(object, context, &mut lists.objects);
        }
        // Where graph maps find no graph, there is no triple: the default graph is that of maps that name none.
        let default = (map.graphs.is_empty() && pair.graphs.is_empty()).then_some(DEFAULT_GRAPH);
        let graphs = lists.subject_graphs.iter().chain(lists.graphs.iter()).chain(default);
        for subject in lists.subjects.iter() {
            for predicate in lists.predicates.iter() {
                for object in lists.objects.iter() {
                    for graph in graphs.clone() {
                        self.out.quad([subject, predicate, object], graph)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn objects(&mut self, object: &'p ObjectMap, context: Context<'_>, out: &mut Terms<'p>) {
        match object {
            ObjectMap::Term(map) => self.maker.make(map, context, out),
            ObjectMap::SameRow(parent) => {
                let parent = &self.plan.maps[*parent];
                let base = parent.base.as_deref().unwrap_or(self.base);
                self.maker.make(&parent.subject, Context { base, ..context }, out);
            }
            ObjectMap::Join(join) => {
                let conditions: &[Condition] = &self.plan.joins[*join].conditions;
                let ends: Vec<&TermMap> = conditions.iter().map(|condition| &condition.child).collect();
                for key in join::keys(&ends, context, &mut self.maker) {
                    for (kind, text) in self.tables[*join].find(&key) {
                        out.push(*kind, &[], |out| out.push_str(text));
                    }
                }
            }
        }
    }
}

/// Quads on their way out.
struct Out<'s> {
    sink: &'s mut dyn Sink,
    /// The lines that were written: to the default output, then to each target.
    seen: Vec<Seen>,
    /// A number for each graph with a name, which keeps blank nodes of different graphs apart.
    graphs: HashMap<Box<str>, usize>,
    quads: u64,
    line: String,
    targets: Vec<usize>,
}

impl<'s> Out<'s> {
    fn new(plan: &Plan, sink: &'s mut dyn Sink) -> Self {
        let seen = std::iter::repeat_with(Seen::default).take(plan.targets.len() + 1).collect();
        Self { sink, seen, graphs: HashMap::new(), quads: 0, line: String::new(), targets: Vec::new() }
    }

    fn quad(&mut self, triple: [Term<'_>; 3], graph: Term<'_>) -> io::Result<()> {
        let scope = self.scope(graph);
        self.line.clear();
        self.targets.clear();
        for term in triple {
            if term.kind == Kind::Blank {
                self.line.push_str("_:");
                if let Some(scope) = scope {
                    self.line.push_str(&format!("g{scope}."));
                }
            }
            self.line.push_str(term.text);
            self.line.push(' ');
            self.targets.extend(term.targets);
        }
        if graph.kind != Kind::Default {
            self.line.push_str(if graph.kind == Kind::Blank { "_:" } else { "" });
            self.line.push_str(graph.text);
            self.line.push(' ');
        }
        self.line.push_str(".\n");
        self.targets.extend(graph.targets);
        self.targets.sort_unstable();
        self.targets.dedup();
        if self.targets.is_empty() {
            return self.write(None);
        }
        for number in 0..self.targets.len() {
            self.write(Some(self.targets[number]))?;
        }
        Ok(())
    }

    /// The number of a graph with a name.
    fn scope(&mut self, graph: Term<'_>) -> Option<usize> {
        if graph.kind == Kind::Default {
            return None;
        }
        if let Some(known) = self.graphs.get(graph.text) {
            return Some(*known);
        }
        let number = self.graphs.len();
        self.graphs.insert(graph.text.into(), number);
        Some(number)
    }

    /// Writes the line, if it was not written there before.
    fn write(&mut self, target: Option<usize>) -> io::Result<()> {
        if !self.seen[target.map_or(0, |target| target + 1)].is_new(&self.line) {
            return Ok(());
        }
        self.quads += 1;
        self.sink.quad(target, &self.line)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::bulk::{FilePlace, Memory, load};

    /// Files in memory, by their paths.
    struct Texts(&'static [(&'static str, &'static str)]);

    impl Open for Texts {
        fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read>> {
            let found = self.0.iter().find(|(path, _)| *path == file.path);
            let (_, text) = found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            Ok(Box::new(Cursor::new(text.as_bytes())))
        }
    }

    const FILES: Texts = Texts(&[
        ("a.csv", "id,team,age\n1,x,30\n2,y,old\n2,y,old\n"),
        ("b.csv", "key,name\nx,Ex\ny,Why\ny,Why not\n"),
        ("c.json", r#"{"rows":[{"id":1,"tags":["a","b"],"n":2.50},{"id":2,"tags":[],"n":null}]}"#),
    ]);

    const HEAD: &str = "@prefix rml: <http://w3id.org/rml/> . @prefix e: <http://e/> .\n\
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

    fn source(path: &str) -> String {
        let how = match path {
            "c.json" => "rml:JSONPath ; rml:iterator \"$.rows[*]\"",
            _ => "rml:CSV",
        };
        format!("rml:logicalSource [ rml:source \"{path}\" ; rml:referenceFormulation {how} ] ;")
    }

    fn ran(mapping: &str) -> (Vec<String>, Summary) {
        let plan = load(&format!("{HEAD}{mapping}"), "http://e/").expect("the mapping is good");
        let mut memory = Memory::default();
        let summary =
            run(&plan, &FILES, Options { base: "http://e/" }, &mut memory).expect("the sources are read");
        (memory.output.lines().map(str::to_owned).collect(), summary)
    }

    #[test]
    fn joins_find_all_parents_and_each_quad_comes_once() {
        let (lines, summary) = ran(&format!(
            "e:m {} rml:subjectMap [ rml:template \"{{id}}\" ] ; rml:predicateObjectMap [ rml:predicate e:in ;
                rml:objectMap [ rml:parentTriplesMap e:n ; rml:joinCondition [ rml:child \"team\" ; rml:parent \"key\" ] ] ] .
            e:n {} rml:subjectMap [ rml:template \"{{name}}\" ] .",
            source("a.csv"),
            source("b.csv")
        ));
        assert_eq!(
            lines,
            [
                "<http://e/1> <http://e/in> <http://e/Ex> .",
                "<http://e/2> <http://e/in> <http://e/Why> .",
                "<http://e/2> <http://e/in> <http://e/Why%20not> .",
            ]
        );
        assert_eq!((summary.quads, summary.fault_count), (3, 0));
    }

    #[test]
    fn a_blank_node_is_in_one_graph() {
        let (lines, _) = ran(&format!(
            "e:m {} rml:subjectMap [ rml:template \"{{id}}\" ; rml:termType rml:BlankNode ; rml:class e:C ;
                rml:graph rml:defaultGraph , e:g ] .",
            source("c.json")
        ));
        let class = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/C>";
        assert_eq!(
            lines,
            [
                format!("_:n1 {class} ."),
                format!("_:g0.n1 {class} <http://e/g> ."),
                format!("_:n2 {class} ."),
                format!("_:g0.n2 {class} <http://e/g> ."),
            ]
        );
    }

    #[test]
    fn many_values_give_many_triples_and_no_value_gives_none() {
        let (lines, _) = ran(&format!(
            "e:m {} rml:subjectMap [ rml:template \"{{id}}\" ] ;
                rml:predicateObjectMap [ rml:predicate e:tag ; rml:objectMap [ rml:reference \"$.tags[*]\" ] ] ;
                rml:predicateObjectMap [ rml:predicate e:n ; rml:objectMap [ rml:reference \"n\" ] ] .",
            source("c.json")
        ));
        let number = "\"2.5E0\"^^<http://www.w3.org/2001/XMLSchema#double>";
        assert_eq!(
            lines,
            [
                "<http://e/1> <http://e/tag> \"a\" .".to_owned(),
                "<http://e/1> <http://e/tag> \"b\" .".to_owned(),
                format!("<http://e/1> <http://e/n> {number} ."),
            ]
        );
    }

    #[test]
    fn bad_data_is_told_with_both_places() {
        let (lines, summary) = ran(&format!(
            "e:m {} rml:subjectMap [ rml:template \"{{id}}\" ] ;
  rml:predicateObjectMap [ rml:predicate e:age ; rml:objectMap [ rml:reference \"age\" ; rml:datatype xsd:integer ] ] .",
            source("a.csv")
        ));
        assert_eq!(lines.len(), 1);
        assert_eq!(summary.fault_count, 2);
        assert_eq!(
            summary.faults[0].to_string(),
            "4:64: this is not a value of <http://www.w3.org/2001/XMLSchema#integer>\n  in `a.csv`, row 2 (line 3), `age`: \"old\""
        );
    }

    #[test]
    fn a_column_that_is_not_there_stops_a_run() {
        let text = format!("{HEAD}e:m {} rml:subjectMap [ rml:reference \"teem\" ] .", source("a.csv"));
        let plan = load(&text, "http://e/").expect("the mapping is good");
        let error = run(&plan, &FILES, Options { base: "http://e/" }, &mut Memory::default()).unwrap_err();
        assert!(error.to_string().ends_with("no column `teem`; did you mean `team`?"), "{error}");
    }
}
