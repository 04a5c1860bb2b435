//! Ids that do not mix: each kind of thing has a type of its own.

/// Declares the id of one kind of thing: a number, or a text where the API numbers nothing.
///
/// It reads and writes as the bare number or text, prints so, and cannot be confused with another kind's id.
///
/// ```
/// gorgias_runtime::id! {
///     /// The id of a tag.
///     pub struct TagId(i64);
/// }
/// gorgias_runtime::id! {
///     /// The id of an app.
///     pub struct AppId(String);
/// }
///
/// let tag: TagId = "501".parse()?;
/// assert_eq!(tag, TagId::from(501));
/// assert_eq!(AppId::from("5f1a").as_str(), "5f1a");
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
#[macro_export]
macro_rules! id {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident(i64);) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(i64);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl $crate::given::OrNull<$name> for i64 {
            fn or_null(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some(self.into())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        $crate::id!(@shared $name);
    };
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident(String);) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(::std::string::String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl $crate::given::OrNull<$name> for &str {
            fn or_null(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some(self.into())
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        $crate::id!(@shared $name);
    };
    (@shared $name:ident) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        $crate::transparent!($name);
    };
}
