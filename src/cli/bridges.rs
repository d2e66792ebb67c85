//! `remit bridges`: what holds the graph together.

use super::args::{Args, ShowFormat};
use super::args_explore::BridgesArgs;
use super::cite::{self, number};
use super::count::counting;
use super::page::Page;
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
        ShowFormat::Text => ui.page(&words(&holding))?,
    }
    Ok(Outcome::Good)
}

/// How many there are, and how many of them are shown.
fn heading(word: &str, all: usize, shown: usize) -> String {
    let shown = if shown < all { format!(", {shown} shown") } else { String::new() };
    format!("{} without which others are cut off{shown}", number(all, word))
}

/// What holds most together, and then what each would cut off.
fn words(holding: &Connectors) -> Page {
    let mut page = Page::default();
    let (things, connections) = (&holding.things, &holding.connections);
    page.line(0).text(heading("thing", holding.all_things, things.len()));
    for holder in things {
        page.line(2).name(&holder.thing.name).text(format!(": {} cut off", number(holder.cut_off, "thing")));
    }
    page.line(0).text(heading("connection", holding.all_connections, connections.len()));
    page.line(0).note(&holding.counting);
    for holder in things {
        page.gap();
        let (cut_off, left) = (number(holder.cut_off, "thing"), number(holder.parts.len(), "part"));
        page.line(0)
            .name(&holder.thing.name)
            .text(format!(": {cut_off} cut off, {left} left"))
            .key(&holder.thing.id);
        for part in &holder.parts {
            page.line(4).text(self::part(part));
        }
    }
    for bridge in connections {
        page.gap();
        let cut_off = format!(": {} cut off from {}", number(bridge.part.size, "thing"), bridge.left);
        page.line(0).name(format!("{} \u{2013} {}", bridge.from.name, bridge.to.name)).text(cut_off);
        page.line(4).text(part(&bridge.part));
        bridge.evidence.iter().for_each(|evidence| cite::evidence(evidence, 4, &mut page));
    }
    page
}

/// How large a part is, and the names of its things.
pub(super) fn part(part: &Part) -> String {
    let names: Vec<&str> = part.names.iter().take(MOST_NAMES).map(|n| n.name.as_str()).collect();
    let rest = part.size - names.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}: {}{more}", part.size, names.join(", "))
}
