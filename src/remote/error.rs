//! What can go wrong between here and a store, each with what to do about it.

use crate::model::escape::visible;

/// Why a store could not be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// The address is not one of HTTP.
    #[error("`{0}` is not an address of a store")]
    NoAddress(String),
    /// Nobody answers there.
    #[error("cannot reach {url}: {why}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system says.
        why: String,
    },
    /// The store could not prove who it is, or does not speak TLS.
    #[error("no secure connection to {url}: {why}")]
    Tls {
        /// The address.
        url: String,
        /// What failed.
        why: String,
    },
    /// The connection ended before the answer was whole.
    #[error("the connection to {url} broke off while {doing}: {why}")]
    Cut {
        /// The address.
        url: String,
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        why: String,
    },
    /// The store asks for a login, and there is none.
    #[error("{url} asks for a login ({scheme})")]
    NeedsLogin {
        /// The address.
        url: String,
        /// The scheme, with what the store calls the place.
        scheme: String,
    },
    /// The store does not take the login.
    #[error("{url} refused the user or the password ({scheme})")]
    RefusedLogin {
        /// The address.
        url: String,
        /// The scheme, with what the store calls the place.
        scheme: String,
    },
    /// The store asks for a login by a scheme that is not known here.
    #[error("{url} asks for a login by {asked}, expected Basic or Digest")]
    UnknownScheme {
        /// The address.
        url: String,
        /// What the store asks for.
        asked: String,
    },
    /// There is nothing at this address that takes the request.
    #[error("{url} answers {status}: expected {expected} there")]
    NotHere {
        /// The address.
        url: String,
        /// The status of the answer.
        status: String,
        /// What was expected at the address.
        expected: &'static str,
        /// An address that is likelier, or how stores name theirs.
        help: String,
    },
    /// The store is at another address.
    #[error("{url} has moved to {to}")]
    Moved {
        /// The address.
        url: String,
        /// Where it is.
        to: String,
    },
    /// The store refuses the request.
    #[error("{url} answers {status} while {doing}{text}")]
    Refused {
        /// The address.
        url: String,
        /// The status of the answer.
        status: String,
        /// What was being done.
        doing: &'static str,
        /// What the store says, after a colon.
        text: String,
        /// The number of the status.
        number: u16,
    },
    /// The answer is not what was asked for.
    #[error("{url} answers what cannot be read as {expected}: {why}")]
    Unreadable {
        /// The address.
        url: String,
        /// The form that was expected.
        expected: &'static str,
        /// Where reading stopped.
        why: String,
    },
}

impl RemoteError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NoAddress(_) => {
                "give an address that begins with http:// or https:// and holds no user, password or fragment, such as http://127.0.0.1:7878".into()
            }
            Self::Unreachable { .. } => "see whether the store runs, and whether its host and port are right".into(),
            Self::Tls { .. } => {
                "if its certificate comes from an authority of your own, give that with --ca FILE; if the store has no TLS, give http://".into()
            }
            Self::Cut { url, .. } if url.starts_with("https:") => {
                "run the same command again; if the store has no TLS, give http://".into()
            }
            Self::Cut { .. } => "run the same command again".into(),
            Self::NeedsLogin { .. } => {
                "give --user NAME, and the password in the environment variable REMIT_PASSWORD or when asked".into()
            }
            Self::RefusedLogin { .. } => {
                "see whether --user and REMIT_PASSWORD are right, and whether this user may write".into()
            }
            Self::UnknownScheme { .. } => "let the store take Basic or Digest from this host, or put a proxy before it that does".into(),
            Self::NotHere { help, .. } => help.clone(),
            Self::Moved { to, .. } => format!("give {to}"),
            Self::Refused { number: 403, .. } => "let the store allow this user to write".into(),
            Self::Refused { number: 413, .. } => "send smaller parts, such as --lines 1000".into(),
            Self::Refused { number: 500.., .. } => "see the log of the store, then run the same command again".into(),
            Self::Refused { .. } => "see what the store expects there".into(),
            Self::Unreadable { .. } => "see whether this is the address for queries of the store".into(),
        }
    }

    /// Whether it is certain that nothing was written.
    pub(super) fn took_nothing(&self) -> bool {
        !matches!(self, Self::Cut { .. } | Self::Refused { .. } | Self::Unreadable { .. })
    }

    /// Whether the store has no such service, so that another way may be tried.
    pub(super) fn is_unknown_service(&self) -> bool {
        match self {
            Self::NotHere { .. } => true,
            Self::Refused { number, .. } => matches!(number, 400 | 404 | 405 | 415 | 501),
            _ => false,
        }
    }
}

/// The beginning of what a store says, in one line and harmless.
pub(super) fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return String::new();
    }
    let cut: String = line.chars().take(200).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    format!(": {}{more}", visible(&cut))
}
