//! What `generated/tools.json` says that a call does. It is read here a second time, by other code than the product's, so that
//! a fault in how the product reads conditions does not agree with itself.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::claim::holds;
use crate::failure::Failure;
use crate::path::{put, steps, take_out, values_at};

const TOOLS: &str = include_str!("../../../generated/tools.json");

/// What a call of a tool with these arguments does, in the words of the spec.
pub(super) fn deeds(tool: &str, args: &Value) -> Result<BTreeSet<String>, Failure> {
    let effect = &published(tool)?["effect"];
    let mut deeds = BTreeSet::new();
    for word in list(&effect["always"]) {
        deeds.extend(word.as_str().map(str::to_owned));
    }
    for sometimes in list(&effect["sometimes"]) {
        if is_met(&sometimes["when"], args)? {
            deeds.extend(sometimes["effect"].as_str().map(str::to_owned));
        }
    }
    Ok(deeds)
}

/// By what a tool can be cut: its method, its topics and its presets.
pub(super) struct Marks {
    pub(super) method: &'static str,
    pub(super) topics: Vec<&'static str>,
    pub(super) presets: Vec<&'static str>,
}

impl Marks {
    pub(super) fn of(tool: &str) -> Result<Self, Failure> {
        let published = published(tool)?;
        let words = |key: &str| list(&published[key]).iter().filter_map(Value::as_str).collect();
        Ok(Self {
            method: published["method"].as_str().unwrap_or_default(),
            topics: words("topics"),
            presets: words("presets"),
        })
    }
}

/// The same arguments without one of those by which the effect goes, or with null in its place; a call need not give any.
pub(super) fn with_less(tool: &str, args: &Value) -> Result<Vec<Value>, Failure> {
    let mut paths = BTreeSet::new();
    for sometimes in list(&published(tool)?["effect"]["sometimes"]) {
        for (path, test) in sometimes["when"].as_object().into_iter().flatten() {
            let path = path.replace("[]", "");
            let of_one = test.get("any").and_then(Value::as_object).into_iter().flatten();
            paths.extend(of_one.map(|(key, _)| format!("{path}[].{key}")));
            paths.insert(path);
        }
    }
    let given = paths.iter().filter(|path| !values_at(args, path).is_empty());
    let less = given.flat_map(|path| {
        let (mut without, mut null) = (args.clone(), args.clone());
        take_out(&mut without, &steps(path));
        put(&mut null, &steps(path), Value::Null);
        [without, null]
    });
    Ok(less.collect())
}

fn published(tool: &str) -> Result<&'static Value, Failure> {
    let unknown = || Failure::of_suite("the tool is not in tools.json", tool, "no entry");
    tools().iter().find(|it| it["name"] == tool).ok_or_else(unknown)
}

fn tools() -> &'static [Value] {
    static PARSED: OnceLock<Vec<Value>> = OnceLock::new();
    PARSED.get_or_init(|| serde_json::from_str(TOOLS).unwrap_or_default())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Whether all that a condition names is so.
fn is_met(when: &Value, args: &Value) -> Result<bool, Failure> {
    for (path, test) in when.as_object().unwrap_or(&Map::new()) {
        let found = path.split('.').try_fold(args, |value, key| value.get(key));
        let is_so = match (test, test.get("any")) {
            (Value::String(word), _) if word == "given" => found.is_some(),
            (_, Some(of_one)) => {
                let items = list(found.unwrap_or(&Value::Null)).iter();
                items.map(|item| is_met(of_one, item)).any(|met| met == Ok(true))
            }
            _ => holds(test, found, &|value| Ok(value.clone()))?,
        };
        if !is_so {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_condition_is_met_when_all_of_it_is() {
        let check = |when: Value, args: Value, expected: bool| {
            assert_eq!(is_met(&when, &args), Ok(expected), "{when} {args}");
        };
        check(json!({"a": 1, "b": "absent"}), json!({"a": 1, "b": null}), true);
        check(json!({"a": 1, "b": "absent"}), json!({"a": 1, "b": 2}), false);
        check(json!({"a": {"not": ["x"]}}), json!({}), true);
        check(json!({"a": {"not": ["x"]}}), json!({"a": "x"}), false);
        check(json!({"a.b": "given"}), json!({"a": {"b": null}}), true);
        check(json!({"a.b": "given"}), json!({"a": {}}), false);
        let of_one = json!({"items": {"any": {"kind": ["x", "y"], "sent": "absent"}}});
        check(of_one.clone(), json!({"items": [{"kind": "z"}, {"kind": "y"}]}), true);
        check(of_one.clone(), json!({"items": [{"kind": "x", "sent": 1}]}), false);
        check(of_one, json!({}), false);
    }
}
