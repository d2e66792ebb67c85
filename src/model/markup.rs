//! Text inside markup: the characters that XML and HTML read as markup, replaced by references.

/// Writes a text into markup, for element content and attribute values alike; `other` writes every character that is no
/// markup, since formats differ in white space and in what they cannot hold.
pub fn escape(text: &str, other: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => other(c, &mut out),
        }
    }
    out
}
