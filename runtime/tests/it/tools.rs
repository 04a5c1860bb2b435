//! Tools of the tests' own: what no tool of today's spec shows.

use std::fmt::Write;

use gorgias_runtime::{
    operation::{Answer, Body, BodyField, Method as Verb, Operation, Paging, Param},
    serde_json::{Map, Value, from_str, json},
    tool::{
        self, Compare, Condition, Deed, Effect, Filter, Hints, Literal, Method, Scan, Shows, Test,
        Tool,
        types::{Draw, Enum, Field, Object, Tag, Type, Union},
    },
    transport,
};

use crate::stage::{Stage, answer};

/// Holds itself, a secret, and a secret in a thing that tells its kind.
static FOLDER: Object = Object::new(
    "Folder",
    &[
        Field::new("id", Type::Int),
        Field::new("key", Type::Text).secret(),
        Field::new("folders", Type::List(&Type::Object(&FOLDER))),
        Field::new("by_name", Type::Map(&Type::Object(&FOLDER))),
        Field::new("origin", Type::Nullable(&Type::Union(&ORIGIN))),
        Field::new("password", Type::Text).write_only().secret(),
        Field::new("hooks", Type::List(&Type::Union(&HOOK))),
        Field::new("count_all", Type::Int).wire("count[all]"),
        Field::new("size", Type::Int).required(),
    ],
);

static ORIGIN: Union = Union {
    name: "Origin",
    tag: Tag::Inside("kind"),
    variants: &[("mail", Type::Object(&MAIL)), ("web", Type::Object(&WEB))],
    secret: false,
};

static MAIL: Object = Object::new(
    "Mail",
    &[Field::new("address", Type::Email).required(), Field::new("token", Type::Text).secret()],
);

static WEB: Object =
    Object::new("Web", &[Field::new("url", Type::Url).required(), Field::new("token", Type::Text)])
        .open();

static QUERY: Object = Object::new(
    "Query",
    &[
        Field::new("scope", Type::Enum(&SCOPE)).required(),
        Field::new("member_like", Type::Text).wire("member[like]"),
        Field::new("filters", Type::List(&Type::Map(&Type::Text))),
        Field::new("order", Type::List(&Type::List(&Type::Text))),
        Field::new("id", Type::Uuid),
        Field::new("day", Type::Nullable(&Type::Date)),
    ],
)
.draws(&[
    Draw { path: "filters[].*", by: "scope", sets: &[("day", &["hours", "minutes"])] },
    Draw { path: "order[][0]", by: "scope", sets: &[("day", &["hour", "minute"])] },
]);

static SCOPE: Enum = Enum { values: &["day", "week"] };

/// Holds what its kind tells, and jobs that do the same; the kind has two names, and is not told where a job is changed.
static JOB: Object = Object::new(
    "Job",
    &[
        Field::new("params", Type::Nullable(&Type::Union(&PARAMS))),
        Field::new("job_kind", Type::Text).wire("job[kind]"),
        Field::new("changes", Type::Nullable(&Type::Object(&CHANGES))),
    ],
);

static CHANGES: Object = Object::new(
    "Changes",
    &[
        Field::new("params", Type::Union(&PARAMS)),
        Field::new("job_kind", Type::Text).wire("job[kind]").read_only(),
    ],
);

static PARAMS: Union = Union {
    name: "Params",
    tag: Tag::Beside("job[kind]"),
    variants: &[
        ("mail", Type::Object(&MAIL)),
        ("counts", Type::Map(&Type::Int)),
        ("folder", Type::Map(&Type::Object(&FOLDER))),
    ],
    secret: false,
};

/// What it does when something happens: what is not among the variants may hold keys.
static HOOK: Union = Union {
    name: "Hook",
    tag: Tag::Inside("kind"),
    variants: &[("mail", Type::Object(&MAIL)), ("page", Type::Object(&PAGE))],
    secret: true,
};

static PAGE: Object = Object::new("Page", &[Field::new("title", Type::Text)]);

const READS: Effect = Effect::always(&[Deed::Reads]);

const HINTS: Hints =
    Hints { read_only: true, destructive: false, idempotent: true, open_world: false };

const GET: Operation = Operation {
    id: "folders.get",
    method: Verb::Get,
    path: "/folders/{id}",
    params: &[Param::path("id")],
    body: Body::None,
    answer: Answer::Value,
    reads_only: true,
    scope: None,
    success: 200,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

const MAKE: Operation = Operation {
    id: "folders.make",
    method: Verb::Post,
    path: "/folders",
    params: &[Param::query("size_min").wire("size[min]")],
    body: Body::Fields(&[
        BodyField::new("fields"),
        BodyField::new("origin"),
        BodyField::new("query"),
    ]),
    answer: Answer::Value,
    reads_only: false,
    scope: None,
    success: 201,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

const QUEUE: Operation = Operation {
    id: "jobs.queue",
    method: Verb::Post,
    path: "/jobs",
    params: &[],
    body: Body::Fields(&[
        BodyField::new("params"),
        BodyField::new("job_kind").wire("job[kind]"),
        BodyField::new("jobs"),
    ]),
    answer: Answer::Value,
    reads_only: false,
    scope: None,
    success: 201,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

const LIST: Operation = Operation {
    id: "folders.list",
    method: Verb::Get,
    path: "/folders",
    params: &[Param::query("limit"), Param::query("cursor")],
    body: Body::None,
    answer: Answer::Pages(Paging::Cursor),
    reads_only: true,
    scope: None,
    success: 200,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

const fn tool(
    name: &'static str,
    operation: &'static Operation,
    arguments: &'static [Field],
) -> Tool {
    Tool {
        name,
        aliases: &[],
        title: "",
        description: "",
        method: Method::Custom,
        topics: &[],
        presets: &[],
        effect: READS,
        hints: HINTS,
        operation,
        arguments,
        scan: None,
        answer: Some(Type::Object(&FOLDER)),
        shows: Shows::All,
        input_schema: "{}",
        output_schema: "{}",
        tokens: 0,
    }
}

static GET_TOOL: Tool = tool("get", &GET, &[Field::new("id", Type::Int).required()]);

static MAKE_TOOL: Tool = tool(
    "make",
    &MAKE,
    &[
        Field::new("fields", Type::List(&Type::Text)),
        Field::new("origin", Type::Union(&ORIGIN)),
        Field::new("query", Type::Object(&QUERY)),
        Field::new("size_min", Type::Int).wire("size[min]"),
    ],
);

static QUEUE_TOOL: Tool = Tool {
    effect: READS.sometimes(&[(
        Deed::Destroys,
        Condition(&[("params.address", Test::Is(&[Literal::Text("a@b")]))]),
    )]),
    answer: Some(Type::Object(&JOB)),
    ..tool(
        "queue",
        &QUEUE,
        &[
            Field::new("params", Type::Union(&PARAMS)),
            Field::new("job_kind", Type::Text).wire("job[kind]"),
            Field::new("jobs", Type::List(&Type::Object(&JOB))),
        ],
    )
};

static LIST_TOOL: Tool = Tool {
    scan: Some(Scan {
        pages: 2,
        page: 9,
        limit: 3,
        filters: &[
            Filter {
                field: Field::new("named", Type::Text),
                keeps: "names[].text",
                by: Compare::Contains,
            },
            Filter { field: Field::new("smaller", Type::Int), keeps: "size", by: Compare::Before },
            Filter { field: Field::new("larger", Type::Int), keeps: "size", by: Compare::After },
            Filter {
                field: Field::new("ids", Type::List(&Type::Int)),
                keeps: "id",
                by: Compare::Equals,
            },
            Filter {
                field: Field::new("named_at_all", Type::Bool),
                keeps: "names",
                by: Compare::Presence,
            },
        ],
    }),
    ..tool("list", &LIST, &[Field::new("limit", Type::Int), Field::new("cursor", Type::Text)])
};

static TOOLS: &[&Tool] = &[&GET_TOOL, &MAKE_TOOL, &QUEUE_TOOL, &LIST_TOOL];

fn arguments(given: &Value) -> Map<String, Value> {
    given.as_object().unwrap().clone()
}

/// Calls a tool of which the server answers this; gives what was sent, and what was answered or why not.
async fn called(name: &str, given: Value, answered: &Value) -> String {
    let stage = Stage::with([Ok(answer(200, &answered.to_string(), &[]))]);
    let result = tool::call(&stage.runtime(), TOOLS, name, arguments(&given)).await;
    let mut said = String::new();
    for request in stage.sent() {
        let target = request.url.split_once(".com").unwrap().1;
        write!(said, "{target} ").unwrap();
        match request.body {
            Some(transport::Body::Json(json) | transport::Body::Fields(json)) => {
                said.push_str(&String::from_utf8_lossy(&json))
            }
            Some(transport::Body::Form(files)) => write!(said, "{files:?}").unwrap(),
            None => {}
        }
    }
    match result {
        Ok(answer) => write!(said, " -> {answer}").unwrap(),
        Err(error) => write!(said, "{error}").unwrap(),
    }
    said
}

/// Gets a folder, and expects to be shown this of it.
async fn shows(fields: &str, folder: &str, expected: &str) {
    let given = json!({"id": 1, "fields": fields});
    let said = called("get", given, &from_str(folder).unwrap()).await;
    assert_eq!(said, format!("/folders/1  -> {expected}"), "{fields}");
}

/// Expects a refusal, and nothing sent.
async fn refuses(name: &str, given: Value, expected: &str) {
    let said = called(name, given.clone(), &json!({})).await;
    assert_eq!(said, format!("nothing was sent, because {expected}"), "{given}");
}

#[tokio::test]
async fn secrets_are_hidden_however_deep() {
    let deep =
        r#"{"id": 1, "key": "k", "folders": [{"key": "k", "folders": [{"id": 2, "key": "k"}]}]}"#;
    shows("all", deep, r#"{"id":1,"folders":[{"folders":[{"id":2}]}]}"#).await;
    shows("folders", deep, r#"{"folders":[{"folders":[{"id":2}]}]}"#).await;
    shows("folders.folders.id", deep, r#"{"folders":[{"folders":[{"id":2}]}]}"#).await;
    shows(
        "by_name",
        r#"{"by_name": {"a": {"id": 3, "key": "k"}}}"#,
        r#"{"by_name":{"a":{"id":3}}}"#,
    )
    .await;
    shows("by_name.*", r#"{"by_name": {"key": {"key": "k"}}}"#, r#"{"by_name":{"key":{}}}"#).await;
    shows("by_name.a", r#"{"by_name": {"a": {"key": "k"}, "b": 1}}"#, r#"{"by_name":{"a":{}}}"#)
        .await;
    shows(
        "all",
        r#"{"origin": {"kind": "web", "token": "t", "url": "u", "free": 1}}"#,
        r#"{"origin":{"kind":"web","url":"u","free":1}}"#,
    )
    .await;
    shows("all", r#"{"origin": {"kind": "new", "token": "t"}}"#, r#"{"origin":{"kind":"new"}}"#)
        .await;
    shows("all", r#"{"id": 1, "password": "p"}"#, r#"{"id":1}"#).await;
    let key = "`fields` has `by_name.a.key`, a secret that is never shown: leave it out";
    refuses("get", json!({"id": 1, "fields": "by_name.a.key"}), key).await;
    let token = "`fields` has `origin.token`, a secret that is never shown: leave it out";
    refuses("get", json!({"id": 1, "fields": "origin.token"}), token).await;
    let password = "`fields` has `password`, a secret that is never shown: leave it out";
    refuses("get", json!({"id": 1, "fields": "password"}), password).await;
    let star = "`fields` has `origin.*` where keys are not free: name the keys";
    refuses("get", json!({"id": 1, "fields": "origin.*"}), star).await;
}

#[tokio::test]
async fn what_no_variant_knows_is_hidden_where_it_may_be_a_secret() {
    let hooks = r#"{"hooks": [{"kind": "mail", "address": "a@b", "token": "t"},
        {"kind": "call", "title": "T", "header": {"key": "k"}}, "k", ["k"], null]}"#;
    let shown = r#"[{"kind":"mail","address":"a@b"},{"kind":"call","title":"T"},null,[null],null]"#;
    shows("all", hooks, &format!(r#"{{"hooks":{shown}}}"#)).await;
    shows("hooks", hooks, &format!(r#"{{"hooks":{shown}}}"#)).await;
}

#[tokio::test]
async fn secrets_are_hidden_where_an_answer_is_not_of_its_type() {
    shows("all", r#"{"folders": {"key": "k", "id": 1}}"#, r#"{"folders":{"id":1}}"#).await;
    shows("all", r#"{"by_name": [{"key": "k"}]}"#, r#"{"by_name":[{}]}"#).await;
    shows("all", r#"[{"key": "k", "id": 1}]"#, r#"{"result":[{"id":1}]}"#).await;
}

#[tokio::test]
async fn what_is_not_there_is_not_shown() {
    shows("id, size", r#"{"id": 1}"#, r#"{"id":1}"#).await;
    shows("size, id", r#"{"id": 1, "size": null}"#, r#"{"size":null,"id":1}"#).await;
    shows("origin.kind", r#"{"origin": null}"#, r#"{"origin":null}"#).await;
    shows("origin.kind", r#"{"origin": {}}"#, r#"{"origin":{}}"#).await;
    shows("origin.kind", r#"{"origin": ""}"#, "{}").await;
    shows("count_all", r#"{"count[all]": 7}"#, r#"{"count[all]":7}"#).await;
    shows("all", "7", r#"{"result":7}"#).await;
}

#[tokio::test]
async fn parts_of_what_has_none_are_no_answer() {
    let said = called("get", json!({"id": 1, "fields": "id"}), &json!("down")).await;
    let error = "folders.get: 200, the answer has a text at `.` in place of an object: \"down\"";
    assert_eq!(said, format!("/folders/1 {error}"));
}

#[tokio::test]
async fn fields_name_something() {
    let right =
        "`fields` names nothing: give `all`, or paths with commas between: `id, customer.email`";
    for fields in [json!(""), json!(" , "), json!(7), json!([1]), json!({})] {
        refuses("get", json!({"id": 1, "fields": fields}), right).await;
    }
    let path = "`fields` has `a..b`, which is no path: write it like `customer.email`, or `all`";
    refuses("get", json!({"id": 1, "fields": "a..b"}), path).await;
}

#[tokio::test]
async fn an_argument_of_the_operation_comes_first() {
    let said = called("make", json!({"fields": "[\"id\"]"}), &json!({"id": 1, "size": 2})).await;
    assert_eq!(said, r#"/folders {"fields":["id"]} -> {"id":1,"size":2}"#);
}

#[tokio::test]
async fn nested_arguments_are_checked_and_mapped() {
    let query =
        json!({"scope": "day", "member_like": "a", "filters": [{"x": "hours"}], "day": null});
    let said = called("make", json!({"query": query}), &json!({})).await;
    let sent =
        r#"{"query":{"scope":"day","member[like]":"a","filters":[{"x":"hours"}],"day":null}}"#;
    assert_eq!(said, format!("/folders {sent} -> {{}}"));
    refuses(
        "make",
        json!({"query": {
            "scope": "day", "filters": [{"x": "hours"}, {"y": "minuets"}], "id": "1-2", "day": "2026-13-01",
            "order": [["hour", "asc"], ["year", "desc"]]
        }}),
        "`query.id` is no UUID: give a UUID; \
         `query.day` is no date: give a date such as 2026-01-05; \
         `query.filters[1].y` does not go with day: did you mean `minutes`?; \
         `query.order[1][0]` does not go with day: give one of `hour`, `minute`",
    )
    .await;
    refuses(
        "make",
        json!({"query": {"scope": "dais"}, "origin": "[]"}),
        "`query.scope` is none of its values: give one of `day`, `week`; \
         `origin` is a text: give an object with `kind`",
    )
    .await;
}

#[tokio::test]
async fn what_has_two_names_is_given_once() {
    let twice = |one: &str, other: &str| {
        json!({"size_min": one, "size[min]": other, "query": {
            "scope": "day", "member_like": one, "member[like]": other
        }})
    };
    let said = called("make", twice("1", "1"), &json!({})).await;
    assert_eq!(
        said,
        r#"/folders?size%5Bmin%5D=1 {"query":{"scope":"day","member[like]":"1"}} -> {}"#
    );
    refuses(
        "make",
        twice("1", "2"),
        "`size[min]` is given twice, with different values: give it once; \
         `query.member[like]` is given twice, with different values: give it once",
    )
    .await;
}

#[tokio::test]
async fn a_kind_is_told_by_its_tag() {
    let web = json!({"origin": {"kind": "web", "url": "https://example.com", "free": 1}});
    let said = called("make", web.clone(), &json!({})).await;
    assert_eq!(said, format!("/folders {web} -> {{}}"));
    let new = json!({"origin": {"kind": "new", "what": "ever"}});
    let said = called("make", new.clone(), &json!({})).await;
    assert_eq!(said, format!("/folders {new} -> {{}}"));
    refuses(
        "make",
        json!({"origin": {"kind": "mail", "adress": "ana@example.com"}}),
        "`origin.adress` is no field of Mail: did you mean `address`?; \
         `origin.address` is missing: give an e-mail address",
    )
    .await;
    refuses(
        "make",
        json!({"origin": {"url": "x"}}),
        "`origin.kind` is missing: give one of `mail`, `web`",
    )
    .await;
}

#[tokio::test]
async fn a_text_beside_it_tells_what_is_given() {
    let sends = async |given: Value, sent: Value| {
        let said = called("queue", given.clone(), &json!({})).await;
        assert_eq!(said, format!("/jobs {sent} -> {{}}"), "{given}");
    };
    let mail = json!({"address": "ana@example.com"});
    let sent = || json!({"params": mail, "job[kind]": "mail"});
    sends(json!({"params": mail, "job_kind": "mail"}), sent()).await;
    sends(json!({"job[kind]": "mail", "params": mail.to_string()}), sent()).await;
    sends(json!({"job_kind": "mail", "more": {"params": mail}}), sent()).await;
    sends(json!({"params": mail, "more": {"job_kind": "mail"}}), sent()).await;
    sends(
        json!({"job_kind": "counts", "params": {"a": "5"}}),
        json!({"params": {"a": 5}, "job[kind]": "counts"}),
    )
    .await;
    let nested = |jobs: Value| json!({"jobs": jobs});
    let jobs = nested(json!([
        {"params": mail, "job[kind]": "mail", "changes": null},
        {"params": null, "job[kind]": "mail"},
        {"job[kind]": "new", "params": {"what": "ever"}},
        {"params": {"what": "ever"}},
        {"job[kind]": "mail", "changes": {"params": {"what": "ever"}}},
    ]));
    sends(jobs.clone(), jobs).await;
}

#[tokio::test]
async fn what_is_told_beside_it_is_checked() {
    let adress = json!({"adress": "ana@example.com"});
    let at = |place: &str| {
        format!(
            "`{place}.adress` is no field of Mail: did you mean `address`?; \
             `{place}.address` is missing: give an e-mail address"
        )
    };
    refuses("queue", json!({"params": adress, "job_kind": "mail"}), &at("params")).await;
    refuses("queue", json!({"more": {"params": adress}, "job_kind": "mail"}), &at("params")).await;
    let nested = json!({"jobs": [{"params": adress, "job_kind": "mail"}]});
    refuses("queue", nested, &at("jobs[0].params")).await;
    refuses(
        "queue",
        json!({"job_kind": "counts", "params": {"a": 1, "b": "many"}}),
        "`params.b` is a text: give a whole number",
    )
    .await;
    refuses(
        "queue",
        json!({"job_kind": "mail", "params": [], "jobs": [{"job_kind": "mail", "params": 5}]}),
        "`params` is a list: give an object, Mail; `jobs[0].params` is a number: give an object, Mail",
    )
    .await;
}

#[test]
fn an_effect_goes_by_what_is_inside_an_argument() {
    let destroys =
        |given: Value| QUEUE_TOOL.effect_of(&arguments(&given)).contains(&Deed::Destroys);
    assert!(destroys(json!({"params": {"address": "a@b"}, "job_kind": "mail"})));
    assert!(destroys(json!({"job_kind": "mail", "more": {"params": "{\"address\": \"a@b\"}"}})));
    assert!(!destroys(json!({"params": {"address": "b@a"}, "job_kind": "mail"})));
    for params in [json!({}), json!(5), json!([{"address": "a@b"}]), json!({"address": null})] {
        assert!(!destroys(json!({"params": params})), "{params}");
    }
}

#[tokio::test]
async fn secrets_are_hidden_in_what_a_text_beside_it_tells() {
    let shows = async |fields: &str, job: Value, expected: Value| {
        let said = called("queue", json!({"fields": fields}), &job).await;
        assert_eq!(said, format!("/jobs {{}} -> {expected}"), "{fields} {job}");
    };
    for kind in ["mail", "new"] {
        let job = json!({"job[kind]": kind, "params": {"address": "a", "token": "t"}});
        shows("all", job.clone(), json!({"job[kind]": kind, "params": {"address": "a"}})).await;
        shows("params", job.clone(), json!({"params": {"address": "a"}})).await;
        shows("params.address", job, json!({"params": {"address": "a"}})).await;
    }
    let folders = json!({"params": {"a": {"id": 1, "key": "k"}}});
    shows("params", folders.clone(), json!({"params": {"a": {"id": 1}}})).await;
    shows("params.a", folders, json!({"params": {"a": {"id": 1}}})).await;
    let token = "`fields` has `params.token`, a secret that is never shown: leave it out";
    refuses("queue", json!({"fields": "params.token"}), token).await;
    let star = "`fields` has `params.*` where keys are not free: name the keys";
    refuses("queue", json!({"fields": "params.*"}), star).await;
}

#[tokio::test]
async fn filters_compare_as_they_say() {
    let page = json!({"data": [
        {"id": 1, "size": 5, "names": [{"text": "Late parcels"}, {"text": "old"}]},
        {"id": 2, "size": 7, "names": []},
        {"id": 3, "size": null},
    ]});
    let check = async |given: Value, ids: &[u32]| {
        let mut asked = given.clone();
        asked["fields"] = json!("id");
        let said = called("list", asked, &page).await;
        let (_, answered) = said.split_once(" -> ").unwrap_or_else(|| panic!("{said}"));
        let answered: Value = from_str(answered).unwrap();
        let expected: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        assert_eq!(answered["result"], json!(expected), "{given}");
        assert_eq!(answered["scanned"], json!({"items": 3, "pages": 1, "complete": true}));
    };
    check(json!({"named": "PARCEL"}), &[1]).await;
    check(json!({"smaller": 7}), &[1]).await;
    check(json!({"larger": 5}), &[2]).await;
    check(json!({"ids": [3, 2]}), &[2, 3]).await;
    check(json!({"named_at_all": true}), &[1]).await;
    check(json!({"named_at_all": false}), &[2, 3]).await;
    check(json!({"named_at_all": false, "larger": 1}), &[2]).await;
}

#[test]
fn a_type_that_holds_itself_can_be_printed() {
    assert!(format!("{GET_TOOL:?}").contains("Folder"));
}
