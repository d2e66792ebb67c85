//! Files to texts: unpacked and decoded.

use std::io::{self, Read};

use lzma_rust2::XzReader;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

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
        return opened(source, open);
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
        Encoding::Utf16 => utf16(&bytes).ok_or_else(|| not_encoded(source, "UTF-16")),
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

/// UTF-16 with a mark of its order, else with the higher byte first.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = bytes.starts_with(&[0xff, 0xfe]);
    let (pairs, rest) = bytes.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let units: Vec<u16> = pairs.iter().map(unit).collect();
    let text = if rest.is_empty() { String::from_utf16(&units).ok() } else { None };
    text.map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

/// The first member of a file of gzip (RFC 1952).
fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const WRONG: &str = "this file is not packed by gzip";
    let [0x1f, 0x8b, 8, flags, ..] = bytes else { return Err(WRONG) };
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(short(bytes, at).ok_or(WRONG)?);
    }
    // A name and a comment, each ended by a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == 0)).ok_or(WRONG)? + 1;
        }
    }
    at += if flags & 2 == 0 { 0 } else { 2 };
    inflate(bytes.get(at..).ok_or(WRONG)?)
}

/// The first file of a zip archive.
fn unzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const WRONG: &str = "this file is not a zip archive with one file";
    let [b'P', b'K', 3, 4, ..] = bytes else { return Err(WRONG) };
    let method = short(bytes, 8).ok_or(WRONG)?;
    let names = usize::from(short(bytes, 26).ok_or(WRONG)?) + usize::from(short(bytes, 28).ok_or(WRONG)?);
    let data = bytes.get(30 + names..).ok_or(WRONG)?;
    match method {
        0 => {
            let size = usize::from(short(bytes, 22).ok_or(WRONG)?)
                | usize::from(short(bytes, 24).ok_or(WRONG)?) << 16;
            data.get(..size).map(<[u8]>::to_vec).ok_or(WRONG)
        }
        8 => inflate(data),
        _ => Err("this archive is packed in a way that cannot be read"),
    }
}

/// The first file of a tar archive.
fn untar(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const WRONG: &str = "this file is not a tar archive with one file";
    const BLOCK: usize = 512;
    let mut at = 0;
    loop {
        let header = bytes.get(at..at + BLOCK).ok_or(WRONG)?;
        let size =
            std::str::from_utf8(&header[124..136]).ok().map(|t| t.trim_matches(['\0', ' '])).ok_or(WRONG)?;
        let size = usize::from_str_radix(size, 8).map_err(|_| WRONG)?;
        let data = bytes.get(at + BLOCK..at + BLOCK + size).ok_or(WRONG)?;
        if matches!(header[156], b'0' | 0) {
            return Ok(data.to_vec());
        }
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
}

fn inflate(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    decompress_to_vec_with_limit(data, MOST)
        .map_err(|_| "this file is not packed well, or is too large unpacked")
}

/// A file of xz; the memory that its packing asks for is limited, too.
fn unxz(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let most_kibibytes = (MOST >> 10) as u32;
    let mut out = Vec::new();
    let mut reader = XzReader::new_mem_limit(bytes, true, most_kibibytes).take(MOST as u64);
    match reader.read_to_end(&mut out) {
        Ok(length) if length < MOST => Ok(out),
        _ => Err("this file is not packed by xz, or is too large unpacked"),
    }
}

/// Two bytes, the lower one first.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}
