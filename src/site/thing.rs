//! The pages of a thing and of a claim: all that is known of it, who says so, what others say, and what no source says.

use askama::Template;

use super::address::{Kind, file_name};
use super::figure::Drawing;
use super::html::{Frame, Line, Markup, Piece, in_address};
use super::saying::Saying;
use super::{Pages, rendered};
use crate::explore::{EdgeFilter, Network, describe, reached};
use crate::model::claim::{EntityId, Thing};
use crate::model::standing::Standing;
use crate::render::figure::{Figure, of_relations};

/// How many things around one are drawn on its page; of more the page says how many there are.
const MOST_AROUND: usize = 40;

/// How many claims in the words of one thing are on its page.
const MOST_SPOKEN: usize = 300;

/// Facts under one heading.
#[derive(Debug)]
struct Part {
    id: &'static str,
    heading: &'static str,
    about: &'static str,
    sayings: Vec<Saying>,
}

#[derive(Template)]
#[template(path = "thing.html")]
struct ThingPage {
    frame: Frame,
    name: String,
    class: Piece,
    also: Vec<String>,
    note: Option<String>,
    published: Vec<(String, Line)>,
    quotations: Option<Piece>,
    counts: Line,
    parts: Vec<Part>,
    spoken: Vec<Saying>,
    gaps: Vec<String>,
    promises: Vec<(Piece, String)>,
    around: Option<Drawing>,
    on_map: String,
    no_figure: String,
    iri: String,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    words: String,
    claim: Saying,
    rests_here: Vec<Saying>,
    fields: Vec<(&'static str, Line)>,
    iri: String,
}

impl Pages<'_> {
    /// The page of an entity.
    pub(super) fn thing(mut self, id: EntityId) -> String {
        let thing = Thing::Entity(id);
        self.here = Some(thing);
        let scope = self.scope;
        let key = scope.dataset.key(thing).to_owned();
        let description = describe(thing, scope, &self.site.relations);
        let mut parts = [
            Part { id: "facts", heading: "What is said of it", about: "", sayings: Vec::new() },
            Part {
                id: "not-facts",
                heading: "What is said and not taken as fact",
                about: "Opinions, denials, and what is disputed or doubted.",
                sayings: Vec::new(),
            },
            Part {
                id: "inferred",
                heading: "What follows from it",
                about: "Inferred by declared rules from the claims below each; no source states it.",
                sayings: Vec::new(),
            },
        ];
        for fact in &description.facts {
            let part = match fact.standing {
                Standing::Fact => 0,
                standing if standing.is_inferred() => 2,
                _ => 1,
            };
            parts[part].sayings.push(self.saying(fact));
        }
        let class = scope.ontology.class(scope.dataset.entity(id).class);
        let class = Piece::link(class.label.clone(), self.to(&Kind::Class.page(&class.key)));
        let is_source = scope.ontology.is_source(scope.dataset.entity(id).class) && description.cited > 0;
        let mut counts: Line = Vec::new();
        if description.speaks > 0 {
            counts.push(Piece::plain(format!("speaks in {}", claims(description.speaks))));
        }
        let stated = parts[0].sayings.len();
        let told = format!("{stated} stated, {} inferred", parts[2].sayings.len());
        let spoken = self.spoken(id);
        let (around, no_figure) = self.around(thing);
        let title = format!("{}, {}", description.name, class.text);
        let frame = self.frame(
            &title,
            &format!("{title}: {told}, each with its words."),
            &format!("remit show {key}"),
        );
        rendered(&ThingPage {
            frame: Frame { twins: self.twins(Kind::Thing, &key), ..frame },
            class,
            also: description.also,
            note: description.note,
            published: self.publication(id),
            quotations: is_source.then(|| {
                Piece::link(
                    format!("{} quoted from it, in their order", claims(description.cited)),
                    self.to(&Kind::Source.page(&key)),
                )
            }),
            counts,
            parts: parts.into_iter().filter(|part| !part.sayings.is_empty()).collect(),
            spoken,
            gaps: self.site.gaps().iter().filter(|g| g.id == key).map(|g| g.question.clone()).collect(),
            promises: self.promise_of(&key),
            around,
            on_map: format!("{}#start={}", self.to("map.html"), in_address(&key)),
            no_figure,
            iri: format!("{}{}{key}", scope.base, crate::model::vocab::ENTITIES),
            name: description.name,
        })
    }

    /// What a thing says of others, as speaker or as the one who reports it: as many as one page takes.
    fn spoken(&self, id: EntityId) -> Vec<Saying> {
        let dataset = self.scope.dataset;
        let by = dataset.claim_ids().filter(|claim| {
            let claim = dataset.claim(*claim);
            let reporter = dataset.details(claim).and_then(|d| d.reported_by);
            (claim.speaker == id || reporter == Some(id)) && claim.subject != Thing::Entity(id)
        });
        by.take(MOST_SPOKEN).filter_map(|claim| self.saying_of(dataset.key(Thing::Claim(claim)))).collect()
    }

    /// What became of a thing, where it is promised.
    fn promise_of(&self, key: &str) -> Vec<(Piece, String)> {
        let link = format!("{}#p-{}", self.to("promises.html"), file_name(key));
        let found = self.site.promises().iter().filter(|promise| promise.id == key);
        found
            .map(|promise| {
                let told = promise.outcomes.last().map(|o| o.words.clone()).unwrap_or_default();
                (Piece::link(super::lists::became(promise), link.clone()), told)
            })
            .collect()
    }

    /// The figure of what is one step away; what to say where it would be too large or shows nothing.
    fn around(&self, thing: Thing) -> (Option<Drawing>, String) {
        let scope = self.scope;
        let network = Network::new(scope, &self.site.relations, EdgeFilter::default());
        if network.number(thing).is_none() {
            return (None, "No fact joins it to another thing.".to_owned());
        }
        let things = reached(thing, 1, &network);
        match things.len() {
            0 | 1 => return (None, "No fact joins it to another thing.".to_owned()),
            many if many > MOST_AROUND => {
                let key = scope.dataset.key(thing);
                return (
                    None,
                    format!(
                        "{} things are one step away, too many for a figure here: `remit draw --near {key}` draws them.",
                        many - 1
                    ),
                );
            }
            _ => {}
        }
        let title = format!("What is one step away from {}?", scope.dataset.name(thing));
        let note = network.counting.words(scope.ontology);
        let relations = network.among(&things.into_iter().collect());
        let figure = Figure::Network(of_relations((&title, &note), &[thing], &relations, scope));
        (Some(self.drawing(&figure, "near")), String::new())
    }

    /// What is recorded of the publication of a source.
    pub(super) fn publication(&self, id: EntityId) -> Vec<(String, Line)> {
        use crate::model::published::PublishedField;
        let dataset = self.scope.dataset;
        let fields = dataset.entity(id).published.as_deref().map_or(&[][..], Vec::as_slice);
        let field = |(part, value): &(PublishedField, crate::model::text::Symbol)| {
            let value = dataset.text(*value);
            let name = if *part == PublishedField::Url { "address" } else { part.key() };
            let words = match part {
                PublishedField::Cut if value == "true" => "the text at hand is cut".to_owned(),
                PublishedField::Cut => "the text at hand is whole".to_owned(),
                _ => value.to_owned(),
            };
            let piece = super::web(value).map_or_else(|| Piece::plain(words), |to| Piece::link(value, to));
            (name.to_owned(), vec![piece])
        };
        let is_source = self.scope.ontology.is_source(dataset.entity(id).class);
        let asked =
            [PublishedField::Author, PublishedField::Publisher, PublishedField::Date, PublishedField::Url];
        let is_missing =
            |part: &&PublishedField| is_source && !fields.iter().any(|(known, _)| known == *part);
        let missing: Vec<&str> = asked
            .iter()
            .filter(is_missing)
            .map(|part| if *part == PublishedField::Url { "address" } else { part.key() })
            .collect();
        let missing = (!missing.is_empty())
            .then(|| ("not recorded".to_owned(), vec![Piece::plain(missing.join(", "))]));
        fields.iter().map(field).chain(missing).collect()
    }

    /// The page of a claim.
    pub(super) fn claim(&self, key: &str) -> Option<String> {
        let scope = self.scope;
        let thing @ Thing::Claim(id) = scope.dataset.find(key)? else { return None };
        let claim = scope.dataset.claim(id);
        let mut facts = describe(thing, scope, &self.site.relations).facts;
        if facts.is_empty() {
            return None;
        }
        let told = facts.remove(0);
        let property = scope.ontology.property(claim.predicate);
        let what = |name, value| (name, vec![value]);
        let mut fields = vec![
            what("about", self.named(claim.subject)),
            what(
                "property",
                Piece::link(property.label.clone(), self.to(&Kind::Property.page(&property.key))),
            ),
            what(
                "value",
                match claim.value {
                    crate::model::claim::Value::Thing(thing) => self.named(thing),
                    crate::model::claim::Value::Date(date) => Piece::plain(date.words()),
                    value => Piece::plain(crate::explore::value_in_words(value, scope)),
                },
            ),
            what("speaker", self.named(Thing::Entity(claim.speaker))),
        ];
        let reporter = scope.dataset.details(claim).and_then(|d| d.reported_by);
        fields.extend(reporter.map(|id| what("reported by", self.named(Thing::Entity(id)))));
        fields.push(what("source", self.named(Thing::Entity(claim.source))));
        if let Some(passage) = claim.passage.map(|p| scope.dataset.passage(p)) {
            let spans: Vec<String> =
                passage.spans().iter().map(|(from, to)| format!("{from} to {to}")).collect();
            if !spans.is_empty() {
                fields.push(what("characters in the source", Piece::plain(spans.join(", "))));
            }
        }
        let file = self.site.graph.input().files.get(claim.origin.file);
        match self.site.graph.input().mapped_row(claim.origin) {
            Some(row) => {
                fields.push(what("row of the data", Piece::plain(format!("{}: {}", row.place, row.words()))));
            }
            None => fields.push(what("record", Piece::plain(file.path.clone()))),
        }
        let resting = self.site.resting_on(id).iter();
        let resting = resting.filter(|id| {
            let derived = scope.derived;
            !derived.rule(derived.get(**id)).restates
        });
        let rests_here =
            resting.filter_map(|id| self.saying_of(&scope.derived.get(*id).key.to_string())).collect();
        let command = format!("remit show {key}");
        let frame = self.frame(&told.words, &told.words, &command);
        Some(rendered(&ClaimPage {
            frame: Frame { twins: self.twins(Kind::Claim, key), ..frame },
            claim: Saying { sentence: Vec::new(), ..self.saying(&told) },
            words: told.words,
            rests_here,
            fields,
            iri: format!("{}claim/{key}", scope.base),
        }))
    }
}

fn claims(count: usize) -> String {
    format!("{count} claim{}", if count == 1 { "" } else { "s" })
}
