//! The suite against an account that stands in for a real one: it keeps what it is told, so that what a call does is seen in
//! what later calls answer.
//!
//! The account begins with what the recordings show of a real one: for a case with all of it, for a workflow with what it comes
//! to see in them. Each trial has an account of its own. Its answers are not the recorded ones; so a case is verified if they
//! have the type that is promised, and show what the tools say they show.

mod apart;
mod rehearsal;
mod seeded;
mod transport;
mod trial;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libtest_mimic::Trial;

use crate::kind::Kind;
use crate::options::Target;
use crate::stage::Stage;
use crate::trials::trial as trial_of;
pub(crate) use seeded::Seeded;

/// A trial for every case and every workflow. What must not be sent, and what goes wrong on the way, is tried without an account.
pub(crate) fn trials(stage: &Arc<Stage>) -> Vec<Trial> {
    let calls = gorgias_suite::operations().flat_map(|operation| {
        operation.cases.iter().map(move |case| {
            let own = Arc::clone(stage);
            let work = move |_: &_| trial::call(own.seeded()?, operation, case);
            trial_of(stage, case.id, Kind::Call, work)
        })
    });
    let workflows = gorgias_suite::WORKFLOWS.iter().flat_map(|workflow| {
        workflow.trials.iter().map(move |it| {
            let own = Arc::clone(stage);
            let work = move |_: &_| trial::workflow(own.seeded()?, workflow, it, own.options.today);
            trial_of(stage, it.id, Kind::Workflow, work)
        })
    });
    calls.chain(workflows).collect()
}

/// Why a trial is not made against a target, if it is not.
pub(crate) fn apart(target: &Target, trial: &str) -> Option<String> {
    let reason = (*target == Target::StandIn).then(|| apart::reason(trial)).flatten();
    reason.map(str::to_owned)
}

/// What is behind a lock; a trial that failed elsewhere does not make it wrong.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
