//! Tools that take files, that answer where a file is, and that answer CSV.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{
    limit::{Bounds, Limit},
    serde_json::{Value, json},
    tool::{
        self, Deed, Effect, Folder, Hints, Method, Shows, Terms, Tool,
        types::{Field, LARGEST_FILE, Type},
    },
    transport::{Body, Multipart, Response},
};

use crate::{
    operations,
    stage::{Stage, answer},
};

/// A tool that does nothing yet.
pub(crate) const BASE: Tool = Tool {
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
        Field::new("files", Type::List(&Type::Upload))
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

static FETCH_BY_NAME: Tool = Tool {
    name: "fetch_by_name",
    operation: &operations::DOWNLOAD,
    arguments: &[Field::new("id", Type::Text).required()],
    ..BASE
};

/// Calls a tool of which the server answers this; gives the answer or why there is none, and the stage.
async fn called(name: &str, given: Value, answered: Response) -> (String, Stage) {
    called_on(&Terms::new().largest(LARGEST_FILE * 2), name, given, answered).await
}

async fn called_on(terms: &Terms, name: &str, given: Value, answered: Response) -> (String, Stage) {
    let stage = Stage::with([Ok(answered)]);
    let given = given.as_object().unwrap().clone();
    let tools: &[&'static Tool] = &[&SEND, &FETCH, &FETCH_BY_NAME, &EXPORT];
    let answer = tool::answer(&stage.runtime(), tools, name, given, terms).await;
    let said = answer.map_or_else(|error| error.to_string(), |it| it.into_value().to_string());
    (said, stage)
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
        json!([{"name": "a", "content_type": "a/b", "content": ""}, {"name": true}]),
        "`files[1].name` is true or false: give a text; `files[1].content_type` is missing: give a text; \
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
    let large = "x".repeat(LARGEST_FILE * 2);
    check(
        "fetch",
        json!({"id": 1}),
        answer(200, &large, &[]),
        r#"{"content_type":null,"size":10485760,"note":"too large to be shown"}"#,
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

/// A folder with some files and some traps, and one beside it that is nobody's business.
fn folder() -> (tempfile::TempDir, Terms) {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("open/photos")).unwrap();
    fs::write(at("open/box.png"), b"\x89PNG").unwrap();
    fs::write(at("open/photos/a b.png"), b"photo").unwrap();
    fs::write(at("secret.txt"), b"swordfish").unwrap();
    fs::File::create(at("open/large.bin")).unwrap().set_len((20 << 20) + 1).unwrap();
    traps(root.path());
    let terms = Terms::new().files(Folder::open(at("open")).unwrap());
    (root, terms)
}

#[cfg(unix)]
fn traps(root: &Path) {
    use std::os::unix::{fs::symlink, net::UnixListener};

    symlink(root.join("secret.txt"), root.join("open/link.txt")).unwrap();
    symlink(root.join("open/box.png"), root.join("open/inner.png")).unwrap();
    symlink(root, root.join("open/up")).unwrap();
    drop(UnixListener::bind(root.join("open/socket")).unwrap());
}

#[cfg(not(unix))]
fn traps(_: &Path) {}

#[tokio::test]
async fn files_of_the_folder_are_sent() {
    let (_root, terms) = folder();
    let files = json!([
        {"path": "box.png", "content_type": "image/png"},
        {"path": "./photos/a b.png", "content_type": "image/png", "name": "photo.png"},
        {"name": "c.txt", "content_type": "text/plain", "content": "YQ=="},
    ]);
    let given = json!({"type": "attachment", "files": files});
    let (said, stage) = called_on(&terms, "send", given, answer(200, "[]", &[])).await;
    let [request] = &stage.sent()[..] else { unreachable!("{said}") };
    assert!(request.url.ends_with("/api/upload?type=attachment"), "{request:?}");
    let Some(Body::Form(files)) = &request.body else { unreachable!("{request:?}") };
    let sent: Vec<_> = files.iter().map(|file| (file.name(), file.path().is_some())).collect();
    assert_eq!(sent, [("box.png", true), ("photo.png", true), ("c.txt", false)]);
    let form = Multipart::open(files).await.unwrap().bytes().await.unwrap();
    for content in [&b"\r\n\r\n\x89PNG\r\n"[..], b"\r\n\r\nphoto\r\n", b"\r\n\r\na\r\n"] {
        assert!(form.windows(content.len()).any(|part| part == content), "{form:?}");
    }
}

#[tokio::test]
async fn a_file_that_was_swapped_after_the_look_is_not_sent() {
    let (root, terms) = folder();
    let files = json!([{"path": "photos/a b.png", "content_type": "image/png"}]);
    let given = json!({"files": files});
    let (said, stage) = called_on(&terms, "send", given, answer(200, "[]", &[])).await;
    let [request] = &stage.sent()[..] else { unreachable!("{said}") };
    let Some(Body::Form(files)) = &request.body else { unreachable!("{request:?}") };
    fs::remove_dir_all(root.path().join("open/photos")).unwrap();
    let why = Multipart::open(files).await.unwrap_err().to_string();
    let expected = "nothing was done, because the file `photos/a b.png` cannot be sent: it is not in the folder, or cannot be read";
    assert_eq!(why, expected);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.path(), root.path().join("open/photos")).unwrap();
        let why = Multipart::open(files).await.unwrap_err().to_string();
        assert!(why.ends_with("it is a link"), "{why}");
    }
}

#[tokio::test]
async fn nothing_leads_out_of_the_folder() {
    let (root, terms) = folder();
    let refuses = async |terms: &Terms, path: &str, expected: &str| {
        let files = json!([{"path": path, "content_type": "a/b"}]);
        let given = json!({"files": files});
        let (said, stage) = called_on(terms, "send", given, answer(200, "[]", &[])).await;
        assert_eq!(said, format!("nothing was sent, because `files[0].path` {expected}"), "{path}");
        assert!(stage.sent().is_empty(), "{path}");
    };
    let out = "leads out of the folder: name a file below it, such as `box.png`";
    let absolute = root.path().join("secret.txt").display().to_string();
    for path in
        ["..", "../secret.txt", "photos/../../secret.txt", "photos\\a", "box.png\0", "", &absolute]
    {
        refuses(&terms, path, out).await;
    }
    let missing = "is not in the folder, or cannot be read: name a file that is there";
    for path in ["box.jpg", "box.png/x", "file:///etc/passwd", "https://example.com/a.png"] {
        refuses(&terms, path, missing).await;
    }
    for path in ["photos", "."] {
        refuses(&terms, path, "is no file: name a plain file").await;
    }
    refuses(&terms, "large.bin", "is too large: name one of at most 20 MiB").await;
    if cfg!(unix) {
        for path in ["link.txt", "inner.png", "up/secret.txt", "up/open/box.png"] {
            refuses(&terms, path, "is a link: name the file itself").await;
        }
        refuses(&terms, "socket", "is no file: name a plain file").await;
    }
    let closed = "names a file, and no folder is open for files: \
        give its bytes in base64 as `content`";
    refuses(&Terms::new(), "box.png", closed).await;
}

#[tokio::test]
async fn a_path_stands_in_place_of_a_content() {
    let (_root, terms) = folder();
    let file = json!({"path": "box.png", "content": "YQ==", "content_type": "a/b"});
    let (said, _) =
        called_on(&terms, "send", json!({"files": [file]}), answer(200, "[]", &[])).await;
    let expected = "`files[0].content` is given beside `path`: give one of the two";
    assert_eq!(said, format!("nothing was sent, because {expected}"));
}

#[tokio::test]
async fn what_comes_is_saved_under_a_harmless_name() {
    let (root, terms) = folder();
    let saves = async |id: &str, path: &str| {
        let came = answer(200, "hello", &[("content-type", "text/plain")]);
        let (said, _) = called_on(&terms, "fetch_by_name", json!({"id": id}), came).await;
        let expected = json!({"path": path, "content_type": "text/plain", "size": 5});
        assert_eq!(said, expected.to_string(), "{id}");
        assert_eq!(fs::read(root.path().join("open").join(path)).unwrap(), b"hello");
    };
    saves("note.txt", "note.txt").await;
    saves("note.txt", "note-2.txt").await;
    saves("box.png", "box-2.png").await;
    saves("../secret.txt", "_secret.txt").await;
    saves("a/b\\c:d", "a_b_c_d").await;
    saves(".hidden", "hidden").await;
    saves("con.txt", "_con.txt").await;
    if cfg!(unix) {
        saves("link.txt", "link-2.txt").await;
        assert_eq!(fs::read(root.path().join("secret.txt")).unwrap(), b"swordfish");
    }
}

/// What is in the folder beside what was there before.
fn saved(root: &Path) -> Vec<String> {
    let names = fs::read_dir(root.join("open")).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.contains("note")).collect()
}

#[tokio::test]
async fn a_file_elsewhere_is_fetched_into_the_folder() {
    let (root, terms) = folder();
    let at = answer(307, "", &[("location", "https://files.example.com/box.png?signature=s")]);
    let stage = Stage::with([Ok(at), Ok(answer(200, "hello", &[("content-type", "text/plain")]))]);
    let given = json!({"id": "note.txt"}).as_object().unwrap().clone();
    let tools: &[&'static Tool] = &[&FETCH_BY_NAME];
    let answer = tool::answer(&stage.runtime(), tools, "fetch_by_name", given, &terms).await;
    let expected = json!({"path": "note.txt", "content_type": "text/plain", "size": 5});
    assert_eq!(answer.unwrap().into_value(), expected);
    let [_, fetched] = &stage.sent()[..] else { unreachable!("{:?}", stage.sent()) };
    assert!(!fetched.headers.contains_key("authorization"), "{fetched:?}");
    assert_eq!(fs::read(root.path().join("open/note.txt")).unwrap(), b"hello");
}

#[tokio::test]
async fn what_does_not_come_leaves_nothing_in_the_folder() {
    let (root, terms) = folder();
    for (came, code) in [
        (answer(404, "", &[]), "not_found"),
        (answer(200, "hello", &[("content-length", "6")]), "no_answer"),
        (answer(200, "hello", &[("content-length", "4000000000")]), "too_large"),
    ] {
        let stage = Stage::with([Ok(came)]);
        let given = json!({"id": "note.txt"}).as_object().unwrap().clone();
        let tools: &[&'static Tool] = &[&FETCH_BY_NAME];
        let answer = tool::answer(&stage.runtime(), tools, "fetch_by_name", given, &terms).await;
        assert_eq!(answer.unwrap_err().code().as_str(), code);
        assert!(saved(root.path()).is_empty(), "{:?}", saved(root.path()));
    }
}

#[test]
fn only_a_folder_can_be_opened() {
    let (root, _) = folder();
    for (path, why) in [("open/box.png", "is no folder"), ("elsewhere", "cannot be opened")] {
        let error = Folder::open(root.path().join(path)).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}
