//! What a client would rather have (RFC 9110, section 12.5.1).

/// How much a media type is wanted, in thousandths; none asked for is all wanted alike.
pub(super) fn wanted(accept: Option<&str>, essence: &str) -> u16 {
    let Some(accept) = accept.filter(|text| !text.trim().is_empty()) else { return 1000 };
    let (kind, _) = essence.split_once('/').unwrap_or((essence, ""));
    let range = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        // The closest range counts, whatever the others say.
        let closeness = match name.strip_suffix("/*") {
            _ if name == essence => 3,
            Some(of) if of == kind => 2,
            Some("*") => 1,
            _ => return None,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some((closeness, quality.map_or(1000, thousandths)))
    };
    accept.split(',').filter_map(range).max().map_or(0, |(_, quality)| quality)
}

/// A quality of at most three digits, as it is written; what is none wants nothing.
fn thousandths(quality: &str) -> u16 {
    let number = quality.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q));
    number.map_or(0, |q| (q * 1000.0).round() as u16)
}

/// The one of several that is wanted most, the first of those that are wanted alike; none where none is wanted.
pub(super) fn choose<'a, T>(accept: Option<&str>, all: &'a [(T, &str)]) -> Option<&'a T> {
    let rated = all.iter().map(|(one, essence)| (one, wanted(accept, essence)));
    let best = rated.fold(None, |best: Option<(&T, u16)>, (one, quality)| match best {
        Some((_, most)) if most >= quality => best,
        _ => Some((one, quality)),
    });
    best.filter(|(_, quality)| *quality > 0).map(|(one, _)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_range_counts() {
        let all = [("page", "text/html"), ("turtle", "text/turtle"), ("json", "application/ld+json")];
        for (accept, expected) in [
            (None, Some("page")),
            (Some(""), Some("page")),
            (Some("*/*"), Some("page")),
            (Some("text/turtle"), Some("turtle")),
            (Some("TEXT/TURTLE;q=0.5, application/ld+json"), Some("json")),
            (Some("text/*;q=0.3, text/html;q=0.2, */*;q=0.1"), Some("turtle")),
            (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some("page")),
            (Some("text/turtle, application/rdf+xml, application/ld+json;q=0.9, */*;q=0.1"), Some("turtle")),
            (Some("application/rdf+xml"), None),
            (Some("text/html;q=0, */*;q=0.5"), Some("turtle")),
            (Some("text/html;q=much, text/turtle;q=0.001"), Some("turtle")),
            (Some(",;,q=1;/"), None),
        ] {
            assert_eq!(choose(accept, &all).copied(), expected, "{accept:?}");
        }
    }
}
