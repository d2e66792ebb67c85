//! Logical targets: files for some of the triples.

use oxrdf::{NamedOrBlankNode, Term};

use super::{Loader, node};
use crate::bulk::fault::Fault;
use crate::bulk::pack::is_lines;
use crate::bulk::plan::{Form, Target};
use crate::model::vocab::{formats, rml};

impl Loader<'_> {
    /// The numbers of the targets that a term map names, in order.
    pub(super) fn targets(&mut self, map: &NamedOrBlankNode) -> Vec<usize> {
        let mut found = Vec::new();
        for property in self.graph.all(map, rml::LOGICAL_TARGET) {
            let Some(node) = node(&property.object) else {
                self.fault("`rml:logicalTarget` needs a node with a target", property.at);
                continue;
            };
            if let Some(known) = self.targets.get(&node) {
                found.push(*known);
                continue;
            }
            let Some(target) = self.one(&node, rml::TARGET) else {
                self.fault("this logical target has no `rml:target`", property.at);
                continue;
            };
            let file = self::node(&target.object).and_then(|node| self.file(&node, target.at));
            let form = self.form(&node);
            let appends = self.appends(&node);
            let encoding = self.encoding(&node, rml::ENCODING);
            let compression = self.compression(&node);
            if let Some(file) = file {
                let number = self.plan.targets.len();
                let target = Target { file, appends, form, encoding, compression, at: property.at };
                self.plan.targets.push(target);
                if appends && !is_lines(&self.plan, number) {
                    let fault = Fault::new("only lines can be added to a file", property.at);
                    self.faults
                        .push(fault.help("write N-Quads in UTF-8, not packed, or leave out `rml:mode`"));
                }
                self.targets.insert(node, number);
                found.push(number);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a target is to be added to; by default it is written anew.
    fn appends(&mut self, target: &NamedOrBlankNode) -> bool {
        let Some(property) = self.one(target, rml::MODE) else { return false };
        let name = match &property.object {
            Term::NamedNode(iri) => super::short(iri.as_str()),
            Term::Literal(literal) => literal.value(),
            _ => "",
        };
        match name.to_ascii_lowercase().as_str() {
            "append" => true,
            "overwrite" | "write" => false,
            _ => {
                let fault = Fault::new(format!("{} is not a mode of a target", property.object), property.at);
                self.faults.push(fault.help("it can be `rml:overwrite` or `rml:append`"));
                false
            }
        }
    }

    fn form(&mut self, target: &NamedOrBlankNode) -> Form {
        let Some(property) = self.one(target, rml::SERIALIZATION) else { return Form::default() };
        let form = match &property.object {
            Term::NamedNode(iri) => match iri.as_str() {
                formats::N_QUADS => Some(Form::NQuads),
                formats::N_TRIPLES | formats::TURTLE | formats::N3 => Some(Form::NTriples),
                formats::JSON_LD => Some(Form::JsonLd),
                formats::RDF_XML => Some(Form::RdfXml),
                formats::RDF_JSON => Some(Form::RdfJson),
                _ => None,
            },
            _ => None,
        };
        form.unwrap_or_else(|| {
            let fault = Fault::new(format!("{} cannot be written", property.object), property.at);
            self.faults.push(
                fault.help("a target can be N-Quads, N-Triples, Turtle, N3, JSON-LD, RDF/XML or RDF/JSON"),
            );
            Form::default()
        })
    }
}
