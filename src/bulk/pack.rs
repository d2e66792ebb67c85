//! The lines of a target as the bytes of its file: in its form, its encoding and its compression.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lzma_rust2::{XzOptions, XzWriter};
use miniz_oxide::deflate::compress_to_vec;
use oxjsonld::JsonLdSerializer;
use oxrdf::vocab::xsd;
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term, TripleRef};
use oxrdfxml::RdfXmlSerializer;
use oxttl::NQuadsParser;
use serde_json::{Value, json};

use super::fault::Fault;
use super::plan::{Compression, Encoding, Form, Plan, Target};

/// Whether the file of a target holds the lines as they are.
pub fn is_lines(plan: &Plan, number: usize) -> bool {
    plan.targets.get(number).is_none_or(|target| {
        target.form == Form::NQuads
            && target.encoding == Encoding::Utf8
            && target.compression == Compression::None
    })
}

/// The bytes of the file of a target.
///
/// # Errors
/// If its form cannot hold what there is, or there is no target with this number.
pub fn packed(plan: &Plan, number: usize, lines: &str) -> Result<Vec<u8>, Fault> {
    let Some(target) = plan.targets.get(number) else { return Ok(Vec::new()) };
    let wrong = |message: &str| Fault::new(message, target.at);
    let bytes = formed(target, lines).map_err(|message| wrong(&message))?;
    let bytes = match target.encoding {
        Encoding::Utf8 => bytes,
        Encoding::Utf16 | Encoding::Utf16Little => utf16(&bytes),
    };
    let name = target.file.path.rsplit('/').next().unwrap_or_default();
    match target.compression {
        Compression::None => Ok(bytes),
        Compression::Gzip => Ok(gzip(&bytes)),
        Compression::Zip => Ok(zip(name.trim_end_matches(".zip"), &bytes)),
        Compression::TarGzip => Ok(gzip(&tar(name.trim_end_matches(".tar.gz"), &bytes))),
        Compression::TarXz => {
            let packed = xz(&tar(name.trim_end_matches(".tar.xz"), &bytes));
            packed.map_err(|error| wrong(&format!("this target cannot be packed: {error}")))
        }
    }
}

fn formed(target: &Target, lines: &str) -> Result<Vec<u8>, String> {
    if target.form == Form::NQuads {
        return Ok(lines.as_bytes().to_vec());
    }
    let quads = NQuadsParser::new().lenient().for_slice(lines).collect::<Result<Vec<Quad>, _>>();
    let quads = quads.map_err(|error| error.to_string())?;
    if target.form == Form::JsonLd {
        return json_ld(&quads).map_err(|error| error.to_string());
    }
    if quads.iter().any(|quad| quad.graph_name != GraphName::DefaultGraph) {
        return Err("the form of this target has no graphs, but a triple of it is in one".to_owned());
    }
    match target.form {
        Form::RdfXml => rdf_xml(&quads).map_err(|error| error.to_string()),
        Form::RdfJson => Ok(rdf_json(&quads)),
        Form::NQuads | Form::NTriples | Form::JsonLd => Ok(lines.as_bytes().to_vec()),
    }
}

fn json_ld(quads: &[Quad]) -> io::Result<Vec<u8>> {
    let mut writer = JsonLdSerializer::new().for_writer(Vec::new());
    for quad in quads {
        writer.serialize_quad(quad)?;
    }
    writer.finish()
}

fn rdf_xml(quads: &[Quad]) -> io::Result<Vec<u8>> {
    let mut writer = RdfXmlSerializer::new().for_writer(Vec::new());
    for quad in quads {
        writer.serialize_triple(TripleRef::from(quad.as_ref()))?;
    }
    writer.finish()
}

/// RDF/JSON: subjects with their predicates with their values, sorted by name.
fn rdf_json(quads: &[Quad]) -> Vec<u8> {
    let mut subjects: BTreeMap<String, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
    for quad in quads {
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let value = match &quad.object {
            Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
            Term::Literal(literal) => match literal.language() {
                Some(tag) => json!({ "type": "literal", "value": literal.value(), "lang": tag }),
                None if literal.datatype() == xsd::STRING => {
                    json!({ "type": "literal", "value": literal.value() })
                }
                None => {
                    json!({ "type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str() })
                }
            },
            other => json!({ "type": "bnode", "value": other.to_string() }),
        };
        let predicates = subjects.entry(subject).or_default();
        predicates.entry(quad.predicate.as_str().to_owned()).or_default().push(value);
    }
    json!(subjects).to_string().into_bytes()
}

/// Text in UTF-16, with the mark of its order.
fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// How hard to pack, from 0 to 10.
const LEVEL: u8 = 6;

/// A file of gzip (RFC 1952) without a name and a time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(compress_to_vec(bytes, LEVEL));
    out.extend(crc32fast::hash(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// A file of xz.
fn xz(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(LEVEL.into()))?;
    writer.write_all(bytes)?;
    writer.finish()
}

/// A zip archive with one file, packed, whose date is the first one that the format has.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let data = compress_to_vec(bytes, LEVEL);
    // Version, flags, method, time, date; digest, sizes; lengths of the name and of nothing more.
    let mut header: Vec<u8> = [20u16, 0, 8, 0, 0x21].into_iter().flat_map(u16::to_le_bytes).collect();
    for number in [crc32fast::hash(bytes), data.len() as u32, bytes.len() as u32] {
        header.extend(number.to_le_bytes());
    }
    header.extend((name.len() as u16).to_le_bytes());
    header.extend([0, 0]);
    let mut out = b"PK\x03\x04".to_vec();
    out.extend(&header);
    out.extend(name.as_bytes());
    out.extend(data);
    let start = out.len() as u32;
    out.extend(b"PK\x01\x02\x14\0");
    out.extend(&header);
    // No comment, first disk, no attributes, the file at the beginning.
    out.extend([0; 14]);
    out.extend(name.as_bytes());
    let length = out.len() as u32 - start;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A tar archive with one file.
fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 512;
    let mut header = [0u8; BLOCK];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    let name = &name.as_bytes()[..name.len().min(99)];
    put(0, name);
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", bytes.len()).as_bytes());
    put(136, b"00000000000\0");
    // The sum of the header is taken with spaces in its own place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut out = header.to_vec();
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::load;

    /// A mapping with a target, and what is written to it.
    fn written(form: &str, lines: &str) -> Result<Vec<u8>, Fault> {
        let text = format!(
            r#"@prefix rml: <http://w3id.org/rml/> . @prefix formats: <http://www.w3.org/ns/formats/> .
            <m> rml:logicalSource [ rml:source "a.csv" ; rml:referenceFormulation rml:CSV ] ; rml:subjectMap [
                rml:reference "a" ; rml:logicalTarget [ rml:target [ rml:path "o" ] ; {form} ] ] ."#
        );
        let plan = load(&text, "http://e.org/").expect("the mapping is good");
        packed(&plan, 0, lines)
    }

    #[test]
    fn forms_hold_what_they_can() {
        let line = "<a:s> <a:p> \"x\" .\n";
        assert_eq!(written("rml:serialization formats:Turtle", line).unwrap(), line.as_bytes());
        let json = written("rml:serialization formats:RDF_JSON", line).unwrap();
        assert_eq!(json, br#"{"a:s":{"a:p":[{"type":"literal","value":"x"}]}}"#);
        assert!(written("rml:serialization formats:N-Triples", "<a:s> <a:p> <a:o> <a:g> .\n").is_err());
    }
}
