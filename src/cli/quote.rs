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
use crate::desk::Desk;
use crate::model::claim::{EntityId, Thing};
use crate::model::quote;
use crate::project::Project;

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
                "{}: the words stand there, but not within one sentence: quote each sentence by itself, or in parts with […]\n",
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
    let mut offers = offers_of(&graph, sentence, words.trim());
    let offer = offers.remove(0);
    let key = found.source.clone();
    let (texts, into) = (args.sources.as_deref(), options.into.as_deref());
    let mut review = Review::new(Desk::new((&project, &graph), texts, (&key, found.sheet.head()), into)?);
    drop(graph);
    let is_decided = review.ask(&offer, "a claim", ui)?;
    Ok(if is_decided { Outcome::Good } else { Outcome::Findings })
}

/// The records for a sentence whose quotes have the words; without any, one to be filled in. There is always one.
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

/// Whether the words, or each part of them, stand in their section once.
fn how_often(sheet: &Sheet, sentence: &Drafted, words: &str, most: usize) -> String {
    let own: Vec<String> = sheet
        .sentences
        .iter()
        .filter(|other| other.section == sentence.section)
        .map(|s| fold(&s.text))
        .collect();
    let times = |part: &String| own.iter().map(|text| text.matches(part.as_str()).count()).sum::<usize>();
    let parts = parts(words);
    let said = match parts.iter().find(|part| times(part) != 1) {
        None if parts.len() > 1 => "each part once in its section".to_owned(),
        None => "once in its section".to_owned(),
        Some(part) => format!(
            "“{part}” stands {} times in its section: take more words, or say what stands before them with `prefix`",
            times(part)
        ),
    };
    let count: usize = parts.iter().map(|part| part.split_whitespace().count()).sum();
    let too_many = if count > most { format!(", and a quote has {most} at most") } else { String::new() };
    format!("{said}; {}{too_many}", number(count, "word"))
}

/// The parts of a quote, folded.
fn parts(words: &str) -> Vec<String> {
    quote::parts(words).into_iter().map(fold).filter(|part| !part.is_empty()).collect()
}

/// Where the words stand; an error where they are in no text at hand.
fn find(project: &Project, graph: &Graph, of: Option<EntityId>, words: &str) -> Result<Vec<Found>, Failure> {
    let dataset = graph.dataset();
    let parts = parts(words);
    let Some(first) = parts.first() else { return Err(Failure::new("there are no words to look for")) };
    let (mut found, mut texts, mut absent) = (Vec::new(), 0, 0);
    for id in dataset.entity_ids().filter(|id| of.is_none_or(|of| of == *id)) {
        let Some(file) = dataset.entity(id).text.map(|file| dataset.text(file)) else { continue };
        let Some(text) = project.input.texts.get(file) else {
            absent += 1;
            continue;
        };
        texts += 1;
        let whole = fold(text);
        if !parts.iter().all(|part| whole.contains(part.as_str())) {
            continue;
        }
        let drafting =
            Drafting { input: &project.input, dataset, ontology: graph.ontology(), source: id, text };
        let mut sheet = draft(drafting, Some(first));
        // Parts may stand in several sentences; where one has them all, it is meant.
        let has_all =
            |sentence: &Drafted| parts.iter().all(|part| fold(&sentence.text).contains(part.as_str()));
        if sheet.sentences.iter().any(has_all) {
            sheet.sentences.retain(has_all);
        }
        let is_across = sheet.sentences.is_empty();
        found.push(Found { source: dataset.key(Thing::Entity(id)).to_owned(), sheet, is_across });
    }
    if found.is_empty() {
        let mut message = match texts {
            0 => "no text of a source is at hand".to_owned(),
            count => format!("the words stand in none of {}", number(count, "text")),
        };
        if texts > 0 && absent > 0 {
            message.push_str(&format!(
                "; {} not at hand",
                if absent == 1 { "one more is".to_owned() } else { format!("{absent} more are") }
            ));
        }
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
