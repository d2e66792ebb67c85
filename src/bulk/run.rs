//! A plan over its sources: pieces of rows on all threads, quads in the order of the rows, each once to where it goes.
//!
//! The bytes of the output do not depend on the number of threads: a thread takes the next piece of a source, makes its lines, and
//! waits for its turn before they are written.

use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use hashbrown::DefaultHashBuilder;

use super::distinct::Distinct;
use super::fault::Fault;
use super::join::{self, Table};
use super::nothing::Tally;
use super::plan::{Condition, ObjectMap, Plan, PredicateObjectMap, TermMap, TriplesMap};
use super::source::{Open, Opened, Piece, Pieces, Reader, opened};
use super::term::{Context, Kind, Lists, MOST_FAULTS, Maker, Term, Terms};
use super::write::{Lines, Scratch, Spool};
use crate::model::vocab::rdf;

/// How a plan is run.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What IRIs begin with that are not whole, where a triples map does not say it.
    pub base: &'a str,
    /// What joins and the table of quads that were written may take, in bytes; what that table needs beyond it goes to the disk.
    pub memory: usize,
    /// How many threads; as many as there are processors, if none.
    pub threads: Option<NonZero<usize>>,
    /// The part that is made, and of how many: quads go to parts by their subjects.
    pub shard: Option<Shard>,
}

impl<'a> Options<'a> {
    /// One output, with 512 MiB.
    pub fn new(base: &'a str) -> Self {
        Self { base, memory: 512 << 20, threads: None, shard: None }
    }
}

/// A part of a job: the quads whose subject falls to it. The parts of a job have no quad in common, and are the whole together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: NonZero<u32>,
}

impl Shard {
    /// Whether a subject falls to the part: by FNV-1a (64 bits), which is the same everywhere.
    pub(super) fn holds(self, subject: &str) -> bool {
        let hash = subject.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
            (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        // The upper half: the lower bits of this hash are those of the last characters.
        (hash >> 32) % u64::from(self.of.get()) + 1 == u64::from(self.number)
    }
}

/// What a run gave.
#[derive(Debug)]
pub struct Summary {
    /// How many quads were written, each counted once for every target.
    pub quads: u64,
    /// How many rows were read, each once for every logical source.
    pub rows: u64,
    /// Bad data, each with its place; a row with bad data gives no quad.
    pub faults: Vec<Fault>,
    /// How much bad data there was, also beyond what is listed.
    pub fault_count: u64,
    /// How many rows were left out.
    pub bad_rows: u64,
    /// What found nothing in the data: iterators without a row, references that no row has.
    pub remarks: Vec<Fault>,
    /// The default output, then each target, as lines of N-Quads.
    outputs: Vec<Box<dyn Scratch>>,
}

impl Summary {
    /// The lines of a target by its number, or of the default output, from their beginning.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn lines(&mut self, target: Option<usize>) -> io::Result<&mut dyn Scratch> {
        let output = self.outputs.get_mut(target.map_or(0, |target| target + 1));
        let file = output.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        file.rewind()?;
        Ok(&mut **file)
    }

    /// As [`Summary::lines`], as one text.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn text(&mut self, target: Option<usize>) -> io::Result<String> {
        let mut text = String::new();
        self.lines(target)?.read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Sources cannot be read, or references are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Source(Vec<Fault>),
    /// The quads cannot be written.
    #[error("the quads cannot be written")]
    Write(#[from] io::Error),
}

/// Runs a plan: its sources are read by `open`, its quads go to files of `spool`.
///
/// Bad data does not end a run; it is listed in the summary, and whether it is an error is for the caller to say. Costs 16 to 48
/// bytes of memory a quad up to the limit of the options, and what the parents of joins need.
///
/// # Errors
/// If a source cannot be read or is not of its format, or a quad cannot be written.
pub fn run(
    plan: &Plan,
    open: &dyn Open,
    options: Options<'_>,
    spool: &mut dyn Spool,
) -> Result<Summary, RunError> {
    let mut sources = Vec::new();
    let mut faults = Vec::new();
    for source in &plan.sources {
        match opened(source, open) {
            Ok(opened) => sources.push(opened),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault: &Fault| fault.mapping);
        return Err(RunError::Source(faults));
    }
    let mut maker = Maker::new(plan.natural_types);
    let most = options.memory / 4 * 3;
    let (tables, size) =
        join::tables(plan, options.base, open, (&mut maker, most)).map_err(RunError::Source)?;
    let mut merged = Merged::new(plan.targets.len() + 1, options.memory - size, spool)?;
    merged.take_faults(&mut maker);
    let shared = Shared {
        plan,
        options,
        tables,
        type_term: format!("<{}>", rdf::TYPE),
        is_full: AtomicBool::new(false),
        hasher: DefaultHashBuilder::default(),
    };
    for (number, source) in sources.into_iter().enumerate() {
        merged.begin_source();
        merged = shared.source(number, source, merged);
        if let Some(error) = merged.end {
            return Err(error);
        }
        merged.end_source(plan, number);
    }
    Ok(merged.finish()?)
}

/// What all threads use.
struct Shared<'p> {
    plan: &'p Plan,
    options: Options<'p>,
    tables: Vec<Table>,
    /// The predicate of classes.
    type_term: String,
    /// Whether enough faults are listed.
    is_full: AtomicBool,
    hasher: DefaultHashBuilder,
}

/// The pieces of a source, and how many were taken.
struct Queue<'p> {
    pieces: Box<dyn Pieces + 'p>,
    taken: u64,
    is_done: bool,
}

impl Queue<'_> {
    /// The next piece with its number, or why there is none.
    fn take(&mut self) -> Option<(u64, Result<Piece, Fault>)> {
        if self.is_done {
            return None;
        }
        let piece = self.pieces.next().transpose()?;
        self.is_done = piece.is_err();
        self.taken += 1;
        Some((self.taken - 1, piece))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whose turn it is to write.
#[derive(Default)]
struct Turns {
    next: Mutex<u64>,
    changed: Condvar,
}

/// A turn, which ends with the value: also where a thread panics, so that no other waits for it.
struct Turn<'t> {
    turns: &'t Turns,
    number: u64,
}

impl Turn<'_> {
    fn wait(&self) {
        let mut next = locked(&self.turns.next);
        while *next != self.number {
            next = self.turns.changed.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.wait();
        *locked(&self.turns.next) += 1;
        self.turns.changed.notify_all();
    }
}

impl<'p> Shared<'p> {
    /// All rows of a source.
    fn source<'s>(&'p self, number: usize, opened: Opened<'p>, merged: Merged<'s>) -> Merged<'s> {
        let Opened { pieces, reader } = opened;
        let queue = Mutex::new(Queue { pieces, taken: 0, is_done: false });
        let turns = Turns::default();
        let merged = Mutex::new(merged);
        let threads = self.options.threads.or_else(|| thread::available_parallelism().ok());
        let threads = threads.map_or(1, NonZero::get).min(MOST_THREADS);
        let work = || {
            let mut maps = Maps::new(self, number);
            loop {
                let taken = locked(&queue).take();
                let Some((piece_number, piece)) = taken else { return };
                let turn = Turn { turns: &turns, number: piece_number };
                let rows = piece.and_then(|piece| maps.piece(&piece, reader.as_ref()));
                turn.wait();
                let mut merged = locked(&merged);
                merged.take(rows, &mut maps);
                if merged.faults.len() >= MOST_FAULTS {
                    self.is_full.store(true, Ordering::Relaxed);
                }
                if merged.end.is_some() {
                    locked(&queue).is_done = true;
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        merged.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The most threads: more only cost memory.
const MOST_THREADS: usize = 256;

/// What all pieces gave, in the order of their rows.
struct Merged<'s> {
    spool: &'s mut dyn Spool,
    /// To the default output, then to each target.
    outputs: Vec<Distinct>,
    /// The rows of all sources, and of this one.
    rows: u64,
    rows_here: u64,
    faults: Vec<Fault>,
    fault_count: u64,
    bad_rows: u64,
    /// What was found in this source.
    tally: Tally,
    remarks: Vec<Fault>,
    /// Why the run ends early.
    end: Option<RunError>,
}

impl<'s> Merged<'s> {
    fn new(outputs: usize, memory: usize, spool: &'s mut dyn Spool) -> io::Result<Self> {
        let made = (0..outputs).map(|number| Ok(Distinct::new(spool.file(number)?, memory / outputs)));
        Ok(Self {
            outputs: made.collect::<io::Result<_>>()?,
            spool,
            rows: 0,
            rows_here: 0,
            faults: Vec::new(),
            fault_count: 0,
            bad_rows: 0,
            tally: Tally::default(),
            remarks: Vec::new(),
            end: None,
        })
    }

    fn begin_source(&mut self) {
        self.rows_here = 0;
        self.tally = Tally::default();
    }

    /// Remarks what found nothing in a source.
    fn end_source(&mut self, plan: &Plan, source: usize) {
        self.remarks.extend(self.tally.remarks(plan, source, self.rows_here));
    }

    /// Takes what a piece gave: how many rows there were, and what was made of them.
    fn take(&mut self, rows: Result<u64, Fault>, maps: &mut Maps<'_>) {
        let lines = &mut maps.lines;
        if self.end.is_none() {
            self.take_faults(&mut maps.maker);
            self.bad_rows += std::mem::take(&mut maps.bad_rows);
            self.tally.add(&maps.maker.tally);
            maps.maker.tally = Tally::new(maps.shared.plan, maps.source);
            match rows {
                Ok(rows) => {
                    self.rows += rows;
                    self.rows_here += rows;
                    self.end = lines.write(&mut self.outputs, self.spool).err().map(RunError::Write);
                }
                Err(fault) => {
                    let mut faults = std::mem::take(&mut self.faults);
                    faults.push(fault);
                    self.end = Some(RunError::Source(faults));
                }
            }
        }
        lines.clear();
    }

    /// Takes the faults of a piece, whose rows come after those that were taken.
    fn take_faults(&mut self, maker: &mut Maker) {
        self.fault_count += std::mem::take(&mut maker.fault_count);
        for mut fault in maker.faults.drain(..) {
            if let Some(data) = fault.data.as_mut().filter(|data| data.row > 0) {
                data.row += self.rows_here;
            }
            if self.faults.len() < MOST_FAULTS {
                self.faults.push(fault);
            }
        }
    }

    fn finish(mut self) -> io::Result<Summary> {
        let mut summary = Summary {
            quads: 0,
            rows: self.rows,
            faults: self.faults,
            fault_count: self.fault_count,
            bad_rows: self.bad_rows,
            remarks: self.remarks,
            outputs: Vec::new(),
        };
        for (number, output) in self.outputs.drain(..).enumerate() {
            let (file, quads) = output.finish(number, self.spool)?;
            summary.outputs.push(file);
            summary.quads += quads;
        }
        Ok(summary)
    }
}

/// The triples maps of a source, on one thread.
struct Maps<'p> {
    shared: &'p Shared<'p>,
    source: usize,
    /// Each with its number in the plan.
    mapped: Vec<(usize, &'p TriplesMap)>,
    maker: Maker,
    lists: Lists<'p>,
    lines: Lines,
    bad_rows: u64,
}

/// The graph of a triple that names none.
const DEFAULT_GRAPH: Term<'static> = Term { kind: Kind::Default, text: "", targets: &[] };

impl<'p> Maps<'p> {
    fn new(shared: &'p Shared<'p>, source: usize) -> Self {
        Self {
            shared,
            source,
            mapped: shared.plan.maps.iter().enumerate().filter(|(_, map)| map.source == source).collect(),
            maker: Maker { tally: Tally::new(shared.plan, source), ..Maker::new(shared.plan.natural_types) },
            lists: Lists::default(),
            lines: Lines::new(shared.hasher.clone()),
            bad_rows: 0,
        }
    }

    /// The lines of all rows of a piece; how many rows there are.
    fn piece(&mut self, piece: &Piece, reader: &dyn Reader) -> Result<u64, Fault> {
        let source = &self.shared.plan.sources[self.source];
        self.maker.only_counts = self.shared.is_full.load(Ordering::Relaxed);
        reader.rows(piece, &mut |row| {
            let faults = self.maker.fault_count;
            let before = self.lines.mark();
            match row {
                Ok(row) => {
                    for number in 0..self.mapped.len() {
                        let (number, map) = self.mapped[number];
                        let base = map.base.as_deref().unwrap_or(self.shared.options.base);
                        self.row((number, map), Context { row, source, base });
                    }
                }
                Err(fault) => self.maker.keep(fault),
            }
            if self.maker.fault_count > faults {
                self.lines.undo(before);
                self.bad_rows += 1;
            }
        })
    }

    /// All quads that a triples map makes of a row.
    fn row(&mut self, (number, map): (usize, &'p TriplesMap), context: Context<'_>) {
        let mut lists = std::mem::take(&mut self.lists);
        lists.subjects.clear();
        let faults = self.maker.fault_count;
        self.maker.make(&map.subject, context, &mut lists.subjects);
        if lists.subjects.is_empty() && self.maker.fault_count == faults {
            self.maker.tally.without_subject(number);
        }
        if let Some(shard) = self.shared.options.shard {
            lists.subjects.keep(|subject| shard.holds(subject.text));
        }
        if !lists.subjects.is_empty() {
            self.fill(&map.graphs, context, &mut lists.subject_graphs);
            self.classes(map, &lists);
            for pair in &map.pairs {
                self.pair(map, pair, context, &mut lists);
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

    fn classes(&mut self, map: &TriplesMap, lists: &Lists<'_>) {
        let default = map.graphs.is_empty().then_some(DEFAULT_GRAPH);
        let predicate = Term { kind: Kind::Whole, text: &self.shared.type_term, targets: &[] };
        for subject in lists.subjects.iter() {
            for class in &map.classes {
                let object = Term { kind: Kind::Whole, text: class, targets: &[] };
                for graph in lists.subject_graphs.iter().chain(default) {
                    self.lines.quad([subject, predicate, object], graph);
                }
            }
        }
    }

    fn pair(
        &mut self,
        map: &'p TriplesMap,
        pair: &'p PredicateObjectMap,
        context: Context<'_>,
        lists: &mut Lists<'p>,
    ) {
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
                        self.lines.quad([subject, predicate, object], graph);
                    }
                }
            }
        }
    }

    fn objects(&mut self, object: &'p ObjectMap, context: Context<'_>, out: &mut Terms<'p>) {
        match object {
            ObjectMap::Term(map) => self.maker.make(map, context, out),
            ObjectMap::SameRow(parent) => {
                let parent = &self.shared.plan.maps[*parent];
                let base = parent.base.as_deref().unwrap_or(self.shared.options.base);
                self.maker.make(&parent.subject, Context { base, ..context }, out);
            }
            ObjectMap::Join(join) => {
                let conditions: &[Condition] = &self.shared.plan.joins[*join].conditions;
                let ends: Vec<&TermMap> = conditions.iter().map(|condition| &condition.child).collect();
                for key in join::keys(&ends, context, &mut self.maker) {
                    for (kind, text) in self.shared.tables[*join].find(&key) {
                        out.push(kind, &[], |out| out.push_str(text));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::bulk::{FilePlace, Unnamed, load};

    /// Files in memory, by their paths.
    struct Texts(&'static [(&'static str, &'static str)]);

    impl Open for Texts {
        fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
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
        let mut summary =
            run(&plan, &FILES, Options::new("http://e/"), &mut Unnamed).expect("the sources are read");
        (summary.text(None).unwrap().lines().map(str::to_owned).collect(), summary)
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
                format!("_:ghttp_3a__2f__2f_e_2f_g.n1 {class} <http://e/g> ."),
                format!("_:n2 {class} ."),
                format!("_:ghttp_3a__2f__2f_e_2f_g.n2 {class} <http://e/g> ."),
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
        // A row with a bad value gives nothing.
        assert_eq!(lines.len(), 1);
        assert_eq!((summary.fault_count, summary.bad_rows, summary.rows), (2, 2, 3));
        assert_eq!(
            summary.faults[0].to_string(),
            "4:64: `old` is not a value of xsd:integer, in `a.csv`, row 2, line 3"
        );
    }

    #[test]
    fn a_column_that_is_not_there_stops_a_run() {
        let text = format!("{HEAD}e:m {} rml:subjectMap [ rml:reference \"teem\" ] .", source("a.csv"));
        let plan = load(&text, "http://e/").expect("the mapping is good");
        let error = run(&plan, &FILES, Options::new("http://e/"), &mut Unnamed).unwrap_err();
        assert!(
            error.to_string().ends_with("the table `a.csv` has no column `teem`; did you mean `team`?"),
            "{error}"
        );
    }

    /// A table of many pieces: with quotation marks over lines, repeated rows, and a bad row here and there.
    fn large() -> String {
        let mut text = String::from("id,name,n\n");
        for row in 0..120_000u32 {
            let name = if row % 7 == 0 { "\"two\nlines, \"\"said\"\"\"" } else { "plain" };
            let n = if row % 50_000 == 49_999 { "bad".to_owned() } else { (row % 97).to_string() };
            text.push_str(&format!("{},{name},{n}\n", row % 100_000));
        }
        text
    }

    struct Large(String);

    impl Open for Large {
        fn open(&self, _: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(Cursor::new(self.0.clone().into_bytes())))
        }
    }

    #[test]
    fn threads_memory_and_parts_change_no_byte() {
        let mapping = format!(
            "{HEAD}e:m {} rml:subjectMap [ rml:template \"http://e/{{id}}\" ] ;
               rml:predicateObjectMap [ rml:predicate e:name ; rml:objectMap [ rml:reference \"name\" ] ] ;
               rml:predicateObjectMap [ rml:predicate e:n ; rml:objectMap [ rml:reference \"n\" ; rml:datatype xsd:integer ] ] .",
            source("a.csv")
        );
        let plan = load(&mapping, "http://e/").unwrap();
        let open = Large(large());
        let ran = |options: Options<'_>| {
            let mut summary = run(&plan, &open, options, &mut Unnamed).unwrap();
            (summary.text(None).unwrap(), summary.faults, summary.rows)
        };
        let one = Options { threads: NonZero::new(1), ..Options::new("http://e/") };
        let whole = ran(one);
        assert_eq!(whole.2, 120_000);
        let rows: Vec<u64> = whole.1.iter().map(|fault| fault.data.as_ref().unwrap().row).collect();
        assert_eq!(rows, [50_000, 100_000]);
        assert_eq!(ran(Options { threads: NonZero::new(3), ..one }), whole);
        assert_eq!(ran(Options { memory: 0, ..one }).0, whole.0);
        let mut parts: Vec<String> = Vec::new();
        for number in 1..=3 {
            let shard = Some(Shard { number, of: NonZero::new(3).unwrap() });
            parts.extend(ran(Options { shard, ..one }).0.lines().map(str::to_owned));
        }
        let mut lines: Vec<String> = whole.0.lines().map(str::to_owned).collect();
        parts.sort_unstable();
        lines.sort_unstable();
        assert_eq!(parts, lines);
    }

    #[test]
    fn a_large_file_of_json_gives_what_a_small_one_gives() {
        let item =
            |n: u32| format!("{{\"id\": {n}, \"tags\": [\"a\\\"]\", \"}}\"], \"n\": {{\"x\": [1, {{}}]}}}}");
        let items: Vec<String> = (0..60_000).map(item).collect();
        let text = format!(
            "{{\"a\": [1, {{\"rows\": 2}}], \"rows\":\n [{}\n], \"z\": null }}\n",
            items.join(" ,\n")
        );
        let mapping = format!(
            "{HEAD}e:m {} rml:subjectMap [ rml:template \"{{id}}\" ] ;
               rml:predicateObjectMap [ rml:predicate e:tag ; rml:objectMap [ rml:reference \"$.tags[*]\" ] ] .",
            source("c.json")
        );
        let plan = load(&mapping, "http://e/").unwrap();
        let mut summary = run(&plan, &Large(text.clone()), Options::new("http://e/"), &mut Unnamed).unwrap();
        assert_eq!((summary.rows, summary.quads), (60_000, 120_000));
        assert!(summary.text(None).unwrap().ends_with("<http://e/59999> <http://e/tag> \"}\" .\n"));
        for (good, bad, place) in [
            ("\"n\": {\"x\": [1, {}]}}\n]", "\"n\": {\"x\": [1, {}}}\n]", "line 60001"),
            ("null }\n", "nil }\n", "line 60002"),
            ("null }\n", "null } 1\n", "line 60002"),
            ("], \"z\"", "], \"rows\": [], \"z\"", "line 60002"),
        ] {
            let text = text.replace(good, bad);
            assert!(text.contains(bad), "{good}");
            let error =
                run(&plan, &Large(text), Options::new("http://e/"), &mut Unnamed).unwrap_err().to_string();
            assert!(error.contains(place), "{bad}: {error}");
        }
    }

    #[test]
    fn a_large_document_of_xml_gives_what_a_small_one_gives() {
        let item = |n: u32| {
            format!("<x:row id=\"{n}\">\n<tag>a &lt; b</tag><tag/><x:tag>c</x:tag><!-- row --></x:row>")
        };
        let document = |from: u32, to: u32| {
            let items: Vec<String> = (from..to).map(item).collect();
            let items = items.join("\n");
            format!(
                "<?xml version=\"1.0\"?>\n<r\n xmlns:x='http://x/'><g no=\"1\">{items}</g>\n<g no=\"2\"><x:row id=\"last\"/></g></r>"
            )
        };
        let mapping = format!(
            "{HEAD}e:m rml:logicalSource [ rml:source \"c.xml\" ; rml:iterator \"/r/g/y:row\" ;
                 rml:referenceFormulation [ a rml:XPathReferenceFormulation ;
                   rml:namespace [ rml:namespacePrefix \"y\" ; rml:namespaceURL \"http://x/\" ] ] ] ;
               rml:subjectMap [ rml:template \"{{@id}}\" ] ;
               rml:predicateObjectMap [ rml:predicate e:tag ; rml:objectMap [ rml:reference \"tag\" ] ] ;
               rml:predicateObjectMap [ rml:predicate e:in ; rml:objectMap [ rml:reference \"../@no\" ] ] ."
        );
        let plan = load(&mapping, "http://e/").unwrap();
        let ran = |text: String| {
            let mut summary = run(&plan, &Large(text), Options::new("http://e/"), &mut Unnamed).unwrap();
            let lines: Vec<String> = summary.text(None).unwrap().lines().map(str::to_owned).collect();
            (summary.rows, lines)
        };
        let (rows, lines) = ran(document(0, 40_000));
        assert_eq!(rows, 40_001);
        // The document in small pieces, each with its last row.
        let mut small: Vec<String> =
            (0..40).flat_map(|part| ran(document(part * 1_000, part * 1_000 + 1_000)).1).collect();
        small.retain(|line| !line.contains("last"));
        assert_eq!(lines[..small.len()], small);
        assert_eq!(lines[small.len()..], ["<http://e/last> <http://e/in> \"2\" ."]);
        let bad = document(0, 40_000).replace("id=\"39999\">", "id=\"39999\"><oops>");
        let error = run(&plan, &Large(bad), Options::new("http://e/"), &mut Unnamed).unwrap_err().to_string();
        assert!(error.contains("line 80002"), "{error}");
    }
}
