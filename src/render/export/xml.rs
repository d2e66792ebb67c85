//! Text in XML 1.0, for element content and attribute values alike.

use crate::model::escape;

/// Escapes a text. White space is written as references, which no reader normalizes away; characters that XML 1.0
/// forbids become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    escape::markup(text, |c, out| match c {
        '\t' => out.push_str("&#9;"),
        '\n' => out.push_str("&#10;"),
        '\r' => out.push_str("&#13;"),
        c if escape::is_misleading(c) && escape::in_xml(c) == c => escape::push_reference(c, out),
        c => out.push(escape::in_xml(c)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_read_back_but_for_what_xml_forbids() {
        for (text, read) in [
            ("a]]>b & <c> \"d\" 'e'", "a]]>b & <c> \"d\" 'e'"),
            (" tab\tline\nreturn\r\n ", " tab\tline\nreturn\r\n "),
            ("null\0bell\u{7}\u{ffff}", "null\u{fffd}bell\u{fffd}\u{fffd}"),
            ("žluťoučký \u{1f69a} \u{202e}", "žluťoučký \u{1f69a} \u{202e}"),
        ] {
            let xml = format!("<a b=\"{0}\">{0}</a>", escape(text));
            let document = roxmltree::Document::parse(&xml).unwrap();
            let root = document.root_element();
            assert_eq!((root.attribute("b"), root.text()), (Some(read), Some(read)));
        }
    }
}
