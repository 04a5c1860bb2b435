//! How answers become values, and what is said of those that do not.

use std::fmt::Debug;

use gorgias_runtime::{Call, Error, Operation, Page, error::Kind};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    operations::{DELETE, EVENTS, FEEDBACK, GET, SETTINGS},
    stage::{Stage, answer},
};

gorgias_runtime::id! {
    /// The id of a tag.
    struct TagId(i64);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Tag {
    id: TagId,
    #[serde(default, deserialize_with = "gorgias_runtime::lenient::object")]
    decoration: Option<Decoration>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Decoration {
    color: Option<String>,
    size: i32,
}

async fn decoded<T: DeserializeOwned>(
    operation: &'static Operation,
    status: u16,
    body: &str,
) -> Result<T, Error> {
    let stage = Stage::with([Ok(answer(status, body, &[("content-type", "application/json")]))]);
    let mut call = Call::new(operation);
    for param in operation.params.iter().filter(|param| param.required) {
        call.set(param.arg, 1);
    }
    stage.runtime().execute(call).await?.decode()
}

async fn check<T: DeserializeOwned + Debug + PartialEq>(
    operation: &'static Operation,
    status: u16,
    body: &str,
    expected: T,
) {
    assert_eq!(decoded::<T>(operation, status, body).await.unwrap(), expected, "{body}");
}

fn tag(id: i64) -> Tag {
    Tag { id: id.into(), decoration: None }
}

#[tokio::test]
async fn every_success_is_accepted_whatever_was_documented() {
    for status in [200, 201, 202, 207] {
        check(&GET, status, r#"{"id": 1}"#, tag(1)).await;
    }
}

#[tokio::test]
async fn an_answer_that_promises_nothing_may_hold_anything() {
    for body in ["", "{}", r#"{"id": 1}"#, "<html>"] {
        check(&DELETE, 204, body, ()).await;
    }
}

#[tokio::test]
async fn a_list_is_found_under_its_key_or_bare() {
    let tags = || vec![tag(1), tag(2)];
    check(&SETTINGS, 200, r#"{"data": [{"id": 1}, {"id": 2}]}"#, tags()).await;
    check(&SETTINGS, 200, r#"{"object": "list", "data": [{"id": 1}, {"id": 2}]}"#, tags()).await;
    check(&SETTINGS, 200, r#" [{"id": 1}, {"id": 2}]"#, tags()).await;
}

#[tokio::test]
async fn a_page_is_read_in_every_dialect() {
    let page = |data: Vec<Tag>, prev: Option<&str>, next: Option<&str>, total| {
        let mut page = Page::from(data);
        page.prev_cursor = prev.map(str::to_owned);
        page.next_cursor = next.map(str::to_owned);
        page.total = total;
        page
    };
    let cases = [
        (
            json!({"object": "list", "uri": "/api/events", "data": [{"id": 1}],
                "meta": {"prev_cursor": "a", "next_cursor": "b", "total_resources": 9}}),
            page(vec![tag(1)], Some("a"), Some("b"), Some(9)),
        ),
        (
            json!({"meta": {"prev_cursor": null, "next_cursor": null}, "data": [{"id": 1}]}),
            page(vec![tag(1)], None, None, None),
        ),
        (json!({"data": [{"id": 1}]}), page(vec![tag(1)], None, None, None)),
        (json!({"data": null, "meta": null}), page(vec![], None, None, None)),
        (json!([{"id": 1}, {"id": 2}]), page(vec![tag(1), tag(2)], None, None, None)),
        (json!([]), page(vec![], None, None, None)),
        (
            json!({"data": [], "meta": {"page": 2, "per_page": 30, "item_count": 61, "nb_pages": 3,
                "current_page": "/api/tickets/1/messages/?page=2"}}),
            page(vec![], Some("1"), Some("3"), Some(61)),
        ),
        (
            json!({"data": [], "meta": {"page": 1, "nb_pages": 1, "item_count": 1}}),
            page(vec![], None, None, Some(1)),
        ),
        (
            json!({"data": [], "meta": {"current_cursor": "x", "prev_items": null,
                "next_items": "/api/views/5/items/?cursor=y&direction=next"}}),
            page(vec![], None, Some("/api/views/5/items/?cursor=y&direction=next"), None),
        ),
        (
            json!({"data": [], "meta": {"scope": "x", "next_cursor": "", "total": 3, "offset": 0}}),
            page(vec![], None, None, Some(3)),
        ),
    ];
    for (body, expected) in cases {
        check(&EVENTS, 200, &body.to_string(), expected).await;
    }
}

#[tokio::test]
async fn what_cannot_be_decoded_is_named_with_its_place() {
    let long = format!(r#"{{"data": [{{"id": "{}"}}]}}"#, "é".repeat(500));
    let snippet = format!("\"{}…", "é".repeat(119));
    let pages = [
        (r#"{"data": [{"id": 1}, {"id": "2"}]}"#, "data[1].id", "i64", "a text", r#""2""#),
        (&long, "data[0].id", "i64", "a text", &*snippet),
        (r#"{"data": [{}]}"#, "data[0]", "an object with the field `id`", "an object", "{}"),
        (r#"[{"id": null}]"#, "[0].id", "i64", "null", "null"),
        (
            r#"{"items": []}"#,
            ".",
            "an object with the field `data`",
            "an object",
            r#"{"items":[]}"#,
        ),
        (r#"{"data": {"id": 1}}"#, "data", "a sequence", "an object", r#"{"id":1}"#),
        ("true", ".", "a page of a list", "true or false", "true"),
        ("", ".", "valid JSON (EOF while parsing a value)", "an empty body", ""),
        ("<html>down</html>", ".", "valid JSON (expected value)", "no JSON", "<html>down</html>"),
        (
            r#"{"data": [{"id": 1, "decoration": {"color": "a", "size": "b"}}]}"#,
            "data[0].decoration.size",
            "i32",
            "a text",
            r#""b""#,
        ),
        (
            r#"{"data": [{"id": 1, "decoration": 5}]}"#,
            "data[0].decoration",
            "an object",
            "a number",
            "5",
        ),
    ];
    for (body, path, expected, found, snippet) in pages {
        let error = decoded::<Page<Tag>>(&EVENTS, 200, body).await.unwrap_err();
        check_decode(&error, [path, expected, found, snippet], body);
    }
    let lists = [
        (r#"{"data": [{"id": true}]}"#, "data[0].id", "i64", "true or false", "true"),
        (r#"[{"id": true}]"#, "[0].id", "i64", "true or false", "true"),
        (r#"{"data": 5}"#, "data", "a sequence", "a number", "5"),
    ];
    for (body, path, expected, found, snippet) in lists {
        let error = decoded::<Vec<Tag>>(&SETTINGS, 200, body).await.unwrap_err();
        check_decode(&error, [path, expected, found, snippet], body);
    }
}

fn check_decode(error: &Error, wanted: [&str; 4], body: &str) {
    let Kind::Decode { path, expected, found, snippet } = error.kind() else {
        unreachable!("{body}: {error}")
    };
    assert_eq!([path, expected, found, snippet], wanted, "{body}");
}

#[tokio::test]
async fn a_decode_error_is_one_sentence() {
    let error = decoded::<Tag>(&GET, 200, r#"{"id": "x"}"#).await.unwrap_err();
    let expected = "tags.get: 200, the answer has a text at `id` in place of i64: \"x\"";
    assert_eq!(error.to_string(), expected);
    assert!(!error.is_repeatable());
}

#[tokio::test]
async fn a_reply_can_be_read_raw() {
    let stage = Stage::with([Ok(answer(202, "<html>", &[("x-request-id", "7")]))]);
    let reply = stage.runtime().execute(Call::new(&FEEDBACK)).await.unwrap();
    assert_eq!((reply.status(), &reply.body()[..]), (202, &b"<html>"[..]));
    assert_eq!(reply.headers()["x-request-id"], "7");
    assert_eq!(reply.operation().id, "cards.feedback");
}
