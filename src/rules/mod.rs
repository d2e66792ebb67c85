//! Rules: SPARQL CONSTRUCT queries that derive triples, each with the claims it rests on.
//!
//! Goes in: rule files, a dataset and a store that holds its asserted layers. Comes out: derivations, which the store
//! holds as well, so that a later rule sees them. Rules run once each, in the order of their file names.
//! The claims below a result are found by looking at what matched: the plain triples of the pattern, and whatever
//! claim or derivation a variable was bound to. Deliberately has no fixpoint and knows no domain.

mod premises;

use std::collections::{BTreeMap, BTreeSet};

use spargebra::Query;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::derivation::{Derivation, Derived, Rule};
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, Files, Span};
use crate::ontology::Ontology;
use crate::rdf::{Scope, Space, plain_triples, project_derived};
use crate::store::{QueryText, Solution, Store, StoreError, syntax_fault};
use premises::Patterns;

/// How many triples one rule may derive.
const MOST_RESULTS: usize = 1_000_000;

/// What a result rests on directly.
type Premises = (BTreeSet<String>, BTreeSet<String>);

/// What is known before a rule runs.
struct Known {
    /// Claims by the plain triple that they give.
    claims: BTreeMap<[String; 3], Vec<String>>,
    /// Keys of derivations by their triple.
    derivations: BTreeMap<[String; 3], Vec<String>>,
}

/// Runs the rules in the files with the given ids, and adds what they derive to the store.
pub fn derive(
    files: &Files,
    ids: &[FileId],
    dataset: &Dataset,
    ontology: &Ontology,
    store: &Store,
) -> (Derived, Vec<Diagnostic>) {
    let mut derived = Derived::default();
    let mut faults = Vec::new();
    let mut known =
        Known { claims: plain_triples(dataset, ontology, store.base()), derivations: BTreeMap::new() };
    for &id in ids {
        let text = QueryText { file: id, text: &files.get(id).text };
        let result = run(text, rule_of(&files.get(id).path, text.text), &known, store);
        match result {
            Ok((rule, mut made, ruled_out)) => {
                faults.extend(ruled_out);
                mark_opinions(&mut made, &derived, dataset, ontology);
                let step = Derived { rules: vec![rule.clone()], derivations: made };
                let scope =
                    Scope { dataset, ontology, derived: &step, disagreements: &[], base: store.base() };
                // The rules of one step are numbered from 0 while they are projected alone.
                let added = store.add(|sink| project_derived(scope, sink));
                if let Err(error) = added {
                    faults.push(syntax_fault(Code::R050, text, &error, store));
                }
                let number = derived.rules.len();
                for mut derivation in step.derivations {
                    known
                        .derivations
                        .entry(derivation.triple.clone())
                        .or_default()
                        .push(derivation.key.clone());
                    derivation.rule = number;
                    derived.derivations.push(derivation);
                }
                derived.rules.push(rule);
            }
            Err(fault) => faults.push(*fault),
        }
    }
    derived.derivations.sort_by(|a, b| (&a.triple, &a.key).cmp(&(&b.triple, &b.key)));
    (derived, faults)
}

/// The rule that a file declares: its name, and the lines `# label:` and `# caution:` at its top.
fn rule_of(path: &str, text: &str) -> Rule {
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rq").to_owned();
    let header = |word: &str| {
        let lines = text.lines().take_while(|l| l.trim_start().starts_with('#'));
        lines
            .filter_map(|l| l.trim_start().strip_prefix('#')?.trim().strip_prefix(word))
            .map(|l| l.trim().to_owned())
            .next()
    };
    Rule { label: header("label:").unwrap_or_else(|| name.clone()), caution: header("caution:"), key: name }
}

/// A rule with what it derived, and a fault where a result was left out.
type Outcome = Result<(Rule, Vec<Derivation>, Option<Diagnostic>), Box<Diagnostic>>;

/// The best proof of each triple.
type Proofs = BTreeMap<[String; 3], Premises>;

/// A fault at the head of a rule.
fn rule_fault(code: Code, text: QueryText<'_>, message: String, expected: &str) -> Box<Diagnostic> {
    let at = text.text.find("CONSTRUCT").unwrap_or(0);
    let length = text.text[at..].lines().next().unwrap_or_default().len();
    let anchor = Anchor::Span(text.file, Span::new(at, at + length));
    Box::new(Diagnostic::new(code, anchor, message).expected(expected))
}

/// The template and the pattern of a rule.
fn parse(text: QueryText<'_>, store: &Store) -> Result<(Vec<TriplePattern>, Patterns), Box<Diagnostic>> {
    let fault = |message: String, expected: &str| rule_fault(Code::R050, text, message, expected);
    let query = store.parse(text.text).map_err(|e| Box::new(syntax_fault(Code::R050, text, &e, store)))?;
    let Query::Construct { template, pattern, .. } = query else {
        return Err(fault("a rule has to construct triples".into(), "CONSTRUCT { … } WHERE { … }"));
    };
    let patterns = Patterns::of(pattern)
        .map_err(|why| fault(why, "a pattern whose matches are triples of the graph"))?;
    Ok((template, patterns))
}

fn run(text: QueryText<'_>, rule: Rule, known: &Known, store: &Store) -> Outcome {
    let (template, patterns) = parse(text, store)?;
    let solutions = store
        .solutions(patterns.query())
        .map_err(|e: StoreError| Box::new(syntax_fault(Code::R050, text, &e, store)))?;
    let mut proofs = Proofs::new();
    let mut unfounded = None;
    for solution in &solutions {
        let premises = rests_on(&patterns, solution, known, store.base());
        for pattern in &template {
            let expected = "triples between IRIs, with a literal or an IRI at the end";
            let triple =
                instantiate(pattern, solution).map_err(|why| rule_fault(Code::R050, text, why, expected))?;
            // What a source states is not derived again.
            let Some(triple) = triple.filter(|t| !known.claims.contains_key(t)) else { continue };
            if premises.0.is_empty() && premises.1.is_empty() {
                unfounded.get_or_insert(triple);
            } else {
                keep_best(&mut proofs, triple, &premises);
            }
        }
        if proofs.len() > MOST_RESULTS {
            let message = format!("the rule derives more than {MOST_RESULTS} triples");
            return Err(rule_fault(Code::R050, text, message, "a narrower pattern"));
        }
    }
    let left_out = unfounded.map(|triple| {
        let message = format!("`{}` would rest on no claim", triple.join(" "));
        *rule_fault(Code::R051, text, message, "a pattern that matches claims or what they state")
    });
    let derivation = |(triple, (claims, derivations)): ([String; 3], Premises)| Derivation {
        key: key_of(&triple, &rule.key),
        triple,
        rule: 0,
        claims: claims.into_iter().collect(),
        derivations: derivations.into_iter().collect(),
        rests_on_opinion: false,
    };
    let made = proofs.into_iter().map(derivation).collect();
    Ok((rule, made, left_out))
}

/// Of several proofs the shortest is kept, and of those the one that sorts first.
fn keep_best(proofs: &mut Proofs, triple: [String; 3], premises: &Premises) {
    let rank = |p: &Premises| p.0.len() + p.1.len();
    let kept = proofs.entry(triple).or_insert_with(|| premises.clone());
    if (rank(premises), premises) < (rank(kept), &*kept) {
        kept.clone_from(premises);
    }
}

fn key_of(triple: &[String; 3], rule: &str) -> String {
    let [subject, predicate, object] = triple;
    crate::rdf::passage_key(rule, subject, predicate, object, "")
}

/// The claims and derivations that a match rests on.
fn rests_on(patterns: &Patterns, solution: &Solution, known: &Known, base: &str) -> Premises {
    let mut claims = BTreeSet::new();
    let mut derivations = BTreeSet::new();
    for pattern in patterns.triples() {
        let Ok(Some(triple)) = instantiate(pattern, solution) else { continue };
        if let Some(stated) = known.claims.get(&triple) {
            claims.extend(stated.iter().cloned());
        } else if let Some(made) = known.derivations.get(&triple) {
            derivations.extend(made.iter().cloned());
        }
    }
    for value in solution.values() {
        let Some(name) =
            value.strip_prefix('<').and_then(|v| v.strip_prefix(base)).and_then(|v| v.strip_suffix('>'))
        else {
            continue;
        };
        if let Some(key) = name.strip_prefix(Space::Claim.path()) {
            claims.insert(key.to_owned());
        } else if let Some(key) = name.strip_prefix(Space::Derived.path()) {
            derivations.insert(key.to_owned());
        }
    }
    (claims, derivations)
}

/// A triple of the template or pattern under a solution; `None` where a variable is unbound.
fn instantiate(pattern: &TriplePattern, solution: &Solution) -> Result<Option<[String; 3]>, String> {
    let value = |name: &str| solution.get(name).cloned();
    let term = |pattern: &TermPattern| match pattern {
        TermPattern::NamedNode(node) => Ok(Some(node.to_string())),
        TermPattern::Literal(literal) => Ok(Some(literal.to_string())),
        TermPattern::Variable(variable) => Ok(value(variable.as_str())),
        _ => Err("a rule cannot make blank nodes or quoted triples".to_owned()),
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::NamedNode(node) => Some(node.to_string()),
        NamedNodePattern::Variable(variable) => value(variable.as_str()),
    };
    let (subject, object) = (term(&pattern.subject)?, term(&pattern.object)?);
    let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, object) else {
        return Ok(None);
    };
    let is_iri = |term: &str| term.starts_with('<');
    Ok((is_iri(&subject) && is_iri(&predicate) && !object.starts_with("_:"))
        .then_some([subject, predicate, object]))
}

/// Marks what rests on an opinion, through all earlier derivations.
fn mark_opinions(made: &mut [Derivation], earlier: &Derived, dataset: &Dataset, ontology: &Ontology) {
    let is_opinion = |key: &String| match dataset.find(key) {
        Some(crate::model::claim::Thing::Claim(id)) => !ontology.status(dataset.claim(id).status).plain,
        _ => false,
    };
    let doubtful: BTreeSet<&str> =
        earlier.derivations.iter().filter(|d| d.rests_on_opinion).map(|d| d.key.as_str()).collect();
    for derivation in made {
        derivation.rests_on_opinion = derivation.claims.iter().any(is_opinion)
            || derivation.derivations.iter().any(|d| doubtful.contains(d.as_str()));
    }
}
