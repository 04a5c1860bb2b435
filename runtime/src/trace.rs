//! What is told to whoever traces calls. Names, numbers and times are; arguments, queries, bodies and credentials are not.

use std::{future::Future, time::Duration};

use tracing::{Instrument, Span, debug, field::Empty, info_span};

use crate::{error::Error, operation::Operation};

/// By what the subscribers of a program choose what they listen to.
const TARGET: &str = "gorgias";

/// Makes a call within a span, which tells at its end how the call ended.
pub(crate) async fn call<T>(
    operation: &Operation,
    course: impl Future<Output = Result<T, Error>>,
    ending: impl FnOnce(&T) -> Ending,
) -> Result<T, Error> {
    let span = span(operation);
    let outcome = course.instrument(span.clone()).await;
    if !span.is_disabled() {
        outcome.as_ref().map_or_else(Ending::failure, ending).tell(&span);
    }
    outcome
}

/// The span of a call. Its path is that of the operation, without the ids that a request has in it.
fn span(operation: &Operation) -> Span {
    info_span!(
        target: TARGET,
        "call",
        operation = operation.id,
        verb = operation.method.as_str(),
        path = operation.path,
        status = Empty,
        attempts = Empty,
        request_id = Empty,
        outcome = Empty,
    )
}

/// How a call ended.
pub(crate) struct Ending {
    status: Option<u16>,
    attempts: usize,
    request_id: Option<String>,
    outcome: &'static str,
}

impl Ending {
    pub(crate) fn success(status: u16, attempts: usize, request_id: Option<String>) -> Self {
        Self { status: Some(status), attempts, request_id, outcome: "success" }
    }

    fn failure(error: &Error) -> Self {
        Self {
            status: error.status(),
            attempts: error.attempts(),
            request_id: error.request_id().map(str::to_owned),
            outcome: error.kind().name(),
        }
    }

    fn tell(self, span: &Span) {
        let Self { status, attempts, request_id, outcome } = self;
        span.record("status", status).record("attempts", attempts);
        span.record("request_id", request_id).record("outcome", outcome);
    }
}

/// A call waits for its turn, about so long.
pub(crate) fn waiting(wait: Duration) {
    debug!(target: TARGET, ?wait, "waiting for a turn");
}

/// A call is sent again after a pause.
pub(crate) fn again(error: &Error, pause: Duration) {
    let (reason, status) = (error.kind().name(), error.status());
    debug!(target: TARGET, reason, status, ?pause, "sending again");
}

/// Another access token is asked for.
pub(crate) fn renewing() {
    debug!(target: TARGET, "asking for another access token");
}

/// Another access token was had, or not.
pub(crate) fn renewed(failed: Option<&Error>) {
    match failed {
        None => debug!(target: TARGET, "there is another access token"),
        Some(error) => {
            let (reason, status) = (error.kind().name(), error.status());
            debug!(target: TARGET, reason, status, "there is no other access token");
        }
    }
}
