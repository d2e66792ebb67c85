//! Views that refer to another view by its name.

use super::citation::fault;
use super::view::{GridView, View, parse};
use crate::derive::store::QueryText;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::{FileId, Files};
use crate::model::nearest::nearest;

/// The view files of a project, of which one may name another.
#[derive(Clone, Copy, Debug)]
pub struct Views<'a> {
    ids: &'a [FileId],
    files: &'a Files,
}

impl<'a> Views<'a> {
    /// The views with these ids among the files.
    pub fn new(ids: &'a [FileId], files: &'a Files) -> Self {
        Self { ids, files }
    }

    /// The grid of this name, with its file; `text` is the view that names it, in which the fault is told if there is
    /// none. What is wrong with the grid itself is told in its own file.
    pub(super) fn grid(
        self,
        name: &str,
        text: QueryText<'_>,
    ) -> Result<(GridView, QueryText<'a>), Box<Diagnostic>> {
        let expected = "the name of a view with kind = \"grid\"";
        let is_of = |id: &&FileId| self.files.get(**id).stem() == name;
        let Some(&id) = self.ids.iter().find(is_of) else {
            let fault = fault(text, name, format!("there is no view `{name}`"), expected);
            return Err(Box::new(fault.suggest(nearest(name, self.grids()))));
        };
        let file = self.files.get(id);
        match parse(id, file)? {
            View::Grid(view) => Ok((view, QueryText { file: id, text: &file.text })),
            View::Network(_) | View::Matrix(_) | View::Timeline(_) => {
                let fault = fault(text, name, format!("the view `{name}` is no grid"), expected);
                Err(Box::new(fault.suggest(nearest(name, self.grids()))))
            }
        }
    }

    /// The names of all grids.
    fn grids(self) -> impl Iterator<Item = &'a str> {
        let files = self.ids.iter().map(move |id| (*id, self.files.get(*id)));
        files.filter(|(id, file)| matches!(parse(*id, file), Ok(View::Grid(_)))).map(|(_, file)| file.stem())
    }
}
