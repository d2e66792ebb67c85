//! `remit push`: the graph, or the output of a mapping, into a SPARQL store elsewhere; and `remit query --endpoint`.

#[cfg(not(feature = "push"))]
use super::args::QueryArgs;
use super::args::{Args, PushArgs};
use super::ui::Ui;
use super::{CommandResult, Failure};

/// Without its client, the program says what is missing.
#[cfg(not(feature = "push"))]
pub(super) fn run(_: &Args, _: &PushArgs, _: &mut Ui) -> CommandResult {
    Err(no_client())
}

/// Without its client, the program says what is missing.
#[cfg(not(feature = "push"))]
pub(super) fn ask(_: &Args, _: &QueryArgs, _: &mut Ui) -> CommandResult {
    Err(no_client())
}

#[cfg(not(feature = "push"))]
fn no_client() -> Failure {
    let help =
        "build it with the feature `push`: `cargo install --path . --features push` in the source of Remit";
    Failure::with_help("this program was built without a client for stores elsewhere", help)
}

#[cfg(feature = "push")]
pub(super) use super::elsewhere::ask;
#[cfg(feature = "push")]
pub(super) use pushed::run;

#[cfg(feature = "push")]
mod pushed {
    use std::io::{self, BufRead, Write};
    use std::path::{Path, PathBuf};

    use oxrdf::NamedNode;

    use super::{Args, CommandResult, Failure, PushArgs, Ui};
    use crate::cli::cite::number;
    use crate::cli::elsewhere::{access, failed};
    use crate::cli::{Outcome, session};
    use crate::compile::read::Format;
    use crate::project;
    use crate::remote::{
        Endpoints, Event, Journal, Lines, Options, PushError, Pushed, RemoteStore, State, file_name, push,
    };
    use crate::render::write;

    /// Runs the command.
    pub(in crate::cli) fn run(args: &Args, options: &PushArgs, ui: &mut Ui) -> CommandResult {
        let graph = options.graph.as_deref().map(iri).transpose()?;
        let of = Endpoints::of(&options.endpoint, options.query.as_deref(), options.update.as_deref());
        let endpoints = of.map_err(|error| failed(&error))?;
        let data = Data::of(args, options, ui)?;
        let journal = data.journal(&endpoints);
        let state = journal.read()?;
        let access = access(options.user.as_deref(), options.ca.as_deref(), options.timeout)?;
        let store = RemoteStore::new(endpoints, access).map_err(|error| failed(&error))?;
        let how = Options { graph, lines: options.lines, lenient: options.lenient };
        let mut journal = Journalled { last: state.clone(), journal };
        let pushed = {
            let progress = ui.progress("reading the data");
            let mut tell = |event: Event<'_>| match event {
                Event::Sent(done, all) => progress.say(format!("{done} of {all} triples sent")),
                other => told(&other, ui),
            };
            push(&store, &data, state, &mut journal, &how, &mut tell)
        };
        match pushed {
            Ok(pushed) => {
                ui.talk(&format!("{}\n", summary(&pushed, &store)));
                Ok(Outcome::Good)
            }
            Err(error) => refused(&error, &journal, ui),
        }
    }

    fn iri(text: &str) -> Result<NamedNode, Failure> {
        NamedNode::new(text).map_err(|error| {
            let help = "give a whole IRI, such as `--graph https://example.org/graph`";
            Failure::with_help(format!("`{text}` is not an IRI: {error}"), help)
        })
    }

    fn summary(pushed: &Pushed, store: &RemoteStore) -> String {
        format!(
            "{} in {} verified and in place at {} ({} sent)",
            number(pushed.triples as usize, "triple"),
            number(pushed.graphs, "graph"),
            store.endpoints().graphs,
            number(pushed.sent, "part"),
        )
    }

    /// Tells what happens on the way.
    fn told(event: &Event<'_>, ui: &Ui) {
        let line = match event {
            Event::Removed(graph) => format!("removed <{graph}>, which an earlier push left behind"),
            Event::GoesOn(parts) => {
                format!("going on where the last push stopped: the store has {}", number(*parts, "part"))
            }
            Event::Again => {
                "the store no longer has what the last push sent: all of it is sent again".to_owned()
            }
            Event::PasswordShown => {
                "warning: the password goes over the network unencrypted (Basic without TLS): use https://"
                    .to_owned()
            }
            Event::Verified(graph, triples, digest) => {
                let triples = number(usize::try_from(*triples).unwrap_or(usize::MAX), "triple");
                format!("verified {}: {triples}, values {}", name(graph), &digest[..12])
            }
            Event::Changed(difference) => format!("warning: {difference}"),
            Event::NoUpdate(why) => {
                format!("note: {why}; graphs are put in place by PUT, each as one request")
            }
            Event::Stays(graph) => format!(
                "note: {} was pushed before and is not in this data: it stays; `DROP GRAPH {graph}` removes it",
                name(graph)
            ),
            Event::Sent(..) => return,
        };
        ui.talk(&format!("{line}\n"));
    }

    fn name(graph: &str) -> &str {
        if graph == "DEFAULT" { "the default graph" } else { graph }
    }

    /// Tells why a graph was not pushed, what became of the old ones, and what is left in the store.
    fn refused(error: &PushError, journal: &Journalled, ui: &Ui) -> CommandResult {
        let old = match error {
            PushError::Placing(_) | PushError::NotPlaced(_) => {
                "the new graphs are verified and kept beside the old ones, which may have been replaced or not: run the same command again to put them in place"
            }
            PushError::Removing(_) => "the new graphs are in place",
            _ => "the old graphs are as they were",
        };
        let left: Vec<String> = journal.last.left().map(|graph| format!("  <{graph}>\n")).collect();
        if let PushError::Differs(differences) = error {
            ui.talk("the store does not have what was sent\n");
            for difference in differences {
                ui.talk(&format!("{difference}\n"));
            }
            let help = if differences.iter().all(|d| d.is_of_values) {
                "the store keeps other values of these literals: give --lenient if that is acceptable"
            } else {
                "run the same command again; if it stays so, the store loses or adds triples: see its log"
            };
            ui.talk(&format!("{old}\nhelp: {help}\n"));
        }
        if !left.is_empty() {
            ui.talk(&format!(
                "note: what was sent may still be in the store, until the next push goes on with it or removes it:\n{}",
                left.concat()
            ));
        }
        let failure = match error {
            PushError::Differs(_) => return Err(Failure::AlreadyReported(Outcome::Findings)),
            PushError::Sending(remote) | PushError::Placing(remote) | PushError::Removing(remote) => {
                failed(remote)
            }
            PushError::Line { .. } => Failure::from_error(error)
                .with("give N-Quads or N-Triples, one statement a line, such as `remit map` writes"),
            PushError::TripleTerm(_) => Failure::from_error(error)
                .with("leave such statements out; name the triple by an IRI instead"),
            PushError::NoQuery { likelier, .. } => {
                Failure::from_error(error).with(&format!("{likelier}; for another store give --query URL"))
            }
            PushError::NotPlaced(_) => Failure::from_error(error).with("run the same command again"),
            PushError::Journal(_) => {
                Failure::from_error(error).with("see whether this user may write beside the data")
            }
            _ => Failure::from_error(error),
        };
        Err(match failure {
            Failure::Error { message, help } => Failure::Error { message: format!("{message}\n{old}"), help },
            other => other,
        })
    }

    /// The lines that are pushed.
    enum Data {
        /// A file that was named.
        File(PathBuf),
        /// The graph of the project in this folder.
        Graph(PathBuf, tempfile::NamedTempFile),
    }

    impl Data {
        fn of(args: &Args, options: &PushArgs, ui: &Ui) -> Result<Self, Failure> {
            if let Some(path) = &options.file {
                project::reader(path)
                    .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))?;
                return Ok(Self::File(path.clone()));
            }
            let (project, graph) = session::know(args, ui)?;
            let failed = |error: io::Error| Failure::new(format!("cannot write a temporary file: {error}"));
            let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
            let mut out = io::BufWriter::new(file.as_file_mut());
            let manifest = &project.input.manifest;
            write::graph(Format::Nq, graph.scope(), manifest, graph.prefixes(), &mut out)
                .and_then(|_| out.flush())
                .map_err(failed)?;
            drop(out);
            Ok(Self::Graph(session::root(args)?, file))
        }

        /// Where it is kept how far a push of it has come: beside the file, or in the folder of the project.
        fn journal(&self, endpoints: &Endpoints) -> File {
            File(match self {
                Self::File(path) => {
                    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    path.with_file_name(file_name(&name, endpoints))
                }
                Self::Graph(root, _) => root.join(file_name("", endpoints)),
            })
        }
    }

    impl Lines for Data {
        fn read(&self) -> io::Result<Box<dyn BufRead + '_>> {
            match self {
                Self::File(path) => project::reader(path).map(|reader| reader as _),
                Self::Graph(_, file) => Ok(Box::new(io::BufReader::new(file.reopen()?))),
            }
        }
    }

    /// The file that says how far a push has come.
    struct File(PathBuf);

    impl File {
        fn read(&self) -> Result<State, Failure> {
            let path: &Path = &self.0;
            if !path.exists() {
                return Ok(State::default());
            }
            let wrong = |why: String| {
                let help = "remove it to push anew; the store may then keep graphs whose names have `remit-` in them";
                Failure::with_help(
                    format!("`{}` does not say how far a push has come: {why}", path.display()),
                    help,
                )
            };
            let text = project::read_text(path).map_err(|fault| wrong(fault.message))?;
            State::read(&text).map_err(wrong)
        }
    }

    /// Keeps the state in its file, and in memory for what is told at the end.
    struct Journalled {
        journal: File,
        last: State,
    }

    impl Journal for Journalled {
        fn keep(&mut self, state: &State) -> io::Result<()> {
            self.last = state.clone();
            project::write_whole(&self.journal.0, state.text().as_bytes()).map_err(io::Error::other)
        }
    }
}
