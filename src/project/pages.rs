//! Sources as people have them: the text of a page of the web or of a PDF, which is what is quoted and digested.

use std::ffi::OsStr;
use std::path::Path;

use crate::compile::read;
use crate::render::draw::{RenderError, run};

/// The program that takes the text out of a PDF.
const PDFTOTEXT: &str = "pdftotext";

/// What a file of the folder of sources can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text.
    Text,
    /// A page of the web, whose text is taken out.
    Html,
    /// A PDF, whose text an installed program takes out.
    Pdf,
    /// Something that is not read.
    Other,
}

/// The form of a file, by the ending of its name.
pub(super) fn form(name: &str) -> Form {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    match ending.as_str() {
        "txt" | "md" => Form::Text,
        "html" | "htm" | "xhtml" => Form::Html,
        "pdf" => Form::Pdf,
        _ => Form::Other,
    }
}

/// The text of a page of the web; else why it has none.
pub(super) fn of_html(page: &str) -> Result<String, String> {
    let text = read::text_of_html(page);
    if text.is_empty() {
        return Err(
            "has no text; if a script makes it, copy the text from the browser into a .txt file".to_owned()
        );
    }
    Ok(text)
}

/// The text of a PDF; else why there is none.
pub(super) fn of_pdf(path: &Path) -> Result<String, String> {
    let options = ["-enc", "UTF-8", "-eol", "unix", "-nopgbrk"].map(OsStr::new);
    let arguments: Vec<&OsStr> = options.into_iter().chain([path.as_os_str(), OsStr::new("-")]).collect();
    let said = run(PDFTOTEXT, &arguments, b"").map_err(|error| match error {
        RenderError::Absent(..) => format!(
            "is a PDF, and `{PDFTOTEXT}` is not installed: install it (Debian and Ubuntu: apt install poppler-utils; macOS: \
             brew install poppler; Windows: winget install oschwartz10612.Poppler), or save its text as a .txt file"
        ),
        other => format!("is a PDF that cannot be read: {other}"),
    })?;
    let text = String::from_utf8(said.out).map_err(|_| "is a PDF whose text is not UTF-8".to_owned())?;
    if text.trim().is_empty() {
        return Err("is a PDF without text, probably of scanned pages; recognise the text (OCR) and save it as a .txt file".to_owned());
    }
    Ok(text)
}
