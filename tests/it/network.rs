//! Networks as a reader meets them: laid out at random sizes, parsed, measured, and drawn by a real `dot` where there is one.

use proptest::prelude::*;
use remit::compile::ontology::Border;
use remit::model::standing::Standing;
use remit::render::draw::{self, Face, Rect, Theme, contrast, layered, width};
use remit::render::figure::{
    Absent, Citation, Column, Edge, EdgeKind, Figure, Heading, Hue, LeftOut, MOST_NODES, Money, Network,
    Vertex,
};
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::figure::{is_whole, view};
use crate::support::{figures_of, has_graphviz, remit, repository};

const HOSTILE: &str =
    "A \"q\" & <x> \\ ]]> --> $ {|} \u{202e}ltr \u{e9}\u{4e2d}\n%n \\N 'z' <script>alert(1)</script>";

fn cite(words: &str, from: u32) -> Citation {
    Citation {
        claim: words.into(),
        quote: words.into(),
        speaker: words.into(),
        source: words.into(),
        section: words.into(),
        page: words.into(),
        spans: vec![(from, from + 1)],
        ..Citation::default()
    }
}

fn vertex(name: &str, place: usize) -> Vertex {
    Vertex {
        key: format!("{name}-{place}"),
        name: name.to_owned(),
        class: name.to_owned(),
        group: (place % 3 < 2).then_some(place % 3),
        is_asked: place == 1,
        beyond: place % 5,
        count: 1,
        column: None,
        status: place.is_multiple_of(2).then(|| (name.to_owned(), Border::Dashed)),
        money: place
            .is_multiple_of(4)
            .then(|| Money {
                text: name.to_owned(),
                standing: Standing::Fact,
                status: Some(name.to_owned()),
                cites: vec![cite(name, 2)],
                same: Vec::new(),
            })
            .into_iter()
            .collect(),
        absent: vec![Absent { what: "amount", left_out: LeftOut::default() }; usize::from(place % 4 == 1)],
        cites: place.is_multiple_of(2).then(|| cite(name, 1)).into_iter().collect(),
        number: None,
    }
}

/// A network of things called by one name, with edges of every kind in turn.
fn network(name: &str, things: usize, ends: &[(usize, usize)]) -> Network {
    let kinds: Vec<EdgeKind> = EdgeKind::all().collect();
    let edge = |(i, (from, to)): (usize, &(usize, usize))| Edge {
        number: i + 1,
        from: *from,
        to: *to,
        label: name.to_owned(),
        sentence: None,
        kind: kinds[i % kinds.len()],
        statuses: vec![(name.to_owned(), [Border::Solid, Border::Dashed, Border::Dotted][i % 3])],
        cites: vec![cite(name, i as u32)],
        why: (i % 3 == 1).then(|| name.to_owned()),
        count: 1,
    };
    let mut nodes: Vec<Vertex> = (0..things).map(|i| vertex(name, i)).collect();
    for (i, node) in nodes.iter_mut().filter(|n| !n.cites.is_empty()).enumerate() {
        node.number = Some(ends.len() + i + 1);
    }
    Network {
        heading: Heading::new(name, name),
        notice: None,
        groups: vec![
            Column { title: name.to_owned(), colour: Hue::Blue },
            Column { title: name.to_owned(), colour: Hue::Brown },
        ],
        nodes,
        edges: ends.iter().enumerate().map(edge).collect(),
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/// Points on the ways of edges: each curve at eight places.
fn points(route: &layered::Route) -> Vec<(f64, f64)> {
    let mut out = vec![route.start];
    let mut from = route.start;
    for [a, b, to] in &route.curves {
        for step in 1..=8 {
            let t = f64::from(step) / 8.0;
            let u = 1.0 - t;
            let at = |p: f64, q: f64, r: f64, s: f64| {
                u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
            };
            out.push((at(from.0, a.0, b.0, to.0), at(from.1, a.1, b.1, to.1)));
        }
        from = *to;
    }
    out
}

fn inside(p: (f64, f64), b: &Rect) -> bool {
    p.0 > b.x + 0.6 && p.0 < b.x + b.w - 0.6 && p.1 > b.y + 0.6 && p.1 < b.y + b.h - 0.6
}

/// Nothing overlaps, nothing leaves the whole, no edge crosses a box or another label, every edge joins its boxes.
fn check_plan(plan: &layered::Layout, wires: &[layered::Edge]) {
    let all: Vec<&Rect> = plan.blocks.iter().chain(&plan.labels).collect();
    for (i, a) in all.iter().enumerate() {
        assert!(
            a.x >= -0.1 && a.y >= -0.1 && a.x + a.w <= plan.width + 0.1 && a.y + a.h <= plan.height + 0.1,
            "{a:?}"
        );
        for b in &all[i + 1..] {
            assert!(!overlap(a, b), "{a:?} {b:?}");
        }
    }
    for (i, route) in plan.routes.iter().enumerate() {
        for p in points(route) {
            assert!(
                p.0 >= -0.1 && p.0 <= plan.width + 0.1 && p.1 >= -0.1 && p.1 <= plan.height + 0.1,
                "{p:?}"
            );
            assert!(plan.blocks.iter().all(|b| !inside(p, b)), "an edge crosses a box at {p:?}");
            let others = plan.labels.iter().enumerate().filter(|(l, _)| *l != i);
            assert!(others.into_iter().all(|(_, b)| !inside(p, b)), "an edge crosses a label at {p:?}");
        }
        let touches = |p: (f64, f64), b: &Rect| {
            ((p.0 - b.x).abs() < 0.2 || (p.0 - b.x - b.w).abs() < 0.2) && p.1 >= b.y && p.1 <= b.y + b.h
        };
        assert!(touches(route.start, &plan.blocks[wires[i].from]), "edge {i} begins at its box");
        assert!(touches(route.end(), &plan.blocks[wires[i].to]), "edge {i} ends at its box");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any graph of up to sixty boxes, with loops, circles, edges side by side and level edges.
    #[test]
    fn any_graph_is_laid_out_without_overlap(
        sizes in prop::collection::vec((40.0f64..180.0, 20.0f64..120.0), 1..60),
        ends in prop::collection::vec((0usize..60, 0usize..60, 20.0f64..130.0, 8.0f64..40.0, any::<bool>()), 0..90),
    ) {
        // Every other graph has its columns given.
        let column = |i: usize| sizes.len().is_multiple_of(2).then_some(i % 5);
        let block = |(i, (w, h)): (usize, &(f64, f64))| layered::Node { w: *w, h: *h, column: column(i) };
        let blocks: Vec<layered::Node> = sizes.iter().enumerate().map(block).collect();
        let count = blocks.len();
        let wires: Vec<layered::Edge> = ends
            .iter()
            .map(|(from, to, w, h, level)| layered::Edge { from: from % count, to: to % count, w: *w, h: *h, level: *level && (from + to) % 7 == 0 })
            .collect();
        let plan = layered::layout(&blocks, &wires, 900.0);
        check_plan(&plan, &wires);
        prop_assert_eq!(plan, layered::layout(&blocks, &wires, 900.0));
    }
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} is a number"))
}

fn rect(node: Node<'_, '_>) -> Rect {
    let [x, y, w, h] = ["x", "y", "width", "height"].map(|n| number(node, n));
    Rect { x, y, w, h }
}

fn of_class<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|n| n.attribute("class") == Some(class)).collect()
}

/// A text stands inside a box, as wide as it is measured.
fn text_inside(text: Node<'_, '_>, around: &Rect) -> bool {
    let face = if text.attribute("font-weight").is_some() { Face::Bold } else { Face::Regular };
    let (x, y, size) = (number(text, "x"), number(text, "y"), number(text, "font-size"));
    let end = x + width(text.text().unwrap_or_default(), size, face);
    x >= around.x - 0.1
        && end <= around.x + around.w + 1.1
        && y - size >= around.y - 3.0
        && y <= around.y + around.h
}

/// Nothing is clipped, everything is cited and linked, and every text can be read.
fn check(network: &Network) {
    for theme in draw::themes([]).expect("the themes of the program") {
        check_in(network, &theme);
    }
}

fn check_in(network: &Network, theme: &Theme) {
    if theme.page.is_some() {
        return is_whole(&Figure::Network(network.clone()), theme);
    }
    let svg = draw::svg(&Figure::Network(network.clone()), theme).remove(0);
    let document = Document::parse(&svg).expect("the SVG is XML");
    let root = document.root_element();
    let [x, y, right, bottom] = view(root);
    let page = Rect { x, y, w: right - x, h: bottom - y };
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        assert!(text_inside(text, &page), "text leaves the page: {:?}", text.text());
    }
    let mut boxes: Vec<Rect> = Vec::new();
    for class in ["node", "edge"] {
        for group in of_class(&document, class) {
            let own = group.descendants().find(|n| n.has_tag_name("rect")).map(rect).expect("a box");
            assert!(own.x >= page.x && own.y >= page.y && own.x + own.w <= right && own.y + own.h <= bottom);
            for text in group.descendants().filter(|n| n.has_tag_name("text")) {
                assert!(text_inside(text, &own), "text leaves its box: {:?}", text.text());
            }
            let title = group.descendants().find(|n| n.has_tag_name("title")).and_then(|n| n.text());
            assert!(title.is_some_and(|t| !t.is_empty()), "every {class} opens its words");
            boxes.push(own);
        }
    }
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            assert!(!overlap(a, b), "{a:?} {b:?}");
        }
    }
    assert_eq!(of_class(&document, "node").len(), network.nodes.len());
    assert_eq!(of_class(&document, "edge").len(), network.edges.len());
    // What is no fact is never told as one.
    for edge in network.edges.iter().filter(|e| e.kind == EdgeKind::Link(Standing::Denied)) {
        let id = format!("-edge-{}", edge.number);
        let group = document
            .descendants()
            .find(|n| n.attribute("id").is_some_and(|i| i.ends_with(&id)))
            .expect("the edge is drawn");
        let title = group.descendants().find(|n| n.has_tag_name("title")).and_then(|n| n.text());
        assert!(title.is_some_and(|t| t.starts_with("Denied: ")), "{title:?}");
    }
    let ids: Vec<&str> = document.descendants().filter_map(|n| n.attribute("id")).collect();
    for link in document.descendants().filter(|n| n.has_tag_name("a")) {
        let target = link.attribute("href").and_then(|h| h.strip_prefix('#')).expect("within the figure");
        assert!(ids.contains(&target), "{target} is there");
    }
    assert!(network.edges.iter().all(|e| !e.cites.is_empty()), "every edge is cited");
    let forbidden = ["script", "foreignObject", "image", "iframe"];
    assert!(document.descendants().all(|n| !forbidden.contains(&n.tag_name().name())));
    let rects: Vec<Node<'_, '_>> = document
        .descendants()
        .filter(|n| {
            n.has_tag_name("rect") && n.attribute("x").is_some() && n.attribute("fill") != Some("none")
        })
        .collect();
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        let ink = text.attribute("fill").expect("every text has its ink");
        let at = (number(text, "x") + 1.0, number(text, "y") - 3.0);
        let below = rects.iter().take_while(|n| n.range().start < text.range().start);
        let holds = |b: Rect| at.0 >= b.x && at.0 <= b.x + b.w && at.1 >= b.y && at.1 <= b.y + b.h;
        let ground =
            below.filter(|n| holds(rect(**n))).last().and_then(|n| n.attribute("fill")).unwrap_or("#FFFFFF");
        let contrast = contrast(ink.parse().expect("a colour"), ground.parse().expect("a colour"));
        assert!(contrast >= 4.5, "{ink} on {ground}: {:?}", text.text());
    }
}

fn networks_of_the_repository() -> Vec<Network> {
    let networks = figures_of(&repository()).into_values().filter_map(|figure| match figure {
        Figure::Network(network) => Some(network),
        _ => None,
    });
    networks.collect()
}

/// Words that try to break out, at boxes and edges of every kind: a circle, a loop, edges side by side, a box alone.
fn hostile() -> Network {
    network(HOSTILE, 7, &[(0, 1), (1, 2), (2, 0), (3, 3), (0, 1), (4, 5), (5, 4)])
}

#[test]
fn networks_can_be_read() {
    let networks = networks_of_the_repository();
    assert_eq!(networks.len(), 2);
    networks.iter().for_each(check);
    check(&hostile());
    check(&network("Alone", 1, &[]));
    check(&network("Empty", 0, &[]));
    let text = draw::text(&Figure::Network(hostile()));
    assert!(text.contains("<script>"), "the text twin is plain text");
}

#[test]
fn money_told_twice_is_joined_and_never_added() {
    let networks = networks_of_the_repository();
    let money =
        networks.iter().find(|n| n.nodes.iter().any(|n| !n.money.is_empty())).expect("a figure of money");
    let amounts: Vec<&str> =
        money.nodes.iter().flat_map(|n| n.money.iter().map(|m| m.text.as_str())).collect();
    assert_eq!(amounts, ["£145m over 3 years", "£48m per year for 3 years"]);
    let same: Vec<&Edge> = money.edges.iter().filter(|e| e.kind == EdgeKind::Restatement).collect();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].marks(), ["do not add"]);
    let ends = [same[0].from, same[0].to].map(|i| money.nodes[i].money.len());
    assert_eq!(ends, [1, 1], "it joins the two amounts");
    assert!(same[0].why.as_ref().is_some_and(|w| w.contains("do not add")));
}

/// What a claim says only with a qualifier is not drawn without it, and its note is the sentence of the claim.
#[test]
fn an_edge_has_the_qualifier_of_its_claim() {
    let networks = networks_of_the_repository();
    let edges = networks.iter().flat_map(|n| &n.edges);
    let main: Vec<&Edge> = edges.filter(|e| e.label == "is an interface with (main)").collect();
    assert_eq!(main.len(), 2);
    for edge in main {
        let sentence = edge.sentence.as_deref().unwrap_or_default();
        assert!(
            sentence.starts_with("Regional Organised Crime Units are the main interface with"),
            "{sentence}"
        );
    }
}

/// What is cut off is told at the thing in every form, and classes are told apart by words, not by colour alone.
#[test]
fn what_is_further_away_is_told_where_it_is_cut_off() {
    let project = repository();
    let draw = |form: &str| remit(&project, &["draw", "--near", "NCA", "-f", form]).out;
    let svg = draw("svg");
    let document = Document::parse(&svg).expect("the SVG is XML");
    let texts: Vec<&str> =
        document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
    let near: Value = serde_json::from_str(&remit(&project, &["near", "NCA", "-f", "json"]).out).unwrap();
    let mut cut = 0;
    for around in near["around"].as_array().unwrap() {
        for thing in around["things"].as_array().unwrap() {
            let beyond = thing["beyond"].as_u64().unwrap();
            if beyond > 0 {
                cut += 1;
                assert!(texts.contains(&format!("+{beyond} more").as_str()), "{thing}");
            }
        }
    }
    assert!(cut > 1);
    assert!(draw("text").contains(", further away than is drawn"));
    assert!(draw("dot").contains("<B>+"), "{}", draw("dot"));
    // The key has the classes and what was asked about; each box names its class.
    for words in ["asked about", "Other classes", "agency"] {
        assert!(texts.contains(&words), "{words}: {texts:?}");
    }
}

#[test]
fn an_amount_keeps_its_status_in_every_form() {
    let mut one = network("Thing", 1, &[]);
    one.nodes[0].money = vec![Money {
        text: "\u{a3}5m".into(),
        standing: Standing::Fact,
        status: Some("announced".into()),
        cites: vec![Citation { status: "announced".into(), ..cite("It is five million", 1) }],
        same: Vec::new(),
    }];
    let figure = Figure::Network(one);
    let svg = draw::svg(&figure, &Theme::light()).remove(0);
    assert!(svg.contains(">ANNOUNCED<") && svg.contains("\u{a3}5m (announced)"), "{svg}");
    assert!(draw::text(&figure).contains("\u{a3}5m (announced)"));
    assert!(draw::dot(&figure, &Theme::light()).contains("ANNOUNCED"));
    let rows = remit::render::figure::table(&figure);
    let amount = rows.iter().find(|r| r[2] == "amount").expect("a row of the amount");
    assert_eq!([&amount[3], &amount[4], &amount[6]], ["\u{a3}5m", "announced", "It is five million"]);
}

#[test]
fn a_large_network_is_drawn_class_by_class_and_says_so() {
    let ends: Vec<(usize, usize)> = (1..=MOST_NODES).map(|i| (i - 1, i)).collect();
    let mut large = network("thing", MOST_NODES + 1, &ends);
    for (i, node) in large.nodes.iter_mut().enumerate() {
        node.class = format!("class {}", i % 5);
    }
    let drawn = remit::render::figure::drawn(&large).into_owned();
    assert!(drawn.nodes.len() < 20, "{}", drawn.nodes.len());
    assert_eq!(drawn.nodes.iter().map(|n| n.count).sum::<usize>(), large.nodes.len());
    assert_eq!(drawn.edges.iter().map(|e| e.count).sum::<usize>(), large.edges.len());
    assert!(drawn.notice.as_ref().is_some_and(|n| n.contains("301 things and 300 edges are too many")));
    check(&drawn);
    assert!(draw::text(&Figure::Network(large.clone())).contains("too many"));
    assert_eq!(
        remit::render::figure::table(&Figure::Network(large)).len(),
        300 + 151,
        "the table has every edge and thing"
    );
}

#[test]
fn a_real_dot_accepts_networks() {
    if !has_graphviz() {
        return;
    }
    for network in networks_of_the_repository().into_iter().chain([hostile()]) {
        let dot = draw::dot(&Figure::Network(network.clone()), &Theme::light());
        let svg = draw::render(&dot, "svg").unwrap_or_else(|e| panic!("{e}\n{dot}"));
        let svg = String::from_utf8(svg).expect("UTF-8");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = Document::parse_with_options(&svg, options).expect("the SVG of dot is XML");
        assert!(document.descendants().all(|n| !n.has_tag_name("script")));
        for edge in &network.edges {
            let id = format!("edge-{}", edge.number);
            let drawn = document.descendants().filter_map(|n| n.attribute("id")).any(|i| i == id);
            assert!(drawn, "{id} is drawn");
        }
    }
}

#[test]
fn what_a_query_gives_is_drawn() {
    let root = repository();
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("edges.rq");
    let ask = |query: &str| {
        std::fs::write(&file, query).expect("the query is written");
        remit(&root, &["draw", "--query", &file.to_string_lossy(), "-f", "md"])
    };
    let good =
        ask("# label: Who staffs what?\nCONSTRUCT { ?a bsc:staffedBy ?b } WHERE { ?a bsc:staffedBy ?b }");
    assert_eq!(good.code, 0, "{}", good.err);
    assert!(
        good.out.starts_with("# Who staffs what?\n\n3 things, 2 edges (2 facts).\n\n| number | from |"),
        "{}",
        good.out
    );
    // An edge that nothing gives is refused, whoever asks for it.
    for (query, words) in [
        (
            "CONSTRUCT { ?b bsc:staffedBy ?a } WHERE { ?a bsc:staffedBy ?b }",
            "no claim and no rule gives the edge",
        ),
        (
            "SELECT ?from (\"knows\" AS ?edge) ?to { ?from bsc:staffedBy ?to }",
            "rests on no claim: bind ?claim",
        ),
        (
            "SELECT ?from ?edge ?to ?claim { VALUES ?edge { bsc:deploys } ?claim rdf:predicate bsc:staffedBy ; rdf:subject ?from ; rdf:object ?to }",
            "does not say",
        ),
        ("SELECT ?from ?edge { ?from ?edge ?to } LIMIT 1", "has to give ?from, ?edge, ?to"),
        ("SELECT ?from ?edge ?to ?colour { ?from ?edge ?to } LIMIT 1", "a network knows no ?colour"),
        ("SELECT ?from ?edge ?to { ?from bsc:kind ?to ; ?edge ?to }", "?to has to be an entity or a claim"),
        ("ASK { ?from ?edge ?to }", "has to be a SELECT"),
    ] {
        let ran = ask(query);
        assert_eq!(ran.code, 2, "{query}: {}", ran.err);
        assert!(ran.err.contains(words), "{query}: {}", ran.err);
    }
}
