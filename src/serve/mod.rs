//! The pages of a graph and its SPARQL endpoint over HTTP, for this machine: `remit serve`.
//!
//! Goes in: a [`Site`], and how to make it anew when files change. Comes out: answers, each from one generation of the site.
//! Deliberately knows no page: the site says what stands at an address; here are only the manners of a server. The only part that
//! opens a socket.

mod accept;
mod answer;
mod browser;
mod connections;
mod endpoint;
mod generation;
mod metrics;
mod patience;
mod policy;
mod query;
mod review;
mod watch;
mod workers;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

pub use answer::Answered;
use answer::Server;
pub use browser::open as open_browser;
use connections::Connections;
use patience::Patient;
pub use policy::Hosts;
pub use review::Reviewer;
pub use watch::{Loaded, Reload};

use crate::site::Site;

/// The port that is tried first where none is asked for.
pub const PORT: u16 = 7780;
/// How many ports are tried.
const PORTS: u16 = 50;
/// How long a client may take for the head of a request, and keep a connection without one.
const FOR_HEAD: Duration = Duration::from_secs(5);
/// How long a client may take no byte of an answer.
const FOR_READING: Duration = Duration::from_secs(30);
/// How long answers that have begun may take once the server is to end.
const FOR_DRAINING: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 << 10;
/// How many fields a head may have.
const MOST_FIELDS: usize = 64;
/// How many connections are open at a time; for one more the longest idle one is closed.
const MOST_CONNECTIONS: usize = 512;
/// How much stack a page may take.
const STACK: usize = 16 << 20;

/// Where a server listens, and by which names it is called.
#[derive(Clone, Debug)]
pub struct Address {
    /// The address of this machine.
    pub ip: IpAddr,
    /// The port; 0 for any.
    pub port: u16,
    /// Whether the next ports are tried where it is in use.
    pub tries_next: bool,
    /// Further names by which clients may call it, such as that of a reverse proxy.
    pub names: Vec<String>,
}

impl Default for Address {
    fn default() -> Self {
        Self { ip: Ipv4Addr::LOCALHOST.into(), port: PORT, tries_next: true, names: Vec::new() }
    }
}

/// One generation of what is served.
pub struct Served {
    /// The pages; none where only queries are answered.
    pub site: Option<Site>,
    /// The store of the same graph, as [`worker::generation`](crate::worker::generation) gives it to workers.
    pub store: Vec<u8>,
}

/// How queries are answered.
#[derive(Clone, Debug)]
pub struct Queries {
    /// The program that workers run: this one.
    pub program: PathBuf,
    /// How long a query may take, in seconds.
    pub seconds: u64,
    /// How much memory a query may take beside the graph, in bytes.
    pub memory: u64,
    /// How many queries are answered at a time.
    pub workers: usize,
    /// How many rows or triples an answer may have.
    pub rows: usize,
    /// The origins of other sites whose pages may ask.
    pub origins: Vec<String>,
}

impl Queries {
    /// The limits where none are given, for a program.
    pub fn new(program: PathBuf) -> Self {
        // Each has the graph in its memory.
        let workers = (2 * answer::processors()).min(8);
        Self { program, seconds: 10, memory: 512 << 20, workers, rows: 10_000, origins: Vec::new() }
    }
}

/// What happens while a server runs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<F> {
    /// It listens; the port may be another one than that asked for.
    Listening(SocketAddr),
    /// Files changed, and a new generation took the place of the old one.
    Renewed,
    /// Files changed, and no generation could be made of them: the old one stays.
    NotRenewed(F),
    /// The files cannot be looked at any more, as after an internal failure: the old generation stays.
    Blind,
    /// A page failed inside; its address.
    Failed(String),
    /// A request was answered.
    Answered(Answered),
    /// It was asked to end, and finishes the answers that have begun.
    Draining,
}

/// Serves a site until the process is asked to end.
///
/// # Errors
///
/// When no port can be had, or threads cannot be made.
pub fn run<F: Send + 'static>(
    address: &Address,
    (queries, reviewer): (Queries, Option<Reviewer>),
    first: Loaded,
    reload: Reload<F>,
    tell: impl Fn(Event<F>) + Send + Sync + 'static,
) -> io::Result<()> {
    let Loaded { served, watch, look } = first;
    let tell = Arc::new(tell);
    let begin = {
        let tell = Arc::clone(&tell);
        move |server: &Arc<Server>| watch::begin((watch, look), reload, Arc::clone(server), tell)
    };
    listen(address, (queries, reviewer), served, begin, &tell)
}

/// Answers queries about a store, and nothing else, until the process is asked to end.
///
/// # Errors
///
/// As [`run`].
pub fn run_endpoint(
    address: &Address,
    queries: Queries,
    store: Vec<u8>,
    tell: impl Fn(Event<std::convert::Infallible>) + Send + Sync + 'static,
) -> io::Result<()> {
    listen(address, (queries, None), Served { site: None, store }, |_| Ok(()), &Arc::new(tell))
}

fn listen<F: Send + 'static, W>(
    address: &Address,
    (queries, reviewer): (Queries, Option<Reviewer>),
    first: Served,
    begin: impl FnOnce(&Arc<Server>) -> io::Result<W>,
    tell: &Arc<impl Fn(Event<F>) + Send + Sync + 'static>,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .thread_stack_size(STACK)
        .max_blocking_threads(answer::processors() + 1)
        .build()?;
    let ended = runtime.block_on(async {
        let listener = bind(address).await?;
        let local = listener.local_addr()?;
        let failed = {
            let tell = Arc::clone(tell);
            move |at: &str| tell(Event::Failed(at.to_owned()))
        };
        let hosts = Hosts::new(address.ip, &address.names);
        let server = Arc::new(Server::new(first, hosts, (queries, reviewer), failed));
        let stop = begin(&server)?;
        tell(Event::Listening(local));
        let answered: Arc<dyn Fn(Answered) + Send + Sync> = {
            let tell = Arc::clone(tell);
            Arc::new(move |answered| tell(Event::Answered(answered)))
        };
        let ended = accept(listener, server, &answered, &|| tell(Event::Draining)).await;
        drop(stop);
        ended
    });
    // A page that is still being made is waited for no longer.
    runtime.shutdown_background();
    ended
}

/// A socket on the port asked for, or on the next one that is free where that is as good.
async fn bind(address: &Address) -> io::Result<TcpListener> {
    let mut port = address.port;
    loop {
        match TcpListener::bind((address.ip, port)).await {
            Err(error)
                if error.kind() == io::ErrorKind::AddrInUse
                    && address.tries_next
                    && port < address.port.saturating_add(PORTS - 1) =>
            {
                port += 1;
            }
            done => return done,
        }
    }
}

/// Takes connections until the process is asked to end, then lets the answers that have begun go out.
async fn accept(
    listener: TcpListener,
    server: Arc<Server>,
    answered: &Arc<dyn Fn(Answered) + Send + Sync>,
    draining: &dyn Fn(),
) -> io::Result<()> {
    let mut signals = Signals::new()?;
    let graceful = GracefulShutdown::new();
    let connections = Connections::new(MOST_CONNECTIONS);
    loop {
        tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, _)) => {
                    while !connections.make_room() {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    answer_on(stream, &server, answered, &graceful, &connections);
                }
                // No file handles left, or a client that is gone: the next one may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            () = signals.next() => break,
        }
    }
    drop(listener);
    draining();
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(FOR_DRAINING) => {}
        () = signals.next() => {}
    }
    Ok(())
}

/// Answers what comes over one connection, on a task of its own.
fn answer_on(
    stream: TcpStream,
    server: &Arc<Server>,
    answered: &Arc<dyn Fn(Answered) + Send + Sync>,
    graceful: &GracefulShutdown,
    connections: &Connections,
) {
    // Answers are written whole: waiting for more of them would only delay the last part.
    let _ = stream.set_nodelay(true);
    let guard = connections.add();
    let busy = guard.busy();
    let (server, answered) = (Arc::clone(server), Arc::clone(answered));
    let service = service_fn(move |request| {
        let (server, answered, busy) = (Arc::clone(&server), Arc::clone(&answered), busy.begin());
        async move {
            let (answer, told) = server.answer(request).await;
            answered(told);
            drop(busy);
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(FOR_HEAD)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_FIELDS)
        .serve_connection(TokioIo::new(Patient::new(stream, FOR_READING)), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        tokio::select! {
            // What a client does wrong is answered or cut off; nobody has to hear of it.
            _ = connection => {}
            () = guard.closed() => {}
        }
    });
}

/// The signals by which a process is asked to end.
#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

/// The signals by which a process is asked to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
