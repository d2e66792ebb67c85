//! Any table as CSV and in Markdown.

use super::csv_row;

/// The columns and rows as CSV (RFC 4180).
pub fn csv(columns: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = csv_row(columns);
    for row in rows {
        out.push_str(&csv_row(&row.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    out
}

/// A Markdown table.
pub fn markdown(columns: &[String], rows: &[Vec<String>]) -> String {
    let cell = |text: &String| text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let line = |cells: &[String]| format!("| {} |\n", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    let mut out = line(columns);
    out.push_str(&format!("|{}\n", " --- |".repeat(columns.len())));
    for row in rows {
        out.push_str(&line(row));
    }
    out
}
