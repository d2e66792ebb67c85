//! The nearest known name to one that is not known.

/// The known name that a writer most likely meant, if any is near enough.
///
/// Near is a Damerau–Levenshtein distance of at most a third of the length, without regard to case; a name
/// also counts where one of the two is the beginning of the other, three letters or more. Ties go to the name that sorts first.
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
        let distance = strsim::damerau_levenshtein(&wanted, &lower);
        let is_part = |part: &str, whole: &str| part.len() >= 3 && whole.starts_with(part);
        let is_begun = is_part(&wanted, &lower) || is_part(&lower, &wanted);
        let distance = if is_begun { distance.min(limit) } else { distance };
        if distance <= limit && best.is_none_or(|b| (distance, name) < b) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The known name that is nearest to the unknown one, of a message that puts the unknown one into grave accents and then those
/// that are expected, as readers of TOML do.
pub fn nearest_in(message: &str) -> Option<&str> {
    let mut names = message.split('`').skip(1).step_by(2);
    nearest(names.next()?, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_message_offers() {
        let offered = nearest_in("unknown variant `trg`, expected one of `nq`, `trig`, `ttl`");
        assert_eq!(offered, Some("trig"));
        assert_eq!(nearest_in("missing field `base`"), None);
    }

    #[test]
    fn offers_no_empty_name() {
        assert_eq!(nearest("1.0", [""]), None);
    }

    #[test]
    fn offers_no_name_of_a_letter_where_another_is_near() {
        for (unknown, expected) in
            [("Shp", Some("Ship")), ("servs", Some("serves")), ("Sxyz", None), ("servesall", Some("serves"))]
        {
            assert_eq!(nearest(unknown, ["S", "Ship", "serves"]), expected, "{unknown}");
        }
    }

    #[test]
    fn offers_what_was_meant_or_nothing() {
        let known = ["subject", "object", "section", "source", "status"];
        for (unknown, expected) in [
            ("subjcet", Some("subject")),
            ("Object", Some("object")),
            ("sect", Some("section")),
            ("colour", None),
            ("sectionally", Some("section")),
        ] {
            assert_eq!(nearest(unknown, known), expected, "{unknown}");
        }
    }
}
