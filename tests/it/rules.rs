//! What rules derive and what it rests on: small graphs of links, each with one rule or a few.

use std::collections::BTreeMap;
use std::path::Path;

use remit::derive::graph::Graph;
use remit::model::claim::{ClaimId, Thing};
use remit::model::code::Code;
use remit::model::derivation::{Derivation, DerivationKey, Derived, Proof};
use remit::model::triple::Triple;
use remit::project;
use tempfile::TempDir;

use crate::support::{put, repository};

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Register ; rdfs:label "book" .
x:Node a owl:Class ; rdfs:label "node" .
x:to a owl:ObjectProperty ; rdfs:label "to" ; rdfs:range x:Node .
x:near a owl:ObjectProperty ; rdfs:label "near" ; rdfs:range x:Node .
x:far a owl:ObjectProperty ; rdfs:label "far" ; rdfs:range x:Node .
x:count a owl:DatatypeProperty ; rdfs:label "count" ; rdfs:range xsd:nonNegativeInteger .
x:length a owl:DatatypeProperty ; rdfs:label "length" ; rdfs:range xsd:decimal .
"#;

/// A name that a rule makes is held against the graph as it was before the rule ran, as those of a query are.
#[test]
fn a_rule_makes_no_new_name_in_silence() {
    for (head, told) in [
        ("?a x:nera ?b", Some("x:nera")),
        ("?a x:unheard ?b", Some("x:unheard")),
        ("?a x:near <https://example.org/id/gg>", Some("<https://example.org/id/gg>")),
        ("?a a x:Nod", Some("x:Nod")),
        ("?a x:near ?b", None),
        ("?a <https://elsewhere.example/seen> ?b", None),
    ] {
        let rule = format!("# label: near\nCONSTRUCT {{ {head} }} WHERE {{ ?a x:to ?b }}\n");
        let (_folder, graph) = graph("", &["ab a to b"], &[("10-near", &rule)]);
        let found: Vec<&str> =
            graph.warnings().iter().filter(|w| w.code == Code::R056).map(|w| w.message.as_str()).collect();
        assert_eq!(found.len(), usize::from(told.is_some()), "{head}: {found:?}");
        assert!(
            told.is_none_or(|name| found[0] == format!("`{name}` stands nowhere in this graph")),
            "{found:?}"
        );
    }
}

/// A shape speaks of things that the graph has, whichever word of SHACL names them.
#[test]
fn a_shape_names_no_unknown_thing_in_silence() {
    let near = |iri: &str| format!("did you mean `{iri}`?");
    for (shape, told) in [
        ("sh:targetNode id:aa ; sh:property [ sh:path x:near ; sh:maxCount 0 ]", Some(near("a"))),
        ("sh:targetNode id:a ; sh:property [ sh:path x:near ; sh:maxCount 0 ]", None),
        ("sh:targetClass x:Node ; sh:not [ sh:path x:far ; sh:hasValue id:bb ]", Some(near("b"))),
        (
            "sh:targetClass x:Node ; sh:property [ sh:path x:to ; sh:in ( id:b id:elsewhere ) ]",
            Some(String::new()),
        ),
        ("sh:targetClass x:Node ; sh:property [ sh:path x:to ; sh:in ( id:b claim:ab ) ]", None),
        ("sh:targetClass x:Node ; sh:property [ sh:path x:to ; sh:in ( id:b claim:abb ) ]", Some(near("ab"))),
    ] {
        let (folder, _) = graph("", &["ab a to b"], &[]);
        let head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix x: <https://example.org/ns#> .\n@prefix id: <https://example.org/id/> .\n@prefix claim: <https://example.org/claim/> .\n";
        put(folder.path(), "ontology/shapes/s.ttl", &format!("{head}x:Shape a sh:NodeShape ; {shape} .\n"));
        let graph = open(folder.path());
        let found: Vec<_> = graph.warnings().iter().filter(|w| w.code == Code::R063).collect();
        assert_eq!(found.len(), usize::from(told.is_some()), "{shape}: {found:?}");
        for (fault, told) in found.iter().zip(told) {
            assert!(fault.message.ends_with("stands nowhere in this graph"), "{fault:?}");
            assert!(fault.help.contains(&told) || told.is_empty(), "{fault:?}");
        }
    }
}

/// A graph of nodes a to f with claims `id subject predicate object`, and rule files.
fn graph(more: &str, claims: &[&str], rules: &[(&str, &str)]) -> (TempDir, Graph) {
    let folder = TempDir::new().expect("a temporary folder");
    put(folder.path(), "remit.toml", "title = \"t\"\nbase = \"https://example.org/\"\n");
    put(folder.path(), "ontology/x.ttl", &format!("{ONTOLOGY}{more}"));
    let mut data = String::from(
        "[default]\nsource = \"book\"\nspeaker = \"a\"\nstatus = \"established\"\n\n[[source]]\nid = \"book\"\ntype = \"Book\"\nname = \"Book\"\n",
    );
    for node in ["a", "b", "c", "d", "e", "f"] {
        data.push_str(&format!("\n[[entity]]\nid = \"{node}\"\ntype = \"Node\"\nname = \"{node}\"\n"));
    }
    for claim in claims {
        let words: Vec<&str> = claim.split(' ').collect();
        let denied = if words.len() > 4 { "polarity = \"denied\"\n" } else { "" };
        data.push_str(&format!(
            "\n[[claim]]\nid = \"{}\"\nsubject = \"{}\"\npredicate = \"{}\"\nobject = {}\n{denied}",
            words[0],
            words[1],
            words[2],
            if words[3].contains('.') { words[3].to_owned() } else { format!("\"{}\"", words[3]) }
        ));
    }
    put(folder.path(), "data/links.toml", &data);
    for (name, text) in rules {
        put(folder.path(), &format!("ontology/rules/{name}.rq"), text);
    }
    let graph = open(folder.path());
    (folder, graph)
}

fn open(folder: &Path) -> Graph {
    let project = project::open(folder, None).map_err(|e| e.1).expect("the project can be read");
    Graph::build(project.input, None).expect("the graph can be built")
}

/// The last parts of the terms of a triple.
fn short(triple: Triple, graph: &Graph) -> String {
    let scope = graph.scope();
    let last = |term: String| {
        let value = term.split("\"^^").next().unwrap_or_default();
        value.trim_matches(['<', '>', '"']).rsplit(['/', '#']).next().unwrap_or_default().to_owned()
    };
    let Triple { subject, predicate, object } = triple;
    [scope.ntriples(subject), scope.iri(predicate).to_owned(), scope.ntriples(object)].map(last).join(" ")
}

/// What each derived triple rests on: claims by key, derived triples in brackets; further proofs after `or`.
fn proofs(graph: &Graph) -> BTreeMap<String, String> {
    let derived = graph.derived();
    let shown = |id| short(derived.get(id).triple, graph);
    let words = |proof: Proof<'_>| {
        let mut below: Vec<String> = proof.derivations().map(|id| format!("[{}]", shown(id))).collect();
        below.sort();
        let claims = proof.claims().map(|id| graph.dataset().key(Thing::Claim(id)).to_owned());
        claims.chain(below).collect::<Vec<_>>().join("+")
    };
    let all = |id| derived.proofs(id).map(words).collect::<Vec<_>>().join(" or ");
    derived.ids().map(|id| (shown(id), all(id))).collect()
}

fn told(graph: &Graph) -> Vec<String> {
    proofs(graph).into_iter().map(|(triple, proofs)| format!("{triple}: {proofs}")).collect()
}

#[test]
fn a_count_rests_on_its_own_members_and_waits_for_them() {
    // The file that counts comes first, and what it counts is derived later.
    let rules = [
        (
            "10-count",
            "CONSTRUCT { ?n x:count ?all }\nWHERE { SELECT ?n (COUNT(?m) AS ?all) WHERE { ?n x:far ?m } GROUP BY ?n }",
        ),
        ("20-far", "CONSTRUCT { ?n x:far ?m }\nWHERE { ?n x:to/x:to ?m }"),
    ];
    let (_folder, graph) = graph("", &["1 a to b", "2 b to c", "3 b to d", "4 d to e"], &rules);
    assert_eq!(
        told(&graph),
        [
            "a count 2: [a far c]+[a far d]",
            "a far c: 1+2",
            "a far d: 1+3",
            "b count 1: [b far e]",
            "b far e: 3+4"
        ]
    );
}

#[test]
fn every_minimal_proof_is_kept() {
    let rules = [("10-far", "CONSTRUCT { ?n x:far ?m }\nWHERE { ?n x:to ?x . ?x x:to ?m }")];
    let claims = ["1 a to b", "2 b to d", "3 a to c", "4 c to d", "5 c to d"];
    let (_folder, graph) = graph("", &claims, &rules);
    assert_eq!(told(&graph), ["a far d: 1+2 or 3+4 or 3+5"]);
}

#[test]
fn parts_that_hide_variables_show_what_they_rest_on() {
    let rules = [
        (
            "10-exists",
            "CONSTRUCT { ?n x:far ?n }\nWHERE { ?n x:to ?m . FILTER ( ?m != id:f && EXISTS { ?m x:near ?x } ) }",
        ),
        (
            "20-subselect",
            "CONSTRUCT { ?n x:count 1 }\nWHERE { { SELECT DISTINCT ?n WHERE { ?n x:near ?x . ?x x:near ?y } } }",
        ),
        (
            "30-either",
            "CONSTRUCT { ?n x:length 1 }\nWHERE { ?n (x:to|^x:near) ?m . OPTIONAL { ?m x:far ?l } FILTER ( !BOUND(?l) ) }",
        ),
    ];
    let claims = ["1 a to b", "2 b near c", "3 c near d", "4 b near e", "5 f length 9.00"];
    let (_folder, graph) = graph("", &claims, &rules);
    assert_eq!(
        told(&graph),
        [
            "a far a: 1+2 or 1+4",
            "a length 1: 1",
            "b count 1: 2+3",
            "c length 1: 2",
            "d length 1: 3",
            "e length 1: 4"
        ]
    );
}

#[test]
fn a_number_keeps_its_form_and_is_not_derived_in_another_one() {
    let rules = [("10-copy", "CONSTRUCT { ?m x:length ?l }\nWHERE { ?n x:length ?l ; x:to ?m }")];
    let (_folder, graph) = graph("", &["1 a length 9.00", "2 a to b", "3 b length 9.0", "4 a to c"], &rules);
    assert_eq!(told(&graph), ["c length 9.00: 1+4"], "and what is stated is not derived again");
}

/// Whether a proof rests, by best proofs, on a triple, however deep.
fn leads_to(proof: Proof<'_>, triple: Triple, derived: &Derived) -> bool {
    proof.derivations().any(|d| derived.get(d).triple == triple || leads_to(derived.best(d), triple, derived))
}

#[test]
fn rules_and_axioms_run_to_one_fixpoint_without_circles() {
    let more = "x:near a owl:SymmetricProperty, owl:TransitiveProperty .\nx:far owl:propertyChainAxiom ( x:near x:to ) .\n";
    // The rule feeds the axioms, and they feed it.
    let rules = [("10-near", "CONSTRUCT { ?n x:near ?m }\nWHERE { ?n x:far ?x . ?m x:to ?x }")];
    let (_folder, graph) = graph(more, &["1 a near b", "2 b to c", "3 d to c"], &rules);
    let proofs = proofs(&graph);
    let near: Vec<&String> = proofs.keys().filter(|t| t.contains(" near ")).collect();
    // That b is near itself the rule says; that a is near itself would only follow from the symmetry.
    assert_eq!(near, ["a near d", "b near a", "b near b", "b near d", "d near a", "d near b", "d near d"]);
    let derived = graph.derived();
    for (id, derivation) in derived.iter() {
        for proof in derived.proofs(id) {
            let shown = short(derivation.triple, &graph);
            assert!(!leads_to(proof, derivation.triple, derived), "{shown}");
        }
    }
}

#[test]
fn a_derivation_takes_no_more_room_than_the_documentation_says() {
    assert_eq!((size_of::<Triple>(), size_of::<Derivation>()), (24, 40));
}

#[test]
fn what_is_derived_is_found_by_triple_by_key_and_by_what_it_rests_on() {
    // The value is a literal, and the second property is unknown to the ontology.
    let rules = [
        ("10-far", "CONSTRUCT { ?n x:far ?m }\nWHERE { ?n x:to/x:to ?m }"),
        ("20-same", "CONSTRUCT { ?n x:far ?m }\nWHERE { ?n x:to ?x . ?x x:to ?m }"),
        ("30-note", "CONSTRUCT { ?n <https://other.example/seen> \"far\"@en }\nWHERE { ?n x:far ?m }"),
    ];
    let (_folder, graph) = graph("", &["1 a to b", "2 b to c", "3 c to d"], &rules);
    let (derived, scope) = (graph.derived(), graph.scope());
    assert_eq!(derived.count(), 6);
    for (id, derivation) in derived.iter() {
        assert_eq!(derived.find(DerivationKey::parse(&derivation.key.to_string()).unwrap()), Some(id));
        assert!(derived.of_triple(derivation.triple).contains(&id));
        let Triple { subject, predicate, object } = derivation.triple;
        let texts = [scope.ntriples(subject), format!("<{}>", scope.iri(predicate)), scope.ntriples(object)];
        assert_eq!(scope.triple(&texts), Some(derivation.triple));
    }
    let (far, note): (Vec<_>, Vec<_>) =
        derived.iter().partition(|(_, d)| d.triple.predicate.property().is_some());
    assert!(far.iter().all(|(_, d)| derived.of_triple(d.triple).len() == 2), "one by each rule");
    let keys =
        |id| derived.premises([id]).into_iter().map(|c| graph.dataset().key(Thing::Claim(c))).collect();
    let rest: Vec<Vec<&str>> = note.iter().map(|(id, _)| keys(*id)).collect();
    assert_eq!(rest, [["1", "2"], ["2", "3"]], "through the other rules");
    assert!(note.iter().all(|(_, d)| scope.ntriples(d.triple.object) == "\"far\"@en"));
    assert_eq!(DerivationKey::parse("no key"), None);
}

#[test]
fn what_a_claim_denies_is_not_derived_and_leads_nowhere() {
    let more = "x:to a owl:TransitiveProperty ; owl:inverseOf x:near .\n";
    let (_folder, graph) = graph(more, &["1 a to b", "2 b to c", "3 c to d", "4 c near a denied"], &[]);
    let triples: Vec<String> = proofs(&graph).into_keys().collect();
    assert_eq!(triples, ["a to d", "b near a", "b to d", "c near b", "d near a", "d near b", "d near c"]);
    let [denied] = graph.derived().denied() else { panic!("a to c alone, which leads to no c near a") };
    let keys = |ids: &[ClaimId]| {
        ids.iter().map(|c| graph.dataset().key(Thing::Claim(*c)).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(short(denied.triple, &graph), "a to c");
    assert_eq!((keys(&denied.by), keys(&denied.premises)), (vec!["4".into()], vec!["1".into(), "2".into()]));
}

#[test]
fn the_small_graphs_deny_and_restate_as_expected() {
    let graph = open(&repository().join("tests/cases/railway"));
    let denied: Vec<String> = graph.derived().denied().iter().map(|d| short(d.triple, &graph)).collect();
    assert_eq!(denied, ["operator serves higashi"]);
}
