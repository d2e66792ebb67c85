//! Where the subject and the object of each triple stand in a Turtle text.
//!
//! The parser of Turtle does not say it. This second pass takes a text that the parser accepted, so it may be lax: it knows only
//! words, brackets and marks, and gives the triples in the order of the parser, which is that in which their objects end.

use std::ops::Range;

/// Where the two ends of a triple stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) subject: Range<usize>,
    pub(super) object: Range<usize>,
}

/// What the next term is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Subject,
    Predicate,
    Object,
}

/// A statement, or what stands in a pair of brackets.
struct Frame {
    subject: Range<usize>,
    next: Next,
}

/// The ends of all triples, or nothing where the text has a list or a statement about a statement, which are not followed.
pub(super) fn places(text: &str) -> Option<Vec<Ends>> {
    let mut found = Vec::new();
    let mut frames = vec![Frame { subject: 0..0, next: Next::Subject }];
    let mut tokens = Tokens { text, at: 0 };
    let mut was_plain = false;
    while let Some(at) = tokens.next() {
        let token = &text[at.clone()];
        let after_plain = std::mem::replace(&mut was_plain, token.ends_with(['"', '\'']));
        let frame = frames.last_mut()?;
        match token {
            "." => *frame = Frame { subject: 0..0, next: Next::Subject },
            ";" => frame.next = Next::Predicate,
            "," => frame.next = Next::Object,
            "[" => frames.push(Frame { subject: at, next: Next::Predicate }),
            "]" => {
                let inner = frames.pop()?;
                let known = found.len();
                term(frames.last_mut()?, inner.subject.start..at.end, &mut found);
                // The parser takes a text without language and datatype as whole only when it sees what follows. Where that closes
                // the brackets, it gives the triple around them first.
                if after_plain && found.len() > known && known > 0 {
                    found.swap(known - 1, known);
                }
            }
            "(" | ")" | "{" | "}" => return None,
            _ if token.starts_with("<<") => return None,
            _ if frame.next == Next::Subject && is_directive(token) => {
                // `@prefix p: <…> .` and `@base <…> .` end with a point, `PREFIX p: <…>` and `BASE <…>` with their IRI.
                while !text[tokens.next()?].starts_with('<') {}
            }
            _ => term(frame, at, &mut found),
        }
    }
    Some(found)
}

fn is_directive(token: &str) -> bool {
    let word = token.strip_prefix('@').unwrap_or(token);
    word.eq_ignore_ascii_case("prefix") || word.eq_ignore_ascii_case("base")
}

/// Takes a whole term.
fn term(frame: &mut Frame, at: Range<usize>, found: &mut Vec<Ends>) {
    match frame.next {
        Next::Subject => *frame = Frame { subject: at, next: Next::Predicate },
        Next::Predicate => frame.next = Next::Object,
        Next::Object => found.push(Ends { subject: frame.subject.clone(), object: at }),
    }
}

/// The words, brackets and marks of a text.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = &self.text[self.at..];
            let skipped = rest.len() - rest.trim_start().len();
            self.at += skipped;
            let rest = &rest[skipped..];
            let first = rest.chars().next()?;
            let length = match first {
                '#' => {
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                '<' if rest.starts_with("<<") => 2,
                '<' => rest.find('>').map_or(rest.len(), |end| end + 1),
                '"' | '\'' => literal(rest),
                '.' | ';' | ',' | '[' | ']' | '(' | ')' | '{' | '}' => first.len_utf8(),
                _ => word(rest),
            };
            let at = self.at..self.at + length;
            self.at = at.end;
            return Some(at);
        }
    }
}

/// The length of a name, number or keyword; a point at its end belongs to the statement.
fn word(rest: &str) -> usize {
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let ends = !escaped
            && (c.is_whitespace() || matches!(c, ';' | ',' | '[' | ']' | '(' | ')' | '<' | '"' | '\'' | '#'));
        escaped = !escaped && c == '\\';
        ends
    });
    let word = &rest[..end.unwrap_or(rest.len())];
    word.trim_end_matches('.').len().max(1)
}

/// The length of a literal with its language or datatype.
fn literal(rest: &str) -> usize {
    let long = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(mark));
    let mark = long.unwrap_or(&rest[..1]);
    let mut at = mark.len();
    while at < rest.len() && !rest[at..].starts_with(mark) {
        let escapes = usize::from(rest[at..].starts_with('\\'));
        at += rest[at..].chars().take(1 + escapes).map(char::len_utf8).sum::<usize>();
    }
    at = (at + mark.len()).min(rest.len());
    let after = &rest[at..];
    if after.starts_with('@') {
        return at + word(after);
    }
    let Some(datatype) = after.strip_prefix("^^") else { return at };
    at + 2
        + if datatype.starts_with('<') { datatype.find('>').map_or(0, |end| end + 1) } else { word(datatype) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triples_come_as_the_parser_gives_them() {
        let text = "@prefix a: <b:> . PREFIX c: <d:>\na:s a:p [ a:q \"x.\"@en , 'y;'^^a:t ; a:r a:o.x ] . # a:n\n[ a:k 1.5 ] a:l [] .\n\
            a:s a:in [ a:u 'u' ; a:v \"v\" ] , [ a:w [ a:x 'x' ] ; a:y 'y' ] . [ a:z 'z' ] a:l 'l' .";
        let found = places(text).unwrap();
        let shown: Vec<(&str, &str)> =
            found.iter().map(|e| (&text[e.subject.clone()], &text[e.object.clone()])).collect();
        let (one, two) = ("[ a:u 'u' ; a:v \"v\" ]", "[ a:w [ a:x 'x' ] ; a:y 'y' ]");
        let long = "[ a:q \"x.\"@en , 'y;'^^a:t ; a:r a:o.x ]";
        assert_eq!(
            shown,
            [
                ("[", "\"x.\"@en"),
                ("[", "'y;'^^a:t"),
                ("[", "a:o.x"),
                ("a:s", long),
                ("[", "1.5"),
                ("[ a:k 1.5 ]", "[]"),
                ("[", "'u'"),
                ("a:s", one),
                ("[", "\"v\""),
                ("[", "[ a:x 'x' ]"),
                ("[", "'x'"),
                ("a:s", two),
                ("[", "'y'"),
                ("[", "'z'"),
                ("[ a:z 'z' ]", "'l'"),
            ]
        );
        let triples: Vec<_> =
            oxttl::TurtleParser::new().for_slice(text).map(|t| t.unwrap().predicate).collect();
        let names: Vec<&str> = triples.iter().map(oxrdf::NamedNode::as_str).collect();
        assert_eq!(
            names,
            [
                "b:q", "b:q", "b:r", "b:p", "b:k", "b:l", "b:u", "b:in", "b:v", "b:w", "b:x", "b:in", "b:y",
                "b:z", "b:l",
            ]
        );
        assert_eq!(places("a:s a:p ( 1 ) ."), None);
    }
}
