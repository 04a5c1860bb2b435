//! The schemas of all tools stay inside the subset of JSON Schema that every model vendor takes.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Format, Source};
use serde_json::{Map, Value};
use sources::tree;

/// No vendor takes these at any place.
const FORBIDDEN: &[&str] = &[
    "$ref",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "oneOf",
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "const",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "dependentRequired",
    "dependentSchemas",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "prefixItems",
];

const FORMATS: &[&str] =
    &["date-time", "date", "time", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

const SCHEMA_BYTES: usize = 5_000;
const DESCRIPTION_BYTES: usize = 1_000;
/// Objects in objects; a message in a ticket has addresses in its source.
const DEPTH: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Input,
    Output,
}

#[test]
fn every_tool_stays_inside_the_portable_subset() {
    let tools = tools();
    assert!(!tools.is_empty(), "there are no tools");
    let mut wrong = Vec::new();
    for tool in &tools {
        let name = tool["name"].as_str().unwrap();
        if !is_name(name, 45) || name.chars().any(|c| c.is_ascii_uppercase() || c == '-') {
            wrong.push(format!("{name}: clients refuse this name"));
        }
        if tool["description"].as_str().unwrap().len() > DESCRIPTION_BYTES {
            wrong.push(format!("{name}: the description is too long"));
        }
        for (key, side) in [("inputSchema", Side::Input), ("outputSchema", Side::Output)] {
            faults(&tool[key], side, &format!("{name} {key}"), &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_tool_says_its_title_and_all_four_hints() {
    let hints = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];
    for tool in tools() {
        let annotations = &tool["annotations"];
        assert!(annotations["title"].is_string(), "{tool}");
        assert!(hints.iter().all(|hint| annotations[hint].is_boolean()), "{tool}");
        let [read_only, destructive] = [0, 1].map(|at| annotations[hints[at]] == true);
        assert!(!(read_only && destructive), "{tool}");
    }
}

/// The check itself sees what is wrong.
#[test]
fn what_leaves_the_subset_is_seen() {
    let check = |schema: &str, expected: &str| {
        let mut wrong = Vec::new();
        faults(&serde_json::from_str(schema).unwrap(), Side::Input, "it", &mut wrong);
        assert_eq!(wrong.join("\n"), expected, "{schema}");
    };
    let closed = |properties: &str| {
        format!(
            r#"{{"type": "object", "properties": {{{properties}}}, "additionalProperties": false}}"#
        )
    };
    check(&closed(r#""a": {"type": "string"}"#), "");
    check(
        r#"{"type": "array"}"#,
        "it: the root is no object with properties\nit: a list has no items of one kind",
    );
    check(&closed(r#""a": {}"#), "it.a: has no one type");
    check(&closed(r#""a": {"type": ["string", "null"]}"#), "it.a: has no one type");
    check(&closed(r#""a[b]": {"type": "string"}"#), "it.a[b]: no vendor takes this key");
    check(&closed(r#""a": {"type": "string", "const": "x"}"#), "it.a: holds `const`");
    check(
        &closed(r#""a": {"type": "string", "enum": [""]}"#),
        "it.a: an enum holds texts that are not empty",
    );
    check(
        &closed(r#""a": {"type": "string", "format": "phone"}"#),
        "it.a: holds the format \"phone\"",
    );
    check(
        &closed(r#""a": {"type": "object", "properties": {}}"#),
        "it.a: is neither closed nor a free map",
    );
    check(
        &closed(r#""a": {"type": "object", "properties": {}, "additionalProperties": true}"#),
        "it.a: is neither closed nor a free map",
    );
    check(
        r#"{"type": "object", "properties": {}, "additionalProperties": false, "required": ["a"]}"#,
        "it: requires `a`, which it does not have",
    );
    check(&closed(r#""a": {"anyOf": [{"type": "string"}, {}]}"#), "it.a|1: has no one type");
}

/// Everything that is wrong with a schema.
fn faults(schema: &Value, side: Side, at: &str, wrong: &mut Vec<String>) {
    if schema["type"] != "object" || !schema["properties"].is_object() {
        wrong.push(format!("{at}: the root is no object with properties"));
    }
    if schema.get("anyOf").is_some() || schema.get("enum").is_some() {
        wrong.push(format!("{at}: the root has branches"));
    }
    let bytes = schema.to_string().len();
    if bytes > SCHEMA_BYTES {
        wrong.push(format!("{at}: {bytes} bytes"));
    }
    node(schema, side, at, 0, wrong);
}

fn node(schema: &Value, side: Side, at: &str, depth: usize, wrong: &mut Vec<String>) {
    let Some(words) = schema.as_object() else {
        wrong.push(format!("{at}: is no schema"));
        return;
    };
    if depth > DEPTH {
        wrong.push(format!("{at}: is too deep"));
    }
    for word in words.keys().filter(|word| FORBIDDEN.contains(&word.as_str())) {
        wrong.push(format!("{at}: holds `{word}`"));
    }
    if let Some(branches) = words.get("anyOf") {
        if words.contains_key("type") {
            wrong.push(format!("{at}: has a type beside its branches"));
        }
        for (index, branch) in branches.as_array().into_iter().flatten().enumerate() {
            node(branch, side, &format!("{at}|{index}"), depth, wrong);
        }
    } else if !words.get("type").is_some_and(Value::is_string) {
        wrong.push(format!("{at}: has no one type"));
    }
    texts(words, side, at, wrong);
    if words.get("type").is_some_and(|ty| ty == "array") {
        match words.get("items") {
            Some(items @ Value::Object(_)) => {
                node(items, side, &format!("{at}[]"), depth, wrong);
            }
            _ => wrong.push(format!("{at}: a list has no items of one kind")),
        }
    }
    if words.get("type").is_some_and(|ty| ty == "object") {
        object(words, side, at, depth, wrong);
    }
}

fn texts(words: &Map<String, Value>, side: Side, at: &str, wrong: &mut Vec<String>) {
    if let Some(values) = words.get("enum") {
        let good = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        if side == Side::Output {
            wrong.push(format!("{at}: an output holds an enum"));
        } else if !values.as_array().is_some_and(|values| values.iter().all(good)) {
            wrong.push(format!("{at}: an enum holds texts that are not empty"));
        }
    }
    let format = words.get("format");
    if let Some(format) = format.filter(|format| !FORMATS.iter().any(|known| *format == known)) {
        wrong.push(format!("{at}: holds the format {format}"));
    }
    let pattern = words.get("pattern").and_then(Value::as_str).unwrap_or_default();
    if pattern.contains("(?") {
        wrong.push(format!("{at}: a pattern looks around"));
    }
    let description = words.get("description").and_then(Value::as_str).unwrap_or_default();
    if description.len() > DESCRIPTION_BYTES {
        wrong.push(format!("{at}: the description has {} bytes", description.len()));
    }
}

fn object(words: &Map<String, Value>, side: Side, at: &str, depth: usize, wrong: &mut Vec<String>) {
    let properties = words.get("properties").and_then(Value::as_object);
    let rest = words.get("additionalProperties");
    match side {
        Side::Input if rest == Some(&Value::Bool(properties.is_none())) => {}
        Side::Input => wrong.push(format!("{at}: is neither closed nor a free map")),
        Side::Output if rest.is_some() => wrong.push(format!("{at}: an output is closed")),
        Side::Output => {}
    }
    for key in words.get("required").and_then(Value::as_array).into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        if side == Side::Output {
            wrong.push(format!("{at}: an output requires `{key}`"));
        } else if !properties.is_some_and(|properties| properties.contains_key(key)) {
            wrong.push(format!("{at}: requires `{key}`, which it does not have"));
        }
    }
    for (key, schema) in properties.into_iter().flatten() {
        let at = format!("{at}.{key}");
        if !is_name(key, 64) {
            wrong.push(format!("{at}: no vendor takes this key"));
        }
        node(schema, side, &at, depth + 1, wrong);
    }
}

fn is_name(name: &str, longest: usize) -> bool {
    (1..=longest).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The tools of the real spec.
fn tools() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let below = |folder: &str, ending: &str| {
        let files = tree(&root.join(folder)).into_iter();
        let files = files.filter(|source| source.path.ends_with(ending));
        let files =
            files.map(|source| Source { path: format!("{folder}/{}", source.path), ..source });
        files.collect::<Vec<_>>()
    };
    let sources = [below("spec", ".yaml"), below("conformance/recordings", ".json")].concat();
    let outputs = gorgias_codegen::compile(&sources)
        .map_err(|diagnostics| diagnostics.render(Format::Human { color: false }))
        .unwrap();
    let json = outputs.iter().find(|output| output.path == "generated/tools.json").unwrap();
    serde_json::from_str(&json.text).unwrap()
}
