//! The one place with a large stack: where queries are parsed, taken apart, planned, run and dropped.
//!
//! Their algebra is a tree as deep as its text has operators, and all who walk it do so by recursion.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How large the stack is, in bytes; only what is used of it is taken from the machine.
static STACK: AtomicUsize = AtomicUsize::new(512 << 20);
/// The name of its thread.
const NAME: &str = "large stack";

/// Makes further large stacks of another size, in bytes: a process with a limit on its addresses cannot have one as large as usual.
/// 64 MiB are enough for every query that is not refused for its size.
pub fn set_large_stack(bytes: usize) {
    STACK.store(bytes, Ordering::Relaxed);
}

/// Runs work on a thread with a large stack, or right here where this is one. `None` if no thread can be started.
pub fn on_large_stack<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    if std::thread::current().name() == Some(NAME) {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let size = STACK.load(Ordering::Relaxed);
        let thread = std::thread::Builder::new().name(NAME.to_owned()).stack_size(size);
        match thread.spawn_scoped(scope, work).map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => Some(result),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => None,
        }
    })
}
