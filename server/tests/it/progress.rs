//! A client that gave a call a token is told how far the work is that the call waits for.

use serde_json::json;

use crate::stage::Stage;

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;

#[tokio::test]
async fn progress_comes_before_the_answer() {
    let stage = Stage::of(&["jobs.create/macro-on-one", "jobs.get/over-at-once"]).await;
    let mut client = stage.piped(&["--write", "--confirm", "never"]);
    client.say(INITIALIZE).await;
    client.hear().await.unwrap();
    let job = Stage::body("jobs.create/macro-on-one");
    let mut arguments = job.as_object().unwrap().clone();
    arguments.insert("wait".to_owned(), 30.into());
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {
            "name": "create_a_gorgias_job",
            "arguments": arguments,
            "_meta": {"progressToken": "t-1"},
        },
    });
    client.say(&call.to_string()).await;
    assert_eq!(
        client.hear().await.unwrap(),
        json!({
            "jsonrpc": "2.0", "method": "notifications/progress",
            "params": {"progressToken": "t-1", "progress": 1.0, "message": "1 done"},
        })
    );
    let answer = client.hear().await.unwrap();
    assert_eq!(answer["result"]["structuredContent"]["work"], json!({"ended": true, "good": true}));
    assert_eq!(client.leave().await.0, 0);
}
