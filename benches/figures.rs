//! How fast figures are made: layouts of networks, a timeline and a matrix of 300 rows, and a build of the project of this repository.
//!
//!     cargo bench --bench figures
//!
//! Each row has a limit that was measured in the same run: for layouts the layered layout of Graphviz (`dot`) of the same boxes and edges,
//! where it is installed; for figures and builds a pass that only reads what goes in and writes as many bytes as come out. The best
//! of several runs counts. Nothing here is a test: no figure is asserted.

#![allow(clippy::print_stdout, reason = "the table is the result")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use remit::derive::graph::Graph;
use remit::project;
use remit::render::draw::layered::{Edge, Node, layout};
use remit::render::draw::svg;
use tables::ended;

#[expect(dead_code, reason = "the tables of other benches")]
mod tables;

/// How many things, bodies and rows there are in a figure that is large.
const LARGE: usize = 300;

fn main() -> ExitCode {
    ended(bench())
}

fn bench() -> io::Result<()> {
    let is_bench = std::env::args().any(|a| a == "--bench");
    println!("| what | ms | limit, ms | ratio |\n|---|---|---|---|");
    let sizes: &[usize] = if is_bench { &[50, 100, LARGE] } else { &[50] };
    for size in sizes {
        let (blocks, wires) = network(*size);
        let own = best(5, || drop(black_box(layout(&blocks, &wires, 1000.0))));
        row(&format!("layout of {size} things, {} edges", wires.len()), own, of_dot(&blocks, &wires));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-figures-{}", std::process::id()));
    let result = figures(&folder).and_then(|()| if is_bench { build(&folder) } else { Ok(()) });
    fs::remove_dir_all(&folder)?;
    result
}

fn row(what: &str, own: f64, limit: Option<f64>) {
    let limit = limit.map(|limit| (format!("{limit:.1}"), format!("{:.2}", own / limit)));
    let (limit, ratio) = limit.unwrap_or_else(|| ("-".to_owned(), "-".to_owned()));
    println!("| {what} | {own:.1} | {limit} | {ratio} |");
}

/// Milliseconds of the best of several runs.
fn best(runs: usize, mut work: impl FnMut()) -> f64 {
    let run = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..runs).map(run).fold(f64::INFINITY, f64::min)
}

/// Boxes with two edges each, most of them to things close by, by a fixed rule; a few edges join without leading.
fn network(size: usize) -> (Vec<Node>, Vec<Edge>) {
    let mut state = 7u32;
    let mut below = |most: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % most
    };
    let node = |n: usize| Node { w: 120.0, h: 30.0 + (n % 4) as f64 * 11.0, column: None };
    let blocks = (0..size).map(node).collect();
    let edge = |n: usize| {
        let from = n / 2;
        let to = if below(10) == 0 { below(size) } else { (from + 1 + below(20)).min(size - 1) };
        Edge { from, to, w: 90.0, h: 24.0, level: below(25) == 0 }
    };
    (blocks, (0..2 * size).map(edge).collect())
}

/// Milliseconds that `dot` takes for the same boxes and edges, its start included; none where it is not installed.
fn of_dot(blocks: &[Node], wires: &[Edge]) -> Option<f64> {
    let mut text = String::from("digraph { rankdir=LR; node [shape=box fixedsize=true label=\"\"];\n");
    for (i, block) in blocks.iter().enumerate() {
        let _ = writeln!(text, "n{i} [width={} height={}];", block.w / 72.0, block.h / 72.0);
    }
    for wire in wires {
        let _ = writeln!(text, "n{} -> n{} [label=\"twelve words\"];", wire.from, wire.to);
    }
    text.push('}');
    let run = || -> Option<()> {
        let dot = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let mut dot = dot.ok()?;
        dot.stdin.take()?.write_all(text.as_bytes()).ok()?;
        dot.wait().ok()?.success().then_some(())
    };
    run()?;
    Some(best(2, || {
        run();
    }))
}

const REMIT_TOML: &str = r#"title = "Bench"
base = "https://remit.example/bench/"

[[table]]
file = "claims.csv"
kind = "claim"
set = { source = "register", speaker = "register", status = "established" }
"#;

const ONTOLOGY: &str = r#"@prefix b: <https://remit.example/bench/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
b:Stage a owl:Class ; rdfs:label "stage" .
b:Measure a owl:Class ; rdfs:label "measure" .
b:Body a owl:Class ; rdfs:label "body" .
b:Plan a owl:Class ; rdfs:label "plan" .
b:hasStage a owl:ObjectProperty ; rdfs:label "has stage" ; remit:ordered true .
b:serves a owl:ObjectProperty ; rdfs:label "serves" .
b:runBy a owl:ObjectProperty ; rdfs:label "is run by" .
"#;

const GRID: &str = r#"kind = "grid"
title = "Which stage has which measure?"
[rows]
title = "Stages"
of = "has-stage"
[[column]]
title = "Bodies"
classes = ["Body"]
[[column]]
title = "Nobody"
[cards]
word = ["measure", "measures"]
places = "serves"
verb = "serves"
query = "SELECT ?card ?rank ?lead ?body { ?lead rdf:predicate b:runBy ; rdf:subject ?card ; rdf:object ?body . BIND (1 AS ?rank) }"
"#;

const TIMELINE: &str = r#"kind = "timeline"
title = "When does each measure run?"
[asked]
word = ["measure", "measures"]
classes = ["Measure"]
[[group]]
title = "Measures"
[periods]
query = "SELECT ?thing ?claim { ?claim remit:from ?any ; rdf:subject ?thing }"
"#;

/// A timeline and a matrix with a row for each of many things.
fn figures(folder: &Path) -> io::Result<()> {
    let project = folder.join("large");
    for part in ["data", "ontology/views"] {
        fs::create_dir_all(project.join(part))?;
    }
    let mut data = String::new();
    let mut entity = |id: &str, class: &str| {
        let _ =
            writeln!(data, "[[entity]]\nid = \"{id}\"\ntype = \"{class}\"\nname = \"The {class} {id}\"\n");
    };
    entity("register", "Register");
    entity("plan", "Plan");
    let mut claims = String::from("id,subject,predicate,object,position,from,until\n");
    for stage in 0..10 {
        entity(&format!("s{stage}"), "Stage");
        let _ = writeln!(claims, "plan-{stage},plan,has-stage,s{stage},{},,", stage + 1);
    }
    for n in 0..LARGE {
        entity(&format!("m{n}"), "Measure");
        entity(&format!("b{n}"), "Body");
        let _ = writeln!(claims, "serves-{n},m{n},serves,s{},,,", n % 10);
        let _ = writeln!(claims, "runs-{n},m{n},run-by,b{n},,{},{}", 1990 + n % 20, 2012 + n % 9);
    }
    for (path, text) in [
        ("remit.toml", REMIT_TOML),
        ("ontology/bench.ttl", ONTOLOGY),
        ("ontology/views/grid.toml", GRID),
        ("ontology/views/matrix.toml", "kind = \"matrix\"\ntitle = \"Who runs what?\"\ngrid = \"grid\"\n"),
        ("ontology/views/timeline.toml", TIMELINE),
        ("data/entities.toml", &data),
        ("data/claims.csv", &claims),
    ] {
        fs::write(project.join(path), text)?;
    }
    let other = |faults: &dyn std::fmt::Debug| io::Error::other(format!("{faults:?}"));
    let opened = project::open(&project, None).map_err(|(_, faults)| other(&faults))?;
    let graph = Graph::build(opened.input, None).map_err(|error| other(&error))?;
    let made = project::views::figures(&graph, graph.store().ok()).map_err(|faults| other(&faults))?;
    let themes = project::views::themes(graph.input()).map_err(|faults| other(&faults))?;
    let theme = themes.first().ok_or_else(|| io::Error::other("no theme"))?;
    let figures: BTreeMap<_, _> = made.0.into_iter().collect();
    for name in ["timeline", "matrix"] {
        let figure = figures.get(name).ok_or_else(|| io::Error::other("no figure"))?;
        let bytes = svg(figure, theme).concat();
        let own = best(5, || drop(black_box(svg(figure, theme))));
        let bare = best(5, || drop(black_box(fs::write(folder.join("bare"), &bytes))));
        row(&format!("{name} of {LARGE} rows as SVG, {} KiB", bytes.len() / 1024), own, Some(bare));
    }
    Ok(())
}

/// The project of this repository, everything built by the program.
fn build(folder: &Path) -> io::Result<()> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = folder.join("own");
    for part in ["remit.toml", "remit.lock", "data", "ontology", "sources"] {
        copy(&from.join(part), &project.join(part))?;
    }
    let mut run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
        let done = command.args(["build", "--quiet", "--project"]).arg(&project).output();
        assert!(done.is_ok_and(|done| done.status.success()), "the project is built");
    };
    let own = best(7, &mut run);
    let files = files_in(&project)?;
    let bare = best(7, || {
        for (i, file) in files.iter().enumerate() {
            let bytes = fs::read(file).unwrap_or_default();
            drop(fs::write(folder.join(format!("bare-{i}")), bytes));
        }
    });
    row(&format!("build of this repository, {} files read and written", files.len()), own, Some(bare));
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        fs::read_dir(from)?.try_for_each(|entry| {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))
        })
    } else if from.exists() {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::copy(from, to).map(drop)
    } else {
        Ok(())
    }
}

fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files_in(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
