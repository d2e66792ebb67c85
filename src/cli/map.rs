//! `remit map`: data to RDF by a mapping in RML.

use std::io;
use std::io::Write;

use oxiri::Iri;

use super::session::report_all;
use super::tool_args::MapArgs;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::bulk::{self, Fault, Options, Plan, RunError, Scratch, Spool, Summary, Unnamed};
use crate::model::code::Code;
use crate::model::diagnostic::Severity;
use crate::project::{self, MappingFolders, Writing, real_path};

/// Runs the command. Nothing is written before the whole run is known to be good.
pub(super) fn run(options: &MapArgs, ui: &mut Ui) -> CommandResult {
    if Iri::parse(options.base.as_str()).is_err() {
        let help = "give a whole IRI, such as `--base http://example.org/`";
        return Err(Failure::with_help(format!("`{}` is not an IRI", options.base), help));
    }
    let text = project::read_text(&options.mapping).map_err(|fault| Failure::new(fault.message))?;
    let plan = match bulk::load(&text, &options.base) {
        Ok(plan) => plan,
        Err(faults) => return Told { options, text }.refused(&faults, faults.len() as u64, ui),
    };
    let told = Told { options, text };
    told.faults(plan.remarks(), ui);
    let folders = MappingFolders::new(&options.mapping, ".").allow(&options.allow);
    let mut files = Files::begin(&told, &plan, &folders, ui)?;
    let how = Options {
        base: &options.base,
        memory: usize::try_from(options.memory << 20).unwrap_or(usize::MAX),
        threads: options.threads,
        shard: options.shard,
    };
    let mut summary = match bulk::run(&plan, &folders, how, &mut files) {
        Ok(summary) => summary,
        Err(RunError::Source(faults)) => return told.refused(&faults, faults.len() as u64, ui),
        Err(error @ RunError::Write(_)) => return Err(Failure::from_error(&error)),
    };
    if !summary.faults.is_empty() && !options.lenient {
        return told.refused(&summary.faults, summary.fault_count, ui);
    }
    told.faults(&[summary.remarks.as_slice(), &summary.faults].concat(), ui);
    tell_more(summary.fault_count - summary.faults.len() as u64, ui);
    files.pack(&told, &plan, &mut summary, ui)?;
    if let Some(number) = files.provenance {
        match bulk::provenance(&plan, &folders, how) {
            Ok(table) => files.write(number, &table)?,
            Err(faults) => return told.refused(&faults, faults.len() as u64, ui),
        }
    }
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
    let (quads, rows) = (summary.quads, summary.rows);
    let one = |count: u64| if count == 1 { "" } else { "s" };
    ui.talk(&format!("{quads} quad{} from {rows} row{}{left_out}\n", one(quads), one(rows)));
    Ok(Outcome::Good)
}

/// A mapping, to tell what is wrong with it or its data.
struct Told<'a> {
    options: &'a MapArgs,
    text: String,
}

impl Told<'_> {
    /// Reports faults with their places; of data, as warnings where they do not stop the run.
    fn faults(&self, faults: &[Fault], ui: &Ui) {
        if faults.is_empty() {
            return;
        }
        let (files, mut faults) = project::mapping_report(&self.options.mapping, self.text.clone(), faults);
        let is_left_out = |code| self.options.lenient && matches!(code, Code::R104 | Code::R105);
        for fault in faults.iter_mut().filter(|fault| is_left_out(fault.code)) {
            fault.severity = Severity::Warning;
        }
        report_all(&files, None, faults, ui);
    }

    /// Reports the faults for which nothing is written.
    fn refused(&self, faults: &[Fault], count: u64, ui: &Ui) -> CommandResult {
        self.faults(faults, ui);
        tell_more(count.saturating_sub(faults.len() as u64), ui);
        ui.talk("nothing was written\n");
        Err(Failure::AlreadyReported(Outcome::Findings))
    }
}

/// Says how many faults of data are not listed.
fn tell_more(more: u64, ui: &Ui) {
    if more > 0 {
        ui.talk(&format!("{more} more faults of data are not listed\n"));
    }
}

/// The files of a run: lines go straight into the file of the output and of targets that are lines, else into one without a name.
struct Files {
    writing: Writing,
    /// For the default output and each target: the number of its file.
    numbers: Vec<Option<usize>>,
    is_direct: Vec<bool>,
    /// The number of the file of the table of provenance.
    provenance: Option<usize>,
}

impl Files {
    fn begin(told: &Told<'_>, plan: &Plan, folders: &MappingFolders, ui: &Ui) -> Result<Self, Failure> {
        let options = told.options;
        let mut paths: Vec<_> = options.output.iter().cloned().collect();
        let mut taken = vec![real_path(&options.mapping)];
        taken.extend(
            plan.source_files().iter().filter_map(|(file, _)| Some(real_path(&folders.path(file).ok()?))),
        );
        for path in options.output.iter().chain(&options.provenance) {
            let real = real_path(path);
            if taken.contains(&real) {
                let message = format!("`{}` is read by this run, or written twice", path.display());
                return Err(Failure::with_help(message, "give another file; nothing was written"));
            }
            taken.push(real);
        }
        let mut faults = Vec::new();
        let mut numbers = vec![options.output.as_ref().map(|_| 0)];
        let mut is_direct = vec![true];
        for (number, file) in plan.targets().enumerate() {
            numbers.push(Some(paths.len()));
            is_direct.push(bulk::is_lines(plan, number));
            match folders.path(file) {
                Ok(path) if taken.contains(&real_path(&path)) => {
                    let message = format!("`{}` is read by this run, or written twice", file.path);
                    faults.push(plan.fault_of_target(number, message));
                }
                Ok(path) => {
                    taken.push(real_path(&path));
                    paths.push(path);
                }
                Err(error) => {
                    let message = format!("this target cannot be written: {error}");
                    faults.push(plan.fault_of_target(number, message));
                }
            }
        }
        if !faults.is_empty() {
            told.refused(&faults, faults.len() as u64, ui)?;
        }
        let provenance = options.provenance.as_ref().map(|_| paths.len());
        paths.extend(options.provenance.clone());
        let writing = Writing::begin(paths).map_err(|error| Failure::from_error(&error))?;
        Ok(Self { writing, numbers, is_direct, provenance })
    }

    /// Writes the targets that are not lines.
    fn pack(&mut self, told: &Told<'_>, plan: &Plan, summary: &mut Summary, ui: &Ui) -> Result<(), Failure> {
        for number in 0..plan.targets().count() {
            if self.is_direct[number + 1] {
                if plan.appends(number) {
                    self.append(number, summary).map_err(|error| Failure::from_error(&error))?;
                }
                continue;
            }
            let lines = summary.text(Some(number)).map_err(|error| Failure::from_error(&error))?;
            let bytes = match bulk::packed(plan, number, &lines) {
                Ok(bytes) => bytes,
                Err(fault) => {
                    let Err(refused) = told.refused(&[fault], 1, ui) else { return Ok(()) };
                    return Err(refused);
                }
            };
            if let Some(place) = self.numbers[number + 1] {
                self.write(place, &bytes)?;
            }
        }
        Ok(())
    }

    /// Writes a file whole.
    fn write(&mut self, number: usize, bytes: &[u8]) -> Result<(), Failure> {
        let mut file = self.writing.file(number).map_err(|error| Failure::from_error(&error))?;
        file.write_all(bytes).map_err(|error| Failure::from_error(&error))
    }
}

impl Files {
    /// Puts what is in the file of a target before its lines.
    fn append(&mut self, target: usize, summary: &mut Summary) -> io::Result<()> {
        let Some(number) = self.numbers[target + 1] else { return Ok(()) };
        let Some(mut old) = self.writing.old(number)? else { return Ok(()) };
        let mut file = self.writing.file(number).map_err(io::Error::other)?;
        io::copy(&mut old, &mut file)?;
        io::copy(summary.lines(Some(target))?, &mut file)?;
        Ok(())
    }
}

impl Spool for Files {
    fn file(&mut self, output: usize) -> io::Result<Box<dyn Scratch>> {
        match self.numbers[output].filter(|_| self.is_direct[output]) {
            Some(number) => Ok(Box::new(self.writing.file(number).map_err(io::Error::other)?)),
            None => self.scratch(),
        }
    }

    fn scratch(&mut self) -> io::Result<Box<dyn Scratch>> {
        Unnamed.scratch()
    }
}
