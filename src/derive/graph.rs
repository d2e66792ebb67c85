//! The graph: a checked dataset, what follows from it, and the store that answers queries over both.
//!
//! Goes in: a project as values. Comes out: a [`Graph`], or all that is wrong. Deliberately knows no output.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::compile::build::{Built, build};
use crate::compile::check::{Inferred, check_inferred};
use crate::compile::disagree::{self, Link, SuppressedInference};
use crate::compile::evidence::Verification;
use crate::compile::input::Input;
use crate::compile::ontology::Ontology;
use crate::derive::rdf::{GraphRef, IriFamily, Node, Prefixes, Whole, project, project_disagreements};
use crate::derive::rules::{self, RuleInput};
use crate::derive::shapes::{self, Shapes, ValidationResult};
use crate::derive::store::{DefaultGraph, QueryText, Store, StoreError, doubts, heads, named_in};
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::dataset::Dataset;
use crate::model::date::PartialDate;
use crate::model::derivation::{Derived, Suppressed};
use crate::model::diagnostic::{Diagnostic, Location, is_clean};
use crate::model::disagreement::Disagreement;
use crate::model::file::FileId;
use crate::model::header::{Header, QueryKind};
use crate::model::standing::Standings;
use crate::model::triple::Triple;

/// A graph: one owned value that never changes. Shared between threads behind an [`Arc`], one for each state of a project.
pub struct Graph {
    input: Arc<Input>,
    ontology: Arc<Ontology>,
    dataset: Arc<Dataset>,
    /// All sources, where this is a graph of some.
    whole: Option<Whole>,
    derived: Derived,
    disagreements: Vec<Disagreement>,
    standings: Standings,
    as_of: Option<PartialDate>,
    verification: Verification,
    findings: Vec<ValidationResult>,
    warnings: Vec<Diagnostic>,
    prefixes: Prefixes,
    /// Filled when rules ran over it, or by the first question.
    store: OnceLock<Store>,
}

/// Its title and sizes; all it holds would fill pages.
impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("title", &self.input.manifest.title)
            .field("as_of", &self.as_of)
            .field("claims", &self.dataset.claims().len())
            .field("disagreements", &self.disagreements.len())
            .finish_non_exhaustive()
    }
}

/// What keeps a project from being a graph.
#[derive(Debug)]
pub struct Faults {
    /// All that is wrong, warnings included, not yet in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The results of shapes, where the data was good enough to be held against them.
    pub findings: Option<Vec<ValidationResult>>,
    /// What was verified.
    pub verification: Verification,
}

/// Why there is no graph.
#[derive(Debug)]
pub enum BuildError {
    /// The project has faults.
    Faults(Box<Faults>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for BuildError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A checked dataset on its way to a graph.
struct Deriver<'m> {
    input: Arc<Input>,
    ontology: Arc<Ontology>,
    dataset: Arc<Dataset>,
    disagreements: Vec<Disagreement>,
    standings: Standings,
    as_of: Option<PartialDate>,
    prefixes: Prefixes,
    diagnostics: Vec<Diagnostic>,
    /// The store whose numbers of terms are taken over, where this is a variant of a graph that was looked through: of it
    /// nothing is looked for that is doubtful.
    model: Option<&'m Store>,
}

impl Deriver<'_> {
    fn new(
        input: Arc<Input>,
        ontology: Arc<Ontology>,
        dataset: Arc<Dataset>,
        disagreements: Vec<Disagreement>,
        as_of: Option<PartialDate>,
    ) -> Self {
        let mut given = ontology.prefixes().clone();
        given.extend(input.manifest.prefixes.clone());
        let prefixes = Prefixes::new(&input.manifest.base, &given);
        let standings = disagree::standings(&dataset, &ontology, &disagreements, as_of);
        let diagnostics = Vec::new();
        let model = None;
        Self { input, ontology, dataset, disagreements, standings, as_of, prefixes, diagnostics, model }
    }

    /// The graph, with all that rules find wrong among its warnings.
    fn graph(mut self, verification: Verification) -> Result<Graph, StoreError> {
        let (derived, store) = self.derive()?;
        let Self { input, ontology, dataset, disagreements, standings, as_of, prefixes, diagnostics, .. } =
            self;
        Ok(Graph {
            input,
            ontology,
            dataset,
            whole: None,
            derived,
            disagreements,
            standings,
            as_of,
            verification,
            findings: Vec::new(),
            warnings: diagnostics,
            prefixes,
            store: store.map_or_else(OnceLock::new, OnceLock::from),
        })
    }

    /// What is derived, and the store over which rules ran, where there are rules.
    fn derive(&mut self) -> Result<(Derived, Option<Store>), StoreError> {
        let mut store = self.store_for_rules(&self.standings)?;
        let looked_through = store.iter().filter(|_| self.model.is_none());
        let heads: Vec<Diagnostic> =
            looked_through.flat_map(|store| self.rules().flat_map(|text| heads(text, store))).collect();
        let (derived, faults) = self.run(store.as_ref(), false);
        let is_refused =
            |id| faults.iter().any(|f| matches!(f.anchor, Location::Span(file, _) if file == id));
        let refused: Vec<FileId> = self.input.rules.iter().copied().filter(|id| is_refused(*id)).collect();
        self.diagnostics.extend(faults);
        let suppressed = self.suppressed(&derived);
        disagree::suppressed(&self.dataset, suppressed, &mut self.disagreements);
        disagree::restatements(&self.dataset, &self.ontology, links(&derived), &mut self.disagreements);
        self.diagnostics.extend(disagree::unmatched(&self.dataset, &self.disagreements));
        if let Some(store) = &mut store {
            store.add(|sink| project_disagreements(self.scope(&derived), sink));
            store.widen();
            store.stand(self.scope(&derived));
        }
        if self.model.is_some() {
            return Ok((derived, store));
        }
        let mut faults = heads;
        for (text, store) in self.rules().flat_map(|text| store.iter().map(move |s| (text, s))) {
            faults.extend(Header::parse(text.text).diagnostics(QueryKind::Rule, text.file));
            if !refused.contains(&text.file) {
                let doubts = doubts(text, DefaultGraph::Stated, store);
                let is_new = |doubt: &Diagnostic| !faults.iter().any(|f| f.anchor == doubt.anchor);
                let new: Vec<Diagnostic> = doubts.into_iter().filter(is_new).collect();
                faults.extend(new);
            }
        }
        self.diagnostics.extend(faults);
        Ok((derived, store))
    }

    /// The rule files with their texts.
    fn rules(&self) -> impl Iterator<Item = QueryText<'_>> {
        self.input.rules.iter().map(|id| QueryText { file: *id, text: &self.input.files.get(*id).text })
    }

    /// The store over which rules run, where there are rules.
    fn store_for_rules(&self, standings: &Standings) -> Result<Option<Store>, StoreError> {
        if self.input.rules.is_empty() { Ok(None) } else { self.store(standings).map(Some) }
    }

    /// What rules and the ontology make of the claims, or would make if each were a fact.
    fn run(&self, store: Option<&Store>, supposed: bool) -> (Derived, Vec<Diagnostic>) {
        let given = RuleInput {
            rules: &self.input.rules,
            files: &self.input.files,
            dataset: &self.dataset,
            ontology: &self.ontology,
            standings: &self.standings,
            supposed,
            base: &self.input.manifest.base,
            limit: self.input.manifest.limits.derived,
            match_limit: self.input.manifest.limits.matches,
        };
        rules::derive(given, store)
    }

    /// A store of what claims alone give.
    fn store(&self, standings: &Standings) -> Result<Store, StoreError> {
        let store = new_store(&self.prefixes, &self.ontology, &self.input.manifest.base, self.model)?;
        let nothing = Derived::default();
        // What disagrees is known in full once rules have run.
        store.add(|sink| project(GraphRef { disagreements: &[], standings, ..self.scope(&nothing) }, sink));
        Ok(store)
    }

    fn scope<'a>(&'a self, derived: &'a Derived) -> GraphRef<'a> {
        GraphRef {
            dataset: &self.dataset,
            whole: None,
            ontology: &self.ontology,
            derived,
            disagreements: &self.disagreements,
            standings: &self.standings,
            base: &self.input.manifest.base,
        }
    }

    /// What rules would derive and claims deny.
    fn suppressed(&self, derived: &Derived) -> Vec<SuppressedInference> {
        let scope = self.scope(derived);
        let suppressed = |denied: &Suppressed| {
            let Triple { subject, predicate, object } = denied.triple;
            Some(SuppressedInference {
                about: subject.thing()?,
                claims: denied.by.iter().chain(&denied.premises).copied().collect(),
                words: format!("{} {} {}", scope.name(subject), scope.label(predicate), scope.name(object)),
            })
        };
        derived.denied().iter().filter_map(suppressed).collect()
    }
}

impl Graph {
    /// Makes a graph of a project: compiles it, derives what follows, and holds it against its shapes.
    ///
    /// As of a date, claims that cannot hold on any day of it give no facts; shapes speak of the whole and are left out.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the project, or the failure of the store.
    pub fn build(input: Arc<Input>, as_of: Option<PartialDate>) -> Result<Self, BuildError> {
        let Built { ontology, dataset, disagreements, verification, mapped, mut diagnostics } = build(&input);
        let shapes = match as_of {
            None if !input.shapes.is_empty() => {
                let base = &input.manifest.base;
                let entities = dataset.entity_ids().map(|id| (IriFamily::Id, Thing::Entity(id)));
                let claims = dataset.claim_ids().map(|id| (IriFamily::Claim, Thing::Claim(id)));
                let iri = |(family, thing)| Node::minted(family, dataset.key(thing)).iri(base);
                let things: Vec<String> = entities.chain(claims).map(iri).collect();
                let (shapes, faults) =
                    shapes::load(&input.files, &input.shapes, base, ontology.triples(), &things);
                let shapes = is_clean(&faults).then_some(shapes);
                diagnostics.extend(faults);
                shapes
            }
            _ => None,
        };
        let refused = |diagnostics, findings, verification| {
            BuildError::Faults(Box::new(Faults { diagnostics, findings, verification }))
        };
        // What rules and shapes would say of data with faults only follows from these.
        if !is_clean(&diagnostics) {
            return Err(refused(diagnostics, None, verification));
        }
        let work = Deriver::new(input, Arc::new(ontology), Arc::new(dataset), disagreements, as_of);
        let mut graph = work.graph(verification)?;
        graph.warnings.splice(0..0, diagnostics);
        graph.warnings.extend(check_inferred(graph.inferred()));
        if is_clean(&graph.warnings)
            && let Some(shapes) = shapes
        {
            let failures = graph.hold_against(&shapes)?;
            graph.warnings.extend(failures);
        }
        mapped.tell(&mut graph.warnings);
        if is_clean(&graph.warnings) {
            Ok(graph)
        } else {
            Err(refused(graph.warnings, Some(graph.findings), graph.verification))
        }
    }

    /// The graph as it would be without some claims, with no warnings; its store numbers terms as that of this one does. Costs a
    /// build without reading and verifying.
    ///
    /// # Errors
    ///
    /// The failure of the store.
    pub fn without(&self, left_out: impl Fn(ClaimId) -> bool) -> Result<Self, StoreError> {
        let model = self.store()?;
        let dataset = self.dataset.without(left_out);
        let disagreements = disagree::detect(&dataset, &self.ontology);
        let (input, ontology) = (Arc::clone(&self.input), Arc::clone(&self.ontology));
        let mut work = Deriver::new(input, ontology, Arc::new(dataset), disagreements, self.as_of);
        work.model = Some(model);
        let graph = work.graph(Verification::default())?;
        graph.filled(Some(model))?;
        Ok(graph)
    }

    /// The graph as some of its sources make it: nothing that another one says is derived from, drawn or counted, and what only
    /// others mention is not there. Costs a build without reading and verifying.
    ///
    /// # Errors
    ///
    /// The failure of the store.
    pub fn of_sources(&self, sources: &BTreeSet<EntityId>) -> Result<Self, StoreError> {
        let is_left_out =
            |id: EntityId| self.ontology.is_source(self.dataset.entity(id).class) && !sources.contains(&id);
        let mut verification = self.verification.clone();
        let is_chosen = |key: &str| sources.iter().any(|id| self.dataset.key(Thing::Entity(*id)) == key);
        verification.sources.retain(|source| is_chosen(&source.key));
        let in_rules = self.named_in_rules();
        let iri =
            |id| Node::minted(IriFamily::Id, self.dataset.key(Thing::Entity(id))).iri(self.scope().base);
        let part = self.dataset.without_sources(is_left_out, |id| in_rules.contains(&iri(id)));
        let mut part = self.of(part, verification)?;
        let whole = self.whole.as_ref().map_or(&self.dataset, |whole| &whole.dataset);
        let asked = sources.iter().map(|id| self.dataset.key(Thing::Entity(*id)).to_owned()).collect();
        part.whole = Some(Whole { dataset: Arc::clone(whole), asked });
        Ok(part)
    }

    /// The IRIs that rules name: they may speak of what no claim mentions.
    fn named_in_rules(&self) -> BTreeSet<String> {
        let texts = self.input.rules.iter().map(|file| self.input.files.get(*file).text.as_str());
        texts.flat_map(|text| named_in(text, self.prefixes.prefixes())).collect()
    }

    /// How many decisions and notes of curators are not told, as too few of the claims that they are about are of these sources.
    pub fn decisions_left_out(&self) -> usize {
        self.whole
            .as_ref()
            .map_or(0, |whole| whole.dataset.resolutions().len() - self.dataset.resolutions().len())
    }

    /// The graph of another dataset. Costs a build without reading and verifying.
    ///
    /// # Errors
    ///
    /// The failure of the store.
    pub fn of(&self, dataset: Dataset, verification: Verification) -> Result<Self, StoreError> {
        let disagreements = disagree::detect(&dataset, &self.ontology);
        let (input, ontology) = (Arc::clone(&self.input), Arc::clone(&self.ontology));
        Deriver::new(input, ontology, Arc::new(dataset), disagreements, self.as_of).graph(verification)
    }

    /// What would follow if every claim were a fact, whatever it says and whenever it holds; each stands as the claims that it
    /// rests on do. Costs what is derived once more, and nothing where every claim is a fact.
    ///
    /// # Errors
    ///
    /// The failure of the store.
    pub fn supposed(&self) -> Result<Derived, StoreError> {
        if self.standings.are_facts() {
            return Ok(Derived::default());
        }
        let (input, ontology) = (Arc::clone(&self.input), Arc::clone(&self.ontology));
        let dataset = Arc::clone(&self.dataset);
        let work = Deriver::new(input, ontology, dataset, self.disagreements.clone(), self.as_of);
        let store = work.store_for_rules(&self.standings.supposed())?;
        Ok(work.run(store.as_ref(), true).0)
    }

    /// Holds the graph against shapes; the faults that this gives.
    fn hold_against(&mut self, shapes: &Shapes) -> Result<Vec<Diagnostic>, StoreError> {
        let data = shapes::data(shapes, self.scope());
        let store = if shapes.uses_sparql() { Some(self.store()?) } else { None };
        match shapes::validate(shapes, &data, store) {
            Ok(found) => {
                let mut faults = shapes::diagnostics(&found, shapes, &data, self.scope());
                faults.extend(store.iter().flat_map(|store| shapes::doubts(shapes, store)));
                self.findings = found;
                Ok(faults)
            }
            Err(failures) => Ok(failures),
        }
    }

    fn inferred(&self) -> Inferred<'_> {
        let Self { dataset, ontology, standings, derived, .. } = self;
        Inferred { dataset, ontology, standings, derived, has_rules: !self.input.rules.is_empty() }
    }

    /// The store, over all layers. Filled by the first question, which costs a pass over the quads.
    ///
    /// # Errors
    ///
    /// The failure of the store, while it is filled.
    pub fn store(&self) -> Result<&Store, StoreError> {
        self.filled(None)
    }

    /// The store, begun as another one.
    fn filled(&self, model: Option<&Store>) -> Result<&Store, StoreError> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let mut store = new_store(&self.prefixes, &self.ontology, self.scope().base, model)?;
        store.add(|sink| project(self.scope(), sink));
        store.add(|sink| project_disagreements(self.scope(), sink));
        store.widen();
        store.stand(self.scope());
        Ok(self.store.get_or_init(|| store))
    }

    /// Lends the graph a store that was frozen of it, if it has none yet: what is asked of it needs not be filled first.
    pub fn lend(&self, frozen: impl FnOnce() -> Option<Store>) {
        if self.store.get().is_none()
            && let Some(store) = frozen()
        {
            self.store.get_or_init(|| store);
        }
    }

    /// What it was made of.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Its ontology.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Its dataset.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// What rules derived.
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// Where claims disagree, sorted by kind and claims.
    pub fn disagreements(&self) -> &[Disagreement] {
        &self.disagreements
    }

    /// What was verified.
    pub fn verification(&self) -> &Verification {
        &self.verification
    }

    /// What shapes found: warnings, as a graph that breaks a shape is none.
    pub fn findings(&self) -> &[ValidationResult] {
        &self.findings
    }

    /// What readers of the graph should know of it, not yet in file order.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Its prefixes.
    pub fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// What quads are made from.
    pub fn scope(&self) -> GraphRef<'_> {
        GraphRef {
            dataset: &self.dataset,
            whole: self.whole.as_ref(),
            ontology: &self.ontology,
            derived: &self.derived,
            disagreements: &self.disagreements,
            standings: &self.standings,
            base: &self.input.manifest.base,
        }
    }
}

/// Derived links between things, for what is compared by them.
fn links(derived: &Derived) -> impl Iterator<Item = Link> {
    derived.iter().filter_map(|(_, derivation)| {
        let Triple { subject, predicate, object } = derivation.triple;
        Some((subject.thing()?, predicate.property()?, object.thing()?))
    })
}

/// A store that knows its ontology, its prefixes, and the namespaces whose names this graph alone decides: those of its own IRIs and
/// of its ontology.
fn new_store(
    names: &Prefixes,
    ontology: &Ontology,
    base: &str,
    model: Option<&Store>,
) -> Result<Store, StoreError> {
    let declared = |namespace: &str| {
        let classes = ontology.classes().iter().filter(|c| !c.external).map(|c| &c.iri);
        classes.chain(ontology.properties().iter().map(|p| &p.iri)).any(|i| i.starts_with(namespace))
    };
    let namespaces = names.prefixes().iter().map(|(_, n)| n).filter(|n| declared(n)).cloned().collect();
    let store = Store::new(base, names.prefixes().to_vec())?.deciding(namespaces);
    if let Some(model) = model {
        return Ok(store.begun_as(model, ontology.triples()));
    }
    store.add_ontology(ontology.triples());
    Ok(store)
}
