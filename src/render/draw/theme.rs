//! Themes: which colour stands for what, and on what page a figure has to fit. Every theme is tested by computation.
//!
//! Goes in: theme files `ontology/themes/*.toml`, over those that the program carries. Comes out: a [`Theme`] for each, or
//! the faults in them. Deliberately knows no figure.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::colour::{Rgb, contrast, distance};
use super::sheet::ColourRole;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::nearest::{nearest, nearest_in};
use crate::render::figure::Hue;

/// The themes that the program carries; the first is the one in use where none is named.
const OWN: [(&str, &str); 4] = [
    ("light", include_str!("themes/light.toml")),
    ("dark", include_str!("themes/dark.toml")),
    ("print", include_str!("themes/print.toml")),
    ("phone", include_str!("themes/phone.toml")),
];
/// The colours that a view may name.
const HUES: [Hue; 4] = [Hue::Blue, Hue::Brown, Hue::Green, Hue::Grey];
/// The least contrast of ordinary text (WCAG 2.2, AAA).
const LEAST_OF_INK: f64 = 7.0;
/// The least contrast of all other text (WCAG 2.2, AA).
const LEAST: f64 = 4.5;
/// The least distance of two colours that tell things apart.
const LEAST_APART: f64 = 30.0;

/// A page on which a figure has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 by 297 millimetres, upright or lying.
    A4,
    /// The screen of a phone held upright: 360 pixels wide, as high as it has to be.
    Phone,
}

/// A theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The page on which figures have to fit; none for screens.
    pub page: Option<Paper>,
    /// The theme whose colours it has where a reader prefers the dark; none where it stays as it is.
    pub dark: Option<Box<Theme>>,
    /// The colours by their keys in theme files.
    colours: BTreeMap<&'static str, Rgb>,
}

/// A theme file: everything may be left out, and is then as in the theme below it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// The theme that it changes; left out, the one of its own name, else the first.
    over: Option<Spanned<String>>,
    page: Option<Paper>,
    /// The theme whose colours it has in the dark.
    dark: Option<Spanned<String>>,
    ink: Option<Spanned<String>>,
    muted: Option<Spanned<String>>,
    guide: Option<Spanned<String>>,
    paper: Option<Spanned<String>>,
    mark: Option<Spanned<String>>,
    #[serde(default)]
    row: Pair,
    #[serde(default)]
    blue: Pair,
    #[serde(default)]
    brown: Pair,
    #[serde(default)]
    green: Pair,
    #[serde(default)]
    grey: Pair,
}

/// Text and borders of one colour, and areas of it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    ink: Option<Spanned<String>>,
    fill: Option<Spanned<String>>,
}

impl Given {
    /// The colours that are given, by key.
    fn colours(self) -> impl Iterator<Item = (&'static str, Spanned<String>)> {
        let all = [
            ("ink", self.ink),
            ("muted", self.muted),
            ("guide", self.guide),
            ("paper", self.paper),
            ("mark", self.mark),
            ("row.ink", self.row.ink),
            ("row.fill", self.row.fill),
            ("blue.ink", self.blue.ink),
            ("blue.fill", self.blue.fill),
            ("brown.ink", self.brown.ink),
            ("brown.fill", self.brown.fill),
            ("green.ink", self.green.ink),
            ("green.fill", self.green.fill),
            ("grey.ink", self.grey.ink),
            ("grey.fill", self.grey.fill),
        ];
        all.into_iter().filter_map(|(key, colour)| Some((key, colour?)))
    }
}

/// The key of what a colour is for in theme files.
fn key(paint: ColourRole) -> &'static str {
    match paint {
        ColourRole::Ink => "ink",
        ColourRole::Muted => "muted",
        ColourRole::Guide => "guide",
        ColourRole::Paper => "paper",
        ColourRole::CellCard => "mark",
        ColourRole::RowInk => "row.ink",
        ColourRole::RowFill => "row.fill",
        ColourRole::Hue(Hue::Blue) => "blue.ink",
        ColourRole::Tint(Hue::Blue) => "blue.fill",
        ColourRole::Hue(Hue::Brown) => "brown.ink",
        ColourRole::Tint(Hue::Brown) => "brown.fill",
        ColourRole::Hue(Hue::Green) => "green.ink",
        ColourRole::Tint(Hue::Green) => "green.fill",
        ColourRole::Hue(Hue::Grey) => "grey.ink",
        ColourRole::Tint(Hue::Grey) => "grey.fill",
    }
}

impl Theme {
    /// The theme that is in use where none is named.
    pub fn light() -> Self {
        Self::own(0)
    }

    /// The colour that stands for something.
    pub fn paint(&self, paint: ColourRole) -> Rgb {
        self.colours.get(key(paint)).copied().unwrap_or_default()
    }

    /// All colours, in one order.
    pub(super) fn all(&self) -> impl Iterator<Item = Rgb> {
        self.colours.values().copied()
    }

    /// The place of a colour among all.
    pub(super) fn place(&self, paint: ColourRole) -> Option<usize> {
        self.colours.keys().position(|own| *own == key(paint))
    }

    /// Whether it has the name of the first theme that the program carries.
    pub(super) fn is_first(&self) -> bool {
        self.name == OWN[0].0
    }

    /// A theme that the program carries; a test reads them all.
    fn own(number: usize) -> Self {
        let (name, text) = OWN[number];
        let mut theme = Self { name: name.to_owned(), page: None, dark: None, colours: BTreeMap::new() };
        let given: Given = toml::from_str(text).unwrap_or_default();
        theme.page = given.page;
        let dark = given.dark.as_ref().and_then(|dark| OWN.iter().position(|own| own.0 == dark.get_ref()));
        theme.dark = dark.filter(|dark| *dark != number).map(|dark| Box::new(Self::own(dark)));
        for (key, colour) in given.colours() {
            theme.colours.insert(key, colour.get_ref().parse().unwrap_or_default());
        }
        theme
    }

    /// What is wrong with the colours of the theme: key of each of the two, and why they do not go together.
    fn flaws(&self) -> Vec<([&'static str; 2], String)> {
        let grounds: Vec<ColourRole> =
            [ColourRole::Paper, ColourRole::RowFill].into_iter().chain(HUES.map(ColourRole::Tint)).collect();
        let mut inks =
            vec![(ColourRole::Ink, grounds.clone(), LEAST_OF_INK), (ColourRole::Muted, grounds, LEAST)];
        inks.push((ColourRole::CellCard, vec![ColourRole::Paper], LEAST));
        inks.extend(
            HUES.map(|hue| (ColourRole::Hue(hue), vec![ColourRole::Tint(hue), ColourRole::Paper], LEAST)),
        );
        let mut flaws = Vec::new();
        for (ink, grounds, least) in inks {
            let on = |ground: &ColourRole| contrast(self.paint(ink), self.paint(*ground));
            // The worst ground is enough to know.
            let Some(ground) = grounds.into_iter().min_by(|a, b| on(a).total_cmp(&on(b))) else { continue };
            let found = on(&ground);
            if found < least {
                let why = format!(
                    "`{}` ({}) on `{}` ({}) has a contrast of {found:.1} : 1, and {least} : 1 is the least",
                    key(ink),
                    self.paint(ink),
                    key(ground),
                    self.paint(ground),
                );
                flaws.push(([key(ink), key(ground)], why));
            }
        }
        for (i, a) in HUES.into_iter().enumerate() {
            for b in HUES.into_iter().skip(i + 1) {
                let (a, b) = (ColourRole::Hue(a), ColourRole::Hue(b));
                let found = distance(self.paint(a), self.paint(b));
                if found < LEAST_APART {
                    let why = format!(
                        "`{}` ({}) and `{}` ({}) are {found:.0} apart for some colour-blind readers, and {LEAST_APART} is the least",
                        key(a),
                        self.paint(a),
                        key(b),
                        self.paint(b),
                    );
                    flaws.push(([key(a), key(b)], why));
                }
            }
        }
        flaws
    }
}

/// The themes of a project: those that the program carries, and over them the theme files given, in the order of names.
///
/// A file changes the theme of its own name, or adds one; what it leaves out is as in the theme that `over` names.
///
/// # Errors
///
/// All that is wrong with the theme files, each with its place.
pub fn themes<'a>(
    files: impl IntoIterator<Item = (FileId, &'a SourceFile)>,
) -> Result<Vec<Theme>, Vec<Diagnostic>> {
    let own: Vec<Theme> = (0..OWN.len()).map(Theme::own).collect();
    let (mut more, mut faults) = (Vec::new(), Vec::new());
    for (id, file) in files {
        match theme_of(id, file, &own) {
            Ok(theme) => more.push(theme),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut all: Vec<Theme> =
        own.into_iter().map(|t| more.iter().find(|m| m.name == t.name).cloned().unwrap_or(t)).collect();
    more.retain(|theme| all.iter().all(|t| t.name != theme.name));
    all.append(&mut more);
    // A theme in the dark is as the project has it.
    let known = all.clone();
    for theme in &mut all {
        if let Some(dark) = &mut theme.dark
            && let Some(own) = known.iter().find(|t| t.name == dark.name)
        {
            **dark = own.clone();
        }
    }
    Ok(all)
}

fn theme_of(id: FileId, file: &SourceFile, own: &[Theme]) -> Result<Theme, Vec<Diagnostic>> {
    let fault = |span: Span, message: String, expected: &str| {
        Diagnostic::new(Code::R091, Location::Span(id, span), message).expected(expected)
    };
    let given: Given = toml::from_str(&file.text).map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("this theme cannot be used: {}", error.message().replace('\n', "; "));
        vec![fault(span, message, "what docs/figures.md describes").suggest(nearest_in(error.message()))]
    })?;
    let name = file.stem();
    let below = given.over.as_ref().map_or(name, |o| o.get_ref().as_str());
    let found = own.iter().find(|t| t.name == below);
    let mut theme = match (found, &given.over) {
        (Some(theme), _) => theme.clone(),
        (None, None) => Theme::light(),
        (None, Some(over)) => {
            let names = own.iter().map(|t| t.name.as_str());
            let message = format!("there is no theme `{below}` to stand over");
            let fault = fault(Span::from(over.span()), message, "light, dark, print or phone");
            return Err(vec![fault.suggest(nearest(below, names))]);
        }
    };
    name.clone_into(&mut theme.name);
    theme.page = given.page.or(theme.page);
    let mut faults = Vec::new();
    // Colours of its own are not those that another theme has in the dark.
    if let Some(dark) = &given.dark {
        theme.dark = own.iter().find(|t| t.name == *dark.get_ref()).map(|t| Box::new(t.clone()));
        if theme.dark.is_none() {
            let names = own.iter().map(|t| t.name.as_str());
            let message = format!("there is no theme `{}` for the dark", dark.get_ref());
            faults.push(
                fault(Span::from(dark.span()), message, "light, dark, print or phone")
                    .suggest(nearest(dark.get_ref(), names)),
            );
        }
    } else if name != "light" {
        theme.dark = None;
    }
    let mut places: BTreeMap<&str, Span> = BTreeMap::new();
    for (key, colour) in given.colours() {
        places.insert(key, Span::from(colour.span()));
        match colour.get_ref().parse() {
            Ok(rgb) => {
                theme.colours.insert(key, rgb);
            }
            Err(_) => faults.push(fault(
                Span::from(colour.span()),
                format!("`{}` is no colour", colour.get_ref()),
                "six hexadecimal digits after a #, such as #005A94",
            )),
        }
    }
    if faults.is_empty() {
        faults.extend(theme.flaws().into_iter().map(|(keys, why)| {
            let place = keys.iter().find_map(|k| places.get(k)).copied().unwrap_or(Span::new(0, 0));
            fault(place, why, "colours that every reader can read and tell apart")
        }));
    }
    if faults.is_empty() { Ok(theme) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_can_be_read_and_told_apart() {
        for (number, (name, text)) in OWN.into_iter().enumerate() {
            let theme = Theme::own(number);
            let given: Given = toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(given.colours().all(|(_, c)| c.get_ref().parse::<Rgb>().is_ok()), "{name}");
            assert_eq!(theme.colours.len(), 15, "{name} has every colour");
            assert_eq!(theme.flaws(), [], "{name}");
        }
        assert_eq!(Theme::light().name, "light");
    }
}
