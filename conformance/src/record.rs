//! What became of every trial: written while they run, read when all have ended.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::exceptions::Exception;
use crate::failure::Failure;
use crate::kind::Kind;

/// All trials that there are, and the ends of those that have ended.
#[derive(Default)]
pub(crate) struct Record(Mutex<State>);

#[derive(Default)]
struct State {
    planned: Vec<Planned>,
    ended: BTreeMap<String, (Verdict, Duration)>,
    /// The keys of answers that nobody knows, by trial.
    unknown: BTreeMap<String, Vec<String>>,
}

/// A trial that could be run.
#[derive(Debug, Clone)]
struct Planned {
    id: String,
    kind: Kind,
    exception: Option<Exception>,
}

/// What a trial has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// What it is about holds.
    Verified,
    /// It does not hold.
    Failed(Failure),
    /// It does not hold, as is known, for this reason.
    FailsAsExpected(String, Failure),
    /// The trial itself went wrong.
    Broken(Failure),
    /// It was not run, for this reason.
    Skipped(String),
}

/// A trial that was selected, and what it has shown.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) verdict: Verdict,
    pub(crate) took: Duration,
    /// The paths of keys in the answer that nobody knows.
    pub(crate) unknown: Vec<String>,
}

impl Record {
    pub(crate) fn plan(&self, id: &str, kind: Kind, exception: Option<&Exception>) {
        let exception = exception.cloned();
        self.state().planned.push(Planned { id: id.to_owned(), kind, exception });
    }

    pub(crate) fn end(&self, id: &str, verdict: Verdict, took: Duration) {
        self.state().ended.insert(id.to_owned(), (verdict, took));
    }

    /// Keeps what a trial came upon that nobody knows.
    pub(crate) fn unknown(&self, id: &str, paths: Vec<String>) {
        self.state().unknown.insert(id.to_owned(), paths);
    }

    /// What became of those that were selected. What was selected and has no end has gone down with its thread.
    pub(crate) fn tried(&self, is_selected: impl Fn(&str) -> bool) -> Vec<Tried> {
        let state = self.state();
        let selected = state.planned.iter().filter(|planned| is_selected(&planned.id));
        selected
            .map(|Planned { id, kind, exception }| {
                let ended = state.ended.get(id).cloned();
                let (verdict, took) = ended.unwrap_or_else(|| match exception {
                    Some(Exception::Skip(why)) => (Verdict::Skipped(why.clone()), Duration::ZERO),
                    _ => {
                        let gone = Failure::of_suite("the trial itself panicked", "an end", "none");
                        (Verdict::Broken(gone), Duration::ZERO)
                    }
                });
                let unknown = state.unknown.get(id).cloned().unwrap_or_default();
                Tried { id: id.clone(), kind: *kind, verdict, took, unknown }
            })
            .collect()
    }

    /// A trial that panicked does not make what the others have shown wrong.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Verdict {
    /// The verdict on a trial that has ended so.
    pub(crate) fn of(result: Result<(), Failure>, exception: Option<&Exception>) -> Self {
        match (result, exception) {
            (Ok(()), Some(Exception::Fails(why))) => {
                let what = "the trial is expected to fail, and passes: take it from the exceptions";
                Self::Failed(Failure::new(what, format!("a failure: {why}"), "none"))
            }
            (Ok(()), _) => Self::Verified,
            (Err(failure), _) if failure.of_suite => Self::Broken(failure),
            (Err(failure), Some(Exception::Fails(why))) => {
                Self::FailsAsExpected(why.clone(), failure)
            }
            (Err(failure), _) => Self::Failed(failure),
        }
    }

    /// The failure that ends the run as failed.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) | Self::Broken(failure) => Some(failure),
            Self::Verified | Self::FailsAsExpected(..) | Self::Skipped(_) => None,
        }
    }

    /// The word for it in reports.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Failed(_) => "failed",
            Self::FailsAsExpected(..) => "expected failure",
            Self::Broken(_) => "broken",
            Self::Skipped(_) => "skipped",
        }
    }

    /// Why nothing is verified, though nothing has failed.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::FailsAsExpected(why, _) | Self::Skipped(why) => Some(why),
            Self::Verified | Self::Failed(_) | Self::Broken(_) => None,
        }
    }
}

impl Tried {
    /// The operation or the workflow that it is about.
    pub(crate) fn subject(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// The resource of the operation; of workflows, which have none, a word for all of them.
    pub(crate) fn resource(&self) -> &str {
        self.subject().split_once('.').map_or("workflows", |(resource, _)| resource)
    }
}
