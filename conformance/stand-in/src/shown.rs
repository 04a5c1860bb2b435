//! How what is kept is shown: as the type that answers have, with the things that it names in place of their keys.

use serde_json::{Map, Value, json};

use crate::api::{Api, Kind};
use crate::key::Key;
use crate::shelf::Kept;
use crate::state::State;
use crate::types::{Field, Is, Object, Shape, Type, Use};

/// What is kept, to be shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) api: &'a Api,
    pub(crate) state: &'a State,
    /// The address of the account.
    pub(crate) base: &'a str,
    /// What stands where a time is promised and none is known.
    pub(crate) now: &'a str,
}

impl Shown<'_> {
    /// A thing as a type shows it; null if there is no such thing.
    pub(crate) fn thing(self, ty: &Type, kind: Kind, key: &Key) -> Value {
        match (self.api.types.object(ty), self.state.thing(kind, key)) {
            (Some((_, object)), Some(kept)) => self.object(object, kept, Some((kind, key))),
            _ => Value::Null,
        }
    }

    /// A value as a type shows it.
    pub(crate) fn value(self, ty: &Use, value: &Value) -> Value {
        if let (Some(kinds), Some(key)) = (self.api.shows(&ty.ty), Key::of(value)) {
            return match self.state.find(kinds, &key) {
                Some((kind, _)) => self.thing(&ty.ty, kind, &key),
                None if ty.nullable => Value::Null,
                None => self.blank(ty),
            };
        }
        match (&ty.ty, value) {
            (_, Value::Null) if !ty.nullable => self.blank(ty),
            (Type::List(item), Value::Array(items)) => {
                let items = items.iter().filter(|value| !self.is_gone(item, value));
                items.map(|value| self.value(item, value)).collect()
            }
            (Type::Map(of), Value::Object(entries)) => {
                entries.iter().map(|(key, value)| (key.clone(), self.value(of, value))).collect()
            }
            (ty, Value::Object(kept)) => match self.api.types.object(ty) {
                Some((_, object)) => self.object(object, kept, None),
                None => value.clone(),
            },
            _ => value.clone(),
        }
    }

    /// Whether a list names a thing that is no more.
    fn is_gone(self, item: &Use, value: &Value) -> bool {
        match (self.api.shows(&item.ty), Key::of(value)) {
            (Some(kinds), Some(key)) => self.state.find(kinds, &key).is_none(),
            _ => false,
        }
    }

    pub(crate) fn object(self, object: &Object, kept: &Kept, thing: Option<(Kind, &Key)>) -> Value {
        let mut shown = Map::new();
        for field in object.fields.iter().filter(|field| field.read) {
            if let Some(value) = self.field(field, kept, thing) {
                shown.insert(field.name.clone(), value);
            }
        }
        if object.open {
            for (name, value) in kept {
                shown.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        shown.into()
    }

    /// What there is one of, which has no key. Fields that follow from things follow from all of these.
    pub(crate) fn alone(self, object: &Object, kept: &Kept) -> Value {
        let mut shown = self.object(object, kept, None);
        for field in object.fields.iter().filter(|field| field.read) {
            let Some(Is::From { kind: Some(kind), field: None, .. }) = &field.is else { continue };
            let found = self.from(field, &Key::Number(0), *kind, None, kept);
            if let Some((place, found)) = shown.get_mut(&field.name).zip(found) {
                *place = found;
            }
        }
        shown
    }

    fn field(self, field: &Field, kept: &Kept, thing: Option<(Kind, &Key)>) -> Option<Value> {
        if let Some((kind, key)) = thing {
            if let Some(derived) = self.derived(field, kind, key, kept) {
                return Some(derived);
            }
            if field.address && !kept.contains_key(&field.name) {
                return Some(self.address(field, kind, key, kept));
            }
        }
        match kept.get(&field.name) {
            Some(value) => Some(self.value(&field.ty, value)),
            None if field.optional => None,
            None if field.ty.nullable => Some(Value::Null),
            None => Some(self.blank(&field.ty)),
        }
    }

    /// What a field follows from, if it is not kept itself.
    fn derived(self, field: &Field, kind: Kind, key: &Key, kept: &Kept) -> Option<Value> {
        match field.is.as_ref()? {
            Is::Path(path) => {
                let found = self.walk(Some(&Type::Named(self.api.things[kind].ty)), kept, path);
                let found = found.into_iter().next().unwrap_or_default();
                Some(self.value(&field.ty, &found))
            }
            Is::FirstWord(name) => Some(word(kept, name, |words| words.first().copied())),
            Is::LastWord(name) => Some(word(kept, name, |words| words.get(1..)?.last().copied())),
            Is::Since(..) => None,
            Is::From { kind, field: by, .. } => {
                self.from(field, key, (*kind)?, by.as_deref(), kept)
            }
        }
    }

    /// The things that name this one: all of them, how many they are, the one, or when the latest was made.
    fn from(
        self,
        field: &Field,
        key: &Key,
        kind: Kind,
        by: Option<&str>,
        kept: &Kept,
    ) -> Option<Value> {
        let shelf = &self.state.shelves[kind];
        let keys: Vec<&Key> = match by {
            Some(by) => shelf.naming(by, key)?.iter().collect(),
            None => shelf.keys().collect(),
        };
        match &field.ty.ty {
            Type::List(item) => {
                Some(keys.into_iter().map(|key| self.thing(&item.ty, kind, key)).collect())
            }
            Type::Int => Some(Value::from(keys.len())),
            Type::Time => {
                let made = &self.api.keeping.made;
                let times = keys.into_iter().filter_map(|key| shelf.get(key)?.get(made)?.as_str());
                let latest = times.max().map(Value::from);
                Some(latest.or_else(|| kept.get(&field.name).cloned()).unwrap_or_default())
            }
            ty => Some(keys.first().map_or(Value::Null, |key| self.thing(ty, kind, key))),
        }
    }

    /// Where a thing is read.
    fn address(self, field: &Field, kind: Kind, key: &Key, kept: &Kept) -> Value {
        let thing = &self.api.things[kind];
        let mut path = thing.path.replace(&format!("{{{}}}", thing.key), &key.to_string());
        for (name, value) in kept {
            if let Some(named) = Key::of(value) {
                path = path.replace(&format!("{{{name}}}"), &named.to_string());
            }
        }
        let base = if field.ty.ty == Type::Url { self.base } else { "" };
        json!(format!("{base}{path}/"))
    }

    /// The least that a type can hold.
    pub(crate) fn blank(self, ty: &Use) -> Value {
        if ty.nullable {
            return Value::Null;
        }
        match &ty.ty {
            Type::Text => json!(""),
            Type::Int | Type::Number => json!(0),
            Type::Bool => json!(false),
            Type::Time => json!(self.now),
            Type::Date => json!(self.now.get(..10)),
            Type::Email => json!("nobody@example.com"),
            Type::Url => json!("https://example.com/"),
            Type::Uuid => json!("00000000-0000-4000-8000-000000000000"),
            Type::Json => json!({}),
            Type::Value => json!(""),
            Type::List(_) => json!([]),
            Type::Map(_) => json!({}),
            Type::Named(at) => match self.api.types.shape_of(*at) {
                Shape::Id { text: true, .. } => json!(""),
                Shape::Id { .. } => json!(0),
                Shape::Enum { values, .. } => json!(values.first()),
                Shape::Object(object) => self.object(object, &Map::new(), None),
                Shape::Union { .. } => json!({}),
            },
        }
    }

    /// All that a path leads to from a thing, as it is kept; the things that it leads through are read.
    pub(crate) fn at(self, kind: Kind, key: &Key, path: &str) -> Vec<Value> {
        let Some(kept) = self.state.thing(kind, key) else { return Vec::new() };
        let head = path.split('.').next().unwrap_or_default();
        let field = self.api.object_of(kind).field(head);
        if let Some(derived) = field.and_then(|field| self.derived(field, kind, key, kept)) {
            let kept = Map::from_iter([(head.to_owned(), derived)]);
            return self.walk(None, &kept, path);
        }
        self.walk(Some(&Type::Named(self.api.things[kind].ty)), kept, path)
    }

    /// All that a path leads to from an object.
    pub(crate) fn walk(self, ty: Option<&Type>, kept: &Kept, path: &str) -> Vec<Value> {
        let (head, rest) =
            path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
        let (name, each) = head.strip_suffix("[]").map_or((head, false), |name| (name, true));
        let Some(value) = kept.get(name) else { return Vec::new() };
        let field = ty.and_then(|ty| self.api.types.object(ty)).and_then(|(_, it)| it.field(name));
        let ty = field.map(|field| &field.ty.ty);
        let (values, ty) = match (each, value, ty) {
            (true, Value::Array(items), Some(Type::List(item))) => {
                (items.iter().collect(), Some(&item.ty))
            }
            (true, Value::Array(items), _) => (items.iter().collect(), None),
            (true, ..) => (Vec::new(), None),
            (false, value, ty) => (vec![value], ty),
        };
        let Some(rest) = rest else { return values.into_iter().cloned().collect() };
        values.into_iter().flat_map(|value| self.further(ty, value, rest)).collect()
    }

    fn further(self, ty: Option<&Type>, value: &Value, rest: &str) -> Vec<Value> {
        if let (Some(kinds), Some(key)) = (ty.and_then(|ty| self.api.shows(ty)), Key::of(value)) {
            return match self.state.find(kinds, &key) {
                Some((kind, _)) => self.at(kind, &key, rest),
                None => Vec::new(),
            };
        }
        match value {
            Value::Object(kept) => self.walk(ty, kept, rest),
            _ => Vec::new(),
        }
    }
}

fn word<'k>(kept: &'k Kept, name: &str, pick: impl Fn(&[&'k str]) -> Option<&'k str>) -> Value {
    match kept.get(name) {
        Some(Value::String(text)) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            json!(pick(&words).unwrap_or_default())
        }
        _ => Value::Null,
    }
}
