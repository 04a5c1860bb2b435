//! Deeds on many things at once: changing, deleting, merging, marking.

use serde_json::{Map, Value, json};

use super::{Done, fields, sent};
use crate::api::{Body, Kind};
use crate::call::{Asked, Call};
use crate::key::Key;
use crate::refusal::{Fault, Refusal};
use crate::shelf::named;
use crate::table::Mark;
use crate::types::{Type, Use};

impl Call<'_> {
    pub(super) fn update_many(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        each: &str,
        all: bool,
    ) -> Result<Done, Refusal> {
        let (list, value) = match &asked.operation.body {
            Body::Whole(ty) => (ty.clone(), asked.body.clone()),
            _ => {
                self.check_fields(asked, kind)?;
                let field = fields(asked).field(each).map(|field| field.given().clone());
                (field.unwrap_or(ANY), asked.body.get(each).cloned().unwrap_or_default())
            }
        };
        if let Some(fault) = self.api.types.misfit_with(&list, &value) {
            return Err(self.failed("update", kind, fault));
        }
        let Type::List(item) = &list.ty else { return Ok(Done::Nothing) };
        let Some((_, object)) = self.api.types.object(&item.ty) else { return Ok(Done::Nothing) };
        let key_field = self.api.things[kind].key.clone();
        let items: Vec<&Map<_, _>> =
            value.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        let keys = items.iter().map(|sent| {
            let key = sent.get(&key_field).and_then(Key::of).ok_or_else(Refusal::missing)?;
            self.state.thing(kind, &key).map(|_| key).ok_or_else(Refusal::missing)
        });
        let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
        for (key, sent) in keys.iter().zip(items) {
            self.update(kind, key, object, sent)?;
        }
        let shown = if all { self.state.shelves[kind].keys().cloned().collect() } else { keys };
        let items = self.items(asked, kind, &shown);
        Ok(self.piece(asked, items))
    }

    pub(super) fn delete_many(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        each: &str,
    ) -> Result<Done, Refusal> {
        self.check_fields(asked, kind)?;
        let keys = named(sent(asked)?.get(each));
        for key in keys
            .iter()
            .filter(|key| self.state.thing(kind, key).is_some())
            .cloned()
            .collect::<Vec<_>>()
        {
            self.delete(kind, &key);
        }
        Ok(Done::Nothing)
    }

    /// Folds things into one: what the others have and the one lacks goes over to it, and whatever named the others names the
    /// one.
    pub(super) fn merge(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        into: &str,
        from: &str,
    ) -> Result<Done, Refusal> {
        let into = self.argument_keys(asked, into).pop().ok_or_else(Refusal::missing)?;
        let from = self.argument_keys(asked, from);
        for key in from.iter().chain([&into]) {
            self.state.thing(kind, key).ok_or_else(Refusal::missing)?;
        }
        if from.contains(&into) {
            let fault = Fault::new("A thing cannot be merged into itself.");
            return Err(self.failed("merge", kind, fault));
        }
        for key in &from {
            self.fold(kind, key, &into);
        }
        let own = self.api.types.misfit(fields(asked), sent(asked)?).is_none();
        let says_more =
            sent(asked)?.keys().any(|name| self.api.object_of(kind).field(name).is_some());
        if own && says_more {
            self.update(kind, &into, fields(asked), sent(asked)?)?;
        }
        self.tell(kind, &into, "merged");
        Ok(self.answer(asked, kind, &into))
    }

    fn fold(&mut self, kind: Kind, from: &Key, into: &Key) {
        let Some(taken) = self.state.shelves[kind].take(from) else { return };
        let Some(before) = self.state.copy(kind, into) else { return };
        let mut kept = before.clone();
        for (name, value) in taken {
            match (kept.get_mut(&name), value) {
                (Some(Value::Array(items)), Value::Array(more)) => {
                    let more: Vec<Value> =
                        more.into_iter().filter(|it| !items.contains(it)).collect();
                    items.extend(more);
                }
                (Some(Value::Object(entries)), Value::Object(more)) => {
                    for (key, value) in more {
                        entries.entry(key).or_insert(value);
                    }
                }
                (None | Some(Value::Null), value) => drop(kept.insert(name, value)),
                _ => {}
            }
        }
        self.rename(kind, from, into);
        self.change(kind, into, &before, kept);
        self.state.merged.insert((kind, from.clone()), into.clone());
    }

    /// Lets everything that names one thing name another.
    fn rename(&mut self, kind: Kind, from: &Key, into: &Key) {
        for other in 0..self.api.things.len() {
            for field in &self.api.object_of(other).fields {
                let ty = match &field.ty.ty {
                    Type::List(item) => &item.ty,
                    ty => ty,
                };
                let kinds = self.api.shows(ty).or_else(|| self.api.names(ty));
                if !kinds.is_some_and(|kinds| kinds.contains(&kind)) {
                    continue;
                }
                let shelf = &mut self.state.shelves[other];
                let keys = shelf.naming(&field.name, from).cloned().unwrap_or_default();
                for key in keys {
                    let Some(mut kept) = shelf.take(&key) else { continue };
                    let value = kept.get_mut(&field.name);
                    value.into_iter().for_each(|value| renamed(value, from, into));
                    shelf.put(key, kept);
                }
            }
        }
    }

    pub(super) fn mark(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        mark: &Mark,
    ) -> Result<Done, Refusal> {
        let Some(each) = &mark.each else {
            let key = self.found(asked, kind)?;
            self.mark_one(kind, &key, mark);
            return Ok(self.answer(asked, kind, &key));
        };
        self.check_fields(asked, kind)?;
        let [done, already, missing] = mark.says.clone().unwrap_or_default();
        let key_field = self.api.things[kind].key.clone();
        let mut items = Vec::new();
        for key in self.argument_keys(asked, each) {
            let there = self.state.thing(kind, &key).is_some();
            let said = match (there, there && self.mark_one(kind, &key, mark)) {
                (false, _) => &missing,
                (true, true) => &done,
                (true, false) => &already,
            };
            items.push(json!({ (key_field.as_str()): key.value(), "status": said }));
        }
        Ok(self.piece(asked, items))
    }

    /// Marks a thing, or takes its mark away; whether that was not so before.
    fn mark_one(&mut self, kind: Kind, key: &Key, mark: &Mark) -> bool {
        let Some(before) = self.state.copy(kind, key) else { return false };
        let marked = before.get(&mark.at).is_some_and(|since| !since.is_null());
        if marked != mark.off {
            return false;
        }
        let mut kept = before.clone();
        kept.insert(mark.at.clone(), if mark.off { Value::Null } else { json!(self.now) });
        if let Some(by) = &mark.by {
            kept.insert(by.clone(), json!(self.caller.as_ref().map(Key::value)));
        }
        self.change(kind, key, &before, kept);
        true
    }

    /// The keys that an argument holds, wherever it stands.
    pub(super) fn argument_keys(&self, asked: &Asked<'_>, name: &str) -> Vec<Key> {
        if let Some((_, text)) = asked.path.iter().find(|(param, _)| *param == name) {
            return text.parse().map(Key::Number).into_iter().collect();
        }
        let query = named(asked.query.get(name));
        match &asked.body {
            Value::Object(sent) if query.is_empty() => named(sent.get(name)),
            _ => query,
        }
    }

    /// Refuses a body that does not fit.
    pub(super) fn check_fields(&self, asked: &Asked<'_>, kind: Kind) -> Result<(), Refusal> {
        match self.api.types.misfit(fields(asked), sent(asked)?) {
            Some(fault) => Err(self.failed("update", kind, fault)),
            None => Ok(()),
        }
    }
}

const ANY: Use = Use { ty: Type::Json, nullable: true };

fn renamed(value: &mut Value, from: &Key, into: &Key) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| renamed(item, from, into));
            let mut seen: Vec<Value> = Vec::new();
            items.retain(|item| {
                let is_first = !seen.contains(item);
                seen.push(item.clone());
                is_first
            });
        }
        value if Key::of(value).as_ref() == Some(from) => *value = into.value(),
        _ => {}
    }
}
