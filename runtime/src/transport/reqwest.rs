//! The transport that is used unless a caller brings another.

use std::{iter, mem, sync::OnceLock, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::{HeaderValue, header::CONTENT_TYPE};
use reqwest::{Url, redirect::Policy};

use super::{
    Body, Chunks, Exchange, Failure, Limits, Multipart, Request, Response, Transport, Unreadable,
};

/// HTTP by reqwest. Its client is built at the first call.
#[derive(Debug, Default)]
pub struct Http {
    limits: Limits,
    direct: bool,
    client: OnceLock<Result<reqwest::Client, String>>,
    /// The server that was called first, which is mostly called again: to read its address anew is a quarter of the work of a call.
    server: OnceLock<Url>,
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
        let mut sending = self.sending(request).await?;
        *sending.timeout_mut() = Some(whole);
        let answer = self.client()?.execute(sending).await;
        let mut answer = answer.map_err(|error| fault(error, whole))?;
        let (status, headers) = (answer.status().as_u16(), mem::take(answer.headers_mut()));
        let body = self.read(answer, whole).await?;
        Ok(Response { status, headers, body })
    }

    async fn begin(&self, request: Request) -> Result<Response<Chunks>, Failure> {
        let sending = self.sending(request).await?;
        let mut answer = self.client()?.execute(sending).await.map_err(failure)?;
        let (status, headers) = (answer.status().as_u16(), mem::take(answer.headers_mut()));
        let body = Box::pin(stream::try_unfold(answer, next));
        Ok(Response { status, headers, body })
    }

    /// The request as reqwest has it. A builder of it would merge its headers once more.
    async fn sending(&self, request: Request) -> Result<reqwest::Request, Failure> {
        let url = self.address(&request.url)?;
        let mut sending = reqwest::Request::new(method(request.method), url);
        *sending.headers_mut() = request.headers;
        *sending.body_mut() = match request.body {
            Some(Body::Json(bytes) | Body::Fields(bytes)) => Some(bytes.into()),
            Some(Body::Form(files)) => {
                let form = Multipart::open(&files).await?;
                let content_type = HeaderValue::try_from(form.content_type());
                let content_type =
                    content_type.map_err(|error| Failure::NotSent { cause: error.into() })?;
                sending.headers_mut().insert(CONTENT_TYPE, content_type);
                Some(reqwest::Body::wrap(form))
            }
            None => None,
        };
        Ok(sending)
    }

    fn address(&self, text: &str) -> Result<Url, Failure> {
        if let Some(url) = self.server.get().and_then(|server| at(server, text)) {
            return Ok(url);
        }
        let url = Url::parse(text).map_err(|error| Failure::NotSent { cause: error.into() })?;
        if let Ok(server) = url.join("/") {
            // Whichever of two calls at once is the first will do.
            let _ = self.server.set(server);
        }
        Ok(url)
    }

    async fn read(&self, mut answer: reqwest::Response, whole: Duration) -> Result<Bytes, Failure> {
        let limit = self.limits.bytes;
        // What comes in one piece, as most answers do, is not copied.
        let (mut first, mut longer) = (Bytes::new(), BytesMut::new());
        while let Some(chunk) = answer.chunk().await.map_err(|error| fault(error, whole))? {
            if first.len().max(longer.len()) + chunk.len() > limit {
                return Err(Failure::TooLarge { limit });
            }
            if first.is_empty() {
                first = chunk;
                continue;
            }
            if longer.is_empty() {
                longer.extend_from_slice(&first);
            }
            longer.extend_from_slice(&chunk);
        }
        Ok(if longer.is_empty() { first } else { longer.freeze() })
    }
}

/// An address on a server that is known; none if it is another server's. The host cannot change here: only path and query are read.
fn at(server: &Url, address: &str) -> Option<Url> {
    // It ends with the slash that the target begins with.
    let target = address.strip_prefix(server.as_str().strip_suffix('/')?)?;
    if !target.starts_with('/') || target.contains('#') {
        return None;
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let mut url = server.clone();
    url.set_path(path);
    url.set_query(query);
    Some(url)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_would_be_without_a_server_that_is_known() {
        let targets = [
            "",
            "api/tags/1",
            "api/tags?search=a%20b&search=%C3%A9&x[gte]=1",
            "api/tags?",
            "api//tags/",
            "/evil.example/api",
            "\\evil.example/api",
            "\t/evil.example",
            "@evil.example/",
            "api/../../x/./y",
            "api/%2e%2e/%2F/a b\u{e9}?a b='\"<\u{e9}",
            "api/tags#part",
            "api/tags?a#part?b",
            "?a=1",
        ];
        for server in ["https://acme.gorgias.com/", "http://127.0.0.1:8080/"] {
            let known = Url::parse(server).unwrap();
            for target in targets {
                let text = format!("{server}{target}");
                let expected = Url::parse(&text).unwrap();
                assert_eq!(at(&known, &text).unwrap_or(expected.clone()), expected, "{text}");
            }
            for other in [
                "https://acme.gorgias.com.evil.example/",
                "http://127.0.0.1:80801/",
                "https://x@acme.gorgias.com/",
            ] {
                assert_eq!(at(&known, other), None, "{other}");
            }
        }
    }
}
