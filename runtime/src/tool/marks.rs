//! What of an answer people outside of the helpdesk wrote, and what of it is HTML, by the types of the answer.

use serde_json::{Map, Value};

use super::{
    html::text_of,
    types::{Field, Object, Type},
};

/// The places of an answer that are worth a word, each once, whatever item of a list they are in: `result[].subject`.
#[derive(Debug, Default)]
pub(super) struct Marks {
    path: String,
    /// What people outside wrote.
    pub(super) untrusted: Vec<String>,
    /// What was HTML, and is shown as text.
    pub(super) plain: Vec<String>,
}

impl Marks {
    /// Marks what is below a place.
    pub(super) fn within(place: &str) -> Self {
        Self { path: place.to_owned(), ..Self::default() }
    }

    /// Goes through a value, and puts text in place of its HTML.
    pub(super) fn read(&mut self, ty: &Type, value: &mut Value) {
        match (ty, value) {
            (Type::Nullable(ty), value) => self.read(ty, value),
            (Type::List(ty), Value::Array(items)) => {
                self.step("[]", |marks| items.iter_mut().for_each(|item| marks.read(ty, item)));
            }
            (Type::Map(ty), Value::Object(entries)) => {
                self.step(".*", |marks| {
                    entries.values_mut().for_each(|value| marks.read(ty, value))
                });
            }
            (Type::Object(object), Value::Object(entries)) => self.object(object, entries),
            (Type::Union(union), value @ Value::Object(_)) => {
                union.variants.iter().for_each(|(_, variant)| self.read(variant, value));
            }
            // An answer may have a list where one thing was promised, and one thing in place of a list.
            (Type::Object(_) | Type::Union(_), Value::Array(items)) => {
                self.step("[]", |marks| items.iter_mut().for_each(|item| marks.read(ty, item)));
            }
            (Type::List(ty), value @ Value::Object(_)) => self.read(ty, value),
            _ => {}
        }
    }

    fn object(&mut self, object: &Object, entries: &mut Map<String, Value>) {
        for (key, value) in entries {
            let Some(field) = object.fields.iter().find(|field| field.wire == key) else {
                continue;
            };
            if !field.html && !field.untrusted && !has_parts(value) {
                continue;
            }
            let length = self.path.len();
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(key);
            self.field(field, value);
            self.path.truncate(length);
        }
    }

    fn field(&mut self, field: &Field, value: &mut Value) {
        if let (true, Value::String(html)) = (field.html, &mut *value) {
            *html = text_of(html);
            note(&mut self.plain, &self.path);
        }
        if field.untrusted && is_written(value) {
            note(&mut self.untrusted, &self.path);
        }
        // What is inside is as untrusted as the whole, and need not be named again.
        let named = self.untrusted.len();
        self.read(field.answered(), value);
        if field.untrusted {
            self.untrusted.truncate(named);
        }
    }

    fn step(&mut self, step: &str, go: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        go(self);
        self.path.truncate(length);
    }
}

fn note(places: &mut Vec<String>, path: &str) {
    if !places.iter().any(|known| known == path) {
        places.push(path.to_owned());
    }
}

fn has_parts(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// Whether there is something that could be read as words.
fn is_written(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}
