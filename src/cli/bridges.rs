//! `remit bridges`: what holds the graph together.

use std::fmt::Write;

use super::args::{Args, ShowFormat};
use super::args_explore::BridgesArgs;
use super::cite::{self, number};
use super::count::counting;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Connectors, Network, Part, Relations, bridges};

/// How many names of a part are printed; all of a part that `without` tells are in its JSON.
const MOST_NAMES: usize = 12;

/// Runs the command.
pub(super) fn run(args: &Args, options: &BridgesArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let holding = bridges(&network, options.top);
    match options.format {
        ShowFormat::Json => ui.json(&holding)?,
        ShowFormat::Text => ui.result(&words(&holding))?,
    }
    Ok(Outcome::Good)
}

/// How many there are, and how many of them are shown.
fn heading(word: &str, all: usize, shown: usize) -> String {
    let shown = if shown < all { format!(", {shown} shown") } else { String::new() };
    format!("{} without which others are cut off{shown}\n", number(all, word))
}

fn words(holding: &Connectors) -> String {
    let mut out = format!("{}\n\n", holding.counting);
    out.push_str(&heading("thing", holding.all_things, holding.things.len()));
    for holder in &holding.things {
        let _ = writeln!(
            out,
            "\n{}  [{}]: {} cut off, {} left",
            holder.thing.name,
            holder.thing.id,
            number(holder.cut_off, "thing"),
            number(holder.parts.len(), "part")
        );
        for part in &holder.parts {
            let _ = writeln!(out, "    {}", self::part(part));
        }
    }
    out.push('\n');
    out.push_str(&heading("connection", holding.all_connections, holding.connections.len()));
    for bridge in &holding.connections {
        let _ = writeln!(
            out,
            "\n{} \u{2013} {}: {} cut off from {}",
            bridge.from.name,
            bridge.to.name,
            number(bridge.part.size, "thing"),
            bridge.left
        );
        let _ = writeln!(out, "    {}", part(&bridge.part));
        for evidence in &bridge.evidence {
            out.push_str(&cite::evidence(evidence, 4));
        }
    }
    out
}

/// How large a part is, and the names of its things.
pub(super) fn part(part: &Part) -> String {
    let names: Vec<&str> = part.names.iter().take(MOST_NAMES).map(|n| n.name.as_str()).collect();
    let rest = part.size - names.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}: {}{more}", part.size, names.join(", "))
}
