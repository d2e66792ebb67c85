//! SVG 1.1 of a laid-out grid: text as text, a human title on every card and edge, no script, no font to fetch.
//!
//! Cards are links in reading order, each to its words below the figure, so that keyboards and screen readers can walk
//! them (WAI-ARIA Graphics Module, <https://www.w3.org/TR/graphics-aria-1.0/>).

use std::fmt::Write;

use super::layout::{Shape, cite, layout, note};
use super::metrics::Face;
use super::theme;
use crate::figure::{Card, Grid, Ground};
use crate::ontology::Border;

/// Draws a grid.
pub(super) fn svg(grid: &Grid) -> String {
    let layout = layout(grid);
    let mut out = String::new();
    head(&grid.title, &grid.subtitle, (layout.width, layout.height), &mut out);
    out.push_str("<g aria-hidden=\"true\">\n");
    for shape in &layout.ground {
        draw(shape, &mut out);
    }
    out.push_str("</g>\n");
    for (number, row) in grid.rows.iter().enumerate() {
        let shapes = &layout.rows[number];
        let label = format!("{} {}", row.number, row.label);
        let words = row.cite.as_ref().map(cite).unwrap_or_default();
        let _ = writeln!(
            out,
            "<g id=\"row-{}\" class=\"row\" role=\"list\" aria-label=\"{}\">",
            escape(&row.key),
            escape(&label)
        );
        let _ = writeln!(out, "<g><title>{}</title>", escape(format!("{label}. {words}").trim()));
        let stroke = Some((theme::ROW_INK, 1.5, Border::Solid));
        draw(&Shape::Rect { at: shapes.at, fill: theme::ROW_FILL, stroke, round: 4.0 }, &mut out);
        for shape in &shapes.shapes {
            draw(shape, &mut out);
        }
        out.push_str("</g>\n");
        for (card, shapes) in grid.cards.iter().zip(&layout.cards).filter(|(c, _)| c.row == number) {
            let _ = writeln!(
                out,
                "<g class=\"card\" role=\"listitem\" id=\"card-{n}\"><a href=\"#note-{n}\" xlink:href=\"#note-{n}\" aria-label=\"{label}\">",
                n = card.number,
                label = escape(&spoken(grid, card))
            );
            let _ = writeln!(out, "<g class=\"edge\"><title>{}</title>", escape(&edge_title(grid, card)));
            for shape in &shapes.edge {
                draw(shape, &mut out);
            }
            let _ = writeln!(out, "</g>\n<g><title>{}</title>", escape(&card_title(card)));
            let ink = theme::colour(grid.columns[card.column].colour).ink;
            let stroke = Some((ink, 2.0, card.border));
            draw(&Shape::Rect { at: shapes.at, fill: theme::PAPER, stroke, round: 4.0 }, &mut out);
            for shape in &shapes.shapes {
                draw(shape, &mut out);
            }
            out.push_str("</g></a></g>\n");
        }
        out.push_str("</g>\n");
    }
    out.push_str("<g role=\"list\" aria-label=\"The words that the cards rest on\">\n");
    for (card, shapes) in grid.cards.iter().zip(&layout.notes) {
        let _ = writeln!(out, "<g id=\"note-{}\" role=\"listitem\" class=\"note\">", card.number);
        for shape in &shapes.shapes {
            draw(shape, &mut out);
        }
        out.push_str("</g>\n");
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// The beginning of a figure: its size, its question, what it rests on.
pub(super) fn head(title: &str, subtitle: &str, size: (f64, f64), out: &mut String) {
    let (w, h) = (number(size.0), number(size.1));
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         role=\"graphics-document document\" aria-labelledby=\"title description\" \
         font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\">"
    );
    let _ = writeln!(out, "<title id=\"title\">{}</title>", escape(title));
    let _ = writeln!(out, "<desc id=\"description\">{}</desc>", escape(subtitle));
    out.push_str(
        "<style>a { text-decoration: none; } a:focus rect, a:hover rect { stroke-width: 3.5; } .note:target text { fill: #8A1C00; font-weight: bold; }</style>\n",
    );
    let _ = writeln!(out, "<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>", theme::PAPER);
}

/// What a screen reader says of a card.
fn spoken(grid: &Grid, card: &Card) -> String {
    let bodies =
        if card.bodies.is_empty() { String::new() } else { format!("{}: ", card.bodies.join(" and ")) };
    let money = if card.money.is_empty() {
        "amount not stated".to_owned()
    } else {
        card.money.iter().map(|m| m.text.clone()).collect::<Vec<_>>().join(", ")
    };
    let row = &grid.rows[card.row].label;
    format!(
        "{bodies}{}. {}. {money}. {} {row}, {}.",
        card.titles.join(", "),
        card.status,
        grid.verb,
        ground_word(card)
    )
}

fn ground_word(card: &Card) -> &'static str {
    match card.ground {
        Ground::Stated => "as the source says",
        Ground::Derived { .. } => "derived by a rule",
    }
}

fn card_title(card: &Card) -> String {
    format!("{} {}", card.titles.join(", "), note(card)).trim().to_owned()
}

/// The words that an edge rests on.
fn edge_title(grid: &Grid, card: &Card) -> String {
    let row = &grid.rows[card.row].label;
    let words: Vec<String> = card.grounds.iter().map(cite).collect();
    let how = match &card.ground {
        Ground::Stated => "The source says so:".to_owned(),
        Ground::Derived { rule, .. } => format!("Derived by the rule \u{201c}{rule}\u{201d} from:"),
    };
    format!("{} {} {row}. {how} {}", card.titles.join(", "), grid.verb, words.join(" "))
}

pub(super) fn draw(shape: &Shape, out: &mut String) {
    let _ = match shape {
        Shape::Rect { at, fill, stroke, round } => {
            let (x, y, w, h) = (number(at.x), number(at.y), number(at.w), number(at.h));
            let stroke = stroke.map_or_else(String::new, |(colour, thick, border)| {
                format!(" stroke=\"{colour}\" stroke-width=\"{}\"{}", number(thick), dashes(border))
            });
            writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{}\" fill=\"{fill}\"{stroke}/>",
                number(*round)
            )
        }
        Shape::Text { x, y, size, face, fill, text } => {
            let weight = match face {
                Face::Bold => " font-weight=\"bold\"",
                Face::Regular => "",
            };
            let (x, y, size) = (number(*x), number(*y), number(*size));
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\"{weight}>{}</text>",
                escape(text)
            )
        }
        Shape::Path { points, arrow } => {
            let mut d = String::new();
            for (i, (x, y)) in points.iter().enumerate() {
                let _ = write!(d, "{}{} {}", if i == 0 { "M" } else { " L" }, number(*x), number(*y));
            }
            let colour = theme::MUTED;
            let _ = writeln!(out, "<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.3\"/>");
            match points.last().filter(|_| *arrow) {
                Some((x, y)) => writeln!(
                    out,
                    "<path d=\"M{} {} l8 -3.5 v7 z\" fill=\"{colour}\"/>",
                    number(*x),
                    number(*y)
                ),
                None => Ok(()),
            }
        }
        Shape::Dot { x, y, filled } => {
            let fill = if *filled { theme::INK } else { theme::PAPER };
            writeln!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"3.6\" fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.4\"/>",
                number(*x),
                number(*y),
                theme::INK
            )
        }
    };
}

pub(super) fn dashes(border: Border) -> &'static str {
    match border {
        Border::Solid => "",
        Border::Dashed => " stroke-dasharray=\"7 4\"",
        Border::Dotted => " stroke-dasharray=\"0.1 4\" stroke-linecap=\"round\"",
    }
}

/// A length with at most two decimals, the same on every machine.
pub(super) fn number(value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    let sign = if hundredths < 0 && whole == 0 { "-" } else { "" };
    match part {
        0 => format!("{sign}{whole}"),
        p if p % 10 == 0 => format!("{sign}{whole}.{}", p / 10),
        p => format!("{sign}{whole}.{p:02}"),
    }
}

/// Text for XML; characters that XML 1.0 cannot hold become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            // Marks that turn the direction of text could make a label read as something else.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}
