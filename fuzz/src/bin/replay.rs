//! Every target over its examples and over mutations of them that are the same in each run: what a stable compiler can do
//! in a minute, without libFuzzer.
//!
//! `replay [--mutations N] [TARGET…]` runs; `replay --seeds FOLDER` writes the examples, where libFuzzer begins.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use remit_fuzz::{TARGETS, Target, run, seeds};

/// An input that takes longer is a fault.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many failures of a target are kept: one fault often shows in many inputs.
const MOST_KEPT: usize = 3;

/// What is put into a text: what parsers watch for, and what they may forget.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\\u0000",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "#",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "<<(",
    "=",
    ",",
    ";",
    ".",
    ":",
    "@",
    "^^",
    "?x",
    "*",
    "/",
    "|",
    "-",
    "_:a",
    "a",
    "1",
    "0.5",
    "1e400",
    "99999999999999999999",
    "-1",
    "true",
    "é",
    "e\u{301}",
    "\u{feff}",
    "\u{2019}",
    "\u{202e}",
    "\u{1f468}\u{200d}\u{1f469}",
    "\u{fffe}",
    " ",
    "",
];

/// xorshift64*, the same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }
}

/// Changes an input in one to four places.
fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(&seeds[random.below(seeds.len())]).into_owned();
    for _ in 0..=random.below(4) {
        let place = |text: &str, random: &mut Random| text.floor_char_boundary(random.below(text.len() + 1));
        let (a, b) = (place(&text, random), place(&text, random));
        let (start, end) = (a.min(b), a.max(b));
        // Mostly short ranges: a text that lost its half is soon told.
        let end = if random.below(4) > 0 {
            text.floor_char_boundary((start + random.below(12)).min(end))
        } else {
            end
        };
        match random.below(5) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, PIECES[random.below(PIECES.len())]),
            2 => text.replace_range(start..end, PIECES[random.below(PIECES.len())]),
            3 => {
                let again = text[start..end].to_owned();
                text.insert_str(end, &again);
            }
            _ => {
                let other = String::from_utf8_lossy(&seeds[random.below(seeds.len())]).into_owned();
                let (c, d) = (place(&other, random), place(&other, random));
                text.replace_range(start..end, &other[c.min(d)..c.max(d)]);
            }
        }
    }
    text.into_bytes()
}

/// Runs one input; the file that keeps it, where it failed.
fn fails(target: &Target, input: &[u8]) -> Option<String> {
    let start = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| run(target.name, input)));
    let why = match ended {
        Err(_) => "panics",
        Ok(()) if start.elapsed() > PATIENCE => "takes too long",
        Ok(()) => return None,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(target.name);
    fs::create_dir_all(&folder).expect("a folder for failures");
    let file = folder.join(format!("replay-{}", fs::read_dir(&folder).expect("a folder").count()));
    fs::write(&file, input).expect("a failure is kept");
    Some(format!("{}: {why}: {}", target.name, file.display()))
}

fn write_seeds(folder: &Path) {
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder).expect("a folder for seeds");
        for (i, seed) in seeds(target).iter().enumerate() {
            fs::write(folder.join(format!("seed-{i}")), seed).expect("a seed is written");
        }
    }
}

fn main() -> ExitCode {
    let mut mutations = 500;
    let mut names = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--mutations" => {
                let number = arguments.next().and_then(|n| n.parse().ok());
                mutations = number.expect("a number follows --mutations");
            }
            "--seeds" => {
                write_seeds(Path::new(&arguments.next().expect("a folder follows --seeds")));
                return ExitCode::SUCCESS;
            }
            _ => names.push(argument),
        }
    }
    let mut failures = Vec::new();
    for target in TARGETS.iter().filter(|t| names.is_empty() || names.iter().any(|n| n == t.name)) {
        let seeds = seeds(target);
        let mut random = Random(20_260_101);
        let mutated = (0..mutations).map(|_| mutate(&seeds, &mut random));
        failures.extend(
            seeds.iter().cloned().chain(mutated).filter_map(|input| fails(target, &input)).take(MOST_KEPT),
        );
        println!("{}: {} examples, {mutations} mutations", target.name, seeds.len());
    }
    println!("{}", failures.join("\n"));
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
