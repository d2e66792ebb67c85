//! Records of a work sheet on their way into the data, one by one: what each comes to in the project, and what was decided, by whom.
//!
//! Goes in: a project, the text of a sheet, decisions of a person. Comes out: data files with records more, and a file of decisions, so that
//! nothing is asked twice. Who asks and shows is above: the command line and the page of the server.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub use crate::compile::draft::Offer;
use crate::compile::draft::{Decided, Decision, Decisions, inherited, offers, placed};
use crate::compile::format::changes;
use crate::compile::input::Input;
use crate::compile::read::has_ending;
use crate::derive::graph::{BuildError, Graph};
use crate::explore::fact;
use crate::model::claim::{ClaimId, Thing};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::{FileId, SourceFile};
use crate::project::{self, NotRewritten, Overlay, Project, make_folder, write_whole};
use crate::render::report;
use crate::render::report::Report;

/// The folder of sheets, beside those of the project.
pub const FOLDER: &str = "draft";
/// How the names of files end that keep what was decided of drafts.
pub const DECISIONS: &str = ".decisions.toml";

/// What stands at the beginning of a file of decisions.
const HEAD: &str =
    "# What was decided of the records of a draft, and by whom. No review asks for them again.\n\n";

/// How wide faults are told, in columns.
const WIDTH: usize = 100;
/// What to do where a graph cannot be made.
const CHECK: &str = "`remit check` tells what is wrong";

/// Why something cannot be done.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

fn refused(message: impl Into<String>, help: &str) -> Refused {
    Refused { message: message.into(), help: Some(help.to_owned()).filter(|help| !help.is_empty()) }
}

/// An error with its causes in one sentence.
fn failed(what: &str, error: &dyn std::error::Error) -> Refused {
    let mut message = if what.is_empty() { error.to_string() } else { format!("{what}: {error}") };
    let mut cause = error.source();
    while let Some(next) = cause {
        message.push_str(&format!(": {next}"));
        cause = next.source();
    }
    refused(message, "")
}

/// The place where records of one source are decided.
#[derive(Clone, Debug)]
pub struct Desk {
    root: PathBuf,
    texts: Option<PathBuf>,
    /// The key of the source.
    pub source: String,
    /// What its records have in common.
    head: String,
    /// The data file that they go into, by its path in the project.
    pub into: String,
    /// Where it is kept what is decided, and who decides; neither for a record that nobody drafted.
    kept: Option<(PathBuf, String)>,
    /// What the graph was warned of before.
    known: BTreeSet<(Code, String)>,
}

/// What a record comes to, put into the data.
pub struct Trial {
    /// The data file as it is; none where it is a new one.
    file: Option<SourceFile>,
    /// Its text with the record.
    text: String,
    /// How the record reads; none where it has errors, or is no claim.
    pub sentence: Option<String>,
    /// What the file says of all its claims, and so of this one, that was not drafted.
    pub inherited: Vec<String>,
    /// What is wrong with it, and the files of the places.
    pub faults: Option<(Arc<Input>, Vec<Diagnostic>)>,
}

impl Trial {
    /// Whether it cannot stand in the data.
    pub fn is_wrong(&self) -> bool {
        self.faults.iter().any(|(_, faults)| faults.iter().any(|fault| fault.severity == Severity::Error))
    }

    /// What is wrong with it, as text with places; empty where nothing is.
    pub fn faults_in_words(&self) -> String {
        let Some((input, faults)) = &self.faults else { return String::new() };
        let report = Report::new(&input.files, Some(&input.manifest), faults.clone());
        report::text(&report, false, WIDTH, report::MOST_SHOWN)
    }
}

/// A desk with the sheet of its source.
pub struct Begun {
    /// The desk.
    pub desk: Desk,
    /// The sheet.
    pub opened: Opened,
}

/// Opens the sheet of a source, by its key, with the project as it is now. Costs a build.
///
/// # Errors
///
/// Where there is no such source or sheet, or the project has faults.
pub fn begin(root: &Path, texts: Option<&Path>, source: &str) -> Result<Begun, Refused> {
    let project = project::open(root, texts).map_err(|_| refused("the project cannot be read", CHECK))?;
    let graph = Graph::build(Arc::clone(&project.input), None).map_err(|error| match error {
        BuildError::Faults(_) => refused("the graph has faults", CHECK),
        BuildError::Store(error) => failed("", &error),
    })?;
    if !matches!(graph.dataset().find(source), Some(Thing::Entity(_))) {
        return Err(refused(format!("there is no source `{source}`"), ""));
    }
    let opened = open_sheet(root, source, &sheet_of(root, source))?;
    let desk = Desk::new((&project, &graph), texts, (source, &opened.head), None)?;
    Ok(Begun { desk, opened })
}

/// The keys of the sources that have a sheet in the folder of sheets.
pub fn sheets(root: &Path) -> Vec<String> {
    let names = project::names_in(&root.join(FOLDER));
    let sheets =
        names.iter().filter(|name| !name.ends_with(DECISIONS)).filter_map(|name| name.strip_suffix(".toml"));
    sheets.map(str::to_owned).collect()
}

/// A sheet with its records: those that are open, and how many were decided before.
pub struct Opened {
    /// What all its records have in common.
    pub head: String,
    /// Those that nobody decided on.
    pub open: Vec<Offer>,
    /// How many were decided.
    pub decided: usize,
}

/// Reads a sheet of a source, and what was decided of its records.
///
/// # Errors
///
/// Where either cannot be read.
pub fn open_sheet(root: &Path, source: &str, sheet: &Path) -> Result<Opened, Refused> {
    let text = project::read_text(sheet).map_err(|error| {
        refused(
            format!("{}: {}", sheet.display(), error.message),
            &format!("`remit draft {source}` makes a sheet"),
        )
    })?;
    let (head, offers) =
        offers(&text).map_err(|error| refused(format!("{}: {error}", sheet.display()), ""))?;
    let decisions = read(&decisions_of(root, source))?;
    let all = offers.len();
    let open: Vec<Offer> = offers.into_iter().filter(|offer| !decisions.has(&offer.key(source))).collect();
    Ok(Opened { head, decided: all - open.len(), open })
}

/// Where a sheet of a source is.
pub fn sheet_of(root: &Path, source: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{source}.toml"))
}

fn decisions_of(root: &Path, source: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{source}{DECISIONS}"))
}

fn read(path: &Path) -> Result<Decisions, Refused> {
    if !path.exists() {
        return Ok(Decisions::default());
    }
    let text =
        project::read_text(path).map_err(|e| refused(format!("{}: {}", path.display(), e.message), ""))?;
    toml::from_str(&text).map_err(|error| {
        let help = "these are the decisions of earlier reviews: mend the file, or move it away";
        refused(format!("{}: {error}", path.display()), help)
    })
}

/// The data file that is meant, by its path in the project.
fn data_file(typed: &str, project: &Project) -> Result<String, Refused> {
    let folder = &project.input.manifest.folders.data;
    let help = format!("name a TOML file by its path in the project, such as {folder}more.toml");
    let refuse = |why: &str| Err(refused(format!("`{typed}` {why}"), &help));
    let mut parts = Vec::new();
    for part in Path::new(typed).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::CurDir => {}
            _ => return refuse("does not lie in the project"),
        }
    }
    let path = parts.join("/");
    let is_hidden = parts.iter().any(|part| part.starts_with('.'));
    if !path.starts_with(folder.as_str()) || !has_ending(&path, "toml") || is_hidden {
        return refuse("is no data file that a build reads");
    }
    if project.input.files.find(&path).is_none() && project.root.join(&path).exists() {
        return refuse("is there, and no build reads it");
    }
    Ok(path)
}

/// The data file in which most claims of the source are, where one says so of all its claims.
fn target(project: &Project, graph: &Graph, source: &str) -> Option<String> {
    let input = &project.input;
    let of_source = |id: &&FileId| {
        let table = input.files.get(**id).text.parse::<toml::Table>().ok();
        let own = table.and_then(|table| Some(table.get("default")?.get("source")?.as_str()? == source));
        own.unwrap_or_default()
    };
    let claims =
        |id: &FileId| graph.dataset().claims().iter().filter(|claim| claim.origin.file == *id).count();
    let file = input.data.iter().filter(of_source).max_by_key(|id| claims(id));
    file.map(|id| input.files.get(*id).path.clone())
}

impl Desk {
    /// For records of a source, with what they have in common. They go into a data file that is named, else into the one with most claims of
    /// the source, else into a new one.
    ///
    /// # Errors
    ///
    /// Where what is named is no data file.
    pub fn new(
        (project, graph): (&Project, &Graph),
        texts: Option<&Path>,
        (source, head): (&str, &str),
        into: Option<&str>,
    ) -> Result<Self, Refused> {
        let new = || format!("{}{source}.toml", project.input.manifest.folders.data);
        let into = into.map(|typed| data_file(typed, project)).transpose()?;
        Ok(Self {
            root: project.root.clone(),
            texts: texts.map(Path::to_owned),
            source: source.to_owned(),
            head: head.to_owned(),
            into: into.or_else(|| target(project, graph, source)).unwrap_or_else(new),
            kept: None,
            known: graph.warnings().iter().map(|fault| (fault.code, fault.message.clone())).collect(),
        })
    }

    /// Keeps what is decided, by whom.
    #[must_use]
    pub fn kept_by(mut self, name: &str) -> Self {
        self.kept = Some((decisions_of(&self.root, &self.source), name.to_owned()));
        self
    }

    /// The project with a record in it. Costs a build.
    ///
    /// # Errors
    ///
    /// Where the project, or the record, cannot be read.
    pub fn trial(&self, offer: &Offer) -> Result<Trial, Refused> {
        let open = |overlay: &Overlay| project::open_with(&self.root, self.texts.as_deref(), overlay);
        let input =
            open(&Overlay::new()).map_err(|_| refused("the project can no longer be read", ""))?.input;
        let path = &self.into;
        let file = input.files.find(path).map(|id| input.files.get(id).clone());
        let text = placed(file.as_ref().map(|file| file.text.as_str()), &self.head, &offer.record);
        let text = text.ok_or_else(|| refused(format!("this is not one record:\n{}", offer.record), ""))?;
        let overlay = Overlay::from([(path.clone(), text.clone())]);
        let inherited = file.as_ref().map(|file| inherited(&file.text, &self.head, &offer.record));
        let trial =
            Trial { file, text, sentence: None, inherited: inherited.unwrap_or_default(), faults: None };
        let project = match open(&overlay) {
            Ok(project) => project,
            Err((_, faults)) => return Ok(Trial { faults: Some((input, faults)), ..trial }),
        };
        let input = Arc::clone(&project.input);
        match Graph::build(Arc::clone(&input), None) {
            Ok(graph) => {
                let is_claim = offer.record.starts_with("[[claim]]");
                let sentence = is_claim.then(|| last_sentence(&graph, &input, path)).flatten();
                let is_new = |fault: &&Diagnostic| !self.known.contains(&(fault.code, fault.message.clone()));
                let warnings: Vec<Diagnostic> = graph.warnings().iter().filter(is_new).cloned().collect();
                let faults = (!warnings.is_empty()).then_some((input, warnings));
                Ok(Trial { sentence, faults, ..trial })
            }
            Err(BuildError::Faults(faults)) => {
                let is_error = |fault: &Diagnostic| fault.severity == Severity::Error;
                let errors = faults.diagnostics.into_iter().filter(is_error).collect();
                Ok(Trial { faults: Some((input, errors)), ..trial })
            }
            Err(BuildError::Store(error)) => Err(failed("", &error)),
        }
    }

    /// Writes the data file with the record, as long as it is as it was read, and keeps the decision.
    ///
    /// # Errors
    ///
    /// Where the file was changed or made meanwhile, or cannot be written: then it is as it was.
    pub fn accept(&self, offered: &Offer, offer: &Offer, trial: &Trial) -> Result<Decided, Refused> {
        self.write(trial)?;
        let what = if offer.record == offered.record { Decided::Accepted } else { Decided::Edited };
        self.decide(offered, offer, what).map(|()| what)
    }

    fn write(&self, trial: &Trial) -> Result<(), Refused> {
        const NOTHING: &str = "nothing is written";
        if let Some(file) = &trial.file {
            let hunks = changes(&file.text, &trial.text);
            return project::rewrite(&self.root, [(file, hunks)]).map_err(|error| {
                let help = match error {
                    NotRewritten::Changed(_) => "ask again",
                    _ => "see whether this user may change the file; all files are as they were",
                };
                Refused { help: Some(help.to_owned()), ..failed(NOTHING, &error) }
            });
        }
        let path = self.root.join(&self.into);
        if path.exists() {
            return Err(refused(format!("{NOTHING}: `{}` was made meanwhile", self.into), "ask again"));
        }
        path.parent().map_or(Ok(()), make_folder).map_err(|error| failed(NOTHING, &error))?;
        write_whole(&path, trial.text.as_bytes()).map_err(|error| failed(NOTHING, &error))
    }

    /// Keeps that a record is not wanted.
    ///
    /// # Errors
    ///
    /// Where that cannot be written.
    pub fn reject(&self, offered: &Offer) -> Result<Decided, Refused> {
        self.decide(offered, offered, Decided::Rejected).map(|()| Decided::Rejected)
    }

    fn decide(&self, offered: &Offer, offer: &Offer, what: Decided) -> Result<(), Refused> {
        let Some((path, by)) = &self.kept else { return Ok(()) };
        // Another review may have decided something meanwhile.
        let mut decisions = read(path)?;
        let (offer, record) = (offered.key(&self.source), offer.in_a_line());
        decisions.decision.push(Decision { offer, what, by: by.clone(), record });
        let text = toml::to_string(&decisions).map_err(|error| failed("", &error))?;
        let written = write_whole(path, format!("{HEAD}{text}").as_bytes());
        written.map_err(|error| failed("the decision is not kept", &error))
    }
}

/// How the last claim of a file reads.
fn last_sentence(graph: &Graph, input: &Input, path: &str) -> Option<String> {
    let (dataset, file) = (graph.dataset(), input.files.find(path));
    let of_file = |id: &ClaimId| Some(dataset.claim(*id).origin.file) == file;
    let last = dataset.claim_ids().filter(of_file).max_by_key(|id| dataset.claim(*id).origin.start)?;
    fact(dataset.key(Thing::Claim(last)), graph.scope()).map(|fact| fact.words)
}
