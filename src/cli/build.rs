//! `remit build`: everything read, checked and verified, then the output folder written whole.

use std::collections::BTreeSet;

use super::args::{Args, BuildArgs};
use super::session;
use super::ui::Ui;
use super::verify;
use super::{CommandResult, Failure, Outcome};
use crate::derive::graph::Graph;
use crate::model::claim::RuleId;
use crate::model::standing::Standing;
use crate::project::{self, Counts, OutputFile, Outputs, Project, PublishError};

/// How long a line of file names may be.
const LONGEST_LINE: usize = 110;

/// Runs the command.
pub(super) fn run(args: &Args, options: &BuildArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let manifest = &project.input.manifest;
    let outputs = Outputs::of(&project, &graph, session::store_for_views(&graph)?).map_err(|faults| {
        session::report_all(&project.input.files, Some(manifest), faults, ui);
        Failure::AlreadyReported(Outcome::Findings)
    })?;
    let warnings = [graph.warnings(), outputs.warnings()].concat();
    if !warnings.is_empty() {
        session::report_all(&project.input.files, Some(manifest), warnings, ui);
    }
    let folder = &manifest.folders.output;
    if options.check {
        let progress = ui.progress(&format!("comparing {folder}/"));
        let differences = outputs.differences().map_err(|e| Failure::from_error(&e))?;
        drop(progress);
        let lines = differences.iter().map(|difference| format!("{folder}/{difference}\n"));
        ui.result(&lines.collect::<String>())?;
        ui.talk(if differences.is_empty() {
            "the output is up to date\n"
        } else {
            "run `remit build` to bring it up to date\n"
        });
        return Ok(if differences.is_empty() { Outcome::Good } else { Outcome::Findings });
    }
    let progress = ui.progress(&format!("writing {folder}/"));
    let waiting = || ui.talk(&format!("another build is writing {folder}/; waiting for it\n"));
    let published = outputs.publish(options.force, &waiting);
    let (counts, published) = published.map_err(|error| refused(&error))?;
    // What goes wrong with it keeps nothing from its readers: without it the graph is built for each question.
    // With texts that are not the project's, other commands would find other faults.
    let kept = args.sources.is_none().then(|| project::keep(&project, &graph).err()).flatten();
    drop(progress);
    let shown = ui.result(&summary(&project, &graph, &counts, &published.files));
    let complaint = published.complaint.or(kept).map(|error| Failure::from_error(&error));
    match shown.err().or(complaint) {
        None | Some(Failure::Closed) => Ok(Outcome::Good),
        Some(failure) => Err(failure.after(&format!("{folder}/ is written, but"))),
    }
}

/// Why nothing was published, and what to do about it.
pub(super) fn refused(error: &PublishError) -> Failure {
    let failure = Failure::from_error(error);
    failure.with(match error {
        PublishError::Changed(_) => {
            "put the change into the data, then `remit build --force` writes the files anew; \
             `git diff` shows it where the output is under version control"
        }
        PublishError::Foreign(_) => "move it away, or name another folder as output in remit.toml",
        PublishError::InTheWay(_) => "move it away; the old output is as it was",
        PublishError::Stranded { .. } => "move it back by hand",
        _ => "the old output is as it was",
    })
}

/// What was built, what was verified and what was not: less than a screen.
fn summary(project: &Project, graph: &Graph, counts: &Counts, written: &[OutputFile]) -> String {
    let manifest = &project.input.manifest;
    let mut out = format!("{}\n", manifest.title);
    let rules: BTreeSet<RuleId> = graph.derived().iter().map(|(_, d)| d.rule).collect();
    let by = match rules.len() {
        0 => String::new(),
        1 => " by 1 rule".to_owned(),
        many => format!(" by {many} rules"),
    };
    out.push_str(&format!(
        "  {} entities, {} claims from {} source{}, {} inferred{by}\n",
        counts.entities,
        counts.claims,
        counts.sources_cited,
        if counts.sources_cited == 1 { "" } else { "s" },
        counts.derived,
    ));
    let others = counts.standings.iter().filter(|(standing, _)| !standing.is_fact());
    let others: Vec<String> = others.map(|(standing, number)| standing.count(*number)).collect();
    let others =
        if others.is_empty() { String::new() } else { format!("; the others: {}", others.join(", ")) };
    let facts = counts.standings.get(&Standing::Fact).copied().unwrap_or(0);
    out.push_str(&format!(
        "  {facts} of {} claims count as facts{}{others}\n",
        counts.claims, counts.promised
    ));
    if counts.disagreements > 0 {
        let plural = if counts.disagreements == 1 { "" } else { "s" };
        out.push_str(&format!(
            "  {} disagreement{plural} among claims, {} open: see `remit conflicts`\n",
            counts.disagreements, counts.open
        ));
    }
    out.push_str(&verify::words(graph.verification()));
    let size: u64 = written.iter().map(|w| w.bytes).sum();
    out.push_str(&format!(
        "  {} quads; {} files, {} KiB in {}/:\n",
        counts.quads,
        written.len(),
        size.div_ceil(1024),
        manifest.folders.output
    ));
    let mut line = String::new();
    for name in listed(written) {
        if !line.is_empty() && line.chars().count() + name.chars().count() > LONGEST_LINE {
            out.push_str(&format!("{line}\n"));
            line.clear();
        }
        line.push_str(if line.is_empty() { "    " } else { "  " });
        line.push_str(&name);
    }
    if !line.is_empty() {
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// The names of files; those that differ in their endings only are told together: `graph.{nq,ttl}`, and those of folders
/// within folders by their number.
fn listed(written: &[OutputFile]) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut put = |stem, ending| match groups.last_mut().filter(|g| g.0 == stem) {
        Some(group) => group.1.push(ending),
        None => groups.push((stem, vec![ending])),
    };
    for file in written {
        let folder = file.path.match_indices('/').nth(1).map(|(deep, _)| (&file.path[..=deep], ""));
        let (stem, ending) = folder.or(file.path.rsplit_once('.')).unwrap_or((&file.path, ""));
        put(stem, ending);
    }
    let name = |(stem, endings): (&str, Vec<&str>)| match endings.as_slice() {
        all if stem.ends_with('/') => {
            format!("{stem} ({} file{})", all.len(), if all.len() == 1 { "" } else { "s" })
        }
        [""] => stem.to_owned(),
        [one] => format!("{stem}.{one}"),
        several => format!("{stem}.{{{}}}", several.join(",")),
    };
    groups.into_iter().map(name).collect()
}
