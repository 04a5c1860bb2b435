//! The course of one call: its attempts and pauses, and the phases of each attempt.

use std::{
    future::Future,
    pin::pin,
    time::{Duration, Instant},
};

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};

use super::{AGENT, JSON, Origin, Runtime, Shared, judgement, way::Way};
use crate::{
    call::Prepared,
    clock::{Sleep, before},
    error::{Error, Kind},
    file::check_readable,
    operation::{Answer, Operation},
    reply::Reply,
    retry::Attempt,
    trace,
    transport::{Body, Failure, Request, Response},
    waits::Wait,
};

/// A call on its way.
pub(super) struct Course<'r> {
    pub(super) runtime: &'r Runtime,
    pub(super) operation: &'static Operation,
    started: Instant,
}

/// Where a call is, for whoever breaks it off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It waits: for its turn, for a token, or until it is sent again.
    Waiting,
    /// It was sent, so that it may be carried out.
    UnderWay,
}

impl<'r> Course<'r> {
    pub(super) fn new(runtime: &'r Runtime, operation: &'static Operation) -> Self {
        Self { runtime, operation, started: runtime.shared.clock.now() }
    }

    /// Sends the call and reads its answer as a whole.
    pub(super) async fn execute(&self, prepared: &Prepared) -> Result<Reply, Error> {
        if let (Some(arg), Some(Body::Form(files))) = (self.operation.files(), &prepared.body) {
            check_readable(arg, files).await?;
        }
        let (reply, tried) = self.persist(|| self.attempt(prepared)).await?;
        Ok(reply.having_tried(tried))
    }

    /// Makes one attempt after the other, until one succeeds or there is no use in another, and says which failed before.
    pub(super) async fn persist<T, F: Future<Output = Result<T, Error>>>(
        &self,
        attempt: impl Fn() -> F,
    ) -> Result<(T, Vec<Attempt>), Error> {
        let Shared { retries, clock, .. } = self.shared();
        let mut tried = Vec::new();
        loop {
            let error = match attempt().await {
                Ok(done) => {
                    retries.succeeded();
                    return Ok((done, tried));
                }
                Err(error) => error,
            };
            let Some(pause) = retries.pause(&error, tried.len(), self.left()) else {
                return Err(error.having_tried(tried));
            };
            trace::again(&error, pause);
            tried.push(Attempt { fault: error.to_string(), pause });
            let _wait = self.wait();
            if let Err(error) = self.unless_cancelled(Phase::Waiting, clock.sleep(pause)).await {
                return Err(error.having_tried(tried));
            }
        }
    }

    /// Sends the call once, and judges the answer.
    async fn attempt(&self, prepared: &Prepared) -> Result<Reply, Error> {
        let (response, origin) = self.ask(prepared).await?;
        match judgement::fault(self.operation, &response, &*self.shared().clock) {
            None => Ok(Reply::new(self.operation, response, origin)),
            Some(kind) => Err(origin.error(self.operation, &response, kind)),
        }
    }

    /// Asks the account. Where it refuses a header that can be renewed, the request goes out again with another one at once: 401
    /// means that nothing was done.
    pub(super) async fn ask<B: Way>(
        &self,
        prepared: &Prepared,
    ) -> Result<(Response<B>, Origin), Error> {
        let mut proof = self.authorization(None).await?;
        let mut response = self.send(self.request(prepared, &proof)).await?;
        if response.status == 401 && self.shared().account.is_renewable() {
            proof = self.authorization(Some(&proof)).await?;
            response = self.send(self.request(prepared, &proof)).await?;
        }
        Ok((response, Origin::new(&self.runtime.shared, Some(proof))))
    }

    /// The header that proves who calls, in place of one that was refused.
    async fn authorization(&self, refused: Option<&HeaderValue>) -> Result<HeaderValue, Error> {
        let Shared { account, transport, clock, .. } = self.shared();
        let asked = account.authorization(transport, clock, refused);
        let status = refused.map(|_| 401);
        let header = self.in_time(Phase::Waiting, asked).await?;
        header.map_err(|cause| Error::of(self.operation, status, Kind::NoToken(cause)))
    }

    /// Sends a request to the account in its turn.
    async fn send<B: Way>(&self, request: Request) -> Result<Response<B>, Error> {
        let Shared { clock, bucket, .. } = self.shared();
        let turn = pin!(bucket.turn(&**clock, self.left()));
        let wait = self.wait();
        let turn = self.unless_cancelled(Phase::Waiting, turn).await?.map_err(|wait| {
            let date = clock.date();
            let until = date.saturating_add(wait).unwrap_or(date);
            self.error(Kind::NoTurn { until }).with_wait(wait)
        })?;
        drop(wait);
        let response = self.dispatch(request).await?;
        turn.answered(&response, &**clock);
        Ok(response)
    }

    /// Sends a request, to whatever host.
    pub(super) async fn dispatch<B: Way>(
        &self,
        mut request: Request,
    ) -> Result<Response<B>, Error> {
        let Shared { transport, hooks, .. } = self.shared();
        request.within = self.runtime.is_own.then(|| self.left());
        hooks.iter().for_each(|hook| hook.before(self.operation, &mut request));
        // Not even a transport that begins at once begins a call that is over.
        let exchange = async move { B::exchange(&**transport, request).await };
        match self.in_time(Phase::UnderWay, exchange).await? {
            Ok(mut response) => {
                B::seen(&mut response, |response| {
                    hooks.iter().for_each(|hook| hook.after(self.operation, response));
                });
                Ok(response)
            }
            Err(failure) => Err(self.error(failure.into())),
        }
    }

    fn request(&self, prepared: &Prepared, proof: &HeaderValue) -> Request {
        let Prepared { method, target, body } = prepared;
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, accepted(&self.operation.answer));
        headers.insert(USER_AGENT, AGENT);
        if matches!(body, Some(Body::Json(_))) {
            headers.insert(CONTENT_TYPE, JSON);
        }
        headers.insert(AUTHORIZATION, proof.clone());
        let url = format!("{}{target}", self.shared().account.base_url());
        Request { method: *method, url, headers, body: body.clone(), within: None }
    }

    /// What a part of the call gives, if it ends within what is left of its time.
    pub(super) async fn in_time<T>(
        &self,
        phase: Phase,
        work: impl Future<Output = T>,
    ) -> Result<T, Error> {
        // It stands here alone: what wraps it would else hold it once more each, and move it about.
        let work = pin!(work);
        let done = self.unless_cancelled(phase, before(|| self.end(), work)).await?;
        done.ok_or_else(|| self.timed_out())
    }

    /// The end of the time of the call.
    pub(super) fn end(&self) -> Sleep {
        self.shared().clock.sleep(self.left())
    }

    pub(super) fn timed_out(&self) -> Error {
        self.error(Kind::Transport(Failure::TimedOut { after: self.runtime.whole }))
    }

    /// What a part of the call gives, unless somebody ends the call before.
    async fn unless_cancelled<T>(
        &self,
        phase: Phase,
        work: impl Future<Output = T>,
    ) -> Result<T, Error> {
        match &self.runtime.cancellation {
            None => Ok(work.await),
            Some(cancellation) => cancellation.unless(work).await.map_err(|cancelled| {
                let under_way = cancelled.begun && phase == Phase::UnderWay;
                self.error(Kind::Cancelled { under_way })
            }),
        }
    }

    /// What is left of the time of the call.
    fn left(&self) -> Duration {
        let passed = self.shared().clock.now().saturating_duration_since(self.started);
        self.runtime.whole.saturating_sub(passed)
    }

    /// A wait for others, where somebody counts it.
    fn wait(&self) -> Option<Wait<'_>> {
        self.runtime.waits.as_ref().map(|waits| waits.begin(&*self.shared().clock))
    }

    /// Something that went wrong without an answer.
    pub(super) fn error(&self, kind: Kind) -> Error {
        Error::of(self.operation, None, kind)
    }

    pub(super) fn shared(&self) -> &'r Shared {
        &self.runtime.shared
    }
}

/// What a caller wants to get. A refusal is JSON, whatever was asked for.
fn accepted(answer: &Answer) -> HeaderValue {
    match answer {
        Answer::Nothing | Answer::Value | Answer::List { .. } | Answer::Pages(_) => JSON,
        Answer::File => HeaderValue::from_static("*/*"),
        Answer::Csv => HeaderValue::from_static("text/csv, application/json"),
    }
}
