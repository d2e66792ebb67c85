//! `check --fix` and `rename`: what they write, what they leave, and what they say of both.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{copy_of, remit, repository, snapshot};

fn library() -> TempDir {
    copy_of(&repository().join("src/cli/template"))
}

/// Replaces a part of a file that is there once.
fn change(folder: &Path, path: &str, old: &str, new: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{old} in {}", path.display());
    fs::write(path, text.replace(old, new)).unwrap();
}

fn claims(folder: &Path) -> String {
    fs::read_to_string(folder.join("data/claims.toml")).unwrap()
}

/// Mistakes in the claims, each with what the file has without it.
const MISTAKES: [(&str, &str); 4] = [
    ("subject = \"town-council\"", "subject = \"town-councl\" # who pays"),
    ("count = 6", "count = 7"),
    ("currency = \"GBP\"", "currency = \"gbp\""),
    ("deadline = \"2027\"", "deadlin = \"2027\"\nposition = 2"),
];

#[test]
fn what_is_fixed_is_as_it_was_and_layout_comments_and_line_ends_stay() {
    for (end, mark) in [("\n", ""), ("\r\n", "\u{feff}")] {
        let folder = library();
        let right = claims(folder.path());
        for (old, new) in MISTAKES {
            change(folder.path(), "data/claims.toml", old, new);
        }
        let wrong = mark.to_owned() + &claims(folder.path()).replace('\n', end);
        fs::write(folder.path().join("data/claims.toml"), &wrong).unwrap();

        let before = snapshot(folder.path());
        let shown = remit(folder.path(), &["check", "--fix", "--dry-run"]);
        assert_eq!(shown.code, 1, "{}", shown.err);
        assert_eq!(snapshot(folder.path()), before, "a dry run writes nothing");
        for line in ["--- a/data/claims.toml\n", "-count = 7\n+count = 6\n", "-position = 2\n"] {
            assert!(shown.out.contains(line), "{line}: {}", shown.out);
        }
        assert!(shown.err.contains("5 fixes would be made in 1 file"), "{}", shown.err);

        let ran = remit(folder.path(), &["check", "--fix"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("write `town-council` (R011)\n"), "{}", ran.out);
        assert!(ran.err.contains("5 fixes made in 1 file"), "{}", ran.err);
        let expected = right.replace("= \"town-council\"", "= \"town-council\" # who pays");
        assert_eq!(claims(folder.path()), mark.to_owned() + &expected.replace('\n', end));
        let again = remit(folder.path(), &["check", "--fix", "--dry-run"]);
        assert_eq!((again.code, again.out.as_str()), (0, ""));
    }
}

#[test]
fn queries_and_views_are_fixed_too() {
    let folder = library();
    let right = snapshot(folder.path());
    change(folder.path(), "data/queries/who-pays.rq", "lib:paysFor", "lib:paysFr");
    change(folder.path(), "ontology/views/when.toml", "subtitle", "subtitel");
    change(folder.path(), "data/questions/who-pays-for-the-workshop.rq", "SELECT", "SELCT");
    let ran = remit(folder.path(), &["check", "--fix"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(snapshot(folder.path()), right);
}

#[test]
fn headers_of_one_spelling_are_fixed_together() {
    let folder = library();
    let right = claims(folder.path());
    for wrong in ["[[claims]]", "[claim]"] {
        fs::write(folder.path().join("data/claims.toml"), right.replace("[[claim]]", wrong)).unwrap();
        remit(folder.path(), &["check", "--fix"]);
        assert_eq!(claims(folder.path()), right, "{wrong}");
    }
}

#[test]
fn a_fix_that_would_make_a_file_unreadable_is_not_made() {
    let folder = library();
    change(folder.path(), "data/claims.toml", "count = 6", "count = 7");
    change(
        folder.path(),
        "data/claims.toml",
        "deadline = \"2027\"",
        "deadlin = \"2027\"\ndeadlne = \"2027\"",
    );
    let ran = remit(folder.path(), &["check", "--fix"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("2 fixes made in 1 file; 1 fix not made, since a file could not be read"),
        "{}",
        ran.err
    );
    let text = claims(folder.path());
    assert!(text.contains("deadline = \"2027\"\ndeadlne = \"2027\"\n"), "{text}");
    assert!(text.contains("count = 6"), "{text}");
}

#[test]
fn words_of_a_source_are_offered_and_not_taken() {
    let folder = library();
    change(folder.path(), "data/claims.toml", "\"It opened in 1987\"", "\"It opend in 1987\"");
    let before = snapshot(folder.path());
    let ran = remit(folder.path(), &["check", "--fix"]);
    assert!(ran.err.contains("nothing to fix without a choice; 1 fix to choose yourself"), "{}", ran.err);
    assert_eq!(snapshot(folder.path()), before);

    let json: Value = serde_json::from_str(&remit(folder.path(), &["check", "-f", "json"]).out).unwrap();
    let (fault, fix) = (&json[0], &json[0]["fixes"][0]);
    assert_eq!(fix["automatic"], false);
    assert_eq!(fix["edits"][0]["text"], "\"It opened in 1987\"");
    for key in ["file", "line", "column", "end_line", "end_column"] {
        assert_eq!(fix["edits"][0][key], fault[key], "{key}");
    }
    assert_eq!(fault["end_column"].as_u64().unwrap() - fault["column"].as_u64().unwrap(), 18);

    let sarif: Value = serde_json::from_str(&remit(folder.path(), &["check", "-f", "sarif"]).out).unwrap();
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "data/claims.toml");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "\"It opened in 1987\"");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_stops_all() {
    use std::os::unix::fs::PermissionsExt;
    let folder = library();
    change(folder.path(), "data/claims.toml", "count = 6", "count = 7");
    change(folder.path(), "data/entities.toml", "type = \"Association\"", "type = \"Asociation\"");
    let before = snapshot(folder.path());
    let locked = folder.path().join("data/entities.toml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
    let ran = remit(folder.path(), &["check", "--fix"]);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("nothing was fixed"), "{}", ran.err);
    assert_eq!(snapshot(folder.path()), before);
}

/// The keys of all claims of a project.
fn keys(folder: &Path) -> Vec<String> {
    let project = remit::project::open(folder, None).map_err(|e| e.1).unwrap();
    let built = remit::compile::build::build(&project.input);
    assert!(built.diagnostics.iter().all(|fault| fault.message.is_empty()), "{:?}", built.diagnostics);
    built.dataset.claims().iter().map(|claim| built.dataset.text(claim.key).to_owned()).collect()
}

#[test]
fn a_key_is_renamed_in_all_files_and_claims_keep_theirs() {
    let folder = library();
    // A claim without an id of its own is called by what it says, and is to be called so still.
    change(folder.path(), "data/claims.toml", "id = \"council-pays-for-reading-room\"\n", "");
    let before = keys(folder.path());
    let files = snapshot(folder.path());
    let shown = remit(folder.path(), &["rename", "reading-room", "reading-hall", "--dry-run"]);
    assert_eq!(shown.code, 1, "{}", shown.err);
    assert!(shown.out.contains("-id = \"reading-room\"\n+id = \"reading-hall\"\n"), "{}", shown.out);
    assert_eq!(snapshot(folder.path()), files);
    let ran = remit(folder.path(), &["rename", "reading-room", "reading-hall"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(keys(folder.path()), before);
    assert!(!claims(folder.path()).contains("\"reading-room\""));
    assert!(claims(folder.path()).contains("id = \"reading-room-is-run\""), "keys that a person gave stay");
    assert_eq!(remit(folder.path(), &["check"]).code, 0);

    let source = remit(folder.path(), &["rename", "annual-report", "report-2024"]);
    assert_eq!(source.code, 0, "{}", source.err);
    assert!(claims(folder.path()).contains("[default]\nsource = \"report-2024\"\n"));
    assert_eq!(keys(folder.path()), before);
}

#[test]
fn a_key_that_is_taken_or_is_none_is_refused() {
    let folder = library();
    let before = snapshot(folder.path());
    for (old, new, why) in [
        ("reading-room", "workshop", "the key `workshop` is taken"),
        ("reading-room", "reading-room", "the key `reading-room` is taken"),
        ("reading-room", "a b", "cannot be a key"),
        ("reading-room", "-a", "cannot be a key"),
        ("reading-room", "", "cannot be a key"),
        ("reading-rom", "x", "did you mean `reading-room`?"),
    ] {
        let ran = remit(folder.path(), &["rename", "--", old, new]);
        assert_eq!(ran.code, 2, "{old} {new}: {}", ran.out);
        assert!(ran.err.contains(why), "{old} {new}: {}", ran.err);
    }
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn the_keys_of_a_large_graph_are_renamed_everywhere() {
    let folder = copy_of(&repository());
    for (old, new) in [("cerberus", "project-c"), ("nca", "national-crime-agency")] {
        let ran = remit(folder.path(), &["rename", old, new]);
        assert_eq!(ran.code, 0, "{old}: {}{}", ran.out, ran.err);
        for args in [&["check"][..], &["test"]] {
            let ran = remit(folder.path(), args);
            assert_eq!(ran.code, 0, "{old} {args:?}: {}{}", ran.out, ran.err);
        }
    }
    // A text of a query that holds a key is no name: it is told, and a person decides.
    let ran = remit(folder.path(), &["rename", "supply-chain-post", "post"]);
    let place =
        "`supply-chain-post` is left, inside of a text: data/questions/amounts-and-their-basis.rq:9\n";
    assert!(ran.code == 0 && ran.err.contains(place), "{}", ran.err);
    assert_eq!(remit(folder.path(), &["check"]).code, 0);
}
