//! `remit fragile`: which answers are lost without one claim, and which rest on secondary sources alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::args::{Args, By, FragileArgs, ShowFormat};
use super::cite::number;
use super::page::Page;
use super::session;
use super::table::Table;
use super::test::{chosen, questions};
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::graph::Graph;
use crate::explore::questions::Question;
use crate::explore::sensitivity::{self, Fragility, examine};
use crate::explore::{Basis, sentence};
use crate::model::claim::Thing;
use crate::project::Project;
use crate::project::parts::{self, Parts};

/// One question for programs.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report<'a> {
    question: &'a str,
    columns: &'a str,
    rows: Vec<RowReport<'a>>,
    kept_out_by: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RowReport<'a> {
    row: &'a str,
    lost_without: &'a [String],
    secondary_only: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &FragileArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let wanted = chosen(&project, options.question.as_deref())?;
    let asked = questions(&project, &wanted);
    let mut found: Vec<Option<Fragility>> = vec![None; asked.len()];
    let mut parts = Parts::default();
    let mut left: Vec<usize> = (0..asked.len()).collect();
    // Questions of the same sources are examined together: each claim is left out once for all of them.
    while let Some(first) = left.first() {
        let selection = |at: usize| parts::asked_of(asked[at].text).map(|asked| asked.selection).ok();
        let first = (asked[*first].text, selection(*first));
        let (together, others) = left.iter().partition(|at| selection(**at) == first.1);
        left = others;
        let part = parts.of_question(&graph, first.0).map_err(|faults| {
            session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
            Failure::AlreadyReported(Outcome::Findings)
        })?;
        let part = part.map_or(&graph, |(part, _)| part);
        let of_part: Vec<Question<'_>> = together.iter().map(|at: &usize| asked[*at]).collect();
        let examined = examined(&project, part, &of_part, options.by, ui)?;
        for (at, fragility) in together.into_iter().zip(examined) {
            found[at] = Some(fragility);
        }
    }
    let found: Vec<Fragility> = found.into_iter().flatten().collect();
    match options.format {
        ShowFormat::Json => {
            let reports: Vec<Report<'_>> = found.iter().map(report).collect();
            ui.json(&reports)?;
        }
        ShowFormat::Text => {
            let text = if options.question.is_some() {
                rows(&found, options.by, &graph)
            } else {
                overview(&found, options.by, &graph)
            };
            ui.page(&text)?;
        }
    }
    Ok(Outcome::Good)
}

/// Examines the answers, and says how far that is.
fn examined(
    project: &Project,
    graph: &Graph,
    asked: &[Question<'_>],
    by: By,
    ui: &Ui,
) -> Result<Vec<Fragility>, Failure> {
    let parts = match by {
        By::Claim => sensitivity::claims(graph),
        By::Source => sensitivity::sources(graph),
    };
    let number = AtomicUsize::new(0);
    let what = format!("asking all questions without one {}", by.word());
    let progress = ui.progress(&what);
    let found = examine(graph, asked, &parts, &|| {
        let number = number.fetch_add(1, Ordering::Relaxed) + 1;
        progress.say(format!("{what}: {number} of {}", parts.len()));
    });
    drop(progress);
    found.map_err(|error| match error {
        sensitivity::Failure::Question(fault) => {
            session::report(&project.input.files, Some(&project.input.manifest), vec![*fault], ui);
            Failure::AlreadyReported(Outcome::Findings)
        }
        sensitivity::Failure::Store(error) => Failure::from_error(&error),
    })
}

fn report(fragility: &Fragility) -> Report<'_> {
    let rows = fragility.rows.iter().zip(&fragility.rests_on).zip(&fragility.secondary);
    Report {
        question: &fragility.name,
        columns: &fragility.columns,
        rows: rows
            .map(|((row, claims), secondary)| RowReport {
                row,
                lost_without: claims,
                secondary_only: *secondary,
            })
            .collect(),
        kept_out_by: &fragility.kept_out_by,
    }
}

/// A line a question, then the claims on which most rests.
fn overview(found: &[Fragility], by: By, graph: &Graph) -> Page {
    let word = by.word();
    let lost = format!("depend on a single {word}");
    let header = ["question", "rows", &lost, "on secondary sources only", "excluded by"];
    let lines: Vec<Vec<String>> = found
        .iter()
        .map(|f| {
            let numbers = [f.rows.len(), f.fragile_rows(), f.secondary_rows(), f.kept_out_by.len()];
            std::iter::once(f.name.clone()).chain(numbers.map(|n| n.to_string())).collect()
        })
        .collect();
    let firm = found.iter().filter(|f| f.fragile_rows() == 0 && !f.rows.is_empty()).count();
    let empty = found.iter().filter(|f| f.rows.is_empty()).count();
    let mut page = Page::default();
    page.line(0).text(format!(
        "{}: {} with a row that depends on a single {word}, {firm} without, {empty} with no rows",
        number(found.len(), "question"),
        found.len() - firm - empty
    ));
    page.gap();
    page.table(Table::new(&header, &lines).uncounted());
    let mut weight: BTreeMap<&str, usize> = BTreeMap::new();
    for fragility in found {
        let claims: std::collections::BTreeSet<&String> = fragility.rests_on.iter().flatten().collect();
        for claim in claims {
            *weight.entry(claim).or_default() += 1;
        }
    }
    let mut heaviest: Vec<(&str, usize)> = weight.into_iter().collect();
    heaviest.sort_by_key(|(claim, number)| (std::cmp::Reverse(*number), *claim));
    page.gap();
    if heaviest.is_empty() {
        return page;
    }
    page.line(0).text(format!("{} without which most answers lose a row:", by.several()));
    for (claim, number) in heaviest.iter().take(10) {
        page.line(2).label(&format!("{number:>3} "), 4).text(words(claim, graph)).key(claim);
    }
    page
}

/// Each row with the claims without which it is lost.
fn rows(found: &[Fragility], by: By, graph: &Graph) -> Page {
    let mut page = Page::default();
    for fragility in found {
        page.line(0).name(&fragility.name);
        page.line(2).note(&fragility.columns);
        let rows = fragility.rows.iter().zip(&fragility.rests_on).zip(&fragility.secondary);
        for ((row, claims), secondary) in rows {
            let line = page.line(2).text(row);
            if *secondary {
                line.caution("  (on secondary sources only)");
            }
            if claims.is_empty() {
                page.line(6).text(format!("survives the loss of any single {}", by.word()));
            }
            for claim in claims {
                page.line(6).text("lost without ").note(claim).text(format!(": {}", words(claim, graph)));
            }
        }
        for claim in &fragility.kept_out_by {
            page.line(2).text("other rows without ").note(claim).text(format!(": {}", words(claim, graph)));
        }
        page.gap();
    }
    page
}

/// A claim or source in words.
fn words(key: &str, graph: &Graph) -> String {
    match graph.dataset().find(key) {
        Some(Thing::Claim(id)) => {
            let mark = Basis::Claim(id).promise(graph.scope());
            let mark = mark.map(|word| format!(" ({word})")).unwrap_or_default();
            format!("{}{mark}", sentence(id, graph.scope()))
        }
        Some(source) => graph.dataset().name(source).to_owned(),
        None => String::new(),
    }
}
