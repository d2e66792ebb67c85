//! An installed Graphviz renders any DOT: given on standard input, with a time limit, its warnings taken as errors.

use super::program::{RenderError, run};

/// The program.
const DOT: &str = "dot";

/// The version that `dot` gives of itself.
///
/// # Errors
///
/// When `dot` is not installed or cannot be run.
pub fn version() -> Result<String, RenderError> {
    Ok(run(DOT, &["-V"], b"")?.err)
}

/// Renders DOT in a format of Graphviz, such as `svg` or `png`.
///
/// # Errors
///
/// When `dot` is not installed, cannot be run, or refuses the DOT.
pub fn render(dot: &str, format: &str) -> Result<Vec<u8>, RenderError> {
    let said = run(DOT, &[format!("-T{format}")], dot.as_bytes())?;
    // A warning can mean that something was left out.
    if said.err.is_empty() { Ok(said.out) } else { Err(RenderError::Complaint(DOT, said.err)) }
}
