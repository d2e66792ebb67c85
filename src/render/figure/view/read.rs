//! View files read key by key: every key that is missing, unknown or of the wrong kind is told at once, in its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Chosen, Name};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::nearest::nearest;

/// A value of a view file.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// What a value of a view file can be read as.
pub(super) trait FromToml: Sized {
    /// What the value has to be.
    const WHAT: &'static str;

    /// Reads it; what it is not is a fault of the file.
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self>;

    /// What it is where its key is left out; none where it may not be.
    fn absent() -> Option<Self> {
        None
    }
}

/// A table as a type: each field is a key. With `or`, a single text stands for the table with that key alone.
macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident $(or $short:literal)? {
        $($(#[$doc:meta])* $field:ident $(= $key:literal)?: $type:ty,)+
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)+ }

        #[cfg(test)]
        impl $name {
            pub(super) const KEYS: &'static [&'static str] = &[$(key!($field $($key)?)),+];
        }

        impl $crate::render::figure::view::read::FromToml for $name {
            const WHAT: &'static str = "a table";

            fn read(
                value: &$crate::render::figure::view::read::Value<'_>,
                reader: &mut $crate::render::figure::view::read::Reader<'_>,
            ) -> Option<Self> {
                let keys = [$(key!($field $($key)?)),+];
                let entries = reader.entries::<Self>(value, &keys, &[$($short)?])?;
                $(let $field = reader.field(&entries, key!($field $($key)?));)+
                Some(Self { $($field: $field?,)+ })
            }

            /// A table may be left out where each of its keys may.
            fn absent() -> Option<Self> {
                Some(Self { $($field: $crate::render::figure::view::read::FromToml::absent()?,)+ })
            }
        }
    )+};
}

/// The key of a field: its name, unless it has another.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

pub(super) use {key, tables};

/// The keys of a table with their values.
pub(super) struct Entries<'t, 'a> {
    head: Span,
    found: Vec<(&'t str, &'t Value<'a>)>,
    /// Keys that were probably meant by others: to miss them too would be one fault told twice.
    meant: Vec<String>,
}

/// Reads a file and collects its faults.
pub(super) struct Reader<'f> {
    id: FileId,
    file: &'f SourceFile,
    /// What is wrong.
    pub(super) faults: Vec<Diagnostic>,
}

impl<'f> Reader<'f> {
    /// Reads the file as a table, and the table by `read`; else all faults.
    pub(super) fn whole<T>(
        id: FileId,
        file: &'f SourceFile,
        read: impl FnOnce(&mut Self, &Value<'_>) -> Option<T>,
    ) -> Result<T, Vec<Diagnostic>> {
        let mut reader = Self { id, file, faults: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        for error in errors {
            let message = format!("this view is not TOML: {}", error.message().replace('\n', "; "));
            reader.fault(error.span().unwrap_or(0..0), message, "TOML, as https://toml.io describes it");
        }
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        let found = read(&mut reader, &Spanned::new(0..0, DeValue::Table(table.into_inner())));
        found.filter(|_| reader.faults.is_empty()).ok_or(reader.faults)
    }

    pub(super) fn fault(&mut self, span: Range<usize>, message: String, expected: &str) -> &mut Diagnostic {
        // Of a table only its head, of a text over many lines only its first.
        let line = self.file.text.get(span.clone()).and_then(|t| t.split('\n').next()).unwrap_or_default();
        let span = Span::new(span.start, span.start + line.trim_end().len());
        self.faults
            .push(Diagnostic::new(Code::R052, Location::Span(self.id, span), message).expected(expected));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    fn wrong<T: FromToml>(&mut self, value: &Value<'_>) {
        self.fault(value.span(), format!("this has to be {}", T::WHAT), T::WHAT);
    }

    /// The entries of a table whose keys are known. A text stands for the table with the key of `short` alone.
    pub(super) fn entries<'t, 'a, T: FromToml>(
        &mut self,
        value: &'t Value<'a>,
        keys: &[&str],
        short: &[&'static str],
    ) -> Option<Entries<'t, 'a>> {
        let head = Span::from(value.span());
        match (value.get_ref(), short) {
            (DeValue::String(_), [key]) => {
                return Some(Entries { head, found: vec![(*key, value)], meant: Vec::new() });
            }
            (DeValue::Table(table), _) => {
                let (mut found, mut meant) = (Vec::new(), Vec::new());
                for (key, value) in table {
                    let name = key.get_ref().as_ref();
                    if keys.contains(&name) {
                        found.push((name, value));
                        continue;
                    }
                    let fault =
                        self.fault(key.span(), format!("there is no key `{name}` here"), &keys.join(", "));
                    if let Some(near) = nearest(name, keys.iter().copied()) {
                        fault.add_near(Some(near));
                        meant.push(near.to_owned());
                    }
                }
                return Some(Entries { head, found, meant });
            }
            _ => self.wrong::<T>(value),
        }
        None
    }

    /// The value of a key.
    pub(super) fn field<T: FromToml>(&mut self, entries: &Entries<'_, '_>, key: &str) -> Option<T> {
        if let Some((_, value)) = entries.found.iter().find(|(name, _)| *name == key) {
            return T::read(value, self);
        }
        let absent = T::absent();
        if absent.is_none() && !entries.meant.iter().any(|meant| meant == key) {
            let span = entries.head.start as usize..entries.head.end as usize;
            self.fault(span, format!("the key `{key}` is missing"), &format!("{key} = … ({})", T::WHAT));
        }
        absent
    }

    /// One of some words.
    pub(super) fn word<T: FromToml + Copy>(&mut self, value: &Value<'_>, words: &[(&str, T)]) -> Option<T> {
        let DeValue::String(word) = value.get_ref() else {
            self.wrong::<T>(value);
            return None;
        };
        let found = words.iter().find(|(known, _)| known == word).map(|(_, one)| *one);
        if found.is_none() {
            let known = || words.iter().map(|(known, _)| *known);
            let expected = known().collect::<Vec<_>>().join(", ");
            let near = nearest(word, known());
            let fault = self.fault(value.span(), format!("`{word}` is not {}", T::WHAT), &expected);
            fault.add_near(near);
        }
        found
    }
}

impl FromToml for String {
    const WHAT: &'static str = "a text";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.as_ref().to_owned());
        }
        reader.wrong::<Self>(value);
        None
    }
}

impl FromToml for Name {
    const WHAT: &'static str = "a name";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = String::read(value, reader)?;
        // Without its quotation marks, unless it stands on several lines.
        let (span, marks) = (value.span(), usize::from(!text.contains('\n')));
        Some(Self { text, span: Span::new(span.start + marks, span.end.saturating_sub(marks)) })
    }
}

impl FromToml for bool {
    const WHAT: &'static str = "true or false";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        reader.wrong::<Self>(value);
        None
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl<T: FromToml> FromToml for Option<T> {
    const WHAT: &'static str = T::WHAT;

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(value, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromToml> FromToml for Vec<T> {
    const WHAT: &'static str = "a list";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Array(items) = value.get_ref() else {
            reader.fault(value.span(), "this has to be a list".to_owned(), &format!("[{}, …]", T::WHAT));
            return None;
        };
        // Each item, so that every fault is told.
        let items: Vec<Option<T>> = items.iter().map(|item| T::read(item, reader)).collect();
        items.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl FromToml for Chosen {
    const WHAT: &'static str = "a list of one or more";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let names = Vec::<Name>::read(value, reader)?;
        if names.is_empty() {
            let fault = reader.fault(value.span(), "this list is empty".to_owned(), "[\"…\", …]");
            fault.help.push("leave the key out for all".to_owned());
            return None;
        }
        Some(Self(names))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl FromToml for [String; 2] {
    const WHAT: &'static str = "what one is called, and several: [\"thing\", \"things\"]";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let words = Vec::<String>::read(value, reader)?;
        let count = words.len();
        let pair = words.try_into().ok();
        if pair.is_none() {
            reader.fault(value.span(), format!("this has {count} words"), Self::WHAT);
        }
        pair
    }
}
