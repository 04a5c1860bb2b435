//! What a server says when it refuses, as it comes and as it is shown.

use std::fmt;

use serde_json::Value;

use crate::blot::Blot;
use crate::excerpt::shortened;

/// What a server said when it refused.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Complaint {
    /// The sentence of the server.
    pub message: Option<String>,
    /// The details, mostly a list of faults for each field.
    pub details: Option<Value>,
}

/// A complaint is shown up to this many characters.
const SHOWN: usize = 600;

impl Complaint {
    /// The details, each fault with the path of what it is about.
    #[cfg(feature = "tools")]
    pub(crate) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        if let Some(details) = &self.details {
            flatten(details, &mut String::new(), &mut faults);
        }
        faults
    }

    /// Reads `{"error": {"msg": .., "data": ..}}`; other bodies, such as a proxy's page, say nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        match body.remove("error") {
            Some(Value::Object(mut error)) => Self {
                message: error.remove("msg").and_then(|msg| msg.as_str().map(str::to_owned)),
                details: error.remove("data").filter(|data| !data.is_null()),
            },
            Some(Value::String(message)) => Self { message: Some(message), details: None },
            _ => Self::default(),
        }
    }

    /// The same without secrets that the server repeats.
    pub(crate) fn blotted(self, blot: &Blot) -> Self {
        Self {
            message: self.message.map(|message| blot.text(message)),
            details: self.details.map(|details| blot.json(details)),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.message.as_deref().unwrap_or_default().trim_end_matches('.').to_owned();
        if let Some(details) = &self.details {
            let mut faults = Vec::new();
            flatten(details, &mut String::new(), &mut faults);
            let faults: Vec<_> = faults.into_iter().map(labelled).collect();
            if !said.is_empty() && !faults.is_empty() {
                said.push_str("; ");
            }
            said.push_str(&faults.join("; "));
        }
        if said.is_empty() { Ok(()) } else { write!(f, " ({})", shortened(&said, SHOWN)) }
    }
}

/// Takes `sender` and `Missing data` out of `{"sender": ["Missing data."]}`.
fn flatten(value: &Value, path: &mut String, faults: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                flatten(value, path, faults);
                path.truncate(length);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(item, path, faults)),
        Value::String(text) => faults.push((path.clone(), text.trim_end_matches('.').to_owned())),
        other => faults.push((path.clone(), other.to_string())),
    }
}

fn labelled((path, fault): (String, String)) -> String {
    if path.is_empty() { fault } else { format!("{path}: {fault}") }
}
