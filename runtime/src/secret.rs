//! Values that nobody should see by accident.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A value that may hold somebody's keys: `Debug` does not show it. It is read and written as the value itself.
///
/// ```
/// use gorgias_runtime::Secret;
///
/// let token = Secret::from("swordfish");
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(*token.reveal(), "swordfish");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// The value. Whoever asks for it sees to it that it goes nowhere else.
    #[must_use]
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// Stands for a secret in a sentence.
pub(crate) const HIDDEN: &str = "what stands there is secret";

/// Whether what serde says is about a secret.
pub(crate) fn is_hidden(said: &str) -> bool {
    said.starts_with(HIDDEN)
}

/// What serde expected, without the value that it found.
pub(crate) fn expected(said: &str) -> &str {
    said.rsplit_once(", expected ").map_or("another value", |(_, expected)| expected)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    /// What serde says against a value may hold it, but for what it expected.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self).map_err(hiding)
    }
}

/// The error without the value that it is about.
pub(crate) fn hiding<E: Error>(error: E) -> E {
    let said = error.to_string();
    if said.starts_with("missing field ") {
        return error;
    }
    E::custom(format!("{HIDDEN}, expected {}", expected(&said)))
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
