//! What a project asks of its graph: the figures of its views, and its queries, as far as they can be wrong.

use super::parts::{self, Parts, basis, failed};
use crate::compile::input::Input;
use crate::derive::graph::Graph;
use crate::derive::selection::Selection;
use crate::derive::store::{DefaultGraph, QueryText, Store, StoreError, doubts, syntax_fault};
use crate::explore::ask::{self, Template};
use crate::model::claim::PropertyId;
use crate::model::code::Code;
use crate::model::diagnostic::{Checked, Diagnostic, Location, is_clean};
use crate::model::escape;
use crate::model::file::{FileId, Span};
use crate::model::header::{Header, QueryKind};
use crate::model::nearest::nearest;
use crate::render::draw::{self, PictureError, Theme};
use crate::render::figure::{self, Figure, Name, View, Views};
use crate::render::write;

/// The store, if a view asks it, or, where these count too, a saved query or question: filling it costs more than all the rest
/// of a build.
///
/// # Errors
///
/// The failure of the store, while it is filled.
pub fn store(graph: &Graph, with_queries: bool) -> Result<Option<&Store>, StoreError> {
    let input = graph.input();
    let asks = |id: &FileId| figure::parse(*id, input.files.get(*id)).is_ok_and(|view| view.has_query());
    let has_queries = with_queries && !(input.queries.is_empty() && input.questions.is_empty());
    if has_queries || input.views.iter().any(asks) { graph.store().map(Some) } else { Ok(None) }
}

/// The view of a name.
///
/// # Errors
///
/// The nearest name of another view, if any is near.
pub fn find<'i>(input: &'i Input, name: &str) -> Result<FileId, Option<&'i str>> {
    let found = input.views.iter().copied().find(|id| input.files.get(*id).stem() == name);
    found.ok_or_else(|| nearest(name, input.views.iter().map(|id| input.files.get(*id).stem())))
}

/// The figure of one view, with warnings of what in the view finds nothing.
///
/// # Errors
///
/// Every fault of the view.
pub fn figure(graph: &Graph, view: FileId, store: Option<&Store>) -> Checked<Figure> {
    figure_of(graph, view, store, &mut Parts::default())
}

fn figure_of(graph: &Graph, id: FileId, store: Option<&Store>, parts: &mut Parts) -> Checked<Figure> {
    let (file, input) = (graph.input().files.get(id), graph.input());
    let (others, text) = (Views::new(&input.views, &input.files), QueryText { file: id, text: &file.text });
    let view = figure::parse(id, file)?;
    // A matrix counts the cards of a grid, which are those of the sources of the grid.
    let of_grid = match &view {
        View::Matrix(matrix) if view.sources().concat().is_empty() => find(input, &matrix.grid).ok(),
        _ => None,
    };
    let of_grid = of_grid.and_then(|id| Some((id, figure::parse(id, input.files.get(id)).ok()?)));
    let [sources, kinds, known_by] = of_grid.as_ref().map_or(&view, |(_, grid)| grid).sources();
    let (place, words) = (of_grid.as_ref().map_or(id, |(id, _)| *id), [sources, kinds, known_by].concat());
    let spans: Vec<Span> = words.iter().map(|name| name.span).collect();
    let texts = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect();
    let known_by = known_by.first().map(|name| name.text.clone());
    let selection = Selection { sources: texts(sources), kinds: texts(kinds), known_by };
    let Some(part) = parts.of(graph, &selection, Code::R052, (place, &spans))? else {
        return figure::build(&view, text, others, graph.scope(), store);
    };
    let store = if view.has_query() { Some(part.store().map_err(|e| failed(place, &e))?) } else { None };
    let (figure, warnings) = figure::build(&view, text, others, part.scope(), store)?;
    Ok((figure.from(&basis(part, graph, &selection)), warnings))
}

/// The failure of the store, while it is filled for the views.
pub fn store_fault(error: &StoreError) -> Diagnostic {
    Diagnostic::new(Code::R053, Location::Span(FileId(0), Span::new(0, 0)), error.to_string())
}

/// The figures of all views, by name, with warnings of what in the views finds nothing.
///
/// # Errors
///
/// Every fault of a view.
pub fn figures(graph: &Graph, store: Option<&Store>) -> Checked<Vec<(String, Figure)>> {
    let mut figures: Vec<(String, Figure)> = Vec::new();
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut parts = Parts::default();
    for &id in &graph.input().views {
        let found = match figure_of(graph, id, store, &mut parts) {
            Ok((drawn, warnings)) => {
                let name = graph.input().files.get(id).stem();
                if figures.iter().any(|(other, _)| other == name) {
                    let message = format!("there is another view called `{name}`");
                    let anchor = Location::Span(id, Span::new(0, 0));
                    faults.push(
                        Diagnostic::new(Code::R052, anchor, message).expected("a file name of its own"),
                    );
                }
                figures.push((name.to_owned(), drawn));
                warnings
            }
            Err(found) => found,
        };
        // What is wrong with a view that another one refers to is told once.
        for fault in found {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    if is_clean(&faults) { Ok((figures, faults)) } else { Err(faults) }
}

/// The pictures that views ask for, by their paths in the folder of figures.
///
/// # Errors
///
/// Every one that cannot be made, where its view asks for it.
pub fn pictures(
    input: &Input,
    figures: &[(String, Figure)],
    themes: &[Theme],
) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for &id in &input.views {
        let file = input.files.get(id);
        let Ok(view) = figure::parse(id, file) else { continue };
        let Some((name, figure)) = figures.iter().find(|(name, _)| name == file.stem()) else { continue };
        for also in view.also() {
            let made = themes.iter().map(|theme| Ok((theme, draw::made(also.form, figure, theme)?)));
            match made.collect::<Result<Vec<_>, PictureError>>() {
                Ok(made) => found.extend(made.into_iter().flat_map(|(theme, pages)| {
                    let path =
                        |(page, bytes)| (path_of(name, page, also.form.ending(), theme, themes), bytes);
                    pages.into_iter().enumerate().map(path).collect::<Vec<_>>()
                })),
                Err(error) => faults.push(
                    Diagnostic::new(Code::R052, Location::Span(id, also.span), error.to_string())
                        .expected("a form that can be made of this figure")
                        .help(error.help()),
                ),
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// Where a page of a figure is in the folder of figures: themes after the first have folders of their own.
pub(super) fn path_of(name: &str, page: usize, ending: &str, theme: &Theme, themes: &[Theme]) -> String {
    let is_first = themes.first().is_some_and(|first| first.name == theme.name);
    let folder = if is_first { String::new() } else { format!("{}/", theme.name) };
    format!("{folder}{}.{ending}", draw::page_name(name, page))
}

/// The themes in which figures are drawn; the first where none is named.
///
/// # Errors
///
/// All that is wrong with the theme files, each with its place.
pub fn themes(input: &Input) -> Result<Vec<Theme>, Vec<Diagnostic>> {
    draw::themes(input.themes.iter().map(|id| (*id, input.files.get(*id))))
}

/// A figure as a Markdown page: its question, a matrix as it is drawn, and the edges as a table.
pub fn markdown(drawn: &Figure) -> String {
    let columns = figure::COLUMNS.map(str::to_owned);
    let heading = drawn.heading();
    let mut out = format!("# {}\n\n", escape::markdown(heading.headline()));
    for line in heading.below() {
        let stop = if line.ends_with(['.', '?', '!']) { "" } else { "." };
        out.push_str(&format!("{}{stop}\n\n", escape::markdown(line)));
    }
    if let Figure::Matrix(matrix) = drawn {
        let (head, rows) = figure::crosstab(matrix);
        out.push_str(&format!("{}\n", write::markdown(&head, &rows)));
    }
    out.push_str(&write::markdown(&columns, &figure::table(drawn)));
    if !heading.sources.is_empty() {
        out.push_str("\n## Sources\n\n");
        heading.sources.iter().for_each(|source| out.push_str(&format!("- {}\n", escape::markdown(source))));
    }
    out
}

/// Faults in saved queries and questions: what cannot be read, keys of headers and names that are not known; none
/// without a store.
pub fn query_faults(graph: &Graph, store: Option<&Store>) -> Vec<Diagnostic> {
    let Some(store) = store else { return Vec::new() };
    let mut faults = Vec::new();
    let saved = graph.input().queries.iter().map(|id| (*id, QueryKind::Query));
    for (id, kind) in saved.chain(graph.input().questions.iter().map(|id| (*id, QueryKind::Question))) {
        let text = QueryText { file: id, text: &graph.input().files.get(id).text };
        faults.extend(Header::parse(text.text).diagnostics(kind, id));
        faults
            .extend(parts::asked_of(text).and_then(|asked| asked.check(graph, id)).err().unwrap_or_default());
        match store.parse(text.text) {
            Ok(_) => {
                faults.extend(doubts(text, DefaultGraph::Union, store));
                faults.extend(ask::templates(text, graph.ontology(), store).err().unwrap_or_default());
            }
            Err(error) => faults.push(syntax_fault(Code::R053, text, &error, store)),
        }
    }
    faults
}

/// The question templates of saved queries and questions, in the order of their files.
///
/// # Errors
///
/// Every template that cannot be used, each with its place.
pub fn templates(graph: &Graph, store: &Store) -> Result<Vec<Template>, Vec<Diagnostic>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for &id in graph.input().queries.iter().chain(&graph.input().questions) {
        let text = QueryText { file: id, text: &graph.input().files.get(id).text };
        match ask::templates(text, graph.ontology(), store) {
            Ok(templates) => found.extend(templates),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The property that the dossier is grouped by, where the manifest asks for one.
///
/// # Errors
///
/// When the manifest names no property: with the place and the nearest one.
pub fn dossier(graph: &Graph) -> Result<Option<PropertyId>, Box<Diagnostic>> {
    let Some((key, span)) = &graph.input().manifest.dossier else { return Ok(None) };
    let ontology = graph.ontology();
    if let Some(property) = ontology.find_property(key) {
        return Ok(Some(property));
    }
    let manifest = graph.input().files.find("remit.toml").unwrap_or(FileId(0));
    let keys = ontology.properties().iter().filter(|p| p.writable).map(|p| p.key.as_str());
    let fault =
        Diagnostic::new(Code::R054, Location::Span(manifest, *span), format!("there is no property `{key}`"))
            .expected("the key of a property of the ontology")
            .suggest(nearest(key, keys));
    Err(Box::new(fault))
}

/// The part of the graph that the dossier speaks of, where the manifest names sources.
///
/// # Errors
///
/// Every name that is not that of a source, or the failure of the store.
pub fn told_in_dossier(graph: &Graph) -> Result<Option<Graph>, Vec<Diagnostic>> {
    let manifest = graph.input().files.find("remit.toml").unwrap_or(FileId(0));
    let named = &graph.input().manifest.dossier_sources;
    let spans: Vec<Span> = named.iter().map(|(_, span)| *span).collect();
    let selection =
        Selection { sources: named.iter().map(|(key, _)| key.clone()).collect(), ..Selection::default() };
    let mut parts = Parts::default();
    parts.of(graph, &selection, Code::R054, (manifest, &spans))?;
    Ok(parts.into_last())
}
