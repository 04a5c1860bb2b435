//! The three things that a body can say of a field that may be null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that may be left out, be `null`, or have a value. To an API that is told to change something these are
/// three different things: keep it, clear it, set it.
///
/// In a struct it stands beside `#[serde(default, skip_serializing_if = "Patch::is_absent")]`.
///
/// ```
/// use gorgias_runtime::{Patch, serde::{self, Serialize}};
///
/// #[derive(Serialize)]
/// # #[serde(crate = "serde")]
/// struct Tag {
///     #[serde(skip_serializing_if = "Patch::is_absent")]
///     description: Patch<String>,
/// }
///
/// let body = |description| serde_json::to_string(&Tag { description });
/// assert_eq!(body(Patch::Absent)?, "{}");
/// assert_eq!(body(Patch::Null)?, r#"{"description":null}"#);
/// assert_eq!(body(Patch::Value("Money back".to_owned()))?, r#"{"description":"Money back"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// Nothing is said of it.
    #[default]
    Absent,
    /// It is `null`.
    Null,
    /// It is this.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether nothing is said of it.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<Patch<T>> for Option<T> {
    fn from(patch: Patch<T>) -> Self {
        match patch {
            Patch::Value(value) => Some(value),
            Patch::Absent | Patch::Null => None,
        }
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
