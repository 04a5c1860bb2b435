//! What must hold of a value: the value, a list of which it is one, `absent`, `present`, or an object of `not`, `at_least`,
//! `at_most` and `contains`.

use std::borrow::Cow;
use std::cmp::Ordering;

use gorgias_runtime::Time;
use serde_json::Value;

use crate::failure::Failure;
use crate::path::{Step, steps, value_at, values_at};

/// What a path leads to: all that is there, as a list, if it leads through every item of one.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> Option<Cow<'v, Value>> {
    if steps(path).iter().any(|step| matches!(step, Step::Each | Step::Any)) {
        return Some(Cow::Owned(values_at(value, path).into_iter().cloned().collect()));
    }
    value_at(value, path).map(Cow::Borrowed)
}

/// Whether something is there at all.
pub(crate) fn is_there(found: Option<&Value>) -> bool {
    found.is_some_and(|value| !value.is_null())
}

/// Whether a claim holds of what is found. The values in it are filled in first, so that none of them is taken for a word.
pub(crate) fn holds(
    claim: &Value,
    found: Option<&Value>,
    fill: &impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<bool, Failure> {
    match claim {
        Value::String(word) if word == "absent" => Ok(!is_there(found)),
        Value::String(word) if word == "present" => Ok(is_there(found)),
        Value::Object(words) => {
            for (word, operand) in words {
                if !word_holds(word, operand, found, fill)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        one_or_many => is_one(one_or_many, found, fill),
    }
}

fn word_holds(
    word: &str,
    operand: &Value,
    found: Option<&Value>,
    fill: &impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<bool, Failure> {
    match word {
        "not" => Ok(!is_one(operand, found, fill)?),
        "at_least" => {
            let order = order(found, &fill(operand)?);
            Ok(matches!(order, Some(Ordering::Greater | Ordering::Equal)))
        }
        "at_most" => {
            let order = order(found, &fill(operand)?);
            Ok(matches!(order, Some(Ordering::Less | Ordering::Equal)))
        }
        "contains" => Ok(contains(found, &fill(operand)?)),
        other => {
            let words = "`not`, `at_least`, `at_most` or `contains`";
            Err(Failure::of_suite("the suite itself is wrong: a claim", words, other))
        }
    }
}

fn is_one(
    one_or_many: &Value,
    found: Option<&Value>,
    fill: &impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<bool, Failure> {
    let many = match one_or_many {
        Value::Array(many) => many.as_slice(),
        one => std::slice::from_ref(one),
    };
    for one in many {
        let one = fill(one)?;
        if found.is_some_and(|found| is_same(found, &one)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two values are the same; 3 and 3.0 are.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && other.is_number() && one.as_f64() == other.as_f64())
}

/// How a value stands to another: numbers, times and dates have an order.
fn order(found: Option<&Value>, other: &Value) -> Option<Ordering> {
    match (found?, other) {
        (Value::Number(found), Value::Number(other)) => {
            found.as_f64()?.partial_cmp(&other.as_f64()?)
        }
        (Value::String(found), Value::String(other)) => moment(found)?.partial_cmp(&moment(other)?),
        _ => None,
    }
}

/// A time, or the beginning of a day.
fn moment(text: &str) -> Option<Time> {
    text.parse().or_else(|_| format!("{text}T00:00:00").parse()).ok()
}

fn contains(found: Option<&Value>, part: &Value) -> bool {
    match (found, part) {
        (Some(Value::String(text)), Value::String(part)) => text.contains(part.as_str()),
        (Some(Value::Array(items)), part) => items.iter().any(|item| is_same(item, part)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn claims_hold_or_do_not() {
        let value = json!({
            "score": 3, "note": null, "name": "Ana", "word": "absent", "of": [1, 2], "day": "2026-03-06",
            "at": "2026-03-06T09:00:00+00:00", "tags": [{"name": "vip"}, {"name": "late"}],
        });
        let check = |path: &str, claim: Value, expected: bool| {
            let found = at(&value, path);
            let fill = |value: &Value| Ok(value.clone());
            let held = holds(&claim, found.as_deref(), &fill).unwrap();
            assert_eq!(held, expected, "{path}: {claim}");
        };
        check("score", json!(3), true);
        check("score", json!(3.0), true);
        check("score", json!("3"), false);
        check("score", json!([1, 3]), true);
        check("score", json!([1, 2]), false);
        check("of", json!([[1, 2]]), true);
        check("of", json!([1, 2]), false);
        check("score", json!({"not": 3}), false);
        check("score", json!({"not": [1, 2]}), true);
        check("gone", json!({"not": 3}), true);
        check("score", json!({"at_most": 3}), true);
        check("score", json!({"at_most": 2.5}), false);
        check("score", json!({"at_least": 3, "at_most": 4}), true);
        check("score", json!({"at_least": 3, "at_most": 2}), false);
        check("note", json!({"at_most": 3}), false);
        check("gone", json!({"at_least": 0}), false);
        check("at", json!({"at_least": "2026-03-06"}), true);
        check("at", json!({"at_least": "2026-03-06T10:30:00+01:00"}), false);
        check("day", json!({"at_most": "2026-03-05"}), false);
        check("name", json!({"at_most": "Bea"}), false);
        check("note", json!(null), true);
        check("gone", json!(null), false);
        check("note", json!("absent"), true);
        check("gone", json!("absent"), true);
        check("gone.deep", json!("absent"), true);
        check("name", json!("absent"), false);
        check("name", json!("present"), true);
        check("note", json!("present"), false);
        check("word", json!(["absent"]), true);
        check("name", json!({"contains": "n"}), true);
        check("name", json!({"contains": "N"}), false);
        check("of", json!({"contains": 2.0}), true);
        check("of", json!({"contains": 3}), false);
        check("tags[].name", json!({"contains": "late"}), true);
        check("tags[].name", json!([["vip", "late"]]), true);
        check("tags[].colour", json!([[]]), true);
    }
}
