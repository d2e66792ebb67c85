//! All pages as one page that can be mailed: each is a section, every link leads to another section or is plain text.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::for_script;
use super::{Pages, Site, lists, split};
use crate::model::escape::markup;

/// The attributes that name ids, or lead to them.
const NAMES: [&str; 6] = ["id", "href", "xlink:href", "for", "aria-labelledby", "action"];
/// What the ids of figures begin with, in their styles.
const FIGURES: &str = "#figure-";

impl Site {
    /// The whole site as one page without anything outside it. Files beside the pages are left out.
    pub fn single_file(&self) -> String {
        let order = |address: &String| {
            let top = lists::TOPS.iter().position(|(name, _)| format!("{name}.html") == *address);
            let (folder, ..) = split(address);
            (address != "index.html", top.is_none(), top, folder == "claim", address.clone())
        };
        let left_out = ["404.html", "search.html", "data.html", "dossier.html", "map.html"];
        let mut pages = self.addresses();
        pages.retain(|address| Self::is_page(address) && !left_out.contains(&address.as_str()));
        pages.sort_by_cached_key(order);
        let places: BTreeMap<&str, usize> =
            pages.iter().enumerate().map(|(at, address)| (address.as_str(), at)).collect();
        let mut sections = String::new();
        for (at, address) in pages.iter().enumerate() {
            let content = self.get(address, "").map(|content| content.body).unwrap_or_default();
            let html = String::from_utf8_lossy(&content);
            let main = html.split_once("<main id=\"main\"").and_then(|(_, rest)| rest.split_once('>'));
            let main = main.and_then(|(_, rest)| rest.split_once("</main>")).map_or("", |(main, _)| main);
            let _ = writeln!(
                sections,
                "<section class=\"page\" id=\"p{at}\">{}</section>",
                rewritten(main, address, at, &places)
            );
        }
        self.around(&sections, &places)
    }

    /// The page around the sections: its style, its script, the parts and the search.
    fn around(&self, sections: &str, places: &BTreeMap<&str, usize>) -> String {
        let page = Pages::new(self, "index.html");
        let title = markup(&page.frame("", "", "").title, |c, out| out.push(c));
        let asset = |address: &str| {
            let content = self.get(address, "").map(|content| content.body).unwrap_or_default();
            String::from_utf8_lossy(&content).into_owned()
        };
        let place = |address: &str| places.get(address).map_or_else(String::new, |at| format!("#p{at}"));
        let mut parts = String::new();
        for (name, words) in lists::TOPS {
            let to = place(&format!("{name}.html"));
            if !words.is_empty() && !to.is_empty() {
                let _ = write!(parts, "<li><a href=\"{to}\">{words}</a></li>");
            }
        }
        let mut index = self.index().to_vec();
        for entry in &mut index {
            let (address, fragment) = entry.address.split_once('#').unwrap_or((&entry.address, ""));
            let behind = if fragment.is_empty() { String::new() } else { format!("-{fragment}") };
            entry.address = format!("{}{behind}", place(address));
        }
        let style = asset("assets/style.css");
        let script = asset("assets/remit.js").replace("</", "<\\/");
        let words = for_script(&index);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>\n{style}</style>\n</head>\n<body data-up=\"\" data-single>\n\
             <a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<p class=\"site\"><a href=\"#p0\">{title}</a></p>\n\
             <form class=\"find\" role=\"search\"><label for=\"q\">Search</label> \
             <input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" maxlength=\"200\"><div id=\"hits\" hidden></div></form>\n\
             <nav aria-label=\"Parts of the site\"><ul>{parts}</ul></nav>\n</header>\n<main id=\"main\">\n{sections}</main>\n\
             <script>remitWords = {words};</script>\n<script>\n{script}</script>\n</body>\n</html>\n"
        )
    }
}

/// The content of a page with ids of its own; links lead to other sections, and those to files are none.
fn rewritten(html: &str, address: &str, at: usize, places: &BTreeMap<&str, usize>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    // A quotation mark in text is written as a reference, so what looks like an attribute is one.
    while let Some(equals) = rest.find("=\"") {
        let (before, behind) = rest.split_at(equals);
        let (value, after) = behind[2..].split_once('"').unwrap_or((&behind[2..], ""));
        let start = before.rfind(|c: char| c.is_whitespace()).map_or(0, |space| space + 1);
        let name = &before[start..];
        out.push_str(&before[..start].replace(FIGURES, &format!("#p{at}-figure-")));
        let value = match name {
            _ if !NAMES.contains(&name) => Some(value.to_owned()),
            "href" | "xlink:href" | "action" => target(value, address, at, places),
            _ => Some(value.split(' ').map(|id| format!("p{at}-{id}")).collect::<Vec<_>>().join(" ")),
        };
        let _ = match value {
            Some(value) => write!(out, "{name}=\"{value}\""),
            None => write!(out, "data-left-out"),
        };
        rest = after;
    }
    out.push_str(&rest.replace(FIGURES, &format!("#p{at}-figure-")));
    out
}

/// Where a link leads within the one page; none where it leads to a file beside the pages.
fn target(href: &str, address: &str, at: usize, places: &BTreeMap<&str, usize>) -> Option<String> {
    if href.starts_with("http://") || href.starts_with("https://") {
        return Some(href.to_owned());
    }
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let (folder, ..) = split(address);
    let full = match (path, path.strip_prefix("../")) {
        ("", _) => return Some(format!("#p{at}-{fragment}")),
        (_, Some(up)) => up.to_owned(),
        (path, None) if folder.is_empty() => path.to_owned(),
        (path, None) => format!("{folder}/{path}"),
    };
    let place = places.get(full.as_str())?;
    Some(if fragment.is_empty() { format!("#p{place}") } else { format!("#p{place}-{fragment}") })
}
