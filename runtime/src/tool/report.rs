//! The one form in which callers are told why there is no answer.

use std::{borrow::Cow, time::Duration};

use serde_json::{Value, json};

use super::Fault;

/// Why there is no answer, and what to do about it.
///
/// ```
/// use gorgias_runtime::tool::Report;
///
/// let report = Report { code: "busy", message: "nothing was sent".to_owned(), ..Report::default() };
/// assert_eq!(report.to_json()["error"]["code"], "busy");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Why, in one word.
    pub code: &'static str,
    /// The status of the API's answer, if there was one.
    pub status: Option<u16>,
    /// What went wrong.
    pub message: String,
    /// What to do.
    pub hint: Cow<'static, str>,
    /// Whether the same call may be made again: it cannot do its work twice, and it may go better.
    pub retryable: bool,
    /// How long to wait before that.
    pub retry_after: Option<Duration>,
    /// What is wrong with single arguments.
    pub fields: Vec<Fault>,
}

impl Report {
    /// It as data: `{error: {code, status, message, hint, retryable, retry_after, fields: [{path, why, right}]}}`.
    ///
    /// `retry_after` is in seconds; `right` is null where only the API knows it. All keys are always there.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let fields = self.fields.iter().map(|Fault { path, why, right }| {
            json!({"path": path, "why": why, "right": Some(right).filter(|right| !right.is_empty())})
        });
        json!({"error": {
            "code": self.code,
            "status": self.status,
            "message": self.message,
            "hint": self.hint,
            "retryable": self.retryable,
            // A part of a second is a second: to come too early is to be refused again.
            "retry_after": self.retry_after.map(|wait| wait.as_secs_f64().ceil() as u64),
            "fields": fields.collect::<Vec<_>>(),
        }})
    }
}
