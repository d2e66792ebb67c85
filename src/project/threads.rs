//! Work that is done piece by piece on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does so many pieces of work on as many threads as the machine runs at once, or on this one alone where no other can be started;
/// results in the order of the pieces. Each thread takes the next piece that is left, as some are much more work than others.
pub(crate) fn each<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, T)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= pieces {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(pieces);
    let mut done = thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).filter_map(|_| thread::Builder::new().spawn_scoped(scope, take).ok()).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
