//! Worker processes: who strangers' queries run in, how many, for how long, and what happens to one that does too much.
//!
//! A worker stays and answers one query at a time about one generation of the graph. What ends while it answers, the client included, ends
//! the worker too, and another one takes its place.
//!
//! There are two lanes, since whether a query is light is known once it is answered. Each query begins in the quick one. Who takes longer
//! than [`QUICK`] leaves it for the slow one: at once where a place is free there, at a lower priority; else the worker is ended, and the
//! query waits for a place and begins anew. So however many heavy queries wait or run, a light one finds a place.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::Queries;
use super::answer::processors;
use super::metrics::Metrics;
use crate::worker::{COMMAND, Head, Limits, READY, Request};

/// How long a query stays in the quick lane.
const QUICK: Duration = Duration::from_millis(100);
/// How long it stays there while others wait for the slow one.
const CROWDED: Duration = Duration::from_millis(25);
/// How much lower the priority of slow queries is: at 10, the system gives a tenth of what others get that want a processor.
const LOWER: i32 = 10;
/// How many requests wait for the quick lane at a time.
const QUEUE: usize = 256;
/// How many wait for the slow one, where each may take seconds.
const SLOW_QUEUE: usize = 64;
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

/// A lane: so many work in it at a time, and so many others may wait.
struct Lane {
    width: usize,
    queue: usize,
    /// Those that work or wait.
    line: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// A place in a lane, for as long as it is kept.
struct Place {
    #[expect(dead_code, reason = "counts as long as it lives")]
    permits: [OwnedSemaphorePermit; 2],
}

impl Lane {
    fn new(width: usize, queue: usize) -> Self {
        let new = |count| Arc::new(Semaphore::new(count));
        Self { width, queue, line: new(width + queue), places: new(width) }
    }

    /// A place as soon as one is free.
    async fn enter(&self) -> Result<Place, Refused> {
        let in_line = Arc::clone(&self.line).try_acquire_owned().map_err(|_| Refused::Full)?;
        let place = timeout(FOR_PLACE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Refused::Full)?.map_err(|_| Refused::Unavailable)?;
        Ok(Place { permits: [in_line, place] })
    }

    /// A place, where one is free and nobody waits for it.
    fn try_enter(&self) -> Option<Place> {
        let in_line = Arc::clone(&self.line).try_acquire_owned().ok()?;
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Place { permits: [in_line, place] })
    }

    /// How many work, and how many wait.
    fn busy_and_waiting(&self) -> (usize, usize) {
        let busy = self.width - self.places.available_permits();
        let all = self.width + self.queue - self.line.available_permits();
        (busy, all.saturating_sub(busy))
    }
}

/// What all generations share: how many work at a time, and how much of their answers is held.
pub(super) struct Places {
    settings: Queries,
    quick: Lane,
    slow: Lane,
    held: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Places {
    pub(super) fn new(settings: Queries, metrics: Arc<Metrics>) -> Self {
        let (quick, slow) = (Lane::new(processors().max(2), QUEUE), Lane::new(settings.workers, SLOW_QUEUE));
        Self { settings, quick, slow, held: Arc::new(Semaphore::new(MOST_HELD)), metrics }
    }

    /// How many workers answer, and how many requests wait.
    pub(super) fn busy_and_waiting(&self) -> (usize, usize) {
        let [quick, slow] = [&self.quick, &self.slow].map(Lane::busy_and_waiting);
        (quick.0 + slow.0, quick.1 + slow.1)
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
    /// Whether its priority is lower, which a process without rights cannot undo.
    is_slow: bool,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
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
        let mut worker = Self { child, is_slow: false, input, output: BufReader::new(output) };
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

    /// Lowers its priority.
    fn slow_down(&mut self) {
        if !self.is_slow {
            self.is_slow = true;
            lower(self.child.id());
        }
    }

    /// Whether it replies, or ends, within some time.
    async fn replies_within(&mut self, time: Duration) -> bool {
        timeout(time, self.output.fill_buf()).await.is_ok()
    }

    /// Its reply, up to the length of the body, which is at most so long.
    async fn reply(&mut self, most: usize) -> io::Result<(Head, usize)> {
        let head = self.read(LARGEST_HEAD).await?;
        let head = serde_json::from_slice(&head)?;
        let length = self.length(most.max(LARGEST_HEAD)).await?;
        Ok((head, length))
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
struct AtWork {
    worker: Option<Worker>,
    workers: Arc<Workers>,
    begun: Instant,
}

impl AtWork {
    fn worker(&mut self) -> Result<&mut Worker, Refused> {
        self.worker.as_mut().ok_or(Refused::Unavailable)
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if self.worker.take().is_some() {
            self.workers.places.metrics.killed();
            self.workers.add(1);
        }
    }
}

impl Workers {
    /// The workers of a generation, as many as the quick lane has places and a spare one; those of the slow lane come from there. They
    /// are started in the background, by a runtime that has to be there.
    pub(super) fn begin(generation: Bytes, places: &Arc<Places>) -> Arc<Self> {
        let workers = Arc::new(Self { places: Arc::clone(places), generation, idle: Mutex::default() });
        workers.add(places.quick.width + 1);
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

    /// A worker that waits, one of the slow lane where that is wanted; those that were ended meanwhile are passed over.
    fn take(&self, is_slow: bool) -> Option<Worker> {
        loop {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let at = idle.iter().rposition(|worker| worker.is_slow == is_slow)?;
            let mut worker = idle.swap_remove(at);
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Some(worker);
            }
        }
    }

    fn give_back(&self, worker: Worker) {
        let most = if worker.is_slow { self.places.slow.width } else { self.places.quick.width + 1 };
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.iter().filter(|other| other.is_slow == worker.is_slow).count() < most {
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
        let Some(_place) = self.places.quick.try_enter() else { return true };
        if self.ready() > 0 {
            return true;
        }
        let started = Worker::start(&self.generation, &self.places.settings).await;
        started.map(|worker| self.give_back(worker)).is_ok()
    }

    /// Gives a request to a worker that waits, or else to a new one.
    async fn begin_work(self: &Arc<Self>, request: &Request, is_slow: bool) -> Result<AtWork, Refused> {
        let worker = if let Some(worker) = self.take(is_slow) {
            worker
        } else {
            let started = Worker::start(&self.generation, &self.places.settings).await;
            started.map_err(|_| Refused::Unavailable)?
        };
        let mut at_work = AtWork { worker: Some(worker), workers: Arc::clone(self), begun: Instant::now() };
        let request = serde_json::to_vec(request).map_err(|_| Refused::Inside)?;
        let worker = at_work.worker()?;
        if is_slow {
            worker.slow_down();
        }
        if worker.write(&request).await.is_err() {
            return Err(worker.why_ended().await);
        }
        Ok(at_work)
    }

    /// Asks a worker, as soon as one is free.
    pub(super) async fn ask(self: &Arc<Self>, request: &Request) -> Result<(Head, Bytes), Refused> {
        let time = Duration::from_secs(self.places.settings.seconds);
        let quick = self.places.quick.enter().await?;
        let mut at_work = self.begin_work(request, false).await?;
        let is_crowded = self.places.slow.busy_and_waiting().1 > 0;
        let first = if is_crowded { CROWDED } else { QUICK };
        let _place = if at_work.worker()?.replies_within(first).await {
            quick
        } else if let Some(place) = self.places.slow.try_enter() {
            drop(quick);
            at_work.worker()?.slow_down();
            self.add(1);
            place
        } else {
            drop((at_work, quick));
            let place = self.places.slow.enter().await?;
            at_work = self.begin_work(request, true).await?;
            place
        };
        let (begun, worker) = (at_work.begun, at_work.worker()?);
        let replied = timeout_at(begun + time, worker.reply(request.bounds.bytes)).await;
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

/// Lowers the priority of a process and all its threads.
#[cfg(target_os = "linux")]
fn lower(process: Option<u32>) {
    use rustix::process::{Pid, setpriority_pgrp};
    let group = process.and_then(|process| Pid::from_raw(process.cast_signed()));
    // A worker is a group of its own. One that is gone has no priority.
    if group.is_some() {
        let _ = setpriority_pgrp(group, LOWER);
    }
}

#[cfg(not(target_os = "linux"))]
fn lower(_: Option<u32>) {}

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
