//! Files to texts: unpacked and decoded.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use lzma_rust2::XzReader;

use super::{Open, unreadable};
use crate::bulk::fault::Fault;
use crate::bulk::fault::Spot;
use crate::bulk::plan::{Compression, Encoding, LogicalSource};

/// The most that a packed file may unpack to, in bytes.
const MOST: usize = 1 << 30;

/// The bytes of a source as they can be read in one pass, if they need neither unpacking nor decoding.
pub(super) fn stream(source: &LogicalSource, open: &dyn Open) -> Result<Box<dyn Read + Send>, Fault> {
    let access = &source.access;
    if access.encoding == Encoding::Utf8 && access.compression == Compression::None {
        let mut stream = opened(source, open)?;
        let mut start = Vec::new();
        let read = (&mut stream).take(4).read_to_end(&mut start);
        read.map_err(|error| {
            unreadable(source, format!("this file cannot be read: {error}"), Spot::default())
        })?;
        let looks_like = match start.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(("text in UTF-16", "rml:encoding rml:UTF-16")),
            [0x1f, 0x8b, ..] => Some(("packed by gzip", "rml:compression rml:gzip")),
            [b'P', b'K', 3, 4] => Some(("a zip archive", "rml:compression rml:zip")),
            _ => None,
        };
        if let Some((what, say)) = looks_like {
            let fault = unreadable(source, format!("this file looks like {what}"), Spot::default());
            return Err(fault.help(format!("say so in the mapping, with `{say}` beside `rml:path`")));
        }
        return Ok(Box::new(io::Cursor::new(start).chain(stream)));
    }
    Ok(Box::new(io::Cursor::new(text(source, open)?)))
}

/// The whole text of a source, without a byte-order mark.
pub(super) fn text(source: &LogicalSource, open: &dyn Open) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let read = opened(source, open)?.read_to_end(&mut bytes);
    read.map_err(|error| unreadable(source, format!("this file cannot be read: {error}"), Spot::default()))?;
    let bytes = unpacked(source, bytes)?;
    decoded(source, bytes)
}

fn unpacked(source: &LogicalSource, bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let bytes = match source.access.compression {
        Compression::None => Ok(bytes),
        Compression::Gzip => gunzip(&bytes),
        Compression::Zip => unzip(&bytes),
        Compression::TarGzip => gunzip(&bytes).and_then(|bytes| untar(&bytes)),
        Compression::TarXz => unxz(&bytes).and_then(|bytes| untar(&bytes)),
    };
    bytes.map_err(|wrong| unreadable(source, wrong, Spot::default()))
}

fn decoded(source: &LogicalSource, bytes: Vec<u8>) -> Result<String, Fault> {
    match source.access.encoding {
        Encoding::Utf8 => utf8(source, bytes),
        Encoding::Utf16 => utf16(&bytes, false).ok_or_else(|| not_encoded(source, "UTF-16")),
        Encoding::Utf16Little => utf16(&bytes, true).ok_or_else(|| not_encoded(source, "UTF-16")),
    }
}

/// The text of bytes of UTF-8, without a byte-order mark.
pub(super) fn utf8(source: &LogicalSource, bytes: Vec<u8>) -> Result<String, Fault> {
    let mut text = String::from_utf8(bytes).map_err(|_| not_encoded(source, "UTF-8"))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn not_encoded(source: &LogicalSource, encoding: &str) -> Fault {
    unreadable(source, format!("this file is not in {encoding}"), Spot::default())
}

fn opened(source: &LogicalSource, open: &dyn Open) -> Result<Box<dyn Read + Send>, Fault> {
    let file = &source.access.file;
    open.open(file)
        .map_err(|error| unreadable(source, format!("this file cannot be read: {error}"), Spot::default()))
}

/// UTF-16 with a mark of its order, else in an order that is told.
fn utf16(bytes: &[u8], is_little: bool) -> Option<String> {
    let little = bytes.starts_with(&[0xff, 0xfe]) || (is_little && !bytes.starts_with(&[0xfe, 0xff]));
    let (pairs, rest) = bytes.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let units: Vec<u16> = pairs.iter().map(unit).collect();
    let text = if rest.is_empty() { String::from_utf16(&units).ok() } else { None };
    text.map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

/// All members of a file of gzip.
fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    limited(MultiGzDecoder::new(bytes), "this file is not packed by gzip, or is damaged")
}

/// The one file of a zip archive.
fn unzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const WRONG: &str = "this file is not a zip archive with one file";
    let [b'P', b'K', 3, 4, ..] = bytes else { return Err(WRONG) };
    // The end of the directory says how many files there are; a comment may follow it.
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or(WRONG)?;
    if short(bytes, end + 10) != Some(1) {
        return Err("this archive has more than one file; pack one alone");
    }
    let method = short(bytes, 8).ok_or(WRONG)?;
    let names = usize::from(short(bytes, 26).ok_or(WRONG)?) + usize::from(short(bytes, 28).ok_or(WRONG)?);
    let data = bytes.get(30 + names..).ok_or(WRONG)?;
    match method {
        0 => {
            let size = usize::from(short(bytes, 22).ok_or(WRONG)?)
                | usize::from(short(bytes, 24).ok_or(WRONG)?) << 16;
            data.get(..size).map(<[u8]>::to_vec).ok_or(WRONG)
        }
        8 => limited(DeflateDecoder::new(data), "this archive is damaged"),
        _ => Err("this archive is packed in a way that cannot be read"),
    }
}

/// The one file of a tar archive.
fn untar(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const WRONG: &str = "this file is not a tar archive with one file";
    const BLOCK: usize = 512;
    let mut at = 0;
    let mut found = None;
    // An archive ends with blocks of zeros, or with its file.
    while let Some(header) = bytes.get(at..at + BLOCK).filter(|header| header.iter().any(|b| *b != 0)) {
        let size =
            std::str::from_utf8(&header[124..136]).ok().map(|t| t.trim_matches(['\0', ' '])).ok_or(WRONG)?;
        let size = usize::from_str_radix(size, 8).map_err(|_| WRONG)?;
        let data = bytes.get(at + BLOCK..at + BLOCK + size).ok_or(WRONG)?;
        if matches!(header[156], b'0' | 0) && found.replace(data).is_some() {
            return Err("this archive has more than one file; pack one alone");
        }
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
    found.map(<[u8]>::to_vec).ok_or(WRONG)
}

/// All that a reader unpacks, up to a limit.
fn limited(reader: impl Read, damaged: &'static str) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    match reader.take(MOST as u64 + 1).read_to_end(&mut out) {
        Ok(length) if length <= MOST => Ok(out),
        Ok(_) => Err("this file unpacks to more than a gibibyte, which is not read; unpack it first"),
        Err(_) => Err(damaged),
    }
}

/// A file of xz; the memory that its packing asks for is limited, too.
fn unxz(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let most_kibibytes = (MOST >> 10) as u32;
    limited(
        XzReader::new_mem_limit(bytes, true, most_kibibytes),
        "this file is not packed by xz, or is damaged",
    )
}

/// Two bytes, the lower one first.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}
