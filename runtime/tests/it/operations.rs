//! Descriptors as generated code writes them: one of each kind.

use gorgias_runtime::operation::{
    Answer, Body, BodyField, Method, Operation, Paging, Param, Refusal,
};

const fn path(arg: &'static str) -> Param {
    Param::path(arg)
}

const fn query(arg: &'static str, wire: &'static str) -> Param {
    Param::query(arg).wire(wire)
}

pub(crate) const READ: Operation = Operation {
    id: "",
    method: Method::Get,
    path: "",
    params: &[],
    body: Body::None,
    answer: Answer::Value,
    reads_only: true,
    scope: None,
    success: 200,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

const WRITE: Operation = Operation { method: Method::Put, reads_only: false, success: 202, ..READ };

/// Says what a status means, of which all say something else.
pub(crate) static TOLD: Operation = Operation {
    id: "events.told",
    refusals: &[Refusal::new(409, "A rule uses it.")],
    statuses: &[Refusal::new(404, "There is none."), Refusal::new(409, "It stands against it.")],
    ..READ
};

pub(crate) static EVENTS: Operation = Operation {
    id: "events.list",
    path: "/api/events",
    params: &[
        query("cursor", "cursor"),
        query("limit", "limit"),
        query("order_by", "order_by"),
        query("types", "types"),
        query("created_datetime_gte", "created_datetime[gte]"),
    ],
    answer: Answer::Pages(Paging::Cursor),
    scope: Some("events:read"),
    ..READ
};

pub(crate) static MESSAGES: Operation = Operation {
    id: "tickets.messages",
    path: "/api/tickets/{ticket_id}/messages",
    params: &[path("ticket_id"), query("page", "page")],
    answer: Answer::Pages(Paging::Numbered),
    ..READ
};

pub(crate) static ITEMS: Operation = Operation {
    id: "views.items",
    path: "/api/views/{view_id}/items",
    params: &[
        path("view_id"),
        query("limit", "limit"),
        query("cursor", "cursor"),
        query("direction", "direction"),
        query("ignored_item", "ignored_item"),
    ],
    answer: Answer::Pages(Paging::Links),
    ..READ
};

pub(crate) static SETTINGS: Operation = Operation {
    id: "account.settings",
    path: "/api/account/settings",
    params: &[Param::query("type").required()],
    answer: Answer::List { under: "data" },
    ..READ
};

pub(crate) static GET: Operation = Operation {
    id: "tags.get",
    path: "/api/tags/{id}",
    params: &[path("id")],
    scope: Some("tags:read"),
    ..READ
};

pub(crate) static UPDATE: Operation = Operation {
    id: "tags.update",
    path: "/api/tags/{id}",
    params: &[path("id")],
    body: Body::Fields(&[
        BodyField::new("name").required(),
        BodyField::new("about").wire("description"),
        BodyField::new("decoration"),
    ]),
    ..WRITE
};

pub(crate) static DELETE: Operation = Operation {
    id: "tags.delete_many",
    method: Method::Delete,
    path: "/api/tags",
    body: Body::Fields(&[BodyField::new("ids")]),
    answer: Answer::Nothing,
    success: 204,
    long_running: None,
    refusals: &[],
    statuses: &[],
    ..WRITE
};

pub(crate) static SET_FIELD: Operation = Operation {
    id: "tickets.set_field",
    path: "/api/tickets/{ticket_id}/custom-fields/{id}",
    params: &[path("ticket_id"), path("id")],
    body: Body::Whole { arg: "value", required: true, limits: &[] },
    answer: Answer::Nothing,
    ..WRITE
};

pub(crate) static FEEDBACK: Operation = Operation {
    id: "cards.feedback",
    method: Method::Post,
    path: "/api/feedback",
    body: Body::Whole { arg: "feedback", required: false, limits: &[] },
    answer: Answer::Nothing,
    ..WRITE
};

pub(crate) static UPLOAD: Operation = Operation {
    id: "files.upload",
    method: Method::Post,
    path: "/api/upload",
    params: &[query("type", "type")],
    body: Body::Form { arg: "files" },
    answer: Answer::List { under: "data" },
    ..WRITE
};

pub(crate) static DOWNLOAD: Operation = Operation {
    id: "files.download",
    path: "/api/files/{id}",
    params: &[path("id")],
    answer: Answer::File,
    success: 307,
    long_running: None,
    refusals: &[],
    statuses: &[],
    ..READ
};

pub(crate) static EXPORT: Operation = Operation {
    id: "statistics.download",
    method: Method::Post,
    path: "/api/stats/{name}/download",
    params: &[path("name")],
    answer: Answer::Csv,
    success: 201,
    long_running: None,
    refusals: &[],
    statuses: &[],
    ..READ
};
