//! The words of the command line that are there for people.

use std::fs;

use gorgias_tools::TOOLS;
use serde_json::{Value, json};

use crate::{
    command::{Ended, run},
    stage::{KEY, Stage},
};

fn json(ended: &Ended) -> Value {
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.stdout))
}

#[tokio::test]
async fn tools_are_shown_without_an_account() {
    let ended =
        run(&["tools", "--tools", "list_all_gorgias_tags,get_single_gorgias_tag_by_id"], &[]).await;
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let tokens = |name: &str| TOOLS.iter().find(|tool| tool.name == name).unwrap().tokens;
    let (list, get) = (tokens("list_all_gorgias_tags"), tokens("get_single_gorgias_tag_by_id"));
    assert_eq!(
        ended.stdout,
        format!(
            "list_all_gorgias_tags         {list:>5}  reads                             List tags\n\
             get_single_gorgias_tag_by_id  {get:>5}  reads                             Get a tag\n\
             2 tools, which cost a model {} tokens\n",
            list + get
        )
    );
}

#[tokio::test]
async fn every_vendor_gets_its_form() {
    let tool = TOOLS.iter().find(|tool| tool.name == "get_single_gorgias_tag_by_id").unwrap();
    let schema = serde_json::from_str::<Value>(tool.input_schema).unwrap();
    let (name, description) = (tool.name, tool.description);
    let openai = json!({"name": name, "description": description, "parameters": schema});
    for (format, expected) in [
        ("openai", json!([{"type": "function", "function": openai}])),
        ("anthropic", json!([{"name": name, "description": description, "input_schema": schema}])),
        (
            "gemini",
            json!([{"functionDeclarations": [
                {"name": name, "description": description, "parametersJsonSchema": schema}
            ]}]),
        ),
    ] {
        let ended = run(&["tools", "--tools", name, "--format", format], &[]).await;
        assert_eq!(json(&ended), expected, "{format}");
    }
    let mcp = json(&run(&["tools", "--tools", name, "--json"], &[]).await);
    assert_eq!(mcp[0]["inputSchema"], schema);
    assert_eq!(mcp[0]["annotations"]["readOnlyHint"], true);
}

#[tokio::test]
async fn a_tool_is_called() {
    let stage = Stage::of(&["tags.get/plain"]).await;
    let call = async |arguments: &str| {
        run(&["call", "get_single_gorgias_tag_by_id", "--args", arguments], &stage.variables())
            .await
    };
    assert_eq!(json(&call(r#"{"id": 501, "fields": "name"}"#).await), json!({"name": "vip"}));
    let refused = call("{}").await;
    let error = serde_json::from_str::<Value>(refused.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["fields"][0]["path"], "id");
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    let garbled = call("[501]").await;
    assert_eq!(
        (garbled.code, garbled.stderr.as_str()),
        (
            2,
            "gorgias-mcp: `--args` is no JSON object: invalid type: sequence, expected a map at line 1 column 0: give the arguments \
             by their names, as `{\"limit\": 5}`\n"
        )
    );
    let cut = run(
        &["call", "delete_a_gorgias_tag_by_id", "--args", r#"{"id": 501}"#],
        &stage.variables(),
    )
    .await;
    assert!(cut.code == 1 && cut.stderr.contains("there is no tool"), "{}", cut.stderr);
    assert_eq!(stage.fixture.received().len(), 1);
}

#[tokio::test]
async fn an_account_is_tried() {
    let stage = Stage::of(&["accounts.get/plain"]).await;
    let tools =
        "get_single_gorgias_account_by_id,list_all_gorgias_tags,get_single_gorgias_tag_by_id";
    let ended = run(&["check", "--tools", tools], &stage.variables()).await;
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(lines[0], format!("acme, {}", stage.fixture.url()));
    assert_eq!(lines[1], "  ok  accounts");
    assert!(lines[2].starts_with("  no  tags: tags.list: 404, "), "{}", ended.stdout);
    assert_eq!((lines.len(), ended.code), (3, 1), "{}", ended.stdout);
    let sent: Vec<_> = stage.fixture.received().into_iter().map(|sent| sent.target).collect();
    assert_eq!(sent, ["/api/account", "/api/tags?limit=1"]);
}

#[tokio::test]
async fn the_scopes_of_what_is_served_are_known() {
    let tools = "list_all_gorgias_tags,list_all_gorgias_tickets";
    let ended = run(&["scopes", "--tools", tools], &[]).await;
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (0, "offline\ntags:read\ntickets:read\n"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn every_client_gets_what_starts_the_server() {
    let arguments = json!(["--preset=agent,hero", "--write=true"]);
    let snippet = async |client: &str| {
        let variables = [("GORGIAS_API_KEY", KEY), ("GORGIAS_MCP_PRESET", "agent,hero")];
        let ended = run(&["--write", "config", client], &variables).await;
        assert!(
            ended.code == 0 && !ended.stdout.contains(KEY),
            "{} {}",
            ended.stdout,
            ended.stderr
        );
        ended
    };
    for client in ["claude-desktop", "cursor"] {
        let server = &json(&snippet(client).await)["mcpServers"]["gorgias"];
        assert_eq!(server["command"], env!("CARGO_BIN_EXE_gorgias-mcp"));
        assert_eq!(server["args"], arguments);
        assert_eq!(server["env"]["GORGIAS_API_KEY"], "<the user's API key>");
    }
    let vscode = json(&snippet("vscode").await);
    assert_eq!(vscode["servers"]["gorgias"]["args"], arguments);
    assert_eq!(vscode["servers"]["gorgias"]["env"]["GORGIAS_API_KEY"], "${input:gorgias-api-key}");
    assert_eq!(vscode["inputs"][2]["password"], true);
    assert_eq!(
        snippet("claude-code").await.stdout,
        format!(
            "claude mcp add gorgias --env GORGIAS_ACCOUNT_DOMAIN=\"$GORGIAS_ACCOUNT_DOMAIN\" --env \
             GORGIAS_USERNAME=\"$GORGIAS_USERNAME\" --env GORGIAS_API_KEY=\"$GORGIAS_API_KEY\" -- {} --preset=agent,hero \
             --write=true\n",
            env!("CARGO_BIN_EXE_gorgias-mcp")
        )
    );
}

#[tokio::test]
async fn a_file_is_named_so_that_it_is_found_from_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("gorgias.toml"), "").unwrap();
    let mut command = crate::stage::binary(&["--config", "gorgias.toml", "config", "cursor"], &[]);
    let output = command.current_dir(folder.path()).output().await.unwrap();
    let printed = serde_json::from_slice::<Value>(&output.stdout).unwrap();
    let server = &printed["mcpServers"]["gorgias"];
    let path = fs::canonicalize(folder.path()).unwrap().join("gorgias.toml");
    assert_eq!(server["args"], json!([format!("--config={}", path.display())]));
    assert_eq!(server["env"], json!({}));
}

#[tokio::test]
async fn files_are_sent_from_one_folder_alone() {
    let stage = Stage::of(&["files.upload/private"]).await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("note.txt"), "Left at the door.").unwrap();
    let config = folder.path().join("gorgias.toml");
    fs::write(&config, "write = true\nfiles_dir = \".\"\n").unwrap();
    let call = async |path: &str| {
        let arguments =
            json!({"files": [{"path": path, "content_type": "text/plain"}]}).to_string();
        let config = config.to_str().unwrap();
        let words = ["call", "create_a_gorgias_file", "--config", config, "--args", &arguments];
        run(&words, &stage.variables()).await
    };
    for path in ["../note.txt", "/etc/passwd", "https://example.com/note.txt"] {
        let ended = call(path).await;
        assert!(
            ended.code == 1 && ended.stderr.contains("files[0].path"),
            "{path}: {}",
            ended.stderr
        );
    }
    assert_eq!(json(&call("note.txt").await)["result"][0]["name"], "note.txt");
    assert_eq!(stage.fixture.received().len(), 1);
}
