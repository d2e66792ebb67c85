//! The pages of figures: the picture, in which every mark is a link to its words, and the words, each with a link to its place in
//! the source.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;

use super::address::Kind;
use super::html::{Frame, Line, Markup, Piece, Row, Table};
use super::{Content, Pages, rendered};
use crate::derive::graph::Graph;
use crate::derive::selection::Selection;
use crate::explore::sentence;
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::date::PartialDate;
use crate::model::file::FileId;
use crate::project::parts::{self, Parts};
use crate::project::views;
use crate::render::draw::{self, Paper, Theme};
use crate::render::figure::{self, Figure};
use crate::render::write;

/// The forms of a figure that are files beside its page: ending and media type.
const FORMS: [(&str, &str); 5] = [
    ("svg", "image/svg+xml"),
    ("dot", "text/vnd.graphviz; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
];
/// Pictures of points and pages.
const PICTURES: [(&str, &str); 2] = [("png", "image/png"), ("pdf", "application/pdf")];

/// Where a figure is, and in which form.
pub(super) fn addresses(name: &str) -> Vec<String> {
    let page = Kind::Figure.page(name);
    let stem = page.trim_end_matches(".html").to_owned();
    let files = FORMS.iter().chain(if cfg!(feature = "pictures") { &PICTURES[..] } else { &[] });
    files.map(|(ending, _)| format!("{stem}.{ending}")).chain([page]).collect()
}

/// A figure in a page: the picture for wide screens and for phones, and the words below it.
#[derive(Debug, Template)]
#[template(path = "drawing.html")]
pub(super) struct Drawing {
    /// What ids of the page begin with.
    ids: String,
    /// What it shows, for those who do not see it.
    title: String,
    /// What it asks and what it rests on.
    below: Vec<String>,
    wide: String,
    phone: String,
    words: Vec<Note>,
    sources: Line,
}

/// Words below a figure.
#[derive(Debug)]
struct Note {
    number: usize,
    words: String,
    /// Where the words stand in their sources: one link for each claim.
    places: Line,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct FigurePage {
    frame: Frame,
    headline: String,
    drawing: Drawing,
    crosstab: Option<Table>,
    table: Table,
    forms: Vec<(String, String)>,
    others: Line,
    basis: Basis,
    fault: String,
}

/// From what a figure is made, as forms of the page have it.
#[derive(Clone, Debug, Default)]
struct Basis {
    as_of: String,
    known_by: String,
    kinds: String,
    sources: String,
    choices: Vec<String>,
    theme: String,
}

impl Basis {
    fn is_all(&self) -> bool {
        [&self.as_of, &self.known_by, &self.kinds, &self.sources].iter().all(|text| text.is_empty())
    }

    /// What is given, each by the name that it has in forms and on the command line.
    fn given(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let all = [
            ("as-of", &self.as_of),
            ("known-by", &self.known_by),
            ("source-kind", &self.kinds),
            ("source", &self.sources),
            ("theme", &self.theme),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The same as options of the command line.
    fn options(&self) -> String {
        let quoted = |text: &str| {
            if text.chars().all(|c| c.is_ascii_alphanumeric() || "-,._".contains(c)) {
                text.to_owned()
            } else {
                format!("'{}'", text.replace('\'', "'\\''"))
            }
        };
        let options = self.given().map(|(name, value)| format!(" --{name} {}", quoted(value)));
        options.collect::<Vec<_>>().concat()
    }

    /// The same as the query of an address.
    fn query(&self) -> String {
        let parts: Vec<String> =
            self.given().map(|(name, value)| format!("{name}={}", super::html::in_address(value))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

impl Pages<'_> {
    /// A figure of this graph inside a page; `ids` tells it from others there.
    pub(super) fn drawing(&self, figure: &Figure, ids: &str) -> Drawing {
        let light = self.site.themes.first().cloned().unwrap_or_else(Theme::light);
        self.drawing_in(figure, ids, &light)
    }

    fn drawing_in(&self, figure: &Figure, ids: &str, theme: &Theme) -> Drawing {
        let prefix = format!("{ids}-words-");
        let wide = draw::apart(figure, theme, &prefix);
        let phone = self.site.themes.iter().find(|theme| theme.page == Some(Paper::Phone));
        let phone = phone.map(|theme| draw::apart(figure, theme, &prefix).svg).unwrap_or_default();
        let cited = cited(figure);
        let note = |(number, words): (usize, String)| Note {
            places: cited
                .get(&number.to_string())
                .into_iter()
                .flatten()
                .filter_map(|c| self.words_of(c))
                .collect(),
            number,
            words,
        };
        let mut sources: Vec<_> = cited.values().flatten().filter_map(|c| self.source_of(c)).collect();
        sources.sort_unstable();
        sources.dedup();
        let sources = sources
            .into_iter()
            .map(|id| {
                let thing = Thing::Entity(id);
                let key = self.scope.dataset.key(thing);
                Piece::link(self.scope.dataset.name(thing), self.to(&Kind::Source.page(key)))
            })
            .collect();
        Drawing {
            ids: ids.to_owned(),
            title: figure.heading().headline().to_owned(),
            below: figure.heading().below().map(str::to_owned).collect(),
            wide: wide.svg,
            phone,
            words: wide.words.into_iter().map(note).collect(),
            sources,
        }
    }

    fn source_of(&self, claim: &str) -> Option<crate::model::claim::EntityId> {
        match self.scope.dataset.find(claim)? {
            Thing::Claim(id) => Some(self.scope.dataset.claim(id).source),
            Thing::Entity(_) => None,
        }
    }

    /// What a claim says, as the link to its words in its source.
    fn words_of(&self, key: &str) -> Option<Piece> {
        let dataset = self.scope.dataset;
        let Thing::Claim(id) = dataset.find(key)? else { return None };
        let source = dataset.key(Thing::Entity(dataset.claim(id).source));
        Some(Piece::link(sentence(id, self.scope), self.quotation(source, key)))
    }

    /// The page of a figure.
    pub(super) fn figure(&self, name: &str, query: &str) -> Option<String> {
        let at = self.site.figures.iter().position(|(n, _)| super::file_name(n) == name)?;
        let (view, figure) = self.site.figures.get(at)?;
        let mut basis = basis(query);
        basis.choices = self.kinds_of_sources();
        let theme = self.theme(&basis.theme);
        if basis.is_all() || !self.site.options.is_served {
            return Some(self.figure_page(view, figure, &theme, basis, String::new()));
        }
        match self.made(view, &basis) {
            // The words of a figure of a part are found in the whole: a part has no claim of its own.
            Ok(made) => Some(self.figure_page(view, &made, &theme, basis, String::new())),
            Err(why) => Some(self.figure_page(view, figure, &theme, basis, why)),
        }
    }

    fn figure_page(&self, view: &str, figure: &Figure, theme: &Theme, basis: Basis, fault: String) -> String {
        let heading = figure.heading();
        let headline = heading.headline().to_owned();
        let command = format!("remit draw {view}{}", basis.options());
        let frame = self.frame(&headline, &heading.title, &command);
        let stem = super::file_name(view);
        let query = basis.query();
        let file = |ending: &str| (ending.to_uppercase(), format!("{stem}.{ending}{query}"));
        let pictures = if cfg!(feature = "pictures") { &PICTURES[..] } else { &[] };
        let forms = FORMS.iter().chain(pictures).map(|(ending, _)| file(ending)).collect();
        let others = self
            .site
            .figures
            .iter()
            .filter(|(n, _)| n != view)
            .map(|(n, figure)| Piece::link(figure.heading().headline(), self.to(&Kind::Figure.page(n))));
        rendered(&FigurePage {
            drawing: self.drawing_in(figure, "figure", theme),
            crosstab: match figure {
                Figure::Matrix(matrix) => Some(crosstab(matrix, &heading.title)),
                _ => None,
            },
            table: self.table_of(figure),
            forms,
            others: others.collect(),
            frame,
            headline,
            basis,
            fault,
        })
    }

    /// The edges of a figure as a table, each row with its words.
    fn table_of(&self, figure: &Figure) -> Table {
        let shown = ["number", "from", "edge", "to", "status", "standing", "quote", "speaker", "source"];
        let at = |name: &str| figure::COLUMNS.iter().position(|column| *column == name).unwrap_or_default();
        let rows = figure::table(figure);
        let is_used =
            |name: &&str| rows.iter().any(|row| row.get(at(name)).is_some_and(|cell| !cell.is_empty()));
        let columns: Vec<&str> = shown.into_iter().filter(is_used).collect();
        let row = |row: &Vec<String>| {
            let text = |name: &str| row.get(at(name)).cloned().unwrap_or_default();
            let cell = |name: &&str| match (*name, self.words_of(&text("claim"))) {
                ("quote", Some(words)) if !text("quote").is_empty() => {
                    vec![Piece::link(format!("\u{201c}{}\u{201d}", text("quote")), words.href)]
                }
                _ => vec![Piece::plain(text(name))],
            };
            Row::new(columns.iter().map(cell).collect())
        };
        Table {
            caption: "Each edge of the figure with its words".to_owned(),
            head: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    /// The kinds of sources that the graph has.
    fn kinds_of_sources(&self) -> Vec<String> {
        let kinds = self.site.sources().iter().filter_map(|source| source.published.get("kind").cloned());
        let mut kinds: Vec<String> = kinds.collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    fn theme(&self, name: &str) -> Theme {
        let themes = &self.site.themes;
        let chosen = themes.iter().find(|theme| theme.name == name).or_else(|| themes.first());
        chosen.cloned().unwrap_or_else(Theme::light)
    }

    /// The figure of a view made from a part of the graph, or as of a date; or why it cannot be.
    fn made(&self, view: &str, basis: &Basis) -> Result<Figure, String> {
        let site = self.site;
        let told = |faults: Vec<crate::model::diagnostic::Diagnostic>| {
            faults.first().map(|fault| fault.message.clone()).unwrap_or_default()
        };
        let as_of =
            if basis.as_of.is_empty() {
                None
            } else {
                let date = PartialDate::parse(&basis.as_of);
                Some(date.ok_or_else(|| {
                    format!("`{}` is no date: write 2023, 2023-04 or 2023-04-01", basis.as_of)
                })?)
            };
        let words = |text: &str| -> Vec<String> {
            text.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
        };
        let selection = Selection {
            sources: words(&basis.sources),
            kinds: words(&basis.kinds),
            known_by: Some(basis.known_by.clone()).filter(|date| !date.is_empty()),
        };
        let graph = match as_of {
            None => Arc::clone(&site.graph),
            Some(date) => {
                let built = Graph::build(Arc::clone(&site.project.input), Some(date));
                Arc::new(built.map_err(|_| "the graph cannot be made as of that date".to_owned())?)
            }
        };
        let mut made = Parts::default();
        let part = made.of(&graph, &selection, Code::R052, (FileId(0), &[])).map_err(told)?;
        let asked = part.unwrap_or(&graph);
        let id = views::find(asked.input(), view).map_err(|_| "there is no such figure".to_owned())?;
        let store = views::store(asked, false).map_err(|error| error.to_string())?;
        let (figure, _) = views::figure(asked, id, store).map_err(told)?;
        let figure = match part {
            Some(part) => figure.from(&parts::basis(part, &graph, &selection)),
            None => figure,
        };
        Ok(figure.as_of(as_of))
    }

    /// A figure in a form of its own.
    pub(super) fn drawn(&self, name: &str, ending: &str, query: &str) -> Option<Content> {
        let (view, figure) = self.site.figures.iter().find(|(n, _)| super::file_name(n) == name)?;
        let basis = basis(query);
        let made;
        let figure = if basis.is_all() || !self.site.options.is_served {
            figure
        } else {
            made = self.made(view, &basis).ok()?;
            &made
        };
        let theme = self.theme(&basis.theme);
        let (_, media_type) = FORMS.iter().chain(&PICTURES).find(|(form, _)| *form == ending)?;
        let body = match ending {
            "svg" => draw::svg(figure, &theme).into_iter().next()?.into_bytes(),
            "dot" => draw::dot(figure, &theme).into_bytes(),
            "csv" => write::csv(&figure::COLUMNS, &figure::table(figure)).into_bytes(),
            "md" => views::markdown(figure).into_bytes(),
            "txt" => draw::text(figure).into_bytes(),
            "png" => draw::png(figure, &theme).ok()?.into_iter().next()?,
            "pdf" => draw::pdf(figure, &theme).ok()?,
            _ => return None,
        };
        Some(Content { media_type, body })
    }
}

/// The claims that each number of a figure rests on, in the order of its table.
fn cited(figure: &Figure) -> BTreeMap<String, Vec<String>> {
    let at = |name: &str| figure::COLUMNS.iter().position(|column| *column == name).unwrap_or_default();
    let (number, claim) = (at("number"), at("claim"));
    let mut cited: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in figure::table(figure) {
        let (Some(number), Some(claim)) = (row.get(number), row.get(claim)) else { continue };
        let claims = cited.entry(number.clone()).or_default();
        if !claim.is_empty() && !claims.contains(claim) {
            claims.push(claim.clone());
        }
    }
    cited
}

/// A matrix as a table; the numbers of words in its cells lead to them.
fn crosstab(matrix: &figure::Matrix, caption: &str) -> Table {
    let (head, rows) = figure::crosstab(matrix);
    let row = |row: Vec<String>| Row::new(row.iter().map(|cell| numbered(cell)).collect());
    Table { caption: caption.to_owned(), head, rows: rows.into_iter().map(row).collect() }
}

/// A text in which each `[7]` leads to the words of that number.
fn numbered(text: &str) -> Line {
    let mut line = Vec::new();
    let mut rest = text;
    while let Some((before, number, after)) = rest.split_once('[').and_then(|(before, behind)| {
        let (number, after) = behind.split_once(']')?;
        Some((before, number, after))
    }) {
        line.push(Piece::plain(before));
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let shown = format!("[{number}]");
        line.push(if is_number {
            Piece::link(shown, format!("#figure-words-{number}"))
        } else {
            Piece::plain(shown)
        });
        rest = after;
    }
    line.push(Piece::plain(rest));
    line.retain(|piece| !piece.text.is_empty());
    line
}

/// What the query of an address asks for; what is not known is passed over, as browsers and trackers add their own.
fn basis(query: &str) -> Basis {
    let mut basis = Basis::default();
    for (key, value) in super::search::pairs(query) {
        let value = value.trim().to_owned();
        match key.as_str() {
            "as-of" => basis.as_of = value,
            "known-by" => basis.known_by = value,
            "source-kind" if basis.kinds.is_empty() => basis.kinds = value,
            "source-kind" if !value.is_empty() => basis.kinds = format!("{},{value}", basis.kinds),
            "source" => basis.sources = value,
            "theme" => basis.theme = value,
            _ => {}
        }
    }
    basis
}

/// A figure as a line of a list.
impl Pages<'_> {
    /// All figures, by what they find.
    pub(super) fn figures(&self) -> Vec<(Piece, String)> {
        let figure = |(name, figure): &(String, Figure)| {
            let heading = figure.heading();
            let asks =
                if heading.finding.is_some() { heading.title.clone() } else { heading.subtitle.clone() };
            (Piece::link(heading.headline(), self.to(&Kind::Figure.page(name))), asks)
        };
        self.site.figures.iter().map(figure).collect()
    }
}
