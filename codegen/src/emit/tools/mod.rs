//! The crate `gorgias-tools`.
//!
//! The [`manifest`] and the [`library`], which lists all tools and calls them. A [`resource`] is a module with a static
//! per tool, and nothing else: what a tool does is the runtime's affair. The [`types`] say what may be given and what is
//! secret, each once; only those that a tool leads to are there. The [`prompts`] are the workflows in words.

mod library;
mod manifest;
mod prompts;
mod resource;
mod types;

use super::{Output, Parts};
use crate::model::Model;

/// Where the crate stands.
const FOLDER: &str = "generated/tools";

pub(super) const PARTS: Parts =
    Parts { whole: &[types::emit, whole], of_resource: &[resource::emit] };

fn whole(model: &Model) -> Vec<Output> {
    vec![manifest::emit(model), library::emit(model), prompts::emit(model)]
}
