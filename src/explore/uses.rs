//! Where the keys of a graph are named: in records, queries, views, the manifest and the lock file. Renaming one changes all of them.
//!
//! Goes in: the files of a project, and its ontology. Comes out: each name with its place. Deliberately reads files and not the dataset,
//! so that names in records with faults are found too.

use std::collections::BTreeSet;

use crate::compile::input::Input;
use crate::compile::map::keys_of;
use crate::compile::mapping::decisions;
use crate::compile::ontology::{Ontology, Range};
use crate::compile::read::{Edit, each_default, each_record, edits};
use crate::derive::rdf::{IriFamily, Prefixes};
use crate::model::claim::{Claim, Thing};
use crate::model::dataset::Dataset;
use crate::model::diagnostic::Location;
use crate::model::fields::ClaimField;
use crate::model::file::{FileId, Span};
use crate::model::fix::{Change, Fix};
use crate::model::header::Header;
use crate::model::nearest::nearest;
use crate::model::record::{Field, Kind, Origin, Record};
use crate::model::tokens::{self, tokens};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An entity, source or claim, by its key.
    Thing(String),
    /// A section, by the key of its source and its own.
    Section(String, String),
    /// A class of the ontology, by its IRI.
    Class(String),
    /// A property of the ontology, by its IRI.
    Property(String),
    /// A status of claims, by its IRI.
    Status(String),
}

/// A name at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The file.
    pub file: FileId,
    /// The name, without quotation marks and prefix.
    pub span: Span,
    /// What it stands for.
    pub target: Target,
    /// Whether what it stands for is declared here.
    pub declares: bool,
}

/// Every name of the project, in the order of files and places.
pub fn uses(input: &Input, ontology: &Ontology) -> Vec<Use> {
    let prefixes = Prefixes::new(&input.manifest.base, ontology.prefixes());
    let mut found = Found { input, ontology, prefixes, keys: BTreeSet::new(), uses: Vec::new() };
    for id in &input.data {
        found.records(*id);
    }
    let terms = [&input.ontology, &input.rules, &input.shapes, &input.queries, &input.questions];
    let mappings = input.mappings.iter().filter_map(|mapping| mapping.mapping);
    for id in terms.into_iter().flatten().copied().chain(mappings) {
        found.terms(id);
    }
    for id in &input.views {
        found.view(*id);
    }
    found.others();
    found.mappings();
    found.answers();
    found.uses.sort();
    found.uses.dedup();
    found.uses
}

struct Found<'a> {
    input: &'a Input,
    ontology: &'a Ontology,
    prefixes: Prefixes,
    /// The keys of things that are declared.
    keys: BTreeSet<String>,
    uses: Vec<Use>,
}

impl<'a> Found<'a> {
    fn push(&mut self, file: FileId, span: Span, target: Target, declares: bool) {
        self.uses.push(Use { file, span, target, declares });
    }

    fn text(&self, id: FileId) -> &'a str {
        &self.input.files.get(id).text
    }

    /// The names in the value of a field: several between `;` in tables.
    fn named(
        &mut self,
        file: FileId,
        field: &Field<'_>,
        declares: bool,
        target: impl Fn(&str) -> Option<Target>,
    ) {
        let text = &self.text(file)[field.span.range()];
        let first = field.span.start as usize;
        let mut at = 0;
        for name in field.value.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            // What is written with escapes is no key.
            let Some(start) = text[at..].find(name).map(|found| at + found) else { continue };
            at = start + name.len();
            if let Some(target) = target(name) {
                self.push(file, Span::new(first + start, first + at), target, declares);
            }
        }
    }

    fn records(&mut self, id: FileId) {
        let input = self.input;
        let file = input.files.get(id);
        let (folder, tables) = (input.manifest.folders.data.as_str(), input.manifest.tables.as_slice());
        each_record(id, file, (folder, tables), 0..file.text.len(), &mut |record| self.record(id, &record));
        let mut source = None;
        each_default(id, file, &mut |field| {
            if field.name == "source" {
                source = Some(field.value.clone().into_owned());
            }
        });
        each_default(id, file, &mut |field| self.field(id, field, (Kind::Claim, false), source.as_deref()));
    }

    fn record(&mut self, id: FileId, record: &Record<'_>) {
        let value = |name: &str| record.fields.iter().find(|f| f.name == name).map(|f| f.value.as_ref());
        let property = value("predicate").and_then(|key| self.ontology.find_property(key));
        let of_thing = property.is_some_and(|p| matches!(self.ontology.property(p).range, Range::Things(_)));
        for field in &record.fields {
            self.field(id, field, (record.kind, of_thing), value("source"));
        }
    }

    /// The names in a field of a record; `of_thing` tells whether an object is one.
    fn field(&mut self, id: FileId, field: &Field<'_>, (kind, of_thing): (Kind, bool), source: Option<&str>) {
        let ontology = self.ontology;
        let thing = |key: &str| Some(Target::Thing(key.to_owned()));
        match (kind, field.name) {
            (Kind::Section, "id") | (_, "section") => {
                let of_source = |key: &str| Some(Target::Section(source?.to_owned(), key.to_owned()));
                self.named(id, field, kind == Kind::Section, of_source);
            }
            (Kind::Resolution, "claims" | "holds")
            | (Kind::Entity | Kind::Source, "different-from" | "voice")
            | (Kind::Section, "voice")
            | (_, "subject" | "speaker" | "reported-by" | "source") => self.named(id, field, false, thing),
            (Kind::Claim, "object") if of_thing => self.named(id, field, false, thing),
            (Kind::Entity | Kind::Source | Kind::Claim, "id") => {
                self.keys.insert(field.value.clone().into_owned());
                self.named(id, field, true, thing);
            }
            (Kind::Entity | Kind::Source, "type") => self.named(id, field, false, |key| {
                Some(Target::Class(ontology.class(ontology.find_class(key)?).iri.clone()))
            }),
            (Kind::Claim, "predicate") => self.named(id, field, false, |key| {
                Some(Target::Property(ontology.property(ontology.find_property(key)?).iri.clone()))
            }),
            (_, "status") => self.named(id, field, false, |key| {
                Some(Target::Status(ontology.status(ontology.find_status(key)?).iri.clone()))
            }),
            (Kind::Entity, name) if !keys_of(kind).contains(&name) => {
                let property = ontology.find_property(name).map(|p| ontology.property(p));
                if property.is_some_and(|p| matches!(p.range, Range::Things(_))) {
                    self.named(id, field, false, thing);
                }
            }
            _ => {}
        }
    }

    /// The names with prefixes and the IRIs of a query or of Turtle, and the sources in its header.
    fn terms(&mut self, id: FileId) {
        let text = self.text(id);
        self.terms_in(id, text, 0);
        for (key, span) in Header::parse(text).all("sources").flat_map(|entry| entry.words(',')) {
            self.push(id, span, Target::Thing(key), false);
        }
    }

    fn terms_in(&mut self, id: FileId, text: &str, start: usize) {
        let declares = self.input.ontology.contains(&id);
        let mut before = "";
        for token in tokens(text).filter(|t| matches!(t.kind, tokens::Kind::Word | tokens::Kind::Iri)) {
            let is_prefix = before.eq_ignore_ascii_case("prefix") || before.eq_ignore_ascii_case("base");
            before = token.text;
            let Some((target, local)) = self.target(token.text).filter(|_| !is_prefix) else { continue };
            let end = token.at + token.text.trim_end_matches('>').len();
            let is_first = declares && (token.at == 0 || text[..token.at].ends_with('\n'));
            self.push(id, Span::new(start + end - local, start + end), target, is_first);
        }
    }

    /// What a term of a query stands for, and how long its own name is at the end of it.
    fn target(&self, term: &str) -> Option<(Target, usize)> {
        let iri = if let Some(iri) = term.strip_prefix('<') {
            iri.trim_end_matches('>').to_owned()
        } else {
            let (prefix, local) = term.split_once(':')?;
            let known = self.prefixes.prefixes().iter().find(|(name, _)| name == prefix)?;
            format!("{}{local}", known.1)
        };
        let of = |family: IriFamily| iri.strip_prefix(&self.start(family)).filter(|key| !key.is_empty());
        if let Some(key) = of(IriFamily::Id).or_else(|| of(IriFamily::Claim)) {
            return Some((Target::Thing(key.to_owned()), key.len()));
        }
        let local = iri.rsplit(['#', '/']).next().unwrap_or_default().len();
        let target = if self.ontology.find_class_iri(&iri).is_some() {
            Target::Class(iri)
        } else if self.ontology.find_property_iri(&iri).is_some() {
            Target::Property(iri)
        } else if self.ontology.statuses().iter().any(|status| status.iri == iri) {
            Target::Status(iri)
        } else {
            return None;
        };
        Some((target, local))
    }

    /// What IRIs of a family begin with.
    fn start(&self, family: IriFamily) -> String {
        format!("{}{}", self.input.manifest.base, family.path())
    }

    /// The names in a view: those of its query, and texts that are keys, but for words for readers.
    fn view(&mut self, id: FileId) {
        const WORDS: [&str; 9] =
            ["kind", "title", "subtitle", "label", "colour", "grid", "word", "legend", "note"];
        let text = self.text(id);
        let mut key = "";
        for token in tokens(text) {
            let is_query = token.text.starts_with("\"\"\"") || token.text.starts_with("'''");
            let is_key = || text[token.at + token.text.len()..].trim_start_matches(' ').starts_with('=');
            match token.kind {
                tokens::Kind::Word if is_key() => key = token.text,
                tokens::Kind::Text if is_query => {
                    let end = token.text.len().saturating_sub(3).max(3);
                    self.terms_in(id, &token.text[3..end], token.at + 3);
                }
                tokens::Kind::Text if !WORDS.contains(&key) => {
                    let name = token.text.trim_matches(['"', '\'']);
                    let ontology = self.ontology;
                    let target = if let Some(class) = ontology.find_class(name) {
                        Some(Target::Class(ontology.class(class).iri.clone()))
                    } else if let Some(property) = ontology.find_property(name) {
                        Some(Target::Property(ontology.property(property).iri.clone()))
                    } else {
                        Some(Target::Thing(name.to_owned())).filter(|_| self.keys.contains(name))
                    };
                    if let Some(target) = target {
                        self.push(id, Span::new(token.at + 1, token.at + 1 + name.len()), target, false);
                    }
                }
                _ => {}
            }
        }
    }

    /// Sources in the manifest and the lock file.
    fn others(&mut self) {
        let input = self.input;
        if let Some(id) = input.files.find("remit.toml") {
            for (key, span) in &input.manifest.dossier_sources {
                let is_quoted = self.text(id)[span.range()].starts_with(['"', '\'']);
                let start = span.start as usize + usize::from(is_quoted);
                self.push(id, Span::new(start, start + key.len()), Target::Thing(key.clone()), false);
            }
        }
        if let Some(id) = input.files.find("remit.lock") {
            let text = self.text(id);
            for (at, found) in text.match_indices("\nkey = \"") {
                let start = at + found.len();
                let key = text[start..].split('"').next().unwrap_or_default();
                let span = Span::new(start, start + key.len());
                self.push(id, span, Target::Thing(key.to_owned()), false);
            }
        }
    }

    /// Who says the claims of mappings, by the manifest, and what their tables of links name.
    fn mappings(&mut self) {
        let input = self.input;
        let things = [ClaimField::Source, ClaimField::Speaker, ClaimField::ReportedBy].map(ClaimField::key);
        if let Some(id) = input.files.find("remit.toml") {
            let set = input.manifest.mappings.iter().flat_map(|mapping| &mapping.set);
            for (_, (key, span)) in set.filter(|(name, _)| things.contains(&name.as_str())) {
                let is_quoted = self.text(id)[span.range()].starts_with(['"', '\'']);
                let start = span.start as usize + usize::from(is_quoted);
                self.push(id, Span::new(start, start + key.len()), Target::Thing(key.clone()), false);
            }
        }
        for mapping in &input.mappings {
            let links = decisions(&input.files, mapping, &input.manifest);
            for (id, decision) in links.decisions.iter().filter_map(|decision| Some((links.file?, decision)))
            {
                // The id is the last part of an IRI.
                let (span, key) = (decision.object_span, &decision.object);
                if self.text(id)[span.range()].ends_with(key.as_str()) {
                    let span = Span::new(span.end as usize - key.len(), span.end as usize);
                    self.push(id, span, Target::Thing(key.clone()), false);
                }
            }
        }
    }

    /// IRIs in the answers that are expected of questions.
    fn answers(&mut self) {
        let input = self.input;
        let paths = input.questions.iter().map(|id| input.files.get(*id).path.as_str());
        let stems: Vec<&str> = paths.filter_map(|path| path.strip_suffix("rq")).collect();
        let is_answer = |path: &str| path.strip_suffix("csv").is_some_and(|stem| stems.contains(&stem));
        for start in [IriFamily::Id, IriFamily::Claim].map(|family| self.start(family)) {
            for (id, file) in input.files.iter().filter(|(_, file)| is_answer(&file.path)) {
                for (at, found) in file.text.match_indices(&start) {
                    let from = at + found.len();
                    let rest = &file.text[from..];
                    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
                    let key = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
                    let span = Span::new(from, from + key.len());
                    self.push(id, span, Target::Thing(key.to_owned()), false);
                }
            }
        }
    }
}

/// What renaming a key changes.
#[derive(Debug)]
pub struct Renaming {
    /// The changes of files.
    pub edits: Vec<Edit>,
    /// How many rows of tables make claims whose keys are made from what they say, so that they are called otherwise from then on.
    pub called_anew: usize,
}

/// Why a key cannot be renamed.
#[derive(Debug, thiserror::Error)]
pub enum NotRenamed {
    /// Nothing is called so.
    #[error("there is no entity, source or claim `{0}`")]
    Unknown(String, Option<String>),
    /// The new name is no key.
    #[error("`{0}` cannot be a key: letters, digits, `-`, `_` and `.`, a letter or digit first, at most 200")]
    NoKey(String),
    /// The new name is that of something else.
    #[error("the key `{0}` is taken")]
    Taken(String),
    /// A claim without an id is called by what it says.
    #[error("the key of `{0}` is made from what the claim says: give it an id of its own")]
    Derived(String),
    /// A mapping makes it of data.
    #[error(
        "the key of `{0}` is made by a mapping: change the mapping, or say in its table of links which entity it is"
    )]
    Mapped(String),
}

/// The edits that give a thing another key, wherever it is named. Claims keep the keys that they have.
///
/// # Errors
///
/// Where nothing has the old key, or something has the new one, or it is no key.
pub fn rename(
    (input, ontology, dataset): (&Input, &Ontology, &Dataset),
    (old, new): (&str, &str),
) -> Result<Renaming, NotRenamed> {
    let all = uses(input, ontology);
    let key = |found: &Use| match &found.target {
        Target::Thing(key) if found.declares => Some(key.clone()),
        _ => None,
    };
    let declared: BTreeSet<String> = all.iter().filter_map(key).collect();
    if !declared.contains(old) {
        match dataset.find(old) {
            Some(thing) if is_mapped(input, dataset, thing) => {
                return Err(NotRenamed::Mapped(old.to_owned()));
            }
            Some(_) => return Err(NotRenamed::Derived(old.to_owned())),
            None => {}
        }
        let near = nearest(old, declared.iter().map(String::as_str));
        return Err(NotRenamed::Unknown(old.to_owned(), near.map(str::to_owned)));
    }
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let is_first = new.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !is_first || !new.bytes().all(is_part) || new.len() > 200 {
        return Err(NotRenamed::NoKey(new.to_owned()));
    }
    if declared.contains(new) || dataset.find(new).is_some() {
        return Err(NotRenamed::Taken(new.to_owned()));
    }
    let is_old = |found: &&Use| matches!(&found.target, Target::Thing(key) if key == old);
    let of_old: Vec<&Use> = all.iter().filter(is_old).collect();
    let text = |found: &&Use| Edit { file: found.file, span: found.span, text: new.to_owned() };
    let mut found: Vec<Edit> = of_old.iter().map(text).collect();
    let (kept, mut called_anew) = kept(input, dataset, &of_old);
    // The keys of mapped claims follow from what they say.
    let thing = dataset.find(old);
    let names = |claim: &&Claim| {
        let ends = [Some(claim.subject), claim.value.thing()];
        let voices = [claim.source, claim.speaker].map(|entity| Some(Thing::Entity(entity)));
        ends.into_iter().chain(voices).any(|named| named.is_some() && named == thing)
    };
    let mapped = dataset.claims().iter().filter(|claim| is_of_mapping(input, claim.origin.file));
    called_anew += mapped.filter(names).count();
    found.extend(kept);
    found.sort();
    Ok(Renaming { edits: found, called_anew })
}

/// Whether a mapping makes an entity or claim.
fn is_mapped(input: &Input, dataset: &Dataset, thing: Thing) -> bool {
    let origin = match thing {
        Thing::Entity(id) => dataset.entity(id).origin,
        Thing::Claim(id) => dataset.claim(id).origin,
    };
    is_of_mapping(input, origin.file)
}

/// Whether a file is data that a mapping reads.
fn is_of_mapping(input: &Input, file: FileId) -> bool {
    input.mappings.iter().any(|mapping| mapping.all().any(|own| own == file))
}

/// The ids for claims that have none of their own and name what is renamed; and how many rows have no place for one.
fn kept(input: &Input, dataset: &Dataset, of_old: &[&Use]) -> (Vec<Edit>, usize) {
    let mut fixes = Vec::new();
    let mut rows = 0;
    let (folder, tables) = (input.manifest.folders.data.as_str(), input.manifest.tables.as_slice());
    for id in &input.data {
        let spans: Vec<Span> = of_old.iter().filter(|u| u.file == *id).map(|u| u.span).collect();
        let file = input.files.get(*id);
        if spans.is_empty() {
            continue;
        }
        each_record(*id, file, (folder, tables), 0..file.text.len(), &mut |record| {
            let has_id = record.kind == Kind::Claim && record.fields.iter().any(|f| f.name == "id");
            let holds = |f: &Field<'_>| spans.iter().any(|s| f.span.start <= s.start && s.end <= f.span.end);
            if has_id || !record.fields.iter().any(holds) {
                return;
            }
            let of_record = dataset.claims().iter().filter(|c| c.origin == record.origin);
            let keys: Vec<&str> = of_record.map(|c| dataset.text(c.key)).collect();
            match (keys.as_slice(), record.columns.is_empty() && record.kind == Kind::Claim) {
                ([], _) => {}
                ([key], true) => fixes.push(given_id(record.origin, key)),
                _ => rows += 1,
            }
        });
    }
    let found = edits(&input.files, folder, tables, &fixes);
    (fixes.iter().filter_map(|fix| found.of(fix)).flatten().collect(), rows)
}

fn given_id(origin: Origin, key: &str) -> Fix {
    let change = (Location::Field(origin, "id"), Change::Field("id", key.to_owned()));
    Fix { action: String::new(), changes: vec![change], asks: false }
}
