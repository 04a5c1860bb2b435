//! A transport that a user's test would write: every request gets the same answer, and the last one is kept.

use std::sync::{Arc, Mutex};

use gorgias_client::{
    Account, Gorgias, Runtime,
    http::HeaderMap,
    transport::{Body, Exchange, Request, Response, Transport},
};
use serde_json::Value;

#[derive(Clone)]
pub(crate) struct Stage {
    answer: Arc<str>,
    last: Arc<Mutex<Option<Request>>>,
}

impl Stage {
    pub(crate) fn answering(answer: &Value) -> Self {
        Self { answer: answer.to_string().into(), last: Arc::default() }
    }

    pub(crate) fn client(&self) -> Gorgias {
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        Gorgias::with_runtime(Runtime::with_transport(account, self.clone()))
    }

    pub(crate) fn was_called(&self) -> bool {
        self.last.lock().unwrap().is_some()
    }

    /// The last request as a line: the verb, the target, and the body if there is one.
    pub(crate) fn line(&self) -> String {
        let last = self.last.lock().unwrap();
        let request = last.as_ref().unwrap();
        let target = request.url.strip_prefix("https://acme.gorgias.com").unwrap();
        let line = format!("{} {target}", request.method.as_str());
        match &request.body {
            Some(Body::Json(json) | Body::Fields(json)) => {
                format!("{line} {}", std::str::from_utf8(json).unwrap())
            }
            Some(Body::Form(files)) => format!("{line} {files:?}"),
            None => line,
        }
    }
}

impl Transport for Stage {
    fn send(&self, request: Request) -> Exchange<'_> {
        *self.last.lock().unwrap() = Some(request);
        let body = self.answer.as_bytes().to_vec().into();
        let response = Response { status: 200, headers: HeaderMap::new(), body };
        Box::pin(std::future::ready(Ok(response)))
    }
}
