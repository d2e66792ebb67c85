//! Nothing that is not a fact is stated as one, and nothing is called absent that was only left out: each claim of a small project
//! made a denial, an opinion, doubted, disputed or decided against, and every command, export and table read for what it says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use remit::derive::graph::Graph;
use remit::model::standing::Standing;
use remit::render::export::{Layers, Network};

use crate::support::{copy_of, put, remit, repository};

/// What is asked of every project. `{subject}` and `{object}` are those of the claim that is changed.
const COMMANDS: [&str; 32] = [
    "show {subject}",
    "show {object}",
    "show {subject} -f json",
    "why {subject} {predicate} {object}",
    "near {subject} --depth 1",
    "near {object} --layers facts,derived,claims --depth 1 -f json",
    "path {subject} {object}",
    "path {subject} {object} --layers facts,derived,claims",
    "compare {subject} library",
    "matrix pays-for",
    "matrix belongs-to --through ^pays-for -f md",
    "matrix cost -f json",
    "gaps",
    "promises",
    "promises -f json",
    "promises --as-of 2030",
    "rank",
    "bridges",
    "groups",
    "conflicts",
    "query who-pays -f csv",
    "ask who pays for {object}",
    "draw who-does-what -f csv",
    "draw who-does-what -f md",
    "draw who-does-what -f text",
    "draw who-pays-for-what -f md",
    "draw who-stands-where -f md",
    "draw who-stands-where -f csv",
    "draw when -f md",
    "draw --near {subject} --layers facts,derived,claims -f text",
    "draw bare -f md",
    "without {subject}",
];

/// Words that say that something is not there.
const ABSENT: [&str; 12] = [
    "not stated",
    "no source",
    "No source",
    "none found",
    "obody",
    "o one",
    "no time",
    "nothing",
    "No claim",
    "no claim",
    "none",
    "no date",
];

/// The forms of exports, and where one record of each ends.
const EXPORTS: [(&str, &str); 6] = [
    ("graphml", "</edge>"),
    ("gexf", "</edge>"),
    ("cypher", ";\n"),
    ("json-graph", "}"),
    ("mermaid", "\n"),
    ("dot", "\n"),
];

/// A claim of the project as its record, with the parts that commands name.
struct Record<'a> {
    text: &'a str,
    id: &'a str,
    subject: &'a str,
    predicate: &'a str,
    object: &'a str,
}

/// The value of a field of a record.
fn field<'a>(record: &'a str, key: &str) -> &'a str {
    let line = record.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(" = "));
    line.unwrap_or_default().trim_matches('"')
}

impl<'a> Record<'a> {
    fn of(text: &'a str) -> Self {
        let of = |key| field(text, key);
        Self { text, id: of("id"), subject: of("subject"), predicate: of("predicate"), object: of("object") }
    }

    /// The record, and others beside it, with the claim made no fact.
    fn flips(&self) -> Vec<(&'static str, String)> {
        let Self { text, id, .. } = self;
        let denied = format!("{text}\npolarity = \"denied\"\n");
        let unsettled: Vec<&str> = text.lines().filter(|l| !l.starts_with("status")).collect();
        let against = denied.replacen(id, "against", 1);
        let decided = format!(
            "{against}[[resolution]]\nclaims = [\"{id}\", \"against\"]\nkind = \"conflict\"\nholds = [\"against\"]\nby = \"R. Editor\"\nreason = \"A slip.\"\n"
        );
        let flips = [
            ("denied", denied),
            ("doubted", format!("{text}\ndoubt = \"a slip?\"\n")),
            ("opinion", format!("{}\nstatus = \"opinion\"\n", unsettled.join("\n"))),
            ("disputed", format!("{text}\n[[claim]]\n{against}")),
            ("decided against", format!("{text}\n[[claim]]\n{decided}")),
        ];
        // An opinion is none already, and is party to no conflict.
        let is_opinion = text.contains("status = \"opinion\"");
        flips.into_iter().filter(|(how, _)| !is_opinion || *how == "denied").collect()
    }
}

/// The project that a new graph begins with, with promises, open questions, a rule and a dossier.
fn project() -> tempfile::TempDir {
    let project = copy_of(&repository().join("src/cli/template"));
    let at = |path: &str| fs::read_to_string(project.path().join(path)).unwrap();
    let ontology = at("ontology/library.ttl")
        + "lib:Service remit:promise true ; remit:expects lib:cost, lib:opened, lib:belongsTo .\n\
           lib:paysFor remit:tells remit:promised .\nlib:runsUntil remit:tells remit:dueDate .\nlib:opened remit:tells remit:kept .\n\
           lib:serves a owl:ObjectProperty ; rdfs:label \"serves\" ; rdfs:domain lib:Body ; rdfs:range lib:Area .\n";
    put(project.path(), "ontology/library.ttl", &ontology);
    put(project.path(), "remit.toml", &(at("remit.toml") + "\n[output-files]\ndossier = \"belongs-to\"\n"));
    put(
        project.path(),
        "ontology/rules/10-serves.rq",
        "# label: who pays for a part serves the whole\nCONSTRUCT { ?body lib:serves ?area }\nWHERE { ?body lib:paysFor ?what . ?what lib:belongsTo ?area }\n",
    );
    let grid = at("ontology/views/who-does-what.toml");
    put(project.path(), "ontology/views/bare.toml", &grid.replace("amounts = [\"cost\"]", "leads = []"));
    project
}

/// A part without numbers, and with single spaces.
fn plain(unit: &str) -> String {
    let lines = unit.lines().map(|l| l.replace(|c: char| c.is_ascii_digit() || c == '-', ""));
    let lines = lines.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim_end_matches([',', ' ']).to_owned()
}

/// Parts of an output that are read by themselves: a line with what is indented below it, a row, or a record of an export.
fn units(output: &str, text: &str) -> Vec<String> {
    if let Some((_, end)) = EXPORTS.iter().find(|(form, _)| *form == output) {
        return text.split(end).map(str::to_owned).collect();
    }
    if output.ends_with("json") {
        return text.split("  }").map(str::to_owned).collect();
    }
    if output.starts_with("path ") {
        return vec![text.to_owned()];
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let unit = |i: usize| {
        let below = lines[i + 1..].iter().take_while(|l| indent(l) > indent(lines[i]));
        std::iter::once(&lines[i]).chain(below).copied().collect::<Vec<_>>().join("\n")
    };
    // Numbers of words move when one goes, columns are as wide as their widest cell, and one that says how rows stand is there only
    // where one of them is not a fact.
    (0..lines.len()).map(|i| plain(&unit(i))).collect()
}

/// What the first line of a part says, without the words of the source and where they stand.
fn said(unit: &str) -> &str {
    let line = unit.lines().next().unwrap_or_default();
    let is_cited = line.trim_start().starts_with('\u{201c}') || line.contains("; Annual report, What we");
    // The title of a column of the figures.
    let line = line.trim_start_matches(['|', ',', ' ']).trim_start_matches("Nobody named");
    if is_cited { "" } else { line }
}

/// What a project prints, by command, in parts.
type Outputs = BTreeMap<String, BTreeSet<String>>;

/// Everything that a project prints.
fn printed(folder: &Path, record: &Record<'_>) -> Outputs {
    let object =
        if record.object.is_empty() || record.object.contains(' ') { "running" } else { record.object };
    let object = if object.starts_with(char::is_numeric) { "running" } else { object };
    let mut out = BTreeMap::new();
    for command in COMMANDS {
        let line = command.replace("{subject}", record.subject).replace("{object}", object);
        let line = line.replace("{predicate}", record.predicate);
        let ran = remit(folder, &line.split(' ').collect::<Vec<_>>());
        out.insert(line.clone(), units(&line, &ran.out).into_iter().collect());
    }
    let opened = remit::project::open(folder, None).map_err(|e| e.1).unwrap();
    let graph = Graph::build(opened.input, None).map_err(|e| format!("{e:?}")).unwrap();
    for (form, _) in EXPORTS {
        for claims in [false, true] {
            let layers = Layers { facts: true, derived: true, claims };
            let network = Network::new(graph.scope(), "Library", layers);
            let mut text = Vec::new();
            for (_, write) in remit::export_format(form).unwrap().parts {
                write(&network, &mut text).unwrap();
            }
            let text = String::from_utf8(text).unwrap();
            out.insert(
                format!("export with claims {claims} -f {form}"),
                units(form, &text).into_iter().collect(),
            );
        }
    }
    let by = graph.ontology().find_property("belongs-to").unwrap();
    let dossier = remit::explore::dossier("Library", graph.scope(), by).markdown();
    out.insert("dossier".to_owned(), units("dossier", &dossier).into_iter().collect());
    out
}

/// What the names of a project are, and how its claims are called.
struct Named {
    names: BTreeMap<String, String>,
    ids: Vec<String>,
}

/// What is wrong with the outputs of a project in which one claim is not a fact, held against those of the project as it was, and
/// of the project without the claim.
fn faults(
    (flipped, before, without): (&Outputs, &Outputs, &Outputs),
    (record, how): (&Record<'_>, &str),
    named: &Named,
) -> Vec<String> {
    let words = Standing::ALL.iter().filter(|s| !s.is_fact()).map(|s| s.word());
    let words: Vec<&str> = words
        .chain([
            "denies",
            "left out",
            "decided",
            "in doubt",
            "no fact",
            "as a fact",
            "taken as fact",
            "that counts",
        ])
        .collect();
    let plain_id = plain(record.id);
    let own = [record.subject, record.object].map(|key| named.names.get(key).map_or("", String::as_str));
    let mut faults = Vec::new();
    for (output, units) in flipped {
        for unit in units.iter().filter(|u| !words.iter().any(|w| u.to_lowercase().contains(w))) {
            let line = said(unit);
            let shown: Vec<&String> = named.names.values().filter(|n| line.contains(n.as_str())).collect();
            // What another claim says, or that there is nothing, is not what this one would say.
            let of_another = named.ids.iter().any(|id| *id != plain_id && line.contains(id.as_str()));
            let is_absent = ABSENT.iter().any(|w| line.contains(w));
            let states = shown.len() > 1 && !of_another && !is_absent
                || line.contains(&plain_id)
                || line.contains("[against]");
            if states && !without[output].contains(unit) {
                faults.push(format!("{} {how}, {output}: states:\n    {unit}", record.id));
            }
            let is_about = shown.is_empty() || shown.iter().any(|n| own.contains(&n.as_str()));
            if is_absent && is_about && !before[output].contains(unit) {
                faults.push(format!("{} {how}, {output}: absent:\n    {unit}", record.id));
            }
        }
    }
    faults
}

#[test]
fn every_form_of_an_export_is_held_here_and_told_in_the_docs() {
    let pages = fs::read_to_string(repository().join("docs/export.md")).unwrap();
    for form in remit::render::export::FORMS {
        let is_table = ["csv", "parquet"].contains(&form.name);
        let is_held = is_table || EXPORTS.iter().any(|(name, _)| *name == form.name);
        assert!(is_held, "EXPORTS does not say how `{}` tells its edges apart", form.name);
        assert!(pages.contains(form.name), "docs/export.md says nothing of `{}`", form.name);
    }
}

#[test]
fn no_command_states_as_a_fact_what_is_none_and_none_calls_absent_what_was_left_out() {
    let path = "data/claims.toml";
    let first = project();
    let at = |path: &str| fs::read_to_string(first.path().join(path)).unwrap();
    let (text, entities) = (at(path), at("data/entities.toml"));
    let (head, all) = text.split_once("[[claim]]\n").unwrap();
    let records: Vec<&str> = all.split("[[claim]]\n").collect();
    let name = |e: &str| (field(e, "id").to_owned(), field(e, "name").to_owned());
    let named = Named {
        names: entities.split("[[entity]]").map(name).filter(|e| !e.0.is_empty()).collect(),
        ids: records.iter().map(|r| plain(Record::of(r).id)).collect(),
    };
    // An order with a gap is refused as a whole; of claims with one property one is enough.
    let predicate = |i: usize| Record::of(records[i]).predicate;
    let is_new = |i: &usize| (0..*i).all(|j| predicate(j) != predicate(*i));
    let tried: Vec<usize> =
        (0..records.len()).filter(|i| !records[*i].contains("position = ")).filter(is_new).collect();
    let of_claim = |folder: &Path, turn: usize, i: usize| {
        let record = Record::of(records[i]);
        let with = |replaced: Option<&str>| {
            let own = |(j, r): (usize, &&str)| {
                if i == j { replaced.map(str::to_owned) } else { Some((*r).to_owned()) }
            };
            let own = records.iter().enumerate().filter_map(own);
            put(folder, path, &own.fold(head.to_owned(), |all, r| all + "[[claim]]\n" + &r + "\n"));
            printed(folder, &record)
        };
        let [before, without] = [with(Some(records[i])), with(None)];
        let flips = record.flips();
        // Denied, and one other way in its turn: figures and answers are tried in all of them elsewhere.
        let chosen = [0, 1 + turn % 4].map(|f| flips.get(f));
        let found = chosen
            .into_iter()
            .flatten()
            .map(|(how, flipped)| faults((&with(Some(flipped)), &before, &without), (&record, how), &named));
        found.flatten().collect::<Vec<String>>()
    };
    let faults: Vec<String> = std::thread::scope(|scope| {
        let turns: Vec<(usize, usize)> = tried.iter().copied().enumerate().collect();
        let half = turns.len().div_ceil(2);
        let of_claim = &of_claim;
        let running: Vec<_> = turns
            .chunks(half)
            .map(|part| {
                let part = part.to_vec();
                scope.spawn(move || {
                    let project = project();
                    part.iter().flat_map(|(turn, i)| of_claim(project.path(), *turn, *i)).collect::<Vec<_>>()
                })
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(tried.len() > 7 && faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
