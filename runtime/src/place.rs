//! Where in a text of JSON something is that cannot be read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::union::joined;

/// The way to what an error is about, such as `data[3].customer.id`; `.` for the whole.
///
/// The reader stands before or behind what it could not read, so that is the innermost value that it touches.
pub(crate) fn place(json: &[u8], error: &serde_json::Error) -> String {
    let mut path = ".".to_owned();
    let Some(offset) = offset(json, error) else { return path };
    let mut here = json;
    while let Some((step, inner)) = children(here).into_iter().find(|(_, inner)| {
        let start = inner.as_ptr().addr() - json.as_ptr().addr();
        (start..=start + inner.len()).contains(&offset)
    }) {
        path = joined(&path, Some(&step));
        here = inner.as_bytes();
    }
    path
}

/// A fault without a line and a column that nobody can look up.
pub(crate) fn without_line(fault: &str) -> &str {
    fault.rsplit_once(" at line ").map_or(fault, |(fault, _)| fault)
}

/// How many bytes were read. Lines count from one, and columns are bytes.
fn offset(json: &[u8], error: &serde_json::Error) -> Option<usize> {
    let before = error.line().checked_sub(1)?;
    let lines = json.split_inclusive(|byte| *byte == b'\n').take(before);
    Some(lines.map(<[u8]>::len).sum::<usize>() + error.column())
}

/// What an object or a list holds, each with the step that leads there, as far as it is JSON.
fn children(json: &[u8]) -> Vec<(String, &str)> {
    let mut children = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(json);
    // What is no JSON ends the list, and what holds nothing has none.
    let _ = Children(&mut children).deserialize(&mut reader);
    children
}

struct Children<'c, 'j>(&'c mut Vec<(String, &'j str)>);

impl<'j> DeserializeSeed<'j> for Children<'_, 'j> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for Children<'_, 'j> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some((key, value)) = entries.next_entry::<String, &RawValue>()? {
            self.0.push((key, value.get()));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            self.0.push((format!("[{}]", self.0.len()), item.get()));
        }
        Ok(())
    }
}
