//! A YAML text as a tree in which everything knows where it stood.

mod quick;

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::{Budget, DuplicateKeyPolicy, Error, Location, MergeKeyPolicy, Options, Spanned};

use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::source::{MAX_SOURCE_BYTES, Span};

/// Deeper than anything that the language has.
const MAX_DEPTH: usize = 64;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map and its place.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A step through a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Node {
    /// What a diagnostic calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The same value as JSON, without places.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Text(value) => value.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => {
                entries.iter().map(|(key, value)| (key.text.clone(), value.to_json())).collect()
            }
        }
    }

    /// The node under a path of keys and indices, or the deepest one on the way there.
    pub(crate) fn nearest(&self, path: &[Step]) -> &Self {
        let Some((first, rest)) = path.split_first() else { return self };
        let next = match (&self.value, first) {
            (Value::Map(entries), Step::Key(name)) => {
                entries.iter().find(|(key, _)| key.text == *name).map(|(_, value)| value)
            }
            (Value::List(items), Step::Index(at)) => items.get(*at),
            _ => None,
        };
        next.map_or(self, |node| node.nearest(rest))
    }
}

/// Reads one document of a file.
pub(crate) fn parse(file: usize, text: &str) -> Result<Node, Diagnostic> {
    quick::parse(file, text).map_or_else(|| careful(file, text), Ok)
}

/// Reads whatever YAML there is, and says what is wrong where it is none.
fn careful(file: usize, text: &str) -> Result<Node, Diagnostic> {
    let raw: Spanned<Raw> = serde_yaml::from_str_with_options(text, options())
        .map_err(|error| refusal(file, text, &error))?;
    let node = Placing { file, text }.node(raw);
    if matches!(node.value, Value::Null) {
        return Err(Diagnostic::new(Rule::EmptyFile, Span::new(file, 0..0), "the file is empty"));
    }
    Ok(node)
}

fn options() -> Options {
    let mut options = Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    options.strict_booleans = true;
    options.merge_keys = MergeKeyPolicy::AsOrdinary;
    options.reject_unsupported_tags = true;
    options.with_snippet = false;
    let mut budget = Budget::default();
    budget.max_depth = MAX_DEPTH;
    budget.flow_nesting_limit = MAX_DEPTH;
    budget.max_aliases = 0;
    budget.max_anchors = 0;
    budget.max_nodes = MAX_SOURCE_BYTES;
    budget.max_events = MAX_SOURCE_BYTES * 2;
    budget.max_total_scalar_bytes = MAX_SOURCE_BYTES;
    options.budget = Some(budget);
    options
}

fn refusal(file: usize, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| offset(text, location));
    let span = Span::new(file, at..at);
    let message = error.to_string();
    match error.without_snippet() {
        Error::UnknownAnchor { .. }
        | Error::Budget {
            breach: BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. },
            ..
        } => {
            let message = "anchors and aliases are not part of the language";
            Diagnostic::new(Rule::NoAliases, span, message)
                .help("write the value where it is used, or give it a name as a type")
        }
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => too_deep(span),
        // The scanner has a limit of its own for `[` and `{`, and only words for it.
        _ if message.contains("recursion limit") => too_deep(span),
        Error::MultipleDocuments { .. } => {
            Diagnostic::new(Rule::Syntax, span, "a file holds one document")
                .help("take out the `---`")
        }
        _ => {
            // The place is shown beside the message already.
            let message =
                message.split_once(" at line ").map_or(message.as_str(), |(what, _)| what);
            let slips = [
                ("mapping values", "quote a text that holds `: `"),
                ("parsing a flow", "within `[ ]` and `{ }`, quote what holds one of `, [ ] { }`"),
            ];
            let help = slips.iter().find(|(slip, _)| message.contains(slip));
            Diagnostic::new(Rule::Syntax, span, message)
                .maybe_help(help.map(|(_, help)| (*help).to_owned()))
        }
    }
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::TooDeep, span, format!("more than {MAX_DEPTH} levels deep"))
}

/// The byte that a location means; the parser does not always know it, but always knows line and column.
fn offset(text: &str, location: Location) -> usize {
    if let Some(byte) = location.span().byte_offset() {
        return usize::try_from(byte).unwrap_or_default();
    }
    let line = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// Turns the parser's places into spans of a file.
struct Placing<'a> {
    file: usize,
    text: &'a str,
}

impl Placing<'_> {
    fn node(&self, raw: Spanned<Raw>) -> Node {
        let span = self.span(raw.referenced);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Int(value) => Value::Int(value),
            Raw::Float(value) => Value::Float(value),
            Raw::Text(value) => Value::Text(value),
            Raw::List(items) => {
                Value::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        (Key { span: self.span(key.referenced), text: key.value }, self.node(value))
                    })
                    .collect(),
            ),
        };
        Node { span, value }
    }

    fn span(&self, location: Location) -> Span {
        let start = offset(self.text, location);
        let length = location
            .span()
            .byte_len()
            .and_then(|len| usize::try_from(len).ok())
            .unwrap_or_default();
        Span::new(self.file, start..start + length)
    }
}

/// What serde sees; places are the parser's.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Raw, E> {
        i64::try_from(value).map(Raw::Int).map_err(|_| E::custom("the number is too large"))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
