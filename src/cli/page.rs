//! What commands tell: lines whose parts say what they are, and tables. A program reads them as they are; on a terminal
//! they are broken where they fit, and what matters has weight.

use std::ops::Range;

use clap::builder::styling::{AnsiColor, Style};
use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::table::Table;
use crate::model::escape::visible_lines;

/// How much further in a line of a list goes on.
const HANG: usize = 2;

/// How a page is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// The width of the terminal; none where no terminal shows it.
    pub(super) width: Option<usize>,
    /// Whether parts have weight.
    pub(super) styled: bool,
}

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A sentence, or words between parts.
    Text,
    /// What the lines below are about.
    Name,
    /// The words of a source.
    Quote,
    /// What is looked up rather than read: keys, labels, places.
    Note,
    /// What may not be taken as fact.
    Caution,
    /// That something failed.
    Error,
}

impl Part {
    fn style(self) -> Style {
        match self {
            Self::Text => Style::new(),
            Self::Name => Style::new().bold(),
            Self::Quote => Style::new().italic(),
            Self::Note => Style::new().dimmed(),
            Self::Caution => AnsiColor::Yellow.on_default(),
            Self::Error => AnsiColor::Red.on_default().bold(),
        }
    }

    /// A text with the weight of the part.
    pub(super) fn weigh(self, text: &str, look: Look) -> String {
        let style = self.style();
        if look.styled { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// One line, however long.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    indent: usize,
    /// How much further in it goes on where it is broken.
    hang: usize,
    parts: Vec<(Part, String)>,
    /// What stands in its place.
    table: Option<Table>,
}

impl Line {
    /// Goes on with a part. What could act on a terminal is shown as an escape.
    pub(super) fn part(&mut self, part: Part, text: impl AsRef<str>) -> &mut Self {
        self.parts.push((part, visible_lines(text.as_ref()).into_owned()));
        self
    }

    /// Goes on with words.
    pub(super) fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.part(Part::Text, text)
    }

    /// Goes on with a name.
    pub(super) fn name(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.part(Part::Name, text)
    }

    /// Goes on with the words of a source.
    pub(super) fn quote(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.part(Part::Quote, text)
    }

    /// Goes on with what is looked up rather than read.
    pub(super) fn note(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.part(Part::Note, text)
    }

    /// Goes on with what may not be taken as fact.
    pub(super) fn caution(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.part(Part::Caution, text)
    }

    /// Ends with a key.
    pub(super) fn key(&mut self, key: &str) -> &mut Self {
        self.note(format!("  [{key}]"))
    }

    /// Begins with a label, below which nothing stands where the line is broken.
    pub(super) fn label(&mut self, label: &str, width: usize) -> &mut Self {
        self.hang = width + 1;
        self.note(format!("{label:<width$} "))
    }

    fn write(&self, look: Look, out: &mut String) {
        if let Some(table) = &self.table {
            return table.write(look, out);
        }
        let text: String = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        for (indent, row) in broken(&text, self.indent, self.hang, look.width) {
            if !row.is_empty() {
                out.push_str(&" ".repeat(indent));
            }
            self.weighed(&row, look, out);
            out.push('\n');
        }
    }

    /// What of the line is in a range, each part with its weight.
    fn weighed(&self, row: &Range<usize>, look: Look, out: &mut String) {
        let mut start = 0;
        for (part, text) in &self.parts {
            let end = start + text.len();
            let within = row.start.clamp(start, end) - start..row.end.clamp(start, end) - start;
            if let Some(text) = text.get(within).filter(|text| !text.is_empty()) {
                out.push_str(&part.weigh(text, look));
            }
            start = end;
        }
    }
}

/// Where a text is broken, each row with its indentation. No key is broken that fits a row.
fn broken(text: &str, indent: usize, hang: usize, width: Option<usize>) -> Vec<(usize, Range<usize>)> {
    let Some(width) = width.filter(|w| indent + text.width() > *w || text.contains('\n')) else {
        return vec![(indent, 0..text.len())];
    };
    let (first, next) = (indent.min(width / 2), (indent + hang).min(width / 2));
    let (lead, below) = (" ".repeat(first), " ".repeat(next));
    let options = Options::new(width.max(1)).word_splitter(WordSplitter::NoHyphenation);
    let rows = textwrap::wrap(text, options.initial_indent(&lead).subsequent_indent(&below));
    let mut end = 0;
    let place = |(number, row): (usize, &std::borrow::Cow<'_, str>)| {
        let row = row.trim_start();
        let start = end + text[end..].find(row).unwrap_or(0);
        end = start + row.len();
        (if number == 0 { first } else { next }, start..end)
    };
    rows.iter().enumerate().map(place).collect()
}

/// A text of a program that weighs its lines itself, broken where it fits.
pub(super) fn fitted(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return text.to_owned() };
    let line = |line: &str| {
        let lead = line.len() - line.trim_start_matches([' ', '|']).len();
        let below = " ".repeat((lead + HANG).min(width / 2));
        let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(line, options.subsequent_indent(&below)).join("\n")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// What a command tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Page(Vec<Line>);

impl Page {
    /// Begins a line. What is indented goes on further in where it is broken.
    pub(super) fn line(&mut self, indent: usize) -> &mut Line {
        self.0.push(Line { indent, hang: if indent > 0 { HANG } else { 0 }, ..Line::default() });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Adds an empty line.
    pub(super) fn gap(&mut self) {
        self.line(0);
    }

    /// Adds a table.
    pub(super) fn table(&mut self, table: Table) {
        self.line(0).table = Some(table);
    }

    /// Adds all of another page.
    pub(super) fn page(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The page as text.
    pub(super) fn shown(&self, look: Look) -> String {
        let mut out = String::new();
        self.0.iter().for_each(|line| line.write(look, &mut out));
        out
    }
}

/// Lines as they are written, each with the indentation it has.
impl From<&str> for Page {
    fn from(text: &str) -> Self {
        let mut page = Self::default();
        for line in text.split_terminator('\n') {
            let words = line.trim_start_matches(' ');
            let begun = page.line(line.len() - words.len()).text(words);
            // What is numbered, or has a mark of a list, goes on below its words.
            let mark = words.find(' ').filter(|end| words[..*end].ends_with(['.', '-']) && *end < 4);
            begun.hang = mark.map_or(begun.hang, |end| end + 1);
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_below_its_words_and_its_key_stays_whole() {
        let mut page = Page::default();
        page.line(2).name("The lamp").text(" burns all night long").key("lamp-burns-all-night");
        let plain = "  The lamp burns all night long  [lamp-burns-all-night]\n";
        assert_eq!(page.shown(Look::default()), plain);
        let narrow = Look { width: Some(30), styled: false };
        let expected = "  The lamp burns all night\n    long\n    [lamp-burns-all-night]\n";
        assert_eq!(page.shown(narrow), expected);
        let styled = page.shown(Look { styled: true, ..narrow });
        assert_eq!(
            styled,
            "  \u{1b}[1mThe lamp\u{1b}[0m burns all night\n    long\n    \u{1b}[2m[lamp-burns-all-night]\u{1b}[0m\n"
        );
        // What is longer than the terminal is broken all the same, and what acts on a terminal is shown.
        let text = Page::from("see\x1b[2J lamp-burns-all-night-long");
        assert_eq!(
            text.shown(Look { width: Some(12), styled: true }),
            "see\\u{1b}[2J\nlamp-burns-a\nll-night-lon\ng\n"
        );
    }

    #[test]
    fn a_text_that_has_its_own_weight_is_broken_too() {
        let text = "\u{1b}[1mhelp\u{1b}[0m: two words\n\n";
        assert_eq!(fitted(text, Some(10)), "\u{1b}[1mhelp\u{1b}[0m: two\n  words\n\n");
        assert_eq!(fitted(text, None), text);
    }
}
