//! Whether what a caller gives fits the types of the spec; what a client has garbled on the way is put right first, and told.

use serde_json::{Map, Value};

use super::{
    error::Fault,
    repair::{LEFT_OUT, Repair, repair},
    told::Told,
    types::{Draw, Field, LARGEST_FILE, Object, Tag, Type, UPLOAD, UPLOAD_AT, Union},
};
use crate::{
    file::bytes_of,
    kind::kind,
    limit::{Breach, breaches_at, whole},
    nearest::nearest,
    path,
};

/// Gathers all that is wrong, and all that was put right, each with its place.
#[derive(Default)]
pub(super) struct Check {
    path: String,
    pub(super) faults: Vec<Fault>,
    pub(super) repairs: Vec<Repair>,
}

impl Check {
    pub(super) fn fault(&mut self, why: impl Into<String>, right: impl Into<String>) {
        self.faults.push(Fault::new(&self.path, why, right));
    }

    pub(super) fn repaired(&mut self, how: &'static str) {
        self.repairs.push(Repair { path: self.path.clone(), how });
    }

    /// Whether a value says nothing: null where nothing can be null. Some clients send every argument that they know.
    pub(super) fn is_silence(&mut self, field: &Field, value: &Value) -> bool {
        let silence = value.is_null() && !matches!(field.given(), Type::Nullable(_) | Type::Json);
        if silence {
            self.within(field.key, |check| check.repaired(LEFT_OUT));
        }
        silence
    }

    /// Does something a step deeper: `.key` or `[0]`.
    pub(super) fn within<T>(&mut self, step: &str, go: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let done = go(self);
        self.path.truncate(length);
        done
    }

    /// The value for a field as it goes on the wire.
    pub(super) fn field(&mut self, field: &'static Field, told: &Told, value: Value) -> Value {
        let value = match (field.given(), told.of(field)) {
            (Type::Nullable(_), _) if value.is_null() => value,
            (_, Some(variant)) => self.value(variant, value),
            (ty, None) => self.value(ty, value),
        };
        self.beyond(breaches_at(&self.path, field.limits, &value));
        value
    }

    /// Puts a value under a key that can be called by two names.
    pub(super) fn put(&mut self, whole: &mut Map<String, Value>, key: &str, value: Value) {
        match whole.get(key) {
            Some(there) if *there != value => self.given_twice(),
            _ => drop(whole.insert(key.to_owned(), value)),
        }
    }

    pub(super) fn given_twice(&mut self) {
        self.fault("is given twice, with different values", "give it once");
    }

    pub(super) fn missing(&mut self, field: &Field) {
        self.within(field.key, |check| {
            check.fault("is missing", give(field.given()));
        });
    }

    fn value(&mut self, ty: &'static Type, value: Value) -> Value {
        match (ty, self.put_right(ty, value)) {
            (Type::Nullable(_), Value::Null) => Value::Null,
            (Type::Nullable(ty), value) => self.value(ty, value),
            (Type::List(ty), Value::Array(items)) => {
                let items = items.into_iter().enumerate();
                items
                    .map(|(at, item)| {
                        self.within(&format!("[{at}]"), |check| check.value(ty, item))
                    })
                    .collect()
            }
            (Type::Map(ty), Value::Object(entries)) => {
                let entries = entries.into_iter().map(|(key, value)| {
                    let value = self.within(&key, |check| check.value(ty, value));
                    (key, value)
                });
                Value::Object(entries.collect())
            }
            (Type::Object(object), Value::Object(entries)) => {
                Value::Object(self.object(object, entries, None))
            }
            (Type::Union(union @ Union { tag: Tag::Inside(key), .. }), Value::Object(entries)) => {
                Value::Object(self.union(union, key, entries))
            }
            (Type::Upload, Value::Object(entries)) => Value::Object(self.file(entries)),
            (Type::Bytes, Value::String(text)) => {
                self.bytes(&text);
                Value::String(text)
            }
            (ty, value) => {
                if let Err(why) = fits(ty, &value) {
                    self.fault(why, give(ty));
                }
                value
            }
        }
    }

    fn put_right(&mut self, ty: &Type, value: Value) -> Value {
        if let (Type::Int, Value::Number(number)) = (ty, &value) {
            // 5.0 is the same number as 5, so that nothing has to be told.
            return whole(number).map_or(value, Value::from);
        }
        match repair(ty, &value) {
            Some((better, how)) => {
                self.repaired(how);
                better
            }
            None => value,
        }
    }

    /// A file that is given by its content, or by its path.
    fn file(&mut self, mut entries: Map<String, Value>) -> Map<String, Value> {
        if !entries.contains_key("path") {
            return self.object(&UPLOAD, entries, None);
        }
        if entries.shift_remove("content").is_some() {
            self.within("content", |check| {
                check.fault("is given beside `path`", "give one of the two");
            });
        }
        self.object(&UPLOAD_AT, entries, None)
    }

    fn bytes(&mut self, text: &str) {
        match bytes_of(text) {
            None => self.fault("is no base64", give(&Type::Bytes)),
            Some(bytes) if bytes.len() > LARGEST_FILE => {
                self.fault("is too large", format!("give at most {} MiB", LARGEST_FILE >> 20));
            }
            Some(_) => {}
        }
    }

    /// What the text under a key inside it tells.
    fn union(
        &mut self,
        union: &Union,
        key: &str,
        entries: Map<String, Value>,
    ) -> Map<String, Value> {
        let Some(text) = entries.get(key).and_then(Value::as_str) else {
            let known: Vec<_> =
                union.variants.iter().map(|(text, _)| format!("`{text}`")).collect();
            self.within(key, |check| {
                check.fault("is missing", format!("give one of {}", known.join(", ")));
            });
            return entries;
        };
        match union.variant(text) {
            Some(Type::Object(object)) => self.object(object, entries, Some(key)),
            _ => entries,
        }
    }

    fn object(
        &mut self,
        object: &'static Object,
        entries: Map<String, Value>,
        tag: Option<&str>,
    ) -> Map<String, Value> {
        let fields = || object.fields.iter().filter(|field| field.written);
        let told = Told::by(fields(), &entries);
        let mut whole = Map::new();
        for (key, value) in entries {
            match fields().find(|field| field.is_called(&key)) {
                Some(field) if self.is_silence(field, &value) => {}
                Some(field) => self.within(&key, |check| {
                    let value = check.field(field, &told, value);
                    check.put(&mut whole, field.wire, value);
                }),
                None if object.open || tag == Some(&key) => {
                    whole.insert(key, value);
                }
                None => {
                    let right = nearest(&key, fields().map(Field::key), "it has");
                    self.within(&key, |check| {
                        check.fault(format!("is no field of {}", object.name), right);
                    });
                }
            }
        }
        for field in fields().filter(|field| field.required && !whole.contains_key(field.wire)) {
            self.missing(field);
        }
        for draw in object.draws {
            self.draw(draw, &whole);
        }
        whole
    }

    fn draw(&mut self, draw: &Draw, whole: &Map<String, Value>) {
        let chosen = whole.get(draw.by).and_then(Value::as_str);
        let Some((chosen, set)) = draw.sets.iter().find(|(value, _)| chosen == Some(value)) else {
            return;
        };
        path::each(draw.path, whole, &mut |at, value| {
            let Some(text) = value.as_str().filter(|text| !set.contains(text)) else {
                return;
            };
            let right = nearest(text, set.iter().copied(), "give one of");
            self.within(at, |check| check.fault(format!("does not go with {chosen}"), right));
        });
    }

    /// Adds what is beyond limits, where nothing else is wrong.
    pub(super) fn beyond(&mut self, breaches: Vec<Breach>) {
        for Breach { path, why, right } in breaches {
            if !self.faults.iter().any(|fault| fault.path == path) {
                self.faults.push(Fault { path, why, right });
            }
        }
    }
}

fn give(ty: &Type) -> String {
    format!("give {}", ty.wanted())
}

/// Whether a value is what a type without parts wants; if not, what is wrong.
pub(super) fn fits(ty: &Type, value: &Value) -> Result<(), String> {
    if let Some(form) = ty.form() {
        return form.fault(value).map_or(Ok(()), Err);
    }
    let good = match (ty, value) {
        (Type::Json, _)
        | (Type::Text, Value::String(_))
        | (Type::Number, Value::Number(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Scalar, Value::String(_) | Value::Number(_) | Value::Bool(_)) => true,
        // Nothing tells what else it should be.
        (Type::Union(Union { tag: Tag::Beside(_), .. }), value) => !value.is_null(),
        (Type::Enum(choice), Value::String(text)) => {
            let known = choice.values.contains(&text.as_str());
            return known.then_some(()).ok_or_else(|| "is none of its values".to_owned());
        }
        _ => false,
    };
    good.then_some(()).ok_or_else(|| format!("is {}", kind(value)))
}
