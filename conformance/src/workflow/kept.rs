//! What a workflow keeps, and how references to it are filled in.

use std::borrow::Cow;
use std::collections::HashMap;

use gorgias_runtime::jiff::civil::Date;
use serde_json::{Map, Value};

use crate::claim::{at, holds};
use crate::failure::{Failure, pretty};

/// The item for which a call is made.
const IT: &str = "it";

/// Inputs and answers, by their names.
pub(super) struct Kept(HashMap<&'static str, Value>);

impl Kept {
    pub(super) fn of_day(today: Date) -> Self {
        Self(HashMap::from([("today", Value::from(today.to_string()))]))
    }

    pub(super) fn keep(&mut self, name: &'static str, value: Value) {
        self.0.insert(name, value);
    }

    /// Keeps the item for which a call is made.
    pub(super) fn keep_item(&mut self, item: Value) {
        self.keep(IT, item);
    }

    /// What `name.path` refers to, if anything is there.
    pub(super) fn found(&self, reference: &str) -> Result<Option<Cow<'_, Value>>, Failure> {
        let (whole, path) = self.root(reference)?;
        // Of what was passed over, nothing is there, not even an empty list.
        if whole.is_null() && !path.is_empty() {
            return Ok(None);
        }
        Ok(at(whole, path))
    }

    /// The value that `name.path` refers to.
    fn get(&self, reference: &str) -> Result<Cow<'_, Value>, Failure> {
        let (whole, path) = self.root(reference)?;
        self.found(reference)?.ok_or_else(|| nowhere(reference, path, pretty(whole)))
    }

    /// The same, and of what was passed over null, wherever a path leads in it.
    fn get_or_null(&self, reference: &str) -> Result<Cow<'_, Value>, Failure> {
        if self.root(reference)?.0.is_null() {
            return Ok(Cow::Owned(Value::Null));
        }
        self.get(reference)
    }

    fn root<'r>(&self, reference: &'r str) -> Result<(&Value, &'r str), Failure> {
        let (name, path) =
            reference.split_at(reference.find(['.', '[']).unwrap_or(reference.len()));
        let path = path.strip_prefix('.').unwrap_or(path);
        let whole = self.0.get(name);
        let whole = whole
            .ok_or_else(|| nowhere(reference, path, format!("nothing is kept as `{name}`")))?;
        Ok((whole, path))
    }

    /// The items of a list; of what was passed over there are none.
    pub(super) fn items(&self, reference: &str) -> Result<Vec<Value>, Failure> {
        let (whole, _) = self.root(reference)?;
        if whole.is_null() {
            return Ok(Vec::new());
        }
        match self.get(reference)?.into_owned() {
            Value::Array(items) => Ok(items),
            Value::Null => Ok(Vec::new()),
            other => {
                let what = format!("`${reference}` is no list");
                Err(Failure::new(what, "a list", pretty(&other)))
            }
        }
    }

    /// Whether all that is claimed of references holds.
    pub(super) fn meets(&self, claims: &Map<String, Value>) -> Result<bool, Failure> {
        for (reference, claim) in claims {
            let found = self.found(reference)?;
            if !holds(claim, found.as_deref(), &|value| self.fill(value))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A value with its references filled in: a text `$name.path` is the value, `${name.path}` in a text its text.
    pub(super) fn fill(&self, value: &Value) -> Result<Value, Failure> {
        match value {
            Value::String(text) => match whole_reference(text) {
                Some(reference) => self.get(reference).map(Cow::into_owned),
                None => self.fill_text(text).map(Value::from),
            },
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| Ok((key.clone(), self.fill(value)?))).collect()
            }
            other => Ok(other.clone()),
        }
    }

    /// The same for what a workflow gives, which may be taken from what was passed over.
    pub(super) fn give(&self, value: &Value) -> Result<Value, Failure> {
        match value {
            Value::String(text) => match whole_reference(text) {
                Some(reference) => self.get_or_null(reference).map(Cow::into_owned),
                None => self.fill(value),
            },
            Value::Array(items) => items.iter().map(|item| self.give(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| Ok((key.clone(), self.give(value)?))).collect()
            }
            other => Ok(other.clone()),
        }
    }

    /// A text with its references filled in. A line that held nothing but what is not there is left out.
    pub(super) fn fill_text(&self, text: &str) -> Result<String, Failure> {
        let mut lines = Vec::new();
        for line in text.split('\n') {
            let filled = self.fill_line(line)?;
            if !filled.is_empty() || line.is_empty() {
                lines.push(filled);
            }
        }
        Ok(lines.join("\n"))
    }

    fn fill_line(&self, line: &str) -> Result<String, Failure> {
        let mut parts = line.split("${");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('}') {
                Some((reference, rest)) => {
                    match self.get_or_null(reference)?.as_ref() {
                        Value::String(text) => filled.push_str(text),
                        // What is not there adds nothing to what a person reads.
                        Value::Null => {}
                        other => filled.push_str(&other.to_string()),
                    }
                    filled.push_str(rest);
                }
                None => {
                    filled.push_str("${");
                    filled.push_str(part);
                }
            }
        }
        Ok(filled)
    }
}

/// A text that is nothing but a reference, without its `$`.
fn whole_reference(text: &str) -> Option<&str> {
    text.strip_prefix('$').filter(|rest| !rest.starts_with('{') && !rest.contains(' '))
}

fn nowhere(reference: &str, path: &str, came: String) -> Failure {
    let expected = format!("a value at `{path}`");
    Failure::new(format!("`${reference}` refers to nothing"), expected, came)
}
