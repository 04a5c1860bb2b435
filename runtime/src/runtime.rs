//! The one way through: a call goes in, a reply or an error comes out.

use std::{sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER, USER_AGENT},
};

use crate::{
    account::Account,
    call::{Call, Prepared},
    error::{Complaint, Error, Kind},
    operation::{Answer, Operation},
    reply::Reply,
    transport::{Body, Failure, Http, Limits, Request, Response, Transport},
};

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("gorgias-runtime/", env!("CARGO_PKG_VERSION")));

/// Sends calls to one account. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

struct Inner {
    account: Account,
    transport: Arc<dyn Transport>,
}

impl Runtime {
    /// A runtime that speaks HTTP within the usual limits.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self::with_limits(account, Limits::default())
    }

    /// A runtime that speaks HTTP within these limits.
    #[must_use]
    pub fn with_limits(account: Account, limits: Limits) -> Self {
        let http = Http::new(limits);
        let http = if account.is_local() { http.direct() } else { http };
        Self::with_transport(account, http)
    }

    /// A runtime that sends through a transport of the caller's own.
    #[must_use]
    pub fn with_transport(account: Account, transport: impl Transport) -> Self {
        Self(Arc::new(Inner { account, transport: Arc::new(transport) }))
    }

    /// The account that is called.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// Sends a call. Dropping the future abandons it.
    ///
    /// # Errors
    ///
    /// The call was refused here or by the server, or did not get through.
    pub async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let operation = call.operation();
        let request = self.address(call.prepare()?, accepted(&operation.answer));
        match self.send_authorized(operation, request).await? {
            Ok(response) => judge(operation, response),
            Err(Failure::TooLarge { limit }) => {
                Err(Error::of(operation, None, Kind::TooLarge { limit }))
            }
            Err(failure) => Err(Error::of(operation, None, Kind::Transport(failure))),
        }
    }

    /// Sends a request with the header that proves who calls. Where the server refuses a header that can be renewed, the
    /// request goes out once more with another one: 401 means that nothing was done.
    async fn send_authorized(
        &self,
        operation: &'static Operation,
        mut request: Request,
    ) -> Result<Result<Response, Failure>, Error> {
        let header = self.authorization(operation, None).await?;
        request.headers.insert(AUTHORIZATION, header.clone());
        let again = self.0.account.is_renewable().then(|| request.clone());
        let outcome = self.0.transport.send(request).await;
        match (&outcome, again) {
            (Ok(Response { status: 401, .. }), Some(mut request)) => {
                let header = self.authorization(operation, Some(&header)).await?;
                request.headers.insert(AUTHORIZATION, header);
                Ok(self.0.transport.send(request).await)
            }
            _ => Ok(outcome),
        }
    }

    /// The header that proves who calls, in place of one that was refused.
    async fn authorization(
        &self,
        operation: &'static Operation,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Error> {
        let Inner { account, transport } = &*self.0;
        let header = account.authorization(transport, refused).await;
        let status = refused.map(|_| 401);
        header.map_err(|cause| Error::of(operation, status, Kind::NoToken(cause)))
    }

    fn address(&self, prepared: Prepared, accepted: HeaderValue) -> Request {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, accepted);
        headers.insert(USER_AGENT, AGENT);
        if matches!(prepared.body, Some(Body::Json(_))) {
            headers.insert(CONTENT_TYPE, JSON);
        }
        let url = format!("{}{}", self.0.account.base_url(), prepared.target);
        Request { method: prepared.method, url, headers, body: prepared.body }
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("account", &self.0.account).finish_non_exhaustive()
    }
}

fn judge(operation: &'static Operation, response: Response) -> Result<Reply, Error> {
    let said = || Complaint::read(&response.body);
    let kind = match response.status {
        200..=299 => return Ok(Reply::new(operation, response)),
        300..=399 => match (&operation.answer, header(&response, &LOCATION)) {
            // Where a file is is the answer. It is on another host, where the credentials must not go.
            (Answer::File, Some(_)) => return Ok(Reply::new(operation, response)),
            (_, location) => Kind::Redirected { location },
        },
        400 | 422 => Kind::Unprocessable(said()),
        401 => Kind::Unauthorised(said()),
        403 => Kind::Forbidden { scope: operation.scope, said: said() },
        404 => Kind::NotFound(said()),
        409 => Kind::Conflict(said()),
        429 => Kind::RateLimited { retry_after: retry_after(&response), said: said() },
        500..=599 => Kind::Server(said()),
        _ => Kind::Unexpected(said()),
    };
    Err(Error::of(operation, Some(response.status), kind))
}

/// What a caller wants to get. A refusal is JSON, whatever was asked for.
fn accepted(answer: &Answer) -> HeaderValue {
    match answer {
        Answer::Nothing | Answer::Value | Answer::List { .. } | Answer::Pages(_) => JSON,
        Answer::File => HeaderValue::from_static("*/*"),
        Answer::Csv => HeaderValue::from_static("text/csv, application/json"),
    }
}

pub(crate) fn header(response: &Response, name: &http::HeaderName) -> Option<String> {
    response.headers.get(name)?.to_str().ok().map(str::to_owned)
}

pub(crate) fn retry_after(response: &Response) -> Option<Duration> {
    header(response, &RETRY_AFTER)?.trim().parse().ok().map(Duration::from_secs)
}
