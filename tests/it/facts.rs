//! The flagship data held against the list of facts, where that is at hand: every entity, every statement, every derived link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use remit::derive::graph::Graph;
use remit::model::claim::Thing;
use remit::model::standing::Standing;
use remit::model::triple::{Term, Triple};
use remit::project;

use crate::support::{repository, shared};

/// The list of facts of the flagship's source, drawn up by hand beside it.
const LIST: &str = "facts/break-the-supply-chain.md";

/// A row of the table of statements.
struct Statement {
    id: String,
    /// The codes of entities in the cells of its subject, its relation and its object.
    ends: Vec<String>,
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
            ends: codes_in(&cells[1..4].join(" ")),
            section: cells[4].clone(),
            quote: cells[5].trim_matches('"').to_owned(),
            status: cells[6].clone(),
            voice: cells[7].clone(),
        })
        .collect()
}

/// The codes of entities in a text, such as `E11`.
fn codes_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let is_code = |w: &&str| w.len() == 3 && w.starts_with(['E', 'G', 'C']) && w[1..].parse::<u8>().is_ok();
    words.filter(is_code).map(str::to_owned).collect()
}

/// Whether two texts share three words in a row, or all words of the shorter one.
fn share_words(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| {
        let folded = remit::compile::evidence::Folded::new(text).text().to_lowercase();
        let words =
            folded.split(|c: char| c.is_whitespace() || ",.()\"".contains(c)).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    let length = 3.min(one.len()).min(other.len());
    one.windows(length).any(|w| other.windows(length).any(|o| o == w))
}

/// What a claim says otherwise than the list, and why.
struct Deviation {
    /// `status`, `speaker` or `subject`.
    of: &'static str,
    /// What the data has.
    value: &'static str,
    /// The beginnings of the keys of the claims.
    claims: &'static [&'static str],
    /// Why.
    reason: &'static str,
}

/// All that the data says otherwise than the list: nothing else may differ, and each of these has to.
const DEVIATIONS: &[Deviation] = &[
    Deviation {
        of: "speaker",
        value: "the-blog",
        claims: &["s001-", "s002-"],
        reason: "the banner of a site is the site's own, not the author's of one post",
    },
    Deviation {
        of: "speaker",
        value: "blog-author",
        claims: &["s060-", "s061-", "s062-", "s063-", "s064-", "s065-", "s066-", "s067-", "s133-"],
        reason: "plain words of the author: no verb of saying, promising, planning or intending has the government as subject",
    },
    Deviation {
        of: "speaker",
        value: "blog-author",
        claims: &["s049-", "s089-", "s092-"],
        reason: "what a sentence presupposes is its writer's, whoever is reported in it",
    },
    Deviation {
        of: "status",
        value: "announced",
        claims: &["s010-"],
        reason: "a promise, like the planned post of s145",
    },
    Deviation {
        of: "status",
        value: "descriptive",
        claims: &["s040-", "s062-", "s083-"],
        reason: "what kind of thing something is has one status throughout, but for a pilot",
    },
    Deviation {
        of: "status",
        value: "intended",
        claims: &["s066-", "s086-", "s118-", "s119-"],
        reason: "an aim or attempt (`in an attempt to`, `to try to`, `primarily aims to`), not something done",
    },
    Deviation {
        of: "status",
        value: "descriptive",
        claims: &["s109-"],
        reason: "the text sets an intention beside the three taskforces: a fact about how they are named",
    },
    Deviation {
        of: "status",
        value: "pilot",
        claims: &["s115-"],
        reason: "it is said of a pilot, like the other claims about it",
    },
    Deviation {
        of: "status",
        value: "done-or-planned",
        claims: &["s139-", "s140-"],
        reason: "the text leaves open whether it is done or still to be done",
    },
    Deviation {
        of: "subject",
        value: "county-lines",
        claims: &["s094-", "s095-"],
        reason: "the claim is about the topic, which was part of the name of the property",
    },
];

/// Claims that the list does not have, and why the data has them.
const ADDED: &[(&str, &str)] = &[
    ("a01-", "the tag line of the site"),
    ("a02-", "what the series looks into"),
    ("a03-", "that the series is short"),
    ("a04-", "the second half of the title, which is too long for one quote"),
    ("a05-", "the ten years in the plan's own words"),
    ("a06-", "the two words that are the plan's own"),
    ("a07-", "what the part is for"),
    ("a08-", "what the part is about"),
    ("a09-", "the topic of a stage"),
    ("a10-", "the topic of a stage"),
    ("a11-", "the topic of a stage"),
    ("a12-", "the topic of a stage"),
    ("a13-", "the topic of a stage"),
    ("a14-", "the topic of a stage"),
    ("a15-", "what the suppliers supply"),
    ("a16-", "the first reason of the author's argument"),
    ("a17-", "the second reason of the author's argument"),
    ("a18-", "the hedge of s086"),
    ("a19-", "the hedge of s088"),
    ("a20-", "that the recruitment is under way"),
    ("a21-", "who is to do what s094 and s095 say"),
    ("a22-", "the topic of the programme"),
    ("a23-", "the topic of the fourth taskforce"),
    ("a24-", "that there are efforts to step up"),
    ("a25-", "that the scanners are in the plan"),
    ("a26-", "that the dogs are in the plan"),
    ("a27-", "better words for s027"),
];

/// The value that a claim is declared to have otherwise than the list.
fn declared(of: &str, key: &str, used: &mut BTreeSet<(&'static str, &'static str)>) -> Option<&'static str> {
    let deviation = DEVIATIONS.iter().find(|d| d.of == of && d.claims.iter().any(|c| key.starts_with(c)))?;
    assert!(!deviation.reason.is_empty());
    used.extend(deviation.claims.iter().filter(|c| key.starts_with(**c)).map(|c| (deviation.of, *c)));
    Some(deviation.value)
}

fn flagship() -> Graph {
    let project = project::open(&repository(), None).map_err(|e| e.1).expect("the project can be read");
    let graph = Graph::build(project.input, None).expect("the graph can be built");
    // The list is of the post; what later sources say has a list of its own.
    let post = graph.dataset().find("supply-chain-post").and_then(|thing| match thing {
        Thing::Entity(id) => Some(id),
        Thing::Claim(_) => None,
    });
    let of_the_post = BTreeSet::from([post.expect("the post is a source")]);
    graph.of_sources(&of_the_post).expect("the graph of the post can be built")
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
    let mut used = BTreeSet::new();
    for row in &statements {
        let claims: Vec<_> = dataset
            .claims()
            .iter()
            .filter(|c| dataset.text(c.key).starts_with(&format!("{}-", row.id)))
            .collect();
        assert!(!claims.is_empty(), "{} has no claim", row.id);
        matched += claims.len();
        for claim in claims {
            let key = dataset.text(claim.key);
            let passage = dataset.passage(claim.passage.expect("every claim has a quote"));
            let section = dataset.section(passage.section.expect("every quote has a section"));
            assert_eq!(dataset.text(section.key), row.section, "{key}: section");
            let quote = dataset.text(passage.quote);
            assert!(share_words(quote, &row.quote), "{key}: `{quote}` against `{}`", row.quote);
            let mut holds = |of: &str, found: &str, listed: &[&str]| match declared(of, key, &mut used) {
                Some(value) => assert!(found == value && !listed.contains(&value), "{key}: {of} {found}"),
                None => assert!(listed.contains(&found), "{key}: {of} {found}, not {listed:?}"),
            };
            let status = row.status.replace("author's opinion", "opinion");
            holds("status", &graph.ontology().status(claim.status).key, &[&status]);
            holds("speaker", dataset.key(Thing::Entity(claim.speaker)), &[voices[row.voice.as_str()]]);
            // A row is about things with codes, or about claims and amounts, which have none.
            if let (Thing::Entity(_), false) = (claim.subject, row.ends.is_empty()) {
                let ends: Vec<&str> = row.ends.iter().map(|c| codes[c].as_str()).collect();
                holds("subject", dataset.key(claim.subject), &ends);
            }
            assert_eq!(claim.affirmed, !matches!(row.id.as_str(), "s121" | "s122"), "{key}: polarity");
        }
    }
    let all: BTreeSet<_> = DEVIATIONS.iter().flat_map(|d| d.claims.iter().map(|c| (d.of, *c))).collect();
    assert_eq!(used, all, "every declared deviation is one");
    for (key, reason) in ADDED {
        let claims = dataset.claims().iter().filter(|c| dataset.text(c.key).starts_with(key)).count();
        assert_eq!(claims, 1, "{key}: {reason}");
    }
    assert_eq!(matched + ADDED.len(), dataset.claims().len(), "every claim belongs to a row, or is declared");
}

#[test]
fn the_stage_links_are_derived_and_no_others() {
    let Some(list) = shared(LIST) else { return };
    let text = fs::read_to_string(list).expect("the list is read");
    let codes = entity_codes();
    let code = |words: &str| -> Vec<String> { codes_in(words).iter().map(|c| codes[c].clone()).collect() };
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
    let on_opinion = derived.iter().filter(|(_, d)| d.standing == Standing::InferredFromOpinion).count();
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
    // Stated by the list as s101, from a word that gives the programme to the plan.
    ("S101", ["county-lines-programme", "belongsTo", "the-government"], "is a reading"),
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
    let mut verified = 0;
    for state in &built.verification.sources {
        assert_eq!((state.has_text, state.failed), (true, 0), "{}", state.key);
        verified += state.verified;
    }
    assert_eq!(verified, built.dataset.passages().len());
    assert_eq!(built.verification.lock, project.input.lock, "the lock file is fresh");
}
