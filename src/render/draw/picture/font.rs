//! The font that the program carries: which glyph a character has, its width and outline.

use ttf_parser::{Face as Font, GlyphId};

use super::super::metrics::Face;
use super::super::sheet::Shape;
use super::super::svg::drawn;
use super::PictureError;

const REGULAR: &[u8] = include_bytes!("../fonts/RemitSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/RemitSans-Bold.ttf");

/// Both faces.
pub(super) struct Fonts {
    regular: Font<'static>,
    bold: Font<'static>,
}

/// A character of a line: its glyph, and how far the next one is, in units of the font.
pub(super) struct Glyph {
    pub(super) shown: char,
    pub(super) id: GlyphId,
    pub(super) advance: u16,
}

impl Fonts {
    pub(super) fn new() -> Result<Self, PictureError> {
        let read = |bytes| Font::parse(bytes, 0).map_err(|error| PictureError::Failed(error.to_string()));
        Ok(Self { regular: read(REGULAR)?, bold: read(BOLD)? })
    }

    pub(super) fn face(&self, face: Face) -> &Font<'static> {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// The file of a face.
    pub(super) fn bytes(face: Face) -> &'static [u8] {
        match face {
            Face::Regular => REGULAR,
            Face::Bold => BOLD,
        }
    }

    /// The glyphs of a line, as the SVG shows its text; what the font lacks is left to [`Self::lacks`].
    pub(super) fn glyphs(&self, text: &str, face: Face) -> Vec<Glyph> {
        let font = self.face(face);
        let glyph = |c| {
            let id = font.glyph_index(c)?;
            Some(Glyph { shown: c, id, advance: font.glyph_hor_advance(id).unwrap_or_default() })
        };
        characters(text).filter_map(glyph).collect()
    }

    /// The characters of a text that the font lacks.
    pub(super) fn lacks(&self, shape: &Shape) -> Vec<char> {
        let Shape::Text { text, face, .. } = shape else { return Vec::new() };
        characters(text).filter(|c| self.face(*face).glyph_index(*c).is_none()).collect()
    }
}

/// What is drawn of a text: a sign for what cannot be shown, nothing for marks of direction.
fn characters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(drawn).filter_map(|c| match c {
        '\u{fffd}' => Some('\u{25a1}'),
        '\u{61c}' | '\u{200e}' | '\u{200f}' => None,
        c => Some(c),
    })
}
