//! Figures as a reader meets them: the SVG is parsed and measured, hostile labels are drawn by a real `dot` where there is one.

use std::fs;

use remit::compile::ontology::Border;
use remit::model::standing::Standing;
use remit::render::draw::{self, Face, FigureIssue, Paper, Theme, contrast, width};
use remit::render::figure::{
    self, Card, Citation, Column, Figure, Grid, Heading, Hue, LeftOut, Provenance, Row,
};
use roxmltree::{Document, Node};

use crate::support::{copy_of, figures_of, has_graphviz, put, remit, repository};

pub(crate) fn flagship() -> Grid {
    let mut figures = figures_of(&repository());
    match figures.remove("who-targets-what") {
        Some(Figure::Grid(grid)) => grid,
        _ => panic!("the grid of the repository is there"),
    }
}

/// A grid whose words try to break out of every place they are put in.
pub(crate) fn hostile() -> Grid {
    let words =
        "A \"q\" & <x> \\ ]]> --> $ {|} \u{202e}ltr \u{e9}\u{4e2d}\n%n \\N 'z' <script>alert(1)</script>";
    let cite = Citation {
        claim: words.into(),
        quote: words.into(),
        speaker: words.into(),
        source: words.into(),
        section: words.into(),
        page: words.into(),
        spans: vec![(1, 2)],
        ..Citation::default()
    };
    let card = |number, column, border, ground| Card {
        row: 0,
        columns: if number == 1 { vec![0, 1] } else { vec![column] },
        number,
        keys: vec![words.into()],
        titles: vec![words.into(), "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen".into()],
        bodies: vec![words.into()],
        behind: vec![vec![]; 2],
        status: words.into(),
        border,
        money: vec![figure::Money {
            text: words.into(),
            standing: Standing::Fact,
            status: Some(words.into()),
            cites: vec![cite.clone()],
            same: vec![figure::SameAmount { claim: words.into(), text: words.into(), number: Some(2) }],
        }],
        facts: vec![figure::CardFact {
            words: words.into(),
            status: (words.into(), Border::Dashed),
            cites: vec![cite.clone()],
        }],
        absent: vec![figure::Absent { what: "amount", left_out: LeftOut::default() }; 2],
        left_out: Vec::new(),
        ground,
        cites: vec![cite.clone()],
        grounds: vec![cite.clone()],
    };
    let derived = Provenance::Rule {
        rule: words.into(),
        caution: Some(words.into()),
        standing: Standing::InferredFromOpinion,
    };
    Grid {
        heading: Heading {
            finding: Some(words.into()),
            sources: vec![words.into(); 2],
            ..Heading::new(words, words)
        },
        rows_title: words.into(),
        unplaced: Vec::new(),
        word: ["thing".into(), "things".into()],
        verb: words.into(),
        nobody: 1,
        columns: vec![
            Column { title: words.into(), colour: Hue::Blue },
            Column { title: words.into(), colour: Hue::Grey },
        ],
        rows: vec![
            Row {
                key: words.into(),
                label: words.into(),
                number: 1,
                cite: Some(cite.clone()),
                left_out: LeftOut::default(),
            },
            Row {
                key: "empty".into(),
                label: "empty".into(),
                number: 2,
                cite: None,
                left_out: LeftOut::default(),
            },
        ],
        cards: vec![
            card(1, 0, Border::Solid, Provenance::Claim(Standing::Fact)),
            card(2, 0, Border::Dashed, derived),
            card(3, 1, Border::Dotted, Provenance::Claim(Standing::Fact)),
        ],
        statuses: vec![(words.into(), Border::Solid)],
        rules: vec![words.into()],
        left_out: LeftOut::default(),
    }
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} is a number"))
}

/// Left, top, right, bottom.
pub(crate) type Edges = [f64; 4];

fn edges(rect: Node<'_, '_>) -> Edges {
    let [x, y, w, h] = ["x", "y", "width", "height"].map(|n| number(rect, n));
    [x, y, x + w, y + h]
}

fn elements<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|n| n.attribute("class") == Some(class)).collect()
}

fn card_box(card: Node<'_, '_>) -> Edges {
    let rect = card.descendants().find(|n| n.has_tag_name("rect")).expect("a card has a box");
    edges(rect)
}

fn overlap(a: Edges, b: Edges) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Every text stays inside a box, as wide as it is measured.
fn inside(text: Node<'_, '_>, around: Edges) -> bool {
    let face = if text.attribute("font-weight").is_some() { Face::Bold } else { Face::Regular };
    let (x, y, size) = (number(text, "x"), number(text, "y"), number(text, "font-size"));
    let end = x + width(text.text().unwrap_or_default(), size, face);
    x >= around[0] && end <= around[2] + 0.01 && y - size >= around[1] - 3.0 && y <= around[3]
}

/// What a figure shows of the plane.
pub(crate) fn view(root: Node<'_, '_>) -> Edges {
    let all: Vec<f64> = root
        .attribute("viewBox")
        .unwrap_or_default()
        .split(' ')
        .map(|n| n.parse().expect("a number"))
        .collect();
    [all[0], all[1], all[0] + all[2], all[1] + all[3]]
}

fn check(grid: &Grid) {
    for theme in draw::themes([]).expect("the themes of the program") {
        check_in(grid, &theme);
    }
}

/// Nothing that a reader would stumble over is found in a figure, on all its pages.
pub(crate) fn is_whole(figure: &Figure, theme: &Theme) {
    let flaws = draw::inspect(figure, theme);
    let broken: Vec<_> = flaws.iter().filter(|f| matches!(f, FigureIssue::Broken(_))).collect();
    assert!(broken.is_empty(), "{}: {broken:?}", theme.name);
}

fn check_in(grid: &Grid, theme: &Theme) {
    if theme.page.is_some() {
        return is_whole(&Figure::Grid(grid.clone()), theme);
    }
    let pages = draw::svg(&Figure::Grid(grid.clone()), theme);
    let document = Document::parse(&pages[0]).expect("the SVG is XML");
    let root = document.root_element();
    let page = view(root);

    let cards = elements(&document, "card");
    let placed: Vec<&Card> = grid.cards.iter().flat_map(|c| c.columns.iter().map(move |_| c)).collect();
    assert_eq!(cards.len(), placed.len(), "one for each column of a card");
    let boxes: Vec<Edges> = cards.iter().map(|c| card_box(*c)).collect();
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            assert!(!overlap(*a, *b), "cards overlap: {a:?} {b:?}");
        }
        assert!(
            a[0] >= page[0] && a[1] >= page[1] && a[2] <= page[2] && a[3] <= page[3],
            "a card leaves the page: {a:?}"
        );
        for text in cards[i].descendants().filter(|n| n.has_tag_name("text")) {
            assert!(inside(text, *a), "text leaves its card: {:?}", text.text());
        }
    }
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        assert!(inside(text, page), "text leaves the page: {:?}", text.text());
    }
    let rows = elements(&document, "row");
    assert_eq!(rows.len(), grid.rows.len());
    let tops: Vec<f64> = rows.iter().map(|r| card_box(*r)[1]).collect();
    assert!(tops.is_sorted(), "rows stand in their order: {tops:?}");
    for (card, shown) in placed.iter().zip(&boxes) {
        assert!(shown[1] >= tops[card.row], "a card stands above its row");
        assert!(
            tops.get(card.row + 1).is_none_or(|next| shown[3] <= *next),
            "a card reaches into the next row"
        );
    }

    // Each edge and each card opens its words; each card is a link to a note that is there; the order is the reading order.
    for (card, shown) in placed.iter().zip(&cards) {
        let titles: Vec<&str> =
            shown.descendants().filter(|n| n.has_tag_name("title")).filter_map(|n| n.text()).collect();
        assert_eq!(titles.len(), 2, "an edge and a card");
        let quote: String =
            card.grounds[0].quote.chars().filter(|c| !c.is_control() && *c != '\u{202e}').collect();
        assert!(
            titles[0].replace('\n', "").contains(quote.split('\n').next().unwrap_or_default().trim())
                || quote.contains('<')
        );
        // On paper the words may stand on another page.
        let Some(link) = shown.descendants().find(|n| n.has_tag_name("a")) else {
            assert!(pages.len() > 1, "a card is a link to words on its page");
            assert!(pages[1..].iter().any(|p| p.contains(&format!("-note-{}\" role", card.number))));
            continue;
        };
        let target = link.attribute("href").and_then(|h| h.strip_prefix('#')).expect("within the figure");
        assert!(document.descendants().any(|n| n.attribute("id") == Some(target)), "{target} is there");
        assert!(target.ends_with(&format!("-note-{}", card.number)), "{target}");
        assert!(link.attribute("aria-label").is_some_and(|l| !l.is_empty()));
    }
    assert_eq!(root.attribute("role"), Some("graphics-document document"));
    let forbidden = ["script", "foreignObject", "image", "iframe"];
    assert!(document.descendants().all(|n| !forbidden.contains(&n.tag_name().name())));
    assert!(document.descendants().flat_map(|n| n.attributes()).all(|a| !a.name().starts_with("on")));

    // Text can be read on every ground it may stand on.
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        let ink = text.attribute("fill").expect("every text has its ink");
        let at = [number(text, "x") + 1.0, number(text, "y") - 3.0];
        let ground = document
            .descendants()
            .filter(|n| {
                n.has_tag_name("rect") && n.attribute("x").is_some() && n.attribute("fill") != Some("none")
            })
            .take_while(|n| n.range().start < text.range().start)
            .filter(|n| {
                let b = edges(*n);
                at[0] >= b[0] && at[0] <= b[2] && at[1] >= b[1] && at[1] <= b[3]
            })
            .last()
            .and_then(|n| n.attribute("fill"))
            .unwrap_or("#FFFFFF");
        let contrast = contrast(ink.parse().expect("a colour"), ground.parse().expect("a colour"));
        assert!(contrast >= 4.5, "{ink} on {ground}: {:?}", text.text());
    }
}

#[test]
fn the_flagship_figure_can_be_read() {
    let grid = flagship();
    check(&grid);
    let order: Vec<u32> = grid.rows.iter().map(|r| r.number).collect();
    assert_eq!(order, [1, 2, 3, 4, 5, 6, 7]);
    assert!(grid.cards.iter().all(|c| !c.grounds.is_empty() && !c.cites.is_empty()), "every edge is cited");
    let with_money: Vec<&str> =
        grid.cards.iter().flat_map(|c| c.money.iter().map(|m| m.text.as_str())).collect();
    assert_eq!(
        with_money,
        ["£145m over 3 years", "£48m per year for 3 years"],
        "two statements of money, never one sum"
    );
    let stated: Vec<&Card> =
        grid.cards.iter().filter(|c| c.ground == Provenance::Claim(Standing::Fact)).collect();
    assert_eq!(stated.len(), 1, "one stage link is stated outright");
}

/// A status of an amount that does not fit beside it stands below it: it is never left out.
#[test]
fn every_amount_keeps_its_status() {
    for status in ["due", "promised by the county, subject to a vote of the council"] {
        let mut grid = flagship();
        let text = "\u{a3}145,000,000 over 3 years".to_owned();
        grid.cards[0].money = vec![figure::Money {
            text,
            standing: Standing::Fact,
            status: Some(status.to_owned()),
            cites: Vec::new(),
            same: Vec::new(),
        }];
        check(&grid);
        let drawn = Figure::Grid(grid);
        let svg = draw::svg(&drawn, &Theme::light()).remove(0);
        let document = Document::parse(&svg).expect("the SVG is XML");
        let card = elements(&document, "card")[0];
        let texts = card.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text());
        let shown = texts.collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&status.to_uppercase()), "{status}: {shown}");
        let label = card.descendants().find_map(|n| n.attribute("aria-label")).unwrap_or_default();
        let twin = draw::text(&drawn);
        let dot = draw::dot(&drawn, &Theme::light());
        assert!(twin.contains(&format!("years ({status}")), "{twin}");
        assert!(label.contains(&status.to_uppercase()), "{label}");
        assert!(dot.contains(&status.to_uppercase()), "{status}");
    }
}

#[test]
fn hostile_words_stay_words() {
    check(&hostile());
    assert!(draw::text(&Figure::Grid(hostile())).contains("<script>"), "the text twin is plain text");
}

#[test]
fn a_real_dot_accepts_what_is_written() {
    if !has_graphviz() {
        return;
    }
    for grid in [flagship(), hostile()] {
        let dot = draw::dot(&Figure::Grid(grid.clone()), &Theme::light());
        let svg = draw::render(&dot, "svg").unwrap_or_else(|e| panic!("{e}\n{dot}"));
        let svg = String::from_utf8(svg).expect("UTF-8");
        let document = Document::parse_with_options(
            &svg,
            roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
        );
        let document = document.expect("the SVG of dot is XML");
        assert!(document.descendants().all(|n| !n.has_tag_name("script")));
        let plain = String::from_utf8(draw::render(&dot, "plain").expect("plain output")).expect("UTF-8");
        let y = |row: usize| {
            let line = plain
                .lines()
                .find(|l| l.starts_with(&format!("node \"row {row}\"")))
                .expect("the row is drawn");
            line.split('"')
                .nth(2)
                .and_then(|rest| rest.split_whitespace().nth(1)?.parse::<f64>().ok())
                .expect("a place")
        };
        let places: Vec<f64> = (0..grid.rows.len()).map(y).collect();
        assert!(places.windows(2).all(|w| w[0] > w[1]), "rows run down: {places:?}");
        assert!(
            grid.cards.iter().all(|c| svg.contains(&format!("#a_note-{}\"", c.number))),
            "no card is lost"
        );
    }
}

#[test]
fn the_figures_of_the_repository_are_looked_at_in_every_theme() {
    let ran = remit(&repository(), &["check", "--figures"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains(" in 4 themes\nno problems found\n"), "{}", ran.err);
}

#[test]
fn paper_is_a4_and_the_words_follow() {
    let themes = draw::themes([]).expect("the themes of the program");
    let print = themes.iter().find(|t| t.page == Some(Paper::A4)).expect("a theme for paper");
    let mut long = flagship();
    let card = long.cards[0].clone();
    // A card whose words fill more than a column, and a hundred more cards.
    long.cards[0].cites[0].quote = "word ".repeat(4_000);
    for i in 0..100 {
        long.cards.push(Card { number: 19 + i, row: 6, ..card.clone() });
    }
    for (grid, least) in [(flagship(), 2), (long, 4)] {
        let pages = draw::svg(&Figure::Grid(grid.clone()), print);
        assert!(pages.len() >= least, "{}", pages.len());
        let documents: Vec<Document<'_>> =
            pages.iter().map(|p| Document::parse(p).expect("the SVG is XML")).collect();
        for document in &documents {
            let root = document.root_element();
            let size = [root.attribute("width"), root.attribute("height")].map(Option::unwrap_or_default);
            assert!([["297mm", "210mm"], ["210mm", "297mm"]].contains(&size), "{size:?}");
            for text in document.descendants().filter(|n| n.has_tag_name("text")) {
                assert!(inside(text, view(root)), "text leaves the page: {:?}", text.text());
            }
        }
        let ids = documents.iter().flat_map(|d| d.descendants()).filter_map(|n| n.attribute("id"));
        let notes = ids
            .filter_map(|id| id.split_once("-note-"))
            .map(|id| id.1)
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(notes.len(), grid.cards.len(), "no words are lost");
        let words = documents.iter().flat_map(|d| d.descendants()).filter(|n| n.has_tag_name("text"));
        let shown: usize = words
            .map(|n| n.text().unwrap_or_default().split(' ').filter(|w| w.ends_with("word")).count())
            .sum();
        assert!(least == 2 || shown >= 3_999, "{shown}");
    }
}

/// On paper words stand on pages of their own: a link leads to the file of the page, and from there back.
#[test]
fn links_lead_from_page_to_page() {
    let themes = draw::themes([]).expect("the themes of the program");
    let print = themes.iter().find(|t| t.page == Some(Paper::A4)).expect("a theme for paper");
    let figure = Figure::Grid(flagship());
    let pages = draw::linked_svg(&figure, print, "who does what");
    let documents: Vec<Document<'_>> =
        pages.iter().map(|p| Document::parse(p).expect("the SVG is XML")).collect();
    let mut between = 0;
    for link in documents.iter().flat_map(|d| d.descendants()).filter_map(|n| n.attribute("href")) {
        let (file, id) = link.split_once('#').expect("a link to a part");
        let page = documents
            .iter()
            .enumerate()
            .find(|(at, _)| file == format!("{}.svg", draw::page_name("who%20does%20what", *at)));
        between += usize::from(page.is_some());
        let holds = |d: &Document<'_>| d.descendants().any(|n| n.attribute("id") == Some(id));
        assert!(
            page.map_or_else(|| file.is_empty() && documents.iter().any(holds), |(_, d)| holds(d)),
            "{link}"
        );
    }
    assert!(between > 10, "{between}");
    // Without names of files links stay on their pages.
    let alone = draw::svg(&figure, print).concat();
    assert!(!alone.contains("href=\"who") && !alone.contains("svg#"));
}

#[test]
fn a_theme_of_a_project_is_drawn() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let root = folder.path().join("graph");
    let at = root.to_string_lossy().into_owned();
    assert_eq!(remit(&repository(), &["init", &at]).code, 0);
    fs::create_dir(root.join("ontology/themes")).expect("a folder");
    let theme = "over = \"dark\"\npage = \"a4\"\npaper = \"#000000\"\n";
    fs::write(root.join("ontology/themes/night.toml"), theme).expect("a file");
    assert_eq!(remit(&root, &["build"]).code, 0);
    let drawn = remit(&root, &["draw", "who-does-what", "--theme", "night"]);
    assert!(drawn.out.contains("fill=\"#000000\"") && drawn.out.contains("mm\""), "{}", drawn.out);
    let built = fs::read_to_string(root.join("output/figures/night/who-does-what.svg")).expect("a file");
    assert_eq!(built, drawn.out);
    let none = remit(&root, &["draw", "who-does-what", "--theme", "nigth"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("did you mean `night`? there are light, dark, print, phone, night"),
        "{}",
        none.err
    );
    let page = remit(&root, &["draw", "who-does-what", "--page", "2"]);
    assert!(page.code == 2 && page.err.contains("the figure has 1 page"), "{}", page.err);
}

/// A card stands in each column where a body of it belongs, counted once; a body of no column has one of its own, and is
/// never under the heading of the cards for which nobody is named.
#[test]
fn a_card_stands_in_each_column_of_its_bodies() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let view = "ontology/views/who-does-what.toml";
    let text = fs::read_to_string(folder.path().join(view)).expect("the view of the template");
    let claims = fs::read_to_string(folder.path().join("data/claims.toml")).expect("claims");
    let more = "\n[[claim]]\nsubject = \"friends\"\npredicate = \"runs\"\nobject = \"reading-room\"\nquote = \"What we run\"\n";
    put(folder.path(), "data/claims.toml", &format!("{claims}{more}"));
    let seen = || {
        let mut figures = figures_of(folder.path());
        let (grid, matrix) = (figures.remove("who-does-what"), figures.remove("who-stands-where"));
        let (Some(Figure::Grid(grid)), Some(Figure::Matrix(matrix))) = (grid, matrix) else {
            panic!("a grid and its matrix")
        };
        assert!(draw::inspect(&Figure::Grid(grid.clone()), &Theme::light()).is_empty());
        let svg = draw::svg(&Figure::Grid(grid.clone()), &Theme::light()).remove(0);
        let heads: Vec<String> = grid.columns.iter().map(|c| c.title.clone()).collect();
        let stands: Vec<_> = grid.cards.iter().map(|c| (c.titles.concat(), c.columns.clone())).collect();
        let drawn = svg.matches("class=\"card\"").count();
        (heads, stands, drawn, matrix.groups.iter().map(|g| (g.named, g.rows.len())).collect::<Vec<_>>())
    };
    let card = |name: &str, columns: &[usize]| (name.to_owned(), columns.to_vec());
    let (heads, stands, drawn, groups) = seen();
    assert_eq!(heads, ["Public bodies", "Associations", "Nobody named"]);
    let three =
        [card("Mobile library", &[0]), card("Reading room", &[0, 1]), card("Workshop for repairs", &[1])];
    assert_eq!((&stands[..], drawn), (&three[..], 4));
    assert_eq!(groups, [(true, 3), (true, 1)], "three public bodies, one association");

    let start = text.find("[[column]]\ntitle = \"Associations\"").expect("a column");
    let end = text.find("[[column]]\ntitle = \"Nobody named\"").expect("the last column");
    let without = format!("{}{}", &text[..start], &text[end..]);
    put(folder.path(), view, &without);
    let (heads, stands, _, groups) = seen();
    assert_eq!(heads, ["Public bodies", "Association", "Nobody named"], "called by the class");
    assert_eq!(stands, three);
    assert_eq!(groups, [(true, 3), (true, 1)]);
}

/// Figures stand inline in one page, light beside dark: each id once, each style within its figure.
#[test]
fn figures_share_no_ids_and_no_styles() {
    let mut ids = std::collections::BTreeSet::new();
    for figure in figures_of(&repository()).into_values() {
        for theme in draw::themes(std::iter::empty()).unwrap() {
            for page in draw::svg(&figure, &theme) {
                let document = Document::parse(&page).unwrap();
                for node in document.descendants() {
                    assert!(node.attribute("id").is_none_or(|id| ids.insert(id.to_owned())), "{node:?}");
                }
                let own = format!("#{}", document.root_element().attribute("id").unwrap());
                let style =
                    document.descendants().find(|n| n.has_tag_name("style")).and_then(|n| n.text()).unwrap();
                // What holds on paper, or in the dark, is told of the figure alone too.
                let style = style.replace("@media (prefers-color-scheme: dark) {", "");
                let selectors =
                    style.split('}').filter_map(|rule| rule.split_once('{')).flat_map(|r| r.0.split(','));
                let is_own = |s: &str| s.starts_with(&own) || s.starts_with("@page");
                assert!(selectors.map(str::trim).all(is_own), "{style}");
            }
        }
    }
}

/// Every example of the docs is a whole view: it is found good, and finds something, in the graph that `remit init` makes.
#[test]
fn the_views_of_the_docs_can_be_copied() {
    let docs = fs::read_to_string(repository().join("docs/figures.md")).expect("the docs");
    let blocks = docs.split("```toml\n").skip(1).filter_map(|b| b.split("```").next());
    let views: Vec<&str> = blocks.filter(|b| b.starts_with("kind = ")).collect();
    assert_eq!(views.len(), 8, "each kind as it is declared, and by a query");
    let folder = copy_of(&repository().join("src/cli/template"));
    for (i, view) in views.iter().enumerate() {
        put(folder.path(), &format!("ontology/views/docs-{i}.toml"), view);
    }
    let ran = remit(folder.path(), &["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}{}", ran.out, ran.err);
}
