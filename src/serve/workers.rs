//! Worker processes: who strangers' queries run in, how many, for how long, and what happens to one that does too much.
//!
//! A worker stays and answers one query at a time about one generation of the graph. What ends while it answers, the client included, ends
//! the worker too, and another one takes its place.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Queries;
use super::metrics::Metrics;
use crate::worker::{COMMAND, Head, Limits, READY, Request};

/// How many requests wait for a worker at a time.
const QUEUE: usize = 256;
/// How long a request waits for a worker.
const FOR_PLACE: Duration = Duration::from_secs(30);
/// How long a worker may take to open its store.
const FOR_OPENING: Duration = Duration::from_secs(120);
/// How many KiB of answers are held at a time, until their readers have them.
const MOST_HELD: usize = 128 << 10;
/// Up to how many bytes an answer is short, and not counted.
const SHORT: usize = 64 << 10;
/// How long a longer one waits for room.
const FOR_ROOM: Duration = Duration::from_secs(2);
/// The largest head of a reply, in bytes.
const LARGEST_HEAD: usize = 1 << 20;

/// Why there is no reply.
#[derive(Debug)]
pub(super) enum Refused {
    /// As many requests wait as may.
    Full,
    /// The time is over.
    TooLong,
    /// The worker was ended by the system, as it is where it takes too much memory.
    TooMuch,
    /// The worker failed inside.
    Inside,
    /// No worker can be had.
    Unavailable,
}

/// What all generations share: how many work at a time, and how much of their answers is held.
pub(super) struct Places {
    settings: Queries,
    /// Those that work or wait.
    line: Arc<Semaphore>,
    at_work: Arc<Semaphore>,
    held: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Places {
    pub(super) fn new(settings: Queries, metrics: Arc<Metrics>) -> Self {
        let new = |count| Arc::new(Semaphore::new(count));
        let (line, at_work) = (new(settings.workers + QUEUE), new(settings.workers));
        Self { settings, line, at_work, held: new(MOST_HELD), metrics }
    }

    /// How many workers answer, and how many requests wait.
    pub(super) fn busy_and_waiting(&self) -> (usize, usize) {
        let busy = self.settings.workers - self.at_work.available_permits();
        let all = self.settings.workers + QUEUE - self.line.available_permits();
        (busy, all.saturating_sub(busy))
    }
}

/// The workers of one generation.
pub(super) struct Workers {
    places: Arc<Places>,
    generation: Bytes,
    idle: Mutex<Vec<Worker>>,
}

/// A worker that waits for a request.
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Worker {
    /// Starts a worker, and waits until its store is open.
    async fn start(generation: &[u8], settings: &Queries) -> io::Result<Self> {
        let mut command = Command::new(&settings.program);
        command.arg(COMMAND).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Ctrl+C is for the server, which lets its workers finish.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.kill_on_drop(true).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        let mut worker = Self { child, input, output };
        let limits = Limits { seconds: Some(settings.seconds), memory: Some(settings.memory) };
        let limits = serde_json::to_vec(&limits)?;
        let opened = async {
            worker.write(generation).await?;
            worker.write(&limits).await?;
            worker.read(READY.len()).await
        };
        match timeout(FOR_OPENING, opened).await {
            Ok(Ok(said)) if said == READY => Ok(worker),
            Ok(Err(error)) => Err(error),
            _ => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.input.write_all(&length.to_le_bytes()).await?;
        self.input.write_all(bytes).await?;
        self.input.flush().await
    }

    async fn length(&mut self, most: usize) -> io::Result<usize> {
        let length = self.output.read_u32_le().await? as usize;
        if length > most { Err(io::ErrorKind::InvalidData.into()) } else { Ok(length) }
    }

    async fn bytes(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    /// Why it no longer replies.
    async fn why_ended(&mut self) -> Refused {
        let ended = timeout(Duration::from_secs(1), self.child.wait()).await;
        why_ended(ended.ok().and_then(Result::ok))
    }

    async fn read(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let length = self.length(most).await?;
        self.bytes(length).await
    }
}

/// Bytes of an answer, which count as held until their reader has them.
struct Held(
    Vec<u8>,
    #[expect(dead_code, reason = "counts as long as it lives")] Option<OwnedSemaphorePermit>,
);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A worker at work. Where it goes before it is done, so does its process, and another one is started.
struct AtWork<'a> {
    worker: Option<Worker>,
    workers: &'a Arc<Workers>,
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if self.worker.take().is_some() {
            self.workers.places.metrics.killed();
            self.workers.add(1);
        }
    }
}

impl Workers {
    /// The workers of a generation, as many as may work at a time and a spare one. They are started in the background, by a
    /// runtime that has to be there.
    pub(super) fn begin(generation: Bytes, places: &Arc<Places>) -> Arc<Self> {
        let workers = Arc::new(Self { places: Arc::clone(places), generation, idle: Mutex::default() });
        workers.add(places.settings.workers + 1);
        workers
    }

    /// Starts further workers in the background.
    fn add(self: &Arc<Self>, count: usize) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        for _ in 0..count {
            // A generation that is over needs no further workers.
            let workers = Arc::downgrade(self);
            runtime.spawn(async move {
                let Some(of) = workers.upgrade() else { return };
                let (generation, places) = (of.generation.clone(), Arc::clone(&of.places));
                drop(of);
                let started = Worker::start(&generation, &places.settings).await;
                if let (Some(of), Ok(worker)) = (workers.upgrade(), started) {
                    of.give_back(worker);
                }
            });
        }
    }

    /// A worker that waits; those that were ended meanwhile are passed over.
    fn take(&self) -> Option<Worker> {
        loop {
            let mut worker = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Some(worker);
            }
        }
    }

    fn give_back(&self, worker: Worker) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() <= self.places.settings.workers {
            idle.push(worker);
        }
    }

    /// How many wait for a query.
    pub(super) fn ready(&self) -> usize {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether a query would find a worker.
    pub(super) async fn is_healthy(self: &Arc<Self>) -> bool {
        // Where all are at work they are well; and who asks often starts no more of them than may work.
        let Ok(_place) = self.places.at_work.try_acquire() else { return true };
        if self.ready() > 0 {
            return true;
        }
        let started = Worker::start(&self.generation, &self.places.settings).await;
        started.map(|worker| self.give_back(worker)).is_ok()
    }

    /// Asks a worker, as soon as one is free.
    pub(super) async fn ask(self: &Arc<Self>, request: &Request) -> Result<(Head, Bytes), Refused> {
        let places = &self.places;
        let _in_line = places.line.try_acquire().map_err(|_| Refused::Full)?;
        let place = timeout(FOR_PLACE, places.at_work.acquire()).await;
        let _place = place.map_err(|_| Refused::Full)?.map_err(|_| Refused::Unavailable)?;
        let worker = if let Some(worker) = self.take() {
            worker
        } else {
            let started = Worker::start(&self.generation, &places.settings).await;
            started.map_err(|_| Refused::Unavailable)?
        };
        let mut at_work = AtWork { worker: Some(worker), workers: self };
        let Some(worker) = &mut at_work.worker else { return Err(Refused::Unavailable) };
        let time = Duration::from_secs(places.settings.seconds);
        let replied = timeout(time, exchange(worker, request)).await;
        let Ok((head, length)) = replied.map_err(|_| Refused::TooLong)? else {
            return Err(worker.why_ended().await);
        };
        let room = self.room(length).await?;
        // What is written is there: this waits for no query.
        let body = timeout(time, worker.bytes(length)).await;
        let Ok(body) = body.map_err(|_| Refused::Inside)? else { return Err(worker.why_ended().await) };
        if let Some(worker) = at_work.worker.take() {
            self.give_back(worker);
        }
        Ok((head, Bytes::from_owner(Held(body, room))))
    }

    /// Room for an answer among those that are held. A short one needs none; a long one waits for it for a moment, since others wait
    /// for its worker.
    async fn room(&self, length: usize) -> Result<Option<OwnedSemaphorePermit>, Refused> {
        if length <= SHORT {
            return Ok(None);
        }
        let room = Arc::clone(&self.places.held).acquire_many_owned((length >> 10) as u32 + 1);
        let room = timeout(FOR_ROOM, room).await;
        room.map_err(|_| Refused::Full)?.map(Some).map_err(|_| Refused::Unavailable)
    }
}

/// Asks a worker, up to the length of the body of its reply.
async fn exchange(worker: &mut Worker, request: &Request) -> io::Result<(Head, usize)> {
    worker.write(&serde_json::to_vec(request)?).await?;
    let head = worker.read(LARGEST_HEAD).await?;
    let head = serde_json::from_slice(&head)?;
    let length = worker.length(request.bounds.bytes.max(LARGEST_HEAD)).await?;
    Ok((head, length))
}

/// Why a worker ended in the middle of its work, as its status says.
fn why_ended(status: Option<ExitStatus>) -> Refused {
    let Some(status) = status else { return Refused::Inside };
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = status.code().filter(|code| *code != 101);
    match signal {
        // The time of the processor that it may take is over.
        Some(24) => Refused::TooLong,
        // It ended by itself, or the bytes of the store went.
        None | Some(7) => Refused::Inside,
        // An allocation failed, or so did one of the system.
        Some(_) => Refused::TooMuch,
    }
}
