//! Who wrote the words and whose position they report: told apart in every form, and held against the marks of the source.

use std::fs;

use tempfile::TempDir;

use crate::support::{put, remit, repository, shared, snapshot};

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:Letter a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "letter" .
x:Clerk a owl:Class ; rdfs:subClassOf prov:Person ; rdfs:label "clerk" .
x:Board a owl:Class ; rdfs:subClassOf x:Clerk ; rdfs:label "board" .
x:Charter a owl:Class ; rdfs:label "charter" .
x:plans a owl:DatatypeProperty ; rdfs:label "plans" ; rdfs:range xsd:string .
"#;

const THINGS: &str = r#"
[[source]]
id = "letter"
type = "Letter"
name = "The letter"
text = "letter.txt"
voice = "clerk"

[[section]]
id = "top"
source = "letter"
name = "Letterhead"
voice = "board"

[[section]]
id = "body"
source = "letter"
name = "Sirs"

[[entity]]
id = "clerk"
type = "Clerk"
name = "The clerk"

[[entity]]
id = "board"
type = "Board"
name = "The board"

[[entity]]
id = "charter"
type = "Charter"
name = "The charter"
"#;

const TEXT: &str = "Letterhead\n\nA board for all\n\nSirs\n\nThe board \u{201c}will buy a tram\u{201d} and plans a bridge. \
                    I shall leave. The charter asks for \"a bell\" and a clock.\n";

/// Claims: key, object, quote, section, and the voices.
const CLAIMS: &[(&str, &str, &str, &str, &str)] = &[
    ("own", "to leave", "I shall leave", "body", "speaker = \"clerk\""),
    ("quoted", "a tram", "will buy a tram", "body", "speaker = \"board\""),
    ("told", "a bridge", "and plans a bridge", "body", "speaker = \"board\"\nreported-by = \"clerk\""),
    ("both", "both", "The board \u{201c}will buy a tram", "body", "speaker = \"board\""),
    ("head", "all", "A board for all", "top", "speaker = \"board\""),
    ("paper", "a bell", "a bell", "body", "speaker = \"charter\""),
    ("parts", "a tram", "will [\u{2026}] a tram", "body", "speaker = \"board\""),
    ("named", "a tram", "The board [\u{2026}] buy a tram", "body", "speaker = \"board\""),
    ("mixed", "a bridge", "buy a tram [\u{2026}] plans a bridge", "body", "speaker = \"board\""),
];

fn project(more: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "remit.toml", "title = \"t\"\nbase = \"https://example.org/\"\n");
    put(folder.path(), "ontology/x.ttl", ONTOLOGY);
    put(folder.path(), "sources/letter.txt", TEXT);
    put(folder.path(), "data/things.toml", THINGS);
    let claim = |(key, object, quote, section, voices): &(&str, &str, &str, &str, &str)| {
        format!(
            "[[claim]]\nid = \"{key}\"\nsubject = \"board\"\npredicate = \"plans\"\nobject = \"{object}\"\nsource = \"letter\"\n\
             section = \"{section}\"\nstatus = \"planned\"\nquote = \"{quote}\"\n{voices}\n\n"
        )
    };
    let claims: String = CLAIMS.iter().map(claim).collect();
    put(folder.path(), "data/claims.toml", &format!("{claims}{more}"));
    folder
}

/// A claim with words of the body of the letter and voices.
fn claim(key: &str, quote: &str, voices: &str) -> String {
    format!(
        "[[claim]]\nid = \"{key}\"\nsubject = \"board\"\npredicate = \"plans\"\nobject = \"{key}\"\nsource = \"letter\"\n\
         section = \"body\"\nstatus = \"planned\"\nquote = \"{quote}\"\n{voices}\n"
    )
}

#[test]
fn both_voices_are_shown_wherever_a_claim_is() {
    let folder = project("");
    let check = remit(folder.path(), &["check"]);
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    let why = remit(folder.path(), &["why", "board", "plans"]).out;
    for told in [
        "stated by the clerk (planned; The letter, Sirs)  [own]",
        "stated by the board, quoted in the letter (planned; The letter, Sirs)  [quoted]",
        "stated by the board, as reported by the clerk (planned; The letter, Sirs)  [told]",
        "stated by the board (planned; The letter, Sirs)  [both]",
        "stated by the board (planned; The letter, Letterhead)  [head]",
        "stated by the charter, quoted in the letter (planned; The letter, Sirs)  [paper]",
        "stated by the board, quoted in the letter (planned; The letter, Sirs)  [parts]",
        "stated by the board, quoted in the letter (planned; The letter, Sirs)  [named]",
        "stated by the board (planned; The letter, Sirs)  [mixed]",
    ] {
        assert!(why.contains(told), "{told}: {why}");
    }
    let json = remit(folder.path(), &["show", "board", "-f", "json"]).out;
    let shown: serde_json::Value = serde_json::from_str(&json).unwrap();
    let fact = |key: &str| shown["facts"].as_array().unwrap().iter().find(|f| f["id"] == key).unwrap();
    assert_eq!(fact("told")["reported-by"], "The clerk");
    assert_eq!((&fact("quoted")["verbatim"], &fact("told")["verbatim"]), (&true.into(), &().into()));
    // Who speaks is on every claim; only agents are what claims are attributed to.
    let rows = |query: &str| remit(folder.path(), &["query", "-e", query, "-f", "csv"]).out.replace('\r', "");
    let speakers = "SELECT ?c { ?c remit:speaker ?who } ORDER BY ?c";
    assert_eq!(rows(speakers).lines().count(), 1 + CLAIMS.len());
    let documents = "SELECT ?c { ?c remit:speaker ?who FILTER NOT EXISTS { ?c prov:wasAttributedTo ?who } }";
    assert_eq!(rows(documents), "c\nhttps://example.org/claim/paper\n");
    let verbatim = "SELECT ?c { ?c remit:verbatim true } ORDER BY ?c";
    let inside =
        ["named", "paper", "parts", "quoted"].map(|key| format!("https://example.org/claim/{key}\n"));
    assert_eq!(rows(verbatim), format!("c\n{}", inside.concat()));
    assert_eq!(rows("SELECT ?a { id:letter remit:voice ?a }"), "a\nhttps://example.org/id/clerk\n");
}

#[test]
fn a_copy_without_the_text_says_the_same() {
    let folder = project("");
    assert_eq!(remit(folder.path(), &["verify", "--record"]).code, 0);
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    let with_text = snapshot(&folder.path().join("output"));
    fs::remove_dir_all(folder.path().join("sources")).unwrap();
    assert_eq!(remit(folder.path(), &["build", "--force"]).code, 0);
    assert!(snapshot(&folder.path().join("output")) == with_text);
    // A lock file of before has no quotations: nothing is said of them, and no voice is held against what is not known.
    let lock = folder.path().join("remit.lock");
    let text = fs::read_to_string(&lock).unwrap();
    let older: String = text
        .lines()
        .filter(|l| !l.starts_with("quotations"))
        .map(|l| format!("{l}\n"))
        .collect::<Vec<_>>()
        .concat();
    assert_ne!(older, text);
    fs::write(&lock, older).unwrap();
    let why = remit(folder.path(), &["why", "board", "plans"]);
    assert!(why.out.contains("stated by the board (planned; The letter, Sirs)  [quoted]"), "{}", why.out);
    assert_eq!(why.err, "");
}

#[test]
fn a_voice_that_does_not_go_with_the_words_is_a_warning() {
    for (quote, voices, expected) in [
        ("plans a bridge", "speaker = \"board\"", Some("these are words of `clerk`")),
        ("will buy a tram", "speaker = \"clerk\"", Some("the speaker is `clerk`, who quotes them")),
        (
            "will buy",
            "speaker = \"board\"\nreported-by = \"clerk\"",
            Some("nobody puts them in words of their own"),
        ),
        ("a clock", "speaker = \"charter\"\nreported-by = \"clerk\"", None),
        ("buy a tram\u{201d} and plans", "speaker = \"board\"\nreported-by = \"clerk\"", None),
    ] {
        let ran = remit(project(&claim("extra", quote, voices)).path(), &["check"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        if let Some(words) = expected {
            assert!(ran.out.contains("warning[R035]") && ran.out.contains(words), "{quote}: {}", ran.out);
        } else {
            // So short a quote may be told to name nothing; of voices there is nothing to tell.
            let (all, short) =
                (ran.out.matches("warning[").count(), ran.out.matches("warning[R084]").count());
            assert_eq!(all, short, "{quote}: {}", ran.out);
        }
    }
    let folder = project("");
    let things = THINGS.replace("voice = \"clerk\"", "voice = \"clark\"");
    put(folder.path(), "data/things.toml", &things);
    let ran = remit(folder.path(), &["check"]);
    assert!(
        ran.out.contains("error[R011]: there is no entity `clark`")
            && ran.out.contains("did you mean `clerk`?")
    );
}

/// The claims of the flagship that are the plan's own words, as the list of facts tells them.
const OWN_WORDS: [&str; 14] = [
    "s017-", "s018-", "s021-", "s022-", "s023-", "s024-", "s094-", "s095-", "s096-", "s111-", "s112-",
    "s113-", "s114-", "s134-",
];

#[test]
fn the_flagship_tells_the_words_of_the_plan_from_those_of_its_author() {
    let verbatim = "SELECT ?c { ?c remit:verbatim true ; remit:speaker id:the-plan }";
    let own = remit(&repository(), &["query", "-e", verbatim, "-f", "csv"]).out;
    for key in OWN_WORDS.iter().chain(&["s135-", "s136-", "s137-"]) {
        assert!(own.contains(&format!("/claim/{key}")), "{key}: {own}");
    }
    // Every other claim of the plan, of the government and of what the author cites is told by the author.
    let untold = "SELECT ?c ?q { ?c remit:speaker ?who ; remit:quote ?q ; remit:section ?s ; prov:wasQuotedFrom id:supply-chain-post
        FILTER ( ?who NOT IN ( id:blog-author, id:the-blog ) )
        FILTER NOT EXISTS { { ?c remit:reportedBy ?author } UNION { ?c remit:verbatim true } } } ORDER BY ?c";
    let rest = remit(&repository(), &["query", "-e", untold, "-f", "csv"]).out;
    let rest: Vec<&str> = rest.lines().skip(1).collect();
    assert!(rest.iter().all(|r| r.contains('\u{201c}')), "words on both sides of a mark show it: {rest:?}");
    if let Some(sources) = shared("sources") {
        let ran = remit(&repository(), &["check", "--sources", &sources.to_string_lossy()]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    }
}
