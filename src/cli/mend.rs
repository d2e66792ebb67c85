//! `remit check --fix`: what mends faults is written into the files, or shown as a diff.

use std::collections::{BTreeMap, BTreeSet};

use super::args::{Args, CheckArgs, ReportFormat};
use super::check::{self, look};
use super::cite::number;
use super::ui::Ui;
use super::{Failure, Outcome, session};
use crate::compile::read::{Edit, Hunk, choose, edited, hunks};
use crate::model::code::Code;
use crate::model::file::{FileId, SourceFile};
use crate::project::{self, Inspection, Overlay};
use crate::render::report::{Report, unified};

/// What became of fixes.
pub(super) enum Mended {
    /// They were shown; nothing is written.
    Shown(Outcome),
    /// They are in the files, which were looked at again.
    Written(Box<Inspection>),
}

/// Faults of a file that cannot be read to its end.
const SYNTAX: [Code; 9] = [
    Code::R003,
    Code::R040,
    Code::R050,
    Code::R052,
    Code::R053,
    Code::R054,
    Code::R055,
    Code::R061,
    Code::R091,
];

/// A fix that can be made, as it is told.
struct Candidate {
    told: String,
    edits: Vec<Edit>,
}

/// A fix that would make a file unreadable is looked for one by one among so many.
const MOST_TRIED: usize = 50;

/// What some fixes come to, before anything is written.
struct Trial {
    changes: BTreeMap<FileId, Vec<Hunk>>,
    /// The numbers of those that are made.
    made: Vec<usize>,
    after: Inspection,
    /// Files that can be read less well than before.
    worse: BTreeSet<FileId>,
}

/// Makes fixes in memory, and looks at the project with them.
fn trial(
    candidates: &[Candidate],
    report: &Report<'_>,
    (args, options, ui): (&Args, &CheckArgs, &Ui),
) -> Result<Trial, Failure> {
    let groups: Vec<Vec<Edit>> = candidates.iter().map(|c| c.edits.clone()).collect();
    let (edits, made) = choose(&groups);
    let file = |id: FileId| report.files().get(id);
    let changes: BTreeMap<FileId, Vec<Hunk>> =
        edits.iter().map(|(id, edits)| (*id, hunks(&file(*id).text, edits))).collect();
    let text = |(id, hunks): (&FileId, &Vec<Hunk>)| (file(*id).path.clone(), edited(&file(*id).text, hunks));
    let overlay: Overlay = changes.iter().map(text).collect();
    let after = look(args, options.figures, &overlay, ui)?;
    let (before, now) = (syntax_faults(report), syntax_faults(&check::report(&after)));
    let is_worse = |id: &&FileId| now.get(&file(**id).path) > before.get(&file(**id).path);
    let worse = changes.keys().filter(is_worse).copied().collect();
    Ok(Trial { changes, made, after, worse })
}

/// Makes every fix that needs no choice, as long as files can be read as well as before.
pub(super) fn mend(
    args: &Args,
    options: &CheckArgs,
    before: &Inspection,
    ui: &mut Ui,
) -> Result<Mended, Failure> {
    let report = check::report(before);
    let (mut candidates, offered) = candidates(&report);
    let all = candidates.len();
    let mut tried = trial(&candidates, &report, (args, options, ui))?;
    if !tried.worse.is_empty() {
        let is_bad = |c: &Candidate| c.edits.iter().any(|edit| tried.worse.contains(&edit.file));
        let (bad, good): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_bad);
        candidates = good;
        for one in bad.into_iter().take(MOST_TRIED) {
            candidates.push(one);
            if !trial(&candidates, &report, (args, options, ui))?.worse.is_empty() {
                candidates.pop();
            }
        }
        tried = trial(&candidates, &report, (args, options, ui))?;
    }
    let refused = all - candidates.len();
    let Trial { changes, made, after, .. } = tried;
    let files: Vec<(&SourceFile, Vec<Hunk>)> =
        changes.into_iter().map(|(id, hunks)| (report.files().get(id), hunks)).collect();
    let mut words = summary(made.len(), files.len(), options.dry_run);
    for (count, why) in [
        (candidates.len() - made.len(), "not made, since it would meet another: run this again"),
        (refused, "not made, since a file could not be read with it"),
        (offered, "to choose yourself: see the actions in an editor, or `-f json`"),
    ] {
        if count > 0 {
            words.push_str(&format!("; {} {why}", fixes_of(count)));
        }
    }
    if options.dry_run {
        for (file, hunks) in &files {
            ui.data(&unified(file, hunks))?;
        }
        ui.talk(&format!("{words}\n"));
        return Ok(Mended::Shown(if files.is_empty() { Outcome::Good } else { Outcome::Findings }));
    }
    let is_empty = files.is_empty();
    project::rewrite(&session::root(args)?, files)
        .map_err(|error| session::not_rewritten("nothing was fixed", &error))?;
    let told: Vec<&str> = made.iter().map(|at| candidates[*at].told.as_str()).collect();
    let told = told.join("\n");
    match options.format {
        ReportFormat::Text if !told.is_empty() => ui.data(&format!("{told}\n\n"))?,
        _ => ui.talk(&format!("{told}\n")),
    }
    ui.talk(&format!("{words}\n"));
    // What an overlay hides of the disk is looked at once more, such as the store of the last build.
    let after = if is_empty { after } else { look(args, options.figures, &Overlay::new(), ui)? };
    Ok(Mended::Written(Box::new(after)))
}

/// The fix of each fault that needs no choice; and how many faults can be mended by choosing one.
fn candidates(report: &Report<'_>) -> (Vec<Candidate>, usize) {
    let edits = report.edits();
    let (mut found, mut offered) = (Vec::new(), 0);
    for fault in report.faults() {
        let mut fixes = fault.fixes.iter().filter_map(|fix| Some((fix, edits.of(fix)?)));
        let Some((fix, of_fix)) = fixes.next() else { continue };
        // What the program carries itself is no file of the project.
        let is_own = of_fix.iter().any(|edit| report.files().get(edit.file).path.starts_with('('));
        if fix.asks || is_own {
            offered += usize::from(fix.asks);
            continue;
        }
        let place = report.place(&fault.anchor);
        let at = format!("{}:{}:{}", place.path, place.position.line, place.position.column);
        found.push(Candidate { told: format!("{at}: {} ({})", fix.action, fault.code), edits: of_fix });
    }
    (found, offered)
}

/// How many faults of syntax each file has.
pub(super) fn syntax_faults(report: &Report<'_>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for fault in report.faults().iter().filter(|fault| SYNTAX.contains(&fault.code)) {
        *found.entry(report.place(&fault.anchor).path).or_default() += 1;
    }
    found
}

fn summary(made: usize, files: usize, is_shown: bool) -> String {
    match (made, is_shown) {
        (0, _) => "nothing to fix without a choice".to_owned(),
        (_, true) => format!("{} would be made in {}", fixes_of(made), number(files, "file")),
        (_, false) => format!("{} made in {}", fixes_of(made), number(files, "file")),
    }
}

fn fixes_of(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}
