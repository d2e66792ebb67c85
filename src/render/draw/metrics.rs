//! Widths of text, so that boxes fit on every machine.
//!
//! Each advance width is the larger of those of Liberation Sans (metric-compatible with Arial and Helvetica) and `DejaVu` Sans
//! (what servers draw with where those are not installed), in thousandths of the font size. Characters outside Latin-1 are
//! taken as wide as nearly all of their script are at most.

use unicode_segmentation::UnicodeSegmentation;

/// A face of the figure's font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Regular.
    Regular,
    /// Bold.
    Bold,
}

/// U+0020 to U+007E, then U+00A0 to U+00FF.
const REGULAR: [u16; 191] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637, 637, 637,
    637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723, 771, 667, 611, 778, 752, 295,
    500, 667, 558, 863, 749, 788, 667, 788, 723, 667, 611, 732, 685, 989, 686, 667, 686, 391, 337, 391, 838,
    557, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 412, 521,
    393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838, 318, 401, 637, 637, 637, 637, 337, 557, 500, 1000,
    472, 612, 838, 361, 1000, 553, 500, 838, 401, 401, 500, 637, 637, 318, 500, 401, 472, 612, 970, 970, 970,
    611, 685, 685, 685, 685, 685, 685, 1000, 723, 667, 667, 667, 667, 295, 295, 295, 295, 775, 749, 788, 788,
    788, 788, 788, 838, 788, 732, 732, 732, 732, 667, 667, 630, 613, 613, 613, 613, 613, 613, 982, 550, 616,
    616, 616, 616, 278, 278, 278, 278, 612, 634, 612, 612, 612, 612, 612, 838, 612, 634, 634, 634, 634, 592,
    635, 592,
];
const BOLD: [u16; 191] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 763, 734, 831, 684, 684, 821, 837, 373,
    557, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 366, 458, 838,
    557, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596,
    479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838, 349, 457, 696, 696, 637, 696, 366, 557, 500, 1000,
    564, 646, 838, 416, 1000, 553, 500, 838, 438, 438, 500, 736, 637, 380, 500, 438, 564, 646, 1036, 1036,
    1036, 611, 774, 774, 774, 774, 774, 774, 1085, 734, 684, 684, 684, 684, 373, 373, 373, 373, 838, 837,
    851, 851, 851, 851, 851, 838, 851, 813, 813, 813, 813, 725, 738, 720, 675, 675, 675, 675, 675, 675, 1048,
    593, 679, 679, 679, 679, 343, 343, 343, 343, 688, 712, 688, 688, 688, 688, 688, 838, 688, 712, 712, 712,
    712, 652, 716, 652,
];

fn advance(c: char, face: Face) -> u16 {
    let table = match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
    };
    match u32::from(c) {
        code @ 0x20..=0x7e => table[code as usize - 0x20],
        code @ 0xa0..=0xff => table[code as usize - 0xa0 + 95],
        0x2018 | 0x2019 => 380,
        0x201c | 0x201d => 658,
        0x2013 => 557,
        0x20ac => 696,
        // Digraphs such as U+01C4 and a few historic letters.
        0x01c4..=0x01cc | 0x01f1..=0x01f3 | 0x0460..=0x047f => 1560,
        0x0100..=0x052f => {
            if c.is_uppercase() {
                1330
            } else {
                1110
            }
        }
        0x0000..=0x10ff | 0x2014 | 0x2026 | 0x2190..=0x2193 => 1000,
        0x1680..=0x169f | 0x2000..=0x2bff => 1900,
        // A whole phrase, and two dashes of two and three ems.
        0xfdfd => 7100,
        0x2e3a => 2000,
        0x2e3b => 3000,
        _ => 1100,
    }
}

/// The width of a text at a font size, in the unit of the size.
pub fn width(text: &str, size: f64, face: Face) -> f64 {
    text.chars().map(|c| f64::from(advance(c, face))).sum::<f64>() * size / 1000.0
}

/// The parts of a text without spaces after which a line may end: words of scripts that put none between them, and what a hyphen
/// or a slash ends.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, part) in word.split_word_bound_indices() {
        let end = at + part.len();
        let ends =
            part.ends_with(['-', '/', '\u{2013}', '\u{2014}']) || part.chars().all(char::is_alphanumeric);
        let before_sign = word[end..].starts_with(|c: char| !c.is_alphanumeric());
        if ends && !before_sign || end == word.len() {
            parts.push(&word[start..end]);
            start = end;
        }
    }
    parts.into_iter()
}

/// Breaks a text into lines that fit a width: at spaces, where a script or a hyphen allows it, and between letters of what is too
/// long alone.
pub fn wrap(text: &str, size: f64, face: Face, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    // A no-break space keeps together what stands beside it.
    let ends_word = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    for word in text.split(ends_word).filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size, face) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for piece in pieces(word) {
            if !line.is_empty() && width(&line, size, face) + width(piece, size, face) > room {
                lines.push(std::mem::take(&mut line));
            }
            if width(piece, size, face) <= room {
                line.push_str(piece);
                continue;
            }
            for letter in piece.graphemes(true) {
                if !line.is_empty() && width(&line, size, face) + width(letter, size, face) > room {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(letter);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Widths measured in `DejaVu` Sans Bold, the widest of the fonts that figures are drawn with, in thousandths.
    #[test]
    fn no_character_is_taken_as_narrower_than_it_is() {
        for (c, measured) in [
            ('W', 1103),
            ('\u{429}', 1326),
            ('\u{449}', 1106),
            ('\u{416}', 1225),
            ('\u{1c4}', 1556),
            ('\u{2031}', 1887),
        ] {
            assert!(advance(c, Face::Bold) >= measured, "{c}");
        }
        assert!(advance('\u{fdfd}', Face::Regular) > 7000 && advance('\u{2e3b}', Face::Regular) >= 3000);
    }

    #[test]
    fn a_no_break_space_keeps_words_together() {
        assert_eq!(wrap("is staffed by\u{a0}[2]", 10.0, Face::Regular, 65.0), ["is staffed", "by\u{a0}[2]"]);
    }

    proptest! {
        /// No line is wider than the room, and no character but white space is lost.
        #[test]
        fn lines_fit(text in "[a-zA-Z \u{e9}\u{4e2d}W]{0,80}", room in 20.0f64..200.0) {
            let lines = wrap(&text, 10.0, Face::Bold, room);
            for line in &lines {
                prop_assert!(width(line, 10.0, Face::Bold) <= room);
            }
            let kept = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(kept(&lines.concat()), kept(&text));
        }
    }
}
