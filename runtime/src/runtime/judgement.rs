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
    // Where a file is is the answer. It is on another host, where the credentials must not go.
    let is_answer = is_success(response) || leads_to_file(operation, response).is_some();
    (!is_answer).then(|| refusal(operation, response, clock))
}

pub(super) fn is_success<B>(response: &Response<B>) -> bool {
    matches!(response.status, 200..=299)
}

/// Where an answer says that the file is which was asked for.
pub(super) fn leads_to_file<'r, B>(
    operation: &Operation,
    response: &'r Response<B>,
) -> Option<&'r str> {
    let is_elsewhere =
        matches!(operation.answer, Answer::File) && matches!(response.status, 300..=399);
    response.headers.get(LOCATION).filter(|_| is_elsewhere)?.to_str().ok()
}

/// What an answer means that is no success.
pub(super) fn refusal(operation: &Operation, response: &Response, clock: &dyn Clock) -> Kind {
    let said = || Complaint::read(&response.body);
    match response.status {
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
    }
}

/// The address that an answer names, without what may sign it.
pub(crate) fn location(response: &Response) -> Option<String> {
    response.headers.get(LOCATION)?.to_str().ok().map(|address| unsigned(address).to_owned())
}
