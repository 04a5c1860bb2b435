//! What the API sends by itself.

use serde_json::Value as Json;

use super::closed::Confidence;
use super::types::TypeWords;
use crate::load::expr::TypeExpr;
use crate::load::words::{self, At, Book, Filled, List, Reader, Slot, Table, Texts, Word, records};
use crate::load::yaml::Node;
use crate::source::Span;

records! {
    /// Something known, and how surely.
    FactWords "a fact" {
        /// What is so.
        about "about": String,
        /// How sure it is.
        confidence "confidence": Confidence,
        /// Where it comes from.
        source "source": Option<Texts>,
    }
    /// What makes the API send something.
    TriggerWords "a trigger" {
        /// What has happened then.
        about "about": String,
        /// The type of what is sent.
        payload "payload": TypeExpr,
        /// What a receiver or the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// How texts with places for values are filled in.
    TemplateWords "templates" {
        /// How a place for a value is written.
        syntax "syntax": String,
        /// Where such texts can stand.
        places "places": Table<String>,
        /// The names that a place can begin with.
        roots "roots": Table<FactWords>,
        /// What a receiver or the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// What the API sends by itself.
    WebhooksFile "webhooks" {
        /// What in the API sends them.
        sender "webhooks": At<String>,
        /// What they are.
        about "about": String,
        /// Where the facts come from.
        source "source": Texts,
        /// What makes it send something.
        triggers "triggers": Filled<Table<TriggerWords>>,
        /// The types of what is sent.
        types "types": Option<Table<TypeWords>>,
        /// How what is sent is written, if it is a text with places for values.
        templates "templates": Option<TemplateWords>,
        /// How it is sent.
        delivery "delivery": Option<Table<FactWords>>,
        /// How a receiver knows whom it comes from.
        signature "signature": Option<Table<FactWords>>,
        /// What a receiver or the next keeper must know.
        notes "notes": Option<List<String>>,
    }
}
