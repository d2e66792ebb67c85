//! A file of lines in which each line is once. Exact, and within a limit of memory.
//!
//! Of a line that was written, its hash and its place are kept; a line with the same hash is compared with what stands there.
//! Where the table of hashes reaches the limit, it goes to the disk in partitions by hash, and a new one begins: lines may then be
//! written again. At the end each partition is sorted by itself, which finds the repeats, and the file is copied without them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use super::write::{Scratch, Spool};

/// A line that was written: its hash, and where it begins, counted from 1; nothing is at 0.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    hash: u64,
    place: u64,
}

/// How many bytes a slot takes.
const SLOT: usize = size_of::<Slot>();
/// The least number of slots.
const FEWEST: usize = 1 << 10;
/// How many bytes are collected before they are written.
const BUFFER: usize = 1 << 20;
/// Into how many files hashes go, by their upper bits.
const PARTITIONS: usize = 64;

pub(super) struct Distinct {
    file: Box<dyn Scratch>,
    /// What is not in the file yet.
    buffer: Vec<u8>,
    /// How many bytes are in the file.
    written: u64,
    slots: Vec<Slot>,
    used: usize,
    most_slots: usize,
    lines: u64,
    spilled: Vec<BufWriter<Box<dyn Scratch>>>,
    page: Page,
}

/// A part of the file that was read to compare lines with.
#[derive(Default)]
struct Page {
    start: u64,
    bytes: Vec<u8>,
}

impl Distinct {
    /// Writes to an empty file; the table takes at most so many bytes.
    pub(super) fn new(file: Box<dyn Scratch>, memory: usize) -> Self {
        // A table that grows is there twice for a moment, and half as large as the new one.
        let most = (memory / SLOT * 2 / 3).max(FEWEST * 2);
        Self {
            file,
            buffer: Vec::new(),
            written: 0,
            slots: vec![Slot::default(); FEWEST],
            used: 0,
            most_slots: most,
            lines: 0,
            spilled: Vec::new(),
            page: Page::default(),
        }
    }

    fn home(&self, hash: u64) -> usize {
        // The table has a power of two of slots.
        hash as usize & (self.slots.len() - 1)
    }

    /// Fetches the slot of a hash into the cache.
    pub(super) fn touch(&self, hash: u64) {
        black_box(self.slots[self.home(hash)].place);
    }

    /// Writes a line, unless it is known to be there.
    pub(super) fn add(&mut self, hash: u64, line: &[u8], spool: &mut dyn Spool) -> io::Result<()> {
        let mut at = self.home(hash);
        loop {
            let slot = self.slots[at];
            if slot.place == 0 {
                break;
            }
            if slot.hash == hash && self.is_at(slot.place - 1, line)? {
                return Ok(());
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let place = self.written + self.buffer.len() as u64 + 1;
        self.slots[at] = Slot { hash, place };
        self.used += 1;
        self.lines += 1;
        self.buffer.extend_from_slice(line);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        if self.used > self.slots.len() / 4 * 3 {
            self.grow(spool)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn grow(&mut self, spool: &mut dyn Spool) -> io::Result<()> {
        let length = self.slots.len() * 2;
        if length > self.most_slots {
            self.spill(spool)?;
            self.slots.fill(Slot::default());
            self.used = 0;
            return Ok(());
        }
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); length]);
        for slot in old.into_iter().filter(|slot| slot.place > 0) {
            let mut at = self.home(slot.hash);
            while self.slots[at].place > 0 {
                at = (at + 1) & (length - 1);
            }
            self.slots[at] = slot;
        }
        Ok(())
    }

    /// Whether a line stands at a place.
    fn is_at(&mut self, place: u64, line: &[u8]) -> io::Result<bool> {
        if let Some(at) = place.checked_sub(self.written) {
            return Ok(usize::try_from(at).is_ok_and(|at| self.buffer[at..].starts_with(line)));
        }
        self.page.read(&mut *self.file, self.written, place, line.len())?;
        let start = usize::try_from(place - self.page.start).unwrap_or(usize::MAX);
        Ok(self.page.bytes.get(start..start + line.len()) == Some(line))
    }

    /// Moves the table to the disk.
    fn spill(&mut self, spool: &mut dyn Spool) -> io::Result<()> {
        while self.spilled.len() < PARTITIONS {
            self.spilled.push(BufWriter::new(spool.scratch()?));
        }
        for slot in self.slots.iter().filter(|slot| slot.place > 0) {
            let partition = (slot.hash >> 58) as usize % PARTITIONS;
            let file = &mut self.spilled[partition];
            file.write_all(&slot.hash.to_le_bytes())?;
            file.write_all(&slot.place.to_le_bytes())?;
        }
        Ok(())
    }

    /// The file with each line once, and how many lines it has.
    pub(super) fn finish(
        mut self,
        output: usize,
        spool: &mut dyn Spool,
    ) -> io::Result<(Box<dyn Scratch>, u64)> {
        self.flush()?;
        if self.spilled.is_empty() {
            return Ok((self.file, self.lines));
        }
        self.spill(spool)?;
        self.slots = Vec::new();
        let mut repeats = Vec::new();
        for partition in std::mem::take(&mut self.spilled) {
            let file = partition.into_inner().map_err(io::IntoInnerError::into_error)?;
            let found = self.repeats(file)?;
            if !found.is_empty() {
                repeats.push(kept(&found, spool.scratch()?)?);
            }
        }
        if repeats.is_empty() {
            return Ok((self.file, self.lines));
        }
        self.without(repeats, spool.file(output)?)
    }

    /// The places of the lines of a partition that stand there for the second time, in order.
    fn repeats(&mut self, mut partition: Box<dyn Scratch>) -> io::Result<Vec<u64>> {
        partition.rewind()?;
        let mut slots = Vec::new();
        let mut reader = BufReader::new(partition);
        while let Some(slot) = slot(&mut reader)? {
            slots.push(slot);
        }
        slots.sort_unstable();
        let mut found = Vec::new();
        for same in slots.chunk_by(|a, b| a.hash == b.hash).filter(|same| same.len() > 1) {
            let mut different: Vec<Vec<u8>> = Vec::new();
            for slot in same {
                let line = self.line(slot.place - 1)?;
                if different.contains(&line) {
                    found.push(slot.place - 1);
                } else {
                    different.push(line);
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The line at a place.
    fn line(&mut self, place: u64) -> io::Result<Vec<u8>> {
        let mut length = 256;
        loop {
            let left = usize::try_from(self.written - place).unwrap_or(usize::MAX);
            self.page.read(&mut *self.file, self.written, place, length.min(left))?;
            let start = usize::try_from(place - self.page.start).unwrap_or(usize::MAX);
            let rest = self.page.bytes.get(start..).unwrap_or_default();
            if let Some(end) = rest.iter().position(|b| *b == b'\n') {
                return Ok(rest[..=end].to_vec());
            }
            if length >= left {
                return Ok(rest.to_vec());
            }
            length = length.saturating_mul(4);
        }
    }

    /// Copies the file without the lines at some places, which come in lists that are in order.
    fn without(
        mut self,
        repeats: Vec<BufReader<Box<dyn Scratch>>>,
        to: Box<dyn Scratch>,
    ) -> io::Result<(Box<dyn Scratch>, u64)> {
        let mut lists = repeats;
        let mut next = BinaryHeap::new();
        for (number, list) in lists.iter_mut().enumerate() {
            next.extend(word(list)?.map(|place| Reverse((place, number))));
        }
        self.file.rewind()?;
        let mut from = BufReader::with_capacity(BUFFER, &mut self.file);
        let mut out = BufWriter::with_capacity(BUFFER, to);
        let mut at = 0;
        let mut line = Vec::new();
        while let Some(Reverse((place, number))) = next.pop() {
            next.extend(word(&mut lists[number])?.map(|place| Reverse((place, number))));
            io::copy(&mut (&mut from).take(place - at), &mut out)?;
            line.clear();
            io::BufRead::read_until(&mut from, b'\n', &mut line)?;
            at = place + line.len() as u64;
            self.lines -= 1;
        }
        io::copy(&mut from, &mut out)?;
        let to = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((to, self.lines))
    }
}

impl Page {
    /// Makes sure that a part of a file is at hand, of which so many bytes are written.
    fn read(&mut self, file: &mut dyn Scratch, written: u64, start: u64, length: usize) -> io::Result<()> {
        const SIZE: u64 = 4096;
        let end = start + length as u64;
        let has = self.start + self.bytes.len() as u64;
        if self.start <= start && end <= has {
            return Ok(());
        }
        self.start = start / SIZE * SIZE;
        let end = (end.div_ceil(SIZE) * SIZE).min(written);
        self.bytes.resize(usize::try_from(end.saturating_sub(self.start)).unwrap_or_default(), 0);
        file.seek(SeekFrom::Start(self.start))?;
        let read = file.read_exact(&mut self.bytes);
        file.seek(SeekFrom::Start(written))?;
        read
    }
}

/// Numbers in a file, to be read again.
fn kept(numbers: &[u64], file: Box<dyn Scratch>) -> io::Result<BufReader<Box<dyn Scratch>>> {
    let mut out = BufWriter::new(file);
    for number in numbers {
        out.write_all(&number.to_le_bytes())?;
    }
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(BufReader::new(file))
}

fn slot(reader: &mut impl Read) -> io::Result<Option<Slot>> {
    let Some(hash) = word(reader)? else { return Ok(None) };
    Ok(word(reader)?.map(|place| Slot { hash, place }))
}

/// The next number of a file.
fn word(reader: &mut impl Read) -> io::Result<Option<u64>> {
    let mut bytes = [0; 8];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u64::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bulk::Unnamed;

    /// What is left of lines, each with a hash.
    fn left(lines: &[(u64, String)], memory: usize) -> (String, u64) {
        let mut distinct = Distinct::new(Unnamed.scratch().unwrap(), memory);
        for (hash, line) in lines {
            distinct.add(*hash, line.as_bytes(), &mut Unnamed).unwrap();
        }
        let (mut file, count) = distinct.finish(0, &mut Unnamed).unwrap();
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        (text, count)
    }

    fn expected(lines: &[(u64, String)]) -> (String, u64) {
        let mut seen = std::collections::HashSet::new();
        let text: String = lines.iter().map(|l| l.1.as_str()).filter(|line| seen.insert(*line)).collect();
        (text, seen.len() as u64)
    }

    #[test]
    fn a_table_that_does_not_fit_goes_to_the_disk() {
        let word = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let lines: Vec<(u64, String)> =
            (0..60_000).map(|n| n % 17_000).map(|n| (word(n), format!("{n:0300}\n"))).collect();
        assert_eq!(left(&lines, 0), expected(&lines));
        assert_eq!(left(&lines, 1 << 26), expected(&lines));
    }

    proptest! {
        /// Different lines with the same hash are all kept.
        #[test]
        fn hashes_may_be_equal(numbers in proptest::collection::vec(0u64..3_000, 0..6_000), same in 1u64..40) {
            let lines: Vec<(u64, String)> = numbers.iter().map(|n| (n / same, format!("{n}\n"))).collect();
            prop_assert_eq!(left(&lines, 0), expected(&lines));
        }
    }
}
