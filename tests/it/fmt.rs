//! `remit fmt`: one layout of data files, in which nothing is lost.

use remit::compile::format::{changes, formatted};
use remit::compile::read::edited;

use crate::support::{copy_of, put, remit, repository, snapshot};

/// A file with everything in the wrong place, and what it is to be.
pub(crate) const MESSY: &str = r#"# About the file.


[ default ]   # for all
speaker='library'
  status = "planned"


# Of the record.
[[claim]]
note   = "A remark." # behind it
# Above the quote.
quote='She said "no"'
object =  true


subject = 'library'
[[entity]]
opened = 1999
note = 'it\\s'
also = [ "a","b" , ]
name = { en="Library", fr = 'Bibliothèque' }
id = "library"
[[entity]]
id = "long"
also = [
"one", "two"
  ]
different-from = [ # why
 "x" ]
# At the end.
"#;

pub(crate) const TIDY: &str = r#"# About the file.

[default] # for all
status = "planned"
speaker = "library"

# Of the record.
[[claim]]
subject = "library"
object = true
# Above the quote.
quote = 'She said "no"'
note = "A remark." # behind it

[[entity]]
id = "library"
name = { en = "Library", fr = "Bibliothèque" }
also = ["a", "b"]
opened = 1999
note = 'it\\s'

[[entity]]
id = "long"
also = [
  "one",
  "two",
]
different-from = [ # why
 "x" ]

# At the end.
"#;

#[test]
fn there_is_one_layout() {
    assert_eq!(formatted(MESSY).as_deref(), Some(TIDY));
    assert_eq!(formatted(TIDY).as_deref(), Some(TIDY));
    assert_eq!(edited(MESSY, &changes(MESSY, TIDY)), TIDY);
    assert_eq!(formatted("[[claim]\n"), None);
    for nothing in ["", "\n\n", "# A remark.\n"] {
        assert_eq!(formatted(nothing).as_deref(), Some(nothing.trim_start()));
    }
}

/// The comments of a text; in texts of records there may be others, and those stay too.
fn comments(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> =
        text.lines().filter_map(|line| Some(&line[line.find('#')?..])).map(str::trim).collect();
    all.sort_unstable();
    all
}

#[test]
fn every_data_file_keeps_what_it_says_and_its_comments() {
    let mut tried = 0;
    let folders = ["data", "examples", "tests/cases"];
    for (path, bytes) in folders.iter().flat_map(|folder| snapshot(&repository().join(folder))) {
        let is_toml = path.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml");
        let Some(text) = String::from_utf8(bytes).ok().filter(|_| is_toml) else { continue };
        let Some(once) = formatted(&text) else { continue };
        tried += 1;
        let records = |text: &str| text.parse::<toml::Table>().unwrap();
        assert_eq!(records(&text), records(&once), "{path}");
        assert_eq!(comments(&text), comments(&once), "{path}");
        assert_eq!(formatted(&once).unwrap(), once, "{path}: once more");
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn files_are_changed_all_or_not_at_all_and_only_data() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let run = |more: &[&str]| remit(folder.path(), &[&["fmt"], more].concat());
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    run(&[]);
    assert_eq!(run(&["--dry-run"]).code, 0);
    put(folder.path(), "data/more.toml", &MESSY.replace('\n', "\r\n"));
    put(folder.path(), "data/broken.toml", "[[claim]\n");
    let shown = run(&["--dry-run"]);
    assert_eq!(shown.code, 1, "{}", shown.err);
    assert!(
        shown.out.contains("+++ b/data/more.toml") && shown.err.contains("data/broken.toml is left"),
        "{}",
        shown.err
    );
    assert_eq!(read("data/more.toml"), MESSY.replace('\n', "\r\n"), "nothing is written");
    assert_eq!(run(&["data/more.toml"]).code, 0);
    assert_eq!(read("data/more.toml"), TIDY.replace('\n', "\r\n"));
    assert_eq!(read("data/broken.toml"), "[[claim]\n");
    let other = run(&["remit.toml"]);
    assert!(other.code == 2 && other.err.contains("no TOML file of the data"), "{}", other.err);
}

#[test]
fn a_schema_of_an_ontology_that_cannot_be_read_is_none() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let good = remit(folder.path(), &["schema"]);
    assert!(good.code == 0 && good.out.contains("\"villages\""), "{}", good.err);
    let ontology = std::fs::read_to_string(folder.path().join("ontology/library.ttl")).unwrap();
    put(folder.path(), "ontology/library.ttl", &ontology.replacen("lib:villages a", "lib:villages aa (", 1));
    let bad = remit(folder.path(), &["schema"]);
    assert!(bad.code == 1 && bad.out.is_empty() && bad.err.contains("ontology/library.ttl:"), "{}", bad.err);
}

#[test]
fn nothing_is_renamed_where_a_file_cannot_be_read_to_its_end() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let claims = std::fs::read_to_string(folder.path().join("data/claims.toml")).unwrap();
    put(folder.path(), "data/claims.toml", &format!("x = [\n{claims}"));
    let before = snapshot(folder.path());
    let ran = remit(folder.path(), &["rename", "reading-room", "hall"]);
    assert!(ran.code == 2 && ran.err.contains("cannot be read to its end"), "{}", ran.err);
    assert_eq!(snapshot(folder.path()), before);
}
