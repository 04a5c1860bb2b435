//! Making, changing and deleting things, and telling of it.

use serde_json::{Map, Value, json};

use crate::api::{Api, Kind};
use crate::call::{Call, words};
use crate::key::Key;
use crate::refusal::{Fault, Refusal};
use crate::row::Kept;
use crate::types::{Is, Object, Starts, Type};

impl Call<'_> {
    /// Makes a thing of what a body says and of the place that the path says.
    pub(crate) fn create(
        &mut self,
        kind: Kind,
        body: &Object,
        sent: &Map<String, Value>,
        place: &[(String, Value)],
    ) -> Result<Key, Refusal> {
        if let Some(fault) = self.api.types.misfit(body, sent) {
            return Err(self.failed("create", kind, fault));
        }
        let mut sent = sent.clone();
        for field in &body.fields {
            if let Some(default) = field.default.as_ref() {
                sent.entry(field.name.clone()).or_insert_with(|| default.clone());
            }
        }
        let key = self.number(self.api.things[kind].key_type);
        let mut kept = place.iter().cloned().collect::<Kept>();
        self.write(kind, &key, body, &sent, &mut kept)
            .map_err(|fault| self.failed("create", kind, fault))?;
        self.begin(kind, &key, &mut kept);
        self.check_unique(kind, &key, &kept)?;
        self.state.shelves[kind].put(key.clone(), kept);
        self.create_parts(kind, &key, body, &sent)?;
        self.tell(kind, &key, "created");
        Ok(key)
    }

    /// Changes what a body says of a thing; what it leaves out stays.
    pub(crate) fn update(
        &mut self,
        kind: Kind,
        key: &Key,
        body: &Object,
        sent: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        if let Some(fault) = self.api.types.misfit(body, sent) {
            return Err(self.failed("update", kind, fault));
        }
        let before = self.state.copy(kind, key).ok_or_else(Refusal::missing)?;
        let mut kept = before.clone();
        self.write(kind, key, body, sent, &mut kept)
            .map_err(|fault| self.failed("update", kind, fault))?;
        self.check_unique(kind, key, &kept)?;
        self.change(kind, key, &before, kept);
        Ok(())
    }

    /// Puts a changed thing in its place, and tells of it.
    pub(crate) fn change(&mut self, kind: Kind, key: &Key, before: &Kept, mut kept: Kept) {
        let changed = &self.api.keeping.changed;
        if self.api.object_of(kind).field(changed).is_some() {
            kept.insert(changed.clone(), json!(self.now));
        }
        self.settle(kind, &mut kept);
        let words = self.api.happenings(kind, before, &kept);
        self.state.shelves[kind].put(key.clone(), kept);
        for word in words {
            self.tell(kind, key, &word);
        }
    }

    /// Takes a thing away, with all that stands in it.
    pub(crate) fn delete(&mut self, kind: Kind, key: &Key) {
        self.state.shelves[kind].take(key);
        for (part, by) in self.api.parts_of(kind) {
            let keys = self.state.shelves[part].naming(&by, key).cloned().unwrap_or_default();
            for key in keys {
                self.state.shelves[part].take(&key);
            }
        }
        self.tell(kind, key, "deleted");
    }

    /// Writes what is sent into a thing.
    fn write(
        &mut self,
        kind: Kind,
        key: &Key,
        body: &Object,
        sent: &Map<String, Value>,
        kept: &mut Kept,
    ) -> Result<(), Fault> {
        for (name, value) in sent {
            let Some(field) = self.api.object_of(kind).field(name).filter(|field| field.read)
            else {
                continue;
            };
            if matches!(field.is, Some(Is::From { .. })) && matches!(field.ty.ty, Type::List(_)) {
                continue;
            }
            let given = body.field(name).map_or(field.given(), |field| field.given());
            let value = self.keep(field, given, value, (kind, key));
            kept.insert(name.clone(), value.map_err(|fault| fault.under(name))?);
        }
        Ok(())
    }

    /// What a thing has when it is made.
    pub(crate) fn begin(&mut self, kind: Kind, key: &Key, kept: &mut Kept) {
        let keeping = &self.api.keeping;
        let thing = &self.api.things[kind];
        kept.insert(thing.key.clone(), key.value());
        for field in &self.api.object_of(kind).fields {
            let starts = match field.starts {
                Some(Starts::Now) => Some(json!(self.now)),
                Some(Starts::Caller) => self.caller.as_ref().map(Key::value),
                None if field.name == keeping.made => Some(json!(self.now)),
                None if field.name == keeping.changed && !field.ty.nullable => {
                    Some(json!(self.now))
                }
                None => None,
            };
            let unsaid = kept.get(&field.name).is_none_or(Value::is_null);
            if let Some(value) = starts.filter(|_| unsaid) {
                kept.insert(field.name.clone(), value);
            }
        }
        self.settle(kind, kept);
    }

    /// Notes since when something is so.
    fn settle(&self, kind: Kind, kept: &mut Kept) {
        for field in &self.api.object_of(kind).fields {
            let Some(Is::Since(of, value)) = &field.is else { continue };
            let is_so = kept.get(of).and_then(Value::as_str) == Some(value);
            let known = kept.get(&field.name).is_some_and(|since| !since.is_null());
            match (is_so, known) {
                (true, false) => drop(kept.insert(field.name.clone(), json!(self.now))),
                (false, true) => drop(kept.insert(field.name.clone(), Value::Null)),
                _ => {}
            }
        }
    }

    fn check_unique(&self, kind: Kind, key: &Key, kept: &Kept) -> Result<(), Refusal> {
        for field in self.api.object_of(kind).fields.iter().filter(|field| field.unique) {
            let value = kept.get(&field.name).unwrap_or(&Value::Null);
            let owner = self.state.shelves[kind].owner(&field.name, value);
            if owner.is_some_and(|owner| owner != key) {
                let noun = self.noun(kind);
                let message = format!("A {noun} with this {} already exists.", field.name);
                return Err(Refusal::new(409, message));
            }
        }
        Ok(())
    }

    /// Makes the things that a body lists and that are to stand in the one that it makes.
    fn create_parts(
        &mut self,
        kind: Kind,
        key: &Key,
        body: &Object,
        sent: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let api = self.api;
        for (name, value) in sent {
            let field = api.object_of(kind).field(name);
            let Some(Is::From { kind, field: Some(by), .. }) =
                field.and_then(|field| field.is.as_ref())
            else {
                continue;
            };
            let given = body.field(name).map(|field| &field.given().ty);
            let (Some(part), Some(Type::List(item)), Value::Array(items)) = (*kind, given, value)
            else {
                continue;
            };
            let Some((_, object)) = api.types.object(&item.ty) else { continue };
            for sent in items.iter().filter_map(Value::as_object) {
                self.create(part, object, sent, &[(by.clone(), key.value())])?;
            }
        }
        Ok(())
    }

    /// Writes into the journal what happened to a thing, if the journal has a word for it.
    pub(crate) fn tell(&mut self, kind: Kind, key: &Key, what: &str) {
        let api = self.api;
        let Some(journal) = &api.keeping.journal else { return };
        let Some(of) = api.kind(&journal.of).filter(|of| *of != kind) else { return };
        let name = &api.things[kind].name;
        let called = journal.calls.get(name).unwrap_or(name);
        let word = format!("{}-{what}", words(called).join("-"));
        let object = api.object_of(of);
        let known = object.field(&journal.what).and_then(|field| api.values(&field.ty.ty));
        if known.is_some_and(|known| !known.contains(&word)) {
            return;
        }
        let mut kept = Kept::from_iter([
            (journal.what.clone(), json!(word)),
            (journal.kind.clone(), json!(called)),
            (journal.id.clone(), key.value()),
            (journal.who.clone(), self.caller.as_ref().map(Key::value).unwrap_or_default()),
        ]);
        let event = self.number(api.things[of].key_type);
        self.begin(of, &event, &mut kept);
        self.state.shelves[of].put(event, kept);
    }
}

impl Api {
    /// The kinds of thing that stand in things of a kind, and the field that says in which.
    fn parts_of(&self, kind: Kind) -> Vec<(Kind, String)> {
        let fields = &self.object_of(kind).fields;
        let parts = fields.iter().filter_map(|field| match &field.is {
            Some(Is::From { kind: Some(part), field: Some(by), .. })
                if matches!(field.ty.ty, Type::List(_)) =>
            {
                let part = *part;
                self.things[part].path.contains(&format!("{{{by}}}")).then(|| (part, by.clone()))
            }
            _ => None,
        });
        parts.collect()
    }

    /// What a journal could call a change: a value that something has by now, what was added and taken away, and that
    /// something was changed at all.
    fn happenings(&self, kind: Kind, before: &Kept, after: &Kept) -> Vec<String> {
        let mut words = Vec::new();
        for field in &self.object_of(kind).fields {
            let (old, new) = (before.get(&field.name), after.get(&field.name));
            if old == new || field.name == self.keeping.changed {
                continue;
            }
            match (old, new) {
                (_, Some(Value::String(value))) if self.values(&field.ty.ty).is_some() => {
                    words.push(value.clone());
                }
                (old, Some(Value::Array(new))) => {
                    let none = Vec::new();
                    let old = old.and_then(Value::as_array).unwrap_or(&none);
                    if new.iter().any(|item| !old.contains(item)) {
                        words.push(format!("{}-added", field.name));
                    }
                    if old.iter().any(|item| !new.contains(item)) {
                        words.push(format!("{}-removed", field.name));
                    }
                }
                _ => words.push(format!("{}-updated", field.name)),
            }
        }
        words.push("updated".to_owned());
        words
    }
}
