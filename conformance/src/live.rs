//! The suite against an account that is called by HTTP: that of the environment's variables, there or at another address.
//!
//! Only what reads is called, each operation once, and all trials together at the pace of one account. What a call needs of the
//! account, such as an id, is taken from its lists; a trial for which there is none is not verified, and says so. A trial holds
//! if the typed client can read the answer and loses nothing of it that the spec knows, and if each tool shows of it what it
//! says. Keys that the spec does not know are told beside that: they are no fault of the product.

mod account;
mod guard;
mod known;
mod paging;
mod reading;

use std::sync::Arc;

use gorgias_suite::{Operation, Reading};
use libtest_mimic::Trial;

pub(crate) use self::account::{Live, Pace};
use crate::failure::Failure;
use crate::kind::Kind;
use crate::stage::Stage;
use crate::trials::judged;

/// What a trial against an account has shown.
pub(crate) enum Shown {
    /// What it is about holds. These keys of the answer nobody knows.
    Holds(Vec<String>),
    /// Nothing, for this reason.
    Nothing(String),
}

/// What is behind the name of an operation in the names of its trials.
const ANSWER: &str = "live";
const NEXT_PAGE: &str = "live/next-page";

/// The operations that only read, and how they are called.
fn readings() -> impl Iterator<Item = (&'static Operation, &'static Reading)> {
    gorgias_suite::operations().filter_map(|it| Some((it, it.reading.as_ref()?)))
}

/// A trial for every operation that only reads, and for every list of them another one for its second page.
pub(crate) fn trials(stage: &Arc<Stage>) -> Vec<Trial> {
    readings()
        .flat_map(|(operation, reading)| {
            let name = format!("{}/{ANSWER}", operation.id);
            let own = Arc::clone(stage);
            let work = move || reading::run(own.live()?, own.ready()?, operation, reading);
            let answer = judged(stage, name, Kind::Live, work);
            let pages = paging::has_pages(operation).then(|| {
                let name = format!("{}/{NEXT_PAGE}", operation.id);
                let own = Arc::clone(stage);
                let work = move || paging::run(own.live()?, own.ready()?, operation, reading);
                judged(stage, name, Kind::Live, work)
            });
            [Some(answer), pages].into_iter().flatten()
        })
        .collect()
}

/// What is shown by an error in place of an answer: nothing, where it is no fault of the product.
fn unanswered(
    error: &gorgias_client::Error,
    what: impl Into<String>,
    expected: &str,
) -> Result<Shown, Failure> {
    use gorgias_client::error::Kind;
    let reason = match error.kind() {
        Kind::Forbidden { .. } => "the account does not allow it",
        Kind::RateLimited { .. } | Kind::NoTurn { .. } => "others use up the account's limit",
        Kind::Server(_) => "the server fails",
        Kind::Transport(_) => "no answer came",
        _ => return Err(Failure::new(what, expected, error.to_string())),
    };
    Ok(Shown::Nothing(format!("{reason}: {error}")))
}

/// What is longer is more than who has to mend a failure needs to see of an account that may be anybody's.
const LONGEST: usize = 200;

/// A failure that shows where two values differ, and neither of them as a whole.
fn brief(failure: Failure) -> Failure {
    let differences = failure.differences();
    if !differences.is_empty() {
        return Failure {
            expected: "the same".to_owned(),
            came: differences.join("\n"),
            ..failure
        };
    }
    let short = |text: String| match text.chars().count() {
        length if length > LONGEST => format!("{length} characters, which are the account's own"),
        _ => text,
    };
    Failure { expected: short(failure.expected), came: short(failure.came), ..failure }
}
