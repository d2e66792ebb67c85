//! Mapped data that can be traced: the table of provenance, and the claims that a mapping makes in a project.

use std::fs;
use std::path::Path;

use super::support::{copy, put, remit, repository};

const FORCES: &str = "code,name,officers\nA1,Ashire,120\nB2,Beeshire,\"1,200\"\n";
const MAPPING: &str = r#"@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<#f> rml:logicalSource [ rml:source "forces.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "{code}" ; rml:class ex:Force ] ;
  rml:predicateObjectMap [ rml:predicate rdfs:label ; rml:objectMap [ rml:reference "name" ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:officers ; rml:objectMap [ rml:reference "officers" ] ] .
"#;

#[test]
fn a_table_tells_of_each_triple_file_row_columns_and_line_of_the_mapping() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "m.ttl", MAPPING);
    put(folder.path(), "forces.csv", FORCES);
    let ran = remit(folder.path(), &["map", "m.ttl", "-o", "out.nq", "--provenance", "rows.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let table = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "subject,predicate,object,graph,file,row,line,columns,mapping-line");
    assert_eq!(
        lines[6],
        r#"<http://example.org/B2>,<http://e/officers>,"""1,200""",,forces.csv,2,3,officers,6"#
    );
    // Each quad of the output is in the table.
    let quads = fs::read_to_string(folder.path().join("out.nq")).unwrap();
    assert_eq!((quads.lines().count(), lines.len()), (6, 7));
    // A run that is refused leaves both files as they were.
    put(folder.path(), "m.ttl", &MAPPING.replace("\"officers\"", "\"ofices\""));
    let ran = remit(folder.path(), &["map", "m.ttl", "-o", "out.nq", "--provenance", "rows.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(fs::read_to_string(folder.path().join("rows.csv")).unwrap(), table);
    assert_eq!(fs::read_to_string(folder.path().join("out.nq")).unwrap(), quads);
}

#[test]
fn a_row_that_is_left_out_is_not_in_the_table_either() {
    let folder = tempfile::tempdir().unwrap();
    let xsd = "<http://www.w3.org/2001/XMLSchema#integer>";
    let typed = format!("rml:reference \"officers\" ; rml:datatype {xsd}");
    put(folder.path(), "m.ttl", &MAPPING.replace("rml:reference \"officers\"", &typed));
    put(folder.path(), "forces.csv", FORCES);
    let args = ["map", "m.ttl", "-o", "out.nq", "--lenient", "--provenance", "rows.csv"];
    let ran = remit(folder.path(), &args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let table = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
    let quads = fs::read_to_string(folder.path().join("out.nq")).unwrap();
    assert_eq!((quads.lines().count(), table.lines().count()), (3, 4), "{table}");
    assert!(!table.contains("B2"), "{table}");
}

/// The project of docs/bulk.md in a folder of its own.
fn forces() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&repository().join("examples/forces"), folder.path());
    folder
}

/// Changes a file of a project.
fn edit(project: &Path, path: &str, old: &str, new: &str) {
    let text = fs::read_to_string(project.join(path)).unwrap();
    assert!(text.contains(old), "{path} has no {old}");
    fs::write(project.join(path), text.replacen(old, new, 1)).unwrap();
}

#[test]
fn data_that_a_mapping_reads_is_an_input_of_the_project() {
    let project = forces();
    let build = remit(project.path(), &["build"]);
    assert_eq!(build.code, 0, "{}", build.err);
    let old = remit(project.path(), &["query", "offences-by-force"]);
    for (path, before, after, told) in [
        ("data/tables/forces.csv", ",298,", ",299,", "Northshire Police,2023,299,655000"),
        ("data/tables/forces.ttl", "{force} Police", "{force} Force", "Northshire Force,2023,299,655000"),
        ("data/tables/links.sssom.tsv", "Merseyside", "Northshire", "Merseyside Police,2023,299,655000"),
    ] {
        edit(project.path(), path, before, after);
        assert_eq!(remit(project.path(), &["build", "--check"]).code, 1, "{path}");
        let new = remit(project.path(), &["query", "offences-by-force"]);
        assert!(new.out != old.out && new.out.contains(told), "{path}: {}", new.out);
        assert_eq!(remit(project.path(), &["build"]).code, 0, "{path}");
        assert_eq!(remit(project.path(), &["build", "--check"]).code, 0, "{path}");
    }
}

#[test]
fn a_row_that_moves_keeps_its_claims() {
    let project = forces();
    let query = "SELECT ?claim { ?claim a <https://remit.example/ns#Claim> } ORDER BY ?claim";
    put(project.path(), "data/queries/claims.rq", &format!("# label: All claims\n{query}\n"));
    let ids = || remit(project.path(), &["query", "claims"]).out;
    let old = ids();
    assert!(old.lines().count() > 40, "{old}");
    let path = project.path().join("data/tables/forces.csv");
    let text = fs::read_to_string(&path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    // Also with a row twice, an empty line and other ends of lines.
    fs::write(&path, format!("{header}\r\n{}\r\n\r\n{}\r\n", rows.join("\r\n"), rows[0])).unwrap();
    assert_eq!(ids(), old);
    let why = remit(project.path(), &["why", "Greater-Manchester-2022-Drug-trafficking", "offences"]);
    assert!(why.out.contains("forces.csv, row 8, offences"), "{}", why.out);
    assert!(
        why.out.contains("data/tables/forces.csv:9: force \u{201c}Greater Manchester\u{201d}"),
        "{}",
        why.out
    );
}

#[test]
fn an_entity_is_renamed_in_the_manifest_and_in_links_and_mapped_ones_are_not() {
    let project = forces();
    for (old, new) in [("merseyside-police", "mersey"), ("home-office", "office"), ("forces-table", "table")]
    {
        let ran = remit(project.path(), &["rename", old, new]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let check = remit(project.path(), &["check"]);
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    let links = fs::read_to_string(project.path().join("data/tables/links.sssom.tsv")).unwrap();
    assert!(links.contains("\tmersey\t"), "{links}");
    let refused = remit(project.path(), &["rename", "Northshire", "north"]);
    assert!(refused.code != 0 && refused.err.contains("made by a mapping"), "{}", refused.err);
}

#[test]
fn no_data_under_a_mapping_makes_it_panic() {
    let texts = [
        "",
        "\n",
        "force",
        "force,year,offence group,offences,spending",
        "force,year,offence group,offences,spending\n\"a,2022,b,1,2\n",
        "force,year,offence group,offences,spending\na,2022,b,1\n",
        "force,year,offence group,offences,spending\n,,,,\n",
        "force,year,offence group,offences,spending\n/,../..,%,é\u{202e},\"\"\"\"\n",
        "\u{feff}force,year,offence group,offences,spending\r\n\u{1f69a},2022,b,1,2",
        "force;year;offence group;offences;spending\na;2022;b;1;2\n",
        "force,force,year,offence group,offences,spending\na,a,2022,b,1,2\n",
    ];
    for text in texts {
        let project = forces();
        fs::write(project.path().join("data/tables/forces.csv"), text).unwrap();
        let check = remit(project.path(), &["check"]);
        assert!([0, 1].contains(&check.code) && !check.err.contains("panicked"), "{text:?}: {}", check.err);
    }
    for text in [
        "",
        "#",
        "subject_id",
        "a\tb\n",
        "\t\t\t\n",
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n\t\t\t\nx",
    ] {
        let project = forces();
        fs::write(project.path().join("data/tables/links.sssom.tsv"), text).unwrap();
        let check = remit(project.path(), &["check"]);
        assert!([0, 1].contains(&check.code) && !check.err.contains("panicked"), "{text:?}: {}", check.err);
    }
}

#[test]
fn pages_show_the_row_of_a_claim_and_checks_offer_the_row_that_decides() {
    let project = forces();
    let site = remit(project.path(), &["site", "-o", "pages"]);
    assert_eq!(site.code, 0, "{}", site.err);
    let why = remit(project.path(), &["why", "Northshire-2023-Drug-trafficking", "offences"]);
    let key = why.out.split_once("[c-").and_then(|(_, rest)| rest.split_once(']')).expect("a claim").0;
    let page = fs::read_to_string(project.path().join(format!("pages/claim/c-{key}.html"))).unwrap();
    assert!(page.contains("data/tables/forces.csv:9: force \u{201c}Northshire\u{201d}"), "{page}");
    edit(project.path(), "data/tables/links.sssom.tsv", "Merseyside\t", "Mersey\t");
    let check = remit(project.path(), &["check", "-f", "json"]);
    assert!(check.out.contains("they are one"), "{}", check.out);
    let row = "Merseyside\\tskos:exactMatch\\tmerseyside-police\\tsemapv:ManualMappingCuration\\t\\t\\t\\n";
    assert!(check.out.contains(row), "{}", check.out);
}
