//! Follows a workflow step by step, by tools alone.

use std::collections::HashMap;

use gorgias_runtime::jiff::civil::Date;
use gorgias_suite::{Does, Step, Until, Workflow};
use serde_json::{Map, Value};

use crate::call::{object, parse};
use crate::failure::{Failure, pretty};
use crate::path::value_at;
use crate::replay::Replay;

/// The trial of a workflow: it can be done to its end.
pub(crate) fn run(replay: &Replay, workflow: &Workflow, today: Date) -> Result<(), Failure> {
    let runtime = replay.runtime(workflow.name);
    let call = async |tool: &str, args| {
        let answer = gorgias_tools::call(&runtime, tool, args).await;
        answer.map_err(|error| error.to_string())
    };
    replay.wait(follow(workflow, today, call))?
}

/// Does the steps of a workflow with the examples of its inputs, calling tools as `call` does.
///
/// # Errors
///
/// A tool refuses or answers what the workflow does not expect, nothing is found, or a step refers to what is not there.
pub async fn follow(
    workflow: &Workflow,
    today: Date,
    call: impl AsyncFn(&str, Map<String, Value>) -> Result<Value, String>,
) -> Result<(), Failure> {
    let mut kept = Kept(HashMap::from([("today", Value::from(today.to_string()))]));
    for input in workflow.inputs {
        kept.0.insert(input.name, parse(input.example)?);
    }
    for (at, step) in workflow.steps.iter().enumerate() {
        let done = step_of(step, &kept, &call).await.map_err(|failure| Failure {
            what: format!("step {} of {}: {}", at + 1, workflow.steps.len(), failure.what),
            ..failure
        })?;
        if let (Some(name), Some(answer)) = (step.keep, done) {
            kept.0.insert(name, answer);
        }
    }
    Ok(())
}

/// What a step gives; nothing if it is passed over.
async fn step_of(
    step: &Step,
    kept: &Kept<'_>,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, String>,
) -> Result<Option<Value>, Failure> {
    for (reference, wanted) in object(step.when)? {
        if kept.get(&reference)? != &wanted {
            return Ok(None);
        }
    }
    match &step.does {
        Does::Find { list, filter } => find(kept, list, &object(filter)?).map(Some),
        Does::Call { tool, with, until, expects } => {
            let Value::Object(args) = kept.fill(&parse(with)?)? else {
                let what = format!("the suite itself is wrong: what `{tool}` is called with");
                return Err(Failure::new(what, "a JSON object", *with));
            };
            let answer = called(tool, args, until.as_ref(), call).await?;
            match unmet(&answer, &object(expects)?) {
                None => Ok(Some(answer)),
                Some((path, wanted)) => Err(Failure::new(
                    format!("`{tool}` answers something else at `{path}`"),
                    pretty(wanted),
                    pretty(&answer),
                )),
            }
        }
    }
}

/// The answer of a tool, which is called again until it holds what it shall.
async fn called(
    tool: &str,
    args: Map<String, Value>,
    until: Option<&Until>,
    call: &impl AsyncFn(&str, Map<String, Value>) -> Result<Value, String>,
) -> Result<Value, Failure> {
    let (holds, at_most) = match until {
        Some(until) => (object(until.holds)?, until.at_most),
        None => (Map::new(), 1),
    };
    let mut last = Value::Null;
    for _ in 0..at_most {
        last = call(tool, args.clone()).await.map_err(|error| {
            let asked = Value::from(args.clone());
            Failure::new(
                format!("`{tool}` failed: {error}"),
                format!("an answer to {asked}"),
                error,
            )
        })?;
        if unmet(&last, &holds).is_none() {
            return Ok(last);
        }
    }
    let what = format!("`{tool}` was called {at_most} times, and its answer did not become so");
    Err(Failure::new(what, pretty(&Value::from(holds)), pretty(&last)))
}

/// The first item of a list for which all of a filter holds.
fn find(kept: &Kept<'_>, list: &str, filter: &Map<String, Value>) -> Result<Value, Failure> {
    let whole = kept.get(list)?;
    let items = whole.as_array().into_iter().flatten();
    let found = items.into_iter().find(|item| unmet(item, filter).is_none());
    found.cloned().ok_or_else(|| {
        let expected = format!("an item with {}", Value::from(filter.clone()));
        Failure::new(format!("nothing is found in `{list}`"), expected, pretty(whole))
    })
}

/// The first of some paths where a value holds something else.
fn unmet<'t>(value: &Value, tests: &'t Map<String, Value>) -> Option<(&'t String, &'t Value)> {
    tests.iter().find(|(path, wanted)| value_at(value, path) != Some(wanted))
}

/// Inputs and answers, by their names.
struct Kept<'w>(HashMap<&'w str, Value>);

impl Kept<'_> {
    /// The value that `name.path` refers to.
    fn get(&self, reference: &str) -> Result<&Value, Failure> {
        let (name, path) = reference.split_once('.').unwrap_or((reference, ""));
        let missing = |came: String| {
            Failure::new(
                format!("`${reference}` refers to nothing"),
                format!("a value at `{path}`"),
                came,
            )
        };
        let whole =
            self.0.get(name).ok_or_else(|| missing(format!("nothing is kept as `{name}`")))?;
        value_at(whole, path).ok_or_else(|| missing(pretty(whole)))
    }

    /// A value with its references filled in: a text `$name.path` is the value, `${name.path}` in a text its text.
    fn fill(&self, value: &Value) -> Result<Value, Failure> {
        match value {
            Value::String(text) => self.fill_text(text),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| Ok((key.clone(), self.fill(value)?))).collect()
            }
            other => Ok(other.clone()),
        }
    }

    fn fill_text(&self, text: &str) -> Result<Value, Failure> {
        let whole =
            text.strip_prefix('$').filter(|rest| !rest.starts_with('{') && !rest.contains(' '));
        if let Some(reference) = whole {
            return self.get(reference).cloned();
        }
        let mut parts = text.split("${");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('}') {
                Some((reference, rest)) => {
                    match self.get(reference)? {
                        Value::String(text) => filled.push_str(text),
                        // What is not there adds nothing to what a person reads.
                        Value::Null => {}
                        other => filled.push_str(&other.to_string()),
                    }
                    filled.push_str(rest);
                }
                None => {
                    filled.push_str("${");
                    filled.push_str(part);
                }
            }
        }
        Ok(Value::from(filled))
    }
}
