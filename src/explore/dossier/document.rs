//! A text with headings, paragraphs, tables and numbered notes, and its two forms: Markdown, and a page of HTML that prints.
//!
//! What comes from a graph is text in both: neither Markdown nor HTML of it is read as such.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::escape::{in_xml, markdown, markup, visible};

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Words.
    Text(String),
    /// Words that stand out.
    Strong(String),
    /// Words of the program among those of the graph.
    Emphasis(String),
    /// A key.
    Code(String),
    /// The sign of a note.
    Note(usize),
}

/// A line of pieces.
pub(super) type Line = Vec<Inline>;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading, with its level from 2.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Line),
    /// An entry of a list.
    Entry(Line),
    /// A table: its head, then its rows.
    Table(Vec<String>, Vec<Vec<Line>>),
    /// A note, by its number.
    Note(usize, Line),
}

/// A whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub(super) title: String,
    /// The tag of its language.
    pub(super) language: String,
    /// Its parts, in order.
    pub(super) blocks: Vec<Block>,
}

/// How the page looks, on a screen and on paper.
const STYLE: &str = include_str!("page.css");

impl Document {
    /// The text as Markdown; notes are footnotes.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", markdown(&self.title));
        let mut was_entry = false;
        for block in &self.blocks {
            let is_entry = matches!(block, Block::Entry(_));
            if !(was_entry && is_entry) {
                out.push('\n');
            }
            was_entry = is_entry;
            let _ = match block {
                Block::Heading(level, text) => {
                    writeln!(out, "{} {}", "#".repeat(usize::from(*level)), markdown(text))
                }
                Block::Paragraph(line) => writeln!(out, "{}", in_markdown(line)),
                Block::Entry(line) => writeln!(out, "- {}", in_markdown(line)),
                Block::Note(number, line) => writeln!(out, "[^{number}]: {}", in_markdown(line)),
                Block::Table(head, rows) => {
                    let head: Vec<String> = head.iter().map(|cell| markdown(cell)).collect();
                    let _ = writeln!(out, "| {} |\n|{}", head.join(" | "), " --- |".repeat(head.len()));
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(in_markdown).collect();
                        let _ = writeln!(out, "| {} |", cells.join(" | "));
                    }
                    Ok(())
                }
            };
        }
        out
    }

    /// The text as one page of HTML without anything outside it; notes are linked there and back.
    pub fn html(&self) -> String {
        let title = in_html(&self.title);
        let lang = in_html(&self.language);
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        );
        self.contents(&mut out);
        let mut open = "";
        // Notes lead back to where they are first referred to.
        let mut noted = BTreeSet::new();
        for (at, block) in self.blocks.iter().enumerate() {
            let wanted = match block {
                Block::Entry(_) => "ul",
                Block::Note(..) => "ol",
                _ => "",
            };
            if open != wanted {
                let _ = if open.is_empty() { Ok(()) } else { writeln!(out, "</{open}>") };
                let _ = if wanted.is_empty() { Ok(()) } else { writeln!(out, "<{wanted}>") };
                open = wanted;
            }
            let noted = &mut noted;
            let _ = match block {
                Block::Heading(level, text) => {
                    writeln!(out, "<h{level} id=\"part-{at}\">{}</h{level}>", in_html(text))
                }
                Block::Paragraph(line) => writeln!(out, "<p>{}</p>", line_in_html(line, noted)),
                Block::Entry(line) => writeln!(out, "<li>{}</li>", line_in_html(line, noted)),
                Block::Note(number, line) => {
                    writeln!(
                        out,
                        "<li id=\"note-{number}\" value=\"{number}\">{} <a href=\"#ref-{number}\" aria-label=\"back\">\u{21a9}</a></li>",
                        line_in_html(line, noted)
                    )
                }
                Block::Table(head, rows) => table_in_html(head, rows, noted, &mut out),
            };
        }
        let _ = if open.is_empty() { Ok(()) } else { writeln!(out, "</{open}>") };
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }

    /// A list of the main parts.
    fn contents(&self, out: &mut String) {
        out.push_str("<nav>\n<ul>\n");
        for (at, block) in self.blocks.iter().enumerate() {
            if let Block::Heading(2, text) = block {
                let _ = writeln!(out, "<li><a href=\"#part-{at}\">{}</a></li>", in_html(text));
            }
        }
        out.push_str("</ul>\n</nav>\n");
    }
}

fn in_markdown(line: &Line) -> String {
    let mut out = String::new();
    for piece in line {
        let _ = match piece {
            Inline::Text(text) => write!(out, "{}", spaced(text, &markdown(text))),
            Inline::Strong(text) => write!(out, "**{}**", markdown(text)),
            Inline::Emphasis(text) => write!(out, "*{}*", markdown(text)),
            Inline::Code(text) => write!(out, "`{}`", text.replace('`', "'")),
            Inline::Note(number) => write!(out, "[^{number}]"),
        };
    }
    out
}

/// A text that was escaped, with the spaces at its ends that it had.
fn spaced(text: &str, escaped: &str) -> String {
    let before = if text.starts_with(' ') { " " } else { "" };
    let behind = if text.len() > 1 && text.ends_with(' ') { " " } else { "" };
    format!("{before}{}{behind}", escaped.trim())
}

fn in_html(text: &str) -> String {
    markup(&visible(text), |c, out| out.push(in_xml(c)))
}

fn line_in_html(line: &Line, noted: &mut BTreeSet<usize>) -> String {
    let mut out = String::new();
    for piece in line {
        let _ = match piece {
            Inline::Text(text) => write!(out, "{}", in_html(text)),
            Inline::Strong(text) => write!(out, "<strong>{}</strong>", in_html(text)),
            Inline::Emphasis(text) => write!(out, "<em>{}</em>", in_html(text)),
            Inline::Code(text) => write!(out, "<code>{}</code>", in_html(text)),
            Inline::Note(number) => {
                let id = if noted.insert(*number) { format!(" id=\"ref-{number}\"") } else { String::new() };
                write!(out, "<sup{id}><a href=\"#note-{number}\">{number}</a></sup>")
            }
        };
    }
    out
}

fn table_in_html(
    head: &[String],
    rows: &[Vec<Line>],
    noted: &mut BTreeSet<usize>,
    out: &mut String,
) -> std::fmt::Result {
    out.push_str("<table>\n<thead><tr>");
    for cell in head {
        write!(out, "<th scope=\"col\">{}</th>", in_html(cell))?;
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            write!(out, "<td>{}</td>", line_in_html(cell, noted))?;
        }
        out.push_str("</tr>\n");
    }
    writeln!(out, "</tbody>\n</table>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_a_graph_is_text_in_both_forms() {
        let nasty = "<script>a|b</script> [x](y) *c* `d` & \"e\" \u{202e}";
        let line = vec![
            Inline::Text(format!("{nasty} ")),
            Inline::Strong(nasty.to_owned()),
            Inline::Code(nasty.to_owned()),
            Inline::Note(1),
        ];
        let document = Document {
            title: nasty.to_owned(),
            language: "en".to_owned(),
            blocks: vec![
                Block::Heading(2, nasty.to_owned()),
                Block::Paragraph(line.clone()),
                Block::Entry(line.clone()),
                Block::Table(vec![nasty.to_owned()], vec![vec![line.clone()]]),
                Block::Note(1, line),
            ],
        };
        let (text, page) = (document.markdown(), document.html());
        assert!(
            !page.contains("<script") && !page.contains('\u{202e}') && page.contains("&lt;script&gt;"),
            "{page}"
        );
        assert!(page.matches("<table>").count() == 1 && page.matches("<td>").count() == 1, "{page}");
        for line in text.lines() {
            let outside: String = line.split('`').step_by(2).collect::<String>().replace("\\]", "");
            let is_text =
                !outside.contains("<script") && !outside.contains("](y)") && !outside.contains('\u{202e}');
            assert!(is_text, "{line}");
        }
        let row = text.lines().find(|l| l.starts_with("| &lt;")).expect("the head of the table");
        assert_eq!(row.matches(" | ").count(), 0, "{row}");
    }
}
