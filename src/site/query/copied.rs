//! A query as others can take it along: as an address, for curl, for the command line, for Python.

use super::QueryRequest;
use crate::model::tokens::{Kind, tokens};
use crate::site::html::in_address;

/// The longest query that is offered as an address, as it stands in one: servers and readers of mail cut longer ones.
const LONGEST: usize = 12_000;

/// A query in forms to be copied, each with its name and what it is called in the page.
#[derive(Debug)]
pub(super) struct Copied {
    pub(super) forms: Vec<(&'static str, &'static str, String)>,
}

impl Copied {
    /// `saved` is the name of the saved query that has this text.
    pub(super) fn of(request: &QueryRequest, saved: Option<&str>, is_graph: bool) -> Self {
        let QueryRequest { query, shown, host, .. } = request;
        let shown = if shown.is_empty() { String::new() } else { format!("&as={}", in_address(shown)) };
        let (key, value) = saved.map_or(("query", query.as_str()), |name| ("saved", name));
        let address = format!("{host}/query?{key}={}{shown}", in_address(value));
        let accept = if is_graph { "text/turtle" } else { "text/csv" };
        let curl = format!(
            "curl -H 'Accept: {accept}' --data-urlencode {} {host}/sparql",
            quoted(&format!("query={query}"))
        );
        let mut forms = vec![
            ("curl", "curl", curl),
            ("remit", "Command line", command(query, saved)),
            ("python", "Python", python(query, host, is_graph)),
        ];
        if address.len() <= LONGEST {
            forms.insert(0, ("link", "Link", address));
        }
        Self { forms }
    }
}

/// The command that asks the same.
pub(super) fn command(query: &str, saved: Option<&str>) -> String {
    saved.map_or_else(|| format!("remit query -e {}", quoted(query)), |name| format!("remit query {name}"))
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A program in Python that asks the same, with its standard library alone.
fn python(query: &str, host: &str, is_graph: bool) -> String {
    let text = query.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let (accept, rest) = if is_graph {
        ("text/turtle", "    print(answer.read().decode())\n")
    } else {
        (
            "application/sparql-results+json",
            "    found = json.load(answer)\nprint(found.get(\"boolean\", \"\"))\nfor row in found.get(\"results\", {}).get(\"bindings\", []):\n    \
             print({name: value[\"value\"] for name, value in row.items()})\n",
        )
    };
    let json = if is_graph { "" } else { "import json\n" };
    format!(
        "{json}import urllib.parse\nimport urllib.request\n\nquery = \"\"\"{text}\n\"\"\"\n\
         body = urllib.parse.urlencode({{\"query\": query}}).encode()\n\
         request = urllib.request.Request(\"{host}/sparql\", body, {{\"Accept\": \"{accept}\"}})\n\
         with urllib.request.urlopen(request) as answer:\n{rest}"
    )
}

/// A query with a line for each prefix that it uses and does not declare, below the comments at its head.
pub(super) fn with_prefixes(query: &str, prefixes: &[(String, String)]) -> String {
    let words: Vec<&str> = tokens(query).filter(|t| t.kind == Kind::Word).map(|t| t.text).collect();
    let is_declared = |name: &str| {
        words.windows(2).any(|pair| {
            pair[0].eq_ignore_ascii_case("PREFIX") && pair[1].split_once(':').is_some_and(|(n, _)| n == name)
        })
    };
    let is_used =
        |name: &str| words.iter().any(|word| word.split_once(':').is_some_and(|(before, _)| before == name));
    let missing = prefixes.iter().filter(|(name, _)| is_used(name) && !is_declared(name));
    let lines = missing.map(|(name, iri)| format!("PREFIX {name}: <{iri}>\n")).collect::<Vec<_>>().concat();
    let is_head = |line: &&str| line.trim_start().starts_with('#') || line.trim().is_empty();
    let head: usize = query.split_inclusive('\n').take_while(is_head).map(str::len).sum();
    let (head, body) = query.split_at(head);
    let gap = if head.is_empty() || head.ends_with('\n') || lines.is_empty() { "" } else { "\n" };
    format!("{head}{gap}{lines}{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_declared_once_and_below_the_head() {
        let known = [("a".to_owned(), "http://a/".to_owned()), ("b".to_owned(), "http://b/".to_owned())];
        let query = "# label: x\nSELECT * { ?s a:p b:q, \"a:no\" }";
        let with = with_prefixes(query, &known);
        assert_eq!(
            with,
            "# label: x\nPREFIX a: <http://a/>\nPREFIX b: <http://b/>\nSELECT * { ?s a:p b:q, \"a:no\" }"
        );
        assert_eq!(with_prefixes(&with, &known), with);
        assert_eq!(with_prefixes("ASK {}", &known), "ASK {}");
    }

    #[test]
    fn no_text_ends_its_quotation() {
        assert_eq!(command("a'b", None), "remit query -e 'a'\\''b'");
        assert!(
            python("x \"\"\" \\ \"", "http://h", false).contains("\"\"\"x \\\"\\\"\\\" \\\\ \"\n\"\"\"\n")
        );
    }
}
