//! A part of XPath, compiled: `/`, `//`, names with prefixes, `*`, `.`, `..`, `@name` and `text()`; and as conditions a place, a
//! path, or a path with a text, such as `[2]`, `[@id]` and `[name='x']`.

use roxmltree::{Document, Node};

use std::borrow::Cow;

/// A compiled path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct XPath {
    /// Whether it starts from the document, wherever it is asked.
    is_absolute: bool,
    steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq)]
struct Step {
    /// Whether it looks at all that is below, too: `//`.
    is_deep: bool,
    test: Test,
    conditions: Vec<Condition>,
}

/// What has to hold of a node that a step finds.
#[derive(Debug, PartialEq, Eq)]
enum Condition {
    /// It is at this place, from 1, of those found from one node.
    Place(usize),
    /// There is something where the path leads.
    Exists(XPath),
    /// Something where the path leads has this text.
    Equals(XPath, String),
}

#[derive(Debug, PartialEq, Eq)]
enum Test {
    Element(Name),
    Attribute(Name),
    Text,
    Parent,
    Same,
}

/// A name in a namespace, or in none; nothing for any.
#[derive(Debug, PartialEq, Eq)]
struct Name(Option<(Option<String>, String)>);

impl Name {
    fn is(&self, namespace: Option<&str>, name: &str) -> bool {
        self.0.as_ref().is_none_or(|(space, local)| space.as_deref() == namespace && local == name)
    }
}

/// What a path finds.
#[derive(Clone, Copy)]
pub(super) enum Found<'d, 'i> {
    Node(Node<'d, 'i>),
    Attribute(&'d str),
}

impl<'d> Found<'d, '_> {
    /// The text of an attribute, or all text inside a node.
    pub(super) fn text(self) -> Cow<'d, str> {
        match self {
            Self::Attribute(value) => Cow::Borrowed(value),
            Self::Node(node) if node.is_text() => Cow::Borrowed(node.text().unwrap_or_default()),
            Self::Node(node) => {
                let mut texts = node.descendants().filter(Node::is_text).filter_map(|text| text.text());
                let first = texts.next().unwrap_or_default();
                match texts.next() {
                    None => Cow::Borrowed(first),
                    Some(second) => Cow::Owned(first.to_owned() + second + &texts.collect::<String>()),
                }
            }
        }
    }
}

impl XPath {
    /// Compiles a path; prefixes are those of the namespaces.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    pub(super) fn new(text: &str, namespaces: &[(String, String)]) -> Result<Self, String> {
        let wrong = |what: &str| format!("`{text}` is not an XPath that can be read: {what}");
        let trimmed = text.trim();
        let is_absolute = trimmed.starts_with('/');
        let mut steps = Vec::new();
        let mut rest = trimmed;
        while !rest.is_empty() {
            let is_deep = rest.starts_with("//");
            rest = rest.strip_prefix("//").or_else(|| rest.strip_prefix('/')).unwrap_or(rest);
            if rest.is_empty() {
                if is_deep || !steps.is_empty() {
                    return Err(wrong("a name is missing at its end"));
                }
                break;
            }
            let end = step_end(rest);
            let (name, conditions) = rest[..end].split_at(rest[..end].find('[').unwrap_or(end));
            let found = step_test(name.trim(), namespaces).map_err(|what| wrong(&what))?;
            let conditions = self::conditions(conditions, namespaces).map_err(|what| wrong(&what))?;
            if matches!(found, Test::Attribute(_)) && !conditions.is_empty() {
                return Err(wrong("an attribute has no conditions"));
            }
            steps.push(Step { is_deep, test: found, conditions });
            rest = &rest[end..];
        }
        if steps.is_empty() && !is_absolute {
            return Err(wrong("it is empty"));
        }
        Ok(Self { is_absolute, steps })
    }

    /// How deep the elements are that the path finds, if it goes down by names alone and its conditions ask only what is in them.
    pub(super) fn depth(&self) -> Option<usize> {
        let (last, above) = self.steps.split_last()?;
        let is_element = |step: &Step| !step.is_deep && matches!(step.test, Test::Element(_));
        let is_inside = |condition: &Condition| match condition {
            Condition::Place(_) => false,
            Condition::Exists(path) | Condition::Equals(path, _) => path.stays_in_row(),
        };
        let is_good = self.is_absolute
            && above.iter().all(|step| is_element(step) && step.conditions.is_empty())
            && is_element(last)
            && last.conditions.iter().all(is_inside);
        is_good.then_some(self.steps.len())
    }

    /// Whether the path finds the same where only a row and the tags around it are left: it stays in the row, or goes up to an
    /// attribute.
    pub(super) fn stays_in_row(&self) -> bool {
        let ups = self.steps.iter().take_while(|step| step.test == Test::Parent).count();
        let rest = &self.steps[ups..];
        let is_inside = |step: &Step| {
            step.test != Test::Parent
                && step.conditions.iter().all(|condition| match condition {
                    Condition::Place(_) => true,
                    Condition::Exists(path) | Condition::Equals(path, _) => path.stays_in_row(),
                })
        };
        let is_attribute = matches!(rest, [Step { test: Test::Attribute(_), is_deep: false, .. }]);
        !self.is_absolute && rest.iter().all(is_inside) && (ups == 0 || is_attribute)
    }

    /// What the path finds from a node, in the order of the document.
    pub(super) fn select<'d, 'i>(
        &self,
        document: &'d Document<'i>,
        node: Node<'d, 'i>,
    ) -> Vec<Found<'d, 'i>> {
        let mut nodes = vec![if self.is_absolute { document.root() } else { node }];
        let mut attributes = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            let mut next = Vec::new();
            for node in nodes {
                let deep = step.is_deep.then(|| node.descendants().filter(|n| n.is_element() || n.is_root()));
                for start in deep.into_iter().flatten().chain((!step.is_deep).then_some(node)) {
                    let mut found = Vec::new();
                    step.test.select(start, &mut found, &mut attributes);
                    for condition in &step.conditions {
                        condition.keep(document, &mut found);
                    }
                    next.append(&mut found);
                }
            }
            unique(&mut next);
            nodes = next;
            // Nothing is below an attribute.
            if number + 1 < self.steps.len() {
                attributes.clear();
            }
        }
        nodes.into_iter().map(Found::Node).chain(attributes.into_iter().map(Found::Attribute)).collect()
    }
}

impl Condition {
    /// Keeps the nodes of which the condition holds.
    fn keep<'d, 'i>(&self, document: &'d Document<'i>, nodes: &mut Vec<Node<'d, 'i>>) {
        match self {
            Self::Place(place) => {
                let kept = place.checked_sub(1).and_then(|place| nodes.get(place).copied());
                nodes.clear();
                nodes.extend(kept);
            }
            Self::Exists(path) => nodes.retain(|node| !path.select(document, *node).is_empty()),
            Self::Equals(path, text) => {
                nodes.retain(|node| {
                    path.select(document, *node).into_iter().any(|found| found.text() == *text)
                });
            }
        }
    }
}

impl Test {
    fn select<'d, 'i>(
        &self,
        node: Node<'d, 'i>,
        nodes: &mut Vec<Node<'d, 'i>>,
        attributes: &mut Vec<&'d str>,
    ) {
        match self {
            Self::Element(name) => nodes.extend(node.children().filter(|child| {
                child.is_element() && name.is(child.tag_name().namespace(), child.tag_name().name())
            })),
            Self::Text => nodes.extend(node.children().filter(Node::is_text)),
            Self::Parent => nodes.extend(node.parent()),
            Self::Same => nodes.push(node),
            Self::Attribute(name) => {
                let found = node.attributes().filter(|a| name.is(a.namespace(), a.name()));
                attributes.extend(found.map(|attribute| attribute.value()));
            }
        }
    }
}

/// Each node once, in the order of the document.
fn unique(nodes: &mut Vec<Node<'_, '_>>) {
    let number = |node: &Node<'_, '_>| node.id().get_usize();
    nodes.sort_by_key(number);
    nodes.dedup_by_key(|node| number(node));
}

/// Where a step ends: at the next `/` that is in no condition and no text.
fn step_end(rest: &str) -> usize {
    let (mut quote, mut depth) = (None, 0usize);
    rest.find(|c: char| {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '/' && quote.is_none() && depth == 0
    })
    .unwrap_or(rest.len())
}

/// The conditions of a step, each in its brackets.
fn conditions(mut text: &str, namespaces: &[(String, String)]) -> Result<Vec<Condition>, String> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let inner = text.strip_prefix('[').ok_or("a condition is expected")?;
        let mut quote = None;
        let end = inner.find(|c: char| {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '\'' | '"') => quote = Some(c),
                _ => {}
            }
            quote.is_none() && matches!(c, '[' | ']')
        });
        let end = end.filter(|end| inner[*end..].starts_with(']'));
        let end = end.ok_or("a condition is not closed, or has another one inside")?;
        found.push(condition(inner[..end].trim(), namespaces)?);
        text = inner[end + 1..].trim_start();
    }
    Ok(found)
}

fn condition(text: &str, namespaces: &[(String, String)]) -> Result<Condition, String> {
    if let Ok(place) = text.parse() {
        return Ok(Condition::Place(place));
    }
    let Some((path, value)) = text.split_once('=') else {
        return Ok(Condition::Exists(XPath::new(text, namespaces)?));
    };
    let value = value.trim();
    let unquoted = ['\'', '"'].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark));
    let value = unquoted.ok_or_else(|| format!("`{value}` is not a text in quotation marks"))?;
    Ok(Condition::Equals(XPath::new(path.trim_end(), namespaces)?, value.to_owned()))
}

fn step_test(step: &str, namespaces: &[(String, String)]) -> Result<Test, String> {
    Ok(match step {
        "." => Test::Same,
        ".." => Test::Parent,
        "text()" => Test::Text,
        _ => match step.strip_prefix('@') {
            Some(attribute) => Test::Attribute(name(attribute, namespaces)?),
            None => Test::Element(name(step, namespaces)?),
        },
    })
}

fn name(text: &str, namespaces: &[(String, String)]) -> Result<Name, String> {
    if text == "*" {
        return Ok(Name(None));
    }
    let (prefix, local) = match text.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, text),
    };
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}'))
    };
    if !is_name(local) || prefix.is_some_and(|prefix| !is_name(prefix)) {
        return Err(format!("`{text}` is not a name; functions are not read"));
    }
    let Some(prefix) = prefix else { return Ok(Name(Some((None, local.to_owned())))) };
    let namespace = namespaces.iter().find(|(known, _)| known == prefix).map(|(_, url)| url.clone());
    let namespace = namespace.ok_or_else(|| format!("the prefix `{prefix}` has no `rml:namespace`"))?;
    Ok(Name(Some((Some(namespace), local.to_owned()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Vec<String> {
        let text = "<a xmlns:x='u:x'><b id='1'>p<c>q</c></b><b id='2'><x:c>r</x:c></b></a>";
        let document = Document::parse(text).unwrap();
        let node = document.root_element().first_element_child().unwrap();
        let path = XPath::new(path, &[("y".to_owned(), "u:x".to_owned())]).unwrap();
        path.select(&document, node).into_iter().map(|found| found.text().into_owned()).collect()
    }

    #[test]
    fn paths_go_along_their_steps() {
        assert_eq!(found("/a/b/@id"), ["1", "2"]);
        assert_eq!(found("//c"), ["q"]);
        assert_eq!(found("//y:c"), ["r"]);
        assert_eq!(found("../b/*"), ["q", "r"]);
        assert_eq!(found("text()"), ["p"]);
        assert_eq!(found("."), ["pq"]);
        assert_eq!(found("c/../@id"), ["1"]);
        assert!(found("none").is_empty());
        assert_eq!(found("/a/b[2]/@id"), ["2"]);
        assert_eq!(found("/a/b[@id='1'][c]/c"), ["q"]);
        assert_eq!(found("/a/b[ c = \"q\" ]/@id"), ["1"]);
        assert!(found("/a/b[@id='1/2']").is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for wrong in
            ["", "a[1", "a]", "a[b[1]]", "a[b=c]", "a[last()]", "@a[1]", "count(a)", "a//", "z:a", "a b"]
        {
            assert!(XPath::new(wrong, &[]).is_err(), "{wrong}");
        }
    }
}
