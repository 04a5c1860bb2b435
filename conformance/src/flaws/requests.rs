//! What goes out is not what the API wants.

use gorgias_runtime::http::HeaderValue;
use gorgias_runtime::http::header::{AUTHORIZATION, CONTENT_TYPE};
use gorgias_runtime::operation::{Body, BodyField, Method, Operation, Param};
use gorgias_runtime::transport::{self, Request};
use serde_json::{Value, json};

use super::Change::{Given, Operation as Descriptor, Wire};
use super::Flaw;

pub(super) static FLAWS: &[Flaw] = &[
    Flaw {
        name: "another-path",
        about: "An operation has another path.",
        of: "tags.get",
        change: Descriptor(|operation| operation.path = "/api/tag/{id}"),
        found_by: "tags.get/plain",
        says: "the tool `get_single_gorgias_tag_by_id` sent another request: the path",
    },
    Flaw {
        name: "another-verb",
        about: "An update is posted.",
        of: "tags.update",
        change: Descriptor(|operation| operation.method = Method::Post),
        found_by: "tags.update/describe",
        says: "the tool `update_a_gorgias_tag_by_id` sent another request: the method",
    },
    Flaw {
        name: "another-query-key",
        about: "A filter has another key.",
        of: "tags.list",
        change: Descriptor(|operation| param(operation, "search", |it| it.wire("q"))),
        found_by: "tags.list/by-name",
        says: "`search`",
    },
    Flaw {
        name: "comparator-without-brackets",
        about: "A comparison is written as it is among the arguments, and not with brackets.",
        of: "events.list",
        change: Descriptor(|operation| {
            param(operation, "created_datetime_gte", |it| it.wire("created_datetime_gte"));
        }),
        found_by: "events.list/of-a-user",
        says: "`created_datetime[gte]`",
    },
    Flaw {
        name: "query-argument-lost",
        about: "An argument never gets into the query.",
        of: "tags.list",
        change: Wire(|inner, mut request| {
            request.url = request.url.replace("&limit=2", "");
            inner.send(request)
        }),
        found_by: "tags.list/by-name",
        says: "`limit`",
    },
    Flaw {
        name: "unasked-query-argument",
        about: "A tool asks for what nobody asked for.",
        of: "tags.list",
        change: Given(|_, args| drop(args.insert("limit".to_owned(), json!(30)))),
        found_by: "tags.list/most-used-first",
        says: "`limit`",
    },
    Flaw {
        name: "list-with-commas",
        about: "A list in the query is one value with commas.",
        of: "users.list",
        change: Wire(|inner, mut request| {
            request.url = request.url.replace("&roles=", "%2C");
            inner.send(request)
        }),
        found_by: "users.list/bots-and-admins",
        says: "`roles`",
    },
    Flaw {
        name: "list-key-with-brackets",
        about: "A list in the query has brackets behind its key.",
        of: "tickets.list",
        change: Descriptor(|operation| {
            param(operation, "ticket_ids", |it| it.wire("ticket_ids[]"))
        }),
        found_by: "tickets.list/by-ids",
        says: "`ticket_ids`",
    },
    Flaw {
        name: "time-without-zone",
        about: "A time loses its zone on the way into the query.",
        of: "events.list",
        change: Wire(|inner, mut request| {
            request.url = request.url.replace("00Z", "00");
            inner.send(request)
        }),
        found_by: "events.list/of-a-user",
        says: "`created_datetime[gte]`",
    },
    Flaw {
        name: "another-body-key",
        about: "A field of a body has another key.",
        of: "tickets.create",
        change: Descriptor(|operation| field(operation, "subject", |it| it.wire("title"))),
        found_by: "tickets.create/mail-out",
        says: "subject",
    },
    Flaw {
        name: "null-left-out",
        about: "What shall be cleared is left out of the body.",
        of: "tickets.update",
        change: Wire(|inner, mut request| {
            body(&mut request, |fields| fields.retain(|_, value| !value.is_null()));
            inner.send(request)
        }),
        found_by: "tickets.update/out-of-the-trash",
        says: "trashed_datetime",
    },
    Flaw {
        name: "null-for-nothing",
        about: "What nobody gave is sent as null, and clears something.",
        of: "tags.create",
        change: Wire(|inner, mut request| {
            body(&mut request, |fields| drop(fields.insert("description".to_owned(), Value::Null)));
            inner.send(request)
        }),
        found_by: "tags.create/name-alone",
        says: "description",
    },
    Flaw {
        name: "number-as-text",
        about: "An id in a body is sent as a text.",
        of: "tickets.update",
        change: Wire(|inner, mut request| {
            body(&mut request, |fields| {
                if let Some(id) = fields.get_mut("assignee_team").and_then(|it| it.get_mut("id")) {
                    *id = Value::from(id.to_string());
                }
            });
            inner.send(request)
        }),
        found_by: "tickets.update/hand-over",
        says: "assignee_team.id",
    },
    Flaw {
        name: "delete-without-body",
        about: "A DELETE loses its body.",
        of: "tags.delete-many",
        change: Wire(|inner, mut request| {
            request.body = None;
            inner.send(request)
        }),
        found_by: "tags.delete-many/two",
        says: "there is no body",
    },
    Flaw {
        name: "body-under-no-type",
        about: "A body of JSON does not say that it is JSON.",
        of: "tags.create",
        change: Wire(|inner, mut request| {
            request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            inner.send(request)
        }),
        found_by: "tags.create/name-alone",
        says: "content-type",
    },
    Flaw {
        name: "sent-twice",
        about: "A call is sent twice, though the first went well.",
        of: "tags.create",
        change: Wire(|inner, request| {
            Box::pin(async move {
                inner.send(request.clone()).await?;
                inner.send(request).await
            })
        }),
        found_by: "tags.create/name-alone",
        says: "sent 2 requests",
    },
    Flaw {
        name: "no-credentials",
        about: "A request goes out without credentials.",
        of: "tags.get",
        change: Wire(|inner, mut request| {
            request.headers.remove(AUTHORIZATION);
            inner.send(request)
        }),
        found_by: "tags.get/plain",
        says: "the request has no credentials",
    },
    Flaw {
        name: "credentials-of-another",
        about: "A request goes out with credentials that the account does not have.",
        of: "tags.get",
        change: Wire(|inner, mut request| {
            let mut proof = HeaderValue::from_static("Bearer of-another");
            proof.set_sensitive(true);
            request.headers.insert(AUTHORIZATION, proof);
            inner.send(request)
        }),
        found_by: "tags.get/plain",
        says: "authorization",
    },
    Flaw {
        name: "credentials-in-logs",
        about: "The header with the credentials is not marked sensitive, so that logs show it.",
        of: "tags.get",
        change: Wire(|inner, mut request| {
            if let Some(proof) = request.headers.get_mut(AUTHORIZATION) {
                proof.set_sensitive(false);
            }
            inner.send(request)
        }),
        found_by: "tags.get/plain",
        says: "the credentials are not marked sensitive",
    },
];

/// Describes a parameter otherwise.
pub(super) fn param(operation: &mut Operation, arg: &str, otherwise: impl Fn(Param) -> Param) {
    let params = operation.params.iter().cloned();
    let params = params.map(|it| if it.arg == arg { otherwise(it) } else { it });
    operation.params = params.collect::<Vec<_>>().leak();
}

/// Describes a field of the body otherwise.
pub(super) fn field(
    operation: &mut Operation,
    arg: &str,
    otherwise: impl Fn(BodyField) -> BodyField,
) {
    if let Body::Fields(fields) = operation.body {
        let fields = fields.iter().cloned();
        let fields = fields.map(|it| if it.arg == arg { otherwise(it) } else { it });
        operation.body = Body::Fields(fields.collect::<Vec<_>>().leak());
    }
}

/// Changes the object that a request carries.
fn body(request: &mut Request, change: impl FnOnce(&mut serde_json::Map<String, Value>)) {
    let Some(transport::Body::Json(bytes)) = &mut request.body else { return };
    if let Ok(Value::Object(mut fields)) = serde_json::from_slice(bytes) {
        change(&mut fields);
        *bytes = Value::from(fields).to_string().into();
    }
}
