//! What makes two calls the same: the account, the tool and the arguments, in whatever order their keys stand.

use serde_json::{Map, Value, json};

/// The same text for the same calls, and for no others.
pub(super) fn identity(account: &str, tool: &str, arguments: &Map<String, Value>) -> String {
    json!([account, tool, sorted_entries(arguments)]).to_string()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(entries) => sorted_entries(entries),
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn sorted_entries(entries: &Map<String, Value>) -> Value {
    let mut entries: Vec<_> =
        entries.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    entries.into_iter().collect::<Map<_, _>>().into()
}
