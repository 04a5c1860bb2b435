//! What the typed client read of an answer: all that was recorded, and nothing else.

use gorgias_client::Reply;
use gorgias_runtime::operation::Answer;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, pretty};
use crate::path::below;

/// The answer that an operation makes of what came: the body, or of a file where it is.
pub(crate) fn answer(reply: &Reply) -> Value {
    let body = reply.body();
    let location = reply.headers().get("location").and_then(|location| location.to_str().ok());
    match (&reply.operation().answer, location) {
        (Answer::File, Some(location)) => json!({ "url": location }),
        (Answer::Csv, _) => String::from_utf8_lossy(body).into(),
        _ => serde_json::from_slice(body).unwrap_or_default(),
    }
}

/// Compares what was read, written out again, with the answer that it was read from.
pub(crate) fn check(reply: &Reply, answer: &Value, read: &Value) -> Result<(), Failure> {
    let payload = match reply.operation().answer {
        Answer::Nothing => return Ok(()),
        _ => payload(reply, answer),
    };
    match difference(read, payload, String::new()) {
        Some(path) => Err(Failure::new(
            format!("the typed client reads something else at `{path}`"),
            pretty(payload),
            pretty(read),
        )),
        None => Ok(()),
    }
}

/// The part of an answer that is what the operation promises: the list itself where there is one.
pub(crate) fn payload<'a>(reply: &Reply, answer: &'a Value) -> &'a Value {
    let under = match reply.operation().answer {
        Answer::List { under } => under,
        Answer::Pages(_) => "data",
        _ => return answer,
    };
    answer.get(under).unwrap_or(answer)
}

/// Where two values differ. What is missing is the same as what says nothing, such as `{}`: both are read as null.
fn difference(read: &Value, recorded: &Value, path: String) -> Option<String> {
    match (read, recorded) {
        (Value::Object(read), Value::Object(recorded)) => {
            // A key of both is looked at once: twice at every depth would be a thousand times at the tenth.
            let lost = recorded.keys().filter(|key| !read.contains_key(*key));
            let mut keys = read.keys().chain(lost);
            keys.find_map(|key| {
                difference(entry(read, key), entry(recorded, key), below(&path, key))
            })
        }
        (Value::Array(read), Value::Array(recorded)) if read.len() == recorded.len() => {
            let mut items = read.iter().zip(recorded).enumerate();
            items.find_map(|(at, (read, recorded))| {
                difference(read, recorded, format!("{path}[{at}]"))
            })
        }
        (read, recorded) if read == recorded || (is_blank(read) && is_blank(recorded)) => None,
        _ if path.is_empty() => Some(".".to_owned()),
        _ => Some(path),
    }
}

fn entry<'v>(map: &'v Map<String, Value>, key: &str) -> &'v Value {
    map.get(key).unwrap_or(&Value::Null)
}

/// Whether a value says nothing.
pub(crate) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(entries) => entries.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
