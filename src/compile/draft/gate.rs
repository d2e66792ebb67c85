//! The gate: what a draft proposes is built with the project around it, and what has any fault is refused with the reason.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::record::Record;
use super::{Drafted, Drafting, Proposal};
use crate::compile::build::build;
use crate::compile::input::Input;
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, SourceFile};

/// The file that the project is built with: no file can have this name.
const FILE: &str = "\u{7f}draft.toml";

/// A record that has a fault.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// The record.
    pub record: Record,
    /// The code of the check that it fails; none where it is not a record that could be checked.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

/// Builds the project with all proposals and refuses those with a fault, until none has one. A record whose property does not fit is tried
/// once more with each of the others that were named for it.
pub fn pass(drafting: Drafting<'_>, head: &str, drafted: &mut [Drafted]) {
    let known: BTreeSet<(Code, String)> =
        faults(drafting.input).map(|fault| (fault.code, fault.message)).collect();
    loop {
        let (input, places) = with(drafting, head, drafted);
        let Some(file) = input.files.find(&path(drafting.input)) else { return };
        let mut found: Vec<((usize, usize), Diagnostic)> = Vec::new();
        for fault in faults(&input) {
            let all = std::iter::once(&fault.anchor).chain(fault.related.iter().map(|(place, _)| place));
            let is_new = !known.contains(&(fault.code, fault.message.clone()));
            let at = all.filter_map(|place| byte(place, file)).find_map(|at| {
                places.iter().find(|(range, _)| range.contains(&at)).map(|(_, proposal)| *proposal)
            });
            found.extend(at.filter(|_| is_new).map(|at| (at, fault)));
        }
        if found.is_empty() {
            return;
        }
        // The last one first, so that places stay; one fault of each is told.
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        found.dedup_by_key(|(at, _)| *at);
        for ((sentence, at), fault) in found {
            refuse(&mut drafted[sentence], at, fault);
        }
    }
}

fn refuse(drafted: &mut Drafted, at: usize, fault: Diagnostic) {
    let proposal = &mut drafted.proposals[at];
    drafted.refused.push(Refused {
        record: proposal.record.clone(),
        code: Some(fault.code.as_str()),
        message: fault.message,
    });
    if proposal.others.is_empty() {
        drafted.proposals.remove(at);
        return;
    }
    let (key, label) = proposal.others.remove(0);
    proposal.record.set("predicate", &key);
    proposal.why[0] = super::fit::fitting(&label, None);
}

fn faults(input: &Input) -> impl Iterator<Item = Diagnostic> {
    build(input).diagnostics.into_iter()
}

fn path(input: &Input) -> String {
    format!("{}{FILE}", input.manifest.folders.data)
}

/// The byte of a file that a place points at.
fn byte(place: &Location, file: FileId) -> Option<usize> {
    match place {
        Location::Span(at, span) => (*at == file).then_some(span.start as usize),
        Location::Field(origin, _) => (origin.file == file).then_some(origin.start as usize),
        Location::Path(_) => None,
    }
}

/// Where each proposal stands: its bytes, its sentence and its number there.
type Places = Vec<(Range<usize>, (usize, usize))>;

/// The project with a file of all proposals.
fn with(drafting: Drafting<'_>, head: &str, drafted: &[Drafted]) -> (Input, Places) {
    let Drafting { input, .. } = drafting;
    let mut text = head.to_owned();
    let mut places = Vec::new();
    for (i, sentence) in drafted.iter().enumerate() {
        for (k, Proposal { record, .. }) in sentence.proposals.iter().enumerate() {
            let start = text.len();
            text.push_str(&record.written());
            places.push((start..text.len(), (i, k)));
        }
    }
    let mut files: Vec<SourceFile> = input.files.iter().map(|(_, file)| file.clone()).collect();
    files.push(SourceFile { path: path(input), text });
    let files = Files::new(files);
    let mut with = Input::new(input.manifest.clone(), files, input.texts.clone(), input.lock.clone());
    with.others.clone_from(&input.others);
    with.unread.clone_from(&input.unread);
    (with, places)
}

/// What all records of a draft have in common.
pub(super) fn head(Drafting { dataset, source, .. }: Drafting<'_>, voice: Option<&str>) -> String {
    let mut record =
        Record { kind: "default", fields: vec![("source", dataset.key(Thing::Entity(source)).to_owned())] };
    let voice = voice.map(|voice| ("speaker", voice.to_owned()));
    record.fields.extend(voice);
    record.written().replacen("[[default]]", "[default]", 1)
}
