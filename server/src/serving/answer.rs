//! What a client is told of a call.

use gorgias_runtime::Rate;
use gorgias_tools::{Answered, ToolError, tool::Report};
use rmcp::{
    ErrorData,
    model::{CallToolResponse, CallToolResult, ContentBlock, MetaObject},
};
use serde_json::{Map, Value};

use super::{Outcome, repeats::ALLOW_REPEAT};

/// What to do about a call of which nobody knows what became of it.
const LOOK: &str = "It may be done all the same: look before you repeat it.";

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
    match outcome {
        Outcome::Failed(error) => error.to_json(),
        Outcome::Kept { first, .. } => error(first),
        outcome => report(outcome).to_json(),
    }
}

/// What there is to say where no tool has said it.
fn report(outcome: &Outcome) -> Report {
    let own = |code, message, hint: &'static str| Report {
        code,
        message,
        hint: hint.into(),
        ..Report::default()
    };
    match outcome {
        Outcome::Late { after, sent: false } => {
            let after = after.as_secs();
            let message = format!(
                "nothing was sent, because other calls of the account took all of its {after} seconds"
            );
            Report { retryable: true, ..own("busy", message, "Call again later.") }
        }
        Outcome::Late { after, sent: true } => {
            let after = after.as_secs();
            let message = format!("the call took longer than its {after} seconds and was given up");
            own("late", message, LOOK)
        }
        Outcome::Withheld(reason) => {
            let message =
                format!("nothing was sent, because this needs a person's word first, and {reason}");
            own("not_confirmed", message, "Tell your user.")
        }
        Outcome::Broken(error) => {
            let message = format!("nothing was sent, because this server cannot do it: {error}");
            own("broken", message, "Tell whoever keeps the server.")
        }
        Outcome::Cancelled
        | Outcome::Unknown(_)
        | Outcome::Answered(..)
        | Outcome::Said(_)
        | Outcome::Failed(_)
        | Outcome::Kept { .. }
        | Outcome::Asks(_) => own("cancelled", "the call was given up".to_owned(), LOOK),
    }
}

/// Whether an error leads to no tool at all.
pub(super) fn of_error(error: ToolError) -> Outcome {
    match error {
        ToolError::Unknown { .. } => Outcome::Unknown(error),
        other => Outcome::Failed(other),
    }
}
