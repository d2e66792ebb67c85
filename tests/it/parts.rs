//! Figures of parts of a graph: they show what `near` and `path` tell, no more and no less, and each edge in its manner.

use std::collections::BTreeSet;
use std::path::PathBuf;

use remit::render::figure::COLUMNS;
use serde_json::Value;

use crate::explore::words;
use crate::support::{Ran, remit, repository};

/// Projects, and what is asked of them: things, then the options that both commands take. Ends that are claims are left
/// out: text calls them by their key, figures by their sentence.
const NEAR: [(&str, &str, &str); 9] = [
    (".", "nca", ""),
    (".", "nca", "--depth 1"),
    (".", "near-europe-taskforce", "--depth 2"),
    (".", "nca", "--depth 0"),
    (".", "nca", "--depth 4 --layers facts --only staffed-by --only targets"),
    (".", "project-adder", "--layers facts,derived,claims --without runs-until"),
    (".", "organised-crime-groups", "--layers facts,derived,claims"),
    ("tests/cases/museum", "museum", "--layers facts,derived,claims"),
    ("tests/cases/museum", "museum", "--layers derived"),
];
const PATH: [(&str, &str, &str); 8] = [
    (".", "nca organised-crime-groups", ""),
    (".", "nca organised-crime-groups", "--max 20 --longest 5"),
    (".", "nca organised-crime-groups", "--via rocus"),
    (".", "nca organised-crime-groups", "--avoid near-europe-taskforce --max 1"),
    (".", "cerberus securing-the-border", "--max 2"),
    (".", "project-adder drugs-intervention-programme", "--layers facts,derived,claims"),
    ("tests/cases/museum", "mast bo-ek", "--layers facts,derived,claims"),
    ("tests/cases/museum", "rope-wing freja", "--layers claims --max 9"),
];

fn run(project: &str, line: &str) -> Ran {
    remit(&project_folder(project), &words(line))
}

/// The first line of the error stream that is not the one that counts the warnings of the graph.
fn complaint(err: &str) -> Option<&str> {
    err.lines().find(|line| !line.ends_with("about this graph: `remit check` shows them"))
}

fn project_folder(project: &str) -> PathBuf {
    repository().join(project)
}

fn json(project: &str, line: &str) -> Value {
    serde_json::from_str(&run(project, &format!("{line} -f json")).out).expect(line)
}

/// What a figure or an answer shows: edges as two names and a manner, and claims with theirs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shown {
    edges: BTreeSet<(String, String, String)>,
    claims: BTreeSet<(String, String)>,
}

impl Shown {
    fn edge(&mut self, a: &str, b: &str, manner: &str) {
        let (a, b) = (a.min(b), a.max(b));
        self.edges.insert((a.to_owned(), b.to_owned(), manner.to_owned()));
    }

    fn things(&self) -> BTreeSet<String> {
        self.edges.iter().flat_map(|(a, b, _)| [a.clone(), b.clone()]).collect()
    }

    /// The table of a figure. What is derived rests on claims that say something else.
    fn of_figure(csv: &str) -> Self {
        let mut shown = Self::default();
        let claim = COLUMNS.iter().position(|c| *c == "claim").expect("a column of claims");
        for row in csv::Reader::from_reader(csv.as_bytes()).records() {
            let row = row.expect("a row");
            shown.edge(&row[1], &row[3], &row[5]);
            if &row[5] != "inferred" {
                shown.claims.insert((row[claim].to_owned(), row[5].to_owned()));
            }
        }
        shown
    }

    /// The evidence of a hop.
    fn evidence(&mut self, a: &Value, b: &Value, evidence: &Value) {
        for one in evidence.as_array().expect("evidence") {
            let text = |v: &Value| v.as_str().expect("a text").to_owned();
            let standing = text(&one["fact"]["standing"]);
            self.edge(&text(&a["name"]), &text(&b["name"]), &standing);
            if standing != "inferred" {
                self.claims.insert((text(&one["fact"]["id"]), standing));
            }
        }
    }

    fn of_near(near: &Value) -> Self {
        let mut shown = Self::default();
        let mut left = vec![near];
        while let Some(near) = left.pop() {
            for around in near["around"].as_array().expect("properties") {
                for below in around["things"].as_array().expect("things") {
                    shown.evidence(&near["thing"], &below["thing"], &below["evidence"]);
                    left.push(below);
                }
            }
        }
        shown
    }

    fn of_paths(answer: &Value) -> Self {
        let mut shown = Self::default();
        for hop in answer["paths"].as_array().expect("paths").iter().flat_map(|p| p.as_array().expect("hops"))
        {
            shown.evidence(&hop["from"], &hop["to"], &hop["evidence"]);
        }
        shown
    }
}

/// The words of what counted, in a text answer and in the subtitle of its figure.
fn counted(text: &str) -> &str {
    let at = text.find("includes ").expect("it is told what counted");
    text[at..].lines().next().unwrap_or_default()
}

#[test]
fn a_figure_shows_the_things_that_near_tells() {
    for (project, thing, options) in NEAR {
        let told = Shown::of_near(&json(project, &format!("near {thing} {options}")));
        let figure = run(project, &format!("draw --near {thing} {options} -f csv"));
        assert_eq!((figure.code, complaint(&figure.err)), (0, None), "{thing} {options}");
        let drawn = Shown::of_figure(&figure.out);
        assert_eq!(drawn.things(), told.things(), "{thing} {options}");
        // A figure also shows what joins the things that are found to one another.
        assert!(drawn.edges.is_superset(&told.edges), "{thing} {options}: {drawn:#?} {told:#?}");
        assert!(drawn.claims.is_superset(&told.claims), "{thing} {options}");
        let text = run(project, &format!("near {thing} {options}")).out;
        let drawn = run(project, &format!("draw --near {thing} {options} -f text")).out;
        assert_eq!(counted(&drawn), counted(&text));
    }
}

#[test]
fn a_figure_shows_each_hop_of_each_path_and_its_evidence() {
    let mut manners = BTreeSet::new();
    for (project, ends, options) in PATH {
        let answer = json(project, &format!("path {ends} {options}"));
        let told = Shown::of_paths(&answer);
        let figure = run(project, &format!("draw --path {ends} {options} -f csv"));
        assert_eq!((figure.code, complaint(&figure.err)), (0, None), "{ends} {options}");
        assert_eq!(Shown::of_figure(&figure.out), told, "{ends} {options}");
        let text = run(project, &format!("path {ends} {options}")).out;
        let drawn = run(project, &format!("draw --path {ends} {options} -f text")).out;
        assert_eq!(counted(&drawn), counted(&text));
        assert!(drawn.starts_with("What joins "), "{drawn}");
        let paths = answer["paths"].as_array().map_or(0, Vec::len);
        assert!(drawn.contains(&format!("; {paths} path")), "{drawn}");
        manners.extend(told.edges.into_iter().map(|e| e.2));
    }
    let all = ["denied", "disputed", "doubted", "fact", "inferred", "opinion"].map(str::to_owned);
    assert_eq!(manners, BTreeSet::from(all), "every manner has its case");
}

#[test]
fn what_counts_beside_facts_is_never_drawn_as_one() {
    let layers = "--layers facts,derived,claims";
    for (project, line, words) in [
        (".", "--path project-adder drugs-intervention-programme", "Denied: is an updated version of"),
        (".", "--near east-berlin", "Opinion: had a raging problem with"),
        ("tests/cases/museum", "--path mast mr-ash", "Opinion: is pledged by"),
        ("tests/cases/museum", "--near museum", "Disputed: owns"),
    ] {
        for form in ["text", "svg", "dot"] {
            let ran = run(project, &format!("draw {line} {layers} -f {form}"));
            let (word, edge) = words.split_once(": ").expect("a word and an edge");
            // In words the line begins with it, in a picture it stands below the label.
            let is_marked = [format!("{word}: "), word.to_uppercase()].iter().any(|w| ran.out.contains(w));
            let marked = is_marked && ran.out.contains(edge);
            assert!(ran.code == 0 && marked, "{line} {form}: {}{}", ran.out, ran.err);
        }
        let ran = run(project, &format!("draw {line} {layers} -f text"));
        assert!(ran.out.contains(words), "{line}: {}", ran.out);
        let without = run(project, &format!("draw {line} -f text")).out;
        assert!(!without.contains(words), "{line}: {without}");
    }
    // What cannot hold on the date does not count, whatever its layer.
    let museum = |line: &str| run("tests/cases/museum", &format!("draw {line} {layers} -f csv"));
    assert!(museum("--path museum bo-ek --as-of 2006").out.contains("ek-leads"));
    let before = museum("--path museum bo-ek --as-of 1990 --longest 1");
    assert_eq!((before.code, before.out.as_str()), (1, ""));
    assert!(!museum("--near museum --as-of 1990").out.contains("Bo Ek"));
    let why = run("tests/cases/museum", "draw --path museum bo-ek --as-of 1990");
    assert!(why.code == 1 && why.err.contains("Bo Ek: not of this date"), "{}", why.err);
}

#[test]
fn where_there_is_no_path_nothing_is_drawn_and_it_is_told_what_is_missing() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("path.svg");
    for ends in [
        "project-adder drugs-intervention-programme",
        "the-met east-berlin",
        "nca border-force --via uk --longest 2",
    ] {
        let told = run(".", &format!("path {ends}"));
        let drawn = run(".", &format!("draw --path {ends} -o {}", file.display()));
        assert_eq!((told.code, drawn.code, drawn.out.as_str()), (1, 1, ""), "{ends}");
        assert_eq!(drawn.err, told.out, "{ends}");
        assert!(!file.exists(), "{ends}");
    }
    for (line, part) in [
        ("nca nca", "a path needs two different things"),
        ("nca rocus --avoid nca", "a path cannot avoid its own ends"),
        ("nca rocus --only xtrgs", "no property is called `xtrgs`"),
    ] {
        let (told, drawn) = (run(".", &format!("path {line}")), run(".", &format!("draw --path {line}")));
        assert_eq!((told.code, drawn.code), (2, 2), "{line}");
        assert!(drawn.err.contains(part) && drawn.err == told.err, "{line}: {}", drawn.err);
    }
}

#[test]
fn options_that_would_mean_nothing_are_refused() {
    for (line, part) in [
        ("--depth 2", "--near <THING>"),
        ("--path nca rocus --depth 1", "cannot be used with '--depth <N>'"),
        ("who-targets-what --depth 1", "cannot be used with '--depth <N>'"),
        ("--max 2", "--path <FROM> <TO>"),
        ("--near nca --max 2", "cannot be used with '--max <N>'"),
        ("--near nca --longest 2", "cannot be used with '--longest <HOPS>'"),
        ("who-targets-what --via nca", "cannot be used with '--via <THING>'"),
        ("--query edges.rq --avoid nca", "cannot be used with '--avoid <THING>'"),
        ("--layers facts", "<--near <THING>|--path <FROM> <TO>>"),
        ("who-targets-what --only targets", "cannot be used with '--only <PROPERTY>'"),
        ("--query edges.rq --without targets", "cannot be used with '--without <PROPERTY>'"),
        ("--near nca --path nca rocus", "cannot be used with"),
    ] {
        let ran = run(".", &format!("draw {line}"));
        assert!(ran.code == 2 && ran.err.contains(part), "{line}: {}", ran.err);
    }
}
