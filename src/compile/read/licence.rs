//! The licence of a graph: an id or expression of SPDX (<https://spdx.org/licenses/>), or the address of its text.

use super::Manifest;
use crate::model::address;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::FileId;
use crate::model::nearest::nearest;

/// Licences of data, texts and programs.
const LICENCES: &str = "0BSD AGPL-3.0-only Apache-2.0 BSD-2-Clause BSD-3-Clause CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 \
CC-BY-NC-3.0 CC-BY-NC-4.0 CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-3.0 CC-BY-ND-4.0 CC-BY-SA-2.0 \
CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0 DL-DE-BY-2.0 DL-DE-ZERO-2.0 \
etalab-2.0 EUPL-1.2 GFDL-1.3-only GPL-2.0-only GPL-3.0-only IODL-2.0 ISC LGPL-3.0-only MIT MPL-2.0 NLOD-1.0 NLOD-2.0 O-UDA-1.0 ODbL-1.0 \
ODC-By-1.0 OGL-Canada-2.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 PDDL-1.0 Unlicense";

fn known(id: &str) -> Option<&'static str> {
    LICENCES.split_whitespace().find(|known| known.eq_ignore_ascii_case(id))
}

/// The IRI of a licence: itself, or that of its SPDX id; none for any other text.
pub fn licence_iri(licence: &str) -> Option<String> {
    if address::fault(licence).is_none() {
        return Some(licence.to_owned());
    }
    known(licence).map(|id| format!("https://spdx.org/licenses/{id}"))
}

/// A warning where the licence of a manifest, which is the given file, is neither an address nor made of known ids.
pub fn unknown_licence(file: FileId, manifest: &Manifest) -> Option<Diagnostic> {
    let licence = manifest.licence.as_str();
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
    Some(
        Diagnostic::new(Code::R077, Location::Span(file, manifest.licence_span), message)
            .expected("an id of SPDX such as CC-BY-4.0, or the address of its text")
            .suggest(near),
    )
}
