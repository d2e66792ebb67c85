//! Sources as people have them: pages of the web, PDFs, folders, other encodings.

use std::fs;
use std::path::Path;

use remit::compile::read::text_of_html;
use tempfile::TempDir;

use crate::support::remit;

/// The graph of `remit init`, whose source is in a file of another name.
fn library(file: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "."]).code, 0);
    let sources = folder.path().join("sources");
    let text = fs::read_to_string(sources.join("annual-report.txt")).expect("a text");
    fs::remove_file(sources.join("annual-report.txt")).expect("a text is removed");
    let path = sources.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(&path, text).expect("a text is written");
    for data in fs::read_dir(folder.path().join("data")).expect("data") {
        let data = data.expect("an entry").path();
        if data.is_file() {
            let text = fs::read_to_string(&data).expect("data is read");
            fs::write(&data, text.replace("annual-report.txt", file)).expect("data is written");
        }
    }
    folder
}

fn change(path: &Path, how: impl Fn(String) -> Vec<u8>) {
    let text = fs::read_to_string(path).expect("a file is read");
    fs::write(path, how(text)).expect("a file is written");
}

fn lock(folder: &Path) -> String {
    let ran = remit(folder, &["verify", "--record"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    fs::read_to_string(folder.join("remit.lock")).expect("a lock file")
}

#[test]
fn a_page_of_the_web_is_quoted_by_its_text() {
    let folder = library("2021/report.html");
    let path = folder.path().join("sources/2021/report.html");
    change(&path, |text| {
        let lines: String = text.lines().map(|line| format!("<p>{line}</p>\n")).collect::<Vec<_>>().concat();
        let lines = lines.replace("six", "<b>si</b>x").replace("\u{a3}", "&pound;");
        format!("<!DOCTYPE html><title>No</title><nav>visits six villages</nav><script>'visits six villages'</script>{lines}").into()
    });
    let recorded = lock(folder.path());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    // Line ends, a mark at the beginning and markup are no part of the text.
    change(&path, |text| {
        format!("\u{feff}{}", text.replace('\n', "\r\n").replace("<p>", "<p class=\"x\">")).into()
    });
    assert_eq!(lock(folder.path()), recorded);
    change(&path, |text| {
        text.replace('\u{feff}', "")
            .replace("<title>No", "<title>caf\u{e9}")
            .chars()
            .map(|c| c as u8)
            .collect()
    });
    let ran = remit(folder.path(), &["check"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    let said = ran.out + &ran.err;
    assert!(said.contains("`sources/2021/report.html` is not UTF-8: byte 26 on line 1"), "{said}");
    assert!(said.contains("iconv -f WINDOWS-1252"), "{said}");
    fs::write(&path, "<body><div id=root></div><script>draw()</script>").expect("a page is written");
    fs::remove_file(folder.path().join("remit.lock")).expect("a lock file");
    let ran = remit(folder.path(), &["check"]);
    assert!(ran.code == 1 && ran.out.contains("`2021/report.html` has no text; if a script"), "{}", ran.out);
}

#[test]
fn a_folder_in_the_place_of_a_text_is_told() {
    let folder = library("report.txt");
    let path = folder.path().join("sources/report.txt");
    fs::remove_file(&path).expect("a text is removed");
    fs::create_dir(&path).expect("a folder is made");
    let ran = remit(folder.path(), &["check"]);
    assert!(ran.code == 1 && ran.out.contains("`report.txt` is a folder, not a file"), "{}", ran.out);
}

/// A program of the name in a folder of its own stands for what is installed, or for nothing.
#[cfg(unix)]
#[test]
fn the_text_of_a_pdf_is_that_of_pdftotext() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let folder = library("report.pdf");
    let pdf = folder.path().join("sources/report.pdf");
    let text = fs::read_to_string(&pdf).expect("a text");
    fs::write(&pdf, b"%PDF-1.4 \xff\xfe").expect("a PDF is written");
    let programs = TempDir::new().expect("a temporary folder");
    let check = || {
        let ran = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("check")
            .current_dir(folder.path())
            .env("PATH", programs.path())
            .output()
            .expect("the program starts");
        (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
    };
    let (code, out) = check();
    assert!(code == Some(1) && out.contains("`pdftotext` is not installed: install it (Debian"), "{out}");
    let says = |what: &str| {
        let path = programs.path().join("pdftotext");
        fs::write(&path, format!("#!/bin/sh\n{what}\n")).expect("a program is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it may run");
    };
    says("echo");
    let (code, out) = check();
    assert!(
        code == Some(1) && out.contains("`report.pdf` is a PDF without text, probably of scanned pages"),
        "{out}"
    );
    says("echo 'Syntax Error: no trailer' >&2; exit 1");
    let (code, out) = check();
    assert!(code == Some(1) && out.contains("pdftotext` says: Syntax Error: no trailer"), "{out}");
    says(&format!("printf '%s' '{}'", text.replace('\'', "'\\''")));
    let (code, out) = check();
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn the_text_is_what_a_reader_sees() {
    for (page, text) in [
        (
            "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>A</h1><p>b\n  c</p></body></html>",
            "A\nb c\n",
        ),
        ("<head><meta charset=utf-8><body>x", "x\n"),
        ("<p>a<script>if (a < b) { '</p>' }</script>b<!-- <p>no</p> -->c", "abc\n"),
        (
            "<nav><ul><li>Home<nav>x</nav></ul></nav>Text<div role=\"navigation\"><div>Menu</div></div>!",
            "Text\n!\n",
        ),
        (
            "<p>5 &lt; 6 &amp; &pound;7 &eacute;&#8217;&#x2014;&#150;&nbsp;x",
            "5 < 6 & \u{a3}7 \u{e9}\u{2019}\u{2014}\u{2013}\u{a0}x\n",
        ),
        ("<p>a<br>b<p hidden>no<p>c<span style=\"display: none\">no</span>d<input hidden>e", "a\nb\ncde\n"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc\n"),
        ("2 < 3, a<b title=\"x>y\">c</b>", "2 < 3, ac\n"),
        ("un<b>believ</b>able <em>word</em>s", "unbelievable words\n"),
        ("<svg/><p>a<svg><text>no</text></svg>b", "ab\n"),
        ("<p title=\"what is hidden here\" data-x='display:none'>a", "a\n"),
        ("<script>never ends", ""),
        ("&unknown; &amp", "&unknown; &amp\n"),
        ("<", "<\n"),
    ] {
        assert_eq!(text_of_html(page), text, "{page}");
    }
}
