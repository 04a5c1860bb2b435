//! What no operation describes: requests that are written out, and keys that an operation does not have.

use gorgias_runtime::{Call, Error, Operation, Retry, operation::Method, transport::Body};
use serde_json::{Value, json};

use crate::{
    hand::Hand,
    operations::{DELETE, EVENTS, GET, SET_FIELD, UPDATE, UPLOAD},
    stage::{Stage, answer},
};

use Method::{Delete, Get, Post, Put};

/// What was sent, as `METHOD target body`.
fn sent(stage: &Stage) -> Vec<String> {
    let sent = stage.sent().into_iter().map(|request| {
        let target = request.url.strip_prefix("https://acme.gorgias.com").unwrap();
        let body = match &request.body {
            Some(Body::Json(json)) => format!(" {}", std::str::from_utf8(json).unwrap()),
            Some(_) => unreachable!("{request:?}"),
            None => String::new(),
        };
        format!("{} {target}{body}", request.method.as_str())
    });
    sent.collect()
}

#[tokio::test]
async fn a_request_goes_out_as_it_is_written() {
    let stage = Stage::with((0..6).map(|_| Ok(answer(200, r#"{"id": 7}"#, &[]))));
    let runtime = stage.runtime();
    let got = runtime.request(Get, "/api/new").await.unwrap();
    assert_eq!(got, json!({"id": 7}));
    let got =
        runtime.request(Get, "/api/new/a%2Fb;c=1/").query("a[gte]", "x y").query("ids", [1, 2]);
    got.query("a[gte]", 2.0).query("none", Value::Null).await.unwrap();
    let new = || runtime.request(Post, "/api/new");
    new().body(json!({"name": "é"})).query("dry", true).await.unwrap();
    new().body([1]).send_raw().await.unwrap();
    runtime.request(Put, "/api/new").body("text").await.unwrap();
    runtime.request(Delete, "/api/new").await.unwrap();
    let expected = [
        "GET /api/new",
        "GET /api/new/a%2Fb;c=1/?a%5Bgte%5D=2&ids=1&ids=2",
        "POST /api/new?dry=true {\"name\":\"é\"}",
        "POST /api/new [1]",
        "PUT /api/new \"text\"",
        "DELETE /api/new",
    ];
    assert_eq!(sent(&stage), expected);
    let header = |name| stage.sent()[2].headers[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("accept"), header("content-type")),
        ("application/json".into(), "application/json".into())
    );
    assert_eq!(header("authorization"), "Basic YW5hQGV4YW1wbGUuY29tOmtleQ==");
}

#[tokio::test]
async fn its_answer_is_read_as_any_type_or_as_json() {
    let bodies = ["[1, 2]", "", " ", "", "<html>", r#"{"id": 1}"#];
    let stage = Stage::with(bodies.map(|body| Ok(answer(200, body, &[]))));
    let runtime = stage.runtime();
    let new = || runtime.request(Get, "/api/new");
    assert_eq!(new().decode::<Vec<i64>>().await.unwrap(), [1, 2]);
    assert_eq!(new().await.unwrap(), Value::Null);
    new().decode::<()>().await.unwrap();
    let said = |error: Error| error.to_string();
    assert_eq!(
        said(new().decode::<i64>().await.unwrap_err()),
        "GET /api/new: 200, the answer has an empty body at `.` in place of valid JSON (EOF while parsing a value): "
    );
    assert_eq!(
        said(new().await.unwrap_err()),
        "GET /api/new: 200, the answer has no JSON at `.` in place of valid JSON (expected value): <html>"
    );
    assert_eq!(
        said(new().decode::<i64>().await.unwrap_err()),
        "GET /api/new: 200, the answer has an object at `.` in place of i64: {id: a number}"
    );
}

#[tokio::test]
async fn its_pages_are_followed() {
    let pages = || {
        let more = json!({"data": [1, 2], "meta": {"next_cursor": "b"}});
        let stage = Stage::with(
            [more, json!({"data": [3]})].map(|it| Ok(answer(200, &it.to_string(), &[]))),
        );
        let list = stage.runtime().request(Get, "/api/new").query("limit", 2).query("cursor", "a");
        (stage, list)
    };
    let expected = ["GET /api/new?cursor=a&limit=2", "GET /api/new?cursor=b&limit=2"];
    let (stage, list) = pages();
    let (mut items, mut read) = (list.stream::<i64>(), Vec::new());
    while let Some(item) = items.try_next().await.unwrap() {
        read.push(item);
    }
    assert_eq!((read, sent(&stage)), (vec![1, 2, 3], expected.map(str::to_owned).to_vec()));
    let (stage, list) = pages();
    let mut pages = list.pages::<String>();
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.operation(), Some("GET /api/new"));
    assert_eq!(sent(&stage), expected[..1]);
}

#[tokio::test]
async fn a_path_that_leaves_the_account_is_refused() {
    let slash = "has no slash at its beginning: write `/api/tickets`";
    let host = "leads to another host: give the path alone, such as `/api/tickets`";
    let dots =
        "has `.` or `..` for a part, or a control character in one: write the path that is meant";
    let strange = |c: char| {
        format!(
            "holds {c:?}, which no path does: percent-encode what is not a part of the path itself"
        )
    };
    let cases = [
        ("https://example.com/api", host.to_owned()),
        ("http://acme.gorgias.com/api/tickets", host.to_owned()),
        ("//example.com/api", host.to_owned()),
        ("/api/https://example.com", host.to_owned()),
        ("", slash.to_owned()),
        ("api/tickets", slash.to_owned()),
        ("@example.com/api", slash.to_owned()),
        (".example.com/api", slash.to_owned()),
        (":443@example.com", slash.to_owned()),
        ("/..", dots.to_owned()),
        ("/api/../oauth/token", dots.to_owned()),
        ("/api/./tickets", dots.to_owned()),
        ("/api/%2e%2E/tickets", dots.to_owned()),
        ("/api/.%2e", dots.to_owned()),
        ("/api/..%2foauth", dots.to_owned()),
        ("/api/a%5c..", dots.to_owned()),
        ("/api/a%0d%0a", dots.to_owned()),
        ("/api/tickets#a", strange('#')),
        ("/api/tickets\n", strange('\n')),
        ("/api/tickets\0", strange('\0')),
        ("/api/a b", strange(' ')),
        ("/\\example.com", strange('\\')),
        ("/api/é", strange('é')),
        ("/api/{id}", strange('{')),
        ("/api/50%", "has a `%` that encodes nothing: write `%25` for the sign itself".to_owned()),
        ("/api/tickets?limit=1", "holds a query: set its keys one by one, with `query`".to_owned()),
    ];
    let stage = Stage::default();
    for (path, expected) in cases {
        for method in [Get, Post] {
            let error = stage.runtime().request(method, path).await.unwrap_err();
            let expected = format!("request: nothing was sent, because `path` {expected}");
            assert_eq!(error.to_string(), expected);
        }
    }
    assert!(stage.sent().is_empty());
}

#[test]
fn it_is_sent_again_where_that_does_no_harm() {
    type Case = (Method, bool, u16, usize);
    let cases: [Case; 7] = [
        (Get, false, 503, 4),
        (Post, false, 503, 1),
        (Post, true, 503, 4),
        (Put, false, 503, 1),
        (Put, true, 503, 4),
        (Delete, false, 429, 4),
        (Get, false, 404, 1),
    ];
    for (method, reads_only, status, attempts) in cases {
        let stage = Stage::with((0..9).map(|_| Ok(answer(status, "", &[]))));
        let clock = Hand::new();
        let runtime =
            stage.builder().clock(clock.clone()).retry(Retry::default().seeded(1)).build();
        let request = runtime.request(method, "/api/new");
        let request = if reads_only { request.reads_only() } else { request };
        let error = clock.run(async move { request.await.unwrap_err() });
        assert_eq!((error.attempts(), stage.sent().len()), (attempts, attempts), "{error}");
        assert!(
            error.to_string().starts_with(&format!("{} /api/new: {status}, ", method.as_str()))
        );
    }
}

/// A call with keys that its operation does not have, as it goes out.
fn with(
    operation: &'static Operation,
    arguments: &[(&str, Value)],
    query: &[(&str, Value)],
    fields: &[(&str, Value)],
) -> String {
    let mut call = Call::new(operation);
    arguments.iter().for_each(|(name, value)| call.set(name, value));
    query.iter().for_each(|(key, value)| call.set_extra_query(key, value));
    fields.iter().for_each(|(key, value)| call.set_extra_field(key, value));
    match call.prepare() {
        Ok(it) => {
            let body = match &it.body {
                Some(Body::Json(json)) => format!(" {}", std::str::from_utf8(json).unwrap()),
                _ => String::new(),
            };
            format!("{} {}{body}", it.method.as_str(), it.target)
        }
        Err(error) => {
            let said = error.to_string();
            said.split_once(": nothing was sent, because ").unwrap().1.to_owned()
        }
    }
}

#[test]
fn a_call_takes_keys_that_its_operation_does_not_have() {
    let id = || ("id", json!(1));
    let cases = [
        (
            with(
                &EVENTS,
                &[("limit", json!(2))],
                &[("new[gte]", json!("a b")), ("ids", json!([1, 2]))],
                &[],
            ),
            "GET /api/events?limit=2&new%5Bgte%5D=a%20b&ids=1&ids=2",
        ),
        (with(&GET, &[id()], &[("x", json!(1)), ("x", json!(2))], &[]), "GET /api/tags/1?x=2"),
        (with(&GET, &[id()], &[("x", json!(null)), ("id", json!(3))], &[]), "GET /api/tags/1?id=3"),
        (
            with(
                &UPDATE,
                &[id(), ("name", json!("a"))],
                &[("x", json!(1))],
                &[("new", json!({"a": null}))],
            ),
            r#"PUT /api/tags/1?x=1 {"name":"a","new":{"a":null}}"#,
        ),
        (with(&DELETE, &[], &[], &[("new", json!(null))]), r#"DELETE /api/tags {"new":null}"#),
        (
            with(
                &SET_FIELD,
                &[("ticket_id", json!(1)), id(), ("value", json!({"a": 1}))],
                &[],
                &[("b", json!(2))],
            ),
            r#"PUT /api/tickets/1/custom-fields/1 {"a":1,"b":2}"#,
        ),
        (with(&UPLOAD, &[], &[("x", json!(1))], &[]), "`files` is missing: give at least 1 file"),
    ];
    for (sent, expected) in cases {
        assert_eq!(sent, expected);
    }
}

#[test]
fn a_key_that_an_operation_has_or_has_no_place_for_is_refused() {
    let one = || json!(1);
    let none = "is a field, and the operation sends no JSON object";
    let elsewhere = "set it in the query, or send it by a request of its own";
    let whole = |value: Value| [("ticket_id", one()), ("id", one()), ("value", value)];
    let cases = [
        (with(&EVENTS, &[], &[("limit", one())], &[]), "`limit` is a key that the operation has: set `limit`".to_owned()),
        (
            with(&EVENTS, &[], &[("created_datetime[gte]", one())], &[]),
            "`created_datetime[gte]` is a key that the operation has: set `created_datetime_gte`".to_owned(),
        ),
        (
            with(&UPDATE, &[], &[], &[("description", one())]),
            "`description` is a key that the operation has: set `about`".to_owned(),
        ),
        (with(&EVENTS, &[], &[("", one())], &[]), "`extra key` is empty: name it".to_owned()),
        (
            with(&EVENTS, &[], &[("x", json!({}))], &[]),
            "`x` holds an object, which has no form in an address: give a text, a number, true or false, or a list of such"
                .to_owned(),
        ),
        (with(&GET, &[("id", one())], &[], &[("x", one())]), format!("`x` {none}: {elsewhere}")),
        (with(&UPLOAD, &[], &[], &[("x", one())]), format!("`x` {none}: {elsewhere}")),
        (with(&SET_FIELD, &whole(json!([1])), &[], &[("x", one())]), format!("`x` {none}: set it in what is sent")),
        (
            with(&SET_FIELD, &whole(json!({"x": 2})), &[], &[("x", one())]),
            "`x` stands in the body already: set it there".to_owned(),
        ),
    ];
    for (said, expected) in cases {
        assert_eq!(said, expected);
    }
}

gorgias_runtime::awaitable! {
    #[answers(Value)]
    /// Updates a tag, as a generated builder would.
    struct UpdateTag;
}

#[tokio::test]
async fn a_builder_takes_them_too() {
    let stage = Stage::with([Ok(answer(200, "{}", &[]))]);
    let update = UpdateTag::new(&stage.runtime(), &UPDATE).with("id", 1).with("name", "vip");
    let update = update.extra_query("dry", true).extra_field("icon", json!(null));
    assert_eq!(
        format!("{update:?}"),
        r#"UpdateTag { runtime: Runtime { account: Account { base_url: "https://acme.gorgias.com", username: "ana@example.com", .. }, .. }, call: Call { operation: "tags.update", arguments: ["id", "name", "dry", "icon"], .. } }"#
    );
    update.await.unwrap();
    assert_eq!(sent(&stage), [r#"PUT /api/tags/1?dry=true {"name":"vip","icon":null}"#]);
}
