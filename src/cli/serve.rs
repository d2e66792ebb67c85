//! `remit serve`: the pages of the graph in a browser, new ones as soon as files change.

use super::args::Args;
use super::tool_args::ServeArgs;
use super::ui::Ui;
use super::{CommandResult, Failure};

/// Without its server, the program says what is missing.
#[cfg(not(feature = "serve"))]
pub(super) fn run(_: &Args, _: &ServeArgs, _: &mut Ui) -> CommandResult {
    let help = "build it with the Cargo feature `serve`, which is on by default";
    Err(Failure::with_help("this build has no server", help))
}

#[cfg(feature = "serve")]
pub(super) use served::run;

#[cfg(feature = "serve")]
mod served {
    use std::io;
    use std::net::SocketAddr;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use super::{Args, CommandResult, Failure, ServeArgs, Ui};
    use crate::cli::args::ColorChoice;
    use crate::cli::{Outcome, session};
    use crate::compile::input::Input;
    use crate::derive::graph::{BuildError, Graph};
    use crate::derive::selection::Selection;
    use crate::model::diagnostic::Diagnostic;
    use crate::model::escape::visible;
    use crate::model::file::Files;
    use crate::project::{self, Watch, parts};
    use crate::serve::{self, Address, Answered, Event, Loaded, Queries, Reviewer, Served};
    use crate::site::{Site, SiteOptions};
    use crate::worker;

    /// Why there are no pages.
    enum NoPages {
        /// Files cannot be read.
        Unread(Box<(Files, Vec<Diagnostic>)>),
        /// Something is wrong with what they say.
        Wrong(Arc<Input>, Vec<Diagnostic>),
        /// Anything else.
        Other(Failure),
    }

    /// What pages are made from: all that was typed and matters for them.
    struct Source {
        root: PathBuf,
        texts: Option<PathBuf>,
        selection: Selection,
        is_reviewed: bool,
    }

    impl Source {
        /// Makes the pages; with how many warnings there are, and of which sources they are if not of all.
        fn load(&self) -> Result<(Loaded, usize, Option<String>), NoPages> {
            let texts = self.texts.as_deref();
            let project =
                project::open(&self.root, texts).map_err(|unread| NoPages::Unread(Box::new(unread)))?;
            let watch = Watch::new(&project, texts);
            let look = watch.look();
            let input = Arc::clone(&project.input);
            let store = |error: &dyn std::error::Error| NoPages::Other(Failure::from_error(error));
            let mut graph = Graph::build(Arc::clone(&input), None).map_err(|error| match error {
                BuildError::Faults(faults) => NoPages::Wrong(Arc::clone(&input), faults.diagnostics),
                BuildError::Store(error) => store(&error),
            })?;
            let mut basis = None;
            if !self.selection.is_all() {
                let part = session::of_selection(&graph, &self.selection).map_err(NoPages::Other)?;
                basis = Some(parts::basis(&part, &graph, &self.selection));
                graph = part;
            }
            let options = SiteOptions {
                is_served: true,
                is_reviewed: self.is_reviewed,
                base_url: None,
                answers_queries: false,
                shows_texts: true,
            };
            let warnings = graph.warnings().len();
            let graph = Arc::new(graph);
            let site = Site::new(Arc::new(project), Arc::clone(&graph), options)
                .map_err(|faults| NoPages::Wrong(input, faults))?;
            let generation = worker::generation(graph.store().map_err(|error| store(&error))?);
            let store = generation.map_err(|error| store(&error))?;
            let served = Served { site: Some(site), store };
            Ok((Loaded { served, watch, look }, warnings, basis))
        }
    }

    /// Runs the command.
    pub(crate) fn run(args: &Args, options: &ServeArgs, ui: &mut Ui) -> CommandResult {
        let root = session::root(args)?;
        let reviewer = reviewer(&root, args, options)?;
        let source = Source {
            root,
            texts: args.sources.clone(),
            selection: session::selection(args),
            is_reviewed: reviewer.is_some(),
        };
        let progress = ui.progress("making the pages");
        let loaded = source.load();
        drop(progress);
        let (first, warnings, basis) = match loaded {
            Ok(loaded) => loaded,
            Err(why) => {
                let outcome =
                    if matches!(why, NoPages::Unread(_)) { Outcome::CouldNotRun } else { Outcome::Findings };
                tell(why, ui)?;
                return Err(Failure::AlreadyReported(outcome));
            }
        };
        ui.warned(warnings);
        ui.tell_warnings();
        if let Some(basis) = basis {
            ui.talk(&format!("{basis}\n"));
        }
        let address = Address {
            ip: options.listen,
            port: options.port.unwrap_or(serve::PORT),
            tries_next: options.port.is_none(),
            names: options.host.clone(),
        };
        let reload = move || source.load().map(|(loaded, ..)| loaded);
        let told = Told {
            color: args.color,
            quiet: args.quiet,
            port: options.port.unwrap_or(serve::PORT),
            opens: options.open,
            logs: match (options.log, options.log_queries) {
                (_, true) => Logs::Query,
                (true, false) => Logs::Line,
                (false, false) => Logs::Nothing,
            },
        };
        let queries = queries(options)?;
        serve::run(&address, (queries, reviewer), first, Box::new(reload), move |event| told.tell(event))
            .map_err(|error| {
                let help = match error.kind() {
                    io::ErrorKind::AddrNotAvailable => "name an address of this computer with --listen",
                    io::ErrorKind::PermissionDenied => {
                        "ports below 1024 are for administrators; name another one with --port"
                    }
                    _ => "another program may have the port; name another one with --port",
                };
                Failure::with_help(format!("cannot serve on {}: {error}", options.listen), help)
            })?;
        Ok(Outcome::Good)
    }

    /// Who reviews drafts, where somebody does.
    fn reviewer(root: &Path, args: &Args, options: &ServeArgs) -> Result<Option<Reviewer>, Failure> {
        let Some(by) = &options.review else { return Ok(None) };
        if by.trim().is_empty() {
            return Err(Failure::with_help("nobody is named who decides", "name yourself: --review NAME"));
        }
        if !options.listen.is_loopback() || !options.host.is_empty() {
            let help = "leave out --listen and --host, or review on the terminal: `remit review SOURCE`";
            return Err(Failure::with_help(
                "a page that writes into the data is for this computer alone",
                help,
            ));
        }
        Ok(Some(Reviewer { root: root.to_owned(), texts: args.sources.clone(), by: by.clone() }))
    }

    /// How queries are answered.
    fn queries(options: &ServeArgs) -> Result<Queries, Failure> {
        let usual = Queries::new(session::program()?);
        Ok(Queries {
            seconds: options.timeout,
            memory: options.memory << 20,
            workers: options.workers.map_or(usual.workers, usize::from),
            rows: options.max_rows as usize,
            origins: options.cors.clone(),
            ..usual
        })
    }

    /// Tells why there are no pages.
    fn tell(why: NoPages, ui: &Ui) -> Result<(), Failure> {
        match why {
            NoPages::Unread(unread) => session::report(&unread.0, None, unread.1, ui),
            NoPages::Wrong(input, faults) => session::report(&input.files, Some(&input.manifest), faults, ui),
            NoPages::Other(failure) => return Err(failure),
        }
        Ok(())
    }

    /// What is told while the server runs, and how. Events come from several threads.
    struct Told {
        color: ColorChoice,
        quiet: bool,
        port: u16,
        opens: bool,
        logs: Logs,
    }

    /// What is printed of each request.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Logs {
        Nothing,
        Line,
        Query,
    }

    impl Told {
        fn tell(&self, event: Event<NoPages>) {
            let mut ui = Ui::new(self.color);
            ui.quiet = self.quiet;
            match event {
                Event::Listening(local) => self.listening(local, &mut ui),
                Event::Renewed | Event::Draining if self.quiet => {}
                Event::Renewed => ui.talk("files changed: pages rebuilt\n"),
                Event::NotRenewed(why) => {
                    if let Err(Failure::Error { message, help }) = tell(why, &ui) {
                        ui.error(&message, help.as_deref());
                    }
                    ui.talk("files changed, and have faults: still serving the old pages\n");
                }
                Event::Blind => ui.error("a fault of this program: the pages stay as they were", None),
                Event::Failed(at) => {
                    ui.error(&format!("a fault of this program: no page could be made for /{at}"), None);
                }
                Event::Draining => ui.talk("shutting down; once more ends it at once\n"),
                Event::Answered(answered) => self.log(&answered, &ui),
            }
        }

        /// A line for a request, where one is wanted.
        fn log(&self, answered: &Answered, ui: &Ui) {
            if self.logs == Logs::Nothing {
                return;
            }
            let Answered { method, path, status, bytes, took, query } = answered;
            let query = query.as_ref().filter(|_| self.logs == Logs::Query);
            let query = query
                .map(|query| format!(" {}", serde_json::Value::from(query.as_str())))
                .unwrap_or_default();
            let line = format!("{method} {path} {status} {bytes} B {} ms{query}", took.as_millis());
            ui.coloured(&format!("{}\n", visible(&line)));
        }

        fn listening(&self, local: SocketAddr, ui: &mut Ui) {
            let address = format!("http://{local}/");
            if self.port != 0 && local.port() != self.port {
                ui.talk(&format!("port {} is taken; the next free one is {}\n", self.port, local.port()));
            }
            if !local.ip().is_loopback() {
                ui.talk("every computer that reaches this one can read these pages\n");
            }
            // Whoever started the server may have closed its output.
            let _ = ui.result(&format!("{address}\n"));
            if !self.quiet {
                ui.talk("open this address in a browser; Ctrl+C ends the server\n");
            }
            if self.opens {
                let color = self.color;
                let cannot = move |why: &str| {
                    Ui::new(color).talk(&format!("cannot open a browser{why}; open the address yourself\n"));
                };
                if let Err(error) = serve::open_browser(&address, move || cannot("")) {
                    let why = match error.kind() {
                        io::ErrorKind::NotFound => String::new(),
                        _ => format!(": {error}"),
                    };
                    cannot(&why);
                }
            }
        }
    }
}
