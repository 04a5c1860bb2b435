//! What is in an account before anybody calls it.

use std::collections::BTreeMap;
use std::fmt;

use gorgias_fixture::{Line, Received};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::{Answer, Kind};
use crate::ask;
use crate::call::Call;
use crate::key::Key;
use crate::shelf::Kept;
use crate::state::object;
use crate::table::Deed;
use crate::types::{Is, Shape, Type, TypeId, Use};

/// What is in an account before anybody calls it: things as answers show them, by the names of their types.
///
/// ```
/// let seed = gorgias_stand_in::Seed::parse(r#"{
///     "things": {"Tag": [{"id": 501, "name": "vip"}]},
///     "tokens": {"for-reading": ["tags:read"]}
/// }"#);
/// assert!(seed.is_ok());
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// Things, by the name of their type.
    #[serde(default)]
    pub things: BTreeMap<String, Vec<Value>>,
    /// What an account has one of, by the name of its type.
    #[serde(default)]
    pub singles: BTreeMap<String, Value>,
    /// Tokens, and the scopes that each of them has.
    #[serde(default)]
    pub tokens: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedError(String);

impl Seed {
    /// Reads a seed from JSON.
    ///
    /// # Errors
    ///
    /// The text is no seed.
    pub fn parse(json: &str) -> Result<Self, SeedError> {
        serde_json::from_str(json).map_err(|error| SeedError(format!("this is no seed: {error}")))
    }
}

impl std::error::Error for SeedError {}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A thing that something else shows: it is looked for when all that is known for itself is there.
struct Met {
    kinds: Vec<Kind>,
    key: Key,
    shown: Map<String, Value>,
}

impl Call<'_> {
    pub(crate) fn plant(&mut self, seed: &Seed) -> Result<(), SeedError> {
        let mut met = Vec::new();
        for (name, things) in &seed.things {
            let kind = self.api.kind(name).ok_or_else(|| {
                let known: Vec<&str> = self.api.things.iter().map(|it| it.name.as_str()).collect();
                SeedError(format!("there are no things `{name}`; there are {}", known.join(", ")))
            })?;
            for (at, thing) in things.iter().enumerate() {
                let place = || SeedError(format!("things.{name}[{at}] is no object"));
                let shown = thing.as_object().ok_or_else(place)?;
                self.absorb(kind, shown, &mut met);
            }
        }
        for (name, single) in &seed.singles {
            self.state.singles.insert(name.clone(), object(single.clone()));
        }
        self.meet(met);
        Ok(())
    }

    pub(crate) fn learn(&mut self, operation: &str, target: &str, answer: &Value) {
        let api = self.api;
        let Some(operation) = api.operations.iter().find(|it| it.id == operation) else { return };
        let mut met = Vec::new();
        let (ty, items) = match &operation.answer {
            Answer::Value(ty) => (ty, vec![answer]),
            Answer::List { of, under } => (of, list_in(answer, under)),
            Answer::Pages { of, by } => {
                let under = api.dialects.get(by).map(|dialect| dialect.items.as_str());
                (of, list_in(answer, under.unwrap_or_default()))
            }
            Answer::Nothing | Answer::File | Answer::Csv => return,
        };
        if let Deed::Single { of } = &operation.does {
            self.state.singles.entry(of.clone()).or_insert_with(|| object(answer.clone()));
        }
        let path = Line::read(target).path;
        let params = operation.matches(&path).unwrap_or_default();
        let place = params.iter().filter_map(|(name, text)| {
            Some(((*name).to_owned(), json!(text.parse::<i64>().ok()?)))
        });
        let place: Map<String, Value> = place.collect();
        let kind = api.shows(&ty.ty).and_then(<[_]>::first).copied();
        for shown in items.iter().filter_map(|item| item.as_object()) {
            let Some(kind) = kind else { continue };
            let mut shown = shown.clone();
            for (name, value) in &place {
                let is_field = api.object_of(kind).field(name).is_some();
                if is_field && *name != api.things[kind].key {
                    shown.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            self.absorb(kind, &shown, &mut met);
        }
        if let Deed::Part(part) = &operation.does {
            let owner = place.get(&part.by).and_then(Key::of).zip(api.kind(&part.of));
            if let Some((key, of)) = owner {
                self.meet(std::mem::take(&mut met));
                self.ensure(of, &key);
                self.learn_part(of, &key, &part.field, &items, &mut met);
            }
        }
        self.meet(met);
    }

    /// Learns what a part of a thing holds.
    fn learn_part(
        &mut self,
        kind: Kind,
        key: &Key,
        field: &str,
        items: &[&Value],
        met: &mut Vec<Met>,
    ) {
        let api = self.api;
        let Some(known) = api.object_of(kind).field(field) else { return };
        let Some(mut kept) = self.state.thing(kind, key).cloned() else { return };
        if kept.get(field).is_some_and(|part| !part.is_null()) {
            return;
        }
        let part = match &known.ty.ty {
            Type::Map(_) => {
                let mut entries = Map::new();
                for item in items {
                    let of = item.get("field");
                    if let (Some(of), Some(value)) =
                        (of.and_then(Value::as_object), item.get("value"))
                    {
                        let id = of.get("id").cloned().unwrap_or_default();
                        if let (Some(key), Some(kind)) = (Key::of(&id), api.kind("CustomField")) {
                            self.absorb(kind, of, met);
                            entries.insert(key.to_string(), json!({ "id": id, "value": value }));
                        }
                    }
                }
                Value::Object(entries)
            }
            Type::List(_) => items.iter().filter_map(|item| item.get("id").cloned()).collect(),
            _ => return,
        };
        kept.insert(field.to_owned(), part);
        self.state.shelves[kind].put(key.clone(), kept);
    }

    /// Makes sure that there is each thing that a request names.
    pub(crate) fn expect(&mut self, request: &Received) {
        let line = Line::read(&request.target);
        let Ok((_, operation)) = ask::route(self.api, &request.method, &line.path) else { return };
        let params = operation.matches(&line.path).unwrap_or_default();
        let mut place = Vec::new();
        for field in &operation.params {
            let text = params.iter().find(|(name, _)| *name == field.name).map(|(_, text)| *text);
            let kind = self.api.names(&field.ty.ty).and_then(<[_]>::first).copied();
            let (Some(text), Some(kind)) = (text, kind) else { continue };
            let key = Key::read(text, self.is_named_by_text(kind));
            let Some(key) = key.filter(|key| *key != Key::Number(0)) else { continue };
            self.ensure_in(kind, &key, &place);
            place.push((field.name.clone(), key.value()));
        }
        for field in &operation.query {
            let texts = line.query.get(&field.name).into_iter().flatten();
            for key in texts.filter_map(|text| Key::read(text, false)) {
                self.ensure_named(&field.ty.ty, &key.value());
            }
        }
        let body = request.json().unwrap_or_default();
        match &operation.body {
            crate::api::Body::Fields(fields) => {
                for (name, value) in body.as_object().into_iter().flatten() {
                    if let Some(field) = fields.field(name) {
                        self.ensure_within(&field.given().ty, value);
                    }
                }
            }
            crate::api::Body::Whole(ty) => self.ensure_within(&ty.ty, &body),
            _ => {}
        }
    }

    fn ensure_within(&mut self, ty: &Type, value: &Value) {
        let api = self.api;
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                items.iter().for_each(|value| self.ensure_within(&item.ty, value));
            }
            (ty, Value::Object(sent)) => {
                for (name, value) in sent {
                    let object = api.types.object(ty).map(|(_, object)| object);
                    if let Some(field) = object.and_then(|object| object.field(name)) {
                        self.ensure_within(&field.given().ty, value);
                    }
                }
            }
            (ty, value) => self.ensure_named(ty, value),
        }
    }

    fn ensure_named(&mut self, ty: &Type, value: &Value) {
        let ty = if let Type::List(item) = ty { &item.ty } else { ty };
        let kinds = self.api.names(ty).map(<[_]>::to_vec).unwrap_or_default();
        let (Some(kind), Some(key)) = (kinds.first(), Key::of(value)) else { return };
        if self.state.find(&kinds, &key).is_none() && key != Key::Number(0) {
            self.ensure(*kind, &key);
        }
    }

    fn ensure(&mut self, kind: Kind, key: &Key) {
        self.ensure_in(kind, key, &[]);
    }

    /// Puts a thing there of which nothing is known but its key and what it stands in.
    fn ensure_in(&mut self, kind: Kind, key: &Key, place: &[(String, Value)]) {
        if self.state.thing(kind, key).is_some() {
            return;
        }
        let fields = self.api.object_of(kind);
        let place = place.iter().filter(|(name, _)| fields.field(name).is_some());
        let mut kept: Kept = place.cloned().collect();
        self.begin(kind, key, &mut kept);
        self.note(self.api.things[kind].key_type, key);
        self.state.shelves[kind].put(key.clone(), kept);
    }

    fn is_named_by_text(&self, kind: Kind) -> bool {
        let shape = self.api.types.shape_of(self.api.things[kind].key_type);
        !matches!(shape, Shape::Id { text: false, .. })
    }

    /// Takes in a thing as an answer shows it. What is known of it already stays.
    fn absorb(&mut self, kind: Kind, shown: &Map<String, Value>, met: &mut Vec<Met>) {
        let thing = &self.api.things[kind];
        let key = match shown.get(&thing.key).and_then(Key::of) {
            Some(key) => key,
            None => self.number(thing.key_type),
        };
        self.note(thing.key_type, &key);
        let mut kept = self.state.thing(kind, &key).cloned().unwrap_or_default();
        kept.insert(thing.key.clone(), key.value());
        for (name, value) in shown {
            let Some(field) = self.api.object_of(kind).field(name) else { continue };
            let unknown = kept.get(name).is_none_or(Value::is_null);
            match &field.is {
                Some(Is::From { .. }) => drop(self.kept(&field.ty, value, met)),
                Some(Is::Path(_) | Is::FirstWord(_) | Is::LastWord(_)) => {}
                _ if unknown => {
                    let value = self.kept(&field.ty, value, met);
                    kept.insert(name.clone(), value);
                }
                _ => {}
            }
        }
        self.state.shelves[kind].put(key, kept);
    }

    /// A value as it is kept; the things that it shows are met.
    fn kept(&mut self, ty: &Use, value: &Value, met: &mut Vec<Met>) -> Value {
        let api = self.api;
        if let (Some(kinds), Value::Object(shown)) = (api.shows(&ty.ty), value) {
            let key = kinds.first().and_then(|kind| Key::of(shown.get(&api.things[*kind].key)?));
            if let Some(key) = key {
                let of_type = kinds.iter().find(|kind| Type::Named(api.things[**kind].ty) == ty.ty);
                match of_type {
                    Some(kind) => self.absorb(*kind, shown, met),
                    None => met.push(Met {
                        kinds: kinds.to_vec(),
                        key: key.clone(),
                        shown: shown.clone(),
                    }),
                }
                return key.value();
            }
        }
        if let (Type::Named(at), Some(key)) = (&ty.ty, Key::of(value)) {
            if matches!(api.types.shape_of(*at), Shape::Id { .. }) {
                self.note(*at, &key);
            }
        }
        match (&ty.ty, value) {
            (Type::List(item), Value::Array(items)) => {
                items.iter().map(|value| self.kept(item, value, met)).collect()
            }
            (Type::Map(of), Value::Object(entries)) => {
                let entries = entries.iter();
                entries.map(|(key, value)| (key.clone(), self.kept(of, value, met))).collect()
            }
            (ty, Value::Object(shown)) => {
                let Some((_, object)) = api.types.object(ty) else { return value.clone() };
                let fields = shown.iter().map(|(name, value)| {
                    let value = match object.field(name) {
                        Some(field) => self.kept(&field.ty, value, met),
                        None => value.clone(),
                    };
                    (name.clone(), value)
                });
                fields.collect()
            }
            _ => value.clone(),
        }
    }

    /// Puts those who were only met where they belong.
    fn meet(&mut self, met: Vec<Met>) {
        let mut further = Vec::new();
        for Met { kinds, key, shown } in met {
            let there = self.state.find(&kinds, &key).map(|(kind, _)| kind);
            if let Some(kind) = there.or(kinds.first().copied()) {
                self.absorb(kind, &shown, &mut further);
            }
        }
        if !further.is_empty() {
            self.meet(further);
        }
    }

    /// Takes note of an id, so that it is not given again.
    fn note(&mut self, id: TypeId, key: &Key) {
        if let Key::Number(number) = key {
            self.state.pass(self.api, id, *number);
        }
    }
}

fn list_in<'v>(answer: &'v Value, under: &str) -> Vec<&'v Value> {
    let list = answer.as_array().or_else(|| answer.get(under)?.as_array());
    list.into_iter().flatten().collect()
}
