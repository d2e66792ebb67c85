//! A project over two tables, entities and their relations, for benches: given ones, or made by a fixed rule.
//!
//! Goes in: a folder, and how many entities or where the tables are. Comes out: a project that the program takes, with
//! an ontology for the columns. The same number gives the same tables on every machine.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a bench ends, with what went wrong in words.
pub(crate) fn ended(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The classes of entities: name, prefix of ids, share in percent. What is left over are stages.
const TYPES: [(&str, &str, usize); 6] = [
    ("Agency", "ag", 30),
    ("Person", "pe", 25),
    ("Programme", "pr", 25),
    ("Project", "pj", 9),
    ("Taskforce", "tf", 6),
    ("Place", "pl", 5),
];
pub(crate) const FIRST_WORDS: [&str; 20] = [
    "National",
    "Regional",
    "Federal",
    "Joint",
    "Central",
    "Rural",
    "Urban",
    "Coastal",
    "Northern",
    "Southern",
    "Digital",
    "Public",
    "Social",
    "Green",
    "Integrated",
    "Strategic",
    "Emergency",
    "Youth",
    "Family",
    "Early",
];
pub(crate) const SECOND_WORDS: [&str; 20] = [
    "Health",
    "Housing",
    "Education",
    "Employment",
    "Transport",
    "Water",
    "Energy",
    "Justice",
    "Childcare",
    "Nutrition",
    "Migration",
    "Skills",
    "Climate",
    "Safety",
    "Research",
    "Culture",
    "Pension",
    "Disability",
    "Forest",
    "Harbour",
];
pub(crate) const OTHER_LETTERS: [&str; 8] =
    ["Zürich", "São Paulo", "Łódź", "Київ", "東京", "Málaga", "Reykjavík", "القاهرة"];
/// Predicates: key, share in percent, classes of subjects, classes of objects.
const PREDICATES: [(&str, u64, &[&str], &[&str]); 7] = [
    ("targets", 24, &["Agency", "Programme", "Taskforce"], &["Stage"]),
    ("partOf", 12, &["Agency"], &["Agency"]),
    ("staffedBy", 16, &["Agency", "Taskforce"], &["Person"]),
    ("operatesIn", 16, &["Agency", "Programme", "Project"], &["Place"]),
    ("funds", 14, &["Agency"], &["Programme", "Project"]),
    ("oversees", 8, &["Taskforce", "Agency"], &["Programme"]),
    ("collaboratesWith", 10, &["Agency"], &["Agency", "Taskforce"]),
];
pub(crate) const STATUSES: [&str; 4] = ["active", "planned", "closed", "under review"];

const REMIT_TOML: &str = r#"title = "Bench"
base = "https://remit.example/bench/"

[output-files]
formats = ["nq"]
tables = false
store = false

[[table]]
file = "entities.csv"
kind = "entity"
columns = { label = "name", place_id = "place", start_date = "start-date", source_id = "source" }
set = { speaker = "curator", status = "active" }

[[table]]
file = "relations.csv"
kind = "claim"
columns = { source_id = "source", start_date = "from" }
set = { speaker = "curator", currency = "EUR", per = "total" }
"#;
/// Where the tables of a project come from.
pub(crate) enum Tables {
    /// A folder with `entities.csv` and `relations.csv`.
    Given(PathBuf),
    /// So many entities with five relations each, made by a fixed rule.
    Made(usize),
}

/// Writes a project with its tables into a new folder; what stood there before is removed.
pub(crate) fn write_project(project: &Path, tables: &Tables) -> io::Result<()> {
    if project.exists() {
        fs::remove_dir_all(project)?;
    }
    let data = project.join("data");
    fs::create_dir_all(&data)?;
    fs::create_dir_all(project.join("ontology"))?;
    fs::write(project.join("remit.toml"), REMIT_TOML)?;
    fs::write(project.join("ontology/bench.ttl"), ontology())?;
    fs::write(
        data.join("curator.toml"),
        "[[entity]]\nid = \"curator\"\ntype = \"Agency\"\nname = \"Curator of the bench\"\n",
    )?;
    match tables {
        Tables::Given(folder) => copy_tables(folder, &data)?,
        Tables::Made(scale) => write_tables(*scale, &data)?,
    }
    fs::write(data.join("sources.csv"), sources_of(&data.join("entities.csv"), &data.join("relations.csv"))?)
}

/// The classes, properties and statuses that the tables use.
fn ontology() -> String {
    let mut out = String::from(
        "@prefix b: <https://remit.example/bench/ns#> .\n\
         @prefix remit: <https://remit.example/ns#> .\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
         @prefix schema: <https://schema.org/> .\n\
         b:place a owl:ObjectProperty ; rdfs:label \"place\" ; rdfs:range b:Place .\n\
         b:startDate a owl:DatatypeProperty ; rdfs:label \"start date\" ; rdfs:range remit:PartialDate .\n",
    );
    for class in TYPES.iter().map(|t| t.0).chain(["Stage"]) {
        let _ = writeln!(out, "b:{class} a owl:Class ; rdfs:label \"{}\" .", class.to_lowercase());
    }
    let any_of = |word: &str, single: &str, classes: &[&str]| {
        let names: Vec<String> = classes.iter().map(|c| format!("b:{c}")).collect();
        format!("{} {}", if classes.len() == 1 { single } else { word }, names.join(", "))
    };
    for (key, _, subjects, objects) in PREDICATES {
        let domain = any_of("schema:domainIncludes", "rdfs:domain", subjects);
        let range = any_of("schema:rangeIncludes", "rdfs:range", objects);
        let _ = writeln!(
            out,
            "b:{key} a owl:ObjectProperty ; rdfs:label \"{key}\" ; remit:key \"{key}\" ; {domain} ; {range} ."
        );
    }
    // `planned` is a status of the core already.
    for status in STATUSES.iter().filter(|s| **s != "planned") {
        let name = status.replace(' ', "-");
        let _ =
            writeln!(out, "b:{name} a remit:Status ; skos:prefLabel \"{status}\" ; remit:key \"{status}\" .");
    }
    out
}

/// The table of all sources that the two tables name.
fn sources_of(entities: &Path, relations: &Path) -> io::Result<String> {
    let mut most = 0;
    for path in [entities, relations] {
        for line in fs::read_to_string(path)?.lines() {
            // No other field begins so, and none of these fields is quoted.
            let number = line.rsplit(',').take(4).find_map(|f| f.strip_prefix("src")?.parse::<usize>().ok());
            most = most.max(number.unwrap_or(0));
        }
    }
    let mut out = String::from("id,type,name\n");
    for i in 0..=most {
        let _ = writeln!(out, "src{i},Register,Register {i}");
    }
    Ok(out)
}

fn copy_tables(from: &Path, to: &Path) -> io::Result<()> {
    for name in ["entities.csv", "relations.csv"] {
        fs::copy(from.join(name), to.join(name))?;
    }
    Ok(())
}

// ---------------------------------------------------------------- the tables

/// A small generator of even numbers (`SplitMix64`): the same tables on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Below a bound, low numbers more often: a power law, so that there are hubs.
    pub(crate) fn hub(&mut self, bound: usize, power: i32) -> usize {
        (bound as f64 * self.unit().powi(power)) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A day between 1990 and 2025.
    pub(crate) fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", 1990 + self.below(36), 1 + self.below(12), 1 + self.below(28))
    }
}

/// How many entities of each class there are.
pub(crate) fn counts(scale: usize) -> Vec<(&'static str, &'static str, usize)> {
    let stages = (scale / 1000).max(10);
    let mut counts: Vec<_> =
        TYPES.iter().map(|(t, p, share)| (*t, *p, (scale - stages) * share / 100)).collect();
    let others: usize = counts.iter().map(|c| c.2).sum();
    counts[0].2 += scale - stages - others;
    counts.push(("Stage", "st", stages));
    counts
}

/// Writes `entities.csv` and, with five times as many rows, `relations.csv`.
fn write_tables(scale: usize, folder: &Path) -> io::Result<()> {
    let counts = counts(scale);
    let of = |class: &str| counts.iter().find(|c| c.0 == class).map_or(("", 0), |c| (c.1, c.2));
    let sources = (scale / 100).max(20);
    let mut random = Random(7 + scale as u64);

    let mut out = table(folder.join("entities.csv"))?;
    writeln!(out, "id,type,label,place_id,start_date,source_id")?;
    for (class, prefix, count) in &counts {
        for i in 0..*count {
            let (first, second) = (random.pick(&FIRST_WORDS), random.pick(&SECOND_WORDS));
            let label = format!("{first} {second} {class} {i}");
            let label = match random.below(100) {
                0..4 => format!("\"{}\"", label.replacen(' ', ", ", 1)),
                4..7 => format!("\"{label} \"\"{}\"\"\"", random.pick(&SECOND_WORDS)),
                7..11 => format!("{label} {}", random.pick(&OTHER_LETTERS)),
                11 => format!("{label} A\\B"),
                _ => label,
            };
            let place = if random.below(100) < 2 {
                String::new()
            } else {
                format!("pl{}", random.hub(of("Place").1, 3))
            };
            let date = if random.below(100) < 3 { String::new() } else { random.date() };
            writeln!(out, "{prefix}{i},{class},{label},{place},{date},src{}", random.below(sources))?;
        }
    }
    out.flush()?;

    let mut out = table(folder.join("relations.csv"))?;
    writeln!(out, "id,subject,predicate,object,source_id,amount,status,start_date")?;
    let mut said: Vec<(String, &str, String)> = Vec::new();
    for i in 0..5 * scale {
        let (subject, predicate, object) = if random.below(100) < 2 && !said.is_empty() {
            // What one source says, another says again.
            said[random.below(said.len())].clone()
        } else {
            relation(&mut random, &of)
        };
        let amount = 10f64.powf(3.0 + 4.0 * random.unit()) as u64;
        let (source, status, date) = (random.below(sources), random.pick(&STATUSES), random.date());
        writeln!(out, "r{i},{subject},{predicate},{object},src{source},{amount},{status},{date}")?;
        if said.len() < 10_000 {
            said.push((subject, predicate, object));
        }
    }
    out.flush()
}

pub(crate) fn relation(
    random: &mut Random,
    of: &dyn Fn(&str) -> (&'static str, usize),
) -> (String, &'static str, String) {
    let mut share = random.next() % 100;
    let chosen = PREDICATES.iter().find(|p| {
        let found = share < p.1;
        share = share.saturating_sub(p.1);
        found
    });
    let (predicate, _, subjects, objects) = chosen.unwrap_or(&PREDICATES[0]);
    let ((subject, subjects), (object, objects)) = (of(random.pick(subjects)), of(random.pick(objects)));
    let (from, to) = if *predicate == "partOf" {
        // A forest: every part has a lower number than what it is a part of, so there is no circle.
        let from = 1 + random.below(subjects - 1);
        (from, random.below(from))
    } else {
        (random.hub(subjects, 2), random.hub(objects, 3))
    };
    (format!("{subject}{from}"), predicate, format!("{object}{to}"))
}

fn table(path: PathBuf) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}
