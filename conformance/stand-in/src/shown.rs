//! How what is kept is shown: as the type that answers have, with the things that it names in place of their keys.

use std::borrow::Cow;
use std::str::SplitWhitespace;

use serde_json::{Map, Value, json};

use crate::api::{Api, Kind};
use crate::key::Key;
use crate::picture::{Name, Picture, Seen, Sight};
use crate::row::{Iter, Parts, Row};
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

impl<'a> Shown<'a> {
    /// A thing as a type shows it; null if there is no such thing.
    pub(crate) fn thing(self, ty: &Type, kind: Kind, key: &Key) -> Picture<'a> {
        match self.state.thing(kind, key) {
            Some(kept) => self.found(ty, kind, key.clone(), kept),
            None => Picture::Made(Value::Null),
        }
    }

    fn found(self, ty: &Type, kind: Kind, key: Key, row: &'a Row) -> Picture<'a> {
        match self.api.types.object(ty) {
            Some((ty, object)) => {
                let thing = Some(Sight { ty, kind, key });
                Picture::Seen(Seen { shown: self, object, kept: row.into(), thing })
            }
            None => Picture::Made(Value::Null),
        }
    }

    /// A value as a type shows it.
    pub(crate) fn value(self, ty: &Use, value: &'a Value) -> Picture<'a> {
        if let Some((kinds, key)) = self.named(&ty.ty, value) {
            return match self.state.find(kinds, &key) {
                Some((kind, kept)) => self.found(&ty.ty, kind, key, kept),
                None if ty.nullable => Picture::Made(Value::Null),
                None => Picture::Made(self.blank(ty)),
            };
        }
        match (&ty.ty, value) {
            (_, Value::Null) if !ty.nullable => Picture::Made(self.blank(ty)),
            (Type::List(item), Value::Array(items)) => {
                Picture::List(items.iter().filter_map(|value| self.item(item, value)).collect())
            }
            (Type::Map(of), Value::Object(entries)) => {
                let entries = entries.iter();
                Picture::Object(entries.map(|(key, it)| (&**key, self.value(of, it))).collect())
            }
            (ty, Value::Object(kept)) => match self.api.types.object(ty) {
                Some((_, object)) => self.object(object, kept.into()),
                None => Picture::Kept(value),
            },
            _ => Picture::Kept(value),
        }
    }

    /// An item of a list; none where it names a thing that is no more.
    fn item(self, ty: &Use, value: &'a Value) -> Option<Picture<'a>> {
        match self.named(&ty.ty, value) {
            Some((kinds, key)) => {
                let (kind, kept) = self.state.find(kinds, &key)?;
                Some(self.found(&ty.ty, kind, key, kept))
            }
            None => Some(self.value(ty, value)),
        }
    }

    /// The key of a thing that is shown in its place, and what kinds of thing that may be.
    fn named(self, ty: &Type, value: &Value) -> Option<(&'a [Kind], Key)> {
        let kinds = self.api.shows(ty)?;
        Some((kinds, Key::of(value)?))
    }

    /// What is kept and is no thing, as an object shows it.
    pub(crate) fn object(self, object: &'a Object, kept: Parts<'a>) -> Picture<'a> {
        Picture::Seen(Seen { shown: self, object, kept, thing: None })
    }

    /// What there is one of, which has no key. Fields that follow from things follow from all of these.
    pub(crate) fn alone(self, object: &'a Object, kept: Parts<'a>) -> Picture<'a> {
        let mut entries = Vec::with_capacity(object.fields.len());
        let seen = Seen { shown: self, object, kept, thing: None };
        seen.each_field(&mut |name, picture| entries.push((name.text(), picture)));
        for field in object.fields.iter().filter(|field| field.read) {
            let Some(Is::From { kind: Some(kind), field: None, .. }) = &field.is else { continue };
            let found = self.from(field, &Key::Number(0), *kind, None, kept);
            let place = entries.iter_mut().find(|(name, _)| *name == field.name);
            if let Some(((_, place), found)) = place.zip(found) {
                *place = found;
            }
        }
        Picture::Object(entries)
    }

    fn field(
        self,
        field: &'a Field,
        kept: &mut InOrder<'a>,
        thing: Option<&Sight>,
    ) -> Option<Picture<'a>> {
        if let Some(&Sight { kind, ref key, .. }) = thing {
            if let Some(derived) = self.derived(field, kind, key, kept.all) {
                return Some(derived);
            }
        }
        match (kept.get(&field.name), thing) {
            (Some(value), _) => Some(self.value(&field.ty, value)),
            (None, Some(&Sight { kind, ref key, .. })) if field.address => {
                Some(Picture::Made(self.address(field, kind, key, kept.all)))
            }
            (None, _) if field.optional => None,
            (None, _) => Some(Picture::Made(self.blank(&field.ty))),
        }
    }

    /// What a field follows from, if it is not kept itself.
    fn derived(self, field: &Field, kind: Kind, key: &Key, kept: Parts<'a>) -> Option<Picture<'a>> {
        match field.is.as_ref()? {
            Is::Path(path) => {
                let found = self.walk(Some(&Type::Named(self.api.things[kind].ty)), kept, path);
                Some(match found.into_iter().next() {
                    Some(Cow::Borrowed(found)) => self.value(&field.ty, found),
                    Some(Cow::Owned(found)) => Picture::Made(self.value(&field.ty, &found).into()),
                    None => Picture::Made(self.value(&field.ty, &Value::Null).into()),
                })
            }
            Is::FirstWord(name) => Some(Picture::Made(word(kept, name, |mut words| words.next()))),
            Is::LastWord(name) => {
                Some(Picture::Made(word(kept, name, |words| words.skip(1).last())))
            }
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
        kept: Parts<'a>,
    ) -> Option<Picture<'a>> {
        let shelf = &self.state.shelves[kind];
        let keys: Vec<&Key> = match by {
            Some(by) => shelf.naming(by, key)?.iter().collect(),
            None => shelf.keys().collect(),
        };
        match &field.ty.ty {
            Type::List(item) => {
                let things = keys.into_iter().map(|key| self.thing(&item.ty, kind, key));
                Some(Picture::List(things.collect()))
            }
            Type::Int => Some(Picture::Made(Value::from(keys.len()))),
            Type::Time => {
                let made = &self.api.keeping.made;
                let times = keys.into_iter().filter_map(|key| shelf.get(key)?.get(made));
                let times = times.filter(|time| time.is_string());
                let latest = times.max_by_key(|time| time.as_str()).or(kept.get(&field.name));
                Some(latest.map_or(Picture::Made(Value::Null), Picture::Kept))
            }
            ty => Some(match keys.first() {
                Some(key) => self.thing(ty, kind, key),
                None => Picture::Made(Value::Null),
            }),
        }
    }

    /// Where a thing is read.
    fn address(self, field: &Field, kind: Kind, key: &Key, kept: Parts<'_>) -> Value {
        let thing = &self.api.things[kind];
        let mut path = thing.path.replace(&format!("{{{}}}", thing.key), &key.to_string());
        for (name, value) in kept.iter() {
            // Most things stand in no other.
            if !path.contains('{') {
                break;
            }
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
                Shape::Object(object) => self.object(object, (&Map::new()).into()).into(),
                Shape::Union { .. } => json!({}),
            },
        }
    }

    /// A copy of all that a path leads to from a thing.
    pub(crate) fn at(self, kind: Kind, key: &Key, path: &str) -> Vec<Value> {
        self.all_at(kind, key, path).into_iter().map(Cow::into_owned).collect()
    }

    /// All that a path leads to from a thing, as it is kept; the things that it leads through are read.
    pub(crate) fn all_at(self, kind: Kind, key: &Key, path: &str) -> Vec<Cow<'a, Value>> {
        let Some(row) = self.state.thing(kind, key) else { return Vec::new() };
        let kept = Parts::from(row);
        let head = path.split('.').next().unwrap_or_default();
        let field = self.api.object_of(kind).field(head);
        if let Some(derived) = field.and_then(|field| self.derived(field, kind, key, kept)) {
            let kept = Map::from_iter([(head.to_owned(), derived.into())]);
            let found = self.walk(None, (&kept).into(), path).into_iter();
            return found.map(|value| Cow::Owned(value.into_owned())).collect();
        }
        self.walk(Some(&Type::Named(self.api.things[kind].ty)), kept, path)
    }

    /// All that a path leads to from an object.
    pub(crate) fn walk(
        self,
        ty: Option<&Type>,
        kept: Parts<'a>,
        path: &str,
    ) -> Vec<Cow<'a, Value>> {
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
        let Some(rest) = rest else { return values.into_iter().map(Cow::Borrowed).collect() };
        values.into_iter().flat_map(|value| self.further(ty, value, rest)).collect()
    }

    fn further(self, ty: Option<&Type>, value: &'a Value, rest: &str) -> Vec<Cow<'a, Value>> {
        if let Some((kinds, key)) = ty.and_then(|ty| self.named(ty, value)) {
            return match self.state.find(kinds, &key) {
                // The key of a thing is what names it.
                Some((kind, _)) if self.api.things[kind].key == rest => vec![Cow::Borrowed(value)],
                Some((kind, _)) => self.all_at(kind, &key, rest),
                None => Vec::new(),
            };
        }
        match value {
            Value::Object(kept) => self.walk(ty, kept.into(), rest),
            _ => Vec::new(),
        }
    }
}

impl<'a> Seen<'a> {
    /// Tells of each field and how it is shown, in the order in which fields are shown.
    pub(crate) fn each_field(&self, tell: &mut dyn FnMut(Name<'a>, Picture<'a>)) {
        let object = self.object;
        let mut kept = InOrder { all: self.kept, ahead: self.kept.iter() };
        for field in object.fields.iter().filter(|field| field.read) {
            if let Some(value) = self.shown.field(field, &mut kept, self.thing.as_ref()) {
                tell(Name::Known(field), value);
            }
        }
        if object.open {
            for (name, value) in self.kept.iter() {
                if object.field(name).is_none_or(|field| !field.read) {
                    tell(Name::Other(name), Picture::Kept(value));
                }
            }
        }
    }
}

/// Finds what is kept by its names, which mostly stand in the order in which they are asked for: looking there first is quicker
/// than looking everywhere.
struct InOrder<'a> {
    all: Parts<'a>,
    ahead: Iter<'a>,
}

impl<'a> InOrder<'a> {
    /// So many names may stand between two that are asked for one after the other.
    const NEAR: usize = 4;

    fn get(&mut self, name: &str) -> Option<&'a Value> {
        let mut ahead = self.ahead.clone();
        if let Some((_, value)) = ahead.by_ref().take(Self::NEAR).find(|(near, _)| *near == name) {
            self.ahead = ahead;
            return Some(value);
        }
        self.all.get(name)
    }
}

fn word<'k>(
    kept: Parts<'k>,
    name: &str,
    pick: impl Fn(SplitWhitespace<'k>) -> Option<&'k str>,
) -> Value {
    match kept.get(name) {
        Some(Value::String(text)) => json!(pick(text.split_whitespace()).unwrap_or_default()),
        _ => Value::Null,
    }
}
