//! House rules, enforced: layers, who may touch what, no word of any domain in the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use remit::model::vocab::PREFIXES;

use crate::support::repository;

/// Which modules each module may import: the table of ARCHITECTURE.md. A module may always import itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("bulk", &["model"]),
    ("compile/ontology", &["model"]),
    ("compile/read", &["model"]),
    ("compile/mapping", &["model", "bulk", "compile/ontology", "compile/read"]),
    ("compile/map", &["model", "compile/ontology", "compile/read", "compile/mapping"]),
    ("compile/evidence", &["model"]),
    ("compile/check", &["model", "compile/ontology", "compile/evidence"]),
    ("compile/disagree", &["model", "compile/ontology", "compile/evidence"]),
    ("compile/quoted", &["model", "compile/ontology", "compile/evidence"]),
    ("compile/input", &["model", "compile/ontology", "compile/read", "compile/mapping", "compile/evidence"]),
    (
        "compile/build",
        &[
            "model",
            "compile/ontology",
            "compile/read",
            "compile/mapping",
            "compile/map",
            "compile/evidence",
            "compile/check",
            "compile/disagree",
            "compile/quoted",
            "compile/input",
        ],
    ),
    ("compile/format", &["model", "compile/read", "compile/map"]),
    ("compile/schema", &["model", "compile/ontology", "compile/map"]),
    (
        "compile/draft",
        &[
            "model",
            "compile/ontology",
            "compile/read",
            "compile/evidence",
            "compile/quoted",
            "compile/input",
            "compile/build",
            "compile/format",
        ],
    ),
    ("derive/rdf", &["model", "compile/ontology"]),
    ("derive/store", &["model", "derive/rdf"]),
    ("derive/infer", &["model", "compile/ontology"]),
    ("derive/rules", &["model", "compile/ontology", "derive/rdf", "derive/store", "derive/infer"]),
    ("derive/shapes", &["model", "compile/ontology", "derive/rdf", "derive/store"]),
    (
        "derive/graph",
        &[
            "model",
            "compile/ontology",
            "compile/evidence",
            "compile/check",
            "compile/disagree",
            "compile/input",
            "compile/build",
            "derive/rdf",
            "derive/store",
            "derive/rules",
            "derive/shapes",
        ],
    ),
    ("derive/selection", &["model", "compile/ontology"]),
    ("explore", &["model", "compile/ontology", "derive/rdf"]),
    ("explore/questions", &["model", "compile/read", "derive/store", "derive/rdf"]),
    ("explore/ask", &["model", "compile/ontology", "derive/rdf", "derive/store", "explore"]),
    ("explore/sensitivity", &["model", "compile/input", "derive/store", "derive/graph", "explore/questions"]),
    (
        "explore/uses",
        &[
            "model",
            "compile/ontology",
            "compile/read",
            "compile/mapping",
            "compile/map",
            "compile/input",
            "derive/rdf",
        ],
    ),
    ("render/figure", &["model", "compile/ontology", "derive/rdf", "derive/store", "explore"]),
    ("render/draw", &["model", "compile/ontology", "render/figure"]),
    ("render/write", &["model", "compile/ontology", "compile/read", "derive/rdf"]),
    ("render/export", &["model", "compile/ontology", "derive/rdf", "explore", "render/draw", "render/write"]),
    ("render/report", &["model", "compile/read"]),
    ("worker", &["model", "derive/rdf", "derive/store", "render/write", "render/report"]),
    ("remote", &["model", "derive/store"]),
    (
        "project",
        &[
            "model",
            "bulk",
            "compile/ontology",
            "compile/read",
            "compile/mapping",
            "compile/evidence",
            "compile/input",
            "derive/graph",
            "derive/selection",
            "derive/rdf",
            "derive/store",
            "derive/shapes",
            "explore",
            "explore/ask",
            "render/figure",
            "render/draw",
            "render/write",
        ],
    ),
    (
        "library",
        &[
            "model",
            "compile/input",
            "derive/store",
            "derive/graph",
            "explore",
            "explore/ask",
            "render/figure",
            "render/draw",
            "render/export",
            "render/report",
            "project",
        ],
    ),
    (
        "site",
        &[
            "model",
            "compile/ontology",
            "compile/read",
            "compile/evidence",
            "derive/graph",
            "derive/selection",
            "derive/rdf",
            "derive/store",
            "explore",
            "explore/ask",
            "render/figure",
            "render/draw",
            "render/write",
            "project",
        ],
    ),
    (
        "desk",
        &[
            "model",
            "compile/read",
            "compile/input",
            "compile/format",
            "compile/draft",
            "derive/graph",
            "explore",
            "render/report",
            "project",
        ],
    ),
    ("serve", &["model", "worker", "project", "desk", "site"]),
    (
        "lsp",
        &[
            "model",
            "compile/ontology",
            "compile/read",
            "compile/map",
            "compile/evidence",
            "compile/input",
            "compile/build",
            "compile/format",
            "derive/rdf",
            "derive/graph",
            "explore",
            "explore/uses",
            "render/figure",
            "render/report",
            "project",
        ],
    ),
    (
        "cli",
        &[
            "model",
            "bulk",
            "compile/ontology",
            "compile/read",
            "compile/mapping",
            "compile/evidence",
            "compile/input",
            "compile/build",
            "compile/draft",
            "compile/format",
            "compile/schema",
            "derive/rdf",
            "derive/store",
            "derive/rules",
            "derive/shapes",
            "derive/graph",
            "derive/selection",
            "explore",
            "explore/questions",
            "explore/ask",
            "explore/sensitivity",
            "explore/uses",
            "render/figure",
            "render/draw",
            "render/write",
            "render/export",
            "render/report",
            "worker",
            "remote",
            "project",
            "desk",
            "site",
            "serve",
            "lsp",
        ],
    ),
];

/// Names that one part alone may use.
const GUARDED: &[(&str, &[&str])] = &[
    ("oxigraph::", &["src/derive/store/"]),
    ("spareval::", &["src/derive/store/index.rs"]),
    ("petgraph::", &["src/explore/"]),
    ("graphviz_rust::", &["src/render/draw/dot.rs", "src/render/draw/dot/", "src/render/export/dot.rs"]),
    ("use parquet::", &["src/render/export/parquet.rs", "src/bulk/source/parquet.rs"]),
    ("rusqlite::", &["src/bulk/source/sqlite.rs"]),
    ("quick_xml::", &["src/bulk/source/xml_split.rs"]),
    ("ureq::", &["src/remote/"]),
    ("md5::", &["src/remote/login.rs"]),
    ("clap::", &["src/cli/"]),
    ("toml_edit::", &["src/compile/format.rs", "src/compile/draft/offer.rs"]),
    ("similar::", &["src/compile/format.rs"]),
    ("clap_complete::", &["src/cli/complete.rs"]),
    ("clap_mangen::", &["src/cli/manual.rs"]),
    // What the system says of this process is a file on Linux.
    // A table of Parquet is read by parts, of which its reader knows the places.
    ("std::fs", &["src/project/", "src/worker/limits.rs", "src/bulk/source/parquet.rs"]),
    (
        "process::Command",
        &[
            "src/render/draw/program.rs",
            "src/serve/browser.rs",
            "src/serve/workers.rs",
            "src/cli/limited.rs",
            "src/cli/draft/program.rs",
            "src/cli/review.rs",
            "src/project/revision.rs",
        ],
    ),
    // A store is of the program that made it, and of the files as they were at a time.
    ("std::env", &["src/cli/", "src/main.rs", "src/project/frozen.rs"]),
    ("annotate_snippets::", &["src/render/report/text.rs"]),
    // An address may be typed; sockets are those of tokio.
    ("std::net", &["src/serve/", "src/cli/serve.rs", "src/cli/tool_args.rs"]),
    ("tokio::", &["src/serve/"]),
    ("hyper::", &["src/serve/"]),
    ("SystemTime", &["src/project/watch.rs"]),
    // How long an answer took is told of it, and is in none.
    ("Instant::now", &["src/serve/", "src/cli/watch.rs"]),
];

/// Source files with their path and text, tests inside them cut off.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).expect("a folder is read").flatten().map(|e| e.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let shown = path
                    .strip_prefix(repository())
                    .expect("below the repository")
                    .to_string_lossy()
                    .into_owned();
                let text = fs::read_to_string(&path).expect("a source file is read");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                out.push((shown, text));
            }
        }
    }
    let mut out = Vec::new();
    walk(&repository().join("src"), &mut out);
    out
}

/// The room that a file or an import belongs to: a row of the table, by the first two names of its path, or by the first.
fn room(names: &[&str]) -> Option<&'static str> {
    let rows = || LAYERS.iter().map(|(row, _)| *row);
    let two = names.get(..2).map(|n| n.join("/"));
    two.and_then(|two| rows().find(|r| *r == two)).or_else(|| rows().find(|r| names.first() == Some(r)))
}

/// The first names of a path behind `crate::`; of a list in braces, each.
fn imported(part: &str) -> Vec<Vec<&str>> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let (first, rest) = part.split_at(part.find(|c| !is_name(c)).unwrap_or(part.len()));
    let Some(rest) = rest.strip_prefix("::") else { return vec![vec![first]] };
    let Some(list) = rest.strip_prefix('{') else {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        return vec![vec![first, &rest[..end]]];
    };
    let list = list.split_once('}').map_or(list, |(list, _)| list);
    list.split(',').map(|item| vec![first, item.trim().split("::").next().unwrap_or_default()]).collect()
}

/// Code without comments and strings' worth of prose: lines of comment are left out.
fn code(text: &str) -> String {
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn layers_import_downwards_only() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let inside = path.strip_prefix("src/").unwrap_or(&path).trim_end_matches(".rs");
        let inside = inside.trim_end_matches("/mod");
        let Some(own) = room(&inside.split('/').collect::<Vec<_>>()) else {
            let is_floor = LAYERS.iter().any(|(row, _)| row.starts_with(&format!("{inside}/")));
            assert!(is_floor || matches!(inside, "lib" | "main"), "{path} belongs to no layer");
            continue;
        };
        let code = code(&text);
        for names in code.split("crate::").skip(1).flat_map(imported) {
            let is_macro = names[0] == "iri";
            match room(&names) {
                Some(target) if target == own || allowed[own].contains(&target) => {}
                None if is_macro => {}
                target => wrong.push(format!("{path} imports {}", target.unwrap_or(&names.join("::")))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn layers_have_no_circle_and_are_those_of_the_architecture() {
    let mut seen = BTreeSet::new();
    for (name, may) in LAYERS {
        for import in *may {
            assert!(seen.contains(import), "{name} may import {import}, which stands above it");
        }
        seen.insert(*name);
    }
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is read");
    for (name, may) in LAYERS {
        let row = text.lines().find(|l| l.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{name}`"));
        let cell = row.split('|').nth(3).unwrap_or_default();
        let told: BTreeSet<&str> =
            cell.split([',', ' ']).filter(|w| !w.is_empty() && *w != "nothing").collect();
        assert_eq!(told, may.iter().copied().collect::<BTreeSet<_>>(), "the row of `{name}`");
    }
}

#[test]
fn each_tool_is_used_in_one_place() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = code(&text);
        for (name, places) in GUARDED {
            if code.contains(name) && !places.iter().any(|p| path.starts_with(p)) {
                wrong.push(format!("{path} uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn iris_of_vocabularies_stand_in_one_place() {
    for (path, text) in sources().iter().filter(|(path, _)| path != "src/model/vocab.rs") {
        for (prefix, namespace) in PREFIXES {
            assert!(!code(text).contains(namespace), "{path} spells out {prefix}: {namespace}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} has no module documentation");
    }
}

/// Words of the ontology that are also words of the program, each with the reason.
const COMMON: &[(&str, &str)] = &[
    ("image", "the first half of media types of pictures"),
    ("amount", "a field of every claim that carries money"),
    ("about", "an English preposition"),
    ("body", "the variable of a view for who stands behind a card"),
    ("document", "a TOML, JSON-LD or SARIF document"),
    ("additional", "an English adjective"),
    ("editor", "who keeps a graph, and a program for texts"),
    ("likely", "an English adverb"),
    ("priority", "how much of a processor the system gives a process"),
    ("response", "an English noun"),
    ("commitment", "an English word for a promise"),
    ("covers", "an English verb"),
    ("nearly", "an English adverb"),
    ("new", "an English adjective"),
    ("over", "an English preposition"),
    ("report", "what a check tells"),
    ("restates", "what one amount does to another"),
    ("duration", "the datatype of XML Schema"),
    ("evaluation", "of a SPARQL query"),
    ("author", "a key of sources"),
    ("established", "a status of the core vocabulary, in the help of a message"),
    ("funds", "an English verb"),
    ("group", "a group of rows, of lines, of SPARQL"),
    ("ispartof", "a term of Dublin Core"),
    ("image", "a kind of media on the web"),
    ("kind", "what a record, file or figure is"),
    ("location", "where a parser stopped"),
    ("measure", "an English verb"),
    ("place", "where a fault stands"),
    ("plan", "the class prov:Plan of PROV-O"),
    ("promises", "an English verb"),
    ("quantity", "an English noun"),
    ("repeats", "an English verb"),
    ("size", "of a font or buffer"),
    ("summarises", "an English verb"),
    ("supports", "an English verb"),
    ("targets", "an English verb"),
    ("the border", "the line around a card"),
    ("title", "of a graph or figure"),
    ("uses", "an English verb"),
    ("wrote", "an English verb"),
    ("year", "the basis of an amount and a part of a date"),
];

/// Names from the ontology and data of this repository: what `src` must not know.
fn domain_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let read = |name: &str| fs::read_to_string(repository().join(name)).expect("the ontology is read");
    let ontology = read("ontology/drugs-plan.ttl") + &read("ontology/aftermath.ttl");
    for line in ontology.lines() {
        if let Some(rest) = line.strip_prefix("bsc:") {
            words.insert(rest.split_whitespace().next().unwrap_or_default().to_lowercase());
        }
    }
    let mut folders = vec![repository().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the data is read").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            for line in text.lines() {
                let value =
                    |key: &str| line.strip_prefix(key)?.trim().strip_prefix("= \"")?.strip_suffix('"');
                // The repository may be in a folder of any name.
                let path = entry.path();
                let inside = path.strip_prefix(repository()).expect("below the repository");
                let is_entity = !inside.to_string_lossy().contains("claims");
                if is_entity {
                    words.extend(value("id").or_else(|| value("name")).map(str::to_lowercase));
                }
            }
        }
    }
    words.retain(|w| w.len() > 2);
    words
}

#[test]
fn the_program_knows_no_word_of_the_domain() {
    let words = domain_words();
    assert!(words.len() > 200, "the words of the domain are found: {}", words.len());
    let mut found = Vec::new();
    for (path, text) in sources() {
        let lower = text.to_lowercase();
        for word in &words {
            let whole = |at: usize| {
                let before = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                let after = lower[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
                before && after
            };
            let is_common = COMMON.iter().any(|(c, _)| c == word);
            if !is_common && lower.match_indices(word.as_str()).any(|(at, _)| whole(at)) {
                found.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let unused: Vec<_> = COMMON.iter().filter(|(c, _)| !words.contains(*c)).collect();
    assert!(unused.is_empty(), "exceptions that are none: {unused:?}");
}

#[test]
fn every_dependency_has_its_reason() {
    let text = fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml is read");
    let mut in_dependencies = false;
    let mut before = "";
    for line in text.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies]");
        } else if in_dependencies && !line.is_empty() && !line.starts_with('#') {
            assert!(before.starts_with("# "), "no reason stands above: {line}");
        }
        before = line;
    }
}

#[test]
fn the_list_of_checks_is_made_from_their_pages() {
    let mut list = String::from(
        "# Checks\n\nEvery fault has a code. `remit explain R007` prints its page; this list is made from the same pages.\n",
    );
    for code in remit::model::code::Code::all() {
        let page = code
            .page()
            .replacen("# ", "## ", 1)
            .replace("\n## What\n", "\n")
            .replace("\n## Why", "\n### Why");
        list.push('\n');
        list.push_str(page.replace("\n## ", "\n### ").trim());
        list.push('\n');
    }
    let path = repository().join("docs/checks.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &list).expect("docs/checks.md is written");
    }
    let told = fs::read_to_string(&path).unwrap_or_default();
    assert!(told == list, "docs/checks.md is out of date: run the tests with UPDATE=1");
}

#[test]
fn the_public_names_of_the_library_are_these() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("src/lib.rs is read");
    let mut names = BTreeSet::new();
    for line in text.lines().filter_map(|l| l.strip_prefix("pub use ")) {
        let list = line.rsplit_once("::").map_or(line, |(_, list)| list).trim_end_matches(';');
        let list = line.split_once('{').map_or(list, |(_, list)| list.trim_end_matches("};"));
        for item in list.split(',') {
            names.insert(item.rsplit(' ').next().unwrap_or_default().to_owned());
        }
    }
    let told = [
        "Answer",
        "Citation",
        "Counts",
        "Description",
        "Diagnostic",
        "Error",
        "ExportFormat",
        "Fact",
        "Figure",
        "Graph",
        "Project",
        "Reply",
        "StandingAnswer",
        "Theme",
        "Thing",
        "export_format",
    ];
    assert_eq!(
        names.iter().map(String::as_str).collect::<Vec<_>>(),
        told,
        "a name is a promise: see CHANGELOG.md"
    );
}
