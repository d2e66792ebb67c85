//! `remit verify`: every quote looked for, and its place recorded.

use std::collections::BTreeMap;

use super::args::{Args, VerifyArgs};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::build::build;
use crate::compile::evidence::{Change, Verification, write_lock};
use crate::model::code::Code;
use crate::model::diagnostic::Severity;
use crate::project;

/// Runs the command.
pub(super) fn run(args: &Args, options: &VerifyArgs, ui: &mut Ui) -> CommandResult {
    let project = session::open(args, ui)?;
    let built = build(&project.input);
    let told = format!("{}{}", words(&built.verification), changes(&built.verification));
    let about_quotes = |code: Code| (Code::R027..=Code::R032).contains(&code) && code != Code::R029;
    let recording = |code: Code| options.record && code == Code::R030;
    // Warnings are for `check`: what is found can be recorded all the same.
    let errors = built.diagnostics.into_iter().filter(|d| d.severity == Severity::Error);
    let (quotes, others): (Vec<_>, Vec<_>) = errors.partition(|d| about_quotes(d.code));
    let quotes: Vec<_> = quotes.into_iter().filter(|d| !recording(d.code)).collect();
    let bad = !quotes.is_empty();
    if bad || !others.is_empty() {
        ui.result(&told)?;
        let all = quotes.into_iter().chain(others).collect();
        session::report(&project.input.files, Some(&project.input.manifest), all, ui);
        if options.record {
            ui.talk("nothing was recorded\n");
        }
        return Ok(Outcome::Findings);
    }
    if options.record {
        let path = project.root.join("remit.lock");
        project::write_whole(&path, write_lock(&built.verification.lock).as_bytes())
            .map_err(|e| Failure::from_error(&e))?;
    }
    // What is recorded does not depend on a reader of standard output.
    let shown = ui.result(&told);
    if options.record {
        ui.talk("recorded in remit.lock\n");
    }
    shown?;
    Ok(Outcome::Good)
}

/// What became of each quote of the sources whose text changed since it was recorded.
fn changes(verification: &Verification) -> String {
    let mut out = String::new();
    for source in verification.sources.iter().filter(|s| !s.changes.is_empty()) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for quote in &source.changes {
            *counts.entry(quote.change.word()).or_default() += 1;
        }
        let counted: Vec<String> = counts.iter().map(|(word, number)| format!("{number} {word}")).collect();
        out.push_str(&format!(
            "  the text of {} has changed; its quotes: {}\n",
            source.key,
            counted.join(", ")
        ));
        for quote in source.changes.iter().filter(|q| q.change != Change::Same) {
            let section =
                if quote.section.is_empty() { String::new() } else { format!(" in {}", quote.section) };
            let line = format!(
                "    {}: \u{201c}{}\u{201d}{section}: {}",
                quote.change.word(),
                quote.quote,
                quote.change
            );
            out.push_str(line.trim_end_matches([':', ' ']));
            out.push('\n');
        }
    }
    out
}

/// How many sources have a line each; of more that are alike there is one.
const LINES: usize = 3;

/// What was verified and what was not: a line a source, or one for many of which the same is to be said.
pub(super) fn words(verification: &Verification) -> String {
    let mut out = String::new();
    for has_text in [true, false] {
        let alike = || verification.sources.iter().filter(move |s| s.has_text == has_text && s.failed == 0);
        if alike().count() > LINES {
            let (quotes, number) = (
                alike().map(|s| if has_text { s.verified } else { s.recorded }).sum::<usize>(),
                alike().count(),
            );
            out.push_str(&if has_text {
                format!("  {quotes} quotes found word for word in the texts of {number} sources\n")
            } else {
                format!(
                    "  {quotes} quotes of {number} sources NOT checked again: their texts are missing (recorded positions used)\n"
                )
            });
            continue;
        }
        for source in alike() {
            let key = &source.key;
            out.push_str(&if has_text {
                format!("  {} quotes found word for word in the text of {key}\n", source.verified)
            } else {
                format!(
                    "  {} quotes of {key} NOT checked again: its text is missing (recorded positions used)\n",
                    source.recorded
                )
            });
        }
    }
    for source in verification.sources.iter().filter(|s| s.failed > 0) {
        let (key, missed) = (&source.key, source.failed);
        out.push_str(&if source.has_text {
            format!("  {} quotes found in the text of {key}, {missed} not found\n", source.verified)
        } else {
            format!(
                "  {} quotes of {key} NOT checked again, and {missed} never checked: its text is missing\n",
                source.recorded
            )
        });
    }
    if verification.sources.is_empty() {
        out.push_str("  no quotes: every claim cites a register\n");
    }
    out
}
