//! All trials, as libtest-mimic wants them.

use std::sync::Arc;
use std::time::Instant;

use gorgias_runtime::jiff::civil::Date;
use libtest_mimic::{Completion, Failed, Trial};

use crate::exceptions::Exception;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::live::Shown;
use crate::options::Target;
use crate::record::Verdict;
use crate::replay::Replay;
use crate::stage::Stage;
use crate::{access, call, faults, live, paging, refuses, stand_in, workflow};

/// A trial, and what it does with the recordings.
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) work: Work,
}

type Work = Box<dyn FnOnce(&Replay) -> Result<(), Failure> + Send>;

impl Task {
    pub(crate) fn new(
        name: impl Into<String>,
        kind: Kind,
        work: impl FnOnce(&Replay) -> Result<(), Failure> + Send + 'static,
    ) -> Self {
        Self { name: name.into(), kind, work: Box::new(work) }
    }
}

pub(crate) fn all(stage: &Arc<Stage>) -> Vec<Trial> {
    match stage.options.target {
        Target::StandIn => return stand_in::trials(stage),
        Target::Sandbox | Target::Url(_) => return live::trials(stage),
        Target::Recordings => {}
    }
    let tasks = tasks(stage.options.today);
    tasks.map(|task| trial(stage, task.name, task.kind, task.work)).collect()
}

/// All that is tried; workflows take this day for the one on which they run.
pub(crate) fn tasks(today: Date) -> impl Iterator<Item = Task> {
    let calls = gorgias_suite::operations().flat_map(|operation| {
        operation.cases.iter().map(move |case| {
            let work = move |replay: &Replay| call::run(replay, operation, case);
            Task::new(case.id, Kind::Call, work)
        })
    });
    let refuses = gorgias_suite::operations().flat_map(|operation| {
        operation.refuses.iter().map(move |breach| {
            let work = move |replay: &Replay| refuses::run(replay, operation, breach);
            Task::new(breach.id, Kind::Refuses, work)
        })
    });
    let workflows = gorgias_suite::WORKFLOWS.iter().flat_map(move |workflow| {
        workflow.trials.iter().map(move |it| {
            let work = move |replay: &Replay| workflow::run(replay, workflow, it, today);
            Task::new(it.id, Kind::Workflow, work)
        })
    });
    calls
        .chain(refuses)
        .chain(faults::tasks())
        .chain(paging::tasks())
        .chain(access::tasks())
        .chain(workflows)
}

/// A trial with the recordings.
pub(crate) fn trial(
    stage: &Arc<Stage>,
    name: impl Into<String>,
    kind: Kind,
    work: impl FnOnce(&Replay) -> Result<(), Failure> + Send + 'static,
) -> Trial {
    let own = Arc::clone(stage);
    let work = move || work(own.ready()?).map(|()| Shown::Holds(Vec::new()));
    judged(stage, name.into(), kind, work)
}

/// A trial, and what becomes of what it has shown.
pub(crate) fn judged(
    stage: &Arc<Stage>,
    name: String,
    kind: Kind,
    work: impl FnOnce() -> Result<Shown, Failure> + Send + 'static,
) -> Trial {
    let stage = Arc::clone(stage);
    let apart = || stand_in::apart(&stage.options.target, &name).map(Exception::Skip);
    let exception = stage.exceptions.of(&name).cloned().or_else(apart);
    stage.record.plan(&name, kind, exception.as_ref());
    let (title, is_skipped) = (name.clone(), matches!(exception, Some(Exception::Skip(_))));
    let run = move || {
        let begun = Instant::now();
        let (result, unknown) = match work() {
            Ok(Shown::Holds(unknown)) => (Ok(()), unknown),
            Ok(Shown::Nothing(reason)) => {
                stage.record.end(&name, Verdict::Skipped(reason.clone()), begun.elapsed());
                return Ok(Completion::ignored_with(reason));
            }
            Err(failure) => (Err(failure), Vec::new()),
        };
        stage.record.unknown(&name, unknown);
        let verdict = Verdict::of(result, exception.as_ref());
        let report = verdict.failure().map(|it| it.report(&stage.options.command(&name)));
        stage.record.end(&name, verdict, begun.elapsed());
        let Some(report) = report else { return Ok(Completion::Completed) };
        // libtest-mimic writes to stdout, and nextest takes the message of its reports from stderr.
        if std::env::var_os("NEXTEST").is_some() {
            eprintln!("{report}");
        }
        Err(Failed::from(report))
    };
    // What is known before it runs is decided before: what is decided while a trial runs counts as passed elsewhere.
    Trial::ignorable_test(title, run).with_kind(kind.as_str()).with_ignored_flag(is_skipped)
}
