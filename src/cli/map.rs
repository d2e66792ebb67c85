//! `remit map`: data to RDF by a mapping in RML.

use std::fs::File;
use std::io;
use std::io::Write;

use oxiri::Iri;

use super::tool_args::MapArgs;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::bulk::{self, Fault, Options, Plan, RunError, Spool, Summary};
use crate::project::{self, MappingFolders, Writing};

/// Runs the command. Nothing is written before the whole run is known to be good.
pub(super) fn run(options: &MapArgs, ui: &mut Ui) -> CommandResult {
    if Iri::parse(options.base.as_str()).is_err() {
        let help = "give a whole IRI, such as `--base http://example.org/`";
        return Err(Failure::with_help(format!("`{}` is not an IRI", options.base), help));
    }
    let text = project::read_text(&options.mapping).map_err(|fault| Failure::new(fault.message))?;
    let plan = match bulk::load(&text, &options.base) {
        Ok(plan) => plan,
        Err(faults) => return refused(options, &faults, faults.len() as u64, ui),
    };
    for remark in plan.remarks() {
        ui.talk(&format!("note: {}\n", shown(options, remark)));
    }
    let folders = MappingFolders::new(&options.mapping, ".");
    let mut files = Files::begin(options, &plan, &folders)?;
    let how = Options {
        base: &options.base,
        memory: usize::try_from(options.memory << 20).unwrap_or(usize::MAX),
        threads: options.threads,
        shard: options.shard,
    };
    let mut summary = match bulk::run(&plan, &folders, how, &mut files) {
        Ok(summary) => summary,
        Err(RunError::Source(faults)) => return refused(options, &faults, faults.len() as u64, ui),
        Err(error @ RunError::Write(_)) => return Err(Failure::from_error(&error)),
    };
    if !summary.faults.is_empty() && !options.lenient {
        return refused(options, &summary.faults, summary.fault_count, ui);
    }
    for fault in &summary.faults {
        ui.talk(&format!("warning: {}\n", shown(options, fault)));
    }
    let more = summary.fault_count - summary.faults.len() as u64;
    if more > 0 {
        ui.talk(&format!("warning: and {more} more\n"));
    }
    files.pack(options, &plan, &mut summary)?;
    files.writing.finish().map_err(|error| Failure::from_error(&error))?;
    if options.output.is_none() {
        let lines = summary.lines(None).map_err(|error| Failure::from_error(&error))?;
        ui.streamed(|out| io::copy(lines, out).map(drop))?;
    }
    let left_out = match summary.bad_rows {
        0 => String::new(),
        1 => "; 1 bad row left out".to_owned(),
        many => format!("; {many} bad rows left out"),
    };
    ui.talk(&format!("{} quads of {} rows{left_out}\n", summary.quads, summary.rows));
    Ok(Outcome::Good)
}

/// Reports the faults for which nothing is written.
fn refused(options: &MapArgs, faults: &[Fault], count: u64, ui: &Ui) -> CommandResult {
    for fault in faults {
        ui.talk(&format!("error: {}\n", shown(options, fault)));
    }
    let more = count.saturating_sub(faults.len() as u64);
    if more > 0 {
        ui.talk(&format!("error: and {more} more\n"));
    }
    ui.talk("nothing was written\n");
    Err(Failure::AlreadyReported(Outcome::Findings))
}

/// A fault behind the name of the mapping, as compilers write it.
fn shown(options: &MapArgs, fault: &Fault) -> String {
    format!("{}:{fault}", options.mapping.display())
}

/// The files of a run: lines go straight into the file of the output and of targets that are lines, else into one without a name.
struct Files {
    writing: Writing,
    /// For the default output and each target: the number of its file.
    numbers: Vec<Option<usize>>,
    is_direct: Vec<bool>,
}

impl Files {
    fn begin(options: &MapArgs, plan: &Plan, folders: &MappingFolders) -> Result<Self, Failure> {
        let mut paths: Vec<_> = options.output.iter().cloned().collect();
        let mut numbers = vec![options.output.as_ref().map(|_| 0)];
        let mut is_direct = vec![true];
        for (number, file) in plan.targets().enumerate() {
            numbers.push(Some(paths.len()));
            is_direct.push(bulk::is_lines(plan, number));
            paths.push(folders.path(file).map_err(|error| Failure::from_error(&error))?);
        }
        let writing = Writing::begin(paths).map_err(|error| Failure::from_error(&error))?;
        Ok(Self { writing, numbers, is_direct })
    }

    /// Writes the targets that are not lines.
    fn pack(&mut self, options: &MapArgs, plan: &Plan, summary: &mut Summary) -> Result<(), Failure> {
        for number in 0..plan.targets().count() {
            if self.is_direct[number + 1] {
                continue;
            }
            let lines = summary.text(Some(number)).map_err(|error| Failure::from_error(&error))?;
            let bytes =
                bulk::packed(plan, number, &lines).map_err(|fault| Failure::new(shown(options, &fault)))?;
            if let Some(place) = self.numbers[number + 1] {
                let mut file = self.writing.file(place).map_err(|error| Failure::from_error(&error))?;
                file.write_all(&bytes).map_err(|error| Failure::from_error(&error))?;
            }
        }
        Ok(())
    }
}

impl Spool for Files {
    fn file(&mut self, output: usize) -> io::Result<File> {
        match self.numbers[output].filter(|_| self.is_direct[output]) {
            Some(number) => self.writing.file(number).map_err(io::Error::other),
            None => self.scratch(),
        }
    }

    fn scratch(&mut self) -> io::Result<File> {
        tempfile::tempfile()
    }
}
