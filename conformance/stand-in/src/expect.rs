//! Making sure that a request is not refused for want of what it names.

use gorgias_fixture::{Line, Received};
use serde_json::Value;

use crate::api::{Body, Kind, Operation};
use crate::ask;
use crate::call::Call;
use crate::key::Key;
use crate::row::Kept;
use crate::state::StoredFile;
use crate::table::Deed;
use crate::types::{Shape, Type};

impl Call<'_> {
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
        self.make_way(operation, &place, &body, &request.target);
        match &operation.body {
            Body::Fields(fields) => {
                for (name, value) in body.as_object().into_iter().flatten() {
                    if let Some(field) = fields.field(name) {
                        self.ensure_within(&field.given().ty, value);
                    }
                }
            }
            Body::Whole(ty) => self.ensure_within(&ty.ty, &body),
            _ => {}
        }
    }

    /// Takes away what would stand against a request: things that are what it is to make, and work that is over.
    fn make_way(
        &mut self,
        operation: &Operation,
        place: &[(String, Value)],
        body: &Value,
        target: &str,
    ) {
        match &operation.does {
            Deed::Create { of, .. } => {
                let Some(kind) = self.api.kind(of) else { return };
                let fields = self.api.object_of(kind).fields.iter().filter(|field| field.unique);
                for field in fields {
                    let value = body.get(&field.name).unwrap_or(&Value::Null);
                    if let Some(key) = self.state.shelves[kind].owner(&field.name, value).cloned() {
                        self.state.shelves[kind].take(&key);
                    }
                }
            }
            Deed::Cancel { of } => {
                let key = place.last().and_then(|(_, key)| Key::of(key));
                if let Some((kind, key)) = self.api.kind(of).zip(key) {
                    self.wait_again(kind, &key);
                }
            }
            Deed::Download => {
                let path = target.split('?').next().unwrap_or_default().to_owned();
                let kind = "application/octet-stream".to_owned();
                let file = StoredFile { content_type: kind, content: Vec::new() };
                self.state.files.entry(path).or_insert(file);
            }
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

    pub(crate) fn ensure(&mut self, kind: Kind, key: &Key) {
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
}
