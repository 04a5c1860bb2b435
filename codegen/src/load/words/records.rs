//! Records: maps whose keys are words of the language.

use serde_json::{Map, Value as Json, json};

use super::{Reader, Slot};
use crate::diagnostic::Diagnostic;
use crate::load::yaml::{Key, Node, Value};
use crate::rules::Rule;
use crate::source::Span;

/// Reads the key of a record.
pub(crate) fn slot<T: Slot>(
    entries: &[(Key, Node)],
    key: &str,
    what: &str,
    owner: Span,
    reader: &mut Reader,
) -> Option<T> {
    if let Some((_, node)) = entries.iter().find(|(found, _)| found.text == key) {
        return T::found(node, reader);
    }
    let absent = T::absent();
    if absent.is_none() {
        let message = format!("{what} needs the word `{key}`");
        reader.report(Diagnostic::new(Rule::MissingKey, owner, message));
    }
    absent
}

/// Checks the keys of a record and gives its entries.
pub(crate) fn record<'n>(
    node: &'n Node,
    what: &str,
    known: &[&str],
    reader: &mut Reader,
) -> Option<&'n [(Key, Node)]> {
    let entries = reader.map(node, what)?;
    reader.known_keys(entries, what, known);
    Some(entries)
}

/// Where a record that lacks something is pointed at: its first key, since a map itself has no extent.
pub(crate) fn owner(node: &Node) -> Span {
    match &node.value {
        Value::Map(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    }
}

/// The schema of a record, from the documentation of its words.
pub(crate) fn record_schema(about: &[&str], words: Vec<(&str, &[&str], bool, Json)>) -> Json {
    let required: Vec<&str> = words.iter().filter(|word| word.2).map(|word| word.0).collect();
    let mut properties = Map::new();
    for (key, about, _, mut schema) in words {
        if let Json::Object(map) = &mut schema {
            let about = Json::from(sentence(about));
            if map.contains_key("$ref") {
                schema = json!({ "description": about, "allOf": [schema] });
            } else {
                map.insert("description".into(), about);
            }
        }
        properties.insert(key.to_owned(), schema);
    }
    let mut schema = json!({
        "type": "object",
        "description": sentence(about),
        "additionalProperties": false,
        "properties": properties,
    });
    if let (Json::Object(map), false) = (&mut schema, required.is_empty()) {
        map.insert("required".into(), required.into());
    }
    schema
}

fn sentence(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

/// Declares records of the language: each word once, for the loader, the schema and the reader of the code.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident $what:literal {
            $($(#[doc = $field_doc:literal])* $field:ident $key:literal: $ty:ty,)*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name {
            /// Where the record begins.
            #[expect(clippy::allow_attributes, reason = "not every record is pointed at as a whole")]
            #[allow(dead_code)]
            pub(crate) span: Span,
            $($(#[doc = $field_doc])* pub(crate) $field: $ty,)*
        }

        impl Word for $name {
            fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
                let entries = words::record(node, $what, &[$($key),*], reader)?;
                let owner = words::owner(node);
                $(let $field = words::slot::<$ty>(entries, $key, $what, owner, reader);)*
                Some(Self { span: owner, $($field: $field?,)* })
            }

            fn schema(book: &mut Book) -> Json {
                book.refer(stringify!($name), |book| {
                    let words: Vec<(&str, &[&str], bool, Json)> = vec![$((
                        $key,
                        &[$($field_doc),*],
                        <$ty as Slot>::REQUIRED,
                        <$ty as Slot>::slot_schema(book),
                    )),*];
                    words::record_schema(&[$($doc),*], words)
                })
            }
        }
    )*};
}

pub(crate) use records;
