//! Where pages and files of the site are: names that every file system takes, and links from page to page.

use sha2::{Digest, Sha256};

use crate::model::text::hex;

/// The longest name of a file, in bytes: most file systems take 255, and endings come behind it.
const LONGEST: usize = 180;

/// What there is a page of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A claim.
    Claim,
    /// A class of the ontology.
    Class,
    /// A figure.
    Figure,
    /// A property of the ontology.
    Property,
    /// A rule.
    Rule,
    /// A source with its quotations.
    Source,
    /// An entity.
    Thing,
}

impl Kind {
    /// Its folder.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Class => "class",
            Self::Figure => "figure",
            Self::Property => "property",
            Self::Rule => "rule",
            Self::Source => "source",
            Self::Thing => "thing",
        }
    }

    /// The address of a page, from the top.
    pub(super) fn page(self, key: &str) -> String {
        format!("{}/{}.html", self.folder(), file_name(key))
    }
}

/// The address of the words of a claim in their source, from the top.
pub(super) fn quotation(source: &str, claim: &str) -> String {
    format!("{}#q-{}", Kind::Source.page(source), file_name(claim))
}

/// A key as the name of a file: small letters, digits, `-`, `_` and single dots inside stay, every other byte is written as `~` and
/// two digits, so that no two keys share a name where large and small letters are one; what would be too long ends with its digest.
pub(super) fn file_name(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for (at, byte) in key.bytes().enumerate() {
        let is_inner_dot = byte == b'.' && at > 0 && !out.ends_with('.') && at + 1 < key.len();
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte) || is_inner_dot {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("~{byte:02x}"));
        }
    }
    if out.len() > LONGEST {
        out.truncate(LONGEST);
        out.push('~');
        out.push_str(&hex(&Sha256::digest(key.as_bytes()))[..32]);
    }
    out
}

/// The key that a name of a file was made of; none where it holds but a part of it, or was made of none.
pub(super) fn key_of(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'~' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            (digit()? * 16 + digit()?) as u8
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok().filter(|key| file_name(key) == name)
}

/// Whether a name may be that of a key which is too long for one.
pub(super) fn is_shortened(name: &str) -> bool {
    name.len() > LONGEST
}

/// An address split into its folder, its name and its ending; a page of the top has no folder.
pub(super) fn split(address: &str) -> (&str, &str, &str) {
    let (folder, file) = address.rsplit_once('/').unwrap_or(("", address));
    let (name, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    (folder, name, ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_and_differ() {
        assert_eq!(file_name("near-europe.2"), "near-europe.2");
        assert_eq!(file_name(".."), "~2e~2e");
        assert_eq!(file_name("a..b"), "a.~2eb");
        assert_eq!(file_name("Ab/ü"), "~41b~2f~c3~bc");
        let [long, other] = ["é".repeat(900) + "a", "é".repeat(900) + "b"];
        assert!(file_name(&long).len() < 255 && file_name(&long) != file_name(&other));
        for key in ["near-europe.2", "..", "a..b", "Ab/ü"] {
            assert_eq!(key_of(&file_name(key)).as_deref(), Some(key));
        }
        assert!(
            key_of(&file_name(&long)).is_none() && is_shortened(&file_name(&long)) && key_of("~4").is_none()
        );
        assert_eq!(split("thing/a.b.ttl"), ("thing", "a.b", "ttl"));
        assert_eq!(split("index.html"), ("", "index", "html"));
    }
}
