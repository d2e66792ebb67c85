//! DOT of a timeline: one table, with a column wherever a bar begins or ends, so that `dot` has nothing to place.

use std::collections::BTreeSet;

use super::{
    WORDS, edge, label, leads, line_style, markup, node, node_id, nodes, page, plain, printed,
    text_attribute, words,
};
use crate::render::draw::metrics::Face;
use crate::render::draw::sheet::{ColourRole, Note};
use crate::render::draw::theme::Theme;
use crate::render::draw::timeline::{
    Part, Piece, Scale, TICK, aside_words, mark_pieces, mark_words, missing_words, period_pieces,
    period_words, saying_words, unplaced_words,
};
use crate::render::figure::{Annotation, Hue, Line, Timeline};

/// The width of the column of names.
const NAMES: i64 = 190;
/// The height of a bar.
const BAR: i64 = 13;

/// Writes a timeline as DOT.
pub(in crate::render::draw) fn dot(timeline: &Timeline, theme: &Theme) -> String {
    let attributes = vec![
        label(&table(timeline, theme)),
        text_attribute("tooltip", timeline.heading.headline()),
        text_attribute("id", "timeline"),
    ];
    let notes = timeline.sayings.iter().enumerate();
    let notes: Vec<Note> = notes.map(|(i, s)| Note { number: i + 1, words: saying_words(s) }).collect();
    let stmts = vec![
        page(Vec::new(), ["0.25", "0.5"], &timeline.heading, &key(), theme),
        nodes(theme),
        node("timeline", attributes),
        words(&notes, |_| "timeline".to_owned(), theme),
        edge(node_id("timeline"), node_id(WORDS), vec![plain("style", "invis")]),
    ];
    printed(timeline.heading.headline(), stmts)
}

fn key() -> String {
    let words = "white part of a bar: the days that a date may mean; dotted, without colour: disputed; no line at one end: \
         no fact gives this end; black edge: the latest date; beside the axis: lengths to its scale, without a place on it";
    markup(words, 9.0, Face::Regular, 760.0)
}

/// The columns of the axis: places where something begins or ends, without repetition.
struct Columns {
    places: Vec<i64>,
    ticks: BTreeSet<i64>,
}

impl Columns {
    fn of(timeline: &Timeline, scale: &Scale) -> Self {
        let ticks: BTreeSet<i64> = scale.ticks.iter().map(|t| place(scale.x(t.day))).collect();
        let mut places = ticks.clone();
        for line in &timeline.lines {
            for piece in lanes(timeline, line, scale).iter().flat_map(|l| &l.pieces) {
                places.extend([place(piece.from), place(piece.to)]);
            }
        }
        if !scale.ticks.is_empty() {
            places.extend([0, place(scale.axis)]);
        }
        Self { places: places.into_iter().collect(), ticks }
    }

    /// How many columns there are.
    fn count(&self) -> usize {
        self.places.len().saturating_sub(1)
    }

    fn widths(&self) -> impl Iterator<Item = i64> {
        self.places.windows(2).map(|w| match w {
            [a, b] => b - a,
            _ => 0,
        })
    }

    /// The number of columns from one place to another.
    fn between(&self, from: i64, to: i64) -> usize {
        self.places.iter().filter(|p| **p >= from && **p < to).count()
    }
}

fn place(x: f64) -> i64 {
    x.round() as i64
}

/// A bar with its words.
struct Lane {
    pieces: Vec<Piece>,
    words: String,
    sayings: Vec<usize>,
}

fn lanes(timeline: &Timeline, line: &Line, scale: &Scale) -> Vec<Lane> {
    let period = |p| Lane {
        pieces: period_pieces(timeline, p, scale),
        words: period_words(timeline, p),
        sayings: p.bounds().map(|b| b.saying).collect(),
    };
    let mark = |m: &crate::render::figure::Moment| Lane {
        pieces: mark_pieces(timeline, m, scale),
        words: mark_words(timeline, m),
        sayings: vec![m.at.saying],
    };
    line.periods.iter().map(period).chain(line.marks.iter().map(mark)).collect()
}

fn table(timeline: &Timeline, theme: &Theme) -> String {
    let scale = Scale::of(timeline);
    let columns = Columns::of(timeline, &scale);
    let all = columns.count() + 1 + usize::from(scale.beside > 0.0);
    let rule = format!(
        "<TR><TD COLSPAN=\"{all}\" HEIGHT=\"1\" BGCOLOR=\"{}\"></TD></TR>",
        theme.paint(ColourRole::Guide)
    );
    let mut rows = spacers(&columns, &scale);
    rows.push_str(&head(timeline, &columns, &scale, theme));
    for line in &timeline.lines {
        rows.push_str(&rule);
        rows.push_str(&line_rows(timeline, line, &columns, &scale, theme));
    }
    let mut below = |words: &str| {
        rows.push_str(&format!(
            "{rule}<TR><TD COLSPAN=\"{all}\" CELLPADDING=\"4\" ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD></TR>",
            markup(words, 9.0, Face::Regular, scale.axis + scale.beside + NAMES as f64 - 10.0)
        ));
    };
    if timeline.lines.is_empty() {
        below("No source gives a time.");
    }
    if let Some(words) = timeline.missing.as_ref().and_then(missing_words) {
        below(&words);
    }
    format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">{rows}</TABLE>")
}

/// An empty row that gives every column its width.
fn spacers(columns: &Columns, scale: &Scale) -> String {
    let beside = (scale.beside > 0.0).then(|| place(scale.beside));
    let mut cells = String::new();
    for w in std::iter::once(NAMES).chain(columns.widths()).chain(beside) {
        cells.push_str(&format!("<TD FIXEDSIZE=\"TRUE\" WIDTH=\"{w}\" HEIGHT=\"1\"></TD>"));
    }
    format!("<TR>{cells}</TR>")
}

/// The labels of the ticks, each above the days that begin there.
fn head(timeline: &Timeline, columns: &Columns, scale: &Scale, theme: &Theme) -> String {
    let mut cells = String::from("<TD></TD>");
    let mut at = 0;
    for pair in scale.ticks.windows(2) {
        let [tick, next] = pair else { continue };
        let (from, to) = (place(scale.x(tick.day)), place(scale.x(next.day)));
        cells.push_str(&empty(columns.between(at, from)));
        cells.push_str(&format!(
            "<TD COLSPAN=\"{}\" BORDER=\"1\" SIDES=\"L\" COLOR=\"{}\" ALIGN=\"LEFT\" CELLPADDING=\"2\">{}</TD>",
            columns.between(from, to).max(1),
            theme.paint(ColourRole::Muted),
            markup(&tick.label, TICK, Face::Regular, f64::MAX)
        ));
        at = to;
    }
    cells.push_str(&empty(columns.between(at, place(scale.axis))));
    if scale.beside > 0.0 {
        cells.push_str(&format!(
            "<TD ALIGN=\"LEFT\" CELLPADDING=\"3\">{}</TD>",
            markup(&unplaced_words(timeline), 9.0, Face::Bold, scale.beside - 8.0)
        ));
    }
    format!("<TR>{cells}</TR>")
}

fn empty(columns: usize) -> String {
    if columns == 0 { String::new() } else { format!("<TD COLSPAN=\"{columns}\"></TD>") }
}

fn line_rows(timeline: &Timeline, line: &Line, columns: &Columns, scale: &Scale, theme: &Theme) -> String {
    let group = line.group.and_then(|g| timeline.groups.get(g));
    let hue = group.map_or(Hue::Grey, |g| g.colour);
    let lanes = lanes(timeline, line, scale);
    let span = 2 * lanes.len() + 1;
    let name = format!(
        "<TD ROWSPAN=\"{span}\" CELLPADDING=\"4\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" VALIGN=\"TOP\">{}<BR ALIGN=\"LEFT\"/>\
         <FONT COLOR=\"{}\">{}</FONT></TD>",
        markup(&line.name, 10.0, Face::Bold, NAMES as f64 - 12.0),
        theme.paint(ColourRole::Hue(hue)),
        markup(&line.class, 8.0, Face::Regular, NAMES as f64 - 12.0)
    );
    let beside =
        if scale.beside > 0.0 { asides(timeline, line, scale, (hue, theme), span) } else { String::new() };
    let mut out =
        format!("<TR>{name}<TD COLSPAN=\"{}\" HEIGHT=\"5\"></TD>{beside}</TR>", columns.count().max(1));
    for lane in &lanes {
        out.push_str(&format!("<TR>{}</TR>", bar(timeline, lane, columns, (hue, theme))));
        let words = markup(&lane.words, 9.0, Face::Regular, scale.axis - 8.0);
        out.push_str(&format!(
            "<TR><TD COLSPAN=\"{}\" CELLPADDING=\"2\" ALIGN=\"LEFT\" BALIGN=\"LEFT\">{words}</TD></TR>",
            columns.count().max(1)
        ));
    }
    out
}

/// The parts of a bar as cells; of two that meet in a column, the later kind is drawn.
fn bar(timeline: &Timeline, lane: &Lane, columns: &Columns, (hue, theme): (Hue, &Theme)) -> String {
    let on_top = |from: i64, to: i64| {
        let here = lane.pieces.iter().enumerate();
        here.filter(|(_, p)| place(p.from) <= from && place(p.to) >= to)
            .max_by_key(|(_, p)| p.part)
            .map(|(i, _)| i)
    };
    let mut runs: Vec<(Option<usize>, usize, i64, i64)> = Vec::new();
    for pair in columns.places.windows(2) {
        let [from, to] = *pair else { continue };
        let top = on_top(from, to);
        match runs.last_mut() {
            Some(run) if run.0 == top && !(top.is_none() && columns.ticks.contains(&from)) => {
                (run.1, run.2) = (run.1 + 1, run.2 + to - from);
            }
            _ => runs.push((top, 1, to - from, from)),
        }
    }
    let number = lane.sayings.iter().min().map_or(0, |s| s + 1);
    let words: Vec<String> =
        lane.sayings.iter().filter_map(|s| timeline.sayings.get(*s)).map(saying_words).collect();
    let told = format!(" {}", leads(None, &format!("a_note-{number}"), &words.join(" ")));
    let cell = |(top, count, wide, from): (Option<usize>, usize, i64, i64)| match top
        .and_then(|t| lane.pieces.get(t))
    {
        None if columns.ticks.contains(&from) => {
            format!(
                "<TD COLSPAN=\"{count}\" BORDER=\"1\" SIDES=\"L\" COLOR=\"{}\"></TD>",
                theme.paint(ColourRole::Guide)
            )
        }
        None => empty(count),
        Some(piece) => {
            let look = look(piece, wide, hue, theme);
            format!("<TD COLSPAN=\"{count}\" HEIGHT=\"{BAR}\" {look}{told}></TD>")
        }
    };
    runs.into_iter().map(cell).collect()
}

/// How a part is drawn.
fn look(piece: &Piece, wide: i64, hue: Hue, theme: &Theme) -> String {
    let style = line_style(piece.border);
    let disputed = piece.is_disputed();
    let [ink, tint, paper] =
        [ColourRole::Hue(hue), ColourRole::Tint(hue), ColourRole::Paper].map(|p| theme.paint(p));
    match piece.part {
        Part::Date if wide < 6 && !piece.standing.is_inferred() => format!("BGCOLOR=\"{ink}\""),
        Part::Date => format!("BORDER=\"1\" STYLE=\"{style}\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\""),
        Part::Latest => format!("BGCOLOR=\"{}\"", theme.paint(ColourRole::Ink)),
        Part::Body if disputed => {
            format!("BORDER=\"2\" STYLE=\"dotted\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\"")
        }
        Part::Body => format!("BORDER=\"2\" STYLE=\"{style}\" COLOR=\"{ink}\" BGCOLOR=\"{tint}\""),
        Part::Contested => {
            format!("BORDER=\"2\" STYLE=\"dotted\" SIDES=\"TB\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\"")
        }
        Part::Open => {
            let style = if disputed { "dotted" } else { style };
            format!("BORDER=\"1\" STYLE=\"{style}\" SIDES=\"B\" COLOR=\"{ink}\" BGCOLOR=\"{paper}\"")
        }
    }
}

/// What has no place on the axis: lengths to its scale, and words.
fn asides(
    timeline: &Timeline,
    line: &Line,
    scale: &Scale,
    (hue, theme): (Hue, &Theme),
    span: usize,
) -> String {
    let room = place(scale.beside) - 8;
    let row = |aside: &Annotation| {
        let told = timeline.sayings.get(aside.saying).map(saying_words).unwrap_or_default();
        let told = leads(None, &format!("a_note-{}", aside.saying + 1), &told);
        let long = aside.days.map(|days| scale.length(days));
        let is_cut = long.is_some_and(|l| l.1);
        let bar = long.map(|(long, _)| {
            let (long, sides) = (place(long).max(4), if is_cut { "TLB" } else { "TRBL" });
            let style = timeline.sayings.get(aside.saying).map_or("solid", |s| line_style(s.border()));
            format!(
                "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"{long}\" HEIGHT=\"{BAR}\" BORDER=\"2\" SIDES=\"{sides}\" \
                 STYLE=\"{style}\" COLOR=\"{}\" {told}></TD><TD FIXEDSIZE=\"TRUE\" WIDTH=\"{}\" HEIGHT=\"{BAR}\"></TD></TR>",
                theme.paint(ColourRole::Hue(hue)),
                (room - long).max(1)
            )
        });
        let words = markup(&aside_words(timeline, aside, is_cut), 9.0, Face::Regular, scale.beside - 12.0);
        format!(
            "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">{}\
             <TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"3\" {told}>{words}</TD></TR></TABLE></TD></TR>",
            bar.unwrap_or_default()
        )
    };
    let rows: String = line.asides.iter().map(row).collect();
    if rows.is_empty() {
        return format!(
            "<TD ROWSPAN=\"{span}\" BGCOLOR=\"{}\"></TD>",
            theme.paint(ColourRole::Tint(Hue::Grey))
        );
    }
    format!(
        "<TD ROWSPAN=\"{span}\" ALIGN=\"LEFT\" CELLPADDING=\"3\" BGCOLOR=\"{}\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" \
         CELLSPACING=\"2\" CELLPADDING=\"0\">{rows}</TABLE></TD>",
        theme.paint(ColourRole::Tint(Hue::Grey))
    )
}
