//! The account that is made up: it takes no credentials, whatever else is said.

use std::fs;

use serde_json::{Value, json};

use crate::{
    command::run,
    stage::{KEY, Listening, Piped, binary},
};

const NOTICE: &str =
    "gorgias-mcp: this is a demo: the account is made up, and nothing leaves this machine\n";

fn call(id: u32, tool: &str, arguments: Value) -> String {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
}

#[tokio::test]
async fn every_resource_can_be_read() {
    let ended = run(&["--demo", "check"], &[]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (0, NOTICE), "{}", ended.stdout);
    assert!(ended.stdout.contains("  ok  tickets\n"), "{}", ended.stdout);
}

#[tokio::test]
async fn what_is_in_the_shop_belongs_together() {
    for (arguments, tool, path, expected) in [
        // Tickets that nobody has, by a view.
        (json!({"view_id": 801}), "list_all_gorgias_view_items", "/result/2/id", json!(9001)),
        (
            json!({"id": 9001}),
            "get_single_gorgias_ticket_by_id",
            "/customer/name",
            json!("Ana Ruiz"),
        ),
        (
            json!({"ticket_id": 9003}),
            "list_all_gorgias_messages",
            "/result/0/body_text",
            json!("Any news?"),
        ),
        (
            json!({"email": "chidi@example.org"}),
            "list_all_gorgias_customers",
            "/result/0/id",
            json!(203),
        ),
        (
            json!({"search": "Refund"}),
            "list_all_gorgias_macros",
            "/result/0/name",
            json!("Refund: approved"),
        ),
        (json!({"id": 71}), "get_single_gorgias_team_by_id", "/members/0/name", json!("Noah Ito")),
        (
            json!({"ticket_id": 9007}),
            "list_all_gorgias_satisfaction_survey",
            "/result/0/score",
            json!(2),
        ),
    ] {
        let args = arguments.to_string();
        let ended = run(&["--demo", "call", tool, "--args", &args], &[]).await;
        let answer: Value = serde_json::from_str(&ended.stdout)
            .unwrap_or_else(|error| panic!("{tool} {args}: {error}: {}", ended.stderr));
        assert_eq!(answer.pointer(path), Some(&expected), "{tool} {args}: {answer:#}");
    }
}

#[tokio::test]
async fn it_keeps_what_it_is_told_as_long_as_it_runs() {
    let mut client = Piped::start(binary(&["--demo", "--write", "--expose", "search"], &[]));
    let made = json!({"tool": "create_a_gorgias_tag", "arguments": {"name": "wholesale"}});
    client.say(&call(1, "write_gorgias", made)).await;
    let made = client.hear().await.unwrap();
    let id = &made["result"]["structuredContent"]["id"];
    let read = json!({"tool": "get_single_gorgias_tag_by_id", "arguments": {"id": id}});
    client.say(&call(2, "read_gorgias", read)).await;
    let read = client.hear().await.unwrap();
    assert_eq!(read["result"]["structuredContent"]["name"], "wholesale", "{made} {read}");
    let (code, said) = client.leave().await;
    assert_eq!((code, said.matches(NOTICE).count()), (0, 1), "{said}");

    let id = id.to_string();
    let gone =
        ["--demo", "call", "get_single_gorgias_tag_by_id", "--args", &format!("{{\"id\": {id}}}")];
    assert_eq!(run(&gone, &[]).await.code, 1);
}

#[tokio::test]
async fn it_only_reads_until_it_is_told_otherwise() {
    let ended =
        run(&["--demo", "call", "create_a_gorgias_tag", "--args", r#"{"name": "x"}"#], &[]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{}", ended.stderr);
}

#[tokio::test]
async fn real_credentials_are_not_looked_at() {
    let variables = [
        ("GORGIAS_ACCOUNT_DOMAIN", "no such account"),
        ("GORGIAS_API_KEY", KEY),
        ("GORGIAS_MCP_DEMO", "true"),
        ("GORGIAS_MCP_DEBUG_HTTP", "true"),
    ];
    let ended =
        run(&["call", "list_all_gorgias_tags", "--args", r#"{"limit": 1}"#], &variables).await;
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("GET https://demo.example.com/api/tags?limit=…: 200"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains(KEY));
}

#[tokio::test]
async fn accounts_of_a_file_are_made_up_each_for_itself() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let accounts = "demo = true\nwrite = true\n[accounts.one]\nusername = \"a@example.com\"\napi_key_env = \"UNSET\"\n\
                    [accounts.Two_2]\nusername = \"b@example.com\"\napi_key_env = \"UNSET\"\n";
    fs::write(file.path(), accounts).unwrap();
    let path = file.path().to_str().unwrap();
    let command = binary(&["--config", path, "--http", "127.0.0.1:0"], &[]);
    let server = Listening::start(command).await;
    let renamed = json!({"account": "one", "id": 501, "name": "money back"});
    server.say(&call(1, "update_a_gorgias_tag_by_id", renamed), &[]).await;
    for (account, name) in [("one", "money back"), ("Two_2", "refund")] {
        let read = json!({"account": account, "id": 501});
        let answer = server.say(&call(2, "get_single_gorgias_tag_by_id", read), &[]).await.json();
        assert_eq!(answer["result"]["structuredContent"]["name"], name, "{answer}");
    }
}

#[tokio::test]
async fn what_contradicts_a_demo_is_refused() {
    for (arguments, sentence) in [
        (
            &["--demo", "--base-url", "http://127.0.0.1:1"][..],
            "`--base-url` is for calls, and `--demo` makes none: leave out one of the two",
        ),
        (
            &["--demo", "login"],
            "`--demo` has nobody who could allow anything: leave it out, or try another command",
        ),
    ] {
        let ended = run(arguments, &[]).await;
        assert_eq!((ended.code, ended.stderr), (2, format!("gorgias-mcp: {sentence}\n")));
    }
}
