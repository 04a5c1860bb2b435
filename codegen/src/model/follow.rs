//! Lists that go on growing.

use serde_json::{Value, json};

/// How to follow a list that goes on growing.
#[derive(Debug)]
pub(crate) struct Follow {
    /// The field of what is listed that says when it came to be.
    pub(crate) by: String,
    /// The field that tells it from others of the same time.
    pub(crate) key: String,
    /// The argument that asks for what is of a time or later.
    pub(crate) since: String,
    /// The arguments with which the oldest comes first, and their values.
    pub(crate) oldest_first: Vec<(String, String)>,
}

impl Follow {
    /// The same as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let oldest_first = self.oldest_first.iter().map(|(key, value)| (key.clone(), json!(value)));
        let oldest_first: Value = oldest_first.collect();
        json!({
            "by": self.by,
            "key": self.key,
            "since": self.since,
            "oldest_first": oldest_first,
        })
    }
}
