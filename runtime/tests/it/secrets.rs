//! A key that is planted must not come to light.

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{
    Account, Call, Error, FileAnswer, Retry, Runtime, Upload,
    oauth2::{
        App, Authorization, ClientAuthentication, FileStore, MemoryStore, OAuth2, TokenStore,
        Tokens,
    },
    transport::{Body, Failure, Response},
};
use http::HeaderValue;
use serde_json::json;

use crate::{
    operations::{DOWNLOAD, EVENTS, SETTINGS, UPDATE},
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
    let builder = Runtime::builder(account.clone()).transport(stage.clone()).retry(Retry::never());
    let mut shown = vec![format!("{builder:?}")];
    let runtime = builder.build();
    shown.extend([
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
    ]);
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

/// Everything that an error can be asked for.
fn all_of(error: &Error) -> String {
    let source = std::error::Error::source(error);
    format!("{error} {error:?} {error:#?} {source:?} {:?} {:?}", error.kind(), error.complaint())
}

/// Fails if a text holds one of the canaries, be it encoded for a form or as a pair.
fn check_no_canary(shown: &[String]) {
    let canaries = ["canary", "Y2FuYXJ5", "NhbmFyeS", "jYW5hcnkv"];
    for text in shown {
        assert!(canaries.iter().all(|canary| !text.contains(canary)), "{text}");
    }
}

/// What a server may say to a request for tokens, all of it with canaries: those that it was sent, and its own.
fn token_answers(proof: ClientAuthentication) -> Vec<Result<Response, Failure>> {
    let pair = match proof {
        ClientAuthentication::Basic => STANDARD.encode("app:canary/secret"),
        _ => String::new(),
    };
    let echo = r#"{"error": "canary/own", "data": "canary/x", "error_description":
        "canary/secret canary%2Fown canary%2Fsecret PAIR", "error_uri": "canary/y"}"#;
    let echo = &echo.replace("PAIR", &pair);
    let nested = r#"{"error": {"msg": "canary/own", "data": ["canary/own", "canary/x"]}}"#;
    let mut answers: Vec<_> = [400, 401, 403, 404, 409, 418, 429, 500, 503, 999]
        .map(|status| Ok(answer(status, echo, &[])))
        .into();
    answers.extend([400, 500].map(|status| Ok(answer(status, nested, &[]))));
    answers.push(Ok(answer(
        302,
        echo,
        &[("location", "/?a=canary/own&b=canary%2Fown&c=canary/secret")],
    )));
    let unreadable = [
        "canary/access",
        r#""canary/access""#,
        r#"["canary/access"]"#,
        r#"{"access_token": {"canary/access": 1}}"#,
        r#"{"access_token": "canary/access\n"}"#,
        r#"{"access_token": "canary/access", "token_type": "canary/type"}"#,
        r#"{"access_token": "canary/access", "id_token": "canary/id"}"#,
        r#"{"refresh_token": "canary/refresh"}"#,
    ];
    answers.extend(unreadable.map(|body| Ok(answer(200, body, &[]))));
    answers.push(Err(Failure::Interrupted { cause: "reset".into() }));
    answers.push(Err(Failure::NotSent { cause: "no route".into() }));
    answers.push(Err(Failure::TooLarge { limit: 9 }));
    answers
}

fn app(proof: ClientAuthentication) -> App {
    App::new("app", "canary/secret").unwrap().with_authentication(proof)
}

#[tokio::test]
async fn no_token_is_shown_however_getting_it_fails() {
    for proof in [ClientAuthentication::Basic, ClientAuthentication::Form] {
        for outcome in token_answers(proof) {
            let oauth2 = OAuth2::new(app(proof), MemoryStore::default())
                .starting_with(Tokens::from_refresh_token("canary/own"));
            let stage = Stage::with([outcome]);
            let account = Account::oauth2("acme", oauth2).unwrap();
            let runtime =
                Runtime::builder(account).transport(stage.clone()).retry(Retry::never()).build();
            let error = runtime.execute(Call::new(&EVENTS)).await.unwrap_err();
            check_no_canary(&[all_of(&error), format!("{runtime:?} {:?}", stage.sent())]);
        }
        for outcome in token_answers(proof) {
            let stage = Stage::with([outcome]);
            let pending =
                serde_json::from_str(r#"{"state": "canary/state", "nonce": "canary/nonce"}"#);
            let authorization =
                Authorization::new("acme", app(proof), "https://a.b/", ["x"]).unwrap();
            let authorization = authorization.resume(pending.unwrap());
            let code = authorization.code("code=canary/own&state=canary/state").unwrap();
            let mut shown = vec![format!("{authorization:?} {code:?}")];
            match authorization.exchange(code, &stage).await {
                Ok(tokens) => shown.push(format!("{tokens:?}")),
                Err(error) => shown.push(all_of(&error)),
            }
            shown.push(format!("{:?}", stage.sent()));
            check_no_canary(&shown);
        }
    }
}

#[tokio::test]
async fn no_token_is_shown_where_it_is_held() {
    let authorization =
        Authorization::new("acme", app(ClientAuthentication::Form), "https://a.b/", ["x"]);
    let pending = serde_json::from_str(r#"{"state": "canary/state", "nonce": "canary/nonce"}"#);
    let authorization = authorization.unwrap().resume(pending.unwrap());
    let tokens: Tokens = serde_json::from_str(
        r#"{"access_token": "canary/access", "refresh_token": "canary/refresh"}"#,
    )
    .unwrap();
    let store = MemoryStore::default();
    store.save(&tokens).await.unwrap();
    let oauth2 =
        OAuth2::new(app(ClientAuthentication::Basic), store.clone()).starting_with(tokens.clone());
    let stage = Stage::with([Ok(answer(200, "{}", &[]))]);
    let bearer = Account::bearer("acme", "canary/access").unwrap();
    let account = Account::oauth2("acme", oauth2.clone()).unwrap();
    let runtime =
        Runtime::builder(account.clone()).transport(stage.clone()).retry(Retry::never()).build();
    runtime.execute(Call::new(&EVENTS)).await.unwrap();
    let mut shown = vec![
        format!(
            "{tokens:?} {store:?} {oauth2:?} {account:?} {bearer:?} {runtime:?} {:?}",
            stage.sent()
        ),
        format!("{authorization:#?} {:?} {:?}", authorization.pending(), FileStore::new("a")),
    ];
    let errors = [
        Account::bearer("acme", "canary/a b").unwrap_err(),
        Account::bearer("a.b", "canary/access").unwrap_err(),
        Account::oauth2("a.b", oauth2).unwrap_err(),
        bearer.with_base_url("http://a.b").unwrap_err(),
        App::new("", "canary/secret").unwrap_err(),
        authorization.code("code=canary/code&state=canary/stale").unwrap_err(),
        authorization.code("state=canary/state&error=no").unwrap_err(),
        authorization.code("state=canary/state").unwrap_err(),
        Account::from_variables(|name| (!name.ends_with("DOMAIN")).then(|| "canary/x".into()))
            .unwrap_err(),
        Account::from_variables(|name| name.ends_with("TOKEN").then(|| "canary/x".into()))
            .unwrap_err(),
        Account::from_variables(|name| {
            name.starts_with("GORGIAS_CLIENT").then(|| "canary/x".into())
        })
        .unwrap_err(),
    ];
    shown.extend(errors.iter().map(all_of));
    check_no_canary(&shown);
    // The canary is alive: it does go to the server, in the one header that is marked sensitive.
    let header = &stage.sent()[0].headers["authorization"];
    assert_eq!(header, "Bearer canary/access");
    assert!(header.is_sensitive());
}

/// Accounts of each kind, whose proofs all hold canaries.
fn accounts() -> Vec<Account> {
    let tokens = r#"{"access_token": "canary/access", "refresh_token": "canary/refresh"}"#;
    let oauth2 = OAuth2::new(app(ClientAuthentication::Basic), MemoryStore::default())
        .starting_with(serde_json::from_str(tokens).unwrap());
    vec![
        Account::new("acme", "ana@example.com", "canary/key").unwrap(),
        Account::bearer("acme", "canary/bearer").unwrap(),
        Account::oauth2("acme", oauth2).unwrap(),
    ]
}

#[tokio::test]
async fn what_a_server_repeats_of_who_calls_is_in_no_error() {
    let all = [
        "canary/key canary%2Fkey",
        &STANDARD.encode("ana@example.com:canary/key"),
        "canary/bearer",
        "canary/access canary/refresh canary/secret",
        &STANDARD.encode("app:canary/secret"),
    ];
    let own: [&[&str]; 3] = [&all[..2], &all[2..3], &all[3..]];
    for (account, own) in accounts().into_iter().zip(own) {
        let said = own.join(" ");
        let complaints = [
            json!({"error": {"msg": said, "data": {said.as_str(): [said, 7]}}}),
            json!({"error": said}),
        ];
        let unreadable = [json!(said), json!({"data": said}), json!([[said]])];
        let long = format!("{}{said}", "x".repeat(115));
        let mut outcomes =
            vec![Ok(answer(200, &long, &[])), Ok(answer(200, &json!([long]).to_string(), &[]))];
        for complaint in &complaints {
            let statuses = [400, 401, 403, 404, 409, 418, 422, 429, 500];
            let body = complaint.to_string();
            outcomes.extend(statuses.map(|status| Ok(answer(status, &body, &[]))));
        }
        outcomes.extend(unreadable.map(|body| Ok(answer(200, &body.to_string(), &[]))));
        for mut outcome in outcomes {
            if let Ok(response) = &mut outcome {
                let at = format!("/{said}?signature=canary");
                response.headers.insert("location", HeaderValue::from_str(&at).unwrap());
                response.headers.insert("x-request-id", HeaderValue::from_str(&said).unwrap());
            }
            let moved = answer(301, "", &[("location", "/a?signature=canary")]);
            for outcome in [outcome, Ok(moved)] {
                let stage = Stage::with([outcome]);
                let builder = Runtime::builder(account.clone()).transport(stage.clone());
                let runtime = builder.retry(Retry::never()).build();
                let error = match runtime.execute(Call::new(&SETTINGS).arg("type", "x")).await {
                    Ok(reply) => reply.decode::<Vec<i64>>().unwrap_err(),
                    Err(error) => error,
                };
                check_no_canary(&[all_of(&error), format!("{:?}", error.request_id())]);
            }
        }
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
    let mut shown = vec![format!("{upload:?} {elsewhere:?}")];
    let stage = Stage::with([Ok(elsewhere), Ok(answer(200, KEY, &[]))]);
    for _ in 0..2 {
        let reply = stage.runtime().execute(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap();
        let file: FileAnswer = reply.decode().unwrap();
        shown.push(format!("{reply:?} {file:?}"));
    }
    assert!(shown.iter().all(|text| !text.contains(KEY)), "{shown:?}");
    assert!(shown[1].contains("https://files.example.com/box.png"), "{shown:?}");
}
