//! Values given to the variables of a query, as terms and never as text.

use std::collections::BTreeSet;

use super::fault::pieces;

/// The variables of a query, without their sign.
pub fn variables(text: &str) -> BTreeSet<&str> {
    pieces(text).into_iter().filter_map(|(_, p)| p.strip_prefix(['?', '$'])).collect()
}

/// A query with `VALUES` at the beginning of its pattern, so that each variable has one value.
///
/// Values are terms in N-Triples form, made by the caller from things of the graph. `None` where the query is not a
/// `SELECT` or `ASK` query with a pattern.
pub fn bind(text: &str, values: &[(&str, &str)]) -> Option<String> {
    let at = pattern(text)?;
    let bound = values.iter().map(|(name, term)| format!(" VALUES ?{name} {{ {term} }}"));
    Some([&text[..at], &bound.collect::<String>(), &text[at..]].concat())
}

/// The byte after the brace that opens the pattern of a `SELECT` or `ASK` query.
fn pattern(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut started = false;
    for (at, piece) in pieces(text) {
        let is = |word: &str| piece.eq_ignore_ascii_case(word);
        match piece {
            _ if !started && (is("SELECT") || is("ASK")) => started = true,
            _ if !started && (is("CONSTRUCT") || is("DESCRIBE")) => return None,
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "{" if started && depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_at_the_beginning_of_the_pattern() {
        let text =
            "# ask: {x}\nSELECT (EXISTS { ?x ?p 1 } AS ?y) ?x\nWHERE { ?x ?p ?o . OPTIONAL { ?o ?q ?x } }";
        let bound = bind(text, &[("x", "<http://e/1>")]);
        assert_eq!(bound, Some(text.replace("WHERE {", "WHERE { VALUES ?x { <http://e/1> }")));
        assert_eq!(bind("ASK { ?x ?p '{' }", &[]).as_deref(), Some("ASK { ?x ?p '{' }"));
        assert_eq!(bind("CONSTRUCT { ?x ?p 1 } WHERE { ?x ?p 2 }", &[]), None);
        assert_eq!(
            variables("SELECT ?a { $b <http://e/?c> \"?d\" # ?e\n }").into_iter().collect::<Vec<_>>(),
            ["a", "b"]
        );
    }
}
