//! Who asks: HTTP Basic and Digest (RFC 7617, RFC 7616), from the challenge of a store to the header of a request.

use std::hash::{BuildHasher, Hasher, RandomState};

use md5::Md5;
use sha2::{Digest, Sha256};

use super::http::Login;
use crate::model::text::hex;

/// What a store asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    Basic { realm: String },
    Digest(DigestChallenge),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DigestChallenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// Whether requests are counted and have a number of our own in them, as all stores but the oldest want it.
    is_counted: bool,
    algorithm: Algorithm,
    /// Whether only the nonce was too old.
    is_stale: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Algorithm {
    is_sha256: bool,
    is_session: bool,
}

impl Challenge {
    /// The best of several; nothing where none is known, with the names of those that are asked for.
    pub(super) fn best<'a>(headers: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let all: Vec<(String, Vec<(String, String)>)> = headers.flat_map(parts).collect();
        let digest = all.iter().filter_map(|(scheme, values)| digest(scheme, values));
        if let Some(best) = digest.max_by_key(|d| d.algorithm.is_sha256) {
            return Ok(Self::Digest(best));
        }
        let basic = all.iter().find(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
        if let Some((_, values)) = basic {
            return Ok(Self::Basic { realm: value(values, "realm").unwrap_or_default().to_owned() });
        }
        let names: Vec<&str> = all.iter().map(|(scheme, _)| scheme.as_str()).collect();
        Err(if names.is_empty() { "a scheme that it does not name".to_owned() } else { names.join(", ") })
    }

    /// The name of the scheme, with what the store calls the place.
    pub(super) fn words(&self) -> String {
        let (name, realm) = match self {
            Self::Basic { realm } => ("Basic", realm),
            Self::Digest(digest) => ("Digest", &digest.realm),
        };
        if realm.is_empty() { name.to_owned() } else { format!("{name}, realm \"{realm}\"") }
    }

    /// Whether a request with this login may be sent once more: only its nonce was too old.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self, Self::Digest(digest) if digest.is_stale)
    }

    /// Whether a login would go over the wire as it is.
    pub(super) fn is_basic(&self) -> bool {
        matches!(self, Self::Basic { .. })
    }

    /// The header by which a request proves who asks; `count` is how many requests were made on this challenge.
    pub(super) fn answer(&self, login: &Login, method: &str, target: &str, count: u32) -> String {
        match self {
            Self::Basic { .. } => {
                format!("Basic {}", base64(format!("{}:{}", login.user, login.password).as_bytes()))
            }
            Self::Digest(digest) => digest.answer(login, method, target, count, &own_number()),
        }
    }
}

impl DigestChallenge {
    fn answer(&self, login: &Login, method: &str, target: &str, count: u32, own: &str) -> String {
        let hash = |text: &str| self.algorithm.hash(text);
        let (realm, nonce) = (&self.realm, &self.nonce);
        let mut who = hash(&format!("{}:{realm}:{}", login.user, login.password));
        if self.algorithm.is_session {
            who = hash(&format!("{who}:{nonce}:{own}"));
        }
        let what = hash(&format!("{method}:{target}"));
        let count = format!("{count:08x}");
        let response = if self.is_counted {
            hash(&format!("{who}:{nonce}:{count}:{own}:auth:{what}"))
        } else {
            hash(&format!("{who}:{nonce}:{what}"))
        };
        let user = quoted(&login.user);
        let mut header = format!(
            "Digest username=\"{user}\", realm=\"{}\", nonce=\"{}\", uri=\"{target}\", response=\"{response}\", algorithm={}",
            quoted(realm),
            quoted(nonce),
            self.algorithm.name(),
        );
        if self.is_counted {
            header.push_str(&format!(", qop=auth, nc={count}, cnonce=\"{own}\""));
        }
        if let Some(opaque) = &self.opaque {
            header.push_str(&format!(", opaque=\"{}\"", quoted(opaque)));
        }
        header
    }
}

impl Algorithm {
    fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (name, is_session) = lower.strip_suffix("-sess").map_or((lower.as_str(), false), |n| (n, true));
        match name {
            "md5" => Some(Self { is_sha256: false, is_session }),
            "sha-256" => Some(Self { is_sha256: true, is_session }),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match (self.is_sha256, self.is_session) {
            (false, false) => "MD5",
            (false, true) => "MD5-sess",
            (true, false) => "SHA-256",
            (true, true) => "SHA-256-sess",
        }
    }

    fn hash(self, text: &str) -> String {
        if self.is_sha256 { hex(&Sha256::digest(text)) } else { hex(&Md5::digest(text)) }
    }
}

/// A challenge by Digest that can be answered.
fn digest(scheme: &str, values: &[(String, String)]) -> Option<DigestChallenge> {
    if !scheme.eq_ignore_ascii_case("digest") {
        return None;
    }
    let qop = value(values, "qop");
    let is_counted = match qop {
        Some(kinds) => kinds.split(',').any(|k| k.trim().eq_ignore_ascii_case("auth")),
        None => false,
    };
    if qop.is_some() && !is_counted {
        return None;
    }
    Some(DigestChallenge {
        realm: value(values, "realm").unwrap_or_default().to_owned(),
        nonce: value(values, "nonce")?.to_owned(),
        opaque: value(values, "opaque").map(str::to_owned),
        is_counted,
        algorithm: Algorithm::of(value(values, "algorithm").unwrap_or("MD5"))?,
        is_stale: value(values, "stale").is_some_and(|s| s.eq_ignore_ascii_case("true")),
    })
}

fn value<'a>(values: &'a [(String, String)], name: &str) -> Option<&'a str> {
    values.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The challenges of one header: a name begins one, and `name=value` belongs to it. Commas within quotation marks are text.
fn parts(header: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut out: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for item in items(header) {
        let item = item.trim();
        let (before, rest) = item.split_once('=').unwrap_or((item, ""));
        let name = match before.trim().rsplit_once(char::is_whitespace) {
            Some((scheme, name)) => {
                out.push((scheme.trim().to_owned(), Vec::new()));
                name
            }
            None if !item.contains('=') => {
                if !item.is_empty() {
                    out.push((item.to_owned(), Vec::new()));
                }
                continue;
            }
            None => before.trim(),
        };
        if let Some((_, values)) = out.last_mut() {
            values.push((name.to_owned(), unquoted(rest.trim())));
        }
    }
    out
}

fn items(header: &str) -> Vec<&str> {
    let (mut items, mut start, mut in_quotes, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, c) in header.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if in_quotes => is_escaped = true,
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => {
                items.push(&header[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&header[start..]);
    items
}

fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"') else { return text.to_owned() };
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '"' => break,
            c => out.push(c),
        }
    }
    out
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A number that nobody can foresee: the hasher of the standard library has a key of its own in each process.
fn own_number() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let all =
            chunk.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(all >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(user: &str, password: &str) -> Login {
        Login { user: user.into(), password: password.into() }
    }

    #[test]
    fn basic_is_that_of_the_standard() {
        let basic = Challenge::best(["Basic realm=\"a, b\""].into_iter()).expect("it is known");
        let header = basic.answer(&login("Aladdin", "open sesame"), "GET", "/", 1);
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(basic.words(), "Basic, realm \"a, b\"");
    }

    #[test]
    fn digest_is_that_of_the_standard() {
        let told = [
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
        ];
        let who = login("Mufasa", "Circle of Life");
        let own = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let expected = [
            "8ca523f5e9506fed4657c9700eebdbec",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ];
        for (header, response) in told.iter().zip(expected) {
            let Ok(Challenge::Digest(digest)) = Challenge::best([*header].into_iter()) else {
                panic!("{header}")
            };
            let answer = digest.answer(&who, "GET", "/dir/index.html", 1, own);
            assert!(answer.contains(&format!("response=\"{response}\"")), "{answer}");
        }
        let best = Challenge::best(told.into_iter()).expect("both are known");
        assert!(matches!(best, Challenge::Digest(d) if d.algorithm.is_sha256), "the stronger one is taken");
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(
            Challenge::best(["Negotiate, Bearer realm=\"x\""].into_iter()),
            Err("Negotiate, Bearer".into())
        );
        let both = Challenge::best(["Bearer realm=\"x\", Basic realm=\"y\""].into_iter());
        assert_eq!(both, Ok(Challenge::Basic { realm: "y".into() }));
    }
}
