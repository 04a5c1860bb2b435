//! What the emitters of Rust share: files, names, types, and how values and calls are written.

pub(super) mod expression;
pub(super) mod json_literal;
pub(super) mod limits;
pub(super) mod manifest;
pub(super) mod members;
pub(super) mod names;
pub(super) mod prose;
pub(super) mod source;
pub(super) mod types;
