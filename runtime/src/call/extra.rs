//! What a request carries that its operation does not know.

use serde_json::Value;

/// What a request carries beside the arguments of its operation.
#[derive(Clone, Default)]
pub(super) struct Extra {
    /// The path, where the operation has none of its own.
    pub(super) path: Option<String>,
    /// Keys of the query.
    pub(super) query: Vec<(String, Value)>,
    /// Keys of the JSON object in the body.
    pub(super) fields: Vec<(String, Value)>,
}

/// Sets a key, in place of what it was before.
pub(super) fn put(entries: &mut Vec<(String, Value)>, key: &str, value: Value) {
    match entries.iter_mut().find(|(set, _)| set == key) {
        Some((_, old)) => *old = value,
        None => entries.push((key.to_owned(), value)),
    }
}
