//! `remit map`: data to RDF by a mapping in RML.

use std::io::Write;
use std::path::PathBuf;

use oxiri::Iri;

use super::tool_args::MapArgs;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::bulk::{self, Fault, Memory, Options, Plan, RunError};
use crate::project::{self, MappingFolders};

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
    let mut memory = Memory::default();
    let summary = match bulk::run(&plan, &folders, Options { base: &options.base }, &mut memory) {
        Ok(summary) => summary,
        Err(RunError::Source(fault)) => return refused(options, &[fault], 1, ui),
        Err(error @ RunError::Write(_)) => return Err(Failure::from_error(&error)),
    };
    if !summary.faults.is_empty() && !options.lenient {
        return refused(options, &summary.faults, summary.fault_count, ui);
    }
    for fault in &summary.faults {
        ui.talk(&format!("warning: {}\n", shown(options, fault)));
    }
    write(options, &plan, &folders, &memory, ui)?;
    let left_out = match summary.fault_count {
        0 => String::new(),
        1 => "; 1 bad value left out".to_owned(),
        many => format!("; {many} bad values left out"),
    };
    ui.talk(&format!("{} quads{left_out}\n", summary.quads));
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

/// Writes the output and all targets, or none of them.
fn write(
    options: &MapArgs,
    plan: &Plan,
    folders: &MappingFolders,
    memory: &Memory,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    if let Some(path) = &options.output {
        files.push((path.clone(), memory.output.clone().into_bytes()));
    }
    for (number, file) in plan.targets().enumerate() {
        let path = folders.path(file).map_err(|error| Failure::from_error(&error))?;
        let lines = memory.targets.get(number).map_or("", String::as_str);
        let bytes =
            bulk::packed(plan, number, lines).map_err(|fault| Failure::new(shown(options, &fault)))?;
        files.push((path, bytes));
    }
    if let Some(path) = &options.provenance {
        let told = bulk::provenance(plan, folders, Options { base: &options.base });
        files.push((path.clone(), told.map_err(|fault| Failure::new(shown(options, &fault)))?));
    }
    let files =
        files.into_iter().map(|(path, bytes)| (path, move |out: &mut dyn Write| out.write_all(&bytes)));
    project::write_files(files).map_err(|error| Failure::from_error(&error))?;
    if options.output.is_none() {
        ui.streamed(|out| out.write_all(memory.output.as_bytes()))?;
    }
    Ok(())
}
