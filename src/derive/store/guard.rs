//! Queries that cannot be read or planned safely are refused before they are.
//!
//! Goes in: the text of a query, and later its algebra. Comes out: why it is too large, if it is. Nesting is counted in the
//! text, since the parser of the store would exhaust its stack; what is chained and joined is counted in the algebra, as
//! the time that the store needs to plan it grows with its third power and more.

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};

use super::StoreError;
use super::algebra::{Part, in_path, pattern_of};
use crate::model::tokens::{self, DEEPEST};

/// How long a query text may be, in bytes.
const LONGEST: usize = 256 * 1024;
/// How many parts a query may have: patterns, operators, conditions, function calls and steps of paths.
const MOST_PARTS: usize = 500;
/// How many patterns may be joined into one.
const MOST_JOINED: usize = 64;
/// How many steps a sequence inside a path may have: to estimate their cost, the store doubles its work with each.
const MOST_STEPS: usize = 12;
/// How many repetitions of a path may stand inside each other: each goes over the graph again for every node.
const MOST_REPEATED: usize = 2;

/// Why a query is too large, and where, if it can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// What is too large, in words.
    pub what: String,
    /// The byte of the query where it is.
    pub at: Option<usize>,
    /// What to write instead.
    pub instead: &'static str,
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

fn refused(what: String, at: Option<usize>, instead: &'static str) -> StoreError {
    StoreError::TooLarge(TooLarge { what, at, instead })
}

/// Refuses texts that would exhaust the parser.
pub(super) fn check_text(text: &str) -> Result<(), StoreError> {
    if text.len() > LONGEST {
        let what = format!("it is longer than {} KiB", LONGEST / 1024);
        return Err(refused(what, None, "a shorter query, or several of them"));
    }
    match tokens::too_deep(text) {
        Some(at) => Err(refused(
            format!("it is nested more than {DEEPEST} deep"),
            Some(at),
            "fewer levels of brackets",
        )),
        None => Ok(()),
    }
}

/// Refuses queries that the store would take too long to plan, and those that are too deep for all who walk them.
///
/// # Errors
///
/// When the query is too large or too deep; says in what.
pub fn check(query: &Query) -> Result<(), StoreError> {
    let (mut parts, mut joined) = (0, vec![0]);
    let mut todo = vec![(Part::Pattern(pattern_of(query)), 0)];
    while let Some((part, group)) = todo.pop() {
        parts += size(part);
        if parts > MOST_PARTS {
            let what = format!("it has more than {MOST_PARTS} parts");
            return Err(refused(
                what,
                None,
                "fewer alternatives and conditions; a list after IN or VALUES counts once",
            ));
        }
        if let Part::Pattern(pattern) = part {
            joined[group] += items(pattern);
            if joined[group] > MOST_JOINED {
                let what = format!("it joins more than {MOST_JOINED} patterns");
                return Err(refused(what, None, "fewer triple patterns and OPTIONALs in one group"));
            }
            if let GraphPattern::Path { path, .. } = pattern {
                check_path(path)?;
            }
        }
        for (i, inner) in part.parts().into_iter().enumerate() {
            let is_apart = is_group(part, i);
            if is_apart {
                joined.push(0);
            }
            todo.push((inner, if is_apart { joined.len() - 1 } else { group }));
        }
    }
    Ok(())
}

/// How many parts of a query a part stands for, those inside it apart.
fn size(part: Part<'_>) -> usize {
    match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => patterns.len(),
        Part::Expression(
            Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_),
        ) => 0,
        _ => 1,
    }
}

/// How many patterns a pattern adds to those that are joined around it.
fn items(pattern: &GraphPattern) -> usize {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.len(),
        GraphPattern::Path { .. }
        | GraphPattern::Values { .. }
        | GraphPattern::Union { .. }
        | GraphPattern::Project { .. } => 1,
        _ => 0,
    }
}

/// Whether the patterns inside a part of a part are joined among themselves.
fn is_group(part: Part<'_>, inside: usize) -> bool {
    match part {
        Part::Pattern(GraphPattern::Union { .. } | GraphPattern::Project { .. })
        | Part::Expression(Expression::Exists(_)) => true,
        Part::Pattern(GraphPattern::Minus { .. }) => inside == 1,
        _ => false,
    }
}

/// Refuses paths whose cost the store cannot estimate, or that go over the graph too often.
fn check_path(path: &PropertyPathExpression) -> Result<(), StoreError> {
    let mut todo = vec![(path, 0, 0)];
    while let Some((path, repeated, steps)) = todo.pop() {
        let (mut repeated, mut steps) = (repeated, steps);
        match path {
            PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::OneOrMore(_) => repeated += 1,
            PropertyPathExpression::Sequence(..) => steps += 1,
            _ => {}
        }
        if repeated > MOST_REPEATED {
            let what = format!("a path repeats what repeats itself, more than {MOST_REPEATED} deep");
            return Err(refused(what, None, "one `*` or `+`: (p*)* says no more than p*"));
        }
        if steps > MOST_STEPS {
            let what = format!("a path has a sequence of more than {MOST_STEPS} steps inside it");
            return Err(refused(what, None, "a shorter sequence, or a property for a part of it"));
        }
        todo.extend(in_path(path).into_iter().map(|inner| (inner, repeated, steps)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<TooLarge> {
        match super::super::parse_query(text, &[]) {
            Ok(_) => None,
            Err(StoreError::TooLarge(why)) => Some(why),
            Err(other) => panic!("{other:?}: {:?}", std::error::Error::source(&other)),
        }
    }

    /// Each of these is fine some times, and is refused before it is too much, however much it is.
    #[test]
    fn what_is_chained_nested_or_joined_has_an_end() {
        // What stands before, what is repeated, what stands within, what closes each, what stands after, how often it is fine.
        let cases = [
            ("{ ?s ?p ?o }", " UNION { ?s ?p ?o }", "", "", "", 150),
            ("?s ?p ?o", " MINUS { ?s ?p 1 }", "", "", "", 150),
            ("?s ?p ?o", " OPTIONAL { ?s ?p 1 }", "", "", "", 60),
            ("?s ?p ?o", " FILTER(?s != 1)", "", "", "", 150),
            ("?s ?p ?o", " . ?s ?p 1", "", "", "", 60),
            ("FILTER(true", " || ?x = 1", "", "", ")", 150),
            ("FILTER(1 = 1", " + 1", "", "", ")", 300),
            ("FILTER(", "!", "true", "", ")", 90),
            ("", "{ ", "?s ?p 1", " }", "", 90),
            ("", "OPTIONAL { ?s ?p 1 ", "", "}", "", 60),
            ("", "FILTER EXISTS { ?s ?p 1 ", "", "}", "", 90),
            ("", "{ SELECT * { ", "?s ?p 1", " } }", "", 45),
            ("FILTER(", "STR(", "?x", ")", ")", 90),
            ("?s ?p ", "[ ?p ", "1", " ]", "", 60),
            ("?s ?p ", "( ", "1", " )", "", 30),
            ("?s ?p ", "<<( ?s ?p ", "1", " )>>", "", 45),
            ("?s <a:b>", "/<a:b>", "", "", " ?o", 60),
            ("?s <a:b>", "|<a:b>", "", "", " ?o", 200),
            ("?s (<a:b>", "/<a:b>", "", "", ")* ?o", 12),
            ("?s ", "(", "<a:b>", ")*", " ?o", 2),
        ];
        for (before, open, within, close, after, fine) in cases {
            let text = |count: usize| {
                let (open, close) = (open.repeat(count), close.repeat(count));
                format!("SELECT * {{ {before}{open}{within}{close}{after} }}")
            };
            assert_eq!(refusal(&text(fine)), None, "{open}");
            for count in [600, 6_000] {
                assert!(refusal(&text(count)).is_some(), "{open}");
            }
        }
    }

    #[test]
    fn lists_of_values_count_once() {
        assert_eq!(
            refusal(&format!("SELECT * {{ ?s ?p ?o VALUES ?o {{ {} }} }}", "1 ".repeat(10_000))),
            None
        );
        assert_eq!(refusal(&format!("ASK {{ ?s ?p ?o FILTER(?o IN (1{})) }}", ", 1".repeat(10_000))), None);
    }
}
