//! Errors of tools as data: one shape, whatever went wrong.

use gorgias_runtime::{
    serde_json::{Value, json},
    tool::{self, Code, Tool, types::Field, types::Type},
    transport::{Failure, Response},
};

use crate::{
    file_tools::BASE,
    operations::{DELETE, EVENTS, TOLD},
    stage::{Stage, answer},
};

static TOOL_TOLD: Tool = Tool { name: "told", operation: &TOLD, ..BASE };
static TOOL_EVENTS: Tool = Tool {
    name: "events",
    operation: &EVENTS,
    arguments: &[Field::new("limit", Type::Int)],
    ..BASE
};
static TOOL_DELETE: Tool = Tool {
    name: "delete",
    operation: &DELETE,
    arguments: &[Field::new("ids", Type::List(&Type::Int))],
    ..BASE
};

/// Calls a tool, and expects it to fail so.
async fn fails(name: &str, given: Value, answered: Result<Response, Failure>, expected: Value) {
    let stage = Stage::with([answered]);
    let tools: &[&'static Tool] = &[&TOOL_TOLD, &TOOL_EVENTS, &TOOL_DELETE];
    let given = given.as_object().unwrap().clone();
    let error = tool::call(&stage.runtime(), tools, name, given).await.unwrap_err();
    assert_eq!(error.to_json(), json!({"error": expected}), "{error}");
    assert!(Code::ALL.iter().any(|code| code.as_str() == expected["code"]), "{expected}");
}

#[tokio::test]
async fn what_was_not_sent_names_its_fields() {
    fails(
        "events",
        json!({"limit": "many", "limt": 5}),
        Ok(answer(200, "[]", &[])),
        json!({
            "code": "bad_arguments",
            "status": null,
            "message": "nothing was sent, because `limit` is a text: give a whole number; \
                `limt` is no argument of this tool: did you mean `limit`?",
            "hint": "Nothing was sent. Mend what `fields` names, and call again.",
            "retryable": false,
            "retry_after": null,
            "fields": [
                {"path": "limit", "why": "is a text", "right": "give a whole number"},
                {"path": "limt", "why": "is no argument of this tool", "right": "did you mean `limit`?"},
            ],
        }),
    )
    .await;
    fails(
        "event",
        json!({}),
        Ok(answer(200, "[]", &[])),
        json!({
            "code": "unknown_tool",
            "status": null,
            "message": "nothing was sent, because there is no tool `event`: did you mean `events`?",
            "hint": "Call one of the tools that are listed.",
            "retryable": false,
            "retry_after": null,
            "fields": [],
        }),
    )
    .await;
}

#[tokio::test]
async fn what_the_api_says_of_fields_is_told_by_field() {
    let data = r#"{"error": {"msg": "Failed.", "data": {"sender": {"id": ["Missing data."]}}}}"#;
    fails(
        "told",
        json!({}),
        Ok(answer(400, data, &[])),
        json!({
            "code": "rejected",
            "status": 400,
            "message": "events.told: 400, the server does not accept this (Failed; sender.id: Missing data)",
            "hint": "Mend the arguments; the same call fails again.",
            "retryable": false,
            "retry_after": null,
            "fields": [{"path": "sender.id", "why": "Missing data", "right": null}],
        }),
    )
    .await;
}

#[tokio::test]
async fn the_spec_says_better_what_to_do() {
    fails(
        "told",
        json!({}),
        Ok(answer(409, "", &[])),
        json!({
            "code": "conflict",
            "status": 409,
            "message": "events.told: 409, in conflict with what exists",
            "hint": "A rule uses it.",
            "retryable": false,
            "retry_after": null,
            "fields": [],
        }),
    )
    .await;
}

/// Expects the code, whether it may be done again, when, and the hint.
async fn is(
    name: &str,
    answered: Result<Response, Failure>,
    (code, retryable, retry_after): (&str, bool, Option<u64>),
    hint: &str,
) {
    let stage = Stage::with([answered]);
    let tools: &[&'static Tool] = &[&TOOL_TOLD, &TOOL_EVENTS, &TOOL_DELETE];
    let given = if name == "delete" { json!({"ids": [1]}) } else { json!({}) };
    let given = given.as_object().unwrap().clone();
    let error = tool::call(&stage.runtime(), tools, name, given).await.unwrap_err();
    let told = &error.to_json()["error"];
    let expected = json!([code, retryable, retry_after, hint]);
    assert_eq!(
        json!([told["code"], told["retryable"], told["retry_after"], told["hint"]]),
        expected
    );
}

#[tokio::test]
async fn it_is_said_whether_to_repeat() {
    let not_sent = || Err(Failure::NotSent { cause: "no route".into() });
    let broken = || Err(Failure::Interrupted { cause: "reset".into() });
    let unreachable = "Nothing was sent. Call again when the network is there.";
    is("events", not_sent(), ("unreachable", true, None), unreachable).await;
    is("delete", not_sent(), ("unreachable", true, None), unreachable).await;
    let broke = "It took too long, or the connection broke.";
    is("events", broken(), ("no_answer", true, None), broke).await;
    let doubt = "It may be done all the same: look before you repeat it.";
    is("delete", broken(), ("no_answer", false, None), &format!("{broke} {doubt}")).await;
    let failed = "The API failed, and it is not the call's fault.";
    is("events", Ok(answer(502, "", &[])), ("server_failed", true, None), failed).await;
    is(
        "delete",
        Ok(answer(502, "", &[])),
        ("server_failed", false, None),
        &format!("{failed} {doubt}"),
    )
    .await;
    let slow = "Wait, then call again.";
    let limited = answer(429, "", &[("retry-after", "7")]);
    is("delete", Ok(limited), ("rate_limited", true, Some(7)), slow).await;
    let rights = "Somebody with more rights must do it or grant it.";
    is("events", Ok(answer(403, "", &[])), ("forbidden", false, None), rights).await;
}
