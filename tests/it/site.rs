//! The pages of a graph, tested as values: every link leads somewhere, nothing of the data is markup, the same bytes every time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use remit::Project;
use remit::site::{QueryOutcome, QueryRequest, Site, SiteOptions};
use tempfile::TempDir;

use crate::support::{put, remit, repository};

/// The graphs whose pages are looked at, but for the flagship.
const TOYS: [&str; 8] = ["ferries", "hafen", "kitchen", "museum", "railway", "signs", "terms", "town"];

fn site(folder: &Path, options: SiteOptions) -> Site {
    let project = Arc::new(Project::open(folder).expect("the project can be read"));
    let graph = Arc::new(project.build().expect("the project has no faults"));
    Site::new(project, graph, options).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// All files of a site by their addresses.
fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let content = |address: String| {
        let content = site.get(&address, "").unwrap_or_else(|| panic!("{address} is listed and not there"));
        (address, content.body)
    };
    site.addresses().into_iter().map(content).collect()
}

/// The values of an attribute in a page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What is wrong with the links and ids of a site.
fn broken(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let pages: BTreeMap<&str, String> = files
        .iter()
        .filter(|(address, _)| Site::is_page(address))
        .map(|(address, bytes)| (address.as_str(), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(address, html)| (*address, attributes(html, "id").into_iter().collect()))
        .collect();
    let graph = files
        .get("assets/graph.js")
        .map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut wrong = Vec::new();
    for (address, html) in &pages {
        let all = attributes(html, "id");
        if all.len() != ids[address].len() {
            let mut seen = BTreeSet::new();
            let twice = all.into_iter().find(|id| !seen.insert(*id));
            wrong.push(format!("{address}: the id {twice:?} stands twice"));
        }
        for href in attributes(html, "href")
            .into_iter()
            .chain(attributes(html, "src"))
            .chain(attributes(html, "action"))
        {
            let href = unescaped(href);
            if href.starts_with("https://") || href.starts_with("http://") {
                continue;
            }
            let (path, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
            let full = match (path, path.strip_prefix("../")) {
                ("", _) => (*address).to_owned(),
                (_, Some(up)) => up.to_owned(),
                (path, None) if folder.is_empty() => path.to_owned(),
                (path, None) => format!("{folder}/{path}"),
            };
            if let ("map.html", Some(start)) = (full.as_str(), fragment.strip_prefix("start=")) {
                if !graph.contains(&format!("\"key\":\"{start}\"")) {
                    wrong.push(format!("{address}: {href} leads to nothing on the map"));
                }
                continue;
            }
            // The page of queries is made by a server, of what it is asked.
            if full == "query" {
                continue;
            }
            if !files.contains_key(&full) {
                wrong.push(format!("{address}: {href} leads nowhere"));
            } else if !fragment.is_empty()
                && !ids.get(full.as_str()).is_some_and(|ids| ids.contains(fragment))
            {
                wrong.push(format!("{address}: {href} leads to no part of {full}"));
            }
        }
    }
    wrong
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let options =
        SiteOptions { base_url: Some("https://example.org/graph/".to_owned()), ..SiteOptions::default() };
    let toys = TOYS.map(|name| repository().join("tests/cases").join(name));
    for folder in toys.iter().chain([&repository()]) {
        let files = files(&site(folder, options.clone()));
        let wrong = broken(&files);
        assert!(wrong.is_empty(), "{}: {:#?}", folder.display(), &wrong[..wrong.len().min(20)]);
        let map = String::from_utf8_lossy(&files["sitemap.xml"]).into_owned();
        let listed = map.matches("<loc>https://example.org/graph/").count();
        let pages = files.keys().filter(|address| Site::is_page(address)).count();
        assert_eq!(listed, pages - 2, "all pages but those for a search and for what is not there");
    }
}

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "book NASTY" .
x:Node a owl:Class ; rdfs:subClassOf <http://www.w3.org/ns/prov#Agent> ; rdfs:label "node NASTY" ; rdfs:comment "NASTY" .
x:to a owl:ObjectProperty ; rdfs:label "leads NASTY to" ; rdfs:range x:Node ; rdfs:comment "NASTY" .
x:home a owl:DatatypeProperty ; rdfs:label "has the page" ; rdfs:range xsd:anyURI .
"#;

const DATA: &str = r#"
[[source]]
id = "book"
type = "Book"
name = "The book NASTY"
text = "book.txt"
voice = "bob"
author = "NASTY"
url = "https://example.org/a?b='c'&d"

[[entity]]
id = "bob"
type = "Node"
name = "Bob NASTY"
also = ["Robert NASTY"]
note = "NASTY"

[[entity]]
id = "ann"
type = "Node"
name = "Ann LONG"

[[claim]]
id = "one"
subject = "bob"
predicate = "to"
object = "ann"
source = "book"
speaker = "bob"
quote = "Bob NASTY leads to Ann"
status = "established"
note = "NASTY"
doubt = "NASTY"

[[claim]]
id = "two"
subject = "ann"
predicate = "home"
object = "urn:javascript:alert(1)"
source = "book"
speaker = "bob"
quote = "her page"
status = "established"
"#;

/// The way from a page to the top.
fn up(page: &str) -> &'static str {
    if page.contains("data-up=\"../\"") { "../" } else { "" }
}

#[test]
fn the_map_has_each_link_with_the_claims_that_it_rests_on() {
    let site = site(&repository().join("tests/cases/kitchen"), SiteOptions::default());
    let script = site.get("assets/graph.js", "").expect("what the map draws").body;
    let script = String::from_utf8(script).expect("a text");
    let json = script.trim().strip_prefix("remitGraph = ").and_then(|text| text.strip_suffix(';'));
    let graph: serde_json::Value = serde_json::from_str(json.expect("one value")).expect("JSON");
    let list = |name: &str| graph[name].as_array().cloned().expect("a list");
    let (things, claims, links) = (list("things"), list("claims"), list("links"));
    let number =
        |value: &serde_json::Value| value.as_u64().and_then(|n| usize::try_from(n).ok()).expect("a number");
    assert!(!links.is_empty() && links.iter().any(|link| link.get("inferred").is_some()));
    for link in &links {
        let rests_on = match link.get("claim") {
            Some(claim) => vec![number(claim)],
            None => link["inferred"]["claims"].as_array().expect("claims").iter().map(number).collect(),
        };
        assert!(!rests_on.is_empty() && rests_on.iter().all(|claim| *claim < claims.len()), "{link}");
        assert!(number(&link["from"]) < things.len() && number(&link["to"]) < things.len(), "{link}");
        // What is not a fact is not drawn as one.
        let standing = link["standing"].as_str().expect("how it stands");
        let inferred = link.get("inferred").is_some();
        assert!(standing != "fact" || (!inferred && claims[rests_on[0]]["standing"] == "fact"), "{link}");
    }
    for claim in &claims {
        let address =
            claim["quoted"].as_str().and_then(|address| address.split('#').next()).expect("an address");
        assert!(site.get(address, "").is_some(), "{address}");
    }
}

#[test]
fn nothing_of_the_data_is_markup() {
    const NASTY: &str =
        "<script>alert(1)</script><img src=x onerror=alert(1)>&quot;' --> ]]> \u{202e}x\u{2066}";
    let folder = TempDir::new().expect("a folder");
    let nasty = |text: &str| {
        let escaped = NASTY.replace('\\', "\\\\").replace('"', "\\\"");
        text.replace("NASTY", &escaped).replace("LONG", &"long ".repeat(40_000))
    };
    put(
        folder.path(),
        "remit.toml",
        &nasty("title = \"Graph NASTY\"\nbase = \"https://example.org/\"\nquote-words = 90\n"),
    );
    put(folder.path(), "ontology/x.ttl", &nasty(ONTOLOGY));
    put(folder.path(), "data/x.toml", &nasty(DATA));
    put(folder.path(), "sources/book.txt", &format!("Bob {NASTY} leads to Ann, and her page is there.\n"));
    let options = SiteOptions { shows_texts: true, ..SiteOptions::default() };
    for is_served in [false, true] {
        let site = site(folder.path(), SiteOptions { is_served, ..options.clone() });
        let files = files(&site);
        assert!(broken(&files).is_empty(), "{:#?}", broken(&files));
        let query = "q=%3Cscript%3Ealert(1)%3C/script%3E&as-of=%22%3E%3Cimg%20src=x%3E&theme='%3E";
        let asked =
            ["search.html", "promises.html"].map(|address| site.get(address, query).expect("a page").body);
        let pages = files.iter().filter(|(address, _)| Site::is_page(address)).map(|(_, bytes)| bytes);
        let query = QueryRequest {
            query: format!("# label: {NASTY}"),
            question: "what is said of Bob".to_owned(),
            ..QueryRequest::default()
        };
        let query = site.query_page(&query, QueryOutcome::None).body;
        for page in pages.chain(&asked).chain([&query]) {
            let page = String::from_utf8_lossy(page);
            let own = ["remit", "graph", "map", "editor", "query"]
                .map(|name| format!("<script defer src=\"{}assets/{name}.js\">", up(&page)));
            let scripts = own.iter().filter(|own| page.contains(own.as_str())).count();
            assert_eq!(page.matches("<script").count(), scripts, "{page:.2000}");
            for bad in ["<img", " onerror=alert(1)>", "\"javascript:", "\u{202e}", "\u{2066}"] {
                assert!(!page.contains(bad), "{bad:?} in {page:.2000}");
            }
        }
        for script in ["assets/words.js", "assets/graph.js"] {
            let words = String::from_utf8_lossy(&files[script]).into_owned();
            assert!(!words.contains("</script") && !words.contains("<!--") && !words.contains('\u{202e}'));
        }
    }
}

#[test]
fn one_page_has_all_the_others() {
    for name in TOYS {
        let site = site(&repository().join("tests/cases").join(name), SiteOptions::default());
        let page = site.single_file();
        let files = BTreeMap::from([("single.html".to_owned(), page.clone().into_bytes())]);
        let wrong = broken(&files);
        assert!(wrong.is_empty(), "{name}: {:#?}", &wrong[..wrong.len().min(20)]);
        assert!(!page.contains(" src=\""), "{name}: it asks for something outside it");
        let pages = site.addresses().iter().filter(|address| Site::is_page(address)).count();
        let sections = page.matches("<section class=\"page\"").count();
        assert!(sections + 5 >= pages, "{name}: {sections} of {pages} pages");
    }
}

#[test]
fn files_answer_queries_only_where_they_are_to() {
    let kitchen = repository().join("tests/cases/kitchen");
    let plain = files(&site(&kitchen, SiteOptions::default()));
    let options = SiteOptions { answers_queries: true, ..SiteOptions::default() };
    let with = files(&site(&kitchen, options.clone()));
    let more: Vec<_> =
        with.keys().filter(|address| !plain.contains_key(*address)).map(String::as_str).collect();
    let expected =
        ["editor.LICENSES.txt", "editor.js", "engine.LICENSES.txt", "engine.js", "offline.js", "quads.js"];
    let expected: Vec<_> =
        expected.map(|name| format!("assets/{name}")).into_iter().chain(["query.html".to_owned()]).collect();
    assert_eq!(more, expected);
    assert!(broken(&with).is_empty(), "{:?}", broken(&with));
    assert!(with["query.html"] == files(&site(&kitchen, options))["query.html"]);
    // Statements that tell of no fact are in parts of their own, so that rows that need them can be told.
    let script = String::from_utf8_lossy(&with["assets/quads.js"]).into_owned();
    let json = script.trim_start_matches("remitQueries = ").trim_end().trim_end_matches(';');
    let known: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let parts: Vec<_> =
        known["graph"].as_array().expect("parts").iter().map(|part| part["standing"].as_str()).collect();
    assert!(parts.len() > 1 && parts[0] == Some("fact"), "{parts:?}");
    let page = String::from_utf8_lossy(&with["index.html"]).into_owned();
    assert!(
        page.contains("query.html") && !String::from_utf8_lossy(&plain["index.html"]).contains("query.html")
    );
    // One page has no files beside it, so it cannot have the engine.
    let both = remit(&kitchen, &["site", "--single-file", "--with-queries", "-o", "pages.html"]);
    assert!(both.code == 2 && both.err.contains("cannot be used with"), "{}", both.err);
}

#[test]
fn a_site_is_published_whole_and_the_same_every_time() {
    let work = TempDir::new().expect("a folder");
    let kitchen = repository().join("tests/cases/kitchen");
    let folder = work.path().join("pages");
    let target = folder.to_str().expect("a path");
    let call = |args: &[&str]| remit(&kitchen, &[&["site", "-o", target], args].concat());
    let first = call(&[]);
    assert_eq!(first.code, 0, "{}", first.err);
    let listing = fs::read_to_string(folder.join("manifest.json")).expect("a listing");
    assert_eq!(call(&[]).code, 0);
    assert_eq!(listing, fs::read_to_string(folder.join("manifest.json")).expect("a listing"));
    // What was changed by hand, or put there, is not lost.
    fs::write(folder.join("index.html"), "mine").expect("a file");
    assert_eq!(call(&[]).code, 2);
    assert_eq!(fs::read_to_string(folder.join("index.html")).expect("a file"), "mine");
    assert_eq!(call(&["--force"]).code, 0);
    fs::write(folder.join("mine.txt"), "mine").expect("a file");
    assert_eq!(call(&["--force"]).code, 2);
    // Nor is a folder of the project taken.
    for own in ["output", "data", "data/pages", "."] {
        let own = kitchen.join(own);
        let refused = remit(&kitchen, &["site", "-o", own.to_str().expect("a path")]);
        assert!(refused.code == 2 && refused.err.contains("a folder of the project"), "{}", refused.err);
    }
}
