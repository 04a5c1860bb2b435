//! The account as what a client sends its requests to, without a socket between.

use gorgias_fixture::{Answer, Received, Responder as _};
use gorgias_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use gorgias_runtime::transport::{
    Body, Exchange, Failure, Multipart, Request, Response, Transport,
};

use crate::Account;

impl Transport for Account {
    fn send(&self, request: Request) -> Exchange<'_> {
        Box::pin(async move { Ok(response(self.answer(&received(request).await?))) })
    }
}

/// A request as a server would get it.
///
/// # Errors
///
/// A file that it carries cannot be read.
pub async fn received(request: Request) -> Result<Received, Failure> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = request.headers.iter();
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let (scheme, host, target) = parts(&request.url);
    // What the account says of its own addresses leads back here.
    let told = [("host", host), ("x-forwarded-proto", scheme)];
    headers.extend(told.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let body = match request.body {
        None => Default::default(),
        Some(Body::Json(bytes) | Body::Fields(bytes)) => bytes,
        Some(Body::Form(files)) => {
            let form = Multipart::open(&files).await?;
            headers.push(("content-type".to_owned(), form.content_type().to_owned()));
            form.bytes().await?
        }
    };
    let method = request.method.as_str().to_owned();
    Ok(Received { method, target: target.to_owned(), headers, body })
}

/// The scheme and the host of an address, and the path with its query.
fn parts(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    (scheme, host, target)
}

/// An answer as a client would get it.
#[must_use]
pub fn response(answer: Answer) -> Response {
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    Response { status: answer.status, headers, body: answer.body }
}
