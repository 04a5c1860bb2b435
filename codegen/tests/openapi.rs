//! The OpenAPI document: it reads back, nothing in it leads nowhere, and each form of the language has its schema.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gorgias_codegen::{Format, Source};
use openapiv3::{OpenAPI, Operation, Parameter, ReferenceOr};
use serde_json::{Value, json};
use sources::tree;

/// The spec of the API, and the one that has one of everything.
fn specs() -> [(&'static str, Vec<Source>); 2] {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let below = |root: PathBuf, folder: &str, ending: &str| -> Vec<Source> {
        let mut sources = tree(&root.join(folder));
        sources.retain(|source| source.path.ends_with(ending));
        for source in &mut sources {
            source.path = format!("{folder}/{}", source.path);
        }
        sources
    };
    let root = || here.join("..");
    let mut whole = below(root(), "spec", ".yaml");
    whole.extend(below(root(), "conformance/recordings", ".json"));
    [("the API", whole), ("the base", tree(&here.join("tests/base")))]
}

fn document(sources: &[Source]) -> String {
    let outputs = gorgias_codegen::compile(sources)
        .map_err(|wrong| wrong.render(Format::Human { color: false }))
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let document = outputs.into_iter().find(|output| output.path == "generated/openapi.json");
    document.unwrap().text
}

/// What does not hold for a document, each in a line.
fn faults(text: &str) -> Vec<String> {
    let document: OpenAPI = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("it cannot be read: {error}")],
    };
    let json: Value = serde_json::from_str(text).unwrap();
    let mut faults = Vec::new();
    dangling(&json, &json, "", &mut faults);
    let mut ids = BTreeSet::new();
    for (path, verb, operation) in document.operations() {
        let call = format!("{verb} {path}");
        match &operation.operation_id {
            Some(id) if ids.insert(id) => {}
            Some(id) => faults.push(format!("{call}: another operation is `{id}` too")),
            None => faults.push(format!("{call}: it has no id")),
        }
        path_parameters(&call, path, operation, &mut faults);
    }
    faults
}

/// References that lead nowhere, outside of examples, which may hold anything.
fn dangling(root: &Value, here: &Value, at: &str, faults: &mut Vec<String>) {
    match here {
        Value::Object(entries) => {
            if let Some(Value::String(reference)) = entries.get("$ref") {
                let found = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
                if found.is_none() {
                    faults.push(format!("{at}: `{reference}` leads nowhere"));
                }
            }
            let mapping = at.ends_with("/discriminator/mapping");
            for (key, value) in entries {
                let at = format!("{at}/{key}");
                match value {
                    Value::String(reference) if mapping => {
                        let pointer = reference.strip_prefix('#').unwrap_or("?");
                        if root.pointer(pointer).is_none() {
                            faults.push(format!("{at}: `{reference}` leads nowhere"));
                        }
                    }
                    _ if key == "example" || key == "examples" => {}
                    _ => dangling(root, value, &at, faults),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                dangling(root, item, &format!("{at}/{index}"), faults);
            }
        }
        _ => {}
    }
}

/// Each `{parameter}` is declared once and required, and no other is declared.
fn path_parameters(call: &str, path: &str, operation: &Operation, faults: &mut Vec<String>) {
    let in_path: Vec<&str> =
        path.split('{').skip(1).map(|part| part.split_once('}').unwrap().0).collect();
    let mut declared = Vec::new();
    for parameter in &operation.parameters {
        if let ReferenceOr::Item(Parameter::Path { parameter_data, .. }) = parameter {
            declared.push(parameter_data.name.as_str());
            if !parameter_data.required {
                faults.push(format!("{call}: `{}` is not required", parameter_data.name));
            }
        }
    }
    if in_path != declared {
        faults.push(format!("{call}: its path has {in_path:?}, and it declares {declared:?}"));
    }
}

#[test]
fn nothing_leads_nowhere() {
    for (name, sources) in specs() {
        let faults = faults(&document(&sources));
        assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    }
}

/// The check itself sees what is wrong.
#[test]
fn what_leads_nowhere_is_seen() {
    let operation = |rest: Value| {
        let mut operation = json!({ "operationId": "one", "responses": {} });
        operation.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        operation
    };
    let check = |paths: Value, expected: &[&str]| {
        let document =
            json!({ "openapi": "3.0.3", "info": { "title": "", "version": "" }, "paths": paths });
        assert_eq!(faults(&document.to_string()), expected, "{document}");
    };
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": {} });
    let ids = |id: &Value| operation(json!({ "parameters": [id] }));
    check(json!({ "/a/{id}": { "get": ids(&id) } }), &[]);
    check(
        json!({ "/a/{id}": { "get": operation(json!({})) } }),
        &[r#"get /a/{id}: its path has ["id"], and it declares []"#],
    );
    check(
        json!({ "/a": { "get": ids(&id) } }),
        &[r#"get /a: its path has [], and it declares ["id"]"#],
    );
    check(
        json!({ "/a": { "get": operation(json!({})), "put": operation(json!({})) } }),
        &["put /a: another operation is `one` too"],
    );
    let dangling = json!({ "$ref": "#/components/schemas/A" });
    let response = json!({ "responses": { "4XX": dangling } });
    check(
        json!({ "/a": { "get": operation(response) } }),
        &["/paths//a/get/responses/4XX: `#/components/schemas/A` leads nowhere"],
    );
}

#[test]
fn the_document_reads_back_as_it_was_written() {
    for (name, sources) in specs() {
        let text = document(&sources);
        let read: OpenAPI = serde_json::from_str(&text).unwrap();
        let written = format!("{}\n", serde_json::to_string_pretty(&read).unwrap());
        let at = text.lines().zip(written.lines()).find(|(one, other)| one != other);
        assert!(at.is_none() && text.len() == written.len(), "{name}: {at:?}");
    }
}

/// Every recorded answer and every line of a case is an example under the case's name.
#[test]
fn each_case_is_an_example() {
    let (_, sources) = specs().into_iter().next().unwrap();
    let text = document(&sources);
    let document: OpenAPI = serde_json::from_str(&text).unwrap();
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, _, operation) in document.operations() {
        let json = serde_json::to_value(operation).unwrap();
        let names = shown.entry(operation.operation_id.clone().unwrap()).or_default();
        example_names(&json, names);
    }
    let recordings = sources.iter().filter_map(|source| {
        source.path.strip_prefix("conformance/recordings/")?.strip_suffix(".json")
    });
    let mut count = 0;
    for recording in recordings {
        let (operation, case) = recording.split_once('/').unwrap();
        let names = &shown[&operation.replace(['.', '-'], "_")];
        assert!(names.contains(case), "{recording} is no example: {names:?}");
        count += 1;
    }
    assert!(count > 50, "{count} recordings");
}

fn example_names(json: &Value, names: &mut BTreeSet<String>) {
    match json {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::Object(examples) if key == "examples" => {
                        names.extend(examples.keys().cloned());
                    }
                    _ => example_names(value, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| example_names(item, names)),
        _ => {}
    }
}

/// What a call of the base is said to send and to answer, without refusals.
fn exchange(path: &str, verb: &str) -> Value {
    let [_, (_, sources)] = specs();
    let document: Value = serde_json::from_str(&document(&sources)).unwrap();
    let operation = &document["paths"][path][verb];
    let mut responses = operation["responses"].clone();
    responses.as_object_mut().unwrap().retain(|status, _| !status.starts_with(['4', '5']));
    json!({ "sends": operation["requestBody"]["content"], "answers": responses })
}

#[test]
fn files_and_texts_are_not_json() {
    let upload = exchange("/api/papers", "post");
    let form = json!({ "multipart/form-data": { "schema": {
        "type": "object",
        "properties": { "scans": {
            "description": "A part for each scan.",
            "type": "array",
            "items": { "type": "string", "format": "binary" },
            "minItems": 1,
        } },
        "required": ["scans"],
    } } });
    assert_eq!(upload["sends"], form);
    let download = exchange("/api/papers/{label}/download", "get");
    let about = "The address, which is signed, and on a host that must not get the credentials of this one.";
    let location = json!({
        "description": about,
        "style": "simple",
        "required": true,
        "schema": { "type": "string", "format": "uri" },
    });
    let elsewhere =
        json!({ "description": "Where the file is.", "headers": { "Location": location } });
    assert_eq!(download["answers"], json!({ "307": elsewhere }));
    let export = exchange("/api/papers/export", "post");
    let csv = json!({
        "schema": { "type": "string" },
        "examples": { "all": { "value": "label,pages\nbox.png,1\n" } },
    });
    assert_eq!(export["answers"]["201"]["content"], json!({ "text/csv": csv }));
}

/// A resource whose answers and bodies hold the type `Crate`.
const BOXES: &str = r#"
resource: boxes
about: Boxes.
topics: [support]
source: made up
operations:
  list:
    call: GET /api/boxes
    title: List boxes
    about: Read what there is.
    source: made up
    confidence: documented
    success: 200
    returns: { list: Crate, under: data }
    tool: { name: list_boxes, shows: all }
    cases: [{ name: none, sends: GET /api/boxes }]
  set:
    call: PUT /api/boxes
    title: Set boxes
    about: Put others in their place.
    source: made up
    confidence: documented
    success: 200
    effect: [writes]
    body: { value: list<Crate>, as: boxes }
    returns: nothing
    tool: { name: set_boxes, method: update, shows: all }
    cases: [{ name: none, args: { boxes: [] }, sends: "PUT /api/boxes []" }]
types:
"#;

/// The components that types of boxes become, without those of the base.
fn components(types: &str) -> Value {
    let [_, (_, mut sources)] = specs();
    // Nobody keeps boxes, so nothing is said of how they are kept.
    for source in sources.iter_mut().filter(|source| source.path == "spec/gorgias.yaml") {
        let text = String::from_utf8_lossy(&source.bytes).into_owned();
        let kept = text.split_once("\nkeeping:").map_or(text.len(), |(before, _)| before.len());
        source.bytes.truncate(kept);
        source.bytes.push(b'\n');
    }
    let of_base = |text: &str| -> serde_json::Map<String, Value> {
        let document: Value = serde_json::from_str(text).unwrap();
        document["components"]["schemas"].as_object().unwrap().clone()
    };
    let base = of_base(&document(&sources));
    let mut add = |path: &str, text: String| {
        sources.push(Source { path: path.to_owned(), bytes: text.into_bytes() });
    };
    let types: String = types.lines().map(|line| format!("  {line}\n")).collect();
    add("spec/resources/boxes.yaml", format!("{}{types}", BOXES.trim_start()));
    let recording = |request: Value, response: Value| {
        json!({ "origin": "documented", "request": request, "response": response }).to_string()
    };
    add(
        "conformance/recordings/boxes.list/none.json",
        recording(
            json!({ "method": "GET", "target": "/api/boxes" }),
            json!({ "status": 200, "body": { "data": [] } }),
        ),
    );
    add(
        "conformance/recordings/boxes.set/none.json",
        recording(
            json!({ "method": "PUT", "target": "/api/boxes", "body": [] }),
            json!({ "status": 200 }),
        ),
    );
    let mut all = of_base(&document(&sources));
    all.retain(|name, schema| base.get(name) != Some(schema));
    all.into()
}

fn nullable_lid(name: &str) -> Value {
    json!({
        "type": "object",
        "nullable": true,
        "allOf": [{ "$ref": format!("#/components/schemas/{name}") }],
        "description": "Its lid.",
    })
}

/// A union that a text beside it tells, of sheets and of what has no name.
fn lids(sheet: &str) -> Value {
    json!({
        "anyOf": [
            { "$ref": format!("#/components/schemas/{sheet}") },
            {
                "type": "object",
                "additionalProperties": { "type": "integer", "format": "int64" },
            },
            { "type": "object", "additionalProperties": true },
        ],
        "description": format!(
            "What is on top.\n\nIt goes by `kind` beside it: `paper` goes with {sheet}, `foil` goes with {sheet}, \
             `wood` goes with a map. Others may come."
        ),
    })
}

#[test]
fn each_form_has_its_schema() {
    let check = |types: &str, expected: Value| {
        let found = components(types);
        assert_eq!(found, expected, "{types}\n{found:#}");
    };
    let tag_ref = json!({ "$ref": "#/components/schemas/Lid" });
    // A field that both sides have, one of answers, one of bodies; limits and defaults, since they are sent.
    check(
        "Crate:
  fields:
    size: { type: int, min: 1, max: 9, default: 2 }
    made: { type: time, access: read }
    wish: { type: time?, access: create, optional: true }",
        json!({ "Crate": {
            "type": "object",
            "properties": {
                "size": { "type": "integer", "format": "int64", "minimum": 1, "maximum": 9, "default": 2 },
                "made": { "type": "string", "format": "iso-8601", "readOnly": true },
                "wish": { "type": "string", "format": "date-time", "nullable": true, "writeOnly": true },
            },
            "required": ["size", "made"],
        } }),
    );
    // Another type in bodies: a component for each side, and for what holds it.
    check(
        "Crate: { fields: { lid: Lid } }
Lid: { fields: { owner: { type: text?, max: 5, writes: int } } }",
        json!({
            "Crate": { "type": "object", "properties": { "lid": tag_ref }, "required": ["lid"] },
            "Crate-body": {
                "type": "object",
                "properties": { "lid": { "$ref": "#/components/schemas/Lid-body" } },
                "required": ["lid"],
            },
            "Lid": {
                "type": "object",
                "properties": { "owner": { "type": "string", "nullable": true } },
                "required": ["owner"],
            },
            "Lid-body": {
                "type": "object",
                "properties": { "owner": { "type": "integer", "format": "int64", "maximum": 5 } },
                "required": ["owner"],
            },
        }),
    );
    // Enums: an open one is a text.
    check(
        "Crate: { fields: { lid: Lid, kind: { type: Kind?, about: Which., optional: true } } }
Lid: { enum: [flat, round], closed: true }
Kind: { enum: { big: Not small., small: { about: Not big., deprecated: Use big. } }, about: How big. }",
        json!({
            "Crate": {
                "type": "object",
                "properties": {
                    "lid": tag_ref,
                    "kind": {
                        "type": "string",
                        "nullable": true,
                        "allOf": [{ "$ref": "#/components/schemas/Kind" }],
                        "description": "Which.",
                    },
                },
                "required": ["lid"],
            },
            "Lid": { "type": "string", "enum": ["flat", "round"] },
            "Kind": {
                "type": "string",
                "description": "How big.\n\nKnown values: `big`, `small`. Others may come.",
                "x-extensible-enum": ["big", "small"],
                "x-values": {
                    "big": { "about": "Not small." },
                    "small": { "about": "Not big.", "deprecated": "Use big." },
                },
            },
        }),
    );
    // Unions: each variant has the key; one that stands for two values is listed once.
    check(
        "Crate: { union: kind, variants: { paper: Sheet, foil: Sheet, wood: Plank } }
Sheet: { fields: { area: number } }
Plank: { fields: { length: number }, open: true }",
        json!({
            "Crate": {
                "oneOf": [
                    { "$ref": "#/components/schemas/Sheet" },
                    { "$ref": "#/components/schemas/Plank" },
                ],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {
                        "paper": "#/components/schemas/Sheet",
                        "foil": "#/components/schemas/Sheet",
                        "wood": "#/components/schemas/Plank",
                    },
                },
            },
            "Sheet": {
                "type": "object",
                "properties": {
                    "kind": { "type": "string", "enum": ["paper", "foil"] },
                    "area": { "type": "number" },
                },
                "required": ["kind", "area"],
            },
            "Plank": {
                "type": "object",
                "properties": {
                    "kind": { "type": "string", "enum": ["wood"] },
                    "length": { "type": "number" },
                },
                "required": ["kind", "length"],
                "additionalProperties": true,
            },
        }),
    );
    // A text beside it tells a union: no schema can, so that the description does, and anything else goes through.
    check(
        "Crate: { fields: { kind: text, lid: { type: Lid?, about: Its lid. } } }
Lid:
  union: { beside: kind }
  variants: { paper: Sheet, foil: Sheet, wood: map<int> }
  about: What is on top.
Sheet: { fields: { area: { type: number, writes: text } } }",
        json!({
            "Crate": {
                "type": "object",
                "properties": { "kind": { "type": "string" }, "lid": nullable_lid("Lid") },
                "required": ["kind", "lid"],
            },
            "Crate-body": {
                "type": "object",
                "properties": { "kind": { "type": "string" }, "lid": nullable_lid("Lid-body") },
                "required": ["kind", "lid"],
            },
            "Lid": lids("Sheet"),
            "Lid-body": lids("Sheet-body"),
            "Sheet": {
                "type": "object",
                "properties": { "area": { "type": "number" } },
                "required": ["area"],
            },
            "Sheet-body": {
                "type": "object",
                "properties": { "area": { "type": "string" } },
                "required": ["area"],
            },
        }),
    );
    // Free JSON takes null as it is; beside a text, a number or a boolean null is one more. Marks stand beside.
    check(
        "Crate:
  fields:
    any: json?
    free: { type: map<json?>, secret: true }
    one: { type: value?, person: text }
    code: { type: text, pattern: '[a-z]+|x', deprecated: Use one., notes: [Odd.] }
    lids: { type: list<LidId?>, min: 1 }
LidId: { id: text, about: Identifies a lid., example: L1 }",
        json!({
            "Crate": {
                "type": "object",
                "properties": {
                    "any": {},
                    "free": { "type": "object", "additionalProperties": {}, "x-secret": true },
                    "one": {
                        "oneOf": [
                            { "type": "string" },
                            { "type": "number" },
                            { "type": "boolean" },
                            { "enum": [null] },
                        ],
                        "x-person": "text",
                    },
                    "code": {
                        "type": "string",
                        "pattern": "^(?:[a-z]+|x)$",
                        "deprecated": true,
                        "description": "Deprecated: Use one.\n\n- Odd.",
                    },
                    "lids": {
                        "type": "array",
                        "items": {
                            "type": "string",
                            "nullable": true,
                            "allOf": [{ "$ref": "#/components/schemas/LidId" }],
                        },
                        "minItems": 1,
                    },
                },
                "required": ["any", "free", "one", "code", "lids"],
            },
            "LidId": { "type": "string", "description": "Identifies a lid.", "example": "L1" },
        }),
    );
}
