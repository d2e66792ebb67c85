//! Rules: what the ontology declares of properties, and SPARQL CONSTRUCT queries, each derived triple with its proofs.
//!
//! Goes in: rule files, a dataset, its ontology and, where there are rule files, a store that holds the asserted layers.
//! Comes out: derivations, which the store holds as well. Rules run in groups: each after all that it reads, those that
//! feed each other until nothing new comes, with the closure of the ontology's characteristics after every run.
//! Deliberately knows no domain.

mod assembly;
mod pattern;
mod rule;
mod run;
mod stratify;

use std::collections::BTreeMap;

use oxrdf::LiteralRef;
use oxrdf::vocab::rdf;

use crate::compile::ontology::triples::{iri_of, local_name};
use crate::compile::ontology::{Ontology, Property};
use crate::derive::infer::{Axiom, Closure, Facts, LimitReached, Premise, axioms};
use crate::derive::rdf::{
    GraphRef, IriFamily, Layer, Node, claim_triple, derivation_key, project_derived, to_ntriples,
};
use crate::derive::store::{Exceeded, Limits, QueryText, Store, StoreError, on_large_stack, syntax_fault};
use crate::model::claim::{Claim, PropertyId};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::derivation::{DerivationKey, Derived, Rule};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files};
use crate::model::standing::Standings;
use crate::model::text::Symbol;
use crate::model::vocab::{remit, xsd};
use assembly::Assembly;
use rule::{Parsed, parse, rule_fault};
use run::{Proofs, RunContext, run};
use stratify::{Properties, Stratum, strata, writes};

/// How often rules that feed each other may run.
const MOST_ROUNDS: usize = 100;
/// How many combinations of triples a rule may try for each match that it may have.
const TRIES: usize = 10;
/// How long a text may be that a rule makes, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;
/// How much text the rules may make for each triple that may be derived, in bytes.
const TEXT: usize = 128;

/// What is derived from.
#[derive(Clone, Copy)]
pub struct RuleInput<'a> {
    /// The rule files, in the order of their names.
    pub rules: &'a [FileId],
    /// All files.
    pub files: &'a Files,
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its ontology.
    pub ontology: &'a Ontology,
    /// How each claim stands.
    pub standings: &'a Standings,
    /// Whether every claim is taken for a fact, to see what would follow; what is derived still stands as its claims do.
    pub supposed: bool,
    /// What every IRI begins with.
    pub base: &'a str,
    /// How many triples may be derived.
    pub limit: usize,
    /// How many matches a rule may have.
    pub match_limit: usize,
}

/// Derives all that follows, and adds it to the store.
///
/// Without rule files no store is needed. Costs nothing where the ontology declares nothing and there is no rule; else one
/// pass over the claims, what the closure costs, and each rule file as many queries as its group has rounds.
pub fn derive(given: RuleInput<'_>, store: Option<&Store>) -> (Derived, Vec<Diagnostic>) {
    if given.rules.is_empty() {
        return derive_here(given, store);
    }
    on_large_stack(|| derive_here(given, store)).unwrap_or_else(|| {
        let fault =
            Diagnostic::new(Code::R050, Location::Path("ontology".into()), StoreError::Thread.to_string());
        (Derived::default(), vec![fault.expected("memory for a thread")])
    })
}

fn derive_here(given: RuleInput<'_>, store: Option<&Store>) -> (Derived, Vec<Diagnostic>) {
    let axioms = axioms(given.ontology);
    if axioms.is_empty() && given.rules.is_empty() {
        return (Derived::default(), Vec::new());
    }
    let mut faults = Vec::new();
    let mut parsed = Vec::new();
    if let Some(store) = store {
        for &id in given.rules {
            let text = QueryText { file: id, text: &given.files.get(id).text };
            let read = parse(&given.files.get(id).path, text, given.ontology, store);
            match read.and_then(|rule| check_name(rule, &axioms)) {
                Ok(rule) => parsed.push(rule),
                Err(fault) => faults.push(*fault),
            }
        }
    }
    let mut facts = Facts::new(given.limit);
    let closure = Closure::new(&axioms, given.ontology, &mut facts);
    let mut rules: Vec<Rule> = axioms.iter().map(|a| a.rule.clone()).collect();
    rules.extend(parsed.iter().map(|p| p.rule.clone()));
    let mut work = Deriver {
        given,
        axioms,
        parsed,
        facts,
        closure,
        stored: (0, 0),
        records: BTreeMap::new(),
        values: BTreeMap::new(),
        text: 0,
    };
    work.state();
    faults.extend(work.all(&rules, store));
    let Deriver { axioms, facts, .. } = work;
    let RuleInput { dataset, ontology, standings, base, .. } = given;
    let native = axioms.len();
    let finish = Assembly { facts: &facts, rules: &rules, native, dataset, ontology, standings, base };
    let derived = finish.derived();
    if let Some(store) = store {
        let scope = GraphRef {
            dataset,
            whole: None,
            ontology,
            derived: &derived,
            disagreements: &[],
            standings,
            base,
        };
        // Rules see what others made of whatever claims; what is left is facts, and how the rest came about.
        if derived.iter().any(|(_, d)| !d.standing.is_fact()) {
            store.remove_graph(Layer::Derived.name());
        }
        store.add(|sink| project_derived(scope, sink));
    }
    (derived, faults)
}

/// A rule whose name is not that of a characteristic: the two would have one IRI.
fn check_name<'a>(rule: Parsed<'a>, axioms: &[Axiom]) -> Result<Parsed<'a>, Box<Diagnostic>> {
    if axioms.iter().any(|a| a.rule.key == rule.rule.key) {
        let message = format!("`{}` is the name of what the ontology declares of a property", rule.rule.key);
        return Err(rule_fault(Code::R050, rule.text, message, "a file with another name"));
    }
    Ok(rule)
}

struct Deriver<'a> {
    given: RuleInput<'a>,
    axioms: Vec<Axiom>,
    parsed: Vec<Parsed<'a>>,
    facts: Facts,
    closure: Closure,
    /// How many facts, and how many records, the store holds.
    stored: (usize, usize),
    /// Records by the key of their derivation, as far as rules look at derivations.
    records: BTreeMap<DerivationKey, u32>,
    /// Stated facts whose value has a datatype, by subject and property.
    values: BTreeMap<(Symbol, Symbol), Vec<u32>>,
    /// How many bytes of new terms rules made.
    text: usize,
}

impl Deriver<'_> {
    /// Enters what claims state and deny. Without rule files only what axioms use.
    fn state(&mut self) {
        let RuleInput { dataset, ontology, standings, supposed, base, .. } = self.given;
        let all = !self.parsed.is_empty();
        let used: Vec<bool> = (0..ontology.properties().len() as u16)
            .map(|p| {
                let property = self.facts.term(&format!("<{}>", ontology.property(PropertyId(p)).iri));
                all || self.closure.uses(property) || self.axioms.iter().any(|a| a.head == PropertyId(p))
            })
            .collect();
        for id in dataset.claim_ids() {
            let (claim, number) = (dataset.claim(id), id.0);
            if !used[claim.predicate.index()] {
                continue;
            }
            if supposed || standings.of(id).is_fact() {
                let triple = claim_triple(claim, dataset, ontology, base);
                let triple = triple.each_ref().map(|t| self.facts.term(t));
                self.facts.state(triple, number);
            } else if !claim.affirmed {
                self.deny(claim, number);
            }
        }
        self.stored = (self.facts.len(), 0);
        for fact in 0..self.facts.len() as u32 {
            let [subject, predicate, object] = self.facts.triple(fact);
            if all && self.facts.text(object).contains("\"^^<") {
                self.values.entry((subject, predicate)).or_default().push(fact);
            }
        }
    }

    /// Enters a denial, in every form that says the same.
    fn deny(&mut self, claim: &Claim, number: u32) {
        let RuleInput { dataset, ontology, base, .. } = self.given;
        let [subject, _, object] =
            claim_triple(claim, dataset, ontology, base).each_ref().map(|t| self.facts.term(t));
        let mut forms = vec![(claim.predicate, false)];
        let mut at = 0;
        while let Some((property, turned)) = forms.get(at).copied() {
            let entry = ontology.property(property);
            let mut also = Vec::new();
            if entry.characteristics.symmetric {
                also.push((property, !turned));
            }
            also.extend(entry.inverse.map(|other| (other, !turned)));
            for form in also {
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            at += 1;
        }
        for (property, turned) in forms {
            let predicate = self.facts.term(&format!("<{}>", ontology.property(property).iri));
            let triple = if turned { [object, predicate, subject] } else { [subject, predicate, object] };
            self.facts.deny(triple, number);
        }
    }

    /// Runs everything; the faults end it where they leave nothing sensible to do.
    fn all(&mut self, rules: &[Rule], store: Option<&Store>) -> Vec<Diagnostic> {
        if let Err(full) = self.closure.close(&mut self.facts) {
            return vec![*self.too_much(full, rules)];
        }
        let Some(store) = store else { return Vec::new() };
        let made: Vec<Properties> =
            self.parsed.iter().map(|p| writes(&p.template, &self.axioms, self.given.ontology)).collect();
        let parts: Vec<_> = self.parsed.iter().map(|p| &p.reads).zip(&made).collect();
        let strata = match strata(&parts) {
            Ok(strata) => strata,
            Err(unstable) => {
                let (rule, maker) = (&self.parsed[unstable.rule], &self.parsed[unstable.maker].rule.key);
                let own = &rule.rule.key;
                let message = if own == maker {
                    format!("`{own}` counts, takes away or makes optional what it derives itself")
                } else {
                    format!(
                        "`{own}` counts, takes away or makes optional what `{maker}` derives, which rests on it in turn"
                    )
                };
                let expected = "a rule that counts only what is complete before it";
                return vec![*rule_fault(Code::R059, rule.text, message, expected)];
            }
        };
        let mut faults = Vec::new();
        for stratum in &strata {
            if let Err(fault) = self.stratum(stratum, rules, store, &mut faults) {
                faults.push(*fault);
                break;
            }
        }
        faults
    }

    /// Runs rules that feed each other until nothing new comes.
    fn stratum(
        &mut self,
        stratum: &Stratum,
        rules: &[Rule],
        store: &Store,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<(), Box<Diagnostic>> {
        let mut last = stratum.rules.first().copied().unwrap_or_default();
        for round in 0..=MOST_ROUNDS {
            let before = self.facts.len();
            for &number in &stratum.rules {
                let known = self.facts.len();
                self.publish(rules, store, number);
                let rule = &self.parsed[number];
                let found = run(rule, &self.known(store)).map_err(|e| self.failed(number, &e, store))?;
                if let (Some(triple), 0) = (found.unfounded, round) {
                    let message = format!("`{}` would rest on no claim", triple.join(" "));
                    let expected = "a pattern that matches claims or what they state";
                    faults.push(*rule_fault(Code::R051, rule.text, message, expected));
                }
                let unfit = found.unfit.map(|triple| *self.unfit(number, &triple));
                faults.extend(unfit.filter(|fault| !faults.contains(fault)));
                let full = self.enter(number, found.proofs).err();
                let full = full.or_else(|| self.closure.close(&mut self.facts).err());
                if let Some(full) = full {
                    return Err(self.too_much(full, rules));
                }
                if self.text > self.given.limit.saturating_mul(TEXT) {
                    return Err(self.too_much_text(number));
                }
                if self.facts.len() > known {
                    last = number;
                }
            }
            if !stratum.recursive || self.facts.len() == before {
                return Ok(());
            }
        }
        let rule = &self.parsed[last];
        let message = format!("after {MOST_ROUNDS} rounds `{}` still makes new triples", rule.rule.key);
        Err(rule_fault(Code::R059, rule.text, message, "a rule that comes to an end"))
    }

    /// What a run of a rule needs to know.
    fn known<'k>(&'k self, store: &'k Store) -> RunContext<'k> {
        let RuleInput { dataset, ontology, standings, match_limit, limit, .. } = self.given;
        let limits =
            Limits { matches: match_limit, tries: match_limit.saturating_mul(TRIES), text: LONGEST_TEXT };
        let (facts, records, values) = (&self.facts, &self.records, &self.values);
        RunContext { store, facts, dataset, ontology, standings, limits, most: limit, records, values }
    }

    /// The fault of making a triple whose object is no value of its property.
    fn unfit(&self, number: usize, [subject, predicate, object]: &[String; 3]) -> Box<Diagnostic> {
        let RuleInput { ontology, .. } = self.given;
        let rule = &self.parsed[number];
        let property = iri_of(predicate).and_then(|p| ontology.find_property_iri(p));
        let property = property.map(|p| ontology.property(p));
        let name = property.map_or(predicate.as_str(), |p| &p.key);
        let expected = property.map_or("a text that its datatype has".to_owned(), Property::expected);
        let object = object.replace(&format!("^^<{}", xsd::NAMESPACE), "^^xsd:").replace('>', "");
        let object = object.trim_start_matches('<');
        let message = format!("`{}` makes `{object}`, which is not a value of `{name}`", rule.rule.key);
        let subject = iri_of(subject).map_or(subject.as_str(), local_name);
        let help = format!("it is made for `{subject}`; FILTER leaves such matches out");
        Box::new(rule_fault(Code::R050, rule.text, message, &expected).help(help))
    }

    /// The fault of a rule that cannot run, or that makes more work than it may.
    fn failed(&self, number: usize, error: &StoreError, store: &Store) -> Box<Diagnostic> {
        let rule = &self.parsed[number];
        let StoreError::Exceeded(what) = error else {
            return Box::new(syntax_fault(Code::R050, rule.text, error, store));
        };
        let (key, most) = (&rule.rule.key, self.given.match_limit);
        let (message, expected, help) = match what {
            Exceeded::Matches => (
                format!("`{key}` has more than {most} matches"),
                format!("at most {most} matches"),
                "set match-limit in remit.toml where more are meant",
            ),
            Exceeded::Tries => (
                format!("`{key}` tries more than {} combinations of triples", most.saturating_mul(TRIES)),
                format!("at most {TRIES} for each of the {most} matches that a rule may have"),
                "join its patterns by a variable that they share; set match-limit in remit.toml where so many are meant",
            ),
            Exceeded::Text => (
                format!("`{key}` makes a text of more than {LONGEST_TEXT} bytes"),
                format!("texts of at most {LONGEST_TEXT} bytes"),
                "a rule that adds to a text that it made itself makes it longer each time it runs",
            ),
        };
        Box::new(rule_fault(Code::R067, rule.text, message, &expected).help(help))
    }

    /// The fault of making more text than is allowed.
    fn too_much_text(&self, number: usize) -> Box<Diagnostic> {
        let rule = &self.parsed[number];
        let most = self.given.limit.saturating_mul(TEXT);
        let message = format!("with `{}` rules make more than {most} bytes of new terms", rule.rule.key);
        let expected = format!("at most {TEXT} bytes for each triple that may be derived");
        let raise = "set derived-limit in remit.toml where more are meant";
        Box::new(rule_fault(Code::R067, rule.text, message, &expected).help(raise))
    }

    /// Enters what a rule derived.
    fn enter(&mut self, number: usize, proofs: Proofs) -> Result<(), LimitReached> {
        let rule = (self.axioms.len() + number) as u16;
        for (triple, proofs) in proofs {
            let new = triple.iter().filter(|t| self.facts.find_term(t).is_none());
            self.text += new.map(String::len).sum::<usize>();
            let triple = triple.each_ref().map(|t| self.facts.term(t));
            for (.., premises) in proofs {
                let premises: Vec<Premise> = premises.into_iter().collect();
                self.facts.derive(triple, rule, &premises)?;
            }
        }
        Ok(())
    }

    /// Adds to the store what was derived since the last time, and derivations themselves where the next rule looks at them.
    fn publish(&mut self, rules: &[Rule], store: &Store, next: usize) {
        let (from, known) = self.stored;
        let facts = &self.facts;
        let text = |term| facts.text(term);
        let triples = (from..facts.len()).map(|f| facts.triple(f as u32).map(text));
        let mut nodes = Vec::new();
        let mut seen = known;
        if self.parsed[next].reads.derivations {
            for (record, number) in facts.records()[known..].iter().zip(known as u32..) {
                let triple = facts.triple(record.fact).map(text);
                let rule = &rules[usize::from(record.rule)];
                let key = derivation_key(&rule.key, triple);
                self.records.insert(key, number);
                nodes.push((key.to_string(), triple, rule));
            }
            seen = facts.records().len();
        }
        let described =
            nodes.into_iter().flat_map(|(key, triple, rule)| description(&key, triple, rule, store.base()));
        store.add_to_layer(Layer::Derived, triples);
        store.add_to_layer(Layer::Derived, described);
        self.stored = (self.facts.len(), seen);
    }

    /// The fault of deriving more than is allowed, at what made it.
    fn too_much(&self, full: LimitReached, rules: &[Rule]) -> Box<Diagnostic> {
        let RuleInput { limit, ontology, .. } = self.given;
        let number = usize::from(full.rule);
        let expected = format!("at most {limit} derived triples");
        let raise = "set derived-limit in remit.toml where more are meant";
        if let Some(axiom) = self.axioms.get(number) {
            let property = ontology.property(axiom.head);
            let anchor = property.characteristics.place.clone().unwrap_or(Location::Path("ontology".into()));
            let message = format!(
                "`{}` would make more than {limit} derived triples: {}",
                property.key, axiom.rule.label
            );
            return Box::new(Diagnostic::new(Code::R058, anchor, message).expected(expected).help(raise));
        }
        let rule = &self.parsed[number - self.axioms.len()];
        let message = format!("`{}` would make more than {limit} derived triples", rules[number].key);
        Box::new(rule_fault(Code::R058, rule.text, message, &expected).help(raise))
    }
}

/// A derivation as the next rule sees it: triples in N-Triples form.
fn description(
    key: &str,
    [subject, predicate, object]: [&str; 3],
    rule: &Rule,
    base: &str,
) -> Vec<[String; 3]> {
    let minted = |space, name: &str| format!("<{}>", Node::minted(space, name).iri(base));
    let own = |iri: &str| format!("<{iri}>");
    let mut values = vec![
        (rdf::SUBJECT.to_string(), subject.to_owned()),
        (rdf::PREDICATE.to_string(), predicate.to_owned()),
        (rdf::OBJECT.to_string(), object.to_owned()),
        (rdf::TYPE.to_string(), own(remit::DERIVATION)),
        (own(remit::RULE), minted(IriFamily::Rule, &rule.key)),
    ];
    let caution = rule.caution.as_deref();
    values.extend(caution.map(|c| (own(remit::CAUTION), to_ntriples(LiteralRef::new_simple_literal(c)))));
    let me = minted(IriFamily::Derived, key);
    values.into_iter().map(|(predicate, object)| [me.clone(), predicate, object]).collect()
}
