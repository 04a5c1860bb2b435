//! The workflows of the spec, followed by a client of the server with nothing but calls of tools, each for an account of its own
//! that stands in for a real one.

use std::{path::Path, sync::Arc};

use gorgias_conformance::{
    stand_in::{Prepared, Seeded, why_apart},
    workflow::{Unanswered, follow},
};
use gorgias_fixture::Fixture;
use gorgias_runtime::jiff::civil::{Date, date};
use gorgias_suite::{Trial, WORKFLOWS, Workflow};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;

use crate::stage::{Listening, Piped, Stage, binary};

const TODAY: Date = date(2026, 3, 6);

/// What nobody has to be asked about here: that the server asks is tried elsewhere.
const ARGUMENTS: [&str; 3] = ["--write", "--confirm", "never"];

/// A client of the server, by one of the ways in.
enum Client {
    Pipes(Piped),
    Http(Listening),
}

impl Client {
    async fn of(stage: &Stage, way: &str) -> Self {
        let http = ["--http", "127.0.0.1:0"];
        match way {
            "pipes" => Self::Pipes(stage.piped(&ARGUMENTS)),
            _ => {
                let arguments = [&ARGUMENTS[..], &http].concat();
                Self::Http(Listening::start(binary(&arguments, &stage.variables())).await)
            }
        }
    }

    async fn call(&mut self, tool: &str, arguments: Map<String, Value>) -> Value {
        let meta = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        match self {
            Self::Pipes(pipes) => {
                pipes.say(&call.to_string()).await;
                pipes.hear().await.unwrap()
            }
            Self::Http(server) => server.say(&call.to_string(), &[]).await.json(),
        }
    }
}

/// What a client reads of what it hears.
fn read(heard: &Value) -> Result<Value, Unanswered> {
    let result = &heard["result"];
    if result["isError"] == false {
        return Ok(result["structuredContent"].clone());
    }
    let error = &result["_meta"]["error"];
    let status = error["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let message = error["message"].as_str().unwrap_or_default();
    // What the API said stands in brackets behind what the server says, and a workflow is told the API's words alone.
    let said = message.rsplit_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    let message = said.map_or_else(|| message.to_owned(), |said| format!("{said}."));
    Err(Unanswered { status, message, error: heard.to_string() })
}

/// Follows a workflow; why it does not end as it must, if it does not.
async fn check(
    seeded: &Seeded,
    workflow: &Workflow,
    trial: &Trial,
    account: Prepared,
    way: &str,
) -> Option<String> {
    let setup = Fixture::setup(Vec::new()).responder(Arc::new(account));
    let stage = Stage::with(setup).await;
    let client = Mutex::new(Client::of(&stage, way).await);
    let call = async |tool: &str, arguments| read(&client.lock().await.call(tool, arguments).await);
    let arguments = serde_json::from_str(trial.args).unwrap();
    let ended = follow(workflow, arguments, TODAY, call).await;
    let checked = ended.and_then(|ended| seeded.check_ended(trial, &ended));
    checked.err().map(|failure| format!("{} over {way}: {failure}", trial.id))
}

fn follow_all(way: &str) {
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/recordings");
    let seeded = Seeded::open(&recordings, TODAY).unwrap();
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut wrong = Vec::new();
    for workflow in WORKFLOWS {
        let trials = workflow.trials.iter().filter(|trial| why_apart(trial.id).is_none());
        let mut count = 0;
        for trial in trials {
            let account = seeded.prepared_for_workflow(workflow, trial, TODAY);
            let account = account.unwrap_or_else(|failure| panic!("{}: {failure}", trial.id));
            wrong.extend(tokio.block_on(check(&seeded, workflow, trial, account, way)));
            count += 1;
        }
        assert!(count > 0, "{} is never followed", workflow.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn all_can_be_followed_over_pipes() {
    follow_all("pipes");
}

#[test]
fn all_can_be_followed_over_http() {
    follow_all("http");
}
