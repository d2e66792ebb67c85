//! Nothing that is not a fact is stated as one: each claim of a small project made a denial, an opinion, doubted or disputed, and
//! every output read for what it says of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use remit::derive::graph::Graph;
use remit::derive::store::{Answer, DefaultGraph, StandingAnswer, Values};
use remit::explore::{
    EdgeFilter, Network, PathQuestion, PromiseState, Relations, matrix, names, paths, promises, prove,
};
use remit::model::claim::Thing;
use remit::model::date::PartialDate;
use remit::model::file::{Files, SourceFile};
use remit::model::standing::Standing;
use remit::project;
use remit::render::figure::Figure;

use crate::support::{remit, repository};

/// The file with the claims of the project that a new graph begins with.
const CLAIMS: &str = "data/claims.toml";

/// The project that a new graph begins with, and changes of its files.
struct Changed(BTreeMap<String, String>);

impl Changed {
    fn template() -> Self {
        Self(BTreeMap::new())
    }

    /// Writes a file in place of the one that is there.
    fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The graph of it.
    fn graph(&self) -> Graph {
        self.graph_as_of(None)
    }

    fn graph_as_of(&self, as_of: Option<PartialDate>) -> Graph {
        let opened = project::open(&repository().join("src/cli/template"), None).map_err(|e| e.1).unwrap();
        let input = &opened.input;
        let mut files: BTreeMap<String, String> =
            input.files.iter().map(|(_, f)| (f.path.clone(), f.text.clone())).collect();
        files.extend(self.0.clone());
        let files = files.into_iter().map(|(path, text)| SourceFile { path, text }).collect();
        let input = remit::compile::input::Input::new(
            input.manifest.clone(),
            Files::new(files),
            input.texts.clone(),
            input.lock.clone(),
        );
        Graph::build(Arc::new(input), as_of).map_err(|e| format!("{e:?}")).unwrap()
    }
}

/// The claims of the project, one of them with further lines.
fn claims(key: &str, more: &str) -> String {
    let text = std::fs::read_to_string(repository().join("src/cli/template").join(CLAIMS)).unwrap();
    let head = format!("id = \"{key}\"\n");
    assert!(text.contains(&head), "there is a claim {key}");
    text.replace(&head, &format!("{head}{more}\n"))
}

fn asked(graph: &Graph, query: &str) -> StandingAnswer {
    let store = graph.store().unwrap();
    store.query_standing(query, &Values::new(), DefaultGraph::Union).unwrap()
}

/// A query is answered in full, and each row says what it rests on, however the query reaches it.
#[test]
fn each_row_of_an_answer_says_how_it_stands() {
    const KEY: &str = "county-pays-for-mobile-library";
    let graph = Changed::template().with(CLAIMS, &claims(KEY, "polarity = \"denied\"")).graph();
    // What the query says of the county, and whether that rests on the denial.
    for (query, denied) in [
        ("SELECT ?c { ?c rdf:predicate lib:paysFor ; rdf:subject id:county }", true),
        // No claim is shown: it is passed over by a path, in a group, in a subselect, in EXISTS, or is one of an alternative.
        ("SELECT ?s { ?s ^rdf:subject/rdf:object id:mobile-library }", true),
        ("SELECT (COUNT(*) AS ?n) { ?c rdf:predicate lib:paysFor }", true),
        ("SELECT ?s { { SELECT DISTINCT ?s { ?c rdf:subject ?s ; rdf:object id:mobile-library } } }", true),
        ("SELECT ?s { ?s skos:prefLabel 'The county' FILTER EXISTS { ?c rdf:subject ?s } }", true),
        (
            "SELECT ?l { { ?c rdf:object id:mobile-library ; rdf:subject/skos:prefLabel ?l } UNION { ?l a lib:Area } }",
            true,
        ),
        ("ASK { ?c rdf:subject id:county ; rdf:predicate lib:paysFor }", true),
        ("CONSTRUCT { ?s ?p ?o } { ?c rdf:subject ?s, id:county ; rdf:predicate ?p ; rdf:object ?o }", true),
        // What is said about the claim is so, and what needs no denial is a fact.
        ("DESCRIBE claim:county-pays-for-mobile-library", false),
        ("SELECT ?l { id:county skos:prefLabel ?l }", false),
        ("SELECT ?s { ?s lib:paysFor id:reading-room }", false),
        ("SELECT (COUNT(*) AS ?n) { ?c rdf:predicate lib:runs }", false),
        ("SELECT ?s { ?c rdf:predicate lib:paysFor ; rdf:subject ?s } ORDER BY DESC(?s) LIMIT 1", false),
        ("SELECT ?s { ?c rdf:predicate lib:paysFor ; rdf:subject ?s } ORDER BY ?s OFFSET 1 LIMIT 1", false),
        ("SELECT ?s { ?s a lib:Area FILTER NOT EXISTS { ?c rdf:subject ?s } }", false),
        ("SELECT (UUID() AS ?u) { id:county skos:prefLabel ?l }", false),
    ] {
        let answer = asked(&graph, query);
        assert!(!answer.is_empty(), "{query}");
        let found: Vec<Standing> = answer.not_facts().into_iter().collect();
        assert_eq!(found, if denied { vec![Standing::Denied] } else { vec![] }, "{query}");
    }
    let answer = asked(&graph, "SELECT ?s { ?c rdf:predicate lib:paysFor ; rdf:subject ?s }").marked();
    let (columns, mut rows) = answer.cells(graph.prefixes().prefixes());
    rows.sort();
    assert_eq!(columns, ["s", "standing"]);
    assert_eq!(rows, [["id:county", "denied"], ["id:friends", ""], ["id:town-council", ""]]);
    let triples = asked(
        &graph,
        "CONSTRUCT { ?s lib:helps ?o } { ?c rdf:subject ?s ; rdf:object ?o ; rdf:predicate lib:paysFor }",
    );
    let (facts, others) = triples.triples_by_standing();
    assert_eq!((facts.len(), others.len()), (2, 1));
    assert!(matches!(*triples, Answer::Triples(_)));
}

/// A row stands as the last claims that it needs, and two ways to it are told apart.
#[test]
fn a_row_stands_as_the_best_of_what_it_can_rest_on() {
    const KEY: &str = "council-pays-for-reading-room";
    const ROW: &str =
        "SELECT ?s { ?c rdf:object id:reading-room ; rdf:subject ?s FILTER (?s = id:town-council) }";
    for (more, standing) in [
        ("doubt = \"a slip?\"", Standing::Doubted),
        ("status = \"opinion\"", Standing::Opinion),
        ("polarity = \"denied\"", Standing::Denied),
        ("", Standing::Fact),
    ] {
        let graph = Changed::template().with(CLAIMS, &claims(KEY, more)).graph();
        assert_eq!(asked(&graph, ROW).standings(), [standing]);
        // A further claim that says so is enough.
        let second = "\n[[claim]]\nid = \"again\"\nsubject = \"town-council\"\npredicate = \"runs\"\nobject = \"reading-room\"\n\
                      quote = \"has paid for the reading room since 2019\"\n";
        let graph = Changed::template().with(CLAIMS, &(claims(KEY, more) + second)).graph();
        assert!(asked(&graph, ROW).not_facts().is_empty(), "{more}");
    }
}

/// A rule that reads claims whatever they are, one that reads what it made, and properties that turn it round and lead on.
fn with_rules(claims: &str) -> Graph {
    let ontology =
        std::fs::read_to_string(repository().join("src/cli/template/ontology/library.ttl")).unwrap();
    let more = "lib:keeps a owl:ObjectProperty ; rdfs:label \"keeps alive\" ; owl:inverseOf lib:keptBy .\n\
                lib:keptBy a owl:ObjectProperty ; rdfs:label \"is kept alive by\" .\n\
                lib:matters a owl:ObjectProperty ; rdfs:label \"matters to\" .\n";
    let keeps = "# label: who pays keeps it alive\nCONSTRUCT { ?body lib:keeps ?what }\nWHERE { ?claim rdf:predicate lib:paysFor ; rdf:subject ?body ; rdf:object ?what }\n";
    let matters = "# label: what is kept matters\nCONSTRUCT { ?what lib:matters ?body }\nWHERE { ?what lib:keptBy ?body }\n";
    Changed::template()
        .with(CLAIMS, claims)
        .with("ontology/library.ttl", &(ontology + more))
        .with("ontology/rules/10-keeps.rq", keeps)
        .with("ontology/rules/20-matters.rq", matters)
        .graph()
}

/// What is inferred stands as the claims below it, by whatever rule and however deep, and gives a triple only where it is a fact.
#[test]
fn what_is_inferred_stands_as_the_claims_below_it() {
    const KEY: &str = "county-pays-for-mobile-library";
    for (more, standing) in [
        ("polarity = \"denied\"", Standing::InferredFromDenied),
        ("doubt = \"a slip?\"", Standing::InferredFromDoubted),
        ("status = \"opinion\"", Standing::InferredFromOpinion),
        ("", Standing::Inferred),
    ] {
        let text = claims(KEY, more);
        let text = if more.starts_with("status") { text.replace("status = \"pilot\"\n", "") } else { text };
        let graph = with_rules(&text);
        let county = graph.dataset().find("county").unwrap();
        let of_county = |d: &remit::model::derivation::Derivation| {
            [d.triple.subject.thing(), d.triple.object.thing()].contains(&Some(county))
        };
        let found: Vec<Standing> =
            graph.derived().iter().filter(|(_, d)| of_county(d)).map(|(_, d)| d.standing).collect();
        assert_eq!(found, vec![standing; 3], "keeps, is kept by, matters: {more}");
        let plain =
            "SELECT ?p { { id:county ?p id:mobile-library } UNION { id:mobile-library ?p id:county } }";
        let count = asked(&graph, plain).standings().len();
        assert_eq!(count, if standing.is_fact() { 4 } else { 0 }, "{more}");
        // The derivation is there, and a row that shows it says how it stands.
        let nodes = asked(&graph, "SELECT ?d { ?d a remit:Derivation ; rdf:subject id:county }");
        assert_eq!(nodes.standings(), [if standing.is_fact() { Standing::Fact } else { standing }]);
        let said =
            asked(&graph, "SELECT ?s { ?d a remit:Derivation ; rdf:subject id:county ; remit:standing ?s }");
        assert!(said.cells(&[]).1 == [[standing.word()]], "{more}");

        // A further claim from which the same follows makes it a fact, and the best proof is the one from facts.
        let second = "\n[[claim]]\nid = \"again\"\nsubject = \"county\"\npredicate = \"pays-for\"\nobject = \"mobile-library\"\n\
                      quote = \"A mobile library visits six villages\"\n";
        let graph = with_rules(&(text.replace("polarity = \"denied\"\n", "") + second));
        for (id, derivation) in graph.derived().iter().filter(|(_, d)| of_county(d)) {
            assert_eq!(derivation.standing, Standing::Inferred, "{more}");
            let claims = graph.derived().premises([id]);
            assert!(claims.iter().all(|c| graph.scope().is_fact(*c)), "{more}: {claims:?}");
        }
    }
}

/// What does not follow for want of a fact is told with the claim that is none, by `why` and in the matrix; what nothing would
/// make follow is not.
#[test]
fn what_would_follow_is_told_with_the_claim_that_is_no_fact() {
    const KEY: &str = "county-pays-for-mobile-library";
    let ontology =
        std::fs::read_to_string(repository().join("src/cli/template/ontology/library.ttl")).unwrap();
    let more = "lib:helps a owl:ObjectProperty ; rdfs:label \"helps\" ; owl:propertyChainAxiom ( lib:paysFor lib:matters ) .\n\
                lib:matters a owl:ObjectProperty ; rdfs:label \"matters to\" .\n";
    let rule = "# label: what is paid for matters\nCONSTRUCT { ?what lib:matters ?body }\nWHERE { ?body lib:paysFor ?what }\n";
    let as_of = PartialDate::parse("2010");
    for (more_of_claim, as_of, word) in [
        ("polarity = \"denied\"", None, "inferred from a denied claim"),
        ("doubt = \"a slip?\"", None, "inferred from a doubted claim"),
        ("status = \"opinion\"", None, "inferred from an opinion"),
        ("from = \"2001\"\nuntil = \"2005\"\nnote = \"The years of the county.\"", as_of, "not of this date"),
        ("", None, ""),
    ] {
        let mut text = claims(KEY, more_of_claim);
        if more_of_claim.starts_with("status") {
            text = text.replace("status = \"pilot\"\n", "");
        }
        let graph = Changed::template()
            .with(CLAIMS, &text)
            .with("ontology/library.ttl", &(ontology.clone() + more))
            .with("ontology/rules/10-matters.rq", rule)
            .graph_as_of(as_of);
        let (scope, supposed) = (graph.scope(), graph.supposed().unwrap());
        let of = |key: &str| names::thing(key, scope).unwrap().meant;
        for (subject, property) in [("mobile-library", "matters"), ("county", "helps")] {
            let wanted = names::property(property, scope).unwrap().meant;

            let proofs = prove(of(subject), wanted, Some("The county"), scope, &supposed, false);
            let [proof] = &proofs[..] else { panic!("{property}, {more_of_claim}: {proofs:?}") };
            let step = &proof.derivations[0];
            assert_eq!((proof.holds, step.supposed), (word.is_empty(), !word.is_empty()), "{more_of_claim}");
            let premises =
                step.claims.iter().chain(step.derived.iter().flat_map(|d| &d.derivations[0].claims));
            let named: Vec<_> = premises.filter(|c| c.id == KEY).map(|c| c.standing.is_fact()).collect();
            assert!(
                named.iter().all(|fact| *fact == word.is_empty()) && !named.is_empty(),
                "{more_of_claim}"
            );
            let table = matrix(wanted, &[], None, None, scope, &supposed);
            let row = table.rows.iter().find(|r| r.id.as_deref() == Some(subject)).unwrap();
            let marks: Vec<&String> = row.cells.iter().flat_map(|c| &c.marks).collect();
            assert_eq!(marks, [if word.is_empty() { "inferred" } else { word }], "{property}");
        }
        // Nothing is supposed where no claim would make it follow.
        let helps = names::property("helps", scope).unwrap().meant;
        assert!(prove(of("friends"), helps, Some("The county"), scope, &supposed, false).is_empty());
    }
}

/// What is said of a claim says how that claim stands, in the same words in text, figures and exports, and no path leads through
/// one that is no fact.
#[test]
fn what_is_said_of_a_claim_says_how_that_claim_stands() {
    const KEY: &str = "county-pays-for-mobile-library";
    let ontology =
        std::fs::read_to_string(repository().join("src/cli/template/ontology/library.ttl")).unwrap();
    let more = "lib:confirms a owl:ObjectProperty ; rdfs:label \"confirms\" ; rdfs:domain lib:Body ; rdfs:range remit:Claim .\n\
                lib:recalls a owl:ObjectProperty ; rdfs:label \"recalls\" ; rdfs:domain remit:Claim ; rdfs:range lib:Body .\n";
    let view = "kind = \"network\"\ntitle = \"Who confirms what?\"\nedges = [\"confirms\"]\n";
    for (how, shown) in [
        ("polarity = \"denied\"", "Millbrook town library\u{2019}s denial that "),
        ("status = \"opinion\"", "Millbrook town library\u{2019}s opinion that "),
        ("doubt = \"a slip?\"", "the doubted claim that "),
        ("", "the claim that "),
    ] {
        let mut text = claims(KEY, how);
        if how.starts_with("status") {
            text = text.replace("status = \"pilot\"\n", "");
        }
        let said = |id: &str, subject: &str, property: &str, object: &str| {
            format!(
                "\n[[claim]]\nid = \"{id}\"\nsubject = \"{subject}\"\npredicate = \"{property}\"\nobject = \"{object}\"\nnote = \"A letter.\"\nquote = \"A mobile library visits six villages\"\n"
            )
        };
        text += &said("letter", "friends", "confirms", KEY);
        text += &said("minutes", KEY, "recalls", "town-council");
        text += &said("again", "county", "confirms", "letter");
        let graph = Changed::template()
            .with(CLAIMS, &text)
            .with("ontology/library.ttl", &(ontology.clone() + more))
            .with("ontology/views/confirms.toml", view)
            .graph();
        let scope = graph.scope();
        let opened = remit::model::words::sentence_case(shown);
        let of = |key: &str| names::thing(key, scope).unwrap().meant;
        for key in ["letter", "minutes", "again"] {
            let fact = remit::explore::fact(key, scope).unwrap();
            let has_words = [shown, &opened].iter().any(|w| fact.words.contains(*w));
            assert!(has_words && fact.triple.concat().contains(shown), "{how}: {fact:?}");
        }
        assert!(text_of(&graph, "confirms").contains(&opened), "{how}");
        for form in remit::render::export::FORMS.iter().filter(|f| f.parts.len() == 1) {
            let mut out = Vec::new();
            graph.export(form, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(out.contains(&opened) && !out.contains("denies that the county"), "{how}: {out}");
        }
        let relations = Relations::new(scope);
        for counting in [EdgeFilter::default(), EdgeFilter::everything()] {
            let whole = counting == EdgeFilter::everything();
            let only = ["confirms", "recalls"].map(|p| names::property(p, scope).unwrap().meant);
            let network = Network::new(scope, &relations, EdgeFilter { only: only.to_vec(), ..counting });
            let question = PathQuestion {
                from: of("friends"),
                to: of("town-council"),
                most: 1,
                longest: 9,
                via: None,
                avoid: Vec::new(),
            };
            assert_eq!(paths(&question, &network).paths.len(), usize::from(whole || how.is_empty()), "{how}");
        }
    }
}

/// An outcome that is recorded and is no fact, or none of the date, is told as such: no promise is kept by it, and none is said to
/// have no outcome.
#[test]
fn an_outcome_that_is_no_fact_is_told_and_keeps_no_promise() {
    const KEY: &str = "reading-room-opened-1987";
    let ontology =
        std::fs::read_to_string(repository().join("src/cli/template/ontology/library.ttl")).unwrap();
    let more = "lib:Service remit:promise true .\nlib:runsUntil remit:tells remit:dueDate .\nlib:opened remit:tells remit:kept .\n";
    let due = "\n[[claim]]\nid = \"due\"\nsubject = \"reading-room\"\npredicate = \"runs-until\"\nobject = \"1986\"\nnote = \"A letter.\"\nquote = \"A mobile library visits six villages\"\n";
    for (how, as_of, state, left_out) in [
        ("", "2030", PromiseState::Kept, None),
        ("", "1980", PromiseState::Dated, Some(Standing::OutOfDate)),
        ("doubt = \"a slip?\"", "2030", PromiseState::Unsettled, Some(Standing::Doubted)),
        ("doubt = \"a slip?\"", "1980", PromiseState::Dated, Some(Standing::Doubted)),
        ("polarity = \"denied\"", "2030", PromiseState::Unsettled, Some(Standing::Denied)),
        ("status = \"opinion\"", "2030", PromiseState::Unsettled, Some(Standing::Opinion)),
    ] {
        let graph = Changed::template()
            .with(CLAIMS, &(claims(KEY, how) + due))
            .with("ontology/library.ttl", &(ontology.clone() + more))
            .graph();
        let scope = graph.scope();
        let found = promises(scope, &Relations::new(scope), PartialDate::parse(as_of));
        let room = found.iter().find(|p| p.id == "reading-room").unwrap();
        let others = room.left_out.get("outcome").cloned();
        assert_eq!((room.state, others), (state, left_out.map(|s| vec![s])), "{how} {as_of}");
        assert_eq!(!room.outcomes.is_empty(), state == PromiseState::Kept, "{how} {as_of}");
        // Of what nobody speaks, no outcome is left out.
        let mobile = found.iter().find(|p| p.id == "mobile-library").unwrap();
        assert!(!mobile.left_out.contains_key("outcome") && mobile.state != PromiseState::Unsettled);
    }
}

/// The lines that a graph's figures and queries say, as text and as tables, and its plain triples.
fn said(graph: &Graph) -> BTreeMap<String, Vec<String>> {
    let figures = project::views::figures(graph, graph.store().ok()).unwrap();
    let mut out = BTreeMap::new();
    for (name, figure) in figures.0 {
        let unnumbered = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
        let lines = |text: &str| text.lines().map(unnumbered).collect::<Vec<_>>();
        // The rows of a matrix are wrapped in text: its table says the same.
        if !matches!(figure, Figure::Matrix(_)) {
            out.insert(format!("{name}.txt"), lines(&remit::render::draw::text(&figure)));
        }
        let rows = remit::render::figure::table(&figure);
        // Numbers of cards move when one goes.
        out.insert(format!("{name}.csv"), rows.iter().map(|r| r[1..].join(",")).collect());
    }
    for query in [
        "SELECT ?body ?service { ?c rdf:predicate lib:paysFor ; rdf:subject ?body ; rdf:object ?service }",
        "SELECT ?s ?o { ?c rdf:subject ?s ; rdf:object ?o }",
    ] {
        let rows = asked(graph, query).marked().cells(graph.prefixes().prefixes()).1;
        let row = |r: &Vec<String>| r.join(",").trim_end_matches(',').to_owned();
        out.insert(query.to_owned(), rows.iter().map(row).collect());
    }
    let plain = asked(graph, "SELECT ?s ?p ?o { GRAPH graph:facts { ?s ?p ?o } }").cells(&[]).1;
    out.insert("facts".to_owned(), plain.iter().map(|r| r.join(" ")).collect());
    out
}

/// Each claim of the project made what is not a fact, in each way: whatever is said more than without the claim has a word for how
/// it stands, and no plain triple is there more.
#[test]
fn no_figure_and_no_answer_states_as_a_fact_what_is_none() {
    let project = || {
        Changed::template()
            .with("ontology/views/net.toml", "kind = \"network\"\ntitle = \"Who pays?\"\nasked = [\"Service\"]\n[edges]\nquery = \"\"\"\nSELECT ?from ?edge ?to ?claim ?thing ?lead ?money {\n  { VALUES ?edge { lib:paysFor lib:runs lib:belongsTo } ?claim rdf:predicate ?edge ; rdf:subject ?from ; rdf:object ?to }\n  UNION { ?money rdf:predicate lib:cost ; rdf:subject ?thing BIND (?money AS ?lead) } }\n\"\"\"\n")
            .with("ontology/views/asked.toml", "kind = \"grid\"\ntitle = \"Who?\"\n[rows]\ntitle = \"Areas\"\nof = \"has-area\"\n[[column]]\ntitle = \"Bodies\"\nclasses = [\"Body\"]\ncolour = \"blue\"\n[[column]]\ntitle = \"Nobody\"\ncolour = \"grey\"\n[cards]\nword = [\"service\", \"services\"]\nplaces = \"belongs-to\"\nverb = \"belongs to\"\nquery = \"\"\"\nSELECT ?card ?rank ?lead ?body ?money {\n  ?lead a remit:Claim .\n  { ?lead rdf:predicate lib:paysFor ; rdf:subject ?body ; rdf:object ?card . BIND (1 AS ?rank) }\n  UNION { ?lead rdf:predicate lib:runs ; rdf:subject ?body ; rdf:object ?card . BIND (2 AS ?rank) }\n  OPTIONAL { ?money rdf:predicate lib:cost ; rdf:subject ?card }\n}\n\"\"\"\n")
            .with("ontology/views/when.toml", "kind = \"timeline\"\ntitle = \"When?\"\n[periods]\nquery = \"\"\"SELECT ?thing ?claim { ?claim rdf:subject ?thing { ?claim remit:from ?f } UNION { ?claim remit:deadline ?f } }\"\"\"\n")
    };
    let text = std::fs::read_to_string(repository().join("src/cli/template").join(CLAIMS)).unwrap();
    let (head, first) = text.split_once("[[claim]]\n").unwrap();
    let records: Vec<&str> = first.split("[[claim]]\n").collect();
    let words: Vec<&str> = Standing::ALL.iter().filter(|s| !s.is_fact()).map(|s| s.word()).collect();
    let names = [
        "The county",
        "Town council",
        "Reading room",
        "Mobile library",
        "Workshop for repairs",
        "Friends of the library",
        "Millbrook town library",
    ];
    let all = |records: &[String]| {
        records.iter().fold(head.to_owned(), |all, record| all + "[[claim]]\n" + record + "\n")
    };
    let mut faults = Vec::new();
    let mut tried = 0;
    for (i, record) in records.iter().enumerate() {
        let id = record.lines().next().unwrap().trim_start_matches("id = ").trim_matches('"');
        let own = |replaced: &[&str]| {
            let mut own: Vec<String> = records.iter().map(|r| (*r).to_owned()).collect();
            own.splice(i..=i, replaced.iter().map(|r| (*r).to_owned()));
            all(&own)
        };
        let denied = format!("{record}\npolarity = \"denied\"\n");
        let doubted = format!("{record}\ndoubt = \"a slip?\"\n");
        let unsettled: String = record
            .lines()
            .filter(|l| !l.starts_with("status"))
            .map(|l| format!("{l}\n"))
            .collect::<Vec<_>>()
            .concat();
        let opinion = format!("{unsettled}status = \"opinion\"\n");
        let against = denied.replace(id, "against");
        let decided = format!(
            "{against}[[resolution]]\nclaims = [\"{id}\", \"against\"]\nkind = \"conflict\"\nholds = [\"against\"]\nby = \"R. Editor\"\nreason = \"A slip.\"\n"
        );
        let is_opinion = record.contains("status = \"opinion\"");
        let flips = [
            ("denied", own(&[&denied])),
            ("doubted", own(&[&doubted])),
            ("opinion", own(&[&opinion])),
            ("disputed", own(&[record, &against])),
            ("decided", own(&[record, &decided])),
        ];
        for (how, flipped) in flips {
            // An order with a gap is refused as a whole.
            let is_ordered = record.contains("position = ");
            if is_ordered || is_opinion && how != "denied" {
                continue;
            }
            let graph = project().with(CLAIMS, &flipped).graph();
            let dataset = graph.dataset();
            let without = graph.without(|c| dataset.key(Thing::Claim(c)) == id).unwrap();
            let [flipped, without] = [&graph, &without].map(said);
            tried += 1;
            for (output, lines) in &flipped {
                let known = &without[output];
                for line in
                    lines.iter().filter(|l| !known.contains(l) && !l.trim_start().starts_with('\u{201c}'))
                {
                    let is_marked = words.iter().any(|w| line.contains(w));
                    // A line of a figure states what joins two things, or what one of them has; a row of a table names its claim.
                    let shown = names.iter().filter(|n| line.contains(**n)).count();
                    let states = match output.rsplit_once('.') {
                        Some((_, "txt")) => shown > 1 || (line.contains('\u{a3}') && id.contains("costs")),
                        Some((_, "csv")) => line.contains(id),
                        _ => true,
                    };
                    if states && !is_marked {
                        faults.push(format!("{id} {how}, {output}: {line}"));
                    }
                }
            }
        }
    }
    assert!(tried > 40 && faults.is_empty(), "{} faults of {tried}:\n{}", faults.len(), faults.join("\n"));
}

/// A grid whose query binds no claim, and looks for no amounts and no status.
const UNBOUND: &str = "kind = \"grid\"\ntitle = \"Who?\"\n[rows]\ntitle = \"Areas\"\nof = \"has-area\"\n[[column]]\ntitle = \"Bodies\"\nclasses = [\"Body\"]\ncolour = \"blue\"\n[[column]]\ntitle = \"Rest\"\ncolour = \"grey\"\n[cards]\nword = [\"service\", \"services\"]\nplaces = \"belongs-to\"\nquery = \"\"\"\nSELECT ?card ?body { [] rdf:predicate lib:paysFor ; rdf:subject ?body ; rdf:object ?card }\n\"\"\"\n";

/// A figure as text.
fn text_of(graph: &Graph, view: &str) -> String {
    let figures = project::views::figures(graph, graph.store().ok()).unwrap().0;
    remit::render::draw::text(&figures.into_iter().find(|f| f.0 == view).unwrap().1)
}

/// The line of a figure that has the name of a service.
fn line_of(graph: &Graph, view: &str, name: &str) -> String {
    text_of(graph, view).lines().find(|l| l.contains(name)).unwrap_or_default().to_owned()
}

/// What a figure looked for, found and does not show is told where it would stand, and nothing else is called absent.
#[test]
fn a_figure_says_what_it_leaves_out_and_why() {
    const MONEY: &str = "mobile-library-costs-20000-a-year";
    const PAYER: &str = "county-pays-for-mobile-library";
    let show = |words: &str| {
        let view = std::fs::read_to_string(
            repository().join("src/cli/template/ontology/views/who-pays-for-what.toml"),
        );
        view.unwrap().replace("asked =", &format!("{words}asked ="))
    };
    let no_amounts = show("").replace("amounts = [\"cost\"]\n", "");
    let second = "\n[[claim]]\nid = \"again\"\nsubject = \"mobile-library\"\npredicate = \"cost\"\namount = 20000\ncurrency = \"GBP\"\nper = \"year\"\npolarity = \"denied\"\nfrom = \"1990\"\nuntil = \"1991\"\nquote = \"gives £20,000 a year for it\"\nnote = \"Another year.\"\n";
    let grid = "who-does-what";
    let net = "who-pays-for-what";
    let denied = "polarity = \"denied\"";
    let doubted = "doubt = \"a slip?\"";
    // The view, the claim with its further lines, what follows it, and what the line of the mobile library says and does not say.
    for (view, (key, more), after, says, never) in [
        (grid, (MONEY, denied), "", "pilot; amount left out: denied", "not stated"),
        (grid, (MONEY, doubted), "", "\u{a3}20,000 per year (established, doubted)", "left out"),
        (
            grid,
            (MONEY, ""),
            second,
            "\u{a3}20,000 per year (established, disputed); amount left out: denied",
            "not stated",
        ),
        (grid, (PAYER, denied), "", "body left out: denied", "county"),
        (grid, (PAYER, doubted), "", "The county (doubted): Mobile library", "left out"),
        (net, (MONEY, denied), "", "amount left out: denied", "not stated"),
        (net, (MONEY, doubted), "", "\u{a3}20,000 per year (established, doubted)", "left out"),
        ("shown", (MONEY, denied), "", "\u{a3}20,000 per year (established, denied)", "left out"),
        ("unbound", (PAYER, ""), "", "The county: Mobile library (Bodies; ", "not stated"),
        ("unbound", (PAYER, denied), "", "Mobile library (body left out: denied; Rest", "county"),
        ("unbound", (PAYER, doubted), "", "The county (doubted): Mobile library", "not stated"),
    ] {
        let graph = Changed::template()
            .with(CLAIMS, &(claims(key, more) + after))
            .with("ontology/views/unbound.toml", UNBOUND)
            .with("ontology/views/shown.toml", &show("show = [\"denied\"]\n"))
            .graph();
        let line = if view == net || view == "shown" { "Mobile library (service" } else { "Mobile library" };
        let line = line_of(&graph, view, line);
        assert!(line.contains(says) && !line.contains(never), "{view}, {key} {more}: {line}");
    }
    // A time that is denied stands beside the axis: no end is said to be missing for it, and none to be given.
    let ends = "[[claim]]\nid = \"ends\"\nsubject = \"reading-room\"\npredicate = \"runs-until\"\nobject = \"2026-03\"\npolarity = \"denied\"\nquote = \"a pilot of the county until March 2026\"\nnote = \"The room.\"\n";
    let graph = Changed::template().with(CLAIMS, &claims("mobile-library-runs-until-2026", denied)).graph();
    let all = line_of(&graph, "when", "The annual report");
    assert!(all.ends_with("a time is stated for all 3 services, for 1 only by what is not a fact"), "{all}");
    let graph = Changed::template().with(CLAIMS, &(claims(MONEY, "") + ends)).graph();
    let room = line_of(&graph, "when", "from 1987");
    assert!(room.contains("from 1987 [1], no fact gives its end"), "{room}");
    // Of what is not asked for nothing is said.
    let graph = Changed::template().with("ontology/views/no-amounts.toml", &no_amounts).graph();
    assert!(
        text_of(&graph, net).contains("not stated") && !text_of(&graph, "no-amounts").contains("not stated")
    );
}

/// A declared grid without leads calls no status absent, and one whose leads are denied says so; totals of its matrix count facts.
#[test]
fn a_status_is_absent_only_where_it_was_looked_for() {
    let view = repository().join("src/cli/template/ontology/views/who-does-what.toml");
    let view = std::fs::read_to_string(view).unwrap();
    let with = |leads: &str, more: &str| {
        let text = view.replace("amounts =", &format!("leads = {leads}\namounts ="));
        let graph = Changed::template()
            .with(CLAIMS, &claims("county-pays-for-mobile-library", more))
            .with("ontology/views/who-does-what.toml", &text)
            .graph();
        [
            line_of(&graph, "who-does-what", "Mobile library"),
            line_of(&graph, "who-stands-where", "Bodies named"),
        ]
    };
    let [line, named] = with("[]", "");
    assert!(line.contains("Mobile library (\u{a3}20,000") && named.ends_with(" 4"), "{line} {named}");
    let graph = Changed::template().with(CLAIMS, &claims("area-2", "polarity = \"denied\"")).graph();
    assert!(line_of(&graph, "who-does-what", "services").ends_with("left out: 1 denied"), "a row is counted");
    let [line, _] = with("[\"pays-for\"]", "polarity = \"denied\"");
    assert!(line.contains("(status left out: denied; "), "{line}");
    let [line, named] = with("[\"runs\"]", "doubt = \"a slip?\"");
    assert!(line.contains("(status not stated; "), "{line}");
    assert!(named.contains("2, and 1") && named.contains("3, and 1"), "{named}");
}

/// Words that a figure cites say that their claim is not a fact, where it is none: in text, in DOT and in what a screen reader says.
#[test]
fn words_that_a_figure_cites_say_how_their_claim_stands() {
    const KEY: &str = "county-pays-for-mobile-library";
    let against = claims(KEY, "");
    let at = against.find(&format!("id = \"{KEY}\"")).unwrap();
    let record = against[at..].split("[[claim]]").next().unwrap().replace(KEY, "against");
    let disputed = format!("{against}\n[[claim]]\n{record}\npolarity = \"denied\"\n");
    for (text, word) in
        [(disputed, Some("disputed")), (claims(KEY, "doubt = \"a slip?\""), Some("doubted")), (against, None)]
    {
        let graph = Changed::template().with(CLAIMS, &text).graph();
        let figures = project::views::figures(&graph, graph.store().ok()).unwrap().0;
        let themes = project::views::themes(graph.input()).unwrap();
        let theme = &themes[0];
        for name in ["who-does-what", "who-stands-where"] {
            let figure = &figures.iter().find(|f| f.0 == name).unwrap().1;
            let outputs = [remit::render::draw::text(figure), remit::render::draw::dot(figure, theme)];
            for out in outputs.iter().filter(|out| out.contains("It is a pilot of the county")) {
                let end = "It is a pilot of the county\u{201d} (";
                let cited: Vec<&str> = out.split(end).skip(1).collect();
                let is_marked = |rest: &&str| word.is_none_or(|word| rest.starts_with(word));
                assert!(cited.iter().all(is_marked), "{name} {word:?}: {cited:?}");
                assert_eq!(word.is_none(), cited.iter().any(|rest| rest.starts_with("Millbrook")), "{name}");
            }
            assert!(outputs[0].contains("It is a pilot of the county"), "{name}");
        }
    }
}

/// Names in other languages are known wherever other names are listed.
#[test]
fn names_in_other_languages_are_among_the_other_names() {
    let path = "data/entities.toml";
    let text = std::fs::read_to_string(repository().join("src/cli/template").join(path)).unwrap();
    let own = "name = \"Workshop for repairs\"";
    assert!(text.contains(own));
    let several = "name = { en = \"Workshop for repairs\", cy = \"Gweithdy trwsio\" }";
    let graph = Changed::template().with(path, &text.replace(own, several)).graph();
    let scope = graph.scope();
    let thing = names::thing("workshop", scope).unwrap();
    let described = remit::explore::describe(thing.meant, scope, &Relations::new(scope));
    assert!(described.also.contains(&"Gweithdy trwsio (cy)".to_owned()), "{:?}", described.also);
    let mut table = Vec::new();
    remit::render::write::entities_table(scope, &mut table).unwrap();
    let mut outputs = vec![String::from_utf8(table).unwrap()];
    for form in remit::render::export::FORMS.iter().filter(|f| ["json-graph", "graphml"].contains(&f.name)) {
        let mut out = Vec::new();
        graph.export(form, &mut out).unwrap();
        outputs.push(String::from_utf8(out).unwrap());
    }
    for out in outputs {
        assert!(out.contains("Gweithdy trwsio (cy)") && !out.contains("Workshop for repairs (en)"), "{out}");
    }
}

/// Who is behind what stands in no column, as what would place it is not a fact, is told as left out, and not as none found.
#[test]
fn who_fell_out_with_a_place_that_is_no_fact_is_told() {
    let with = |key: &str, more: &str| {
        let graph = Changed::template().with(CLAIMS, &claims(key, more)).graph();
        let text = text_of(&graph, "who-stands-where");
        let after = text.lines().skip_while(|l| !l.starts_with("Associations")).nth(1).unwrap_or_default();
        let named = text.lines().skip_while(|l| !l.starts_with("Bodies named")).take(2);
        (
            after.trim().to_owned(),
            named.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" "),
        )
    };
    for (key, more, group, named) in [
        (
            "workshop-is-planned",
            "polarity = \"denied\"",
            "left out: 1 denied",
            "Bodies named 3 no fact, 1 3, and 1 denied denied",
        ),
        (
            "workshop-is-planned",
            "doubt = \"a slip?\"",
            "left out: 1 doubted",
            "Bodies named 3 no fact, 1 3, and 1 doubted doubted",
        ),
        ("area-2", "polarity = \"denied\"", "left out: 1 denied", "Bodies named 3 3, and 1 denied"),
    ] {
        assert_eq!(with(key, more), (group.to_owned(), named.to_owned()), "{key} {more}");
    }
    let (group, named) = with("workshop-is-planned", "");
    assert!(
        group.starts_with("Friends of the library") && named.starts_with("Bodies named 3 1 4"),
        "{group} {named}"
    );
}

/// What is to be done with what is not a fact is declared for networks; elsewhere it is refused in its place.
#[test]
fn only_a_network_is_told_what_to_show_beside_facts() {
    for name in ["who-does-what", "when", "who-stands-where"] {
        let path = format!("ontology/views/{name}.toml");
        let text = std::fs::read_to_string(repository().join("src/cli/template").join(&path)).unwrap();
        let text = text.replacen("subtitle", "show = [\"denied\"]\nsubtitle", 1);
        let graph = Changed::template().with(&path, &text).graph();
        let faults = project::views::figures(&graph, graph.store().ok()).unwrap_err();
        let told = format!("{faults:?}");
        assert!(faults.len() == 1 && told.contains("show"), "{name}: {told}");
    }
}

#[test]
fn a_promise_is_never_told_as_a_plain_fact() {
    let folder = tempfile::TempDir::new().expect("a folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let ran = |args: &[&str]| {
        let ran = remit(&project, args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        format!("{}{}", ran.out, ran.err)
    };
    let expected = [
        (&["build"][..], "claims count as facts, 3 of them announced or planned; the others"),
        (&["rank"], "includes facts, 3 of them announced or planned, and inferred links"),
        (&["groups"], "includes facts, 3 of them announced or planned, and inferred links"),
        (&["bridges"], "includes facts, 3 of them announced or planned, and inferred links"),
        (&["near", "workshop"], "(Millbrook town library; announced) [friends-pay-for-workshop]"),
        (&["path", "friends", "workshop"], "Millbrook town library (announced; Annual report"),
        (&["compare", "workshop", "reading-room"], "friends-pay-for-workshop (announced)"),
        (&["matrix", "pays-for"], "1 of the 3 facts are promises"),
        (&["fragile"], "the workshop for repairs. (announced)"),
        (&["without", "workshop"], "friends-pay-for-workshop (announced)"),
        (&["without", "friends-pay-for-workshop"], "[friends-pay-for-workshop (announced)]"),
        (&["draw", "who-pays-for-what", "-f", "text"], "5 edges (5 facts, 2 of them announced or planned)"),
        (&["draw", "who-pays-for-what", "-f", "text"], "pays for → Workshop for repairs (announced)"),
        (&["draw", "who-pays-for-what", "-f", "md"], "| pays for | Workshop for repairs | announced |"),
        (&["draw", "who-pays-for-what", "-f", "csv"], "pays for,Workshop for repairs,announced,"),
        (&["export", "-f", "mermaid"], "|\"pays for (announced)\"|"),
        (&["export", "-f", "dot"], "\"pays for (announced)\""),
        (&["export", "-f", "graphml", "-o", "graph.graphml"], "10 edges, 3 of them announced or planned"),
    ];
    let missing = expected.iter().filter(|(args, words)| !ran(args).contains(words));
    let missing: Vec<String> = missing.map(|(args, words)| format!("{words}: {}", ran(args))).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
