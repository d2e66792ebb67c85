//! The page of a source: what is known of its publication, and what is quoted from it, each quotation with an address of its own.

use askama::Template;

use super::address::{Kind, file_name};
use super::html::{Frame, Line, Markup, Piece, in_address, web};
use super::saying::Saying;
use super::{Pages, rendered};
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::published::PublishedField;

/// A passage that is quoted, with all claims in its words.
#[derive(Debug)]
struct Quotation {
    /// The ids by which claims lead here.
    ids: Vec<String>,
    words: String,
    /// The section and page.
    place: String,
    /// Where the words are in the publication on the web, for browsers that can show them there.
    published: String,
    claims: Vec<Saying>,
}

/// A piece of a text: its words, whether they are quoted, and where they are told of.
#[derive(Debug)]
struct Stretch {
    text: String,
    href: String,
    ids: Vec<String>,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    frame: Frame,
    name: String,
    thing: Piece,
    class: Piece,
    published: Vec<(String, Line)>,
    coverage: Line,
    only_here: Vec<String>,
    quotations: Vec<Quotation>,
    text: Vec<Vec<Stretch>>,
    why_no_text: &'static str,
}

impl Pages<'_> {
    /// The page of a source that is cited; none for other things.
    pub(super) fn source(&self, id: EntityId) -> Option<String> {
        let scope = self.scope;
        let dataset = scope.dataset;
        let thing = Thing::Entity(id);
        let key = dataset.key(thing);
        let report = self.site.sources().iter().find(|source| source.id == key)?;
        let mut claims: Vec<ClaimId> =
            dataset.claim_ids().filter(|c| dataset.claim(*c).source == id).collect();
        let start = |c: &ClaimId| {
            let passage = dataset.claim(*c).passage;
            let spans = passage.map(|p| dataset.passage(p).spans());
            (spans.and_then(|s| s.last()).map_or(u32::MAX, |s| s.0), *c)
        };
        claims.sort_by_key(start);
        let url = dataset.published(id, PublishedField::Url).and_then(web);
        let quotations = self.quotations(&claims, url);
        let state = self.site.graph.verification().sources.iter().find(|state| state.key == key);
        let text = state.and_then(|s| s.file.as_ref()).and_then(|f| self.site.graph.input().texts.get(f));
        let (text, why_no_text) = match text {
            Some(text) if self.site.options.shows_texts => (self.stretches(text, &claims), ""),
            Some(_) => {
                (Vec::new(), "The text is at hand and not shown here: publishing it may need a licence.")
            }
            None => (Vec::new(), "The text is not at hand; the quotations stand in its order."),
        };
        let class = scope.ontology.class(dataset.entity(id).class);
        let coverage = vec![
            Piece::plain(format!("{} claims quote it, {} of them facts; ", report.claims, report.facts)),
            Piece::plain(format!("{} facts rest on it alone.", report.alone)),
        ];
        let title = format!("Quotations from {}", report.name);
        let frame = self.frame(&title, &title, &format!("remit coverage {key}"));
        let frame = Frame { twins: self.twins(Kind::Source, key), ..frame };
        Some(rendered(&SourcePage {
            frame,
            name: report.name.clone(),
            thing: self.named(thing),
            class: Piece::link(class.label.clone(), self.to(&Kind::Class.page(&class.key))),
            published: self.publication(id),
            coverage,
            only_here: report.only_here.clone(),
            quotations,
            text,
            why_no_text,
        }))
    }

    /// The passages that claims quote, in their order.
    fn quotations(&self, claims: &[ClaimId], url: Option<&str>) -> Vec<Quotation> {
        let dataset = self.scope.dataset;
        let mut found: Vec<(Option<crate::model::claim::PassageId>, Quotation)> = Vec::new();
        for &id in claims {
            let claim = dataset.claim(id);
            let key = dataset.text(claim.key);
            // The words stand above.
            let Some(saying) = self.saying_of(key) else { continue };
            let saying = Saying { quote: String::new(), ..saying };
            let anchor = format!("q-{}", file_name(key));
            match found.last_mut() {
                Some((passage, quotation)) if passage.is_some() && *passage == claim.passage => {
                    quotation.ids.push(anchor);
                    quotation.claims.push(saying);
                }
                _ => {
                    let passage = claim.passage.map(|p| dataset.passage(p));
                    let words = passage.map(|p| dataset.text(p.quote).to_owned()).unwrap_or_default();
                    let section =
                        passage.and_then(|p| p.section).map(|s| dataset.text(dataset.section(s).name));
                    let published = match (url, words.is_empty()) {
                        (Some(url), false) => fragment(url, &words),
                        _ => String::new(),
                    };
                    let quotation = Quotation {
                        ids: vec![anchor],
                        words,
                        place: section.unwrap_or_default().to_owned(),
                        published,
                        claims: vec![saying],
                    };
                    found.push((claim.passage, quotation));
                }
            }
        }
        found.into_iter().map(|(_, quotation)| quotation).collect()
    }

    /// A text in paragraphs, with what is quoted of it marked.
    fn stretches(&self, text: &str, claims: &[ClaimId]) -> Vec<Vec<Stretch>> {
        let dataset = self.scope.dataset;
        let mut spans: Vec<(u32, u32, String)> = Vec::new();
        for &id in claims {
            let claim = dataset.claim(id);
            let Some(passage) = claim.passage else { continue };
            let name = file_name(dataset.text(claim.key));
            for (from, to) in dataset.passage(passage).spans() {
                spans.push((*from, *to, name.clone()));
            }
        }
        spans.sort();
        let mut paragraphs = vec![Vec::new()];
        let mut edges: Vec<u32> = spans.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut begun: Vec<&str> = Vec::new();
        let mut at = 0u32;
        let mut piece = String::new();
        let mut flush = |piece: &mut String, at: u32, out: &mut Vec<Vec<Stretch>>| {
            if piece.is_empty() {
                return;
            }
            let over = spans.iter().find(|(from, to, _)| *from < at && at <= *to);
            let href = over.map(|(.., name)| format!("#q-{name}")).unwrap_or_default();
            let ids = spans
                .iter()
                .filter(|(from, to, name)| *from < at && at <= *to && !begun.contains(&name.as_str()));
            let ids: Vec<&str> = ids.map(|(.., name)| name.as_str()).collect();
            begun.extend(&ids);
            let ids = ids.into_iter().map(|name| format!("t-{name}")).collect();
            if let Some(last) = out.last_mut() {
                last.push(Stretch { text: std::mem::take(piece), href, ids });
            }
        };
        let mut lines = 0;
        for c in text.chars() {
            if edges.binary_search(&at).is_ok() {
                flush(&mut piece, at, &mut paragraphs);
            }
            at += 1;
            if c == '\n' {
                lines += 1;
            } else if !c.is_whitespace() {
                if lines > 1 {
                    flush(&mut piece, at - 1, &mut paragraphs);
                    paragraphs.push(Vec::new());
                }
                lines = 0;
            }
            piece.push(if c == '\n' { ' ' } else { c });
        }
        flush(&mut piece, at, &mut paragraphs);
        paragraphs.retain(|paragraph| paragraph.iter().any(|stretch| !stretch.text.trim().is_empty()));
        paragraphs
    }
}

/// The address of words in a page of the web (<https://wicg.github.io/scroll-to-text-fragment/>): of a quote in parts the first one.
fn fragment(url: &str, quote: &str) -> String {
    let first = crate::model::quote::parts(quote).into_iter().find(|part| !part.is_empty()).unwrap_or(quote);
    let (page, _) = url.split_once('#').unwrap_or((url, ""));
    // A hyphen stands between the parts of a text directive.
    format!("{page}#:~:text={}", in_address(first).replace('-', "%2D"))
}
