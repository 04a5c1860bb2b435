//! What goes wrong ends otherwise, and lists are followed otherwise.

use gorgias_runtime::Retry;
use gorgias_runtime::http::HeaderName;
use gorgias_runtime::http::header::{LOCATION, RETRY_AFTER};
use gorgias_runtime::transport::{Failure, Response};
use serde_json::Value;

use super::Change::{Forgetful, Operation as Descriptor, Retry as Retries, Wire};
use super::{Flaw, answered};

pub(super) static FLAWS: &[Flaw] = &[
    Flaw {
        name: "one-attempt-more",
        about: "A call is sent once more than calls are sent.",
        of: "tags.list",
        change: Retries(Retry::attempts(5)),
        found_by: "tags.list/faults/503",
        says: "the typed client ends otherwise",
    },
    Flaw {
        name: "one-attempt-less",
        about: "A call is sent once less than calls are sent.",
        of: "tags.list",
        change: Retries(Retry::attempts(3)),
        found_by: "tags.list/faults/503",
        says: "the typed client ends otherwise",
    },
    Flaw {
        name: "write-sent-again",
        about: "A write is sent again after an error of the server, which may have done it.",
        of: "tags.create",
        change: Descriptor(|operation| operation.reads_only = true),
        found_by: "tags.create/faults/500",
        says: "the tool ends otherwise",
    },
    Flaw {
        name: "read-not-sent-again",
        about: "A read is not sent again after an error of the server.",
        of: "search.find",
        change: Descriptor(|operation| operation.reads_only = false),
        found_by: "search.find/faults/500",
        says: "the tool ends otherwise",
    },
    Flaw {
        name: "retry-after-not-read",
        about: "Nobody reads for how long the server asks to wait.",
        of: "tags.list",
        change: answered!(|response| drop(response.headers.remove(RETRY_AFTER))),
        found_by: "tags.list/faults/429-with-retry-after",
        says: "the typed client ends otherwise",
    },
    Flaw {
        name: "not-found-as-success",
        about: "What is not there is taken for a success.",
        of: "tags.delete",
        change: answered!(|response| if response.status == 404 {
            response.status = 200;
        }),
        found_by: "tags.delete/faults/404",
        says: "the typed client takes it for a success",
    },
    Flaw {
        name: "refusals-mixed-up",
        about: "Missing credentials are taken for a missing scope.",
        of: "tags.get",
        change: answered!(|response| if response.status == 401 {
            response.status = 403;
        }),
        found_by: "tags.get/faults/401",
        says: "the typed client ends otherwise",
    },
    Flaw {
        name: "request-id-lost",
        about: "An error does not tell by what name the server's logs have the request.",
        of: "tags.get",
        change: answered!(|response| {
            response.headers.remove(HeaderName::from_static("x-request-id"));
        }),
        found_by: "tags.get/faults/404",
        says: "the typed client ends otherwise",
    },
    Flaw {
        name: "credentials-to-another-host",
        about: "A redirect is followed, with the credentials.",
        of: "tags.get",
        change: Wire(|inner, request| {
            Box::pin(async move {
                let mut again = request.clone();
                let response = inner.send(request).await?;
                let Some(elsewhere) = response.headers.get(LOCATION) else { return Ok(response) };
                again.url = elsewhere.to_str().unwrap_or_default().to_owned();
                inner.send(again).await
            })
        }),
        found_by: "tags.get/faults/redirect",
        says: "the typed client sends the credentials elsewhere",
    },
    Flaw {
        name: "broken-connection-as-success",
        about: "A connection that breaks is taken for an empty answer.",
        of: "tags.delete",
        change: Wire(|inner, request| {
            Box::pin(async move {
                match inner.send(request).await {
                    Err(Failure::Interrupted { .. }) => Ok(empty()),
                    ended => ended,
                }
            })
        }),
        found_by: "tags.delete/faults/reset",
        says: "the typed client takes it for a success",
    },
    Flaw {
        name: "endless-answer-cut",
        about: "Of an answer that is too large the beginning is taken for all of it.",
        of: "tags.delete",
        change: Wire(|inner, request| {
            Box::pin(async move {
                match inner.send(request).await {
                    Err(Failure::TooLarge { .. }) => Ok(empty()),
                    ended => ended,
                }
            })
        }),
        found_by: "tags.delete/faults/oversize-in-chunks",
        says: "the typed client takes it for a success",
    },
    Flaw {
        name: "list-goes-in-circles",
        about: "A list that leads back to a page is followed for ever.",
        of: "tags.list",
        change: Forgetful,
        found_by: "tags.list/paging/repeated-cursor",
        says: "the client follows a list that leads back",
    },
    Flaw {
        name: "filter-on-the-first-page-alone",
        about: "The second page is asked for without what the first was asked for with.",
        of: "tags.list",
        change: Wire(|inner, mut request| {
            if request.url.contains("cursor=") {
                request.url = request.url.replace("search=refund&", "");
            }
            inner.send(request)
        }),
        found_by: "tags.list/paging/to-the-end",
        says: "the client asks for the next page in another way",
    },
    Flaw {
        name: "size-on-the-first-page-alone",
        about: "The second page is asked for without a size.",
        of: "events.list",
        change: Wire(|inner, mut request| {
            if request.url.contains("cursor=") {
                request.url = request.url.replace("limit=2", "");
            }
            inner.send(request)
        }),
        found_by: "events.list/paging/limit",
        says: "the client asks for the next page in another way",
    },
    Flaw {
        name: "page-skipped",
        about: "A page is passed over.",
        of: "tags.list",
        change: answered!(|response| replaced(&mut response, "\"third\"", "\"fourth\"")),
        found_by: "tags.list/paging/to-the-end",
        says: "the client asks for the next page in another way",
    },
    Flaw {
        name: "ends-at-an-empty-page",
        about: "A list ends at the first page on which there is nothing.",
        of: "tags.list",
        change: answered!(|response| {
            let page: Value = serde_json::from_slice(&response.body).unwrap_or_default();
            if page["data"].as_array().is_some_and(Vec::is_empty) {
                replaced(&mut response, "\"third\"", "null");
            }
        }),
        found_by: "tags.list/paging/to-the-end",
        says: "the client reads other pages",
    },
    Flaw {
        name: "asks-beyond-the-end",
        about: "An empty cursor is taken for one.",
        of: "tags.list",
        change: answered!(|response| {
            replaced(&mut response, r#""next_cursor":"""#, r#""next_cursor":" ""#);
        }),
        found_by: "tags.list/paging/last-page",
        says: "the client fails",
    },
];

fn replaced(response: &mut Response, old: &str, new: &str) {
    response.body = String::from_utf8_lossy(&response.body).replace(old, new).into();
}

fn empty() -> Response {
    Response { status: 200, headers: Default::default(), body: Default::default() }
}
