//! Very many faults, claims and quotes at once: all counted, the first shown, and nothing that grows with their square.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::support::remit;

const ONTOLOGY: &str = r#"
@prefix x: <https://remit.example/floods/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "book" .
x:Thing a owl:Class ; rdfs:label "thing" .
x:knows a owl:ObjectProperty ; rdfs:label "knows" ; rdfs:domain x:Thing ; rdfs:range x:Thing .
"#;

/// A small project with these data.
fn project(data: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("remit.toml", "title = \"Floods\"\nbase = \"https://remit.example/floods/\"\n");
    write("ontology/floods.ttl", ONTOLOGY);
    for (path, text) in data {
        write(path, text);
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
