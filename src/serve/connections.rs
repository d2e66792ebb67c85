//! How many connections are open, and which one goes where there are too many: the oldest one that waits for a request.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// An open connection.
#[derive(Clone, Default)]
struct Open {
    /// How many answers are being made.
    busy: Busy,
    /// Told when it is to be closed.
    close: Arc<Notify>,
}

/// All open connections, by number.
#[derive(Clone)]
pub(super) struct Connections {
    open: Arc<Mutex<BTreeMap<u64, Open>>>,
    most: usize,
}

impl Connections {
    pub(super) fn new(most: usize) -> Self {
        Self { open: Arc::default(), most }
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<u64, Open>) -> T) -> T {
        work(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether there is room for one more; where there is not, the oldest connection without a request is closed if there is one.
    pub(super) fn make_room(&self) -> bool {
        self.with(|open| {
            if open.len() < self.most {
                return true;
            }
            let idle = open.iter().find(|(_, one)| !one.busy.is_busy()).map(|(number, _)| *number);
            let closed = idle.and_then(|number| open.remove(&number));
            closed.inspect(|one| one.close.notify_one()).is_some()
        })
    }

    /// Counts one more; it counts until the value goes.
    pub(super) fn add(&self) -> Guard {
        let one = Open::default();
        let number = self.with(|open| {
            let number = open.last_key_value().map_or(0, |(last, _)| last + 1);
            open.insert(number, one.clone());
            number
        });
        Guard { connections: self.clone(), number, one }
    }
}

/// One connection, as long as it is open.
pub(super) struct Guard {
    connections: Connections,
    number: u64,
    one: Open,
}

impl Guard {
    /// Its counter of answers.
    pub(super) fn busy(&self) -> Busy {
        self.one.busy.clone()
    }

    /// Waits until it is to be closed to make room.
    pub(super) async fn closed(&self) {
        self.one.close.notified().await;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.connections.with(|open| {
            // A number that was freed may be that of a younger connection.
            if open.get(&self.number).is_some_and(|one| Arc::ptr_eq(&one.close, &self.one.close)) {
                open.remove(&self.number);
            }
        });
    }
}

/// How many answers are being made on a connection.
#[derive(Clone, Default)]
pub(super) struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn is_busy(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    /// Counts one more, until the value goes.
    pub(super) fn begin(&self) -> AtWork {
        self.0.fetch_add(1, Ordering::Relaxed);
        AtWork(Arc::clone(&self.0))
    }
}

/// An answer that is being made.
pub(super) struct AtWork(Arc<AtomicUsize>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_idle_connection_goes_first() {
        let connections = Connections::new(2);
        let (first, second) = (connections.add(), connections.add());
        let working = first.busy().begin();
        assert!(connections.make_room(), "the second one is closed");
        let third = connections.add();
        let both = (third.busy().begin(), working);
        assert!(!connections.make_room(), "both are at work");
        drop(both);
        drop(second);
        assert_eq!(connections.with(|open| open.len()), 2, "what was closed is counted once");
        drop((first, third));
        assert_eq!(connections.with(|open| open.len()), 0);
    }
}
