//! English as questions have it, beyond single words: voices, comparisons, numbers, typing errors, and two questions in one.

use std::cmp::Ordering;

use super::english::{AUXILIARY, OWNERS, SIZES, is_auxiliary, is_empty_word, is_in, stem};
use super::understood::Unit;
use crate::explore::PromiseState as State;
use crate::model::date::MONTHS;
use crate::model::text::normal;

/// Words for places in an order, in both ways of writing them.
const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth \
    1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th";

/// Words that compare, and how the number that is stated has to stand to the one in the question.
const COMPARING: [(&str, Ordering, bool); 14] = [
    ("more than", Ordering::Greater, false),
    ("over", Ordering::Greater, false),
    ("above", Ordering::Greater, false),
    ("after", Ordering::Greater, false),
    ("beyond", Ordering::Greater, false),
    ("at least", Ordering::Greater, true),
    ("less than", Ordering::Less, false),
    ("fewer than", Ordering::Less, false),
    ("under", Ordering::Less, false),
    ("below", Ordering::Less, false),
    ("before", Ordering::Less, false),
    ("at most", Ordering::Less, true),
    ("up to", Ordering::Less, true),
    ("no more than", Ordering::Less, true),
];

/// Words that add amounts up.
const ADDING: &str = "plus total sum altogether together add added adding combined";

/// Words by which it is asked what became of something.
const BECOMING: [&str; 6] = ["became of", "become of", "happened to", "came of", "come of", "turn out"];

/// Words by which it is asked what is to become of something: what is told of its promises answers that, too.
const COMING: [&str; 3] = ["happen to", "become of", "future of"];

/// Verbs for what is done with a promise.
const KEEPING: &str = "deliver delivered keep kept fulfil fulfill fulfilled honour honoured honor honored met happened materialise \
    materialised broken";

/// Words for what is promised.
const PROMISES: &str =
    "promise promises pledge pledges vow vows commitment commitments target targets goal goals";

/// Words for what became of promises, and the states that they ask for; what was not kept comes last.
const STATES: [(&str, &[State]); 7] = [
    ("broken broke missed miss failed fail", &[State::Missed]),
    ("changed altered reworded replaced superseded dropped", &[State::Changed, State::Superseded]),
    ("overdue late due", &[State::Due, State::Unsettled]),
    ("underway under way ongoing", &[State::NotYet]),
    ("open outstanding pending", &[State::Due, State::Unsettled, State::Dated, State::Open, State::NotYet]),
    (
        "kept keep met meet fulfilled delivered honoured honored achieved reached hit",
        &[State::Kept, State::PartlyKept],
    ),
    ("unkept unmet unfulfilled undelivered", UNKEPT),
];

/// The states of what is told not to be kept as it was promised, or not to be done in time.
pub(super) const UNKEPT: &[State] = &[
    State::Missed,
    State::PartlyKept,
    State::Changed,
    State::Superseded,
    State::NotYet,
    State::Due,
    State::Unsettled,
];

/// Words that ask for how it is now.
const NOW: &str = "now currently nowadays today latest newest recent recently";

/// Verbs that say nothing beside a noun that tells what is done: *progress was made*.
const LIGHT: &str = "make made making take took taken";

/// Forms of the verb that makes a passive.
const BEING: &str = "is are was were be been being get gets got";

/// Participles that do not end in `ed`.
const PARTICIPLES: &str = "built sent made led run given taken held set put written paid spent done sold bought brought driven hit known";

/// Whether the words of a question are in the passive voice: who acts comes last, if at all.
pub(super) fn is_passive(words: &[String]) -> bool {
    let is_participle = |w: &String| w.ends_with("ed") && w.len() > 4 || is_in(w, PARTICIPLES);
    let is_being = |i: usize| {
        let rest = words[i + 1..].iter().filter(|w| !is_empty_word(w));
        is_in(&words[i], BEING) && rest.take(4).any(is_participle)
    };
    (0..words.len()).any(is_being)
}

/// Whether a question has no verb of its own but a form of *be*, or does not begin with whom or what it asks for.
pub(super) fn is_nominal(words: &[String]) -> bool {
    let [first, second, ..] = words else { return true };
    !is_in(first, "who what which") || is_in(second, BEING)
}

/// Whether a question asks for what is done already.
pub(super) fn is_done(words: &[String]) -> bool {
    let has = |list: &str| words.iter().any(|w| is_in(w, list));
    has("already") || has("has have had") && has("been")
}

/// Whether a question asks for what became of something: *what became of it*, *did they keep it*.
pub(super) fn is_outcome(words: &[String]) -> bool {
    let text = words.join(" ");
    let is_past = words.first().is_some_and(|w| is_in(w, "did has have was were is are"));
    let is_kept = |w: &String| is_in(w, KEEPING);
    let is_target = words.iter().any(|w| is_promised(w)) && words.iter().any(|w| states(w).is_some());
    let is_to_come = words.iter().any(|w| w == "will");
    is_coming(words)
        || !is_to_come
            && (BECOMING.iter().any(|b| text.contains(b))
                || is_past && (is_target || words.iter().any(is_kept)))
}

/// Whether a question asks for what is to become of something: *what will happen to it*.
pub(super) fn is_coming(words: &[String]) -> bool {
    let text = words.join(" ");
    let is_to_come = words.iter().any(|w| is_in(w, "will going future"));
    is_to_come && COMING.iter().any(|c| text.contains(c))
}

/// Whether words are for what is promised.
pub(super) fn is_promised(text: &str) -> bool {
    text.split(' ').all(|w| is_in(w, PROMISES))
}

/// The states of promises that a word asks for; none where it asks for none.
pub(super) fn states(word: &str) -> Option<&'static [State]> {
    STATES.iter().find(|(list, _)| is_in(word, list)).map(|(_, states)| *states)
}

/// Whether a word is one by which it is asked what became of something.
pub(super) fn tells_outcome(text: &str) -> bool {
    let is_of_them = |w: &str| {
        is_in(w, KEEPING)
            || states(w).is_some()
            || BECOMING.iter().chain(&COMING).any(|b| b.split(' ').any(|b| b == w))
    };
    text.split(' ').all(is_of_them)
}

/// Whether a question asks for what was spent, and not for what is to be.
pub(super) fn is_spent(words: &[String]) -> bool {
    let has = |list: &str| words.iter().any(|w| is_in(w, list));
    has("spent") && !has("will be planned not un") || has("spend") && has("did has have had")
}

/// Words that ontologies give to the properties by which something ends, and begins.
pub(super) const ENDS: [&str; 4] = ["end", "ended", "close", "closed"];

/// The same of what begins.
pub(super) const STARTS: [&str; 3] = ["start", "started", "begin"];

/// Words by which it is asked whether something ended.
const ENDING: &str = "end ends ended ending close closed closes finish finished finishes stop stopped over wound down cease ceased";

/// Words by which it is asked whether something still is.
const RUNNING: &str =
    "run runs running active going operating operational open still in on existing exist exists alive place";

/// Whether words ask whether something ended.
pub(super) fn is_ending(text: &str) -> bool {
    text.split(' ').all(|w| is_in(w, ENDING))
}

/// Whether words ask whether something still is.
pub(super) fn is_running(text: &str) -> bool {
    text.split(' ').all(|w| is_in(w, RUNNING))
}

/// The groups of words that follow *how many* side by side, up to a word for what is done: what is counted.
pub(super) fn run_of_counted(units: &[Unit]) -> &[Unit] {
    let is_next =
        |pair: &[Unit]| pair[1].at.0 == pair[0].at.1 || pair[1].is_joined && pair[1].at.0 == pair[0].at.1 + 1;
    let is_done = |u: &Unit| {
        u.meaning.things.is_empty() && u.text.ends_with("ed") && u.meaning.classes.is_empty()
            || tells_outcome(&u.text)
    };
    if units.first().is_none_or(|u| u.before != "how") {
        return &[];
    }
    let length = 1 + units.windows(2).take_while(|pair| is_next(pair) && !is_done(&pair[1])).count();
    &units[..length]
}

/// Whether words are for a kind of document.
pub(super) fn is_document(text: &str) -> bool {
    is_in(
        text,
        "response reply answer report release letter statement page paper document review summary account",
    )
}

/// Whether a question asks who says what was answered before it: *and who says so*.
pub(super) fn asks_who_says_so(question: &str) -> bool {
    let words = normal(question);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["who" | "which", .., "so" | "that" | "this" | "it"] if words.len() < 6
            && words.iter().any(|w| is_in(w, "says say said claims claim claimed states stated reports reported told tells found"))
    )
}

/// Words that only compare with what was thought before.
const THAN_BEFORE: [&str; 8] = [
    "than first thought",
    "than first planned",
    "than first expected",
    "than originally thought",
    "than originally planned",
    "than thought",
    "than expected",
    "than before",
];

/// A question in which a span of time is written in one way: *between May and July 2024* and *2024-25* from a date to a date.
fn with_spans(words: &[String]) -> Vec<String> {
    let plain = |i: usize| words.get(i).map(|w| normal(w).concat()).unwrap_or_default();
    let is_when = |word: &str| month(word).is_some() || year(word).is_some();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some((first, last)) = financial_year(word) {
            let is_led = out.last().is_some_and(|w| is_in(&w.to_lowercase(), "in for during of"));
            if is_led {
                out.pop();
            }
            out.extend(["from".to_owned(), first, "to".to_owned(), last]);
            at += 1;
            continue;
        }
        let is_led = matches!(&*plain(at), "between" | "from" | "in" | "during" | "for");
        let span = (1..=2).find(|n| matches!(&*plain(at + 1 + n), "and" | "to" | "until" | "till"));
        let Some(length) = span.filter(|n| is_led && (1..=*n).all(|i| is_when(&plain(at + i)))) else {
            out.push(word.clone());
            at += 1;
            continue;
        };
        let (second, third) = (plain(at + length + 2), plain(at + length + 3));
        let (has_year, is_month) = (year(&plain(at + length)).is_some(), month(&second).is_some());
        let last_year = if is_month { third.clone() } else { second.clone() };
        if !is_when(&second) || is_month && year(&third).is_none() {
            out.push(word.clone());
            at += 1;
            continue;
        }
        out.push("from".to_owned());
        out.extend((1..=length).map(|i| plain(at + i)));
        out.extend((!has_year).then(|| last_year.clone()));
        out.push("to".to_owned());
        out.extend(is_month.then(|| second.clone()));
        out.push(words.get(at + length + 2 + usize::from(is_month)).cloned().unwrap_or(last_year));
        at += length + 3 + usize::from(is_month);
    }
    out
}

/// The two years of a span such as *2024-25*, *2024/25*.
fn financial_year(word: &str) -> Option<(String, String)> {
    let bare = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (first, last) = bare.split_once(['-', '/', '\u{2013}'])?;
    let of: u16 = year(first)?;
    let next = of + 1;
    let is_next = last.parse::<u16>().is_ok_and(|l| l == next || last.len() == 2 && l == next % 100);
    is_next.then(|| (first.to_owned(), format!("{next}{}", &word[bare.len()..])))
}

/// Whether a question asks if there is something.
pub(super) fn is_there(words: &[String]) -> bool {
    matches!(words, [first, second, ..] if is_auxiliary(first) && second == "there")
}

/// Whether a question asks for how it is now.
pub(super) fn is_now(words: &[String]) -> bool {
    words.iter().any(|w| is_in(w, NOW))
}

/// Whether a word is one for whoever says something, or for when that was said.
pub(super) fn is_anybody(word: &str) -> bool {
    is_in(word, "source sources text texts document documents later")
}

/// The place in the year of a month, written out or cut short.
pub(super) fn month(word: &str) -> Option<usize> {
    MONTHS.iter().map(|m| m.to_lowercase()).position(|m| word.len() > 2 && m.starts_with(word))
}

/// The year that a word is.
pub(super) fn year(word: &str) -> Option<u16> {
    let is_year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    word.parse().ok().filter(|year| is_year && (1900..2200).contains(year))
}

/// Whether words are a date alone: a year, a month, a day of one.
pub(super) fn is_date(words: &[String]) -> bool {
    let is_day = |w: &String| w.parse::<u8>().is_ok_and(|day| (1..32).contains(&day));
    let is_when = |w: &String| year(w).is_some() || month(w).is_some();
    words.iter().any(is_when) && words.iter().all(|w| is_when(w) || is_day(w) || is_empty_word(w))
}

/// Whether a small word is the month before a year: *may 2023*.
pub(super) fn is_month_of(words: &[String], at: usize) -> bool {
    month(&words[at]).is_some() && words.get(at + 1).is_some_and(|w| year(w).is_some())
}

/// Whether a word asks for what was known, and so for what had been published.
pub(super) fn is_known(word: &str) -> bool {
    is_in(word, "known knew know published")
}

/// Whether a word is one for numbers in general.
pub(super) fn is_figures(word: &str) -> bool {
    is_in(word, "figure figures number numbers statistic statistics data")
}

/// Whether a question points at something by *this* alone, at its end.
pub(super) fn points(question: &str) -> bool {
    question.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(" this")
}

/// Whether a verb says nothing beside a noun that tells what is done.
pub(super) fn is_light(word: &str) -> bool {
    is_in(word, LIGHT)
}

/// Whether *have* at a place of a question is its own verb: *does it have one*.
pub(super) fn is_own(words: &[String], at: usize) -> bool {
    at > 0 && words[at] == "have" && is_in(&words[0], "do does did")
}

/// Whether small words that are also words of a property ask for something by themselves: *go after*, *whose*.
pub(super) fn asks_alone(text: &str) -> bool {
    text.contains(' ') || text == "whose"
}

/// The place in an order that a word stands for.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    ORDINALS.split_whitespace().position(|o| o == word).map(|at| at as u32 % 10 + 1)
}

/// How the number that is stated has to stand to a number at a place of a question, and whether it may be the same.
pub(super) fn compared(words: &[String], at: usize) -> Option<(Ordering, bool)> {
    let before = words[at.saturating_sub(3)..at].join(" ");
    let longest = COMPARING.iter().filter(|c| before == c.0 || before.ends_with(&format!(" {}", c.0)));
    longest.max_by_key(|c| c.0.len()).map(|(_, order, or_same)| (*order, *or_same))
}

/// A number as people write it: in figures, with a scale behind it, or in a word.
pub(super) fn number(word: &str) -> Option<f64> {
    let plain = stem(word).replace(',', "");
    let figures = plain.trim_start_matches(|c: char| !c.is_ascii_digit());
    let scale = figures.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let times = match scale {
        "" => 1.0,
        "k" => 1e3,
        "m" | "million" => 1e6,
        "bn" | "billion" => 1e9,
        _ => return None,
    };
    figures[..figures.len() - scale.len()].parse::<f64>().ok().map(|n| n * times)
}

/// The word of the language alone that a typing error stands for, by the word after it: two letters are exchanged, or one is
/// missing or too many.
pub(super) fn mistyped(word: &str, next: &str) -> Option<&'static str> {
    let sorted = |w: &str| {
        let mut letters: Vec<char> = w.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_near = |known: &&str| {
        let is_exchanged = word.len() == known.len() && known.len() > 2 && sorted(word) == sorted(known);
        let is_longer =
            word.len() != known.len() && word.len() > 2 && known.len() > 3 && word[..1] == known[..1];
        (is_exchanged || is_longer) && strsim::damerau_levenshtein(word, known) == 1
    };
    if !word.is_ascii() {
        return None;
    }
    let known = ASKING_WORDS.split_whitespace().chain(AUXILIARY.split_whitespace());
    // "how" and "who" have the same letters.
    let is_meant = |known: &&str| *known != "how" || is_in(next, SIZES);
    known.filter(is_near).max_by_key(|known| (word.len() == known.len(), is_meant(known)))
}

/// What people type instead of a word, and the word.
const SHORT: [(&str, &str); 20] = [
    ("&", "and"),
    ("+", "and"),
    ("n", "and"),
    ("abt", "about"),
    ("w/", "with"),
    ("w/o", "without"),
    ("pls", "please"),
    ("plz", "please"),
    ("cos", "because"),
    ("coz", "because"),
    ("yr", "year"),
    ("yrs", "years"),
    ("vs", "or"),
    ("wot", "what"),
    ("r", "are"),
    ("u", "you"),
    ("ur", "your"),
    ("unsure", "unclear"),
    ("etc", ""),
    ("eg", ""),
];

/// Words that only ask for an order in which a list has to stand; what is listed stands in its order anyway.
const IN_ORDER: [&str; 5] =
    ["in the right order", "in the correct order", "in their order", "in order", "in sequence"];

/// A question as it is read: signs are no words, what is short for a word is written out, and letters that stand alone one after
/// the other are one word, as in *what does the A, B, C stand for*.
pub(super) fn typed(question: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let pieces: Vec<&str> = question.split_whitespace().collect();
    let bare = |piece: &str| piece.trim_matches(|c: char| c.is_ascii_punctuation()).to_owned();
    let is_letter = |piece: &&&str| bare(piece).len() == 1 && bare(piece).chars().all(char::is_alphabetic);
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let letters: Vec<String> = pieces[at..].iter().take_while(is_letter).map(|p| bare(p)).collect();
        if letters.len() > 2 {
            at += letters.len();
            words.push(letters.concat());
            continue;
        }
        at += 1;
        let lower = piece.to_lowercase();
        let end = lower.trim_end_matches(['?', ',', '.', ';']);
        match SHORT.iter().find(|(short, _)| *short == end) {
            Some((_, word)) => words.push(format!("{word}{}", &lower[end.len()..])),
            None if piece.chars().any(char::is_alphanumeric) => words.push((*piece).to_owned()),
            // A sign alone ends what stands before it, as it is: *one thing? - and another*.
            None => {}
        }
    }
    let words = if words.is_empty() { question.to_owned() } else { with_spans(&words).join(" ") };
    let lower = words.to_lowercase();
    let than = THAN_BEFORE.iter().find_map(|than| Some((lower.find(than)?, than.len())));
    let (words, lower) = match than.filter(|_| lower.len() == words.len()) {
        Some((at, len)) => {
            let words = format!("{}{}", words[..at].trim_end(), &words[at + len..]);
            let lower = words.to_lowercase();
            (words, lower)
        }
        None => (words, lower),
    };
    let at = IN_ORDER.iter().find_map(|order| Some((lower.find(&format!(" {order}"))?, order.len() + 1)));
    match at.filter(|(at, len)| lower.len() == words.len() && !lower[at + len..].starts_with(" to ")) {
        Some((at, len)) => format!("{}{}", words[..at].trim_end_matches(','), &words[at + len..]),
        None => words.replace(" end up ", " go "),
    }
}

/// A question without the words that ask for somebody's own words, and whether it has them.
pub(super) fn in_own_words(question: &str) -> (String, bool) {
    let pieces: Vec<&str> = question.split_whitespace().collect();
    let plain = |piece: &str| normal(piece).concat();
    let is_meant = |p: &[&str]| {
        plain(p[0]) == "in" && is_in(&plain(p[1]), OWNERS) && plain(p[2]) == "own" && plain(p[3]) == "words"
    };
    match pieces.windows(4).position(is_meant) {
        Some(at) => ([&pieces[..at], &pieces[at + 4..]].concat().join(" "), true),
        None => (question.to_owned(), false),
    }
}

/// A question that ends with *this*, with the name of what it is about instead.
pub(super) fn pointing(question: &str, about: Option<&str>) -> String {
    let end = question.trim_end_matches(|c: char| !c.is_alphanumeric());
    let before = end.strip_suffix("this").filter(|before| before.ends_with(' '));
    match (before, about) {
        (Some(before), Some(about)) => format!("{before}{about}"),
        _ => question.to_owned(),
    }
}

/// Whether a question adds amounts up.
pub(super) fn adds_up(question: &str) -> bool {
    let words = normal(question);
    // "10 and 20" may be any numbers; with a unit they are amounts.
    let is_amount = |w: &String| number(w).is_some() && !w.chars().all(|c| c.is_ascii_digit());
    let is_joined = || words.iter().any(|w| w == "and") && words.iter().any(is_amount);
    question.contains('+') || words.iter().any(|w| is_in(w, ADDING)) || is_joined()
}

/// A question taken apart where it asks two things: `what is it and who runs it`. What only points back is what the first names.
pub(super) fn parts(question: &str) -> Vec<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let plain = |i: usize| words.get(i).map(|w| normal(w).concat()).unwrap_or_default();
    let asks = |i: usize| {
        let word = plain(i);
        is_in(word.strip_suffix('s').unwrap_or(&word), "who what when where why how whose which")
            || word == "whose"
            || word == "in" && is_in(&plain(i + 1), "which what")
            || is_auxiliary(&plain(i)) && is_in(&plain(i + 1), BACK)
    };
    let ends = |i: usize| words[i].ends_with(['?', ';']) || words[i].ends_with(',') && asks(i + 1);
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for i in 0..words.len() {
        let is_led = is_in(&plain(i + 1), "in at on for from by with to") && asks(i + 2);
        let is_join = matches!(&*plain(i), "and") && (asks(i + 1) || is_led) && i > 1;
        if !is_join {
            parts.last_mut().into_iter().for_each(|part| part.push(words[i]));
        }
        if is_join || i + 1 < words.len() && ends(i) {
            parts.push(Vec::new());
        }
    }
    let is_asking = |w: &&str| {
        let word = normal(w).concat();
        is_in(&word, ASKING_WORDS) || is_auxiliary(&word)
    };
    if !parts[0].iter().any(is_asking) {
        return vec![question.to_owned()];
    }
    parts
        .into_iter()
        .filter(|p| p.iter().any(|w| !is_empty_word(&normal(w).concat()) || is_asking(w)) || p.len() > 1)
        .map(|p| p.join(" "))
        .collect()
}

/// A part of a question with a name for what points back in it; at its end where nothing does.
///
/// What `first` counts is counted again where the part only asks what something of it is: *how many workers came, and what was the
/// target?*
pub(super) fn pointed(part: &str, name: &str, first: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_counted = first.to_lowercase().contains(&format!("how many {name}"))
        && matches!(words.as_slice(), [what, is, _, ..] if normal(what).concat() == "what" && is_auxiliary(&normal(is).concat()));
    if is_counted {
        return format!("how many {name} {}", words[1..].join(" "));
    }
    let is_back = |w: &&str| is_in(&normal(w).concat(), BACK);
    if part.split_whitespace().any(|w| is_back(&w)) {
        let word = |w: &str| if is_back(&w) { name.to_owned() } else { w.to_owned() };
        return part.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    }
    format!("{} {name}", part.trim_end_matches(['?', '.', '!']))
}

/// Words that ask.
const ASKING_WORDS: &str = "what who when where why how whose which many much long there";

/// Words that point back to what was named before.
const BACK: &str = "it its they them their he she this these";
