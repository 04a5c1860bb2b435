//! What stands in the file of a store, and who can read it.

use std::fs;

use gorgias_runtime::{
    Account, Call, Runtime,
    oauth2::{FileStore, TokenStore, Tokens},
};

use crate::{
    operations::EVENTS,
    stage::{Stage, answer},
};

#[tokio::test]
async fn a_file_holds_the_tokens_that_were_saved_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.json");
    let store = FileStore::new(&path);
    assert_eq!(store.load().await.unwrap(), None);
    for token in ["one", "other"] {
        let tokens = Tokens::from_refresh_token(token);
        store.save(&tokens).await.unwrap();
        assert_eq!(store.load().await.unwrap(), Some(tokens));
        let text = format!("{{\n  \"refresh_token\": \"{token}\"\n}}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    // Nothing is left of the writing.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_file_whatever_it_was_before() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.json");
    fs::write(&path, "{}").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    FileStore::new(&path).save(&Tokens::from_refresh_token("one")).await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn what_cannot_be_kept_or_read_is_said_without_the_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("text.json"), "{\"refresh_token\": \"canary").unwrap();
    fs::write(at("number.json"), "{\"usable_until\": \"canary\"}").unwrap();
    fs::create_dir(at("folder.json")).unwrap();
    let tokens = Tokens::from_refresh_token("canary");
    let load = async |name| FileStore::new(at(name)).load().await.unwrap_err().to_string();
    let save = async |name| FileStore::new(at(name)).save(&tokens).await.unwrap_err().to_string();
    let cases = [
        (load("text.json").await, "text.json: line 1, column 25 is not what was kept there"),
        (load("number.json").await, "number.json: line 1, column 25 is not what was kept there"),
        (load("folder.json").await, "folder.json: Is a directory"),
        (save("folder.json").await, "folder.json: Is a directory"),
        (save("none/acme.json").await, "acme.json: No such file or directory"),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("canary"), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[tokio::test]
async fn a_token_of_the_environment_is_kept_in_a_file_when_it_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("acme.json"));
    let granted = r#"{"access_token": "a", "refresh_token": "other"}"#;
    let stage = Stage::with([Ok(answer(200, granted, &[])), Ok(answer(200, "{}", &[]))]);
    let known = ["DOMAIN", "REFRESH_TOKEN", "CLIENT_ID", "CLIENT_SECRET"];
    let account = Account::from_variables(|name| {
        known.iter().any(|end| name.ends_with(end)).then(|| "x".to_owned())
    });
    let account = account.unwrap().with_token_store(store.clone());
    Runtime::with_transport(account, stage).execute(Call::new(&EVENTS)).await.unwrap();
    let kept = store.load().await.unwrap().unwrap();
    assert_eq!(kept.refresh_token().unwrap().reveal(), "other");
}
