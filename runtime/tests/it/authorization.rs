//! The way of a person to the account and back.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gorgias_runtime::{
    Error,
    oauth2::{App, Authorization, ClientAuthentication, Tokens},
    transport::{Failure, Response},
};

use crate::{
    hand::Hand,
    issuer::form,
    stage::{Stage, answer},
};

const BACK: &str = "https://app.example.com/back?from=gorgias";

fn app() -> App {
    App::new("app", "s+/=").unwrap()
}

/// The way of a person who left with `the-state` and `the-nonce`.
fn authorization(app: App) -> Authorization {
    let pending = serde_json::from_str(r#"{"state": "the-state", "nonce": "the-nonce"}"#).unwrap();
    let scopes = ["offline", "tickets:read"];
    Authorization::new("acme", app, BACK, scopes).unwrap().resume(pending)
}

#[test]
fn the_address_asks_for_what_the_app_needs() {
    let expected = "https://acme.gorgias.com/oauth/authorize?response_type=code&client_id=app\
                    &scope=offline+tickets%3Aread\
                    &redirect_uri=https%3A%2F%2Fapp.example.com%2Fback%3Ffrom%3Dgorgias\
                    &state=the-state&nonce=the-nonce";
    assert_eq!(authorization(app()).url(), expected);
    let proxied = authorization(app()).with_base_url("https://example.com/gorgias/").unwrap();
    assert!(
        proxied.url().starts_with("https://example.com/gorgias/oauth/authorize?response_type=")
    );
}

#[test]
fn the_addresses_are_those_of_the_spec() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/gorgias.yaml");
    let spec = std::fs::read_to_string(path).unwrap();
    for (key, end) in [("authorize", "/oauth/authorize"), ("token", "/oauth/token")] {
        let line = format!("    {key}: https://{{account}}.gorgias.com{end}\n");
        assert!(spec.contains(&line), "{line}");
    }
}

#[test]
fn each_person_leaves_with_texts_of_their_own() {
    let [one, other] = [0; 2].map(|_| {
        let authorization = Authorization::new("acme", app(), BACK, ["offline"]).unwrap();
        serde_json::to_value(authorization.pending()).unwrap()
    });
    let texts: Vec<_> = [&one, &other]
        .into_iter()
        .flat_map(|pending| [&pending["state"], &pending["nonce"]])
        .map(|text| text.as_str().unwrap())
        .collect();
    for (at, text) in texts.iter().enumerate() {
        assert_eq!(URL_SAFE_NO_PAD.decode(text).unwrap().len(), 32);
        assert!(!texts[..at].contains(text));
    }
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let ask = |domain: &str, back: &str, scopes: &[&str]| {
        Authorization::new(domain, app(), back, scopes.iter().copied()).unwrap_err().to_string()
    };
    let cases = [
        (
            ask("acme.example.com", BACK, &["a"]),
            "`domain` is `acme.example.com`, which is no account",
        ),
        (
            ask("acme", "/back", &["a"]),
            "`redirect URI` is no address: relative URL without a base: give",
        ),
        (
            ask("acme", "https://a.b/#c", &["a"]),
            "`redirect URI` holds a fragment, which no browser brings",
        ),
        (ask("acme", BACK, &[]), "`scopes` are missing: give what the app needs"),
        (
            ask("acme", BACK, &["a", "b c"]),
            "`scopes` holds `b c`, which can be none: give each one",
        ),
        (ask("acme", BACK, &[""]), "`scopes` holds ``, which can be none: give each one"),
        (App::new("", "x").unwrap_err().to_string(), "`client id` is empty or holds a colon"),
        (App::new("a:b", "x").unwrap_err().to_string(), "`client id` is empty or holds a colon"),
        (App::new("a", "").unwrap_err().to_string(), "`client secret` is empty"),
    ];
    for (said, expected) in cases {
        assert!(said.starts_with(&format!("nothing was sent, because {expected}")), "{said}");
    }
}

#[test]
fn only_the_person_who_left_brings_a_code() {
    let forged = "`state` is not the one that the person left with; somebody else may have made up the address";
    let cases = [
        ("https://app.example.com/back?from=gorgias&code=c&state=the-state", None),
        ("/back?state=the-state&code=c#_=_", None),
        ("code=c&state=the%2Dstate", None),
        ("code=c&state=the-stat", Some(forged)),
        ("code=c&state=the-statf", Some(forged)),
        ("code=c&state=", Some(forged)),
        ("code=c", Some(forged)),
        ("", Some(forged)),
        ("error=access_denied&state=other", Some(forged)),
        ("error=access_denied&state=the-state", Some("`code` was not given (access_denied)")),
        (
            "error=access_denied&error_description=Not+me&state=the-state&code=c",
            Some("`code` was not given (access_denied: Not me)"),
        ),
        ("state=the-state", Some("`code` is missing")),
        ("state=the-state&code=", Some("`code` is missing")),
    ];
    for (callback, refused) in cases {
        let said = authorization(app()).code(callback).err().map(|error| error.to_string());
        let expected = refused.map(|why| {
            format!("nothing was sent, because {why}: send the person to the account again")
        });
        assert_eq!(said, expected, "{callback}");
    }
}

async fn exchanged(
    authorization: &Authorization,
    outcome: Result<Response, Failure>,
) -> (Result<Tokens, Error>, Stage) {
    let stage = Stage::with([outcome]);
    let code = authorization.code("code=c%2Bd&state=the-state").unwrap();
    (authorization.exchange_at(&Hand::new(), code, &stage).await, stage)
}

#[tokio::test]
async fn an_app_proves_who_it_is_in_one_of_two_ways() {
    let common = "grant_type=authorization_code&code=c%2Bd\
                  &redirect_uri=https%3A%2F%2Fapp.example.com%2Fback%3Ffrom%3Dgorgias";
    let cases = [
        (ClientAuthentication::Basic, Some("Basic YXBwOnMrLz0="), ""),
        (ClientAuthentication::Form, None, "&client_id=app&client_secret=s%2B%2F%3D"),
    ];
    for (proof, header, fields) in cases {
        let authorization = authorization(app().with_authentication(proof));
        let body =
            r#"{"access_token": "a", "refresh_token": "r", "expires_in": 100, "scope": "offline"}"#;
        let (tokens, stage) = exchanged(&authorization, Ok(answer(200, body, &[]))).await;
        let tokens = tokens.unwrap();
        assert_eq!(tokens.access_token().unwrap().reveal(), "a");
        assert_eq!(tokens.refresh_token().unwrap().reveal(), "r");
        assert_eq!(tokens.usable_until().unwrap().as_second(), 75);
        assert_eq!(tokens.scope(), Some("offline"));

        let sent = &stage.sent()[0];
        assert_eq!(
            (sent.method.as_str(), sent.url.as_str()),
            ("POST", "https://acme.gorgias.com/oauth/token")
        );
        assert_eq!(form(sent).unwrap(), format!("{common}{fields}"));
        assert_eq!(sent.headers["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(sent.headers.get("authorization").map(|it| it.to_str().unwrap()), header);
        assert!(sent.headers.get("authorization").is_none_or(http::HeaderValue::is_sensitive));
    }
}

#[tokio::test]
async fn a_token_of_who_the_person_is_has_to_hold_their_nonce() {
    let claims = |json: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(json));
    let cases = [
        (claims(r#"{"nonce": "the-nonce"}"#), true),
        (claims(r#"{"nonce": "another"}"#), false),
        (claims(r#"{"nonce": 7}"#), false),
        (claims("{}"), false),
        (claims("["), false),
        ("no token".to_owned(), false),
    ];
    for (id_token, good) in cases {
        let body = format!(r#"{{"access_token": "a", "id_token": "{id_token}"}}"#);
        let (tokens, _) = exchanged(&authorization(app()), Ok(answer(200, &body, &[]))).await;
        let said = tokens.err().map(|error| error.to_string());
        let refused = "no access token could be had: nothing was sent, because `nonce` in the answer is not the one \
                       that the person left with: send the person to the account again";
        assert_eq!(said.as_deref(), (!good).then_some(refused), "{id_token}");
    }
}

#[tokio::test]
async fn a_code_that_may_have_been_used_is_not_to_be_sent_again() {
    let cases = [
        (Ok(answer(400, r#"{"error": "invalid_grant"}"#, &[])), false),
        (Ok(answer(503, "", &[])), false),
        (Err(Failure::Interrupted { cause: "reset".into() }), false),
        (Err(Failure::NotSent { cause: "no route".into() }), true),
    ];
    for (outcome, repeatable) in cases {
        let (tokens, _) = exchanged(&authorization(app()), outcome).await;
        let error = tokens.unwrap_err();
        assert_eq!(error.is_repeatable(), repeatable, "{error}");
    }
}
