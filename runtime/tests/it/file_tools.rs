//! Tools that take files, that answer where a file is, and that answer CSV.

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{
    limit::{Bounds, Limit},
    serde_json::{Value, json},
    tool::{
        self, Deed, Effect, Hints, Method, Shows, Tool,
        types::{Field, LARGEST_FILE, Type},
    },
    transport::{Body, Response},
};

use crate::{
    operations,
    stage::{Stage, answer},
};

const BASE: Tool = Tool {
    name: "",
    aliases: &[],
    title: "",
    description: "",
    method: Method::Custom,
    topics: &[],
    presets: &[],
    effect: Effect::always(&[Deed::Reads]),
    hints: Hints { read_only: true, destructive: false, idempotent: true, open_world: false },
    operation: &operations::UPLOAD,
    arguments: &[],
    scan: None,
    answer: None,
    shows: Shows::All,
    input_schema: "{}",
    output_schema: "{}",
    tokens: 0,
};

static SEND: Tool = Tool {
    name: "send",
    arguments: &[
        Field::new("type", Type::Text),
        Field::new("files", Type::List(&Type::UPLOAD))
            .required()
            .limits(&[Limit::Items(Bounds::at_least(1))]),
    ],
    answer: Some(Type::Json),
    ..BASE
};

static FETCH: Tool = Tool {
    name: "fetch",
    operation: &operations::DOWNLOAD,
    arguments: &[Field::new("id", Type::Int).required()],
    ..BASE
};

static EXPORT: Tool = Tool {
    name: "export",
    operation: &operations::EXPORT,
    arguments: &[Field::new("name", Type::Text).required()],
    ..BASE
};

/// Calls a tool of which the server answers this; gives the answer or why there is none, and the stage.
async fn called(name: &str, given: Value, answered: Response) -> (String, Stage) {
    let stage = Stage::with([Ok(answered)]);
    let given = given.as_object().unwrap().clone();
    let answer = tool::call(&stage.runtime(), &[&SEND, &FETCH, &EXPORT], name, given).await;
    (answer.map_or_else(|error| error.to_string(), |answer| answer.to_string()), stage)
}

async fn check(name: &str, given: Value, answered: Response, expected: &str) {
    let (said, _) = called(name, given.clone(), answered).await;
    assert_eq!(said, expected, "{name} {given}");
}

#[tokio::test]
async fn files_are_sent_as_they_were_before_base64() {
    let files = json!([{"name": "box.png", "content_type": "image/png", "content": "iVBORw"}]);
    for files in [files.clone(), files.to_string().into()] {
        let given = json!({"type": "attachment", "files": files});
        let (said, stage) = called("send", given, answer(200, r#"[{"url": "x"}]"#, &[])).await;
        assert_eq!(said, r#"{"result":[{"url":"x"}],"next_cursor":null}"#);
        let [request] = &stage.sent()[..] else { unreachable!() };
        assert!(request.url.ends_with("/api/upload?type=attachment"), "{request:?}");
        assert!(!request.headers.contains_key("content-type"), "{request:?}");
        let Some(Body::Form(files)) = &request.body else { unreachable!("{request:?}") };
        assert_eq!(files[0].name(), "box.png");
        assert_eq!(files[0].bytes().unwrap(), &b"\x89PNG"[..]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_files_is_told_with_its_place() {
    let refuses = async |files: Value, expected: &str| {
        let (said, stage) = called("send", json!({"files": files}), answer(200, "[]", &[])).await;
        assert_eq!(said, format!("nothing was sent, because {expected}"));
        assert!(stage.sent().is_empty());
    };
    refuses(json!([]), "`files` is too short: give at least 1 item").await;
    refuses(
        json!([{"name": "", "content_type": "a/b", "content": "====", "url": "https://example.com"}]),
        "`files[0].name` is too short: give at least 1 character; \
         `files[0].content` is no base64: give the bytes of the file in base64; \
         `files[0].url` is no field of File: it has `name`, `content_type`, `content`",
    )
    .await;
    refuses(
        json!([{"name": "a", "content_type": "a/b", "content": ""}, {"name": 5}]),
        "`files[1].name` is a number: give a text; `files[1].content_type` is missing: give a text; \
         `files[1].content` is missing: give the bytes of the file in base64",
    )
    .await;
    refuses(
        json!([{"name": "a", "content_type": "png", "content": ""}]),
        "`files[0].content_type` is no media type: give one such as `image/png`",
    )
    .await;
}

#[tokio::test]
async fn a_file_is_only_so_large() {
    for (size, fits) in [(LARGEST_FILE, true), (LARGEST_FILE + 1, false)] {
        let content = STANDARD.encode(vec![0; size]);
        let files = json!([{"name": "a", "content_type": "a/b", "content": content}]);
        let (said, stage) = called("send", json!({"files": files}), answer(200, "[]", &[])).await;
        let expected =
            "nothing was sent, because `files[0].content` is too large: give at most 5 MiB";
        assert_eq!((said == expected, stage.sent().len()), (!fits, usize::from(fits)), "{said}");
    }
}

#[tokio::test]
async fn a_file_is_shown_by_its_address() {
    let at = "https://files.example.com/box.png?signature=s";
    let elsewhere = answer(307, "", &[("location", at)]);
    check("fetch", json!({"id": 1}), elsewhere, &json!({"url": at}).to_string()).await;
    check(
        "fetch",
        json!({"id": 1}),
        answer(200, "hello", &[("content-type", "text/plain")]),
        r#"{"content_type":"text/plain","size":5,"content":"aGVsbG8="}"#,
    )
    .await;
    let large = "x".repeat(LARGEST_FILE + 1);
    check(
        "fetch",
        json!({"id": 1}),
        answer(200, &large, &[]),
        r#"{"content_type":null,"size":5242881}"#,
    )
    .await;
    check(
        "fetch",
        json!({"id": 1, "fields": "url"}),
        answer(307, "", &[("location", at)]),
        "nothing was sent, because `fields` is no argument of this tool: it takes `id`",
    )
    .await;
}

#[tokio::test]
async fn csv_is_shown_as_it_is() {
    let csv = answer(201, "date,tickets\n", &[("content-type", "text/csv")]);
    check("export", json!({"name": "x"}), csv, r#"{"result":"date,tickets\n"}"#).await;
}
