//! Questions as tests: a saved question and the answer that is expected of the graph.
//!
//! Goes in: a question in SPARQL, the answer beside it (SPARQL results in CSV), and the store. Comes out: a [`TestOutcome`], with
//! the rows that are missing and those that are too many. Deliberately knows no files and no terminal.

use crate::compile::read::table;
use crate::derive::store::{Answer, AnswerFormat, Looks, QueryText, STANDING, Store, syntax_fault};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::header::Header;

/// A question as readers ask it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Its name.
    pub name: &'a str,
    /// The query, with `# question:` in its header.
    pub text: QueryText<'a>,
    /// The answer that is expected; none where it was never written.
    pub expected: Option<&'a str>,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// The answer of the graph, as CSV with line feeds; sorted unless the query orders it.
    pub answer: String,
    /// Rows that are expected and not in the answer.
    pub missing: Vec<String>,
    /// Rows of the answer that are not expected.
    pub extra: Vec<String>,
    /// Whether the rows are the same, in another order than the query asks for.
    pub out_of_order: bool,
}

impl TestOutcome {
    /// Whether the answer is the one expected.
    pub fn is_good(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && !self.out_of_order
    }
}

/// The question in plain words: what `# question:` says in the header of a query.
pub fn in_words(text: &str) -> Option<&str> {
    Header::parse(text).get("question")
}

/// The answer of a graph, as CSV with line feeds; sorted unless the query orders it. What is not a fact says so in a column `standing`.
fn answer(question: Question<'_>, store: &Store) -> Result<(String, Looks), Box<Diagnostic>> {
    let text = question.text;
    let fault = |error| Box::new(syntax_fault(Code::R053, text, &error, store));
    let query = store.parse(text.text).map_err(fault)?;
    let (answer, looks) = store.query_recorded(&query).map_err(fault)?;
    let of_yes = answer.not_facts().into_iter().next().filter(|_| matches!(*answer, Answer::Boolean(_)));
    let mut bytes = Vec::new();
    answer.marked().write(AnswerFormat::Csv, &mut bytes).map_err(fault)?;
    let mut csv = String::from_utf8_lossy(&bytes).into_owned();
    if let Some(standing) = of_yes {
        csv = format!("{},{}\n", csv.trim_end(), standing.word());
    }
    let rows = in_order(&table(&csv), is_ordered(text.text));
    Ok((rows.iter().flat_map(|row| [row, "\n"]).collect(), looks))
}

/// The rows of an answer with its columns before them: what is not a fact ends with how it stands, and no row changes because another
/// one is not a fact. With all that was looked up for them.
pub(crate) fn rows(question: Question<'_>, store: &Store) -> Result<(Vec<String>, Looks), Box<Diagnostic>> {
    let (answer, looks) = answer(question, store)?;
    Ok((normal(&answer, true), looks))
}

/// Whether a query asks for an order.
fn is_ordered(text: &str) -> bool {
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    text.lines().filter(is_code).any(|l| l.to_uppercase().contains("ORDER BY"))
}

/// Asks a question; without an expected answer every row of the answer is too many.
///
/// # Errors
///
/// When the query cannot be answered: with the place in its file.
pub fn ask(question: Question<'_>, store: &Store) -> Result<TestOutcome, Box<Diagnostic>> {
    let text = question.text;
    if in_words(text.text).is_none() {
        let first = text.text.lines().next().unwrap_or_default().len();
        let anchor = Location::Span(text.file, Span::new(0, first));
        let message = format!("`{}` does not say in words what it asks", question.name);
        return Err(Box::new(
            Diagnostic::new(Code::R057, anchor, message).expected("# question: … in the first lines"),
        ));
    }
    let (answer, _) = answer(question, store)?;
    let wanted = normal(question.expected.unwrap_or_default(), is_ordered(text.text));
    let got = normal(&answer, true);
    let missing = without(&wanted, &got);
    let extra = without(&got, &wanted);
    let out_of_order = missing.is_empty() && extra.is_empty() && got != wanted;
    Ok(TestOutcome { answer, missing, extra, out_of_order })
}

/// Rows of one list that are not in another, each as often as it is one too many.
pub(crate) fn without(rows: &[String], others: &[String]) -> Vec<String> {
    let mut left = others.to_vec();
    let mut out = Vec::new();
    for row in rows {
        match left.iter().position(|o| o == row) {
            Some(at) => drop(left.swap_remove(at)),
            None => out.push(row.clone()),
        }
    }
    out
}

/// The rows of a table, without the column that says how they stand where it says nothing of a row.
fn normal(csv: &str, ordered: bool) -> Vec<String> {
    let mut rows = table(csv);
    let width = rows.first().filter(|head| head.last().is_some_and(|c| c == STANDING)).map(Vec::len);
    for (i, row) in rows.iter_mut().enumerate().filter(|(_, row)| Some(row.len()) == width) {
        if i == 0 || row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    in_order(&rows, ordered)
}

/// CSV with no more quotation marks than it needs; the rows below the header are sorted unless their order means something.
///
/// Spreadsheets write the same table in other ways: every field quoted, semicolons, an empty line at the end.
fn in_order(rows: &[Vec<String>], ordered: bool) -> Vec<String> {
    let quoted = |field: &String| {
        if field.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    };
    let row = |fields: &Vec<String>| fields.iter().map(quoted).collect::<Vec<_>>().join(",");
    let mut rows: Vec<String> = rows.iter().map(row).collect();
    if !ordered && rows.len() > 1 {
        rows[1..].sort_unstable();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted() {
        let rows = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(without(&rows("a a b"), &rows("b a")), rows("a"));
        assert_eq!(normal("h\r\nb\r\na\r\n", false), ["h", "a", "b"]);
        assert_eq!(normal("h\r\nb\r\na\r\n", true), ["h", "b", "a"]);
        let plain = "h,i\na,\"b, c\"\nd,\"\"\"e\"\"\"\n";
        for other in
            ["\"h\",\"i\"\r\n\"d\",\"\"\"e\"\"\"\r\n\"a\",\"b, c\"\r\n\r\n", "h;i\na;b, c\nd;\"\"\"e\"\"\"\n"]
        {
            assert_eq!(normal(other, false), normal(plain, false), "{other}");
        }
        assert_eq!(in_words("# a\n# question: who?\nSELECT"), Some("who?"));
    }
}
