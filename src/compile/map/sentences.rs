//! How the name of a thing stands in sentences: its number, its article, its capital, its short form, its infinitive.

use super::{Mapper, value_of};
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::english;
use crate::model::lexical::is_article;
use crate::model::mention::NameWords;
use crate::model::record::{Field, Record};
use crate::model::text::Symbol;

/// The fields of a record that say so.
#[derive(Default)]
pub(super) struct WordFields<'r> {
    pub(super) article: Option<&'r Field<'r>>,
    pub(super) proper: Option<&'r Field<'r>>,
    pub(super) short: Option<&'r Field<'r>>,
    pub(super) infinitive: Option<&'r Field<'r>>,
}

impl Mapper<'_> {
    /// What a field that is true or false says.
    pub(super) fn is_so(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<bool> {
        match field.value.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.unknown_word(record, field, field.name, &[("true", "true"), ("false", "false")]);
                None
            }
        }
    }

    /// What is declared of the name of a thing, by its record, else by its class.
    pub(super) fn name_words(
        &mut self,
        record: &Record<'_>,
        class: ClassId,
        fields: &WordFields<'_>,
    ) -> Option<Box<NameWords>> {
        let class = self.ontology.class(class);
        let article = fields.article.and_then(|field| self.article(record, field));
        let article = article.or_else(|| class.article.as_ref().map(|a| self.draft.texts.intern(a)));
        let words = NameWords {
            article,
            proper: fields.proper.and_then(|field| self.is_so(record, field)).or(class.proper),
            short: fields.short.and_then(|field| self.words(record, field, "a shorter name")),
            infinitive: fields.infinitive.and_then(|field| {
                let to = field
                    .value
                    .trim()
                    .strip_prefix("to ")
                    .filter(|_| english::is_english(&self.manifest.language));
                if let Some(verb) = to {
                    let message = "an infinitive is written without \u{201c}to\u{201d}".to_owned();
                    self.fault(
                        Code::R015,
                        value_of(record, field),
                        message,
                        &format!("infinitive = \"{verb}\""),
                    );
                }
                self.words(record, field, "what is to be done, as a verb with what belongs to it")
            }),
        };
        (words != NameWords::default()).then(|| Box::new(words))
    }

    fn article(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<Symbol> {
        let written = field.value.trim();
        if english::is_english(&self.manifest.language) && !english::ARTICLES.contains(&written) {
            let known = english::ARTICLES.map(|word| (word, word));
            self.unknown_word(record, field, "article", &known);
            return None;
        }
        if !is_article(written) {
            let message = format!("`{written}` is not an article");
            self.fault(Code::R015, value_of(record, field), message, "one short word, or \"none\"");
            return None;
        }
        Some(self.draft.texts.intern(if written == english::NO_ARTICLE { "" } else { written }))
    }

    /// Words that stand inside a sentence: not none, and without the end of one.
    fn words(&mut self, record: &Record<'_>, field: &Field<'_>, what: &str) -> Option<Symbol> {
        let written = field.value.trim();
        if written.is_empty() || written.ends_with(['.', '!', '?', ':']) {
            let message = format!("`{}` cannot stand inside a sentence: `{written}`", field.name);
            self.fault(Code::R015, value_of(record, field), message, what);
            return None;
        }
        Some(self.draft.texts.intern(written))
    }
}
