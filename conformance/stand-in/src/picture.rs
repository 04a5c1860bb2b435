//! What is shown, made of what is kept: nothing is copied that is only going to be written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use serde_json::Value;

use crate::api::Kind;
use crate::key::Key;
use crate::row::Parts;
use crate::shown::Shown;
use crate::types::{Field, Object, TypeId};

/// What is shown.
pub(crate) enum Picture<'a> {
    /// As it is kept.
    Kept(&'a Value),
    Made(Value),
    /// An object, each key once.
    Object(Vec<(&'a str, Picture<'a>)>),
    List(Vec<Picture<'a>>),
    /// What is kept as an object shows it; its fields are found when it is written.
    Seen(Seen<'a>),
}

/// What is kept, and the object that shows it.
pub(crate) struct Seen<'a> {
    pub(crate) shown: Shown<'a>,
    pub(crate) object: &'a Object,
    pub(crate) kept: Parts<'a>,
    /// The thing that it is, and the type that it is shown as.
    pub(crate) thing: Option<Sight>,
}

/// What a field is called that is shown.
#[derive(Clone, Copy)]
pub(crate) enum Name<'a> {
    Known(&'a Field),
    Other(&'a str),
}

/// A thing, and the type that it is shown as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sight {
    pub(crate) ty: TypeId,
    pub(crate) kind: Kind,
    pub(crate) key: Key,
}

impl<'a> Name<'a> {
    pub(crate) fn text(self) -> &'a str {
        match self {
            Self::Known(field) => &field.name,
            Self::Other(name) => name,
        }
    }
}

impl Picture<'_> {
    /// The text of JSON.
    pub(crate) fn written(&self) -> String {
        let mut writing =
            Writing { out: String::with_capacity(self.room()), seen: BTreeMap::new() };
        writing.picture(self);
        writing.out
    }

    /// About how long its text is going to be: growing to that copies it again and again.
    fn room(&self) -> usize {
        match self {
            Picture::List(items) => items.len() * THING,
            Picture::Object(entries) => entries.iter().map(|(_, picture)| picture.room()).sum(),
            Picture::Seen(_) => THING,
            Picture::Kept(_) | Picture::Made(_) => 0,
        }
    }
}

/// What a thing takes in JSON, in bytes, as most do at most.
const THING: usize = 2048;

/// JSON that is being written.
struct Writing {
    out: String,
    /// Where things stand in it: lists show the same users and tags again and again.
    seen: BTreeMap<Sight, Range<usize>>,
}

impl Writing {
    fn picture(&mut self, picture: &Picture<'_>) {
        match picture {
            Picture::Kept(value) => self.value(value),
            Picture::Made(value) => self.value(value),
            Picture::Object(entries) => {
                self.object(entries.iter().map(|(name, picture)| (*name, picture)), Self::picture);
            }
            Picture::List(items) => self.list(items, Self::picture),
            Picture::Seen(seen) => self.seen(seen),
        }
    }

    /// A thing that stands there already is the same as there.
    fn seen(&mut self, seen: &Seen<'_>) {
        if let Some(there) = seen.thing.as_ref().and_then(|sight| self.seen.get(sight)) {
            let text = self.out.get(there.clone()).unwrap_or_default().to_owned();
            self.out.push_str(&text);
            return;
        }
        let begin = self.out.len();
        self.out.push('{');
        let mut is_first = true;
        seen.each_field(&mut |name, picture| {
            self.name(is_first, name);
            self.picture(&picture);
            is_first = false;
        });
        self.out.push('}');
        if let Some(sight) = &seen.thing {
            self.seen.insert(sight.clone(), begin..self.out.len());
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            // Writing into a text does not fail.
            Value::Number(number) => drop(write!(self.out, "{number}")),
            Value::String(text) => self.text(text),
            Value::Array(items) => self.list(items, Self::value),
            Value::Object(entries) => {
                self.object(entries.iter().map(|(name, value)| (&**name, value)), Self::value);
            }
        }
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.out.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            write(self, item);
        }
        self.out.push(']');
    }

    fn object<'e, T: 'e>(
        &mut self,
        entries: impl Iterator<Item = (&'e str, &'e T)>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.out.push('{');
        for (at, (name, entry)) in entries.enumerate() {
            self.name(at == 0, Name::Other(name));
            write(self, entry);
        }
        self.out.push('}');
    }

    fn name(&mut self, is_first: bool, name: Name<'_>) {
        if !is_first {
            self.out.push(',');
        }
        match name {
            Name::Known(field) => self.out.push_str(&field.label),
            Name::Other(name) => {
                self.text(name);
                self.out.push(':');
            }
        }
    }

    fn text(&mut self, text: &str) {
        if is_plain(text.as_bytes()) {
            self.out.push('"');
            self.out.push_str(text);
            self.out.push('"');
        } else {
            self.out.push_str(&Value::from(text).to_string());
        }
    }
}

/// Whether a text stands in JSON as it is. Of eight bytes at a time it is found out together whether one of them has to be escaped.
fn is_plain(text: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    /// The high bit of each byte that is less than a small number; one too many may follow such a byte, never alone.
    const fn less(bytes: u64, than: u8) -> u64 {
        bytes.wrapping_sub(ONES * than as u64) & !bytes & HIGHS
    }
    const fn escaped(bytes: u64) -> u64 {
        let quote = bytes ^ (ONES * b'"' as u64);
        let backslash = bytes ^ (ONES * b'\\' as u64);
        less(bytes, b' ') | less(quote, 1) | less(backslash, 1)
    }
    // What is left over is looked at with spaces after it, which are plain.
    let eight = |bytes: &[u8]| {
        let mut eight = [b' '; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        u64::from_ne_bytes(eight)
    };
    let eights = text.chunks_exact(8);
    let last = escaped(eight(eights.remainder()));
    eights.fold(last, |found, bytes| found | escaped(eight(bytes))) == 0
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
            Picture::Seen(seen) => {
                let mut entries = serde_json::Map::new();
                seen.each_field(&mut |name, picture| {
                    entries.insert(name.text().to_owned(), Self::from(picture));
                });
                entries.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_elsewhere() {
        let check = |value: Value| {
            assert_eq!(Picture::Kept(&value).written(), value.to_string());
        };
        check(json!([null, true, false, 0, -7, 1.5, 1e300, u64::MAX]));
        check(json!(["", "plain", "\"quoted\"", "back\\slash", "line\nbreak", "\u{1}", "\u{7f}"]));
        check(json!([
            "ü",
            "\u{2028}",
            "𝄞",
            "a text that is longer than what is looked at at once \t"
        ]));
        check(json!([[], {}, {"a \"name\"": {"b": [1, [2]]}, "c": null}]));
    }
}
