//! How what is sent is kept: other things by their keys, times in one form, and what the account itself adds.

use serde_json::{Map, Value, json};

use crate::api::Kind;
use crate::call::Call;
use crate::key::Key;
use crate::moment;
use crate::refusal::Fault;
use crate::row::Kept;
use crate::types::{Field, Object, Shape, Type, TypeId, Use};

impl Call<'_> {
    /// A value as it is kept in a field; `within` is the thing that it becomes a part of.
    pub(crate) fn keep(
        &mut self,
        field: &Field,
        given: &Use,
        value: &Value,
        within: (Kind, &Key),
    ) -> Result<Value, Fault> {
        self.keep_as(&field.ty, given, value, within)
    }

    fn keep_as(
        &mut self,
        read: &Use,
        given: &Use,
        value: &Value,
        within: (Kind, &Key),
    ) -> Result<Value, Fault> {
        let api = self.api;
        if value.is_null() {
            return Ok(Value::Null);
        }
        if let Some(kinds) = api.shows(&read.ty) {
            return self.refer(kinds, value);
        }
        if let (Some(kinds), Some(key)) = (api.names(&read.ty), Key::of(value)) {
            let there = self.state.find(kinds, &key).is_some();
            return if there { Ok(value.clone()) } else { Err(no_such(&key)) };
        }
        match (&read.ty, &given.ty, value) {
            (Type::Map(entry), Type::List(item), Value::Array(items)) => {
                let mut entries = Map::new();
                for value in items {
                    let key = value.get("id").and_then(Key::of);
                    let kept = self.keep_as(entry, item, value, within)?;
                    if let Some(key) = key {
                        entries.insert(key.to_string(), kept);
                    }
                }
                Ok(entries.into())
            }
            (Type::List(read), Type::List(given), Value::Array(items)) => {
                let items = items.iter().map(|value| self.keep_as(read, given, value, within));
                Ok(Value::Array(items.collect::<Result<_, _>>()?))
            }
            (Type::Time, _, Value::String(text)) => Ok(json!(moment::normal(text))),
            (read, given, Value::Object(sent)) => {
                let read = api.types.object(read).map(|(_, object)| object);
                let given = api.types.object(given).map(|(_, object)| object);
                match (read, given) {
                    (Some(read), Some(given)) => self.part(read, given, sent, within),
                    _ => Ok(value.clone()),
                }
            }
            _ => Ok(value.clone()),
        }
    }

    /// An object that is a part of a thing.
    fn part(
        &mut self,
        read: &Object,
        given: &Object,
        sent: &Map<String, Value>,
        within: (Kind, &Key),
    ) -> Result<Value, Fault> {
        let mut kept = Map::new();
        for (name, value) in sent {
            let value = match (read.field(name), given.field(name)) {
                (Some(read), Some(given)) => {
                    let kept = self.keep_as(&read.ty, given.given(), value, within);
                    kept.map_err(|fault| fault.under(name))?
                }
                _ => value.clone(),
            };
            kept.insert(name.clone(), value);
        }
        for field in &read.fields {
            let default = given.field(&field.name).and_then(|field| field.default.clone());
            let value = default.or_else(|| self.added(field, within));
            if let Some(value) = value.filter(|_| !kept.contains_key(&field.name)) {
                kept.insert(field.name.clone(), value);
            }
        }
        Ok(kept.into())
    }

    /// What the account itself puts into a part of a thing: an id, the time, and the thing that it is a part of.
    fn added(&mut self, field: &Field, within: (Kind, &Key)) -> Option<Value> {
        if field.written {
            return None;
        }
        if field.name == self.api.keeping.made {
            return Some(json!(self.now));
        }
        if self.api.shows(&field.ty.ty).is_some_and(|kinds| kinds.contains(&within.0)) {
            return Some(within.1.value());
        }
        match &field.ty.ty {
            Type::Named(at) if field.name == "id" && self.api.names(&field.ty.ty).is_none() => {
                let is_id = matches!(self.api.types.shape_of(*at), Shape::Id { .. });
                is_id.then(|| self.number(*at).value())
            }
            _ => None,
        }
    }

    /// A key that nothing has yet.
    pub(crate) fn number(&mut self, id: TypeId) -> Key {
        let number = self.state.next(self.api, id);
        match self.api.types.shape_of(id) {
            Shape::Id { text: false, .. } => Key::Number(number),
            _ => Key::Text(format!("00000000-0000-4000-8000-{number:012}")),
        }
    }

    /// The key of a thing that is named by its key or by what is unique about it. Whoever is named by that alone and is not
    /// known yet is made.
    pub(crate) fn refer(&mut self, kinds: &[Kind], value: &Value) -> Result<Value, Fault> {
        let api = self.api;
        let Value::Object(sent) = value else {
            let key = Key::of(value).ok_or_else(|| Fault::new("Not a valid id."))?;
            let there = self.state.find(kinds, &key).is_some();
            return if there { Ok(key.value()) } else { Err(no_such(&key)) };
        };
        let key_field =
            kinds.first().map(|kind| api.things[*kind].key.as_str()).unwrap_or_default();
        if let Some(key) = sent.get(key_field).and_then(Key::of) {
            if key == Key::Number(0) {
                return Ok(Value::Null);
            }
            let there = self.state.find(kinds, &key).is_some();
            return if there { Ok(key.value()) } else { Err(no_such(&key).under(key_field)) };
        }
        for kind in kinds {
            for field in api.object_of(*kind).fields.iter().filter(|field| field.unique) {
                let value = sent.get(&field.name).unwrap_or(&Value::Null);
                if let Some(key) = self.state.shelves[*kind].owner(&field.name, value) {
                    return Ok(key.value());
                }
            }
        }
        match kinds.iter().find(|kind| self.is_told_by(**kind, sent)) {
            Some(kind) => {
                let key = self.make(*kind, sent);
                self.tell(*kind, &key, "created");
                Ok(key.value())
            }
            None => Ok(Value::Null),
        }
    }

    /// Whether something unique about a thing is said.
    fn is_told_by(&self, kind: Kind, sent: &Map<String, Value>) -> bool {
        let mut unique = self.api.object_of(kind).fields.iter().filter(|field| field.unique);
        unique.any(|field| sent.get(&field.name).is_some_and(|value| !value.is_null()))
    }

    /// Makes a thing of what is said of it in passing.
    pub(crate) fn make(&mut self, kind: Kind, sent: &Map<String, Value>) -> Key {
        let object = self.api.object_of(kind);
        let key = self.number(self.api.things[kind].key_type);
        let mut kept = Kept::new();
        for (name, value) in sent {
            let plain = object.field(name).is_some_and(|field| {
                !matches!(field.ty.ty, Type::List(_))
                    && self.api.types.object(&field.ty.ty).is_none()
            });
            if plain {
                kept.insert(name.clone(), value.clone());
            }
        }
        self.begin(kind, &key, &mut kept);
        self.state.shelves[kind].put(key.clone(), kept);
        key
    }
}

fn no_such(key: &Key) -> Fault {
    Fault::new(format!("{key} does not exist."))
}
