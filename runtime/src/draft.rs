//! Objects that go into bodies: what is never set is not sent, and what is set to `None` is sent as `null`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Map, Value};

/// The fields of an object that is being filled. [`draft!`](crate::draft) gives it a name and setters their stand.
#[derive(Clone, Default, PartialEq)]
pub struct Draft {
    fields: Map<String, Value>,
    /// Why something that was set cannot be sent.
    fault: Option<String>,
}

impl Draft {
    /// Sets a field, in place of what it was before.
    pub fn set(&mut self, key: impl Into<String>, value: impl Serialize) {
        let key = key.into();
        match serde_json::to_value(value) {
            Ok(value) => drop(self.fields.insert(key, value)),
            Err(error) => drop(self.fault.get_or_insert(format!("`{key}`: {error}"))),
        }
    }
}

impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.fault {
            Some(fault) => Err(ser::Error::custom(fault)),
            None => self.fields.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(fields) => Ok(Self { fields, fault: None }),
            _ => Err(de::Error::custom("invalid type, expected an object")),
        }
    }
}

impl fmt::Debug for Draft {
    /// Names the fields and not their values, which may be somebody's letters or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.fields.keys()).finish()
    }
}

/// Declares an object that goes into bodies. What sets its fields is written with `with`, which the macro gives it.
///
/// ```
/// use gorgias_runtime::given::OrNull;
///
/// gorgias_runtime::draft! {
///     /// A tag to be made.
///     pub struct NewTag;
/// }
///
/// impl NewTag {
///     /// One with what is required.
///     pub fn new(name: impl Into<String>) -> Self {
///         Self::blank().with::<String>("name", name.into())
///     }
///
///     /// What it is for.
///     pub fn description(self, description: impl OrNull<String>) -> Self {
///         self.with::<Option<String>>("description", description.or_null())
///     }
/// }
///
/// let json = |tag| serde_json::to_string(&tag);
/// assert_eq!(json(NewTag::new("vip"))?, r#"{"name":"vip"}"#);
/// assert_eq!(json(NewTag::new("vip").description(None))?, r#"{"name":"vip","description":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! draft {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident;) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq)]
        #[must_use]
        $visibility struct $name($crate::Draft);

        impl $name {
            /// One without fields.
            fn blank() -> Self {
                Self(::core::default::Default::default())
            }

            /// The same with a field set.
            fn with<T: $crate::serde::Serialize>(
                mut self,
                key: impl ::core::convert::Into<::std::string::String>,
                value: T,
            ) -> Self {
                self.0.set(key, value);
                self
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::concat!(::core::stringify!($name), " "))?;
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        $crate::transparent!($name);
    };
}
