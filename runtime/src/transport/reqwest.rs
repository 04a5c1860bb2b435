//! The transport that is used unless a caller brings another.

use std::{sync::OnceLock, time::Duration};

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use reqwest::redirect::Policy;

use super::{Body, Exchange, Failure, Limits, Multipart, Request, Response, Transport};

/// HTTP by reqwest. Its client is built at the first call.
#[derive(Debug, Default)]
pub struct Http {
    limits: Limits,
    direct: bool,
    client: OnceLock<Result<reqwest::Client, String>>,
}

impl Http {
    /// A transport within these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Goes past every proxy that the environment names. Plain http must not leave this machine by one.
    #[must_use]
    pub fn direct(mut self) -> Self {
        self.direct = true;
        self
    }

    fn client(&self) -> Result<&reqwest::Client, Failure> {
        let client = self.client.get_or_init(|| self.build().map_err(|error| error.to_string()));
        client.as_ref().map_err(|error| Failure::NotSent { cause: error.as_str().into() })
    }

    fn build(&self) -> reqwest::Result<reqwest::Client> {
        let builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(self.limits.connect)
            .timeout(self.limits.whole);
        if self.direct { builder.no_proxy() } else { builder }.build()
    }

    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let mut sending =
            self.client()?.request(method(request.method), request.url).headers(request.headers);
        sending = match request.body {
            Some(Body::Json(bytes) | Body::Fields(bytes)) => sending.body(bytes),
            Some(Body::Form(files)) => {
                let Multipart { content_type, body } = Multipart::of(&files);
                sending.header(CONTENT_TYPE, content_type).body(body)
            }
            None => sending,
        };
        let whole = request.within.unwrap_or(self.limits.whole);
        if request.within.is_some() {
            sending = sending.timeout(whole);
        }
        let answer = sending.send().await.map_err(|error| failure(error, whole))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = self.read(answer, whole).await?;
        Ok(Response { status, headers, body })
    }

    async fn read(&self, mut answer: reqwest::Response, whole: Duration) -> Result<Bytes, Failure> {
        let limit = self.limits.bytes;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| failure(error, whole))? {
            if body.len() + chunk.len() > limit {
                return Err(Failure::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

impl Transport for Http {
    fn send(&self, request: Request) -> Exchange<'_> {
        Box::pin(self.exchange(request))
    }
}

/// What a fault of an exchange is that may take so long.
fn failure(error: reqwest::Error, whole: Duration) -> Failure {
    // The address would bring the query into the message, and a query may name people.
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        Failure::NotSent { cause: error.into() }
    } else if error.is_timeout() {
        Failure::TimedOut { after: whole }
    } else {
        Failure::Interrupted { cause: error.into() }
    }
}

fn method(method: crate::operation::Method) -> http::Method {
    use crate::operation::Method::{Delete, Get, Post, Put};
    match method {
        Get => http::Method::GET,
        Post => http::Method::POST,
        Put => http::Method::PUT,
        Delete => http::Method::DELETE,
    }
}
