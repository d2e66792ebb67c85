//! Templates: texts with references in braces, in which `\{`, `\}` and `\\` stand for the character.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Reference(String),
}

/// Takes a template apart.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub(super) fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut inside = false;
    let mut chars = template.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped @ ('{' | '}' | '\\')) => text.push(escaped),
                Some(other) => {
                    return Err(format!(
                        "`\\{other}` is not an escape of templates; write `\\\\` for a backslash"
                    ));
                }
                None => return Err("a backslash stands at its end".to_owned()),
            },
            '{' if inside => {
                return Err(
                    "a brace opens inside a reference; write `\\{` if it belongs to the name".to_owned()
                );
            }
            '{' => {
                if !text.is_empty() {
                    found.push(Piece::Text(std::mem::take(&mut text)));
                }
                inside = true;
            }
            '}' if !inside => {
                return Err("a brace closes that was not opened; write `\\}` if it is text".to_owned());
            }
            '}' if text.is_empty() => return Err("there is no reference in the braces".to_owned()),
            '}' => {
                found.push(Piece::Reference(std::mem::take(&mut text)));
                inside = false;
            }
            c => text.push(c),
        }
    }
    if inside {
        return Err("a brace is not closed".to_owned());
    }
    if !text.is_empty() {
        found.push(Piece::Text(text));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_references_unless_escaped() {
        let text = |t: &str| Piece::Text(t.to_owned());
        let reference = |t: &str| Piece::Reference(t.to_owned());
        assert_eq!(
            pieces(r"a\{b{$['\{Name\}']}{c\\}").unwrap(),
            [text("a{b"), reference("$['{Name}']"), reference(r"c\")]
        );
        for wrong in [r"{a\b}", "{a", "a}", "{}", r"{\\{a\\}}", "a\\"] {
            assert!(pieces(wrong).is_err(), "{wrong}");
        }
    }
}
