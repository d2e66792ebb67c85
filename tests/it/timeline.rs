//! Timelines as a reader meets them: places held against dates, at any span, with any words, and drawn by a real `dot`.

use proptest::prelude::*;
use remit::compile::ontology::Border;
use remit::model::date::PartialDate;
use remit::model::standing::Standing;
use remit::render::draw::{self, FigureIssue, Scale, Theme, inspect};
use remit::render::figure::{
    self, Annotation, Bound, Citation, Column, DayRange, Figure, Heading, Hue, Line, Missing, Moment, Period,
    Statement, Timeline,
};

use crate::support::{copy_of, figures_of, has_graphviz, put, remit, repository};

const HOSTILE: &str =
    "A \"q\" & <x> \\ ]]> --> $ {|} \u{202e}ltr \u{e9}\u{4e2d}\n%n \\N 'z' <script>alert(1)</script>";

fn stretch(date: PartialDate) -> DayRange {
    let (first, after) = date.days();
    DayRange { first, after, words: date.words() }
}

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap_or_else(|| panic!("{text} is a date"))
}

/// A timeline that says everything of one kind after the other, with one word for all words.
struct Maker {
    word: String,
    timeline: Timeline,
}

impl Maker {
    fn new(word: &str) -> Self {
        let column = |colour| Column { title: word.to_owned(), colour };
        let timeline = Timeline {
            heading: Heading::new(word, word),
            groups: vec![column(Hue::Blue), column(Hue::Brown)],
            lines: Vec::new(),
            sayings: Vec::new(),
            missing: Some(Missing {
                asked: 3,
                word: word.to_owned(),
                names: vec![word.to_owned(); 2],
                by_no_fact: 1,
            }),
        };
        Self { word: word.to_owned(), timeline }
    }

    fn saying(&mut self, standing: Standing) -> usize {
        let number = self.timeline.sayings.len();
        let word = || self.word.clone();
        let cite = Citation {
            claim: word(),
            quote: word(),
            speaker: word(),
            source: word(),
            section: word(),
            page: word(),
            spans: vec![(1, 2)],
            ..Citation::default()
        };
        self.timeline.sayings.push(Statement {
            sentence: word(),
            standing,
            against: Vec::new(),
            status: Some((word(), [Border::Solid, Border::Dashed, Border::Dotted][number % 3])),
            cites: vec![cite],
            why: (standing == Standing::Inferred).then(word),
        });
        number
    }

    fn bound(&mut self, at: PartialDate, standing: Standing) -> Bound {
        Bound { at: stretch(at), saying: self.saying(standing) }
    }

    fn line(&mut self) -> &mut Line {
        let number = self.timeline.lines.len();
        self.timeline.lines.push(Line {
            key: format!("line-{number}"),
            name: self.word.clone(),
            class: self.word.clone(),
            group: [Some(0), Some(1), None][number % 3],
            periods: Vec::new(),
            marks: Vec::new(),
            asides: Vec::new(),
        });
        self.timeline.lines.last_mut().expect("a line")
    }

    fn period(&mut self, starts: &[PartialDate], ends: &[PartialDate], standing: Standing) {
        let mut bounds = |dates: &[PartialDate]| -> Vec<Bound> {
            let mut sorted = dates.to_vec();
            sorted.sort_by_key(|d| d.days());
            sorted.into_iter().map(|d| self.bound(d, standing)).collect()
        };
        let period = Period { label: None, starts: bounds(starts), ends: bounds(ends), beside: [false; 2] };
        self.line().periods.push(period);
    }

    fn mark(&mut self, at: PartialDate, deadline: bool) {
        let (label, at) = (self.word.clone(), self.bound(at, Standing::Fact));
        self.line().marks.push(Moment { label, deadline, at });
    }

    fn aside(&mut self, days: Option<u32>) {
        let (words, saying) = (self.word.clone(), self.saying(Standing::Disputed));
        self.line().asides.push(Annotation { words: words.clone(), quoted: Some(words), days, saying });
    }
}

/// One of every kind, from one date to another.
fn every_kind(word: &str, from: &str, to: &str) -> Timeline {
    let (from, to) = (date(from), date(to));
    let mut maker = Maker::new(word);
    for standing in [Standing::Fact, Standing::Inferred, Standing::Disputed] {
        maker.period(&[from], &[to], standing);
        maker.period(&[], &[from, to], standing);
        maker.period(&[from, to], &[], standing);
        maker.period(&[], &[to], standing);
        maker.period(&[to], &[from], standing);
    }
    maker.mark(from, true);
    maker.mark(to, false);
    maker.aside(Some(1));
    maker.aside(Some(200_000));
    maker.aside(None);
    maker.timeline
}

/// Nothing overlaps, sticks out or is cut off, everything can be read and leads to its words, in every theme.
fn check(timeline: &Timeline) {
    let themes = draw::themes([]).expect("the own themes");
    for theme in &themes {
        let flaws = inspect(&Figure::Timeline(timeline.clone()), theme);
        let broken: Vec<&FigureIssue> =
            flaws.iter().filter(|f| matches!(f, FigureIssue::Broken(_))).collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
    let sheet = draw::sheet(&Figure::Timeline(timeline.clone()), None);
    let items: Vec<&draw::Item> =
        sheet.lists.iter().flat_map(|l| &l.items).filter(|i| i.class == "time").collect();
    let told: usize = timeline.lines.iter().map(|l| l.periods.len() + l.marks.len() + l.asides.len()).sum();
    assert_eq!(items.len(), told, "all that is said is drawn");
    assert!(items.iter().all(|i| i.note.is_some()), "every bar leads to its words");
    assert_eq!(sheet.notes.len(), timeline.sayings.len());
    check_scale(timeline);
}

/// Labels of ticks never touch, and the axis holds every date.
fn check_scale(timeline: &Timeline) {
    let scale = Scale::of(timeline);
    for pair in scale.ticks.windows(2) {
        let room = scale.x(pair[1].day) - scale.x(pair[0].day);
        let wide = draw::width(&pair[0].label, 9.5, draw::Face::Regular);
        assert!(room > wide + 4.0, "{:?} in {room}", pair[0]);
    }
    for bound in timeline.lines.iter().flat_map(Line::bounds) {
        let (from, to) = (scale.x(bound.at.first), scale.x(bound.at.after));
        assert!(
            from >= 0.0 && from < to && to <= scale.axis,
            "{bound:?} from {from} to {to} of {}",
            scale.axis
        );
    }
}

fn any_date() -> impl Strategy<Value = PartialDate> {
    let text =
        (1u16..=9999, 1u8..=12, 1u8..=28, 0u8..3).prop_map(|(year, month, day, precision)| match precision {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        });
    text.prop_map(|t| date(&t))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order of places is the order of dates, and a date is as wide as all of its days.
    #[test]
    fn places_are_those_of_dates(dates in prop::collection::vec(any_date(), 1..12)) {
        let mut maker = Maker::new("word");
        for (i, date) in dates.iter().enumerate() {
            maker.mark(*date, i % 2 == 0);
        }
        let scale = Scale::of(&maker.timeline);
        check_scale(&maker.timeline);
        let per_day = scale.x(1) - scale.x(0);
        for a in &dates {
            let (first, after) = a.days();
            prop_assert!((scale.x(after) - scale.x(first) - (after - first) as f64 * per_day).abs() < 1e-6);
            for b in &dates {
                if b.is_after(*a) {
                    prop_assert!(scale.x(after) <= scale.x(b.days().0) + 1e-9, "{a} {b}");
                }
            }
        }
    }

    /// Periods of any dates, whichever of their ends are given.
    #[test]
    fn any_periods_can_be_read(
        periods in prop::collection::vec(
            (prop::collection::vec(any_date(), 0..3), prop::collection::vec(any_date(), 0..3)), 1..6),
        lengths in prop::collection::vec(prop::option::of(0u32..400_000), 0..4),
        word in "[a-zA-Z \u{e9}]{1,60}",
    ) {
        let mut maker = Maker::new(&format!("w{word}"));
        for (i, (starts, ends)) in periods.iter().enumerate() {
            if !starts.is_empty() || !ends.is_empty() {
                maker.period(starts, ends, [Standing::Fact, Standing::Disputed, Standing::Inferred][i % 3]);
            }
        }
        for length in lengths {
            maker.aside(length);
        }
        check(&maker.timeline);
    }
}

#[test]
fn spans_of_a_day_and_of_many_years_can_be_read() {
    for (from, to) in [
        ("2023-03-31", "2023-03-31"),
        ("2023-03", "2023-04-02"),
        ("2021", "2026"),
        ("1620", "2020"),
        ("0001", "9999"),
    ] {
        check(&every_kind("Some words", from, to));
        check(&every_kind(HOSTILE, from, to));
    }
    check(&Maker::new("Nothing is known of any time").timeline);
    let mut lengths = Maker::new("Lengths alone");
    lengths.aside(Some(1000));
    lengths.aside(None);
    check(&lengths.timeline);
}

fn of_the_repository() -> Timeline {
    match figures_of(&repository()).remove("timeline") {
        Some(Figure::Timeline(timeline)) => timeline,
        other => panic!("{other:?} is no timeline"),
    }
}

#[test]
fn nothing_is_filled_in() {
    let timeline = of_the_repository();
    check(&timeline);
    let line = |key: &str| timeline.lines.iter().find(|l| l.key == key).expect("a thing with a time");
    let adder = line("project-adder");
    let [period] = adder.periods.as_slice() else { panic!("{:?}", adder.periods) };
    assert_eq!(period.starts, [], "no source gives a start");
    let ends: Vec<(&str, Standing)> =
        period.ends.iter().map(|b| (b.at.words.as_str(), timeline.sayings[b.saying].standing)).collect();
    assert_eq!(ends, [("March 2023", Standing::Disputed), ("March 2025", Standing::InferredFromDisputed)]);
    let other = adder.asides[0].saying;
    assert_eq!(timeline.sayings[period.ends[0].saying].against, [other], "each is told against the other");
    assert_eq!(timeline.sayings[other].against, [period.ends[0].saying]);
    // A year is a whole year, and a length without a start has no place on the axis.
    let [due] = line("cerberus").marks.as_slice() else { panic!("one date") };
    assert!(due.deadline && due.at.at.after - due.at.at.first == 365);
    let funding = line("extra-145m");
    assert_eq!(funding.bounds().count(), 0);
    assert_eq!(funding.asides[0].days, Some(1096));
    assert_eq!(funding.asides[0].quoted.as_deref(), Some("over the next three years"));
    let missing = timeline.missing.as_ref().expect("measures are asked about");
    assert!(
        missing.names.iter().any(|n| n == "County Lines programme"),
        "its money has a length, it has none"
    );
    let text = draw::text(&Figure::Timeline(timeline.clone()));
    for words in [
        "start not stated, until March 2023 (disputed, see [",
        "by 2026 (planned)",
        "lasts 3 years “over the next three years”, start not stated (announced)",
        "appeared “on Tuesday”",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let rows = figure::table(&Figure::Timeline(timeline));
    assert!(
        rows.iter().any(|r| r[1] == "Cerberus"
            && r[2] == "will contain all relevant border data: by"
            && r[3] == "2026"),
        "{rows:?}"
    );
    assert!(rows.iter().any(|r| r[2] == "has no stated time"));
}

/// A date that a rule infers has a sign that no stated date has; a phone shows bars too, all of them to one scale.
#[test]
fn bars_tell_what_is_inferred_and_stand_on_a_phone() {
    let figure = figures_of(&repository()).remove("timeline").expect("the timeline");
    let themes = draw::themes([]).expect("the themes of the program");
    for theme in themes.iter().filter(|t| ["light", "phone"].contains(&t.name.as_str())) {
        let svg = draw::svg(&figure, theme).remove(0);
        let document = roxmltree::Document::parse(&svg).expect("the SVG is XML");
        let times = document.descendants().filter(|n| n.attribute("class") == Some("time"));
        let mut bars = 0;
        for time in times {
            let count = |name: &str| time.descendants().filter(|n| n.has_tag_name(name)).count();
            let words: Vec<&str> =
                time.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
            let is_inferred = words.concat().contains("(inferred");
            assert_eq!(count("circle") == 1, is_inferred, "{words:?} in {}", theme.name);
            // Beside the frame of a card and the ring of its focus.
            bars += usize::from(count("rect") + count("path") > 2);
        }
        assert!(bars >= 5, "{bars} bars in {}", theme.name);
    }
}

#[test]
fn what_is_denied_or_doubted_has_no_place_on_the_axis() {
    let folder = copy_of(&repository());
    let claims = folder.path().join("data/claims/08-retail.toml");
    let text = std::fs::read_to_string(&claims).expect("the claims");
    for (change, expected) in [
        ("polarity = \"denied\"", "runs until March 2023 (denied; pilot)"),
        ("status = \"opinion\"", "runs until March 2023 (opinion)"),
    ] {
        let own = "predicate = \"runs-until\"";
        let mut changed = text.replace(own, &format!("{own}\n{change}"));
        if change.starts_with("status") {
            // An opinion is its author's.
            changed = changed.replacen(
                "status = \"pilot\"\nspeaker = \"official-adder-information\"\nreported-by = \"blog-author\"",
                "speaker = \"blog-author\"",
                1,
            );
        }
        std::fs::write(&claims, changed).expect("the claims are changed");
        let ran = remit(folder.path(), &["draw", "timeline", "-f", "text"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(expected), "{change}: {}", ran.out);
        assert!(!ran.out.contains("start not stated, until March 2023"), "{}", ran.out);
    }
}

/// A project of `init` with these claims added and this view in place of its timeline.
fn library_with(claims: &str) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let file = folder.path().join("library/data/claims.toml");
    let text = std::fs::read_to_string(&file).expect("the claims");
    std::fs::write(&file, format!("{text}\n{claims}")).expect("the claims are written");
    folder
}

#[test]
fn an_arrow_runs_to_the_edge_and_the_key_shows_what_is_drawn() {
    let folder = library_with(
        "[[claim]]\nid = \"judged\"\nsubject = \"friends\"\npredicate = \"pays-for\"\nobject = \"workshop\"\n\
         section = \"plan\"\nstatus = \"opinion\"\nuntil = \"2029\"\nquote = \"the best idea of the decade\"\n\
         note = \"2029: the end of the decade.\"\n",
    );
    let project = folder.path().join("library");
    let svg = remit(&project, &["draw", "when"]).out;
    for words in ["start or end not stated", "not on the axis (opinions)", "Not on the axis: opinions"] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    assert!(!svg.contains(">OPINION<"), "nothing drawn is an opinion");
    assert!(svg.contains(">ESTABLISHED<"), "what is drawn has its entry");
    let figures = figures_of(&project);
    let timeline = figures.values().find_map(|f| if let Figure::Timeline(t) = f { Some(t) } else { None });
    let (timeline, text) =
        (timeline.expect("a timeline"), remit(&project, &["draw", "when", "-f", "text"]).out);
    let scale = Scale::of(timeline);
    let line = timeline.lines.iter().find(|l| l.key == "reading-room").expect("a line");
    let [period] = line.periods.as_slice() else { panic!("{:?}", line.periods) };
    assert!(scale.x(period.starts[0].at.after) < scale.axis / 4.0, "it begins early");
    let sheet = draw::sheet(&Figure::Timeline(timeline.clone()), None);
    let bar =
        sheet.lists.iter().flat_map(|l| &l.items).find(|i| i.spoken.starts_with("Reading room: from 1987"));
    let (bar, axis) = (bar.expect("its bar"), scale.axis);
    assert!(bar.at.w > 0.75 * axis, "its arrow runs to the edge of the axis: {:?} of {axis}", bar.at);
    assert!(text.contains("from 1987 [1], end not stated"), "{text}");
}

#[test]
fn the_objects_of_dated_claims_are_given_a_time() {
    let folder = library_with("");
    let project = folder.path().join("library");
    let view = project.join("ontology/views/when.toml");
    let text = std::fs::read_to_string(&view).expect("the view");
    // The council has paid for the reading room since 2019: nothing else tells a time of it now.
    std::fs::write(&view, text.replace("starts = [\"opened\"]", "starts = []")).expect("the view is written");
    let text = remit(&project, &["draw", "when", "-f", "text"]).out;
    assert!(text.contains("pays for Reading room: from 2019"), "{text}");
    assert!(
        text.contains("a time is stated for all 3 services") && !text.contains("no time is stated"),
        "{text}"
    );
}

#[test]
fn a_date_that_is_stated_for_a_time_begins_nothing_and_values_keep_their_qualifiers() {
    let folder = copy_of(&repository().join("tests/cases/town"));
    let later = std::fs::read_to_string(folder.path().join("data/later.toml")).unwrap();
    let later =
        later.replace("object = \"2023-05\"", "object = \"2023-05\"\nfrom = \"2030\"\nuntil = \"2031\"");
    let later = later.replace("count = 12\n", "count = 12\nqualifier = \"more\"\n");
    put(folder.path(), "data/later.toml", &later);
    let view = |periods: &str| {
        let view = format!("kind = \"timeline\"\ntitle = \"When?\"\n[periods]\n{periods}\n");
        put(folder.path(), "ontology/views/when.toml", &view);
        let ran = remit(folder.path(), &["draw", "when", "-f", "text"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    for periods in ["dates = [\"opened\"]\nclaims = [\"any\"]", "claims = [\"any\"]", "starts = [\"opened\"]"]
    {
        let out = view(periods);
        assert!(!out.contains("2030") && !out.contains("2031"), "{periods}: {out}");
        assert_eq!(out.contains("May 2023"), periods.contains("opened"), "{periods}: {out}");
        assert_eq!(out.contains("more 12"), periods.contains("any"), "{periods}: {out}");
    }
}

#[test]
fn a_graph_without_dates_has_a_timeline_that_says_so() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let run = |args: &[&str]| remit(folder.path(), args);
    assert_eq!(run(&["init", "library"]).code, 0);
    let project = folder.path().join("library");
    let view = "kind = \"timeline\"\ntitle = \"When?\"\n[periods]\nquery = \"SELECT ?thing ?claim { ?claim remit:from ?date ; rdf:subject ?thing . FILTER (?date = 1) }\"\n";
    std::fs::write(project.join("ontology/views/when.toml"), view).expect("a view is written");
    for format in ["svg", "dot", "text", "md", "csv"] {
        let ran = remit(&project, &["draw", "when", "-f", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        assert!(
            ["md", "csv"].contains(&format) || ran.out.contains("No source gives a time."),
            "{format}: {}",
            ran.out
        );
    }
}

#[test]
fn a_real_dot_accepts_timelines() {
    if !has_graphviz() {
        return;
    }
    let all = [
        of_the_repository(),
        every_kind(HOSTILE, "2023-03-31", "2023-03-31"),
        every_kind(HOSTILE, "1620", "2020-02"),
        Maker::new(HOSTILE).timeline,
    ];
    for timeline in all {
        let dot = draw::dot(&Figure::Timeline(timeline), &Theme::light());
        let svg = draw::render(&dot, "svg").unwrap_or_else(|e| panic!("{e}\n{dot}"));
        let svg = String::from_utf8(svg).expect("UTF-8");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&svg, options).expect("the SVG of dot is XML");
        assert!(document.descendants().all(|n| !n.has_tag_name("script")));
    }
}
