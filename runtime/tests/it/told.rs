//! What a text beside it makes of a union, and what is said where it is something else.

use std::collections::BTreeMap;

use gorgias_runtime::{Call, Error, Patch, Secret, error::Kind};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    operations::SETTINGS,
    stage::{Stage, answer},
};

gorgias_runtime::open_enum! {
    /// What a job does.
    enum JobKind {
        /// It does the same to many.
        Apply = "apply",
        /// It counts.
        Count = "count",
        /// It does nothing.
        Rest = "rest",
    }
}

gorgias_runtime::union! {
    #[beside = "type"]
    /// What a job works on.
    enum Params {
        /// Many.
        Apply(Apply) = "apply",
        /// A number for each.
        Count(BTreeMap<String, i64>) = "count",
        /// Nothing.
        Rest(Rest) = "rest",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Apply {
    ids: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<Box<Job>>,
}
gorgias_runtime::deserialize!(Apply { ids!, then(object) });

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Rest {}
gorgias_runtime::deserialize!(Rest {});

/// A job, with all forms in which a field can hold a union.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Job {
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Box<Params>>,
    #[serde(rename = "the patch", skip_serializing_if = "Patch::is_absent")]
    patch: Patch<Params>,
    r#type: JobKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Secret<Params>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
}
gorgias_runtime::deserialize!(
    Job { params?, patch? as "the patch", r#type! as "type", hidden?, other? }
    told { params = "params" by r#type, patch = "the patch" by r#type, hidden = "hidden" by other }
);

fn job(json: &Value) -> Job {
    serde_json::from_value(json.clone()).unwrap()
}

fn apply(ids: &[i64]) -> Params {
    Params::Apply(Apply { ids: ids.to_vec(), then: None })
}

/// Expects a job to be read with these params, and to be written as it came.
fn check(json: Value, expected: Option<Params>) {
    let read = job(&json);
    assert_eq!(read.params.as_deref(), expected.as_ref(), "{json}");
    assert_eq!(json!(read), json, "{json}");
    let text: Job = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(text, read, "{json}");
}

#[test]
fn a_text_tells_what_stands_beside_it() {
    check(json!({"params": {"ids": [1, 2]}, "type": "apply"}), Some(apply(&[1, 2])));
    check(json!({"type": "apply", "params": {"ids": []}}), Some(apply(&[])));
    let counts = BTreeMap::from([("a".to_owned(), 1)]);
    check(json!({"params": {"a": 1}, "type": "count"}), Some(Params::Count(counts)));
    check(json!({"params": {}, "type": "count"}), Some(Params::Count(BTreeMap::new())));
    check(json!({"params": {}, "type": "rest"}), Some(Params::Rest(Rest {})));
    check(json!({"type": "apply"}), None);
}

#[test]
fn what_is_not_told_is_kept_as_it_came() {
    for params in [json!({"ids": "all"}), json!({}), json!([1]), json!("a"), json!(5)] {
        let unknown = Params::Unknown(params.clone());
        check(json!({"params": params, "type": "later"}), Some(unknown));
    }
    let alone: Params = serde_json::from_value(json!({"ids": [1]})).unwrap();
    assert_eq!(alone, Params::Unknown(json!({"ids": [1]})));
}

#[test]
fn nothing_may_stand_where_something_was_told() {
    for nothing in [json!(null), json!({}), json!("")] {
        let read = job(&json!({"type": "apply", "params": nothing, "the patch": nothing}));
        assert_eq!((read.params, read.patch), (None, Patch::Null), "{nothing}");
    }
}

#[test]
fn each_form_of_a_field_is_told() {
    let json = json!({
        "params": {"ids": [1], "then": {"params": {"ids": [2]}, "type": "apply"}},
        "the patch": {"ids": [3]},
        "type": "apply",
        "hidden": {"a": 4},
        "other": "count",
    });
    let read = job(&json);
    let Some(Params::Apply(Apply { then: Some(then), .. })) = read.params.as_deref() else {
        unreachable!("{read:?}")
    };
    assert_eq!(then.params.as_deref(), Some(&apply(&[2])));
    assert_eq!(read.patch, Patch::Value(apply(&[3])));
    let hidden = read.hidden.as_ref().map(Secret::reveal);
    assert_eq!(hidden, Some(&Params::Count(BTreeMap::from([("a".to_owned(), 4)]))));
    assert_eq!(json!(read), json);
    let untold = job(&json!({"type": "rest", "hidden": {"a": 4}}));
    assert_eq!(untold.hidden.as_ref().map(Secret::reveal), Some(&Params::Unknown(json!({"a": 4}))));
}

async fn decoded(body: &Value) -> Result<Vec<Job>, Error> {
    let stage = Stage::with([Ok(answer(200, &body.to_string(), &[]))]);
    stage.runtime().execute(Call::new(&SETTINGS).arg("type", "jobs")).await?.decode()
}

#[tokio::test]
async fn what_is_not_as_it_was_told_is_named_with_its_place() {
    let deep = json!({"ids": [1], "then": {"type": "apply", "params": {"ids": ["a"]}}});
    let cases = [
        (json!({"type": "apply", "params": {"ids": [1, "2"]}}), "params.ids[1]", "a text"),
        (json!({"type": "apply", "params": deep}), "params.then.params.ids[0]", "a text"),
        (json!({"type": "apply", "params": 5}), "params", "a number"),
        (json!({"type": "apply", "params": {"id": 1}}), "params", "an object"),
        (json!({"type": "count", "the patch": {"a": true}}), "the patch.a", "true or false"),
        (json!({"type": 5, "params": {}}), "type", "a number"),
    ];
    for (wrong, path, expected) in cases {
        let error = decoded(&json!({"data": [{"type": "rest"}, wrong]})).await.unwrap_err();
        let Kind::Decode { path: at, found, .. } = error.kind() else { unreachable!("{error}") };
        assert_eq!((at, &**found), (&format!("data[1].{path}"), expected), "{wrong}: {error}");
    }
    let error = decoded(&json!({"data": [7]})).await.unwrap_err().to_string();
    assert!(
        error.ends_with("the answer has a number at `data[0]` in place of an object: 7"),
        "{error}"
    );
}
