//! What was asked for and the graph to a [`Timeline`]: periods and dates put together thing by thing, and the words that
//! each rests on.

use std::collections::{BTreeMap, BTreeSet};

use oxsdatatypes::Duration;

use crate::derive::rdf::GraphRef;
use crate::derive::store::Store;
use crate::explore::{Basis, Citation, claim_value_in_words, derived_sentence, sentence, thing_in_words};
use crate::model::claim::{ClassId, EntityId, Thing, Value};
use crate::model::date::{PartialDate, parse_duration};
use crate::model::disagreement::DisagreementKind;
use crate::model::standing::Standing;
use crate::model::words;
use crate::render::figure::citation::{derived_by, lead, place_of, premises};
use crate::render::figure::grid::Grid;
use crate::render::figure::groups::Groups;
use crate::render::figure::heading::Heading;
use crate::render::figure::names::Names;
use crate::render::figure::rows::{TimeRow, asked, wrong_answer};
use crate::render::figure::timeline::named;
use crate::render::figure::timeline::query::Timed;
use crate::render::figure::timeline::{
    Annotation, Bound, DayRange, Line, Missing, Moment, Period, Statement, Timeline,
};
use crate::render::figure::view::{AskedView, TimelineView};

/// Builds the timeline that a view declares; none where the view has faults, which are told among its names.
pub(in crate::render::figure) fn build(
    view: &TimelineView,
    of_grid: Option<&Grid>,
    names: &mut Names<'_>,
    store: Option<&Store>,
) -> Option<Timeline> {
    let scope = names.scope;
    let groups = Groups::of(&view.groups, names);
    let classes = view.asked.as_ref().map(|asked| names.classes(&asked.classes));
    let having = of_grid.map(Grid::placed_as_facts);
    let periods = &view.periods;
    let mut rows = named::rows(periods, names);
    let asked = periods.query.iter().flat_map(|query| asked::<TimeRow>(query, names, store).rows);
    rows.extend(asked.map(|row| row.0));
    let timed: Result<BTreeSet<Timed>, String> =
        rows.into_iter().map(|row| Timed::try_from((row, scope))).collect();
    if let (Err(message), Some(query)) = (&timed, &periods.query) {
        let fault = wrong_answer(query, names, message.clone(), "SELECT ?thing ?claim …");
        names.faults.push(*fault);
    }
    if !names.is_clean() {
        return None;
    }
    let (asked, elapsed): (Vec<Timed>, Vec<Timed>) =
        timed.unwrap_or_default().into_iter().partition(|t| t.basis.standing(scope) != Standing::OutOfDate);
    let of_view = view.asked.as_ref().zip(classes);
    let told: Vec<&Timed> = asked.iter().chain(&elapsed).collect();
    let missing = of_view.map(|(view, classes)| missing(view, (&classes, having.as_ref()), &told, scope));
    let mut builder = Builder { scope, sayings: Vec::new(), bases: Vec::new() };
    let mut drafts: BTreeMap<Thing, Vec<Timed>> = BTreeMap::new();
    for timed in asked {
        drafts.entry(timed.thing).or_default().push(timed);
    }
    let mut drafts: Vec<Draft> =
        drafts.into_iter().map(|(t, all)| Draft::of(t, all, &groups, scope)).collect();
    drafts.sort_by(|a, b| a.order().cmp(&b.order()));
    let lines: Vec<Line> = drafts.iter().map(|draft| builder.line(draft)).collect();
    builder.set_against();
    let mut timeline = Timeline {
        heading: Heading::new(&view.title, ""),
        groups: groups.columns,
        lines,
        sayings: builder.sayings,
        missing,
    };
    timeline.heading.subtitle = subtitle(view.subtitle.as_deref(), &timeline, elapsed.len());
    Some(timeline)
}

/// The things of the classes that no claim gives a time, whichever line it stands in: what cannot hold on the date is left out, and
/// not missing.
fn missing(
    view: &AskedView,
    (classes, having): (&[ClassId], Option<&BTreeSet<&str>>),
    told: &[&Timed],
    scope: GraphRef<'_>,
) -> Missing {
    let dataset = scope.dataset;
    // "A body is to raise the wall by 2028" gives the wall a time as well as the body.
    let things = |timed: &&Timed| {
        let [subject, object] = match timed.basis {
            Basis::Claim(id) => {
                let claim = dataset.claim(id);
                let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
                [Some(claim.subject), object]
            }
            Basis::Derivation(id) => {
                let triple = scope.derived.get(id).triple;
                [triple.subject.thing(), triple.object.thing()]
            }
        };
        [Some(timed.thing), subject, object].into_iter().flatten()
    };
    let known: BTreeSet<Thing> = told.iter().copied().flat_map(|t| things(&t)).collect();
    let of_class = |id: &EntityId| scope.ontology.is_one_of(dataset.entity(*id).class, classes);
    let has = |id: &EntityId| having.is_none_or(|having| having.contains(dataset.key(Thing::Entity(*id))));
    let asked: Vec<EntityId> = dataset.entity_ids().filter(of_class).filter(has).collect();
    let facts = told.iter().filter(|t| t.basis.standing(scope).is_fact());
    let by_facts: BTreeSet<Thing> = facts.copied().flat_map(|t| things(&t)).collect();
    let is_told = |id: &&EntityId| known.contains(&Thing::Entity(**id));
    let by_no_fact =
        asked.iter().filter(is_told).filter(|id| !by_facts.contains(&Thing::Entity(**id))).count();
    let without = asked.iter().map(|id| Thing::Entity(*id)).filter(|t| !known.contains(t));
    let mut names: Vec<String> = without.map(|t| dataset.name(t).to_owned()).collect();
    names.sort();
    let [one, many] = &view.word;
    Missing { asked: asked.len(), word: if asked.len() == 1 { one } else { many }.clone(), names, by_no_fact }
}

/// A thing and what is said of its time, before sentences are written.
struct Draft {
    thing: Thing,
    group: Option<usize>,
    timed: Vec<Timed>,
    first: i64,
    place: (u32, String),
}

impl Draft {
    fn of(thing: Thing, mut timed: Vec<Timed>, groups: &Groups, scope: GraphRef<'_>) -> Self {
        let class = match thing {
            Thing::Entity(id) => Some(scope.dataset.entity(id).class),
            Thing::Claim(_) => None,
        };
        let group = groups.place(class, scope);
        let dates =
            |t: &Timed| [t.start, t.end, t.deadline, t.point].into_iter().flatten().map(|d| d.days().0).min();
        // As a reader meets them: by date, what has none last, then in the order of the source.
        timed.sort_by_cached_key(|t| (dates(t).unwrap_or(i64::MAX), place(t, scope), t.clone()));
        let placed = timed.iter().filter(|t| has_place(t.basis, scope));
        let first = placed.filter_map(dates).min().unwrap_or(i64::MAX);
        let place = timed.first().map(|t| place(t, scope)).unwrap_or_default();
        Self { thing, group, timed, first, place }
    }

    /// By date, then by place in the source.
    fn order(&self) -> (i64, &(u32, String), Thing) {
        (self.first, &self.place, self.thing)
    }
}

fn place(timed: &Timed, scope: GraphRef<'_>) -> (u32, String) {
    match timed.basis {
        Basis::Claim(id) => place_of(Some(id), scope),
        Basis::Derivation(id) => (u32::MAX, scope.derived.get(id).key.to_string()),
    }
}

fn has_place(basis: Basis, scope: GraphRef<'_>) -> bool {
    saying_of(basis, scope).has_place()
}

fn saying_of(basis: Basis, scope: GraphRef<'_>) -> Statement {
    let standing = basis.standing(scope);
    match basis {
        Basis::Claim(id) => {
            let status = scope.ontology.status(scope.dataset.claim(id).status);
            Statement {
                sentence: sentence(id, scope),
                standing,
                against: Vec::new(),
                status: Some((status.label.clone(), status.border)),
                cites: vec![Citation::of(id, scope)],
                why: None,
            }
        }
        Basis::Derivation(id) => {
            let derivation = scope.derived.get(id);
            let rule = scope.derived.rule(derivation);
            let caution = scope.derived.cautions(derivation).next();
            Statement {
                sentence: derived_sentence(derivation, scope),
                standing,
                against: Vec::new(),
                status: None,
                cites: premises(id, scope),
                why: Some(derived_by(rule, caution)),
            }
        }
    }
}

/// Periods by their words and, where a claim is one by itself, by that claim.
type Periods = BTreeMap<(Option<String>, Option<Basis>), Period>;

struct Builder<'a> {
    scope: GraphRef<'a>,
    sayings: Vec<Statement>,
    /// What each saying is of.
    bases: Vec<Basis>,
}

impl Builder<'_> {
    /// Sets sayings of one conflict against each other.
    fn set_against(&mut self) {
        let conflicts = self.scope.disagreements.iter().filter(|d| d.kind == DisagreementKind::Conflict);
        for conflict in conflicts {
            let party = |basis: &Basis| matches!(basis, Basis::Claim(id) if conflict.claims.contains(id));
            let of: Vec<usize> =
                (0..self.bases.len()).filter(|i| self.bases.get(*i).is_some_and(party)).collect();
            for (i, basis) in self.bases.iter().enumerate().filter(|(_, b)| party(b)) {
                let others = of.iter().copied().filter(|o| self.bases.get(*o) != Some(basis));
                if let Some(saying) = self.sayings.get_mut(i) {
                    saying.against.extend(others);
                    saying.against.sort_unstable();
                    saying.against.dedup();
                }
            }
        }
    }

    fn line(&mut self, draft: &Draft) -> Line {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let (name, class) = match draft.thing {
            Thing::Entity(id) => {
                let class = ontology.class(dataset.entity(id).class).label.clone();
                (dataset.name(draft.thing).to_owned(), class)
            }
            Thing::Claim(_) => (thing_in_words(draft.thing, self.scope), "claim".to_owned()),
        };
        let mut line = Line {
            key: dataset.key(draft.thing).to_owned(),
            name,
            class,
            group: draft.group,
            periods: Vec::new(),
            marks: Vec::new(),
            asides: Vec::new(),
        };
        let mut known: BTreeMap<Basis, usize> = BTreeMap::new();
        let mut periods: Periods = BTreeMap::new();
        for timed in &draft.timed {
            let saying = *known.entry(timed.basis).or_insert_with(|| {
                self.sayings.push(saying_of(timed.basis, self.scope));
                self.bases.push(timed.basis);
                self.sayings.len() - 1
            });
            if !self.sayings.get(saying).is_some_and(Statement::has_place) {
                line.asides.push(self.unplaced(timed, saying));
            } else if timed.is_dated() {
                self.period(timed, saying, &mut periods);
                self.marks(timed, saying, &mut line.marks);
            } else {
                line.asides.push(self.aside(timed, saying));
            }
        }
        line.periods = periods.into_values().collect();
        let no_facts = draft.timed.iter().filter(|t| !has_place(t.basis, self.scope));
        for period in &mut line.periods {
            let own = no_facts.clone().filter(|t| !t.own && t.period == period.label);
            for timed in own {
                period.beside[0] |= timed.start.is_some();
                period.beside[1] |= timed.end.is_some();
            }
            period.starts.sort();
            period.ends.sort();
        }
        line.periods.sort_by_key(|p| (p.bounds().map(|b| b.at.first).min(), p.label.clone()));
        line.marks.sort_by_key(|m| (m.at.clone(), m.label.clone()));
        line
    }

    /// Adds a start and an end to the period that they belong to; those of a claim's own fields are one by themselves.
    fn period(&self, timed: &Timed, saying: usize, periods: &mut Periods) {
        if timed.start.is_none() && timed.end.is_none() {
            return;
        }
        let alone = timed.own && timed.period.is_none();
        let length = || timed.length.as_deref().map(|l| format!(" {}", words::span(l))).unwrap_or_default();
        let label =
            if alone { Some(format!("{}{}", self.said(timed), length())) } else { timed.period.clone() };
        let period = periods.entry((label.clone(), alone.then_some(timed.basis))).or_default();
        period.label = label;
        period.starts.extend(timed.start.map(|d| bound(d, saying)));
        period.ends.extend(timed.end.map(|d| bound(d, saying)));
    }

    fn marks(&self, timed: &Timed, saying: usize, marks: &mut Vec<Moment>) {
        let label = timed.period.clone().unwrap_or_else(|| self.said(timed));
        // Where the value is a date, the words of the date say it all.
        let due = if self.value(timed).is_some() { label.clone() } else { String::new() };
        let mut mark = |date: Option<PartialDate>, label: String, deadline: bool| {
            marks.extend(date.map(|d| Moment { label, deadline, at: bound(d, saying) }));
        };
        mark(timed.deadline, due, true);
        mark(timed.point, label, false);
    }

    /// What a claim or a rule says, by the label of its property.
    fn label(&self, timed: &Timed) -> String {
        let ontology = self.scope.ontology;
        match timed.basis {
            Basis::Claim(id) => ontology.property(self.scope.dataset.claim(id).predicate).label.clone(),
            Basis::Derivation(id) => {
                let predicate = self.scope.derived.get(id).triple.predicate;
                let label = predicate.property().map(|p| ontology.property(p).label.as_str());
                label.unwrap_or_else(|| self.scope.iri(predicate)).to_owned()
            }
        }
    }

    /// The value of a claim in words, unless it is itself the time that is told.
    fn value(&self, timed: &Timed) -> Option<String> {
        let Basis::Claim(id) = timed.basis else { return None };
        let value = self.scope.dataset.claim(id).value;
        if matches!(value, Value::Date(_) | Value::Duration(_)) {
            return None;
        }
        let words = claim_value_in_words(id, self.scope);
        // "Tuesday" and "on Tuesday" are said once.
        let is_when =
            matches!(value, Value::Text(_)) && timed.when.as_ref().is_some_and(|w| w.contains(&words));
        (!is_when).then_some(words)
    }

    /// What a claim says, without its subject and without the time that is told.
    fn said(&self, timed: &Timed) -> String {
        let label = self.label(timed);
        self.value(timed).map_or_else(|| label.clone(), |value| format!("{label} {value}"))
    }

    /// A length without a start, or relative words alone.
    fn aside(&self, timed: &Timed, saying: usize) -> Annotation {
        let said = self.said(timed);
        let length = timed.length.as_deref().map(words::span);
        Annotation {
            words: length.map_or_else(|| said.clone(), |length| format!("{said} {length}")),
            quoted: timed.when.clone(),
            days: timed.length.as_deref().map(days_of),
            saying,
        }
    }

    /// What is denied, doubted or an opinion: all of it in words.
    fn unplaced(&self, timed: &Timed, saying: usize) -> Annotation {
        let dates =
            [("from", timed.start), ("until", timed.end), ("by", timed.deadline), ("on", timed.point)];
        let dates = dates.into_iter().filter_map(|(word, date)| Some(format!("{word} {}", date?.words())));
        let parts: Vec<String> = dates.chain(timed.length.as_deref().map(words::span)).collect();
        let words = match &timed.period {
            // The label of a property whose value is the date has its own "until".
            None if self.value(timed).is_none() && timed.length.is_none() => {
                let dates = [timed.start, timed.end, timed.deadline, timed.point].into_iter().flatten();
                let mut dates: Vec<String> = dates.map(PartialDate::words).collect();
                dates.dedup();
                format!("{} {}", self.label(timed), dates.join(", "))
            }
            None => format!("{}: {}", self.said(timed), parts.join(", ")),
            Some(period) => format!("{period}: {}", parts.join(", ")),
        };
        let words = words.trim_end_matches([' ', ':']).to_owned();
        Annotation { words, quoted: timed.when.clone(), days: None, saying }
    }
}

/// How many days a length is long, a month being a 4,800th of 400 years; its hours are no whole day.
fn days_of(length: &str) -> u32 {
    let days = |span: Duration| {
        let months = i128::from(span.years()) * 12 + i128::from(span.months());
        (months * 146_097 + 2_400) / 4_800 + i128::from(span.days())
    };
    parse_duration(length).map_or(0, |span| u32::try_from(days(span)).unwrap_or(u32::MAX))
}

fn bound(date: PartialDate, saying: usize) -> Bound {
    let (first, after) = date.days();
    Bound { at: DayRange { first, after, words: date.words() }, saying }
}

fn subtitle(text: Option<&str>, timeline: &Timeline, elapsed: usize) -> String {
    let placed = timeline.lines.iter().filter(|l| l.bounds().next().is_some()).count();
    let aside: Vec<&Line> = timeline.lines.iter().filter(|l| l.bounds().next().is_none()).collect();
    let lead = lead(text);
    let dated =
        if placed == 1 { "1 thing with a date".to_owned() } else { format!("{placed} things with a date") };
    let mut out = format!("{lead}{dated}");
    if !aside.is_empty() {
        let kinds = timeline.unplaced(&aside).join(", ");
        out.push_str(&format!(", {} not on the axis ({kinds})", aside.len()));
    }
    let disputed = timeline.sayings.iter().filter(|s| s.is_disputed()).count();
    if disputed > 0 {
        out.push_str(&format!("; {disputed} of {} statements disputed", timeline.sayings.len()));
    }
    if let Some(Missing { asked, word, names, by_no_fact }) = &timeline.missing {
        out.push_str(&match names.len() {
            0 => format!("; a time is stated for all {asked} {word}"),
            n => format!("; no time is stated for {n} of {asked} {word}"),
        });
        if *by_no_fact > 0 {
            out.push_str(&format!(", for {by_no_fact} only by what is not a fact"));
        }
    }
    if elapsed > 0 {
        out.push_str(&format!("; left out: {elapsed} not of this date"));
    }
    out
}
