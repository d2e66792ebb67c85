//! Which properties can join what a sentence names, and how firmly it says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::record::{Record, Words};
use super::seen::{Mention, Value};
use super::{Drafting, MOST_PAIRS, MOST_PROPERTIES, Proposal};
use crate::compile::ontology::{Property, Range as Values};
use crate::compile::quoted::{Word, is_telling, negation, words};
use crate::model::claim::{ClassId, EntityId, PropertyId, StatusId, Thing, Value as Held};
use crate::model::vocab::remit;

/// Endings of words that the same word has in other forms, and how many letters of what is left have to be the same.
const ENDINGS: [&str; 7] = ["ment", "ing", "ion", "ed", "es", "er", "e"];
const LETTERS: usize = 6;
/// A word that more than one in so many properties have tells none of them.
const MANY: usize = 20;
/// How far before and behind a value the words of its property may stand to count as next to it, in bytes.
const BEFORE: usize = 30;
const BEHIND: usize = 40;
/// What a word that a property shares with the words between both ends is worth, one elsewhere in the sentence, and each claim that uses
/// the property so: a word is worth more than any habit.
const NEXT: usize = 20;
const FAR: usize = 6;
const MOST_USED: usize = 5;

/// What is known of the data, for many sentences.
pub(super) struct Fits<'a> {
    drafting: Drafting<'a>,
    /// How often a property joins things of two classes; without the second one for values.
    uses: HashMap<(PropertyId, ClassId, Option<ClassId>), usize>,
    /// The roots of the words of each property, by its number.
    roots: Vec<BTreeSet<String>>,
    /// Words that show a status, in small letters, each with it.
    cues: Vec<(Vec<String>, StatusId)>,
    /// Words that show that somebody speaks.
    speech: Vec<Vec<String>>,
    /// The status that most claims have with a property, from sources of a class.
    usual: HashMap<(Option<PropertyId>, Option<ClassId>), StatusId>,
    /// Whose words the text is in: by the record of the source, else the speaker of most of its claims.
    pub(super) voice: Option<String>,
    /// Who speaks in any claim.
    speakers: BTreeSet<EntityId>,
    /// Pairs that claims of the source join already, each in the order of its keys.
    said: BTreeSet<[String; 2]>,
}

/// How firm the words are, whose, and whether they deny; each with the words that show it.
struct Reading {
    status: String,
    /// The words that show the status.
    cue: Option<Range<usize>>,
    speaker: Option<String>,
    /// Whether the source gives the words of the speaker in quotation marks.
    is_verbatim: bool,
    is_denied: bool,
    why: Vec<String>,
}

/// A property that fits, and how well.
struct Fit {
    score: usize,
    id: PropertyId,
}

/// What a record is to be about: a thing, its property, and where both ends stand.
struct About<'m> {
    subject: &'m Mention,
    fits: Vec<Fit>,
    value: Vec<(&'static str, String)>,
    ends: [Range<usize>; 2],
    /// The words of the sentence that are in no name.
    said: Vec<Word>,
}

impl<'a> Fits<'a> {
    pub(super) fn new(drafting: Drafting<'a>) -> Self {
        let Drafting { dataset, ontology, source, .. } = drafting;
        let mut uses = HashMap::new();
        let mut said = BTreeSet::new();
        let mut statuses: HashMap<_, BTreeMap<StatusId, usize>> = HashMap::new();
        let mut speakers: BTreeMap<EntityId, usize> = BTreeMap::new();
        for claim in dataset.claims() {
            let class = Some(dataset.entity(claim.source).class);
            for property in [None, Some(claim.predicate)] {
                for class in [None, class] {
                    *statuses.entry((property, class)).or_default().entry(claim.status).or_default() += 1;
                }
            }
            if claim.source == source {
                *speakers.entry(claim.speaker).or_default() += 1;
            }
            let Thing::Entity(subject) = claim.subject else { continue };
            let object = match claim.value {
                Held::Thing(Thing::Entity(object)) => Some(object),
                _ => None,
            };
            let classes =
                (claim.predicate, dataset.entity(subject).class, object.map(|o| dataset.entity(o).class));
            *uses.entry(classes).or_default() += 1;
            if let Some(object) = object.filter(|_| claim.source == source) {
                let mut keys =
                    [claim.subject, Thing::Entity(object)].map(|thing| dataset.key(thing).to_owned());
                keys.sort();
                said.insert(keys);
            }
        }
        let ids = (0..).map(StatusId).zip(ontology.statuses());
        let cues = ids.flat_map(|(id, status)| ontology.cues(&status.iri).map(move |cue| (small(&cue), id)));
        let voice = dataset.entity(source).voice.or_else(|| most(&speakers));
        Self {
            uses,
            roots: roots(drafting),
            cues: cues.collect(),
            speech: ontology.cues(remit::SPEAKER).map(|cue| small(&cue)).collect(),
            usual: statuses.iter().filter_map(|(of, counts)| Some((*of, most(counts)?))).collect(),
            voice: voice.map(|id| dataset.key(Thing::Entity(id)).to_owned()),
            speakers: dataset.claims().iter().map(|claim| claim.speaker).collect(),
            said,
            drafting,
        }
    }

    /// Records for pairs of things that some property fits, the best ones of the sentence.
    pub(super) fn pairs(&self, mentions: &[Mention], words: &Words<'_>) -> Vec<Proposal> {
        let mut found: Vec<(usize, Proposal)> = Vec::new();
        for (i, one) in mentions.iter().enumerate() {
            for other in &mentions[i + 1..] {
                // Where both ways fit as well, the one that is named first is the subject.
                let both = [(other, one), (one, other)].into_iter();
                let both = both.filter_map(|(a, b)| self.pair(a, b, mentions, words));
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
        let said = unnamed(words.text, mentions);
        let ends = [subject.span.clone(), object.span.clone()];
        let fits = self.best(classes.0, Some(classes.1), fits, &between(&ends), &said);
        let score = fits.first()?.score;
        let value = vec![("object", object.key.clone())];
        Some((score, self.proposal(About { subject, fits, value, ends, said }, mentions, words)?))
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
        let near = value.span.start.saturating_sub(BEFORE)..(value.span.end + BEHIND).min(words.text.len());
        let said = unnamed(words.text, mentions);
        let scored = mentions.iter().filter_map(|mention| {
            let mut best = self.best(mention.class?, None, fits, &near, &said);
            // Dates are of anything in a sentence.
            best.retain(|fit| fit.score >= NEXT || value.kind != "date");
            let distance = mention.span.start.abs_diff(value.span.start);
            let key = (best.first()?.score, std::cmp::Reverse(distance));
            Some((key, mention, best))
        });
        let (_, subject, fits) = scored.max_by_key(|(key, ..)| *key)?;
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
        let mut ends = [subject.span.clone(), value.span.clone()];
        if matches!(value.kind, "count" | "number") {
            // What is counted is the word behind.
            let next = self::words(words.text).into_iter().find(|word| word.span.0 >= value.span.end);
            ends[1].end = next.map_or(value.span.end, |word| word.span.1);
        }
        self.proposal(About { subject, fits, value: fields, ends, said }, mentions, words)
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
    ) -> Vec<Fit> {
        let ontology = self.drafting.ontology;
        let roots = |is_near: bool| {
            let own = said.iter().filter(|w| (w.span.0 < near.end && w.span.1 > near.start) == is_near);
            own.map(|word| root(&word.stem)).collect::<BTreeSet<_>>()
        };
        let (near, far) = (roots(true), roots(false));
        let ids = (0..).map(PropertyId).zip(ontology.properties());
        let fitting = ids.filter(|(_, p)| {
            is_usable(p) && fits(p) && (p.domain.is_empty() || ontology.is_one_of(subject, &p.domain))
        });
        let mut scored: Vec<Fit> = fitting
            .map(|(id, _)| {
                let own = &self.roots[id.index()];
                let shared = |others: &BTreeSet<String>| own.intersection(others).count();
                let used = self.uses.get(&(id, subject, object)).copied().unwrap_or(0).min(MOST_USED);
                Fit { score: shared(&near) * NEXT + shared(&far) * FAR + used, id }
            })
            // Without a word of its own none is likelier than another one.
            .filter(|fit| fit.score >= FAR)
            .collect();
        scored.sort_by_key(|fit| (std::cmp::Reverse(fit.score), fit.id.index()));
        scored.truncate(MOST_PROPERTIES);
        scored
    }

    fn proposal(&self, about: About<'_>, mentions: &[Mention], words: &Words<'_>) -> Option<Proposal> {
        let About { subject, fits, value, ends, said } = about;
        let ontology = self.drafting.ontology;
        let (first, others) = fits.split_first()?;
        let property = ontology.property(first.id);
        let near = between(&ends);
        let own = said.iter().filter(|word| self.roots[first.id.index()].contains(&root(&word.stem)));
        let own = own.map(|word| word.span.0..word.span.1).min_by_key(|span| distance(span, &near));
        let reading = self.reading(words.text, &ends, (first.id, subject), mentions);
        let whole = ends[0].start.min(ends[1].start)..ends[0].end.max(ends[1].end);
        let cue = reading.cue.clone().filter(|span| distance(span, &whole) == 0);
        // A quote without the word that joins both ends would be no evidence of it.
        let parts: Vec<Range<usize>> = ends.iter().chain(&own).cloned().collect();
        let quote = words.quote(&parts, cue)?;
        let mut fields = vec![("subject", subject.key.clone()), ("predicate", property.key.clone())];
        fields.extend(value);
        if !words.section.is_empty() {
            fields.push(("section", words.section.to_owned()));
        }
        fields.push(("quote", quote));
        if let Some(speaker) = reading.speaker {
            fields.push(("speaker", speaker));
            fields.extend(
                self.voice.clone().filter(|_| !reading.is_verbatim).map(|voice| ("reported-by", voice)),
            );
        }
        fields.push(("status", reading.status));
        if reading.is_denied {
            fields.push(("polarity", "denied".to_owned()));
        }
        let fitting = fitting(&property.label, own.map(|span| &words.text[span]));
        let others = others.iter().map(|fit| ontology.property(fit.id));
        Some(Proposal {
            record: Record { kind: "claim", fields },
            why: std::iter::once(fitting).chain(reading.why).collect(),
            others: others.map(|p| (p.key.clone(), p.label.clone())).collect(),
        })
    }

    /// How firm a sentence is, whose words it has and whether it denies, by the words of the ontology for that. Of several the nearest to the
    /// words between both ends counts, and of these the longest.
    fn reading(
        &self,
        text: &str,
        ends: &[Range<usize>; 2],
        (property, subject): (PropertyId, &Mention),
        mentions: &[Mention],
    ) -> Reading {
        let near = between(ends);
        let said = words(text);
        let is_named = |span: &Range<usize>| {
            mentions.iter().any(|m| m.span.start <= span.start && span.end <= m.span.end)
        };
        let all =
            self.cues.iter().flat_map(|(cue, id)| placed(text, &said, cue).map(move |span| (span, *id)));
        let cue = all
            .filter(|(span, _)| !is_named(span))
            .min_by_key(|(span, _)| (distance(span, &near), std::cmp::Reverse(span.len()), span.start));
        let class = Some(self.drafting.dataset.entity(self.drafting.source).class);
        let habits = [(Some(property), class), (Some(property), None), (None, class), (None, None)];
        let usual = || habits.iter().find_map(|of| self.usual.get(of)).copied();
        let status = cue.as_ref().map(|(_, id)| *id).or_else(usual).unwrap_or_default();
        let status = self.drafting.ontology.status(status);
        let mut why = vec![match &cue {
            Some((span, _)) => format!("“{}” suggests “{}”", &text[span.clone()], status.label),
            None => format!("no word suggests the status: “{}” is the usual one", status.label),
        }];
        let spoken =
            self.speech.iter().flat_map(|cue| placed(text, &said, cue)).min_by_key(|span| span.start);
        let quoting = self.quoting(text, ends, mentions);
        let is_verbatim = quoting.is_some();
        let speaker = quoting.or_else(|| spoken.and_then(|span| self.speaker(text, &span, subject)));
        why.extend(speaker.as_ref().map(|(_, why)| why.clone()));
        let denial = negation(&text[near.clone()]);
        why.extend(denial.map(|word| format!("“{word}” denies it")));
        Reading {
            status: status.key.clone(),
            cue: cue.map(|(span, _)| span),
            speaker: speaker.map(|(key, _)| key),
            is_verbatim,
            is_denied: denial.is_some(),
            why,
        }
    }

    /// The agent right before words that somebody speaks, or right behind them, and the reason.
    fn speaker(&self, text: &str, span: &Range<usize>, subject: &Mention) -> Option<(String, String)> {
        let dataset = self.drafting.dataset;
        let id = subject.id.filter(|id| dataset.entity(*id).is_agent)?;
        let gap = if subject.span.end <= span.start {
            subject.span.end..span.start
        } else {
            span.end..subject.span.start
        };
        let is_next = text.get(gap).is_some_and(|between| between.split_whitespace().count() < 3);
        let key = dataset.key(Thing::Entity(id)).to_owned();
        let is_other = is_next && self.voice.as_ref() != Some(&key);
        is_other.then(|| (key, format!("“{}” tells the speaker", &text[span.clone()])))
    }

    /// Whom a sentence quotes where both ends are inside the same quotation marks: the last agent or document that is named before them,
    /// else the first thing.
    fn quoting(
        &self,
        text: &str,
        ends: &[Range<usize>; 2],
        mentions: &[Mention],
    ) -> Option<(String, String)> {
        let Drafting { dataset, ontology, .. } = self.drafting;
        let (start, end) = (ends[0].start.min(ends[1].start), ends[0].end.max(ends[1].end));
        let opening = text[..start].rfind('"').filter(|_| text[..start].matches('"').count() % 2 == 1)?;
        let is_document = |id: EntityId| ontology.is_source(dataset.entity(id).class);
        let speaks =
            |id: EntityId| dataset.entity(id).is_agent || is_document(id) || self.speakers.contains(&id);
        if text[start..end].contains('"') {
            return None;
        }
        let before = || mentions.iter().filter(|m| m.span.end <= opening && m.id.is_some());
        let mention = before().rfind(|m| m.id.is_some_and(speaks)).or_else(|| before().next())?;
        Some((mention.key.clone(), format!("the words are quoted from “{}”", mention.name)))
    }
}

/// The reason for a property.
pub(super) fn fitting(label: &str, word: Option<&str>) -> String {
    match word {
        Some(word) => format!("“{word}” suggests “{label}”"),
        None => format!("“{label}” fits"),
    }
}

/// What lies between two ends, or is of both.
fn between([one, other]: &[Range<usize>; 2]) -> Range<usize> {
    let (from, to) = (one.end.min(other.end), one.start.max(other.start));
    from.min(to)..to.max(from)
}

/// How far a span is from another one.
fn distance(span: &Range<usize>, from: &Range<usize>) -> usize {
    from.start.saturating_sub(span.end).max(span.start.saturating_sub(from.end))
}

/// Where a cue stands, word for word.
fn placed(text: &str, said: &[Word], cue: &[String]) -> impl Iterator<Item = Range<usize>> {
    let is_here = |found: &&[Word]| {
        found.iter().zip(cue).all(|(word, wanted)| text[word.span.0..word.span.1].to_lowercase() == *wanted)
    };
    let found: Vec<&[Word]> = said.windows(cue.len().max(1)).filter(is_here).collect();
    let spans = found.into_iter().filter(|found| found.len() == cue.len());
    spans
        .filter_map(|found| Some(found.first()?.span.0..found.last()?.span.1))
        .collect::<Vec<_>>()
        .into_iter()
}

/// What is counted most often; of several the first.
fn most<T: Copy + Ord>(counts: &BTreeMap<T, usize>) -> Option<T> {
    counts.iter().max_by_key(|(what, count)| (**count, std::cmp::Reverse(**what))).map(|(what, _)| *what)
}

/// The words of a cue.
fn small(cue: &str) -> Vec<String> {
    words(cue).iter().map(|word| cue[word.span.0..word.span.1].to_lowercase()).collect()
}

/// The words of a sentence that are in no name: those of a name tell nothing of how things are joined.
fn unnamed(text: &str, mentions: &[Mention]) -> Vec<Word> {
    let mut said = words(text);
    said.retain(|word| mentions.iter().all(|m| word.span.1 <= m.span.start || word.span.0 >= m.span.end));
    said
}

/// Whether a claim can have a property that says nothing of the order of others.
fn is_usable(property: &Property) -> bool {
    property.writable && property.is_of_graph() && !property.ordered
}

/// The roots of the words by which each property is known, by its number. What many share tells none of them, nor does a word that shows a
/// status.
fn roots(Drafting { ontology, .. }: Drafting<'_>) -> Vec<BTreeSet<String>> {
    let of_cues = ontology.statuses().iter().flat_map(|status| ontology.cues(&status.iri));
    let cues: BTreeSet<String> = of_cues.map(|cue| cue.to_lowercase()).collect();
    let of = |property: &Property| {
        let names = std::iter::once(property.label.clone()).chain(ontology.synonyms(&property.iri));
        let words: Vec<String> = names.flat_map(|name| stems(&name)).collect();
        let telling = words.iter().filter(|stem| is_telling(stem) && !cues.contains(*stem));
        telling.map(|stem| root(stem)).collect::<BTreeSet<_>>()
    };
    let mut roots: Vec<BTreeSet<String>> = ontology.properties().iter().map(of).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let used = ontology.properties().iter().zip(&roots).filter(|(property, _)| is_usable(property));
    for root in used.flat_map(|(_, own)| own) {
        *counts.entry(root.clone()).or_default() += 1;
    }
    let most = (ontology.properties().iter().filter(|p| is_usable(p)).count() / MANY).max(2);
    for own in &mut roots {
        own.retain(|root| counts.get(root).is_some_and(|count| *count <= most));
    }
    roots
}

fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.stem).collect()
}

/// What words of one family have in common: *involve*, *involved*, *involvement*.
fn root(stem: &str) -> String {
    let cut =
        ENDINGS.iter().filter_map(|ending| stem.strip_suffix(ending)).find(|rest| rest.chars().count() > 2);
    cut.unwrap_or(stem).chars().take(LETTERS).collect()
}
