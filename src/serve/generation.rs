//! One generation of a site, and its pages as they were made: an answer is from one generation alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Bytes;
use hyper::header::HeaderValue;
use sha2::{Digest, Sha256};

use super::policy::content_security_policy;
use super::workers::Workers;
use crate::model::text::hex;
use crate::site::{Content, Place, Site};

/// How many bytes of pages are kept.
const MOST_KEPT: usize = 64 << 20;
/// The largest page that is kept, in bytes.
const LARGEST_KEPT: usize = 8 << 20;

/// A page with what its answers state of it.
pub(super) struct Page {
    pub(super) media_type: HeaderValue,
    pub(super) policy: HeaderValue,
    /// The digest of its bytes: a page that a new generation leaves as it was is not sent again.
    pub(super) etag: HeaderValue,
    pub(super) body: Bytes,
}

impl Page {
    pub(super) fn new(content: Content) -> Option<Self> {
        let Content { media_type, body } = content;
        let etag = format!("\"{}\"", hex(&Sha256::digest(&body)[..16]));
        Some(Self {
            media_type: HeaderValue::from_static(media_type),
            policy: HeaderValue::try_from(content_security_policy(media_type, &body)).ok()?,
            etag: HeaderValue::try_from(etag).ok()?,
            body: body.into(),
        })
    }
}

/// Pages by address and query, with the number of their bytes.
#[derive(Default)]
struct Kept {
    pages: HashMap<(String, String), Arc<Page>>,
    bytes: usize,
}

/// A site with those of its pages that were asked for lately, and the workers that answer about the same graph.
pub(super) struct Generation {
    site: Option<Arc<Site>>,
    workers: Arc<Workers>,
    kept: Mutex<Kept>,
}

impl Generation {
    pub(super) fn new(site: Option<Site>, workers: Arc<Workers>) -> Self {
        Self { site: site.map(Arc::new), workers, kept: Mutex::default() }
    }

    /// The site.
    pub(super) fn site(&self) -> Option<Arc<Site>> {
        self.site.clone()
    }

    /// Those who answer queries.
    pub(super) fn workers(&self) -> &Arc<Workers> {
        &self.workers
    }

    /// Where an IRI of the graph is answered, by its path.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        self.site.as_ref()?.place(path)
    }

    /// A page that was made before.
    pub(super) fn kept(&self, address: &str, query: &str) -> Option<Arc<Page>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pages.get(&(address.to_owned(), query.to_owned())).cloned()
    }

    /// Makes a page; none where there is none at that address.
    pub(super) fn make(&self, address: &str, query: &str) -> Option<Arc<Page>> {
        if let Some(page) = self.kept(address, query) {
            return Some(page);
        }
        let page = Arc::new(Page::new(self.site.as_ref()?.get(address, query)?)?);
        let size = page.body.len() + address.len() + query.len();
        if size <= LARGEST_KEPT {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            // What is asked for still is soon made again.
            if kept.bytes + size > MOST_KEPT {
                *kept = Kept::default();
            }
            if kept.pages.insert((address.to_owned(), query.to_owned()), Arc::clone(&page)).is_none() {
                kept.bytes += size;
            }
        }
        Some(page)
    }
}
