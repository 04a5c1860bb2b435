//! Enums that grow: the vendor adds values, and a value that is not listed yet is kept as it came.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// A value that an enum does not list. It comes from an answer, or from a text, and never stands for a listed value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opaque(Box<str>);

impl Opaque {
    /// For [`open_enum!`](crate::open_enum), which has looked whether the value is listed.
    #[doc(hidden)]
    #[must_use]
    pub fn unlisted(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Declares an enum of texts that keeps what it does not list.
///
/// ```
/// gorgias_runtime::open_enum! {
///     /// Where a ticket stands.
///     pub enum TicketStatus {
///         /// Somebody has to act.
///         Open = "open",
///         /// Nobody has.
///         Closed = "closed",
///     }
/// }
///
/// assert_eq!(TicketStatus::from("open"), TicketStatus::Open);
/// let later = TicketStatus::from("archived");
/// assert!(matches!(later, TicketStatus::Unknown(_)));
/// assert_eq!(later.as_str(), "archived");
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$about])* $variant,)+
            /// A value that is not listed here; [`as_str`](Self::as_str) tells which.
            Unknown($crate::Opaque),
        }

        // A value that is out of use is still read and written.
        #[allow(deprecated)]
        impl $name {
            /// The values that are listed, as they stand on the wire.
            pub const LISTED: &'static [&'static str] = &[$($text),+];

            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        #[allow(deprecated)]
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Unknown($crate::Opaque::unlisted(other)),
                }
            }
        }

        impl $crate::given::OrNull<$name> for &str {
            fn or_null(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some(self.into())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::open_enum::read(deserializer)
            }
        }
    };
}

/// Reads a type that is made from a text, without a copy of the text where the input allows it.
///
/// # Errors
///
/// What stands there is no text.
#[doc(hidden)]
pub fn read<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'t> From<&'t str>,
{
    let mut made = None;
    // By a pointer, so that the reader is compiled once for all enums.
    deserializer.deserialize_str(TextVisitor(&mut |text| made = Some(T::from(text))))?;
    made.ok_or_else(|| D::Error::custom("a text"))
}

struct TextVisitor<'m>(&'m mut dyn FnMut(&str));

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }
}
