//! `remit review`, `remit quote` and `remit add`: nothing enters the data without a yes, and nothing is asked twice.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use remit::compile::draft::{Offer, offers, placed};

use crate::draft::{NEWS, project, read};
use crate::support::{Ran, remit, snapshot};

/// Runs the program with what is typed.
fn typed(folder: &Path, args: &[&str], answers: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(args).current_dir(folder).env("USER", "ana").env_remove("VISUAL").env_remove("EDITOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    Ran::from(child.wait_with_output().unwrap())
}

/// The records of the sheet.
pub(crate) fn drafted(folder: &Path) -> Vec<Offer> {
    assert_eq!(remit(folder, &["draft", "news", "--force"]).code, 0);
    offers(&read(folder, "draft/news.toml")).unwrap().1
}

#[test]
fn what_is_accepted_goes_into_the_data_and_is_not_asked_again() {
    let folder = project(NEWS);
    let all = drafted(folder.path());
    assert!(all.len() >= 3, "{all:?}");
    assert_eq!(remit(folder.path(), &["fmt"]).code, 0);
    // Accepted, rejected, postponed; then nobody answers.
    let ran = typed(folder.path(), &["review", "news"], "a\nr\np\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("reads: ") && ran.out.contains("\u{27e6}"), "{}", ran.out);
    assert!(
        ran.err.contains("1 accepted") && ran.err.contains("1 rejected") && ran.err.contains("1 postponed"),
        "{}",
        ran.err
    );
    let data = read(folder.path(), "data/news.toml");
    let [quote, rejected] = [&all[0], &all[1]].map(|offer| offer.get("quote").unwrap_or_default());
    assert!(data.contains(&quote) && !data.contains(&rejected), "{data}");
    assert_eq!(remit(folder.path(), &["check"]).code, 0);
    assert_eq!(remit(folder.path(), &["fmt", "--dry-run", "data/news.toml"]).code, 0, "in the layout of all");
    let kept = read(folder.path(), "draft/news.decisions.toml");
    assert!(
        kept.contains("what = \"accepted\"")
            && kept.contains("what = \"rejected\"")
            && kept.contains("by = \"ana\""),
        "{kept}"
    );
    // A sheet that is made again has the rejected one, and it is not asked for.
    let again = drafted(folder.path());
    assert!(again.iter().any(|offer| offer.key("news") == all[1].key("news")), "{again:?}");
    let ran = typed(folder.path(), &["review", "news"], "q\n");
    assert!(ran.err.contains(&format!("{} to review", count(again.len() - 1))), "{}", ran.err);
    assert!(
        !ran.out.contains(&rejected) || rejected == all[2].get("quote").unwrap_or_default(),
        "{}",
        ran.out
    );
}

fn count(records: usize) -> String {
    format!("{records} record{}", if records == 1 { "" } else { "s" })
}

#[test]
fn a_record_can_be_changed_first_and_none_with_a_fault_is_taken() {
    let folder = project(NEWS);
    let all = drafted(folder.path());
    let before = snapshot(&folder.path().join("data"));
    let ran = typed(
        folder.path(),
        &["review", "news"],
        "subject = \"nobody\"\na\nstatus = surely\nno such word\nq\n",
    );
    assert!(
        ran.err.contains("R011") && ran.err.contains("it has faults") && ran.err.contains("this is no field"),
        "{}",
        ran.err
    );
    assert_eq!(snapshot(&folder.path().join("data")), before);
    let ran =
        typed(folder.path(), &["review", "news", "--into", "data/new.toml"], "note = \"Seen.\"\na\nq\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let data = read(folder.path(), "data/new.toml");
    assert!(data.starts_with("[default]\n") && data.contains("note = \"Seen.\""), "{data}");
    assert!(data.contains(&all[0].get("quote").unwrap()), "{data}");
    assert!(read(folder.path(), "draft/news.decisions.toml").contains("what = \"edited\""));
    // Without anybody's name, or a sheet, nothing begins.
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(["review", "news"]).current_dir(folder.path()).env_remove("USER").env_remove("USERNAME");
    let ran = Ran::from(command.output().unwrap());
    assert!(ran.code == 2 && ran.err.contains("--by NAME"), "{}", ran.err);
    fs::remove_file(folder.path().join("draft/news.toml")).unwrap();
    let ran = typed(folder.path(), &["review", "news"], "");
    assert!(ran.code == 2 && ran.err.contains("remit draft news"), "{}", ran.err);
}

#[test]
fn an_editor_may_change_the_record() {
    let folder = project(NEWS);
    drafted(folder.path());
    fs::write(
        folder.path().join("edit.py"),
        "import sys\nopen(sys.argv[1], 'a').write('note = \"By hand.\"\\n')\n",
    )
    .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command
        .args(["review", "news", "--by", "Ana"])
        .current_dir(folder.path())
        .env("VISUAL", "python3 edit.py");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"e\na\nq\n").unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert!(read(folder.path(), "data/news.toml").contains("note = \"By hand.\""), "{}", ran.err);
}

#[test]
fn words_are_found_and_made_a_claim() {
    let folder = project(NEWS);
    let ran = remit(folder.path(), &["quote", "mobile library visits nine villages"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "news, sentence 3",
        "once in its section; 5 words",
        "values: nine (count 9)",
        "[[claim]]",
        "count = 9",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let ran = remit(folder.path(), &["quote", "no such words"]);
    assert!(ran.code == 2 && ran.err.contains("in none of"), "{}", ran.err);
    let ran = remit(folder.path(), &["quote", "in 2027. The workshop"]);
    assert!(ran.out.contains("not within one sentence"), "{}", ran.out);
    let ran = remit(folder.path(), &["quote", "in 2027"]);
    assert!(ran.out.contains("“in 2027” stands 2 times in its section"), "{}", ran.out);
    for gap in ["[\u{2026}]", "[...]"] {
        let ran = remit(folder.path(), &["quote", &format!("mobile library {gap} nine villages")]);
        assert!(ran.out.contains("each part once in its section; 4 words"), "{}", ran.out);
    }
    let answers =
        "subject = \"county\"\nobject = \"workshop\"\npredicate = \"pays-for\"\nstatus = \"planned\"\na\n";
    let ran = typed(folder.path(), &["add", "--quote", "county will pay for the workshop"], answers);
    assert_eq!(ran.code, 0, "{}\n{}", ran.out, ran.err);
    assert!(read(folder.path(), "data/news.toml").contains("quote = \"county will pay for the workshop\""));
    assert_eq!(remit(folder.path(), &["check"]).code, 0);
    assert!(!folder.path().join("draft").exists(), "what nobody drafted is no decision");
}

#[test]
fn a_file_gets_a_record_and_says_nothing_twice() {
    let record = "[[claim]]\nsubject = \"a\"\npredicate = \"b\"\nobject = \"c\"\nsection = \"s\"\nquote = \"d\"\nstatus = \"planned\"\n";
    let head = "[default]\nsource = \"x\"\nspeaker = \"y\"\n";
    let file = "# Of x.\n[default]\nsource = \"x\"\nsection = \"s\"\nstatus = \"planned\"\n\n[[entity]]\nid = \"a\"\n";
    let with = placed(Some(file), head, record).unwrap();
    let added = with.strip_prefix(file).unwrap();
    assert_eq!(
        added,
        "\n[[claim]]\nsubject = \"a\"\npredicate = \"b\"\nobject = \"c\"\nquote = \"d\"\nspeaker = \"y\"\n"
    );
    // A section of that name in another source is another section.
    let with = placed(Some(file), "[default]\nsource = \"z\"\n", record).unwrap();
    assert!(with.ends_with("source = \"z\"\nsection = \"s\"\nquote = \"d\"\n"), "{with}");
    let new = placed(None, head, record).unwrap();
    assert!(
        new.starts_with("[default]\nsource = \"x\"\n") && new.ends_with("status = \"planned\"\n"),
        "{new}"
    );
}

#[test]
fn a_record_goes_into_a_data_file_alone() {
    let folder = project(NEWS);
    drafted(folder.path());
    let before = snapshot(folder.path());
    for into in [
        "../more.toml",
        "/tmp/more.toml",
        "README.md",
        "claims.toml",
        "data/more.csv",
        "data/more",
        "data/.more.toml",
        "data",
        "",
        "draft/more.toml",
        "ontology/more.toml",
        "remit.toml",
        "./remit.toml",
        "sources/news.txt",
        "data/queries/who-pays.rq",
    ] {
        let ran = typed(folder.path(), &["review", "news", "--into", into], "a\n");
        assert!(
            ran.code == 2 && ran.err.contains("data file") || ran.err.contains("in the project"),
            "{into}: {}",
            ran.err
        );
        let ran = typed(
            folder.path(),
            &["add", "--quote", "mobile library visits nine villages", "--into", into],
            "a\n",
        );
        assert_eq!(ran.code, 2, "{into}: {}", ran.err);
    }
    assert_eq!(snapshot(folder.path()), before);
    // However it is spelled, a file that is there keeps what it has.
    let claims = read(folder.path(), "data/claims.toml");
    typed(folder.path(), &["review", "news", "--into", ".//data/./claims.toml"], "a\nq\n");
    assert!(read(folder.path(), "data/claims.toml").starts_with(&claims));
    typed(folder.path(), &["review", "news", "--into", "data/of/news.toml"], "a\nq\n");
    assert!(read(folder.path(), "data/of/news.toml").contains("[[claim]]"));
    assert_eq!(remit(folder.path(), &["check"]).code, 0);
}

#[test]
fn what_else_a_record_would_say_and_be_warned_of_is_shown_first() {
    let folder = project(NEWS);
    drafted(folder.path());
    let data = read(folder.path(), "data/news.toml");
    let more = "[default]\nsource = \"news\"\npage = 12\nspeaker = \"library\"\n";
    fs::write(folder.path().join("data/news.toml"), format!("{more}{data}")).unwrap();
    let ran = typed(folder.path(), &["review", "news"], "p\np\nquote = \"visits\"\nq\n");
    assert!(ran.out.contains("data/news.toml says of all its claims: page = 12"), "{}", ran.out);
    assert!(ran.err.contains("warning[R0"), "{}", ran.err);
    // A table of a record belongs to it.
    let sheet = "[default]\nsource = \"news\"\n\n[[claim]]\nsubject = \"a\"\n[claim.note]\nen = \"b\"\n\n[[claim]]\nsubject = \"c\"\n";
    let (_, records) = offers(sheet).unwrap();
    assert_eq!(records.len(), 2, "{records:?}");
    // A text of several lines is whole, whatever its lines look like.
    let text = "[[claim]]\nnote = \"\"\"one\n\n# two\n[[claim]]\nthree\"\"\"\nsubject = \"a\"\n";
    let (_, long) = offers(text).unwrap();
    assert_eq!(long.iter().map(|offer| offer.record.as_str()).collect::<Vec<_>>(), [text]);
    assert!(records[0].record.contains("[claim.note]\nen = \"b\""), "{records:?}");
}

#[test]
fn a_sheet_replaces_no_other_file() {
    let folder = project(NEWS);
    let before = snapshot(folder.path());
    for file in ["remit.toml", "data/claims.toml", "data/new.toml"] {
        let ran = remit(folder.path(), &["draft", "news", "-o", file, "--force"]);
        assert_eq!(ran.code, 2, "{file}: {}", ran.err);
    }
    assert_eq!(snapshot(folder.path()), before);
}
