//! When an app asks for another token, how often, and what becomes of it.

use std::{
    future::{Future, ready},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
};

use gorgias_runtime::{
    Account, Call, Error, Retry, Runtime,
    error::Kind,
    oauth2::{App, FileStore, MemoryStore, OAuth2, Stored, TokenStore, Tokens},
    transport::Failure,
};

use crate::{
    hand::Hand,
    issuer::Issuer,
    operations::{DELETE, EVENTS},
    stage::{Stage, answer},
};

fn refresh(number: usize) -> String {
    format!("grant_type=refresh_token&refresh_token=refresh-{number}")
}

fn bearer(number: usize) -> String {
    format!("Bearer access-{number}")
}

fn start(number: usize) -> Tokens {
    Tokens::from_refresh_token(format!("refresh-{number}"))
}

async fn call(runtime: &Runtime) -> Result<(), Error> {
    runtime.execute(Call::new(&EVENTS)).await.map(drop)
}

#[tokio::test]
async fn a_token_is_used_until_shortly_before_it_expires() {
    let (issuer, clock) = (Issuer::new(1, 9), Hand::new());
    let runtime = issuer.runtime(start(1), MemoryStore::default(), &clock);
    for seconds in [0, 3539, 1] {
        clock.pass(seconds);
        call(&runtime).await.unwrap();
    }
    let expected = [refresh(1), bearer(2), bearer(2), refresh(2), bearer(3)];
    assert_eq!(issuer.seen(), expected);
}

#[tokio::test]
async fn however_many_calls_wait_one_request_is_sent() {
    let issuer = Issuer::new(1, 0);
    let runtime = issuer.runtime(start(1), MemoryStore::default(), &Hand::new());
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let runtime = runtime.clone();
            tokio::spawn(async move { call(&runtime).await })
        })
        .collect();
    tokio::task::yield_now().await;
    issuer.open();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let mut expected = vec![bearer(2); 65];
    expected[0] = refresh(1);
    assert_eq!(issuer.seen(), expected);
}

#[tokio::test]
async fn calls_whose_token_is_refused_share_one_refresh() {
    let issuer = Issuer::new(1, 1);
    let runtime = issuer.runtime(start(1), MemoryStore::default(), &Hand::new());
    call(&runtime).await.unwrap();
    issuer.revoke();
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let runtime = runtime.clone();
            tokio::spawn(async move { runtime.execute(Call::new(&DELETE)).await.map(drop) })
        })
        .collect();
    issuer.open();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let seen = issuer.seen();
    assert_eq!(seen.iter().filter(|it| it.starts_with("grant")).count(), 2, "{seen:?}");
    assert_eq!(seen.iter().filter(|it| **it == bearer(3)).count(), 64, "{seen:?}");
}

/// Polls a future once and drops it.
fn give_up_on(future: impl Future) {
    let mut future = pin!(future);
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_its_refresh_to_the_others() {
    let issuer = Issuer::new(1, 0);
    let runtime = issuer.runtime(start(1), MemoryStore::default(), &Hand::new());
    give_up_on(call(&runtime));
    issuer.open();
    call(&runtime).await.unwrap();
    assert_eq!(issuer.seen(), [refresh(1), bearer(2)]);
}

#[tokio::test]
async fn a_refresh_ends_even_if_nobody_waits_for_it() {
    let (issuer, store) = (Issuer::new(1, 0), MemoryStore::default());
    let runtime = issuer.runtime(start(1), store.clone(), &Hand::new());
    give_up_on(call(&runtime));
    issuer.open();
    for _ in 0..9 {
        tokio::task::yield_now().await;
    }
    let kept = store.load().await.unwrap().unwrap();
    assert_eq!(kept.refresh_token().unwrap().reveal(), "refresh-2");
    assert_eq!(issuer.seen(), [refresh(1)]);
}

#[test]
fn a_refresh_needs_no_runtime_of_tokio() {
    let (issuer, clock) = (Issuer::new(1, 0), Hand::new());
    let runtime = issuer.runtime(start(1), MemoryStore::default(), &clock);
    give_up_on(call(&runtime));
    issuer.open();
    let mut next = pin!(call(&runtime));
    let outcome = next.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(outcome.is_ready());
    assert_eq!(issuer.seen(), [refresh(1), bearer(2)]);
}

#[tokio::test]
async fn a_token_that_replaced_another_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("acme.json"));
    let (issuer, clock) = (Issuer::new(1, 9), Hand::new());
    for seconds in [0, 10, 3600] {
        clock.pass(seconds);
        call(&issuer.runtime(start(1), store.clone(), &clock)).await.unwrap();
    }
    let expected = [refresh(1), bearer(2), bearer(2), refresh(2), bearer(3)];
    assert_eq!(issuer.seen(), expected);
}

#[tokio::test]
async fn what_another_process_got_is_taken_from_the_store() {
    let (issuer, clock) = (Issuer::new(1, 9), Hand::new());
    let store = MemoryStore::default();
    let [one, other] = [0; 2].map(|_| issuer.runtime(start(1), store.clone(), &clock));
    for runtime in [&one, &other] {
        call(runtime).await.unwrap();
    }
    issuer.revoke();
    for runtime in [&one, &other] {
        call(runtime).await.unwrap();
    }
    let expected =
        [refresh(1), bearer(2), bearer(2), bearer(2), refresh(2), bearer(3), bearer(2), bearer(3)];
    assert_eq!(issuer.seen(), expected);
}

#[tokio::test]
async fn a_refresh_token_of_the_beginning_mends_a_session_that_ended() {
    let store = MemoryStore::default();
    store.save(&start(3)).await.unwrap();
    let issuer = Issuer::new(7, 9);
    let runtime = issuer.runtime(start(7), store, &Hand::new());
    call(&runtime).await.unwrap();
    assert_eq!(issuer.seen(), [refresh(3), refresh(7), bearer(8)]);
}

#[tokio::test]
async fn a_401_is_refreshed_once() {
    let token = |number| {
        let body = format!(r#"{{"access_token": "access-{number}", "expires_in": 9}}"#);
        Ok(answer(200, &body, &[]))
    };
    let refused = || Ok(answer(401, r#"{"error": {"msg": "Unauthorized."}}"#, &[]));
    let stage = Stage::with([token(1), refused(), token(2), refused()]);
    let runtime = app(&stage, start(1), MemoryStore::default());
    let error = call(&runtime).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "events.list: 401, the credentials were refused (Unauthorized); \
         check the user name and the API key, or the access token"
    );
    assert_eq!(stage.sent().len(), 4);
    let expected = ["access-1", "access-2"].map(|token| format!("Bearer {token}"));
    let sent = stage.sent();
    assert_eq!([1, 3].map(|at: usize| sent[at].headers["authorization"].clone()), expected);
}

#[tokio::test]
async fn a_key_that_is_refused_is_not_sent_again() {
    for account in [Account::new("acme", "ana", "key"), Account::bearer("acme", "token")] {
        let stage = Stage::with([Ok(answer(401, "", &[])), Ok(answer(200, "{}", &[]))]);
        let runtime = Runtime::builder(account.unwrap())
            .transport(stage.clone())
            .retry(Retry::never())
            .build();
        assert_eq!(call(&runtime).await.unwrap_err().status(), Some(401));
        assert_eq!(stage.sent().len(), 1);
    }
}

fn app(stage: &Stage, start: Tokens, store: impl TokenStore) -> Runtime {
    let app = App::new("app", "app-secret").unwrap();
    let oauth2 = OAuth2::new(app, store).starting_with(start);
    Runtime::builder(Account::oauth2("acme", oauth2).unwrap())
        .transport(stage.clone())
        .clock(Hand::new())
        .retry(Retry::never())
        .build()
}

#[tokio::test]
async fn what_an_answer_leaves_out_stays_as_it_was() {
    let stage = Stage::with([
        Ok(answer(200, r#"{"access_token": "a", "expires_in": "3600", "scope": "x y"}"#, &[])),
        Ok(answer(200, "{}", &[])),
    ]);
    let store = MemoryStore::default();
    call(&app(&stage, start(1), store.clone())).await.unwrap();
    let kept = serde_json::to_string(&store.load().await.unwrap()).unwrap();
    let expected = r#"{"access_token":"a","refresh_token":"refresh-1","usable_until":"1970-01-01T00:59:00Z","scope":"x y"}"#;
    assert_eq!(kept, expected);
}

#[tokio::test]
async fn why_there_is_no_token_is_said() {
    let refused =
        Ok(answer(400, r#"{"error": "invalid_grant", "error_description": "It is gone."}"#, &[]));
    let cases = [
        (refused, "400, the server does not accept this (invalid_grant: It is gone)", false),
        (
            Ok(answer(401, r#"{"error": "invalid_client"}"#, &[])),
            "401, the server does not accept this (invalid_client)",
            false,
        ),
        (
            Ok(answer(404, "<html>", &[])),
            "404, not found; check the id, and whether the account's domain exists",
            false,
        ),
        (
            Ok(answer(429, "", &[("retry-after", "5")])),
            "429, too many calls; call again in 5 s",
            true,
        ),
        (Ok(answer(503, "", &[])), "503, the server failed", true),
        (
            Ok(answer(302, "", &[("location", "/in")])),
            "302, moved to /in, which was not followed",
            false,
        ),
        (
            Err(Failure::Interrupted { cause: "reset".into() }),
            "the connection broke, and the request may have been carried out: reset",
            true,
        ),
        (
            Err(Failure::TooLarge { limit: 9 }),
            "the answer is larger than 9 bytes; ask for less at a time",
            false,
        ),
        (
            Ok(answer(200, "<html>", &[])),
            "200, the answer has something that is no JSON at `.` in place of an object: what stands there is secret",
            false,
        ),
        (
            Ok(answer(200, "[]", &[])),
            "200, the answer has a list at `.` in place of an object: what stands there is secret",
            false,
        ),
        (
            Ok(answer(200, r#"{"access_token": 7}"#, &[])),
            "200, the answer has a number at `access_token` in place of a token: what stands there is secret",
            false,
        ),
        (
            Ok(answer(200, r#"{"access_token": "a\nb"}"#, &[])),
            "200, the answer has a text that no header can hold at `access_token` in place of a token: \
             what stands there is secret",
            false,
        ),
        (
            Ok(answer(200, r#"{"access_token": "a", "token_type": "mac"}"#, &[])),
            "200, the answer has another type at `token_type` in place of `Bearer`: what stands there is secret",
            false,
        ),
    ];
    for (outcome, expected, repeatable) in cases {
        let stage = Stage::with([outcome]);
        let error = call(&app(&stage, start(1), MemoryStore::default())).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("events.list: no access token could be had: {expected}")
        );
        assert_eq!(error.is_repeatable(), repeatable, "{error}");
        assert!(matches!(error.kind(), Kind::NoToken(cause) if cause.operation().is_none()));
    }
    let stage = Stage::default();
    let error = call(&app(&stage, Tokens::default(), MemoryStore::default())).await.unwrap_err();
    let expected = "events.list: no access token could be had: nothing was sent, because `refresh token` is missing: \
                    send the person to the account again, and ask for the scope `offline`";
    assert_eq!((error.to_string().as_str(), stage.sent().len()), (expected, 0));
}

#[tokio::test]
async fn a_failed_refresh_is_told_to_all_who_waited_and_tried_again_by_the_next() {
    let issuer = Issuer::new(1, 0);
    let runtime = issuer.runtime(start(5), MemoryStore::default(), &Hand::new());
    let (one, other, ()) = tokio::join!(call(&runtime), call(&runtime), async { issuer.open() });
    for outcome in [one, other] {
        assert!(matches!(outcome.unwrap_err().kind(), Kind::NoToken(_)));
    }
    assert_eq!(issuer.seen(), [refresh(5)]);
    issuer.open();
    call(&runtime).await.unwrap_err();
    assert_eq!(issuer.seen(), [refresh(5), refresh(5)]);
}

/// A store that fails as long as it is told to.
#[derive(Clone, Default)]
struct Full {
    full: Arc<AtomicBool>,
    kept: MemoryStore,
}

impl TokenStore for Full {
    fn load(&self) -> Stored<'_, Option<Tokens>> {
        self.kept.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> Stored<'a, ()> {
        if self.full.load(Ordering::SeqCst) {
            return Box::pin(ready(Err("the disk is full".into())));
        }
        self.kept.save(tokens)
    }
}

#[tokio::test]
async fn tokens_that_could_not_be_kept_are_kept_as_soon_as_they_can() {
    let (issuer, store) = (Issuer::new(1, 9), Full::default());
    store.full.store(true, Ordering::SeqCst);
    let runtime = issuer.runtime(start(1), store.clone(), &Hand::new());
    for _ in 0..2 {
        let expected = "events.list: no access token could be had: nothing was sent, because `token store` cannot be \
                        written: the disk is full: see to the store; tokens that it does not have are lost with a restart";
        assert_eq!(call(&runtime).await.unwrap_err().to_string(), expected);
    }
    store.full.store(false, Ordering::SeqCst);
    call(&runtime).await.unwrap();
    assert_eq!(issuer.seen(), [refresh(1), bearer(2)]);
    let kept = store.load().await.unwrap().unwrap();
    assert_eq!(kept.refresh_token().unwrap().reveal(), "refresh-2");
}

/// A store that breaks down when it is asked for the first time.
#[derive(Default)]
struct Shaky {
    asked: AtomicBool,
    kept: MemoryStore,
}

impl TokenStore for Shaky {
    fn load(&self) -> Stored<'_, Option<Tokens>> {
        assert!(self.asked.swap(true, Ordering::SeqCst), "the store breaks down");
        self.kept.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> Stored<'a, ()> {
        self.kept.save(tokens)
    }
}

#[tokio::test]
async fn a_store_that_breaks_down_breaks_no_later_call() {
    let issuer = Issuer::new(1, 9);
    let runtime = issuer.runtime(start(1), Shaky::default(), &Hand::new());
    let broken = runtime.clone();
    tokio::spawn(async move { call(&broken).await }).await.unwrap_err();
    call(&runtime).await.unwrap();
    assert_eq!(issuer.seen(), [refresh(1), bearer(2)]);
}
