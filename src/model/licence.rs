//! Licences by their ids of SPDX (<https://spdx.org/licenses/>).

use super::address;

/// Licences of data, texts and programs.
pub const LICENCES: &str = "0BSD AGPL-3.0-only Apache-2.0 BSD-2-Clause BSD-3-Clause CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 \
CC-BY-NC-3.0 CC-BY-NC-4.0 CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-3.0 CC-BY-ND-4.0 CC-BY-SA-2.0 \
CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0 DL-DE-BY-2.0 DL-DE-ZERO-2.0 \
etalab-2.0 EUPL-1.2 GFDL-1.3-only GPL-2.0-only GPL-3.0-only IODL-2.0 ISC LGPL-3.0-only MIT MPL-2.0 NLOD-1.0 NLOD-2.0 O-UDA-1.0 ODbL-1.0 \
ODC-By-1.0 OGL-Canada-2.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 PDDL-1.0 Unlicense";

/// The id of a licence as SPDX writes it.
pub fn known(id: &str) -> Option<&'static str> {
    LICENCES.split_whitespace().find(|known| known.eq_ignore_ascii_case(id))
}

/// The IRI of a licence: itself, or that of its SPDX id; none for any other text.
pub fn licence_iri(licence: &str) -> Option<String> {
    if address::fault(licence).is_none() {
        return Some(licence.to_owned());
    }
    known(licence).map(|id| format!("https://spdx.org/licenses/{id}"))
}
