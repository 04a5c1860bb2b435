//! Structs in which one text tells what stands beside it.

use serde::{
    Serialize,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

use crate::{Patch, Secret, union};

/// Declares a struct that holds unions which the text of another of its fields tells apart. It is read in one go, whatever
/// comes first. `#[told(..)]` names each union with its key in JSON, and the field that tells it.
///
/// ```
/// # use gorgias_runtime::serde;
/// # #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
/// # #[serde(crate = "serde")]
/// # pub struct Wash {
/// #     pub degrees: i64,
/// # }
/// gorgias_runtime::union! {
///     #[beside = "kind"]
///     /// How something is done.
///     pub enum How {
///         /// With water.
///         Wash(Wash) = "wash",
///     }
/// }
///
/// gorgias_runtime::told! {
///     #[told(how = "how" by kind)]
///     /// Something to do.
///     #[derive(Debug, serde::Serialize)]
/// #   #[serde(crate = "serde")]
///     pub struct Task {
///         pub kind: String,
///         pub how: Option<How>,
///     }
/// }
///
/// let task: Task = serde_json::from_str(r#"{"how": {"degrees": 40}, "kind": "wash"}"#)?;
/// assert_eq!(task.how, Some(How::Wash(Wash { degrees: 40 })));
/// assert_eq!(serde_json::to_string(&task)?, r#"{"kind":"wash","how":{"degrees":40}}"#);
///
/// let later: Task = serde_json::from_str(r#"{"kind": "iron", "how": {"steam": true}}"#)?;
/// assert!(matches!(later.how, Some(How::Unknown(json)) if json["steam"] == true));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! told {
    (
        #[told($($union:ident = $key:literal by $text:ident),+)]
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$about:meta])* $shown:vis $field:ident: $held:ty,)*
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$about])* $shown $field: $held,)*
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            // A field that is out of use is still read.
            #[allow(deprecated)]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #[derive($crate::serde::Deserialize)]
                #[serde(expecting = "an object")]
                struct Fields {
                    $($(#[$about])* $field: $held,)*
                }

                let mut fields = <Fields as $crate::serde::Deserialize>::deserialize(deserializer)?;
                $($crate::told::settle(&mut fields.$union, $key, &fields.$text)?;)+
                ::core::result::Result::Ok(Self { $($field: fields.$field,)* })
            }
        }
    };
}

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
