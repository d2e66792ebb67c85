//! Very many faults, claims and quotes at once: all counted, the first shown, and nothing that grows with their square.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::support::{put, remit};

const ONTOLOGY: &str = r#"
@prefix x: <https://remit.example/floods/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "book" .
x:Thing a owl:Class ; rdfs:label "thing" .
x:List a owl:Class ; rdfs:subClassOf remit:Register ; rdfs:label "list" .
x:knows a owl:ObjectProperty ; rdfs:label "knows" ; rdfs:domain x:Thing ; rdfs:range x:Thing .
x:answers a owl:ObjectProperty ; rdfs:label "answers" ; rdfs:domain remit:Claim ; rdfs:range x:Thing ; remit:oneQuestion "What of {subject}?" .
x:people a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:label "people" ; rdfs:domain x:Thing ; rdfs:range xsd:nonNegativeInteger .
x:lasts a owl:DatatypeProperty ; rdfs:label "lasts" ; rdfs:domain x:Thing ; rdfs:range xsd:duration .
x:costs a owl:ObjectProperty ; rdfs:label "costs" ; rdfs:domain x:Thing ; rdfs:range schema:MonetaryAmount ;
    remit:lasting x:lasts ; remit:comparedBy x:knows .
"#;

/// Things, and where claims are from that need no quote.
const THINGS: &str = r#"
[default]
source = "list"
speaker = "a"
status = "established"

[[source]]
id = "list"
type = "List"
name = "List"

[[entity]]
id = "a"
type = "Thing"
name = "A"

[[entity]]
id = "b"
type = "Thing"
name = "B"
"#;

/// Claims, each with these fields.
fn claims(records: impl IntoIterator<Item = String>) -> String {
    records.into_iter().fold(THINGS.to_owned(), |text, fields| format!("{text}\n[[claim]]\n{fields}\n"))
}

fn conflicts(folder: &Path) -> Vec<serde_json::Value> {
    let ran = remit(folder, &["conflicts", "-f", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// A small project with these data.
fn project(data: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "remit.toml", "title = \"Floods\"\nbase = \"https://remit.example/floods/\"\n");
    put(folder.path(), "ontology/floods.ttl", ONTOLOGY);
    for (path, text) in data {
        put(folder.path(), path, text);
    }
    folder
}

fn faults(folder: &Path) -> Vec<serde_json::Value> {
    let ran = remit(folder, &["check", "-f", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn of_ten_thousand_faults_on_one_line_the_first_are_shown_and_all_are_counted() {
    let record = |i: usize| format!("{{id=\"é{i:05}\",type=\"Thing\",name=\"n{i}\"}}");
    let line = format!("entity = [{}]\n", (0..10_000).map(record).collect::<Vec<_>>().join(","));
    let project = project(&[("data/all.toml", &line)]);

    let ran = remit(project.path(), &["check"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("error[R034]").count(), 100);
    assert!(ran.out.contains("\n9900 more not shown: 9900 R034 (bad id)\n"), "{}", ran.out);
    assert!(ran.err.starts_with("10000 errors, 0 warnings"), "{}", ran.err);
    let longest = ran.out.lines().map(|l| l.chars().count()).max();
    assert!(longest < Some(250), "{longest:?}");

    // The place is that in the file, however little of the line is shown.
    let all = remit(project.path(), &["check", "--all"]);
    assert_eq!(all.out.matches("error[R034]").count(), 10_000);
    let found = faults(project.path());
    assert_eq!(found.len(), 10_000);
    let last = line.split("\"é09999").next().unwrap().chars().count() + 1;
    assert_eq!(found[9_999]["column"], last);
    assert!(all.out.contains(&format!("--> data/all.toml:1:{last}\n")));
    let shown = all.out.rsplit("error[R034]").next().unwrap();
    let (source, caret) = {
        let mut lines = shown.lines().skip_while(|l| !l.contains("é09999\""));
        (lines.next().unwrap(), lines.next().unwrap())
    };
    let under = caret.chars().position(|c| c == '^').unwrap();
    assert_eq!(source.chars().skip(under).take(8).collect::<String>(), "\"é09999\"", "{shown}");
}

#[test]
fn a_value_that_nobody_could_read_is_cut_in_the_text_and_whole_for_programs() {
    let long = "é".repeat(50_000);
    let data = format!("[[entity]]\nid = \"{long}\"\ntype = \"Thing\"\nname = \"n\"\n");
    let project = project(&[("data/all.toml", &data)]);
    let ran = remit(project.path(), &["check"]);
    let title = format!("error[R034]: `{}\u{2026}` cannot be an id\n", "é".repeat(200));
    assert!(ran.out.starts_with(&title), "{}", &ran.out[..1_000]);
    assert!(ran.out.len() < 10_000, "{}", ran.out.len());
    assert_eq!(faults(project.path())[0]["message"], format!("`{long}` cannot be an id"));
}

#[test]
fn ten_thousand_quotes_of_a_text_that_was_revised_are_each_told_of() {
    let words: Vec<String> = (0..30_000).map(|i| format!("w{}", i * 7_919 % 30_011)).collect();
    let mut data = String::from(
        "[[source]]\nid = \"book\"\ntype = \"Book\"\nname = \"Book\"\ntext = \"book.txt\"\n\
         [[entity]]\nid = \"a\"\ntype = \"Thing\"\nname = \"A\"\n\
         [[entity]]\nid = \"b\"\ntype = \"Thing\"\nname = \"B\"\n",
    );
    for (i, quote) in words.chunks(3).enumerate() {
        data.push_str(&format!(
            "[[claim]]\nid = \"c{i}\"\nsubject = \"a\"\npredicate = \"knows\"\nobject = \"b\"\nsource = \"book\"\n\
             speaker = \"a\"\nstatus = \"established\"\nquote = \"{}\"\n",
            quote.join(" ")
        ));
    }
    let text = words.join(" ");
    let project = project(&[("data/all.toml", &data), ("sources/book.txt", &text)]);
    let ran = remit(project.path(), &["verify", "--record"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);

    // Every third word is another one: no quote stands any more, and each is like what stands there now.
    let revised: Vec<String> =
        words.iter().enumerate().map(|(i, w)| if i % 3 == 1 { format!("{w}x") } else { w.clone() }).collect();
    fs::write(project.path().join("sources/book.txt"), revised.join(" ")).unwrap();
    let found = faults(project.path());
    assert_eq!(found.len(), 10_001);
    for (fault, now) in found.iter().skip(1).zip(revised.chunks(3)) {
        assert_eq!(fault["code"], "R027");
        assert_eq!(fault["help"][0], format!("the nearest words there are: {}", now.join(" ")));
    }
}

#[test]
fn a_fact_that_many_affirm_and_deny_is_one_disagreement() {
    let voices = |i: usize| {
        let polarity = if i.is_multiple_of(2) { "affirmed" } else { "denied" };
        format!(
            "id = \"c{i:04}\"\nsubject = \"a\"\npredicate = \"knows\"\nobject = \"b\"\npolarity = \"{polarity}\"\nfrom = \"{}\"",
            1001 + i
        )
    };
    let project = project(&[("data/all.toml", &claims((0..2_000).map(voices)))]);
    let found = conflicts(project.path());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["kind"], "conflict");
    assert_eq!(found[0]["claims"].as_array().unwrap().len(), 2_000);
    let ran = remit(project.path(), &["build"]);
    assert!(ran.out.contains("  1 disagreement among claims, 1 open"), "{}", ran.out);
}

#[test]
fn those_who_deny_meet_those_who_affirm_at_some_time_and_nobody_else() {
    let claim = |id: &str, object: &str, more: &str| {
        format!("id = \"{id}\"\nsubject = \"a\"\npredicate = \"knows\"\nobject = \"{object}\"\n{more}")
    };
    let data = claims([
        claim("early", "b", "until = \"2000\""),
        claim("late", "b", "from = \"2010\""),
        claim("never", "b", "polarity = \"denied\"\nfrom = \"2015\""),
        claim("not-then", "b", "polarity = \"denied\"\nfrom = \"2001\"\nuntil = \"2002\""),
        claim("nor-itself", "a", "polarity = \"denied\""),
        claim("nor-itself-too", "a", "polarity = \"denied\""),
    ]);
    let project = project(&[("data/all.toml", &data)]);
    let found = conflicts(project.path());
    let told: Vec<(&str, Vec<&str>)> = found
        .iter()
        .map(|d| {
            let ids = d["claims"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap());
            (d["kind"].as_str().unwrap(), ids.collect())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("conflict", vec!["late", "never"]),
            ("denial", vec!["nor-itself"]),
            ("denial", vec!["nor-itself-too"]),
            ("denial", vec!["not-then"]),
        ]
    );
}

#[test]
fn a_value_for_each_of_many_years_is_no_conflict() {
    let year = |i: usize, from: usize, until: usize| {
        format!(
            "id = \"c{i:04}\"\nsubject = \"a\"\npredicate = \"people\"\ncount = {i}\nfrom = \"{from}\"\nuntil = \"{until}\""
        )
    };
    let years: Vec<String> = (1..1_000).map(|i| year(i, 1_000 + i, 1_000 + i)).collect();
    let without = project(&[("data/all.toml", &claims(years.clone()))]);
    assert_eq!(conflicts(without.path()).len(), 0);
    // One value for two of the years is against the value of each.
    let with = project(&[("data/all.toml", &claims(years.into_iter().chain([year(5_000, 1_500, 1_501)])))]);
    let found = conflicts(with.path());
    assert_eq!(found.len(), 1);
    let ids: Vec<&str> =
        found[0]["claims"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["c0500", "c0501", "c5000"]);
}

#[test]
fn one_amount_told_by_many_in_two_ways_is_one_restatement() {
    let thing = |i: usize| format!("[[entity]]\nid = \"t{i}\"\ntype = \"Thing\"\nname = \"T{i}\"\n");
    let told = |i: usize| {
        let claim = |name: &str, fields: &str| {
            format!("[[claim]]\nid = \"{name}{i}\"\nsubject = \"t{i}\"\n{fields}\n")
        };
        let group = claim("g", "predicate = \"knows\"\nobject = \"a\"");
        let amount = |sum: &str, per: &str| {
            format!("predicate = \"costs\"\namount = {sum}\ncurrency = \"EUR\"\nper = \"{per}\"")
        };
        if i.is_multiple_of(2) {
            format!("{group}{}", claim("total", &amount("30", "total")))
        } else {
            let lasts = claim("l", "predicate = \"lasts\"\nobject = \"P3Y\"");
            format!("{group}{lasts}{}", claim("rate", &amount("10", "year")))
        }
    };
    let data: String = (0..400).map(|i| thing(i) + &told(i)).collect();
    let project = project(&[("data/all.toml", &format!("{THINGS}{data}"))]);
    let found = conflicts(project.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], "restatement");
    assert_eq!(found[0]["about"], "a");
    assert_eq!(found[0]["claims"].as_array().unwrap().len(), 400);
}

#[test]
fn a_long_chain_of_claims_about_claims_is_followed_once_and_falls_as_one() {
    const LINKS: usize = 20_000;
    let link = |i: usize| {
        let below = if i == 0 { "first".to_owned() } else { format!("c{:05}", i - 1) };
        let object = if i.is_multiple_of(2) { "a" } else { "b" };
        format!("id = \"c{i:05}\"\nsubject = \"{below}\"\npredicate = \"answers\"\nobject = \"{object}\"")
    };
    let first = |object: &str| {
        format!("id = \"first\"\nsubject = \"a\"\npredicate = \"knows\"\nobject = \"{object}\"")
    };
    let chain = |object: &str| claims(std::iter::once(first(object)).chain((0..LINKS).map(link)));
    let good = project(&[("data/all.toml", &chain("b"))]);
    let found = conflicts(good.path());
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["about"], found[0]["claims"].as_array().unwrap().len()), (&"a".into(), LINKS));

    // About a claim that is left out nothing is said, and that is no fault of its own.
    let bad = project(&[("data/all.toml", &chain("nobody"))]);
    let found = faults(bad.path());
    let codes: Vec<&str> = found.iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["R011"]);
}
