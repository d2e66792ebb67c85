//! Answers from some of the sources: limited as files and people say, and never taken for answers from all.

use std::fs;

use tempfile::TempDir;

use crate::support::{Ran, copy_of, put, remit, repository};

/// Five sources on one town, in a folder that may be changed.
fn town() -> TempDir {
    copy_of(&repository().join("tests/cases/town"))
}

const WORKS: &str = "SELECT ?work ?claim { ?claim rdf:subject ?work ; rdf:predicate t:costs }\n";

/// A town with a saved query whose header has a line.
fn town_that_asks(header: &str) -> TempDir {
    let folder = town();
    put(folder.path(), "data/queries/costs.rq", &format!("# ask: what {{work}} takes\n{header}\n{WORKS}"));
    folder
}

fn rows(ran: &Ran) -> usize {
    ran.out.lines().count() - 1
}

#[test]
fn a_saved_query_is_answered_from_the_sources_of_its_header_by_every_command() {
    let all = town_that_asks("");
    let of_all = remit(all.path(), &["query", "costs"]);
    assert_eq!((of_all.code, rows(&of_all), of_all.err.as_str()), (0, 3, ""), "{}", of_all.out);
    for (header, basis, count) in [
        ("# sources: plan, audit", "from 2 of 5 sources\n", 2),
        ("# kinds: primary", "from 2 of 5 sources\n", 2),
        (
            "# known-by: 2021",
            "from 2 of 5 sources, published by 2021; \u{201c}The leaflet\u{201d} bears no date, and is kept\n",
            1,
        ),
    ] {
        let folder = town_that_asks(header);
        let path = folder.path().join("data/queries/costs.rq");
        for name in ["costs", &path.to_string_lossy()] {
            let ran = remit(folder.path(), &["query", name]);
            assert_eq!((ran.code, rows(&ran), ran.err.as_str()), (0, count, basis), "{header}: {}", ran.out);
        }
        let typed = remit(folder.path(), &["query", "-e", &fs::read_to_string(&path).unwrap()]);
        assert_eq!((typed.code, rows(&typed), typed.err.as_str()), (0, count, basis), "{}", typed.out);
        let asked = remit(folder.path(), &["ask", "What the bridge takes", "-f", "csv"]);
        assert_eq!((asked.code, rows(&asked), asked.err.as_str()), (0, count, basis), "{}", asked.out);
        let json = remit(folder.path(), &["ask", "What the bridge takes", "-f", "json"]).out;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["basis"], basis.trim_end());
        let check = remit(folder.path(), &["check"]);
        assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    }
}

#[test]
fn a_question_that_names_no_source_is_a_fault_and_not_asked_of_all() {
    for (header, told) in [
        ("# sources:", "`sources` names nothing"),
        ("# sources: ,", "`sources` names nothing"),
        ("# kinds:", "`kinds` names nothing"),
        ("# known-by:", "`known-by` names nothing"),
        ("# known-by: 2021, 2022", "`known-by` names 2 dates"),
        ("# known-by: soon", "`soon` is no date"),
        ("# sources: plan, audti", "there is no source `audti`"),
    ] {
        let folder = town_that_asks(header);
        put(folder.path(), "data/questions/who-costs.rq", &format!("# question: Who?\n{header}\n{WORKS}"));
        let question = "data/questions/who-costs.rq";
        for command in [
            &["query", "costs"][..],
            &["query", question],
            &["ask", "what the bridge takes"],
            &["test", "who-costs"],
            &["fragile", "who-costs"],
            &["check"],
        ] {
            let ran = remit(folder.path(), command);
            assert_ne!(ran.code, 0, "{command:?}");
            let said = format!("{}{}", ran.out, ran.err);
            assert!(
                said.contains(told) && said.contains("R053") && said.contains(":2:"),
                "{command:?}: {said}"
            );
        }
    }
}

#[test]
fn an_empty_list_of_sources_is_a_fault_wherever_a_file_has_one() {
    let view = "kind = \"network\"\ntitle = \"Who?\"\n[show]\nclasses = [\"Work\"]\n";
    for key in ["sources", "kinds"] {
        let folder = town();
        put(folder.path(), "ontology/views/all.toml", &format!("{key} = []\n{view}"));
        let ran = remit(folder.path(), &["check"]);
        assert!(ran.code == 1 && ran.out.contains("this list is empty"), "{key}: {}{}", ran.out, ran.err);
    }
    let folder = town();
    let manifest = fs::read_to_string(folder.path().join("remit.toml")).unwrap();
    put(folder.path(), "remit.toml", &format!("{manifest}\n[output-files]\ndossier-sources = []\n"));
    let ran = remit(folder.path(), &["check"]);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(ran.code != 0 && said.contains("`dossier-sources` names no source"), "{said}");
}

#[test]
fn what_only_other_sources_speak_of_is_there_all_the_same() {
    let folder = town();
    let told = "the sources asked say nothing of `ferry` (The ferry, work)";
    for command in [
        &["show", "ferry"][..],
        &["why", "ferry", "given-up"],
        &["path", "ferry", "bridge"],
        &["compare", "bridge", "The ferry"],
        &["near", "ferry"],
        &["without", "ferry"],
        &["draw", "--near", "ferry"],
        &["find", "ferry"],
    ] {
        let ran = remit(folder.path(), &[command, &["--source", "audit"]].concat());
        assert_ne!(ran.code, 0, "{command:?}");
        assert!(ran.err.contains(told) && ran.err.contains("news, plan"), "{command:?}: {}", ran.err);
    }
    // What is named means the same as without the limit, and is never taken for something else.
    let other = remit(folder.path(), &["show", "bridge", "--source", "audit"]);
    assert!(other.code == 0 && other.out.starts_with("The bridge"), "{}{}", other.out, other.err);
    let asked = remit(folder.path(), &["ask", "who promised the ferry?", "--source", "audit"]);
    let told = "the sources asked have no word for \u{201c}ferry\u{201d}";
    assert!(asked.code == 1 && asked.out.contains(told), "{}", asked.out);
    assert!(asked.out.contains("other sources speak of `ferry` (The ferry, work)"), "{}", asked.out);
    assert!(!asked.out.contains("the graph has no word"), "{}", asked.out);
}

#[test]
fn commands_that_are_about_all_sources_refuse_to_be_limited() {
    let folder = town();
    for command in [
        &["build"][..],
        &["check"],
        &["verify"],
        &["coverage", "audit"],
        &["doctor"],
        &["explain", "R007"],
        &["init", "other"],
        &["man"],
        &["query"],
        &[],
    ] {
        for limit in [["--source", "audit"], ["--source-kind", "primary"], ["--known-by", "2022"]] {
            let ran = remit(folder.path(), &[command, &limit].concat());
            let told = format!("{} cannot be used here", limit[0]);
            assert!(
                ran.code == 2 && ran.err.contains(&told) && ran.out.is_empty(),
                "{command:?}: {}",
                ran.err
            );
        }
    }
    assert!(!folder.path().join("other").exists());
}

#[test]
fn a_date_before_all_sources_has_an_answer() {
    let folder = town();
    let limits = ["--source", "audit", "--source", "plan", "--known-by", "1900"];
    let told = "from 0 of 5 sources: nothing was published by 1900; the first source is of March 2020\n";
    for (command, out) in [
        (&["sources", "-f", "json"][..], "[]\n"),
        (&["promises", "-f", "json"], "[]\n"),
        (&["conflicts"], "0 disagreements, 0 open\n"),
        (&["query", "-e", "SELECT ?c { ?c a remit:Claim }"], "c\r\n"),
    ] {
        let ran = remit(folder.path(), &[command, &limits].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, out), "{command:?}: {}", ran.err);
        assert!(ran.err.starts_with(told), "{command:?}: {}", ran.err);
    }
}

#[test]
fn what_a_curator_notes_stays_between_the_claims_that_are_left() {
    let folder = town();
    let later = fs::read_to_string(folder.path().join("data/later.toml")).unwrap();
    let third = "[[claim]]\nid = \"plan-arches\"\nsource = \"plan\"\nspeaker = \"the-auditor\"\nsubject = \"bridge\"\npredicate = \"arches\"\n\
                 count = 2\nquote = \"a bridge by 2023\"\n\n[[resolution]]\nclaims = [\"plan-costs\"";
    let later = later.replacen("[[resolution]]\nclaims = [\"plan-costs\"", third, 1);
    let later = later.replace(
        "[\"audit-arches\", \"leaflet-arches\"]",
        "[\"audit-arches\", \"leaflet-arches\", \"plan-arches\"]",
    );
    put(folder.path(), "data/later.toml", &later);
    let scopes = |limits: &[&str]| {
        let ran = remit(folder.path(), &[&["conflicts", "-f", "json"], limits].concat());
        let found: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
        let kept = |d: &&serde_json::Value| d["kind"] == "scope" || d["kind"] == "conflict";
        let told = |d: &serde_json::Value| {
            let claims: Vec<&str> =
                d["claims"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
            format!("{} {} {}", d["kind"].as_str().unwrap(), claims.join(" "), d["resolution"]["left-out"])
        };
        let about = |d: &&serde_json::Value| d["claims"].to_string().contains("arches");
        (found.iter().filter(kept).filter(about).map(told).collect::<Vec<_>>(), ran.err)
    };
    let (all, said) = scopes(&[]);
    assert_eq!(all, ["scope audit-arches leaflet-arches plan-arches null"], "{said}");
    let (two, said) = scopes(&["--source", "audit", "--source", "leaflet"]);
    assert_eq!(two, ["scope audit-arches leaflet-arches 1"], "{said}");
    let (one, said) = scopes(&["--source", "audit"]);
    assert!(
        one.is_empty() && said.contains("2 decisions or notes of curators are left out"),
        "{one:?} {said}"
    );
    let words = remit(folder.path(), &["conflicts", "--source", "audit", "--source", "leaflet"]).out;
    assert!(words.contains("(also of one claim of a source that was not asked)"), "{words}");
}

#[test]
fn an_entity_that_a_rule_names_stays_however_the_rule_writes_it() {
    let rule = |id: &str| {
        format!(
            "# label: what is audited is for {id}\nPREFIX me: <https://remit.example/town/id/>\n\
             CONSTRUCT {{ ?work t:given-up {id} }} WHERE {{ ?claim rdf:subject ?work ; rdf:predicate t:arches ; rdf:object ?n . FILTER(?n > 3) }}\n"
        )
    };
    for (id, is_there) in [
        ("id:bus", true),
        ("me:bus", true),
        ("<https://remit.example/town/id/bus>", true),
        ("id:lanes # and not id:bus\n", false),
    ] {
        let folder = town();
        put(folder.path(), "ontology/rules/20-audited.rq", &rule(id));
        let ran = remit(folder.path(), &["show", "bus", "--source", "audit"]);
        assert_eq!(ran.code == 0, is_there, "{id}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_source_without_claims_is_listed_and_only_where_it_is_asked() {
    let folder = town();
    put(
        folder.path(),
        "data/unread.toml",
        "[[source]]\nid = \"unread\"\ntype = \"Paper\"\nname = \"The unread\"\n",
    );
    let all = remit(folder.path(), &["sources"]);
    assert!(all.out.starts_with("13 claims from 6 sources\n"), "{}", all.out);
    assert!(all.out.contains("The unread (paper): 0 claims  [unread]"), "{}", all.out);
    let csv = remit(folder.path(), &["sources", "-f", "csv"]).out;
    assert!(csv.contains("no date,paper,0,0,0,,The unread,,unread"), "{csv}");
    let one = remit(folder.path(), &["sources", "--source", "audit"]);
    assert!(one.out.starts_with("3 claims from 1 source\n") && !one.out.contains("unread"), "{}", one.out);
    let none = remit(folder.path(), &["sources", "--source", "unread"]);
    assert!(none.out.starts_with("0 claims from 1 source\n"), "{}{}", none.out, none.err);
}

#[test]
fn outcomes_that_are_told_on_one_date_and_differ_are_all_told() {
    let folder = town();
    let opened = "[[claim]]\nid = \"news-ferry-runs\"\nsource = \"news\"\nspeaker = \"the-news\"\nsubject = \"ferry\"\npredicate = \"opened\"\n\
                  object = \"2023-05\"\nstatus = \"established\"\nquote = \"opened in May 2023\"\n";
    put(folder.path(), "data/more.toml", opened);
    let json = remit(folder.path(), &["promises", "-f", "json"]).out;
    let promises: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let ferry = promises.iter().find(|p| p["id"] == "ferry").unwrap();
    assert_eq!((&ferry["state"], &ferry["also-told"][0]), (&"superseded".into(), &"kept".into()), "{ferry}");
    let bridge = promises.iter().find(|p| p["id"] == "bridge").unwrap();
    assert!(bridge.get("also-told").is_none(), "{bridge}");
    let told = "sources disagree: told as superseded, and by one of no earlier date as kept; what says least for it counts";
    let words = remit(folder.path(), &["promises"]).out;
    assert!(words.contains(told), "{words}");
    let asked = remit(folder.path(), &["ask", "what became of the ferry?"]).out;
    assert!(
        asked.contains("but sources disagree: also told as kept (The ferry opened in May 2023)"),
        "{asked}"
    );
    for (form, row) in [
        ("csv", "12 kilometres of the lanes were laid. | The lanes are done in part: 15 kilometres"),
        ("csv", ",kept | superseded,2023 | 2023,news-ferry-runs | news-ferry,kept,"),
        ("csv", ",partly kept | partly kept,2022-06 | 2023,"),
        ("md", "2022-06 &#124; 2023"),
    ] {
        let ran = remit(folder.path(), &["promises", "-f", form]);
        assert!(ran.out.contains(row), "{form}: {row}: {}", ran.out);
    }
}

#[test]
fn answers_are_as_fragile_together_as_each_is_alone() {
    let folder = town();
    let question = |name: &str, header: &str| {
        let text = format!("# question: What is {name}?\n{header}{WORKS}");
        put(folder.path(), &format!("data/questions/{name}.rq"), &text);
    };
    let headers = ["", "# sources: plan, audit\n", "", "# kinds: primary\n", "# sources: audit, plan\n", ""];
    headers.iter().zip('a'..).for_each(|(header, name)| question(&format!("q-{name}"), header));
    for by in ["claim", "source"] {
        let asked = |name: &str| {
            let ran = remit(folder.path(), &["fragile", name, "--by", by, "-f", "json"]);
            serde_json::from_str::<Vec<serde_json::Value>>(&ran.out).unwrap()
        };
        let alone: Vec<_> = ('a'..='f').flat_map(|name| asked(&format!("q-{name}"))).collect();
        assert_eq!(alone.len(), headers.len());
        assert_eq!(asked("q-"), alone, "{by}");
    }
}
