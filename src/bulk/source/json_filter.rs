//! Filters of JSONPath (RFC 9535, 2.3.5) without functions: conditions on a value, read and asked.

use std::cmp::Ordering;

use super::json_path::{JsonPath, Parsed, Parser};
use super::json_tree::{Kind, Node};

/// How deep conditions may be nested.
const DEEPEST: usize = 50;

/// A condition.
#[derive(Debug, PartialEq)]
pub(super) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    /// There is something where the query leads.
    Exists(Query),
    Compare(Operand, Comparison, Operand),
}

#[derive(Debug, PartialEq)]
pub(super) struct Query {
    /// Whether it starts from the whole value (`$`) and not from the one that is tested (`@`).
    is_from_root: bool,
    path: JsonPath,
}

#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    Query(Query),
    Text(String),
    Number(f64),
    Boolean(bool),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What an operand is for one value.
enum Asked<'a, 't> {
    Node(&'a Node<'t>),
    Text(&'a str),
    Number(f64),
    Boolean(bool),
    Null,
    Nothing,
}

impl Test {
    /// Whether the condition holds for a value.
    pub(super) fn holds(&self, node: &Node<'_>, root: &Node<'_>) -> bool {
        match self {
            Self::Any(tests) => tests.iter().any(|test| test.holds(node, root)),
            Self::All(tests) => tests.iter().all(|test| test.holds(node, root)),
            Self::Not(test) => !test.holds(node, root),
            Self::Exists(query) => !query.found(node, root).is_empty(),
            Self::Compare(left, comparison, right) => {
                comparison.holds(&left.asked(node, root), &right.asked(node, root))
            }
        }
    }
}

impl Query {
    fn found<'n, 't>(&self, node: &'n Node<'t>, root: &'n Node<'t>) -> Vec<&'n Node<'t>> {
        let mut found = Vec::new();
        self.path.select_from(if self.is_from_root { root } else { node }, root, &mut found);
        found
    }
}

impl Operand {
    fn asked<'a, 't>(&'a self, node: &'a Node<'t>, root: &'a Node<'t>) -> Asked<'a, 't> {
        match self {
            Self::Query(query) => query.found(node, root).first().map_or(Asked::Nothing, |node| plain(node)),
            Self::Text(text) => Asked::Text(text),
            Self::Number(number) => Asked::Number(*number),
            Self::Boolean(value) => Asked::Boolean(*value),
            Self::Null => Asked::Null,
        }
    }
}

fn plain<'a, 't>(node: &'a Node<'t>) -> Asked<'a, 't> {
    match &node.kind {
        Kind::Null => Asked::Null,
        Kind::Boolean(value) => Asked::Boolean(*value),
        Kind::Number(digits) => Asked::Number(digits.parse().unwrap_or(f64::NAN)),
        Kind::Text(text) => Asked::Text(text),
        Kind::List(_) | Kind::Object(_) => Asked::Node(node),
    }
}

impl Comparison {
    fn holds(self, left: &Asked<'_, '_>, right: &Asked<'_, '_>) -> bool {
        let order = match (left, right) {
            (Asked::Text(left), Asked::Text(right)) => Some(left.cmp(right)),
            (Asked::Number(left), Asked::Number(right)) => left.partial_cmp(right),
            _ => None,
        };
        let is_equal = || equal(left, right);
        match self {
            Self::Equal => is_equal(),
            Self::Unequal => !is_equal(),
            Self::Less => order == Some(Ordering::Less),
            Self::Greater => order == Some(Ordering::Greater),
            Self::LessOrEqual => order == Some(Ordering::Less) || is_equal(),
            Self::GreaterOrEqual => order == Some(Ordering::Greater) || is_equal(),
        }
    }
}

fn equal(left: &Asked<'_, '_>, right: &Asked<'_, '_>) -> bool {
    match (left, right) {
        (Asked::Nothing, Asked::Nothing) | (Asked::Null, Asked::Null) => true,
        (Asked::Text(left), Asked::Text(right)) => left == right,
        (Asked::Number(left), Asked::Number(right)) => left.partial_cmp(right) == Some(Ordering::Equal),
        (Asked::Boolean(left), Asked::Boolean(right)) => left == right,
        (Asked::Node(left), Asked::Node(right)) => same(left, right),
        _ => false,
    }
}

/// Whether two lists or objects are the same, however they are written.
fn same(left: &Node<'_>, right: &Node<'_>) -> bool {
    let is_equal = |left, right| equal(&plain(left), &plain(right));
    match (&left.kind, &right.kind) {
        (Kind::List(left), Kind::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_equal(left, right))
        }
        (Kind::Object(left), Kind::Object(right)) => {
            let value =
                |name: &str| right.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value);
            left.len() == right.len()
                && left.iter().all(|(name, left)| value(name).is_some_and(|right| is_equal(left, right)))
        }
        _ => false,
    }
}

impl Parser<'_> {
    /// The condition behind a `?`.
    pub(super) fn filter(&mut self) -> Parsed<Test> {
        if self.filters == DEEPEST {
            return Err("the conditions are nested too deeply");
        }
        self.filters += 1;
        let mut any = vec![self.conjunction()?];
        while self.takes_after_space("||") {
            any.push(self.conjunction()?);
        }
        self.filters -= 1;
        Ok(Test::Any(any))
    }

    fn conjunction(&mut self) -> Parsed<Test> {
        let mut all = vec![self.condition()?];
        while self.takes_after_space("&&") {
            all.push(self.condition()?);
        }
        Ok(Test::All(all))
    }

    fn condition(&mut self) -> Parsed<Test> {
        let is_negated = self.takes_after_space("!");
        if self.takes_after_space("(") {
            let inner = self.filter()?;
            if !self.takes_after_space(")") {
                return Err("`)` is expected");
            }
            return Ok(if is_negated { Test::Not(Box::new(inner)) } else { inner });
        }
        let left = self.operand()?;
        let known = [
            ("==", Comparison::Equal),
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let comparison = known.into_iter().find(|(mark, _)| self.takes_after_space(mark));
        match (comparison, left) {
            (Some((_, comparison)), left) if !is_negated => {
                Ok(Test::Compare(left, comparison, self.operand()?))
            }
            (None, Operand::Query(query)) => {
                let test = Test::Exists(query);
                Ok(if is_negated { Test::Not(Box::new(test)) } else { test })
            }
            (None, _) => Err("a comparison is expected"),
            (Some(_), _) => Err("`!` needs a condition in brackets"),
        }
    }

    fn operand(&mut self) -> Parsed<Operand> {
        self.space();
        for (word, operand) in
            [("true", Operand::Boolean(true)), ("false", Operand::Boolean(false)), ("null", Operand::Null)]
        {
            if self.takes(word) {
                return Ok(operand);
            }
        }
        match self.rest.chars().next() {
            Some(mark @ ('\'' | '"')) => Ok(Operand::Text(self.quoted(mark)?)),
            Some('@' | '$') => {
                let is_from_root = self.rest.starts_with('$');
                self.rest = &self.rest[1..];
                Ok(Operand::Query(Query { is_from_root, path: self.query()? }))
            }
            Some('-' | '0'..='9') => {
                let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                number.parse().map(Operand::Number).map_err(|_| "this is not a number")
            }
            _ => Err("a value or a query is expected; functions are not read"),
        }
    }

    fn takes_after_space(&mut self, mark: &str) -> bool {
        self.space();
        self.takes(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::super::json_tree::parse;
    use super::*;

    fn found(path: &str) -> Vec<String> {
        let text = r#"[{"a":1,"b":"x"},{"a":2,"b":"y","c":[1]},{"a":"2"},{"d":null,"c":[1.0]}]"#;
        let tree = parse(text).unwrap();
        let mut out = Vec::new();
        JsonPath::new(path).unwrap().select(&tree, &mut out);
        let Kind::List(items) = &tree.kind else { unreachable!() };
        out.iter().map(|n| items.iter().position(|item| item.at == n.at).unwrap().to_string()).collect()
    }

    #[test]
    fn filters_keep_what_the_rfc_says() {
        assert_eq!(found("$[?@.a == 1]"), ["0"]);
        assert_eq!(found("$[?(@.a >= 1 && !(@.b == 'x'))]"), ["1"]);
        assert_eq!(found("$[?@.b || @.d == null]"), ["0", "1", "3"]);
        assert_eq!(found("$[?!@.a]"), ["3"]);
        assert_eq!(found("$[?@.c == $[1].c]"), ["1", "3"]);
        assert_eq!(found("$[?@.none == @.nothing]"), ["0", "1", "2", "3"]);
        for wrong in ["$[?]", "$[?1]", "$[?length(@.a) > 1]", "$[?(@.a]", "$[?!@.a == 1]"] {
            assert!(JsonPath::new(wrong).is_err(), "{wrong}");
        }
    }
}
