//! Limits: what the API is known to refuse, as data. A call that is beyond one is not sent.

mod form;

use std::fmt;

use regex_lite::Regex;
use serde_json::{Map, Value};

pub use self::form::Form;
#[cfg(feature = "tools")]
pub(crate) use self::form::whole;
use crate::operation::Operation;

/// What holds of a value. Of a value of another kind it says nothing but by its form, and nothing of null.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Limit {
    /// How large a number is.
    Value(Bounds),
    /// How many characters a text has.
    Length(Bounds),
    /// How many items a list has.
    Items(Bounds),
    /// A regular expression that the whole of a text matches.
    Pattern(&'static str),
    /// How it is written. It says nothing of a list: a link to the next page brings all of its values in lists.
    Form(Form),
    /// All texts that there are.
    OneOf(&'static [&'static str]),
    /// What holds of each item of a list, or of each value of a map.
    Each(&'static [Limit]),
    /// What holds of the fields of an object.
    Object(&'static Limits),
    /// What holds of an object of the kind that the text under this key inside it tells.
    Inside(&'static str, &'static Limits),
    /// What holds of something of the kind that the text under this key beside it tells.
    Beside(&'static str, &'static Limits),
}

/// Limits by name: of the fields of an object, as they are called on the wire, or of what a text tells.
pub struct Limits(pub &'static [(&'static str, &'static [Limit])]);

/// The least and the most that there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    min: Option<i64>,
    max: Option<i64>,
}

impl Limit {
    /// It is a whole number.
    pub const INT: Self = Self::Form(Form::Int);
    /// It is a point in time.
    pub const TIME: Self = Self::Form(Form::Time);
    /// It is a day.
    pub const DATE: Self = Self::Form(Form::Date);
    /// It is an e-mail address.
    pub const EMAIL: Self = Self::Form(Form::Email);
    /// It is a URL.
    pub const URL: Self = Self::Form(Form::Url);
    /// It is a UUID.
    pub const UUID: Self = Self::Form(Form::Uuid);
}

impl Bounds {
    /// So much or more.
    #[must_use]
    pub const fn at_least(min: i64) -> Self {
        Self { min: Some(min), max: None }
    }

    /// So much or less.
    #[must_use]
    pub const fn at_most(max: i64) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// Neither less nor more.
    #[must_use]
    pub const fn between(min: i64, max: i64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
}

impl Limits {
    fn of(&self, name: &str) -> &'static [Limit] {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or(&[], |(_, limits)| limits)
    }
}

impl fmt::Debug for Limits {
    /// What it limits can hold itself, so that only names are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A value that is beyond a limit.
pub(crate) struct Breach {
    /// Where it is: `messages[0].external_id`.
    pub(crate) path: String,
    /// What is wrong with it. The value itself is not repeated, it may be a secret.
    pub(crate) why: String,
    /// What would be right.
    pub(crate) right: String,
}

/// What is beyond the limits of an operation's arguments.
pub(crate) fn breaches<'v>(
    operation: &Operation,
    get: impl Fn(&str) -> Option<&'v Value>,
) -> Vec<Breach> {
    let beside = |name: &str| get(operation.body_field(name)?).and_then(Value::as_str);
    let mut found = Vec::new();
    for (arg, limits) in operation.limits() {
        if let Some(value) = get(arg) {
            Walk { path: arg.to_owned(), found: &mut found }.all(limits, value, &beside);
        }
    }
    found
}

/// What of a value at a place is beyond limits that ask for nothing beside it.
#[cfg(feature = "tools")]
pub(crate) fn breaches_at(path: &str, limits: &[Limit], value: &Value) -> Vec<Breach> {
    let mut found = Vec::new();
    Walk { path: path.to_owned(), found: &mut found }.all(limits, value, &|_| None);
    found
}

/// The way through a value, down to what is beyond its limits.
struct Walk<'f> {
    path: String,
    found: &'f mut Vec<Breach>,
}

/// The text that stands under a key beside a value.
type Beside<'b> = &'b dyn Fn(&str) -> Option<&'b str>;

impl Walk<'_> {
    fn all<'b>(&mut self, limits: &[Limit], value: &'b Value, beside: Beside<'b>) {
        for limit in limits {
            self.one(limit, value, beside);
        }
    }

    fn one<'b>(&mut self, limit: &Limit, value: &'b Value, beside: Beside<'b>) {
        match (limit, value) {
            (Limit::Value(bounds), Value::Number(number)) => {
                let size = number.as_f64().unwrap_or_default();
                self.bounds(*bounds, size, ["small", "large", ""]);
            }
            (Limit::Length(bounds), Value::String(text)) => {
                let size = text.chars().count() as f64;
                self.bounds(*bounds, size, ["short", "long", " character"]);
            }
            (Limit::Items(bounds), Value::Array(items)) => {
                self.bounds(*bounds, items.len() as f64, ["short", "long", " item"]);
            }
            (Limit::Form(form), value) if !value.is_null() && !value.is_array() => {
                if let Some(why) = form.fault(value) {
                    self.breach(why, format!("give {}", form.wanted()));
                }
            }
            (Limit::Pattern(pattern), Value::String(text)) => self.pattern(pattern, text),
            (Limit::OneOf(values), Value::String(text)) if !values.contains(&text.as_str()) => {
                let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
                self.breach("is none of its values", format!("give one of {}", values.join(", ")));
            }
            (Limit::Each(limits), Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.within(&format!("[{at}]"), limits, item, &|_| None);
                }
            }
            (Limit::Each(limits), Value::Object(entries)) => {
                for (key, value) in entries {
                    self.within(&format!(".{key}"), limits, value, &|_| None);
                }
            }
            (Limit::Object(limits), Value::Object(entries)) => self.object(limits, entries),
            (Limit::Inside(key, variants), Value::Object(entries)) => {
                if let Some(text) = entries.get(*key).and_then(Value::as_str) {
                    self.all(variants.of(text), value, &|_| None);
                }
            }
            (Limit::Beside(key, variants), value) => {
                if let Some(text) = beside(key) {
                    self.all(variants.of(text), value, &|_| None);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, limits: &Limits, entries: &Map<String, Value>) {
        let beside = |key: &str| entries.get(key).and_then(Value::as_str);
        for (key, limits) in limits.0 {
            if let Some(value) = entries.get(*key) {
                self.within(&format!(".{key}"), limits, value, &beside);
            }
        }
    }

    /// Goes a step deeper: `.key` or `[0]`.
    fn within<'b>(&mut self, step: &str, limits: &[Limit], value: &'b Value, beside: Beside<'b>) {
        let length = self.path.len();
        self.path.push_str(step);
        self.all(limits, value, beside);
        self.path.truncate(length);
    }

    fn bounds(&mut self, bounds: Bounds, size: f64, [small, large, unit]: [&str; 3]) {
        let count = |bound: i64| match (unit, bound) {
            ("", bound) => bound.to_string(),
            (unit, 1) => format!("1{unit}"),
            (unit, bound) => format!("{bound}{unit}s"),
        };
        if let Some(min) = bounds.min.filter(|min| size < *min as f64) {
            self.breach(format!("is too {small}"), format!("give at least {}", count(min)));
        } else if let Some(max) = bounds.max.filter(|max| size > *max as f64) {
            self.breach(format!("is too {large}"), format!("give at most {}", count(max)));
        }
    }

    /// A pattern that cannot be read refuses nothing; the compiler of the spec reads each with the same engine.
    fn pattern(&mut self, pattern: &str, text: &str) {
        let whole = Regex::new(&format!("^(?:{pattern})$"));
        if whole.is_ok_and(|whole| !whole.is_match(text)) {
            self.breach("has another form", format!("give a text that matches `{pattern}`"));
        }
    }

    fn breach(&mut self, why: impl Into<String>, right: String) {
        self.found.push(Breach { path: self.path.clone(), why: why.into(), right });
    }
}
