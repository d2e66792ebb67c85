//! SVG 1.1 of sheets: text as text, a human title on every item, no script, no font to fetch.
//!
//! Items are links in reading order, each to its words below the figure, so that keyboards and screen readers can walk them
//! (WAI-ARIA Graphics Module, <https://www.w3.org/TR/graphics-aria-1.0/>).

use std::fmt::Write;

use super::metrics::Face;
use super::page::{Page, pages};
use super::sheet::{ColourRole, Item, List, Part, Scene, Shape, Step, Stroke};
use super::theme::Theme;
use crate::compile::ontology::Border;
use crate::model::escape;

/// Writes a sheet page by page: one for a screen, one or more for paper.
pub(super) fn svg(sheet: &Scene, theme: &Theme) -> Vec<String> {
    let pages = pages(sheet, theme.page);
    let count = pages.len();
    pages.iter().enumerate().map(|(i, page)| page_of(sheet, page, (i + 1, count), theme)).collect()
}

fn page_of(sheet: &Scene, page: &Page, place: (usize, usize), theme: &Theme) -> String {
    let mut writer = Writer { theme, id: id_of(sheet, place.0, theme), out: String::new() };
    writer.head(sheet, page, place);
    if page.has_figure {
        writer.shapes_aside(&sheet.ground);
        for list in &sheet.lists {
            writer.list(list, &page.notes);
        }
    } else {
        writer.shapes_aside(&page.heading);
    }
    writer.notes(sheet, page);
    writer.out.push_str("</svg>\n");
    writer.out
}

struct Writer<'a> {
    theme: &'a Theme,
    /// What every id of the figure begins with, so that several stand in one page.
    id: String,
    out: String,
}

impl Writer<'_> {
    /// The beginning of a figure: its size, its question, what it rests on.
    fn head(&mut self, sheet: &Scene, page: &Page, (place, count): (usize, usize)) {
        let [x, y, w, h] = [page.view.x, page.view.y, page.view.w, page.view.h].map(number);
        let (width, height) = match page.paper {
            Some((w, h)) => (format!("{}mm", number(w)), format!("{}mm", number(h))),
            None => (w.clone(), h.clone()),
        };
        let place = if count > 1 { format!(" (page {place} of {count})") } else { String::new() };
        let id = &self.id;
        let (paper, mark) = (self.theme.paint(ColourRole::Paper), self.theme.paint(ColourRole::CellCard));
        let _ = writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{x} {y} {w} {h}\" id=\"{id}\" role=\"graphics-document document\" \
             aria-labelledby=\"{id}-title {id}-description\" \
             font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\">\n\
             <title id=\"{id}-title\">{}{place}</title>\n\
             <desc id=\"{id}-description\">{}</desc>\n\
             <style>#{id} a {{ text-decoration: none; }} #{id} a:focus rect, #{id} a:hover rect {{ stroke-width: 3.5; }} \
             #{id} .note:target text {{ fill: {mark}; font-weight: bold; }}</style>\n\
             <rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{paper}\"/>",
            escape(&sheet.title),
            escape(&sheet.subtitle),
        );
    }

    /// Shapes that are not read out.
    fn shapes_aside(&mut self, shapes: &[Shape]) {
        self.out.push_str("<g aria-hidden=\"true\">\n");
        self.shapes(shapes);
        self.out.push_str("</g>\n");
    }

    fn shapes(&mut self, shapes: &[Shape]) {
        for shape in shapes {
            self.shape(shape);
        }
    }

    fn list(&mut self, list: &List, notes: &[(usize, Vec<Shape>)]) {
        self.out.push_str("<g");
        self.id(&list.id);
        self.attribute("class", list.class);
        let _ = writeln!(self.out, " role=\"list\" aria-label=\"{}\">", escape(&list.spoken));
        if let Some(head) = &list.head {
            self.part(head);
        }
        for item in &list.items {
            self.item(item, item.note.filter(|n| notes.iter().any(|note| note.0 == *n)));
        }
        self.out.push_str("</g>\n");
    }

    /// The id of a part, if it has one.
    fn id(&mut self, part: &str) {
        if !part.is_empty() {
            self.attribute("id", &format!("{}-{part}", self.id));
        }
    }

    /// An attribute, if it says anything.
    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let _ = write!(self.out, " {name}=\"{}\"", escape(value));
        }
    }

    /// An item, as a link where its words stand on the same page.
    fn item(&mut self, item: &Item, note: Option<usize>) {
        self.out.push_str("<g");
        self.id(&item.id);
        self.attribute("class", item.class);
        self.out.push_str(" role=\"listitem\"");
        match note {
            Some(n) => {
                let id = &self.id;
                let _ = write!(self.out, "><a href=\"#{id}-note-{n}\" xlink:href=\"#{id}-note-{n}\"");
            }
            None => self.out.push_str("><g"),
        }
        self.attribute("aria-label", &item.spoken);
        self.out.push_str(">\n");
        for part in &item.parts {
            self.part(part);
        }
        self.out.push_str(if note.is_some() { "</a></g>\n" } else { "</g></g>\n" });
    }

    fn part(&mut self, part: &Part) {
        self.out.push_str("<g");
        self.attribute("class", part.class);
        let _ = writeln!(self.out, "><title>{}</title>", escape(&part.title));
        self.shapes(&part.shapes);
        self.out.push_str("</g>\n");
    }

    fn notes(&mut self, sheet: &Scene, page: &Page) {
        if page.notes.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "<g role=\"list\" aria-label=\"{}\">", escape(sheet.notes_spoken));
        let mut last = None;
        for (number, shapes) in &page.notes {
            // What goes on in the next column of a page is the same note, and an id stands once.
            self.out.push_str("<g");
            if last != Some(number) {
                self.id(&format!("note-{number}"));
            }
            self.out.push_str(" role=\"listitem\" class=\"note\">\n");
            self.shapes(shapes);
            self.out.push_str("</g>\n");
            last = Some(number);
        }
        self.out.push_str("</g>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        let _ = match shape {
            Shape::Rect { at, fill, stroke, round } => {
                let [x, y, w, h] = [at.x, at.y, at.w, at.h].map(number);
                let (fill, stroke) = (self.theme.paint(*fill), self.stroke(*stroke));
                let round = number(*round);
                writeln!(
                    self.out,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{round}\" fill=\"{fill}\"{stroke}/>"
                )
            }
            Shape::Text { x, y, size, face, fill, text } => {
                let weight = match face {
                    Face::Bold => " font-weight=\"bold\"",
                    Face::Regular => "",
                };
                let ([x, y, size], fill) = ([*x, *y, *size].map(number), self.theme.paint(*fill));
                let text = escape(text);
                writeln!(
                    self.out,
                    "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\"{weight}>{text}</text>"
                )
            }
            Shape::Path { steps, fill, stroke } => {
                let fill = fill.map_or_else(|| "none".to_owned(), |f| self.theme.paint(f).to_string());
                let stroke = self.stroke(*stroke);
                writeln!(self.out, "<path d=\"{}\" fill=\"{fill}\"{stroke}/>", data(steps))
            }
            Shape::Dot { x, y, filled } => {
                let ink = self.theme.paint(ColourRole::Ink);
                let fill = if *filled { ink } else { self.theme.paint(ColourRole::Paper) };
                let [x, y] = [*x, *y].map(number);
                writeln!(
                    self.out,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"3.6\" fill=\"{fill}\" stroke=\"{ink}\" stroke-width=\"1.4\"/>"
                )
            }
        };
    }

    fn stroke(&self, stroke: Option<Stroke>) -> String {
        stroke.map_or_else(String::new, |(paint, thick, border)| {
            let (paint, thick) = (self.theme.paint(paint), number(thick));
            format!(" stroke=\"{paint}\" stroke-width=\"{thick}\"{}", dashes(border))
        })
    }
}

/// What the ids of a page of a figure begin with: its title, its theme if that is not the first, its page if that is not the first.
fn id_of(sheet: &Scene, page: usize, theme: &Theme) -> String {
    let letters = sheet.title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let mut parts: Vec<String> =
        letters.collect::<String>().to_lowercase().split_whitespace().take(8).map(str::to_owned).collect();
    if theme.name != Theme::light().name {
        parts.push(theme.name.clone());
    }
    if page > 1 {
        parts.push(page.to_string());
    }
    // A style names an id that begins with a letter.
    parts.insert(0, "figure".to_owned());
    parts.join("-")
}

/// The data of a path.
fn data(steps: &[Step]) -> String {
    let mut d = String::new();
    for step in steps {
        let between = if d.is_empty() { "" } else { " " };
        let point = |(x, y): (f64, f64)| format!("{} {}", number(x), number(y));
        let _ = match step {
            Step::Move(x, y) => write!(d, "{between}M{}", point((*x, *y))),
            Step::Line(x, y) => write!(d, "{between}L{}", point((*x, *y))),
            Step::Curve(points) => write!(d, "{between}C{}", points.map(point).join(" ")),
            Step::Close => write!(d, "{between}z"),
        };
    }
    d
}

fn dashes(border: Border) -> &'static str {
    match border {
        Border::Solid => "",
        Border::Dashed => " stroke-dasharray=\"7 4\"",
        Border::Dotted => " stroke-dasharray=\"0.1 4\" stroke-linecap=\"round\"",
    }
}

/// A length with at most two decimals, the same on every machine.
fn number(value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    let sign = if hundredths < 0 && whole == 0 { "-" } else { "" };
    match part {
        0 => format!("{whole}"),
        p if p % 10 == 0 => format!("{sign}{whole}.{}", p / 10),
        p => format!("{sign}{whole}.{p:02}"),
    }
}

/// Text for XML; characters that XML 1.0 cannot hold become U+FFFD.
fn escape(text: &str) -> String {
    escape::markup(text, |c, out| out.extend(drawn(c)))
}

/// What is drawn of a character, in every form of a picture.
pub(super) fn drawn(c: char) -> Option<char> {
    match c {
        '\t' | '\n' => Some(' '),
        c if c.is_control() => Some('\u{fffd}'),
        // Marks that turn the direction of text could make a label read as something else.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(escape::in_picture(c)),
    }
}
