//! Objects of JSON as structs, and what answers hold in place of one.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Unexpected, Visitor},
};
use serde_json::{Map, Value};

use crate::{
    Patch, Secret,
    key::{self, KeyAs},
};

/// Reads a struct from an object: the keys that it does not name are skipped, and a key that comes twice has the last word.
///
/// After each field stands what an answer may do with it: `!` when it promises it, `?` when it may leave it out or say
/// `null`; `(object)` when it may have `{}` or `""` in place of an object, which is then none; `(patch)` the same where the
/// object goes back to the server too; `(plenty)` for a list or a map that may be missing or `null` and is then empty. `as`
/// gives the key where that is not the field's name. `..` names the field that keeps what has no field. `told` names the
/// unions that the text of another field tells apart, each with its key.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Decoration {
///     color: String,
/// }
/// gorgias_runtime::deserialize!(Decoration { color! });
///
/// #[derive(Debug, PartialEq)]
/// pub struct Tag {
///     id: i64,
///     kind: Option<String>,
///     decoration: Option<Decoration>,
///     names: Vec<String>,
/// }
/// gorgias_runtime::deserialize!(Tag { id!, kind? as "type", decoration(object), names(plenty) });
///
/// let plain = Tag { id: 1, kind: None, decoration: None, names: Vec::new() };
/// for text in [r#"{"id": 1}"#, r#"{"id": 1, "decoration": {}}"#, r#"{"decoration": "", "id": 1, "names": null}"#] {
///     assert_eq!(serde_json::from_str::<Tag>(text)?, plain);
/// }
/// let tag: Tag = serde_json::from_str(r##"{"id": 1, "type": "user", "decoration": {"color": "#fff"}}"##)?;
/// assert_eq!(tag.kind.as_deref(), Some("user"));
/// assert_eq!(tag.decoration, Some(Decoration { color: "#fff".to_owned() }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! deserialize {
    (
        $name:ident { $($field:ident $form:tt $(as $key:literal)?),* $(; ..$free:ident)? }
        $(told { $($union:ident = $at:literal by $text:ident),+ })?
    ) => {
        impl<'de> $crate::object::Object<'de> for $name {
            const KEYS: &'static [&'static str] =
                &[$($crate::deserialize!(@key $field $($key)?)),*];

            // A field that is out of use is still read.
            #[allow(deprecated)]
            fn read<A: $crate::serde::de::MapAccess<'de>>(
                mut entries: $crate::object::Entries<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                #[allow(non_camel_case_types)]
                enum Field { $($field),* }
                const FIELDS: &[Field] = &[$(Field::$field),*];

                $(let mut $field = $crate::deserialize!(@blank $form);)*
                $(let mut $free = ::std::collections::BTreeMap::new();)?
                while let ::core::option::Option::Some(field) =
                    FIELDS.get($crate::deserialize!(@next entries $($free)?))
                {
                    match *field {
                        $(Field::$field => $crate::deserialize!(@fill $form entries $field),)*
                    }
                }
                entries.end()?;
                let read = Self {
                    $($field: $crate::deserialize!(@filled $form $field $($key)?),)*
                    $($free,)?
                };
                $(
                    let mut read = read;
                    $($crate::told::settle(&mut read.$union, $at, &read.$text)?;)+
                )?
                ::core::result::Result::Ok(read)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::object::read(deserializer)
            }
        }
    };
    (@key $field:ident) => { ::core::stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@next $entries:ident) => { $entries.next(Self::KEYS) };
    (@next $entries:ident $free:ident) => { $entries.next_keeping(Self::KEYS, &mut $free) };
    (@blank !) => { ::core::option::Option::None };
    (@blank $form:tt) => { ::core::default::Default::default() };
    (@fill ! $entries:ident $field:ident) => { $entries.promised(&mut $field) };
    (@fill ? $entries:ident $field:ident) => { $entries.value(&mut $field) };
    (@fill ($form:ident) $entries:ident $field:ident) => { $entries.$form(&mut $field) };
    (@filled ! $field:ident $($key:literal)?) => {
        match $field {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => {
                return ::core::result::Result::Err($crate::object::missing(
                    $crate::deserialize!(@key $field $($key)?),
                ));
            }
        }
    };
    (@filled $form:tt $field:ident $($key:literal)?) => { $field };
}

/// What is read from an object.
#[doc(hidden)]
pub trait Object<'de>: Sized {
    /// The keys of its fields.
    const KEYS: &'static [&'static str];

    /// Reads it.
    ///
    /// # Errors
    ///
    /// The object is not the one that was promised.
    fn read<A: MapAccess<'de>>(entries: Entries<'de, A>) -> Result<Self, A::Error>;
}

/// What an object has, read one after the other.
///
/// It keeps what goes wrong to the end: a way out at each field would be half of what is compiled for a struct.
#[doc(hidden)]
pub struct Entries<'de, A: MapAccess<'de>> {
    access: A,
    /// The key that was read to see whether there is one.
    begun: Option<Key>,
    /// Which field is likely to come next: answers mostly have them in one order.
    likely: usize,
    fault: Option<A::Error>,
}

enum Key {
    Field(usize),
    Other(String),
}

/// The place of no field.
const END: usize = usize::MAX;

impl<'de, A: MapAccess<'de>> Entries<'de, A> {
    /// All that is in an object.
    pub fn new(access: A) -> Self {
        Self { access, begun: None, likely: 0, fault: None }
    }

    /// The next field by its place among the keys, or a number that has no field: at the end, and when something is wrong.
    pub fn next(&mut self, keys: &[&str]) -> usize {
        loop {
            match self.key(keys) {
                Some(Key::Field(at)) => return at,
                Some(Key::Other(_)) => drop(self.read::<IgnoredAny>()),
                None => return END,
            }
        }
    }

    /// The same, where what has no field is kept.
    pub fn next_keeping(&mut self, keys: &[&str], kept: &mut BTreeMap<String, Value>) -> usize {
        loop {
            match self.key(keys) {
                Some(Key::Field(at)) => return at,
                Some(Key::Other(key)) => kept.extend(self.read().map(|value| (key, value))),
                None => return END,
            }
        }
    }

    /// Reads a field that must be there.
    pub fn promised<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) {
        *field = self.read();
    }

    /// Reads a field that has a value for `null`.
    pub fn value<T: Deserialize<'de>>(&mut self, field: &mut T) {
        if let Some(value) = self.read() {
            *field = value;
        }
    }

    /// Reads a list or a map; `null` leaves it empty.
    pub fn plenty<T: Deserialize<'de>>(&mut self, field: &mut T) {
        if let Some(Some(value)) = self.read() {
            *field = value;
        }
    }

    /// Reads an object; `null`, `{}` and `""` are none.
    pub fn object<T: Object<'de>>(&mut self, field: &mut Option<T>) {
        let read = self.access.next_value_seed(Shy(PhantomData));
        *field = self.kept(read).flatten();
    }

    /// Reads an object that goes back to the server too; `null`, `{}` and `""` are null.
    pub fn patch<T: Object<'de>>(&mut self, field: &mut Patch<T>) {
        let mut object = None;
        self.object(&mut object);
        *field = object.into();
    }

    /// What went wrong.
    ///
    /// # Errors
    ///
    /// The object ends halfway, or has something else than was promised.
    pub fn end(self) -> Result<(), A::Error> {
        self.fault.map_or(Ok(()), Err)
    }

    /// All that is left, as it came.
    ///
    /// # Errors
    ///
    /// The object ends halfway.
    pub fn rest(mut self) -> Result<Map<String, Value>, A::Error> {
        let mut rest = Map::new();
        while let Some(key) = self.key(&[]) {
            if let (Key::Other(key), Some(value)) = (key, self.read()) {
                rest.insert(key, value);
            }
        }
        self.end().map(|()| rest)
    }

    fn read<T: Deserialize<'de>>(&mut self) -> Option<T> {
        let read = self.access.next_value();
        self.kept(read)
    }

    /// What was read; what went wrong is kept to the end.
    fn kept<T>(&mut self, read: Result<T, A::Error>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault = Some(error);
                None
            }
        }
    }

    fn key(&mut self, keys: &[&str]) -> Option<Key> {
        if self.fault.is_some() {
            return None;
        }
        if let Some(begun) = self.begun.take() {
            return Some(begun);
        }
        let likely = self.likely;
        let read = self.access.next_key_seed(KeyAs(|key: &str| {
            let at = key::find(keys, likely, |known| *known == key);
            at.map_or_else(|| Key::Other(key.to_owned()), Key::Field)
        }));
        let key = self.kept(read).flatten();
        if let Some(Key::Field(at)) = key {
            self.likely = at + 1;
        }
        key
    }

    fn is_empty(&mut self, keys: &[&str]) -> bool {
        self.begun = self.key(keys);
        self.begun.is_none() && self.fault.is_none()
    }
}

/// Reads an object.
///
/// # Errors
///
/// What stands there is something else.
#[doc(hidden)]
pub fn read<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Promised(PhantomData))
}

/// The error that an object has not what it must have.
#[doc(hidden)]
pub fn missing<E: Error>(key: &'static str) -> E {
    E::missing_field(key)
}

struct Promised<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Promised<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        T::read(Entries::new(entries))
    }
}

/// An object that answers may replace by `null`, `{}` or `""`.
struct Shy<T>(PhantomData<T>);

impl<'de, T: Object<'de>> DeserializeSeed<'de> for Shy<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Object<'de>> Visitor<'de> for Shy<T> {
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

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Option<T>, A::Error> {
        let mut entries = Entries::new(entries);
        if entries.is_empty(T::KEYS) { Ok(None) } else { T::read(entries).map(Some) }
    }
}

impl<'de, T: Object<'de>> Object<'de> for Box<T> {
    const KEYS: &'static [&'static str] = T::KEYS;

    fn read<A: MapAccess<'de>>(entries: Entries<'de, A>) -> Result<Self, A::Error> {
        T::read(entries).map(Self::new)
    }
}

impl<'de, T: Object<'de>> Object<'de> for Secret<T> {
    const KEYS: &'static [&'static str] = T::KEYS;

    fn read<A: MapAccess<'de>>(entries: Entries<'de, A>) -> Result<Self, A::Error> {
        T::read(entries).map(Self::from).map_err(crate::secret::hiding)
    }
}
