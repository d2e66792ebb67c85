//! Logical sources: which file, how its bytes are packed, and how its rows are named.

use oxrdf::{NamedOrBlankNode, Term};

use super::graph::Property;
use super::{Loader, node};
use crate::bulk::fault::{Fault, Place};
use crate::bulk::plan::{
    Access, Compression, Dialect, Encoding, FilePlace, Formulation, LogicalSource, Reference, Root,
};
use crate::model::vocab::{csvw, d2rq, formats, rml};

impl<'g> Loader<'g> {
    /// The number of a logical source; those that say the same are one.
    pub(super) fn logical_source(&mut self, property: &'g Property) -> Option<usize> {
        let Some(node) = node(&property.object) else {
            self.fault("`rml:logicalSource` needs a node with a source", property.at);
            return None;
        };
        let formulation = self.formulation(&node, property.at);
        let access = if let Some(source) = self.one(&node, rml::SOURCE) {
            self.access(source)
        } else {
            self.fault("this logical source has no `rml:source`", property.at);
            None
        };
        let iterator = self.text(&node, rml::ITERATOR).map(str::to_owned);
        let (mut access, mut formulation) = (access?, formulation?);
        // No reference formulation of Parquet is registered: its columns are named as those of tables.
        if formulation == Formulation::Csv && access.file.path.ends_with(".parquet") {
            formulation = Formulation::Parquet;
        }
        if matches!(formulation, Formulation::SqlTable | Formulation::SqlQuery) && iterator.is_none() {
            let fault = Fault::new("this logical source has no `rml:iterator`", property.at);
            self.faults.push(fault.help("it names the table, or is the query"));
        }
        if self.graph.is_of_2014 && formulation == Formulation::Csv && access.nulls.is_empty() {
            // What the engines of that vocabulary do; it has no property to say otherwise.
            access.nulls.push(String::new());
        }
        let source = LogicalSource { access, formulation, iterator, references: Vec::new(), at: property.at };
        if let Some(same) = self.plan.sources.iter().position(|other| other.effectively_equals(&source)) {
            return Some(same);
        }
        self.plan.sources.push(source);
        Some(self.plan.sources.len() - 1)
    }

    /// The number of a reference in its source.
    pub(super) fn reference(&mut self, source: usize, text: &str, at: Place) -> usize {
        let references = &mut self.plan.sources[source].references;
        references.iter().position(|known| known.text == text).unwrap_or_else(|| {
            references.push(Reference { text: text.to_owned(), at });
            references.len() - 1
        })
    }

    fn formulation(&mut self, source: &NamedOrBlankNode, at: Place) -> Option<Formulation> {
        let Some(property) = self.one(source, rml::REFERENCE_FORMULATION) else {
            self.fault("this logical source has no `rml:referenceFormulation`", at);
            return None;
        };
        if let Some(node) = node(&property.object)
            && self.graph.first(&node, rml::NAMESPACE_OF_PREFIX).is_some()
        {
            return Some(Formulation::XPath(self.namespaces(&node)));
        }
        let iri = match &property.object {
            Term::NamedNode(iri) => iri.as_str(),
            _ => "",
        };
        match iri {
            // The results of SPARQL queries are such files, too.
            rml::CSV | formats::CSV => Some(Formulation::Csv),
            rml::JSON_PATH | formats::JSON => Some(Formulation::JsonPath),
            rml::JSON_LINES => Some(Formulation::JsonLines),
            rml::XPATH | formats::XML => Some(Formulation::XPath(Vec::new())),
            rml::SQL_TABLE => Some(Formulation::SqlTable),
            rml::SQL_QUERY => Some(Formulation::SqlQuery),
            _ => {
                let fault = Fault::new(
                    format!("{} is not a reference formulation that can be read", property.object),
                    property.at,
                );
                self.faults.push(fault.help(
                    "it can be `rml:CSV`, `rml:JSONPath`, `rml:JSONL`, `rml:XPath`, `rml:SQL2008Table` or \
                     `rml:SQL2008Query`",
                ));
                None
            }
        }
    }

    fn namespaces(&mut self, formulation: &NamedOrBlankNode) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for property in self.graph.all(formulation, rml::NAMESPACE_OF_PREFIX) {
            let Some(node) = node(&property.object) else { continue };
            let prefix = self.text(&node, rml::NAMESPACE_PREFIX);
            let url = self.text(&node, rml::NAMESPACE_URL);
            match prefix.zip(url) {
                Some((prefix, url)) => found.push((prefix.to_owned(), url.to_owned())),
                None => {
                    self.fault("a namespace needs `rml:namespacePrefix` and `rml:namespaceURL`", property.at);
                }
            }
        }
        found.sort();
        found
    }

    fn access(&mut self, source: &'g Property) -> Option<Access> {
        let plain = |file| Access {
            file,
            encoding: Encoding::default(),
            compression: Compression::default(),
            nulls: Vec::new(),
            dialect: Dialect::default(),
        };
        if let Term::Literal(path) = &source.object {
            return Some(plain(FilePlace { root: Root::Mapping, path: path.value().to_owned() }));
        }
        let node = node(&source.object)?;
        if [csvw::URL, csvw::DIALECT].iter().any(|name| self.graph.first(&node, name).is_some()) {
            return self.table(&node, source.at);
        }
        if let Some(database) = self.text(&node, d2rq::JDBC_DSN) {
            let Some(path) = database.strip_prefix("jdbc:sqlite:") else {
                let fault = Fault::new(format!("`{database}` is not a database that can be read"), source.at);
                self.faults
                    .push(fault.help("a database is a file of SQLite, such as `jdbc:sqlite:forces.sqlite`"));
                return None;
            };
            return Some(plain(FilePlace { root: Root::Mapping, path: path.to_owned() }));
        }
        let mut access = plain(self.file(&node, source.at)?);
        access.encoding = self.encoding(&node, rml::ENCODING);
        access.compression = self.compression(&node);
        access.nulls = self.nulls(&node, rml::NULL);
        Some(access)
    }

    /// The file of a source or target.
    pub(super) fn file(&mut self, node: &NamedOrBlankNode, at: Place) -> Option<FilePlace> {
        let Some(path) = self.text(node, rml::PATH) else {
            let fault = Fault::new("no file is named here that can be read or written", at);
            self.faults.push(fault.help(
                "write `[ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; rml:path \"…\" ]`",
            ));
            return None;
        };
        let root = match self.text(node, rml::ROOT) {
            Some(rml::MAPPING_DIRECTORY) => Root::Mapping,
            None | Some(rml::CURRENT_WORKING_DIRECTORY) => Root::Current,
            Some(folder) => Root::Folder(folder.to_owned()),
        };
        Some(FilePlace { root, path: path.to_owned() })
    }

    pub(super) fn encoding(&mut self, node: &NamedOrBlankNode, name: &'g str) -> Encoding {
        let Some(property) = self.one(node, name) else { return Encoding::default() };
        let text = match &property.object {
            Term::NamedNode(iri) => super::short(iri.as_str()),
            Term::Literal(literal) => literal.value(),
            _ => "",
        };
        match text.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" | "US-ASCII" | "ASCII" => Encoding::Utf8,
            "UTF-16" | "UTF16" | "UTF-16BE" => Encoding::Utf16,
            "UTF-16LE" => Encoding::Utf16Little,
            _ => {
                self.fault(
                    format!("the encoding `{text}` cannot be read; it can be UTF-8 or UTF-16"),
                    property.at,
                );
                Encoding::default()
            }
        }
    }

    pub(super) fn compression(&mut self, node: &NamedOrBlankNode) -> Compression {
        let Some(property) = self.one(node, rml::COMPRESSION) else { return Compression::None };
        let name = match &property.object {
            Term::NamedNode(iri) => iri.as_str().strip_prefix(rml::NAMESPACE).unwrap_or_default(),
            _ => "",
        };
        match name {
            "none" => Compression::None,
            "gzip" => Compression::Gzip,
            "zip" => Compression::Zip,
            "targz" => Compression::TarGzip,
            "tarxz" => Compression::TarXz,
            _ => {
                self.fault(format!("{} is not a compression that is known", property.object), property.at);
                Compression::None
            }
        }
    }

    fn nulls(&mut self, node: &NamedOrBlankNode, name: &'g str) -> Vec<String> {
        let mut found = Vec::new();
        for property in self.graph.all(node, name) {
            match &property.object {
                Term::Literal(text) => found.push(text.value().to_owned()),
                _ => self.fault("a value that stands for nothing is a text", property.at),
            }
        }
        found.sort();
        found
    }

    /// A table of CSV on the Web.
    fn table(&mut self, node: &NamedOrBlankNode, at: Place) -> Option<Access> {
        let file = match self.text(node, csvw::URL) {
            Some(path) if path.contains("://") => {
                self.fault(format!("`{path}` is an address on the web; only files can be read"), at);
                return None;
            }
            Some(path) => FilePlace { root: Root::Mapping, path: path.to_owned() },
            None => self.file(node, at)?,
        };
        let mut dialect = Dialect::default();
        let mut encoding = Encoding::default();
        if let Some(property) = self.one(node, csvw::DIALECT)
            && let Some(node) = super::node(&property.object)
        {
            dialect.delimiter = self.byte(&node, csvw::DELIMITER).unwrap_or(dialect.delimiter);
            dialect.quote = self.byte(&node, csvw::QUOTE_CHAR).unwrap_or(dialect.quote);
            dialect.comment = self.byte(&node, csvw::COMMENT_PREFIX);
            dialect.trim = self.text(&node, csvw::TRIM).is_some_and(|t| matches!(t, "true" | "1"));
            encoding = self.encoding(&node, csvw::ENCODING);
            dialect.has_header = !self.text(&node, csvw::HEADER).is_some_and(|t| matches!(t, "false" | "0"));
        }
        let nulls = self.nulls(node, csvw::NULL);
        let compression = self.compression(node);
        Some(Access { file, encoding, compression, nulls, dialect })
    }

    /// A mark of a dialect, which is one byte.
    fn byte(&mut self, node: &NamedOrBlankNode, name: &'g str) -> Option<u8> {
        let property = self.one(node, name)?;
        match &property.object {
            Term::Literal(text) if text.value().len() == 1 => text.value().bytes().next(),
            _ => {
                self.fault(
                    format!("`csvw:{}` has to be one character of ASCII", super::short(name)),
                    property.at,
                );
                None
            }
        }
    }
}
