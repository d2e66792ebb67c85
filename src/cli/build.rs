//! `remit build`: everything read, checked and verified, then the output folder written whole.

use serde::Serialize;

use super::args::{Args, BuildArgs};
use super::asked;
use super::session;
use super::table;
use super::ui::Ui;
use super::verify;
use super::{Failure, Outcome, Run};
use crate::derive::graph::Graph;
use crate::derive::rdf::is_plain;
use crate::derive::store::StoreError;
use crate::explore;
use crate::model::claim::PropertyId;
use crate::model::diagnostic::Diagnostic;
use crate::project::{self, Generation, Project, PublishError, Written};
use crate::render::draw::{self, Theme};
use crate::render::figure::{self, Figure};
use crate::render::write;

/// What `manifest.json` holds.
#[derive(Serialize)]
struct Manifest<'a> {
    title: &'a str,
    base: &'a str,
    licence: &'a str,
    made_by: String,
    counts: Counts,
    files: Vec<Written>,
}

/// How many there are of what a graph is made of.
#[derive(Serialize)]
pub(super) struct Counts {
    entities: usize,
    claims: usize,
    facts: usize,
    denied: usize,
    opinions: usize,
    disputed: usize,
    disagreements: usize,
    open: usize,
    sources_cited: usize,
    passages: usize,
    derived: usize,
    quads: u64,
}

/// How long a line of file names may be.
const LONGEST_LINE: usize = 110;

/// Why a generation of outputs was not made.
pub(super) enum NotMade {
    /// Views, queries or the manifest are wrong.
    Faults(Vec<Diagnostic>),
    /// The store failed.
    Store(StoreError),
    /// It could not be written.
    Failed(PublishError),
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &BuildArgs, ui: &mut Ui) -> Run {
    let (project, graph) = session::know(args, ui)?;
    let manifest = &project.input.manifest;
    let failure = |error: PublishError| {
        let help = "the old output is as it was";
        match Failure::from_error(&error) {
            Failure::Error { message, .. } => Failure::with_help(message, help),
            other => other,
        }
    };
    let progress = ui.progress(&format!("writing {}/", manifest.output));
    let made = make(&project, &graph);
    drop(progress);
    let (generation, counts) = made.map_err(|error| match error {
        NotMade::Failed(error) => failure(error),
        NotMade::Store(error) => Failure::from_error(&error),
        NotMade::Faults(faults) => {
            session::tell(&project.input.files, Some(manifest), faults, ui);
            Failure::Told(Outcome::Findings)
        }
    })?;
    if options.check {
        let differences = project::differences(&project.root, &manifest.output, &generation)
            .map_err(|e| Failure::from_error(&e))?;
        for difference in &differences {
            ui.result(&format!("{}/{difference}\n", manifest.output))?;
        }
        ui.talk(if differences.is_empty() {
            "the output is up to date\n"
        } else {
            "run `remit build` to bring it up to date\n"
        });
        return Ok(if differences.is_empty() { Outcome::Good } else { Outcome::Findings });
    }
    let written = generation.written();
    generation.commit().map_err(failure)?;
    ui.result(&summary(&project, &graph, &counts, &written))?;
    Ok(Outcome::Good)
}

/// Makes a generation of outputs beside the present one; what becomes of it is decided by who asked.
pub(super) fn make(project: &Project, graph: &Graph) -> Result<(Generation, Counts), NotMade> {
    let store = asked::store(&[&project.input.views], graph).map_err(NotMade::Store)?;
    let figures = asked::figures(project, graph, store).map_err(NotMade::Faults)?;
    let themes = asked::themes(project).map_err(NotMade::Faults)?;
    let dossier = asked::dossier(project, graph).map_err(|fault| NotMade::Faults(vec![*fault]))?;
    let mut generation =
        Generation::begin(&project.root, &project.input.manifest.output).map_err(NotMade::Failed)?;
    let counts =
        write_all(&mut generation, project, graph, (&figures, &themes), dossier).map_err(NotMade::Failed)?;
    Ok((generation, counts))
}

fn write_all(
    generation: &mut Generation,
    project: &Project,
    graph: &Graph,
    (figures, themes): (&[(String, Figure)], &[Theme]),
    dossier: Option<PropertyId>,
) -> Result<Counts, PublishError> {
    let scope = graph.scope();
    let manifest = &project.input.manifest;
    let mut quads = 0;
    for &format in &manifest.formats {
        generation.file(write::file_name(format), |out| {
            let count = write::graph(format, scope, graph.prefixes(), out)?;
            quads = quads.max(count);
            Ok(())
        })?;
    }
    if manifest.tables_written {
        generation.file("tables/entities.csv", |out| write::entities_table(scope, out))?;
        generation.file("tables/claims.csv", |out| write::claims_table(scope, out))?;
        generation.file("tables/derived.csv", |out| write::derived_table(scope, out))?;
        generation.file("tables/disagreements.csv", |out| write::disagreements_table(scope, out))?;
    }
    if let Some(by) = dossier {
        let text = explore::dossier(&manifest.title, scope, by);
        generation.file("dossier.md", |out| out.write_all(text.as_bytes()))?;
    }
    for (name, drawn) in figures {
        write_figure(generation, name, drawn, themes)?;
    }
    let counts = counts(graph, quads);
    let content = Manifest {
        title: &manifest.title,
        base: &manifest.base,
        licence: &manifest.licence,
        made_by: format!("remit {}", env!("CARGO_PKG_VERSION")),
        files: generation.written(),
        counts,
    };
    generation.file("manifest.json", |out| {
        serde_json::to_writer_pretty(&mut *out, &content)?;
        writeln!(out)
    })?;
    Ok(content.counts)
}

/// A figure in every form; SVG in every theme, those after the first in folders of their own.
fn write_figure(
    generation: &mut Generation,
    name: &str,
    drawn: &Figure,
    themes: &[Theme],
) -> Result<(), PublishError> {
    let mut file = |name: &str, text: String| {
        generation.file(&format!("figures/{name}"), |out| out.write_all(text.as_bytes()))
    };
    for (number, theme) in themes.iter().enumerate() {
        let folder = if number == 0 { String::new() } else { format!("{}/", theme.name) };
        for (page, svg) in draw::svg(drawn, theme).into_iter().enumerate() {
            let page = if page == 0 { String::new() } else { format!("-{}", page + 1) };
            file(&format!("{folder}{name}{page}.svg"), svg)?;
        }
        if number == 0 {
            file(&format!("{name}.dot"), draw::dot(drawn, theme))?;
        }
    }
    file(&format!("{name}.txt"), draw::text(drawn))?;
    file(&format!("{name}.csv"), table::csv(&figure::COLUMNS, &figure::table(drawn)))?;
    file(&format!("{name}.md"), asked::markdown(drawn))
}

fn counts(graph: &Graph, quads: u64) -> Counts {
    let dataset = graph.dataset();
    let ontology = graph.ontology();
    let claims = dataset.claims();
    let mut sources: Vec<_> = claims.iter().map(|c| c.source).collect();
    sources.sort_unstable();
    sources.dedup();
    Counts {
        entities: dataset.entities().len(),
        claims: claims.len(),
        facts: claims.iter().filter(|c| is_plain(c, ontology)).count(),
        denied: claims.iter().filter(|c| !c.affirmed).count(),
        opinions: claims.iter().filter(|c| !ontology.status(c.status).plain).count(),
        disputed: claims.iter().filter(|c| c.disputed).count(),
        disagreements: graph.disagreements().len(),
        open: graph.disagreements().iter().filter(|d| d.resolution.is_none()).count(),
        sources_cited: sources.len(),
        passages: dataset.passages().len(),
        derived: graph.derived().count(),
        quads,
    }
}

/// What was built, what was verified and what was not: less than a screen.
fn summary(project: &Project, graph: &Graph, counts: &Counts, written: &[Written]) -> String {
    let manifest = &project.input.manifest;
    let mut out = format!("{}\n", manifest.title);
    out.push_str(&format!(
        "  {} entities, {} claims from {} source{}, {} derived by {} rule{}\n",
        counts.entities,
        counts.claims,
        counts.sources_cited,
        if counts.sources_cited == 1 { "" } else { "s" },
        counts.derived,
        graph.derived().rules().len(),
        if graph.derived().rules().len() == 1 { "" } else { "s" },
    ));
    out.push_str(&format!(
        "  {} claims give facts; {} denied, {} disputed, {} of opinion stay claims\n",
        counts.facts, counts.denied, counts.disputed, counts.opinions
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
        manifest.output
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
fn listed(written: &[Written]) -> Vec<String> {
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
