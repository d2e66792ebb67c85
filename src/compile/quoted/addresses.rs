//! `R080`: an address that a claim states, and another one in the words that it quotes.

use super::Quoted;
use crate::model::claim::Value;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;

/// Holds the address that is the value of a claim against those in its quote; a quote without any says nothing against it.
pub(super) fn check(quoted: &Quoted<'_>, faults: &mut Vec<Diagnostic>) {
    let Value::Iri(address) = quoted.claim.value else { return };
    let address = quoted.dataset.text(address);
    let is_said =
        |text: &str| addresses(text).iter().any(|written| is_within(&same(written), &same(address)));
    let other = addresses(quoted.around.quote).first().copied();
    let Some(other) = other.filter(|_| !is_said(quoted.around.quote) && !quoted.note().is_some_and(is_said))
    else {
        return;
    };
    let place = Location::Field(quoted.claim.origin, ClaimField::Object.key());
    let message = format!("the quotation says `{other}`, not {address}");
    faults.push(Diagnostic::new(Code::R080, place, message).expected("what the quote says"));
}

/// Whether an address is the one that is written, or a page of it.
fn is_within(written: &str, address: &str) -> bool {
    address.strip_prefix(written).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Whether words have an address as one of theirs.
pub(super) fn names(words: &str, address: &str) -> bool {
    addresses(words).iter().any(|written| same(written) == same(address))
}

/// The addresses in a text: those with a scheme, boxes of mail, and names of hosts.
fn addresses(text: &str) -> Vec<&str> {
    let is_mark = |c: char| c.is_whitespace() || "<>()[]{}\"\u{201c}\u{201d}\u{2018}\u{2019}|".contains(c);
    let words = text.split(is_mark).map(|word| word.trim_matches(|c: char| ".,;:!?\'\u{2026}".contains(c)));
    words.filter(|word| is_address(word)).collect()
}

/// What the names of hosts end in where nothing else tells that they are such: no file (`notes.md`), and no word of English.
const ENDS: &str = "com org net edu gov mil int info io eu uk us de fr nl ie ch se dk fi pl cz pt gr ca au nz jp cn br example";

fn is_address(word: &str) -> bool {
    let lower = word.to_lowercase();
    let starts = ["http://", "https://", "ftp://", "www.", "mailto:", "urn:", "doi:", "tel:"];
    if starts.iter().any(|start| lower.strip_prefix(start).is_some_and(|rest| !rest.is_empty())) {
        return true;
    }
    let authority = lower.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.rsplit_once('.').is_some_and(|(before, end)| {
        ENDS.split(' ').any(|known| known == end) && before.split('.').all(is_label)
    })
}

/// An address without what readers leave out: scheme, `www.`, a slash at the end; letters of host and scheme in small.
fn same(address: &str) -> String {
    let lower = address.to_lowercase();
    let mut rest = lower.as_str();
    for start in ["https://", "http://", "mailto:", "www."] {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    rest.trim_end_matches('/').to_owned()
}
