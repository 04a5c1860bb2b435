//! What is in an account before anybody calls it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::Kind;
use crate::call::Call;
use crate::key::Key;
use crate::moment;
use crate::state::object;
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
    /// The moment at which all of it is as it is written here, such as `2026-03-06T09:00:00Z`. An account that begins later shows
    /// its times so much later; without a moment they stay as they are.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Things, by the name of their type: each is read only when it is planted, since there may be very many.
    #[serde(default)]
    pub things: BTreeMap<String, Vec<Box<RawValue>>>,
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

/// Things that something else shows: they are looked for when all that is known for itself is there.
#[derive(Default)]
pub(crate) struct Met {
    all: Vec<Glimpse>,
    /// Where those of a key are: many things show the same one, and mostly in the same way.
    places: HashMap<Key, Vec<usize>>,
}

/// What something else shows of a thing.
struct Glimpse {
    kinds: Vec<Kind>,
    key: Key,
    shown: Map<String, Value>,
}

impl Met {
    fn note(&mut self, kinds: &[Kind], key: &Key, shown: &Map<String, Value>) {
        let places = self.places.entry(key.clone()).or_default();
        let is_known = |at: &usize| {
            self.all.get(*at).is_some_and(|it| it.kinds == kinds && it.shown == *shown)
        };
        if !places.iter().any(is_known) {
            places.push(self.all.len());
            let (kinds, key) = (kinds.to_vec(), key.clone());
            self.all.push(Glimpse { kinds, key, shown: shown.clone() });
        }
    }
}

/// What is shown, with each of its times so much later.
fn later(shown: Map<String, Value>, by: SignedDuration) -> Map<String, Value> {
    if by.is_zero() {
        return shown;
    }
    shown.into_iter().map(|(key, value)| (key, value_later(value, by))).collect()
}

fn value_later(shown: Value, by: SignedDuration) -> Value {
    match shown {
        Value::String(text) => moment::later(&text, by).unwrap_or(text).into(),
        Value::Array(items) => items.into_iter().map(|item| value_later(item, by)).collect(),
        Value::Object(entries) => later(entries, by).into(),
        other => other,
    }
}

impl Call<'_> {
    /// Puts into the account what a seed holds. Of the seed nothing is left over, since it is larger than what is kept of it.
    pub(crate) fn plant(&mut self, seed: Seed) -> Result<(), SeedError> {
        let mut met = Met::default();
        let now = self.now.parse::<Timestamp>().ok();
        let passed = seed.at.zip(now).map(|(at, now)| now.duration_since(at).as_secs());
        let passed = SignedDuration::from_secs(passed.unwrap_or_default());
        for (name, things) in seed.things {
            let kind = self.api.kind(&name).ok_or_else(|| {
                let known: Vec<&str> = self.api.things.iter().map(|it| it.name.as_str()).collect();
                SeedError(format!("there are no things `{name}`; there are {}", known.join(", ")))
            })?;
            for (at, thing) in things.into_iter().enumerate() {
                let place =
                    |_| SeedError(format!("things.{name}[{at}] is no object that can be read"));
                let shown = serde_json::from_str(thing.get()).map_err(place)?;
                self.absorb(kind, &later(shown, passed), &mut met);
            }
        }
        for (name, single) in seed.singles {
            self.state.singles.insert(name, later(object(single), passed));
        }
        self.meet(met);
        Ok(())
    }

    /// Takes in a thing as an answer shows it. What is known of it already stays.
    pub(crate) fn absorb(&mut self, kind: Kind, shown: &Map<String, Value>, met: &mut Met) {
        let thing = &self.api.things[kind];
        let key = match shown.get(&thing.key).and_then(Key::of) {
            Some(key) => key,
            None => self.number(thing.key_type),
        };
        self.note(thing.key_type, &key);
        let mut kept = self.state.copy(kind, &key).unwrap_or_default();
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
    fn kept(&mut self, ty: &Use, value: &Value, met: &mut Met) -> Value {
        let api = self.api;
        if let (Some(kinds), Value::Object(shown)) = (api.shows(&ty.ty), value) {
            let key = kinds.first().and_then(|kind| Key::of(shown.get(&api.things[*kind].key)?));
            if let Some(key) = key {
                let of_type = kinds.iter().find(|kind| Type::Named(api.things[**kind].ty) == ty.ty);
                match of_type {
                    Some(kind) => self.absorb(*kind, shown, met),
                    None => met.note(kinds, &key, shown),
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
    pub(crate) fn meet(&mut self, met: Met) {
        let mut further = Met::default();
        for Glimpse { kinds, key, shown } in met.all {
            let there = self.state.find(&kinds, &key).map(|(kind, _)| kind);
            if let Some(kind) = there.or(kinds.first().copied()) {
                self.absorb(kind, &shown, &mut further);
            }
        }
        if !further.all.is_empty() {
            self.meet(further);
        }
    }

    /// Takes note of an id, so that it is not given again.
    pub(crate) fn note(&mut self, id: TypeId, key: &Key) {
        if let Key::Number(number) = key {
            self.state.pass(self.api, id, *number);
        }
    }
}
