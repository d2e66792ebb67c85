//! Texts as N-Quads and IRIs write them.

use super::plan::Alphabet;

/// Adds a value to an IRI: what the alphabet does not have is written in percent signs.
pub(super) fn percent(value: &str, alphabet: Alphabet, out: &mut String) {
    // What most values are made of stays as it is.
    if value.bytes().all(|b| IS_UNRESERVED[usize::from(b)]) {
        out.push_str(value);
        return;
    }
    for c in value.chars() {
        let kept = match alphabet {
            Alphabet::Unsafe => true,
            Alphabet::Uri => is_unreserved(c),
            Alphabet::Iri => is_unreserved(c) || is_ucs(c),
        };
        if kept {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
}

/// Whether a byte is an unreserved character.
const IS_UNRESERVED: [bool; 256] = {
    let mut is = [false; 256];
    let mut b = 0u8;
    while b < 128 {
        is[b as usize] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        b += 1;
    }
    is
};

/// The unreserved characters of RFC 3986.
fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}

/// What RFC 3987 adds to them.
fn is_ucs(c: char) -> bool {
    matches!(u32::from(c),
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF
        | 0x1_0000..=0xE_FFFD if u32::from(c) & 0xFFFF < 0xFFFE)
        && !matches!(u32::from(c), 0xE_0000..=0xE_0FFF)
}

/// Adds an IRI in angle brackets; characters that may not stand there are written as escapes.
pub(super) fn iri(iri: &str, out: &mut String) {
    out.push('<');
    if iri
        .bytes()
        .all(|b| b > b' ' && !matches!(b, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\'))
    {
        out.push_str(iri);
        out.push('>');
        return;
    }
    for c in iri.chars() {
        if matches!(c, '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\') {
            out.push_str(&format!("\\u{:04X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out.push('>');
}

/// Adds a text in quotation marks.
pub(super) fn quoted(text: &str, out: &mut String) {
    out.push('"');
    if !text.bytes().any(|b| b < b' ' || matches!(b, b'"' | b'\\' | 0x7f)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\x1f' | '\x7f' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Adds a value as a part of the label of a blank node: different values give different labels.
pub(super) fn label(value: &str, out: &mut String) {
    for c in value.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alphabets_keep_what_they_have() {
        let of = |alphabet| {
            let mut out = String::new();
            percent("Zoë K/b~ ", alphabet, &mut out);
            out
        };
        assert_eq!(of(Alphabet::Iri), "Zoë%20K%2Fb~%20");
        assert_eq!(of(Alphabet::Uri), "Zo%C3%AB%20K%2Fb~%20");
        assert_eq!(of(Alphabet::Unsafe), "Zoë K/b~ ");
    }

    #[test]
    fn labels_differ_where_values_do() {
        let of = |value| {
            let mut out = String::new();
            label(value, &mut out);
            out
        };
        assert_eq!(of("Bob Smith"), "Bob_20_Smith");
        assert_ne!(of("_20_"), of(" "));
    }
}
