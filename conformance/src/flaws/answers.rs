//! The typed client makes something else of what comes back.

use gorgias_client::Reply;
use serde_json::{Value, json};

use super::Change::Client;
use super::Flaw;
use crate::subject::KEY;

pub(super) static FLAWS: &[Flaw] = &[
    Flaw {
        name: "field-lost",
        about: "A field of an answer is not read.",
        of: "tags.get",
        change: Client(|answered| {
            let mut answered = answered?;
            if let Some(fields) = answered.read.as_object_mut() {
                fields.remove("usage");
            }
            Ok(answered)
        }),
        found_by: "tags.get/plain",
        says: "the typed client reads something else at `usage`",
    },
    Flaw {
        name: "id-of-32-bits",
        about: "An id is cut to 32 bits.",
        of: "events.get",
        change: Client(|answered| {
            let mut answered = answered?;
            let id = answered.read["id"].as_u64().unwrap_or_default();
            answered.read["id"] = json!(id & u64::from(u32::MAX));
            Ok(answered)
        }),
        found_by: "events.get/beyond-32-bits",
        says: "the typed client reads something else at `id`",
    },
    Flaw {
        name: "time-rewritten",
        about: "A time is written in another form than it came in.",
        of: "tags.get",
        change: Client(|answered| {
            let mut answered = answered?;
            let time = answered.read["created_datetime"].as_str().unwrap_or_default();
            answered.read["created_datetime"] = json!(time.replace("+00:00", "Z"));
            Ok(answered)
        }),
        found_by: "tags.get/plain",
        says: "the typed client reads something else at `created_datetime`",
    },
    Flaw {
        name: "whole-number-as-fraction",
        about: "A whole number is read as a fraction.",
        of: "tags.get",
        change: Client(|answered| {
            let mut answered = answered?;
            answered.read["usage"] = json!(answered.read["usage"].as_f64());
            Ok(answered)
        }),
        found_by: "tags.get/plain",
        says: "the typed client reads something else at `usage`",
    },
    Flaw {
        name: "item-lost",
        about: "The last thing of a list is not read.",
        of: "tags.list",
        change: Client(|answered| {
            let mut answered = answered?;
            answered.read.as_array_mut().and_then(Vec::pop);
            Ok(answered)
        }),
        found_by: "tags.list/by-name",
        says: "the typed client reads something else at `.`",
    },
    Flaw {
        name: "unheard-of-field-refused",
        about: "An answer with a field that nobody knows cannot be read.",
        of: "tags.get",
        change: Client(|answered| match answered {
            Ok(answered) if holds_later(&answered.reply) => Err("there is an unknown field".into()),
            answered => answered,
        }),
        found_by: "tags.get/faults/unheard-of-field",
        says: "the typed client fails",
    },
    Flaw {
        name: "secret-in-an-error",
        about: "An error repeats the credentials, as the server did.",
        of: "tags.get",
        change: Client(|answered| answered.map_err(|error| format!("{error} ({KEY})").into())),
        found_by: "tags.get/faults/echoed-credentials",
        says: "the typed client repeats the credentials",
    },
];

/// Whether an answer is one with a field that nobody knows.
fn holds_later(reply: &Reply) -> bool {
    let answer: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
    answer.get("later_added").is_some()
}
