//! What became of promises, as a matrix: promises by dates, each cell the latest outcome that is told by its date.

use std::collections::BTreeMap;

use super::{CellCard, Count, Group, Matrix, MatrixRow, RowsAre, TotalKind, Totals};
use crate::compile::ontology::Border;
use crate::derive::rdf::GraphRef;
use crate::explore::{Citation, Promise, PromiseOutcome, PromiseState, Relations, promises};
use crate::model::claim::{ClassId, EntityId, Thing};
use crate::model::date::PartialDate;
use crate::model::file::Span;
use crate::model::nearest::nearest;
use crate::model::standing::Standing;
use crate::render::figure::citation::lead;
use crate::render::figure::grid::{Card, CardFact, Provenance, Row};
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::LeftOut;
use crate::render::figure::names::Names;
use crate::render::figure::view::{Hue, Name, ScorecardView};

/// The states in the order in which they are read.
const STATES: [PromiseState; 10] = [
    PromiseState::Kept,
    PromiseState::PartlyKept,
    PromiseState::Changed,
    PromiseState::Superseded,
    PromiseState::Missed,
    PromiseState::NotYet,
    PromiseState::Unsettled,
    PromiseState::Due,
    PromiseState::Dated,
    PromiseState::Open,
];

/// Builds the scorecard that a view declares; none where one of its dates is none.
pub(in crate::render::figure) fn build(view: &ScorecardView, names: &mut Names<'_>) -> Option<Matrix> {
    let mut dates: Vec<PartialDate> = Vec::new();
    for name in &view.at {
        let (message, expected) = match PartialDate::parse(name) {
            Some(date) if dates.last().is_none_or(|last| date.is_after(*last)) => {
                dates.push(date);
                continue;
            }
            Some(_) => (format!("`{}` is not after the date before it", name.text), "dates in their order"),
            None => (format!("`{}` is no date", name.text), "a date such as 2022, 2022-06 or 2022-06-30"),
        };
        names.fault(name.span, message, expected);
    }
    if view.at.is_empty() {
        let message = "a scorecard names the dates that are its columns".to_owned();
        names.fault(Span::new(0, 0), message, "at = [\"2022-06-30\", \"2023-06-30\"]");
    }
    let of = names.classes(&view.things);
    let sources: Vec<EntityId> = view.promised_in.iter().filter_map(|name| source(name, names)).collect();
    if !names.is_clean() {
        return None;
    }
    let scorecard = Scorecard::new(dates, (&of, &sources), names.scope);
    if scorecard.promises.is_empty() {
        // Which of its parts finds nothing is not known: all of them together do.
        view.at
            .first()
            .into_iter()
            .for_each(|name| names.nothing(name, "a promise (remit:promise, remit:tells)"));
    }
    Some(scorecard.matrix(view))
}

/// The source that a view names.
fn source(name: &Name, names: &mut Names<'_>) -> Option<EntityId> {
    let scope = names.scope;
    let is_source = |id: EntityId| scope.ontology.is_source(scope.dataset.entity(id).class);
    match scope.dataset.find(name) {
        Some(Thing::Entity(id)) if is_source(id) => Some(id),
        _ => {
            let keys = scope.dataset.entity_ids().filter(|id| is_source(*id));
            let near = nearest(name, keys.map(|id| scope.dataset.key(Thing::Entity(id))));
            let message = format!("there is no source `{}`", name.text);
            names.fault(name.span, message, "the key of a source; `remit sources` lists them").add_near(near);
            None
        }
    }
}

/// The promises with what is known of each at each date.
struct Scorecard<'a> {
    scope: GraphRef<'a>,
    dates: Vec<PartialDate>,
    /// By key, for each date; none where it was not promised yet.
    promises: BTreeMap<String, Vec<Option<Promise>>>,
    cards: Vec<Card>,
    rules: Vec<String>,
}

impl<'a> Scorecard<'a> {
    fn new(
        dates: Vec<PartialDate>,
        (classes, sources): (&[ClassId], &[EntityId]),
        scope: GraphRef<'a>,
    ) -> Self {
        let GraphRef { dataset, ontology, .. } = scope;
        let relations = Relations::new(scope);
        let is_of_class = |promise: &Promise| {
            let thing = match dataset.find(&promise.id) {
                Some(Thing::Claim(id)) => Some(dataset.claim(id).subject),
                thing => thing,
            };
            let Some(Thing::Entity(id)) = thing else { return classes.is_empty() };
            let above = &ontology.class(dataset.entity(id).class).ancestors;
            classes.is_empty() || classes.iter().any(|class| above.contains(class))
        };
        let is_promised_there = |promise: &Promise| match promise.claims.first().and_then(|c| dataset.find(c))
        {
            Some(Thing::Claim(id)) => sources.is_empty() || sources.contains(&dataset.claim(id).source),
            _ => sources.is_empty(),
        };
        let is_shown = |promise: &Promise| is_of_class(promise) && is_promised_there(promise);
        let mut found: BTreeMap<String, Vec<Option<Promise>>> = BTreeMap::new();
        for (i, date) in dates.iter().enumerate() {
            for promise in promises(scope, &relations, Some(*date)).into_iter().filter(&is_shown) {
                let by_date = found.entry(promise.id.clone()).or_insert_with(|| vec![None; dates.len()]);
                by_date[i] = Some(promise);
            }
        }
        Self { scope, dates, promises: found, cards: Vec::new(), rules: Vec::new() }
    }

    fn matrix(mut self, view: &ScorecardView) -> Matrix {
        let all = std::mem::take(&mut self.promises);
        let last = |by_date: &[Option<Promise>]| by_date.last().cloned().flatten();
        let mut groups = Vec::new();
        let mut told: Vec<(PromiseState, String, usize)> = Vec::new();
        for state in STATES {
            let of_state: Vec<(Promise, &Vec<Option<Promise>>)> = all
                .values()
                .filter_map(|by_date| Some((last(by_date)?, by_date)))
                .filter(|(promise, _)| promise.state == state)
                .collect();
            if of_state.is_empty() {
                continue;
            }
            for (promise, _) in &of_state {
                let word = promise.outcomes.last().map_or_else(|| short(state).to_owned(), word);
                match told.iter_mut().find(|(s, w, _)| *s == state && *w == word) {
                    Some((.., number)) => *number += 1,
                    None => told.push((state, word, 1)),
                }
            }
            let rows = of_state.into_iter().map(|(promise, by_date)| self.row(&promise, by_date)).collect();
            groups.push(Group {
                title: title(state),
                colour: colour(state),
                named: true,
                rows,
                left_out: LeftOut::default(),
            });
        }
        let mut statuses: Vec<(PromiseState, String)> = Vec::new();
        let told_at_all = all.values().flatten().flatten().filter_map(|promise| promise.outcomes.last());
        for outcome in told_at_all {
            let status = (outcome.state, word(outcome));
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        }
        statuses.sort_by_key(|(state, word)| (STATES.iter().position(|s| s == state), word.clone()));
        let statuses: Vec<(String, Border)> =
            statuses.into_iter().map(|(state, word)| (word, border(state))).collect();
        let number: usize = told.iter().map(|t| t.2).sum();
        let mut heading = Heading::new(&view.title, self.subtitle(view, number));
        heading.finding = Some(finding(&told, number));
        Matrix {
            heading,
            rows_are: RowsAre::Promises,
            word: ["promise", "promises"].map(str::to_owned),
            verb: "stands so by".to_owned(),
            columns_title: "What had happened by".to_owned(),
            columns: self.dates.iter().zip(1..).map(|(date, number)| column(*date, number)).collect(),
            totals: self.totals(&all, &statuses),
            groups,
            cards: self.cards,
            statuses,
            rules: self.rules,
        }
    }

    fn subtitle(&self, view: &ScorecardView, number: usize) -> String {
        let lead = lead(view.subtitle.as_deref());
        let word = if number == 1 { "promise" } else { "promises" };
        let last = self.dates.last().map(|date| format!(" by {}", date.words())).unwrap_or_default();
        let inferred = self.cards.iter().filter(|c| matches!(c.ground, Provenance::Rule { .. })).count();
        format!("{lead}{number} {word}{last}; {inferred} of {} outcomes inferred by a rule", self.cards.len())
    }

    fn row(&mut self, promise: &Promise, by_date: &[Option<Promise>]) -> MatrixRow {
        let mut cells = Vec::new();
        let mut left_out = Vec::new();
        let mut shown: Option<(String, usize)> = None;
        for (column, at_date) in by_date.iter().enumerate() {
            let outcome = at_date.as_ref().and_then(|p| Some((p, p.outcomes.last()?)));
            let Some((promise, outcome)) = outcome else {
                cells.push(Vec::new());
                left_out.push(at_date.as_ref().map(no_fact).unwrap_or_default());
                continue;
            };
            // What is told once more stays on its card.
            let card = match &shown {
                Some((id, card)) if *id == outcome.id => *card,
                _ => self.card(promise, outcome, column),
            };
            shown = Some((outcome.id.clone(), card));
            cells.push(vec![CellCard {
                card,
                things: vec![0],
                qualifier: None,
                standing: standing(outcome),
            }]);
            left_out.push(LeftOut::default());
        }
        MatrixRow {
            key: Some(promise.id.clone()),
            name: promise.name.clone(),
            qualifier: promise
                .by_when
                .as_deref()
                .map(|date| format!("by {}", in_words(date)))
                .unwrap_or_default(),
            cells,
            left_out,
            total: Count::default(),
        }
    }

    /// The card of an outcome; returns its place.
    fn card(&mut self, promise: &Promise, outcome: &PromiseOutcome, column: usize) -> usize {
        let cites = |keys: &[String]| -> Vec<Citation> {
            let claims = keys.iter().filter_map(|key| match self.scope.dataset.find(key)? {
                Thing::Claim(id) => Some(Citation::of(id, self.scope)),
                Thing::Entity(_) => None,
            });
            claims.collect()
        };
        let promising = promise.claims.get(..1).unwrap_or_default();
        let ground = match &outcome.rule {
            Some(rule) => Provenance::Rule {
                rule: rule.clone(),
                caution: outcome.cautions.first().cloned(),
                standing: Standing::Inferred,
            },
            None => Provenance::Claim(Standing::Fact),
        };
        if let Some(rule) = outcome.rule.as_ref().filter(|rule| !self.rules.contains(rule)) {
            self.rules.push(rule.clone());
        }
        let told = outcome.told.as_deref().map(|date| CardFact {
            words: format!("reported {}", in_words(date)),
            status: (word(outcome), border(outcome.state)),
            cites: cites(&outcome.claims),
        });
        let others = promise.disagreeing().map(|other| CardFact {
            words: "sources disagree; also told by then".to_owned(),
            status: (word(other), border(other.state)),
            cites: cites(&other.claims),
        });
        let others: Vec<CardFact> = others.collect();
        let number = self.cards.len() + 1;
        self.cards.push(Card {
            row: column,
            columns: vec![0],
            number,
            keys: vec![promise.id.clone()],
            titles: vec![promise.name.clone()],
            bodies: Vec::new(),
            behind: vec![Vec::new()],
            status: word(outcome),
            border: border(outcome.state),
            money: Vec::new(),
            absent: Vec::new(),
            left_out: Vec::new(),
            ground,
            facts: told.into_iter().chain(others).collect(),
            cites: cites(promising),
            grounds: cites(&outcome.claims),
        });
        number - 1
    }

    /// A promise at a date, and whether an outcome is told by then: what nobody calls a promise before its outcome is told was promised
    /// no later than that was published.
    fn known<'p>(&self, by_date: &'p [Option<Promise>], column: usize) -> Option<(&'p Promise, bool)> {
        if let Some(promise) = by_date.get(column)?.as_ref() {
            return Some((promise, true));
        }
        let promise = by_date.iter().flatten().next()?;
        let first = promise.claims.first().and_then(|key| self.scope.dataset.find(key));
        let Some(Thing::Claim(id)) = first else { return None };
        let published = self.scope.dataset.time_of_source(self.scope.dataset.claim(id).source);
        let date = self.dates.get(column)?;
        published.is_none_or(|published| !published.is_after(*date)).then_some((promise, false))
    }

    fn totals(
        &self,
        all: &BTreeMap<String, Vec<Option<Promise>>>,
        statuses: &[(String, Border)],
    ) -> Vec<Totals> {
        let line = |of: TotalKind, takes: &dyn Fn(&Promise, bool) -> bool| Totals {
            of,
            columns: (0..self.dates.len())
                .map(|column| {
                    let known = all.values().filter_map(|by_date| self.known(by_date, column));
                    let known = known.filter(|(promise, is_told)| takes(promise, *is_told));
                    Count { names: known.map(|(p, _)| p.name.clone()).collect(), others: Vec::new() }
                })
                .collect(),
            whole: Count::default(),
        };
        let of_status = |(of, border): &(String, Border)| {
            let is_of = |promise: &Promise, is_told: bool| {
                is_told && promise.outcomes.last().is_some_and(|o| word(o) == *of)
            };
            line(TotalKind::Status(of.clone(), *border), &is_of)
        };
        let mut totals = vec![line(TotalKind::Things, &|_, _| true)];
        totals.extend(statuses.iter().map(of_status));
        totals
    }
}

/// What is told of the outcome of a promise by its date, and is not a fact.
fn no_fact(promise: &Promise) -> LeftOut {
    let mut left_out = LeftOut::default();
    let others = promise.left_out.get("outcome").into_iter().flatten();
    others.filter(|s| **s != Standing::OutOfDate).for_each(|standing| left_out.add_unnamed(*standing));
    left_out
}

fn column(date: PartialDate, number: u32) -> Row {
    Row { key: date.to_string(), label: date.words(), number, cite: None, left_out: LeftOut::default() }
}

fn standing(outcome: &PromiseOutcome) -> Standing {
    if outcome.rule.is_some() { Standing::Inferred } else { Standing::Fact }
}

fn in_words(date: &str) -> String {
    PartialDate::parse(date).map_or_else(|| date.to_owned(), PartialDate::words)
}

/// The word for an outcome in a cell.
fn word(outcome: &PromiseOutcome) -> String {
    if outcome.word == outcome.state.words() { short(outcome.state).to_owned() } else { outcome.word.clone() }
}

/// A state in a cell.
fn short(state: PromiseState) -> &'static str {
    if state == PromiseState::NotYet { "under way" } else { state.words() }
}

/// A state as a heading.
fn title(state: PromiseState) -> String {
    let words = match state {
        PromiseState::Open => "nothing found of an outcome, and no date given",
        other => other.words(),
    };
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn colour(state: PromiseState) -> Hue {
    match state {
        PromiseState::Kept | PromiseState::PartlyKept => Hue::Green,
        PromiseState::Changed | PromiseState::Superseded | PromiseState::Missed => Hue::Brown,
        PromiseState::NotYet => Hue::Blue,
        PromiseState::Unsettled | PromiseState::Due | PromiseState::Dated | PromiseState::Open => Hue::Grey,
    }
}

fn border(state: PromiseState) -> Border {
    match state {
        PromiseState::Kept | PromiseState::Missed | PromiseState::Superseded => Border::Solid,
        PromiseState::PartlyKept | PromiseState::Changed => Border::Dashed,
        _ => Border::Dotted,
    }
}

/// How many promises are told as what, at the last date: `An outcome is reported for 10 of 21 promises: 8 kept, 2 partly kept; none is found for 11`.
fn finding(told: &[(PromiseState, String, usize)], number: usize) -> String {
    let is_told = |state: PromiseState| !matches!(colour(state), Hue::Grey);
    let outcomes: Vec<String> =
        told.iter().filter(|t| is_told(t.0)).map(|(_, word, n)| format!("{n} {word}")).collect();
    let of =
        |is: &dyn Fn(PromiseState) -> bool| -> usize { told.iter().filter(|t| is(t.0)).map(|t| t.2).sum() };
    let unsettled = of(&|state| state == PromiseState::Unsettled);
    let without = of(&|state| !is_told(state) && state != PromiseState::Unsettled);
    let told_of = number - without - unsettled;
    let word = if number == 1 { "promise" } else { "promises" };
    let begin = if outcomes.is_empty() { String::new() } else { format!(": {}", outcomes.join(", ")) };
    if number == 0 {
        return "No promise is found".to_owned();
    }
    let mut out = match told_of {
        0 => format!("No outcome is reported as a fact for {number} {word}"),
        _ if told_of == number => format!("An outcome is reported for all {number} {word}{begin}"),
        _ => format!("An outcome is reported for {told_of} of {number} {word}{begin}"),
    };
    if unsettled > 0 {
        out.push_str(&format!("; for {unsettled} what is reported is not a fact"));
    }
    if without > 0 && told_of > 0 {
        out.push_str(&format!("; none is found for {without}"));
    }
    out
}
