//! A transport of the tests' own: answers are given beforehand, requests are kept.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use gorgias_runtime::{
    Account, Retry, Runtime, RuntimeBuilder,
    transport::{Exchange, Failure, Request, Response, Transport},
};
use http::{HeaderName, HeaderValue};

/// Gives its answers one after the other; when they are used up, the network is gone.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    answers: Arc<Mutex<VecDeque<Result<Response, Failure>>>>,
    sent: Arc<Mutex<Vec<Request>>>,
}

impl Transport for Stage {
    fn send(&self, request: Request) -> Exchange<'_> {
        self.sent.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        let answer = answer.unwrap_or_else(|| Err(Failure::NotSent { cause: "no network".into() }));
        Box::pin(std::future::ready(answer))
    }
}

impl Stage {
    pub(crate) fn with(answers: impl IntoIterator<Item = Result<Response, Failure>>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    /// Sends each call once.
    pub(crate) fn runtime(&self) -> Runtime {
        self.builder().retry(Retry::never()).build()
    }

    pub(crate) fn builder(&self) -> RuntimeBuilder {
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        Runtime::builder(account).transport(self.clone())
    }

    /// Gives these answers, too.
    pub(crate) fn then(&self, answers: impl IntoIterator<Item = Result<Response, Failure>>) {
        self.answers.lock().unwrap().extend(answers);
    }

    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.lock().unwrap().clone()
    }
}

/// Never answers.
pub(crate) struct Silence;

impl Transport for Silence {
    fn send(&self, _: Request) -> Exchange<'_> {
        Box::pin(std::future::pending())
    }
}

pub(crate) fn answer(
    status: u16,
    body: &str,
    headers: &[(&'static str, &'static str)],
) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Response { status, headers: headers.collect(), body: body.to_owned().into() }
}
