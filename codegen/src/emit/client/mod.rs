//! The crate `gorgias-client`.
//!
//! The [`manifest`] has a feature per resource, and the [`library`] a method per resource that the feature gates. A
//! [`resource`] is a module with a handle, which has a method per operation, and a builder per operation, which is
//! awaited. What all of that says of the wire is said once, in the table of [`operations`], what the API refuses in
//! [`limits`], to which the table and the tools refer, and how fast it may be called in [`pace`]. The [`types`] are there
//! whatever the features are: a resource may use those of another. What the API sends by itself is in [`webhooks`].

mod attributes;
mod draft;
mod follow;
mod library;
mod limits;
mod manifest;
mod object;
mod operations;
mod pace;
mod resource;
mod types;
mod webhooks;

use super::{Output, Parts};
use crate::model::Model;

/// Where the crate stands.
const FOLDER: &str = "generated/client";

pub(super) const PARTS: Parts = Parts {
    whole: &[types::emit, |model| vec![operations::emit(model)], whole],
    of_resource: &[resource::emit],
};

fn whole(model: &Model) -> Vec<Output> {
    let mut outputs = vec![manifest::emit(model), library::emit(model), limits::emit(model)];
    outputs.extend(pace::emit(model));
    outputs.extend(webhooks::emit(model));
    outputs
}
