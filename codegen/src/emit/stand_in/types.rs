//! Types and fields, in the notation of the spec.

use serde_json::{Map, Value, json};

use crate::model::behaviour::Derived;
use crate::model::{Field, IdKind, Model, Shape, Tag, Type, TypeDef, TypeUse, UnionDef};

pub(super) fn type_of(model: &Model, def: &TypeDef) -> Value {
    match &def.shape {
        Shape::Id(kind) => {
            let kind = match kind {
                IdKind::Int => "int",
                IdKind::Text => "text",
            };
            let among = def.among.iter().map(|name| name.value.as_str()).collect::<Vec<_>>();
            if among.is_empty() {
                json!({ "id": kind })
            } else {
                json!({ "id": kind, "among": among })
            }
        }
        Shape::Enum(def) => {
            let values = def.values.iter().map(|value| value.wire.as_str());
            json!({ "enum": values.collect::<Vec<_>>(), "closed": def.closed })
        }
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|it| (it.wire.clone(), field(model, it)));
            json!({ "fields": fields.collect::<Map<_, _>>(), "open": object.open })
        }
        Shape::Union(def) => union(model, def),
    }
}

fn union(model: &Model, def: &UnionDef) -> Value {
    let tag = match &def.tag {
        Tag::Inside(key) => json!({ "inside": key }),
        Tag::Beside(key) => json!({ "beside": key }),
    };
    let variants = def.variants.iter().map(|variant| {
        let ty = TypeUse { ty: variant.ty.clone(), nullable: false };
        (variant.wire.clone(), Value::from(written(model, &ty)))
    });
    json!({ "union": tag, "variants": variants.collect::<Map<_, _>>() })
}

/// A field of a type or an argument; what is as usual is not said.
pub(super) fn field(model: &Model, field: &Field) -> Value {
    let mut json = Map::new();
    let mut put = |key: &str, value: Value| drop(json.insert(key.to_owned(), value));
    put("type", written(model, &field.ty).into());
    if let Some(writes) = &field.writes {
        put("writes", written(model, writes).into());
    }
    for (key, said) in [
        ("optional", field.optional),
        ("unread", !field.access.read),
        ("uncreated", !field.access.create),
        ("unchanged", !field.access.update),
        ("unique", field.kept.unique),
    ] {
        if said {
            put(key, true.into());
        }
    }
    let bounds = &field.bounds;
    for (key, bound) in [("min", bounds.min), ("max", bounds.max)] {
        if let Some(bound) = bound {
            put(key, bound.into());
        }
    }
    if let Some(default) = &field.default {
        put("default", default.clone());
    }
    if let Some(is) = &field.kept.is {
        put("is", derived(is));
    }
    if let Some(starts) = field.kept.starts {
        put("starts", starts.as_str().into());
    }
    json.into()
}

fn derived(is: &Derived) -> Value {
    match is {
        Derived::Path(path) => json!({ "path": path.value }),
        Derived::FirstWord(path) => json!({ "first_word": path.value }),
        Derived::LastWord(path) => json!({ "last_word": path.value }),
        Derived::Since(path, value) => json!({ "since": [path.value, value.value] }),
        Derived::From(from) => {
            let (of, field) = from.value.split_once('.').unwrap_or((&from.value, ""));
            json!({ "from": { "of": of, "field": (!field.is_empty()).then_some(field) } })
        }
    }
}

/// A type expression.
pub(super) fn written(model: &Model, ty: &TypeUse) -> String {
    let name = match &ty.ty {
        Type::Text => "text".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Time => "time".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Email => "email".to_owned(),
        Type::Url => "url".to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::Json | Type::Upload => "json".to_owned(),
        Type::Value => "value".to_owned(),
        Type::List(item) => format!("list<{}>", written(model, item)),
        Type::Map(value) => format!("map<{}>", written(model, value)),
        Type::Named(at) => model.ty(*at).name.clone(),
    };
    if ty.nullable { format!("{name}?") } else { name }
}
