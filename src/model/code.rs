//! The codes of all checks: stable names for faults, each with a page that explains it.
//!
//! A new check is one line here, one page in `pages/`, and the file that finds the fault.

use std::fmt;

use super::diagnostic::Severity;

/// The code of a check, such as `R007`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

/// What is known of a code.
struct Entry {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    page: &'static str,
}

macro_rules! codes {
    ($($code:ident $severity:ident $name:literal;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "only counts the codes")]
        enum Index { $($code,)+ }

        impl Code {
            $(
                #[doc = concat!("`", stringify!($code), "`: ", $name, ".")]
                pub const $code: Self = Self(Index::$code as u16);
            )+
        }

        const ENTRIES: &[Entry] = &[$(Entry {
            code: stringify!($code),
            name: $name,
            severity: Severity::$severity,
            page: include_str!(concat!("pages/", stringify!($code), ".md")),
        },)+];
    };
}

codes! {
    R001 Error "unreadable file";
    R002 Error "wrong encoding";
    R003 Error "syntax";
    R004 Error "unknown kind of record";
    R005 Error "unknown key";
    R006 Error "missing field";
    R007 Error "missing speaker";
    R008 Error "missing source";
    R009 Error "missing quote";
    R010 Error "unknown class";
    R011 Error "unknown entity";
    R012 Error "unknown source";
    R013 Error "unknown predicate";
    R014 Error "unknown section";
    R015 Error "unknown word";
    R016 Error "wrong domain";
    R017 Error "wrong range";
    R018 Error "wrong value";
    R019 Error "wrong date";
    R020 Error "wrong money";
    R021 Error "wrong count";
    R022 Error "duplicate id";
    R023 Error "missing label";
    R024 Error "shared label";
    R025 Error "broken order";
    R026 Error "cardinality";
    R027 Error "quote not found";
    R028 Error "quote not unique";
    R029 Error "quote too long";
    R030 Error "text changed";
    R031 Error "quote not recorded";
    R032 Error "section not found";
    R033 Error "reversed period";
    R034 Error "bad id";
    R035 Warning "voice against the words";
    R036 Warning "name of two things";
    R040 Error "ontology syntax";
    R041 Error "undefined term";
    R042 Error "cyclic hierarchy";
    R043 Error "shared key";
    R044 Error "unclear range";
    R045 Error "broken inverse";
    R046 Error "bad hint";
    R047 Error "unnamed term";
    R048 Error "bad restriction";
    R049 Error "class and property";
    R050 Error "bad rule";
    R051 Error "rule without premise";
    R052 Error "bad view";
    R053 Error "bad query";
    R054 Error "bad manifest";
    R055 Error "bad lock file";
    R056 Warning "unknown term in a query";
    R057 Error "question without words";
    R058 Error "too much derived";
    R059 Error "runaway rule";
    R060 Error "shape violated";
    R061 Error "bad shape";
    R062 Error "unsupported shape";
    R063 Error "undefined term in a shape";
    R064 Warning "idle shape";
    R065 Error "broken characteristic";
    R066 Warning "bad query header";
    R067 Error "costly rule";
    R068 Error "oversized ontology";
    R069 Warning "unread statement";
    R070 Error "resolution of nothing";
    R071 Error "contradicting classes";
    R072 Error "value of itself";
    R073 Warning "key of a field";
    R074 Warning "unread file";
    R075 Warning "dates of different precision";
    R076 Warning "sign that cannot be seen";
    R077 Warning "unknown licence";
    R078 Error "bad tag of a language";
    R079 Warning "not OWL 2 DL";
    R080 Error "another value than quoted";
    R081 Warning "value not quoted";
    R082 Error "quote cut short";
    R083 Warning "quote cut close";
    R084 Warning "quote names nothing";
    R085 Warning "quote without words";
    R086 Warning "inferred conflict";
    R087 Warning "value of another kind";
    R090 Error "bad question template";
    R091 Error "bad theme";
    R092 Error "broken figure";
    R093 Warning "small on paper";
    R094 Warning "part of a view finds nothing";
    R095 Warning "variable without a value";
    R096 Warning "term that nothing has";
    R097 Warning "prefix declared anew";
    R098 Warning "sum of unlike amounts";
    R099 Warning "service not asked";
    R100 Warning "damaged store";
    R101 Error "bad mapping";
    R102 Error "unreadable source of a mapping";
    R103 Error "unknown column or path";
    R104 Error "bad value under a mapping";
    R105 Error "bad row under a mapping";
    R106 Warning "unknown property of a mapping";
    R107 Warning "triple left out";
    R108 Error "bad link";
    R109 Warning "undecided identity";
    R110 Warning "nothing found under a mapping";
}

impl Code {
    /// All codes, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ENTRIES.len() as u16).map(Code)
    }

    /// The code written as a text, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|c| c.as_str().eq_ignore_ascii_case(text))
    }

    /// The code as a text.
    pub fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// The name of the fault.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// How grave the fault is.
    pub fn severity(self) -> Severity {
        self.entry().severity
    }

    /// Whether the fault is one of data held against an ontology.
    pub fn is_about_the_ontology(self) -> bool {
        let all = [
            Self::R005,
            Self::R010,
            Self::R013,
            Self::R015,
            Self::R016,
            Self::R017,
            Self::R018,
            Self::R019,
            Self::R020,
            Self::R021,
            Self::R025,
            Self::R026,
            Self::R072,
            Self::R073,
        ];
        all.contains(&self)
    }

    /// The page that explains it, in Markdown: what, why, example, instead.
    pub fn page(self) -> &'static str {
        self.entry().page
    }

    fn entry(self) -> &'static Entry {
        &ENTRIES[usize::from(self.0)]
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_tells_what_why_example_and_instead() {
        for code in Code::all() {
            let page = code.page();
            assert!(page.starts_with(&format!("# {code} {}\n", code.name())), "{code}: title");
            for part in ["## What", "## Why", "## Example", "## Instead"] {
                assert!(page.contains(part), "{code}: {part}");
            }
            assert_eq!(Code::parse(&code.as_str().to_lowercase()), Some(code));
        }
    }
}
