//! A key that is planted must not come to light.

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{Account, Call, Runtime, transport::Failure};

use crate::{
    operations::{EVENTS, UPDATE},
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
    assert!(std::str::from_utf8(&prepared.body.unwrap()).unwrap().contains(KEY));
}
