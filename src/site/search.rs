//! The search: names, other names, sentences and quotations by the beginnings of their words. The script of the pages has the same
//! rule, over the same entries.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::address::{Kind, file_name};
use super::html::{Piece, Row, Table};
use super::lists::Group;
use super::{Pages, Site, rendered, term};
use crate::explore::sentence;
use crate::model::claim::Thing;
use crate::model::header::Header;

/// How many hits are shown.
const MOST: usize = 50;

/// What can be found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry {
    /// What it is called.
    #[serde(rename = "t")]
    pub(super) title: String,
    /// What it is.
    #[serde(rename = "k")]
    pub(super) kind: String,
    /// Its address from the top.
    #[serde(rename = "h")]
    pub(super) address: String,
    /// Further words by which it is found: other names, the quotation.
    #[serde(rename = "w", skip_serializing_if = "String::is_empty")]
    pub(super) words: String,
}

impl Site {
    /// All that can be found, things before claims.
    pub(super) fn index(&self) -> &[Entry] {
        self.found.index.get_or_init(|| {
            let scope = self.scope();
            let (dataset, ontology) = (scope.dataset, scope.ontology);
            let thing = |id| {
                let entity = dataset.entity(id);
                let key = dataset.key(Thing::Entity(id));
                let other = dataset.other_names(entity);
                Entry {
                    title: dataset.name(Thing::Entity(id)).to_owned(),
                    kind: ontology.class(entity.class).label.clone(),
                    address: Kind::Thing.page(key),
                    words: other.iter().map(String::as_str).chain([key]).collect::<Vec<_>>().join("; "),
                }
            };
            let figure = |(name, figure): &(String, crate::render::figure::Figure)| Entry {
                title: figure.heading().headline().to_owned(),
                kind: "figure".to_owned(),
                address: Kind::Figure.page(name),
                words: figure.heading().title.clone(),
            };
            let input = self.graph.input();
            let question = |id: &crate::model::file::FileId| {
                let file = input.files.get(*id);
                Some(Entry {
                    title: Header::parse(&file.text).get("question")?.to_owned(),
                    kind: "question".to_owned(),
                    address: format!("questions.html#q-{}", file_name(file.stem())),
                    words: String::new(),
                })
            };
            let term = |label: &str, kind: &str, address: String| Entry {
                title: label.to_owned(),
                kind: kind.to_owned(),
                address,
                words: String::new(),
            };
            let claim = |id| {
                let claim = dataset.claim(id);
                let passage = claim.passage.map(|p| dataset.text(dataset.passage(p).quote).to_owned());
                Entry {
                    title: sentence(id, scope),
                    kind: "claim".to_owned(),
                    address: Kind::Claim.page(dataset.text(claim.key)),
                    words: passage.unwrap_or_default(),
                }
            };
            let classes = term::classes(ontology).map(|c| term(&c.label, "class", Kind::Class.page(&c.key)));
            let properties =
                term::properties(ontology).map(|p| term(&p.label, "property", Kind::Property.page(&p.key)));
            let things = dataset.entity_ids().map(thing);
            let before = things
                .chain(self.figures.iter().map(figure))
                .chain(input.questions.iter().filter_map(question));
            before.chain(dataset.claim_ids().map(claim)).chain(classes).chain(properties).collect()
        })
    }
}

/// The words of a text in one form: compatibility characters taken apart, without accents, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded: String =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// How well an entry fits, the least first: how many of the typed words it lacks, whether some of the others are in its further words
/// alone, and how long its name is; none where it has none of them.
fn fit(entry: &Entry, typed: &[String]) -> Option<(usize, bool, usize)> {
    let title = words(&entry.title);
    let further = words(&entry.words);
    let has = |words: &[String], wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
    let missing = typed.iter().filter(|wanted| !has(&title, wanted) && !has(&further, wanted)).count();
    let in_title = typed.iter().filter(|wanted| has(&title, wanted)).count();
    (missing < typed.len()).then_some((missing, in_title + missing < typed.len(), title.len()))
}

/// What fits the words that were typed, the best first.
pub(super) struct Hits<'a> {
    /// As many as are shown.
    pub(super) shown: Vec<&'a Entry>,
    /// How many there are.
    pub(super) count: usize,
    /// How many of the words none of them has: what is found has all others.
    pub(super) missing: usize,
}

/// Looks for words; where nothing has all of them, what has the most.
pub(super) fn hits<'a>(index: &'a [Entry], typed: &str) -> Hits<'a> {
    let typed = words(typed);
    let fitting = index.iter().enumerate().filter_map(|(at, entry)| Some((fit(entry, &typed)?, at)));
    let mut found: Vec<((usize, bool, usize), usize)> = fitting.collect();
    found.sort_unstable();
    let missing = found.first().map_or(0, |((missing, ..), _)| *missing);
    found.retain(|((lacks, ..), _)| *lacks == missing);
    let count = found.len();
    let shown = found.into_iter().take(MOST).filter_map(|(_, at)| index.get(at)).collect();
    Hits { shown, count, missing }
}

/// The names and values of the query of an address.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

impl Pages<'_> {
    /// The page of hits; without a server the script fills it.
    pub(super) fn search(&self, query: &str) -> String {
        let typed = pairs(query).into_iter().find(|(key, _)| key == "q").map(|(_, typed)| typed);
        let typed = typed.filter(|_| self.site.options.is_served).unwrap_or_default();
        let Hits { shown: found, count, missing } = hits(self.site.index(), &typed);
        let row = |entry: &&Entry| {
            Row::new(vec![
                vec![Piece::link(entry.title.clone(), self.to(&entry.address))],
                vec![Piece::plain(entry.kind.clone())],
                vec![Piece::plain(entry.words.clone())],
            ])
        };
        let head = ["found", "what it is", "also"].map(str::to_owned).to_vec();
        let rows: Vec<Row> = found.iter().map(row).collect();
        let lacking =
            if missing > 0 { "Nothing has all of these words; these have the most of them. " } else { "" };
        let about = match (typed.is_empty(), count) {
            (true, _) => {
                "Type the beginning of one or more words: names, sentences and quotations are searched."
                    .to_owned()
            }
            (_, 0) => "Nothing has any of these words.".to_owned(),
            (_, count) if count > rows.len() => format!("{lacking}The best {} of {count}.", rows.len()),
            (_, count) => format!("{lacking}{count} found."),
        };
        let table = (!rows.is_empty()).then(|| Table { caption: "Found".to_owned(), head, rows });
        let mut page =
            self.list("Search", &about, "remit find NAME", vec![Group { table, ..Group::default() }]);
        page.frame.asked = typed;
        rendered(&page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, more: &str) -> Entry {
        Entry { title: title.into(), kind: String::new(), address: String::new(), words: more.into() }
    }

    #[test]
    fn beginnings_of_words_find_names_first() {
        let index = [
            entry("The council runs the Mobile Library", "runs it"),
            entry("Mobile library", "van"),
            entry("Café Ünïon", ""),
        ];
        let titles = |typed: &str| -> Vec<String> {
            hits(&index, typed).shown.iter().map(|entry| entry.title.clone()).collect()
        };
        assert_eq!(titles("mob lib"), ["Mobile library", "The council runs the Mobile Library"]);
        assert_eq!(titles("cafe uni"), ["Café Ünïon"]);
        assert_eq!(titles("van"), ["Mobile library"]);
        assert!(titles("bus").is_empty() && titles("  ").is_empty());
        // Of words that nothing has together, what has the most of them.
        assert_eq!(titles("library bus van"), ["Mobile library"]);
        assert_eq!(hits(&index, "library bus van").missing, 1);
        assert_eq!(pairs("q=a+b%26&x"), [("q".into(), "a b&".into()), ("x".into(), String::new())]);
    }
}
