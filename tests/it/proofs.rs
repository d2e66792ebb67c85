//! Proofs that share what they rest on: each derivation is visited and shown once, however many others rest on it.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{put, remit};

/// One thing with two claims, `a0` and `b0`, and for each level two rules that need both triples of the level before.
fn levels(count: usize) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    put(folder.path(), "remit.toml", "title = \"t\"\nbase = \"https://example.org/\"\n");
    let mut ontology = String::from(
        "@prefix t: <https://example.org/ns#> .\n@prefix remit: <https://remit.example/ns#> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         t:Book a owl:Class ; rdfs:subClassOf remit:Register ; rdfs:label \"book\" .\n\
         t:Node a owl:Class ; rdfs:label \"node\" .\n",
    );
    let mut data = String::from(
        "[default]\nsource = \"book\"\nspeaker = \"x\"\nstatus = \"established\"\n\n\
         [[source]]\nid = \"book\"\ntype = \"Book\"\nname = \"Book\"\n",
    );
    for node in ["x", "y"] {
        data.push_str(&format!("\n[[entity]]\nid = \"{node}\"\ntype = \"Node\"\nname = \"{node}\"\n"));
    }
    for name in ["a", "b"] {
        data.push_str(&format!(
            "\n[[claim]]\nid = \"c{name}\"\nsubject = \"x\"\npredicate = \"{name}0\"\nobject = \"y\"\n"
        ));
        for level in 0..=count {
            ontology.push_str(&format!(
                "t:{name}{level} a owl:ObjectProperty ; rdfs:label \"{name}{level}\" ; rdfs:range t:Node .\n"
            ));
            if let Some(below) = level.checked_sub(1) {
                let rule = format!(
                    "CONSTRUCT {{ ?x t:{name}{level} ?y }} WHERE {{ ?x t:a{below} ?y . ?x t:b{below} ?y }}\n"
                );
                put(folder.path(), &format!("ontology/rules/{name}{level}.rq"), &rule);
            }
        }
    }
    put(folder.path(), "ontology/t.ttl", &ontology);
    put(folder.path(), "data/t.toml", &data);
    folder
}

fn why(folder: &Path, options: &[&str]) -> String {
    let ran = remit(folder, &[&["why", "x"], options].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// How many derivations a proof unfolds, and how many it only refers to.
fn counted(proofs: &Value) -> (usize, usize) {
    let steps =
        proofs.as_array().expect("proofs").iter().flat_map(|p| p["derivations"].as_array().expect("steps"));
    steps.fold((0, 0), |(here, elsewhere), step| {
        let below = counted(&step["derived"]);
        match step.get("unfolded") {
            None => (here + 1 + below.0, elsewhere + below.1),
            Some(_) => (here, elsewhere + 1),
        }
    })
}

#[test]
fn a_shared_proof_is_unfolded_once() {
    let folder = levels(40);
    let json = why(folder.path(), &["a40", "-f", "json"]);
    let proofs: Value = serde_json::from_str(&json).expect("JSON");
    let entries = proofs.as_array().expect("proofs").len();
    // One of the last level and two of each below; all of them but the two of the first level mention two others.
    let (derivations, mentions) = (1 + 2 * 39, 2 * (1 + 2 * 38));
    assert_eq!(counted(&proofs), (derivations, mentions - (derivations - entries)));
    let text = why(folder.path(), &["a40"]);
    let derived: Vec<&str> = text.lines().filter(|l| l.contains("inferred by rule")).map(str::trim).collect();
    let unfolded: Vec<&&str> = derived.iter().filter(|l| l.ends_with(']')).collect();
    assert_eq!(unfolded.len(), 79);
    for reference in derived.iter().filter(|l| !l.ends_with(']')) {
        let (step, place) = reference.rsplit_once(", see ").expect("a reference");
        let at = text.find(&format!("{step}\n")).expect("what is referred to is unfolded");
        let here = text.find(reference).expect("the reference");
        assert_eq!(place, if at < here { "above" } else { "below" }, "{reference}");
    }
    assert_eq!(text.matches("[ca]").count(), 2, "a claim is shown with each derivation that needs it");
}

#[test]
fn what_why_prints_grows_with_the_derivations() {
    let sizes = [24, 48].map(|count| {
        let (folder, last) = (levels(count), format!("a{count}"));
        [why(folder.path(), &[&last]), why(folder.path(), &[&last, "--all"])].map(|text| text.len())
    });
    for (one, two) in sizes[0].into_iter().zip(sizes[1]) {
        assert!(two < one * 5 / 2, "{one} bytes for 24 levels, {two} for 48");
    }
}

#[test]
fn a_figure_cites_each_claim_below_a_shared_proof_once() {
    let folder = levels(40);
    let ran = remit(folder.path(), &["draw", "--near", "x", "-f", "text"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for claim in ["row ca.", "row cb."] {
        assert_eq!(ran.out.matches(claim).count(), 1 + 80, "with itself and with each derived link: {claim}");
    }
}
