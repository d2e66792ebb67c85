//! Questions in words on the page of queries: what `remit ask` answers, and the query that a question becomes.

use askama::Template as Page;

use super::answer::{Answered, Shown};
use super::{Pages, Piece, plain};
use crate::derive::rdf::{IriFamily, Node};
use crate::derive::store::{Bound, Values};
use crate::explore::ask::{Reply, Template, Told, read, reply};
use crate::explore::names::Names;
use crate::model::claim::Thing;
use crate::model::tokens::{Kind, Token, tokens};
use crate::project::views;
use crate::site::Site;
use crate::site::address::{Kind as Address, file_name};
use crate::site::html::{Line, Markup};
use crate::site::saying::Saying;

/// How many statements one answer shows, and how many of them at first.
const MOST_SHOWN: [usize; 2] = [200, 8];

/// How many characters of a question are read.
const MOST_READ: usize = 1_000;

/// The answer to a question in words.
#[derive(Debug, Default, Page)]
#[template(path = "words.html")]
pub(super) struct Words {
    /// What was understood, and what it was taken for.
    understood: Vec<[String; 2]>,
    headline: String,
    things: Vec<Piece>,
    sayings: Vec<Saying>,
    /// Those that are folded.
    others: Vec<Saying>,
    /// What a reader has to know, and where there is more.
    notes: Vec<Line>,
    /// Questions that can be asked instead.
    proposed: Vec<Piece>,
    /// The query that it becomes; empty where there is none.
    pub(super) query: String,
    /// Where that stands in the editor.
    editor: String,
    /// The answers to what else is asked.
    further: Vec<Self>,
    /// The rows of the query, where a saved one answers.
    pub(super) answered: Option<Answered>,
}

impl Site {
    /// The templates of saved queries and questions; none where one of them has a fault.
    fn templates(&self) -> &[Template] {
        self.found.templates.get_or_init(|| {
            let store = self.graph.store().ok();
            store.and_then(|store| views::templates(&self.graph, store).ok()).unwrap_or_default()
        })
    }

    /// The query that a question in words becomes by the template of a saved one; none where no template has these words, or
    /// what it names is not one thing.
    pub fn query_of_words(&self, question: &str) -> Option<String> {
        let graph = &self.graph;
        if question.chars().count() > MOST_READ {
            return None;
        }
        let store = graph.store().ok()?;
        let templates = self.templates();
        let scope = graph.scope();
        let names = Names::of_things(scope.dataset, scope.ontology);
        let reading = read(question, templates, &names).ok()?;
        let iri = |thing: &Thing| {
            let family = if matches!(thing, Thing::Entity(_)) { IriFamily::Id } else { IriFamily::Claim };
            format!("<{}>", Node::minted(family, scope.dataset.key(*thing)).iri(scope.base))
        };
        let slots = reading.template.slots().map(|slot| slot.variable.as_str());
        let values: Vec<(&str, String)> = slots.zip(reading.things.iter().map(iri)).collect();
        let text = &graph.input().files.get(reading.template.query).text;
        with_values(text, &values).or_else(|| {
            let bound = |(name, iri): &(&str, String)| {
                Some((spargebra::term::Variable::new_unchecked(*name), Bound::of(iri, |_| None)?))
            };
            let values: Values = values.iter().filter_map(bound).collect();
            store.bound(text, &values).ok()
        })
    }
}

/// A query with values for some of its variables, at the beginning of its pattern; none where that might not say the same.
fn with_values(text: &str, values: &[(&str, String)]) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(text).collect();
    let is =
        |token: &Token<'_>, word: &str| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word);
    let selects = all.iter().filter(|token| is(token, "SELECT") || is(token, "ASK")).count();
    if selects != 1 || all.iter().any(|token| is(token, "CONSTRUCT")) {
        return None;
    }
    // What is reckoned inside an inner group sees only what stands in that group.
    let (mut braces, mut parentheses, mut start) = (0usize, 0usize, None);
    for token in &all {
        match token.text {
            "{" => {
                braces += 1;
                start = start.or(Some(token.at + 1));
            }
            "}" => braces = braces.saturating_sub(1),
            "(" => parentheses += 1,
            ")" => parentheses = parentheses.saturating_sub(1),
            _ if token.kind == Kind::Variable
                && braces > 1
                && parentheses > 0
                && values.iter().any(|(name, _)| *name == &token.text[1..]) =>
            {
                return None;
            }
            _ => {}
        }
    }
    let (before, after) = text.split_at(start?);
    let lines = values.iter().map(|(name, iri)| format!("\n  VALUES ?{name} {{ {iri} }}"));
    let lines = lines.collect::<Vec<_>>().concat();
    Some(format!("{before}{lines}{after}"))
}

impl Pages<'_> {
    /// The answer to a question in words; `query` is what it became by a template, and `answered` its rows.
    pub(super) fn words(&self, question: &str, query: &str, answered: Option<Answered>) -> Words {
        if let Some(answered) = answered.filter(|answered| !answered.is_empty) {
            return Words {
                headline: format!("\u{201c}{question}\u{201d}"),
                editor: self.to_query(query),
                query: query.to_owned(),
                answered: Some(answered),
                ..Words::default()
            };
        }
        let reply = if question.chars().count() > MOST_READ {
            Err(format!("the question has more than {MOST_READ} characters"))
        } else {
            reply(question, self.site.templates(), None, self.scope)
        };
        match reply {
            Ok(reply) => self.replied(&reply),
            Err(why) => Words { headline: format!("I could not read that: {why}."), ..Words::default() },
        }
    }

    fn replied(&self, reply: &Reply) -> Words {
        let mut notes = Vec::new();
        notes.extend(self.told(&reply.told));
        let promised = reply.facts.iter().filter(|fact| reply.promised.contains(&fact.id)).count();
        if promised > 0 {
            let all = if promised == reply.facts.len() { "All of this is" } else { "Some of this is" };
            notes.push(plain(format!("{all} only promised or planned, not reported as done.")));
        }
        for dispute in &reply.disagreements {
            let link = Piece::link(
                dispute.name.clone(),
                self.to(&format!("disagreements.html#d-{}", file_name(&dispute.id))),
            );
            notes.push(vec![Piece::plain(format!("Claims disagree ({}): ", dispute.kind)), link]);
        }
        for [name, note] in &reply.notes {
            notes.push(plain(format!("Note on {name}: {note}")));
        }
        let [most, first] = MOST_SHOWN;
        if reply.facts.len() > most {
            notes.push(plain(format!("Only {most} of {} statements are shown.", reply.facts.len())));
        }
        if let Some(command) = &reply.command {
            notes
                .push(vec![Piece::plain("The same on the command line: "), Piece::of_class("name", command)]);
        }
        let query = reply.query.clone().unwrap_or_default();
        let mut sayings = reply.facts.iter().take(most).map(|fact| self.saying(fact));
        Words {
            understood: reply.understood.clone(),
            headline: reply.answer.clone(),
            things: reply.things.iter().map(|thing| self.by_key(&thing.id, &thing.name)).collect(),
            sayings: sayings.by_ref().take(first).collect(),
            others: sayings.collect(),
            notes,
            proposed: reply.proposed.iter().map(|question| self.to_question(question)).collect(),
            editor: if query.is_empty() { String::new() } else { self.to_query(&query) },
            query,
            further: reply.further.iter().map(|reply| self.replied(reply)).collect(),
            answered: None,
        }
    }

    /// Where there is more of what a command answers.
    fn told(&self, told: &Told) -> Option<Line> {
        Some(vec![match told {
            Told::Thing(description) => {
                Piece::link("All that is known of it", self.to(&Address::Thing.page(&description.id)))
            }
            Told::Promises(_) => {
                Piece::link("All promises, and what became of them", self.to("promises.html"))
            }
            Told::Gaps(_) => Piece::link("All that no source answers", self.to("gaps.html")),
            _ => return None,
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_the_pattern_begins() {
        let value = [("x", "<urn:a>".to_owned())];
        let with = |text: &str| with_values(text, &value);
        let expected = "SELECT ?y WHERE {\n  VALUES ?x { <urn:a> } ?x ?p ?y }";
        assert_eq!(with("SELECT ?y WHERE { ?x ?p ?y }").as_deref(), Some(expected));
        for other in [
            "CONSTRUCT { ?x ?p ?y } WHERE { ?x ?p ?y }",
            "SELECT * { { SELECT ?x { ?x ?p ?y } } }",
            "SELECT * { { ?a ?p ?b FILTER (?b = ?x) } UNION { ?x ?p ?b } }",
        ] {
            assert_eq!(with(other), None, "{other}");
        }
    }
}
