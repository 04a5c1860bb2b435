//! The trial of a list: its second page follows the first.

use gorgias_runtime::operation::Answer;
use gorgias_suite::{Operation, Reading};
use serde_json::json;

use super::account::Live;
use super::{Shown, unanswered};
use crate::failure::Failure;
use crate::replay::Replay;
use crate::subject::tool;

/// How many pages are asked for.
pub(super) const CALLS: u32 = 2;

/// The arguments by which pages are asked for, and how much is on each.
const NEXT: [&str; 2] = ["cursor", "page"];
const LIMIT: &str = "limit";

/// Whether the pages of an operation can be followed, and made so small that there is likely to be a second one.
pub(super) fn has_pages(operation: &Operation) -> bool {
    tool(operation).is_some_and(|tool| {
        let takes = |name: &str| tool.operation.arguments().any(|known| known == name);
        let follows = NEXT.into_iter().any(takes) && takes(LIMIT);
        matches!(tool.operation.answer, Answer::Pages(_)) && follows
    })
}

/// One thing on a page, so that two of them are enough.
pub(super) fn run(
    live: &Live,
    replay: &Replay,
    operation: &'static Operation,
    reading: &Reading,
) -> Result<Shown, Failure> {
    let call = match live.call(replay.product(), operation, reading, [(LIMIT, json!(1))])? {
        Ok(call) => call,
        Err(reason) => return Ok(Shown::Nothing(reason)),
    };
    let mut list = replay.product().pages(live.runtime(), call);
    let mut pages = Vec::new();
    for _ in 0..CALLS {
        match live.wait(list.try_next()) {
            Ok(Some(page)) => pages.push(page.data),
            Ok(None) => break,
            Err(error) => {
                let what = format!("page {} cannot be read", pages.len() + 1);
                return unanswered(&error, what, "a page");
            }
        }
    }
    let sizes: Vec<_> = pages.iter().map(Vec::len).collect();
    match pages.as_slice() {
        [first, second] if first.len() > 1 || second.len() > 1 => {
            let came = format!("pages of {sizes:?} things");
            Err(Failure::new("the pages are larger than was asked for", "one thing on each", came))
        }
        [first, second] if first == second => {
            let what = "the second page is the first once more";
            Err(Failure::new(what, "another thing on it", "the same one"))
        }
        [_, second] if !second.is_empty() => Ok(Shown::Holds(Vec::new())),
        _ => Ok(Shown::Nothing("the account has no second page of it".to_owned())),
    }
}
