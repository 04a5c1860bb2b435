//! A tool's schemas, within the subset of JSON Schema that all model vendors take.
//!
//! An input spells out what people use; everything else goes through `more`, whose text names it and which is checked
//! against the spec just the same.

mod output;
mod unions;

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::upload::{UPLOAD, UPLOAD_PATH, UPLOAD_TYPE};
use super::{
    Arg, EnumDef, Field, IdKind, Model, ObjectDef, Operation, Path, Place, Projection, Segment,
    Shape, ToolMethod, Type, TypeRef, TypeUse,
};
use crate::tokens;

/// Of more values than this the first few are words in the text, unless a value cannot be guessed.
const SPELLED_OUT: usize = 12;

/// A tool as a model sees it, and what that costs.
pub(super) struct Face {
    pub(super) input_schema: Value,
    pub(super) output_schema: Value,
    pub(super) tokens: usize,
}

impl Face {
    pub(super) fn of(model: &Model, operation: &Operation) -> Self {
        let input_schema = input(model, operation);
        let seen = json!({
            "name": operation.tool.name,
            "description": operation.about,
            "inputSchema": input_schema,
        });
        let tokens = tokens::count(&seen.to_string());
        Self { input_schema, output_schema: output::of(model, operation), tokens }
    }
}

/// The schema of a tool's arguments.
fn input(model: &Model, operation: &Operation) -> Value {
    let writer = Writer {
        model,
        clears: operation.tool.method == ToolMethod::Update,
        room: Cell::new(model.api.budgets.schema_bytes),
    };
    let mut properties = Map::new();
    let mut required = Vec::new();
    let (mut others, mut parts) = (Vec::new(), Vec::new());
    for Arg { place, field } in &operation.args {
        let paths = usual_under(operation.tool.usual.as_deref(), field);
        let spelled_out = paths.is_some()
            || !field.optional
            || *place == Place::Path
            || model.pages_by(operation, field);
        if !spelled_out {
            others.push(field.key.as_str());
            continue;
        }
        let paths = paths.unwrap_or_default();
        if !paths.is_empty() {
            parts.push(field.key.as_str());
        }
        properties.insert(field.key.clone(), writer.field(field, &paths, &[]));
        if !field.optional {
            required.push(field.key.as_str());
        }
    }
    for filter in operation.tool.scan.iter().flat_map(|scan| &scan.filters) {
        properties.insert(filter.field.key.clone(), writer.field(&filter.field, &[], &[]));
    }
    // An argument of the operation that is called so comes first.
    let free = |key: &str| !operation.args.iter().any(|arg| arg.field.key == key);
    if matches!(operation.tool.shows, Projection::Paths(_)) && free("fields") {
        // What it takes is the same for every tool, and said once where all tools are introduced.
        properties.insert("fields".into(), typed("string").into());
    }
    if operation.long_running.is_some() && free("wait") {
        let about = "Seconds to wait for the end.";
        properties.insert("wait".into(), json!({ "type": "integer", "description": about }));
    }
    if let Some(about) = rarely_used(&others, &parts).filter(|_| free("more")) {
        properties.insert(
            "more".into(),
            json!({ "type": "object", "description": about, "additionalProperties": true }),
        );
    }
    closed_object(properties, &required).into()
}

/// What `more` takes: whole arguments, and parts of those that are spelled out in part.
fn rarely_used(others: &[&str], parts: &[&str]) -> Option<String> {
    let (others, parts) = (others.join(", "), parts.join(", "));
    match (others.as_str(), parts.as_str()) {
        ("", "") => None,
        (others, "") => Some(format!("Rarely used: {others}.")),
        ("", parts) => Some(format!("Rarely used parts of {parts}.")),
        (others, parts) => Some(format!("Rarely used: {others}; parts of {parts}.")),
    }
}

/// The paths below an argument that the schema spells out, or `None` if the argument is not spelled out.
fn usual_under(usual: Option<&[Path]>, field: &Field) -> Option<Vec<Path>> {
    let Some(usual) = usual else { return Some(Vec::new()) };
    let below = usual.iter().filter(|path| path.head() == field.key || path.head() == field.wire);
    let below: Vec<Path> =
        below.map(|path| Path(path.0.iter().skip(1).cloned().collect())).collect();
    (!below.is_empty()).then(|| below.into_iter().filter(|path| !path.0.is_empty()).collect())
}

fn closed_object(properties: Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    schema.insert("additionalProperties".into(), false.into());
    schema
}

fn open_object() -> Map<String, Value> {
    object([("type", json!("object")), ("additionalProperties", json!(true))])
}

struct Writer<'m> {
    model: &'m Model,
    /// Whether null means something, so that it must be allowed.
    clears: bool,
    /// How many more properties are written. Each takes more than a byte, so that a schema that runs out of them is
    /// refused, and need not be written to its end.
    room: Cell<usize>,
}

/// How deep an input schema spells objects out; what lies deeper is left open.
const INPUT_DEPTH: usize = 16;

impl Writer<'_> {
    /// The schema of a field `within` some objects; of an object, the parts that the paths name, or all of it.
    fn field(&self, field: &Field, paths: &[Path], within: &[TypeRef]) -> Value {
        let ty = field.body_type();
        let mut schema = self.of_type(ty, paths, within);
        let bounds = bounds(field, &mut schema);
        let said = [Some(field.about.clone()), self.values_in_words(&ty.ty), bounds];
        let said: Vec<String> = said.into_iter().flatten().filter(|it| !it.is_empty()).collect();
        if !said.is_empty() {
            schema.insert("description".into(), said.join(" ").into());
        }
        if ty.nullable && self.clears {
            let about = schema.remove("description");
            schema = nullable(schema);
            schema.extend(about.map(|about| ("description".to_owned(), about)));
        }
        schema.into()
    }

    fn of_type(&self, ty: &TypeUse, paths: &[Path], within: &[TypeRef]) -> Map<String, Value> {
        match &ty.ty {
            Type::List(item) => {
                let items = self.of_type(item, &below(paths, &Segment::Each), within);
                object([("type", json!("array")), ("items", items.into())])
            }
            Type::Map(_) => open_object(),
            Type::Json => any_of(&["string", "number", "boolean", "object"]),
            Type::Value => any_of(&["string", "number", "boolean"]),
            Type::Upload => file_schema(),
            Type::Named(at) => match &self.model.ty(*at).shape {
                Shape::Id(IdKind::Int) => typed("integer"),
                Shape::Id(IdKind::Text) => typed("string"),
                Shape::Enum(def) if spelled_out(def) => {
                    let values: Vec<&str> =
                        def.values.iter().map(|value| value.wire.as_str()).collect();
                    object([("type", json!("string")), ("enum", json!(values))])
                }
                Shape::Enum(_) => typed("string"),
                Shape::Object(def) if self.spells_out(*at, def, paths, within) => {
                    self.object(&def.fields, paths, &[within, &[*at]].concat())
                }
                Shape::Union(union) => self.union(union, paths, within),
                Shape::Object(_) => open_object(),
            },
            scalar => scalar_schema(scalar),
        }
    }

    /// An object within itself is spelled out as far as the paths lead, since it would have no end.
    fn spells_out(&self, at: TypeRef, def: &ObjectDef, paths: &[Path], within: &[TypeRef]) -> bool {
        let ends = !paths.is_empty() || !within.contains(&at);
        !def.fields.is_empty() && !def.open && ends && within.len() < INPUT_DEPTH
    }

    fn object(&self, fields: &[Field], paths: &[Path], within: &[TypeRef]) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in fields.iter().filter(|field| field.access.writable()) {
            let key = Segment::Key(field.wire.clone());
            let mut below = below(paths, &key);
            if !paths.is_empty() && below.is_empty() && field.optional {
                continue;
            }
            let Some(room) = self.room.get().checked_sub(1) else { break };
            self.room.set(room);
            below.retain(|path| !path.0.is_empty());
            properties.insert(field.key.clone(), self.field(field, &below, within));
            if !field.optional {
                required.push(field.key.as_str());
            }
        }
        closed_object(properties, &required)
    }

    /// The first few values of an enum that is too long to be spelled out.
    fn values_in_words(&self, ty: &Type) -> Option<String> {
        let def = match ty {
            Type::Named(at) => match &self.model.ty(*at).shape {
                Shape::Enum(def) if !spelled_out(def) => def,
                _ => return None,
            },
            Type::List(item) => return self.values_in_words(&item.ty),
            _ => return None,
        };
        let first = def.values.iter().take(SPELLED_OUT).map(|value| value.wire.as_str());
        Some(format!("Such as {}.", first.collect::<Vec<_>>().join(", ")))
    }
}

/// Adds the bounds of a field to its schema and says them in words, since not every client passes the former on.
fn bounds(field: &Field, schema: &mut Map<String, Value>) -> Option<String> {
    let (min, max, one, many) = match schema.get("type").and_then(Value::as_str)? {
        "integer" | "number" => ("minimum", "maximum", "", ""),
        "array" => ("minItems", "maxItems", " item", " items"),
        "string" if !schema.contains_key("enum") => {
            ("minLength", "maxLength", " character", " characters")
        }
        _ => return None,
    };
    for (word, bound) in [(min, field.bounds.min), (max, field.bounds.max)] {
        schema.extend(bound.map(|bound| (word.to_owned(), bound.into())));
    }
    let unit = |count: i64| if count == 1 { one } else { many };
    match (field.bounds.min, field.bounds.max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("At least {min}{}.", unit(min))),
        (None, Some(max)) => Some(format!("At most {max}{}.", unit(max))),
        (Some(min), Some(max)) => Some(format!("{min} to {max}{}.", unit(max))),
    }
}

/// Whether a schema names every value: there are few, or the API refuses others, or each has sets of its own.
fn spelled_out(def: &EnumDef) -> bool {
    def.values.len() <= SPELLED_OUT
        || def.closed
        || def.values.iter().any(|value| !value.sets.is_empty())
}

/// The rest of the paths that begin with a segment.
fn below(paths: &[Path], first: &Segment) -> Vec<Path> {
    let split = paths.iter().filter_map(|path| path.0.split_first());
    split.filter(|(head, _)| *head == first).map(|(_, rest)| Path(rest.to_vec())).collect()
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn typed(name: &str) -> Map<String, Value> {
    object([("type", json!(name))])
}

fn any_of(types: &[&str]) -> Map<String, Value> {
    let branches: Vec<Value> = types
        .iter()
        .map(|name| match *name {
            "object" => open_object().into(),
            _ => json!({ "type": name }),
        })
        .collect();
    object([("anyOf", branches.into())])
}

/// A file as it is given.
fn file_schema() -> Map<String, Value> {
    let property = |(key, about): (&str, &str)| {
        (key.to_owned(), json!({ "type": "string", "description": about }))
    };
    let keys = UPLOAD.into_iter().chain([UPLOAD_PATH]);
    closed_object(keys.map(property).collect(), &[UPLOAD_TYPE])
}

/// The same, or null.
fn nullable(schema: Map<String, Value>) -> Map<String, Value> {
    let nothing = json!({ "type": "null" });
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(branches) => object([("anyOf", branches.iter().cloned().chain([nothing]).collect())]),
        None => object([("anyOf", json!([schema, nothing]))]),
    }
}

fn scalar_schema(ty: &Type) -> Map<String, Value> {
    let format = match ty {
        Type::Int => return typed("integer"),
        Type::Number => return typed("number"),
        Type::Bool => return typed("boolean"),
        Type::Time => "date-time",
        Type::Date => "date",
        Type::Email => "email",
        Type::Url => "uri",
        Type::Uuid => "uuid",
        _ => return typed("string"),
    };
    object([("type", json!("string")), ("format", json!(format))])
}
