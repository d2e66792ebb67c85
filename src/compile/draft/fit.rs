//! Which properties can join what a sentence names, and how firmly it says so.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::record::{Record, Words};
use super::seen::{Mention, Value};
use super::{Drafting, MOST_PAIRS, MOST_PROPERTIES, Proposal};
use crate::compile::ontology::{Property, Range as Values};
use crate::compile::quoted::{Word, is_telling, negation, words};
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing, Value as Held};
use crate::model::vocab::remit;

/// How many letters of two words have to be the same: *target*, *targets*, *targeted*.
const LETTERS: usize = 5;
/// How far from a value the words of its property may stand, in bytes.
const NEAR: usize = 60;

/// What is known of the data, for many sentences.
pub(super) struct Fits<'a> {
    drafting: Drafting<'a>,
    /// How often a property joins things of two classes; without the second one for values.
    uses: HashMap<(PropertyId, ClassId, Option<ClassId>), usize>,
    /// The beginnings of the words of each property, by its number.
    stems: Vec<BTreeSet<String>>,
    /// Words that show a status, each with it.
    cues: Vec<(Vec<String>, StatusId)>,
    /// Words that show that somebody speaks.
    speech: Vec<Vec<String>>,
    /// The status that most claims of the source have; of all sources where it has none.
    usual: StatusId,
    pub(super) voice: Option<String>,
    /// Pairs that claims of the source join already, each in the order of its keys.
    said: BTreeSet<[String; 2]>,
}

/// How firm the words are, whose, and whether they deny; each with the words that show it.
struct Reading {
    status: String,
    speaker: Option<String>,
    is_denied: bool,
    why: Vec<String>,
}

impl<'a> Fits<'a> {
    pub(super) fn new(drafting: Drafting<'a>) -> Self {
        let Drafting { dataset, ontology, source, .. } = drafting;
        let mut uses = HashMap::new();
        let mut said = BTreeSet::new();
        let mut usual: [HashMap<StatusId, usize>; 2] = Default::default();
        for claim in dataset.claims() {
            let Thing::Entity(subject) = claim.subject else { continue };
            let object = match claim.value {
                Held::Thing(Thing::Entity(object)) => Some(object),
                _ => None,
            };
            let classes =
                (claim.predicate, dataset.entity(subject).class, object.map(|o| dataset.entity(o).class));
            *uses.entry(classes).or_default() += 1;
            *usual[usize::from(claim.source != source)].entry(claim.status).or_default() += 1;
            if let Some(object) = object.filter(|_| claim.source == source) {
                let mut keys = [claim.subject, Thing::Entity(object)].map(|thing| dataset.key(thing).to_owned());
                keys.sort();
                said.insert(keys);
            }
        }
        let most = |counts: &HashMap<StatusId, usize>| {
            counts
                .iter()
                .max_by_key(|(id, count)| (**count, std::cmp::Reverse(id.index())))
                .map(|(id, _)| *id)
        };
        let statuses = || (0..).map(StatusId).zip(ontology.statuses());
        let cues =
            statuses().flat_map(|(id, status)| ontology.cues(&status.iri).map(move |cue| (stems(&cue), id)));
        Self {
            uses,
            stems: ontology.properties().iter().map(|property| property_stems(drafting, property)).collect(),
            cues: cues.collect(),
            speech: ontology.cues(remit::SPEAKER).map(|cue| stems(&cue)).collect(),
            usual: most(&usual[0]).or_else(|| most(&usual[1])).unwrap_or_default(),
            voice: dataset.entity(source).voice.map(|id| dataset.key(Thing::Entity(id)).to_owned()),
            said,
            drafting,
        }
    }

    /// Records for pairs of things that some property fits, the best ones of the sentence.
    pub(super) fn pairs(&self, mentions: &[Mention], words: &Words<'_>) -> Vec<Proposal> {
        let mut found: Vec<(usize, Proposal)> = Vec::new();
        for (i, one) in mentions.iter().enumerate() {
            for other in &mentions[i + 1..] {
                let both =
                    [(one, other), (other, one)].into_iter().filter_map(|(a, b)| self.pair(a, b, mentions, words));
                found.extend(both.max_by_key(|(score, _)| *score));
            }
        }
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().take(MOST_PAIRS).map(|(_, proposal)| proposal).collect()
    }

    fn pair(
        &self,
        subject: &Mention,
        object: &Mention,
        mentions: &[Mention],
        words: &Words<'_>,
    ) -> Option<(usize, Proposal)> {
        let classes = (subject.class?, object.class?);
        let mut keys = [subject.key.clone(), object.key.clone()];
        keys.sort();
        if self.said.contains(&keys) {
            return None;
        }
        let fits = |property: &Property| match &property.range {
            Values::Things(wanted) => {
                wanted.is_empty() || self.drafting.ontology.is_one_of(classes.1, wanted)
            }
            _ => false,
        };
        let between = subject.span.end.min(object.span.end)..subject.span.start.max(object.span.start);
        let said = unnamed(words.text, mentions);
        let best = self.best(classes.0, Some(classes.1), fits, &between, &said);
        let score = best.first()?.0;
        let fields = vec![("object", object.key.clone())];
        let spans = [subject.span.clone(), object.span.clone()];
        Some((score, self.proposal(subject, &best, fields, &spans, &between, words)?))
    }

    /// Records for values, each with the thing that stands nearest before it and fits.
    pub(super) fn values(&self, mentions: &[Mention], values: &[Value], words: &Words<'_>) -> Vec<Proposal> {
        values.iter().filter_map(|value| self.value(mentions, value, words)).collect()
    }

    fn value(&self, mentions: &[Mention], value: &Value, words: &Words<'_>) -> Option<Proposal> {
        if mentions.iter().any(|m| m.span.start < value.span.end && value.span.start < m.span.end) {
            return None;
        }
        let fits = |property: &Property| match value.kind {
            "amount" => property.range == Values::Money,
            "count" => property.range == Values::Count,
            "number" => property.range == Values::Decimal,
            "duration" => property.range == Values::Duration,
            _ => property.range == Values::Date,
        };
        let near = value.span.start.saturating_sub(NEAR)..(value.span.end + NEAR).min(words.text.len());
        let said = unnamed(words.text, mentions);
        let scored = mentions.iter().filter_map(|mention| {
            let best = self.best(mention.class?, None, fits, &near, &said);
            let distance = mention.span.start.abs_diff(value.span.start);
            best.first()
                .map(|(score, _)| (*score, std::cmp::Reverse(distance)))
                .map(|key| (key, mention, best))
        });
        let (_, mention, best) = scored.max_by_key(|(key, ..)| *key)?;
        let mut fields = match value.kind {
            "amount" => vec![("amount", value.written.clone())],
            "count" => vec![("count", value.written.clone())],
            _ => vec![("object", value.written.clone())],
        };
        if value.kind == "amount" && !value.words.contains(" per ") && !value.words.contains(" a ") {
            fields.push(("per", "total".to_owned()));
        }
        if let Some(qualifier) = self.qualifier(words.text, value.span.start) {
            fields.push(("qualifier", qualifier));
        }
        let spans = [mention.span.clone(), value.span.clone()];
        self.proposal(mention, &best, fields, &spans, &near, words)
    }

    /// The qualifier that stands right before a value.
    fn qualifier(&self, text: &str, at: usize) -> Option<String> {
        let before = text[..at].trim_end().to_lowercase();
        let all = self.drafting.ontology.qualifiers().iter();
        let fitting = all.filter(|q| {
            before
                .strip_suffix(&q.label.to_lowercase())
                .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        });
        fitting.max_by_key(|q| q.label.len()).map(|q| q.key.clone())
    }

    /// The properties that fit, the better first: by words that they share with the text, then by how often the data use them so.
    fn best(
        &self,
        subject: ClassId,
        object: Option<ClassId>,
        fits: impl Fn(&Property) -> bool,
        near: &Range<usize>,
        said: &[Word],
    ) -> Vec<(usize, PropertyId)> {
        let ontology = self.drafting.ontology;
        let beginnings = |is_near: bool| {
            let own = said.iter().filter(|w| (w.span.0 < near.end && w.span.1 > near.start) == is_near);
            own.map(|word| beginning(&word.stem)).collect::<BTreeSet<_>>()
        };
        let (near, far) = (beginnings(true), beginnings(false));
        let ids = (0..).map(PropertyId).zip(ontology.properties());
        let fitting = ids.filter(|(_, p)| {
            let is_usable = p.writable && p.is_of_graph() && !p.ordered && fits(p);
            is_usable && (p.domain.is_empty() || ontology.is_one_of(subject, &p.domain))
        });
        let mut scored: Vec<(usize, PropertyId)> = fitting
            .map(|(id, _)| {
                let own = &self.stems[id.index()];
                let shared = |others: &BTreeSet<String>| own.intersection(others).count();
                let used = self.uses.get(&(id, subject, object)).copied().unwrap_or(0).min(9);
                (shared(&near) * 20 + shared(&far) * 6 + used, id)
            })
            .filter(|(score, _)| *score > 0)
            .collect();
        scored.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), id.index()));
        scored.truncate(MOST_PROPERTIES);
        scored
    }

    fn proposal(
        &self,
        subject: &Mention,
        best: &[(usize, PropertyId)],
        value: Vec<(&'static str, String)>,
        spans: &[Range<usize>],
        near: &Range<usize>,
        words: &Words<'_>,
    ) -> Option<Proposal> {
        let ontology = self.drafting.ontology;
        let quote = words.quote(spans)?;
        let (_, first) = best.first()?;
        let reading = self.reading(words.text, near, subject);
        let property = ontology.property(*first);
        let mut fields = vec![("subject", subject.key.clone()), ("predicate", property.key.clone())];
        fields.extend(value);
        if !words.section.is_empty() {
            fields.push(("section", words.section.to_owned()));
        }
        fields.push(("quote", quote));
        if let Some(speaker) = reading.speaker {
            fields.push(("speaker", speaker));
            fields.extend(self.voice.clone().map(|voice| ("reported-by", voice)));
        }
        fields.push(("status", reading.status));
        if reading.is_denied {
            fields.push(("polarity", "denied".to_owned()));
        }
        let others = best[1..].iter().map(|(_, id)| ontology.property(*id));
        Some(Proposal {
            record: Record { kind: "claim", fields },
            why: std::iter::once(fitting(&property.label))
                .chain(reading.why)
                .collect(),
            others: others.map(|p| (p.key.clone(), p.label.clone())).collect(),
        })
    }

    /// How firm a sentence is, whose words it has and whether it denies, by the words of the ontology for that. Of several the nearest to the
    /// words between both ends counts, and of these the longest.
    fn reading(&self, text: &str, near: &Range<usize>, subject: &Mention) -> Reading {
        let said = words(text);
        let placed = |cue: &[String]| {
            let starts = (0..said.len()).filter(|at| {
                cue.len() <= said.len() - at
                    && said[*at..].iter().zip(cue).all(|(word, stem)| word.stem == *stem)
            });
            let spans = starts.map(|at| said[at].span.0..said[at + cue.len() - 1].span.1);
            spans.collect::<Vec<_>>()
        };
        let distance = |span: &Range<usize>| {
            near.start.saturating_sub(span.end).max(span.start.saturating_sub(near.end))
        };
        let all = self.cues.iter().filter(|(cue, _)| !cue.is_empty());
        let all = all.flat_map(|(cue, id)| placed(cue).into_iter().map(move |span| (span, *id)));
        let cue = all.min_by_key(|(span, _)| (distance(span), std::cmp::Reverse(span.len()), span.start));
        let mut why = Vec::new();
        let status = if let Some((span, id)) = cue {
            why.push(format!("“{}” says how firm it is", &text[span]));
            id
        } else {
            why.push("no word says how firm it is: look at the status".to_owned());
            self.usual
        };
        let spoken = self
            .speech
            .iter()
            .filter(|cue| !cue.is_empty())
            .flat_map(|cue| placed(cue))
            .min_by_key(|span| span.start);
        let speaker = spoken.and_then(|span| self.speaker(text, &span, subject, &mut why));
        let denial = negation(&text[near.clone()]);
        why.extend(denial.map(|word| format!("“{word}” denies it")));
        let status = self.drafting.ontology.status(status).key.clone();
        Reading { status, speaker, is_denied: denial.is_some(), why }
    }

    /// The agent right before words that somebody speaks, or right behind them.
    fn speaker(
        &self,
        text: &str,
        span: &Range<usize>,
        subject: &Mention,
        why: &mut Vec<String>,
    ) -> Option<String> {
        let dataset = self.drafting.dataset;
        let id = subject.id.filter(|id| dataset.entity(*id).is_agent)?;
        let gap = if subject.span.end <= span.start {
            subject.span.end..span.start
        } else {
            span.end..subject.span.start
        };
        let is_next = text.get(gap).is_some_and(|between| between.split_whitespace().count() < 3);
        let key = dataset.key(Thing::Entity(id)).to_owned();
        if !is_next || self.voice.as_ref() == Some(&key) {
            return None;
        }
        why.push(format!("“{}” says who speaks", &text[span.clone()]));
        Some(key)
    }
}

/// The reason for a property.
pub(super) fn fitting(label: &str) -> String {
    format!("the sentence has both ends; “{label}” fits their classes")
}

/// The words of a sentence that are in no name: those of a name tell nothing of how things are joined.
fn unnamed(text: &str, mentions: &[Mention]) -> Vec<Word> {
    let mut said = words(text);
    said.retain(|word| mentions.iter().all(|m| word.span.1 <= m.span.start || word.span.0 >= m.span.end));
    said
}

/// The beginnings of the words by which a property is known.
fn property_stems(Drafting { ontology, .. }: Drafting<'_>, property: &Property) -> BTreeSet<String> {
    let names = std::iter::once(property.label.clone()).chain(ontology.synonyms(&property.iri));
    let words: Vec<String> = names.flat_map(|name| stems(&name)).collect();
    words.iter().filter(|stem| is_telling(stem)).map(|stem| beginning(stem)).collect()
}

fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.stem).collect()
}

fn beginning(stem: &str) -> String {
    stem.chars().take(LETTERS).collect()
}
