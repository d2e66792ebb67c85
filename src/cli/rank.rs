//! `remit rank`: the most central things.

use super::args::Args;
use super::args_explore::{MeasureChoice, RankArgs};
use super::count::{counting, rows};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Measure, Network, Ranked, Relations, rank};

/// Runs the command.
pub(super) fn run(args: &Args, options: &RankArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let class = options.class.as_deref().map(|c| session::class(c, scope, ui)).transpose()?;
    let by = match options.by {
        MeasureChoice::Degree => Measure::Degree,
        MeasureChoice::Betweenness => Measure::Betweenness,
        MeasureChoice::Pagerank => Measure::PageRank,
        MeasureChoice::Closeness => Measure::Closeness,
    };
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let ranking = rank(&network, by, class, options.top);
    let columns = ["place", "thing", "class", "value", "connections", "claims", "inferred", "id"];
    let lines: Vec<Vec<String>> = ranking.things.iter().map(|t| line(t, by)).collect();
    let notes = [ranking.measure.clone(), ranking.counting.clone()];
    rows(options.format, &notes, (&columns, &lines), &ranking, ui)?;
    Ok(Outcome::Good)
}

fn line(ranked: &Ranked, by: Measure) -> Vec<String> {
    let value = match by {
        Measure::Degree => format!("{:.0}", ranked.value),
        Measure::Betweenness => format!("{:.1}", ranked.value),
        Measure::PageRank | Measure::Closeness => format!("{:.4}", ranked.value),
    };
    vec![
        ranked.place.to_string(),
        ranked.thing.name.clone(),
        ranked.class.clone(),
        value,
        ranked.connections.to_string(),
        ranked.claims.len().to_string(),
        ranked.inferred.to_string(),
        ranked.thing.id.clone(),
    ]
}
