//! Where an IRI of a graph is answered: by the page and the data of what it belongs to.

use super::{Form, ONTOLOGY, Subject};
use crate::derive::rdf::{GraphRef, IriFamily, money_name, passage_key};
use crate::model::claim::{Claim, ClaimId, EntityId, PassageId, Thing, Value};
use crate::model::derivation::{Derivation, DerivationKey};
use crate::model::triple::Triple;
use crate::site::address::{Kind, file_name};

/// Where an IRI is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// By the page and the data of something.
    Twin {
        /// The address of the page without its ending.
        page: String,
        /// The address of the data without its ending.
        data: String,
    },
    /// By the ontology.
    Ontology,
    /// By what the graph is.
    Dataset,
    /// By the graph as a whole.
    Whole,
}

impl Place {
    /// Whether an address is that of a page without its ending, which is answered in every form.
    pub fn is_at(&self, address: &str) -> bool {
        matches!(self, Self::Twin { page, data } if page == address && data == address)
    }

    /// The address of the page.
    pub fn page(&self) -> String {
        match self {
            Self::Twin { page, .. } => format!("{page}.html"),
            Self::Ontology => "ontology.html".to_owned(),
            Self::Dataset | Self::Whole => String::new(),
        }
    }

    /// The address of the data in a form; none where there is none.
    pub fn data(&self, form: Form) -> Option<String> {
        match self {
            Self::Twin { data, .. } => Some(format!("{data}.{}", form.ending())),
            Self::Ontology => form.syntax().map(|_| format!("{ONTOLOGY}.{}", form.ending())),
            Self::Dataset => (form == Form::Turtle).then(|| "data/void.ttl".to_owned()),
            Self::Whole => matches!(form, Form::Turtle | Form::TriG | Form::JsonLd)
                .then(|| format!("data/graph.{}", form.ending())),
        }
    }
}

impl Place {
    fn of(subject: Subject, scope: GraphRef<'_>) -> Self {
        let stem = subject.stem(scope);
        Self::Twin { page: stem.clone(), data: stem }
    }
}

/// Where the IRI with a path is answered, on the host of the graph's IRIs.
pub(super) fn of(path: &str, scope: GraphRef<'_>) -> Option<Place> {
    let GraphRef { base, ontology, .. } = scope;
    if let Some(subject) = path.strip_prefix('/').and_then(|stem| Subject::find(stem, scope)) {
        return Some(Place::of(subject, scope));
    }
    let authority = base.find("://")? + "://".len();
    let host = base[authority..].find('/').map_or(base, |end| &base[..authority + end]);
    let iri = format!("{host}{path}");
    let class = ontology.find_class_iri(&iri).map(Subject::Class);
    if let Some(term) = class.or_else(|| ontology.find_property_iri(&iri).map(Subject::Property)) {
        return Some(Place::of(term, scope));
    }
    let is_before =
        |term: &str| term.strip_prefix(&iri).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'));
    let mut terms =
        ontology.classes().iter().map(|c| &c.iri).chain(ontology.properties().iter().map(|p| &p.iri));
    match iri.strip_prefix(base) {
        Some("") => Some(Place::Dataset),
        name => {
            let of_terms = || terms.any(|term| is_before(term)).then_some(Place::Ontology);
            name.and_then(|name| minted(name, scope)).or_else(of_terms)
        }
    }
}

/// Where an IRI that the graph mints is answered, by what stands behind the base.
fn minted(name: &str, scope: GraphRef<'_>) -> Option<Place> {
    let family = IriFamily::ALL.into_iter().find(|family| name.starts_with(family.path()))?;
    let name = &name[family.path().len()..];
    let dataset = scope.dataset;
    let first = || name.split('/').next().unwrap_or_default();
    let subject = match family {
        IriFamily::Graph => return graph(name),
        IriFamily::Id => of_thing(dataset.find(name).filter(|t| matches!(t, Thing::Entity(_)))?),
        IriFamily::Claim => of_thing(dataset.find(name).filter(|t| matches!(t, Thing::Claim(_)))?),
        IriFamily::Cell | IriFamily::Collection => of_thing(dataset.find(first())?),
        IriFamily::Section => source(first(), scope)?,
        IriFamily::Passage => Subject::Claim(claim_with(scope, |claim| quotes(claim, first(), scope))?),
        IriFamily::Money => Subject::Claim(claim_with(scope, |claim| has_money(claim, name, scope))?),
        IriFamily::Disagreement | IriFamily::Resolution => {
            let disagreement = scope.disagreements.iter().find(|d| d.key == name)?;
            of_thing(disagreement.about)
        }
        IriFamily::Derived => {
            let id = scope.derived.find(DerivationKey::parse(name)?)?;
            match told_of(scope.derived.get(id)) {
                Some(thing) => of_thing(thing),
                None => return Some(Place::Whole),
            }
        }
        IriFamily::Rule => {
            let by_it = |derivation: &&Derivation| scope.derived.rule(derivation).key == name;
            let mut by_it = scope.derived.iter().map(|(_, derivation)| derivation).filter(by_it).peekable();
            by_it.peek()?;
            let Some(thing) = by_it.find_map(told_of) else { return Some(Place::Whole) };
            let page = format!("{}/{}", Kind::Rule.folder(), file_name(name));
            return Some(Place::Twin { page, data: of_thing(thing).stem(scope) });
        }
    };
    Some(Place::of(subject, scope))
}

/// The thing in whose data a derivation is: its subject, where that is a thing and the ontology has the property.
fn told_of(derivation: &Derivation) -> Option<Thing> {
    let Triple { subject, predicate, .. } = derivation.triple;
    predicate.property().and(subject.thing())
}

fn of_thing(thing: Thing) -> Subject {
    match thing {
        Thing::Entity(id) => Subject::Entity(id),
        Thing::Claim(id) => Subject::Claim(id),
    }
}

/// The place of a named graph.
fn graph(name: &str) -> Option<Place> {
    match name {
        "ontology" => Some(Place::Ontology),
        "dataset" => Some(Place::Dataset),
        "claims" | "derived" | "facts" => Some(Place::Whole),
        _ => None,
    }
}

/// A source, by its key.
fn source(key: &str, scope: GraphRef<'_>) -> Option<Subject> {
    let source = |id: EntityId| scope.ontology.is_source(scope.dataset.entity(id).class);
    match scope.dataset.find(key)? {
        Thing::Entity(id) if source(id) => Some(Subject::Source(id)),
        _ => None,
    }
}

/// The first claim of which something is so.
fn claim_with(scope: GraphRef<'_>, is_so: impl Fn(&Claim) -> bool) -> Option<ClaimId> {
    scope.dataset.claim_ids().find(|id| is_so(scope.dataset.claim(*id)))
}

/// Whether a claim rests on the passage with a name.
fn quotes(claim: &Claim, name: &str, scope: GraphRef<'_>) -> bool {
    let dataset = scope.dataset;
    claim.passage.is_some_and(|id: PassageId| {
        let passage = dataset.passage(id);
        let section = passage.section.map_or("", |s| dataset.text(dataset.section(s).key));
        let [prefix, suffix] = [passage.prefix, passage.suffix].map(|s| s.map_or("", |s| dataset.text(s)));
        let source = dataset.key(Thing::Entity(passage.source));
        passage_key(source, section, dataset.text(passage.quote), prefix, suffix) == name
    })
}

/// Whether a claim tells the amount of money with a name.
fn has_money(claim: &Claim, name: &str, scope: GraphRef<'_>) -> bool {
    let value = match claim.value {
        Value::Money(money) => Some(money),
        _ => None,
    };
    let beside = scope.dataset.details(claim).and_then(|details| details.money);
    [value, beside].into_iter().flatten().any(|money| money_name(money, scope.dataset) == name)
}
