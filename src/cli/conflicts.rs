//! `remit conflicts`: where claims disagree, who says what, and what was decided.

use super::args::{Args, ConflictsArgs};
use super::cite::{self, number};
use super::count::answer;
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Decision, Dispute, Fact, disputes};

/// Runs the command.
pub(super) fn run(args: &Args, options: &ConflictsArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::know(args, ui)?;
    let mut found = disputes(graph.scope());
    let lost = graph.decisions_left_out();
    if lost > 0 {
        ui.talk(&format!(
            "note: {} left out: fewer than two of the claims that each compares are of these sources, or none that it lets hold\n",
            if lost == 1 { "1 decision or note of a curator is".to_owned() } else { format!("{lost} decisions or notes of curators are") },
        ));
    }
    found.retain(|d| options.kind.as_ref().is_none_or(|kind| *kind == d.kind));
    found.retain(|d| !options.open || d.resolution.is_none());
    answer(options.format, &found, || cells(&found), || all_words(&found), ui)?;
    Ok(Outcome::Good)
}

/// A row for each claim of each disagreement.
fn cells(found: &[Dispute]) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let claims = |d: &Dispute| {
        let decision = d.resolution.as_ref().map(|r| decided(r, d.blocks_facts)).unwrap_or_default();
        let lead = [&d.kind, state(d), &d.name, &d.why, &decision, &d.id].map(str::to_owned);
        let row = |claim: &Fact| lead.iter().cloned().chain(cite::cells(claim)).collect();
        d.claims.iter().map(row).collect::<Vec<Vec<String>>>()
    };
    let columns = ["kind", "state", "about", "why", "decision", "disagreement"];
    (columns.into_iter().chain(cite::COLUMNS).collect(), found.iter().flat_map(claims).collect())
}

fn state(dispute: &Dispute) -> &'static str {
    match dispute.resolution {
        Some(_) if dispute.blocks_facts => "settled",
        Some(_) => "noted",
        None => "open",
    }
}

/// How many disagreements there are, what each is about, and then each with its claims.
fn all_words(found: &[Dispute]) -> Page {
    let mut page = Page::default();
    let open = found.iter().filter(|d| d.resolution.is_none()).count();
    page.line(0).text(format!("{}, {open} open", number(found.len(), "disagreement")));
    for dispute in found {
        let Dispute { kind, name, .. } = dispute;
        // Of one claim alone its own words tell more than why it is listed.
        let why = match dispute.claims.as_slice() {
            [only] if dispute.is_denial() => only.words.trim_end_matches('.'),
            _ => &dispute.why,
        };
        page.line(2).text(format!("{kind}, {}: ", state(dispute))).name(name).text(format!(": {why}"));
    }
    for dispute in found {
        page.gap();
        page.page(words(dispute));
    }
    page
}

pub(super) fn words(dispute: &Dispute) -> Page {
    let mut page = Page::default();
    page.line(0).text(format!("{}, {}: ", dispute.kind, state(dispute))).name(&dispute.name);
    page.line(2).text(&dispute.why);
    if let Some(claim) = &dispute.noted_by {
        page.line(2).text("noted by");
        cite::citation(claim, 6, &mut page);
    }
    for claim in &dispute.claims {
        page.line(2).text(format!("- {}", claim.words));
        cite::citation(claim, 6, &mut page);
    }
    if let Some(decision) = &dispute.resolution {
        page.line(2).text(decided(decision, dispute.blocks_facts));
    }
    page.line(2).caution(&dispute.effect).key(&dispute.id);
    page
}

fn decided(decision: &Decision, blocks_facts: bool) -> String {
    let on = decision.on.as_ref().map(|d| format!(" on {d}")).unwrap_or_default();
    let holds = match decision.holds.as_slice() {
        [] if blocks_facts => "no claim holds. ".to_owned(),
        [] => String::new(),
        [one] => format!("{one} holds. "),
        several => format!("{} hold. ", several.join(", ")),
    };
    let verb = if blocks_facts { "decided" } else { "noted" };
    let left_out = match decision.left_out {
        0 => String::new(),
        1 => " (also of one claim of a source that was not asked)".to_owned(),
        more => format!(" (also of {more} claims of sources that were not asked)"),
    };
    format!("{verb} by {}{on}: {holds}{}{left_out}", decision.by, decision.reason)
}
