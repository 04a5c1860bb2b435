//! What a client is told of a call.

use gorgias_runtime::Rate;
use gorgias_tools::{Answered, ToolError};
use rmcp::{
    ErrorData,
    model::{CallToolResponse, CallToolResult, ContentBlock, MetaObject},
};
use serde_json::{Map, Value, json};

use super::{Outcome, repeats::ALLOW_REPEAT};

/// What a client makes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It reads data, so that its text need not hold all of them.
    Data,
    /// It is older than data, and reads the text alone.
    Text,
}

impl Outcome {
    /// What a client is told. A failure is an answer, so that a model reads it and mends its call.
    ///
    /// # Errors
    ///
    /// The call leads to no tool, which is an error of the protocol.
    pub fn told(self, reading: Reading) -> Result<CallToolResponse, ErrorData> {
        match self {
            Self::Unknown(error) => Err(ErrorData::invalid_params(error.to_string(), None)),
            Self::Asks(asks) => Ok((*asks).into()),
            Self::Answered(answered, rate) => {
                let (text, meta) = (answered.text(), beside(&answered, rate));
                Ok(answer(answered.into_value(), text, meta, reading).into())
            }
            Self::Said(value) => {
                let text = value.to_string();
                Ok(answer(value, text, Map::new(), reading).into())
            }
            Self::Kept { first, repeated } => Ok(kept(&first, repeated, reading).into()),
            other => Ok(failed(&other).into()),
        }
    }
}

/// Clients read the text or the data, so the facts stand in both.
fn answer(
    value: Value,
    text: String,
    meta: Map<String, Value>,
    reading: Reading,
) -> CallToolResult {
    let text = if reading == Reading::Text { value.to_string() } else { text };
    let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
    result.structured_content = Some(value);
    result.meta = (!meta.is_empty()).then_some(MetaObject(meta));
    result
}

/// The data have the form of answers, so an error stands in the text, and beside it for programs.
fn failed(outcome: &Outcome) -> CallToolResult {
    let error = error(outcome);
    let mut result = CallToolResult::error(vec![ContentBlock::text(error.to_string())]);
    result.meta = error.as_object().cloned().map(MetaObject);
    result
}

/// What became of a call that must not be made twice, and of those that are the same.
fn kept(first: &Outcome, repeated: bool, reading: Reading) -> CallToolResult {
    let mut result = match first {
        Outcome::Answered(answered, rate) => again(answered, *rate, repeated, reading),
        other => failed(other),
    };
    if repeated {
        let message = format!(
            "Nothing was sent: this is what became of the same call before. Give `{ALLOW_REPEAT}` as true if another one is \
             meant."
        );
        result.content.push(ContentBlock::text(message));
    }
    result
}

fn again(
    answered: &Answered,
    rate: Option<Rate>,
    repeated: bool,
    reading: Reading,
) -> CallToolResult {
    let mut value = answered.value().clone();
    if let (true, Value::Object(entries)) = (repeated, &mut value) {
        entries.insert("repeated".to_owned(), true.into());
    }
    answer(value, answered.text(), beside(answered, rate), reading)
}

/// What stands beside an answer: what its reader has to know of it, and how much of the account's limit is left.
fn beside(answered: &Answered, rate: Option<Rate>) -> Map<String, Value> {
    let mut meta = answered.meta();
    let headers = rate.iter().flat_map(Rate::headers);
    meta.extend(headers.map(|(name, value)| (name.to_owned(), value.into())));
    meta
}

/// Why there is no answer, in the one form of all errors.
fn error(outcome: &Outcome) -> Value {
    let own = |code: &str, message: String, hint: &str, retryable: bool| {
        json!({"error": {
            "code": code,
            "status": null,
            "message": message,
            "hint": hint,
            "retryable": retryable,
            "retry_after": null,
            "fields": [],
        }})
    };
    match outcome {
        Outcome::Failed(error) => error.to_json(),
        Outcome::Late { after, sent: false } => own(
            "busy",
            format!(
                "nothing was sent, because other calls of the account took all of its {} seconds",
                after.as_secs()
            ),
            "Call again later.",
            true,
        ),
        Outcome::Late { after, sent: true } => own(
            "late",
            format!("the call took longer than its {} seconds and was given up", after.as_secs()),
            "It may be done all the same: look before you repeat it.",
            false,
        ),
        Outcome::Withheld(reason) => own(
            "not_confirmed",
            format!("nothing was sent, because this needs a person's word first, and {reason}"),
            "Tell your user.",
            false,
        ),
        Outcome::Broken(error) => own(
            "broken",
            format!("nothing was sent, because this server cannot do it: {error}"),
            "Tell whoever keeps the server.",
            false,
        ),
        Outcome::Kept { first, .. } => error(first),
        Outcome::Cancelled
        | Outcome::Unknown(_)
        | Outcome::Answered(..)
        | Outcome::Said(_)
        | Outcome::Asks(_) => own(
            "cancelled",
            "the call was given up".to_owned(),
            "It may be done all the same: look before you repeat it.",
            false,
        ),
    }
}

/// Whether an error leads to no tool at all.
pub(super) fn of_error(error: ToolError) -> Outcome {
    match error {
        ToolError::Unknown { .. } => Outcome::Unknown(error),
        other => Outcome::Failed(other),
    }
}
