//! The words of the spec language: what may stand where, and what it means.
//!
//! The comments on the words are what an editor shows; `spec/README.md` has an example of each.

mod access;
mod behaviour;
mod closed;
mod effects;
mod files;
mod follow;
mod long_running;
mod operations;
mod refusals;
mod types;
mod webhooks;
mod workflows;

use serde_json::{Value as Json, json};

pub(crate) use access::*;
pub(crate) use behaviour::*;
pub(crate) use closed::*;
pub(crate) use effects::*;
pub(crate) use files::*;
pub(crate) use follow::*;
pub(crate) use long_running::*;
pub(crate) use operations::*;
pub(crate) use refusals::*;
pub(crate) use types::*;
pub(crate) use webhooks::*;
pub(crate) use workflows::*;

/// The schema of what can be written in two ways.
fn either(one: Json, other: Json) -> Json {
    json!({ "anyOf": [one, other] })
}
