//! Unions in an input schema: vendors take no branches of objects, so that the parts which paths name stand side by side,
//! whatever variant they are of, and the object stays open.

use serde_json::{Map, Value, json};

use super::{Writer, below, object, open_object, typed};
use crate::model::names::{is_portable_key, portable_key};
use crate::model::{Path, Segment, Type, TypeRef, UnionDef};

impl Writer<'_> {
    /// The parts of a union that the paths name. The key that tells it apart inside is required, so that it stands there
    /// too.
    pub(super) fn union(
        &self,
        union: &UnionDef,
        paths: &[Path],
        within: &[TypeRef],
    ) -> Map<String, Value> {
        if paths.is_empty() {
            return open_object();
        }
        let mut properties = Map::new();
        properties.extend(union.inside().map(|key| (key.to_owned(), tag(union))));
        let heads = paths.iter().filter_map(|path| match path.0.first() {
            Some(Segment::Key(key)) => Some(key.as_str()),
            _ => None,
        });
        for key in heads.filter(|key| union.inside() != Some(key)) {
            let portable = portable_key(key);
            if is_portable_key(&portable) && !properties.contains_key(&portable) {
                let Some(room) = self.room.get().checked_sub(1) else { break };
                self.room.set(room);
                let part = one_of_all(self.parts(union, key, paths, within));
                properties.extend(part.map(|part| (portable, part.into())));
            }
        }
        if properties.is_empty() {
            return open_object();
        }
        let mut schema = typed("object");
        schema.insert("properties".into(), properties.into());
        schema.extend(union.inside().map(|key| ("required".to_owned(), json!([key]))));
        schema.insert("additionalProperties".into(), true.into());
        schema
    }

    /// What stands under a key, in each variant that has it as a field; in a map, if none has.
    fn parts(
        &self,
        union: &UnionDef,
        key: &str,
        paths: &[Path],
        within: &[TypeRef],
    ) -> Vec<Map<String, Value>> {
        let mut below = below(paths, &Segment::Key(key.to_owned()));
        below.retain(|path| !path.0.is_empty());
        let fields = union.variants.iter().filter_map(|variant| {
            let fields = &self.model.object(&variant.ty)?.fields;
            let mut written = fields.iter().filter(|field| field.access.writable());
            let field = written.find(|field| field.wire == key || field.key == key)?;
            self.field(field, &below, within).as_object().cloned()
        });
        let fields: Vec<_> = fields.collect();
        if !fields.is_empty() {
            return fields;
        }
        let values = union.variants.iter().filter_map(|variant| match &variant.ty {
            Type::Map(value) => Some(self.of_type(value, &below, within)),
            _ => None,
        });
        values.collect()
    }
}

/// The texts that tell a union apart inside.
fn tag(union: &UnionDef) -> Value {
    let texts: Vec<&str> = union.variants.iter().map(|variant| variant.wire.as_str()).collect();
    json!({ "type": "string", "enum": texts })
}

/// One schema for what several variants hold under the same key: all their texts, and all their forms, of which objects
/// are left open.
fn one_of_all(parts: Vec<Map<String, Value>>) -> Option<Map<String, Value>> {
    let (mut texts, mut forms) = (Vec::new(), Vec::new());
    for mut part in parts {
        if let Some(Value::String(text)) = part.remove("description")
            && !texts.contains(&text)
        {
            texts.push(text);
        }
        if !forms.contains(&part) {
            forms.push(part);
        }
    }
    let mut schema = match <[_; 1]>::try_from(forms) {
        Ok([form]) => form,
        Err(forms) => branches(forms)?,
    };
    if !texts.is_empty() {
        schema.insert("description".into(), texts.join(" ").into());
    }
    Some(schema)
}

fn branches(forms: Vec<Map<String, Value>>) -> Option<Map<String, Value>> {
    let mut branches: Vec<Value> = Vec::new();
    for form in forms {
        let parts = match form.get("anyOf").and_then(Value::as_array) {
            Some(parts) => parts.clone(),
            None => vec![form.into()],
        };
        for part in parts {
            let part = if part["type"] == "object" { open_object().into() } else { part };
            if !branches.contains(&part) {
                branches.push(part);
            }
        }
    }
    match <[Value; 1]>::try_from(branches) {
        Ok([Value::Object(only)]) => Some(only),
        Ok(_) => None,
        Err(branches) if branches.is_empty() => None,
        Err(branches) => Some(object([("anyOf", branches.into())])),
    }
}
