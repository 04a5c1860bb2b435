//! A value that is not always of one type.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Number;

/// A text, a number, or true or false: what a custom field holds, for instance.
///
/// ```
/// use gorgias_runtime::Scalar;
///
/// assert_eq!(Scalar::from("Shipping::Late").to_string(), "Shipping::Late");
/// assert_eq!(serde_json::from_str::<Scalar>("3")?, Scalar::from(3));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number, as exact as it came.
    Number(Number),
    /// True or false.
    Bool(bool),
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<Number> for Scalar {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Scalar {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Bool(truth) => truth.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl de::Visitor<'_> for ScalarVisitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, or true or false")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(text.into())
            }

            fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
                Ok(text.into())
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Scalar, E> {
                Ok(truth.into())
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(number.into())
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number.into()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
                let unfit = || E::invalid_value(de::Unexpected::Float(number), &self);
                Number::from_f64(number).map(Scalar::Number).ok_or_else(unfit)
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}
