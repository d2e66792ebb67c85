//! What is said of the publication of a source, in one table: keys of records, RDF and what readers are shown follow from it.

use super::vocab::{dc, dcterms, pav, remit};

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishedKind {
    /// Any text.
    Text,
    /// An address of the web.
    Address,
    /// A date at the precision known.
    Date,
    /// An id of SPDX, or the address of a licence.
    Licence,
    /// True or false.
    Flag,
}

macro_rules! published {
    ($($field:ident $key:literal $kind:ident $property:expr;)+) => {
        /// A part of what is said of the publication of a source.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum PublishedField { $(
            #[doc = concat!("`", $key, "`.")]
            $field,
        )+ }

        impl PublishedField {
            /// All of them, in the order of their properties.
            pub const ALL: &[Self] = &[$(Self::$field,)+];
            /// Their keys in records.
            pub const KEYS: &[&str] = &[$($key,)+];

            /// Its key in records, and its name for readers.
            pub fn key(self) -> &'static str {
                match self { $(Self::$field => $key,)+ }
            }

            /// What its value has to be.
            pub fn kind(self) -> PublishedKind {
                match self { $(Self::$field => PublishedKind::$kind,)+ }
            }

            /// The IRI of its property.
            pub fn property(self) -> &'static str {
                match self { $(Self::$field => $property,)+ }
            }
        }
    };
}

// Names are texts: Dublin Core terms ask for a node as creator and publisher, its older elements do not.
published! {
    Author    "author"    Text    dc::CREATOR;
    Publisher "publisher" Text    dc::PUBLISHER;
    Url       "url"       Address dcterms::IDENTIFIER;
    Date      "date"      Date    dcterms::ISSUED;
    Licence   "licence"   Licence dcterms::LICENSE;
    Retrieved "retrieved" Date    pav::RETRIEVED_ON;
    Cut       "cut"       Flag    remit::CUT;
    Kind      "kind"      Text    remit::SOURCE_KIND;
}

impl PublishedField {
    /// The field that records call by a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}
