//! Lists that go on growing.

use serde_json::Value as Json;

use crate::load::words::{self, At, Book, Reader, Slot, Table, Word, records};
use crate::load::yaml::Node;
use crate::source::Span;

records! {
    /// A list that goes on growing, and how to follow it.
    FollowWords "a list that grows" {
        /// The field of what is listed that says when it came to be.
        by "by": At<String>,
        /// The field that tells it from others of the same time.
        key "key": At<String>,
        /// The argument that asks for what is of a time or later.
        since "since": At<String>,
        /// The arguments with which the oldest comes first, and their values.
        oldest_first "oldest_first": Table<At<String>>,
    }
}
