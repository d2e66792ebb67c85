//! Where quads go, as lines of N-Quads.

use std::io;

/// Takes the quads of a run.
pub trait Sink {
    /// Takes a quad as a line of N-Quads, its line end included; for a target by its number, or for the default output.
    ///
    /// # Errors
    /// If the line cannot be written.
    fn quad(&mut self, target: Option<usize>, line: &str) -> io::Result<()>;
}

/// All quads in memory, so that nothing is written before a run is known to be good.
#[derive(Debug, Default)]
pub struct Memory {
    /// What goes to the default output.
    pub output: String,
    /// What goes to each target.
    pub targets: Vec<String>,
}

impl Sink for Memory {
    fn quad(&mut self, target: Option<usize>, line: &str) -> io::Result<()> {
        let text = match target {
            None => &mut self.output,
            Some(number) => {
                if self.targets.len() <= number {
                    self.targets.resize(number + 1, String::new());
                }
                &mut self.targets[number]
            }
        };
        text.push_str(line);
        Ok(())
    }
}
