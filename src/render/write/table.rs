//! Any table as CSV and in Markdown.

use super::csv_row;
use crate::model::escape;

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
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape::markdown(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut out = line(columns);
    out.push_str(&format!("|{}\n", " --- |".repeat(columns.len())));
    for row in rows {
        out.push_str(&line(row));
    }
    out
}
