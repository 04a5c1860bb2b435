//! A step that calls a tool: for each item, over several pages, until something holds, ready for a refusal.

use gorgias_runtime::tool::ToolError;
use gorgias_suite::{ToolCall, Until};
use serde_json::{Map, Value, json};

use super::{kept::Kept, unmet};
use crate::call::{object, parse};
use crate::failure::{Failure, pretty};

/// Why a tool gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The status, if it was the API that refused.
    pub status: Option<u16>,
    /// What the API said, or else why there is no answer.
    pub message: String,
    /// The whole error, for whoever has to mend the call.
    pub error: String,
}

impl From<ToolError> for Unanswered {
    fn from(error: ToolError) -> Self {
        let whole = error.to_string();
        let (status, said) = match &error {
            ToolError::Failed(error) => {
                (error.status(), error.complaint().and_then(|said| said.message.clone()))
            }
            _ => (None, None),
        };
        Self { status, message: said.unwrap_or_else(|| whole.clone()), error: whole }
    }
}

/// What a call gives: its answer, or those for each item; null if it is passed over or was refused as foreseen.
pub(super) async fn called(
    made: &ToolCall,
    when: &Map<String, Value>,
    kept: &mut Kept,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<Value, Failure> {
    let Some(list) = made.each else {
        let (answer, refusal) = match kept.meets(when)? {
            true => one(made, kept, call).await?,
            false => (Value::Null, Value::Null),
        };
        if let Some(refused) = &made.refused {
            kept.keep(refused.keep, refusal);
        }
        return Ok(answer);
    };
    let mut answers = Vec::new();
    for item in kept.items(list)? {
        kept.keep_item(item);
        if kept.meets(when)? {
            answers.push(one(made, kept, call).await?.0);
        }
    }
    Ok(Value::from(answers))
}

/// The answer of one call, or the refusal that was foreseen; the other one is null.
async fn one(
    made: &ToolCall,
    kept: &Kept,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<(Value, Value), Failure> {
    let tool = made.tool;
    let Value::Object(args) = kept.fill(&parse(made.with)?)? else {
        let what = format!("the suite itself is wrong: what `{tool}` is called with");
        return Err(Failure::new(what, "a JSON object", made.with));
    };
    let asked = Value::from(args.clone());
    let answer = match repeated(made, args, kept, call).await {
        Ok(answer) => answer,
        Err(NoAnswer::Wrong(failure)) => return Err(failure),
        Err(NoAnswer::Unanswered(why)) if foreseen(made, &why) => {
            return Ok((Value::Null, json!({"status": why.status, "message": why.message})));
        }
        Err(NoAnswer::Unanswered(why)) => {
            let what = format!("`{tool}` failed: {}", why.error);
            return Err(Failure::new(what, format!("an answer to {asked}"), why.error));
        }
    };
    match unmet(&answer, &object(made.expects)?, &|value| kept.fill(value))? {
        None => Ok((answer, Value::Null)),
        Some((path, claim)) => Err(Failure::new(
            format!("`{tool}` answers something else at `{path}`"),
            pretty(&claim),
            pretty(&answer),
        )),
    }
}

fn foreseen(made: &ToolCall, why: &Unanswered) -> bool {
    let statuses = made.refused.as_ref().map_or(&[][..], |refused| refused.statuses);
    why.status.is_some_and(|status| statuses.contains(&status))
}

/// Why a call gives nothing to go on with.
enum NoAnswer {
    Unanswered(Unanswered),
    /// The workflow itself is wrong, or the answer is.
    Wrong(Failure),
}

impl From<Unanswered> for NoAnswer {
    fn from(why: Unanswered) -> Self {
        Self::Unanswered(why)
    }
}

impl From<Failure> for NoAnswer {
    fn from(failure: Failure) -> Self {
        Self::Wrong(failure)
    }
}

/// The answer of a tool, which is called again until it holds what it shall.
async fn repeated(
    made: &ToolCall,
    args: Map<String, Value>,
    kept: &Kept,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<Value, NoAnswer> {
    let Some(Until { holds, at_most }) = &made.until else {
        return Ok(paged(made, args, call).await?);
    };
    let holds = object(holds)?;
    let mut last = Value::Null;
    for _ in 0..*at_most {
        last = paged(made, args.clone(), call).await?;
        if unmet(&last, &holds, &|value| kept.fill(value))?.is_none() {
            return Ok(last);
        }
    }
    let tool = made.tool;
    let what = format!("`{tool}` was called {at_most} times, and its answer did not become so");
    Err(Failure::new(what, pretty(&Value::from(holds)), pretty(&last)).into())
}

/// The answer of a tool, with what is on the pages that follow.
async fn paged(
    made: &ToolCall,
    mut args: Map<String, Value>,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<Value, Unanswered> {
    let mut whole = call(made.tool, args.clone()).await?;
    for _ in 1..made.pages.unwrap_or(1) {
        let Some(cursor) = whole.get("next_cursor").filter(|cursor| !cursor.is_null()) else {
            break;
        };
        args.insert("cursor".to_owned(), cursor.clone());
        let mut next = call(made.tool, args.clone()).await?;
        if let (Some(Value::Array(items)), Some(Value::Array(more))) =
            (whole.get_mut("result"), next.get_mut("result"))
        {
            items.append(more);
        }
        whole["next_cursor"] = next["next_cursor"].take();
    }
    Ok(whole)
}
