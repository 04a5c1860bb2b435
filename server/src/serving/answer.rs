//! What a client is told of a call.

use rmcp::{
    ErrorData,
    model::{CallToolResponse, CallToolResult, ContentBlock},
};
use serde_json::Value;

use super::Outcome;

/// What a client is told. A failure is an answer, so that a model reads it and mends its call; only a call that leads to no tool is
/// an error of the protocol.
pub(super) fn told(outcome: Outcome) -> Result<CallToolResponse, ErrorData> {
    let result = match outcome {
        Outcome::Unknown { right } => {
            let message = format!("there is no such tool: {right}");
            return Err(ErrorData::invalid_params(message, None));
        }
        Outcome::Answered(answer) => answered(answer),
        Outcome::Failed(error) => failed(error.to_string()),
        Outcome::Late { after, sent: false } => failed(format!(
            "nothing was sent, because other calls of the account took all of its {} seconds; repeat it later",
            after.as_secs()
        )),
        Outcome::Late { after, sent: true } => failed(format!(
            "the call took longer than its {} seconds and was given up; what it was to do may have been done, so look before \
             you repeat it",
            after.as_secs()
        )),
        Outcome::Cancelled => failed("the call was given up".to_owned()),
    };
    Ok(result.into())
}

/// Clients read the text or the structure, so the facts stand in both.
fn answered(answer: Value) -> CallToolResult {
    let mut result = CallToolResult::success(vec![ContentBlock::text(answer.to_string())]);
    result.structured_content = Some(answer);
    result
}

/// The structure has the form of answers, so an error stands in the text alone.
fn failed(why: String) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(why)])
}
