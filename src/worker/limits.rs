//! What a process may take of the machine, set by itself before it does what strangers ask.
//!
//! Only Linux keeps to all of them; elsewhere the process is ended from outside when its time is over, and that is all.

use std::io;

use serde::{Deserialize, Serialize};

use crate::derive::store::set_large_stack;

/// How much stack a query may take, in bytes.
const STACK: usize = 64 << 20;
/// How many bytes of addresses the allocator may reserve beside what it hands out.
const RESERVED: u64 = 192 << 20;

/// What a query may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Time of the processor, in seconds.
    pub seconds: Option<u64>,
    /// Memory beside that of the graph, in bytes.
    pub memory: Option<u64>,
}

/// Whether this system can keep a process to its limits.
pub const fn has_limits() -> bool {
    cfg!(target_os = "linux")
}

/// Keeps this process to limits from here on: what it has by now is not counted. It leaves no image of its memory where it is
/// ended, and ends with the process that started it. One that is `shut` writes no file.
///
/// # Errors
///
/// When the system refuses.
pub fn confine(limits: Limits, shut: bool) -> io::Result<()> {
    set_large_stack(STACK);
    system::confine(limits, shut)?;
    allow_time(limits)
}

/// Begins the time of a query: the system counts that of the whole process.
///
/// # Errors
///
/// When the system refuses.
pub(super) fn allow_time(limits: Limits) -> io::Result<()> {
    limits.seconds.map_or(Ok(()), system::allow_seconds)
}

/// How many bytes of memory this process has; none where the system does not say.
pub fn resident() -> Option<u64> {
    system::status("VmRSS")
}

#[cfg(target_os = "linux")]
mod system {
    use std::io;

    use rustix::process::{Resource, Rlimit, Signal, getrlimit, set_parent_process_death_signal, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    use super::{Limits, RESERVED, STACK};

    pub(super) fn confine(limits: Limits, shut: bool) -> io::Result<()> {
        let none = || Rlimit { current: Some(0), maximum: Some(0) };
        setrlimit(Resource::Core, none())?;
        // One that waits sees that who started it is gone; one that is at work would not.
        set_parent_process_death_signal(Some(Signal::KILL))?;
        if shut {
            setrlimit(Resource::Fsize, none())?;
        }
        if let (Some(memory), Some(now)) = (limits.memory, status("VmSize")) {
            set(Resource::As, now + STACK as u64 + RESERVED + memory)?;
        }
        Ok(())
    }

    pub(super) fn allow_seconds(seconds: u64) -> io::Result<()> {
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
        // The system counts whole seconds, and the one that has begun is counted too.
        set(Resource::Cpu, used + 1 + seconds)
    }

    /// Sets what may be raised again.
    fn set(resource: Resource, current: u64) -> io::Result<()> {
        let maximum = getrlimit(resource).maximum;
        let current = Some(maximum.map_or(current, |most| most.min(current)));
        Ok(setrlimit(resource, Rlimit { current, maximum })?)
    }

    /// A line of what the system says of this process, in bytes.
    pub(super) fn status(name: &str) -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;

    use super::Limits;

    pub(super) fn confine(_: Limits, _: bool) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn allow_seconds(_: u64) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn status(_: &str) -> Option<u64> {
        None
    }
}
