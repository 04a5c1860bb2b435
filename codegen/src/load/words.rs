//! How the words of the language are read, and described for editors, from one declaration.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::yaml::{Key, Node, Value};
use crate::diagnostic::Diagnostic;
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

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

/// Declares closed lists of words.
macro_rules! closed_words {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident $what:literal { $($(#[doc = $word_doc:literal])* $variant:ident $word:literal,)* }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name {
            $($(#[doc = $word_doc])* $variant,)*
        }

        impl $name {
            /// Every word, in the order of the language.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word as the spec writes it.
            #[must_use]
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl Word for $name {
            fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
                words::closed_word(node, $what, Self::ALL, Self::as_str, reader)
            }

            fn schema(_: &mut Book) -> Json {
                serde_json::json!({ "enum": [$($word),*] })
            }
        }
    )*};
}

/// Reads one word of a closed list.
pub(crate) fn closed_word<T: Copy>(
    node: &Node,
    what: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    reader: &mut Reader,
) -> Option<T> {
    let text = String::read(node, reader)?;
    let found = all.iter().copied().find(|word| name(*word) == text);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|word| name(*word)).collect();
        let help = did_you_mean(&text, names.iter().copied())
            .unwrap_or_else(|| format!("it is one of {}", names.join(", ")));
        let message = format!("`{text}` is no {what}");
        reader.report(Diagnostic::new(Rule::UnknownWord, node.span, message).help(help));
    }
    found
}

pub(crate) use {closed_words, records};
