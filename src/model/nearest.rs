//! The nearest known name to one that is not known.

/// The known name that a writer most likely meant, if any is near enough.
///
/// Near is a Damerau–Levenshtein distance of at most a third of the length, without regard to case; a known
/// name that begins with the unknown one also counts. Ties go to the name that sorts first.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = unknown.to_lowercase();
    if wanted.is_empty() || wanted.len() > 200 {
        return None;
    }
    let limit = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        if name.is_empty() || name.len().abs_diff(unknown.len()) > limit * 4 + 12 {
            continue;
        }
        let lower = name.to_lowercase();
        let mut distance = strsim::damerau_levenshtein(&wanted, &lower);
        if distance > limit && wanted.len() >= 3 && (lower.starts_with(&wanted) || wanted.starts_with(&lower))
        {
            distance = limit;
        }
        if distance <= limit && best.is_none_or(|b| (distance, name) < b) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_no_empty_name() {
        assert_eq!(nearest("1.0", [""]), None);
    }

    #[test]
    fn offers_what_was_meant_or_nothing() {
        let known = ["subject", "object", "section", "source", "status"];
        for (unknown, expected) in [
            ("subjcet", Some("subject")),
            ("Object", Some("object")),
            ("sect", Some("section")),
            ("colour", None),
        ] {
            assert_eq!(nearest(unknown, known), expected, "{unknown}");
        }
    }
}
