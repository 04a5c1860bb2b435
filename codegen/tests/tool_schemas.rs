//! The schemas of all tools stay inside the subset of JSON Schema that every model vendor takes.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Format, Source};
use serde_json::{Map, Value, json};
use sources::tree;

/// All words that every vendor takes. What is not here is taken by some, or by none.
const WORDS: &[&str] = &[
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "enum",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

const TYPES: &[&str] = &["object", "array", "string", "integer", "number", "boolean", "null"];

const BOUNDS: &[&str] = &["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

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
    let tools = [tools(), tools_of(&base())].concat();
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

/// The fixed tools of the runtime, through which the others are found and called.
#[test]
fn the_entrances_stay_inside_the_portable_subset() {
    let entrances = include_str!("../../runtime/src/tool/finder/entrances.json");
    let entrances: Vec<Value> = serde_json::from_str(entrances).unwrap();
    assert_eq!(entrances.len(), 4);
    let mut wrong = Vec::new();
    for tool in &entrances {
        let name = tool["name"].as_str().unwrap();
        faults(&tool["inputSchema"], Side::Input, name, &mut wrong);
        if !is_name(name, 45) || tool["annotations"]["title"] != tool["title"] {
            wrong.push(format!("{name}: clients refuse it"));
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
        "it.a: is neither closed nor open",
    );
    check(
        &closed(r#""a": {"type": "object", "properties": {}, "additionalProperties": true}"#),
        "it.a: is neither closed nor open",
    );
    check(
        &closed(
            r#""a": {"type": "object", "properties": {"b": {"type": "string"}}, "additionalProperties": true}"#,
        ),
        "",
    );
    check(
        r#"{"type": "object", "properties": {}, "additionalProperties": false, "required": ["a"]}"#,
        "it: requires `a`, which it does not have",
    );
    check(&closed(r#""a": {"anyOf": [{"type": "string"}, {}]}"#), "it.a|1: has no one type");
    check(&closed(r#""a": {"anyOf": []}"#), "it.a: has nothing to choose from");
    check(&closed(r#""a": {"type": "text"}"#), "it.a: has no one type");
    check(&closed(r#""a": {"type": "string", "minContains": 1}"#), "it.a: holds `minContains`");
    check(
        &closed(r#""a": {"type": "string", "enum": []}"#),
        "it.a: an enum holds texts that are not empty",
    );
    check(
        &closed(r#""a": {"type": "string", "additionalProperties": true}"#),
        "it.a: has `additionalProperties` and is no object",
    );
    check(
        &closed(
            r#""a": {"type": "integer", "minimum": 1, "maximum": 10, "description": "10 or 100."}"#,
        ),
        "it.a: does not say its `minimum` in words",
    );
    check(
        &closed(
            r#""a": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}], "description": "At most 9 characters."}"#,
        ),
        "",
    );
    check(
        r#"{"anyOf": [{"type": "object", "additionalProperties": true}, {"type": "null"}]}"#,
        "it: the root is no object with properties\nit: the root has branches",
    );
}

/// The schema of an argument of a tool in the base, after some edits.
fn argument(tool: &str, argument: &str, edits: &[(&str, &str)]) -> Value {
    let mut sources = base();
    for (old, new) in edits {
        let edited = sources.iter_mut().find_map(|source| {
            let text = String::from_utf8(source.bytes.clone()).unwrap();
            text.contains(old).then(|| source.bytes = text.replacen(old, new, 1).into_bytes())
        });
        assert!(edited.is_some(), "`{old}` is not in the base");
    }
    let tools = tools_of(&sources);
    let found = tools.iter().find(|found| found["name"] == tool).unwrap();
    found["inputSchema"]["properties"][argument].clone()
}

/// The parts of a union that `usual` names are spelled out, and all others let through.
#[test]
fn usual_paths_lead_into_unions() {
    let beside = |edits: &[(&str, &str)], expected: Value| {
        assert_eq!(argument("create_job", "params", edits), expected, "{edits:?}");
    };
    let open = |properties: Value| {
        json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": true,
            "description": "What it works on and does.",
        })
    };
    let ids = json!({
        "type": "array",
        "items": { "type": "integer" },
        "minItems": 1,
        "description": "Which. At least 1 item.",
    });
    let label = json!({
        "type": "object",
        "properties": { "label": { "type": "string" } },
        "additionalProperties": false,
        "description": "What is written anew.",
    });
    let usual = "[params.parcel_ids, params.rename.label]";
    beside(&[], open(json!({ "parcel_ids": ids, "rename": label })));
    beside(
        &[(usual, "[params]")],
        json!({
            "type": "object",
            "additionalProperties": true,
            "description": "What it works on and does.",
        }),
    );
    beside(&[(usual, "[params.first]")], open(json!({ "first": { "type": "integer" } })));

    let inside = |usual: &str, letter: &str, expected: Value| {
        let tool = "name: create_parcel, ";
        let usual = format!("{tool}usual: [{usual}], ");
        let edits = [(tool, usual.as_str()), ("pages: int,", letter)];
        assert_eq!(argument("create_parcel", "content", &edits), expected, "{usual} {letter}");
    };
    let told = |key: &str, part: Value| {
        let kind = json!({ "type": "string", "enum": ["goods", "letter"] });
        json!({
            "type": "object",
            "properties": { "kind": kind, key: part },
            "required": ["kind"],
            "additionalProperties": true,
        })
    };
    inside("content", "", json!({ "type": "object", "additionalProperties": true }));
    inside("content.worth", "", told("worth", json!({ "type": "number" })));
    inside("content.worth", "worth: number,", told("worth", json!({ "type": "number" })));
    inside(
        "content.worth",
        "worth: { type: list<int>, max: 2, about: Of each page. },",
        told(
            "worth",
            json!({
                "anyOf": [
                    { "type": "number" },
                    { "type": "array", "items": { "type": "integer" }, "maxItems": 2 },
                ],
                "description": "Of each page. At most 2 items.",
            }),
        ),
    );
    inside(
        "content.worth.email",
        "worth: ReceiverRef,",
        told(
            "worth",
            json!({ "anyOf": [
                { "type": "number" },
                { "type": "object", "additionalProperties": true },
            ] }),
        ),
    );
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
    bounds(schema, "", at, wrong);
}

fn node(schema: &Value, side: Side, at: &str, depth: usize, wrong: &mut Vec<String>) {
    let Some(words) = schema.as_object() else {
        wrong.push(format!("{at}: is no schema"));
        return;
    };
    if depth > DEPTH {
        wrong.push(format!("{at}: is too deep"));
    }
    for word in words.keys().filter(|word| !WORDS.contains(&word.as_str())) {
        wrong.push(format!("{at}: holds `{word}`"));
    }
    if let Some(branches) = words.get("anyOf") {
        if words.keys().any(|word| word != "anyOf" && word != "description") {
            wrong.push(format!("{at}: has more than a text beside its branches"));
        }
        let branches = branches.as_array().map_or(&[][..], Vec::as_slice);
        if branches.len() < 2 {
            wrong.push(format!("{at}: has nothing to choose from"));
        }
        for (index, branch) in branches.iter().enumerate() {
            node(branch, side, &format!("{at}|{index}"), depth, wrong);
        }
    } else if !words.get("type").is_some_and(|ty| TYPES.iter().any(|known| ty == known)) {
        wrong.push(format!("{at}: has no one type"));
    }
    parts_of_another_type(words, at, wrong);
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

/// A word that says something of objects, lists or texts belongs to such a node alone.
fn parts_of_another_type(words: &Map<String, Value>, at: &str, wrong: &mut Vec<String>) {
    let owners = [
        ("object", &["properties", "required", "additionalProperties"][..]),
        ("array", &["items", "minItems", "maxItems"]),
        ("string", &["enum", "format", "pattern", "minLength", "maxLength"]),
    ];
    for (owner, owned) in owners {
        if words.get("type").is_some_and(|ty| ty != owner) {
            let strays = owned.iter().filter(|word| words.contains_key(**word));
            wrong.extend(strays.map(|word| format!("{at}: has `{word}` and is no {owner}")));
        }
    }
}

/// Not every client passes bounds on, so that the text says them too; that of branches stands beside them.
fn bounds(schema: &Value, around: &str, at: &str, wrong: &mut Vec<String>) {
    let said = schema["description"].as_str().unwrap_or(around);
    let numbers: Vec<_> = said.split(|c: char| !c.is_ascii_digit()).collect();
    for word in BOUNDS {
        let bound = schema.get(word).map(Value::to_string);
        if bound.is_some_and(|bound| !numbers.contains(&bound.as_str())) {
            wrong.push(format!("{at}: does not say its `{word}` in words"));
        }
    }
    for (index, branch) in schema["anyOf"].as_array().into_iter().flatten().enumerate() {
        bounds(branch, said, &format!("{at}|{index}"), wrong);
    }
    bounds_below(schema, at, wrong);
}

fn bounds_below(schema: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(items) = schema.get("items") {
        bounds(items, "", &format!("{at}[]"), wrong);
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        bounds(schema, "", &format!("{at}.{key}"), wrong);
    }
}

fn texts(words: &Map<String, Value>, side: Side, at: &str, wrong: &mut Vec<String>) {
    if let Some(values) = words.get("enum") {
        let good = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        if side == Side::Output {
            wrong.push(format!("{at}: an output holds an enum"));
        } else if !values.as_array().is_some_and(|it| !it.is_empty() && it.iter().all(good)) {
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
    let spelled_out = properties.is_some_and(|properties| !properties.is_empty());
    let open = spelled_out || properties.is_none();
    match side {
        Side::Input if rest == Some(&Value::Bool(true)) && open => {}
        Side::Input if rest == Some(&Value::Bool(false)) && properties.is_some() => {}
        Side::Input => wrong.push(format!("{at}: is neither closed nor open")),
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
    tools_of(&[below("spec", ".yaml"), below("conformance/recordings", ".json")].concat())
}

/// The spec that has one of everything.
fn base() -> Vec<Source> {
    tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"))
}

fn tools_of(sources: &[Source]) -> Vec<Value> {
    let outputs = gorgias_codegen::compile(sources)
        .map_err(|diagnostics| diagnostics.render(Format::Human { color: false }))
        .unwrap();
    let json = outputs.iter().find(|output| output.path == "generated/tools.json").unwrap();
    serde_json::from_str(&json.text).unwrap()
}
