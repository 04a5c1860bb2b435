//! What goes on the wire for which arguments, and what is refused.

use gorgias_runtime::{Call, Error, Operation, Prepared, Upload, transport::Body};
use serde::Serialize;
use serde_json::{Value, json};

use crate::operations::{DELETE, EVENTS, FEEDBACK, GET, SET_FIELD, SETTINGS, UPDATE, UPLOAD};

/// The request as `METHOD target body`, or the sentence of the error.
fn shown(prepared: Result<Prepared, Error>) -> String {
    match prepared {
        Ok(it) => {
            let body = match it.body {
                Some(Body::Json(json) | Body::Fields(json)) => {
                    format!(" {}", std::str::from_utf8(&json).unwrap())
                }
                Some(Body::Form(files)) => files.iter().map(part).collect(),
                None => String::new(),
            };
            format!("{} {}{body}", it.method.as_str(), it.target)
        }
        Err(error) => error.to_string(),
    }
}

fn part(file: &Upload) -> String {
    format!(" [{} {} {:?}]", file.name(), file.content_type(), file.bytes().unwrap())
}

/// Checks a call both ways: from a map, and argument by argument.
fn check(operation: &'static Operation, arguments: Value, expected: &str) {
    let Value::Object(arguments) = arguments else { unreachable!() };
    let call =
        arguments.iter().fold(Call::new(operation), |call, (name, value)| call.arg(name, value));
    assert_eq!(shown(call.prepare()), expected, "from {arguments:?}");
    let call = Call::from_arguments(operation, arguments);
    assert_eq!(shown(call.and_then(|call| call.prepare())), expected);
}

#[test]
fn the_query_is_written_in_the_order_of_the_descriptor() {
    let cases = [
        (json!({}), "GET /api/events"),
        (json!({"limit": 2, "cursor": "a"}), "GET /api/events?cursor=a&limit=2"),
        (json!({"types": ["b", "a"], "limit": 1}), "GET /api/events?limit=1&types=b&types=a"),
        (json!({"types": [], "limit": null}), "GET /api/events"),
        (json!({"limit": true}), "GET /api/events?limit=true"),
        (json!({"limit": 1.5}), "GET /api/events?limit=1.5"),
        (json!({"limit": 2.0}), "GET /api/events?limit=2"),
        (json!({"cursor": ""}), "GET /api/events?cursor="),
        (
            json!({"order_by": "usage:desc,name:asc"}),
            "GET /api/events?order_by=usage:desc,name:asc",
        ),
        (
            json!({"created_datetime_gte": "2026-01-05T09:00:00+00:00"}),
            "GET /api/events?created_datetime%5Bgte%5D=2026-01-05T09:00:00%2B00:00",
        ),
        (json!({"cursor": "a b&c=d#é"}), "GET /api/events?cursor=a%20b%26c%3Dd%23%C3%A9"),
    ];
    for (arguments, expected) in cases {
        check(&EVENTS, arguments, expected);
    }
}

#[test]
fn a_path_takes_any_value_and_stays_the_same_path() {
    let cases = [
        (json!({"id": 4_294_967_296_501_i64}), "GET /api/tags/4294967296501"),
        (json!({"id": "a/b?c#d"}), "GET /api/tags/a%2Fb%3Fc%23d"),
        (json!({"id": "{id}"}), "GET /api/tags/%7Bid%7D"),
        (json!({"id": "a..b"}), "GET /api/tags/a..b"),
    ];
    for (arguments, expected) in cases {
        check(&GET, arguments, expected);
    }
    let refused = [
        (json!({}), "`id` is missing: give it a value"),
        (json!({"id": null}), "`id` is missing: give it a value"),
        (json!({"id": ""}), "`id` is ``, which would change the path: give the id of something"),
        (
            json!({"id": ".."}),
            "`id` is `..`, which would change the path: give the id of something",
        ),
        (json!({"id": "."}), "`id` is `.`, which would change the path: give the id of something"),
        (
            json!({"id": [1]}),
            "`id` holds a list, which has no form in an address: give a text or a number",
        ),
    ];
    for (arguments, expected) in refused {
        check(&GET, arguments, &format!("tags.get: nothing was sent, because {expected}"));
    }
}

#[test]
fn a_body_has_what_is_given_and_no_more() {
    let cases = [
        (&UPDATE, json!({"id": 1, "name": "vip"}), r#"PUT /api/tags/1 {"name":"vip"}"#),
        (
            &UPDATE,
            json!({"decoration": {"color": null}, "about": null, "name": "vip", "id": 1}),
            r#"PUT /api/tags/1 {"name":"vip","description":null,"decoration":{"color":null}}"#,
        ),
        (&UPDATE, json!({"id": 1, "name": null}), r#"PUT /api/tags/1 {"name":null}"#),
        (&DELETE, json!({"ids": [1, 2]}), r#"DELETE /api/tags {"ids":[1,2]}"#),
        (&DELETE, json!({}), "DELETE /api/tags {}"),
        (
            &SET_FIELD,
            json!({"ticket_id": 7, "id": 9, "value": "level 2"}),
            r#"PUT /api/tickets/7/custom-fields/9 "level 2""#,
        ),
        (
            &SET_FIELD,
            json!({"ticket_id": 7, "id": 9, "value": [{"id": 1}]}),
            r#"PUT /api/tickets/7/custom-fields/9 [{"id":1}]"#,
        ),
        (
            &SET_FIELD,
            json!({"ticket_id": 7, "id": 9, "value": null}),
            "PUT /api/tickets/7/custom-fields/9 null",
        ),
        (&FEEDBACK, json!({}), "POST /api/feedback"),
    ];
    for (operation, arguments, expected) in cases {
        check(operation, arguments, expected);
    }
}

#[test]
fn what_cannot_be_right_is_refused_with_what_would_be() {
    let cases = [
        (&UPDATE, json!({"id": 1}), "tags.update", "`name` is missing: give it a value"),
        (
            &SET_FIELD,
            json!({"ticket_id": 7, "id": 9}),
            "tickets.set_field",
            "`value` is missing: give it a value",
        ),
        (&SETTINGS, json!({}), "account.settings", "`type` is missing: give it a value"),
        (
            &SETTINGS,
            json!({"type": null}),
            "account.settings",
            "`type` is missing: give it a value",
        ),
        (&SETTINGS, json!({"type": []}), "account.settings", "`type` is missing: give it a value"),
        (
            &UPDATE,
            json!({"id": 1, "nmae": "vip"}),
            "tags.update",
            "`nmae` is no argument of this operation: did you mean `name`?",
        ),
        (
            &UPDATE,
            json!({"id": 1, "xyzzy": "vip"}),
            "tags.update",
            "`xyzzy` is no argument of this operation: it takes `id`, `name`, `about`, `decoration`",
        ),
        (
            &EVENTS,
            json!({"created_datetime[gte]": "2026"}),
            "events.list",
            "`created_datetime[gte]` is no argument of this operation: \
             did you mean `created_datetime_gte`?",
        ),
        (
            &EVENTS,
            json!({"types": ["a", null]}),
            "events.list",
            "`types` holds null, which has no form in an address: \
             give a text, a number, true or false, or a list of such",
        ),
    ];
    for (operation, arguments, id, expected) in cases {
        check(operation, arguments, &format!("{id}: nothing was sent, because {expected}"));
    }
}

#[test]
fn an_argument_that_is_set_again_has_its_last_value() {
    let call = Call::new(&GET).arg("id", 1).arg("id", 2);
    assert_eq!(shown(call.prepare()), "GET /api/tags/2");
}

#[test]
fn a_value_without_a_form_in_json_is_refused() {
    #[derive(Serialize)]
    struct Pair(i32, i32);
    let by_pair = std::collections::BTreeMap::from([(vec![1], Pair(1, 2))]);
    let call = Call::new(&UPDATE).arg("id", 1).arg("name", by_pair);
    let expected = "tags.update: nothing was sent, because `name` has no form in JSON: \
                    key must be a string: give it as JSON";
    assert_eq!(shown(call.prepare()), expected);
}

#[test]
fn files_are_the_parts_of_a_form() {
    let file =
        |content: &str| json!({"name": "a.txt", "content_type": "text/plain", "content": content});
    check(
        &UPLOAD,
        json!({"files": [file("aGVsbG8="), file("aGVsbG8"), file("")], "type": "attachment"}),
        "POST /api/upload?type=attachment [a.txt text/plain b\"hello\"] [a.txt text/plain b\"hello\"] \
         [a.txt text/plain b\"\"]",
    );
    let mut call = Call::new(&UPLOAD);
    call.set_files([Upload::new("a.txt", "text/plain", "first")]);
    call.set_files([Upload::new("b", "x/y", vec![0, 255])]);
    assert_eq!(shown(call.prepare()), r#"POST /api/upload [b x/y b"\0\xff"]"#);
    assert_eq!(
        format!("{call:?} {:?}", call.prepare().unwrap()),
        r#"Call { operation: "files.upload", arguments: ["files"], .. } Prepared { method: Post, target: "/api/upload", body: Some([Upload { name: "b", content_type: "x/y", bytes: 2 bytes }]) }"#
    );
}

#[test]
fn files_that_cannot_be_sent_are_refused() {
    let file = |name: &str, content_type: &str, content: &str| json!({"files": [{"name": name, "content_type": content_type, "content": content}]});
    let cases = [
        (json!({}), "`files` is missing: give at least 1 file"),
        (json!({"files": []}), "`files` is missing: give at least 1 file"),
        (
            json!({"files": "a.txt"}),
            "`files` is a text: give a list, each item an object with `name`, `content_type` and `content`",
        ),
        (
            json!({"files": [7]}),
            "`files[0]` is a number: give an object with `name`, `content_type` and `content`",
        ),
        (
            json!({"files": [{"name": "a", "path": "/etc/passwd"}]}),
            "`files[0].path` is no field of a file: it has `name`, `content_type`, `content`",
        ),
        (
            json!({"files": [{"name": "a", "content-type": "x/y", "content": ""}]}),
            "`files[0].content-type` is no field of a file: did you mean `content_type`?",
        ),
        (
            json!({"files": [{"name": "a", "content_type": "x/y"}]}),
            "`files[0].content` is missing: give the bytes of the file in base64",
        ),
        (
            json!({"files": [{"name": 7, "content_type": "x/y", "content": ""}]}),
            "`files[0].name` is a number: give a text",
        ),
        (
            file("a", "x/y", "a,b"),
            "`files[0].content` is no base64: give the bytes of the file in base64",
        ),
        (file("", "x/y", ""), "`files[0].name` is empty: name the file"),
        (
            file("a", "png", ""),
            "`files[0].content_type` is no media type: give one such as `image/png`",
        ),
        (
            file("a", "x/y\r\nx: y", ""),
            "`files[0].content_type` is no media type: give one such as `image/png`",
        ),
    ];
    for (arguments, expected) in cases {
        check(&UPLOAD, arguments, &format!("files.upload: nothing was sent, because {expected}"));
    }
    let mut call = Call::new(&GET).arg("id", 1);
    call.set_files([Upload::new("a", "x/y", "")]);
    assert_eq!(
        shown(call.prepare()),
        "tags.get: nothing was sent, because `files` are nothing that this operation takes: give it none"
    );
}
