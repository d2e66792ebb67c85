//! `remit quote`: where words stand in the sources, what they name, and the records that they could give. `remit add`: one of them made a claim.

use std::io::Write as _;

use super::args::{AddArgs, Args, QuoteArgs};
use super::cite::number;
use super::draft::source;
use super::review::{Review, answer, marked};
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, session};
use crate::compile::draft::{Drafted, Drafting, Offer, Sheet, blank, draft};
use crate::compile::evidence::fold;
use crate::derive::graph::Graph;
use crate::model::claim::{EntityId, Thing};
use crate::project::Project;

/// What separates the parts of a quote.
const GAP: &str = "[\u{2026}]";

/// Words in a source.
struct Found {
    source: String,
    sheet: Sheet,
    /// Whether they are in the text, though in no single sentence.
    is_across: bool,
}

/// Runs `remit quote`.
pub(super) fn run(args: &Args, options: &QuoteArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let of = options.source.as_deref().map(|typed| source(typed, &graph, ui)).transpose()?;
    let all = find(&project, &graph, of, &options.words)?;
    let most = project.input.manifest.limits.quote_words;
    let mut out = String::new();
    for found in &all {
        if found.is_across {
            out.push_str(&format!(
                "{}: the words stand there, but not within one sentence: quote each sentence by itself, or in parts with {GAP}\n",
                found.source
            ));
        }
        for sentence in &found.sheet.sentences {
            let offer = blank((graph.dataset(), graph.ontology()), sentence, &options.words);
            out.push_str(&format!("{}, {}\n  {}\n", found.source, offer.place, marked(&offer)));
            out.push_str(&format!("  {}\n", how_often(&found.sheet, sentence, &options.words, most)));
            for (what, words) in ["names", "values"].iter().zip(sentence.in_words()) {
                if !words.is_empty() {
                    out.push_str(&format!("  {what}: {words}\n"));
                }
            }
            for offer in offers_of(&graph, sentence, &options.words) {
                out.push_str(&format!("\n# why: {}\n{}", offer.why, offer.record));
                for (key, label) in &offer.others {
                    out.push_str(&format!("# predicate = \"{key}\"  # {label}\n"));
                }
            }
            out.push('\n');
        }
    }
    ui.data(&out)?;
    Ok(Outcome::Good)
}

/// Runs `remit add`.
pub(super) fn add(args: &Args, options: &AddArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let of = options.source.as_deref().map(|typed| source(typed, &graph, ui)).transpose()?;
    let words = match &options.quote {
        Some(words) => words.clone(),
        None => ask("the words of the source: ", ui)?,
    };
    let all = find(&project, &graph, of, words.trim())?;
    let places: Vec<(&Found, &Drafted)> = all
        .iter()
        .flat_map(|found| found.sheet.sentences.iter().map(move |sentence| (found, sentence)))
        .collect();
    let (found, sentence) = match places.as_slice() {
        [] => return Err(Failure::new("the words stand within no single sentence: `remit quote` says more")),
        [one] => *one,
        several => {
            for (at, (found, sentence)) in several.iter().enumerate() {
                ui.talk(&format!("{}: {}, {}\n", at + 1, found.source, sentence.text));
            }
            let typed = ask("which of these? ", ui)?;
            let chosen = typed.trim().parse::<usize>().ok().and_then(|n| several.get(n.checked_sub(1)?));
            *chosen.ok_or_else(|| Failure::new("that is none of them"))?
        }
    };
    let offer = blank((graph.dataset(), graph.ontology()), sentence, words.trim());
    let key = found.source.clone();
    let mut review = Review::new(args, &project, &graph, (&key, found.sheet.head()), options.into.clone());
    drop(graph);
    let is_decided = review.ask(&offer, "a claim", ui)?;
    Ok(if is_decided { Outcome::Good } else { Outcome::Findings })
}

/// The records for a sentence whose quotes have the words; without any, one to be filled in.
fn offers_of(graph: &Graph, sentence: &Drafted, words: &str) -> Vec<Offer> {
    let folded = fold(words);
    let is_near = |offer: &Offer| {
        let quote = offer.get("quote").map(|quote| fold(&quote)).unwrap_or_default();
        quote.contains(&folded) || folded.contains(&quote)
    };
    let of = sentence.proposals.iter().map(|proposal| Offer::of(sentence, proposal));
    let mut offers: Vec<Offer> = of.filter(is_near).collect();
    if offers.is_empty() {
        offers.push(blank((graph.dataset(), graph.ontology()), sentence, words));
    }
    offers
}

/// Whether the words stand in their section once.
fn how_often(sheet: &Sheet, sentence: &Drafted, words: &str, most: usize) -> String {
    let folded = fold(words);
    let own = sheet.sentences.iter().filter(|other| other.section == sentence.section);
    let times: usize = own.map(|other| fold(&other.text).matches(folded.as_str()).count()).sum();
    let count = words.split_whitespace().count();
    let mut said = match times {
        1 => "once in its section".to_owned(),
        _ => format!(
            "{times} times in its section: take more words, or say what stands before them with `prefix`"
        ),
    };
    said.push_str(&format!("; {}", number(count, "word")));
    if count > most {
        said.push_str(&format!(", and a quote has {most} at most"));
    }
    said
}

/// Where the words stand; an error where they are in no text at hand.
fn find(project: &Project, graph: &Graph, of: Option<EntityId>, words: &str) -> Result<Vec<Found>, Failure> {
    let dataset = graph.dataset();
    let folded = fold(words.split(GAP).next().unwrap_or_default().trim());
    if folded.is_empty() {
        return Err(Failure::new("there are no words to look for"));
    }
    let (mut found, mut texts) = (Vec::new(), 0);
    for id in dataset.entity_ids().filter(|id| of.is_none_or(|of| of == *id)) {
        let file = dataset.entity(id).text.map(|file| dataset.text(file));
        let Some(text) = file.and_then(|file| project.input.texts.get(file)) else { continue };
        texts += 1;
        if !fold(text).contains(&folded) {
            continue;
        }
        let drafting =
            Drafting { input: &project.input, dataset, ontology: graph.ontology(), source: id, text };
        let sheet = draft(drafting, Some(&folded));
        let is_across = sheet.sentences.is_empty();
        found.push(Found { source: dataset.key(Thing::Entity(id)).to_owned(), sheet, is_across });
    }
    if found.is_empty() {
        let message = match texts {
            0 => "no text of a source is at hand".to_owned(),
            count => format!("the words stand in none of {}", number(count, "text")),
        };
        let help = "words are compared as quotes are: letter by letter, but for spaces, line ends and the forms of quotation marks and dashes; \
                    texts elsewhere are given with --sources";
        return Err(Failure::with_help(message, help));
    }
    Ok(found)
}

/// What is typed.
fn ask(words: &str, ui: &mut Ui) -> Result<String, Failure> {
    ui.talk(words);
    let _ = std::io::stderr().flush();
    answer()?.ok_or_else(|| Failure::new("nothing was answered"))
}
