//! The program `remit`.

use std::process::ExitCode;

fn main() -> ExitCode {
    remit::cli::run(std::env::args_os())
}
