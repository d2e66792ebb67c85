//! What of an output folder this program wrote: the list of its files with their digests, under a seal.
//!
//! A file may go if the list names it with the digest that it has, and the list is as it was written; or if the file
//! is what would be written again. The seal is a digest of the list: it tells a list that was edited from one that was
//! not. It is no secret, so who computes it anew has said that the files may go.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{is_absent, list};
use super::publish::{PublishError, io_error};
use super::watch::State;
use crate::model::text::hex;

/// The file that lists what a generation holds.
pub(super) const LISTING: &str = "manifest.json";
/// The one file of others that is no matter, if it is empty: it keeps an empty folder under version control.
const KEEPER: &str = ".gitkeep";
/// What stands between a list and its seal, and after the seal.
const SEAL: (&str, &str) = (",\n  \"seal\": \"", "\"\n}\n");

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its path inside the output folder.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its sha-256, in hexadecimal.
    pub sha256: String,
}

/// A list, a JSON object with `files`, as it is written: with its seal.
pub(super) fn sealed(object: &str) -> String {
    let list = object.trim_end().trim_end_matches('}').trim_end();
    format!("{list}{}{}{}", SEAL.0, digest(list), SEAL.1)
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Whether a list is as it was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seal {
    Whole,
    /// Earlier versions wrote none.
    Missing,
    Broken,
}

/// What the list of an output folder says.
struct Listing {
    files: BTreeMap<String, OutputFile>,
    seal: Seal,
}

impl Listing {
    fn read(folder: &Path) -> Result<Self, PublishError> {
        #[derive(Deserialize)]
        struct Content {
            files: Vec<OutputFile>,
        }
        let path = folder.join(LISTING);
        if is_absent(&path) {
            return Ok(Self { files: BTreeMap::new(), seal: Seal::Missing });
        }
        let bytes = fs::read(&path).map_err(io_error("read", &path))?;
        let text = String::from_utf8_lossy(&bytes);
        let seal = match text.strip_suffix(SEAL.1).and_then(|rest| rest.rsplit_once(SEAL.0)) {
            Some((list, seal)) if digest(list) == seal => Seal::Whole,
            None if !text.contains("\"seal\"") => Seal::Missing,
            _ => Seal::Broken,
        };
        match serde_json::from_str::<Content>(&text) {
            Ok(content) => {
                let files = content.files.into_iter().map(|f| (f.path.clone(), f)).collect();
                Ok(Self { files, seal })
            }
            Err(_) => Ok(Self { files: BTreeMap::new(), seal: Seal::Broken }),
        }
    }
}

/// How files are whose state tells any later change, by their paths.
pub(super) type States = BTreeMap<String, State>;

/// Makes sure that nothing is lost if a folder gives way to the files given. With `force`, files of their names may
/// be lost. Gives how the files are; those that are as was given are not read again.
///
/// # Errors
///
/// Names what this program did not write, or what was changed since; or what cannot be read.
pub(super) fn check_owned(
    folder: &Path,
    fresh: &[OutputFile],
    force: bool,
    seen: &States,
) -> Result<States, PublishError> {
    let listing = Listing::read(folder)?;
    let fresh: BTreeMap<&str, &OutputFile> = fresh.iter().map(|f| (f.path.as_str(), f)).collect();
    let (mut foreign, mut changed) = (Vec::new(), Vec::new());
    let mut states = States::new();
    for path in files_below(folder)? {
        let (renewed, listed) = (fresh.get(path.as_str()), listing.files.get(&path));
        let full = folder.join(&path);
        let state = State::settled(&full);
        states.extend(state.map(|state| (path.clone(), state)));
        let is_as_it_was = state.is_some_and(|state| seen.get(&path) == Some(&state));
        if is_as_it_was || renewed.is_some() && force || path == KEEPER && is_empty(&full) {
            continue;
        }
        let same = |file: &OutputFile| has(&full, file).map_err(io_error("read", &full));
        let is_renewed = renewed.map_or(Ok(false), |f| same(f))?;
        // The same digest is not found twice.
        let is_listed = match listed {
            Some(listed) if renewed == Some(&listed) => is_renewed,
            listed => listed.map_or(Ok(false), same)?,
        };
        match listing.seal {
            _ if is_renewed => {}
            Seal::Whole if is_listed || path == LISTING => {}
            Seal::Missing if is_listed && renewed.is_some() || path == LISTING => {}
            _ if renewed.is_some() || listed.is_some() && !is_listed => changed.push(path),
            _ => foreign.push(path),
        }
    }
    match (foreign.as_slice(), changed.as_slice()) {
        ([], []) => Ok(states),
        ([], changed) => Err(PublishError::Changed(names(changed))),
        (foreign, _) => Err(PublishError::Foreign(names(foreign))),
    }
}

fn is_empty(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == 0)
}

/// Whether a path is an ordinary file with the bytes that were written.
fn has(path: &Path, file: &OutputFile) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() != file.bytes {
        return Ok(false);
    }
    let mut digest = Sha256::new();
    let mut reader = BufReader::new(File::open(path)?);
    loop {
        let part = reader.fill_buf()?;
        if part.is_empty() {
            break;
        }
        digest.update(part);
        let read = part.len();
        reader.consume(read);
    }
    Ok(hex(&digest.finalize()) == file.sha256)
}

/// A few names in one sentence.
fn names(all: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = all.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// The files below a folder, with `/` between the parts, sorted; none where there is no folder.
pub(super) fn files_below(folder: &Path) -> Result<Vec<String>, PublishError> {
    fn walk(folder: &Path, prefix: &str, out: &mut Vec<String>) -> Result<(), PublishError> {
        for (name, kind) in list(folder).map_err(io_error("list", folder))? {
            let shown = format!("{prefix}{}", name.to_string_lossy());
            if kind.is_dir() {
                walk(&folder.join(name), &format!("{shown}/"), out)?;
            } else {
                out.push(shown);
            }
        }
        Ok(())
    }
    let mut out = Vec::new();
    if !is_absent(folder) {
        walk(folder, "", &mut out)?;
    }
    Ok(out)
}
