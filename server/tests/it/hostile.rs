//! Clients that mean no good, or do not know better: each gets a clean error or none, and the next call is answered.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::stage::{KEY, Listening, Stage, binary};

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
