//! A claim as one plain sentence, made from the names of things and the templates of the ontology.
//!
//! Every front end has its sentences from here. What belongs to English alone is in `model::english`, how a thing is called inside a
//! sentence in `model::mention`.

mod parts;

use std::collections::BTreeSet;

use oxrdf::Literal;

use parts::{claim_in_words, counted, lasting, literal_in_words};
pub(super) use parts::{date_in_words, derived_words, inner, is_it, question};
pub use parts::{thing_in_text, thing_in_words, value_in_words};

use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, EntityId, PropertyId, QualifierId, StatusId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::derivation::Derivation;
use crate::model::lexical;
use crate::model::standing::Standing;
use crate::model::template::{self, Join, Slot, Template};
use crate::model::triple::{Term, Triple};
use crate::model::{english, vocab, words};

/// How deep claims about claims are unfolded.
const DEPTH: usize = 3;

/// Writes a claim as a sentence: who says it is part of the sentence only where it is no plain fact.
pub fn sentence(id: ClaimId, scope: GraphRef<'_>) -> String {
    Teller::new(scope).claim(id)
}

/// Writes what is inferred as a sentence; where it is not inferred from facts, it begins with from what it is.
pub fn derived_sentence(derivation: &Derivation, scope: GraphRef<'_>) -> String {
    Teller::new(scope).derived(derivation)
}

/// Tells claims one after the other, as a paragraph: what was named before is named shortly.
pub struct Teller<'a> {
    scope: GraphRef<'a>,
    /// What was named.
    named: BTreeSet<EntityId>,
    /// What the last sentence was about, if a pronoun can mean nothing else.
    last: Option<EntityId>,
}

/// A value with all that belongs to it.
#[derive(Clone, Copy)]
struct Said<'a> {
    subject: Term,
    property: Option<PropertyId>,
    label: &'a str,
    value: Saying<'a>,
    /// More things that the same is said of.
    others: &'a [Thing],
    /// Whose opinion it is, where it is one.
    voice: Option<EntityId>,
    qualifier: Option<QualifierId>,
    deadline: Option<PartialDate>,
    status: Option<StatusId>,
    when: Option<&'a str>,
}

#[derive(Clone, Copy)]
enum Saying<'a> {
    Value(Value),
    Literal(&'a Literal),
    Name(Term),
}

impl<'a> Teller<'a> {
    /// Begins a paragraph.
    pub fn new(scope: GraphRef<'a>) -> Self {
        Self { scope, named: BTreeSet::new(), last: None }
    }

    /// Takes a thing as named: by a heading, for one.
    pub fn has_named(&mut self, thing: Thing) {
        if let Thing::Entity(id) = thing {
            self.named.insert(id);
        }
    }

    /// The next claim, as a sentence.
    pub fn claim(&mut self, id: ClaimId) -> String {
        let claim = self.scope.dataset.claim(id);
        let lead = self.lead(id);
        if lead.is_some() {
            self.last = None;
        }
        let core = self.core(id, &[], 0);
        if lead.is_some() || !matches!(claim.subject, Thing::Entity(_)) {
            self.last = None;
        }
        let words = lead.map_or_else(|| core.clone(), |lead| format!("{lead} {core}"));
        stopped(&words::sentence_case(&words))
    }

    /// Claims that are told in one sentence.
    pub fn claims(&mut self, first: ClaimId, others: &[ClaimId]) -> String {
        let thing = |id: &ClaimId| match self.scope.dataset.claim(*id).value {
            Value::Thing(thing) => Some(thing),
            _ => None,
        };
        let things: Vec<Thing> = others.iter().filter_map(thing).collect();
        stopped(&words::sentence_case(&self.core(first, &things, 0)))
    }

    /// The next derivation, as a sentence.
    pub fn derived(&mut self, derivation: &Derivation) -> String {
        let scope = self.scope;
        let Triple { subject, predicate, object } = derivation.triple;
        let literal: Option<Literal> = match object {
            Term::Other(text) => scope.derived.text(text).parse().ok(),
            Term::Thing(_) => None,
        };
        let label = scope.label(predicate);
        let is_fact = derivation.standing.is_fact();
        self.last = self.last.filter(|_| is_fact);
        let core = self.told(
            Said {
                subject,
                property: predicate.property(),
                label: &label,
                value: literal.as_ref().map_or(Saying::Name(object), Saying::Literal),
                others: &[],
                voice: None,
                qualifier: None,
                deadline: None,
                status: None,
                when: None,
            },
            0,
        );
        if is_fact {
            return stopped(&words::sentence_case(&core));
        }
        self.last = None;
        stopped(&format!("{}: {core}", words::sentence_case(derivation.standing.word())))
    }

    /// Whose view it is, where that is part of the sentence.
    fn lead(&self, id: ClaimId) -> Option<String> {
        let GraphRef { dataset, standings, .. } = self.scope;
        let speaker = dataset.claim(id).speaker;
        let (name, is_plural) = (dataset.mention(speaker), dataset.entity(speaker).plural);
        Some(match standings.all_of(id).undated {
            Standing::Denied => format!("{name} {} that", english::verb("denies", is_plural, None)),
            Standing::Opinion => match english::possessive(&name, is_plural) {
                Some(whose) => format!("in {whose} opinion,"),
                None => format!("in the opinion of {name},"),
            },
            Standing::Disputed => format!("according to {name}, but accounts differ,"),
            Standing::Doubted => format!("according to {name}, though this is doubted,"),
            Standing::DecidedAgainst => format!("according to {name}, though this was decided against,"),
            _ => return None,
        })
    }

    /// The claim without its voice. Claims about claims are unfolded, at most a few deep.
    fn core(&mut self, id: ClaimId, others: &[Thing], depth: usize) -> String {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let claim = dataset.claim(id);
        let details = dataset.details(claim);
        let said = Said {
            subject: Term::Thing(claim.subject),
            property: Some(claim.predicate),
            label: &ontology.property(claim.predicate).label,
            value: Saying::Value(claim.value),
            others,
            voice: (self.scope.standings.all_of(id).undated == Standing::Opinion).then_some(claim.speaker),
            qualifier: details.and_then(|d| d.qualifier),
            deadline: details.and_then(|d| d.deadline).filter(|date| claim.value != Value::Date(*date)),
            status: Some(claim.status),
            when: details.and_then(|d| d.when).map(|w| dataset.text(w)),
        };
        self.told(said, depth)
    }

    /// A clause, by the template of its property or, where that has no use here, by its label.
    fn told(&mut self, said: Said<'_>, depth: usize) -> String {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let is_plural = matches!(said.subject, Term::Thing(Thing::Entity(id)) if dataset.entity(id).plural);
        let own = said.property.and_then(|p| ontology.property(p).sentence.as_ref());
        let by_label = self.by_label(&said, is_plural);
        let [own, by_label] = [own, Some(&by_label)].map(|template| {
            template.map(|t| if is_plural && dataset.is_english() { t.in_plural() } else { t.clone() })
        });
        let subject = self.subject(&said, own.as_ref().or(by_label.as_ref()), depth);
        let value = self.values(&said, depth);
        let fill = |template: &Template| {
            let qualified = self.qualified(&said, &value, template);
            let (mut is_qualified, mut is_dated) = (false, false);
            let mood = said.status.and_then(|s| ontology.status(s).mood.as_deref());
            let words = template.fill(self.join(), &mut |slot| match slot {
                Slot::Subject => Some(subject.clone()),
                Slot::That => {
                    let clause = self.clause(said.subject, said.voice, depth);
                    Some(clause.map_or_else(|| subject.clone(), |clause| english::that(&clause)))
                }
                Slot::SubjectClause => self.clause(said.subject, said.voice, depth),
                Slot::Unnamed => (!self.names(&value, said.subject)).then(|| subject.clone()),
                Slot::ValueClause => {
                    let (Saying::Value(Value::Thing(thing)) | Saying::Name(Term::Thing(thing))) = said.value
                    else {
                        return None;
                    };
                    self.clause(Term::Thing(thing), said.voice, depth)
                }
                Slot::Value | Slot::Goal => {
                    (is_qualified, is_dated) = (true, true);
                    let is_goal = *slot == Slot::Goal && dataset.is_english();
                    Some(if is_goal { english::goal(&qualified) } else { qualified.clone() })
                }
                Slot::Qualifier => {
                    is_qualified = true;
                    said.qualifier.and_then(|q| qualifier_word(q, ontology)).map(str::to_owned)
                }
                Slot::When => said.when.map(str::to_owned),
                Slot::Infinitive => self.infinitive(&said),
                Slot::True => (said.value.flag() == Some(true)).then(String::new),
                Slot::False => (said.value.flag() == Some(false)).then(String::new),
                Slot::Verb(verb) => Some(english::verb(verb, is_plural, mood)),
            });
            // Whatever the template has no place for is told all the same.
            words.map(|words| self.completed(words, &said, is_qualified, is_dated))
        };
        let words =
            own.as_ref().and_then(&fill).or_else(|| by_label.as_ref().and_then(&fill)).unwrap_or_default();
        let begins = own.as_ref().or(by_label.as_ref()).is_some_and(|t| t.begins_with(&Slot::Subject));
        self.last = match (said.subject, said.value) {
            (Term::Thing(Thing::Entity(id)), value)
                if begins && said.others.is_empty() && !self.may_be_meant(value, is_plural) =>
            {
                Some(id)
            }
            _ => None,
        };
        words
    }

    /// What is read where the ontology gives no template that can be filled.
    fn by_label(&self, said: &Said<'_>, is_plural: bool) -> Template {
        let is_english = self.scope.dataset.is_english();
        match said.value.flag() {
            Some(flag) if is_english => {
                Template::bare(if flag { "" } else { template::NOT }, &english::whether(said.label))
            }
            _ if is_english => {
                let [before, between, behind] = english::around(said.label, said.value.kind(), is_plural);
                Template::around(&before, &between, &behind)
            }
            _ => Template::around("", &format!(" {} ", said.label), ""),
        }
    }

    fn join(&self) -> Join {
        if self.scope.dataset.is_english() { english::joined } else { |_, _| {} }
    }

    /// Whether a pronoun in the next sentence could mean the value of this one.
    fn may_be_meant(&self, value: Saying<'_>, is_plural: bool) -> bool {
        let (Saying::Value(Value::Thing(thing)) | Saying::Name(Term::Thing(thing))) = value else {
            return false;
        };
        match thing {
            Thing::Entity(id) => self.scope.dataset.entity(id).plural == is_plural,
            Thing::Claim(_) => true,
        }
    }

    /// The subject: a pronoun where it can mean nothing else, the short name of what was named, or another name where the value is
    /// its own.
    fn subject(&mut self, said: &Said<'_>, template: Option<&Template>, depth: usize) -> String {
        let GraphRef { dataset, .. } = self.scope;
        let Term::Thing(thing) = said.subject else { return self.scope.name(said.subject) };
        let Thing::Entity(id) = thing else { return self.thing(thing, depth) };
        let entity = dataset.entity(id);
        let begins = template.is_some_and(|t| t.begins_with(&Slot::Subject));
        if depth == 0 && begins && self.last == Some(id) && dataset.is_english() {
            match entity.plural {
                true => return "they".to_owned(),
                false if is_it(id, self.scope) => return "it".to_owned(),
                false => {}
            }
        }
        let own = matches!(said.value, Saying::Value(Value::Text(text)) if dataset.text(text) == dataset.text(entity.name));
        match own.then(|| other_name(id, self.scope)).flatten() {
            Some(other) => other,
            None => self.thing(thing, depth),
        }
    }

    /// A thing inside a sentence.
    fn thing(&mut self, thing: Thing, depth: usize) -> String {
        match thing {
            Thing::Claim(_) => claim_in_words(thing, self.scope, depth + 1),
            Thing::Entity(id) => {
                let is_new = self.named.insert(id);
                let short = self.scope.dataset.short_name(id).filter(|_| !is_new);
                short.map_or_else(|| self.scope.dataset.mention(id), str::to_owned)
            }
        }
    }

    /// Whether a text names a thing, by one of its names.
    fn names(&self, text: &str, thing: Term) -> bool {
        let Term::Thing(Thing::Entity(id)) = thing else { return false };
        let dataset = self.scope.dataset;
        let entity = dataset.entity(id);
        let names = entity.also.iter().chain([&entity.name]).map(|name| dataset.text(*name).to_lowercase());
        let text = text.to_lowercase();
        names.into_iter().any(|name| text == name || english::has_words(&text, &name))
    }

    /// A claim as a clause, where no word on its voice is lost by that: a fact, or an opinion inside another one of the same voice.
    fn clause(&self, of: Term, voice: Option<EntityId>, depth: usize) -> Option<String> {
        let Term::Thing(Thing::Claim(id)) = of else { return None };
        let known = self.scope.standings.all_of(id);
        let is_told = match known.undated {
            Standing::Fact => true,
            Standing::Opinion => voice == Some(self.scope.dataset.claim(id).speaker),
            _ => false,
        };
        let is_plain = is_told && !known.out_of_date && depth < DEPTH;
        is_plain.then(|| Teller::new(self.scope).core(id, &[], depth + 1))
    }

    fn infinitive(&self, said: &Said<'_>) -> Option<String> {
        let of = |thing| match thing {
            Term::Thing(Thing::Entity(id)) => self.scope.dataset.infinitive(id),
            _ => None,
        };
        let value = match said.value {
            Saying::Value(Value::Thing(thing)) => of(Term::Thing(thing)),
            Saying::Name(term) => of(term),
            _ => None,
        };
        value.or_else(|| of(said.subject)).map(str::to_owned)
    }

    /// The value, with its qualifier where the template has no place for it, and the date by which it is to be so.
    fn qualified(&self, said: &Said<'_>, value: &str, template: &Template) -> String {
        let ontology = self.scope.ontology;
        let qualifier = said.qualifier.filter(|_| !template.has(&Slot::Qualifier));
        let mut words = with_qualifier(value, qualifier, ontology, self.join());
        if let Some(date) = said.deadline {
            words.push_str(" by ");
            words.push_str(&date_in_words(date, self.scope));
        }
        words
    }

    /// A clause with the qualifier and the latest date that it does not have yet.
    fn completed(&self, mut words: String, said: &Said<'_>, is_qualified: bool, is_dated: bool) -> String {
        let word =
            said.qualifier.filter(|_| !is_qualified).and_then(|q| qualifier_word(q, self.scope.ontology));
        let word = word.filter(|word| !format!(" {words} ").contains(&format!(" {word} ")));
        words.extend(word.map(|word| format!(" ({word})")));
        let date = said.deadline.filter(|_| !is_dated);
        words.extend(date.map(|date| format!(" by {}", date_in_words(date, self.scope))));
        words
    }

    /// The value, with all others that the sentence lists.
    fn values(&mut self, said: &Said<'_>, depth: usize) -> String {
        let first = self.value(said, depth);
        if said.others.is_empty() {
            return first;
        }
        let others = said.others.iter().map(|thing| self.thing(*thing, depth));
        english::listed(&[first].into_iter().chain(others).collect::<Vec<_>>())
    }

    /// The value as it stands in a sentence.
    fn value(&mut self, said: &Said<'_>, depth: usize) -> String {
        let dataset = self.scope.dataset;
        let is_english = dataset.is_english();
        match said.value {
            Saying::Name(Term::Thing(thing)) | Saying::Value(Value::Thing(thing)) => self.thing(thing, depth),
            Saying::Name(term) => self.scope.name(term),
            Saying::Literal(literal) => literal_in_words(literal, is_english),
            Saying::Value(Value::Date(date)) => date_in_words(date, self.scope),
            Saying::Value(Value::Count(number)) if is_english => counted(&number.to_string()),
            Saying::Value(Value::Duration(span)) if is_english => lasting(dataset.text(span)),
            Saying::Value(Value::Money(money)) if is_english => {
                let amount =
                    words::money_in_full(&dataset.amount(money.amount), dataset.text(money.currency));
                match dataset.text(money.per) {
                    "total" => format!("{amount} in total"),
                    per => {
                        let mut out = format!("{amount} a ");
                        english::joined(&mut out, per);
                        out + per
                    }
                }
            }
            Saying::Value(other) => value_in_words(other, self.scope),
        }
    }
}

impl Saying<'_> {
    /// What the words around it depend on.
    fn kind(&self) -> english::Kind {
        if let Self::Value(Value::Thing(_)) | Self::Name(Term::Thing(_)) = self {
            return english::Kind::Thing;
        }
        let of_date = |date: PartialDate| {
            if date.to_string().len() > "2021-01".len() { english::Kind::Day } else { english::Kind::Period }
        };
        match self {
            Self::Value(Value::Count(1)) => english::Kind::One,
            Self::Value(Value::Count(_) | Value::Decimal(_)) => english::Kind::Number,
            Self::Value(Value::Date(date)) => of_date(*date),
            Self::Literal(literal) => {
                let local =
                    literal.datatype().as_str().strip_prefix(vocab::xsd::NAMESPACE).unwrap_or_default();
                match PartialDate::parse(literal.value()) {
                    Some(date) if matches!(local, "date" | "gYear" | "gYearMonth") => of_date(date),
                    _ if lexical::is_number_type(local) && literal.value() == "1" => english::Kind::One,
                    _ if lexical::is_number_type(local) => english::Kind::Number,
                    _ => english::Kind::Other,
                }
            }
            _ => english::Kind::Other,
        }
    }

    /// Whether it is true or false, and which.
    fn flag(&self) -> Option<bool> {
        match self {
            Self::Value(Value::Boolean(flag)) => Some(*flag),
            Self::Literal(literal) if literal.datatype() == oxrdf::vocab::xsd::BOOLEAN => {
                match literal.value() {
                    "true" | "1" => Some(true),
                    _ => Some(false),
                }
            }
            _ => None,
        }
    }
}

/// The word of a qualifier; none of the one that says nothing.
fn qualifier_word(qualifier: QualifierId, ontology: &Ontology) -> Option<&str> {
    Some(ontology.qualifier(qualifier).label.as_str()).filter(|word| *word != "exact")
}

/// A value with its qualifier, as the ontology puts it into words: `more than 40`, else `40 (estimated)`.
fn with_qualifier(value: &str, qualifier: Option<QualifierId>, ontology: &Ontology, join: Join) -> String {
    match qualifier.and_then(|q| Some((q, qualifier_word(q, ontology)?))) {
        None => value.to_owned(),
        Some((_, word)) if word == value => value.to_owned(),
        Some((qualifier, word)) => {
            let own = ontology.qualifier(qualifier).sentence.as_ref();
            // Behind an article, or before a name of its own, a qualifier would be read otherwise.
            let is_bare = !value.starts_with("the ") && !value.starts_with(char::is_uppercase);
            let own = own.filter(|t| is_bare || t.begins_with(&Slot::Value));
            let filled =
                own.and_then(|t| t.fill(join, &mut |slot| (*slot == Slot::Value).then(|| value.to_owned())));
            filled.unwrap_or_else(|| format!("{value} ({word})"))
        }
    }
}

/// The value of a claim as people write it, alone, and never without its qualifier.
pub fn claim_value_in_words(id: ClaimId, scope: GraphRef<'_>) -> String {
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let qualifier = dataset.details(claim).and_then(|d| d.qualifier);
    let join: Join = if dataset.is_english() { english::joined } else { |_, _| {} };
    with_qualifier(&value_in_words(claim.value, scope), qualifier, ontology, join)
}

/// Another name of a thing, where its name is what is said of it.
fn other_name(id: EntityId, scope: GraphRef<'_>) -> Option<String> {
    let dataset = scope.dataset;
    let also = || dataset.entity(id).also.iter().map(|name| dataset.text(*name));
    let with_article = also().find(|name| name.starts_with("the "));
    let other = dataset.short_name(id).or(with_article).or_else(|| also().next());
    other.map(str::to_owned)
}

/// Whether a claim may be told in one sentence with others of the same subject and property that may be: *… serves ports, towns
/// and islands*.
pub(super) fn may_be_listed(id: ClaimId, scope: GraphRef<'_>) -> bool {
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let (Thing::Entity(subject), Value::Thing(Thing::Entity(_))) = (claim.subject, claim.value) else {
        return false;
    };
    let details = dataset.details(claim);
    let is_bare = details.is_none_or(|d| d.qualifier.is_none() && d.deadline.is_none() && d.when.is_none());
    let label = &ontology.property(claim.predicate).label;
    let ends = match &ontology.property(claim.predicate).sentence {
        Some(template) => template.ends_with(&Slot::Value),
        None => english::around(label, english::Kind::Thing, dataset.entity(subject).plural)[2].is_empty(),
    };
    dataset.is_english() && is_bare && ends && scope.is_fact(id)
}

/// A sentence with one sign at its end.
fn stopped(text: &str) -> String {
    let text = text.trim_end_matches('.');
    if text.ends_with(['!', '?']) { text.to_owned() } else { format!("{text}.") }
}
