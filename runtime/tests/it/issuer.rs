//! A server of the tests' own that gives tokens, and answers those who have the one that it gave last.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use gorgias_runtime::{
    Account, Retry, Runtime, RuntimeBuilder,
    oauth2::{App, OAuth2, TokenStore, Tokens},
    transport::{Body, Exchange, Failure, Request, Response, Transport},
};
use http::HeaderValue;
use tokio::sync::Semaphore;

use crate::{hand::Hand, stage::answer};

/// Whose tokens are `access-1` and `refresh-1`, then `access-2` and `refresh-2`, and so on; each pair ends the one before.
#[derive(Clone)]
pub(crate) struct Issuer(Arc<Inner>);

struct Inner {
    sent: Mutex<Vec<Request>>,
    given: AtomicI64,
    accepted: AtomicI64,
    /// What a request for tokens takes one of, for good.
    gate: Semaphore,
}

impl Issuer {
    /// A server that gave so many pairs, and lets so many requests for tokens through.
    pub(crate) fn new(given: i64, gate: usize) -> Self {
        let (sent, gate) = (Mutex::default(), Semaphore::new(gate));
        let (given, accepted) = (AtomicI64::new(given), AtomicI64::new(given));
        Self(Arc::new(Inner { sent, given, accepted, gate }))
    }

    /// Lets one request for tokens through.
    pub(crate) fn open(&self) {
        self.0.gate.add_permits(1);
    }

    /// Takes back the access token that was given last.
    pub(crate) fn revoke(&self) {
        self.0.accepted.store(0, Ordering::SeqCst);
    }

    /// An account whose app begins with tokens and goes by a clock.
    pub(crate) fn runtime(&self, start: Tokens, store: impl TokenStore, clock: &Hand) -> Runtime {
        self.builder(start, store, clock).build()
    }

    pub(crate) fn builder(
        &self,
        start: Tokens,
        store: impl TokenStore,
        clock: &Hand,
    ) -> RuntimeBuilder {
        let app = App::new("app", "app-secret").unwrap();
        let oauth2 = OAuth2::new(app, store).starting_with(start);
        let account = Account::oauth2("acme", oauth2).unwrap();
        // Each call goes out once.
        let builder = Runtime::builder(account).transport(self.clone()).retry(Retry::never());
        builder.clock(clock.clone())
    }

    /// What was sent: the forms for tokens, and the tokens of the calls.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.0.sent.lock().unwrap().iter().map(shown).collect()
    }

    fn grant(&self, form: &str) -> Response {
        let last = self.0.given.load(Ordering::SeqCst);
        if form != format!("grant_type=refresh_token&refresh_token=refresh-{last}") {
            return answer(400, r#"{"error": "invalid_grant"}"#, &[]);
        }
        let next = last + 1;
        self.0.given.store(next, Ordering::SeqCst);
        self.0.accepted.store(next, Ordering::SeqCst);
        let body = format!(
            r#"{{"access_token": "access-{next}", "refresh_token": "refresh-{next}",
                "token_type": "Bearer", "expires_in": 3600}}"#
        );
        answer(200, &body, &[])
    }
}

impl Transport for Issuer {
    fn send(&self, request: Request) -> Exchange<'_> {
        self.0.sent.lock().unwrap().push(request.clone());
        Box::pin(async move {
            let Some(form) = form(&request) else {
                let token = format!("Bearer access-{}", self.0.accepted.load(Ordering::SeqCst));
                let known = request.headers["authorization"] == token;
                return Ok::<_, Failure>(answer(if known { 200 } else { 401 }, "{}", &[]));
            };
            // A server does what it was asked for, whether or not somebody waits for the answer.
            let given = self.grant(&form);
            self.0.gate.acquire().await.unwrap().forget();
            Ok(given)
        })
    }
}

/// The form of a request for tokens.
pub(crate) fn form(request: &Request) -> Option<String> {
    match &request.body {
        Some(Body::Fields(form)) => Some(String::from_utf8(form.to_vec()).unwrap()),
        _ => None,
    }
}

fn shown(request: &Request) -> String {
    let header = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    form(request).unwrap_or_else(|| header(&request.headers["authorization"]))
}
