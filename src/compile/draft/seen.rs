//! What a sentence names: things that the data know, names that they do not, and values.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use serde::Serialize;

use super::Drafting;
use crate::compile::ontology::Ontology;
use crate::compile::quoted::{Names, is_telling, words};
use crate::model::claim::{ClassId, EntityId, Thing};
use crate::model::date::calendar;
use crate::model::quantity::{Quantity, What, When, read};

/// Numbers that rather are a year where they are written without a comma.
const YEARS: Range<u32> = 1800..2100;

/// A thing that a sentence names.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// The words that name it.
    pub words: String,
    /// The key of its record, or one that it could have.
    pub key: String,
    /// Whether no record has it yet.
    pub is_new: bool,
}

/// An amount, a number, a date or a length of time, as the field of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Value {
    /// The words that say it.
    pub words: String,
    /// Where they stand in the sentence, in bytes.
    #[serde(skip)]
    pub span: Range<usize>,
    /// What kind it is: `amount`, `count`, `number`, `date` or `duration`.
    pub kind: &'static str,
    /// As data files write it.
    pub written: String,
}

/// A name in a sentence, and what it names.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) span: Range<usize>,
    pub(super) key: String,
    pub(super) name: String,
    /// None where a new name does not tell it.
    pub(super) class: Option<ClassId>,
    pub(super) id: Option<EntityId>,
    pub(super) is_new: bool,
}

impl Mention {
    pub(super) fn seen(&self, text: &str) -> Seen {
        Seen { words: text[self.span.clone()].to_owned(), key: self.key.clone(), is_new: self.is_new }
    }
}

/// What can be recognised in sentences.
pub(super) struct Sight<'a> {
    drafting: Drafting<'a>,
    names: Names<'a>,
    /// The one thing whose name has these initials; none where several have.
    initials: HashMap<String, Option<EntityId>>,
    /// Classes by the last words of the names of their things: their labels, longest first.
    classes: Vec<(Vec<String>, ClassId)>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(drafting: Drafting<'a>) -> Self {
        let dataset = drafting.dataset;
        let mut initials: HashMap<String, Option<EntityId>> = HashMap::new();
        for id in dataset.entity_ids() {
            let name = dataset.name(Thing::Entity(id));
            let firsts = name.split_whitespace().filter_map(|word| word.chars().next());
            let short: String = firsts.filter(|c| c.is_uppercase()).collect();
            if short.chars().count() > 2 {
                initials.entry(short).and_modify(|known| *known = None).or_insert(Some(id));
            }
        }
        Self { names: Names::new(dataset), initials, classes: labels(drafting.ontology), drafting }
    }

    /// The names in a sentence, in its order; none lies inside another one.
    pub(super) fn mentions(&self, text: &str) -> Vec<Mention> {
        let Drafting { dataset, source, .. } = self.drafting;
        let said = words(text);
        let mut found: Vec<Mention> = Vec::new();
        let known = |span: Range<usize>, id: EntityId| {
            let entity = dataset.entity(id);
            Mention {
                span,
                key: dataset.text(entity.key).to_owned(),
                name: dataset.text(entity.name).to_owned(),
                class: Some(entity.class),
                id: Some(id),
                is_new: false,
            }
        };
        for (range, id) in self.names.within(&said, &[source]) {
            let span = said[range.start].span.0..said[range.end - 1].span.1;
            found.push(known(span, id));
        }
        for (at, word) in said.iter().enumerate() {
            let span = word.span.0..word.span.1;
            let is_free = found.iter().all(|m| m.span.end <= span.start || m.span.start >= span.end);
            // A word with an article or its like before it, by which alone a thing is called again: *the workshop*.
            let is_again = at > 0 && !is_telling(&said[at - 1].stem);
            let called =
                || self.names.owner(&word.stem).filter(|id| is_again && self.is_head(&word.stem, *id));
            let id = self.initials.get(&text[span.clone()]).copied().flatten().or_else(called);
            found.extend(id.filter(|_| is_free).map(|id| known(span, id)));
        }
        for span in capitals(text) {
            let is_free = found.iter().all(|m| m.span.end <= span.start || m.span.start >= span.end);
            if is_free {
                found.push(self.new_name(text, span));
            }
        }
        found.retain(|mention| {
            !(is_half(text, &mention.span) || mention.is_new && dataset.find(&mention.key).is_some())
        });
        // Of one thing its longest name.
        found.sort_by_key(|mention| (std::cmp::Reverse(mention.span.len()), mention.span.start));
        let mut keys: BTreeSet<String> = BTreeSet::new();
        found.retain(|mention| keys.insert(mention.key.clone()));
        found.sort_by_key(|mention| mention.span.start);
        found
    }

    /// Whether a word is what a name of a thing says that it is: the last one of its first words.
    fn is_head(&self, stem: &str, id: EntityId) -> bool {
        self.names.of(id).any(|name| {
            let said = words(name);
            let own = said.iter().skip_while(|word| !is_telling(&word.stem));
            own.take_while(|word| is_telling(&word.stem)).last().is_some_and(|word| word.stem == stem)
        })
    }

    fn new_name(&self, text: &str, span: Range<usize>) -> Mention {
        let name = text[span.clone()].to_owned();
        let stems: Vec<String> = words(&name).into_iter().map(|word| word.stem).collect();
        let class =
            self.classes.iter().find(|(label, _)| stems.len() > label.len() && stems.ends_with(label));
        let key: Vec<String> =
            words(&name).iter().map(|word| name[word.span.0..word.span.1].to_lowercase()).collect();
        Mention { span, key: key.join("-"), name, class: class.map(|c| c.1), id: None, is_new: true }
    }
}

/// Whether a name is a half of a word with a hyphen.
fn is_half(text: &str, span: &Range<usize>) -> bool {
    let is_joined =
        |rest: &str| rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let before: String = text[..span.start].chars().rev().take(2).collect();
    is_joined(&text[span.end..]) || is_joined(&before)
}

/// The labels of classes as words, the longest first; a label that several have tells none.
fn labels(ontology: &Ontology) -> Vec<(Vec<String>, ClassId)> {
    let mut by_label: BTreeMap<Vec<String>, Vec<ClassId>> = BTreeMap::new();
    for (at, class) in ontology.classes().iter().enumerate() {
        let stems: Vec<String> = words(&class.label).into_iter().map(|word| word.stem).collect();
        by_label.entry(stems).or_default().push(ClassId(at as u16));
    }
    let single = by_label.into_iter().filter(|(label, ids)| !label.is_empty() && ids.len() == 1);
    let mut labels: Vec<_> = single.map(|(label, ids)| (label, ids[0])).collect();
    labels.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
    labels
}

/// Runs of two words and more that begin with a capital, small words that join them within, and words of capitals alone. The first word of
/// the sentence counts with another one behind it only.
fn capitals(text: &str) -> Vec<Range<usize>> {
    let said = words(text);
    let is_capital = |at: usize| text[said[at].span.0..].starts_with(char::is_uppercase);
    let joins = |at: usize| matches!(said[at].stem.as_str(), "of" | "for" | "and" | "the");
    let touch =
        |a: usize, b: usize| text[said[a].span.1..said[b].span.0].chars().all(|c| c == ' ' || c == '-');
    let mut found = Vec::new();
    let mut at = 0;
    while at < said.len() {
        if !is_capital(at)
            || (matches!(said[at].stem.as_str(), "the" | "a" | "an" | "this" | "these" | "in" | "it"))
        {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        loop {
            if end < said.len() && touch(end - 1, end) && is_capital(end) {
                end += 1;
            } else if end + 1 < said.len()
                && joins(end)
                && touch(end - 1, end)
                && touch(end, end + 1)
                && is_capital(end + 1)
            {
                end += 2;
            } else {
                break;
            }
        }
        let next = end;
        // A word of one letter ends no name: what is capital in it is the grammar.
        while end > at + 1 && said[end - 1].span.1 - said[end - 1].span.0 == 1 {
            end -= 1;
        }
        let span = said[at].span.0..said[end - 1].span.1;
        let is_short = text[span.clone()].chars().filter(|c| c.is_uppercase()).count() > 2
            && !text[span.clone()].contains(' ');
        if end - at > 1 || is_short {
            found.push(span);
        }
        at = next;
    }
    found
}

/// The values in a sentence that leave no doubt.
pub(super) fn values(text: &str) -> Vec<Value> {
    read(text)
        .into_iter()
        .filter(|quantity| quantity.is_sure)
        .filter_map(|quantity| value(text, &quantity))
        .collect()
}

fn value(text: &str, quantity: &Quantity) -> Option<Value> {
    let words = text[quantity.span.clone()].trim().to_owned();
    let number = || quantity.number.map(|number| number.to_string());
    let (kind, written) = match &quantity.what {
        What::Money(..) => ("amount", words.clone()),
        What::Number => {
            let number = number()?;
            if YEARS.contains(&words.parse().unwrap_or_default()) {
                return None;
            }
            (if number.contains(['.', '-']) { "number" } else { "count" }, number)
        }
        What::Percent => ("number", number()?),
        What::Length(months, seconds) => ("duration", duration(&months.to_string(), &seconds.to_string())?),
        What::Date(When::Days { from, to, is_rough: false }) => ("date", date(*from, *to)?),
        _ => return None,
    };
    Some(Value { words, span: quantity.span.clone(), kind, written })
}

/// A length as data files write it, where it is one of whole years, months or days.
fn duration(months: &str, seconds: &str) -> Option<String> {
    let (months, seconds): (i64, i64) = (months.parse().ok()?, seconds.parse().ok()?);
    match (months, seconds) {
        (months, 0) if months > 0 && months % 12 == 0 => Some(format!("P{}Y", months / 12)),
        (months, 0) if months > 0 => Some(format!("P{months}M")),
        (0, seconds) if seconds > 0 && seconds % 86_400 == 0 => Some(format!("P{}D", seconds / 86_400)),
        _ => None,
    }
}

/// A date of the precision that its days have.
fn date(from: i64, to: i64) -> Option<String> {
    let ([year, month, day], [next_year, next_month, next_day]) = (calendar(from), calendar(to));
    if !(1000..=9999).contains(&year) {
        return None;
    }
    if to - from == 1 {
        return Some(format!("{year}-{month:02}-{day:02}"));
    }
    if day != 1 || next_day != 1 {
        return None;
    }
    match (next_year * 12 + next_month) - (year * 12 + month) {
        1 => Some(format!("{year}-{month:02}")),
        12 if month == 1 => Some(year.to_string()),
        _ => None,
    }
}

/// Whether a text of some length has hardly any of the small words of English: other languages have short words too, so these do not count.
pub(super) fn is_other_language(text: &str) -> bool {
    let said = words(text.get(..20_000).unwrap_or(text));
    let is_small = |stem: &str| stem.len() > 2 && stem.chars().all(char::is_alphabetic) && !is_telling(stem);
    let small = said.iter().filter(|word| is_small(&word.stem)).count();
    said.len() > 30 && small * 25 < said.len()
}
