//! How fast a graph is built: tables of entities and relations in, N-Quads out, through the program as it is installed.
//!
//!     cargo bench --bench build                      10,000 and 100,000 entities, five relations each
//!     cargo bench --bench build -- 1000000           other numbers of entities
//!     REMIT_BENCH_RUNS=9 cargo bench --bench build   runs that count, after one that does not (3)
//!     REMIT_BENCH_SHAPES=1 cargo bench --bench build with six property shapes held against the graph
//!     REMIT_BENCH_DATA=DIR cargo bench --bench build tables made elsewhere: DIR/entities.csv and DIR/relations.csv
//!
//! A project is written into a folder below `target`, and `remit build` run on it with every check on. Beside each
//! run stands a bare pass over the same bytes: the input read, as many bytes as the output holds written and synced.
//! Memory and CPU time are those that the kernel reports of the process (Linux only). Nothing here is a test: no
//! figure is asserted.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The classes of entities: name, prefix of ids, share in percent. What is left over are stages.
const TYPES: [(&str, &str, usize); 6] = [
    ("Agency", "ag", 30),
    ("Person", "pe", 25),
    ("Programme", "pr", 25),
    ("Project", "pj", 9),
    ("Taskforce", "tf", 6),
    ("Place", "pl", 5),
];
const FIRST_WORDS: [&str; 20] = [
    "National",
    "Regional",
    "Federal",
    "Joint",
    "Central",
    "Rural",
    "Urban",
    "Coastal",
    "Northern",
    "Southern",
    "Digital",
    "Public",
    "Social",
    "Green",
    "Integrated",
    "Strategic",
    "Emergency",
    "Youth",
    "Family",
    "Early",
];
const SECOND_WORDS: [&str; 20] = [
    "Health",
    "Housing",
    "Education",
    "Employment",
    "Transport",
    "Water",
    "Energy",
    "Justice",
    "Childcare",
    "Nutrition",
    "Migration",
    "Skills",
    "Climate",
    "Safety",
    "Research",
    "Culture",
    "Pension",
    "Disability",
    "Forest",
    "Harbour",
];
const OTHER_LETTERS: [&str; 8] =
    ["Zürich", "São Paulo", "Łódź", "Київ", "東京", "Málaga", "Reykjavík", "القاهرة"];
/// Predicates: key, share in percent, classes of subjects, classes of objects.
const PREDICATES: [(&str, u64, &[&str], &[&str]); 7] = [
    ("targets", 24, &["Agency", "Programme", "Taskforce"], &["Stage"]),
    ("partOf", 12, &["Agency"], &["Agency"]),
    ("staffedBy", 16, &["Agency", "Taskforce"], &["Person"]),
    ("operatesIn", 16, &["Agency", "Programme", "Project"], &["Place"]),
    ("funds", 14, &["Agency"], &["Programme", "Project"]),
    ("oversees", 8, &["Taskforce", "Agency"], &["Programme"]),
    ("collaboratesWith", 10, &["Agency"], &["Agency", "Taskforce"]),
];
const STATUSES: [&str; 4] = ["active", "planned", "closed", "under review"];

const REMIT_TOML: &str = r#"title = "Bench"
base = "https://remit.example/bench/"

[output-files]
formats = ["nq"]
tables = false

[[table]]
file = "entities.csv"
kind = "entity"
columns = { label = "name", place_id = "place", start_date = "start-date", source_id = "source" }
set = { speaker = "curator", status = "active" }

[[table]]
file = "relations.csv"
kind = "claim"
columns = { source_id = "source", start_date = "from" }
set = { speaker = "curator", currency = "EUR", per = "total" }
"#;

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

fn main() -> ExitCode {
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
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
        scales = vec![10_000, 100_000];
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-build");
    println!(
        "{:>9} {:>9} {:>10} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7}",
        "entities", "claims", "quads", "wall s", "cpu s", "Mquads/s", "MiB", "B/claim", "x bare"
    );
    match std::env::var_os("REMIT_BENCH_DATA") {
        Some(data) => measure(&folder.join("given"), runs, |to| copy_tables(Path::new(&data), to))?,
        None => {
            for scale in scales {
                measure(&folder.join(scale.to_string()), runs, |to| write_tables(scale, to))?;
            }
        }
    }
    Ok(())
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
fn measure(project: &Path, runs: usize, tables: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    if project.exists() {
        fs::remove_dir_all(project)?;
    }
    fs::create_dir_all(project.join("data"))?;
    fs::create_dir_all(project.join("ontology"))?;
    fs::write(project.join("remit.toml"), REMIT_TOML)?;
    fs::write(project.join("ontology/bench.ttl"), ontology())?;
    if std::env::var_os("REMIT_BENCH_SHAPES").is_some() {
        fs::create_dir_all(project.join("ontology/shapes"))?;
        fs::write(project.join("ontology/shapes/bench.ttl"), SHAPES)?;
    }
    fs::write(
        project.join("data/curator.toml"),
        "[[entity]]\nid = \"curator\"\ntype = \"Agency\"\nname = \"Curator of the bench\"\n",
    )?;
    tables(&project.join("data"))?;
    let sources = sources_of(&project.join("data/entities.csv"), &project.join("data/relations.csv"))?;
    fs::write(project.join("data/sources.csv"), sources)?;

    run(project)?;
    let mut costs = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..runs {
        costs.push(run(project)?);
        bare.push(bare_pass(project)?);
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(project.join("output/manifest.json"))?)?;
    let count = |name: &str| manifest["counts"][name].as_u64().unwrap_or(0);
    let (claims, quads) = (count("claims"), count("quads"));
    let wall = median(costs.iter().map(|c| c.wall));
    let cpu = median(costs.iter().map(|c| c.cpu));
    let peak = median(costs.iter().map(|c| c.peak as f64)) * 1024.0;
    let ratio = median(costs.iter().zip(&bare).map(|(c, b)| c.wall / b));
    println!(
        "{:>9} {claims:>9} {quads:>10} {wall:>8.2} {cpu:>8.2} {:>9.2} {:>8.0} {:>8.0} {ratio:>7.1}",
        count("entities"),
        quads as f64 / wall / 1e6,
        peak / f64::from(1 << 20),
        peak / claims.max(1) as f64,
    );
    fs::remove_dir_all(project)
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
        .args(["build", "--project"])
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

/// Reads every input once and writes as many bytes as the output holds; returns the seconds.
fn bare_pass(project: &Path) -> io::Result<f64> {
    let length = fs::metadata(project.join("output/graph.nq"))?.len();
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
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_file(target)?;
    Ok(seconds)
}

// ---------------------------------------------------------------- the project

/// The classes, properties and statuses that the tables use.
fn ontology() -> String {
    let mut out = String::from(
        "@prefix b: <https://remit.example/bench/ns#> .\n\
         @prefix remit: <https://remit.example/ns#> .\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
         @prefix schema: <https://schema.org/> .\n\
         b:place a owl:ObjectProperty ; rdfs:label \"place\" ; rdfs:range b:Place .\n\
         b:startDate a owl:DatatypeProperty ; rdfs:label \"start date\" ; rdfs:range remit:PartialDate .\n",
    );
    for class in TYPES.iter().map(|t| t.0).chain(["Stage"]) {
        let _ = writeln!(out, "b:{class} a owl:Class ; rdfs:label \"{}\" .", class.to_lowercase());
    }
    let any_of = |word: &str, single: &str, classes: &[&str]| {
        let names: Vec<String> = classes.iter().map(|c| format!("b:{c}")).collect();
        format!("{} {}", if classes.len() == 1 { single } else { word }, names.join(", "))
    };
    for (key, _, subjects, objects) in PREDICATES {
        let domain = any_of("schema:domainIncludes", "rdfs:domain", subjects);
        let range = any_of("schema:rangeIncludes", "rdfs:range", objects);
        let _ = writeln!(
            out,
            "b:{key} a owl:ObjectProperty ; rdfs:label \"{key}\" ; remit:key \"{key}\" ; {domain} ; {range} ."
        );
    }
    // `planned` is a status of the core already.
    for status in STATUSES.iter().filter(|s| **s != "planned") {
        let name = status.replace(' ', "-");
        let _ =
            writeln!(out, "b:{name} a remit:Status ; skos:prefLabel \"{status}\" ; remit:key \"{status}\" .");
    }
    out
}

/// The table of all sources that the two tables name.
fn sources_of(entities: &Path, relations: &Path) -> io::Result<String> {
    let mut most = 0;
    for path in [entities, relations] {
        for line in fs::read_to_string(path)?.lines() {
            // No other field begins so, and none of these fields is quoted.
            let number = line.rsplit(',').take(4).find_map(|f| f.strip_prefix("src")?.parse::<usize>().ok());
            most = most.max(number.unwrap_or(0));
        }
    }
    let mut out = String::from("id,type,name\n");
    for i in 0..=most {
        let _ = writeln!(out, "src{i},Register,Register {i}");
    }
    Ok(out)
}

fn copy_tables(from: &Path, to: &Path) -> io::Result<()> {
    for name in ["entities.csv", "relations.csv"] {
        fs::copy(from.join(name), to.join(name))?;
    }
    Ok(())
}

// ---------------------------------------------------------------- the tables

/// A small generator of even numbers (`SplitMix64`): the same tables on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Below a bound, low numbers more often: a power law, so that there are hubs.
    fn hub(&mut self, bound: usize, power: i32) -> usize {
        (bound as f64 * self.unit().powi(power)) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A day between 1990 and 2025.
    fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", 1990 + self.below(36), 1 + self.below(12), 1 + self.below(28))
    }
}

/// How many entities of each class there are.
fn counts(scale: usize) -> Vec<(&'static str, &'static str, usize)> {
    let stages = (scale / 1000).max(10);
    let mut counts: Vec<_> =
        TYPES.iter().map(|(t, p, share)| (*t, *p, (scale - stages) * share / 100)).collect();
    let others: usize = counts.iter().map(|c| c.2).sum();
    counts[0].2 += scale - stages - others;
    counts.push(("Stage", "st", stages));
    counts
}

/// Writes `entities.csv` and, with five times as many rows, `relations.csv`.
fn write_tables(scale: usize, folder: &Path) -> io::Result<()> {
    let counts = counts(scale);
    let of = |class: &str| counts.iter().find(|c| c.0 == class).map_or(("", 0), |c| (c.1, c.2));
    let sources = (scale / 100).max(20);
    let mut random = Random(7 + scale as u64);

    let mut out = table(folder.join("entities.csv"))?;
    writeln!(out, "id,type,label,place_id,start_date,source_id")?;
    for (class, prefix, count) in &counts {
        for i in 0..*count {
            let (first, second) = (random.pick(&FIRST_WORDS), random.pick(&SECOND_WORDS));
            let label = format!("{first} {second} {class} {i}");
            let label = match random.below(100) {
                0..4 => format!("\"{}\"", label.replacen(' ', ", ", 1)),
                4..7 => format!("\"{label} \"\"{}\"\"\"", random.pick(&SECOND_WORDS)),
                7..11 => format!("{label} {}", random.pick(&OTHER_LETTERS)),
                11 => format!("{label} A\\B"),
                _ => label,
            };
            let place = if random.below(100) < 2 {
                String::new()
            } else {
                format!("pl{}", random.hub(of("Place").1, 3))
            };
            let date = if random.below(100) < 3 { String::new() } else { random.date() };
            writeln!(out, "{prefix}{i},{class},{label},{place},{date},src{}", random.below(sources))?;
        }
    }
    out.flush()?;

    let mut out = table(folder.join("relations.csv"))?;
    writeln!(out, "id,subject,predicate,object,source_id,amount,status,start_date")?;
    let mut said: Vec<(String, &str, String)> = Vec::new();
    for i in 0..5 * scale {
        let (subject, predicate, object) = if random.below(100) < 2 && !said.is_empty() {
            // What one source says, another says again.
            said[random.below(said.len())].clone()
        } else {
            relation(&mut random, &of)
        };
        let amount = 10f64.powf(3.0 + 4.0 * random.unit()) as u64;
        let (source, status, date) = (random.below(sources), random.pick(&STATUSES), random.date());
        writeln!(out, "r{i},{subject},{predicate},{object},src{source},{amount},{status},{date}")?;
        if said.len() < 10_000 {
            said.push((subject, predicate, object));
        }
    }
    out.flush()
}

fn relation(
    random: &mut Random,
    of: &dyn Fn(&str) -> (&'static str, usize),
) -> (String, &'static str, String) {
    let mut share = random.next() % 100;
    let chosen = PREDICATES.iter().find(|p| {
        let found = share < p.1;
        share = share.saturating_sub(p.1);
        found
    });
    let (predicate, _, subjects, objects) = chosen.unwrap_or(&PREDICATES[0]);
    let ((subject, subjects), (object, objects)) = (of(random.pick(subjects)), of(random.pick(objects)));
    let (from, to) = if *predicate == "partOf" {
        // A forest: every part has a lower number than what it is a part of, so there is no circle.
        let from = 1 + random.below(subjects - 1);
        (from, random.below(from))
    } else {
        (random.hub(subjects, 2), random.hub(objects, 3))
    };
    (format!("{subject}{from}"), predicate, format!("{object}{to}"))
}

fn table(path: PathBuf) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}
