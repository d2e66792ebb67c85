//! Every sentence that is made of a graph, in a file for people to read: `UPDATE=1 cargo test` writes them anew.
//!
//! A sentence that is no English is a fault of a template, of what is declared of a name, or of the program; never of the reader.

use std::fmt::Write as _;
use std::path::Path;

use remit::derive::graph::Graph;
use remit::explore::{Basis, Relations, Teller, derived_sentence, dossier, gaps, sentence};
use remit::model::claim::Thing;
use remit::project;

use crate::cases::held;
use crate::support::repository;

/// All sentences of a project: under the name of each thing what is said of it, each sentence alone; then the same as a paragraph;
/// then what no source says.
pub(crate) fn of_project(folder: &Path) -> String {
    let opened = project::open(folder, None).map_err(|e| e.1).expect("the project can be read");
    let graph = Graph::build(opened.input, None).map_err(|e| format!("{e:?}")).expect("it builds");
    let scope = graph.scope();
    let relations = Relations::new(scope);
    let mut out = String::new();
    let all =
        scope.dataset.entity_ids().map(Thing::Entity).chain(scope.dataset.claim_ids().map(Thing::Claim));
    for thing in all {
        let mut teller = Teller::new(scope);
        let (mut alone, mut paragraph) = (Vec::new(), Vec::new());
        for id in relations.about(thing) {
            alone.push(sentence(*id, scope));
            paragraph.push(teller.claim(*id));
        }
        let related = relations.from(thing).into_iter().filter_map(|r| match r.basis {
            Basis::Derivation(id) => Some(id),
            Basis::Claim(_) => None,
        });
        let derived = relations.values(thing).iter().map(|v| v.1).chain(related);
        for derivation in derived.map(|id| scope.derived.get(id)) {
            alone.push(derived_sentence(derivation, scope));
            paragraph.push(teller.derived(derivation));
        }
        if alone.is_empty() {
            continue;
        }
        let name = remit::explore::thing_in_words(thing, scope);
        let _ = writeln!(out, "= {name}\n{}", alone.join("\n"));
        if paragraph != alone {
            let _ = writeln!(out, "~ {}", paragraph.join(" "));
        }
        out.push('\n');
    }
    for gap in gaps(scope, &relations, None) {
        let indirect = gap.indirect.map(|q| format!(" No source says {q}.")).unwrap_or_default();
        let _ = writeln!(out, "? {}{indirect}", gap.question);
    }
    out
}

/// Every claim of the graph is in its dossier: in a note of its own, once, which the text leads to.
#[test]
fn the_dossier_has_each_claim_once() {
    for folder in [".", "tests/cases/kitchen", "tests/cases/museum", "src/cli/template"] {
        let opened =
            project::open(&repository().join(folder), None).map_err(|e| e.1).expect("it can be read");
        let graph = Graph::build(opened.input, None).map_err(|e| format!("{e:?}")).expect("it builds");
        // The dossier of the repository is of the sources that its manifest names.
        let part =
            project::views::told_in_dossier(&graph).map_err(|e| format!("{e:?}")).expect("they are there");
        let graph = part.unwrap_or(graph);
        let scope = graph.scope();
        let by = ["contributes-to", "uses", "supports", "belongs-to"];
        let by = by.into_iter().find_map(|key| graph.ontology().find_property(key)).expect("a property");
        let text = dossier("A graph", scope, by).markdown();
        let (told, notes) = text.split_once("\n## Notes\n").expect("there are notes");
        for id in scope.dataset.claim_ids() {
            let key = format!("`{}`", scope.dataset.key(Thing::Claim(id)));
            let notes: Vec<&str> = notes.lines().filter(|line| line.contains(&key)).collect();
            let [note] = notes.as_slice() else { panic!("{folder}: {key} has {} notes", notes.len()) };
            let mark = note.split_once(':').expect("a note begins with its mark").0;
            assert!(told.contains(mark), "{folder}: nothing leads to {note}");
            assert!(!told.contains(&key), "{folder}: {key} stands in the text");
        }
        // Outside the tables, what is a fact is told once; only what claims disagree about is told again where they do.
        let parts = told.split_once("\n## Where claims disagree\n").map_or(told, |(before, _)| before);
        let parts: String = parts.lines().filter(|line| !line.starts_with('|')).collect();
        for id in scope.dataset.claim_ids().filter(|id| scope.is_fact(*id)) {
            let words = sentence(id, scope);
            let same = scope.dataset.claim_ids().filter(|other| sentence(*other, scope) == words).count();
            let times = parts.matches(&remit::model::escape::markdown(&words)).count();
            assert!(times <= same, "{folder}: {words} is told {times} times");
        }
    }
}

#[test]
fn every_sentence_of_the_graph_and_of_a_new_one_reads_as_expected() {
    let expected = repository().join("tests/sentences");
    let mut differences = Vec::new();
    for (name, folder) in [("drugs-plan", "."), ("library", "src/cli/template")] {
        let told = of_project(&repository().join(folder));
        assert!(told.lines().count() > 20, "{told}");
        differences.extend(held(&expected.join(format!("{name}.txt")), &told));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
