//! Money: an amount as people write it, with its currency and the time that it recurs in, typed or by default.

use super::keys::Fields;
use super::{Mapper, value_of};
use crate::model::amount::Amount;
use crate::model::claim::Money;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::fix::Change;
use crate::model::quantity::{Typed, typed};
use crate::model::record::{Field, Record};

/// The times that an amount may recur in.
const TIMES: [&str; 6] = ["total", "year", "quarter", "month", "week", "day"];

impl Mapper<'_> {
    /// An amount with its currency and basis.
    pub(super) fn money(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        amount: &Field<'_>,
    ) -> Option<Money> {
        // Tables have digits alone.
        let plain = Amount::parse(&amount.value);
        let read = match plain.map_or_else(|| typed(&amount.value), |_| Ok(Typed::default())) {
            Ok(read) => read,
            Err(why) => {
                let message = format!("`{}` is not an amount of money: {why}", amount.value);
                let fault = Diagnostic::new(Code::R020, value_of(record, amount), message);
                self.faults.push(
                    fault.expected("an amount such as 145000000, 99.50, \"£5.7bn\" or \"EUR 3.5 million\""),
                );
                return None;
            }
        };
        let currency = self.currency(record, fields.get(ClaimField::Currency), (amount, &read));
        let per = self.per(record, fields.get(ClaimField::Per), (amount, &read));
        let (currency, per) = (currency?, per?);
        Some(Money {
            amount: plain.unwrap_or_else(|| Amount::of(&read.amount, &mut self.draft.texts)),
            currency: self.draft.texts.intern(currency),
            per: self.draft.texts.intern(per),
        })
    }

    /// The currency: the one typed with the amount, or that of the field.
    fn currency<'t>(
        &mut self,
        record: &Record<'_>,
        field: Option<&'t Field<'_>>,
        (amount, read): (&Field<'_>, &Typed),
    ) -> Option<&'t str> {
        const EXPECTED: &str = "currency = \"GBP\": three capital letters (ISO 4217)";
        let Some(field) = field else {
            let first = read.currencies.first().copied();
            if first.is_none() {
                let message = "this amount has no currency".to_owned();
                self.fault(Code::R020, value_of(record, amount), message, EXPECTED);
            }
            return first;
        };
        if field.value.len() != 3 || !field.value.bytes().all(|b| b.is_ascii_uppercase()) {
            let message = format!("`{}` is not a currency", field.value);
            let mut fault = Diagnostic::new(Code::R020, value_of(record, field), message).expected(EXPECTED);
            let capital = field.value.trim().to_ascii_uppercase();
            if capital.len() == 3 && capital.bytes().all(|b| b.is_ascii_uppercase()) {
                fault = fault
                    .help(format!("write `{capital}`"))
                    .fix(format!("write `{capital}`"), Change::Value(capital));
            }
            self.faults.push(fault);
            return None;
        }
        if read.currencies.is_empty() || read.currencies.contains(&field.value.as_ref()) {
            return Some(&field.value);
        }
        if field.is_default {
            return read.currencies.first().copied();
        }
        self.contradicts(record, field, amount);
        None
    }

    /// The time that it recurs in: the one typed with the amount, or that of the field.
    fn per<'t>(
        &mut self,
        record: &Record<'_>,
        field: Option<&'t Field<'_>>,
        (amount, read): (&Field<'_>, &Typed),
    ) -> Option<&'t str> {
        const EXPECTED: &str = "per = \"total\", or the time it recurs in: year, quarter, month, week, day";
        let typed = read.per;
        let Some(field) = field else {
            if typed.is_none() {
                let message = "this amount has no basis".to_owned();
                self.fault(Code::R020, value_of(record, amount), message, EXPECTED);
            }
            return typed;
        };
        if !TIMES.contains(&field.value.as_ref()) {
            let message = format!("`{}` is not a basis of an amount", field.value);
            self.fault(Code::R020, value_of(record, field), message, EXPECTED);
            return None;
        }
        if !field.is_default && typed.is_some_and(|typed| typed != field.value) {
            self.contradicts(record, field, amount);
            return None;
        }
        Some(typed.unwrap_or(&field.value))
    }

    /// A field says other than the amount beside it.
    fn contradicts(&mut self, record: &Record<'_>, field: &Field<'_>, amount: &Field<'_>) {
        let message = format!("`{} = {}` contradicts the amount `{}`", field.name, field.value, amount.value);
        let fault = Diagnostic::new(Code::R020, value_of(record, field), message)
            .expected("what the amount says, or nothing");
        self.faults.push(without(fault, record, field));
    }

    /// A currency or basis without the amount that it belongs to; as a default it waits for one.
    pub(super) fn orphan_currency(&mut self, record: &Record<'_>, fields: &Fields<'_, '_>, is_money: bool) {
        if is_money || fields.get(ClaimField::Amount).is_some() {
            return;
        }
        let orphans = [ClaimField::Currency, ClaimField::Per].into_iter().filter_map(|k| fields.get(k));
        for field in orphans.filter(|f| !f.is_default) {
            let message = format!("`{}` is given here without an amount", field.name);
            let fault = Diagnostic::new(Code::R020, value_of(record, field), message)
                .expected("amount = …, or nothing");
            self.faults.push(without(fault, record, field));
        }
    }
}

/// A fault that is mended where a field is taken out.
fn without(fault: Diagnostic, record: &Record<'_>, field: &Field<'_>) -> Diagnostic {
    match ClaimField::from_key(field.name) {
        Some(key) => {
            let place = Location::Field(record.origin, key.key());
            fault.offer(format!("take `{}` out", field.name), (place, Change::Remove))
        }
        None => fault,
    }
}
