//! Follows a workflow step by step, by tools alone.

mod call;
mod kept;

use gorgias_runtime::jiff::civil::Date;
use gorgias_suite::{Does, Ending, Step, Trial, Workflow};
use serde_json::{Map, Value};

pub use self::call::Unanswered;
use self::{call::called, kept::Kept};
use crate::call::{object, parse};
use crate::claim::{at, holds, is_there};
use crate::failure::{Failure, pretty};
use crate::replay::Replay;

/// How a workflow ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// All is done: what it gives.
    Done(Map<String, Value>),
    /// It stopped: what it said.
    Stopped(String),
}

/// A trial of a workflow: it can be done by tools, and ends as it must.
pub(crate) fn run(
    replay: &Replay,
    workflow: &Workflow,
    trial: &Trial,
    today: Date,
) -> Result<(), Failure> {
    let runtime = replay.runtime(trial.id);
    let call = async |tool: &str, args| {
        replay.product().call(&runtime, tool, args).await.map_err(Unanswered::from)
    };
    let ended = replay.wait(follow(workflow, object(trial.args)?, today, call))??;
    check(&trial.ends, &ended)
}

/// Whether a workflow ended as it must.
///
/// # Errors
///
/// It did not.
pub fn check(ending: &Ending, ended: &Ended) -> Result<(), Failure> {
    let claim = match ending {
        Ending::Done(gives) => return check_gives(&object(gives)?, ended),
        Ending::Stopped(claim) => claim,
    };
    let said = match ended {
        Ended::Stopped(said) => said,
        Ended::Done(given) => {
            let given = pretty(&Value::from(given.clone()));
            return Err(Failure::new("the workflow does not stop", *claim, given));
        }
    };
    let claim = parse(claim)?;
    if holds(&claim, Some(&Value::from(said.as_str())), &|value| Ok(value.clone()))? {
        return Ok(());
    }
    Err(Failure::new("the workflow stops with other words", pretty(&claim), said))
}

/// Whether a workflow came to its end, and gives what it must.
pub(crate) fn check_gives(gives: &Map<String, Value>, ended: &Ended) -> Result<(), Failure> {
    let given = match ended {
        Ended::Done(given) => Value::from(given.clone()),
        Ended::Stopped(said) => {
            let what = format!("the workflow stops: {said}");
            return Err(Failure::new(what, "its last step", said));
        }
    };
    match unmet(&given, gives, &|value| Ok(value.clone()))? {
        None => Ok(()),
        Some((path, claim)) => Err(Failure::new(
            format!("the workflow gives something else at `{path}`"),
            pretty(&claim),
            pretty(&given),
        )),
    }
}

/// Does the steps of a workflow, calling tools as `call` does. Inputs that are not among the arguments are the examples.
///
/// # Errors
///
/// A tool refuses or answers what the workflow does not expect, nothing is found, or a step refers to what is not there.
pub async fn follow(
    workflow: &Workflow,
    mut args: Map<String, Value>,
    today: Date,
    call: impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<Ended, Failure> {
    let mut kept = Kept::of_day(today);
    for input in workflow.inputs {
        let value = args.remove(input.name).map_or_else(|| parse(input.example), Ok)?;
        kept.keep(input.name, value);
    }
    for (at, step) in workflow.steps.iter().enumerate() {
        let stopped = step_of(step, &mut kept, &call).await.map_err(|failure| Failure {
            what: format!("step {} of {}: {}", at + 1, workflow.steps.len(), failure.what),
            ..failure
        })?;
        if let Some(said) = stopped {
            return Ok(Ended::Stopped(said));
        }
    }
    let mut gives = Map::new();
    for (name, value) in object(workflow.gives)? {
        let given = kept.give(&value).map_err(|failure| Failure {
            what: format!("what it gives as `{name}`: {}", failure.what),
            ..failure
        })?;
        gives.insert(name, given);
    }
    Ok(Ended::Done(gives))
}

/// Does a step and keeps what it gives; what it says, if it stops the workflow.
async fn step_of(
    step: &Step,
    kept: &mut Kept,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, Unanswered>,
) -> Result<Option<String>, Failure> {
    let when = object(step.when)?;
    let given = match &step.does {
        Does::Call(made) => called(made, &when, kept, call).await?,
        _ if !kept.meets(&when)? => Value::Null,
        Does::Find { list, filter, optional } => find(kept, list, &object(filter)?, *optional)?,
        Does::Either(references) => either(kept, references)?,
        Does::Split(reference) => split(kept, reference)?,
        Does::Stop(said) => return kept.fill_text(said).map(Some),
    };
    if let Some(name) = step.keep {
        kept.keep(name, given);
    }
    Ok(None)
}

/// The first item of a list for which all of a filter holds.
fn find(
    kept: &Kept,
    list: &str,
    filter: &Map<String, Value>,
    optional: bool,
) -> Result<Value, Failure> {
    let items = kept.items(list)?;
    for item in &items {
        if unmet(item, filter, &|value| kept.fill(value))?.is_none() {
            return Ok(item.clone());
        }
    }
    if optional {
        return Ok(Value::Null);
    }
    let expected = format!("an item with {}", Value::from(filter.clone()));
    let came = pretty(&Value::from(items));
    Err(Failure::new(format!("nothing is found in `{list}`"), expected, came))
}

/// The first value that is there.
fn either(kept: &Kept, references: &[&str]) -> Result<Value, Failure> {
    for reference in references {
        let found = kept.found(reference)?;
        if is_there(found.as_deref()) {
            return Ok(found.map(|found| found.into_owned()).unwrap_or_default());
        }
    }
    let expected = format!("a value at `{}`", references.join("` or `"));
    Err(Failure::new("none of several values is there", expected, "nothing"))
}

/// The parts of a text between commas, without the blanks around them.
fn split(kept: &Kept, reference: &str) -> Result<Value, Failure> {
    match kept.found(reference)?.as_deref() {
        None | Some(Value::Null) => Ok(Value::Array(Vec::new())),
        Some(Value::String(text)) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(parts.map(Value::from).collect())
        }
        Some(other) => {
            Err(Failure::new(format!("`{reference}` is no text"), "a text", pretty(other)))
        }
    }
}

/// The first of some paths where something else is, and what must hold there.
fn unmet(
    value: &Value,
    claims: &Map<String, Value>,
    fill: &impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<Option<(String, Value)>, Failure> {
    for (path, claim) in claims {
        if !holds(claim, at(value, path).as_deref(), fill)? {
            return Ok(Some((path.clone(), claim.clone())));
        }
    }
    Ok(None)
}
