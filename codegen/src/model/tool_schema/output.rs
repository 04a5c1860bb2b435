//! The schema of an answer: it requires nothing, holds no enum and stays open.

use serde_json::{Map, Value, json};

use super::{any_of, below, nullable, object, scalar_schema, typed};
use crate::model::{
    Answer, IdKind, Model, ObjectDef, Operation, Path, Projection, Segment, Shape, Type, TypeUse,
};

/// The schema of a tool's answer.
pub(super) fn of(model: &Model, operation: &Operation) -> Value {
    let shown = operation.answer.shown().map(|shown| {
        let shows = match &operation.tool.shows {
            Projection::All => None,
            Projection::Paths(paths) => Some(paths.as_slice()),
        };
        open_at(model, shown, shows, OUTPUT_DEPTH)
    });
    let mut properties = Map::new();
    match (&operation.answer, shown.flatten()) {
        (Answer::Nothing, _) => {
            properties.insert("done".into(), typed("boolean").into());
        }
        (Answer::File, _) => properties.extend(object([
            ("url", typed("string").into()),
            ("content_type", nullable(typed("string")).into()),
            ("size", typed("integer").into()),
            ("content", typed("string").into()),
            ("path", typed("string").into()),
        ])),
        (Answer::Csv, _) => {
            properties.insert("result".into(), typed("string").into());
        }
        (Answer::Value(ty), shown) => return object_or_wrapped(model, ty, shown),
        (Answer::List { .. } | Answer::Pages { .. }, item) => {
            let items = item.unwrap_or_else(|| typed("object").into());
            properties.insert("result".into(), json!({ "type": "array", "items": items }));
            properties.insert("next_cursor".into(), nullable(typed("string")).into());
        }
    }
    if operation.tool.scan.is_some() {
        let counts = [
            ("items", typed("integer").into()),
            ("pages", typed("integer").into()),
            ("complete", typed("boolean").into()),
        ];
        properties
            .insert("scanned".into(), json!({ "type": "object", "properties": object(counts) }));
    }
    json!({ "type": "object", "properties": properties })
}

/// The root of a schema is an object; an answer that is none stands under `result`.
fn object_or_wrapped(model: &Model, ty: &TypeUse, shown: Option<Value>) -> Value {
    if !model.is_object(&ty.ty) {
        let properties: Map<_, _> =
            shown.map(|schema| ("result".to_owned(), schema)).into_iter().collect();
        return json!({ "type": "object", "properties": properties });
    }
    let properties = shown.and_then(|schema| {
        // A nullable answer has its schema in the first branch.
        let whole = schema.pointer("/anyOf/0").unwrap_or(&schema);
        whole.get("properties").cloned()
    });
    json!({ "type": "object", "properties": properties.unwrap_or_else(|| json!({})) })
}

/// How deep an output schema describes what is shown.
const OUTPUT_DEPTH: usize = 3;

/// `None` where the API promises nothing, so that there is nothing to describe.
fn open_at(model: &Model, ty: &TypeUse, paths: Option<&[Path]>, depth: usize) -> Option<Value> {
    let schema = match &ty.ty {
        Type::Json => return None,
        Type::Value => any_of(&["string", "number", "boolean"]),
        Type::List(item) => {
            let below = paths.map(|paths| below(paths, &Segment::Each));
            match open_at(model, item, below.as_deref().filter(|below| !below.is_empty()), depth) {
                Some(items) => object([("type", json!("array")), ("items", items)]),
                None => return None,
            }
        }
        Type::Map(_) | Type::Upload => typed("object"),
        Type::Named(at) => match &model.ty(*at).shape {
            Shape::Id(IdKind::Int) => typed("integer"),
            Shape::Id(IdKind::Text) | Shape::Enum(_) => typed("string"),
            Shape::Object(_) if depth == 0 => typed("object"),
            Shape::Object(def) => {
                let properties = open_properties(model, def, paths, depth);
                object([("type", json!("object")), ("properties", properties.into())])
            }
            Shape::Union(_) => typed("object"),
        },
        scalar => {
            // Answers hold what people once typed, so no form is promised.
            let mut schema = scalar_schema(scalar);
            schema.remove("format");
            schema
        }
    };
    Some(if ty.nullable { nullable(schema) } else { schema }.into())
}

/// Those that the paths name, or all that are no secret.
fn open_properties(
    model: &Model,
    def: &ObjectDef,
    paths: Option<&[Path]>,
    depth: usize,
) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in def.fields.iter().filter(|field| field.access.read && !field.secret) {
        let key = Segment::Key(field.wire.clone());
        let below = paths.map(|paths| below(paths, &key));
        if below.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let below = below
            .map(|below| below.into_iter().filter(|path| !path.0.is_empty()).collect::<Vec<_>>());
        let below = below.as_deref().filter(|below| !below.is_empty());
        if let Some(schema) = open_at(model, &field.ty, below, depth - 1) {
            properties.insert(field.wire.clone(), schema);
        }
    }
    properties
}
