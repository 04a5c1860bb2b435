//! Effects, and the conditions that they depend on.

use serde_json::{Value as Json, json};

use super::closed::EffectWord;
use super::either;
use crate::diagnostic::Diagnostic;
use crate::load::words::{self, At, Book, Reader, Word};
use crate::load::yaml::{Node, Value};
use crate::rules::Rule;
use crate::source::Span;

/// An effect, and under which condition.
#[derive(Debug, Clone)]
pub(crate) struct EffectEntry {
    pub(crate) span: Span,
    pub(crate) effect: EffectWord,
    pub(crate) when: Option<ConditionWords>,
}

impl Word for EffectEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return EffectWord::read(node, reader).map(|effect| Self {
                span: node.span,
                effect,
                when: None,
            });
        };
        let [(key, condition)] = entries.as_slice() else {
            reader.wrong_kind(node, "one effect with its condition");
            return None;
        };
        let word = Node { span: key.span, value: Value::Text(key.text.clone()) };
        Some(Self {
            span: key.span,
            effect: EffectWord::read(&word, reader)?,
            when: Some(ConditionWords::read(condition, reader)?),
        })
    }

    fn schema(book: &mut Book) -> Json {
        let condition = ConditionWords::schema(book);
        let mut conditional = serde_json::Map::new();
        for word in EffectWord::ALL {
            conditional.insert(word.as_str().to_owned(), condition.clone());
        }
        either(
            EffectWord::schema(book),
            json!({
                "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
                "properties": conditional,
            }),
        )
    }
}

const LIST_ONE: &str = "list at least one";

/// What must all hold of arguments.
#[derive(Debug, Clone)]
pub(crate) struct ConditionWords {
    pub(crate) span: Span,
    pub(crate) all: Vec<(At<String>, TestWords)>,
}

/// What must hold of one argument.
#[derive(Debug, Clone)]
pub(crate) enum TestWords {
    Absent,
    Present,
    Given,
    Is(Vec<Node>),
    Not(Vec<Node>),
    Any(ConditionWords),
}

impl Word for ConditionWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let entries = reader.map(node, "a condition: arguments and what they must be")?;
        if entries.is_empty() {
            reader.wrong_kind(node, "something that must hold");
        }
        let tests = entries.iter().filter_map(|(key, node)| {
            Some((At { value: key.text.clone(), span: key.span }, TestWords::read(node, reader)?))
        });
        Some(Self { span: node.span, all: tests.collect() })
    }

    fn schema(book: &mut Book) -> Json {
        book.refer(
            "Condition",
            |book| json!({ "type": "object", "additionalProperties": TestWords::schema(book) }),
        )
    }
}

impl Word for TestWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "absent" => Some(Self::Absent),
            Value::Text(text) if text == "present" => Some(Self::Present),
            Value::Text(text) if text == "given" => Some(Self::Given),
            Value::Map(_) => {
                let entries = words::record(node, "a test", &["not", "any"], reader)?;
                match entries {
                    [(key, value)] if key.text == "not" => {
                        Some(Self::Not(some(value, LIST_ONE, reader)))
                    }
                    [(key, value)] if key.text == "any" => {
                        ConditionWords::read(value, reader).map(Self::Any)
                    }
                    _ => {
                        reader.wrong_kind(node, "either `not` or `any`");
                        None
                    }
                }
            }
            _ => Some(Self::Is(some(node, LIST_ONE, reader))),
        }
    }

    fn schema(book: &mut Book) -> Json {
        let any = ConditionWords::schema(book);
        json!({ "anyOf": [
            { "type": ["string", "number", "boolean", "array"] },
            { "type": "object", "additionalProperties": false, "properties": { "not": {}, "any": any } },
        ] })
    }
}

/// The values of a test, which are some at least; the help says what else could have been meant.
pub(super) fn some(node: &Node, help: &str, reader: &mut Reader) -> Vec<Node> {
    let values = one_or_many(node);
    if values.is_empty() {
        let message = "nothing is one of no values";
        reader.report(Diagnostic::new(Rule::ConditionValue, node.span, message).help(help));
    }
    values
}

pub(super) fn one_or_many(node: &Node) -> Vec<Node> {
    match &node.value {
        Value::List(items) => items.clone(),
        _ => vec![node.clone()],
    }
}
