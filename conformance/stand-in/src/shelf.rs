//! All things of one kind, found by their key, by what is unique about them, by what they name, and in order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::key::{Key, Sort};

/// A thing as it is kept: other things stand in it by their keys.
pub(crate) type Kept = Map<String, Value>;

/// All things of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    things: BTreeMap<Key, Kept>,
    /// For each field by which lists can be sorted, the things in that order.
    orders: HashMap<String, BTreeSet<(Sort, Key)>>,
    /// For each field that names other things, those that name a key.
    naming: HashMap<String, HashMap<Key, BTreeSet<Key>>>,
    /// For each field that is unique, the thing that has a value.
    owners: HashMap<String, HashMap<String, Key>>,
}

impl Shelf {
    pub(crate) fn new(
        sorted: impl IntoIterator<Item = String>,
        naming: impl IntoIterator<Item = String>,
        unique: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            things: BTreeMap::new(),
            orders: sorted.into_iter().map(|field| (field, BTreeSet::new())).collect(),
            naming: naming.into_iter().map(|field| (field, HashMap::new())).collect(),
            owners: unique.into_iter().map(|field| (field, HashMap::new())).collect(),
        }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Kept> {
        self.things.get(key)
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> {
        self.things.keys()
    }

    /// Puts a thing in its place, in place of what had the key.
    pub(crate) fn put(&mut self, key: Key, thing: Kept) {
        self.take(&key);
        for (field, order) in &mut self.orders {
            order.insert((sort_of(&thing, field), key.clone()));
        }
        for (field, naming) in &mut self.naming {
            for named in named(&thing, field) {
                naming.entry(named).or_default().insert(key.clone());
            }
        }
        for (field, owners) in &mut self.owners {
            if let Some(value) = text_of(thing.get(field)) {
                owners.insert(value, key.clone());
            }
        }
        // A map that has grown has room for as much again, which adds up with many things.
        self.things.insert(key, thing.into_iter().collect());
    }

    pub(crate) fn take(&mut self, key: &Key) -> Option<Kept> {
        let thing = self.things.remove(key)?;
        for (field, order) in &mut self.orders {
            order.remove(&(sort_of(&thing, field), key.clone()));
        }
        for (field, naming) in &mut self.naming {
            for named in named(&thing, field) {
                if let Some(keys) = naming.get_mut(&named) {
                    keys.remove(key);
                }
            }
        }
        for (field, owners) in &mut self.owners {
            if let Some(value) = text_of(thing.get(field)) {
                owners.remove(&value);
            }
        }
        Some(thing)
    }

    /// The thing that has a value which no other has.
    pub(crate) fn owner(&self, field: &str, value: &Value) -> Option<&Key> {
        self.owners.get(field)?.get(&text_of(Some(value))?)
    }

    /// Those that name a key in a field, if that is a field which names things.
    pub(crate) fn naming(&self, field: &str, key: &Key) -> Option<&BTreeSet<Key>> {
        static NONE: BTreeSet<Key> = BTreeSet::new();
        Some(self.naming.get(field)?.get(key).unwrap_or(&NONE))
    }

    /// All in the order of a field, if that is one by which lists are sorted.
    pub(crate) fn order(&self, field: &str) -> Option<&BTreeSet<(Sort, Key)>> {
        self.orders.get(field)
    }
}

pub(crate) fn sort_of(thing: &Kept, field: &str) -> Sort {
    thing.get(field).map_or(Sort::Nothing, Sort::of)
}

/// The keys that stand in a field: one, or those of a list.
pub(crate) fn named(thing: &Kept, field: &str) -> Vec<Key> {
    match thing.get(field) {
        Some(Value::Array(items)) => items.iter().filter_map(Key::of).collect(),
        Some(value) => Key::of(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn text_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.to_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
