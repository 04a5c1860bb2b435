//! What of an answer was read as it came, what was read otherwise, and what nobody knows.

use std::collections::BTreeSet;

use gorgias_client::Reply;
use gorgias_fixture::differing;
use gorgias_runtime::operation::Answer;
use gorgias_suite::Operation;
use serde_json::Value;

use crate::path::{below, steps, take_out};
use crate::read::{is_blank, payload};

/// An answer beside what the typed client read of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    /// Where they differ, and how.
    pub(super) differs: Vec<String>,
    /// The paths of keys that the client does not know, as `[].name` where every item of a list may have them.
    pub(super) unknown: BTreeSet<String>,
}

impl Compared {
    pub(super) fn of(read: &Value, came: &Value) -> Self {
        let mut compared = Self::default();
        differing("", Some(read), Some(came), &mut |path, read, came| {
            let [read_there, came_there] = [read, came].map(|it| it.unwrap_or(&Value::Null));
            if is_blank(read_there) && is_blank(came_there) {
                return;
            }
            if read.is_none() && !path.ends_with(']') {
                compared.unknown.insert(collapsed(path));
            } else {
                let path = if path.is_empty() { "." } else { path };
                compared.differs.push(format!("{path}: {}", told(came, read)));
            }
        });
        compared
    }
}

/// The kinds of two values: what they are is the account's own.
fn told(came: Option<&Value>, read: Option<&Value>) -> String {
    let kind = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(_)) => "true or false".to_owned(),
        Some(Value::Number(_)) => "a number".to_owned(),
        Some(Value::String(text)) => format!("a text of {} characters", text.chars().count()),
        Some(Value::Array(items)) => format!("a list of {}", items.len()),
        Some(Value::Object(_)) => "an object".to_owned(),
    };
    let (came, read) = (kind(came), kind(read));
    if came == read { format!("another one than {came}") } else { format!("{read}, not {came}") }
}

/// A path for all items of its lists at once.
fn collapsed(path: &str) -> String {
    let mut collapsed = String::new();
    for piece in path.split_inclusive(']') {
        match piece.rsplit_once('[') {
            Some((before, _)) if piece.ends_with(']') => collapsed.push_str(&format!("{before}[]")),
            _ => collapsed.push_str(piece),
        }
    }
    collapsed
}

/// Takes out of an answer, or of what was read of it, what may be shown to nobody.
pub(super) fn without_secrets(value: &Value, operation: &Operation) -> Value {
    let mut value = value.clone();
    for secret in operation.secrets {
        let path = if value.is_array() { format!("[].{secret}") } else { (*secret).to_owned() };
        take_out(&mut value, &steps(&path));
    }
    value
}

/// The paths in the answer of what is at these paths in the part that is promised.
pub(super) fn in_answer<'p>(
    reply: &Reply,
    answer: &Value,
    paths: impl IntoIterator<Item = &'p String>,
) -> Vec<String> {
    let under = match reply.operation().answer {
        Answer::List { under } => under,
        Answer::Pages(_) => "data",
        _ => "",
    };
    let is_under = !std::ptr::eq(payload(reply, answer), answer);
    let place = |path: &String| match (is_under, path.starts_with('[')) {
        (true, true) => format!("{under}{path}"),
        (true, false) => below(under, path),
        (false, _) => path.clone(),
    };
    paths.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nobody_knows_is_told_apart_from_what_is_read_otherwise() {
        let check = |read: Value, came: Value, differs: &[&str], unknown: &[&str]| {
            let compared = Compared::of(&read, &came);
            assert_eq!(compared.differs, differs, "{read} {came}");
            assert_eq!(compared.unknown.iter().collect::<Vec<_>>(), unknown, "{read} {came}");
        };
        check(json!({"a": 1}), json!({"a": 1}), &[], &[]);
        check(json!({"a": null, "b": []}), json!({"b": {}}), &[], &[]);
        check(json!({"a": 1}), json!({"a": 1, "b": {"c": 1}}), &[], &["b"]);
        check(json!([{"a": 1}, {}]), json!([{"a": 1, "b": 2}, {"b": 3}]), &[], &["[].b"]);
        check(
            json!({"a": [{"b": {"c": 1}}]}),
            json!({"a": [{"b": {"c": 1, "d": 2}}]}),
            &[],
            &["a[].b.d"],
        );
        check(
            json!({"a": 1}),
            json!({"a": "1"}),
            &["a: a number, not a text of 1 characters"],
            &[],
        );
        check(json!({"a": 1}), json!({"a": 2}), &["a: another one than a number"], &[]);
        check(json!({"a": true}), json!({}), &["a: true or false, not nothing"], &[]);
        check(json!([1]), json!([1, 2]), &["[1]: nothing, not a number"], &[]);
        check(json!({}), json!({"a": null, "b": ""}), &[], &[]);
    }
}
