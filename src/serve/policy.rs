//! Who may ask, and what a page may do: hosts and origins, and the policies that every answer carries.

use std::collections::BTreeSet;
use std::net::IpAddr;

use sha2::{Digest, Sha256};

use crate::model::text::base64;

/// The names by which this server may be called. Another name means that a foreign page sent its own visitors here (DNS rebinding).
#[derive(Clone, Debug)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The names of this machine for itself, its address if that is a definite one, and further names.
    pub fn new(ip: IpAddr, names: &[String]) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let listening = match ip {
            _ if ip.is_unspecified() => None,
            IpAddr::V4(ip) => Some(ip.to_string()),
            IpAddr::V6(ip) => Some(format!("[{ip}]")),
        };
        let further = names.iter().map(|name| name.to_ascii_lowercase());
        Self(own.into_iter().chain(listening).chain(further).collect())
    }

    /// Whether a host, with or without a port, is one of them. The port may be any: a tunnel has its own.
    pub(super) fn has(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let is_port =
            |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
        self.0.iter().any(|name| {
            host.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
        })
    }

    /// Whether an origin is one of them.
    pub(super) fn has_origin(&self, origin: &str) -> bool {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| self.has(host))
    }
}

/// What a page may load and do: its own files, and those styles that it has inside.
pub(super) fn content_security_policy(media_type: &str, body: &[u8]) -> String {
    let is_page = media_type.starts_with("text/html") || media_type.starts_with("image/svg+xml");
    let styles = if is_page { style_hashes(&String::from_utf8_lossy(body)) } else { BTreeSet::new() };
    let styles: Vec<String> = styles.iter().map(|hash| format!(" 'sha256-{hash}'")).collect();
    let styles = styles.concat();
    format!(
        "default-src 'none'; img-src 'self' data:; style-src 'self'{styles}; script-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The digests of all style elements of a page.
fn style_hashes(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = page;
    while let Some(at) = rest.find("<style") {
        rest = &rest[at + "<style".len()..];
        let is_element = rest.starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        let (Some(start), true) = (rest.find('>'), is_element) else { continue };
        let Some(end) = rest[start..].find("</style") else { break };
        found.insert(base64(&Sha256::digest(&rest.as_bytes()[start + 1..start + end])));
        rest = &rest[start + end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_of_this_machine() {
        let hosts = Hosts::new(IpAddr::from([127, 0, 0, 1]), &["Graph.Example".to_owned()]);
        for good in
            ["localhost", "LOCALHOST:7780", "127.0.0.1:1", "[::1]:7780", "graph.example", "graph.example:443"]
        {
            assert!(hosts.has(good), "{good}");
            assert!(hosts.has_origin(&format!("http://{good}")), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "localhost:",
            "localhost:80a",
            "localhost:123456",
            "::1",
            "localhost:80:80",
            "127.0.0.1.evil",
            "user@localhost",
        ] {
            assert!(!hosts.has(bad), "{bad}");
        }
        assert!(
            !hosts.has_origin("null")
                && !hosts.has_origin("file://")
                && !hosts.has_origin("http://evil.example")
        );
        assert!(Hosts::new(IpAddr::from([192, 168, 0, 7]), &[]).has("192.168.0.7:7780"));
        assert!(!Hosts::new(IpAddr::from([0, 0, 0, 0]), &[]).has("0.0.0.0"));
    }

    #[test]
    fn styles_of_a_page_are_allowed_by_their_digest() {
        // From the specification of the policy: the digest of `alert('Hello, world.');`.
        let text = "alert('Hello, world.');";
        let page = format!("<styles></styles><style media=\"all\">{text}</style><p><style>{text}</style>");
        let hash = "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(style_hashes(&page).into_iter().collect::<Vec<_>>(), [hash]);
        let policy = content_security_policy("text/html; charset=utf-8", page.as_bytes());
        assert!(
            policy.contains(&format!("style-src 'self' 'sha256-{hash}'; script-src 'self';")),
            "{policy}"
        );
        assert!(!content_security_policy("text/turtle", page.as_bytes()).contains("sha256"));
        assert!(style_hashes("<style").is_empty() && style_hashes("<style>p {}").is_empty());
        assert_eq!(["", "f", "fo", "foo"].map(|t| base64(t.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v"]);
    }
}
