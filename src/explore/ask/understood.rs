//! A question taken apart: what it asks for, and its words in groups that mean something.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::english::{self, Kind, Turn};
use super::lexicon::{Lexicon, Meaning};
use super::phrases;
use crate::model::claim::{ClassId, PropertyId, Thing};

/// How many words a question may have.
pub(super) const MOST_WORDS: usize = 200;

/// The longest run of words that is looked up as one name.
const LONGEST: usize = 16;

/// Words of a question that mean something together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    /// The words as they were typed, in lower case.
    pub text: String,
    /// Where they begin among the words of the question, and where they end.
    pub at: (usize, usize),
    /// The word that stands before them, articles left out; empty where none does.
    pub before: String,
    /// Their stems, without words that mean nothing.
    pub stems: Vec<String>,
    /// For each of these the stems that would say the opposite.
    pub opposites: Vec<Vec<String>>,
    /// What they can mean.
    pub meaning: Meaning,
    /// Whether *and* joins them to what stands before.
    pub is_joined: bool,
    /// The word that this was read as, where it was taken for a typing error.
    pub read_as: Option<String>,
    /// Whether any name, term or claim of the graph has the words.
    pub is_known: bool,
    /// Turns that the word gives the question.
    pub turns: Vec<Turn>,
    /// What the word asks for.
    pub asks: Option<Kind>,
    /// The number that it is, and how what is stated has to stand to it.
    pub number: Option<Number>,
    /// The place in an order that it is.
    pub ordinal: Option<u32>,
    /// The properties for which the word is the verb, where it stands in the question as a noun.
    pub not_meant: BTreeSet<PropertyId>,
}

/// A number in a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// The number.
    pub value: f64,
    /// How what is stated has to stand to it, and whether it may be the same; none where it has to be the same.
    pub compared: Option<(Ordering, bool)>,
}

/// Where in a question the one stands who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// First.
    Active,
    /// It has no verb of its own, as in *what is the end of it*.
    Nominal,
    /// Nowhere, or last: it may be in the passive voice.
    PerhapsPassive,
    /// Last, after *by*.
    Passive,
}

/// A question, taken apart.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is read from the words by itself")]
pub(super) struct Understood {
    /// What it asks for.
    pub kind: Kind,
    /// Its groups of words, in their order.
    pub units: Vec<Unit>,
    /// All things that its names can mean.
    pub named: BTreeSet<Thing>,
    /// Words in no group that change what it asks, such as `more` and `only`: no claim is held against them.
    pub ignored: Vec<String>,
    /// Small words that are also words of a property or status: they help to find what is meant, and are never missed.
    pub soft: Vec<Unit>,
    /// In which voice its verb is.
    pub voice: Voice,
    /// Whether it asks for what is done already.
    pub is_done: bool,
    /// Whether it denies something.
    pub denies: bool,
    /// Whether it asks for what is named somewhere.
    pub is_listed: bool,
    /// Whether it asks for what is in a place.
    pub is_in: bool,
    /// Whether it asks for somebody's own words.
    pub in_own_words: bool,
    /// Whether it asks for what is done about what it names.
    pub is_deed: bool,
    /// Whether it asks for what became of what it names.
    pub is_outcome: bool,
    /// Whether it asks for how it is now.
    pub is_now: bool,
    /// Whether it asks for what was spent.
    pub is_spent: bool,
    /// Whether it asks if there is something.
    pub is_there: bool,
}

impl Understood {
    /// Whether one of its words gives the question a turn.
    pub(super) fn turns(&self, turn: Turn) -> bool {
        self.units.iter().any(|u| u.turns.contains(&turn))
    }

    /// Leaves aside the small words that deny and ask for nothing by themselves, and the class of what is named beside it: a
    /// *trial* that is called so. `is_of` tells whether a thing, or what it is joined to, is of one of some classes.
    pub(super) fn settle(
        &mut self,
        is_of: impl Fn(Thing, &BTreeSet<ClassId>) -> bool,
        is_joined: impl Fn(Thing, Thing) -> bool,
    ) {
        let names: Vec<Unit> = self.units.iter().filter(|u| u.meaning.is_whole_name).cloned().collect();
        let whole: BTreeSet<Thing> = names.iter().flat_map(|u| u.meaning.things.iter().copied()).collect();
        for unit in self.units.iter_mut().filter(|u| !u.meaning.is_whole_name) {
            // A part of a name means others than what is named whole, if any are joined to that.
            let is_other = |t: &&Thing| !whole.contains(t) && whole.iter().any(|w| is_joined(**t, *w));
            let others: BTreeSet<Thing> = unit.meaning.things.iter().filter(is_other).copied().collect();
            if !others.is_empty() {
                unit.meaning.things = others;
            } else if !unit.meaning.things.is_disjoint(&whole)
                && self.kind != Kind::Whether
                && unit.before == "for"
            {
                // What a longer name of the same has, after *for*, is that name.
                unit.meaning.things.retain(|t| whole.contains(t));
            } else if !unit.meaning.things.is_disjoint(&whole) {
                // What stands in a name that is given anyway are words of their own: *does the plan save lives*.
                unit.meaning.things.clear();
            }
        }
        let is_class_of = |u: &Unit, named: &Unit| {
            let is_beside = u.at.0 == named.at.1 || u.at.1 == named.at.0;
            is_beside && named.meaning.things.iter().any(|t| is_of(*t, &u.meaning.classes))
        };
        let is_bare = self.kind == Kind::What
            && self.units.iter().all(|u| u.meaning.is_whole_name || !u.turns.is_empty());
        for unit in std::mem::take(&mut self.units) {
            let meaning = &unit.meaning;
            let is_class =
                meaning.things.is_empty() && !meaning.classes.is_empty() && meaning.statuses.is_empty();
            // In a question for yes or no a word for a relation is what is asked: *was it funded*.
            let is_class = is_class && (meaning.properties.is_empty() || self.kind != Kind::Whether);
            // *Who is paying it* asks for the giver, though the word may also name a class.
            let is_class = is_class && !(self.kind == Kind::Who && unit.asks == Some(Kind::HowMuch));
            // Nor does the verb after *who* name the class of what it acts on: *who tests the test*.
            let is_verb = unit.before == "who" && !meaning.properties.is_empty();
            let is_class = is_class && !is_verb;
            let is_denying = unit.turns == [Turn::Lack] && english::is_qualifying(&unit.text);
            if is_denying && is_bare {
                // What something is not, or does not do, is what is denied of it.
                self.units.push(Unit { turns: vec![Turn::Denial], ..unit });
            } else if is_denying {
                self.ignored.push(unit.text);
            } else if is_class && names.iter().any(|named| is_class_of(&unit, named)) {
                self.soft.push(unit);
            } else {
                self.units.push(unit);
            }
        }
    }

    /// The same question with one at a time of names that are joined: *the one and the other*. None where none are.
    pub(super) fn alternatives(&self) -> Vec<Self> {
        let is_name = |u: &Unit| !u.meaning.things.is_empty();
        let pair = self.units.windows(2).find(|pair| pair[1].is_joined && pair.iter().all(is_name));
        pair.map_or_else(Vec::new, |pair| pair.iter().map(|other| self.without(|u| u == other)).collect())
    }

    /// The same question with each of two groups of words that *or* joins, alone.
    pub(super) fn either(&self) -> Option<[Self; 2]> {
        let pair = self.units.windows(2).find(|pair| pair[1].before == "or")?;
        let [one, other] = [&pair[0], &pair[1]].map(|left_out| self.without(|u| u == left_out));
        (self.kind != Kind::Whether).then_some([other, one])
    }

    /// What the question is about, as it is written: what is named whole; else what is counted; else what is named in part.
    pub(super) fn subject(&self) -> Option<String> {
        let whole = self.units.iter().find(|u| u.meaning.is_whole_name).map(|u| u.text.clone());
        let counted = || {
            let run = phrases::run_of_counted(&self.units);
            let mut words: Vec<&str> = Vec::new();
            for unit in run {
                words.extend(unit.is_joined.then_some("and"));
                words.push(&unit.text);
            }
            (self.kind == Kind::HowMany && !words.is_empty()).then(|| words.join(" "))
        };
        let named = || self.units.iter().find(|u| !u.meaning.things.is_empty()).map(|u| u.text.clone());
        whole.or_else(counted).or_else(named)
    }

    /// The same question without some of its groups of words.
    pub(super) fn without(&self, is_left_out: impl Fn(&Unit) -> bool) -> Self {
        let units: Vec<Unit> = self.units.iter().filter(|u| !is_left_out(u)).cloned().collect();
        let named = units.iter().flat_map(|u| u.meaning.things.iter().copied()).collect();
        Self { units, named, ..self.clone() }
    }
}

/// Words with what is often typed for them put right.
fn written_right(
    mut words: Vec<String>,
    lexicon: &Lexicon<'_>,
    is_text: &impl Fn(&str) -> bool,
) -> Vec<String> {
    for i in 0..words.len() {
        let next = words.get(i + 1).map_or("", String::as_str);
        // A word that is only short of a letter twice has the stem of the right one.
        let is_meant = |known: &&str| {
            english::stem(known) == english::stem(&words[i]) || is_unknown(&words[i], lexicon, is_text)
        };
        let known = phrases::mistyped(&words[i], next).filter(|_| !english::is_empty_word(&words[i]));
        if let Some(known) = known.filter(is_meant) {
            known.clone_into(&mut words[i]);
        }
    }
    words
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
    let (question, in_own_words) = phrases::in_own_words(question);
    let words = written_right(english::words(&question), lexicon, &is_text);
    let has = |word: &str| words.iter().any(|w| w == word);
    let is_deed = (has("done") || has("doing")) && (has("about") || has("against"));
    let is_listed = ["named", "mentioned", "listed"].into_iter().any(has);
    let (denies, is_in) = (english::denies(&words), has("in") || has("within"));
    let voice = match () {
        () if has("by") => Voice::Passive,
        () if phrases::is_passive(&words) => Voice::PerhapsPassive,
        () if phrases::is_nominal(&words) => Voice::Nominal,
        () => Voice::Active,
    };
    let kind = english::kind(&words);
    let typed = english::meant(&words);
    let corrected: Vec<Option<String>> = typed.iter().map(|w| mistyped(w, lexicon, &is_text)).collect();
    let words: Vec<String> =
        typed.iter().zip(&corrected).map(|(w, c)| c.clone().unwrap_or_else(|| w.clone())).collect();
    let (mut units, mut soft, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST.min(words.len() - at);
        let found = (1..=longest).rev().find_map(|n| run(&words[at..at + n], lexicon).map(|m| (n, m)));
        let (length, meaning) = found.unwrap_or((1, Meaning::default()));
        let run = &words[at..at + length];
        let is_corrected = corrected[at..at + length].iter().any(Option::is_some);
        let typed = Some(&typed[at..at + length]).filter(|_| is_corrected);
        let is_month = length == 1 && phrases::is_month_of(&words, at);
        if run.iter().all(|w| is_silent(w)) && meaning.things.is_empty() && !is_month {
            // A verb that only helps another one says nothing, unless it stands alone at the end.
            let is_helping = english::is_auxiliary(&run[0]) && !phrases::is_own(&words, at);
            if !is_helping || at + length == words.len() {
                soft.extend(Some(unit(run, typed, meaning, &is_text)).filter(|u| !u.meaning.is_empty()));
            }
            ignored.extend(run.iter().filter(|w| english::is_qualifying(w)).cloned());
        } else {
            let found = unit(run, typed, meaning, &is_text);
            units.push(placed(found, (at, at + length), &words, lexicon));
        }
        at += length;
    }
    // "Figures on it" are how many there are of it.
    let is_figures = |u: &Unit| {
        phrases::is_figures(&u.text)
            && words.get(u.at.1).is_some_and(|w| ["on", "about", "of", "for"].contains(&&**w))
    };
    let has_figures = kind.is_none() && units.len() > 1 && units.iter().any(is_figures);
    units.retain(|u| !(has_figures && is_figures(u)));
    let kind = kind.or(has_figures.then_some(Kind::HowMany));
    let ends_apart = units.last().is_none_or(|u: &Unit| u.at.1 < words.len());
    let kind = kind.or((ends_apart && english::is_what_for(&words)).then_some(Kind::Why));
    // "In the first year" asks for no date.
    let is_time = |u: &Unit| u.asks == Some(Kind::When) && !english::is_in(&u.text, "date dates");
    let is_asked = |u: &&Unit| !is_time(u) || matches!(&*u.before, "what" | "which" | "");
    // "Which one was to get money" asks which one.
    let is_which = words.first().is_some_and(|w| w == "which");
    let is_asked = |u: &&Unit| is_asked(u) && (!is_which || u.before == "which");
    let asked = || units.iter().filter(|u| !u.meaning.is_whole_name).filter(is_asked).find_map(|u| u.asks);
    let kind = kind.or_else(asked).unwrap_or(Kind::What);
    if matches!(kind, Kind::What | Kind::Who | Kind::Where | Kind::Why) {
        // How many there are is no part of what they are: *the two bodies*.
        let is_count = |u: &Unit| u.number.is_some_and(|n| n.value < 100.0) && u.meaning.is_empty();
        ignored.extend(units.iter().filter(|u| is_count(u)).map(|u| u.text.clone()));
        units.retain(|u| !is_count(u));
    }
    tidied(&mut units, kind);
    let named = units.iter().flat_map(|u| u.meaning.things.iter().copied()).collect();
    let is_done = phrases::is_done(&typed);
    Understood {
        kind,
        units,
        named,
        ignored,
        soft,
        voice,
        is_done,
        denies,
        is_listed,
        is_in,
        in_own_words,
        is_deed,
        is_outcome: phrases::is_outcome(&typed),
        is_now: phrases::is_now(&typed),
        is_spent: phrases::is_spent(&typed),
        is_there: phrases::is_there(&typed),
    }
}

/// Leaves out groups of words that ask for nothing of their own beside the others.
fn tidied(units: &mut Vec<Unit>, kind: Kind) {
    // "What do later sources say" asks for what is said.
    let is_saying = units.iter().any(|u| u.turns.contains(&Turn::Saying));
    let is_named = units.iter().any(|u| u.meaning.is_whole_name);
    let is_anybody = |u: &Unit| is_saying && is_named && phrases::is_anybody(&u.text);
    // "In total" asks for no other amount.
    let is_sum = |u: &Unit| u.before == "in" && u.text == "total" && u.meaning.is_empty();
    let has_others = units.iter().any(|u| !is_anybody(u) && !is_sum(u));
    units.retain(|u| !(has_others && (is_anybody(u) || is_sum(u))));
    // "What progress was made" asks for progress.
    let is_light = |u: &Unit| u.meaning.things.is_empty() && phrases::is_light(&u.text);
    if units.iter().any(|u| !is_light(u) && !u.meaning.has_no_property()) {
        units.retain(|u| !is_light(u));
    }
    // Words before the noun that is counted are no part of the name of something else: *new road and rail workers*.
    let counted = if kind == Kind::HowMany { phrases::run_of_counted(units).len() } else { 0 };
    let before = counted.saturating_sub(1);
    let is_part = |u: &Unit| !u.meaning.is_whole_name && !u.meaning.things.is_empty();
    let apart = units.drain(..before).flat_map(|u| if is_part(&u) { words_of(u) } else { vec![u] });
    let apart: Vec<Unit> = apart.collect();
    units.splice(..0, apart);
}

/// The words of a group one by one, each only a word.
fn words_of(unit: Unit) -> Vec<Unit> {
    let words: Vec<&str> = unit.text.split(' ').collect();
    if words.len() != unit.stems.len() {
        return vec![Unit { meaning: Meaning::default(), ..unit }];
    }
    let word = |(i, word): (usize, &&str)| Unit {
        text: (*word).to_owned(),
        stems: vec![unit.stems[i].clone()],
        opposites: unit.opposites.get(i).cloned().into_iter().collect(),
        meaning: Meaning::default(),
        at: (unit.at.0 + i, unit.at.0 + i + 1),
        before: if i == 0 { unit.before.clone() } else { words[i - 1].to_owned() },
        is_joined: unit.is_joined && i == 0,
        ..unit.clone()
    };
    words.iter().enumerate().map(word).collect()
}

/// A group of words with its place in a question, and what that place says of it.
fn placed(unit: Unit, (start, end): (usize, usize), words: &[String], lexicon: &Lexicon<'_>) -> Unit {
    let run = &words[start..end];
    // "10 of them" are not all.
    let is_share = words.get(start + 1).is_some_and(|w| w == "of");
    let value = phrases::number(&run[0]).filter(|_| !is_share);
    let number = value.map(|value| Number { value, compared: phrases::compared(words, start) });
    let before = words[..start].iter().rev().find(|w| !english::is_article(w));
    let is_joined = before.is_some_and(|w| w == "and");
    let before = before.cloned().unwrap_or_default();
    let articles = run.iter().take_while(|w| english::is_article(w)).count();
    let at = (start + articles, end);
    let mut unit = Unit { at, before, is_joined, number, ..unit };
    let is_noun = articles > 0 && words.get(end).is_some_and(|w| english::is_in(w, "for on"));
    if let ([word], true) = (&words[at.0..end], is_noun) {
        // "The call for" is a noun, and not what somebody calls.
        unit.not_meant = lexicon.verbs(word);
        let is_other = |p: &PropertyId| !unit.not_meant.contains(p);
        unit.meaning.properties.retain(is_other);
        unit.meaning.partly.retain(is_other);
    }
    if end == words.len() && articles == 0 && phrases::tells_outcome(&words[at.0..].join(" ")) {
        // "Was it met" is no name.
        unit.meaning.things.clear();
        unit.meaning.is_whole_name = false;
    }
    unit
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
    // A date names no source, though titles have dates.
    if is_apart || typed.last().is_some_and(|w| english::is_article(w)) || phrases::is_date(&words) {
        return None;
    }
    let words = words.as_slice();
    let is_full = |w: &String| !english::is_empty_word(w);
    let mut meaning = lexicon.whole(words);
    if !words.iter().any(is_full) && (words.len() == 1 || !meaning.is_whole_name) {
        (meaning.things, meaning.classes) = (BTreeSet::new(), BTreeSet::new());
        (meaning.is_whole_name, meaning.is_as_written) = (false, false);
        return (!meaning.is_term_free()).then_some(meaning);
    }
    if let [word] = words {
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
        // A name and a word for what is done are no part of a longer name: *the council planning*.
        let is_two = |at: usize| {
            lexicon.whole(&words[..at]).is_whole_name && !lexicon.whole(&words[at..]).properties.is_empty()
        };
        if !(1..words.len()).any(is_two) {
            meaning.things = lexicon.part(&full, full.len() < after_article.len());
        }
    }
    (!meaning.is_empty()).then_some(meaning)
}

fn unit(run: &[String], typed: Option<&[String]>, meaning: Meaning, is_text: &impl Fn(&str) -> bool) -> Unit {
    let plain = |words: &[String]| {
        words.iter().filter(|w| !english::is_article(w)).cloned().collect::<Vec<_>>().join(" ")
    };
    let full: Vec<&String> = run.iter().filter(|w| !english::is_empty_word(w)).collect();
    let is_one_word = plain(run).split(' ').count() == 1;
    let is_term = meaning.things.is_empty() && !meaning.has_no_property();
    let mut unit = Unit {
        text: plain(typed.unwrap_or(run)),
        stems: full.iter().map(|w| english::stem(w)).collect(),
        opposites: full.iter().map(|w| english::opposites(w).collect()).collect(),
        meaning,
        is_joined: false,
        read_as: typed.map(|_| plain(run)),
        is_known: true,
        turns: run.iter().flat_map(|w| english::turns(w)).collect(),
        asks: full.last().filter(|_| is_one_word || is_term).and_then(|w| english::asks(w)),
        number: None,
        not_meant: BTreeSet::new(),
        ordinal: full.first().filter(|_| is_one_word).and_then(|w| phrases::ordinal(w)),
        at: (0, 0),
        before: String::new(),
    };
    let is_known = !unit.meaning.is_empty() || !unit.turns.is_empty() || unit.asks.is_some();
    let mut all = unit.stems.iter().zip(&unit.opposites);
    unit.is_known =
        is_known || all.all(|(stem, opposite)| is_text(stem) || opposite.iter().any(|o| is_text(o)));
    unit
}

/// Whether neither the graph nor the language has a word.
fn is_unknown(word: &str, lexicon: &Lexicon<'_>, is_text: &impl Fn(&str) -> bool) -> bool {
    let is_known =
        english::is_empty_word(word) || !english::turns(word).is_empty() || english::asks(word).is_some();
    let has_opposite = || english::opposites(word).any(|o| is_text(&o));
    !(is_known
        || has_opposite()
        || english::is_number(word)
        || lexicon.knows(word)
        || is_text(&english::stem(word)))
}

/// The word of the graph that a typing error stands for; none where the word is known.
fn mistyped(word: &str, lexicon: &Lexicon<'_>, is_text: &impl Fn(&str) -> bool) -> Option<String> {
    lexicon.mistyped(word).filter(|_| is_unknown(word, lexicon, is_text)).map(str::to_owned)
}
