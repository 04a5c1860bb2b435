//! A transport that gives its answers one after the other, and keeps what was asked. Nothing goes over the wire.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gorgias_runtime::bytes::Bytes;
use gorgias_runtime::transport::{Body, Exchange, Failure as Broken, Request, Response, Transport};
use gorgias_runtime::{Retry, Runtime, RuntimeBuilder};

use crate::failure::Failure;
use crate::product::Product;
use crate::subject::account;

/// The answers that are left, and the requests so far.
#[derive(Clone, Default)]
pub(crate) struct Scripted(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Response>,
    sent: Vec<Sent>,
}

/// A request that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    /// The path, and the pairs of the query, encoded.
    pub(crate) path: String,
    pub(crate) query: Vec<String>,
    pub(crate) body: Option<Bytes>,
}

impl Scripted {
    pub(crate) fn new(answers: impl IntoIterator<Item = Response>) -> Self {
        let state = State { answers: answers.into_iter().collect(), sent: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    /// What calls this, and each thing once.
    pub(crate) fn runtime(&self, product: &Product) -> Result<Runtime, Failure> {
        let once = |builder: RuntimeBuilder| builder.retry(Retry::never());
        Ok(product.runtime(account()?, self.clone(), once))
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Scripted {
    fn send(&self, request: Request) -> Exchange<'_> {
        let mut state = self.state();
        state.sent.push(Sent::of(&request));
        let answer = state.answers.pop_front();
        let answer = answer.ok_or_else(|| Broken::NotSent { cause: "no answer is left".into() });
        Box::pin(std::future::ready(answer))
    }
}

impl Sent {
    fn of(request: &Request) -> Self {
        let target = request.url.find("/api/").map_or("", |at| &request.url[at..]);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: request.method.as_str(),
            path: path.to_owned(),
            query: query.split('&').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            body: match &request.body {
                Some(Body::Json(bytes) | Body::Fields(bytes)) => Some(bytes.clone()),
                Some(Body::Form(_)) | None => None,
            },
        }
    }

    /// The same request with these pairs in its query, in place of those that it has under the same keys.
    pub(crate) fn with<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sent = self.clone();
        for (key, value) in pairs {
            let key = format!("{key}=");
            sent.query.retain(|pair| !pair.starts_with(&key));
            sent.query.push(key + value);
        }
        sent
    }

    /// The line, whatever the order of its query was.
    pub(crate) fn line(&self) -> String {
        let mut query = self.query.clone();
        query.sort_unstable();
        let Self { method, path, .. } = self;
        let body = self.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        format!("{method} {path}?{} {body}", query.join("&"))
    }
}
