//! A client that gave a call a token is told how far the work is that the call waits for.

use std::{sync::Arc, time::Duration};

use gorgias_mcp::serving::{Confirm, Server};
use rmcp::{ServiceExt, transport::async_rw::AsyncRwTransport};
use serde_json::{Value, json};
use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader, duplex};

use crate::{
    core::{Core, Hand},
    stage::{Stage, recordings},
};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;

/// Says each line and hears so many, from a server by whose clock no pause takes time.
async fn converse(core: Core, said: &[String], heard: usize) -> Vec<Value> {
    let (here, there) = duplex(1 << 16);
    let (input, output) = io::split(there);
    let server = Server::new(Arc::into_inner(core.calls).unwrap()).two_way();
    let served = tokio::spawn(async move {
        let pipes = AsyncRwTransport::new_server(input, output);
        server.serve(pipes).await.unwrap().waiting().await.unwrap();
    });
    let (answers, mut requests) = io::split(here);
    for line in said {
        requests.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }
    let mut lines = BufReader::new(answers).lines();
    let mut all = Vec::new();
    while all.len() < heard {
        let line = lines.next_line().await.unwrap().unwrap();
        all.push(serde_json::from_str(&line).unwrap());
    }
    requests.shutdown().await.unwrap();
    served.await.unwrap();
    all
}

#[tokio::test]
async fn progress_comes_before_the_answer() {
    let clock = Hand::hasty(Duration::from_secs(10));
    let recorded = recordings(&["jobs.create/macro-on-one", "jobs.get/over-at-once"]);
    let core = Core::by_clock(clock, vec![(recorded, Vec::new())], Confirm::Never).await;
    let mut arguments = Stage::body("jobs.create/macro-on-one");
    arguments["wait"] = 30.into();
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {
            "name": "create_a_gorgias_job",
            "arguments": arguments,
            "_meta": {"progressToken": "t-1"},
        },
    });
    let heard = converse(core, &[INITIALIZE.to_owned(), call.to_string()], 3).await;
    assert_eq!(
        heard[1],
        json!({
            "jsonrpc": "2.0", "method": "notifications/progress",
            "params": {"progressToken": "t-1", "progress": 1.0, "message": "1 done"},
        })
    );
    let work = &heard[2]["result"]["structuredContent"]["work"];
    assert_eq!(*work, json!({"ended": true, "good": true}));
}
