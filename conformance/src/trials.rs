//! All trials, as libtest-mimic wants them.

use std::sync::Arc;
use std::time::Instant;

use gorgias_runtime::jiff::civil::Date;
use libtest_mimic::{Failed, Trial};

use crate::exceptions::Exception;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::options::Target;
use crate::record::Verdict;
use crate::replay::Replay;
use crate::stage::Stage;
use crate::{access, call, faults, paging, refuses, stand_in, workflow};

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
    if stage.options.target == Target::StandIn {
        return stand_in::trials(stage);
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

pub(crate) fn trial(
    stage: &Arc<Stage>,
    name: impl Into<String>,
    kind: Kind,
    work: impl FnOnce(&Replay) -> Result<(), Failure> + Send + 'static,
) -> Trial {
    let (stage, name) = (Arc::clone(stage), name.into());
    let apart = || stand_in::apart(stage.options.target, &name).map(Exception::Skip);
    let exception = stage.exceptions.of(&name).cloned().or_else(apart);
    stage.record.plan(&name, kind, exception.as_ref());
    let (title, is_skipped) = (name.clone(), matches!(exception, Some(Exception::Skip(_))));
    let run = move || {
        let replay = stage.replay().map_err(Failed::from)?;
        let begun = Instant::now();
        let verdict = Verdict::of(work(replay), exception.as_ref());
        let report = verdict.failure().map(|it| it.report(&stage.options.command(&name)));
        stage.record.end(&name, verdict, begun.elapsed());
        let Some(report) = report else { return Ok(()) };
        // libtest-mimic writes to stdout, and nextest takes the message of its reports from stderr.
        if std::env::var_os("NEXTEST").is_some() {
            eprintln!("{report}");
        }
        Err(Failed::from(report))
    };
    // What is decided while a trial runs counts as passed, so it is decided before.
    Trial::test(title, run).with_kind(kind.as_str()).with_ignored_flag(is_skipped)
}
