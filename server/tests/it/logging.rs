//! What the server says on standard error: that calls were made, and nothing that is in them.

use serde_json::Value;

use crate::stage::{KEY, Stage};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"canary-client","version":"1"}}}"#;

/// Lists customers by an address, and gives what was said on standard error.
async fn said(arguments: &[&str]) -> String {
    let stage = Stage::of(&["tags.list/by-name"]).await;
    let mut client = stage.piped(arguments);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    for arguments in [
        r#"{"search":"refund","limit":2}"#,
        r#"{"search":"canary-search"}"#,
        r#"{"canary-key":"canary-value"}"#,
    ] {
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"list_all_gorgias_tags","arguments":{arguments}}}}}"#
        );
        client.say(&call).await;
        client.hear().await.unwrap();
    }
    let (code, said) = client.leave().await;
    assert_eq!(code, 0);
    assert!(!said.contains(KEY) && !said.contains("canary") && !said.contains("refund"), "{said}");
    said
}

#[tokio::test]
async fn a_line_for_each_call() {
    let said = said(&["--log", "json"]).await;
    let lines = said.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines: Vec<_> = lines.collect();
    let outcomes: Vec<_> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["ok", "failed", "refused"]);
    for line in &lines {
        let keys: Vec<_> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["event", "time", "tool", "account", "outcome", "ms", "waited_ms"]);
        assert_eq!(
            (line["tool"].as_str(), line["account"].as_str()),
            (Some("list_all_gorgias_tags"), Some("acme"))
        );
    }
}

#[tokio::test]
async fn requests_are_shown_without_what_is_in_them() {
    let said = said(&["--debug-http"]).await;
    let shown: Vec<_> = said.lines().filter(|line| line.contains("/api/tags")).collect();
    assert_eq!(shown.len(), 2, "{said}");
    assert!(shown[0].contains("/api/tags?search=…&limit=…: 200, "), "{said}");
    assert!(shown[1].contains("/api/tags?search=…: 404, "), "{said}");
}
