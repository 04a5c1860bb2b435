//! What is told to whoever traces calls. Names, numbers and times are; arguments, queries, bodies and credentials are not.

use std::time::Duration;

use tracing::{Span, debug, field::Empty, info_span};

use crate::{error::Error, operation::Operation, reply::Reply};

/// By what the subscribers of a program choose what they listen to.
const TARGET: &str = "gorgias";

/// The span of a call. Its path is that of the operation, without the ids that a request has in it.
pub(crate) fn call(operation: &Operation) -> Span {
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

/// A call has ended.
pub(crate) fn ended(span: &Span, outcome: &Result<Reply, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, attempts, request_id, said) = match outcome {
        Ok(reply) => (Some(reply.status()), reply.attempts(), reply.request_id(), "success"),
        Err(error) => {
            let request_id = error.request_id().map(str::to_owned);
            (error.status(), error.attempts(), request_id, error.kind().name())
        }
    };
    span.record("status", status).record("attempts", attempts);
    span.record("request_id", request_id).record("outcome", said);
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
