//! Clients that mean no good, or do not know better: each gets a clean error or none, and the next call is answered.

use std::{
    fs,
    future::{Future, poll_fn},
    task::Poll,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::stage::{KEY, Listening, Stage, binary};

const UPLOAD: &str = "create_a_gorgias_file";

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;

fn call(id: u32, name: &str, arguments: &Value) -> String {
    json!({
        "jsonrpc": "2.0", "id": id, "method": "tools/call",
        "params": {"name": name, "arguments": arguments},
    })
    .to_string()
}

fn good() -> String {
    call(999, "get_single_gorgias_tag_by_id", &json!({"id": 501}))
}

/// Lines that are no messages, or none that can be answered.
fn nonsense() -> Vec<String> {
    let mut lines: Vec<_> = [
        "",
        "{",
        "]",
        "null",
        "true",
        "\"text\"",
        "[]",
        "{}",
        "\u{0}",
        "\\u0000",
        "NaN",
        r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":5}"#,
        r#"{"jsonrpc":"2.0","id":77,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":78,"error":{"code":1,"message":"canary"}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":404}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/nothing"}"#,
        r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
    ]
    .map(str::to_owned)
    .into();
    lines.push(format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)));
    lines.push("x".repeat(5 << 20));
    lines.push(format!(r#"{{"jsonrpc":"2.0","id":5,"method":"{}"}}"#, "m".repeat(100_000)));
    lines
}

#[tokio::test]
async fn nonsense_through_the_pipe_does_not_stop_it() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let mut client = stage.piped(&[]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    for line in nonsense() {
        client.say(&line).await;
        // Whatever is said to it, the next call is answered.
        client.say(&good()).await;
        let answer = loop {
            let heard = client.hear().await.unwrap();
            if heard["id"] == 999 {
                break heard;
            }
            assert!(heard.to_string().len() < 1000, "{heard}");
            assert!(heard["error"].is_object(), "{heard}");
        };
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
    let (code, said) = client.leave().await;
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("panicked") && !said.contains(KEY), "{said}");
}

#[tokio::test]
async fn nonsense_over_http_does_not_stop_it() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let command = binary(&["--http", "127.0.0.1:0"], &stage.variables());
    let server = Listening::start(command).await;
    for line in nonsense() {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        let head = format!(
            "POST /mcp HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept: application/json, \
             text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            line.len()
        );
        // What is too long is refused before it is read to its end, and then the rest cannot be sent.
        drop(stream.write_all(head.as_bytes()).await);
        drop(stream.write_all(line.as_bytes()).await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.contains(KEY) && answer.len() < 2000, "{answer}");
        let good = server.say(&good(), &[]).await;
        assert_eq!(good.json()["result"]["isError"], false, "{good:?}");
    }
}

#[tokio::test]
async fn what_is_cut_answers_to_no_spelling() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let mut client =
        stage.piped(&["--exclude", "delete_a_gorgias_tag_by_id", "--write", "--confirm", "never"]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    let name = "delete_a_gorgias_tag_by_id";
    let spellings = [
        name.to_owned(),
        name.to_uppercase(),
        format!(" {name}"),
        format!("{name} "),
        format!("{name}\n"),
        format!("{name}\u{0}"),
        format!("tools/{name}"),
        format!("../{name}"),
        name.replace('_', "-"),
        name.replace('a', "\u{430}"),
        "tags.delete".to_owned(),
        "DELETE /api/tags/501".to_owned(),
        String::new(),
        // It is compared with the names that there are, and that takes no longer for it.
        "n".repeat(1_000_000),
    ];
    for spelling in spellings {
        client.say(&call(1, &spelling, &json!({"id": 501}))).await;
        let heard = client.hear().await.unwrap();
        assert_eq!(heard["error"]["code"], -32602, "{spelling}: {heard}");
        assert!(heard.to_string().len() < 2000, "{heard}");
    }
    client.leave().await;
    assert!(stage.fixture.received().is_empty());
}

#[tokio::test]
async fn what_is_cut_is_behind_no_entrance() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let arguments = ["--expose", "search", "--exclude", "delete_a_gorgias_tag_by_id", "--write"];
    let mut client = stage.piped(&arguments);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    let name = "delete_a_gorgias_tag_by_id";
    for tool in [
        json!(name),
        json!(name.to_uppercase()),
        json!(format!(" {name}")),
        json!(format!("get_single_gorgias_tag_by_id\u{0}{name}")),
        json!("write_gorgias"),
        json!("find_gorgias_tools"),
        json!([name]),
        json!(null),
        json!(""),
        json!("n".repeat(1_000_000)),
    ] {
        for entrance in ["describe_gorgias_tool", "read_gorgias", "write_gorgias"] {
            client.say(&call(1, entrance, &json!({"tool": tool, "arguments": {"id": 501}}))).await;
            let heard = client.hear().await.unwrap();
            let is_refused = heard["error"]["code"] == -32602 || heard["result"]["isError"] == true;
            assert!(is_refused && heard.to_string().len() < 2000, "{entrance}: {heard}");
        }
    }
    // One entrance does not lead through another, nor does what is found name what is cut.
    let nested =
        json!({"tool": "write_gorgias", "arguments": {"tool": name, "arguments": {"id": 501}}});
    client.say(&call(2, "write_gorgias", &nested)).await;
    assert_eq!(client.hear().await.unwrap()["error"]["code"], -32602);
    for request in [name.to_owned(), "x".repeat(1_000_000), "delete tag ".repeat(50_000)] {
        client.say(&call(3, "find_gorgias_tools", &json!({"request": request, "limit": 20}))).await;
        let heard = client.hear().await.unwrap();
        assert!(!heard.to_string().contains(name), "{heard}");
    }
    client.leave().await;
    assert!(stage.fixture.received().is_empty());
}

/// A folder with a file, and beside it what must not be had.
fn folder() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("open")).unwrap();
    fs::write(root.path().join("open/box.png"), "box").unwrap();
    fs::write(root.path().join("secret.txt"), "canary").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(root.path().join("secret.txt"), root.path().join("open/link.txt")).unwrap();
        symlink(root.path(), root.path().join("open/up")).unwrap();
    }
    root
}

#[tokio::test]
async fn a_path_leads_nowhere_else() {
    let (stage, root) = (Stage::of(&[]).await, folder());
    let files_dir = format!("--files-dir={}", root.path().join("open").display());
    let mut client = stage.piped(&["--write", &files_dir]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    let absolute = root.path().join("secret.txt").display().to_string();
    for path in [
        json!("../secret.txt"),
        json!("./../secret.txt"),
        json!("open/../../secret.txt"),
        json!("..\\secret.txt"),
        json!("%2e%2e/secret.txt"),
        json!(absolute),
        json!(format!("file://{absolute}")),
        json!("//etc/passwd"),
        json!("/dev/stdin"),
        json!("/proc/self/environ"),
        json!("~/.ssh/id_rsa"),
        json!("link.txt"),
        json!("up/secret.txt"),
        json!("up/open/box.png"),
        json!("box.png\u{0}.txt"),
        json!("."),
        json!(""),
        json!(null),
        json!(["box.png"]),
        json!("x/".repeat(10_000)),
    ] {
        let file = json!({"path": path, "content_type": "text/plain"});
        client.say(&call(1, UPLOAD, &json!({"type": "attachment", "files": [file]}))).await;
        let heard = client.hear().await.unwrap();
        assert_eq!(heard["result"]["isError"], true, "{path}: {heard}");
        assert!(!heard.to_string().contains("canary"), "{path}: {heard}");
    }
    let (code, said) = client.leave().await;
    assert_eq!((code, said.contains("panicked")), (0, false), "{said}");
    assert!(stage.fixture.received().is_empty());
}

#[tokio::test]
async fn an_id_leads_nowhere_else() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let mut client = stage.piped(&[]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    for id in [
        json!("../users/1"),
        json!("501/../../users"),
        json!("501?x=1"),
        json!("501%2F..%2Fusers"),
        json!("https://evil.example.com"),
        json!({"$ne": 1}),
        json!([501, 502]),
        json!(-1.5),
        json!(1e300),
        json!(null),
        json!("5".repeat(1_000_000)),
    ] {
        client.say(&call(1, "get_single_gorgias_tag_by_id", &json!({"id": id}))).await;
        let heard = client.hear().await.unwrap();
        assert_eq!(heard["result"]["isError"], true, "{id}: {heard}");
    }
    client.leave().await;
    let sent = stage.fixture.received();
    assert!(sent.is_empty(), "{:?}", sent.iter().map(|sent| &sent.target).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_flood_is_answered_to_its_end() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let mut client = stage.piped(&[]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    const FLOOD: u32 = 300;
    // Nothing of these is sent, so that no limit slows them.
    let lines: Vec<_> =
        (1..=FLOOD).map(|id| call(id, "get_single_gorgias_tag_by_id", &json!({}))).collect();
    client.say(&lines.join("\n")).await;
    let mut answered = std::collections::BTreeSet::new();
    while answered.len() < usize::try_from(FLOOD).unwrap() {
        let heard = client.hear().await.unwrap();
        assert_eq!(heard["result"]["isError"], true, "{heard}");
        assert!(answered.insert(heard["id"].as_u64().unwrap()), "{heard}");
    }
    assert_eq!(client.leave().await.0, 0);
}

#[tokio::test]
async fn a_flood_over_http_is_answered_to_its_end() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let server = Listening::start(binary(&["--http", "127.0.0.1:0"], &stage.variables())).await;
    // Some come in and say nothing, or only the half of it.
    let mut silent = Vec::new();
    for said in ["", "POST /mcp HT", "POST /mcp HTTP/1.1\r\nhost: localhost\r\n"].repeat(30) {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        silent.push(stream);
    }
    let refused = call(1, "get_single_gorgias_tag_by_id", &json!({}));
    let flood = (0..200).map(|_| server.say(&refused, &[]));
    for answer in futures(flood).await {
        assert_eq!(answer.json()["result"]["isError"], true, "{answer:?}");
    }
    let answer = server.say(&good(), &[]).await;
    assert_eq!(answer.json()["result"]["isError"], false, "{answer:?}");
}

/// Does all of it at once.
async fn futures<T>(all: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut all: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    poll_fn(|context| {
        for (one, done) in all.iter_mut().filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(value) = one.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        let is_over = all.iter().all(|(_, done)| done.is_some());
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn who_stops_speaking_over_http_is_not_waited_for() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let server = Listening::start(binary(&["--http", "127.0.0.1:0"], &stage.variables())).await;
    for said in [
        "",
        "\r\n",
        "POST /mcp HTTP/1.1\r\n",
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{",
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n{}",
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        "POST /mcp HTTP/9.9\r\nhost: localhost\r\n\r\n",
        "\u{0}\u{1}\u{2}",
    ] {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        // A connection that is reset is an answer, too.
        drop(stream.read_to_string(&mut answer).await);
        assert!(!answer.contains(KEY) && !answer.starts_with("HTTP/1.1 2"), "{said}: {answer}");
        let answer = server.say(&good(), &[]).await;
        assert_eq!(answer.json()["result"]["isError"], false, "{said}: {answer:?}");
    }
}

#[tokio::test]
async fn no_other_path_leads_in() {
    let stage = Stage::of(&[]).await;
    let mut server = Listening::start(binary(&["--http", "127.0.0.1:0"], &stage.variables())).await;
    for path in
        ["//mcp", "/mcp/", "/MCP", "/mcp/..", "/./mcp", "/healthz/../mcp", "/mcp%2f", "/mcp;a", "*"]
    {
        server.path = path.to_owned();
        let answer = server.say(&good(), &[]).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
    }
    server.path = "/mcp?a=b".to_owned();
    assert_eq!(server.say(&good(), &[]).await.status, 200);
}

#[tokio::test]
async fn who_does_not_listen_any_longer_does_no_harm() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let mut client = stage.piped(&[]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    client.stop_hearing();
    client.say(&good()).await;
    stage.has_got(1).await;
    let (code, said) = client.leave().await;
    assert!(matches!(code, 0 | 1), "{code}: {said}");
    assert!(!said.contains("panicked") && !said.contains(KEY), "{said}");
}

#[tokio::test]
async fn who_does_not_speak_any_longer_leaves_nothing_behind() {
    for said in
        [&b"{\"jsonrpc\":\"2.0\",\"id\":1,\"meth"[..], b"\xff\xfe\n", b"\xc3\x28", b"\0\0\0\n"]
    {
        let stage = Stage::of(&[]).await;
        let mut client = stage.piped(&[]);
        client.say(INITIALIZE).await;
        client.hear().await.unwrap();
        client.say_bytes(said).await;
        client.stop_saying();
        while let Some(heard) = client.hear().await {
            assert!(heard["error"].is_object(), "{heard}");
        }
        let (code, errors) = client.leave().await;
        assert_eq!((code, errors.as_str()), (0, ""), "{said:?}");
    }
}

#[tokio::test]
async fn who_goes_without_a_word_leaves_nothing_behind() {
    for said in [None, Some("x"), Some(INITIALIZE)] {
        let stage = Stage::of(&[]).await;
        let mut client = stage.piped(&[]);
        if let Some(said) = said {
            client.say(said).await;
        }
        if said == Some(INITIALIZE) {
            client.hear().await.unwrap();
        }
        let (code, errors) = client.leave().await;
        assert_eq!((code, errors.as_str()), (0, ""), "{said:?}");
    }
}

#[tokio::test]
async fn who_begins_with_a_notification_is_told_that_it_is_none() {
    let stage = Stage::of(&[]).await;
    let mut client = stage.piped(&[]);
    client.say(r#"{"jsonrpc":"2.0","method":"notifications/canary","params":{"canary":1}}"#).await;
    let (code, errors) = client.leave().await;
    assert_eq!(
        (code, errors.as_str()),
        (
            1,
            "gorgias-mcp: the client does not speak the protocol: its first message is no request\n"
        )
    );
}
