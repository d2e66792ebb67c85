//! A row of a source, and the values that a reference finds in it. Rows are borrowed while they are read: no table is kept.

use std::borrow::Cow;

use super::fault::Spot;

/// What the data says of the type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Natural {
    Text,
    /// The text of an empty cell of a table, which is an empty text or nothing, as it is used.
    Blank,
    Integer,
    Double,
    Boolean,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value<'r> {
    pub(super) text: Cow<'r, str>,
    pub(super) natural: Natural,
}

impl<'r> Value<'r> {
    pub(super) fn text(text: impl Into<Cow<'r, str>>) -> Self {
        Self { text: text.into(), natural: Natural::Text }
    }
}

/// The values that a reference finds in a row. One is what most find, and costs no memory of its own.
#[derive(Clone, Debug, Default)]
pub(super) enum Values<'r> {
    #[default]
    None,
    One(Value<'r>),
    Many(Vec<Value<'r>>),
}

impl<'r> Values<'r> {
    pub(super) fn push(&mut self, value: Value<'r>) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(value),
            Self::One(first) => Self::Many(vec![first, value]),
            Self::Many(mut values) => {
                values.push(value);
                Self::Many(values)
            }
        };
    }

    pub(super) fn as_slice(&self) -> &[Value<'r>] {
        match self {
            Self::None => &[],
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl<'r> FromIterator<Value<'r>> for Values<'r> {
    fn from_iter<I: IntoIterator<Item = Value<'r>>>(values: I) -> Self {
        let mut found = Self::default();
        for value in values {
            found.push(value);
        }
        found
    }
}

/// A row, whatever its source is written in.
pub(super) trait Row {
    /// The values that a reference of the source finds; none where there is no value.
    ///
    /// # Errors
    /// What was found that is not a value, such as a list.
    fn values(&self, reference: usize) -> Result<Values<'_>, NotAValue>;

    /// Where the row is.
    fn place(&self) -> RowPlace;

    /// Where the first value of a reference stands, or else where the row begins.
    fn spot(&self, reference: Option<usize>) -> Spot;
}

/// Where a row is in its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowPlace {
    /// The piece of the source that it was read with, from 0.
    pub(super) piece: u64,
    /// Its number within the piece, from 1.
    pub(super) number: u64,
    /// The rows before the piece; 0 where they are not counted yet, as pieces are read side by side.
    pub(super) before: u64,
    /// The line on which it begins, from 1.
    pub(super) line: u64,
}

/// What was found where a value is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotAValue(pub(super) &'static str);
