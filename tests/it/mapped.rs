//! Mapped data that can be traced: the table of provenance, and the claims that a mapping makes in a project.

use std::fs;

use super::support::{put, remit};

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
