//! Addresses: whether every reader takes one, what is wrong with it, and how to write it.
//!
//! IRIs are those of RFC 3987 (<https://www.rfc-editor.org/rfc/rfc3987>). Of them those with a host, such as `https`, and names and boxes
//! with a scheme that is registered, such as `urn` and `mailto`, are addresses here; a scheme of another name is a typing error.

use oxiri::Iri;

use super::escape::is_unseen;

/// The schemes whose addresses have a host.
const WITH_HOST: [&str; 5] = ["http", "https", "ftp", "ftps", "sftp"];
/// Those whose addresses are names, boxes or numbers.
const WITHOUT_HOST: [&str; 9] = ["urn", "mailto", "tel", "geo", "tag", "info", "doi", "did", "news"];

/// Whether a text is an absolute IRI (RFC 3987), of any scheme.
pub fn is_iri(text: &str) -> bool {
    Iri::parse(text).is_ok()
}

/// What is wrong with an address; none if every reader of RDF takes it, and it can be one.
pub fn fault(text: &str) -> Option<String> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    let has_host = WITH_HOST.contains(&&*scheme);
    if !has_host && !WITHOUT_HOST.contains(&&*scheme) {
        return Some("it does not begin with http:// or https://, nor with urn: or mailto:".to_owned());
    }
    if text.contains(' ') {
        return Some("it holds a space".to_owned());
    }
    if let Some(sign) = text.chars().find(|c| is_never_in_iris(*c)) {
        return Some(format!("it holds the sign U+{:04X}", u32::from(sign)));
    }
    if !has_host {
        return Iri::parse(text)
            .map_or_else(|error| Some(error.to_string()), |iri| name_fault(&scheme, iri.path()));
    }
    let iri = match Iri::parse(text) {
        Ok(iri) => iri,
        Err(error) => return Some(error.to_string()),
    };
    let authority = iri.authority().unwrap_or_default();
    if authority.contains('@') {
        return Some("it holds the name or password of a user: leave out what stands before `@`".to_owned());
    }
    let is_bracketed = authority.starts_with('[');
    let at = authority.rfind(':').filter(|at| !is_bracketed || authority[..*at].ends_with(']'));
    let (host, port) = at.map_or((authority, None), |at| (&authority[..at], Some(&authority[at + 1..])));
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Some("its port is not a number from 0 to 65535".to_owned());
    }
    // What stands in brackets was read already.
    if is_bracketed { None } else { host_fault(host) }
}

/// What is wrong with an address without a host, by what stands behind its scheme.
fn name_fault(scheme: &str, path: &str) -> Option<String> {
    let is_good = match scheme {
        "urn" => path.split_once(':').is_some_and(|(space, name)| {
            // RFC 8141, 2.
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
            (2..=32).contains(&space.len()) && space.chars().all(is_part) && !name.is_empty()
        }),
        "mailto" => path.split(',').all(|to| {
            to.rsplit_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && !name.contains('@') && host.contains('.') && host_fault(host).is_none()
            })
        }),
        "tel" => path.chars().filter(char::is_ascii_digit).count() > 2,
        _ => !path.is_empty(),
    };
    let example = match scheme {
        "urn" => "urn:isbn:9780141036144",
        "mailto" => "mailto:board@example.org",
        _ => "one with something behind the colon",
    };
    (!is_good).then(|| format!("it is not an address of {scheme}: expected {example}"))
}

/// What is wrong with the name of a host (<https://www.rfc-editor.org/rfc/rfc1123>, 2.1), which may have letters of any script.
fn host_fault(host: &str) -> Option<String> {
    if host.is_empty() {
        return Some("it names no host".to_owned());
    }
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let is_good = |label: &&str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_') || is_mark(c))
            // What is a letter only in width or shape is read as another host.
            && unicode_normalization::is_nfkc(label)
    };
    // What ends in a number is an address of four numbers.
    let is_number =
        labels.last().is_some_and(|last| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()));
    let is_four = labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok());
    if host.len() > 253 || !labels.iter().all(is_good) || (is_number && !is_four) {
        return Some(format!("`{host}` is not the name of a host"));
    }
    None
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Signs that stand in no address outside the name of its host (RFC 3987, 2.2 and 4.1).
fn is_never_in_iris(c: char) -> bool {
    c.is_whitespace() || is_unseen(c) || matches!(c, '\u{200b}' | '\u{2060}') || "<>\"{}|\\^`".contains(c)
}

/// An address with all that may not stand in it written in codes; none where that does not mend it.
pub fn mended(text: &str) -> Option<String> {
    let start = text.find("://")? + 3;
    let (head, tail) = text.split_at(start + text[start..].find(['/', '?', '#'])?);
    let mut mended = head.to_owned();
    let mut has_fragment = false;
    for (at, c) in tail.char_indices() {
        let is_code = || tail.get(at + 1..at + 3).is_some_and(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
        let is_wrong = match c {
            '%' => !is_code(),
            '#' => std::mem::replace(&mut has_fragment, true),
            c => is_never_in_iris(c) || matches!(c, '[' | ']'),
        };
        if is_wrong {
            mended.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|b| format!("%{b:02X}")));
        } else {
            mended.push(c);
        }
    }
    fault(&mended).is_none().then_some(mended)
}

/// A path as a relative address: all but the plainest signs as codes (RFC 3986, section 2.1).
pub(crate) fn of_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_every_reader_takes_are_told_from_others() {
        for good in [
            "https://example.org",
            "https://example.org/",
            "HTTPS://X.ORG",
            "Http://localhost:8080/a?b=c#d",
            "https://example.org:65535/",
            "https://example.org./",
            "https://127.0.0.1/",
            "https://[::1]:80/",
            "https://xn--mnchen-3ya.de/",
            "https://m\u{fc}nchen.de/stra\u{df}e",
            "https://\u{4f8b}\u{3048}.jp/",
            "https://a_b.example.org/%20?q=(1)&r='x'",
            "ftp://example.org/a.txt",
            "urn:isbn:9780141036144",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "mailto:board@example.org",
            "MAILTO:a.b+c@example.org?subject=x",
            "tel:+44-20-7946-0000",
            "doi:10.1000/182",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for (bad, part) in [
            ("https:///x/", "host"),
            ("https:x", "host"),
            ("https://", "host"),
            ("https://.", "host"),
            ("https://a..b/", "host"),
            ("https://-a.org/", "host"),
            ("https://a-.org/", "host"),
            ("https://exa%41mple.org/", "host"),
            ("https://999.1.1.1/", "host"),
            ("https://a,b/", "host"),
            ("https://x\u{3002}org/", "host"),
            ("https://\u{ff45}xample.org/", "host"),
            ("https://\u{1f600}.org/", "host"),
            ("https://example.org:65536/", "port"),
            ("https://example.org:/", "port"),
            ("https://example.org:port/", "'p'"),
            ("https://ann:secret@example.org/", "password"),
            ("https://ann@example.org/", "password"),
            ("https://example.org/two words", "space"),
            ("https://exa mple.org/", "space"),
            ("https://example.org/\u{202e}x", "U+202E"),
            ("https://example.org/\u{feff}", "U+FEFF"),
            ("https://example.org/\u{200b}", "U+200B"),
            ("https://example.org/\u{7}", "U+0007"),
            ("https://example.org/\u{ffff}", "U+FFFF"),
            ("https://example.org/a[]", "'['"),
            ("https://example.org/50%zz", "%"),
            ("ftp:///x", "host"),
            ("htps://example.org/", "http://"),
            ("javascript:alert(1)", "http://"),
            ("file:///etc/passwd", "http://"),
            ("urn:9780141036144", "urn:isbn"),
            ("urn:isbn:", "urn:isbn"),
            ("mailto:example.org", "mailto:board"),
            ("mailto:a@b", "mailto:board"),
            ("mailto:a@-b.org", "mailto:board"),
            ("mailto:a b@example.org", "space"),
            ("urn:x-y:<z>", "U+003C"),
            ("example.org", "http://"),
            ("//example.org/", "http://"),
            ("", "http://"),
        ] {
            let found = fault(bad).unwrap_or_default();
            assert!(found.to_lowercase().contains(&part.to_lowercase()), "{bad}: {found}");
        }
        let mended = mended("https://www.example.org/search?beans[]=tall#100%#top");
        assert_eq!(mended.as_deref(), Some("https://www.example.org/search?beans%5B%5D=tall#100%25%23top"));
        assert_eq!(super::mended("https:///two words"), None);
    }
}
