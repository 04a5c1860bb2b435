//! What is shown, made of what is kept: nothing is copied that is only going to be written.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// What is shown.
pub(crate) enum Picture<'a> {
    /// As it is kept.
    Kept(&'a Value),
    Made(Value),
    /// An object, each key once.
    Object(Vec<(&'a str, Picture<'a>)>),
    List(Vec<Picture<'a>>),
}

/// The text of JSON.
impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl Serialize for Picture<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Kept(value) => value.serialize(serializer),
            Self::Made(value) => value.serialize(serializer),
            Self::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
            Self::List(items) => serializer.collect_seq(items),
        }
    }
}

impl From<Value> for Picture<'_> {
    fn from(value: Value) -> Self {
        Self::Made(value)
    }
}

impl From<Picture<'_>> for Value {
    fn from(picture: Picture<'_>) -> Self {
        match picture {
            Picture::Kept(value) => value.clone(),
            Picture::Made(value) => value,
            Picture::Object(entries) => {
                let entries = entries.into_iter();
                entries.map(|(key, value)| (key.to_owned(), Self::from(value))).collect()
            }
            Picture::List(items) => items.into_iter().map(Self::from).collect(),
        }
    }
}
