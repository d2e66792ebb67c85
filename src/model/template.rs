//! How a sentence is put together: a text with places for the parts of a claim, as an ontology writes it.
//!
//! `[…|…]` is the first alternative whose places all have something to stand there, and nothing where none has.

use super::english;
use super::nearest::nearest;

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// `{subject}`: what the claim is about.
    Subject,
    /// `{that}`: the same, a claim as a clause: *that line 4 serves the harbour*.
    That,
    /// `{subject-clause}`: what it is about, where that is a claim that can be told as a clause of its own.
    SubjectClause,
    /// `{unnamed}`: the same, and only where the value does not name it.
    Unnamed,
    /// `{value}`: what it says of it.
    Value,
    /// `{value-clause}`: the same, where that is a claim that can be told as a clause of its own.
    ValueClause,
    /// `{qualifier}`: how that is qualified.
    Qualifier,
    /// `{infinitive}`: what is to be done, as a verb; of the value, else of the subject.
    Infinitive,
    /// `{goal}`: a value that is what something is for: *to inform the board*, *a better view of the harbour*.
    Goal,
    /// `{when}`: the words for a time that the claim has.
    When,
    /// `{true}`: nothing, and only where the value is true.
    True,
    /// `{false}`: nothing, and only where the value is false.
    False,
    /// `{verb:lasts}`: a verb in the number of the subject and the mood of the status.
    Verb(String),
}

/// The places without a word of their own.
const NAMES: [(&str, Slot); 12] = [
    ("subject", Slot::Subject),
    ("that", Slot::That),
    ("subject-clause", Slot::SubjectClause),
    ("unnamed", Slot::Unnamed),
    ("value", Slot::Value),
    ("value-clause", Slot::ValueClause),
    ("qualifier", Slot::Qualifier),
    ("infinitive", Slot::Infinitive),
    ("goal", Slot::Goal),
    ("when", Slot::When),
    ("true", Slot::True),
    ("false", Slot::False),
];
const VERB: &str = "verb:";

/// What stands before a clause whose value is false.
pub const NOT: &str = "it is not true that ";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(Slot),
    Choice(Vec<Vec<Part>>),
}

/// What a text becomes where a word is put behind it.
pub type Join = fn(&mut String, &str);

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// What is wrong with a template, and the place that was perhaps meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// What is wrong.
    pub message: String,
    /// The nearest place that there is.
    pub near: Option<&'static str>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A place that there is not, a brace or bracket that nothing closes or opens.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let mut rest = text;
        let parts = parts(&mut rest, false)?;
        Ok(Self(parts))
    }

    /// What is read where an ontology gives no template: words before the subject, between it and the value, and behind that.
    pub fn around(before: &str, between: &str, behind: &str) -> Self {
        let slots = [Some(Slot::Subject), Some(Slot::Value), None];
        let pieces = [before, between, behind].into_iter().zip(slots);
        Self(
            pieces
                .flat_map(|(text, slot)| {
                    let text = Some(Part::Text(text.to_owned())).filter(|_| !text.is_empty());
                    text.into_iter().chain(slot.map(Part::Slot))
                })
                .collect(),
        )
    }

    /// The same of a value that is true or false and has no words of its own.
    pub fn bare(before: &str, behind: &str) -> Self {
        let before = Some(Part::Text(before.to_owned())).filter(|_| !before.is_empty());
        let own = [Part::Slot(Slot::Subject), Part::Text(behind.to_owned())];
        Self(before.into_iter().chain(own).collect())
    }

    /// The template with the verb that stands behind its subject in the plural.
    #[must_use]
    pub fn in_plural(&self) -> Self {
        let mut parts = self.0.clone();
        let at = usize::from(matches!(parts.first(), Some(Part::Text(text)) if text == NOT));
        if let Some([Part::Slot(Slot::Subject), Part::Text(text), ..]) = parts.get_mut(at..)
            && let Some(rest) = text.strip_prefix(' ')
        {
            *text = format!(" {}", english::plural_first(rest));
        }
        Self(parts)
    }

    /// The places that templates have, in words.
    pub fn places() -> String {
        let names = NAMES.map(|(name, _)| format!("{{{name}}}"));
        format!("{} and {{verb:…}}", names.join(", "))
    }

    /// The template with its places filled; none where one that it needs has nothing to stand there.
    pub fn fill(&self, join: Join, part: &mut dyn FnMut(&Slot) -> Option<String>) -> Option<String> {
        fill(&self.0, join, part)
    }

    /// Whether it begins with a place.
    pub fn begins_with(&self, slot: &Slot) -> bool {
        matches!(self.0.first(), Some(Part::Slot(first)) if first == slot)
    }

    /// Whether it ends with a place.
    pub fn ends_with(&self, slot: &Slot) -> bool {
        matches!(self.0.last(), Some(Part::Slot(last)) if last == slot)
    }

    /// Whether it has a place anywhere.
    pub fn has(&self, slot: &Slot) -> bool {
        fn has(parts: &[Part], slot: &Slot) -> bool {
            parts.iter().any(|part| match part {
                Part::Slot(found) => found == slot,
                Part::Choice(ways) => ways.iter().any(|way| has(way, slot)),
                Part::Text(_) => false,
            })
        }
        has(&self.0, slot)
    }
}

fn fill(parts: &[Part], join: Join, part: &mut dyn FnMut(&Slot) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    for piece in parts {
        match piece {
            Part::Text(text) => out.push_str(text),
            Part::Slot(slot) => {
                let words = part(slot)?;
                join(&mut out, &words);
                out.push_str(&words);
            }
            Part::Choice(ways) => out.extend(ways.iter().find_map(|way| fill(way, join, part))),
        }
    }
    Some(out)
}

fn misread(message: String) -> Misread {
    Misread { message, near: None }
}

/// Reads to the end, or inside brackets to what ends the alternative.
fn parts(rest: &mut &str, inside: bool) -> Result<Vec<Part>, Misread> {
    let mut out = Vec::new();
    let ends: &[char] = if inside { &['{', '}', '[', ']', '|'] } else { &['{', '}', '[', ']'] };
    loop {
        let at = rest.find(ends).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(at);
        if !text.is_empty() {
            out.push(Part::Text(text.to_owned()));
        }
        *rest = behind;
        let Some(sign) = behind.chars().next() else {
            return if inside { Err(misread("a `[` is never closed".to_owned())) } else { Ok(out) };
        };
        match sign {
            '{' => {
                let Some((name, behind)) = behind[1..].split_once('}') else {
                    return Err(misread("a `{` is never closed".to_owned()));
                };
                out.push(Part::Slot(slot(name)?));
                *rest = behind;
            }
            '[' => {
                let mut ways = Vec::new();
                loop {
                    *rest = &rest[1..];
                    ways.push(parts(rest, true)?);
                    if rest.starts_with(']') {
                        break;
                    }
                }
                *rest = &rest[1..];
                out.push(Part::Choice(ways));
            }
            ']' | '|' if inside => return Ok(out),
            other => return Err(misread(format!("a `{other}` has nothing that opens it"))),
        }
    }
}

fn slot(name: &str) -> Result<Slot, Misread> {
    if let Some((_, slot)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(slot.clone());
    }
    match name.strip_prefix(VERB).map(str::trim) {
        Some("") => Err(misread("`{verb:}` names no verb".to_owned())),
        Some(verb) => Ok(Slot::Verb(verb.to_owned())),
        None => {
            let near = nearest(name, NAMES.iter().map(|(known, _)| *known));
            let near = near.and_then(|n| NAMES.iter().find(|(known, _)| *known == n));
            Err(Misread {
                message: format!("a sentence has no place `{{{name}}}`"),
                near: near.map(|(known, _)| *known),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, qualifier: Option<&str>) -> Option<String> {
        let template = Template::parse(template).map_err(|e| e.message);
        template.ok()?.fill(english::joined, &mut |slot| match slot {
            Slot::Subject => Some("line 4".to_owned()),
            Slot::Value => Some("boats".to_owned()),
            Slot::Qualifier => qualifier.map(str::to_owned),
            Slot::Verb(verb) => Some(verb.clone()),
            _ => None,
        })
    }

    #[test]
    fn the_first_alternative_that_can_be_filled_is_taken() {
        for (template, qualifier, expected) in [
            ("{subject} {verb:runs} on {value}", None, Some("line 4 runs on boats")),
            ("{subject} has [{qualifier} ]{value}", Some("some"), Some("line 4 has some boats")),
            ("{subject} has [{qualifier} ]{value}", None, Some("line 4 has boats")),
            ("{subject} [to {infinitive}|has {value}]", None, Some("line 4 has boats")),
            ("{subject} has {qualifier} {value}", None, None),
            ("a|b", None, Some("a|b")),
        ] {
            assert_eq!(filled(template, qualifier).as_deref(), expected, "{template}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (template, words, near) in [
            ("{subjekt} runs", "no place `{subjekt}`", Some("subject")),
            ("{subject", "a `{` is never closed", None),
            ("[{value}", "a `[` is never closed", None),
            ("{value}]", "a `]` has nothing", None),
            ("value}", "a `}` has nothing", None),
            ("{verb: }", "names no verb", None),
        ] {
            let found = Template::parse(template).expect_err(template);
            assert!(found.message.contains(words) && found.near == near, "{found:?}");
        }
    }
}
