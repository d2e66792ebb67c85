//! The graph as pages: every thing, claim, source, class, property, rule and figure has an address and a page, made of what the
//! floors below know of it.
//!
//! Goes in: a project and its graph. Comes out: the content at an address, the same bytes every time, for a server and for
//! files alike: all links are relative, so that files open from a disk. Knows no socket and writes no file.

mod address;
mod asset;
mod data;
mod figure;
mod home;
mod html;
mod lists;
mod map;
mod query;
mod review;
mod saying;
mod search;
mod single;
mod source;
mod term;
mod thing;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use askama::Template;

use address::{Kind, file_name, split};
pub use data::{Form, Place};
use html::{Frame, Line, Piece, web};
pub use query::{MOST_ROWS, QueryAnswer, QueryOutcome, QueryRequest};
pub use review::{ReviewRecord, ReviewRequest};

use crate::derive::graph::Graph;
use crate::derive::rdf::GraphRef;
use crate::explore::{
    Dispute, Gap, Promise, Relations, SourceReport, disputes, gaps, promises, source_reports,
};
use crate::model::claim::{ClaimId, DerivationId, EntityId, Thing};
use crate::model::diagnostic::Diagnostic;
use crate::model::licence::licence_iri;
use crate::project::{Project, threads, views};
use crate::render::draw::Theme;
use crate::render::figure::Figure;

/// What stands at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Content {
    fn text(media_type: &'static str, body: impl Into<String>) -> Self {
        Self { media_type, body: body.into().into_bytes() }
    }
}

/// What a site is made for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option by itself")]
pub struct SiteOptions {
    /// Whether a server answers, which has what needs an answer: searches without a script, figures by parameters.
    pub is_served: bool,
    /// Whether the server has a page on which drafts are reviewed.
    pub is_reviewed: bool,
    /// The address at which it is published, with a closing `/`, where that is known.
    pub base_url: Option<String>,
    /// Whether files answer queries by themselves, in the browser.
    pub answers_queries: bool,
    /// Whether the texts of sources may be shown, and not only what is quoted of them.
    pub shows_texts: bool,
}

/// A graph as pages. Never changes, and can be asked from several threads.
pub struct Site {
    project: Arc<Project>,
    graph: Arc<Graph>,
    options: SiteOptions,
    relations: Relations,
    figures: Vec<(String, Figure)>,
    themes: Vec<Theme>,
    /// Entities by the names of their files.
    things: BTreeMap<String, EntityId>,
    /// What pages share, each made when it is first needed.
    found: Found,
}

/// What pages share.
#[derive(Default)]
struct Found {
    gaps: OnceLock<Vec<Gap>>,
    disputes: OnceLock<Vec<Dispute>>,
    promises: OnceLock<Vec<Promise>>,
    sources: OnceLock<Vec<SourceReport>>,
    index: OnceLock<Vec<search::Entry>>,
    claims: OnceLock<BTreeMap<String, String>>,
    beginnings: OnceLock<Vec<(String, EntityId)>>,
    predicates: OnceLock<Vec<String>>,
    templates: OnceLock<Vec<crate::explore::ask::Template>>,
    names: OnceLock<BTreeMap<String, Option<EntityId>>>,
    resting: OnceLock<BTreeMap<ClaimId, Vec<DerivationId>>>,
}

impl Site {
    /// The pages of a graph. Costs its figures.
    ///
    /// # Errors
    ///
    /// Every fault of its views and themes.
    pub fn new(
        project: Arc<Project>,
        graph: Arc<Graph>,
        options: SiteOptions,
    ) -> Result<Self, Vec<Diagnostic>> {
        let store = views::store(&graph, false).map_err(|error| vec![views::store_fault(&error)])?;
        let figures = views::figures(&graph, store)?.0;
        let themes = views::themes(graph.input())?;
        let relations = Relations::new(graph.scope());
        let dataset = graph.dataset();
        let key = |id: EntityId| file_name(dataset.key(Thing::Entity(id)));
        let things = dataset.entity_ids().map(|id| (key(id), id)).collect();
        let found = Found::default();
        Ok(Self { project, graph, options, relations, figures, themes, things, found })
    }

    /// What stands at an address, which has neither a leading slash nor escapes: `index.html`, `thing/near.html`; the empty one is
    /// `index.html`. The query is what stands behind the `?`. None where there is nothing.
    pub fn get(&self, address: &str, query: &str) -> Option<Content> {
        let address = if address.is_empty() { "index.html" } else { address };
        let (folder, name, ending) = split(address);
        let page = Pages::new(self, address);
        let html = |page: String| Some(Content::text("text/html; charset=utf-8", page));
        match (folder, ending) {
            ("figure", "html") => html(page.figure(name, query)?),
            ("figure", _) => page.drawn(name, ending, query),
            ("", "html") if name != "dossier" => html(page.top(name, query)?),
            ("thing", "html") => html(page.thing(*self.things.get(name)?)),
            ("source", "html") => html(page.source(*self.things.get(name)?)?),
            ("claim", "html") => html(page.claim(self.claim(name)?)?),
            ("class", "html") => html(page.class(name)?),
            ("property", "html") => html(page.property(name)?),
            ("rule", "html") => html(page.rule(name)?),
            _ => asset::get(&page, address).or_else(|| self.data(address)),
        }
    }

    /// Whether there is a page at an address, and not another file.
    pub fn is_page(address: &str) -> bool {
        split(address).2 == "html"
    }

    /// All addresses, in one order; every link of a page leads to one of them, or to the web.
    pub fn addresses(&self) -> Vec<String> {
        let dataset = self.graph.dataset();
        let ontology = self.graph.ontology();
        let mut all: Vec<String> = lists::TOPS.iter().map(|(name, _)| format!("{name}.html")).collect();
        all.push("index.html".to_owned());
        all.extend(self.things.keys().map(|name| format!("{}/{name}.html", Kind::Thing.folder())));
        let sources = self.sources().iter().map(|source| Kind::Source.page(&source.id));
        all.extend(sources);
        all.extend(dataset.claims().iter().map(|claim| Kind::Claim.page(dataset.text(claim.key))));
        all.extend(term::classes(ontology).map(|class| Kind::Class.page(&class.key)));
        all.extend(term::properties(ontology).map(|property| Kind::Property.page(&property.key)));
        all.extend(self.graph.derived().rules().iter().map(|rule| Kind::Rule.page(&rule.key)));
        all.extend(self.figures.iter().flat_map(|(name, _)| figure::addresses(name)));
        all.extend(asset::addresses(self));
        all.extend(self.data_addresses());
        all.sort();
        all
    }

    /// All files, in the order of their addresses, made on as many threads as the machine runs at once.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let addresses = self.addresses();
        let made = threads::each(addresses.len(), |at| self.get(&addresses[at], ""));
        let made = made.into_iter().map(|content| content.map(|content| content.body));
        addresses.into_iter().zip(made).filter_map(|(address, body)| Some((address, body?))).collect()
    }

    /// The claim whose file has a name.
    fn claim(&self, name: &str) -> Option<&str> {
        let names = self.found.claims.get_or_init(|| {
            let dataset = self.graph.dataset();
            let keys = dataset.claims().iter().map(|claim| dataset.text(claim.key));
            keys.map(|key| (file_name(key), key.to_owned())).collect()
        });
        names.get(name).map(String::as_str)
    }

    fn scope(&self) -> GraphRef<'_> {
        self.graph.scope()
    }

    /// The claim or entity that has a text as its key, or is the only one with that name.
    fn meant(&self, text: &str) -> Option<Thing> {
        let dataset = self.graph.dataset();
        let names = self.found.names.get_or_init(|| {
            let mut names: BTreeMap<String, Option<EntityId>> = BTreeMap::new();
            for id in dataset.entity_ids() {
                let name = dataset.name(Thing::Entity(id)).to_owned();
                names.entry(name).and_modify(|one| *one = None).or_insert(Some(id));
            }
            names
        });
        let by_key = dataset.find(text);
        by_key.or_else(|| names.get(text).copied().flatten().map(Thing::Entity))
    }

    /// What rests on a claim directly.
    fn resting_on(&self, id: ClaimId) -> &[DerivationId] {
        let resting = self.found.resting.get_or_init(|| {
            let derived = self.graph.derived();
            let mut resting: BTreeMap<ClaimId, Vec<DerivationId>> = BTreeMap::new();
            for id in derived.ids() {
                for claim in derived.best(id).claims() {
                    resting.entry(claim).or_default().push(id);
                }
            }
            resting
        });
        resting.get(&id).map_or(&[], Vec::as_slice)
    }

    fn gaps(&self) -> &[Gap] {
        self.found.gaps.get_or_init(|| gaps(self.scope(), &self.relations, None))
    }

    fn disputes(&self) -> &[Dispute] {
        self.found.disputes.get_or_init(|| disputes(self.scope()))
    }

    fn promises(&self) -> &[Promise] {
        self.found.promises.get_or_init(|| promises(self.scope(), &self.relations, None))
    }

    fn sources(&self) -> &[SourceReport] {
        self.found.sources.get_or_init(|| source_reports(self.scope()))
    }
}

/// What is needed to write one page.
struct Pages<'a> {
    site: &'a Site,
    scope: GraphRef<'a>,
    /// Its address.
    address: &'a str,
    /// The way to the top.
    up: &'static str,
    /// The thing that it is about.
    here: Option<Thing>,
}

impl<'a> Pages<'a> {
    fn new(site: &'a Site, address: &'a str) -> Self {
        let up = if address.contains('/') { "../" } else { "" };
        Self { site, scope: site.scope(), address, up, here: None }
    }

    /// The link from this page to an address.
    fn to(&self, address: &str) -> String {
        format!("{}{address}", self.up)
    }

    /// The link from this page to that of a thing.
    fn to_thing(&self, thing: Thing) -> String {
        let kind = if matches!(thing, Thing::Claim(_)) { Kind::Claim } else { Kind::Thing };
        self.to(&kind.page(self.scope.dataset.key(thing)))
    }

    /// A thing by its name, which leads to its page.
    fn named(&self, thing: Thing) -> Piece {
        Piece::link(self.scope.dataset.name(thing), self.to_thing(thing))
    }

    /// A thing by its key and name, which leads to its page if there is such a thing.
    fn by_key(&self, key: &str, name: &str) -> Piece {
        match self.scope.dataset.find(key) {
            Some(thing) => Piece::link(name, self.to_thing(thing)),
            None => Piece::plain(name),
        }
    }

    /// What stands around the page.
    fn frame(&self, title: &str, description: &str, command: &str) -> Frame {
        let manifest = &self.site.graph.input().manifest;
        let part = |(name, words): &(&'static str, &'static str)| {
            let address = format!("{name}.html");
            (*words, self.to(&address), address == self.address)
        };
        let mut parts: Vec<_> = lists::TOPS.iter().filter(|(_, words)| !words.is_empty()).map(part).collect();
        if self.site.options.is_reviewed {
            parts.push(("Review", self.to(review::ADDRESS), self.address == review::ADDRESS));
        }
        if self.site.options.is_served {
            parts.push(("Query", self.to(query::ADDRESS), self.address == query::ADDRESS));
        } else if self.site.options.answers_queries {
            parts.push(("Query", self.to(query::offline::PAGE), self.address == query::offline::PAGE));
        }
        let published = |address: &str| Some(format!("{}{address}", self.site.options.base_url.as_ref()?));
        let title = if title.is_empty() { &manifest.title } else { title };
        let language = if manifest.language.is_empty() && self.scope.dataset.is_english() {
            "en".to_owned()
        } else {
            manifest.language.clone()
        };
        Frame {
            site: manifest.title.clone(),
            lang: language,
            title: shortened(title, 120),
            description: shortened(description, 300),
            up: self.up,
            parts,
            twins: Vec::new(),
            canonical: published(if self.address == "index.html" { "" } else { self.address }),
            preview: self.site.preview().and_then(|address| published(&address)),
            licence: self.licence(),
            counts: self.counts(),
            command: command.to_owned(),
            is_served: self.site.options.is_served,
            asked: String::new(),
        }
    }

    fn licence(&self) -> Line {
        let licence = &self.site.graph.input().manifest.licence;
        let address = licence_iri(licence);
        match address.as_deref().and_then(web) {
            _ if licence.is_empty() => Vec::new(),
            Some(address) => vec![Piece::link(licence.clone(), address)],
            None => vec![Piece::plain(licence.clone())],
        }
    }

    /// The same as a page in forms for programs.
    fn twins(&self, kind: Kind, key: &str) -> Vec<(&'static str, &'static str, String)> {
        let stem = self.to(kind.page(key).trim_end_matches(".html"));
        let twin = |form: Form| (form.essence(), form.name(), format!("{stem}.{}", form.ending()));
        Form::SHOWN.map(twin).into()
    }

    /// What the graph is made of.
    fn counts(&self) -> String {
        let dataset = self.scope.dataset;
        let one =
            |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let sources = self.site.sources().len();
        let claims = one(dataset.claims().len(), "claim", "claims");
        format!("{claims} from {}", one(sources, "source", "sources"))
    }
}

/// A page as text; a template can only fail where text cannot be written, and text in memory can.
fn rendered(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

/// A text cut at a border of words where it is longer than so many characters.
fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    let kept = cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{kept}\u{2026}")
}
