//! Unions in a struct that the text of another of its fields tells apart.

use serde::{
    Serialize,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

use crate::{Patch, Secret, union};

/// A union that a text beside it tells apart. Until it is told it is unknown.
#[doc(hidden)]
pub trait Beside: Sized {
    /// What the text makes of it; nothing where an answer has `{}` or `""` in its place.
    ///
    /// # Errors
    ///
    /// It is not what the text promises; the error says where inside.
    fn told(self, text: &str) -> Result<Option<Self>, serde_json::Error>;
}

impl<T: Beside> Beside for Box<T> {
    fn told(self, text: &str) -> Result<Option<Self>, serde_json::Error> {
        Ok((*self).told(text)?.map(Self::new))
    }
}

impl<T: Beside> Beside for Secret<T> {
    fn told(self, text: &str) -> Result<Option<Self>, serde_json::Error> {
        Ok(self.into_inner().told(text)?.map(Self::from))
    }
}

/// A field that may hold such a union.
#[doc(hidden)]
pub trait Settle {
    /// Tells what it holds.
    ///
    /// # Errors
    ///
    /// It is not what the text promises.
    fn settle(&mut self, text: &str) -> Result<(), serde_json::Error>;
}

impl<T: Beside> Settle for Option<T> {
    fn settle(&mut self, text: &str) -> Result<(), serde_json::Error> {
        if let Some(union) = self.take() {
            *self = union.told(text)?;
        }
        Ok(())
    }
}

impl<T: Beside> Settle for Patch<T> {
    fn settle(&mut self, text: &str) -> Result<(), serde_json::Error> {
        *self = match std::mem::take(self) {
            Self::Value(union) => union.told(text)?.into(),
            nothing => nothing,
        };
        Ok(())
    }
}

/// Tells what the field of a key holds by the text beside it. Without a text it stays unknown.
///
/// # Errors
///
/// It is not what the text promises; the error says where.
#[doc(hidden)]
pub fn settle<E: de::Error>(
    field: &mut impl Settle,
    key: &str,
    beside: &impl Serialize,
) -> Result<(), E> {
    match serde_json::to_value(beside).map_err(E::custom)? {
        Value::String(text) => {
            field.settle(&text).map_err(|error| union::inside(key, &error.to_string()))
        }
        _ => Ok(()),
    }
}

/// What a union holds of a kind that it does not list.
#[doc(hidden)]
pub trait Unlisted {
    /// The JSON itself.
    fn json(self) -> Value;
}

impl Unlisted for Value {
    fn json(self) -> Value {
        self
    }
}

impl Unlisted for Secret<Value> {
    fn json(self) -> Value {
        self.into_inner()
    }
}

/// What a text promises; nothing where an answer has `{}` or `""` in its place.
///
/// # Errors
///
/// It is something else; the error says where inside.
#[doc(hidden)]
pub fn content<T: DeserializeOwned>(json: impl Unlisted) -> Result<Option<T>, serde_json::Error> {
    let json = json.json();
    let empty = match &json {
        Value::Object(entries) => entries.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    match union::fit(json) {
        Err(_) if empty => Ok(None),
        read => read.map(Some),
    }
}
