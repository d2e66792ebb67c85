//! What a record says of the publication of its source, held to what each part has to be.

use super::{Mapper, value_of};
use crate::compile::read::licence_fault;
use crate::model::address;
use crate::model::code::Code;
use crate::model::dataset::Published;
use crate::model::date::PartialDate;
use crate::model::published::{PublishedField, PublishedKind};
use crate::model::record::{Field, Record};

impl Mapper<'_> {
    /// Takes the parts that are good; of all but authors there is one.
    pub(super) fn published(
        &mut self,
        record: &Record<'_>,
        fields: &[(PublishedField, &Field<'_>)],
    ) -> Option<Box<Published>> {
        let mut found = Published::new();
        for (part, field) in fields {
            if *part != PublishedField::Author && found.iter().any(|(other, _)| other == part) {
                self.second_value(record, field);
            } else if self.is_good(record, *part, field) {
                found.push((*part, self.draft.texts.intern(field.value.trim())));
            }
        }
        if let [Some(date), Some(retrieved)] = [PublishedField::Date, PublishedField::Retrieved].map(|part| {
            let field = fields.iter().find(|(other, _)| *other == part)?.1;
            Some((field, PartialDate::parse(field.value.trim())?))
        }) && date.1.is_after(retrieved.1)
        {
            let message = format!("retrieved {}, before it was published", retrieved.0.value.trim());
            let expected = format!("{} or later", date.0.value.trim());
            self.fault(Code::R019, value_of(record, retrieved.0), message, &expected);
        }
        found.sort_by(|a, b| (a.0, self.draft.texts.get(a.1)).cmp(&(b.0, self.draft.texts.get(b.1))));
        (!found.is_empty()).then(|| Box::new(found))
    }

    fn is_good(&mut self, record: &Record<'_>, part: PublishedField, field: &Field<'_>) -> bool {
        let (text, place) = (field.value.trim(), value_of(record, field));
        if text.is_empty() {
            self.fault(
                Code::R018,
                place,
                format!("`{}` is empty", part.key()),
                "a text; leave out what is not known",
            );
            return false;
        }
        match part.kind() {
            PublishedKind::Text => {}
            PublishedKind::Address => {
                if let Some(why) = address::fault(text) {
                    self.fault(
                        Code::R018,
                        place,
                        format!("`{text}` is not an address: {why}"),
                        "an address such as https://example.org/page",
                    );
                    return false;
                }
            }
            PublishedKind::Date => {
                if PartialDate::parse(text).is_none() {
                    self.fault(
                        Code::R019,
                        place,
                        format!("`{text}` is no date"),
                        "a year, a month or a day: 2026, 2023-03 or 2023-03-31; leave out what is not known",
                    );
                    return false;
                }
            }
            PublishedKind::Flag => {
                if !matches!(text, "true" | "false") {
                    let message = format!("`{text}` is not true or false");
                    self.fault(Code::R018, place, message, "true or false; leave out what is not known");
                    return false;
                }
            }
            PublishedKind::Licence => self.faults.extend(licence_fault(text, place)),
        }
        true
    }
}
