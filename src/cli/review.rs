//! `remit review`: the records of a work sheet one by one beside their sentence; what is accepted goes into the data.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::args::{Args, ReviewArgs};
use super::cite::number;
use super::draft::{DECISIONS, FOLDER, source};
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, session};
use crate::compile::draft::{Decided, Decision, Decisions, Offer, inherited, offers, placed};
use crate::compile::format::changes;
use crate::compile::input::Input;
use crate::compile::read::has_ending;
use crate::derive::graph::{BuildError, Graph};
use crate::explore::fact;
use crate::model::claim::{ClaimId, Thing};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::{FileId, SourceFile};
use crate::project::{self, Overlay, Project, make_folder, write_whole};

/// What may be answered.
const HELP: &str = "a accept; r reject, never to be asked again; p postpone; 1, 2 … another property; e edit in the editor of $VISUAL or $EDITOR;
`status = \"planned\"` sets a field, `qualifier =` takes one away; q end (what was decided is kept)\n";

/// What stands at the beginning of a file of decisions.
const HEAD: &str = "# What was decided of the records of a draft, and by whom. `remit review` asks for none of them again.\n\n";

/// Records of one source on their way into the data.
pub(super) struct Review<'a> {
    args: &'a Args,
    root: PathBuf,
    source: String,
    /// What the records have in common.
    head: String,
    /// The data file that they go into.
    into: String,
    /// Where it is kept what is decided, and who decides; neither for a record that nobody drafted.
    kept: Option<(PathBuf, String)>,
    /// What the graph was warned of before.
    known: BTreeSet<(Code, String)>,
    counts: BTreeMap<&'static str, usize>,
}

/// What a record comes to, put into the data.
struct Trial {
    /// The data file as it is; none where it is a new one.
    file: Option<SourceFile>,
    /// Its text with the record.
    text: String,
    /// How the record reads.
    sentence: Option<String>,
    /// What the file says of all its claims, and so of this one, that was not drafted.
    inherited: Vec<String>,
    /// What is wrong with it.
    faults: Option<(Arc<Input>, Vec<Diagnostic>)>,
}

impl Trial {
    /// Whether it cannot stand in the data.
    fn is_wrong(&self) -> bool {
        self.faults.iter().any(|(_, faults)| faults.iter().any(|fault| fault.severity == Severity::Error))
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &ReviewArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let key = graph.dataset().key(Thing::Entity(source(&options.source, &graph, ui)?)).to_owned();
    let folder = project.root.join(FOLDER);
    let sheet = options.sheet.clone().unwrap_or_else(|| folder.join(format!("{key}.toml")));
    let text = project::read_text(&sheet).map_err(|error| {
        let help = format!("`remit draft {key}` makes a sheet");
        Failure::with_help(format!("{}: {}", sheet.display(), error.message), help)
    })?;
    let (head, offers) =
        offers(&text).map_err(|error| Failure::new(format!("{}: {error}", sheet.display())))?;
    let by =
        options.by.clone().or_else(user).ok_or_else(|| {
            Failure::with_help("nobody is named who decides", "name yourself with --by NAME")
        })?;
    let decided = folder.join(format!("{key}{DECISIONS}"));
    let decisions = read(&decided)?;
    let mut review = Review::new(args, &project, &graph, (&key, &head), options.into.as_deref())?;
    review.kept = Some((decided, by));
    drop((project, graph));
    let all = offers.len();
    let open: Vec<Offer> = offers.into_iter().filter(|offer| !decisions.has(&offer.key(&key))).collect();
    let before = all - open.len();
    ui.talk(&format!("{} to review, {before} decided before; ? for help\n", number(open.len(), "record")));
    for (at, offer) in open.iter().enumerate() {
        if !review.ask(offer, &format!("{} of {}", at + 1, open.len()), ui)? {
            break;
        }
    }
    let told: Vec<String> = review.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    ui.talk(&if told.is_empty() {
        "nothing was decided\n".to_owned()
    } else {
        format!("{}\n", told.join(", "))
    });
    Ok(Outcome::Good)
}

/// The data file that is meant, by its path in the project.
fn data_file(typed: &str, project: &Project) -> Result<String, Failure> {
    let help = format!(
        "name a TOML file by its path in the project, such as {}more.toml",
        project.input.manifest.folders.data
    );
    let refuse = |why: &str| Err(Failure::with_help(format!("`{typed}` {why}"), help.clone()));
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
    if !path.starts_with(&project.input.manifest.folders.data) || !has_ending(&path, "toml") || is_hidden {
        return refuse("is no data file that a build reads");
    }
    if project.input.files.find(&path).is_none() && project.root.join(&path).exists() {
        return refuse("is there, and no build reads it");
    }
    Ok(path)
}

/// The first of some variables of the environment that says something.
#[allow(clippy::disallowed_methods, reason = "the command line reads the environment")]
fn variable(names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.trim().is_empty())
}

/// Who uses this computer.
fn user() -> Option<String> {
    variable(&["USER", "USERNAME"])
}

/// The data file in which most claims of the source are, where one says so of all its claims.
fn target(project: &Project, graph: &Graph, source: &str) -> Option<String> {
    let input = &project.input;
    let of_source = |id: &&FileId| {
        let text = &input.files.get(**id).text;
        let table = text.parse::<toml::Table>().ok();
        table
            .is_some_and(|table| table.get("default").and_then(|d| d.get("source")?.as_str()) == Some(source))
    };
    let claims =
        |id: &FileId| graph.dataset().claims().iter().filter(|claim| claim.origin.file == *id).count();
    let file = input.data.iter().filter(of_source).max_by_key(|id| claims(id));
    file.map(|id| input.files.get(*id).path.clone())
}

fn read(path: &Path) -> Result<Decisions, Failure> {
    if !path.exists() {
        return Ok(Decisions::default());
    }
    let text =
        project::read_text(path).map_err(|e| Failure::new(format!("{}: {}", path.display(), e.message)))?;
    toml::from_str(&text).map_err(|error| {
        Failure::with_help(
            format!("{}: {error}", path.display()),
            "these are the decisions of earlier reviews: mend the file, or move it away",
        )
    })
}

impl<'a> Review<'a> {
    /// For records of a source, with what they have in common. They go into a data file that is named, else into the one with most claims of
    /// the source, else into a new one.
    pub(super) fn new(
        args: &'a Args,
        project: &Project,
        graph: &Graph,
        (source, head): (&str, &str),
        into: Option<&str>,
    ) -> Result<Self, Failure> {
        let new = || format!("{}{source}.toml", project.input.manifest.folders.data);
        let into = into.map(|typed| data_file(typed, project)).transpose()?;
        let warnings = graph.warnings().iter();
        Ok(Self {
            args,
            root: project.root.clone(),
            source: source.to_owned(),
            head: head.to_owned(),
            into: into.or_else(|| target(project, graph, source)).unwrap_or_else(new),
            kept: None,
            known: warnings.map(|fault| (fault.code, fault.message.clone())).collect(),
            counts: BTreeMap::new(),
        })
    }

    /// Asks for one record until it is decided; false to end.
    pub(super) fn ask(&mut self, offered: &Offer, which: &str, ui: &mut Ui) -> Result<bool, Failure> {
        let mut offer = offered.clone();
        let mut choices = offered.others.clone();
        choices.extend(offered.get("predicate").map(|own| (own, "as proposed".to_owned())));
        let mut trial = self.shown(&offer, offered, &choices, which, ui)?;
        loop {
            ui.talk("a/r/p/e/q? ");
            let _ = io::stderr().flush();
            let Some(answer) = answer()? else { return Ok(false) };
            let word = answer.trim();
            let other = word.parse::<usize>().ok().and_then(|n| choices.get(n.checked_sub(1)?));
            match word {
                "a" if trial.is_wrong() => ui.talk("it has faults: set a field, reject or postpone it\n"),
                "a" => {
                    let what =
                        if offer.record == offered.record { Decided::Accepted } else { Decided::Edited };
                    self.write(&trial)?;
                    ui.talk(&format!("{} has it\n", self.into));
                    return self.decide(offered, &offer, what).map(|()| true);
                }
                "r" => return self.decide(offered, &offer, Decided::Rejected).map(|()| true),
                "p" => {
                    *self.counts.entry("postponed").or_default() += 1;
                    return Ok(true);
                }
                "q" => return Ok(false),
                "e" => match edit(&offer) {
                    Ok(edited) => {
                        offer = edited;
                        trial = self.shown(&offer, offered, &choices, which, ui)?;
                    }
                    Err(why) => ui.talk(&format!("{why}\n")),
                },
                _ if word.contains('=') || other.is_some() => {
                    let chosen = other.map(|(key, _)| format!("predicate = \"{key}\""));
                    match offer.with(chosen.as_deref().unwrap_or(word)) {
                        Ok(changed) => {
                            offer = changed;
                            trial = self.shown(&offer, offered, &choices, which, ui)?;
                        }
                        Err(why) => {
                            ui.talk(&format!(
                                "this is no field of a record, such as `status = \"planned\"`: {why}\n"
                            ));
                        }
                    }
                }
                _ => ui.talk(HELP),
            }
        }
    }

    /// The project with a record in it.
    fn trial(&self, offer: &Offer) -> Result<Trial, Failure> {
        let open = |overlay: &Overlay| project::open_with(&self.root, self.args.sources.as_deref(), overlay);
        let input =
            open(&Overlay::new()).map_err(|_| Failure::new("the project can no longer be read"))?.input;
        let path = &self.into;
        let file = input.files.find(path).map(|id| input.files.get(id).clone());
        let text = placed(file.as_ref().map(|file| file.text.as_str()), &self.head, &offer.record);
        let text =
            text.ok_or_else(|| Failure::new(format!("the record cannot be read:\n{}", offer.record)))?;
        let overlay = Overlay::from([(path.clone(), text.clone())]);
        let inherited = file.as_ref().map(|file| inherited(&file.text, &self.head, &offer.record));
        let trial = |sentence, faults| Trial {
            file: file.clone(),
            text: text.clone(),
            sentence,
            inherited: inherited.clone().unwrap_or_default(),
            faults,
        };
        let project = match open(&overlay) {
            Ok(project) => project,
            Err((_, faults)) => return Ok(trial(None, Some((input, faults)))),
        };
        match Graph::build(Arc::clone(&project.input), None) {
            Ok(graph) => {
                let dataset = graph.dataset();
                let of_file =
                    |id: &ClaimId| Some(dataset.claim(*id).origin.file) == project.input.files.find(path);
                let last =
                    dataset.claim_ids().filter(of_file).max_by_key(|id| dataset.claim(*id).origin.start);
                let key = last
                    .filter(|_| offer.record.starts_with("[[claim]]"))
                    .map(|id| dataset.key(Thing::Claim(id)));
                let sentence = key.and_then(|key| fact(key, graph.scope())).map(|fact| fact.words);
                let is_new = |fault: &&Diagnostic| !self.known.contains(&(fault.code, fault.message.clone()));
                let warnings: Vec<Diagnostic> = graph.warnings().iter().filter(is_new).cloned().collect();
                Ok(trial(sentence, (!warnings.is_empty()).then_some((project.input, warnings))))
            }
            Err(BuildError::Faults(faults)) => {
                let is_error = |fault: &Diagnostic| fault.severity == Severity::Error;
                let errors = faults.diagnostics.into_iter().filter(is_error).collect();
                Ok(trial(None, Some((project.input, errors))))
            }
            Err(BuildError::Store(error)) => Err(Failure::from_error(&error)),
        }
    }

    /// Writes the data file with the record, as long as it is as it was read.
    fn write(&self, trial: &Trial) -> Result<(), Failure> {
        let Some(file) = &trial.file else {
            let path = self.root.join(&self.into);
            if path.exists() {
                let message = format!("nothing is written: `{}` was made meanwhile", self.into);
                return Err(Failure::with_help(message, "run it again"));
            }
            path.parent().map_or(Ok(()), make_folder).map_err(|e| Failure::from_error(&e))?;
            return write_whole(&path, trial.text.as_bytes()).map_err(|e| Failure::from_error(&e));
        };
        let hunks = changes(&file.text, &trial.text);
        project::rewrite(&self.root, [(file, hunks)])
            .map_err(|error| session::not_rewritten("nothing is written", &error))
    }

    fn decide(&mut self, offered: &Offer, offer: &Offer, what: Decided) -> Result<(), Failure> {
        *self.counts.entry(what.word()).or_default() += 1;
        let Some((path, by)) = &self.kept else { return Ok(()) };
        // Another review may have decided something meanwhile.
        let mut decisions = read(path)?;
        let (offer, record) = (offered.key(&self.source), offer.in_a_line());
        decisions.decision.push(Decision { offer, what, by: by.clone(), record });
        let text = toml::to_string(&decisions).map_err(|error| Failure::new(error.to_string()))?;
        write_whole(path, format!("{HEAD}{text}").as_bytes()).map_err(|e| Failure::from_error(&e))
    }

    /// Shows a record beside its sentence, how it reads in the project, and what is wrong with it.
    fn shown(
        &self,
        offer: &Offer,
        offered: &Offer,
        choices: &[(String, String)],
        which: &str,
        ui: &mut Ui,
    ) -> Result<Trial, Failure> {
        let trial = self.trial(offer)?;
        let mut out = format!("\n{which}: {}, {}\n  {}\n\n", self.source, offer.place, marked(offer));
        for line in offer.record.lines() {
            out.push_str(&format!("  {line}\n"));
        }
        let own = offer.get("predicate");
        let others = choices.iter().enumerate().filter(|(_, (key, _))| own.as_ref() != Some(key));
        for (at, (key, label)) in others {
            out.push_str(&format!("  {}: {key} ({label})\n", at + 1));
        }
        if !trial.inherited.is_empty() {
            out.push_str(&format!(
                "  {} says of all its claims: {}\n",
                self.into,
                trial.inherited.join("; ")
            ));
        }
        if let Some(sentence) = &trial.sentence {
            out.push_str(&format!("\n  reads: {sentence}\n"));
        }
        // The reason is that of the record as it was proposed.
        if offer.record == offered.record {
            out.push_str(&format!("  why: {}\n", offer.why));
        }
        ui.data(&out)?;
        if let Some((input, faults)) = &trial.faults {
            session::report_all(&input.files, Some(&input.manifest), faults.clone(), ui);
        }
        Ok(trial)
    }
}

/// The sentence with what is quoted of it in brackets.
pub(super) fn marked(offer: &Offer) -> String {
    let mut sentence = offer.sentence.clone();
    let quote = offer.get("quote").unwrap_or_default();
    for part in quote.split("[…]").map(str::trim).filter(|part| !part.is_empty()) {
        sentence = sentence.replacen(part, &format!("\u{27e6}{part}\u{27e7}"), 1);
    }
    sentence
}

/// What is typed; none where nobody answers.
pub(super) fn answer() -> Result<Option<String>, Failure> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let read = read.map_err(|e| Failure::new(format!("cannot read an answer: {e}")))?;
    Ok((read > 0).then_some(line))
}

/// The record after a person changed it in an editor.
fn edit(offer: &Offer) -> Result<Offer, String> {
    let program = variable(&["VISUAL", "EDITOR"]).ok_or("neither $VISUAL nor $EDITOR names an editor")?;
    let file = tempfile::Builder::new().suffix(".toml").tempfile().map_err(|e| e.to_string())?;
    write_whole(file.path(), offer.record.as_bytes()).map_err(|e| e.to_string())?;
    let mut words = program.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let status = command
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|e| format!("`{program}` cannot be started: {e}"))?;
    if !status.success() {
        return Err(format!("`{program}` failed: the record is as it was"));
    }
    let text = project::read_text(file.path()).map_err(|e| e.message)?;
    let (_, mut records) = offers(&text)?;
    match (records.pop(), records.is_empty()) {
        (Some(record), true) => Ok(Offer { record: record.record, ..offer.clone() }),
        _ => Err("one record is wanted: it is as it was".to_owned()),
    }
}
