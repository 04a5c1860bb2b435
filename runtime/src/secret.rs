//! Values that nobody should see by accident.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that may hold somebody's keys: `Debug` does not show it. It is read and written as the value itself.
///
/// ```
/// use gorgias_runtime::Secret;
///
/// let token = Secret::from("swordfish");
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(*token.reveal(), "swordfish");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
