//! How answers become values, and what is said of those that do not.

use std::fmt::Debug;

use gorgias_runtime::{Call, Error, FileAnswer, Operation, Page, Secret, error::Kind};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    operations::{DELETE, DOWNLOAD, EVENTS, EXPORT, FEEDBACK, GET, SETTINGS},
    stage::{Stage, answer},
};

gorgias_runtime::id! {
    /// The id of a tag.
    struct TagId(i64);
}

#[derive(Debug, PartialEq)]
struct Tag {
    id: TagId,
    decoration: Option<Decoration>,
}
gorgias_runtime::deserialize!(Tag { id!, decoration(object) });

#[derive(Debug, PartialEq)]
struct Decoration {
    color: Option<String>,
    size: i32,
}
gorgias_runtime::deserialize!(Decoration { color?, size! });

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
async fn a_page_for_people_does_not_say_that_something_is_done() {
    let page = "<!doctype html><title>Sign in</title>";
    let html = [("content-type", "text/html; charset=utf-8")];
    let stage = Stage::with([Ok(answer(200, page, &html))]);
    let reply = stage.runtime().execute(Call::new(&DELETE)).await.unwrap();
    let error = reply.decode::<()>().unwrap_err();
    check_decode(&error, [".", "an answer of the API", "a page of HTML", page], page);
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
    let snippet = format!("\"{}…", "é".repeat(59));
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
            "{items: a list}",
        ),
        (r#"{"data": {"id": 1}}"#, "data", "a sequence", "an object", "{id: a number}"),
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
        (
            "{\n \"data\": [\n  {\"id\": 1},\n  {\"ü\": \"é\\n\", \"id\": [ ] }\n]}\n",
            "data[1].id",
            "i64",
            "a list",
            "[]",
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

#[derive(Debug, Deserialize)]
struct Door {
    #[expect(dead_code, reason = "only whether it can be read is of interest")]
    keys: Secret<Vec<i64>>,
}

#[tokio::test]
async fn what_is_secret_is_not_shown_where_it_cannot_be_decoded() {
    let hidden = "what stands there is secret";
    let cases = [
        (r#"{"keys": "canary"}"#, "keys", "a sequence", "a text", hidden),
        (r#"{"keys": ["canary"]}"#, "keys[0]", "i64", "a text", hidden),
        (r#"{"keys": [", expected canary"]}"#, "keys[0]", "i64", "a text", hidden),
        (
            r#"{"key": "canary"}"#,
            ".",
            "an object with the field `keys`",
            "an object",
            "{key: a text}",
        ),
        (r#"["canary"]"#, "[0]", "a sequence", "a text", hidden),
    ];
    for (body, path, expected, found, snippet) in cases {
        let error = decoded::<Door>(&GET, 200, body).await.unwrap_err();
        check_decode(&error, [path, expected, found, snippet], body);
    }
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

/// The answer to a call with one argument, as a value.
async fn answered<T: DeserializeOwned>(
    operation: &'static Operation,
    status: u16,
    body: &str,
    headers: &[(&'static str, &'static str)],
) -> Result<T, Error> {
    let stage = Stage::with([Ok(answer(status, body, headers))]);
    stage.runtime().execute(Call::new(operation).arg(operation.params[0].arg, 1)).await?.decode()
}

#[tokio::test]
async fn a_file_is_where_it_is_or_what_is_in_it() {
    let at = "https://files.example.com/box.png?signature=s";
    for status in [301, 302, 307] {
        let file = answered(&DOWNLOAD, status, "<html>", &[("location", at)]).await;
        let file: FileAnswer = file.unwrap();
        assert_eq!(file, FileAnswer::Elsewhere(at.to_owned()));
        assert_eq!(file.location(), Some(at));
    }
    let file = answered(&DOWNLOAD, 200, "<x>", &[("content-type", "image/svg+xml")]).await;
    let file: FileAnswer = file.unwrap();
    let content_type = Some("image/svg+xml".to_owned());
    assert_eq!(file, FileAnswer::Here { content_type, bytes: "<x>".into() });
    assert_eq!(file.location(), None);
}

#[tokio::test]
async fn a_redirect_is_an_answer_only_if_it_leads_to_a_file() {
    let moved = answered::<FileAnswer>(&DOWNLOAD, 307, "", &[]).await.unwrap_err();
    assert_eq!(moved.to_string(), "files.download: 307, moved to an address that is not named");
    for operation in [&GET, &EXPORT, &SETTINGS] {
        let error = answered::<Value>(operation, 301, "", &[("location", "/api/tags/2")]).await;
        let said = error.unwrap_err().to_string();
        let expected =
            format!("{}: 301, moved to /api/tags/2, which was not followed", operation.id);
        assert_eq!(said, expected);
    }
}

#[tokio::test]
async fn a_text_with_commas_is_taken_as_it_is() {
    let csv = "date,\"tickets, open\"\r\n2026-03-01,4\r\n";
    for (status, content_type) in
        [(201, "text/csv; charset=utf-8"), (200, "application/octet-stream")]
    {
        let text: String =
            answered(&EXPORT, status, csv, &[("content-type", content_type)]).await.unwrap();
        assert_eq!(text, csv);
    }
    for text in ["", "<a>,b", "[1]"] {
        let read: String =
            answered(&EXPORT, 201, text, &[("content-type", "text/csv")]).await.unwrap();
        assert_eq!(read, text);
    }
    let page = "<!doctype html><title>Sign in</title>";
    let pages: [(&str, &[(&str, &str)]); 3] = [
        (page, &[]),
        (page, &[("content-type", "text/plain")]),
        ("Sign in", &[("content-type", "Text/HTML")]),
    ];
    for (body, headers) in pages {
        let error = answered::<String>(&EXPORT, 200, body, headers).await.unwrap_err();
        check_decode(&error, [".", "CSV", "a page of HTML", body], body);
    }
    let failed = answered::<String>(&EXPORT, 503, page, &[("content-type", "text/html")]).await;
    assert_eq!(failed.unwrap_err().to_string(), "statistics.download: 503, the server failed");
}
