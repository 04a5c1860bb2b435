//! A key that is planted must not come to light.

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{
    Account, Call, FileAnswer, Runtime, Upload,
    transport::{Body, Failure},
};
use http::HeaderValue;

use crate::{
    operations::{DOWNLOAD, EVENTS, UPDATE},
    stage::{Stage, answer},
};

const KEY: &str = "canary-5f0c41";

#[tokio::test]
async fn a_planted_key_is_shown_nowhere() {
    let account = Account::new("acme", "ana@example.com", KEY).unwrap();
    let stage = Stage::with([
        Ok(answer(200, "{}", &[])),
        Ok(answer(401, r#"{"error": {"msg": "Unauthorized."}}"#, &[])),
        Err(Failure::Interrupted { cause: "reset".into() }),
    ]);
    let runtime = Runtime::with_transport(account.clone(), stage.clone());
    let mut shown = vec![
        format!("{account:?}"),
        format!("{account:#?}"),
        format!("{runtime:?}"),
        format!("{:?}", Account::new("not an account", "ana", KEY)),
        format!("{:?}", Account::new("acme", "a:b", KEY)),
        format!("{:?}", account.clone().with_base_url("http://example.com")),
        format!(
            "{:?}",
            Account::from_variables(|name| (name != "GORGIAS_USERNAME").then(|| KEY.into()))
        ),
    ];
    for _ in 0..3 {
        let outcome = runtime.execute(Call::new(&EVENTS)).await;
        shown.push(format!("{outcome:?}"));
        shown.push(outcome.err().map(|error| error.to_string()).unwrap_or_default());
    }
    shown.extend(stage.sent().iter().map(|request| format!("{request:?}")));

    let encoded = STANDARD.encode(format!("ana@example.com:{KEY}"));
    for text in &shown {
        assert!(!text.contains(KEY) && !text.contains(&encoded), "{text}");
    }
    // The canary is alive: it does go to the server, in the one header that is marked sensitive.
    for request in stage.sent() {
        let header = &request.headers["authorization"];
        assert_eq!(header, &format!("Basic {encoded}"));
        assert!(header.is_sensitive());
    }
}

#[test]
fn what_people_wrote_is_not_in_debug() {
    let call = Call::new(&UPDATE).arg("id", 1).arg("name", KEY);
    let prepared = call.prepare().unwrap();
    for text in [format!("{call:?}"), format!("{prepared:?}")] {
        assert!(!text.contains(KEY), "{text}");
    }
    let Some(Body::Json(json)) = prepared.body else { unreachable!() };
    assert!(std::str::from_utf8(&json).unwrap().contains(KEY));
}

#[tokio::test]
async fn what_is_in_a_file_and_what_signs_its_address_is_not_in_debug() {
    let upload = Upload::new("box.png", "image/png", KEY);
    let signed = format!("https://files.example.com/box.png?signature={KEY}");
    let location = HeaderValue::from_str(&signed).unwrap();
    let mut elsewhere = answer(307, "", &[]);
    elsewhere.headers.insert("location", location);
    let stage = Stage::with([Ok(elsewhere), Ok(answer(200, KEY, &[]))]);
    let mut shown = vec![format!("{upload:?}")];
    for _ in 0..2 {
        let reply = stage.runtime().execute(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap();
        let file: FileAnswer = reply.decode().unwrap();
        shown.push(format!("{reply:?} {file:?}"));
    }
    assert!(shown.iter().all(|text| !text.contains(KEY)), "{shown:?}");
    assert!(shown[1].contains("https://files.example.com/box.png"), "{shown:?}");
}
