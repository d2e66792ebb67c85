//! What is printed on a terminal, of the widths that people have: nothing is wider, and parts have weight unless `NO_COLOR`
//! says otherwise.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use unicode_width::UnicodeWidthStr;

use crate::support::{remit, repository, skip};

/// Every command with something to tell, but for scripts and what writes files.
const COMMANDS: &str = "build --check
check
verify
query
query money
query how-long-adder-runs
query -e 'SELECT * { ?s ?p ?o } LIMIT 20'
query -e 'SELECT * { ?s bsc:contributsTo ?o }'
sources
sources --known-by 2022
quote 'drug supply'
fragile --by source what-has
promises --as-of 2024
test
coverage
draft annual-report --sentence library
fragile who-targets
find taskforce
show 'The government'
show nothing-like-it
why extra-48m-per-year contributes-to
gaps
gaps --by contributes-to
ask who targets county lines
ask who is behind the county lines taskforces
ask --list
path NCA 'Organised Crime Groups'
path 'Drugs Intervention Programme' NCA
near NCA --depth 3
rank
bridges
without cerberus
groups
groups --by communities
matrix contributes-to
compare NCA 'British Transport Police'
diff tests/cases/kitchen tests/cases/museum
conflicts
promises --as-of 2027
draw
draw who-targets-what
draw timeline
draw --near NCA
export
push http://127.0.0.1:1/store
site
explain R027
doctor
man
--help
--no-such-option";

/// The words of a command line.
fn words(line: &str) -> Vec<&str> {
    let mut parts = line.split('\'');
    let mut words = Vec::new();
    while let Some(bare) = parts.next() {
        words.extend(bare.split_whitespace());
        words.extend(parts.next());
    }
    words
}

/// What a command prints on a terminal; none where the machine has none.
fn on_terminal(line: &str, columns: u16, no_color: Option<&str>) -> Option<String> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let ours = openpt(flags).ok()?;
    grantpt(&ours).ok()?;
    unlockpt(&ours).ok()?;
    let theirs = File::from(ioctl_tiocgptpeer(&ours, flags).ok()?);
    tcsetwinsize(&theirs, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).ok()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.arg("-q").args(words(line)).current_dir(repository()).stdin(Stdio::null());
    command.env_remove("NO_COLOR").env_remove("COLUMNS").envs(no_color.map(|value| ("NO_COLOR", value)));
    command.stdout(theirs.try_clone().expect("a terminal")).stderr(theirs);
    let mut running = command.spawn().expect("the program starts");
    // The terminal ends when nobody holds its other side.
    drop(command);
    let mut bytes = Vec::new();
    let mut ours = File::from(ours);
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = ours.read(&mut part) {
        bytes.extend_from_slice(&part[..read]);
    }
    running.wait().expect("the program ends");
    Some(String::from_utf8(bytes).expect("text"))
}

/// A text without what gives it weight.
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    std::iter::once(first).chain(rest).collect::<String>().replace('\r', "")
}

fn fits(columns: u16) {
    let narrow = usize::from(columns);
    let check = |line: &'static str| {
        let Some(told) = on_terminal(line, columns, None) else { return false };
        let told = plain(&told);
        assert!(!told.trim().is_empty(), "{line}: nothing is told");
        let wide: Vec<&str> = told.lines().filter(|l| l.width() > narrow).collect();
        assert!(wide.is_empty(), "{line}: wider than {columns} columns:\n{}", wide.join("\n"));
        true
    };
    // Two at a time: each builds the graph.
    let lines: Vec<&'static str> = COMMANDS.lines().collect();
    let halves = lines.split_at(lines.len() / 2);
    let fitted = thread::scope(|scope| {
        let other = scope.spawn(|| halves.1.iter().all(|line| check(line)));
        halves.0.iter().all(|line| check(line)) && other.join().expect("no line is too wide")
    });
    if !fitted {
        skip("this machine gives no pseudo-terminal");
    }
}

#[test]
fn nothing_is_wider_than_80_columns() {
    fits(80);
}

#[test]
fn nothing_is_wider_than_100_columns() {
    fits(100);
}

#[test]
fn nothing_is_wider_than_200_columns() {
    fits(200);
}

#[test]
fn every_command_is_tried_on_a_terminal() {
    let help = remit(&repository(), &["--help"]).out;
    let listed =
        help.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| l.starts_with(char::is_alphabetic));
    let commands: Vec<&str> = listed.filter_map(|l| l.split_once("  ").map(|(name, _)| name)).collect();
    assert!(commands.len() > 25, "{help}");
    // A server does not end by itself, a diff is as wide as its files, and JSON and quads are for programs.
    let quiet = [
        "init",
        "completions",
        "help",
        "serve",
        "watch",
        "lsp",
        "rename",
        "fmt",
        "map",
        "schema",
        "add",
        "review",
    ];
    for command in commands.iter().filter(|command| !quiet.contains(command)) {
        let is_tried = COMMANDS.lines().any(|line| line.split(' ').next() == Some(command));
        assert!(is_tried, "`{command}` is not tried on a terminal");
    }
}

#[test]
fn parts_have_weight_on_a_terminal_alone() {
    let Some(styled) = on_terminal("show cerberus", 80, None) else {
        return skip("this machine gives no pseudo-terminal");
    };
    // Its name, words of a source, and a key.
    for part in
        ["\x1b[1mCerberus\x1b[0m", "\x1b[3m\u{201c}", "\x1b[2m[s060-government-develops-cerberus]\x1b[0m"]
    {
        assert!(styled.contains(part), "{styled}");
    }
    let bare = on_terminal("show cerberus", 80, Some("1")).expect("a terminal");
    assert_eq!(bare.replace('\r', ""), plain(&styled));
    let forced = on_terminal("--color never show cerberus", 80, None).expect("a terminal");
    assert_eq!(forced, bare);
    let piped = remit(&repository(), &["show", "cerberus"]).out;
    assert!(!piped.contains('\x1b') && piped.lines().any(|l| l.width() > 80), "{piped}");
    let always = remit(&repository(), &["--color", "always", "show", "cerberus"]).out;
    assert_eq!(plain(&always), piped);
}

#[test]
fn a_terminal_is_told_in_words_what_a_pipe_gets_as_data() {
    let line = "query -e 'SELECT ?name { id:nca skos:prefLabel ?name }'";
    let (Some(table), Some(figure), Some(manual)) =
        (on_terminal(line, 80, None), on_terminal("draw money", 80, None), on_terminal("man", 80, None))
    else {
        return skip("this machine gives no pseudo-terminal");
    };
    assert!(plain(&table).starts_with("name\n-----"), "{table}");
    assert!(!figure.contains("<svg") && figure.contains("£145m"), "{figure}");
    assert!(manual.contains("Usage:"), "{manual}");
    let piped = |line| remit(&repository(), &words(line)).out;
    assert_eq!(piped(line), "name\r\nNational Crime Agency\r\n");
    assert!(piped("draw money").starts_with("<svg") && piped("man").contains(".TH remit"));
}
