//! How fast a graph is built: tables of entities and relations in, N-Quads out, through the program as it is installed.
//!
//!     cargo bench --bench build                      10,000 and 100,000 entities, five relations each
//!     cargo bench --bench build -- 1000000           other numbers of entities
//!     REMIT_BENCH_RUNS=9 cargo bench --bench build   runs that count, after one that does not (3)
//!     REMIT_BENCH_CHECK=1 cargo bench --bench build  100,000 and 1,000,000 entities read and checked, nothing written
//!     REMIT_BENCH_SHAPES=1 cargo bench --bench build with six property shapes held against the graph
//!     REMIT_BENCH_INFER=1 cargo bench --bench build  with a tree over all entities, of a transitive property, and an inverse
//!     REMIT_BENCH_DATA=DIR cargo bench --bench build tables made elsewhere: DIR/entities.csv and DIR/relations.csv
//!
//! A project is written into a folder below `target`, and `remit build` run on it with every check on. Beside each
//! run stands a bare pass over the same bytes: the input read, as many bytes as the output holds written and synced
//! (`x bare` is the ratio of the wall times, `x bare cpu` that of the CPU times).
//! Memory and CPU time are those that the kernel reports of the process (Linux only). Nothing here is a test: no
//! figure is asserted.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use tables::{Tables, write_project};

mod tables;

/// Six property shapes that the graph meets.
const SHAPES: &str = r#"@prefix b: <https://remit.example/bench/ns#> .
@prefix s: <https://remit.example/bench/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:Agency a sh:NodeShape ; sh:targetClass b:Agency, b:Programme, b:Project, b:Taskforce ;
    sh:property [ sh:path b:place ; sh:maxCount 1 ; sh:class b:Place ] ;
    sh:property [ sh:path b:startDate ; sh:maxCount 1 ; sh:datatype xsd:date ; sh:minInclusive "1990-01-01"^^xsd:date ] ;
    sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:minLength 3 ; sh:pattern "^[A-Z]" ] .
s:Funded a sh:NodeShape ; sh:targetSubjectsOf b:funds ;
    sh:property [ sh:path b:funds ; sh:or ( [ sh:class b:Programme ] [ sh:class b:Project ] ) ] ;
    sh:property [ sh:path ( b:funds b:startDate ) ; sh:datatype xsd:date ] ;
    sh:property [ sh:path [ sh:oneOrMorePath b:partOf ] ; sh:nodeKind sh:IRI ] .
"#;
/// A transitive property, and an inverse for each property of the tables.
const AXIOMS: &str = r#"@prefix b: <https://remit.example/bench/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:within a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:label "within" .
b:targetOf a owl:ObjectProperty ; owl:inverseOf b:targets ; rdfs:label "target of" .
b:hasPart a owl:ObjectProperty ; owl:inverseOf b:partOf ; rdfs:label "has part" .
b:staffs a owl:ObjectProperty ; owl:inverseOf b:staffedBy ; rdfs:label "staffs" .
b:placeOf a owl:ObjectProperty ; owl:inverseOf b:operatesIn ; rdfs:label "place of" .
b:fundedBy a owl:ObjectProperty ; owl:inverseOf b:funds ; rdfs:label "funded by" .
b:overseenBy a owl:ObjectProperty ; owl:inverseOf b:oversees ; rdfs:label "overseen by" .
b:helpedBy a owl:ObjectProperty ; owl:inverseOf b:collaboratesWith ; rdfs:label "helped by" .
"#;
fn main() -> ExitCode {
    tables::ended(bench())
}

fn bench() -> io::Result<()> {
    let mut scales: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    // `cargo test --all-targets` runs benches too, without this word: then once and small.
    let is_bench = std::env::args().any(|a| a == "--bench");
    let mut runs =
        std::env::var_os("REMIT_BENCH_RUNS").and_then(|r| r.to_str()?.parse().ok()).unwrap_or(3).max(1);
    if !is_bench {
        (scales, runs) = (vec![1_000], 1);
    } else if scales.is_empty() {
        scales = if is_check() { vec![100_000, 1_000_000] } else { vec![10_000, 100_000] };
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-build");
    println!(
        "{:>9} {:>9} {:>10} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7} {:>10}",
        "entities",
        "claims",
        "quads",
        "wall s",
        "cpu s",
        "Mquads/s",
        "MiB",
        "B/claim",
        "x bare",
        "x bare cpu"
    );
    match std::env::var_os("REMIT_BENCH_DATA") {
        Some(data) => measure(&folder.join("given"), runs, &Tables::Given(data.into()))?,
        None => {
            for scale in scales {
                measure(&folder.join(scale.to_string()), runs, &Tables::Made(scale))?;
            }
        }
    }
    Ok(())
}

/// Whether tables are read and checked only.
fn is_check() -> bool {
    std::env::var_os("REMIT_BENCH_CHECK").is_some()
}

// ---------------------------------------------------------------- what is measured

/// What one run of the program cost.
#[derive(Default)]
struct Cost {
    wall: f64,
    cpu: f64,
    /// The most memory at one time, in KiB.
    peak: u64,
}

/// Makes a project, builds it several times, and prints one line of medians.
fn measure(project: &Path, runs: usize, tables: &Tables) -> io::Result<()> {
    write_project(project, tables)?;
    if std::env::var_os("REMIT_BENCH_SHAPES").is_some() {
        fs::create_dir_all(project.join("ontology/shapes"))?;
        fs::write(project.join("ontology/shapes/bench.ttl"), SHAPES)?;
    }
    if std::env::var_os("REMIT_BENCH_INFER").is_some() {
        infer(project)?;
    }

    run(project)?;
    let mut costs = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..runs {
        costs.push(run(project)?);
        bare.push(bare_pass(project)?);
    }
    let counts = counts(project)?;
    let count = |name: &str| counts[name].as_u64().unwrap_or(0);
    let (claims, quads) = (count("claims"), count("quads"));
    let wall = median(costs.iter().map(|c| c.wall));
    let cpu = median(costs.iter().map(|c| c.cpu));
    let peak = median(costs.iter().map(|c| c.peak as f64)) * 1024.0;
    let ratio = median(costs.iter().zip(&bare).map(|(c, b)| c.wall / b.wall));
    let of_cpu = median(costs.iter().zip(&bare).map(|(c, b)| c.cpu / b.cpu));
    println!(
        "{:>9} {claims:>9} {quads:>10} {wall:>8.2} {cpu:>8.2} {:>9.2} {:>8.0} {:>8.0} {ratio:>7.1} {of_cpu:>10.1}",
        count("entities"),
        quads as f64 / wall / 1e6,
        peak / f64::from(1 << 20),
        peak / claims.max(1) as f64,
    );
    if let derived @ 1.. = count("derived") {
        println!("{derived:>20} derived");
    }
    fs::remove_dir_all(project)
}

/// How many there are of what: as the program says, or of what was only checked, as the tables say.
fn counts(project: &Path) -> io::Result<serde_json::Value> {
    if !is_check() {
        let manifest = fs::read_to_string(project.join("output/manifest.json"))?;
        return Ok(serde_json::from_str::<serde_json::Value>(&manifest)?["counts"].take());
    }
    let lines = |table: &str| fs::read_to_string(project.join("data").join(table));
    let entities = lines("entities.csv")?;
    let values = |line: &str| line.rsplit(',').skip(1).take(2).filter(|value| !value.is_empty()).count();
    let claims =
        entities.lines().skip(1).map(values).sum::<usize>() + lines("relations.csv")?.lines().count() - 1;
    let entities = entities.lines().count() + lines("sources.csv")?.lines().count() - 1;
    Ok(serde_json::json!({ "entities": entities, "claims": claims }))
}

/// Adds axioms to a project, and a tree over its entities, four to each node.
fn infer(project: &Path) -> io::Result<()> {
    fs::write(project.join("ontology/axioms.ttl"), AXIOMS)?;
    let entities = fs::read_to_string(project.join("data/entities.csv"))?;
    let ids: Vec<&str> = entities.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let mut tree = String::from("subject,predicate,object,source_id,status\n");
    for (i, id) in ids.iter().enumerate().skip(1) {
        tree.push_str(&format!("{id},within,{},src0,active\n", ids[(i - 1) / 4]));
    }
    fs::write(project.join("data/tree.csv"), tree)?;
    let mut manifest = fs::read_to_string(project.join("remit.toml"))?;
    manifest.push_str("\n[[table]]\nfile = \"tree.csv\"\nkind = \"claim\"\n");
    manifest.push_str("columns = { source_id = \"source\" }\nset = { speaker = \"curator\" }\n");
    fs::write(project.join("remit.toml"), manifest)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// Runs the program once on a project.
fn run(project: &Path) -> io::Result<Cost> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_remit"))
        .args([if is_check() { "check" } else { "build" }, "--project"])
        .arg(project)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut cost = watch(child.id());
    let mut told = String::new();
    if let Some(stderr) = child.stderr.as_mut() {
        stderr.read_to_string(&mut told)?;
    }
    let status = child.wait()?;
    if cost.wall == 0.0 {
        cost.wall = start.elapsed().as_secs_f64();
    }
    if status.success() {
        return Ok(cost);
    }
    let shown: String = told.chars().take(2000).collect();
    Err(io::Error::other(format!("remit build failed: {status}\n{shown}")))
}

/// Looks at a process in `/proc` until it has ended: its highest memory, and the time it took.
///
/// The kernel keeps the highest value itself, so looking now and then misses only what is taken in the last
/// milliseconds. A process that has ended keeps its CPU time until it is waited for.
#[cfg(target_os = "linux")]
fn watch(id: u32) -> Cost {
    let start = Instant::now();
    let mut cost = Cost::default();
    loop {
        let Ok(line) = fs::read_to_string(format!("/proc/{id}/stat")) else { return cost };
        let after_name = line.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let fields: Vec<&str> = after_name.split(' ').collect();
        if fields.first() == Some(&"Z") {
            cost.wall = start.elapsed().as_secs_f64();
            // User and system time, in hundredths of a second on every Linux in use.
            let ticks = [11, 12].map(|i| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0));
            cost.cpu = (ticks[0] + ticks[1]) / 100.0;
            return cost;
        }
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let high =
            status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        cost.peak = cost.peak.max(high.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(not(target_os = "linux"))]
fn watch(_: u32) -> Cost {
    Cost::default()
}

/// Reads every input once and writes as many bytes as the output holds.
fn bare_pass(project: &Path) -> io::Result<Cost> {
    let length = fs::metadata(project.join("output/graph.nq")).map_or(0, |output| output.len());
    let before = own_cpu();
    let target = project.join("bare.bin");
    let start = Instant::now();
    let mut block = vec![b'.'; 1 << 20];
    for entry in fs::read_dir(project.join("data"))? {
        let mut file = File::open(entry?.path())?;
        while file.read(&mut block)? > 0 {}
    }
    let mut out = File::create(&target)?;
    let mut left = length;
    while left > 0 {
        let piece = left.min(block.len() as u64) as usize;
        out.write_all(&block[..piece])?;
        left -= piece as u64;
    }
    out.sync_all()?;
    let wall = start.elapsed().as_secs_f64();
    fs::remove_file(target)?;
    Ok(Cost { wall, cpu: (own_cpu() - before).max(0.01), peak: 0 })
}

/// The CPU time of this process, in seconds.
fn own_cpu() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = line.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ');
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
