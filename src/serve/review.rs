//! The page on which records of a draft are decided: what a form sends is read, done at the desk, and the site makes a page of it.
//!
//! It writes into the project, so it is there only where whoever started the server asked for it, and only for this computer.

use std::path::PathBuf;
use std::sync::Arc;

use hyper::body::{Body, Bytes};
use hyper::header::{ALLOW, HeaderValue, LOCATION};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::answer::{Answer, Server, not_made, notice, of_page};
use super::endpoint::{bytes_of, failure};
use super::generation::Page;
use crate::desk::{self, Begun, Offer, Refused, Trial};
use crate::site::{Content, ReviewRecord, ReviewRequest, Site};

/// The page.
pub(super) const PAGE: &str = "/review";

/// Whose drafts are reviewed, and by whom.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// The folder of the project.
    pub root: PathBuf,
    /// A further folder with texts.
    pub texts: Option<PathBuf>,
    /// Who decides.
    pub by: String,
}

/// What a form sends.
#[derive(Default)]
struct Sent {
    offer: String,
    record: String,
    predicate: String,
    what: String,
    /// The key of the record that was shown, with all that is to be said of it.
    seen: String,
    skip: usize,
}

impl Sent {
    fn new(text: &[u8]) -> Self {
        let mut sent = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            match &*name {
                "offer" => sent.offer = value.into_owned(),
                // Forms write ends of lines as the web has them.
                "record" => sent.record = value.replace("\r\n", "\n"),
                "predicate" => sent.predicate = value.into_owned(),
                "do" => sent.what = value.into_owned(),
                "seen" => sent.seen = value.into_owned(),
                "skip" => sent.skip = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        sent
    }
}

/// What comes of a request.
enum Made {
    Page(StatusCode, Content),
    /// The next record, behind so many that were postponed.
    Next(usize),
}

impl Server {
    /// The answer to a request for the page; none where nobody reviews.
    pub(super) async fn review<B: Body<Data = Bytes>>(
        &self,
        head: &Parts,
        body: B,
        reviewer: &Reviewer,
    ) -> Answer {
        let (is_posted, form) = match head.method {
            Method::GET | Method::HEAD => (false, head.uri.query().unwrap_or_default().as_bytes().to_vec()),
            Method::POST => match bytes_of(body).await {
                Ok(form) => (true, form),
                Err((status, why)) => return failure(&head.headers, status.as_u16(), &why, None, None),
            },
            _ => {
                let mut answer = failure(&head.headers, 405, "The page is asked by GET or POST.", None, None);
                answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
                return answer;
            }
        };
        let generation = self.current();
        let Some(site) = generation.site() else {
            return notice(StatusCode::NOT_FOUND, "There is no page at this address.");
        };
        let path = head.uri.path().to_owned();
        let key = path.strip_prefix(PAGE).unwrap_or_default().trim_matches('/').to_owned();
        let (site, reviewer, sent) = (Arc::clone(&site), reviewer.clone(), Sent::new(&form));
        let made = self.work(PAGE, move || {
            let made = if key.is_empty() {
                list(&site, &reviewer)
            } else {
                decided(&site, &reviewer, &key, &sent, is_posted).unwrap_or_else(|why| {
                    let notices = std::iter::once(why.message).chain(why.help).collect();
                    let request = ReviewRequest { notices, ..ReviewRequest::default() };
                    Made::Page(StatusCode::CONFLICT, site.review_page(&request))
                })
            };
            match made {
                Made::Page(status, content) => Page::new(content).map(|page| (status, page, None)),
                Made::Next(skip) => Page::new(Content { media_type: "text/plain", body: Vec::new() })
                    .map(|page| (StatusCode::SEE_OTHER, page, Some(skip))),
            }
        });
        match made.await {
            Ok(Some((status, page, next))) => {
                let mut answer = of_page(&page, None);
                *answer.status_mut() = status;
                if let Some(Ok(location)) =
                    next.map(|skip| HeaderValue::try_from(format!("{path}?skip={skip}")))
                {
                    answer.headers_mut().insert(LOCATION, location);
                }
                answer
            }
            Ok(None) => not_made(&super::answer::Failure::Inside),
            Err(failure) => not_made(&failure),
        }
    }
}

/// The sheets that there are.
fn list(site: &Site, reviewer: &Reviewer) -> Made {
    let state =
        |key: &String| match desk::open_sheet(&reviewer.root, key, &desk::sheet_of(&reviewer.root, key)) {
            Ok(opened) => format!("{} to review, {} decided", opened.open.len(), opened.decided),
            Err(why) => why.message,
        };
    let sheets: Vec<(String, String)> =
        desk::sheets(&reviewer.root).into_iter().map(|key| (key.clone(), state(&key))).collect();
    let none = "There is no draft: `remit draft SOURCE` makes one.".to_owned();
    let notices = if sheets.is_empty() { vec![none] } else { Vec::new() };
    let request = ReviewRequest { notices, sheets, ..ReviewRequest::default() };
    Made::Page(StatusCode::OK, site.review_page(&request))
}

/// Does what a form asks for, and shows the record that is next, or the same one.
fn decided(
    site: &Site,
    reviewer: &Reviewer,
    key: &str,
    sent: &Sent,
    is_posted: bool,
) -> Result<Made, Refused> {
    let Begun { desk, opened } = desk::begin(&reviewer.root, reviewer.texts.as_deref(), key)?;
    let desk = desk.kept_by(&reviewer.by);
    let offered = opened.open.iter().find(|offer| offer.key(key) == sent.offer);
    let mut notices = Vec::new();
    let mut changed = None;
    match offered {
        Some(offered) if is_posted => {
            let mut offer = Offer { record: sent.record.clone(), ..offered.clone() };
            if !sent.predicate.is_empty() {
                offer = offer.with_property(&sent.predicate);
            }
            match sent.what.as_str() {
                "reject" => {
                    desk.reject(offered)?;
                    return Ok(Made::Next(sent.skip));
                }
                "postpone" => return Ok(Made::Next(sent.skip + 1)),
                "accept" => {
                    let trial = desk.trial(&offer)?;
                    // Nobody takes what is doubtful without having been told.
                    let is_told = trial.faults.is_none() || sent.seen == offer.key(key);
                    if is_told && !trial.is_wrong() {
                        desk.accept(offered, &offer, &trial)?;
                        return Ok(Made::Next(sent.skip));
                    }
                }
                _ => {}
            }
            changed = Some((offered, offer));
        }
        None if is_posted => {
            notices.push("That record was decided meanwhile, or the sheet is another one now.".to_owned());
        }
        _ => {}
    }
    let next = opened.open.get(sent.skip).map(|offer| (offer, offer.clone()));
    let record = if let Some((offered, offer)) = changed.or(next) {
        let trial = desk.trial(&offer)?;
        let counts = (opened.open.len(), opened.decided);
        Some(record(desk.into.clone(), (offered, &offer), &trial, (reviewer, key, sent.skip, counts)))
    } else {
        notices.push(match opened.open.len() {
            0 => format!("All records are decided: {}.", opened.decided),
            left => format!("Postponed: {left}. Open the page anew to decide on them."),
        });
        None
    };
    let is_wrong = is_posted && record.as_ref().is_some_and(|record| record.is_wrong);
    let request = ReviewRequest { source: Some(key.to_owned()), notices, record, sheets: Vec::new() };
    let status =
        if is_wrong && sent.what == "accept" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Made::Page(status, site.review_page(&request)))
}

/// A record as the page shows it.
fn record(
    into: String,
    (offered, offer): (&Offer, &Offer),
    trial: &Trial,
    (reviewer, key, skip, (open, decided)): (&Reviewer, &str, usize, (usize, usize)),
) -> ReviewRecord {
    let own = offer.get("predicate");
    let mut others = offered.others.clone();
    others.extend(offered.get("predicate").map(|own| (own, "as proposed".to_owned())));
    others.retain(|(other, _)| own.as_ref() != Some(other));
    ReviewRecord {
        place: format!("{open} to review, {decided} decided: {}", offer.place),
        into,
        by: reviewer.by.clone(),
        sentence: offer.marked(),
        offer: offered.key(key),
        seen: offer.key(key),
        skip,
        text: offer.record.clone(),
        others,
        reads: trial.sentence.clone(),
        inherited: trial.inherited.join("; "),
        why: Some(offer.why.clone()).filter(|_| offer.record == offered.record),
        faults: trial.faults_in_words(),
        is_wrong: trial.is_wrong(),
    }
}
