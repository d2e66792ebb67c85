//! The page of queries, asked as a browser without a script asks it, and as its script does.

use std::fs;

use serde_json::Value;

use crate::endpoint::{ENDLESS, escaped, post, sent};
use crate::serve::{Got, Served, library, serve};
use crate::support::{put, repository};

impl Served {
    /// The page for some fields of its form.
    fn page(&self, fields: &[(&str, &str)]) -> Got {
        self.ask("GET", &format!("/query?{}", form(fields)), &[])
    }

    /// The same, sent in a body.
    fn posted(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        sent(self.port, &post(path, "application/x-www-form-urlencoded", &form(fields)))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    fields.join("&")
}

/// The content of a page, without the parts that every page of queries has.
fn main_of(got: &Got) -> String {
    let text = got.text();
    text.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a page").0.to_owned()
}

const PAYS: &str = "SELECT ?who ?what { ?who lib:paysFor ?what }";

#[test]
fn a_form_without_a_script_has_the_whole_page() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let empty = main_of(&served.page(&[]));
    for part in
        ["<textarea", "name=\"ask\"", "name=\"saved\"", "who-pays", "lib:", "256 KiB", "10 s", "512 MiB"]
    {
        assert!(empty.contains(part), "{part}: {empty}");
    }
    assert!(!empty.contains("id=\"answer\""));
    let page = main_of(&served.page(&[("query", PAYS)]));
    for part in [
        "<td><a href=\"thing/town-council.html\">Town council</a></td><td><a href=\"thing/reading-room.html\">Reading room</a></td>",
        "name=\"row\" value=\"1\"",
        "3 rows",
        "remit query -e 'SELECT ?who ?what { ?who lib:paysFor ?what }'",
        "--data-urlencode 'query=SELECT ?who",
        "urllib.request",
        "/query?query=SELECT%20%3Fwho",
        "name=\"format\" value=\"csv\"",
        "value=\"matrix\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // A chart of names and a figure of other columns are not offered; asked for all the same, they say what they need.
    assert!(!page.contains("value=\"chart\"") && !page.contains("value=\"timeline\""));
    assert!(
        main_of(&served.page(&[("query", PAYS), ("as", "chart")]))
            .contains("A chart needs a column of numbers")
    );
    let saved = main_of(&served.page(&[("saved", "who-pays")]));
    assert!(saved.contains("remit query who-pays") && saved.contains("/query?saved=who-pays"), "{saved}");
    let unknown = served.get("/query?saved=who-pay%3Cb%3E", "*/*");
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("There is no saved query `who-pay&lt;b&gt;`"), "{}", unknown.text());
    let declared = main_of(&served.page(&[("query", PAYS), ("insert", "prefixes")]));
    assert!(declared.contains("PREFIX lib: &lt;https://remit.example/library/ns#&gt;\nSELECT"), "{declared}");
    assert!(!declared.contains("id=\"answer\""), "what is only written out is not run");
    // The same by POST, for what an address has no room for.
    let long = format!("{PAYS} # {}", "x".repeat(40_000));
    let got = served.posted("/query", &[("query", &long)]);
    assert_eq!(got.status, 200);
    let page = main_of(&got);
    assert!(page.contains("3 rows") && page.contains("id=\"rows\" action=\"query#answer\" method=\"post\""));
    assert!(!page.contains("id=\"take-link\""), "an address would be cut");
}

#[test]
fn every_row_opens_its_claims_and_says_what_is_no_fact() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let claims = |query: &str, row: &str| {
        let page = main_of(&served.page(&[("query", query), ("row", row)]));
        page.split_once("<section id=\"claims\">").unwrap_or_else(|| panic!("no claims: {page}")).1.to_owned()
    };
    let told = claims(PAYS, "1");
    assert!(told.contains("source/annual-report.html#q-"), "a claim has its words: {told}");
    // Grouped rows rest on all their members; a number is not looked for in the graph.
    let grouped = "SELECT ?who (COUNT(?what) AS ?n) { ?who lib:paysFor ?what } GROUP BY ?who ORDER BY ?who";
    assert!(claims(grouped, "1").contains("<blockquote>"));
    // What binds the claim, an optional part without a value, what is put together, and yes.
    for query in [
        "SELECT ?c { ?c rdf:predicate lib:paysFor }",
        "SELECT ?s ?x { ?s lib:paysFor ?o OPTIONAL { ?s lib:nothing ?x } }",
        "SELECT (CONCAT(?l, \"!\") AS ?x) { [] lib:paysFor [ skos:prefLabel ?l ] }",
        "ASK { ?s lib:paysFor ?o }",
        "CONSTRUCT { ?s lib:paysFor ?o } { ?s lib:paysFor ?o }",
    ] {
        assert!(claims(query, "1").contains("<blockquote>"), "{query}");
    }
    // What a path passes over, and what nothing says, is not claimed to be all.
    assert!(claims("SELECT ?x { id:workshop a/rdfs:subClassOf* ?x }", "1").contains("may be incomplete"));
    assert!(claims("SELECT ?x { ?x a lib:Service }", "1").contains("No claim says what this row matches"));
    // There is no such row.
    let page = main_of(&served.page(&[("query", PAYS), ("row", "99")]));
    assert!(page.contains("No claim says"), "{page}");
    let judged = "SELECT ?s ?x { ?c rdf:predicate lib:judgedAs ; rdf:subject ?s ; rdf:object ?x }";
    let cli = crate::support::remit(folder.path(), &["query", "-e", judged, "-f", "csv"]).out;
    let page = main_of(&served.page(&[("query", judged)]));
    assert_eq!(
        cli.contains("opinion"),
        page.contains("<span class=\"mark\">opinion</span>"),
        "{cli}\n{page}"
    );
    assert!(cli.contains("opinion"), "the graph has an opinion: {cli}");
}

#[test]
fn answers_are_drawn_where_their_columns_suit() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let shown = |query: &str, form: &str| main_of(&served.page(&[("query", query), ("as", form)]));
    let edges = "CONSTRUCT { ?a lib:paysFor ?b } { ?a lib:paysFor ?b }";
    assert!(shown(edges, "figure").contains("<svg"), "{}", shown(edges, "figure"));
    let edge = "SELECT ?from ?edge ?to { VALUES ?edge { lib:paysFor } ?from ?edge ?to }";
    assert!(shown(edge, "figure").contains("<svg"));
    assert!(shown(PAYS, "map").contains("<svg"));
    let times = "SELECT ?thing ?claim { ?claim remit:from ?d ; rdf:subject ?thing }";
    assert!(shown(times, "timeline").contains("<svg"), "{}", shown(times, "timeline"));
    let matrix = shown(PAYS, "matrix");
    assert!(
        matrix.contains("<th scope=\"col\">Reading room</th>") && matrix.contains("Claims of row 1"),
        "{matrix}"
    );
    let counted = "SELECT ?a (COUNT(?b) AS ?n) { ?a lib:paysFor ?b } GROUP BY ?a";
    assert!(shown(counted, "chart").contains("<rect x=\"0.00\" width=\"100.00\""));
    // What rests on no claim is not drawn.
    let nothing = "SELECT ?from ?edge ?to { VALUES (?from ?edge ?to) { (id:workshop lib:runs id:county) } }";
    assert!(
        shown(nothing, "figure").contains("no claim and no rule gives the edge"),
        "{}",
        shown(nothing, "figure")
    );
}

#[test]
fn words_become_a_query() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let page = main_of(&served.page(&[("ask", "who pays for the reading room?")]));
    assert!(
        page.contains("VALUES ?what { &lt;https://remit.example/library/id/reading-room&gt; }"),
        "{page}"
    );
    assert!(page.contains("Town council") && page.contains("query?query=") && page.contains("run=no"));
    // The query alone says the same.
    let query = page
        .split_once("<textarea")
        .unwrap()
        .1
        .split_once(">\n")
        .unwrap()
        .1
        .split_once("</textarea>")
        .unwrap()
        .0;
    let query = query.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let again = main_of(&served.page(&[("query", &query)]));
    assert!(again.contains("Town council") && !again.contains("Friends"), "{again}");
    // What no template has is answered by the claims, as `remit ask` answers it.
    let question = "what is said of the workshop";
    let told = crate::support::remit(folder.path(), &["ask", question, "-f", "json"]).out;
    let told: Value = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
    let page = main_of(&served.page(&[("ask", question)]));
    let answer = told["answer"].as_str().expect("an answer");
    assert!(page.contains(answer), "{answer}: {page}");
    let nonsense = main_of(&served.page(&[("ask", "flibber <b>gabs</b> &")]));
    assert!(
        !nonsense.contains("<b>") && nonsense.contains("&#60;b") | nonsense.contains("&lt;b"),
        "{nonsense}"
    );
    let many = "word ".repeat(2_000);
    assert!(main_of(&served.posted("/query", &[("ask", &many)])).contains("at most"));
}

#[test]
fn faults_stand_at_their_place_and_warnings_beside_the_answer() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--timeout", "2"]) else { return };
    let fault = |query: &str| {
        let got = served.page(&[("query", query)]);
        assert_eq!(got.status == 200, query.contains("payFor"), "{query}");
        main_of(&got)
    };
    let page = fault("SELECT ?x {\n  ?x a lbi:Service }");
    assert!(page.contains("--&gt; query:2:8") && page.contains("did you mean `lib:`?"), "{page}");
    assert!(page.contains("role=\"alert\"") && page.contains("lbi:Service }</textarea>"), "the text stays");
    assert!(fault("SELECT ?x { SERVICE <http://a/> { ?x ?y ?z } }").contains("SERVICE"));
    assert!(fault("DELETE WHERE { ?s ?p ?o }").contains("would change the graph"));
    let page = fault("SELECT ?x { ?x lib:payFor ?y }");
    let cli = crate::support::remit(folder.path(), &["query", "-e", "SELECT ?x { ?x lib:payFor ?y }"]).err;
    assert!(cli.contains("payFor") && page.contains("<h3>Warnings</h3>"), "{cli}\n{page}");
    assert!(page.contains("warning[") && page.contains("No rows"), "{page}");
    // What takes too long is ended where it runs, and the page says so.
    let got = served.page(&[("query", ENDLESS)]);
    assert_eq!(got.status, 503);
    assert!(main_of(&got).contains("more than 2 seconds"));
    assert_eq!(served.page(&[("query", PAYS)]).status, 200);
    // The text of a query while it is typed.
    let typed = served.posted("/query/typed", &[("query", "SELECT ?ü {\n ?ü a }")]).text();
    let marks: Value = serde_json::from_str(&typed).unwrap();
    assert_eq!(marks[0]["from"], 19, "in characters: {typed}");
    assert_eq!(served.posted("/query/typed", &[("query", PAYS)]).text(), "[]");
}

#[test]
fn what_is_too_much_is_cut_and_says_so() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--max-rows", "5"]) else { return };
    let page = main_of(&served.page(&[("query", "SELECT * { ?s ?p ?o }")]));
    assert!(page.contains("5 rows.") && page.contains("This is not the whole answer"), "{page}");
    assert!(page.contains("the first 5 rows"));
    let large = "a".repeat(300 << 10);
    let got = served.posted("/query", &[("query", &format!("ASK {{}} # {large}"))]);
    assert!(main_of(&got).contains("too large"));
    let got = served.posted("/query", &[("query", &"a".repeat(2 << 20))]);
    assert_eq!(got.status, 413);
    let got = served.ask("GET", &format!("/query?query={}", "a".repeat(1 << 20)), &[]);
    assert_eq!(got.status, 431);
    // A text that the query makes is no page of its own.
    let doubled = "SELECT ?h { BIND (\"0123456789\" AS ?a) BIND (CONCAT(?a,?a,?a,?a,?a,?a,?a,?a,?a,?a) AS ?b) BIND (CONCAT(?b,?b,?b,?b,?b,?b,?b,?b,?b,?b) AS ?c) BIND (CONCAT(?c,?c,?c,?c,?c,?c,?c,?c,?c,?c) AS ?d) BIND (CONCAT(?d,?d,?d,?d,?d,?d,?d,?d,?d,?d) AS ?e) BIND (CONCAT(?e,?e,?e,?e,?e,?e,?e,?e,?e,?e) AS ?h) }";
    let page = main_of(&served.page(&[("query", &format!("{doubled} LIMIT 1"))]));
    assert!(page.len() < 100_000, "{} bytes", page.len());
}

#[test]
fn nothing_in_an_address_can_act_in_the_page() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let nasty = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202e}\u{1b}[31m";
    for fields in [
        vec![("query", nasty)],
        vec![("query", PAYS), ("as", nasty)],
        vec![("ask", nasty)],
        vec![("saved", nasty)],
        vec![("query", PAYS), ("row", nasty)],
    ] {
        for got in [served.page(&fields), served.posted("/query", &fields)] {
            let text = got.text();
            assert!(!text.contains("<script>alert") && !text.contains("<img"), "{fields:?}: {text}");
            let policy = got.header("content-security-policy").expect("a policy");
            assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        }
    }
    // Nor can a value of an answer, a column or a label.
    let label = "# label: <script>alert(1)</script>\n";
    let values = "SELECT ?x ?y { VALUES (?x ?y) { (\"<script>alert(1)</script>\" <javascript:alert(1)>) } }";
    for form in ["table", "matrix", "figure", "map"] {
        let text = served.page(&[("query", &format!("{label}{values}")), ("as", form)]).text();
        assert!(!text.contains("<script>alert") && !text.contains("href=\"javascript"), "{form}: {text}");
    }
    // Commands that are copied keep their quotation marks.
    let page = main_of(&served.page(&[("query", "ASK { ?s ?p 'a' } # '; rm x")]));
    assert!(page.contains("'\\''; rm x"), "{page}");
    // Pages of other sites may not ask it, and it is not asked by other methods.
    let origin = served.ask("GET", "/query", &["Origin: http://evil.example"]);
    assert_eq!(origin.status, 403);
    assert_eq!(served.ask("DELETE", "/query", &[]).status, 405);
    assert_eq!(served.ask("GET", "/query/", &[]).status, 404);
}

#[test]
fn sites_that_may_read_data_may_not_read_the_page() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--cors", "https://friend.example"]) else { return };
    let origin = ["Origin: https://friend.example"];
    assert_eq!(served.ask("GET", "/sparql?query=ASK%7B%7D", &origin).status, 200);
    for path in ["/query", "/query?query=ASK", "/query/typed?query=ASK", "/query/completions?query=a&at=1"] {
        assert_eq!(served.ask("GET", path, &origin).status, 403, "{path}");
    }
}

#[test]
fn what_is_completed_is_of_this_graph() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let cases = fs::read_to_string(repository().join("tests/cases/completions.tsv")).unwrap();
    for case in cases.lines().skip(1) {
        let mut columns = case.split('\t');
        let typed = columns.next().unwrap_or_default();
        let (before, after) = typed.split_once('|').expect("a cursor");
        let list = |column: Option<&str>| -> Vec<String> {
            let column = column.unwrap_or_default();
            column.split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let whole = columns.next().unwrap_or_default();
        let first = if whole.starts_with('#') { vec![whole.to_owned()] } else { list(Some(whole)) };
        let lacks = list(columns.next());
        let at = before.encode_utf16().count().to_string();
        let fields = [("query", &*format!("{before}{after}")), ("at", &*at)];
        let got = served.posted("/query/completions", &fields);
        let found: Value =
            serde_json::from_str(&got.text()).unwrap_or_else(|_| panic!("{typed}: {}", got.text()));
        let options = found["options"].as_array().expect("options");
        let applied: Vec<&str> = options.iter().filter_map(|option| option["apply"].as_str()).collect();
        let begins = first.iter().zip(&applied).all(|(wanted, found)| found.lines().next() == Some(wanted));
        assert!(begins && applied.len() >= first.len(), "{typed}: {applied:?}");
        assert!(lacks.iter().all(|lacking| !applied.contains(&lacking.as_str())), "{typed}: {applied:?}");
        let word = before.rsplit(|c: char| c.is_whitespace() || "({".contains(c)).next().unwrap_or_default();
        assert_eq!(found["length"], word.trim_start_matches('"').encode_utf16().count(), "{typed}");
    }
    // Any bytes and any place are answered.
    for (query, at) in
        [("\u{1f600}\u{1f600}", "1"), ("", "7"), ("SELECT", "99999999999999999999"), ("{{{{[[((", "8")]
    {
        assert_eq!(
            served.posted("/query/completions", &[("query", query), ("at", at)]).status,
            200,
            "{query}"
        );
    }
}

#[test]
fn a_query_of_some_sources_says_that_here_all_are_asked() {
    let folder = library();
    put(
        folder.path(),
        "data/queries/part.rq",
        "# sources: annual-report\nSELECT ?who { ?who lib:paysFor ?what }\n",
    );
    let Some(served) = serve(folder.path(), &[]) else { return };
    assert!(main_of(&served.page(&[("saved", "part")])).contains("is written for certain sources"));
}
