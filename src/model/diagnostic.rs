//! Faults in data as values: a code, a place, what was expected, and what to do next.

use super::code::Code;
use super::file::{FileId, Span};
use super::fix::{Change, Fix};
use super::record::Origin;

/// Whether a fault stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The graph is not built.
    Error,
    /// The graph is built; the reader is told.
    Warning,
}

/// What a fault points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// Bytes of a file.
    Span(FileId, Span),
    /// A field of a record, or the record as a whole where it lacks the field; found again by the reader.
    Field(Origin, &'static str),
    /// A path that could not be read, or a thing that has no file.
    Path(String),
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which check it fails.
    pub code: Code,
    /// Whether it stops the build.
    pub severity: Severity,
    /// What is wrong, in one sentence, lower case, names in backticks.
    pub message: String,
    /// Where.
    pub anchor: Location,
    /// What was expected there; shown at the caret.
    pub expected: String,
    /// What to do next.
    pub help: Vec<String>,
    /// Edits that mend it, the best first.
    pub fixes: Vec<Fix>,
    /// Other places that matter, each with a word on why.
    pub related: Vec<(Location, String)>,
}

impl Diagnostic {
    /// A fault with the severity of its code.
    pub fn new(code: Code, anchor: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            anchor,
            expected: String::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Adds what was expected at the place.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds the nearest known name, if there is one.
    #[must_use]
    pub fn suggest(mut self, name: Option<&str>) -> Self {
        self.add_near(name);
        self
    }

    /// Adds the nearest known name to a fault that is part of a list.
    pub fn add_near(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.help.push(format!("did you mean `{name}`?"));
            let change = (self.anchor.clone(), Change::Name(name.to_owned()));
            self.fixes.push(Fix { action: format!("write `{name}`"), changes: vec![change], asks: false });
        }
    }

    /// Adds an edit at the place of the fault that mends it.
    #[must_use]
    pub fn fix(self, action: impl Into<String>, change: Change) -> Self {
        let place = self.anchor.clone();
        self.fix_at(action, (place, change))
    }

    /// Adds an edit elsewhere that mends it.
    #[must_use]
    pub fn fix_at(self, action: impl Into<String>, change: (Location, Change)) -> Self {
        self.fix_with(Fix { action: action.into(), changes: vec![change], asks: false })
    }

    /// Adds an edit that mends it if a person says so.
    #[must_use]
    pub fn offer(self, action: impl Into<String>, (place, change): (Location, Change)) -> Self {
        self.fix_with(Fix { action: action.into(), changes: vec![(place, change)], asks: true })
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn fix_with(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, anchor: Location, why: impl Into<String>) -> Self {
        self.related.push((anchor, why.into()));
        self
    }

    /// The fault of a text that is a part of a file, moved to where that part begins in the file.
    #[must_use]
    pub fn moved(mut self, file: FileId, start: usize) -> Self {
        let changes = self.fixes.iter_mut().flat_map(|fix| &mut fix.changes).map(|(place, _)| place);
        let places = std::iter::once(&mut self.anchor)
            .chain(self.related.iter_mut().map(|(anchor, _)| anchor))
            .chain(changes);
        for place in places {
            if let Location::Span(_, span) = place {
                *place =
                    Location::Span(file, Span::new(span.start as usize + start, span.end as usize + start));
            }
        }
        self
    }
}

/// What was made, with warnings; or every fault that stopped it.
pub type Checked<T> = Result<(T, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Whether nothing here stops a build.
pub fn is_clean(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity == Severity::Warning)
}
