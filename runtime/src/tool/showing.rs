//! Reads of an answer what is shown of it. What is not shown is never built, which costs most of reading an answer.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{
    projection::{Parts, Projection},
    types::{Object, Type, Union},
};
use crate::key::{self, KeyAs};

/// Reads what is left of a value; nothing where the path leads into what has no parts.
impl<'de> DeserializeSeed<'de> for &Projection {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        match self {
            Projection::Whole(types) => {
                Value::deserialize(deserializer).map(|value| Some(without_secrets(types, value)))
            }
            Projection::Parts(parts) => deserializer.deserialize_any(Shown { whole: self, parts }),
        }
    }
}

impl Projection {
    /// What is left of a value that was read already.
    pub(super) fn show(&self, value: Value) -> Value {
        match self {
            Self::Whole(types) => without_secrets(types, value),
            // A value that was read has nothing at which reading could fail.
            Self::Parts(_) => self.deserialize(value).ok().flatten().unwrap_or_default(),
        }
    }
}

/// Reads the things of a list, each as much as is shown of it; of what has no parts where parts are wanted, null is left.
#[derive(Clone, Copy)]
pub(super) struct Items<'p>(pub(super) &'p Projection);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = Vec<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Value>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Value>, A::Error> {
        let mut items = Vec::with_capacity(list.size_hint().unwrap_or_default());
        while let Some(item) = list.next_element_seed(self.0)? {
            items.push(item.unwrap_or_default());
        }
        Ok(items)
    }
}

/// Reads the parts that are shown.
#[derive(Clone, Copy)]
struct Shown<'p> {
    whole: &'p Projection,
    parts: &'p Parts,
}

impl<'de> Visitor<'de> for Shown<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Option<Value>, A::Error> {
        Items(self.whole).visit_seq(list).map(|items| Some(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Option<Value>, A::Error> {
        let Parts { keys, any } = self.parts;
        let mut named: Vec<Option<Value>> = vec![None; keys.len()];
        let mut others = Map::new();
        let mut likely = 0;
        while let Some(key) = entries.next_key_seed(KeyAs(|key: &str| self.key(key, likely)))? {
            match (key, any) {
                (Key::Named(at), _) => {
                    named[at] = entries.next_value_seed(&keys[at].1)?;
                    likely = at + 1;
                }
                (Key::Other(key), Some(part)) => match entries.next_value_seed(&**part)? {
                    Some(value) => drop(others.insert(key, value)),
                    None => drop(others.shift_remove(&key)),
                },
                (Key::Other(_) | Key::Hidden, _) => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        let mut shown = Map::with_capacity(keys.len() + others.len());
        let named = keys.iter().zip(named);
        shown.extend(named.filter_map(|((key, _), value)| Some((key.clone(), value?))));
        shown.extend(others);
        Ok(Some(shown.into()))
    }
}

impl Shown<'_> {
    /// What a key is; likely is that of the part after the last that was found.
    fn key(&self, key: &str, likely: usize) -> Key {
        let Parts { keys, any } = self.parts;
        match (key::find(keys, likely, |(named, _)| named == key), any) {
            (Some(at), _) => Key::Named(at),
            (None, Some(_)) => Key::Other(key.to_owned()),
            (None, None) => Key::Hidden,
        }
    }
}

/// A key of an object of which parts are shown.
enum Key {
    /// That of these parts.
    Named(usize),
    /// One of the others, which are shown too.
    Other(String),
    Hidden,
}

fn without_secrets(types: &[&Type], mut value: Value) -> Value {
    types.iter().for_each(|ty| hide(ty, &mut value));
    value
}

/// Takes out what the type calls secret, however deep.
fn hide(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::Nullable(ty), value) => hide(ty, value),
        (Type::List(ty), Value::Array(items)) => items.iter_mut().for_each(|item| hide(ty, item)),
        (Type::Map(ty), Value::Object(entries)) => {
            entries.values_mut().for_each(|value| hide(ty, value));
        }
        (Type::Object(object), Value::Object(entries)) => hide_in(object, entries),
        (Type::Union(union), value @ Value::Object(_)) => {
            if let (true, Value::Object(entries)) = (union.secret, &mut *value) {
                entries.retain(|key, _| union.knows(key));
            }
            // A secret of one variant is none of another's business.
            union.variants.iter().for_each(|(_, variant)| hide(variant, value));
        }
        (Type::Union(Union { secret: true, .. }), value) if !value.is_array() => {
            *value = Value::Null;
        }
        // An answer may have a list where one thing was promised, and one thing in place of a list.
        (Type::Object(_) | Type::Union(_), Value::Array(items)) => {
            items.iter_mut().for_each(|item| hide(ty, item));
        }
        (Type::Map(inner), Value::Array(items)) => {
            for item in items {
                hide(ty, item);
                hide(inner, item);
            }
        }
        (Type::List(ty), value @ Value::Object(_)) => hide(ty, value),
        _ => {}
    }
}

fn hide_in(object: &Object, entries: &mut Map<String, Value>) {
    for field in object.fields {
        if field.secret {
            entries.shift_remove(field.wire);
        } else if let Some(value) = entries.get_mut(field.wire) {
            hide(field.answered(), value);
        }
    }
}
