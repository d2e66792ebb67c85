//! The page of the server on which drafts are reviewed.

use crate::draft::{NEWS, project, read};
use crate::endpoint::escaped;
use crate::review::drafted;
use crate::serve::{Got, Served, serve};
use crate::support::{remit, snapshot};

const PAGE: &str = "/review/news";

/// Sends the form of the page.
fn posted(served: &Served, fields: &[(&str, &str)], more: &[&str]) -> Got {
    let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let form = form.join("&");
    let length = format!("Content-Length: {}", form.len());
    let lines = ["Content-Type: application/x-www-form-urlencoded", &length]
        .iter()
        .chain(more)
        .copied()
        .collect::<Vec<_>>();
    let head = format!(
        "POST {PAGE} HTTP/1.1\r\nHost: localhost:{}\r\n{}\r\nConnection: close\r\n\r\n",
        served.port,
        lines.join("\r\n")
    );
    served.raw(&format!("{head}{form}"))
}

#[test]
fn records_are_decided_on_a_page_as_on_the_terminal() {
    let folder = project(NEWS);
    let all = drafted(folder.path());
    let Some(served) = serve(folder.path(), &["--review", "Ana <b>"]) else { return };
    let list = served.get("/review", "text/html").text();
    assert!(
        list.contains("News of the library") && list.contains(&format!("{} to review, 0 decided", all.len())),
        "{list}"
    );
    let page = served.get(PAGE, "text/html").text();
    for part in ["<mark>", "Reads: ", "Ana &lt;b&gt; decides", "data/news.toml", "[[claim]]"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let keys: Vec<String> = all.iter().map(|offer| offer.key("news")).collect();
    let form = |at: usize, record: &str, what: &str| {
        posted(&served, &[("offer", &keys[at]), ("record", record), ("skip", "0"), ("do", what)], &[])
    };
    // Looked at with a change; with a fault it is not taken.
    let changed = all[0].record.replace("status = \"planned\"", "status = \"announced\"");
    let looked = form(0, &changed, "look");
    assert!(looked.status == 200 && looked.text().contains("announced"), "{}", looked.text());
    let before = snapshot(&folder.path().join("data"));
    let wrong = form(0, &all[0].record.replace("subject = \"", "subject = \"no-"), "accept");
    assert!(
        wrong.status == 422 && wrong.text().contains("R011") && wrong.text().contains("disabled"),
        "{}",
        wrong.text()
    );
    for odd in [
        "[[claim]\n",
        "",
        "[default]\nsource = \"x\"\n",
        &all[0].record.repeat(2),
        &format!("x = 1\n{}", all[0].record),
    ] {
        let broken = form(0, odd, "accept");
        assert!(
            broken.status == 409 && broken.text().contains("his is not one record"),
            "{odd}: {}",
            broken.text()
        );
    }
    assert_eq!(snapshot(&folder.path().join("data")), before);
    // A page of another site cannot decide.
    let foreign = posted(
        &served,
        &[("offer", &keys[0]), ("record", &changed), ("do", "accept")],
        &["Origin: https://example.org"],
    );
    assert_eq!(foreign.status, 403);
    assert_eq!(snapshot(&folder.path().join("data")), before);
    // What is doubtful is told before it is taken: with what was shown, the second time.
    let doubtful = all[2].record.replace(&all[2].get("quote").unwrap(), "visits");
    let told = form(2, &doubtful, "accept");
    assert!(told.status == 200 && told.text().contains("R081"), "{}", told.text());
    assert_eq!(snapshot(&folder.path().join("data")), before);
    let taken = form(0, &changed.replace('\n', "\r\n"), "accept");
    assert_eq!(
        (taken.status, taken.header("location")),
        (303, Some("/review/news?skip=0")),
        "{}",
        taken.text()
    );
    assert!(read(folder.path(), "data/news.toml").contains("status = \"announced\""));
    let again = form(0, &changed, "accept");
    assert!(again.status == 200 && again.text().contains("decided meanwhile"), "{}", again.text());
    assert_eq!(form(1, &all[1].record, "reject").status, 303);
    assert_eq!(form(2, &all[2].record, "postpone").header("location"), Some("/review/news?skip=1"));
    let end = served.get("/review/news?skip=1", "text/html").text();
    assert!(end.contains("Postponed: 1."), "{end}");
    let kept = read(folder.path(), "draft/news.decisions.toml");
    assert!(
        kept.contains("by = \"Ana <b>\"") && kept.contains("edited") && kept.contains("rejected"),
        "{kept}"
    );
    assert_eq!(remit(folder.path(), &["check"]).code, 0);
    for path in ["/review/nobody", "/review/../remit", "/review/%2e%2e%2fremit"] {
        assert!([404, 409].contains(&served.get(path, "text/html").status), "{path}");
    }
}

#[test]
fn nobody_reviews_unless_it_is_asked_for_and_only_here() {
    let folder = project(NEWS);
    drafted(folder.path());
    let Some(served) = serve(folder.path(), &[]) else { return };
    assert_eq!(served.get("/review", "text/html").status, 404);
    assert_eq!(served.get(PAGE, "text/html").status, 404);
    assert!(!served.get("/", "text/html").text().contains("Review"));
    for more in [["--listen", "0.0.0.0"], ["--host", "graph.example.org"]] {
        let ran = remit(folder.path(), &[&["serve", "--port", "0", "--review", "Ana"], &more[..]].concat());
        assert!(ran.code == 2 && ran.err.contains("this computer alone"), "{}", ran.err);
    }
}
