//! A question taken apart: what it asks for, and its words in groups that mean something.

use std::collections::BTreeSet;

use super::english::{self, Kind, Turn};
use super::lexicon::{Lexicon, Meaning};
use crate::model::claim::{PropertyId, Thing};

/// How many words a question may have.
pub(super) const MOST_WORDS: usize = 200;

/// The longest run of words that is looked up as one name.
const LONGEST: usize = 16;

/// Words of a question that mean something together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// The words as they were typed, in lower case.
    pub text: String,
    /// Their stems, without words that mean nothing.
    pub stems: Vec<String>,
    /// What they can mean.
    pub meaning: Meaning,
    /// The word that this was read as, where it was taken for a typing error.
    pub read_as: Option<String>,
    /// Whether any name, term or claim of the graph has the words.
    pub is_known: bool,
    /// Turns that the word gives the question.
    pub turns: Vec<Turn>,
    /// What the word asks for.
    pub asks: Option<Kind>,
}

/// A question, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Understood {
    /// What it asks for.
    pub kind: Kind,
    /// Its groups of words, in their order.
    pub units: Vec<Unit>,
    /// All things that its names can mean.
    pub named: BTreeSet<Thing>,
    /// Words in no group that change what it asks, such as `more` and `only`: no claim is held against them.
    pub ignored: Vec<String>,
    /// Whether it says by whom or what: in the passive voice the one who acts comes last.
    pub has_by: bool,
    /// The properties that answer what it asks for by another label of theirs.
    pub answering: BTreeSet<PropertyId>,
}

impl Understood {
    /// Whether one of its words gives the question a turn.
    pub(super) fn turns(&self, turn: Turn) -> bool {
        self.units.iter().any(|u| u.turns.contains(&turn))
    }
}

/// Takes a question apart. `is_text` tells whether a stem occurs in the words of any claim.
///
/// The longest run of words that is a whole name or a word for a term comes first, then the longest that is a part of names.
/// Costs a look-up for each run of words.
pub(super) fn understand(
    question: &str,
    lexicon: &Lexicon<'_>,
    is_text: impl Fn(&str) -> bool,
) -> Understood {
    let words = english::words(question);
    let kind = english::kind(&words);
    let words = english::meant(&words);
    let corrected: Vec<Option<String>> = words.iter().map(|w| mistyped(w, lexicon, &is_text)).collect();
    let typed = words;
    let words: Vec<String> =
        typed.iter().zip(&corrected).map(|(w, c)| c.clone().unwrap_or_else(|| w.clone())).collect();
    let mut units = Vec::new();
    let mut ignored = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST.min(words.len() - at);
        let found = (1..=longest).rev().find_map(|n| run(&words[at..at + n], lexicon).map(|m| (n, m)));
        let (length, meaning) = found.unwrap_or((1, Meaning::default()));
        let run = &words[at..at + length];
        let (typed, is_corrected) =
            (&typed[at..at + length], corrected[at..at + length].iter().any(Option::is_some));
        at += length;
        if length > 1 || !meaning.is_empty() || !is_silent(&run[0]) {
            units.push(unit(run, Some(typed).filter(|_| is_corrected), meaning, &is_text));
        } else if english::is_qualifying(&run[0]) {
            ignored.push(run[0].clone());
        }
    }
    let asked = || units.iter().filter(|u| !u.meaning.is_whole_name).find_map(|u| u.asks);
    let kind = kind.or_else(asked).unwrap_or(Kind::What);
    let has_by = typed.iter().any(|w| w == "by");
    let named = units.iter().flat_map(|u| u.meaning.things.iter().copied()).collect();
    Understood { kind, units, named, ignored, has_by, answering: lexicon.answering(kind) }
}

/// Whether a word alone means nothing and gives the question no turn.
fn is_silent(word: &str) -> bool {
    english::is_empty_word(word) && english::turns(word).is_empty()
}

/// What a run of words means, if it is one group.
fn run(words: &[String], lexicon: &Lexicon<'_>) -> Option<Meaning> {
    let typed = words;
    let words: Vec<String> = typed.iter().filter(|w| !english::is_article(w)).cloned().collect();
    let is_apart = typed.iter().skip(1).any(|w| w == english::INDEFINITE);
    if is_apart || typed.last().is_some_and(|w| english::is_article(w)) {
        return None;
    }
    let words = words.as_slice();
    let is_full = |w: &String| !english::is_empty_word(w);
    let mut meaning = lexicon.whole(words);
    if let [word] = words {
        if !is_full(word) {
            return None;
        }
        // A word for a term means the term, not the things that happen to have it in their names.
        let is_term = !meaning.is_term_free();
        if english::turns(word).is_empty() && !meaning.is_as_written {
            let part = lexicon.word(word);
            if is_term {
                meaning.partly.extend(part.partly);
            } else {
                meaning.add(&part);
            }
        }
        if meaning.things.is_empty() && !is_term {
            meaning.things = lexicon.part(words, false);
        }
        return (!meaning.is_empty()).then_some(meaning);
    }
    let ends_are_full = words.first().is_some_and(is_full) && words.last().is_some_and(is_full);
    let after_article = if english::is_article(&typed[0]) { &typed[1..] } else { typed };
    if meaning.is_empty() && ends_are_full && after_article.iter().all(|w| english::joins(w)) {
        let full: Vec<String> = words.iter().filter(|w| is_full(w)).cloned().collect();
        meaning.things = lexicon.part(&full, full.len() < after_article.len());
    }
    (!meaning.is_empty()).then_some(meaning)
}

fn unit(run: &[String], typed: Option<&[String]>, meaning: Meaning, is_text: &impl Fn(&str) -> bool) -> Unit {
    let plain = |words: &[String]| {
        words.iter().filter(|w| !english::is_article(w)).cloned().collect::<Vec<_>>().join(" ")
    };
    let full: Vec<&String> = run.iter().filter(|w| !english::is_empty_word(w)).collect();
    let is_one_word = plain(run).split(' ').count() == 1;
    let mut unit = Unit {
        text: plain(typed.unwrap_or(run)),
        stems: full.iter().map(|w| english::stem(w)).collect(),
        meaning,
        read_as: typed.map(|_| plain(run)),
        is_known: true,
        turns: run.iter().flat_map(|w| english::turns(w)).collect(),
        asks: full.last().filter(|_| is_one_word).and_then(|w| english::asks(w)),
    };
    let is_known = !unit.meaning.is_empty() || !unit.turns.is_empty() || unit.asks.is_some();
    unit.is_known = is_known || unit.stems.iter().all(|s| is_text(s));
    unit
}

/// The word of the graph that a typing error stands for; none where the word is known.
fn mistyped(word: &str, lexicon: &Lexicon<'_>, is_text: &impl Fn(&str) -> bool) -> Option<String> {
    let is_known =
        english::is_empty_word(word) || !english::turns(word).is_empty() || english::asks(word).is_some();
    if is_known || english::is_number(word) || lexicon.knows(word) || is_text(&english::stem(word)) {
        return None;
    }
    lexicon.mistyped(word).map(str::to_owned)
}
