//! What hooks see of a call, and what comes of what they change.

use std::sync::{Arc, Mutex};

use gorgias_runtime::{
    Call, Hook, Operation, Retry,
    oauth2::{MemoryStore, Tokens},
    transport::{Body, Request, Response},
};
use http::HeaderValue;
use serde_json::Value;

use crate::{
    hand::Hand,
    issuer::Issuer,
    operations::{DELETE, DOWNLOAD, EVENTS, UPDATE},
    stage::{Stage, answer},
};

/// Writes down what it sees, under a name of its own.
#[derive(Clone)]
struct Scribe(&'static str, Arc<Mutex<Vec<String>>>);

impl Scribe {
    fn new(name: &'static str) -> Self {
        Self(name, Arc::default())
    }

    /// Another that writes into the same book.
    fn beside(&self, name: &'static str) -> Self {
        Self(name, self.1.clone())
    }

    fn seen(&self) -> Vec<String> {
        self.1.lock().unwrap().clone()
    }
}

impl Hook for Scribe {
    fn before(&self, operation: &Operation, request: &mut Request) {
        let trail = request.headers.get("x-trail").map_or("", |it| it.to_str().unwrap());
        let seen = format!("{} > {} {trail}", self.0, operation.id);
        self.1.lock().unwrap().push(seen.trim_end().to_owned());
        let trail = HeaderValue::from_str(&format!("{trail}{}", self.0)).unwrap();
        request.headers.insert("x-trail", trail);
    }

    fn after(&self, operation: &Operation, response: &mut Response) {
        let seen = format!("{} < {} {}", self.0, operation.id, response.status);
        self.1.lock().unwrap().push(seen);
    }
}

#[test]
fn each_attempt_is_seen_by_all_in_their_order() {
    let stage = Stage::with([503, 200].map(|status| Ok(answer(status, "{}", &[]))));
    let (scribe, clock) = (Scribe::new("a"), Hand::new());
    let builder = stage.builder().clock(clock.clone()).hook(scribe.clone());
    let runtime = builder.hook(scribe.beside("b")).build();
    clock.run(async move { runtime.execute(Call::new(&EVENTS)).await.unwrap() });
    let attempt = |status| {
        let [a, b] = ["a", "b"].map(|name| format!("{name} < events.list {status}"));
        ["a > events.list".to_owned(), "b > events.list a".to_owned(), a, b]
    };
    assert_eq!(scribe.seen(), [attempt(503), attempt(200)].concat());
    assert!(stage.sent().iter().all(|request| request.headers["x-trail"] == "ab"));
}

#[tokio::test]
async fn a_call_with_another_token_is_seen_and_the_request_for_it_is_not() {
    let issuer = Issuer::new(1, 9);
    let scribe = Scribe::new("a");
    let start = Tokens::from_refresh_token("refresh-1");
    let builder = issuer.builder(start, MemoryStore::default(), &Hand::new());
    let runtime = builder.hook(scribe.clone()).build();
    runtime.execute(Call::new(&DELETE)).await.unwrap();
    issuer.revoke();
    runtime.execute(Call::new(&DELETE)).await.unwrap();
    let [out, fine, refused] =
        ["> tags.delete_many", "< tags.delete_many 200", "< tags.delete_many 401"]
            .map(|it| format!("a {it}"));
    assert_eq!(scribe.seen(), [&out, &fine, &out, &refused, &out, &fine].map(String::clone));
}

/// Changes everything that can be changed.
struct Meddler;

impl Hook for Meddler {
    fn before(&self, _: &Operation, request: &mut Request) {
        assert!(request.headers["authorization"].is_sensitive());
        request.url.push_str("?dry=true");
        request.body = Some(Body::Json("[1]".into()));
    }

    fn after(&self, _: &Operation, response: &mut Response) {
        response.status = if response.status == 200 { 404 } else { 201 };
        response.body = r#"{"error": "meddled"}"#.into();
    }
}

#[tokio::test]
async fn what_a_hook_changes_is_sent_and_judged() {
    let stage = Stage::with([200, 500].map(|status| Ok(answer(status, "[]", &[]))));
    let runtime = stage.builder().retry(Retry::never()).hook(Meddler).build();
    let call = || Call::new(&UPDATE).arg("id", 1).arg("name", "vip");
    let error = runtime.execute(call()).await.unwrap_err();
    assert_eq!(error.to_string(), "tags.update: 404, not found (meddled)");
    let reply = runtime.execute(call()).await.unwrap();
    assert_eq!(
        (reply.status(), reply.decode::<Value>().unwrap()["error"].as_str()),
        (201, Some("meddled"))
    );
    let sent = &stage.sent()[0];
    assert_eq!(sent.url, "https://acme.gorgias.com/api/tags/1?dry=true");
    assert_eq!(sent.body, Some(Body::Json("[1]".into())));
}

/// Keeps what a log would show.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Hook for Log {
    fn before(&self, operation: &Operation, request: &mut Request) {
        self.0.lock().unwrap().push_str(&format!("{operation:?} {request:?} {request:#?}"));
    }

    fn after(&self, _: &Operation, response: &mut Response) {
        self.0.lock().unwrap().push_str(&format!("{response:?} {response:#?}"));
    }
}

#[tokio::test]
async fn what_a_hook_shows_in_debug_holds_no_secret() {
    let headers =
        [("location", "https://a.b/c?signature=canary"), ("set-cookie", "session=canary")];
    let stage = Stage::with([Ok(answer(200, r#"{"a": "canary"}"#, &headers))]);
    let log = Log::default();
    let runtime = stage.builder().hook(log.clone()).build();
    let mut call = Call::new(&UPDATE).arg("id", 1).arg("name", "canary");
    call.set_extra_query("search", "canary");
    runtime.execute(call).await.unwrap();
    let shown = log.0.lock().unwrap().clone();
    let pair = "YW5hQGV4YW1wbGUuY29tOmtleQ==";
    assert!(!shown.contains("canary") && !shown.contains(pair), "{shown}");
    assert!(shown.contains("https://acme.gorgias.com/api/tags/1"), "{shown}");
    let sent = format!("{:?}", stage.sent()[0].headers["authorization"].to_str().unwrap());
    assert!(sent.contains(pair));
}

/// Calls every file a text, and puts another into its place.
struct Forger;

impl Hook for Forger {
    fn after(&self, _: &Operation, response: &mut Response) {
        response.headers.insert("content-type", HeaderValue::from_static("text/plain"));
        assert!(response.body.is_empty());
        response.body = "forged".into();
    }
}

#[tokio::test]
async fn a_file_is_seen_wherever_it_is_fetched_by_its_heads() {
    let there = [("location", "https://files.example.com/a?signature=canary")];
    let stage = Stage::with([Ok(answer(307, "", &there)), Ok(answer(200, "what is in it", &[]))]);
    let (scribe, log) = (Scribe::new("a"), Log::default());
    let builder = stage.builder().hook(scribe.clone()).hook(log.clone());
    let runtime = builder.hook(Forger).build();
    let file = runtime.open(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap();
    assert_eq!(file.content_type(), Some("text/plain"));
    assert_eq!(file.bytes().await.unwrap(), "what is in it");
    let expected = ["a > files.download", "a < files.download 307"]
        .into_iter()
        .chain(["a > files.download", "a < files.download 200"]);
    assert_eq!(scribe.seen(), expected.collect::<Vec<_>>());
    let sent = stage.sent();
    assert!(sent[1].url.ends_with("signature=canary") && sent[1].headers["x-trail"] == "a");
    assert!(!sent[1].headers.contains_key("authorization"));
    let shown = log.0.lock().unwrap().clone();
    assert!(shown.contains("https://files.example.com/a") && !shown.contains("canary"), "{shown}");
}
