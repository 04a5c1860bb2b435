//! A call while it is being done: who calls, when, and what it may change.

use serde_json::{Map, Value};

use crate::api::{Api, Kind, Operation};
use crate::key::Key;
use crate::refusal::{Fault, Refusal};
use crate::row::Row;
use crate::shown::Shown;
use crate::state::State;

/// A call.
pub(crate) struct Call<'a> {
    pub(crate) api: &'a Api,
    pub(crate) state: &'a mut State,
    /// The time of the call.
    pub(crate) now: &'a str,
    /// The user who calls.
    pub(crate) caller: Option<Key>,
    /// The address of the account.
    pub(crate) base: &'a str,
}

/// What a call asks for, read and checked.
pub(crate) struct Asked<'a> {
    pub(crate) operation: &'a Operation,
    /// The place of the operation in its table.
    pub(crate) at: usize,
    /// The values of the path's parameters.
    pub(crate) path: Vec<(&'a str, &'a str)>,
    /// The values of the query's parameters, each as JSON.
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Value,
    /// The parts of a form.
    pub(crate) form: Option<Value>,
    /// The path and the query as they were sent.
    pub(crate) target: &'a str,
}

impl Call<'_> {
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown { api: self.api, state: self.state, base: self.base, now: self.now }
    }

    /// What a kind of thing is called in messages: `custom field`.
    pub(crate) fn noun(&self, kind: Kind) -> String {
        words(&self.api.things[kind].name).join(" ")
    }

    pub(crate) fn failed(&self, deed: &str, kind: Kind, fault: Fault) -> Refusal {
        Refusal::invalid(format!("Failed to {deed} {}", self.noun(kind)), fault)
    }

    /// The key of a thing that a parameter of the path names, if there is the thing.
    pub(crate) fn named(&self, asked: &Asked<'_>, kind: Kind, param: &str) -> Result<Key, Refusal> {
        let text = asked.path.iter().find(|(name, _)| *name == param).map(|(_, text)| *text);
        let key = self.key(kind, text.unwrap_or_default()).ok_or_else(Refusal::missing)?;
        if self.state.thing(kind, &key).is_some() {
            return Ok(key);
        }
        if key == Key::Number(0) && self.api.callers() == Some(kind) {
            return self.caller.clone().ok_or_else(Refusal::missing);
        }
        Err(match self.state.merged.get(&(kind, key)) {
            Some(by_now) => {
                let sent = format!("/{}", text.unwrap_or_default());
                let by_now = format!("/{by_now}");
                Refusal::moved(asked.target.replacen(&sent, &by_now, 1))
            }
            None => self.unknown(kind, text.unwrap_or_default()),
        })
    }

    fn key(&self, kind: Kind, text: &str) -> Option<Key> {
        let id = self.api.types.shape_of(self.api.things[kind].key_type);
        let number = matches!(id, crate::types::Shape::Id { text: false, .. });
        Key::read(text, !number)
    }

    /// There is no thing of a key. Where keys are names, those that are near are told.
    fn unknown(&self, kind: Kind, text: &str) -> Refusal {
        let Some(Key::Text(_)) = self.key(kind, text) else { return Refusal::missing() };
        let head = text.split('-').next().unwrap_or_default();
        let near = self.state.shelves[kind].keys().map(Key::value);
        let near = near.filter(|key| key.as_str().is_some_and(|key| key.starts_with(head)));
        let near: Vec<Value> = near.take(3).collect();
        let key = &self.api.things[kind].key;
        let mut data = Map::from_iter([(key.clone(), text.into())]);
        data.insert("did_you_mean".to_owned(), near.into());
        Refusal { data: Some(Box::new(data.into())), ..Refusal::missing() }
    }

    /// The parameters of the path that name what a thing stands in, as the fields of the thing have them: what stands in
    /// another place is not there.
    pub(crate) fn place(
        &self,
        asked: &Asked<'_>,
        kind: Kind,
    ) -> Result<Vec<(String, Value)>, Refusal> {
        let thing = &self.api.things[kind];
        let mut place = Vec::new();
        for field in &asked.operation.params {
            let within = self.api.names(&field.ty.ty).and_then(<[_]>::first).copied();
            let Some(within) = within.filter(|it| *it != kind || field.name != thing.key) else {
                continue;
            };
            let key = self.named(asked, within, &field.name)?;
            if self.api.object_of(kind).field(&field.name).is_some() {
                place.push((field.name.clone(), key.value()));
            }
        }
        Ok(place)
    }

    /// The thing that the path leads to.
    pub(crate) fn found(&self, asked: &Asked<'_>, kind: Kind) -> Result<Key, Refusal> {
        let place = self.place(asked, kind)?;
        let key = self.named(asked, kind, &self.api.things[kind].key)?;
        let kept = self.state.thing(kind, &key);
        let there = |kept: &Row| place.iter().all(|(name, value)| kept.get(name) == Some(value));
        if kept.is_some_and(there) { Ok(key) } else { Err(Refusal::missing()) }
    }
}

/// The words of a name in PascalCase, in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if !letter.is_uppercase() => word.push(letter),
            _ => words.push(letter.to_lowercase().collect()),
        }
    }
    words
}
