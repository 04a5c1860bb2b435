//! The transport that is used unless a caller brings another.

use std::{iter, sync::OnceLock, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, redirect::Policy};

use super::{
    Body, Chunks, Exchange, Failure, Limits, Multipart, Request, Response, Transport, Unreadable,
};

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
            .connect_timeout(self.limits.connect);
        if self.direct { builder.no_proxy() } else { builder }.build()
    }

    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let whole = request.within.unwrap_or(self.limits.whole);
        let sending = self.sending(request).await?.timeout(whole);
        let answer = sending.send().await.map_err(|error| fault(error, whole))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = self.read(answer, whole).await?;
        Ok(Response { status, headers, body })
    }

    async fn begin(&self, request: Request) -> Result<Response<Chunks>, Failure> {
        let answer = self.sending(request).await?.send().await.map_err(failure)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = Box::pin(stream::try_unfold(answer, next));
        Ok(Response { status, headers, body })
    }

    async fn sending(&self, request: Request) -> Result<RequestBuilder, Failure> {
        let sending =
            self.client()?.request(method(request.method), request.url).headers(request.headers);
        Ok(match request.body {
            Some(Body::Json(bytes) | Body::Fields(bytes)) => sending.body(bytes),
            Some(Body::Form(files)) => {
                let form = Multipart::open(&files).await?;
                let sending = sending.header(CONTENT_TYPE, form.content_type());
                sending.body(reqwest::Body::wrap(form))
            }
            None => sending,
        })
    }

    async fn read(&self, mut answer: reqwest::Response, whole: Duration) -> Result<Bytes, Failure> {
        let limit = self.limits.bytes;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| fault(error, whole))? {
            if body.len() + chunk.len() > limit {
                return Err(Failure::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

/// The next piece of an answer, and what is still to come.
async fn next(
    mut answer: reqwest::Response,
) -> Result<Option<(Bytes, reqwest::Response)>, Failure> {
    let chunk = answer.chunk().await.map_err(failure)?;
    Ok(chunk.map(|chunk| (chunk, answer)))
}

/// What a fault of an exchange is that may take so long.
fn fault(error: reqwest::Error, whole: Duration) -> Failure {
    if error.is_timeout() && !error.is_connect() {
        Failure::TimedOut { after: whole }
    } else {
        failure(error)
    }
}

fn failure(error: reqwest::Error) -> Failure {
    // The address would bring the query into the message, and a query may name people.
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        return Failure::NotSent { cause: error.into() };
    }
    match unreadable(&error) {
        Some(file) => Failure::Unreadable(file.clone()),
        None => Failure::Interrupted { cause: error.into() },
    }
}

/// The file on the disk whose fault it is that a request broke off.
fn unreadable<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Unreadable> {
    let causes = iter::successors(Some(error), |error| error.source());
    causes.into_iter().find_map(|cause| cause.downcast_ref())
}

impl Transport for Http {
    fn send(&self, request: Request) -> Exchange<'_> {
        Box::pin(self.exchange(request))
    }

    fn open(&self, request: Request) -> Exchange<'_, Chunks> {
        Box::pin(self.begin(request))
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
