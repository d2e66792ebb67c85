//! What the ontology declares, held against what is inferred: `R016`, `R017`, `R072`, and `R086` where claims alone would be in
//! conflict.
//!
//! Each is told at the claims of a proof, with the rule; of one rule and property only the first, with their number.

use std::collections::BTreeMap;

use crate::compile::ontology::{Exclusion, Ontology, Property, Range};
use crate::model::claim::{Claim, ClaimId, ClassId, DerivationId, PropertyId, Thing, Value};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::derivation::{Derivation, Derived};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::standing::{Standing, Standings};
use crate::model::text::with_article;

/// A graph with what follows from its facts.
#[derive(Clone, Copy)]
pub struct Inferred<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its ontology.
    pub ontology: &'a Ontology,
    /// How its claims stand.
    pub standings: &'a Standings,
    /// What is derived.
    pub derived: &'a Derived,
    /// Whether there are rule files.
    pub has_rules: bool,
}

/// A triple between things: property, subject and value.
type Link = (PropertyId, Thing, Thing);

/// What a triple is by: a derivation, or claims; those are true where all of them hold for a time only.
type By = Result<DerivationId, bool>;

/// What keeps links apart: the words for it, two properties, and what links have in common.
type Group = (&'static str, PropertyId, PropertyId, [Option<Thing>; 2]);

impl Inferred<'_> {
    /// Everything that is inferred and against the ontology.
    pub(super) fn faults(self, faults: &mut Vec<Diagnostic>) {
        let Self { dataset, ontology, derived, .. } = self;
        if derived.count() == 0 {
            return;
        }
        let links = self.links();
        let mut told: BTreeMap<(u16, PropertyId, Code), (Diagnostic, usize)> = BTreeMap::new();
        for ((property, subject, value), by) in &links {
            let Ok(id) = *by else { continue };
            // What only says another inferred triple again is wrong where that one is.
            let is_again =
                derived.rule(derived.get(id)).restates && derived.best(id).derivations().next().is_some();
            if is_again {
                continue;
            }
            let entry = ontology.property(*property);
            let range = if let Range::Things(classes) = &entry.range { classes.as_slice() } else { &[] };
            let mut wrong = Vec::new();
            for (code, thing, wanted, end) in [
                (Code::R016, *subject, entry.domain.as_slice(), "subject"),
                (Code::R017, *value, range, "value"),
            ] {
                let class = self.class(thing);
                if !ontology.is_one_of(class, wanted) {
                    let keys: Vec<&str> = wanted.iter().map(|c| ontology.class(*c).key.as_str()).collect();
                    let message = format!(
                        "`{}` is {}, which `{}` does not take as its {end}",
                        dataset.key(thing),
                        with_article(&ontology.class(class).label),
                        entry.key
                    );
                    wrong.push((code, message, format!("a thing of class {}", keys.join(" or "))));
                }
            }
            if subject == value && excludes(ontology, entry).any(|(_, e)| e == Exclusion::Itself) {
                let message =
                    format!("`{}` cannot have itself as a value of `{}`", dataset.key(*subject), entry.key);
                wrong.push((Code::R072, message, "another value".to_owned()));
            }
            for (code, message, expected) in wrong {
                let rule = derived.get(id).rule;
                let fault = || self.fault(code, id, &message, &expected);
                told.entry((rule.0, *property, code))
                    .and_modify(|(_, n)| *n += 1)
                    .or_insert_with(|| (fault(), 1));
            }
        }
        faults.extend(told.into_values().map(|(fault, number)| match number {
            1 => fault,
            n => fault.help(format!("so do {} more triples of this rule", n - 1)),
        }));
        self.kept_apart(&links, faults);
    }

    fn class(self, thing: Thing) -> ClassId {
        match thing {
            Thing::Entity(id) => self.dataset.entity(id).class,
            Thing::Claim(_) => self.ontology.claim_class(),
        }
    }

    /// All facts between things.
    fn links(self) -> BTreeMap<Link, By> {
        let Self { dataset, standings, derived, .. } = self;
        let mut links: BTreeMap<Link, By> = BTreeMap::new();
        // Of what is stated only that matters which is kept apart from something.
        let is_kept: Vec<bool> = self.ontology.properties().iter().map(|p| self.is_kept(p)).collect();
        for claim in dataset.claim_ids().filter(|id| standings.of(*id).is_fact()).map(|id| dataset.claim(id))
        {
            if let Value::Thing(value) = claim.value
                && is_kept[claim.predicate.index()]
            {
                let is_dated = self.is_dated(claim);
                let link = (claim.predicate, claim.subject, value);
                links
                    .entry(link)
                    .and_modify(|by| *by = by.map_err(|all| all && is_dated))
                    .or_insert(Err(is_dated));
            }
        }
        for (id, Derivation { triple, .. }) in
            derived.iter().filter(|(_, d)| d.standing == Standing::Inferred)
        {
            if let (Some(property), Some(subject), Some(value)) =
                (triple.predicate.property(), triple.subject.thing(), triple.object.thing())
            {
                links.entry((property, subject, value)).or_insert(Ok(id));
            }
        }
        links
    }

    fn is_kept(self, property: &Property) -> bool {
        let mut above = property.ancestors.iter().map(|p| self.ontology.property(*p));
        above.any(|p| p.functional || !p.comparison.excludes.is_empty())
    }

    fn is_dated(self, claim: &Claim) -> bool {
        self.dataset.details(claim).is_some_and(|d| d.from.is_some() || d.until.is_some())
    }

    /// What keeps a link apart from others.
    fn groups(self, (property, subject, value): Link) -> Vec<(Group, Link)> {
        let property = self.ontology.property(property);
        let (s, v) = (Some(subject), Some(value));
        let mut found = Vec::new();
        for above in property.ancestors.iter().filter(|p| self.ontology.property(**p).functional) {
            found.push((("one value at a time of", *above, *above, [s, None]), (*above, subject, value)));
        }
        for (above, exclusion) in excludes(self.ontology, property) {
            let (what, other, same) = match exclusion {
                Exclusion::SameValue => ("one subject for each value of", above, [None, v]),
                // Where it leads on, both directions come down to a value of itself.
                Exclusion::OtherDirection
                    if s != v && !self.ontology.property(above).characteristics.transitive =>
                {
                    ("one direction of", above, [s.min(v), s.max(v)])
                }
                Exclusion::Other(other) => ("one property of", other, [s, v]),
                Exclusion::OtherDirection | Exclusion::Itself => continue,
            };
            found.push(((what, above.min(other), above.max(other), same), (above, subject, value)));
        }
        found
    }

    /// A warning for each group of links that are kept apart, where one of them is inferred and none has a date.
    fn kept_apart(self, links: &BTreeMap<Link, By>, faults: &mut Vec<Diagnostic>) {
        let Self { dataset, ontology, .. } = self;
        let mut groups: BTreeMap<Group, BTreeMap<Link, Option<DerivationId>>> = BTreeMap::new();
        for (link, by) in links {
            let of_link = self.groups(*link);
            let is_dated = |id: DerivationId| {
                self.derived.premises([id]).into_iter().any(|claim| self.is_dated(dataset.claim(claim)))
            };
            if !of_link.is_empty() && !by.map_or_else(|dated| dated, is_dated) {
                for (group, side) in of_link {
                    groups.entry(group).or_default().entry(side).or_insert(by.ok());
                }
            }
        }
        for ((what, one, two, _), sides) in groups {
            let Some(id) = sides.values().flatten().next().filter(|_| sides.len() > 1) else { continue };
            let key = |p: PropertyId| format!("`{}`", ontology.property(p).key);
            let both = if one == two { key(one) } else { format!("{} and {}", key(one), key(two)) };
            let triples: Vec<String> = sides
                .keys()
                .map(|(p, s, v)| {
                    format!("`{} {} {}`", dataset.key(*s), ontology.property(*p).key, dataset.key(*v))
                })
                .collect();
            let message = format!("{} do not go together", triples.join(" and "));
            faults.push(self.fault(
                Code::R086,
                *id,
                &message,
                &format!("{what} {both}, as the ontology says"),
            ));
        }
    }

    /// A fault of what is inferred, at the claims that it rests on.
    fn fault(self, code: Code, id: DerivationId, message: &str, expected: &str) -> Diagnostic {
        let Self { dataset, derived, .. } = self;
        let mut claims: Vec<ClaimId> = derived.premises([id]).into_iter().collect();
        claims.sort_by_key(|claim| dataset.claim(*claim).origin);
        let rule = &derived.rule(derived.get(id)).key;
        let place = |claim: &ClaimId| Location::Field(dataset.claim(*claim).origin, "object");
        let anchor = claims.last().map_or_else(|| Location::Path(format!("rule {rule}")), place);
        let mut fault = Diagnostic::new(code, anchor, format!("{message}; the rule `{rule}` infers it"));
        for claim in claims.iter().rev().skip(1) {
            fault = fault.related(place(claim), "it is inferred from this too");
        }
        fault.expected(expected)
    }
}

/// What a property or one above it excludes, each with that one.
fn excludes<'a>(
    ontology: &'a Ontology,
    property: &'a Property,
) -> impl Iterator<Item = (PropertyId, Exclusion)> + use<'a> {
    let above = property.ancestors.iter();
    above.flat_map(|p| ontology.property(*p).comparison.excludes.iter().map(|exclusion| (*p, *exclusion)))
}
