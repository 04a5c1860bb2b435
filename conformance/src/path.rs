//! Paths through values: `data[0].name` to one, `tags[].name` and `custom_fields.*.value` to many.

use serde_json::Value;

/// The value at a path. The empty path leads to the value itself.
pub(crate) fn value_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    match values_at(value, path).as_slice() {
        [found] => Some(found),
        _ => None,
    }
}

/// All values at a path.
pub(crate) fn values_at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut here = vec![value];
    for step in steps(path) {
        here = here.into_iter().flat_map(|value| step.lead(value)).collect();
    }
    here
}

/// Takes out all values at a path.
pub(crate) fn take_out(value: &mut Value, path: &[Step<'_>]) {
    match (path, value) {
        ([Step::Key(key)], Value::Object(entries)) => drop(entries.remove(*key)),
        ([step, rest @ ..], value) => {
            step.lead_mut(value).into_iter().for_each(|value| take_out(value, rest));
        }
        ([], _) => {}
    }
}

/// Puts a value at a path, where there is something to hold it.
pub(crate) fn put(into: &mut Value, path: &[Step<'_>], value: Value) {
    match (path, into) {
        ([], into) => *into = value,
        ([Step::Key(key)], Value::Object(entries)) => {
            entries.insert((*key).to_owned(), value);
        }
        ([step, rest @ ..], into) => {
            if let Some(into) = step.lead_mut(into).into_iter().next() {
                put(into, rest, value);
            }
        }
    }
}

/// The path of a key below another path.
pub(crate) fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A step of a path.
pub(crate) enum Step<'p> {
    Key(&'p str),
    Index(usize),
    /// Every item of a list.
    Each,
    /// Every value of a map.
    Any,
}

/// The steps of a path.
pub(crate) fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (name, brackets) = part.find('[').map_or((part, ""), |at| part.split_at(at));
        match name {
            "" => {}
            "*" => steps.push(Step::Any),
            key => steps.push(Step::Key(key)),
        }
        for bracket in brackets.split_terminator(']') {
            let inside = bracket.trim_start_matches('[');
            steps.push(inside.parse().map_or(Step::Each, Step::Index));
        }
    }
    steps
}

impl Step<'_> {
    fn lead<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match (self, value) {
            (Self::Key(key), value) => value.get(key).into_iter().collect(),
            (Self::Index(index), value) => value.get(index).into_iter().collect(),
            (Self::Each, Value::Array(items)) => items.iter().collect(),
            (Self::Any, Value::Object(entries)) => entries.values().collect(),
            (Self::Each | Self::Any, _) => Vec::new(),
        }
    }

    fn lead_mut<'v>(&self, value: &'v mut Value) -> Vec<&'v mut Value> {
        match (self, value) {
            (Self::Key(key), value) => value.get_mut(key).into_iter().collect(),
            (Self::Index(index), value) => value.get_mut(index).into_iter().collect(),
            (Self::Each, Value::Array(items)) => items.iter_mut().collect(),
            (Self::Any, Value::Object(entries)) => entries.values_mut().collect(),
            (Self::Each | Self::Any, _) => Vec::new(),
        }
    }
}
