//! Claims and derivations as readers of a page meet them: a sentence whose names lead on, the words and whose they are, and how it
//! is known.

use askama::Template;

use super::Pages;
use super::address::Kind;
use super::html::{Line, Markup, Piece};
use crate::explore::{Fact, Place, Step, derived_sentence, fact, unfolded};
use crate::model::claim::{DerivationId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::derivation::DerivationKey;
use crate::model::standing::Standing;
use crate::model::triple::Term;

/// A claim, or what is derived, with all that it rests on.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "saying.html")]
pub(super) struct Saying {
    /// The sentence.
    pub(super) sentence: Line,
    /// How it stands, where it is no plain fact.
    pub(super) mark: String,
    /// By which class of style it is told from plain facts.
    pub(super) kind: &'static str,
    /// How firm it is; empty for what is derived.
    pub(super) status: String,
    /// The quoted words; empty where there are none.
    pub(super) quote: String,
    /// Whose position and words these are; empty for what is derived.
    pub(super) who: String,
    /// Where the words stand: the source, its date, the place in it.
    pub(super) place: Piece,
    /// Times, numbers, remarks.
    pub(super) details: Vec<(String, String)>,
    /// The disagreements that it is party to.
    pub(super) disagreements: Line,
    /// The page of the claim itself; empty for what is derived.
    pub(super) claim: String,
    /// How it follows, where it is derived.
    pub(super) proof: Option<Proof>,
}

/// How something follows: a rule, and what it was applied to.
#[derive(Clone, Debug, Template)]
#[template(path = "proof.html")]
pub(super) struct Proof {
    /// The rule, in words, with its page.
    pub(super) rule: Piece,
    /// How what it infers stands.
    pub(super) standing: &'static str,
    /// What a reader must know of it.
    pub(super) cautions: Vec<String>,
    /// How many further proofs there are, in words.
    pub(super) others: Option<String>,
    /// Where it is unfolded, if not here.
    pub(super) elsewhere: &'static str,
    /// The claims that it rests on.
    pub(super) claims: Vec<Saying>,
    /// What it rests on that is derived itself: sentence and proofs.
    pub(super) derived: Vec<(String, Vec<Proof>)>,
}

impl Pages<'_> {
    /// A claim or derivation by its key.
    pub(super) fn saying_of(&self, key: &str) -> Option<Saying> {
        Some(self.saying(&fact(key, self.scope)?))
    }

    /// A fact as a page shows it.
    pub(super) fn saying(&self, fact: &Fact) -> Saying {
        let scope = self.scope;
        let derivation = DerivationKey::parse(&fact.id).and_then(|key| scope.derived.find(key));
        let derivation = derivation.filter(|_| fact.standing.is_inferred());
        let mut saying = Saying {
            sentence: self.linked(&fact.words, &self.things_of(&fact.id, derivation)),
            mark: if fact.standing == Standing::Fact {
                String::new()
            } else {
                fact.standing.word().to_owned()
            },
            kind: match fact.standing {
                Standing::Fact => "",
                Standing::Inferred => "inferred",
                _ => "no-fact",
            },
            details: details(&fact.details),
            disagreements: fact.disagreements.iter().map(|told| self.disagreement(told)).collect(),
            ..Saying::default()
        };
        match derivation {
            Some(id) => saying.proof = Some(self.proof(&unfolded(id, scope))),
            None => self.cite(fact, &mut saying),
        }
        saying
    }

    /// The citation of a claim, with links to its words and to its page.
    fn cite(&self, fact: &Fact, saying: &mut Saying) {
        let Some(Thing::Claim(id)) = self.scope.dataset.find(&fact.id) else { return };
        let citation = &fact.citation;
        let source = self.scope.dataset.key(Thing::Entity(self.scope.dataset.claim(id).source));
        saying.status.clone_from(&citation.status);
        saying.quote.clone_from(&citation.quote);
        saying.who = citation.who();
        saying.place = Piece::link(citation.place(), self.quotation(source, &fact.id));
        saying.claim = self.to(&Kind::Claim.page(&fact.id));
    }

    /// The address of the words of a claim in their source.
    pub(super) fn quotation(&self, source: &str, claim: &str) -> String {
        self.to(&super::address::quotation(source, claim))
    }

    /// A disagreement, told by its kind and key.
    pub(super) fn disagreement(&self, told: &str) -> Piece {
        let key = told.rsplit_once(' ').map_or(told, |(_, key)| key);
        let kind = told.rsplit_once(' ').map_or("", |(kind, _)| kind);
        Piece::link(kind, format!("{}#d-{}", self.to("disagreements.html"), super::address::file_name(key)))
    }

    /// The things that a claim or derivation joins.
    fn things_of(&self, claim: &str, derivation: Option<DerivationId>) -> Vec<Thing> {
        let dataset = self.scope.dataset;
        if let Some(id) = derivation {
            let triple = self.scope.derived.get(id).triple;
            let thing = |term| match term {
                Term::Thing(thing) => Some(thing),
                Term::Other(_) => None,
            };
            return [triple.subject, triple.object].into_iter().filter_map(thing).collect();
        }
        let Some(Thing::Claim(id)) = dataset.find(claim) else { return Vec::new() };
        let claim = dataset.claim(id);
        let value = match claim.value {
            Value::Thing(thing) => Some(thing),
            _ => None,
        };
        let reporter = dataset.details(claim).and_then(|d| d.reported_by);
        let voices = [Some(claim.speaker), reporter].into_iter().flatten().map(Thing::Entity);
        [Some(claim.subject), value].into_iter().flatten().chain(voices).collect()
    }

    /// A sentence in which the first mention of each thing leads to its page, but for the page that it stands on.
    pub(super) fn linked(&self, words: &str, things: &[Thing]) -> Line {
        let dataset = self.scope.dataset;
        let mut links: Vec<(usize, usize, Thing)> = Vec::new();
        for &thing in things {
            let Thing::Entity(id) = thing else { continue };
            if self.here == Some(thing) {
                continue;
            }
            let mention = dataset.mention(id);
            let names = [dataset.name(thing), &mention].map(str::to_owned);
            let short = dataset.other_names(dataset.entity(id));
            let found = names.iter().chain(&short).filter(|name| !name.is_empty()).find_map(|name| {
                let at = word(words, name)?;
                let end = at + name.len();
                let is_free = links.iter().all(|(from, to, _)| end <= *from || at >= *to);
                is_free.then_some((at, end, thing))
            });
            links.extend(found);
        }
        links.sort_unstable();
        let mut line = Vec::new();
        let mut last = 0;
        for (from, to, thing) in links {
            if from > last {
                line.push(Piece::plain(&words[last..from]));
            }
            line.push(Piece::link(&words[from..to], self.to_thing(thing)));
            last = to;
        }
        if last < words.len() {
            line.push(Piece::plain(&words[last..]));
        }
        line
    }

    /// A proof, with what it rests on unfolded.
    pub(super) fn proof(&self, step: &Step) -> Proof {
        let below = |proof: &crate::explore::Proof| {
            let told = proof.derivations.first().and_then(|step| DerivationKey::parse(&step.id));
            let told = told.and_then(|key| self.scope.derived.find(key));
            let sentence = told.map_or_else(
                || proof.sentence.join(" "),
                |id| derived_sentence(self.scope.derived.get(id), self.scope),
            );
            (sentence, proof.derivations.iter().map(|step| self.proof(step)).collect())
        };
        Proof {
            rule: Piece::link(step.label.clone(), self.to(&Kind::Rule.page(&step.rule))),
            standing: step.standing.word(),
            cautions: step.cautions.clone(),
            others: step.others.clone(),
            elsewhere: match step.unfolded {
                Some(Place::Above) => "unfolded above",
                Some(Place::Below) => "unfolded on its own page",
                None => "",
            },
            claims: step.claims.iter().map(|claim| self.saying(claim)).collect(),
            derived: step.derived.iter().map(below).collect(),
        }
    }
}

/// Details as people read them: dates in words, and one time as one, not as a beginning and an end.
fn details(all: &[(String, String)]) -> Vec<(String, String)> {
    let value = |name: &str| all.iter().find(|(n, _)| n == name).map(|(_, value)| value);
    let is_one_time = value("from").is_some() && value("from") == value("until");
    let told = all.iter().filter(|(name, _)| !(is_one_time && name == "until"));
    told.map(|(name, value)| {
        let words = in_words(name, value);
        (if is_one_time && name == "from" { "at the time".to_owned() } else { name.clone() }, words)
    })
    .collect()
}

/// A detail as people read it: dates in words.
fn in_words(name: &str, value: &str) -> String {
    let date = PartialDate::parse(value).filter(|_| ["from", "until", "deadline"].contains(&name));
    date.map_or_else(|| value.to_owned(), PartialDate::words)
}

/// Where a name stands in a text as words of their own.
fn word(text: &str, name: &str) -> Option<usize> {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // A sign of money before a number belongs to it.
    let begins = |c: Option<char>| {
        c.is_none_or(|c| {
            c.is_whitespace() || c.is_ascii_punctuation() || "\u{201c}\u{2018}\u{2014}\u{2013}".contains(c)
        })
    };
    let found = text.match_indices(name).find(|(at, name)| {
        begins(text[..*at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next())
    });
    found.map(|(at, _)| at)
}
