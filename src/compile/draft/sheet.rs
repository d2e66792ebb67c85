//! A work sheet as a data file: what passed as records, all else as comments.
//!
//! One file a source, in an order that programs can rely on. A `[default]` with the source and its voice. Then for each sentence a line
//! `# ---- sentence N, section KEY, START-END` (code points of the text; without `section` where it has none), a line with its words, and
//! where there are any the lines `# names:`, `# values:` and `# refused:`; then its records, each after an empty line and a line `# why:`
//! with the reason. Other properties that fit stand below the predicate as comments (`# predicate = "…"  # label`), so that a person deletes
//! one line and opens another. Read as TOML with comments kept, the sentence and the reason of a record are what stands before its header.

use std::fmt::Write as _;

use super::record::on_one_line;
use super::{Drafted, Proposal, Refused, Seen, Sheet, Value};

/// How every sheet begins.
pub const BEGINNING: &str = "# A draft for `";

impl Sheet {
    /// What keeps the sheet from being what it could be, in whole sentences.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.is_other_language {
            remarks.push("The text does not look English: only names and numbers are found, and no word that shows a status or a speaker".to_owned());
        }
        if self.voice.is_none() {
            remarks.push("The source has no `voice` and no claims, so no claim of it would have a speaker: write `voice` into its record and draft again".to_owned());
        }
        if self.left_out > 0 {
            let count = self.left_out;
            remarks.push(format!(
                "{count} more sentences without a claim are left out: draft again when these are done"
            ));
        }
        remarks
    }

    /// How many records passed, and how many did not.
    pub fn counts(&self) -> (usize, usize) {
        let count = |of: fn(&Drafted) -> usize| self.sentences.iter().map(of).sum::<usize>();
        (count(|s| s.proposals.len()), count(|s| s.refused.len()) + self.unread.len())
    }

    /// The sheet in TOML. A person deletes and completes, and puts what is left into the data.
    pub fn toml(&self) -> String {
        let mut out = format!(
            "{BEGINNING}{}`: a work sheet, not evidence. No build reads it. Each record passed the checks of data, and rules and shapes are held\n\
             # against it once it is there; whether the words mean what it says is for you to judge. `remit review` asks for one after the other;\n\
             # or delete what is wrong, complete the rest, and put it into the data.\n",
            self.source
        );
        if let Some(program) = &self.program {
            let _ = writeln!(out, "# The records are proposals of `{}`.", on_one_line(program));
        }
        for remark in self.remarks() {
            let _ = writeln!(out, "# {remark}.");
        }
        for unread in &self.unread {
            let _ = writeln!(out, "# refused: {}", on_one_line(unread));
        }
        let _ = write!(out, "\n{}", self.head);
        for sentence in &self.sentences {
            // What Remit tried itself and dropped tells a person nothing; what a program wrote does.
            sentence.write(&mut out, self.program.is_some());
        }
        out
    }
}

impl Drafted {
    /// Which sentence it is, and where.
    pub(super) fn place(&self) -> String {
        let section =
            if self.section.is_empty() { String::new() } else { format!(", section {}", self.section) };
        format!("sentence {}{section}, {}-{}", self.number, self.start, self.end)
    }

    /// What it names, and the values in it, in words.
    pub fn in_words(&self) -> [String; 2] {
        let names: Vec<String> = self.seen.iter().map(Seen::said).collect();
        let values: Vec<String> = self.values.iter().map(Value::said).collect();
        [names.join("; "), values.join("; ")]
    }

    fn write(&self, out: &mut String, lists_refused: bool) {
        let _ = writeln!(out, "\n# ---- {}", self.place());
        let _ = writeln!(out, "# {}", on_one_line(&self.text));
        for (what, words) in
            ["names", "values"].iter().zip(self.in_words()).filter(|(_, words)| !words.is_empty())
        {
            let _ = writeln!(out, "# {what}: {}", on_one_line(&words));
        }
        for refused in self.refused.iter().filter(|_| lists_refused) {
            let _ = writeln!(out, "# refused: {}", on_one_line(&refused.said()));
        }
        for proposal in &self.proposals {
            proposal.write(out);
        }
    }
}

impl Seen {
    fn said(&self) -> String {
        format!("{} ({}{})", self.words, if self.is_new { "new: " } else { "" }, self.key)
    }
}

impl Value {
    fn said(&self) -> String {
        format!("{} ({} {})", self.words, self.kind, self.written)
    }
}

impl Refused {
    fn said(&self) -> String {
        let fields = ["subject", "predicate", "object", "amount", "count", "id", "quote"];
        let record: Vec<&str> = fields.iter().filter_map(|field| self.record.get(field)).collect();
        let code = self.code.map(|code| format!("{code}: ")).unwrap_or_default();
        format!("{}: {code}{}", record.join(" | "), self.message)
    }
}

impl Proposal {
    fn write(&self, out: &mut String) {
        let _ = write!(out, "\n# why: {}\n", on_one_line(&self.why.join("; ")));
        out.push_str(&self.record.written_with(&self.others));
    }
}
