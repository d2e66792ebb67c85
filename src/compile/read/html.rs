//! The text of a page of the web, as a reader sees it: without scripts, styles, navigation and what is hidden; one line for each
//! block, character references decoded.

/// Elements whose text is not part of what a page says: code, controls, pictures, and the menu of its site.
const LEFT_OUT: &str = "audio button canvas head iframe math nav noscript object script select style svg template textarea video";
/// Of these the text is no markup: it ends at the next end tag of the same name.
const RAW: &str = "iframe script style textarea";
/// Elements that stand on lines of their own.
const BLOCKS: &str = "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption \
figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search section summary \
table tbody tfoot tr ul";
/// Elements without an end.
const VOID: &str = "area br col embed hr img input link meta wbr";
/// Elements whose end tag is usually left out: they end at the next block.
const OPEN_ENDED: &str = "dd dt li option p td th tr";
/// What browsers show for the references `&#128;` to `&#159;`: Windows-1252, whatever the page says of itself.
const WINDOWS: &str = "\u{20ac}\u{81}\u{201a}\u{192}\u{201e}\u{2026}\u{2020}\u{2021}\u{2c6}\u{2030}\u{160}\u{2039}\u{152}\u{8d}\u{17d}\u{8f}\
                       \u{90}\u{2018}\u{2019}\u{201c}\u{201d}\u{2022}\u{2013}\u{2014}\u{2dc}\u{2122}\u{161}\u{203a}\u{153}\u{9d}\u{17e}\u{178}";

fn has(list: &str, name: &str) -> bool {
    list.split(' ').any(|one| one == name)
}

/// The text of a page.
pub fn text_of_html(page: &str) -> String {
    let mut text = Text::default();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        text.words(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = Tag::read(rest) else {
            text.words("<");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        text.tag(&tag);
        if !tag.is_end && has(RAW, &tag.name) {
            rest = &rest[end_of(&tag.name, rest)..];
        }
    }
    text.words(rest);
    text.finished()
}

/// Where the end tag of an element without markup is; else the end.
fn end_of(name: &str, text: &str) -> usize {
    let ends = text.match_indices("</").map(|(at, _)| at);
    let is_own = |at: &usize| {
        text.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    ends.into_iter().find(is_own).unwrap_or(text.len())
}

/// A tag, comment or declaration, which has no name.
#[derive(Default)]
struct Tag {
    name: String,
    is_end: bool,
    /// `<svg/>`: an element of XML that is over at once.
    is_closed: bool,
    is_hidden: bool,
    length: usize,
}

impl Tag {
    /// The tag at the beginning of a text; none where the `<` is text.
    fn read(text: &str) -> Option<Self> {
        let after =
            |mark: &str, from: usize| text[from..].find(mark).map_or(text.len(), |at| from + at + mark.len());
        if text.starts_with("<!--") {
            return Some(Self { length: after("-->", 4), ..Self::default() });
        }
        if text.starts_with("<!") || text.starts_with("<?") {
            return Some(Self { length: after(">", 2), ..Self::default() });
        }
        let is_end = text.starts_with("</");
        let from = 1 + usize::from(is_end);
        let name = text[from..].split(|c: char| c.is_whitespace() || c == '/' || c == '>').next()?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (mut quote, mut length) = (None, text.len());
        for (at, c) in text[from + name.len()..].char_indices() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (None, '>') => {
                    length = from + name.len() + at + 1;
                    break;
                }
                (Some(open), c) if c == open => quote = None,
                _ => {}
            }
        }
        let attributes = text[from + name.len()..length].trim_end_matches('>');
        Some(Self {
            name: name.to_ascii_lowercase(),
            is_end,
            is_closed: attributes.ends_with('/'),
            is_hidden: is_hidden(attributes),
            length,
        })
    }
}

/// Whether the attributes of a tag hide it from readers, or say that it is a menu.
fn is_hidden(attributes: &str) -> bool {
    // Each attribute as one word: a value may hold the words of another attribute.
    let (mut flat, mut quote) = (String::new(), None);
    for c in attributes.to_ascii_lowercase().chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) if c.is_whitespace() => {}
            (_, c) => flat.push(c),
        }
    }
    flat.split_whitespace().map(|word| word.trim_end_matches('/')).any(|word| {
        matches!(word, "hidden" | "aria-hidden=true" | "role=navigation")
            || word.starts_with("hidden=")
            || word.starts_with("style=") && word.contains("display:none")
    })
}

/// Text that grows line by line.
#[derive(Default)]
struct Text {
    out: String,
    /// How deep the place is in elements called so, whose text is left out, and whether the next block ends it.
    out_of: Option<(String, usize)>,
    is_open_ended: bool,
    preformatted: usize,
}

impl Text {
    fn tag(&mut self, tag: &Tag) {
        let is_block = has(BLOCKS, &tag.name);
        if self.is_open_ended && (is_block || has(OPEN_ENDED, &tag.name)) {
            (self.out_of, self.is_open_ended) = (None, false);
        }
        if let Some((name, depth)) = &mut self.out_of {
            match (tag.name == *name, tag.is_end) {
                (true, true) if *depth == 1 => self.out_of = None,
                (true, true) => *depth -= 1,
                (true, false) if !tag.is_closed => *depth += 1,
                // A head without an end tag ends where the body begins.
                (false, false) if name == "head" && tag.name == "body" => self.out_of = None,
                _ => {}
            }
            return;
        }
        let is_left_out = tag.is_hidden || has(LEFT_OUT, &tag.name);
        if is_left_out && !tag.is_end && !tag.is_closed && !has(VOID, &tag.name) {
            self.is_open_ended = has(OPEN_ENDED, &tag.name);
            self.out_of = Some((tag.name.clone(), 1));
        }
        if tag.name == "pre" {
            self.preformatted =
                if tag.is_end { self.preformatted.saturating_sub(1) } else { self.preformatted + 1 };
        }
        match tag.name.as_str() {
            _ if is_block => self.line(),
            "td" | "th" => self.words(" "),
            _ => {}
        }
    }

    fn line(&mut self) {
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Adds words: blanks in a row are one, as browsers show them, but for text that is set as it is.
    fn words(&mut self, raw: &str) {
        if self.out_of.is_some() {
            return;
        }
        for c in decoded(raw).chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' | '\u{c}' if self.preformatted == 0 => {
                    if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                        self.out.push(' ');
                    }
                }
                c => self.out.push(c),
            }
        }
    }

    fn finished(mut self) -> String {
        self.line();
        self.out
    }
}

/// Character references decoded.
fn decoded(raw: &str) -> String {
    if !raw.contains('&') {
        return raw.to_owned();
    }
    let had_controls = raw.contains(|c| ('\u{80}'..='\u{9f}').contains(&c));
    let text = html_escape::decode_html_entities(raw);
    if had_controls {
        return text.into_owned();
    }
    let shown = |c: char| match u32::from(c) {
        code @ 0x80..=0x9f => WINDOWS.chars().nth(code as usize - 0x80).unwrap_or(c),
        _ => c,
    };
    text.chars().map(shown).collect()
}
