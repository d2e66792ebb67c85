//! Small projects in `tests/cases`, each held against copies of what the program said and wrote.
//!
//! `UPDATE=1 cargo test --test it cases` writes the copies anew: read every changed line before it is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::support::{Ran, remit, repository};

/// The folder of all cases.
fn cases() -> PathBuf {
    repository().join("tests/cases")
}

/// The names of the cases with faults, or of those without.
fn names(faulty: bool) -> Vec<String> {
    let entries = fs::read_dir(cases()).unwrap().flatten();
    let folders = entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().into_string().unwrap());
    let mut names: Vec<String> = folders.filter(|n| n.starts_with("faults-") == faulty).collect();
    names.sort();
    names
}

/// Every file below a folder, as paths with `/`, sorted.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.insert(name);
        }
    }
    found
}

/// Writes a file and the folders that it needs.
fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A case in a folder of its own, without what is expected of it.
fn copy_of_case(name: &str) -> TempDir {
    let copy = TempDir::new().unwrap();
    for file in files(&cases().join(name)).iter().filter(|f| !f.starts_with("expected/")) {
        write(&copy.path().join(file), fs::read(cases().join(name).join(file)).unwrap());
    }
    copy
}

/// What a run said, with its exit code. The name of the version may change, the words may not.
fn words(ran: &Ran) -> String {
    let line = |text: &str| if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{}{}---\n{}{}exit code {}\n", ran.out, line(&ran.out), ran.err, line(&ran.err), ran.code)
}

/// Holds a text against its copy, or writes the copy; the lines that differ are the result.
pub(crate) fn held(copy: &Path, text: &str) -> Option<String> {
    let expected = fs::read_to_string(copy).unwrap_or_default();
    if expected == text {
        return None;
    }
    if std::env::var_os("UPDATE").is_some() {
        write(copy, text);
        return None;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), text.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = format!("{} differs from line {}:\n", copy.display(), same + 1);
    for (lines, sign) in [(&old, '-'), (&new, '+')] {
        for line in lines[same..lines.len() - tail].iter().take(20) {
            out.push_str(&format!("{sign} {line}\n"));
        }
    }
    Some(out)
}

/// Holds what a case with faults says against its copy.
fn faulty(name: &str) -> Vec<String> {
    let project = copy_of_case(name);
    let expected = cases().join(name).join("expected");
    let check = remit(project.path(), &["check"]);
    let mut differences: Vec<String> =
        held(&expected.join("check.txt"), &words(&check)).into_iter().collect();
    if check.code == 0 {
        // What a check passes, a build may still find: it then says so, and writes nothing.
        differences.extend(held(&expected.join("build.txt"), &words(&remit(project.path(), &["build"]))));
    }
    if let Ok(commands) = fs::read_to_string(project.path().join("commands.txt")) {
        let told = transcript(project.path(), &commands);
        differences.extend(held(&expected.join("commands.txt"), &told));
    }
    if project.path().join("output").exists() {
        differences.push(format!("{name}: output was written in spite of faults\n"));
    }
    differences
}

/// What the program says to each line of a list of commands.
fn transcript(project: &Path, commands: &str) -> String {
    let mut out = String::new();
    for line in commands.lines() {
        let arguments = super::shown::words(line);
        out.push_str(&format!("$ remit {line}\n{}\n", words(&remit(project, &arguments))));
    }
    out
}

/// Holds everything that a good case says and writes against its copies.
fn good(name: &str) -> Vec<String> {
    let project = copy_of_case(name);
    let expected = cases().join(name).join("expected");
    let output = project.path().join("output");
    let mut made: BTreeMap<String, String> = BTreeMap::new();
    for command in ["check", "build"] {
        made.insert(format!("{command}.txt"), words(&remit(project.path(), &[command])));
    }
    for query in files(project.path()).iter().filter_map(|f| f.strip_suffix(".rq")?.split_once("/queries/")) {
        let ran = remit(project.path(), &["query", query.1, "--format", "table"]);
        made.insert(format!("query-{}.txt", query.1), words(&ran));
    }
    if let Ok(commands) = fs::read_to_string(project.path().join("commands.txt")) {
        made.insert("commands.txt".to_owned(), transcript(project.path(), &commands));
    }
    for file in files(&output) {
        // Places in a drawing follow from what DOT and text say, which people can read; the manifest is made of digests.
        let ending = file.rsplit('.').next().unwrap();
        if ending != "svg" && file != "manifest.json" {
            let text = fs::read_to_string(output.join(&file)).unwrap();
            made.insert(file, text);
        }
    }
    made.insert("sentences.txt".to_owned(), super::sentences::of_project(project.path()));
    let mut differences: Vec<String> =
        made.iter().filter_map(|(file, text)| held(&expected.join(file), text)).collect();
    let known = files(&expected);
    let missed = known.iter().filter(|f| !made.contains_key(*f));
    differences.extend(missed.map(|f| format!("{name}: {f} is expected, and was not written\n")));
    differences
}

fn none(differences: &[String]) {
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn small_graphs_are_built_as_expected() {
    let names = names(false);
    assert!(names.len() >= 2, "{names:?}");
    none(&names.iter().flat_map(|n| good(n)).collect::<Vec<_>>());
}

#[test]
fn faults_are_told_as_expected() {
    let names = names(true);
    assert!(names.len() >= 12, "{names:?}");
    none(&names.iter().flat_map(|n| faulty(n)).collect::<Vec<_>>());
}

/// Every output of a project, by path.
fn outputs(project: &Path) -> BTreeMap<String, Vec<u8>> {
    let ran = remit(project, &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let output = project.join("output");
    files(&output).into_iter().map(|f| (f.clone(), fs::read(output.join(&f)).unwrap())).collect()
}

/// The records of a TOML file: what stands before the first one, then one text each.
fn records(text: &str) -> (String, Vec<String>) {
    let text = format!("\n{text}");
    let mut parts = text.split("\n[[");
    let head = format!("{}\n", parts.next().unwrap());
    (head, parts.map(|p| format!("[[{p}\n")).collect())
}

/// Puts the records of a data file into other files and another order. Sections keep theirs: it is that of the text.
fn shuffle_toml(path: &Path) {
    let (head, records) = records(&fs::read_to_string(path).unwrap());
    let (kept, mut moved): (Vec<&String>, Vec<&String>) =
        records.iter().partition(|r| r.starts_with("[[section]]") || r.starts_with("[[source]]"));
    moved.reverse();
    let half = moved.len() / 3;
    let join = |records: &[&String]| records.iter().map(|r| r.as_str()).collect::<Vec<_>>().join("\n");
    let (first, second) = (join(&moved[..half]), join(&moved[half..]));
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    // The claims of a file lean on its defaults, which therefore go with them.
    let head = if head.contains("[default]") { head } else { String::from("\n") };
    write(&path.with_file_name(format!("0-{stem}.toml")), format!("{head}{second}"));
    write(&path.with_file_name(format!("zz/{stem}.toml")), format!("{head}{first}\n{}", join(&kept)));
    fs::remove_file(path).unwrap();
}

/// Turns the rows of a table round and gives the file another name, where no layout calls it by its own.
fn shuffle_csv(path: &Path, named: bool) {
    let text = fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    fs::remove_file(path).unwrap();
    let new = if named { path.to_owned() } else { path.with_file_name(format!("{stem}-2.csv")) };
    write(&new, format!("{header}\r\n{}\r\n", rows.join("\r\n")));
}

#[test]
fn order_and_names_of_data_files_do_not_matter() {
    for name in names(false) {
        let (plain, shuffled) = (copy_of_case(&name), copy_of_case(&name));
        let manifest = fs::read_to_string(plain.path().join("remit.toml")).unwrap();
        let has_mapping = manifest.contains("[[mapping]]");
        let mut changed = 0;
        for file in files(shuffled.path()) {
            let path = shuffled.path().join(&file);
            let in_data = file.starts_with("data/") || file.starts_with("tables/");
            match path.extension().and_then(|e| e.to_str()) {
                Some("toml") if in_data => shuffle_toml(&path),
                // Claims of a mapping are cited by the number of their row.
                Some("csv") if has_mapping => continue,
                Some("csv") if in_data => {
                    shuffle_csv(&path, manifest.contains(file.rsplit('/').next().unwrap()));
                }
                _ => continue,
            }
            changed += 1;
        }
        assert!(changed >= if has_mapping { 1 } else { 3 }, "{name}");
        let (plain, shuffled) = (outputs(plain.path()), outputs(shuffled.path()));
        assert_eq!(plain.keys().collect::<Vec<_>>(), shuffled.keys().collect::<Vec<_>>(), "{name}");
        for (file, bytes) in &plain {
            assert!(shuffled[file] == *bytes, "{name}: {file} depends on the order of records");
        }
    }
}

#[test]
fn language_and_zone_of_the_reader_do_not_matter() {
    for name in names(false) {
        let (plain, abroad) = (copy_of_case(&name), copy_of_case(&name));
        let ran = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("build")
            .current_dir(abroad.path())
            .envs([
                ("LC_ALL", "tr_TR.UTF-8"),
                ("LANG", "tr_TR.UTF-8"),
                ("TZ", "Asia/Tokyo"),
                ("COLUMNS", "40"),
            ])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{name}");
        let output = abroad.path().join("output");
        for (file, bytes) in outputs(plain.path()) {
            assert!(fs::read(output.join(&file)).unwrap() == bytes, "{name}: {file}");
        }
    }
}

#[test]
fn a_byte_order_mark_and_any_line_ends_are_accepted() {
    for name in names(false) {
        let (plain, marked) = (copy_of_case(&name), copy_of_case(&name));
        for file in files(marked.path()) {
            let path = marked.path().join(file);
            let text = fs::read_to_string(&path).unwrap();
            // Every other line ends as on Windows.
            let mixed: String = text
                .split_inclusive('\n')
                .enumerate()
                .map(|(i, l)| if i % 2 == 0 { l.replace('\n', "\r\n") } else { l.to_owned() })
                .collect();
            write(&path, format!("\u{feff}{mixed}"));
        }
        let (plain, marked) = (outputs(plain.path()), outputs(marked.path()));
        for (file, bytes) in plain.iter().filter(|(f, _)| !f.starts_with("figures/")) {
            assert!(marked[file] == *bytes, "{name}: {file}");
        }
    }
}

#[test]
fn mixed_line_ends_leave_lines_and_columns_as_they_are() {
    for name in ["faults-names", "faults-values", "faults-csv", "faults-ontology", "faults-order"] {
        let (plain, mixed) = (copy_of_case(name), copy_of_case(name));
        for file in files(mixed.path()).iter().filter(|f| !f.starts_with("sources/")) {
            let path = mixed.path().join(file);
            let text = fs::read_to_string(&path).unwrap();
            let ends = text.split_inclusive('\n').enumerate();
            let text: String =
                ends.map(|(i, l)| if i % 3 == 0 { l.replace('\n', "\r\n") } else { l.to_owned() }).collect();
            write(&path, text);
        }
        let run = |folder: &Path| remit(folder, &["check", "--format", "json"]).out;
        let (plain, mixed) = (run(plain.path()), run(mixed.path()));
        assert!(plain == mixed, "{name}:\n{}", held(&cases().join(name), &mixed).unwrap_or_default());
    }
}

/// A kitchen in which one thing is wrong that no file of a repository can hold; what the program says of it.
fn broken(change: impl FnOnce(&Path)) -> String {
    let project = copy_of_case("kitchen");
    change(project.path());
    let ran = remit(project.path(), &["check"]);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    words(&ran).replace(&*project.path().to_string_lossy(), "DIR")
}

#[test]
fn unreadable_files_are_told_as_expected() {
    let claims = |folder: &Path| folder.join("data/claims.toml");
    let text = fs::read_to_string(cases().join("kitchen/data/claims.toml")).unwrap();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = text.chars().map(|c| if (c as u32) < 256 { c as u8 } else { b'?' }).collect();
    let mut said = Vec::new();
    let mut say = |what: &str, words: String| said.push(format!("# {what}\n\n{words}"));
    say("a data file in UTF-16", broken(|d| write(&claims(d), &utf16)));
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    say("a data file in UTF-16 without a mark", broken(|d| write(&claims(d), &bare)));
    say("a data file in Latin-1", broken(|d| write(&claims(d), &latin)));
    say("a data file with a byte 0", broken(|d| write(&claims(d), text.replace("[default]", "\0[default]"))));
    say("a text in Latin-1", broken(|d| write(&d.join("sources/notebook.txt"), &latin)));
    say("a manifest in UTF-16", broken(|d| write(&d.join("remit.toml"), &utf16)));
    say("no ontology folder", broken(|d| fs::remove_dir_all(d.join("ontology")).unwrap()));
    say(
        "an ontology in another syntax",
        broken(|d| {
            fs::remove_dir_all(d.join("ontology")).unwrap();
            write(&d.join("ontology/kitchen.owl"), "<rdf:RDF/>");
        }),
    );
    say("no data folder", broken(|d| fs::remove_dir_all(d.join("data")).unwrap()));
    say(
        "a folder where a file is expected",
        broken(|d| {
            fs::remove_file(claims(d)).unwrap();
            fs::create_dir(claims(d)).unwrap();
        }),
    );
    say(
        "a file where a folder is expected",
        broken(|d| {
            fs::remove_dir_all(d.join("data")).unwrap();
            write(&d.join("data"), "");
        }),
    );
    say(
        "a manifest that is a folder",
        broken(|d| {
            fs::remove_file(d.join("remit.toml")).unwrap();
            fs::create_dir(d.join("remit.toml")).unwrap();
        }),
    );
    say(
        "a lock file and texts that are none",
        broken(|d| {
            fs::create_dir(d.join("remit.lock")).unwrap();
            fs::remove_dir_all(d.join("sources")).unwrap();
            write(&d.join("sources"), "");
        }),
    );
    say("an empty manifest", broken(|d| write(&d.join("remit.toml"), "")));
    none(&held(&cases().join("unreadable.txt"), &said.join("\n")).into_iter().collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_refused() {
    use std::os::unix::fs::symlink;
    let outside = TempDir::new().unwrap();
    write(&outside.path().join("more.toml"), "");
    write(&outside.path().join("notebook.txt"), "");
    let target = outside.path().join("more.toml");
    let mut said = vec![
        broken(|d| symlink(&target, d.join("data/linked.toml")).unwrap()),
        broken(|d| symlink(outside.path(), d.join("data/folder")).unwrap()),
        broken(|d| symlink(d.join("nowhere.toml"), d.join("data/dangling.toml")).unwrap()),
        broken(|d| {
            fs::remove_file(d.join("sources/notebook.txt")).unwrap();
            symlink(outside.path().join("notebook.txt"), d.join("sources/notebook.txt")).unwrap();
        }),
    ];
    said.push(broken(|d| {
        fs::remove_dir_all(d.join("sources")).unwrap();
        symlink(d.join("nowhere"), d.join("sources")).unwrap();
        symlink(d.join("nowhere"), d.join("remit.lock")).unwrap();
        symlink(d.join("nowhere"), d.join("data/no-name-to-read")).unwrap();
        symlink(d.join("data/loop"), d.join("data/loop")).unwrap();
    }));
    // The output folder may be a link as well.
    let manifest = fs::read_to_string(cases().join("kitchen/remit.toml")).unwrap();
    let writes = |d: &Path, target: &Path, output: &str| {
        symlink(target, d.join("link")).unwrap();
        write(&d.join("remit.toml"), manifest.replace("title", &format!("output = \"{output}\"\ntitle")));
    };
    said.push(broken(|d| writes(d, outside.path(), "link")));
    said.push(broken(|d| writes(d, outside.path(), "link/output")));
    said.push(broken(|d| writes(d, &d.join("nowhere"), "link/output")));
    said.push(broken(|d| writes(d, &d.join("data"), "link")));
    said.push(broken(|d| writes(d, &d.join("data"), "link/output")));
    said.push(broken(|d| writes(d, d, "link")));
    // A link within the project leads to nothing that others do not have.
    said.push(broken(|d| {
        fs::rename(d.join("data/claims.toml"), d.join("elsewhere.toml")).unwrap();
        symlink(d.join("elsewhere.toml"), d.join("data/claims.toml")).unwrap();
    }));
    none(&held(&cases().join("links.txt"), &said.join("\n")).into_iter().collect::<Vec<_>>());
}

#[test]
fn faults_of_the_manifest_are_told_as_expected() {
    let good = "title = \"A garden\"\nbase = \"https://remit.example/garden/\"\n";
    let table = "\n[[table]]\nfile = \"visits.csv\"\nkind = \"claim\"\n";
    let manifests = [
        String::from("title = \"A garden\"\n"),
        String::from("title = \"A garden\nbase = \"https://remit.example/garden/\"\n"),
        good.replace("title", "titel"),
        good.replace("garden/", "garden"),
        good.replace("https://remit.example/garden/", "remit.example/"),
        good.replace("https://remit.example/garden/", "https://remit.example/my garden/"),
        good.replace("https://remit.example/garden/", "https://remit.example/%zz/"),
        format!("{good}data = \"../data\"\n"),
        format!("{good}output = \"/tmp\"\n"),
        format!("{good}sources = \"\"\n"),
        format!("{good}quote-words = \"many\"\n"),
        format!("{good}quote-words = 0\n"),
        format!("{good}output = \"data\"\n"),
        format!("{good}output = \"data/made\"\n"),
        format!("{good}output = \"Data\"\n"),
        format!("{good}output = \"all\"\ndata = \"all/data\"\n"),
        format!("{good}output = \".git\"\n"),
        format!("{good}output = \"docs/.site/graph\"\n"),
        format!("{good}output = \"remit.toml\"\n"),
        format!("{good}\n[output-files]\nformats = [\"nq\", \"xml\"]\n"),
        format!("{good}\n[prefixes]\ng = \"not an address\"\n"),
        format!(
            "{good}\n[prefixes]\ng = \"https://remit.example/50%zz/\"\n\"x:y\" = \"https://remit.example/\"\n"
        ),
        format!(
            "{good}\n[prefixes]\n\"a: <x:> . @prefix b\" = \"https://remit.example/\"\n\"1.\" = \"urn:x:\"\n"
        ),
        format!("{good}{}", table.replace("claim", "claims")),
        format!("{good}{}", table.replace("file", "path")),
        format!("{good}{table}columns = {{ who = \"subjekt\" }}\n"),
        format!("{good}{table}"),
        format!("{good}\n[[mapping]]\nfile = \"a.ttl\"\n"),
        format!("{good}\n[[mapping]]\nfile = \"../a.ttl\"\nsource = \"a\"\nlinks = \"/etc/a.tsv\"\n"),
        format!(
            "{good}\n[[mapping]]\nfile = \"a.ttl\"\nsource = \"a\"\nset = {{ speaker = \"b\", staus = \"c\", object = \"d\" }}\n"
        ),
    ];
    let mut said = Vec::new();
    for manifest in manifests {
        let project = copy_of_case("faults-manifest");
        write(&project.path().join("remit.toml"), manifest);
        said.push(words(&remit(project.path(), &["check"])));
    }
    none(&held(&cases().join("manifests.txt"), &said.join("\n")).into_iter().collect::<Vec<_>>());
}
