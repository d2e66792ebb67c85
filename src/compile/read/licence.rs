//! The licence of a graph: an id or expression of SPDX (<https://spdx.org/licenses/>), or the address of its text.

use super::Manifest;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::FileId;
use crate::model::fix::Change;
use crate::model::licence::{LICENCES, known, licence_iri};
use crate::model::nearest::nearest;

/// A warning where the licence of a manifest, which is the given file, is neither an address nor made of known ids.
pub fn unknown_licence(file: FileId, manifest: &Manifest) -> Option<Diagnostic> {
    licence_fault(&manifest.licence, Location::Span(file, manifest.licence_span))
}

/// A warning where a licence is neither an address nor made of known ids.
pub fn licence_fault(licence: &str, place: Location) -> Option<Diagnostic> {
    let is_known = |id: &&str| {
        matches!(*id, "AND" | "OR" | "WITH")
            || id.starts_with("LicenseRef-")
            || known(id.trim_end_matches('+')).is_some()
    };
    let mut ids = licence.split([' ', '(', ')']).filter(|id| !id.is_empty());
    if licence_iri(licence).is_some() || ids.clone().all(|id| is_known(&id)) {
        return None;
    }
    let wrong = ids.find(|id| !is_known(id))?;
    let is_expression = licence.split(' ').any(|word| matches!(word, "AND" | "OR" | "WITH"));
    let cause = if is_expression { format!(": `{wrong}` is not an id of SPDX") } else { String::new() };
    let message = format!("the licence `{licence}` is not known{cause}");
    // People write the names of licences with spaces: `CC BY 4.0`.
    let near = nearest(
        &if is_expression { wrong.to_owned() } else { licence.replace(' ', "-") },
        LICENCES.split_whitespace(),
    );
    let fault = Diagnostic::new(Code::R077, place, message)
        .expected("an id of SPDX such as CC-BY-4.0, or the address of its text");
    Some(match near.filter(|_| is_expression) {
        Some(near) => {
            let whole = Change::Value(licence.replacen(wrong, near, 1));
            fault.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), whole)
        }
        None => fault.suggest(near),
    })
}
