//! What is true everywhere.

use serde_json::Value;

use super::behaviour::Keeping;
use super::names::constant;
use super::{ClientProof, Errors, Field, Follows, Type};
use crate::source::Span;

/// What is true everywhere.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) revision: String,
    /// With `{account}` where the account's name goes.
    pub(crate) base: String,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) headers: Vec<Header>,
    pub(crate) errors: Errors,
    pub(crate) formats: Vec<Format>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) topics: Vec<Named>,
    pub(crate) presets: Vec<Preset>,
    pub(crate) synonyms: Vec<Synonym>,
    pub(crate) dialects: Vec<Dialect>,
    /// What holds of all things that an account keeps; without it, nothing is said of how an account behaves.
    pub(crate) keeping: Option<Keeping>,
    pub(crate) budgets: Budgets,
    pub(crate) span: Span,
}

impl Api {
    /// The header in which answers say how many calls are used of how many.
    pub(crate) fn used_header(&self) -> Option<&str> {
        let header = self.headers.iter().find(|header| header.purpose == "used");
        header.map(|header| header.name.as_str())
    }

    /// The limit that usually holds for who signs in with a token, or else with a key.
    pub(crate) fn usual_limit(&self, by_token: bool) -> Option<&Limit> {
        let accounts = self.accounts.iter().filter(|account| account.token.is_some() == by_token);
        let mut names = accounts.filter_map(|account| account.limit.as_deref());
        let name = names.next()?;
        self.limits.iter().find(|limit| limit.name == name)
    }
}

/// A way to sign in.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The limit that usually holds for who signs in so.
    pub(crate) limit: Option<String>,
    pub(crate) authorize: Option<String>,
    pub(crate) token: Option<String>,
    /// Parameters with which access is asked for, and what they are for.
    pub(crate) asks: Vec<(String, String)>,
    pub(crate) client: Option<ClientProof>,
    /// The scope without which no token can be renewed.
    pub(crate) refresh: Option<String>,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// A scope of OAuth2.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) deprecated: Option<String>,
}

/// The form in which values of a kind come.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The type of the same name, if there is one.
    pub(crate) ty: Option<Type>,
    /// Values that were seen, and where they stand.
    pub(crate) seen: Vec<(Value, Span)>,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl Format {
    /// The values that were seen, as a list.
    pub(crate) fn values(&self) -> Value {
        self.seen.iter().map(|(value, _)| value.clone()).collect()
    }
}

/// How much a kind of account may ask.
#[derive(Debug)]
pub(crate) struct Limit {
    /// The kind of account.
    pub(crate) name: String,
    pub(crate) requests: u32,
    pub(crate) seconds: u64,
}

impl Limit {
    /// The constant that has its name.
    pub(crate) fn constant(&self) -> String {
        constant(&self.name)
    }
}

/// A header of answers.
#[derive(Debug)]
pub(crate) struct Header {
    /// What it is for.
    pub(crate) purpose: String,
    pub(crate) name: String,
}

/// A name and what it stands for.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) about: String,
}

impl Named {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// A word of tools' texts, or a few, and what people say for it.
#[derive(Debug)]
pub(crate) struct Synonym {
    pub(crate) meant: String,
    pub(crate) said: Vec<String>,
    pub(crate) span: Span,
}

/// A named set of tools.
#[derive(Debug)]
pub(crate) struct Preset {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) tokens: Option<usize>,
    pub(crate) all: bool,
    pub(crate) span: Span,
}

/// A dialect of paging.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) query: Vec<Field>,
    pub(crate) follows: Follows,
    /// The key of the items in the envelope.
    pub(crate) items: String,
    /// The path of the next cursor, if pages can be followed.
    pub(crate) next: Option<String>,
    /// What answers can say under `meta`; some say more.
    pub(crate) meta: Vec<Field>,
    pub(crate) source: Vec<String>,
}

/// What a model may have to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budgets {
    pub(crate) text_tokens: usize,
    pub(crate) tool_tokens: usize,
    pub(crate) all_tokens: usize,
    pub(crate) schema_bytes: usize,
}

impl Dialect {
    /// The runtime's way to follow it, as a Rust variant.
    pub(crate) fn paging(&self) -> &'static str {
        match self.follows {
            Follows::Cursor => "Cursor",
            Follows::Number => "Numbered",
            Follows::Link => "Links",
        }
    }
}
