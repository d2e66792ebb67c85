//! The one place with a large stack: where queries are parsed, taken apart, planned, run and dropped.
//!
//! Their algebra is a tree as deep as its text has operators, and all who walk it do so by recursion.

/// How large the stack is; only what is used of it is taken from the machine.
const STACK: usize = 512 * 1024 * 1024;
/// The name of its thread.
const NAME: &str = "large stack";

/// Runs work on a thread with a large stack, or right here where this is one. `None` if no thread can be started.
pub fn on_large_stack<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    if std::thread::current().name() == Some(NAME) {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(NAME.to_owned()).stack_size(STACK);
        match thread.spawn_scoped(scope, work).map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => Some(result),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => None,
        }
    })
}
