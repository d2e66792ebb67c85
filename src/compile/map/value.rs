//! The value of a claim, by the range of its property.

use super::keys::Fields;
use super::{Binding, Mapper, head_of, value_of};
use crate::compile::ontology::triples::local_name;
use crate::compile::ontology::{Property, Range};
use crate::model::address;
use crate::model::claim::{ClassId, PropertyId, Thing, Value};
use crate::model::code::Code;
use crate::model::date::{PartialDate, parse_duration, weeks_as_days};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::fix::Change;
use crate::model::lexical;
use crate::model::quantity::typed;
use crate::model::record::{Field, Origin, Record};
use crate::model::text::with_article;
use crate::model::vocab::rdf;

/// A value, or the name of something that is not declared yet.
pub(super) enum Read {
    Value(Value),
    Unresolved,
}

impl Mapper<'_> {
    /// Reads the value of a claim. `given` is the field that holds it where a column is the property itself.
    pub(super) fn value(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        property: PropertyId,
        given: Option<&Field<'_>>,
    ) -> Option<Read> {
        let ontology = self.ontology;
        let Property { range, datatype, .. } = ontology.property(property);
        let key = match range {
            Range::Money => ClaimField::Amount,
            Range::Count => ClaimField::Count,
            _ => ClaimField::Object,
        };
        let Some(field) = given.or_else(|| fields.get(key)) else {
            self.no_value(record, fields, property, key);
            return None;
        };
        if given.is_none()
            && key != ClaimField::Object
            && let Some(object) = fields.get(ClaimField::Object)
        {
            let message = format!(
                "`{}` has its value in `{}`, not in `object`",
                ontology.property(property).key,
                key.key()
            );
            self.fault(Code::R018, value_of(record, object), message, &format!("{} = …", key.key()));
            return None;
        }
        let text = field.value.as_ref();
        let value = match range {
            Range::Things(classes) => return self.thing(record, field, property, classes),
            Range::Money => Value::Money(self.money(record, fields, field)?),
            Range::Count => Value::Count(self.count(record, field, datatype.as_deref())?),
            Range::Text if datatype.as_deref() == Some(rdf::LANG_STRING) && field.language.is_none() => {
                let message = format!("`{}` takes texts with a language", ontology.property(property).key);
                let expected = format!("{} = {{ en = \"\u{2026}\" }}", key.key());
                let help =
                    "for texts without one declare `rdfs:range xsd:string`, or rdfs:Literal for either";
                let fault = Diagnostic::new(Code::R018, value_of(record, field), message).expected(expected);
                self.faults.push(fault.help(help));
                return None;
            }
            Range::Text => Value::Text(self.draft.texts.intern(text)),
            Range::Decimal if is_decimal(text) => Value::Decimal(self.draft.texts.intern(text)),
            // Spreadsheets write them in capitals.
            Range::Boolean if ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)) => {
                Value::Boolean(text.eq_ignore_ascii_case("true"))
            }
            Range::Date => {
                let date = self.date(record, field)?;
                self.precision(record, field, date, datatype.as_deref())?;
                Value::Date(date)
            }
            Range::Duration if parse_duration(text).is_some() => {
                Value::Duration(self.draft.texts.intern(text))
            }
            Range::Iri if address::fault(text).is_none() => Value::Iri(self.draft.texts.intern(text)),
            Range::Decimal | Range::Boolean | Range::Duration | Range::Iri => {
                let expected = match range {
                    Range::Decimal => "a number such as `12.5`",
                    Range::Boolean => "true or false",
                    Range::Duration => "a span of time such as `P3Y` (three years) or `P6M`",
                    _ => {
                        "an address such as https://example.org/page, urn:isbn:9780141036144 or mailto:board@example.org"
                    }
                };
                let message = format!("`{text}` is no value of `{}`", ontology.property(property).key);
                let (help, mended) = match range {
                    Range::Duration => {
                        let days = weeks_as_days(text);
                        (days.as_ref().map(|days| format!("XML Schema has no weeks: write `{days}`")), days)
                    }
                    Range::Iri => {
                        let mended = address::mended(text);
                        let write = mended.as_ref().map_or(String::new(), |m| format!("; write it as {m}"));
                        (address::fault(text).map(|cause| format!("{cause}{write}")), mended)
                    }
                    _ => (None, None),
                };
                let mut fault =
                    Diagnostic::new(Code::R018, value_of(record, field), message).expected(expected);
                fault.help.extend(help);
                self.faults.push(match mended {
                    Some(mended) => fault.fix(format!("write `{mended}`"), Change::Value(mended)),
                    None => fault,
                });
                return None;
            }
        };
        let written = if let Value::Count(count) = value { count.to_string() } else { text.to_owned() };
        if let Some(expected) = ontology.property(property).facets.expected(&written) {
            let message = format!("`{text}` is no value of `{}`", ontology.property(property).key);
            self.fault(Code::R018, value_of(record, field), message, &expected);
            return None;
        }
        Some(Read::Value(value))
    }

    fn no_value(
        &mut self,
        record: &Record<'_>,
        fields: &Fields<'_, '_>,
        property: PropertyId,
        key: ClaimField,
    ) {
        let name = &self.ontology.property(property).key;
        let other = [ClaimField::Object, ClaimField::Amount, ClaimField::Count]
            .into_iter()
            .find_map(|k| fields.get(k).map(|f| (k, f)));
        match other {
            Some((found, field)) if key != ClaimField::Object || found != ClaimField::Object => {
                let code = match found {
                    ClaimField::Object => Code::R018,
                    ClaimField::Amount => Code::R020,
                    _ => Code::R021,
                };
                let message = format!("`{name}` has its value in `{}`, not in `{}`", key.key(), found.key());
                let place = Location::Field(record.origin, found.key());
                let fault = Diagnostic::new(code, value_of(record, field), message)
                    .expected(format!("{} = …", key.key()))
                    .fix_at(format!("call it `{}`", key.key()), (place, Change::Key(key.key())));
                self.faults.push(fault);
            }
            _ => {
                let expected = format!("{} = …, as `{name}` asks for", key.key());
                self.fault(
                    Code::R006,
                    head_of(record),
                    format!("this claim has no `{}`", key.key()),
                    &expected,
                );
            }
        }
    }

    fn thing(
        &mut self,
        record: &Record<'_>,
        field: &Field<'_>,
        property: PropertyId,
        classes: &[ClassId],
    ) -> Option<Read> {
        match self.bound(&field.value) {
            Some(Binding::Entity(id)) => {
                let class = self.class_of(id);
                if !self.ontology.is_one_of(class, classes) {
                    self.wrong_class(
                        Code::R017,
                        (record.origin, value_of(record, field)),
                        &field.value,
                        class,
                        property,
                        classes,
                    );
                    return None;
                }
                Some(Read::Value(Value::Thing(Thing::Entity(id))))
            }
            Some(Binding::Faulty) => None,
            None => Some(Read::Unresolved),
        }
    }

    /// A subject or value whose class the property does not take.
    pub(super) fn wrong_class(
        &mut self,
        code: Code,
        (origin, anchor): (Origin, Location),
        name: &str,
        class: ClassId,
        property: PropertyId,
        wanted: &[ClassId],
    ) {
        let ontology = self.ontology;
        let keys: Vec<&str> = wanted.iter().map(|c| ontology.class(*c).key.as_str()).collect();
        let end = if code == Code::R016 { "subject" } else { "value" };
        let mut fault = Diagnostic::new(
            code,
            anchor,
            format!(
                "`{name}` is {}, which `{}` does not take as its {end}",
                with_article(&ontology.class(class).label),
                ontology.property(property).key
            ),
        )
        .expected(format!("a thing of class {}", keys.join(" or ")));
        let turned = ontology.property(property).inverse.filter(|inverse| {
            let inverse = ontology.property(*inverse);
            match &inverse.range {
                _ if code == Code::R016 => ontology.is_one_of(class, &inverse.domain),
                Range::Things(classes) => ontology.is_one_of(class, classes),
                _ => false,
            }
        });
        if let Some(inverse) = turned {
            let inverse = &ontology.property(inverse).key;
            let place = Location::Field(origin, ClaimField::Predicate.key());
            fault = fault
                .help(format!("the other way round it is `{inverse}`"))
                .offer(format!("turn it round: `{inverse}`"), (place, Change::Value(inverse.clone())));
        }
        self.faults.push(fault);
    }

    /// A whole number that a datatype has; one from 0 where none is declared.
    pub(super) fn count(
        &mut self,
        record: &Record<'_>,
        field: &Field<'_>,
        datatype: Option<&str>,
    ) -> Option<i64> {
        let text = field.value.replace('_', "");
        // `22,000` and `1.3 million` are counts as well.
        let as_written =
            || typed(&text).ok().filter(|t| t.currencies.is_empty() && t.per.is_none())?.amount.parse().ok();
        let number: Option<i64> = text.parse().ok().or_else(as_written);
        let local = datatype.map_or("nonNegativeInteger", local_name);
        let number = number.filter(|n| lexical::is_well_formed(local, &n.to_string()));
        if number.is_none() {
            let message = format!("`{}` is not a count", field.value);
            let expected = match local {
                "integer" => "a whole number such as -4 or 22,000".to_owned(),
                "nonNegativeInteger" => "a whole number such as 4 or 22,000".to_owned(),
                "positiveInteger" => "a whole number from 1, such as 4 or 22,000".to_owned(),
                other => format!("a whole number that xsd:{other} has, such as 4"),
            };
            self.fault(Code::R021, value_of(record, field), message, &expected);
        }
        number
    }

    /// A date has the precision of the datatype that is declared.
    fn precision(
        &mut self,
        record: &Record<'_>,
        field: &Field<'_>,
        date: PartialDate,
        declared: Option<&str>,
    ) -> Option<()> {
        let Some(declared) = declared.filter(|d| *d != date.datatype().as_str()) else { return Some(()) };
        let local = local_name(declared);
        let message = format!("`{}` is no xsd:{local}", field.value);
        let expected = match local {
            "gYear" => "a year, such as 2023",
            "gYearMonth" => "a month, such as 2023-03",
            _ => "a day, such as 2023-03-31",
        };
        let fault = Diagnostic::new(Code::R019, value_of(record, field), message).expected(expected);
        self.faults.push(
            fault.help("declare the range remit:PartialDate where dates are known to the year, month or day"),
        );
        None
    }

    /// A partial date.
    pub(super) fn date(&mut self, record: &Record<'_>, field: &Field<'_>) -> Option<PartialDate> {
        let date = PartialDate::parse(&field.value);
        if date.is_none() {
            self.faults.push(
                Diagnostic::new(Code::R019, value_of(record, field), format!("`{}` is no date", field.value))
                    .expected("a year, a month or a day: 2026, 2023-03 or 2023-03-31")
                    .help("for words such as `this year` write when = \"…\""),
            );
        }
        date
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(fraction)
}
