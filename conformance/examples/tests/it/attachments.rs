//! Attachments of a ticket, some of them with names that lead out of the folder.

use std::{fs, path::Path};

use gorgias_fixture::{Exchange, Fixture};
use serde_json::{Value, json};

use crate::{command, recorded};

/// The recorded page of messages, of which the first has these attachments and the second none.
fn messages(attachments: &[Value]) -> Exchange {
    let mut exchange = recorded("messages.list/oldest-first");
    exchange.target = "/api/messages?ticket_id=7".to_owned();
    if let Some(page) = &mut exchange.answer {
        page["data"][0]["attachments"] = attachments.into();
        page["data"][1]["attachments"] = Value::Null;
    }
    exchange
}

fn exchange(target: &str, status: u16, headers: &[(&str, &str)], answer: Value) -> Exchange {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Exchange {
        name: target.to_owned(),
        method: "GET".to_owned(),
        target: target.to_owned(),
        body: None,
        status,
        headers: headers.collect(),
        answer: Some(answer),
    }
}

/// A host of files, which has three.
async fn host() -> Fixture {
    let file =
        |target, text: &str| exchange(target, 200, &[("content-type", "image/png")], text.into());
    let files = vec![file("/signed?s=1", "one"), file("/public", "two"), file("/odd", "three")];
    Fixture::setup(files).public().start().await.unwrap()
}

/// The paths that a run has saved, as it prints them.
fn saved(account: &Fixture, folder: &Path) -> Vec<String> {
    let mut program = command("download_attachments", account, folder);
    let output = program.args(["7", "attachments"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_attachments_come_and_none_leaves_the_folder() {
    let host = host().await;
    let (public, odd) = (format!("{}/public", host.url()), format!("{}/odd", host.url()));
    let long = format!("{}.png", "ä".repeat(300));
    let attachment = |url: &str, name: Option<&str>| json!({"url": url, "name": name, "content_type": "image/png"});
    let page = messages(&[
        attachment("https://acme.gorgias.com/attachments/q8v2w1/box.png", Some("box.png")),
        attachment(&public, Some("../../box.png")),
        attachment(&public, Some("/etc/passwd\0")),
        attachment(&odd, Some("C:\\..")),
        attachment(&odd, Some(&long)),
        attachment(&odd, None),
    ]);
    let signed = format!("{}/signed?s=1", host.url());
    let private = "/api/attachment/download/q8v2w1/box.png";
    let account = vec![page, exchange(private, 307, &[("location", &signed)], Value::Null)];
    let account = Fixture::start(account).await.unwrap();
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("attachments");

    let paths = saved(&account, outside.path());

    let long = format!("90003-5-{}.png", "ä".repeat(56));
    let expected = [
        ("90003-1-box.png", "one"),
        ("90003-2-.._.._box.png", "two"),
        ("90003-3-_etc_passwd_", "two"),
        ("90003-4-C__", "three"),
        (&long, "three"),
        ("90003-6-", "three"),
    ];
    assert_eq!(paths, expected.map(|(name, _)| format!("attachments/{name}")));
    for (path, (_, text)) in paths.iter().zip(expected) {
        assert_eq!(fs::read_to_string(outside.path().join(path)).unwrap(), text);
    }
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().count();
    assert_eq!((entries(&folder), entries(outside.path())), (6, 1));
    assert!(host.received().iter().all(|request| request.header("authorization").is_none()));

    // What is there is not fetched again.
    let requests = host.received().len();
    assert_eq!(saved(&account, outside.path()), Vec::<String>::new());
    assert_eq!(host.received().len(), requests);
}
