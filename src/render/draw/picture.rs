//! Figures as PNG and PDF, drawn from the same shapes as the SVG with a font that the program carries: no browser, no Graphviz,
//! no font of the machine.
//!
//! Built with the feature `pictures`; without it every call says so.

use std::collections::BTreeSet;

use super::theme::Theme;
use crate::render::figure::{Figure, Picture};

#[cfg(feature = "pictures")]
mod font;
#[cfg(feature = "pictures")]
mod outline;
#[cfg(feature = "pictures")]
mod pdf;
#[cfg(feature = "pictures")]
mod png;

/// Why a picture was not drawn.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The program was built without it.
    #[error("this `remit` was built without PNG and PDF")]
    NotBuilt,
    /// The font lacks characters.
    #[error("the font of PNG and PDF lacks {0}")]
    Lacks(String),
    /// More pixels than a picture may have.
    #[error("as PNG the figure has {0} by {1} pixels, which is too large")]
    TooLarge(u32, u32),
    /// The font could not be read, or the picture not be put together.
    #[error("the picture could not be made: {0}")]
    Failed(String),
}

impl PictureError {
    /// What to do.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotBuilt => {
                "build it with the feature `pictures` (`cargo install --path .` has it), or take the SVG (-o FILE.svg)"
            }
            Self::Lacks(_) => "take the SVG (-o FILE.svg): a browser has fonts for every script",
            Self::TooLarge(..) => "take PDF or SVG, which have no pixels, or draw a part with --near",
            Self::Failed(_) => "take the SVG (-o FILE.svg)",
        }
    }
}

/// A figure as PNG, page by page, two pixels for each of the SVG.
///
/// # Errors
///
/// When the feature `pictures` is missing, the font lacks a character, or a page is too large.
pub fn png(figure: &Figure, theme: &Theme) -> Result<Vec<Vec<u8>>, PictureError> {
    made(Picture::Png, figure, theme)
}

/// A figure as PDF, with all its pages.
///
/// # Errors
///
/// When the feature `pictures` is missing, or the font lacks a character.
pub fn pdf(figure: &Figure, theme: &Theme) -> Result<Vec<u8>, PictureError> {
    Ok(made(Picture::Pdf, figure, theme)?.concat())
}

/// The files of a figure in a form.
///
/// # Errors
///
/// When the font lacks a character of the figure: which one.
#[cfg(feature = "pictures")]
pub fn made(picture: Picture, figure: &Figure, theme: &Theme) -> Result<Vec<Vec<u8>>, PictureError> {
    let (scene, pages) = super::pages(figure, theme.page);
    let fonts = font::Fonts::new()?;
    let shapes: Vec<Vec<_>> = pages.iter().map(|page| page.shapes().collect()).collect();
    let lacking: BTreeSet<char> = shapes.iter().flatten().flat_map(|s| fonts.lacks(s)).collect();
    if !lacking.is_empty() {
        return Err(PictureError::Lacks(listed(&lacking)));
    }
    match picture {
        Picture::Png => {
            pages.iter().zip(&shapes).map(|(page, shapes)| png::page(page, shapes, theme, &fonts)).collect()
        }
        Picture::Pdf => Ok(vec![pdf::document(scene.heading.headline(), &pages, &shapes, theme, &fonts)]),
    }
}

/// The files of a figure in a form.
///
/// # Errors
///
/// Always: this build has no pictures.
#[cfg(not(feature = "pictures"))]
pub fn made(_: Picture, _: &Figure, _: &Theme) -> Result<Vec<Vec<u8>>, PictureError> {
    Err(PictureError::NotBuilt)
}

/// Some characters, for people; of many the first.
#[cfg_attr(not(feature = "pictures"), expect(dead_code))]
fn listed(characters: &BTreeSet<char>) -> String {
    const MOST: usize = 8;
    let first: Vec<String> =
        characters.iter().take(MOST).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let more = characters.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more characters") } else { String::new() };
    format!("{}{rest}", first.join(", "))
}
