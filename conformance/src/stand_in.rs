//! The suite against an account that stands in for a real one: it keeps what it is told, so that what a call does is seen in
//! what later calls answer.
//!
//! The account begins with what the recordings show of a real one: for a case with all of it, for a workflow with what it comes
//! to see in them. Each of these trials has an account of its own. Its answers are not the recorded ones; so a case is verified if
//! they have the type that is promised, and show what the tools say they show.
//!
//! The trials of the other kinds are those of the recordings, with the answers of the account in place of the recorded ones: what must
//! be refused is sent to a server before the account, and faults stand between it and the client. Lists are also read as the account
//! has them, page by page.

mod apart;
mod rehearsal;
mod seeded;
mod transport;
mod trial;
mod walk;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libtest_mimic::Trial;

use crate::kind::Kind;
use crate::options::Target;
use crate::stage::Stage;
use crate::trials::{tasks, trial as trial_of};
pub use seeded::Seeded;
pub use transport::Prepared;

/// All trials: those of cases and workflows in a way of their own, and of lists one more.
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
    let walks = gorgias_suite::operations().filter(|it| walk::can_be_followed(it)).map(|it| {
        let own = Arc::clone(stage);
        let work = move |_: &_| walk::run(own.seeded()?, it);
        trial_of(stage, format!("{}/paging/own-pages", it.id), Kind::Paging, work)
    });
    let others = tasks(stage.options.today)
        .filter(|task| !matches!(task.kind, Kind::Call | Kind::Workflow))
        .map(|task| trial_of(stage, task.name, task.kind, task.work));
    calls.chain(others).chain(walks).chain(workflows).collect()
}

/// Why a trial cannot be made with an account that stands in, if it cannot.
#[must_use]
pub fn why_apart(trial: &str) -> Option<&'static str> {
    apart::reason(trial)
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
