//! Mistakes put into a copy of the drugs plan, one at a time and many at once: each has to be told at its line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use remit::compile::build::build;
use remit::compile::input::Input;
use remit::compile::ontology::{Ontology, Range};
use remit::model::claim::ClassId;
use remit::model::file::{Files, SourceFile};
use remit::project::{self, Project};
use remit::render::report::{Report, json};

use serde_json::Value;

use super::lsp::Editor;
use super::support::{copy_of, remit, repository, shared};

/// A small generator with a fixed seed: the mistakes must be the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// A record of a data file, found by its lines alone: the reader under test must not find its own faults.
struct Entry {
    path: String,
    kind: String,
    /// Lines are counted from 0 here, and from 1 in reports.
    header: usize,
    fields: Vec<(String, usize, String)>,
}

impl Entry {
    fn field(&self, key: &str) -> Option<(usize, &str)> {
        self.fields.iter().find(|f| f.0 == key).map(|f| (f.1, f.2.as_str()))
    }

    /// The text between the quotation marks.
    fn word(&self, key: &str) -> Option<&str> {
        self.field(key)?.1.strip_prefix('"')?.strip_suffix('"')
    }
}

/// What a report must hold: code, path, line.
type Expected = (&'static str, String, usize);

/// One mistake: a changed file and what has to be said of it.
struct Mistake {
    path: String,
    text: String,
    expected: Vec<Expected>,
    /// More faults than this would bury the one that matters.
    most: usize,
    /// A word that the help must offer.
    hint: Option<String>,
}

impl Mistake {
    fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

struct Flagship {
    project: Project,
    files: Vec<SourceFile>,
    ontology: Ontology,
    entries: Vec<Entry>,
    classes: BTreeMap<String, ClassId>,
}

impl Flagship {
    fn open(texts: Option<&Path>) -> Self {
        let project = project::open(&repository(), texts).unwrap_or_else(|(_, faults)| panic!("{faults:?}"));
        let files: Vec<SourceFile> = project.input.files.iter().map(|(_, f)| f.clone()).collect();
        let built = build(&project.input);
        assert!(
            built.diagnostics.is_empty(),
            "the flagship is clean before mistakes are made: {:?}",
            built.diagnostics
        );
        let entries: Vec<Entry> =
            files.iter().filter(|f| f.path.starts_with("data/")).flat_map(entries).collect();
        let ontology = built.ontology;
        let classes = entries
            .iter()
            .filter_map(|e| Some((e.word("id")?.to_owned(), ontology.find_class(e.word("type")?)?)))
            .collect();
        Self { project, files, ontology, entries, classes }
    }

    fn text(&self, path: &str) -> &str {
        &self.files.iter().find(|f| f.path == path).unwrap().text
    }

    fn lines(&self, path: &str) -> Vec<String> {
        self.text(path).split('\n').map(str::to_owned).collect()
    }

    /// The faults of the project with some files changed: code, path, line, help and message.
    fn faults(&self, changed: &[(&str, &str)]) -> Vec<Fault> {
        let files = self.files.iter().map(|f| {
            let text = changed.iter().find(|c| c.0 == f.path).map_or(f.text.as_str(), |c| c.1);
            SourceFile { path: f.path.clone(), text: text.to_owned() }
        });
        let input = Input { files: Files::new(files.collect()), ..Input::clone(&self.project.input) };
        let diagnostics = build(&input).diagnostics;
        told(&json(&Report::new(&input.files, Some(&input.manifest), diagnostics)).unwrap())
    }

    /// Every line that names an id, apart from the line that declares it.
    fn uses(&self, id: &str) -> Vec<(String, usize)> {
        let named = format!("\"{id}\"");
        let fields = self.entries.iter().flat_map(|e| e.fields.iter().map(move |f| (e, f)));
        let uses = fields.filter(|(e, f)| {
            f.2 == named && f.0 != "id" && (f.0 != "object" || self.object_is_thing(e)) && f.0 != "name"
        });
        uses.map(|(e, f)| (e.path.clone(), f.1)).collect()
    }

    fn object_is_thing(&self, entry: &Entry) -> bool {
        let property = entry.word("predicate").and_then(|p| self.ontology.find_property(p));
        property.is_some_and(|p| matches!(self.ontology.property(p).range, Range::Things(_)))
    }

    /// Replaces a line, or takes it out.
    fn changed(&self, path: &str, line: usize, with: Option<&str>) -> String {
        let mut lines = self.lines(path);
        match with {
            Some(text) => text.clone_into(&mut lines[line]),
            None => drop(lines.remove(line)),
        }
        lines.join("\n")
    }

    /// Gives a field another value; the fault is expected on its line.
    fn value(&self, entry: &Entry, key: &str, value: &str, code: &'static str) -> Option<Mistake> {
        let (line, old) = entry.field(key)?;
        (old != value).then(|| self.line(entry, line, &format!("{key} = {value}"), code))
    }

    fn line(&self, entry: &Entry, line: usize, with: &str, code: &'static str) -> Mistake {
        let text = self.changed(&entry.path, line, Some(with));
        let expected = vec![(code, entry.path.clone(), line + 1)];
        Mistake { path: entry.path.clone(), text, expected, most: 1, hint: None }
    }

    /// Misspells the value of a field.
    fn misspelt(&self, entry: &Entry, key: &str, code: &'static str, random: &mut Random) -> Option<Mistake> {
        let word = entry.word(key)?;
        let mistake = self.value(entry, key, &format!("\"{}\"", misspell(word, random)?), code)?;
        Some(if word.len() >= 5 { mistake.hint(word) } else { mistake })
    }

    /// Takes a field out; the fault is expected at the header of the record.
    fn without(&self, entry: &Entry, key: &str, code: &'static str) -> Option<Mistake> {
        let (line, _) = entry.field(key)?;
        let text = self.changed(&entry.path, line, None);
        let expected = vec![(code, entry.path.clone(), entry.header + 1)];
        Some(Mistake { path: entry.path.clone(), text, expected, most: 1, hint: None })
    }

    /// Puts a line below the header; the fault is expected on it.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "as the other ways to make a mistake, which may not fit a record"
    )]
    fn with(&self, entry: &Entry, line: &str, code: &'static str) -> Option<Mistake> {
        let mut lines = self.lines(&entry.path);
        lines.insert(entry.header + 1, line.to_owned());
        let expected = vec![(code, entry.path.clone(), entry.header + 2)];
        Some(Mistake { path: entry.path.clone(), text: lines.join("\n"), expected, most: 1, hint: None })
    }
}

/// One fault of a report.
#[derive(Debug)]
struct Fault {
    code: String,
    path: String,
    line: usize,
    message: String,
    help: String,
}

fn told(report: &str) -> Vec<Fault> {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let fault = |f: &Value| Fault {
        code: text(f, "code"),
        path: text(f, "file"),
        line: f["line"].as_u64().unwrap() as usize,
        message: text(f, "message"),
        help: f["help"].to_string(),
    };
    report.as_array().unwrap().iter().map(fault).collect()
}

fn entries(file: &SourceFile) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (i, line) in file.text.split('\n').enumerate() {
        if line.starts_with('[') {
            let kind = line.trim_matches(['[', ']']).to_owned();
            entries.push(Entry { path: file.path.clone(), kind, header: i, fields: Vec::new() });
        } else if let (Some((key, value)), Some(entry)) = (line.split_once(" = "), entries.last_mut())
            && !line.starts_with('#')
        {
            entry.fields.push((key.to_owned(), i, value.to_owned()));
        }
    }
    entries
}

/// Swaps two letters next to each other, or leaves one out.
fn misspell(word: &str, random: &mut Random) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    let at = 1 + random.below(letters.len() - 2);
    if random.below(2) == 0 && letters[at] != letters[at + 1] {
        letters.swap(at, at + 1);
    } else {
        letters.remove(at);
    }
    Some(letters.into_iter().collect())
}

/// A kind of mistake: its name, the records it can be made in, how often it is made, and how.
struct Kind {
    name: &'static str,
    records: &'static str,
    times: usize,
    make: fn(&Flagship, &Entry, &mut Random) -> Option<Mistake>,
}

const fn kind(
    name: &'static str,
    records: &'static str,
    times: usize,
    make: fn(&Flagship, &Entry, &mut Random) -> Option<Mistake>,
) -> Kind {
    Kind { name, records, times, make }
}

const KINDS: &[Kind] = &[
    kind("misspelt key", "claim", 8, |f, e, r| {
        // An optional key, so that nothing is missing as well.
        let (key, line, value) =
            e.fields.iter().find(|x| ["note", "reported-by", "qualifier", "when"].contains(&&*x.0))?;
        let wrong = misspell(key, r)?;
        // A note that is lost explains its quote no more.
        let most = if key == "note" { 3 } else { 1 };
        Some(f.line(e, *line, &format!("{wrong} = {value}"), "R005").hint(key).most(most))
    }),
    kind("misspelt key of a needed field", "claim", 8, |f, e, r| {
        let (key, line, value) =
            e.fields.iter().find(|x| ["subject", "predicate", "quote"].contains(&&*x.0))?;
        let wrong = misspell(key, r)?;
        Some(f.line(e, *line, &format!("{wrong} = {value}"), "R005").most(if e.field("position").is_some() {
            3
        } else {
            2
        }))
    }),
    kind("misspelt key of an entity", "entity", 8, |f, e, r| {
        let (line, value) = e.field("note").or_else(|| e.field("also"))?;
        let key = if e.field("note").is_some() { "note" } else { "also" };
        Some(f.line(e, line, &format!("{} = {value}", misspell(key, r)?), "R005"))
    }),
    kind("key of another kind", "entity", 3, |f, e, _| f.with(e, "quote = \"drugs\"", "R005")),
    kind("key of another kind in a section", "section", 3, |f, e, _| f.with(e, "text = \"a.txt\"", "R005")),
    kind("key in capitals", "claim", 3, |f, e, _| f.with(e, "Note = \"x\"", "R005").map(|m| m.hint("note"))),
    kind("misspelt class", "entity", 10, |f, e, r| {
        // A stage that is lost leaves a gap in the order of stages.
        (e.word("type") != Some("Stage")).then(|| f.misspelt(e, "type", "R010", r))?
    }),
    kind("class of claims", "entity", 2, |f, e, _| {
        (e.word("type") != Some("Stage")).then(|| f.value(e, "type", "\"Claim\"", "R010"))?
    }),
    kind("class that is no source", "source", 1, |f, e, _| f.value(e, "type", "\"Place\"", "R010")),
    kind("misspelt subject", "claim", 8, |f, e, r| {
        // A member that is lost leaves a gap in the order.
        e.field("position").is_none().then(|| f.misspelt(e, "subject", "R011", r))?
    }),
    kind("misspelt object", "claim", 8, |f, e, r| {
        (f.object_is_thing(e) && e.field("position").is_none()).then(|| f.misspelt(e, "object", "R011", r))?
    }),
    kind("misspelt speaker", "claim", 6, |f, e, r| Some(f.misspelt(e, "speaker", "R011", r)?.most(2))),
    kind("misspelt reporter", "claim", 4, |f, e, r| f.misspelt(e, "reported-by", "R011", r)),
    kind("unknown source", "claim", 4, |f, e, _| f.with(e, "source = \"suply-chain-post\"", "R012")),
    kind("an entity as source", "claim", 3, |f, e, _| f.with(e, "source = \"the-plan\"", "R012")),
    kind("misspelt source of a section", "section", 3, |f, e, _| {
        let mistake = f.value(e, "source", "\"supply-chain-pots\"", "R012")?.hint("supply-chain-post");
        // Claims of the section lose it; each says so at the default or at its own line.
        Some(mistake.most(40))
    }),
    kind("misspelt predicate", "claim", 8, |f, e, r| Some(f.misspelt(e, "predicate", "R013", r)?.most(2))),
    kind("unknown section", "claim", 4, |f, e, _| f.with(e, "section = \"XX\"", "R014").map(|m| m.most(2))),
    kind("misspelt status", "claim", 5, |f, e, r| Some(f.misspelt(e, "status", "R015", r)?.most(2))),
    kind("misspelt polarity", "claim", 2, |f, e, r| f.misspelt(e, "polarity", "R015", r)),
    kind("unknown polarity", "claim", 3, |f, e, _| {
        e.field("polarity").is_none().then(|| f.with(e, "polarity = \"no\"", "R015"))?.map(|m| m.most(2))
    }),
    kind("misspelt qualifier", "claim", 4, |f, e, r| Some(f.misspelt(e, "qualifier", "R015", r)?.most(2))),
    kind("unknown qualifier", "claim", 2, |f, e, _| f.value(e, "qualifier", "\"lots\"", "R015")),
    kind("wrong domain", "claim", 10, |f, e, r| {
        let property = f.ontology.property(f.ontology.find_property(e.word("predicate")?)?);
        let subject = f.classes.keys().nth(r.below(f.classes.len()))?;
        (!f.ontology.is_one_of(f.classes[subject], &property.domain) && e.field("position").is_none())
            .then(|| f.value(e, "subject", &format!("\"{subject}\""), "R016"))?
    }),
    kind("wrong range", "claim", 10, |f, e, r| {
        let property = f.ontology.property(f.ontology.find_property(e.word("predicate")?)?);
        let Range::Things(classes) = &property.range else { return None };
        let object = f.classes.keys().nth(r.below(f.classes.len()))?;
        (!f.ontology.is_one_of(f.classes[object], classes) && e.field("position").is_none())
            .then(|| f.value(e, "object", &format!("\"{object}\""), "R017"))?
    }),
    kind("a claim as subject", "claim", 4, |f, e, r| {
        let property = f.ontology.property(f.ontology.find_property(e.word("predicate")?)?);
        let other = &f.entries[r.below(f.entries.len())];
        (other.kind == "claim"
            && !f.ontology.is_one_of(f.ontology.claim_class(), &property.domain)
            && e.field("position").is_none())
        .then(|| f.value(e, "subject", &format!("\"{}\"", other.word("id")?), "R016"))?
    }),
    kind("text for a thing", "claim", 4, |f, e, _| {
        (f.object_is_thing(e) && e.field("position").is_none())
            .then(|| f.value(e, "object", "\"some text\"", "R011"))?
    }),
    kind("object for money", "claim", 2, |f, e, _| {
        let (line, _) = e.field("amount")?;
        Some(f.line(e, line, "object = \"a lot\"", "R018").most(2))
    }),
    kind("wrong date", "claim", 3, |f, e, _| {
        let property = f.ontology.property(f.ontology.find_property(e.word("predicate")?)?);
        (property.range == Range::Date).then(|| f.value(e, "object", "\"2023-13\"", "R019"))?
    }),
    kind("wrong deadline", "claim", 4, |f, e, r| {
        let date = ["2023-13", "2023-02-30", "23", "next year"][r.below(4)];
        e.field("deadline")
            .is_none()
            .then(|| f.with(e, &format!("deadline = \"{date}\""), "R019"))?
            .map(|m| m.most(2))
    }),
    kind("wrong amount", "claim", 4, |f, e, r| {
        f.value(e, "amount", ["\"a lot\"", "-1", "1e6", "\"some £145m\""][r.below(4)], "R020")
    }),
    kind("currency in small letters", "claim", 2, |f, e, _| f.value(e, "currency", "\"gbp\"", "R020")),
    kind("unknown basis", "claim", 2, |f, e, _| f.value(e, "per", "\"decade\"", "R020")),
    kind("no basis", "claim", 2, |f, e, _| {
        let (line, _) = e.field("per")?;
        let amount = e.field("amount")?.0;
        let text = f.changed(&e.path, line, None);
        let expected = vec![("R020", e.path.clone(), amount + 1)];
        Some(Mistake { path: e.path.clone(), text, expected, most: 1, hint: None })
    }),
    kind("no currency", "claim", 2, |f, e, _| {
        let (line, _) = e.field("currency")?;
        let amount = e.field("amount")?.0;
        let text = f.changed(&e.path, line, None);
        let expected = vec![("R020", e.path.clone(), amount + 1)];
        Some(Mistake { path: e.path.clone(), text, expected, most: 1, hint: None })
    }),
    kind("negative count", "claim", 3, |f, e, _| f.value(e, "count", "-3", "R021").map(|m| m.most(2))),
    kind("count in words", "claim", 3, |f, e, _| f.value(e, "count", "\"three\"", "R021")),
    kind("broken count", "claim", 2, |f, e, _| f.value(e, "count", "2.5", "R021")),
    kind("id used twice", "claim", 8, |f, e, r| {
        let (line, id) = e.field("id")?;
        let earlier: Vec<&Entry> =
            f.entries.iter().filter(|o| o.path == e.path && o.header < e.header).collect();
        let other = earlier.get(r.below(earlier.len()))?.word("id")?;
        (f.uses(id.trim_matches('"')).is_empty() && e.field("position").is_none())
            .then(|| f.line(e, line, &format!("id = \"{other}\""), "R022"))
    }),
    kind("id of an entity for a claim", "claim", 3, |f, e, r| {
        let (line, id) = e.field("id")?;
        let other = f.classes.keys().nth(r.below(f.classes.len()))?;
        (f.uses(id.trim_matches('"')).is_empty() && e.field("position").is_none())
            .then(|| f.line(e, line, &format!("id = \"{other}\""), "R022"))
    }),
    kind("section declared twice", "section", 3, |f, e, _| {
        let (line, id) = e.field("id")?;
        (id != "\"HD\"").then(|| f.line(e, line, "id = \"HD\"", "R022").most(40))
    }),
    kind("no name", "entity", 6, |f, e, _| {
        (e.word("type") != Some("Stage")).then(|| f.without(e, "name", "R023"))?
    }),
    kind("empty name", "entity", 3, |f, e, _| {
        let (line, _) = e.field("name")?;
        let mut mistake = f.line(e, line, "name = \"\"", "R023");
        // An empty name is shown where the record begins, as one that is not there.
        mistake.expected[0].2 = e.header + 1;
        (e.word("type") != Some("Stage")).then_some(mistake)
    }),
    kind("name of another", "entity", 5, |f, e, _| {
        let of_its_class =
            |o: &&Entry| o.word("type") == e.word("type") && o.path == e.path && o.header < e.header;
        // Quotes that hold the name it had name it no more.
        let mistake = f.value(e, "name", f.entries.iter().find(of_its_class)?.field("name")?.1, "R024");
        mistake.map(|m| m.most(4))
    }),
    kind("no position", "claim", 3, |f, e, _| f.without(e, "position", "R025").map(|m| m.most(2))),
    kind("gap in the order", "claim", 4, |f, e, _| {
        let (_, value) = e.field("position")?;
        let next = value.parse::<u32>().unwrap() + 3;
        // Where the last one moves away it is told itself, else the one that then follows the gap.
        (value == "7").then(|| f.value(e, "position", &next.to_string(), "R025"))?
    }),
    kind("position 0", "claim", 2, |f, e, _| f.value(e, "position", "0", "R025").map(|m| m.most(2))),
    kind("position taken", "claim", 3, |f, e, _| {
        let (_, value) = e.field("position")?;
        (value != "1").then(|| f.value(e, "position", "1", "R025"))?.map(|m| m.most(2))
    }),
    kind("position without an order", "claim", 3, |f, e, _| {
        e.field("position").is_none().then(|| f.with(e, "position = 1", "R025"))?
    }),
    kind("more than the class allows", "claim", 1, |f, e, _| {
        // A second series for a post: the restriction allows one. The last claim in the order of files is told.
        let same =
            |o: &&Entry| o.word("subject") == Some("next-post") && o.word("predicate") == Some("is-part-of");
        f.entries.iter().rfind(same).filter(|last| last.path == e.path && last.header == e.header)?;
        let mut lines = f.lines(&e.path);
        let last = lines.len();
        let again = [
            "",
            "[[claim]]",
            "subject = \"next-post\"",
            "predicate = \"is-part-of\"",
            "object = \"the-blog\"",
        ];
        let quote = format!("quote = {}", e.field("quote")?.1);
        lines.extend(again.iter().map(|l| (*l).to_owned()));
        lines.push(quote);
        let expected = vec![("R026", e.path.clone(), last + 5)];
        Some(Mistake { path: e.path.clone(), text: lines.join("\n"), expected, most: 2, hint: None })
    }),
    kind("one word of a quote changed", "claim", 10, |f, e, r| {
        let quote = e.word("quote")?;
        let words: Vec<&str> = quote.split(' ').collect();
        let at = r.below(words.len());
        let wrong: Vec<&str> =
            words.iter().enumerate().map(|(i, w)| if i == at { "wrongly" } else { w }).collect();
        let code = if f.project.input.texts.is_empty() { "R031" } else { "R027" };
        f.value(e, "quote", &format!("\"{}\"", wrong.join(" ")), code)
    }),
    kind("quote in another case", "claim", 3, |f, e, _| {
        let code = if f.project.input.texts.is_empty() { "R031" } else { "R027" };
        f.value(e, "quote", &format!("\"{}\"", e.word("quote")?.to_uppercase()), code)
    }),
    kind("quote too long", "claim", 5, |f, e, _| {
        let quote = e.word("quote")?;
        f.value(e, "quote", &format!("\"{quote} and a b c d e f g h i j k\""), "R029")
    }),
    kind("no quote", "claim", 6, |f, e, _| f.without(e, "quote", "R009").map(|m| m.most(2))),
    kind("empty quote", "claim", 2, |f, e, _| {
        let mut mistake = f.value(e, "quote", "\" \"", "R009")?;
        mistake.expected[0].2 = e.header + 1;
        Some(mistake.most(2))
    }),
    kind("period reversed", "claim", 4, |f, e, _| {
        if e.field("from").or_else(|| e.field("until")).is_some() {
            return None;
        }
        let mut mistake = f.with(e, "from = \"2024\"\nuntil = \"2023-12\"", "R033")?;
        mistake.expected[0].2 += 1;
        Some(mistake.most(2))
    }),
    kind("bad id of a claim", "claim", 8, |f, e, r| {
        let (line, id) = e.field("id")?;
        let wrong = ["\"a b\"", "\"\"", "\"-x\"", "\"é\"", "\"a/b\"", "\"a:b\""][r.below(6)];
        (f.uses(id.trim_matches('"')).is_empty() && e.field("position").is_none())
            .then(|| f.line(e, line, &format!("id = {wrong}"), "R034"))
    }),
    kind("bad id of an entity", "entity", 3, |f, e, _| {
        let uses = f.uses(e.word("id")?).len();
        (uses <= 2 && e.word("type") != Some("Stage"))
            .then(|| f.value(e, "id", "\"two words\"", "R034"))?
            .map(|m| m.most(uses + 1))
    }),
    kind("no id", "entity", 3, |f, e, _| {
        let uses = f.uses(e.word("id")?).len();
        (uses <= 2 && e.word("type") != Some("Stage"))
            .then(|| f.without(e, "id", "R006"))?
            .map(|m| m.most(uses + 1))
    }),
    kind("no type", "entity", 4, |f, e, _| {
        (e.word("type") != Some("Stage")).then(|| f.without(e, "type", "R006"))?
    }),
    kind("no subject", "claim", 5, |f, e, _| f.without(e, "subject", "R006").map(|m| m.most(2))),
    kind("no predicate", "claim", 5, |f, e, _| f.without(e, "predicate", "R006").map(|m| m.most(2))),
    kind("no object", "claim", 5, |f, e, _| f.without(e, "object", "R006").map(|m| m.most(2))),
    kind("no name of a section", "section", 2, |f, e, _| f.without(e, "name", "R006").map(|m| m.most(40))),
    kind("misspelt kind of record", "claim", 4, |f, e, r| {
        Some(f.line(e, e.header, &format!("[[{}]]", misspell("claim", r)?), "R004").hint("claim"))
    }),
    kind("plural kind of record", "entity", 2, |f, e, _| {
        let uses = f.uses(e.word("id")?).len();
        (uses <= 3).then(|| f.line(e, e.header, "[[entities]]", "R004").most(uses + 1).hint("entity"))
    }),
    kind("unclosed text", "claim", 6, |f, e, r| {
        let (_, line, value) = &e.fields[r.below(e.fields.len())];
        let key = &e.fields.iter().find(|x| x.1 == *line)?.0;
        let open = value.strip_suffix('"')?;
        Some(f.line(e, *line, &format!("{key} = {open}"), "R003").most(3))
    }),
    kind("no equals sign", "entity", 3, |f, e, _| {
        let (line, value) = e.field("name")?;
        Some(f.line(e, line, &format!("name {value}"), "R003").most(3))
    }),
    kind("key given twice", "claim", 3, |f, e, _| {
        let (line, value) = e.field("predicate")?;
        let mut mistake =
            f.line(e, line, &format!("predicate = {value}\npredicate = {value}"), "R003").most(3);
        mistake.expected[0].2 += 1;
        Some(mistake)
    }),
    kind("value without quotation marks", "claim", 3, |f, e, _| {
        let (line, _) = e.field("subject")?;
        Some(f.line(e, line, "subject = the plan", "R003").most(3))
    }),
    kind("a table for a value", "claim", 2, |f, e, _| {
        Some(f.value(e, "subject", "{ id = \"nca\" }", "R003")?.most(2))
    }),
    kind("record taken out", "entity", 8, |f, e, _| {
        let id = e.word("id")?;
        let uses = f.uses(id);
        if uses.is_empty() || e.word("type") == Some("Stage") {
            return None;
        }
        let mut lines = f.lines(&e.path);
        let last = e.fields.iter().map(|x| x.1).max()?;
        // Empty lines stay, so that the lines below keep their numbers.
        lines[e.header..=last].fill(String::new());
        let most = uses.len();
        let expected = uses.into_iter().map(|(path, line)| ("R011", path, line + 1)).collect();
        Some(Mistake { path: e.path.clone(), text: lines.join("\n"), expected, most, hint: None })
    }),
    kind("default taken out", "default", 6, |f, e, r| {
        let (key, code) =
            [("speaker", "R007"), ("status", "R006"), ("section", "R006"), ("source", "R008")][r.below(4)];
        let (line, _) = e.field(key)?;
        let claims =
            f.entries.iter().filter(|c| c.path == e.path && c.kind == "claim" && c.field(key).is_none());
        let expected: Vec<Expected> = claims.map(|c| (code, e.path.clone(), c.header)).collect();
        let most = expected.len();
        Some(Mistake {
            path: e.path.clone(),
            text: f.changed(&e.path, line, None),
            expected,
            most,
            hint: None,
        })
    }),
    kind("ontology: full stop lost", "ontology", 3, |f, e, _| {
        let mut mistake = ontology(f, e, "R040", |l| l.strip_suffix(" .").map(str::to_owned))?;
        // It is missed at the beginning of the next statement.
        let from = mistake.expected[0].2;
        let next = f.lines(&e.path).iter().skip(from).position(|l| l.starts_with("bsc:"))?;
        mistake.expected[0].2 = from + next + 1;
        Some(mistake)
    }),
    kind("ontology: label lost", "ontology", 5, |f, e, _| {
        let mut mistake = ontology(f, e, "R047", |l| {
            l.trim_start()
                .starts_with("rdfs:label")
                .then(|| format!("    skos:note {}", l.trim_start().strip_prefix("rdfs:label").unwrap()))
        })?;
        mistake.expected[0].2 = e.header + 1;
        Some(mistake)
    }),
    kind("ontology: misspelt class above", "ontology", 5, |f, e, r| {
        let at = r.below(6);
        ontology(f, e, "R041", |l| {
            let rest = l.trim_start().strip_prefix("rdfs:subClassOf bsc:")?;
            let name: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
            let mut wrong = name.clone();
            wrong.insert(at.min(name.len()), 'x');
            Some(format!("    rdfs:subClassOf bsc:{wrong}{}", &rest[name.len()..]))
        })
        // Things of the class lose what they inherit, and their claims a domain or range.
        .map(|m| m.most(200))
    }),
    kind("ontology: flag that is none", "ontology", 1, |f, e, _| {
        ontology(f, e, "R046", |l| l.contains("remit:ordered true").then(|| l.replace("true", "\"yes\"")))
            .map(|m| m.most(8))
    }),
    kind("ontology: number that is none", "ontology", 1, |f, e, _| {
        ontology(f, e, "R048", |l| {
            l.contains("owl:maxCardinality").then(|| l.replace("\"1\"^^xsd:nonNegativeInteger", "\"one\""))
        })
    }),
    kind("ontology: class and property", "ontology", 4, |f, e, _| {
        ontology(f, e, "R049", |l| {
            l.contains(" a owl:Class ;").then(|| l.replace("owl:Class", "owl:Class, owl:ObjectProperty"))
        })
    }),
    kind("ontology: class above itself", "ontology", 4, |f, e, _| {
        let line = &f.lines(&e.path)[e.header];
        let name = line.split(' ').next()?.to_owned();
        ontology(f, e, "R042", |l| {
            l.trim_start()
                .starts_with("rdfs:subClassOf ")
                .then(|| l.replacen("rdfs:subClassOf ", &format!("rdfs:subClassOf {name}, "), 1))
        })
    }),
    kind("ontology: two ranges", "ontology", 4, |f, e, _| {
        ontology(f, e, "R044", |l| {
            let at = l.find("rdfs:range bsc:")?;
            Some(format!("{}rdfs:range bsc:Blog, {}", &l[..at], &l[at + "rdfs:range ".len()..]))
        })
    }),
    kind("ontology: inverse of two", "ontology", 2, |f, e, _| {
        ontology(f, e, "R045", |l| {
            l.contains("owl:inverseOf bsc:")
                .then(|| format!("{} bsc:amount ;", l.split(" bsc:").next().unwrap()))
        })
    }),
];

/// Changes the first line of a term of the ontology that can be changed so.
fn ontology(
    f: &Flagship,
    entry: &Entry,
    code: &'static str,
    change: impl Fn(&str) -> Option<String>,
) -> Option<Mistake> {
    let lines = f.lines(&entry.path);
    let mut term = lines.iter().enumerate().skip(entry.header).take_while(|(_, l)| !l.is_empty());
    let (at, changed) = term.find_map(|(i, l)| Some((i, change(l)?)))?;
    Some(f.line(entry, at, &changed, code))
}

/// The mistakes that are made, each with its kind.
fn mistakes(flagship: &Flagship) -> Vec<(&'static str, Mistake)> {
    let path = "ontology/drugs-plan.ttl";
    let terms: Vec<Entry> = flagship
        .lines(path)
        .iter()
        .enumerate()
        .filter(|(_, l)| l.starts_with("bsc:"))
        .map(|(i, _)| Entry {
            path: path.to_owned(),
            kind: "ontology".to_owned(),
            header: i,
            fields: Vec::new(),
        })
        .collect();
    let mut random = Random(20_211_206);
    let mut seen = BTreeSet::new();
    let mut made = Vec::new();
    for kind in KINDS {
        let mut records: Vec<&Entry> =
            flagship.entries.iter().chain(&terms).filter(|e| e.kind == kind.records).collect();
        random.shuffle(&mut records);
        let before = made.len();
        for record in records {
            if made.len() - before == kind.times {
                break;
            }
            if let Some(mistake) = (kind.make)(flagship, record, &mut random)
                && seen.insert((mistake.path.clone(), mistake.text.clone()))
            {
                made.push((kind.name, mistake));
            }
        }
        assert!(made.len() > before, "no record takes the mistake `{}`", kind.name);
    }
    made
}

/// What is wrong with the report of one mistake, if anything.
fn objection(flagship: &Flagship, mistake: &Mistake) -> Option<String> {
    let faults = flagship.faults(&[(&mistake.path, &mistake.text)]);
    let told = |(code, path, line): &Expected| {
        faults.iter().find(|f| (&*f.code, &f.path, f.line) == (*code, path, *line))
    };
    let missed: Vec<&Expected> = mistake.expected.iter().filter(|e| told(e).is_none()).collect();
    let hinted =
        mistake.hint.as_ref().is_none_or(|h| told(&mistake.expected[0]).is_some_and(|f| f.help.contains(h)));
    if missed.is_empty() && faults.len() <= mistake.most && hinted {
        return None;
    }
    let mut text = String::new();
    writeln!(
        text,
        "  expected {:?}, at most {} faults, help with {:?}",
        mistake.expected, mistake.most, mistake.hint
    )
    .unwrap();
    let changed: Vec<&str> = mistake.text.split('\n').collect();
    if let Some(line) = mistake.expected.first().and_then(|e| changed.get(e.2 - 1)) {
        writeln!(text, "  the line: {line}").unwrap();
    }
    for fault in faults.iter().take(6) {
        writeln!(
            text,
            "  told: {} {}:{} {} {}",
            fault.code, fault.path, fault.line, fault.message, fault.help
        )
        .unwrap();
    }
    writeln!(text, "  {} faults in all", faults.len()).unwrap();
    Some(text)
}

fn each_is_told(flagship: &Flagship) {
    let mistakes = mistakes(flagship);
    assert!(mistakes.len() >= 200, "{} mistakes were made", mistakes.len());
    let objections: Vec<String> = mistakes
        .iter()
        .filter_map(|(kind, mistake)| Some(format!("{kind}\n{}", objection(flagship, mistake)?)))
        .collect();
    assert!(objections.is_empty(), "{} of {}:\n{}", objections.len(), mistakes.len(), objections.join("\n"));
}

#[test]
fn two_hundred_mistakes_are_each_told_at_their_line() {
    each_is_told(&Flagship::open(None));
}

#[test]
fn mistakes_are_told_at_their_line_where_the_text_is_at_hand() {
    if let Some(sources) = shared("sources") {
        each_is_told(&Flagship::open(Some(&sources)));
    }
}

#[test]
fn mistakes_are_shown_in_an_editor_and_mended_by_what_it_offers() {
    const EVERY: usize = 12;
    let flagship = Flagship::open(None);
    let folder = copy_of(&repository());
    let mut editor = Editor::of(folder.path());
    let (mut tried, mut mended) = (0, 0);
    for (kind, mistake) in mistakes(&flagship).into_iter().step_by(EVERY) {
        let [(code, path, line), ..] = mistake.expected.as_slice() else { continue };
        let is_there = |fault: &Value| fault["code"] == *code && fault["range"]["start"]["line"] == line - 1;
        editor.open(&mistake.path);
        editor.change(&mistake.path, &mistake.text);
        let faults = editor.faults(path, |faults| faults.iter().any(is_there));
        let fault = faults.iter().find(|fault| is_there(fault)).unwrap();
        tried += 1;
        let actions = editor.actions(path, fault);
        if let Some(action) = actions.iter().find(|action| action["isPreferred"] == true) {
            let texts = editor.edited(&action["edit"]);
            let changed: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
            let is_left = |f: &Fault| f.code == *code && f.path == *path && f.line == *line;
            let left = flagship.faults(&changed);
            assert!(!left.iter().any(is_left), "{kind}: {} leaves {left:?}", action["title"]);
            assert!(left.iter().all(|f| f.code != "R003"), "{kind}: {left:?}");
            mended += 1;
        }
        // What is shown of this state is not waited for: the next mistake is made at once, as by one who types on.
        editor.change(&mistake.path, flagship.text(&mistake.path));
    }
    assert!(tried >= 25 && mended * 5 >= tried, "{mended} of {tried} were mended");
    editor.leave();
}

#[test]
fn fifty_mistakes_at_once_are_told_in_one_run_and_in_file_order() {
    // Mistakes that leave the number of lines and every id as they are, so that none hides another.
    const ALONE: [&str; 11] =
        ["R005", "R011", "R013", "R015", "R016", "R017", "R019", "R020", "R021", "R029", "R031"];
    // Of the first layer: where a file is small, one mistake hides another.
    let mut flagship = Flagship::open(None);
    flagship.entries.retain(|e| !e.path.starts_with("data/aftermath/"));
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut expected = BTreeSet::new();
    let mut records = BTreeSet::new();
    for (kind, mistake) in mistakes(&flagship) {
        let old = flagship.lines(&mistake.path);
        let new: Vec<&str> = mistake.text.split('\n').collect();
        let [(code, path, line)] = mistake.expected.as_slice() else { continue };
        let record = flagship
            .entries
            .iter()
            .rfind(|e| e.path == *path && e.header < *line)
            .map(|e| (path.clone(), e.header));
        let fits = mistake.path == *path
            && ALONE.contains(code)
            && old.len() == new.len()
            && mistake.most == 1
            && kind != "a claim as subject";
        if fits && path.starts_with("data/claims/") && records.insert(record) {
            texts.entry(path.clone()).or_insert(old)[line - 1] = new[line - 1].to_owned();
            expected.insert((path.clone(), *line, *code));
        }
    }
    assert!(expected.len() >= 50, "{} mistakes were made", expected.len());
    let texts: Vec<(String, String)> =
        texts.into_iter().map(|(path, lines)| (path, lines.join("\n"))).collect();
    let changed: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let faults = flagship.faults(&changed);
    let told: Vec<(String, usize, &str)> =
        faults.iter().map(|f| (f.path.clone(), f.line, f.code.as_str())).collect();
    assert!(told.is_sorted_by_key(|t| (&t.0, t.1)), "{told:?}");
    assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
}

#[test]
fn ten_thousand_faults_are_all_told() {
    const FAULTS: usize = 10_000;
    let project = copy_of(&repository());
    let mut text =
        String::from("[default]\nsource = \"supply-chain-post\"\nsection = \"IN\"\nstatus = \"planned\"\n");
    let mut expected = BTreeSet::new();
    for i in 0..FAULTS {
        // Each claim has one fault, of another kind in turn, on a line that is known.
        let (code, at) =
            [("R011", 1), ("R013", 2), ("R011", 3), ("R006", 0), ("R029", 4), ("R011", 5)][i % 6];
        let lines = [
            "[[claim]]".to_owned(),
            format!("subject = \"{}\"", if at == 1 { format!("nobody-{i}") } else { "the-plan".to_owned() }),
            format!("predicate = \"{}\"", if at == 2 { "zzzzzz" } else { "has-part" }),
            if at == 0 {
                String::new()
            } else {
                format!(
                    "object = \"{}\"",
                    if at == 3 { format!("nothing-{i}") } else { "supply-chain-part".to_owned() }
                )
            },
            format!(
                "quote = \"{}\"",
                if at == 4 { "a b c d e f g h i j k l m" } else { "The 2021 drugs plan" }
            ),
            format!("speaker = \"{}\"", if at == 5 { "nemo" } else { "blog-author" }),
        ];
        let header = 5 + i * lines.len();
        text.push_str(&lines.join("\n"));
        text.push('\n');
        expected.insert((header + at, code));
    }
    fs::write(project.path().join("data/claims/99-many.toml"), text).unwrap();
    let ran = remit(project.path(), &["check", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    let faults = told(&ran.out);
    let told: BTreeSet<(usize, &str)> = faults
        .iter()
        .filter(|f| f.path == "data/claims/99-many.toml")
        .map(|f| (f.line, f.code.as_str()))
        .collect();
    let missed: Vec<_> = expected.difference(&told).take(5).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert!(faults.len() >= FAULTS, "{}", faults.len());
}
