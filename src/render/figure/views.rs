//! Views that refer to another view by its name.

use super::names::Names;
use super::view::{GridView, Name, View, parse};
use crate::derive::store::QueryText;
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

    /// The grid of this name, with its file; where there is none, that is told among the names of the view that names it. What is
    /// wrong with the grid itself is told in its own file.
    pub(super) fn grid(self, name: &Name, names: &mut Names<'_>) -> Option<(GridView, QueryText<'a>)> {
        let found = self.ids.iter().copied().find(|id| self.files.get(*id).stem() == &**name);
        let parsed = found.map(|id| (id, parse(id, self.files.get(id))));
        let what = match parsed {
            Some((id, Ok(View::Grid(view)))) => {
                return Some((view, QueryText { file: id, text: &self.files.get(id).text }));
            }
            Some((_, Err(faults))) => {
                names.faults.extend(faults);
                return None;
            }
            Some((_, Ok(_))) => format!("the view `{}` is not a grid", name.text),
            None => format!("there is no view `{}`", name.text),
        };
        let near = nearest(name, self.grids());
        let fault = names.fault(name.span, what, "the name of a view with kind = \"grid\"");
        fault.add_near(near);
        None
    }

    /// The names of all grids.
    fn grids(self) -> impl Iterator<Item = &'a str> {
        let files = self.ids.iter().map(move |id| (*id, self.files.get(*id)));
        files.filter(|(id, file)| matches!(parse(*id, file), Ok(View::Grid(_)))).map(|(_, file)| file.stem())
    }
}
