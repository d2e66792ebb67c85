//! The pages of the ontology: classes, properties and rules, each with what it means and what the graph has of it.

use super::address::{Kind, file_name};
use super::html::{Line, Piece, Row, Table};
use super::lists::Group;
use super::{Pages, rendered};
use crate::compile::ontology::{Class, Ontology, Property, Range};
use crate::explore::derived_sentence;
use crate::model::claim::{ClassId, Thing};
use crate::model::vocab::{rdfs, skos};

/// How many uses one page shows; of more it says how many there are.
const MOST: usize = 500;

/// The classes that the graph can have things of.
pub(super) fn classes(ontology: &Ontology) -> impl Iterator<Item = &Class> {
    ontology.classes().iter().filter(|class| !class.external)
}

/// The properties that data may use, and those that rules give.
pub(super) fn properties(ontology: &Ontology) -> impl Iterator<Item = &Property> {
    ontology.properties().iter().filter(|property| property.writable)
}

fn table(caption: &str, head: &[&str], rows: Vec<Row>) -> Option<Table> {
    let head = head.iter().map(|text| (*text).to_owned()).collect();
    (!rows.is_empty()).then(|| Table { caption: caption.to_owned(), head, rows })
}

/// The list of all terms.
pub(super) fn groups(pages: &Pages<'_>) -> Vec<Group> {
    let ontology = pages.scope.ontology;
    let class = |class: &Class| {
        Row::new(vec![vec![pages.class_named(class)], vec![Piece::plain(pages.comment(&class.iri))]])
    };
    let property = |property: &Property| {
        let ends = [pages.domain(property), pages.range(property)];
        let [domain, range] = ends;
        Row::new(vec![
            vec![pages.property_named(property)],
            domain,
            range,
            vec![Piece::plain(pages.comment(&property.iri))],
        ])
    };
    let status = |status: &crate::compile::ontology::Status| {
        let kind = match (status.plain, status.promise) {
            (false, _) => "not taken as fact",
            (true, true) => "a promise",
            (true, false) => "",
        };
        Row::new(vec![
            vec![Piece::plain(status.label.clone())],
            vec![Piece::plain(kind)],
            vec![Piece::plain(pages.comment(&status.iri))],
        ])
    };
    let rule = |rule: &crate::model::derivation::Rule| {
        let caution = rule.caution.clone().unwrap_or_default();
        Row::new(vec![
            vec![Piece::link(rule.label.clone(), pages.to(&Kind::Rule.page(&rule.key)))],
            vec![Piece::plain(caution)],
        ])
    };
    let group = |id: &str, heading: &str, table| Group {
        id: id.to_owned(),
        heading: vec![Piece::plain(heading)],
        table,
        ..Group::default()
    };
    let rules = pages.scope.derived.rules();
    vec![
        group(
            "classes",
            "Classes",
            table("Classes", &["class", "meaning"], classes(ontology).map(class).collect()),
        ),
        group(
            "properties",
            "Properties",
            table(
                "Properties",
                &["property", "of", "to", "meaning"],
                properties(ontology).map(property).collect(),
            ),
        ),
        group(
            "statuses",
            "How firm a claim is",
            table(
                "Statuses",
                &["status", "kind", "meaning"],
                ontology.statuses().iter().map(status).collect(),
            ),
        ),
        group("rules", "Rules", table("Rules", &["rule", "caution"], rules.iter().map(rule).collect())),
    ]
}

impl Pages<'_> {
    fn class_named(&self, class: &Class) -> Piece {
        Piece::link(class.label.clone(), self.to(&Kind::Class.page(&class.key)))
    }

    fn property_named(&self, property: &Property) -> Piece {
        Piece::link(property.label.clone(), self.to(&Kind::Property.page(&property.key)))
    }

    fn classes_named(&self, ids: &[ClassId]) -> Line {
        let mut line = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            if at > 0 {
                line.push(Piece::plain(" or "));
            }
            let class = self.scope.ontology.class(*id);
            line.push(if class.external {
                Piece::plain(class.label.clone())
            } else {
                self.class_named(class)
            });
        }
        line
    }

    fn domain(&self, property: &Property) -> Line {
        if property.domain.is_empty() {
            vec![Piece::plain("anything")]
        } else {
            self.classes_named(&property.domain)
        }
    }

    fn range(&self, property: &Property) -> Line {
        let word = match &property.range {
            Range::Things(classes) if classes.is_empty() => "anything",
            Range::Things(classes) => return self.classes_named(classes),
            Range::Text => "a text",
            Range::Decimal => "a number",
            Range::Count => "a whole number",
            Range::Boolean => "true or false",
            Range::Date => "a date",
            Range::Duration => "a span of time",
            Range::Iri => "an address",
            Range::Money => "an amount of money",
        };
        vec![Piece::plain(word)]
    }

    /// What the ontology says that a term means.
    fn comment(&self, iri: &str) -> String {
        const SAYS: [&str; 2] = [rdfs::COMMENT, skos::DEFINITION];
        let subject = format!("<{iri}>");
        let triples = self.scope.ontology.triples();
        let from = triples.partition_point(|triple| triple[0] < subject);
        let own = triples[from..].iter().take_while(|triple| triple[0] == subject);
        let is_comment = |iri: &str| SAYS.iter().any(|said| iri.trim_matches(['<', '>']) == *said);
        let comments = own.filter(|triple| is_comment(&triple[1]));
        let texts =
            comments.filter_map(|triple| match crate::derive::rdf::Parsed::read(&triple[2])?.into_term() {
                oxrdf::Term::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            });
        texts.collect::<Vec<_>>().join(" ")
    }

    /// The page of a class.
    pub(super) fn class(&self, name: &str) -> Option<String> {
        let ontology = self.scope.ontology;
        let class = classes(ontology).find(|class| file_name(&class.key) == name)?;
        let id = ontology.find_class(&class.key)?;
        let dataset = self.scope.dataset;
        let mut named: Vec<(String, Thing)> = dataset
            .entity_ids()
            .filter(|entity| ontology.is_a(dataset.entity(*entity).class, id))
            .map(|entity| (dataset.name(Thing::Entity(entity)).to_lowercase(), Thing::Entity(entity)))
            .collect();
        named.sort();
        let count = named.len();
        let row = |(_, thing): (String, Thing)| {
            let own = match thing {
                Thing::Entity(entity) => ontology.class(dataset.entity(entity).class).label.clone(),
                Thing::Claim(_) => String::new(),
            };
            Row::new(vec![vec![self.named(thing)], vec![Piece::plain(own)]])
        };
        let rows: Vec<Row> = named.into_iter().take(MOST).map(row).collect();
        let above: Vec<ClassId> = class.ancestors.iter().copied().filter(|a| *a != id).collect();
        let below: Vec<&Class> =
            classes(ontology).filter(|c| c.key != class.key && c.ancestors.contains(&id)).collect();
        let mut notes = vec![vec![Piece::plain(self.comment(&class.iri))]];
        if !above.is_empty() {
            let mut line = vec![Piece::of_class("name", "a kind of: ")];
            line.extend(self.classes_named(&above));
            notes.push(line);
        }
        if !below.is_empty() {
            let mut line = vec![Piece::of_class("name", "kinds of it: ")];
            for (at, class) in below.into_iter().enumerate() {
                line.extend((at > 0).then(|| Piece::plain("; ")));
                line.push(self.class_named(class));
            }
            notes.push(line);
        }
        notes.push(vec![Piece::of_class("name", "IRI: "), Piece::of_class("code", class.iri.clone())]);
        notes.retain(|line| line.iter().any(|piece| !piece.text.is_empty()));
        let shown = rows.len();
        let things = Group {
            id: "things".to_owned(),
            heading: vec![Piece::plain(format!("Things of this class ({count})"))],
            notes: more(count, shown),
            table: table(&class.label, &["name", "class"], rows),
            ..Group::default()
        };
        let mut page = self.list(&class.label, "", "remit explain", vec![things]);
        page.frame.description = format!("The class {}: what it means and the things of it.", class.label);
        page.frame.twins = self.twins(Kind::Class, &class.key);
        page.intro = notes;
        Some(rendered(&page))
    }

    /// The page of a property.
    pub(super) fn property(&self, name: &str) -> Option<String> {
        let ontology = self.scope.ontology;
        let property = properties(ontology).find(|property| file_name(&property.key) == name)?;
        let id = ontology.find_property(&property.key)?;
        let dataset = self.scope.dataset;
        let with = || dataset.claim_ids().filter(|claim| dataset.claim(*claim).predicate == id);
        let count = with().count();
        let sayings =
            with().take(MOST).filter_map(|claim| self.saying_of(dataset.key(Thing::Claim(claim)))).collect();
        let mut notes = vec![vec![Piece::plain(self.comment(&property.iri))]];
        let mut line = vec![Piece::of_class("name", "of: ")];
        line.extend(self.domain(property));
        notes.push(line);
        let mut line = vec![Piece::of_class("name", "to: ")];
        line.extend(self.range(property));
        notes.push(line);
        let above = property.ancestors.iter().filter(|a| **a != id).map(|a| ontology.property(*a));
        let above: Line =
            above.filter(|p| p.writable).flat_map(|p| [self.property_named(p), Piece::plain(" ")]).collect();
        if !above.is_empty() {
            let mut line = vec![Piece::of_class("name", "narrower than: ")];
            line.extend(above);
            notes.push(line);
        }
        notes.push(vec![Piece::of_class("name", "IRI: "), Piece::of_class("code", property.iri.clone())]);
        notes.retain(|line| line.iter().any(|piece| !piece.text.is_empty()));
        let claims = Group {
            id: "claims".to_owned(),
            heading: vec![Piece::plain(format!("Claims with it ({count})"))],
            notes: more(count, count.min(MOST)),
            sayings,
            ..Group::default()
        };
        let mut page = self.list(&property.label, "", "", vec![claims]);
        page.frame.description =
            format!("The property {}: what it means and the claims with it.", property.label);
        page.frame.twins = self.twins(Kind::Property, &property.key);
        page.intro = notes;
        Some(rendered(&page))
    }

    /// The page of a rule.
    pub(super) fn rule(&self, name: &str) -> Option<String> {
        let derived = self.scope.derived;
        let rule = derived.rules().iter().find(|rule| file_name(&rule.key) == name)?;
        let input = self.site.graph.input();
        let text = input.rules.iter().map(|id| input.files.get(*id)).find(|file| file.stem() == rule.key);
        let with = || derived.iter().filter(|(_, derivation)| derived.rule(derivation).key == rule.key);
        let count = with().count();
        let row = |(id, derivation): (_, &crate::model::derivation::Derivation)| {
            let claims = derived.best(id).claims().map(|claim| {
                let key = self.scope.dataset.key(Thing::Claim(claim));
                Piece::link(key, self.to(&Kind::Claim.page(key)))
            });
            let mut line: Line = Vec::new();
            for piece in claims {
                line.extend((!line.is_empty()).then(|| Piece::plain(", ")));
                line.push(piece);
            }
            let things: Vec<Thing> = [derivation.triple.subject, derivation.triple.object]
                .into_iter()
                .filter_map(crate::model::triple::Term::thing)
                .collect();
            let sentence = self.linked(&derived_sentence(derivation, self.scope), &things);
            Row::new(vec![sentence, vec![Piece::plain(derivation.standing.word())], line])
        };
        let rows: Vec<Row> = with().take(MOST).map(row).collect();
        let shown = rows.len();
        let follows = Group {
            id: "follows".to_owned(),
            heading: vec![Piece::plain(format!("What follows by it ({count})"))],
            notes: more(count, shown),
            table: table(&rule.label, &["it follows that", "it stands as", "from the claims"], rows),
            ..Group::default()
        };
        let code =
            text.map(|file| (format!("The rule as it is declared, in {}", file.path), file.text.clone()));
        let declared = Group { id: "rule".to_owned(), code, ..Group::default() };
        let mut page = self.list(&rule.label, "", "", vec![declared, follows]);
        page.frame.description = format!("A rule: {}", rule.label);
        page.intro = match (&rule.caution, text) {
            (Some(caution), _) => {
                vec![vec![Piece::of_class("name", "Caution: "), Piece::plain(caution.clone())]]
            }
            (None, Some(_)) => Vec::new(),
            (None, None) => {
                vec![vec![Piece::plain("It follows from what the ontology declares of its properties.")]]
            }
        };
        Some(rendered(&page))
    }
}

/// That a list is not whole.
fn more(count: usize, shown: usize) -> Vec<Line> {
    if count > shown {
        vec![vec![Piece::plain(format!("The first {shown} of {count} are shown."))]]
    } else {
        Vec::new()
    }
}
