//! How names and claims stand in sentences: articles, capitals, templates.

use super::{Reader, local_name, text_of};
use crate::model::code::Code;
use crate::model::english;
use crate::model::lexical::is_article;
use crate::model::template::{Slot, Template};
use crate::model::vocab::remit;

impl Reader<'_> {
    /// The article and the capital of the names of the things of each class: of the nearest class, itself first, that declares them.
    pub(super) fn names_of_things(
        &mut self,
        iris: &[String],
        ancestors: &[Vec<u16>],
    ) -> Vec<(Option<String>, Option<bool>)> {
        let own: Vec<(Option<String>, Option<bool>)> = iris
            .iter()
            .map(|iri| {
                let subject = format!("<{iri}>");
                let is_said = self.about(&subject, remit::PROPER).next().is_some();
                (self.article(&subject), is_said.then(|| self.flag(&subject, remit::PROPER, true)))
            })
            .collect();
        let depth = |class: &u16| ancestors[usize::from(*class)].len();
        ancestors
            .iter()
            .map(|above| {
                let mut nearest: Vec<u16> = above.clone();
                nearest.sort_by_key(|class| (std::cmp::Reverse(depth(class)), *class));
                let of = |class: &u16| &own[usize::from(*class)];
                (nearest.iter().find_map(|c| of(c).0.clone()), nearest.iter().find_map(|c| of(c).1))
            })
            .collect()
    }

    fn article(&mut self, subject: &str) -> Option<String> {
        let triple = self.about(subject, remit::ARTICLE).next()?;
        let text = text_of(&triple.object).unwrap_or_default();
        if is_article(&text) {
            return Some(if text == english::NO_ARTICLE { String::new() } else { text });
        }
        let anchor = self.anchor(triple, &triple.object);
        let message = format!("`{text}` is not an article");
        self.fault(Code::R046, anchor, message, "one short word, such as \"the\", or \"none\"");
        None
    }

    /// The template of a property or qualifier, which has to have a place for what it is about.
    pub(super) fn template(&mut self, subject: &str, needed: &Slot) -> Option<Template> {
        let triple = self.about(subject, remit::SENTENCE).next()?;
        let text = text_of(&triple.object)?;
        let (message, near) = match Template::parse(&text) {
            Ok(template)
                if [needed, &Slot::That, &Slot::Unnamed].into_iter().any(|slot| template.has(slot)) =>
            {
                return Some(template);
            }
            Ok(_) => {
                let name = if *needed == Slot::Value { "value" } else { "subject" };
                (format!("this sentence has no place `{{{name}}}`"), None)
            }
            Err(misread) => (misread.message, misread.near),
        };
        let anchor = self.anchor(triple, &triple.object);
        let message = format!("remit:{}: {message}", local_name(remit::SENTENCE));
        let expected = format!("a text with the places {}; `[…|…]` for alternatives", Template::places());
        let fault = self.fault(Code::R046, anchor, message, &expected);
        // Which of its places is meant is not known here, so this is help alone.
        fault.help.extend(near.map(|n| format!("did you mean `{{{n}}}`?")));
        None
    }
}
