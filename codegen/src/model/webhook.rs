//! What the API sends by itself.

use super::{Confidence, TypeUse};
use crate::source::Span;

/// What the API sends by itself.
#[derive(Debug)]
pub(crate) struct Webhooks {
    /// What in the API sends them.
    pub(crate) sender: String,
    pub(crate) about: String,
    pub(crate) source: Vec<String>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) templates: Option<Templates>,
    /// How it is sent.
    pub(crate) delivery: Vec<Fact>,
    /// How a receiver knows whom it comes from.
    pub(crate) signature: Vec<Fact>,
    pub(crate) notes: Vec<String>,
}

/// What makes the API send something.
#[derive(Debug)]
pub(crate) struct Trigger {
    pub(crate) wire: String,
    /// As a Rust variant.
    pub(crate) rust: String,
    pub(crate) about: String,
    pub(crate) payload: TypeUse,
    pub(crate) notes: Vec<String>,
    pub(crate) span: Span,
}

impl Trigger {
    /// The name of the enum of all triggers in Rust, beside the types of what is sent.
    pub(crate) const ENUM: &'static str = "Trigger";
}

/// What of the runtime stands beside them: what a receiver needs.
pub(crate) const RECEIVING: [&str; 4] = ["Encoding", "Repeats", "Unverified", "Verifier"];

/// How texts with places for values are filled in.
#[derive(Debug)]
pub(crate) struct Templates {
    pub(crate) syntax: String,
    /// Where such texts can stand.
    pub(crate) places: Vec<(String, String)>,
    /// The names that a place can begin with.
    pub(crate) roots: Vec<Fact>,
    pub(crate) notes: Vec<String>,
}

/// Something known, and how surely.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) confidence: Confidence,
    pub(crate) source: Vec<String>,
}
