//! `remit test`: every question asked, and held against the answer that is expected.

use std::path::Path;

use super::args::{Args, TestArgs};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::store::{DefaultGraph, QueryText, doubts};
use crate::explore::questions::{Question, TestOutcome, ask, in_words};
use crate::model::file::FileId;
use crate::model::header::Header;
use crate::project::parts::Parts;
use crate::project::{self, Project};

/// Runs the command.
pub(super) fn run(args: &Args, options: &TestArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let mut parts = Parts::default();
    let wanted = chosen(&project, options.name.as_deref())?;
    let (mut passed, mut failed, mut written, mut faults) = (0, 0, 0, Vec::new());
    let mut out = String::new();
    for question in questions(&project, &wanted) {
        let (name, expected) = (question.name, question.expected);
        let file = project.input.files.get(question.text.file);
        let answer_path = answer_path(&file.path);
        let part = match parts.of_question(&graph, question.text) {
            Ok(part) => part.map_or(&graph, |(part, _)| part),
            Err(found) => {
                failed += 1;
                faults.extend(found);
                continue;
            }
        };
        let store = session::store(part)?;
        faults.extend(doubts(question.text, DefaultGraph::Union, store));
        match ask(question, store) {
            Err(fault) => {
                failed += 1;
                faults.push(*fault);
            }
            Ok(verdict) if verdict.is_good() && expected.is_some() => passed += 1,
            Ok(verdict) if options.update => {
                let path = project.root.join(&answer_path);
                project::write_whole(&path, verdict.answer.as_bytes())
                    .map_err(|e| Failure::from_error(&e))?;
                written += 1;
                out.push_str(&format!("wrote {answer_path}\n"));
            }
            Ok(verdict) => {
                failed += 1;
                out.push_str(&words(name, &file.text, expected.is_some(), &verdict));
            }
        }
    }
    session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
    let wrote = if written > 0 { format!(", {written} written for review") } else { String::new() };
    let plural = if passed == 1 { "" } else { "s" };
    ui.result(&format!("{out}{passed} question{plural} answered as expected, {failed} not{wrote}\n"))?;
    Ok(if failed == 0 { Outcome::Good } else { Outcome::Findings })
}

fn answer_path(path: &str) -> String {
    Path::new(path).with_extension("csv").to_string_lossy().into_owned()
}

/// The questions whose name begins so, or all.
pub(super) fn chosen(project: &Project, name: Option<&str>) -> Result<Vec<FileId>, Failure> {
    let files = &project.input.files;
    let Some(name) = name else { return Ok(project.input.questions.clone()) };
    let found: Vec<FileId> = project
        .input
        .questions
        .iter()
        .copied()
        .filter(|id| files.get(*id).stem().starts_with(name))
        .collect();
    if found.is_empty() {
        let help = "`remit test` asks all of them";
        return Err(Failure::with_help(format!("no question begins with `{name}`"), help));
    }
    Ok(found)
}

/// Questions with the answers expected of them.
pub(super) fn questions<'a>(project: &'a Project, wanted: &[FileId]) -> Vec<Question<'a>> {
    let files = &project.input.files;
    let question = |id: &FileId| {
        let file = files.get(*id);
        let expected = files.find(&answer_path(&file.path)).map(|a| files.get(a).text.as_str());
        Question { name: file.stem(), text: QueryText { file: *id, text: &file.text }, expected }
    };
    wanted.iter().map(question).collect()
}

/// A question whose answer is another one, with the difference.
fn words(name: &str, text: &str, has_answer: bool, verdict: &TestOutcome) -> String {
    let mut out = format!("{name}: {}\n", in_words(text).unwrap_or_default());
    if let Some(guards) = Header::parse(text).get("guards") {
        out.push_str(&format!("  guards against: {guards}\n"));
    }
    if !has_answer {
        out.push_str("  has no expected answer; `remit test --update` writes this one for review\n");
    }
    for row in &verdict.missing {
        out.push_str(&format!("  - {row}\n"));
    }
    for row in &verdict.extra {
        out.push_str(&format!("  + {row}\n"));
    }
    if verdict.out_of_order {
        out.push_str("  the rows are right and stand in another order\n");
    }
    out
}
