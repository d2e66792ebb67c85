//! `remit sources`: what the graph was made from, and what rests on each source alone.

use super::args::{Args, ShowFormat, SourcesArgs};
use super::session;
use super::table::table;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{SourceReport, sources};
use crate::model::published::PublishedField;

/// Runs the command.
pub(super) fn run(args: &Args, options: &SourcesArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::know(args, ui)?;
    let found = sources(graph.scope());
    match options.format {
        ShowFormat::Json => ui.json(&found)?,
        ShowFormat::Text => ui.result(&words(&found))?,
    }
    Ok(Outcome::Good)
}

fn words(found: &[SourceReport]) -> String {
    let columns = ["published", "kind", "claims", "facts", "only here", "text", "source", "publisher", "key"]
        .map(str::to_owned);
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    let claims: usize = found.iter().map(|s| s.claims).sum();
    let plural = if found.len() == 1 { "source" } else { "sources" };
    let only = "\"only here\": facts that no other source states; \"in part\": the text at hand is a part of the source, and what it does \
                not say, the rest may";
    format!("{claims} claims from {} {plural}\n\n{}\n{only}\n", found.len(), table(&columns, &rows))
}

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
