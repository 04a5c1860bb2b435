//! The trial of a case: through every name of its tool and through the typed client, the same request goes out, and
//! what comes back is what was recorded, and is read so. What is refused comes back as the error that says why.

use std::fmt::Display;

use gorgias_client::{Error, Gorgias, Reply};
use gorgias_fixture::{Body, Exchange, Received};
use gorgias_runtime::operation::Answer;
use gorgias_suite::{self as suite, Answered, Case, Failed, Operation, Refusal, Tool};
use gorgias_tools::ToolError;
use serde_json::{Map, Value};

use crate::failure::{Failure, pretty};
use crate::path::value_at;
use crate::recordings::Recorded;
use crate::refused::Refused;
use crate::replay::Replay;
use crate::{read, shown};

pub(crate) fn run(replay: &Replay, operation: &Operation, case: &Case) -> Result<(), Failure> {
    let recorded = replay.recorded(case.id).ok_or_else(|| {
        Failure::of_suite("the case has no recording", format!("{}.json", case.id), "no such file")
    })?;
    let line = &case.sends;
    let earlier = operation.cases.iter().take_while(|earlier| earlier.id != case.id);
    let earlier = earlier.filter(|earlier| earlier.sends == *line).count();
    let trial = Call { replay, operation, case, recorded, earlier };
    let result = match &case.refused {
        None => trial.accepted(),
        Some(refusal) => trial.refused(refusal),
    };
    result.map_err(|failure| failure.near(case.id))
}

/// The recording that the test server calls the nearest, if an error is its answer to what it does not know.
pub(crate) fn nearest(error: &Error) -> Option<String> {
    error.complaint()?.details.as_ref()?.get("nearest")?.as_str().map(str::to_owned)
}

struct Call<'t> {
    replay: &'t Replay,
    operation: &'t Operation,
    case: &'t Case,
    recorded: &'t Recorded,
    /// How often the same line has been sent before.
    earlier: usize,
}

pub(crate) const CLIENT: &str = "the typed client";

/// How failures name a tool.
pub(crate) fn way(tool: &Tool) -> String {
    format!("the tool `{}`", tool.name)
}

impl Call<'_> {
    fn accepted(&self) -> Result<(), Failure> {
        let result = self.by_client()?;
        let Answered { reply, read } = result
            .map_err(|error| self.failed(CLIENT, &error, error.downcast_ref().and_then(nearest)))?;
        self.check_answer(&reply)?;
        let answer = self.recorded.answer(&reply.operation().answer);
        read::check(&reply, &answer, &read)?;
        self.operation.tools.iter().try_for_each(|tool| {
            let result = self.by_tool(tool)?;
            let shown = result.map_err(|error| {
                let nearest = match &error {
                    ToolError::Failed(error) => nearest(error),
                    _ => None,
                };
                self.failed(&way(tool), &error, nearest)
            })?;
            shown::check(tool, self.operation.secrets, &reply, &answer, &shown)
        })
    }

    fn refused(&self, refusal: &Refusal) -> Result<(), Failure> {
        let expected = Refused { refusal, recorded: self.recorded };
        expected.by_client(CLIENT, self.by_client()?)?;
        for tool in self.operation.tools {
            expected.by_tool(&way(tool), self.by_tool(tool)?)?;
        }
        self.check_expectations(self.recorded.exchange.answer.as_ref().unwrap_or(&Value::Null))
    }

    fn by_client(&self) -> Result<Result<Answered, Failed>, Failure> {
        let caller = format!("{} by the client", self.case.id);
        let gorgias = Gorgias::with_runtime(self.replay.runtime(&caller));
        for _ in 0..self.earlier {
            // What comes then is tried by the case that is about it.
            let _ = self.replay.wait((self.case.typed)(&gorgias))?;
        }
        let result = self.replay.wait((self.case.typed)(&gorgias))?;
        self.check_sent(CLIENT, &caller, result)
    }

    fn by_tool(&self, tool: &Tool) -> Result<Result<Value, ToolError>, Failure> {
        let caller = format!("{} by {}", self.case.id, tool.name);
        let runtime = self.replay.runtime(&caller);
        let args = object(self.case.args)?;
        for _ in 0..self.earlier {
            let _ = self.replay.wait(gorgias_tools::call(&runtime, tool.name, args.clone()))?;
        }
        let result = self.replay.wait(gorgias_tools::call(&runtime, tool.name, args))?;
        self.check_sent(&way(tool), &caller, result)
    }

    /// What a call gave, if it sent the line that was written by hand and nothing else.
    fn check_sent<T, E: Display>(
        &self,
        way: &str,
        caller: &str,
        result: Result<T, E>,
    ) -> Result<Result<T, E>, Failure> {
        let expected = self.line()?;
        let received = self.replay.received(caller);
        let received = received.get(self.earlier..).unwrap_or_default();
        let what = match (received, &result) {
            ([one], _) => {
                let differences = expected.differences(one);
                (!differences.is_empty())
                    .then(|| format!("{way} sent another request: {}", differences.join("; ")))
            }
            ([], Err(error)) => Some(format!("{way} sent nothing: {error}")),
            ([], Ok(_)) => Some(format!("{way} sent nothing")),
            (several, _) => Some(format!("{way} sent {} requests", several.len())),
        };
        if let Some(what) = what {
            let came = received.iter().map(line_of).collect::<Vec<_>>().join("\n");
            let expected = line(&expected.method, &expected.target, expected.body.as_ref());
            return Err(Failure::new(
                what,
                expected,
                if came.is_empty() { "nothing" } else { &came },
            ));
        }
        Ok(result)
    }

    fn failed(&self, way: &str, error: &impl Display, nearest: Option<String>) -> Failure {
        let expected = format!("the answer of the recording `{}`", self.recorded.exchange.name);
        let failure = Failure::new(format!("{way} failed: {error}"), expected, error.to_string());
        Failure { nearest, ..failure }
    }

    /// The line that was written by hand.
    fn line(&self) -> Result<Exchange, Failure> {
        let sends = &self.case.sends;
        Ok(Exchange {
            method: sends.method.to_owned(),
            target: sends.target.to_owned(),
            body: match sends.body {
                suite::Body::None => None,
                suite::Body::Json(json) => Some(Body::Json(parse(json)?)),
                suite::Body::Form(parts) => Some(Body::Form(parse(parts)?)),
            },
            ..self.recorded.exchange.clone()
        })
    }

    /// The API's answer is the recorded one and holds what the case expects.
    fn check_answer(&self, reply: &Reply) -> Result<(), Failure> {
        let recorded = &self.recorded.exchange;
        let answer = match reply.body().as_ref() {
            [] => None,
            body => Some(match reply.operation().answer {
                Answer::Csv => String::from_utf8_lossy(body).into(),
                _ => serde_json::from_slice(body).unwrap_or(Value::Null),
            }),
        };
        if (reply.status(), &answer) != (recorded.status, &recorded.answer) {
            let show = |status: u16, answer: &Option<Value>| {
                let body = answer.as_ref().map(pretty).unwrap_or_default();
                format!("{status} {body}")
            };
            return Err(Failure::new(
                "another recording answers the same request",
                show(recorded.status, &recorded.answer),
                show(reply.status(), &answer),
            ));
        }
        self.check_expectations(&self.recorded.answer(&reply.operation().answer))
    }

    /// The API's answer holds what the case expects.
    fn check_expectations(&self, answer: &Value) -> Result<(), Failure> {
        for (path, expected) in object(self.case.expects)? {
            let came = value_at(answer, &path);
            if came != Some(&expected) {
                return Err(Failure::new(
                    format!("the API's answer is not what the case expects at `{path}`"),
                    pretty(&expected),
                    came.map_or_else(|| format!("no `{path}` in {answer:#}"), pretty),
                ));
            }
        }
        Ok(())
    }
}

fn line(method: &str, target: &str, body: Option<&Body>) -> String {
    match body {
        Some(Body::Json(json)) => format!("{method} {target} {json}"),
        Some(Body::Form(parts)) => format!("{method} {target} form {parts}"),
        None => format!("{method} {target}"),
    }
}

fn line_of(request: &Received) -> String {
    let body = request.form().map(Body::Form).or_else(|| request.json().map(Body::Json));
    line(&request.method, &request.target, body.as_ref())
}

/// JSON of the suite. It is generated, so a fault in it is the compiler's and none of what is tried.
pub(crate) fn parse(json: &str) -> Result<Value, Failure> {
    serde_json::from_str(json).map_err(|error| {
        Failure::of_suite(format!("the suite itself is wrong: {error}"), "JSON", json)
    })
}

pub(crate) fn object(json: &str) -> Result<Map<String, Value>, Failure> {
    match parse(json)? {
        Value::Object(object) => Ok(object),
        other => {
            Err(Failure::of_suite("the suite itself is wrong", "a JSON object", pretty(&other)))
        }
    }
}
