//! `generated/tools.json`: the tools as data, for those who do not link the crate.

use serde_json::{Map, Value, json};

use crate::emit::{Output, Parts, json_file};
use crate::model::{Alias, Model, Operation, Projection};

pub(super) const PARTS: Parts = Parts { whole: &[emit], of_resource: &[] };

fn emit(model: &Model) -> Vec<Output> {
    let tools: Vec<Value> =
        model.operations.iter().map(|operation| tool(model, operation)).collect();
    vec![json_file("generated/tools.json", &tools)]
}

fn tool(model: &Model, operation: &Operation) -> Value {
    let tool = &operation.tool;
    let hints = operation.hints();
    let mut json = json!({
        "name": tool.name,
        "aliases": tool.aliases.iter().map(alias).collect::<Vec<_>>(),
        "title": operation.title,
        "description": operation.about,
        "method": tool.method.as_str(),
        "topics": tool.topics(model),
        "presets": tool.presets(model),
        "effect": operation.effect.to_json(),
        "operation": operation.id,
        "refusals": refusals(operation),
        "inputSchema": tool.input_schema,
        "outputSchema": tool.output_schema,
        "annotations": {
            "title": operation.title,
            "readOnlyHint": hints.read_only,
            "destructiveHint": hints.destructive,
            "idempotentHint": hints.idempotent,
            "openWorldHint": hints.open_world,
        },
        "tokens": tool.tokens,
    });
    if let (Some(work), Value::Object(entries)) = (&operation.long_running, &mut json) {
        let work = work.to_json(model, |operation| operation.tool.name.clone());
        entries.insert("longRunning".to_owned(), work);
    }
    json
}

/// What refusals mean here, by status.
fn refusals(operation: &Operation) -> Value {
    let told = operation.refusals.iter();
    told.map(|refusal| (refusal.status.to_string(), json!(refusal.hint))).collect()
}

/// An alias, with its projection if it has one of its own.
fn alias(alias: &Alias) -> Value {
    let mut json = Map::from_iter([("name".to_owned(), json!(alias.name))]);
    if let Some(shows) = &alias.shows {
        json.insert("shows".to_owned(), shown(shows));
    }
    json.into()
}

fn shown(shows: &Projection) -> Value {
    match shows {
        Projection::All => json!("all"),
        Projection::Paths(paths) => paths.iter().map(ToString::to_string).collect(),
    }
}
