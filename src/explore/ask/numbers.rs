//! A number in a question that is answered by yes or no, held against the numbers that claims state of the same.

use std::cmp::Ordering;

use super::english::Kind;
use super::evidence::{Evidence, Said, of_value};
use super::phrases;
use super::understood::{Understood, Unit};
use super::words::Place;
use crate::explore::Basis;
use crate::explore::sentence::value_in_words;
use crate::model::claim::Value;

/// What is stated of what a question gives a number of.
pub(super) struct Stated<'a> {
    /// The claims.
    pub found: Vec<&'a Evidence>,
    /// The numbers, in words; each with its source where they are not the same.
    pub values: Vec<String>,
    /// Whether they are what the question has; none where that cannot be told of a date, or is so of some only.
    pub is_so: Option<bool>,
}

impl Said<'_> {
    /// What facts state of the number in a question. Nothing where the question has no number, or several, or no fact gives one
    /// of that which is named.
    pub(super) fn stated(&self, question: &Understood) -> Option<Stated<'_>> {
        let mut numbers = question.units.iter().filter(|u| is_number(u));
        let (unit, None) = (numbers.next()?, numbers.next()) else { return None };
        let names = question.units.iter().any(|u| u != unit && !u.meaning.things.is_empty());
        let number = unit.number.filter(|_| question.kind == Kind::Whether && names)?;
        let gives = |e: &&Evidence| {
            e.standing.is_fact() && question.units.iter().all(|u| self.is_of(e, u, unit, question))
        };
        let value = |e: &Evidence| self.value(e).filter(|(_, kind, _)| fits(unit, question, *kind));
        let found: Vec<&Evidence> = self.all.iter().filter(gives).filter(|e| value(e).is_some()).collect();
        let is_so = |(stated, kind, _): &(f64, Kind, String)| {
            let is_so = match number.compared {
                Some((order, or_same)) => {
                    let found = stated.partial_cmp(&number.value);
                    found == Some(order) || or_same && found == Some(Ordering::Equal)
                }
                None => (stated - number.value).abs() < f64::EPSILON,
            };
            // By a date may be before it.
            Some(is_so).filter(|_| *kind != Kind::When)
        };
        let stated: Vec<(f64, Kind, String)> = found.iter().filter_map(|e| value(e)).collect();
        let truths: Vec<Option<bool>> = stated.iter().map(is_so).collect();
        let first = *truths.first()?;
        let is_same = truths.iter().all(|t| *t == first);
        // Where it is so as it is asked, the claim itself says so.
        let is_plain = is_same && first == Some(true) && number.compared.is_none();
        let values = self.with_sources(&found, stated);
        let is_one = values.len() == 1 || number.compared.is_some();
        // Of several figures none alone says that another one is wrong.
        let is_so = first.filter(|_| is_same && is_one);
        (!is_plain).then_some(Stated { found, values, is_so })
    }

    /// Numbers in words, with the source of each where they differ.
    fn with_sources(&self, found: &[&Evidence], stated: Vec<(f64, Kind, String)>) -> Vec<String> {
        let is_one = stated.iter().all(|(number, ..)| (number - stated[0].0).abs() < f64::EPSILON);
        let mut values: Vec<(f64, String)> = Vec::new();
        for (evidence, (number, _, words)) in found.iter().zip(stated) {
            let value = match evidence.fact(self.scope).citation.source {
                _ if is_one => words,
                source if source.is_empty() => format!("{words} (inferred)"),
                source => format!("{words} ({source})"),
            };
            values.push((number, value));
        }
        values.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        values.dedup();
        values.into_iter().map(|(_, value)| value).collect()
    }

    /// The number that a claim gives, what it is a number of, and the same in words.
    fn value(&self, evidence: &Evidence) -> Option<(f64, Kind, String)> {
        let Basis::Claim(id) = evidence.basis else { return None };
        let value = self.scope.dataset.claim(id).value;
        let kind = of_value(value)?;
        let words = value_in_words(value, self.scope);
        let first =
            if let Value::Date(date) = value { date.to_string()[..4].to_owned() } else { words.clone() };
        Some((phrases::number(first.split(' ').next()?)?, kind, words))
    }

    /// Whether a claim is about what a group of words has: its ends and its property, not who says it. What is counted has to be
    /// what the number of its property is a number of.
    fn is_of(&self, evidence: &Evidence, unit: &Unit, number: &Unit, question: &Understood) -> bool {
        if unit == number {
            let rest: Vec<String> = unit.stems.iter().skip(1).cloned().collect();
            return rest.is_empty()
                || self.words.has(evidence, Place::Labels, &rest) && self.counts(evidence, &rest);
        }
        let things = &unit.meaning.things;
        let is_next = unit.at.0 == number.at.1;
        let is_end =
            || evidence.ends.iter().any(|t| things.contains(t)) || self.pays(evidence, things, question);
        match () {
            () if unit.asks.is_some_and(|kind| evidence.has(kind)) => true,
            () if !things.is_empty() => {
                (!is_next || self.counts(evidence, &unit.stems))
                    && (is_end() || self.words.has(evidence, Place::Labels, &unit.stems))
            }
            () => {
                self.grade(evidence, unit, question) >= 60 && (!is_next || self.counts(evidence, &unit.stems))
            }
        }
    }

    /// Whether the number of a claim may be one of what some words end with. Where its property does not say what it counts, it
    /// is the size of its subject.
    fn counts(&self, evidence: &Evidence, stems: &[String]) -> bool {
        let Some(last) = stems.last().filter(|_| evidence.has(Kind::HowMany)) else { return true };
        let is_other_word = || self.words.is_synonym(evidence.property, stems);
        self.words.counted(evidence.property).is_none_or(|counted| counted.contains(last) || is_other_word())
    }
}

/// Whether a group of words is a number that can be held against others.
fn is_number(unit: &Unit) -> bool {
    let is_name = !unit.meaning.things.is_empty();
    unit.number.is_some_and(|n| n.compared.is_some() || !is_name)
}

/// Whether a number of a question can be one of a kind.
fn fits(unit: &Unit, question: &Understood, kind: Kind) -> bool {
    let (first, last) = (|c: char| c.is_ascii_digit(), |c: char| c.is_alphabetic());
    let figure = unit.text.split(' ').next().unwrap_or_default();
    let is_money = figure.starts_with(first) && figure.ends_with(last);
    let value = unit.number.map_or(0.0, |n| n.value);
    let after = question.units.iter().skip_while(|u| *u != unit).nth(1);
    let is_span = after.is_some_and(|u| u.asks == Some(Kind::When));
    match kind {
        Kind::HowMuch => is_money,
        Kind::HowLong => is_span,
        Kind::When => !is_money && !is_span && (1000.0..3000.0).contains(&value),
        _ => !is_money && !is_span,
    }
}
