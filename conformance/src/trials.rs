//! All trials, as libtest-mimic wants them.

use std::sync::Arc;
use std::time::Instant;

use libtest_mimic::{Failed, Trial};

use crate::exceptions::Exception;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::options::Target;
use crate::record::Verdict;
use crate::replay::Replay;
use crate::stage::Stage;
use crate::{access, call, faults, paging, refuses, stand_in, workflow};

pub(crate) fn all(stage: &Arc<Stage>) -> Vec<Trial> {
    if stage.options.target == Target::StandIn {
        return stand_in::trials(stage);
    }
    let calls = gorgias_suite::operations().flat_map(|operation| {
        operation.cases.iter().map(move |case| {
            let work = move |replay: &Replay| call::run(replay, operation, case);
            trial(stage, case.id, Kind::Call, work)
        })
    });
    let refuses = gorgias_suite::operations().flat_map(|operation| {
        operation.refuses.iter().map(move |breach| {
            let work = move |replay: &Replay| refuses::run(replay, operation, breach);
            trial(stage, breach.id, Kind::Refuses, work)
        })
    });
    let workflows = gorgias_suite::WORKFLOWS.iter().flat_map(|workflow| {
        let today = stage.options.today;
        workflow.trials.iter().map(move |it| {
            let work = move |replay: &Replay| workflow::run(replay, workflow, it, today);
            trial(stage, it.id, Kind::Workflow, work)
        })
    });
    calls
        .chain(refuses)
        .chain(faults::trials(stage))
        .chain(paging::trials(stage))
        .chain(access::trials(stage))
        .chain(workflows)
        .collect()
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
