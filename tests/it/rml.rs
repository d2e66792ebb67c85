//! Mappings in RML held against cases of the W3C community group on knowledge graph construction: of RML-Core, of the sources and
//! targets of RML-IO and of the vocabulary of 2014 (`tests/rml`), and of its registry, whose cases stand beside the repository.
//!
//! Run it alone to see the table: `cargo test --profile dev --all-features --test it rml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use oxjsonld::JsonLdParser;
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::{Dataset, Triple};
use oxrdfxml::RdfXmlParser;
use oxttl::{NQuadsParser, TurtleParser};
use regex::Regex;
use remit::bulk::{Options, Unnamed, load, run};
use remit::project::MappingFolders;
use serde_json::Value;

use super::cases::held;
use super::support::{Ran, put, remit, repository, shared, skip};

/// Cases whose files contradict the specification, other cases or themselves, each with the reason. None is known to the program.
const DISPUTED: &[(&str, &str)] = &[
    (
        "io-source/RMLSTC0009a",
        "a quoted header is flagged as an error, yet an output is there (rml-io issue 150)",
    ),
    (
        "io-target/RMLTTC0004a",
        "expects \"33\", where 0004d with the same mapping expects an integer (rml-io issue 151)",
    ),
    ("io-target/RMLTTC0004c", "as 0004a"),
    ("io-target/RMLTTC0004e", "as 0004a"),
    ("io-target/RMLTTC0004f", "as 0004a"),
    ("io-target/RMLTTC0004g", "as 0004a"),
    ("io-target/RMLTTC0005b", "as 0004a, where 0005a expects an integer"),
    ("io-target/RMLTTC0006b", "as 0004a, where 0006a expects an integer"),
    ("io-target/RMLTTC0006c", "as 0006b"),
    ("io-target/RMLTTC0006d", "as 0006b"),
    ("io-target/RMLTTC0006e", "as 0006b"),
    (
        "registry/RMLIOREGTC0002b",
        "a missing key is flagged as an error; the text of the registry says that it is NULL",
    ),
    (
        "registry/RMLIOREGTC0003b",
        "a missing node is flagged as an error; the text of the registry says that it is NULL",
    ),
    ("registry/RMLIOREGTC0012a", "the table is an address on the web"),
    (
        "registry/RMLIOREGTC0012i",
        "the mapping reads `ID` and `Name`, the table has `id` and `name`, the output is of another mapping",
    ),
    (
        "registry/RMLIOREGTC0003d",
        "the mapping names the namespace without the slash that the data has, and `student` in no namespace",
    ),
    (
        "legacy/RMLTC0007h-CSV",
        "its title says that it is an error, and nothing is expected, yet no error is flagged",
    ),
    ("legacy/RMLTC0007h-JSON", "as RMLTC0007h-CSV"),
    ("legacy/RMLTC0007h-XML", "as RMLTC0007h-CSV"),
    (
        "legacy/RMLTC0002g-JSON",
        "the iterator is not a JSONPath and the file is missing, yet no error is flagged",
    ),
];

/// One line of the manifest.
#[derive(Clone)]
struct Case {
    name: String,
    module: String,
    folder: PathBuf,
    is_error: bool,
    base: String,
    outputs: Vec<String>,
}

fn cases(root: &Path) -> Vec<Case> {
    let mut reader = csv::Reader::from_path(root.join("manifest.csv")).expect("the manifest is read");
    let header = reader.headers().expect("the manifest has a header").clone();
    let column = |name: &str| header.iter().position(|h| h == name).expect("the manifest has this column");
    let columns = ["id", "module", "error", "base_iri", "outputs"].map(column);
    reader
        .records()
        .map(|record| {
            let record = record.expect("a line of the manifest");
            let [id, module, error, base, outputs] = columns.map(|column| record[column].to_owned());
            Case {
                name: format!("{module}/{id}"),
                folder: root.join(&module).join(&id),
                module,
                is_error: error == "true",
                base,
                outputs: outputs
                    .split([' ', ';', '|'])
                    .filter(|o| !o.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }
        })
        .collect()
}

/// What a mapping makes: its default output, and each target with the bytes of its file; or why it makes nothing.
fn mapped(case: &Case) -> Result<(String, BTreeMap<String, Vec<u8>>), String> {
    let path = case.folder.join("mapping.ttl");
    let text = fs::read_to_string(&path).map_err(|e| e.to_string())?;
    let shown = |faults: Vec<remit::bulk::Fault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let plan = load(&text, &case.base).map_err(shown)?;
    let folders = MappingFolders::new(&path, &case.folder);
    let mut summary =
        run(&plan, &folders, Options::new(&case.base), &mut Unnamed).map_err(|error| error.to_string())?;
    // Bad data ends a mapping today; in the cases of 2014 it gives no triple.
    if !summary.faults.is_empty() && case.module != "legacy" {
        return Err(shown(summary.faults));
    }
    let mut targets = BTreeMap::new();
    for (number, file) in plan.targets().enumerate() {
        let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
        let lines = summary.text(Some(number)).map_err(|error| error.to_string())?;
        targets.insert(name, remit::bulk::packed(&plan, number, &lines).map_err(|fault| fault.to_string())?);
    }
    Ok((summary.text(None).map_err(|error| error.to_string())?, targets))
}

/// A dataset whose blank nodes have the names of a canonical form.
fn dataset(bytes: &[u8]) -> Result<Dataset, String> {
    let quads = NQuadsParser::new().lenient().for_slice(bytes).collect::<Result<Vec<_>, _>>();
    let mut dataset: Dataset = quads.map_err(|e| e.to_string())?.iter().collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    Ok(dataset)
}

fn compared(expected: &[u8], found: &[u8]) -> Result<(), String> {
    let (expected, found) = (dataset(expected)?, dataset(found)?);
    let missing: Vec<String> =
        expected.iter().filter(|q| !found.contains(*q)).map(|q| format!("- {q}\n")).collect();
    let extra: Vec<String> =
        found.iter().filter(|q| !expected.contains(*q)).map(|q| format!("+ {q}\n")).collect();
    if missing.is_empty() && extra.is_empty() { Ok(()) } else { Err(missing.concat() + &extra.concat()) }
}

/// Whether a case holds.
fn holds(case: &Case) -> Result<(), String> {
    let (output, targets) = match (mapped(case), case.is_error) {
        (Err(_), true) => return Ok(()),
        (Ok(_), true) => return Err("an error is expected, and none was found".to_owned()),
        (Err(why), false) => return Err(why),
        (Ok(made), false) => made,
    };
    for name in &case.outputs {
        let expected = fs::read(case.folder.join(name)).map_err(|e| format!("{name}: {e}"))?;
        match name.as_str() {
            "default.nq" | "output.nq" => compared(&expected, output.as_bytes())?,
            _ => {
                let found = targets.get(name).ok_or_else(|| format!("{name} was not written"))?;
                let (expected, found) = (lines(name, &expected)?, lines(name, found)?);
                compared(&expected, &found).map_err(|why| format!("{name}: {why}"))?;
            }
        }
    }
    Ok(())
}

/// The file of a target as N-Quads, whatever its form and packing; its encoding is seen from its mark.
fn lines(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let shown = |error: &dyn std::fmt::Display| error.to_string();
    if let Some(inner) = [".gz", ".zip", ".xz", ".tar"].iter().find_map(|end| name.strip_suffix(end)) {
        return lines(inner, &unpacked(name, bytes)?);
    }
    if bytes.starts_with(&[0xff, 0xfe]) {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return lines(name, String::from_utf16(&units).map_err(|e| shown(&e))?.as_bytes());
    }
    let triples: Vec<Triple> = match name.rsplit('.').next() {
        Some("ttl" | "n3") => {
            TurtleParser::new().for_slice(bytes).collect::<Result<_, _>>().map_err(|e| shown(&e))?
        }
        Some("rdfxml") => {
            RdfXmlParser::new().for_slice(bytes).collect::<Result<_, _>>().map_err(|e| shown(&e))?
        }
        Some("jsonld") => {
            let quads =
                JsonLdParser::new().for_slice(bytes).collect::<Result<Vec<_>, _>>().map_err(|e| shown(&e))?;
            return Ok(in_lines(&quads));
        }
        Some("rdfjson") => return Err("RDF/JSON is not read here".to_owned()),
        _ => return Ok(bytes.to_vec()),
    };
    Ok(in_lines(&triples))
}

/// Statements as N-Quads.
fn in_lines(statements: &[impl std::fmt::Display]) -> Vec<u8> {
    statements.iter().flat_map(|statement| format!("{statement} .\n").into_bytes()).collect()
}

/// What is packed in a file, by the programs of the system: a reader that is not ours.
fn unpacked(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let file = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
    fs::write(file.path(), bytes).map_err(|e| e.to_string())?;
    let command: &[&str] = match name.rsplit('.').next() {
        Some("gz") => &["gzip", "-dc"],
        Some("xz") => &["xz", "-dc"],
        Some("tar") => &["tar", "-xOf"],
        _ => &[
            "python3",
            "-c",
            "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); sys.stdout.buffer.write(z.read(z.namelist()[0]))",
        ],
    };
    let input = fs::File::open(file.path()).map_err(|e| e.to_string())?;
    let mut program = std::process::Command::new(command[0]);
    program.args(&command[1..]);
    // What ends otherwise than `.gz` is a name to gzip that it does not take.
    if matches!(command[0], "gzip" | "xz") {
        program.stdin(input)
    } else {
        program.arg(file.path())
    };
    let ran = program.output().map_err(|e| format!("{}: {e}", command[0]))?;
    if ran.status.success() { Ok(ran.stdout) } else { Err(String::from_utf8_lossy(&ran.stderr).into_owned()) }
}

/// The cases that are kept here, and those of the registry where they are at hand.
fn all_cases() -> Vec<Case> {
    let mut found = cases(&repository().join("tests/rml"));
    if let Some(root) = shared("rml-cases") {
        found.extend(cases(&root).into_iter().filter(|case| case.module == "registry"));
    }
    found
}

#[test]
fn the_public_cases_of_rml_hold() {
    let mut tally: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut report = String::new();
    let mut failed = Vec::new();
    for case in all_cases() {
        if !case.folder.exists() {
            skip(&format!("{} is not there", case.name));
            continue;
        }
        let counts = tally.entry(case.module.clone()).or_default();
        counts[0] += 1;
        let Err(why) = holds(&case) else {
            assert!(
                DISPUTED.iter().all(|(name, _)| *name != case.name),
                "{} holds: take it off the list",
                case.name
            );
            counts[1] += 1;
            continue;
        };
        if DISPUTED.iter().any(|(name, _)| *name == case.name) {
            counts[2] += 1;
        } else {
            report.push_str(&format!("{}:\n{why}\n", case.name));
            failed.push(case.name);
        }
    }
    let mut table = String::from("module      cases  hold  disputed\n");
    for (module, [all, held, disputed]) in &tally {
        table.push_str(&format!("{module:10}  {all:5}  {held:4}  {disputed:8}\n"));
    }
    let _ = write!(std::io::stderr(), "{table}");
    assert!(failed.is_empty(), "{report}{} of the cases fail: {failed:?}", failed.len());
}

/// A table of texts and whole numbers.
struct Table {
    name: String,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// The files of a case over JSON as tables, if its rows are flat and have the same names; and the mapping, which reads
/// `NAME.FORM` by `FORMULATION`.
fn twin(case: &Case) -> Option<(String, Vec<Table>)> {
    let mapping = fs::read_to_string(case.folder.join("mapping.ttl")).ok()?;
    let iterator = Regex::new(r#"rml:iterator "\$(?:\.(\w+))?\[\*\]";"#).unwrap();
    let members: BTreeSet<&str> =
        iterator.captures_iter(&mapping).map(|found| found.get(1).map_or("", |name| name.as_str())).collect();
    let mut tables = Vec::new();
    let files = Regex::new(r"([\w-]+)\.json").unwrap();
    let names: BTreeSet<&str> =
        files.captures_iter(&mapping).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    for name in names {
        let text = fs::read_to_string(case.folder.join(format!("{name}.json"))).ok()?;
        let value: Value = serde_json::from_str(&text).ok()?;
        let rows = members.iter().filter_map(|m| if m.is_empty() { Some(&value) } else { value.get(m) });
        let [rows] = rows.filter_map(Value::as_array).collect::<Vec<_>>()[..] else { return None };
        let columns: Vec<String> = rows.first()?.as_object()?.keys().cloned().collect();
        let mut table = Vec::new();
        for row in rows {
            let row = row.as_object()?;
            let cells: Vec<Value> =
                columns.iter().map(|name| row.get(name).cloned()).collect::<Option<_>>()?;
            if cells.len() != row.len() || !cells.iter().all(|cell| cell.is_string() || cell.is_i64()) {
                return None;
            }
            table.push(cells);
        }
        tables.push(Table { name: name.to_owned(), columns, rows: table });
    }
    let mapping = iterator.replace_all(&mapping, "");
    let mapping = mapping.replace("rml:JSONPath", "FORMULATION").replace(".json\"", ".FORM\"");
    let mapping = mapping.replace("$['", "").replace("']", "").replace("$.", "");
    (!tables.is_empty() && !mapping.contains('$') && !mapping.contains("rml:iterator"))
        .then_some((mapping, tables))
}

fn plain(cell: &Value) -> String {
    cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)
}

fn write_csv(table: &Table, path: &Path) {
    let mut writer = csv::Writer::from_path(path).unwrap();
    writer.write_record(&table.columns).unwrap();
    for row in &table.rows {
        writer.write_record(row.iter().map(plain)).unwrap();
    }
    writer.flush().unwrap();
}

#[cfg(feature = "sqlite")]
fn write_sqlite(table: &Table, path: &Path) {
    let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<String> = table.columns.iter().map(quoted).collect();
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute(&format!("CREATE TABLE t ({})", columns.join(", ")), []).unwrap();
    for row in &table.rows {
        let cells: Vec<rusqlite::types::Value> = row
            .iter()
            .map(|cell| cell.as_i64().map_or_else(|| plain(cell).into(), rusqlite::types::Value::Integer))
            .collect();
        let places = vec!["?"; cells.len()].join(", ");
        database
            .execute(&format!("INSERT INTO t VALUES ({places})"), rusqlite::params_from_iter(cells))
            .unwrap();
    }
}

#[cfg(feature = "parquet")]
fn write_parquet(table: &Table, path: &Path) {
    use parquet::basic::{LogicalType, Repetition, Type as Physical};
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    let is_number = |number: usize| table.rows.iter().all(|row| row[number].is_i64());
    let column = |(number, name): (usize, &String)| {
        let builder = if is_number(number) {
            Type::primitive_type_builder(name, Physical::INT64)
        } else {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String))
        };
        builder.with_repetition(Repetition::REQUIRED).build().unwrap().into()
    };
    let fields = table.columns.iter().enumerate().map(column).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields).build().unwrap();
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), std::sync::Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for number in 0..table.columns.len() {
        let mut column = group.next_column().unwrap().unwrap();
        if is_number(number) {
            let cells: Vec<i64> = table.rows.iter().filter_map(|row| row[number].as_i64()).collect();
            column.typed::<Int64Type>().write_batch(&cells, None, None).unwrap();
        } else {
            let cells: Vec<ByteArray> =
                table.rows.iter().map(|row| ByteArray::from(plain(&row[number]).into_bytes())).collect();
            column.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

/// The quads of a mapping over tables are those over JSON; but in tables of text, numbers have no datatype.
fn tables_give_what_json_gives(form: &str, formulation: &str, write: fn(&Table, &Path), has_types: bool) {
    let mut tried = 0;
    for case in all_cases().into_iter().filter(|case| case.module == "core") {
        let Some((mapping, tables)) = twin(&case) else { continue };
        let is_mixed = |table: &Table, number: usize| {
            let numbers = table.rows.iter().filter(|row| row[number].is_i64()).count();
            numbers > 0 && numbers < table.rows.len()
        };
        if form == "parquet" && tables.iter().any(|t| (0..t.columns.len()).any(|n| is_mixed(t, n))) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "mapping.ttl", &mapping.replace("FORMULATION", formulation).replace("FORM", form));
        for table in &tables {
            write(table, &folder.path().join(format!("{}.{form}", table.name)));
        }
        let found = mapped(&Case { folder: folder.path().to_owned(), ..case.clone() });
        let expected = fs::read_to_string(case.folder.join("output.nq")).unwrap_or_default();
        let typed = if has_types { "" } else { "^^<http://www.w3.org/2001/XMLSchema#integer>" };
        let shown = |text: &str| text.replace(typed, "");
        match found {
            Err(why) => assert!(case.is_error, "{}: {why}", case.name),
            Ok(_) if case.is_error => panic!("{}: an error is expected", case.name),
            Ok((output, _)) => {
                let same = compared(shown(&expected).as_bytes(), shown(&output).as_bytes());
                assert!(same.is_ok(), "{}: {}", case.name, same.unwrap_err());
            }
        }
        tried += 1;
    }
    let _ = writeln!(std::io::stderr(), "{tried} cases of core hold as {form}, too");
    assert!(tried > 20, "only {tried} cases were tried");
}

#[test]
fn csv_gives_what_json_gives() {
    tables_give_what_json_gives("csv", "rml:CSV", write_csv, false);
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_gives_what_json_gives() {
    let formulation = "rml:SQL2008Table; rml:iterator \"t\"";
    tables_give_what_json_gives("sqlite", formulation, write_sqlite, true);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_gives_what_json_gives() {
    tables_give_what_json_gives("parquet", "rml:CSV", write_parquet, true);
}

const PEOPLE: &str = r#"@prefix rml: <http://w3id.org/rml/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#m> rml:logicalSource [ rml:source "people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "{id}" ] ;
  rml:predicateObjectMap [ rml:predicate <#age> ; rml:objectMap [ rml:reference "age" ; rml:datatype xsd:integer ] ] .
"#;

#[test]
fn nothing_is_written_if_a_value_is_bad() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "m.ttl", PEOPLE);
    put(folder.path(), "people.csv", "id,age\n1,40\n2,forty\n");
    put(folder.path(), "out.nq", "as it was\n");
    let strict = remit(folder.path(), &["map", "m.ttl", "-o", "out.nq"]);
    assert_eq!(strict.code, 1, "{}", strict.err);
    for told in [
        "error[R104]: `forty` is not a value of xsd:integer",
        "people.csv:3:3",
        "m.ttl:5:65",
        "row 2: `age` is read here",
    ] {
        assert!(strict.err.contains(told), "{told}: {}", strict.err);
    }
    assert_eq!(fs::read_to_string(folder.path().join("out.nq")).unwrap(), "as it was\n");
    let lenient = remit(folder.path(), &["map", "m.ttl", "-o", "out.nq", "--lenient", "--base", "http://e/"]);
    assert_eq!(lenient.code, 0, "{}", lenient.err);
    let written = fs::read_to_string(folder.path().join("out.nq")).unwrap();
    assert_eq!(
        written,
        "<http://e/1> <http://e/#age> \"40\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
    );
}

#[test]
fn a_mapping_reads_and_writes_below_its_folder_only() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "secret.csv", "id,age\n1,40\n");
    for path in ["../secret.csv", "/etc/passwd", "link.csv"] {
        put(folder.path(), "in/m.ttl", &PEOPLE.replace("people.csv", path));
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink("../secret.csv", folder.path().join("in/link.csv"));
        let ran = remit(&folder.path().join("in"), &["map", "m.ttl"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{path}");
        assert!(
            cfg!(not(unix)) || ran.err.contains("leads out of the folder of the mapping"),
            "{path}: {}",
            ran.err
        );
    }
}

/// What the program says of faults, in the folders of `tests/mapping`: each has commands, and what they say.
#[test]
fn faults_are_told_as_expected() {
    let root = repository().join("tests/mapping");
    let mut wrong = String::new();
    for case in fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()) {
        let folder = tempfile::tempdir().unwrap();
        for file in fs::read_dir(&case).unwrap().map(|entry| entry.unwrap().path()) {
            fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
        put(folder.path(), "out.nq", "as it was\n");
        let mut told = String::new();
        for command in fs::read_to_string(case.join("commands.txt")).unwrap().lines() {
            let arguments: Vec<&str> = command.split(' ').collect();
            let ran = remit(folder.path(), &arguments);
            told.push_str(&format!("$ remit {command}\n{}{}exit code {}\n\n", ran.out, ran.err, ran.code));
        }
        assert_eq!(fs::read_to_string(folder.path().join("out.nq")).unwrap(), "as it was\n");
        wrong.extend(held(&case.join("expected.txt"), &told));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Runs a mapping over one file, with a subject by `id` and one object by `v`.
fn ran(file: (&str, &[u8]), source: &str, object: &str, arguments: &[&str]) -> (Ran, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file.0), file.1).unwrap();
    let mapping = format!(
        "@prefix rml: <http://w3id.org/rml/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         <#m> rml:logicalSource [ {source} ] ; rml:subjectMap [ rml:template \"http://e/{{id}}\" ] ;\n\
         rml:predicateObjectMap [ rml:predicate <http://e/p> ; rml:objectMap [ {object} ] ] ."
    );
    put(folder.path(), "m.ttl", &mapping);
    let ran = remit(folder.path(), &[&["map", "m.ttl"], arguments].concat());
    (ran, folder)
}

const CSV: &str = "rml:source \"d.csv\" ; rml:referenceFormulation rml:CSV";
const VALUE: &str = "rml:reference \"v\"";

#[test]
fn nothing_that_a_run_reads_is_written_over() {
    let target = |path: &str| {
        format!(
            "{VALUE} ; rml:logicalTarget [ rml:target [ rml:root rml:MappingDirectory ; rml:path \"{path}\" ] ]"
        )
    };
    for (object, arguments) in [
        (VALUE.to_owned(), vec!["-o", "d.csv"]),
        (VALUE.to_owned(), vec!["-o", "./../d.csv"]),
        (VALUE.to_owned(), vec!["-o", "m.ttl"]),
        (VALUE.to_owned(), vec!["-o", "o.nq", "--provenance", "d.csv"]),
        (target("d.csv"), vec![]),
        (target("./m.ttl"), vec![]),
        (target("o.nq"), vec!["-o", "o.nq"]),
    ] {
        let table = b"id,v\n1,a\n";
        let (ran, folder) = ran(("d.csv", table), CSV, &object, &arguments);
        let is_elsewhere = arguments.contains(&"./../d.csv");
        assert_eq!(ran.code == 0, is_elsewhere, "{arguments:?}: {}", ran.err);
        assert!(is_elsewhere || ran.err.contains("read by this run, or written twice"), "{}", ran.err);
        assert_eq!(fs::read(folder.path().join("d.csv")).unwrap(), table);
        assert!(fs::read_to_string(folder.path().join("m.ttl")).unwrap().starts_with("@prefix"));
        if is_elsewhere {
            fs::remove_file(folder.path().join("../d.csv")).unwrap();
        }
    }
}

#[test]
fn packed_files_are_read_whole_or_refused() {
    let packed = |script: &str| {
        let python = std::process::Command::new("python3").args(["-c", script]).output();
        python.ok().filter(|ran| ran.status.success()).map(|ran| ran.stdout)
    };
    let source = |how: &str| {
        format!(
            "rml:source [ rml:root rml:MappingDirectory ; rml:path \"d\" ; rml:compression rml:{how} ] ; rml:referenceFormulation rml:CSV"
        )
    };
    let two =
        "import gzip,sys; sys.stdout.buffer.write(gzip.compress(b'id,v\\n1,a\\n')+gzip.compress(b'2,b\\n'))";
    let Some(bytes) = packed(two) else { return skip("there is no python3 to pack files with") };
    let (gzip, _) = ran(("d", &bytes), &source("gzip"), VALUE, &[]);
    assert_eq!(
        gzip.out, "<http://e/1> <http://e/p> \"a\" .\n<http://e/2> <http://e/p> \"b\" .\n",
        "{}",
        gzip.err
    );
    let (cut, _) = ran(("d", &bytes[..bytes.len() - 6]), &source("gzip"), VALUE, &[]);
    assert!(cut.code == 1 && cut.err.contains("is damaged"), "{}", cut.err);
    for (how, write) in [
        ("zip", "z=zipfile.ZipFile(o,'w'); [z.writestr(n,'id,v\\n1,a\\n') for n in NAMES]; z.close()"),
        (
            "targz",
            "z=tarfile.open(fileobj=o,mode='w:gz')\nfor n in NAMES:\n  i=tarfile.TarInfo(n); i.size=9; z.addfile(i,io.BytesIO(b'id,v\\n1,a\\n'))\nz.close()",
        ),
    ] {
        for (names, lines) in [("['a']", 1), ("['a','b']", 0)] {
            let script = format!(
                "import io,sys,zipfile,tarfile; o=io.BytesIO()\n{}\nsys.stdout.buffer.write(o.getvalue())",
                write.replace("NAMES", names)
            );
            let bytes = packed(&script).expect("python packs");
            let (ran, _) = ran(("d", &bytes), &source(how), VALUE, &[]);
            assert_eq!(ran.out.lines().count(), lines, "{how} {names}: {}", ran.err);
            assert!(lines == 1 || ran.err.contains("more than one file"), "{how}: {}", ran.err);
        }
    }
    let (plain, _) = ran(("d.csv", &bytes), CSV, VALUE, &[]);
    assert!(plain.err.contains("looks like packed by gzip"), "{}", plain.err);
}

#[test]
fn odd_data_gives_what_it_says_or_a_fault() {
    let json = "rml:source \"d.json\" ; rml:referenceFormulation rml:JSONPath ; rml:iterator \"$[*]\"";
    let xml = "rml:source \"d.xml\" ; rml:referenceFormulation rml:XPath ; rml:iterator \"/r/a\"";
    let number = "[{\"id\":1,\"v\":1.5},{\"id\":2,\"v\":1e3},{\"id\":3,\"v\":1e400}]";
    let deep = format!("<r>{}{}</r>", "<a>".repeat(12_000), "</a>".repeat(12_000));
    let wide = format!("{},id,v\n,1,2\n", "h".repeat(1 << 20));
    let late = format!("{}id,v\n1,2\n", "\n".repeat(1 << 20));
    for (name, text, source, object, told) in [
        (
            "d.json",
            number,
            json,
            "rml:reference \"v\" ; rml:datatype xsd:decimal",
            "`1e400` is not a value of xsd:decimal",
        ),
        ("d.json", &number[..34], json, "", "this is not JSON"),
        ("d.json", number, json, VALUE, "\"INF\"^^<http://www.w3.org/2001/XMLSchema#double>"),
        (
            "d.json",
            number,
            json,
            "rml:reference \"v\" ; rml:datatype xsd:string",
            "<http://e/1> <http://e/p> \"1.5\" .\n",
        ),
        ("d.json", number, json, "rml:template \"http://e/{v}\"", "<http://e/1.5>"),
        ("d.json", number, json, "rml:reference \"w\"", "`w` finds nothing in any row"),
        ("d.json", "[]", json, VALUE, "`$[*]` finds no row"),
        ("d.xml", "<r xmlns='http://r/'><a><id>1</id></a></r>", xml, VALUE, "`/r/a` finds no row"),
        ("d.xml", &deep, xml, VALUE, "nested too deeply"),
        ("d.csv", "id,v\n1,\n,5\n2,x\n", CSV, "rml:template \"http://e/{v}\"", "\n1 quad from 3 rows"),
        (
            "d.csv",
            "id,v\n,5\n1,a\n",
            CSV,
            VALUE,
            "a value of this subject is missing in 1 of 2 rows of `d.csv`",
        ),
        ("d.csv", &wide, CSV, VALUE, "<http://e/1> <http://e/p> \"2\" .\n"),
        ("d.csv", &late, CSV, VALUE, "<http://e/1> <http://e/p> \"2\" .\n"),
    ] {
        let object = if object.is_empty() { VALUE } else { object };
        let (ran, _) = ran((name, text.as_bytes()), source, object, &[]);
        let said = format!("{}\n{}", ran.out, ran.err);
        assert!(said.contains(told), "{told}: {said}");
    }
    let mut rows = String::from("id,v\n");
    (0..40_000).for_each(|row| rows.push_str(&format!("{row},bad\n")));
    let (many, _) =
        ran(("d.csv", rows.as_bytes()), CSV, "rml:reference \"v\" ; rml:datatype xsd:integer", &[]);
    assert!(
        many.err.contains("39900 more faults of data are not listed"),
        "{}",
        &many.err[many.err.len() - 400..]
    );
}
