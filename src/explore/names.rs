//! What people call things: the one look-up of names, for commands, questions and whatever else takes a name.
//!
//! Goes in: what was typed. Comes out: what it means and how it fits, or a [`NameError`] with what it could mean. A key as it is
//! written comes first, then names, other names and keys without regard to case, diacritics, hyphens, marks and articles, then
//! their other forms, initials, beginnings, words in their order, and typing errors. Deliberately knows no command.

mod index;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub(in crate::explore) use index::Named;
pub use index::Names;
pub(in crate::explore) use words::{is_joining, stem};

use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{Claim, ClassId, PropertyId, StatusId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::nearest::nearest;
use crate::model::text::normal;

/// How many names an error lists.
const MOST_LISTED: usize = 6;

/// What a name can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referent {
    /// An entity or a claim.
    Thing(Thing),
    /// A class of the ontology.
    Class(ClassId),
    /// A property of the ontology.
    Property(PropertyId),
    /// A status of claims.
    Status(StatusId),
}

impl Referent {
    /// The entity or claim, if it is one.
    pub(in crate::explore) fn thing(self) -> Option<Thing> {
        if let Self::Thing(thing) = self { Some(thing) } else { None }
    }
}

/// How what was typed fits a name: what fits best comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the name.
    Name,
    /// It is the key.
    Key,
    /// It is another name.
    OtherName,
    /// It is another form of a name: plural, in two words, in another spelling.
    Form,
    /// It is the initials of a name.
    Initials,
    /// A name begins so.
    Beginning,
    /// A name has the words in their order.
    Words,
    /// A name has words in this order that begin so.
    Parts,
    /// A name has all this but for a typing error: one letter of a word, two of a long one.
    Near,
}

impl Fit {
    /// The ways to fit a name, the best first; a key, a name and another name are equally good.
    const GRADES: [Self; 7] =
        [Self::Name, Self::Form, Self::Initials, Self::Beginning, Self::Words, Self::Parts, Self::Near];

    /// Where a name is only a slot in other words, what is looser would take words for a name that are none.
    const LOOSEST_OF_SLOTS: Self = Self::Beginning;

    /// The fit in a word.
    fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Name => "name",
            Self::OtherName => "other name",
            Self::Form => "form",
            Self::Initials => "initials",
            Self::Beginning | Self::Words | Self::Parts => "part",
            Self::Near => "near",
        }
    }
}

/// What a name was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken<T> {
    /// The thing, class or property.
    pub meant: T,
    /// The same, as readers see it.
    pub candidate: Candidate,
    /// How what was typed fits it.
    pub fit: Fit,
}

impl<T> Taken<T> {
    /// What the reader has to be told: that what was typed is not the name or key of what it was taken for.
    pub fn told(&self, typed: &str) -> Option<String> {
        let how = match self.fit {
            Fit::Key | Fit::Name => return None,
            Fit::OtherName => "another name of it",
            Fit::Form => "another form of a name of it",
            Fit::Initials => "its initials",
            Fit::Beginning | Fit::Words | Fit::Parts => "a part of a name of it",
            Fit::Near => "a typing error",
        };
        Some(format!("`{typed}` is read as {}: {how}", self.candidate))
    }
}

/// Something that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What was found.
    #[serde(flatten)]
    pub candidate: Candidate,
    /// How what was typed fits it, in a word.
    pub reason: &'static str,
    /// The key, name or other name that it fits.
    pub called: String,
}

/// Something that a name may mean, as readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What it is: the label of its class, `claim`, `class`, `property` or `status`.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// Its name or label.
    pub name: String,
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
    /// Which other sources speak of it, where the sources asked say nothing of it.
    pub elsewhere: Option<String>,
}

/// How candidates stand to a name that does not say which one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// All of them have the name, or one that begins with it.
    Several,
    /// None has the name: those that are nearest.
    Near,
    /// Nothing is near; these show what there is.
    Examples,
    /// It is the candidate, of which the sources asked say nothing.
    LeftOut,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::Several => write!(f, "`{}` can mean more than one {}", self.typed, self.wanted),
            Reason::LeftOut => {
                let it: Vec<String> = self.candidates.iter().map(Candidate::to_string).collect();
                write!(f, "the sources asked say nothing of {}", it.join(", "))
            }
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
        let more = match (self.more, self.reason) {
            (0, _) => String::new(),
            (more, Reason::Several) => format!(", and {more} more: `remit find` lists them"),
            (more, _) => format!(", and {more} more"),
        };
        Some(match self.reason {
            Reason::Several => format!("one of: {}{more}", candidates.join(", ")),
            Reason::LeftOut => self.elsewhere.clone()?,
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
pub fn thing(typed: &str, scope: GraphRef<'_>) -> Result<Taken<Thing>, NameError> {
    thing_of(typed, None, scope)
}

/// The thing of a class that a reader means.
///
/// # Errors
///
/// When nothing of the class is called so, or several are.
pub fn thing_of(typed: &str, class: Option<ClassId>, scope: GraphRef<'_>) -> Result<Taken<Thing>, NameError> {
    if let Some(whole) = scope.whole.map(|whole| &*whole.dataset) {
        // A name means the same whatever sources are asked; where they say nothing of it, what else it could mean is no answer.
        let taken = thing_in(typed, class, whole, scope.ontology);
        if let Ok(Taken { meant, candidate, fit }) = taken {
            return match scope.dataset.find(whole.key(meant)) {
                Some(meant) => Ok(Taken { meant, candidate, fit }),
                None => Err(left_out(typed, (meant, candidate), whole)),
            };
        }
    }
    thing_in(typed, class, scope.dataset, scope.ontology)
}

/// The thing that a name means in the whole graph, where the sources asked say nothing of it.
pub fn elsewhere(typed: &str, scope: GraphRef<'_>) -> Option<NameError> {
    thing(typed, scope).err().filter(|error| error.reason == Reason::LeftOut)
}

fn left_out(typed: &str, (thing, candidate): (Thing, Candidate), whole: &Dataset) -> NameError {
    let is_about = |claim: &Claim| {
        claim.subject == thing || claim.value == Value::Thing(thing) || Thing::Entity(claim.speaker) == thing
    };
    let mut sources: Vec<&str> = match thing {
        Thing::Claim(id) => vec![whole.key(Thing::Entity(whole.claim(id).source))],
        Thing::Entity(_) => {
            let about = whole.claims().iter().filter(|claim| is_about(claim));
            about.map(|claim| whole.key(Thing::Entity(claim.source))).collect()
        }
    };
    sources.sort_unstable();
    sources.dedup();
    let more = match sources.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let listed = sources[..sources.len().min(MOST_LISTED)].join(", ");
    NameError {
        typed: typed.to_owned(),
        wanted: "entity or claim".to_owned(),
        reason: Reason::LeftOut,
        candidates: vec![candidate],
        more: 0,
        elsewhere: Some(match sources.len() {
            0 => "no claim of any source mentions it".to_owned(),
            1 => format!("this source does: {listed}"),
            _ => format!("these sources do: {listed}{more}"),
        }),
    }
}

fn thing_in(
    typed: &str,
    class: Option<ClassId>,
    dataset: &Dataset,
    ontology: &Ontology,
) -> Result<Taken<Thing>, NameError> {
    let names = || Names::of_things(dataset, ontology);
    if let Some(thing) = dataset.find(typed).filter(|_| class.is_none()) {
        let candidate = candidate(Referent::Thing(thing), dataset, ontology);
        return Ok(Taken { meant: thing, candidate, fit: Fit::Key });
    }
    names().thing(typed, class, Fit::Near)
}

/// The class that a reader means.
///
/// # Errors
///
/// When no class is called so, or several are.
pub fn class(typed: &str, scope: GraphRef<'_>) -> Result<Taken<ClassId>, NameError> {
    let names = Names::of_terms(scope.dataset, scope.ontology);
    let class = |r: Referent| if let Referent::Class(id) = r { Some(id) } else { None };
    let by_key = scope.ontology.find_class(typed).map(Referent::Class);
    names.one(typed, by_key, "class", class, Fit::Near)
}

/// The property that a reader means.
///
/// # Errors
///
/// When no property is called so, or several are.
pub fn property(typed: &str, scope: GraphRef<'_>) -> Result<Taken<PropertyId>, NameError> {
    let names = Names::of_terms(scope.dataset, scope.ontology);
    let property = |r: Referent| if let Referent::Property(id) = r { Some(id) } else { None };
    let by_key = scope.ontology.find_property(typed).map(Referent::Property);
    names.one(typed, by_key, "property", property, Fit::Near)
}

/// All that has a name, what fits best first; what is near only where nothing else fits.
pub fn search(typed: &str, scope: GraphRef<'_>) -> Vec<Found> {
    let names = Names::of_all(scope.dataset, scope.ontology);
    let mut hits: BTreeMap<Referent, (Fit, u32)> = BTreeMap::new();
    if let Some(claim @ Thing::Claim(_)) = scope.dataset.find(typed) {
        hits.insert(Referent::Thing(claim), (Fit::Key, 0));
    }
    for grade in Fit::GRADES {
        if grade == Fit::Near && !hits.is_empty() {
            break;
        }
        for (referent, fit, at) in names.hits(typed, grade, |_| true) {
            hits.entry(referent).or_insert((fit, at));
        }
    }
    let mut hits: Vec<(Fit, Referent, u32)> = hits.into_iter().map(|(r, (fit, at))| (fit, r, at)).collect();
    hits.sort_unstable();
    hits.into_iter().map(|(fit, referent, at)| names.found(referent, fit, at)).collect()
}

/// What is nearest to a name that nothing has.
pub fn nearest_to(typed: &str, scope: GraphRef<'_>) -> Option<Candidate> {
    let names = Names::of_all(scope.dataset, scope.ontology);
    let (reason, near) = names.instead(typed, |_| true);
    let near = near.first().filter(|_| reason == Reason::Near);
    near.map(|referent| candidate(*referent, scope.dataset, scope.ontology))
}

impl Names<'_> {
    /// The thing that is named in a slot between other words, of a class if one is given: by a key, a name, another form of it, its
    /// initials or its beginning.
    ///
    /// # Errors
    ///
    /// When no such thing is called so, or several are.
    pub fn slot(&self, typed: &str, class: Option<ClassId>) -> Result<Thing, NameError> {
        self.thing(typed, class, Fit::LOOSEST_OF_SLOTS).map(|taken| taken.meant)
    }

    fn thing(&self, typed: &str, class: Option<ClassId>, loosest: Fit) -> Result<Taken<Thing>, NameError> {
        let wanted = class.map_or("entity or claim", |c| &self.ontology.class(c).label);
        let of_class = |r: Referent| match r {
            Referent::Thing(thing) => Some(thing).filter(|t| self.is_of(*t, class)),
            _ => None,
        };
        let by_key = self.dataset.find(typed).filter(|t| self.is_of(*t, class));
        self.one(typed, by_key.map(Referent::Thing), wanted, of_class, loosest)
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

    /// What is wanted and fits in a certain way, each once.
    fn hits(
        &self,
        typed: &str,
        grade: Fit,
        is_wanted: impl Fn(Referent) -> bool,
    ) -> Vec<(Referent, Fit, u32)> {
        let mut found: Vec<(Referent, Fit, u32)> = Vec::new();
        for at in self.fitting(&normal(typed), grade) {
            let named = self.named(at);
            let fit = if grade == Fit::Name { self.fit_of(named, typed) } else { grade };
            if is_wanted(named.referent) {
                found.push((named.referent, fit, at));
            }
        }
        found.sort_unstable_by_key(|hit| (hit.0, hit.1, self.named(hit.2).fit, hit.2));
        found.dedup_by_key(|hit| hit.0);
        found
    }

    /// Of several that fit equally well: the one that is written exactly so; else terms by what they are called, not by their other
    /// labels.
    fn preferred(&self, hits: Vec<(Referent, Fit, u32)>, typed: &str) -> Vec<(Referent, Fit, u32)> {
        let only = |is_it: &dyn Fn(&&(Referent, Fit, u32)) -> bool| {
            let found: Vec<_> = hits.iter().filter(is_it).copied().collect();
            (found.len() == 1).then_some(found)
        };
        let is_own =
            |hit: &&(Referent, Fit, u32)| hit.0.thing().is_none() && self.named(hit.2).fit != Fit::OtherName;
        // The title of a source holds the names of what it tells of.
        let is_no_title = |hit: &&(Referent, Fit, u32)| hit.1 <= Fit::Name || !self.is_source(hit.0);
        only(&|hit| self.is_written(hit.0, typed))
            .or_else(|| only(&is_own))
            .or_else(|| only(&is_no_title))
            .unwrap_or(hits)
    }

    /// How what was typed fits a name of just these words: a key that is written so is the key, whatever else it may be.
    fn fit_of(&self, named: &Named, typed: &str) -> Fit {
        let is_key = || candidate(named.referent, self.dataset, self.ontology).key == typed;
        if named.fit == Fit::Name && is_key() { Fit::Key } else { named.fit }
    }

    fn is_source(&self, referent: Referent) -> bool {
        match referent {
            Referent::Thing(Thing::Entity(id)) => self.ontology.is_source(self.dataset.entity(id).class),
            _ => false,
        }
    }

    /// Whether one of the names of a referent is written exactly so.
    fn is_written(&self, referent: Referent, name: &str) -> bool {
        let Referent::Thing(Thing::Entity(id)) = referent else { return false };
        index::texts(self.dataset.entity(id), self.dataset).any(|(_, text)| text == name)
    }

    /// The one referent that is called so, or what the name may mean.
    fn one<T>(
        &self,
        typed: &str,
        by_key: Option<Referent>,
        wanted: &str,
        pick: impl Fn(Referent) -> Option<T>,
        loosest: Fit,
    ) -> Result<Taken<T>, NameError> {
        let taken = |referent: Referent, fit: Fit| {
            let candidate = candidate(referent, self.dataset, self.ontology);
            pick(referent).map(|meant| Taken { meant, candidate, fit })
        };
        if let Some(taken) = by_key.and_then(|referent| taken(referent, Fit::Key)) {
            return Ok(taken);
        }
        let is_wanted = |r: Referent| pick(r).is_some();
        let grades = Fit::GRADES.into_iter().filter(|grade| *grade <= loosest);
        let best = grades.map(|grade| self.hits(typed, grade, is_wanted)).find(|hits| !hits.is_empty());
        let best = best.map(|hits| self.preferred(hits, typed));
        if let Some([(referent, fit, _)]) = best.as_deref()
            && let Some(taken) = taken(*referent, *fit)
        {
            return Ok(taken);
        }
        let (reason, all) = match best {
            Some(several) => (Reason::Several, several.iter().map(|hit| hit.0).collect()),
            None => self.instead(typed, is_wanted),
        };
        let candidates = all.iter().take(MOST_LISTED).map(|r| candidate(*r, self.dataset, self.ontology));
        Err(NameError {
            typed: typed.to_owned(),
            wanted: wanted.to_owned(),
            reason,
            candidates: candidates.collect(),
            more: all.len().saturating_sub(MOST_LISTED),
            elsewhere: None,
        })
    }

    /// What may be meant by a name that nothing has.
    fn instead(&self, typed: &str, is_wanted: impl Fn(Referent) -> bool) -> (Reason, Vec<Referent>) {
        let near = self.nearest_to(&normal(typed).join(" "), &is_wanted).into_iter();
        let mut near: Vec<Referent> = near.map(|at| self.named(at).referent).collect();
        let claims = self.dataset.claim_ids().map(Thing::Claim).filter(|c| is_wanted(Referent::Thing(*c)));
        let claim =
            nearest(typed, claims.map(|c| self.dataset.key(c))).and_then(|key| self.dataset.find(key));
        near.extend(claim.filter(|_| near.is_empty()).map(Referent::Thing));
        near.retain(|r| is_wanted(*r));
        near.dedup();
        if !near.is_empty() {
            return (Reason::Near, near);
        }
        (Reason::Examples, self.referents().into_iter().filter(|r| is_wanted(*r)).collect())
    }

    fn found(&self, referent: Referent, fit: Fit, at: u32) -> Found {
        let candidate = candidate(referent, self.dataset, self.ontology);
        let is_it = |text: &str| normal(text).join(" ") == self.named(at).name;
        let called = match referent {
            _ if fit == Fit::Key => Some(candidate.key.clone()),
            Referent::Thing(Thing::Entity(id)) => index::texts(self.dataset.entity(id), self.dataset)
                .find_map(|(fit, text)| (fit == self.named(at).fit && is_it(text)).then(|| text.to_owned())),
            _ => [&candidate.name, &candidate.key].into_iter().find(|text| is_it(text)).cloned(),
        };
        let called = called.unwrap_or_else(|| self.named(at).name.clone());
        Found { candidate, reason: fit.word(), called }
    }
}

/// A referent as readers see it.
fn candidate(referent: Referent, dataset: &Dataset, ontology: &Ontology) -> Candidate {
    let (key, name, kind) = match referent {
        Referent::Thing(thing @ Thing::Entity(id)) => {
            (dataset.key(thing), dataset.name(thing), &*ontology.class(dataset.entity(id).class).label)
        }
        Referent::Thing(thing) => (dataset.key(thing), dataset.name(thing), "claim"),
        Referent::Class(id) => (&*ontology.class(id).key, &*ontology.class(id).label, "class"),
        Referent::Property(id) => (&*ontology.property(id).key, &*ontology.property(id).label, "property"),
        Referent::Status(id) => (&*ontology.status(id).key, &*ontology.status(id).label, "status"),
    };
    Candidate { key: key.to_owned(), name: name.to_owned(), kind: kind.to_owned() }
}
