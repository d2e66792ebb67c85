//! What every page has, and how text becomes HTML: nothing of a graph can act as markup, or turn the text beside it.

use std::fmt;

use askama::filters::Escaper;

use crate::model::escape::{in_xml, markup, visible_lines};

/// Text for element content and attribute values: markup is shown, what cannot be seen is told by its code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Escape;

impl Escaper for Escape {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        dest.write_str(&markup(&visible_lines(string), |c, out| out.push(in_xml(c))))
    }
}

/// A piece of a line: words, and where they lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// The words.
    pub(super) text: String,
    /// The address that they lead to; empty for none.
    pub(super) href: String,
    /// The class by which it looks; empty for none.
    pub(super) class: &'static str,
}

impl Piece {
    /// Words alone.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A link.
    pub(super) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), class: "" }
    }

    /// Words that look otherwise.
    pub(super) fn of_class(class: &'static str, text: impl Into<String>) -> Self {
        Self { text: text.into(), href: String::new(), class }
    }
}

/// Some pieces one after the other.
pub(super) type Line = Vec<Piece>;

/// What templates take as HTML.
pub(super) trait Markup {
    /// As HTML, escaped.
    fn html(&self) -> String;
}

impl Markup for Piece {
    fn html(&self) -> String {
        let Self { text, href, class } = self;
        let escaped = |text: &str| {
            let mut out = String::with_capacity(text.len());
            // Writing into a text cannot fail.
            let _ = Escape.write_escaped_str(&mut out, text);
            out
        };
        match (href.as_str(), *class) {
            ("", "") => escaped(text),
            ("", class) => format!("<span class=\"{class}\">{}</span>", escaped(text)),
            (href, _) if !is_followed(href) => escaped(text),
            (href, "") => format!("<a href=\"{}\">{}</a>", escaped(href), escaped(text)),
            (href, class) => format!("<a class=\"{class}\" href=\"{}\">{}</a>", escaped(href), escaped(text)),
        }
    }
}

impl Markup for [Piece] {
    fn html(&self) -> String {
        self.iter().map(Markup::html).collect()
    }
}

/// Whether an address is one of the site, or of the web: what has another scheme might run something.
fn is_followed(href: &str) -> bool {
    let first = href.split(['/', '?', '#']).next().unwrap_or_default();
    !first.contains(':') || web(href).is_some()
}

/// An address of the web that a reader can follow; none for any other scheme, which might run something.
pub(super) fn web(address: &str) -> Option<&str> {
    let scheme = address.split_once(':')?.0.to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https").then_some(address)
}

/// A text as part of an address: what is not a letter or digit of ASCII, or one of `-._~`, is written as bytes (RFC 3986, 2.1).
pub(super) fn in_address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Values for a script in a page or file, as JSON that no end of an element stands in.
pub(super) fn for_script(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    crate::model::escape::in_json(&json.replace("</", "<\\/").replace("<!--", "<\\!--")).into_owned()
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// What it shows, for those who do not see it beside its heading.
    pub(super) caption: String,
    /// The heads of its columns.
    pub(super) head: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its id in the page; empty for none.
    pub(super) id: String,
    /// Its cells, the first of which names it.
    pub(super) cells: Vec<Line>,
}

impl Row {
    /// Cells alone.
    pub(super) fn new(cells: Vec<Line>) -> Self {
        Self { id: String::new(), cells }
    }
}

/// What every page has around what it says.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The title of the graph.
    pub(super) site: String,
    /// The language of the graph; empty where none is known.
    pub(super) lang: String,
    /// The title of the page.
    pub(super) title: String,
    /// What it says, in a sentence.
    pub(super) description: String,
    /// The way from the page to the top: empty, or `../`.
    pub(super) up: &'static str,
    /// The parts of the site: name, address, whether this page is it.
    pub(super) parts: Vec<(&'static str, String, bool)>,
    /// The same content in forms for programs: media type, ending and address.
    pub(super) twins: Vec<(&'static str, &'static str, String)>,
    /// Its address on the web, where that is known.
    pub(super) canonical: Option<String>,
    /// A picture that stands for it, by its address on the web.
    pub(super) preview: Option<String>,
    /// Under which terms the data may be used; empty where none is stated.
    pub(super) licence: Line,
    /// What the graph is made of, in words.
    pub(super) counts: String,
    /// The command that prints the same.
    pub(super) command: String,
    /// Whether a server answers: it has forms that files have not.
    pub(super) is_served: bool,
    /// What was typed into the search.
    pub(super) asked: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        let mut out = String::new();
        let nasty = "<script>\"a\" & 'b'</script>\u{202e}\u{1}";
        Escape.write_escaped_str(&mut out, nasty).expect("a text can be written");
        // Values of attributes stand between double quotation marks.
        assert!(!out.contains(['<', '>', '"', '\u{202e}', '\u{1}']), "{out}");
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(web("HTTPS://a.example/"), Some("HTTPS://a.example/"));
        assert_eq!(in_address("a b/ü"), "a%20b%2F%C3%BC");
        let link = |href: &str| Piece::link("a", href).html();
        assert_eq!(link("javascript:alert(1)"), "a");
        assert_eq!(link("\u{1}javascript:alert(1)"), "a");
        assert_eq!(link("thing/a.html#q:b"), "<a href=\"thing/a.html#q:b\">a</a>");
        assert_eq!(for_script(&"</script><!--"), "\"<\\/script><\\!--\"");
    }
}
