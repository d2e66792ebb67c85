//! The pages of the top that list: things, promises, disagreements, gaps, sources, coverage, questions, figures, terms.

use std::collections::BTreeMap;

use askama::Template;

use super::address::{Kind, file_name};
use super::html::{Frame, Line, Markup, Piece, Row, Table};
use super::saying::Saying;
use super::{Pages, rendered, search, term};
use crate::derive::store::{Answer, DefaultGraph, QueryText, Values};
use crate::explore::{PromiseState, promises, promises_cited};
use crate::model::claim::Thing;
use crate::model::date::PartialDate;
use crate::model::file::FileId;
use crate::model::header::Header;
use crate::model::published::PublishedField;
use crate::model::standing::Standing;
use crate::model::words::sentence_case;
use crate::project::parts::Parts;

/// The pages of the top, each with its name in the list of parts; those without a name are not listed there.
pub(super) const TOPS: [(&str, &str); 14] = [
    ("figures", "Figures"),
    ("things", "Things"),
    ("map", "Map"),
    ("promises", "Promises"),
    ("disagreements", "Disagreements"),
    ("gaps", "Gaps"),
    ("questions", "Questions"),
    ("sources", "Sources"),
    ("ontology", "Terms"),
    ("opinions", ""),
    ("coverage", ""),
    ("search", ""),
    ("data", ""),
    ("404", ""),
];

/// How many rows one list has; of more the first page says how many there are.
pub(super) const MOST_ROWS: usize = 2000;

/// A part of a page that lists.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) heading: Line,
    /// Whether it belongs to the group before it that does not.
    pub(super) is_below: bool,
    pub(super) notes: Vec<Line>,
    pub(super) table: Option<Table>,
    pub(super) sayings: Vec<Saying>,
    /// Text in a fixed face, such as a query, with what it is called.
    pub(super) code: Option<(String, String)>,
}

/// A page that lists.
#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) heading: String,
    pub(super) intro: Vec<Line>,
    pub(super) contents: Vec<Piece>,
    pub(super) groups: Vec<Group>,
    /// A form for a date, on pages that can be asked as of one.
    pub(super) as_of: Option<String>,
}

/// What became of a promise, in the word that the latest outcome has for it.
pub(super) fn became(promise: &crate::explore::Promise) -> String {
    let latest = promise.outcomes.last().map(|outcome| outcome.word.clone());
    latest.filter(|word| !word.is_empty()).unwrap_or_else(|| promise.state.words().to_owned())
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Pages<'_> {
    /// A page of the top, by its name; none if there is no such page.
    pub(super) fn top(&self, name: &str, query: &str) -> Option<String> {
        Some(match name {
            "index" => self.home(),
            "figures" => self.list_of_figures(),
            "things" => self.things(),
            "map" => self.map(),
            "promises" => self.promises(query),
            "disagreements" => self.disagreements(),
            "gaps" => self.open_questions(),
            "opinions" => self.opinions(),
            "questions" => self.questions(),
            "sources" => self.sources(),
            "coverage" => self.coverage(),
            "ontology" => self.terms(),
            "search" => self.search(query),
            "data" => self.data(),
            "query" if self.site.options.answers_queries => self.site.offline_page(),
            "404" => self.missing(),
            _ => return None,
        })
    }

    pub(super) fn list(&self, heading: &str, about: &str, command: &str, groups: Vec<Group>) -> ListPage {
        let contents = |group: &Group| {
            let words: String = group.heading.iter().map(|piece| piece.text.as_str()).collect();
            Piece::link(words, format!("#{}", group.id))
        };
        let several = groups.iter().filter(|g| !g.id.is_empty() && !g.heading.is_empty()).count() > 2;
        let listed = groups.iter().filter(|g| several && !g.id.is_empty() && !g.heading.is_empty());
        ListPage {
            frame: self.frame(heading, about, command),
            heading: heading.to_owned(),
            intro: if about.is_empty() { Vec::new() } else { vec![vec![Piece::plain(about)]] },
            contents: listed.map(contents).collect(),
            groups,
            as_of: None,
        }
    }

    fn list_of_figures(&self) -> String {
        let row = |(link, asks): (Piece, String)| Row::new(vec![vec![link], vec![Piece::plain(asks)]]);
        let rows: Vec<Row> = self.figures().into_iter().map(row).collect();
        let about = match rows.len() {
            0 => "This graph declares no figure.".to_owned(),
            count => format!(
                "{}: each mark in them opens the words it rests on.",
                number(count, "figure", "figures")
            ),
        };
        let table =
            Table { caption: "Figures".to_owned(), head: vec!["it shows".into(), "it asks".into()], rows };
        let group = Group { table: Some(table), ..Group::default() };
        rendered(&self.list("Figures", &about, "remit draw", vec![group]))
    }

    fn things(&self) -> String {
        let dataset = self.scope.dataset;
        let mut classes: BTreeMap<&str, Vec<Thing>> = BTreeMap::new();
        for id in dataset.entity_ids() {
            let class = self.scope.ontology.class(dataset.entity(id).class);
            classes.entry(&class.key).or_default().push(Thing::Entity(id));
        }
        let group = |(key, things): (&str, Vec<Thing>)| {
            let class = self.scope.ontology.find_class(key).map(|id| self.scope.ontology.class(id));
            let label = class.map_or(key, |class| class.label.as_str());
            let count = things.len();
            let mut named: Vec<(String, Thing)> =
                things.into_iter().map(|thing| (dataset.name(thing).to_lowercase(), thing)).collect();
            named.sort();
            let row = |(_, thing): (String, Thing)| {
                let about = self.site.relations.about(thing).len();
                let also = match thing {
                    Thing::Entity(id) => dataset.other_names(dataset.entity(id)).join("; "),
                    Thing::Claim(_) => String::new(),
                };
                let about = if about == 0 { String::new() } else { about.to_string() };
                Row::new(vec![vec![self.named(thing)], vec![Piece::plain(also)], vec![Piece::plain(about)]])
            };
            let rows: Vec<Row> = named.into_iter().take(MOST_ROWS).map(row).collect();
            let more = count.saturating_sub(rows.len());
            let notes = if more == 0 {
                Vec::new()
            } else {
                vec![vec![Piece::plain(format!("{more} more are not listed here; the search finds them."))]]
            };
            let head = ["name", "also called", "claims about it"].map(str::to_owned).to_vec();
            Group {
                id: file_name(key),
                heading: vec![
                    Piece::link(label, self.to(&Kind::Class.page(key))),
                    Piece::plain(format!(" ({count})")),
                ],
                notes,
                table: Some(Table { caption: label.to_owned(), head, rows }),
                ..Group::default()
            }
        };
        let groups: Vec<Group> = classes.into_iter().map(group).collect();
        let count = dataset.entities().len();
        let about =
            format!("{} of {}.", number(count, "thing", "things"), number(groups.len(), "kind", "kinds"));
        rendered(&self.list("Things", &about, "remit find NAME", groups))
    }

    fn promises(&self, query: &str) -> String {
        let given = search::pairs(query).into_iter().find(|(key, _)| key == "as-of").map(|(_, value)| value);
        let given = given.filter(|_| self.site.options.is_served).unwrap_or_default();
        let date = PartialDate::parse(given.trim());
        let made;
        let found = if date.is_none() {
            self.site.promises()
        } else {
            made = promises(self.scope, &self.site.relations, date);
            &made
        };
        let mut groups = Vec::new();
        for state in PromiseState::ALL {
            let such: Vec<_> = found.iter().filter(|promise| promise.state == state).collect();
            if such.is_empty() {
                continue;
            }
            groups.push(Group {
                id: file_name(state.words()),
                heading: vec![Piece::plain(format!("{} ({})", sentence_case(state.words()), such.len()))],
                ..Group::default()
            });
            groups.extend(such.into_iter().map(|promise| self.promise(promise)));
        }
        let about = match found.len() {
            0 => "The ontology says of nothing that it is promised, or nothing is.".to_owned(),
            count => format!(
                "{}, with the words on both sides: those by which it is promised, and those that tell what became of it. None is \
                 called missed only because its date has passed.",
                number(count, "promise", "promises")
            ),
        };
        let command =
            date.map_or_else(|| "remit promises".to_owned(), |date| format!("remit promises --as-of {date}"));
        let mut page = self.list("Promises", &about, &command, groups);
        page.contents.retain(|piece| {
            PromiseState::ALL.iter().any(|s| piece.href == format!("#{}", file_name(s.words())))
        });
        page.as_of = self.site.options.is_served.then_some(given);
        rendered(&page)
    }

    fn promise(&self, promise: &crate::explore::Promise) -> Group {
        let line = |name: &str, text: String| {
            (!text.is_empty()).then(|| vec![Piece::of_class("name", format!("{name}: ")), Piece::plain(text)])
        };
        let latest = promise.outcomes.last();
        let told = promise.outcomes.iter().map(|outcome| {
            let when = outcome.told.as_deref().and_then(PartialDate::parse).map(PartialDate::words);
            let when = when.map(|date| format!(" ({date})")).unwrap_or_default();
            let cautions: Vec<String> = outcome.cautions.iter().map(|c| format!(" Caution: {c}")).collect();
            let cautions = cautions.concat();
            let rule = outcome.rule.as_ref().map(|rule| format!(" By the rule: {rule}.")).unwrap_or_default();
            vec![
                Piece::of_class("name", format!("{}{when}: ", outcome.word)),
                Piece::plain(format!("{}{rule}{cautions}", outcome.words)),
            ]
        });
        let date = promise.by_when.as_deref().and_then(PartialDate::parse).map(PartialDate::words);
        let date =
            date.map(|date| promise.by_when_standing.unwrap_or_default().marks(date)).unwrap_or_default();
        let who =
            if promise.who.is_empty() { "no source says who".to_owned() } else { promise.who.join("; ") };
        let mut notes: Vec<Line> = [
            line("who", who),
            line("by when", date),
            line("in the words of the source", promise.when.join("; ")),
            line("how firm", promise.firmness.join("; ")),
            line("amount", promise.amounts.join("; ")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if latest.is_none() {
            notes.push(vec![
                Piece::of_class("name", "outcome: "),
                Piece::plain("no source says what became of it"),
            ]);
        }
        notes.extend(told);
        Group {
            id: format!("p-{}", file_name(&promise.id)),
            heading: vec![
                self.by_key(&promise.id, &promise.name),
                Piece::plain(" "),
                Piece::of_class("mark", became(promise)),
            ],
            is_below: true,
            notes,
            sayings: promises_cited(promise, self.scope).iter().map(|fact| self.saying(fact)).collect(),
            ..Group::default()
        }
    }

    fn disagreements(&self) -> String {
        let group = |dispute: &crate::explore::Dispute| {
            let about = self.by_key(&dispute.about, &dispute.name);
            let mut notes =
                vec![vec![Piece::plain(dispute.why.clone())], vec![Piece::plain(dispute.effect.clone())]];
            if let Some(decision) = &dispute.resolution {
                let on = decision.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
                notes.push(vec![
                    Piece::of_class("name", format!("noted by {}{on}: ", decision.by)),
                    Piece::plain(decision.reason.clone()),
                ]);
            }
            let pointed_out = dispute.noted_by.iter();
            Group {
                id: format!("d-{}", file_name(&dispute.id)),
                heading: vec![about],
                is_below: true,
                notes,
                sayings: dispute.claims.iter().chain(pointed_out).map(|fact| self.saying(fact)).collect(),
                ..Group::default()
            }
        };
        let disputes = self.site.disputes();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for dispute in disputes {
            *kinds.entry(&dispute.kind).or_default() += 1;
        }
        let counts: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind}: {count}")).collect();
        let about = match disputes.len() {
            0 => "No claims of this graph are known to disagree.".to_owned(),
            count => format!(
                "{} ({}). Each side keeps its words; the program settles none of them.",
                number(
                    count,
                    "place where claims do not go together",
                    "places where claims do not go together"
                ),
                counts.join(", ")
            ),
        };
        // What is undecided first: neither side of it is taken as fact.
        let mut groups = Vec::new();
        let is_open = |d: &&crate::explore::Dispute| d.resolution.is_none() && d.blocks_facts;
        for blocks in [true, false] {
            for kind in kinds.keys() {
                let such: Vec<_> =
                    disputes.iter().filter(|d| d.kind == *kind && d.blocks_facts == blocks).collect();
                if such.is_empty() {
                    continue;
                }
                let open = such.iter().copied().filter(is_open).count();
                let undecided = if open > 0 { format!(", {open} undecided") } else { String::new() };
                groups.push(Group {
                    id: format!("kind-{}", file_name(kind)),
                    heading: vec![Piece::plain(format!(
                        "{} ({}{undecided})",
                        sentence_case(kind),
                        such.len()
                    ))],
                    ..Group::default()
                });
                groups.extend(such.into_iter().map(group));
            }
        }
        let mut page = self.list("Disagreements", &about, "remit conflicts", groups);
        page.contents.retain(|piece| piece.href.starts_with("#kind-"));
        rendered(&page)
    }

    fn opinions(&self) -> String {
        let dataset = self.scope.dataset;
        let mut speakers: BTreeMap<&str, Vec<Saying>> = BTreeMap::new();
        let opinions = dataset.claim_ids().filter(|id| self.scope.standing(*id) == Standing::Opinion);
        for id in opinions {
            let speaker = dataset.name(Thing::Entity(dataset.claim(id).speaker));
            let saying = self.saying_of(dataset.key(Thing::Claim(id)));
            speakers.entry(speaker).or_default().extend(saying);
        }
        let count: usize = speakers.values().map(Vec::len).sum();
        let about = match count {
            0 => "No claim of this graph is an opinion.".to_owned(),
            count => format!(
                "{}, by whose they are. None of them is taken as fact.",
                number(count, "opinion", "opinions")
            ),
        };
        let group = |(speaker, sayings): (&str, Vec<Saying>)| Group {
            id: format!("by-{}", file_name(speaker)),
            heading: vec![Piece::plain(format!("{speaker} ({})", sayings.len()))],
            sayings,
            ..Group::default()
        };
        let groups = speakers.into_iter().map(group).collect();
        rendered(&self.list("Opinions", &about, "remit show NAME", groups))
    }

    fn open_questions(&self) -> String {
        let mut classes: BTreeMap<(&str, &str), Vec<&crate::explore::Gap>> = BTreeMap::new();
        for gap in self.site.gaps() {
            classes.entry((&gap.class, &gap.property)).or_default().push(gap);
        }
        let group = |((class, property), gaps): ((&str, &str), Vec<&crate::explore::Gap>)| {
            let row = |gap: &&crate::explore::Gap| {
                let said = gap.not_facts.join("; ");
                Row::new(vec![
                    vec![self.by_key(&gap.id, &gap.name)],
                    vec![Piece::plain(gap.question.clone())],
                    vec![Piece::plain(said)],
                ])
            };
            let label = self.scope.ontology.find_property(property);
            let label = label.map_or(property, |id| self.scope.ontology.property(id).label.as_str());
            let head = ["thing", "what no source says", "said, and no fact"].map(str::to_owned).to_vec();
            Group {
                id: format!("{}-{}", file_name(class), file_name(property)),
                heading: vec![Piece::plain(format!("{class}: {label} ({})", gaps.len()))],
                table: Some(Table {
                    caption: format!("{class}: {label}"),
                    head,
                    rows: gaps.iter().map(row).collect(),
                }),
                ..Group::default()
            }
        };
        let count = self.site.gaps().len();
        let about = match count {
            0 => "Nothing that the ontology expects is missing.".to_owned(),
            count => format!(
                "{} that the ontology expects an answer to and no source of this graph gives one. An absence here is not a zero.",
                number(count, "question", "questions")
            ),
        };
        rendered(&self.list("Gaps", &about, "remit gaps", classes.into_iter().map(group).collect()))
    }

    fn sources(&self) -> String {
        let sources = self.site.sources();
        let row = |source: &crate::explore::SourceReport| {
            let told = |part| Piece::plain(source.published(part).unwrap_or_default());
            let date =
                source.published(PublishedField::Date).and_then(PartialDate::parse).map(PartialDate::words);
            let cut = source.published(PublishedField::Cut).is_some_and(|cut| cut == "true");
            Row::new(vec![
                vec![Piece::link(source.name.clone(), self.to(&Kind::Source.page(&source.id)))],
                vec![told(PublishedField::Publisher)],
                vec![told(PublishedField::Kind)],
                vec![Piece::plain(date.unwrap_or_else(|| "no date recorded".to_owned()))],
                vec![Piece::plain(source.claims.to_string())],
                vec![Piece::plain(source.alone.to_string())],
                vec![Piece::plain(if cut { "cut" } else { "" })],
            ])
        };
        let head =
            ["source", "publisher", "kind", "published", "claims", "facts on it alone", "text at hand"];
        let table = Table {
            caption: "Sources".to_owned(),
            head: head.map(str::to_owned).to_vec(),
            rows: sources.iter().map(row).collect(),
        };
        let about =
            format!("{}, the earliest first.", number(sources.len(), "source is cited", "sources are cited"));
        let mut page = self.list(
            "Sources",
            &about,
            "remit sources",
            vec![Group { table: Some(table), ..Group::default() }],
        );
        page.intro
            .push(vec![Piece::link("How much of each source carries claims", self.to("coverage.html"))]);
        rendered(&page)
    }

    fn coverage(&self) -> String {
        let graph = &self.site.graph;
        let row = |state: &crate::compile::evidence::SourceState| {
            let text = state.file.as_ref().and_then(|file| graph.input().texts.get(file));
            let told = match text {
                Some(text) => {
                    let dataset = self.scope.dataset;
                    let quotes: Vec<&[(u32, u32)]> = dataset
                        .claims()
                        .iter()
                        .filter(|c| dataset.key(Thing::Entity(c.source)) == state.key)
                        .filter_map(|c| Some(dataset.passage(c.passage?).spans()))
                        .collect();
                    let sentences = crate::compile::evidence::coverage(text, &state.sections, &quotes);
                    let with = sentences.iter().filter(|s| s.claims > 0).count();
                    format!("{with} of {}", number(sentences.len(), "sentence", "sentences"))
                }
                None => "its text is not at hand".to_owned(),
            };
            let name = match self.scope.dataset.find(&state.key) {
                Some(thing) => {
                    Piece::link(self.scope.dataset.name(thing), self.to(&Kind::Source.page(&state.key)))
                }
                None => Piece::plain(state.key.clone()),
            };
            let quotes = state.verified + state.recorded;
            Row::new(vec![vec![name], vec![Piece::plain(quotes.to_string())], vec![Piece::plain(told)]])
        };
        let table = Table {
            caption: "Coverage".to_owned(),
            head: ["source", "passages quoted", "sentences that carry claims"].map(str::to_owned).to_vec(),
            rows: graph.verification().sources.iter().map(row).collect(),
        };
        let about = "How much of each source carries claims. A sentence without a claim is not judged: it may say nothing of the subject.";
        let group = Group { table: Some(table), ..Group::default() };
        rendered(&self.list("Coverage", about, "remit coverage SOURCE", vec![group]))
    }

    fn questions(&self) -> String {
        let mut parts = Parts::default();
        let input = self.site.graph.input();
        let groups: Vec<Group> =
            input.questions.iter().filter_map(|id| self.question(*id, &mut parts)).collect();
        let about = match groups.len() {
            0 => "No question is saved with this graph.".to_owned(),
            count => format!(
                "{} saved with this graph, with the answers it gives.",
                number(count, "question", "questions")
            ),
        };
        let page = self.list("Questions", &about, "remit test", groups);
        rendered(&page)
    }

    /// A saved question with its answer; none for what does not say in words what it asks.
    fn question(&self, id: FileId, parts: &mut Parts) -> Option<Group> {
        let graph = &self.site.graph;
        let file = graph.input().files.get(id);
        let header = Header::parse(&file.text);
        let words = header.get("question")?;
        let text = QueryText { file: id, text: &file.text };
        let (part, basis) = match parts.of_question(graph, text).ok()? {
            Some((part, basis)) => (part, Some(basis)),
            None => (&**graph, None),
        };
        let store = part.store().ok()?;
        let answer = store.query_standing(text.text, &Values::new(), DefaultGraph::Union);
        let name = file.stem().to_owned();
        let mut notes: Vec<Line> = basis.into_iter().map(|basis| vec![Piece::plain(basis)]).collect();
        let table = match answer {
            Ok(answer) => {
                let marked = answer.marked();
                if marked.is_empty() && !matches!(marked, Answer::Boolean(_)) {
                    notes.push(vec![Piece::plain("No source of this graph says: the answer is empty.")]);
                }
                Some(self.answer(&marked, words))
            }
            Err(error) => {
                notes.push(vec![Piece::plain(format!("It cannot be answered: {error}"))]);
                None
            }
        };
        Some(Group {
            id: format!("q-{}", file_name(&name)),
            heading: vec![Piece::plain(words)],
            notes,
            table: table.filter(|table| !table.rows.is_empty()),
            code: Some((format!("How do we know: the query (remit query {})", file.path), file.text.clone())),
            ..Group::default()
        })
    }

    /// An answer as a table in which things lead to their pages.
    fn answer(&self, answer: &Answer, caption: &str) -> Table {
        let (head, rows) = answer.words(self.site.graph.prefixes().prefixes());
        let iris: Vec<Vec<Option<String>>> = answer
            .iris()
            .into_iter()
            .map(|row| row.into_iter().map(|iri| iri.map(str::to_owned)).collect())
            .collect();
        let cell = |row: usize, column: usize, text: String| {
            let iri = iris.get(row).and_then(|row| row.get(column)).and_then(Clone::clone);
            let thing = iri.and_then(|iri| self.of_iri(&iri));
            vec![match thing {
                Some(thing) => Piece::link(self.scope.dataset.name(thing), self.to_thing(thing)),
                None => match self.site.meant(&text) {
                    Some(thing) => Piece::link(text, self.to_thing(thing)),
                    None => Piece::plain(text),
                },
            }]
        };
        let rows = rows.into_iter().enumerate().map(|(at, row)| {
            Row::new(row.into_iter().enumerate().map(|(column, text)| cell(at, column, text)).collect())
        });
        Table { caption: caption.to_owned(), head, rows: rows.collect() }
    }

    /// The entity or claim of an IRI.
    pub(super) fn of_iri(&self, iri: &str) -> Option<Thing> {
        let local = iri.strip_prefix(self.scope.base)?;
        let key =
            local.strip_prefix(crate::model::vocab::ENTITIES).or_else(|| local.strip_prefix("claim/"))?;
        self.scope.dataset.find(key)
    }

    fn missing(&self) -> String {
        let about = "Nothing stands at this address. The search above finds things, claims and sources by their words.";
        rendered(&self.list("Not found", about, "remit find NAME", Vec::new()))
    }

    fn terms(&self) -> String {
        let groups = term::groups(self);
        let about = "What this graph may say: its classes, properties, statuses and rules.";
        rendered(&self.list("Terms", about, "remit explain", groups))
    }
}
