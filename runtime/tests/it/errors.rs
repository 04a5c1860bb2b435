//! Each way to fail: its sentence, and whether the call may be sent again.

use std::time::Duration;

use gorgias_runtime::{
    Call, Error, Operation, Retry,
    error::Kind,
    transport::{Failure, Response},
};

use http::HeaderName;
use serde_json::Value;

use crate::{
    hand::Hand,
    operations::{DELETE, EVENTS, TOLD},
    stage::{Stage, answer},
};

type Outcome = Result<Response, Failure>;

async fn failed(operation: &'static Operation, answer: Outcome) -> Error {
    Stage::with([answer]).runtime().execute(Call::new(operation)).await.unwrap_err()
}

#[tokio::test]
async fn a_status_is_said_with_what_the_server_says() {
    let data = r#"{"error": {"msg": "Failed to create ticket.",
        "data": {"messages": {"0": {"via": ["No."]}}, "sender": ["Missing data for required field."]}}}"#;
    let cases = [
        (
            answer(401, r#"{"error": {"msg": "Unauthorized."}}"#, &[]),
            "401, the credentials were refused (Unauthorized); check the user name and the API key, \
             or the access token",
        ),
        (
            answer(403, "", &[]),
            "403, not allowed; the user's role must permit it, and a token needs the scope `events:read`",
        ),
        (
            answer(404, r#"{"error": {"msg": "Resource not found."}}"#, &[]),
            "404, not found (Resource not found)",
        ),
        (
            answer(404, "<html>", &[]),
            "404, not found; check the id, and whether the account's domain exists",
        ),
        (answer(409, r#"{"error": "taken"}"#, &[]), "409, in conflict with what exists (taken)"),
        (
            answer(400, data, &[]),
            "400, the server does not accept this (Failed to create ticket; \
             messages.0.via: No; sender: Missing data for required field)",
        ),
        (
            answer(422, r#"{"error": {"data": ["No.", 7]}}"#, &[]),
            "422, the server does not accept this (No; 7)",
        ),
        (answer(429, "", &[("retry-after", "5")]), "429, too many calls; call again in 5 s"),
        (answer(429, "", &[("retry-after", "soon")]), "429, too many calls; call again later"),
        (answer(500, "[]", &[]), "500, the server failed"),
        (answer(418, "", &[]), "418, an unexpected status"),
        (
            answer(301, "", &[("location", "/api/tickets/2")]),
            "301, moved to /api/tickets/2, which was not followed",
        ),
        (answer(307, "", &[]), "307, moved to an address that is not named"),
    ];
    for (answer, expected) in cases {
        let status = answer.status;
        let error = failed(&EVENTS, Ok(answer)).await;
        assert_eq!(error.to_string(), format!("events.list: {expected}"));
        assert_eq!((error.status(), error.operation()), (Some(status), Some("events.list")));
    }
}

#[tokio::test]
async fn a_status_means_what_the_operation_says_or_else_all_of_them() {
    let hint = async |status| failed(&TOLD, Ok(answer(status, "", &[]))).await.hint();
    assert_eq!(hint(409).await, Some("A rule uses it."));
    assert_eq!(hint(404).await, Some("There is none."));
    assert_eq!(hint(400).await, None);
    assert_eq!(failed(&TOLD, Err(Failure::TooLarge { limit: 9 })).await.hint(), None);
}

/// What a tool tells its caller has the hint too.
#[cfg(feature = "tools")]
#[tokio::test]
async fn a_tool_tells_the_hint() {
    use gorgias_runtime::tool::ToolError;

    let unsaid = ToolError::from(failed(&EVENTS, Ok(answer(409, "", &[]))).await);
    assert_eq!(unsaid.to_string(), "events.list: 409, in conflict with what exists");
    let told = ToolError::from(failed(&TOLD, Ok(answer(409, "", &[]))).await);
    assert_eq!(
        told.to_string(),
        "events.told: 409, in conflict with what exists. Hint: A rule uses it."
    );
}

#[tokio::test]
async fn what_the_server_says_is_bounded() {
    let body = format!(r#"{{"error": {{"msg": "{}"}}}}"#, "é".repeat(5000));
    let error = failed(&EVENTS, Ok(answer(500, &body, &[]))).await;
    assert!(error.to_string().chars().count() < 700, "{error}");
}

#[tokio::test]
async fn a_failure_underway_says_what_may_have_happened() {
    let gone = "no route to host";
    let cases = [
        (
            Failure::NotSent { cause: gone.into() },
            "nothing was sent, because there is no connection: no route to host",
        ),
        (
            Failure::Interrupted { cause: "reset".into() },
            "the connection broke, and the request may have been carried out: reset",
        ),
        (
            Failure::TimedOut { after: Duration::from_millis(1500) },
            "no complete answer within 1.5 s, and the request may have been carried out",
        ),
        (
            Failure::TooLarge { limit: 9 },
            "the answer is larger than 9 bytes; ask for less at a time",
        ),
    ];
    for (failure, expected) in cases {
        let error = failed(&EVENTS, Err(failure)).await;
        assert_eq!(error.to_string(), format!("events.list: {expected}"));
        assert_eq!(error.status(), None);
    }
}

#[tokio::test]
async fn repeating_goes_by_the_effect_and_not_by_the_verb() {
    type Case = (fn() -> Outcome, bool, bool);
    // Whether a read and a write may be repeated after an outcome.
    let cases: [Case; 6] = [
        (|| Err(Failure::NotSent { cause: "x".into() }), true, true),
        (|| Err(Failure::Interrupted { cause: "x".into() }), true, false),
        (|| Err(Failure::TimedOut { after: Duration::ZERO }), true, false),
        (|| Err(Failure::TooLarge { limit: 9 }), false, false),
        (|| Ok(answer(429, "", &[])), true, true),
        (|| Ok(answer(503, "", &[])), true, false),
    ];
    for (outcome, read, write) in cases {
        assert_eq!(failed(&EVENTS, outcome()).await.is_repeatable(), read);
        assert_eq!(failed(&DELETE, outcome()).await.is_repeatable(), write);
    }
    for code in [301, 400, 401, 403, 404, 409, 422] {
        assert!(!failed(&EVENTS, Ok(answer(code, "", &[]))).await.is_repeatable(), "{code}");
    }
}

#[tokio::test]
async fn the_kind_holds_what_a_program_needs() {
    let limited = failed(&EVENTS, Ok(answer(429, "", &[("retry-after", "7")]))).await;
    assert!(matches!(
        limited.kind(),
        Kind::RateLimited { retry_after: Some(wait), .. } if *wait == Duration::from_secs(7)
    ));
    let refused =
        failed(&EVENTS, Ok(answer(400, r#"{"error": {"data": {"a": ["b"]}}}"#, &[]))).await;
    let Kind::Unprocessable(said) = refused.kind() else { unreachable!("{refused}") };
    assert_eq!(said.details, Some(serde_json::json!({"a": ["b"]})));
    assert_eq!(said.message, None);
}

#[test]
fn how_long_to_wait_may_be_told_as_a_date() {
    // The clock begins on 1 January 1970, at midnight.
    let cases = [
        ("7", Some(7)),
        ("Thu, 01 Jan 1970 00:01:00 GMT", Some(60)),
        ("Wed, 31 Dec 1969 23:59:00 GMT", Some(0)),
        ("Thursday", None),
        ("-1", None),
    ];
    for (told, seconds) in cases {
        for status in [429, 503] {
            let stage = Stage::with([Ok(answer(status, "", &[("retry-after", told)]))]);
            let clock = Hand::new();
            let runtime = stage.builder().clock(clock.clone()).retry(Retry::never()).build();
            let error =
                clock.run(async move { runtime.execute(Call::new(&EVENTS)).await.unwrap_err() });
            assert_eq!(error.retry_after(), seconds.map(Duration::from_secs), "{told}");
            if let Kind::RateLimited { retry_after, .. } = error.kind() {
                assert_eq!(*retry_after, error.retry_after());
            }
        }
    }
}

#[tokio::test]
async fn the_header_of_the_request_id_can_be_set() {
    let ids = [("x-request-id", "guessed"), ("x-trace", "set")];
    for body in [r#"{"error": {}}"#, "["] {
        let status = if body == "[" { 200 } else { 500 };
        let stage = Stage::with([Ok(answer(status, body, &ids))]);
        let builder = stage.builder().request_id_header(HeaderName::from_static("x-trace"));
        let runtime = builder.retry(Retry::never()).build();
        let decoded = match runtime.execute(Call::new(&EVENTS)).await {
            Ok(reply) => reply.decode::<Value>(),
            Err(error) => Err(error),
        };
        assert_eq!(decoded.unwrap_err().request_id(), Some("set"));
    }
}

#[tokio::test]
async fn a_call_that_is_refused_is_not_sent() {
    let stage = Stage::default();
    let error = stage.runtime().execute(Call::new(&EVENTS).arg("limt", 1)).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Refused { field, .. } if field == "limt"), "{error}");
    assert!(stage.sent().is_empty());
}
