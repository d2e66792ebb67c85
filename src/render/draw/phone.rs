//! Any figure in one column, for the screen of a phone or where a picture would be too small: what stands side by side elsewhere stands below one another, in text that
//! can be read there.
//!
//! Goes in: the sections that each kind of figure makes of itself. Comes out: a [`Scene`].

use super::metrics::{Face, width};
use super::sheet::{
    ColourRole, Item, List, MARGIN, Part, Rect, Sample, Scene, Shape, chip_of, key_of, lines, text,
};
use crate::compile::ontology::Border;
use crate::render::figure::{Heading, Hue, Money};

/// The width of the screen of a phone.
pub(super) const WIDTH: f64 = 360.0;
/// The empty edge at its sides.
const EDGE: f64 = 12.0;
/// The size of all text but headings: none is smaller.
pub(super) const TEXT: f64 = 12.0;
/// The size of headings of sections.
const HEAD: f64 = 13.0;
/// The size of the headline.
const HEADLINE: f64 = 18.0;
/// The empty edge inside a box.
const PAD: f64 = 10.0;

/// Something drawn, from its own left and upper edge on.
#[derive(Default)]
pub(super) struct Picture {
    /// The shapes.
    pub(super) shapes: Vec<Shape>,
    /// How high it is.
    pub(super) high: f64,
}

impl Picture {
    /// Puts it into a place; returns where it ends.
    fn put(self, (left, top): (f64, f64), out: &mut Vec<Shape>) -> f64 {
        out.extend(self.shapes.into_iter().map(|shape| shape.moved(left, top)));
        top + self.high
    }
}

/// What belongs together in a figure: a row, a thing, a group.
#[derive(Default)]
pub(super) struct Section {
    /// Its id within the figure.
    pub(super) id: String,
    /// Its heading.
    pub(super) head: String,
    /// The words that it rests on.
    pub(super) title: String,
    /// What is said where nothing stands in it, or beside what does.
    pub(super) remark: Option<String>,
    /// What stands above its cards: an axis.
    pub(super) picture: Picture,
    /// What stands in it.
    pub(super) cards: Vec<Card>,
}

/// A box of a section.
pub(super) struct Card {
    /// Its id within the figure.
    pub(super) id: String,
    /// Its kind.
    pub(super) class: &'static str,
    /// What a screen reader says of it.
    pub(super) spoken: String,
    /// The words that it rests on.
    pub(super) title: String,
    /// The number of its words below.
    pub(super) note: Option<usize>,
    /// Its colour.
    pub(super) hue: Hue,
    /// How thick its frame is, and how it is broken.
    pub(super) frame: (f64, Border),
    /// What stands above its words: a bar.
    pub(super) picture: Picture,
    /// What it says, line by line.
    pub(super) lines: Vec<(Face, ColourRole, String)>,
    /// Its amounts.
    pub(super) money: Vec<Money>,
    /// What stands below them.
    pub(super) after: Vec<String>,
}

impl Card {
    /// Bold words.
    pub(super) fn bold(&mut self, words: impl Into<String>) {
        self.lines.push((Face::Bold, ColourRole::Ink, words.into()));
    }

    /// Plain words.
    pub(super) fn plain(&mut self, words: impl Into<String>) {
        self.lines.push((Face::Regular, ColourRole::Ink, words.into()));
    }

    /// Words that matter less.
    pub(super) fn quiet(&mut self, words: impl Into<String>) {
        self.lines.push((Face::Regular, ColourRole::Muted, words.into()));
    }

    /// Words in its colour.
    pub(super) fn coloured(&mut self, words: impl Into<String>) {
        self.lines.push((Face::Bold, ColourRole::Hue(self.hue), words.into()));
    }
}

/// The empty edge at the sides of a sheet.
fn edge(width: f64) -> f64 {
    if width > WIDTH { MARGIN } else { EDGE }
}

/// The room for what stands in a box.
pub(super) fn room(width: f64) -> f64 {
    width - 2.0 * edge(width) - 2.0 * PAD
}

/// Lays sections out below one another; `wide` is the same figure as it is laid out elsewhere.
pub(super) fn sheet(
    wide: Scene,
    width: f64,
    remarks: &[String],
    key: Vec<(Sample, String)>,
    sections: Vec<Section>,
) -> Scene {
    let edge = edge(width);
    let column = Column { left: edge, room: width - 2.0 * edge };
    let room = column.room;
    let mut ground = Vec::new();
    let mut y = column.heading(&wide.heading, &mut ground);
    for remark in remarks {
        let style = (TEXT, Face::Regular, ColourRole::Muted);
        y = lines((edge, y + 4.0), style, room, remark, &mut ground);
    }
    if !key.is_empty() {
        y = key_of(key, (edge, room), TEXT, y, &mut ground);
    }
    let (mut lists, mut breaks) = (Vec::new(), Vec::new());
    for section in sections {
        breaks.push(y + 6.0);
        let (list, bottom) = column.laid(section, y + 14.0, &mut ground, &mut breaks);
        lists.push(list);
        y = bottom;
    }
    let words = if width > WIDTH { wide.words } else { TEXT };
    Scene {
        width,
        height: y,
        ground,
        lists,
        words,
        margin: edge,
        is_table: false,
        breaks,
        head: None,
        ..wide
    }
}

/// Where boxes stand.
struct Column {
    left: f64,
    room: f64,
}

impl Column {
    fn heading(&self, heading: &Heading, out: &mut Vec<Shape>) -> f64 {
        let room = self.room;
        let large = (HEADLINE, Face::Bold, ColourRole::Ink);
        let mut y = lines((self.left, EDGE), large, room, heading.headline(), out);
        for line in heading.below() {
            y = lines((self.left, y + 4.0), (TEXT, Face::Regular, ColourRole::Ink), room, line, out);
        }
        y
    }

    fn laid(
        &self,
        section: Section,
        top: f64,
        ground: &mut Vec<Shape>,
        breaks: &mut Vec<f64>,
    ) -> (List, f64) {
        let room = self.room;
        let mut words = Vec::new();
        let style = (HEAD, Face::Bold, ColourRole::Ink);
        let end = lines((self.left + PAD, top + 6.0), style, room - 2.0 * PAD, &section.head, &mut words);
        let at = Rect { x: self.left, y: top, w: room, h: end + 8.0 - top };
        let stroke = Some((ColourRole::RowInk, 1.5, Border::Solid));
        let frame = Shape::Rect { at, fill: ColourRole::RowFill, stroke, round: 4.0 };
        let shapes = std::iter::once(frame).chain(words).collect();
        let head = Some(Part { class: "", title: section.title, shapes });
        let mut y = at.y + at.h;
        if let Some(remark) = &section.remark {
            y = lines(
                (self.left + PAD, y + 4.0),
                (TEXT, Face::Regular, ColourRole::Muted),
                room - 2.0 * PAD,
                remark,
                ground,
            );
        }
        if section.picture.high > 0.0 {
            y = section.picture.put((self.left + PAD, y + 4.0), ground);
        }
        let mut items = Vec::new();
        for card in section.cards {
            let item = self.boxed(card, y + 8.0);
            // A heading does not stand alone at the end of a page.
            breaks.extend((!items.is_empty()).then_some(y + 4.0));
            y = item.at.y + item.at.h;
            items.push(item);
        }
        (List { id: section.id, class: "row", spoken: section.head, head, items }, y)
    }

    fn boxed(&self, card: Card, top: f64) -> Item {
        let (left, room) = (self.left + PAD, self.room - 2.0 * PAD);
        let mut shapes = Vec::new();
        // Words that have their number need it no second time.
        let number = card.note.map(|n| format!("[{n}]"));
        let number = number.filter(|n| !card.lines.iter().any(|line| line.2.contains(n.as_str())));
        let taken = number.as_ref().map_or(0.0, |n| width(n, TEXT, Face::Regular) + 6.0);
        let mut y = top + 6.0;
        if card.picture.high > 0.0 {
            y = card.picture.put((left, y), &mut shapes);
        }
        for (i, (face, ink, words)) in card.lines.iter().enumerate() {
            let room = if i == 0 { room - taken } else { room };
            y = lines((left, y), (TEXT, *face, *ink), room, words, &mut shapes) + 1.0;
        }
        if let Some(number) = number {
            let x = left + room - taken + 6.0;
            shapes.push(text(x, top + 6.0 + TEXT, TEXT, Face::Regular, ColourRole::Muted, number));
        }
        for money in &card.money {
            y = chip_of((left, y + 1.0), room, TEXT, money, &mut shapes);
        }
        for words in &card.after {
            y = lines((left, y), (TEXT, Face::Regular, ColourRole::Ink), room, words, &mut shapes) + 1.0;
        }
        let at = Rect { x: self.left, y: top, w: self.room, h: y + 6.0 - top };
        let (thick, border) = card.frame;
        let stroke = Some((ColourRole::Hue(card.hue), thick, border));
        let frame = Shape::Rect { at, fill: ColourRole::Paper, stroke, round: 4.0 };
        Item {
            id: card.id,
            class: card.class,
            spoken: card.spoken,
            note: card.note,
            at,
            parts: vec![Part {
                class: "",
                title: card.title,
                shapes: std::iter::once(frame).chain(shapes).collect(),
            }],
            ..Item::default()
        }
    }
}
