//! The program as its user meets it: sessions, exit codes, messages.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Ran, copy_of, has_graphviz, put, remit, repository};

#[test]
fn a_stranger_starts_from_nothing() {
    let folder = TempDir::new().expect("a temporary folder");
    let ran = remit(folder.path(), &["init", "library"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let project = folder.path().join("library");
    let ran = remit(&project, &["build"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("13 quotes found word for word in the text of annual-report"), "{}", ran.out);
    let ran = remit(&project, &["query", "who-pays", "-f", "csv"]);
    assert_eq!(ran.out.lines().count(), 4, "{}", ran.out);
    let ran = remit(&project, &["draw", "who-does-what", "-f", "text"]);
    assert!(ran.out.contains("Mobile library (pilot; £20,000 per year"), "{}", ran.out);
    let ran = remit(&project, &["test"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 question answered as expected, 0 not\n"), "{}", ran.err);
    // A form by the ending of the file, and none under a wrong name.
    assert_eq!(remit(&project, &["draw", "who-does-what", "-o", "figure.txt"]).code, 0);
    let drawn = fs::read_to_string(project.join("figure.txt")).expect("a figure is written");
    assert!(drawn.contains("Mobile library (pilot; £20,000 per year"), "{drawn}");
    let ran = remit(&project, &["draw", "who-does-what", "-o", "figure.bmp"]);
    assert_eq!((ran.code, project.join("figure.bmp").exists()), (2, false), "{}", ran.err);
    for (command, told) in
        [("gaps", "What does the workshop for repairs cost?"), ("promises", "[library-is-to-open-workshop]")]
    {
        let ran = remit(&project, &[command]);
        assert!(ran.code == 0 && ran.out.contains(told), "{}", ran.out);
    }
    // Where the ontology does not say what to ask for, nothing is claimed to be missing or kept.
    let ontology = project.join("ontology/library.ttl");
    let text = fs::read_to_string(&ontology).expect("an ontology");
    let bare = text.replace("; remit:tells remit:promised", "").replace("; remit:expects lib:cost", "");
    fs::write(&ontology, bare).expect("the ontology is written");
    for (command, lead) in [("gaps", "no questions to ask"), ("promises", "no promises to look for")] {
        let ran = remit(&project, &[command]);
        let told = ran.out.starts_with(&format!("{lead}: no class in ontology/"))
            && ran.out.contains("docs/format.md");
        assert!(ran.code == 0 && told, "{}", ran.out);
    }
    fs::write(&ontology, text).expect("the ontology is as it was");
    // Without templates there is no table of them.
    let query = project.join("data/queries/who-pays.rq");
    let text = fs::read_to_string(&query).expect("a query");
    fs::write(&query, text.replace("# ask:", "# about:")).expect("the query is written");
    let ran = remit(&project, &["ask", "--list"]);
    assert!(ran.code == 0 && ran.out.lines().count() == 1 && ran.out.contains("any words"), "{}", ran.out);
    fs::write(&query, text).expect("the query is as it was");
    // A second init takes nothing away.
    let again = remit(folder.path(), &["init", "library"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("nothing was written"), "{}", again.err);
    // A changed word is told with its line, and the nearest words.
    let claims = project.join("data/claims.toml");
    let text = fs::read_to_string(&claims).expect("claims are there");
    fs::write(&claims, text.replace("visits six villages", "visits sixteen villages"))
        .expect("a file is written");
    let ran = remit(&project, &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[R027]") && ran.err.contains("data/claims.toml:57:9"), "{}", ran.err);
    assert!(
        ran.err.contains("the nearest words there are: A mobile library visits six villages."),
        "{}",
        ran.err
    );
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let read = |name: &str| fs::read_to_string(repository().join(name)).expect("a page is read");
    let readme = read("README.md");
    // Who does not see the picture reads what it finds.
    let figure = read("output/figures/who-targets-what.txt");
    let finding = figure.lines().next().expect("a figure has a headline");
    assert!(readme.contains(&format!("[![{finding}](")), "README.md does not say: {finding}");
    let other = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(other.path(), &["init", "library"]).code, 0);
    let answer = remit(&other.path().join("library"), &["query", "who-pays", "-f", "table"]).out;
    assert!(readme.contains(&answer), "README.md does not show:\n{answer}");
    // Every command that the README and the tour name is one that the program has.
    let help = remit(&repository(), &["--help"]).out;
    let tour = read("docs/tour.md");
    for line in readme.lines().chain(tour.lines()).filter_map(|l| l.strip_prefix("$ remit ")) {
        let command = line.split_whitespace().next().unwrap_or_default();
        assert!(help.contains(&format!("\n  {command} ")), "{command} is no command");
    }
}

#[test]
fn no_arguments_give_a_few_lines_and_no_error() {
    let ran = remit(&repository(), &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.lines().count() < 10 && ran.out.contains("remit init DIR"), "{}", ran.out);
}

#[test]
fn outside_a_project_the_way_in_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no remit.toml") && ran.err.contains("remit init DIR"), "{}", ran.err);
}

fn query(args: &[&str]) -> Ran {
    remit(&repository(), &[&["query"], args].concat())
}

#[test]
fn queries_answer_in_every_form() {
    let select = "SELECT ?name { id:nca skos:prefLabel ?name }";
    for (form, expected) in [
        ("table", "name                 \n"),
        ("tsv", "?name\n\"National Crime Agency\"\n"),
        ("csv", "name\r\nNational Crime Agency\r\n"),
        ("md", "| name |\n| --- |\n| National Crime Agency |\n"),
        ("json", "\"value\":\"National Crime Agency\""),
        ("xml", "<literal>National Crime Agency</literal>"),
    ] {
        let ran = query(&["-e", select, "-f", form]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let expected = expected.trim_end_matches(" \n");
        assert!(ran.out.contains(expected.trim_end()), "{form}: {}", ran.out);
    }
    let construct = "CONSTRUCT { ?s skos:prefLabel ?name } { VALUES ?s { id:nca } ?s skos:prefLabel ?name }";
    let ran = query(&["-e", construct, "-f", "ttl"]);
    assert!(ran.out.contains("id:nca skos:prefLabel \"National Crime Agency\" ."), "{}", ran.out);
    let ran = query(&["-e", construct, "-f", "nt"]);
    assert!(ran.out.ends_with("\"National Crime Agency\" .\n"), "{}", ran.out);
    assert_eq!(query(&["-e", "ASK { id:nca ?p ?o }"]).out, "true\n");
    // Piped, an answer is CSV and whole.
    let all = query(&["-e", "SELECT * { ?s ?p ?o }", "--layer", "claims"]);
    assert!(all.out.lines().count() > 2000, "never cut: {}", all.out.lines().count());
}

#[test]
fn layers_can_be_told_apart() {
    let stage_links = "SELECT ?s { ?s bsc:contributesTo ?o }";
    let count = |layer: &str| query(&["-e", stage_links, "--layer", layer]).out.lines().count() - 1;
    assert_eq!((count("facts"), count("derived"), count("claims"), count("all")), (1, 21, 0, 22));
    // What is inferred from an opinion has its derivation, and no triple of its own.
    let from_opinion = "SELECT ?m { ?d remit:standing 'inferred from an opinion' ; rdf:subject ?m }";
    assert_eq!(query(&["-e", from_opinion, "-f", "csv"]).out.lines().count(), 2);
    // An opinion is a claim and never a fact.
    let opinion = "SELECT ?o { id:east-berlin ?p ?o FILTER(?p != skos:prefLabel && ?p != rdf:type && ?p != skos:altLabel && ?p != skos:note) }";
    assert_eq!(query(&["-e", opinion, "--layer", "facts"]).out, "o\r\n");
    // What is denied is no fact either.
    let denied = "ASK { id:project-adder bsc:updatedVersionOf ?x }";
    assert_eq!(query(&["-e", denied]).out, "false\n");
    // Two voices disagree on the end: no end is a fact, both claims are there.
    assert_eq!(query(&["-e", "ASK { id:project-adder bsc:runsUntil ?x }"]).out, "false\n");
    // Those, with the extension that one of them is about, and the two that a curator doubts.
    let disputed = "SELECT ?c { ?c remit:disputed true ; prov:wasQuotedFrom id:supply-chain-post }";
    assert_eq!(query(&["-e", disputed]).out.lines().count(), 1 + 3 + 2);
}

#[test]
fn faults_in_queries_are_told_in_place() {
    for (text, expected) in [
        ("SELECT ?x { ?x a bsc:Taskforce ;", ["command line:1:33", "the query ends inside a group"]),
        ("SELECT ?x { ?x a bsc:Taskfroce }", ["command line:1:18", "did you mean `bsc:Taskforce`?"]),
        ("SELCT ?x { ?x a bsc:Taskforce }", ["command line:1:1", "did you mean `SELECT`?"]),
        ("SELECT ?x { ?x a bcs:Taskforce }", ["command line:1:18", "did you mean `bsc:`?"]),
        ("SELECT ?x { SERVICE <http://localhost/> { ?x ?y ?z } }", ["R053", "no network"]),
    ] {
        let ran = query(&["-e", text]);
        for part in expected {
            assert!(ran.err.contains(part), "{text}\n{}", ran.err);
        }
    }
    assert_eq!(query(&["-e", "SELECT ?x {"]).code, 2);
    assert_eq!(query(&["-e", "SELECT ?x { ?x a bsc:Nothing }", "--exit-status"]).code, 1);
    assert_eq!(query(&["no-such-query"]).code, 2);
}

#[test]
fn hostile_queries_end_with_a_message() {
    for text in [
        format!("SELECT * {{ {}{} }}", "{ ".repeat(3000), "} ".repeat(3000)),
        format!("SELECT * {{ FILTER({}true) }}", "!".repeat(5000)),
        format!("SELECT * {{ {} }}", "?s ?p ?o . ".repeat(30_000)),
    ] {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("hostile.rq");
        fs::write(&path, &text).expect("a file is written");
        let ran = query(&[path.to_str().expect("UTF-8")]);
        assert_eq!(ran.code, 2, "{}", ran.err.lines().next().unwrap_or_default());
        assert!(ran.err.contains("too large"), "{}", ran.err.lines().next().unwrap_or_default());
    }
}

#[test]
fn the_flagship_answers_its_questions() {
    let ran = remit(&repository(), &["test"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let count: usize = ran.out.split_whitespace().next().and_then(|n| n.parse().ok()).expect("a number");
    assert!(count >= 40, "{count} questions");
}

#[test]
fn questions_are_tests_of_the_graph() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let answer = project.join("data/questions/who-pays-for-the-workshop.csv");
    fs::write(&answer, "body,status\nTown council,announced\n").expect("a file is written");
    let ran = remit(&project, &["test"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains("  - Town council,announced\n  + Friends of the library,announced\n"),
        "{}",
        ran.out
    );
    assert_eq!(remit(&project, &["test", "--update"]).code, 0);
    assert_eq!(
        fs::read_to_string(&answer).expect("an answer"),
        "body,status\nFriends of the library,announced\n"
    );
    // A question without an answer, and one without words, are told.
    fs::remove_file(&answer).expect("a file is removed");
    let ran = remit(&project, &["test"]);
    assert!(ran.code == 1 && ran.out.contains("has no expected answer"), "{}", ran.out);
    fs::write(project.join("data/questions/mute.rq"), "ASK { ?s ?p ?o }").expect("a file is written");
    let ran = remit(&project, &["test"]);
    assert!(
        ran.code == 1 && ran.err.contains("error[R057]") && ran.err.contains("mute.rq:1:1"),
        "{}",
        ran.err
    );
}

#[test]
fn an_answer_that_is_no_longer_a_fact_is_another_answer() {
    let project = copy_of(&repository().join("src/cli/template"));
    let claims = fs::read_to_string(project.path().join("data/claims.toml")).unwrap();
    let of = |name: &str, text: &str| put(project.path(), &format!("data/questions/{name}"), text);
    of("pays.rq", "# question: who pays?\nSELECT ?s { ?c rdf:predicate lib:paysFor ; rdf:subject ?s }\n");
    of(
        "pays.csv",
        "s\nhttps://remit.example/library/id/county\nhttps://remit.example/library/id/friends\nhttps://remit.example/library/id/town-council\n",
    );
    of(
        "any.rq",
        "# question: does anybody pay for the mobile library?\nASK { ?c rdf:predicate lib:paysFor ; rdf:object id:mobile-library }\n",
    );
    of("any.csv", "true\n");
    let ran = remit(project.path(), &["test"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "3 questions answered as expected, 0 not\n"));
    let head = "id = \"county-pays-for-mobile-library\"\n";
    put(project.path(), "data/claims.toml", &claims.replace(head, &format!("{head}polarity = \"denied\"\n")));
    let ran = remit(project.path(), &["test"]);
    let county = "https://remit.example/library/id/county";
    // The other rows are what they were.
    let shown = format!("pays: who pays?\n  - {county}\n  + {county},denied\n1 question");
    assert!(ran.code == 1 && ran.out.contains(&shown), "{}", ran.out);
    assert!(ran.out.contains("  - true\n  + true,denied\n"), "{}", ran.out);
    // What was written for review is as expected, and a row hangs on no claim that another one makes no fact.
    assert_eq!(remit(project.path(), &["test", "--update"]).code, 0);
    assert_eq!(remit(project.path(), &["test"]).code, 0);
    let ran = remit(project.path(), &["fragile", "pays"]);
    let row = |key: &str| format!("  {key}\n      lost without ");
    assert!(ran.out.contains(&row(&format!("{county},denied"))), "{}", ran.out);
    assert!(ran.out.contains(&row("https://remit.example/library/id/friends")), "{}", ran.out);
    assert_eq!(ran.out.matches("lost without").count(), 3, "{}", ran.out);
}

#[test]
fn show_finds_things_by_any_name() {
    for (name, how) in [
        ("nca", ""),
        ("National Crime Agency", ""),
        ("the national-crime agency", ""),
        ("national crime", "a part of a name of it"),
        ("crime agency", "a part of a name of it"),
        ("nat crim ag", "a part of a name of it"),
        ("National Crime Agencies", "another form of a name of it"),
        ("Natoinal Crime Agency", "a typing error"),
        ("National Crime Agncy", "a typing error"),
    ] {
        let ran = remit(&repository(), &["-q", "show", name]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(ran.out.contains("a team of NCA and Border Force officers\u{201d}"), "{name}: {}", ran.out);
        let told = format!("`{name}` is read as `nca` (National Crime Agency, agency): {how}\n");
        assert_eq!(ran.err, if how.is_empty() { String::new() } else { told }, "{name}");
    }
    for (name, told) in [
        ("county", "can mean more than one entity"),
        ("county", "`county-lines` (County lines, "),
        ("nka", "did you mean `nca` (National Crime Agency, agency)?"),
        (
            "s106-london-taskforce-focuses-on-county-line",
            "did you mean `s106-london-taskforce-focuses-on-county-lines`",
        ),
        ("", "no entity or claim is called ``"),
    ] {
        let ran = remit(&repository(), &["show", name]);
        assert!(ran.code == 2 && ran.err.contains(told), "{name}: {}", ran.err);
    }
    let adder = remit(&repository(), &["show", "project-adder"]).out;
    let denial = "The blog author denies that Project ADDER is an updated version of the Drugs Intervention Programme.";
    assert!(adder.contains(denial), "a denial is shown as one: {adder}");
}

#[test]
fn without_graphviz_its_absence_is_explained() {
    let folder = TempDir::new().expect("a temporary folder");
    let ran: Ran = Command::new(env!("CARGO_BIN_EXE_remit"))
        .args(["draw", "who-targets-what", "--renderer", "dot"])
        .current_dir(repository())
        .env("PATH", folder.path())
        .output()
        .expect("the program starts")
        .into();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("apt install graphviz"), "{}", ran.err);
}

#[test]
fn any_dot_file_is_drawn_by_an_installed_graphviz() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("any.dot"), "digraph { a -> {b c} }").expect("a file is written");
    let refused = remit(folder.path(), &["draw", "any.dot"]);
    assert!(refused.code == 2 && refused.err.contains("--renderer dot"), "{}", refused.err);
    if !has_graphviz() {
        return;
    }
    let ran = remit(folder.path(), &["draw", "any.dot", "--renderer", "dot"]);
    assert!(ran.code == 0 && ran.out.contains("</svg>"), "{}", ran.err);
    fs::write(folder.path().join("bad.dot"), "digraph { a -> ").expect("a file is written");
    let ran = remit(folder.path(), &["draw", "bad.dot", "--renderer", "dot"]);
    assert!(ran.code == 2 && ran.err.contains("syntax error"), "{}", ran.err);
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let folder = copy_of(&repository());
    let huge = fs::File::create(folder.path().join("data/huge.csv")).expect("a file is made");
    huge.set_len(3 << 30).expect("a sparse file is made");
    let ran = remit(folder.path(), &["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("files over 2 GiB are not read"), "{}", ran.out);
}

#[test]
fn reports_come_in_three_forms() {
    let folder = copy_of(&repository());
    fs::write(
        folder.path().join("data/bad.toml"),
        "[[entity]]\nid = \"x\"\ntype = \"Agnecy\"\nname = \"X\"\n",
    )
    .expect("a file is written");
    let text = remit(folder.path(), &["check"]);
    assert_eq!(text.code, 1);
    assert!(
        text.out.contains(" --> data/bad.toml:3:8") && text.out.contains("did you mean `Agency`?"),
        "{}",
        text.out
    );
    let json = remit(folder.path(), &["check", "--format", "json"]);
    let faults: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((&faults[0]["code"], &faults[0]["line"]), (&"R010".into(), &3.into()));
    let sarif = remit(folder.path(), &["check", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "R010");
    assert_eq!(sarif["version"], "2.1.0");
    let first = &sarif["runs"][0]["results"][0];
    assert!(first["message"]["text"].as_str().unwrap().contains("did you mean `Agency`?"), "{first}");
    let place = &first["locations"][0]["physicalLocation"];
    let region = serde_json::json!({ "startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 16 });
    assert_eq!(place["region"], region);
    fs::rename(folder.path().join("data/bad.toml"), folder.path().join("data/my #1 50% \u{e9}.toml"))
        .unwrap();
    let around = folder.path().parent().unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let sarif = remit(around, &["check", "--format", "sarif", "--project", name]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    let run = &sarif["runs"][0];
    let file = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(file["uri"], "data/my%20%231%2050%25%20%C3%A9.toml");
    let base = &run["originalUriBaseIds"][file["uriBaseId"].as_str().unwrap()];
    assert_eq!(base["uri"], format!("{name}/"));
}

#[test]
fn codes_are_explained() {
    let ran = remit(&repository(), &["explain", "r007"]);
    assert!(ran.code == 0 && ran.out.starts_with("# R007 missing speaker\n"), "{}", ran.out);
    assert_eq!(
        remit(&repository(), &["explain"]).out.lines().count(),
        remit::model::code::Code::all().count()
    );
    assert_eq!(remit(&repository(), &["explain", "R999"]).code, 2);
}

#[test]
fn quotes_are_recorded_and_a_changed_text_is_noticed() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    assert_eq!(remit(&project, &["verify", "--record"]).code, 0);
    let first = fs::read(project.join("remit.lock")).expect("the lock file is written");
    assert_eq!(remit(&project, &["build"]).code, 0);
    let with_text = fs::read(project.join("output/graph.nq")).expect("the output is written");
    // Without the text the recorded positions stand, the bytes are the same, and the summary says so.
    let text = fs::read_to_string(project.join("sources/annual-report.txt")).expect("the text is there");
    fs::remove_file(project.join("sources/annual-report.txt")).expect("a file is removed");
    let ran = remit(&project, &["build"]);
    assert!(ran.code == 0 && ran.out.contains("NOT checked again"), "{}{}", ran.out, ran.err);
    assert_eq!(fs::read(project.join("output/graph.nq")).expect("the output is written"), with_text);
    // A text that changed is an error until it is recorded anew.
    fs::write(project.join("sources/annual-report.txt"), format!("A line more.\n{text}"))
        .expect("a file is written");
    let ran = remit(&project, &["build"]);
    assert!(ran.code == 1 && ran.err.contains("error[R030]"), "{}", ran.err);
    assert_eq!(remit(&project, &["verify", "--record"]).code, 0);
    assert_ne!(fs::read(project.join("remit.lock")).expect("the lock file is written"), first);
    assert_eq!(remit(&project, &["build"]).code, 0);
}

#[test]
fn coverage_tells_what_of_a_source_carries_claims() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let ran = remit(&project, &["coverage"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("annual-report: 10 of 11 sentences carry claims (90 %)\n"), "{}", ran.out);
    assert!(
        ran.out.contains("Annual report of the Millbrook town library"),
        "the bare ones are shown: {}",
        ran.out
    );
    assert_eq!(remit(&project, &["coverage", "annual-report", "--fail-under", "90"]).code, 0);
    assert_eq!(remit(&project, &["coverage", "annual-report", "--fail-under", "91"]).code, 1);
    let named = remit(&project, &["coverage", "report", "--fail-under", "90"]);
    assert!(named.code == 0 && named.err.contains("`report` is read as `annual-report` ("), "{}", named.err);
    let json = remit(&project, &["coverage", "-f", "json"]);
    let told: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(told["sentences"].as_array().map(Vec::len), Some(11));
    // Without the text there are no sentences, and nothing is made up.
    let ran = remit(&repository(), &["coverage", "supply-chain-post"]);
    assert!(ran.code == 2 && ran.err.contains("is not here"), "{}{}", ran.out, ran.err);
}

#[test]
fn why_unfolds_a_triple_down_to_the_words() {
    let why = |args: &[&str]| remit(&repository(), &[&["why"], args].concat());
    let ran = why(&["extra-48m-per-year", "contributes-to"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for part in [
        "inferred from an opinion by rule",
        "inferred by rule 10-stage-by-section",
        "\u{201c}its British Transport Police County Lines taskforce\u{201d}",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let ran = why(&["Project ADDER", "runs until"]);
    assert!(ran.code == 1 && ran.out.contains("claimed, and disputed, by"), "{}", ran.out);
    let ran = why(&["project-adder", "updated-version-of", "drugs-intervention-programme"]);
    assert!(ran.code == 1 && ran.out.contains("denied by the blog author"), "{}", ran.out);
    let ran = why(&["nca", "contributes-to"]);
    assert!(ran.code == 1 && ran.out.contains("nothing is known of this"), "{}", ran.out);
    let (one, all) = (why(&["cerberus", "contributes-to"]), why(&["cerberus", "contributes-to", "--all"]));
    assert!(one.out.contains("7 other proofs") && !one.out.contains("other proof 7"), "{}", one.out);
    assert!(all.out.contains("other proof 7"), "{}", all.out);
    let json = why(&["extra-48m-per-year", "contributes-to", "-f", "json"]);
    let proofs: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(proofs[0]["derivations"][0]["standing"], "inferred from an opinion");
    assert_eq!(proofs[0]["derivations"][0]["derived"][0]["derivations"][0]["rule"], "10-stage-by-section");
}

#[test]
fn gaps_are_questions_and_never_zeros() {
    let ran = remit(&repository(), &["gaps", "--by", "contributes-to", "--source", "supply-chain-post"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "Who leads the Near Europe Taskforce?",
        "How much money is there for Cerberus?",
        "When does Project ADDER end?\n      no fact, but see s128-adder-runs-until-march-2023",
        "Securing the border: 1\n",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    // What a source gives, from either end, is no gap.
    for part in
        ["How much money is there for County Lines programme?", "Which body is behind Near Europe Taskforce?"]
    {
        assert!(!ran.out.contains(part), "{part}: {}", ran.out);
    }
    let json = remit(&repository(), &["gaps", "-f", "json"]);
    let gaps: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert!(
        gaps.as_array()
            .is_some_and(|g| g.iter().all(|g| g["question"].as_str().is_some_and(|q| q.ends_with('?'))))
    );
}

#[test]
fn warnings_are_listed_by_check_and_build_and_counted_in_one_line_by_the_rest() {
    let folder = copy_of(&repository().join("tests/cases/ferries"));
    let told = |line: &str| {
        let ran = remit(folder.path(), &line.split(' ').collect::<Vec<_>>());
        assert!(ran.code <= 1, "{line}: {}", ran.err);
        let lines = ran.out.lines().chain(ran.err.lines()).filter(|l| l.contains("warning"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for line in [
        "verify",
        "query",
        "query who-might-serve",
        "query -e ASK{?a?b?c}",
        "test",
        "fragile",
        "show tern",
        "find tern",
        "why tern serves",
        "gaps",
        "conflicts",
        "promises",
        "ask tell me about tern",
        "path tern north",
        "near tern",
        "rank",
        "bridges",
        "without tern",
        "groups",
        "matrix serves",
        "compare tern gull",
        "draw who-serves",
        "draw",
        "draw --near tern",
        "export -f json-graph",
        "explain R007",
    ] {
        let lines = told(line);
        let is_count = |l: &String| l.ends_with(" warnings about this graph: `remit check` shows them");
        assert!(lines.len() <= 1 && lines.iter().all(is_count), "{line}: {lines:?}");
        assert_eq!(told(&format!("--quiet {line}")), [""; 0], "{line}");
    }
    for line in ["check", "build", "-q check", "-q build"] {
        assert!(told(line).iter().filter(|l| l.starts_with("warning[R")).count() >= 7, "{line}");
    }
    fs::write(folder.path().join("data/bad.toml"), "[[entity]]\nid = \"x\"\n").expect("a file is written");
    for line in ["-q show tern", "-q build", "-q check"] {
        let ran = remit(folder.path(), &line.split(' ').collect::<Vec<_>>());
        assert!(ran.code == 1 && [ran.out, ran.err].concat().contains("error[R023]"), "{line}");
    }
}
