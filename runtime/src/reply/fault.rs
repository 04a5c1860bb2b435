//! What an answer has in place of what was promised.

use serde_json::Value;

use crate::{
    kind::kind,
    place::without_line,
    secret::{HIDDEN, is_hidden},
    union::{joined, within},
};

/// Something in an answer that is not what was promised.
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) found: String,
    /// What stands there, as far as it may be shown.
    pub(super) there: String,
}

impl Fault {
    /// What stands at a path of an answer, or of the list that it has under a key, and what serde says against it.
    pub(super) fn read(json: &[u8], under: Option<&str>, path: &str, said: &str) -> Self {
        let (said, deeper) = within(without_line(said));
        let path = joined(path, deeper);
        let (found, there) = match serde_json::from_slice::<Value>(json) {
            Ok(whole) => match at(&whole, &path) {
                Some(value) => (kind(value), shown(value)),
                None => ("nothing", shown(&whole)),
            },
            Err(_) if json.trim_ascii().is_empty() => ("an empty body", String::new()),
            Err(_) => ("no JSON", String::from_utf8_lossy(json).into_owned()),
        };
        let there = if is_hidden(said) { HIDDEN.to_owned() } else { there };
        let path = match under {
            Some(key) => joined(key, Some(&path)),
            None => path,
        };
        Self { path, expected: expectation(said), found: found.to_owned(), there }
    }
}

/// A value by itself as it is, and of what holds others only the outline: some of them may be secret.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", kind(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(kind).collect();
            format!("[{}]", items.join(", "))
        }
        value => value.to_string(),
    }
}

/// Follows a path such as `data[3].customer.id`.
fn at<'v>(mut value: &'v Value, path: &str) -> Option<&'v Value> {
    for step in path.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
        value = match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    Some(value)
}

/// What serde wanted, without what it found.
fn expectation(fault: &str) -> String {
    match (fault.split_once(", expected "), fault.strip_prefix("missing field ")) {
        (Some((_, expected)), _) => expected.to_owned(),
        (None, Some(field)) => format!("an object with the field {field}"),
        (None, None) => format!("valid JSON ({fault})"),
    }
}
