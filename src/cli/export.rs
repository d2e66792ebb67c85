//! `remit export`: things and links, each with its citation, for other tools.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{Args, ExportArgs, LinkLayer};
use super::cite::number;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::project;
use crate::render::export::{Form, Layers, Network, form};

/// Runs the command.
pub(super) fn run(args: &Args, options: &ExportArgs, ui: &mut Ui) -> CommandResult {
    let form = form(&options.format)
        .ok_or_else(|| Failure::new(format!("there is no form `{}`", options.format)))?;
    if let Some(feature) = form.missing_feature {
        let help = format!(
            "build it with the feature `{feature}`: `cargo install --path . --features {feature}` in the source of Remit"
        );
        return Err(Failure::with_help(format!("this program was built without `{}`", form.name), help));
    }
    let target = target(form, options)?;
    let (project, graph) = session::build_as_of(args, options.as_of, ui)?;
    let wants = |layer| options.layers.contains(&layer);
    let layers = Layers {
        facts: wants(LinkLayer::Facts),
        derived: wants(LinkLayer::Derived),
        claims: wants(LinkLayer::Claims),
    };
    let network = Network::new(graph.scope(), &project.input.manifest.title, layers);
    match &target {
        Target::Output => {
            for (_, write) in form.parts {
                ui.streamed(|out| write(&network, out))?;
            }
        }
        Target::File(path) => write(&network, form, std::slice::from_ref(path))?,
        Target::Folder(folder) => {
            project::make_folder(folder).map_err(|e| Failure::from_error(&e))?;
            let paths: Vec<PathBuf> = form.parts.iter().map(|(name, _)| folder.join(name)).collect();
            write(&network, form, &paths)?;
        }
    }
    if !matches!(target, Target::Output) {
        // Claims about claims are nodes too: a reader who counts entities elsewhere finds the same number.
        let (nodes, entities) = (network.node_count(), graph.dataset().entities().len());
        let claims =
            if nodes > entities { format!(", {}", number(nodes - entities, "claim")) } else { String::new() };
        let entities = if entities == 1 { "1 entity".to_owned() } else { format!("{entities} entities") };
        ui.talk(&format!(
            "{nodes} nodes ({entities}{claims}), {} edges{}\n",
            network.edge_count(),
            network.promised()
        ));
    }
    if network.left_out() > 0 {
        let told = match network.left_out() {
            1 => "1 inferred triple is about nothing that is a node; it is left out".to_owned(),
            many => format!("{many} inferred triples are about nothing that is a node; they are left out"),
        };
        ui.talk(&format!("note: {told}\n"));
    }
    Ok(Outcome::Good)
}

/// Where the files go.
enum Target {
    /// To standard output.
    Output,
    /// To one file.
    File(PathBuf),
    /// Into a folder, each under its own name.
    Folder(PathBuf),
}

fn target(form: &Form, options: &ExportArgs) -> Result<Target, Failure> {
    let single = form.parts.len() == 1;
    match &options.output {
        None if single => Ok(Target::Output),
        None => {
            let names: Vec<&str> = form.parts.iter().map(|(name, _)| *name).collect();
            let help = format!(
                "give a folder: `remit export -f {} -o DIR` writes {}",
                form.name,
                names.join(" and ")
            );
            Err(Failure::with_help(format!("`{}` is more than one file", form.name), help))
        }
        Some(path) if single && !path.is_dir() => Ok(Target::File(path.clone())),
        Some(path) if path.exists() && !path.is_dir() => {
            let help = format!("`{}` is written as several files", form.name);
            Err(Failure::with_help(format!("`{}` is no folder", shown(path)), help))
        }
        Some(path) => Ok(Target::Folder(path.clone())),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn write(network: &Network<'_>, form: &Form, paths: &[PathBuf]) -> Result<(), Failure> {
    let parts = form.parts.iter().zip(paths);
    let files =
        parts.map(|((_, write), path)| (path.clone(), move |out: &mut dyn Write| write(network, out)));
    project::write_files(files).map_err(|e| Failure::from_error(&e))
}
