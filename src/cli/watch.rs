//! `remit watch`: checks the project whenever a file changes, tells what that changes in the graph, and writes the output anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::args::{Args, WatchArgs};
use super::build::refused;
use super::cite::number;
use super::diff::words;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure};
use crate::derive::graph::{BuildError, Graph};
use crate::explore::changes;
use crate::model::diagnostic::Severity;
use crate::project::{self, Look, Outputs, Project, Watch};

/// How often files are looked at. What differs between two looks is waited for until it stays the same for one more.
const PAUSE: Duration = Duration::from_millis(25);
/// Without changes for so long, files are looked at less often.
const QUIET: Duration = Duration::from_secs(60);
/// How often then.
const LONG_PAUSE: Duration = Duration::from_millis(250);
/// How many files are named that changed.
const MOST_NAMED: usize = 10;

/// Runs the command, until it is ended from outside.
pub(super) fn run(args: &Args, options: &WatchArgs, ui: &mut Ui) -> CommandResult {
    let project = session::open(args, ui)?;
    let root = project.root.clone();
    let texts = args.sources.as_deref();
    let mut watch = Watch::of_inputs(&project, texts);
    let mut seen = watch.look();
    let mut last = None;
    // It was read before it was looked at.
    drop(project);
    loop {
        let begun = Instant::now();
        match project::open(&root, texts) {
            Ok(project) => {
                watch = Watch::of_inputs(&project, texts);
                if let Some(graph) = check(&project, last.as_ref(), begun, ui)? {
                    if !options.no_output {
                        write(&project, &graph, args, ui)?;
                    }
                    last = Some(graph);
                }
            }
            Err((files, faults)) => session::report(&files, None, faults, ui),
        }
        let now = wait(&watch, &seen);
        tell_changed(&seen.changed(&now), &root, ui);
        seen = now;
    }
}

/// Waits for a change.
fn wait(watch: &Watch, seen: &Look) -> Look {
    let begun = Instant::now();
    let mut before: Option<Look> = None;
    loop {
        let now = watch.look();
        // An editor may be in the middle of its work.
        if now != *seen && before.as_ref() == Some(&now) {
            return now;
        }
        let is_quiet = now == *seen && begun.elapsed() > QUIET;
        before = Some(now);
        thread::sleep(if is_quiet { LONG_PAUSE } else { PAUSE });
    }
}

fn tell_changed(paths: &[PathBuf], root: &Path, ui: &Ui) {
    let mut words = String::from("\n");
    for path in paths.iter().take(MOST_NAMED) {
        let state = if path.exists() { "changed" } else { "gone" };
        words.push_str(&format!("{}: {state}\n", path.strip_prefix(root).unwrap_or(path).display()));
    }
    if let Some(more) = paths.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        words.push_str(&format!("and {} more\n", number(more, "file")));
    }
    ui.talk(&words);
}

/// Tells what is wrong, and what is other than in the graph of the last time; gives the graph, where there is one.
fn check(
    project: &Project,
    last: Option<&Graph>,
    begun: Instant,
    ui: &mut Ui,
) -> Result<Option<Graph>, Failure> {
    let input = &project.input;
    let graph = match Graph::build(Arc::clone(input), None) {
        Ok(graph) => graph,
        Err(BuildError::Faults(faults)) => {
            session::report(&input.files, Some(&input.manifest), faults.diagnostics, ui);
            let errors = "the graph has faults: the output stays as it was";
            ui.talk(&format!("{errors} ({})\n", seconds(begun)));
            return Ok(None);
        }
        Err(BuildError::Store(error)) => return Err(Failure::from_error(&error)),
    };
    let warnings = graph.warnings().to_vec();
    let count = warnings.iter().filter(|fault| fault.severity == Severity::Warning).count();
    if !warnings.is_empty() {
        session::report(&input.files, Some(&input.manifest), warnings, ui);
    }
    match last {
        None => ui.talk(&format!(
            "{} and {} ({}); waiting for changes, Ctrl+C ends it\n",
            number(graph.dataset().entities().len(), "thing"),
            number(graph.dataset().claims().len(), "claim"),
            seconds(begun)
        )),
        Some(last) => {
            ui.page(&words(&changes(last.scope(), graph.scope())))?;
            let warned = if count == 0 { "no faults".to_owned() } else { number(count, "warning") };
            ui.talk(&format!("{warned} ({})\n", seconds(begun)));
        }
    }
    Ok(Some(graph))
}

/// Writes the output folder; tells why not, where it cannot be written.
fn write(project: &Project, graph: &Graph, args: &Args, ui: &Ui) -> Result<(), Failure> {
    let begun = Instant::now();
    let manifest = &project.input.manifest;
    let folder = &manifest.folders.output;
    let outputs = match Outputs::of(project, graph, session::store_for_views(graph)?) {
        Ok(outputs) => outputs,
        Err(faults) => {
            session::report(&project.input.files, Some(manifest), faults, ui);
            ui.talk(&format!("{folder}/ stays as it was\n"));
            return Ok(());
        }
    };
    if !outputs.warnings().is_empty() {
        session::report(&project.input.files, Some(manifest), outputs.warnings().to_vec(), ui);
    }
    let waiting = || ui.talk(&format!("another build is writing {folder}/; waiting for it\n"));
    match outputs.publish(false, &waiting) {
        Ok(_) => {
            // As after `remit build`: with texts that are not the project's, other commands would find other faults.
            let kept = args.sources.is_none().then(|| project::keep(project, graph).err()).flatten();
            if let Some(error) = kept {
                ui.talk(&format!("{error}\n"));
            }
            ui.talk(&format!("{folder}/ is written ({})\n", seconds(begun)));
        }
        // A file that was changed by hand is no reason to end.
        Err(error) => {
            if let Failure::Error { message, help } = refused(&error) {
                ui.error(&message, help.as_deref());
            }
        }
    }
    Ok(())
}

fn seconds(begun: Instant) -> String {
    format!("{:.2} s", begun.elapsed().as_secs_f64())
}
