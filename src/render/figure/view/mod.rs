//! View files: `ontology/views/*.toml`. The names are those of `docs/figures.md`.

mod read;

use std::ops::Deref;

use read::{FromToml, Reader, Value, key, tables};
use toml::de::DeValue;

use crate::model::diagnostic::Diagnostic;
use crate::model::file::{FileId, SourceFile, Span};

/// What a figure shows.
#[derive(Clone, Debug)]
pub enum View {
    /// Rows, columns and cards.
    Grid(GridView),
    /// Things and edges.
    Network(NetworkView),
    /// A grid turned round.
    Matrix(MatrixView),
    /// Promises, and what became of them by some dates.
    Scorecard(ScorecardView),
    /// Things and when they are.
    Timeline(TimelineView),
}

impl View {
    /// The question that the figure answers.
    pub fn title(&self) -> &str {
        match self {
            Self::Grid(view) => &view.title,
            Self::Network(view) => &view.title,
            Self::Matrix(view) => &view.title,
            Self::Scorecard(view) => &view.title,
            Self::Timeline(view) => &view.title,
        }
    }

    /// What the figure shows, with places that it fills.
    pub fn finding(&self) -> Option<&Name> {
        match self {
            Self::Grid(view) => view.finding.as_ref(),
            Self::Network(view) => view.finding.as_ref(),
            Self::Matrix(view) => view.finding.as_ref(),
            Self::Scorecard(_) => None,
            Self::Timeline(view) => view.finding.as_ref(),
        }
    }

    /// The forms in which a build writes it beside the usual ones.
    pub fn also(&self) -> &[Also] {
        match self {
            Self::Grid(view) => &view.also,
            Self::Network(view) => &view.also,
            Self::Matrix(view) => &view.also,
            Self::Scorecard(view) => &view.also,
            Self::Timeline(view) => &view.also,
        }
    }

    /// The sources of which it speaks by their keys, by their kinds, and by a date; all empty where it speaks of all.
    pub fn sources(&self) -> [&[Name]; 3] {
        match self {
            Self::Grid(view) => [&view.sources, &view.kinds, view.known_by.as_slice()],
            Self::Network(view) => [&view.sources, &view.kinds, view.known_by.as_slice()],
            Self::Matrix(view) => [&view.sources, &view.kinds, view.known_by.as_slice()],
            Self::Scorecard(view) => [&view.sources, &view.kinds, view.known_by.as_slice()],
            Self::Timeline(view) => [&view.sources, &view.kinds, view.known_by.as_slice()],
        }
    }

    /// Whether it has a query of its own, so that a store is needed.
    pub fn has_query(&self) -> bool {
        match self {
            Self::Grid(view) => view.cards.query.is_some(),
            Self::Network(view) => matches!(view.edges, EdgesView::Query(_)),
            Self::Matrix(_) | Self::Scorecard(_) => false,
            Self::Timeline(view) => view.periods.query.is_some(),
        }
    }
}

/// Names to which a figure is limited: none where their key is left out, never an empty list, as that could mean all or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen(Vec<Name>);

impl Deref for Chosen {
    type Target = [Name];

    fn deref(&self) -> &[Name] {
        &self.0
    }
}

/// A text of a view file, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The text.
    pub text: String,
    /// Where it is.
    pub span: Span,
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// A form in which a build writes a figure beside the usual ones, and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Also {
    /// The form.
    pub form: Picture,
    /// Where it is asked for.
    pub span: Span,
}

impl FromToml for Also {
    const WHAT: &'static str = Picture::WHAT;

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { form: Picture::read(value, reader)?, span: Span::from(value.span()) })
    }
}

/// A form of a figure that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// PNG: one file a page.
    Png,
    /// PDF: one file with all pages.
    Pdf,
}

impl Picture {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// Kinds of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Rows, columns, and cards in their cells.
    Grid,
    /// Things, and edges between them.
    Network,
    /// Who stands behind the cards of a grid, by its rows, with totals.
    Matrix,
    /// Promises, and what became of them by some dates.
    Scorecard,
    /// Things, and when they are.
    Timeline,
}

/// What a network shows beside facts, where its view asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// Claims that deny something.
    Denied,
    /// Claims over which a conflict or doubt is open, or was settled against them.
    Disputed,
    /// Opinions.
    Opinion,
    /// Amounts that probably say the same: an edge between the two things.
    Restatement,
}

/// A colour of the theme, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// Blue.
    Blue,
    /// Brown.
    Brown,
    /// Green.
    Green,
    /// Grey.
    Grey,
}

/// An end of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// What it is about.
    Subject,
    /// Its value.
    Object,
}

/// Words that stand for the values of a type.
macro_rules! words {
    ($($name:ident is $what:literal: $($word:literal $value:ident),+;)+) => {$(
        impl FromToml for $name {
            const WHAT: &'static str = $what;

            fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                reader.word(value, &[$(($word, Self::$value)),+])
            }
        }
    )+};
}

words! {
    Kind is "a kind of figure": "grid" Grid, "network" Network, "matrix" Matrix, "scorecard" Scorecard, "timeline" Timeline;
    Extra is "what a network shows beside facts":
        "denied" Denied, "disputed" Disputed, "opinion" Opinion, "restatement" Restatement;
    Picture is "a form that a view can ask for": "png" Png, "pdf" Pdf;
    Hue is "a colour": "blue" Blue, "brown" Brown, "green" Green, "grey" Grey;
    End is "an end of a claim": "subject" Subject, "object" Object;
}

tables! {
    /// A grid.
    GridView {
        /// The kind of figure.
        kind: Kind,
        /// The question that it answers.
        title: String,
        /// What it shows: words with places that the figure fills.
        finding: Option<Name>,
        /// What it rests on, in a few words; counts are added.
        subtitle: Option<String>,
        /// Forms in which a build writes it beside the usual ones.
        also: Vec<Also>,
        /// The sources of which it speaks, by key; all, if left out.
        sources: Chosen,
        /// Kinds of sources of which it speaks; all, if left out.
        kinds: Chosen,
        /// A date: of sources published by then alone.
        known_by = "known-by": Option<Name>,
        /// The rows.
        rows: RowsView,
        /// The columns, from left to right.
        columns = "column": Vec<ColumnView>,
        /// The cards.
        cards: CardsView,
    }

    /// Which things are rows.
    RowsView {
        /// The heading of the rows.
        title: String,
        /// An ordered property: its values are the rows, in their order.
        of: Name,
    }

    /// A column of a grid, or a group of things.
    ColumnView {
        /// Its heading.
        title: String,
        /// Classes: what is of one of them, or below it, stands here. None: everything else.
        classes: Vec<Name>,
        /// Its colour.
        colour: Hue,
    }

    /// Which things are cards, and what is told of each.
    CardsView {
        /// What one card is called, and several.
        word: [String; 2],
        /// The classes of cards; all that are placed, if left out.
        classes: Vec<Name>,
        /// The property that links a card to its row.
        places: Name,
        /// The verb of that link, for readers; its label, if left out.
        verb: Option<String>,
        /// Who stands behind a card: all that these name. A list of lists is an order: the first that names somebody counts.
        bodies: Vec<Alternative>,
        /// The claims that introduce a card: of the first of these that there are, the first.
        leads: Option<Vec<LeadProperty>>,
        /// The amounts of a card.
        amounts: Vec<AmountProperty>,
        /// Further facts of a card.
        facts: Vec<FactProperty>,
        /// SPARQL that tells what cannot be said so.
        query: Option<Name>,
    }

    /// A property that gives further facts of cards.
    FactProperty or "property" {
        /// Its name.
        property: Name,
        /// The end at which the card is; that of its class, if left out.
        end = "as": Option<End>,
        /// How it is told, with `{value}`, `{qualifier}` or `{deadline}`; its label and the value, if left out.
        words: Option<String>,
    }

    /// A property that names who stands behind a card.
    BodyProperty or "property" {
        /// Its name.
        property: Name,
        /// The end at which the card is; that of its class, if left out.
        end = "as": Option<End>,
        /// Whether the qualifier of a claim with it belongs to the body.
        qualified: bool,
    }

    /// A property whose claims introduce a thing.
    LeadProperty or "property" {
        /// Its name.
        property: Name,
        /// The end at which the thing is; that of its class in a grid, the subject elsewhere, if left out.
        end = "as": Option<End>,
    }

    /// A property that gives amounts.
    AmountProperty or "property" {
        /// Its name.
        property: Name,
        /// The end at which the thing is, as for what introduces it.
        end = "as": Option<End>,
        /// A property: the amount is shown on what the thing has as its value.
        on: Option<Name>,
    }

    /// A matrix.
    MatrixView {
        /// The kind of figure.
        kind: Kind,
        /// The question that it answers.
        title: String,
        /// What it shows: words with places that the figure fills.
        finding: Option<Name>,
        /// What it rests on, in a few words; counts are added.
        subtitle: Option<String>,
        /// Forms in which a build writes it beside the usual ones.
        also: Vec<Also>,
        /// The sources of which it speaks, by key; all, if left out.
        sources: Chosen,
        /// Kinds of sources of which it speaks; all, if left out.
        kinds: Chosen,
        /// A date: of sources published by then alone.
        known_by = "known-by": Option<Name>,
        /// The name of the grid whose cards it counts.
        grid: Name,
        /// Titles of columns of that grid whose bodies do not count as named.
        unnamed: Vec<Name>,
    }

    /// A network.
    NetworkView {
        /// The kind of figure.
        kind: Kind,
        /// The question that it answers.
        title: String,
        /// What it shows: words with places that the figure fills.
        finding: Option<Name>,
        /// What it rests on, in a few words; counts are added.
        subtitle: Option<String>,
        /// Forms in which a build writes it beside the usual ones.
        also: Vec<Also>,
        /// The sources of which it speaks, by key; all, if left out.
        sources: Chosen,
        /// Kinds of sources of which it speaks; all, if left out.
        kinds: Chosen,
        /// A date: of sources published by then alone.
        known_by = "known-by": Option<Name>,
        /// What is drawn beside facts, each marked by a word.
        show: Vec<Extra>,
        /// Groups of things, by colour; the first that takes a thing has it.
        groups = "group": Vec<ColumnView>,
        /// The edges.
        edges: EdgesView,
        /// Classes of things that are drawn even if no edge joins them.
        things: Vec<Name>,
        /// The claims that introduce a thing, whose status is the thing's.
        leads: Vec<LeadProperty>,
        /// The amounts of things.
        amounts: Vec<AmountProperty>,
        /// Classes whose things show an amount, or that none is stated.
        asked: Vec<Name>,
    }

    /// A property whose claims are edges.
    EdgeProperty or "property" {
        /// Its name.
        property: Name,
        /// Classes of the things at which an edge begins; all, if left out.
        from: Vec<Name>,
        /// Classes of the things at which an edge ends; all, if left out.
        to: Vec<Name>,
        /// What the edge says; the label of the property, if left out.
        label: Option<String>,
    }

    /// A table with a query alone.
    QueryView {
        /// SPARQL with the variables that `docs/figures.md` lists.
        query: Name,
    }

    /// A scorecard.
    ScorecardView {
        /// The kind of figure.
        kind: Kind,
        /// The question that it answers.
        title: String,
        /// What it rests on, in a few words; counts are added.
        subtitle: Option<String>,
        /// Forms in which a build writes it beside the usual ones.
        also: Vec<Also>,
        /// The sources of which it speaks, by key; all, if left out.
        sources: Chosen,
        /// Kinds of sources of which it speaks; all, if left out.
        kinds: Chosen,
        /// A date: of sources published by then alone.
        known_by = "known-by": Option<Name>,
        /// The dates that are its columns, in their order.
        at: Vec<Name>,
        /// The sources in which what it shows is promised, by key; any, if left out.
        promised_in = "promised-in": Chosen,
        /// Classes of what is promised; all, if left out.
        things: Vec<Name>,
    }

    /// A timeline.
    TimelineView {
        /// The kind of figure.
        kind: Kind,
        /// The question that it answers.
        title: String,
        /// What it shows: words with places that the figure fills.
        finding: Option<Name>,
        /// What it rests on, in a few words; counts are added.
        subtitle: Option<String>,
        /// Forms in which a build writes it beside the usual ones.
        also: Vec<Also>,
        /// The sources of which it speaks, by key; all, if left out.
        sources: Chosen,
        /// Kinds of sources of which it speaks; all, if left out.
        kinds: Chosen,
        /// A date: of sources published by then alone.
        known_by = "known-by": Option<Name>,
        /// The things that are asked about: those without any time are counted and named.
        asked: Option<AskedView>,
        /// Groups of things, by colour; the first that takes a thing has it.
        groups = "group": Vec<ColumnView>,
        /// The claims that give a time; all that have one, if left out.
        periods: PeriodsView,
    }

    /// Things that a timeline asks about.
    AskedView {
        /// What one of them is called, and several.
        word: [String; 2],
        /// Their classes.
        classes: Vec<Name>,
        /// The name of a grid: only the things that it places as facts; all of the classes, if left out.
        grid: Option<Name>,
    }

    /// Which claims give a time.
    PeriodsView {
        /// Classes of the things that are shown; all, if left out.
        classes: Vec<Name>,
        /// Properties whose claims' own `from`, `until`, `deadline` and `when` are shown; `any` stands for all of them.
        claims: Vec<Name>,
        /// Properties whose values are the dates at which a thing begins.
        starts: Vec<TimeProperty>,
        /// Those at which it ends.
        ends: Vec<TimeProperty>,
        /// The latest dates by which it is to be done.
        deadlines: Vec<TimeProperty>,
        /// Dates at which something happened to it.
        dates: Vec<TimeProperty>,
        /// How long it is.
        lengths: Vec<TimeProperty>,
        /// SPARQL that tells what cannot be said so.
        query: Option<Name>,
    }

    /// A property that gives a time.
    TimeProperty or "property" {
        /// Its name.
        property: Name,
        /// A property: the time is shown on what the thing has as its value.
        on: Option<Name>,
        /// What tells the periods of a thing apart, and is shown with them.
        label: Option<String>,
    }
}

/// Which edges there are: claims with some properties, or what a query gives.
#[derive(Clone, Debug)]
pub enum EdgesView {
    /// Properties.
    Named(Vec<EdgeProperty>),
    /// A query.
    Query(Name),
}

impl FromToml for EdgesView {
    const WHAT: &'static str = "a list of properties, or a table with a query";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => QueryView::read(value, reader).map(|table| Self::Query(table.query)),
            _ => Vec::read(value, reader).map(Self::Named),
        }
    }
}

/// Properties that count together: one of them, or a list.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The properties.
    pub properties: Vec<BodyProperty>,
    /// Whether they are a list.
    pub is_list: bool,
}

impl FromToml for Alternative {
    const WHAT: &'static str = "a property, or a list of some";

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let is_list = matches!(value.get_ref(), DeValue::Array(_));
        let properties = if is_list {
            Vec::read(value, reader)
        } else {
            BodyProperty::read(value, reader).map(|property| vec![property])
        };
        Some(Self { properties: properties?, is_list })
    }
}

/// The kind of figure, whatever else the file holds.
fn kind(file: &Value<'_>, reader: &mut Reader<'_>) -> Option<Kind> {
    let DeValue::Table(table) = file.get_ref() else { return None };
    let kind = table.get("kind");
    if kind.is_none() {
        let expected = "kind = \"grid\", \"network\", \"matrix\" or \"timeline\"";
        reader.fault(0..0, "the key `kind` is missing".to_owned(), expected);
    }
    Kind::read(kind?, reader)
}

/// Reads a view file.
///
/// # Errors
///
/// Every key that is missing, unknown or of the wrong kind.
pub fn parse(id: FileId, file: &SourceFile) -> Result<View, Vec<Diagnostic>> {
    Reader::whole(id, file, |reader, table| match kind(table, reader)? {
        Kind::Grid => GridView::read(table, reader).map(View::Grid),
        Kind::Network => NetworkView::read(table, reader).map(View::Network),
        Kind::Matrix => MatrixView::read(table, reader).map(View::Matrix),
        Kind::Scorecard => ScorecardView::read(table, reader).map(View::Scorecard),
        Kind::Timeline => TimelineView::read(table, reader).map(View::Timeline),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_in_the_docs() {
        let docs = include_str!("../../../../docs/figures.md");
        let tables = [
            GridView::KEYS,
            RowsView::KEYS,
            ColumnView::KEYS,
            CardsView::KEYS,
            BodyProperty::KEYS,
            LeadProperty::KEYS,
            FactProperty::KEYS,
            AmountProperty::KEYS,
            MatrixView::KEYS,
            NetworkView::KEYS,
            EdgeProperty::KEYS,
            QueryView::KEYS,
            ScorecardView::KEYS,
            TimelineView::KEYS,
            AskedView::KEYS,
            PeriodsView::KEYS,
            TimeProperty::KEYS,
        ];
        for key in tables.into_iter().flatten() {
            let shown = [format!("`{key}`"), format!("{key} = "), format!("[{key}]")];
            assert!(shown.iter().any(|s| docs.contains(s)), "docs/figures.md does not say what `{key}` is");
        }
    }
}
