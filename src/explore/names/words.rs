//! Words as names are compared by: stems of English, initials, and the small words that join others.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::model::text::normal;

/// Forms that a stemmer does not bring together, each with the form that it is read as: of verbs, of numbers, nouns of verbs,
/// spellings of both sides of the Atlantic, and words that it would take for others (*important* is no import).
const FORMS: &str = "extension=extend extensions=extend expansion=expand expansions=expand reduction=reduce reductions=reduce \
    introduction=introduce production=produce growth=grow sale=sell sales=sell decision=decide decisions=decide \
    inclusion=include conclusion=conclude closure=close closures=close response=respond responses=respond \
    description=describe descriptions=describe destruction=destroy proof=prove belief=believe \
    center=centre centers=centre defense=defence license=licence \
    important=significant importance=significance \
    led=lead leads=lead leading=lead held=hold ran=run paid=pay spent=spend made=make built=build met=meet \
    took=take taken=take gave=give given=give went=go gone=go got=get bought=buy brought=bring sent=send said=say told=tell \
    thought=think knew=know known=know found=find lost=lose left=leave kept=keep began=begin begun=begin wrote=write \
    written=write spoke=speak spoken=speak chose=choose chosen=choose broke=break broken=break fell=fall grew=grow \
    drawn=draw drew=draw sold=sell won=win stood=stand taught=teach caught=catch sought=seek owned=own people=person \
    men=man women=woman children=child monies=money one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 \
    eleven=11 twelve=12 twenty=20 thirty=30 forty=40 fifty=50 hundred=100";

/// Irregular forms, each with what it is read as.
static IRREGULAR: LazyLock<BTreeMap<&str, &str>> =
    LazyLock::new(|| FORMS.split_whitespace().filter_map(|f| f.split_once('=')).collect());

/// The stem of a word: of English by Porter's second algorithm (Snowball), irregular forms by a table. Two spellings of one word
/// (`organised`, `organized`; `labour`, `labor`) have one stem.
pub(in crate::explore) fn stem(word: &str) -> String {
    let plain = IRREGULAR.get(word).copied().unwrap_or(word);
    if plain.starts_with(|c: char| c.is_ascii_digit()) && plain.contains(',') {
        return plain.replace(',', "");
    }
    let plain = plain.replace("gramme", "gram");
    let stem = Stemmer::create(Algorithm::English).stem(&plain).replace('z', "s").replace("our", "or");
    let mut characters = stem.chars().rev();
    match (characters.next(), characters.next()) {
        (Some(last), Some(before)) if last == before && last.is_alphabetic() => {
            stem[..stem.len() - last.len_utf8()].to_owned()
        }
        _ => stem,
    }
}

/// Whether a word only joins others in a name: it may be left out, and has no initial of its own.
pub(in crate::explore) fn is_joining(word: &str) -> bool {
    matches!(word, "of" | "for" | "and" | "in" | "to" | "on" | "by" | "or")
}

/// The initials of a name of at least two words: of all of them, of those that begin with a capital letter, and of those that
/// do not only join others.
pub(super) fn initials(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split([' ', '-']).collect();
    let first =
        |words: &[&str]| words.iter().filter_map(|w| w.chars().find(|c| c.is_alphanumeric())).collect();
    let all: String = first(&words);
    let capitals: String = all.chars().filter(|c| c.is_uppercase()).collect();
    let full: Vec<&str> = words.into_iter().filter(|w| !is_joining(&w.to_lowercase())).collect();
    let mut found: Vec<String> = [all, capitals, first(&full)]
        .iter()
        .filter(|i| i.chars().count() > 1)
        .map(|i| normal(i).concat())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_that_people_use() {
        for (name, expected) in [
            ("National Crime Agency", &["nca"][..]),
            ("Bank of England", &["be", "boe"]),
            ("Department for Work and Pensions", &["dfwap", "dwp"]),
            ("ministry of justice", &["mj", "moj"]),
            ("the Met", &["tm"]),
            ("Agency", &[]),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
