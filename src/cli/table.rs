//! Tables on a terminal: columns as wide as their values where these fit, else narrower ones, else one record a row. Nothing is
//! cut.

use std::cmp::Reverse;

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::page::{Look, Page, Part};
use crate::model::escape::visible;

/// Between two columns.
const GAP: usize = 2;
/// What a column of words may not be narrower than.
const NARROWEST: usize = 12;
/// Columns of what is looked up rather than read.
const KEYS: [&str; 4] = ["id", "key", "claim", "claims"];

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether the number of rows is told below.
    counted: bool,
}

impl Table {
    /// A table, with the number of its rows below.
    pub(super) fn new<C: AsRef<str>>(columns: &[C], rows: &[Vec<String>]) -> Self {
        let clean = |text: &str| visible(&text.replace(['\n', '\r', '\t'], " ")).into_owned();
        Self {
            columns: columns.iter().map(|c| c.as_ref().to_owned()).collect(),
            rows: rows.iter().map(|r| r.iter().map(|c| clean(c)).collect()).collect(),
            counted: true,
        }
    }

    /// The same without the number of its rows.
    pub(super) fn uncounted(self) -> Self {
        Self { counted: false, ..self }
    }

    pub(super) fn write(&self, look: Look, out: &mut String) {
        let natural = self.widest(&self.all(), UnicodeWidthStr::width);
        let whole = natural.iter().sum::<usize>() + GAP * natural.len().saturating_sub(1);
        out.push_str(&match look.width.filter(|width| whole > *width) {
            None => self.aligned(&self.all(), &natural, look),
            Some(width) => self.fitted(width, look),
        });
        if self.counted {
            let word = if self.rows.len() == 1 { "row" } else { "rows" };
            out.push_str(&format!("{}\n", Part::Note.weigh(&format!("{} {word}", self.rows.len()), look)));
        }
    }

    /// All columns.
    fn all(&self) -> Vec<usize> {
        (0..self.columns.len()).collect()
    }

    /// Narrower columns, with keys and then what most rows lack below their rows, as far as that takes to fit; or records, where these
    /// are shorter.
    fn fitted(&self, width: usize, look: Look) -> String {
        let records = self.records(look);
        // Of equal length a table is compared more easily.
        let length = records.lines().count();
        let lacking = |i: &usize| self.rows.iter().filter(|row| row[*i].is_empty()).count();
        let mut below: Vec<usize> = self.all();
        below.retain(|i| self.is_key(*i) || 2 * lacking(i) > self.rows.len());
        below.sort_by_key(|i| (!self.is_key(*i), Reverse(lacking(i))));
        let beside = |number| self.all().into_iter().filter(|i| !below[..number].contains(i)).collect();
        let tables = (0..=below.len()).map(beside).filter(|columns: &Vec<usize>| !columns.is_empty());
        let tables = tables.filter_map(|c| Some(self.aligned(&c, &self.narrowed(&c, width)?, look)));
        tables.filter(|t| t.lines().count() <= length).min_by_key(|t| t.lines().count()).unwrap_or(records)
    }

    /// For each column the most that is measured of any of its texts.
    fn widest(&self, columns: &[usize], measured: impl Fn(&str) -> usize) -> Vec<usize> {
        let cells = |i: usize| self.rows.iter().map(move |r| &r[i]).chain([&self.columns[i]]);
        columns.iter().map(|i| cells(*i).map(|c| measured(c)).max().unwrap_or(0)).collect()
    }

    /// Widths at which columns fit, each at its own where that is less than its share; none where words would be broken.
    fn narrowed(&self, columns: &[usize], width: usize) -> Option<Vec<usize>> {
        let natural = self.widest(columns, UnicodeWidthStr::width);
        let words = self.widest(columns, |t| t.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0));
        let least: Vec<usize> = natural.iter().zip(words).map(|(n, w)| w.max(NARROWEST).min(*n)).collect();
        let mut room = width.checked_sub(GAP * natural.len().saturating_sub(1))?;
        let mut widths = vec![0; natural.len()];
        let mut open: Vec<usize> = (0..natural.len()).collect();
        while !open.is_empty() {
            let share = room / open.len();
            // Those that need less than their share go first, then those that cannot do with it.
            let fits = |i: &usize| natural[*i] <= share;
            let by = |is: &dyn Fn(&usize) -> bool| open.iter().copied().filter(is).collect::<Vec<_>>();
            let found = [by(&fits), by(&|i| least[*i] >= share)].into_iter().find(|found| !found.is_empty());
            let settled = found.unwrap_or_else(|| open.clone());
            open.retain(|i| !settled.contains(i));
            for i in settled {
                widths[i] = natural[i].min(share).max(least[i]);
                room = room.checked_sub(widths[i])?;
            }
        }
        Some(widths)
    }

    /// The columns, each of a width; what the others hold stands below its row.
    fn aligned(&self, columns: &[usize], widths: &[usize], look: Look) -> String {
        let mut out = row(columns.iter().map(|i| (Part::Name, self.columns[*i].as_str())), widths, look);
        let rules: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
        out.push_str(&row(rules.iter().map(|rule| (Part::Note, rule.as_str())), widths, look));
        for cells in &self.rows {
            out.push_str(&row(columns.iter().map(|i| (self.part(*i), cells[*i].as_str())), widths, look));
            let others =
                cells.iter().enumerate().filter(|(i, cell)| !columns.contains(i) && !cell.is_empty());
            let labelled = |(i, cell): (usize, &String)| {
                if self.is_key(i) { cell.clone() } else { format!("{}: {cell}", self.columns[i]) }
            };
            let below: Vec<String> = others.map(labelled).collect();
            if !below.is_empty() {
                let mut page = Page::default();
                page.line(GAP).note(below.join("; "));
                out.push_str(&page.shown(look));
            }
        }
        out
    }

    /// Whether a column has what is looked up rather than read; a number of claims is read.
    fn is_key(&self, column: usize) -> bool {
        let is_number = |row: &Vec<String>| row[column].chars().all(|c| c.is_ascii_digit());
        KEYS.contains(&self.columns[column].as_str()) && !self.rows.iter().all(is_number)
    }

    fn part(&self, column: usize) -> Part {
        if self.is_key(column) { Part::Note } else { Part::Text }
    }

    /// One record a row: a line for each value, and none for what is empty.
    fn records(&self, look: Look) -> String {
        let label = self.columns.iter().map(|c| c.width()).max().unwrap_or(0);
        let mut page = Page::default();
        for row in &self.rows {
            for (i, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let part = if i == 0 { Part::Name } else { self.part(i) };
                page.line(0).label(&self.columns[i], label + 1).part(part, cell);
            }
            page.gap();
        }
        page.shown(look)
    }
}

/// A row of a table, in as many rows of the terminal as its highest cell has.
fn row<'a>(cells: impl Iterator<Item = (Part, &'a str)>, widths: &[usize], look: Look) -> String {
    let cells: Vec<(Part, Vec<&str>)> = cells.zip(widths).map(|((p, c), w)| (p, wrapped(c, *w))).collect();
    let mut out = String::new();
    for line in 0..cells.iter().map(|(_, cell)| cell.len()).max().unwrap_or(1) {
        let mut missing = 0;
        for ((part, cell), width) in cells.iter().zip(widths) {
            let cell = cell.get(line).copied().unwrap_or_default().trim_end();
            if !cell.is_empty() {
                out.push_str(&" ".repeat(missing));
                out.push_str(&part.weigh(cell, look));
                missing = 0;
            }
            missing += width - cell.width().min(*width) + GAP;
        }
        out.push('\n');
    }
    out
}

/// A cell in rows of a width, or as it is where it fits.
fn wrapped(cell: &str, width: usize) -> Vec<&str> {
    if cell.width() <= width {
        return vec![cell];
    }
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(cell, options)
        .into_iter()
        .map(|row| match row {
            std::borrow::Cow::Borrowed(row) => row,
            std::borrow::Cow::Owned(_) => cell,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: Option<usize>) -> String {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [row(["Lamp", "burns all night, and is lit at dusk", "s01"]), row(["Bell", "", "s02"])];
        let mut out = String::new();
        Table::new(&["name", "told", "id"], &rows).write(Look { width, styled: false }, &mut out);
        out
    }

    #[test]
    fn a_table_is_whole_narrower_or_records() {
        let whole = "name  told                                 id\n----  -----------------------------------  ---\n\
                     Lamp  burns all night, and is lit at dusk  s01\nBell                                       s02\n2 rows\n";
        assert_eq!(shown(None), whole);
        assert_eq!(shown(Some(46)), whole);
        assert_eq!(
            shown(Some(30)),
            "name  told                 id\n----  -------------------  ---\nLamp  burns all night,     s01\n\
             \x20     and is lit at dusk\nBell                       s02\n2 rows\n"
        );
        assert_eq!(
            shown(Some(20)),
            "name  told\n----  --------------\nLamp  burns all\n      night, and is\n      lit at dusk\n  s01\nBell\n  s02\n2 rows\n"
        );
        assert_eq!(
            shown(Some(14)),
            "name  Lamp\ntold  burns\n      all\n      night,\n      and is\n      lit at\n      dusk\nid    s01\n\nname  Bell\nid    s02\n\n2 rows\n"
        );
    }
}
