//! All pages as one PDF: text as text that can be searched and copied, with the font inside.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{
    ActionType, AnnotationType, CidFontType, FontFlags, LineCapStyle, SystemInfo, UnicodeCmap,
};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::super::metrics::Face;
use super::super::page::Page;
use super::super::sheet::{ColourRole, Rect as Frame, Shape, Step, Stroke, extent};
use super::super::theme::Theme;
use super::font::Fonts;
use super::outline::{outline, rectangle};
use crate::compile::ontology::Border;

/// Points in a pixel of the SVG.
const POINTS: f64 = 0.75;
/// The longest side that readers take, in points.
const LONGEST: f64 = 14_400.0;
const SYSTEM: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// The faces, each with its names in the document.
const FACES: [(Face, &[u8], &[u8]); 2] =
    [(Face::Regular, b"F1", b"RemitSans-Regular"), (Face::Bold, b"F2", b"RemitSans-Bold")];

/// The glyphs that are used of each face of [`FACES`], with the character and the width of each.
type Used = [BTreeMap<u16, (char, u16)>; 2];

/// The document.
pub(super) fn document(
    title: &str,
    pages: &[Page],
    shapes: &[Vec<&Shape>],
    theme: &Theme,
    fonts: &Fonts,
) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut last = 0;
    let mut id = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, info, faces) = (id(), id(), id(), [id(), id()]);
    let mut used = Used::default();
    let kids: Vec<Ref> = pages.iter().map(|_| id()).collect();
    for (((page, shapes), this), links) in pages.iter().zip(shapes).zip(&kids).zip(links(pages)) {
        let content = id();
        let (width, height) = page.size();
        let points = POINTS.min(LONGEST / width.max(height));
        let links: Vec<(Ref, Link)> = links.into_iter().map(|link| (id(), link)).collect();
        for (place, link) in &links {
            annotation(&mut pdf, (*place, link), &kids, pages);
        }
        let mut paper = pdf.page(*this);
        paper.parent(tree).contents(content);
        if !links.is_empty() {
            paper.annotations(links.iter().map(|(place, _)| *place));
        }
        paper.media_box(Rect::new(0.0, 0.0, (width * points) as f32, (height * points) as f32));
        let mut resources = paper.resources();
        let mut names = resources.fonts();
        for ((_, name, _), face) in FACES.iter().zip(faces) {
            names.pair(Name(name), face);
        }
        names.finish();
        resources.finish();
        paper.finish();
        let drawn = content_of(page, points * width / page.view.w, shapes, theme, fonts, &mut used);
        let packed = compress_to_vec_zlib(&drawn, 6);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
    }
    for ((face, used), place) in FACES.iter().zip(&used).zip(faces) {
        font(&mut pdf, place, [id(), id(), id(), id()], face, used, fonts);
    }
    pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
    pdf.document_info(info).title(TextStr(title)).producer(TextStr("remit"));
    let mut root = pdf.catalog(catalog);
    root.pages(tree);
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.finish()
}

/// A link: what can be clicked on a page, and the page and the place to which it leads.
struct Link {
    from: (usize, Frame),
    to: (usize, Frame),
    words: String,
}

/// The links of all pages, page by page: from what is drawn to its words, and back.
fn links(pages: &[Page]) -> Vec<Vec<Link>> {
    let (mut items, mut notes) = (BTreeMap::new(), BTreeMap::new());
    for (at, page) in pages.iter().enumerate() {
        for item in page.lists.iter().flat_map(|list| &list.items) {
            items.entry(item.note).or_insert((at, item.at));
        }
        for (number, shapes) in &page.notes {
            if let Some(frame) = number_of(*number, shapes) {
                notes.entry(*number).or_insert((at, frame));
            }
        }
    }
    let of_page = |(at, page): (usize, &Page)| {
        let drawn = page.lists.iter().flat_map(|list| &list.items).filter_map(|item| {
            let words = format!("[{}]", item.note?);
            Some(Link { from: (at, item.at), to: *notes.get(&item.note?)?, words })
        });
        let back = page.notes.iter().filter_map(|(number, shapes)| {
            let words = format!("[{number}], back to the figure");
            let from = (at, number_of(*number, shapes)?);
            Some(Link { from, to: *items.get(&Some(*number))?, words })
        });
        drawn.chain(back).collect()
    };
    pages.iter().enumerate().map(of_page).collect()
}

/// Where the number of a note stands; what goes on from the page before has none.
fn number_of(number: usize, shapes: &[Shape]) -> Option<Frame> {
    match shapes.first() {
        Some(shape @ Shape::Text { text, .. }) if *text == format!("[{number}]") => extent(shape),
        _ => None,
    }
}

/// Writes a link; it leads a little above its place, which stays as large as the reader has it.
fn annotation(pdf: &mut Pdf, (place, link): (Ref, &Link), kids: &[Ref], pages: &[Page]) {
    const ABOVE: f64 = 12.0;
    let point = |at: usize, x: f64, y: f64| {
        let page = &pages[at];
        let (width, height) = page.size();
        let scale = POINTS.min(LONGEST / width.max(height)) * width / page.view.w;
        [((x - page.view.x) * scale) as f32, ((page.view.y + page.view.h - y) * scale) as f32]
    };
    let ((at, from), (to, there)) = (link.from, link.to);
    let ([left, top], [right, bottom]) =
        (point(at, from.x, from.y), point(at, from.x + from.w, from.y + from.h));
    let [_, y] = point(to, there.x, there.y - ABOVE);
    let mut written = pdf.annotation(place);
    written.subtype(AnnotationType::Link).rect(Rect::new(left, bottom, right, top));
    written.border(0.0, 0.0, 0.0, None).contents(TextStr(&link.words));
    written.action().action_type(ActionType::GoTo).destination().page(kids[to]).xyz(0.0, y, None);
}

fn content_of(
    page: &Page,
    scale: f64,
    shapes: &[&Shape],
    theme: &Theme,
    fonts: &Fonts,
    used: &mut Used,
) -> Vec<u8> {
    let mut out = Content::new();
    // Of a page of PDF the origin is at the bottom, and y runs up.
    let (left, bottom) = (-page.view.x * scale, (page.view.y + page.view.h) * scale);
    out.transform([scale as f32, 0.0, 0.0, -scale as f32, left as f32, bottom as f32]);
    path(&mut out, &rectangle(page.view, 0.0), (Some(ColourRole::Paper), None), theme);
    for shape in shapes {
        if let Shape::Text { x, y, size, face, fill, text } = shape {
            let which = usize::from(*face == Face::Bold);
            let mut bytes = Vec::new();
            for glyph in fonts.glyphs(text, *face) {
                used[which].insert(glyph.id.0, (glyph.shown, glyph.advance));
                bytes.extend(glyph.id.0.to_be_bytes());
            }
            let [r, g, b] = colour(*fill, theme);
            out.set_fill_rgb(r, g, b).begin_text().set_font(Name(FACES[which].1), *size as f32);
            out.set_text_matrix([1.0, 0.0, 0.0, -1.0, *x as f32, *y as f32]).show(Str(&bytes)).end_text();
        } else if let Some((steps, fill, line)) = outline(shape) {
            path(&mut out, &steps, (fill, line), theme);
        }
    }
    out.finish().into_vec()
}

fn colour(role: ColourRole, theme: &Theme) -> [f32; 3] {
    theme.paint(role).parts().map(|part| f32::from(part) / 255.0)
}

fn path(
    out: &mut Content,
    steps: &[Step],
    (fill, line): (Option<ColourRole>, Option<Stroke>),
    theme: &Theme,
) {
    if let Some([r, g, b]) = fill.map(|f| colour(f, theme)) {
        out.set_fill_rgb(r, g, b);
    }
    if let Some((role, thick, border)) = line {
        let [r, g, b] = colour(role, theme);
        out.set_stroke_rgb(r, g, b).set_line_width(thick as f32);
        let (dashes, cap): (&[f32], _) = match border {
            Border::Solid => (&[], LineCapStyle::ButtCap),
            Border::Dashed => (&[7.0, 4.0], LineCapStyle::ButtCap),
            Border::Dotted => (&[0.1, 4.0], LineCapStyle::RoundCap),
        };
        out.set_dash_pattern(dashes.iter().copied(), 0.0).set_line_cap(cap);
    }
    for step in steps {
        match *step {
            Step::Move(x, y) => out.move_to(x as f32, y as f32),
            Step::Line(x, y) => out.line_to(x as f32, y as f32),
            Step::Curve(points) => {
                let [one, two, end] = points.map(|(x, y)| (x as f32, y as f32));
                out.cubic_to(one.0, one.1, two.0, two.1, end.0, end.1)
            }
            Step::Close => out.close_path(),
        };
    }
    match (fill, line) {
        (Some(_), Some(_)) => out.fill_nonzero_and_stroke(),
        (Some(_), None) => out.fill_nonzero(),
        (None, Some(_)) => out.stroke(),
        (None, None) => out.end_path(),
    };
}

/// A face with the widths of what is used of it, and which characters its glyphs are.
fn font(
    pdf: &mut Pdf,
    place: Ref,
    [descendant, descriptor, map, file]: [Ref; 4],
    (face, _, name): &(Face, &[u8], &[u8]),
    used: &BTreeMap<u16, (char, u16)>,
    fonts: &Fonts,
) {
    let (name, read) = (Name(name), fonts.face(*face));
    let thousandths = |units: i32| units as f32 * 1000.0 / f32::from(read.units_per_em());
    let mut composite = pdf.type0_font(place);
    composite.base_font(name).encoding_predefined(Name(b"Identity-H"));
    composite.descendant_font(descendant).to_unicode(map);
    composite.finish();
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(descriptor);
    cid.cid_to_gid_map_predefined(Name(b"Identity")).default_width(0.0);
    let mut widths = cid.widths();
    for (glyph, (_, advance)) in used {
        widths.same(*glyph, *glyph, thousandths(i32::from(*advance)));
    }
    widths.finish();
    cid.finish();
    let bounds = read.global_bounding_box();
    let [x1, y1, x2, y2] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(i32::from).map(thousandths);
    let mut described = pdf.font_descriptor(descriptor);
    described.name(name).flags(FontFlags::NON_SYMBOLIC).bbox(Rect::new(x1, y1, x2, y2)).italic_angle(0.0);
    described
        .ascent(thousandths(i32::from(read.ascender())))
        .descent(thousandths(i32::from(read.descender())));
    let capital = read.capital_height().unwrap_or_else(|| read.ascender());
    let stem = if *face == Face::Bold { 140.0 } else { 80.0 };
    described.cap_height(thousandths(i32::from(capital))).stem_v(stem).font_file2(file);
    described.finish();
    let mut characters = UnicodeCmap::<u16>::new(Name(b"Custom"), SYSTEM);
    for (glyph, (shown, _)) in used {
        characters.pair(*glyph, *shown);
    }
    let characters = characters.finish().into_vec();
    pdf.cmap(map, &characters);
    let bytes = Fonts::bytes(*face);
    let packed = compress_to_vec_zlib(bytes, 6);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), i32::try_from(bytes.len()).unwrap_or(0));
}
