//! The page on which records of a draft are decided: the sentence, the record as it can be changed, how it would read, what is wrong.
//!
//! Goes in: values that somebody else found. Comes out: a page. Nothing is decided or written here.

use askama::Template;

use super::html::{Frame, Markup};
use super::{Content, Pages, Site, rendered};
use crate::model::escape::{in_xml, markup};

/// The address of the page, from the top.
pub(super) const ADDRESS: &str = "review";

/// A record that is to be decided.
#[derive(Clone, Debug, Default)]
pub struct ReviewRecord {
    /// Which it is, and where its sentence stands.
    pub place: String,
    /// The data file that it would go into.
    pub into: String,
    /// Who decides.
    pub by: String,
    /// The sentence in parts, each with whether it is quoted.
    pub sentence: Vec<(String, bool)>,
    /// The key of what is offered.
    pub offer: String,
    /// The key of what is shown.
    pub seen: String,
    /// How many records before it were postponed.
    pub skip: usize,
    /// The record as a data file has it.
    pub text: String,
    /// Other properties that fit, by key and label.
    pub others: Vec<(String, String)>,
    /// How it reads.
    pub reads: Option<String>,
    /// What its file says of all claims.
    pub inherited: String,
    /// On what it rests, where it is as it was drafted.
    pub why: Option<String>,
    /// What is wrong, as text.
    pub faults: String,
    /// Whether it cannot be accepted.
    pub is_wrong: bool,
}

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub struct ReviewRequest {
    /// The source, by its key; none for the list of sheets.
    pub source: Option<String>,
    /// What is told above.
    pub notices: Vec<String>,
    /// The record; none where all are decided.
    pub record: Option<ReviewRecord>,
    /// Sheets by the key of their source, each with how it stands.
    pub sheets: Vec<(String, String)>,
}

struct Shown {
    record: ReviewRecord,
    rows: usize,
}

impl std::ops::Deref for Shown {
    type Target = ReviewRecord;

    fn deref(&self) -> &ReviewRecord {
        &self.record
    }
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    frame: Frame,
    heading: String,
    notices: Vec<String>,
    action: String,
    record: Option<Shown>,
    /// Address, name and how it stands.
    sheets: Vec<(String, String, String)>,
}

impl Site {
    /// The page on which records of a draft are decided, or the list of drafts.
    pub fn review_page(&self, request: &ReviewRequest) -> Content {
        let address = match &request.source {
            Some(key) => format!("{ADDRESS}/{key}"),
            None => ADDRESS.to_owned(),
        };
        let pages = Pages::new(self, &address);
        let name = |key: &str| {
            self.scope().dataset.find(key).map(|thing| self.scope().dataset.name(thing).to_owned())
        };
        let heading = match &request.source {
            Some(key) => format!("Review of {}", name(key).unwrap_or_else(|| key.clone())),
            None => "Drafts to review".to_owned(),
        };
        let frame = pages.frame("Review", "Records of drafts, decided one by one.", "");
        let sheet = |(key, state): &(String, String)| {
            (pages.to(&format!("{ADDRESS}/{key}")), name(key).unwrap_or_else(|| key.clone()), state.clone())
        };
        let shown = |record: &ReviewRecord| {
            let text = markup(&record.text, |c, out| out.push(in_xml(c)));
            Shown {
                rows: record.text.lines().count().clamp(6, 24) + 1,
                record: ReviewRecord { text, ..record.clone() },
            }
        };
        let page = rendered(&ReviewPage {
            action: pages.to(&address),
            frame,
            heading,
            notices: request.notices.clone(),
            record: request.record.as_ref().map(shown),
            sheets: request.sheets.iter().map(sheet).collect(),
        });
        Content::text("text/html; charset=utf-8", page)
    }
}
