//! What a datatype that the ontology describes allows of its values: those of a list, or those within bounds.

use std::cmp::Ordering;

use oxsdatatypes::Decimal;

/// A facet that bounds numbers: its name in XML Schema, how readers say it, and what it holds of.
pub(super) type Bound = (&'static str, &'static str, fn(Ordering) -> bool);

/// What is allowed of the values of a property beyond their kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// The values, where they are listed (`owl:oneOf`).
    pub(super) one_of: Vec<String>,
    /// The bounds of numbers (`owl:withRestrictions`).
    pub(super) bounds: Vec<(Bound, Decimal)>,
}

impl Facets {
    /// The facets that are read.
    pub(super) const BOUNDS: [Bound; 4] = [
        ("minInclusive", "at least", Ordering::is_ge),
        ("maxInclusive", "at most", Ordering::is_le),
        ("minExclusive", "more than", Ordering::is_gt),
        ("maxExclusive", "less than", Ordering::is_lt),
    ];

    /// Whether every value of the kind is allowed.
    pub(super) fn is_empty(&self) -> bool {
        self.words().is_none()
    }

    /// What is allowed, in words; none where every value of the kind is.
    pub(super) fn words(&self) -> Option<String> {
        let bounds: Vec<String> =
            self.bounds.iter().map(|((_, words, _), bound)| format!("{words} {bound}")).collect();
        match (self.one_of.as_slice(), bounds.as_slice()) {
            ([], []) => None,
            ([], bounds) => Some(bounds.join(" and ")),
            (one_of, _) => Some(format!("one of: {}", one_of.join(", "))),
        }
    }

    /// What the ontology expects of a value, if this text is not it.
    pub fn expected(&self, text: &str) -> Option<String> {
        let number = |text: &str| text.replace('_', "").parse::<Decimal>().ok();
        let value = number(text);
        let is_same = |known: &String| known == text || value.is_some() && number(known) == value;
        let is_listed = self.one_of.is_empty() || self.one_of.iter().any(is_same);
        let is_within = |((_, _, holds), bound): &(Bound, Decimal)| value.is_none_or(|v| holds(v.cmp(bound)));
        if is_listed && self.bounds.iter().all(is_within) { None } else { self.words() }
    }
}
