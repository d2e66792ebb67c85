//! `remit doctor`: what is present, what is missing, and how to get it.

use std::sync::Arc;

use super::args::Args;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::evidence::Verification;
use crate::derive::graph::{BuildError, Graph};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::project::{self, NotFrozen, Outputs, Project};
use crate::render::draw;

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// As it should be.
    Ok,
    /// Not there or not as usual, and everything works all the same.
    Note,
    /// Needed, and not there.
    Missing,
}

/// What was found of one thing, and what to do about it.
struct ValidationResult {
    state: State,
    words: String,
    help: &'static str,
}

impl ValidationResult {
    fn ok(words: impl Into<String>) -> Self {
        Self { state: State::Ok, words: words.into(), help: "" }
    }

    fn note(words: impl Into<String>, help: &'static str) -> Self {
        Self { state: State::Note, words: words.into(), help }
    }

    fn missing(words: impl Into<String>, help: &'static str) -> Self {
        Self { state: State::Missing, words: words.into(), help }
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, ui: &mut Ui) -> CommandResult {
    let mut findings = vec![ValidationResult::ok(concat!("remit ", env!("CARGO_PKG_VERSION")))];
    match session::open_quietly(args) {
        Err(Failure::Error { message, .. }) => findings.push(ValidationResult::missing(
            message,
            "make a graph with `remit init DIR`, or say where one is with --project DIR",
        )),
        Err(other) => return Err(other),
        Ok(Err((_, faults))) => findings.push(faulty("the project cannot be read", &faults)),
        Ok(Ok(project)) => of_project(&project, ui, &mut findings)?,
    }
    findings.push(graphviz());
    findings.push(colours(ui));
    let missing = findings.iter().filter(|f| f.state == State::Missing).count();
    for finding in &findings {
        ui.result(&words(finding))?;
    }
    ui.result(&match missing {
        0 => "nothing required is missing\n".to_owned(),
        1 => "1 thing that is needed is missing\n".to_owned(),
        _ => format!("{missing} things that are needed are missing\n"),
    })?;
    Ok(if missing == 0 { Outcome::Good } else { Outcome::Findings })
}

fn words(finding: &ValidationResult) -> String {
    let state = match finding.state {
        State::Ok => "ok",
        State::Note => "note",
        State::Missing => "missing",
    };
    let help = if finding.help.is_empty() { String::new() } else { format!("         {}\n", finding.help) };
    format!("{state:<7}  {}\n{help}", finding.words)
}

fn faulty(what: &str, faults: &[Diagnostic]) -> ValidationResult {
    let errors = faults.iter().filter(|f| f.severity != Severity::Warning).count();
    let plural = if errors == 1 { "" } else { "s" };
    ValidationResult::missing(
        format!("{what}: {errors} error{plural}"),
        "`remit check` tells them, each with its place",
    )
}

fn of_project(project: &Project, ui: &Ui, findings: &mut Vec<ValidationResult>) -> Result<(), Failure> {
    let manifest = &project.input.manifest;
    let below = |folder: &str| {
        let files = project.input.files.iter();
        files.filter(|(_, f)| f.path.starts_with(folder)).count()
    };
    findings.push(ValidationResult::ok(format!(
        "{}, in {}: {} files in {}, {} in {}",
        manifest.title,
        project.root.display(),
        below(&manifest.folders.ontology),
        manifest.folders.ontology,
        below(&manifest.folders.data),
        manifest.folders.data
    )));
    let counts = [
        (project.input.rules.len(), "rule file", "rule files"),
        (project.input.views.len(), "view", "views"),
        (project.input.queries.len(), "query", "queries"),
        (project.input.questions.len(), "question", "questions"),
        (project.input.mappings.len(), "mapping", "mappings"),
    ];
    // Most projects map no data.
    let is_told = |(number, one, _): &(usize, &str, &str)| *number > 0 || *one != "mapping";
    let words = |(number, one, many)| format!("{number} {}", if number == 1 { one } else { many });
    let told: Vec<String> = counts.into_iter().filter(is_told).map(words).collect();
    findings.push(ValidationResult::ok(told.join(", ")));
    let progress = ui.progress("building the graph");
    let built = Graph::build(Arc::clone(&project.input), None);
    drop(progress);
    let graph = match built {
        Ok(graph) => graph,
        Err(BuildError::Faults(faults)) => {
            texts(&faults.verification, findings);
            findings.push(lock(project, &faults.verification));
            findings.push(faulty("the graph cannot be built", &faults.diagnostics));
            return Ok(());
        }
        Err(BuildError::Store(error)) => return Err(Failure::from_error(&error)),
    };
    texts(graph.verification(), findings);
    findings.push(lock(project, graph.verification()));
    let (entities, claims) = (graph.dataset().entities().len(), graph.dataset().claims().len());
    findings.push(ValidationResult::ok(format!("the graph builds: {entities} entities, {claims} claims")));
    findings.push(output(project, &graph)?);
    findings.push(store(project));
    Ok(())
}

/// The texts of sources, one finding a source that names one.
fn texts(verification: &Verification, findings: &mut Vec<ValidationResult>) {
    for source in &verification.sources {
        let Some(file) = &source.file else { continue };
        let key = &source.key;
        findings.push(match (source.has_text, source.failed) {
            (true, _) => ValidationResult::ok(format!("the text of {key} is here ({file})")),
            (false, 0) => ValidationResult::note(
                format!(
                    "the text of {key} ({file}) is not here: {} quotes are taken as recorded",
                    source.recorded
                ),
                "with the text in the sources folder, or in that of --sources DIR, add the text to sources/ or pass --sources DIR to check them again",
            ),
            (false, missed) => ValidationResult::missing(
                format!("the text of {key} ({file}) is not here, and {missed} quotes were never found in it"),
                "put the text into the sources folder, or name its folder with --sources DIR",
            ),
        });
    }
}

fn lock(project: &Project, verification: &Verification) -> ValidationResult {
    let quoted = verification.sources.iter().any(|s| s.file.is_some());
    if project.input.files.find("remit.lock").is_some() {
        ValidationResult::ok("remit.lock records quotation positions, for readers without the source texts")
    } else if quoted {
        ValidationResult::note(
            "there is no remit.lock: only who has the texts can build the graph",
            "`remit verify --record` writes it",
        )
    } else {
        ValidationResult::ok("no remit.lock is needed: nothing is quoted from a text")
    }
}

fn output(project: &Project, graph: &Graph) -> Result<ValidationResult, Failure> {
    let folder = &project.input.manifest.folders.output;
    let outputs = match Outputs::of(project, graph, session::store_for_views(graph)?) {
        Ok(outputs) => outputs,
        Err(faults) => return Ok(faulty(&format!("{folder}/ cannot be made"), &faults)),
    };
    Ok(match outputs.differences().map(|found| found.len()) {
        Err(error) => ValidationResult::missing(
            format!("{folder}/ cannot be compared: {error}"),
            "make it a folder that can be read, then `remit build`",
        ),
        Ok(0) => ValidationResult::ok(format!("{folder}/ is up to date")),
        Ok(_) if !project.root.join(folder).join("manifest.json").exists() => {
            ValidationResult::note(format!("{folder}/ is not written yet"), "`remit build` writes it")
        }
        Ok(1) => ValidationResult::note(
            format!("{folder}/ is stale in 1 file"),
            "`remit build` brings it up to date",
        ),
        Ok(many) => ValidationResult::note(
            format!("{folder}/ is stale in {many} files"),
            "`remit build` brings it up to date",
        ),
    })
}

fn store(project: &Project) -> ValidationResult {
    if !project.input.manifest.store_written {
        return ValidationResult::ok("no store is kept, as remit.toml says");
    }
    match project::kept(project) {
        Ok(_) => ValidationResult::ok("queries are answered from the store that the last build kept"),
        Err(NotFrozen::Damaged { source, .. }) => ValidationResult::note(
            format!("the store that the last build kept cannot be used: {source}"),
            "`remit build` writes it anew",
        ),
        Err(_) => ValidationResult::note(
            "no store of this state of the project: each query builds the graph first",
            "`remit build` keeps one",
        ),
    }
}

fn graphviz() -> ValidationResult {
    match draw::version() {
        Ok(version) => ValidationResult::ok(format!("Graphviz is installed: {version}")),
        Err(error) => ValidationResult::note(
            format!("{error}; only `remit draw --renderer dot` needs it"),
            "Debian and Ubuntu: apt install graphviz; macOS: brew install graphviz; Windows: winget install graphviz",
        ),
    }
}

fn colours(ui: &Ui) -> ValidationResult {
    if ui.colour() {
        return ValidationResult::ok("colours are on");
    }
    let why = if ui.talks_to_terminal() {
        "NO_COLOR is set, or --color never"
    } else {
        "standard error is not a terminal"
    };
    ValidationResult::note(format!("colours are off: {why}"), "--color always turns them on")
}
