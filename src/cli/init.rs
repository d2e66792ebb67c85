//! `remit init`: a small graph that builds and verifies at once.

use super::args::InitArgs;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::project::{self, PublishError};

/// The files of a new graph.
const TEMPLATE: [(&str, &str); 15] = [
    ("remit.toml", include_str!("template/remit.toml")),
    (".gitattributes", include_str!("template/gitattributes")),
    (".gitignore", include_str!("template/gitignore")),
    ("README.md", include_str!("template/README.md")),
    ("ontology/library.ttl", include_str!("template/ontology/library.ttl")),
    ("ontology/views/who-does-what.toml", include_str!("template/ontology/views/who-does-what.toml")),
    ("ontology/views/who-stands-where.toml", include_str!("template/ontology/views/who-stands-where.toml")),
    ("ontology/views/who-pays-for-what.toml", include_str!("template/ontology/views/who-pays-for-what.toml")),
    ("ontology/views/when.toml", include_str!("template/ontology/views/when.toml")),
    ("data/entities.toml", include_str!("template/data/entities.toml")),
    ("data/claims.toml", include_str!("template/data/claims.toml")),
    ("data/queries/who-pays.rq", include_str!("template/data/queries/who-pays.rq")),
    (
        "data/questions/who-pays-for-the-workshop.rq",
        include_str!("template/data/questions/who-pays-for-the-workshop.rq"),
    ),
    (
        "data/questions/who-pays-for-the-workshop.csv",
        include_str!("template/data/questions/who-pays-for-the-workshop.csv"),
    ),
    ("sources/annual-report.txt", include_str!("template/sources/annual-report.txt")),
];

/// Runs the command.
pub(super) fn run(options: &InitArgs, ui: &mut Ui) -> CommandResult {
    let shown = options.dir.display();
    project::create(&options.dir, &TEMPLATE).map_err(|error| {
        let failure = Failure::from_error(&error);
        match error {
            PublishError::Exists(_) => failure.with("give a folder that is new or empty"),
            _ => failure,
        }
    })?;
    let folder = shell_word(&shown.to_string());
    let next = format!(
        "{} files in {shown}. Next:\n  cd {folder}\n  remit build\n  remit query who-pays\n  remit test\n  remit draw who-does-what -f text\n",
        TEMPLATE.len()
    );
    ui.result(&next).map_err(|failure| failure.after("the graph is made, but"))?;
    Ok(Outcome::Good)
}

/// A path as a shell takes it for one word.
fn shell_word(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-:~".contains(c);
    match path.chars().all(is_plain) {
        true => path.to_owned(),
        // The shells of Windows know no single quotation marks.
        false if cfg!(windows) => format!("\"{path}\""),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn a_folder_is_one_word_for_a_shell() {
        for (path, word) in [
            ("graph", "graph"),
            ("my graph", "'my graph'"),
            ("it's", r"'it'\''s'"),
            ("a/b-1.0", "a/b-1.0"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
