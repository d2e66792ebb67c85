//! Faults in queries, told where they stand and in words for people.

use super::{Exceeded, Limits, Store, StoreError};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Span};
use crate::model::fix::Change;
use crate::model::nearest::nearest;
use crate::model::tokens::{self, Kind};

/// The text of a query, and the file it counts as.
#[derive(Clone, Copy, Debug)]
pub struct QueryText<'a> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'a str,
}

impl QueryText<'_> {
    /// The first place of a variable, or the first in parentheses if it is in any; the beginning where it is not written.
    pub(super) fn variable(&self, name: &str, in_parentheses: bool) -> Location {
        let (mut depth, mut first) = (0usize, None);
        let token = tokens::tokens(self.text).find(|t| {
            match t.text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let is_it = t.kind == Kind::Variable && &t.text[1..] == name;
            if is_it {
                first = first.or(Some(*t));
            }
            is_it && (depth > 0 || !in_parentheses)
        });
        let token = token.or(first);
        let (at, length) = token.map_or((0, 0), |t| (t.at, t.text.len()));
        Location::Span(self.file, Span::new(at, at + length))
    }
}

/// A fault of the store as a diagnostic at its place in the query.
pub fn syntax_fault(code: Code, query: QueryText<'_>, error: &StoreError, store: &Store) -> Diagnostic {
    fault_in(code, query, error, store.prefixes())
}

/// A fault as a diagnostic at its place in a query that was read with given prefixes.
pub fn fault_in(
    code: Code,
    query: QueryText<'_>,
    error: &StoreError,
    prefixes: &[(String, String)],
) -> Diagnostic {
    let whole = Location::Span(query.file, Span::new(0, query.text.lines().next().unwrap_or_default().len()));
    if let StoreError::TooLarge(why) = error {
        let anchor = why.at.map_or(whole, |at| Location::Span(query.file, Span::new(at, at + 1)));
        return Diagnostic::new(code, anchor, error.to_string()).expected(why.instead);
    }
    if let StoreError::Damaged(damage) = error {
        let fault = Diagnostic::new(code, whole, format!("{error}: {damage}"));
        return fault.expected("a store as the last build wrote it").help("`remit build` writes it anew");
    }
    if let StoreError::Exceeded(what) = error {
        let Limits { matches, tries, text } = Limits::QUERY;
        let (found, expected) = match what {
            Exceeded::Matches => {
                (format!("the query has more than {matches} results"), "fewer: add a LIMIT, or ask for less")
            }
            Exceeded::Tries => (
                format!("the query tries more than {tries} combinations of triples"),
                "patterns joined by variables that they share",
            ),
            Exceeded::Text => (format!("the query makes a text of more than {text} bytes"), "shorter texts"),
        };
        return Diagnostic::new(code, whole, found).expected(expected);
    }
    let StoreError::Syntax(syntax) = error else {
        let cause = std::error::Error::source(error).map(|c| format!(": {c}")).unwrap_or_default();
        let fault = Diagnostic::new(code, whole, format!("{error}{cause}"));
        return if cause.contains("SERVICE") || cause.contains("service") {
            fault.expected("a query over this graph").help("this program has no network: remove SERVICE")
        } else {
            fault.expected("a query that this graph can answer")
        };
    };
    parse_fault(code, query, &syntax.to_string(), prefixes)
}

/// A parser's message (`error at 1:56: expected …`) as a diagnostic.
fn parse_fault(code: Code, query: QueryText<'_>, message: &str, prefixes: &[(String, String)]) -> Diagnostic {
    let at = place(query.text, message).unwrap_or(query.text.len());
    let word = word_at(query.text, at);
    let anchor = Location::Span(query.file, Span::new(at, at + word.len().max(1).min(query.text.len() - at)));
    if let Some(open) = unclosed(query.text).filter(|_| query.text[at..].trim().is_empty()) {
        let (bracket, closing) = match query.text.as_bytes()[open] {
            b'{' => ("a group", "}"),
            b'(' => ("a parenthesis", ")"),
            _ => ("a bracket", "]"),
        };
        let end = Location::Span(query.file, Span::new(query.text.len(), query.text.len()));
        return Diagnostic::new(code, anchor, format!("the query ends inside {bracket}"))
            .expected(format!("`{closing}`"))
            .help(format!("add `{closing}` at the end"))
            .fix_at(format!("add `{closing}`"), (end, Change::Text(format!("{closing}\n"))))
            .related(Location::Span(query.file, Span::new(open, open + 1)), "opened here");
    }
    if let Some(fault) =
        update(code, query).or_else(|| ungrouped(code, query).filter(|_| at == query.text.len()))
    {
        return fault;
    }
    if let Some(fault) = unknown_prefix(code, query, prefixes).or_else(|| unknown_word(code, query)) {
        return fault;
    }
    let expected = expectations(message);
    let found = if tokens(query.text).is_empty() {
        "the query is empty".to_owned()
    } else if word.is_empty() {
        "the query stops making sense here".to_owned()
    } else {
        format!("`{word}` makes no sense here")
    };
    Diagnostic::new(code, anchor, found).expected(if expected.is_empty() {
        "SPARQL 1.1, as https://www.w3.org/TR/sparql11-query/ describes it".to_owned()
    } else {
        format!("one of: {expected}")
    })
}

/// An update, which no query is.
fn update(code: Code, query: QueryText<'_>) -> Option<Diagnostic> {
    const UPDATES: [&str; 10] =
        ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"];
    let is_update = |w: &str| UPDATES.iter().any(|u| u.eq_ignore_ascii_case(w));
    let (at, word) = tokens(query.text).into_iter().find(|(_, w)| is_update(w))?;
    let anchor = Location::Span(query.file, Span::new(at, at + word.len()));
    Some(
        Diagnostic::new(code, anchor, format!("`{word}` would change the graph, and a query only reads it"))
            .expected("SELECT, CONSTRUCT, ASK or DESCRIBE")
            .help("what the graph says is changed in its files"),
    )
}

/// The first variable that a query with GROUP BY selects without grouping by it.
fn ungrouped(code: Code, query: QueryText<'_>) -> Option<Diagnostic> {
    let tokens: Vec<_> = tokens::tokens(query.text).collect();
    let word = |w: &str| tokens.iter().position(|t| t.kind == Kind::Word && t.text.eq_ignore_ascii_case(w));
    let (select, group) = (word("SELECT")?, word("GROUP")?);
    let is_end = |t: &tokens::Token<'_>| {
        t.kind == Kind::Close && t.text == "}"
            || ["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"].iter().any(|w| t.text.eq_ignore_ascii_case(w))
    };
    let grouped: Vec<&str> = tokens[group..].iter().take_while(|t| !is_end(t)).map(|t| t.text).collect();
    let mut depth = 0usize;
    let selected = tokens[select..].iter().take_while(|t| t.text != "{").find(|t| {
        match t.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        t.kind == Kind::Variable && depth == 0 && !grouped.contains(&t.text)
    })?;
    let anchor = Location::Span(query.file, Span::new(selected.at, selected.at + selected.text.len()));
    let message =
        format!("`{}` is selected beside groups, and the query does not group by it", selected.text);
    let help = format!("add {0} to GROUP BY, or select (SAMPLE({0}) AS …), (COUNT({0}) AS …)", selected.text);
    Some(
        Diagnostic::new(code, anchor, message).expected("a variable of GROUP BY, or an aggregate").help(help),
    )
}

/// The first prefix that neither the graph nor the query declares.
fn unknown_prefix(code: Code, query: QueryText<'_>, prefixes: &[(String, String)]) -> Option<Diagnostic> {
    let tokens = tokens(query.text);
    let mut known: Vec<&str> = prefixes.iter().map(|p| p.0.as_str()).collect();
    for pair in tokens.windows(2) {
        if pair[0].1.eq_ignore_ascii_case("PREFIX") {
            known.push(pair[1].1.split(':').next().unwrap_or_default());
        }
    }
    let (at, prefix) = tokens.iter().find_map(|(at, word)| {
        let (prefix, _) = word.split_once(':')?;
        (!prefix.is_empty() && prefix != "_" && !known.contains(&prefix)).then_some((*at, prefix))
    })?;
    let anchor = Location::Span(query.file, Span::new(at, at + prefix.len() + 1));
    let near = nearest(prefix, known.iter().copied()).map(|n| format!("{n}:"));
    Some(
        Diagnostic::new(code, anchor, format!("the prefix `{prefix}:` is not known"))
            .expected("a prefix of the ontology or of remit.toml, or one that the query declares")
            .suggest(near.as_deref()),
    )
}

/// The first bare word that is no word of SPARQL.
fn unknown_word(code: Code, query: QueryText<'_>) -> Option<Diagnostic> {
    let is_word =
        |w: &str| w.chars().all(|c| c.is_alphanumeric() || c == '_') && w.starts_with(char::is_alphabetic);
    let is_known = |w: &str| KEYWORDS.split_whitespace().any(|k| k.eq_ignore_ascii_case(w));
    let (at, word) = tokens(query.text).into_iter().find(|(_, w)| is_word(w) && !is_known(w))?;
    let anchor = Location::Span(query.file, Span::new(at, at + word.len()));
    Some(
        Diagnostic::new(code, anchor, format!("`{word}` is no word of SPARQL"))
            .expected("a keyword, a ?variable, or a name with its prefix")
            .suggest(nearest(word, KEYWORDS.split_whitespace())),
    )
}

/// The words of SPARQL 1.1 and what the store adds to it (<https://www.w3.org/TR/sparql11-query/#sparqlGrammar>).
const KEYWORDS: &str = "SELECT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS GRAPH BIND VALUES ORDER BY GROUP HAVING \
LIMIT OFFSET DISTINCT REDUCED PREFIX BASE VERSION EXISTS NOT IN AS FROM NAMED SERVICE SILENT UNDEF ASC DESC LATERAL a true false \
COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND \
CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS \
TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL \
ISNUMERIC REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST LANGDIR HASLANG HASLANGDIR STRLANGDIR";

/// The byte that a message of the form `… line:column …` points at.
fn place(text: &str, message: &str) -> Option<usize> {
    let (line, column) = message.split(|c: char| !(c.is_ascii_digit() || c == ':')).find_map(|part| {
        let (line, column) = part.trim_matches(':').split_once(':')?;
        Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
    })?;
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    let within: usize = rest.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
    Some((start + within).min(text.len()))
}

fn word_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let end = rest.find(|c: char| c.is_whitespace() || "{}();,.[]".contains(c)).unwrap_or(rest.len());
    &rest[..end]
}

/// The last bracket that is opened and not closed, outside comments, strings and IRIs.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, token) in tokens(text) {
        match token {
            "{" | "(" | "[" => open.push(at),
            "}" | ")" | "]" => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// Words and brackets of a query with their places; comments, strings, IRIs and variables are left out.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let is_kept = |kind| matches!(kind, Kind::Word | Kind::Open | Kind::Close);
    tokens::tokens(text).filter(|t| is_kept(t.kind)).map(|t| (t.at, t.text)).collect()
}

/// What the parser would have taken, as far as it can be said in words.
fn expectations(message: &str) -> String {
    let Some((_, list)) = message.split_once("expected") else { return String::new() };
    let mut words: Vec<&str> = Vec::new();
    for part in list.split(['"', '\'']).skip(1).step_by(2) {
        let is_word = part.len() > 1 && part.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        let is_mark = matches!(part, "{" | "}" | "(" | ")" | ";" | "." | ",");
        if (is_word || is_mark) && !words.contains(&part) {
            words.push(part);
        }
    }
    words.truncate(8);
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bracket_that_stays_open() {
        assert_eq!(unclosed("SELECT * { ?s ?p '}' "), Some(9));
        assert_eq!(unclosed("SELECT * { }"), None);
    }
}
