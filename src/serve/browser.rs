//! The browser of this system, asked to open an address.

use std::io;
use std::process::{self, Stdio};
use std::thread;

/// The program that opens an address, with what stands before it.
const OPENER: (&str, &[&str]) = if cfg!(target_os = "macos") {
    ("open", &[])
} else if cfg!(windows) {
    ("rundll32", &["url.dll,FileProtocolHandler"])
} else {
    ("xdg-open", &[])
};

/// Asks the system to open an address in a browser, and does not wait for it; `failed` is told where that program ends badly.
///
/// # Errors
///
/// When the program that does so is not installed or does not start.
pub fn open(address: &str, failed: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let (program, before) = OPENER;
    let mut child = process::Command::new(program)
        .args(before)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    thread::Builder::new().spawn(move || {
        if !child.wait().is_ok_and(|status| status.success()) {
            failed();
        }
    })?;
    Ok(())
}
