//! What generated setters take, so that a caller writes `501` for an id, `"open"` for a status, an array or an iterator
//! for a list, and `None` where something is to be cleared.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{Scalar, Time};

/// What is given for something that may be `null`: a value, or `None`.
///
/// ```
/// use gorgias_runtime::given::OrNull;
///
/// fn describe(description: impl OrNull<String>) -> Option<String> {
///     description.or_null()
/// }
///
/// assert_eq!(describe("Money back").as_deref(), Some("Money back"));
/// assert_eq!(describe(None), None);
/// ```
pub trait OrNull<T> {
    /// The value, or none for `null`.
    fn or_null(self) -> Option<T>;
}

impl<T> OrNull<T> for T {
    fn or_null(self) -> Option<T> {
        Some(self)
    }
}

impl<T> OrNull<T> for Option<T> {
    fn or_null(self) -> Option<T> {
        self
    }
}

impl OrNull<String> for &str {
    fn or_null(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl OrNull<Time> for Timestamp {
    fn or_null(self) -> Option<Time> {
        Some(self.into())
    }
}

impl OrNull<Scalar> for &str {
    fn or_null(self) -> Option<Scalar> {
        Some(self.into())
    }
}

impl OrNull<Scalar> for i64 {
    fn or_null(self) -> Option<Scalar> {
        Some(self.into())
    }
}

impl OrNull<Scalar> for f64 {
    fn or_null(self) -> Option<Scalar> {
        Some(self.into())
    }
}

impl OrNull<Scalar> for bool {
    fn or_null(self) -> Option<Scalar> {
        Some(self.into())
    }
}

impl<T, G: Into<T>, const N: usize> OrNull<Vec<T>> for [G; N] {
    fn or_null(self) -> Option<Vec<T>> {
        Some(list(self))
    }
}

impl<T, K: Into<String>, G: Into<T>, const N: usize> OrNull<BTreeMap<String, T>> for [(K, G); N] {
    fn or_null(self) -> Option<BTreeMap<String, T>> {
        Some(map(self))
    }
}

/// A list of what becomes its items.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A map of what becomes its keys and values.
pub fn map<T>(
    entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>,
) -> BTreeMap<String, T> {
    entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}
