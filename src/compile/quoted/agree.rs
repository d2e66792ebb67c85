//! `R080`, `R081`: whether the quote of a claim says the numbers, amounts, dates and lengths of time that the claim states.

use super::Quoted;
use super::names::words;
use super::value::{Of, Stated, Verdict, of_date, of_duration, of_text, verdict};
use crate::compile::ontology::PromiseRole;
use crate::model::claim::{Claim, EntityId, Money, Thing, Value};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::date::{PartialDate, parse_duration};
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::fields::ClaimField;
use crate::model::fix::Change;
use crate::model::quantity::{Quantity, What, read, typed};
use crate::model::words as shown;

/// A value that a claim states: the field that has it, how readers see it, and what it is.
pub(super) struct Field {
    key: ClaimField,
    shown: String,
    stated: Stated,
}

impl Field {
    /// Whether it is one end of a time, and the words before a date make that the other end.
    fn is_of_other_end(&self, before: &str) -> bool {
        let word = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
        match self.key {
            ClaimField::From => matches!(word.as_str(), "until" | "till" | "by" | "before" | "to"),
            ClaimField::Until | ClaimField::Deadline => {
                matches!(word.as_str(), "since" | "from" | "between" | "after")
            }
            _ => false,
        }
    }

    /// The quantities without the dates at which it was not: those of the other end of a time, and what was before or after them.
    fn of_its_end(&self, quote: &str, found: &[Quantity]) -> Vec<Quantity> {
        let is_date = |q: &&Quantity| matches!(q.what, What::Date(_));
        let joins = |first: &Quantity, second: &Quantity| {
            let between = quote.get(first.span.end..second.span.start).unwrap_or_default().trim();
            matches!(between, "to" | "until" | "-" | "\u{2013}")
        };
        let has_length = found.iter().any(|q| matches!(q.what, What::Length(..)));
        let is_other = |(at, quantity): (usize, &Quantity)| {
            let before = at.checked_sub(1).and_then(|before| found.get(before)).filter(is_date);
            let after = found.get(at + 1).filter(is_date);
            let word = quote[..quantity.span.start].trim_end().rsplit(' ').next().unwrap_or_default();
            match self.key {
                ClaimField::From => before.is_some_and(|before| joins(before, quantity)),
                ClaimField::Until => after.is_some_and(|after| joins(quantity, after)),
                ClaimField::Object => !has_length && matches!(word, "before" | "after"),
                _ => false,
            }
        };
        let kept = found.iter().enumerate().filter(|(at, q)| !(is_date(q) && is_other((*at, q))));
        kept.map(|(_, quantity)| quantity.clone()).collect()
    }

    fn is_number(&self) -> bool {
        matches!(self.stated, Stated::Number(..) | Stated::Money(..))
    }

    /// What a quote says in its place, as the field of a record has it.
    fn as_quoted(&self, said: &str) -> Option<String> {
        let found = read(said);
        let [quantity] = found.as_slice() else { return None };
        let is_amount = self.key == ClaimField::Amount && typed(said).is_ok_and(|t| !t.currencies.is_empty());
        let number = quantity.number.filter(|_| quantity.or.is_none() && quantity.what == What::Number);
        match self.stated {
            Stated::Money(..) => is_amount.then(|| said.to_owned()),
            Stated::Number(..) => number.map(|number| number.to_string()),
            _ => None,
        }
    }

    /// Whether words say it.
    pub(super) fn verdict(&self, words: &str) -> Verdict {
        verdict(&self.stated, words, &read(words))
    }
}

/// In the label of a property these tell that its numbers are of a unit, and not of things that are counted.
const UNITS: &str = "cent percent percentage share rate proportion month week day hour minute km kg metre meter mile length height \
                     width depth weight distance temperature degree";
/// And these, that they may be money or years.
const KINDS: &str = "year age date price fee pound euro dollar";

/// And these, that it says the latest time, as `by` does.
const LATEST: &str = "by until till before due deadline end finish complete latest last close expire";

/// Holds every value of a claim against its quote.
pub(super) fn check(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let mut fields = stated(quoted.dataset, quoted.claim);
    for field in &mut fields {
        quoted.tell_kind(field);
    }
    if fields.is_empty() {
        return;
    }
    let quote = quoted.around.quote;
    let mut found = read(quote);
    quoted.doubt_names(&mut found);
    // What says one value of the claim does not contradict another.
    let carries = |q: &Quantity| {
        fields.iter().any(|f| verdict(&f.stated, quote, std::slice::from_ref(q)) == Verdict::Carried)
    };
    let used: Vec<bool> = found.iter().map(carries).collect();
    let mut others = found.clone();
    for (quantity, used) in others.iter_mut().zip(used) {
        quantity.is_sure &= !used;
    }
    for field in &fields {
        let mut others = others.clone();
        for quantity in &mut others {
            quantity.is_sure &= !field.is_of_other_end(&quote[..quantity.span.start]);
        }
        let found = field.of_its_end(quote, &found);
        match verdict(&field.stated, quote, &found) {
            Verdict::Carried if quoted.is_latest(field, quote, &found) => {
                quoted.lacks(field, &Verdict::Partly("when: `by` says no more than the latest time"), faults);
            }
            Verdict::Carried => {}
            Verdict::Other(_) if field.is_number() && unclear(&found).is_some() => {
                quoted.lacks(field, &Verdict::Absent, faults);
            }
            Verdict::Other(_) => match verdict(&field.stated, quote, &others) {
                Verdict::Other(span) => faults.push(quoted.differs(field, &quote[span])),
                verdict => quoted.lacks(field, &verdict, faults),
            },
            verdict => quoted.lacks(field, &verdict, faults),
        }
    }
}

/// All values of a claim that words can say, but for dates that are defaults of a file.
fn stated(dataset: &Dataset, claim: &Claim) -> Vec<Field> {
    let mut fields: Vec<Field> = of_value(dataset, claim).into_iter().collect();
    let quote = claim.passage.map_or("", |id| dataset.text(dataset.passage(id).quote)).to_lowercase();
    let mut add_text = |key: ClaimField, text: &str| {
        if !quote.contains(&text.to_lowercase()) {
            fields.extend(of_text(text).into_iter().map(|(span, stated)| Field {
                key,
                shown: text[span].to_owned(),
                stated,
            }));
        }
    };
    if let Value::Text(text) = claim.value {
        add_text(ClaimField::Object, dataset.text(text));
    }
    let Some(details) = dataset.details(claim) else { return fields };
    if let Some(when) = details.when {
        add_text(ClaimField::When, dataset.text(when));
    }
    let dates = [details.from, details.until, details.deadline];
    let keys = [ClaimField::From, ClaimField::Until, ClaimField::Deadline];
    for ((date, key), is_default) in dates.into_iter().zip(keys).zip(details.default_dates) {
        fields.extend(date.filter(|_| !is_default).map(|date| of_date_in(key, date)));
    }
    fields.extend(details.money.and_then(|money| of_money(money, dataset)));
    let count = details.count.and_then(|count| of_number(ClaimField::Count, &count.to_string()));
    fields.extend(count);
    fields
}

/// The value of a claim, if it is a quantity.
pub(super) fn of_value(dataset: &Dataset, claim: &Claim) -> Option<Field> {
    let key = ClaimField::of_value(claim.value);
    match claim.value {
        Value::Money(money) => of_money(money, dataset),
        Value::Count(count) => of_number(key, &count.to_string()),
        Value::Decimal(number) => of_number(key, dataset.text(number)),
        Value::Date(date) => Some(of_date_in(key, date)),
        Value::Duration(span) => {
            let span = dataset.text(span);
            Some(Field { key, shown: shown::span(span), stated: of_duration(parse_duration(span)?) })
        }
        Value::Thing(_) | Value::Text(_) | Value::Boolean(_) | Value::Iri(_) => None,
    }
}

fn of_number(key: ClaimField, number: &str) -> Option<Field> {
    Some(Field {
        key,
        shown: shown::number(number),
        stated: Stated::Number(number.parse().ok()?, Of::Anything),
    })
}

fn of_date_in(key: ClaimField, date: PartialDate) -> Field {
    Field { key, shown: date.words(), stated: of_date(date) }
}

fn of_money(money: Money, dataset: &Dataset) -> Option<Field> {
    let [currency, per] = [money.currency, money.per].map(|s| dataset.text(s));
    let amount = dataset.amount(money.amount);
    let basis = if per == "total" { String::new() } else { format!(" per {per}") };
    let shown = shown::money(&amount, currency) + &basis;
    let stated = Stated::Money(amount.parse().ok()?, vec![currency.to_owned()], Some(per.to_owned()));
    Some(Field { key: ClaimField::Amount, shown, stated })
}

impl Quoted<'_> {
    /// Takes from the quantities what is a part of a name, such as `Ten Acre Lane`, unless the claim is about what is so called.
    fn doubt_names(&self, found: &mut [Quantity]) {
        if found.is_empty() {
            return;
        }
        let value = if let Value::Thing(value) = self.claim.value { Some(value) } else { None };
        let ends: Vec<EntityId> =
            [Some(self.claim.subject), value].into_iter().flatten().filter_map(entity).collect();
        let words = words(self.around.quote);
        for (name, _) in self.names.within(&words, &ends).into_iter().filter(|(name, _)| name.len() > 1) {
            let (start, end) = (words[name.start].span.0, words[name.end - 1].span.1);
            for quantity in found.iter_mut().filter(|q| start <= q.span.start && q.span.end <= end) {
                quantity.is_sure &= matches!(quantity.what, What::Money(..));
            }
        }
    }

    /// Tells what a number is of: the claim says how many, or its property what is measured.
    fn tell_kind(&self, field: &mut Field) {
        let Stated::Number(_, of) = &mut field.stated else { return };
        let label = words(&self.ontology.property(self.claim.predicate).label);
        let has = |units: &str| label.iter().any(|w| units.split(' ').any(|unit| unit == w.stem));
        *of = match (field.key, self.claim.value) {
            (ClaimField::Object | ClaimField::Count, Value::Count(_)) if has(UNITS) || has(KINDS) => {
                Of::Anything
            }
            (ClaimField::Object, Value::Decimal(_)) if has(KINDS) => Of::Anything,
            (ClaimField::Object, Value::Decimal(_)) => Of::Measure,
            (ClaimField::Count, _) | (ClaimField::Object, Value::Count(_)) => Of::Count,
            _ => Of::Anything,
        };
    }

    /// Whether words say of a date no more than that it was the latest time, and the property of the claim says when.
    fn is_latest(&self, field: &Field, quote: &str, found: &[Quantity]) -> bool {
        let property = self.ontology.property(self.claim.predicate);
        if field.key != ClaimField::Object
            || !matches!(self.claim.value, Value::Date(_))
            || property.role == Some(PromiseRole::DueDate)
            || words(&property.label).iter().any(|w| LATEST.split(' ').any(|latest| latest == w.stem))
        {
            return false;
        }
        let mut carrying = found
            .iter()
            .filter(|q| verdict(&field.stated, quote, std::slice::from_ref(*q)) == Verdict::Carried)
            .peekable();
        let is_by = |q: &Quantity| {
            let before = quote[..q.span.start].trim_end().to_lowercase();
            let before = before.strip_suffix(" the").unwrap_or(&before);
            before == "by" || before.ends_with(" by")
        };
        carrying.peek().is_some() && carrying.all(is_by)
    }

    fn at(&self, code: Code, field: &Field, message: String) -> Diagnostic {
        Diagnostic::new(code, Location::Field(self.claim.origin, field.key.key()), message)
    }

    /// The quote says another value. A note that says the one of the claim takes away that this stops a build.
    fn differs(&self, field: &Field, said: &str) -> Diagnostic {
        let message = format!("the quotation says `{said}`, not {}", field.shown);
        let mut fault = self.at(Code::R080, field, message).expected("what the quote says");
        if self.note().is_some_and(|note| field.verdict(note) == Verdict::Carried) {
            fault.severity = Severity::Warning;
        }
        let fault = self.with_longer(fault, |longer| field.verdict(longer) == Verdict::Carried);
        match field.as_quoted(said).filter(|_| fault.fixes.is_empty()) {
            Some(value) => {
                let help = format!("if the quotation is right: {} = \"{value}\"", field.key.key());
                fault.help(help).fix("write what the quotation says", Change::Value(value))
            }
            None => fault,
        }
    }

    /// The quote does not say a value, or not all of it; a note may say why.
    fn lacks(&self, field: &Field, verdict: &Verdict, faults: &mut Vec<Diagnostic>) {
        let is_date = matches!(field.stated, Stated::Date(..));
        let has_when = self.dataset.details(self.claim).is_some_and(|d| d.when.is_some());
        if self.note().is_some_and(|note| self.is_explained(field, verdict, note)) || (is_date && has_when) {
            return;
        }
        let missing = match verdict {
            Verdict::Partly(what) => format!(", but not {what}"),
            _ => String::new(),
        };
        let quote = self.around.quote;
        let unclear = unclear(&read(quote)).filter(|_| field.is_number());
        let message = match (unclear, missing.as_str()) {
            (Some(span), _) => format!(
                "`{}` may be read in several ways: nothing says that it is {}",
                &quote[span], field.shown
            ),
            (None, "") => format!("the quote does not say {}", field.shown),
            (None, missing) => format!("the quote says a part of {}{missing}", field.shown),
        };
        let fault = self
            .at(Code::R081, field, message)
            .expected("what the quote says, or a note that says the value and where it is from");
        let is_good = |words: &str| field.verdict(words) == Verdict::Carried;
        // More words do not make certain what these say already.
        faults.push(if is_good(quote) { fault } else { self.with_longer(fault, is_good) });
    }

    /// Whether a note says the value that a quote lacks, or the part of it that is missing.
    fn is_explained(&self, field: &Field, verdict: &Verdict, note: &str) -> bool {
        match (verdict, field.verdict(note)) {
            (_, Verdict::Carried) => !read(note).is_empty(),
            (Verdict::Partly(_), Verdict::Partly(_)) => true,
            (Verdict::Partly(_), _) => {
                field.verdict(&format!("{} {note}", self.around.quote)) == Verdict::Carried
            }
            _ => false,
        }
    }

    pub(super) fn note(&self) -> Option<&str> {
        self.dataset.details(self.claim)?.note.map(|note| self.dataset.text(note))
    }
}

/// The first number that may be read in several ways.
fn unclear(found: &[Quantity]) -> Option<std::ops::Range<usize>> {
    found.iter().find(|q| q.what == What::Unclear).map(|q| q.span.clone())
}

fn entity(thing: Thing) -> Option<EntityId> {
    match thing {
        Thing::Entity(id) => Some(id),
        Thing::Claim(_) => None,
    }
}
