//! All things of one kind, found by their key, by what is unique about them, by what they name, and in order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::key::{Key, Sort};
use crate::row::{Kept, Names, Row};

/// All things of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    things: BTreeMap<Key, Row>,
    names: Names,
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
            names: Names::default(),
            orders: sorted.into_iter().map(|field| (field, BTreeSet::new())).collect(),
            naming: naming.into_iter().map(|field| (field, HashMap::new())).collect(),
            owners: unique.into_iter().map(|field| (field, HashMap::new())).collect(),
        }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Row> {
        self.things.get(key)
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> {
        self.things.keys()
    }

    /// Puts a thing in its place, in place of what had the key.
    pub(crate) fn put(&mut self, key: Key, thing: Kept) {
        self.take(&key);
        for (field, order) in &mut self.orders {
            order.insert((sort_of(thing.get(field)), key.clone()));
        }
        for (field, naming) in &mut self.naming {
            for named in named(thing.get(field)) {
                naming.entry(named).or_default().insert(key.clone());
            }
        }
        for (field, owners) in &mut self.owners {
            if let Some(value) = text_of(thing.get(field)) {
                owners.insert(value, key.clone());
            }
        }
        self.things.insert(key, self.names.row(thing));
    }

    pub(crate) fn take(&mut self, key: &Key) -> Option<Kept> {
        let thing = self.things.remove(key)?;
        for (field, order) in &mut self.orders {
            order.remove(&(sort_of(thing.get(field)), key.clone()));
        }
        for (field, naming) in &mut self.naming {
            for named in named(thing.get(field)) {
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
        Some(thing.kept())
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

pub(crate) fn sort_of(value: Option<&Value>) -> Sort {
    value.map_or(Sort::Nothing, Sort::of)
}

/// The keys that a field holds: one, or those of a list.
pub(crate) fn named(value: Option<&Value>) -> Vec<Key> {
    match value {
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
