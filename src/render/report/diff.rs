//! Changed lines of files as a unified diff, which `patch` and `git apply` read.

use crate::compile::read::Hunk;
use crate::model::file::SourceFile;

/// How many lines are shown on either side of a change.
const AROUND: usize = 3;

/// The changes of a file.
pub fn unified(file: &SourceFile, hunks: &[Hunk]) -> String {
    let lines: Vec<&str> = file.text.split_inclusive('\n').collect();
    let mut out = format!("--- a/{0}\n+++ b/{0}\n", file.path);
    let mut shift = 0isize;
    let mut rest = hunks;
    while let Some(first) = rest.first() {
        // Changes whose surroundings meet are shown as one.
        let apart = rest.windows(2).position(|two| two[1].lines.start > two[0].lines.end + 2 * AROUND);
        let (together, others) = rest.split_at(apart.map_or(rest.len(), |at| at + 1));
        rest = others;
        let last = together.last().unwrap_or(first);
        let start = first.lines.start.saturating_sub(AROUND);
        let end = (last.lines.end + AROUND).min(lines.len());
        let mut body = String::new();
        let mut at = start;
        let mut added = 0isize;
        for hunk in together {
            push(&mut body, ' ', lines[at..hunk.lines.start].iter().copied());
            let old = &lines[hunk.lines.clone()];
            let new: Vec<&str> = hunk.text.split_inclusive('\n').collect();
            // A line that stays as it is belongs to the surroundings.
            let kept = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            push(&mut body, ' ', old[..kept].iter().copied());
            push(&mut body, '-', old[kept..].iter().copied());
            push(&mut body, '+', new[kept..].iter().copied());
            added += new.len().cast_signed() - old.len().cast_signed();
            at = hunk.lines.end;
        }
        push(&mut body, ' ', lines[at..end].iter().copied());
        let (old, new) = (end - start, (end - start).saturating_add_signed(added));
        let begins = |at: usize, count: usize| if count == 0 { at } else { at + 1 };
        let from = begins(start, old);
        let to = begins(start.saturating_add_signed(shift), new);
        out.push_str(&format!("@@ -{from},{old} +{to},{new} @@\n{body}"));
        shift += added;
    }
    out
}

fn push<'a>(out: &mut String, sign: char, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}
