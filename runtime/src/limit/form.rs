//! Forms: how values of some kinds are written.

use serde_json::{Number, Value};

use crate::{Time, jiff::civil::Date, kind::kind};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A whole number; in an address its figures are the same.
    Int,
    /// A point in time.
    Time,
    /// A day.
    Date,
    /// An e-mail address.
    Email,
    /// A URL.
    Url,
    /// A UUID.
    Uuid,
}

impl Form {
    /// Why a value does not have the form, if it does not.
    pub(crate) fn fault(self, value: &Value) -> Option<String> {
        let good = match (self, value) {
            (Self::Int, Value::Number(number)) => !number.is_f64() || whole(number).is_some(),
            (Self::Int, Value::String(text)) => text.parse::<i64>().is_ok(),
            (_, Value::String(text)) => return self.fault_in(text),
            _ => false,
        };
        (!good).then(|| format!("is {}", kind(value)))
    }

    fn fault_in(self, text: &str) -> Option<String> {
        let (good, wrong) = match self {
            Self::Int => (false, "a text"),
            // A day alone would be read as its midnight by some and refused by others.
            Self::Time => (text.len() > 10 && text.parse::<Time>().is_ok(), "no time"),
            Self::Date => (text.len() == 10 && text.parse::<Date>().is_ok(), "no date"),
            Self::Email => (is_email(text), "no e-mail address"),
            Self::Url => (text.contains("://"), "no address"),
            Self::Uuid => (is_uuid(text), "no UUID"),
        };
        (!good).then(|| format!("is {wrong}"))
    }

    /// What a caller should give.
    pub(crate) const fn wanted(self) -> &'static str {
        match self {
            Self::Int => "a whole number",
            Self::Time => "a time such as 2026-01-05T09:00:00Z",
            Self::Date => "a date such as 2026-01-05",
            Self::Email => "an e-mail address",
            Self::Url => "an address such as https://example.com/file.pdf",
            Self::Uuid => "a UUID",
        }
    }
}

/// A whole number that is written with a fraction.
pub(crate) fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|_| number.is_f64())?;
    // Up to 2^53 every whole number has a form of its own.
    let exact = float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0;
    exact.then_some(float as i64)
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

fn is_uuid(text: &str) -> bool {
    let parts = text.split('-').map(str::len);
    parts.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
