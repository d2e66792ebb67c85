//! `remit conflicts`: where claims disagree, who says what, and what was decided.

use super::args::{Args, ConflictsArgs, ShowFormat};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Decision, Dispute, Fact, disputes};

/// Runs the command.
pub(super) fn run(args: &Args, options: &ConflictsArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::know(args, ui)?;
    let mut found = disputes(graph.scope());
    found.retain(|d| options.kind.as_ref().is_none_or(|kind| *kind == d.kind));
    found.retain(|d| !options.open || d.resolution.is_none());
    match options.format {
        ShowFormat::Json => ui.json(&found)?,
        ShowFormat::Text => {
            found.iter().try_for_each(|dispute| ui.result(&words(dispute)))?;
            ui.result(&summary(&found))?;
        }
    }
    Ok(Outcome::Good)
}

pub(super) fn words(dispute: &Dispute) -> String {
    let state = match &dispute.resolution {
        Some(_) if dispute.blocks_facts => "settled",
        Some(_) => "noted",
        None => "open",
    };
    let mut out = format!("{}, {state}: {}\n  {}\n", dispute.kind, dispute.name, dispute.why);
    if let Some(claim) = &dispute.noted_by {
        out.push_str(&format!("  noted by {}\n", cited(claim)));
    }
    for claim in &dispute.claims {
        out.push_str(&format!("  - {}\n      {}\n", claim.words, cited(claim)));
    }
    if let Some(decision) = &dispute.resolution {
        out.push_str(&decided(decision, dispute.blocks_facts));
    }
    out.push_str(&format!("  {}  [{}]\n\n", dispute.effect, dispute.id));
    out
}

/// Who says a claim, how firmly, where, and in which words.
fn cited(claim: &Fact) -> String {
    let quoted = claim.citation.quoted().map(|q| format!(" {q}")).unwrap_or_default();
    format!("{}{quoted}  [{}]", claim.citation.voice(""), claim.id)
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
    format!("  {verb} by {}{on}: {holds}{}\n", decision.by, decision.reason)
}

/// How many of each kind there are.
fn summary(found: &[Dispute]) -> String {
    let open = found.iter().filter(|d| d.resolution.is_none()).count();
    let plural = if found.len() == 1 { "disagreement" } else { "disagreements" };
    format!("{} {plural}, {open} open\n", found.len())
}
