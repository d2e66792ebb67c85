//! Records of resolutions: what a curator decided about claims that disagree.

use super::keys::RESOLUTION;
use super::{Binding, Mapper, head_of, value_of};
use crate::model::claim::ClaimId;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::disagreement::{DisagreementKind, Resolution};
use crate::model::nearest::nearest;
use crate::model::record::{Field, Record};

impl Mapper<'_> {
    /// Takes a resolution; one with a fault is left out.
    pub(super) fn resolution(&mut self, record: &Record<'_>) {
        let before = self.faults.len();
        let (mut claims, mut holds, mut is_whole) = (Vec::new(), Vec::new(), true);
        let (mut kind, mut by, mut on, mut reason) = (None, None, None, None);
        for field in &record.fields {
            match field.name {
                "claims" => is_whole &= self.claims_named(record, field, &mut claims),
                "holds" => is_whole &= self.claims_named(record, field, &mut holds),
                "kind" => self.only(record, &mut kind, field),
                "by" => self.only(record, &mut by, field),
                "on" => self.only(record, &mut on, field),
                "reason" => self.only(record, &mut reason, field),
                _ => self.unknown_key(record, field, RESOLUTION),
            }
        }
        let kind = kind.and_then(|field| self.kind(record, field));
        let on = on.and_then(|field| self.date(record, field));
        let by = self.said(record, by, "by", "who decided");
        let reason = self.said(record, reason, "reason", "why it was decided so");
        if !record.fields.iter().any(|f| f.name == "claims") {
            let message = "this resolution names no claims".to_owned();
            self.fault(Code::R006, head_of(record), message, "claims = [\"…\", \"…\"]: those that disagree");
        }
        if let Some(other) = holds.iter().find(|id| is_whole && !claims.contains(id)) {
            let name = self.draft.texts.get(self.draft.claims[other.index()].key);
            let message = format!("`{name}` is not one of the claims of this resolution");
            let field = record.fields.iter().find(|f| f.name == "holds" && f.value.contains(name));
            let anchor = field.map_or_else(|| head_of(record), |f| value_of(record, f));
            self.fault(Code::R070, anchor, message, "one of `claims`");
        }
        let (Some(by), Some(reason)) = (by, reason) else { return };
        // A claim that has a fault of its own is told there; the decision on it waits.
        if is_whole && self.faults.len() == before {
            self.draft.resolutions.push(Resolution {
                claims,
                kind,
                holds,
                left_out: 0,
                by: self.draft.texts.intern(by.value.trim()),
                on,
                reason: self.draft.texts.intern(reason.value.trim()),
                origin: record.origin,
            });
        }
    }

    /// Takes the claims that a field names: one in TOML lists, several between `;` in tables. False if one has a fault.
    fn claims_named(&mut self, record: &Record<'_>, field: &Field<'_>, found: &mut Vec<ClaimId>) -> bool {
        let mut is_whole = true;
        for name in field.value.split(';').map(str::trim).filter(|n| !n.is_empty()) {
            match (self.bound(name), self.claim_called(name)) {
                (None, Some(id)) => found.push(id),
                (Some(Binding::Faulty), _) => is_whole = false,
                _ => {
                    let keys = self.draft.claims.iter().map(|c| self.draft.texts.get(c.key));
                    let near = nearest(name, keys).map(str::to_owned);
                    self.faults.push(
                        Diagnostic::new(
                            Code::R011,
                            value_of(record, field),
                            format!("there is no claim `{name}`"),
                        )
                        .expected("the id of a claim that is party to the disagreement")
                        .suggest(near.as_deref())
                        .help("`remit conflicts` lists what is open now; mend this decision, or take it out"),
                    );
                }
            }
        }
        is_whole
    }

    fn kind(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<DisagreementKind> {
        let found = DisagreementKind::ALL.into_iter().find(|k| k.word() == field.value);
        if found.is_none() {
            let known = DisagreementKind::ALL.map(DisagreementKind::word);
            self.unknown_word(record, field, "kind of disagreement", &known.map(|word| (word, word)));
        }
        found
    }

    /// A field that has to say something.
    fn said<'r, 'a>(
        &mut self,
        record: &Record<'_>,
        field: Option<&'r Field<'a>>,
        name: &str,
        what: &str,
    ) -> Option<&'r Field<'a>> {
        let field = field.filter(|f| !f.value.trim().is_empty());
        if field.is_none() {
            let message = format!("this resolution has no `{name}`");
            self.fault(Code::R006, head_of(record), message, &format!("{name} = \"…\": {what}"));
        }
        field
    }
}
