//! Opening a project and building it, with its faults told: what most commands begin with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{Args, Command};
use super::ui::Ui;
use super::{Failure, Outcome};
use crate::compile::read::Manifest;
use crate::derive::graph::{BuildError, Graph};
use crate::derive::rdf::GraphRef;
use crate::derive::selection::{Selection, said_elsewhere};
use crate::derive::store::{Damage, Store};
use crate::explore::names::{self, NameError, Taken};
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::model::date::PartialDate;
use crate::model::derivation::Derived;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::Files;
use crate::project::{self, FrozenGraph, NotFrozen, NotRewritten, Project, parts, views};
use crate::render::report::Report;

/// The folder of the project.
pub(super) fn root(args: &Args) -> Result<PathBuf, Failure> {
    let start = args.project.as_deref().unwrap_or(Path::new("."));
    let help = "make one with `remit init DIR`, or say where it is with --project DIR";
    let none =
        || Failure::with_help(format!("there is no remit.toml in `{}` or above it", start.display()), help);
    match &args.project {
        Some(folder) if !project::is_root(folder) => Err(none()),
        _ => match project::find_root(start) {
            Ok(found) => found.ok_or_else(none),
            Err(error) => Err(Failure::new(format!("cannot look into `{}`: {error}", start.display()))),
        },
    }
}

/// Why files were left as they are, and what to do.
pub(super) fn not_rewritten(what: &str, error: &NotRewritten) -> Failure {
    let Failure::Error { message, .. } = Failure::from_error(error) else { return Failure::Closed };
    Failure::with_help(
        format!("{what}: {message}"),
        match error {
            NotRewritten::Changed(_) => "run it again",
            _ => "see whether this user may change the file; all files are as they were",
        },
    )
}

/// This program, to be started once more; on Linux the very file that runs, even where another one has taken its place.
pub(super) fn program() -> Result<PathBuf, Failure> {
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe().map_err(|error| Failure::new(format!("cannot find this program: {error}")))
}

/// Reads the project; on failure the faults of its files.
pub(super) fn open_quietly(args: &Args) -> Result<Result<Project, (Files, Vec<Diagnostic>)>, Failure> {
    Ok(project::open(&root(args)?, args.sources.as_deref()))
}

/// Reads the project, or tells what cannot be read.
pub(super) fn open(args: &Args, ui: &Ui) -> Result<Project, Failure> {
    open_quietly(args)?.map_err(|(files, faults)| {
        report(&files, None, faults, ui);
        Failure::AlreadyReported(Outcome::CouldNotRun)
    })
}

/// Builds the project, or tells what is wrong with it.
pub(super) fn know(args: &Args, ui: &Ui) -> Result<(Project, Graph), Failure> {
    build_as_of(args, None, ui)
}

/// Builds the project as it stands on a date, or tells what is wrong with it. Warnings are counted; `build` lists them itself.
pub(super) fn build_as_of(
    args: &Args,
    as_of: Option<PartialDate>,
    ui: &Ui,
) -> Result<(Project, Graph), Failure> {
    let project = open(args, ui)?;
    let progress = ui.progress("building the graph");
    let built = Graph::build(Arc::clone(&project.input), as_of);
    drop(progress);
    let input = &project.input;
    let lists_warnings = matches!(args.command, Some(Command::Build(_)));
    match built {
        Ok(graph) => {
            ui.warned(if lists_warnings { 0 } else { graph.warnings().len() });
            // A build makes the store, and a check looks at it: neither takes its word.
            if as_of.is_none() && args.sources.is_none() && !lists_warnings {
                project::lend(&project, &graph);
            }
            let graph = of_sources(graph, args, ui)?;
            Ok((project, graph))
        }
        Err(BuildError::Faults(faults)) => {
            let report = if lists_warnings { report_all } else { report };
            report(&input.files, Some(&input.manifest), faults.diagnostics, ui);
            Err(Failure::AlreadyReported(Outcome::Findings))
        }
        Err(BuildError::Store(error)) => Err(Failure::from_error(&error)),
    }
}

/// Refuses words that choose sources where a command would pass over them: its answer would be taken for one from these.
pub(super) fn refuse_selection(args: &Args) -> Result<(), Failure> {
    let given = [
        ("--source", !args.only_sources.is_empty()),
        ("--source-kind", !args.only_kinds.is_empty()),
        ("--known-by", args.known_by.is_some()),
    ];
    let given: Vec<&str> =
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect();
    let why = args.command.as_ref().map_or(Some("no command was given"), Command::why_of_all_sources);
    let (Some(why), [_, ..]) = (why, given.as_slice()) else { return Ok(()) };
    let views = match args.command {
        Some(Command::Build(_)) => "; views name their sources themselves (docs/figures.md)",
        _ => "",
    };
    let help = format!("leave out {}{views}", given.join(" and "));
    Err(Failure::with_help(format!("{} cannot be used here: {why}", given.join(" and ")), help))
}

/// The sources that were typed.
pub(super) fn selection(args: &Args) -> Selection {
    let known_by = args.known_by.map(|date| date.to_string());
    Selection { sources: args.only_sources.clone(), kinds: args.only_kinds.clone(), known_by }
}

/// Of which sources a graph is, as they were typed; none where it is of all.
pub(super) fn typed_basis(args: &Args, graph: &Graph) -> Option<String> {
    let selection = selection(args);
    (!selection.is_all()).then(|| parts::basis(graph, graph, &selection))
}

/// Of how many bodies it is told at most that they speak in sources of other kinds too.
const MOST_ELSEWHERE: usize = 5;

/// The graph of the sources that were typed; how many these are is told even where nothing else is, since an answer from a few may
/// not be taken for one from all.
fn of_sources(graph: Graph, args: &Args, ui: &Ui) -> Result<Graph, Failure> {
    let selection = selection(args);
    if selection.is_all() {
        return Ok(graph);
    }
    let part = of_selection(&graph, &selection)?;
    ui.talk(&format!("{}\n", parts::basis(&part, &graph, &selection)));
    if !args.only_kinds.is_empty() {
        let dataset = graph.dataset();
        let meant: BTreeSet<EntityId> = selection.known(dataset, graph.ontology()).unwrap_or_default();
        for (who, count, sources) in said_elsewhere(&meant, dataset).into_iter().take(MOST_ELSEWHERE) {
            let keys: Vec<&str> = sources.iter().map(|s| dataset.key(Thing::Entity(*s))).collect();
            let claims = if count == 1 { "claim" } else { "claims" };
            let name = dataset.name(Thing::Entity(who));
            ui.talk(&format!(
                "left out with the other kinds: {count} {claims} of {name} in {}\n",
                keys.join(", ")
            ));
        }
    }
    Ok(part)
}

/// The graph of some of its sources.
pub(super) fn of_selection(graph: &Graph, selection: &Selection) -> Result<Graph, Failure> {
    let meant = selection.known(graph.dataset(), graph.ontology()).map_err(|wrong| {
        let messages: Vec<&str> = wrong.iter().map(|word| word.message.as_str()).collect();
        let near =
            wrong.iter().find_map(|word| word.near.as_ref()).map(|near| format!("did you mean `{near}`?"));
        let expected = wrong.first().map(|word| format!("expected {}", word.expected));
        Failure::with_help(messages.join("; "), near.or(expected).unwrap_or_default())
    })?;
    graph.of_sources(&meant).map_err(|e| Failure::from_error(&e))
}

/// The thing that was typed; what it was taken for is told where it is not its name or key.
pub(super) fn thing(typed: &str, scope: GraphRef<'_>, ui: &Ui) -> Result<Thing, Failure> {
    taken(typed, names::thing(typed, scope), ui)
}

/// The class that was typed.
pub(super) fn class(typed: &str, scope: GraphRef<'_>, ui: &Ui) -> Result<ClassId, Failure> {
    taken(typed, names::class(typed, scope), ui)
}

/// The property that was typed.
pub(super) fn property(typed: &str, scope: GraphRef<'_>, ui: &Ui) -> Result<PropertyId, Failure> {
    taken(typed, names::property(typed, scope), ui)
}

/// What a name was taken for. That is told even where nothing else is: an answer about another thing than was typed may not
/// come without it.
pub(super) fn taken<T>(typed: &str, found: Result<Taken<T>, NameError>, ui: &Ui) -> Result<T, Failure> {
    let taken = found?;
    if let Some(told) = taken.told(typed) {
        ui.talk(&format!("{told}\n"));
    }
    Ok(taken.meant)
}

/// The graph as the last build kept it, where that is the graph that is asked for.
pub(super) fn frozen(
    args: &Args,
    as_of: Option<PartialDate>,
    ui: &Ui,
) -> Result<Option<FrozenGraph>, Failure> {
    if as_of.is_some() || args.sources.is_some() || !selection(args).is_all() {
        return Ok(None);
    }
    match project::frozen(&root(args)?) {
        Ok(frozen) => Ok(Some(frozen)),
        Err(NotFrozen::Damaged { path, source }) => {
            tell_damage(&format!("`{path}`"), source, ui);
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

/// Tells that a store is not asked, since it is damaged.
pub(super) fn tell_damage(what: &str, damage: Damage, ui: &Ui) {
    let help = if damage == Damage::Foreign {
        "move it out of the way of `remit build`"
    } else {
        "`remit build` writes it anew"
    };
    ui.talk(&format!("note: {what} is ignored: {damage}; {help}\n"));
}

/// The store of a graph.
pub(super) fn store(graph: &Graph) -> Result<&Store, Failure> {
    graph.store().map_err(|e| Failure::from_error(&e))
}

/// What would follow if every claim were a fact.
pub(super) fn supposed(graph: &Graph) -> Result<Derived, Failure> {
    graph.supposed().map_err(|e| Failure::from_error(&e))
}

/// The store of a graph whose views ask it.
pub(super) fn store_for_views(graph: &Graph) -> Result<Option<&Store>, Failure> {
    views::store(graph, false).map_err(|e| Failure::from_error(&e))
}

/// Tells errors on standard error, and counts warnings.
pub(super) fn report(files: &Files, manifest: Option<&Manifest>, faults: Vec<Diagnostic>, ui: &Ui) {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        faults.into_iter().partition(|fault| fault.severity == Severity::Error);
    ui.warned(warnings.len());
    if !errors.is_empty() {
        let report = Report::new(files, manifest, errors);
        ui.tell_faults(&report);
        let errors = report.errors();
        ui.talk(&format!("{errors} error{}; {}\n", s(errors), more(&report)));
    }
}

/// Tells errors and warnings on standard error.
pub(super) fn report_all(files: &Files, manifest: Option<&Manifest>, faults: Vec<Diagnostic>, ui: &Ui) {
    let report = Report::new(files, manifest, faults);
    ui.tell_faults(&report);
    if !ui.quiet || report.errors() > 0 {
        ui.talk(&summary(&report));
    }
}

/// Tells what is wrong with a query. `check` knows only those that are saved: the warnings about another one are told here.
pub(super) fn tell_of_query(files: &Files, faults: Vec<Diagnostic>, is_saved: bool, ui: &Ui) {
    let report = if is_saved || faults.is_empty() { report } else { report_all };
    report(files, None, faults, ui);
}

/// One line on how many faults there are.
pub(super) fn summary(report: &Report<'_>) -> String {
    let errors = report.errors();
    let warnings = report.faults().len() - errors;
    format!("{errors} error{}, {warnings} warning{}; {}\n", s(errors), s(warnings), more(report))
}

/// Where there is more on the first fault.
fn more(report: &Report<'_>) -> String {
    let code = report.faults().first().map_or("R001", |f| f.code.as_str());
    format!("`remit explain {code}` tells more")
}

fn s(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}
