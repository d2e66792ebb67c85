//! Files beside the pages: how they look, their scripts, the words that the search knows, what the map draws, the whole data, and the map of the site.

use super::html::{Piece, Row, Table, for_script};
use super::lists::Group;
use super::query::offline;
use super::{Content, Pages, Site, rendered};
use crate::compile::read::Format;
use crate::derive::selection::Selection;
use crate::explore;
use crate::project::{parts, views};
use crate::render::write;

/// Files of the program, the same for every graph.
const FIXED: [(&str, &str, &str); 5] = [
    // A host that makes pages of Markdown would leave files out without it.
    (".nojekyll", "text/plain; charset=utf-8", ""),
    ("assets/style.css", "text/css; charset=utf-8", include_str!("assets/style.css")),
    ("assets/remit.js", "text/javascript; charset=utf-8", include_str!("assets/remit.js")),
    ("assets/map.js", "text/javascript; charset=utf-8", include_str!("assets/map.js")),
    ("assets/icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];
/// Files of the program that only what a server answers needs.
const SERVED: [(&str, &str, &str); 3] = [
    ("assets/query.js", "text/javascript; charset=utf-8", include_str!("assets/query.js")),
    ("assets/editor.js", "text/javascript; charset=utf-8", include_str!("assets/editor.js")),
    ("assets/editor.LICENSES.txt", "text/plain; charset=utf-8", include_str!("assets/editor.LICENSES.txt")),
];
/// Files of the program that only files that answer queries need.
const OFFLINE: [(&str, &str, &str); 4] = [
    ("assets/offline.js", "text/javascript; charset=utf-8", include_str!("assets/offline.js")),
    SERVED[1],
    SERVED[2],
    ("assets/engine.LICENSES.txt", "text/plain; charset=utf-8", include_str!("assets/engine.LICENSES.txt")),
];
/// The words of the search, as a script, since files of a disk can be read in no other way.
const INDEX: &str = "assets/words.js";
/// What the map draws, as a script for the same reason.
const GRAPH: &str = "assets/graph.js";
/// The tables of the graph.
const TABLES: [&str; 4] = ["entities", "claims", "derived", "disagreements"];

/// The addresses of these files.
pub(super) fn addresses(site: &Site) -> Vec<String> {
    let manifest = &site.graph.input().manifest;
    let mut all: Vec<String> = FIXED.iter().map(|(address, ..)| (*address).to_owned()).collect();
    all.extend([GRAPH, INDEX].map(str::to_owned));
    if site.options.answers_queries {
        all.extend(OFFLINE.iter().map(|(address, ..)| (*address).to_owned()));
        all.extend([offline::PAGE, offline::ENGINE, offline::GRAPH].map(str::to_owned));
    }
    all.extend(manifest.formats.iter().map(|format| format!("data/{}", write::file_name(*format))));
    if manifest.tables_written {
        all.extend(TABLES.iter().map(|table| format!("data/{table}.csv")));
    }
    if manifest.dossier.is_some() {
        all.extend(["dossier.md".to_owned(), "dossier.html".to_owned()]);
    }
    if site.options.base_url.is_some() {
        all.push("sitemap.xml".to_owned());
    }
    all
}

/// What a file of the graph is to readers.
fn media_type(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Nq => ("application/n-quads", "N-Quads: all layers, each in its graph"),
        Format::Trig => ("application/trig", "TriG: all layers, each in its graph"),
        Format::Ttl => ("text/turtle", "Turtle: the layers in one graph"),
        Format::Jsonld => ("application/ld+json", "JSON-LD"),
    }
}

/// The file at an address.
pub(super) fn get(page: &Pages<'_>, address: &str) -> Option<Content> {
    let site = page.site;
    let served = if site.options.is_served { &SERVED[..] } else { &[] };
    let offline = if site.options.answers_queries { &OFFLINE[..] } else { &[] };
    if let Some((_, media_type, text)) =
        FIXED.iter().chain(served).chain(offline).find(|(fixed, ..)| *fixed == address)
    {
        return Some(Content::text(media_type, *text));
    }
    if !addresses(site).iter().any(|known| known == address) {
        return None;
    }
    let bytes = |media_type, body| Some(Content { media_type, body });
    let scope = page.scope;
    match address {
        INDEX => {
            let text = format!("remitWords = {};\n", for_script(&site.index()));
            Some(Content::text("text/javascript; charset=utf-8", text))
        }
        GRAPH => {
            let text = format!("remitGraph = {};\n", for_script(&site.drawn()));
            Some(Content::text("text/javascript; charset=utf-8", text))
        }
        offline::ENGINE => Some(Site::offline_engine()),
        offline::GRAPH => site.offline_graph(),
        "sitemap.xml" => Some(Content::text("application/xml", sitemap(site))),
        "dossier.md" => bytes("text/markdown; charset=utf-8", dossier(site)?.markdown().into_bytes()),
        "dossier.html" => bytes("text/html; charset=utf-8", dossier(site)?.html().into_bytes()),
        _ => {
            let name = address.strip_prefix("data/")?;
            let manifest = &site.graph.input().manifest;
            let mut body = Vec::new();
            let form = Format::ALL.into_iter().find(|format| write::file_name(*format) == name);
            let written = if let Some(format) = form {
                write::graph(format, scope, manifest, site.graph.prefixes(), &mut body).ok()?;
                media_type(format).0
            } else {
                match name {
                    "entities.csv" => write::entities_table(scope, &mut body).ok()?,
                    "claims.csv" => write::claims_table(scope, &mut body).ok()?,
                    "derived.csv" => write::derived_table(scope, &mut body).ok()?,
                    "disagreements.csv" => write::disagreements_table(scope, &mut body).ok()?,
                    _ => return None,
                }
                "text/csv; charset=utf-8"
            };
            bytes(written, body)
        }
    }
}

fn dossier(site: &Site) -> Option<explore::Document> {
    let by = views::dossier(&site.graph).ok()??;
    let told = views::told_in_dossier(&site.graph).ok()?;
    let part = told.as_ref().unwrap_or(&site.graph);
    let title = &site.graph.input().manifest.title;
    // A dossier of some of the sources says so: it is read by itself.
    let title = match &told {
        Some(part) => format!("{title} ({})", parts::basis(part, &site.graph, &Selection::default())),
        None => title.clone(),
    };
    Some(explore::dossier(&title, part.scope(), by))
}

/// The addresses of all pages, for search engines (<https://www.sitemaps.org/protocol.html>).
fn sitemap(site: &Site) -> String {
    let base = site.options.base_url.as_deref().unwrap_or_default();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in site
        .addresses()
        .iter()
        .filter(|a| Site::is_page(a) && !["404.html", "search.html"].contains(&a.as_str()))
    {
        let address = address.trim_start_matches("index.html");
        let escaped = crate::model::escape::markup(&format!("{base}{address}"), |c, out| out.push(c));
        out.push_str(&format!("<url><loc>{escaped}</loc></url>\n"));
    }
    out.push_str("</urlset>\n");
    out
}

impl Pages<'_> {
    /// The page of all that can be taken away as data.
    pub(super) fn data(&self) -> String {
        let manifest = &self.site.graph.input().manifest;
        let row = |address: String, words: &str| {
            let link = Piece::link(address.trim_start_matches("data/"), self.to(&address));
            Row::new(vec![vec![link], vec![Piece::plain(words)]])
        };
        let mut rows: Vec<Row> = manifest
            .formats
            .iter()
            .map(|format| row(format!("data/{}", write::file_name(*format)), media_type(*format).1))
            .collect();
        if manifest.tables_written {
            let table =
                |table: &&str| row(format!("data/{table}.csv"), &format!("CSV: all {table}, each on a row"));
            rows.extend(TABLES.iter().map(table));
        }
        if manifest.dossier.is_some() {
            rows.push(row(
                "dossier.html".to_owned(),
                "the dossier: one text with numbered notes; its title says of which sources",
            ));
            rows.push(row("dossier.md".to_owned(), "the same as Markdown"));
        }
        let table =
            Table { caption: "Data".to_owned(), head: vec!["file".into(), "what it is".into()], rows };
        let mut about =
            "The whole graph in forms for programs. Each page of a thing, claim or term has its own as well."
                .to_owned();
        if manifest.licence.is_empty() {
            about.push_str(" No licence is stated.");
        }
        let group = Group { table: Some(table), ..Group::default() };
        rendered(&self.list("Data", &about, "remit export", vec![group]))
    }
}
