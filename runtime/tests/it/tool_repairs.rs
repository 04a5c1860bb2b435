//! What clients garble, and what comes of it: each argument has a type, and nothing else to go by.

use gorgias_runtime::{
    operation::{Answer, Body, BodyField, Method, Operation},
    serde_json::{Value, json},
    tool::{
        self, Terms, Tool,
        types::{Enum, Field, Object, Tag, Type, Union},
    },
    transport,
};

use crate::{
    file_tools::BASE,
    stage::{Stage, answer},
};

const fn body(arg: &'static str) -> BodyField {
    BodyField::new(arg)
}

static MAKE: Operation = Operation {
    id: "parcels.make",
    method: Method::Post,
    path: "/parcels",
    params: &[],
    body: Body::Fields(&[
        body("count"),
        body("weight"),
        body("fragile"),
        body("label"),
        body("state"),
        body("note"),
        body("left"),
        body("ids"),
        body("labels"),
        body("states"),
        body("receiver"),
        body("receivers"),
        body("extra"),
        body("origin"),
    ]),
    answer: Answer::Nothing,
    reads_only: false,
    scope: None,
    success: 201,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

static STATE: Enum = Enum { values: &["open", "Closed", "half-open", "OPEN-END", "open-end"] };

static RECEIVER: Object = Object::new(
    "Receiver",
    &[Field::new("id", Type::Int), Field::new("name", Type::Text).required()],
);

static ORIGIN: Union = Union {
    name: "Origin",
    tag: Tag::Inside("kind"),
    variants: &[("shop", Type::Object(&RECEIVER))],
    secret: false,
};

static TOOL: Tool = Tool {
    name: "make",
    operation: &MAKE,
    arguments: &[
        Field::new("count", Type::Int),
        Field::new("weight", Type::Number),
        Field::new("fragile", Type::Bool),
        Field::new("label", Type::Text),
        Field::new("state", Type::Enum(&STATE)),
        Field::new("note", Type::Nullable(&Type::Text)),
        Field::new("left", Type::Nullable(&Type::Int)),
        Field::new("ids", Type::List(&Type::Int)),
        Field::new("labels", Type::List(&Type::Text)),
        Field::new("states", Type::List(&Type::Enum(&STATE))),
        Field::new("receiver", Type::Object(&RECEIVER)),
        Field::new("receivers", Type::List(&Type::Object(&RECEIVER))),
        Field::new("extra", Type::Json),
        Field::new("origin", Type::Union(&ORIGIN)),
    ],
    ..BASE
};

const NUMBER: &str = "a text was read as a number";
const BOOL: &str = "a text was read as true or false";
const JSON: &str = "a text was read as JSON";
const NULL: &str = "the text null was read as null";
const TEXT: &str = "a number was read as a text";
const LIST: &str = "one value was taken as a list of one";
const SPLIT: &str = "a text was split at its commas";
const SPELLED: &str = "a value was spelled as the API spells it";
const LEFT_OUT: &str = "null was left out, since it cannot be null";

/// Calls with an argument, and expects this to be sent for all arguments, and these repairs.
async fn becomes(key: &str, given: Value, sent: Value, repairs: &[(&str, &str)]) {
    let stage = Stage::with([Ok(answer(201, "", &[]))]);
    let arguments = json!({key: given}).as_object().unwrap().clone();
    let answered = tool::answer(&stage.runtime(), &[&TOOL], "make", arguments, &Terms::new()).await;
    let answered = answered.unwrap();
    let [request] = &stage.sent()[..] else { unreachable!() };
    let Some(transport::Body::Json(body)) = &request.body else { unreachable!() };
    assert_eq!(String::from_utf8_lossy(body), sent.to_string(), "{key} {given}");
    let told: Vec<_> = answered.repairs().iter().map(|it| (it.path.as_str(), it.how)).collect();
    assert_eq!(told, repairs, "{key} {given}");
}

#[tokio::test]
async fn a_value_is_put_right_by_its_type() {
    let becomes = async |key: &str, given: Value, sent: Value, how: &str| {
        becomes(key, given, json!({key: sent}), &[(key, how)]).await;
    };
    for five in ["5", " 5 ", "5.0", "50e-1"] {
        becomes("count", json!(five), json!(5), NUMBER).await;
    }
    becomes("weight", json!("2.5"), json!(2.5), NUMBER).await;
    for no in ["false", "False", " FALSE "] {
        becomes("fragile", json!(no), json!(false), BOOL).await;
    }
    becomes("label", json!(1001), json!("1001"), TEXT).await;
    becomes("note", json!(7), json!("7"), TEXT).await;
    becomes("state", json!("Open"), json!("open"), SPELLED).await;
    becomes("state", json!(" closed"), json!("Closed"), SPELLED).await;
    becomes("left", json!("null"), json!(null), NULL).await;
    becomes("left", json!("3"), json!(3), NUMBER).await;
    becomes("ids", json!("[1, 2]"), json!([1, 2]), JSON).await;
    becomes("ids", json!(7), json!([7]), LIST).await;
    becomes("labels", json!("refund"), json!(["refund"]), LIST).await;
    becomes("labels", json!("[\"a, b\"]"), json!(["a, b"]), JSON).await;
    becomes("states", json!("open, Closed"), json!(["open", "Closed"]), SPLIT).await;
    becomes("receiver", json!("{\"name\": \"Ana\"}"), json!({"name": "Ana"}), JSON).await;
    becomes("receivers", json!({"name": "Ana"}), json!([{"name": "Ana"}]), LIST).await;
    becomes("receivers", json!("{\"name\": \"Ana\"}"), json!([{"name": "Ana"}]), JSON).await;
    let origin = json!({"kind": "shop", "name": "Ana"});
    becomes("origin", json!(origin.to_string()), origin, JSON).await;
}

#[tokio::test]
async fn each_repair_is_told_with_its_place() {
    let split = [("ids", SPLIT), ("ids[0]", NUMBER), ("ids[1]", NUMBER)];
    becomes("ids", json!("1, 2"), json!({"ids": [1, 2]}), &split).await;
    let one = [("ids", LIST), ("ids[0]", NUMBER)];
    becomes("ids", json!("7"), json!({"ids": [7]}), &one).await;
    becomes("states", json!(["OPEN"]), json!({"states": ["open"]}), &[("states[0]", SPELLED)])
        .await;
    becomes(
        "receiver",
        json!("{\"id\": \"7\", \"name\": 5}"),
        json!({"receiver": {"id": 7, "name": "5"}}),
        &[("receiver", JSON), ("receiver.id", NUMBER), ("receiver.name", TEXT)],
    )
    .await;
    let more = json!("{\"count\": \"5\"}");
    becomes("more", more, json!({"count": 5}), &[("more", JSON), ("count", NUMBER)]).await;
}

#[tokio::test]
async fn null_where_nothing_can_be_null_is_silence() {
    for key in ["count", "label", "state", "ids", "receiver", "origin"] {
        becomes(key, json!(null), json!({}), &[(key, LEFT_OUT)]).await;
    }
    becomes(
        "receiver",
        json!({"id": null, "name": "Ana"}),
        json!({"receiver": {"name": "Ana"}}),
        &[("receiver.id", LEFT_OUT)],
    )
    .await;
    becomes("note", json!(null), json!({"note": null}), &[]).await;
    becomes("extra", json!(null), json!({"extra": null}), &[]).await;
}

#[tokio::test]
async fn what_is_right_stays_as_it_is() {
    for (key, given) in [
        ("label", json!("5")),
        ("label", json!(" [1, 2] ")),
        ("label", json!("null")),
        ("note", json!("null")),
        ("note", json!("True")),
        ("labels", json!(["a, b", "[1]"])),
        ("extra", json!("{\"a\": 1}")),
        ("extra", json!("5")),
        ("weight", json!(2.5)),
    ] {
        becomes(key, given.clone(), json!({key: given}), &[]).await;
    }
    becomes("count", json!(5.0), json!({"count": 5}), &[]).await;
}

#[tokio::test]
async fn what_the_type_does_not_tell_is_not_guessed() {
    for (key, given, expected) in [
        ("count", json!("five"), "`count` is a text: give a whole number"),
        ("count", json!("5.5"), "`count` is a text: give a whole number"),
        ("count", json!(true), "`count` is true or false: give a whole number"),
        ("fragile", json!(1), "`fragile` is a number: give true or false"),
        ("fragile", json!("yes"), "`fragile` is a text: give true or false"),
        ("label", json!(2.5), "`label` is a number: give a text"),
        ("label", json!(["a"]), "`label` is a list: give a text"),
        ("labels", json!("a, b"), "`labels` is a text: give a list, each item a text"),
        ("labels", json!(""), "`labels` is a text: give a list, each item a text"),
        ("labels", json!("[a"), "`labels` is a text: give a list, each item a text"),
        ("ids", json!("1, x"), "`ids` is a text: give a list, each item a whole number"),
        ("ids", json!({"id": 1}), "`ids` is an object: give a list, each item a whole number"),
        ("ids", json!([1, null]), "`ids[1]` is null: give a whole number"),
        ("receiver", json!("Ana"), "`receiver` is a text: give an object, Receiver"),
        ("receiver", json!({"name": null}), "`receiver.name` is missing: give a text"),
        (
            "state",
            json!("Open-End"),
            "`state` is none of its values: give one of `open`, `Closed`, `half-open`, `OPEN-END`, `open-end`",
        ),
        (
            "state",
            json!("half open"),
            "`state` is none of its values: give one of `open`, `Closed`, `half-open`, `OPEN-END`, `open-end`",
        ),
    ] {
        let stage = Stage::with([]);
        let arguments = json!({key: given}).as_object().unwrap().clone();
        let said = tool::call(&stage.runtime(), &[&TOOL], "make", arguments).await.unwrap_err();
        assert_eq!(said.to_string(), format!("nothing was sent, because {expected}"));
        assert!(stage.sent().is_empty());
    }
}
