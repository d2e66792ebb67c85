//! What claims come to that answer a question: yes, denied, promised, somebody's opinion, or nothing plain.

use std::slice;

use super::english::{Kind, denies, is_in};
use super::evidence::{Evidence, Said};
use super::free::Verdict;
use super::ranked::COVERED;
use super::understood::{Understood, Unit};
use crate::model::claim::Thing;
use crate::model::standing::Standing;

/// What the claims say of the question.
pub(super) fn verdict(
    question: &Understood,
    said: &Said<'_>,
    found: &[&Evidence],
    uncovered: &[&Unit],
    lacks_kind: bool,
) -> Verdict {
    // Only what the graph has a term or a name for can be said to be missing.
    if uncovered.iter().any(|u| u.meaning.is_empty()) {
        return Verdict::Partly;
    }
    if !uncovered.is_empty() || lacks_kind {
        return Verdict::NotStated;
    }
    if question.kind != Kind::Whether {
        return Verdict::Said;
    }
    // Two claims that each say a part do not say the whole.
    let says_all = |e: &&Evidence| question.units.iter().all(|u| said.grade(e, u, question) >= COVERED);
    if !found.iter().any(says_all) {
        return Verdict::NotStated;
    }
    if found.iter().any(|e| said.is_in_words(e, question)) {
        return Verdict::InWords;
    }
    let is_against = |e: &&Evidence| says_all(e) && said.opposes(e, question);
    if found.first().is_some_and(is_against) {
        return Verdict::Against;
    }
    let sure: Vec<&Evidence> = found.iter().filter(|e| said.says(e, question)).copied().collect();
    plain(question, said, &sure).unwrap_or(Verdict::Neither)
}

/// What claims come to that say all that a question asks; none where that is not plain.
fn plain(question: &Understood, said: &Said<'_>, sure: &[&Evidence]) -> Option<Verdict> {
    let stand = |standing: Standing| sure.iter().any(|e| e.standing.of_claims() == standing);
    let is_promise = |e: &&Evidence| {
        e.status.is_some_and(|s| said.scope.ontology.status(s).promise)
            || question.units.iter().any(|u| said.promised(e, u).is_some())
    };
    // A small word that the claim has too is taken into account.
    let has = |e: &&Evidence, word: &str| said.words.quotes(e, word) || said.words.words_it(e.property, word);
    // All that a part of a name may mean is more than what is called so.
    let is_part = |u: &Unit| !u.meaning.things.is_empty() && !u.meaning.is_whole_name;
    let is_too_wide = |word: &str| is_in(word, "all every") && question.units.iter().any(is_part);
    let is_meant = |word: &String| {
        !denies(slice::from_ref(word)) && !is_too_wide(word) && sure.iter().any(|e| has(e, word))
    };
    match () {
        // What one affirms and another denies is neither so nor not so.
        () if stand(Standing::Denied) && (stand(Standing::Fact) || stand(Standing::Disputed)) => {
            Some(Verdict::Disputed)
        }
        () if stand(Standing::Denied) => Some(Verdict::Denied),
        () if !question.ignored.iter().all(is_meant) => None,
        () if stand(Standing::Fact) => {
            let facts: Vec<&&Evidence> = sure.iter().filter(|e| e.standing.is_fact()).collect();
            match () {
                () if facts.iter().all(|e| is_promise(e)) => Some(Verdict::Promised),
                () if facts.iter().any(|e| said.is_firm(e, question)) => Some(Verdict::Yes),
                () => None,
            }
        }
        () if stand(Standing::Disputed) || stand(Standing::Doubted) => Some(Verdict::Disputed),
        () if stand(Standing::Opinion) => Some(Verdict::Opinion),
        () => None,
    }
}

/// What is said of a question without the groups of words that nothing fits, and the claims that say it.
pub(super) fn without<'a>(
    question: &Understood,
    said: &'a Said<'_>,
    uncovered: &[&Unit],
) -> (Option<Verdict>, Vec<&'a Evidence>) {
    let rest = question.without(|u| uncovered.contains(&u));
    // A claim that speaks of something else beside would answer another question.
    let is_named = |t: &Thing| rest.named.contains(t) || matches!(t, Thing::Claim(_));
    let is_whole = |e: &&Evidence| {
        e.ends.iter().all(is_named) && e.ends.len() > 1
            || rest.units.iter().any(|u| said.promised(e, u).is_some())
    };
    let has_names = uncovered.iter().all(|u| u.meaning.things.is_empty());
    let sure: Vec<&Evidence> =
        said.all.iter().filter(|e| has_names && said.says(e, &rest)).filter(is_whole).collect();
    (plain(&rest, said, &sure), sure)
}

/// What claims come to that say of each of several names that are joined what a question asks of all; none where that is not plain
/// and the same of each.
pub(super) fn of_each<'a>(question: &Understood, said: &'a Said<'_>) -> Option<(Verdict, Vec<&'a Evidence>)> {
    let each = question.alternatives();
    let mut all = Vec::new();
    let mut verdicts = Vec::new();
    for one in each.iter().filter(|one| one.units.iter().all(|u| u.is_known)) {
        let sure: Vec<&Evidence> = said.all.iter().filter(|e| said.says(e, one)).collect();
        verdicts.push(plain(one, said, &sure)?);
        all.extend(sure);
    }
    let first = *verdicts.first().filter(|_| verdicts.len() == each.len())?;
    verdicts.iter().all(|v| *v == first).then_some((first, all))
}
