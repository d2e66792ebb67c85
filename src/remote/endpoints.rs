//! Where a store takes graphs, queries and updates. Stores name these after habits of their own; the common ones are known.

use super::error::RemoteError;
use crate::model::nearest::nearest;

/// A habit: what the address for graphs ends with, and what stands there instead for queries and updates.
struct Habit {
    store: &'static str,
    graphs: &'static str,
    query: &'static str,
    update: &'static str,
}

/// Longer endings first.
const HABITS: &[Habit] = &[
    Habit {
        store: "Virtuoso",
        graphs: "/sparql-graph-crud-auth",
        query: "/sparql-auth",
        update: "/sparql-auth",
    },
    Habit { store: "GraphDB and RDF4J", graphs: "/rdf-graphs/service", query: "", update: "/statements" },
    Habit { store: "Oxigraph", graphs: "/store", query: "/query", update: "/update" },
    Habit { store: "Fuseki", graphs: "/data", query: "/query", update: "/update" },
];

/// The addresses of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Where graphs are put (SPARQL 1.1 Graph Store HTTP Protocol).
    pub graphs: String,
    /// Where queries are asked; not known for all stores.
    pub query: Option<String>,
    /// Where updates are made; not known for all stores.
    pub update: Option<String>,
}

impl Endpoints {
    /// The addresses of a store by the one that was given, and those that were given beside it. A host alone is taken for one
    /// that names its addresses as Oxigraph does.
    ///
    /// # Errors
    ///
    /// Where an address is none of HTTP, or holds a user or password.
    pub fn of(given: &str, query: Option<&str>, update: Option<&str>) -> Result<Self, RemoteError> {
        for url in [Some(given), query, update].into_iter().flatten() {
            check(url)?;
        }
        let (address, _) = given.split_once('?').unwrap_or((given, ""));
        let address = address.trim_end_matches('/');
        let graphs = if path(address).is_empty() { format!("{address}/store") } else { address.to_owned() };
        let habit = HABITS.iter().find_map(|habit| Some((graphs.strip_suffix(habit.graphs)?, habit)));
        let by_habit = |end: fn(&Habit) -> &'static str| habit.map(|(root, h)| format!("{root}{}", end(h)));
        let query = query.map(str::to_owned).or_else(|| by_habit(|h| h.query));
        let update = update.map(str::to_owned).or_else(|| by_habit(|h| h.update));
        Ok(Self { graphs, query, update })
    }

    /// The address for queries alone; that of Oxigraph for a host alone.
    ///
    /// # Errors
    ///
    /// Where it is no address of HTTP, or holds a user or password.
    pub fn for_queries(given: &str) -> Result<String, RemoteError> {
        check(given)?;
        let is_host = path(given.trim_end_matches('/')).is_empty();
        Ok(if is_host { format!("{}/query", given.trim_end_matches('/')) } else { given.to_owned() })
    }
}

/// The likeliest address where there is nothing at one that was given, or how stores name theirs.
pub(super) fn likelier(url: &str, is_for_graphs: bool) -> String {
    let url = url.split_once('?').map_or(url, |(url, _)| url).trim_end_matches('/');
    let end = |h: &Habit| if is_for_graphs { h.graphs } else { h.query };
    let ends: Vec<&str> = HABITS.iter().map(end).filter(|e| e.matches('/').count() == 1).collect();
    if let Some((root, last)) = url.rsplit_once('/')
        && !root.ends_with('/')
        && let Some(near) = nearest(last, ends.iter().map(|e| &e[1..]))
        && near != last
    {
        return format!("did you mean {root}/{near}?");
    }
    let named: Vec<String> =
        HABITS.iter().filter(|h| !end(h).is_empty()).map(|h| format!("…{} ({})", end(h), h.store)).collect();
    format!("addresses of stores end with {}", named.join(", "))
}

fn check(url: &str) -> Result<(), RemoteError> {
    let wrong = || RemoteError::NoAddress(without_login(url));
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).ok_or_else(wrong)?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '#' | '"' | '\\' | '<' | '>');
    if host.is_empty() || host.contains('@') || url.contains(is_odd) { Err(wrong()) } else { Ok(()) }
}

/// An address as it may be shown: without the user and password that somebody put into it.
fn without_login(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) if !scheme.is_empty() => format!("{scheme}://…{}", &rest[at..]),
        _ => crate::model::escape::visible(url).into_owned(),
    }
}

fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// Whether an address is of this computer.
pub(super) fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = if host.starts_with('[') {
        host.split(']').next().unwrap_or_default().trim_start_matches('[')
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name == "localhost" || name == "::1" || name.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &str) -> (String, Option<String>, Option<String>) {
        let all = Endpoints::of(given, None, None).expect("it is an address");
        (all.graphs, all.query, all.update)
    }

    #[test]
    fn the_habits_of_stores_are_known() {
        let rows = [
            ("http://h:1", "http://h:1/store", "http://h:1/query", "http://h:1/update"),
            ("http://h/", "http://h/store", "http://h/query", "http://h/update"),
            ("https://h/x/store", "https://h/x/store", "https://h/x/query", "https://h/x/update"),
            ("http://h/ds/data", "http://h/ds/data", "http://h/ds/query", "http://h/ds/update"),
            (
                "http://h/repositories/r/rdf-graphs/service",
                "http://h/repositories/r/rdf-graphs/service",
                "http://h/repositories/r",
                "http://h/repositories/r/statements",
            ),
            (
                "http://h/sparql-graph-crud-auth",
                "http://h/sparql-graph-crud-auth",
                "http://h/sparql-auth",
                "http://h/sparql-auth",
            ),
        ];
        for (given, graphs, query, update) in rows {
            assert_eq!(of(given), (graphs.into(), Some(query.into()), Some(update.into())));
        }
        assert_eq!(of("http://h/other").1, None);
    }

    #[test]
    fn what_is_no_address_is_refused_and_a_password_not_shown() {
        for wrong in ["", "h", "ftp://h/", "http://", "http://h/#x", "http://h/ x"] {
            assert!(Endpoints::of(wrong, None, None).is_err(), "{wrong}");
        }
        let Err(error) = Endpoints::of("http://me:secret@h/store", None, None) else {
            panic!("it is refused")
        };
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn the_nearest_address_is_told() {
        assert_eq!(likelier("http://h/stor?graph=x", true), "did you mean http://h/store?");
        assert!(likelier("http://h/zzzzzzzz", true).contains("/store (Oxigraph)"));
    }
}
