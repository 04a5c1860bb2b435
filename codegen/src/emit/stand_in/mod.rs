//! `generated/stand-in.json`: what a stand-in account must know to behave as the API does, as data.
//!
//! Types are written in the notation of the spec.

mod deeds;
mod types;

use serde_json::{Map, Value, json};

use self::deeds::deed;
use self::types::{field, type_of, written};
use crate::emit::{Output, Parts, json_file};
use crate::model::behaviour::{Journal, Keeping};
use crate::model::long_running::{LongRunning, Standing};
use crate::model::{Answer, Body, Dialect, Follows, Model, Operation, Owner, Place};

/// Nothing, unless the spec says how an account behaves.
pub(super) const PARTS: Parts = Parts { whole: &[emit], of_resource: &[] };

fn emit(model: &Model) -> Vec<Output> {
    let Some(keeping) = &model.api.keeping else { return Vec::new() };
    let types = model.types.iter().filter(|def| def.owner != Owner::Webhooks);
    let types: Map<String, Value> =
        types.map(|def| (def.name.clone(), type_of(model, def))).collect();
    let things = model.things.iter().map(|thing| {
        let name = model.ty(thing.ty).name.clone();
        (name, json!({ "key": thing.key, "path": thing.path }))
    });
    let things: Map<String, Value> = things.collect();
    let dialects = model.api.dialects.iter().map(|it| (it.name.clone(), dialect(model, it)));
    let dialects: Map<String, Value> = dialects.collect();
    let operations = model.operations.iter().map(|it| operation(model, it));
    let operations: Vec<Value> = operations.collect();
    let table = json!({
        "keeping": kept(model, keeping),
        "dialects": dialects,
        "things": things,
        "operations": operations,
        "types": types,
    });
    vec![json_file("generated/stand-in.json", &table)]
}

fn kept(model: &Model, keeping: &Keeping) -> Value {
    json!({
        "made": keeping.made,
        "changed": keeping.changed,
        "address": keeping.address,
        "journal": keeping.journal.as_ref().map(|it| journal(model, it)),
    })
}

fn journal(model: &Model, journal: &Journal) -> Value {
    let calls = journal.calls.iter();
    let calls = calls.map(|(ty, name)| (model.ty(*ty).name.clone(), Value::from(name.as_str())));
    json!({
        "of": model.ty(journal.of).name,
        "what": journal.what,
        "kind": journal.kind,
        "id": journal.id,
        "who": journal.who,
        "calls": calls.collect::<Map<_, _>>(),
    })
}

fn dialect(model: &Model, dialect: &Dialect) -> Value {
    let follows = match dialect.follows {
        Follows::Cursor => "cursor",
        Follows::Number => "number",
        Follows::Link => "link",
    };
    let meta = dialect.meta.iter().map(|it| (it.wire.clone(), field(model, it)));
    json!({
        "follows": follows,
        "items": dialect.items,
        "next": dialect.next,
        "meta": meta.collect::<Map<_, _>>(),
    })
}

fn operation(model: &Model, operation: &Operation) -> Value {
    let params = |place| -> Map<String, Value> {
        let fields = operation.in_place(place);
        fields.map(|it| (it.wire.clone(), field(model, it))).collect()
    };
    let mut json = json!({
        "id": operation.id,
        "method": operation.verb.as_str(),
        "path": operation.path,
        "success": operation.success,
        "answer": answer(model, &operation.answer),
        "does": operation.deed.as_ref().map(|it| deed(model, it)),
    });
    let mut put = |key: &str, value: Value| {
        if let Value::Object(entries) = &mut json {
            entries.insert(key.to_owned(), value);
        }
    };
    if let Some(scope) = &operation.scope {
        put("scope", json!(scope));
    }
    for (key, place) in [("params", Place::Path), ("query", Place::Query)] {
        let params = params(place);
        if !params.is_empty() {
            put(key, params.into());
        }
    }
    match operation.body {
        Body::None => {}
        Body::Fields(_) => put("body", json!({ "fields": params(Place::Body) })),
        Body::Whole => {
            let arg = operation.args.iter().find(|arg| arg.place == Place::Whole);
            let whole = arg.map(|arg| written(model, arg.field.body_type()));
            put("body", json!({ "whole": whole }));
        }
        Body::Form => put("body", json!({ "form": true })),
    }
    if let Some(work) = &operation.long_running {
        put("follow", follow(model, work));
    }
    json
}

fn follow(model: &Model, work: &LongRunning) -> Value {
    let standing = |standing: &Standing| -> Map<String, Value> {
        standing.iter().map(|(path, values)| (path.to_string(), json!(values))).collect()
    };
    json!({
        "poll": model.operations[work.poll].id,
        "ended": standing(&work.ended),
        "good": standing(&work.good),
        "progress": work.progress.as_ref().map(ToString::to_string),
    })
}

fn answer(model: &Model, answer: &Answer) -> Value {
    match answer {
        Answer::Nothing => json!("nothing"),
        Answer::File => json!("file"),
        Answer::Csv => json!("csv"),
        Answer::Value(ty) => json!({ "value": written(model, ty) }),
        Answer::List { item, under } => {
            json!({ "list": { "of": written(model, item), "under": under } })
        }
        Answer::Pages { item, dialect } => {
            let by = &model.api.dialects[*dialect].name;
            json!({ "pages": { "of": written(model, item), "by": by } })
        }
    }
}
