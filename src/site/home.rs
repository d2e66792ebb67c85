//! The first page: the finding, its figure and its table; how much there is, and what is missing and disputed; where to go on.

use askama::Template;

use super::address::{Kind, file_name};
use super::figure::Drawing;
use super::html::{Frame, Line, Markup, Piece};
use super::{Pages, Site, rendered};
use crate::explore::promises;
use crate::model::header::Header;
use crate::model::standing::Standing;
use crate::render::figure::{self, Figure, View};

/// How many questions the first page has as buttons.
const QUESTIONS: usize = 3;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    headline: Option<Shown>,
    twin: Option<Shown>,
    numbers: Vec<(String, Line)>,
    questions: Vec<Piece>,
    figures: Vec<(Piece, String)>,
}

/// A figure with its name.
type NamedFigure = (String, Figure);

/// A figure on the first page.
struct Shown {
    finding: String,
    page: String,
    drawing: Drawing,
}

impl Site {
    /// The figure that stands first and the matrix that counts its cards: of the first matrix of another view; else the first figure.
    fn headline(&self) -> (Option<&NamedFigure>, Option<&NamedFigure>) {
        let input = self.graph.input();
        let by_name = |name: &str| self.figures.iter().find(|(n, _)| n == name);
        for &id in &input.views {
            let file = input.files.get(id);
            if let Ok(View::Matrix(matrix)) = figure::parse(id, file) {
                return (by_name(&matrix.grid.text), by_name(file.stem()));
            }
        }
        (self.figures.first(), None)
    }

    /// The address of a picture that stands for the whole.
    pub(super) fn preview(&self) -> Option<String> {
        let (first, _) = self.headline();
        let page = Kind::Figure.page(&first?.0);
        cfg!(feature = "pictures").then(|| format!("{}.png", page.trim_end_matches(".html")))
    }
}

impl Pages<'_> {
    /// The first page.
    pub(super) fn home(&self) -> String {
        let (first, twin) = self.site.headline();
        let shown = |ids: &str, found: Option<&NamedFigure>| {
            found.map(|(name, figure)| Shown {
                finding: figure.heading().headline().to_owned(),
                page: self.to(&Kind::Figure.page(name)),
                drawing: self.drawing(figure, ids),
            })
        };
        let description = first.map_or_else(String::new, |(_, f)| f.heading().headline().to_owned());
        let frame = self.frame("", &description, "remit build");
        rendered(&HomePage {
            headline: shown("first", first),
            twin: shown("second", twin),
            numbers: self.numbers(),
            questions: self.first_questions(),
            figures: self.figures(),
            frame,
        })
    }

    /// How much there is, each number with where it is listed.
    fn numbers(&self) -> Vec<(String, Line)> {
        let scope = self.scope;
        let standing =
            |wanted: Standing| scope.dataset.claim_ids().filter(|id| scope.standing(*id) == wanted).count();
        // The words behind one, and behind any other number.
        let row = |count: usize, one: &str, many: &str, address: &str| {
            (count.to_string(), vec![Piece::link(if count == 1 { one } else { many }, self.to(address))])
        };
        let open = self.site.disputes().iter().filter(|d| d.resolution.is_none() && d.blocks_facts).count();
        let promised = promises(scope, &self.site.relations, None).len();
        let mut rows = vec![
            row(
                scope.dataset.claims().len(),
                "claim, with its source",
                "claims, each with its source",
                "sources.html",
            ),
            row(scope.dataset.entities().len(), "thing spoken of", "things spoken of", "things.html"),
            row(self.site.sources().len(), "source quoted", "sources quoted", "sources.html"),
            row(
                self.site.gaps().len(),
                "question that no source answers",
                "questions that no source answers",
                "gaps.html",
            ),
            row(
                self.site.disputes().len(),
                "place where claims do not go together",
                "places where claims do not go together",
                "disagreements.html",
            ),
        ];
        if open > 0 {
            rows.push(row(
                open,
                "of these undecided: neither side is taken as fact",
                "of these undecided: neither side is taken as fact",
                "disagreements.html",
            ));
        }
        if promised > 0 {
            rows.push(row(
                promised,
                "promise, with what became of it",
                "promises, with what became of them",
                "promises.html",
            ));
        }
        let opinions = standing(Standing::Opinion);
        if opinions > 0 {
            rows.push(row(
                opinions,
                "claim that is an opinion, never told as a fact",
                "claims that are opinions, never told as facts",
                "opinions.html",
            ));
        }
        rows
    }

    /// Some questions, as links to their answers.
    fn first_questions(&self) -> Vec<Piece> {
        let input = self.site.graph.input();
        let asked = input.questions.iter().filter_map(|id| {
            let file = input.files.get(*id);
            let words = Header::parse(&file.text).get("question")?.to_owned();
            Some(Piece::link(words, format!("{}#q-{}", self.to("questions.html"), file_name(file.stem()))))
        });
        // The shortest ones are read at a glance.
        let mut asked: Vec<Piece> = asked.collect();
        asked.sort_by_key(|piece| piece.text.chars().count());
        asked.truncate(QUESTIONS);
        asked
    }
}
