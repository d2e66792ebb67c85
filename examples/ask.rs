//! Opens a project, and asks, describes, draws and exports its graph: `cargo run --example ask -- FOLDER NAME`.
//!
//! Prints to standard output, as examples do.
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fs::File;

use remit::{Project, Theme, export_format};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let name = arguments.next().unwrap_or_else(|| "NCA".to_owned());

    let project = Project::open(&folder)?;
    let graph = project.build()?;

    let count = graph.query("SELECT (COUNT(*) AS ?claims) { ?claim a remit:Claim }")?;
    let (columns, rows) = count.cells(graph.prefixes().prefixes());
    println!("{} = {}", columns.join(", "), rows[0].join(", "));

    for fact in graph.describe(graph.find(&name)?).facts {
        println!("{} {}", fact.words, fact.citation.quoted().unwrap_or_default());
    }

    let out = std::env::temp_dir();
    if let Some(view) = graph.views().first() {
        for (page, svg) in graph.figure(view)?.svg(&Theme::light()).iter().enumerate() {
            std::fs::write(out.join(format!("{view}-{page}.svg")), svg)?;
        }
    }
    if let Some(form) = export_format("graphml") {
        graph.export(form, &mut File::create(out.join("graph.graphml"))?)?;
    }
    println!("figure and graph.graphml are in {}", out.display());
    Ok(())
}
