//! What the account keeps.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::api::{Api, Kind};
use crate::key::Key;
use crate::row::{Kept, Row};
use crate::shelf::Shelf;
use crate::table::Deed;
use crate::types::{Is, Type, TypeId, Use};

/// What the account keeps.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) shelves: Vec<Shelf>,
    /// What there is one of, by type.
    pub(crate) singles: HashMap<String, Kept>,
    /// The last number that was given to an id, by the sequence that it is taken from.
    pub(crate) sequences: HashMap<TypeId, i64>,
    /// What things that were merged are by now.
    pub(crate) merged: HashMap<(Kind, Key), Key>,
    /// Work that goes on: what of it is done.
    pub(crate) works: HashMap<(Kind, Key), Progress>,
    /// The files that were uploaded, by their paths.
    pub(crate) files: BTreeMap<String, StoredFile>,
}

/// How far work is.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    /// The operation that began it.
    pub(crate) operation: usize,
    pub(crate) left: Vec<Key>,
    pub(crate) done: usize,
}

/// A file that was uploaded.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) content_type: String,
    pub(crate) content: Vec<u8>,
}

impl State {
    /// An account with nothing in it.
    pub(crate) fn new(api: &Api) -> Self {
        let shelves = (0..api.things.len()).map(|kind| {
            let object = api.object_of(kind);
            let unique = object.fields.iter().filter(|field| field.unique);
            let unique = unique.map(|field| field.name.clone());
            Shelf::new(sorted(api, kind), naming(api, kind), unique)
        });
        Self {
            shelves: shelves.collect(),
            singles: HashMap::new(),
            sequences: HashMap::new(),
            merged: HashMap::new(),
            works: HashMap::new(),
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn thing(&self, kind: Kind, key: &Key) -> Option<&Row> {
        self.shelves[kind].get(key)
    }

    /// A copy of a thing, in hand.
    pub(crate) fn copy(&self, kind: Kind, key: &Key) -> Option<Kept> {
        self.thing(kind, key).map(Row::kept)
    }

    /// The thing that a key names, of one of several kinds.
    pub(crate) fn find(&self, kinds: &[Kind], key: &Key) -> Option<(Kind, &Row)> {
        kinds.iter().find_map(|kind| Some((*kind, self.thing(*kind, key)?)))
    }

    /// The next number of an id. Those that name things of several kinds have one sequence for these.
    pub(crate) fn next(&mut self, api: &Api, id: TypeId) -> i64 {
        let last = self.sequences.entry(api.sequence(id)).or_default();
        *last += 1;
        *last
    }

    /// Takes note of an id that did not come from here.
    pub(crate) fn pass(&mut self, api: &Api, id: TypeId, number: i64) {
        let last = self.sequences.entry(api.sequence(id)).or_default();
        *last = (*last).max(number);
    }
}

impl Api {
    /// The id whose sequence an id is taken from.
    fn sequence(&self, id: TypeId) -> TypeId {
        let kinds = self.keys.get(id).into_iter().flatten();
        let shared = kinds.filter_map(|kind| {
            self.keys.iter().position(|kinds| kinds.len() > 1 && kinds.contains(kind))
        });
        shared.min().unwrap_or(id)
    }
}

/// The fields by which lists of a kind are sorted, and that are kept as they are sorted.
fn sorted(api: &Api, kind: Kind) -> BTreeSet<String> {
    let mut fields = BTreeSet::from([api.keeping.made.clone()]);
    for operation in &api.operations {
        let of = match &operation.does {
            Deed::List { of, order: Some(order), .. } => (of, order.as_str()),
            _ => continue,
        };
        let param = operation.query.iter().find(|field| field.name == of.1);
        if *of.0 != api.things[kind].name {
            continue;
        }
        for value in param.into_iter().flat_map(|field| api.values(&field.ty.ty).unwrap_or(&[])) {
            let field = value.split(':').next().unwrap_or_default();
            let kept = api
                .object_of(kind)
                .field(field)
                .is_some_and(|field| !matches!(field.is, Some(Is::From { .. } | Is::Path(_))));
            if kept && !value.contains(',') {
                fields.insert(field.to_owned());
            }
        }
    }
    fields
}

/// The fields of a kind that name other things.
fn naming(api: &Api, kind: Kind) -> Vec<String> {
    let names = |ty: &Use| {
        let ty = match &ty.ty {
            Type::List(item) => &item.ty,
            ty => ty,
        };
        api.shows(ty).is_some() || api.names(ty).is_some()
    };
    let object = api.object_of(kind);
    let fields = object.fields.iter().filter(|field| field.name != api.things[kind].key);
    let fields = fields.filter(|field| field.is.is_none() && names(&field.ty));
    fields.map(|field| field.name.clone()).collect()
}

/// A value as a map; anything else is an empty one.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
