//! Groups of things by class, each with its colour: the columns of grids, the groups of networks and timelines.

use std::collections::BTreeSet;

use super::grid::Column;
use super::names::Names;
use super::view::{ColumnView, Hue};
use crate::derive::rdf::GraphRef;
use crate::model::claim::ClassId;
use crate::model::words;

/// The groups of a view, with their classes.
#[derive(Default)]
pub(super) struct Groups {
    /// As they are shown.
    pub(super) columns: Vec<Column>,
    classes: Vec<Vec<ClassId>>,
}

impl Groups {
    /// Finds the classes that a view names.
    pub(super) fn of(views: &[ColumnView], names: &mut Names<'_>) -> Self {
        let column = |v: &ColumnView| Column { title: v.title.clone(), colour: v.colour };
        let classes = views.iter().map(|v| names.classes(&v.classes)).collect();
        Self { columns: views.iter().map(column).collect(), classes }
    }

    /// The group without classes, which takes what the others leave.
    pub(super) fn rest(&self) -> Option<usize> {
        self.classes.iter().position(Vec::is_empty)
    }

    /// Adds a group for the classes of some things that none takes, before the rest; it is called by the names of these classes.
    pub(super) fn add_others(&mut self, classes: BTreeSet<ClassId>, scope: GraphRef<'_>) {
        let Some(rest) = self.rest() else { return };
        let others: Vec<ClassId> =
            classes.into_iter().filter(|c| self.place(Some(*c), scope) == Some(rest)).collect();
        if others.is_empty() {
            return;
        }
        let labels: Vec<&str> = others.iter().map(|c| scope.ontology.class(*c).label.as_str()).collect();
        let title = words::sentence_case(&labels.join(", "));
        self.columns.insert(rest, Column { title, colour: Hue::Grey });
        self.classes.insert(rest, others);
    }

    /// The first group that takes a class; what has none goes with the rest.
    pub(super) fn place(&self, class: Option<ClassId>, scope: GraphRef<'_>) -> Option<usize> {
        let takes = |own: &Vec<ClassId>| {
            !own.is_empty() && class.is_some_and(|class| scope.ontology.is_one_of(class, own))
        };
        self.classes.iter().position(takes).or_else(|| self.rest())
    }
}
