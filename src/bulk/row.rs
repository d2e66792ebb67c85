//! A row of a source, and the values that a reference finds in it. Rows are borrowed while they are read: no table is kept.

use std::borrow::Cow;

/// What the data says of the type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Natural {
    Text,
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

/// A row, whatever its source is written in.
pub(super) trait Row {
    /// Adds the values that a reference of the source finds; none where there is no value.
    ///
    /// # Errors
    /// What was found that is not a value, such as a list.
    fn values<'r>(&'r self, reference: usize, out: &mut Vec<Value<'r>>) -> Result<(), NotAValue>;

    /// The number of the row, from 1, and the line on which it begins, or 0.
    fn place(&self) -> (u64, u64);
}

/// What was found where a value is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotAValue(pub(super) &'static str);
