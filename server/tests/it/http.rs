//! Who is let in by HTTP, and how it ends.

use std::time::Duration;

use gorgias_fixture::{Fault, Fixture, ManualClock, Rule};
use serde_json::{Value, json};

use crate::stage::{Listening, Stage, binary, recordings};

const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
const BEARER: &str = "canary-bearer-0123456789";
const PATH: &str = "canary-path-0123456789";

async fn serve(stage: &Stage, arguments: &[&str], variables: &[(&str, &str)]) -> Listening {
    let mut all = vec!["--http", "127.0.0.1:0"];
    all.extend(arguments);
    let mut environment = stage.variables();
    environment.extend(variables);
    Listening::start(binary(&all, &environment)).await
}

/// Asks for the tools with these headers, and expects this status.
async fn check(server: &Listening, headers: &[(&str, &str)], status: u16) {
    let answer = server.say(LIST, headers).await;
    assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
}

#[tokio::test]
async fn it_says_that_it_lives() {
    let stage = Stage::of(&[]).await;
    let server = serve(&stage, &[], &[("GORGIAS_MCP_BEARER", BEARER)]).await;
    let answer = server.send("GET /healthz", &[], "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));
    assert_eq!(server.send("POST /healthz", &[], "").await.status, 405);
}

#[tokio::test]
async fn pages_of_others_are_kept_out() {
    let stage = Stage::of(&[]).await;
    let server = serve(&stage, &["--allowed-origins", "https://app.example.com:443"], &[]).await;
    check(&server, &[], 200).await;
    check(&server, &[("origin", "http://localhost:6274")], 200).await;
    check(&server, &[("origin", "http://127.0.0.1:1")], 200).await;
    check(&server, &[("origin", "https://app.example.com")], 200).await;
    check(&server, &[("origin", "https://evil.example.com")], 403).await;
    check(&server, &[("origin", "null")], 403).await;
}

#[tokio::test]
async fn names_of_others_lead_nowhere() {
    let stage = Stage::of(&[]).await;
    let server = serve(&stage, &["--allowed-hosts", "mcp.example.com"], &[]).await;
    check(&server, &[("host", "localhost:80")], 200).await;
    check(&server, &[("host", "mcp.example.com")], 200).await;
    check(&server, &[("host", "evil.example.com")], 403).await;
}

#[tokio::test]
async fn a_bearer_is_asked_for() {
    let stage = Stage::of(&[]).await;
    let mut server = serve(&stage, &[], &[("GORGIAS_MCP_BEARER", BEARER)]).await;
    check(&server, &[("authorization", &format!("Bearer {BEARER}"))], 200).await;
    check(&server, &[("authorization", &format!("bearer {BEARER}"))], 200).await;
    check(&server, &[("authorization", BEARER)], 401).await;
    check(&server, &[("authorization", "Bearer another-one-0123456789")], 401).await;
    check(&server, &[("authorization", "Bearer ")], 401).await;
    let refused = server.say(LIST, &[]).await;
    assert_eq!((refused.status, refused.headers["www-authenticate"].as_str()), (401, "Bearer"));
    // The path that is a secret elsewhere is nothing here.
    server.path = format!("/mcp/{BEARER}");
    check(&server, &[], 404).await;
}

#[tokio::test]
async fn a_path_that_nobody_can_guess_will_do() {
    let stage = Stage::of(&[]).await;
    let mut server = serve(&stage, &[], &[("GORGIAS_MCP_SECRET_PATH", PATH)]).await;
    assert_eq!(server.path, "/mcp/<the secret path>");
    for (path, status) in [
        (format!("/mcp/{PATH}"), 200),
        (format!("/mcp/{PATH}/"), 404),
        (format!("/mcp/{PATH}x"), 404),
        ("/mcp/".to_owned(), 404),
        ("/mcp".to_owned(), 404),
        ("/".to_owned(), 404),
    ] {
        server.path = path;
        check(&server, &[], status).await;
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let stage = Stage::of(&[]).await;
    let server = serve(&stage, &[], &[]).await;
    let json =
        [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
    for (line, headers, body, status) in [
        ("POST /mcp", &json[..], "{", 415),
        ("POST /mcp", &json[..1], LIST, 406),
        ("POST /mcp", &json[1..], LIST, 415),
        ("GET /mcp", &json[..], "", 405),
        ("DELETE /mcp", &json[..], "", 405),
        ("POST /elsewhere", &json[..], LIST, 404),
    ] {
        let answer = server.send(line, headers, body).await;
        assert_eq!(answer.status, status, "{line} {headers:?} {body}: {answer:?}");
    }
    let long = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{}"}}"#, "x".repeat(5 << 20));
    let mut stream = tokio::net::TcpStream::connect(&server.address).await.unwrap();
    drop(tokio::io::AsyncWriteExt::write_all(&mut stream, long.as_bytes()).await);
    check(&server, &[], 200).await;
}

#[cfg(unix)]
async fn send_signal(server: &Listening, signal: &str) {
    let mut kill = tokio::process::Command::new("kill");
    let killed = kill.arg(signal).arg(server.id().to_string()).status().await.unwrap();
    assert!(killed.success());
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_under_way_is_answered_before_it_stops() {
    let clock = ManualClock::new();
    let setup = Fixture::setup(recordings(&["tags.get/plain"]))
        .rule(Rule::new(Fault::Latency(Duration::from_secs(1))))
        .clock(clock.clone());
    let stage = Stage::with(setup).await;
    let server = serve(&stage, &[], &[]).await;
    let call = async {
        let call = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_single_gorgias_tag_by_id","arguments":{"id":501}}}"#;
        server.say(call, &[]).await
    };
    let stop = async {
        clock.asleep(1).await;
        send_signal(&server, "-TERM").await;
        // It takes no one in any longer, and the call is still under way.
        while tokio::net::TcpStream::connect(&server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(1));
    };
    let (answer, ()) = tokio::join!(call, stop);
    assert_eq!(answer.json()["result"]["isError"], false, "{answer:?}");
    assert_eq!(server.end().await.0, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    let stage = Stage::of(&[]).await;
    for signal in ["-TERM", "-INT"] {
        let server = serve(&stage, &[], &[]).await;
        check(&server, &[], 200).await;
        send_signal(&server, signal).await;
        assert_eq!(server.end().await.0, Some(0), "{signal}");
    }
}

#[tokio::test]
async fn an_instance_needs_no_handshake_of_another() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let server = serve(&stage, &[], &[]).await;
    let call = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_single_gorgias_tag_by_id","arguments":{"id":501}}}"#;
    let answer = server.say(call, &[("mcp-session-id", "of-another-instance")]).await;
    assert_eq!(answer.headers.get("mcp-session-id"), None);
    assert_eq!(answer.json()["result"]["structuredContent"]["name"], Value::from("vip"));
}

#[tokio::test]
async fn a_person_is_asked_by_an_answer() {
    let stage = Stage::of(&["tags.delete/plain"]).await;
    let server = serve(&stage, &["--write"], &[]).await;
    let call = |more: Value| {
        let mut params = json!({
            "name": "delete_a_gorgias_tag_by_id",
            "arguments": {"id": 502},
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
            },
        });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string()
    };
    let asked = server.say(&call(json!({})), &[]).await.json();
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    assert_eq!(asked["result"]["inputRequests"]["confirm"]["method"], "elicitation/create");
    let said = json!({
        "requestState": asked["result"]["requestState"],
        "inputResponses": {"confirm": {"action": "accept", "content": {"confirm": true}}},
    });
    let done = server.say(&call(said.clone()), &[]).await.json();
    assert_eq!(done["result"]["structuredContent"], json!({"done": true}), "{done}");
    let again = server.say(&call(said), &[]).await.json();
    assert_eq!(again["result"]["isError"], true, "{again}");
    assert_eq!(stage.fixture.received().len(), 1);
}
