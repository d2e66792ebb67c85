//! A claim as one plain sentence, made from labels and templates of the ontology.

use oxrdf::Literal;

use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::derivation::Derivation;
use crate::model::lexical;
use crate::model::standing::Standing;
use crate::model::triple::{Term, Triple};
use crate::model::vocab;
use crate::model::words;

/// Where a template has the ends of a claim.
const SUBJECT: &str = "{subject}";
const VALUE: &str = "{value}";
/// Where a template has the qualifier of a claim; elsewhere it follows the value.
const QUALIFIER: &str = "{qualifier}";

/// Writes a claim as a sentence: who says it is part of the sentence only where it is no plain fact.
///
/// The template of a property (`remit:sentence`) has `{subject}` and `{value}`; without one the label stands between them.
pub fn sentence(id: ClaimId, scope: GraphRef<'_>) -> String {
    let dataset = scope.dataset;
    let claim = dataset.claim(id);
    let speaker = dataset.name(Thing::Entity(claim.speaker));
    let core = core(id, scope, 0);
    let [denies, says] = ["denies", "says"].map(|verb| agreeing(verb, Thing::Entity(claim.speaker), scope));
    let lead = match scope.standings.all_of(id).undated {
        Standing::Denied => Some(format!("{speaker} {denies} that")),
        Standing::Opinion => Some(format!("In the opinion of {},", lower_article(speaker))),
        Standing::Disputed => Some(format!("{speaker} {says}, and it is disputed, that")),
        Standing::Doubted => Some(format!("{speaker} {says}, and it is doubted, that")),
        Standing::DecidedAgainst => Some(format!("{speaker} {says}, and it was decided against, that")),
        _ => None,
    };
    let words = lead.map_or_else(|| core.clone(), |lead| format!("{lead} {}", lower_article(&core)));
    let mut characters = words.trim_end_matches('.').chars();
    let first = characters.next().map(char::to_uppercase);
    let mut out: String = first.into_iter().flatten().chain(characters).collect();
    out.push('.');
    out
}

/// Writes what is inferred as a sentence, by the template of its property or with its label between the ends; where it is not
/// inferred from facts, it begins with from what it is.
pub fn derived_sentence(derivation: &Derivation, scope: GraphRef<'_>) -> String {
    let triple = derivation.triple;
    let [subject, label, mut value] = derived_words(triple, scope);
    if let Term::Other(text) = triple.object
        && let Ok(literal) = scope.derived.text(text).parse()
    {
        value = literal_in_words(&literal);
    }
    let property = triple.predicate.property();
    let template = property.and_then(|p| scope.ontology.property(p).sentence.as_ref());
    let template = template.filter(|t| !t.contains(QUALIFIER));
    let template = template.map_or_else(|| format!("{SUBJECT} {label} {VALUE}"), Clone::clone);
    let template = match triple.subject {
        Term::Thing(thing) => agreeing(&template, thing, scope),
        Term::Other(_) => template,
    };
    let words = template.replace(SUBJECT, &subject).replace(VALUE, &value);
    let words = words.trim_end_matches('.');
    if !derivation.standing.is_fact() {
        return format!("{}: {words}.", words::sentence_case(derivation.standing.word()));
    }
    let mut characters = words.trim_start_matches('(').chars();
    let first = characters.next().map(char::to_uppercase);
    let opened = if words.starts_with('(') { "(" } else { "" };
    let mut out: String = opened.chars().chain(first.into_iter().flatten()).chain(characters).collect();
    out.push('.');
    out
}

/// The parts of a derived triple: the names of things, the label of the property, a value as data files have it.
pub(super) fn derived_words(triple: Triple, scope: GraphRef<'_>) -> [String; 3] {
    let end = |term: Term| match term {
        Term::Thing(thing) => inner(thing, scope),
        other @ Term::Other(_) => scope.name(other),
    };
    [end(triple.subject), scope.label(triple.predicate), end(triple.object)]
}

fn literal_in_words(literal: &Literal) -> String {
    let text = literal.value();
    match literal.datatype().as_str().strip_prefix(vocab::xsd::NAMESPACE) {
        Some("duration") => words::span(text),
        Some(local) if lexical::is_number_type(local) => words::number(text),
        _ => text.to_owned(),
    }
}

/// A thing inside a sentence or as a value: a claim by what it says and how it stands, in brackets, so that no sentence about it states it.
fn inner_at(thing: Thing, scope: GraphRef<'_>, depth: usize) -> String {
    match thing {
        Thing::Claim(_) => format!("({})", told(thing, scope, depth)),
        Thing::Entity(_) => scope.dataset.name(thing).to_owned(),
    }
}

/// What a thing is called where it stands by itself: an entity by its name, a claim by what it says and how it stands.
pub fn thing_in_words(thing: Thing, scope: GraphRef<'_>) -> String {
    match thing {
        Thing::Claim(_) => words::sentence_case(&told(thing, scope, 1)),
        Thing::Entity(_) => scope.dataset.name(thing).to_owned(),
    }
}

/// A thing inside a sentence or as a value.
pub(super) fn inner(thing: Thing, scope: GraphRef<'_>) -> String {
    inner_at(thing, scope, 1)
}

/// `the claim, denied by the board, that line 4 serves the harbour`; deep down a claim is called by its key.
fn told(thing: Thing, scope: GraphRef<'_>, depth: usize) -> String {
    let GraphRef { dataset, standings, .. } = scope;
    let Thing::Claim(id) = thing else { return dataset.name(thing).to_owned() };
    let known = standings.all_of(id);
    let speaker = lower_article(dataset.name(Thing::Entity(dataset.claim(id).speaker)));
    let mut how = match known.undated {
        Standing::Denied => vec![format!("denied by {speaker}")],
        Standing::Opinion => vec![format!("an opinion of {speaker}")],
        Standing::Fact | Standing::Inferred => Vec::new(),
        other => vec![other.word().to_owned()],
    };
    how.extend(known.out_of_date.then(|| Standing::OutOfDate.word().to_owned()));
    let how = if how.is_empty() { String::new() } else { format!(", {},", how.join(" and ")) };
    if depth > 3 {
        return format!("the claim{how} `{}`", dataset.key(thing));
    }
    format!("the claim{how} that {}", lower_article(core(id, scope, depth).trim_end_matches('.')))
}

/// The claim without its voice. Claims about claims are unfolded, at most a few deep.
fn core(id: ClaimId, scope: GraphRef<'_>, depth: usize) -> String {
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let property = ontology.property(claim.predicate);
    let thing = |thing: Thing| inner_at(thing, scope, depth + 1);
    let qualifier = dataset.details(claim).and_then(|d| d.qualifier).map(|q| &ontology.qualifier(q).label);
    let mut value = match claim.value {
        Value::Thing(object) => thing(object),
        other => value_in_words(other, scope),
    };
    let qualifier = qualifier.map(String::as_str).filter(|word| *word != "exact");
    let template = property.sentence.as_ref().filter(|t| qualifier.is_some() || !t.contains(QUALIFIER));
    if let Some(word) = qualifier.filter(|_| template.is_none_or(|t| !t.contains(QUALIFIER))) {
        value = format!("{value} ({word})");
    }
    let deadline = dataset.details(claim).and_then(|d| d.deadline);
    if let Some(date) = deadline.filter(|date| claim.value != Value::Date(*date)) {
        value = format!("{value} by {date}");
    }
    let template = template.map_or_else(|| format!("{SUBJECT} {} {VALUE}", property.label), Clone::clone);
    agreeing(&template, claim.subject, scope)
        .replace(SUBJECT, &thing(claim.subject))
        .replace(VALUE, &value)
        .replace(QUALIFIER, qualifier.unwrap_or_default())
}

/// A verb, or a template whose verb stands behind its subject, in the number of a thing: `{subject} is meant to target {value}`
/// becomes `{subject} are meant to target {value}`, where that thing is plural. English alone has these forms.
fn agreeing(template: &str, thing: Thing, scope: GraphRef<'_>) -> String {
    let is_plural = matches!(thing, Thing::Entity(id) if scope.dataset.entity(id).plural);
    if !is_plural {
        return template.to_owned();
    }
    let (before, rest) = match template.split_once(SUBJECT) {
        Some((before, rest)) => (format!("{before}{SUBJECT}"), rest),
        None => (String::new(), template),
    };
    // A colon behind the subject is not its verb.
    let (space, rest) = match rest.strip_prefix(' ') {
        Some(rest) => (" ", rest),
        None if before.is_empty() => ("", rest),
        None => return template.to_owned(),
    };
    let (verb, rest) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    // "is, or is to be,": a second verb, where it can be no noun.
    let rest = rest.replace(" or is ", " or are ").replace(" and is ", " and are ");
    format!("{before}{space}{}{rest}", plural(verb))
}

/// A verb of the third person in the plural, with what is written behind it; what is not one as it is.
fn plural(word: &str) -> String {
    const OTHERS: [(&str, &str); 7] = [
        ("is", "are"),
        ("has", "have"),
        ("does", "do"),
        ("was", "were"),
        ("goes", "go"),
        ("focuses", "focus"),
        ("always", "always"),
    ];
    let end = word.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(word.len());
    let (verb, behind) = word.split_at(end);
    if let Some((_, other)) = OTHERS.iter().find(|(one, _)| *one == verb) {
        return format!("{other}{behind}");
    }
    let stem = match verb.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => return word.to_owned(),
    };
    let one = match stem.strip_suffix('e') {
        Some(root) if root.len() > 2 && root.ends_with('i') => format!("{}y", &root[..root.len() - 1]),
        Some(root) if ["ss", "sh", "ch", "x", "zz"].iter().any(|e| root.ends_with(e)) => root.to_owned(),
        _ => stem.to_owned(),
    };
    format!("{one}{behind}")
}

/// A value as people write it.
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
            let amount = words::money(dataset.text(money.amount), dataset.text(money.currency));
            match dataset.text(money.per) {
                "total" => format!("{amount} in total"),
                per => format!("{amount} per {per}"),
            }
        }
    }
}

/// `The lines` becomes `the lines` inside a sentence; names are left as they are.
pub(super) fn lower_article(text: &str) -> String {
    match text.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn verbs_follow_a_plural() {
        for (one, several) in [
            ("is", "are"),
            ("is,", "are,"),
            ("has", "have"),
            ("was", "were"),
            ("does", "do"),
            ("denies", "deny"),
            ("lies", "lie"),
            ("says", "say"),
            ("contributes", "contribute"),
            ("reaches", "reach"),
            ("passes", "pass"),
            ("uses", "use"),
            ("promises:", "promise:"),
            ("focuses", "focus"),
            ("deploy", "deploy"),
            ("opened", "opened"),
            ("status", "status"),
            ("less", "less"),
            ("as", "as"),
            ("", ""),
        ] {
            assert_eq!(plural(one), several);
        }
    }
}
