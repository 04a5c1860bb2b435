//! The one way through: a call goes in, a reply or an error comes out.

mod builder;

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT},
};

pub use self::builder::RuntimeBuilder;
use crate::{
    account::Account,
    call::{Call, Prepared},
    clock::{Clock, before},
    error::{Complaint, Error, Kind, retry_after},
    operation::{Answer, Operation},
    pace::{Bucket, Rate},
    reply::Reply,
    retry::{Attempt, Retries},
    transport::{Body, Failure, Limits, Request, Response, Transport},
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
    clock: Arc<dyn Clock>,
    bucket: Bucket,
    retries: Retries,
    /// How long a call may take, with all its attempts and waits.
    whole: Duration,
}

impl Runtime {
    /// A runtime that speaks HTTP within the usual limits.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self::builder(account).build()
    }

    /// A runtime that speaks HTTP within these limits.
    #[must_use]
    pub fn with_limits(account: Account, limits: Limits) -> Self {
        Self::builder(account).limits(limits).build()
    }

    /// A runtime that sends through a transport of the caller's own.
    #[must_use]
    pub fn with_transport(account: Account, transport: impl Transport) -> Self {
        Self::builder(account).transport(transport).build()
    }

    /// A runtime of which more is to be said than the account.
    pub fn builder(account: Account) -> RuntimeBuilder {
        RuntimeBuilder::new(account)
    }

    /// The account that is called.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// How much of the account's limit is left, as far as it is known here; nothing where no limit was given.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        self.0.bucket.rate(self.0.clock.now())
    }

    /// Sends a call when its turn has come, and again where that does no harm and may help. Dropping the future abandons it.
    ///
    /// # Errors
    ///
    /// The call was refused here or by the server, or did not get through in its time.
    pub async fn execute(&self, call: Call) -> Result<Reply, Error> {
        self.send_prepared(call.operation(), call.prepare()?).await
    }

    /// Sends what has been prepared of a call.
    pub(crate) async fn send_prepared(
        &self,
        operation: &'static Operation,
        prepared: Prepared,
    ) -> Result<Reply, Error> {
        let started = self.0.clock.now();
        let mut tried = Vec::new();
        loop {
            let error = match self.attempt(operation, &prepared, started).await {
                Ok(reply) => {
                    self.0.retries.succeeded();
                    return Ok(reply);
                }
                Err(error) => error,
            };
            let Some(pause) = self.0.retries.pause(&error, tried.len(), self.left(started)) else {
                return Err(error.having_tried(tried));
            };
            tried.push(Attempt { fault: error.to_string(), pause });
            self.0.clock.sleep(pause).await;
        }
    }

    /// What is left of the time of a call.
    fn left(&self, started: Instant) -> Duration {
        let passed = self.0.clock.now().saturating_duration_since(started);
        self.0.whole.saturating_sub(passed)
    }

    /// Sends a call once. Where the server refuses a header that can be renewed, it goes out again with another one at once:
    /// 401 means that nothing was done.
    async fn attempt(
        &self,
        operation: &'static Operation,
        prepared: &Prepared,
        started: Instant,
    ) -> Result<Reply, Error> {
        let mut request = self.address(prepared, accepted(&operation.answer));
        let header = self.authorization(operation, None, started).await?;
        request.headers.insert(AUTHORIZATION, header.clone());
        let again = self.0.account.is_renewable().then(|| request.clone());
        let response = self.send(operation, request, started).await?;
        match again {
            Some(mut request) if response.status == 401 => {
                let header = self.authorization(operation, Some(&header), started).await?;
                request.headers.insert(AUTHORIZATION, header);
                judge(operation, self.send(operation, request, started).await?)
            }
            _ => judge(operation, response),
        }
    }

    /// Sends a request in its turn, within what is left of the time of the call.
    async fn send(
        &self,
        operation: &'static Operation,
        request: Request,
        started: Instant,
    ) -> Result<Response, Error> {
        let Inner { transport, clock, bucket, .. } = &*self.0;
        let turn = bucket.turn(&**clock, self.left(started)).await.map_err(|wait| {
            let date = clock.date();
            let until = date.saturating_add(wait).unwrap_or(date);
            Error::of(operation, None, Kind::NoTurn { until })
        })?;
        match self.in_time(operation, started, transport.send(request)).await? {
            Ok(response) => {
                turn.answered(&response, clock.now());
                Ok(response)
            }
            Err(Failure::TooLarge { limit }) => {
                Err(Error::of(operation, None, Kind::TooLarge { limit }))
            }
            Err(failure) => Err(Error::of(operation, None, Kind::Transport(failure))),
        }
    }

    /// The header that proves who calls, in place of one that was refused.
    async fn authorization(
        &self,
        operation: &'static Operation,
        refused: Option<&HeaderValue>,
        started: Instant,
    ) -> Result<HeaderValue, Error> {
        let Inner { account, transport, clock, .. } = &*self.0;
        let asked = account.authorization(transport, clock, refused);
        let status = refused.map(|_| 401);
        let header = self.in_time(operation, started, asked).await?;
        header.map_err(|cause| Error::of(operation, status, Kind::NoToken(cause)))
    }

    /// What a part of a call gives, if it ends within what is left of the time of the call.
    async fn in_time<T>(
        &self,
        operation: &'static Operation,
        started: Instant,
        work: impl Future<Output = T>,
    ) -> Result<T, Error> {
        let late = self.0.clock.sleep(self.left(started));
        before(late, work).await.ok_or_else(|| {
            let failure = Failure::TimedOut { after: self.0.whole };
            Error::of(operation, None, Kind::Transport(failure))
        })
    }

    fn address(&self, prepared: &Prepared, accepted: HeaderValue) -> Request {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, accepted);
        headers.insert(USER_AGENT, AGENT);
        if matches!(prepared.body, Some(Body::Json(_))) {
            headers.insert(CONTENT_TYPE, JSON);
        }
        let url = format!("{}{}", self.0.account.base_url(), prepared.target);
        Request { method: prepared.method, url, headers, body: prepared.body.clone() }
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
        429 => Kind::RateLimited { retry_after: retry_after(&response.headers), said: said() },
        500..=599 => Kind::Server(said()),
        _ => Kind::Unexpected(said()),
    };
    Err(Error::of(operation, Some(response.status), kind).told_in(&response.headers))
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
