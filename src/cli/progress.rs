//! One line on a terminal about work that takes longer than a second.
//!
//! No clock is asked: a thread waits, and counts how often it waited.

use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const STEP: Duration = Duration::from_millis(250);

/// Work that is under way; the line goes when the value does.
pub(super) struct Progress {
    words: Arc<Mutex<String>>,
    /// Dropped to say that the work is done.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins; with `out` none nothing is ever said.
    pub(super) fn begin(words: &str, out: Option<Box<dyn Write + Send>>) -> Self {
        Self::waiting(words, out, PATIENCE)
    }

    fn waiting(words: &str, out: Option<Box<dyn Write + Send>>, patience: Duration) -> Self {
        let words = Arc::new(Mutex::new(words.to_owned()));
        let Some(out) = out else { return Self { words, running: None, thread: None } };
        let (running, stopped) = channel();
        let told = Arc::clone(&words);
        let work = move || {
            let mut line = Line { out, shown: false };
            let mut wait = patience;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(wait) {
                let words = told.lock().map(|words| words.clone()).unwrap_or_default();
                line.show(&words);
                wait = STEP;
            }
            line.clear();
        };
        // Without a thread the work is done all the same.
        let thread = thread::Builder::new().spawn(work).ok();
        Self { words, running: Some(running), thread }
    }

    /// Says how far the work is.
    pub(super) fn say(&self, words: String) {
        if let Ok(mut told) = self.words.lock() {
            *told = words;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.running = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The line; a terminal that went away is no reason to fail.
struct Line {
    out: Box<dyn Write + Send>,
    shown: bool,
}

impl Line {
    fn put(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn show(&mut self, words: &str) {
        self.shown = true;
        let _ = self.put(&format!("\r\x1b[K{words} \u{2026}"));
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = self.put("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn kept(patience: Duration, work: impl FnOnce(&Progress, &Kept)) -> String {
        let kept = Kept::default();
        let progress = Progress::waiting("counting", Some(Box::new(kept.clone())), patience);
        work(&progress, &kept);
        drop(progress);
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn short_work_is_done_in_silence_and_long_work_leaves_nothing_behind() {
        assert_eq!(kept(Duration::from_secs(3600), |progress, _| progress.say("on".to_owned())), "");
        let told = kept(Duration::ZERO, |_, kept| {
            while kept.0.lock().unwrap().is_empty() {
                thread::yield_now();
            }
        });
        assert!(told.starts_with("\r\x1b[Kcounting \u{2026}") && told.ends_with("\r\x1b[K"), "{told:?}");
    }
}
