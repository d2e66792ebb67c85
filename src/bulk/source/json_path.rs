//! JSONPath (RFC 9535) without functions, compiled. Beyond the RFC, a path may begin without `$`, as older mappings write it.

use super::json_filter::Test;
use super::json_tree::{Kind, Node};

/// A compiled path.
#[derive(Debug, PartialEq)]
pub(super) struct JsonPath(Vec<Segment>);

#[derive(Debug, PartialEq)]
struct Segment {
    /// Whether it looks at every value below, too.
    is_deep: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug, PartialEq)]
enum Selector {
    Name(String),
    All,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Test),
}

impl Segment {
    /// The one name that it takes.
    fn name(&self) -> Option<&str> {
        match self.selectors.as_slice() {
            [Selector::Name(name)] if !self.is_deep => Some(name),
            _ => None,
        }
    }
}

impl JsonPath {
    /// Compiles a path.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text, rest: text, filters: 0 };
        parser.path().map_err(|what| {
            let at = text.len() - parser.rest.len();
            let column = text.get(..at).map_or(0, |before| before.chars().count()) + 1;
            format!("`{text}` is not a JSONPath: {what}, at its character {column}")
        })
    }

    /// The path to the value itself.
    #[cfg(any(feature = "parquet", feature = "sqlite"))]
    pub(super) fn whole() -> Self {
        Self(Vec::new())
    }

    /// The path to the value of a name.
    #[cfg(any(feature = "parquet", feature = "sqlite"))]
    pub(super) fn of_name(name: &str) -> Self {
        Self(vec![Segment { is_deep: false, selectors: vec![Selector::Name(name.to_owned())] }])
    }

    /// The path to all items of a value.
    pub(super) fn items() -> Self {
        Self(vec![Segment { is_deep: false, selectors: vec![Selector::All] }])
    }

    /// The one name that the path is.
    pub(super) fn name(&self) -> Option<&str> {
        match self.0.as_slice() {
            [segment] => segment.name(),
            _ => None,
        }
    }

    /// The names that lead to a value whose items the path finds, if it is such a path.
    pub(super) fn items_of(&self) -> Option<Vec<String>> {
        let (last, names) = self.0.split_last()?;
        let is_items = !last.is_deep && last.selectors == [Selector::All];
        let names: Option<Vec<_>> = names.iter().map(|segment| segment.name().map(str::to_owned)).collect();
        names.filter(|_| is_items)
    }

    /// Adds the values that the path finds below one.
    pub(super) fn select<'n, 't>(&self, node: &'n Node<'t>, out: &mut Vec<&'n Node<'t>>) {
        self.select_from(node, node, out);
    }

    /// As [`JsonPath::select`], within a whole that filters can ask.
    pub(super) fn select_from<'n, 't>(
        &self,
        node: &'n Node<'t>,
        root: &'n Node<'t>,
        out: &mut Vec<&'n Node<'t>>,
    ) {
        step(&self.0, node, root, out);
    }
}

fn step<'n, 't>(path: &[Segment], node: &'n Node<'t>, root: &'n Node<'t>, out: &mut Vec<&'n Node<'t>>) {
    let Some((segment, rest)) = path.split_first() else {
        out.push(node);
        return;
    };
    for selector in &segment.selectors {
        select(selector, node, root, &mut |found| step(rest, found, root, out));
    }
    if segment.is_deep {
        select(&Selector::All, node, root, &mut |below| step(path, below, root, out));
    }
}

fn select<'n, 't>(
    selector: &Selector,
    node: &'n Node<'t>,
    root: &'n Node<'t>,
    found: &mut dyn FnMut(&'n Node<'t>),
) {
    match (selector, &node.kind) {
        (Selector::Name(name), Kind::Object(_)) => {
            if let Some(value) = node.member(name) {
                found(value);
            }
        }
        (Selector::All, Kind::Object(members)) => members.iter().for_each(|(_, value)| found(value)),
        (Selector::All, Kind::List(items)) => items.iter().for_each(found),
        (Selector::Filter(test), Kind::Object(members)) => {
            members.iter().filter(|(_, value)| test.holds(value, root)).for_each(|(_, value)| found(value));
        }
        (Selector::Filter(test), Kind::List(items)) => {
            items.iter().filter(|i| test.holds(i, root)).for_each(found);
        }
        (Selector::Index(index), Kind::List(items)) => {
            if let Some(item) = place(*index, items.len()).and_then(|place| items.get(place)) {
                found(item);
            }
        }
        (Selector::Slice { start, end, step }, Kind::List(items)) => slice(items, *start, *end, *step, found),
        _ => {}
    }
}

/// An index from the beginning, or from the end where it is below zero.
fn place(index: i64, length: usize) -> Option<usize> {
    let back = usize::try_from(index.unsigned_abs()).ok()?;
    if index < 0 { length.checked_sub(back) } else { Some(back) }
}

fn slice<'n, 't>(
    items: &'n [Node<'t>],
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
    found: &mut dyn FnMut(&'n Node<'t>),
) {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |at: i64| if at < 0 { at.saturating_add(length) } else { at };
    let (first, last) = if step > 0 {
        (bound(start.unwrap_or(0)).clamp(0, length), bound(end.unwrap_or(length)).clamp(0, length))
    } else {
        let least = end.map_or(-1, |end| bound(end).clamp(-1, length - 1));
        (bound(start.unwrap_or(length - 1)).clamp(-1, length - 1), least)
    };
    let mut at = first;
    while step != 0 && (if step > 0 { at < last } else { at > last }) {
        if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
            found(item);
        }
        at = at.saturating_add(step);
    }
}

pub(super) struct Parser<'p> {
    text: &'p str,
    pub(super) rest: &'p str,
    /// How many filters it is in; in one, names end where the RFC says.
    pub(super) filters: usize,
}

pub(super) type Parsed<T> = Result<T, &'static str>;

impl Parser<'_> {
    fn path(&mut self) -> Parsed<JsonPath> {
        if self.text.is_empty() {
            return Err("it is empty");
        }
        let mut segments = Vec::new();
        if self.takes("$") || self.takes("@") {
        } else if !self.rest.starts_with(['[', '.']) {
            segments.push(Segment { is_deep: false, selectors: vec![self.member()?] });
        }
        while !self.rest.is_empty() {
            segments.push(self.segment()?);
        }
        Ok(JsonPath(segments))
    }

    /// The rest of a query inside a filter.
    pub(super) fn query(&mut self) -> Parsed<JsonPath> {
        let mut segments = Vec::new();
        while self.rest.starts_with(['.', '[']) {
            segments.push(self.segment()?);
        }
        Ok(JsonPath(segments))
    }

    pub(super) fn takes(&mut self, mark: &str) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn segment(&mut self) -> Parsed<Segment> {
        let is_deep = self.takes("..");
        if self.takes("[") {
            return Ok(Segment { is_deep, selectors: self.bracketed()? });
        }
        if !is_deep && !self.takes(".") {
            return Err("`.` or `[` is expected");
        }
        // Older readers take a point before a bracket.
        if self.takes("[") {
            return Ok(Segment { is_deep, selectors: self.bracketed()? });
        }
        Ok(Segment { is_deep, selectors: vec![self.member()?] })
    }

    /// A name without quotation marks, in which this reader also takes spaces and hyphens, or `*`.
    fn member(&mut self) -> Parsed<Selector> {
        if self.takes("*") {
            return Ok(Selector::All);
        }
        let is_lenient = self.filters == 0;
        let is_part = |c: char| {
            c.is_alphanumeric()
                || c == '_'
                || c >= '\u{80}'
                || is_lenient && matches!(c, '-' | ' ' | ':' | '@' | '/')
        };
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err("a name is expected");
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(Selector::Name(name.to_owned()))
    }

    fn bracketed(&mut self) -> Parsed<Vec<Selector>> {
        let mut found = Vec::new();
        loop {
            self.space();
            found.push(self.selector()?);
            self.space();
            if self.takes("]") {
                return Ok(found);
            }
            if !self.takes(",") {
                return Err("`,` or `]` is expected");
            }
        }
    }

    fn selector(&mut self) -> Parsed<Selector> {
        match self.rest.chars().next() {
            Some('*') => {
                self.takes("*");
                Ok(Selector::All)
            }
            Some(mark @ ('\'' | '"')) => self.quoted(mark).map(Selector::Name),
            Some('?') => {
                self.takes("?");
                self.filter().map(Selector::Filter)
            }
            _ => self.index_or_slice(),
        }
    }

    /// A text in quotation marks.
    pub(super) fn quoted(&mut self, mark: char) -> Parsed<String> {
        let mut name = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == mark => {
                    self.rest = &self.rest[1 + at + 1..];
                    return Ok(name);
                }
                '\\' => match chars.next().map(|(_, escaped)| escaped) {
                    Some('n') => name.push('\n'),
                    Some('t') => name.push('\t'),
                    Some('r') => name.push('\r'),
                    Some('b') => name.push('\u{8}'),
                    Some('f') => name.push('\u{c}'),
                    Some('u') => {
                        let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        name.push(code.ok_or("this is not an escape")?);
                    }
                    Some(escaped @ ('\'' | '"' | '\\' | '/')) => name.push(escaped),
                    _ => return Err("this is not an escape"),
                },
                c => name.push(c),
            }
        }
        Err("a text is not closed")
    }

    fn index_or_slice(&mut self) -> Parsed<Selector> {
        let start = self.integer()?;
        self.space();
        if !self.takes(":") {
            return start.map(Selector::Index).ok_or("a name, number, `*` or slice is expected");
        }
        self.space();
        let end = self.integer()?;
        self.space();
        let mut step = None;
        if self.takes(":") {
            self.space();
            step = self.integer()?;
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn integer(&mut self) -> Parsed<Option<i64>> {
        let signs = usize::from(self.rest.starts_with('-'));
        let digits =
            self.rest[signs..].find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len() - signs);
        if digits == 0 {
            return if signs == 0 { Ok(None) } else { Err("a number is expected") };
        }
        let (number, rest) = self.rest.split_at(signs + digits);
        self.rest = rest;
        number.parse().map(Some).map_err(|_| "this number is too large")
    }
}

#[cfg(test)]
mod tests {
    use super::super::json_tree::parse;
    use super::*;

    fn found(path: &str) -> Vec<String> {
        let text = r#"{"a b":[1,2,3,[4]],"c":{"d":"x","e":{"d":"y"}},"{n}":5}"#;
        let tree = parse(text).unwrap();
        let mut out = Vec::new();
        JsonPath::new(path).unwrap().select(&tree, &mut out);
        out.iter()
            .map(|node| match &node.kind {
                Kind::Number(digits) => (*digits).to_owned(),
                Kind::Text(text) => text.to_string(),
                other => format!("{other:?}").split('(').next().unwrap().to_owned(),
            })
            .collect()
    }

    #[test]
    fn paths_find_what_the_rfc_says() {
        assert_eq!(found("$['a b'][*]"), ["1", "2", "3", "List"]);
        assert_eq!(found("a b[0,-2]"), ["1", "3"]);
        assert_eq!(found("$['a b'][::-2]"), ["List", "2"]);
        assert_eq!(found("$['a b'][1:3]"), ["2", "3"]);
        assert_eq!(found("$..d"), ["x", "y"]);
        assert_eq!(found("c.e.d"), ["y"]);
        assert_eq!(found("$[\"{n}\"]"), ["5"]);
        assert!(found("$.none[*]").is_empty());
        assert_eq!(found("$"), ["Object"]);
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for wrong in ["", "$.students[*]]", "$.a;b", "Dh;ef", "$[", "$['a]", "$.", "$a", "$[-]"] {
            assert!(JsonPath::new(wrong).is_err(), "{wrong}");
        }
    }
}
