//! The command line, as people and the programs that start it use it.

use std::process::Stdio;

use crate::stage::{KEY, Stage, binary};

pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) async fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = binary(arguments, variables);
    let output = command.stdin(Stdio::null()).output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Starts the binary with an account, and expects it to refuse with this sentence.
async fn refuses(arguments: &[&str], variables: &[(&str, &str)], sentence: &str) {
    let stage = Stage::of(&[]).await;
    let mut environment = stage.variables();
    environment.extend(variables);
    let ended = run(arguments, &environment).await;
    assert_eq!(ended.stderr, format!("gorgias-mcp: {sentence}\n"), "{arguments:?} {variables:?}");
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{arguments:?} {variables:?}");
    assert!(!ended.stderr.contains(KEY));
}

#[tokio::test]
async fn help_names_every_flag_and_shows_no_secret() {
    let ended = run(&["--help"], &[("GORGIAS_MCP_BEARER", KEY)]).await;
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("--http <ADDR>") && ended.stdout.contains("Examples:"));
    assert!(!ended.stdout.contains(KEY), "{}", ended.stdout);
}

#[tokio::test]
async fn without_an_account_it_says_what_is_missing() {
    let ended = run(&[], &[("GORGIAS_ACCOUNT_DOMAIN", "acme")]).await;
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (
            1,
            "gorgias-mcp: nothing was sent, because `GORGIAS_USERNAME`, `GORGIAS_API_KEY` are not set: set \
             them in the environment, or as who calls `GORGIAS_ACCESS_TOKEN`, or `GORGIAS_REFRESH_TOKEN` with \
             `GORGIAS_CLIENT_ID` and `GORGIAS_CLIENT_SECRET`\n"
        )
    );
}

#[tokio::test]
async fn a_variable_that_is_mistyped_is_refused() {
    refuses(
        &[],
        &[("GORGIAS_MCP_AT_ONCES", "3")],
        "`GORGIAS_MCP_AT_ONCES` is nothing that can be set: did you mean `GORGIAS_MCP_AT_ONCE`?",
    )
    .await;
}

#[tokio::test]
async fn other_machines_are_let_in_only_with_a_secret() {
    refuses(
        &["--http", "0.0.0.0:0"],
        &[],
        "`--http` would be open to other machines: set GORGIAS_MCP_BEARER, or GORGIAS_MCP_SECRET_PATH for clients that can \
         carry no bearer, or listen on 127.0.0.1",
    )
    .await;
    refuses(
        &["--http", "0.0.0.0:0"],
        &[("GORGIAS_MCP_BEARER", "0123456789abcdef")],
        "`--http` says not by which name clients call this server: give the names as `--allowed-hosts`",
    )
    .await;
    refuses(
        &["--http", "127.0.0.1:0"],
        &[("GORGIAS_MCP_BEARER", "guess")],
        "`GORGIAS_MCP_BEARER` is shorter than 16 characters, or has others than letters, digits and `-._~`: take what `openssl \
         rand -hex 32` gives",
    )
    .await;
}

#[tokio::test]
async fn words_that_mean_nothing_are_refused() {
    refuses(
        &["--topics", "suport"],
        &[],
        "there is no topic `suport`: there is `support`, `settings`, `automation`, `voice`, `analytics`, `crm`",
    )
    .await;
    refuses(
        &[],
        &[("GORGIAS_MCP_METHODS", "lists")],
        "there is no method `lists`: there is `list`, `write`, `delete`, `custom`, `get`, `create`, `update`, `read`",
    )
    .await;
    refuses(
        &["--tools", "create_a_gorgias_tag"],
        &[],
        "the tool `create_a_gorgias_tag` is asked for and left out at once: every call of it changes something",
    )
    .await;
    refuses(
        &["--methods", "delete", "--write=false"],
        &[],
        "`--methods`, `--topics`, `--preset`, `--exclude` leave no tool: ask for less at once, or for `--write`",
    )
    .await;
}

#[tokio::test]
async fn a_limit_that_is_not_understood_is_no_limit() {
    let variables = [("GORGIAS_MCP_NO_CUSTOMER_MESSAGES", "yes please")];
    let ended = run(&[], &variables).await;
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("--no-customer-messages"), "{}", ended.stderr);
}
