//! Which template a question follows, and which things it names.

use super::english;
use super::template::{Part, Template};
use crate::explore::names::{NameError, Names, Reason};
use crate::model::claim::Thing;

/// How many ways of splitting one question are tried for one template.
const MOST_SPLITS: usize = 1_000;

/// A question, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The template.
    pub template: &'a Template,
    /// The thing for each slot, in the order of slots.
    pub things: Vec<Thing>,
}

/// Why a question was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss<'a> {
    /// The words are those of a template, and what stands in a slot is not the name of one thing.
    Name(&'a Template, NameError),
    /// No template has these words; those that share most of them come first.
    Words(Vec<&'a Template>),
}

/// Reads a question. Of several readings the one with most words of its template counts, then the first.
///
/// Costs a look-up for each way in which the words of each template can be found in the question.
///
/// # Errors
///
/// When no template has the words of the question, or what stands in a slot is not the name of one thing.
pub fn read<'a>(
    question: &str,
    templates: &'a [Template],
    names: &Names<'_>,
) -> Result<Reading<'a>, Miss<'a>> {
    let words: Vec<String> =
        english::words(question).into_iter().filter(|w| !english::is_article(w)).collect();
    let mut best: Option<Reading<'a>> = None;
    let mut missed: Option<((usize, bool), Miss<'a>)> = None;
    for template in templates {
        if best.as_ref().is_some_and(|b| b.template.words() >= template.words()) {
            continue;
        }
        for split in splits(&template.parts, &words) {
            match resolve(template, &split, names) {
                Ok(things) => {
                    best = Some(Reading { template, things });
                    break;
                }
                Err(error) => {
                    // A miss that has a name near by helps more than one that has none.
                    let score = (template.words(), error.reason != Reason::Examples);
                    if missed.as_ref().is_none_or(|m| m.0 < score) {
                        missed = Some((score, Miss::Name(template, error)));
                    }
                }
            }
        }
    }
    best.ok_or_else(|| missed.map_or_else(|| Miss::Words(nearest(&words, templates)), |m| m.1))
}

/// The texts of the slots, for every way in which the words of a template stand in the question.
fn splits(parts: &[Part], words: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // Each open way: the next part, the next word, and the slots so far.
    let mut open: Vec<(usize, usize, Vec<String>)> = vec![(0, 0, Vec::new())];
    while let Some((part, word, slots)) = open.pop() {
        match parts.get(part) {
            None if word == words.len() => found.push(slots),
            Some(Part::Word(expected)) if words.get(word) == Some(expected) => {
                open.push((part + 1, word + 1, slots));
            }
            None | Some(Part::Word(_)) => {}
            Some(Part::Slot(_)) => {
                // The longest name is tried last and therefore taken up first.
                for end in word + 1..=words.len() {
                    let mut slots = slots.clone();
                    slots.push(words[word..end].join(" "));
                    open.push((part + 1, end, slots));
                }
            }
        }
        if found.len() + open.len() > MOST_SPLITS {
            break;
        }
    }
    found
}

fn resolve(template: &Template, texts: &[String], names: &Names<'_>) -> Result<Vec<Thing>, NameError> {
    template.slots().zip(texts).map(|(slot, name)| names.slot(name, slot.class)).collect()
}

/// The templates that share a word with a question, those that share most first.
fn nearest<'a>(words: &[String], templates: &'a [Template]) -> Vec<&'a Template> {
    let shared = |t: &Template| {
        let is_shared = |p: &&Part| matches!(p, Part::Word(w) if words.contains(w));
        t.parts.iter().filter(is_shared).count()
    };
    let mut near: Vec<&Template> = templates.iter().filter(|t| shared(t) > 0).collect();
    near.sort_by_key(|t| std::cmp::Reverse(shared(t)));
    near
}

#[cfg(test)]
mod tests {
    use super::super::template::Slot;
    use super::*;
    use crate::model::text::normal;

    fn parts(text: &str) -> Vec<Part> {
        let part = |w: &str| match w.strip_prefix('$') {
            Some(v) => Part::Slot(Slot { variable: v.to_owned(), class: None }),
            None => Part::Word(w.to_owned()),
        };
        text.split(' ').map(part).collect()
    }

    #[test]
    fn a_question_is_split_in_every_way_that_its_template_allows() {
        let words = normal("Who pays for the road to the sea, and for the harbour?");
        assert_eq!(words, ["who", "pays", "for", "road", "to", "sea", "and", "for", "harbour"]);
        let found = splits(&parts("who pays for $a and for $b"), &words);
        assert_eq!(found, [["road to sea", "harbour"]]);
        assert_eq!(splits(&parts("who pays $a for $b"), &words), [["for road to sea and", "harbour"]]);
        assert!(splits(&parts("who owns $a"), &words).is_empty());
        let many = normal(&"x y ".repeat(500));
        assert!(splits(&parts("x $a x $b x $c x $d"), &many).len() <= MOST_SPLITS);
    }
}
