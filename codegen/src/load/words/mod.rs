//! How the words of the language are read, and described for editors, from one declaration.

mod closed;
mod records;
mod values;

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::yaml::{Key, Node, Value};
use crate::diagnostic::Diagnostic;
use crate::nearest::did_you_mean;
use crate::rules::Rule;
pub(crate) use closed::{closed_word, closed_words};
pub(crate) use records::{owner, record, record_schema, records, slot};
pub(crate) use values::{At, Count, Filled, List, Names, Table, Texts};

/// Reads nodes, and gathers all that is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Reader {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn wrong_kind(&mut self, node: &Node, wanted: &str) {
        let message = format!("expected {wanted}, found {}", node.kind());
        self.report(Diagnostic::new(Rule::WrongKind, node.span, message));
    }

    /// The entries of a map, each key once.
    pub(crate) fn map<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n [(Key, Node)]> {
        let Value::Map(entries) = &node.value else {
            self.wrong_kind(node, wanted);
            return None;
        };
        let mut seen = HashSet::new();
        for (key, _) in entries {
            if !seen.insert(key.text.as_str()) {
                let message = format!("`{}` is given twice", key.text);
                self.report(
                    Diagnostic::new(Rule::DuplicateKey, key.span, message).help("keep one of them"),
                );
            }
        }
        Some(entries)
    }

    fn known_keys(&mut self, entries: &[(Key, Node)], what: &str, known: &[&str]) {
        for (key, value) in entries {
            if !known.contains(&key.text.as_str()) {
                let message = format!("{what} has no word `{}`", key.text);
                let help = if key.text.contains(' ') && matches!(value.value, Value::Null) {
                    "quote the text before it: within `{ }` a comma ends a text".to_owned()
                } else {
                    did_you_mean(&key.text, known.iter().copied())
                        .unwrap_or_else(|| format!("its words are {}", known.join(", ")))
                };
                self.report(Diagnostic::new(Rule::UnknownKey, key.span, message).help(help));
            }
        }
    }
}

/// Something that can stand as a value in the spec.
pub(crate) trait Word: Sized {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// Its JSON Schema, for editors.
    fn schema(book: &mut Book) -> Json;
}

/// A field of a record: it may be required, optional, or empty when it is not said.
pub(crate) trait Slot: Sized {
    const REQUIRED: bool;

    fn found(node: &Node, reader: &mut Reader) -> Option<Self>;

    fn absent() -> Option<Self>;

    fn slot_schema(book: &mut Book) -> Json;
}

impl<T: Word> Slot for T {
    const REQUIRED: bool = true;

    fn found(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader)
    }

    fn absent() -> Option<Self> {
        None
    }

    fn slot_schema(book: &mut Book) -> Json {
        T::schema(book)
    }
}

impl<T: Word> Slot for Option<T> {
    const REQUIRED: bool = false;

    fn found(node: &Node, reader: &mut Reader) -> Option<Self> {
        // What cannot be read is reported, and taken as unsaid: the rest of the record still means something.
        Some(T::read(node, reader))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn slot_schema(book: &mut Book) -> Json {
        T::schema(book)
    }
}

/// The definitions that a schema refers to.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) definitions: Map<String, Json>,
}

impl Book {
    /// A reference to a definition, which is made the first time.
    pub(crate) fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Json::Null);
            let definition = make(self);
            self.definitions.insert(name.to_owned(), definition);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}
