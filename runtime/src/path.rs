//! Paths into answers and arguments: `customer.email`, `tags[].name`, `custom_fields.*.value`.

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

    /// Visits every value that the path leads to, with its place written out: `filters[0].member`.
    #[cfg(feature = "tools")]
    pub(crate) fn each(
        &self,
        from: &serde_json::Map<String, Value>,
        visit: &mut impl FnMut(&str, &Value),
    ) {
        let Some((first, rest)) = self.0.split_first() else {
            return;
        };
        for (key, value) in from.iter().filter(|(key, _)| first.takes(key)) {
            visit_at(value, rest, &mut key.clone(), visit);
        }
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

#[cfg(feature = "tools")]
fn visit_at(value: &Value, rest: &[Step], at: &mut String, visit: &mut impl FnMut(&str, &Value)) {
    let length = at.len();
    match (value, rest.split_first()) {
        (Value::Array(items), _) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("[{index}]"));
                visit_at(item, rest, at, visit);
                at.truncate(length);
            }
        }
        (Value::Object(entries), Some((step, rest))) => {
            for (key, value) in entries.iter().filter(|(key, _)| step.takes(key)) {
                at.push('.');
                at.push_str(key);
                visit_at(value, rest, at, visit);
                at.truncate(length);
            }
        }
        (_, Some(_)) => {}
        (value, None) => visit(at, value),
    }
}
