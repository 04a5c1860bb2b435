//! A value that is not always of one type.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// A text, a number, or true or false: what a custom field holds, for instance.
///
/// ```
/// use gorgias_runtime::Scalar;
///
/// assert_eq!(Scalar::from("Shipping::Late").to_string(), "Shipping::Late");
/// assert_eq!(serde_json::from_str::<Scalar>("3")?, Scalar::from(3));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
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
        Self::Int(number)
    }
}

impl From<f64> for Scalar {
    fn from(number: f64) -> Self {
        Self::Float(number)
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
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
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

            #[expect(clippy::cast_precision_loss, reason = "no other type of ours holds it better")]
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(i64::try_from(number).map_or(Scalar::Float(number as f64), Scalar::Int))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(number.into())
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}
