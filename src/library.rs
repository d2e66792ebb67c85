//! What most users of the library need, as methods of [`Project`] and [`Graph`]: open, build, ask, find, describe, draw,
//! export, publish.
//!
//! Made of public parts of the floors below, which are there for those who need more. Knows no arguments and no terminal.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::compile::input::Input;
use crate::derive::graph::{BuildError, Graph};
use crate::derive::store::{
    DefaultGraph, QueryText, StandingAnswer, StoreError, Values, doubts, syntax_fault,
};
use crate::explore::ask::{self, Reply};
use crate::explore::names::{NameError, Names};
use crate::explore::{Description, Relations, describe};
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::{FileId, Files, SourceFile};
use crate::project::{self, Counts, Outputs, Project, PublishError, views};
use crate::render::draw::{self, PictureError, Theme};
use crate::render::export::{Form, Layers, Network};
use crate::render::figure::Figure;
use crate::render::report::{self, MOST_SHOWN, Report};

/// Why a call did not give what was asked for. Its text is what the command line would print.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Files of the project, or a query, have faults: all of them in file order, and their text with places and help.
    Faults(Vec<Diagnostic>, String),
    /// Nothing has the name, or several things have it.
    Name(NameError),
    /// The question cannot be read; says why.
    Question(String),
    /// There is no view of that name; the nearest one, where one is near.
    NoView(String, Option<String>),
    /// The store failed.
    Store(StoreError),
    /// The form is several files, or this build lacks it; says which.
    Form(String),
    /// Something could not be written.
    Write(io::Error),
    /// The outputs could not be published; the old ones are as they were.
    Publish(PublishError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(_, text) => f.write_str(text.trim_end()),
            Self::Name(error) => match error.help() {
                Some(help) => write!(f, "{error}: {help}"),
                None => write!(f, "{error}"),
            },
            Self::NoView(name, None) => write!(f, "there is no view `{name}`"),
            Self::NoView(name, Some(near)) => write!(f, "there is no view `{name}`: did you mean `{near}`?"),
            Self::Store(error) => write!(f, "{error}"),
            Self::Form(why) | Self::Question(why) => f.write_str(why),
            Self::Write(error) => write!(f, "{error}"),
            Self::Publish(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Write(error) => Some(error),
            Self::Publish(error) => Some(error),
            Self::Name(_) | Self::Faults(..) | Self::NoView(..) | Self::Form(_) | Self::Question(_) => None,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NameError> for Error {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<PublishError> for Error {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

impl Error {
    fn faults(files: &Files, input: Option<&Input>, faults: Vec<Diagnostic>) -> Self {
        let report = Report::new(files, input.map(|i| &i.manifest), faults);
        let text = report::text(&report, false, 120, MOST_SHOWN);
        Self::Faults(report.faults().to_vec(), text)
    }

    fn of_input(input: &Input, faults: Vec<Diagnostic>) -> Self {
        Self::faults(&input.files, Some(input), faults)
    }
}

impl Project {
    /// Reads the project in a folder: every file once, nothing built yet.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read, or what is wrong with the manifest.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        project::open(folder.as_ref(), None).map_err(|(files, faults)| Error::faults(&files, None, faults))
    }

    /// Builds the graph: checked, with all that follows. Costs what `remit build` costs without writing.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in file order, or the failure of the store.
    pub fn build(&self) -> Result<Graph, Error> {
        Graph::build(Arc::clone(&self.input), None).map_err(|error| match error {
            BuildError::Faults(faults) => Error::of_input(&self.input, faults.diagnostics),
            BuildError::Store(error) => Error::Store(error),
        })
    }

    /// Writes the outputs of a graph of this project to its output folder, whole or not at all. Waits for another build.
    ///
    /// # Errors
    ///
    /// Faults of views and themes; or that the folder cannot be written, or something in it would be lost.
    pub fn publish(&self, graph: &Graph) -> Result<Counts, Error> {
        let store = views::store(graph, false)?;
        let outputs = Outputs::of(self, graph, store).map_err(|f| Error::of_input(&self.input, f))?;
        Ok(outputs.publish(false, &|| ())?.0)
    }
}

impl Graph {
    /// Answers a SPARQL query over all layers, and says how each row stands; prefixes of the graph need not be declared.
    ///
    /// # Errors
    ///
    /// The fault of the query with its place, or the failure of the store.
    pub fn query(&self, sparql: &str) -> Result<StandingAnswer, Error> {
        let store = self.store()?;
        store.query_standing(sparql, &Values::new(), DefaultGraph::Union).map_err(|error| {
            let file = SourceFile { path: "query".to_owned(), text: sparql.to_owned() };
            let fault = syntax_fault(Code::R053, QueryText { file: FileId(0), text: sparql }, &error, store);
            Error::faults(&Files::new(vec![file]), None, vec![fault])
        })
    }

    /// Answers a question in any words by what the graph says. The templates of saved queries, which the command line tries
    /// first, are not asked. Costs a pass over the claims and their words.
    ///
    /// # Errors
    ///
    /// When the question has too many words.
    pub fn ask(&self, question: &str) -> Result<Reply, Error> {
        ask::reply(question, &[], None, self.scope()).map_err(Error::Question)
    }

    /// What is doubtful in a SPARQL query, with places in it: names that the graph does not have, variables without a value. An
    /// empty answer means nothing while there is any.
    ///
    /// # Errors
    ///
    /// The failure of the store.
    pub fn query_warnings(&self, sparql: &str) -> Result<Vec<Diagnostic>, Error> {
        let text = QueryText { file: FileId(0), text: sparql };
        Ok(doubts(text, DefaultGraph::Union, self.store()?))
    }

    /// The entity or claim that a reader means: by a key, a name, another form of it, its initials or its beginning. Nothing looser
    /// is taken, since nobody would be told; the error has what else may be meant.
    ///
    /// # Errors
    ///
    /// When nothing is called so, or several things are: with the candidates.
    pub fn find(&self, name: &str) -> Result<Thing, Error> {
        Ok(Names::of_things(self.dataset(), self.ontology()).slot(name, None)?)
    }

    /// Everything about one thing: each fact as a sentence with its citation.
    pub fn describe(&self, thing: Thing) -> Description {
        describe(thing, self.scope(), &Relations::new(self.scope()))
    }

    /// The names of its views.
    pub fn views(&self) -> Vec<&str> {
        let input = self.input();
        input.views.iter().map(|id| input.files.get(*id).stem()).collect()
    }

    /// The figure of a view, by its name.
    ///
    /// # Errors
    ///
    /// When there is no such view, or the view has faults.
    pub fn figure(&self, view: &str) -> Result<Figure, Error> {
        let id = views::find(self.input(), view)
            .map_err(|near| Error::NoView(view.to_owned(), near.map(str::to_owned)))?;
        let built = views::figure(self, id, views::store(self, false)?);
        built.map(|(figure, _)| figure).map_err(|faults| Error::of_input(self.input(), faults))
    }

    /// Writes facts and inferred links for another tool, each with its citation; for forms that are one file.
    ///
    /// # Errors
    ///
    /// When the form is several files or missing in this build, or the writer fails.
    pub fn export(&self, form: &Form, out: &mut dyn Write) -> Result<(), Error> {
        let layers = Layers { facts: true, derived: true, claims: false };
        let network = Network::new(self.scope(), &self.input().manifest.title, layers);
        match (form.missing_feature, form.parts) {
            (Some(feature), _) => {
                Err(Error::Form(format!("`{}` needs the Cargo feature `{feature}`", form.name)))
            }
            (None, [(_, write)]) => write(&network, out).map_err(Error::Write),
            (None, _) => Err(Error::Form(format!("`{}` is more than one file", form.name))),
        }
    }
}

impl Figure {
    /// The figure as SVG in a theme: one text a page, one page on screens.
    pub fn svg(&self, theme: &Theme) -> Vec<String> {
        draw::svg(self, theme)
    }

    /// The figure as PNG in a theme: one file a page, one page on screens.
    ///
    /// # Errors
    ///
    /// When this build has no pictures, the font lacks a character, or a page is too large.
    pub fn png(&self, theme: &Theme) -> Result<Vec<Vec<u8>>, PictureError> {
        draw::png(self, theme)
    }

    /// The figure as PDF in a theme, with all pages.
    ///
    /// # Errors
    ///
    /// When this build has no pictures, or the font lacks a character.
    pub fn pdf(&self, theme: &Theme) -> Result<Vec<u8>, PictureError> {
        draw::pdf(self, theme)
    }

    /// The figure in words.
    pub fn text(&self) -> String {
        draw::text(self)
    }
}
