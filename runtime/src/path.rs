//! Paths into answers and arguments: `customer.email`, `tags[].name`, `custom_fields.*.value`.

#[cfg(feature = "tools")]
use serde_json::Map;
use serde_json::Value;

/// A path. Lists are gone through without a word, so that `tags.name` and `tags[].name` are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(pub(crate) Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// Every value of an object with free keys.
    Any,
}

impl Path {
    /// Reads a path; none if a part of it is empty or no step.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts = text.trim().split('.').map(|part| {
            let key = part.strip_suffix("[]").unwrap_or(part);
            match key {
                "" => None,
                "*" => Some(Step::Any),
                key if key.contains(['[', ']', ' ']) => None,
                key => Some(Step::Key(key.to_owned())),
            }
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// Every value that the path leads to in an item.
    pub(crate) fn values<'v>(&self, item: &'v Value) -> Vec<&'v Value> {
        let mut here = vec![item];
        for step in &self.0 {
            here = here.into_iter().flat_map(|value| step.into(value)).collect();
        }
        here.into_iter().flat_map(flat).collect()
    }
}

impl Step {
    fn takes(&self, key: &str) -> bool {
        match self {
            Self::Key(wanted) => wanted == key,
            Self::Any => true,
        }
    }

    fn into<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let objects = flat(value).into_iter().filter_map(Value::as_object);
        let entries = objects.flatten().filter(|(key, _)| self.takes(key));
        entries.map(|(_, value)| value).collect()
    }
}

/// The items of a list, or the value itself.
fn flat(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        value => vec![value],
    }
}

/// Visits every value that an exact path leads to, with its place written out: `order[][0]` also leads to `order[2][0]`.
#[cfg(feature = "tools")]
pub(crate) fn each(path: &str, from: &Map<String, Value>, visit: &mut impl FnMut(&str, &Value)) {
    let mut at = String::new();
    each_entry(path, from, &mut at, visit);
}

#[cfg(feature = "tools")]
fn each_entry(
    path: &str,
    entries: &Map<String, Value>,
    at: &mut String,
    visit: &mut impl FnMut(&str, &Value),
) {
    let (wanted, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let length = at.len();
    for (key, value) in entries.iter().filter(|(key, _)| wanted == "*" || wanted == *key) {
        if length > 0 {
            at.push('.');
        }
        at.push_str(key);
        each_below(rest, value, at, visit);
        at.truncate(length);
    }
}

#[cfg(feature = "tools")]
fn each_below(path: &str, value: &Value, at: &mut String, visit: &mut impl FnMut(&str, &Value)) {
    let item = path.strip_prefix('[').and_then(|path| path.split_once(']'));
    match (item, value) {
        (Some((wanted, rest)), Value::Array(items)) => {
            let length = at.len();
            for (index, item) in items.iter().enumerate() {
                let step = index.to_string();
                if wanted.is_empty() || wanted == step {
                    at.push_str(&format!("[{step}]"));
                    each_below(rest, item, at, visit);
                    at.truncate(length);
                }
            }
        }
        (None, Value::Object(entries)) => {
            if let Some(rest) = path.strip_prefix('.') {
                each_entry(rest, entries, at, visit);
            }
        }
        (None, value) if path.is_empty() => visit(at, value),
        _ => {}
    }
}
