//! A table of links in SSSOM form: what was decided on names and ids of the data, each row by somebody, for a reason.
//!
//! Of <https://mapping-commons.github.io/sssom/> those slots are read that a decision needs; the others are left to people.

use std::collections::{BTreeMap, BTreeSet};

use super::base;
use crate::compile::read::{Manifest, cells};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::fix::Change;
use crate::model::nearest::nearest;
use crate::model::vocab::{owl, skos};

/// The slots that every row has.
const NEEDED: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];

/// Slots that are known; others may be there.
const KNOWN: [&str; 12] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "mapping_date",
    "confidence",
    "comment",
];

/// One row: what was decided.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The name or id in the data.
    pub subject: String,
    /// Where it stands.
    pub subject_span: Span,
    /// The id of the entity.
    pub object: String,
    /// Where it stands.
    pub object_span: Span,
    /// Whether they are the same; else it is decided that they are not.
    pub is_same: bool,
    /// By whom, when, and what there is to know; empty where the row does not say it.
    pub remark: String,
}

/// The decisions of a table.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The table; none where a mapping has none.
    pub file: Option<FileId>,
    /// Its rows.
    pub decisions: Vec<Decision>,
    /// The columns of the table, and where a further row would begin; none where the table has faults in its header.
    end: Option<(Vec<String>, usize, bool)>,
    /// The rows on a name or id.
    by_subject: BTreeMap<String, Vec<usize>>,
}

impl Links {
    /// What was decided on any of some names and ids of one thing.
    pub fn on<'l>(&'l self, names: &'l [&str]) -> impl Iterator<Item = &'l Decision> {
        let rows = names.iter().filter_map(|name| self.by_subject.get(*name)).flatten();
        rows.map(|row| &self.decisions[*row])
    }

    /// The edit that adds a decision: that a name or id is an entity, or that it is not.
    pub fn added(&self, subject: &str, object: &str, is_same: bool) -> Option<(Location, Change)> {
        let (columns, end, has_line_end) = self.end.as_ref()?;
        if !is_same && !columns.iter().any(|column| column == "predicate_modifier") {
            return None;
        }
        let cell = |column: &String| match column.as_str() {
            "subject_id" => subject,
            "predicate_id" => "skos:exactMatch",
            "predicate_modifier" if !is_same => "Not",
            "object_id" => object,
            "mapping_justification" => "semapv:ManualMappingCuration",
            _ => "",
        };
        let row = columns.iter().map(cell).collect::<Vec<_>>().join("\t");
        let text = format!("{}{row}\n", if *has_line_end { "" } else { "\n" });
        Some((Location::Span(self.file?, Span::new(*end, *end)), Change::Text(text)))
    }

    /// A warning for each row on a name that is not in the data.
    pub fn idle<'l>(&'l self, known: &'l BTreeSet<String>) -> impl Iterator<Item = Diagnostic> + 'l {
        let idle = self.decisions.iter().filter(|decision| !known.contains(&decision.subject));
        idle.filter_map(|decision| {
            let anchor = Location::Span(self.file?, decision.subject_span);
            let message = format!("nothing that the mapping makes is called `{}`", decision.subject);
            let mut fault =
                Diagnostic::new(Code::R108, anchor, message).expected("an id or a name in the data");
            fault.severity = Severity::Warning;
            fault.add_near(nearest(&decision.subject, known.iter().map(String::as_str)));
            fault.fixes.clear();
            Some(fault)
        })
    }
}

/// Reads a table of links.
pub(super) fn parse(
    id: FileId,
    file: &SourceFile,
    manifest: &Manifest,
    faults: &mut Vec<Diagnostic>,
) -> Links {
    let mut table = Table { id, prefixes: BTreeMap::new(), base: base(manifest), header: Vec::new(), faults };
    table.prefixes.extend(manifest.prefixes.clone());
    table.prefixes.insert("skos".to_owned(), skos::NAMESPACE.to_owned());
    table.prefixes.insert("owl".to_owned(), owl::NAMESPACE.to_owned());
    let mut links = Links { file: Some(id), ..Links::default() };
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if let Some(metadata) = line.strip_prefix('#') {
            table.metadata(metadata);
        } else if !line.trim().is_empty() {
            let row = cells(&file.text[..start + line.trim_end_matches(['\n', '\r']).len()], b'\t', start);
            let row: Vec<(Span, &str)> =
                row.into_iter().map(|(span, _)| (span, file.text[span.range()].trim())).collect();
            if table.header.is_empty() {
                table.header = row;
                if !table.has_all_slots() {
                    return links;
                }
            } else if let Some(decision) = table.decision(&row) {
                links.by_subject.entry(decision.subject.clone()).or_default().push(links.decisions.len());
                links.decisions.push(decision);
            }
        }
        start += line.len();
    }
    table.contradictions(&links);
    let columns: Vec<String> = table.header.iter().map(|(_, name)| (*name).to_owned()).collect();
    links.end = (!columns.is_empty()).then(|| (columns, file.text.len(), file.text.ends_with('\n')));
    links
}

struct Table<'t, 'f> {
    id: FileId,
    prefixes: BTreeMap<String, String>,
    /// What IRIs of entities begin with.
    base: String,
    header: Vec<(Span, &'t str)>,
    faults: &'f mut Vec<Diagnostic>,
}

impl<'t> Table<'t, '_> {
    fn fault(&mut self, span: Span, message: String, expected: &str) {
        let fault = Diagnostic::new(Code::R108, Location::Span(self.id, span), message);
        self.faults.push(fault.expected(expected));
    }

    /// A line of the metadata: of it the prefixes are read, which stand below `curie_map`.
    fn metadata(&mut self, line: &str) {
        let Some((name, iri)) = line.trim().split_once(": ") else { return };
        let iri = iri.trim().trim_matches(['"', '\'']);
        if iri.contains(':') && !name.contains(' ') {
            self.prefixes.insert(name.trim().to_owned(), iri.to_owned());
        }
    }

    fn has_all_slots(&mut self) -> bool {
        let before = self.faults.len();
        let names: Vec<&str> = self.header.iter().map(|(_, name)| *name).collect();
        let first = self.header.first().map_or(Span::new(0, 0), |(span, _)| *span);
        for slot in NEEDED.iter().filter(|slot| !names.contains(slot)) {
            let message = format!("this table of links has no column `{slot}`");
            let near = nearest(slot, names.iter().copied().filter(|name| !KNOWN.contains(name)));
            let fault = Diagnostic::new(Code::R108, Location::Span(self.id, first), message).expected(
                "columns separated by tabs: subject_id, predicate_id, object_id, mapping_justification",
            );
            self.faults.push(match near {
                Some(near) => fault.help(format!("is it the column `{near}`?")),
                None => fault,
            });
        }
        self.faults.len() == before
    }

    /// The cell of a row in a column; none where it is empty.
    fn cell(&self, row: &[(Span, &'t str)], slot: &str) -> Option<(Span, &'t str)> {
        let column = self.header.iter().position(|(_, name)| *name == slot)?;
        row.get(column).copied().filter(|(_, text)| !text.is_empty())
    }

    /// A cell that has to be there.
    fn needed(&mut self, first: Span, slot: &str, found: Option<(Span, &'t str)>) -> Option<(Span, &'t str)> {
        if found.is_none() {
            self.fault(first, format!("this row has no `{slot}`"), "a value");
        }
        found
    }

    fn decision(&mut self, row: &[(Span, &'t str)]) -> Option<Decision> {
        let first = row.first()?.0;
        if row.len() != self.header.len() {
            let message = format!("this row has {} fields, the header has {}", row.len(), self.header.len());
            let end = row.last().map_or(first.end, |(span, _)| span.end);
            self.fault(Span { end, ..first }, message, "one field for each column, separated by tabs");
            return None;
        }
        // A name in words is a literal, and has no id.
        let subject = self.cell(row, "subject_id").or_else(|| self.cell(row, "subject_label"));
        let [predicate, object, justification] =
            ["predicate_id", "object_id", "mapping_justification"].map(|slot| self.cell(row, slot));
        let subject = self.needed(first, "subject_id", subject);
        let predicate = self.needed(first, "predicate_id", predicate);
        let object = self.needed(first, "object_id", object);
        self.needed(first, "mapping_justification", justification)?;
        let (subject, predicate, object) = (subject?, predicate?, object?);
        let is_not = match self.cell(row, "predicate_modifier") {
            None => false,
            Some((_, "Not")) => true,
            Some((span, other)) => {
                self.fault(span, format!("`{other}` is not a modifier"), "Not, or nothing");
                return None;
            }
        };
        let predicate = self.expanded(predicate.1);
        let remarks =
            ["author_id", "author_label", "mapping_date", "comment"].map(|slot| self.cell(row, slot));
        let remarks: Vec<&str> = remarks.into_iter().flatten().map(|(_, text)| text).collect();
        Some(Decision {
            subject: self.id_of(&self.expanded(subject.1)),
            subject_span: subject.0,
            object: self.id_of(&self.expanded(object.1)),
            object_span: object.0,
            is_same: !is_not && (predicate == skos::EXACT_MATCH || predicate == owl::SAME_AS),
            remark: remarks.join(", "),
        })
    }

    /// An IRI of a short form with a known prefix; any other text as it is.
    fn expanded(&self, text: &str) -> String {
        let short =
            text.split_once(':').and_then(|(prefix, local)| Some((self.prefixes.get(prefix)?, local)));
        short.map_or_else(|| text.to_owned(), |(namespace, local)| format!("{namespace}{local}"))
    }

    /// The id of an entity of this graph; any other text as it is.
    fn id_of(&self, text: &str) -> String {
        text.strip_prefix(&self.base).unwrap_or(text).to_owned()
    }

    /// Faults for names that are two things.
    fn contradictions(&mut self, links: &Links) {
        for rows in links.by_subject.values() {
            let mut same = rows.iter().map(|row| &links.decisions[*row]).filter(|decision| decision.is_same);
            let Some(first) = same.next() else { continue };
            let others = rows.iter().map(|row| &links.decisions[*row]);
            let against = others.filter(|other| (other.object != first.object) == other.is_same);
            for other in against {
                let (one, two) = (&first.object, &other.object);
                let message = if other.is_same {
                    format!("`{}` is `{one}` by another row, and cannot be `{two}` as well", first.subject)
                } else {
                    format!("`{}` is `{one}` by another row, and cannot be another one", first.subject)
                };
                let fault = Diagnostic::new(Code::R108, Location::Span(self.id, other.object_span), message)
                    .expected("one decision on each pair")
                    .related(Location::Span(self.id, first.object_span), "the other row");
                self.faults.push(fault);
            }
        }
    }
}
