//! The bytes of a frozen store, handed out only once they are known to be those that were written.
//!
//! A checksum of 32 bits stands for each block of 16 KiB: it finds every change of one byte, and costs some microseconds the first
//! time that a block is looked at. So opening reads next to nothing, and no answer rests on bytes that nobody checked.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::Damage;

/// How many bytes one checksum stands for.
const BLOCK: usize = 16 * 1024;
/// What a store begins with.
const BEGINNING: [u8; 8] = *b"remitSTO";
/// Counted up whenever the form changes: stores of other versions are made anew.
pub(super) const VERSION: u32 = 2;
/// How many bytes stand before the first section.
const HEAD: usize = 16;
/// How many sections there are.
pub(super) const SECTIONS: usize = 20;
/// How many bytes the end of a store has: the ends of all sections, the checksum of the checksums, and its own.
const FOOT: usize = 8 * SECTIONS + 4 + 4;

/// Bytes that lie somewhere, in memory or mapped from a file.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The bytes of a store, told apart into sections.
pub(super) struct Blocks {
    bytes: Bytes,
    ends: [usize; SECTIONS],
    /// One bit for each block that was found to be sound.
    sound: Box<[AtomicU64]>,
    is_damaged: AtomicBool,
}

impl Blocks {
    /// Reads the ends of the sections. Costs a look at the beginning, the end and the checksums.
    ///
    /// # Errors
    ///
    /// Where these are not those of a whole store of this version.
    pub(super) fn open(bytes: Bytes) -> Result<Self, Damage> {
        let all = (*bytes).as_ref();
        let (head, rest) = all.split_at_checked(HEAD).ok_or(Damage::Foreign)?;
        if !head.starts_with(&BEGINNING) {
            return Err(Damage::Foreign);
        }
        let version = number(&head[8..]);
        if version != VERSION {
            return Err(Damage::Version(version));
        }
        let foot = rest.len().checked_sub(FOOT).map(|start| &rest[start..]).ok_or(Damage::Cut)?;
        let (told, own) = foot.split_at(FOOT - 4);
        if crc32fast::hash(told) != number(own) {
            return Err(Damage::Cut);
        }
        let mut ends = [0; SECTIONS];
        let mut before = HEAD;
        for (end, bytes) in ends.iter_mut().zip(told.as_chunks::<8>().0) {
            *end = usize::try_from(u64::from_le_bytes(*bytes)).map_err(|_| Damage::Cut)?;
            if *end < before {
                return Err(Damage::Cut);
            }
            before = *end;
        }
        let sums = all.get(before..all.len() - FOOT).ok_or(Damage::Cut)?;
        let count = before.div_ceil(BLOCK);
        if sums.len() != 4 * count || crc32fast::hash(sums) != number(&told[8 * SECTIONS..]) {
            return Err(Damage::Cut);
        }
        let sound = (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { bytes, ends, sound, is_damaged: AtomicBool::new(false) })
    }

    /// Whether bytes were asked for that are not those that were written; no answer that was given since holds.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// Looks at every block.
    pub(super) fn check(&self) {
        (0..self.end().div_ceil(BLOCK)).for_each(|block| _ = self.is_sound(block));
    }

    fn end(&self) -> usize {
        self.ends[SECTIONS - 1]
    }

    /// How many bytes a section has.
    pub(super) fn length(&self, section: usize) -> usize {
        self.ends[section] - self.start(section)
    }

    fn start(&self, section: usize) -> usize {
        if section == 0 { HEAD } else { self.ends[section - 1] }
    }

    /// Some bytes of a section; none where there are not so many, or they are damaged.
    pub(super) fn get(&self, section: usize, range: Range<usize>) -> &[u8] {
        let start = self.start(section);
        let (from, to) = (start.saturating_add(range.start), start.saturating_add(range.end));
        if from >= to || to > self.ends[section] {
            if from != to {
                self.is_damaged.store(true, Ordering::Relaxed);
            }
            return &[];
        }
        if (from / BLOCK..=(to - 1) / BLOCK).all(|block| self.is_sound(block)) {
            &(*self.bytes).as_ref()[from..to]
        } else {
            &[]
        }
    }

    /// A whole section.
    pub(super) fn whole(&self, section: usize) -> &[u8] {
        self.get(section, 0..self.length(section))
    }

    /// How many numbers of 4 bytes a section has.
    pub(super) fn count(&self, section: usize) -> usize {
        self.length(section) / 4
    }

    /// Some numbers of 4 bytes.
    pub(super) fn numbers(&self, section: usize, range: Range<usize>) -> &[[u8; 4]] {
        self.get(section, 4 * range.start..4 * range.end).as_chunks().0
    }

    /// One number of 4 bytes.
    pub(super) fn number(&self, section: usize, at: usize) -> u32 {
        self.numbers(section, at..at + 1).first().map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    fn is_sound(&self, block: usize) -> bool {
        let Some(word) = self.sound.get(block / 64) else { return false };
        let bit = 1 << (block % 64);
        if word.load(Ordering::Relaxed) & bit != 0 {
            return true;
        }
        let bytes = (*self.bytes).as_ref();
        let (start, end) = (block * BLOCK, self.end().min((block + 1) * BLOCK));
        let sum = self.end() + 4 * block;
        let is_sound = match (bytes.get(start..end), bytes.get(sum..sum + 4)) {
            (Some(bytes), Some(sum)) => crc32fast::hash(bytes) == number(sum),
            _ => false,
        };
        if is_sound {
            word.fetch_or(bit, Ordering::Relaxed);
        } else {
            self.is_damaged.store(true, Ordering::Relaxed);
        }
        is_sound
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Writes sections one after the other, and what it takes to check them.
pub(super) struct Writer<'a> {
    out: &'a mut dyn Write,
    at: u64,
    ends: Vec<u64>,
    sum: crc32fast::Hasher,
    sums: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut me = Self { out, at: 0, ends: Vec::new(), sum: crc32fast::Hasher::new(), sums: Vec::new() };
        me.bytes(&BEGINNING)?;
        me.bytes(&VERSION.to_le_bytes())?;
        me.bytes(&[0; 4])?;
        Ok(me)
    }

    /// Writes bytes of the section that is open.
    pub(super) fn bytes(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = BLOCK - (self.at % BLOCK as u64) as usize;
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.out.write_all(now)?;
            self.sum.update(now);
            self.at += now.len() as u64;
            if now.len() == room {
                self.end_block();
            }
            bytes = later;
        }
        Ok(())
    }

    /// Writes numbers of the section that is open, 4 bytes each.
    pub(super) fn numbers(&mut self, numbers: &[u32]) -> io::Result<()> {
        let mut buffer = Vec::with_capacity(BLOCK);
        for some in numbers.chunks(BLOCK / 4) {
            buffer.clear();
            for number in some {
                buffer.extend_from_slice(&number.to_le_bytes());
            }
            self.bytes(&buffer)?;
        }
        Ok(())
    }

    /// Ends a section.
    pub(super) fn end(&mut self) {
        self.ends.push(self.at);
    }

    fn end_block(&mut self) {
        let sum = std::mem::take(&mut self.sum).finalize();
        self.sums.extend_from_slice(&sum.to_le_bytes());
    }

    /// Ends the store.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if !self.at.is_multiple_of(BLOCK as u64) {
            self.end_block();
        }
        self.ends.resize(SECTIONS, self.at);
        let mut foot: Vec<u8> = self.ends.iter().flat_map(|end| end.to_le_bytes()).collect();
        foot.extend_from_slice(&crc32fast::hash(&self.sums).to_le_bytes());
        foot.extend_from_slice(&crc32fast::hash(&foot).to_le_bytes());
        self.out.write_all(&self.sums)?;
        self.out.write_all(&foot)
    }
}
