//! What is listed: the table of tools, the same to the byte whenever it is asked for.

use gorgias_tools::{Method, TOOLS};
use serde_json::{Value, json};

use crate::stage::{Listening, Stage, binary};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;
const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;

/// What two runs of the binary list.
async fn listed() -> [Value; 2] {
    let stage = Stage::of(&[]).await;
    let mut lists = Vec::new();
    for _ in 0..2 {
        let mut client = stage.piped(&["--write"]);
        client.say(INITIALIZE).await;
        client.hear().await.unwrap();
        client.say(LIST).await;
        lists.push(client.hear().await.unwrap());
        assert_eq!(client.leave().await.0, 0);
    }
    lists.try_into().unwrap()
}

#[tokio::test]
async fn tools_are_listed_as_the_table_has_them() {
    let [list, again] = listed().await;
    assert_eq!(list.to_string(), again.to_string());
    let tools = list["result"]["tools"].as_array().unwrap();
    assert_eq!(list["result"].get("nextCursor"), None);
    assert_eq!(tools.len(), TOOLS.len());
    for (listed, tool) in tools.iter().zip(TOOLS) {
        let schema = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let mut input = schema(tool.input_schema);
        if tool.method == Method::Create && !tool.hints.idempotent {
            input["properties"]["allow_repeat"] = json!({"type": "boolean"});
        }
        let expected = json!({
            "name": tool.name,
            "title": tool.title,
            "description": tool.description,
            "inputSchema": input,
            "outputSchema": schema(tool.output_schema),
            "annotations": {
                "title": tool.title,
                "readOnlyHint": tool.hints.read_only,
                "destructiveHint": tool.hints.destructive,
                "idempotentHint": tool.hints.idempotent,
                "openWorldHint": tool.hints.open_world,
            },
        });
        assert_eq!(*listed, expected, "{}", tool.name);
    }
}

#[tokio::test]
async fn both_ways_list_the_same_bytes() {
    let [list, _] = listed().await;
    let stage = Stage::of(&[]).await;
    let command = binary(&["--write", "--http", "127.0.0.1:0"], &stage.variables());
    let server = Listening::start(command).await;
    assert_eq!(server.say(LIST, &[]).await.body, list.to_string());
}
