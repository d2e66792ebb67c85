//! The layout of data files: one for all, with every comment kept.
//!
//! Goes in: the text of a TOML file. Comes out: the same records with their keys in the order in which they are read, a blank line between
//! records, and one way to write spaces, quotation marks and lists. The order of records is the author's, and stays.

use toml_edit::{Array, Decor, DocumentMut, Item, RawString, Table, Value};

use crate::compile::map::keys_of;
use crate::compile::read::Hunk;
use crate::model::record::Kind;

/// A data file in the one layout; none where it is no TOML, which its faults tell. Formatting again changes nothing.
pub fn formatted(text: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let before: toml::Table = text.parse().ok()?;
    let trailing = comments(raw(document.trailing()), 1);
    let is_apart = !trailing.is_empty() && !document.as_table().is_empty();
    document.set_trailing(format!("{}{trailing}", if is_apart { "\n" } else { "" }));
    let first = document.as_table().iter().filter_map(|(_, item)| first_position(item)).min();
    for (mut word, item) in document.as_table_mut().iter_mut() {
        if !item.is_value() {
            *word.leaf_decor_mut() = Decor::default();
        }
        let order = Kind::from_word(word.get()).or((word.get() == "default").then_some(Kind::Claim));
        let order = order.map(keys_of).unwrap_or_default();
        match item {
            Item::Table(table) => record(table, &order, first),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|table| record(table, &order, first)),
            Item::Value(_) | Item::None => {}
        }
    }
    document.as_table_mut().iter_mut().for_each(|(key, item)| pair(key, item));
    let out = document.to_string();
    // What a file says is never changed: where the layout would do that, it stays as it is.
    let is_same = out.parse::<toml::Table>().is_ok_and(|after| after == before);
    Some(if is_same { out } else { text.to_owned() })
}

/// The lines in which a text differs from another one.
pub fn changes(old: &str, new: &str) -> Vec<Hunk> {
    let diff = similar::TextDiff::from_lines(old, new);
    let lines: Vec<&str> = new.split_inclusive('\n').collect();
    let changed = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    changed.map(|op| Hunk { lines: op.old_range(), text: lines[op.new_range()].concat() }).collect()
}

fn first_position(item: &Item) -> Option<isize> {
    match item {
        Item::Table(table) => table.position(),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(Table::position).min(),
        Item::Value(_) | Item::None => None,
    }
}

/// The layout of a table under a header of its own.
fn record(table: &mut Table, order: &[&str], first: Option<isize>) {
    let is_first = table.position().is_some() && table.position() == first;
    let decor = table.decor_mut();
    let above = comments(decor.prefix().map(raw).unwrap_or_default(), 1);
    let beside = beside(decor.suffix().map(raw).unwrap_or_default());
    *decor = Decor::new(format!("{}{above}", if is_first { "" } else { "\n" }), beside);
    let last = order.iter().position(|key| *key == "note").unwrap_or(order.len());
    // Keys that are not of the kind, such as properties, stand before the remarks, as the file has them.
    let rank = |key: &str| match order.iter().position(|known| *known == key) {
        Some(at) if at < last => at,
        Some(at) => at + 1,
        None => last,
    };
    table.sort_values_by(|one, _, other, _| rank(one.get()).cmp(&rank(other.get())));
    for (key, item) in table.iter_mut() {
        pair(key, item);
    }
}

/// The layout of a key with its value.
fn pair(mut key: toml_edit::KeyMut<'_>, item: &mut Item) {
    let Item::Value(value) = item else { return };
    let above = comments(key.leaf_decor().prefix().map(raw).unwrap_or_default(), 0);
    *key.leaf_decor_mut() = Decor::new(above, " ");
    let beside = beside(value.decor().suffix().map(raw).unwrap_or_default());
    of_value(value);
    *value.decor_mut() = Decor::new(" ", beside);
}

fn of_value(value: &mut Value) {
    match value {
        // A literal text is written like the others, where it holds nothing that would have to be escaped.
        Value::String(text) => {
            let written = text.display_repr();
            let is_plain = |c: char| c != '"' && c != '\\' && !c.is_control();
            if written.starts_with('\'') && !written.starts_with("'''") && text.value().chars().all(is_plain)
            {
                let plain = format!("\"{}\"", text.value());
                if let Ok(plain) = plain.parse::<Value>() {
                    *value = plain;
                }
            }
        }
        Value::Array(array) => of_array(array),
        Value::InlineTable(table) if !table.to_string().contains(['\n', '#']) => {
            table.iter_mut().for_each(|(_, value)| of_value(value));
            table.fmt();
        }
        _ => {}
    }
}

/// The layout of a list: on one line, or where it was on several, with a line for each item.
fn of_array(array: &mut Array) {
    let around = |decor: &Decor| -> [String; 2] {
        [decor.prefix(), decor.suffix()].map(|part| part.map(raw).unwrap_or_default().to_owned())
    };
    let trailing = raw(array.trailing()).to_owned();
    let is_long =
        trailing.contains('\n') || array.iter().any(|item| around(item.decor()).concat().contains('\n'));
    array.iter_mut().for_each(of_value);
    if !is_long {
        array.fmt();
        return;
    }
    // After the last item a comma; what stands behind an item after its comma is of the next one for the reader of TOML.
    if array.iter().any(|item| around(item.decor()).concat().contains('#')) || trailing.contains('#') {
        return;
    }
    for item in array.iter_mut() {
        *item.decor_mut() = Decor::new("\n  ", "");
    }
    array.set_trailing_comma(true);
    array.set_trailing("\n");
}

/// The comments above something, each on a line without spaces before or behind; between them no more than so many blank lines.
fn comments(text: &str, blank: usize) -> String {
    let mut out = String::new();
    let mut gap = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap += 1;
            continue;
        }
        if !out.is_empty() {
            out.extend(std::iter::repeat_n('\n', gap.min(blank)));
        }
        gap = 0;
        out.push_str(line);
        out.push('\n');
    }
    // A comment with a blank line below it is of no record, and stays apart.
    if !out.is_empty() && blank > 0 && text.trim_end_matches([' ', '\t']).ends_with("\n\n") {
        out.push('\n');
    }
    out
}

/// The comment behind something, one space away.
fn beside(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

fn raw(text: &RawString) -> &str {
    text.as_str().unwrap_or_default()
}
