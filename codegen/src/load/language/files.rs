//! Whole files: what is true everywhere, and a resource.

use serde_json::Value as Json;

use super::access::{AccountWords, ScopeEntry};
use super::behaviour::KeepingWords;
use super::closed::Follows;
use super::operations::OperationWords;
use super::refusals::ErrorsWords;
use super::types::{FieldEntry, TypeWords};
use crate::load::words::{
    self, At, Book, Filled, List, Names, Reader, Slot, Table, Texts, Word, records,
};
use crate::load::yaml::Node;
use crate::source::Span;

records! {
    /// A resource: its types and its operations.
    ResourceFile "a resource" {
        /// Its name, in kebab-case.
        name "resource": At<String>,
        /// What the thing is.
        about "about": At<String>,
        /// The topics of its tools.
        topics "topics": Names,
        /// Where the facts come from.
        source "source": Texts,
        /// Its types.
        types "types": Option<Table<TypeWords>>,
        /// Its operations.
        operations "operations": Table<OperationWords>,
    }
    /// The form in which values of a kind come.
    FormatWords "a format" {
        /// What the form is.
        about "about": String,
        /// Values that were seen.
        seen "seen": Filled<List<Node>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// How many requests an account may make.
    RateWords "a limit" {
        /// So many requests.
        requests "requests": i64,
        /// In so many seconds.
        seconds "seconds": i64,
    }
    /// A named set of tools.
    PresetWords "a preset" {
        /// Whom it is for.
        about "about": String,
        /// Its budget of tokens.
        tokens "tokens": Option<i64>,
        /// Whether it holds every tool.
        all "all": Option<bool>,
    }
    /// A dialect of paging.
    PagingWords "a dialect of paging" {
        /// What its answers look like.
        about "about": String,
        /// How the next page is asked for.
        follows "follows": Follows,
        /// Its parameters.
        query "query": Option<Table<FieldEntry>>,
        /// The key of the items.
        items "items": String,
        /// The path of the next cursor.
        next "next": Option<String>,
        /// What answers can say under `meta`; some say more.
        meta "meta": Option<Table<FieldEntry>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
    }
    /// What a model may have to read.
    BudgetWords "budgets" {
        /// Tokens of an operation's text.
        text_tokens "text_tokens": i64,
        /// Tokens of one tool: name, description and input schema.
        tool_tokens "tool_tokens": i64,
        /// Tokens of all tools.
        all_tokens "all_tokens": i64,
        /// Bytes of one input schema.
        schema_bytes "schema_bytes": i64,
    }
    /// What is true everywhere.
    ApiFile "the API" {
        /// Its name.
        name "api": At<String>,
        /// What it is.
        about "about": String,
        /// The month its facts are of.
        revision "revision": String,
        /// Its address, with `{account}`.
        base "base": String,
        /// Where the facts come from.
        source "source": Texts,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
        /// The ways to sign in.
        accounts "accounts": Table<AccountWords>,
        /// Kinds of accounts and how much they may ask.
        limits "limits": Table<RateWords>,
        /// What a header is for, to its name.
        headers "headers": Table<String>,
        /// How it refuses.
        errors "errors": ErrorsWords,
        /// The forms in which values come.
        formats "formats": Option<Table<FormatWords>>,
        /// OAuth2 scopes, and what they cover.
        scopes "scopes": Table<ScopeEntry>,
        /// Topics, and what they cover.
        topics "topics": Table<String>,
        /// Named sets of tools.
        presets "presets": Table<PresetWords>,
        /// Words of tools' texts, and what people say for them.
        synonyms "synonyms": Option<Table<Names>>,
        /// Dialects of paging.
        paging "paging": Table<PagingWords>,
        /// What holds of all things that an account keeps.
        keeping "keeping": Option<KeepingWords>,
        /// What a model may have to read.
        budgets "budgets": BudgetWords,
        /// Types that belong to no one resource.
        types "types": Option<Table<TypeWords>>,
    }
}
