//! Whether an answer is a success, and if it is none, what it means.

use http::header::LOCATION;

use crate::{
    clock::Clock,
    error::{Complaint, Kind, retry_after},
    operation::{Answer, Operation},
    transport::{Response, unsigned},
};

/// What is wrong with the answer to an operation, if anything is.
pub(super) fn fault(operation: &Operation, response: &Response, clock: &dyn Clock) -> Option<Kind> {
    let said = || Complaint::read(&response.body);
    Some(match response.status {
        200..=299 => return None,
        // Where a file is is the answer. It is on another host, where the credentials must not go.
        300..=399 if matches!(operation.answer, Answer::File) && is_located(response) => {
            return None;
        }
        300..=399 => Kind::Redirected { location: location(response) },
        400 | 422 => Kind::Unprocessable(said()),
        401 => Kind::Unauthorised(said()),
        403 => Kind::Forbidden { scope: operation.scope, said: said() },
        404 => Kind::NotFound(said()),
        409 => Kind::Conflict(said()),
        429 => Kind::RateLimited {
            retry_after: retry_after(&response.headers, clock.date()),
            said: said(),
        },
        500..=599 => Kind::Server(said()),
        _ => Kind::Unexpected(said()),
    })
}

fn is_located(response: &Response) -> bool {
    response.headers.get(LOCATION).is_some_and(|address| address.to_str().is_ok())
}

/// The address that an answer names, without what may sign it.
pub(crate) fn location(response: &Response) -> Option<String> {
    response.headers.get(LOCATION)?.to_str().ok().map(|address| unsigned(address).to_owned())
}
