//! `R084`, `R085`: quotes that name neither end of their claim, or hold no words.

use super::names::{is_telling, words};
use super::splice::acts;
use super::value::Verdict;
use super::{Quoted, addresses, agree};
use crate::model::claim::{Thing, Value};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// Looks for the subject and the value of a claim in its quote.
pub(super) fn check(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let quote = quoted.around.quote;
    let (dataset, claim) = (quoted.dataset, quoted.claim);
    if !quote.contains(char::is_alphabetic) {
        let what = if quote.contains(char::is_alphanumeric) { "a number alone" } else { "no word at all" };
        let mut fault = quoted
            .at_quote(Code::R085, format!("this quote is {what}"))
            .expected("words that say what the claim says");
        let is_good =
            |longer: &str| longer.contains(char::is_alphabetic) && !quoted.names(longer).contains(&false);
        fault = quoted.with_longer(fault, is_good);
        faults.push(fault);
        return;
    }
    let is_explained = quoted.note().is_some_and(|note| quoted.names(note).contains(&true));
    let named = quoted.names(quote);
    if let (Thing::Entity(subject), Value::Thing(_), [false, true], false) =
        (claim.subject, claim.value, named, is_explained)
        && let Some((_, other)) = quoted.other_subject(quote, subject, acts)
    {
        let key = dataset.key(claim.subject);
        let fault = quoted
            .at_quote(Code::R084, format!("the quote names `{other}`, and not `{key}`"))
            .expected("words that name what the claim is about, or a note that names it");
        faults.push(quoted.with_longer(fault, |longer| !quoted.names(longer).contains(&false)));
    }
    if is_explained || named.contains(&true) {
        return;
    }
    let value = match claim.value {
        Value::Thing(thing) => format!("`{}`", dataset.key(thing)),
        _ => "the value".to_owned(),
    };
    let message = format!("the quote names neither `{}` nor {value}", dataset.key(claim.subject));
    let fault = quoted
        .at_quote(Code::R084, message)
        .expected("words that name what the claim is about, or a note that names it");
    let both = |longer: &str| !quoted.names(longer).contains(&false);
    let with_both = quoted.with_longer(fault.clone(), both);
    let found = with_both.help.is_empty();
    faults.push(if found {
        quoted.with_longer(fault, |longer| quoted.names(longer).contains(&true))
    } else {
        with_both
    });
}

impl Quoted<'_> {
    /// Whether words name the subject, and the value.
    fn names(&self, quote: &str) -> [bool; 2] {
        let found = words(quote);
        let thing = |thing: Thing| match thing {
            Thing::Entity(id) => self.names.are_of(&found, id),
            Thing::Claim(_) => true,
        };
        let value = match self.claim.value {
            Value::Thing(value) => thing(value),
            Value::Text(text) => {
                let said = words(self.dataset.text(text));
                let mut telling = said.iter().filter(|w| is_telling(&w.stem) || said.len() == 1);
                telling.any(|word| found.iter().any(|w| w.stem == word.stem))
            }
            Value::Iri(address) => addresses::names(quote, self.dataset.text(address)),
            _ => agree::of_value(self.dataset, self.claim)
                .is_some_and(|field| matches!(field.verdict(quote), Verdict::Carried | Verdict::Partly(_))),
        };
        [thing(self.claim.subject), value]
    }
}
