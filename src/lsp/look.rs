//! What a name in a file means, where else it stands, and what can be done there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::text::Lines;
use super::wire::Refused;
use super::{At, text};
use crate::compile::format::{changes, formatted};
use crate::compile::ontology::Range;
use crate::compile::read::{Edit, Hunk, choose, each_record, has_ending};
use crate::explore::uses::{NotRenamed, Target, Use, rename as renamed};
use crate::explore::{derived_sentence, fact};
use crate::model::claim::{PassageId, Thing};
use crate::model::file::FileId;
use crate::model::record::{Field, Kind, Record};

/// How much of what is inferred from a claim is shown.
const MOST_DERIVED: usize = 5;
/// How much of a source is shown on either side of the words of a claim, in characters.
const AROUND: usize = 160;

impl At<'_> {
    /// The name at the place.
    fn name(&self) -> Option<&Use> {
        let byte = self.byte as u32;
        let uses = self.known.uses();
        let of_file = &uses[uses.partition_point(|u| u.file < self.file)..];
        let of_file = of_file.iter().take_while(|u| u.file == self.file);
        of_file.into_iter().find(|u| u.span.start <= byte && byte <= u.span.end)
    }

    fn location(&self, file: FileId, span: std::ops::Range<usize>) -> Value {
        let file = self.known.input.files.get(file);
        json!({ "uri": self.workspace.uri(&file.path), "range": text::range(&file.text, span) })
    }

    /// The claim whose quote is at the place, and its passage.
    fn quote(&self) -> Option<PassageId> {
        let mut start = None;
        let manifest = &self.known.input.manifest;
        let file = self.known.input.files.get(self.file);
        let layout = (manifest.folders.data.as_str(), manifest.tables.as_slice());
        if !self.known.input.data.contains(&self.file) {
            return None;
        }
        each_record(self.file, file, layout, 0..file.text.len(), &mut |record| {
            let is_here = |f: &Field<'_>| f.name == "quote" && f.span.range().contains(&self.byte);
            if record.fields.iter().any(is_here) {
                start = Some(record.origin);
            }
        });
        let start = start?;
        self.known.built.dataset.claims().iter().find(|c| c.origin == start)?.passage
    }
}

/// What a name means; the words of a claim as they stand in their source.
pub(super) fn hover(at: &At<'_>) -> Value {
    let (found, span) = match at.name() {
        Some(name) => (about(at, &name.target), Some(name.span)),
        None => (at.quote().map(|id| in_context(at, id)), None),
    };
    let Some(words) = found else { return Value::Null };
    let mut hover = json!({ "contents": { "kind": "markdown", "value": words } });
    if let Some(span) = span {
        hover["range"] = text::range(at.text, span.range());
    }
    hover
}

/// What is known of something, in Markdown.
fn about(at: &At<'_>, target: &Target) -> Option<String> {
    let (ontology, dataset) = (&at.known.built.ontology, &at.known.built.dataset);
    Some(match target {
        Target::Thing(key) => match dataset.find(key)? {
            Thing::Entity(id) => {
                let entity = dataset.entity(id);
                let class = &ontology.class(entity.class).label;
                let mut words = format!("**{}** ({class})", plain(dataset.name(Thing::Entity(id))));
                let others = dataset.other_names(entity);
                if !others.is_empty() {
                    words.push_str(&format!("\n\nalso: {}", plain(&others.join(", "))));
                }
                if let Some(note) = entity.note {
                    words.push_str(&format!("\n\n{}", plain(dataset.text(note))));
                }
                let uses = at.known.uses().iter().filter(|u| u.target == *target).count();
                format!("{words}\n\nnamed {uses} times")
            }
            Thing::Claim(id) => {
                let told = at.workspace.graph.as_ref().and_then(|graph| fact(key, graph.scope()));
                let words = told.map(|fact| plain(&fact.words)).unwrap_or_default();
                let quoted = dataset.claim(id).passage.map(|id| in_context(at, id));
                let derived = derived_from(at, key);
                format!("{words}\n\n{}{derived}", quoted.unwrap_or_default()).trim().to_owned()
            }
        },
        Target::Section(source, key) => {
            let source = dataset.find(source)?;
            let is_meant = |s: &&crate::model::dataset::Section| {
                Thing::Entity(s.source) == source && dataset.text(s.key) == key
            };
            plain(dataset.text(dataset.sections().iter().find(is_meant)?.name))
        }
        Target::Class(iri) => {
            format!("class **{}**", plain(&ontology.class(ontology.find_class_iri(iri)?).label))
        }
        Target::Property(iri) => {
            let property = ontology.property(ontology.find_property_iri(iri)?);
            let names = |classes: &[crate::model::claim::ClassId]| {
                let names: Vec<&str> = classes.iter().map(|id| ontology.class(*id).label.as_str()).collect();
                if names.is_empty() { "anything".to_owned() } else { names.join(" or ") }
            };
            let range = match &property.range {
                Range::Things(classes) => names(classes),
                Range::Text => "a text".to_owned(),
                Range::Decimal => "a number".to_owned(),
                Range::Count => "a whole number".to_owned(),
                Range::Boolean => "true or false".to_owned(),
                Range::Date => "a date".to_owned(),
                Range::Duration => "a span of time".to_owned(),
                Range::Iri => "an address".to_owned(),
                Range::Money => "an amount of money".to_owned(),
            };
            format!("property **{}**\n\n{} → {range}", plain(&property.label), names(&property.domain))
        }
        Target::Status(iri) => {
            let status = ontology.statuses().iter().find(|status| status.iri == *iri)?;
            format!("status **{}**", plain(&status.label))
        }
    })
}

/// What is inferred from a claim, as the last graph without faults has it.
fn derived_from(at: &At<'_>, key: &str) -> String {
    let Some(graph) = &at.workspace.graph else { return String::new() };
    let Some(Thing::Claim(claim)) = graph.dataset().find(key) else { return String::new() };
    let derived = graph.derived();
    let rests = derived.ids().filter(|id| derived.best(*id).claims().any(|premise| premise == claim));
    let words = rests.take(MOST_DERIVED).map(|id| derived_sentence(derived.get(id), graph.scope()));
    let lines: Vec<String> = words.map(|words| format!("\n- {}", plain(&words))).collect();
    if lines.is_empty() { String::new() } else { format!("\n\ninferred from it:\n{}", lines.concat()) }
}

/// The words of a passage in bold, with what stands around them.
fn in_context(at: &At<'_>, id: PassageId) -> String {
    let dataset = &at.known.built.dataset;
    let passage = dataset.passage(id);
    let source = dataset.name(Thing::Entity(passage.source));
    let quote = format!("> **{}**", plain(dataset.text(passage.quote)));
    let file = dataset.entity(passage.source).text.map(|file| dataset.text(file));
    let whole = file.and_then(|file| at.known.input.texts.get(file)).zip(passage.position);
    let words = whole.map_or(quote, |(text, (from, to))| {
        let (from, to) = (from as usize, to as usize);
        let part = |from: usize, to: usize| -> String { text.chars().skip(from).take(to - from).collect() };
        let start = from.saturating_sub(AROUND);
        let [before, words, after] = [part(start, from), part(from, to), part(to, to + AROUND)];
        let [before, words, after] = [before, words, after].map(|text| plain(&text.replace('\n', " ")));
        format!("> …{before} **{}** {after}…", words.trim())
    });
    format!("{words}\n\n{}", plain(source))
}

/// A text in Markdown, in which it has no marks.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_{}[]<>#|~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Where something is declared; of a quote, where its words stand in their source.
pub(super) fn definition(at: &At<'_>) -> Value {
    if let Some(name) = at.name() {
        let declared = at.known.uses().iter().filter(|u| u.declares && u.target == name.target);
        return declared.map(|u| at.location(u.file, u.span.range())).collect();
    }
    at.quote().and_then(|id| in_source(at, id)).unwrap_or(Value::Null)
}

/// The place of a passage in a source that is a plain text.
fn in_source(at: &At<'_>, id: PassageId) -> Option<Value> {
    let (dataset, input) = (&at.known.built.dataset, &at.known.input);
    let passage = dataset.passage(id);
    let name = dataset.text(dataset.entity(passage.source).text?);
    if !has_ending(name, "txt") && !has_ending(name, "md") {
        return None;
    }
    let text = input.texts.get(name)?;
    let byte = |at: u32| text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
    let (from, to) = passage.position?;
    let uri = at.workspace.uri(&format!("{}{name}", input.manifest.folders.sources));
    Some(json!({ "uri": uri, "range": text::range(text, byte(from)..byte(to)) }))
}

/// Every place where something is named.
pub(super) fn references(at: &At<'_>, params: &Value) -> Value {
    let Some(name) = at.name() else { return Value::Null };
    let with_declaration = params["context"]["includeDeclaration"].as_bool().unwrap_or(true);
    let all = at.known.uses().iter().filter(|u| u.target == name.target && (with_declaration || !u.declares));
    let mut known: BTreeMap<FileId, (String, Lines<'_>)> = BTreeMap::new();
    let mut place = |found: &Use| {
        let file = at.known.input.files.get(found.file);
        let of_file = || (at.workspace.uri(&file.path), Lines::new(&file.text));
        let (uri, lines) = known.entry(found.file).or_insert_with(of_file);
        json!({ "uri": uri, "range": lines.range(found.span.range()) })
    };
    all.map(&mut place).collect()
}

/// The edits that give a data file the one layout.
pub(super) fn formatting(at: &At<'_>) -> Value {
    let is_data = at.known.input.data.contains(&at.file) && has_ending(at.path, "toml");
    let Some(text) = is_data.then(|| formatted(at.text)).flatten() else { return Value::Null };
    let lines: Vec<&str> = at.text.split_inclusive('\n').collect();
    let start = |line: usize| lines[..line].iter().map(|line| line.len()).sum::<usize>();
    let place = Lines::new(at.text);
    let edit = |hunk: Hunk| {
        let range = place.range(start(hunk.lines.start)..start(hunk.lines.end));
        json!({ "range": range, "newText": hunk.text })
    };
    changes(at.text, &text).into_iter().map(edit).collect()
}

/// The records of a file of the data; the terms that a file of the ontology declares.
pub(super) fn symbols(at: &At<'_>) -> Value {
    let input = &at.known.input;
    let file = input.files.get(at.file);
    let lines = Lines::new(&file.text);
    let symbol =
        |name: &str, detail: &str, kind: u8, whole: std::ops::Range<usize>, head: std::ops::Range<usize>| {
            json!({
                "name": if name.is_empty() { "?" } else { name },
                "detail": detail,
                "kind": kind,
                "range": lines.range(whole),
                "selectionRange": lines.range(head),
            })
        };
    if !input.data.contains(&at.file) {
        let declared = at.known.uses().iter().filter(|u| u.file == at.file && u.declares);
        let of_term = |u: &Use| {
            let kind = if matches!(u.target, Target::Class(_)) { 5 } else { 7 };
            symbol(&file.text[u.span.range()], "", kind, u.span.range(), u.span.range())
        };
        return declared.map(of_term).collect();
    }
    let mut found = Vec::new();
    let layout = (input.manifest.folders.data.as_str(), input.manifest.tables.as_slice());
    each_record(at.file, file, layout, 0..file.text.len(), &mut |record: Record<'_>| {
        let value = |name: &str| record.fields.iter().find(|f| f.name == name).map_or("", |f| &*f.value);
        let kind = match record.kind {
            Kind::Entity => 19,
            Kind::Source => 1,
            Kind::Section => 3,
            Kind::Claim => 24,
            Kind::Resolution => 8,
        };
        let said = format!("{} {}", value("subject"), value("predicate"));
        let (name, detail) = match record.kind {
            Kind::Claim if value("id").is_empty() => (said.as_str(), ""),
            Kind::Claim => (value("id"), said.as_str()),
            Kind::Resolution => (value("claims"), value("reason")),
            _ => (value("id"), value("name")),
        };
        let own = record.fields.iter().filter(|f| !f.is_default);
        let head = record.head.range();
        let end = own.map(|f| f.span.end as usize).max().unwrap_or(head.end).max(head.end);
        found.push((head.start, symbol(name, detail, kind, head.start..end, head)));
    });
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// What mends the faults at a place; as one action, all that needs no choice in this file.
pub(super) fn actions(at: &At<'_>, params: &Value) -> Result<Value, Refused> {
    let end = text::byte(at.text, &params["range"]["end"])?;
    let only: Option<Vec<&str>> =
        params["context"]["only"].as_array().map(|kinds| kinds.iter().filter_map(Value::as_str).collect());
    let is_wanted =
        |kind: &str| only.as_ref().is_none_or(|only| only.iter().any(|wanted| kind.starts_with(wanted)));
    let mut found = Vec::new();
    let of_file = || at.workspace.faults.iter().filter(|fault| fault.path == at.path);
    if is_wanted("quickfix") {
        for fault in of_file().filter(|f| (f.span.start as usize) <= end && at.byte <= f.span.end as usize) {
            for (number, (action, edits, asks)) in fault.fixes.iter().enumerate() {
                found.push(json!({
                    "title": action,
                    "kind": "quickfix",
                    "diagnostics": [fault.shown],
                    "isPreferred": number == 0 && !asks,
                    "edit": at.workspace.mending(edits),
                }));
            }
        }
    }
    if only.is_some() && is_wanted("source.fixAll") {
        let sure = of_file().filter_map(|f| f.fixes.first()).filter(|(_, _, asks)| !asks);
        let groups: Vec<Vec<Edit>> = sure.map(|(_, edits, _)| edits.clone()).collect();
        let edits: Vec<Edit> = choose(&groups).0.into_values().flatten().collect();
        if !edits.is_empty() {
            found.push(json!({
                "title": "mend all that needs no choice",
                "kind": "source.fixAll",
                "edit": at.workspace.mending(&edits),
            }));
        }
    }
    Ok(json!(found))
}

/// Whether there is a key to rename at a place.
pub(super) fn can_rename(at: &At<'_>) -> Value {
    let Some(Use { span, target: Target::Thing(key), .. }) = at.name() else { return Value::Null };
    json!({ "range": text::range(at.text, span.range()), "placeholder": key })
}

/// The edits that give a thing another key.
pub(super) fn rename(at: &At<'_>, params: &Value) -> Result<Value, Refused> {
    let Some(Use { target: Target::Thing(old), .. }) = at.name() else {
        return Err(Refused::new(
            Refused::FAILED,
            "only keys of entities, sources and claims can be renamed",
        ));
    };
    let new = params["newName"].as_str().ok_or_else(|| Refused::params("`newName` is missing"))?;
    let known = (&*at.known.input, &at.known.built.ontology, &at.known.built.dataset);
    match renamed(known, (old, new)) {
        Ok(renaming) => Ok(at.workspace.edits(&at.known.input.files, &renaming.edits)),
        Err(error @ NotRenamed::NoKey(_)) => Err(Refused::params(error.to_string())),
        Err(error) => Err(Refused::new(Refused::FAILED, error.to_string())),
    }
}
