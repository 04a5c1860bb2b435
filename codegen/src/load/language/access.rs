//! Who may call: the ways to sign in, and the scopes of OAuth2.

use serde_json::Value as Json;

use super::closed::ClientProof;
use super::either;
use crate::load::words::{self, At, Book, List, Reader, Slot, Table, Texts, Word, records};
use crate::load::yaml::{Node, Value};
use crate::source::Span;

records! {
    /// A way to sign in.
    AccountWords "a way to sign in" {
        /// What it is.
        about "about": String,
        /// The limit that usually holds.
        limit "limit": Option<At<String>>,
        /// Of OAuth2: where a person grants access.
        authorize "authorize": Option<String>,
        /// Of OAuth2: where tokens come from.
        token "token": Option<String>,
        /// Of OAuth2: parameters with which access is asked for, beside those of every app.
        asks "asks": Option<Table<String>>,
        /// Of OAuth2: how an app shows who it is where tokens come from.
        client "client": Option<At<ClientProof>>,
        /// Of OAuth2: the scope without which no token can be renewed.
        refresh "refresh": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A scope of OAuth2.
    ScopeWords "a scope" {
        /// What it covers.
        about "about": String,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
    }
}

/// A scope: what it covers alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct ScopeEntry(pub(crate) ScopeWords);

impl Word for ScopeEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(about) => {
                Some(Self(ScopeWords { span: node.span, about: about.clone(), deprecated: None }))
            }
            _ => ScopeWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), ScopeWords::schema(book))
    }
}
