//! A Mermaid flowchart (<https://mermaid.js.org/syntax/flowchart.html>): names on nodes, properties on edges, and above each
//! edge a comment with its citation, since an edge has no place for more.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::network::Network;
use crate::model::escape::{begins_list_or_link, in_picture};
use crate::model::standing::Standing;

/// A text in quotation marks: what has a meaning to Mermaid, HTML or Markdown is written as an entity, in Mermaid's own way.
/// Some versions take a label for Markdown, and refuse lists and links.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for (at, c) in text.char_indices() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' | '*' | '_' | '~' | '[' | ']' | '{' | '}'
            | '|' | '%' | '$' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if begins_list_or_link(text, at) => out.push_str(&format!("#{};", u32::from(c))),
            c => out.push(in_picture(c)),
        }
    }
    out.push('"');
    out
}

/// A text in a comment, which ends with its line and must hold no brace: some versions take one for a directive.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '{' => '(',
            '}' => ')',
            '%' => '\u{ff05}',
            c => in_picture(c),
        })
        .collect()
}

/// Writes the one file.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR\n%% {}", comment(network.title()))?;
    // Keys may be words of Mermaid, such as `end`; numbers never are.
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for (number, node) in network.nodes().enumerate() {
        writeln!(out, "  n{number}[{}]", quoted(&node.label))?;
        numbers.insert(node.id, number);
    }
    for edge in network.edges() {
        let ends = (numbers.get(&edge.from), numbers.get(&edge.to));
        let (Some(from), Some(to)) = ends else { continue };
        let arrow = match edge.standing {
            Standing::Fact => "-->",
            Standing::Denied => "--x",
            _ => "-.->",
        };
        let mark = match edge.standing {
            Standing::Fact => edge.promise,
            other => Some(other.word().to_owned()),
        };
        let label = quoted(&format!("{}{}", edge.label, mark.map(|m| format!(" ({m})")).unwrap_or_default()));
        writeln!(out, "%% {}\n  n{from} {arrow}|{label}| n{to}", comment(&edge.citation))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_label_or_comment() {
        assert_eq!(quoted("a \"b\"]\nend"), "\"a #34;b#34;#93; end\"");
        assert_eq!(quoted("1. a"), "\"1#46; a\"");
        assert_eq!(quoted("- www.x"), "\"#45; www#46;x\"");
        assert_eq!(comment("%%{init: x}\nend"), "\u{ff05}\u{ff05}(init: x) end");
    }
}
