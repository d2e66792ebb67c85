//! The rows of long tables on all threads: once all entities are known, a row of which nothing has to be told depends on no other.
//!
//! What is mapped is put together in the order of the rows, so that the number of threads shows in nothing. From the first block
//! on that holds a fault, a quote or the id of a claim, rows are taken one by one.

use std::ops::Range;
use std::thread;

use super::{CLAIMS, Mapper};
use crate::compile::read::{each_record, parts_of_table};
use crate::model::dataset::DatasetBuilder;
use crate::model::file::{FileId, Files};

/// How many bytes of a table are a block.
const BLOCK: usize = if cfg!(test) { 1 << 10 } else { 2 << 20 };

impl Mapper<'_> {
    /// Takes the claims of a long table; from which byte on its rows are left, if any were taken.
    pub(super) fn blocks(&mut self, files: &Files, id: FileId) -> Option<usize> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let file = files.get(id);
        // Once ids of claims are looked up, every row may depend on those before it.
        if self.claim_ids.is_some() || file.text.len() < 2 * BLOCK {
            return None;
        }
        let parts = parts_of_table(file, BLOCK);
        for round in parts.chunks(threads) {
            let taken = self.round(files, id, round);
            for (part, taken) in round.iter().zip(taken) {
                match taken {
                    Some(taken) => self.draft.append(taken),
                    None => return Some(part.start),
                }
            }
        }
        parts.last().map(|part| part.end)
    }

    /// What each of some blocks comes to.
    fn round(&self, files: &Files, id: FileId, round: &[Range<usize>]) -> Vec<Option<DatasetBuilder>> {
        thread::scope(|threads| {
            let start = |part: &Range<usize>| {
                let part = part.clone();
                thread::Builder::new().spawn_scoped(threads, move || self.block(files, id, part)).ok()
            };
            let (first, others) = round.split_at(1);
            let started: Vec<_> = others.iter().map(start).collect();
            let mut taken: Vec<_> = first.iter().map(|part| self.block(files, id, part.clone())).collect();
            taken.extend(started.into_iter().zip(others).map(|(thread, part)| match thread {
                Some(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                None => self.block(files, id, part.clone()),
            }));
            taken
        })
    }

    /// What the rows of a block come to; none where it depends on others, or something has to be told.
    fn block(&self, files: &Files, id: FileId, part: Range<usize>) -> Option<DatasetBuilder> {
        let mut mapper = Mapper {
            known: Some(self),
            columns: self.columns.clone(),
            properties: self.properties.clone(),
            ..Mapper::new(self.manifest, self.ontology)
        };
        let layouts = (self.manifest.folders.data.as_str(), self.manifest.tables.as_slice());
        let faults = each_record(id, files.get(id), layouts, part, &mut |record| {
            if mapper.is_independent() {
                mapper.record(&record, CLAIMS);
            }
        });
        (faults.is_empty() && mapper.is_independent()).then_some(mapper.draft)
    }

    fn is_independent(&self) -> bool {
        let DatasetBuilder { incomplete, passages, .. } = &self.draft;
        let is_whole = self.faults.is_empty() && self.first.is_empty() && incomplete.is_empty();
        is_whole && self.pending.is_empty() && passages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClaimIds, mapped};
    use super::*;
    use crate::compile::ontology::{self, CORE, CORE_PATH, Ontology};
    use crate::compile::read::parse_manifest;
    use crate::model::claim::{Thing, Value};
    use crate::model::dataset::Dataset;
    use crate::model::file::SourceFile;

    const MANIFEST: &str = "title = \"t\"\nbase = \"https://example.org/\"\n\n[[table]]\nfile = \"nodes.csv\"\nkind = \"entity\"\n\
        set = { source = \"book\", speaker = \"n1\", status = \"established\" }\n\n[[table]]\nfile = \"rows.csv\"\nkind = \"claim\"\n\
        set = { source = \"book\", speaker = \"n1\", status = \"established\", currency = \"EUR\", per = \"total\" }\n";
    const ONTOLOGY: &str = "@prefix x: <https://example.org/ns#> .\n\
        @prefix remit: <https://remit.example/ns#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
        x:Book a owl:Class ; rdfs:subClassOf remit:Register ; rdfs:label \"book\" .\n\
        x:Node a owl:Class ; rdfs:label \"node\" .\n\
        x:to a owl:ObjectProperty ; rdfs:label \"to\" ; rdfs:range x:Node .\n\
        x:about a owl:ObjectProperty ; rdfs:label \"about\" .\n\
        x:text a owl:DatatypeProperty ; rdfs:label \"text\" ; rdfs:range xsd:string .\n";

    /// Three files of a project of two tables, to which further rows are added.
    fn project(rows: &[String]) -> (Files, Vec<FileId>) {
        let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
        let mut nodes = String::from("id,type,name,text\nbook,Book,Book,\n");
        nodes.extend((0..100).map(|i| format!("n{i},Node,Node {i},words of {}\n", i % 7)));
        let mut table = String::from("id,subject,predicate,object,amount,when,note\n");
        table.extend(rows.iter().map(|row| format!("{row}\n")));
        let files = Files::new(vec![
            file("remit.toml", MANIFEST.to_owned()),
            file("ontology/x.ttl", ONTOLOGY.to_owned()),
            file(CORE_PATH, CORE.to_owned()),
            file("data/nodes.csv", nodes),
            file("data/rows.csv", table),
        ]);
        let data = files.iter().filter(|(_, f)| f.path.starts_with("data/")).map(|(id, _)| id).collect();
        (files, data)
    }

    /// All that a dataset says, whatever the numbers of its texts.
    fn said(dataset: &Dataset) -> Vec<String> {
        let claims = dataset.claim_ids().map(|id| {
            let claim = dataset.claim(id);
            let details = dataset.details(claim);
            let text = |symbol| dataset.text(symbol);
            let value = match claim.value {
                Value::Thing(thing) => dataset.key(thing).to_owned(),
                Value::Text(symbol) => text(symbol).to_owned(),
                other => format!("{other:?}"),
            };
            let money = details.and_then(|d| d.money);
            let money =
                money.map(|m| [dataset.amount(m.amount), text(m.currency).into(), text(m.per).into()]);
            let texts = details.map(|d| [d.when, d.note].map(|s| s.map(text)));
            let key = dataset.key(Thing::Claim(id));
            format!("{key} {} {value} {money:?} {texts:?} {:?}", dataset.key(claim.subject), claim.origin)
        });
        claims.collect()
    }

    #[test]
    fn blocks_come_to_what_rows_one_by_one_come_to() {
        let plain = |i: usize| {
            let (from, to) = (i * 7 % 100, i * 13 % 100);
            let note = if i.is_multiple_of(5) {
                format!("\"a note, {}\nof two lines\"", i % 3)
            } else {
                String::new()
            };
            let id = if i.is_multiple_of(11) { String::new() } else { format!("c{i}") };
            let amount = if i.is_multiple_of(9) { "1234567890123456789012" } else { "12.50" };
            format!("{id},n{from},to,n{to},{amount},soon,{note}")
        };
        for row in [
            "d1,n1,to,n2,,,",
            "c5,n1,to,n2,,,",
            "c399,n1,to,n2,,,",
            "n5,n1,to,n2,,,",
            "?,n1,to,n2,,,",
            "d1,c5,about,c399,,,",
            "d1,c5,to,c399,,,",
            "d1,nobody,to,n2,,,",
            "d1,n1,ot,n2,,,",
            "d1,n1,to,n2,much,,",
            "d1,n1,to,n2\u{200b},,,",
            "d1,n1,to",
            "d1,n1,to,n\"2,,,",
            "d1,n1,to,\"n2,,,",
            "d1,n1,text,\"n2\"\"\",,,",
        ] {
            for at in [0, 1, 200, 399, 400] {
                let mut rows: Vec<String> = (0..400).map(plain).collect();
                rows.insert(at, row.to_owned());
                let (files, data) = project(&rows);
                let path = |path| files.find(path).expect("a file of this test");
                let manifest = parse_manifest(FileId(0), files.get(path("remit.toml"))).expect("a manifest");
                let turtle = [path(CORE_PATH), path("ontology/x.ttl")];
                let (ontology, faults): (Ontology, _) = ontology::load(&files, &turtle, &manifest.base);
                assert!(faults.is_empty(), "{faults:?}");
                let one_by_one =
                    mapped((&files, &data), &[], (&manifest, &ontology), Some(ClaimIds::default()));
                let (expected, expected_faults) = one_by_one.expect("ids are looked up");
                let (found, faults) = super::super::map(&files, &data, &[], (&manifest, &ontology));
                assert_eq!(format!("{faults:#?}"), format!("{expected_faults:#?}"), "{row}");
                assert_eq!(found.incomplete, expected.incomplete, "{row}");
                assert_eq!(said(&found.finish()), said(&expected.finish()), "{row}");
            }
        }
    }
}
