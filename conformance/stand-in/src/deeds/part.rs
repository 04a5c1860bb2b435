//! Parts of things that have an address of their own: lists of other things, values by what they are values of, and data.

use serde_json::{Map, Value, json};

use super::{Done, fields, sent};
use crate::api::{Answer, Body, Kind};
use crate::call::{Asked, Call};
use crate::key::Key;
use crate::refusal::{Fault, Refusal};
use crate::table::Part;
use crate::types::{Object, Type, Use};

/// Where a thing says which values there can be of it, if not all are taken.
const CHOICES: &str = "definition.input_settings.choices[]";

impl Call<'_> {
    pub(super) fn part_of(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        part: &Part,
    ) -> Result<Done, Refusal> {
        let key = self.named(asked, kind, &part.by)?;
        let ty = self.api.object_of(kind).field(&part.field).map(|field| field.ty.ty.clone());
        match ty {
            Some(Type::Map(entry)) => self.values(asked, kind, &key, part, &entry),
            Some(Type::List(item)) if self.api.shows(&item.ty).is_some() => {
                let kinds = self.api.shows(&item.ty).map(<[_]>::to_vec).unwrap_or_default();
                self.members(asked, kind, &key, part, &kinds)
            }
            _ => self.data(asked, kind, &key, part),
        }
    }

    /// A list of other things: what is sent is added, put in its place or taken away.
    fn members(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        key: &Key,
        part: &Part,
        kinds: &[Kind],
    ) -> Result<Done, Refusal> {
        let Some(before) = self.state.copy(kind, key) else {
            return Err(Refusal::missing());
        };
        let mut members = crate::shelf::named(before.get(&part.field));
        let member = kinds.first().copied().unwrap_or(kind);
        if asked.operation.method == "GET" {
            members.retain(|key| self.state.thing(member, key).is_some());
            let items = self.items(asked, member, &members);
            return Ok(self.piece(asked, items));
        }
        self.check_fields(asked, kind)?;
        let meant =
            self.meant(asked, member).map_err(|fault| self.failed("update", kind, fault))?;
        match asked.operation.method.as_str() {
            "DELETE" => members.retain(|key| !meant.contains(key)),
            "PUT" => members = meant,
            _ => {
                let more: Vec<Key> =
                    meant.into_iter().filter(|key| !members.contains(key)).collect();
                members.extend(more);
            }
        }
        let mut kept = before.clone();
        kept.insert(part.field.clone(), members.iter().map(Key::value).collect());
        self.change(kind, key, &before, kept);
        Ok(Done::Nothing)
    }

    /// The things that a body names, by keys and by what is unique about them. A name that nothing has makes a thing, unless
    /// it is to be taken away.
    fn meant(&mut self, asked: &Asked<'_>, kind: Kind) -> Result<Vec<Key>, Fault> {
        let mut meant = Vec::new();
        let Ok(sent) = sent(asked) else { return Ok(meant) };
        for (name, value) in sent {
            let items = value.as_array().into_iter().flatten();
            let named = name.strip_suffix('s').unwrap_or(name).to_owned();
            let unique = self.api.object_of(kind).field(&named).is_some_and(|field| field.unique);
            for item in items {
                if !unique {
                    let found = self.refer(&[kind], item).map_err(|fault| fault.under(name))?;
                    meant.extend(Key::of(&found));
                    continue;
                }
                let owner = self.state.shelves[kind].owner(&named, item).cloned();
                if owner.is_none() && asked.operation.method != "DELETE" {
                    let said = Map::from_iter([(named.clone(), item.clone())]);
                    let found = self.refer(&[kind], &said.into()).map_err(|it| it.under(name))?;
                    meant.extend(Key::of(&found));
                }
                meant.extend(owner);
            }
        }
        Ok(meant)
    }

    /// Values by the keys of the things that they are values of.
    fn values(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        key: &Key,
        part: &Part,
        entry: &Use,
    ) -> Result<Done, Refusal> {
        let before = self.state.copy(kind, key).ok_or_else(Refusal::missing)?;
        let mut entries =
            before.get(&part.field).and_then(Value::as_object).cloned().unwrap_or_default();
        let of = self.valued(asked, part).ok_or_else(Refusal::missing)?;
        let value_name = self.value_name(entry).to_owned();
        let one = part.entry.as_deref().map(|param| self.named(asked, of, param)).transpose()?;
        match (asked.operation.method.as_str(), &one) {
            ("DELETE", Some(one)) => drop(entries.shift_remove(&one.to_string())),
            ("PUT", Some(one)) => {
                self.check_value(asked, kind, of, one, &asked.body)?;
                let kept = json!({ "id": one.value(), (value_name.as_str()): asked.body });
                entries.insert(one.to_string(), kept);
            }
            ("PUT", None) => {
                self.check_whole(asked, kind)?;
                entries = Map::new();
                for item in asked.body.as_array().into_iter().flatten() {
                    let named = item.get("id").and_then(Key::of);
                    let named = named.filter(|key| self.state.thing(of, key).is_some());
                    let named = named.ok_or_else(|| {
                        self.failed("update", kind, Fault::new("No such field.").under("id"))
                    })?;
                    let value = item.get(&value_name).unwrap_or(&Value::Null);
                    self.check_value(asked, kind, of, &named, value)?;
                    entries.insert(named.to_string(), item.clone());
                }
            }
            _ => {}
        }
        if asked.operation.method != "GET" {
            let mut kept = before.clone();
            kept.insert(part.field.clone(), entries.clone().into());
            self.change(kind, key, &before, kept);
        }
        Ok(match (&asked.operation.answer, &one) {
            (Answer::Value(ty), Some(one)) => {
                Done::json(self.entry(ty, of, &one.to_string(), &entries))
            }
            (Answer::List { of: ty, .. }, _) => {
                let items = entries.keys().map(|key| self.entry(ty, of, key, &entries));
                self.piece(asked, items)
            }
            _ => Done::Nothing,
        })
    }

    /// The kind of thing that values are values of: what an answer shows beside a value.
    fn valued(&self, asked: &Asked<'_>, part: &Part) -> Option<Kind> {
        let param = part
            .entry
            .as_ref()
            .and_then(|entry| asked.operation.params.iter().find(|field| field.name == *entry));
        let by_param = param.and_then(|field| self.api.names(&field.ty.ty)?.first().copied());
        by_param.or_else(|| {
            let (Answer::List { of: ty, .. } | Answer::Value(ty)) = &asked.operation.answer else {
                return None;
            };
            let (_, object) = self.api.types.object(&ty.ty)?;
            self.beside(object).map(|(_, kind)| kind)
        })
    }

    /// The field of an entry that shows what it is a value of.
    pub(crate) fn beside<'o>(&self, object: &'o Object) -> Option<(&'o str, Kind)> {
        object.fields.iter().find_map(|field| {
            let kind = self.api.shows(&field.ty.ty)?.first()?;
            Some((field.name.as_str(), *kind))
        })
    }

    /// The name of the field of an entry that holds the value.
    pub(crate) fn value_name(&self, entry: &Use) -> &str {
        let object = self.api.types.object(&entry.ty).map(|(_, object)| object);
        let field = object.and_then(|it| it.fields.iter().find(|field| field.ty.ty == Type::Value));
        field.map_or("value", |field| field.name.as_str())
    }

    /// An entry, with what it is a value of.
    fn entry(&self, ty: &Use, of: Kind, key: &str, entries: &Map<String, Value>) -> Value {
        let Some((_, object)) = self.api.types.object(&ty.ty) else { return Value::Null };
        let mut kept = entries.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
        if let Some((name, _)) = self.beside(object) {
            kept.shift_remove("id");
            let key = self.state.shelves[of].keys().find(|known| known.to_string() == key);
            kept.insert(name.to_owned(), key.map(Key::value).unwrap_or_default());
        }
        self.shown().object(object, (&kept).into()).into()
    }

    /// Refuses a value that a thing does not take.
    fn check_value(
        &self,
        asked: &Asked<'_>,
        kind: Kind,
        of: Kind,
        key: &Key,
        value: &Value,
    ) -> Result<(), Refusal> {
        let fault = match &asked.operation.body {
            Body::Whole(ty) if !matches!(ty.ty, Type::List(_)) => {
                self.api.types.misfit_with(ty, value)
            }
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(self.failed("update", kind, fault));
        }
        let choices = self.shown().at(of, key, CHOICES);
        if choices.is_empty() || choices.contains(value) {
            return Ok(());
        }
        let choices: Vec<String> = choices
            .iter()
            .map(|choice| match choice {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        let fault = Fault::new(format!("Must be one of: {}.", choices.join(", "))).under("value");
        Err(self.failed("update", kind, fault))
    }

    fn check_whole(&self, asked: &Asked<'_>, kind: Kind) -> Result<(), Refusal> {
        let Body::Whole(ty) = &asked.operation.body else { return Ok(()) };
        match self.api.types.misfit_with(ty, &asked.body) {
            Some(fault) => Err(self.failed("update", kind, fault)),
            None => Ok(()),
        }
    }

    /// Data that is put in place of what was there, unless that is newer.
    fn data(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        key: &Key,
        part: &Part,
    ) -> Result<Done, Refusal> {
        let before = self.state.copy(kind, key).ok_or_else(Refusal::missing)?;
        if asked.operation.method == "GET" {
            return Ok(Done::json(before.get(&part.field).cloned().unwrap_or_default()));
        }
        self.check_fields(asked, kind)?;
        let sent = sent(asked)?;
        let given = |name: &String| fields(asked).field(name).and(sent.get(name)).cloned();
        let (version, kept_version) = (part.version.as_ref().and_then(given), version_of(part));
        let newer = match (before.get(&kept_version).and_then(Value::as_str), &version) {
            (Some(there), Some(Value::String(sent))) => {
                crate::moment::normal(sent).is_some_and(|sent| there > sent.as_str())
            }
            _ => false,
        };
        if !newer {
            let mut kept = before.clone();
            kept.insert(part.field.clone(), given(&part.field).unwrap_or_default());
            let version = version.as_ref().and_then(Value::as_str).and_then(crate::moment::normal);
            kept.insert(kept_version, json!(version));
            self.change(kind, key, &before, kept);
        }
        Ok(Done::Nothing)
    }
}

/// Where the version of data is kept: under a name that no field has.
fn version_of(part: &Part) -> String {
    format!("{}/version", part.field)
}
