//! Showing the calls to the account as they go over the wire, without what is in them: no header, no body, and of a query only
//! the keys.

use std::sync::Arc;

use gorgias_runtime::{
    clock::{Clock, SystemClock},
    transport::{Exchange, Request, Transport},
};

use crate::log::Log;

/// A transport that says what it sends.
#[derive(Debug)]
pub(crate) struct Watched<T> {
    inner: T,
    log: Arc<Log>,
}

impl<T: Transport> Watched<T> {
    pub(crate) fn new(inner: T, log: Arc<Log>) -> Self {
        Self { inner, log }
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn send(&self, request: Request) -> Exchange<'_> {
        Box::pin(async move {
            let shown = format!("{} {}", request.method.as_str(), without_values(&request.url));
            let started = SystemClock.now();
            let answer = self.inner.send(request).await;
            let ms = SystemClock.now().saturating_duration_since(started).as_millis();
            match &answer {
                Ok(answer) => {
                    let (status, size) = (answer.status, answer.body.len());
                    self.log.say(&format!("{shown}: {status}, {size} bytes, {ms}ms"));
                }
                Err(failure) => self.log.say(&format!("{shown}: {failure}, {ms}ms")),
            }
            answer
        })
    }
}

/// An address in which the values of the query are left out.
fn without_values(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let keys = query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(key, _)| key));
    let keys: Vec<_> = keys.map(|key| format!("{key}=…")).collect();
    format!("{path}?{}", keys.join("&"))
}
