//! The trial of a breach: through the client's road and through every name of the tool it is refused, with the place
//! named and what would be right, and nothing goes over the wire.

use std::iter::repeat_n;

use gorgias_client::Call;
use gorgias_client::error::Kind;
use gorgias_suite::{Breach, Given, Operation, Rule};
use gorgias_tools::{Fault, ToolError};
use serde_json::{Map, Value};

use crate::call::{object, parse};
use crate::failure::Failure;
use crate::path::{put, steps, take_out};
use crate::replay::Replay;

pub(crate) fn run(replay: &Replay, operation: &Operation, breach: &Breach) -> Result<(), Failure> {
    let trial = Refuses { replay, operation, breach, arguments: arguments(operation, breach)? };
    if breach.by_client {
        trial.by_client()?;
    }
    operation.tools.iter().try_for_each(|tool| trial.by_tool(tool.name))
}

struct Refuses<'t> {
    replay: &'t Replay,
    operation: &'t Operation,
    breach: &'t Breach,
    arguments: Map<String, Value>,
}

impl Refuses<'_> {
    fn by_client(&self) -> Result<(), Failure> {
        let way = "the client";
        let known = self.replay.product().operation(self.operation.id);
        let known = known.ok_or_else(|| {
            Failure::of_suite("the suite itself is wrong", "an operation", self.operation.id)
        })?;
        let mut call = Call::new(known);
        for (name, value) in &self.arguments {
            call.set(name, value);
        }
        let caller = self.caller(way);
        let result = self.replay.wait(self.replay.runtime(&caller).execute(call))?;
        self.check_silence(way, &caller)?;
        match result {
            Ok(reply) => Err(self.failure(way, "sends it", reply.status().to_string())),
            Err(error) => match error.kind() {
                Kind::Refused { field, right, .. } => {
                    self.check(way, [field, right], &error.to_string())
                }
                _ => Err(self.failure(way, "fails in another way", error.to_string())),
            },
        }
    }

    fn by_tool(&self, name: &str) -> Result<(), Failure> {
        let way = format!("the tool `{name}`");
        let caller = self.caller(name);
        let runtime = self.replay.runtime(&caller);
        let called = self.replay.product().call(&runtime, name, self.arguments.clone());
        let result = self.replay.wait(called)?;
        self.check_silence(&way, &caller)?;
        match &result {
            Ok(shown) => Err(self.failure(&way, "sends it", shown.to_string())),
            Err(error @ ToolError::Refused(faults)) => match faults.as_slice() {
                [Fault { path, right, .. }] => self.check(&way, [path, right], &error.to_string()),
                _ => Err(self.failure(&way, "finds more than one fault", error.to_string())),
            },
            Err(error) => Err(self.failure(&way, "fails in another way", error.to_string())),
        }
    }

    fn caller(&self, by: &str) -> String {
        format!("{} by {by}", self.breach.id)
    }

    fn check_silence(&self, way: &str, caller: &str) -> Result<(), Failure> {
        match self.replay.received(caller).as_slice() {
            [] => Ok(()),
            [request, ..] => {
                let came = format!("{} {}", request.method, request.target);
                Err(self.failure(way, "sends it", came))
            }
        }
    }

    fn check(&self, way: &str, [path, right]: [&str; 2], told: &str) -> Result<(), Failure> {
        if path != self.breach.at {
            return Err(self.failure(way, "names another place", told));
        }
        if right.is_empty() || !right.contains(&right_by(&self.breach.rule)) {
            return Err(self.failure(way, "does not say what would be right", told));
        }
        Ok(())
    }

    fn failure(&self, way: &str, what: &str, came: impl Into<String>) -> Failure {
        let Breach { at, rule, .. } = self.breach;
        let expected =
            format!("a refusal of `{at}` before anything is sent, since it breaks {rule:?}");
        Failure::new(format!("{way} {what}"), expected, came)
    }
}

/// What who says what would be right by a rule cannot leave out.
fn right_by(rule: &Rule) -> String {
    match rule {
        Rule::Required => "give ".to_owned(),
        Rule::Known => String::new(),
        Rule::Is(words) => (*words).to_owned(),
        Rule::AtLeast(least) => format!("at least {least}"),
        Rule::AtMost(most) => format!("at most {most}"),
        Rule::Matches(pattern) => format!("`{pattern}`"),
        Rule::OneOf(first) => format!("`{first}`"),
    }
}

/// The arguments of the case, with one thing wrong.
fn arguments(operation: &Operation, breach: &Breach) -> Result<Map<String, Value>, Failure> {
    let case = operation.cases.get(breach.case).ok_or_else(|| {
        Failure::of_suite("the suite itself is wrong", "a case", format!("no case {}", breach.case))
    })?;
    let mut whole = object(case.args)?;
    whole.extend(object(breach.instead)?);
    let (mut whole, steps) = (Value::Object(whole), steps(breach.at));
    match given(&breach.gives)? {
        Some(value) => put(&mut whole, &steps, value),
        None => take_out(&mut whole, &steps),
    }
    match whole {
        Value::Object(whole) => Ok(whole),
        _ => Ok(Map::new()),
    }
}

fn given(given: &Given) -> Result<Option<Value>, Failure> {
    Ok(match given {
        Given::Nothing => None,
        Given::Json(json) => Some(parse(json)?),
        Given::Text(length, end) => {
            let fill = length.saturating_sub(end.chars().count());
            Some(repeat_n('x', fill).chain(end.chars()).collect::<String>().into())
        }
        Given::Items(count, item) => Some(repeat_n(parse(item)?, *count).collect()),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const TOO_LONG: Breach = Breach {
        id: "tags.create/refuses/name-too-long",
        case: 0,
        instead: "{}",
        at: "name",
        gives: Given::Text(257, ""),
        rule: Rule::AtMost(256),
        by_client: true,
    };

    #[test]
    fn what_is_not_refused_as_it_must_be_fails() {
        let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
        let operation = gorgias_suite::operations().find(|it| it.id == "tags.create").unwrap();
        let check = |breach: Breach, expected: Result<(), &str>| {
            // Each on a server of its own, which nobody else has called.
            let replay = Replay::open(&recordings).unwrap();
            let failed = run(&replay, operation, &breach).map_err(|failure| failure.what);
            assert_eq!(failed, expected.map_err(str::to_owned), "{breach:?}");
        };
        check(TOO_LONG, Ok(()));
        check(Breach { by_client: false, ..TOO_LONG }, Ok(()));
        check(Breach { gives: Given::Text(256, "!"), ..TOO_LONG }, Err("the client sends it"));
        check(
            Breach { gives: Given::Text(256, ""), by_client: false, ..TOO_LONG },
            Err("the tool `create_a_gorgias_tag` sends it"),
        );
        check(
            Breach { rule: Rule::AtMost(255), ..TOO_LONG },
            Err("the client does not say what would be right"),
        );
        check(
            Breach { at: "nam", gives: Given::Json("1"), ..TOO_LONG },
            Err("the client does not say what would be right"),
        );
        check(
            Breach { instead: r#"{"description": true}"#, by_client: false, ..TOO_LONG },
            Err("the tool `create_a_gorgias_tag` finds more than one fault"),
        );
        check(
            Breach {
                at: "description",
                gives: Given::Json("null"),
                instead: r#"{"no": 1}"#,
                ..TOO_LONG
            },
            Err("the client names another place"),
        );
        check(Breach { case: 99, ..TOO_LONG }, Err("the suite itself is wrong"));
    }

    #[test]
    fn one_thing_is_wrong_in_the_arguments_of_a_case() {
        let operation = gorgias_suite::operations().find(|it| it.id == "tags.create").unwrap();
        let check = |breach: &Breach, expected: &str| {
            let arguments = arguments(operation, breach).unwrap();
            assert_eq!(Value::Object(arguments).to_string(), expected, "{breach:?}");
        };
        let put = |at, gives| Breach { at, gives, instead: r#"{"ids": [[1], 2]}"#, ..TOO_LONG };
        check(&put("name", Given::Nothing), r#"{"ids":[[1],2]}"#);
        check(&put("name", Given::Text(3, "no")), r#"{"name":"xno","ids":[[1],2]}"#);
        check(&put("ids[0][0]", Given::Json("true")), r#"{"name":"refund","ids":[[true],2]}"#);
        check(&put("ids[1]", Given::Items(2, "{}")), r#"{"name":"refund","ids":[[1],[{},{}]]}"#);
        check(&put("new", Given::Items(0, "{}")), r#"{"name":"refund","ids":[[1],2],"new":[]}"#);
    }
}
