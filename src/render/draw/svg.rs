//! SVG 1.1 of sheets: text as text, a human title on every item, no script, no font to fetch.
//!
//! Items are links in reading order, each to its words below the figure, so that keyboards and screen readers can walk them
//! (WAI-ARIA Graphics Module, <https://www.w3.org/TR/graphics-aria-1.0/>).

use std::fmt::Write;

use super::metrics::Face;
use super::page::Page;
use super::sheet::{ColourRole, Item, List, Part, Rect, Scene, Shape, Step, Stroke};
use super::theme::Theme;
use crate::compile::ontology::Border;
use crate::model::english::ENGLISH;
use crate::model::escape;

/// The width in which a line can be hit by a pointer, in pixels.
const HIT: f64 = 12.0;
/// The least size of what can be hit by a pointer (WCAG 2.2, 2.5.8).
const TARGET: f64 = 24.0;

/// Writes a scene page by page: one for a screen, one or more for paper. Where it is known what the file of a page is called,
/// links lead from page to page.
pub(super) fn svg(
    scene: &Scene,
    pages: &[Page],
    theme: &Theme,
    file: Option<&dyn Fn(usize) -> String>,
) -> Vec<String> {
    let all = Whole { scene, pages, theme, file, words: None };
    (0..pages.len()).map(|at| page_of(&all, at)).collect()
}

/// Writes a scene whose words stand elsewhere in the same document, each at an id of this beginning and its number.
pub(super) fn apart(scene: &Scene, page: &Page, theme: &Theme, words: &str) -> String {
    let pages = std::slice::from_ref(page);
    page_of(&Whole { scene, pages, theme, file: None, words: Some(words) }, 0)
}

fn page_of(all: &Whole<'_>, at: usize) -> String {
    let (scene, page) = (all.scene, &all.pages[at]);
    let mut writer = Writer { theme: all.theme, id: all.id(at), page, all, at, out: String::new() };
    writer.head(scene, (at + 1, all.pages.len()));
    writer.shapes_aside(&page.ground);
    if scene.is_table && !page.lists.is_empty() {
        let label = escape(&scene.heading.title);
        let _ = writeln!(writer.out, "<g role=\"table\" aria-label=\"{label}\">");
        page.lists.iter().for_each(|list| writer.row(list));
        writer.out.push_str("</g>\n");
    } else {
        page.lists.iter().for_each(|list| writer.list(list));
    }
    writer.notes(scene);
    writer.foot();
    writer.out.push_str("</svg>\n");
    writer.out
}

/// All pages of a figure, between which links lead.
struct Whole<'a> {
    scene: &'a Scene,
    pages: &'a [Page],
    theme: &'a Theme,
    /// What the file of a page is called, where that is known.
    file: Option<&'a dyn Fn(usize) -> String>,
    /// What the ids of the words begin with, where these are not in the figure.
    words: Option<&'a str>,
}

impl Whole<'_> {
    /// What the ids of a page begin with.
    fn id(&self, at: usize) -> String {
        id_of(self.scene, at + 1, self.theme)
    }

    /// A link from a page to a part of a page; none where that is another one whose file has no known name.
    fn link(&self, from: usize, to: usize, part: &str) -> Option<String> {
        let file = if from == to { String::new() } else { in_address(&(self.file?)(to)) };
        Some(format!("{file}#{}-{part}", self.id(to)))
    }

    /// The page on which a note begins, the one itself before others.
    fn of_note(&self, number: usize, here: usize) -> Option<usize> {
        let has = |page: &Page| page.notes.iter().any(|note| note.0 == number);
        self.pages
            .get(here)
            .filter(|page| has(page))
            .map(|_| here)
            .or_else(|| self.pages.iter().position(has))
    }

    /// The first item that rests on a note, with its page, the one itself before others.
    fn of_item(&self, number: usize, here: usize) -> Option<(usize, &str)> {
        let found = |at: usize| {
            let items = self.pages.get(at)?.lists.iter().flat_map(|list| &list.items);
            let mut items = items.filter(|item| item.note == Some(number) && !item.id.is_empty());
            items.next().map(|item| (at, item.id.as_str()))
        };
        found(here).or_else(|| (0..self.pages.len()).find_map(found))
    }
}

/// A name of a file as a part of an address.
fn in_address(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    let byte = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    name.bytes().map(byte).collect()
}

struct Writer<'a> {
    theme: &'a Theme,
    page: &'a Page,
    all: &'a Whole<'a>,
    /// Which of all pages it is, from 0.
    at: usize,
    /// What every id of the figure begins with, so that several stand in one page.
    id: String,
    out: String,
}

impl Writer<'_> {
    /// The beginning of a figure: its size, its question, what it rests on.
    fn head(&mut self, scene: &Scene, (place, count): (usize, usize)) {
        let view = self.page.view;
        let [x, y, w, h] = [view.x, view.y, view.w, view.h].map(number);
        let (width, height) = match self.page.paper {
            Some((w, h)) => (format!("{}mm", number(w)), format!("{}mm", number(h))),
            None => (w.clone(), h.clone()),
        };
        let place = if count > 1 { format!(" (page {place} of {count})") } else { String::new() };
        let id = self.id.clone();
        let heading = &scene.heading;
        let lang = escape(if heading.language.is_empty() { ENGLISH } else { &heading.language });
        let foot = heading.source_line();
        let description: Vec<&str> = heading.below().chain(foot.as_deref()).collect();
        let _ = writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{x} {y} {w} {h}\" id=\"{id}\" lang=\"{lang}\" xml:lang=\"{lang}\" role=\"graphics-document document\" \
             aria-labelledby=\"{id}-title {id}-description\" \
             font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\">\n\
             <title id=\"{id}-title\">{}{place}</title>\n\
             <desc id=\"{id}-description\">{}</desc>",
            escape(heading.headline()),
            escape(&description.join(". ")),
        );
        self.style();
        let at = Rect { x: view.x, y: view.y, w: view.w, h: view.h };
        self.shape(&Shape::Rect { at, fill: ColourRole::Paper, stroke: None, round: 0.0 });
    }

    /// How it looks under a pointer, with the focus of a keyboard, where a link has led to, and in the dark.
    fn style(&mut self) {
        let id = &self.id;
        let [ink, paper, mark] =
            [ColourRole::Ink, ColourRole::Paper, ColourRole::CellCard].map(|role| self.theme.paint(role));
        let mut style = format!(
            "#{id} {{ background: {paper}; max-width: 100%; height: auto; }} \
             #{id} a {{ text-decoration: none; outline: none; }} \
             #{id} .ring, #{id} .bar {{ fill: none; stroke: none; }} \
             #{id} a:hover .ring {{ stroke: {ink}; stroke-width: 1.5; }} \
             #{id} :target > a > .ring {{ stroke: {mark}; stroke-width: 3; }} \
             #{id} .note:target .bar {{ fill: {mark}; }} \
             #{id} a:focus-visible .ring {{ stroke: {ink}; stroke-width: 3; }}"
        );
        if let Some((w, h)) = self.page.paper {
            let _ = write!(style, " @page {{ size: {}mm {}mm; margin: 0; }}", number(w), number(h));
        }
        if let Some(dark) = &self.theme.dark {
            style.push_str(" @media (prefers-color-scheme: dark) {");
            let [ink, paper, mark] =
                [ColourRole::Ink, ColourRole::Paper, ColourRole::CellCard].map(|role| dark.paint(role));
            let _ = write!(
                style,
                " #{id} {{ background: {paper}; }} #{id} a:hover .ring, #{id} a:focus-visible .ring {{ stroke: {ink}; }} \
                 #{id} :target > a > .ring {{ stroke: {mark}; }} #{id} .note:target .bar {{ fill: {mark}; }}"
            );
            for (number, colour) in dark.all().enumerate() {
                let _ = write!(
                    style,
                    " #{id} .f{number} {{ fill: {colour}; }} #{id} .s{number} {{ stroke: {colour}; }}"
                );
            }
            style.push_str(" }");
        }
        let _ = writeln!(self.out, "<style>{style}</style>");
    }

    /// A colour as attributes: of an area or of a line, and the class by which it is another one in the dark.
    fn paint(&self, fill: Option<ColourRole>, stroke: Option<ColourRole>) -> String {
        let colour = |role: Option<ColourRole>| {
            role.map_or_else(|| "none".to_owned(), |r| self.theme.paint(r).to_string())
        };
        let mut out = format!(" fill=\"{}\"", colour(fill));
        if stroke.is_some() {
            let _ = write!(out, " stroke=\"{}\"", colour(stroke));
        }
        if self.theme.dark.is_some() {
            let place = |letter: char, role: Option<ColourRole>| {
                Some(format!("{letter}{}", self.theme.place(role?)?))
            };
            let classes: Vec<String> = place('f', fill).into_iter().chain(place('s', stroke)).collect();
            if !classes.is_empty() {
                let _ = write!(out, " class=\"{}\"", classes.join(" "));
            }
        }
        out
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

    fn list(&mut self, list: &List) {
        self.out.push_str("<g");
        self.id(&list.id);
        self.attribute("class", list.class);
        let _ = writeln!(self.out, " role=\"group\" aria-label=\"{}\">", escape(&list.spoken));
        if let Some(head) = &list.head {
            let _ = writeln!(self.out, "<g role=\"img\" aria-label=\"{}\">", escape(&head.title));
            self.part(head);
            self.out.push_str("</g>\n");
        }
        if !list.items.is_empty() {
            self.out.push_str("<g role=\"list\">\n");
            list.items.iter().for_each(|item| self.item(item, "listitem"));
            self.out.push_str("</g>\n");
        }
        self.out.push_str("</g>\n");
    }

    /// A list as a row of a table: its head, then its cells, each with all that stands in it.
    fn row(&mut self, list: &List) {
        self.out.push_str("<g");
        self.id(&list.id);
        self.attribute("class", list.class);
        self.out.push_str(" role=\"row\">\n");
        if let Some(head) = &list.head {
            self.out.push_str("<g role=\"rowheader\">\n");
            self.part(head);
            self.out.push_str("</g>\n");
        }
        for cell in list.items.chunk_by(|a, b| a.cell.is_some() && a.cell == b.cell) {
            let role = if list.class == "heads" { "columnheader" } else { "cell" };
            if let [only] = cell {
                self.item(only, role);
            } else {
                let _ = writeln!(self.out, "<g role=\"{role}\">");
                for item in cell {
                    self.item(item, "presentation");
                }
                self.out.push_str("</g>\n");
            }
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

    /// An item, as a link to its words, where it is known where these are.
    fn item(&mut self, item: &Item, role: &str) {
        self.out.push_str("<g");
        self.id(&item.id);
        self.attribute("class", item.class);
        let _ = write!(self.out, " role=\"{role}\"");
        let note = item.note.and_then(|n| {
            if let Some(words) = self.all.words {
                return Some(format!("#{words}{n}"));
            }
            let to = self.all.of_note(n, self.at)?;
            self.all.link(self.at, to, &format!("note-{n}"))
        });
        match &note {
            Some(link) => {
                let link = escape(link);
                let _ = write!(self.out, "><a href=\"{link}\" xlink:href=\"{link}\"");
                self.attribute("aria-label", &label(item));
            }
            None => self.out.push_str("><g role=\"presentation\""),
        }
        self.out.push_str(">\n");
        for part in &item.parts {
            self.part(part);
        }
        if note.is_some() {
            self.ring(item.at);
        }
        self.out.push_str(if note.is_some() { "</a></g>\n" } else { "</g></g>\n" });
    }

    /// What shows that a link has the focus: around the box alone, whatever lines belong to it.
    fn ring(&mut self, at: Rect) {
        let [x, y, w, h] = [at.x - 3.0, at.y - 3.0, at.w + 6.0, at.h + 6.0].map(number);
        let _ = writeln!(
            self.out,
            "<rect class=\"ring\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"5\" fill=\"none\"/>"
        );
    }

    fn part(&mut self, part: &Part) {
        self.out.push_str("<g");
        self.attribute("class", part.class);
        let _ = writeln!(self.out, "><title>{}</title>", escape(&part.title));
        for shape in &part.shapes {
            if let Shape::Path { steps, fill: None, .. } = shape {
                let (d, hit) = (data(steps), number(HIT));
                let _ = writeln!(
                    self.out,
                    "<path d=\"{d}\" fill=\"none\" stroke=\"none\" stroke-width=\"{hit}\" pointer-events=\"stroke\"/>"
                );
            }
            self.shape(shape);
        }
        self.out.push_str("</g>\n");
    }

    /// The words below, each with a link back to what rests on it.
    fn notes(&mut self, scene: &Scene) {
        if self.page.notes.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "<g role=\"list\" aria-label=\"{}\">", escape(scene.notes_spoken));
        let mut last = None;
        for (number, shapes) in &self.page.notes {
            // What goes on from the page before has no number that could be a link.
            let begins =
                matches!(shapes.first(), Some(Shape::Text { text, .. }) if *text == format!("[{number}]"));
            let back = self.all.of_item(*number, self.at).filter(|_| begins);
            let back = back.and_then(|(to, item)| self.all.link(self.at, to, item));
            // What goes on in the next column of a page is the same note, and an id stands once.
            let is_first = last != Some(number);
            self.out.push_str("<g");
            if is_first {
                self.id(&format!("note-{number}"));
            }
            self.out.push_str(" role=\"listitem\" class=\"note\">\n");
            let mut shapes = shapes.as_slice();
            if let (true, Some(link), [first, rest @ ..]) = (is_first, back, shapes) {
                self.back(&link, *number, first);
                shapes = rest;
            }
            self.shapes(shapes);
            self.out.push_str("</g>\n");
            last = Some(number);
        }
        self.out.push_str("</g>\n");
    }

    /// The number of a note, as a link to what rests on it, large enough to be hit; beside it a bar that shows where a link has led.
    fn back(&mut self, link: &str, note: usize, shape: &Shape) {
        let Shape::Text { x, y, size, .. } = shape else { return self.shape(shape) };
        let [left, top, target] = [x - 4.0, y - size * 0.4 - TARGET / 2.0, TARGET].map(number);
        let [bar, high] = [x - 6.0, size * 1.3].map(number);
        let from = number(y - size);
        let link = escape(link);
        let _ = write!(
            self.out,
            "<rect class=\"bar\" x=\"{bar}\" y=\"{from}\" width=\"3\" height=\"{high}\" fill=\"none\"/>\n\
             <a href=\"{link}\" xlink:href=\"{link}\" aria-label=\"[{note}], back to the figure\">\n\
             <rect class=\"ring\" x=\"{left}\" y=\"{top}\" width=\"{target}\" height=\"{target}\" fill=\"none\" pointer-events=\"all\"/>\n"
        );
        self.shape(shape);
        self.out.push_str("</a>\n");
    }

    /// The sources, and on paper the number of the page.
    fn foot(&mut self) {
        if !self.page.foot.is_empty() {
            self.out.push_str("<g class=\"foot\">\n");
            self.shapes(&self.page.foot);
            self.out.push_str("</g>\n");
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let _ = match shape {
            Shape::Rect { at, fill, stroke, round } => {
                let [x, y, w, h] = [at.x, at.y, at.w, at.h].map(number);
                let paint = self.paint(Some(*fill), stroke.map(|s| s.0));
                let (line, round) = (line(*stroke), number(*round));
                writeln!(
                    self.out,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{round}\"{paint}{line}/>"
                )
            }
            Shape::Text { x, y, size, face, fill, text } => {
                let weight = match face {
                    Face::Bold => " font-weight=\"bold\"",
                    Face::Regular => "",
                };
                let ([x, y, size], paint) = ([*x, *y, *size].map(number), self.paint(Some(*fill), None));
                let text = escape(text);
                writeln!(
                    self.out,
                    "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{paint}{weight}>{text}</text>"
                )
            }
            Shape::Path { steps, fill, stroke } => {
                let (paint, line) = (self.paint(*fill, stroke.map(|s| s.0)), line(*stroke));
                writeln!(self.out, "<path d=\"{}\"{paint}{line}/>", data(steps))
            }
            Shape::Dot { x, y, filled } => {
                let fill = if *filled { ColourRole::Ink } else { ColourRole::Paper };
                let paint = self.paint(Some(fill), Some(ColourRole::Ink));
                let [x, y] = [*x, *y].map(number);
                writeln!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3.6\"{paint} stroke-width=\"1.4\"/>")
            }
        };
    }
}

/// What a screen reader says of a link: the words that are seen, as people who speak to their machine call it by these (WCAG 2.2,
/// 2.5.3), then what else it tells.
fn label(item: &Item) -> String {
    let shapes = item.parts.iter().flat_map(|part| &part.shapes);
    let seen = shapes.filter_map(|shape| match shape {
        Shape::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let seen = seen.collect::<Vec<_>>().join(" ");
    let letters = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ").to_lowercase()
    };
    if letters(&item.spoken).contains(&letters(&seen)) {
        return item.spoken.clone();
    }
    format!("{seen}. {}", item.spoken).trim().to_owned()
}

/// How thick a line is and how it is broken.
fn line(stroke: Option<Stroke>) -> String {
    stroke.map_or_else(String::new, |(_, thick, border)| {
        format!(" stroke-width=\"{}\"{}", number(thick), dashes(border))
    })
}

/// What the ids of a page of a figure begin with: its kind, its title, its theme if that is not the first, its page if that is not the first.
fn id_of(scene: &Scene, page: usize, theme: &Theme) -> String {
    let letters = scene.heading.title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let mut parts: Vec<String> =
        letters.collect::<String>().to_lowercase().split_whitespace().take(12).map(str::to_owned).collect();
    if !theme.is_first() {
        parts.push(theme.name.clone());
    }
    if page > 1 {
        parts.push(page.to_string());
    }
    if !scene.kind.is_empty() {
        parts.insert(0, scene.kind.to_owned());
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
