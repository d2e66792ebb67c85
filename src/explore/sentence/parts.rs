//! Things, values and questions in words: what sentences are made of, and what stands alone.

use oxrdf::Literal;

use super::{DEPTH, Teller};
use crate::compile::ontology::Class;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{EntityId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::lexical;
use crate::model::standing::Standing;
use crate::model::template::{Slot, Template};
use crate::model::triple::{Term, Triple};
use crate::model::{english, vocab, words};

/// A number in words if it is a small one.
pub(super) fn counted(written: &str) -> String {
    match english::number(written) {
        same if same == written => words::number(written),
        word => word.to_owned(),
    }
}

/// A span of time in words: `two years`, `one year and six months`.
pub(super) fn lasting(duration: &str) -> String {
    let span = words::span(duration);
    let each: Vec<&str> = span.split(' ').map(english::number).collect();
    each.chunks(2).map(|part| part.join(" ")).collect::<Vec<_>>().join(" and ")
}

pub(super) fn literal_in_words(literal: &Literal, is_english: bool) -> String {
    let text = literal.value();
    match literal.datatype().as_str().strip_prefix(vocab::xsd::NAMESPACE) {
        Some("duration") if is_english => lasting(text),
        Some("duration") => words::span(text),
        Some("date" | "gYear" | "gYearMonth") if is_english => {
            PartialDate::parse(text).map_or_else(|| text.to_owned(), english::date)
        }
        Some(local) if is_english && lexical::is_integer_type(local) => counted(text),
        Some(local) if lexical::is_number_type(local) => words::number(text),
        _ => text.to_owned(),
    }
}

/// `the disputed claim that line 4 serves the harbour`; deep down a claim is called by its key.
pub(super) fn claim_in_words(thing: Thing, scope: GraphRef<'_>, depth: usize) -> String {
    let GraphRef { dataset, standings, .. } = scope;
    let Thing::Claim(id) = thing else { return dataset.name(thing).to_owned() };
    let known = standings.all_of(id);
    let speaker = dataset.claim(id).speaker;
    let name = dataset.mention(speaker);
    let whose = english::possessive(&name, dataset.entity(speaker).plural);
    let of = |what: &str, by: &str| match &whose {
        Some(whose) => format!("{whose} {what}"),
        None => format!("the {what} {by} {name}"),
    };
    let old = known.out_of_date.then(|| Standing::OutOfDate.word());
    let mut what = match (known.undated, old) {
        (Standing::Denied, _) => of("denial", "by"),
        (Standing::Opinion, _) => of("opinion", "of"),
        (Standing::Fact | Standing::Inferred, None) => "the claim".to_owned(),
        (Standing::Fact | Standing::Inferred, Some(old)) => format!("the claim, {old},"),
        (other, None) if !other.word().contains(' ') => format!("the {} claim", other.word()),
        (other, None) => format!("the claim, {},", other.word()),
        (other, Some(old)) => format!("the claim, {} and {old},", other.word()),
    };
    if let (Standing::Denied | Standing::Opinion, Some(old)) = (known.undated, old) {
        what = format!("{what}, {old},");
    }
    if depth > DEPTH {
        return format!("{what} `{}`", dataset.key(thing));
    }
    format!("{what} {}", english::that(&Teller::new(scope).core(id, &[], depth)))
}

/// The parts of a derived triple: the names of things, the label of the property, a value as data files have it.
pub(in super::super) fn derived_words(triple: Triple, scope: GraphRef<'_>) -> [String; 3] {
    let end = |term: Term| match term {
        Term::Thing(thing) => inner(thing, scope),
        other @ Term::Other(_) => scope.name(other),
    };
    [end(triple.subject), scope.label(triple.predicate), end(triple.object)]
}

/// What a thing is called where it stands by itself: an entity by its name, a claim by what it says and how it stands.
pub fn thing_in_words(thing: Thing, scope: GraphRef<'_>) -> String {
    match thing {
        Thing::Claim(_) => words::sentence_case(&claim_in_words(thing, scope, 1)),
        Thing::Entity(_) => scope.dataset.name(thing).to_owned(),
    }
}

/// The question that stays open about a thing, and the same as it stands inside a sentence, where that can be told.
pub(in super::super) fn question(
    template: &str,
    id: EntityId,
    scope: GraphRef<'_>,
) -> (String, Option<String>) {
    let dataset = scope.dataset;
    let name = dataset.mention(id);
    let is_plural = dataset.entity(id).plural && dataset.is_english();
    let mut direct = template.to_owned();
    let mut indirect = english::indirect(template).filter(|_| dataset.is_english());
    for verb in ["is", "has", "was", "does"].iter().filter(|_| is_plural) {
        let [one, several] = [(*verb).to_owned(), english::verb(verb, true, None)];
        direct = direct.replace(&format!("{one} {{subject}}"), &format!("{several} {{subject}}"));
        let agreeing =
            |t: String| t.replace(&format!("{{subject}} {one}"), &format!("{{subject}} {several}"));
        indirect = indirect.map(agreeing);
    }
    let indirect = indirect.and_then(|t| Template::parse(&t).ok()).and_then(|template| {
        template.fill(english::joined, &mut |slot| match slot {
            Slot::Subject => Some(name.clone()),
            Slot::Verb(verb) => Some(english::verb(verb, is_plural, None)),
            _ => None,
        })
    });
    let direct = direct.replace("{subject}", &name);
    (words::sentence_case(&direct), indirect)
}

/// A date in a sentence.
pub(in super::super) fn date_in_words(date: PartialDate, scope: GraphRef<'_>) -> String {
    if scope.dataset.is_english() { english::date(date) } else { date.to_string() }
}

/// Whether *it* can mean a thing and says nothing wrong of it: no person, by its classes, its name and the classes above.
pub(in super::super) fn is_it(id: EntityId, scope: GraphRef<'_>) -> bool {
    let GraphRef { dataset, ontology, .. } = scope;
    let entity = dataset.entity(id);
    let above = || ontology.class(entity.class).ancestors.iter().map(|a| ontology.class(*a));
    let local = |iri: &str| iri.rsplit(['#', '/']).next().unwrap_or_default().to_owned();
    let last_word = |text: &str| text.split(' ').next_back().unwrap_or_default().to_owned();
    let is_body = above().any(|class| local(&class.iri).contains("Organi"));
    if is_body {
        return true;
    }
    let is_person = |class: &Class| {
        [local(&class.iri), last_word(&class.label)].iter().any(|w| english::may_be_person(w))
    };
    let mention = dataset.mention(id);
    let head = mention.split(" of ").next().map(last_word).unwrap_or_default();
    // A name without an article, of a class of the graph alone, may be anybody's.
    let is_known = mention.starts_with(|c: char| c.is_lowercase()) || above().any(|class| class.external);
    !entity.is_agent && is_known && !above().any(is_person) && !english::may_be_person(&head)
}

/// What a thing is called inside a sentence that is not a claim, such as a question or a heading.
pub fn thing_in_text(thing: Thing, scope: GraphRef<'_>) -> String {
    match thing {
        Thing::Claim(_) => claim_in_words(thing, scope, 1),
        Thing::Entity(id) => scope.dataset.mention(id),
    }
}

/// A thing as a part of a triple: a claim in brackets.
pub(in super::super) fn inner(thing: Thing, scope: GraphRef<'_>) -> String {
    match thing {
        Thing::Claim(_) => format!("({})", claim_in_words(thing, scope, 1)),
        Thing::Entity(_) => scope.dataset.name(thing).to_owned(),
    }
}

/// A value as people write it, alone.
pub fn value_in_words(value: Value, scope: GraphRef<'_>) -> String {
    let dataset = scope.dataset;
    match value {
        Value::Thing(thing) => inner(thing, scope),
        Value::Text(s) | Value::Iri(s) => dataset.text(s).to_owned(),
        Value::Decimal(s) => words::number(dataset.text(s)),
        Value::Duration(s) => words::span(dataset.text(s)),
        Value::Count(number) => words::number(&number.to_string()),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Money(money) => {
            let amount = words::money(&dataset.amount(money.amount), dataset.text(money.currency));
            match dataset.text(money.per) {
                "total" => format!("{amount} in total"),
                per => format!("{amount} per {per}"),
            }
        }
    }
}
