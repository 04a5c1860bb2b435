//! Conditions on arguments: when a call has an effect.

use serde_json::{Value, json};

/// Arguments by their key, and what all of them must be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition(pub(crate) Vec<(String, Test)>);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    /// It is not given, or null.
    Absent,
    /// It is given, and not null.
    Present,
    /// It is given, be it null.
    Given,
    /// It is one of these.
    Is(Vec<Value>),
    /// It is none of these, or not given.
    Not(Vec<Value>),
    /// It is a list, and of one item all this holds.
    Any(Condition),
}

impl Condition {
    /// The condition as the spec writes it.
    pub(crate) fn to_json(&self) -> Value {
        let tests = self.0.iter();
        Value::Object(tests.map(|(key, test)| (key.clone(), test.to_json())).collect())
    }
}

impl Test {
    fn to_json(&self) -> Value {
        match self {
            Self::Absent => json!("absent"),
            Self::Present => json!("present"),
            Self::Given => json!("given"),
            Self::Is(values) => one_or_all(values),
            Self::Not(values) => json!({ "not": one_or_all(values) }),
            Self::Any(condition) => json!({ "any": condition.to_json() }),
        }
    }
}

/// A list of one is written as its value, unless that would read as a test of its own.
fn one_or_all(values: &[Value]) -> Value {
    match values {
        [Value::String(text)] if matches!(text.as_str(), "absent" | "present" | "given") => {
            json!(values)
        }
        [value] => value.clone(),
        values => json!(values),
    }
}
