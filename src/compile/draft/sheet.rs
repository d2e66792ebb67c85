//! A work sheet as a data file: what passed as records, all else as comments.

use std::fmt::Write as _;

use super::{Drafted, Proposal, Sheet};

impl Sheet {
    /// How many records passed, and how many did not.
    pub fn counts(&self) -> (usize, usize) {
        let count = |of: fn(&Drafted) -> usize| self.sentences.iter().map(of).sum();
        (count(|s| s.proposals.len()), count(|s| s.refused.len()))
    }

    /// The sheet in TOML. A person deletes and completes, and puts what is left into the data.
    pub fn toml(&self) -> String {
        let mut out = format!(
            "# A draft for `{}`: a work sheet, and no evidence. Nothing reads this file. Delete what is wrong, complete the rest, and put it\n\
             # into the data. Each record passed every check; that it says what the words mean is for you to see.\n",
            self.source
        );
        if self.is_other_language {
            out.push_str("# The text does not look English: names and numbers are found in it, and no word that says how firm it is.\n");
        }
        let _ = write!(out, "\n{}", self.head);
        for sentence in &self.sentences {
            sentence.write(&mut out);
        }
        out
    }
}

impl Drafted {
    fn write(&self, out: &mut String) {
        let section = if self.section.is_empty() { "-" } else { &self.section };
        let _ =
            writeln!(out, "\n# ---- {section} {}-{}\n# {}", self.start, self.end, on_one_line(&self.text));
        if !self.seen.is_empty() {
            let seen: Vec<String> = self
                .seen
                .iter()
                .map(|seen| {
                    format!(
                        "{} ({}{})",
                        seen.words,
                        seen.key,
                        if seen.is_new { ", not in the data" } else { "" }
                    )
                })
                .collect();
            let _ = writeln!(out, "# Names: {}", on_one_line(&seen.join("; ")));
        }
        if !self.values.is_empty() {
            let values: Vec<String> = self
                .values
                .iter()
                .map(|value| format!("{} ({} {})", value.words, value.kind, value.written))
                .collect();
            let _ = writeln!(out, "# Values: {}", on_one_line(&values.join("; ")));
        }
        for proposal in &self.proposals {
            proposal.write(out);
        }
        for refused in &self.refused {
            let fields: Vec<&str> = ["subject", "predicate", "object", "amount", "count", "name"]
                .into_iter()
                .filter_map(|field| refused.record.get(field))
                .collect();
            let _ = writeln!(
                out,
                "# Refused: {}: {}: {}",
                fields.join(" "),
                refused.code,
                on_one_line(&refused.message)
            );
        }
    }
}

impl Proposal {
    fn write(&self, out: &mut String) {
        let _ = write!(out, "\n{}", self.record.written());
        for why in &self.why {
            let _ = writeln!(out, "# {}", on_one_line(why));
        }
        for (key, label) in &self.others {
            let _ = writeln!(out, "# or: predicate = \"{key}\" ({label})");
        }
    }
}

/// Words that cannot end a comment.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
