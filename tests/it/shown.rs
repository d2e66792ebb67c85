//! The pages of `docs` show what the program prints: every block that begins with a command is run and held against it.
//!
//! `UPDATE=1 cargo test --test it shown` writes the blocks anew: read every changed line before it is kept.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{copy, copy_of, remit, repository};

/// The words of a command line; single quotes hold several together.
pub(crate) fn words(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(i, part)| if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

/// What the program prints, standard output first; `| head -N` after the command keeps the first lines.
fn printed(project: &Path, command: &str) -> String {
    let (command, head) = match command.split_once(" | head -") {
        Some((command, number)) => (command, number.parse().expect("a number of lines")),
        None => (command, usize::MAX),
    };
    let ran = remit(project, &words(command));
    assert!(ran.code != 2, "{command}: {}", ran.err);
    let all = format!("{}{}", ran.out, ran.err);
    let kept: Vec<&str> = all.lines().take(head).collect();
    kept.join("\n").trim_end().to_owned()
}

/// A comment such as `<!-- edit FILE: OLD -> NEW -->` changes a file for the next command; the file and its text before that.
fn seeded(project: &Path, before: &str) -> Option<(PathBuf, String)> {
    let (edit, _) = before.rsplit_once("<!-- edit ")?.1.split_once(" -->")?;
    let (path, change) = edit.split_once(": ").expect("a file and a change");
    let (old, new) = change.split_once(" -> ").expect("old and new words");
    let path = project.join(path);
    let text = fs::read_to_string(&path).expect("a file is read");
    assert!(text.contains(old), "{} has no {old}", path.display());
    fs::write(&path, text.replacen(old, new, 1)).expect("a file is written");
    Some((path, text))
}

#[test]
fn the_pages_show_what_the_program_prints() {
    let project = copy_of(&repository());
    copy(&repository().join("examples"), &project.path().join("examples"));
    // As most readers have it: without the text of the source.
    let _ = fs::remove_dir_all(project.path().join("sources"));
    let mut shown = 0;
    let mut stale = Vec::new();
    for page in fs::read_dir(repository().join("docs")).expect("the pages are there").flatten() {
        // Beside the pages there is a folder of their pictures.
        if page.path().is_dir() {
            continue;
        }
        let old = fs::read_to_string(page.path()).expect("a page is read");
        let mut new = String::new();
        let mut rest = old.as_str();
        while let Some(at) = rest.find("```console\n$ remit ") {
            let (before, block) = rest.split_at(at + "```console\n".len());
            let seeded = seeded(project.path(), before);
            let (command, after) = block.split_once('\n').expect("a command ends with its line");
            let end =
                if after.starts_with("```") { 0 } else { after.find("\n```").expect("a block ends") + 1 };
            let told = printed(project.path(), command.trim_start_matches("$ remit "));
            if let Some((path, text)) = seeded {
                fs::write(path, text).expect("a file is as it was");
            }
            new.push_str(&format!("{before}{command}\n{told}\n"));
            rest = &after[end..];
            shown += 1;
        }
        new.push_str(rest);
        if new != old && std::env::var_os("UPDATE").is_some() {
            fs::write(page.path(), &new).expect("a page is written");
        } else if new != old {
            let line = old.lines().zip(new.lines()).find(|(a, b)| a != b);
            stale.push(format!("{}: {line:?}", page.path().display()));
        }
    }
    assert!(shown >= 10, "{shown} commands are shown");
    assert!(stale.is_empty(), "UPDATE=1 writes the pages anew:\n{}", stale.join("\n"));
}
