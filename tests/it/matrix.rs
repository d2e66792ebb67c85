//! Matrices as a reader meets them: every number held against the grid, every shape measured, hostile words drawn.

use std::collections::{BTreeMap, BTreeSet};

use remit::model::file::{FileId, SourceFile};
use remit::model::standing::Standing;
use remit::render::draw::{self, FigureIssue, Item, Rect, Shape, Theme, width};
use remit::render::figure::{self, Body, Card, Figure, Grid, Matrix, MatrixView, NONE, TotalKind, View};
use roxmltree::Document;

use crate::figure::{flagship, hostile};
use crate::support::{figures_of, has_graphviz, remit, repository};

fn of_the_repository() -> Matrix {
    match figures_of(&repository()).remove("stages-by-body") {
        Some(Figure::Matrix(matrix)) => matrix,
        _ => panic!("the matrix of the repository is there"),
    }
}

fn view(text: &str) -> View {
    let file = SourceFile { path: "view.toml".to_owned(), text: text.to_owned() };
    figure::parse(FileId(0), &file).expect("the view can be read")
}

/// A grid turned round.
fn turned(grid: &Grid) -> Matrix {
    let View::Matrix(own) = view("kind = \"matrix\"\ntitle = \"Who?\"\ngrid = \"grid\"\n") else {
        panic!("a matrix")
    };
    figure::turned(
        &MatrixView {
            title: grid.heading.title.clone(),
            subtitle: Some(grid.heading.subtitle.clone()),
            ..own
        },
        grid,
    )
}

/// Words that try to break out, in every place; one card has two bodies, one none.
fn hostile_matrix() -> Matrix {
    let mut grid = hostile();
    let name = grid.heading.title.clone();
    let body = |key: &str, column| Body {
        key: key.to_owned(),
        name: name.clone(),
        qualifier: None,
        standing: Standing::Fact,
        column,
    };
    for card in &mut grid.cards {
        card.keys.push("second".to_owned());
    }
    grid.cards[0].behind = vec![vec![body(&name, 0), body("other", 1)], vec![]];
    grid.cards[1].behind = vec![vec![body(&name, 0)]; 2];
    turned(&grid)
}

/// The things of cards that facts place, each once.
fn things<'a>(cards: impl Iterator<Item = &'a Card>) -> usize {
    let placed = cards.filter(|c| c.ground.standing().is_fact());
    placed.flat_map(|c| &c.keys).collect::<BTreeSet<_>>().len()
}

/// Every number, counted again from the grid alone.
#[test]
fn totals_are_those_of_the_grid() {
    let (matrix, grid) = (of_the_repository(), flagship());
    assert_eq!(matrix.cards, grid.cards, "the cards and their numbers are the same");
    let line = |of: &TotalKind| matrix.totals.iter().find(|t| t.of == *of).expect("the line is there");
    let all = line(&TotalKind::Things);
    assert_eq!(all.whole.number(), things(grid.cards.iter()));
    for (row, count) in all.columns.iter().enumerate() {
        assert_eq!(count.number(), things(grid.cards.iter().filter(|c| c.row == row)), "column {row}");
    }
    for (word, border) in &grid.statuses {
        let own = line(&TotalKind::Status(word.clone(), *border));
        assert_eq!(own.whole.number(), things(grid.cards.iter().filter(|c| c.status == *word)), "{word}");
    }
    let of_statuses = matrix.totals.iter().filter(|t| matches!(t.of, TotalKind::Status(..)));
    assert_eq!(of_statuses.map(|t| t.whole.number()).sum::<usize>(), all.whole.number());

    // Each row again from the bodies of the cards, by name.
    let mut behind: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for card in grid.cards.iter().filter(|c| c.ground.standing().is_fact()) {
        for (key, title) in card.keys.iter().zip(&card.titles) {
            let named = !card.columns.contains(&grid.nobody);
            let bodies = match (card.bodies.is_empty(), named) {
                (true, true) => std::slice::from_ref(title),
                _ => &card.bodies[..],
            };
            for body in bodies {
                // A body has one row, whatever its qualifiers.
                let body = body.split_once(" (").map_or(body.as_str(), |b| b.0);
                behind.entry(body).or_default().insert(key);
            }
            if bodies.is_empty() {
                behind.entry(NONE).or_default().insert(key);
            }
        }
    }
    let shown: BTreeMap<&str, usize> =
        matrix.rows().map(|(_, who)| (who.name.as_str(), who.total.number())).collect();
    let counted: BTreeMap<&str, usize> = behind.iter().map(|(name, keys)| (*name, keys.len())).collect();
    assert_eq!(shown, counted);
    let named = line(&TotalKind::Named);
    assert_eq!(named.whole.number(), counted.len() - 2, "all but those of no body in particular, and nobody");
    let nobody: Vec<u32> = matrix
        .columns
        .iter()
        .zip(&named.columns)
        .filter(|(_, c)| c.number() == 0)
        .map(|(r, _)| r.number)
        .collect();
    assert_eq!(nobody, [2, 5, 7]);
    for (_, who) in matrix.rows() {
        let marks = who.cells.iter().flatten();
        let all = who.total.number() + who.total.others.len();
        assert_eq!(marks.map(|m| m.things.len()).sum::<usize>(), all, "{}", who.name);
    }
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/// A text stays in a box.
fn inside(shape: &Shape, at: Rect) -> bool {
    let Shape::Text { x, y, size, face, text, .. } = shape else { return true };
    let end = x + width(text, *size, *face);
    *x >= at.x - 0.01 && end <= at.x + at.w + 0.01 && y - size >= at.y - 3.0 && *y <= at.y + at.h
}

fn check(matrix: &Matrix) {
    let figure = Figure::Matrix(matrix.clone());
    let sheet = draw::sheet(&figure, None);
    let page = Rect { x: 0.0, y: 0.0, w: sheet.width, h: sheet.height };
    let items: Vec<&Item> = sheet.lists.iter().flat_map(|l| &l.items).collect();
    for (i, item) in items.iter().enumerate() {
        for shape in item.parts.iter().flat_map(|p| &p.shapes) {
            assert!(inside(shape, item.at), "text leaves {}: {shape:?}", item.id);
        }
        assert!(
            item.at.x + item.at.w <= page.w && item.at.y + item.at.h <= page.h + 0.01,
            "{} leaves",
            item.id
        );
        for other in &items[i + 1..] {
            assert!(!overlap(item.at, other.at), "{} and {} overlap", item.id, other.id);
        }
        assert!(item.parts.iter().all(|p| !p.title.is_empty()), "{} says nothing", item.id);
    }
    assert!(sheet.ground.iter().all(|s| inside(s, page)), "a text leaves the page");
    let ids: BTreeSet<&str> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids.len(), items.len(), "ids stand once");

    // Every card of every cell is there, in reading order, with its words.
    let cells: Vec<&&Item> = items.iter().filter(|i| i.class == "cell").collect();
    let marks: Vec<&Card> =
        matrix.rows().flat_map(|(_, who)| who.cells.iter().flatten()).map(|m| matrix.card(m)).collect();
    assert_eq!(cells.len(), marks.len());
    for (cell, card) in cells.iter().zip(&marks) {
        assert_eq!(cell.note, Some(card.number));
        assert!(sheet.notes.iter().any(|n| n.number == card.number && n.words.contains(&card.titles[0])));
        let title = &cell.parts[0].title;
        assert!(card.cites.iter().chain(&card.grounds).all(|c| title.contains(&c.quote)), "{title}");
    }
    // Every number tells what it counts, and no number is a zero.
    for item in items.iter().filter(|i| i.class == "total") {
        let shown = item.parts[0].shapes.iter().filter_map(|s| match s {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        let shown = shown.collect::<Vec<_>>().join(" ");
        match shown.parse::<usize>() {
            Ok(number) => {
                assert_eq!(item.parts[0].title.split("; ").count(), number, "{:?}", item.parts[0]);
            }
            Err(_) if shown.ends_with(')') => {
                assert!(item.parts[0].title.contains(" (inferred from an opinion)"), "{:?}", item.parts[0]);
            }
            Err(_) => assert!([NONE, "none"].contains(&shown.as_str()), "{shown}"),
        }
        assert_ne!(shown, "0");
    }
    for theme in draw::themes([]).expect("the themes of the program") {
        let flaws = draw::inspect(&figure, &theme);
        assert!(flaws.iter().all(|f| matches!(f, FigureIssue::Small(_))), "{flaws:?}");
        for svg in draw::svg(&figure, &theme) {
            let document = Document::parse(&svg).expect("the SVG is XML");
            assert!(document.descendants().all(|n| !n.has_tag_name("script")));
        }
    }
}

#[test]
fn matrices_can_be_read() {
    check(&of_the_repository());
    check(&hostile_matrix());
    let mut empty = hostile();
    empty.cards.clear();
    check(&turned(&empty));
    let words = draw::text(&Figure::Matrix(hostile_matrix()));
    assert!(words.contains("<script>"), "the text twin is plain text");
}

#[test]
fn absence_is_shown() {
    let matrix = of_the_repository();
    let rows = figure::table(&Figure::Matrix(matrix.clone()));
    let empty = matrix.rows().flat_map(|(_, who)| &who.cells).filter(|c| c.is_empty()).count();
    assert_eq!(rows.iter().filter(|r| r[4] == NONE).count(), empty, "every empty cell is a row of the table");
    let text = remit(&repository(), &["draw", "stages-by-body", "-f", "text"]);
    assert_eq!(text.code, 0, "{}", text.err);
    assert!(text.out.contains("\nBodies named"), "{}", text.out);
    // A group without a row, as long as it is not the one for the rest.
    let mut grid = hostile();
    grid.cards.clear();
    let matrix = turned(&grid);
    assert_eq!(matrix.groups.len(), 1);
    assert!(draw::text(&Figure::Matrix(matrix)).contains(&format!("\n  {NONE}\n")));
}

#[test]
fn a_real_dot_accepts_matrices() {
    if !has_graphviz() {
        return;
    }
    for matrix in [of_the_repository(), hostile_matrix()] {
        let dot = draw::dot(&Figure::Matrix(matrix.clone()), &Theme::light());
        let svg = draw::render(&dot, "svg").unwrap_or_else(|e| panic!("{e}\n{dot}"));
        let svg = String::from_utf8(svg).expect("UTF-8");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = Document::parse_with_options(&svg, options).expect("the SVG of dot is XML");
        assert!(document.descendants().all(|n| !n.has_tag_name("script")));
        assert!(
            matrix.cards.iter().all(|c| svg.contains(&format!("#a_note-{}\"", c.number))),
            "no card is lost"
        );
    }
}
