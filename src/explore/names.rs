//! What people call things: the one look-up of names, for commands, questions and whatever else takes a name.
//!
//! Goes in: what was typed. Comes out: what it means, or a [`NameError`] with what it could mean. A key as it is written comes
//! first, then names, other names and keys without regard to case, diacritics, hyphens, marks and articles, then initials, then
//! beginnings of names. Deliberately knows no command and never guesses: a typing error is answered with the nearest name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClassId, PropertyId, Thing};
use crate::model::dataset::Dataset;
use crate::model::nearest::nearest;

/// How many names an error lists.
const MOST_LISTED: usize = 6;

/// Letters that Unicode does not take apart, as they are typed where a keyboard lacks them.
const LETTERS: [(char, &str); 8] =
    [('æ', "ae"), ('đ', "d"), ('ð', "d"), ('ł', "l"), ('ø', "o"), ('œ', "oe"), ('ß', "ss"), ('þ', "th")];

/// What a name can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referent {
    /// An entity or a claim.
    Thing(Thing),
    /// A class of the ontology.
    Class(ClassId),
    /// A property of the ontology.
    Property(PropertyId),
}

/// Something that a name may mean, as readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its key.
    pub key: String,
    /// Its name or label.
    pub name: String,
    /// What it is: the label of its class, `claim`, `class` or `property`.
    pub kind: String,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}, {})", self.key, self.name, self.kind)
    }
}

/// A name that nothing has, or several things have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// What was typed.
    pub typed: String,
    /// What was looked for: `entity or claim`, `class`, `property` or the label of a class.
    pub wanted: String,
    /// How the candidates stand to the name.
    pub reason: Reason,
    /// What may be meant, in the order of keys.
    pub candidates: Vec<Candidate>,
    /// How many more candidates there are.
    pub more: usize,
}

/// How candidates stand to a name that does not say which one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// All of them have the name, or one that begins with it.
    Several,
    /// None has the name: the nearest one, and those of which a further word begins so.
    Near,
    /// Nothing is near; these show what there is.
    Examples,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::Several => write!(f, "`{}` can mean more than one {}", self.typed, self.wanted),
            _ => write!(f, "no {} is called `{}`", self.wanted, self.typed),
        }
    }
}

impl std::error::Error for NameError {}

impl NameError {
    /// What to type instead; none where the graph has nothing of the kind.
    pub fn help(&self) -> Option<String> {
        let candidates: Vec<String> = self.candidates.iter().map(Candidate::to_string).collect();
        if candidates.is_empty() {
            return None;
        }
        let more = if self.more > 0 { format!(", and {} more", self.more) } else { String::new() };
        Some(match self.reason {
            Reason::Several => format!("one of: {}{more}", candidates.join(", ")),
            Reason::Near => format!("did you mean {}{more}?", candidates.join(" or ")),
            Reason::Examples => format!("for example: {}{more}", candidates.join(", ")),
        })
    }
}

/// The thing that a reader means.
///
/// # Errors
///
/// When no entity or claim is called so, or several are.
pub fn thing(typed: &str, scope: GraphRef<'_>) -> Result<Thing, NameError> {
    let known = scope.dataset.find(typed);
    known.map_or_else(|| Names::of_things(scope.dataset, scope.ontology).thing(typed, None), Ok)
}

/// The class that a reader means.
///
/// # Errors
///
/// When no class is called so, or several are.
pub fn class(typed: &str, scope: GraphRef<'_>) -> Result<ClassId, NameError> {
    let names = Names::of_terms(scope.dataset, scope.ontology);
    let class = |r: Referent| if let Referent::Class(id) = r { Some(id) } else { None };
    scope.ontology.find_class(typed).map_or_else(|| names.one(typed, "class", class), Ok)
}

/// The property that a reader means.
///
/// # Errors
///
/// When no property is called so, or several are.
pub fn property(typed: &str, scope: GraphRef<'_>) -> Result<PropertyId, NameError> {
    let names = Names::of_terms(scope.dataset, scope.ontology);
    let property = |r: Referent| if let Referent::Property(id) = r { Some(id) } else { None };
    scope.ontology.find_property(typed).map_or_else(|| names.one(typed, "property", property), Ok)
}

/// The words of a text as they are compared: lower case, without diacritics, apostrophes, marks and articles. A text that is
/// nothing else is one word as it stands.
pub fn normal(text: &str) -> Vec<String> {
    let is_left_out = |c: &char| matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}');
    let lower = text.nfkd().filter(|c| !is_left_out(c)).flat_map(char::to_lowercase);
    let mut plain = String::new();
    for letter in lower {
        match LETTERS.iter().find(|(l, _)| *l == letter) {
            Some((_, typed)) => plain.push_str(typed),
            None => plain.push(letter),
        }
    }
    let words: Vec<String> = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|w| !w.is_empty() && !matches!(w.as_str(), "a" | "an" | "the"))
        .collect();
    let text = text.trim();
    if words.is_empty() && !text.is_empty() { vec![text.to_lowercase()] } else { words }
}

/// The initials of a name of at least two words: of all of them, and of those that begin with a capital letter.
pub(super) fn initials(name: &str) -> Vec<String> {
    let words = name.split([' ', '-']).filter_map(|w| w.chars().find(|c| c.is_alphanumeric()));
    let all: String = words.collect();
    let capitals: String = all.chars().filter(|c| c.is_uppercase()).collect();
    let mut found: Vec<String> =
        [all, capitals].iter().filter(|i| i.chars().count() > 1).map(|i| normal(i).concat()).collect();
    found.dedup();
    found
}

/// Every name of what a graph holds, ready for many look-ups.
pub struct Names<'a> {
    dataset: &'a Dataset,
    ontology: &'a Ontology,
    by_name: Index,
    by_initials: Index,
}

/// What has each name.
type Index = BTreeMap<String, Vec<Referent>>;

impl<'a> Names<'a> {
    /// Keys, names and other names of the entities. Costs a pass over them; claims are found by their keys alone.
    pub fn of_things(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        let mut names = Self::empty(dataset, ontology);
        for id in dataset.entity_ids() {
            let entity = dataset.entity(id);
            for text in [entity.key, entity.name]
                .into_iter()
                .chain(entity.names.iter().map(|n| n.1))
                .chain(entity.also.iter().copied())
            {
                names.add(dataset.text(text), Referent::Thing(Thing::Entity(id)));
            }
        }
        names
    }

    /// Keys and labels of the classes and of the properties that data may use.
    pub fn of_terms(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        let mut names = Self::empty(dataset, ontology);
        for (i, class) in ontology.classes().iter().enumerate().filter(|(_, c)| !c.external) {
            for text in [&class.key, &class.label] {
                names.add(text, Referent::Class(ClassId(i as u16)));
            }
        }
        for (i, property) in ontology.properties().iter().enumerate().filter(|(_, p)| p.writable) {
            for text in [&property.key, &property.label] {
                names.add(text, Referent::Property(PropertyId(i as u16)));
            }
        }
        names
    }

    fn empty(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self { dataset, ontology, by_name: Index::new(), by_initials: Index::new() }
    }

    fn add(&mut self, name: &str, referent: Referent) {
        let see = |index: &mut Index, name: String| {
            let known = index.entry(name).or_default();
            if known.last() != Some(&referent) {
                known.push(referent);
            }
        };
        see(&mut self.by_name, normal(name).join(" "));
        for initials in initials(name) {
            see(&mut self.by_initials, initials);
        }
    }

    /// What has a name, of that which is wanted: those called so, else those with these initials, else those of which a
    /// name begins so. Where several are called so and one of them is written exactly so, that one.
    pub fn find(&self, typed: &str, is_wanted: impl Fn(Referent) -> bool) -> Vec<Referent> {
        let name = normal(typed).join(" ");
        let wanted = |found: Option<&Vec<Referent>>| -> Vec<Referent> {
            found.into_iter().flatten().copied().filter(|r| is_wanted(*r)).collect()
        };
        let mut found = wanted(self.by_name.get(&name));
        if found.len() > 1 {
            let written: Vec<Referent> =
                found.iter().copied().filter(|r| self.is_written(*r, typed)).collect();
            found = if written.len() == 1 { written } else { found };
        }
        if found.is_empty() {
            // An "s" at the end makes several of what the initials stand for.
            let initials = [Some(name.as_str()), name.strip_suffix('s')].into_iter().flatten();
            found = initials.flat_map(|i| wanted(self.by_initials.get(i))).collect();
        }
        if found.is_empty() && !name.is_empty() {
            let longer = self.by_name.range(name.clone()..).take_while(|(n, _)| n.starts_with(&name));
            found = longer.flat_map(|(_, referents)| wanted(Some(referents))).collect();
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether one of the names of a referent is written exactly so.
    fn is_written(&self, referent: Referent, name: &str) -> bool {
        let Referent::Thing(Thing::Entity(id)) = referent else { return false };
        let entity = self.dataset.entity(id);
        let mut names = [entity.key, entity.name]
            .into_iter()
            .chain(entity.names.iter().map(|n| n.1))
            .chain(entity.also.iter().copied());
        names.any(|n| self.dataset.text(n) == name)
    }

    /// The thing that a reader means, of a class if one is given.
    ///
    /// # Errors
    ///
    /// When no such thing is called so, or several are.
    pub fn thing(&self, typed: &str, class: Option<ClassId>) -> Result<Thing, NameError> {
        let wanted = class.map_or("entity or claim", |c| &self.ontology.class(c).label);
        let of_class = |r: Referent| match r {
            Referent::Thing(thing) => Some(thing).filter(|t| self.is_of(*t, class)),
            Referent::Class(_) | Referent::Property(_) => None,
        };
        let by_key = self.dataset.find(typed).filter(|t| self.is_of(*t, class));
        by_key.map_or_else(|| self.one(typed, wanted, of_class), Ok)
    }

    /// Whether a thing is of a class.
    fn is_of(&self, thing: Thing, class: Option<ClassId>) -> bool {
        let own = match thing {
            Thing::Entity(id) => self.dataset.entity(id).class,
            Thing::Claim(_) => self.ontology.claim_class(),
        };
        class.is_none_or(|wanted| self.ontology.is_a(own, wanted))
    }

    /// The entities of a class, in the order of keys.
    pub fn all(&self, class: Option<ClassId>) -> Vec<Thing> {
        let things = self.dataset.entity_ids().map(Thing::Entity);
        things.filter(|t| self.is_of(*t, class)).collect()
    }

    /// The one referent that is called so, or what the name may mean.
    fn one<T>(
        &self,
        typed: &str,
        wanted: &str,
        pick: impl Fn(Referent) -> Option<T>,
    ) -> Result<T, NameError> {
        let is_wanted = |r: Referent| pick(r).is_some();
        let several = self.find(typed, is_wanted);
        if let [one] = several.as_slice()
            && let Some(picked) = pick(*one)
        {
            return Ok(picked);
        }
        let (reason, all) =
            if several.is_empty() { self.instead(typed, is_wanted) } else { (Reason::Several, several) };
        Err(NameError {
            typed: typed.to_owned(),
            wanted: wanted.to_owned(),
            reason,
            candidates: all.iter().take(MOST_LISTED).map(|r| self.candidate(*r)).collect(),
            more: all.len().saturating_sub(MOST_LISTED),
        })
    }

    /// What may be meant by a name that nothing has.
    fn instead(&self, typed: &str, is_wanted: impl Fn(Referent) -> bool) -> (Reason, Vec<Referent>) {
        let name = normal(typed).join(" ");
        let named = |is_near: &dyn Fn(&str) -> bool| {
            let near = self.by_name.iter().filter(|(n, _)| is_near(n));
            let found: BTreeSet<Referent> = near.flat_map(|(_, r)| r.iter().copied()).collect();
            found.into_iter().filter(|r| is_wanted(*r)).collect::<Vec<_>>()
        };
        let of_kind = self.by_name.iter().filter(|(_, r)| r.iter().any(|r| is_wanted(*r)));
        let nearest = nearest(&name, of_kind.map(|(n, _)| n.as_str())).unwrap_or_default();
        let mut near = named(&|n| n == nearest);
        let part = format!(" {name}");
        let within = named(&|n| !name.is_empty() && format!(" {n}").contains(&part));
        near.extend(within.into_iter().filter(|r| !near.contains(r)).collect::<Vec<_>>());
        if near.is_empty() { (Reason::Examples, named(&|_| true)) } else { (Reason::Near, near) }
    }

    /// A referent as readers see it.
    pub fn candidate(&self, referent: Referent) -> Candidate {
        let (key, name, kind) = match referent {
            Referent::Thing(thing @ Thing::Entity(id)) => {
                let class = &self.ontology.class(self.dataset.entity(id).class).label;
                (self.dataset.key(thing), self.dataset.name(thing), class.as_str())
            }
            Referent::Thing(thing) => (self.dataset.key(thing), self.dataset.name(thing), "claim"),
            Referent::Class(id) => (&*self.ontology.class(id).key, &*self.ontology.class(id).label, "class"),
            Referent::Property(id) => {
                (&*self.ontology.property(id).key, &*self.ontology.property(id).label, "property")
            }
        };
        Candidate { key: key.to_owned(), name: name.to_owned(), kind: kind.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_what_people_leave_out() {
        for (text, expected) in [
            ("The Near-Europe Taskforce", "near europe taskforce"),
            ("Cr\u{e8}me br\u{fb}l\u{e9}e", "creme brulee"),
            ("\u{c5}lesund", "alesund"),
            ("Sunnm\u{f8}re", "sunnmore"),
            ("  King\u{2019}s   Cross?", "kings cross"),
            ("\u{6771}\u{99c5}", "\u{6771}\u{99c5}"),
            ("The", "the"),
            ("?!", "?!"),
            ("", ""),
        ] {
            assert_eq!(normal(text).join(" "), expected, "{text}");
        }
        for (name, expected) in [
            ("National Crime Agency", &["nca"][..]),
            ("Bank of England", &["boe", "be"]),
            ("the Met", &["tm"]),
            ("Agency", &[]),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
