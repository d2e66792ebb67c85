//! The fuzz targets: one for each parser, each a function of one text.
//!
//! Most of them put the text into a small project of `tests/cases`, build it as `remit check` does, and read the reports
//! of what is wrong again. A target fails by a panic; that it ends soon is watched by whoever runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use remit::compile::evidence::{Folded, Lock, parse_lock, write_lock};
use remit::compile::input::Input;
use remit::compile::read::{Manifest, parse_manifest};
use remit::derive::graph::{BuildError, Graph};
use remit::derive::store::{DefaultGraph, QueryText, doubts, syntax_fault};
use remit::explore::ask;
use remit::explore::names::Names;
use remit::explore::questions;
use remit::model::code::Code;
use remit::model::date::{PartialDate, parse_duration, weeks_as_days};
use remit::model::diagnostic::Diagnostic;
use remit::model::file::{FileId, Files, SourceFile};
use remit::model::header::{Header, QueryKind};
use remit::project;
use remit::render::draw;
use remit::render::figure::{self, Views};
use remit::render::report::{self, Report};

/// A parser under test.
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Reads one text; panics where something is wrong with the program.
    run: fn(&str),
    /// Whether a file of the repository, given by its path, is an example of what is read.
    is_seed: fn(&str) -> bool,
    /// Examples that are in no file.
    seeds: &'static [&'static str],
}

/// All targets.
pub const TARGETS: &[Target] = &[
    target("manifest", manifest, |p| p.ends_with("/remit.toml")),
    target("claims", claims, |p| p.contains("/data/") && p.ends_with(".toml")),
    target("csv", csv, |p| p.ends_with(".csv") && !p.contains("/questions/") && !p.contains("/w3c/")),
    target("ontology", ontology, |p| p.ends_with(".ttl") && !p.contains("/shapes/") && !p.contains("/w3c/")),
    target("shapes", shapes, |p| p.ends_with(".ttl") && (p.contains("/shapes/") || p.contains("/w3c/"))),
    target("lock", lock, |p| p.ends_with("/remit.lock")),
    target("view", view, |p| p.contains("/views/")),
    target("theme", theme, |p| p.contains("/themes/")),
    target("query", query, |p| p.ends_with(".rq") && !p.contains("/rules/")),
    Target {
        seeds: &["what is in the pudding", "who sells \"flour\"?"],
        ..target("question", question, |_| false)
    },
    target("rule", rule, |p| p.contains("/rules/")),
    Target {
        seeds: &[
            "2023",
            "2023-03",
            "2024-02-29",
            "P3Y",
            "P1Y6M10D",
            "PT36H",
            "P1DT0.5S",
            "P2W",
            "0001-01-01",
            "9999-12-31",
        ],
        ..target("values", values, |_| false)
    },
    target("quotes", quotes, |p| p.contains("/sources/")),
];

const fn target(name: &'static str, run: fn(&str), is_seed: fn(&str) -> bool) -> Target {
    Target { name, run, is_seed, seeds: &[] }
}

/// Runs a target; what is not UTF-8 is refused before any parser, so it is of no interest here.
///
/// # Panics
///
/// Where the program has a fault, or there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|t| t.name == name).expect("a target of that name");
    if let Ok(text) = std::str::from_utf8(bytes) {
        (target.run)(text);
    }
}

/// The examples of a target in the repository, and inputs that once made it fail.
///
/// # Panics
///
/// Where the repository cannot be read.
pub fn seeds(target: &Target) -> Vec<Vec<u8>> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.file_name().and_then(|n| n.to_str()) {
                Some("expected" | "target" | "corpus" | "artifacts" | "output" | ".git") => {}
                _ if path.is_dir() => walk(&path, found),
                _ => found.push(path),
            }
        }
    }
    let mut files = Vec::new();
    walk(&repository(), &mut files);
    files.sort();
    let regressions = format!("/fuzz/regressions/{}/", target.name);
    let is_wanted = |path: &Path| {
        let path = format!("/{}", path.strip_prefix(repository()).unwrap_or(path).to_string_lossy());
        path.starts_with(&regressions) || !path.starts_with("/fuzz/") && (target.is_seed)(&path)
    };
    let own = target.seeds.iter().map(|s| s.as_bytes().to_vec());
    own.chain(files.iter().filter(|p| is_wanted(p)).map(|p| fs::read(p).expect("a seed is read"))).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A project that is good as it is, and of which one file is exchanged.
struct Project {
    input: Arc<Input>,
    graph: Graph,
}

impl Project {
    fn open(case: &str) -> Self {
        let folder = repository().join("tests/cases").join(case);
        let project = project::open(&folder, None).unwrap_or_else(|(_, faults)| panic!("{faults:?}"));
        let graph = Graph::build(Arc::clone(&project.input), None).expect("the case is good");
        Self { input: project.input, graph }
    }

    /// The files, with one in place of the one of that name.
    fn with(&self, path: &str, text: &str) -> Files {
        let others = self.input.files.iter().map(|(_, f)| f).filter(|f| f.path != path).cloned();
        Files::new(others.chain([SourceFile { path: path.to_owned(), text: text.to_owned() }]).collect())
    }

    /// Builds the project with one file exchanged.
    fn check(&self, path: &str, text: &str) {
        let (manifest, texts) = (self.input.manifest.clone(), self.input.texts.clone());
        check(Input::new(manifest, self.with(path, text), texts, self.input.lock.clone()));
    }
}

/// Claims in TOML, a rule, shapes, views and queries.
static KITCHEN: LazyLock<Project> = LazyLock::new(|| Project::open("kitchen"));
/// Claims in tables, and a manifest that says what their columns are.
static RAILWAY: LazyLock<Project> = LazyLock::new(|| Project::open("railway"));

/// Builds a project; where it has faults, they are reported in every form.
fn check(input: Input) {
    let input = Arc::new(input);
    match Graph::build(Arc::clone(&input), None) {
        Ok(graph) => read_again(&input.files, Some(&input.manifest), graph.warnings().to_vec()),
        Err(BuildError::Faults(faults)) => {
            read_again(&input.files, Some(&input.manifest), faults.diagnostics);
        }
        Err(BuildError::Store(_)) => {}
    }
}

/// Reports faults in every form; each has its place in a file.
fn read_again(files: &Files, manifest: Option<&Manifest>, faults: Vec<Diagnostic>) {
    if faults.is_empty() {
        return;
    }
    let number = faults.len();
    let report = Report::new(files, manifest, faults);
    assert!(!report::text(&report, false, 120, report::MOST_SHOWN).is_empty());
    let json = report::json(&report).expect("a report can be written");
    let told: Vec<serde_json::Value> = serde_json::from_str(&json).expect("a report is JSON");
    assert!(told.len() <= number && told.iter().all(|f| f["code"].is_string()));
    let _: serde_json::Value = serde_json::from_str(&report::sarif(&report, "")).expect("SARIF is JSON");
}

fn manifest(text: &str) {
    let files = RAILWAY.with("remit.toml", text);
    let id = files.find("remit.toml").expect("the manifest");
    match parse_manifest(id, files.get(id)) {
        Ok(manifest) => check(Input::new(manifest, files, BTreeMap::new(), Lock::default())),
        Err(faults) => read_again(&files, None, faults),
    }
}

fn claims(text: &str) {
    KITCHEN.check("data/claims.toml", text);
}

fn csv(text: &str) {
    RAILWAY.check("tables/claims-more.csv", text);
}

fn ontology(text: &str) {
    KITCHEN.check("ontology/kitchen.ttl", text);
}

fn shapes(text: &str) {
    KITCHEN.check("ontology/shapes/kitchen.ttl", text);
}

fn lock(text: &str) {
    let files = KITCHEN.with("remit.lock", text);
    let id = files.find("remit.lock").expect("the lock file");
    match parse_lock(id, files.get(id)) {
        Ok(lock) => {
            let file = SourceFile { path: "remit.lock".to_owned(), text: write_lock(&lock) };
            assert_eq!(parse_lock(FileId(0), &file).expect("what is written is read"), lock);
            // Without the texts, the lock file is all that is known of quotes.
            check(Input::new(KITCHEN.input.manifest.clone(), files, BTreeMap::new(), lock));
        }
        Err(fault) => read_again(&files, None, vec![*fault]),
    }
}

fn view(text: &str) {
    let path = "ontology/views/who-sells-what.toml";
    let files = KITCHEN.with(path, text);
    let id = files.find(path).expect("the view");
    let store = KITCHEN.graph.store().expect("a store");
    let views: Vec<FileId> =
        files.iter().filter(|(_, f)| f.path.contains("/views/")).map(|(id, _)| id).collect();
    let query = QueryText { file: id, text };
    let built = figure::parse(id, files.get(id)).and_then(|view| {
        figure::build(&view, query, Views::new(&views, &files), KITCHEN.graph.scope(), Some(store))
    });
    match built {
        Ok((drawn, _)) => {
            let theme = draw::Theme::light();
            assert!(draw::svg(&drawn, &theme).iter().all(|page| page.ends_with("</svg>\n")));
            draw::text(&drawn);
            draw::dot(&drawn, &theme);
            draw::inspect(&drawn, &theme);
            figure::table(&drawn);
        }
        Err(faults) => read_again(&files, None, faults),
    }
}

fn theme(text: &str) {
    let file = SourceFile { path: "ontology/themes/own.toml".to_owned(), text: text.to_owned() };
    let files = Files::new(vec![file]);
    if let Err(faults) = draw::themes(files.iter()) {
        read_again(&files, None, faults);
    }
}

/// Reads a query without asking it: a query has no limit but that of its user.
fn query(text: &str) {
    let files = KITCHEN.with("data/queries/used-in.rq", text);
    let id = files.find("data/queries/used-in.rq").expect("the query");
    let query = QueryText { file: id, text };
    let store = KITCHEN.graph.store().expect("a store");
    let header = Header::parse(text);
    let mut faults = Vec::new();
    for kind in [QueryKind::Rule, QueryKind::Query, QueryKind::Question] {
        faults.extend(header.diagnostics(kind, id));
    }
    questions::in_words(text);
    match store.parse(text) {
        Ok(_) => {
            faults.extend(doubts(query, DefaultGraph::Union, store));
            faults.extend(ask::templates(query, KITCHEN.graph.ontology(), store).err().unwrap_or_default());
        }
        Err(error) => faults.push(syntax_fault(Code::R053, query, &error, store)),
    }
    read_again(&files, None, faults);
}

/// A question in words, of a graph that has templates.
fn question(text: &str) {
    let (graph, input) = (&KITCHEN.graph, &KITCHEN.input);
    let store = graph.store().expect("a store");
    let templates: Vec<ask::Template> = input
        .queries
        .iter()
        .map(|id| QueryText { file: *id, text: &input.files.get(*id).text })
        .flat_map(|text| ask::templates(text, graph.ontology(), store).unwrap_or_default())
        .collect();
    let names = Names::of_things(graph.dataset(), graph.ontology());
    let _ = ask::read(text, &templates, &names);
    // As it is asked where no template has its words.
    if let Ok(reply) = graph.ask(text) {
        assert!(serde_json::to_string(&reply).is_ok_and(|json| !json.is_empty()));
    }
}

/// A rule over a graph without claims: what it may cost depends on the data, and is not in question here.
fn rule(text: &str) {
    let input = &KITCHEN.input;
    let with = KITCHEN.with("ontology/rules/10-used-in.rq", text);
    let files = with.iter().map(|(_, f)| f).filter(|f| !f.path.starts_with("data/")).cloned();
    check(Input::new(input.manifest.clone(), Files::new(files.collect()), BTreeMap::new(), Lock::default()));
}

fn values(text: &str) {
    if let Some(date) = PartialDate::parse(text) {
        assert_eq!(date.to_string(), text);
        let (first, last) = date.days();
        assert!(first < last && !date.is_after(date) && !date.words().is_empty());
    }
    for span in
        [Some(text.to_owned()), weeks_as_days(text)].into_iter().flatten().filter_map(|s| parse_duration(&s))
    {
        assert_eq!(parse_duration(&span.to_string()), Some(span));
    }
    let quoted = serde_json::to_string(text).expect("a text is written");
    for field in ["object", "amount", "count", "deadline", "from"] {
        KITCHEN.check(
            "data/values.toml",
            &format!("[[claim]]\nsubject = \"pudding\"\npredicate = \"contains\"\n{field} = {quoted}\n{field} = {text}\n"),
        );
    }
}

/// The text of a source: folded, with the way back; searched for quotes; and quoted from.
fn quotes(text: &str) {
    let folded = Folded::new(text);
    let length = text.chars().count() as u32;
    let mut last = (0, 0);
    for (at, c) in folded.text().char_indices() {
        let range = folded.original(at, at + c.len_utf8());
        assert!(
            range.0 < range.1 && range.1 <= length && range.0 >= last.0 && range.1 >= last.1,
            "{range:?}"
        );
        last = range;
    }
    assert!((0..=length).all(|at| folded.text().is_char_boundary(folded.byte_of(at))));
    let input = &KITCHEN.input;
    let texts = input.texts.keys().map(|name| (name.clone(), text.to_owned())).collect();
    check(Input::new(input.manifest.clone(), input.files.clone(), texts, input.lock.clone()));
}
