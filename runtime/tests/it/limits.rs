//! What is refused because it is beyond a limit, and what is not.

use gorgias_runtime::{
    Call, Operation,
    limit::{Bounds, Limit, Limits},
    operation::{Answer, Body, BodyField, Method, Param},
};
use serde_json::{Value, json};

/// Has a limit of each kind.
static ORDER: Operation = Operation {
    id: "lamps.order",
    method: Method::Post,
    path: "/api/lamps/{shop}",
    params: &[
        Param::path("shop").limits(&[Limit::Pattern("[a-z]+|[0-9]{2}")]),
        Param::query("page").limits(&[Limit::Value(Bounds::between(1, 3))]),
        Param::query("kinds").wire("kind").limits(&[
            Limit::Items(Bounds::at_most(2)),
            Limit::Each(&[Limit::OneOf(&["desk", "floor"])]),
        ]),
    ],
    body: Body::Fields(&[
        BodyField::new("note").limits(&[Limit::Length(Bounds::between(1, 3))]),
        BodyField::new("lamp").limits(&[Limit::Object(&LAMP)]),
        BodyField::new("parts").limits(&[Limit::Each(&[Limit::Inside("kind", &PARTS)])]),
        BodyField::new("by").wire("how"),
        BodyField::new("way").limits(&[Limit::Beside("how", &WAYS)]),
        BodyField::new("watts")
            .limits(&[Limit::Value(Bounds::at_least(5)), Limit::Length(Bounds::at_least(5))]),
        BodyField::new("amount").limits(&[Limit::INT]),
        BodyField::new("until").limits(&[Limit::TIME]),
        BodyField::new("day").limits(&[Limit::DATE]),
        BodyField::new("to").limits(&[Limit::Each(&[Limit::EMAIL])]),
        BodyField::new("picture").limits(&[Limit::URL]),
        BodyField::new("code").limits(&[Limit::UUID]),
    ]),
    answer: Answer::Nothing,
    reads_only: false,
    scope: None,
    success: 201,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

/// A lamp can hang on another one.
static LAMP: Limits = Limits(&[
    ("name", &[Limit::Length(Bounds::at_most(3))]),
    ("on", &[Limit::Object(&LAMP)]),
    ("way", &[Limit::Beside("how", &WAYS)]),
]);

static PARTS: Limits = Limits(&[("bulb", &[Limit::Object(&BULB)])]);

static BULB: Limits = Limits(&[("watts", &[Limit::Value(Bounds::at_most(60))])]);

static WAYS: Limits = Limits(&[("counted", &[Limit::Each(&[Limit::Value(Bounds::at_least(0))])])]);

/// What is said of arguments, beside a shop; nothing if they can be sent.
fn check(arguments: Value, said: &str) {
    let Value::Object(mut arguments) = arguments else { unreachable!() };
    arguments.entry("shop").or_insert_with(|| json!("main"));
    let error = Call::from_arguments(&ORDER, arguments.clone()).err();
    let error = error.map(|error| error.to_string()).unwrap_or_default();
    let told = error.strip_prefix("lamps.order: nothing was sent, because ").unwrap_or_default();
    assert_eq!(told, said, "of {arguments:?}, which says `{error}`");
}

#[test]
fn what_is_beyond_a_limit_is_refused() {
    check(
        json!({"shop": "Main"}),
        "`shop` has another form: give a text that matches `[a-z]+|[0-9]{2}`",
    );
    check(
        json!({"shop": "123"}),
        "`shop` has another form: give a text that matches `[a-z]+|[0-9]{2}`",
    );
    check(json!({"page": 0}), "`page` is too small: give at least 1");
    check(json!({"page": 3.5}), "`page` is too large: give at most 3");
    check(json!({"kinds": ["desk", "desk", "desk"]}), "`kinds` is too long: give at most 2 items");
    check(
        json!({"kinds": ["desk", "roof"]}),
        "`kinds[1]` is none of its values: give one of `desk`, `floor`",
    );
    check(json!({"note": ""}), "`note` is too short: give at least 1 character");
    check(json!({"note": "éééé"}), "`note` is too long: give at most 3 characters");
    check(
        json!({"lamp": {"on": {"on": {"name": "Adam"}}}}),
        "`lamp.on.on.name` is too long: give at most 3 characters",
    );
    check(
        json!({"parts": [{"kind": "foot", "watts": 61}, {"kind": "bulb", "watts": 61}]}),
        "`parts[1].watts` is too large: give at most 60",
    );
    check(
        json!({"by": "counted", "way": {"steps": -1}}),
        "`way.steps` is too small: give at least 0",
    );
    check(
        json!({"lamp": {"way": {"steps": -1}, "how": "counted"}}),
        "`lamp.way.steps` is too small: give at least 0",
    );
    check(json!({"watts": 4}), "`watts` is too small: give at least 5");
    check(json!({"watts": "four"}), "`watts` is too short: give at least 5 characters");
}

#[test]
fn what_has_another_form_is_refused() {
    for amount in [json!("two"), json!("2.0"), json!("")] {
        check(json!({"amount": amount}), "`amount` is a text: give a whole number");
    }
    check(json!({"amount": 2.5}), "`amount` is a number: give a whole number");
    check(json!({"amount": true}), "`amount` is true or false: give a whole number");
    check(json!({"amount": {}}), "`amount` is an object: give a whole number");
    for until in [json!("tomorrow"), json!("2026-01-05"), json!("2026-13-05T09:00:00Z")] {
        let said = "`until` is no time: give a time such as 2026-01-05T09:00:00Z";
        check(json!({"until": until}), said);
    }
    check(
        json!({"until": 1_767_603_600}),
        "`until` is a number: give a time such as 2026-01-05T09:00:00Z",
    );
    for day in ["2026-02-30", "20260105", "2026-01-05T09:00:00Z"] {
        check(json!({"day": day}), "`day` is no date: give a date such as 2026-01-05");
    }
    for to in ["somebody", "@example.com", "somebody@"] {
        let to = json!(["a@example.com", to]);
        check(json!({"to": to}), "`to[1]` is no e-mail address: give an e-mail address");
    }
    check(
        json!({"picture": "example.com/a.png"}),
        "`picture` is no address: give an address such as https://example.com/file.pdf",
    );
    for code in ["0b1f8a52", "0b1f8a52-6d3c-4e55-9f0a-2c7d41a98e6g"] {
        check(json!({"code": code}), "`code` is no UUID: give a UUID");
    }
}

#[test]
fn what_is_within_the_limits_or_of_another_kind_is_not() {
    for arguments in [
        json!({"shop": "12", "page": 1, "kinds": [], "note": "ééé", "watts": 5}),
        json!({"page": 3, "kinds": ["floor", "desk"], "note": null, "lamp": null}),
        // A link to the next page brings all of its values as texts in lists.
        json!({"page": ["9"], "kinds": "roof"}),
        json!({"lamp": {"name": 1234, "on": []}, "parts": [{"kind": "later"}, {}, 7]}),
        json!({"by": "guessed", "way": {"steps": -1}}),
        json!({"way": {"steps": -1}}),
        json!({"watts": "fifty"}),
        json!({"amount": -2, "until": "2026-01-05T09:00:00.123456", "day": "2024-02-29", "to": []}),
        json!({"amount": 2.0, "until": "2026-01-05 09:00:00+01:00", "to": ["a@b"]}),
        json!({"amount": "3000000000", "until": null, "day": null, "to": [null]}),
        json!({"amount": ["two"], "until": ["tomorrow"], "to": 7}),
        json!({"picture": "s3://a", "code": "0B1F8A52-6d3c-4e55-9f0a-2c7d41a98e63"}),
    ] {
        check(arguments, "");
    }
}

#[test]
fn limits_that_hold_themselves_can_be_shown() {
    assert_eq!(format!("{:?}", Limit::Object(&LAMP)), r#"Object({"name", "on", "way"})"#);
}
