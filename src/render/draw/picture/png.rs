//! A page as PNG.

use tiny_skia::{FillRule, LineCap, Paint, PathBuilder, Pixmap, Stroke as Line, StrokeDash, Transform};
use ttf_parser::{Face as Font, OutlineBuilder};

use super::super::colour::Rgb;
use super::super::page::Page;
use super::super::sheet::{ColourRole, Shape, Step, Stroke};
use super::super::theme::Theme;
use super::PictureError;
use super::font::{Fonts, Glyph};
use super::outline::outline;
use crate::compile::ontology::Border;

/// Pixels for each of the SVG.
const SCALE: f64 = 2.0;
/// The most pixels of a picture: 400 MB while it is drawn.
const MOST: u64 = 100_000_000;

/// A page as the bytes of a file.
pub(super) fn page(
    page: &Page,
    shapes: &[&Shape],
    theme: &Theme,
    fonts: &Fonts,
) -> Result<Vec<u8>, PictureError> {
    let (width, height) = page.size();
    let (w, h) = ((width * SCALE).round() as u32, (height * SCALE).round() as u32);
    let too_large = PictureError::TooLarge(w, h);
    if u64::from(w) * u64::from(h) > MOST {
        return Err(too_large);
    }
    let mut pixels = Pixmap::new(w, h).ok_or(too_large)?;
    pixels.fill(paint(theme.paint(ColourRole::Paper)).1);
    let scale = (SCALE * width / page.view.w) as f32;
    let (x, y) = (page.view.x as f32, page.view.y as f32);
    let at = Transform::from_row(scale, 0.0, 0.0, scale, -x * scale, -y * scale);
    for shape in shapes {
        draw(shape, &mut pixels, at, theme, fonts);
    }
    pixels.encode_png().map_err(|error| PictureError::Failed(error.to_string()))
}

fn draw(shape: &Shape, pixels: &mut Pixmap, at: Transform, theme: &Theme, fonts: &Fonts) {
    let (path, fill, line) = if let Shape::Text { x, y, size, face, fill, text } = shape {
        let place = (*x as f32, *y as f32, *size as f32);
        (letters(&fonts.glyphs(text, *face), place, fonts.face(*face)), Some(*fill), None)
    } else if let Some((steps, fill, line)) = outline(shape) {
        (path(&steps), fill, line)
    } else {
        return;
    };
    let Some(path) = path.finish() else { return };
    if let Some(fill) = fill {
        pixels.fill_path(&path, &paint(theme.paint(fill)).0, FillRule::Winding, at, None);
    }
    if let Some(line) = line {
        pixels.stroke_path(&path, &paint(theme.paint(line.0)).0, &stroke(line), at, None);
    }
}

fn paint(colour: Rgb) -> (Paint<'static>, tiny_skia::Color) {
    let [r, g, b] = colour.parts();
    let colour = tiny_skia::Color::from_rgba8(r, g, b, 255);
    (Paint { shader: tiny_skia::Shader::SolidColor(colour), ..Paint::default() }, colour)
}

fn stroke((_, thick, border): Stroke) -> Line {
    let (dash, cap) = match border {
        Border::Solid => (None, LineCap::Butt),
        Border::Dashed => (StrokeDash::new(vec![7.0, 4.0], 0.0), LineCap::Butt),
        Border::Dotted => (StrokeDash::new(vec![0.1, 4.0], 0.0), LineCap::Round),
    };
    Line { width: thick as f32, line_cap: cap, dash, ..Line::default() }
}

fn path(steps: &[Step]) -> PathBuilder {
    let mut out = PathBuilder::new();
    let point = |(x, y): (f64, f64)| (x as f32, y as f32);
    for step in steps {
        match *step {
            Step::Move(x, y) => out.move_to(x as f32, y as f32),
            Step::Line(x, y) => out.line_to(x as f32, y as f32),
            Step::Curve(points) => {
                let [one, two, end] = points.map(point);
                out.cubic_to(one.0, one.1, two.0, two.1, end.0, end.1);
            }
            Step::Close => out.close(),
        }
    }
    out
}

/// The outlines of a line of text.
fn letters(glyphs: &[Glyph], (x, y, size): (f32, f32, f32), font: &Font<'_>) -> PathBuilder {
    let scale = size / f32::from(font.units_per_em());
    let mut pen = Pen { path: PathBuilder::new(), x, y, scale };
    for glyph in glyphs {
        // A space has no outline.
        let _ = font.outline_glyph(glyph.id, &mut pen);
        pen.x += f32::from(glyph.advance) * scale;
    }
    pen.path
}

/// Takes outlines in units of the font, whose y runs up.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
