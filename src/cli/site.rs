//! `remit site`: the graph as pages in a folder, published whole or not at all.

use std::sync::Arc;

use super::args::{Args, SiteArgs};
use super::build::refused;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::project::{publish_folder, write_whole};
use crate::site::{Site, SiteOptions};

/// Runs the command.
pub(super) fn run(args: &Args, options: &SiteArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let files = project.input.files.clone();
    let manifest = project.input.manifest.clone();
    let project = Arc::new(project);
    let asked = SiteOptions {
        is_served: false,
        is_reviewed: false,
        base_url: options.base_url.clone(),
        answers_queries: options.with_queries,
        shows_texts: options.with_texts,
    };
    let site = Site::new(Arc::clone(&project), Arc::new(graph), asked).map_err(|faults| {
        session::report_all(&files, Some(&manifest), faults, ui);
        Failure::AlreadyReported(Outcome::Findings)
    })?;
    let folder = options.output.display().to_string();
    if options.single_file {
        let page = site.single_file();
        write_whole(&options.output, page.as_bytes()).map_err(|error| Failure::from_error(&error))?;
        ui.result(&format!("{} KiB in {folder}\n", page.len().div_ceil(1024)))?;
        return Ok(Outcome::Good);
    }
    let progress = ui.progress(&format!("writing {folder}/"));
    let waiting = || ui.talk(&format!("another run is writing {folder}/; waiting for it\n"));
    let made = site.files().into_iter();
    let published = publish_folder(&project, &options.output, made, options.force, &waiting);
    drop(progress);
    let published = published.map_err(|error| refused(&error))?;
    let bytes: u64 = published.files.iter().map(|file| file.bytes).sum();
    let pages = published.files.iter().filter(|file| Site::is_page(&file.path)).count();
    ui.result(&format!(
        "{pages} pages, {} files, {} KiB in {folder}/\nopen {folder}/index.html\n",
        published.files.len(),
        bytes.div_ceil(1024)
    ))?;
    match published.complaint {
        None => Ok(Outcome::Good),
        Some(error) => Err(Failure::from_error(&error).after(&format!("{folder}/ is written, but"))),
    }
}
