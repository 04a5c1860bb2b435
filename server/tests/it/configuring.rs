//! The configuration file: what it may say, and that nothing of it is repeated which may be a secret.

use std::fs;

use crate::{
    command::run,
    stage::{KEY, Stage},
};

/// Starts the binary with a file, and expects it to refuse with this sentence.
async fn refuses(text: &str, sentence: &str) {
    let stage = Stage::of(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gorgias.toml");
    fs::write(&path, text).unwrap();
    let ended = run(&["--config", path.to_str().unwrap()], &stage.variables()).await;
    let said = ended.stderr.replace(path.to_str().unwrap(), "gorgias.toml");
    assert_eq!(said, format!("gorgias-mcp: {sentence}\n"), "{text}");
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{text}");
    assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
}

#[tokio::test]
async fn a_secret_in_the_file_is_refused() {
    for (line, right) in [
        ("api_key", "api_key_env"),
        ("password", "api_key_env"),
        ("access_token", "access_token_env"),
        ("refresh_token", "tokens"),
        ("client_secret", "client_secret_env"),
    ] {
        refuses(
            &format!("[accounts.acme]\nusername = \"ana@example.com\"\n{line} = \"{KEY}\"\n"),
            &format!(
                "`{line} in [accounts.acme] of gorgias.toml` would be a secret in a file: put it into a variable of the \
                 environment or a token file, and name that as `{right}`"
            ),
        )
        .await;
    }
    refuses(
        &format!("bearer = \"{KEY}\"\n"),
        "`bearer in gorgias.toml` would be a secret in a file: put it into a variable of the environment and start the server \
         with it as `GORGIAS_MCP_BEARER`",
    )
    .await;
}

#[tokio::test]
async fn what_is_wrong_in_the_file_is_told_by_its_place() {
    refuses(
        &format!("write = true\napi_key = {KEY}\n"),
        "`gorgias.toml:2` is no TOML: string values must be quoted, expected literal string",
    )
    .await;
    refuses(
        "methods = \"list\"\n",
        "`methods in gorgias.toml` is not what it must be: give a list of texts",
    )
    .await;
    refuses(
        "write = \"yes\"\n",
        "`write in gorgias.toml` is not what it must be: give `true` or `false`",
    )
    .await;
    refuses(
        &format!("deadline = \"{KEY}\"\n"),
        "`deadline in gorgias.toml` is not what it must be: give a whole number",
    )
    .await;
    refuses(
        "deadline = 0\n",
        "`deadline in gorgias.toml` is not what it must be: give a whole number, 1 or more",
    )
    .await;
    refuses(
        "confirm = \"sometimes\"\n",
        "`confirm in gorgias.toml` is not what it must be: give one of `auto`, `always`, `never`",
    )
    .await;
    refuses(
        "methodes = [\"list\"]\n",
        "`methodes in gorgias.toml` is nothing that can be set: did you mean `methods`?",
    )
    .await;
    refuses("topics = [\"suport\"]\n", "there is no topic `suport`: there is `support`, `settings`, `automation`, `voice`, `analytics`, `crm`").await;
}

#[tokio::test]
async fn an_account_says_in_one_way_who_calls() {
    let right = "give `username` and `api_key_env`, or `access_token_env`, or `tokens`, `client_id` and `client_secret_env`";
    refuses(
        "[accounts.acme]\n",
        &format!("`[accounts.acme] of gorgias.toml` must say in one way who calls: {right}"),
    )
    .await;
    refuses(
        "[accounts.acme]\naccess_token_env = \"A\"\ntokens = \"b\"\n",
        &format!("`[accounts.acme] of gorgias.toml` must say in one way who calls: {right}"),
    )
    .await;
    refuses(
        "[accounts.acme]\napi_key_env = \"GORGIAS_API_KEY\"\n",
        "`username in [accounts.acme] of gorgias.toml` is missing: give it",
    )
    .await;
    refuses(
        "[accounts.acme]\nusername = \"ana@example.com\"\napi_key_env = \"ACME_KEY\"\n",
        "`api_key_env in [accounts.acme] of gorgias.toml` names the variable ACME_KEY, which is not set: set it in the \
         environment of this process",
    )
    .await;
    refuses(
        "[accounts.\"a b\"]\n",
        "`[accounts.a b] of gorgias.toml` has a name that a model may get wrong: take up to 64 letters, digits, `-` and `_`",
    )
    .await;
}

#[tokio::test]
async fn flags_weigh_more_than_variables_and_these_more_than_the_file() {
    let stage = Stage::of(&[]).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "topics = [\"in-the-file\"]\n").unwrap();
    let config = ["--config", file.path().to_str().unwrap()];
    let mut variables = stage.variables();
    for (arguments, variable, wins) in [
        (&config[..], None, "in-the-file"),
        (&config[..], Some("in-the-environment"), "in-the-environment"),
        (
            &[&config[..], &["--topics", "in-a-flag"]].concat()[..],
            Some("in-the-environment"),
            "in-a-flag",
        ),
    ] {
        variables.extend(variable.map(|word| ("GORGIAS_MCP_TOPICS", word)));
        let ended = run(arguments, &variables).await;
        assert!(ended.stderr.contains(&format!("there is no topic `{wins}`")), "{}", ended.stderr);
    }
}

/// Starts the binary with a file of variables and no others, and gives how it ended.
async fn started_with(text: &str) -> crate::command::Ended {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    let ended = run(&["call", "get_single_gorgias_tag_by_id", "--env-file", path], &[]).await;
    assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
    crate::command::Ended { stderr: ended.stderr.replace(path, "variables"), ..ended }
}

#[tokio::test]
async fn variables_may_stand_in_a_file() {
    let text = format!(
        "# The account.\nGORGIAS_ACCOUNT_DOMAIN=acme\n\nexport GORGIAS_USERNAME = 'ana@example.com'\nGORGIAS_API_KEY=\"{KEY}\"\n"
    );
    let ended = started_with(&text).await;
    // There is an account, and so it comes to looking at the call.
    assert!(
        ended.stderr.contains("bad_arguments") || ended.stderr.contains("`id` is missing"),
        "{}",
        ended.stderr
    );
    for (text, sentence) in [
        (KEY.to_owned(), "`variables:1` sets no variable: write each as `NAME=value`"),
        (
            format!("\nA B={KEY}"),
            "`variables:2` has a name that no variable has: write each as `NAME=value`",
        ),
        (
            format!("A=\"{KEY}"),
            "`variables:1` has a quote that does not end: write each as `NAME=value`",
        ),
        (
            "GORGIAS_MCP_WRITE=true".to_owned(),
            "`variables:1` sets a flag, which this file cannot: set it in the environment itself, or give the flag",
        ),
    ] {
        let ended = started_with(&text).await;
        assert_eq!((ended.code, ended.stderr), (2, format!("gorgias-mcp: {sentence}\n")), "{text}");
    }
}
