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
use crate::product::Product;
use crate::recordings::Recorded;
use crate::refused::Refused;
use crate::replay::Replay;
use crate::scripted::Scripted;
use crate::subject::{PROOF, response};
use crate::{read, schema, shown};

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

/// The argument of tools that chooses what they show, unless the operation has one that is called so.
const FIELDS: &str = "fields";

/// How failures name a tool.
pub(crate) fn way(tool: &Tool) -> String {
    format!("the tool `{}`", tool.name)
}

/// Who is told by the schemas of a tool what to give, and what comes, is told the truth.
pub(crate) fn check_schemas(
    product: &Product,
    tool: &Tool,
    args: &Map<String, Value>,
    shown: &Value,
) -> Result<(), Failure> {
    let Some(described) = product.tool(tool.name) else { return Ok(()) };
    let takes = parse(described.input_schema)?;
    let forbidden = |what: &str, breach: String, schema: &Value, value: &Value| {
        let what = format!("the schema of {what} of {} forbids {breach}", way(tool));
        Failure::new(what, pretty(schema), pretty(value))
    };
    for (name, value) in args {
        if let Some(breach) = schema::breach_of_argument(&takes, name, value) {
            return Err(forbidden("the arguments", breach, &takes, value));
        }
    }
    let answers = parse(described.output_schema)?;
    match schema::breach(&answers, shown) {
        Some(breach) => Err(forbidden("the answer", breach, &answers, shown)),
        None => Ok(()),
    }
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
            shown::check(tool, self.operation, &reply, &answer, &shown)?;
            check_schemas(self.replay.product(), tool, &object(self.case.args)?, &shown)
        })?;
        self.check_all_fields(&reply, &answer)
    }

    /// Who asks for all fields gets all of the answer, without its secrets.
    fn check_all_fields(&self, reply: &Reply, answer: &Value) -> Result<(), Failure> {
        let product = self.replay.product();
        let tool = self.operation.tools.first().and_then(|tool| product.tool(tool.name));
        let is_asked = |tool: &&gorgias_tools::Tool| {
            tool.answer.is_some() && tool.arguments.iter().all(|known| known.key() != FIELDS)
        };
        let Some(tool) = tool.filter(is_asked) else { return Ok(()) };
        let mut args = object(self.case.args)?;
        args.insert(FIELDS.to_owned(), "all".into());
        let scripted = Scripted::new([response(&self.recorded.exchange)]);
        let runtime = scripted.runtime(product)?;
        let shown = self.replay.wait(product.call(&runtime, tool.name, args))?;
        let all = Tool { name: tool.name, shows: None };
        let shown = shown.map_err(|error| self.failed(&way(&all), &error, None))?;
        shown::check_all(&all, self.operation, reply, answer, &shown)
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
        let product = self.replay.product();
        for _ in 0..self.earlier {
            // What comes then is tried by the case that is about it.
            let _ = self.replay.wait(product.typed(self.case, &gorgias))?;
        }
        let result = self.replay.wait(product.typed(self.case, &gorgias))?;
        self.check_sent(CLIENT, &caller, result)
    }

    fn by_tool(&self, tool: &Tool) -> Result<Result<Value, ToolError>, Failure> {
        let caller = format!("{} by {}", self.case.id, tool.name);
        let runtime = self.replay.runtime(&caller);
        let product = self.replay.product();
        let args = object(self.case.args)?;
        for _ in 0..self.earlier {
            let _ = self.replay.wait(product.call(&runtime, tool.name, args.clone()))?;
        }
        let result = self.replay.wait(product.call(&runtime, tool.name, args))?;
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
                let mut differences = expected.differences(one);
                differences.extend(headers(one));
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

/// What is wrong with the headers that decide whether the API takes a request at all.
fn headers(request: &Received) -> Vec<String> {
    let body = (!request.body.is_empty()).then(|| match request.form() {
        Some(_) => "multipart/form-data",
        None => "application/json",
    });
    let told = |name| request.header(name).unwrap_or_default();
    let mut wrong = Vec::new();
    if told("authorization") != PROOF {
        wrong.push("the header `authorization` does not prove who calls".to_owned());
    }
    if !told("content-type").starts_with(body.unwrap_or_default()) {
        let came = told("content-type");
        wrong.push(format!("the header `content-type` is `{came}`, and the body is not that"));
    }
    wrong
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
