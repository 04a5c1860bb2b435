//! Refusals, in the documented form.

use serde_json::{Map, Value, json};

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) data: Option<Box<Value>>,
    /// Where to call instead.
    pub(crate) location: Option<String>,
}

/// What is wrong with a value: faults, or the fields that have some.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    Here(String),
    Fields(Map<String, Value>),
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), data: None, location: None }
    }

    /// There is no such thing.
    pub(crate) fn missing() -> Self {
        Self::new(404, "Resource not found.")
    }

    /// What was sent is wrong.
    pub(crate) fn invalid(message: impl Into<String>, fault: Fault) -> Self {
        Self { data: Some(Box::new(fault.into_value())), ..Self::new(400, message) }
    }

    /// The thing is another one by now.
    pub(crate) fn moved(location: String) -> Self {
        Self { location: Some(location), ..Self::new(301, "Moved permanently.") }
    }

    pub(crate) fn body(&self) -> Value {
        let mut error = json!({ "msg": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.as_ref().clone();
        }
        json!({ "error": error })
    }
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Here(message.into())
    }

    /// The same under a field.
    pub(crate) fn under(self, field: &str) -> Self {
        Self::Fields(Map::from_iter([(field.to_owned(), self.into_value())]))
    }

    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Here(message) => json!([message]),
            Self::Fields(fields) => fields.into(),
        }
    }
}
