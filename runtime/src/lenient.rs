//! Reading what answers hold in place of what was promised, for `#[serde(deserialize_with = "..")]`.
//!
//! Beside each of them `#[serde(default)]` makes a missing key the same as `null`.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, IntoDeserializer, MapAccess, Unexpected, Visitor,
        value::{MapAccessDeserializer, StringDeserializer},
    },
};

use crate::Patch;

/// Reads `null` as the default: a list that is `null` is empty.
///
/// ```
/// # use gorgias_runtime::serde;
/// #[derive(serde::Deserialize)]
/// # #[serde(crate = "serde")]
/// struct Message {
///     #[serde(default, deserialize_with = "gorgias_runtime::lenient::null_as_default")]
///     attachments: Vec<String>,
/// }
///
/// for text in [r#"{"attachments": null}"#, "{}", r#"{"attachments": []}"#] {
///     let message: Message = serde_json::from_str(text)?;
///     assert!(message.attachments.is_empty());
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// What stands there is neither `null` nor what was promised.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads `null`, `{}` and `""` as no object.
///
/// ```
/// # use gorgias_runtime::serde;
/// #[derive(serde::Deserialize)]
/// # #[serde(crate = "serde")]
/// struct Decoration {
///     color: String,
/// }
///
/// #[derive(serde::Deserialize)]
/// # #[serde(crate = "serde")]
/// struct Tag {
///     #[serde(default, deserialize_with = "gorgias_runtime::lenient::object")]
///     decoration: Option<Decoration>,
/// }
///
/// for text in [r#"{"decoration": {}}"#, r#"{"decoration": ""}"#, r#"{"decoration": null}"#, "{}"] {
///     let tag: Tag = serde_json::from_str(text)?;
///     assert!(tag.decoration.is_none());
/// }
/// let tag: Tag = serde_json::from_str(r##"{"decoration": {"color": "#fff"}}"##)?;
/// assert_eq!(tag.decoration.map(|it| it.color).as_deref(), Some("#fff"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// What stands there is neither empty nor the object that was promised.
pub fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ObjectVisitor(PhantomData))
}

/// Reads `null`, `{}` and `""` as a [`Patch`] that is null, where the object goes back to the server too.
///
/// # Errors
///
/// What stands there is neither empty nor the object that was promised.
pub fn object_patch<'de, D, T>(deserializer: D) -> Result<Patch<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Patch::from)
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        if text.is_empty() { Ok(None) } else { Err(E::invalid_type(Unexpected::Str(text), &self)) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Option<T>, A::Error> {
        match fields.next_key()? {
            Some(first) => {
                let fields = Begun { first: Some(first), rest: fields };
                T::deserialize(MapAccessDeserializer::new(fields)).map(Some)
            }
            None => Ok(None),
        }
    }
}

/// An object whose first key has been read, to see whether there is one.
struct Begun<A> {
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Begun<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => {
                let key: StringDeserializer<A::Error> = key.into_deserializer();
                seed.deserialize(key).map(Some)
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}

/// Reads a type that is made from a text, without a copy of the text where the input allows it.
///
/// # Errors
///
/// What stands there is no text.
pub fn text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'t> From<&'t str>,
{
    struct TextVisitor<T>(PhantomData<T>);
    impl<T: for<'t> From<&'t str>> Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(T::from(text))
        }
    }
    deserializer.deserialize_str(TextVisitor(PhantomData))
}
