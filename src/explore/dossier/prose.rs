//! Claims of one voice as a paragraph: what is said in the same words once, what is said of several things as one list, and what the
//! name of a thing says already left to its note.

use super::{Inline, Line, Writer, text};
use crate::derive::rdf::GraphRef;
use crate::explore::sentence::{Teller, may_be_listed, sentence, value_in_words};
use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::english;

/// Claims that one sentence tells.
struct Told {
    /// The claim that the sentence is made of.
    first: ClaimId,
    /// Those whose values it lists beside.
    others: Vec<ClaimId>,
    /// All claims that it tells, in the order of their values.
    notes: Vec<ClaimId>,
    /// Claims that say the same.
    same: Vec<ClaimId>,
    /// The sentence of each claim alone.
    alone: Vec<String>,
}

impl Writer<'_> {
    /// A paragraph that begins with whose words it tells.
    pub(super) fn of_one_voice(&mut self, voice: String, claims: &[ClaimId]) {
        let scope = self.scope;
        let (named, fresh): (Vec<ClaimId>, Vec<ClaimId>) =
            claims.iter().partition(|id| is_in_name(**id, scope));
        let mut line: Line = vec![Inline::Strong(voice)];
        let mut teller = Teller::new(scope);
        let told = together(&fresh, scope);
        for sentence in &told {
            let words = match sentence.others.as_slice() {
                [] => teller.claim(sentence.first),
                others => teller.claims(sentence.first, others),
            };
            line.push(text(format!(" {words}")));
            self.notes_of(&sentence.notes, &mut line);
            self.notes_of(&sentence.same, &mut line);
        }
        if !named.is_empty() {
            let also = if told.is_empty() { "" } else { "also " };
            line.push(text(format!(" The source {also}states what the name says.")));
            self.notes_of(&named, &mut line);
        }
        self.paragraph(line);
    }

    fn notes_of(&mut self, claims: &[ClaimId], line: &mut Line) {
        for id in claims {
            let note = self.note(*id);
            line.push(note);
        }
    }
}

/// Claims in the order given, those that one sentence can tell together.
fn together(claims: &[ClaimId], scope: GraphRef<'_>) -> Vec<Told> {
    let dataset = scope.dataset;
    let mut all: Vec<Told> = Vec::new();
    for id in claims.iter().copied() {
        let alone = sentence(id, scope);
        let joins = |known: &Told| {
            let [one, other] = [known.first, id].map(|id| dataset.claim(id));
            (one.subject, one.predicate) == (other.subject, other.predicate)
                && [known.first, id].into_iter().all(|id| may_be_listed(id, scope))
        };
        if let Some(same) = all.iter_mut().find(|known| known.alone.contains(&alone)) {
            same.same.push(id);
        } else if let Some(list) = all.iter_mut().find(|known| joins(known)) {
            list.notes.push(id);
            list.alone.push(alone);
            // What has an order is listed in it.
            list.notes.sort_by_key(|id| dataset.details(dataset.claim(*id)).and_then(|d| d.position));
            let mut each = list.notes.iter().copied();
            list.first = each.next().unwrap_or(list.first);
            list.others = each.collect();
        } else {
            all.push(Told {
                first: id,
                others: Vec::new(),
                notes: vec![id],
                same: Vec::new(),
                alone: vec![alone],
            });
        }
    }
    all
}

/// Whether a fact says of a thing no more than its name does: that *the mending of the pier* mends the pier. A name of its own says
/// nothing by its words.
fn is_in_name(id: ClaimId, scope: GraphRef<'_>) -> bool {
    let dataset = scope.dataset;
    let claim = dataset.claim(id);
    let Thing::Entity(subject) = claim.subject else { return false };
    let is_bare = dataset.details(claim).is_none_or(|d| d.deadline.is_none() && d.when.is_none());
    let name = dataset.mention(subject);
    let name = name.strip_prefix("the ").unwrap_or(&name);
    if !dataset.is_english() || !is_bare || !scope.is_fact(id) || name.starts_with(char::is_uppercase) {
        return false;
    }
    let value = match claim.value {
        Value::Thing(Thing::Entity(object)) => dataset.mention(object),
        Value::Thing(Thing::Claim(_)) | Value::Boolean(_) | Value::Date(_) => return false,
        other => value_in_words(other, scope),
    };
    let value = value.strip_prefix("the ").unwrap_or(&value);
    let value = value.strip_suffix(" in total").unwrap_or(value);
    english::has_words(name, value)
}
