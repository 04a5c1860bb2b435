//! Work that goes on after the answer.

use serde_json::Value as Json;

use crate::load::words::{self, At, Book, Filled, Names, Reader, Slot, Table, Word, records};
use crate::load::yaml::Node;
use crate::source::Span;

/// Paths, and the values that may stand there.
pub(crate) type StandingWords = Filled<Table<Filled<Names>>>;

records! {
    /// Work that goes on after the answer, and how to follow it.
    LongRunningWords "work that goes on" {
        /// The operation that asks how it stands.
        poll "poll": At<String>,
        /// The arguments of that, to paths in this operation's answer.
        with "with": Table<At<String>>,
        /// Paths in what it answers, to the values with which the work has ended.
        ended "ended": StandingWords,
        /// Those of them with which it went well.
        good "good": StandingWords,
        /// The path in what it answers of how much is done.
        progress "progress": Option<At<String>>,
        /// The operation that stops the work.
        cancel "cancel": Option<At<String>>,
    }
}
