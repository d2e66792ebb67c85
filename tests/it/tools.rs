//! What serves other tools: exports, completion, the manual, the doctor, colours.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Ran, copy_of, remit, repository};

/// The names of all commands.
fn commands() -> Vec<String> {
    let help = remit(&repository(), &["--help"]).out;
    let lines = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let names = lines.filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    names.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_shows_how_it_is_used() {
    let commands = commands();
    assert!(commands.len() >= 19, "{commands:?}");
    for command in commands {
        let help = remit(&repository(), &[&command, "--help"]).out;
        assert!(help.contains("\nExample"), "{command}: {help}");
        assert!(help.contains(&format!("remit {command}")), "{command}: {help}");
    }
}

#[test]
fn every_export_has_the_same_bytes_each_time_and_is_told() {
    let docs = fs::read_to_string(repository().join("docs/export.md")).expect("docs/export.md is read");
    let (first, second) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let mut files = 0;
    for form in remit::render::export::FORMS {
        assert!(
            docs.contains(&format!("`-f {}", form.name)),
            "docs/export.md does not tell of {}",
            form.name
        );
        if form.missing_feature.is_some() {
            continue;
        }
        for folder in [&first, &second] {
            let path = folder.path().to_str().expect("UTF-8");
            let ran = remit(&repository(), &["export", "-f", form.name, "-o", path]);
            assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
            assert!(ran.err.ends_with(" edges, 52 of them announced, intended or planned\n"), "{}", ran.err);
        }
        for (name, _) in form.parts {
            let read = |folder: &TempDir| fs::read(folder.path().join(name)).expect("an export is written");
            let (one, other) = (read(&first), read(&second));
            assert!(one.len() > 5000 && one == other, "{name}");
            if form.parts.len() == 1 {
                let piped = remit(&repository(), &["export", "-f", form.name]);
                assert!(piped.out.as_bytes() == one, "{name} differs on standard output");
            }
            files += 1;
        }
    }
    assert_eq!(fs::read_dir(first.path()).expect("a folder is read").count(), files, "nothing else is left");
    let file = first.path().join("nodes.csv");
    let ran = remit(&repository(), &["export", "-f", "csv", "-o", file.to_str().expect("UTF-8")]);
    assert!(ran.code == 2 && ran.err.contains("is no folder"), "{}", ran.err);
}

#[test]
fn a_form_behind_a_feature_says_how_to_get_it() {
    let folder = TempDir::new().expect("a folder");
    let ran =
        remit(&repository(), &["export", "-f", "parquet", "-o", folder.path().to_str().expect("UTF-8")]);
    let help = remit(&repository(), &["export", "--help"]).out;
    let files = fs::read_dir(folder.path()).expect("a folder is read").count();
    if cfg!(feature = "parquet") {
        assert_eq!((ran.code, files), (0, 2), "{}", ran.err);
        let nodes = fs::read(folder.path().join("nodes.parquet")).expect("a table is written");
        assert!(nodes.starts_with(b"PAR1") && nodes.ends_with(b"PAR1"));
        assert!(!help.contains("--features"), "{help}");
    } else {
        assert_eq!((ran.code, ran.out.as_str(), files), (2, "", 0));
        for part in ["built without `parquet`", "cargo install --path . --features parquet"] {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
        assert!(help.contains("--features parquet"), "{help}");
    }
}

/// What a shell is given for a line that ends in its last word.
fn completed(shell: &str, line: &[&str]) -> Ran {
    Command::new(env!("CARGO_BIN_EXE_remit"))
        .arg("--")
        .args(line)
        .current_dir(repository())
        .envs([("REMIT_COMPLETE", shell), ("_CLAP_IFS", "\n")])
        .env("_CLAP_COMPLETE_INDEX", (line.len() - 1).to_string())
        .output()
        .expect("the program starts")
        .into()
}

#[test]
fn shells_complete_what_the_graph_knows() {
    for (line, expected) in [
        (&["remit", "expo"][..], "export"),
        (&["remit", "export", "-f", "graph"], "graphml"),
        (&["remit", "show", "east-b"], "east-berlin"),
        (&["remit", "why", "nca", "staffed-b"], "staffed-by"),
        (&["remit", "gaps", "--by", "contributes"], "contributes-to"),
        (&["remit", "draw", "stages"], "stages-by-body"),
        (&["remit", "query", "mon"], "money"),
        (&["remit", "test", "names"], "names-of-the-plan"),
        (&["remit", "fragile", "names"], "names-of-the-plan"),
        (&["remit", "coverage", "supply"], "supply-chain-post"),
        (&["remit", "explain", "R007"], "R007"),
        (&["remit", "--project", "tests/cases/kitchen", "show", "zofie-"], "zofie-makes-creme"),
    ] {
        let ran = completed("bash", line);
        assert_eq!((ran.out.trim_end(), ran.err.as_str(), ran.code), (expected, "", 0), "{line:?}");
    }
    // Where nothing is known, nothing is said.
    let ran = completed("bash", &["remit", "--project", "src", "show", "zzz"]);
    assert_eq!((ran.out.trim_end(), ran.err.as_str(), ran.code), ("", "", 0));
    let ran = completed("no-shell", &["remit", "check"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", "", 0), "what is typed is never run");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = remit(&repository(), &["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("REMIT_COMPLETE"), "{shell}: {}", ran.err);
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("man1");
    assert_eq!(remit(&repository(), &["man", path.to_str().expect("UTF-8")]).code, 0);
    for command in commands() {
        let page = fs::read_to_string(path.join(format!("remit-{command}.1"))).expect("a page is written");
        assert!(page.contains("\n.SH NAME\n") && page.contains("Example"), "{command}: {page}");
    }
    let main = remit(&repository(), &["man"]).out;
    assert_eq!(fs::read_to_string(path.join("remit.1")).expect("a page is written"), main);
}

#[test]
fn the_doctor_tells_what_is_missing_and_how_to_get_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let ran = remit(folder.path(), &["doctor"]);
    assert!(ran.code == 1 && ran.out.contains("missing  there is no remit.toml"), "{}", ran.out);
    assert!(
        ran.out.contains("remit init DIR") && ran.out.contains("\n1 thing that is needed"),
        "{}",
        ran.out
    );
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let doctor = || remit(&project, &["doctor"]);
    let ran = doctor();
    assert_eq!(ran.code, 0, "{}", ran.out);
    for part in [
        "0 rule files, 4 views, 1 query, 1 question\n",
        "ok       the text of annual-report is here (annual-report.txt)",
        "note     there is no remit.lock",
        "note     output/ is not written yet",
        "note     colours are off: standard error is not a terminal",
        "nothing required is missing\n",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(remit(&project, &["verify", "--record"]).code, 0);
    assert_eq!(remit(&project, &["build"]).code, 0);
    assert!(doctor().out.contains("ok       output/ is up to date"), "{}", doctor().out);
    let file = project.join("output/graph.nq");
    fs::write(&file, "").expect("a file is written");
    assert!(doctor().out.contains("output/ is stale in 1 file"), "{}", doctor().out);
    assert_eq!(fs::read(&file).expect("a file is read"), b"", "the doctor changes nothing");
    // Without the text the record stands in; without both, something is missing.
    fs::remove_dir_all(project.join("sources")).expect("a folder is removed");
    let ran = doctor();
    assert!(ran.code == 0 && ran.out.contains("13 quotes are taken as recorded"), "{}", ran.out);
    fs::remove_file(project.join("remit.lock")).expect("a file is removed");
    let ran = doctor();
    assert!(ran.code == 1 && ran.out.contains("13 quotes were never found in it"), "{}", ran.out);
    assert!(ran.out.contains("missing  the graph cannot be built: 1 error\n"), "{}", ran.out);
}

#[test]
fn piped_output_has_no_colours_and_no_progress() {
    let folder = copy_of(&repository());
    fs::write(folder.path().join("data/bad.toml"), "[[entity]]\nid = \"x\"\n").expect("a file is written");
    for (arguments, coloured) in
        [(&["build"][..], false), (&["build", "--color", "always"], true), (&["fragile", "stages"], false)]
    {
        let ran = remit(folder.path(), arguments);
        assert_eq!(ran.err.contains('\x1b'), coloured, "{}", ran.err);
        assert!(!ran.out.contains('\x1b') && !ran.err.contains('\r'), "{}", ran.err);
    }
}
