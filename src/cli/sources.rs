//! `remit sources`: what the graph was made from, and what rests on each source alone.

use super::args::{Args, SourcesArgs};
use super::cite::number;
use super::count::answer;
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{SourceReport, source_reports};
use crate::model::published::PublishedField;

const COLUMNS: [&str; 9] =
    ["published", "kind", "claims", "facts", "only here", "text", "source", "publisher", "key"];

/// Runs the command.
pub(super) fn run(args: &Args, options: &SourcesArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::know(args, ui)?;
    let found = source_reports(graph.scope());
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    let words = || {
        let mut page = Page::default();
        let claims = found.iter().map(|s| s.claims).sum();
        page.line(0).text(format!("{} from {}", number(claims, "claim"), number(found.len(), "source")));
        page.line(0).note(
            "only here: facts that no other source states; in part: the text at hand is a part of the source, and what it does not \
             say, the rest may",
        );
        page.gap();
        for source in &found {
            line(source, &mut page);
        }
        page
    };
    answer(options.format, &found, || (COLUMNS.to_vec(), rows.clone()), words, ui)?;
    Ok(Outcome::Good)
}

/// A source in a line: when it was published, what it is called and is, and what rests on it.
fn line(source: &SourceReport, page: &mut Page) {
    let published = |part| source.published(part).map(str::to_owned);
    let date = published(PublishedField::Date).unwrap_or_else(|| "no date".to_owned());
    let kind = published(PublishedField::Kind).unwrap_or_else(|| source.class.clone());
    let from = published(PublishedField::Publisher).map(|p| format!(", {p}")).unwrap_or_default();
    let facts = match (source.claims, source.facts, source.alone) {
        (0, ..) => String::new(),
        (_, 0, _) => ", none a fact".to_owned(),
        (_, facts, alone) => format!(", {}, {alone} only here", number(facts, "fact")),
    };
    let line = page.line(2).label(&date, 10).name(&source.name);
    line.text(format!(" ({kind}{from}): {}{facts}", number(source.claims, "claim")));
    if source.published(PublishedField::Cut) == Some("true") {
        line.text("; in part");
    }
    line.key(&source.id);
}

/// The same for tables.
fn row(source: &SourceReport) -> Vec<String> {
    let published = |part| source.published(part).unwrap_or_default().to_owned();
    let is_cut = source.published(PublishedField::Cut) == Some("true");
    let kind = source.published(PublishedField::Kind).map_or_else(|| source.class.clone(), str::to_owned);
    vec![
        source.published(PublishedField::Date).unwrap_or("no date").to_owned(),
        kind,
        source.claims.to_string(),
        source.facts.to_string(),
        source.alone.to_string(),
        if is_cut { "in part" } else { "" }.to_owned(),
        source.name.clone(),
        published(PublishedField::Publisher),
        source.id.clone(),
    ]
}
