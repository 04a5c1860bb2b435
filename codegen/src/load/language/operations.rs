//! Operations: bodies, answers, tools, cases.

use serde_json::{Value as Json, json};

use super::behaviour::DoesWords;
use super::closed::{Compare, Confidence, ToolMethod};
use super::effects::EffectEntry;
use super::either;
use super::follow::FollowWords;
use super::long_running::LongRunningWords;
use super::types::{DraftWords, FieldEntry};
use crate::load::expr::TypeExpr;
use crate::load::words::{
    self, At, Book, Count, List, Names, Reader, Slot, Table, Texts, Word, records,
};
use crate::load::yaml::{Node, Value};
use crate::source::Span;

records! {
    /// A body that is a bare value.
    WholeWords "a bare body" {
        /// Its type.
        value "value": TypeExpr,
        /// The argument's name.
        name "as": At<String>,
        /// One short text for people and models.
        about "about": Option<String>,
        /// The least value, characters or items.
        min "min": Option<At<i64>>,
        /// The most value, characters or items.
        max "max": Option<At<i64>>,
        /// A value for documentation.
        example "example": Option<Node>,
    }
    /// A body with a part for each of some files.
    UploadWords "an upload" {
        /// The argument's name.
        name "upload": At<String>,
        /// One short text for people and models.
        about "about": Option<String>,
    }
    /// A list in one piece.
    ListWords "a list" {
        /// The type of an item.
        item "list": TypeExpr,
        /// The key that it stands under, unless it is bare.
        under "under": At<String>,
    }
    /// Pages of a list.
    PagesWords "pages" {
        /// The type of an item.
        item "of": TypeExpr,
        /// The dialect of paging.
        by "by": Option<At<String>>,
        /// Other bounds of the page's size.
        limit "limit": Option<LimitWords>,
    }
    /// The bounds of a page's size.
    LimitWords "a limit" {
        /// The fewest items.
        min "min": Option<At<i64>>,
        /// The most items.
        max "max": Option<At<i64>>,
        /// The items where nothing is said.
        default "default": Option<Node>,
    }
    /// A filter that is applied here, over pages that were read.
    ScanWords "a scan" {
        /// How many pages are read at most.
        pages "pages": Count,
        /// The filters.
        filters "filters": Table<ScanFilterWords>,
    }
    /// One filter of a scan.
    ScanFilterWords "a filter" {
        /// The type of the argument.
        ty "type": TypeExpr,
        /// The path in an item.
        keeps "keeps": At<String>,
        /// How it compares; unsaid, `equals`.
        by "by": Option<At<Compare>>,
        /// One short text for people and models.
        about "about": Option<String>,
    }
    /// An alias with a projection of its own.
    AliasWords "an alias" {
        /// The name that answers too.
        name "name": At<String>,
        /// What an answer shows under this name.
        shows "shows": Option<ShowsWords>,
    }
    /// An operation's tool.
    ToolWords "a tool" {
        /// The public name.
        name "name": At<String>,
        /// Names that answer too but are not listed.
        aliases "aliases": Option<List<AliasEntry>>,
        /// What it is, for those who cut access by method.
        method "method": Option<At<ToolMethod>>,
        /// Its topics; unsaid, the resource's.
        topics "topics": Option<Names>,
        /// The presets that it belongs to.
        presets "presets": Option<Names>,
        /// The arguments that its schema spells out; unsaid, all.
        usual "usual": Option<Names>,
        /// What an answer shows unless it is asked otherwise.
        shows "shows": ShowsWords,
        /// Filters that the API does not have.
        scans "scans": Option<ScanWords>,
    }
    /// A call, the line it must make, and what must come back.
    CaseWords "a case" {
        /// Its name, in kebab-case.
        name "name": At<String>,
        /// What it shows.
        about "about": Option<String>,
        /// An earlier case that sends the same line: this is what comes the next time.
        after "after": Option<At<String>>,
        /// Path, query and body in one map.
        args "args": Option<Node>,
        /// The line that must go over the wire, written by hand.
        sends "sends": At<String>,
        /// The status with which the API refuses it; unsaid, it does not.
        refused "refused": Option<At<i64>>,
        /// Paths in the answer, and the values there.
        expects "expects": Option<Table<Node>>,
    }
    /// An operation of the API.
    OperationWords "an operation" {
        /// The verb and the path.
        call "call": At<String>,
        /// A few words, as on a button.
        title "title": Option<At<String>>,
        /// What it does, when to use it, and the trap that bites.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// How sure the facts are.
        confidence "confidence": Option<Confidence>,
        /// The OAuth2 scope.
        scope "scope": Option<At<String>>,
        /// The documented status.
        success "success": At<i64>,
        /// What a status of a refusal means here, and what to do instead.
        refusals "refusals": Option<Table<String>>,
        /// What a call does to the world; unsaid, a GET reads.
        effect "effect": Option<List<EffectEntry>>,
        /// The parameters in the path.
        path "path": Option<Table<FieldEntry>>,
        /// The parameters in the query.
        query "query": Option<Table<FieldEntry>>,
        /// The body.
        body "body": Option<BodyWords>,
        /// The answer, unless it comes in pages.
        returns "returns": Option<ReturnsWords>,
        /// The answer, if it comes in pages.
        pages "pages": Option<PagesEntry>,
        /// The paths of the addresses by which answers name its files.
        addresses "addresses": Option<Names>,
        /// What it does that its call does not show.
        does "does": Option<DoesWords>,
        /// How to follow its work, if that goes on after the answer.
        long_running "long_running": Option<LongRunningWords>,
        /// How to follow the list, if it goes on growing.
        follow "follow": Option<FollowWords>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// What a programmer or the next keeper must know.
        notes "notes": Option<List<String>>,
        /// Its tool.
        tool "tool": ToolWords,
        /// Its cases.
        cases "cases": Option<List<CaseWords>>,
    }
}

/// A body: a named type, a bare value, files, or a draft.
#[derive(Debug, Clone)]
pub(crate) enum BodyWords {
    Named(TypeExpr),
    Whole(WholeWords),
    Upload(UploadWords),
    Draft(DraftWords),
}

impl Word for BodyWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(_) => TypeExpr::read(node, reader).map(Self::Named),
            Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "value") => {
                WholeWords::read(node, reader).map(Self::Whole)
            }
            Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "upload") => {
                UploadWords::read(node, reader).map(Self::Upload)
            }
            _ => DraftWords::read(node, reader).map(Self::Draft),
        }
    }

    fn schema(book: &mut Book) -> Json {
        json!({ "anyOf": [
            TypeExpr::schema(book),
            WholeWords::schema(book),
            UploadWords::schema(book),
            DraftWords::schema(book),
        ] })
    }
}

/// An answer that does not come in pages.
#[derive(Debug, Clone)]
pub(crate) enum ReturnsWords {
    Nothing,
    File,
    Csv,
    Value(TypeExpr),
    List(ListWords),
}

impl Word for ReturnsWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "nothing" => Some(Self::Nothing),
            Value::Text(text) if text == "file" => Some(Self::File),
            Value::Text(text) if text == "csv" => Some(Self::Csv),
            Value::Text(_) => TypeExpr::read(node, reader).map(Self::Value),
            _ => ListWords::read(node, reader).map(Self::List),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), ListWords::schema(book))
    }
}

/// An answer in pages: the item alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct PagesEntry(pub(crate) PagesWords);

impl Word for PagesEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Text(_) => {
                let item = TypeExpr::read(node, reader)?;
                Some(Self(PagesWords { span: node.span, item, by: None, limit: None }))
            }
            _ => PagesWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), PagesWords::schema(book))
    }
}

/// A projection: paths, or all.
#[derive(Debug, Clone)]
pub(crate) enum ShowsWords {
    All(Span),
    Paths(Vec<At<String>>),
}

impl Word for ShowsWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "all" => Some(Self::All(node.span)),
            _ => List::read(node, reader).map(|list| Self::Paths(list.0)),
        }
    }

    fn schema(_: &mut Book) -> Json {
        either(
            json!({ "enum": ["all"] }),
            json!({ "type": "array", "items": { "type": "string" } }),
        )
    }
}

/// An alias: the name alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct AliasEntry(pub(crate) AliasWords);

impl Word for AliasEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Text(_) => {
                let name = At::read(node, reader)?;
                Some(Self(AliasWords { span: node.span, name, shows: None }))
            }
            _ => AliasWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), AliasWords::schema(book))
    }
}
