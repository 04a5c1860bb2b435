//! Keys of objects, taken for what they mean without a copy.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Visitor},
};

/// Reads a key as what a function takes it for.
pub(crate) struct KeyAs<F>(pub(crate) F);

impl<'de, K, F: FnOnce(&str) -> K> DeserializeSeed<'de> for KeyAs<F> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<K, F: FnOnce(&str) -> K> Visitor<'_> for KeyAs<F> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<K, E> {
        Ok((self.0)(key))
    }
}

/// Where a key is among those that are known: mostly right behind the one that was found before.
pub(crate) fn find<T>(known: &[T], likely: usize, is_it: impl Fn(&T) -> bool) -> Option<usize> {
    match known.get(likely) {
        Some(one) if is_it(one) => Some(likely),
        _ => known.iter().position(is_it),
    }
}
