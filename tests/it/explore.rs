//! Exploring a graph: what the documentation shows is what the program prints, and every form of every answer.

use std::fs;

use crate::support::{Ran, copy_of, remit, repository};

fn flagship(line: &str) -> Ran {
    remit(&repository(), &words(line))
}

/// The words of a command line; quotes hold several together.
pub(crate) fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        if i % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words
}

/// What a command prints. A figure that it would write into the documentation is held against the file that is there.
fn shown(line: &str) -> String {
    let (line, file) = match line.split_once(" -o ") {
        Some((line, file)) => (line, Some(repository().join(file))),
        None => (line, None),
    };
    let ran = flagship(line);
    let Some(file) = file else { return format!("{}{}", ran.out, ran.err) };
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).unwrap();
        fs::write(&file, &ran.out).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == ran.out, "{} is out of date (UPDATE=1 writes it)", file.display());
    ran.err
}

#[test]
fn the_walk_through_shows_what_the_program_prints() {
    let path = repository().join("docs/explore.md");
    let old = fs::read_to_string(&path).unwrap();
    let mut new = String::new();
    let mut commands = 0;
    for (i, block) in old.split("```\n").enumerate() {
        if i > 0 {
            new.push_str("```\n");
        }
        match block.split_once('\n').filter(|(first, _)| i % 2 == 1 && first.starts_with("$ remit ")) {
            Some((first, _)) => {
                new.push_str(&format!("{first}\n{}", shown(first.trim_start_matches("$ remit "))));
                commands += 1;
            }
            None => new.push_str(block),
        }
    }
    assert!(commands >= 10, "{commands} commands are shown");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &new).unwrap();
    }
    let differs = old.lines().zip(new.lines()).find(|(a, b)| a != b);
    let told = fs::read_to_string(&path).unwrap();
    assert!(told == new, "docs/explore.md is out of date (UPDATE=1 writes it): {differs:?}");
    for picture in
        told.split("](").skip(1).filter_map(|l| l.split(')').next()).filter(|l| l.contains("figures/"))
    {
        assert!(repository().join("docs").join(picture).exists(), "{picture} is there");
    }
}

const COMMANDS: [&str; 9] = [
    "path nca organised-crime-groups",
    "near nca --depth 2",
    "rank --by closeness",
    "bridges",
    "without the-government --groups contributes-to",
    "groups --by communities",
    "matrix contributes-to",
    "compare nca border-force",
    "ask who targets county lines",
];

#[test]
fn every_answer_comes_in_every_form_and_always_the_same() {
    for command in COMMANDS {
        let json = flagship(&format!("{command} -f json"));
        assert_eq!((json.code, json.err.as_str()), (0, ""), "{command}");
        assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok(), "{command}");
        assert_eq!(json.out, flagship(&format!("{command} -f json")).out, "{command}");
        let help = flagship(&format!("{} --help", words(command)[0]));
        assert!(help.out.contains("Example"), "{command}");
        let csv = flagship(&format!("{command} -f csv"));
        if csv.code == 0 {
            let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
            assert!(reader.records().all(|r| r.is_ok()), "{command}");
            let md = flagship(&format!("{command} -f md"));
            assert!(md.out.starts_with("| ") && md.out.contains("\n| --- |"), "{command}: {}", md.out);
        } else {
            assert!(csv.err.contains("possible values: text, json"), "{command}: {}", csv.err);
        }
    }
}

#[test]
fn what_is_denied_or_an_opinion_joins_nothing_unless_asked_for() {
    let ran = flagship("path project-adder drugs-intervention-programme");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("s121-adder-not-updated-dip") && ran.out.contains(": denied\n"), "{}", ran.out);
    let ran = flagship("path project-adder drugs-intervention-programme --layers facts,derived,claims");
    assert!(ran.code == 0 && ran.out.contains("(denied)"), "{}", ran.out);
    // What is stated and what is inferred can be told apart, too.
    let ran = flagship("path cerberus securing-the-border --layers facts --longest 1");
    assert_eq!(ran.code, 1, "{}", ran.out);
    let ran = flagship("path cerberus securing-the-border --max 1");
    assert!(ran.out.contains("(inferred)") && ran.out.contains("rule 10-stage-by-section"), "{}", ran.out);
}

#[test]
fn paths_obey() {
    let names = |line: &str| {
        let ran = flagship(line);
        let heads =
            ran.out.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned);
        heads.collect::<Vec<_>>()
    };
    let all = names("path nca organised-crime-groups --max 50 --longest 5");
    assert!(all.len() > 2 && all[0].starts_with("1. 2 hops"), "{all:?}");
    let via = names("path nca organised-crime-groups --max 50 --longest 5 --via rocus");
    assert!(!via.is_empty() && via.iter().all(|p| p.contains("Regional Organised Crime Units")), "{via:?}");
    let avoid = names("path nca organised-crime-groups --max 50 --longest 5 --avoid rocus");
    assert_eq!(via.len() + avoid.len(), all.len());
    assert_eq!(names("path nca organised-crime-groups --only staffed-by --only targets").len(), 1);
    assert!(names("path nca organised-crime-groups --without targets --longest 2").is_empty());
    let ran = flagship("path nca organised-crime-groups --avoid near-europe-taskforce --longest 2");
    assert!(ran.code == 1 && ran.out.contains("--longest 4 shows it"), "{}", ran.out);
    assert_eq!(flagship("path nca nca").code, 2);
    assert_eq!(flagship("path nca border-force --avoid nca").code, 2);
    for (line, told) in [
        ("rank --class Agnecy", "`Agnecy` is read as `Agency` (agency, class): a typing error"),
        ("matrix contribute-to", "`contribute-to` is read as `contributes-to` (contributes to, property): "),
        (
            "path nca border-force --only targtes",
            "`targtes` is read as `targets` (targets, property): a typing error",
        ),
        (
            "path nca 'Border Farce'",
            "`Border Farce` is read as `border-force` (Border Force, agency): a typing error",
        ),
    ] {
        let ran = flagship(line);
        assert!(ran.code <= 1 && ran.err.contains(told), "{line}: {}", ran.err);
    }
    let ran = flagship("path nca xyzzy");
    assert!(ran.code == 2 && ran.err.contains("no entity or claim is called `xyzzy`"), "{}", ran.err);
}

#[test]
fn a_question_is_bound_and_never_pasted() {
    for hostile in [
        "who targets county lines> } ; DROP ALL #",
        "who targets } UNION { ?s ?p ?o",
        "who targets <https://remit.example/drugs-plan/id/county-lines>",
    ] {
        let ran = remit(&repository(), &["ask", hostile]);
        assert!(
            ran.code <= 1 && ran.out.starts_with("understood: ") && ran.err.is_empty(),
            "{hostile}: {}",
            ran.err
        );
    }
    let ran = flagship("ask 'Who targets the County Lines?' --show-query");
    let values = "# ?whom is <https://remit.example/drugs-plan/id/county-lines>\n";
    assert!(ran.out.contains(values), "{}", ran.out);
    let ran = flagship("ask who staffs the near europ taskforce");
    assert!(ran.code == 0 && ran.out.contains("officers of Border Force"), "{}", ran.out);
    let ran = flagship("ask who is in charge of cerberus");
    assert!(ran.code == 1 && ran.out.contains("try:\n    remit ask 'tell me about Cerberus'"), "{}", ran.out);
    let ran = remit(&repository(), &["ask", &"who ".repeat(10_000)]);
    assert!(ran.code == 2 && ran.err.contains("10000 words"), "{}", ran.err);
    assert_eq!(flagship("ask").code, 2);
}

#[test]
fn every_template_can_be_asked() {
    let listed = flagship("ask --list -f csv").out;
    let mut asked = 0;
    let mut files = std::collections::BTreeSet::new();
    for row in csv::Reader::from_reader(listed.as_bytes()).records() {
        let row = row.unwrap();
        let mut question = row[0].to_owned();
        for slot in row[1].split("; ") {
            let example = slot.split(", such as ").nth(1).unwrap();
            let (start, end) = (question.find('{').unwrap(), question.find('}').unwrap());
            question.replace_range(start..=end, example);
        }
        let ran = remit(&repository(), &["ask", &question]);
        assert!(ran.code <= 1 && ran.err.is_empty(), "{question}: {}", ran.err);
        asked += 1;
        files.insert(row[2].to_owned());
    }
    assert!(asked >= 20 && files.len() >= 10, "{asked} templates of {} queries", files.len());
}

#[test]
fn faults_of_templates_are_told_in_place() {
    let folder = copy_of(&repository().join("tests/cases/kitchen"));
    let before = remit(folder.path(), &["check"]).out;
    let write = |header: &str| {
        let select =
            "SELECT ?what ?claim { ?claim rdf:predicate k:usedIn ; rdf:subject ?what ; rdf:object ?dish }";
        let query = if header.contains('\n') { "" } else { select };
        fs::write(folder.path().join("data/queries/bad.rq"), format!("# label: x\n{header}\n{query}\n"))
            .unwrap();
        remit(folder.path(), &["check"]).out
    };
    for (header, parts) in [
        ("# ask: what is in {dish:Dsh}", ["bad.rq:2:25", "did you mean `Dish`?"]),
        ("# ask: what is in {dihs:Dish}", ["bad.rq:2:20", "did you mean `dish`?"]),
        ("# ask: what is in {dish:Dish", ["bad.rq:2:19", "this slot is not closed"]),
        ("# ask: what is in dish}", ["bad.rq:2:23", "this brace closes nothing"]),
        ("# ask: {dish:Dish}", ["bad.rq:2:8", "needs words"]),
        ("# ask: {dish:Dish} {what}", ["bad.rq:2:20", "side by side"]),
        ("# ask: is {dish} in {dish}", ["bad.rq:2:8", "stands in two slots"]),
        (
            "# ask: what is in {dish:Dish}\nSELECT ?what { ?what a k:Food OPTIONAL { ?what k:usedIn ?dish } }",
            ["bad.rq:2:19", "rows that do not depend on `?dish`"],
        ),
        (
            "# ask: what is in {dish}\nSELECT ?what { { ?what k:usedIn ?dish } UNION { ?what a k:Food } }",
            ["bad.rq:2:19", "every branch of UNION"],
        ),
        ("# ask: who uses it\nCONSTRUCT { ?a ?b 1 } WHERE { ?a ?b 2 }", ["bad.rq:2:8", "no SELECT or ASK"]),
    ] {
        let told = write(header);
        assert!(told.contains("error[R090]"), "{header}: {told}");
        assert!(parts.iter().all(|p| told.contains(p)), "{header}: {told}");
    }
    let told = write("# ask: what is in {dish:Dish}");
    assert_eq!(told, before);
    assert_eq!(remit(folder.path(), &["ask", "what is in the pudding"]).code, 0);
}

#[test]
fn limits_of_what_can_be_asked_are_told() {
    for (line, part) in [
        ("near nca --depth 65", "65 is not in 0..=64"),
        ("path nca border-force --max 0", "0 is not in 1.."),
        ("rank --class Bdoy", "did you mean `Body` (body, class)?"),
        ("matrix qwertyuiop", "no property is called `qwertyuiop`"),
        ("without nobody-knows-this", "no entity or claim is called"),
        ("groups --layers rumours", "possible values: facts, derived, claims"),
    ] {
        let ran = flagship(line);
        assert!(ran.code == 2 && ran.err.contains(part), "{line}: {}", ran.err);
    }
    let ran = flagship("path nca border-force --via uk --longest 2");
    assert!(ran.code == 1 && ran.out.contains("by no path of at most 2 hops"), "{}", ran.out);
    assert_eq!(flagship("near nca --depth 0").out.lines().count(), 4);
}

#[test]
fn every_example_of_a_help_text_runs_in_a_new_graph() {
    let folder = tempfile::TempDir::new().unwrap();
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let mut run = 0;
    for command in COMMANDS {
        let help = remit(&project, &[words(command)[0], "--help"]).out;
        for example in help.split("Example").skip(1).flat_map(|e| e.split("remit ").skip(1)) {
            let ran = remit(&project, &words(example.lines().next().unwrap()));
            assert!(ran.code <= 1 && ran.err.is_empty() && !ran.out.is_empty(), "{example}: {}", ran.err);
            run += 1;
        }
    }
    assert!(run >= 12, "{run} examples");
    let body_by_area = remit(&project, &["matrix", "belongs-to", "--through", "^pays-for", "-f", "csv"]).out;
    assert!(body_by_area.contains("\nThe county,established + pilot"), "{body_by_area}");
    // A question whose answer is yes or no.
    let query =
        "# label: Who runs what?\n# ask: does {who:Body} run {what:Service}\nASK { ?who lib:runs ?what }\n";
    fs::write(project.join("data/queries/does.rq"), query).unwrap();
    let ask = |question: &str| remit(&project, &["ask", question]);
    let yes = ask("Does the Millbrook town library run the reading room?");
    assert!(yes.code == 0 && yes.out.contains("1  yes\n"), "{}{}", yes.out, yes.err);
    let no = ask("does town council run the reading room");
    // That no claim says so is no denial.
    assert!(no.code == 1 && no.out.contains("not stated: nothing found "), "{}{}", no.out, no.err);
}

#[test]
fn sentences_agree_with_the_number_of_their_subject() {
    let folder = tempfile::TempDir::new().expect("a folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let claims = project.join("data/claims.toml");
    let text = fs::read_to_string(&claims).expect("the claims");
    let denial = "\n[[claim]]\nid = \"friends-deny\"\nsubject = \"workshop\"\npredicate = \"belongs-to\"\nobject = \"planned\"\n\
                  section = \"plan\"\nspeaker = \"friends\"\npolarity = \"denied\"\nquote = \"no amount has been set\"\n";
    fs::write(&claims, format!("{text}{denial}")).expect("the claims are written");
    let entities = project.join("data/entities.toml");
    let own = fs::read_to_string(&entities).expect("the entities");
    let ontology = project.join("ontology/library.ttl");
    let terms = fs::read_to_string(&ontology).expect("the ontology");
    for (plural, class, pay, deny) in [
        ("plural = true", "", "are to pay", "deny"),
        ("plural = false", "", "is to pay", "denies"),
        ("", "", "is to pay", "denies"),
        ("", " ; remit:plural true", "are to pay", "deny"),
        ("plural = false", " ; remit:plural true", "is to pay", "denies"),
    ] {
        fs::write(&entities, own.replace("plural = true", plural)).expect("the entities are written");
        let classes = terms.replace("rdfs:label \"body\"", &format!("rdfs:label \"body\"{class}"));
        fs::write(&ontology, classes).expect("the ontology is written");
        let told = remit(&project, &["show", "workshop"]).out;
        assert!(
            told.contains(&format!("Friends of the library {pay} for the workshop for repairs.")),
            "{told}"
        );
        assert!(
            told.contains(&format!("Friends of the library {deny} that the workshop for repairs")),
            "{told}"
        );
    }
    fs::write(&entities, own.replace("plural = true", "plural = \"many\"")).expect("they are written");
    let ran = remit(&project, &["check"]);
    assert!(ran.code == 1 && ran.out.contains("error[R015]: there is no plural `many`"), "{}", ran.out);
}
