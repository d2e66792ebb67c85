//! How fast ten queries are answered by the frozen store, by the one in memory that it is made from, and by Oxigraph's own:
//!
//!     cargo bench --bench store                      10,000 and 100,000 entities, five cited relations each
//!     cargo bench --bench store -- 1000000           other numbers of entities
//!     REMIT_BENCH_RUNS=9 cargo bench --bench store   runs of each query, the middle one of which counts (5)
//!     REMIT_BENCH_ONLY=q02,q10 cargo bench --bench store   some of the queries
//!
//! The quads are made by a fixed rule: entities and plain triples in the graph of facts, a node with seven triples for each
//! relation in the graph of claims, literals in the form in which Oxigraph keeps them. All queries ask all graphs as one. Times are those of
//! all processors together, memory is that of the process (Linux only). The first answer is that of a new process that maps
//! the file. Rows that differ end the bench; no figure is asserted.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Instant;

use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Quad, QuadRef, Term};
use remit::derive::store::{Answer, DefaultGraph, Store};
use tables::{FIRST_WORDS, OTHER_LETTERS, Random, SECOND_WORDS, STATUSES, counts, relation};

#[allow(dead_code, reason = "other benches write the tables to files")]
mod tables;

const BASE: &str = "https://remit.example/bench/";
const SOURCE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/source");
const PREDICATES: &str =
    "ns:targets ns:partOf ns:staffedBy ns:operatesIn ns:funds ns:oversees ns:collaboratesWith";
/// The word by which the bench calls itself to open a store and answer one query.
const FIRST_ANSWER: &str = "first-answer";

/// What the environment says under a name; nothing where it does not.
fn said(name: &str) -> String {
    std::env::var_os(name).and_then(|said| said.into_string().ok()).unwrap_or_default()
}

fn main() -> ExitCode {
    tables::ended(bench())
}

fn bench() -> io::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if let [word, path, query] = given.as_slice()
        && word == FIRST_ANSWER
    {
        return first_answer(Path::new(path), query);
    }
    let mut scales: Vec<usize> = given.iter().filter_map(|scale| scale.parse().ok()).collect();
    if scales.is_empty() {
        // `cargo test --all-targets` runs benches too, without this word: then small.
        let is_bench = std::env::args().any(|a| a == "--bench");
        scales = if is_bench { vec![10_000, 100_000] } else { vec![1_000] };
    }
    scales.into_iter().try_for_each(measure)
}

/// The ten queries: a name, and what is asked.
fn queries(scale: usize) -> Vec<(&'static str, String)> {
    let agencies = scale * 3 / 10;
    let (some, low) = (agencies / 100, agencies / 10);
    let queries = [
        ("q01 who targets a stage", "SELECT ?x ?l { ?x ns:targets id:st7 ; rdfs:label ?l }".to_owned()),
        (
            "q02 agencies by number of stages",
            "SELECT ?a (COUNT(DISTINCT ?s) AS ?n) { ?a a ns:Agency ; ns:targets ?s } GROUP BY ?a \
             ORDER BY DESC(?n) ?a LIMIT 20"
                .to_owned(),
        ),
        (
            "q03 2-hop neighbourhood",
            format!(
                "SELECT DISTINCT ?z {{ VALUES ?p {{ {PREDICATES} }} VALUES ?q {{ {PREDICATES} }} \
                 id:ag{some} ?p ?y . ?y ?q ?z }}"
            ),
        ),
        ("q04 property path partOf+", format!("SELECT ?x {{ ?x ns:partOf+ id:ag{low} }}")),
        (
            "q05 programmes nobody funds",
            "SELECT ?p ?l { ?p a ns:Programme ; rdfs:label ?l FILTER NOT EXISTS { ?x ns:funds ?p } }".to_owned(),
        ),
        (
            "q06 funding sum per stage",
            "SELECT ?stage (SUM(?amt) AS ?total) { ?st rdf:predicate ns:targets ; rdf:object ?stage ; \
             ns:amount ?amt } GROUP BY ?stage ORDER BY DESC(?total) ?stage LIMIT 20"
                .to_owned(),
        ),
        (
            "q07 label text search",
            "SELECT ?x ?l { ?x rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), 'coastal childcare age')) }"
                .to_owned(),
        ),
        (
            "q08 citations of a statement",
            "SELECT ?st ?src ?amt ?status { ?st rdf:subject id:ag7 ; rdf:predicate ns:targets ; rdf:object ?o ; \
             dct:source ?src ; ns:amount ?amt ; ns:status ?status }"
                .to_owned(),
        ),
        ("q09 distinct types", "SELECT DISTINCT ?t { ?x a ?t }".to_owned()),
        (
            "q10 degree top 20",
            format!(
                "SELECT ?x (COUNT(?s) AS ?d) {{ VALUES ?p {{ {PREDICATES} }} ?s ?p ?x }} GROUP BY ?x \
                 ORDER BY DESC(?d) ?x LIMIT 20"
            ),
        ),
    ];
    let prefixes = format!(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\nPREFIX dct: <http://purl.org/dc/terms/>\n\
         PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX ns: <{BASE}ns#>\nPREFIX id: <{BASE}id/>\n"
    );
    queries.map(|(name, text)| (name, prefixes.clone() + &text)).into()
}

/// Hands over all quads, one by one.
fn produce(scale: usize, give: &mut dyn FnMut(QuadRef<'_>)) {
    let node = |start: &str, name: &str| NamedNode::new_unchecked(format!("{BASE}{start}{name}"));
    let (facts, claims) = (node("graph/", "facts"), node("graph/", "claims"));
    let ns = |name: &str| node("ns#", name);
    let [place, date, amount, status] = ["place", "startDate", "amount", "status"].map(ns);
    let counts = counts(scale);
    let of = |class: &str| counts.iter().find(|c| c.0 == class).map_or(("", 0), |c| (c.1, c.2));
    let (sources, places) = ((scale / 100).max(20), of("Place").1);
    let mut random = Random(7 + scale as u64);
    for (class, prefix, count) in &counts {
        let kind = ns(class);
        for i in 0..*count {
            let thing = node("id/", &format!("{prefix}{i}"));
            let (first, second) = (random.pick(&FIRST_WORDS), random.pick(&SECOND_WORDS));
            let mut label = format!("{first} {second} {class} {i}");
            match random.below(100) {
                0..4 => label = label.replacen(' ', ", ", 1),
                4..7 => label = format!("{label} \"{}\"", random.pick(&SECOND_WORDS)),
                7..11 => label = format!("{label} {}", random.pick(&OTHER_LETTERS)),
                11 => label.push_str(" A\\B"),
                _ => {}
            }
            let label = Literal::new_simple_literal(label);
            give(QuadRef::new(&thing, rdf::TYPE, &kind, &facts));
            give(QuadRef::new(&thing, rdfs::LABEL, &label, &facts));
            if random.below(100) >= 2 {
                let at = node("id/", &format!("pl{}", random.hub(places, 3)));
                give(QuadRef::new(&thing, &place, &at, &facts));
            }
            if random.below(100) >= 3 {
                let day = Literal::new_typed_literal(random.date(), xsd::DATE);
                give(QuadRef::new(&thing, &date, &day, &facts));
            }
            let source = node("source/", &format!("src{}", random.below(sources)));
            give(QuadRef::new(&thing, SOURCE, &source, &facts));
        }
    }
    let mut said: Vec<(String, &str, String)> = Vec::new();
    for i in 0..5 * scale {
        let (subject, predicate, object) = if random.below(100) < 2 && !said.is_empty() {
            said[random.below(said.len())].clone()
        } else {
            relation(&mut random, &of)
        };
        let claim = node("claim/", &format!("r{i}"));
        let [from, to] = [&subject, &object].map(|name| node("id/", name));
        let by = ns(predicate);
        let source = node("source/", &format!("src{}", random.below(sources)));
        let euros = Literal::from(10f64.powf(3.0 + 4.0 * random.unit()) as i64);
        let state = Literal::new_simple_literal(random.pick(&STATUSES));
        give(QuadRef::new(&from, &by, &to, &facts));
        give(QuadRef::new(&claim, rdf::TYPE, rdf::STATEMENT, &claims));
        give(QuadRef::new(&claim, rdf::SUBJECT, &from, &claims));
        give(QuadRef::new(&claim, rdf::PREDICATE, &by, &claims));
        give(QuadRef::new(&claim, rdf::OBJECT, &to, &claims));
        give(QuadRef::new(&claim, SOURCE, &source, &claims));
        give(QuadRef::new(&claim, &amount, &euros, &claims));
        give(QuadRef::new(&claim, &status, &state, &claims));
        if said.len() < 10_000 {
            said.push((subject, predicate, object));
        }
    }
}

/// What a stretch of work took: seconds of all processors, and how many MiB the process grew.
fn timed<R>(work: impl FnOnce() -> R) -> (R, f64, u64) {
    let (before, start) = (resident(), processors());
    let result = black_box(work());
    (result, processors() - start, resident().saturating_sub(before))
}

/// The middle time of several runs, in milliseconds, and the rows, sorted.
fn answered(runs: usize, ask: impl Fn() -> io::Result<Rows>) -> io::Result<(f64, Rows)> {
    let mut rows = ask()?;
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = processors();
        black_box(ask()?);
        times.push(1e3 * (processors() - start));
    }
    times.sort_by(f64::total_cmp);
    rows.sort_by_cached_key(|row| format!("{row:?}"));
    Ok((times[times.len() / 2], rows))
}

type Rows = Vec<Vec<Option<Term>>>;

fn ours(store: &Store, query: &str) -> io::Result<Rows> {
    match store.query(query, DefaultGraph::Union).map_err(io::Error::other)? {
        Answer::Solutions { rows, .. } => Ok(rows),
        _ => Err(io::Error::other("no table")),
    }
}

fn theirs(store: &oxigraph::store::Store, query: &str) -> io::Result<Rows> {
    let mut prepared = SparqlEvaluator::new().parse_query(query).map_err(io::Error::other)?;
    prepared.dataset_mut().set_default_graph_as_union();
    match prepared.on_store(store).execute().map_err(io::Error::other)? {
        QueryResults::Solutions(rows) => {
            rows.map(|row| row.map(|row| row.values().to_vec()).map_err(io::Error::other)).collect()
        }
        _ => Err(io::Error::other("no table")),
    }
}

fn measure(scale: usize) -> io::Result<()> {
    println!("\n{scale} entities");
    let (made, seconds, _) = timed(|| {
        let mut count = 0;
        produce(scale, &mut |_| count += 1);
        count
    });
    println!("{:<34} {seconds:>9.2} s            {made} quads, some of them again", "quads made");
    let making = seconds;
    let (memory, seconds, grown) = timed(|| {
        let store = Store::new(BASE, Vec::new()).map_err(io::Error::other)?;
        store.add(|give| produce(scale, give));
        // What it sorts when it is first asked belongs to filling it.
        for (_, text) in queries(10) {
            ours(&store, &text)?;
        }
        Ok::<_, io::Error>(store)
    });
    let memory = memory?;
    println!("{:<34} {:>9.2} s {grown:>6} MiB", "memory: filled", seconds - making);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}.store", std::process::id()));
    let start = Instant::now();
    let (written, seconds, _) = timed(|| {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        memory.freeze("", &mut out)?;
        out.flush()
    });
    written?;
    let (bytes, clock) = (fs::metadata(&path)?.len(), start.elapsed().as_secs_f64());
    println!(
        "{:<34} {seconds:>9.2} s            {clock:.2} s of the clock, {bytes} bytes",
        "frozen: written"
    );
    let frozen = thawed(&path)?;
    let (filled, seconds, grown) = timed(|| {
        let store = oxigraph::store::Store::new().map_err(io::Error::other)?;
        let mut quads: Vec<Quad> = Vec::new();
        let mut failed = None;
        produce(scale, &mut |quad| {
            quads.push(quad.into_owned());
            if quads.len() == 100_000 {
                failed = store.extend(quads.drain(..)).err().or(failed.take());
            }
        });
        store.extend(quads).map_err(io::Error::other)?;
        failed.map_or(Ok(store), |error| Err(io::Error::other(error)))
    });
    let oxigraph = filled?;
    let quads = oxigraph.len().map_err(io::Error::other)?;
    println!("{:<34} {:>9.2} s {grown:>6} MiB   {quads} quads", "Oxigraph: filled", seconds - making);
    println!("{:<34} {:>9.1} bytes a quad", "frozen: size", bytes as f64 / quads as f64);
    let result = ask_all(scale, &path, [&memory, &frozen], &oxigraph);
    fs::remove_file(&path)?;
    result
}

fn ask_all(
    scale: usize,
    path: &Path,
    ours_both: [&Store; 2],
    oxigraph: &oxigraph::store::Store,
) -> io::Result<()> {
    let runs = said("REMIT_BENCH_RUNS").parse().unwrap_or(5);
    let only = said("REMIT_BENCH_ONLY");
    let is_asked = |name: &str| only.is_empty() || only.split(',').any(|start| name.starts_with(start));
    println!("query, milliseconds                 Oxigraph   memory   frozen  faster     rows  new process");
    for (name, text) in queries(scale).into_iter().filter(|(name, _)| is_asked(name)) {
        let (oxigraph, right) = answered(runs, || theirs(oxigraph, &text))?;
        let [memory, frozen] = ours_both.map(|store| answered(runs, || ours(store, &text)));
        let ((memory, one), (frozen, two)) = (memory?, frozen?);
        if one != right || two != right {
            return Err(io::Error::other(format!("{name}: {} {} {}", right.len(), one.len(), two.len())));
        }
        let first = Command::new(std::env::current_exe()?)
            .args([FIRST_ANSWER, &path.display().to_string(), &text])
            .output()?;
        println!(
            "{name:<34} {oxigraph:>9.2} {memory:>8.2} {frozen:>8.2} {:>7.1} {:>8}  {}",
            oxigraph / frozen,
            right.len(),
            String::from_utf8_lossy(&first.stdout).trim()
        );
    }
    Ok(())
}

fn thawed(path: &Path) -> io::Result<Store> {
    let bytes = mmap_guard::map_file(path)?;
    Store::thaw(Arc::new(bytes)).map(|(store, _)| store).map_err(io::Error::other)
}

/// Opens a store and answers one query, as a new process does.
fn first_answer(path: &Path, query: &str) -> io::Result<()> {
    let begun = processors();
    let start = Instant::now();
    let store = thawed(path)?;
    let opened = start.elapsed();
    black_box(ours(&store, query)?);
    let (answered, used) = (start.elapsed(), processors() - begun);
    println!(
        "open {:.3} ms, answer {:.2} ms of the clock, {:.2} of processors, {} MiB",
        1e3 * opened.as_secs_f64(),
        1e3 * answered.as_secs_f64(),
        1e3 * used,
        resident()
    );
    Ok(())
}

/// The time that all threads of this process took, in seconds.
#[cfg(target_os = "linux")]
fn processors() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// The time since the bench began, in seconds.
#[cfg(not(target_os = "linux"))]
fn processors() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// The memory of this process, in MiB; 0 where no kernel tells.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
    line.and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
}
