//! How an account behaves: what calls do to the things that it keeps, and what the fields of these follow from.

use serde_json::Value as Json;

use super::closed::Measure;
use super::either;
use super::types::FieldWords;
use crate::load::words::{self, At, Book, Filled, Names, Reader, Slot, Table, Word, records};
use crate::load::yaml::{Node, Value};
use crate::source::Span;

records! {
    /// What a field follows from: one of these.
    DerivedWords "what a field follows from" {
        /// The field of a text, of which this is the first word.
        first_word "first_word": Option<At<String>>,
        /// The field of a text, of which this is the last word.
        last_word "last_word": Option<At<String>>,
        /// A field and a value: the time since when it has that.
        since "since": Option<Filled<Table<At<String>>>>,
        /// The field of another type that names this thing: those things, or how many they are, or when the latest was made.
        from "from": Option<At<String>>,
    }
    /// What a call does that its verb, its path and its types do not show: one of these.
    DoesWords "what an operation does" {
        /// Folds things of one kind into one of them.
        merges "merges": Option<MergeWords>,
        /// Says on a thing when something was done with it, or takes that away.
        marks "marks": Option<MarkWords>,
        /// Changes several things.
        updates "updates": Option<UpdateWords>,
        /// Answers what a filter expression lets through.
        sifts "sifts": Option<SiftWords>,
        /// Looks for a word in things of several kinds.
        searches "searches": Option<SearchWords>,
        /// Counts.
        measures "measures": Option<Measure>,
        /// Begins work on many things.
        works "works": Option<WorkWords>,
        /// Stores data unless what is there is newer.
        stores "stores": Option<StoreWords>,
    }
    /// Things that are folded into one.
    MergeWords "a merge" {
        /// The argument that names the thing which stays.
        into "into": At<String>,
        /// The argument that names those which go.
        from "from": At<String>,
    }
    /// A time that is set on things, or taken away.
    MarkWords "a mark" {
        /// The type of the things.
        of "of": At<String>,
        /// Their field that holds the time.
        at "at": At<String>,
        /// Their field that says who did it.
        by "by": Option<At<String>>,
        /// Whether the time is taken away.
        off "off": Option<bool>,
        /// The argument that names them, unless the path does.
        each "each": Option<At<String>>,
        /// What the answer says of those for which it is done, for which it was done before, and which there are not.
        says "says": Option<MarkedWords>,
    }
    /// What an answer says of each thing that was to be marked.
    MarkedWords "what is said of a mark" {
        /// It is done.
        done "done": At<String>,
        /// It was so before.
        already "already": At<String>,
        /// There is no such thing.
        missing "missing": At<String>,
    }
    /// Things that are changed in one call.
    UpdateWords "changes of several things" {
        /// The argument that lists them, each with its id.
        each "each": At<String>,
        /// Whether the answer has all things of the kind, and not only these.
        all "all": Option<bool>,
    }
    /// Things that a filter expression lets through.
    SiftWords "a sieve" {
        /// The type of the things.
        of "of": At<String>,
        /// The argument that names the thing which holds the expression, or that is such a thing.
        by "by": At<String>,
    }
    /// A search in things of several kinds.
    SearchWords "a search" {
        /// The argument whose value says where.
        by "by": At<String>,
        /// The argument that holds the word.
        word "word": At<String>,
        /// The argument that says how many are answered at most.
        size "size": At<String>,
        /// Its values, each to a type and the paths that are looked through.
        places "places": Filled<Table<SearchPlaceWords>>,
    }
    /// Where a search looks.
    SearchPlaceWords "a place to search" {
        /// The type of the things.
        of "of": At<String>,
        /// The paths that are looked through.
        paths "paths": Filled<Names>,
    }
    /// Work on many things.
    WorkWords "work on many things" {
        /// The type of the things.
        of "of": At<String>,
        /// The path to their ids.
        each "each": At<String>,
        /// The path to the text that says which work it is.
        by "by": At<String>,
        /// How what stands for the work says how far it is.
        stands "stands": StandsWords,
        /// The text's values, to what is done with each thing.
        deeds "deeds": Filled<Table<WorkDeedWords>>,
    }
    /// How work says how far it is, and when it came so far.
    StandsWords "how work stands" {
        /// The field that says it.
        at "at": At<String>,
        /// Its value before the work begins.
        waiting "waiting": At<String>,
        /// Its value while the work goes on.
        working "working": At<String>,
        /// Its value when all is done.
        done "done": At<String>,
        /// Its value when somebody has asked for the work to stop.
        stopping "stopping": At<String>,
        /// Its value when the work has stopped.
        stopped "stopped": At<String>,
        /// These values, to the field that says since when it is so.
        times "times": Option<Table<At<String>>>,
    }
    /// What work does with a thing: one of these.
    WorkDeedWords "a deed" {
        /// The path to the fields that it sets.
        sets "sets": Option<At<String>>,
        /// The path to the id of a thing whose actions it applies.
        applies "applies": Option<At<String>>,
        /// Whether it deletes.
        deletes "deletes": Option<At<bool>>,
    }
    /// Data that is stored unless what is there is newer.
    StoreWords "data that is stored" {
        /// The argument that holds it, and the field that it goes into.
        data "data": At<String>,
        /// The argument that says as of when it holds.
        version "version": At<String>,
    }
    /// What holds of all things that an account keeps.
    KeepingWords "what an account keeps" {
        /// The field that says when a thing was made.
        made "made": At<String>,
        /// The field that says when it was last changed.
        changed "changed": At<String>,
        /// The field that says where it is read.
        address "address": At<String>,
        /// The type whose things tell of what happened to others.
        journal "journal": Option<JournalWords>,
    }
    /// The things that tell of what happened.
    JournalWords "a journal" {
        /// Their type.
        of "of": At<String>,
        /// Their field that says what happened, such as `tag-created`.
        what "what": At<String>,
        /// Their field that says to what kind of thing.
        kind "kind": At<String>,
        /// Their field that holds the id of that thing.
        id "id": At<String>,
        /// Their field that says who did it.
        who "who": At<String>,
        /// What they call a type, where it is not the type's name.
        calls "calls": Option<Table<At<String>>>,
    }
}

/// What a field follows from: a path in the same thing, or a record.
#[derive(Debug, Clone)]
pub(crate) enum IsWords {
    Path(At<String>),
    Derived(DerivedWords),
}

impl Word for IsWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Map(_) => DerivedWords::read(node, reader).map(Self::Derived),
            _ => At::read(node, reader).map(Self::Path),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), DerivedWords::schema(book))
    }
}

impl FieldWords {
    /// Where the words stand that say how a thing keeps it.
    pub(crate) fn kept(&self) -> [(&'static str, Option<Span>); 3] {
        let is = self.is.as_ref().map(|is| match is {
            IsWords::Path(path) => path.span,
            IsWords::Derived(words) => words.span,
        });
        [
            ("unique", self.unique.as_ref().map(|unique| unique.span)),
            ("is", is),
            ("starts", self.starts.as_ref().map(|starts| starts.span)),
        ]
    }

    /// Where the words stand that say what it picks from a list.
    pub(crate) fn picking(&self) -> [(&'static str, Option<Span>); 2] {
        let keeps = self.keeps.as_ref().and_then(|keeps| keeps.0.first());
        [("keeps", keeps.map(|path| path.span)), ("by", self.by.as_ref().map(|by| by.span))]
    }
}
