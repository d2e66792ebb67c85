//! Answers as tables on a terminal.

use unicode_width::UnicodeWidthStr;

use crate::model::escape::visible;

/// Columns padded to their widest value; nothing is cut.
pub(super) fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let clean = |text: &str| visible(&text.replace(['\n', '\r', '\t'], " ")).into_owned();
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| clean(c)).collect()).collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|i| rows.iter().map(|r| r[i].width()).chain([columns[i].width()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(c, w)| format!("{c}{}", " ".repeat(w - c.width())));
        let mut line = padded.collect::<Vec<_>>().join("  ").trim_end().to_owned();
        line.push('\n');
        line
    };
    let mut out = line(columns);
    out.push_str(&line(&widths.iter().map(|w| "-".repeat(*w)).collect::<Vec<_>>()));
    for row in &rows {
        out.push_str(&line(row));
    }
    let rows_word = if rows.len() == 1 { "row" } else { "rows" };
    out.push_str(&format!("{} {rows_word}\n", rows.len()));
    out
}
