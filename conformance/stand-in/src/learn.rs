//! Learning from what a real account answered.

use gorgias_fixture::Line;
use serde_json::{Map, Value, json};

use crate::api::{Answer, Kind};
use crate::call::Call;
use crate::key::Key;
use crate::seed::Met;
use crate::state::object;
use crate::table::Deed;
use crate::types::{Type, Use};

impl Call<'_> {
    pub(crate) fn learn(&mut self, operation: &str, target: &str, answer: &Value) {
        let api = self.api;
        let Some(operation) = api.operations.iter().find(|it| it.id == operation) else { return };
        let mut met = Met::default();
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
                self.learn_part((of, &key), &part.field, ty, &items, &mut met);
            }
        }
        self.meet(met);
    }

    /// Learns what a part of a thing holds.
    fn learn_part(
        &mut self,
        (kind, key): (Kind, &Key),
        field: &str,
        item: &Use,
        items: &[&Value],
        met: &mut Met,
    ) {
        let Some(known) = self.api.object_of(kind).field(field) else { return };
        let Some(mut kept) = self.state.copy(kind, key) else { return };
        if kept.get(field).is_some_and(|part| !part.is_null()) {
            return;
        }
        let part = match &known.ty.ty {
            Type::Map(entry) => self.learn_values(entry, item, items, met),
            Type::List(_) => items.iter().filter_map(|item| item.get("id").cloned()).collect(),
            _ => return,
        };
        kept.insert(field.to_owned(), part);
        self.state.shelves[kind].put(key.clone(), kept);
    }

    /// Learns values by what they are values of.
    fn learn_values(&mut self, entry: &Use, item: &Use, items: &[&Value], met: &mut Met) -> Value {
        let object = self.api.types.object(&item.ty).map(|(_, object)| object);
        let Some((of, kind)) = object.and_then(|object| self.beside(object)) else {
            return Value::Null;
        };
        let (of, value_name) = (of.to_owned(), self.value_name(entry).to_owned());
        let mut entries = Map::new();
        for item in items {
            let Some(shown) = item.get(&of).and_then(Value::as_object) else { continue };
            let Some(key) = shown.get(&self.api.things[kind].key).and_then(Key::of) else {
                continue;
            };
            self.absorb(kind, shown, met);
            let value = item.get(&value_name).cloned().unwrap_or_default();
            let kept = json!({ "id": key.value(), (value_name.as_str()): value });
            entries.insert(key.to_string(), kept);
        }
        entries.into()
    }

    pub(crate) fn forget(&mut self, operation: &str, key: &Key) {
        let operation = self.api.operations.iter().find(|it| it.id == operation);
        let of = operation.and_then(|operation| match &operation.does {
            Deed::Create { of, .. } | Deed::Read { of } => self.api.kind(of),
            _ => None,
        });
        if let Some(kind) = of {
            self.state.shelves[kind].take(key);
        }
    }
}

fn list_in<'v>(answer: &'v Value, under: &str) -> Vec<&'v Value> {
    let list = answer.as_array().or_else(|| answer.get(under)?.as_array());
    list.into_iter().flatten().collect()
}
