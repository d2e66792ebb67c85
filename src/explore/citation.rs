//! What a claim rests on, for readers: its words, whose they are, how firm it is, and where they are.
//!
//! Figures, pages and the command line put citations together from the parts that are worded here.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::date::PartialDate;
use crate::model::published::PublishedField;
use crate::model::standing::Standing;

/// The citation of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citation {
    /// The key of the claim.
    pub claim: String,
    /// The exact words; empty where the source is a register.
    pub quote: String,
    /// Whose position it is.
    pub speaker: String,
    /// The same as it stands inside a sentence.
    pub spoken: String,
    /// Who puts that position into words of their own; empty where nobody does.
    pub reporter: String,
    /// The same as it stands inside a sentence.
    pub reported: String,
    /// Whether the words are the speaker's own, quoted by the source.
    pub verbatim: bool,
    /// How firm it is.
    pub status: String,
    /// How the claim stands.
    pub standing: Standing,
    /// `affirmed` or `denied`.
    pub polarity: &'static str,
    /// The source.
    pub source: String,
    /// The same as it stands inside a sentence.
    pub quoting: String,
    /// When the source was published, in words; empty where that is not recorded.
    pub published: String,
    /// The section; empty where the source has none.
    pub section: String,
    /// The page or place in the source; empty where none is recorded.
    pub page: String,
    /// Whether it stands beside citations of other sources, so that a reader has to be told its own.
    pub is_of_several: bool,
    /// First and one-past-last code point of the words, or of each part of them; empty where that is not known.
    pub spans: Vec<(u32, u32)>,
}

impl Citation {
    /// The citation of a claim.
    pub fn of(id: ClaimId, scope: GraphRef<'_>) -> Self {
        let GraphRef { dataset, ontology, .. } = scope;
        let claim = dataset.claim(id);
        let passage = claim.passage.map(|p| dataset.passage(p));
        let section = passage.and_then(|p| p.section);
        let reporter = dataset.details(claim).and_then(|d| d.reported_by.filter(|r| *r != claim.speaker));
        Self {
            claim: dataset.text(claim.key).to_owned(),
            quote: passage.map(|p| dataset.text(p.quote).to_owned()).unwrap_or_default(),
            speaker: dataset.name(Thing::Entity(claim.speaker)).to_owned(),
            spoken: dataset.mention(claim.speaker),
            reporter: reporter.map(|r| dataset.name(Thing::Entity(r)).to_owned()).unwrap_or_default(),
            reported: reporter.map(|r| dataset.mention(r)).unwrap_or_default(),
            verbatim: dataset.is_verbatim(claim),
            status: ontology.status(claim.status).label.clone(),
            standing: scope.standing(id),
            polarity: if claim.affirmed { "affirmed" } else { "denied" },
            source: dataset.name(Thing::Entity(claim.source)).to_owned(),
            quoting: dataset.mention(claim.source),
            published: published(claim.source, scope),
            section: section.map(|s| dataset.text(dataset.section(s).name).to_owned()).unwrap_or_default(),
            page: dataset
                .details(claim)
                .and_then(|d| d.page)
                .map(|p| dataset.text(p).to_owned())
                .unwrap_or_default(),
            is_of_several: false,
            spans: passage.map(|p| p.spans().to_vec()).unwrap_or_default(),
        }
    }

    /// The words in quotation marks; none where the source is a register.
    pub fn quoted(&self) -> Option<String> {
        (!self.quote.is_empty()).then(|| format!("\u{201c}{}\u{201d}", self.quote))
    }

    /// The source, when it was published, and where in it.
    pub fn place(&self) -> String {
        listed(&[&self.dated(), &self.section, &self.paged()])
    }

    /// The source with the date of its publication, where that is recorded.
    fn dated(&self) -> String {
        // A title that names the month says it already: `About the project (October 2023)`.
        let month = self.published.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        let is_said = !month.is_empty() && self.source.contains(month);
        listed(&[&self.source, if is_said { "" } else { &self.published }])
    }

    /// Where in the source; the source itself where it has no sections.
    pub fn part(&self) -> String {
        let dated = self.dated();
        listed(&[if self.section.is_empty() { &dated } else { &self.section }, &self.paged()])
    }

    /// `p. 12`, `pp. 12-13`; what is not a number as it is recorded.
    fn paged(&self) -> String {
        let page = &self.page;
        match (page.starts_with(|c: char| c.is_ascii_digit()), page.contains(['-', '\u{2013}', ','])) {
            (true, false) => format!("p. {page}"),
            (true, true) => format!("pp. {page}"),
            (false, _) => page.clone(),
        }
    }

    /// Whose position it is and whose words these are: `The board, as reported by the clerk`, `The board, quoted in the letter`.
    pub fn who(&self) -> String {
        self.as_told_of(&self.speaker)
    }

    fn as_told_of(&self, speaker: &str) -> String {
        match (self.reported.as_str(), self.verbatim) {
            ("", false) => speaker.to_owned(),
            ("", true) => format!("{speaker}, quoted in {}", self.quoting),
            (reporter, _) => format!("{speaker}, as reported by {reporter}"),
        }
    }

    /// `“Line 4 serves the harbour” (The board; planned)`; without words the place.
    pub fn brief(&self) -> String {
        match self.quoted() {
            Some(quoted) => format!("{quoted} ({}; {})", self.who(), self.status),
            None => format!("{} ({})", self.place(), self.status),
        }
    }

    /// `The board (planned; Annual report, The lines)`. A remark follows the status.
    pub fn voice(&self, remark: &str) -> String {
        format!("{} ({}{remark}; {})", self.who(), self.status, self.place())
    }

    /// The same inside a sentence: `the board (planned; Annual report, The lines)`.
    pub fn voice_inside(&self, remark: &str) -> String {
        format!("{} ({}{remark}; {})", self.as_told_of(&self.spoken), self.status, self.place())
    }

    /// `“Line 4 serves the harbour” (The board; planned; The lines)`, with a place of one's choice.
    pub fn in_line(&self, place: &str) -> String {
        let quoted = self.quoted().map(|q| format!("{q} ")).unwrap_or_default();
        format!("{quoted}({}; {}; {place})", self.who(), self.status)
    }

    /// `“Line 4 serves the harbour” (The board; The lines, characters 30 to 55).`, as it is below a figure; what is not a fact
    /// begins with how it stands: `(disputed; The board; …)`.
    pub fn note(&self) -> String {
        let part = if self.is_of_several { self.place() } else { self.part() };
        let how = if self.standing.is_fact() { String::new() } else { format!("{}; ", self.standing.word()) };
        let Some(quoted) = self.quoted() else {
            // Data that a mapping reads is cited by the row itself.
            if self.page.contains("row ") {
                return format!("{how}{}: {part}.", self.who());
            }
            return format!("{how}{}: {part}, row {}.", self.who(), self.claim);
        };
        let spans: Vec<String> = self.spans.iter().map(|(from, to)| format!("{from} to {to}")).collect();
        let place = match spans.split_last() {
            None => String::new(),
            Some((only, [])) => format!(", characters {only}"),
            Some((last, others)) => format!(", characters {} and {last}", others.join(", ")),
        };
        format!("{quoted} ({how}{}; {part}{place}).", self.who())
    }
}

/// Those of some texts that are not empty, with commas between them.
fn listed(texts: &[&str]) -> String {
    texts.iter().copied().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}

/// When a source was published, in words.
fn published(source: EntityId, scope: GraphRef<'_>) -> String {
    let date = scope.dataset.published(source, PublishedField::Date);
    date.and_then(PartialDate::parse).map(PartialDate::words).unwrap_or_default()
}

/// As reports show it, inside what it is the citation of, which has the key.
impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Citation", 6)?;
        out.serialize_field("status", &self.status)?;
        out.serialize_field("polarity", &self.polarity)?;
        out.serialize_field("speaker", &self.speaker)?;
        if !self.reporter.is_empty() {
            out.serialize_field("reported-by", &self.reporter)?;
        }
        if self.verbatim {
            out.serialize_field("verbatim", &true)?;
        }
        out.serialize_field("quote", &self.quote)?;
        if !self.published.is_empty() {
            out.serialize_field("published", &self.published)?;
        }
        out.serialize_field("place", &self.place())?;
        if !self.page.is_empty() {
            out.serialize_field("page", &self.page)?;
        }
        out.end()
    }
}
