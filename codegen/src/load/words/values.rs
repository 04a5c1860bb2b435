//! What stands behind words: texts, numbers, lists and maps.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::{Book, Reader, Word};
use crate::diagnostic::Diagnostic;
use crate::load::yaml::{Key, Node, Value};
use crate::rules::Rule;
use crate::source::Span;

/// A value that remembers where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> std::ops::Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Word> Word for At<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Some(Self { value: T::read(node, reader)?, span: node.span })
    }

    fn schema(book: &mut Book) -> Json {
        T::schema(book)
    }
}

impl Word for String {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
                reader.wrong_kind(node, "a text");
                None
            }
        }
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "type": "string" })
    }
}

impl Word for bool {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                reader.wrong_kind(node, "`true` or `false`");
                None
            }
        }
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "type": "boolean" })
    }
}

impl Word for i64 {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Int(value) => Some(value),
            _ => {
                reader.wrong_kind(node, "a whole number");
                None
            }
        }
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "type": "integer" })
    }
}

/// How many: a whole number from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) u32);

impl Word for Count {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let number = i64::read(node, reader)?;
        let count = u32::try_from(number).ok().filter(|count| *count > 0);
        if count.is_none() {
            let message = format!("expected a number from 1 on, found `{number}`");
            reader.report(Diagnostic::new(Rule::WrongKind, node.span, message));
        }
        // A word that is there with a wrong number is not a word that is missing.
        Some(Self(count.unwrap_or(1)))
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "type": "integer", "minimum": 1 })
    }
}

/// Anything: its meaning is known later.
impl Word for Node {
    fn read(node: &Node, _: &mut Reader) -> Option<Self> {
        Some(node.clone())
    }

    fn schema(_: &mut Book) -> Json {
        json!({})
    }
}

/// A list of texts, or one text alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts(pub(crate) Vec<At<String>>);

impl Texts {
    /// The texts of a word that may be unsaid.
    pub(crate) fn of(words: Option<&Self>) -> Vec<String> {
        words.iter().flat_map(|texts| &texts.0).map(|text| text.value.clone()).collect()
    }
}

impl Word for Texts {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::List(_) => List::read(node, reader).map(|list| Self(list.0)),
            _ => At::read(node, reader).map(|text| Self(vec![text])),
        }
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// A list.
#[derive(Debug, Clone)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T: Clone> List<T> {
    /// The items of a word that may be unsaid.
    pub(crate) fn of(words: Option<&Self>) -> Vec<T> {
        words.map(|list| list.0.clone()).unwrap_or_default()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Word> Word for List<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            reader.wrong_kind(node, "a list");
            return Some(Self::default());
        };
        Some(Self(items.iter().filter_map(|item| T::read(item, reader)).collect()))
    }

    fn schema(book: &mut Book) -> Json {
        json!({ "type": "array", "items": T::schema(book) })
    }
}

/// A list of names, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(pub(crate) Vec<At<String>>);

impl Word for Names {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let names = List::<At<String>>::read(node, reader)?.0;
        let mut seen = HashSet::new();
        for name in &names {
            if !seen.insert(name.value.as_str()) {
                let message = format!("`{}` is listed twice", name.value);
                reader.report(
                    Diagnostic::new(Rule::RepeatedValue, name.span, message)
                        .help("keep one of them"),
                );
            }
        }
        Some(Self(names))
    }

    fn schema(book: &mut Book) -> Json {
        List::<String>::schema(book)
    }
}

/// A map from names to things of one kind, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Table<T>(pub(crate) Vec<(Key, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Word> Word for Table<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let entries = reader.map(node, "a map")?;
        Some(Self(
            entries
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), T::read(value, reader)?)))
                .collect(),
        ))
    }

    fn schema(book: &mut Book) -> Json {
        json!({ "type": "object", "additionalProperties": T::schema(book) })
    }
}

/// A list or a map that holds something: without that, the word before it would say nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled<T> {
    words: T,
}

impl<T> std::ops::Deref for Filled<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.words
    }
}

impl<T: Word> Word for Filled<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let empty = match &node.value {
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            _ => false,
        };
        if empty {
            let message =
                format!("expected {} with something in it, found an empty one", node.kind());
            reader.report(Diagnostic::new(Rule::WrongKind, node.span, message));
        }
        Some(Self { words: T::read(node, reader)? })
    }

    fn schema(book: &mut Book) -> Json {
        let mut schema = T::schema(book);
        let least: &[&str] = match schema["type"].as_str() {
            Some("array") => &["minItems"],
            Some("object") => &["minProperties"],
            _ => &["minItems", "minProperties"],
        };
        for word in least {
            schema[word] = json!(1);
        }
        schema
    }
}
