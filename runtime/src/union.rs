//! Unions that grow: objects told apart by a text under one key, where the vendor adds kinds.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        self, DeserializeOwned, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
    ser::{Error as _, SerializeMap},
};
use serde_json::Value;

use crate::{
    object::Entries,
    place::{place, without_line},
};

/// Declares an enum of objects that are told apart by the text under one key. An object of another kind is kept as it
/// came. With `#[beside = "key"]` in place of `#[tag = "key"]` the text stands in another field of the struct that holds the
/// union, as its [`deserialize!`](crate::deserialize!) says. Where what is of another kind may hold somebody's keys, `#[tag("key", secret)]` or
/// `#[beside("key", secret)]` keeps it as a [`Secret`](crate::Secret).
///
/// ```
/// # use gorgias_runtime::serde;
/// #[derive(Debug, Clone, PartialEq, serde::Serialize)]
/// # #[serde(crate = "serde")]
/// pub struct Circle {
///     pub radius: i64,
/// }
/// gorgias_runtime::deserialize!(Circle { radius! });
///
/// gorgias_runtime::union! {
///     #[tag = "kind"]
///     /// A shape.
///     pub enum Shape {
///         /// A round one.
///         Circle(Circle) = "circle",
///     }
/// }
///
/// let round: Shape = serde_json::from_str(r#"{"kind": "circle", "radius": 2}"#)?;
/// assert_eq!(round, Shape::Circle(Circle { radius: 2 }));
/// assert_eq!(serde_json::to_string(&round)?, r#"{"kind":"circle","radius":2}"#);
///
/// let later: Shape = serde_json::from_str(r#"{"kind": "star", "points": 5}"#)?;
/// assert!(matches!(later, Shape::Unknown(json) if json["points"] == 5));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! union {
    (#[tag = $tag:literal] $($rest:tt)*) => { $crate::union! { #[tag($tag)] $($rest)* } };
    (#[beside = $beside:literal] $($rest:tt)*) => {
        $crate::union! { #[beside($beside)] $($rest)* }
    };
    (
        #[tag($tag:literal $(, $secret:ident)?)]
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident($object:ty $(,)?) = $text:literal),+ $(,)?
        }
    ) => {
        $crate::union! {
            @enum [$($secret)?] " An object of a kind that is not listed here.";
            $(#[$attribute])*
            $visibility enum $name {
                $($(#[$about])* $variant($object),)+
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(object) => {
                        $crate::union::write(serializer, $tag, $text, object)
                    })+
                    Self::Unknown(json) => $crate::serde::Serialize::serialize(json, serializer),
                }
            }
        }

        impl $crate::union::Kinds for $name {
            const TAG: &'static str = $tag;

            fn told(
                kind: ::core::option::Option<&str>,
                json: $crate::serde_json::Value,
            ) -> ::core::result::Result<Self, $crate::serde_json::Error> {
                match kind {
                    $(::core::option::Option::Some($text) => {
                        $crate::union::fit(json).map(Self::$variant)
                    })+
                    _ => ::core::result::Result::Ok(Self::Unknown(json.into())),
                }
            }
        }

        impl<'de> $crate::object::Object<'de> for $name {
            const KEYS: &'static [&'static str] = &[];

            fn read<A: $crate::serde::de::MapAccess<'de>>(
                entries: $crate::object::Entries<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $crate::union::read(entries)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::union::deserialize(deserializer)
            }
        }
    };
    (
        #[beside($beside:literal $(, $secret:ident)?)]
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident($content:ty $(,)?) = $text:literal),+ $(,)?
        }
    ) => {
        $crate::union! {
            @enum [$($secret)?] ::core::concat!(" What no text that is listed here tells, under `", $beside, "` beside it.");
            $(#[$attribute])*
            $visibility enum $name {
                $($(#[$about])* $variant($content),)+
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => {
                        $crate::serde::Serialize::serialize(content, serializer)
                    })+
                    Self::Unknown(json) => $crate::serde::Serialize::serialize(json, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            /// By itself it is unknown: what tells it stands beside it.
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self::Unknown)
            }
        }

        impl $crate::told::Beside for $name {
            fn told(
                self,
                text: &str,
            ) -> ::core::result::Result<::core::option::Option<Self>, $crate::serde_json::Error> {
                match (text, self) {
                    $(($text, Self::Unknown(json)) => {
                        ::core::result::Result::Ok($crate::told::content(json)?.map(Self::$variant))
                    })+
                    (_, other) => ::core::result::Result::Ok(::core::option::Option::Some(other)),
                }
            }
        }
    };
    (@json) => { $crate::serde_json::Value };
    (@json secret) => { $crate::Secret<$crate::serde_json::Value> };
    (
        @enum [$($secret:ident)?] $unknown:expr;
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident($content:ty),)+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$about])* $variant($content),)+
            #[doc = $unknown]
            Unknown($crate::union!(@json $($secret)?)),
        }
    };
}

/// Between what is wrong inside an object of a union and where that is: such an object is read twice, and what reads it
/// from outside knows only the way to the object.
const INSIDE: &str = " inside ";

/// An object of a kind, with the kind under its key.
///
/// # Errors
///
/// The object has no form in JSON, or is none.
#[doc(hidden)]
pub fn write<S: Serializer>(
    serializer: S,
    tag: &'static str,
    kind: &'static str,
    object: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let Value::Object(fields) = serde_json::to_value(object).map_err(S::Error::custom)? else {
        return Err(S::Error::custom("only an object can be of a kind"));
    };
    let mut map = serializer.serialize_map(Some(fields.len() + 1))?;
    map.serialize_entry(tag, kind)?;
    for (key, value) in fields {
        map.serialize_entry(&key, &value)?;
    }
    map.end()
}

/// A union that a text inside each of its objects tells apart.
#[doc(hidden)]
pub trait Kinds: Sized {
    /// Under which key the text stands.
    const TAG: &'static str;

    /// What the text makes of the object.
    ///
    /// # Errors
    ///
    /// It is not what the text promises; the error says where inside.
    fn told(kind: Option<&str>, json: Value) -> Result<Self, serde_json::Error>;
}

/// Reads one from an object.
///
/// # Errors
///
/// It is not what its kind promises; the error says where inside.
#[doc(hidden)]
pub fn read<'de, T: Kinds, A: MapAccess<'de>>(entries: Entries<'de, A>) -> Result<T, A::Error> {
    told(Value::Object(entries.rest()?))
}

/// Reads one from whatever stands there. Only an object can be of a kind.
///
/// # Errors
///
/// It cannot be read at all, or is not what its kind promises; the error says where inside.
#[doc(hidden)]
pub fn deserialize<'de, T: Kinds, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(UnionVisitor(PhantomData))
}

fn told<T: Kinds, E: de::Error>(json: Value) -> Result<T, E> {
    let kind = json.get(T::TAG).and_then(Value::as_str).map(str::to_owned);
    T::told(kind.as_deref(), json).map_err(E::custom)
}

/// It errs while it visits, because that is how the reader knows where.
struct UnionVisitor<T>(PhantomData<T>);

impl<'de, T: Kinds> Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        told(Value::deserialize(MapAccessDeserializer::new(entries))?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        told(Value::deserialize(SeqAccessDeserializer::new(items))?)
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        told(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        told(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        told(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        told(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        told(value.into())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        told(value.into())
    }
}

/// The object that a kind promises.
///
/// # Errors
///
/// It is another one; the error says where inside.
#[doc(hidden)]
pub fn fit<T: DeserializeOwned>(json: Value) -> Result<T, serde_json::Error> {
    // By way of the text: then no type is compiled for two readers, and there is a place to name.
    let text = serde_json::to_vec(&json)?;
    serde_json::from_slice(&text)
        .map_err(|error| inside(&place(&text, &error), without_line(&error.to_string())))
}

/// The error that says a fault with the way to what it is inside of.
pub(crate) fn inside<E: de::Error>(path: &str, fault: &str) -> E {
    let (fault, deeper) = within(fault);
    E::custom(format!("{fault}{INSIDE}{}", joined(path, deeper)))
}

/// What is wrong, and where inside the object of a union that is, if it is inside one.
pub(crate) fn within(fault: &str) -> (&str, Option<&str>) {
    match fault.rsplit_once(INSIDE) {
        Some((fault, path)) => (fault, Some(path)),
        None => (fault, None),
    }
}

/// A path, and the rest of the way inside what stands there.
pub(crate) fn joined(path: &str, deeper: Option<&str>) -> String {
    match (path, deeper) {
        (path, None | Some(".")) => path.to_owned(),
        (".", Some(deeper)) => deeper.to_owned(),
        (path, Some(deeper)) if deeper.starts_with('[') => format!("{path}{deeper}"),
        (path, Some(deeper)) => format!("{path}.{deeper}"),
    }
}
