//! Things as data: the same as their pages, in forms for programs.

/// The forms: ending and media type.
pub(super) const FORMS: [(&str, &str); 0] = [];
