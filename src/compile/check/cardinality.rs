//! `R026`: things with more or fewer values of a property than their class allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Inferred;
use crate::compile::ontology::triples::text_of;
use crate::compile::ontology::{Cardinality, Filler, Ontology};
use crate::model::claim::{Claim, ClassId, DerivationId, EntityId, PropertyId, Thing, Value};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::derivation::Derived;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::record::Origin;
use crate::model::standing::Standing;
use crate::model::triple::{Term, Triple};

/// A value of a thing.
struct Counted<'a> {
    /// The same for the same value.
    text: String,
    thing: Option<Thing>,
    by: By<'a>,
}

/// What a value is by.
#[derive(Clone, Copy)]
enum By<'a> {
    Claim(&'a Claim),
    Derivation(DerivationId),
}

impl Counted<'_> {
    fn is_inferred(&self) -> bool {
        matches!(self.by, By::Derivation(_))
    }

    /// Claims come first, in the order of files.
    fn order(&self) -> (Option<Origin>, bool, &str) {
        match self.by {
            By::Claim(claim) => (Some(claim.origin), false, &self.text),
            By::Derivation(_) => (None, true, &self.text),
        }
    }
}

/// Values by thing and property, those of narrower properties included.
type Values<'a> = HashMap<(EntityId, PropertyId), Vec<Counted<'a>>>;

/// Holds the numbers of values that claims give against the restrictions of the ontology. What rules may add to is not called
/// too few: that is for [`inferred`].
pub(super) fn limits(dataset: &Dataset, ontology: &Ontology, has_rules: bool, faults: &mut Vec<Diagnostic>) {
    let values = stated(dataset, ontology);
    each(dataset, ontology, &values, |id, limit, counted| {
        let open = may_follow(ontology, limit.property, has_rules);
        faults.extend(
            fault((dataset, ontology, &Derived::default()), id, limit, counted)
                .filter(|(few, _)| !(*few && open))
                .map(|f| f.1),
        );
    });
}

/// Holds the numbers of values against the restrictions once more, with the values that are inferred from facts.
pub(super) fn inferred(graph: Inferred<'_>, faults: &mut Vec<Diagnostic>) {
    let Inferred { dataset, ontology, derived, has_rules, .. } = graph;
    let mut values = stated(dataset, ontology);
    let limits = ontology.classes().iter().flat_map(|class| &class.limits);
    let limited: BTreeSet<PropertyId> = limits.map(|limit| limit.property).collect();
    for (id, derivation) in derived.iter().filter(|(_, d)| d.standing == Standing::Inferred) {
        let Triple { subject, predicate, object } = derivation.triple;
        let (Some(Thing::Entity(subject)), Some(property)) = (subject.thing(), predicate.property()) else {
            continue;
        };
        for property in ontology.property(property).ancestors.iter().filter(|p| limited.contains(p)) {
            let text = match object {
                Term::Thing(thing) => Some(dataset.key(thing).to_owned()),
                // An amount is none: of these the claims themselves speak.
                Term::Other(symbol) => text_of(derived.text(symbol)),
            };
            let counted = text.map(|text| Counted { text, thing: object.thing(), by: By::Derivation(id) });
            values.entry((subject, *property)).or_default().extend(counted);
        }
    }
    each(dataset, ontology, &values, |id, limit, counted| {
        let is_new = counted.iter().any(|c| c.is_inferred());
        let open = may_follow(ontology, limit.property, has_rules);
        let told = fault((dataset, ontology, derived), id, limit, counted);
        faults.extend(told.filter(|(few, _)| if *few { open } else { is_new }).map(|f| f.1));
    });
}

/// Whether values of a property may follow from something else than its claims.
fn may_follow(ontology: &Ontology, property: PropertyId, has_rules: bool) -> bool {
    let below = ontology.properties().iter().filter(|p| p.ancestors.contains(&property));
    has_rules
        || below.into_iter().any(|p| {
            let traits = &p.characteristics;
            traits.infer != Some(false)
                && (p.inverse.is_some() || traits.symmetric || !traits.chains.is_empty())
        })
}

fn stated<'a>(dataset: &'a Dataset, ontology: &Ontology) -> Values<'a> {
    let mut values = Values::new();
    if ontology.classes().iter().all(|c| c.limits.is_empty()) {
        return values;
    }
    for claim in dataset.claims() {
        if let (Thing::Entity(subject), true) = (claim.subject, claim.affirmed) {
            let (thing, text) = match claim.value {
                Value::Thing(thing) => (Some(thing), dataset.key(thing).to_owned()),
                Value::Text(text) | Value::Decimal(text) | Value::Duration(text) | Value::Iri(text) => {
                    (None, dataset.text(text).to_owned())
                }
                Value::Count(count) => (None, count.to_string()),
                Value::Boolean(flag) => (None, flag.to_string()),
                Value::Date(date) => (None, date.to_string()),
                Value::Money(_) => (None, format!("{:?}", claim.value)),
            };
            for property in &ontology.property(claim.predicate).ancestors {
                let counted = Counted { text: text.clone(), thing, by: By::Claim(claim) };
                values.entry((subject, *property)).or_default().push(counted);
            }
        }
    }
    values
}

/// Hands over every thing with each restriction of its classes and the values that this counts, each once.
fn each<'a>(
    dataset: &Dataset,
    ontology: &'a Ontology,
    values: &'a Values<'a>,
    mut tell: impl FnMut(EntityId, &'a Cardinality, Vec<&'a Counted<'a>>),
) {
    for id in dataset.entity_ids() {
        let class = ontology.class(dataset.entity(id).class);
        for limit in class.ancestors.iter().flat_map(|a| &ontology.class(*a).limits) {
            let all = values.get(&(id, limit.property)).map_or(&[][..], Vec::as_slice);
            let mut all: Vec<&Counted> =
                all.iter().filter(|v| is_counted(dataset, ontology, v, &limit.of)).collect();
            // One value stated by several claims is one value, and not inferred if one of them states it.
            all.sort_by(|a, b| (a.is_inferred(), a.order()).cmp(&(b.is_inferred(), b.order())));
            let mut distinct: BTreeMap<(Option<Thing>, &str), &Counted> = BTreeMap::new();
            for value in all {
                distinct.entry((value.thing, &value.text)).or_insert(value);
            }
            tell(id, limit, distinct.into_values().collect());
        }
    }
}

/// Whether a value is one of those that a restriction counts.
fn is_counted(dataset: &Dataset, ontology: &Ontology, value: &Counted, of: &Filler) -> bool {
    let class = || {
        value.thing.map(|thing| match thing {
            Thing::Entity(id) => dataset.entity(id).class,
            Thing::Claim(_) => ontology.claim_class(),
        })
    };
    match of {
        Filler::Any => true,
        Filler::Class(classes) => class().is_some_and(|c| ontology.is_one_of(c, classes)),
        Filler::Outside(classes) => class().is_some_and(|c| !ontology.is_one_of(c, classes)),
        Filler::Value(wanted) => value.text == *wanted,
    }
}

/// The values that a restriction counts, in words, after the key of the property.
fn of_what(ontology: &Ontology, of: &Filler) -> String {
    let keys = |classes: &[ClassId]| {
        let keys: Vec<&str> = classes.iter().map(|c| ontology.class(*c).key.as_str()).collect();
        keys.join(" or ")
    };
    match of {
        Filler::Any => String::new(),
        Filler::Class(classes) => format!(" of class {}", keys(classes)),
        Filler::Outside(classes) => format!(" that are not of class {}", keys(classes)),
        Filler::Value(value) => format!(" that are `{value}`"),
    }
}

/// What is wrong with a number of values, and whether they are too few.
fn fault(
    (dataset, ontology, derived): (&Dataset, &Ontology, &Derived),
    id: EntityId,
    limit: &Cardinality,
    mut counted: Vec<&Counted>,
) -> Option<(bool, Diagnostic)> {
    let count = counted.len() as u32;
    let key = &ontology.property(limit.property).key;
    let what = of_what(ontology, &limit.of);
    let entity = dataset.entity(id);
    let name = dataset.text(entity.key);
    if count < limit.least {
        if dataset.is_incomplete(Thing::Entity(id)) {
            return None;
        }
        let message =
            format!("`{name}` has {count} values of `{key}`{what}, its class asks for {}", limit.least);
        let expected = format!("a claim with subject `{name}` and predicate `{key}`");
        let fault = Diagnostic::new(Code::R026, Location::Field(entity.origin, "id"), message);
        return Some((true, fault.expected(expected)));
    }
    let most = limit.most.filter(|m| count > *m)?;
    counted.sort_by(|a, b| (a.is_inferred(), a.order()).cmp(&(b.is_inferred(), b.order())));
    // The claims that a value rests on, in the order of files.
    let claims = |value: &Counted| -> Vec<Origin> {
        let mut origins: Vec<Origin> = match value.by {
            By::Claim(claim) => vec![claim.origin],
            By::Derivation(id) => {
                derived.premises([id]).into_iter().map(|claim| dataset.claim(claim).origin).collect()
            }
        };
        origins.sort_unstable();
        origins
    };
    let last = counted.last()?;
    let allows = if most == 0 { "none".to_owned() } else { most.to_string() };
    let inferred: Vec<String> =
        counted.iter().filter(|c| c.is_inferred()).map(|c| format!("`{}`", c.text)).collect();
    let told = match inferred.as_slice() {
        [] => String::new(),
        [name] => format!(" ({name} is inferred)"),
        names => format!(" ({} are inferred)", names.join(", ")),
    };
    let of_last = claims(last);
    let (anchor, below) = of_last.split_last()?;
    let mut fault = Diagnostic::new(
        Code::R026,
        Location::Field(*anchor, "object"),
        format!("`{name}` has {count} values of `{key}`{what}{told}, its class allows {allows}"),
    )
    .expected(if most == 0 { "no such value".to_owned() } else { format!("at most {most}") });
    let mut places: BTreeMap<Origin, &str> = BTreeMap::new();
    for other in &counted[..counted.len() - 1] {
        let words = if other.is_inferred() { "another value is inferred from this" } else { "another value" };
        for claim in claims(other) {
            places.entry(claim).or_insert(words);
        }
    }
    for claim in below {
        places.entry(*claim).or_insert("it is inferred from this too");
    }
    for (origin, words) in places.into_iter().filter(|(origin, _)| origin != anchor) {
        fault = fault.related(Location::Field(origin, "object"), words);
    }
    Some((false, fault))
}
