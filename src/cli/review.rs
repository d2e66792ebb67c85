//! `remit review`: the records of a work sheet one by one beside their sentence; what is accepted goes into the data.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write as _};
use std::process::Command;

use super::args::{Args, ReviewArgs};
use super::cite::number;
use super::draft::source;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, session};
use crate::compile::draft::{Offer, offers};
use crate::desk::{Desk, Opened, Trial, open_sheet, sheet_of};
use crate::model::claim::Thing;
use crate::project::{self, write_whole};

/// What may be answered.
const HELP: &str = "a accept; r reject, never to be asked again; p postpone; 1, 2 … another property; e edit in the editor of $VISUAL or $EDITOR;
`status = \"planned\"` sets a field, `qualifier =` takes one away; q end (what was decided is kept)\n";

/// Records of one source on their way into the data, and what became of them.
pub(super) struct Review {
    desk: Desk,
    counts: BTreeMap<&'static str, usize>,
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &ReviewArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let key = graph.dataset().key(Thing::Entity(source(&options.source, &graph, ui)?)).to_owned();
    let sheet = options.sheet.clone().unwrap_or_else(|| sheet_of(&project.root, &key));
    let Opened { head, open, decided } = open_sheet(&project.root, &key, &sheet)?;
    let by =
        options.by.clone().filter(|by| !by.trim().is_empty()).or_else(user).ok_or_else(|| {
            Failure::with_help("nobody is named who decides", "name yourself with --by NAME")
        })?;
    let texts = args.sources.as_deref();
    let desk = Desk::new((&project, &graph), texts, (&key, &head), options.into.as_deref())?.kept_by(&by);
    let mut review = Review::new(desk);
    drop((project, graph));
    ui.talk(&format!("{} to review, {decided} decided before; ? for help\n", number(open.len(), "record")));
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

/// The first of some variables of the environment that says something.
#[allow(clippy::disallowed_methods, reason = "the command line reads the environment")]
fn variable(names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.trim().is_empty())
}

/// Who uses this computer.
fn user() -> Option<String> {
    variable(&["USER", "USERNAME"])
}

impl Review {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, counts: BTreeMap::new() }
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
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
                    let what = self.desk.accept(offered, &offer, &trial)?;
                    self.count(what.word());
                    ui.talk(&format!("{} has it\n", self.desk.into));
                    return Ok(true);
                }
                "r" => {
                    let what = self.desk.reject(offered)?;
                    self.count(what.word());
                    return Ok(true);
                }
                "p" => {
                    self.count("postponed");
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
                    let chosen = other.map(|(key, _)| offer.with_property(key));
                    match chosen.map_or_else(|| offer.with(word), Ok) {
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

    /// Shows a record beside its sentence, how it reads in the project, and what is wrong with it.
    fn shown(
        &self,
        offer: &Offer,
        offered: &Offer,
        choices: &[(String, String)],
        which: &str,
        ui: &mut Ui,
    ) -> Result<Trial, Failure> {
        let trial = self.desk.trial(offer)?;
        let mut out = format!("\n{which}: {}, {}\n  {}\n\n", self.desk.source, offer.place, marked(offer));
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
                self.desk.into,
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
    let part = |(words, is_quoted): &(String, bool)| {
        if *is_quoted { format!("\u{27e6}{words}\u{27e7}") } else { words.clone() }
    };
    offer.marked().iter().map(part).collect()
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
