//! What a client is told of a call.

use rmcp::{
    ErrorData,
    model::{CallToolResponse, CallToolResult, ContentBlock},
};
use serde_json::Value;

use super::{Outcome, repeats::ALLOW_REPEAT};

impl Outcome {
    /// What a client is told. A failure is an answer, so that a model reads it and mends its call.
    ///
    /// # Errors
    ///
    /// The call leads to no tool, which is an error of the protocol.
    pub fn told(self) -> Result<CallToolResponse, ErrorData> {
        match self {
            Self::Unknown { right } => {
                Err(ErrorData::invalid_params(format!("there is no such tool: {right}"), None))
            }
            Self::Asks(asks) => Ok((*asks).into()),
            Self::Answered(answer) => Ok(answered(answer).into()),
            Self::Kept { first, repeated } => Ok(kept(&first, repeated).into()),
            other => Ok(failed(why(&other)).into()),
        }
    }
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

/// What became of a call that must not be made twice, and of those that are the same.
fn kept(first: &Outcome, repeated: bool) -> CallToolResult {
    let mut result = match first {
        Outcome::Answered(answer) => {
            let mut answer = answer.clone();
            if let (true, Value::Object(entries)) = (repeated, &mut answer) {
                entries.insert("repeated".to_owned(), true.into());
            }
            answered(answer)
        }
        other => failed(why(other)),
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

/// Why there is no answer.
fn why(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Failed(error) => error.to_string(),
        Outcome::Late { after, sent: false } => format!(
            "nothing was sent, because other calls of the account took all of its {} seconds; repeat it later",
            after.as_secs()
        ),
        Outcome::Late { after, sent: true } => format!(
            "the call took longer than its {} seconds and was given up; what it was to do may have been done, so look before \
             you repeat it",
            after.as_secs()
        ),
        Outcome::Withheld(reason) => {
            format!("nothing was sent, because this needs a person's word first, and {reason}")
        }
        Outcome::Broken(error) => {
            format!("nothing was sent, because this server cannot do it: {error}")
        }
        Outcome::Cancelled => "the call was given up".to_owned(),
        Outcome::Kept { first, .. } => why(first),
        Outcome::Unknown { .. } | Outcome::Answered(_) | Outcome::Asks(_) => String::new(),
    }
}
