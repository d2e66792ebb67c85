//! The flagship data held against the list of facts, where that is at hand: every entity, every statement, every derived link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use remit::derive::graph::Graph;
use remit::model::claim::Thing;
use remit::model::triple::{Term, Triple};
use remit::project;

use crate::support::{repository, shared};

/// The list of facts of the flagship's source, drawn up by hand beside it.
const LIST: &str = "facts/break-the-supply-chain.md";

/// A row of the table of statements.
struct Statement {
    id: String,
    section: String,
    quote: String,
    status: String,
    voice: String,
}

/// The rows of Markdown tables whose first cell is a letter and two or three digits.
fn rows(text: &str, letters: &str) -> Vec<Vec<String>> {
    let is_id = |cell: &str| {
        cell.len() >= 3 && letters.contains(&cell[..1]) && cell[1..].bytes().all(|b| b.is_ascii_digit())
    };
    text.lines()
        .filter(|l| l.starts_with("| "))
        .map(|l| l.trim_matches('|').split(" | ").map(|c| c.trim().to_owned()).collect::<Vec<_>>())
        .filter(|cells| is_id(&cells[0]))
        .collect()
}

fn statements(text: &str) -> Vec<Statement> {
    rows(text, "S")
        .into_iter()
        .filter(|cells| cells.len() >= 8)
        .map(|cells| Statement {
            id: cells[0].to_lowercase(),
            section: cells[4].clone(),
            quote: cells[5].trim_matches('"').to_owned(),
            status: cells[6].clone(),
            voice: cells[7].clone(),
        })
        .collect()
}

fn folded(text: &str) -> String {
    remit::compile::evidence::Folded::new(text).text().trim().to_owned()
}

fn flagship() -> Graph {
    let project = project::open(&repository(), None).map_err(|e| e.1).expect("the project can be read");
    Graph::build(project.input, None).expect("the graph can be built")
}

/// Entity ids by the code in the comment above the header of their record.
fn entity_codes() -> BTreeMap<String, String> {
    let mut paths = vec![repository().join("data/sources.toml")];
    paths.extend(
        fs::read_dir(repository().join("data/entities"))
            .expect("entities are there")
            .flatten()
            .map(|e| e.path()),
    );
    let mut codes = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(path).expect("a data file is read");
        let lines: Vec<&str> = text.lines().collect();
        for window in lines.windows(3) {
            let id = window[2].strip_prefix("id = \"").filter(|_| window[1].starts_with("[["));
            if let (Some(code), Some(id)) = (window[0].strip_prefix("# "), id) {
                codes.insert(code.to_owned(), id.trim_end_matches('"').to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_entity_and_statement_of_the_list_is_in_the_data() {
    let Some(list) = shared(LIST) else { return };
    let text = fs::read_to_string(list).expect("the list is read");
    let graph = flagship();
    let dataset = graph.dataset();

    let list: BTreeSet<String> = rows(&text, "EGC").into_iter().map(|r| r[0].clone()).collect();
    let codes = entity_codes();
    assert_eq!(list.len(), 85);
    assert_eq!(codes.keys().cloned().collect::<BTreeSet<_>>(), list);
    for id in codes.values() {
        assert!(matches!(dataset.find(id), Some(Thing::Entity(_))), "{id} is an entity");
    }
    assert_eq!(dataset.entities().len(), 85, "and nothing is an entity that the list does not have");

    let statements = statements(&text);
    assert_eq!(statements.len(), 147);
    let voices = BTreeMap::from([
        ("GOV", codes["E11"].as_str()),
        ("PLAN", codes["E01"].as_str()),
        ("INFO", codes["E08"].as_str()),
        ("OFFI", codes["E09"].as_str()),
        ("AUTH", codes["E12"].as_str()),
        ("AUTH-OP", codes["E12"].as_str()),
    ]);
    let mut matched = 0;
    for row in &statements {
        let claims: Vec<_> = dataset
            .claims()
            .iter()
            .filter(|c| dataset.text(c.key).starts_with(&format!("{}-", row.id)))
            .collect();
        assert!(!claims.is_empty(), "{} has no claim", row.id);
        matched += claims.len();
        for claim in claims {
            let passage = dataset.passage(claim.passage.expect("every claim has a quote"));
            let section = dataset.section(passage.section.expect("every quote has a section"));
            assert_eq!(dataset.text(section.key), row.section, "{}: section", row.id);
            assert_eq!(folded(dataset.text(passage.quote)), folded(&row.quote), "{}: quote", row.id);
            let status = row.status.replace("author's opinion", "opinion");
            assert_eq!(graph.ontology().status(claim.status).key, status, "{}: status", row.id);
            assert_eq!(
                dataset.key(Thing::Entity(claim.speaker)),
                voices[row.voice.as_str()],
                "{}: speaker",
                row.id
            );
            assert_eq!(claim.affirmed, !matches!(row.id.as_str(), "s121" | "s122"), "{}: polarity", row.id);
        }
    }
    assert_eq!(matched, dataset.claims().len(), "every claim belongs to a row");
}

#[test]
fn the_stage_links_are_derived_and_no_others() {
    let Some(list) = shared(LIST) else { return };
    let text = fs::read_to_string(list).expect("the list is read");
    let codes = entity_codes();
    let code = |words: &str| -> Vec<String> {
        let starts = words.split(|c: char| !c.is_alphanumeric());
        starts
            .filter(|w| w.len() == 3 && w.starts_with('E') && w[1..].parse::<u8>().is_ok())
            .map(|w| codes[w].clone())
            .collect()
    };
    let mut expected = BTreeSet::new();
    for row in rows(&text, "D") {
        let is_placement = row.len() == 4
            && row[1].starts_with('E')
            && row[2].starts_with('E')
            && !row[3].starts_with("stated");
        if is_placement && code(&row[2]).len() == 1 && row[0].as_str() <= "D14" {
            for thing in code(&row[1]) {
                expected.insert((thing, code(&row[2])[0].clone()));
            }
        }
    }
    assert_eq!(expected.len(), 20, "{expected:?}");
    let graph = flagship();
    let (derived, contributes) = (graph.derived(), graph.ontology().find_property("contributes-to"));
    let name = |term: Term| graph.dataset().key(term.thing().expect("a thing")).to_owned();
    let links: Vec<_> =
        derived.iter().filter(|(_, d)| d.triple.predicate.property() == contributes).collect();
    let found: BTreeSet<(String, String)> =
        links.iter().map(|(_, d)| (name(d.triple.subject), name(d.triple.object))).collect();
    assert_eq!(found, expected);
    for (id, derivation) in links {
        let best = derived.best(id);
        assert!(best.claims().count() + best.derivations().count() >= 2, "{derivation:?}");
    }
    let on_opinion = derived.iter().filter(|(_, d)| d.rests_on_opinion).count();
    assert_eq!(on_opinion, 1, "the one that rests on the author's focus");
}

/// The derived facts D15 to D24 of the list: subject, property and value, and words of the caution given there.
const OTHER_FACTS: &[(&str, [&str; 3], &str)] = &[
    ("D15", ["extra-48m-per-year", "poundsOverPeriod", "144000000"], "never added"),
    ("D16", ["project-adder", "wouldEndIfExtended", "2025-03"], "count from March 2023"),
    ("D17", ["county-lines", "numberOfTaskforces", "4"], "\"extend\""),
    ("D18", ["supply-chain-post", "numberOfTaskforcesNamed", "5"], "the doubt about the fourth"),
    ("D19", ["the-met", "memberOf", "local-police-services"], "right after \"local police services\""),
    ("D20", ["more-liaison-officers", "presupposes", "existing-liaison-officers"], "\"more\""),
    (
        "D21",
        ["s029-infographic-summarises-part", "speaksOfTheSameImageAs", "s132-post-reproduces-infographic"],
        "reproduced above",
    ),
    ("D22", ["supply-chain-part", "elementsAreHeadings", "true"], "the image"),
    ("D23", ["supply-chain-post", "placeInSeriesAtLeast", "2"], "not numbered"),
    ("D24", ["btp-county-lines-taskforce", "spokenOfAsOwnBy", "the-government"], "two senses"),
];

#[test]
fn the_other_derived_facts_are_there_with_their_cautions_and_no_others() {
    if let Some(list) = shared(LIST) {
        let text = fs::read_to_string(list).expect("the list is read");
        let list: BTreeSet<String> = rows(&text, "D").iter().map(|r| r[0].clone()).collect();
        let told: BTreeSet<String> = OTHER_FACTS.iter().map(|f| f.0.to_owned()).collect();
        let rest: Vec<_> = list.difference(&told).filter(|d| d.as_str() > "D14").collect();
        assert!(rest.is_empty(), "{rest:?}");
    }
    let graph = flagship();
    let derived = graph.derived();
    let scope = graph.scope();
    let last = |term: String| {
        let text = term.split("\"^^").next().unwrap_or_default();
        text.trim_matches(['<', '>', '"']).rsplit(['/', '#']).next().unwrap_or_default().to_owned()
    };
    let mut others = BTreeSet::new();
    for (id, derivation) in derived.iter() {
        let rule = derived.rule(derivation);
        let Triple { subject, predicate, object } = derivation.triple;
        let triple =
            [scope.ntriples(subject), scope.iri(predicate).to_owned(), scope.ntriples(object)].map(last);
        if rule.caution.is_some() && triple[1] != "contributesTo" {
            let cautions: Vec<&str> = derived.cautions(derivation).collect();
            let fact = OTHER_FACTS.iter().find(|f| f.1 == triple.each_ref().map(String::as_str));
            let (name, _, words) = fact.unwrap_or_else(|| panic!("{triple:?} is in no list"));
            assert!(cautions.join(" ").contains(words), "{name}: {cautions:?}");
            assert!(derived.best(id).claims().next().is_some(), "{name} rests on claims");
            others.insert(*name);
        } else if triple[1] != "contributesTo" {
            // What the ontology's characteristics give is a claim, or a cautioned triple, seen from the other end.
            assert!(rule.restates, "{triple:?}");
        }
    }
    assert_eq!(others.len(), OTHER_FACTS.len(), "{others:?}");
    assert!(derived.denied().is_empty());
}

#[test]
fn every_quote_is_found_in_the_text() {
    let Some(sources) = shared("sources") else { return };
    let project =
        project::open(&repository(), Some(&sources)).map_err(|e| e.1).expect("the project can be read");
    let built = remit::compile::build::build(&project.input);
    assert_eq!(built.diagnostics, []);
    let state = &built.verification.sources[0];
    assert_eq!((state.has_text, state.failed), (true, 0));
    assert_eq!(state.verified, built.dataset.passages().len());
    assert_eq!(built.verification.lock, project.input.lock, "the lock file is fresh");
}
