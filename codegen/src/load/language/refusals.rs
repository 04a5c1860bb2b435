//! Refusals: what they look like, and what their statuses mean.

use serde_json::Value as Json;

use super::closed::Meets;
use super::either;
use crate::load::expr::TypeExpr;
use crate::load::words::{self, Book, List, Reader, Slot, Table, Texts, Word, records};
use crate::load::yaml::{Node, Value};
use crate::source::Span;

records! {
    /// How the API refuses.
    ErrorsWords "errors" {
        /// The type of a refusal's body.
        body "body": TypeExpr,
        /// A status, and what it means.
        statuses "statuses": Table<StatusEntry>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// What a status means wherever an operation says nothing else of it.
    StatusWords "a status" {
        /// What it means, and what to do about it.
        about "about": String,
        /// The operations that can answer so; unsaid, those that name it.
        meets "meets": Option<Meets>,
    }
}

/// A status: what it means alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct StatusEntry(pub(crate) StatusWords);

impl Word for StatusEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(about) => {
                Some(Self(StatusWords { span: node.span, about: about.clone(), meets: None }))
            }
            _ => StatusWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), StatusWords::schema(book))
    }
}
