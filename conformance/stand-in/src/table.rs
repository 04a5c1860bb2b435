//! The table as it stands in its file: what the API's operations, types and things are.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The whole table.
#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub(crate) keeping: Keeping,
    pub(crate) dialects: BTreeMap<String, Dialect>,
    pub(crate) things: BTreeMap<String, ThingRow>,
    pub(crate) operations: Vec<OperationRow>,
    pub(crate) types: Map<String, Value>,
}

/// What holds of all things.
#[derive(Debug, Deserialize)]
pub(crate) struct Keeping {
    /// The field that says when a thing was made.
    pub(crate) made: String,
    /// The field that says when it was last changed.
    pub(crate) changed: String,
    /// The field that says where it is read.
    pub(crate) address: String,
    pub(crate) journal: Option<JournalRow>,
}

/// The things that tell of what happened, and their fields.
#[derive(Debug, Deserialize)]
pub(crate) struct JournalRow {
    pub(crate) of: String,
    pub(crate) what: String,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) who: String,
    /// What it calls a type, where it is not the type's name.
    pub(crate) calls: BTreeMap<String, String>,
}

/// How pages are written.
#[derive(Debug, Deserialize)]
pub(crate) struct Dialect {
    pub(crate) follows: Follows,
    /// The key of the items.
    pub(crate) items: String,
    /// What stands under `meta`.
    pub(crate) meta: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Follows {
    Cursor,
    Number,
    Link,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ThingRow {
    pub(crate) key: String,
    pub(crate) path: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OperationRow {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) scope: Option<String>,
    pub(crate) success: u16,
    #[serde(default)]
    pub(crate) params: Map<String, Value>,
    #[serde(default)]
    pub(crate) query: Map<String, Value>,
    #[serde(default)]
    pub(crate) body: BodyRow,
    pub(crate) answer: AnswerRow,
    pub(crate) does: Deed,
    pub(crate) follow: Option<Follow>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BodyRow {
    #[default]
    None,
    Fields(Map<String, Value>),
    Whole(String),
    Form(#[expect(dead_code, reason = "that it is one is all that is said of a form")] bool),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerRow {
    Nothing,
    File,
    Csv,
    Value(String),
    List { of: String, under: String },
    Pages { of: String, by: String },
}

/// How work is followed.
#[derive(Debug, Deserialize)]
pub(crate) struct Follow {
    /// The operation that asks how it stands.
    pub(crate) poll: String,
    /// Where it says how much is done.
    pub(crate) progress: Option<String>,
}

/// What a call does. Types stand here by their names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    Single { of: String },
    Read { of: String },
    List { of: String, order: Option<String>, picks: Vec<Pick> },
    Create { of: String, works: Option<Work> },
    Update { of: String },
    UpdateMany { of: String, each: String, all: bool },
    Delete { of: String },
    DeleteMany { of: String, each: String },
    Cancel { of: String },
    Part(Part),
    Upload,
    Download,
    Merge { of: String, into: String, from: String },
    Mark(Mark),
    Sift { of: String, by: String },
    Search(Search),
    Measure(Measure),
}

/// What a parameter picks from a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Pick {
    pub(crate) param: String,
    pub(crate) paths: Vec<String>,
    pub(crate) by: By,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    Equals,
    Contains,
    Presence,
    Includes,
    Gt,
    Gte,
    Lt,
    Lte,
    /// What another thing lets through, such as a view.
    Sifted,
}

/// A part of a thing that has an address of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Part {
    pub(crate) of: String,
    pub(crate) by: String,
    pub(crate) field: String,
    pub(crate) entry: Option<String>,
    pub(crate) version: Option<String>,
}

/// A time that is set on things, or taken away.
#[derive(Debug, Deserialize)]
pub(crate) struct Mark {
    pub(crate) of: String,
    pub(crate) at: String,
    pub(crate) by: Option<String>,
    pub(crate) off: bool,
    pub(crate) each: Option<String>,
    /// What is said of what is done, was done before, and is not there.
    pub(crate) says: Option<[String; 3]>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    pub(crate) by: String,
    pub(crate) word: String,
    pub(crate) size: String,
    pub(crate) places: BTreeMap<String, Place>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Place {
    pub(crate) of: String,
    pub(crate) paths: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    Report,
    Statistic,
}

/// What is done with each of many things while nobody waits.
#[derive(Debug, Deserialize)]
pub(crate) struct Work {
    pub(crate) of: String,
    pub(crate) each: String,
    pub(crate) by: String,
    pub(crate) stands: Stands,
    pub(crate) deeds: BTreeMap<String, WorkDeed>,
}

/// How work says how far it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Stands {
    pub(crate) at: String,
    pub(crate) waiting: String,
    pub(crate) working: String,
    pub(crate) done: String,
    pub(crate) stopping: String,
    pub(crate) stopped: String,
    /// Values, and the field that says since when it is so.
    pub(crate) times: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WorkDeed {
    Sets(String),
    Applies(String),
    Deletes,
}
